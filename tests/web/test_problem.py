"""The pages that say no."""

from unittest.mock import patch

import pytest

from entremise.domain.errors import Broken, Conflict
from entremise.services import reading
from tests.cast import SUBSTANCE, Talks
from tests.web.contract import assert_absent
from tests.web.people import METHODS, Person


def test_what_does_not_exist(stranger: Person) -> None:
    told = stranger.asks("GET", "/nothing")

    assert told.status == 404
    assert told.page.id("main").text == (
        "There is nothing here There is nothing here for this seat."
        " What is needed Something that this seat can reach."
        " What to do Check the address, or return to your place."
    )


@pytest.mark.parametrize(
    "address",
    ["/at/", "/at/nobody/", "/at/nobody", "/at//", "/admin/", "/at/nobody/rooms/A/", "/enter", "/enter/", "/static/no"],
)
def test_absent_means_the_same_bytes(ana: Person, stranger: Person, address: str) -> None:
    for somebody in (ana, stranger):
        for method in METHODS:
            assert_absent(somebody, method, address)


def test_a_request_that_cannot_be_read(ana: Person) -> None:
    told = ana.sends("write", {"text": "We stop.", "leave": "everybody"})

    assert told.status == 400
    assert told.page.root.tags("h1")[0].text == "This cannot be done"


def test_a_form_with_too_many_fields(ana: Person) -> None:
    told = ana.sends("write", {f"field-{number}": "x" for number in range(300)})

    assert told.status == 400


def test_another_hosts_name(stranger: Person) -> None:
    assert stranger.asks("GET", "/", Host="elsewhere.example").status == 400


def test_a_fault_of_ours_says_nothing_of_its_cause(talks: Talks, ana: Person, caplog: pytest.LogCaptureFixture) -> None:
    ana.browser.raise_request_exception = False

    with patch.object(reading, "room_page", side_effect=Broken("eleven frigates")):
        told = ana.sees()

    assert told.status == 500
    assert "The mistake is on our side. What was acknowledged before is kept." in told.page.text
    assert "frigates" not in told.text
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("entremise")]
    assert len(ours) == 1
    assert "frigates" not in ours[0]


def test_an_act_that_was_overtaken_is_tried_again(talks: Talks, ana: Person) -> None:
    met = iter([Conflict(), Conflict()])
    write = talks.parts.store.append

    def append(*arguments: object, **named: object) -> None:
        for conflict in met:
            raise conflict
        write(*arguments, **named)  # type: ignore[arg-type]

    with patch.object(talks.parts.store, "append", append):
        told = ana.sends("write", {"text": "We can meet.", "give": "1"})

    assert told.status == 303
    assert talks.ana.sees() == ["We can meet."]


def test_a_refusal_of_an_act_leads_back(talks: Talks, mo: Person) -> None:
    """Nobody is left on a page without a way."""
    talks.ana.says("We can meet.", leave=SUBSTANCE)

    page = mo.sends("entries/A-01/conveyed").page

    assert mo.address() in [link.get("href") for link in page.root.tags("a")]
