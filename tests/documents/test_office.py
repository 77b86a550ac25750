"""Word, Excel and PowerPoint: what a copy is refused for, and what becomes of what cannot be seen."""

import io
import zipfile

import pytest

from entremise.documents import markup
from entremise.documents.kinds import Kind
from entremise.documents.office import stripped
from entremise.documents.unfit import Unfit
from entremise.domain.errors import Code
from tests.documents import files

MICROSOFT = "http://schemas.microsoft.com/office"


def part(content: bytes, name: str) -> str:
    made, _, _ = stripped(content, Kind.DOCX)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        return package.read(name).decode()


def refused(content: bytes, kind: Kind = Kind.DOCX) -> Code:
    with pytest.raises(Unfit) as error:
        stripped(content, kind)
    return error.value.refusal.code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('<w:p><w:ins w:id="1" w:author="x"><w:r><w:t>x</w:t></w:r></w:ins></w:p>', Code.DOCUMENT_TRACKED),
        ('<w:p><w:del w:id="1" w:author="x"/></w:p>', Code.DOCUMENT_TRACKED),
        ('<w:p><w:pPr><w:pPrChange w:id="1"/></w:pPr></w:p>', Code.DOCUMENT_TRACKED),
        ('<w:p><w:commentRangeStart w:id="0"/></w:p>', Code.DOCUMENT_COMMENTED),
        ("<w:p><w:r><w:object/></w:r></w:p>", Code.DOCUMENT_EMBEDS),
        ('<a:srcRect l="10000"/>', Code.DOCUMENT_CROPPED),
    ],
)
def test_what_a_person_has_to_decide_is_refused(body: str, code: Code) -> None:
    assert refused(files.docx(body)) is code


@pytest.mark.parametrize(
    ("relation", "code"),
    [
        (("rId9", "comments", "comments.xml"), Code.DOCUMENT_COMMENTED),
        (("rId9", f"{MICROSOFT}/2011/relationships/commentsExtended", "x"), Code.DOCUMENT_COMMENTED),
        (("rId9", f"{MICROSOFT}/2006/relationships/vbaProject", "x.bin"), Code.DOCUMENT_EMBEDS),
        (("rId9", "oleObject", "embeddings/x.bin"), Code.DOCUMENT_EMBEDS),
        (("rId9", "aFChunk", "x.html"), Code.DOCUMENT_LINKED),
        (("rId9", "image", "https://example.org/x.png"), Code.DOCUMENT_LINKED),
        (("rId9", "image", "absent.png"), Code.DOCUMENT_UNREADABLE),
        (("rId9", "something-new", "x.xml"), Code.DOCUMENT_EMBEDS),
    ],
)
def test_parts_that_are_not_carried_are_refused(relation: tuple[str, str, str], code: Code) -> None:
    assert refused(files.docx(files.BODY, relation, word__comments="<x/>")) is code


@pytest.mark.parametrize(
    ("relation", "code"),
    [
        (("rId9", "externalLink", "externalLinks/1.xml"), Code.DOCUMENT_LINKED),
        (("rId9", "connections", "connections.xml"), Code.DOCUMENT_LINKED),
        (("rId9", "revisionHeaders", "revisions/x.xml"), Code.DOCUMENT_TRACKED),
        (("rId9", "pivotCacheDefinition", "pivotCache/x.xml"), Code.DOCUMENT_EMBEDS),
    ],
)
def test_workbooks_with_other_sources_are_refused(relation: tuple[str, str, str], code: Code) -> None:
    assert refused(files.xlsx(relation), Kind.XLSX) is code


def test_pictures_of_other_programs_are_refused() -> None:
    vector = ("rId9", "image", "media/x.xml")

    assert refused(files.docx(files.BODY, vector, word__media__x="<svg/>")) is Code.DOCUMENT_EMBEDS


def test_a_picture_that_is_given_room_is_not_cropped() -> None:
    assert "srcRect" in part(files.docx('<a:srcRect l="-500" t="0"/>'), "word/document.xml")


def test_fields_become_the_words_that_they_show() -> None:
    """Page numbers stay fields; what reaches outside the document becomes its words."""
    document = part(files.docx(), "word/document.xml")

    assert document.count("instrText") == 2
    assert " PAGE " in document
    assert "SEEN field" in document
    assert "SEEN simple" in document
    assert "fldSimple" not in document


def test_every_part_has_a_name_of_ours() -> None:
    made, _, _ = stripped(files.docx(), Kind.DOCX)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert package.namelist() == [
            "[Content_Types].xml",
            "_rels/.rels",
            "word/document.xml",
            "word/media/image1.jpeg",
            "word/styles.xml",
            "word/settings.xml",
            "word/_rels/document.xml.rels",
        ]


def test_links_within_the_package_lead_where_they_led() -> None:
    made, _, _ = stripped(files.xlsx(), Kind.XLSX)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        sheet = dict(markup.elements(package.read("xl/worksheets/sheet1.xml")))
        related = markup.elements(package.read("xl/worksheets/_rels/sheet1.xml.rels"))

    assert sheet["x:drawing"] == {"r:id": "rId1"}
    assert sheet["x:pageSetup"] == {"paperSize": "9"}
    assert sheet["x:hyperlink"] == {"ref": "A1"}
    assert [row["Target"] for name, row in related if name == "rel:Relationship"] == ["../drawings/drawing1.xml"]


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04",
        files.package({"a": "b"}),
        files.docx(word__document="<not well formed"),
        files.docx("<w:p>" * 300 + "</w:p>" * 300),
    ],
)
def test_what_is_damaged_is_refused(content: bytes) -> None:
    with pytest.raises((Unfit, *markup.FAULTY)):
        stripped(content, Kind.DOCX)


@pytest.mark.parametrize(
    "definition",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "https://example.org/a.dtd">',
    ],
)
def test_no_entity_is_ever_defined(definition: str) -> None:
    with pytest.raises(markup.FAULTY):
        stripped(files.docx(word__document=f"{definition}<a/>"), Kind.DOCX)


def test_a_package_that_says_it_is_small_and_is_not_is_refused() -> None:
    """A part of a thousand million zeros, packed into a million bytes."""
    bomb = bytearray(files.docx(word__bomb="0" * 1_000))
    at = bomb.index(b"PK\x01\x02")
    size = bomb.index((1_000).to_bytes(4, "little"), at)
    bomb[size : size + 4] = (400_000_000).to_bytes(4, "little")

    assert refused(bytes(bomb)) is Code.DOCUMENT_TOO_COMPLEX
