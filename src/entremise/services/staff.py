"""Staff accounts and the seats they hold. Of an account the services know its id alone.

An administrator runs the host: what is told of a case is its codename, and each place's mark and roles.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from entremise.domain.errors import ABSENT, Code, Refusal, Shut
from entremise.domain.events import Access, CaseOpened
from entremise.domain.ids import PlaceId, PlaceKind, SeatId, access_log
from entremise.domain.rooms import Seat
from entremise.domain.terms import Role
from entremise.services.access import digest_of, open_session
from entremise.services.acts import accessed
from entremise.services.holding import admit, end, holder_of, holders_in, release
from entremise.services.ports import Holder, LockedHolder, Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSeat:
    """A seat, as the account that holds it lists it."""

    seat: SeatId
    codename: str | None
    """The case's; None where its desk cannot be read by the host."""
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatedPlace:
    """A place of a case, as an administrator may know it."""

    mark: str
    """`A` … `H`, or `desk`."""
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlinedCase:
    """A case, as an administrator may know it: no party, no title, no name, nothing that was said."""

    codename: str | None
    """None where the host cannot open the desk."""
    places: tuple[SeatedPlace, ...]


def seats_held(parts: Parts, account: str) -> list[HeldSeat]:
    """The seats at desks that the account holds, by codename."""
    held = [
        HeldSeat(seat=seat.id, codename=_codename(parts, seat.place), role=seat.role)
        for seat in parts.store.seats_of_account(account)
    ]
    return sorted(held, key=lambda one: (one.codename or "", one.role))


def open_seat(parts: Parts, account: str, seat: str) -> tuple[Seat, str] | Refusal:
    """A seat that the account holds, and a new session's secret; absent for anybody else's seat."""
    found = parts.store.seat(SeatId(seat))
    if found is None or found.account != account:
        return ABSENT
    with parts.store.writing(found.place, access_log(found.place)):
        parts.store.append([accessed(found.place, Access.RETURNED, found)], at=parts.clock.now())
    return found, open_session(parts, found)


def give_key(parts: Parts, secret: str, key: Holder) -> None:
    """Have the seat's session with this secret open what `key` opens."""
    found = parts.store.credential(digest_of(secret))
    if found is not None:
        with parts.store.writing(found[1].place):
            parts.store.keep_credential(replace(found[0], private=parts.keys.sealed_for(key, secret)))


def keep_key(parts: Parts, account: str, locked: LockedHolder) -> None:
    """Keep the account's key pair, and let it open the desks at which the account sits."""
    desks = {seat.place for seat in parts.store.seats_of_account(account)}
    with parts.store.writing(*desks, *map(access_log, desks)):
        parts.keys.keep(locked)
        for desk in desks:
            admit(parts, desk, account)


def drop_key(parts: Parts, account: str) -> None:
    """Forget the account's key pair, and everything that was wrapped for it."""
    with parts.store.writing():
        parts.keys.forget(holder_of(account))


def unless_last(parts: Parts, account: str) -> Refusal | None:
    """None, unless a closed desk would be lost with the account's key."""
    desks = {seat.place for seat in parts.store.seats_of_account(account)}
    name = holder_of(account)
    lost = any(parts.keys.is_last(desk, name, among=holders_in(parts, desk)) for desk in desks)
    return Refusal(Code.LAST_KEYHOLDER) if lost else None


def release_seats(parts: Parts, account: str, what: Access) -> None:
    """Let nothing open the seats that the account holds, and nobody hold them; each place is told `what`.

    Whoever is to sit there, the same person too, is invited anew by a member of the place.
    """
    for held in parts.store.seats_of_account(account):
        with parts.store.writing(held.place, access_log(held.place)):
            for credential in parts.store.credentials(held.id):
                end(parts, credential.digest)
            release(parts, held)
            told = accessed(held.place, what, held, by=Role.ADMINISTRATOR)
            parts.store.append([told], at=parts.clock.now())


def outlined(parts: Parts) -> list[OutlinedCase]:
    """Every case, as far as an administrator may know it, by codename. No room's log is opened."""
    standing = [row for row in parts.store.places() if row.kind in _SEATED and row.destroyed is None]
    desks = [row for row in standing if row.kind is PlaceKind.DESK]
    cases = [
        OutlinedCase(
            codename=_codename(parts, desk.place),
            places=tuple(
                SeatedPlace(mark=row.mark or "desk", roles=_roles(parts.store.seats(row.place)))
                for row in sorted(standing, key=lambda row: row.mark or "")
                if row.case == desk.case
            ),
        )
        for desk in desks
    ]
    return sorted(cases, key=lambda case: case.codename or "")


_SEATED: Final = frozenset({PlaceKind.DESK, PlaceKind.ROOM})


def _roles(seats: Iterable[Seat]) -> tuple[Role, ...]:
    order = list(Role)
    return tuple(sorted((seat.role for seat in seats), key=order.index))


def _codename(parts: Parts, desk: PlaceId) -> str | None:
    """The case's; None where the host cannot open the desk."""
    try:
        line = parts.store.opening(desk)
    except Shut:
        return None
    return line.event.terms.codename if line is not None and isinstance(line.event, CaseOpened) else None
