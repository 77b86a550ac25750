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
    """The seat at the desk, held by `account` from now on; whoever held it before is out. Called while writing."""
    former = seat.account
    held = replace(seat, account=account)
    parts.store.keep_seat(held)
    admit(parts, seat.place, account)
    if former is not None and former != account:
        for credential in parts.store.credentials(seat.id):
            if credential.kind is not CredentialKind.LINK:
                parts.store.drop_credential(credential.digest)
        _exclude(parts, seat.place, former)
    return held


def release(parts: Parts, seat: Seat) -> Seat:
    """The seat, held by no account from now on; the account's key opens the place no more. Called while writing."""
    if seat.account is None:
        return seat
    free = replace(seat, account=None)
    parts.store.keep_seat(free)
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


def _exclude(parts: Parts, place: PlaceId, account: str) -> None:
    """Draw keys that the account does not have, unless it sits here still, or the place would be lost with it."""
    sits = any(seat.place == place for seat in parts.store.seats_of_account(account))
    if not sits and not parts.keys.is_last(place, holder_of(account)):
        parts.keys.exclude(place, holder_of(account))


def _case_of(parts: Parts, place: PlaceId) -> str | None:
    row = parts.store.place(place)
    return row.case if row is not None else None
