"""All that can happen in a place, in the past tense. Frozen; never changed once written.

A room's log holds the first group and nothing else; the desk's log holds the second. The events of the crossing
group exist only because something came through the door (`door.py` alone makes them).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from entremise.domain.errors import Code
from entremise.domain.ids import DeskId, Label, Mark, SeatId
from entremise.domain.leave import Leave
from entremise.domain.terms import CarryForm, MessageType, PartyRoom, Role, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatGiven:
    """A person was given a seat in this place."""

    seat: SeatId
    role: Role
    shown: bool
    """Whether the desk may know the role. Other rooms never do."""


# In a party's room ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomOpened:
    """The room was opened for a party; always the first line of its log."""

    desk: DeskId
    mark: Mark
    party: str
    title: str
    """What the case is called in this room."""
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A seat wrote an entry."""

    label: Label
    """In the room's series if the mediator is told it, among the notes if not."""
    seat: SeatId
    role: Role
    text: str
    type: MessageType
    binding: bool
    leave: Leave
    marked: bool
    """Whether the writer chose the leave; if not, the regime did."""
    reply_to: Label | None = None
    origin: Label | None = None
    """The internal note that this entry tells, if it was one before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveChanged:
    """Who may know an entry was narrowed or widened, for what follows."""

    label: Label
    seat: SeatId
    role: Role
    leave: Leave


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The delegation said that it has read what was brought."""

    label: Label
    seat: SeatId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """The mediator spoke in this room."""

    label: Label
    role: Role
    text: str
    reply_to: Label | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """The mediator brought a message into this room. Nothing in it says where, when or by whom it was first written."""

    label: Label
    form: CarryForm
    type: MessageType
    binding: bool
    attribution: str | None
    """The party named as the words' author; None for an idea or a supposal."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """The desk announced something here; other rooms may have received a copy."""

    label: Label
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conveyed:
    """The mediator confirmed that an entry of this room was conveyed: that it was, and nothing else."""

    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionMet:
    """The mediator said that the condition set for an entry is met."""

    label: Label


# At the desk ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened:
    """The case was opened; always the first line of the desk's log."""

    terms: Terms
    rooms: tuple[PartyRoom, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The mediator was told an entry of a room."""

    label: Label
    """The same label as in its room."""
    role: Role | None
    """None: a member of the delegation, which says no more."""
    text: str
    type: MessageType
    binding: bool
    leave: Leave
    marked: bool
    reply_to: Label | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveTold:
    """The mediator was told that the leave of an entry changed."""

    label: Label
    leave: Leave


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenInto:
    """What the mediator said in a room, as the desk keeps it."""

    label: Label
    role: Role
    text: str
    reply_to: Label | None = None
    why: str | None = None
    """Why the words were kept although they repeat words given in confidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedInto:
    """A room's copy of an announcement, as the desk keeps it."""

    label: Label
    text: str
    why: str | None = None
    """Why the words were kept although they repeat words given in confidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryHeld:
    """A message was put at the door of a room. Nobody there can see it yet."""

    carry: Label
    into: Mark
    form: CarryForm
    type: MessageType
    binding: bool
    attribution: str | None
    text: str
    sources: tuple[Label, ...]
    due: datetime
    """When it enters, unless it is stopped."""
    seat: SeatId
    role: Role
    why: str | None = None
    """Why the wording was kept although it repeats words given in confidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryStopped:
    """The message at the door was stopped. It has not entered and will not."""

    carry: Label
    role: Role | None
    """Who stopped it; None: the house, because the leave no longer stood when it was due."""
    code: Code | None = None
    """With the house: which rule refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The message entered the room."""

    label: Label
    """Its label in the room it entered."""
    carry: Label
    form: CarryForm
    type: MessageType
    binding: bool
    attribution: str | None
    text: str
    sources: tuple[Label, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """The room said that it has read what was brought."""

    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class ConveyanceConfirmed:
    """The mediator confirmed to an entry's room that it was conveyed."""

    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionDeclared:
    """The mediator marked an entry's condition as met."""

    label: Label


RoomEvent: TypeAlias = (
    RoomOpened | SeatGiven | Said | LeaveChanged | Opened | Spoken | Brought | Announced | Conveyed | ConditionMet
)
"""What a room's log can hold."""

DeskEvent: TypeAlias = (
    CaseOpened
    | SeatGiven
    | Told
    | LeaveTold
    | SpokenInto
    | AnnouncedInto
    | CarryHeld
    | CarryStopped
    | Carried
    | Delivered
    | ConveyanceConfirmed
    | ConditionDeclared
)
"""What the desk's log can hold."""

Event: TypeAlias = RoomEvent | DeskEvent


def name_of(event: Event) -> Label | None:
    """The label that the event brings into its log; None if it brings none."""
    match event:
        case Said() | Spoken() | Brought() | Announced():
            return event.label
        case Told() | SpokenInto() | AnnouncedInto() | Carried():
            return event.label
        case CarryHeld():
            return event.carry
        case (
            RoomOpened()
            | SeatGiven()
            | LeaveChanged()
            | Opened()
            | Conveyed()
            | ConditionMet()
            | CaseOpened()
            | LeaveTold()
            | CarryStopped()
            | Delivered()
            | ConveyanceConfirmed()
            | ConditionDeclared()
        ):
            return None


def refers_to(event: Event) -> tuple[Label, ...]:
    """The labels of earlier entries whose state the event changes, in its own log."""
    match event:
        case LeaveChanged() | Opened() | Conveyed() | ConditionMet():
            return (event.label,)
        case LeaveTold() | Delivered() | ConveyanceConfirmed() | ConditionDeclared():
            return (event.label,)
        case CarryStopped():
            return (event.carry,)
        case Carried():
            return (event.carry, *event.sources)
        case Said():
            return (event.origin,) if event.origin else ()
        case (
            RoomOpened()
            | SeatGiven()
            | Spoken()
            | Brought()
            | Announced()
            | CaseOpened()
            | Told()
            | SpokenInto()
            | AnnouncedInto()
            | CarryHeld()
        ):
            return ()


CONDITIONS = "condition"
"""Topic of a room's lines that set a condition."""


def topic_of(event: Event) -> str | None:
    """Under what the event's log can be searched besides its label: in a room, the conditions its party set."""
    match event:
        case Said() | LeaveChanged() if event.leave.condition is not None:
            return CONDITIONS
        case Brought():
            return "brought"
        case Conveyed():
            return "conveyed"
        case _:
            return None
