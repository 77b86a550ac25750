"""PDF: what its pages show, in a new file that has nothing else.

The new file is made by what is kept, not by what is taken out: pages with their contents and the resources that these
use. Catalogue, outline, tags, forms, attachments, scripts and earlier versions are not copied at all. (ISO 32000-2.)
"""

import io
import re
from collections import Counter
from typing import Any, Final, TypeAlias

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from entremise.documents.pictures import jpeg2000_alone, jpeg_alone, jpeg_of
from entremise.documents.unfit import LAYERED, LOCKED, REDACTED, TOO_COMPLEX, UNREADABLE, Unfit
from entremise.domain.copies import Hidden, Trace

Traces: TypeAlias = Counter[Trace]
MOST_PAGES: Final = 1_000
MOST_DEEP: Final = 64
"""Of values within values."""

_OF_PAGE: Final = frozenset(
    {"/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group", "/Contents"}
)
_CODED: Final = frozenset({"/Length", "/Filter", "/DecodeParms"})
_OF_DRAWING: Final = _CODED | {"/Type", "/Subtype", "/FormType", "/BBox", "/Matrix", "/Resources", "/Group"}
_OF_PICTURE: Final = _CODED | {
    "/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Intent", "/ImageMask", "/Mask",
    "/Decode", "/Interpolate", "/SMask", "/SMaskInData", "/Matte",
}  # fmt: skip
_TOLD: Final[dict[str, Trace]] = {
    "/Metadata": Trace.TITLE,
    "/PieceInfo": Trace.EXTENSION,
    "/LastModified": Trace.DATES,
    "/Thumb": Trace.THUMBNAIL,
    "/AF": Trace.ATTACHMENT,
    "/StructParents": Trace.STRUCTURE,
    "/StructParent": Trace.STRUCTURE,
    "/OPI": Trace.PATH,
    "/OC": Trace.EXTENSION,
    "/Properties": Trace.EXTENSION,
    "/PtData": Trace.EXTENSION,
    "/Measure": Trace.EXTENSION,
    "/AA": Trace.SCRIPT,
}
"""What pages, drawings and pictures may hold besides what is seen, and as what it is told."""
_UNSEEN_KEYS: Final = frozenset(_TOLD) - {"/AA"}
"""Removed wherever they stand. `/AA` may be a font's name in a page's resources, so it is left out there only."""
_OF_CATALOGUE: Final[dict[str, Trace]] = {
    "/Metadata": Trace.TITLE,
    "/Outlines": Trace.BOOKMARK,
    "/StructTreeRoot": Trace.STRUCTURE,
    "/OpenAction": Trace.SCRIPT,
    "/AA": Trace.SCRIPT,
    "/Lang": Trace.LANGUAGE,
    "/PieceInfo": Trace.EXTENSION,
    "/OutputIntents": Trace.COLOURS,
    "/AF": Trace.ATTACHMENT,
    "/Perms": Trace.SIGNATURE,
}
_OF_INFORMATION: Final[dict[str, Trace]] = {
    "/Author": Trace.PEOPLE,
    "/Title": Trace.TITLE,
    "/Subject": Trace.TITLE,
    "/Keywords": Trace.TITLE,
    "/CreationDate": Trace.DATES,
    "/ModDate": Trace.DATES,
    "/Creator": Trace.DEVICE,
    "/Producer": Trace.DEVICE,
}
_LEFT_OUT: Final[dict[str, Trace]] = {
    "/Link": Trace.LINK,
    "/Text": Trace.NOTE,
    "/Popup": Trace.NOTE,
    "/FileAttachment": Trace.ATTACHMENT,
    "/Sound": Trace.ATTACHMENT,
    "/Movie": Trace.ATTACHMENT,
    "/Screen": Trace.ATTACHMENT,
    "/RichMedia": Trace.ATTACHMENT,
    "/3D": Trace.ATTACHMENT,
    "/PrinterMark": Trace.EXTENSION,
    "/TrapNet": Trace.EXTENSION,
}
"""Annotations that are left out; others are drawn onto their page as they are seen."""
_ALONE: Final = {"/DCTDecode": jpeg_alone, "/DCT": jpeg_alone, "/JPXDecode": jpeg2000_alone}
"""Codings in which more than points can stand, and how they are left alone with these."""
_DEVICE: Final = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}
_MARKS: Final = frozenset({"BMC", "BDC", "EMC", "MP", "DP"})
_MARKED: Final = re.compile(rb"\b(?:BMC|BDC|EMC|MP|DP)\b|%")
_UNSEEN_TEXT: Final = re.compile(rb"(?<![\d.])[37]\s+Tr\b")
_DOTS_AN_INCH: Final = 150
_POINTS_AN_INCH: Final = 72
_LONGEST_SIDE: Final = 3_000


def stripped(content: bytes) -> tuple[bytes, Traces, Counter[Hidden]]:
    """The pages in a new file, equal for equal input; what was left out; what the pages hold that is not seen.

    Comments, form fields and signatures are drawn onto the page where they are seen; sticky notes and links go.
    Raises Unfit if it is locked, has hidden layers or redactions that were not applied, or more than 1,000 pages.
    """
    with _opened(content) as source, Pdf.new() as copy:
        traces = _traces_of(source)
        _annotations_drawn(source, traces)
        copy.pages.extend(source.pages)
        hidden = _pages_alone(copy, traces)
        for found in list(copy.objects):
            _alone(found, traces)
        for found in list(copy.objects):
            hidden[Hidden.TEXT] += _unmarked(found, traces)
        return _saved(copy), traces, +hidden


def as_pictures(content: bytes) -> bytes:
    """Each page as one picture of itself, at 150 dots an inch: nothing is in the file that is not seen."""
    with _drawn(content) as source, Pdf.new() as copy:
        for number in range(len(source)):
            page = source.get_page(number)
            width, height = page.get_size()
            scale = min(_DOTS_AN_INCH / _POINTS_AN_INCH, _LONGEST_SIDE / max(width, height, 1))
            picture = page.render(scale=scale).to_pil().convert("RGB")
            coded = copy.make_stream(
                jpeg_of(picture),
                Type=Name.XObject,
                Subtype=Name.Image,
                Width=picture.width,
                Height=picture.height,
                ColorSpace=Name.DeviceRGB,
                BitsPerComponent=8,
                Filter=Name.DCTDecode,
            )
            sheet = copy.add_blank_page(page_size=(width, height))
            sheet.Resources = Dictionary(XObject=Dictionary(Page=coded))
            sheet.Contents = copy.make_stream(f"q {width} 0 0 {height} 0 0 cm /Page Do Q".encode())
        return _saved(copy)


def pages(content: bytes, *, first: int, most: int, widest: int) -> tuple[list[Any], int]:
    """At most `most` pages from number `first` (0, 1 …), drawn at most `widest` points wide; and how many there are."""
    with _drawn(content) as source:
        drawn = []
        for number in range(first, min(first + most, len(source))):
            page = source.get_page(number)
            width, height = page.get_size()
            scale = min(widest / max(width, 1), 2 * widest / max(height, 1), 4)
            drawn.append(page.render(scale=scale).to_pil().convert("RGB"))
        return drawn, len(source)


def words(content: bytes, *, most: int) -> str:
    """The text of its pages, up to `most` characters, what is not seen included."""
    found: list[str] = []
    with _drawn(content) as source:
        for number in range(len(source)):
            found.append(source.get_page(number).get_textpage().get_text_bounded())
            if sum(map(len, found)) > most:
                break
    return "\n".join(found)[:most]


def _opened(content: bytes) -> Pdf:
    try:
        source = Pdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as error:
        raise Unfit(LOCKED) from error
    except (pikepdf.PdfError, ValueError) as error:
        raise Unfit(UNREADABLE) from error
    if not 0 < len(source.pages) <= MOST_PAGES:
        raise Unfit(TOO_COMPLEX if len(source.pages) else UNREADABLE)
    if _has_hidden_layers(source.Root.get("/OCProperties")):
        raise Unfit(LAYERED)
    return source


def _drawn(content: bytes) -> pypdfium2.PdfDocument:
    try:
        source = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise Unfit(LOCKED if locked else UNREADABLE) from error
    if not 0 < len(source) <= MOST_PAGES:
        raise Unfit(TOO_COMPLEX if len(source) else UNREADABLE)
    return source


def _has_hidden_layers(layers: Object | None) -> bool:
    if layers is None:
        return False
    shown = layers.get("/D", Dictionary())
    if len(shown.get("/OFF", Array())) or shown.get("/BaseState", Name.ON) != Name.ON:
        return True
    usages = [layer.get("/Usage", Dictionary()) for layer in layers.get("/OCGs", Array())]
    return any(usage.get("/View", Dictionary()).get("/ViewState", Name.ON) != Name.ON for usage in usages)


def _traces_of(source: Pdf) -> Traces:
    """What the file as a whole tells besides its pages."""
    traces: Traces = Counter()
    for key in source.docinfo:
        traces[_OF_INFORMATION.get(str(key), Trace.REMARK)] += 1
    for name, trace in _OF_CATALOGUE.items():
        traces[trace] += name in source.Root
    named = source.Root.get("/Names", Dictionary())
    traces[Trace.SCRIPT] += "/JavaScript" in named
    traces[Trace.ATTACHMENT] += len(source.attachments)
    traces[Trace.IDENTIFIER] += "/ID" in source.trailer
    traces[Trace.PROTECTION] += source.is_encrypted
    traces[Trace.VERSION] += "/Prev" in source.trailer and not source.is_linearized
    return traces


def _annotations_drawn(source: Pdf, traces: Traces) -> None:
    """Draw onto each page what is seen of its annotations, but for those that `_LEFT_OUT` names."""
    for page in source.pages:
        drawn = []
        for annotation in page.get("/Annots", Array()):
            subtype = str(annotation.get("/Subtype", ""))
            if subtype == "/Redact":
                raise Unfit(REDACTED)
            if subtype in _LEFT_OUT:
                traces[_LEFT_OUT[subtype]] += 1
            else:
                traces[Trace.SIGNATURE if annotation.get("/FT") == Name.Sig else Trace.FORM] += 1
                drawn.append(annotation)
        page.Annots = Array(drawn)
    if source.Root.get("/AcroForm", Dictionary()).get("/NeedAppearances", False):
        source.generate_appearance_streams()
    source.flatten_annotations("all")


def _pages_alone(copy: Pdf, traces: Traces) -> Counter[Hidden]:
    hidden: Counter[Hidden] = Counter()
    for page in copy.pages:
        _only(page.obj, _OF_PAGE, traces)
        hidden[Hidden.MARGIN] += page.cropbox.as_list() != page.mediabox.as_list()
    return hidden


def _only(found: Object, kept: frozenset[str], traces: Traces) -> None:
    for key in set(found.keys()) - kept:
        if key in _TOLD:
            traces[_TOLD[key]] += 1
        del found[key]


def _alone(found: Object, traces: Traces, depth: int = 0) -> None:
    """Take out of a value, and of what stands directly in it, whatever is not seen."""
    if depth > MOST_DEEP:
        raise Unfit(TOO_COMPLEX)
    if isinstance(found, Stream):
        subtype = found.get("/Subtype")
        if subtype == Name.Image:
            _only(found, _OF_PICTURE, traces)
            _picture_alone(found)
        elif subtype == Name.Form:
            _only(found, _OF_DRAWING, traces)
    if isinstance(found, Dictionary | Stream):
        for key in list(found.keys()):
            if key in _UNSEEN_KEYS:
                traces[_TOLD[key]] += 1
                del found[key]
            elif key in {"/DefaultGray", "/DefaultRGB", "/DefaultCMYK"}:
                del found[key]
            else:
                _inner_alone(found, key, traces, depth)
    elif isinstance(found, Array):
        for position in range(len(found)):
            _inner_alone(found, position, traces, depth)


def _inner_alone(found: Object, key: str | int, traces: Traces, depth: int) -> None:
    inner = found[key]
    if isinstance(inner, Array) and len(inner) > 1 and inner[0] == Name.ICCBased:
        traces[Trace.COLOURS] += 1
        found[key] = _DEVICE[int(inner[1].get("/N", 3))]
    elif isinstance(inner, Dictionary | Array) and not inner.is_indirect:
        _alone(inner, traces, depth + 1)


def _picture_alone(found: Stream) -> None:
    """Leave a coded picture its points; pictures in other codings have nothing else."""
    filters = found.get("/Filter")
    named = list(filters) if isinstance(filters, Array) else [filters]
    last = named[-1]
    alone = _ALONE.get(str(last))
    if alone is None or not isinstance(last, Name):
        return
    parameters = found.get("/DecodeParms")
    listed = list(parameters) if isinstance(parameters, Array) else [parameters]
    coded = found.read_raw_bytes()
    if len(named) > 1:
        found.write(coded, filter=Array(named[:-1]), decode_parms=Array(listed[:-1]) if parameters else None)
        coded = found.read_bytes()
    kept = listed[-1] if isinstance(listed[-1], Dictionary) else None
    found.write(alone(coded), filter=last, decode_parms=kept)


def _unmarked(found: Object, traces: Traces) -> int:
    """Take marks and remarks out of whatever draws; in how many of these text is written that is not seen."""
    unseen = 0
    if isinstance(found, Dictionary) and found.get("/Type") == Name.Page and "/Contents" in found:
        page = pikepdf.Page(found)
        page.contents_coalesce()
        unseen = _drawing_unmarked(found.Contents, traces)
    elif isinstance(found, Dictionary) and found.get("/Subtype") == Name.Type3:
        unseen = sum(_drawing_unmarked(glyph, traces) for glyph in found.get("/CharProcs", {}).values())
    elif isinstance(found, Stream) and (found.get("/Subtype") == Name.Form or found.get("/PatternType") == 1):
        unseen = _drawing_unmarked(found, traces)
    return unseen


def _drawing_unmarked(drawing: Object, traces: Traces) -> int:
    written = drawing.read_bytes()
    if _MARKED.search(written):
        every = pikepdf.parse_content_stream(drawing)
        kept = [one for one in every if str(one.operator) not in _MARKS]
        traces[Trace.STRUCTURE] += len(kept) < len(every)
        drawing.write(pikepdf.unparse_content_stream(kept))
    return bool(_UNSEEN_TEXT.search(written))


def _saved(copy: Pdf) -> bytes:
    written = io.BytesIO()
    copy.save(
        written,
        min_version="1.7",
        fix_metadata_version=False,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        recompress_flate=True,
        deterministic_id=True,
    )
    return written.getvalue()
