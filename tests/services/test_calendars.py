"""Calendars: what calendar programs read, parsed back by three libraries and held to rules of our own."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream
from ical.exceptions import CalendarParseError

from entremise.domain.calendars import zones
from entremise.domain.errors import ABSENT
from entremise.domain.events import Access, Accessed
from entremise.domain.events.rounds import Arrival, City, RoomVenue, RoundState, Session
from entremise.domain.ids import Mark, access_log
from entremise.domain.rounds import Amend, Arrive, Change, Conclude, Move, Setting, Turn, TurnSession
from entremise.services import calendars, rounds, seats
from entremise.services.calendars import FEED_LIFE, fetched, give_feed, invitation, seat_fetching
from entremise.services.rounds import DeskRoundsPage, RoomRoundsPage, rounds_page
from entremise.services.telling import Telling
from tests.cast import Delegate, Mediator, Talks, granted, open_talks, terms

MUSCAT: Final = City(name="Muscat", zone="Asia/Muscat")
TEN: Final = datetime(2026, 2, 6, 6, tzinfo=UTC)
HOUR: Final = timedelta(hours=1)
FIRST: Final = Setting(title="Kestrel round", city=MUSCAT, starts=TEN, ends=TEN + 2 * HOUR, venue="Kestrel palace")
BOTH: Final = Telling(marks=("A", "B"), words="Kestrel words.")


def sets(talks: Talks, setting: Setting = FIRST, telling: Telling = BOTH) -> None:
    granted(rounds.set_round(talks.parts, talks.mo.seat, setting, telling=telling))


def changes(talks: Talks, asked: Change) -> None:
    granted(rounds.change_round(talks.parts, talks.mo.seat, 1, asked, telling=Telling(marks=None)))


def feed(talks: Talks, member: Delegate | Mediator) -> bytes:
    return fetched(talks.parts, member.seat)


def events(written: bytes) -> list[dict[str, str]]:
    """The appointments as one library reads them, and the others too."""
    valid(written)
    ours = [
        {name: written_as(part[name].to_ical()) for name in part}
        for part in icalendar.Calendar.from_ical(written).walk("VEVENT")
    ]
    uids = [one["UID"] for one in ours]
    assert [event.uid.value for event in getattr(second_library(written), "vevent_list", [])] == uids
    assert [event.uid for event in IcsCalendarStream.calendar_from_ics(written.decode()).events] == uids
    return ours


def written_as(value: Any) -> str:
    """What stands after the colon."""
    return value if isinstance(value, str) else bytes(value).decode()


def starts(written: bytes) -> list[datetime]:
    """When the appointments begin: all libraries say the same instant."""
    ours = [part.decoded("DTSTART") for part in icalendar.Calendar.from_ical(written).walk("VEVENT")]
    assert [event.dtstart.value.astimezone(UTC) for event in second_library(written).vevent_list] == [
        one.astimezone(UTC) for one in ours
    ]
    assert [one[0] for one in validated(written)] == [one.astimezone(UTC) for one in ours]
    return ours


def second_library(written: bytes) -> Any:
    """The calendar as it is read by the second library, which keeps a time zone by its name from file to file.

    Each file is to be read by its own zones, so those of the files before are forgotten.
    """
    vars(vobject.icalendar)["__tzidMap"].clear()
    vobject.icalendar.registerTzid("UTC", UTC)
    return vobject.readOne(written.decode())


def validated(written: bytes) -> list[tuple[datetime, datetime | None, str, str]]:
    """Beginning, end, sequence and status as the third library reads them, which refuses what it does not know."""
    read = IcsCalendarStream.calendar_from_ics(written.decode())
    return [
        (
            instant(event.dtstart or date.min),
            instant(event.dtend) if event.dtend is not None else None,
            str(event.sequence),
            event.status.value if event.status is not None else "",
        )
        for event in read.events
    ]


def instant(at: date) -> datetime:
    """A moment of an appointment, which is no whole day."""
    assert isinstance(at, datetime)
    return at.astimezone(UTC)


LINE: Final = re.compile(
    rb'[A-Z-]+(;[A-Z-]+=("[^"\x00-\x08\x0a-\x1f]*"|[^";:,\x00-\x08\x0a-\x1f]*))*:[^\x00-\x08\x0a-\x1f]*'
)


def valid(written: bytes) -> None:
    """The rules of RFC 5545 and RFC 5546 for what we write: those that no library asks for, and one that does."""
    assert written.endswith(b"\r\n")
    assert b"\n" not in written.replace(b"\r\n", b"")
    folded = written.removesuffix(b"\r\n").split(b"\r\n")
    assert max(map(len, folded)) <= 75
    lines = written.replace(b"\r\n ", b"").removesuffix(b"\r\n").split(b"\r\n")
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    open_: list[bytes] = []
    counts: dict[tuple[bytes, int], list[bytes]] = {}
    component = 0
    for line in lines:
        name, _, value = line.partition(b":")
        if name == b"BEGIN":
            open_.append(value)
            component += 1
        elif name == b"END":
            assert open_.pop() == value
        counts.setdefault((open_[-1] if open_ else b"VCALENDAR", component), []).append(name.partition(b";")[0])
    assert open_ == []
    method = next((line.partition(b":")[2] for line in lines if line.startswith(b"METHOD:")), None)
    zones = {line.partition(b":")[2] for line in lines if line.startswith(b"TZID:")}
    for (kind, _), names in counts.items():
        if kind == b"VEVENT":
            once = dict.fromkeys([b"UID", b"DTSTAMP", b"DTSTART", b"SEQUENCE", b"STATUS", b"SUMMARY"], 1)
            # Whoever is invited stands in an invitation, and in nothing that is fetched (RFC 5546, 3.2.1 and 3.2.2).
            once |= dict.fromkeys([b"ORGANIZER", b"ATTENDEE"], int(method is not None))
            assert {name: names.count(name) for name in once} == once
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert [lines.count(b"VERSION:2.0"), sum(line.startswith(b"PRODID:") for line in lines)] == [1, 1]
    assert [line for line in lines if line.startswith(b"METHOD:")] == ([b"METHOD:" + method] if method else [])
    assert method in {None, b"REQUEST", b"CANCEL"}
    if method is not None:
        assert lines.count(b"BEGIN:VEVENT") == 1
    assert {found for line in lines for found in re.findall(rb";TZID=([^;:]+):", line)} <= zones
    assert [line for line in lines if line.startswith(b"DTSTAMP") and not line.endswith(b"Z")] == []
    assert [line for line in lines if line.startswith(b"SEQUENCE") and not line.partition(b":")[2].isdigit()] == []
    assert (method == b"CANCEL") == (method is not None and b"STATUS:CANCELLED" in lines)
    assert [(begins, ends) for begins, ends, *_ in validated(written) if ends is not None and ends <= begins] == []


def invited(talks: Talks) -> bytes:
    """An invitation by the clock of a city that changes its clocks."""
    granted(rounds.choose_cities(talks.parts, talks.ana.seat, [("Washington", "")]))
    sets(talks)
    return granted(invitation(talks.parts, talks.ana.seat, 1))


ENDS: Final = b"DTEND;TZID=America/New_York:20260206T030000"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (ENDS, ENDS + b"\r\nDURATION:PT1H"),
        (ENDS, b"DTEND;VALUE=DATE:20260207"),
        (ENDS, b"DTEND:20260206T030000"),
        (b"DTSTART;TZID=America/New_York:2026", b"DTSTART;TZID=No/Where:2026"),
        (b"DTSTART;TZID=America/New_York:202602", b"DTSTART;TZID=America/New_York:202613"),
        (ENDS, ENDS + b"\r\n" + ENDS),
        (b"\r\nUID:", b"\r\nUID:twice\r\nUID:"),
        (b"SEQUENCE:0", b"SEQUENCE:zero"),
        (b"STATUS:TENTATIVE", b"STATUS:PERHAPS"),
        (b"\r\nTZID:America/New_York", b""),
        (b"\r\nTZOFFSETTO:-0500", b""),
        (b"END:VEVENT\r\n", b""),
        (b"END:VEVENT\r\nEND:VCALENDAR", b"END:VCALENDAR\r\nEND:VEVENT"),
        (b"CLASS:PRIVATE", b"CLASS PRIVATE"),
        (b"CLASS:PRIVATE", b"CLASS:PRI\x01VATE"),
    ],
)
def test_the_third_library_refuses_a_wrong_file(talks: Talks, right: bytes, wrong: bytes) -> None:
    written = invited(talks)
    planted = written.replace(right, wrong)
    assert planted != written

    with pytest.raises((CalendarParseError, ValueError)):
        validated(planted)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b"\r\nDTSTART;TZID=America/New_York:20260206T010000", b""),
        (b"\r\nUID:", b"\r\nX-UID:"),
        (b"\r\nDTSTAMP:", b"\r\nX-STAMP:"),
        (b"\r\nSEQUENCE:0", b""),
        (b"SEQUENCE:0", b"SEQUENCE:-1"),
        (b"\r\nVERSION:2.0", b""),
        (b"\r\nPRODID:", b"\r\nX-PRODID:"),
        (ENDS, b"DTEND;TZID=America/New_York:20260206T000000"),
        (ENDS, b"DTEND;TZID=America/New_York:20260206T010000"),
        (b"TZID=America/New_York", b"TZID=Europe/Paris"),
        (b"CLASS:PRIVATE\r\n", b"CLASS:PRIVATE\n"),
        (b"CLASS:PRIVATE", b"COMMENT:" + b"x" * 80),
        (b"METHOD:REQUEST", b"METHOD:REPLY"),
        (b"METHOD:REQUEST", b"METHOD:CANCEL"),
        (b"METHOD:REQUEST", b"METHOD:REQUEST\r\nMETHOD:REQUEST"),
        (b"METHOD:REQUEST\r\n", b""),
        (b"STATUS:TENTATIVE", b"STATUS:CANCELLED"),
        (b"\r\nORGANIZER:", b"\r\nX-ORGANIZER:"),
        (b"\r\nATTENDEE;", b"\r\nX-ATTENDEE;"),
        (b"END:VCALENDAR", b"BEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR"),
    ],
)
def test_our_own_rules_find_what_the_libraries_let_pass(talks: Talks, right: bytes, wrong: bytes) -> None:
    written = invited(talks)
    valid(written)
    planted = written.replace(right, wrong)
    assert planted != written

    with pytest.raises(AssertionError):
        valid(planted)


# What stands in it -------------------------------------------------------------------------------------------


def test_where_the_fact_is_confidential_only_the_codename_and_the_time_are(talks: Talks) -> None:
    sets(talks)

    for written in (feed(talks, talks.ana), granted(invitation(talks.parts, talks.ana.seat, 1))):
        (event,) = events(written)
        assert event["SUMMARY"] == terms().codename
        assert "LOCATION" not in event
        assert "DESCRIPTION" not in event
        for word in (b"Kestrel", b"Muscat", b"Belmark", b"Arvend", b"mediat", b"Entremise", b"desk"):
            assert word.lower() not in written.lower()


def test_a_room_reads_its_own_cities_clock_with_its_changes(talks: Talks) -> None:
    granted(rounds.choose_cities(talks.parts, talks.ana.seat, [("Washington", ""), ("Muscat", "")]))
    sets(talks)

    written = feed(talks, talks.ana)

    assert b"DTSTART;TZID=America/New_York:20260206T010000" in written
    assert written.count(b"BEGIN:VTIMEZONE") == 1
    assert b"BEGIN:DAYLIGHT" in written
    assert starts(written) == [TEN]
    assert b"DTSTART:20260206T060000Z" in feed(talks, talks.bo)


def test_each_room_has_a_uid_of_its_own_that_stays(talks: Talks) -> None:
    sets(talks)
    ana, bo = (events(feed(talks, one))[0] for one in (talks.ana, talks.bo))

    changes(talks, Move(starts=TEN + HOUR))

    moved = events(feed(talks, talks.ana))[0]
    assert ana["UID"] == moved["UID"] != bo["UID"]
    assert (ana["SEQUENCE"], moved["SEQUENCE"]) == ("0", "1")
    assert starts(feed(talks, talks.ana)) == [TEN + HOUR]


def test_it_says_when_it_was_told_and_not_when_it_was_fetched(talks: Talks) -> None:
    sets(talks)
    told = talks.clock.now()
    before = feed(talks, talks.ana)

    talks.clock.advance(3600)

    assert feed(talks, talks.ana) == before
    assert events(before)[0]["DTSTAMP"] == f"{told:%Y%m%dT%H%M%SZ}"


def test_a_round_put_off_is_cancelled_under_its_uid(talks: Talks) -> None:
    sets(talks)
    asked = events(granted(invitation(talks.parts, talks.ana.seat, 1)))[0]

    changes(talks, Move())

    written = granted(invitation(talks.parts, talks.ana.seat, 1))
    (event,) = events(written)
    assert b"METHOD:CANCEL\r\n" in written
    assert (event["UID"], event["STATUS"], event["SEQUENCE"]) == (asked["UID"], "CANCELLED", "1")
    assert starts(written) == [TEN]
    assert events(feed(talks, talks.ana))[0]["STATUS"] == "CANCELLED"


@pytest.mark.parametrize(
    ("turns", "status"),
    [
        ([], "TENTATIVE"),
        ([RoundState.CONFIRMED], "CONFIRMED"),
        ([RoundState.NOT_HELD], "CANCELLED"),
        ([RoundState.CONFIRMED, RoundState.UNDER_WAY, RoundState.SUSPENDED], "CONFIRMED"),
    ],
)
def test_the_status_follows_the_state(talks: Talks, turns: list[RoundState], status: str) -> None:
    sets(talks)
    for to in turns:
        changes(talks, Turn(to=to))

    assert events(feed(talks, talks.ana))[0]["STATUS"] == status


def test_a_delegation_reads_its_own_arrival_and_no_other(talks: Talks) -> None:
    sets(talks)
    arrivals = (
        Arrival(mark=Mark("A"), at=TEN - HOUR, entrance="East door"),
        Arrival(mark=Mark("B"), at=TEN - HOUR / 2, entrance="West door"),
    )

    changes(talks, Arrive(arrivals=arrivals))

    assert [starts(feed(talks, one)) for one in (talks.ana, talks.bo)] == [[TEN - HOUR], [TEN - HOUR / 2]]


def test_nothing_stands_in_the_calendar_of_a_room_that_was_told_of_none(talks: Talks) -> None:
    sets(talks, telling=Telling(marks=("A",)))

    assert events(feed(talks, talks.bo)) == []
    assert invitation(talks.parts, talks.bo.seat, 1) == ABSENT


def test_a_round_without_a_time_is_in_no_calendar(talks: Talks) -> None:
    sets(talks, Setting(title="Next round", city=MUSCAT))

    assert events(feed(talks, talks.ana)) == []
    assert invitation(talks.parts, talks.ana.seat, 1) == ABSENT


def test_where_the_fact_is_public_title_and_place_are_there(talks: Talks) -> None:
    long = "A very long title, with commas; semicolons \\ and سلام " * 5
    sets(talks, Setting(title=long.strip(), city=MUSCAT, starts=TEN, venue="Kestrel palace"))

    page = rounds_page(talks.parts, talks.ana.seat)
    assert isinstance(page, RoomRoundsPage)

    public = replace(page.opened, terms=replace(page.terms, fact_confidential=False))
    written = calendars.calendar(talks.parts, replace(page, opened=public))

    valid(written)
    (event,) = icalendar.Calendar.from_ical(written).walk("VEVENT")
    assert str(event["SUMMARY"]).endswith(long.strip())
    assert str(event["LOCATION"]) == "Kestrel palace, Muscat"


ZONES: Final = st.sampled_from(
    ["Asia/Muscat", "Europe/Brussels", "America/New_York", "Asia/Tehran", "Australia/Lord_Howe"]
)
MOMENTS: Final = st.datetimes(
    min_value=datetime(2018, 1, 1),  # noqa: DTZ001 – Hypothesis adds the zone
    max_value=datetime(2035, 12, 31),  # noqa: DTZ001 – the same
    timezones=st.just(UTC),
).map(lambda at: at.replace(second=0, microsecond=0))


@given(st.lists(MOMENTS, min_size=1, max_size=4), ZONES)
def test_what_is_written_is_read_again_by_all_libraries(moments: list[datetime], zone: str) -> None:
    """Whatever the zone and whatever the day: the instants come back, one UID each, and none twice over two rooms."""
    talks = open_talks()
    granted(rounds.choose_cities(talks.parts, talks.ana.seat, [("Somewhere", zone)]))
    for at in moments:
        sets(talks, Setting(title="x", city=MUSCAT, starts=at))

    written, other = feed(talks, talks.ana), feed(talks, talks.bo)

    ours = icalendar.Calendar.from_ical(written).walk("VEVENT")
    assert [part.decoded("DTSTART").astimezone(UTC) for part in ours] == moments
    uids = [event["UID"] for one in (written, other) for event in events(one)]
    assert len({*uids}) == len(uids) == 2 * len(moments)


def test_of_two_hours_with_one_name_each_is_read_as_itself(talks: Talks) -> None:
    """Of a local time that comes twice, one library reads the first and the other the second."""
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    granted(rounds.choose_cities(talks.parts, talks.ana.seat, [("Brussels", "")]))
    sets(talks, replace(FIRST, starts=second - HOUR, ends=second))
    sets(talks, replace(FIRST, starts=second, ends=second + HOUR))

    written = feed(talks, talks.ana)

    assert starts(written) == [second - HOUR, second]
    assert b"DTEND:20261025T013000Z" in written


@given(st.sampled_from(sorted(zones())))
def test_every_zone_that_can_be_chosen_is_written_and_read(zone: str) -> None:
    talks = open_talks()
    granted(rounds.choose_cities(talks.parts, talks.ana.seat, [("Somewhere", zone)]))
    sets(talks)

    written = feed(talks, talks.ana)

    valid(written)
    assert starts(written) == [TEN]


# Sessions ----------------------------------------------------------------------------------------------------

APART: Final = (
    Session(title="With room A", starts=TEN + HOUR / 3, ends=TEN + HOUR, marks=(Mark("A"),)),
    Session(title="Together", starts=TEN + HOUR, ends=TEN + 2 * HOUR, marks=(Mark("A"), Mark("B"))),
)


def test_each_session_of_a_room_is_an_appointment_of_its_own(talks: Talks) -> None:
    sets(talks, replace(FIRST, sessions=APART))

    ana, bo = (feed(talks, one) for one in (talks.ana, talks.bo))

    assert starts(ana) == [TEN, TEN + HOUR / 3, TEN + HOUR]
    assert starts(bo) == [TEN, TEN + HOUR]
    uids = [event["UID"] for written in (ana, bo) for event in events(written)]
    assert len({*uids}) == 5


def test_a_session_with_another_room_changes_no_byte(talks: Talks) -> None:
    sets(talks, replace(FIRST, sessions=APART[1:]))
    before = feed(talks, talks.bo)

    with_a = (replace(APART[1], number=1), APART[0])
    changes(talks, Amend(title=FIRST.title, venue=FIRST.venue, sessions=with_a))
    changes(talks, TurnSession(session=2, to=RoundState.NOT_HELD))

    assert feed(talks, talks.bo) == before
    assert [event["STATUS"] for event in events(feed(talks, talks.ana))] == ["TENTATIVE", "TENTATIVE", "CANCELLED"]


def test_a_session_taken_away_is_cancelled_under_its_uid(talks: Talks) -> None:
    sets(talks, replace(FIRST, sessions=APART))
    before = [event["UID"] for event in events(feed(talks, talks.ana))]

    changes(talks, Amend(title=FIRST.title, venue=FIRST.venue, sessions=(replace(APART[1], number=2),)))

    after = {event["UID"]: (event["STATUS"], event["SEQUENCE"]) for event in events(feed(talks, talks.ana))}
    assert [after[uid] for uid in before] == [("TENTATIVE", "1"), ("CANCELLED", "1"), ("TENTATIVE", "0")]


@pytest.mark.parametrize("who", ["ana", "mo"])
def test_when_it_goes_on_stands_in_the_calendar_until_it_went_on(talks: Talks, who: str) -> None:
    sets(talks, replace(FIRST, confirmed=True))
    resumes = (Turn(to=RoundState.SUSPENDED, resumes=TEN + at * HOUR) for at in (3, 4))

    def shown() -> list[tuple[datetime, str]]:
        written = feed(talks, getattr(talks, who))
        return list(zip(starts(written), [event["STATUS"] for event in events(written)], strict=True))

    changes(talks, Turn(to=RoundState.UNDER_WAY))
    changes(talks, next(resumes))
    assert shown() == [(TEN, "CONFIRMED"), (TEN + 3 * HOUR, "CONFIRMED")]
    changes(talks, Turn(to=RoundState.UNDER_WAY))
    changes(talks, next(resumes))
    assert shown() == [(TEN, "CONFIRMED"), (TEN + 4 * HOUR, "CONFIRMED")]
    changes(talks, Turn(to=RoundState.UNDER_WAY))
    assert shown() == [(TEN, "CONFIRMED"), (TEN + 4 * HOUR, "CONFIRMED")]


def test_where_a_delegation_is_to_be_stands_in_its_own_calendar(talks: Talks) -> None:
    sets(talks, replace(FIRST, venues=(RoomVenue(mark=Mark("A"), venue="Hotel"),), sessions=APART))

    found = []
    for one in (talks.ana, talks.bo):
        page = rounds_page(talks.parts, one.seat)
        assert isinstance(page, RoomRoundsPage)
        public = replace(page.opened, terms=replace(page.terms, fact_confidential=False))
        written = calendars.calendar(talks.parts, replace(page, opened=public))
        found.append({str(event["LOCATION"]) for event in icalendar.Calendar.from_ical(written).walk("VEVENT")})

    assert found == [{"Hotel, Muscat"}, {"Kestrel palace, Muscat"}]


# All libraries -----------------------------------------------------------------------------------------------


def instants(written: bytes) -> list[tuple[datetime, datetime | None, str, str]]:
    """Beginning, end, sequence and status as all libraries read them.

    Two of them by the rules of the file's own time zones, the third by its table of zones.
    """
    ours = [
        (
            part.decoded("DTSTART").astimezone(UTC),
            part.decoded("DTEND").astimezone(UTC) if "DTEND" in part else None,
            str(part["SEQUENCE"]),
            str(part["STATUS"]),
        )
        for part in icalendar.Calendar.from_ical(written).walk("VEVENT")
    ]
    read = [
        (
            event.dtstart.value.astimezone(UTC),
            event.dtend.value.astimezone(UTC) if hasattr(event, "dtend") else None,
            event.sequence.value,
            event.status.value,
        )
        for event in second_library(written).vevent_list
    ]
    assert read == ours
    assert validated(written) == ours
    return ours


@given(
    st.lists(st.tuples(MOMENTS, st.integers(1, 600)), min_size=1, max_size=3),
    ZONES,
    st.sampled_from([None, Move(), Move(starts=TEN), Turn(to=RoundState.CONFIRMED), Turn(to=RoundState.NOT_HELD)]),
)
def test_all_libraries_read_ends_sequences_and_states_alike(
    spans: list[tuple[datetime, int]], zone: str, asked: Change | None
) -> None:
    talks = open_talks()
    granted(rounds.choose_cities(talks.parts, talks.ana.seat, [("Somewhere", zone)]))
    ends = [at + timedelta(minutes=long) for at, long in spans]
    for (at, _), end in zip(spans, ends, strict=True):
        sets(talks, Setting(title="x", city=MUSCAT, starts=at, ends=end))
    if asked is not None:
        moved = replace(asked, starts=spans[0][0], ends=ends[0]) if isinstance(asked, Move) and asked.starts else asked
        changes(talks, moved)

    read = instants(feed(talks, talks.ana))

    later = {Turn(to=RoundState.CONFIRMED): "CONFIRMED", Turn(to=RoundState.NOT_HELD): "CANCELLED", Move(): "CANCELLED"}
    first = later.get(asked, "TENTATIVE") if asked is not None else "TENTATIVE"
    assert [one[0] for one in read] == [at for at, _ in spans]
    assert [one[1] for one in read][1:] == ends[1:]
    assert [one[3] for one in read] == [first, *["TENTATIVE"] * (len(spans) - 1)]


def test_the_time_zone_that_is_written_is_the_one_that_is_meant(talks: Talks) -> None:
    """Read by its own rules alone, without any table of zones, the hours are those of the city."""
    granted(rounds.choose_cities(talks.parts, talks.ana.seat, [("Brussels", "")]))
    summer = TEN.replace(month=7)
    for at in (TEN, summer):
        sets(talks, replace(FIRST, starts=at, ends=at + HOUR))

    (zone,) = icalendar.Calendar.from_ical(feed(talks, talks.ana)).walk("VTIMEZONE")

    own = cast("Any", zone).to_tz()
    shown = [at.astimezone(ZoneInfo("Europe/Brussels")).replace(tzinfo=None) for at in (TEN, summer)]
    assert str(zone["TZID"]) == "Europe/Brussels"
    assert [at.replace(tzinfo=own).utcoffset() for at in shown] == [HOUR, 2 * HOUR]


def test_half_past_three_on_the_night_when_clocks_go_forward_is_read_as_it_is_meant(talks: Talks) -> None:
    """On 28 March 2027 Brussels goes from 02:00 to 03:00 at 01:00 UTC."""
    granted(rounds.choose_cities(talks.parts, talks.ana.seat, [("Brussels", "")]))
    night = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    for hours in range(3):
        sets(talks, replace(FIRST, starts=night + hours * HOUR, ends=night + (hours + 1) * HOUR))

    written = feed(talks, talks.ana)

    assert [one[:2] for one in instants(written)] == [
        (night + hours * HOUR, night + (hours + 1) * HOUR) for hours in range(3)
    ]
    assert b"RDATE:20270328T020000\r\n" in written


# Fetching ----------------------------------------------------------------------------------------------------


def test_a_program_reads_with_the_name_and_the_password_given_once(talks: Talks) -> None:
    sets(talks)

    given_ = granted(give_feed(talks.parts, talks.ana.seat))

    assert seat_fetching(talks.parts, given_.name, given_.password) == talks.ana.seat
    for name, password in ((given_.name, "x"), ("x", given_.password), ("", ""), (given_.password, given_.name)):
        assert seat_fetching(talks.parts, name, password) is None


def test_the_password_is_kept_as_a_hash(talks: Talks) -> None:
    given_ = granted(give_feed(talks.parts, talks.ana.seat))

    kept = repr(talks.parts.store.credentials(talks.ana.seat.id))

    assert given_.password not in kept
    assert given_.name not in kept


def test_a_new_one_ends_the_one_before_and_it_can_be_ended(talks: Talks) -> None:
    first = granted(give_feed(talks.parts, talks.ana.seat))
    second = granted(give_feed(talks.parts, talks.ana.seat))
    assert seat_fetching(talks.parts, first.name, first.password) is None

    granted(calendars.end_feed(talks.parts, talks.ana.seat))

    assert seat_fetching(talks.parts, second.name, second.password) is None
    lines = talks.parts.store.lines(access_log(talks.ana.seat.place), after=0, limit=100)
    told = [line.event.what for line in lines if isinstance(line.event, Accessed)]
    assert [what for what in told if "feed" in what] == [Access.FEED_GIVEN, Access.FEED_GIVEN, Access.FEED_ENDED]


def test_it_ends_by_itself_and_with_the_seat(talks: Talks) -> None:
    ada, ana = (granted(give_feed(talks.parts, one.seat)) for one in (talks.ada, talks.ana))

    granted(seats.remove(talks.parts, talks.ana.seat, talks.ada.seat.id))
    assert seat_fetching(talks.parts, ada.name, ada.password) is None

    talks.clock.advance(FEED_LIFE.total_seconds())
    assert seat_fetching(talks.parts, ana.name, ana.password) is None


def test_a_program_reads_for_a_seat_at_the_desk_until_it_is_ended(talks: Talks) -> None:
    given_ = granted(give_feed(talks.parts, talks.mo.seat))
    assert seat_fetching(talks.parts, given_.name, given_.password) == talks.mo.seat

    granted(calendars.end_feed(talks.parts, talks.mo.seat))

    assert seat_fetching(talks.parts, given_.name, given_.password) is None


# The desk's --------------------------------------------------------------------------------------------------

PLAN: Final = (
    Arrival(mark=Mark("A"), at=TEN - HOUR / 2, entrance="East door", leaves=TEN + 3 * HOUR),
    Arrival(mark=Mark("B"), at=TEN - HOUR / 4, entrance="Door of Belmark"),
)
SESSIONS: Final = (
    Session(title="Kestrel opening", starts=TEN, ends=TEN + HOUR),
    Session(title="Belmark alone", starts=TEN + HOUR, ends=TEN + 2 * HOUR),
)


def plans(talks: Talks) -> None:
    """A round of which B is told nothing, with its sessions and the plan of arrivals."""
    sets(talks, replace(FIRST, sessions=SESSIONS, confirmed=True), Telling(marks=("A",)))
    changes(talks, Arrive(arrivals=PLAN))


def open_to_all(talks: Talks) -> bytes:
    """The desk's calendar, were the fact of talks no secret."""
    page = rounds_page(talks.parts, talks.mo.seat)
    assert isinstance(page, DeskRoundsPage)
    public = replace(page.opened, terms=replace(page.terms, fact_confidential=False))
    return calendars.calendar(talks.parts, replace(page, opened=public))


def test_the_desk_reads_rounds_and_sessions_under_the_codename_alone(talks: Talks) -> None:
    plans(talks)

    written = feed(talks, talks.mo)

    assert [event["SUMMARY"] for event in events(written)] == [terms().codename] * 3
    assert starts(written) == [TEN - HOUR / 2, TEN, TEN + HOUR]
    for word in (b"Kestrel", b"Muscat", b"Belmark", b"Arvend", b"door", b"mediat", b"Entremise", b"LOCATION"):
        assert word.lower() not in written.lower()


def test_where_the_fact_is_public_arrivals_are_there_too_and_no_party_by_name(talks: Talks) -> None:
    plans(talks)

    written = open_to_all(talks)

    assert [(event["SUMMARY"], event["LOCATION"]) for event in events(written)] == [
        (f"{terms().codename}: Kestrel round", "Kestrel palace\\, Muscat"),
        (f"{terms().codename}: Kestrel round\\, Kestrel opening", "Kestrel palace\\, Muscat"),
        (f"{terms().codename}: Kestrel round", "Kestrel palace\\, Muscat"),
        (f"{terms().codename}: Kestrel round\\, A", "East door\\, Kestrel palace\\, Muscat"),
        (f"{terms().codename}: Kestrel round\\, B", "Kestrel palace\\, Muscat"),
    ]
    assert starts(written) == [TEN, TEN, TEN + HOUR, TEN - HOUR / 2, TEN - HOUR / 4]
    assert b"Belmark" not in written


def test_the_desk_has_uids_of_its_own(talks: Talks) -> None:
    plans(talks)

    uids = [event["UID"] for written in (open_to_all(talks), feed(talks, talks.ana)) for event in events(written)]

    assert len({*uids}) == len(uids) == 8
    assert [event["UID"] for event in events(open_to_all(talks))] == uids[:5]


def test_what_the_desk_plans_for_itself_changes_no_byte_in_a_room(talks: Talks) -> None:
    sets(talks)
    before = [feed(talks, one) for one in (talks.ana, talks.bo)]

    sets(talks, FIRST, Telling())
    changes(talks, Arrive(arrivals=PLAN[:1]))
    granted(give_feed(talks.parts, talks.mo.seat))

    assert feed(talks, talks.bo) == before[1]


def test_a_change_counts_where_it_shows(talks: Talks) -> None:
    """What came of a round changes nothing in a calendar, so nothing in it says that anything was written."""
    plans(talks)
    before = feed(talks, talks.mo)
    talks.clock.advance(3600)

    changes(talks, Conclude(outcome="Kestrel outcome.", assessment="Kestrel assessment."))
    assert feed(talks, talks.mo) == before

    changes(talks, Move(starts=TEN + HOUR, ends=TEN + 3 * HOUR))
    assert [event["SEQUENCE"] for event in events(feed(talks, talks.mo))] == ["2", "1", "1"]


def test_what_is_off_stays_as_cancelled_at_the_desk(talks: Talks) -> None:
    plans(talks)
    before = {event["UID"]: event["DTSTART"] for event in events(feed(talks, talks.mo))}

    changes(talks, Amend(title="Kestrel round", sessions=(replace(SESSIONS[0], number=1),)))
    assert [event["STATUS"] for event in events(feed(talks, talks.mo))] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]

    changes(talks, Move())
    written = events(feed(talks, talks.mo))
    assert {event["UID"]: event["DTSTART"] for event in written} == before
    assert {event["STATUS"] for event in written} == {"CANCELLED"}
    assert b"METHOD:CANCEL\r\n" in granted(invitation(talks.parts, talks.mo.seat, 1))


def test_an_invitation_of_the_desk_is_of_the_round_alone(talks: Talks) -> None:
    """An invitation has one UID (RFC 5546)."""
    plans(talks)

    assert len(events(granted(invitation(talks.parts, talks.mo.seat, 1)))) == 1
