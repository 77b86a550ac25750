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

_KEPT_CONTROLS: Final = frozenset("\n\t")
_UNSEEN: Final = frozenset("\u061c\u200c\u200d\u200e\u200f") | {chr(code) for code in range(0xFE00, 0xFE10)}
"""Joiners, direction marks, variation selectors: Arabic, Persian and pictures need them beside what they act on."""
_BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and signs that show nothing."""
_REFUSED_CATEGORIES: Final = frozenset({"Cc", "Cf", "Co", "Cs"})
_MOST_UNSEEN_IN_A_ROW: Final = 2


def plain(text: str, *, most: int = MOST_CHARACTERS) -> str | Refusal:
    r"""`text` with line breaks as `\n` and no space around it, or why it cannot be kept.

    Refused are control characters, lone surrogates, non-characters, private signs, bidirectional overrides and
    isolates (UAX #9; they make a sentence read in another order than it is stored: CVE-2021-42574), and whatever
    shows nothing: a mediator could carry words that nobody but the other room reads. Direction marks and joiners,
    which Arabic and Persian need, are kept beside what they act on. Time grows with the length, up to `most`.
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
    position = _forbidden_at(kept)
    if position is not None:
        return Refusal(
            Code.CHARACTER_FORBIDDEN, {"character": f"U+{ord(kept[position]):04X}", "position": position + 1}
        )
    return kept if kept.strip("".join(_UNSEEN)).strip() else Refusal(Code.TEXT_EMPTY)


def _forbidden_at(text: str) -> int | None:
    """Where the first character stands that may not be kept; None if all may."""
    row = 0
    for position, character in enumerate(text):
        if character in _UNSEEN:
            row += 1
            if row > _MOST_UNSEEN_IN_A_ROW or _idle(text, position):
                return position
            continue
        row = 0
        if not character.isalnum() and _forbidden(character):
            return position
        if character in _BLANK or 0xE0000 <= ord(character) <= 0xE0FFF:
            return position
    return None


def _idle(text: str, position: int) -> bool:
    """Whether an unseen character stands between plain Latin letters, where it does nothing but hide."""
    return text[max(0, position - 1) : position].isascii() and text[position + 1 : position + 2].isascii()


def _forbidden(character: str) -> bool:
    if character in _KEPT_CONTROLS:
        return False
    if unicodedata.category(character) in _REFUSED_CATEGORIES:
        return True
    return (ord(character) & 0xFFFE) == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF
