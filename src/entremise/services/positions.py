"""Positions: what the desk understands of each side's, and what a delegation keeps of its own."""

from entremise.domain import positions as deciding
from entremise.domain.errors import Code, Refusal
from entremise.domain.events.positions import POSITIONS, StandKind
from entremise.domain.ids import PlaceId
from entremise.domain.log import Append
from entremise.domain.positions import MOST_OF_DESK, MOST_OF_ROOM, Setting, Stand, Standing, Zoning
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.services.acts import load_desk, needs, once
from entremise.services.agenda import Kept, at_desk, in_room
from entremise.services.carrying import told_entries
from entremise.services.ports import Parts
from entremise.services.speaking import Done


def standings(parts: Parts, desk: PlaceId) -> dict[int, Standing]:
    """What a desk wrote down of positions, by its items' numbers."""
    return deciding.standings(parts.store.topic(desk, POSITIONS, limit=MOST_OF_DESK))


def stands(parts: Parts, room: PlaceId) -> tuple[Stand, ...]:
    """What a delegation keeps for itself, oldest first."""
    return deciding.stands(parts.store.topic(room, POSITIONS, limit=MOST_OF_ROOM))


@needs(Act.ARRANGE)
def set_position(parts: Parts, seat: Seat, setting: Setting, *, key: str | None = None) -> Done | Refusal:
    """Write down at the desk where a side stands on an item; without words it is taken back. No room is told."""
    now = parts.clock.now()

    def act() -> Done | Refusal:
        if at_desk(parts, seat.place).item(setting.item) is None:
            return Refusal(Code.ITEM_UNKNOWN, {"number": setting.item})
        if load_desk(parts.store, seat.place).room(setting.mark) is None:
            return Refusal(Code.ROOM_MISSING)
        lines = len(parts.store.topic(seat.place, POSITIONS, limit=MOST_OF_DESK))
        event = deciding.set_position(setting, lines=lines, seat=seat)
        if isinstance(event, Refusal):
            return event
        told = told_entries(parts, seat, event.sources)
        if isinstance(told, Refusal):
            return told
        parts.store.append([Append(seat.place, event)], at=now)
        return Done(now)

    asked = ("set_position", setting)
    return once(parts, seat, act, places=(seat.place,), result=Done, key=key, asked=asked)


@needs(Act.ARRANGE)
def set_zone(parts: Parts, seat: Seat, zoning: Zoning, *, key: str | None = None) -> Done | Refusal:
    """Mark where progress on an item looks possible, with a remark. No room is told."""
    now = parts.clock.now()

    def act() -> Done | Refusal:
        if at_desk(parts, seat.place).item(zoning.item) is None:
            return Refusal(Code.ITEM_UNKNOWN, {"number": zoning.item})
        lines = len(parts.store.topic(seat.place, POSITIONS, limit=MOST_OF_DESK))
        event = deciding.set_zone(zoning, lines=lines, seat=seat)
        if isinstance(event, Refusal):
            return event
        parts.store.append([Append(seat.place, event)], at=now)
        return Done(now)

    return once(parts, seat, act, places=(seat.place,), result=Done, key=key, asked=("set_zone", zoning))


@needs(Act.NOTE)
def keep_stand(
    parts: Parts,
    seat: Seat,
    *,
    item: int,
    kind: StandKind,
    words: str,
    number: int | None = None,
    key: str | None = None,
) -> Kept | Refusal:
    """Keep a position, an interest or a red line for the delegation alone; with `number` anew, or no more.

    `item` is one of the room's agenda, or 0 for the talks as a whole.
    """
    now = parts.clock.now()

    def act() -> Kept | Refusal:
        if item and in_room(parts, seat.place).item(item) is None:
            return Refusal(Code.ITEM_UNKNOWN, {"number": item})
        lines = parts.store.topic(seat.place, POSITIONS, limit=MOST_OF_ROOM)
        event = deciding.keep_stand(
            deciding.stands(lines), number=number, item=item, kind=kind, words=words, lines=len(lines), seat=seat
        )
        if isinstance(event, Refusal):
            return event
        parts.store.append([Append(seat.place, event)], at=now)
        return Kept(event.number, now)

    asked = ("keep_stand", number, item, kind, words)
    return once(parts, seat, act, places=(seat.place,), result=Kept, key=key, asked=asked)
