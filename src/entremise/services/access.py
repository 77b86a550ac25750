"""Coming in: a seat's one-time link and code, then a session; or a program's bearer token.

Only hashes are kept. Unknown, used, expired and wrong answer alike.
"""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from entremise.domain.errors import Code, Refusal
from entremise.domain.ids import SeatId
from entremise.domain.rooms import Seat
from entremise.services.ports import Credential, CredentialKind, Parts

LINK_LIFE: Final = timedelta(days=7)
SESSION_LIFE: Final = timedelta(hours=12)
BEARER_LIFE: Final = timedelta(days=365)
MOST_WRONG_CODES: Final = 5
"""After so many wrong codes a link opens nothing."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a person needs to take a seat. The two are given by different ways."""

    link: str
    code: str


def invite(parts: Parts, seat: Seat) -> Invitation:
    """A new one-time link to the seat, and its code; open for a week."""
    invitation = Invitation(parts.ids.secret(seat.place), parts.ids.code(seat.place))
    credential = Credential(
        digest=_digest(invitation.link),
        kind=CredentialKind.LINK,
        seat=seat.id,
        expires=parts.clock.now() + LINK_LIFE,
        code_digest=_code_digest(invitation.link, invitation.code),
    )
    with parts.store.writing(seat.place):
        parts.store.keep_credential(credential)
    return invitation


def enter(parts: Parts, link: str, code: str) -> tuple[Seat, str] | Refusal:
    """The seat and a new session's secret; the link opens nothing more. Or that they open no seat.

    Unknown, used, expired and wrong answer alike. A wrong code on a live link is counted, which costs one write more.
    """
    digest, given = _digest(link), _code_digest(link, code)
    now = parts.clock.now()
    with parts.store.writing():
        found = parts.store.credential(digest)
        credential = found[0] if found is not None else _no_credential(digest)
        right = hmac.compare_digest(given, credential.code_digest or b"")
        live = credential.expires > now and credential.failures < MOST_WRONG_CODES
        if found is None or credential.kind is not CredentialKind.LINK:
            return Refusal(Code.LINK_INVALID)
        if not (right and live):
            parts.store.keep_credential(replace(credential, failures=credential.failures + 1))
            return Refusal(Code.LINK_INVALID)
        if not parts.store.drop_credential(digest):
            return Refusal(Code.LINK_INVALID)
        seat = found[1]
        return seat, _issue(parts, seat, CredentialKind.SESSION, SESSION_LIFE)


def give_token(parts: Parts, seat: Seat) -> str:
    """A new bearer token with which a program acts as this seat; valid for a year."""
    with parts.store.writing(seat.place):
        return _issue(parts, seat, CredentialKind.BEARER, BEARER_LIFE)


def seat_of(parts: Parts, secret: str, kind: CredentialKind) -> Seat | None:
    """The seat that a session's or a program's secret opens now, or None."""
    found = parts.store.credential(_digest(secret))
    if found is None:
        return None
    credential, seat = found
    return seat if credential.kind is kind and credential.expires > parts.clock.now() else None


def sign_out(parts: Parts, secret: str) -> None:
    """End the session; its secret opens nothing from now on."""
    with parts.store.writing():
        parts.store.drop_credential(_digest(secret))


def _issue(parts: Parts, seat: Seat, kind: CredentialKind, life: timedelta) -> str:
    secret = parts.ids.secret(seat.place)
    expires = parts.clock.now() + life
    parts.store.keep_credential(Credential(digest=_digest(secret), kind=kind, seat=seat.id, expires=expires))
    return secret


def _no_credential(digest: bytes) -> Credential:
    """What an unknown link is compared with, so that the work is the same."""
    return Credential(
        digest=digest,
        kind=CredentialKind.LINK,
        seat=SeatId(""),
        expires=datetime.min.replace(tzinfo=UTC),
        code_digest=b"\0" * hashlib.sha256().digest_size,
    )


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _code_digest(link: str, code: str) -> bytes:
    return hmac.digest(link.encode("utf-8", "surrogatepass"), code.strip().encode("utf-8", "surrogatepass"), "sha256")
