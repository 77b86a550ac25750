"""What the mediator asks of a room: may I carry or say exactly this, would you give leave, what of it may I take.

A question has a number that counts in its room alone, 1, 2, 3 …, with the same number at the desk. It never changes:
who answers it answers those words.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final, TypeAlias

from entremise.domain.events.papers import DeskPaper, RoomPaper
from entremise.domain.events.rounds import RoundState
from entremise.domain.ids import Label, Mark, SeatId
from entremise.domain.leave import LeaveForm
from entremise.domain.terms import CarryForm, MessageType, Role, Taken

ASKED: Final = "asked"
"""Topic of all lines of questions in a room; at the desk, with the room's mark (`asked_of`)."""


def asked_of(mark: Mark) -> str:
    """Topic of the desk's lines of questions to one room: a busy room pushes no other's out of a reading."""
    return f"{ASKED}-{mark}"


class Reply(StrEnum):
    """What a room answered."""

    YES = "yes"
    CHANGED = "changed"
    """Yes, with these changes. To a request for leave: another leave than the one asked for."""
    NO = "no"


# In a party's room ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryAsked(RoomPaper):
    """The mediator asked: may I carry exactly this, in this form, to this room?"""

    TOPIC: ClassVar[str] = ASKED
    number: int
    role: Role
    text: str
    form: CarryForm
    into: str | None
    """The party whose room it is, where this room may know it; None: another room."""
    sources: tuple[Label, ...]
    """The entries of this room on which the words rest."""
    until: datetime
    """When the question ends, and the consent, if it is given."""
    type: MessageType = MessageType.INFORMATION
    """As what the words would be brought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveAsked(RoomPaper):
    """The mediator asked for leave to carry an entry."""

    TOPIC: ClassVar[str] = ASKED
    number: int
    role: Role
    label: Label
    form: LeaveForm
    into: str | None
    """The party into whose room it would go, where that was said; None: it was not."""
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryAsked(RoomPaper):
    """The mediator closed a caucus with a summary: what of it may I take across, what must stay?"""

    TOPIC: ClassVar[str] = ASKED
    number: int
    role: Role
    points: tuple[str, ...]
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingAsked(RoomPaper):
    """The mediator asked: may I say exactly this of the round?"""

    TOPIC: ClassVar[str] = ASKED
    number: int
    role: Role
    round: int
    """By its number in this room."""
    state: RoundState
    """How the words say that it stands."""
    text: str
    alone: bool
    """Whether this room alone would read them; else each room that is told of the round may."""
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(RoomPaper):
    """The room answered."""

    TOPIC: ClassVar[str] = ASKED
    number: int
    seat: SeatId | None
    """None: no seat of this room; the desk took the answer down."""
    role: Role
    reply: Reply
    text: str | None = None
    """With changes: the words to which the room agrees."""
    labels: tuple[Label | None, ...] = ()
    """Of a summary: for each point the entry that it became, or None where it was struck."""
    taken: Taken | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWithdrawn(RoomPaper):
    """The room took its consent back, for a message that has not entered."""

    TOPIC: ClassVar[str] = ASKED
    number: int
    seat: SeatId | None
    role: Role
    taken: Taken | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionWithdrawn(RoomPaper):
    """The mediator took a question back."""

    TOPIC: ClassVar[str] = ASKED
    number: int
    role: Role


# At the desk ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingPaper(DeskPaper):
    """A line of a question to one room, as the desk keeps it."""

    TOPIC: ClassVar[str] = ASKED
    mark: Mark
    number: int

    @property
    def topic(self) -> str:
        """The questions to one room are filed by themselves."""
        return asked_of(self.mark)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryAskedInto(AskingPaper):
    """The mediator asked a room whether exactly this may be carried."""

    seat: SeatId
    role: Role
    text: str
    form: CarryForm
    into: Mark
    named: bool
    """Whether the room was told which room that is."""
    sources: tuple[Label, ...]
    until: datetime
    why: str | None = None
    """Why the words were kept although they repeat words given in confidence by another room."""
    type: MessageType = MessageType.INFORMATION

    def known_to(self) -> tuple[tuple[Mark, str], ...]:
        """What the room was asked, it has."""
        return ((self.mark, self.text),)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveAskedInto(AskingPaper):
    """The mediator asked a room for leave to carry an entry."""

    seat: SeatId
    role: Role
    label: Label
    form: LeaveForm
    into: Mark | None
    named: bool
    until: datetime
    why: str | None = None
    """Why that room's party was named although the guard warned of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryAskedInto(AskingPaper):
    """The mediator closed a caucus with a summary."""

    seat: SeatId
    role: Role
    points: tuple[str, ...]
    until: datetime
    why: str | None = None

    def known_to(self) -> tuple[tuple[Mark, str], ...]:
        """What the room was asked, it has."""
        return ((self.mark, "\n".join(self.points)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingAskedInto(AskingPaper):
    """The mediator asked a room whether exactly this may be said of a round."""

    seat: SeatId
    role: Role
    round: int
    """By its number at the desk."""
    state: RoundState
    text: str
    alone: bool
    until: datetime
    why: str | None = None

    def known_to(self) -> tuple[tuple[Mark, str], ...]:
        """What the room was asked, it has."""
        return ((self.mark, self.text),)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTold(AskingPaper):
    """The room's answer reached the desk."""

    role: Role | None
    """None: a member of the delegation, which says no more."""
    reply: Reply
    text: str | None = None
    labels: tuple[Label | None, ...] = ()
    taken: Taken | None = None
    taken_by: SeatId | None = None
    why: str | None = None
    """Why words were taken down although they repeat words given in confidence."""

    def to_tell(self) -> tuple[str, ...]:
        """The room's own words, which it gave for one room."""
        return (self.text,) if self.text else ()

    def about(self) -> tuple[str, int]:
        """The question: a message in the words that were agreed repeats them."""
        return self.topic, self.number

    def known_to(self) -> tuple[tuple[Mark, str], ...]:
        """What the room said itself, it has."""
        return ((self.mark, self.text),) if self.text else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWithdrawnTold(AskingPaper):
    """The desk was told that a room took its consent back."""

    role: Role | None
    taken: Taken | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionWithdrawnInto(AskingPaper):
    """The mediator took a question back, as the desk keeps it."""

    seat: SeatId
    role: Role


AskingRoomEvent: TypeAlias = (
    CarryAsked | LeaveAsked | SummaryAsked | WordingAsked | Answered | ConsentWithdrawn | QuestionWithdrawn
)
AskingDeskEvent: TypeAlias = (
    CarryAskedInto
    | LeaveAskedInto
    | SummaryAskedInto
    | WordingAskedInto
    | AnswerTold
    | ConsentWithdrawnTold
    | QuestionWithdrawnInto
)
