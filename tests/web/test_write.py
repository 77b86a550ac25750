"""Writing in a room."""

from datetime import UTC, datetime

import pytest

from entremise.domain.ids import Label
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.terms import MessageType
from tests.cast import Talks
from tests.web.contract import SeatedPage, Spec, assert_absent
from tests.web.html import fields
from tests.web.people import Person

WHOLE = {
    "text": "We can stop.\r\nAlso on Sunday.",
    "leave": "conditional",
    "condition": "stop first",
    "becomes": "verbatim",
    "expires": "2026-11-23T09:30",
    "type": "offer",
    "binding": "1",
    "reply_to": "",
}
"""A form with everything filled in."""


class TestWrite(SeatedPage):
    spec = Spec(desk=False, form={"text": "We can meet on Monday.", "leave": "substance", "give": "1"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "write"


def test_what_was_written_stands_in_the_room(talks: Talks, ana: Person) -> None:
    told = ana.sends("write", {**WHOLE, "give": "1"})

    entry = talks.ana.entry(Label("A", 1))
    assert (told.status, told.location) == (303, f"{ana.address()}#A-01")
    assert entry.text == "We can stop.\nAlso on Sunday."
    assert (entry.type, entry.binding) == (MessageType.OFFER, True)
    assert entry.leave == Leave(
        form=LeaveForm.CONDITIONAL,
        condition="stop first",
        becomes=LeaveForm.VERBATIM,
        # By the clock of Muscat.
        expires=datetime(2026, 11, 23, 5, 30, tzinfo=UTC),
    )


def test_the_form_as_it_stands_tells_the_mediator_in_confidence(talks: Talks, ana: Person) -> None:
    form = fields(ana.sees().page.form_to("/write"))

    ana.sends("write", {**form, "text": ["We could wait."], "give": ["1"]})

    entry = talks.mo.entry(Label("A", 1))
    assert entry.leave == Leave(form=LeaveForm.CONFIDENCE)


def test_a_note_stays_in_the_delegation(talks: Talks, ana: Person) -> None:
    told = ana.sends("write", {"text": "Between us.", "leave": "own", "give": "1"})

    assert told.location == f"{ana.address()}#N-01"
    assert talks.mo.sees("A") == []


def test_a_reply_is_one(talks: Talks, ana: Person) -> None:
    said = talks.mo.speaks("Shall we begin?", into="A")

    ana.sends("write", {"text": "Yes.", "reply_to": str(said), "give": "1"})

    assert talks.ana.entry(Label("A", 2)).reply_to == said


@pytest.mark.parametrize(
    "case",
    [
        ({"text": ""}, "text", "Write what is to be read."),
        ({"text": " \n "}, "text", "Write what is to be read."),
        ({"text": ("word " * 4001).strip()}, "text", "Shorten it, or give it in parts."),
        ({"text": "x" * 501}, "text", "Separate it, or leave it out."),
        (
            {"text": "un\u202eseen"},
            "text",
            "Remove it: it cannot be read, or changes how the words around it are read.",
        ),
        (
            {"text": "We stop.", "leave": "conditional", "condition": ""},
            "condition",
            "Write what they must do first, or choose another leave.",
        ),
        ({"text": "We stop.", "leave": "substance", "expires": "2020-01-01T00:00"}, "expires", None),
    ],
    ids=["empty", "blank", "long", "long word", "unseen", "no condition", "past"],
)
def test_what_cannot_be_read_comes_back_as_it_was(
    talks: Talks, ana: Person, case: tuple[dict[str, str], str, str | None]
) -> None:
    form, field, words = case
    whole = {**WHOLE, "leave": "confidence", "condition": "", "expires": "", **form}

    told = ana.sends("write", {**whole, "give": "1"})

    page = told.page
    shown = fields(page.form_to("/write"))
    error = page.id(f"e-{field}")
    assert told.status == 422
    assert {name: shown.get(name) for name in whole} == {name: [value] for name, value in whole.items()}
    assert page.id(field).get("aria-invalid") == "true"
    assert page.id(field).get("aria-describedby") == error.get("id")
    assert page.of_class("problem")[0].tags("a")[0].get("href") == f"#{field}"
    assert page.of_class("problem")[0].tags("a")[0].text == error.text
    assert words in {None, error.text}
    assert talks.ana.sees() == []


def test_a_refusal_names_itself(ana: Person) -> None:
    page = ana.sends("write", {"text": "", "give": "1"}).page

    assert page.of_class("problem")[0].text == "This was not given Nothing was written. Write what is to be read."
    assert page.of_class("problem")[0].has("data-takes-focus")


def test_a_reply_to_nothing_is_refused(talks: Talks, ana: Person) -> None:
    told = ana.sends("write", {"text": "Yes.", "reply_to": "A-07", "give": "1"})

    assert told.status == 422
    assert talks.ana.sees() == []


@pytest.mark.parametrize(
    "form",
    [{"leave": "everybody"}, {"type": "threat"}, {"leave": "conditional", "becomes": "own"}, {"expires": "tomorrow"}],
    ids=str,
)
def test_what_no_page_of_ours_offers_is_not_read(talks: Talks, ana: Person, form: dict[str, str]) -> None:
    told = ana.sends("write", {"text": "We stop.", "give": "1", **form})

    assert told.status == 400
    assert talks.ana.sees() == []


def test_sent_twice_it_is_done_once(talks: Talks, ana: Person) -> None:
    form = {**fields(ana.sees().page.form_to("/write")), "text": ["We can meet."], "give": ["1"]}

    first, second = ana.sends("write", form), ana.sends("write", form)

    assert first.location == second.location == f"{ana.address()}#A-01"
    assert talks.ana.sees() == ["We can meet."]


def test_other_words_under_the_same_key_are_refused(talks: Talks, ana: Person) -> None:
    ana.sends("write", {"text": "We can meet.", "key": "one-key-for-both", "give": "1"})

    told = ana.sends("write", {"text": "We cannot meet.", "key": "one-key-for-both", "give": "1"})

    assert told.status == 409
    assert fields(told.page.form_to("/write"))["text"] == ["We cannot meet."]
    assert talks.ana.sees() == ["We can meet."]


def test_after_a_refusal_the_words_can_be_given(talks: Talks, ana: Person) -> None:
    """The page that refuses has a key of its own."""
    refused = ana.sends("write", {"text": "", "key": "a-key-of-the-form", "give": "1"}).page

    ana.sends("write", {**fields(refused.form_to("/write")), "text": ["We can meet."], "give": ["1"]})

    assert talks.ana.sees() == ["We can meet."]


def test_words_are_shown_as_words(talks: Talks, ana: Person) -> None:
    words = '<script>alert("1")</script> & </textarea>'
    ana.sends("write", {"text": words, "give": "1"})

    page = ana.sees().page

    assert page.id("A-01").tags("blockquote")[0].text == words
    assert page.id("A-01").tags("script") == []


def test_a_program_at_the_desk_cannot_write_here(mo: Person, ana: Person) -> None:
    assert_absent(mo, "POST", ana.address("write"), {"text": "In your name.", "give": "1"})
