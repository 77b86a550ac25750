"""How a place's words are sealed and its keys are wrapped. `docs/keys.md` shows the same values."""

import time
from itertools import product
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.domain.errors import Broken
from entremise.domain.ids import RoomId
from entremise.keys import holder, host, scheme, stream
from entremise.keys.boxes import public_of
from entremise.keys.scheme import DataKey, HostKey, PublicHolder
from entremise.services.ports import Covered, Holder
from tests.keys.draws import counting, fixed

ROOT: Final = Path(__file__).parents[2]

NONCE: Final = bytes(range(0x40, 0x4C))
KEY: Final = DataKey(RoomId("room-1"), 2, bytes(range(32)))
HOST: Final = HostKey(bytes(range(0x80, 0xA0)))
ANA: Final = Holder("seat-ana", bytes(range(0x60, 0x80)))
TO_ANA: Final = PublicHolder("seat-ana", public_of(ANA.private))
CONTEXT: Final = "entry|7|Said"
WORDS: Final = b"Nine frigates."

SEALED: Final = "0100000002404142434445464748494a4b71047a5a4a0cd36603ff3e98b269976c85d49c624819b4852f5bb5e6d3d4"
EPOCH_PUBLIC: Final = "b321988844b5207c33dc23c4053cbf9532c9402828f52980caf4011500f4403f"
LETTER: Final = (
    "0200000002f2f74bbd6ba7e8c7c7eeeee00cf6c8d4cf1681abc3d233f515a68e90e1b7587fdbde537c36e9bcf6ccf1a6d427"
    "cda2820212aa00cd460f96685cf161ddc8"
)
HOST_WRAP: Final = (
    "404142434445464748494a4bc359c7c3510bb36130d98c79b949c1b5c0c2f9023942f8d8f112d21d8c7eba93830891a6f5b0"
    "f7695a70b6bc0ae564b4"
)
HOLDER_PUBLIC: Final = "675dd574ed7789310b3d2e7681f3790b466c773b1521fecf36577958371ea52f"
HOLDER_WRAP: Final = (
    "404142434445464748494a4b34f6fc3baa655ecd962eb5464d2c6871b941a3b260df5c2c6163b3af4e1e07837d74a6c1da25"
    "587d9c91e7abc62387a263bdb49f8f8c1b14cc22a89829cab8cbe36e302dbe761d6329469c6339d1cfd0f3e9c9c2e326755a"
    "daf06421b1895f75"
)


def test_words_are_sealed_as_the_page_shows() -> None:
    assert scheme.seal(KEY, CONTEXT, WORDS, draw=fixed(NONCE)).hex() == SEALED
    assert scheme.unseal(KEY, CONTEXT, bytes.fromhex(SEALED)) == WORDS


def test_a_letter_is_opened_as_the_page_shows() -> None:
    assert scheme.public_half(KEY).public.hex() == EPOCH_PUBLIC
    assert scheme.unseal(KEY, CONTEXT, bytes.fromhex(LETTER)) == WORDS


def test_the_host_s_wrap_is_made_as_the_page_shows() -> None:
    assert scheme.wrap_for_host(KEY, HOST, draw=fixed(NONCE)).hex() == HOST_WRAP
    assert scheme.unwrap_by_host(KEY.place, KEY.epoch, bytes.fromhex(HOST_WRAP), HOST) == KEY


def test_a_holder_s_wrap_is_opened_as_the_page_shows() -> None:
    opened = scheme.unwrap_by_holder(KEY.place, KEY.epoch, bytes.fromhex(HOLDER_WRAP), holder=ANA, host=HOST)

    assert TO_ANA.public.hex() == HOLDER_PUBLIC
    assert opened == KEY


@pytest.mark.parametrize("value", [SEALED, EPOCH_PUBLIC, LETTER, HOST_WRAP, HOLDER_PUBLIC, HOLDER_WRAP])
def test_the_page_shows_these_values(value: str) -> None:
    page = "".join((ROOT / "docs" / "keys.md").read_text(encoding="utf-8").split())

    assert value in page


LABELS: Final = sorted(
    {
        str(value)
        for module in (scheme, holder, host, stream)
        for name, value in vars(module).items()
        if name.isupper() and str(value).startswith("entremise/")
    }
)


@pytest.mark.parametrize("label", LABELS)
def test_the_page_names_every_label(label: str) -> None:
    assert f"`{label}`" in (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")


@given(st.binary(max_size=300), st.text(max_size=20), st.booleans())
def test_what_was_sealed_is_opened(plain: bytes, context: str, unread: bool) -> None:  # noqa: FBT001
    if unread:
        sealed = scheme.seal_unread(scheme.public_half(KEY), context, plain)
    else:
        sealed = scheme.seal(KEY, context, plain, draw=counting())

    assert scheme.unseal(KEY, context, sealed) == plain
    assert scheme.epoch_of(sealed) == KEY.epoch


@pytest.mark.parametrize("sealed", [bytes.fromhex(SEALED), bytes.fromhex(LETTER)], ids=["box", "letter"])
@pytest.mark.parametrize(
    ("key", "context"),
    [
        (DataKey(RoomId("room-2"), 2, KEY.secret), CONTEXT),
        (DataKey(KEY.place, 3, KEY.secret), CONTEXT),
        (DataKey(KEY.place, 2, bytes(32)), CONTEXT),
        (KEY, "entry|8|Said"),
        (KEY, ""),
    ],
    ids=["place", "epoch", "secret", "line", "nothing"],
)
def test_words_open_where_they_stand_only(sealed: bytes, key: DataKey, context: str) -> None:
    with pytest.raises(Broken):
        scheme.unseal(key, context, sealed)


def test_a_row_s_epoch_cannot_be_changed() -> None:
    moved = b"\x01" + (3).to_bytes(4) + bytes.fromhex(SEALED)[5:]

    with pytest.raises(Broken):
        scheme.unseal(DataKey(KEY.place, 3, KEY.secret), CONTEXT, moved)


@pytest.mark.parametrize("sealed", [b"", b"\x01\0\0\0", b"\x00\0\0\0\x02", b"\x03\0\0\0\x02" + bytes(40)])
def test_other_forms_are_not_opened(sealed: bytes) -> None:
    with pytest.raises(Broken, match="no form known"):
        scheme.unseal(KEY, CONTEXT, sealed)


def test_a_wrap_opens_for_its_own_place_epoch_holder_and_host_only() -> None:
    bo = Holder("seat-bo", bytes(range(32)))
    wrap = scheme.wrap_for_holder(KEY, TO_ANA, HOST, draw=counting())
    places, epochs = (KEY.place, RoomId("room-2")), (KEY.epoch, 3)
    holders, hosts = (ANA, bo, Holder("seat-bo", ANA.private)), (HOST, HostKey(bytes(32)))

    opened = []
    for place, epoch, who, key in product(places, epochs, holders, hosts):
        try:
            opened.append((scheme.unwrap_by_holder(place, epoch, wrap, holder=who, host=key), who, key))
        except Broken:
            continue

    assert opened == [(KEY, ANA, HOST)]


def test_the_host_key_alone_does_not_open_a_holder_s_wrap() -> None:
    wrap = scheme.wrap_for_holder(KEY, TO_ANA, HOST, draw=counting())
    letter = scheme.uncover(HOST, Covered.WRAP, scheme.wrap_of(KEY.place, KEY.epoch, ANA.id), wrap)

    assert KEY.secret not in letter
    with pytest.raises(Broken):
        scheme.unwrap_by_host(KEY.place, KEY.epoch, wrap, HOST)


def test_no_secret_is_shown() -> None:
    """Not in an error, a log or a debugger."""
    assert repr(KEY) == "DataKey(place='room-1', epoch=2)"
    assert repr(ANA) == "Holder(id='seat-ana')"


def test_an_entry_is_sealed_and_opened_in_no_time() -> None:
    """Thirty microseconds each for 2 KiB; the best of many, since others use the machine, too."""
    plain, draw = bytes(2048), counting()
    sealed = scheme.seal(KEY, CONTEXT, plain, draw=draw)

    sealing = best(lambda: scheme.seal(KEY, CONTEXT, plain, draw=draw))
    opening = best(lambda: scheme.unseal(KEY, CONTEXT, sealed))

    assert (sealing < 30e-6, opening < 30e-6) == (True, True), (sealing, opening)


def best(act: object) -> float:
    """Seconds that the quickest of many runs took."""
    assert callable(act)
    spent = []
    for _ in range(200):
        begun = time.perf_counter()
        for _ in range(20):
            act()
        spent.append((time.perf_counter() - begun) / 20)
    return min(spent)
