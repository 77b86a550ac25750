"""A room that the mediator has entered, and speaking there."""

import pytest

from tests.cast import SUBSTANCE, Talks
from tests.web.contract import SeatedPage, Spec, assert_absent
from tests.web.html import fields
from tests.web.people import Person


class TestRoomAtDesk(SeatedPage):
    spec = Spec(seat="mo", methods=("GET", "POST"), desk=True, form={"text": "Shall we begin?", "say": "1"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        talks.ana.says("We can meet on Monday.", leave=SUBSTANCE)
        return "rooms/A/"

    def test_it_shows(self, owner: Person, path: str) -> None:
        told = owner.sees(path)

        assert told.status == 200
        assert told.page.root.tags("h1")[0].text == "Speaking in room A: Arvend"


class TestSpeak(TestRoomAtDesk):
    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "rooms/A/speak"


def test_the_page_says_where_one_is(mo: Person) -> None:
    page = mo.sees("rooms/B/").page

    assert page.root.tags("title")[0].text == "Room B: Belmark. Copper Lantern"
    assert page.of_class("place")[0].text.startswith(
        "B Room B: Belmark Only this delegation and the mediator can be here Mediator"
    )


def test_words_are_read_in_the_room_at_once(talks: Talks, mo: Person, ana: Person, bo: Person) -> None:
    told = mo.sends("rooms/A/speak", {"text": "Shall we begin?", "say": "1"})

    assert (told.status, told.location) == (303, f"{mo.address('rooms/A/')}#A-01")
    assert "Shall we begin?" in ana.sees().page.id("A-01").text
    assert "Shall we begin?" not in bo.sees().text


def test_the_page_shows_that_room_only(talks: Talks, mo: Person) -> None:
    talks.ana.says("From A.", leave=SUBSTANCE)
    talks.ana.notes("Between us.")
    talks.bo.says("From B.", leave=SUBSTANCE)

    page = mo.sees("rooms/A/").page

    assert [quote.text for quote in page.root.tags("blockquote")] == ["From A."]


def test_nothing_can_be_quoted_here(talks: Talks, mo: Person) -> None:
    talks.ana.says("From A.", leave=SUBSTANCE)

    assert [form for form in mo.sees("rooms/A/").page.forms() if form.get("action").endswith("/quote")] == []


@pytest.mark.parametrize("text", ["", "un\u202eseen"], ids=["empty", "unseen"])
def test_what_cannot_be_read_comes_back_as_it_was(talks: Talks, mo: Person, text: str) -> None:
    told = mo.sends("rooms/A/speak", {"text": text, "say": "1"})

    assert told.status == 422
    assert fields(told.page.form_to("/speak"))["text"] == [text]
    assert told.page.of_class("problem")[0].tags("h2")[0].text == "This was not said"
    assert told.page.id("text").get("aria-describedby") == told.page.id("e-text").get("id")
    assert talks.ana.sees() == []


def test_sent_twice_it_is_said_once(talks: Talks, mo: Person) -> None:
    form = {**fields(mo.sees("rooms/A/").page.form_to("/speak")), "text": ["Shall we begin?"], "say": ["1"]}

    first, second = mo.sends("rooms/A/speak", form), mo.sends("rooms/A/speak", form)

    assert first.location == second.location
    assert talks.ana.sees() == ["Shall we begin?"]


def test_earlier_entries_are_read_here(talks: Talks, mo: Person) -> None:
    for number in range(1, 36):
        talks.ana.says(f"Number {number}.")

    earlier = mo.asks("GET", mo.address("rooms/A/") + "?before=A-06").page

    assert [entry.get("id") for entry in earlier.of_class("entry")] == [f"A-{n:02}" for n in range(1, 6)]


@pytest.mark.parametrize("mark", ["C", "desk", "a", "AB", "%20", "N"])
def test_a_room_that_is_not_there_is_absent(talks: Talks, mo: Person, mark: str) -> None:
    for path in (f"rooms/{mark}/", f"rooms/{mark}/speak"):
        assert mo.asks("GET", mo.address(path)).status == 404
        assert mo.asks("POST", mo.address(path), {"text": "Shall we begin?"}).status == 404


def test_absent_means_the_same_bytes(talks: Talks, mo: Person) -> None:
    assert_absent(mo, "GET", mo.address("rooms/C/"))


def test_words_that_repeat_another_rooms_confidence_are_not_said_unseen(talks: Talks, mo: Person, bo: Person) -> None:
    talks.ana.says("We might accept eleven frigates before the spring comes.")
    words = {"text": "Would you accept eleven frigates before the spring comes?", "say": "1"}

    refused = mo.sends("rooms/B/speak", words)
    said = mo.sends("rooms/B/speak", {**words, "why": "Room A said so in public."})

    assert refused.status == 409
    assert fields(refused.page.form_to("/speak"))["text"] == [words["text"]]
    assert said.status == 303
    assert talks.bo.sees() == [words["text"]]
    assert "in public" not in bo.sees().text


def test_a_rooms_own_confidence_can_be_said_back_to_it(talks: Talks, mo: Person) -> None:
    talks.ana.says("We might accept eleven frigates before the spring comes.")

    told = mo.sends("rooms/A/speak", {"text": "You might accept eleven frigates before the spring comes?", "say": "1"})

    assert told.status == 303
