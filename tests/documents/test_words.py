"""What can be read out of a file, the guard reads."""

import pytest

from entremise.documents.kinds import Kind
from entremise.documents.words import words_in
from tests.documents import files


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (b"Nine frigates.", Kind.TEXT, "Nine frigates."),
        (files.docx(), Kind.DOCX, "SEEN words\nSEEN link\nSEEN fieldSEEN simple"),
        (files.xlsx(), Kind.XLSX, "7\nSEEN words\n2"),
        (files.pptx(), Kind.PPTX, "SEEN words"),
        (files.odt(), Kind.ODT, "SEEN words SEEN link SEEN field"),
    ],
)
def test_the_words_of_a_document_are_read(content: bytes, kind: Kind, words: str) -> None:
    assert words_in(content, kind) == words


def test_the_words_of_a_pdf_are_read() -> None:
    assert (words_in(files.pdf(), Kind.PDF) or "").split() == ["SEEN", "1", "SEEN", "2"]


@pytest.mark.parametrize("kind", [Kind.PNG, Kind.OTHER])
def test_of_pictures_and_unknown_kinds_nothing_is_read(kind: Kind) -> None:
    assert words_in(files.png(), kind) is None
