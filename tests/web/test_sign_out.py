"""Signing out."""

import pytest

from tests.cast import Talks
from tests.web.contract import SeatedPage, Spec
from tests.web.people import Person, person


class TestSignOut(SeatedPage):
    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "sign-out"


class TestSignOutAtTheDesk(TestSignOut):
    spec = Spec(seat="mo")


def test_the_session_ends(ana: Person) -> None:
    (held,) = ana.browser.cookies.values()
    secret = held.value

    told = ana.sends("sign-out")

    (cookie,) = told.cookies.values()
    assert (told.status, told.location) == (303, "/")
    assert (cookie.key, cookie.value, cookie["max-age"]) == (held.key, "", 0)
    ana.browser.cookies[held.key] = secret
    assert ana.sees().status == 404


def test_another_session_at_the_same_seat_goes_on(talks: Talks, ana: Person) -> None:
    elsewhere = person(talks.parts, talks.ana.seat)

    ana.sends("sign-out")

    assert elsewhere.sees().status == 200


def test_what_was_written_and_not_sent_is_kept(talks: Talks, ana: Person) -> None:
    ana.sends("write", {"text": "Unfinished.", "save": "draft"})
    ana.sends("sign-out")

    assert "Unfinished." in person(talks.parts, talks.ana.seat).sees().text
