"""Declaring that a condition has been met."""

import pytest

from tests.cast import ONLY_IF, SUBSTANCE, Talks
from tests.web.contract import SeatedPage, Spec, assert_absent
from tests.web.people import Person


class TestMet(SeatedPage):
    spec = Spec(seat="mo", desk=True)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        talks.ana.says("We can stop.", leave=ONLY_IF)
        return "entries/A-01/met"


def test_its_room_learns_it_and_the_way_is_open(talks: Talks, ana: Person, mo: Person) -> None:
    talks.ana.says("We can stop.", leave=ONLY_IF)
    assert "They have done it" in mo.sees().page.id("A-01").text

    told = mo.sends("entries/A-01/met", {"left": "A", "right": "B"})

    assert (told.status, told.location) == (303, f"{mo.address()}?left=A&right=B#A-01")
    assert "Condition met 16:00" in mo.sees().page.id("A-01").text
    assert "Condition met 16:00" in ana.sees().page.id("A-01").text
    mo.sends("quote", {"source": "A-01"})
    options = mo.asks("GET", mo.address() + "?to=B").page.id("form").tags("option")
    assert "substance" in [option.get("value") for option in options if not option.has("disabled")]


def test_what_has_no_condition_cannot_be_met(talks: Talks, mo: Person) -> None:
    talks.ana.says("We can stop.", leave=SUBSTANCE)

    assert mo.sends("entries/A-01/met").status == 409


def test_met_twice_it_was_met_once(talks: Talks, mo: Person) -> None:
    label = talks.ana.says("We can stop.", leave=ONLY_IF)
    mo.sends("entries/A-01/met")
    met = talks.clock.at
    talks.clock.advance(60)

    assert mo.sends("entries/A-01/met").status == 303
    assert talks.mo.entry(label).met == met


@pytest.mark.parametrize("label", ["A-02", "B-01", "N-01", "C-01", "nothing"])
def test_what_was_not_told_is_absent(talks: Talks, mo: Person, label: str) -> None:
    talks.ana.says("We can stop.", leave=ONLY_IF)
    talks.ana.notes("Between us.")

    assert_absent(mo, "POST", mo.address(f"entries/{label}/met"))
