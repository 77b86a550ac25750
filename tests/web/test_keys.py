"""A place's keys: who holds them, new ones, closing a room to the host, destroying a room or the case."""

from typing import Final

import pytest

from entremise.services import access, keeping, returning
from entremise.services.ports import CredentialKind, LockedHolder
from entremise.services.seats import holder_of
from entremise.web.sessions import cookie_name
from tests.cast import Talks, granted
from tests.web.contract import SeatedPage, Spec, assert_absent
from tests.web.html import fields
from tests.web.people import Form, Person, nobody, person, state

WORDS: Final = "heron lantern gravel spoon"


def with_passphrase(talks: Talks, somebody: Person) -> Person:
    """The same person, whose session has the seat's private key."""
    assert somebody.seat is not None
    secret = somebody.browser.cookies[cookie_name(somebody.seat.id, tls=False)].value
    granted(returning.set_passphrase(talks.parts, somebody.seat, secret, WORDS))
    return somebody


def closed(talks: Talks) -> None:
    """Room A, closed; Ana holds it."""
    seat = talks.ana.seat
    locked = talks.parts.keys.drawn(holder_of(seat), WORDS)
    assert isinstance(locked, LockedHolder)
    with talks.parts.store.writing(seat.place):
        talks.parts.keys.keep(locked)
        talks.parts.keys.admit(seat.place, locked.holder.id)
    granted(keeping.close_room(talks.parts, seat))
    talks.parts.keys.lend(seat.place, locked.holder)


class TestKeys(SeatedPage):
    spec = Spec(methods=("GET", "HEAD"), done=200)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "keys"


class TestRotate(SeatedPage):
    spec = Spec()

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "keys/rotate"


class TestClose(SeatedPage):
    spec = Spec(desk=False)

    @pytest.fixture
    def path(self, talks: Talks, owner: Person) -> str:
        with_passphrase(talks, owner)
        return "keys/close"


class TestReopen(SeatedPage):
    spec = Spec(desk=False)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        closed(talks)
        return "keys/reopen"


class TestDestroy(SeatedPage):
    spec = Spec(seat="mo", desk=True, methods=("GET", "HEAD", "POST"), form={"what": "A", "codename": "Copper Lantern"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "destroy"


# Who holds them -------------------------------------------------------------------------------------------


def test_nobody_holds_them_at_first(ana: Person) -> None:
    assert "None of the members has set a passphrase." in ana.sees("keys").page.text


def test_who_holds_them_is_shown(talks: Talks, ana: Person) -> None:
    with_passphrase(talks, ana)
    (view,) = talks.parts.keys.holders(talks.place("A"))

    shown = person(talks.parts, talks.ada.seat).sees("keys").page.text

    assert view.fingerprint in shown
    assert "Head of delegation" in shown


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("ana", {"rotate", "close"}),
        ("ada", set()),
        ("mo", {"rotate"}),
    ],
)
def test_each_role_is_offered_what_it_may_do(talks: Talks, who: str, offered: set[str]) -> None:
    page = person(talks.parts, getattr(talks, who).seat).sees("keys").page

    assert {form.get("action").rpartition("/")[2] for form in page.forms() if "/keys/" in form.get("action")} == offered


def test_a_new_key_is_drawn(talks: Talks, ana: Person) -> None:
    told = ana.sends("keys/rotate")

    assert told.location == ana.address("keys")
    assert talks.parts.store.epoch(talks.place("A")) == 2
    assert "Key in use 2" in " ".join(ana.sees("keys").page.text.split())


def test_a_form_sent_twice_draws_one_key(talks: Talks, ana: Person) -> None:
    for _ in range(2):
        ana.sends("keys/rotate", {"key": "a-key-of-the-form"})

    assert talks.parts.store.epoch(talks.place("A")) == 2


# Closed rooms ---------------------------------------------------------------------------------------------


def test_a_room_is_closed_and_opened_again(talks: Talks, ana: Person) -> None:
    with_passphrase(talks, ana)

    ana.sends("keys/close")
    shut = ana.sees("keys").page
    ana.sends("keys/reopen")

    assert "The room is closed to it" in shut.text
    assert shut.form_to("/keys/reopen").tag == "form"
    assert not talks.parts.keys.is_closed(talks.place("A"))


def test_it_is_not_closed_without_a_passphrase(talks: Talks, ana: Person) -> None:
    told = ana.sends("keys/close")

    assert told.status == 409
    assert "There is none in this room or in one within it." in told.text
    assert not talks.parts.keys.is_closed(talks.place("A"))


def test_consequences_are_told_before(ana: Person) -> None:
    shown = ana.sees("keys").page.text

    assert "If all these passphrases are lost, the room is lost." in shown
    assert "You have no passphrase yet" in shown


def test_a_member_without_a_passphrase_waits(talks: Talks, ana: Person) -> None:
    """Every page of the room says what is missing; what is written for it elsewhere goes on."""
    with_passphrase(talks, ana)
    ada = person(talks.parts, talks.ada.seat)
    ana.sends("keys/close")

    told = [ada.sees(path) for path in ("", "keys", "search", "record", "access")]
    talks.mo.speaks("And you?", into="A")

    assert {answer.status for answer in told} == {409}
    assert all("Its key is with its members" in answer.text for answer in told)


def test_it_opens_for_everybody_when_a_member_comes(talks: Talks, ana: Person) -> None:
    with_passphrase(talks, ana)
    talks.ana.says("Nine.")
    ada = person(talks.parts, talks.ada.seat)
    ana.sends("keys/close")

    assert ana.sees().status == 200
    assert "Nine." in ada.sees().text


def test_a_program_is_told_too(talks: Talks, ana: Person) -> None:
    token = access.give_token(talks.parts, talks.ada.seat)
    with_passphrase(talks, ana)
    ana.sends("keys/close")

    assert access.seat_of(talks.parts, token, CredentialKind.BEARER) == talks.ada.seat


# Destruction ----------------------------------------------------------------------------------------------


def destroys(what: str = "A", codename: str = "Copper Lantern") -> Form:
    return {"what": what, "codename": codename}


def test_a_room_is_destroyed_and_its_certificate_shown(talks: Talks, mo: Person) -> None:
    told = mo.sends("destroy", destroys())

    assert told.location == mo.address("keys/certificates/A")
    shown = mo.sees("keys/certificates/A").text
    assert f"room A  {talks.place('A')}  keys 1 to 1" in shown
    assert "by  mediator" in shown
    row = talks.parts.store.place(talks.place("A"))
    assert row is not None
    assert row.destroyed is not None


def test_its_people_are_out_at_once(talks: Talks, ana: Person, mo: Person) -> None:
    mo.sends("destroy", destroys())

    assert ana.sees().status == 404


def test_the_desk_lists_it(talks: Talks, mo: Person) -> None:
    mo.sends("destroy", destroys())

    keys, form = mo.sees("keys").page, mo.sees("destroy").page

    assert "Destroyed rooms" in keys.text
    assert "Room A" not in form.text
    assert "Room B" in form.text


def test_a_case_is_destroyed_and_its_certificate_shown_last(talks: Talks, mo: Person) -> None:
    told = mo.sends("destroy", destroys("case"))

    assert told.status == 200
    assert f"case  {talks.case.id}" in told.text
    assert "This is the last page of the case." in told.text
    assert mo.sees().status == 404


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"what": "A", "codename": "copper lantern"}, "Something else was typed."),
        ({"what": "A"}, "Something else was typed."),
        ({"codename": "Copper Lantern"}, "No such room was named."),
        ({"what": "C", "codename": "Copper Lantern"}, "No such room was named."),
    ],
)
def test_what_is_not_confirmed_is_not_destroyed(talks: Talks, mo: Person, form: Form, says: str) -> None:
    before = state(talks)

    told = mo.sends("destroy", form)

    assert told.status == 422
    assert says in told.text
    assert state(talks) == before


def test_what_was_chosen_stays_chosen(mo: Person) -> None:
    form = mo.sends("destroy", {"what": "case", "codename": "x"}).page.form_to("/destroy")

    assert fields(form) == {"what": ["case"], "codename": [""]}


def test_a_certificate_is_absent_for_everybody_else(talks: Talks, ana: Person, mo: Person) -> None:
    mo.sends("destroy", destroys("B"))

    for somebody in (ana, person(talks.parts, talks.zed.seat), nobody()):
        assert_absent(somebody, "GET", mo.address("keys/certificates/B"))
    assert_absent(ana, "GET", ana.address("keys/certificates/B"))


def test_a_certificate_is_not_changed(mo: Person) -> None:
    mo.sends("destroy", destroys("B"))

    assert mo.sends("keys/certificates/B").status == 405


def test_a_certificate_of_nothing_is_absent(mo: Person) -> None:
    assert mo.sees("keys/certificates/A").status == 404
