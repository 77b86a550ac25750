"""The low-tech lane on pages."""

from datetime import timedelta
from typing import Final

import pytest

from entremise.domain.events.asking import Reply
from entremise.domain.events.rounds import City
from entremise.domain.ids import Label
from entremise.domain.mandate import digest_of
from entremise.domain.terms import CarryForm, Role
from entremise.services import asking, cases, dates, seconding
from entremise.services.asking import CarryQuestion, SummaryQuestion
from entremise.services.telling import Telling
from tests.cast import CONFIDENCE, NOON, SUBSTANCE, Talks, granted
from tests.web.contract import SeatedPage, Spec
from tests.web.people import Form, Person, person

MUSCAT: Final = City(name="Muscat", zone="Asia/Muscat")
CALL: Form = {"how": "telephone", "who": "head-of-delegation", "said": "2026-11-22T15:50"}
"""Ten minutes before noon, by the clock of Muscat."""
TAKEN: Form = {**CALL, "text": "We would take seven.", "leave": "confidence", "take": "1"}
AGREED: Form = {"agreed_by": "counsel", "agreed": "2026-11-22T15:55", "leave": "substance"}
NOW: Form = {**CALL, "said": "2026-11-22T16:00"}


def brought(talks: Talks) -> None:
    talks.mo.carries("What if they waited?", into="A", form=CarryForm.IDEA)


def asked(talks: Talks) -> None:
    label = talks.ana.says("We would take seven.", leave=CONFIDENCE)
    question = CarryQuestion(into="B", form=CarryForm.SUBSTANCE, text="Seven, perhaps.", sources=(label,))
    granted(asking.ask_carry(talks.parts, talks.mo.seat, question))


class TestTakeDown(SeatedPage):
    spec = Spec(seat="mo", methods=("GET", "POST"), desk=True, form=TAKEN)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "rooms/A/take-down"


class TestReadBack(SeatedPage):
    spec = Spec(seat="mo", methods=("GET", "POST"), desk=True, form={**NOW, "leave": "substance", "agree": "1"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        talks.ana.says("We would take seven.", leave=CONFIDENCE)
        return "entries/A-1/read-back"


class TestReadOut(SeatedPage):
    spec = Spec(seat="mo", methods=("GET", "POST"), desk=True, form=NOW)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        brought(talks)
        return "entries/A-1/read-out"


class TestAnswered(SeatedPage):
    spec = Spec(seat="mo", methods=("GET", "POST"), desk=True, form={**NOW, "reply": "yes"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        asked(talks)
        return "rooms/A/asked/1/said"


def test_the_room_shows_how_it_came_and_who_took_it_down(talks: Talks, ana: Person) -> None:
    sam = person(talks.parts, granted(cases.give_seat(talks.parts, talks.case.desk, Role.SECRETARIAT)))

    told = sam.sends("rooms/A/take-down", {**TAKEN, **AGREED})

    entry = talks.ana.page().thread.entries[0]
    assert (told.status, told.location) == (303, sam.address("rooms/A/#A-01"))
    assert (entry.leave, entry.role) == (SUBSTANCE, Role.HEAD)
    page = ana.sees().text
    assert "Said by telephone" in page
    assert "taken down by: Secretariat" in page
    assert "Read back and agreed" in page
    assert "by: Counsel" in page


def test_before_it_is_read_back_the_room_and_the_desk_say_so(talks: Talks, mo: Person, ana: Person) -> None:
    mo.sends("rooms/A/take-down", TAKEN)

    assert "Not read back to us yet" in ana.sees().text
    assert "entries/A-01/read-back" in mo.sees().text
    mo.sends("entries/A-1/read-back", {**CALL, "said": "2026-11-22T16:00", "leave": "substance", "agree": "1"})
    assert "Not read back to us yet" not in ana.sees().text
    assert talks.mo.entry(talks.mo.page("A").columns[0].thread.entries[0].label).leave == SUBSTANCE


def test_more_than_confidence_needs_a_read_back(talks: Talks, mo: Person) -> None:
    told = mo.sends("rooms/A/take-down", {**TAKEN, "leave": "substance"})

    assert told.status == 409
    assert "This was not taken down" in told.text
    assert "We would take seven." in told.text
    assert talks.ana.sees() == []


def test_enter_takes_nothing_down(talks: Talks, mo: Person) -> None:
    told = mo.sends("rooms/A/take-down", {**TAKEN, "save": "draft"})

    assert told.status == 200
    assert "We would take seven." in told.text
    assert talks.ana.sees() == []


def test_this_minute_is_now(talks: Talks, mo: Person) -> None:
    """A field names no seconds; what was brought in this minute can have been read out in it."""
    talks.clock.advance(40)
    brought(talks)

    assert mo.sends("entries/A-1/read-out", NOW).status == 303
    assert "Read to: Head of delegation" in mo.sees().text


def test_an_answer_by_telephone_stands_in_the_room(talks: Talks, mo: Person, ana: Person) -> None:
    asked(talks)

    mo.sends("rooms/A/asked/1/said", {**NOW, "reply": "changed", "text": "Seven, no more."})

    (shown,) = asking.asked_page(talks.parts, talks.ana.seat).standing
    assert (shown.question.reply, shown.question.agreed) == (Reply.CHANGED, "Seven, no more.")
    assert "Said by telephone" in ana.sees("asked").text


class TestDatesSaid(SeatedPage):
    spec = Spec(seat="mo", methods=("GET", "POST"), desk=True, form={**NOW, "suits": ["yes", "no"], "take": "1"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        slots = (NOON + timedelta(days=1), NOON + timedelta(days=2))
        telling = Telling(marks=("A",))
        granted(dates.propose(talks.parts, talks.mo.seat, "Next", slots, city=MUSCAT, telling=telling))
        return "rooms/A/dates/1/said"


def test_a_proposal_is_taken_down_on_the_page(talks: Talks, mo: Person, ana: Person) -> None:
    told = mo.sends("rooms/A/take-down", {**TAKEN, "text": "First of all.", "paper": "proposal", "title": "Detainees"})

    assert told.status == 303
    assert "Detainees" in mo.sees("agenda").text
    assert "Detainees" in ana.sees("agenda").text


def test_an_acceptance_is_taken_down_for_the_words_that_were_read(talks: Talks, mo: Person, ana: Person) -> None:
    """Without read-back it is refused, and the form stays as it was filled in."""
    brought(talks)
    given = {**TAKEN, "paper": "acceptance", "authority": "Minister", "of": f"A-1 {digest_of('What if they waited?')}"}

    refused = mo.sends("rooms/A/take-down", given)
    assert refused.status == 409
    assert "Minister" in refused.text
    assert mo.sends("rooms/A/take-down", {**given, **AGREED}).status == 303
    assert "Minister" in ana.sees("mandate").text


def test_a_summary_is_answered_point_by_point_on_the_page(talks: Talks, mo: Person, ana: Person) -> None:
    granted(asking.ask_summary(talks.parts, talks.mo.seat, SummaryQuestion(mark="A", points=("June.", "Nine."))))
    path = "rooms/A/asked/1/said"
    answer: Form = {**NOW, "point": ["June, perhaps.", "Nine."], "point-leave": ["substance", "struck"], "reply": "yes"}

    assert mo.asks("GET", mo.address(path)).status == 200
    assert mo.sends(path, answer).status == 303
    assert "June, perhaps." in ana.sees().text


@pytest.mark.parametrize("fields", [{"paper": "x"}, {"paper": "view", "item": "x"}, {"paper": "acceptance", "of": "x"}])
def test_what_no_page_offers_is_refused(mo: Person, fields: Form) -> None:
    assert mo.sends("rooms/A/take-down", {**TAKEN, **fields}).status == 400


SECRET: Final = "Forty-one turbines may leave by the southern pier."


def test_words_of_another_room_stay_on_the_form_with_what_they_repeat(talks: Talks, mo: Person, bo: Person) -> None:
    talks.ana.says(SECRET, leave=CONFIDENCE)

    held = mo.sends("rooms/B/take-down", {**TAKEN, "text": SECRET})

    assert held.status == 409
    assert "What is repeated" in held.text
    assert held.text.count("southern pier") >= 2
    assert "southern pier" not in bo.sees().text
    done = mo.sends("rooms/B/take-down", {**TAKEN, "text": SECRET, "why": "They said so on the telephone."})
    assert done.status == 303
    page = bo.sees().text
    assert "southern pier" in page
    assert "They said so on the telephone." not in page


def test_an_answer_in_words_of_another_room_stays_on_the_form(talks: Talks, mo: Person, bo: Person) -> None:
    talks.ana.says(SECRET, leave=CONFIDENCE)
    label = talks.bo.says("Some may leave.", leave=CONFIDENCE)
    question = CarryQuestion(into="A", form=CarryForm.SUBSTANCE, text="Some may leave.", sources=(label,))
    granted(asking.ask_carry(talks.parts, talks.mo.seat, question))
    path, given = "rooms/B/asked/1/said", {**NOW, "reply": "changed", "text": SECRET}

    held = mo.sends(path, given)

    assert held.status == 409
    assert "What is repeated" in held.text
    assert held.text.count("southern pier") >= 2
    assert "southern pier" not in bo.sees("asked").text
    assert mo.sends(path, {**given, "why": "They said so on the telephone."}).status == 303
    assert "southern pier" in bo.sees("asked").text


def test_a_wider_leave_that_needs_a_second_seat_asks_why_and_then_waits(talks: Talks, mo: Person) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    granted(cases.give_seat(talks.parts, talks.place(None), Role.CO_MEDIATOR))
    granted(seconding.require(talks.parts, talks.mo.seat, on=True))
    path, given = "entries/A-1/read-back", {**NOW, "leave": "substance", "agree": "1"}

    unsaid = mo.sends(path, given)

    assert unsaid.status == 409
    assert 'name="why"' in unsaid.text
    waits = mo.sends(path, {**given, "why": "They said so on the telephone."})
    assert (waits.status, "They said so on the telephone." in waits.text) == (409, True)
    (open_,) = seconding.second_page(talks.parts, talks.mo.seat).open
    assert open_.second.asked.why == "They said so on the telephone."
    assert talks.ana.entry(Label("A", 1)).leave == CONFIDENCE


def test_a_reason_is_sent_again_only_where_it_is_read_beside_what_it_is_for(
    talks: Talks, mo: Person, bo: Person
) -> None:
    """Given for one repetition, and refused for something else, it carries no other past the guard."""
    talks.ana.says(SECRET, leave=CONFIDENCE)
    given = {**TAKEN, "text": SECRET, "why": "They said so on the telephone."}

    refused = mo.sends("rooms/B/take-down", {**given, "said": "2999-01-01T00:00"})

    assert refused.status == 422
    assert 'name="why"' not in refused.text
    assert "southern pier" not in bo.sees().text
