"""Ringing between rounds: one side asks the other to call, without a word; and says that it has seen it."""

from dataclasses import dataclass

from entremise.domain import hotline
from entremise.domain.door import hotline as door
from entremise.domain.errors import ABSENT, Refusal
from entremise.domain.events.hotline import HOTLINE, Ringer, hotline_of
from entremise.domain.hotline import LINES, Hotline, may_ring, may_see
from entremise.domain.ids import DeskId, Mark, RoomId
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.terms import PartyRoom
from entremise.services import notices
from entremise.services.acts import desk_of, load_desk, needs, once, room_of, standing_room_of
from entremise.services.ports import Parts
from entremise.services.speaking import Done


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomLine:
    """The hotline to one room, as the desk sees it."""

    room: PartyRoom
    hotline: Hotline


def own(parts: Parts, seat: Seat) -> Hotline:
    """How the hotline of the seat's own room stands."""
    return hotline.in_room(parts.store.topic(seat.place, HOTLINE, limit=LINES))


def lines(parts: Parts, seat: Seat) -> tuple[RoomLine, ...]:
    """How those of all rooms stand, at the desk. One statement, however many rooms."""
    rooms = load_desk(parts.store, seat.place).opened.rooms
    found = parts.store.topics(seat.place, [hotline_of(room.mark) for room in rooms], limit=LINES)
    return tuple(
        RoomLine(room=room, hotline=hotline.at_desk(found[hotline_of(room.mark)], room.mark)) for room in rooms
    )


@needs(Act.RING)
def ring(parts: Parts, seat: Seat, mark: str | None = None, *, key: str | None = None) -> Done | Refusal:
    """Ask the other side to call: from a room the mediator, from the desk the room with this mark.

    Those of the other side who asked for it are told by mail at once.
    """
    now, ends = parts.clock.now(), _ends(parts, seat, mark)
    if isinstance(ends, Refusal):
        return ends
    desk, room, marked = ends

    def act() -> Done | Refusal:
        by = Ringer.DESK if seat.at_desk else Ringer.ROOM
        refusal = _gone(parts, seat, marked) or may_ring(_stands(parts, seat, marked).of(by), now=now)
        if refusal is not None:
            return refusal
        told = door.ring_room if seat.at_desk else door.ring_desk
        parts.store.append(told(desk, room, marked, by=seat), at=now)
        notices.ring(parts, room if seat.at_desk else desk, at=now)
        return Done(now)

    return once(parts, seat, act, places=(desk, room), result=Done, key=key, asked=("ring", mark))


@needs(Act.SEE_RING)
def see(parts: Parts, seat: Seat, mark: str | None = None, *, key: str | None = None) -> Done | Refusal:
    """Say that the other side's last ring has been seen; done once."""
    now, ends = parts.clock.now(), _ends(parts, seat, mark)
    if isinstance(ends, Refusal):
        return ends
    desk, room, marked = ends

    def act() -> Done | Refusal:
        last = _stands(parts, seat, marked).of(Ringer.ROOM if seat.at_desk else Ringer.DESK)
        refusal = _gone(parts, seat, marked) or may_see(last)
        if refusal is not None:
            return refusal
        if last is not None and last.seen is None:
            told = door.see_ring_of_room if seat.at_desk else door.see_ring_of_desk
            parts.store.append(told(desk, room, marked, by=seat), at=now)
        return Done(now)

    return once(parts, seat, act, places=(desk, room), result=Done, key=key, asked=("see ring", mark))


def _stands(parts: Parts, seat: Seat, mark: Mark) -> Hotline:
    """How it stands by the log of the seat's own place: a closed room is never opened for the desk."""
    return _at_desk(parts, DeskId(seat.place), mark) if seat.at_desk else own(parts, seat)


def _at_desk(parts: Parts, desk: DeskId, mark: Mark) -> Hotline:
    return hotline.at_desk(parts.store.topic(desk, hotline_of(mark), limit=LINES), mark)


def _gone(parts: Parts, seat: Seat, mark: Mark) -> Refusal | None:
    """That the named room is absent, where the desk asks and it is destroyed. Within the act: see `_ends`."""
    room = standing_room_of(parts.store, seat.place, mark) if seat.at_desk else None
    return room if isinstance(room, Refusal) else None


def _ends(parts: Parts, seat: Seat, mark: str | None) -> tuple[DeskId, RoomId, Mark] | Refusal:
    """The two ends of the line: the desk, and the seat's own room or the one that is named.

    That one may be destroyed since: who asks again under the same key gets the first answer all the same.
    """
    if seat.mark is not None:
        return (desk_of(parts.store, seat.place), RoomId(seat.place), seat.mark) if mark is None else ABSENT
    room = room_of(parts.store, seat.place, mark or "")
    return room if isinstance(room, Refusal) else (DeskId(seat.place), room, Mark(mark or ""))
