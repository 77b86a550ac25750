"""OpenDocument: what a copy is refused for, and what it is made of."""

import io
import zipfile

import pytest

from entremise.documents.kinds import Kind
from entremise.documents.opendocument import stripped
from entremise.documents.unfit import Unfit
from entremise.domain.copies import Hidden
from entremise.domain.errors import Code
from tests.documents import files


def refused(content: bytes) -> Code:
    with pytest.raises(Unfit) as error:
        stripped(content, Kind.ODT)
    return error.value.refusal.code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<text:p><office:annotation/></text:p>", Code.DOCUMENT_COMMENTED),
        ("<text:tracked-changes><text:changed-region/></text:tracked-changes>", Code.DOCUMENT_TRACKED),
        ("<text:p><text:changed-region/></text:p>", Code.DOCUMENT_TRACKED),
        ('<draw:frame><draw:object-ole xlink:href="./Object 2"/></draw:frame>', Code.DOCUMENT_EMBEDS),
        ('<draw:frame><draw:object xlink:href="./Object 7"/></draw:frame>', Code.DOCUMENT_EMBEDS),
        ('<draw:frame><draw:image xlink:href="https://example.org/x.png"/></draw:frame>', Code.DOCUMENT_LINKED),
        ('<text:section><text:section-source xlink:href="x.odt"/></text:section>', Code.DOCUMENT_LINKED),
        ('<draw:frame fo:clip="rect(1cm, 0cm, 0cm, 0cm)"/>', Code.DOCUMENT_CROPPED),
    ],
)
def test_what_a_person_has_to_decide_is_refused(body: str, code: Code) -> None:
    assert refused(files.odt(body)) is code


def test_a_locked_file_is_refused() -> None:
    manifest = {"META-INF__manifest.xml": "<m><encryption-data/></m>"}

    assert refused(files.odt(**manifest)) is Code.DOCUMENT_LOCKED


def test_a_copy_is_made_of_what_is_shown() -> None:
    made, _, _ = stripped(files.odt(), Kind.ODT)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert package.namelist() == [
            "mimetype",
            "content.xml",
            "styles.xml",
            "Object 1/content.xml",
            "Pictures/1.jpg",
            "META-INF/manifest.xml",
        ]
        assert package.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
        content = package.read("content.xml").decode()

    assert "SEEN link" in content
    assert "SEEN field" in content
    assert 'xlink:href="Pictures/1.jpg"' in content


@pytest.mark.parametrize(
    ("body", "hidden"),
    [
        ("<text:p><text:hidden-text>x</text:hidden-text></text:p>", Hidden.TEXT),
        ('<text:section text:display="none"/>', Hidden.TEXT),
        ('<table:table-row table:visibility="collapse"/>', Hidden.ROWS),
        ('<table:table-cell table:formula="of:=1"/>', Hidden.FORMULA),
    ],
)
def test_what_stays_hidden_is_told(body: str, hidden: Hidden) -> None:
    assert stripped(files.odt(body), Kind.ODT)[2] == {hidden: 1}
