"""How an act is done: once, in one transaction, with the state of its places read inside it."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

import msgspec

from entremise.domain.errors import ABSENT, Broken, Code, Refusal
from entremise.domain.events import CaseOpened, RoomOpened
from entremise.domain.ids import CARRIES, NOTES, DeskId, PlaceId, RoomId
from entremise.domain.rooms import Desk, Room, Seat
from entremise.services.ports import Answer, Parts, Store

R = TypeVar("R")


def once(
    parts: Parts,
    seat: Seat,
    act: Callable[[], R | Refusal],
    *,
    places: tuple[PlaceId, ...],
    result: type[R],
    key: str | None,
    asked: object,
) -> R | Refusal:
    """Do `act` in one transaction that is alone in `places`; a repeated `key` gets the first answer.

    `asked` is what the act was asked to do: the same key with something else is refused. A refusal changes nothing
    and is not kept, so the same key may be tried again. Keys belong to the seat that uses them.
    """
    digest = hashlib.sha256(repr(asked).encode("utf-8", "surrogatepass")).digest()
    with parts.store.writing(*places):
        kept = parts.store.answer(seat, key) if key else None
        if kept is not None:
            if kept.digest != digest:
                return Refusal(Code.KEY_REUSED)
            return msgspec.json.decode(kept.result, type=result)
        done = act()
        if key and not isinstance(done, Refusal):
            parts.store.keep_answer(seat, key, Answer(digest, msgspec.json.encode(done)))
        return done


def load_room(store: Store, place: PlaceId) -> Room:
    """The room as it stands. Raises Broken if there is none."""
    line = store.opening(place)
    if line is None or not isinstance(line.event, RoomOpened):
        raise Broken("a seat points to a room that was never opened")
    shared, notes = store.lasts(place, line.event.mark, NOTES)
    return Room(id=RoomId(place), opened=line.event, last_shared=shared, last_note=notes)


def load_desk(store: Store, place: PlaceId) -> Desk:
    """The desk as it stands. Raises Broken if there is none."""
    line = store.opening(place)
    if line is None or not isinstance(line.event, CaseOpened):
        raise Broken("a seat points to a desk that was never opened")
    (carried,) = store.lasts(place, CARRIES)
    return Desk(id=DeskId(place), opened=line.event, last_carry=carried)


def desk_of(store: Store, room: PlaceId) -> DeskId:
    """The desk that a room belongs to. Raises Broken if there is no such room."""
    line = store.opening(room)
    if line is None or not isinstance(line.event, RoomOpened):
        raise Broken("a seat points to a room that was never opened")
    return line.event.desk


def room_of(store: Store, desk: PlaceId, mark: str) -> RoomId | Refusal:
    """The room with this mark in the desk's case, or that it is absent."""
    line = store.opening(desk)
    if line is None or not isinstance(line.event, CaseOpened):
        raise Broken("a seat points to a desk that was never opened")
    rooms = {str(room.mark): room.room for room in line.event.rooms}
    return rooms.get(mark, ABSENT)
