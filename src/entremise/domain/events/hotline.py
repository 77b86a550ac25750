"""Ringing between rounds: one side asks to be called, and the other says that it has seen it. Without any content."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final, TypeAlias

from entremise.domain.events.papers import DeskPaper, RoomPaper
from entremise.domain.ids import Mark, SeatId
from entremise.domain.terms import Role

HOTLINE: Final = "hotline"
"""Topic of these lines in a room; at the desk, with the room's mark (`hotline_of`)."""


def hotline_of(mark: Mark) -> str:
    """Topic of the desk's lines on the hotline to one room: a busy room pushes no other's out of a reading."""
    return f"{HOTLINE}-{mark}"


class Ringer(StrEnum):
    """Who asks to be called."""

    DESK = "desk"
    ROOM = "room"


# In a party's room ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRang(RoomPaper):
    """The mediator asks to be called."""

    TOPIC: ClassVar[str] = HOTLINE
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRingSeen(RoomPaper):
    """The delegation said that it has seen that."""

    TOPIC: ClassVar[str] = HOTLINE
    seat: SeatId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRang(RoomPaper):
    """The delegation asks for the mediator."""

    TOPIC: ClassVar[str] = HOTLINE
    seat: SeatId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRingSeen(RoomPaper):
    """The desk said that it has seen that."""

    TOPIC: ClassVar[str] = HOTLINE
    role: Role


# At the desk ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class HotlineLine(DeskPaper):
    """A line about the hotline to one room, as the desk keeps it."""

    TOPIC: ClassVar[str] = HOTLINE
    mark: Mark
    role: Role | None
    """Of who did it; None: a member of the delegation, which says no more."""

    @property
    def topic(self) -> str:
        """The lines on each room's are filed by themselves."""
        return hotline_of(self.mark)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRangInto(HotlineLine):
    """The desk asked a room to call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRingSeenTold(HotlineLine):
    """The room said that it has seen that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRangTold(HotlineLine):
    """A room asks for the mediator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRingSeenInto(HotlineLine):
    """The desk said that it has seen that."""


HotlineRoomEvent: TypeAlias = DeskRang | DeskRingSeen | RoomRang | RoomRingSeen
HotlineDeskEvent: TypeAlias = DeskRangInto | DeskRingSeenTold | RoomRangTold | RoomRingSeenInto
