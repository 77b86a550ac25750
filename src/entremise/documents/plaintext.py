"""Plain text: letters, and nothing between them."""

import re
import unicodedata
from typing import Final

from entremise.documents.kinds import text_of
from entremise.documents.unfit import UNREADABLE, Unfit

_BESIDE_LETTERS: Final = frozenset("\u200c\u200d\u200e\u200f\u061c")
"""Joiners and direction marks, which Arabic, Persian and Indic scripts need beside their letters."""
_LINE_END: Final = re.compile("\r\n|[\n\r\f\u2028\u2029]")
_SPACE: Final = re.compile(r"[^\S\t]")
"""Spaces of every width but the tabulator become one."""
_BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def stripped(content: bytes) -> tuple[bytes, int]:
    r"""The text in UTF-8 without a mark, lines ending in `\n` and without space at their ends; how much was unseen.

    Left out are control characters, overrides and isolates of direction, tags, selectors, and whatever else shows
    nothing: texts can be told apart by them. Raises Unfit for what is no plain text.
    """
    text = text_of(content)
    if text is None:
        raise Unfit(UNREADABLE)
    lines = _LINE_END.split(text)
    kept = [_SPACE.sub(" ", "".join(_seen(line))).rstrip() for line in lines]
    unseen = sum(len(line.rstrip()) for line in lines) - sum(map(len, kept))
    return ("\n".join(kept).strip("\n") + "\n").encode(), max(unseen, 0)


def _seen(line: str) -> list[str]:
    if line.isascii() and line.isprintable():
        return [line]
    return [character for position, character in enumerate(line) if _is_seen(line, position, character)]


def _is_seen(line: str, position: int, character: str) -> bool:
    if character == "\t":
        return True
    if character in _BESIDE_LETTERS:
        around = line[max(0, position - 1) : position] + line[position + 1 : position + 2]
        return bool(around) and not any(beside.isascii() and beside.isalnum() for beside in around)
    if character in _BLANK or 0xFE00 <= ord(character) <= 0xFE0E or 0xE0000 <= ord(character) <= 0xE0FFF:
        return False
    return unicodedata.category(character) not in {"Cc", "Cf", "Co", "Cs", "Cn"}
