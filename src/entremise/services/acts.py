"""How an act is done: once, in one transaction, with the state of its places read inside it."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

import msgspec

from entremise.domain.endings import LINES, Ending, ending
from entremise.domain.errors import ABSENT, Broken, Code, Refusal
from entremise.domain.events import ENDING, Access, Accessed, CaseOpened, RoomOpened
from entremise.domain.ids import CARRIES, NOTES, DeskId, Mark, PlaceId, RoomId, access_log
from entremise.domain.log import Append
from entremise.domain.roles import Act, unless_may
from entremise.domain.rooms import Desk, Room, Seat
from entremise.domain.terms import Role, Terms
from entremise.services.ports import Answer, Parts, Store

P = ParamSpec("P")
R = TypeVar("R")
Service = Callable[Concatenate[Parts, Seat, P], R]


def needs(act: Act) -> Callable[[Service[P, R]], Service[P, R | Refusal]]:
    """A service that is done for a seat whose role may do `act`; any other is refused before anything is looked up."""

    def decorate(does: Service[P, R]) -> Service[P, R | Refusal]:
        @wraps(does)
        def permitted(parts: Parts, seat: Seat, /, *args: P.args, **kwargs: P.kwargs) -> R | Refusal:
            refusal = unless_may(seat.role, act)
            return refusal if refusal is not None else does(parts, seat, *args, **kwargs)

        return permitted

    return decorate


def once(
    parts: Parts,
    seat: Seat,
    act: Callable[[], R | Refusal],
    *,
    places: tuple[PlaceId, ...],
    result: type[R],
    key: str | None,
    asked: object,
    still: bool = False,
) -> R | Refusal:
    """Do `act` in one transaction that is alone in `places`; a repeated `key` gets the first answer.

    `asked` is what the act was asked to do: the same key with something else is refused. A refusal changes nothing
    and is not kept, so the same key may be tried again. Keys belong to the seat that uses them. When the seat's case
    is closed nothing is done any more, unless it is `still` done then.
    """
    digest = hashlib.sha256(repr(asked).encode("utf-8", "surrogatepass")).digest()
    with parts.store.writing(*places):
        kept = parts.store.answer(seat, key) if key else None
        if kept is not None:
            if kept.digest != digest:
                return Refusal(Code.KEY_REUSED)
            return msgspec.json.decode(kept.result, type=result)
        if parts.store.seat(seat.id) is None:
            # It was taken away after the request had come in.
            return ABSENT
        refusal = None if still else unless_closed(parts.store, seat.place)
        done = act() if refusal is None else refusal
        if key and not isinstance(done, Refusal):
            parts.store.keep_answer(seat, key, Answer(digest, msgspec.json.encode(done)))
        return done


def while_it_stands(
    parts: Parts, room: RoomId, act: Callable[[], R | Refusal], *, otherwise: Refusal
) -> Callable[[], R | Refusal]:
    """The act, unless its room is destroyed. Asked within `once`, so that a repeated one gets its first answer."""

    def does() -> R | Refusal:
        return act() if is_standing(parts.store, room) else otherwise

    return does


def is_standing(store: Store, room: RoomId) -> bool:
    """Whether the room is there and not destroyed. One statement."""
    row = store.place(room)
    return row is not None and row.destroyed is None


def ending_of(store: Store, place: PlaceId) -> Ending | None:
    """How a room or the desk is closed, by its own log; None if it is open. One statement."""
    return ending(store.topic(place, ENDING, limit=LINES))


def unless_closed(store: Store, place: PlaceId) -> Refusal | None:
    """None while the talks are open; else the refusal that says so. One statement."""
    return None if ending_of(store, place) is None else Refusal(Code.CASE_CLOSED)


def accessed(
    place: PlaceId, what: Access, seat: Seat | None = None, *, by: Role | None = None, name: str | None = None
) -> Append:
    """What the place's access log is to tell, for `Store.append`."""
    told = Accessed(what=what, seat=seat.id if seat else None, role=seat.role if seat else None, by=by, name=name)
    return Append(access_log(place), told)


def load_room(store: Store, place: PlaceId) -> Room:
    """The room as it stands, as its own seats know it. Raises Broken if there is none."""
    opened = room_opened(store, place)
    return _room(store, RoomId(place), desk=opened.desk, mark=opened.mark, terms=opened.terms)


def load_room_from_desk(store: Store, desk: PlaceId, room: RoomId) -> Room:
    """The room as it stands, by what the desk's own log says of it. Raises Broken if the desk knows of none.

    Nothing of the room's log is opened: the desk can bring words into a room that only its members can read.
    """
    opened = load_desk(store, desk).opened
    mark = next((known.mark for known in opened.rooms if known.room == room), None)
    if mark is None:
        raise Broken("a message is for a room that its desk does not know")
    return _room(store, room, desk=DeskId(desk), mark=mark, terms=opened.terms)


def room_opened(store: Store, place: PlaceId) -> RoomOpened:
    """How the room was opened. Raises Broken if there is none."""
    line = store.opening(place)
    if line is None or not isinstance(line.event, RoomOpened):
        raise Broken("a seat points to a room that was never opened")
    return line.event


def load_desk(store: Store, place: PlaceId) -> Desk:
    """The desk as it stands. Raises Broken if there is none."""
    line = store.opening(place)
    if line is None or not isinstance(line.event, CaseOpened):
        raise Broken("a seat points to a desk that was never opened")
    (carried,) = store.lasts(place, CARRIES)
    return Desk(id=DeskId(place), opened=line.event, last_carry=carried)


def desk_of(store: Store, room: PlaceId) -> DeskId:
    """The desk that a room belongs to. Raises Broken if there is no such room."""
    return room_opened(store, room).desk


def room_of(store: Store, desk: PlaceId, mark: str) -> RoomId | Refusal:
    """The room with this mark in the desk's case, or that it is absent."""
    line = store.opening(desk)
    if line is None or not isinstance(line.event, CaseOpened):
        raise Broken("a seat points to a desk that was never opened")
    rooms = {str(room.mark): room.room for room in line.event.rooms}
    return rooms.get(mark, ABSENT)


def standing_room_of(store: Store, desk: PlaceId, mark: str) -> RoomId | Refusal:
    """As `room_of`; a room that is destroyed is absent as well. One statement more."""
    room = room_of(store, desk, mark)
    return room if not isinstance(room, Refusal) and is_standing(store, room) else ABSENT


def _room(store: Store, room: RoomId, *, desk: DeskId, mark: Mark, terms: Terms) -> Room:
    shared, notes = store.lasts(room, mark, NOTES)
    return Room(id=room, desk=desk, mark=mark, terms=terms, last_shared=shared, last_note=notes)
