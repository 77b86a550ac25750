"""The people of a place: seats given, invited to, replaced and removed, and what others may learn of them.

A room's own log keeps that a seat was given, its access log all that is done to it. The desk learns of a delegation
what the delegation lets it know, through the door.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import msgspec

from entremise.domain.door import people as door
from entremise.domain.errors import ABSENT, Code, Conflict, Refusal, Shut
from entremise.domain.events import (
    PEOPLE,
    RETURNS,
    Access,
    CaseOpened,
    RoomOpened,
    SeatGiven,
)
from entremise.domain.ids import DeskId, Mark, PlaceId, PlaceKind, RoomId, SeatId, access_log
from entremise.domain.log import Append, Line
from entremise.domain.roles import Act, may
from entremise.domain.rooms import Seat
from entremise.domain.seats import (
    DESK_LINES,
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
"""Lines of a place's access log that are read at once: some hundred seats, each with its story."""
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
    open: bool
    """Whether the desk may give its head a new way in: the room is neither destroyed nor closed to the host."""


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
    lines = store.topic(place, PEOPLE, limit=DESK_LINES)
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
            DelegationView(
                room=room,
                members=tuple(one for one in known if one.mark == room.mark),
                open=not isinstance(standing_room_of(store, place, room.mark), Refusal)
                and not parts.keys.is_closed(room.room),
            )
            for room in rooms
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
    within = _within(parts, seat.place)

    def act() -> Done | Refusal:
        found = _managed(parts, seat, target)
        return found if isinstance(found, Refusal) else _close(parts, found, by=seat.role, within=within)

    places = _written_at_its_end(parts, seat, within)
    return once(parts, seat, act, places=places, result=Done, key=key, asked=("remove", target), still=True)


def close_seat(parts: Parts, seat: Seat, *, by: Role) -> Done | Refusal:
    """End a seat at once. The desk learns it of a member whom it knows. Refused if a closed room would be lost."""
    within = _within(parts, seat.place)
    with parts.store.writing(*_written_at_its_end(parts, seat, within)):
        return _close(parts, seat, by=by, within=within)


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
        lines = _people_known(parts, desk)
        after = _numbered(lines, found, replace(before, name=called, shown=shown, onward=onward))
        if after == before:
            return Done(now)
        told = door.tell_member(desk, lines, found, after, before=before)
        if isinstance(told, Refusal):
            return told
        parts.store.keep_seat(replace(found, shown=shown in {Disclosure.ROLE, Disclosure.NAME}))
        parts.store.keep_detail(found, msgspec.json.encode(after))
        noted = accessed(seat.place, Access.DISCLOSED, found, by=seat.role, name=called)
        parts.store.append([noted, *told], at=now)
        return Done(now)

    places = (seat.place, desk, access_log(seat.place))
    asked = ("describe", target, called, shown, onward)
    return once(parts, seat, act, places=places, result=Done, key=key, asked=asked)


@needs(Act.INVITE_HEAD)
def invite_head(parts: Parts, seat: Seat, mark: str, *, days: int = USUAL_DAYS) -> Invited | Refusal:
    """The desk's way in for the head of a delegation: a new link, whatever opened the seat before opens nothing more.

    Where the room has no head, it is given one. The desk cannot tell whether it had, nor whether anybody had come.
    Refused while the room is closed to the host: whoever gives out its head's seat could have it opened. While it is
    not, no room within it is, so that nobody's seat holds the last key to anything.
    """
    room = standing_room_of(parts.store, seat.place, mark) if seat.at_desk else ABSENT
    if isinstance(room, Refusal):
        return room
    refusal = may_be_open(days) or unless_closed(parts.store, seat.place)
    if refusal is not None:
        return refusal
    desk = DeskId(seat.place)
    within = _within(parts, room)
    with parts.store.writing(desk, room, *within, *map(access_log, (desk, room, *within))):
        if parts.keys.is_closed(room):
            return Refusal(Code.ROOM_CLOSED)
        heads = [one for one in parts.store.seats(room) if one.role is Role.HEAD]
        head = heads[0] if heads else _new_head(parts, room, Mark(mark))
        replaced = any(one.kind is not CredentialKind.LINK for one in parts.store.credentials(head.id))
        shut_out(parts, head, within=within)
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
        lines = _people_known(parts, desk)
        known = {one.number: one for one in members(lines) if one.mark == of}
        if not set(numbers) <= set(known):
            return ABSENT
        chosen = [known[number] for number in dict.fromkeys(numbers)]
        room = load_room_from_desk(parts.store, desk, room_id)
        told = door.introduce(desk, room, rooms[of], chosen, lines=lines, seat=seat)
        if isinstance(told, Refusal):
            return told
        parts.store.append(told, at=now)
        return Done(now)

    asked = ("introduce", of, tuple(numbers), into)
    return once(parts, seat, act, places=(desk, room_id), result=Done, key=key, asked=asked)


def members_known(parts: Parts, desk: DeskId) -> tuple[Member, ...]:
    """The members of delegations that the desk may know of now."""
    return members(_people_known(parts, desk))


def put(parts: Parts, seat: Seat, detail: Detail) -> Refusal | None:
    """Give a new seat in its place; refused only where the desk is to know of it and was told too often already.

    Within a transaction that writes there, and at the desk if that may know of it.
    """
    kept: Detail = detail
    told: tuple[Append, ...] | Refusal = ()
    if detail.shown is not Disclosure.NOTHING and seat.mark is not None:
        desk = room_opened(parts.store, seat.place).desk
        lines = _people_known(parts, desk)
        kept = _numbered(lines, seat, detail)
        told = door.tell_member(desk, lines, seat, kept)
    if isinstance(told, Refusal):
        return told
    given = SeatGiven(seat=seat.id, role=seat.role, shown=seat.shown)
    parts.store.keep_seat(seat)
    parts.store.keep_detail(seat, msgspec.json.encode(kept))
    parts.store.append([Append(seat.place, given), *told], at=parts.clock.now())
    return None


def detail_of(parts: Parts, seat: Seat) -> Detail:
    """What the seat's own place knows of it."""
    body = parts.store.detail(seat)
    return msgspec.json.decode(body, type=Detail) if body is not None else Detail()


def holder_of(seat: Seat) -> str:
    """Under what the seat's key pair is kept, if it has one."""
    return f"seat-{seat.id}"


def unless_last(parts: Parts, seat: Seat) -> Refusal | None:
    """None, unless a closed room would be lost with what opens this seat."""
    places = (seat.place, *parts.store.inner_of(seat.id))
    holders = [holder_of(seat), *([holding.holder_of(seat.account)] if seat.account is not None else ())]
    among = {place: holding.holders_in(parts, place) for place in places}
    lost = any(parts.keys.is_last(place, one, among=among[place]) for place in places for one in holders)
    return Refusal(Code.LAST_KEYHOLDER) if lost else None


def shut_out(parts: Parts, seat: Seat, *, within: Collection[PlaceId]) -> None:
    """Let nothing that was given for the seat open it, and draw new keys.

    In a transaction that writes in the seat's place and in what is `within` it. Raises Conflict if another room was
    opened within it since: nobody draws keys for a place that somebody else may be writing in.
    """
    inner = parts.store.inner_of(seat.id)
    if not set(inner) <= set(within):
        raise Conflict("a room within the delegation was opened meanwhile")
    for credential in parts.store.credentials(seat.id):
        holding.end(parts, credential.digest)
    for passkey in parts.store.passkeys(seat.id):
        parts.store.drop_passkey(seat.id, passkey.id)
    parts.store.drop_notice(seat.id)
    for place in (seat.place, *inner):
        parts.keys.exclude(place, holder_of(seat))
    parts.keys.forget(holder_of(seat))
    holding.release(parts, seat)


def _let_in(parts: Parts, seat: Seat, target: str, what: Access, *, days: int) -> Invited | Refusal:
    """A new link to a seat that is in the actor's hands; where its device is replaced, all else is ended first."""
    within = _within(parts, seat.place)
    with parts.store.writing(*_written_at_its_end(parts, seat, within)):
        found = _managed(parts, seat, target)
        if isinstance(found, Refusal):
            return found
        if what is Access.REPLACED:
            refusal = unless_last(parts, found)
            if refusal is not None:
                return refusal
            shut_out(parts, found, within=within)
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


def _close(parts: Parts, seat: Seat, *, by: Role, within: Collection[PlaceId]) -> Done | Refusal:
    refusal = unless_last(parts, seat)
    if refusal is not None:
        return refusal
    store, now, detail = parts.store, parts.clock.now(), _readable(parts, seat)
    inner = store.inner_of(seat.id)
    told = [accessed(seat.place, Access.REMOVED, seat, by=by, name=detail.name)]
    told += [accessed(place, Access.DISMISSED, seat, by=by, name=detail.name) for place in inner]
    left = () if seat.at_desk else door.tell_left(room_opened(store, seat.place).desk, seat, detail)
    shut_out(parts, seat, within=within)
    store.append([*told, *left], at=now)
    store.drop_seat(seat.id)
    return Done(now)


def _within(parts: Parts, place: PlaceId) -> tuple[PlaceId, ...]:
    """The rooms within a delegation's: whoever ends a seat draws keys for those that it is a member of."""
    return tuple(row.place for row in parts.store.places_within(place) if row.kind is PlaceKind.INNER)


def _written_at_its_end(parts: Parts, seat: Seat, within: Sequence[PlaceId]) -> tuple[PlaceId, ...]:
    """The logs that may be written to when a seat of the same place ends."""
    desk = [] if seat.at_desk else [room_opened(parts.store, seat.place).desk]
    return (seat.place, *desk, *within, *map(access_log, (seat.place, *within)))


def _readable(parts: Parts, seat: Seat) -> Detail:
    """What is known of the seat, as far as it can be read now: nothing, in a room that nobody has open."""
    try:
        return detail_of(parts, seat)
    except Shut:
        return Detail()


def _people_known(parts: Parts, desk: DeskId) -> list[Line]:
    """All that the desk's log has on people."""
    return parts.store.topic(desk, PEOPLE, limit=DESK_LINES)


def _numbered(lines: Sequence[Line], seat: Seat, detail: Detail) -> Detail:
    """The detail with the number by which the desk knows the member, if it is to know it."""
    if detail.member is not None or detail.shown is Disclosure.NOTHING or seat.mark is None:
        return detail
    return replace(detail, member=next_member(lines, seat.mark))


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
