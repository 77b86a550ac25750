"""Passkeys of seats: what is asked of a browser, and whether what it answers is right (WebAuthn Level 3).

A passkey belongs to the name under which this server is reached. It is made so that the device itself knows it, and
asks for a finger, a face or a number: then nothing need be said of a seat, which may not exist, to ask for one.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Final

import msgspec
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from entremise.domain.ids import SeatId
from entremise.services.ports import Parts, Passkey
from entremise.services.returning import passkey_data, passkey_used, put_challenge, take_challenge

MOST_CHARACTERS: Final = 20_000
"""Longest answer of a browser that is read."""
SLOTS: Final = 64
"""Challenges that are remembered of one seat at once."""
MALFORMED: Final = (ValueError, TypeError, KeyError, AttributeError, AssertionError, msgspec.DecodeError)
"""What the library raises for answers that no authenticator gives."""

Made = tuple[bytes, bytes, int]
"""A new passkey: its id, what the authenticator attested, and its counter."""


def ask_to_make(
    parts: Parts, seat: SeatId, known: list[Passkey], *, host: str, origin: str, name: str
) -> dict[str, object]:
    """What the browser is to make a passkey of, for `navigator.credentials.create`. `name` is shown on the device."""
    server = _server(host, origin)
    options, state = server.register_begin(
        PublicKeyCredentialUserEntity(id=seat.encode(), name=name, display_name=name),
        [AttestedCredentialData(passkey_data(one)[0]) for one in known],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
        challenge=_challenge(parts, seat),
    )
    put_challenge(parts, f"make|{seat}|{state['challenge']}", msgspec.json.encode(state))
    return dict(options)


def made(parts: Parts, seat: SeatId, answer: str, *, host: str, origin: str) -> Made | None:
    """The passkey that the browser made, if it is what was asked of it lately; each challenge counts once."""
    try:
        response = RegistrationResponse.from_dict(_read(answer))
        state = _state(parts, lambda name: f"make|{seat}|{name}", response.response.client_data.challenge)
        if state is None:
            return None
        data = _server(host, origin).register_complete(state, response)
    except MALFORMED:
        return None
    attested = data.credential_data
    return None if attested is None else (attested.credential_id, bytes(attested), data.counter)


def ask_for_one(parts: Parts, seat: str, *, host: str, origin: str) -> dict[str, object]:
    """What the browser is to be asked for, for `navigator.credentials.get`; alike for any seat, there or not.

    Of one seat the last few are remembered, and as few of all seats together that nobody returns to by a passkey:
    whoever asks, and under however many names, fills nothing.
    """
    options, state = _server(host, origin).authenticate_begin(
        user_verification=UserVerificationRequirement.REQUIRED, challenge=_challenge(parts, seat)
    )
    whose = seat if parts.store.passkeys(SeatId(seat)) else ""
    put_challenge(parts, _slot(whose, str(state["challenge"])), msgspec.json.encode(state))
    return dict(options)


def used(parts: Parts, seat: str, answer: str, *, host: str, origin: str) -> Passkey | None:
    """The seat's passkey with which the browser signed what was asked of it lately, as it now stands; else None.

    A counter that went back shows that the passkey was copied, and is refused (WebAuthn, 6.1.1).
    """
    try:
        response = AuthenticationResponse.from_dict(_read(answer))
        state = _state(parts, lambda name: _slot(seat, name), response.response.client_data.challenge)
        found = parts.store.passkey(response.raw_id)
        if state is None or found is None or found.seat != seat:
            return None
        data, count = passkey_data(found)
        _server(host, origin).authenticate_complete(state, [AttestedCredentialData(data)], response)
        now = response.response.authenticator_data.counter
    except MALFORMED:
        return None
    if (now or count) and now <= count:
        return None
    return passkey_used(found, now)


def _challenge(parts: Parts, seat: str) -> bytes:
    """Fresh random bytes that depend on no other seat."""
    return parts.ids.secret(f"passkey {seat}").encode()


def _server(host: str, origin: str) -> Fido2Server:
    entity = PublicKeyCredentialRpEntity(id=host, name="Entremise")
    return Fido2Server(entity, verify_origin=lambda given: given == origin)


def _read(answer: str) -> Mapping[str, Any]:
    if len(answer) > MOST_CHARACTERS:
        raise ValueError("too long")
    read = msgspec.json.decode(answer.encode("utf-8", "surrogatepass"))
    if not isinstance(read, dict):
        raise TypeError("no object")
    return read


def _slot(seat: str, challenge: str) -> str:
    """Under what the challenge is remembered: one of `SLOTS` names of the seat."""
    return f"use|{seat}|{sha256(challenge.encode()).digest()[0] % SLOTS}"


def _state(parts: Parts, kept_as: Callable[[str], str], challenge: bytes) -> dict[str, Any] | None:
    name = urlsafe_b64encode(challenge).rstrip(b"=").decode()
    kept = take_challenge(parts, kept_as(name))
    if kept is None:
        return None
    state: dict[str, Any] = msgspec.json.decode(kept)
    return state if websafe_decode(state["challenge"]) == challenge else None
