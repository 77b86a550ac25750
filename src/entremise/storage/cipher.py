"""The port through which every stored word goes, and the one cipher that stands behind it: each place's own keys."""

from typing import Protocol

from entremise.domain.ids import PlaceId
from entremise.keys.ring import Keyring
from entremise.keys.scheme import epoch_of


class Cipher(Protocol):
    """Seals what is stored and opens it again, for one place at a time."""

    def seal(self, place: PlaceId, context: str, plain: bytes) -> bytes:
        """`plain`, sealed for `place`; `context` says where it stands and must be the same on opening.

        Raises Shut if the place has no keys.
        """

    def open(self, place: PlaceId, context: str, sealed: bytes) -> bytes:
        """What was sealed.

        Raises Broken if it was sealed for another place or context, and Shut if its key cannot be had: the place is
        closed and no member has it open, or it is destroyed.
        """

    def must_open(self, place: PlaceId, head: bytes) -> None:
        """Raises Shut unless `open` would have the key of what begins with these `scheme.HEAD_BYTES`."""


class RoomCipher:
    """See `Cipher`. Every place has keys of its own, one for each epoch (`keys.scheme`)."""

    def __init__(self, ring: Keyring) -> None:
        self._ring = ring

    def seal(self, place: PlaceId, context: str, plain: bytes) -> bytes:
        """See `Cipher.seal`."""
        return self._ring.seal(place, context, plain)

    def open(self, place: PlaceId, context: str, sealed: bytes) -> bytes:
        """See `Cipher.open`."""
        return self._ring.unseal(place, context, sealed)

    def must_open(self, place: PlaceId, head: bytes) -> None:
        """See `Cipher.must_open`."""
        self._ring.key(place, epoch_of(head))
