"""What a file looks like."""

import pytest

from entremise.documents.preview import preview
from entremise.domain.errors import Code, Refusal
from entremise.services.ports import Preview
from tests.documents import files


@pytest.mark.parametrize("content", [files.png(), files.jpeg(), files.webp(), files.gif()])
def test_a_picture_is_shown_as_a_picture_without_traces(content: bytes) -> None:
    shown = preview(content)

    assert isinstance(shown, Preview)
    assert [page[:4] for page in shown.pages] == [b"\x89PNG"]
    assert not files.has_canary(shown.pages[0])


def test_a_few_pages_are_shown_at_a_time() -> None:
    shown = preview(files.pdf(pages=4), first=1, most=2)

    assert isinstance(shown, Preview)
    assert (len(shown.pages), shown.count) == (2, 4)


def test_text_is_shown_as_text() -> None:
    assert preview(b"<b>words</b>") == Preview(text="<b>words</b>")


@pytest.mark.parametrize(
    ("content", "code"),
    [(files.docx(), Code.DOCUMENT_STAYS), (b"MZ\0", Code.DOCUMENT_STAYS), (b"%PDF-1.7", Code.DOCUMENT_UNREADABLE)],
)
def test_what_cannot_be_shown_is_refused(content: bytes, code: Code) -> None:
    assert preview(content) == Refusal(code)
