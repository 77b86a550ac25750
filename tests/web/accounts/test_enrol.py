"""Enrolling: a link and a code, and a password of one's own."""

import pytest

from entremise.web.accounts import life
from entremise.web.accounts.life import LINK_LIFE, MOST_WRONG_CODES, Enrolling
from entremise.web.accounts.models import Account
from entremise.wiring import House
from tests.cast import FakeClock
from tests.web.accounts.people import PASSWORD, Member, signed_in
from tests.web.people import METHODS, Told, nobody


@pytest.fixture
def account() -> Account:
    made = life.make("Mo")
    assert made is not None
    return made


@pytest.fixture
def given(account: Account) -> Enrolling:
    return life.enrolling(account)


@pytest.fixture
def person() -> Member:
    return Member(None, name="Mo")


def refused(told: Told) -> bool:
    return told.status == 422 and "This link and code open no account." in told.text


def test_it_works(person: Member, given: Enrolling) -> None:
    told = person.enrols(given)

    assert (told.status, told.location) == (302, "/account/second-factor/")
    assert person.account.check_password(PASSWORD)


def test_looking_uses_nothing_up(person: Member, given: Enrolling) -> None:
    page = person.asks("GET", f"/account/enrol/{given.link}").page

    assert page.root.tags("h1")[0].text == "Your account"
    assert person.enrols(given).status == 302


def test_the_page_does_not_say_whose_link_it_is(person: Member, given: Enrolling) -> None:
    known, unknown = (person.asks("GET", f"/account/enrol/{link}") for link in (given.link, "x" * 32))

    assert known.body.replace(given.link.encode(), b"x" * 32) == unknown.body


def test_a_link_opens_once(person: Member, given: Enrolling) -> None:
    person.enrols(given)

    assert refused(person.elsewhere().enrols(given))


def test_five_wrong_codes_close_it(person: Member, given: Enrolling) -> None:
    for _ in range(MOST_WRONG_CODES):
        assert refused(person.enrols(given, code="wrong"))

    assert refused(person.enrols(given))


def test_it_is_open_for_seven_days(person: Member, given: Enrolling, house: House) -> None:
    assert isinstance(house.parts.clock, FakeClock)
    house.parts.clock.advance(LINK_LIFE.total_seconds())

    assert refused(person.enrols(given))


def test_a_new_link_closes_the_old_one(person: Member, account: Account, given: Enrolling) -> None:
    later = life.enrolling(account)

    assert refused(person.enrols(given))
    assert person.enrols(later).status == 302


def test_a_closed_account_is_not_enrolled(person: Member, account: Account, given: Enrolling) -> None:
    life.close(account)

    assert refused(person.enrols(given))


def test_whatever_is_wrong_the_answer_is_the_same(person: Member, given: Enrolling) -> None:
    answers = [person.enrols(given, code="wrong"), person.enrols(Enrolling("x" * 32, "123456"))]

    bodies = {told.body.replace(given.link.encode(), b"x" * 32).replace(b"wrong", b"123456") for told in answers}
    assert len(bodies) == 1


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("eleven long", "at least 12 characters"),
        ("password1234", "too common"),
        ("493817264950", "entirely numeric"),
        ("x" * 1025, "at most 1024 characters"),
    ],
)
def test_a_poor_password_is_refused_before_the_code_is_looked_at(
    person: Member, given: Enrolling, password: str, why: str
) -> None:
    known = person.enrols(given, password=password, again=password)
    unknown = person.enrols(Enrolling("x" * 32, given.code), password=password, again=password)

    assert (known.status, unknown.status) == (422, 422)
    assert why in known.text
    assert known.body.replace(given.link.encode(), b"x" * 32) == unknown.body
    assert not person.account.has_usable_password()


def test_the_password_is_given_twice(person: Member, given: Enrolling) -> None:
    told = person.enrols(given, again="another quiet lantern")

    assert (told.status, "The two passwords differ." in told.text) == (422, True)


def test_no_answer_holds_the_password(person: Member, given: Enrolling) -> None:
    assert PASSWORD not in person.enrols(given, code="wrong").text


def test_who_was_signed_in_here_is_signed_out(given: Enrolling) -> None:
    """An administrator enrols somebody on the same machine: their sessions do not mix."""
    other = signed_in("Eve", administrator=True)
    session = other.browser.cookies["account"].value

    Member(None, other.browser, "Mo").enrols(given)

    other.browser.cookies["account"] = session
    assert other.asks("GET", "/account/").location.startswith("/account/sign-in")


def test_nobody_signs_up(account: Account) -> None:
    for address in ("/account/signup/", "/account/sign-up", "/account/password/reset/", "/account/email/"):
        assert nobody().asks("GET", address).status == 404


def test_it_refuses_other_methods(given: Enrolling) -> None:
    for method in set(METHODS) - {"GET", "HEAD", "POST"}:
        assert nobody().asks(method, f"/account/enrol/{given.link}").status == 405
