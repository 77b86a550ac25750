"""What goes in and out of the desk's ledger: who knows what, points, cards, notes."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from entremise.api.schema import MarkLetter
from entremise.domain.events.agenda import ItemState
from entremise.domain.events.rounds import RoundState
from entremise.domain.leave import LeaveForm
from entremise.domain.ledger import How, Why
from entremise.domain.points import MOST_ENTRIES
from entremise.domain.terms import MessageType, Role
from entremise.domain.told import Matter

Known = Annotated[str, Meta(pattern=r"^[A-H]-[0-9]{1,9}$", description="An entry that the desk knows, such as A-12.")]
Numbered = Annotated[int, Meta(ge=1, le=999_999, description="A number at this desk.")]
RoundNumber = Annotated[int, Meta(ge=1, le=999, description="A round's number at this desk.")]


class FactOut(Struct, frozen=True, kw_only=True):
    """Something that a room said or was told."""

    how: How
    label: str
    """As that room names it."""
    at: datetime
    text: str
    kind: MessageType
    carry: int | None
    """By which carry it came."""
    leave: list[str]
    """With whose leave: the entries that it rests on."""


class GapOut(Struct, frozen=True, kw_only=True):
    """Something that a room was not told, and why."""

    why: Why
    source: str
    form: LeaveForm | None
    """With leave: the form in which it may be carried."""
    carry: int | None
    """At the door: which message."""
    due: datetime | None
    agreed_until: datetime | None
    """Until when its giver's consent to exact words for this room stands."""


class CellOut(Struct, frozen=True, kw_only=True):
    """What one room knows."""

    room: str
    facts: list[FactOut]
    gaps: list[GapOut]


class HoldingOut(Struct, frozen=True, kw_only=True):
    """What a party said, as the desk holds it now."""

    label: str
    at: datetime
    text: str
    kind: MessageType
    leave: LeaveForm
    condition: str | None
    expires: datetime | None
    met: datetime | None
    conveyed: datetime | None


class RowOut(Struct, frozen=True, kw_only=True):
    """A point, or an entry that stands as one of its own."""

    point: int | None
    item: int | None
    round: int | None
    label: str
    words: str
    at: datetime
    holds: list[HoldingOut]
    rooms: list[CellOut]


class NoticedOut(Struct, frozen=True, kw_only=True):
    """What a room was told last of one matter, by a paper of the desk."""

    room: str
    matter: Matter
    number: int
    """At the desk; of a question, in that room."""
    at: datetime
    words: str
    item_state: ItemState | None
    round_state: RoundState | None
    starts: datetime | None
    done: list[str]
    """Of a track: the steps told that are done."""
    until: datetime | None
    """Of a question: when it ends."""
    leave: list[str]
    ended: bool
    """Whether it was taken off, closed or taken back since."""


class LedgerOut(Struct, frozen=True, kw_only=True):
    """Who knows what."""

    points: list[RowOut]
    entries: list[RowOut]
    """Those that no point holds, the newest first."""
    papers: list[NoticedOut]
    """What papers told rooms, the newest first; on the first page, with everything."""
    further: int | None
    """Ask with `after_point` for the points that follow."""
    earlier: str | None
    """Ask with `before_entry` for what came earlier."""


class PointIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What a point is to be."""

    words: Annotated[str, Meta(description="At most 400 characters.")]
    entries: Annotated[list[Known], Meta(max_length=MOST_ENTRIES)]
    item: Numbered | None = None
    round: RoundNumber | None = None


class LedgerKeptOut(Struct, frozen=True):
    """A point or a note stands, or is gone."""

    number: int
    at: datetime


class WordingOut(Struct, frozen=True, kw_only=True):
    """A point as it stood from a moment on."""

    at: datetime
    role: Role
    words: str
    entries: list[str]
    item: int | None
    round: int | None
    dissolved: bool


class PointOut(Struct, frozen=True, kw_only=True):
    """One point."""

    number: int
    dissolved: bool
    row: RowOut | None
    history: list[WordingOut]
    """The first wording first."""


class CardLineOut(Struct, frozen=True, kw_only=True):
    """A line of a card."""

    words: str
    cut: bool
    """Whether the words go on."""
    labels: list[str]
    point: int | None
    how: How | None
    why: Why | None
    form: LeaveForm | None
    matter: Matter | None
    """Of a paper: what it is about."""
    number: int | None
    """Of a paper: its number at the desk; of a question, in the room."""


class CardListOut(Struct, frozen=True):
    """One of the lists of a card."""

    lines: list[CardLineOut]
    more: int
    """How many more there are."""


class CardOut(Struct, frozen=True, kw_only=True):
    """What to have in mind before entering a room."""

    room: str
    since: datetime | None
    """Older entries that no point holds are not on it, unless they must not be let slip."""
    known: CardListOut
    untold: CardListOut
    asked: CardListOut
    slip: CardListOut
    """What must not be let slip there."""
    told: CardListOut
    """What they told in confidence, or on a condition."""
    papers: CardListOut
    """What the desk's papers hold that they were not told."""
    waiting: CardListOut
    """What the desk asked of them that they have not answered."""


class DeskNoteIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A note of the desk's own, about one thing at most."""

    text: Annotated[str, Meta(description="At most 4,000 characters.")]
    item: Numbered | None = None
    point: Numbered | None = None
    room: MarkLetter | None = None


class DeskNoteOut(Struct, frozen=True, kw_only=True):
    """A note of the desk's own."""

    number: int
    text: str
    item: int | None
    point: int | None
    room: str | None
    made: datetime
    changed: datetime
    role: Role


class DeskNotesOut(Struct, frozen=True):
    """The desk's own notes, the newest first."""

    notes: list[DeskNoteOut]
