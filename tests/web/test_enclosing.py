"""At the desk: a copy of a document is made, looked at as it will leave, and goes along with the message."""

import re

import pytest

from entremise.domain.leave import Leave
from entremise.domain.terms import CarryForm
from entremise.services import documents
from entremise.wiring import House
from tests.cast import CONFIDENCE, SUBSTANCE, VERBATIM, Talks, open_talks
from tests.documents import files
from tests.services.test_documents import LETTER
from tests.services.test_enclosing import told
from tests.web.contract import SeatedPage, Spec
from tests.web.people import Person, Told, person
from tests.web.test_documents import file


class TestEnclose(SeatedPage):
    """The form; sending it is tried below."""

    spec = Spec(seat="mo", methods=("GET", "HEAD", "POST"), done=200, desk=True)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        told(talks)
        return "enclose"

    def acts(self, owner: Person, path: str, **headers: str) -> Told:
        return owner.asks("GET", owner.address(path), None, **headers)


class TestCopy(SeatedPage):
    spec = Spec(seat="mo", methods=("GET", "HEAD", "POST"), done=303, desk=True, form={"to": "B", "enclose": "1"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return f"copies/{talks.mo.copies(told(talks)).id}"


class TestCopyFile(SeatedPage):
    spec = Spec(seat="mo", methods=("GET", "HEAD"), done=200, desk=True)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return f"copies/{talks.mo.copies(told(talks)).id}/file"


class TestCopyShown(SeatedPage):
    spec = Spec(seat="mo", methods=("GET", "HEAD"), done=200, desk=True)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return f"copies/{talks.mo.copies(told(talks)).id}/shown"


TO_B = {"to": "B", "was": "B", "hold_seconds": "10"}


def makes(mo: Person, source: str = "A-01", to: str = "B", **fields: str) -> Told:
    """The copy's page, after its form."""
    sent = mo.sends("enclose", {"source": source, "to": to, "name": "", "make": "1", **fields})
    assert sent.status == 303, sent.text
    return mo.asks("GET", sent.location)


def identity(page: Told) -> str:
    found = re.search(r"/copies/([\w-]+)/file", page.text)
    assert found is not None
    return found[1]


def test_from_the_sheet_a_sources_document_is_offered(mo: Person, talks: Talks) -> None:
    told(talks)
    mo.sends("quote", {"source": "A-01"})

    assert "enclose?to=B&amp;source=A-01" in mo.sees().text


def test_the_whole_way_of_a_document(mo: Person, bo: Person, talks: Talks) -> None:
    told(talks, files.pdf(), name="From Jane.pdf")
    page = makes(mo, name="Annex")
    copy = identity(page)
    assert "Annex.pdf" in page.text
    assert "Names of authors and organisations" in page.text

    mo.sends(f"copies/{copy}", {"to": "B", "enclose": "1"})
    sheet = mo.asks("GET", mo.address() + "?to=B").page.id("sheet")
    assert "Annex.pdf" in sheet.text
    assert [field.get("value") for field in sheet.tags("input") if field.get("name") == "sources"] == ["A-01"]

    form = {
        "to": "B",
        "was": "B",
        "form": "verbatim",
        "sources": "A-01",
        "text": "See the letter.",
        "hold_seconds": "10",
    }
    mo.sends("corridor", {**form, "document": copy, "carry": "1"})
    assert "Annex.pdf" in mo.sees().page.id("corridor-state").text
    talks.waits(10)
    assert "Annex.pdf" in bo.sees().page.id("B-01").text
    received = bo.sees("entries/B-01/document").body
    assert received == mo.sees("entries/B-01/document").body
    assert not files.has_canary(received)


def test_what_still_hides_is_told(mo: Person, talks: Talks) -> None:
    told(talks, files.xlsx())
    page = makes(mo)

    assert "1 hidden sheet" in page.text
    assert "1 formula, which shows how a figure was found" in page.text


def test_a_pdf_can_go_as_pictures(mo: Person, talks: Talks) -> None:
    told(talks, files.pdf())
    copy = identity(makes(mo, as_pictures="1"))

    assert not any(b"SEEN" in layer for layer in files.layers(mo.sees(f"copies/{copy}/file").body))


def test_what_the_guard_finds_in_it_is_told_before_it_goes(house: House) -> None:
    talks = open_talks(house.parts, parties=3, shown=True)
    mo = person(talks.parts, talks.mo.seat)
    talks.bo.says("Between us, our last price is 417 million.")
    told(talks, b"They would sell for 417 million, we hear.")
    page = makes(mo, to="C")
    assert "It repeats what this room may not have:" in page.text
    mo.sends(f"copies/{identity(page)}", {"to": "C", "enclose": "1"})

    guard = mo.asks("GET", mo.address() + "?to=C").page.id("guard")
    assert "The document" in guard.text
    assert "417 million" in guard.text


def test_that_the_guard_cannot_read_it_is_told(mo: Person, talks: Talks) -> None:
    told(talks, files.gif())
    page = makes(mo)
    assert "Its words cannot be read by the house." in page.text
    mo.sends(f"copies/{identity(page)}", {"to": "B", "enclose": "1"})

    assert "The guard cannot read its words." in mo.asks("GET", mo.address() + "?to=B").text


@pytest.mark.parametrize(
    ("leave", "words"), [(CONFIDENCE, "was given in confidence"), (SUBSTANCE, "in substance only")]
)
def test_without_leave_the_form_says_why(mo: Person, talks: Talks, leave: Leave, words: str) -> None:
    told(talks, leave=leave)
    refused = mo.sends("enclose", {"source": "A-01", "to": "B", "make": "1"})

    assert refused.status == 409
    assert words in refused.text


def test_comments_are_for_their_writer_to_remove(mo: Person, talks: Talks) -> None:
    told(talks, files.docx('<w:p><w:commentRangeStart w:id="0"/></w:p>'))

    assert "Comments stand in it." in mo.sends("enclose", {"source": "A-01", "make": "1"}).text


def test_a_paper_of_the_desks_own(mo: Person, bo: Person) -> None:
    sent = mo.sends("enclose", {"to": "B", "name": "Map", "make": "1", "file": file(files.gif(), "Ours.gif")})  # type: ignore[dict-item]
    copy = identity(mo.asks("GET", sent.location))
    mo.sends(
        "corridor",
        {"to": "B", "was": "B", "form": "idea", "text": "A map.", "document": copy, "hold_seconds": "10", "carry": "1"},
    )

    assert "Map.png" in mo.sees().page.id("corridor-state").text
    assert "Map.png" not in bo.sees().text


def test_without_a_file_the_form_asks_for_one(mo: Person) -> None:
    refused = mo.sends("enclose", {"to": "B", "make": "1"})

    assert refused.status == 422
    assert "Choose another file." in refused.text


def test_a_copy_is_taken_out_again(mo: Person, talks: Talks) -> None:
    told(talks)
    copy = identity(makes(mo))
    mo.sends(f"copies/{copy}", {"to": "B", "enclose": "1"})
    mo.sends("corridor", {"to": "B", "was": "B", "sources": "A-01", "text": "Words.", "document": copy, "detach": "1"})

    sheet = mo.asks("GET", mo.address() + "?to=B").page.id("sheet")
    assert "Document.txt" not in sheet.text
    assert "Words." in sheet.text
    assert documents.attached(talks.parts, talks.mo.seat, copy) is None


def test_a_copy_goes_with_its_source(mo: Person, talks: Talks) -> None:
    told(talks)
    copy = identity(makes(mo))
    mo.sends("corridor", {"to": "B", "was": "B", "sources": "A-01", "text": "x", "document": copy, "drop": "A-01"})

    assert "Document.txt" not in mo.asks("GET", mo.address() + "?to=B").text


def test_a_copy_is_given_up(mo: Person, talks: Talks) -> None:
    told(talks)
    copy = identity(makes(mo))

    assert mo.sends(f"copies/{copy}", {"to": "B", "drop": "1"}).status == 303
    assert mo.sees(f"copies/{copy}").status == 404


def test_a_message_that_was_stopped_keeps_its_copy_for_the_next(mo: Person, talks: Talks) -> None:
    label = told(talks)
    copy = talks.mo.copies(label, name="Annex")
    talks.mo.carries("See the letter.", into="B", sources=[label], form=CarryForm.VERBATIM, document=copy.id, hold=30)
    mo.sends("carries/1/stop")

    assert "Annex.txt" in mo.asks("GET", mo.address() + "?to=B").page.id("sheet").text


def test_the_desk_sees_what_hangs_on_what_it_was_told(mo: Person, talks: Talks) -> None:
    told(talks)

    assert "Secret draft.txt" in mo.sees().page.id("A-01").text
    assert mo.sees("entries/A-01/document").body == LETTER
    assert mo.sees("rooms/A/").page.id("A-01").text.count("Secret draft.txt") == 1


@pytest.mark.parametrize(
    "path", ["enclose?source=A-02", "enclose?source=N-01", "enclose?source=B-01", "enclose?source=x"]
)
def test_what_has_no_document_is_absent(mo: Person, talks: Talks, path: str) -> None:
    told(talks)
    talks.ana.says("Words alone.", leave=VERBATIM)

    assert mo.sees(path).status == 404
