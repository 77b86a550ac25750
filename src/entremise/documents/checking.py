"""Whether a copy is without traces, read by other means than those it was made with.

Made by Pillow, a picture is read here segment by segment; made by qpdf, a PDF is read by PDFium and by its bytes; made
part by part, a package is read whole. What this finds is a fault of ours, and the copy does not leave.
"""

import io
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import pypdfium2
from defusedxml import ElementTree
from pypdfium2 import raw

from entremise.documents.kinds import Kind, kind_of

_PNG_KEPT: Final = frozenset({b"IHDR", b"IDAT", b"IEND", b"PLTE"})
_WEBP_KEPT: Final = frozenset({b"VP8L", b"VP8 "})
_JPEG_FORBIDDEN: Final = re.compile(rb"Exif\x00|http://ns\.adobe\.com/xap|ICC_PROFILE\x00|Photoshop 3\.0|MPF\x00")
_PDF_FORBIDDEN: Final = re.compile(
    rb"/(?:Metadata|Info|PieceInfo|LastModified|Thumb|EmbeddedFiles?|JavaScript|JS|OpenAction|AcroForm|Outlines|Annots"
    rb"|StructTreeRoot|StructParents?|AF|OCProperties|OC|Author|Creator|Producer|CreationDate|ModDate|Names|Lang|Encrypt"
    rb"|ICCBased|Prev)\b(?!\w)"
)
_PACKAGE_FORBIDDEN: Final = re.compile(
    rb"\bw:rsid|\bw:author=|\bw:(?:ins|del|lang|attachedTemplate)\b[ />]|<dc:|<cp:|<meta:|lastModifiedBy|absPath"
    rb"|\bw14:(?:paraId|textId)|officeooo:|<office:(?:annotation|meta|settings|scripts)\b|TargetMode"
    rb"|revisionPtr|\bxr\d?:uid=|commentReference|externalData|descr=\"|fo:language|fo:country"
)
_PACKAGE_NAMES: Final = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|mimetype|META-INF/manifest\.xml|(?:Object \d+/)*(?:content|styles)\.xml"
    r"|(?:Object \d+/)*Pictures/\d+\.(?:png|jpg)|(?:word|xl|ppt)/(?:[A-Za-z]+/)?(?:_rels/)?[A-Za-z]+\d*\.xml(?:\.rels)?"
    r"|(?:word|xl|ppt)/media/image\d+\.(?:png|jpeg)"
)
_THEN: Final = (1980, 1, 1, 0, 0, 0)
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e0fff]"
)


def is_clean(content: bytes, kind: Kind) -> bool:
    """Whether nothing is found in a copy that could tell of its writer. A copy that cannot be read is not clean."""
    return kind_of(content) is kind and _CHECKED[kind](content)


def _is_clean_png(content: bytes) -> bool:
    at = 8
    while at + 12 <= len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        if name not in _PNG_KEPT:
            return False
        at += 12 + length
    return at == len(content)


def _is_clean_jpeg(content: bytes) -> bool:
    head = content[: content.find(b"\xff\xda")]
    remark = re.search(rb"\xff[\xe1-\xed\xef\xfe]..", head)
    return remark is None and not _JPEG_FORBIDDEN.search(content) and content.endswith(b"\xff\xd9")


def _is_clean_webp(content: bytes) -> bool:
    at = 12
    while at + 8 <= len(content):
        name, length = struct.unpack_from("<4sI", content, at)
        if name not in _WEBP_KEPT:
            return False
        at += 8 + length + length % 2
    return at == len(content)


def _is_clean_pdf(content: bytes) -> bool:
    if content.count(b"startxref") != 1 or content.count(b"%%EOF") != 1:
        return False
    outside = re.sub(rb"(?s)\bstream\r?\n.*?\bendstream\b", b"", content)
    if _PDF_FORBIDDEN.search(outside) or _JPEG_FORBIDDEN.search(content):
        return False
    with pypdfium2.PdfDocument(content) as read:
        return (
            not any(read.get_metadata_dict(skip_empty=True).values())
            and not read.count_attachments()
            and not raw.FPDFDoc_GetJavaScriptActionCount(read)
            and not raw.FPDF_GetSignatureCount(read)
            and not read.is_tagged()
            and next(iter(read.get_toc()), None) is None
            and not any(raw.FPDFPage_GetAnnotCount(read.get_page(number)) for number in range(len(read)))
        )


def _is_clean_package(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if package.comment:
            return False
        return all(_is_clean_part(package, entry) for entry in package.infolist())


def _is_clean_part(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    if entry.date_time != _THEN or entry.extra or entry.comment or not _PACKAGE_NAMES.fullmatch(entry.filename):
        return False
    part = package.read(entry)
    if entry.filename.endswith((".png", ".jpg", ".jpeg")):
        return _is_clean_jpeg(part) if part.startswith(b"\xff\xd8") else _is_clean_png(part)
    if entry.filename == "mimetype":
        return True
    ElementTree.fromstring(part, forbid_dtd=True)
    return b"<!--" not in part and not _PACKAGE_FORBIDDEN.search(part)


def _is_clean_text(content: bytes) -> bool:
    return not _UNSEEN.search(content.decode())


_CHECKED: Final[Mapping[Kind, Callable[[bytes], bool]]] = MappingProxyType(
    {
        Kind.PNG: _is_clean_png,
        Kind.JPEG: _is_clean_jpeg,
        Kind.WEBP: _is_clean_webp,
        Kind.PDF: _is_clean_pdf,
        Kind.TEXT: _is_clean_text,
        **dict.fromkeys((Kind.DOCX, Kind.XLSX, Kind.PPTX, Kind.ODT, Kind.ODS, Kind.ODP), _is_clean_package),
    }
)
