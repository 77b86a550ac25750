"""What is done with a place's keys: drawn anew, kept from the host, and erased. Each act is told in access logs.

A room or a case that is destroyed opens for nobody: what is left of it is noise. Its certificate says so, signed with
the key of the house; it names no person and no party, so that it may be kept when nothing else is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from entremise.domain.errors import ABSENT, Code, Conflict, Refusal
from entremise.domain.events import DESTROYED, Access, CaseOpened, RoomDestroyed, RoomOpened
from entremise.domain.ids import CaseId, DeskId, Mark, PlaceId, PlaceKind, SeatId, access_log
from entremise.domain.log import Append
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.terms import Role, Terms
from entremise.services.accesses import tell_all
from entremise.services.acts import accessed, load_desk, needs, once, room_of, room_opened
from entremise.services.holding import holders_in, holders_of
from entremise.services.ports import CertificateRow, Parts, PlaceRow
from entremise.services.seats import detail_of, holder_of
from entremise.services.speaking import Done

MOST_CERTIFICATES: Final = 20
"""Destroyed rooms whose certificates the desk's page shows: a case has eight."""

WHOLE_CASE: Final = "case"
"""What is destroyed when it is not the mark of a room."""
_TOLD: Final = "What the room told the desk stands at the desk, with the keys of the files that went with it."
_FORM: Final = "entremise/destruction"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBy:
    """Somebody with a passphrase, to whom the place's key is wrapped."""

    seat: SeatId
    role: Role
    name: str | None
    fingerprint: str
    """Of the public key; the person can compare it by another way."""
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysPage:
    """A place's keys, as its members see them."""

    seat: Seat
    opened: RoomOpened | CaseOpened
    now: datetime
    head: int
    closed: bool
    """Whether the host cannot open the room."""
    epoch: int
    """How many keys were drawn for it so far."""
    kept_by: tuple[KeptBy, ...]
    own: bool
    """Whether the reader is among them."""
    certificates: tuple["Certificate", ...] = ()
    """At the desk: of the rooms that were destroyed, newest first."""
    rooms: tuple[Mark, ...] = ()
    """At the desk: the rooms that are not."""

    @property
    def terms(self) -> Terms:
        """The case's terms, as this place was told them."""
        return self.opened.terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """That something was destroyed."""

    at: datetime
    mark: Mark | None
    """Of the room; None: the case."""
    text: str
    """A signed note (c2sp.org/signed-note), to be printed and kept."""


def keys_page(parts: Parts, seat: Seat) -> KeysPage:
    """The keys of the seat's own place."""
    store, place = parts.store, seat.place
    opened = load_desk(store, place).opened if seat.at_desk else room_opened(store, place)
    kept_by = _kept_by(parts, seat)
    return KeysPage(
        seat=seat,
        opened=opened,
        now=parts.clock.now(),
        head=store.head(place),
        closed=store.keys.is_closed(place),
        epoch=store.epoch(place),
        kept_by=kept_by,
        own=any(one.own for one in kept_by),
        certificates=_certificates(parts, place),
        rooms=_standing(parts, opened) if isinstance(opened, CaseOpened) else (),
    )


@needs(Act.ROTATE)
def rotate(parts: Parts, seat: Seat, *, key: str | None = None) -> Done | Refusal:
    """Draw a new key for what is written in the seat's place from now on. What was written opens as before."""
    now, place = parts.clock.now(), seat.place

    def act() -> Done:
        _rotate(parts, place, by=seat.role, at=now)
        return Done(now)

    places = (place, access_log(place))
    return once(parts, seat, act, places=places, result=Done, key=key, asked="rotate", still=True)


def rotate_place(parts: Parts, place: PlaceId) -> None:
    """As `rotate`, by whoever runs the host."""
    with parts.store.writing(place, access_log(place)):
        _rotate(parts, place, by=Role.ADMINISTRATOR, at=parts.clock.now())


@needs(Act.CLOSE_ROOM)
def close_room(parts: Parts, seat: Seat, *, key: str | None = None) -> Done | Refusal:
    """Keep the room, and those within it, from the host: from now on they open with a member's passphrase only.

    Refused unless somebody with a passphrase is in each of them. If all these passphrases are lost, so is the room.
    """
    return _turn(parts, seat, Access.CLOSED, key=key)


@needs(Act.CLOSE_ROOM)
def reopen_room(parts: Parts, seat: Seat, *, key: str | None = None) -> Done | Refusal:
    """Let the host open the room and those within it again. Raises Shut where none of their members is here.

    Refused to a seat whose own passphrase does not open the room: it was given its role, and not the key.
    """
    return _turn(parts, seat, Access.REOPENED, key=key)


@needs(Act.DESTROY)
def destroy(parts: Parts, seat: Seat, what: str, *, codename: str) -> Certificate | Refusal:
    """Destroy the room with this mark, or the case where `what` is `WHOLE_CASE`; refused unless its codename is given.

    Never within a transaction, nor within `Store.together`: the host key changes with it.
    """
    if not seat.at_desk:
        return ABSENT
    opened = load_desk(parts.store, seat.place).opened
    if codename.strip() != opened.terms.codename:
        return Refusal(Code.NOT_CONFIRMED)
    if what == WHOLE_CASE:
        return destroy_own_case(parts, seat)
    known = what in {room.mark for room in opened.rooms}
    return destroy_room(parts, seat, what) if known else Refusal(Code.ROOM_MISSING)


@needs(Act.DESTROY)
def destroy_room(parts: Parts, seat: Seat, mark: str) -> Certificate | Refusal:
    """Destroy a room of the seat's case, with all within it; or that it is absent, or that a message is at its door.

    Done once: of a room that is destroyed, the certificate is given again.
    """
    return erase_room(parts, DeskId(seat.place), mark, by=seat.role, seat=seat.id) if seat.at_desk else ABSENT


def erase_room(parts: Parts, desk: DeskId, mark: str, *, by: Role, seat: SeatId | None = None) -> Certificate | Refusal:
    """As `destroy_room`, by whoever runs the host."""
    room = room_of(parts.store, desk, mark)
    row = parts.store.place(room) if not isinstance(room, Refusal) else None
    if row is None:
        return ABSENT
    if row.destroyed is not None:
        return next((one for one in _certificates(parts, desk) if one.mark == mark), ABSENT)
    waiting = [held for held in parts.store.at_door(desk) if held.into == room]
    if waiting:
        return Refusal(Code.WAITS_AT_DOOR, {"count": len(waiting)})
    now, rows = parts.clock.now(), _with_all_within(parts, [row])
    certificate = _certified(parts, [row], mark=row.mark, at=now, by=by)
    told = RoomDestroyed(mark=Mark(mark), seat=seat, role=by, certificate=certificate.text)

    def also() -> None:
        _forget(parts, rows, at=now)
        parts.store.append([Append(desk, told)], at=now)

    parts.keys.destroy([one.place for one in rows], also)
    return certificate


@needs(Act.DESTROY)
def destroy_own_case(parts: Parts, seat: Seat) -> Certificate | Refusal:
    """Destroy the case whose desk the seat is at; its own seat goes with it."""
    row = parts.store.place(seat.place)
    if row is None or not seat.at_desk:
        return ABSENT
    return destroy_case(parts, row.case, by=seat.role, at=parts.clock.now())


def destroy_case(parts: Parts, case: CaseId, *, by: Role | None, at: datetime) -> Certificate | Refusal:
    """Destroy a case with all its places; `by` None: the house, because its days are over. ABSENT if there is none.

    Done once: of a case that is destroyed, the certificate is given again.
    """
    rows = parts.store.places_of(case)
    left = [row for row in rows if row.destroyed is None]
    if not left:
        kept = parts.store.certificate(case)
        return ABSENT if kept is None else Certificate(at=kept.at, mark=None, text=kept.text)
    named = [row for row in left if row.kind in {PlaceKind.ROOM, PlaceKind.DESK}]
    certificate = _certified(parts, named, mark=None, at=at, by=by)

    def also() -> None:
        _forget(parts, left, at=at)
        parts.store.drop_ending(case)
        parts.store.keep_certificate(CertificateRow(case, at, certificate.text))

    parts.keys.destroy([row.place for row in left], also)
    return certificate


def rewrap(parts: Parts) -> None:
    """Change the host key. Every place's access log tells of it; no entry is touched."""
    parts.keys.rewrap()
    tell_all(parts, Access.KEY_REWRAPPED, by=Role.ADMINISTRATOR)


def reconcile(parts: Parts) -> int:
    """Mark as destroyed what has no keys any more; how many places. After data older than the keys were restored."""
    now = parts.clock.now()
    rows = [row for row in parts.store.places() if row.destroyed is None and not parts.store.epoch(row.place)]
    if rows:
        with parts.store.writing(*(row.place for row in rows)):
            _forget(parts, rows, at=now)
    return len(rows)


def _rotate(parts: Parts, place: PlaceId, *, by: Role, at: datetime) -> None:
    parts.keys.rotate(place)
    parts.store.append([accessed(place, Access.KEY_ROTATED, by=by)], at=at)


def _turn(parts: Parts, seat: Seat, what: Access, *, key: str | None) -> Done | Refusal:
    """Close or reopen the seat's room and those within it, where that is not done yet."""
    now, closing, whole = parts.clock.now(), what is Access.CLOSED, _whole(parts, seat.place)

    def act() -> Done | Refusal:
        # Whoever opens a room within this one writes in this one first; one that was opened just before is not alone.
        if set(_whole(parts, seat.place)) != set(whole):
            raise Conflict("a room within the delegation was opened meanwhile")
        places = [place for place in whole if parts.keys.is_closed(place) is not closing]
        among = {place: holders_in(parts, place) for place in places}
        if closing and not all(parts.keys.is_held(place, among=among[place]) for place in places):
            return Refusal(Code.NO_KEYHOLDER)
        holders = {one.holder for one in parts.keys.holders(seat.place)}
        if places and not closing and not holders & holders_of(seat):
            return Refusal(Code.NOT_KEYHOLDER)
        for place in places:
            parts.store.append([accessed(place, what, by=seat.role)], at=now)
            if closing:
                parts.keys.close(place, among=among[place])
            else:
                parts.keys.reopen(place)
        return Done(now)

    return once(
        parts,
        seat,
        act,
        places=(*whole, *map(access_log, whole)),
        result=Done,
        key=key,
        asked=what,
        still=True,
    )


def _whole(parts: Parts, room: PlaceId) -> tuple[PlaceId, ...]:
    """A room and those within it."""
    inner = [row.place for row in parts.store.places_within(room) if row.kind is PlaceKind.INNER]
    return (room, *inner)


def _kept_by(parts: Parts, seat: Seat) -> tuple[KeptBy, ...]:
    seated = {}
    for one in parts.store.seats(seat.place):
        seated[holder_of(one)] = one
        if one.account is not None:
            seated[f"account-{one.account}"] = one
    return tuple(
        KeptBy(
            seat=found.id,
            role=found.role,
            name=detail_of(parts, found).name,
            fingerprint=view.fingerprint,
            own=found.id == seat.id,
        )
        for view in parts.keys.holders(seat.place)
        if (found := seated.get(view.holder)) is not None
    )


def _certificates(parts: Parts, desk: PlaceId) -> tuple[Certificate, ...]:
    lines = parts.store.topic(desk, DESTROYED, limit=MOST_CERTIFICATES)
    return tuple(
        Certificate(at=line.at, mark=line.event.mark, text=line.event.certificate)
        for line in reversed(lines)
        if isinstance(line.event, RoomDestroyed)
    )


def _standing(parts: Parts, opened: CaseOpened) -> tuple[Mark, ...]:
    """The rooms of a case that are not destroyed."""
    rows = {room.mark: parts.store.place(room.room) for room in opened.rooms}
    return tuple(mark for mark, row in rows.items() if row is not None and row.destroyed is None)


def _with_all_within(parts: Parts, rows: Sequence[PlaceRow]) -> list[PlaceRow]:
    found = list(rows)
    for row in found:
        found += parts.store.places_within(row.place)
    return [row for row in found if row.destroyed is None]


def _certified(
    parts: Parts, rows: Sequence[PlaceRow], *, mark: Mark | None, at: datetime, by: Role | None
) -> Certificate:
    """What is destroyed, when, by whom and which keys. Of what is within a room it says neither what nor how much."""
    lines = [_FORM, "Certificate of destruction", "", f"case  {rows[0].case}"]
    for row in rows:
        what = "desk" if row.mark is None else f"room {row.mark}"
        lines.append(f"{what}  {row.place}  keys 1 to {parts.store.epoch(row.place)}, and of all that belonged to it")
    lines += [
        f"at  {at.isoformat(timespec='seconds')}",
        f"by  {by or 'the house, at the end of its days'}",
        "",
        "These keys were erased, and the host key that covered them was replaced.",
        "What was sealed with them can be opened only with a copy, made before, of both.",
        *([_TOLD] if mark is not None else []),
    ]
    return Certificate(at=at, mark=mark, text=parts.notary.sign("\n".join(lines) + "\n"))


def _forget(parts: Parts, rows: Sequence[PlaceRow], *, at: datetime) -> None:
    """Forget the people, files and waiting messages of places whose keys are erased."""
    for row in rows:
        for seat in parts.store.seats(row.place):
            parts.store.drop_seat(seat.id)
        if row.kind is PlaceKind.DESK:
            for held in parts.store.at_door(DeskId(row.place)):
                parts.store.unhold(held.desk, held.carry)
        parts.store.mark_destroyed(row.place, at=at)
    parts.store.erase_documents([row.place for row in rows])
