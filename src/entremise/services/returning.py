"""Coming back to a seat without an account: by a passphrase or a passkey; and the sessions that are open at it.

A passphrase locks a key pair of the person's own, to which the keys of the seat's places are wrapped: with it a room
that is closed to the host is read. A passkey opens the seat only.
"""

import hashlib
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import msgspec

from entremise.domain.errors import ABSENT, Broken, Code, Refusal, Shut
from entremise.domain.events import Access
from entremise.domain.ids import SeatId, access_log
from entremise.domain.roles import Act, may
from entremise.domain.rooms import Seat
from entremise.services.access import SESSION_LIFE, digest_of, issue
from entremise.services.acts import accessed
from entremise.services.holding import end, unfit
from entremise.services.limiting import attempt, succeeded
from entremise.services.ports import Credential, CredentialKind, Holder, Parts, Passkey, Tried
from entremise.services.seats import holder_of
from entremise.services.speaking import Done

CHALLENGE_LIFE: Final = timedelta(minutes=5)
LEAST_DIFFERENT: Final = 6
"""Different characters of a passphrase, at least."""
MOST_PASSKEYS: Final = 10

WRONG: Final = Refusal(Code.SIGN_IN_WRONG)
"""The one answer for a seat that does not exist, one that nobody returns to, and a wrong passphrase or passkey."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """A session that is open at a seat."""

    id: str
    """By which its own seat can end it; opens nothing."""
    since: datetime | None
    until: datetime
    this: bool
    """Whether it is the one that asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyView:
    """A passkey of a seat."""

    id: str
    added: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysBack:
    """How one returns to a seat, and who is there now."""

    passphrase: bool
    passkeys: tuple[PasskeyView, ...]
    sessions: tuple[SessionView, ...]
    """The newest first."""


class KeptPasskey(msgspec.Struct, frozen=True):
    """What is kept of a passkey."""

    data: bytes
    """The credential's id and public key, as the authenticator attested them (WebAuthn, 6.5.1)."""
    count: int
    """The authenticator's signature counter, when it was last used."""
    added: datetime


def ways_back(parts: Parts, seat: Seat, secret: str) -> WaysBack:
    """How one returns to the seat, and its open sessions; `secret` is that of the session which asks."""
    now, mine = parts.clock.now(), digest_of(secret)
    live = [one for one in parts.store.credentials(seat.id) if one.kind is CredentialKind.SESSION and one.expires > now]
    return WaysBack(
        passphrase=parts.store.keyholder(holder_of(seat)) is not None,
        passkeys=tuple(PasskeyView(id=one.id.hex(), added=_kept(one).added) for one in parts.store.passkeys(seat.id)),
        sessions=tuple(
            SessionView(id=_name(one), since=one.given, until=one.expires, this=one.digest == mine)
            for one in reversed(live)
        ),
    )


def set_passphrase(
    parts: Parts, seat: Seat, secret: str, passphrase: str, *, current: str | None = None
) -> Done | Refusal:
    """Set the passphrase with which one returns to the seat, in place of `current` if there is one.

    Another browser's session, left open, is not enough to change it. About 0.3 s, twice where there was one. While
    nobody has a closed room open it is set all the same, and opens the room once a member has come who does
    (`access.let_in_waiting`).
    """
    if passphrase and len(set(passphrase.casefold())) < LEAST_DIFFERENT:
        return Refusal(Code.PASSPHRASE_PLAIN)
    name, known = holder_of(seat), parts.store.keyholder(holder_of(seat)) is not None
    if known:
        refusal = attempt(parts, Tried.SEAT, seat.id)
        if refusal is not None:
            return refusal
    holder = parts.keys.unlocked(name, current or "") if known else None
    if known and holder is None:
        return WRONG
    if known:
        succeeded(parts, Tried.SEAT, seat.id)
    keys = parts.keys
    locked = keys.drawn(name, passphrase) if holder is None else keys.locked(holder, passphrase)
    if isinstance(locked, Refusal):
        return locked
    now, places = parts.clock.now(), (seat.place, *parts.store.inner_of(seat.id))
    with parts.store.writing(*places, *map(access_log, places)):
        found = parts.store.credential(digest_of(secret))
        if found is None or found[1].id != seat.id:
            # The session was ended while the passphrase was worked on, as when a lost device is replaced.
            return ABSENT
        keys.keep(locked)
        for place in places:
            with suppress(Shut):
                keys.admit(place, name)
        parts.store.keep_credential(replace(found[0], private=keys.sealed_for(locked.holder, secret)))
        parts.store.append([accessed(seat.place, Access.WAY_BACK_SET, seat)], at=now)
    return Done(now)


def come_back(
    parts: Parts,
    seat: str,
    passphrase: str,
    *,
    account: str | None = None,
    here: Collection[Seat] = (),
    rehearsal: bool = False,
) -> tuple[Seat, str] | Refusal:
    """The seat and a new session's secret, for the passphrase that was set for it.

    The same words, and the same work of about 0.3 s, for a seat that does not exist and for a wrong passphrase.
    """
    refusal = attempt(parts, Tried.SEAT, seat)
    if refusal is not None:
        return refusal
    name = f"seat-{seat}"
    lock = parts.store.keyholder(name)
    holder = parts.keys.unlocked(name, passphrase)
    found = parts.store.seat(SeatId(seat))
    if holder is None or found is None:
        return WRONG
    succeeded(parts, Tried.SEAT, seat)

    def stands() -> bool:
        return parts.store.keyholder(name) == lock

    return _open(parts, found, holder, stands=stands, account=account, here=here, rehearsal=rehearsal)


def come_back_by_passkey(
    parts: Parts,
    seat: str,
    used: Passkey,
    *,
    account: str | None = None,
    here: Collection[Seat] = (),
    rehearsal: bool = False,
) -> tuple[Seat, str] | Refusal:
    """The seat and a new session's secret, for a passkey of this seat whose signature was found right.

    `used` holds the state in which the authenticator left it.
    """
    found = parts.store.seat(SeatId(seat))
    if found is None or used.seat != found.id or parts.store.passkey(used.id) is None:
        return WRONG

    def stands() -> bool:
        if parts.store.passkey(used.id) is None:
            return False
        parts.store.keep_passkey(used)
        return True

    return _open(parts, found, None, stands=stands, account=account, here=here, rehearsal=rehearsal)


def add_passkey(parts: Parts, seat: Seat, secret: str, identity: bytes, *, data: bytes, count: int) -> Done | Refusal:
    """Remember a new passkey of the seat, whose making was found right; `secret` is that of the session which asks."""
    now = parts.clock.now()
    with parts.store.writing(seat.place, access_log(seat.place)):
        found = parts.store.credential(digest_of(secret))
        if found is None or found[1].id != seat.id:
            return ABSENT
        if parts.store.passkey(identity) is not None or len(parts.store.passkeys(seat.id)) >= MOST_PASSKEYS:
            return Refusal(Code.PASSKEY_WRONG)
        body = msgspec.json.encode(KeptPasskey(data, count, now))
        parts.store.keep_passkey(Passkey(identity, seat.id, body))
        parts.store.append([accessed(seat.place, Access.WAY_BACK_SET, seat)], at=now)
    return Done(now)


def remove_passkey(parts: Parts, seat: Seat, identity: str) -> Done:
    """Forget a passkey of the seat; nothing happens if there is none of this id."""
    now = parts.clock.now()
    with parts.store.writing(seat.place, access_log(seat.place)):
        if parts.store.drop_passkey(seat.id, _bytes(identity)):
            parts.store.append([accessed(seat.place, Access.WAY_BACK_REMOVED, seat)], at=now)
    return Done(now)


def passkey_used(passkey: Passkey, count: int) -> Passkey:
    """The passkey after it was used, with the authenticator's counter."""
    return replace(passkey, body=msgspec.json.encode(msgspec.structs.replace(_kept(passkey), count=count)))


def passkey_data(passkey: Passkey) -> tuple[bytes, int]:
    """What the authenticator attested when the passkey was made, and its counter when last used."""
    kept = _kept(passkey)
    return kept.data, kept.count


def put_challenge(parts: Parts, name: str, state: bytes) -> None:
    """Keep what was asked of an authenticator, until it is answered or five minutes have passed."""
    now = parts.clock.now()
    with parts.store.writing():
        parts.store.keep_challenge(_digest(name), state, expires=now + CHALLENGE_LIFE, now=now)


def take_challenge(parts: Parts, name: str) -> bytes | None:
    """What was asked under this name, once; None if nothing was, or not lately."""
    with parts.store.writing():
        return parts.store.take_challenge(_digest(name), now=parts.clock.now())


def end_session(parts: Parts, seat: Seat, session: str) -> Done:
    """End one of the seat's sessions; nothing happens if there is none of this id."""
    return _end(parts, seat, lambda one: _name(one) == session)


def end_other_sessions(parts: Parts, seat: Seat, secret: str) -> Done:
    """End every session of the seat but the one that asks."""
    mine = digest_of(secret)
    return _end(parts, seat, lambda one: one.digest != mine)


def _end(parts: Parts, seat: Seat, which: Callable[[Credential], bool]) -> Done:
    now = parts.clock.now()
    with parts.store.writing(seat.place, access_log(seat.place)):
        for one in parts.store.credentials(seat.id):
            ended = one.kind is CredentialKind.SESSION and which(one) and end(parts, one.digest)
            if ended and one.expires > now:
                parts.store.append([accessed(seat.place, Access.SIGNED_OUT, seat)], at=now)
    return Done(now)


def _open(
    parts: Parts,
    seat: Seat,
    holder: Holder | None,
    *,
    stands: Callable[[], bool],
    account: str | None,
    here: Collection[Seat],
    rehearsal: bool,
) -> tuple[Seat, str] | Refusal:
    """A new session, if the way back that was used still `stands` when nobody else can change it any more."""
    if not may(seat.role, Act.READ):
        return WRONG
    refusal = unfit(parts, seat, account, here=here, rehearsal=rehearsal)
    if refusal is not None:
        return refusal
    with parts.store.writing(seat.place, access_log(seat.place)):
        if parts.store.seat(seat.id) is None or not stands():
            return WRONG
        secret = issue(parts, seat, CredentialKind.SESSION, SESSION_LIFE, holder=holder)
        parts.store.append([accessed(seat.place, Access.RETURNED, seat)], at=parts.clock.now())
    return seat, secret


def _name(credential: Credential) -> str:
    return hashlib.sha256(b"session|" + credential.digest).hexdigest()[:32]


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()


def _bytes(identity: str) -> bytes:
    try:
        return bytes.fromhex(identity)
    except ValueError:
        return b""


def _kept(passkey: Passkey) -> KeptPasskey:
    try:
        return msgspec.json.decode(passkey.body, type=KeptPasskey)
    except msgspec.DecodeError:
        raise Broken("a passkey was kept in another form") from None
