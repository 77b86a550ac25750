"""What can happen to positions: what the desk understands of them, and what a delegation keeps of its own."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final, TypeAlias

from entremise.domain.events.papers import DeskPaper, RoomPaper
from entremise.domain.ids import Label, Mark, SeatId
from entremise.domain.terms import Role

POSITIONS: Final = "positions"
"""Topic of all lines of positions."""


class StandKind(StrEnum):
    """What a delegation keeps of its own on an item."""

    POSITION = "position"
    INTEREST = "interest"
    RED_LINE = "red-line"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandKept(RoomPaper):
    """The delegation kept a position, an interest or a red line, or wrote it anew. The desk is told nothing."""

    TOPIC: ClassVar[str] = POSITIONS
    number: int
    """1, 2, 3 … among what this room keeps."""
    item: int
    """The item's number in this room; 0: the talks as a whole."""
    kind: StandKind
    words: str
    """Empty: it is kept no more."""
    seat: SeatId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionSet(DeskPaper):
    """The desk wrote down where it understands a side to stand on an item, at the opening or after a round."""

    TOPIC: ClassVar[str] = POSITIONS
    item: int
    """Its number at the desk."""
    stage: int
    """0: the opening. 1, 2, 3 …: after that round."""
    mark: Mark
    words: str
    """Empty, with no point: it is taken back."""
    point: int | None
    """From 0 to 100 on a line between the sides: the mediator's judgement, not a measurement."""
    sources: tuple[Label, ...]
    """The told entries that it rests on."""
    seat: SeatId
    role: Role

    def confidences(self) -> tuple[str, ...]:
        """The desk's own words."""
        return (self.words,) if self.words else ()

    def rests_on(self) -> tuple[Label, ...]:
        """What the side told."""
        return self.sources


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneSet(DeskPaper):
    """The mediator marked where progress on an item looks possible. For the desk only."""

    TOPIC: ClassVar[str] = POSITIONS
    item: int
    low: int | None
    """From 0 to 100; None: no zone."""
    high: int | None
    remark: str
    caption: str
    """A few words under the drawing; empty: the house says whether anybody moved."""
    seat: SeatId
    role: Role

    def confidences(self) -> tuple[str, ...]:
        """What the mediator makes of it is for no room."""
        return tuple(filter(None, (self.remark, self.caption)))


PositionsRoomEvent: TypeAlias = StandKept
"""What a room's log can hold of it."""

PositionsDeskEvent: TypeAlias = PositionSet | ZoneSet
"""What the desk's log can hold of it."""
