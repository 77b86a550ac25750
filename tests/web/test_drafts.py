"""Unsent words: kept for one seat and one destination, and never in any log."""

import logging

import pytest

from entremise.domain.ids import PlaceId
from entremise.services import drafts
from tests.cast import Talks, open_talks
from tests.web.html import fields
from tests.web.people import Form, Person, person

WORDS = "Vierzehn Minenleger."
WRITING: dict[str, tuple[str, str, Form]] = {
    "room": ("ana", "write", {"text": WORDS, "leave": "substance", "save": "draft"}),
    "corridor": ("mo", "corridor", {"text": WORDS, "form": "idea", "to": "B", "save": "draft"}),
    "speak": ("mo", "rooms/A/speak", {"text": WORDS, "save": "draft"}),
    "announce": ("mo", "announce", {"text": WORDS, "into": ["A"], "save": "draft"}),
}
"""Each writing form: whose it is, where it goes, what it sends when it is to be kept."""


@pytest.fixture(params=WRITING)
def written(request: pytest.FixtureRequest, talks: Talks) -> tuple[Person, str, Form]:
    """One writing form, filled in, and its writer."""
    who, path, form = WRITING[request.param]
    return person(talks.parts, getattr(talks, who).seat), path, form


def test_a_draft_is_kept_by_a_form(written: tuple[Person, str, Form]) -> None:
    writer, path, form = written

    told = writer.sends(path, form)

    assert told.status == 303
    assert WORDS in writer.asks("GET", told.location if path != "announce" else writer.address(path)).text


def test_a_draft_is_kept_in_the_background(written: tuple[Person, str, Form]) -> None:
    writer, path, form = written

    told = writer.sends(path, form, **{"X-Autosave": "1"})

    assert (told.status, told.body, told.headers["X-Saved"]) == (204, b"", "16:00")


def test_the_page_says_when(written: tuple[Person, str, Form]) -> None:
    writer, path, form = written
    told = writer.sends(path, form)

    page = writer.asks("GET", told.location if path != "announce" else writer.address(path)).page

    assert [saved.text for saved in page.of_class("saved")] == ["Saved 16:00"]


def test_nobody_else_sees_it(talks: Talks, written: tuple[Person, str, Form]) -> None:
    """Not the writer's own delegation, not the desk's other seats, no other room."""
    writer, path, form = written
    writer.sends(path, form)

    for seat in (talks.ana.seat, talks.ada.seat, talks.bo.seat, talks.mo.seat):
        if writer.seat != seat:
            assert WORDS not in person(talks.parts, seat).sees().text


def test_it_is_in_no_log(
    talks: Talks, written: tuple[Person, str, Form], caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    writer, path, form = written
    with caplog.at_level(logging.DEBUG):
        writer.sends(path, form)
        writer.sends(path, form, **{"X-Autosave": "1"})
        writer.sees()

    places: list[PlaceId] = [talks.case.desk, *(room.room for room in talks.case.rooms)]
    lines = [line for place in places for line in talks.parts.store.lines(place, after=0, limit=1000)]
    assert "Minenleger" not in repr(lines)
    assert "Minenleger" not in caplog.text
    assert "Minenleger" not in "".join(capfd.readouterr())


def test_nothing_written_stands_in_an_address(talks: Talks, written: tuple[Person, str, Form]) -> None:
    writer, path, form = written
    sent = {name: value for name, value in form.items() if name != "save"}

    for told in (writer.sends(path, form), writer.sends(path, {**sent, "carry": "1", "give": "1", "say": "1"})):
        assert told.status == 303
        assert "Minen" not in told.location


def test_given_it_is_kept_no_more(talks: Talks, written: tuple[Person, str, Form]) -> None:
    writer, path, form = written
    writer.sends(path, form)
    sent = {name: value for name, value in form.items() if name != "save"}

    writer.sends(path, {**sent, "carry": "1", "give": "1", "say": "1", "announce": "1"})

    assert writer.seat is not None
    for destination in ("room", "A", "B", "none", "speak-A", "announce"):
        assert drafts.read_draft(talks.parts, writer.seat, destination) is None


def test_two_seats_of_a_room_have_their_own(ana: Person, ada: Person) -> None:
    ana.sends("write", {"text": "From the head.", "save": "draft"})
    ada.sends("write", {"text": "From the adviser.", "save": "draft"})

    assert fields(ana.sees().page.form_to("/write"))["text"] == ["From the head."]
    assert fields(ada.sees().page.form_to("/write"))["text"] == ["From the adviser."]


def test_each_destination_has_its_own(talks: Talks) -> None:
    case = open_talks(talks.parts, parties=3)
    mo = person(talks.parts, case.mo.seat)
    for mark in "ABC":
        mo.sends("corridor", {"text": f"Into {mark}.", "form": "idea", "to": mark, "was": mark, "save": "draft"})
        mo.sends(f"rooms/{mark}/speak", {"text": f"Said in {mark}.", "save": "draft"})

    sheets = [mo.asks("GET", f"{mo.address()}?to={mark}").page.form_to("/corridor") for mark in "ABC"]
    spoken = [mo.sees(f"rooms/{mark}/").page.form_to("/speak") for mark in "ABC"]

    assert [fields(form)["text"] for form in sheets] == [["Into A."], ["Into B."], ["Into C."]]
    assert [fields(form)["text"] for form in spoken] == [["Said in A."], ["Said in B."], ["Said in C."]]


def test_the_whole_form_of_a_room_is_kept(ana: Person) -> None:
    whole = {
        "text": "We can stop.",
        "leave": "conditional",
        "condition": "stop first",
        "becomes": "idea",
        "expires": "2026-11-23T09:30",
        "type": "offer",
        "binding": "1",
    }

    ana.sends("write", {**whole, "save": "draft"})

    shown = fields(ana.sees().page.form_to("/write"))
    assert {name: shown[name] for name in whole} == {name: [value] for name, value in whole.items()}


def test_the_rooms_of_an_announcement_are_kept(mo: Person) -> None:
    mo.sends("announce", {"text": "At three.", "into": ["B"], "save": "draft"})

    assert fields(mo.sees("announce").page.form_to("/announce"))["into"] == ["B"]


def test_the_last_draft_saved_is_the_one_shown(talks: Talks, mo: Person) -> None:
    for mark in "BA":
        mo.sends("corridor", {"text": f"Into {mark}.", "form": "idea", "to": mark, "was": mark, "save": "draft"})
        talks.clock.advance(1)

    assert fields(mo.sees().page.form_to("/corridor"))["to"] == ["A"]
