"""Nothing is given, carried or said by pressing Enter: a browser then presses the first button of the form."""

import pytest

from entremise.domain.ids import PlaceId
from tests.cast import CONFIDENCE, SUBSTANCE, Talks
from tests.web.html import Element, Page, buttons, fields
from tests.web.people import Person, person, state

WRITING = {
    "room": ("ana", "", "/write"),
    "desk": ("mo", "", "/corridor"),
    "speak": ("mo", "rooms/A/", "/speak"),
    "announce": ("mo", "announce", "/announce"),
}


@pytest.fixture(params=WRITING)
def writing(request: pytest.FixtureRequest, talks: Talks) -> tuple[Person, Element]:
    """A writing form, and whose it is."""
    who, path, end = WRITING[request.param]
    writer = person(talks.parts, getattr(talks, who).seat)
    return writer, writer.sees(path).page.form_to(end)


def test_the_first_button_is_an_unseen_save_draft(writing: tuple[Person, Element]) -> None:
    first = buttons(writing[1])[0]

    assert (first.get("name"), first.get("value"), first.text) == ("save", "draft", "Save draft")
    assert "vh" in first.classes
    assert (first.get("tabindex"), first.get("aria-hidden")) == ("-1", "true")


def test_enter_keeps_the_draft(talks: Talks, writing: tuple[Person, Element]) -> None:
    writer, form = writing
    head = {place: talks.parts.store.head(place) for place in places(talks)}

    told = writer.asks(
        "POST", form.get("action"), {**fields(form), "text": ["Unfinished."], "to": ["B"], "save": ["draft"]}
    )

    assert told.status == 303
    assert {place: talks.parts.store.head(place) for place in places(talks)} == head
    assert talks.mo.page().at_door == ()


def places(talks: Talks) -> list[PlaceId]:
    return [talks.case.desk, *(room.room for room in talks.case.rooms)]


def test_a_form_that_says_both_only_keeps(talks: Talks, mo: Person) -> None:
    """A script that adds a button of its own cannot turn a draft into a carry."""
    talks.ana.says("We can meet.", leave=SUBSTANCE)
    before = talks.mo.page().at_door

    mo.sends("corridor", {"text": "An idea.", "form": "idea", "to": "B", "save": "draft", "carry": "1"})

    assert talks.mo.page().at_door == before == ()


def test_enter_in_a_field_does_not_change_who_may_know(talks: Talks, ana: Person) -> None:
    """The form has fields of one line, in which Enter presses the first button."""
    entry = talks.ana.says("We can stop.", leave=CONFIDENCE)
    page: Page = ana.sees(f"entries/{entry}/leave").page
    form, before = page.form_to("/leave"), state(talks)
    first = buttons(form)[0]

    ana.asks(
        "POST", form.get("action"), {**fields(form), "leave": ["substance"], first.get("name"): [first.get("value")]}
    )

    assert state(talks) == before
