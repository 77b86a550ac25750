"""A party's room."""

import re

import pytest

from entremise.domain.leave import LeaveForm
from tests.cast import CONFIDENCE, ONLY_IF, SUBSTANCE, Talks
from tests.web.contract import SeatedPage, Spec, assert_absent
from tests.web.html import fields
from tests.web.people import Person


class TestRoom(SeatedPage):
    spec = Spec(methods=("GET", "HEAD"), done=200)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        talks.ana.says("We can meet on Monday.", leave=SUBSTANCE)
        return ""


def test_an_empty_room_says_what_will_be_there(ana: Person) -> None:
    page = ana.sees().page

    assert page.id("thread").text == (
        "Nothing has been written here yet. "
        "What your delegation writes will stand here, and what the mediator says and brings."
    )
    assert [section.tags("p")[0].text for section in page.id("aside").tags("section")] == [
        (
            "Nothing has been brought to us. "
            "What the mediator carries into this room will be listed here, in the exact words."
        ),
        "Nothing has been confirmed as conveyed. The mediator may confirm it here, and chooses when.",
        "No condition is set. Choose “Only if they …” when you write, and it will be followed here.",
        "The desk is told that your room asks, and nothing more. At most every quarter of an hour.",
        "All seats, and what was done",
        "Nothing that we write leaves this room without our leave.",
    ]


def test_the_page_says_where_one_is(ana: Person) -> None:
    page = ana.sees().page

    assert page.root.tags("title")[0].text == "Room A: Arvend. Copper Lantern"
    assert page.of_class("place")[0].text == (
        "A Room A: Arvend Only your delegation and the mediator can be here "
        "Head of delegation Sun 22 Nov. 2026, 16:00 Muscat"
    )


def test_it_shows_what_was_written(talks: Talks, ana: Person) -> None:
    talks.ana.says("We can meet on Monday.", leave=SUBSTANCE)
    talks.ada.notes("Or on Tuesday.")

    page = ana.sees().page

    assert page.id("A-01").tags("blockquote")[0].text == "We can meet on Monday."
    assert "May be carried: in substance" in page.id("A-01").text
    assert page.id("N-01").has("data-own")
    assert "The mediator cannot see this" in page.id("N-01").text


def test_it_shows_what_was_brought(talks: Talks, bo: Person) -> None:
    offer = talks.ana.says("We can meet on Monday.", leave=SUBSTANCE)
    talks.mo.carries("They can meet early in the week.", into="B", sources=[offer])

    page = bo.sees().page

    assert "Brought by the mediator 16:00" in page.id("B-01").text
    assert "The mediator conveys, in substance, from: Arvend They can meet early in the week." in page.id("B-01").text
    assert "Monday" not in page.text


def test_the_side_lists_what_was_brought_conveyed_and_set(talks: Talks, ana: Person, bo: Person) -> None:
    offer = talks.ana.says("We can stop.", leave=ONLY_IF)
    talks.mo.declares_met(offer)
    carried = talks.mo.carries("They can stop.", into="B", sources=[offer])
    assert carried.entered is not None
    talks.bo.opens(carried.entered)
    talks.mo.confirms(offer)

    assert ana.sees().page.id("aside").text == (
        "Brought to us Nothing has been brought to us. What the mediator carries into this room will be listed here,"
        " in the exact words. Conveyed for us A-01 Conveyed 16:00"
        " Conditions we set A-01 Met 16:00 Only if they They stop first."
        " Between rounds Ask for the mediator"
        " The desk is told that your room asks, and nothing more. At most every quarter of an hour."
        " Our delegation 16:00 Head of delegation: Was given a link All seats, and what was done"
        " Agreed for these talks Nothing that we write leaves this room without our leave."
        " That they take place is confidential, too."
        " How long it stays after the talks are closed is decided then. How talks end"
    )
    assert (
        bo.sees()
        .page.id("aside")
        .text.startswith(
            "Brought to us B-01, 16:00Read The mediator conveys, in substance, from: Arvend They can stop."
        )
    )


def test_nothing_of_the_other_room_is_on_it(talks: Talks, bo: Person) -> None:
    """What could leak: words, notes, conditions, the desk's own words elsewhere, what waits at a door, drafts."""
    empty = bo.sees().text
    offer = talks.ana.says("Zweihundert Fregatten.", leave=SUBSTANCE)
    talks.ana.notes("Zweihundert und eine.")
    talks.ada.says("Nur wenn.", leave=ONLY_IF)
    talks.mo.speaks("Guten Tag.", into="A")
    talks.mo.announces("Willkommen.", into=["A"])
    talks.mo.carries("Viele Fregatten.", into="B", sources=[offer], hold=600)

    assert without_keys(bo.sees().text) == without_keys(empty)


def without_keys(text: str) -> str:
    """The page without the one-time keys of its forms."""
    return re.sub('name="key" value="[^"]*"', "", text)


def test_earlier_entries_are_read_page_by_page(talks: Talks, ana: Person) -> None:
    for number in range(1, 36):
        talks.ana.says(f"Number {number}.")

    latest = ana.sees().page
    earlier = ana.asks("GET", ana.address() + "?before=A-06").page

    assert [entry.get("id") for entry in latest.of_class("entry")] == [f"A-{n:02}" for n in range(6, 36)]
    assert [entry.get("id") for entry in earlier.of_class("entry")] == [f"A-{n:02}" for n in range(1, 6)]
    assert f"{ana.address()}?before=A-06#earlier" in [link.get("href") for link in latest.root.tags("a")]


@pytest.mark.parametrize("query", ["?before=B-01", "?before=A-99", "?before=%00", "?reply=B-01", "?reply=A-0x1"])
def test_an_address_that_makes_no_sense_shows_the_room(talks: Talks, ana: Person, query: str) -> None:
    talks.bo.says("Something.")

    told = ana.asks("GET", ana.address() + query)

    assert told.status == 200
    assert "Something." not in told.text


def test_a_reply_says_to_what(talks: Talks, ana: Person) -> None:
    said = talks.mo.speaks("Shall we begin?", into="A")

    page = ana.asks("GET", f"{ana.address()}?reply={said}").page

    assert fields(page.form_to("/write"))["reply_to"] == ["A-01"]
    assert page.id("write").text.startswith("Save draft Write in this room In reply to A-01 Not a reply")


def test_silence_is_the_default(ana: Person) -> None:
    form = fields(ana.sees().page.form_to("/write"))

    assert form["leave"] == [LeaveForm.CONFIDENCE]
    assert form["text"] == [""]


def test_only_the_writer_and_the_head_may_change_who_may_know(talks: Talks, ana: Person, ada: Person) -> None:
    talks.ana.says("From the head.", leave=CONFIDENCE)
    talks.ada.says("From the adviser.", leave=CONFIDENCE)

    assert changes(ana) == ["A-01", "A-02"]
    assert changes(ada) == ["A-02"]


def changes(somebody: Person) -> list[str]:
    """The entries whose leave the page offers to change."""
    links = [link.get("href") for link in somebody.sees().page.root.tags("a")]
    return [link.split("/")[-2] for link in links if link.endswith("/leave")]


def test_the_stream_is_nothing_that_a_page_could_ask_for(ana: Person, stranger: Person) -> None:
    """The edge answers it; Django never does."""
    assert_absent(ana, "GET", ana.address("stream"))
    assert_absent(stranger, "GET", ana.address("stream"))


def test_an_id_stands_once(talks: Talks, ana: Person) -> None:
    talks.ana.says("We can stop.", leave=ONLY_IF)
    ids = ana.sees().page.ids()

    assert sorted(ids) == sorted(set(ids))
