"""Carrying: to the door, stopped there, or in; confirmed, or its condition met."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.ids import CARRIES, NOTES, Label
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.terms import CarryForm, MessageType, Role
from entremise.services import carrying, keeping
from entremise.services.carrying import AtTheDoor, Carrying
from tests.cast import (
    CONFIDENCE,
    IDEA,
    NOON,
    ONLY_IF,
    PARTIES,
    SUBSTANCE,
    VERBATIM,
    Talks,
    granted,
    open_talks,
    refusal,
)

C1 = Label(CARRIES, 1)


def offered(talks: Talks, leave: Leave = SUBSTANCE) -> Label:
    """Ana's offer, with this leave."""
    return talks.ana.says("Nine frigates.", leave=leave, type=MessageType.OFFER)


# To the door -----------------------------------------------------------------------------------------------


def test_a_message_waits_until_it_is_due(talks: Talks) -> None:
    source = offered(talks)

    at_door = talks.mo.carries("They offer nine.", into="B", sources=[source], hold=30)

    assert at_door == AtTheDoor(C1, NOON + timedelta(seconds=30), None)
    assert (talks.waits(29), talks.bo.sees()) == (0, [])
    assert (talks.waits(1), talks.bo.sees()) == (1, ["They offer nine."])
    assert (talks.waits(600), talks.bo.sees()) == (0, ["They offer nine."])


def test_a_room_cannot_tell_that_a_message_waits(talks: Talks) -> None:
    source = offered(talks)
    before = talks.bo.page(), talks.ana.page()

    talks.mo.carries("They offer nine.", into="B", sources=[source], hold=30)

    assert (talks.bo.page(), talks.ana.page()) == before


def test_without_a_hold_it_enters_at_once(talks: Talks) -> None:
    entered = talks.mo.carries("They offer nine.", into="B", sources=[offered(talks)])

    assert entered == AtTheDoor(C1, NOON, Label("B", 1))
    assert talks.bo.sees() == ["They offer nine."]
    assert talks.waits(600) == 0


def test_what_enters_is_what_the_sheet_said(talks: Talks) -> None:
    source = offered(talks, VERBATIM)
    talks.mo.carries("Nine frigates.", into="B", sources=[source], form=CarryForm.VERBATIM, hold=30)

    talks.waits(30)
    entry = talks.bo.entry(Label("B", 1))

    assert (entry.text, entry.form, entry.attribution, entry.type, entry.binding) == (
        "Nine frigates.",
        CarryForm.VERBATIM,
        PARTIES[0],
        MessageType.OFFER,
        False,
    )
    assert (entry.at, entry.role, entry.seat, entry.leave) == (NOON + timedelta(seconds=30), None, None, None)


def test_the_desk_sees_where_it_went(talks: Talks) -> None:
    source = offered(talks)
    talks.mo.carries("They offer nine.", into="B", sources=[source], hold=30, why="It is public.")
    talks.waits(30)

    view = talks.mo.carry(C1)

    assert (view.entered, view.entered_as, view.at_door) == (
        NOON + timedelta(seconds=30),
        Label("B", 1),
        False,
    )
    assert (view.role, view.why, view.sources) == (Role.MEDIATOR, "It is public.", (source,))
    assert [carried.label for carried in talks.mo.entry(source).carried] == [Label("B", 1)]


def test_the_giver_does_not_learn_that_it_was_carried(talks: Talks) -> None:
    source = offered(talks)
    before = talks.ana.page()

    talks.mo.carries("They offer nine.", into="B", sources=[source])

    assert talks.ana.page() == before


def test_the_same_words_go_to_each_room_by_themselves() -> None:
    talks = open_talks(parties=4)
    source = offered(talks)

    for mark in "BD":
        talks.mo.carries("They offer nine.", into=mark, sources=[source])

    assert [head.sees() for head in talks.heads[1:]] == [["They offer nine."], [], ["They offer nine."]]


def test_what_was_brought_is_no_source(talks: Talks) -> None:
    brought = talks.mo.carries("They offer nine.", into="B", sources=[offered(talks)]).entered
    assert brought is not None

    assert refusal(talks.mo.carries, "Again.", into="A", sources=[brought]) == Refusal(
        Code.SOURCE_UNKNOWN, {"source": str(brought)}
    )


def test_what_the_mediator_said_is_no_source(talks: Talks) -> None:
    spoken = talks.mo.speaks("And you?", into="A")

    assert refusal(talks.mo.carries, "Again.", into="B", sources=[spoken]).code is Code.SOURCE_UNKNOWN


@pytest.mark.parametrize("label", [Label("A", 2), Label("A", 0), Label(NOTES, 1), Label("Q", 1), C1])
def test_what_the_desk_was_not_told_is_no_source(talks: Talks, label: Label) -> None:
    offered(talks)
    talks.ana.notes("We would take seven.")

    assert refusal(talks.mo.carries, "Seven.", into="B", sources=[label]) == Refusal(
        Code.SOURCE_UNKNOWN, {"source": str(label)}
    )


@pytest.mark.parametrize("mark", ["C", "b", "", "desk", CARRIES])
def test_there_is_no_way_into_other_rooms(talks: Talks, mark: str) -> None:
    source = offered(talks)

    assert refusal(talks.mo.carries, "Nine.", into=mark, sources=[source]) == Refusal(Code.ROOM_MISSING)


@pytest.mark.parametrize("hold", [-1, 601])
def test_a_hold_has_its_limits(talks: Talks, hold: int) -> None:
    refused = refusal(talks.mo.carries, "Nine.", into="B", sources=[offered(talks)], hold=hold)

    assert refused.code is Code.HOLD_OUT_OF_RANGE


def test_a_refused_carry_leaves_no_trace(talks: Talks) -> None:
    source = offered(talks, CONFIDENCE)
    before = talks.mo.page(), talks.bo.page()

    assert refusal(talks.mo.carries, "Nine.", into="B", sources=[source]).code is Code.IN_CONFIDENCE
    assert (talks.mo.page(), talks.bo.page()) == before
    assert talks.mo.carries("Wait?", into="B", form=CarryForm.IDEA).carry == C1


def test_twenty_sources_and_no_more(talks: Talks) -> None:
    sources = [talks.ana.says(f"Point {number}.", leave=SUBSTANCE) for number in range(21)]

    assert refusal(talks.mo.carries, "All.", into="B", sources=sources) == Refusal(
        Code.SOURCES_TOO_MANY, {"most": 20, "count": 21}
    )
    assert talks.mo.carries("All.", into="B", sources=sources[1:]).entered == Label("B", 1)


def test_a_source_quoted_twice_is_one_source(talks: Talks) -> None:
    source = offered(talks)

    talks.mo.carries("Nine.", into="B", sources=[source, source])

    assert talks.mo.carry(C1).sources == (source,)


# Stopped ---------------------------------------------------------------------------------------------------


def test_a_message_at_the_door_is_stopped(talks: Talks) -> None:
    talks.mo.carries("They offer nine.", into="B", sources=[offered(talks)], hold=30)
    before = talks.bo.page()

    talks.clock.advance(29)
    stopped = talks.mo.stops(C1)

    assert (talks.waits(600), talks.bo.sees()) == (0, [])
    assert talks.bo.page().head == before.head
    view = talks.mo.carry(C1)
    assert (view.stopped, view.stopped_by, view.stop_code) == (stopped, Role.MEDIATOR, None)


def test_what_has_entered_is_not_stopped(talks: Talks) -> None:
    talks.mo.carries("They offer nine.", into="B", sources=[offered(talks)], hold=30)
    talks.waits(30)

    assert refusal(talks.mo.stops, C1) == Refusal(Code.ALREADY_ENTERED)
    assert talks.bo.sees() == ["They offer nine."]


def test_what_is_due_but_has_not_entered_can_still_be_stopped(talks: Talks) -> None:
    talks.mo.carries("They offer nine.", into="B", sources=[offered(talks)], hold=30)
    talks.clock.advance(31)

    talks.mo.stops(C1)

    assert (talks.waits(0), talks.bo.sees()) == (0, [])


def test_what_was_stopped_is_not_stopped_again(talks: Talks) -> None:
    talks.mo.carries("They offer nine.", into="B", sources=[offered(talks)], hold=30)
    talks.mo.stops(C1)

    assert refusal(talks.mo.stops, C1) == Refusal(Code.ALREADY_STOPPED)


def test_there_is_nothing_to_stop(talks: Talks) -> None:
    assert refusal(talks.mo.stops, C1) == ABSENT


@pytest.mark.parametrize("narrowed", [CONFIDENCE, IDEA, ONLY_IF])
def test_a_leave_narrowed_while_it_waits_stops_it(talks: Talks, narrowed: Leave) -> None:
    source = offered(talks)
    talks.mo.carries("They offer nine.", into="B", sources=[source], hold=30)

    talks.ana.changes_leave(source, narrowed)

    assert (talks.waits(30), talks.bo.sees()) == (1, [])
    view = talks.mo.carry(C1)
    assert (view.stopped, view.stopped_by) == (NOON + timedelta(seconds=30), None)
    assert view.stop_code is not None


def test_a_leave_that_ends_while_it_waits_stops_it(talks: Talks) -> None:
    ends = Leave(form=LeaveForm.SUBSTANCE, expires=NOON + timedelta(seconds=20))
    talks.mo.carries("They offer nine.", into="B", sources=[offered(talks, ends)], hold=30)

    assert (talks.waits(30), talks.bo.sees()) == (1, [])
    assert talks.mo.carry(C1).stop_code is Code.LEAVE_EXPIRED


def test_a_leave_given_back_in_time_lets_it_in(talks: Talks) -> None:
    source = offered(talks)
    talks.mo.carries("They offer nine.", into="B", sources=[source], hold=30)
    talks.ana.changes_leave(source, CONFIDENCE)
    talks.ana.changes_leave(source, SUBSTANCE)

    assert (talks.waits(30), talks.bo.sees()) == (1, ["They offer nine."])


# In the order in which they are due ------------------------------------------------------------------------


def test_messages_enter_in_the_order_in_which_they_are_due(talks: Talks) -> None:
    source = offered(talks)
    for words, hold in (("last", 90), ("first", 10), ("second", 30), ("third", 30)):
        talks.mo.carries(words, into="B", sources=[source], hold=hold)

    assert (talks.waits(90), talks.bo.sees()) == (4, ["first", "second", "third", "last"])


def test_a_release_deals_with_so_many(talks: Talks) -> None:
    source = offered(talks)
    for words in ("one", "two", "three"):
        talks.mo.carries(words, into="B", sources=[source], hold=10)
    talks.clock.advance(10)

    assert [carrying.release_due(talks.parts, limit=2) for _ in range(3)] == [2, 1, 0]
    assert talks.bo.sees() == ["one", "two", "three"]


# Confirmed -------------------------------------------------------------------------------------------------


def test_the_giver_learns_that_it_was_conveyed(talks: Talks) -> None:
    source = offered(talks)
    talks.mo.carries("They offer nine.", into="B", sources=[source])
    talks.clock.advance(60)

    talks.mo.confirms(source)

    assert talks.ana.entry(source).conveyed == NOON + timedelta(seconds=60)
    assert talks.mo.entry(source).conveyed == NOON + timedelta(seconds=60)


def test_confirming_again_changes_nothing(talks: Talks) -> None:
    source = offered(talks)
    talks.mo.carries("They offer nine.", into="B", sources=[source])
    first = talks.mo.confirms(source)
    before = talks.ana.page()
    talks.clock.advance(60)

    assert talks.mo.confirms(source) == first
    assert talks.ana.page().head == before.head


def test_a_receipt_does_not_tell_how_often_or_where() -> None:
    once, often = open_talks(parties=3), open_talks(parties=3)
    for talks, marks in ((once, "B"), (often, "CBC")):
        source = offered(talks)
        for mark in marks:
            talks.mo.carries("They offer nine.", into=mark, sources=[source])
        talks.mo.confirms(source)

    assert once.ana.page() == often.ana.page()


def test_only_what_was_carried_is_confirmed(talks: Talks) -> None:
    source = offered(talks)
    talks.mo.carries("They offer nine.", into="B", sources=[source], hold=30)

    assert refusal(talks.mo.confirms, source) == Refusal(Code.NOT_CARRIED, {"source": str(source)})


@pytest.mark.parametrize("label", [Label("A", 9), Label("C", 1), Label(NOTES, 1), C1])
def test_there_is_nothing_to_confirm(talks: Talks, label: Label) -> None:
    talks.ana.notes("Seven.")

    assert refusal(talks.mo.confirms, label) == ABSENT
    assert refusal(talks.mo.declares_met, label) == ABSENT


# Conditions ------------------------------------------------------------------------------------------------


def test_a_condition_met_opens_the_way(talks: Talks) -> None:
    source = offered(talks, ONLY_IF)
    refused = refusal(talks.mo.carries, "Nine.", into="B", sources=[source])

    talks.mo.declares_met(source)
    talks.mo.carries("Nine.", into="B", sources=[source])

    assert refused == Refusal(Code.CONDITION_NOT_MET, {"source": str(source)})
    assert talks.ana.entry(source).met == NOON
    assert talks.bo.sees() == ["Nine."]


def test_a_condition_is_met_once(talks: Talks) -> None:
    source = offered(talks, ONLY_IF)
    talks.mo.declares_met(source)

    assert refusal(talks.mo.declares_met, source) == Refusal(Code.ALREADY_MET, {"source": str(source)})


def test_a_condition_set_anew_is_open_anew(talks: Talks) -> None:
    source = offered(talks, ONLY_IF)
    talks.mo.declares_met(source)
    talks.ana.changes_leave(source, ONLY_IF)

    assert refusal(talks.mo.carries, "Nine.", into="B", sources=[source]).code is Code.CONDITION_NOT_MET


def test_only_a_condition_is_met(talks: Talks) -> None:
    source = offered(talks)

    assert refusal(talks.mo.declares_met, source) == Refusal(Code.NOT_CONDITIONAL, {"source": str(source)})


def test_a_key_that_met_one_condition_meets_no_other(talks: Talks) -> None:
    """The answer to the first would say that the second was met."""
    source = offered(talks, ONLY_IF)
    declare = partial(carrying.declare_met, talks.parts, talks.mo.seat, source, key="met")

    granted(declare(condition=ONLY_IF.condition))

    assert declare(condition="They leave first.") == Refusal(Code.KEY_REUSED)


# Asked again -----------------------------------------------------------------------------------------------


def test_what_was_done_under_a_key_is_answered_again_after_the_room_is_gone(talks: Talks) -> None:
    theirs, ours = talks.bo.says("Five.", leave=ONLY_IF), offered(talks)
    message = Carrying(into="B", form=CarryForm.SUBSTANCE, text="Nine.", sources=(ours,), hold_seconds=0)
    acts: tuple[Callable[[str | None], object], ...] = (
        lambda key: carrying.carry(talks.parts, talks.mo.seat, message, key=key and f"{key} carry"),
        lambda key: carrying.declare_met(talks.parts, talks.mo.seat, theirs, key=key and f"{key} met"),
        lambda key: carrying.confirm_conveyance(talks.parts, talks.mo.seat, theirs, key=key and f"{key} confirm"),
    )
    first = [act("first") for act in acts[:2]]
    talks.mo.carries("Five.", into="A", sources=[theirs])
    first.append(acts[2]("first"))
    assert not any(isinstance(answer, Refusal) for answer in first)
    granted(keeping.destroy_room(talks.parts, talks.mo.seat, "B"))

    assert [act("first") for act in acts] == first
    assert [act(None) for act in acts] == [Refusal(Code.ROOM_MISSING), ABSENT, ABSENT]
