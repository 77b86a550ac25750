"""A PDF's copy is a new file with its pages."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from entremise.documents import pdf
from entremise.documents.unfit import Unfit
from entremise.domain.copies import Hidden, Trace
from entremise.domain.errors import Code
from tests.documents import files


def blank(**more: object) -> Pdf:
    made = Pdf.new()
    made.add_blank_page(page_size=(200, 100))
    for name, value in more.items():
        setattr(made.Root, name, value)
    return made


def refused(content: bytes) -> Code:
    with pytest.raises(Unfit) as error:
        pdf.stripped(content)
    return error.value.refusal.code


def test_the_catalogue_holds_pages_and_nothing_else() -> None:
    made, _, _ = pdf.stripped(files.pdf())
    with Pdf.open(io.BytesIO(made)) as opened:
        assert set(opened.Root.keys()) == {"/Type", "/Pages"}
        assert set(opened.trailer.keys()) <= {"/Root", "/Size", "/ID"}
        assert len(opened.pages) == 2


def test_a_mark_is_drawn_on_its_page_where_it_is_seen() -> None:
    """The square is red at its place, in the copy as in the file; its author and words are gone."""
    made, _, _ = pdf.stripped(files.pdf())
    (page, _), _ = pdf.pages(made, first=0, most=2, widest=200)

    assert page.getpixel((60, 40)) == (255, 0, 0)


def test_pages_look_as_they_did() -> None:
    content = files.pdf(annotated=False)
    made, _, _ = pdf.stripped(content)

    before, _ = pdf.pages(content, first=0, most=2, widest=200)
    after, _ = pdf.pages(made, first=0, most=2, widest=200)
    assert [page.tobytes() for page in after] == [page.tobytes() for page in before]


def test_earlier_versions_are_gone() -> None:
    """A file that was changed and saved by adding to it still holds what it said before."""
    first = files.saved(_saying("CANARY before"))
    at = first.rindex(b"startxref")
    number = int(first[at:].split()[1])
    added = b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    later = (
        first + added + b"xref\n1 1\n%010d 00000 n \n" % len(first)
        + b"trailer\n<</Size 9/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (number, len(first) + len(added))
    )  # fmt: skip
    made, _, _ = pdf.stripped(later)

    assert made.count(b"%%EOF") == 1


def test_a_locked_file_is_refused() -> None:
    written = io.BytesIO()
    blank().save(written, encryption=pikepdf.Encryption(user="word", owner="word"))

    assert refused(written.getvalue()) is Code.DOCUMENT_LOCKED


def test_a_file_that_opens_without_its_password_leaves_without_a_lock() -> None:
    written = io.BytesIO()
    blank().save(written, encryption=pikepdf.Encryption(user="", owner="word"))
    made, traces, _ = pdf.stripped(written.getvalue())

    assert b"/Encrypt" not in made
    assert traces[Trace.PROTECTION] == 1


def test_hidden_layers_are_refused() -> None:
    made = blank()
    layer = made.make_indirect(Dictionary(Type=Name.OCG, Name=String("Draft")))
    made.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))

    assert refused(files.saved(made)) is Code.DOCUMENT_LAYERED


def test_layers_that_are_hidden_unless_named_are_refused() -> None:
    made = blank()
    made.Root.OCProperties = Dictionary(OCGs=Array([]), D=Dictionary(BaseState=Name.OFF))

    assert refused(files.saved(made)) is Code.DOCUMENT_LAYERED


def test_redactions_that_were_not_applied_are_refused() -> None:
    made = blank()
    made.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Redact, Rect=[0, 0, 9, 9])])

    assert refused(files.saved(made)) is Code.DOCUMENT_REDACTED


def test_what_lies_outside_the_page_that_is_shown_is_told() -> None:
    made = blank()
    made.pages[0].CropBox = Array([0, 0, 50, 50])
    _, _, hidden = pdf.stripped(files.saved(made))

    assert hidden == {Hidden.MARGIN: 1}


def test_text_that_is_not_seen_is_told_and_read() -> None:
    content = files.saved(_saying("under the picture", mode=3))
    _, _, hidden = pdf.stripped(content)

    assert hidden == {Hidden.TEXT: 1}
    assert "under the picture" in pdf.words(content, most=100)


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"%PDF-1.7\n" + b"x" * 999, files.pdf()[:700]])
def test_what_is_damaged_is_refused(content: bytes) -> None:
    assert refused(content) is Code.DOCUMENT_UNREADABLE


def test_pages_are_shown_a_few_at_a_time() -> None:
    drawn, count = pdf.pages(files.pdf(pages=7), first=5, most=5, widest=100)

    assert (len(drawn), count, drawn[0].size) == (2, 7, (100, 50))


def test_a_form_field_is_drawn_as_it_is_filled_in() -> None:
    made = blank()
    drawn = made.make_stream(b"0 1 0 rg 0 0 20 20 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 20, 20])
    field = made.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String("CANARY"), Rect=[0, 0, 20, 20],
            V=Dictionary(Name=String("CANARY")), AP=Dictionary(N=drawn),
        )
    )  # fmt: skip
    made.pages[0].Annots = Array([field])
    made.Root.AcroForm = Dictionary(Fields=Array([field]))
    stripped, traces, _ = pdf.stripped(files.saved(made))
    (page,), _ = pdf.pages(stripped, first=0, most=1, widest=200)

    assert page.getpixel((5, 95)) == (0, 255, 0)
    assert not files.has_canary(stripped)
    assert traces[Trace.SIGNATURE] == 1


def _saying(words: str, *, mode: int = 0) -> Pdf:
    made = blank()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    made.pages[0].Resources = Dictionary(Font=Dictionary(F1=font))
    made.pages[0].Contents = made.make_stream(f"BT {mode} Tr /F1 9 Tf 5 50 Td ({words}) Tj ET".encode())
    return made
