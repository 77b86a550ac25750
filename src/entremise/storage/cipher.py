"""The port through which every stored word goes. What stands here today keeps words as they are.

A real key for each room comes behind the same two functions; nothing else changes then.
"""

from typing import Final, Protocol

from entremise.domain.ids import PlaceId


class Cipher(Protocol):
    """Seals what is stored and opens it again, for one place at a time."""

    def seal(self, place: PlaceId, context: str, plain: bytes) -> bytes:
        """`plain`, sealed for `place`; `context` says where it stands and must be the same on opening."""

    def open(self, place: PlaceId, context: str, sealed: bytes) -> bytes:
        """What was sealed. Raises Broken if it was sealed for another place or context."""


class Clear:
    """No cipher: whoever reads the disk reads the words. SECURITY.md says so, too."""

    def seal(self, place: PlaceId, context: str, plain: bytes) -> bytes:  # noqa: ARG002
        """`plain` as it is."""
        return plain

    def open(self, place: PlaceId, context: str, sealed: bytes) -> bytes:  # noqa: ARG002
        """`sealed` as it is."""
        return sealed


CLEAR: Final = Clear()
