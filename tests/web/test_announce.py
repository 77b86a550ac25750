"""Announcing the same words in several rooms."""

import pytest

from tests.cast import Talks, open_talks
from tests.web.contract import SeatedPage, Spec
from tests.web.html import fields
from tests.web.people import Person, person


class TestAnnounce(SeatedPage):
    spec = Spec(
        seat="mo",
        methods=("GET", "POST"),
        desk=True,
        form={"text": "We go on at three.", "into": ["A", "B"], "announce": "1"},
    )

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "announce"

    def test_it_shows(self, owner: Person, path: str) -> None:
        told = owner.sees(path)

        assert told.status == 200
        assert told.page.root.tags("h1")[0].text == "Announce"


def test_each_room_named_has_its_copy(talks: Talks) -> None:
    case = open_talks(talks.parts, parties=3)
    mo = person(talks.parts, case.mo.seat)

    told = mo.sends("announce", {"text": "We go on at three.", "into": ["A", "C"], "announce": "1"})

    assert (told.status, told.location) == (303, mo.address())
    assert [head.sees() for head in case.heads] == [["We go on at three."], [], ["We go on at three."]]


def test_every_room_is_chosen_until_somebody_chooses(mo: Person) -> None:
    assert fields(mo.sees("announce").page.form_to("/announce"))["into"] == ["A", "B"]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"text": "", "into": ["A"]}, "text"),
        ({"text": "At three.", "into": []}, "into"),
        ({"text": "At three.", "into": ["A", "Z"]}, "into"),
    ],
    ids=["empty", "no room", "no such room"],
)
def test_what_is_refused_comes_back_as_it_was(
    talks: Talks, mo: Person, form: dict[str, str | list[str]], field: str
) -> None:
    told = mo.sends("announce", {**form, "announce": "1"})

    shown = fields(told.page.form_to("/announce"))
    assert told.status == 422
    assert shown["text"] == [form["text"]]
    assert shown.get("into", []) == [mark for mark in form["into"] if mark in {"A", "B"}]
    assert told.page.of_class("problem")[0].tags("h2")[0].text == "This was not announced"
    assert told.page.of_class("problem")[0].tags("a")[0].get("href") == f"#{field}"
    assert f"e-{field}" in told.page.ids()
    assert talks.ana.sees() == talks.bo.sees() == []


def test_sent_twice_it_is_announced_once(talks: Talks, mo: Person) -> None:
    form = {**fields(mo.sees("announce").page.form_to("/announce")), "text": ["At three."], "announce": ["1"]}

    assert [mo.sends("announce", form).status for _ in range(2)] == [303, 303]
    assert talks.ana.sees() == talks.bo.sees() == ["At three."]


def test_no_room_learns_of_the_others(talks: Talks, ana: Person) -> None:
    talks.mo.announces("At three.", into=["A"])
    alone = ana.sees().page.id("A-01").text
    talks.mo.announces("At three.", into=["A", "B"])

    assert ana.sees().page.id("A-02").text.replace("A-02", "A-01") == alone


def test_words_that_repeat_a_rooms_confidence_are_not_announced_unseen(talks: Talks, mo: Person) -> None:
    talks.ana.says("We might accept eleven frigates before the spring comes.")
    words: dict[str, str | list[str]] = {
        "text": "One side might accept eleven frigates before the spring comes.",
        "into": ["A", "B"],
        "announce": "1",
    }

    refused = mo.sends("announce", words)
    said = mo.sends("announce", {**words, "why": "Room A said so in public."})

    assert refused.status == 409
    assert fields(refused.page.form_to("/announce"))["into"] == ["A", "B"]
    assert said.status == 303
    assert talks.bo.sees() == [words["text"]]
