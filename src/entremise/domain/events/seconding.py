"""Keeping words that the guard warns of, with a second seat's agreement. Lines of the desk alone: no room has any."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final, TypeAlias

from entremise.domain.events.papers import DeskPaper
from entremise.domain.ids import Label, Mark, SeatId
from entremise.domain.leave import Leave
from entremise.domain.repetition import Repeated
from entremise.domain.terms import CarryForm, MessageType, Role

SECOND: Final = "second"
"""Topic of all these lines."""


class EnterBy(StrEnum):
    """By which act words enter rooms."""

    CARRY = "carry"
    SPEAK = "speak"
    ANNOUNCE = "announce"
    ASK_CARRY = "ask-carry"
    ASK_LEAVE = "ask-leave"
    ASK_SUMMARY = "ask-summary"
    ASK_WORDING = "ask-wording"
    SHOW_ITEM = "show-item"
    TELL_ROUND = "tell-round"
    TELL_TRACK = "tell-track"
    ASK_DATES = "ask-dates"
    ASK_VALUES = "ask-values"
    TAKE_DOWN = "take-down"
    TAKE_ANSWER = "take-answer"
    AGREE = "agree"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """Words, and the rooms that would read them."""

    into: tuple[Mark, ...]
    text: str
    leave: Leave | None = None
    """Of words that are taken down as a room's own: what it lets be done with them from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entering:
    """Exactly what would enter: what a second seat's agreement is to, all of it."""

    by: EnterBy
    leaves: tuple[Leaf, ...]
    form: CarryForm | None = None
    """Of a message that is carried, or asked about."""
    type: MessageType | None = None
    binding: bool = False
    sources: tuple[Label, ...] = ()
    """What the words rest on: in some forms the first line names whose they are."""
    document: str | None = None
    """Name of the copy that goes along."""
    digest: bytes | None = None
    """SHA-256 of that copy."""
    written: bytes = b""
    """SHA-256 of all that the act would write, but for numbers and times (`domain.seconding.written`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondRequired(DeskPaper):
    """From now on words that the guard warns of are kept with a second seat's agreement, or without."""

    TOPIC: ClassVar[str] = SECOND
    on: bool
    seat: SeatId | None
    """None: it was set when the case was opened."""
    role: Role | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondEndAsked(DeskPaper):
    """A seat asked that no second one be required any more; it is, until another seat says so too."""

    TOPIC: ClassVar[str] = SECOND
    until: datetime
    seat: SeatId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondAsked(DeskPaper):
    """A seat asked for a second one's agreement to keep words."""

    TOPIC: ClassVar[str] = SECOND
    number: int
    """1, 2, 3 … at this desk."""
    entering: Entering
    repeated: tuple[Repeated, ...]
    """What the seat was shown: the agreement covers this and no more."""
    why: str
    until: datetime
    seat: SeatId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondAnswered(DeskPaper):
    """A second seat agreed, or refused."""

    TOPIC: ClassVar[str] = SECOND
    number: int
    agrees: bool
    words: str | None
    until: datetime | None
    """Until when the agreement stands; None: it was refused."""
    seat: SeatId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondWithdrawn(DeskPaper):
    """The seat that had asked took it back."""

    TOPIC: ClassVar[str] = SECOND
    number: int
    seat: SeatId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondUsed(DeskPaper):
    """The words were kept: the agreement is spent."""

    TOPIC: ClassVar[str] = SECOND
    number: int
    seat: SeatId
    role: Role


SecondDeskEvent: TypeAlias = (
    SecondRequired | SecondEndAsked | SecondAsked | SecondAnswered | SecondWithdrawn | SecondUsed
)
"""Lines of the desk."""
