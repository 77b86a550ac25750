"""What is one word, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.domain.folding import Word, fold, words_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Été", "ete"),
        ("Straße", "STRASSE"),
        ("cœur", "coeur"),
        ("مسألة", "مساله"),
        ("كتابي", "کتابی"),
        ("ﻱ", "ی"),
        ("مرحلهٔ", "مرحلۀ"),
        ("کشتی\u200cها", "کشتیها"),
        ("سـلام", "سلام"),
        ("۱۲٫۵", "12,5"),
        ("٪", "percent"),
        ("pourcent", "%"),
        ("７", "7"),
        ("ｗｏｒｄ", "word"),
        ("𝐖𝐨𝐫𝐝", "word"),
        ("５．５", "5,5"),
        ("wоrd", "word"),
        ("Αrms", "arms"),
        ("Мoсква", "МОСКВА"),
        ("ΛΌΓΟΣ", "λόγος"),
        ("with-\ndrawal", "withdrawal"),
        ("re\u2010 \n\n\ttrait", "retrait"),
        ("re\u00adtrait", "retrait"),
    ],
)
def test_the_same_word_is_one_word(one: str, other: str) -> None:
    """Case, accents, letter variants, joiners, look-alikes, line ends and other digits make no difference."""
    assert fold(one) == fold(other)


def test_words_know_where_they_stand() -> None:
    """So that they can be marked in the text they come from."""
    assert words_of("L’été: 7,5 %") == [
        Word("l", 0, 1),
        Word("ete", 2, 5),
        Word("7.5", 7, 10),
        Word("%", 11, 12),
    ]


def test_a_word_goes_on_after_a_lines_end() -> None:
    """As a PDF has it; a capital letter or a figure begins another word, and so does an underline."""
    assert words_of("frig-\nates") == [Word("frigates", 0, 10)]
    assert [word.folded for word in words_of("Anglo-\nAmerican, 6-\n7, one - \n two, half-done, a_b")] == [
        *("anglo", "american", "6", "7", "one", "two", "half", "done", "a", "b")
    ]


@given(st.text(max_size=60))
def test_words_stand_apart_and_in_order(text: str) -> None:
    """No word of any text overlaps another, and each is somewhere in it."""
    found = words_of(text)

    ends = [0, *(word.end for word in found)]
    assert all(end <= word.start < word.end <= len(text) for end, word in zip(ends, found, strict=False))
