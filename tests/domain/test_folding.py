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
    ],
)
def test_the_same_word_is_one_word(one: str, other: str) -> None:
    """Case, accents, letter variants, joiners and digits of other scripts make no difference."""
    assert fold(one) == fold(other)


def test_words_know_where_they_stand() -> None:
    """So that they can be marked in the text they come from."""
    assert words_of("L’été: 7,5 %") == [
        Word("l", 0, 1),
        Word("ete", 2, 5),
        Word("7.5", 7, 10),
        Word("%", 11, 12),
    ]


@given(st.text(max_size=60))
def test_words_stand_apart_and_in_order(text: str) -> None:
    """No word of any text overlaps another, and each is somewhere in it."""
    found = words_of(text)

    ends = [0, *(word.end for word in found)]
    assert all(end <= word.start < word.end <= len(text) for end, word in zip(ends, found, strict=False))
