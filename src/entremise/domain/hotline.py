"""The hotline between a room and the desk: what waits to be seen, and when one may ring again. Folds of one log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from entremise.domain.errors import Code, Refusal
from entremise.domain.events.hotline import (
    DeskRang,
    DeskRangInto,
    DeskRingSeen,
    DeskRingSeenTold,
    Ringer,
    RoomRang,
    RoomRangTold,
    RoomRingSeen,
    RoomRingSeenInto,
)
from entremise.domain.ids import Mark
from entremise.domain.log import Line
from entremise.domain.terms import Role

AGAIN_AFTER: Final = timedelta(minutes=15)
"""After which one side may ring the other again."""
LINES: Final = 400
"""Lines on one room's hotline that are read at once.

Both sides together write four at most in a quarter of an hour, each a ring and that the other's was seen. So a ring
stands for a whole day at least, however often the other side rings, and other rooms push none out.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """The last ring of one side."""

    at: datetime
    role: Role | None
    """Of who rang; None: the desk is told no more."""
    seen: datetime | None = None
    """When the other side said that it has seen it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hotline:
    """How the hotline of one room stands."""

    from_desk: Ring | None = None
    from_room: Ring | None = None

    def of(self, ringer: Ringer) -> Ring | None:
        """The last ring of this side."""
        match ringer:
            case Ringer.DESK:
                return self.from_desk
            case Ringer.ROOM:
                return self.from_room


def in_room(lines: Iterable[Line]) -> Hotline:
    """How it stands by the room's own log."""
    rings: dict[Ringer, Ring] = {}
    for line in lines:
        match line.event:
            case DeskRang(role=role):
                rings[Ringer.DESK] = Ring(at=line.at, role=role)
            case RoomRang(role=role):
                rings[Ringer.ROOM] = Ring(at=line.at, role=role)
            case DeskRingSeen():
                _see(rings, Ringer.DESK, line.at)
            case RoomRingSeen():
                _see(rings, Ringer.ROOM, line.at)
            case _:
                pass
    return Hotline(from_desk=rings.get(Ringer.DESK), from_room=rings.get(Ringer.ROOM))


def at_desk(lines: Iterable[Line], mark: Mark) -> Hotline:
    """How one room's stands by the lines on it in the desk's log."""
    rings: dict[Ringer, Ring] = {}
    for line in lines:
        match line.event:
            case DeskRangInto(mark=of, role=role) if of == mark:
                rings[Ringer.DESK] = Ring(at=line.at, role=role)
            case RoomRangTold(mark=of, role=role) if of == mark:
                rings[Ringer.ROOM] = Ring(at=line.at, role=role)
            case DeskRingSeenTold(mark=of) if of == mark:
                _see(rings, Ringer.DESK, line.at)
            case RoomRingSeenInto(mark=of) if of == mark:
                _see(rings, Ringer.ROOM, line.at)
            case _:
                pass
    return Hotline(from_desk=rings.get(Ringer.DESK), from_room=rings.get(Ringer.ROOM))


def may_ring(last: Ring | None, *, now: datetime) -> Refusal | None:
    """None, unless this side rang a short while ago."""
    if last is None or now - last.at >= AGAIN_AFTER:
        return None
    left = AGAIN_AFTER - (now - last.at)
    return Refusal(Code.RANG_LATELY, {"minutes": -(-int(left.total_seconds()) // 60)})


def may_see(last: Ring | None) -> Refusal | None:
    """None where the other side has rung."""
    return None if last is not None else Refusal(Code.NOBODY_RANG)


def _see(rings: dict[Ringer, Ring], of: Ringer, at: datetime) -> None:
    ring = rings.get(of)
    if ring is not None and ring.seen is None:
        rings[of] = Ring(at=ring.at, role=ring.role, seen=at)
