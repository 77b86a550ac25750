"""How far a delegation's mandate reaches, where it tells, accepts or answers something."""

from dataclasses import dataclass

from entremise.domain import agenda, mandate
from entremise.domain.agenda import ROOM_LINES, RoomAgenda
from entremise.domain.errors import Code, Refusal
from entremise.domain.events.agenda import AGENDA
from entremise.domain.events.mandate import MANDATE, Reach
from entremise.domain.ids import Label, PlaceId
from entremise.domain.log import Append
from entremise.domain.mandate import ROOM_LINES as MANDATE_LINES
from entremise.domain.mandate import MandateDesk, OnItem
from entremise.domain.rooms import Seat
from entremise.services.ports import Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaches:
    """An item of the room's agenda, and how far the mandate goes on it."""

    item: int
    """0: the talks as a whole."""
    title: str
    reach: Reach | None
    """None: nobody wrote it down."""


def reaches(agenda_: RoomAgenda, desk: MandateDesk) -> tuple[Reaches, ...]:
    """The items to choose from, the talks as a whole first; none where no mandate is written down."""
    known = {one.item: one.reach for one in desk.mandates}
    whole = (Reaches(item=0, title="", reach=known[0]),) if 0 in known else ()
    items = (Reaches(item=one.number, title=one.title, reach=known.get(one.number)) for one in agenda_.items)
    return (*whole, *items) if known else ()


def reaches_in(parts: Parts, room: PlaceId) -> tuple[Reaches, ...]:
    """The same, by a room's own log. Two statements."""
    known = agenda.room_agenda(parts.store.topic(room, AGENDA, limit=ROOM_LINES))
    return reaches(known, in_room_desk(parts, room))


def in_room_desk(parts: Parts, room: PlaceId) -> MandateDesk:
    """A room's mandate desk, by its own log."""
    return mandate.room_mandate(parts.store.topic(room, MANDATE, limit=MANDATE_LINES))


def beyond(
    parts: Parts, seat: Seat, on: OnItem | None, *, label: Label | None = None, question: int | None = None
) -> tuple[Append, ...] | Refusal:
    """That the seat goes on outside its mandate, if it does; or why it may not. The desk is told nothing of it.

    No statement where no item is named, else two.
    """
    if on is None:
        return ()
    known = agenda.room_agenda(parts.store.topic(seat.place, AGENDA, limit=ROOM_LINES))
    if on.item and known.item(on.item) is None:
        return Refusal(Code.ITEM_UNKNOWN, {"number": on.item})
    kept = mandate.within(in_room_desk(parts, seat.place), on, seat=seat, label=label, question=question)
    return kept if isinstance(kept, Refusal) else tuple(Append(seat.place, event) for event in kept)
