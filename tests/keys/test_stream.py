"""Files in sealed chunks: read anywhere, changed nowhere."""

from typing import Final

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from entremise.domain.errors import Broken
from entremise.domain.ids import RoomId
from entremise.keys.boxes import derived, framed
from entremise.keys.stream import (
    CHUNK_BYTES,
    SEALED_CHUNK_BYTES,
    FileKey,
    Sealer,
    chunks_of,
    draw_file_key,
    seal_file,
    unseal_chunk,
    unseal_file,
)
from tests.keys.draws import counting

ROOM: Final = RoomId("room-1")
KEY: Final = FileKey(ROOM, "doc-1", bytes(range(32)))
SMALL: Final = "09862fb38b849526157ba06ea2842c885648bf213a836d62961ba899bce4"
EMPTY: Final = "f11065dee47c6f144513e4504cf45cd5"
SIZES: Final = (0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 3 * CHUNK_BYTES + 5)


def body_of(size: int) -> bytes:
    """A file of which no two chunks are alike."""
    return b"".join(number.to_bytes(4) for number in range(-(-size // 4)))[:size]


BODY: Final = body_of(3 * CHUNK_BYTES + 5)
CHUNKS: Final = tuple(seal_file(KEY, [BODY]))


def opened(chunks: list[bytes] | tuple[bytes, ...], *, key: FileKey = KEY, size: int = len(BODY)) -> bytes:
    return b"".join(unseal_file(key, chunks, size=size))


def test_a_file_is_sealed_as_the_page_shows() -> None:
    assert [chunk.hex() for chunk in seal_file(KEY, [b"Nine frigates."])] == [SMALL]
    assert [chunk.hex() for chunk in seal_file(KEY, [])] == [EMPTY]


def test_chunks_are_what_the_paper_says() -> None:
    """Nonces are a counter and whether it is the last; nothing else differs between chunks."""
    cipher = AESGCM(derived(KEY.secret, ("entremise/1/file", ROOM, "doc-1")))
    bound = framed(("entremise/1/file", ROOM, "doc-1"))

    assert (
        tuple(
            cipher.encrypt(
                number.to_bytes(11) + (b"\1" if number == 3 else b"\0"),
                BODY[number * CHUNK_BYTES : (number + 1) * CHUNK_BYTES],
                bound,
            )
            for number in range(4)
        )
        == CHUNKS
    )


@pytest.mark.parametrize("size", SIZES)
def test_a_file_of_any_size_is_read_again(size: int) -> None:
    body = body_of(size)

    chunks = list(seal_file(KEY, [body]))

    assert opened(chunks, size=size) == body
    assert len(chunks) == chunks_of(size)
    assert {len(chunk) for chunk in chunks[:-1]} <= {SEALED_CHUNK_BYTES}


@given(st.lists(st.integers(0, 2 * CHUNK_BYTES), max_size=6))
@settings(max_examples=30)
def test_it_does_not_matter_in_which_pieces_a_file_comes(sizes: list[int]) -> None:
    body = body_of(sum(sizes))
    starts = [sum(sizes[:index]) for index in range(len(sizes))]

    pieces = [body[start : start + size] for start, size in zip(starts, sizes, strict=True)]

    assert list(seal_file(KEY, pieces)) == list(seal_file(KEY, [body]))


@pytest.mark.parametrize("number", range(4))
def test_a_chunk_is_read_alone(number: int) -> None:
    plain = unseal_chunk(KEY, CHUNKS[number], number, size=len(BODY))

    assert plain == BODY[number * CHUNK_BYTES : (number + 1) * CHUNK_BYTES]


@given(st.permutations(range(4)).filter(lambda order: order != [0, 1, 2, 3]))
@settings(max_examples=23)
def test_chunks_in_another_order_are_noticed(order: list[int]) -> None:
    with pytest.raises(Broken):
        opened([CHUNKS[number] for number in order])


@pytest.mark.parametrize("left", [0, 1, 2, 3])
def test_a_file_cut_short_is_noticed(left: int) -> None:
    with pytest.raises(Broken):
        opened(CHUNKS[:left])


@pytest.mark.parametrize("size", [CHUNK_BYTES, 2 * CHUNK_BYTES, len(BODY) - 1, len(BODY) + 1])
def test_a_file_is_of_the_size_that_its_entry_says(size: int) -> None:
    with pytest.raises(Broken):
        opened(CHUNKS[: chunks_of(size)], size=size)


@pytest.mark.parametrize("at", range(4))
def test_a_chunk_left_out_or_twice_is_noticed(at: int) -> None:
    for chunks in (CHUNKS[:at] + CHUNKS[at + 1 :], CHUNKS[: at + 1] + CHUNKS[at:]):
        with pytest.raises(Broken):
            opened(chunks)


@pytest.mark.parametrize("number", [-1, 4, 2**40])
def test_a_file_has_no_other_chunks(number: int) -> None:
    with pytest.raises(Broken):
        unseal_chunk(KEY, CHUNKS[0], number, size=len(BODY))


@pytest.mark.parametrize(
    "other",
    [
        FileKey(ROOM, "doc-2", KEY.secret),
        FileKey(RoomId("room-2"), "doc-1", KEY.secret),
        FileKey(ROOM, "doc-1", bytes(32)),
    ],
    ids=["document", "place", "secret"],
)
def test_a_chunk_of_another_file_is_noticed(other: FileKey) -> None:
    """Though both files stand in one room, and though one secret should ever seal two."""
    foreign = tuple(seal_file(other, [BODY]))

    for number in range(4):
        with pytest.raises(Broken):
            opened(CHUNKS[:number] + foreign[number : number + 1] + CHUNKS[number + 1 :])


@given(st.integers(0), st.integers(0, 7))
@settings(max_examples=50)
def test_a_changed_bit_is_noticed(at: int, bit: int) -> None:
    number, place = divmod(at % sum(map(len, CHUNKS)), SEALED_CHUNK_BYTES)
    changed = bytearray(CHUNKS[number])
    changed[place] ^= 1 << bit

    with pytest.raises(Broken):
        opened((*CHUNKS[:number], bytes(changed), *CHUNKS[number + 1 :]))


def test_nothing_is_sealed_after_the_end() -> None:
    """The last chunk's nonce would be used for other words."""
    sealer = Sealer(KEY)
    sealer.end()

    for again in (sealer.end, lambda: sealer.take(b"x")):
        with pytest.raises(Broken):
            again()


def test_each_file_has_a_secret_of_its_own() -> None:
    draw = counting()

    assert draw_file_key(ROOM, "doc-1", draw=draw).secret != draw_file_key(ROOM, "doc-1", draw=draw).secret
