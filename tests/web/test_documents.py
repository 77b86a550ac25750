"""Documents: given with an entry or by parts, handed over inert, and shown in a frame in which nothing runs."""

import json
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from entremise.domain.ids import Label
from entremise.domain.terms import Role
from entremise.services import cases, documents
from tests.cast import OWN, VERBATIM, Talks, granted
from tests.documents import files
from tests.services.test_documents import CHUNK, LETTER, LONG
from tests.web.contract import SeatedPage, Spec, assert_absent
from tests.web.people import Person, Told, person

POLICY: Final = "sandbox; default-src 'none'; frame-ancestors 'none'"


def file(content: bytes = LETTER, name: str = "Letter.txt", media_type: str = "text/plain") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, media_type)


def gives(someone: Person, content: bytes = LETTER, *, name: str = "Letter.txt", **fields: str) -> Told:
    """A plain form with a file in it, as a browser without a script sends it."""
    form: dict[str, Any] = {"text": "See the letter.", "leave": "verbatim", "give": "1", "file": file(content, name)}
    return someone.sends("write", {**form, **fields})


def begun(someone: Person, size: int, name: str = "Long.bin") -> str:
    told = someone.sends("documents", {"name": name, "size": str(size)})
    assert told.status == 201
    return str(json.loads(told.body)["id"])


def sends_part(someone: Person, document: str, part: bytes, at: int) -> tuple[int, dict[str, object]]:
    answer = someone.browser.post(
        someone.address(f"documents/{document}/parts/{at}"), part, content_type="application/octet-stream"
    )
    return answer.status_code, json.loads(answer.content)


def kept(told: Told) -> str:
    """The file that the page's form holds."""
    (field,) = (one for one in told.page.id("attach").tags("input") if one.get("name") == "document")
    return field.get("value")


def hung(talks: Talks, content: bytes = LETTER, name: str = "Letter.txt") -> Label:
    return talks.ana.says("See the letter.", leave=VERBATIM, document=talks.ana.gives(content, name))


class TestBegin(SeatedPage):
    spec = Spec(done=201, form={"name": "x", "size": "5"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "documents"


class TestProgress(SeatedPage):
    """How far a file has come; sending a part is tried below."""

    spec = Spec(methods=("GET", "POST"), done=200)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return f"documents/{granted(documents.begin(talks.parts, talks.ana.seat, 'x', 5)).id}/parts/0"

    def acts(self, owner: Person, path: str, **headers: str) -> Told:
        return owner.asks("GET", owner.address(path), None, **headers)


class TestDrop(SeatedPage):
    spec = Spec(done=204)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return f"documents/{talks.ana.gives(LETTER)}/drop"


class TestDownload(SeatedPage):
    spec = Spec(methods=("GET", "HEAD"), done=200)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        talks.ana.says("For us.", leave=OWN, document=talks.ana.gives(LETTER))
        return "entries/N-01/document"

    def test_it_is_absent_for_everybody_else(self, talks: Talks, owner: Person, path: str) -> None:  # type: ignore[override]
        """But for the delegation: its other seats read it by their own address."""
        for name in ("bo", "mo", "zed"):
            somebody = Person(getattr(talks, name).seat, owner.browser)
            assert_absent(somebody, "GET", somebody.address(path))


class TestLook(TestDownload):
    @pytest.fixture
    def path(self, talks: Talks) -> str:
        talks.ana.says("For us.", leave=OWN, document=talks.ana.gives(LETTER))
        return "entries/N-01/document/look"


class TestShown(TestDownload):
    @pytest.fixture
    def path(self, talks: Talks) -> str:
        talks.ana.says("For us.", leave=OWN, document=talks.ana.gives(LETTER))
        return "entries/N-01/document/shown"


# Given with a form -----------------------------------------------------------------------------------------


def test_a_plain_form_gives_words_and_a_file(ana: Person, mo: Person) -> None:
    assert gives(ana).location == f"{ana.address()}#A-01"

    for someone in (ana, mo):
        entry = someone.sees().page.id("A-01")
        assert "Letter.txt" in entry.text
        assert "Text, 29" in entry.text
        assert someone.sees("entries/A-01/document").body == LETTER


def test_the_browsers_word_for_the_kind_counts_for_nothing(ana: Person, talks: Talks) -> None:
    gives(ana, b"%PDF-1.7 and so on", name="photo.jpg")

    found = talks.ana.entry(Label("A", 1)).document
    assert found is not None
    assert found.media_type == "application/pdf"


def test_a_refused_entry_keeps_its_file(ana: Person) -> None:
    """Nobody gives fifty megabytes twice because of a missing word."""
    told = gives(ana, text="")
    assert told.status == 422
    assert "Letter.txt" in told.page.id("attach").text

    ana.sends("write", {"text": "Now with words.", "leave": "own", "give": "1", "document": kept(told)})
    assert ana.sees("entries/N-01/document").body == LETTER


def test_a_draft_keeps_its_file(ana: Person) -> None:
    gives(ana, save="draft")

    assert "Letter.txt" in ana.sees().page.id("attach").text


def test_a_file_is_taken_out_again(ana: Person, talks: Talks) -> None:
    gives(ana, save="draft")
    given = kept(ana.sees())
    ana.sends("write", {"text": "Words.", "document": given, "detach": "1"})

    assert kept(ana.sees()) == ""
    assert documents.attached(talks.parts, talks.ana.seat, given) is None
    assert "Words." in ana.sees().page.id("text").text


def test_another_file_takes_the_place_of_the_first(ana: Person, talks: Talks) -> None:
    gives(ana, save="draft")
    first = kept(ana.sees())
    gives(ana, b"Another.", name="Other.txt", save="draft", document=first)

    assert "Other.txt" in ana.sees().page.id("attach").text
    assert documents.attached(talks.parts, talks.ana.seat, first) is None


def test_a_file_that_was_swept_is_told_of(ana: Person, talks: Talks) -> None:
    gives(ana, save="draft")
    documents.drop(talks.parts, talks.ana.seat, kept(ana.sees()))

    assert "Choose it again." in ana.sees().page.id("attach").text


def test_a_draft_saved_in_the_background_keeps_its_file(ana: Person) -> None:
    """The page's script sends no file with it, and not as a browser's form does."""
    gives(ana, save="draft")
    form = f"text=Words.&document={kept(ana.sees())}&save=draft"
    saved = ana.browser.post(ana.address("write"), form, content_type="application/x-www-form-urlencoded")

    assert saved.status_code == 303
    assert "Letter.txt" in ana.sees().page.id("attach").text


def test_an_empty_file_is_refused_beside_its_field(ana: Person) -> None:
    told = gives(ana, b"")

    assert told.status == 422
    assert "Choose another file." in told.page.id("e-file").text


def test_a_file_that_no_view_asked_for_is_passed_over(ana: Person, talks: Talks) -> None:
    ana.sends("sign-out", {"file": file()})  # type: ignore[dict-item]

    assert talks.parts.store.pending_of(talks.ana.seat.place, talks.ana.seat.id) == []


def test_a_seat_that_may_not_upload_is_offered_no_file(talks: Talks) -> None:
    """What a role may not do its page does not offer; and a file sent all the same is passed over."""
    seat = granted(cases.give_seat(talks.parts, talks.ana.seat.place, Role.NOTE_TAKER, shown=True))
    someone = person(talks.parts, seat)

    assert 'id="attach"' not in someone.sees().text
    assert gives(someone, leave="own").status == 403
    assert talks.parts.store.pending_of(seat.place, seat.id) == []


# By parts --------------------------------------------------------------------------------------------------


def test_a_file_comes_by_parts_and_then_hangs_on_an_entry(ana: Person) -> None:
    name = begun(ana, len(LONG))
    assert sends_part(ana, name, LONG[:CHUNK], 0) == (
        200,
        {"id": name, "kept": CHUNK, "total": len(LONG), "part": 1024 * 1024},
    )
    assert sends_part(ana, name, LONG[CHUNK:], CHUNK) == (200, {"id": name, "whole": True, "name": "Long.bin"})

    ana.sends("write", {"text": "Here.", "leave": "own", "give": "1", "document": name})
    assert ana.sees("entries/N-01/document").body == LONG


def test_after_a_lost_connection_it_goes_on_from_the_last_part_kept(ana: Person) -> None:
    name = begun(ana, len(LONG))
    sends_part(ana, name, LONG[:CHUNK], 0)

    asked = json.loads(ana.sees(f"documents/{name}/parts/0").body)
    assert asked["kept"] == CHUNK
    status, told = sends_part(ana, name, LONG[:CHUNK], 0)
    assert (status, told["kept"]) == (409, CHUNK)


@pytest.mark.parametrize(("size", "status"), [("0", 422), ("", 422), ("x", 422), ("9" * 20, 422), ("50000001", 422)])
def test_a_size_that_is_not_taken_is_refused_at_once(ana: Person, size: str, status: int) -> None:
    told = ana.sends("documents", {"name": "x", "size": size})

    assert told.status == status
    assert json.loads(told.body)["remedy"]


# Handed over -----------------------------------------------------------------------------------------------


def test_a_file_is_handed_over_to_be_kept_and_not_to_be_opened(ana: Person, talks: Talks) -> None:
    label = hung(talks, files.pdf(), "Note à l’attention.pdf")
    told = ana.sees(f"entries/{label}/document")

    assert told.headers["Content-Type"] == "application/octet-stream"
    assert told.headers["Content-Security-Policy"] == POLICY
    assert told.headers["Content-Disposition"] == (
        "attachment; filename=\"document.pdf\"; filename*=UTF-8''Note%20%C3%A0%20l%E2%80%99attention.pdf"
    )
    assert told.headers["Content-Length"] == str(len(told.body))


def test_no_name_breaks_a_header(ana: Person, talks: Talks) -> None:
    label = hung(talks, name='a"\r\nSet-Cookie: x=1;.html')

    header = ana.sees(f"entries/{label}/document").headers["Content-Disposition"]
    assert header == "attachment; filename=\"document.txt\"; filename*=UTF-8''a_Set-Cookie_%20x%3D1%3B.html"


@pytest.mark.parametrize("label", ["A-01", "B-01", "N-01", "carry-1", "nothing", "A-02"])
@pytest.mark.parametrize("page", ["document", "document/look", "document/shown"])
def test_nothing_of_another_rooms_file_is_there(talks: Talks, bo: Person, label: str, page: str) -> None:
    hung(talks)
    talks.ana.says("For us.", leave=OWN, document=talks.ana.gives(LETTER))

    assert_absent(bo, "GET", bo.address(f"entries/{label}/{page}"))


# Shown -----------------------------------------------------------------------------------------------------


def test_a_documents_page_frames_what_it_shows(ana: Person, talks: Talks) -> None:
    hung(talks, files.pdf())
    told = ana.sees("entries/A-01/document/look")

    assert "frame-src 'self'" in told.headers["Content-Security-Policy"]
    assert 'sandbox src="' in told.text


def test_nothing_runs_and_nothing_is_fetched_in_the_frame(ana: Person, talks: Talks) -> None:
    hung(talks, files.pdf())
    told = ana.sees("entries/A-01/document/shown")

    policy = told.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'; img-src data:; ")
    assert "script-src" not in policy
    assert told.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert told.text.count('<img src="data:image/png;base64,') == 2


def test_text_in_the_frame_is_text(ana: Person, talks: Talks) -> None:
    hung(talks, b"a <script>alert(1)</script>")

    assert "a &lt;script&gt;alert(1)&lt;/script&gt;" in ana.sees("entries/A-01/document/shown").text


def test_of_an_office_document_the_words_are_shown(ana: Person, talks: Talks) -> None:
    hung(talks, files.docx())

    assert "SEEN words" in ana.sees("entries/A-01/document/shown").text


def test_what_cannot_be_shown_says_so(ana: Person, talks: Talks) -> None:
    hung(talks, b"MZ\0\0")

    assert "cannot be shown here" in ana.sees("entries/A-01/document/shown").text


def test_later_pages_are_reached(ana: Person, talks: Talks) -> None:
    hung(talks, files.pdf(pages=7))
    first = ana.sees("entries/A-01/document/shown")
    later = ana.asks("GET", ana.address("entries/A-01/document/shown") + "?from=5")

    assert [link.get("href") for link in first.page.root.tags("a")] == ["?from=5"]
    assert [link.get("href") for link in later.page.root.tags("a")] == ["?from=0"]
    assert later.text.count("<img ") == 2
    assert 'alt="Page 6"' in later.text
