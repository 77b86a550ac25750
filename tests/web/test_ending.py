"""How long a place stays; closing the talks and opening them again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from entremise.domain.endings import Closing
from entremise.domain.ids import Mark
from entremise.domain.terms import CarryForm, Outcome, Role
from entremise.services import cases, endings
from entremise.services.cases import Party
from tests.cast import CONFIDENCE, NOON, Talks, granted, terms
from tests.web.contract import SeatedPage, Spec
from tests.web.html import buttons, fields
from tests.web.people import Form, Person, person, state

FORM: Form = {
    "outcome": "held",
    "settled": "yes",
    "attended": ["A", "B"],
    "began": "2026-11-20",
    "ended": "2026-11-22",
    "retention": "30",
    "close": "1",
}


def closed(talks: Talks, *, days: int | None = None) -> None:
    granted(
        endings.close_case(talks.parts, talks.mo.seat, Closing(outcome=Outcome.HELD, settled=True, retention_days=days))
    )


class TestEnding(SeatedPage):
    spec = Spec(methods=("GET", "HEAD"), done=200)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "ending"


class TestClose(SeatedPage):
    spec = Spec(seat="mo", desk=True, form=FORM)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "ending/close"


class TestReopen(SeatedPage):
    spec = Spec(seat="mo", desk=True)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        closed(talks)
        return "ending/reopen"


# Closing ----------------------------------------------------------------------------------------------------


def test_the_mediator_closes_the_talks(talks: Talks, mo: Person) -> None:
    told = mo.sends("ending/close", FORM)

    assert (told.status, told.location) == (303, mo.address("ending"))
    ending = endings.ending_page(talks.parts, talks.mo.seat).ending
    assert ending is not None
    assert ending.said is not None
    assert (ending.said.outcome, ending.said.settled, ending.said.attended) == (
        Outcome.HELD,
        True,
        (Mark("A"), Mark("B")),
    )
    assert ending.destroy == NOON + timedelta(days=30)


def test_the_form_is_filled_in_as_far_as_the_house_knows(talks: Talks, mo: Person) -> None:
    talks.ana.says("We can stop.", leave=CONFIDENCE)

    filled = fields(mo.sees("ending").page.form_to("/ending/close"))

    assert filled.pop("key")
    assert filled == {
        "outcome": ["held"],
        "settled": ["no"],
        "attended": ["A"],
        "began": ["2026-11-22"],
        "ended": ["2026-11-22"],
        "retention": [""],
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"retention": "0"}, "retention"),
        ({"retention": "3651"}, "retention"),
        ({"retention": "-1"}, "retention"),
        ({"retention": "ten"}, "retention"),
        ({"retention": "9" * 50}, "retention"),
        ({"ended": "2026-11-23"}, "ended"),
        ({"began": "2026-11-22", "ended": "2026-11-21"}, "ended"),
        ({"outcome": "not-held"}, "settled"),
        ({"attended": ["A", "C"]}, "attended"),
    ],
)
def test_what_is_refused_comes_back_as_it_was(
    talks: Talks, mo: Person, change: dict[str, str | list[str]], field: str
) -> None:
    before = state(talks)

    told = mo.sends("ending/close", {**FORM, **change})

    assert told.status == 422
    assert state(talks) == before
    shown = fields(told.page.form_to("/ending/close"))
    again = {name: value if isinstance(value, list) else [value] for name, value in {**FORM, **change}.items()}
    assert {name: shown[name] for name in shown if name not in {"key", "attended"}} == {
        name: again[name] for name in again if name not in {"close", "attended"}
    }
    (link,) = told.page.of_class("problem")[0].tags("a")
    assert link.get("href") == f"#{field}"
    assert told.page.id(field).get("id") == field
    assert told.page.id(f"e-{field}").text


@pytest.mark.parametrize("change", [{"outcome": "won"}, {"began": "yesterday"}, {"ended": "2026-13-01"}])
def test_what_no_browser_sends_is_malformed(talks: Talks, mo: Person, change: dict[str, str]) -> None:
    before = state(talks)

    assert mo.sends("ending/close", {**FORM, **change}).status == 400
    assert state(talks) == before


def test_enter_in_a_field_closes_nothing(talks: Talks, mo: Person) -> None:
    """A browser presses the first button then, and what was filled in stays."""
    form = mo.sees("ending").page.form_to("/ending/close")
    first, before = buttons(form)[0], state(talks)

    told = mo.sends("ending/close", {**FORM, "close": "", first.get("name"): first.get("value")})

    assert state(talks) == before
    assert fields(told.page.form_to("/ending/close"))["retention"] == ["30"]


def test_a_message_at_a_door_comes_first(talks: Talks, mo: Person) -> None:
    talks.mo.carries("An idea.", into="B", form=CarryForm.IDEA, hold=60)

    told = mo.sends("ending/close", FORM)

    assert told.status == 409
    assert "Messages at a door: 1. Stop them, or wait until they have entered." in told.page.text


def test_a_second_press_finds_them_closed(talks: Talks, mo: Person) -> None:
    form = {**FORM, "key": "a-key-of-the-form"}

    assert [mo.sends("ending/close", form).location for _ in range(2)] == [mo.address("ending")] * 2
    told = mo.sends("ending/close", {**FORM, "key": "another-key-of-the-form"})
    assert told.status == 409
    assert "They were closed before" in told.page.text


def test_what_was_agreed_is_not_asked_again(talks: Talks) -> None:
    agreed = replace(terms(), retention_days=90)
    case = granted(cases.open_case(talks.parts, agreed, [Party(name="Arvend"), Party(name="Belmark")]))
    mo = person(talks.parts, granted(cases.give_seat(talks.parts, case.desk, Role.MEDIATOR)))
    bo = person(talks.parts, granted(cases.give_seat(talks.parts, case.rooms[1].room, Role.HEAD)))

    page = mo.sees("ending").page

    assert "retention" not in fields(page.form_to("/ending/close"))
    assert "Agreed when the talks were opened: 90 days after the closing all of it is destroyed" in page.text
    assert "90 days after the closing" in bo.sees("ending").page.text
    assert "All of it is destroyed 90 days after the talks are closed." in bo.sees().page.text
    refused = mo.sends("ending/close", {**FORM, "began": "2026-11-22", "retention": "10"})
    assert refused.status == 409
    assert mo.sends("ending/close", {**FORM, "retention": ""}).status == 303


# In a closed case -------------------------------------------------------------------------------------------


def test_each_place_is_shown_closed_with_its_days(talks: Talks, ana: Person, bo: Person, mo: Person) -> None:
    closed(talks, days=30)

    for somebody in (ana, bo, mo):
        for path in ("", "ending", "access"):
            page = somebody.sees(path).page
            assert "These talks are closed" in page.text
            assert "22 December 2026, 16:00, in 30 days" in page.text


def test_without_a_day_it_stays_until_somebody_destroys_it(talks: Talks, ana: Person) -> None:
    closed(talks)

    assert "What stands here stays until somebody destroys it." in ana.sees().page.text
    assert "When somebody does it; no day is set" in ana.sees("ending").page.text


def test_a_room_is_not_shown_how_the_talks_came_out(talks: Talks, ana: Person, mo: Person) -> None:
    closed(talks)

    assert "A settlement was reached." in mo.sees("ending").page.text
    for path in ("", "ending"):
        assert "settlement" not in ana.sees(path).text.lower()


def test_reminders_are_listed(talks: Talks, ana: Person) -> None:
    closed(talks, days=8)
    talks.clock.advance(24 * 3600)
    endings.run_retention(talks.parts, lambda *_, **__: None)

    page = person(talks.parts, talks.ana.seat).sees("ending").page

    assert "Reminders Destroyed in 7 days 23 November 2026, 16:00" in page.text


def test_nothing_is_offered_that_would_be_refused(talks: Talks, ana: Person, mo: Person) -> None:
    """The forms that are left: language, signing out, and at the desk opening the talks again."""
    talks.ana.says("We can stop.", leave=CONFIDENCE)
    closed(talks)

    offered = {
        form.get("action").removeprefix(who.address())
        for who, path in ((ana, ""), (mo, ""), (mo, "rooms/A/"), (mo, "ending"), (ana, "ending"))
        for form in who.sees(path).page.forms()
    }

    assert offered == {"/language", "sign-out", "ending/reopen"}


@pytest.mark.parametrize(
    ("who", "path", "form"),
    [
        ("ana", "write", {"text": "Words.", "give": "1"}),
        ("ana", "write", {"text": "Words.", "save": "draft"}),
        ("ana", "entries/A-01/leave", {"leave": "substance"}),
        ("mo", "corridor", {"to": "B", "text": "Words.", "form": "idea", "carry": "1"}),
        ("mo", "corridor", {"to": "B", "text": "Words.", "save": "draft"}),
        ("mo", "quote", {"source": "A-01"}),
        ("mo", "rooms/A/speak", {"text": "Words.", "say": "1"}),
        ("mo", "announce", {"text": "Words.", "into": ["A"], "announce": "1"}),
    ],
)
def test_what_is_asked_for_all_the_same_is_refused(talks: Talks, who: str, path: str, form: Form) -> None:
    talks.ana.says("We can stop.", leave=CONFIDENCE)
    closed(talks)
    somebody, before = person(talks.parts, getattr(talks, who).seat), state(talks)

    told = somebody.sends(path, form)

    assert told.status == 409
    assert "These talks are closed." in told.page.text
    assert "or ask the desk to open the talks again" in told.page.text
    assert state(talks) == before


def test_words_that_were_not_sent_can_still_be_copied(talks: Talks, ana: Person) -> None:
    ana.sends("write", {"text": "What I was about to say.", "save": "draft"})
    closed(talks)

    assert "Your unsent words What I was about to say." in ana.sees().page.text


# Opening again ----------------------------------------------------------------------------------------------


def test_the_mediator_opens_the_talks_again(talks: Talks, ana: Person, mo: Person) -> None:
    closed(talks, days=30)

    told = mo.sends("ending/reopen")

    assert (told.status, told.location) == (303, mo.address("ending"))
    assert "These talks are closed" not in ana.sees().page.text
    assert ana.sends("write", {"text": "We go on.", "leave": "confidence", "give": "1"}).status == 303


def test_open_talks_are_not_opened(mo: Person) -> None:
    told = mo.sends("ending/reopen")

    assert told.status == 409
    assert "These talks are open." in told.page.text


# Who may ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.INTERPRETER])
def test_who_may_not_close_sees_how_it_is(talks: Talks, role: Role) -> None:
    somebody = person(talks.parts, granted(cases.give_seat(talks.parts, talks.case.desk, role)))
    page = somebody.sees("ending").page

    assert "These talks are open" in page.text
    assert [form for form in page.forms() if "ending" in form.get("action")] == []
    assert [somebody.sends(path, FORM).status for path in ("ending/close", "ending/reopen")] == [403, 403]


def test_a_room_sees_how_talks_end(ana: Person) -> None:
    page = ana.sees("ending").page

    assert "These talks are open" in page.text
    assert "The desk closes them." in page.text
    assert "every room is told" in page.text
