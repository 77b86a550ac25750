"""What can happen to the points of the desk's ledger. Lines of the desk alone: no room's log has any of them."""

from dataclasses import dataclass
from typing import ClassVar, Final, TypeAlias

from entremise.domain.events.papers import DeskPaper
from entremise.domain.ids import Label, SeatId
from entremise.domain.terms import Role

POINTS: Final = "points"
"""Topic of all lines about points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointKept(DeskPaper):
    """The desk made a point, or changed it: this is how it stands from now on. A dissolved one stands again."""

    TOPIC: ClassVar[str] = POINTS
    number: int
    """1, 2, 3 … at this desk: K-01, K-02 …"""
    words: str
    """The desk's own wording of the matter."""
    entries: tuple[Label, ...]
    """What was said, spoken, announced or floated on it, in rooms' own labels."""
    item: int | None = None
    """The desk's number of an agenda item."""
    round: int | None = None
    """The desk's number of a round."""
    seat: SeatId
    role: Role

    def confidences(self) -> tuple[str, ...]:
        """The desk's wording."""
        return (self.words,)

    def rests_on(self) -> tuple[Label, ...]:
        """What was said on it."""
        return self.entries


@dataclass(frozen=True, slots=True, kw_only=True)
class PointDissolved(DeskPaper):
    """The desk dissolved a point: its entries stand by themselves again."""

    TOPIC: ClassVar[str] = POINTS
    number: int
    seat: SeatId
    role: Role


PointsDeskEvent: TypeAlias = PointKept | PointDissolved
"""Lines of the desk."""
