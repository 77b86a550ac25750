"""Signed notes: a few lines of text with Ed25519 signatures under them (c2sp.org/signed-note).

Checkpoints of the record are signed in this form, so that other people's tools can check them, too.
"""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from entremise.domain.errors import EntremiseError

MOST_CHARACTERS: Final = 100_000
"""Longest note that is read."""

_ED25519: Final = b"\x01"
_KEY_BYTES: Final = 32
_ID_BYTES: Final = 4
_SIGNATURE: Final = "— "


class Unsigned(EntremiseError):
    """What was given is no note, or not one that the key signed. The text says which, and quotes nothing."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """The public half of a key, with the key's name."""

    name: str
    public: bytes
    """32 bytes (RFC 8032)."""

    def __post_init__(self) -> None:
        if not _is_name(self.name):
            raise ValueError("a key's name without spaces, control characters and plus signs is wanted")
        if len(self.public) != _KEY_BYTES:
            raise ValueError(f"a public key of {_KEY_BYTES} bytes is wanted, {len(self.public)} were given")

    @property
    def id(self) -> bytes:
        """Four bytes by which a signature names its key."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(_ED25519 + self.public).decode()}"

    @classmethod
    def read(cls, text: str) -> Self:
        """The key that `text` shows in the form NAME+ID+BASE64. Raises ValueError for anything else."""
        name, _, rest = text.partition("+")
        identity, _, encoded = rest.partition("+")
        key = _decoded(encoded)
        if key is None or key[:1] != _ED25519:
            raise ValueError("a verifier key in the form NAME+ID+BASE64, of the kind Ed25519, is wanted")
        verifier = cls(name, key[1:])
        if verifier.id.hex() != identity:
            raise ValueError(
                "a verifier key whose id fits its name and key is wanted; a letter may be missing or wrong"
            )
        return verifier


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signs, with its name."""

    name: str
    seed: bytes = field(repr=False)
    """32 random bytes, the private key of RFC 8032."""

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.name, self._key().public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """`text` with this key's signature under it. Always the same for the same text.

        Raises ValueError unless `text` ends with a line break and holds no other control character.
        """
        if not text.endswith("\n") or not _is_clean(text):
            raise ValueError("a text that ends with a line break, without other control characters, is wanted")
        signature = b64encode(self.verifier.id + self._key().sign(text.encode())).decode()
        return f"{text}\n{_SIGNATURE}{self.name} {signature}\n"

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


class HouseNotary:
    """See `services.ports.Notary`. `seed` answers the house's private key, and is asked once."""

    name: Final = "entremise/record"

    def __init__(self, seed: Callable[[], bytes]) -> None:
        self._seed = seed
        self._drawn: Signer | None = None

    def key(self) -> str:
        """See `Notary.key`."""
        return str(self._signer().verifier)

    def sign(self, text: str) -> str:
        """See `Notary.sign`."""
        return self._signer().sign(text)

    def _signer(self) -> Signer:
        if self._drawn is None:
            self._drawn = Signer(self.name, self._seed())
        return self._drawn


def opened(note: str, verifier: Verifier) -> str:
    """The text of `note`, which `verifier`'s key signed. Signatures of other keys are passed over.

    Raises Unsigned otherwise, and if the key's own signature does not fit the text.
    """
    text, signatures = _parts(note)
    for name, identity, signature in signatures:
        if (name, identity) == (verifier.name, verifier.id):
            try:
                Ed25519PublicKey.from_public_bytes(verifier.public).verify(signature, text.encode())
            except InvalidSignature:
                raise Unsigned("the signature does not fit the text") from None
            return text
    raise Unsigned("it is not signed by this key")


def text_of(note: str) -> str:
    """The text of `note`, whoever signed it. Raises Unsigned if it is no note."""
    return _parts(note)[0]


def _parts(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """The text, and name, id and signature of each line under it."""
    if len(note) > MOST_CHARACTERS or not _is_clean(note):
        raise Unsigned("it is no signed note: too long, or with characters that a note does not hold")
    # The text may have empty lines itself: the last one parts it from the signatures.
    text, parted, below = note.rpartition("\n\n")
    if not parted or not below.endswith("\n"):
        raise Unsigned("it is no signed note: no signature stands under it")
    return f"{text}\n", list(_signatures(below))


def _signatures(below: str) -> Iterator[tuple[str, bytes, bytes]]:
    for line in below.removesuffix("\n").split("\n"):
        name, _, encoded = line.removeprefix(_SIGNATURE).partition(" ")
        signature = _decoded(encoded)
        if not line.startswith(_SIGNATURE) or not _is_name(name) or signature is None or len(signature) <= _ID_BYTES:
            raise Unsigned("it is no signed note: a line under it is no signature")
        yield name, signature[:_ID_BYTES], signature[_ID_BYTES:]


def _is_name(text: str) -> bool:
    return bool(text) and "+" not in text and not any(map(str.isspace, text)) and _is_clean(text) and "\n" not in text


def _is_clean(text: str) -> bool:
    """Whether `text` can be UTF-8 and holds no ASCII control character but line breaks."""
    return text.isprintable() or not any(
        (letter < " " and letter != "\n") or "\ud800" <= letter <= "\udfff" for letter in text
    )


def _decoded(encoded: str) -> bytes | None:
    """What standard base64 stands for, if it is spelled in the one way that encoding gives."""
    try:
        data = b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if b64encode(data).decode() == encoded else None
