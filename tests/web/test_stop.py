"""Stopping a message at the door."""

import pytest

from entremise.domain.ids import CARRIES, Label
from tests.cast import SUBSTANCE, Talks
from tests.web.contract import SeatedPage, Spec, assert_absent
from tests.web.html import fields
from tests.web.people import Person


def held(talks: Talks) -> Label:
    """A message at the door of room B."""
    offer = talks.ana.says("We can meet on Monday.", leave=SUBSTANCE)
    return talks.mo.carries("They can meet.", into="B", sources=[offer], hold=30).carry


class TestStop(SeatedPage):
    spec = Spec(seat="mo", desk=True)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return f"carries/{held(talks).number}/stop"


def test_it_does_not_enter(talks: Talks, mo: Person, bo: Person) -> None:
    held(talks)

    told = mo.sends("carries/1/stop", {"left": "A", "right": "B"})
    talks.waits(60)

    assert (told.status, told.location) == (303, f"{mo.address()}?left=A&right=B&to=B#corridor")
    assert talks.mo.carry(Label(CARRIES, 1)).stopped is not None
    assert "They can meet" not in bo.sees().text


def test_it_is_kept_as_a_draft(talks: Talks, mo: Person) -> None:
    held(talks)

    page = mo.asks("GET", mo.sends("carries/1/stop").location).page

    form = fields(page.form_to("/corridor"))
    assert (form["text"], form["sources"], form["to"]) == (["They can meet."], ["A-01"], ["B"])
    assert "It was stopped. Stopped at 16:00:00 by: Mediator. Nobody in the room has seen it." in page.text


def test_it_replaces_nothing_that_is_being_written(talks: Talks, mo: Person) -> None:
    held(talks)
    mo.sends("corridor", {"to": "B", "form": "idea", "text": "Another one.", "save": "draft"})

    page = mo.asks("GET", mo.sends("carries/1/stop").location).page

    assert fields(page.form_to("/corridor"))["text"] == ["Another one."]


def test_what_has_entered_cannot_be_stopped(talks: Talks, mo: Person) -> None:
    held(talks)
    talks.waits(30)

    page = mo.asks("GET", mo.sends("carries/1/stop").location).page

    assert "It has entered. It entered at 16:00:30, Muscat. It cannot be taken back" in page.text
    assert talks.bo.sees() == ["They can meet."]


def test_stopped_twice_it_was_stopped_once(talks: Talks, mo: Person) -> None:
    held(talks)
    mo.sends("carries/1/stop")

    page = mo.asks("GET", mo.sends("carries/1/stop").location).page

    assert "It was stopped. Stopped at 16:00:00 by: Mediator." in page.text
    assert talks.mo.carry(Label(CARRIES, 1)).stopped == talks.clock.at


def test_the_same_request_again_gets_the_same_answer(talks: Talks, mo: Person) -> None:
    held(talks)

    first, second = (mo.sends("carries/1/stop", {"key": "a-key-of-the-form"}) for _ in range(2))

    assert (first.status, first.location) == (second.status, second.location)


@pytest.mark.parametrize("number", ["2", "0", "999999999", "-1", "one", "01x"])
def test_a_carry_that_is_not_there_is_absent(talks: Talks, mo: Person, number: str) -> None:
    held(talks)

    assert_absent(mo, "POST", mo.address(f"carries/{number}/stop"))
