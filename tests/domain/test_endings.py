"""Rules of `entremise.domain.endings`: closing, the days that are left, and what may be reported."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.domain.door import endings as door
from entremise.domain.endings import (
    LINES,
    MOST_RETENTION_DAYS,
    REMINDERS,
    STILL,
    Attendance,
    Closing,
    Ending,
    MediatorsReport,
    agreed,
    close,
    ending,
    reminder,
    report,
)
from entremise.domain.errors import Code, Refusal
from entremise.domain.events import (
    CaseClosed,
    CaseOpened,
    CaseReopened,
    DestructionNear,
    Event,
    Introduction,
    TalksClosed,
    TalksReopened,
)
from entremise.domain.ids import Mark
from entremise.domain.log import Line
from entremise.domain.roles import DESK_ACTS, ROOM_ACTS, Act
from entremise.domain.terms import Outcome, Role
from tests.cast import NOON, terms
from tests.domain.samples import DESK_ID, HEAD, case_closed, desk, room_id, seat

DAY: Final = timedelta(days=1)
TODAY: Final = NOON.date()
MO: Final = replace(seat(Role.MEDIATOR, mark=None), id=HEAD)
SETTLED: Final = Closing(outcome=Outcome.HELD, settled=True)


def closes(closing: Closing = SETTLED, *, retention_days: int | None = None) -> CaseClosed | Refusal:
    """The case, opened at noon, closed ten days later."""
    own = desk()
    opened = CaseOpened(terms=replace(terms(), retention_days=retention_days), rooms=own.opened.rooms)
    return close(replace(own, opened=opened), MO, closing, opened=NOON, now=NOON + 10 * DAY)


def lines(*events: Event) -> list[Line]:
    """A log's lines, one a day."""
    return [Line(DESK_ID, number, NOON + number * DAY, event) for number, event in enumerate(events, start=1)]


def test_a_case_is_closed_with_its_outcome() -> None:
    """What is not said is as the house knows it: from the day it was opened to today."""
    assert closes(replace(SETTLED, attended=(Mark("B"), Mark("A")), retention_days=5)) == CaseClosed(
        outcome=Outcome.HELD,
        settled=True,
        began=TODAY,
        ended=TODAY + 10 * DAY,
        attended=(Mark("A"), Mark("B")),
        retention_days=5,
        destroy=NOON + 15 * DAY,
        seat=HEAD,
        role=Role.MEDIATOR,
    )


def test_days_are_those_of_the_city() -> None:
    """At ten in the evening in London it is the next day in Muscat."""
    late = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)

    closed = close(desk(), MO, SETTLED, opened=late, now=late)

    assert isinstance(closed, CaseClosed)
    assert (closed.began, closed.ended) == (date(2026, 11, 23), date(2026, 11, 23))


@pytest.mark.parametrize(
    ("began", "ended", "refused"),
    [
        (None, TODAY, False),
        (TODAY - 300 * DAY, TODAY, False),
        (None, TODAY - DAY, True),
        (None, TODAY + 11 * DAY, True),
        (TODAY + 11 * DAY, None, True),
        (TODAY + 5 * DAY, TODAY + 4 * DAY, True),
    ],
)
def test_talks_end_after_they_begin_and_not_after_today(
    began: date | None, ended: date | None, *, refused: bool
) -> None:
    """They may have begun before the case was opened here."""
    done = closes(replace(SETTLED, began=began, ended=ended))

    assert (done == Refusal(Code.DATES_CROSSED)) is refused


def test_what_did_not_take_place_settled_nothing() -> None:
    assert closes(Closing(outcome=Outcome.NOT_HELD, settled=True)) == Refusal(Code.SETTLED_UNHELD)
    assert isinstance(closes(Closing(outcome=Outcome.NOT_HELD, settled=False)), CaseClosed)


def test_who_took_part_is_a_party_of_this_case() -> None:
    assert closes(replace(SETTLED, attended=(Mark("C"),))) == Refusal(Code.ROOM_MISSING)


@pytest.mark.parametrize("days", [0, -1, MOST_RETENTION_DAYS + 1])
def test_a_case_is_kept_for_a_day_to_ten_years(days: int) -> None:
    out = Refusal(Code.RETENTION_OUT_OF_RANGE, {"least": 1, "most": 3650})

    assert closes(replace(SETTLED, retention_days=days)) == out


@pytest.mark.parametrize(
    ("opened_with", "asked", "kept"),
    [
        (None, None, None),
        (None, 30, 30),
        (30, None, 30),
        (30, 30, 30),
        (30, 29, Refusal(Code.RETENTION_AGREED, {"days": 30})),
        (30, 31, Refusal(Code.RETENTION_AGREED, {"days": 30})),
    ],
)
def test_the_days_agreed_at_the_opening_stand(
    opened_with: int | None, asked: int | None, kept: int | Refusal | None
) -> None:
    """The desk can neither shorten nor prolong what every room was told."""
    assert agreed(opened_with, asked) == kept


def test_a_room_is_told_that_the_talks_are_closed_and_not_how() -> None:
    told = door.tell_closed(case_closed(), room_id("B"))

    assert told.place == room_id("B")
    assert told.event == TalksClosed(role=Role.MEDIATOR, destroy=NOON + 30 * DAY)
    assert {field.name for field in fields(TalksClosed)} == {"role", "destroy"}


def test_a_place_knows_from_its_own_lines_that_it_is_closed() -> None:
    near = DestructionNear(days=7, destroy=NOON + 8 * DAY)
    closed = TalksClosed(role=Role.MEDIATOR, destroy=NOON + 8 * DAY)

    assert ending(lines(closed, near)) == Ending(
        closed=NOON + DAY, role=Role.MEDIATOR, destroy=NOON + 8 * DAY, reminded=((NOON + 2 * DAY, 7),)
    )


def test_the_desk_knows_how_the_talks_came_out() -> None:
    closed = ending(lines(case_closed()))

    assert closed is not None
    assert closed.said == case_closed()


@pytest.mark.parametrize("again", [TalksReopened(role=Role.MEDIATOR), CaseReopened(seat=HEAD, role=Role.MEDIATOR)])
def test_a_place_that_was_opened_again_is_open(again: Event) -> None:
    assert ending(lines(case_closed(), again)) is None
    assert ending(lines()) is None
    assert ending(lines(case_closed(), again, case_closed())) is not None


@given(st.lists(st.sampled_from(["close", "reopen", *REMINDERS]), max_size=30))
def test_the_last_lines_on_the_subject_are_enough(steps: list[str | int]) -> None:
    """However often a case is closed and opened again: between two of them come at most all reminders."""
    closed, written = False, list[Event]()
    given_since = set[object]()
    for step in steps:
        if step == "close" and not closed:
            written.append(case_closed())
            closed, given_since = True, set()
        elif step == "reopen" and closed:
            written.append(CaseReopened(seat=HEAD, role=Role.MEDIATOR))
            closed = False
        elif isinstance(step, int) and closed and step not in given_since:
            written.append(DestructionNear(days=step, destroy=NOON))
            given_since.add(step)

    found = ending(lines(*written)[-LINES:])

    assert found == ending(lines(*written))
    assert (found is not None) is closed


@pytest.mark.parametrize(
    ("kept", "after", "days"),
    [
        (40, 9.99, None),
        (40, 10, 30),
        (40, 32.99, 30),
        (40, 33, 7),
        (40, 39, 1),
        (40, 40, None),
        (30, 22.99, None),
        (5, 0, None),
        (5, 4, 1),
        (1, 0.99, None),
    ],
)
def test_the_house_reminds_thirty_seven_and_one_days_before(kept: int, after: float, days: int | None) -> None:
    """Only of moments that come after the closing, and no more when the moment has come."""
    closed, destroy = NOON, NOON + kept * DAY

    assert reminder(closed, destroy, now=closed + after * DAY) == days


@given(kept=st.integers(1, MOST_RETENTION_DAYS), hours=st.integers(0, 24 * 60))
def test_a_reminder_says_at_least_as_many_days_as_are_left(kept: int, hours: int) -> None:
    now, destroy = NOON + timedelta(hours=hours), NOON + kept * DAY
    days = reminder(NOON, destroy, now=now)
    left = Ending(closed=NOON, role=Role.MEDIATOR, destroy=destroy).days_left(now)

    assert days is None or (left is not None and left <= days)


def test_a_part_of_a_day_counts_as_a_day() -> None:
    closed = Ending(closed=NOON, role=Role.MEDIATOR, destroy=NOON + 2 * DAY)

    assert [closed.days_left(NOON + hours * timedelta(hours=1)) for hours in (0, 1, 24, 25, 48, 99)] == [
        2,
        2,
        1,
        1,
        0,
        0,
    ]
    assert replace(closed, destroy=None).days_left(NOON) is None


def test_in_a_closed_case_nothing_is_written_or_carried() -> None:
    """What is left of the table of acts: reading, taking copies, reopening, ending, and keeping others out."""
    assert {
        *(Act.NOTE, Act.TELL, Act.CHANGE_LEAVE, Act.CHANGE_ANY_LEAVE, Act.ACKNOWLEDGE, Act.DISCLOSE, Act.OPEN_INNER),
        *(Act.DRAFT, Act.CARRY, Act.STOP, Act.SPEAK, Act.ANNOUNCE, Act.CONFIRM, Act.DECLARE_MET, Act.INTRODUCE),
        *(Act.UPLOAD, Act.INVITE, Act.INVITE_HEAD, Act.RING, Act.SEE_RING, Act.ASK, Act.DICTATE, Act.ARRANGE),
        *(Act.SHOW_AGENDA, Act.SET_ROUNDS, Act.ANSWER_DATES, Act.SET_MANDATE, Act.KEEP_LEDGER, Act.NOTE_AT_DESK),
        *(Act.ANALYSE, Act.ASK_VALUES, Act.GIVE_VALUES, Act.SET_SECOND, Act.AGREE_SECOND),
    } == (ROOM_ACTS | DESK_ACTS) - STILL


# The report -------------------------------------------------------------------------------------------------


def test_a_report_has_no_field_for_anything_else() -> None:
    """Uniform Mediation Act §7(b)(1): occurred or terminated, settled or not, attendance; and the days (2008/52/EC)."""
    assert [field.name for field in fields(MediatorsReport)] == [
        *("codename", "mediator", "day", "began", "ended", "outcome", "settled", "attendance"),
    ]
    assert [field.name for field in fields(Attendance)] == ["party", "attended", "people"]
    assert [field.name for field in fields(Introduction)] == ["role", "name"]


def test_a_report_says_what_the_desk_said_at_the_closing() -> None:
    counsel = Introduction(role=Role.COUNSEL, name="A. Person")
    people = {Mark("A"): [counsel], Mark("B"): [counsel]}

    told = report(desk().opened, case_closed(attended="A"), people=people, at=NOON - DAY, now=NOON + DAY)

    assert told == MediatorsReport(
        codename="Copper Lantern",
        mediator="Ministry of Bridges",
        day=TODAY + DAY,
        began=TODAY,
        ended=TODAY,
        outcome=Outcome.HELD,
        settled=True,
        attendance=(
            Attendance(party="Party A", attended=True, people=(counsel,)),
            Attendance(party="Party B", attended=False),
        ),
    )


def test_while_talks_are_under_way_a_report_says_when_they_began() -> None:
    """For limitation periods; nothing of who attends."""
    people = {Mark("A"): [Introduction(role=Role.COUNSEL)]}

    told = report(desk().opened, None, people=people, at=NOON, now=NOON + DAY)

    assert told == MediatorsReport(
        codename="Copper Lantern",
        mediator="Ministry of Bridges",
        day=TODAY + DAY,
        began=TODAY,
        ended=None,
        outcome=None,
        settled=None,
        attendance=(),
    )
