"""What goes in and what comes out, as typed structures. Unknown fields are refused."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from entremise.domain.leave import LeaveForm
from entremise.domain.terms import CarryForm, MessageType, Regime, Role
from entremise.domain.views import EntryKind

Number = Annotated[int, Meta(ge=1, description="Number in the room's series, which the desk sees too.")]
NoteLabel = Annotated[str, Meta(pattern=r"^[A-Z]-[0-9]{1,9}$", description="An internal note, such as N-4.")]
EntryRef = Number | NoteLabel
MarkLetter = Annotated[str, Meta(pattern="^[A-H]$", description="A room's letter.")]
Words = Annotated[str, Meta(description="At most 20,000 characters, no word over 500.")]


class LeaveIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Who may know an entry."""

    form: LeaveForm
    condition: str | None = None
    """With `conditional`: what they must do first."""
    becomes: LeaveForm | None = None
    """With `conditional`: the form it turns into; substance unless said."""
    expires: datetime | None = None
    """With a time zone."""


class EntryIn(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry to be written: in the seat's own room, or by the desk in the room it names."""

    text: Words
    kind: MessageType = MessageType.INFORMATION
    leave: LeaveIn | None = None
    """None: the case's regime decides."""
    reply_to: EntryRef | None = None
    binding: bool = False
    room: MarkLetter | None = None
    """Desk only, and needed there."""
    why: str | None = None
    """Desk only: why the words are kept although they repeat a confidence."""


class SourceIn(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry that the desk was told."""

    room: MarkLetter
    number: EntryRef


class CarryIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A message to be carried."""

    into: MarkLetter
    form: CarryForm
    text: Words
    type: MessageType | None = None
    """None: the first source's."""
    binding: bool = False
    sources: list[SourceIn] = []
    hold_seconds: int = 30
    why: str | None = None
    """Why the wording is kept although it repeats words given in confidence."""


class AnnouncementIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Words for several rooms, a copy each."""

    text: Words
    into: list[MarkLetter] | None = None
    """None: every room."""
    why: str | None = None
    """Why the words are kept although they repeat a confidence."""


class RoomOut(Struct, frozen=True):
    """A room of the case, as the desk lists it."""

    room: str
    party: str


class PlaceOut(Struct, frozen=True):
    """The seat's own place."""

    place: str
    """`desk`, or the room's letter."""
    role: Role
    party: str | None
    title: str
    codename: str
    regime: Regime
    fact_of_talks_confidential: bool
    mediator: str
    city: str
    zone: str
    note: str | None
    rooms: list[RoomOut] | None
    """Desk only."""


class LeaveOut(Struct, frozen=True):
    """Who may know an entry now."""

    form: LeaveForm
    condition: str | None
    becomes: LeaveForm | None
    expires: datetime | None
    marked: bool
    """Whether the writer chose it, or the regime."""


class CarriedOut(Struct, frozen=True):
    """Where an entry was carried. Desk only."""

    label: str
    form: CarryForm
    at: datetime


class EntryOut(Struct, frozen=True):
    """One entry, as the seat's place sees it."""

    number: EntryRef
    label: str
    at: datetime
    kind: EntryKind
    type: MessageType
    text: str
    binding: bool
    role: Role | None
    """None: a member of the delegation, or the other room."""
    leave: LeaveOut | None
    reply_to: str | None
    form: CarryForm | None
    attribution: str | None
    told_as: str | None
    met_at: datetime | None
    opened_at: datetime | None
    conveyed_at: datetime | None
    carried: list[CarriedOut] | None
    """Desk only."""
    owed: list[str] | None
    """Desk only: the rooms to which it is still owed, where the regime is `must-share`."""


class EntriesOut(Struct, frozen=True):
    """Some entries, oldest first."""

    entries: list[EntryOut]
    next: EntryRef | None
    """Read `after` this number for more; None: there is no more."""


class WrittenOut(Struct, frozen=True):
    """An entry stands in the log."""

    number: EntryRef
    label: str
    at: datetime


class DoneOut(Struct, frozen=True):
    """An act is done."""

    at: datetime


class CarryOut(Struct, frozen=True):
    """A carry as it stands."""

    id: int
    state: str
    """`held`, `entered` or `stopped`."""
    due: datetime
    entered_as: str | None
    """Its label in the room."""
    stop_code: str | None = None
    """With `stopped` by the house: why."""
