"""A delegation's mandate desk, and what of it the mediators' desk is told."""

from collections.abc import Sequence
from datetime import datetime

from entremise.domain import mandate as deciding
from entremise.domain.door import mandate as door
from entremise.domain.door.mandate import Accepting
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.mandate import MANDATE, Authority, Reach
from entremise.domain.ids import Label, PlaceId
from entremise.domain.leave import CONFIDENCE
from entremise.domain.log import Append
from entremise.domain.mandate import DESK_LINES, MandatesTold, OnItem
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.services.acts import desk_of, load_room, needs, once
from entremise.services.agenda import Kept, in_room
from entremise.services.ports import Parts
from entremise.services.reach import beyond, in_room_desk
from entremise.services.reading import entry_at
from entremise.services.speaking import Done


def told(parts: Parts, desk: PlaceId) -> MandatesTold:
    """What a desk was told of mandates."""
    return deciding.mandates_told(parts.store.topic(desk, MANDATE, limit=DESK_LINES))


@needs(Act.SET_MANDATE)
def set_mandate(
    parts: Parts, seat: Seat, item: int, *, reach: Reach, words: str = "", key: str | None = None
) -> Done | Refusal:
    """Write down how far the mandate goes on an item of the room, or with 0 on the talks as a whole."""
    now = parts.clock.now()

    def act() -> Done | Refusal:
        if item and in_room(parts, seat.place).item(item) is None:
            return Refusal(Code.ITEM_UNKNOWN, {"number": item})
        event = deciding.set_mandate(in_room_desk(parts, seat.place), item=item, reach=reach, words=words, seat=seat)
        if isinstance(event, Refusal):
            return event
        parts.store.append([Append(seat.place, event)], at=now)
        return Done(now)

    asked = ("set_mandate", item, reach, words)
    return once(parts, seat, act, places=(seat.place,), result=Done, key=key, asked=asked)


@needs(Act.SET_MANDATE)
def name_authorities(parts: Parts, seat: Seat, chain: Sequence[Authority], *, key: str | None = None) -> Done | Refusal:
    """Name who confirms what the delegation accepts, nearest first."""
    now = parts.clock.now()

    def act() -> Done | Refusal:
        seats = [one.id for one in parts.store.seats(seat.place)]
        event = deciding.name_authorities(in_room_desk(parts, seat.place), chain, seats=seats, seat=seat)
        if isinstance(event, Refusal):
            return event
        parts.store.append([Append(seat.place, event)], at=now)
        return Done(now)

    asked = ("name_authorities", tuple(chain))
    return once(parts, seat, act, places=(seat.place,), result=Done, key=key, asked=asked)


@needs(Act.SET_MANDATE)
def consult(
    parts: Parts,
    seat: Seat,
    until: datetime | None,
    *,
    words: str = "",
    told: bool = False,
    key: str | None = None,
) -> Done | Refusal:
    """Say until when the delegation consults, or with None that it does no more; `told`: the mediator is told when."""
    now = parts.clock.now()
    desk_id = desk_of(parts.store, seat.place)

    def act() -> Done | Refusal:
        room, mandate = load_room(parts.store, seat.place), in_room_desk(parts, seat.place)
        consulting = door.Consulting(until=until, words=words, told=told)
        appends = door.consult(room, desk_id, mandate, consulting, seat=seat, now=now)
        if isinstance(appends, Refusal):
            return appends
        parts.store.append(appends, at=now)
        return Done(now)

    asked = ("consult", until, words, told)
    return once(parts, seat, act, places=(seat.place, desk_id), result=Done, key=key, asked=asked)


@needs(Act.TELL)
def accept(
    parts: Parts,
    seat: Seat,
    label: Label,
    accepting: Accepting,
    *,
    on: OnItem | None = None,
    key: str | None = None,
) -> Kept | Refusal:
    """Accept what the mediator brought, *ad referendum*: as an entry with a leave, subject to the authority's word.

    The acceptance's number. It is of the words whose digest it gives (`domain.mandate.digest_of`), and of no others.
    """
    now = parts.clock.now()
    desk_id = desk_of(parts.store, seat.place)

    def act() -> Kept | Refusal:
        entry = entry_at(parts, seat, label)
        if entry is None:
            return ABSENT
        outside = beyond(parts, seat, on, label=label)
        if isinstance(outside, Refusal):
            return outside
        mandate = in_room_desk(parts, seat.place)
        room = load_room(parts.store, seat.place)
        appends = door.accept(room, desk_id, mandate, accepting, entry=entry, seat=seat, now=now)
        if isinstance(appends, Refusal):
            return appends
        parts.store.append([*appends, *outside], at=now)
        return Kept(len(mandate.acceptances) + 1, now)

    asked = ("accept", label, accepting, on)
    return once(parts, seat, act, places=(seat.place, desk_id), result=Kept, key=key, asked=asked)


@needs(Act.TELL)
def settle(
    parts: Parts, seat: Seat, number: int, *, digest: str, final: bool, words: str, key: str | None = None
) -> Done | Refusal:
    """Record the authority's word on an acceptance: final, or not given. It is told with the acceptance's leave."""
    now = parts.clock.now()
    desk_id = desk_of(parts.store, seat.place)

    def act() -> Done | Refusal:
        mandate = in_room_desk(parts, seat.place)
        acceptance = mandate.acceptance(number)
        entry = entry_at(parts, seat, acceptance.label) if acceptance is not None else None
        if acceptance is None or entry is None:
            return ABSENT
        leave = entry.leave or CONFIDENCE
        settling = door.Settling(
            acceptance=acceptance,
            digest=digest,
            final=final,
            words=words,
            # A leave that has ended may be given to nothing new: what follows is in confidence.
            leave=leave if leave.expires is None or leave.expires > now else CONFIDENCE,
            seated={one.id for one in parts.store.seats(seat.place)},
        )
        room = load_room(parts.store, seat.place)
        appends = door.settle(room, desk_id, mandate, settling, seat=seat, now=now)
        if isinstance(appends, Refusal):
            return appends
        parts.store.append(appends, at=now)
        return Done(now)

    asked = ("settle", number, digest, final, words)
    return once(parts, seat, act, places=(seat.place, desk_id), result=Done, key=key, asked=asked)
