"""A consent binds to the words, the form and the room; questions are a fold over one topic."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.domain.asking import LINES, MOST_A_WEEK, Question, State, consents, next_number, questions, until
from entremise.domain.errors import Code, Refusal
from entremise.domain.events import DeskEvent, RoomEvent
from entremise.domain.events.asking import AnswerTold, CarryAskedInto, ConsentWithdrawnTold, Reply
from entremise.domain.ids import Mark, SeatId
from entremise.domain.leave import Leave
from entremise.domain.log import Line
from entremise.domain.rules import Carriage, Consent, Source, bound, may_carry
from entremise.domain.terms import CarryForm, MessageType, Role
from tests.cast import CONFIDENCE, IDEA, NOON, ONLY_IF, SUBSTANCE, VERBATIM
from tests.domain.samples import A1, A2, ASKING_EVENTS, B1, DESK_ID, room_id

LEAVES = (CONFIDENCE, SUBSTANCE, VERBATIM, IDEA, ONLY_IF)
FEW_WORDS = st.text("ab \n", min_size=1, max_size=6)
FORMS = st.sampled_from(CarryForm)
TYPES = st.sampled_from([MessageType.INFORMATION, MessageType.DEMAND])
INFORMATION = MessageType.INFORMATION
ROOMS = st.sampled_from("BC").map(Mark)


def source(leave: Leave, *given_to: tuple[str, CarryForm, Mark, MessageType], ends_in: int = 60) -> Source:
    agreed = tuple(
        Consent(digest=bound(*what), form=what[1], until=NOON + timedelta(seconds=ends_in)) for what in given_to
    )
    return Source(label=A1, text="a b", binding=False, leave=leave, met=False, consents=agreed)


def carriage(text: str, form: CarryForm, into: Mark, kind: MessageType, *sources: Source) -> Carriage:
    return Carriage(into=into, form=form, type=kind, binding=False, text=text, sources=sources)


WHAT = st.tuples(FEW_WORDS, FORMS, ROOMS, TYPES)


@given(WHAT, WHAT, st.sampled_from(LEAVES), st.sampled_from([1, 60, 61]))
def test_a_consent_lets_exactly_its_words_go_and_nothing_else(
    what: tuple[str, CarryForm, Mark, MessageType],
    agreed: tuple[str, CarryForm, Mark, MessageType],
    leave: Leave,
    later: int,
) -> None:
    """Law 6: with a consent a message may go as without it, and besides in exactly the words agreed, in time."""
    now = NOON + timedelta(seconds=later)
    without = may_carry(carriage(*what, source(leave)), now=now)
    with_it = may_carry(carriage(*what, source(leave, agreed, ends_in=60)), now=now)

    exactly = what == agreed and later < 60
    assert with_it == (None if exactly else without)


@given(WHAT, WHAT)
def test_a_digest_is_of_all_four(
    one: tuple[str, CarryForm, Mark, MessageType], other: tuple[str, CarryForm, Mark, MessageType]
) -> None:
    assert (bound(*one) == bound(*other)) is (one == other)


def test_each_source_needs_its_own() -> None:
    """What one entry's giver agreed to says nothing of another entry."""
    agreed = source(CONFIDENCE, ("a", CarryForm.SUBSTANCE, Mark("B"), INFORMATION))
    other = replace(source(CONFIDENCE), label=A2)

    refused = may_carry(carriage("a", CarryForm.SUBSTANCE, Mark("B"), INFORMATION, agreed, other), now=NOON)

    assert isinstance(refused, Refusal)
    assert (refused.code, refused.facts["source"]) == (Code.IN_CONFIDENCE, str(A2))


def test_no_consent_lets_words_back_into_their_own_room() -> None:
    agreed = source(CONFIDENCE, ("a", CarryForm.SUBSTANCE, Mark("A"), INFORMATION))

    refused = may_carry(carriage("a", CarryForm.SUBSTANCE, Mark("A"), INFORMATION, agreed), now=NOON)

    assert isinstance(refused, Refusal)
    assert refused.code is Code.OWN_ROOM


def test_no_consent_makes_words_of_two_rooms_one_partys() -> None:
    words = ("a", CarryForm.SUBSTANCE, Mark("C"), INFORMATION)
    other = replace(source(CONFIDENCE, words), label=B1)

    refused = may_carry(carriage(*words, source(CONFIDENCE, words), other), now=NOON)

    assert isinstance(refused, Refusal)
    assert refused.code is Code.SEVERAL_GIVERS


# The fold ---------------------------------------------------------------------------------------------------


def lines(*events: RoomEvent | DeskEvent) -> list[Line]:
    return [
        Line(DESK_ID, number, NOON + timedelta(minutes=number), event) for number, event in enumerate(events, start=1)
    ]


def asked(number: int = 1, *, text: str = "Seven.", into: str = "B", named: bool = True) -> CarryAskedInto:
    return CarryAskedInto(
        mark=Mark("A"),
        number=number,
        seat=SeatId("mo"),
        role=Role.MEDIATOR,
        text=text,
        form=CarryForm.SUBSTANCE,
        into=Mark(into),
        named=named,
        sources=(A1,),
        until=NOON + timedelta(hours=1),
    )


def told(reply: Reply, text: str | None = None, *, number: int = 1) -> AnswerTold:
    return AnswerTold(mark=Mark("A"), number=number, role=None, reply=reply, text=text)


def back(number: int = 1) -> ConsentWithdrawnTold:
    return ConsentWithdrawnTold(mark=Mark("A"), number=number, role=None)


BACK = back()
YES = told(Reply.YES)


@pytest.mark.parametrize(
    ("events", "state", "words"),
    [
        ([asked()], State.OPEN, None),
        ([asked(), told(Reply.YES)], State.AGREED, "Seven."),
        ([asked(), told(Reply.CHANGED, "Six.")], State.AGREED, "Six."),
        ([asked(), told(Reply.NO)], State.DECLINED, None),
        ([asked(), told(Reply.YES), BACK], State.TAKEN_BACK, None),
    ],
)
def test_where_a_question_stands(events: list[DeskEvent], state: State, words: str | None) -> None:
    found = questions(lines(*events))

    (question,) = found
    assert question.state(NOON + timedelta(minutes=30)) is state
    agreed = [consent.digest for consent in consents(found, A1)]
    assert agreed == ([bound(words, CarryForm.SUBSTANCE, Mark("B"), INFORMATION)] if words else [])
    assert consents(found, A2) == ()


@pytest.mark.parametrize(
    ("events", "stand"),
    [
        ([asked(), YES, asked(2), told(Reply.NO, number=2)], []),
        ([asked(), asked(2), told(Reply.YES, number=2), told(Reply.NO)], []),
        ([asked(), YES, asked(2), told(Reply.CHANGED, "Six.", number=2)], [2]),
        ([asked(), YES, asked(2), told(Reply.YES, number=2), back()], []),
        ([asked(), told(Reply.CHANGED, "Six."), asked(2, text="Six."), told(Reply.NO, number=2)], []),
        # The last word counts, a yes too; and what was asked of other words, or another room by name, is apart.
        ([asked(), told(Reply.NO), asked(2), told(Reply.YES, number=2)], [2]),
        ([asked(), YES, asked(2, text="Six."), told(Reply.NO, number=2)], [1]),
        ([asked(), YES, asked(2, into="C"), told(Reply.NO, number=2)], [1]),
        # A room that reads “another room” cannot know that it is not the same.
        ([asked(named=False), YES, asked(2, into="C", named=False), told(Reply.NO, number=2)], []),
    ],
)
def test_the_last_answer_to_the_same_words_counts(events: list[DeskEvent], stand: list[int]) -> None:
    found = questions(lines(*events))

    assert [one.number for one in found if one.stands(NOON + timedelta(minutes=30))] == stand
    assert len(consents(found, A1)) == len(stand)


def test_it_ends_by_the_clock() -> None:
    (open_,), (agreed,) = questions(lines(asked())), questions(lines(asked(), told(Reply.YES)))

    assert [one.state(NOON + timedelta(hours=1)) for one in (open_, agreed)] == [State.ENDED, State.ENDED]


def test_both_logs_tell_of_the_same_questions() -> None:
    """Each with what it may know: a room learns no mark, the desk no seat of the room."""
    room = [event for event in ASKING_EVENTS if not hasattr(event, "mark")]
    desk = [event for event in ASKING_EVENTS if hasattr(event, "mark")]

    in_room, at_desk = (questions(lines(*events)) for events in (room, desk))

    assert [(one.number, one.asks, one.points) for one in in_room] == [
        (one.number, one.asks, one.points) for one in at_desk
    ]
    assert all(one.into is None and one.why is None for one in in_room)
    assert all(one.party is None for one in at_desk)
    assert room_id("B") not in repr(in_room)


def _asked_at(number: int, at_hour: float) -> Question:
    (one,) = questions([Line(DESK_ID, 1, NOON + timedelta(hours=at_hour), asked(number))])
    return one


@given(st.lists(st.integers(1, 24 * 7), max_size=30))
def test_the_last_lines_hold_all_that_is_open(gaps: list[int]) -> None:
    """Whatever is open was asked in the last week; of two weeks there are at most so many lines."""
    assert LINES == 2 * MOST_A_WEEK * 3
    hours, asked_so_far = 0.0, list[Question]()
    for gap in gaps:
        hours += gap / 10
        number = next_number(asked_so_far, now=NOON + timedelta(hours=hours))
        assert number == len(asked_so_far) + 1
        asked_so_far.append(_asked_at(len(asked_so_far) + 1, hours))


@pytest.mark.parametrize(("hours", "fits"), [(0, False), (1, True), (24, True), (168, True), (169, False)])
def test_for_how_long_it_stands(hours: int, fits: bool) -> None:  # noqa: FBT001
    assert isinstance(until(hours, now=NOON), Refusal) is not fits
