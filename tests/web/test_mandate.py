"""The mandate desk of a delegation, and accepting ad referendum."""

import pytest

from entremise.domain.events.mandate import Reach
from entremise.domain.ids import Label, Mark
from entremise.domain.mandate import digest_of
from entremise.domain.terms import CarryForm
from entremise.services import asking, mandate
from entremise.services.asking import CarryQuestion
from tests.cast import CONFIDENCE, NOON, Talks, granted
from tests.web.contract import SeatedPage, Spec
from tests.web.html import fields
from tests.web.people import Form, Person

OFFER = "We propose nine frigates."
ACCEPTS: Form = {
    "digest": digest_of(OFFER),
    "authority": "Minister",
    "text": "We accept, ad referendum.",
    "leave": "verbatim",
}


def offered(talks: Talks) -> Label:
    label = talks.mo.carries(OFFER, into="A", form=CarryForm.IDEA).entered
    assert label is not None
    return label


class TestMandate(SeatedPage):
    spec = Spec(methods=("GET", "HEAD"), done=200, desk=False)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        offered(talks)
        return "mandate"


class TestReach(SeatedPage):
    spec = Spec(desk=False, form={"reach": "inside", "words": "All of it."})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "agenda/items/0/mandate"


class TestAuthorities(SeatedPage):
    spec = Spec(desk=False, form={"office-1": "Minister", "seat-1": "", "office-2": ""})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "mandate/authorities"


class TestConsultation(SeatedPage):
    spec = Spec(desk=False, form={"until": "2026-11-22T20:00", "told": "yes"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "mandate/consultation"


class TestAccept(SeatedPage):
    spec = Spec(methods=("GET", "POST"), desk=False, form=ACCEPTS)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return f"mandate/accept/{offered(talks)}"


class TestSettle(SeatedPage):
    spec = Spec(desk=False, form={"digest": digest_of(OFFER), "final": "yes", "words": "The Minister has confirmed."})

    @pytest.fixture
    def path(self, talks: Talks, ada: Person) -> str:
        ada.sends(f"mandate/accept/{offered(talks)}", ACCEPTS)
        return "mandate/acceptances/1/settle"


def test_the_page_carries_the_digest_of_what_is_accepted(talks: Talks, ada: Person) -> None:
    label = offered(talks)

    form = fields(ada.sees(f"mandate/accept/{label}").page.form_to(f"accept/{label}"))

    assert form["digest"] == [digest_of(OFFER)]


def test_other_words_are_not_accepted(talks: Talks, ada: Person) -> None:
    answer = ada.sends(f"mandate/accept/{offered(talks)}", {**ACCEPTS, "digest": digest_of("Seven.")})

    assert answer.status == 409
    assert "This was not accepted" in answer.text
    assert mandate.told(talks.parts, talks.case.desk).acceptances == ()


def test_an_acceptance_waits_is_confirmed_and_the_desk_reads_each(
    talks: Talks, ana: Person, ada: Person, mo: Person
) -> None:
    ada.sends(f"mandate/accept/{offered(talks)}", {**ACCEPTS, "name": "1"})
    waits, at_desk = ada.sees("mandate").text, mo.sees("agenda").text
    ana.sends("mandate/acceptances/1/settle", {"digest": digest_of(OFFER), "final": "yes", "words": "Confirmed."})

    assert "Record the authority’s word" not in waits
    assert "Waits for its authority" in waits
    assert "accepts A-01, ad referendum" in at_desk
    assert "Final by the word of: Minister" in at_desk
    assert "Settled in A-03" in mo.sees("agenda").text


def test_the_answer_in_the_room_shows_for_whose_word_it_waits(
    talks: Talks, ana: Person, ada: Person, mo: Person
) -> None:
    ada.sends(f"mandate/accept/{offered(talks)}", ACCEPTS)

    waits, at_desk = ana.sees("").page.id("A-02").text, mo.sees("rooms/A/").page.id("A-02").text
    ana.sends("mandate/acceptances/1/settle", {"digest": digest_of(OFFER), "final": "yes", "words": "Confirmed."})

    assert "Ad referendum Waits for: Minister" in waits
    assert "Ad referendum Waits for its authority" in at_desk
    assert "Minister" not in at_desk
    assert "Ad referendum Final" in ana.sees("").page.id("A-02").text


def test_nothing_is_settled_by_enter(talks: Talks, ana: Person, ada: Person) -> None:
    ada.sends(f"mandate/accept/{offered(talks)}", ACCEPTS)

    answer = ana.sends("mandate/acceptances/1/settle", {"save": "draft", "final": "yes", "words": "Confirmed."})

    assert answer.status == 200
    assert mandate.told(talks.parts, talks.case.desk).acceptances[0].final is None


def test_the_mediator_reads_until_when_if_told(talks: Talks, ana: Person, mo: Person) -> None:
    ana.sends("mandate/consultation", {"until": "2026-11-22T20:00", "words": "The council.", "told": "no"})
    kept = mandate.told(talks.parts, talks.case.desk).consultations
    ana.sends("mandate/consultation", {"until": "2026-11-22T20:00", "words": "The council.", "told": "yes"})

    assert kept == ()
    assert mandate.told(talks.parts, talks.case.desk).consultations == ((Mark("A"), NOON.replace(hour=16)),)
    assert "The council." not in mo.sees("agenda").text
    assert "We consult no more" in ana.sees("mandate").text
    ana.sends("mandate/consultation", {"end": "1"})
    assert mandate.told(talks.parts, talks.case.desk).consultations == ()


def test_a_consultation_needs_a_time_to_come(ana: Person) -> None:
    assert ana.sends("mandate/consultation", {"until": "2020-01-01T20:00"}).status == 422
    assert ana.sends("mandate/consultation", {"until": ""}).status == 422


def test_own_words_cannot_be_accepted(talks: Talks, ana: Person) -> None:
    label = talks.ana.says("Nine.")

    assert ana.asks("GET", ana.address(f"mandate/accept/{label}"), {}).status == 404


def test_how_far_the_mandate_goes_stands_beside_an_offer(talks: Talks, ana: Person, mo: Person) -> None:
    """Outside, an offer needs a reason, which the mandate's page keeps and the desk does not learn."""
    granted(mandate.set_mandate(talks.parts, talks.ana.seat, 0, reach=Reach.OUTSIDE))
    offer: Form = {"text": "We offer nine.", "type": "offer", "leave": "substance", "give": "1", "on_item": "0"}

    assert "Outside" in ana.asks("GET", ana.address() + "?item=0").text
    refused = ana.sends("write", offer)
    assert refused.status == 409
    assert "say why we go on" in refused.text
    assert ana.sends("write", {**offer, "outside": "Time is short."}).status == 303
    assert "Time is short." in ana.sees("mandate").text
    assert "Time is short." not in mo.sees("rooms/A/").text


def test_how_far_the_mandate_goes_stands_where_a_read_back_is_answered(talks: Talks, ana: Person) -> None:
    granted(mandate.set_mandate(talks.parts, talks.ana.seat, 0, reach=Reach.OUTSIDE))
    label = talks.ana.says("Nine.", leave=CONFIDENCE)
    question = CarryQuestion(into="B", form=CarryForm.SUBSTANCE, text="Nine, perhaps.", sources=(label,))
    granted(asking.ask_carry(talks.parts, talks.mo.seat, question))

    assert "Outside" in ana.sees("asked").text
    assert ana.sends("asked/1/answer", {"reply": "yes", "on_item": "0"}).status == 409
    assert ana.sends("asked/1/answer", {"reply": "yes", "on_item": "0", "outside": "They press."}).status == 303
