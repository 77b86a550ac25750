"""Saying that one has read what was brought."""

import pytest

from entremise.domain.ids import Label
from tests.cast import SUBSTANCE, Talks
from tests.web.contract import SeatedPage, Spec, assert_absent
from tests.web.people import Person


def brought(talks: Talks) -> Label:
    """What has been brought into room B."""
    offer = talks.ana.says("We can meet on Monday.", leave=SUBSTANCE)
    entered = talks.mo.carries("They can meet.", into="B", sources=[offer]).entered
    assert entered is not None
    return entered


class TestOpened(SeatedPage):
    spec = Spec(seat="bo", desk=False)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return f"entries/{brought(talks)}/opened"


def test_the_desk_learns_that_it_was_read(talks: Talks, bo: Person, mo: Person) -> None:
    label = brought(talks)
    assert "Not read yet" in mo.sees().page.id(str(label)).text

    told = bo.sends(f"entries/{label}/opened")

    assert (told.status, told.location) == (303, f"{bo.address()}#B-01")
    assert "Read 16:00. The mediator has been told." in bo.sees().page.id("B-01").text
    assert "Read 16:00" in mo.sees().page.id("B-01").text


def test_said_twice_it_is_said_once(talks: Talks, bo: Person) -> None:
    label = brought(talks)
    bo.sends(f"entries/{label}/opened")
    talks.clock.advance(60)

    assert bo.sends(f"entries/{label}/opened").status == 303
    assert talks.bo.entry(label).opened == talks.clock.at.replace(minute=0)


@pytest.mark.parametrize("label", ["B-02", "B-03", "A-01", "N-01", "C-01", "nothing"])
def test_only_what_was_brought_is_read(talks: Talks, bo: Person, label: str) -> None:
    brought(talks)
    talks.bo.says("Our own words.")

    assert_absent(bo, "POST", bo.address(f"entries/{label}/opened"))
