"""XML as Office and OpenDocument files hold it: read without definitions or entities, and written anew.

A filter over events keeps prefixes as they stand, which names in values (`mc:Ignorable`) rely on, and needs no tree in
memory. Comments and processing instructions do not come through.
"""

import io
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final, TypeAlias
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.saxutils import escape, quoteattr
from xml.sax.xmlreader import AttributesNSImpl

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from entremise.documents.unfit import TOO_COMPLEX, Unfit

FAULTY: Final = (SAXException, DefusedXmlException)
"""What reading raises for what is not well formed, or defines entities."""

MOST_DEEP: Final = 256
_OPEN_XML: Final = "http://schemas.openxmlformats.org/"
_STRICT: Final = "http://purl.oclc.org/ooxml/"
_MICROSOFT: Final = "http://schemas.microsoft.com/office/"
_OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_W3C: Final = "http://www.w3.org/"

PREFIXES: Final[Mapping[str, str]] = {
    **{
        f"{root}{path}": short
        for short, (path, strict) in {
            "w": ("wordprocessingml/2006/main", "wordprocessingml/main"),
            "x": ("spreadsheetml/2006/main", "spreadsheetml/main"),
            "p": ("presentationml/2006/main", "presentationml/main"),
            "a": ("drawingml/2006/main", "drawingml/main"),
            "c": ("drawingml/2006/chart", "drawingml/chart"),
            "wp": ("drawingml/2006/wordprocessingDrawing", "drawingml/wordprocessingDrawing"),
            "xdr": ("drawingml/2006/spreadsheetDrawing", "drawingml/spreadsheetDrawing"),
            "pic": ("drawingml/2006/picture", "drawingml/picture"),
            "r": ("officeDocument/2006/relationships", "officeDocument/relationships"),
        }.items()
        for root, path in ((_OPEN_XML, path), (_STRICT, strict))
    },
    f"{_OPEN_XML}package/2006/relationships": "rel",
    f"{_OPEN_XML}package/2006/content-types": "ct",
    f"{_OPEN_XML}markup-compatibility/2006": "mc",
    f"{_MICROSOFT}word/2010/wordml": "w14",
    f"{_MICROSOFT}powerpoint/2010/main": "p14",
    f"{_MICROSOFT}word/2012/wordml": "w15",
    f"{_MICROSOFT}word/2016/wordml/cid": "w16cid",
    f"{_MICROSOFT}spreadsheetml/2010/11/ac": "x15ac",
    f"{_MICROSOFT}spreadsheetml/2014/revision": "xr",
    f"{_MICROSOFT}spreadsheetml/2015/revision2": "xr2",
    f"{_MICROSOFT}spreadsheetml/2016/revision3": "xr3",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
    **{f"{_OASIS}{path}:1.0": short for short, path in {
        "office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style", "meta": "meta",
        "presentation": "presentation", "form": "form", "script": "script", "svg": "svg-compatible",
        "fo": "xsl-fo-compatible", "number": "datastyle", "manifest": "manifest", "chart": "chart", "config": "config",
    }.items()},
    f"{_W3C}1999/xlink": "xlink",
    f"{_W3C}XML/1998/namespace": "xml",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://openoffice.org/2009/office": "officeooo",
}  # fmt: skip
"""Short names of the namespaces that rules speak of."""

_Name: TypeAlias = tuple[str | None, str]
"""A namespace and a local name."""

Attributes: TypeAlias = dict[str, str]
"""Values by short name, such as `w:val`; without a prefix where the file has none."""


class Fate(Enum):
    """What becomes of an element that is not kept as it stands."""

    DROPPED = "dropped"
    """It goes, with all within it."""
    UNWRAPPED = "unwrapped"
    """It goes; what is within it stays."""


Treat: TypeAlias = Callable[[str, Attributes], Attributes | Fate]
"""Given an element's short name and attributes: the attributes it keeps, or its fate."""


def rewritten(content: bytes, treat: Treat) -> bytes:
    """The document with each element as `treat` decides, in UTF-8; equal for equal input.

    Raises one of `FAULTY` for what is not well formed or has a document type, and Unfit for what is nested too deep.
    """
    writer = _Writer(treat)
    _parse(content, writer)
    return writer.written()


def elements(content: bytes) -> list[tuple[str, Attributes]]:
    """Every element's short name and attributes, in order. Raises as `rewritten`."""
    found: list[tuple[str, Attributes]] = []
    read(content, lambda name, attributes: found.append((name, attributes)), lambda _name, _text: None)
    return found


def read(content: bytes, start: Callable[[str, Attributes], object], text: Callable[[str, str], object]) -> None:
    """Tell `start` of every element, and `text` of every piece of text with the short name of the element it stands in.

    An element's end is told to `text` as an empty piece. Raises as `rewritten`.
    """
    _parse(content, _Reader(start, text))


def _parse(content: bytes, handler: ContentHandler) -> None:
    parser = DefusedExpatParser(forbid_dtd=True)
    parser.setFeature(feature_namespaces, True)  # noqa: FBT003 – SAX's own
    parser.setContentHandler(handler)
    parser.parse(io.BytesIO(content))


def short(name: _Name) -> str:
    """The short name of a namespace and a local name; `{namespace}local` where it has none."""
    namespace, local = name
    if namespace is None:
        return local
    prefix = PREFIXES.get(namespace)
    return f"{prefix}:{local}" if prefix is not None else f"{{{namespace}}}{local}"


class _Reader(ContentHandler):
    def __init__(self, start: Callable[[str, Attributes], object], text: Callable[[str, str], object]) -> None:
        super().__init__()
        self._start = start
        self._text = text
        self._open: list[str] = []

    def startElementNS(self, name: _Name, qname: str | None, attrs: AttributesNSImpl) -> None:  # noqa: ARG002, N802 – SAX's own
        _bounded(len(self._open))
        self._open.append(short(name))
        self._start(self._open[-1], {short(of): attrs.getValue(of) for of in attrs.getNames()})

    def endElementNS(self, name: _Name, qname: str | None) -> None:  # noqa: ARG002, N802
        self._text(self._open.pop(), "")

    def characters(self, content: str) -> None:
        self._text(self._open[-1], content)


class _Writer(ContentHandler):
    """Writes what comes in, as far as it is kept.

    Namespaces are tracked twice: as the source binds its prefixes, and as the output has bound them so far, since an
    element that goes may have bound prefixes that others within it use.
    """

    def __init__(self, treat: Treat) -> None:
        super().__init__()
        self._treat = treat
        self._out: list[str] = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n']
        self._declared: dict[str, str] = {}
        self._source: list[dict[str, str]] = [{"xml": f"{_W3C}XML/1998/namespace"}]
        self._bound: list[dict[str, str]] = [self._source[0]]
        self._open: list[str | None] = []
        """Names to be closed; None for an element that was unwrapped."""
        self._dropped = 0
        """How many elements deep within one that was dropped."""
        self._begun = False
        """Whether the last tag written is still without its `>`."""

    def written(self) -> bytes:
        return "".join(self._out).encode()

    def startPrefixMapping(self, prefix: str | None, uri: str | None) -> None:  # noqa: N802
        self._declared[prefix or ""] = uri or ""

    def startElementNS(self, name: _Name, qname: str | None, attrs: AttributesNSImpl) -> None:  # noqa: ARG002, N802
        declared, self._declared = self._declared, {}
        if self._dropped:
            self._dropped += 1
            return
        _bounded(len(self._open))
        self._source.append({**self._source[-1], **declared} if declared else self._source[-1])
        names = {short(attribute): attribute for attribute in attrs.getNames()}
        kept = self._treat(short(name), {of: attrs.getValue(attribute) for of, attribute in names.items()})
        if not isinstance(kept, Fate):
            self._start(name, declared, {attrs.getQNameByName(names[of]): value for of, value in kept.items()})
        elif kept is Fate.DROPPED:
            self._source.pop()
            self._dropped = 1
        else:
            self._bound.append(self._bound[-1])
            self._open.append(None)

    def endElementNS(self, name: _Name, qname: str | None) -> None:  # noqa: ARG002, N802
        if self._dropped:
            self._dropped -= 1
            return
        self._source.pop()
        self._bound.pop()
        tag = self._open.pop()
        if tag is not None:
            self._out.append("/>" if self._begun else f"</{tag}>")
            self._begun = False

    def characters(self, content: str) -> None:
        if not self._dropped:
            self._end_tag()
            self._out.append(escape(content, {"\r": "&#13;"}))

    def _start(self, name: _Name, declared: dict[str, str], attributes: dict[str, str]) -> None:
        self._end_tag()
        source, bound = self._source[-1], self._bound[-1]
        prefix = next((prefix for prefix, uri in source.items() if uri == name[0] and prefix != "xml"), "")
        used = {prefix, *(of.partition(":")[0] for of in attributes if ":" in of)}
        wanted = {**declared, **{one: source.get(one, "") for one in used if bound.get(one, "") != source.get(one, "")}}
        namespaces = "".join(
            f" xmlns{':' if one else ''}{one}={quoteattr(uri)}" for one, uri in sorted(wanted.items()) if one != "xml"
        )
        tag = f"{prefix}:{name[1]}" if prefix else name[1]
        values = "".join(f" {of}={quoteattr(value)}" for of, value in attributes.items())
        self._out.append(f"<{tag}{namespaces}{values}")
        self._bound.append({**bound, **wanted})
        self._open.append(tag)
        self._begun = True

    def _end_tag(self) -> None:
        if self._begun:
            self._out.append(">")
            self._begun = False


def _bounded(depth: int) -> None:
    if depth >= MOST_DEEP:
        raise Unfit(TOO_COMPLEX)
