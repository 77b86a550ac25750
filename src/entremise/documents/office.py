"""Word, Excel and PowerPoint files (ECMA-376): the parts that show something, under names of our own.

Parts are reached by relationships. Each type of relationship is kept, left out or refused by a table; one that no table
names is refused, since what it holds is not known.
"""

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from entremise.documents import markup, packages, pictures
from entremise.documents.kinds import Kind
from entremise.documents.markup import Attributes, Fate
from entremise.documents.unfit import COMMENTED, CROPPED, EMBEDS, LINKED, TRACKED, UNREADABLE, Unfit
from entremise.domain.copies import Hidden, Trace
from entremise.domain.errors import Refusal

KEPT: Final[Mapping[str, str]] = {
    "styles": "styles",
    "settings": "settings",
    "fontTable": "fontTable",
    "theme": "theme/theme",
    "themeOverride": "theme/themeOverride",
    "numbering": "numbering",
    "header": "header",
    "footer": "footer",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "image": "media/image",
    "chart": "charts/chart",
    "chartUserShapes": "drawings/drawing",
    "chartStyle": "charts/style",
    "chartColorStyle": "charts/colors",
    "diagramData": "diagrams/data",
    "diagramLayout": "diagrams/layout",
    "diagramQuickStyle": "diagrams/quickStyle",
    "diagramColors": "diagrams/colors",
    "worksheet": "worksheets/sheet",
    "chartsheet": "chartsheets/sheet",
    "sharedStrings": "sharedStrings",
    "sheetMetadata": "metadata",
    "drawing": "drawings/drawing",
    "table": "tables/table",
    "slide": "slides/slide",
    "slideLayout": "slideLayouts/slideLayout",
    "slideMaster": "slideMasters/slideMaster",
    "presProps": "presProps",
    "tableStyles": "tableStyles",
}
"""Relationships that are followed, and what the part is called in the copy."""

LEFT_OUT: Final[Mapping[str, Trace]] = {
    "core-properties": Trace.PEOPLE,
    "extended-properties": Trace.DEVICE,
    "custom-properties": Trace.TITLE,
    "thumbnail": Trace.THUMBNAIL,
    "customXml": Trace.EXTENSION,
    "customXmlProps": Trace.EXTENSION,
    "printerSettings": Trace.PATH,
    "attachedTemplate": Trace.PATH,
    "webSettings": Trace.PATH,
    "viewProps": Trace.PATH,
    "hyperlink": Trace.LINK,
    "package": Trace.ATTACHMENT,
    "notesSlide": Trace.NOTE,
    "notesMaster": Trace.NOTE,
    "handoutMaster": Trace.NOTE,
    "people": Trace.PEOPLE,
    "person": Trace.PEOPLE,
    "commentAuthors": Trace.PEOPLE,
    "authors": Trace.PEOPLE,
    "tags": Trace.EXTENSION,
    "customProperty": Trace.EXTENSION,
    "userCustomization": Trace.EXTENSION,
    "keyMapCustomizations": Trace.EXTENSION,
    "stylesWithEffects": Trace.EXTENSION,
    "glossaryDocument": Trace.EXTENSION,
    "diagramDrawing": Trace.EXTENSION,
    "font": Trace.EXTENSION,
    "calcChain": Trace.EXTENSION,
    "vmlDrawing": Trace.EXTENSION,
    "volatileDependencies": Trace.PATH,
    "documenttasks": Trace.NOTE,
    "classificationlabels": Trace.IDENTIFIER,
}
"""Relationships that are left out, and what of the writer stands behind them."""

REFUSED: Final[Mapping[str, Refusal]] = {
    "comments": COMMENTED,
    "commentsExtended": COMMENTED,
    "commentsIds": COMMENTED,
    "commentsExtensible": COMMENTED,
    "threadedComment": COMMENTED,
    "revisionHeaders": TRACKED,
    "revisionLog": TRACKED,
    "usernames": TRACKED,
    "externalLink": LINKED,
    "externalLinkPath": LINKED,
    "connections": LINKED,
    "queryTable": LINKED,
    "subDocument": LINKED,
    "aFChunk": LINKED,
    "mailMergeSource": LINKED,
}
"""Relationships for which a document is not carried. All that no table names are refused as `EMBEDS`."""

_TRACKED_WORDS: Final = frozenset(
    {"w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:cellIns", "w:cellDel", "w:cellMerge", "w:numberingChange"}
    | {"w:moveFromRangeStart", "w:moveToRangeStart", "w:customXmlInsRangeStart", "w:customXmlDelRangeStart"}
    | {f"w:{of}Change" for of in ("rPr", "pPr", "sectPr", "tblPr", "tblPrEx", "tcPr", "trPr", "tblGrid")}
)
_LEFT_OUT_ELEMENTS: Final[Mapping[str, Trace]] = {
    "w:rsids": Trace.IDENTIFIER,
    "w:rsid": Trace.IDENTIFIER,
    "w:nsid": Trace.IDENTIFIER,
    "w:tmpl": Trace.IDENTIFIER,
    "w14:docId": Trace.IDENTIFIER,
    "w15:docId": Trace.IDENTIFIER,
    "w15:presenceInfo": Trace.PEOPLE,
    "w:attachedTemplate": Trace.PATH,
    "w:saveThroughXslt": Trace.PATH,
    "w:mailMerge": Trace.PATH,
    "w:docVars": Trace.EXTENSION,
    "w:documentProtection": Trace.PROTECTION,
    "w:writeProtection": Trace.PROTECTION,
    "w:trackRevisions": Trace.EXTENSION,
    "w:proofState": Trace.LANGUAGE,
    "w:activeWritingStyle": Trace.LANGUAGE,
    "w:lang": Trace.LANGUAGE,
    "w:themeFontLang": Trace.LANGUAGE,
    "w:proofErr": Trace.LANGUAGE,
    "w:lastRenderedPageBreak": Trace.DEVICE,
    "w:smartTagPr": Trace.EXTENSION,
    "w:customXmlPr": Trace.EXTENSION,
    "w:smartTagType": Trace.EXTENSION,
    "w:alias": Trace.DESCRIPTION,
    "w:tag": Trace.DESCRIPTION,
    "w:dataBinding": Trace.EXTENSION,
    "w15:dataBinding": Trace.EXTENSION,
    "w:placeholder": Trace.EXTENSION,
    "w:helpText": Trace.DESCRIPTION,
    "w:statusText": Trace.DESCRIPTION,
    "w:entryMacro": Trace.SCRIPT,
    "w:exitMacro": Trace.SCRIPT,
    "x15ac:absPath": Trace.PATH,
    "xr:revisionPtr": Trace.IDENTIFIER,
    "x:fileVersion": Trace.DEVICE,
    "x:fileSharing": Trace.PEOPLE,
    "x:fileRecoveryPr": Trace.PATH,
    "x:workbookProtection": Trace.PROTECTION,
    "x:sheetProtection": Trace.PROTECTION,
    "x:protectedRanges": Trace.PROTECTION,
    "x:customWorkbookViews": Trace.PEOPLE,
    "x:customSheetViews": Trace.PEOPLE,
    "x:webPublishing": Trace.PATH,
    "x:webPublishItems": Trace.PATH,
    "x:webPublishObjects": Trace.PATH,
    "x:smartTagPr": Trace.EXTENSION,
    "x:smartTagTypes": Trace.EXTENSION,
    "x:smartTags": Trace.EXTENSION,
    "x:customProperties": Trace.EXTENSION,
    "p:modifyVerifier": Trace.PROTECTION,
    "p:custDataLst": Trace.EXTENSION,
    "p:photoAlbum": Trace.EXTENSION,
    "p:extLst": Trace.EXTENSION,
    "x:extLst": Trace.EXTENSION,
    "a:extLst": Trace.EXTENSION,
    "c:extLst": Trace.EXTENSION,
    "c:protection": Trace.PROTECTION,
    "c:lang": Trace.LANGUAGE,
}
"""Elements that go, with all within them."""

_REFUSED_ELEMENTS: Final[Mapping[str, Refusal]] = {
    **dict.fromkeys(_TRACKED_WORDS, TRACKED),
    **dict.fromkeys(("w:commentRangeStart", "w:commentReference", "w:annotationRef"), COMMENTED),
    **dict.fromkeys(("w:object", "w:control", "o:OLEObject", "p:oleObj", "p:control", "x:oleObjects"), EMBEDS),
    **dict.fromkeys(("x:controls", "a:videoFile", "a:audioFile", "a:wavAudioFile", "a:quickTimeFile"), EMBEDS),
    **dict.fromkeys(("w:movie", "w:pict3d", "p14:media", "x:pivotCaches", "x:pivotTableDefinition"), EMBEDS),
    **dict.fromkeys(("x:externalReferences", "x:ddeLink", "x:oleLink"), LINKED),
}
_UNWRAPPED: Final = frozenset({"w:smartTag", "w:customXml"})
_LINKED_BUT_SHOWN: Final = frozenset({"w:hyperlink", "x:hyperlink", "x:pageSetup", "a:blip"})
"""Elements that stay, without the link, when what they link to is left out; all others go."""

_LEFT_OUT_ATTRIBUTES: Final[Mapping[str, Trace]] = {
    "w14:paraId": Trace.IDENTIFIER,
    "w14:textId": Trace.IDENTIFIER,
    "w16cid:durableId": Trace.IDENTIFIER,
    "xr:uid": Trace.IDENTIFIER,
    "xr2:uid": Trace.IDENTIFIER,
    "xr3:uid": Trace.IDENTIFIER,
    "w:tooltip": Trace.LINK,
    "w:docLocation": Trace.LINK,
    "tooltip": Trace.LINK,
    "lang": Trace.LANGUAGE,
    "altLang": Trace.LANGUAGE,
    "o:title": Trace.DESCRIPTION,
    "o:href": Trace.LINK,
    "o:spid": Trace.IDENTIFIER,
    "r:href": Trace.LINK,
}
_DESCRIBED: Final = frozenset({"descr", "title", "alt", "href"})
"""Attributes of drawings that describe or link, and are not seen."""
_NAMED_IN_THEMES: Final = frozenset({"a:theme", "a:clrScheme", "a:fontScheme", "a:fmtScheme", "a:objectDefaults"})
_SAFE_FIELDS: Final = frozenset(
    {"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "PAGEREF", "REF", "NOTEREF", "STYLEREF", "TOC", "TOA", "TC", "SEQ"}
    | {"XE", "INDEX", "SYMBOL", "EQ", "LISTNUM", "=", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN"}
)
"""Fields that count or refer within the document. What others show stays as words."""
_SINGLE: Final = frozenset(
    {"styles", "settings", "fontTable", "numbering", "footnotes", "endnotes", "sharedStrings", "sheetMetadata"}
    | {"presProps", "tableStyles"}
)
"""Of these a package has one, which is named without a number."""
_MAIN: Final[Mapping[Kind, str]] = {Kind.DOCX: "word/document", Kind.XLSX: "xl/workbook", Kind.PPTX: "ppt/presentation"}
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_MICROSOFT: Final = "http://schemas.microsoft.com/office/2011/relationships"
_MICROSOFTS: Final = frozenset({"chartStyle", "chartColorStyle"})
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass
class _Work:
    """What has been seen so far of one package."""

    parts: dict[str, bytes]
    types: dict[str, str]
    folder: str
    office: str
    """Where relationships' types begin: there are two, and a package keeps its own."""
    traces: Counter[Trace] = field(default_factory=Counter)
    hidden: Counter[Hidden] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)
    """Parts in the order in which they were reached, and their names in the copy."""
    relations: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    """Of a part: the id in the copy, the type and the part it leads to, for each that is kept."""
    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of a part: its ids as they were and as they are in the copy."""
    pictures: dict[str, bytes] = field(default_factory=dict)


def stripped(content: bytes, kind: Kind) -> tuple[bytes, Counter[Trace], Counter[Hidden]]:
    """The package with what it shows, equal for equal input; what was left out; what it holds that is not seen.

    Raises Unfit for comments, tracked changes, cropped pictures, links to other files, and objects of other programs.
    """
    parts = packages.parts(content)
    if "_rels/.rels" not in parts or "[Content_Types].xml" not in parts:
        raise Unfit(UNREADABLE)
    office = _STRICT if _STRICT.encode() in parts["_rels/.rels"] else _OFFICE
    work = _Work(parts, packages.content_types(parts["[Content_Types].xml"]), _MAIN[kind].partition("/")[0], office)
    main = _follow_root(work, kind)
    _follow(work, main)
    written = {name: _part(work, name) for name in work.names}
    first = [("[Content_Types].xml", _types_of(work)), ("_rels/.rels", _root_of(work, main))]
    relations = [(_relations_name(work.names[name]), _relations_of(work, name)) for name in work.names]
    listed = [(work.names[name], written[name]) for name in work.names]
    return (
        packages.package_of([*first, *listed, *(pair for pair in relations if pair[1])]),
        work.traces,
        +work.hidden,
    )


def _follow_root(work: _Work, kind: Kind) -> str:
    """The main part, named; what stands beside it is left out."""
    main = ""
    for _, of, target, external in packages.relations(work.parts["_rels/.rels"]):
        if of == "officeDocument" and not external:
            main = target.lstrip("/")
        else:
            work.traces[LEFT_OUT.get(of, Trace.EXTENSION)] += 1
    if main not in work.parts:
        raise Unfit(UNREADABLE)
    work.names[main] = f"{_MAIN[kind]}.xml"
    return main


def _follow(work: _Work, main: str) -> None:
    """Reach every part that is kept, from the main one on, in the order of their relationships."""
    waiting, counts = [main], Counter[str]()
    while waiting:
        name = waiting.pop(0)
        ids, kept = work.ids.setdefault(name, {}), work.relations.setdefault(name, [])
        listed = work.parts.get(_relations_name(name))
        for old, of, target, external in packages.relations(listed) if listed is not None else ():
            reached = _reached(work, name, of, target, external=external)
            if reached is None:
                continue
            if reached not in work.names:
                counts[KEPT[of]] += 1
                work.names[reached] = _named(work, reached, of, counts[KEPT[of]])
                waiting.append(reached)
            ids[old] = f"rId{len(kept) + 1}"
            kept.append((ids[old], of, reached))


def _reached(work: _Work, name: str, of: str, target: str, *, external: bool) -> str | None:
    """The part that a relationship of `name` leads to; None if it is left out. Raises Unfit if it is refused."""
    if of in LEFT_OUT:
        work.traces[LEFT_OUT[of]] += 1
        return None
    if of in REFUSED:
        raise Unfit(REFUSED[of])
    if of not in KEPT:
        raise Unfit(EMBEDS)
    if external:
        raise Unfit(LINKED)
    folder = "" if target.startswith("/") else posixpath.dirname(name)
    reached = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    if reached not in work.parts:
        raise Unfit(UNREADABLE)
    return reached


def _named(work: _Work, reached: str, of: str, count: int) -> str:
    """The name of a part in the copy; a picture is made anew on the way."""
    number = "" if count == 1 and of in _SINGLE else str(count)
    if of != "image":
        return f"{work.folder}/{KEPT[of]}{number}.xml"
    work.pictures[reached], kind, traces = pictures.within(work.parts[reached])
    work.traces.update(traces)
    return f"{work.folder}/{KEPT[of]}{number}.{'jpeg' if kind is Kind.JPEG else 'png'}"


def _part(work: _Work, name: str) -> bytes:
    if name in work.pictures:
        return work.pictures[name]
    part = _Part(
        work, work.ids[name], _Fields(work.parts[name]), looked_through=not work.names[name].endswith("styles.xml")
    )
    return markup.rewritten(work.parts[name], part.treated)


@dataclass
class _Part:
    """One part on its way into the copy."""

    work: _Work
    ids: Mapping[str, str]
    fields: "_Fields"
    looked_through: bool
    """Whether it holds what is hidden, and not only how things could be hidden."""

    def treated(self, name: str, attributes: Attributes) -> Attributes | Fate:
        """What becomes of one element."""
        refusal = _REFUSED_ELEMENTS.get(name)
        if refusal is not None:
            raise Unfit(refusal)
        trace = _LEFT_OUT_ELEMENTS.get(name) or self.fields.trace(name, attributes)
        if trace is not None:
            self.work.traces[trace] += 1
            return Fate.DROPPED
        if name in _UNWRAPPED or self.fields.is_unlinked(name, attributes):
            return Fate.UNWRAPPED
        if name == "a:srcRect" and any(_is_cropped(attributes.get(side, "0")) for side in "ltrb"):
            raise Unfit(CROPPED)
        kept = _linked(name, attributes, self.ids)
        if kept is None:
            return Fate.DROPPED
        if self.looked_through:
            _look_for_hidden(self.work, name, kept)
        return _attributes(self.work, name, kept)


def _linked(name: str, attributes: Attributes, ids: Mapping[str, str]) -> Attributes | None:
    """The attributes with relationships' ids as they are in the copy; None if the element goes with its link."""
    kept = {}
    for of, value in attributes.items():
        if not of.startswith("r:") and of != "o:relid":
            kept[of] = value
        elif not value or value in ids:
            kept[of] = ids.get(value, "")
        elif name not in _LINKED_BUT_SHOWN:
            return None
    return kept


def _attributes(work: _Work, name: str, attributes: Attributes) -> Attributes:
    """The attributes that are seen, or that what is seen relies on."""
    local = name.rpartition(":")[2].rpartition("}")[2]
    kept = {}
    for of, value in attributes.items():
        trace = _LEFT_OUT_ATTRIBUTES.get(of)
        if of.startswith("w:rsid"):
            trace = Trace.IDENTIFIER
        elif of in _DESCRIBED and (local in {"cNvPr", "docPr"} or name.startswith("v:")):
            trace = Trace.DESCRIPTION
        elif of in {"comment", "description", "help", "statusBar"} and name == "x:definedName":
            trace = Trace.REMARK
        if trace is None:
            kept[of] = value
        else:
            work.traces[trace] += 1
    if local in {"cNvPr", "docPr"} and "name" in kept:
        kept["name"] = kept.get("id", "")
    elif name in _NAMED_IN_THEMES and "name" in kept:
        kept["name"] = ""
    elif name == "p:cSld":
        kept.pop("name", None)
    elif name == "x:workbookPr":
        kept.pop("codeName", None)
    return kept


def _look_for_hidden(work: _Work, name: str, attributes: Attributes) -> None:
    found = _HIDDEN.get(name)
    if found is None:
        return
    attribute, values, hidden = found
    work.hidden[hidden] += attributes.get(attribute, "" if attribute else "1") in values


_TRUE: Final = frozenset({"1", "true", "on"})
_HIDDEN: Final[Mapping[str, tuple[str, frozenset[str], Hidden]]] = {
    "w:vanish": ("w:val", _TRUE | {""}, Hidden.TEXT),
    "w:webHidden": ("w:val", _TRUE | {""}, Hidden.TEXT),
    "x:sheet": ("state", frozenset({"hidden", "veryHidden"}), Hidden.SHEET),
    "x:row": ("hidden", _TRUE, Hidden.ROWS),
    "x:col": ("hidden", _TRUE, Hidden.ROWS),
    "x:f": ("", frozenset({"1"}), Hidden.FORMULA),
    "p:sld": ("show", frozenset({"0", "false"}), Hidden.SLIDE),
    "p:cNvPr": ("hidden", _TRUE, Hidden.OBJECT),
    "wp:docPr": ("hidden", _TRUE, Hidden.OBJECT),
    "xdr:cNvPr": ("hidden", _TRUE, Hidden.OBJECT),
}
"""Where hidden things are marked: the element, the attribute, its values, and what is hidden."""


def _is_cropped(side: str) -> bool:
    """Whether a side of a picture is cut off; where the share is below zero, room is added."""
    return not side.startswith(("0", "-"))


class _Fields:
    """A walk over a part's fields in step with the filter: which of their marks go."""

    def __init__(self, content: bytes) -> None:
        self._safe = _fields(content) if b"fldChar" in content else iter(())
        self._open: list[bool] = []

    def trace(self, name: str, attributes: Attributes) -> Trace | None:
        """A trace where the element is a mark of a field that is no longer to be one."""
        if name == "w:fldChar":
            kind = attributes.get("w:fldCharType")
            if kind == "begin":
                self._open.append(next(self._safe, False))
            safe = self._open[-1] if self._open else False
            if kind == "end" and self._open:
                self._open.pop()
            return None if safe else Trace.FIELD
        if name == "w:instrText":
            return None if self._open and self._open[-1] else Trace.FIELD
        return None

    @staticmethod
    def is_unlinked(name: str, attributes: Attributes) -> bool:
        """Whether the element is a simple field that is no longer to be one."""
        return name == "w:fldSimple" and not _is_safe(attributes.get("w:instr", ""))


def _fields(content: bytes) -> Iterator[bool]:
    """Of each field with marks of its own, in the order in which they begin: whether it may stay one."""
    open_, codes = list[int](), list[str]()

    def noted(name: str, attributes: Attributes) -> Attributes:
        kind = attributes.get("w:fldCharType") if name == "w:fldChar" else None
        if kind == "begin":
            open_.append(len(codes))
            codes.append("")
        elif kind == "end" and open_:
            open_.pop()
        return attributes

    def heard(name: str, text: str) -> None:
        if name == "w:instrText" and open_:
            codes[open_[-1]] += text

    markup.read(content, noted, heard)
    return iter([_is_safe(code) for code in codes])


def _is_safe(code: str) -> bool:
    words = code.split()
    return bool(words) and (words[0].upper() in _SAFE_FIELDS or words[0].startswith("="))


def _relations_name(name: str) -> str:
    folder, _, last = name.rpartition("/")
    return f"{folder}/_rels/{last}.rels" if folder else f"_rels/{last}.rels"


def _relations_of(work: _Work, name: str) -> bytes:
    """The relationships of a part in the copy; empty if it has none."""
    here = posixpath.dirname(work.names[name])
    rows = "".join(
        f'<Relationship Id="{new}" Type="{_MICROSOFT if of in _MICROSOFTS else work.office}/{of}"'
        f' Target="{posixpath.relpath(work.names[to], here)}"/>'
        for new, of, to in work.relations[name]
    )
    return f'{_HEAD}<Relationships xmlns="{_RELATIONS}">{rows}</Relationships>'.encode() if rows else b""


def _root_of(work: _Work, main: str) -> bytes:
    row = f'<Relationship Id="rId1" Type="{work.office}/officeDocument" Target="{work.names[main]}"/>'
    return f'{_HEAD}<Relationships xmlns="{_RELATIONS}">{row}</Relationships>'.encode()


def _types_of(work: _Work) -> bytes:
    defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
    rows = [f'<Default Extension="{ending}" ContentType="{of}"/>' for ending, of in defaults.items()]
    rows += [f'<Default Extension="{ending}" ContentType="image/{ending}"/>' for ending in ("jpeg", "png")]
    for name, new in work.names.items():
        if name not in work.pictures:
            of = work.types.get(f"/{name}") or work.types.get(f".{name.rpartition('.')[2].lower()}", "")
            if not of.isascii() or not set(of.removesuffix("+xml")) <= _TYPE_LETTERS or len(of) > _LONGEST_TYPE:
                raise Unfit(UNREADABLE)
            rows.append(f'<Override PartName="/{new}" ContentType="{of}"/>')
    return f'{_HEAD}<Types xmlns="{_TYPES}">{"".join(rows)}</Types>'.encode()


_TYPE_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./-")
_LONGEST_TYPE: Final = 120
