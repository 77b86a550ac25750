"""A copy shows what the file shows, and holds no trace of who wrote it, when, where and with what."""

from collections.abc import Callable
from typing import Final

import pytest

from entremise.documents.stripping import strip
from entremise.documents.worker import answer
from entremise.domain.copies import Copy, Hidden, Trace
from entremise.domain.errors import Code, Refusal
from tests.documents import files

PLANTED: Final[tuple[Callable[[], bytes], ...]] = (
    files.jpeg,
    files.png,
    files.webp,
    files.gif,
    files.pdf,
    files.docx,
    files.xlsx,
    files.pptx,
    files.odt,
)


def stripped(content: bytes, **how: bool) -> Copy:
    made = strip(content, **how)
    assert not isinstance(made, Refusal), made.code
    return made


@pytest.mark.parametrize("planted", PLANTED)
def test_no_planted_trace_is_left(planted: Callable[[], bytes]) -> None:
    content = planted()
    assert files.has_canary(content)

    assert not files.has_canary(stripped(content).content)


@pytest.mark.parametrize("planted", PLANTED)
def test_equal_files_have_equal_copies(planted: Callable[[], bytes]) -> None:
    content = planted()

    assert strip(content) == strip(content)


@pytest.mark.parametrize("planted", [files.pdf, files.docx, files.xlsx, files.pptx, files.odt])
def test_what_is_to_be_read_stays(planted: Callable[[], bytes]) -> None:
    assert any(b"SEEN" in layer for layer in files.layers(stripped(planted()).content))


@pytest.mark.parametrize("planted", [files.png, files.webp, files.pdf, files.docx, files.xlsx, files.pptx, files.odt])
def test_a_copy_of_a_copy_is_the_same(planted: Callable[[], bytes]) -> None:
    once = stripped(planted())

    assert stripped(once.content).content == once.content


def test_when_a_package_was_made_does_not_show() -> None:
    """The same words in two packages that were written at different times."""
    assert stripped(files.docx()).content == stripped(files.docx()).content


@pytest.mark.parametrize(
    ("planted", "removed"),
    [
        (files.gif, {Trace.REMARK}),
        (
            files.jpeg,
            {Trace.PEOPLE, Trace.TITLE, Trace.DATES, Trace.DEVICE, Trace.LOCATION, Trace.REMARK, Trace.COLOURS},
        ),
        (
            files.xlsx,
            {Trace.PEOPLE, Trace.DEVICE, Trace.THUMBNAIL, Trace.PATH, Trace.LINK, Trace.DESCRIPTION}
            | {Trace.ATTACHMENT, Trace.PROTECTION},
        ),
    ],
)
def test_what_was_removed_is_told(planted: Callable[[], bytes], removed: set[Trace]) -> None:
    assert set(stripped(planted()).removed) == removed


@pytest.mark.parametrize(
    ("content", "hidden"),
    [
        (files.xlsx(), ((Hidden.SHEET, 1), (Hidden.ROWS, 1), (Hidden.FORMULA, 1))),
        (files.pptx(), ((Hidden.SLIDE, 1),)),
        (files.docx("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r></w:p>"), ((Hidden.TEXT, 1),)),
        (files.docx(), ()),
    ],
)
def test_what_stays_hidden_is_told(content: bytes, hidden: tuple[tuple[Hidden, int], ...]) -> None:
    assert stripped(content).hidden == hidden


def test_a_pdf_can_leave_as_pictures_of_its_pages() -> None:
    """Then its words are not in it any more, and nothing is that cannot be seen."""
    flat = stripped(files.pdf(), as_pictures=True)

    assert flat.media_type == "application/pdf"
    assert not any(b"SEEN" in layer for layer in files.layers(flat.content))
    assert flat == stripped(files.pdf(), as_pictures=True)


def test_a_file_of_another_kind_stays() -> None:
    assert strip(b"MZ\x90\0") == Refusal(Code.DOCUMENT_STAYS)


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.parametrize("share", [0.3, 0.7, 0.97])
def test_what_is_cut_off_is_refused_or_stripped(planted: Callable[[], bytes], share: float) -> None:
    """Whatever can be made of a broken file, no trace is left in it."""
    content = planted()
    head, made = answer("strip", [], content[: int(len(content) * share)])

    assert ("refused" in head) is not bool(made)
    assert not any(map(files.has_canary, made))
