"""Rules of `entremise.domain.views`: what a place shows is a fold of its own lines."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import get_args

import pytest

from entremise.domain.errors import Broken, Code
from entremise.domain.events import (
    Announced,
    AnnouncedInto,
    CarryStopped,
    ConditionDeclared,
    ConditionMet,
    ConveyanceConfirmed,
    Conveyed,
    Delivered,
    DeskEvent,
    Event,
    InnerEvent,
    LeaveChanged,
    LeaveTold,
    Opened,
    RoomEvent,
    SeatGiven,
    Spoken,
    SpokenInto,
)
from entremise.domain.ids import Mark, SeatId
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.log import Line
from entremise.domain.rules import Source
from entremise.domain.terms import CarryForm, MessageType, Role
from entremise.domain.views import (
    Carrying,
    CarryView,
    EntryKind,
    EntryView,
    carries,
    desk_entries,
    room_entries,
)
from tests.cast import CONFIDENCE, NOON, ONLY_IF, OWN, SUBSTANCE, VERBATIM
from tests.domain.samples import (
    A1,
    A2,
    A3,
    B1,
    C1,
    EVENTS,
    HEAD,
    N1,
    brought,
    carried,
    desk,
    held,
    room_id,
    room_opened,
    said,
    told,
)


def moment(number: int) -> datetime:
    return NOON + timedelta(minutes=number)


def log(*events: Event) -> list[Line]:
    """Lines with these events, a minute apart."""
    return [Line(room_id("A"), number, moment(number), event) for number, event in enumerate(events, start=1)]


ENTRY = EntryView(
    label=A1,
    line=1,
    at=moment(1),
    kind=EntryKind.SAID,
    text="Nine frigates.",
    type=MessageType.OFFER,
    role=Role.HEAD,
    seat=HEAD,
    leave=SUBSTANCE,
)
TOLD = replace(ENTRY, role=None, seat=None)


# In a room -------------------------------------------------------------------------------------------------


def test_a_room_shows_what_was_said() -> None:
    """An entry shows its words, its writer, and who may know it."""
    assert room_entries(log(said())) == [ENTRY]


def test_a_room_shows_what_the_mediator_said() -> None:
    """The mediator's words show the mediator's role and no seat."""
    assert room_entries(log(Spoken(label=A1, role=Role.MEDIATOR, text="And you?", reply_to=A2))) == [
        EntryView(
            label=A1,
            line=1,
            at=moment(1),
            kind=EntryKind.SPOKEN,
            text="And you?",
            role=Role.MEDIATOR,
            reply_to=A2,
        )
    ]


def test_a_room_shows_what_was_brought() -> None:
    """What was brought shows its form and the party whose words they are, if one is named."""
    assert room_entries(log(brought())) == [
        EntryView(
            label=B1,
            line=1,
            at=moment(1),
            kind=EntryKind.BROUGHT,
            text="They offer nine.",
            type=MessageType.OFFER,
            form=CarryForm.SUBSTANCE,
            attribution="Party A",
        )
    ]


def test_a_room_shows_what_was_announced() -> None:
    """An announcement shows its words alone."""
    assert room_entries(log(Announced(label=A1, text="Noon."))) == [
        EntryView(label=A1, line=1, at=moment(1), kind=EntryKind.ANNOUNCED, text="Noon.")
    ]


def test_a_room_shows_entries_in_their_order() -> None:
    """Entries stand in the order of the log, whatever was said of them later."""
    lines = log(said(A1), said(A2), Conveyed(label=A1), said(A3))

    assert [entry.label for entry in room_entries(lines)] == [A1, A2, A3]


@pytest.mark.parametrize(
    ("later", "change"),
    [
        (LeaveChanged(label=A1, seat=HEAD, role=Role.HEAD, leave=VERBATIM), {"leave": VERBATIM}),
        (Conveyed(label=A1), {"conveyed": moment(2)}),
        (ConditionMet(label=A1), {"met": moment(2)}),
        (Opened(label=A1, seat=HEAD, role=Role.HEAD), {"opened": moment(2)}),
        (said(A2, origin=A1), {"told_as": A2}),
        (SeatGiven(seat=HEAD, role=Role.HEAD, shown=True), {}),
        (room_opened(), {}),
    ],
)
def test_a_room_shows_what_became_of_an_entry(later: Event, change: dict[str, object]) -> None:
    """Later lines change an entry's state, never its words."""
    assert room_entries(log(said(), later))[0] == replace(ENTRY, **change)  # type: ignore[arg-type]


def test_a_new_leave_asks_for_its_own_condition() -> None:
    """A condition met counts for the leave under which it was met, not for a later one."""
    again = LeaveChanged(label=A1, seat=HEAD, role=Role.HEAD, leave=ONLY_IF)
    (entry,) = room_entries(log(said(leave=ONLY_IF), ConditionMet(label=A1), again))

    assert entry.open_condition
    assert entry.met is None


def test_what_is_said_of_an_entry_on_another_page_shows_nothing() -> None:
    """Lines about entries that are not on the page leave the page as it is."""
    assert room_entries(log(said(), Conveyed(label=A3))) == [ENTRY]


# At the desk -----------------------------------------------------------------------------------------------


def test_the_desk_shows_what_it_was_told() -> None:
    """At the desk an entry has no writer but a role, if that."""
    assert desk_entries(log(told())) == [TOLD]


def test_the_desk_shows_what_it_said() -> None:
    """The desk keeps the mediator's words and announcements under the labels of their rooms."""
    lines = log(SpokenInto(label=A1, role=Role.MEDIATOR, text="And you?"), AnnouncedInto(label=A2, text="Noon."))

    assert [(entry.label, entry.kind, entry.text) for entry in desk_entries(lines)] == [
        (A1, EntryKind.SPOKEN, "And you?"),
        (A2, EntryKind.ANNOUNCED, "Noon."),
    ]


def test_the_desk_shows_what_was_carried_at_both_ends() -> None:
    """What was carried stands in the room it entered, and is noted at each of its sources."""
    carrying = Carrying(label=B1, form=CarryForm.SUBSTANCE, at=moment(3))

    entries = desk_entries(log(told(), told(A2), carried(sources=(A1, A2))))

    assert [entry.carried for entry in entries] == [(carrying,), (carrying,), ()]
    assert (entries[2].label, entries[2].kind) == (B1, EntryKind.BROUGHT)


@pytest.mark.parametrize(
    ("later", "change"),
    [
        (LeaveTold(label=A1, leave=VERBATIM), {"leave": VERBATIM}),
        (ConveyanceConfirmed(label=A1), {"conveyed": moment(2)}),
        (ConditionDeclared(label=A1), {"met": moment(2)}),
        (Delivered(label=A1), {"opened": moment(2)}),
        (held(), {}),
        (CarryStopped(carry=C1, role=None), {}),
        (SeatGiven(seat=HEAD, role=Role.HEAD, shown=True), {}),
        (desk().opened, {}),
    ],
)
def test_the_desk_shows_what_became_of_an_entry(later: Event, change: dict[str, object]) -> None:
    """Later lines change an entry's state, never its words."""
    assert desk_entries(log(told(), later)) == [replace(TOLD, **change)]  # type: ignore[arg-type]


def test_a_new_leave_asks_for_its_own_condition_at_the_desk() -> None:
    """A condition met counts for the leave under which it was met, not for a later one."""
    lines = log(told(leave=ONLY_IF), ConditionDeclared(label=A1), LeaveTold(label=A1, leave=ONLY_IF))

    assert not desk_entries(lines)[0].source().met


# Every event has its place ---------------------------------------------------------------------------------

OF_ROOMS = [event for event in EVENTS if type(event) not in get_args(DeskEvent)]
OF_THE_DESK = [event for event in EVENTS if type(event) not in (*get_args(RoomEvent), *get_args(InnerEvent))]
"""What can stand in both is in neither. A room within a delegation is read as a room is."""


@pytest.mark.parametrize("event", OF_THE_DESK, ids=lambda event: type(event).__name__)
def test_a_room_has_nothing_of_the_desks(event: Event) -> None:
    """A line of the desk in a room's log is our own mistake; it is not shown."""
    with pytest.raises(Broken, match=type(event).__name__):
        room_entries(log(event))


@pytest.mark.parametrize("event", OF_ROOMS, ids=lambda event: type(event).__name__)
def test_the_desk_has_nothing_of_a_rooms(event: Event) -> None:
    """A line of a room in the desk's log is our own mistake; it is not shown."""
    with pytest.raises(Broken, match=type(event).__name__):
        desk_entries(log(event))


# Carries ---------------------------------------------------------------------------------------------------

CARRY = CarryView(
    label=C1,
    into=Mark("B"),
    form=CarryForm.SUBSTANCE,
    type=MessageType.OFFER,
    binding=False,
    attribution="Party A",
    text="They offer nine.",
    sources=(A1,),
    at=moment(1),
    due=NOON + timedelta(seconds=30),
    role=Role.MEDIATOR,
    why=None,
)


@pytest.mark.parametrize(
    ("later", "change", "at_door"),
    [
        ([], {}, True),
        ([carried()], {"entered": moment(2), "entered_as": B1}, False),
        (
            [CarryStopped(carry=C1, role=Role.SECRETARIAT)],
            {"stopped": moment(2), "stopped_by": Role.SECRETARIAT},
            False,
        ),
        (
            [CarryStopped(carry=C1, role=None, code=Code.LEAVE_EXPIRED)],
            {"stopped": moment(2), "stop_code": Code.LEAVE_EXPIRED},
            False,
        ),
        ([told(), Delivered(label=B1)], {}, True),
    ],
)
def test_a_carry_is_at_the_door_or_entered_or_stopped(
    later: list[Event], change: dict[str, object], *, at_door: bool
) -> None:
    """A carry waits until it enters or is stopped; if stopped, by whom, or by which rule."""
    (view,) = carries(log(held(), *later))

    assert view == replace(CARRY, **change)  # type: ignore[arg-type]
    assert view.at_door is at_door


def test_a_carry_put_to_the_door_elsewhere_is_not_shown() -> None:
    """What entered or was stopped is shown only beside the line that put it at the door."""
    assert carries(log(carried(), CarryStopped(carry=C1, role=None))) == []


# What an entry says of itself ------------------------------------------------------------------------------


def test_a_note_is_a_note_by_its_label() -> None:
    """Only the delegation knows what counts among its notes."""
    note, entry = room_entries(log(said(N1, leave=OWN), said(A1)))

    assert (note.is_note, entry.is_note) == (True, False)


@pytest.mark.parametrize(
    ("leave", "met", "waits"),
    [(ONLY_IF, None, True), (ONLY_IF, NOON, False), (SUBSTANCE, None, False), (None, None, False)],
)
def test_an_entry_waits_for_its_condition(leave: Leave | None, met: datetime | None, *, waits: bool) -> None:
    """An open condition is one that is set and not met."""
    assert replace(ENTRY, leave=leave, met=met).open_condition is waits


def test_an_entry_is_a_source() -> None:
    """As a source an entry is its words, its leave, and whether its condition is met."""
    leave = Leave(form=LeaveForm.CONFIDENCE)

    assert replace(TOLD, leave=leave, met=NOON).source() == Source(
        label=A1, text="Nine frigates.", binding=False, leave=CONFIDENCE, met=True
    )


def test_an_entry_of_another_seat_is_as_open() -> None:
    """Within a room every seat is seen by every other."""
    (entry,) = room_entries(log(replace(said(), seat=SeatId("ada"), role=Role.ADVISER)))

    assert (entry.seat, entry.role) == ("ada", Role.ADVISER)
