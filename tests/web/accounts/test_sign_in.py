"""Signing in: login name, password, second factor."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from entremise.web.accounts import hashers, life
from entremise.web.accounts.counting import FREE, LONGEST_DELAY, delay_after
from entremise.web.accounts.models import Counter
from tests.web.accounts.people import OTHER_PASSWORD, PASSWORD, Member, QuickArgon2id, signed_in, without_name
from tests.web.contract import ELSEWHERE, HERE
from tests.web.people import Told, nobody

HASHED: list[str] = []
"""Passwords that Argon2id was run on, in this test."""


class CountingArgon2id(QuickArgon2id):
    def encode(self, password: str, salt: str) -> str:
        HASHED.append(password)
        return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        HASHED.append(password)
        return super().verify(password, encoded)


@pytest.fixture
def hashed() -> Iterator[list[str]]:
    HASHED.clear()
    with override_settings(PASSWORD_HASHERS=[f"{__name__}.{CountingArgon2id.__name__}"]):
        yield HASHED


def is_in(somebody: Member) -> bool:
    return somebody.asks("GET", "/account/").status == 200


def test_it_works(mo: Member) -> None:
    somewhere = mo.elsewhere()

    asked = somewhere.gives_password()
    before = is_in(somewhere)
    done = somewhere.gives_code()

    assert (asked.location, before, done.location) == ("/account/second-factor/give", False, "/account/")
    assert is_in(somewhere)


@pytest.mark.parametrize("name", ["mo", "MO", " Mo ", "Ｍｏ"])
def test_a_name_may_be_typed_as_one_likes(mo: Member, name: str) -> None:
    assert mo.elsewhere().tries(name, PASSWORD).location == "/account/second-factor/give"


def test_the_password_alone_opens_nothing(mo: Member) -> None:
    somewhere = mo.elsewhere()
    somewhere.gives_password()

    for address in ("/account/", "/account/sign-ins/", "/account/second-factor/", "/account/administration/"):
        assert somewhere.asks("GET", address).location.startswith("/account/sign-in"), address


def test_a_wrong_code_does_not_sign_in(mo: Member) -> None:
    somewhere = mo.elsewhere()
    somewhere.gives_password()

    told = somewhere.gives_code("000000")

    assert "This code is not right, or no longer." in told.text
    assert not is_in(somewhere)


def test_a_code_signs_in_once(mo: Member) -> None:
    one, other = mo.elsewhere(), mo.elsewhere()
    code = mo.code()
    one.gives_password()
    other.gives_password()

    assert one.gives_code(code).location == "/account/"
    assert other.gives_code(code).location == ""
    assert not is_in(other)


def test_a_recovery_code_signs_in_once(mo: Member) -> None:
    one, other = mo.elsewhere(), mo.elsewhere()
    one.gives_password()
    other.gives_password()

    assert one.gives_code(mo.recovery[3]).location == "/account/"
    assert other.gives_code(mo.recovery[3]).location == ""
    assert other.gives_code(mo.recovery[4]).location == "/account/"


def test_unknown_and_wrong_answer_alike(mo: Member) -> None:
    """Byte for byte, whether there is such an account, it is not enrolled, it is closed, or the password is wrong."""
    for name in ("Ona", "Cleo"):
        life.make(name)
    signed_in("Ciro")
    life.close(signed_in("Cleo2").account)
    answers = {
        name: nobody().asks("POST", "/account/sign-in", {"login": name, "password": OTHER_PASSWORD})
        for name in ("Nobody", "Ona", "Cleo2", "Ciro")
    }

    assert {without_name(told, name) for name, told in answers.items()} == {without_name(answers["Nobody"], "Nobody")}
    assert {told.status for told in answers.values()} == {200}
    assert "This name and password open no account." in answers["Nobody"].text
    assert not any(told.cookies for told in answers.values())


@pytest.mark.parametrize("name", ["Nobody", "Ona", "Mo"])
def test_one_password_is_hashed_whatever_is_wrong(mo: Member, hashed: list[str], name: str) -> None:
    life.make("Ona")
    hashed.clear()

    mo.elsewhere().tries(name, OTHER_PASSWORD)

    assert len(hashed) == 1


def test_a_right_password_is_hashed_once(mo: Member, hashed: list[str]) -> None:
    mo.elsewhere().gives_password()

    assert hashed == [PASSWORD]


def test_a_password_too_long_is_refused_before_it_is_hashed(mo: Member, hashed: list[str]) -> None:
    known, unknown = (mo.elsewhere().tries(name, "x" * 1025) for name in ("Mo", "Nobody"))

    assert hashed == []
    assert "at most 1024 characters" in known.text
    assert without_name(known, "Mo") == without_name(unknown, "Nobody")


def test_the_house_asks_for_the_work_that_is_recommended() -> None:
    """RFC 9106, section 4: 64 MiB, three passes."""
    assert (hashers.Argon2id.cost.iterations, hashers.Argon2id.cost.kibibytes) == (3, 64 * 1024)


# Too often ----------------------------------------------------------------------------------


def waits(told: Told) -> bool:
    return "Too many wrong passwords for this name." in told.text


def fails(name: str, *, times: int) -> list[bool]:
    """For each attempt, whether it was refused without being looked at."""
    return [waits(Member(None).tries(name, OTHER_PASSWORD)) for _ in range(times)]


@pytest.mark.parametrize("name", ["Mo", "Nobody"])
def test_after_three_wrong_passwords_one_waits(mo: Member, name: str) -> None:
    assert fails(name, times=FREE + 1) == [False] * FREE + [True]


def test_the_right_password_waits_too(mo: Member) -> None:
    fails("Mo", times=FREE)

    assert waits(mo.elsewhere().gives_password())


def test_others_do_not_wait(mo: Member) -> None:
    ona = signed_in("Ona")
    fails("Mo", times=FREE + 1)
    fails("Nobody", times=FREE + 1)

    assert ona.elsewhere().gives_password().location == "/account/second-factor/give"


def test_the_delay_grows_and_stays_bearable() -> None:
    delays = [delay_after(failures) for failures in range(1, 21)]

    assert delays[: FREE + 2] == [0, 0, 1, 2, 4]
    assert delays == sorted(delays)
    assert delays[-1] == LONGEST_DELAY == 300


def test_signing_in_forgets_what_was_wrong_before(mo: Member) -> None:
    fails("Mo", times=FREE - 1)
    mo.elsewhere().gives_password()

    assert fails("Mo", times=FREE + 1) == [False] * FREE + [True]


def test_codes_cannot_be_guessed_by_whoever_has_the_password(mo: Member) -> None:
    somewhere = mo.elsewhere()
    somewhere.gives_password()

    told = [somewhere.gives_code(f"{number:06d}") for number in range(6)]

    assert ["Too many wrong codes." in answer.text for answer in told] == [False] * 5 + [True]
    assert "Too many wrong codes." in somewhere.gives_code().text


def test_nothing_that_is_counted_names_anybody(mo: Member) -> None:
    fails("Mo", times=FREE)

    kept = repr([(bytes(one.digest), one.value) for one in Counter.objects.all()])
    assert "mo" not in kept.casefold().replace("memory", "")


# The session --------------------------------------------------------------------------------


def test_the_session_is_in_a_cookie_that_scripts_and_other_sites_do_not_have(mo: Member) -> None:
    somewhere = mo.elsewhere()

    (cookie,) = somewhere.gives_password().cookies.values()

    assert cookie.key == "account"
    assert {name: value for name, value in cookie.items() if value not in {"", False}} == {
        "path": "/",
        "httponly": True,
        "samesite": "Strict",
    }


def test_signing_in_changes_the_session(mo: Member) -> None:
    """A session that somebody planted before is worth nothing afterwards."""
    somewhere = mo.elsewhere()
    before = somewhere.gives_password().cookies["account"].value

    after = somewhere.gives_code().cookies["account"].value

    assert before != after
    thief = nobody()
    thief.browser.cookies["account"] = before
    assert thief.asks("GET", "/account/").status == 303


def test_a_half_sign_in_is_not_kept_for_long(mo: Member) -> None:
    somewhere = mo.elsewhere()
    somewhere.gives_password()

    with override_settings(ACCOUNT_LOGIN_TIMEOUT=0):
        told = somewhere.gives_code()

    assert told.location == "/account/sign-in"
    assert not is_in(somewhere)


def test_one_comes_back_to_where_one_was_going(mo: Member) -> None:
    somewhere = mo.elsewhere()

    asked = somewhere.asks("GET", "/account/sign-ins/")
    somewhere.gives_password(next="/account/sign-ins/")

    assert asked.location == "/account/sign-in?next=%2Faccount%2Fsign-ins%2F"
    assert somewhere.gives_code().location == "/account/sign-ins/"


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(mo: Member, onward: str) -> None:
    somewhere = mo.elsewhere()
    somewhere.gives_password(next=onward)

    assert somewhere.gives_code().location == "/account/"


@pytest.mark.parametrize("where", ELSEWHERE)
def test_another_site_signs_nobody_in(mo: Member, where: str) -> None:
    form = {"login": "Mo", "password": PASSWORD}

    told = nobody().asks("POST", "/account/sign-in", form, **ELSEWHERE[where])

    assert (told.status, dict(told.cookies)) == (403, {})


@pytest.mark.parametrize("where", HERE)
def test_it_is_done_from_here(mo: Member, where: str) -> None:
    form = {"login": "Mo", "password": PASSWORD}

    assert nobody().asks("POST", "/account/sign-in", form, **HERE[where]).status == 302


# Signing out --------------------------------------------------------------------------------


def test_signing_out_ends_the_session(mo: Member) -> None:
    held = mo.browser.cookies["account"].value

    told = mo.asks("POST", "/account/sign-out")

    mo.browser.cookies["account"] = held
    assert told.location == "/account/sign-in"
    assert not is_in(mo)


def test_nobody_is_signed_out_by_a_link(mo: Member) -> None:
    """A picture on another page, or a link in a mail, does nothing."""
    assert mo.asks("GET", "/account/sign-out").status == 405
    assert is_in(mo)


@pytest.mark.parametrize("where", ELSEWHERE)
def test_another_site_signs_nobody_out(mo: Member, where: str) -> None:
    assert mo.asks("POST", "/account/sign-out", {}, **ELSEWHERE[where]).status == 403
    assert is_in(mo)


def test_no_answer_holds_the_password(mo: Member) -> None:
    told = mo.elsewhere().tries("Mo", OTHER_PASSWORD)

    assert OTHER_PASSWORD not in told.text
