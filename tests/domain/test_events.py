"""Rules of `entremise.domain.events`. What every event brings and refers to, each named here once."""

import dataclasses
from typing import get_args

import pytest

from entremise.domain.events import (
    CONDITIONS,
    DESTROYED,
    ENDING,
    PEOPLE,
    CaseOpened,
    DeskEvent,
    DestructionNear,
    Event,
    InnerOpened,
    RoomEvent,
    RoomOpened,
    SeatGiven,
    name_of,
    refers_to,
    topic_of,
)
from entremise.domain.ids import DeskId, Label
from tests.cast import ONLY_IF, SUBSTANCE
from tests.domain.samples import A1, A2, B1, C1, EVENTS, KINDS, N1, said

BRINGS: dict[str, Label] = {
    "Said": A2,
    "Spoken": A2,
    "Brought": B1,
    "Announced": A1,
    "Told": A1,
    "SpokenInto": A2,
    "AnnouncedInto": A1,
    "CarryHeld": C1,
    "Carried": B1,
}
REFERS: dict[str, tuple[Label, ...]] = {
    "Said": (N1,),
    "LeaveChanged": (A1,),
    "Opened": (B1,),
    "Conveyed": (A1,),
    "ConditionMet": (A1,),
    "LeaveTold": (A1,),
    "CarryStopped": (C1,),
    "Carried": (C1, A1, A2),
    "Delivered": (B1,),
    "ConveyanceConfirmed": (A1,),
    "ConditionDeclared": (A1,),
    **dict.fromkeys(
        ("AcceptedAdReferendum", "AcceptanceSettled", "AcceptanceTold", "AcceptanceSettledTold"), (Label("A", 2),)
    ),
}
STANDS_UNDER = {
    "Accessed": "people",
    "Said": CONDITIONS,
    "Brought": "brought",
    "Conveyed": "conveyed",
    **dict.fromkeys(("TalksClosed", "TalksReopened", "CaseClosed", "CaseReopened", "DestructionNear"), ENDING),
    "RoomDestroyed": DESTROYED,
    **dict.fromkeys(("Introduced", "MemberTold", "IntroducedInto"), PEOPLE),
    **dict.fromkeys(("PointKept", "PointDissolved"), "points"),
    **dict.fromkeys(
        ("CarryAsked", "LeaveAsked", "SummaryAsked", "Answered", "ConsentWithdrawn", "QuestionWithdrawn"), "asked"
    ),
    **dict.fromkeys(
        (
            *("CarryAskedInto", "LeaveAskedInto", "SummaryAskedInto", "WordingAskedInto"),
            *("AnswerTold", "ConsentWithdrawnTold", "QuestionWithdrawnInto"),
        ),
        "asked-A",
    ),
    **dict.fromkeys(("DeskRangInto", "DeskRingSeenTold", "RoomRangTold", "RoomRingSeenInto"), "hotline-A"),
    **dict.fromkeys(("ValuesAsked", "ValuesTold", "ValuesSealed", "ValuesTakenBack"), "values-A"),
    **dict.fromkeys(("DeskNoteKept", "DeskNoteStruck"), "notes"),
    **dict.fromkeys(
        ("SecondRequired", "SecondEndAsked", "SecondAsked", "SecondAnswered", "SecondWithdrawn", "SecondUsed"), "second"
    ),
}


def kind(event: Event) -> str:
    return type(event).__name__


def test_there_is_a_sample_of_every_kind() -> None:
    """What is tested of every event is tested of every kind there is."""
    assert {type(event) for event in EVENTS} == set(KINDS)
    assert len(EVENTS) == len(KINDS)


@pytest.mark.parametrize("event", EVENTS, ids=kind)
def test_what_an_event_brings(event: Event) -> None:
    """Nine kinds bring an entry or a carry into their log; the others bring none."""
    assert name_of(event) == BRINGS.get(kind(event))


@pytest.mark.parametrize("event", EVENTS, ids=kind)
def test_what_an_event_refers_to(event: Event) -> None:
    """An event refers to the entries whose state it changes, and to no others."""
    assert refers_to(event) == REFERS.get(kind(event), ())


@pytest.mark.parametrize("event", EVENTS, ids=kind)
def test_what_an_event_stands_under(event: Event) -> None:
    """Some kinds can be found by their topic."""
    assert topic_of(event) == STANDS_UNDER.get(kind(event), getattr(event, "TOPIC", None))


def test_a_condition_is_found_whoever_set_it() -> None:
    """An entry or a change of leave stands under conditions while it sets one."""
    assert [topic_of(said(leave=leave)) for leave in (ONLY_IF, SUBSTANCE)] == [CONDITIONS, None]


@pytest.mark.parametrize("event", EVENTS, ids=kind)
def test_an_event_is_never_changed(event: Event) -> None:
    """Events are frozen, and hold nothing that could be changed from within."""
    field = dataclasses.fields(event)[0].name

    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(event, field, None)
    assert hash(event) == hash(dataclasses.replace(event))


def test_rooms_and_desk_have_events_of_their_own() -> None:
    """No event but the giving of a seat, and what the house says by the clock, can stand in a room and at the desk."""
    assert set(get_args(RoomEvent)) & set(get_args(DeskEvent)) == {SeatGiven, DestructionNear}


def test_only_openings_name_another_place() -> None:
    """A room's log names its desk, the desk's its rooms, an inner room's its room, in line 1; no later one does."""
    naming = {
        event
        for event in KINDS
        for field in dataclasses.fields(event)
        if field.type is DeskId or field.name in {"rooms", "room", "place", "desk"}
    }

    assert naming == {RoomOpened, CaseOpened, InnerOpened}
