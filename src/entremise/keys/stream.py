"""Files in sealed chunks: any chunk can be read alone, and none can be changed, moved, left out or added unnoticed.

The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015), as in age and Tink, over AES-256-GCM:

    key    = derived from the file's own random secret, the place and the document
    nonce  = number of the chunk (11 octets, big-endian) | 1 for the last chunk, else 0 (1 octet)
    chunk  = AES-256-GCM(key, nonce, 64 KiB of the file, fewer only in the last; aad = place and document)

A secret seals one file, once: a nonce is never used for two different chunks. Whoever begins anew draws a new secret.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from entremise.domain.errors import Broken
from entremise.domain.ids import PlaceId
from entremise.keys.boxes import KEY_BYTES, Draw, derived, framed

FILE: Final = "entremise/1/file"

CHUNK_BYTES: Final = 64 * 1024
"""Of the file, in each chunk but the last."""
SEALED_CHUNK_BYTES: Final = CHUNK_BYTES + 16

_COUNTER_BYTES: Final = 11


@dataclass(frozen=True, slots=True)
class FileKey:
    """What opens one file. The secret stands in the entry that the file hangs on, and nowhere else."""

    place: PlaceId
    document: str
    secret: bytes = field(repr=False)


def draw_file_key(place: PlaceId, document: str, *, draw: Draw) -> FileKey:
    """A new key, for one file and one sealing of it."""
    return FileKey(place, document, draw(KEY_BYTES))


def chunks_of(size: int) -> int:
    """How many chunks a file of so many octets has; an empty one has one."""
    return max(1, -(-size // CHUNK_BYTES))


def seal_file(key: FileKey, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The sealed chunks of a file that comes in pieces of any length. Holds one chunk and one piece in memory."""
    sealer = Sealer(key)
    for piece in pieces:
        yield from sealer.take(piece)
    yield sealer.end()


class Sealer:
    """Seals a file that is not there all at once. Each octet is taken once, in its order."""

    def __init__(self, key: FileKey) -> None:
        self._cipher, self._bound = _opened(key)
        self._number = 0
        self._rest = b""
        self._ended = False

    def take(self, piece: bytes) -> list[bytes]:
        """The chunks that are whole by now. The last one is kept back until more comes, or the end."""
        self._must_go_on()
        rest = self._rest + piece
        whole = max(0, len(rest) - 1) // CHUNK_BYTES
        self._rest = rest[whole * CHUNK_BYTES :]
        return [self._sealed(rest[index * CHUNK_BYTES : (index + 1) * CHUNK_BYTES]) for index in range(whole)]

    def end(self) -> bytes:
        """The last chunk. Nothing can be taken after it."""
        self._must_go_on()
        self._ended = True
        return self._sealed(self._rest)

    def _sealed(self, plain: bytes) -> bytes:
        # Counted before it is sealed: whatever happens then, no nonce is used twice.
        number, self._number = self._number, self._number + 1
        return self._cipher.encrypt(_nonce(number, last=self._ended), plain, self._bound)

    def _must_go_on(self) -> None:
        if self._ended:
            raise Broken("a file was to be sealed on after its end")


def seal_chunk(key: FileKey, plain: bytes, number: int, *, last: bool) -> bytes:
    """Chunk `number` (0, 1, 2 …), sealed: `CHUNK_BYTES` of the file, or with `last` what is left of it.

    For a file whose chunks come at different times. Whoever calls it seals no number again with other octets.
    """
    if len(plain) > CHUNK_BYTES or (len(plain) < CHUNK_BYTES and not last):
        raise Broken("a chunk of a file has another length than it should")
    cipher, bound = _opened(key)
    return cipher.encrypt(_nonce(number, last=last), plain, bound)


def unseal_chunk(key: FileKey, sealed: bytes, number: int, *, size: int) -> bytes:
    """Chunk `number` (0, 1, 2 …) of a file of `size` octets. Raises Broken if it is not that very chunk, and whole."""
    cipher, bound = _opened(key)
    return _unsealed(cipher, bound, sealed, number=number, size=size)


def unseal_file(key: FileKey, chunks: Iterable[bytes], *, size: int) -> Iterator[bytes]:
    """The file of `size` octets, chunk by chunk. Raises Broken at the first chunk that is not the one it should be."""
    cipher, bound = _opened(key)
    number = 0
    for number, sealed in enumerate(chunks, start=1):
        yield _unsealed(cipher, bound, sealed, number=number - 1, size=size)
    if number != chunks_of(size):
        raise Broken("chunks of a file are missing")


def _opened(key: FileKey) -> tuple[AESGCM, bytes]:
    binding = (FILE, key.place, key.document)
    return AESGCM(derived(key.secret, binding)), framed(binding)


def _unsealed(cipher: AESGCM, bound: bytes, sealed: bytes, *, number: int, size: int) -> bytes:
    last = chunks_of(size) - 1
    if not 0 <= number <= last:
        raise Broken("a file has no such chunk")
    try:
        plain = cipher.decrypt(_nonce(number, last=number == last), sealed, bound)
    except (InvalidTag, ValueError):
        raise Broken("a chunk of a file was changed, or is another one") from None
    if len(plain) != (size - last * CHUNK_BYTES if number == last else CHUNK_BYTES):
        raise Broken("a chunk of a file has another length than it should")
    return plain


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_COUNTER_BYTES) + bytes((last,))
