"""A person's key pair: who opens it, and what a passphrase may be."""

import threading
import unicodedata
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entremise.domain.errors import Broken, Code, Refusal
from entremise.keys import holder
from entremise.keys.holder import chosen, lock, open_in_session, prepared, seal_for_session, unlock
from entremise.keys.passwords import ORDINARY, Cost
from entremise.services.ports import Holder
from tests.keys.draws import CHEAP, counting, fixed

ANA: Final = Holder("seat-ana", bytes(range(0x60, 0x80)))
NONCE: Final = bytes(range(0x40, 0x4C))
WORDS: Final = b"correct horse battery"
LOCK: Final = (
    "01000000400301000102030405060708090a0b0c0d0e0f404142434445464748494a4b502f2c0cc567544b8768033847be52"
    "1c20d1f4d55e48a934e7038f0cd34ff23ac9205af79c10af1a47ee2b9b434adfb0"
)
IN_SESSION: Final = (
    "404142434445464748494a4b69626e8716c991ae7a7f255659305ba938517aea7ae88f368e5b13eaf54191f76339962b98e1"
    "dc944f88bdacbed8bb75"
)


def test_a_private_key_is_locked_as_the_page_shows() -> None:
    cost = Cost(iterations=3, kibibytes=64)

    assert lock(ANA, WORDS, draw=fixed(bytes(range(16)), NONCE), cost=cost).hex() == LOCK
    assert unlock("seat-ana", bytes.fromhex(LOCK), WORDS) == ANA


def test_a_private_key_is_sealed_for_a_session_as_the_page_shows() -> None:
    assert seal_for_session(ANA, "s" * 32, draw=fixed(NONCE)).hex() == IN_SESSION
    assert open_in_session("seat-ana", bytes.fromhex(IN_SESSION), "s" * 32) == ANA


@pytest.mark.parametrize(
    ("identity", "passphrase"),
    [("seat-ana", b"correct horse batterz"), ("seat-ana", b""), ("seat-bo", WORDS)],
    ids=["wrong", "empty", "another's"],
)
def test_a_lock_opens_for_its_holder_and_passphrase_only(identity: str, passphrase: bytes) -> None:
    locked = lock(ANA, WORDS, draw=counting(), cost=CHEAP)

    assert unlock(identity, locked, passphrase) is None


def test_nobody_is_behind_no_lock() -> None:
    assert unlock("seat-nobody", None, WORDS) is None


def test_a_stranger_costs_what_a_wrong_passphrase_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    """One run of Argon2 at the ordinary cost each, whether there is such a holder or not, and whoever is right."""
    locked = lock(ANA, WORDS, draw=counting())
    paid: list[tuple[int, int, Cost]] = []
    stretched = holder.stretched

    def counted(passphrase: bytes, salt: bytes, cost: Cost) -> bytes:
        paid.append((len(passphrase), len(salt), cost))
        return stretched(passphrase, salt, cost)

    monkeypatch.setattr(holder, "stretched", counted)
    unlock("seat-ana", locked, WORDS)
    unlock("seat-ana", locked, WORDS[::-1])
    unlock("seat-bo", None, WORDS)

    assert paid == [(len(WORDS), 16, ORDINARY)] * 3


def test_locks_open_at_the_same_time() -> None:
    """Two people sign in at once: with several lanes the library's threads would wait for each other for ever."""
    locked = lock(ANA, WORDS, draw=counting())
    opened: list[Holder | None] = []
    threads = [threading.Thread(target=lambda: opened.append(unlock("seat-ana", locked, WORDS))) for _ in range(3)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert opened == [ANA] * 3


@pytest.mark.parametrize(
    "changed",
    [b"", b"\x02" + bytes(90), bytes.fromhex(LOCK)[:22], b"\x01\xff\xff\xff\xff\x03\x01" + bytes(76)],
    ids=["empty", "another form", "cut short", "more memory than there is"],
)
def test_a_lock_that_was_not_made_here_is_broken(changed: bytes) -> None:
    with pytest.raises(Broken):
        unlock("seat-ana", changed, WORDS)


@given(st.integers(0), st.integers(0, 7))
@settings(max_examples=40)
def test_a_changed_lock_opens_for_nobody(at: int, bit: int) -> None:
    locked = bytearray(lock(ANA, WORDS, draw=counting(), cost=CHEAP))
    # The cost itself apart: Argon2 with another one would take long, and open nothing.
    locked[7 + at % (len(locked) - 7)] ^= 1 << bit

    assert unlock("seat-ana", bytes(locked), WORDS) is None


@pytest.mark.parametrize(
    ("identity", "secret"), [("seat-bo", "s" * 32), ("seat-ana", "t" * 32), ("seat-ana", ""), ("seat-ana", "\ud800")]
)
def test_a_session_opens_for_its_holder_and_secret_only(identity: str, secret: str) -> None:
    assert open_in_session(identity, seal_for_session(ANA, "s" * 32, draw=counting()), secret) is None


# Passphrases ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("correct horse battery", "correct horse battery"),
        (" leading and trailing ", " leading and trailing "),
        ("Cafe\u0301 noir serré", "Café noir serré"),
        ("trois\u00a0cent\u202fmille", "trois cent mille"),
        ("Å\u3000Å", "Å Å"),
        ("ﬁ Ａ １", "ﬁ Ａ １"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
    ids=["plain", "spaces", "composed", "other spaces", "ideographic", "compatible", "joined"],
)
def test_every_keyboard_gives_the_same(typed: str, taken: str) -> None:
    """RFC 8265: spaces of all kinds are one, letters are composed, and nothing else is changed."""
    assert prepared(typed) == taken.encode()


@pytest.mark.parametrize(
    "letter", ["\t", "\n", "\0", "\x7f", "\u202e", "\ufeff", "\u3164", "\ud800", "\ue000", "\uffff"]
)
def test_what_nobody_can_type_or_see_is_no_passphrase(letter: str) -> None:
    refused = prepared(f"abc{letter}")

    assert refused == Refusal(Code.CHARACTER_FORBIDDEN, {"character": f"U+{ord(letter):04X}", "position": 4})


def test_nothing_is_no_passphrase() -> None:
    assert prepared("") == Refusal(Code.TEXT_EMPTY)


def test_an_over_long_passphrase_is_refused_before_it_is_looked_at() -> None:
    assert prepared("\0" * 1025) == Refusal(Code.TEXT_TOO_LONG, {"most": 1024, "length": 1025})


def test_a_long_passphrase_is_taken() -> None:
    assert prepared("é" * 1024) == ("é" * 1024).encode()


@pytest.mark.parametrize("length", [1, 11])
def test_a_short_passphrase_is_not_chosen(length: int) -> None:
    assert chosen("x" * length) == Refusal(Code.PASSPHRASE_SHORT, {"least": 12, "length": length})


def test_a_passphrase_of_twelve_is_chosen() -> None:
    assert chosen("twelve chars") == b"twelve chars"


@given(st.text(max_size=40))
def test_preparing_twice_changes_nothing(text: str) -> None:
    once = prepared(text)

    if not isinstance(once, Refusal):
        assert prepared(once.decode()) == once
        assert unicodedata.is_normalized("NFC", once.decode())
