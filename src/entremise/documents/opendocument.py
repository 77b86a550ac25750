"""OpenDocument files (ISO/IEC 26300): words, tables, slides, charts and pictures, under names of our own."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from entremise.documents import markup, packages, pictures
from entremise.documents.kinds import Kind
from entremise.documents.markup import Attributes, Fate
from entremise.documents.unfit import COMMENTED, CROPPED, EMBEDS, LINKED, LOCKED, TRACKED, UNREADABLE, Unfit
from entremise.domain.copies import Hidden, Trace
from entremise.domain.errors import Refusal

_BESIDE: Final[Mapping[str, Trace]] = {
    "meta.xml": Trace.PEOPLE,
    "settings.xml": Trace.PATH,
    "manifest.rdf": Trace.EXTENSION,
    "layout-cache": Trace.EXTENSION,
    "Thumbnails/": Trace.THUMBNAIL,
    "Configurations2/": Trace.EXTENSION,
    "Basic/": Trace.SCRIPT,
    "Scripts/": Trace.SCRIPT,
    "Versions/": Trace.VERSION,
    "VersionList.xml": Trace.VERSION,
    "META-INF/documentsignatures.xml": Trace.SIGNATURE,
    "ObjectReplacements/": Trace.THUMBNAIL,
    "Fonts/": Trace.EXTENSION,
    "Dialogs/": Trace.SCRIPT,
}
"""Parts that are left out, by how their names begin. So is every other that nothing shows."""

_REFUSED: Final[Mapping[str, Refusal]] = {
    "office:annotation": COMMENTED,
    "text:changed-region": TRACKED,
    "table:cell-content-change": TRACKED,
    "table:insertion": TRACKED,
    "table:deletion": TRACKED,
    "table:movement": TRACKED,
    "draw:object-ole": EMBEDS,
    "draw:plugin": EMBEDS,
    "draw:applet": EMBEDS,
    "draw:floating-frame": EMBEDS,
    "office:binary-data": EMBEDS,
    "text:section-source": LINKED,
    "table:table-source": LINKED,
    "table:cell-range-source": LINKED,
    "office:dde-source": LINKED,
    "text:dde-connection-decl": LINKED,
    "table:database-source-sql": LINKED,
    "table:database-source-table": LINKED,
    "table:database-source-query": LINKED,
}
_LEFT_OUT: Final[Mapping[str, Trace]] = {
    "office:meta": Trace.PEOPLE,
    "office:settings": Trace.PATH,
    "office:scripts": Trace.SCRIPT,
    "office:event-listeners": Trace.SCRIPT,
    "script:event-listener": Trace.SCRIPT,
    "presentation:event-listener": Trace.SCRIPT,
    "presentation:sound": Trace.PATH,
    "office:forms": Trace.FORM,
    "draw:control": Trace.FORM,
    "presentation:notes": Trace.NOTE,
    "text:user-field-decls": Trace.FIELD,
    "text:dde-connection-decls": Trace.PATH,
    "svg:title": Trace.DESCRIPTION,
    "svg:desc": Trace.DESCRIPTION,
    "svg:font-face-src": Trace.EXTENSION,
    "text:soft-page-break": Trace.DEVICE,
    "office:change-info": Trace.PEOPLE,
    "dc:creator": Trace.PEOPLE,
    "dc:date": Trace.DATES,
}
_FIELDS: Final = frozenset(
    {"author-name", "author-initials", "initial-creator", "creator", "file-name", "template-name", "printed-by"}
    | {"creation-date", "creation-time", "modification-date", "modification-time", "print-date", "print-time"}
    | {"editing-cycles", "editing-duration", "title", "subject", "keywords", "description", "user-defined"}
    | {"user-field-get", "user-field-input", "dde-connection", "execute-macro", "script", "placeholder", "meta-field"}
    | {f"sender-{of}" for of in ("firstname", "lastname", "initials", "title", "position", "email", "company")}
    | {f"sender-{of}" for of in ("phone-private", "phone-work", "fax", "street", "city", "postal-code", "country")}
    | {"sender-state-or-province", "date", "time", "database-display", "database-name", "database-next"}
    | {"database-row-number", "database-row-select", "meta", "bibliography-mark"}
)
"""Fields that fill themselves in; what they show stays as words."""
_LISTS_OF_CHANGES: Final = frozenset({"text:tracked-changes", "table:tracked-changes"})
"""Where no change is listed in them, they are empty."""
_UNWRAPPED: Final = _LISTS_OF_CHANGES | frozenset({f"text:{name}" for name in _FIELDS} | {"text:a", "draw:a"})
_LEFT_OUT_ATTRIBUTES: Final[Mapping[str, Trace]] = {
    "officeooo:rsid": Trace.IDENTIFIER,
    "officeooo:paragraph-rsid": Trace.IDENTIFIER,
    "fo:language": Trace.LANGUAGE,
    "fo:country": Trace.LANGUAGE,
    "fo:script": Trace.LANGUAGE,
    "style:language-asian": Trace.LANGUAGE,
    "style:country-asian": Trace.LANGUAGE,
    "style:language-complex": Trace.LANGUAGE,
    "style:country-complex": Trace.LANGUAGE,
    "style:rfc-language-tag": Trace.LANGUAGE,
    "style:rfc-language-tag-asian": Trace.LANGUAGE,
    "style:rfc-language-tag-complex": Trace.LANGUAGE,
    "number:language": Trace.LANGUAGE,
    "number:country": Trace.LANGUAGE,
    "table:language": Trace.LANGUAGE,
    "table:country": Trace.LANGUAGE,
    "table:protection-key": Trace.PROTECTION,
    "text:protection-key": Trace.PROTECTION,
    "text:template-name": Trace.PATH,
    "office:title": Trace.LINK,
    "meta:generator": Trace.DEVICE,
}
_UNNAMED: Final = ("draw:frame", "draw:page", "draw:custom-shape", "draw:g", "draw:rect", "draw:line")
_PICTURED: Final = frozenset({"draw:image", "style:background-image", "draw:fill-image", "text:list-level-style-image"})
_HIDDEN: Final[Mapping[str, tuple[str, frozenset[str], Hidden]]] = {
    "text:hidden-text": ("", frozenset({"1"}), Hidden.TEXT),
    "text:hidden-paragraph": ("", frozenset({"1"}), Hidden.TEXT),
    "style:text-properties": ("text:display", frozenset({"none"}), Hidden.TEXT),
    "text:section": ("text:display", frozenset({"none", "condition"}), Hidden.TEXT),
    "style:table-properties": ("table:display", frozenset({"false"}), Hidden.SHEET),
    "table:table-row": ("table:visibility", frozenset({"collapse", "filter"}), Hidden.ROWS),
    "table:table-column": ("table:visibility", frozenset({"collapse", "filter"}), Hidden.ROWS),
    "style:drawing-page-properties": ("presentation:visibility", frozenset({"hidden"}), Hidden.SLIDE),
}
"""Where hidden things are marked: the element, the attribute, its values, and what is hidden."""
_NO_CLIP: Final = re.compile(r"(?:auto|rect\((?:[-+]?0*(?:\.0*)?[a-z%]*[ ,]*){4}\))")
_OBJECT: Final = re.compile(r"(?:\./)?(Object \d+)/?")


@dataclass
class _Work:
    parts: dict[str, bytes]
    traces: Counter[Trace] = field(default_factory=Counter)
    hidden: Counter[Hidden] = field(default_factory=Counter)
    pictures: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """Of each picture that is shown: its name in the copy, and its bytes there."""
    waiting: list[str] = field(default_factory=lambda: ["content.xml", "styles.xml"])
    """Parts that are reached and not yet written."""
    folder: str = ""
    """Where the part being written stands."""


def stripped(content: bytes, kind: Kind) -> tuple[bytes, Counter[Trace], Counter[Hidden]]:
    """The package with what it shows, equal for equal input; what was left out; what it holds that is not seen.

    Raises Unfit for comments, tracked changes, cropped pictures, links to other files, and objects of other programs.
    """
    work = _Work(packages.parts(content))
    if b"encryption-data" in work.parts.get("META-INF/manifest.xml", b""):
        raise Unfit(LOCKED)
    if "content.xml" not in work.parts:
        raise Unfit(UNREADABLE)
    for name in work.parts:
        work.traces.update(trace for beginning, trace in _BESIDE.items() if name.startswith(beginning))
    written: dict[str, bytes] = {}
    while work.waiting:
        name = work.waiting.pop(0)
        if name in work.parts and name not in written:
            written[name] = _part(work, name)
    listed = [*written.items(), *work.pictures.values()]
    manifest = ("META-INF/manifest.xml", _manifest(kind, listed))
    named = ("mimetype", str(kind).encode())
    return packages.package_of([named, *listed, manifest], stored=frozenset({"mimetype"})), work.traces, +work.hidden


def _part(work: _Work, name: str) -> bytes:
    work.folder = name.rpartition("/")[0]
    return markup.rewritten(work.parts[name], lambda of, attributes: _treated(work, of, attributes))


def _treated(work: _Work, name: str, attributes: Attributes) -> Attributes | Fate:
    """What becomes of one element."""
    if name in _REFUSED:
        raise Unfit(_REFUSED[name])
    if name in _LEFT_OUT:
        work.traces[_LEFT_OUT[name]] += 1
        return Fate.DROPPED
    if name in _UNWRAPPED:
        if name not in _LISTS_OF_CHANGES:
            work.traces[Trace.LINK if name.endswith(":a") else Trace.FIELD] += 1
        return Fate.UNWRAPPED
    if not _NO_CLIP.fullmatch(attributes.get("fo:clip", "auto")):
        raise Unfit(CROPPED)
    if name in _HIDDEN:
        of, values, hidden = _HIDDEN[name]
        work.hidden[hidden] += attributes.get(of, "" if of else "1") in values
    work.hidden[Hidden.FORMULA] += "table:formula" in attributes
    kept = _linked(work, name, attributes)
    return kept if isinstance(kept, Fate) else _attributes(work, name, kept)


def _linked(work: _Work, name: str, attributes: Attributes) -> Attributes | Fate:
    """The attributes, with a picture's name as it is in the copy."""
    target = attributes.get("xlink:href")
    if target is None:
        return attributes
    if name == "draw:object":
        return _charted(work, attributes, target)
    if name in _PICTURED and "ObjectReplacements/" in target:
        return Fate.DROPPED
    if name in _PICTURED and target:
        return {**attributes, "xlink:href": _picture(work, target)}
    if name in _PICTURED or target.startswith("#"):
        return attributes
    work.traces[Trace.LINK] += 1
    return {of: value for of, value in attributes.items() if not of.startswith("xlink:")}


def _charted(work: _Work, attributes: Attributes, target: str) -> Attributes:
    """A chart or formula within the package."""
    inner = _OBJECT.fullmatch(target)
    folder = _within(work, inner[1]) if inner is not None else ""
    if inner is None or f"{folder}/content.xml" not in work.parts:
        raise Unfit(EMBEDS)
    work.waiting += [f"{folder}/content.xml", f"{folder}/styles.xml"]
    return {**attributes, "xlink:href": f"./{inner[1]}"}


def _picture(work: _Work, target: str) -> str:
    """The name of a picture in the copy, where it is made anew. Raises Unfit if it lies elsewhere."""
    name = _within(work, target.removeprefix("./"))
    if name not in work.parts:
        raise Unfit(LINKED)
    if name not in work.pictures:
        content, kind, traces = pictures.within(work.parts[name])
        work.traces.update(traces)
        ending = "jpg" if kind is Kind.JPEG else "png"
        work.pictures[name] = (_within(work, f"Pictures/{len(work.pictures) + 1}.{ending}"), content)
    named = work.pictures[name][0]
    return named.removeprefix(f"{work.folder}/") if work.folder else named


def _within(work: _Work, name: str) -> str:
    return f"{work.folder}/{name}" if work.folder else name


def _attributes(work: _Work, name: str, attributes: Attributes) -> Attributes:
    kept = {}
    for of, value in attributes.items():
        trace = _LEFT_OUT_ATTRIBUTES.get(of)
        if trace is None and of == "draw:name" and name in _UNNAMED:
            trace = Trace.DESCRIPTION
        if trace is None:
            kept[of] = value
        else:
            work.traces[trace] += 1
    return kept


def _manifest(kind: Kind, listed: list[tuple[str, bytes]]) -> bytes:
    """What the package holds. An object's folder is listed as the chart or formula that it is."""
    rows = [("/", str(kind))]
    for name, content in listed:
        folder, _, last = name.rpartition("/")
        if folder and last == "content.xml":
            drawn = "chart" if b"office:chart" in content else "formula"
            rows.append((f"{folder}/", f"application/vnd.oasis.opendocument.{drawn}"))
        rows.append((name, _TYPES[name.rpartition(".")[2]]))
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{of}"/>' for name, of in rows
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
        f' manifest:version="1.3">{entries}</manifest:manifest>'
    ).encode()


_TYPES: Final = {"xml": "text/xml", "png": "image/png", "jpg": "image/jpeg"}
