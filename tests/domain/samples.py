"""Places, seats and one event of every kind, for tests that need no talks."""

from datetime import timedelta
from typing import Final, get_args

from entremise.domain.errors import Code
from entremise.domain.events import (
    Access,
    Accessed,
    AccessEvent,
    Announced,
    AnnouncedInto,
    Brought,
    Carried,
    CarryHeld,
    CarryStopped,
    CaseClosed,
    CaseOpened,
    CaseReopened,
    ConditionDeclared,
    ConditionMet,
    ConveyanceConfirmed,
    Conveyed,
    Delivered,
    DeskEvent,
    DestructionNear,
    Event,
    InnerEvent,
    InnerOpened,
    Introduced,
    IntroducedInto,
    Introduction,
    LeaveChanged,
    LeaveTold,
    MemberTold,
    Opened,
    RoomDestroyed,
    RoomEvent,
    RoomOpened,
    Said,
    SeatGiven,
    Spoken,
    SpokenInto,
    TalksClosed,
    TalksReopened,
    Told,
)
from entremise.domain.ids import CARRIES, NOTES, DeskId, Label, Mark, RoomId, SeatId
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.rooms import Desk, Room, Seat
from entremise.domain.rules import Source
from entremise.domain.terms import CarryForm, Disclosure, MessageType, Outcome, PartyRoom, Regime, Role
from tests.cast import CONFIDENCE, NOON, ONLY_IF, SUBSTANCE, terms

KINDS: Final[tuple[type[Event], ...]] = tuple(
    dict.fromkeys((*get_args(RoomEvent), *get_args(DeskEvent), *get_args(InnerEvent), AccessEvent))
)
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
    return Room(
        id=room_id(mark),
        desk=DESK_ID,
        mark=Mark(mark),
        terms=terms(regime),
        last_shared=last_shared,
        last_note=last_note,
    )


def room_opened(mark: str = "A") -> RoomOpened:
    """The first line of a room."""
    return RoomOpened(desk=DESK_ID, mark=Mark(mark), party=f"Party {mark}", title="Talks", terms=terms())


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


def case_closed(*, days: int | None = 30, attended: str = "AB") -> CaseClosed:
    """The closing of a case that was settled at noon."""
    return CaseClosed(
        outcome=Outcome.HELD,
        settled=True,
        began=NOON.date(),
        ended=NOON.date(),
        attended=tuple(map(Mark, attended)),
        retention_days=days,
        destroy=None if days is None else NOON + timedelta(days=days),
        seat=SeatId("mo"),
        role=Role.MEDIATOR,
    )


EXPIRING: Final = Leave(form=LeaveForm.VERBATIM, expires=NOON + timedelta(microseconds=1))

EVENTS: Final[tuple[Event, ...]] = (
    room_opened(),
    SeatGiven(seat=HEAD, role=Role.HEAD, shown=True),
    said(A2, leave=ONLY_IF, reply_to=A1, origin=N1),
    LeaveChanged(label=A1, seat=HEAD, role=Role.ADVISER, leave=EXPIRING),
    Opened(label=B1, seat=HEAD, role=Role.HEAD),
    Spoken(label=A2, role=Role.MEDIATOR, text="سلام", reply_to=A1),
    brought(),
    Announced(label=A1, text="We meet at noon.\nAll of us."),
    Conveyed(label=A1),
    ConditionMet(label=A1),
    TalksClosed(role=Role.MEDIATOR, destroy=NOON + timedelta(days=30)),
    TalksReopened(role=Role.CO_MEDIATOR),
    DestructionNear(days=7, destroy=NOON + timedelta(days=7)),
    Introduced(party="Party B", members=(Introduction(role=Role.COUNSEL, name="A. Person"), Introduction())),
    InnerOpened(room=room_id("A"), mark=Mark("A"), title="Principals", seat=HEAD, role=Role.HEAD),
    Accessed(what=Access.REPLACED, seat=HEAD, role=Role.HEAD, by=Role.MEDIATOR, name="A. Person", mark=Mark("A")),
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
    case_closed(),
    CaseReopened(seat=SeatId("mo"), role=Role.MEDIATOR),
    MemberTold(mark=Mark("A"), member=1, shown=Disclosure.ROLE, onward=Disclosure.MEMBER, role=Role.COUNSEL),
    RoomDestroyed(mark=Mark("B"), seat=SeatId("mo"), role=Role.MEDIATOR, certificate="destroyed\n\n— house x\n"),
    IntroducedInto(mark=Mark("B"), of=Mark("A"), members=(Introduction(),), role=Role.MEDIATOR),
)
"""One event of each kind."""
