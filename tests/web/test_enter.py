"""Taking a seat with a link and its code."""

import pytest
from django.test import override_settings

from entremise.services import access
from entremise.services.access import Invitation
from tests.cast import Talks
from tests.web.contract import ELSEWHERE, HERE
from tests.web.people import METHODS, Person, Told, state


@pytest.fixture
def invitation(talks: Talks) -> Invitation:
    """What Ana was given."""
    return access.invite(talks.parts, talks.ana.seat)


def enters(somebody: Person, link: str, code: str, **headers: str) -> Told:
    return somebody.asks("POST", f"/enter/{link}", {"code": code}, **headers)


def test_it_works(talks: Talks, stranger: Person, invitation: Invitation) -> None:
    told = enters(stranger, invitation.link, invitation.code)

    assert (told.status, told.location) == (303, f"/at/{talks.ana.seat.id}/own")
    assert stranger.asks("GET", f"/at/{talks.ana.seat.id}/").status == 200


def test_whoever_has_no_account_sets_a_way_back_first(stranger: Person, invitation: Invitation) -> None:
    told = enters(stranger, invitation.link, invitation.code)

    assert "There is no way back to this seat yet." in stranger.asks("GET", told.location).page.text


def test_in_a_rehearsal_one_goes_straight_in(talks: Talks, stranger: Person, invitation: Invitation) -> None:
    with override_settings(REHEARSAL=True):
        told = enters(stranger, invitation.link, invitation.code)

    assert told.location == f"/at/{talks.ana.seat.id}/"


def test_looking_uses_nothing_up(stranger: Person, invitation: Invitation) -> None:
    page = stranger.asks("GET", f"/enter/{invitation.link}").page

    assert page.root.tags("h1")[0].text == "Take your seat"
    assert page.id("code").get("value") == ""
    assert enters(stranger, invitation.link, invitation.code).status == 303


def test_a_code_in_the_address_is_not_read(stranger: Person, invitation: Invitation) -> None:
    page = stranger.asks("GET", f"/enter/{invitation.link}?code={invitation.code}").page

    assert page.id("code").get("value") == ""
    assert [form for form in page.forms() if form.has("data-submit-at-once")] == []


def test_in_a_rehearsal_it_is_filled_in_and_not_sent(stranger: Person, invitation: Invitation) -> None:
    """A script may send it, the server does not."""
    with override_settings(REHEARSAL=True):
        told = stranger.asks("GET", f"/enter/{invitation.link}?code={invitation.code}")

    assert told.status == 200
    assert told.page.id("code").get("value") == invitation.code
    assert not told.cookies


def test_it_refuses_other_methods(stranger: Person, invitation: Invitation) -> None:
    for method in set(METHODS) - {"GET", "HEAD", "POST"}:
        told = stranger.asks(method, f"/enter/{invitation.link}")
        assert (told.status, told.headers["Allow"]) == (405, "GET, POST")


def test_a_link_opens_once(stranger: Person, ana: Person, invitation: Invitation) -> None:
    enters(ana, invitation.link, invitation.code)

    assert enters(stranger, invitation.link, invitation.code).status == 422


def test_five_wrong_codes_close_it(talks: Talks, stranger: Person, invitation: Invitation) -> None:
    for _ in range(5):
        assert enters(stranger, invitation.link, "wrong").status == 422
        talks.clock.advance(60)

    assert enters(stranger, invitation.link, invitation.code).status == 422


def test_four_wrong_codes_do_not(talks: Talks, stranger: Person, invitation: Invitation) -> None:
    for _ in range(4):
        enters(stranger, invitation.link, "wrong")
        talks.clock.advance(60)

    assert enters(stranger, invitation.link, invitation.code).status == 303


def test_whatever_is_wrong_the_answer_is_the_same(talks: Talks, stranger: Person, invitation: Invitation) -> None:
    """Byte for byte: unknown, wrong, used, withdrawn, replaced, expired, closed; and another kind of secret."""
    used, closed = (access.invite(talks.parts, seat) for seat in (talks.bo.seat, talks.ada.seat))
    replaced, gone = (access.invite(talks.parts, talks.zed.seat) for _ in range(2))
    token = access.give_token(talks.parts, talks.ana.seat)
    access.enter(talks.parts, used.link, used.code)
    with talks.parts.store.writing():
        access.drop_links(talks.parts, talks.zed.seat)
    for _ in range(5):
        access.enter(talks.parts, closed.link, "wrong")
        talks.clock.advance(60)
    talks.clock.advance(3600)
    answers = {
        "unknown": enters(stranger, "x" * 32, "123456"),
        "wrong": enters(stranger, invitation.link, "wrong"),
        "used": enters(stranger, used.link, used.code),
        "closed": enters(stranger, closed.link, closed.code),
        "replaced": enters(stranger, replaced.link, replaced.code),
        "withdrawn": enters(stranger, gone.link, gone.code),
        "a token": enters(stranger, token, ""),
    }
    talks.clock.advance(7 * 24 * 3600)
    answers["expired"] = enters(stranger, invitation.link, invitation.code)
    answers["empty"] = enters(stranger, "y" * 32, "")

    links = [
        *("x" * 32, invitation.link, used.link, closed.link, replaced.link, gone.link, token),
        *(invitation.link, "y" * 32),
    ]
    bodies = {told.body.replace(link.encode(), b"LINK") for told, link in zip(answers.values(), links, strict=True)}
    assert len(bodies) == 1
    assert {told.status for told in answers.values()} == {422}
    assert not any(told.cookies for told in answers.values())


def test_the_page_of_any_link_is_the_same(stranger: Person, invitation: Invitation) -> None:
    known, unknown = (stranger.asks("GET", f"/enter/{link}") for link in (invitation.link, "x" * 32))

    assert known.body.replace(invitation.link.encode(), b"x" * 32) == unknown.body


def test_a_refusal_says_what_to_do(stranger: Person, invitation: Invitation) -> None:
    page = enters(stranger, invitation.link, "<wrong>").page

    assert page.of_class("problem")[0].text == (
        "Your seat was not opened This link and code do not open a seat."
        " Check the code, or ask the desk for a new link."
    )
    assert page.id("code").get("aria-describedby") == page.id("e-code").get("id")
    assert page.id("code").get("value") == ""


def test_the_session_is_in_a_cookie_that_scripts_and_other_sites_do_not_have(
    talks: Talks, stranger: Person, invitation: Invitation
) -> None:
    cookies = enters(stranger, invitation.link, invitation.code).cookies

    (cookie,) = cookies.values()
    assert cookie.key == f"seat-{talks.ana.seat.id}"
    assert {name: value for name, value in cookie.items() if value not in {"", False} and name != "expires"} == {
        "path": "/",
        "max-age": 12 * 3600,
        "httponly": True,
        "samesite": "Strict",
    }


def test_under_tls_the_cookie_is_secure_and_of_this_host(
    talks: Talks, stranger: Person, invitation: Invitation
) -> None:
    with override_settings(TLS=True):
        (cookie,) = enters(stranger, invitation.link, invitation.code).cookies.values()
        page = stranger.asks("GET", f"/at/{talks.ana.seat.id}/")

    assert cookie.key == f"__Host-seat-{talks.ana.seat.id}"
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (
        True,
        True,
        "Strict",
        "/",
        "",
    )
    assert page.status == 200


def test_a_plain_cookie_opens_nothing_under_tls(ana: Person) -> None:
    with override_settings(TLS=True):
        assert ana.sees().status == 404


def test_one_browser_holds_seats_of_several_cases(talks: Talks, ana: Person) -> None:
    invitation = access.invite(talks.parts, talks.zed.seat)

    enters(ana, invitation.link, invitation.code)

    title = ana.asks("GET", f"/at/{talks.zed.seat.id}/").page.root.tags("title")[0].text
    assert (ana.sees().status, title) == (200, "Room A: Arvend. Quiet Harbour")


def test_nobody_sits_in_two_rooms_of_a_case(talks: Talks, ana: Person, stranger: Person) -> None:
    """With a reason, told to that person alone; the link stays open for its own."""
    invitation = access.invite(talks.parts, talks.bo.seat)
    before = state(talks)

    told = enters(ana, invitation.link, invitation.code)

    assert (told.status, dict(told.cookies)) == (409, {})
    assert "You hold a seat in another place of this case." in told.page.of_class("problem")[0].text
    assert state(talks) == before
    assert enters(stranger, invitation.link, invitation.code).status == 303


def test_in_a_rehearsal_one_browser_holds_them_all(talks: Talks, ana: Person) -> None:
    invitation = access.invite(talks.parts, talks.bo.seat)

    with override_settings(REHEARSAL=True):
        assert enters(ana, invitation.link, invitation.code).status == 303


def test_attempts_wait_for_each_other_whatever_the_link(stranger: Person, invitation: Invitation) -> None:
    for link in (invitation.link, "x" * 32):
        enters(stranger, link, "wrong")

    told = [enters(stranger, link, invitation.code) for link in (invitation.link, "x" * 32)]
    assert {(one.status, one.headers["Retry-After"]) for one in told} == {(429, "1")}
    assert len({one.body.replace(invitation.link.encode(), b"x" * 32) for one in told}) == 1


def test_one_seats_session_does_not_open_another(talks: Talks, ana: Person) -> None:
    """Not even under the other seat's name."""
    (cookie,) = ana.browser.cookies.values()
    ana.browser.cookies[f"seat-{talks.bo.seat.id}"] = cookie.value

    assert ana.asks("GET", f"/at/{talks.bo.seat.id}/").status == 404


@pytest.mark.parametrize("where", ELSEWHERE)
def test_another_site_does_nothing(stranger: Person, invitation: Invitation, where: str) -> None:
    told = enters(stranger, invitation.link, invitation.code, **ELSEWHERE[where])

    assert told.status == 403
    assert not told.cookies
    assert enters(stranger, invitation.link, invitation.code).status == 303


@pytest.mark.parametrize("where", HERE)
def test_it_is_done_from_here(stranger: Person, invitation: Invitation, where: str) -> None:
    assert enters(stranger, invitation.link, invitation.code, **HERE[where]).status == 303


def test_the_code_stands_in_no_address(stranger: Person, invitation: Invitation) -> None:
    assert invitation.code not in enters(stranger, invitation.link, invitation.code).location
