"""The tree over a place's log, as the store keeps it, and the checkpoint of what it is now."""

from collections.abc import Sequence
from dataclasses import dataclass

from entremise.domain import record
from entremise.domain.ids import PlaceId
from entremise.domain.record import Checkpoint
from entremise.services.ports import Parts, Store


@dataclass(frozen=True, slots=True)
class Tree:
    """The hashes of one place's tree. See `domain.record.Nodes`."""

    store: Store
    place: PlaceId

    def nodes(self, level: int, first: int, count: int) -> Sequence[bytes]:
        """See `domain.record.Nodes.nodes`."""
        return self.store.nodes(self.place, level, first, count)


def checkpoint_of(parts: Parts, place: PlaceId) -> Checkpoint:
    """The place's checkpoint as its log stands now. Reads some 256 hashes for each power of 256 lines."""
    size = parts.store.head(place)
    return Checkpoint(origin_of(parts, place), size, record.root(Tree(parts.store, place), size))


def origin_of(parts: Parts, place: PlaceId) -> str:
    """The first line of every checkpoint of the place."""
    return f"{parts.notary.name}/{place}"
