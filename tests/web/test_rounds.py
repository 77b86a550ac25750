"""Rounds, dates, tracks and calendars on pages: what is set, who is told, what a room answers."""

import base64
import re
from datetime import UTC, datetime
from typing import Final

import pytest

from entremise.domain.agenda import Keeping
from entremise.domain.events.dates import Availability
from entremise.domain.events.rounds import Again, City, RoundState
from entremise.domain.events.tracks import TrackPeople
from entremise.domain.ids import Mark
from entremise.domain.rounds import Move, Setting
from entremise.domain.tracks import Track
from entremise.services import agenda, dates, rounds, tracks
from entremise.services.rounds import DeskRoundsPage, RoomRoundsPage, rounds_page
from entremise.services.telling import Telling
from tests.cast import Delegate, Talks, granted
from tests.web.contract import SeatedPage, Spec
from tests.web.people import Form, Person, Told, nobody

MUSCAT: Final = City(name="Muscat", zone="Asia/Muscat")
TEN: Final = datetime(2026, 2, 6, 6, tzinfo=UTC)
"""10:00 in Muscat."""
BOTH: Final = Telling(marks=("A", "B"), words="We meet in Muscat.")
SET: Final[Form] = {
    "title": "First round",
    "city": "Muscat",
    "day": "2026-02-06",
    "time": "10:00",
    "told": ["A", "B"],
    "words": "We meet in Muscat.",
}


NIGHT: Final[Form] = {"session-1-title": "Opening", "session-1-from": "10:00", "session-1-to": "09:30"}


def sets(talks: Talks, telling: Telling = BOTH) -> None:
    setting = Setting(title="First round", city=MUSCAT, starts=TEN, confirmed=True)
    granted(rounds.set_round(talks.parts, talks.mo.seat, setting, telling=telling))


def proposes(talks: Talks) -> None:
    done = dates.propose(talks.parts, talks.mo.seat, "Next round", [TEN], city=MUSCAT, telling=BOTH)
    granted(done)


def opens_track(talks: Talks) -> None:
    doha = City(name="Doha", zone="Asia/Qatar")
    track = Track(title="Detainees", city=doha, steps=(("Four are moved.", True),))
    granted(tracks.keep_track(talks.parts, talks.mo.seat, track))


def known(talks: Talks, member: Delegate) -> RoomRoundsPage:
    page = rounds_page(talks.parts, member.seat)
    assert isinstance(page, RoomRoundsPage)
    return page


def at_desk(talks: Talks) -> DeskRoundsPage:
    page = rounds_page(talks.parts, talks.mo.seat)
    assert isinstance(page, DeskRoundsPage)
    return page


class TestShow(SeatedPage):
    spec = Spec(methods=("GET", "HEAD"), done=200)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        sets(talks)
        return "rounds"


class TestSet(SeatedPage):
    spec = Spec(seat="mo", desk=True, form=SET)

    @pytest.fixture
    def path(self) -> str:
        return "rounds/set"


class TestCities(SeatedPage):
    spec = Spec(form={"city-1": "Washington"})

    @pytest.fixture
    def path(self) -> str:
        return "rounds/cities"


class TestOne(SeatedPage):
    spec = Spec(seat="mo", desk=True, methods=("GET", "HEAD"), done=200)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        sets(talks)
        return "rounds/1"


class TestChange(SeatedPage):
    spec = Spec(seat="mo", desk=True, form={"act": "move", "day": "2026-02-06", "time": "11:00"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        sets(talks)
        return "rounds/1/change"


class TestInvitation(SeatedPage):
    spec = Spec(methods=("GET", "HEAD"), done=200)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        sets(talks)
        return "rounds/1/invitation"


class TestCalendar(SeatedPage):
    spec = Spec(methods=("GET", "HEAD"), done=200)

    @pytest.fixture
    def path(self) -> str:
        return "calendar"


class TestLetIn(SeatedPage):
    spec = Spec(done=200)

    @pytest.fixture
    def path(self) -> str:
        return "calendar/feed"


class TestEnd(SeatedPage):
    spec = Spec()

    @pytest.fixture
    def path(self) -> str:
        return "calendar/end"


class TestPropose(SeatedPage):
    spec = Spec(
        seat="mo",
        desk=True,
        form={"title": "Next round", "city": "Muscat", "day-1": "2026-02-17", "time-1": "15:00", "told": ["A", "B"]},
    )

    @pytest.fixture
    def path(self) -> str:
        return "dates"


class TestClose(SeatedPage):
    spec = Spec(seat="mo", desk=True)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        proposes(talks)
        return "dates/1/close"


class TestAnswer(SeatedPage):
    spec = Spec(desk=False, form={"slot-0": "yes"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        proposes(talks)
        return "dates/1/answer"


class TestTrack(SeatedPage):
    spec = Spec(seat="mo", desk=True, methods=("GET", "HEAD", "POST"), form={"title": "Detainees", "city": "Doha"})

    @pytest.fixture
    def path(self) -> str:
        return "tracks/new"


class TestTellTrack(SeatedPage):
    spec = Spec(seat="mo", desk=True, form={"told": ["A"], "step": ["1"]})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        opens_track(talks)
        return "tracks/1/tell"


# The desk ----------------------------------------------------------------------------------------------------


def test_a_round_is_set_and_told(talks: Talks, mo: Person) -> None:
    told = mo.sends("rounds/set", SET)

    assert (told.status, told.location) == (303, mo.address("rounds"))
    assert [known(talks, one).rounds[0].now.starts for one in (talks.ana, talks.bo)] == [TEN, TEN]


def test_it_may_stay_at_the_desk(talks: Talks, mo: Person) -> None:
    mo.sends("rounds/set", {**SET, "keep": "1"})

    assert len(at_desk(talks).rounds) == 1
    assert known(talks, talks.ana).rounds == ()


def test_the_time_is_shown_in_all_cities_before_it_is_set(talks: Talks, mo: Person) -> None:
    """15:00 Muscat is 14:30 Tehran and 06:00 Washington, where it is night."""
    mo.sends("rounds/cities", {"city-1": "Muscat", "city-2": "Tehran", "city-3": "Washington"})

    told = mo.sends("rounds/set", {**SET, "day": "2026-02-17", "time": "15:00", "save": "look"})

    assert told.status == 200
    for words in ("15:00 <bdi>Muscat", "14:30 <bdi>Tehran", "06:00 <bdi>Washington", "It is night in Washington."):
        assert words in told.text
    assert at_desk(talks).rounds == ()


def test_a_round_is_moved_on_its_page(talks: Talks, mo: Person) -> None:
    sets(talks)

    mo.sends("rounds/1/change", {"act": "move", "day": "2026-02-06", "time": "11:00", "reason": "Kestrel."})

    (one,) = at_desk(talks).rounds
    assert (one.now.starts, one.before, one.now.reason) == (TEN.replace(hour=7), TEN, "Kestrel.")
    assert known(talks, talks.bo).rounds[0].before == TEN


@pytest.mark.parametrize(
    ("form", "state"),
    [
        ({"act": "move", "off": "1"}, RoundState.POSTPONED),
        ({"act": "turn", "to": "under-way"}, RoundState.UNDER_WAY),
        ({"act": "turn", "to": "not-held"}, RoundState.NOT_HELD),
        ({"act": "tell", "told": ["A"]}, RoundState.CONFIRMED),
    ],
)
def test_each_form_of_a_round_does_its_act(talks: Talks, mo: Person, form: Form, state: RoundState) -> None:
    sets(talks)

    assert mo.sends("rounds/1/change", form).status == 303
    assert at_desk(talks).rounds[0].now.state is state


def test_arrivals_sessions_and_what_came_of_it_are_filled_in(talks: Talks, mo: Person) -> None:
    sets(talks)

    forms: tuple[Form, ...] = (
        {"act": "arrive", "arrives-A": "09:40", "entrance-A": "East", "arrives-B": "09:50", "entrance-B": "East"},
        {
            "act": "amend",
            "title": "First round",
            "session-1-title": "Opening",
            "session-1-from": "10:00",
            "session-1-to": "11:30",
            "session-2-title": "Second day",
            "session-2-day": "2026-02-07",
            "session-2-from": "09:00",
        },
        {
            "act": "conclude",
            "outcome": "None.",
            "again": "yes",
            "again_where": "Vienna",
            "agreed": ["B"],
            "told": ["B"],
            "meeting": "yes",
        },
    )
    for form in forms:
        assert mo.sends("rounds/1/change", form).status == 303

    (one,) = at_desk(talks).rounds
    assert [arrival.at for arrival in one.now.arrivals] == [datetime(2026, 2, 6, 5, m, tzinfo=UTC) for m in (40, 50)]
    assert [session.title for session in one.now.sessions] == ["Opening", "Second day"]
    assert known(talks, talks.bo).rounds[0].now.again == Again(where="Vienna")
    assert "Two delegations may meet" in mo.sees("rounds/1").text


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("rounds/1/change", {"act": "arrive", "arrives-Z": "09:40", "entrance-Z": "East"}),
        ("tracks/new", {"title": "x", "city": "Doha", "people-Z": ["counsel"]}),
    ],
)
def test_of_a_room_that_there_is_not_nothing_is_kept(talks: Talks, mo: Person, path: str, form: Form) -> None:
    sets(talks)
    before = at_desk(talks)

    assert mo.sends(path, form).status == 404
    assert (at_desk(talks).rounds, at_desk(talks).tracks) == (before.rounds, before.tracks)


def test_the_form_offers_to_tell_whoever_does_not_know_the_last_state(talks: Talks, mo: Person) -> None:
    sets(talks)
    mo.sends("rounds/1/change", {"act": "arrive", "arrives-A": "09:40", "entrance-A": "East"})

    form = mo.sees("rounds/1").text.partition('id="tell-told"')[2]

    assert re.findall(r'value="(\w)"( checked)?', form) == [("A", " checked"), ("B", "")]


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("rounds/set", {**SET, "title": ""}),
        ("rounds/set", {**SET, "city": "Nowhere"}),
        ("rounds/set", {**SET, "time": ""}),
        ("rounds/set", {**SET, "city": "Brussels", "day": "2026-03-29", "time": "02:30"}),
        ("rounds/set", {**SET, "city": "Brussels", "day": "2026-10-25", "time": "02:30"}),
        ("rounds/set", {**SET, "told": ["H"]}),
        ("rounds/cities", {}),
        ("rounds/1/change", {"act": "turn"}),
        ("rounds/1/change", {"act": "move"}),
        ("rounds/1/change", {"act": "amend", "title": ""}),
        ("rounds/1/change", {"act": "amend", "title": "x", "session-1-title": "Opening", "session-1-from": "noon"}),
        ("rounds/1/change", {"act": "amend", "title": "x", **NIGHT}),
        ("rounds/1/change", {"act": "amend", "title": "x", "item": ["9"]}),
        ("rounds/1/change", {"act": "move", "day": "2026-02-06", "time": "11:00", "reason": "x" * 5000}),
        ("rounds/1/change", {"act": "move", "day": "2026-02-06", "time": "11:00", "own-A": "x " * 20_000}),
        ("rounds/1/change", {"act": "conclude", "assessment": "x" * 5000}),
        ("rounds/1/change", {"act": "arrive", "arrives-A": "09:40", "entrance-A": ""}),
        ("rounds/set", {**SET, "venue": "x" * 401}),
        ("rounds/set", {**SET, "until": "09:00"}),
        ("dates", {"title": "x", "city": "Muscat", "told": ["A"]}),
        ("tracks/new", {"title": "x", "city": "Doha", "links": "1 > 9.1"}),
        ("tracks/new", {"title": "x", "city": "Nowhere"}),
        ("tracks/new", {"title": "x", "city": "Doha", "zone": "Asia/Nowhere"}),
        ("tracks/new", {"title": "x", "city": "Doha", "item": ["9"]}),
        ("tracks/new", {"title": "x", "city": "Doha", "matters": "Fine\n" + "x" * 5000}),
    ],
)
def test_what_cannot_be_done_says_so_at_its_field(talks: Talks, mo: Person, path: str, form: Form) -> None:
    sets(talks)
    granted(agenda.keep_item(talks.parts, talks.mo.seat, Keeping(title="The coast")))
    before = at_desk(talks)

    told = mo.sends(path, form)

    assert told.status in {409, 422}
    assert "This was not done" in told.text
    assert 'id="e-' in told.text
    (field,) = re.findall(r'<p><a href="#([^"]+)">', told.text)
    assert f'id="{field}"' in told.text
    assert at_desk(talks) == before


def test_of_a_doubled_hour_it_is_asked_which_and_then_taken(talks: Talks, mo: Person) -> None:
    form = {**SET, "city": "Brussels", "day": "2026-10-25", "time": "02:30"}
    assert "Which of the two hours?" in mo.sends("rounds/set", form).text

    assert mo.sends("rounds/set", {**form, "second": "second"}).status == 303

    assert at_desk(talks).rounds[0].now.starts == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_of_a_doubled_hour_at_which_it_goes_on_it_is_asked_which(talks: Talks, mo: Person) -> None:
    mo.sends("rounds/set", {**SET, "city": "Brussels", "day": "2026-10-24", "time": "23:00", "confirmed": "yes"})
    mo.sends("rounds/1/change", {"act": "turn", "to": "under-way"})
    form = {"act": "turn", "to": "suspended", "resumes": "2026-10-25T02:30"}
    assert "Which of the two hours?" in mo.sends("rounds/1/change", form).text

    assert mo.sends("rounds/1/change", {**form, "second": "second"}).status == 303

    assert at_desk(talks).rounds[0].now.resumes == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_what_two_do_at_once_is_done_by_the_first(talks: Talks, mo: Person) -> None:
    sets(talks)
    form = {"act": "move", "day": "2026-02-06", "seen": "0"}
    assert mo.sends("rounds/1/change", {**form, "time": "11:00"}).status == 303

    told = mo.sends("rounds/1/change", {**form, "time": "12:00", "key": "another"})

    assert told.status == 409
    assert "Somebody at the desk has changed it since." in told.text
    assert 'name="seen" value="1"' in told.text
    assert at_desk(talks).rounds[0].now.starts == datetime(2026, 2, 6, 7, tzinfo=UTC)


def test_a_room_that_takes_part_and_items_are_ticked(talks: Talks, mo: Person, ana: Person, bo: Person) -> None:
    item = granted(agenda.keep_item(talks.parts, talks.mo.seat, Keeping(title="Who is moved"))).number
    granted(agenda.show(talks.parts, talks.mo.seat, agenda.Telling(item=item, into="A", title="Who is moved")))
    form: Form = {"title": "Detainees", "city": "Doha", "people-A": ["part"], "item": [str(item)]}
    assert mo.sends("tracks/new", form).status == 303

    assert mo.sends("tracks/1/tell", {"told": ["A"]}).status == 303
    assert mo.sends("tracks/1/tell", {"told": ["B"]}).status == 422

    (track,) = at_desk(talks).tracks
    assert (track.now.people, track.now.items) == ((TrackPeople(mark=Mark("A"), roles=()),), (item,))
    assert "Who is moved" in ana.sees("rounds").text
    assert "Detainees" not in bo.sees("rounds").text
    assert "takes no part" in mo.sees("rounds").text


def test_a_track_is_kept_and_told_with_the_steps_ticked(talks: Talks, mo: Person) -> None:
    form: Form = {
        "title": "Detainees",
        "city": "Doha",
        "steps": "[x] Four are moved.\nFive return.",
        "people-A": ["counsel"],
    }
    assert mo.sends("tracks/new", form).location == mo.address("tracks/1")
    assert mo.sends("tracks/new", {"title": "Main", "city": "Muscat", "links": "> 1.1"}).status == 303

    mo.sends("tracks/1/tell", {"told": ["A"], "step": ["1"]})

    (track,) = known(talks, talks.ana).tracks
    assert [(step.text, step.done) for step in track.steps] == [("Four are moved.", True)]
    assert "Not before step 1 of track 1" in mo.sees("rounds").text


# Rooms -------------------------------------------------------------------------------------------------------


def test_a_room_reads_its_own_city_first_and_the_old_time_struck(talks: Talks, ana: Person) -> None:
    """10:00 Muscat = 07:00 Brussels = 09:30 Tehran = 01:00 Washington, moved by an hour."""
    ana.sends("rounds/cities", {f"city-{n}": name for n, name in enumerate(CITIES, 1)})
    sets(talks)
    granted(rounds.change_round(talks.parts, talks.mo.seat, 1, Move(starts=TEN.replace(hour=7))))

    text = ana.sees("rounds").text

    rows = [text.index(f"<bdi>{name}</bdi></th>") for name in CITIES]
    assert rows == sorted(rows)
    for was, now in (("01:00", "02:00"), ("07:00", "08:00"), ("09:30", "10:30"), ("10:00", "11:00")):
        assert f">{was}</time></del>" in text
        assert f">{now}</time></b>" in text
    assert "۱۷ بهمن ۱۴۰۴" in text
    assert "١٨ شعبان ١٤٤٧" in text


CITIES: Final = ("Washington", "Brussels", "Tehran", "Muscat")


def test_a_room_answers_with_its_availability(talks: Talks, ana: Person, bo: Person) -> None:
    proposes(talks)
    before = bo.sees("rounds").body

    assert ana.sends("dates/1/answer", {"slot-0": "if-needed"}).status == 303

    assert known(talks, talks.ana).dates[0].answers == (Availability.IF_NEEDED,)
    assert key_less(bo.sees("rounds").body) == key_less(before)


def key_less(body: bytes) -> list[bytes]:
    """The page without the key of its forms, which is drawn anew each time."""
    return [line for line in body.splitlines() if b'name="key"' not in line]


def test_what_no_browser_sends_is_malformed(talks: Talks, ana: Person, mo: Person) -> None:
    sets(talks)
    proposes(talks)

    assert ana.sends("dates/1/answer", {"slot-0": "perhaps"}).status == 400
    assert mo.sends("rounds/1/change", {"act": "burn"}).status == 400
    assert mo.sends("rounds/1/change", {"act": "turn", "to": "burnt"}).status == 400
    assert mo.sends("tracks/new", {"title": "x", "city": "Doha", "people-A": ["king"]}).status == 400


@pytest.mark.parametrize("path", ["rounds/9", "rounds/x", "tracks/9", "rounds/9/invitation"])
def test_what_there_is_not_is_absent(talks: Talks, mo: Person, path: str) -> None:
    assert mo.sees(path).status == 404


def test_enter_in_a_field_sets_nothing(talks: Talks, mo: Person, ana: Person) -> None:
    """What was filled in stays on the page."""
    sets(talks)
    proposes(talks)
    opens_track(talks)
    before = at_desk(talks), known(talks, talks.ana)

    acts: tuple[tuple[Person, str, Form], ...] = (
        (mo, "rounds/set", SET),
        (mo, "dates", {"title": "Kestrel"}),
        (mo, "rounds/1/change", {"act": "move", "reason": "Kestrel"}),
        (mo, "tracks/1", {"title": "Kestrel"}),
        (mo, "tracks/1/tell", {"words": "Kestrel"}),
        (ana, "rounds/cities", {"city-1": "Kestrel"}),
        (ana, "dates/1/answer", {"slot-0": "no"}),
    )
    for somebody, path, form in acts:
        assert somebody.sends(path, {**form, "save": "draft"}).status == 200

    assert (at_desk(talks), known(talks, talks.ana)) == before


# Calendar programs -------------------------------------------------------------------------------------------


def fetches(name: str, password: str) -> Told:
    encoded = base64.b64encode(f"{name}:{password}".encode()).decode()
    return nobody().asks("GET", "/calendar", Authorization=f"Basic {encoded}")


def given(ana: Person) -> tuple[str, str]:
    """The name and the password that the page shows."""
    codes = [part.partition("</code>")[0] for part in ana.sends("calendar/feed").text.split("<code>")[1:]]
    address, name, password = codes
    assert address.endswith("/calendar")
    return name, password


def test_a_calendar_program_fetches_what_the_room_was_told(talks: Talks, ana: Person) -> None:
    sets(talks)

    told = fetches(*given(ana))

    assert (told.status, told.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert b"BEGIN:VEVENT" in told.body
    assert told.body == ana.sees("calendar").body


def test_a_calendar_program_fetches_what_the_desk_has_set(talks: Talks, mo: Person, ana: Person) -> None:
    sets(talks, Telling(marks=("A",)))

    told = fetches(*given(mo))

    assert told.status == 200
    assert b"BEGIN:VEVENT" in told.body
    assert told.body == mo.sees("calendar").body != ana.sees("calendar").body
    assert mo.sees("rounds/1/invitation").status == 200


def test_the_password_is_shown_once(ana: Person) -> None:
    _, password = given(ana)

    assert password not in ana.sees("rounds").text


def test_what_opens_nothing_answers_alike(talks: Talks, ana: Person) -> None:
    """Absent, wrong, ended, and no header at all: the same bytes."""
    name, password = given(ana)
    ended = given(ana)
    ana.sends("calendar/end")
    new = given(ana)
    answers = [
        fetches(name, password),
        fetches(*ended),
        fetches(new[0], "x"),
        fetches("x", new[1]),
        nobody().asks("GET", "/calendar"),
        nobody().asks("GET", "/calendar", Authorization="Basic !"),
        nobody().asks("GET", "/calendar", Authorization="Basic é"),
        nobody().asks("GET", "/calendar", Authorization="Basic " + base64.b64encode(b"\xff:\xff").decode()),
        nobody().asks("GET", "/calendar", Authorization="Basic " + "x" * 600),
        nobody().asks("GET", "/calendar", Authorization=f"Bearer {new[1]}"),
        nobody().asks("GET", f"/calendar?name={new[0]}&password={new[1]}"),
    ]

    assert {(one.status, one.body, tuple(one.headers.items())) for one in answers} == {
        (401, b"", tuple(answers[0].headers.items()))
    }
    assert answers[0].headers["WWW-Authenticate"].startswith("Basic ")
    assert fetches(*new).status == 200


def test_a_calendar_program_writes_nothing(talks: Talks) -> None:
    assert nobody().asks("POST", "/calendar").status == 405


def test_it_is_limited_as_everything_is(talks: Talks, ana: Person) -> None:
    name, password = given(ana)

    statuses = {fetches(name, password).status for _ in range(1801)}

    assert statuses == {200, 429}


# What one room alone reads -----------------------------------------------------------------------------------

SITTING: Final[Form] = {
    "act": "amend",
    "title": "First round",
    "session-1-title": "With room A",
    "session-1-from": "10:20",
    "session-1-room": ["A"],
    "venue-A": "Hotel Zubrowka",
}


def test_what_each_room_would_read_is_shown_before_anything_is_kept(talks: Talks, mo: Person) -> None:
    sets(talks)

    page = mo.sends("rounds/1/change", {**SITTING, "save": "look"})

    assert page.status == 200
    reads = page.text.partition('id="reads"')[2].partition("</section>")[0]
    in_a, in_b = re.split(r'data-room="B"', reads, maxsplit=1)
    assert ("With room A" in in_a, "Hotel Zubrowka" in in_a) == (True, True)
    assert ("With room A" in in_b, "Hotel Zubrowka" in in_b) == (False, False)
    assert at_desk(talks).rounds[0].now.sessions == ()


def test_a_session_of_one_room_is_kept_told_and_turned_on_the_page(talks: Talks, mo: Person) -> None:
    sets(talks)

    forms: tuple[dict[str, str | list[str]], ...] = (
        {**SITTING, "told": ["A", "B"]},
        {"act": "session", "to": "1 under-way", "told": ["A"]},
    )
    for form in forms:
        assert mo.sends("rounds/1/change", form).status == 303

    (ana,), (bo,) = (known(talks, one).rounds for one in (talks.ana, talks.bo))
    assert [(one.title, one.state) for one in ana.now.sessions] == [("With room A", RoundState.UNDER_WAY)]
    assert (ana.now.venue, bo.now.venue, bo.now.sessions) == ("Hotel Zubrowka", None, ())


def test_a_meeting_at_a_door_is_told_after_it_was_ticked_that_it_may_be(talks: Talks, mo: Person) -> None:
    sets(talks)
    both: Form = {"act": "arrive", "told": ["A", "B"]}
    both = {**both, **{f"arrives-{mark}": "09:40" for mark in "AB"}, **{f"entrance-{mark}": "East" for mark in "AB"}}

    refused = mo.sends("rounds/1/change", both)

    assert (refused.status, 'name="meeting"' in refused.text) == (409, True)
    assert mo.sends("rounds/1/change", {**both, "meeting": "yes"}).status == 303


def test_a_date_that_suits_all_is_filled_into_the_next_round(talks: Talks, mo: Person) -> None:
    proposes(talks)
    for one in (talks.ana, talks.bo):
        granted(dates.answer(talks.parts, one.seat, 1, [Availability.YES]))
    form = mo.sees("rounds").text.partition("All that were asked")[2].partition("</form>")[0]
    sent: Form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))

    page = mo.sends("rounds/set", {**sent, "save": "look"})

    assert 'name="day" type="date" value="2026-02-06"' in page.text
    assert 'name="time" type="time" value="10:00"' in page.text
    assert at_desk(talks).rounds == ()
