"""Words as they are compared: without case, accents, vowel marks and signs, and with one form for letters that vary.

Shared by the guard, which looks for words that repeat a confidence, and by the search.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_LETTERS: Final = r"(?:[^\W_]|[\u0300-\u036f\u064b-\u065f\u0670\u200c])+"
_BREAK: Final = r"(?<=[^\W\d_])(?:[-\u2010][^\S\n]*\n\s*|\u00ad\s*)(?=[^\W\d_A-ZÀ-ÖØ-Þ])"
"""A hyphen at a line's end between letters, as a PDF has it when its words are pasted; and one that hides in a line."""
WORD: Final = re.compile(rf"\d+(?:[.,٫٬．，]\d+)+|{_LETTERS}(?:{_BREAK}{_LETTERS})*|[%٪‰€$£％＄￡]")
"""A word, also over a line's end; a figure; or a sign that stands for a unit. An underline is none."""

_BROKEN: Final = re.compile(r"[-\u2010]\s+|\u00ad\s*")
_SAME: Final = {"percent": "%", "pourcent": "%"}
_ALIKE: Final = (
    ("аАвВеЕкКмМнНоОрРсСтТуУхХіІјЈѕЅһҺԁԛԝӏ", "aAbBeEkKmMhHoOpPcCtTyYxXiIjJsShHdqwl"),
    ("αΑβΒγεΕζΖηιΙκΚμΜνοΟρΡτΤυχΧω", "aAbByeEzZniIkKmMvoOpPtTuxXw"),
)
"""Cyrillic letters, then Greek ones, and the Latin ones that look like them."""
_LATIN: Final = str.maketrans("".join(row for row, _ in _ALIKE), "".join(latin for _, latin in _ALIKE))
_VARIANTS: Final = _LATIN | str.maketrans(
    {
        "ي": "ی",
        "ى": "ی",
        "ك": "ک",
        "ة": "ه",
        "ە": "ه",
        "ـ": None,
        "\u200c": None,
        "٫": ".",
        "٬": ",",
        "٪": "%",
        "’": "'",
        "œ": "oe",
        "æ": "ae",
    }
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text, as it is compared, and where it stands."""

    folded: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """The words, figures and signs of money of `text`, in order.

    >>> [word.folded for word in words_of("L’œuvre: 7,5 pourcent")]
    ['l', 'oeuvre', '7.5', '%']
    """
    return [Word(fold(match.group()), *match.span()) for match in WORD.finditer(text)]


def straight(word: str) -> str:
    """`word` in plain letters, which keep their accents and case: whole, without wide or mathematical letters.

    Letters that look like Latin ones are these, in Russian and Greek words too: one word is the same in any mixture.
    """
    if "\n" in word or "\u00ad" in word:
        word = _BROKEN.sub("", word)
    return word if word.isascii() else unicodedata.normalize("NFKC", word).translate(_LATIN)


def fold(word: str) -> str:
    """`word` as it is compared: Unicode NFKD of its case-folded letters, marks left out, digits as 0 to 9."""
    if word.isascii() and word.isalpha():
        folded = word.lower()
        return _SAME.get(folded, folded)
    decomposed = unicodedata.normalize("NFKD", straight(word).casefold())
    letters = (str(unicodedata.digit(letter, letter)) for letter in decomposed if not unicodedata.combining(letter))
    folded = "".join(letters).translate(_VARIANTS)
    # 7,5 and 7.5 are one figure.
    return folded.replace(",", ".") if folded[:1].isdigit() else _SAME.get(folded, folded)


def folded_set(words: str) -> frozenset[str]:
    """The words of a list that is written with blanks between them, as they are compared.

    >>> sorted(folded_set("Été fût"))
    ['ete', 'fut']
    """
    return frozenset(map(fold, words.split()))
