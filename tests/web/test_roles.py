"""What a role may not do is not offered on its pages, and refused where it is asked for all the same."""

from typing import Final

import pytest

from entremise.domain.terms import CarryForm, Role
from entremise.services import cases
from tests.cast import SUBSTANCE, Talks, granted
from tests.web.people import Person, person, state

REFUSED: Final = [
    (Role.OBSERVER, "A", "write", {"text": "Words.", "leave": "own", "give": "1"}),
    (Role.OBSERVER, "A", "write", {"text": "Words.", "save": "draft"}),
    (Role.EXPERT, "A", "write", {"text": "Words.", "leave": "substance", "give": "1"}),
    (Role.EXPERT, "A", "entries/A-01/leave", {"leave": "confidence", "change": "1"}),
    (Role.EXPERT, "A", "entries/A-02/opened", {}),
    (Role.SECRETARIAT, None, "corridor", {"to": "B", "form": "idea", "text": "Words.", "carry": "1"}),
    (Role.SECRETARIAT, None, "rooms/A/speak", {"text": "Words.", "say": "1"}),
    (Role.SECRETARIAT, None, "entries/A-01/conveyed", {}),
    (Role.SECRETARIAT, None, "entries/A-01/met", {}),
    (Role.INTERPRETER, None, "quote", {"source": "A-01"}),
    (Role.INTERPRETER, None, "corridor", {"text": "Words.", "save": "draft"}),
    (Role.INTERPRETER, None, "rooms/A/speak", {"text": "Words.", "save": "draft"}),
    (Role.INTERPRETER, None, "announce", {"text": "Words.", "into": "A", "announce": "1"}),
    (Role.INTERPRETER, None, "carries/1/stop", {}),
]


@pytest.fixture
def lived(talks: Talks) -> Talks:
    """Something of everything that a page can offer to do."""
    offer = talks.ana.says("Nine frigates.", leave=SUBSTANCE)
    talks.mo.carries("A third flag.", into="A", form=CarryForm.IDEA)
    talks.mo.carries("They offer nine.", into="B", sources=[offer])
    talks.mo.carries("A fourth flag.", into="B", form=CarryForm.IDEA, hold=30)
    return talks


def sits(talks: Talks, role: Role, mark: str | None) -> Person:
    return person(talks.parts, granted(cases.give_seat(talks.parts, talks.place(mark), role)))


def offered(somebody: Person, path: str = "") -> set[str]:
    """What the page's forms do: the last word of each address, without the house's own."""
    forms = somebody.sees(path).page.forms()
    return {form.get("action").rsplit("/", 1)[-1] for form in forms} - {"language", "sign-out"}


@pytest.mark.parametrize(("role", "mark", "path", "form"), REFUSED)
def test_it_is_refused(lived: Talks, role: Role, mark: str | None, path: str, form: dict[str, str]) -> None:
    somebody = sits(lived, role, mark)
    before = state(lived)

    told = somebody.sends(path, form)

    assert told.status == 403
    assert "role" in told.text
    assert "Words." not in str(lived.parts.store.head(lived.place(mark)))
    assert state_of_logs(lived) == {place: lines for place, lines in before.items() if place in state_of_logs(lived)}


def state_of_logs(talks: Talks) -> dict[str, object]:
    """All that is kept but unsent words."""
    places = {talks.case.desk, *(room.room for room in talks.case.rooms), "door"}
    return {place: kept for place, kept in state(talks).items() if place in places}


@pytest.mark.parametrize(
    ("role", "mark", "path", "offers"),
    [
        (Role.HEAD, "A", "", {"write", "opened", "ring"}),
        (Role.ADVISER, "A", "", {"write", "opened"}),
        (Role.EXPERT, "A", "", {"write"}),
        (Role.OBSERVER, "A", "", set()),
        (Role.MEDIATOR, None, "", {"corridor", "quote", "stop", "conveyed"}),
        (Role.SECRETARIAT, None, "", {"corridor", "quote", "stop"}),
        (Role.INTERPRETER, None, "", set()),
        (Role.MEDIATOR, None, "rooms/A/", {"speak", "conveyed", "ring"}),
        (Role.SECRETARIAT, None, "rooms/A/", {"ring"}),
    ],
)
def test_a_page_offers_what_the_role_may_do(
    lived: Talks, role: Role, mark: str | None, path: str, offers: set[str]
) -> None:
    assert offered(sits(lived, role, mark), path) == offers


def test_whoever_may_not_tell_writes_notes(lived: Talks) -> None:
    expert = sits(lived, Role.EXPERT, "A")
    choices = [tag for tag in expert.sees().page.root.tags("input") if tag.get("name") == "leave"]

    assert [(choice.get("value"), choice.has("checked")) for choice in choices] == [("own", True)]
    assert expert.sends("write", {"text": "Words.", "leave": "own", "give": "1"}).status == 303


def test_the_secretariat_drafts_and_is_offered_no_carrying(lived: Talks) -> None:
    page = sits(lived, Role.SECRETARIAT, None).sees().page

    assert [button.text for button in page.root.tags("button") if button.get("name") == "carry"] == []
    assert "Carrying is for the mediator. What is drafted here stays with this seat." in page.text


def test_an_observer_is_told_that_the_seat_reads(lived: Talks) -> None:
    assert "This seat reads here. It writes nothing." in sits(lived, Role.OBSERVER, "A").sees().page.text


def test_only_who_may_announce_is_shown_the_way(lived: Talks) -> None:
    shown = {
        role: any(link.get("href").endswith("/announce") for link in sits(lived, role, None).sees().page.root.tags("a"))
        for role in (Role.SECRETARIAT, Role.INTERPRETER)
    }

    assert shown == {Role.SECRETARIAT: True, Role.INTERPRETER: False}


def test_the_refusal_leads_back_to_the_place(lived: Talks) -> None:
    observer = sits(lived, Role.OBSERVER, "A")

    page = observer.sends("write", {"text": "Words."}).page

    assert observer.address() in [link.get("href") for link in page.root.tags("a")]
    assert "The role of this seat may not: Observer." in page.text
