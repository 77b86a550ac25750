"""The record: proof that a log was only added to. Arithmetic of the Merkle tree of RFC 9162, section 2.

Each place has a tree of its own, with a leaf for each line of its log. A leaf is made of a salted commitment: whoever
holds line and salt can check it, and whoever holds the leaf alone can guess nothing.

A tree of n leaves is read by tiles: the roots of complete subtrees of 256 leaves, of 256 such tiles, and so on. A root
or a proof then costs about 256 hashes for each level (two levels up to 65,536 lines) and not n.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final, Protocol, Self

from entremise.domain.errors import Broken

WIDTH: Final = 256
"""Leaves of a tile, and tiles of the tile above."""
HASH_BYTES: Final = 32
SALT_BYTES: Final = 16
"""Random bytes that stand in every commitment, so that nobody can try out words against it."""
EMPTY: Final = sha256().digest()
"""Root of a tree without leaves."""
MOST_LEAVES: Final = 2**63 - 1
"""Leaves of the largest tree that is spoken of."""

_COMMITMENT: Final = b"entremise line commitment 1\n"
_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_ROOT: Final = re.compile(r"[A-Za-z0-9+/]{43}=")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


# Leaves ---------------------------------------------------------------------------------------------------


def micros(at: datetime) -> int:
    """Microseconds from 1970 to `at`, exactly; negative before."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def moment(at_micros: int) -> datetime:
    """The moment that `micros` was asked about, in UTC. Raises OverflowError beyond the year 9999."""
    return _EPOCH + timedelta(microseconds=at_micros)


def commitment(salt: bytes, *, number: int, at_micros: int, kind: str, version: int, body: bytes) -> bytes:
    """32 bytes that bind to one line and tell nothing of it without the salt.

    SHA-256 over a fixed first line and then each field after its length in bytes, eight bytes big-endian; numbers are
    eight bytes big-endian themselves. `docs/record.md` has a worked example.

    Raises:
        ValueError: the salt has not `SALT_BYTES` bytes.
        OverflowError: a number is negative or has more than eight bytes.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt of {SALT_BYTES} bytes is wanted, one of {len(salt)} was given")
    digest = sha256(_COMMITMENT)
    for field in (salt, _eight(number), _eight(at_micros), kind.encode(), _eight(version), body):
        digest.update(_eight(len(field)))
        digest.update(field)
    return digest.digest()


def leaf(salt: bytes, *, number: int, at_micros: int, kind: str, version: int, body: bytes) -> bytes:
    """The leaf that stands for a line: the leaf hash of its commitment. Raises as `commitment` does."""
    return leaf_hash(
        commitment(salt, number=number, at_micros=at_micros, kind=kind, version=version, body=body),
    )


def _eight(number: int) -> bytes:
    return number.to_bytes(8, "big")


def leaf_hash(data: bytes) -> bytes:
    """Hash of a leaf (RFC 9162, section 2.1.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of the node above two nodes (RFC 9162, section 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


# Roots and proofs -----------------------------------------------------------------------------------------


class Nodes(Protocol):
    """Where the hashes of one tree are kept."""

    def nodes(self, level: int, first: int, count: int) -> Sequence[bytes]:
        """`count` hashes from number `first` (the first is 0) on, in order.

        At level 0 those of leaves; at level n the roots of complete subtrees of `WIDTH` ** n leaves. Whoever asks
        knows how many there are, and asks for no others.
        """


@dataclass(frozen=True, slots=True)
class Tile:
    """The root of a complete subtree of `WIDTH` ** `level` leaves."""

    level: int
    """1 over leaves, 2 over tiles of level 1, and so on."""
    index: int
    """0, 1, 2 … within the level."""
    root: bytes


def root(nodes: Nodes, size: int, *, width: int = WIDTH) -> bytes:
    """Root of the tree of the first `size` leaves. Raises Broken if a hash is missing."""
    return _Tree(nodes, size, width).over(0, size) if size else EMPTY


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Root of the tree of these leaves, as `Growing` finds it."""
    tree = Growing()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root


class Growing:
    """A tree that is given its leaves one by one, and keeps as many hashes as their number has binary digits."""

    def __init__(self) -> None:
        self.size = 0
        self._complete: list[bytes] = []
        """Roots of complete subtrees, the largest first: one for each 1 in the size, written in base two."""

    def add(self, leaf: bytes) -> None:
        """One leaf more."""
        self.size += 1
        for _ in range((self.size & -self.size).bit_length() - 1):
            leaf = node_hash(self._complete.pop(), leaf)
        self._complete.append(leaf)

    @property
    def root(self) -> bytes:
        """Root over the leaves so far."""
        if not self._complete:
            return EMPTY
        *before, above = self._complete
        for one in reversed(before):
            above = node_hash(one, above)
        return above


def inclusion(nodes: Nodes, index: int, size: int, *, width: int = WIDTH) -> tuple[bytes, ...]:
    """Proof that leaf `index` (the first is 0) stands in the tree of `size` leaves (RFC 9162, section 2.1.3.1).

    Raises ValueError unless 0 <= `index` < `size`, and Broken if a hash is missing.
    """
    if not 0 <= index < size:
        raise ValueError(f"a leaf from 0 to {size - 1} is wanted, {index} was given")
    tree = _Tree(nodes, size, width)
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _left_part(end - start)
        if index < middle:
            proof.append(tree.over(middle, end))
            end = middle
        else:
            proof.append(tree.over(start, middle))
            start = middle
    return tuple(reversed(proof))


def consistency(nodes: Nodes, old: int, new: int, *, width: int = WIDTH) -> tuple[bytes, ...]:
    """Proof that the tree of `old` leaves is the beginning of that of `new` (RFC 9162, section 2.1.4.1).

    Empty if `old` is 0 or `new`. Raises ValueError unless 0 <= `old` <= `new`, and Broken if a hash is missing.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a size from 0 to {new} is wanted, {old} was given")
    if old in {0, new}:
        return ()
    tree = _Tree(nodes, new, width)
    proof: list[bytes] = []
    start, end = 0, new
    while old != end:
        middle = start + _left_part(end - start)
        if old <= middle:
            proof.append(tree.over(middle, end))
            end = middle
        else:
            proof.append(tree.over(start, middle))
            start = middle
    # Whoever checks holds the old root, and needs the last subtree only where it is not that.
    if start:
        proof.append(tree.over(start, end))
    return tuple(reversed(proof))


def completed(nodes: Nodes, leaf: bytes, size: int, *, width: int = WIDTH) -> tuple[Tile, ...]:
    """The tiles that `leaf` completes as leaf number `size` (the first is 1), from the lowest level up.

    `nodes` need not have the leaf or these tiles yet, only what came before. Mostly none; reads `width` - 1 hashes for
    each that there is. Raises Broken if one is missing.
    """
    tiles: list[Tile] = []
    last, count = leaf, size
    while count and count % width == 0:
        level = len(tiles)
        before = _read(nodes, level, count - width, width - 1)
        last, count = _complete([*before, last]), count // width
        tiles.append(Tile(level + 1, count - 1, last))
    return tuple(tiles)


class _Tree:
    """The tree of the first `size` leaves, each tile of it read at most once."""

    def __init__(self, nodes: Nodes, size: int, width: int) -> None:
        self._nodes = nodes
        self._size = size
        self._width = width
        self._bits = width.bit_length() - 1
        self._read: dict[tuple[int, int], Sequence[bytes]] = {}

    def over(self, start: int, end: int) -> bytes:
        """Hash over the leaves from `start` up to `end`, excluded: a part that the tree's own division makes."""
        count = end - start
        if count & (count - 1) == 0:
            return self._over_complete(start, count.bit_length() - 1)
        middle = start + _left_part(count)
        return node_hash(self.over(start, middle), self.over(middle, end))

    def _over_complete(self, start: int, height: int) -> bytes:
        """Hash over the 2 ** `height` leaves from `start` on."""
        level, within = divmod(height, self._bits)
        tile, first = divmod(start >> (level * self._bits), self._width)
        return _complete(self._tile(level, tile)[first : first + (1 << within)])

    def _tile(self, level: int, tile: int) -> Sequence[bytes]:
        """The hashes of a tile, so far as this tree has them."""
        if (level, tile) not in self._read:
            first = tile * self._width
            count = min(self._width, (self._size >> (level * self._bits)) - first)
            self._read[level, tile] = _read(self._nodes, level, first, count)
        return self._read[level, tile]


def _read(nodes: Nodes, level: int, first: int, count: int) -> Sequence[bytes]:
    found = nodes.nodes(level, first, count)
    if len(found) != count:
        raise Broken(f"a record's tree lacks hashes: {count} of level {level} are wanted, {len(found)} were found")
    return found


def _complete(hashes: Sequence[bytes]) -> bytes:
    """Root over a number of hashes that is a power of two."""
    while len(hashes) > 1:
        hashes = [node_hash(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


def _left_part(count: int) -> int:
    """How many of `count` leaves stand on the left: the largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)


# Checkpoints ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a record is at one size, to be kept by whoever wants to hold the house to it (c2sp.org/tlog-checkpoint)."""

    origin: str
    """Which record: the same line for as long as the record is kept."""
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The checkpoint whose text begins with its three lines, or None. Further lines are passed over."""
        origin, _, rest = text.partition("\n")
        size, _, rest = rest.partition("\n")
        encoded, end, _ = rest.partition("\n")
        if not origin or not end or not _SIZE.fullmatch(size) or not _ROOT.fullmatch(encoded):
            return None
        made = cls(origin, int(size), b64decode(encoded))
        # Base64 can spell the same bytes in more than one way.
        return made if made.size <= MOST_LEAVES and text.startswith(made.text) else None


# Checks ---------------------------------------------------------------------------------------------------


def is_included(leaf: bytes, proof: Sequence[bytes], *, index: int, size: int, root: bytes) -> bool:
    """Whether `proof` shows `leaf` as number `index` (the first is 0) under `root`."""
    return root_above(leaf, proof, index=index, size=size) == root


def root_above(leaf: bytes, proof: Sequence[bytes], *, index: int, size: int) -> bytes | None:
    """The root that `proof` leads to from leaf `index` of `size` (RFC 9162, section 2.1.3.2); None: it is no proof."""
    if not 0 <= index < size:
        return None
    here, last, found = index, size - 1, leaf
    for beside in proof:
        if last == 0:
            return None
        if here & 1 or here == last:
            found = node_hash(beside, found)
            here, last = _up_to_right_child(here, last)
        else:
            found = node_hash(found, beside)
        here, last = here >> 1, last >> 1
    return found if last == 0 else None


def is_consistent(proof: Sequence[bytes], *, old: int, old_root: bytes, new: int, new_root: bytes) -> bool:
    """Whether `proof` shows the old tree as the beginning of the new one (RFC 9162, section 2.1.4.2).

    A tree without leaves is the beginning of every other.
    """
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY
    if not 0 < old < new:
        return False
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    then = now = path[0]
    for beside in path[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            then, now = node_hash(beside, then), node_hash(beside, now)
            here, last = _up_to_right_child(here, last)
        else:
            now = node_hash(now, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and then == old_root and now == new_root


def _up_to_right_child(here: int, last: int) -> tuple[int, int]:
    """Both positions at the height where `here` is a right child, or the first."""
    while not here & 1 and here:
        here, last = here >> 1, last >> 1
    return here, last
