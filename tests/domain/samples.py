"""Places, seats and one event of every kind, for tests that need no talks."""

from datetime import timedelta
from typing import Final, get_args

from entremise.domain.errors import Code
from entremise.domain.events import (
    Announced,
    AnnouncedInto,
    Brought,
    Carried,
    CarryHeld,
    CarryStopped,
    CaseOpened,
    ConditionDeclared,
    ConditionMet,
    ConveyanceConfirmed,
    Conveyed,
    Delivered,
    DeskEvent,
    Event,
    LeaveChanged,
    LeaveTold,
    Opened,
    RoomEvent,
    RoomOpened,
    Said,
    SeatGiven,
    Spoken,
    SpokenInto,
    Told,
)
from entremise.domain.ids import CARRIES, NOTES, DeskId, Label, Mark, RoomId, SeatId
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.rooms import Desk, Room, Seat
from entremise.domain.rules import Source
from entremise.domain.terms import CarryForm, MessageType, PartyRoom, Regime, Role
from tests.cast import CONFIDENCE, NOON, ONLY_IF, SUBSTANCE, terms

KINDS: Final[tuple[type[Event], ...]] = tuple(dict.fromkeys((*get_args(RoomEvent), *get_args(DeskEvent))))
"""Every kind of event there is."""

DESK_ID: Final = DeskId("desk")
HEAD: Final = SeatId("ana")
A1, A2, A3, B1, N1, C1 = (
    Label("A", 1),
    Label("A", 2),
    Label("A", 3),
    Label("B", 1),
    Label(NOTES, 1),
    Label(CARRIES, 1),
)


def room_id(mark: str) -> RoomId:
    return RoomId(f"room {mark}")


def room(mark: str = "A", *, last_shared: int = 0, last_note: int = 0, regime: Regime = Regime.SEALED) -> Room:
    """A party's room in which so much was written."""
    opened = RoomOpened(desk=DESK_ID, mark=Mark(mark), party=f"Party {mark}", title="Talks", terms=terms(regime))
    return Room(id=room_id(mark), opened=opened, last_shared=last_shared, last_note=last_note)


def desk(*, marks: str = "AB", last_carry: int = 0) -> Desk:
    """A desk with these rooms."""
    rooms = tuple(PartyRoom(room=room_id(mark), mark=Mark(mark), party=f"Party {mark}") for mark in marks)
    return Desk(id=DESK_ID, opened=CaseOpened(terms=terms(), rooms=rooms), last_carry=last_carry)


def seat(role: Role = Role.HEAD, *, mark: str | None = "A", shown: bool = False) -> Seat:
    """A seat in a room, or with no mark at the desk."""
    place = DESK_ID if mark is None else room_id(mark)
    return Seat(id=HEAD, place=place, mark=Mark(mark) if mark else None, role=role, shown=shown)


def source(
    label: Label = A1,
    text: str = "Nine frigates.",
    *,
    leave: Leave = SUBSTANCE,
    binding: bool = False,
    met: bool = False,
) -> Source:
    """What the desk holds of a told entry."""
    return Source(label=label, text=text, binding=binding, leave=leave, met=met)


def said(
    label: Label = A1,
    text: str = "Nine frigates.",
    *,
    leave: Leave = SUBSTANCE,
    reply_to: Label | None = None,
    origin: Label | None = None,
) -> Said:
    """An entry of a room."""
    return Said(
        label=label,
        seat=HEAD,
        role=Role.HEAD,
        text=text,
        type=MessageType.OFFER,
        binding=False,
        leave=leave,
        marked=True,
        reply_to=reply_to,
        origin=origin,
    )


def told(label: Label = A1, text: str = "Nine frigates.", *, leave: Leave = SUBSTANCE) -> Told:
    """An entry of a room, told at the desk."""
    return Told(
        label=label,
        role=None,
        text=text,
        type=MessageType.OFFER,
        binding=False,
        leave=leave,
        marked=True,
    )


def held(
    carry: Label = C1,
    text: str = "They offer nine.",
    *,
    into: str = "B",
    form: CarryForm = CarryForm.SUBSTANCE,
    sources: tuple[Label, ...] = (A1,),
    binding: bool = False,
) -> CarryHeld:
    """A message at a room's door, due after half a minute."""
    return CarryHeld(
        carry=carry,
        into=Mark(into),
        form=form,
        type=MessageType.OFFER,
        binding=binding,
        attribution="Party A",
        text=text,
        sources=sources,
        due=NOON + timedelta(seconds=30),
        seat=SeatId("mo"),
        role=Role.MEDIATOR,
    )


def brought(label: Label = B1, text: str = "They offer nine.") -> Brought:
    """A message that entered a room."""
    return Brought(
        label=label,
        form=CarryForm.SUBSTANCE,
        type=MessageType.OFFER,
        binding=False,
        attribution="Party A",
        text=text,
    )


def carried(
    label: Label = B1,
    text: str = "They offer nine.",
    *,
    carry: Label = C1,
    sources: tuple[Label, ...] = (A1,),
) -> Carried:
    """A message that entered a room, as the desk keeps it."""
    return Carried(
        label=label,
        carry=carry,
        form=CarryForm.SUBSTANCE,
        type=MessageType.OFFER,
        binding=False,
        attribution="Party A",
        text=text,
        sources=sources,
    )


EXPIRING: Final = Leave(form=LeaveForm.VERBATIM, expires=NOON + timedelta(microseconds=1))

EVENTS: Final[tuple[Event, ...]] = (
    room().opened,
    SeatGiven(seat=HEAD, role=Role.HEAD, shown=True),
    said(A2, leave=ONLY_IF, reply_to=A1, origin=N1),
    LeaveChanged(label=A1, seat=HEAD, role=Role.ADVISER, leave=EXPIRING),
    Opened(label=B1, seat=HEAD, role=Role.HEAD),
    Spoken(label=A2, role=Role.MEDIATOR, text="سلام", reply_to=A1),
    brought(),
    Announced(label=A1, text="We meet at noon.\nAll of us."),
    Conveyed(label=A1),
    ConditionMet(label=A1),
    desk().opened,
    told(A1, leave=CONFIDENCE),
    LeaveTold(label=A1, leave=SUBSTANCE),
    SpokenInto(label=A2, role=Role.MEDIATOR, text="And you?", reply_to=A1),
    AnnouncedInto(label=A1, text="We meet at noon."),
    held(sources=(A1, A2)),
    CarryStopped(carry=C1, role=None, code=Code.LEAVE_EXPIRED),
    carried(sources=(A1, A2)),
    Delivered(label=B1),
    ConveyanceConfirmed(label=A1),
    ConditionDeclared(label=A1),
)
"""One event of each kind."""
