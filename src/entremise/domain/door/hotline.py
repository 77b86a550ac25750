"""What passes when one side rings the other: that it rang, and that this was seen. No words."""

from entremise.domain.events.hotline import (
    DeskRang,
    DeskRangInto,
    DeskRingSeen,
    DeskRingSeenTold,
    RoomRang,
    RoomRangTold,
    RoomRingSeen,
    RoomRingSeenInto,
)
from entremise.domain.ids import DeskId, Mark, RoomId
from entremise.domain.log import Append
from entremise.domain.rooms import Seat
from entremise.domain.terms import Role


def ring_room(desk: DeskId, room: RoomId, mark: Mark, *, by: Seat) -> tuple[Append, Append]:
    """The desk asks a room to call."""
    return Append(room, DeskRang(role=by.role)), Append(desk, DeskRangInto(mark=mark, role=by.role))


def ring_desk(desk: DeskId, room: RoomId, mark: Mark, *, by: Seat) -> tuple[Append, Append]:
    """A room asks for the mediator, who learns the role of who rang only as far as the delegation lets it."""
    return Append(room, RoomRang(seat=by.id, role=by.role)), Append(desk, RoomRangTold(mark=mark, role=_shown(by)))


def see_ring_of_desk(desk: DeskId, room: RoomId, mark: Mark, *, by: Seat) -> tuple[Append, Append]:
    """A room has seen that the mediator asks to be called."""
    seen = DeskRingSeen(seat=by.id, role=by.role)
    return Append(room, seen), Append(desk, DeskRingSeenTold(mark=mark, role=_shown(by)))


def see_ring_of_room(desk: DeskId, room: RoomId, mark: Mark, *, by: Seat) -> tuple[Append, Append]:
    """The desk has seen that a room asks for the mediator."""
    return Append(room, RoomRingSeen(role=by.role)), Append(desk, RoomRingSeenInto(mark=mark, role=by.role))


def _shown(by: Seat) -> Role | None:
    return by.role if by.shown else None
