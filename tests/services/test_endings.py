"""Rules of `entremise.services.endings`: closing a case, opening it again, the days until destruction, the report."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

import msgspec
import pytest

from entremise.domain.endings import STILL, Attendance, Closing, Ending, MediatorsReport
from entremise.domain.errors import Code, Refusal
from entremise.domain.events import (
    Access,
    Accessed,
    CaseClosed,
    CaseReopened,
    DestructionNear,
    Event,
    Introduction,
    MemberTold,
    TalksClosed,
    TalksReopened,
)
from entremise.domain.ids import CaseId, Mark, PlaceId, access_log
from entremise.domain.log import Append
from entremise.domain.rooms import Writing
from entremise.domain.terms import CarryForm, Disclosure, Outcome, Role
from entremise.services import carrying, cases, endings, keeping, speaking
from entremise.services.acts import ending_of
from entremise.services.cases import Party
from entremise.services.ports import CaseFile, Parts
from entremise.services.speaking import Done
from tests.cast import CONFIDENCE, NOON, ONLY_IF, SUBSTANCE, Talks, granted, in_memory, open_talks, refusal, terms
from tests.services.test_keeping import closed as closed_to_the_host
from tests.services.test_roles import AT_DESK, IN_ROOM

DAY: Final = timedelta(days=1)
SETTLED: Final = Closing(outcome=Outcome.HELD, settled=True)
CLOSED: Final = Refusal(Code.CASE_CLOSED)


@pytest.fixture
def talks() -> Talks:
    return open_talks()


def closes(talks: Talks, closing: Closing = SETTLED, *, days: int | None = None, key: str | None = None) -> Done:
    asked = closing if days is None else replace(closing, retention_days=days)
    return granted(endings.close_case(talks.parts, talks.mo.seat, asked, key=key))


def reopens(talks: Talks) -> Done:
    return granted(endings.reopen_case(talks.parts, talks.mo.seat))


def events(talks: Talks, place: PlaceId) -> list[Event]:
    return [line.event for line in talks.parts.store.lines(place, after=0, limit=1000)]


def last(talks: Talks, place: PlaceId) -> Event:
    return events(talks, place)[-1]


@dataclass
class FakeDestruction:
    """Marks the case's places as destroyed, as the true one does after erasing their keys."""

    asked: list[tuple[CaseId, Role | None, datetime]] = field(default_factory=list)
    fails: bool = False
    stops_half_way: bool = False

    def __call__(self, parts: Parts, case: CaseId, *, by: Role | None, at: datetime) -> None:
        self.asked.append((case, by, at))
        if self.fails:
            raise OSError("no space left")
        places = parts.store.places_of(case)
        with parts.store.writing():
            for row in places[1:] if self.stops_half_way else places:
                parts.store.mark_destroyed(row.place, at=at)


# Closing ----------------------------------------------------------------------------------------------------


def test_the_desk_closes_the_case(talks: Talks) -> None:
    talks.clock.advance(3600)

    done = closes(talks, replace(SETTLED, attended=(Mark("A"), Mark("B"))), days=30)

    assert done.at == NOON + timedelta(hours=1)
    assert last(talks, talks.case.desk) == CaseClosed(
        outcome=Outcome.HELD,
        settled=True,
        began=NOON.date(),
        ended=NOON.date(),
        attended=(Mark("A"), Mark("B")),
        retention_days=30,
        destroy=done.at + 30 * DAY,
        seat=talks.mo.seat.id,
        role=Role.MEDIATOR,
    )


def test_each_room_is_told_the_same_and_nothing_of_the_outcome(talks: Talks) -> None:
    closes(talks, days=30)

    told = TalksClosed(role=Role.MEDIATOR, destroy=NOON + 30 * DAY)
    assert [last(talks, room.room) for room in talks.case.rooms] == [told, told]


def test_each_place_shows_that_it_is_closed(talks: Talks) -> None:
    closes(talks, days=30)

    shown = [endings.ending_page(talks.parts, who.seat).ending for who in (talks.ana, talks.bo, talks.mo)]

    ending = Ending(closed=NOON, role=Role.MEDIATOR, destroy=NOON + 30 * DAY)
    closed = last(talks, talks.case.desk)
    assert isinstance(closed, CaseClosed)
    assert shown == [ending, ending, replace(ending, said=closed)]


def test_another_case_stays_open(talks: Talks) -> None:
    closes(talks)

    assert endings.ending_page(talks.parts, talks.zed.seat).ending is None
    talks.zed.says("Still open.")
    assert talks.zed.sees() == ["Still open."]


def test_a_case_is_closed_once(talks: Talks) -> None:
    closes(talks)

    assert endings.close_case(talks.parts, talks.mo.seat, SETTLED) == CLOSED


def test_a_repeated_closing_gets_the_first_answer(talks: Talks) -> None:
    first = closes(talks, key="a-key")
    talks.clock.advance(60)

    assert closes(talks, key="a-key") == first


def test_nothing_is_closed_while_a_message_is_at_a_door(talks: Talks) -> None:
    for number in range(2):
        talks.mo.carries(f"An idea, {number}.", into="B", form=CarryForm.IDEA, hold=60)

    refused = endings.close_case(talks.parts, talks.mo.seat, SETTLED)

    assert refused == Refusal(Code.WAITS_AT_DOOR, {"count": 2})
    assert endings.ending_page(talks.parts, talks.ana.seat).ending is None


def test_what_the_rules_of_closing_refuse_changes_nothing(talks: Talks) -> None:
    before = [events(talks, place) for place in (talks.case.desk, talks.place("A"))]

    refused = endings.close_case(talks.parts, talks.mo.seat, replace(SETTLED, retention_days=0))

    assert isinstance(refused, Refusal)
    assert [events(talks, place) for place in (talks.case.desk, talks.place("A"))] == before
    assert talks.parts.store.endings() == []


def test_the_desk_suggests_who_took_part() -> None:
    """The parties that told the mediator something; not those that were only spoken to."""
    talks = open_talks(parties=3)
    talks.ana.says("Nine frigates.")
    talks.mo.speaks("Good day.", into="B")
    talks.mo.announces("We meet at noon.")
    talks.heads[2].notes("Between us.")

    assert endings.ending_page(talks.parts, talks.mo.seat).took_part == (Mark("A"),)
    assert endings.ending_page(talks.parts, talks.bo.seat).took_part == ()


def test_a_case_with_a_destroyed_room_is_closed_without_it(talks: Talks) -> None:
    """In what is destroyed nothing can be written."""
    granted(keeping.destroy_room(talks.parts, talks.mo.seat, "B"))
    head = talks.parts.store.head(talks.place("B"))

    closes(talks)
    reopens(talks)
    closes(talks, days=1)
    runs(talks, day=1)

    assert talks.parts.store.head(talks.place("B")) == head
    assert isinstance(last(talks, talks.place("A")), TalksClosed)


def test_a_room_that_the_host_cannot_open_is_told_too(talks: Talks) -> None:
    """Of the closing and of every reminder; its members read it when they are there."""
    ana = closed_to_the_host(talks)

    closes(talks, days=8)
    runs(talks, day=1)

    talks.parts.keys.lend(talks.place("A"), ana)
    assert reminders(talks, talks.place("A")) == [7]
    ending = endings.ending_page(talks.parts, talks.ana.seat).ending
    assert ending is not None
    assert ending.reminded == ((NOON + DAY, 7),)


# In a closed case -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", [what for what, (act, _) in IN_ROOM.items() if act not in STILL])
def test_in_a_closed_room_nothing_is_done(talks: Talks, what: str) -> None:
    brought = talks.mo.carries("A third flag.", into="A", form=CarryForm.IDEA)
    assert brought.entered is not None
    closes(talks)
    before = talks.parts.store.head(talks.place("A")), talks.parts.store.head(talks.case.desk)

    assert IN_ROOM[what][1](talks.parts, talks.ana.seat) == CLOSED
    assert (talks.parts.store.head(talks.place("A")), talks.parts.store.head(talks.case.desk)) == before


@pytest.mark.parametrize("what", [what for what, (act, _) in AT_DESK.items() if act not in STILL])
def test_at_the_desk_of_a_closed_case_nothing_is_done(talks: Talks, what: str) -> None:
    talks.ana.says("Nine frigates.", leave=ONLY_IF)
    closes(talks)
    before = [events(talks, place) for place in (talks.case.desk, talks.place("A"), talks.place("B"))]

    assert AT_DESK[what][1](talks.parts, talks.mo.seat) == CLOSED
    assert [events(talks, place) for place in (talks.case.desk, talks.place("A"), talks.place("B"))] == before


def test_what_stands_in_a_closed_case_is_still_read(talks: Talks) -> None:
    talks.ana.says("Nine frigates.", leave=SUBSTANCE)
    closes(talks)

    assert talks.ana.sees() == talks.mo.sees("A") == ["Nine frigates."]


def test_an_answer_given_before_the_closing_is_given_again(talks: Talks) -> None:
    """Law 5: whoever repeats a request learns that it was done."""
    writing = Writing(text="Nine frigates.")
    first = granted(speaking.write(talks.parts, talks.ana.seat, writing, key="a-key"))
    closes(talks)

    assert speaking.write(talks.parts, talks.ana.seat, writing, key="a-key") == first


def test_after_the_closing_nothing_is_released(talks: Talks) -> None:
    """Nothing can be at a door then, so the release has nothing to do."""
    closes(talks)

    assert carrying.release_due(talks.parts) == 0


# Opening again ----------------------------------------------------------------------------------------------


def test_the_desk_opens_a_closed_case_again(talks: Talks) -> None:
    closes(talks, days=30)
    talks.clock.advance(DAY.total_seconds())

    reopens(talks)

    assert last(talks, talks.case.desk) == CaseReopened(seat=talks.mo.seat.id, role=Role.MEDIATOR)
    assert [last(talks, room.room) for room in talks.case.rooms] == [TalksReopened(role=Role.MEDIATOR)] * 2
    talks.ana.says("We go on.")
    assert talks.ana.sees() == ["We go on."]
    assert talks.parts.store.endings() == []


def test_an_open_case_is_not_opened(talks: Talks) -> None:
    assert endings.reopen_case(talks.parts, talks.mo.seat) == Refusal(Code.CASE_OPEN)


@pytest.mark.parametrize(("days", "refused"), [(29.99, False), (30, True), (31, True)])
def test_a_case_is_opened_again_while_it_is_kept(talks: Talks, days: float, *, refused: bool) -> None:
    """Also where the destruction has not come round to it."""
    closes(talks, days=30)
    talks.clock.advance(days * DAY.total_seconds())

    done = endings.reopen_case(talks.parts, talks.mo.seat)

    assert (done == Refusal(Code.RETENTION_OVER)) is refused


def test_a_case_that_is_kept_for_ever_is_opened_again_at_any_time(talks: Talks) -> None:
    closes(talks)
    talks.clock.advance(10_000 * DAY.total_seconds())

    assert reopens(talks).at == talks.clock.now()


def test_days_are_counted_from_the_last_closing(talks: Talks) -> None:
    closes(talks, days=5)
    talks.clock.advance(2 * DAY.total_seconds())
    reopens(talks)
    closes(talks, days=5)

    (file,) = talks.parts.store.endings()
    assert file.destroy == NOON + 7 * DAY


# What was agreed at the opening -----------------------------------------------------------------------------


def with_days(days: int | None) -> tuple[Parts, cases.Case | Refusal]:
    parts = in_memory()
    return parts, cases.open_case(parts, replace(terms(), retention_days=days), [Party(name="A"), Party(name="B")])


def test_every_room_is_told_how_long_the_case_is_kept() -> None:
    parts, case = with_days(90)
    case = granted(case)

    seats = [granted(cases.give_seat(parts, room.room, Role.HEAD)) for room in case.rooms]

    assert [endings.ending_page(parts, seat).terms.retention_days for seat in seats] == [90, 90]


def test_what_was_agreed_stands_at_the_closing() -> None:
    parts, case = with_days(90)
    mediator = granted(cases.give_seat(parts, granted(case).desk, Role.MEDIATOR))

    other = endings.close_case(parts, mediator, replace(SETTLED, retention_days=10))
    granted(endings.close_case(parts, mediator, SETTLED))

    assert other == Refusal(Code.RETENTION_AGREED, {"days": 90})
    assert parts.store.endings() == [CaseFile(granted(case).id, NOON, NOON + 90 * DAY)]


@pytest.mark.parametrize("days", [0, -3, 3651])
def test_a_case_is_not_opened_with_days_that_cannot_be_kept(days: int) -> None:
    _, case = with_days(days)

    assert case == Refusal(Code.RETENTION_OUT_OF_RANGE, {"least": 1, "most": 3650})


# Reminders and destruction ----------------------------------------------------------------------------------


def runs(talks: Talks, destroy: FakeDestruction | None = None, *, day: float = 0) -> tuple[int, int]:
    """What the loop does so many days after noon."""
    talks.clock.at = NOON + day * DAY
    return endings.run_retention(talks.parts, destroy or FakeDestruction())


def reminders(talks: Talks, place: PlaceId) -> list[int]:
    return [event.days for event in events(talks, place) if isinstance(event, DestructionNear)]


def test_every_place_is_reminded_thirty_seven_and_one_days_before(talks: Talks) -> None:
    closes(talks, days=40)

    done = [runs(talks, day=day) for day in (9.9, 10, 10.1, 33, 38.9, 39, 39.9)]

    assert done == [(0, 0), (1, 0), (0, 0), (1, 0), (0, 0), (1, 0), (0, 0)]
    for place in (talks.case.desk, talks.place("A"), talks.place("B")):
        assert reminders(talks, place) == [30, 7, 1]
    assert last(talks, talks.place("B")) == DestructionNear(days=1, destroy=NOON + 40 * DAY)


def test_a_house_that_stood_still_reminds_of_the_nearest(talks: Talks) -> None:
    closes(talks, days=40)

    assert [runs(talks, day=day) for day in (35, 35)] == [(1, 0), (0, 0)]
    assert reminders(talks, talks.place("A")) == [7]


def test_a_place_shows_when_it_was_reminded(talks: Talks) -> None:
    closes(talks, days=10)
    runs(talks, day=3)

    ending = endings.ending_page(talks.parts, talks.ana.seat).ending

    assert ending is not None
    assert ending.reminded == ((NOON + 3 * DAY, 7),)
    assert ending.is_near(talks.clock.now())
    assert ending.days_left(talks.clock.now()) == 7


def test_what_is_kept_for_ever_is_not_reminded_of(talks: Talks) -> None:
    closes(talks)

    assert runs(talks, day=100_000) == (0, 0)


def test_an_open_case_is_not_destroyed() -> None:
    parts, case = with_days(1)
    granted(case)
    destruction = FakeDestruction()
    granted(cases.open_case(parts, terms(), [Party(name="A"), Party(name="B")]))

    assert endings.run_retention(parts, destruction) == (0, 0)
    assert destruction.asked == []


def test_a_case_is_destroyed_when_its_days_are_over(talks: Talks) -> None:
    """By the house, and no other case with it."""
    closes(talks, days=30)
    destruction = FakeDestruction()

    done = [runs(talks, destruction, day=day) for day in (29.99, 30, 30.1)]

    assert done == [(1, 0), (0, 1), (0, 0)]
    assert destruction.asked == [(talks.case.id, None, NOON + 30 * DAY)]
    assert talks.parts.store.endings() == []
    assert [row.destroyed for row in talks.parts.store.places_of(talks.other.id)] == [None] * 6


def test_a_case_that_was_opened_again_is_not_destroyed(talks: Talks) -> None:
    closes(talks, days=30)
    reopens(talks)
    destruction = FakeDestruction()

    assert runs(talks, destruction, day=31) == (0, 0)
    assert destruction.asked == []


def test_a_destruction_that_stopped_half_way_is_taken_up_again(talks: Talks) -> None:
    closes(talks, days=30)

    done = [runs(talks, FakeDestruction(stops_half_way=half), day=30) for half in (True, False)]

    assert done == [(0, 0), (0, 1)]


def test_a_case_that_fails_holds_up_no_other(talks: Talks) -> None:
    """The failure is told when all have been tried."""
    closes(talks, days=1)
    mediator = granted(cases.give_seat(talks.parts, talks.other.desk, Role.MEDIATOR))
    granted(endings.close_case(talks.parts, mediator, replace(SETTLED, retention_days=1)))
    destruction = FakeDestruction(fails=True)

    with pytest.raises(OSError, match="no space left"):
        runs(talks, destruction, day=1)

    assert {case for case, *_ in destruction.asked} == {talks.case.id, talks.other.id}
    assert len(talks.parts.store.endings()) == 2


# The report -------------------------------------------------------------------------------------------------

CANARY: Final = re.compile("canary")
"""Stands in everything that anybody writes in these talks."""


def lived_in(talks: Talks) -> None:
    """Every kind of entry, condition, reason and draft, each with the canary."""
    offer = talks.ana.says("canary offer", leave=SUBSTANCE)
    condition = talks.ana.says("canary demand", leave=replace(ONLY_IF, condition="canary condition"))
    talks.ana.says("canary confidence about eleven frigates in spring", leave=CONFIDENCE)
    talks.ana.notes("canary note")
    talks.mo.speaks("canary greeting", into="A")
    talks.mo.announces("canary announcement")
    talks.mo.carries("canary substance", into="B", sources=[offer])
    talks.mo.carries("eleven frigates in spring", into="B", form=CarryForm.IDEA, why="canary reason")
    talks.mo.declares_met(condition)
    talks.bo.says("canary reply", leave=SUBSTANCE)


def made(talks: Talks) -> MediatorsReport:
    return granted(endings.report(talks.parts, talks.mo.seat))


def tells(talks: Talks, mark: str, member: int, onward: Disclosure, *, left: bool = False) -> None:
    """The desk is told of a member of a delegation, with as much as it may tell on."""
    told = MemberTold(
        mark=Mark(mark),
        member=member,
        shown=Disclosure.NAME,
        onward=onward,
        role=Role.COUNSEL,
        name=f"Person {member}",
        left=left,
    )
    with talks.parts.store.writing(talks.case.desk):
        talks.parts.store.append([Append(talks.case.desk, told)], at=NOON)


def test_a_report_holds_nobodys_words(talks: Talks) -> None:
    """Whatever was written, said or carried: before the closing and after."""
    lived_in(talks)
    under_way = made(talks)
    closes(talks, replace(SETTLED, attended=(Mark("A"), Mark("B"))), days=30)

    for report in (under_way, made(talks)):
        assert not CANARY.search(msgspec.json.encode(report).decode())
        assert not CANARY.search(repr(report))


def test_two_cases_that_differ_in_their_words_have_one_report() -> None:
    """Nothing of what was written, nor how much, is to be read from a report."""
    silent, loud = open_talks(), open_talks()
    lived_in(loud)
    for talks in (silent, loud):
        closes(talks, replace(SETTLED, attended=(Mark("A"),)))

    assert made(silent) == made(loud)


def test_a_report_is_what_the_desk_said_at_the_closing(talks: Talks) -> None:
    closes(talks, Closing(outcome=Outcome.TERMINATED, settled=False, attended=(Mark("A"),)))

    assert made(talks) == MediatorsReport(
        codename="Copper Lantern",
        mediator="Ministry of Bridges",
        day=NOON.date(),
        began=NOON.date(),
        ended=NOON.date(),
        outcome=Outcome.TERMINATED,
        settled=False,
        attendance=(Attendance(party="Arvend", attended=True), Attendance(party="Belmark", attended=False)),
    )


@pytest.mark.parametrize(
    ("onward", "people"),
    [
        (Disclosure.NOTHING, ()),
        (Disclosure.MEMBER, ()),
        (Disclosure.ROLE, (Introduction(role=Role.COUNSEL),)),
        (Disclosure.NAME, (Introduction(role=Role.COUNSEL, name="Person 1"),)),
    ],
)
def test_a_person_is_named_as_far_as_the_delegation_lets_the_desk_tell_on(
    talks: Talks, onward: Disclosure, people: tuple[Introduction, ...]
) -> None:
    """What the desk itself may know is not enough."""
    tells(talks, "A", 1, onward)
    closes(talks, replace(SETTLED, attended=(Mark("A"),)))

    assert made(talks).attendance[0].people == people


def test_nobody_is_named_of_a_party_that_took_no_part(talks: Talks) -> None:
    tells(talks, "A", 1, Disclosure.NAME)
    closes(talks)

    assert made(talks).attendance[0] == Attendance(party="Arvend", attended=False)


def test_whoever_has_left_the_delegation_is_not_named(talks: Talks) -> None:
    tells(talks, "A", 1, Disclosure.NAME)
    tells(talks, "A", 1, Disclosure.NAME, left=True)
    closes(talks, replace(SETTLED, attended=(Mark("A"),)))

    assert made(talks).attendance[0].people == ()


def test_the_desks_access_log_tells_that_a_report_was_taken(talks: Talks) -> None:
    """Looking at it is a reading like others."""
    made(talks)
    before = events(talks, access_log(talks.case.desk))

    taken = granted(endings.take_report(talks.parts, talks.mo.seat))

    assert taken == made(talks)
    assert events(talks, access_log(talks.case.desk)) == [
        *before,
        Accessed(what=Access.REPORTED, seat=talks.mo.seat.id, role=Role.MEDIATOR),
    ]


def test_roles_that_may_not_close_or_report_are_refused(talks: Talks) -> None:
    secretary = granted(cases.give_seat(talks.parts, talks.case.desk, Role.SECRETARIAT))
    interpreter = granted(cases.give_seat(talks.parts, talks.case.desk, Role.INTERPRETER))
    acts: list[Callable[[], object]] = [
        lambda: granted(endings.close_case(talks.parts, secretary, SETTLED)),
        lambda: granted(endings.reopen_case(talks.parts, secretary)),
        lambda: granted(endings.report(talks.parts, interpreter)),
    ]

    assert [refusal(act).code for act in acts] == [Code.ROLE_MAY_NOT] * 3
    assert ending_of(talks.parts.store, talks.case.desk) is None
