"""What can happen to an agenda: what a party proposes and thinks of an item, what the desk keeps, what rooms are told.

A proposal and a view are entries as well (`Said`, `Told`): their leave is the entry's, and changes with it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final, TypeAlias

from entremise.domain.events.papers import DeskPaper, RoomPaper
from entremise.domain.ids import Label, Mark, SeatId
from entremise.domain.terms import CarryForm, Role

AGENDA: Final = "agenda"
"""Topic of all lines of an agenda."""


class ItemKind(StrEnum):
    """What stands on an agenda."""

    ITEM = "item"
    """Something to be talked about."""
    SCOPE = "scope"
    """A line around the talks, such as “nothing outside the accord”."""


class ItemState(StrEnum):
    """Where an item or a scope line stands."""

    AGREED = "agreed"
    CONTESTED = "contested"
    PARKED = "parked"
    OTHER_TRACK = "other-track"
    TO_CLARIFY = "to-be-clarified"


class Stance(StrEnum):
    """What a side thinks of an item's standing on the agenda."""

    RAISES = "raises"
    ACCEPTS = "accepts"
    REFUSES = "refuses"
    ASKS = "asks"
    """It wants to know first what is meant."""


# In a party's room ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemProposed(RoomPaper):
    """The delegation proposed an item to the mediator."""

    TOPIC: ClassVar[str] = AGENDA
    number: int
    """1, 2, 3 … among the proposals of this room."""
    label: Label
    """The entry that it is, with its leave."""
    kind: ItemKind
    title: str
    words: str
    """What is to be said of it; empty if nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewGiven(RoomPaper):
    """The delegation said what it thinks of an item that it was told."""

    TOPIC: ClassVar[str] = AGENDA
    item: int
    """Its number in this room."""
    label: Label
    """The entry in which it was said, with its leave."""
    stance: Stance
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaShown(RoomPaper):
    """The desk told this room of an item, or told it anew. Nothing in it says who knows of it elsewhere."""

    TOPIC: ClassVar[str] = AGENDA
    number: int
    """1, 2, 3 … among the items that this room was told."""
    kind: ItemKind
    title: str
    words: str
    state: ItemState
    track: str
    """With another track: which, in words; else empty."""
    raised_by: str | None
    """The party named as having raised it; None: nobody is named."""
    refused_by: tuple[str, ...]
    """The parties named as disputing it, with their leave."""
    proposal: int | None
    """This room's own proposal that it takes up."""
    after: tuple[int, ...]
    """The items of this room that come before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaTakenOff(RoomPaper):
    """The desk took an item off this room's agenda."""

    TOPIC: ClassVar[str] = AGENDA
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaSequenced(RoomPaper):
    """The desk told this room in which order its items are taken."""

    TOPIC: ClassVar[str] = AGENDA
    order: tuple[int, ...]


# At the desk ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalTold(DeskPaper):
    """The desk was told that an entry proposes an item."""

    TOPIC: ClassVar[str] = AGENDA
    mark: Mark
    number: int
    """Among the proposals of that room."""
    label: Label
    kind: ItemKind
    title: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewTold(DeskPaper):
    """The desk was told what a delegation thinks of an item."""

    TOPIC: ClassVar[str] = AGENDA
    mark: Mark
    number: int
    """Of the item in that room."""
    label: Label
    stance: Stance
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemKept(DeskPaper):
    """The desk put an item on its own agenda, or wrote it anew. No room is told."""

    TOPIC: ClassVar[str] = AGENDA
    number: int
    """1, 2, 3 … at the desk."""
    kind: ItemKind
    title: str
    words: str
    state: ItemState
    track: str
    after: tuple[int, ...]
    """The items that come before it."""
    sources: tuple[Label, ...]
    """The told entries that it rests on, proposals among them."""
    seat: SeatId
    role: Role

    def to_tell(self) -> tuple[str, ...]:
        """What it is called, what is to be said of it, and in which track it is."""
        return tuple(filter(None, (self.title, self.words, self.track)))

    def about(self) -> tuple[str, int]:
        """The item."""
        return AGENDA, self.number

    def rests_on(self) -> tuple[Label, ...]:
        """What it was made of."""
        return self.sources


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsOrdered(DeskPaper):
    """The desk put its items in an order."""

    TOPIC: ClassVar[str] = AGENDA
    order: tuple[int, ...]
    seat: SeatId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceNoted(DeskPaper):
    """The desk noted what it understands a side to think of an item."""

    TOPIC: ClassVar[str] = AGENDA
    item: int
    mark: Mark
    stance: Stance | None
    """None: the desk's note is taken back, and what the side said itself counts."""
    seat: SeatId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaShownInto(DeskPaper):
    """What a room was told of an item, as the desk keeps it."""

    TOPIC: ClassVar[str] = AGENDA
    mark: Mark
    number: int
    """Its number in that room."""
    item: int
    """Its number at the desk."""
    kind: ItemKind
    title: str
    words: str
    state: ItemState
    track: str
    raised_by: str | None
    refused_by: tuple[str, ...]
    after: tuple[int, ...]
    """The items of that room that come before it."""
    form: CarryForm
    sources: tuple[Label, ...]
    """The told entries with whose leave it was told."""
    named: tuple[Label, ...]
    """The told entries with whose leave parties are named as disputing it."""
    why: str | None
    """Why the words were kept although they repeat words given in confidence."""
    seat: SeatId
    role: Role

    def known_to(self) -> tuple[tuple[Mark, str], ...]:
        """What the room read."""
        return tuple((self.mark, text) for text in (self.title, self.words, self.track) if text)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaTakenOffIn(DeskPaper):
    """That an item was taken off a room's agenda, as the desk keeps it."""

    TOPIC: ClassVar[str] = AGENDA
    mark: Mark
    number: int
    item: int
    seat: SeatId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaSequencedIn(DeskPaper):
    """In which order a room was told that its items are taken, as the desk keeps it."""

    TOPIC: ClassVar[str] = AGENDA
    mark: Mark
    order: tuple[int, ...]
    """The numbers of that room."""
    seat: SeatId
    role: Role


AgendaRoomEvent: TypeAlias = ItemProposed | ViewGiven | AgendaShown | AgendaTakenOff | AgendaSequenced
"""What a room's log can hold of it."""

AgendaDeskEvent: TypeAlias = (
    ProposalTold
    | ViewTold
    | ItemKept
    | ItemsOrdered
    | StanceNoted
    | AgendaShownInto
    | AgendaTakenOffIn
    | AgendaSequencedIn
)
"""What the desk's log can hold of it."""
