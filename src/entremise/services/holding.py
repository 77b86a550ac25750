"""Who may take a seat: a staff account at the desk, and nobody in two places of one case."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace

from entremise.domain.errors import Code, Refusal, Shut
from entremise.domain.ids import PlaceId
from entremise.domain.rooms import Seat
from entremise.services.ports import CredentialKind, Parts


def unfit(
    parts: Parts, seat: Seat, account: str | None, *, here: Collection[Seat] = (), rehearsal: bool
) -> Refusal | None:
    """Why this account, or nobody signed in, may not take the seat; None if it may.

    A seat at a desk wants an account. Nobody sits in two places of one case: neither in another that the account holds
    a seat of, nor in one at which the browser is (`here`). In a rehearsal anybody sits everywhere.
    """
    if rehearsal:
        return None
    if account is None and seat.at_desk:
        return Refusal(Code.ACCOUNT_NEEDED)
    case = _case_of(parts, seat.place)
    held = [*here, *(parts.store.seats_of_account(account) if account is not None else ())]
    elsewhere = (other for other in held if other.place != seat.place)
    return Refusal(Code.TWO_PLACES) if any(_case_of(parts, other.place) == case for other in elsewhere) else None


def hold(parts: Parts, seat: Seat, account: str) -> Seat:
    """The seat at the desk, held by `account` from now on; whoever held it before is out, and is mailed nothing more.

    Called while writing.
    """
    former = seat.account
    held = replace(seat, account=account)
    parts.store.keep_seat(held)
    admit(parts, seat.place, account)
    if former is not None and former != account:
        for credential in parts.store.credentials(seat.id):
            if credential.kind is not CredentialKind.LINK:
                end(parts, credential.digest)
        parts.store.drop_notice(seat.id)
        _exclude(parts, seat.place, former)
    return held


def release(parts: Parts, seat: Seat) -> Seat:
    """The seat, held by no account from now on: its key opens the place no more, and nobody is mailed for the seat.

    Called while writing.
    """
    if seat.account is None:
        return seat
    free = replace(seat, account=None)
    parts.store.keep_seat(free)
    parts.store.drop_notice(seat.id)
    _exclude(parts, seat.place, seat.account)
    return free


def admit(parts: Parts, place: PlaceId, account: str) -> None:
    """Let the account's key open the place too, if it has one. Within a transaction that writes.

    Where a place is closed and nobody has it open, a member must let the account in later.
    """
    with suppress(Shut):
        parts.keys.admit(place, holder_of(account))


def holder_of(account: str) -> str:
    """The name of an account's keyholder."""
    return f"account-{account}"


def holders_in(parts: Parts, place: PlaceId) -> set[str]:
    """Under what the key pairs of those are kept who sit in the place, or are members of it, if they have one."""
    members = map(parts.store.seat, parts.store.members(place))
    seated = [*parts.store.seats(place), *(one for one in members if one is not None)]
    return {name for one in seated for name in holders_of(one)}


def holders_of(seat: Seat) -> set[str]:
    """Under what the key pairs that open the seat's place for it are kept: its own and its account's."""
    return {f"seat-{seat.id}"} | ({holder_of(seat.account)} if seat.account is not None else set())


def end(parts: Parts, digest: bytes) -> bool:
    """Let a session or token open nothing more, nor keep open what it lent; whether there was one. While writing."""
    parts.keys.take_back(digest.hex())
    return parts.store.drop_credential(digest)


def _exclude(parts: Parts, place: PlaceId, account: str) -> None:
    """Draw keys that the account does not have, unless it sits here still, or the place would be lost with it."""
    sits = any(seat.place == place for seat in parts.store.seats_of_account(account))
    name = holder_of(account)
    # It sits here no more, so it is not among those who do; what is left of keys of others who are gone counts as none.
    if not sits and not parts.keys.is_last(place, name, among={name, *holders_in(parts, place)}):
        parts.keys.exclude(place, name)


def _case_of(parts: Parts, place: PlaceId) -> str | None:
    row = parts.store.place(place)
    return row.case if row is not None else None
