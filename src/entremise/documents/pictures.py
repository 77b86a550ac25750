"""Pictures: decoded, turned upright, and written anew, so that nothing but what is seen goes on.

`still` flattens onto white: a copy holds no colour under a transparent place, and nothing after the picture's end.
Within PDFs, JPEG and JPEG 2000 pictures keep their own coding and lose what stands beside it (`jpeg_alone`,
`jpeg2000_alone`).
"""

import io
import struct
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from PIL import ExifTags, Image, ImageCms, ImageOps

from entremise.documents.kinds import Kind
from entremise.documents.unfit import EMBEDS, MOVES, TOO_COMPLEX, UNREADABLE, Unfit
from entremise.domain.copies import Trace
from entremise.domain.errors import Refusal

MOST_PIXELS: Final = 64_000_000
"""Of one picture: an A3 page at 400 dots to the inch."""
_FORMATS: Final[Mapping[Kind, str]] = {
    Kind.PNG: "PNG",
    Kind.JPEG: "JPEG",
    Kind.GIF: "GIF",
    Kind.WEBP: "WEBP",
}
_ALSO_WITHIN: Final = ("BMP", "TIFF")
"""Read within Office files, besides; they come out as PNG."""
_OPENED_AS: Final = {"MPO": "JPEG"}
"""A phone's picture with further ones behind it: the first is the picture."""

_BY_TAG: Final[Mapping[int, Trace]] = {
    ExifTags.Base.GPSInfo: Trace.LOCATION,
    ExifTags.Base.Artist: Trace.PEOPLE,
    ExifTags.Base.Copyright: Trace.PEOPLE,
    ExifTags.Base.XPAuthor: Trace.PEOPLE,
    ExifTags.Base.CameraOwnerName: Trace.PEOPLE,
    ExifTags.Base.HostComputer: Trace.DEVICE,
    ExifTags.Base.Make: Trace.DEVICE,
    ExifTags.Base.Model: Trace.DEVICE,
    ExifTags.Base.Software: Trace.DEVICE,
    ExifTags.Base.BodySerialNumber: Trace.IDENTIFIER,
    ExifTags.Base.ImageUniqueID: Trace.IDENTIFIER,
    ExifTags.Base.DateTime: Trace.DATES,
    ExifTags.Base.DateTimeOriginal: Trace.DATES,
    ExifTags.Base.DateTimeDigitized: Trace.DATES,
    ExifTags.Base.ImageDescription: Trace.TITLE,
    ExifTags.Base.XPTitle: Trace.TITLE,
    ExifTags.Base.XPComment: Trace.REMARK,
    ExifTags.Base.UserComment: Trace.REMARK,
}
_BY_KEY: Final[Mapping[str, Trace]] = {
    "icc_profile": Trace.COLOURS,
    "comment": Trace.REMARK,
    "xmp": Trace.REMARK,
    "photoshop": Trace.REMARK,
    "XML:com.adobe.xmp": Trace.REMARK,
    "Author": Trace.PEOPLE,
    "Copyright": Trace.PEOPLE,
    "Title": Trace.TITLE,
    "Description": Trace.TITLE,
    "Creation Time": Trace.DATES,
    "Software": Trace.DEVICE,
}
_PLAIN_KEYS: Final = frozenset(
    {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "exif", "adobe", "adobe_transform", "progressive"}
    | {"progression", "gamma", "srgb", "chromaticity", "interlace", "transparency", "background", "version", "loop"}
    | {"duration", "timestamp", "extension", "mp", "mpoffset", "default_image", "compression", "resolution"}
)
"""What Pillow tells of every picture, and nothing of its writer."""

_SOS, _EOI, _APP0, _APP14, _APP15, _COM = 0xDA, 0xD9, 0xE0, 0xEE, 0xEF, 0xFE
_KEPT_LENGTHS: Final = {_APP0: 16, _APP14: 14}
"""JFIF without a thumbnail, and Adobe's note on how colours are coded."""
_JPEG2000_KEPT: Final = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})
_TILE, _REMARK = 0xFF90, 0xFF64


def still(content: bytes, kind: Kind) -> tuple[bytes, Kind, Counter[Trace]]:
    """The picture alone, as it is seen on white paper; its kind, PNG for a GIF; and what was taken off it.

    JPEG is coded anew (quality 92, no subsampling), PNG and WebP without loss. Raises Unfit for what moves, is damaged,
    or has more than 64 million points.
    """
    with _opened(content, (_FORMATS[kind],)) as opened:
        traces = _traces(opened)
        picture = _on_white(_in_common_colours(opened))
    becomes = Kind.PNG if kind is Kind.GIF else kind
    return _written(picture, becomes), becomes, traces


def within(content: bytes) -> tuple[bytes, Kind, Counter[Trace]]:
    """A picture within an Office file, as PNG, or JPEG where it was one; transparent places hold no colour.

    Raises Unfit for what is no picture of points, moves, is damaged or too large.
    """
    with _opened(content, (*_FORMATS.values(), *_ALSO_WITHIN), refused=EMBEDS) as opened:
        becomes = Kind.JPEG if _OPENED_AS.get(opened.format or "", opened.format) == "JPEG" else Kind.PNG
        traces = _traces(opened)
        picture = _in_common_colours(opened)
    return _written(_without_unseen_colours(picture), becomes), becomes, traces


def as_png(content: bytes, kind: Kind, *, widest: int) -> bytes:
    """The picture as it is seen on white paper, at most `widest` points wide and twice as high, as PNG."""
    with _opened(content, (_FORMATS[kind],), moving=True) as opened:
        picture = _on_white(_in_common_colours(opened))
    picture.thumbnail((widest, 2 * widest))
    return _written(picture, Kind.PNG)


def png_of(picture: Image.Image) -> bytes:
    """A picture in memory as PNG, and nothing else."""
    return _written(picture, Kind.PNG)


def jpeg_of(picture: Image.Image) -> bytes:
    """A picture in memory as JPEG, and nothing else."""
    return _written(picture, Kind.JPEG)


def jpeg_alone(content: bytes) -> bytes:
    """A JPEG picture without remarks and application segments but the two that tell how its colours are coded.

    What follows its end goes. Raises Unfit if it breaks off before its points.
    (ITU-T T.81, annex B; JFIF; Adobe TN 5116.)
    """
    return b"\xff\xd8" + b"".join(_kept_segments(content))


def jpeg2000_alone(content: bytes) -> bytes:
    """A JPEG 2000 picture with the boxes that show it, and no others.

    A bare codestream is kept. Remarks in the main header of the codestream go. (ITU-T T.800, annexes A and I.)
    """
    if content.startswith(b"\xff\x4f\xff\x51"):
        return _codestream(content)
    kept = []
    for kind, body in _boxes(content):
        if kind in _JPEG2000_KEPT:
            inner = _JPEG2000_INNER.get(kind, bytes)(body)
            kept.append(struct.pack(">I4s", len(inner) + 8, kind) + inner)
    if not kept:
        raise Unfit(UNREADABLE)
    return b"".join(kept)


def _opened(
    content: bytes, formats: tuple[str, ...], *, moving: bool = False, refused: Refusal = UNREADABLE
) -> Image.Image:
    """The picture, decoded no further than its size. With `moving`, the first of its frames is taken."""
    try:
        opened = Image.open(io.BytesIO(content), formats=formats)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unfit(refused) from error
    width, height = opened.size
    if width * height > MOST_PIXELS:
        raise Unfit(TOO_COMPLEX)
    if not moving and opened.format not in _OPENED_AS and getattr(opened, "n_frames", 1) > 1:
        raise Unfit(MOVES)
    try:
        opened.load()
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Unfit(UNREADABLE) from error
    return opened


def _traces(opened: Image.Image) -> Counter[Trace]:
    exif = opened.getexif()
    tags = {*exif, *exif.get_ifd(ExifTags.IFD.Exif)}
    found = Counter({_BY_TAG[tag]: 1 for tag in tags if tag in _BY_TAG})
    if tags - set(_BY_TAG) - {ExifTags.Base.Orientation, ExifTags.Base.ExifOffset}:
        found[Trace.DEVICE] = 1
    if exif.get_ifd(ExifTags.IFD.IFD1):
        found[Trace.THUMBNAIL] = 1
    for key in opened.info:
        if key not in _PLAIN_KEYS:
            found[_BY_KEY.get(str(key), Trace.REMARK)] = 1
    return found


def _in_common_colours(opened: Image.Image) -> Image.Image:
    """The picture upright, in grey or sRGB, with its transparency if it has any; made of its points alone."""
    picture = ImageOps.exif_transpose(opened)
    profile = opened.info.get("icc_profile")
    if picture.mode.startswith("I"):
        picture = picture.point(lambda value: value / 256).convert("L")
    elif picture.mode in {"1", "F"}:
        picture = picture.convert("L")
    elif picture.mode in {"P", "PA"}:
        picture = picture.convert("RGBA" if "transparency" in picture.info or picture.mode == "PA" else "RGB")
    elif "transparency" in picture.info:
        picture = picture.convert("LA" if picture.mode == "L" else "RGBA")
    if profile and picture.mode in {"RGB", "RGBA", "CMYK"}:
        picture = _to_srgb(picture, profile)
    if picture.mode not in {"L", "LA", "RGB", "RGBA"}:
        picture = picture.convert("RGB")
    return Image.frombytes(picture.mode, picture.size, picture.tobytes())


def _to_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    becomes = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        converted = ImageCms.profileToProfile(
            picture, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode=becomes
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return converted if converted is not None else picture


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode not in {"LA", "RGBA"}:
        return picture
    plain = picture.mode.removesuffix("A")
    paper = Image.new(plain, picture.size, "white")
    paper.paste(picture.convert(plain), mask=picture.getchannel("A"))
    return paper


def _without_unseen_colours(picture: Image.Image) -> Image.Image:
    if picture.mode not in {"LA", "RGBA"}:
        return picture
    seen = picture.getchannel("A").point(lambda value: 255 if value else 0)
    return Image.composite(picture, Image.new(picture.mode, picture.size), seen)


def _written(picture: Image.Image, kind: Kind) -> bytes:
    written = io.BytesIO()
    if kind is Kind.JPEG:
        _on_white(picture).save(written, "JPEG", quality=92, subsampling=0)
    elif kind is Kind.WEBP:
        picture.save(written, "WEBP", lossless=True, method=4)
    else:
        picture.save(written, "PNG")
    return written.getvalue()


def _kept_segments(content: bytes) -> Iterator[bytes]:
    at = 2
    while True:
        marker, start = _marker(content, at)
        if marker == _EOI:
            yield b"\xff\xd9"
            return
        end = start + _length(content, start)
        if _KEPT_LENGTHS.get(marker) == end - start or not (_APP0 <= marker <= _APP15 or marker == _COM):
            yield b"\xff" + bytes([marker]) + content[start:end]
        if marker == _SOS:
            at = _end_of_scan(content, end)
            yield content[end:at]
            if at == len(content):
                yield b"\xff\xd9"
                return
        else:
            at = end


def _marker(content: bytes, at: int) -> tuple[int, int]:
    """The marker at `at`, and where its segment begins; fill bytes are passed over."""
    while content[at : at + 1] == b"\xff" and content[at + 1 : at + 2] == b"\xff":
        at += 1
    if content[at : at + 1] != b"\xff" or at + 1 >= len(content):
        raise Unfit(UNREADABLE)
    return content[at + 1], at + 2


def _length(content: bytes, start: int) -> int:
    length = int.from_bytes(content[start : start + 2], "big")
    if length < 2 or start + length > len(content):
        raise Unfit(UNREADABLE)
    return length


def _end_of_scan(content: bytes, at: int) -> int:
    """Where coded points end: at the next marker that is neither a stuffed zero nor a restart, or where all ends."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            return len(content)
        following = content[at + 1]
        if following != 0 and not 0xD0 <= following <= 0xD7:
            return at
        at += 2


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        head = 8
        if length == 1 and at + 16 <= len(content):
            (length,) = struct.unpack_from(">Q", content, at + 8)
            head = 16
        end = at + length if length else len(content)
        if end < at + head or end > len(content):
            raise Unfit(UNREADABLE)
        yield kind, content[at + head : end]
        at = end


def _header(content: bytes) -> bytes:
    """The boxes of a header; a profile of colours becomes sRGB or grey, by the number of components."""
    kept, components = [], 0
    for kind, body in _boxes(content):
        inner = body
        if kind == b"ihdr":
            (components,) = struct.unpack_from(">H", body, 8)
        elif kind == b"colr" and body[:1] != b"\x01":
            inner = struct.pack(">BBBI", 1, 0, 0, 17 if components < 3 else 16)
        kept.append(struct.pack(">I4s", len(inner) + 8, kind) + inner)
    return b"".join(kept)


def _codestream(content: bytes) -> bytes:
    kept, at = [content[:2]], 2
    while at + 4 <= len(content):
        (marker,) = struct.unpack_from(">H", content, at)
        if marker == _TILE:
            return b"".join([*kept, content[at:]])
        end = at + 2 + _length(content, at + 2)
        if marker != _REMARK:
            kept.append(content[at:end])
        at = end
    raise Unfit(UNREADABLE)


_JPEG2000_INNER: Final = {b"jp2h": _header, b"jp2c": _codestream}
