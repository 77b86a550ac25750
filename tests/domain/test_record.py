"""The record's arithmetic: the published vectors, and the laws that make a record worth keeping."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.domain import record
from entremise.domain.errors import Broken
from entremise.domain.record import Checkpoint, Tile

WIDTH = 4
"""Of the tiles here: small enough for trees of a few hundred leaves to have four levels of them."""

# The trees of Certificate Transparency's reference implementation (google/certificate-transparency, merkle_tree_test).
INPUTS = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    bytes.fromhex(text)
    for text in (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
]
INCLUDED = [
    (0, 1, []),
    (
        0,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        1,
        5,
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]
CONSISTENT = [
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]


class Kept:
    """A tree's hashes, kept leaf by leaf as a store keeps them; counts what is read."""

    def __init__(self, leaves: Sequence[bytes] = (), *, width: int = WIDTH) -> None:
        self.levels: list[list[bytes]] = [[]]
        self.width = width
        self.read = 0
        for leaf in leaves:
            self.add(leaf)

    def add(self, leaf: bytes) -> None:
        tiles = record.completed(self, leaf, len(self.levels[0]) + 1, width=self.width)
        self.levels[0].append(leaf)
        for tile in tiles:
            self.levels += [[]] * (tile.level + 1 - len(self.levels))
            self.levels[tile.level] = [*self.levels[tile.level], tile.root]
            assert tile.index == len(self.levels[tile.level]) - 1

    def nodes(self, level: int, first: int, count: int) -> Sequence[bytes]:
        self.read += count
        return self.levels[level][first : first + count] if level < len(self.levels) else []


def leaves(count: int) -> list[bytes]:
    return [record.leaf_hash(number.to_bytes(2, "big")) for number in range(count)]


def plain_root(hashes: Sequence[bytes]) -> bytes:
    """The definition of RFC 9162, section 2.1.1, word for word."""
    if len(hashes) <= 1:
        return hashes[0] if hashes else record.EMPTY
    middle = next(k for k in (1 << bit for bit in range(64)) if k < len(hashes) <= 2 * k)
    return record.node_hash(plain_root(hashes[:middle]), plain_root(hashes[middle:]))


LONGEST = 600
MANY = leaves(LONGEST)
KEPT = Kept(MANY)
PLAIN = {size: plain_root(MANY[:size]) for size in (*range(70), 255, 256, 257, 511, 512, 513, LONGEST)}

sizes = st.integers(0, LONGEST)


# The published vectors ------------------------------------------------------------------------------------


def test_the_empty_tree_has_the_published_root() -> None:
    assert record.root(Kept(), 0).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_published(size: int) -> None:
    hashes = [record.leaf_hash(data) for data in INPUTS]

    assert record.root(Kept(hashes), size, width=WIDTH) == ROOTS[size - 1]
    assert record.root_of(hashes[:size]) == ROOTS[size - 1]


@pytest.mark.parametrize(("index", "size", "proof"), INCLUDED)
def test_inclusion_proofs_are_those_published(index: int, size: int, proof: list[str]) -> None:
    hashes = [record.leaf_hash(data) for data in INPUTS]

    made = record.inclusion(Kept(hashes), index, size, width=WIDTH)
    assert [one.hex() for one in made] == proof
    assert record.is_included(hashes[index], made, index=index, size=size, root=ROOTS[size - 1])


@pytest.mark.parametrize(("old", "new", "proof"), CONSISTENT)
def test_consistency_proofs_are_those_published(old: int, new: int, proof: list[str]) -> None:
    made = record.consistency(Kept([record.leaf_hash(data) for data in INPUTS]), old, new, width=WIDTH)

    assert [one.hex() for one in made] == proof
    assert record.is_consistent(made, old=old, old_root=ROOTS[old - 1], new=new, new_root=ROOTS[new - 1])


# Trees ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", PLAIN)
def test_tiles_give_the_root_of_the_definition(size: int) -> None:
    assert record.root(KEPT, size, width=WIDTH) == PLAIN[size]
    assert record.root_of(MANY[:size]) == PLAIN[size]


@given(size=sizes)
def test_reading_once_gives_the_same_root(size: int) -> None:
    assert record.root_of(iter(MANY[:size])) == record.root(KEPT, size, width=WIDTH)


def test_tiles_become_complete_from_the_lowest_level_up() -> None:
    hashes = leaves(16)
    kept = Kept(hashes[:15])

    assert record.completed(kept, hashes[15], 16, width=WIDTH) == (
        Tile(1, 3, plain_root(hashes[12:16])),
        Tile(2, 0, plain_root(hashes)),
    )
    assert record.completed(kept, hashes[14], 15, width=WIDTH) == ()


@pytest.mark.parametrize("size", [300, 511, 512, 513, 600])
def test_a_root_reads_a_tile_for_each_level_and_not_all(size: int) -> None:
    """A room's page costs the same in its first week and in its third year."""
    kept = Kept(MANY, width=16)
    kept.read = 0

    record.root(kept, size, width=16)
    assert kept.read <= 16 * 3


@pytest.mark.parametrize("level", [0, 1])
def test_a_store_that_lost_hashes_is_not_believed(level: int) -> None:
    kept = Kept(MANY[:255])
    kept.levels[level].pop()

    with pytest.raises(Broken, match="lacks hashes"):
        record.root(kept, 255, width=WIDTH)
    with pytest.raises(Broken, match="lacks hashes"):
        record.completed(kept, MANY[255], 256, width=WIDTH)


@given(st.lists(st.binary(max_size=3), min_size=1, max_size=40), st.data())
def test_any_change_changes_the_root(data: list[bytes], chosen: st.DataObject) -> None:
    """A leaf changed, dropped, inserted, or moved: the root is another."""
    before = [record.leaf_hash(one) for one in data]
    position = chosen.draw(st.integers(0, len(before) - 1))
    other = chosen.draw(st.binary(max_size=3))

    after = list(before)
    match chosen.draw(st.sampled_from(["change", "drop", "insert", "move"])):
        case "change":
            after[position] = record.leaf_hash(other)
        case "drop":
            del after[position]
        case "insert":
            after.insert(position, record.leaf_hash(other))
        case _:
            after.insert(chosen.draw(st.integers(0, len(before) - 1)), after.pop(position))
    assert (record.root_of(before) == record.root_of(after)) == (before == after)


# Proofs ---------------------------------------------------------------------------------------------------


@given(st.data())
def test_every_leaf_is_proved(chosen: st.DataObject) -> None:
    size = chosen.draw(st.integers(1, LONGEST))
    index = chosen.draw(st.integers(0, size - 1))

    proof = record.inclusion(KEPT, index, size, width=WIDTH)
    assert record.is_included(MANY[index], proof, index=index, size=size, root=record.root(KEPT, size, width=WIDTH))


def test_small_trees_are_proved_leaf_by_leaf() -> None:
    for size in range(1, 34):
        for index in range(size):
            proof = record.inclusion(KEPT, index, size, width=WIDTH)
            assert record.is_included(MANY[index], proof, index=index, size=size, root=PLAIN[size])


@given(sizes, sizes)
def test_every_beginning_is_proved(one: int, two: int) -> None:
    old, new = sorted((one, two))

    assert record.is_consistent(
        record.consistency(KEPT, old, new, width=WIDTH),
        old=old,
        old_root=record.root(KEPT, old, width=WIDTH),
        new=new,
        new_root=record.root(KEPT, new, width=WIDTH),
    )


def test_small_trees_are_proved_size_by_size() -> None:
    for new in range(34):
        for old in range(new + 1):
            proof = record.consistency(KEPT, old, new, width=WIDTH)
            assert record.is_consistent(proof, old=old, old_root=PLAIN[old], new=new, new_root=PLAIN[new])


@given(st.data())
def test_a_spoilt_inclusion_proof_fails(chosen: st.DataObject) -> None:
    size = chosen.draw(st.integers(1, LONGEST))
    index = chosen.draw(st.integers(0, size - 1))
    root = record.root(KEPT, size, width=WIDTH)
    proof = record.inclusion(KEPT, index, size, width=WIDTH)

    assert not record.is_included(MANY[index], spoilt(proof, chosen), index=index, size=size, root=root)


@given(st.data())
def test_a_proof_holds_for_its_leaf_alone(chosen: st.DataObject) -> None:
    size = chosen.draw(st.integers(2, LONGEST))
    index = chosen.draw(st.integers(0, size - 1))
    other = chosen.draw(st.integers(-1, size).filter(lambda number: number != index))
    root = record.root(KEPT, size, width=WIDTH)
    proof = record.inclusion(KEPT, index, size, width=WIDTH)

    assert not record.is_included(MANY[index], proof, index=other, size=size, root=root)
    assert not record.is_included(MANY[other % size], proof, index=index, size=size, root=root) or other % size == index


@given(st.data())
def test_a_spoilt_consistency_proof_fails(chosen: st.DataObject) -> None:
    new = chosen.draw(st.integers(1, LONGEST))
    old = chosen.draw(st.integers(0, new))
    proof = record.consistency(KEPT, old, new, width=WIDTH)

    assert not record.is_consistent(
        spoilt(proof, chosen),
        old=old,
        old_root=record.root(KEPT, old, width=WIDTH),
        new=new,
        new_root=record.root(KEPT, new, width=WIDTH),
    )


@given(st.data())
def test_a_rewritten_past_has_no_proof(chosen: st.DataObject) -> None:
    """Whoever kept an old root sees that the log under it was changed, whatever proof is shown."""
    new = chosen.draw(st.integers(2, 80))
    old = chosen.draw(st.integers(1, new - 1))
    changed = chosen.draw(st.integers(0, old - 1))
    rewritten = Kept([record.leaf_hash(b"x") if at == changed else leaf for at, leaf in enumerate(MANY[:new])])

    for proof in (
        record.consistency(rewritten, old, new, width=WIDTH),
        record.consistency(KEPT, old, new, width=WIDTH),
    ):
        assert not record.is_consistent(
            proof,
            old=old,
            old_root=record.root(KEPT, old, width=WIDTH),
            new=new,
            new_root=record.root(rewritten, new, width=WIDTH),
        )


@pytest.mark.parametrize(("old", "new"), [(-1, 3), (4, 3), (1, 0)])
def test_a_tree_that_shrank_is_consistent_with_nothing(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="a size from 0"):
        record.consistency(KEPT, old, new, width=WIDTH)
    assert not record.is_consistent((), old=old, old_root=PLAIN[3], new=new, new_root=PLAIN[3])


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_a_leaf_that_is_not_there_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="a leaf from 0"):
        record.inclusion(KEPT, index, size, width=WIDTH)
    assert not record.is_included(MANY[0], (), index=index, size=size, root=MANY[0])


def spoilt(proof: Sequence[bytes], chosen: st.DataObject) -> list[bytes]:
    """The proof with a hash changed, dropped, added or moved; never the same."""
    after = list(proof)
    where = chosen.draw(st.integers(0, max(0, len(after) - 1)))
    match chosen.draw(st.sampled_from(["change", "drop", "add", "swap"] if len(after) > 1 else ["add"])):
        case "change":
            after[where] = bytes([after[where][0] ^ chosen.draw(st.integers(1, 255))]) + after[where][1:]
        case "drop":
            del after[where]
        case "add":
            after.insert(chosen.draw(st.integers(0, len(after))), chosen.draw(st.sampled_from([*MANY[:3], b""])))
        case _:
            after[where], after[where - 1] = after[where - 1], after[where]
    return after


# Checkpoints ----------------------------------------------------------------------------------------------

TEXT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
"""The example of c2sp.org/tlog-checkpoint."""


def test_the_published_checkpoint_is_read_and_written() -> None:
    checkpoint = Checkpoint.read(TEXT)

    assert checkpoint is not None
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert checkpoint.text == TEXT


def test_further_lines_are_passed_over() -> None:
    assert Checkpoint.read(f"{TEXT}another line\n") == Checkpoint.read(TEXT)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1), st.integers(0, record.MOST_LEAVES))
def test_a_checkpoint_is_read_as_it_is_written(origin: str, size: int) -> None:
    checkpoint = Checkpoint(origin, size, MANY[0])

    assert Checkpoint.read(checkpoint.text) == checkpoint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n1\n",
        TEXT.removesuffix("\n"),
        TEXT.replace("example.com/behind-the-sofa", ""),
        TEXT.replace("20852163", "020852163"),
        TEXT.replace("20852163", "-1"),
        TEXT.replace("20852163", "٢"),
        TEXT.replace("20852163", str(2**63)),
        TEXT.replace("20852163", "9" * 5000),
        TEXT.replace("q2I=", "q2J="),
        TEXT.replace("q2I=", "q2I"),
        TEXT.replace("CsUY", "sUY"),
    ],
)
def test_what_is_no_checkpoint_is_not_read(text: str) -> None:
    assert Checkpoint.read(text) is None


# Commitments ----------------------------------------------------------------------------------------------

SALT = bytes(range(16))
FIELDS: dict[str, Any] = {
    "number": 7,
    "at_micros": 1_770_364_800_000_000,
    "kind": "Said",
    "version": 1,
    "body": b'{"text":"No."}',
}


def committed(salt: bytes = SALT, **changed: Any) -> bytes:
    return record.commitment(salt, **{**FIELDS, **changed})


def test_a_commitment_is_a_hash_over_fields_after_their_lengths() -> None:
    """As `docs/record.md` says it, so that anybody can compute it."""
    number, at, version = (FIELDS[name].to_bytes(8, "big") for name in ("number", "at_micros", "version"))
    fields = (SALT, number, at, b"Said", version, b'{"text":"No."}')

    spelled = b"entremise line commitment 1\n" + b"".join(len(field).to_bytes(8, "big") + field for field in fields)
    assert committed() == sha256(spelled).digest()


@pytest.mark.parametrize(
    "changed",
    [
        {"number": 8},
        {"at_micros": 1_770_364_800_000_001},
        {"kind": "Told"},
        {"version": 2},
        {"body": b'{"text":"Yes"}'},
        {"kind": "Sai", "body": b'd{"text":"No."}'},
    ],
)
def test_a_commitment_binds_every_field(changed: dict[str, Any]) -> None:
    assert committed(**changed) != committed()


def test_a_commitment_binds_its_salt() -> None:
    """Without the salt nobody can try out words against it."""
    assert committed(bytes(16)) != committed()


def test_a_leaf_is_the_leaf_hash_of_a_commitment() -> None:
    assert record.leaf(SALT, **FIELDS) == record.leaf_hash(committed())


@pytest.mark.parametrize("salt", [b"", bytes(15), bytes(17)])
def test_a_salt_has_its_length(salt: bytes) -> None:
    with pytest.raises(ValueError, match="a salt of 16 bytes"):
        committed(salt)


@pytest.mark.parametrize("changed", [{"number": -1}, {"number": 2**64}, {"at_micros": -1}])
def test_numbers_have_eight_bytes(changed: dict[str, Any]) -> None:
    with pytest.raises(OverflowError):
        committed(**changed)


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_is_kept_exactly(at: datetime) -> None:
    assert record.moment(record.micros(at)) == at


def test_moments_count_from_1970() -> None:
    assert record.micros(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=1)) == 86_400_000_000
