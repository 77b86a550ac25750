"""Pictures are made anew of their points."""

import io

import pytest
from PIL import Image

from entremise.documents import pictures
from entremise.documents.kinds import Kind
from entremise.documents.unfit import Unfit
from entremise.domain.errors import Code
from tests.documents import files


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_a_picture_is_turned_as_its_camera_was_held() -> None:
    made, kind, _ = pictures.still(files.jpeg(turned=True), Kind.JPEG)

    assert (kind, opened(made).size) == (Kind.JPEG, (16, 24))


def test_a_gif_becomes_a_png() -> None:
    made, kind, _ = pictures.still(files.gif(), Kind.GIF)

    assert (kind, opened(made).format) == (Kind.PNG, "PNG")


@pytest.mark.parametrize(
    ("mode", "colour", "becomes"),
    [
        ("1", 1, "L"),
        ("L", 90, "L"),
        ("LA", (90, 255), "L"),
        ("I;16", 90 * 256, "L"),
        ("P", 3, "RGB"),
        ("RGB", "teal", "RGB"),
        ("RGBA", "teal", "RGB"),
    ],
)
def test_pictures_of_every_coding_are_read(mode: str, colour: object, becomes: str) -> None:
    made, _, _ = pictures.still(files.picture(mode, colour=colour), Kind.PNG)

    assert (opened(made).mode, opened(made).size) == (becomes, (24, 16))


def test_nothing_stands_under_a_transparent_place() -> None:
    """A colour that is wholly transparent is not seen; on white paper it is white."""
    made, _, _ = pictures.still(files.picture("RGBA", colour=(10, 20, 30, 0)), Kind.PNG)

    assert opened(made).getpixel((0, 0)) == (255, 255, 255)


def test_within_a_document_a_transparent_place_stays_so_and_has_no_colour() -> None:
    made, kind, _ = pictures.within(files.picture("RGBA", colour=(10, 20, 30, 0)))

    assert (kind, opened(made).getpixel((0, 0))) == (Kind.PNG, (0, 0, 0, 0))


@pytest.mark.parametrize("kind", ["BMP", "TIFF"])
def test_within_a_document_other_pictures_become_png(kind: str) -> None:
    assert pictures.within(files.picture(kind=kind))[1] is Kind.PNG


def test_what_moves_is_refused() -> None:
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    written = io.BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])

    assert refused(written.getvalue(), Kind.GIF) is Code.DOCUMENT_MOVES


def test_a_thousand_million_points_are_not_decoded() -> None:
    """Its head alone says how large it is."""
    huge = bytearray(files.picture())
    huge[16:24] = (40_000).to_bytes(4) + (25_000).to_bytes(4)

    assert refused(bytes(huge), Kind.PNG) in {Code.DOCUMENT_TOO_COMPLEX, Code.DOCUMENT_UNREADABLE}


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", files.picture()[:60]])
def test_what_is_damaged_is_refused(content: bytes) -> None:
    assert refused(content, Kind.PNG) is Code.DOCUMENT_UNREADABLE


def test_a_jpeg_within_a_pdf_keeps_its_points_and_nothing_else() -> None:
    alone = pictures.jpeg_alone(files.jpeg())

    assert not files.has_canary(alone)
    assert opened(alone).tobytes() == opened(files.jpeg()).tobytes()


def test_a_jpeg_2000_within_a_pdf_keeps_its_points_and_nothing_else() -> None:
    whole = files.picture(kind="JPEG2000", comment="CANARY")
    boxed = whole + (8 + 6).to_bytes(4) + b"xml CANARY"
    alone = pictures.jpeg2000_alone(boxed)

    assert files.has_canary(boxed)
    assert not files.has_canary(alone)
    assert opened(alone).tobytes() == opened(whole).tobytes()


def test_a_preview_is_not_wider_than_asked() -> None:
    shown = pictures.as_png(files.picture(size=(900, 100)), Kind.PNG, widest=300)

    assert opened(shown).size == (300, 33)


def refused(content: bytes, kind: Kind) -> Code:
    with pytest.raises(Unfit) as error:
        pictures.still(content, kind)
    return error.value.refusal.code
