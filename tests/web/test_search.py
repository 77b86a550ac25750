"""The page for searching a place."""

import pytest

from entremise.domain.events.mandate import Reach
from entremise.domain.inner import within
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.notes import FREE
from entremise.domain.terms import CarryForm
from entremise.services import asking, inner, ledger, mandate
from entremise.services.asking import CarryQuestion
from tests.cast import CONFIDENCE, SUBSTANCE, Talks, granted
from tests.web.contract import SeatedPage, Spec
from tests.web.html import fields
from tests.web.people import Person, Told


class TestSearch(SeatedPage):
    """What every page of a seat does."""

    spec = Spec(methods=("GET", "HEAD", "POST"), done=200, form={"text": "frigates"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        talks.ana.says("Nine frigates.")
        return "search"


class TestSearchWithinADelegation(SeatedPage):
    """What every page of a seat does."""

    spec = Spec(methods=("GET", "HEAD", "POST"), done=200, desk=False, form={"text": "frigates"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        room = granted(inner.open_inner(talks.parts, talks.ana.seat, "Principals", []))
        granted(inner.note(talks.parts, within(talks.ana.seat, room), "Nine frigates."))
        return f"inner/{room}/search"

    def test_it_finds_what_stands_there_and_nowhere_else(self, talks: Talks, ana: Person, path: str) -> None:
        talks.ana.says("Frigates, to the mediator.")

        in_room, within_it = ana.sends("search", {"text": "frigates"}), ana.sends(path, {"text": "frigates"})

        assert results(in_room) == ["A-01"]
        assert results(within_it) == ["N-01"]
        address = within_it.page.of_class("entry")[0].tags("a")[0].get("href")
        assert address == ana.address(path.removesuffix("search")) + "#N-01"
        assert ana.asks("GET", address).page.id("N-01").tags("blockquote")[0].text == "Nine frigates."

    def test_its_page_leads_to_it(self, ana: Person, path: str) -> None:
        room = ana.sees(path.removesuffix("search")).page

        assert ana.address(path) in [link.get("href") for link in room.root.tags("a")]


def results(told: Told) -> list[str]:
    return [entry.tags("span")[0].text for entry in told.page.of_class("entry")]


def test_it_finds_entries_and_marks_the_words(talks: Talks, ana: Person) -> None:
    talks.ana.says("We keep nine frigates.", leave=CONFIDENCE)

    page = ana.sends("search", {"text": "frig"}).page

    (entry,) = page.of_class("entry")
    assert entry.tags("blockquote")[0].text == "We keep nine frigates."
    assert [mark.text for mark in entry.tags("mark")] == ["frigates"]
    assert "Head of delegation" in entry.text
    assert "For the mediator, in confidence" in entry.text


def test_what_is_found_on_papers_leads_to_its_page(talks: Talks, ana: Person, mo: Person) -> None:
    label = talks.ana.says("We would take seven.", leave=CONFIDENCE)
    asked = CarryQuestion(into="B", form=CarryForm.SUBSTANCE, text="Seven kestrels might do.", sources=(label,))
    granted(asking.ask_carry(talks.parts, talks.mo.seat, asked))
    granted(mandate.set_mandate(talks.parts, talks.ana.seat, 0, reach=Reach.INSIDE, words="Kestrels, to nine."))
    granted(ledger.keep_note(talks.parts, talks.mo.seat, "Kestrels matter.", FREE))

    def leads(who: Person) -> list[str]:
        found = who.sends("search", {"text": "kestrels"}).page.of_class("is-paper")
        return [one.tags("a")[0].get("href") for one in found]

    assert leads(ana) == [ana.address("agenda/items/0#mandate"), ana.address("asked#q-1")]
    assert leads(mo) == [mo.address("notes#note-1"), mo.address("asked#q-A-1")]
    for reader, address in [(who, address) for who in (ana, mo) for address in leads(who)]:
        page, anchor = address.split("#")
        assert f'id="{anchor}"' in reader.asks("GET", page).text


def test_what_is_looked_for_stands_in_the_field_and_in_no_address(talks: Talks, ana: Person) -> None:
    talks.ana.says("Nine frigates.")

    page = ana.sends("search", {"text": "kestrel frigates"}).page

    assert page.id("text").get("value") == "kestrel frigates"
    assert not [link for link in page.root.tags("a", "form") if "kestrel" in link.get("href") + link.get("action")]
    assert "kestrel" not in page.root.tags("title")[0].text


def test_words_are_shown_as_they_were_written(talks: Talks, ana: Person) -> None:
    """Markup in them is words, and so is markup in what is looked for."""
    talks.ana.says("<b>Nine</b> frigates & more.")

    told = ana.sends("search", {"text": '"<b>Nine"'})

    assert "&lt;b&gt;<mark>" not in told.text
    assert "<b>Nine" not in told.text
    assert told.page.of_class("entry")[0].tags("blockquote")[0].text == "<b>Nine</b> frigates & more."
    assert told.page.id("text").get("value") == '"<b>Nine"'


def test_before_anything_was_looked_for_there_is_only_the_form(ana: Person) -> None:
    page = ana.sees("search").page

    assert page.id("text").has("autofocus")
    assert not page.root.all(lambda element: element.get("id") == "found")


def test_it_says_that_nothing_was_found(talks: Talks, ana: Person) -> None:
    talks.ana.says("Nine frigates.")

    told = ana.sends("search", {"text": "kestrel"})

    assert told.status == 200
    assert "No entry and no paper here holds these words." in told.page.id("found").text


@pytest.mark.parametrize(("text", "says"), [(" ", "Write what is to be found."), ("x " * 150, "Shorten it")])
def test_what_cannot_be_looked_for_is_said_beside_the_field(ana: Person, text: str, says: str) -> None:
    told = ana.sends("search", {"text": text})

    assert told.status == 422
    assert says in told.page.id("e-text").text
    assert told.page.id("text").get("aria-invalid") == "true"


def test_it_goes_on_to_earlier_entries(talks: Talks, ana: Person) -> None:
    """By a form, which sends the same words again."""
    for _ in range(25):
        talks.ana.says("Oil.")
    first = ana.sends("search", {"text": "oil"})
    (onward,) = first.page.of_class("more")

    second = ana.asks("POST", onward.get("action"), fields(onward))

    assert results(first) == [f"A-{number:02d}" for number in range(25, 5, -1)]
    assert results(second) == [f"A-{number:02d}" for number in range(5, 0, -1)]
    assert second.page.of_class("more") == []


def test_a_result_leads_to_its_place(talks: Talks, ana: Person) -> None:
    talks.ana.says("Nine frigates.")
    for _ in range(40):
        talks.ana.says("Oil.")
    (entry,) = ana.sends("search", {"text": "frigates"}).page.of_class("entry")

    address = entry.tags("a")[0].get("href")

    assert address == ana.address("?before=A-05#A-01")
    assert ana.asks("GET", address).page.id("A-01").tags("blockquote")[0].text == "Nine frigates."


def test_the_desk_searches_one_room_or_all(talks: Talks, mo: Person) -> None:
    talks.ana.says("Nine frigates.", leave=SUBSTANCE)
    talks.bo.says("No frigates.", leave=SUBSTANCE)

    everywhere = mo.sends("search", {"text": "frigates", "room": ""})
    in_b = mo.sends("search", {"text": "frigates", "room": "B"})

    assert results(everywhere) == ["B-01", "A-01"]
    assert results(in_b) == ["B-01"]
    assert in_b.page.id("in-room").tags("option")[2].has("selected")
    assert in_b.page.of_class("entry")[0].tags("a")[0].get("href") == mo.address("rooms/B/#B-01")


@pytest.mark.parametrize("room", ["A", "B", "H", "<x>"])
def test_a_room_cannot_be_named_from_a_room(talks: Talks, ana: Person, room: str) -> None:
    talks.bo.says("Frigates.")

    assert ana.sends("search", {"text": "frigates", "room": room}).status == 404


def test_no_word_of_another_place_is_found(talks: Talks, bo: Person, mo: Person) -> None:
    talks.ana.says("Kestrel.", leave=CONFIDENCE)
    talks.ana.says("Kestrel again.", leave=Leave(form=LeaveForm.OWN))

    assert "No entry and no paper here" in bo.sends("search", {"text": "kestrel"}).text
    assert results(mo.sends("search", {"text": "kestrel"})) == ["A-01"]


@pytest.mark.parametrize("who", ["ana", "mo"])
def test_every_place_leads_to_it(talks: Talks, ana: Person, mo: Person, who: str) -> None:
    somebody = {"ana": ana, "mo": mo}[who]

    links = [link.get("href") for link in somebody.sees().page.of_class("mast")[0].tags("a")]

    assert somebody.address("search") in links
