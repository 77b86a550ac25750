"""The sheet in the corridor: carried, refused, turned to another room, kept."""

from dataclasses import replace

import pytest

from entremise.domain.ids import CARRIES, Label
from entremise.domain.terms import CarryForm, MessageType
from entremise.services.guarding import Guard
from entremise.wiring import House, using
from tests.cast import CONFIDENCE, IDEA, SUBSTANCE, VERBATIM, Talks, open_talks
from tests.web.contract import SeatedPage, Spec
from tests.web.html import Page, fields
from tests.web.people import Person, person, state

ANSWER = {
    "to": "B",
    "sources": "A-01",
    "form": "substance",
    "text": "They can meet early in the week.",
    "type": "offer",
    "hold_seconds": "30",
    "why": "",
}
"""A sheet with everything filled in."""


class TestCorridor(SeatedPage):
    spec = Spec(seat="mo", desk=True, form={**ANSWER, "carry": "1"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        talks.ana.says("We can meet on Monday.", leave=SUBSTANCE)
        return "corridor"


@pytest.fixture
def offered(talks: Talks) -> Label:
    """What A has given to be carried in substance."""
    return talks.ana.says("We can meet on Monday.", leave=SUBSTANCE, type=MessageType.OFFER)


def sheet(page: Page) -> dict[str, list[str]]:
    """What the sheet holds."""
    return fields(page.form_to("/corridor"))


def test_a_message_is_put_at_the_door(talks: Talks, mo: Person, offered: Label) -> None:
    told = mo.sends("corridor", {**ANSWER, "left": "A", "right": "B", "carry": "1"})

    view = talks.mo.carry(Label(CARRIES, 1))
    assert (told.status, told.location) == (303, f"{mo.address()}?left=A&right=B&to=B#corridor")
    assert (view.into, view.text, view.form, view.type) == (
        "B",
        "They can meet early in the week.",
        CarryForm.SUBSTANCE,
        MessageType.OFFER,
    )
    assert (view.sources, (view.due - view.at).seconds, view.entered) == ((offered,), 30, None)


def test_it_enters_when_its_time_is_over(talks: Talks, mo: Person, bo: Person, offered: Label) -> None:
    mo.sends("corridor", {**ANSWER, "carry": "1"})
    talks.clock.advance(29)
    talks.waits(0)
    assert talks.bo.sees() == []

    talks.waits(1)

    assert bo.sees().page.id("B-01").tags("blockquote")[0].text == "They can meet early in the week."
    assert "Carried 16:00 into room B, in substance" in mo.sees().page.id("A-01").text


def test_a_sheet_that_was_carried_is_empty_again(mo: Person, offered: Label) -> None:
    mo.sends("quote", {"source": "A-01"})
    told = mo.sends("corridor", {**ANSWER, "was": "B", "carry": "1"})

    assert sheet(mo.asks("GET", told.location).page)["text"] == [""]


def test_sent_twice_it_is_carried_once(talks: Talks, mo: Person, offered: Label) -> None:
    form = {**ANSWER, "key": "a-key-of-the-form", "carry": "1"}

    first, second = mo.sends("corridor", form), mo.sends("corridor", form)

    assert first.location == second.location
    assert len(talks.mo.page().at_door) == 1


def test_a_confidence_is_not_carried(talks: Talks, mo: Person) -> None:
    talks.ana.says("We might accept eleven frigates.")
    before = state(talks)

    told = mo.sends("corridor", {**ANSWER, "text": "They are flexible.", "carry": "1"})

    guard = told.page.id("guard")
    assert told.status == 409
    assert guard.tags("h3")[0].text == "This was not carried"
    assert guard.has("data-takes-focus")
    assert sheet(told.page)["text"] == ["They are flexible."]
    assert {**state(talks), f"{talks.mo.seat.id} B": None} == before


def test_the_guard_shows_both_wordings(talks: Talks, mo: Person) -> None:
    talks.ana.says("We might accept eleven frigates before the spring comes.")

    told = mo.sends(
        "corridor",
        {**ANSWER, "sources": [], "form": "idea", "text": "They might accept eleven frigates next year.", "carry": "1"},
    )

    guard = told.page.id("guard")
    assert told.status == 409
    assert guard.tags("h3")[0].text == "This wording repeats what this room may not have"
    assert guard.tags("dt")[0].text == "Your wording the same phrase, a figure"
    assert [(said.text, said.tags("mark")[0].text) for said in guard.tags("dd")] == [
        ("They might accept eleven frigates next year.", "might accept eleven frigates"),
        ("We might accept eleven frigates before the spring comes.", "might accept eleven frigates"),
    ]
    assert [link.get("href") for link in guard.tags("a")] == ["#A-01", "#wording", mo.address("entries/A-01/ask")]
    assert told.page.id("A-01").classes == ["entry", "is-warned"]
    assert told.page.id("wording").get("aria-invalid") == "true"
    assert talks.mo.page().at_door == ()


def test_where_not_all_is_shown_it_is_said(talks: Talks, mo: Person) -> None:
    figures = [f"{number} frigates" for number in range(401, 446)]
    for figure in figures:
        talks.ana.says(f"We would take {figure}.")
    words: dict[str, str | list[str]] = {**ANSWER, "sources": [], "form": "idea", "carry": "1"}

    few = mo.sends("corridor", {**words, "text": figures[0]}).page.id("guard")
    many = mo.sends("corridor", {**words, "text": ", ".join(figures)}).page.id("guard")

    assert "there may be more" not in few.text
    assert len(many.tags("dt")) == 80
    assert "The gravest 40 are shown; there may be more." in many.text


def test_the_wording_is_kept_with_a_reason(talks: Talks, mo: Person, bo: Person) -> None:
    talks.ana.says("We might accept eleven frigates before the spring comes.")
    words: dict[str, str | list[str]] = {
        **ANSWER,
        "sources": [],
        "form": "idea",
        "text": "They might accept eleven frigates next year.",
    }
    warned = mo.sends("corridor", {**words, "carry": "1"}).page

    told = mo.sends("corridor", {**sheet(warned), "why": ["Room A said so in public."], "carry": ["1"]})

    assert told.status == 303
    assert talks.mo.carry(Label(CARRIES, 1)).why == "Room A said so in public."
    assert "Kept because Room A said so in public." in mo.sees().page.text
    talks.waits(30)
    assert "in public" not in bo.sees().text


def test_a_reason_holds_for_what_was_shown(talks: Talks, mo: Person) -> None:
    """A confidence given since, which the words repeat as well, is shown before anything is carried."""
    talks.ana.says("We might accept eleven frigates before the spring comes.")
    words: dict[str, str | list[str]] = {
        **ANSWER,
        "sources": [],
        "form": "idea",
        "text": "They might accept eleven frigates next year.",
    }
    warned = mo.sends("corridor", {**words, "carry": "1"}).page
    talks.ana.says("They might accept eleven frigates, we hear.")

    told = mo.sends("corridor", {**sheet(warned), "why": ["Room A said so in public."], "carry": ["1"]})

    assert told.status == 409
    assert sheet(told.page)["kept"] == ["A-02", "A-01"]
    assert sheet(told.page)["why"] == ["Room A said so in public."]


def test_what_the_desk_keeps_for_itself_is_shown_without_an_entry(talks: Talks, mo: Person) -> None:
    """Nobody can be asked for leave of the desk's own words; they are changed, or kept with a reason."""
    codename = talks.mo.page().opened.terms.codename
    form: dict[str, str | list[str]] = {
        **ANSWER,
        "sources": [],
        "form": "idea",
        "text": f"Of {codename}, one hears little.",
        "carry": "1",
    }

    guard = mo.sends("corridor", form).page.id("guard")

    assert [term.text for term in guard.tags("dt")] == ["Your wording the codename", "The codename"]
    assert [link.get("href") for link in guard.tags("a")] == ["#wording"]


def test_both_wordings_are_shown_where_the_mediator_speaks_and_announces(talks: Talks, mo: Person) -> None:
    talks.ana.says("We might accept eleven frigates before the spring comes.")
    words = "They might accept eleven frigates next year."

    spoken = mo.sends("rooms/B/", {"text": words, "say": "1"}).page
    announced = mo.sends("announce", {"text": words, "into": ["A", "B"], "announce": "1"}).page

    for page in (spoken, announced):
        assert "We might accept eleven frigates before the spring comes." in page.text
        assert "why" in page.ids()


def test_the_guard_says_that_nothing_is_repeated(talks: Talks, mo: Person, offered: Label) -> None:
    mo.sends("corridor", {**ANSWER, "save": "draft"})

    page = mo.sees().page
    assert page.id("h-guard").text == (
        "Leak guard: it found no figure, date, time, name or wording that this room may not have. It compares words"
        " and cannot read for meaning; you can."
    )
    assert page.id("wording").get("aria-describedby") == "h-guard"


@pytest.mark.parametrize(
    "case",
    [
        ({"text": ""}, 422, "wording"),
        ({"text": "un\u202eseen"}, 422, "wording"),
        ({"form": "verbatim"}, 409, "form"),
        ({"sources": []}, 409, "form"),
        ({"to": ""}, 422, "doors"),
        ({"to": "A"}, 409, "doors"),
        ({"to": "Z"}, 422, "doors"),
    ],
    ids=str,
)
def test_what_is_refused_comes_back_as_it_was(
    talks: Talks, mo: Person, offered: Label, case: tuple[dict[str, str | list[str]], int, str]
) -> None:
    form, status, field = case
    whole: dict[str, str | list[str]] = {**ANSWER, **form}

    told = mo.sends("corridor", {**whole, "carry": "1"})

    shown = sheet(told.page)
    link = told.page.id("guard").tags("a")[-1]
    assert told.status == status
    assert (shown["text"], shown["hold_seconds"]) == ([whole["text"]], [whole["hold_seconds"]])
    assert shown.get("to", [""]) == [whole["to"] if whole["to"] in {"A", "B"} else ""]
    assert shown.get("sources", []) == ([whole["sources"]] if whole["sources"] else [])
    assert link.get("href") == f"#{field}"
    assert field in told.page.ids()
    assert talks.mo.page().at_door == ()


def test_exact_words_stay_exact(talks: Talks, mo: Person) -> None:
    talks.ana.says("We shall meet on Monday.", leave=VERBATIM)

    told = mo.sends("corridor", {**ANSWER, "form": "verbatim", "text": "We shall meet.", "carry": "1"})

    assert told.status == 409
    assert "Use its exact words" in told.page.id("guard").text


@pytest.mark.parametrize(
    "form", [{"form": "loudly"}, {"type": "threat"}, {"hold_seconds": "-1"}, {"hold_seconds": "5"}], ids=str
)
def test_what_no_page_of_ours_offers_is_not_read(
    talks: Talks, mo: Person, offered: Label, form: dict[str, str]
) -> None:
    before = state(talks)

    told = mo.sends("corridor", {**ANSWER, **form, "carry": "1"})

    assert told.status == 400
    assert state(talks) == before


def test_a_source_that_was_not_told_is_left_out(talks: Talks, mo: Person, offered: Label) -> None:
    note = talks.ana.notes("Between us.")

    told = mo.sends("corridor", {**ANSWER, "sources": [str(note), "B-09"], "carry": "1"})

    assert told.status == 409
    assert "Between us." not in told.text


def test_a_source_is_removed(mo: Person, offered: Label) -> None:
    mo.sends("quote", {"source": "A-01"})

    told = mo.sends("corridor", {**ANSWER, "drop": "A-01"})

    form = sheet(mo.asks("GET", told.location).page)
    assert "sources" not in form
    assert form["text"] == ["They can meet early in the week."]


def test_turning_to_another_room_keeps_each_rooms_words(talks: Talks, mo: Person, offered: Label) -> None:
    mo.sends("corridor", {**ANSWER, "was": "B", "save": "draft"})

    turned = mo.sends("corridor", {**ANSWER, "was": "B", "to": "A", "switch": "1"})
    mo.sends("corridor", {**ANSWER, "was": "A", "to": "A", "sources": [], "text": "For A.", "save": "draft"})

    assert turned.location == f"{mo.address()}?to=A#corridor"
    assert sheet(mo.asks("GET", turned.location).page)["text"] == ["For A."]
    assert sheet(mo.asks("GET", mo.address() + "?to=B").page)["text"] == ["They can meet early in the week."]


def test_words_begun_before_a_room_was_chosen_go_with_it(talks: Talks) -> None:
    case = open_talks(talks.parts, parties=3)
    mo = person(talks.parts, case.mo.seat)
    mo.sends("corridor", {"text": "An idea.", "form": "idea", "was": "", "save": "draft"})

    turned = mo.sends("corridor", {"text": "An idea.", "form": "idea", "was": "", "to": "C", "switch": "1"})

    assert sheet(mo.asks("GET", turned.location).page)["text"] == ["An idea."]


def test_an_idea_names_nobody(talks: Talks, mo: Person, bo: Person) -> None:
    talks.ana.says("Perhaps a line on the map.", leave=IDEA)
    mo.sends("corridor", {**ANSWER, "form": "idea", "text": "What of a line?", "carry": "1"})
    talks.waits(30)

    page = bo.sees().page
    assert "The mediator’s own idea: What of a line?" in page.id("B-01").text
    assert "Arvend" not in page.text


def test_documents_with_which_the_guard_compares_nothing_are_named(house: House, talks: Talks) -> None:
    """From when it was asked to compare; beside what it found, as where it found nothing."""
    label = talks.ana.says("See the annex.", leave=CONFIDENCE, document=talks.ana.gives(b"The red lamps stay lit."))
    parts = replace(house.parts, guard=Guard(most_of_documents=5))
    sentence = "The leak guard has not read every document."

    with using(replace(house, parts=parts)):
        mo = person(parts, talks.mo.seat)
        before = mo.sees().text
        mo.sends("corridor", {**ANSWER, "sources": "", "form": "idea", "carry": "1"})
        after = mo.sees().page.id("unread")

    assert sentence not in before
    assert sentence in after.text
    assert str(label) in after.text
