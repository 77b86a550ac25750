"""Words of a round on pages: asked, answered, told; and forms of rounds, tracks and dates that the guard holds back."""

from typing import Final

import pytest

from entremise.domain.terms import Role
from entremise.services import cases, seconding
from entremise.services.drafts import read_draft
from tests.cast import CONFIDENCE, Talks, granted
from tests.web.contract import SeatedPage, Spec
from tests.web.people import Form, Person, Told, person
from tests.web.test_rounds import opens_track, sets

WORDS: Final = "By common wish the round is put off."
OTHER: Final = "The round is put off for reasons of travel."
ASKED: Final[Form] = {"act": "ask", "needs": "words", "room": "A", "to": "postponed", "words": WORDS, "hours": "24"}
SECRET: Final = "Our minister would rather hunt with falcons near Samarkand."
REPEATING: Final = "Their minister hunts with falcons near Samarkand."
SHARED: Final = ["minister hunts with falcons near Samarkand", "minister", "hunt with falcons near Samarkand"]
"""First as it was written, then as the desk has it."""
DATES: Final[Form] = {"title": "Next round", "city": "Muscat", "day-1": "2026-02-17", "time-1": "15:00"}
ROUND: Final[Form] = {"title": "Second round", "city": "Muscat", "day": "2026-02-07", "time": "10:00"}


class TestAskWording(SeatedPage):
    spec = Spec(seat="mo", desk=True, form=ASKED)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        sets(talks)
        return "rounds/1/ask"


def asks(talks: Talks, mo: Person, **given: str) -> None:
    sets(talks)
    assert mo.sends("rounds/1/ask", {**ASKED, **given}).status == 303


def test_from_the_question_to_words_that_a_room_agreed_to(talks: Talks, mo: Person, ana: Person, bo: Person) -> None:
    asks(talks, mo)
    question = ana.sees("asked").page.id("q-1").text
    assert "May I say exactly this of round 1?" in question
    assert (WORDS in question, "Postponed" in question, "For whoever is told of the round." in question) == (True,) * 3
    assert WORDS not in bo.sees("asked").text + bo.sees("rounds").text + bo.sees().text
    assert WORDS in ana.sees().text

    assert ana.sends("asked/1/answer", {"reply": "yes"}).status == 303
    listed = mo.sees("rounds/1").page.id("wording").text
    assert ("Agreed" in listed, "Put these words in the form" in listed) == (True, True)
    filled: Form = {"act": "turn", "to": "postponed", "told": ["A"], "own-A": WORDS}
    assert WORDS in mo.sends("rounds/1/change", {**filled, "save": "draft"}).page.id("turn-own-A").text

    assert mo.sends("rounds/1/change", {**filled, "words": OTHER}).status == 303
    reads = mo.sees("rounds/1").page.id("reads").text
    assert ("The room had agreed to these words" in reads, "The room was not asked about these words" in reads) == (
        True,
        True,
    )
    assert "in words that we agreed to" in ana.sees("rounds").text
    assert "in words that we agreed to" not in bo.sees("rounds").text


def test_a_room_agrees_to_words_of_its_own(talks: Talks, mo: Person, ana: Person) -> None:
    asks(talks, mo, alone="yes")
    assert "For this room alone." in ana.sees("asked").text

    assert ana.sends("asked/1/answer", {"reply": "changed", "text": OTHER}).status == 303

    assert "The room agreed to these words instead:" in mo.sees("rounds/1").page.id("wording").text
    asked = mo.sees("asked").page.id("q-A-1").text
    assert ("Say it of round 1" in asked, "Put these words on the sheet" in asked) == (True, False)


def test_words_of_several_lines_stay_the_same_words(talks: Talks, mo: Person, ana: Person) -> None:
    """As a browser sends them, with its own ends of lines."""
    lines = f"{WORDS}\r\n{OTHER}"
    asks(talks, mo, words=lines)
    assert ana.sends("asked/1/answer", {"reply": "yes"}).status == 303

    assert mo.sends("rounds/1/change", {"act": "turn", "to": "postponed", "told": ["A"], "own-A": lines}).status == 303

    assert "The room had agreed to these words" in mo.sees("rounds/1").page.id("reads").text


def test_an_answer_by_telephone_is_taken_down(talks: Talks, mo: Person) -> None:
    asks(talks, mo)
    assert "May I say exactly this of round 1?" in mo.sees("rooms/A/asked/1/said").text

    said = {"how": "telephone", "who": "head-of-delegation", "reply": "yes", "said": ""}
    assert mo.sends("rooms/A/asked/1/said", said).status == 303
    assert "Agreed" in mo.sees("rounds/1").page.id("wording").text


@pytest.mark.parametrize(
    ("given", "field"),
    [({"words": " "}, "ask-words"), ({"room": "H"}, "ask-room"), ({"to": "held"}, "ask-to")],
)
def test_what_cannot_be_asked_says_so_at_its_field(talks: Talks, mo: Person, given: Form, field: str) -> None:
    sets(talks)

    told = mo.sends("rounds/1/ask", {**ASKED, **given})

    assert (told.status in {409, 422}, f'href="#{field}"' in told.text) == (True, True)


def test_enter_in_a_field_asks_nothing(talks: Talks, mo: Person, ana: Person) -> None:
    sets(talks)

    told = mo.sends("rounds/1/ask", {**ASKED, "save": "draft"})

    assert (told.status, WORDS in told.text, WORDS in ana.sees("asked").text) == (200, True, False)


def test_how_long_a_question_stands_is_chosen_from_the_list(talks: Talks, mo: Person) -> None:
    sets(talks)

    assert mo.sends("rounds/1/ask", {**ASKED, "hours": "5"}).status == 400


# Forms that are held back ------------------------------------------------------------------------------------

HELD_BACK: Final[list[tuple[str, str, Form]]] = [
    ("rounds/set", "rounds", {**ROUND, "told": ["B"], "words": REPEATING}),
    ("dates", "rounds", {**DATES, "told": ["B"], "words": REPEATING}),
    ("rounds/1/change", "rounds/1", {"act": "turn", "to": "under-way", "told": ["B"], "words": REPEATING}),
    ("rounds/1/change", "rounds/1", {"act": "tell", "told": ["B"], "words": "", "own-B": REPEATING}),
    ("rounds/1/ask", "rounds/1", {**ASKED, "room": "B", "words": REPEATING}),
    ("tracks/1/tell", "tracks/1", {"told": ["B"], "words": REPEATING, "step": ["1"]}),
]
"""Each form that tells rooms: where it is sent, the page on which it stands, and what is filled in."""


def shared(told: Told, path: str, form: Form) -> list[str]:
    """What both wordings have, as the form shows it: first in the one that was written, then in the one held."""
    act = form.get("act") or {"rounds/set": "set", "dates": "dates", "rounds/1/ask": "ask"}.get(path, "tell")
    return [mark.text for mark in told.page.id(f"{act}-guard").tags("mark")]


@pytest.fixture
def held(talks: Talks) -> Talks:
    """Talks with a round and a track, in which A gave something in confidence."""
    talks.ana.says(SECRET, leave=CONFIDENCE)
    sets(talks)
    opens_track(talks)
    return talks


@pytest.mark.parametrize(("path", "page", "form"), HELD_BACK)
def test_both_wordings_are_shown_with_what_they_share(
    held: Talks, mo: Person, path: str, page: str, form: Form
) -> None:
    told = mo.sends(path, form)

    assert told.status == 409
    assert shared(told, path, form) == SHARED
    # What was written is there when somebody comes back, and goes once it is done.
    again = mo.sees(page).text
    assert (REPEATING in again, "It was held back" in again) == (True, True)
    assert mo.sends(path, {**form, "why": "He said so in public."}).status == 303
    assert "It was held back" not in mo.sees(page).text


@pytest.mark.parametrize(("path", "page", "form"), HELD_BACK)
def test_what_waits_for_a_second_seat_is_not_lost(held: Talks, mo: Person, path: str, page: str, form: Form) -> None:
    granted(cases.give_seat(held.parts, held.place(None), Role.CO_MEDIATOR))
    granted(seconding.require(held.parts, held.mo.seat, on=True))

    told = mo.sends(path, {**form, "why": "He said so in public."})

    assert (told.status, "as request 1." in told.text) == (409, True)
    assert shared(told, path, form) == SHARED
    again = mo.sees(page).text
    assert (REPEATING in again, "He said so in public." in again) == (True, True)


def test_a_form_that_was_held_back_can_be_forgotten(held: Talks, mo: Person) -> None:
    for path, page, form in HELD_BACK:
        assert mo.sends(path, form).status == 409
        assert mo.sends(path, {**form, "save": "forget"}).status == 303
        assert REPEATING not in mo.sees(page).text


def test_a_form_that_was_held_back_is_shown_to_its_seat_alone(held: Talks, mo: Person) -> None:
    seat = granted(cases.give_seat(held.parts, held.place(None), Role.CO_MEDIATOR))
    co = person(held.parts, seat)

    assert mo.sends("rounds/1/change", HELD_BACK[2][2]).status == 409

    assert read_draft(held.parts, held.mo.seat, "round-1") is not None
    assert REPEATING not in co.sees("rounds/1").text


@pytest.mark.parametrize(("path", "page", "form"), HELD_BACK)
def test_what_was_held_back_is_read_in_no_room(held: Talks, mo: Person, path: str, page: str, form: Form) -> None:
    rooms = [held.parts.store.head(one.seat.place) for one in (held.ana, held.bo)]

    assert mo.sends(path, form).status == 409

    assert [held.parts.store.head(one.seat.place) for one in (held.ana, held.bo)] == rooms
    assert REPEATING in mo.sees(page).text


def test_where_a_room_is_asked_for_values_both_wordings_are_shown_and_the_reason_stays(held: Talks, mo: Person) -> None:
    issue: Form = {"title": REPEATING, "options": "Yes\nNo"}
    assert mo.sends("analysis/issues", issue).status == 303

    told = mo.sends("analysis/values/B/ask", {"why": ""})

    assert told.status == 409
    assert [mark.text for mark in told.page.id("ask-B").tags("mark")] == SHARED
    granted(cases.give_seat(held.parts, held.place(None), Role.CO_MEDIATOR))
    granted(seconding.require(held.parts, held.mo.seat, on=True))
    waits = mo.sends("analysis/values/B/ask", {"why": "He said so in public."}).page.id("ask-B")
    assert [mark.text for mark in waits.tags("mark")] == SHARED
    assert [field.attributes.get("value") for field in waits.tags("input")][-1] == "He said so in public."
