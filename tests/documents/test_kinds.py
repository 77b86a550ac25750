"""What a file is, is told by its content."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.documents.kinds import CARRIED, Kind, kind_of
from entremise.domain.names import ENDINGS
from tests.documents import files


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (files.png(), Kind.PNG),
        (files.jpeg(), Kind.JPEG),
        (files.gif(), Kind.GIF),
        (files.webp(), Kind.WEBP),
        (files.pdf(), Kind.PDF),
        (b"Nine frigates.\r\n", Kind.TEXT),
        ("سلام".encode(), Kind.TEXT),
        ("سلام".encode("utf-16"), Kind.TEXT),
        (files.docx(), Kind.DOCX),
        (files.xlsx(), Kind.XLSX),
        (files.pptx(), Kind.PPTX),
        (files.odt(), Kind.ODT),
    ],
)
def test_each_kind_is_known_by_its_content(content: bytes, kind: Kind) -> None:
    assert kind_of(content) is kind


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\0\3\0\0\0",
        b"\0\0\0 ftypmp42",
        b"II*\0",
        b"words \0 and nothing",
        b"\xff\xfe\0",
        "naïve".encode("latin-1"),
        b"<?xml version='1.0'?><a/>",
        b"  <!DOCTYPE html><p>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"{\\rtf1 words}",
        b"%!PS-Adobe-3.0",
        b"MIME-Version: 1.0\r\n\r\nwords",
        b"PK\x03\x04 and no package",
        files.package({"a.txt": "words"}),
        files.package({"mimetype": "application/vnd.oasis.opendocument.text-template"}),
        files.package({"[Content_Types].xml": files.types(), "_rels/.rels": files.root("word/document.xml")}),
        files.package({"_rels/.rels": "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"}),
    ],
)
def test_anything_else_is_kept_as_it_is(content: bytes) -> None:
    assert kind_of(content) is Kind.OTHER


def test_a_document_with_macros_is_another_kind() -> None:
    with_macros = files.package(
        {
            "[Content_Types].xml": files.types().replace(
                "</Types>",
                '<Override PartName="/word/document.xml"'
                ' ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>',
            ),
            "_rels/.rels": files.root("word/document.xml"),
        }
    )

    assert kind_of(with_macros) is Kind.OTHER


def test_what_only_contains_a_kind_is_not_of_it() -> None:
    assert kind_of(b"MZ" + files.pdf()) is Kind.OTHER
    assert kind_of(b"\n" + files.png()) is Kind.OTHER


def test_every_kind_that_is_carried_has_an_ending() -> None:
    assert set(ENDINGS) == set(CARRIED)


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF"])
)
def test_no_content_is_too_odd(content: bytes, head: bytes) -> None:
    assert kind_of(head + content) in Kind
