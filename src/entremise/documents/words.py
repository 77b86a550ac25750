"""The words of a file, as far as they can be read out cheaply; those that are not seen at once included."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from entremise.documents import markup, packages, pdf
from entremise.documents.kinds import Kind, text_of
from entremise.documents.unfit import UNREADABLE, Unfit

MOST_CHARACTERS: Final = 400_000
"""Read of one file."""
_WORDS: Final = frozenset({"w:t", "a:t", "x:t", "x:v", "c:v"})
_ENDS: Final = frozenset({"w:p", "a:p", "x:si", "x:is", "x:row", "c:pt", "text:p", "text:h", "table:table-row"})
_BREAKS: Final = frozenset({"w:tab", "w:br", "text:tab", "text:line-break", "text:s", "x:c", "table:table-cell"})

_OPEN_DOCUMENT: Final = ("text:", "table:", "office:", "draw:", "number:", "chart:")
_PATTERN: Final = re.compile(r"/(?:theme|slideLayouts|slideMasters)/|/(?:styles|settings|fontTable)\w*\.xml$")
"""Parts that say how things look, with words of the program's."""


def words_in(content: bytes, kind: Kind) -> str | None:
    """At most 400,000 characters of the file's words, a line for each paragraph or row; None if it is not read.

    Raises Unfit if it is damaged, locked, or too complex, and one of `markup.FAULTY` for what is not well formed.
    """
    read = _READ.get(kind)
    return read(content)[:MOST_CHARACTERS] if read is not None else None


def _of_text(content: bytes) -> str:
    text = text_of(content)
    if text is None:
        raise Unfit(UNREADABLE)
    return text


def _of_pdf(content: bytes) -> str:
    return pdf.words(content, most=MOST_CHARACTERS)


def _of_office(content: bytes) -> str:
    parts = packages.parts(content)
    named = [name for name in sorted(parts) if name.endswith(".xml") and not name.startswith("docProps/")]
    return _joined(parts[name] for name in named if not _PATTERN.search(name))


def _of_open_document(content: bytes) -> str:
    parts = packages.parts(content)
    return _joined(part for name, part in sorted(parts.items()) if name.endswith("content.xml"))


def _joined(parts: Iterable[bytes]) -> str:
    """The words of several parts, a line for each paragraph or row."""
    heard = _Heard()
    for part in parts:
        if heard.length < MOST_CHARACTERS:
            markup.read(part, heard.start, heard.text)
            heard.pieces.append("\n")
    lines = (" ".join(line.split()) for line in "".join(heard.pieces).split("\n"))
    return "\n".join(line for line in lines if line)


@dataclass
class _Heard:
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    shared: bool = False
    """Whether the cell's value is the number of a word that stands elsewhere."""

    def start(self, name: str, attributes: markup.Attributes) -> None:
        if name == "x:c":
            self.shared = attributes.get("t") == "s"

    def text(self, name: str, text: str) -> None:
        if not text:
            self.pieces.append("\n" if name in _ENDS else " " if name in _BREAKS else "")
        elif name.startswith(_OPEN_DOCUMENT) or (name in _WORDS and not (name == "x:v" and self.shared)):
            self.pieces.append(text.replace("\n", " "))
            self.length += len(text)


_READ: Final[Mapping[Kind, Callable[[bytes], str]]] = MappingProxyType(
    {
        Kind.TEXT: _of_text,
        Kind.PDF: _of_pdf,
        **dict.fromkeys((Kind.DOCX, Kind.XLSX, Kind.PPTX), _of_office),
        **dict.fromkeys((Kind.ODT, Kind.ODS, Kind.ODP), _of_open_document),
    }
)
