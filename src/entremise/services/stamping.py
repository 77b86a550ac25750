"""Time-stamps: somebody else's clock proves that a checkpoint was there at a time, and learns nothing by it.

Once a day the checkpoints that are new go into one tree, each salted, among random leaves up to a fixed number; its
root alone is sent to be stamped (RFC 3161). A place keeps the answer and the path from its own checkpoint to that
root: it says nothing of how many places there are or which of them were busy. Without a connection they wait.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from entremise.domain import record
from entremise.domain.errors import Unstamped
from entremise.domain.ids import PlaceId
from entremise.domain.record import SALT_BYTES, WIDTH
from entremise.services.ports import Parts, Stamper, StampRow
from entremise.services.trees import checkpoint_of

SLOTS: Final = 4096
"""Leaves of the tree that is stamped, however few are in use; more places than that are stamped in several trees."""


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """A checkpoint and what proves its time. An archive holds it, so that its form is kept."""

    checkpoint: str
    """Signed."""
    salt: bytes
    index: int = 0
    """Of its leaf among the slots."""
    path: tuple[bytes, ...] = ()
    """Proof of inclusion (RFC 9162, section 2.1.3): the leaf is the leaf hash of salt and checkpoint, one after the
    other."""
    token: bytes = b""
    """The answer of the clock: a TimeStampResp over the tree's root (RFC 3161)."""

    @property
    def leaf(self) -> bytes:
        """What stands for it in the tree."""
        return record.leaf_hash(self.salt + self.checkpoint.encode())

    @property
    def root(self) -> bytes:
        """What was stamped; nothing while it waits."""
        return record.root_above(self.leaf, self.path, index=self.index, size=1 << len(self.path)) or b""


@dataclass(frozen=True, slots=True)
class LastStamp:
    """A place's newest stamp."""

    stamp: Stamp
    size: int
    """How many lines it covers."""
    at: datetime
    """The time that it tells."""


@dataclass(frozen=True, slots=True)
class Stamped:
    """What was done."""

    stamped: int
    """Checkpoints that have a stamp now."""
    waiting: int
    """Checkpoints that wait for one."""
    why: str | None = None
    """Why they wait."""


def stamp_all(parts: Parts, stamper: Stamper | None) -> Stamped:
    """Have every place's checkpoint stamped that is new since its last stamp; without a stamper, let them wait."""
    for row in parts.store.places():
        if row.destroyed is None:
            _ask(parts, row.place)
    done = 0
    while waiting := parts.store.waiting(limit=SLOTS):
        if stamper is None:
            return Stamped(done, len(waiting), "no clock is named that stamps")
        try:
            done += _stamped(parts, stamper, waiting)
        except Unstamped as why:
            return Stamped(done, len(waiting), str(why))
    return Stamped(done, 0)


def last_stamp(parts: Parts, place: PlaceId) -> LastStamp | None:
    """The place's newest stamp, or None."""
    row = parts.store.last_stamp(place)
    return None if row is None or row.stamped is None else LastStamp(_decoded(row), row.size, row.stamped)


def is_waiting(parts: Parts, place: PlaceId) -> bool:
    """Whether the place has lines that its newest stamp does not cover."""
    row = parts.store.last_stamp(place)
    return parts.store.head(place) > (0 if row is None else row.size)


def _ask(parts: Parts, place: PlaceId) -> None:
    """Put the place's checkpoint in the queue, in the stead of an older one that waits there."""
    if not is_waiting(parts, place):
        return
    checkpoint = checkpoint_of(parts, place)
    stamp = Stamp(checkpoint=parts.notary.sign(checkpoint.text), salt=_random(parts, place, 0)[:SALT_BYTES])
    row = StampRow(place=place, size=checkpoint.size, asked=parts.clock.now(), body=msgspec.json.encode(stamp))
    with parts.store.writing(place):
        parts.store.drop_waiting(place)
        parts.store.keep_stamp(row)


def _stamped(parts: Parts, stamper: Stamper, waiting: Sequence[StampRow]) -> int:
    """One tree's worth of checkpoints, stamped. Raises Unstamped if it cannot be done now."""
    stamps = {row.place: _decoded(row) for row in waiting}
    padding = [_random(parts, "stamps", number) for number in range(SLOTS - len(stamps))]
    # In the order of hashes over random bytes, a place's index says nothing.
    leaves = sorted([*padding, *(stamp.leaf for stamp in stamps.values())])
    tree, index_of = _Leaves(leaves), {leaf: index for index, leaf in enumerate(leaves)}
    token, at = stamper.stamp(record.root_of(leaves))
    with parts.store.writing(*stamps):
        for row in waiting:
            stamp = stamps[row.place]
            index = index_of[stamp.leaf]
            proved = msgspec.structs.replace(stamp, index=index, path=record.inclusion(tree, index, SLOTS), token=token)
            parts.store.keep_stamp(
                StampRow(
                    place=row.place,
                    size=row.size,
                    asked=row.asked,
                    body=msgspec.json.encode(proved),
                    stamped=at,
                )
            )
    return len(stamps)


def _decoded(row: StampRow) -> Stamp:
    return msgspec.json.decode(row.body, type=Stamp)


def _random(parts: Parts, place: str, number: int) -> bytes:
    """32 random bytes."""
    return hashlib.sha256(f"{number}|{parts.ids.secret(place)}".encode()).digest()


class _Leaves:
    """A tree of which every leaf is at hand. See `domain.record.Nodes`."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self._levels: list[Sequence[bytes]] = [leaves]
        while len(self._levels[-1]) >= WIDTH:
            below = self._levels[-1]
            whole = range(0, len(below) - WIDTH + 1, WIDTH)
            self._levels.append([record.root_of(below[start : start + WIDTH]) for start in whole])

    def nodes(self, level: int, first: int, count: int) -> Sequence[bytes]:
        """See `domain.record.Nodes.nodes`."""
        return self._levels[level][first : first + count]
