"""Choosing a language."""

import pytest
from django.test import override_settings

from tests.web.contract import ELSEWHERE, HERE
from tests.web.people import METHODS, Person


def test_it_works(ana: Person) -> None:
    told = ana.asks("POST", "/language", {"language": "fr", "next": ana.address()})

    assert (told.status, told.location) == (303, ana.address())
    assert ana.sees().headers["Content-Language"] == "fr"


def test_it_refuses_other_methods(stranger: Person) -> None:
    for method in set(METHODS) - {"POST"}:
        told = stranger.asks(method, "/language")
        assert (told.status, told.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize("language", ["xx", "", "en-GB", "fr\r\nSet-Cookie: a=b"])
def test_a_language_that_there_is_not_changes_nothing(stranger: Person, language: str) -> None:
    told = stranger.asks("POST", "/language", {"language": language, "next": "/"})

    assert told.status == 303
    assert not told.cookies


@pytest.mark.parametrize(
    "onward",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "",
        "at/",
        "\\",
    ],
)
def test_it_leads_nowhere_else(stranger: Person, onward: str) -> None:
    told = stranger.asks("POST", "/language", {"language": "fr", "next": onward})

    assert (told.status, told.location) == (303, "/")


def test_the_cookie(stranger: Person) -> None:
    (cookie,) = stranger.asks("POST", "/language", {"language": "fr", "next": "/"}).cookies.values()

    assert (cookie.key, cookie.value) == ("language", "fr")
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", "")


def test_under_tls_the_cookie_is_secure(stranger: Person) -> None:
    with override_settings(TLS=True):
        (cookie,) = stranger.asks("POST", "/language", {"language": "fr", "next": "/"}).cookies.values()

    assert cookie["secure"] is True


def test_the_browsers_own_language_is_spoken(stranger: Person) -> None:
    told = stranger.asks("GET", "/", None, **{"Accept-Language": "fr-CH, en;q=0.5"})

    assert told.headers["Content-Language"] == "fr"
    assert told.page.root.tags("html")[0].get("lang") == "fr"


def test_a_cookie_that_nobody_set_is_not_read(stranger: Person) -> None:
    told = stranger.speaks("../../etc").asks("GET", "/")

    assert (told.status, told.headers["Content-Language"]) == (200, "en")


@pytest.mark.parametrize("where", ELSEWHERE)
def test_another_site_does_nothing(stranger: Person, where: str) -> None:
    told = stranger.asks("POST", "/language", {"language": "fr", "next": "/"}, **ELSEWHERE[where])

    assert told.status == 403
    assert not told.cookies


@pytest.mark.parametrize("where", HERE)
def test_it_is_done_from_here(stranger: Person, where: str) -> None:
    assert stranger.asks("POST", "/language", {"language": "fr", "next": "/"}, **HERE[where]).status == 303


@pytest.mark.parametrize("path", ["", "?left=B&right=A", "announce", "rooms/A/"])
def test_each_page_comes_back_to_itself(mo: Person, path: str) -> None:
    page = mo.asks("GET", mo.address(path)).page

    assert [one.get("value") for one in page.form_to("/language").tags("input")] == [mo.address(path)]


def test_after_a_refused_form_it_leads_to_ones_place(mo: Person) -> None:
    """The form's own address may answer forms only."""
    page = mo.sends("corridor", {"text": "", "carry": "1"}).page

    assert [one.get("value") for one in page.form_to("/language").tags("input")] == [mo.address()]
