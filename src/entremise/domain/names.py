"""Names of files: what a person may read as one, whatever a browser or a program sent."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

MOST_CHARACTERS_A_NAME: Final = 120
"""Longest name, with its ending."""
_MOST_ENDING: Final = 10
_NAMELESS: Final = "document"
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{device}{number}" for device in ("com", "lpt") for number in range(10)}
)
"""Names that Windows gives to devices, whatever their ending."""
ENDINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "image/png": "png",
        "image/jpeg": "jpg",
        "image/gif": "gif",
        "image/webp": "webp",
        "application/pdf": "pdf",
        "text/plain": "txt",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
        "application/vnd.oasis.opendocument.text": "odt",
        "application/vnd.oasis.opendocument.spreadsheet": "ods",
        "application/vnd.oasis.opendocument.presentation": "odp",
    }
)
"""How the name of a file ends, by the media types of which copies are made; without the dot."""
_FORBIDDEN: Final = re.compile(r'[<>:"|?*]')
_JOINERS: Final = frozenset("\u200c\u200d")
"""Persian and Indic names are spelt with them."""


def display_name(given: str) -> str:
    r"""A name of at most 120 characters on one line, that names no folder and shows as it is spelt.

    Everything up to the last `/` or `\` goes; so do control characters, direction marks and overrides (with one,
    `reportfdp.exe` reads as `reportexe.pdf`), what cannot be seen, leading dots, and dots and spaces at the end. Where
    nothing is left, the name is “document”. Cutting keeps the ending. Names that Windows keeps for devices begin with
    `_`. The answer is a fixed point: cleaned again, it stays.

    >>> display_name("../../etc/passwd"), display_name("C:\\Users\\jane\\Offer.PDF"), display_name("..")
    ('passwd', 'Offer.PDF', 'document')
    """
    last = re.split(r"[/\\\u2044\u2215\u29f5\uff0f\uff3c]", given[-4096:])[-1]
    seen = "".join(_shown(last, position) for position in range(len(last)))
    whole = _trimmed(unicodedata.normalize("NFC", seen))
    name = _cut(whole) or _NAMELESS
    return f"_{name}" if name.split(".")[0].rstrip().lower() in _RESERVED else name


def with_ending(name: str, ending: str) -> str:
    """`name`, cleaned, with `ending` as its ending; another known ending of the same thing is not kept.

    >>> with_ending("Map", "png"), with_ending("Map.PNG", "png"), with_ending("Map.gif", "png")
    ('Map.png', 'Map.png', 'Map.gif.png')
    """
    kept = display_name(name)
    stem = kept[: -len(ending) - 1] if kept.lower().endswith(f".{ending}") else kept
    return f"{_trimmed(stem[: MOST_CHARACTERS_A_NAME - len(ending) - 1]) or _NAMELESS}.{ending}"


def _shown(text: str, position: int) -> str:
    """The character as it is kept: itself, a space, or nothing."""
    character = text[position]
    if character in _JOINERS:
        around = text[position - 1 : position] + text[position + 1 : position + 2]
        return character if position and len(around) > 1 and all(map(_joins, around)) else ""
    category = unicodedata.category(character)
    if category.startswith("Z"):
        return " "
    if category.startswith("C") or 0xFE00 <= ord(character) <= 0xFE0F or character in "\u034f\u115f\u1160\u3164\uffa0":
        return ""
    return _FORBIDDEN.sub("_", character)


def _joins(character: str) -> bool:
    return not character.isascii() and unicodedata.category(character).startswith(("L", "M"))


def _trimmed(name: str) -> str:
    return " ".join(name.split()).strip(" ").lstrip(". ").rstrip(". ")


def _cut(name: str) -> str:
    if len(name) < MOST_CHARACTERS_A_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > _MOST_ENDING:
        return _trimmed(name[: MOST_CHARACTERS_A_NAME - 1])
    return _trimmed(stem[: MOST_CHARACTERS_A_NAME - len(ending) - 2]) + dot + ending
