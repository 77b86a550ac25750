"""The people of a place: seats given, invited to, replaced and removed, and what others may learn of them.

A room's own log keeps that a seat was given, its access log all that is done to it. The desk learns of a delegation
what the delegation lets it know, through the door.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import msgspec

from entremise.domain.door import people as door
from entremise.domain.errors import ABSENT, Code, Refusal, Shut
from entremise.domain.events import (
    PEOPLE,
    RETURNS,
    Access,
    CaseOpened,
    RoomOpened,
    SeatGiven,
)
from entremise.domain.ids import DeskId, Mark, PlaceId, RoomId, SeatId, access_log
from entremise.domain.log import Append
from entremise.domain.roles import Act, may
from entremise.domain.rooms import Seat
from entremise.domain.seats import (
    USUAL_DAYS,
    Acquainted,
    Coming,
    Detail,
    Member,
    comings,
    may_be_open,
    may_disclose,
    may_give,
    may_manage,
    members,
    next_member,
    person_name,
    told_here,
)
from entremise.domain.terms import DESK_ROLES, ROOM_ROLES, Disclosure, PartyRoom, Role, Terms
from entremise.services import holding
from entremise.services.access import MOST_WRONG_CODES, Invitation, drop_links, new_link
from entremise.services.accesses import AccessView, views_of
from entremise.services.acts import (
    accessed,
    load_desk,
    load_room_from_desk,
    needs,
    once,
    room_opened,
    standing_room_of,
    unless_closed,
)
from entremise.services.ports import CredentialKind, Parts
from entremise.services.speaking import Done

MOST_LINES: Final = 500
"""Lines on the people of a place that are read at once: some hundred seats, each with its story."""
LATEST: Final = 3
"""Lines of the place's story that stand beside its room."""
RECENT: Final = 30
"""Lines of the place's story that its page shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """A seat, as its own place sees it."""

    seat: SeatId
    role: Role
    own: bool
    """Whether it is the reader's."""
    detail: Detail
    coming: Coming
    open_until: datetime | None
    """Until when an invitation to it is open; None: none is."""
    manageable: bool
    """Whether the reader may invite to it anew, replace its device and remove it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationView:
    """A delegation, as the desk sees it."""

    room: PartyRoom
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage:
    """The people of a place, and what it knows of others'."""

    seat: Seat
    opened: RoomOpened | CaseOpened
    now: datetime
    head: int
    people: tuple[PersonView, ...]
    """By their roles, in the order of `Role`."""
    story: tuple[AccessView, ...]
    """What was last done to them, newest first."""
    roles: tuple[Role, ...]
    """The roles that the reader may give."""
    acquainted: tuple[Acquainted, ...]
    """In a room: what it was told of others' members, newest first."""
    delegations: tuple[DelegationView, ...]
    """At the desk."""

    @property
    def terms(self) -> Terms:
        """The case's terms, as this place was told them."""
        return self.opened.terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """A seat and the way in to it, to be shown once."""

    seat: SeatId
    role: Role
    name: str | None
    invitation: Invitation


def people_page(parts: Parts, seat: Seat) -> PeoplePage:
    """The people of the seat's own place. Costs by their number, not by the age of the logs."""
    store, place = parts.store, seat.place
    opened = load_desk(store, place).opened if seat.at_desk else room_opened(store, place)
    lines = store.topic(place, PEOPLE, limit=MOST_LINES)
    seated = store.seats(place)
    known = members(lines) if seat.at_desk else ()
    rooms = opened.rooms if isinstance(opened, CaseOpened) else ()
    roles = DESK_ROLES if seat.at_desk else ROOM_ROLES
    return PeoplePage(
        seat=seat,
        opened=opened,
        now=parts.clock.now(),
        head=store.head(place),
        people=_people(parts, seat, seated),
        story=views_of(store.topic(access_log(place), PEOPLE, limit=RECENT), seat),
        roles=tuple(role for role in roles if may(seat.role, Act.INVITE) and may_give(seat, role, seated) is None),
        acquainted=told_here(lines),
        delegations=tuple(
            DelegationView(room=room, members=tuple(one for one in known if one.mark == room.mark)) for room in rooms
        ),
    )


def latest(parts: Parts, seat: Seat) -> tuple[AccessView, ...]:
    """What was last done to the people of the seat's place, newest first: so much as stands beside the room."""
    return views_of(parts.store.topic(access_log(seat.place), PEOPLE, limit=LATEST), seat)


@needs(Act.INVITE)
def give(
    parts: Parts, seat: Seat, role: Role, *, name: str | None = None, days: int = USUAL_DAYS, key: str | None = None
) -> Invited | Refusal:
    """A new seat in the actor's own place, and an invitation to it.

    Repeated under one key it is the same seat, with a link of its own that takes the place of the first one.
    """
    called = person_name(name)
    if isinstance(called, Refusal):
        return called
    refusal = may_be_open(days)
    if refusal is not None:
        return refusal

    def act() -> str | Refusal:
        refusal = may_give(seat, role, parts.store.seats(seat.place))
        if refusal is not None:
            return refusal
        given = Seat(id=SeatId(parts.ids.fresh(seat.place)), place=seat.place, mark=seat.mark, role=role, shown=False)
        put(parts, given, Detail(name=called))
        return given.id

    asked = ("give", role, called)
    done = once(parts, seat, act, places=(seat.place,), result=str, key=key, asked=asked)
    return done if isinstance(done, Refusal) else _let_in(parts, seat, done, Access.INVITED, days=days)


@needs(Act.INVITE)
def invite_again(parts: Parts, seat: Seat, target: str, *, days: int = USUAL_DAYS) -> Invited | Refusal:
    """A new link to a seat of the actor's own place; the one before it opens nothing more."""
    refusal = may_be_open(days) or unless_closed(parts.store, seat.place)
    return refusal or _let_in(parts, seat, target, Access.INVITED, days=days)


@needs(Act.WITHDRAW)
def withdraw(parts: Parts, seat: Seat, target: str, *, key: str | None = None) -> Done | Refusal:
    """Let the open invitation to a seat open nothing more."""
    now = parts.clock.now()

    def act() -> Done | Refusal:
        found = _managed(parts, seat, target)
        if isinstance(found, Refusal):
            return found
        if not drop_links(parts, found):
            return Refusal(Code.NOT_PENDING)
        name = _readable(parts, found).name
        told = accessed(seat.place, Access.INVITATION_WITHDRAWN, found, by=seat.role, name=name)
        parts.store.append([told], at=now)
        return Done(now)

    places = (seat.place, access_log(seat.place))
    return once(parts, seat, act, places=places, result=Done, key=key, asked=("withdraw", target), still=True)


@needs(Act.REPLACE)
def replace_device(parts: Parts, seat: Seat, target: str, *, days: int = USUAL_DAYS) -> Invited | Refusal:
    """A new link to a seat whose device is lost; whatever opened it before opens nothing more."""
    return may_be_open(days) or _let_in(parts, seat, target, Access.REPLACED, days=days)


@needs(Act.REMOVE)
def remove(parts: Parts, seat: Seat, target: str, *, key: str | None = None) -> Done | Refusal:
    """End a seat of the actor's own place at once: whatever opened it opens nothing, and new keys are drawn."""

    def act() -> Done | Refusal:
        found = _managed(parts, seat, target)
        return found if isinstance(found, Refusal) else _close(parts, found, by=seat.role)

    places = _written_at_its_end(parts, seat, SeatId(target))
    return once(parts, seat, act, places=places, result=Done, key=key, asked=("remove", target), still=True)


def close_seat(parts: Parts, seat: Seat, *, by: Role) -> Done | Refusal:
    """End a seat at once. The desk learns it of a member whom it knows. Refused if a closed room would be lost."""
    with parts.store.writing(*_written_at_its_end(parts, seat, seat.id)):
        return _close(parts, seat, by=by)


@needs(Act.DISCLOSE)
def describe(
    parts: Parts,
    seat: Seat,
    target: str,
    *,
    name: str | None,
    shown: Disclosure,
    onward: Disclosure,
    key: str | None = None,
) -> Done | Refusal:
    """What the delegation calls a member, what the desk may know of it, and what the desk may tell on."""
    called = person_name(name)
    if isinstance(called, Refusal):
        return called
    refusal = may_disclose(shown, onward)
    if refusal is not None:
        return refusal
    now, desk = parts.clock.now(), room_opened(parts.store, seat.place).desk

    def act() -> Done | Refusal:
        found = _seat_of(parts, seat, target)
        if found is None:
            return ABSENT
        before = detail_of(parts, found)
        after = _numbered(parts, found, replace(before, name=called, shown=shown, onward=onward), desk)
        if after == before:
            return Done(now)
        parts.store.keep_seat(replace(found, shown=shown in {Disclosure.ROLE, Disclosure.NAME}))
        parts.store.keep_detail(found, msgspec.json.encode(after))
        noted = accessed(seat.place, Access.DISCLOSED, found, by=seat.role, name=called)
        parts.store.append([noted, *door.tell_member(desk, found, after)], at=now)
        return Done(now)

    places = (seat.place, desk, access_log(seat.place))
    asked = ("describe", target, called, shown, onward)
    return once(parts, seat, act, places=places, result=Done, key=key, asked=asked)


@needs(Act.INVITE_HEAD)
def invite_head(parts: Parts, seat: Seat, mark: str, *, days: int = USUAL_DAYS) -> Invited | Refusal:
    """The desk's way in for the head of a delegation: a new link, whatever opened the seat before opens nothing more.

    Where the room has no head, it is given one. The desk cannot tell whether it had, nor whether anybody had come.
    Refused while the room is closed to the host: whoever gives out its head's seat could have it opened.
    """
    room = standing_room_of(parts.store, seat.place, mark) if seat.at_desk else ABSENT
    if isinstance(room, Refusal):
        return room
    refusal = may_be_open(days) or unless_closed(parts.store, seat.place)
    if refusal is not None:
        return refusal
    desk = DeskId(seat.place)
    with parts.store.writing(desk, room, access_log(desk), access_log(room)):
        if parts.keys.is_closed(room):
            return Refusal(Code.ROOM_CLOSED)
        heads = [one for one in parts.store.seats(room) if one.role is Role.HEAD]
        head = heads[0] if heads else _new_head(parts, room, Mark(mark))
        refusal = unless_last(parts, head)
        if refusal is not None:
            return refusal
        replaced = any(one.kind is not CredentialKind.LINK for one in parts.store.credentials(head.id))
        shut_out(parts, head)
        parts.store.append(door.invite_head(desk, room, head, by=seat, replaced=replaced), at=parts.clock.now())
        invitation = new_link(parts, head, days=days)
    return Invited(seat=head.id, role=head.role, name=None, invitation=invitation)


@needs(Act.INTRODUCE)
def introduce(
    parts: Parts, seat: Seat, of: str, numbers: Sequence[int], *, into: str, key: str | None = None
) -> Done | Refusal:
    """Tell a room who takes part for another party: these members, as far as that party lets them be told on."""
    now, rooms = parts.clock.now(), {str(room.mark): room for room in load_desk(parts.store, seat.place).opened.rooms}
    if of not in rooms or into not in rooms:
        return ABSENT
    desk, room_id = DeskId(seat.place), rooms[into].room

    def act() -> Done | Refusal:
        known = {one.number: one for one in members_known(parts, desk) if one.mark == of}
        if not set(numbers) <= set(known):
            return ABSENT
        chosen = [known[number] for number in dict.fromkeys(numbers)]
        room = load_room_from_desk(parts.store, desk, room_id)
        told = door.introduce(desk, room, rooms[of], chosen, seat=seat)
        if isinstance(told, Refusal):
            return told
        parts.store.append(told, at=now)
        return Done(now)

    asked = ("introduce", of, tuple(numbers), into)
    return once(parts, seat, act, places=(desk, room_id), result=Done, key=key, asked=asked)


def members_known(parts: Parts, desk: DeskId) -> tuple[Member, ...]:
    """The members of delegations that the desk may know of now."""
    return members(parts.store.topic(desk, PEOPLE, limit=MOST_LINES))


def put(parts: Parts, seat: Seat, detail: Detail) -> None:
    """Give a new seat in its place. Within a transaction that writes there, and at the desk if that may know of it."""
    known = detail.shown is not Disclosure.NOTHING and seat.mark is not None
    desk = room_opened(parts.store, seat.place).desk if known else None
    kept = detail if desk is None else _numbered(parts, seat, detail, desk)
    given = SeatGiven(seat=seat.id, role=seat.role, shown=seat.shown)
    told = door.tell_member(desk, seat, kept) if desk is not None else ()
    parts.store.keep_seat(seat)
    parts.store.keep_detail(seat, msgspec.json.encode(kept))
    parts.store.append([Append(seat.place, given), *told], at=parts.clock.now())


def detail_of(parts: Parts, seat: Seat) -> Detail:
    """What the seat's own place knows of it."""
    body = parts.store.detail(seat)
    return msgspec.json.decode(body, type=Detail) if body is not None else Detail()


def holder_of(seat: Seat) -> str:
    """Under what the seat's key pair is kept, if it has one."""
    return f"seat-{seat.id}"


def holders_in(parts: Parts, place: PlaceId) -> set[str]:
    """Under what the key pairs of those are kept who sit in the place, or are members of it, if they have one."""
    members = map(parts.store.seat, parts.store.members(place))
    seated = [*parts.store.seats(place), *(one for one in members if one is not None)]
    return {name for one in seated for name in holders_of(one)}


def holders_of(seat: Seat) -> set[str]:
    """Under what the key pairs that open the seat's place for it are kept: its own and its account's."""
    return {holder_of(seat)} | ({f"account-{seat.account}"} if seat.account is not None else set())


def unless_last(parts: Parts, seat: Seat) -> Refusal | None:
    """None, unless a closed room would be lost with what opens this seat."""
    places = (seat.place, *parts.store.inner_of(seat.id))
    holders = [holder_of(seat), *([holding.holder_of(seat.account)] if seat.account is not None else ())]
    among = {place: holders_in(parts, place) for place in places}
    lost = any(parts.keys.is_last(place, one, among=among[place]) for place in places for one in holders)
    return Refusal(Code.LAST_KEYHOLDER) if lost else None


def shut_out(parts: Parts, seat: Seat) -> None:
    """Let nothing that was given for the seat open it, and draw new keys. Within a transaction that writes."""
    for credential in parts.store.credentials(seat.id):
        parts.store.drop_credential(credential.digest)
    for passkey in parts.store.passkeys(seat.id):
        parts.store.drop_passkey(seat.id, passkey.id)
    for place in (seat.place, *parts.store.inner_of(seat.id)):
        parts.keys.exclude(place, holder_of(seat))
    parts.keys.forget(holder_of(seat))
    holding.release(parts, seat)


def _let_in(parts: Parts, seat: Seat, target: str, what: Access, *, days: int) -> Invited | Refusal:
    """A new link to a seat that is in the actor's hands; where its device is replaced, all else is ended first."""
    with parts.store.writing(*_written_at_its_end(parts, seat, SeatId(target))):
        found = _managed(parts, seat, target)
        if isinstance(found, Refusal):
            return found
        if what is Access.REPLACED:
            refusal = unless_last(parts, found)
            if refusal is not None:
                return refusal
            shut_out(parts, found)
        name = _readable(parts, found).name
        told = [accessed(seat.place, what, found, by=seat.role, name=name)]
        if what is Access.REPLACED:
            told += _lapsed(parts, found, by=seat, name=name)
        parts.store.append(told, at=parts.clock.now())
        invitation = new_link(parts, found, days=days)
    return Invited(seat=found.id, role=found.role, name=name, invitation=invitation)


def _lapsed(parts: Parts, replaced: Seat, *, by: Seat, name: str | None) -> list[Append]:
    """End the memberships that `by` does not share: whoever gives the new link must not come in by it.

    A room without another member keeps its one, who alone could be let in again; its access log tells of it.
    """
    told = []
    for inner in parts.store.inner_of(replaced.id):
        members = parts.store.members(inner)
        if by.id not in members and len(members) > 1:
            parts.store.dismiss(inner, replaced.id)
            told.append(accessed(inner, Access.DISMISSED, replaced, by=by.role, name=name))
        else:
            told.append(accessed(inner, Access.REPLACED, replaced, by=by.role, name=name))
    return told


def _close(parts: Parts, seat: Seat, *, by: Role) -> Done | Refusal:
    refusal = unless_last(parts, seat)
    if refusal is not None:
        return refusal
    store, now, detail = parts.store, parts.clock.now(), _readable(parts, seat)
    inner = store.inner_of(seat.id)
    told = [accessed(seat.place, Access.REMOVED, seat, by=by, name=detail.name)]
    told += [accessed(place, Access.DISMISSED, seat, by=by, name=detail.name) for place in inner]
    left = () if seat.at_desk else door.tell_left(room_opened(store, seat.place).desk, seat, detail)
    shut_out(parts, seat)
    store.append([*told, *left], at=now)
    store.drop_seat(seat.id)
    return Done(now)


def _written_at_its_end(parts: Parts, seat: Seat, target: SeatId) -> tuple[PlaceId, ...]:
    """The logs that may be written to when `target`, a seat of the same place, ends."""
    inner = parts.store.inner_of(target)
    desk = [] if seat.at_desk else [room_opened(parts.store, seat.place).desk]
    return (seat.place, *desk, *inner, *(access_log(place) for place in (seat.place, *inner)))


def _readable(parts: Parts, seat: Seat) -> Detail:
    """What is known of the seat, as far as it can be read now: nothing, in a room that nobody has open."""
    try:
        return detail_of(parts, seat)
    except Shut:
        return Detail()


def _numbered(parts: Parts, seat: Seat, detail: Detail, desk: DeskId) -> Detail:
    """The detail with the number by which the desk knows the member, if it is to know it."""
    if detail.member is not None or detail.shown is Disclosure.NOTHING or seat.mark is None:
        return detail
    return replace(detail, member=next_member(parts.store.topic(desk, PEOPLE, limit=MOST_LINES), seat.mark))


def _new_head(parts: Parts, room: RoomId, mark: Mark) -> Seat:
    head = Seat(id=SeatId(parts.ids.fresh(room)), place=room, mark=mark, role=Role.HEAD, shown=False)
    put(parts, head, Detail())
    return head


def _seat_of(parts: Parts, seat: Seat, target: str) -> Seat | None:
    """A seat of the actor's own place, or None."""
    found = parts.store.seat(SeatId(target))
    return found if found is not None and found.place == seat.place else None


def _managed(parts: Parts, seat: Seat, target: str) -> Seat | Refusal:
    """A seat of the actor's own place whose way in is in the actor's hands; or why it is not."""
    found = _seat_of(parts, seat, target)
    return ABSENT if found is None else may_manage(seat, found) or found


def _people(parts: Parts, seat: Seat, seated: Sequence[Seat]) -> tuple[PersonView, ...]:
    came = comings(parts.store.topic(access_log(seat.place), RETURNS, limit=MOST_LINES))
    order = list(Role)
    views = [
        PersonView(
            seat=one.id,
            role=one.role,
            own=one.id == seat.id,
            detail=detail_of(parts, one),
            coming=came.get(one.id, Coming()),
            open_until=_open_until(parts, one),
            manageable=may(seat.role, Act.INVITE) and may_manage(seat, one) is None,
        )
        for one in seated
    ]
    return tuple(sorted(views, key=lambda view: (order.index(view.role), view.detail.name or "", view.seat)))


def _open_until(parts: Parts, seat: Seat) -> datetime | None:
    now = parts.clock.now()
    return max(
        (
            one.expires
            for one in parts.store.credentials(seat.id)
            if one.kind is CredentialKind.LINK and one.expires > now and one.failures < MOST_WRONG_CODES
        ),
        default=None,
    )
