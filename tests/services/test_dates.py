"""Dates proposed to rooms; what one answers, no other learns."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from entremise.domain.dates import DeskDates, RoomDates
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.dates import DATES, Availability
from entremise.domain.events.rounds import City
from entremise.domain.terms import Role
from entremise.services import dates
from entremise.services.dates import DESK_LINES, MOST_ANSWERS, MOST_QUESTIONS, Proposed
from entremise.services.rounds import DeskRoundsPage, RoomRoundsPage, rounds_page
from entremise.services.telling import KEPT, Telling
from tests.cast import CONFIDENCE, Delegate, Talks, granted

MUSCAT: Final = City(name="Muscat", zone="Asia/Muscat")
DAY: Final = datetime(2026, 2, 17, 11, tzinfo=UTC)
SLOTS: Final = (DAY, DAY + timedelta(days=1))
BOTH: Final = Telling(marks=("A", "B"), words="Which of these suits you?")
YES, NO, IF_NEEDED = Availability.YES, Availability.NO, Availability.IF_NEEDED


def proposes(talks: Talks, telling: Telling = BOTH, slots: tuple[datetime, ...] = SLOTS) -> int:
    return granted(asks(talks, telling, slots)).number


def asks(talks: Talks, telling: Telling, slots: tuple[datetime, ...] = SLOTS) -> Proposed | Refusal:
    return dates.propose(talks.parts, talks.mo.seat, "Next round", slots, city=MUSCAT, telling=telling)


def asked(talks: Talks, member: Delegate) -> tuple[RoomDates, ...]:
    page = rounds_page(talks.parts, member.seat)
    assert isinstance(page, RoomRoundsPage)
    return page.dates


def at_desk(talks: Talks) -> tuple[DeskDates, ...]:
    page = rounds_page(talks.parts, talks.mo.seat)
    assert isinstance(page, DeskRoundsPage)
    return page.dates


def test_each_room_is_asked_under_its_own_number(talks: Talks) -> None:
    proposes(talks, Telling(marks=("A",)))
    proposes(talks)

    assert [one.now.number for one in asked(talks, talks.ana)] == [1, 2]
    assert [(one.now.number, one.words) for one in asked(talks, talks.bo)] == [(1, "Which of these suits you?")]


def test_an_answer_goes_to_the_desk_and_nowhere_else(talks: Talks) -> None:
    proposes(talks)
    before = asked(talks, talks.bo), talks.parts.store.head(talks.bo.seat.place)

    granted(dates.answer(talks.parts, talks.ana.seat, 1, [YES, NO]))

    assert (asked(talks, talks.bo), talks.parts.store.head(talks.bo.seat.place)) == before
    assert asked(talks, talks.ana)[0].answers == (YES, NO)
    assert [(one.mark, one.answers) for one in at_desk(talks)[0].asked] == [("A", (YES, NO)), ("B", None)]


def test_the_desk_sees_no_seat(talks: Talks) -> None:
    proposes(talks)

    granted(dates.answer(talks.parts, talks.ada.seat, 1, [YES, NO]))

    assert talks.ada.seat.id not in repr(talks.parts.store.topic(talks.mo.seat.place, DATES, limit=DESK_LINES))


def test_a_date_suits_where_no_room_that_was_asked_is_against_it(talks: Talks) -> None:
    proposes(talks)
    granted(dates.answer(talks.parts, talks.ana.seat, 1, [YES, IF_NEEDED]))
    assert [suits for _, _, suits in at_desk(talks)[0].rows] == [False, False]

    granted(dates.answer(talks.parts, talks.bo.seat, 1, [NO, YES]))

    assert [suits for _, _, suits in at_desk(talks)[0].rows] == [False, True]


def test_a_later_answer_replaces_the_one_before(talks: Talks) -> None:
    proposes(talks)
    for answers in ([YES, YES], [NO, NO]):
        granted(dates.answer(talks.parts, talks.ana.seat, 1, answers))

    assert asked(talks, talks.ana)[0].answers == (NO, NO)


def test_when_it_is_closed_no_answer_is_taken(talks: Talks) -> None:
    proposes(talks)
    granted(dates.answer(talks.parts, talks.ana.seat, 1, [YES, NO]))

    granted(dates.close(talks.parts, talks.mo.seat, 1))

    assert code(dates.answer(talks.parts, talks.bo.seat, 1, [YES, NO])) is Code.DATES_CLOSED
    assert code(dates.close(talks.parts, talks.mo.seat, 1)) is Code.DATES_CLOSED
    assert [(one.now.closed, one.answers) for one in asked(talks, talks.ana)] == [(True, (YES, NO))]


def test_what_a_room_answers_often_takes_no_place_of_another(talks: Talks) -> None:
    proposes(talks)
    for _ in range(MOST_ANSWERS):
        granted(dates.answer(talks.parts, talks.ana.seat, 1, [YES, NO]))

    assert code(dates.answer(talks.parts, talks.ana.seat, 1, [YES, NO])) is Code.PAPER_FULL
    granted(dates.answer(talks.parts, talks.bo.seat, 1, [YES, NO]))


def test_what_one_room_is_asked_takes_no_place_of_another(talks: Talks) -> None:
    for _ in range(MOST_QUESTIONS):
        proposes(talks, Telling(marks=("A",)))

    assert code(asks(talks, Telling(marks=("A",)))) is Code.PAPER_FULL
    granted(asks(talks, Telling(marks=("B",))))


def test_the_city_is_compared_with_what_another_room_said(talks: Talks) -> None:
    talks.ana.says("We could only ever come to Villa Rosalinda.", leave=CONFIDENCE)
    villa = City(name="Villa Rosalinda", zone="UTC")

    asked_of = dates.propose(talks.parts, talks.mo.seat, "Next", SLOTS, city=villa, telling=Telling(marks=("B",)))

    assert code(asked_of) is Code.REPEATS_CONFIDENCE


def code(answer: object) -> Code:
    assert isinstance(answer, Refusal)
    return answer.code


@pytest.mark.parametrize("answers", [[], [YES], [YES, NO, NO]])
def test_each_date_is_answered(talks: Talks, answers: list[Availability]) -> None:
    proposes(talks)

    assert code(dates.answer(talks.parts, talks.ana.seat, 1, answers)) is Code.ANSWERS_MISSING


def test_what_cannot_be_asked_is_refused(talks: Talks) -> None:
    mo = talks.mo.seat
    observer = replace(talks.ana.seat, role=Role.OBSERVER)

    assert dates.answer(talks.parts, talks.ana.seat, 1, [YES]) == ABSENT
    assert dates.close(talks.parts, mo, 1) == ABSENT
    for slots in ((), tuple(DAY + timedelta(hours=hour) for hour in range(13))):
        assert code(dates.propose(talks.parts, mo, "x", slots, city=MUSCAT, telling=BOTH)) is Code.SLOTS_OUT_OF_RANGE
    assert code(dates.propose(talks.parts, mo, "x", SLOTS, city=MUSCAT, telling=KEPT)) is Code.ROOM_MISSING
    assert code(dates.propose(talks.parts, talks.ana.seat, "x", SLOTS, city=MUSCAT, telling=BOTH)) is Code.ROLE_MAY_NOT
    assert code(dates.answer(talks.parts, observer, 1, [YES])) is Code.ROLE_MAY_NOT
