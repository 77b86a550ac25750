"""Rooms within a delegation: opened by its head, written in by their members, and absent for everybody else.

Every function but the first two takes a seat that acts in an inner room (`domain.inner.within`), and looks again
whether it is a member.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from entremise.domain import inner as rule
from entremise.domain.errors import ABSENT, Broken, Code, Refusal
from entremise.domain.events import Access, InnerOpened, RoomOpened
from entremise.domain.ids import NOTES, InnerId, Label, PlaceKind, RoomId, SeatId, access_log
from entremise.domain.inner import InnerRoom, within
from entremise.domain.log import Append
from entremise.domain.roles import Act, may
from entremise.domain.rooms import Seat
from entremise.domain.terms import Role, Terms
from entremise.services.acts import accessed, needs, once, room_opened, unless_closed
from entremise.services.cases import open_with_log
from entremise.services.holding import holders_in, holders_of
from entremise.services.ports import Parts, PlaceRow
from entremise.services.reading import Slice, own_entries
from entremise.services.seats import detail_of, holder_of
from entremise.services.speaking import Done, Written


@dataclass(frozen=True, slots=True, kw_only=True)
class InnerView:
    """An inner room, as a member lists it."""

    id: InnerId
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InnerMember:
    """A seat of the delegation, as an inner room's members see it."""

    seat: SeatId
    role: Role
    name: str | None
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InnerPage:
    """An inner room."""

    seat: Seat
    """The reader's, in its delegation's room."""
    opened: RoomOpened
    """How the delegation's room was opened."""
    inner: InnerOpened
    now: datetime
    head: int
    thread: Slice
    members: tuple[InnerMember, ...]
    others: tuple[InnerMember, ...]
    """The delegation's other seats, for whoever may admit them."""

    @property
    def terms(self) -> Terms:
        """The case's terms, as the delegation was told them."""
        return self.opened.terms


@needs(Act.OPEN_INNER)
def open_inner(
    parts: Parts, seat: Seat, title: str, members: Sequence[str], *, key: str | None = None
) -> InnerId | Refusal:
    """A new room within the actor's delegation, for the actor and these of its seats.

    Within a room that is closed to the host it is closed as well; refused if none of them has a passphrase then.
    """
    row = parts.store.place(seat.place)
    if seat.at_desk or row is None or row.kind is not PlaceKind.ROOM:
        return ABSENT
    opened = rule.open_inner(seat, RoomId(seat.place), title)
    if isinstance(opened, Refusal):
        return opened
    inner, now = InnerId(parts.ids.fresh(f"within {seat.place}")), parts.clock.now()

    def act() -> str | Refusal:
        seated = {one.id: one for one in parts.store.seats(seat.place)}
        if not {seat.id, *map(SeatId, members)} <= set(seated):
            return ABSENT
        chosen = [seated[member] for member in dict.fromkeys([seat.id, *map(SeatId, members)])]
        closed = parts.keys.is_closed(seat.place)
        holders = {one.holder for one in parts.keys.holders(seat.place)}
        if closed and not any(holders & holders_of(one) for one in chosen):
            return Refusal(Code.NO_KEYHOLDER)
        open_with_log(parts.store, PlaceRow(inner, row.case, row.mark, PlaceKind.INNER, row.place))
        parts.store.append([Append(inner, opened), accessed(inner, Access.INNER_OPENED, seat)], at=now)
        for member in chosen:
            _admit(parts, inner, member, by=seat)
        if closed:
            parts.store.append([accessed(inner, Access.CLOSED, by=seat.role)], at=now)
            parts.keys.close(inner, among=holders_in(parts, inner))
        return inner

    asked = ("open_inner", title, tuple(members))
    done = once(parts, seat, act, places=(seat.place,), result=str, key=key, asked=asked)
    return done if isinstance(done, Refusal) else InnerId(done)


def inner_rooms(parts: Parts, seat: Seat) -> tuple[InnerView, ...]:
    """The inner rooms that the seat is a member of, by their titles."""
    views = []
    for place in parts.store.inner_of(seat.id):
        line = parts.store.opening(place)
        if line is not None and isinstance(line.event, InnerOpened):
            views.append(InnerView(id=InnerId(place), title=line.event.title))
    return tuple(sorted(views, key=lambda view: (view.title, view.id)))


def member_at(parts: Parts, seat: Seat, inner: str) -> Seat | None:
    """The seat as it acts in an inner room; None if there is none of this id, or the seat is no member of it.

    The same question of the store in all cases.
    """
    found = InnerId(inner)
    return within(seat, found) if found in parts.store.inner_of(seat.id) else None


def inner_page(parts: Parts, seat: Seat, *, before: Label | None = None) -> InnerPage | Refusal:
    """An inner room: its last notes, or those before one."""
    inner = _load(parts, seat)
    if inner is None:
        return ABSENT
    members = set(parts.store.members(inner.id))
    seated = parts.store.seats(inner.opened.room)
    views = [
        InnerMember(seat=one.id, role=one.role, name=detail_of(parts, one).name, own=one.id == seat.id)
        for one in sorted(seated, key=lambda one: (list(Role).index(one.role), one.id))
    ]
    return InnerPage(
        seat=replace(seat, place=inner.opened.room),
        opened=room_opened(parts.store, inner.opened.room),
        inner=inner.opened,
        now=parts.clock.now(),
        head=parts.store.head(inner.id),
        thread=own_entries(parts, seat, before=before, newest=True),
        members=tuple(view for view in views if view.seat in members),
        others=tuple(view for view in views if view.seat not in members and may(seat.role, Act.OPEN_INNER)),
    )


@needs(Act.NOTE)
def note(parts: Parts, seat: Seat, text: str, *, key: str | None = None) -> Written | Refusal:
    """Write in an inner room; nobody but its members learns of it."""
    now = parts.clock.now()

    def act() -> Written | Refusal:
        inner = _load(parts, seat)
        if inner is None:
            return ABSENT
        refusal = unless_closed(parts.store, inner.opened.room)
        if refusal is not None:
            return refusal
        said = rule.note(inner, seat, text)
        if isinstance(said, Refusal):
            return said
        parts.store.append([Append(inner.id, said)], at=now)
        return Written(said.label, now)

    return once(parts, seat, act, places=(seat.place,), result=Written, key=key, asked=("note", text))


@needs(Act.OPEN_INNER)
def admit(parts: Parts, seat: Seat, target: str) -> Done | Refusal:
    """Make another seat of the delegation a member of an inner room; it reads all that was written there."""
    with parts.store.writing(seat.place, access_log(seat.place)):
        inner, found = _load(parts, seat), parts.store.seat(SeatId(target))
        if inner is None or found is None or found.place != inner.opened.room:
            return ABSENT
        refusal = unless_closed(parts.store, inner.opened.room)
        if refusal is not None:
            return refusal
        if found.id not in parts.store.members(inner.id):
            _admit(parts, inner.id, found, by=seat)
    return Done(parts.clock.now())


@needs(Act.OPEN_INNER)
def dismiss(parts: Parts, seat: Seat, target: str) -> Done | Refusal:
    """End another seat's membership at once; what is written from now on is sealed with a new key."""
    now = parts.clock.now()
    with parts.store.writing(seat.place, access_log(seat.place)):
        inner, found = _load(parts, seat), parts.store.seat(SeatId(target))
        if inner is None or found is None or found.id not in parts.store.members(inner.id):
            return ABSENT
        if found.id == seat.id:
            return Refusal(Code.OWN_SEAT)
        if parts.keys.is_last(inner.id, holder_of(found), among=holders_in(parts, inner.id)):
            return Refusal(Code.LAST_KEYHOLDER)
        parts.store.dismiss(inner.id, found.id)
        parts.keys.exclude(inner.id, holder_of(found))
        told = accessed(inner.id, Access.DISMISSED, found, by=seat.role, name=detail_of(parts, found).name)
        parts.store.append([told], at=now)
    return Done(now)


def _admit(parts: Parts, inner: InnerId, seat: Seat, *, by: Seat) -> None:
    parts.store.admit(inner, seat.id)
    parts.keys.admit(inner, holder_of(seat))
    told = accessed(inner, Access.ADMITTED, seat, by=by.role, name=detail_of(parts, seat).name)
    parts.store.append([told], at=parts.clock.now())


def _load(parts: Parts, seat: Seat) -> InnerRoom | None:
    """The inner room that the seat acts in; None unless it is a member."""
    if seat.id not in parts.store.members(seat.place):
        return None
    line = parts.store.opening(seat.place)
    if line is None or not isinstance(line.event, InnerOpened):
        raise Broken("a membership of what is no inner room")
    (last,) = parts.store.lasts(seat.place, NOTES)
    return InnerRoom(id=InnerId(seat.place), opened=line.event, last_note=last)
