"""Coming in: a seat's one-time link and code, then a session; or a program's bearer token.

Only hashes are kept. Unknown, used, withdrawn, expired and wrong answer alike, after the same work.
"""

import hashlib
import hmac
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from entremise.domain.errors import Code, Refusal, Shut
from entremise.domain.events import Access
from entremise.domain.ids import DeskId, PlaceId, SeatId, access_log
from entremise.domain.roles import Act, may
from entremise.domain.rooms import Seat
from entremise.domain.seats import USUAL_DAYS
from entremise.domain.terms import Role
from entremise.services.acts import accessed
from entremise.services.holding import end, hold, holders_in, unfit
from entremise.services.limiting import attempt, succeeded
from entremise.services.ports import Credential, CredentialKind, Holder, Parts, Tried

LINK_LIFE: Final = timedelta(days=USUAL_DAYS)
SESSION_LIFE: Final = timedelta(hours=12)
BEARER_LIFE: Final = timedelta(days=365)
MOST_WRONG_CODES: Final = 5
"""After so many wrong codes a link opens nothing."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a person needs to take a seat. The two are given by different ways."""

    link: str
    code: str
    expires: datetime


def invite(
    parts: Parts, seat: Seat, *, days: int = USUAL_DAYS, by: Role | None = None, name: str | None = None
) -> Invitation:
    """A new one-time link to the seat, and its code; a link given before opens nothing more.

    `by` is the role in which somebody invites, None the house; `name` what the seat's place calls the person.
    """
    with parts.store.writing(seat.place, access_log(seat.place)):
        parts.store.append([accessed(seat.place, Access.INVITED, seat, by=by, name=name)], at=parts.clock.now())
        return new_link(parts, seat, days=days)


def new_link(parts: Parts, seat: Seat, *, days: int) -> Invitation:
    """A link in place of those given before, within a transaction that writes."""
    drop_links(parts, seat)
    now = parts.clock.now()
    link, code = parts.ids.secret(seat.place), parts.ids.code(seat.place)
    invitation = Invitation(link, code, now + timedelta(days=days))
    parts.store.keep_credential(
        Credential(
            digest=_digest(link),
            kind=CredentialKind.LINK,
            seat=seat.id,
            expires=invitation.expires,
            code_digest=_code_digest(link, code),
            given=now,
        )
    )
    return invitation


def drop_links(parts: Parts, seat: Seat) -> bool:
    """Let the seat's links open nothing more; whether one was open. Within a transaction that writes."""
    now = parts.clock.now()
    links = [one for one in parts.store.credentials(seat.id) if one.kind is CredentialKind.LINK]
    for link in links:
        parts.store.drop_credential(link.digest)
    return any(link.expires > now and link.failures < MOST_WRONG_CODES for link in links)


def enter(
    parts: Parts,
    link: str,
    code: str,
    *,
    account: str | None = None,
    here: Collection[Seat] = (),
    rehearsal: bool = False,
) -> tuple[Seat, str] | Refusal:
    """The seat and a new session's secret; the link opens nothing more. Or that they open no seat.

    `account` is the staff account that is signed in, if one is, and `here` the seats at which this browser is. A seat
    at the desk wants an account, unless this is a rehearsal, and is held by it from then on; nobody sits in two places
    of a case. Unknown, used, withdrawn, expired and wrong answer alike, after the same statements; a right code by the
    wrong person leaves the link open. Attempts at one link wait for each other, longer each time.
    """
    refusal = attempt(parts, Tried.LINK, link)
    if refusal is not None:
        return refusal
    digest, given, now = _digest(link), _code_digest(link, code), parts.clock.now()
    before = parts.store.credential(digest)
    place: PlaceId = before[1].place if before is not None else _NOWHERE
    with parts.store.writing(place, access_log(place)):
        found = parts.store.credential(digest)
        credential = found[0] if found is not None else _no_credential()
        right = hmac.compare_digest(given, credential.code_digest or b"")
        live = credential.expires > now and credential.failures < MOST_WRONG_CODES
        if found is None or credential.kind is not CredentialKind.LINK or not (right and live):
            # Of what is no link, the row of nobody is written: whoever asks waits for the disk all the same.
            counted = credential if credential.kind is CredentialKind.LINK else _no_credential()
            parts.store.keep_credential(replace(counted, failures=counted.failures + 1))
            return Refusal(Code.LINK_INVALID)
        succeeded(parts, Tried.LINK, link)
        seat = found[1]
        refusal = unfit(parts, seat, account, here=here, rehearsal=rehearsal)
        if refusal is not None:
            return refusal
        if not parts.store.drop_credential(digest):
            return Refusal(Code.LINK_INVALID)
        if seat.at_desk and account is not None:
            seat = hold(parts, seat, account)
        parts.store.append([accessed(seat.place, Access.JOINED, seat)], at=now)
        return seat, issue(parts, seat, CredentialKind.SESSION, SESSION_LIFE)


def give_token(parts: Parts, seat: Seat, *, by: Role | None = None) -> str:
    """A new bearer token with which a program acts as this seat; valid for a year."""
    with parts.store.writing(seat.place, access_log(seat.place)):
        parts.store.append([accessed(seat.place, Access.BEARER_GIVEN, seat, by=by)], at=parts.clock.now())
        return issue(parts, seat, CredentialKind.BEARER, BEARER_LIFE)


def close_tokens(parts: Parts, seat: Seat) -> int:
    """Let the seat's bearer tokens open nothing more; how many there were."""
    with parts.store.writing(seat.place, access_log(seat.place)):
        tokens = [one for one in parts.store.credentials(seat.id) if one.kind is CredentialKind.BEARER]
        closed = sum(end(parts, token.digest) for token in tokens)
        told = [accessed(seat.place, Access.BEARER_ENDED, seat, by=Role.ADMINISTRATOR)] if closed else []
        parts.store.append(told, at=parts.clock.now())
        return closed


def seat_of(parts: Parts, secret: str, kind: CredentialKind) -> Seat | None:
    """The seat that a session's or a program's secret opens now, or None; and none whose role may not read.

    Whose session began with a passphrase has the seat's place open, though it be closed to the host.
    """
    found = parts.store.credential(_digest(secret))
    if found is None:
        return None
    credential, seat = found
    live = credential.kind is kind and credential.expires > parts.clock.now()
    if not live or not may(seat.role, Act.READ):
        return None
    if credential.private is not None:
        _lend(parts, seat, credential, secret)
    return seat


def open_session(parts: Parts, seat: Seat) -> str:
    """A new session's secret at a seat whose holder has been recognised otherwise."""
    with parts.store.writing(seat.place):
        return issue(parts, seat, CredentialKind.SESSION, SESSION_LIFE)


def end_sessions(parts: Parts, digests: Iterable[bytes]) -> None:
    """End the sessions whose secrets have these digests; those that have ended are passed over."""
    with parts.store.writing():
        for digest in digests:
            end(parts, digest)


def digest_of(secret: str) -> bytes:
    """What a secret is kept as."""
    return _digest(secret)


def sign_out(parts: Parts, secret: str) -> None:
    """End the session; its secret opens nothing from now on."""
    found = parts.store.credential(_digest(secret))
    if found is None:
        return
    place = found[1].place
    with parts.store.writing(place, access_log(place)):
        if end(parts, _digest(secret)):
            parts.store.append([accessed(place, Access.SIGNED_OUT, found[1])], at=parts.clock.now())


def issue(parts: Parts, seat: Seat, kind: CredentialKind, life: timedelta, *, holder: Holder | None = None) -> str:
    """A new secret that opens the seat for so long, and `holder`'s key with it. Within a transaction that writes."""
    secret, now = parts.ids.secret(seat.place), parts.clock.now()
    private = parts.keys.sealed_for(holder, secret) if holder is not None else None
    parts.store.keep_credential(
        Credential(digest=_digest(secret), kind=kind, seat=seat.id, expires=now + life, given=now, private=private)
    )
    return secret


def _lend(parts: Parts, seat: Seat, credential: Credential, secret: str) -> None:
    """Have the session's key open its seat's places, for no longer than the session."""
    left = (credential.expires - parts.clock.now()).total_seconds()
    name = f"account-{seat.account}" if seat.account is not None else f"seat-{seat.id}"
    holder = parts.keys.opened_from(name, credential.private or b"", secret)
    if holder is not None:
        for place in (seat.place, *parts.store.inner_of(seat.id)):
            if parts.keys.lend(place, holder, by=credential.digest.hex(), seconds=left):
                let_in_waiting(parts, place)


def let_in_waiting(parts: Parts, place: PlaceId) -> None:
    """Have a closed place, which a member has just opened, open for those too who set a passphrase while it was shut.

    As when it is set while the place is open: whoever has a seat there may set one.
    """
    known = {view.holder for view in parts.keys.holders(place)}
    waiting = [name for name in sorted(holders_in(parts, place) - known) if parts.store.keyholder(name) is not None]
    if waiting:
        with parts.store.writing(place, access_log(place)), suppress(Shut):
            for name in waiting:
                parts.keys.admit(place, name)


_NOWHERE: Final = DeskId("")
"""The place that an unknown link leads to."""
_HASH_BYTES: Final = hashlib.sha256().digest_size


def _no_credential() -> Credential:
    """What an unknown link is compared with, and what is counted on it, so that the work is the same."""
    return Credential(
        digest=bytes(_HASH_BYTES),
        kind=CredentialKind.LINK,
        seat=SeatId(""),
        expires=datetime.min.replace(tzinfo=UTC),
        code_digest=bytes(_HASH_BYTES),
    )


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _code_digest(link: str, code: str) -> bytes:
    return hmac.digest(link.encode("utf-8", "surrogatepass"), code.strip().encode("utf-8", "surrogatepass"), "sha256")
