"""Which words can be kept: everything a person can read, nothing that changes what a person reads."""

import unicodedata
from typing import Final

from entremise.domain.errors import Code, Refusal

MOST_CHARACTERS: Final = 20_000
"""Longest text, in characters: about eight printed pages."""
MOST_CHARACTERS_A_WORD: Final = 500
"""Longest run without a space."""
MOST_CHARACTERS_A_LINE: Final = 400
"""Longest name, title or condition, in characters."""

_BIDI_CONTROLS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_KEPT_CONTROLS: Final = frozenset("\n\t")
_REFUSED_CATEGORIES: Final = frozenset({"Cc", "Cs"})


def plain(text: str, *, most: int = MOST_CHARACTERS) -> str | Refusal:
    r"""`text` with line breaks as `\n` and no space around it, or why it cannot be kept.

    Refused are control characters, lone surrogates, non-characters and bidirectional overrides and isolates
    (UAX #9; they make a sentence read in another order than it is stored: CVE-2021-42574). Direction marks and
    joiners, which Arabic and Persian need, are kept. Time grows with the length, up to `most` characters.
    """
    kept = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not kept:
        return Refusal(Code.TEXT_EMPTY)
    if len(kept) > most:
        return Refusal(Code.TEXT_TOO_LONG, {"most": most, "length": len(kept)})
    longest = max(map(len, kept.split()), default=0)
    if longest > MOST_CHARACTERS_A_WORD:
        return Refusal(Code.WORD_TOO_LONG, {"most": MOST_CHARACTERS_A_WORD, "length": longest})
    if kept.isascii() and kept.isprintable():
        return kept
    for position, character in enumerate(kept, start=1):
        if _forbidden(character):
            return Refusal(Code.CHARACTER_FORBIDDEN, {"character": f"U+{ord(character):04X}", "position": position})
    return kept


def _forbidden(character: str) -> bool:
    if character in _KEPT_CONTROLS:
        return False
    if character in _BIDI_CONTROLS or unicodedata.category(character) in _REFUSED_CATEGORIES:
        return True
    return (ord(character) & 0xFFFE) == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF
