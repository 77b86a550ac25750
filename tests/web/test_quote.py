"""Quoting an entry: it becomes a source of the message in the corridor."""

import pytest

from tests.cast import SUBSTANCE, VERBATIM, Talks, open_talks
from tests.web.contract import SeatedPage, Spec, assert_absent
from tests.web.html import fields
from tests.web.people import Person, person


class TestQuote(SeatedPage):
    spec = Spec(seat="mo", desk=True, form={"source": "A-01", "to": ""})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        talks.ana.says("We can meet on Monday.", leave=SUBSTANCE)
        return "quote"


def test_of_two_rooms_the_other_is_turned_to(talks: Talks, mo: Person) -> None:
    talks.ana.says("We can meet on Monday.", leave=SUBSTANCE)

    told = mo.sends("quote", {"source": "A-01", "left": "A", "right": "B"})

    assert told.location == f"{mo.address()}?left=A&right=B&to=B#corridor"
    page = mo.asks("GET", told.location).page
    assert fields(page.form_to("/corridor")) | {"key": []} == {
        "key": [],
        "was": ["B"],
        "left": ["A"],
        "right": ["B"],
        "sources": ["A-01"],
        "to": ["B"],
        "form": ["substance"],
        "text": [""],
        "type": ["information"],
        "hold_seconds": ["30"],
    }
    assert page.id("A-01").classes == ["entry", "is-source"]
    assert "Source 1" in page.id("A-01").text


def test_of_several_rooms_none_is_turned_to(talks: Talks) -> None:
    case = open_talks(talks.parts, parties=3)
    case.ana.says("We can meet on Monday.", leave=SUBSTANCE)
    mo = person(talks.parts, case.mo.seat)

    told = mo.sends("quote", {"source": "A-01"})

    form = mo.asks("GET", told.location).page.form_to("/corridor")
    assert "to" not in fields(form)
    assert fields(form)["sources"] == ["A-01"]


def test_the_room_chosen_before_stays_chosen(talks: Talks) -> None:
    case = open_talks(talks.parts, parties=3)
    case.ana.says("We can meet on Monday.", leave=SUBSTANCE)
    mo = person(talks.parts, case.mo.seat)

    told = mo.sends("quote", {"source": "A-01", "to": "C"})

    assert told.location == f"{mo.address()}?to=C#corridor"


def test_several_sources_stand_in_their_order(talks: Talks, mo: Person) -> None:
    for text in ("One.", "Two."):
        talks.ana.says(text, leave=SUBSTANCE)

    for label in ("A-02", "A-01", "A-02"):
        mo.sends("quote", {"source": label, "to": "B"})

    page = mo.asks("GET", mo.address() + "?to=B").page
    assert fields(page.form_to("/corridor"))["sources"] == ["A-02", "A-01"]
    assert "Source 2" in page.id("A-01").text


def test_exact_words_are_put_on_the_sheet(talks: Talks, mo: Person) -> None:
    talks.ana.says("We shall meet on Monday.", leave=VERBATIM)

    mo.sends("quote", {"source": "A-01"})

    form = fields(mo.asks("GET", mo.address() + "?to=B").page.form_to("/corridor"))
    assert (form["text"], form["form"]) == (["We shall meet on Monday."], ["verbatim"])


def test_a_confidence_can_be_quoted_and_no_form_is_open_to_it(talks: Talks, mo: Person) -> None:
    talks.ana.says("We might meet.")

    mo.sends("quote", {"source": "A-01"})

    page = mo.asks("GET", mo.address() + "?to=B").page
    options = page.id("form").tags("option")
    assert [option.get("value") for option in options if not option.has("disabled")] == ["idea"]
    assert "(not by the leave given)" in options[0].text


@pytest.mark.parametrize("label", ["A-02", "B-01", "N-01", "C-01", "", "A-01 ", "nothing", "D-01"])
def test_only_what_was_told_can_be_quoted(talks: Talks, mo: Person, label: str) -> None:
    """Not a note, not the mediator's own words, not a carry."""
    talks.ana.says("We can meet on Monday.", leave=SUBSTANCE)
    talks.ana.notes("Between us.")
    talks.mo.speaks("Shall we begin?", into="B")

    assert_absent(mo, "POST", mo.address("quote"), {"source": label})
    assert fields(mo.sees().page.form_to("/corridor")).get("sources") is None
