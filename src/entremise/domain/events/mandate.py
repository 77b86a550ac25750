"""What can happen at a delegation's mandate desk: what it may accept, who confirms it, until when it consults."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final, TypeAlias

from entremise.domain.events.papers import DeskPaper, RoomPaper
from entremise.domain.ids import Label, Mark, SeatId
from entremise.domain.terms import Role

MANDATE: Final = "mandate"
"""Topic of all lines of a mandate."""


class Reach(StrEnum):
    """How far a delegation's mandate goes on an item."""

    INSIDE = "inside"
    NEEDS_CAPITAL = "needs-capital"
    """It has to ask first."""
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """An office that confirms what a delegation accepts."""

    office: str
    seat: SeatId | None = None
    """The seat that records its word; None: the head of delegation."""


# In a party's room ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateSet(RoomPaper):
    """The delegation wrote down how far its mandate goes on an item. The desk is told nothing."""

    TOPIC: ClassVar[str] = MANDATE
    item: int
    """The item's number in this room; 0: the talks as a whole."""
    reach: Reach
    words: str
    seat: SeatId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthoritiesNamed(RoomPaper):
    """The delegation named who confirms what it accepts, nearest first. The desk is told nothing."""

    TOPIC: ClassVar[str] = MANDATE
    chain: tuple[Authority, ...]
    seat: SeatId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationSet(RoomPaper):
    """The delegation set until when it consults, or that it consults no more."""

    TOPIC: ClassVar[str] = MANDATE
    until: datetime | None
    words: str
    """For the delegation only."""
    told: bool
    """Whether the mediator was told until when."""
    seat: SeatId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedAdReferendum(RoomPaper):
    """The delegation accepted an entry, subject to the word of an authority."""

    TOPIC: ClassVar[str] = MANDATE
    number: int
    """1, 2, 3 … among the acceptances of this room."""
    of: Label
    """What was accepted."""
    digest: str
    """Of the words accepted: they alone are."""
    authority: str
    """The office whose word makes it final."""
    seat: SeatId | None = None
    """The seat that was named for it then and records its word; None: the head of delegation."""
    label: Label
    """The entry in which it was said, with its leave."""

    def refers_to(self) -> tuple[Label, ...]:
        """The entry in which it was said: it waits for the authority."""
        return (self.label,)


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceSettled(RoomPaper):
    """The authority's word: the acceptance is final, or it is not given."""

    TOPIC: ClassVar[str] = MANDATE
    number: int
    final: bool
    label: Label
    """The entry in which it was said."""
    accepted: Label | None = None
    """The entry of the acceptance, whose state this is. None in logs that are older than the field."""

    def refers_to(self) -> tuple[Label, ...]:
        """The entry of the acceptance, which is settled by it."""
        return (self.accepted,) if self.accepted is not None else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideMandate(RoomPaper):
    """The delegation went on although its mandate does not go so far, and says why. The desk is told nothing."""

    TOPIC: ClassVar[str] = MANDATE
    item: int
    """The item's number in this room; 0: the talks as a whole."""
    why: str
    label: Label | None = None
    """What it told, or accepted; None: it answered a question."""
    question: int | None = None
    """The question that it answered."""
    seat: SeatId
    role: Role


# At the desk ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationTold(DeskPaper):
    """The desk was told until when a delegation consults, or that it consults no more."""

    TOPIC: ClassVar[str] = MANDATE
    mark: Mark
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceTold(DeskPaper):
    """The desk was told that an entry accepts another, subject to the word of an authority."""

    TOPIC: ClassVar[str] = MANDATE
    mark: Mark
    number: int
    """Among the acceptances of that room."""
    of: Label
    digest: str
    authority: str | None
    """The office, where the delegation names it."""
    label: Label

    def refers_to(self) -> tuple[Label, ...]:
        """The entry in which it was said: it waits for the authority."""
        return (self.label,)

    def confidences(self) -> tuple[str, ...]:
        """Whose word it waits for."""
        return (self.authority,) if self.authority else ()

    def known_to(self) -> tuple[tuple[Mark, str], ...]:
        """What the delegation said itself, it has."""
        return ((self.mark, self.authority),) if self.authority else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceSettledTold(DeskPaper):
    """The desk was told that an acceptance is final, or is not given."""

    TOPIC: ClassVar[str] = MANDATE
    mark: Mark
    number: int
    final: bool
    label: Label
    accepted: Label | None = None
    """The entry of the acceptance, whose state this is. None in logs that are older than the field."""

    def refers_to(self) -> tuple[Label, ...]:
        """The entry of the acceptance, which is settled by it."""
        return (self.accepted,) if self.accepted is not None else ()


MandateRoomEvent: TypeAlias = (
    MandateSet | AuthoritiesNamed | ConsultationSet | AcceptedAdReferendum | AcceptanceSettled | OutsideMandate
)
"""What a room's log can hold of it."""

MandateDeskEvent: TypeAlias = ConsultationTold | AcceptanceTold | AcceptanceSettledTold
"""What the desk's log can hold of it."""
