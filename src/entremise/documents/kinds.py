"""What kind a file is, by its content: never by its name, and never by the browser's word."""

import codecs
import io
import zipfile
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import puremagic

from entremise.documents import markup, packages
from entremise.documents.unfit import Unfit


class Kind(StrEnum):
    """The kinds that are told apart, by their media types."""

    PNG = "image/png"
    JPEG = "image/jpeg"
    GIF = "image/gif"
    WEBP = "image/webp"
    PDF = "application/pdf"
    TEXT = "text/plain"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ODT = "application/vnd.oasis.opendocument.text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    ODP = "application/vnd.oasis.opendocument.presentation"
    OTHER = "application/octet-stream"
    """Whatever else: it is kept, and given back as it came."""


PICTURES: Final = frozenset({Kind.PNG, Kind.JPEG, Kind.GIF, Kind.WEBP})
SHOWN: Final = PICTURES | {Kind.PDF, Kind.TEXT}
"""Kinds whose pages can be shown as pictures, or themselves as text."""
CARRIED: Final = frozenset(Kind) - {Kind.OTHER}
"""Kinds from which traces of the writer can be removed: no copy of another leaves a room."""
READ: Final = CARRIED - PICTURES
"""Kinds whose words can be read out."""
OFFICE: Final[Mapping[str, Kind]] = MappingProxyType(
    {f"{kind}.main+xml": kind for kind in (Kind.DOCX, Kind.XLSX, Kind.PPTX)}
)
"""By the media type of the package's main part. Templates, shows and files with macros have others."""
OPEN_DOCUMENT: Final[Mapping[str, Kind]] = MappingProxyType({kind: kind for kind in (Kind.ODT, Kind.ODS, Kind.ODP)})
_MARKED_UP: Final = ("<?xml", "<!doctype", "<html", "<svg", "{\\rtf", "%!ps", "mime-version:", "received:")
"""How files begin that are written in letters and read by programs: their text is not what a person sees."""
_KEPT_CONTROLS: Final = frozenset("\t\n\r\f")


def kind_of(content: bytes) -> Kind:
    """The kind of a file with this content; OTHER where none of ours is confirmed. Never raises.

    A guess by its first and last bytes (puremagic) is confirmed by its own marks: a package by its main part, text by
    being nothing but text. Time grows with the length of text, and with the number of a package's parts.
    """
    guesses = _guesses(content)
    for kind, confirmed in _CONFIRMED.items():
        if kind in guesses and confirmed(content):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _package_kind(content)
    return Kind.TEXT if text_of(content) is not None else Kind.OTHER


def text_of(content: bytes) -> str | None:
    """The text that the file is, with line breaks as they came; None if it is no plain text.

    UTF-8, or UTF-16 with its mark. No control characters, and no text that programs read as pictures or pages.
    """
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    if text.lstrip()[:16].lower().startswith(_MARKED_UP):
        return None
    controls = {character for character in set(text) if character < " " or "\x7f" <= character <= "\x9f"}
    return text if controls <= _KEPT_CONTROLS else None


def _guesses(content: bytes) -> frozenset[str]:
    try:
        return frozenset(match.mime_type for match in puremagic.magic_string(content))
    except (puremagic.PureError, ValueError):
        return frozenset()


def _package_kind(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = packages.entries(package)
            if entries and entries[0].filename == "mimetype":
                named = packages.part(package, "mimetype").decode("ascii", "replace")
                return OPEN_DOCUMENT.get(named, Kind.OTHER)
            return OFFICE.get(packages.main_type(package), Kind.OTHER)
    except (Unfit, zipfile.BadZipFile, *markup.FAULTY, *packages.FAULTS):
        return Kind.OTHER


_CONFIRMED: Final[Mapping[Kind, Callable[[bytes], bool]]] = MappingProxyType(
    {
        Kind.PNG: lambda content: content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR",
        Kind.JPEG: lambda content: content.startswith(b"\xff\xd8\xff"),
        Kind.GIF: lambda content: content.startswith((b"GIF87a", b"GIF89a")),
        Kind.WEBP: lambda content: content.startswith(b"RIFF") and content[8:12] == b"WEBP",
        Kind.PDF: lambda content: content.startswith(b"%PDF-"),
    }
)
