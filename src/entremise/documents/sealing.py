"""Files sealed in chunks, as the services ask for it: see `services.ports.Seals`, and `keys.stream` for how."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from entremise.domain.ids import DocumentId, PlaceId
from entremise.keys import stream
from entremise.keys.boxes import KEY_BYTES, Draw
from entremise.keys.stream import FileKey


@dataclass(frozen=True, slots=True)
class Streams:
    """See `services.ports.Seals`."""

    random: Draw = os.urandom
    chunk_bytes: int = stream.CHUNK_BYTES

    def draw(self) -> bytes:
        """See `Seals.draw`."""
        return self.random(KEY_BYTES)

    def sealer(self, place: PlaceId, document: DocumentId, key: bytes) -> stream.Sealer:
        """See `Seals.sealer`."""
        return stream.Sealer(FileKey(place, document, key))

    def chunk(
        self, place: PlaceId, document: DocumentId, key: bytes, plain: bytes, *, number: int, last: bool
    ) -> bytes:
        """See `Seals.chunk`."""
        return stream.seal_chunk(FileKey(place, document, key), plain, number, last=last)

    def opened(
        self, place: PlaceId, document: DocumentId, key: bytes, chunks: Iterable[bytes], *, size: int
    ) -> Iterator[bytes]:
        """See `Seals.opened`."""
        return stream.unseal_file(FileKey(place, document, key), chunks, size=size)
