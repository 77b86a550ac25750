"""Coming back by a passkey that was really made, with an authenticator in the place of a device.

Its keys are drawn from the person's name, and its signatures say the same of the same: nothing in it is chance.
"""

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fido2.cose import CoseKey, EdDSA
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData
from hypothesis import strategies as st

from tests.two_worlds.acts import Ask, Surface
from tests.two_worlds.world import World

ORIGIN: Final = "http://127.0.0.1"
_ASKED: Final = re.compile(r'<script id="passkey-options"[^>]*>(.*?)</script>', re.DOTALL)
_FLAGS: Final = AuthenticatorData.FLAG


@dataclass(frozen=True)
class Device:
    """What holds one person's passkey."""

    whose: str

    @property
    def identity(self) -> bytes:
        """The passkey's id."""
        return sha256(f"passkey of {self.whose}".encode()).digest()[:16]

    @property
    def key(self) -> Ed25519PrivateKey:
        """The passkey."""
        return Ed25519PrivateKey.from_private_bytes(sha256(self.whose.encode()).digest())

    def makes(self, options: dict[str, Any]) -> str:
        """What the browser says when a passkey was made."""
        client = _client(CollectedClientData.TYPE.CREATE, options)
        library: Any = EdDSA
        public: CoseKey = library.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(bytes(16), self.identity, public)
        attested = AttestationObject.create("none", self._said(_FLAGS.UP | _FLAGS.UV | _FLAGS.AT, credential), {})
        return self._answer(clientDataJSON=client, attestationObject=attested)

    def signs(self, options: dict[str, Any]) -> str:
        """What the browser says when the passkey was used."""
        client, said = _client(CollectedClientData.TYPE.GET, options), self._said(_FLAGS.UP | _FLAGS.UV)
        signature = self.key.sign(said + client.hash)
        return self._answer(clientDataJSON=client, authenticatorData=said, signature=signature)

    def _said(self, flags: Any, credential: bytes = b"") -> AuthenticatorData:
        said: AuthenticatorData = AuthenticatorData.create(sha256(b"127.0.0.1").digest(), flags, 0, credential)
        return said

    def _answer(self, **response: bytes) -> str:
        name = websafe_encode(self.identity)
        told = {key: websafe_encode(octets) for key, octets in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": told})


@dataclass(frozen=True)
class MakePasskey:
    """Somebody adds a passkey on the page of their seat."""

    who: str

    def do(self, world: World) -> None:
        asked = _ASKED.search(world.asks(self.who, "GET", f"/at/{{{self.who}}}/own").body.decode())
        if asked is not None:
            made = Device(self.who).makes(json.loads(asked[1])["creation_options"])
            world.asks(self.who, "POST", f"/at/{{{self.who}}}/own/passkeys", form={"credential": made})


@dataclass(frozen=True)
class ComeBack:
    """Somebody, at their own browser or a fresh one, comes back to a seat by its passkey, or tries by another's."""

    who: str
    whose: str
    device: str | None = None
    """Whose passkey it is, if not that seat's. B does not hold those of A."""

    def do(self, world: World) -> None:
        address = f"/at/{{{self.whose}}}/return/passkey"
        options = json.loads(world.asks(self.who, "GET", address).body)["request_options"]
        world.asks(self.who, "POST", address, form={"credential": Device(self.device or self.whose).signs(options)})
        world.asks(self.who, "GET", f"/at/{{{self.whose}}}/own")


@dataclass(frozen=True)
class MakeAndComeBack:
    """Both, one after the other."""

    who: str
    at: str

    def do(self, world: World) -> None:
        MakePasskey(self.who).do(world)
        ComeBack(self.at, self.who).do(world)


def _client(what: CollectedClientData.TYPE, options: dict[str, Any]) -> CollectedClientData:
    return CollectedClientData.create(what, websafe_decode(options["publicKey"]["challenge"]), ORIGIN)


SURFACE: Final = Surface(
    story=(MakeAndComeBack("bo", "stranger"),),
    elsewhere=(MakeAndComeBack("ana", "ana"),),
    low=(
        st.sampled_from(
            [
                MakeAndComeBack("bea", "bea"),
                MakeAndComeBack("bo", "stranger"),
                MakePasskey("bo"),
                ComeBack("bea", "bo"),
                ComeBack("stranger", "ana", device="bo"),
                Ask("bea", "POST", "/at/{bea}/own/passkeys/remove", form={"passkey": Device("bea").identity.hex()}),
                Ask("bea", "POST", "/at/{bea}/own/sessions"),
            ]
        ),
    ),
    high=(
        st.sampled_from(
            [
                MakeAndComeBack("ana", "ana"),
                MakeAndComeBack("ada", "ada"),
                ComeBack("ada", "ana"),
                Ask("ana", "POST", "/at/{ana}/own/passkeys/remove", form={"passkey": Device("ana").identity.hex()}),
                Ask("ana", "POST", "/at/{ana}/own/sessions"),
            ]
        ),
    ),
)
