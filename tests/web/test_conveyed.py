"""Confirming to a room that what it gave was conveyed."""

import pytest

from tests.cast import SUBSTANCE, Talks
from tests.web.contract import SeatedPage, Spec, assert_absent
from tests.web.people import Person


def carried(talks: Talks) -> None:
    """A-01 has been carried into room B."""
    offer = talks.ana.says("We can meet on Monday.", leave=SUBSTANCE)
    talks.mo.carries("They can meet.", into="B", sources=[offer])


class TestConveyed(SeatedPage):
    spec = Spec(seat="mo", desk=True)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        carried(talks)
        return "entries/A-01/conveyed"


def test_its_room_is_told_that_and_nothing_else(talks: Talks, ana: Person, mo: Person) -> None:
    carried(talks)
    assert "Conveyed 16:00" not in ana.sees().page.text

    told = mo.sends("entries/A-01/conveyed", {"left": "A", "right": "B"})

    assert (told.status, told.location) == (303, f"{mo.address()}?left=A&right=B#A-01")
    assert "Conveyed 16:00" in ana.sees().page.id("A-01").text
    assert "Confirmed to room A 16:00" in mo.sees().page.id("A-01").text
    assert "They can meet" not in ana.sees().text


def test_confirmed_twice_it_was_confirmed_once(talks: Talks, ana: Person, mo: Person) -> None:
    carried(talks)
    mo.sends("entries/A-01/conveyed")
    talks.clock.advance(60)

    assert mo.sends("entries/A-01/conveyed").status == 303
    assert "Conveyed 16:00" in ana.sees().page.id("A-01").text


def test_what_was_not_carried_is_not_confirmed(talks: Talks, mo: Person) -> None:
    talks.ana.says("We can meet on Monday.", leave=SUBSTANCE)

    told = mo.sends("entries/A-01/conveyed")

    assert told.status == 409
    assert "Carry it first, then confirm." in told.page.text


@pytest.mark.parametrize("label", ["A-02", "B-01", "N-01", "C-01", "nothing"])
def test_what_was_not_told_is_absent(talks: Talks, mo: Person, label: str) -> None:
    carried(talks)
    talks.ana.notes("Between us.")

    assert_absent(mo, "POST", mo.address(f"entries/{label}/conveyed"))
