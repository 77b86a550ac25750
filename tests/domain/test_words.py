"""Rules of `entremise.domain.words`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.domain.errors import Code, Refusal
from entremise.domain.words import MOST_CHARACTERS, MOST_CHARACTERS_A_WORD, plain


@pytest.mark.parametrize("text", ["Nine frigates.", "a\tb\nc", "می‌خواهم", "שלום\u200f", "é́", "🕊️", "\u2028x"])
def test_keeps_what_people_read(text: str) -> None:
    """Letters of every script, marks, joiners and direction marks are kept as they are."""
    assert plain(text) == text.strip()


def test_line_breaks_become_one_kind() -> None:
    """A line break is kept as one character, whatever system it was typed on."""
    assert plain("one\r\ntwo\rthree\nfour") == "one\ntwo\nthree\nfour"


def test_space_around_is_dropped() -> None:
    """Space around the words is not part of them."""
    assert plain(" \n\t Nine.\r\n ") == "Nine."


@pytest.mark.parametrize("text", ["", " ", "\r\n\t", "\u3000"])
def test_refuses_nothing(text: str) -> None:
    """An entry has words."""
    assert plain(text) == Refusal(Code.TEXT_EMPTY)


def test_keeps_the_longest_text() -> None:
    """A text may have exactly as many characters as the limit says."""
    longest = "ab " * (MOST_CHARACTERS // 3) + "ab"

    assert len(longest) == MOST_CHARACTERS
    assert plain(longest) == longest


def test_refuses_a_longer_text() -> None:
    """One character more than the limit is refused, and both numbers are named."""
    refused = plain("ab " * (MOST_CHARACTERS // 3) + "abc")

    assert refused == Refusal(Code.TEXT_TOO_LONG, {"most": MOST_CHARACTERS, "length": MOST_CHARACTERS + 1})


def test_a_line_may_have_a_limit_of_its_own() -> None:
    """Names and conditions are shorter than entries."""
    assert plain("abc", most=3) == "abc"
    assert plain("abcd", most=3) == Refusal(Code.TEXT_TOO_LONG, {"most": 3, "length": 4})


def test_refuses_an_endless_word() -> None:
    """A run without a space cannot be laid out, and is refused when too long."""
    word = "x" * MOST_CHARACTERS_A_WORD

    assert plain(word) == word
    assert plain(f"one {word}x") == Refusal(
        Code.WORD_TOO_LONG, {"most": MOST_CHARACTERS_A_WORD, "length": MOST_CHARACTERS_A_WORD + 1}
    )


@pytest.mark.parametrize(
    "character",
    [
        *"\x00\x01\x08\x0b\x0c\x1b\x7f\x85\x9f",
        *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
        *"\ud800\udfff\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffff",
    ],
)
def test_refuses_what_cannot_be_read_or_misleads(character: str) -> None:
    """Controls, overrides of direction, surrogates and non-characters are named by code and position."""
    refused = plain(f"ab{character}c")

    assert refused == Refusal(Code.CHARACTER_FORBIDDEN, {"character": f"U+{ord(character):04X}", "position": 3})


@given(st.text(max_size=200))
def test_what_is_kept_is_kept_again(text: str) -> None:
    """Keeping is idempotent: what was read from a log could be written again as it stands."""
    kept = plain(text)

    assert isinstance(kept, Refusal) or plain(kept) == kept


@given(st.text(max_size=200))
def test_what_is_kept_can_be_stored(text: str) -> None:
    """Whatever is kept is valid UTF-8, and no database cuts it short at a NUL."""
    kept = plain(text)

    assert isinstance(kept, Refusal) or b"\0" not in kept.encode()


@pytest.mark.parametrize(
    "text",
    [
        "We agree." + "".join(chr(0xE0000 + ord(letter)) for letter in "Oslo"),
        "a\u200bb",
        "soft\u00adly",
        "in\u2060visible",
        "ab\u200ccd",
        "سلام" + "\u200c" * 3 + "سلام",
        "blank\u3164here",
        "private \ue000",
    ],
)
def test_nothing_is_kept_that_a_reader_cannot_see(text: str) -> None:
    """Words hidden in words would pass the mediator, who carries them exactly, unread."""
    refused = plain(text)

    assert isinstance(refused, Refusal)
    assert refused.code is Code.CHARACTER_FORBIDDEN


@pytest.mark.parametrize("text", ["می\u200cخواهم", "❤\ufe0f\u200d🔥", "مرحلة\u200f أولى", "क्\u200dष"])
def test_what_other_scripts_need_is_kept(text: str) -> None:
    assert plain(text) == text


def test_words_that_show_nothing_are_none() -> None:
    assert plain("\u200c\u200d") == Refusal(Code.TEXT_EMPTY)
