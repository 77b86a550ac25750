"""Coming in by link and code, and by secret."""

from dataclasses import replace
from datetime import timedelta

import pytest

from entremise.domain.errors import Code, Refusal
from entremise.services import access
from entremise.services.access import BEARER_LIFE, LINK_LIFE, MOST_WRONG_CODES, SESSION_LIFE, Invitation
from entremise.services.ports import CredentialKind
from tests.cast import Talks

CLOSED = Refusal(Code.LINK_INVALID)
SESSION, BEARER, LINK = CredentialKind.SESSION, CredentialKind.BEARER, CredentialKind.LINK


@pytest.fixture
def invited(talks: Talks) -> Invitation:
    return access.invite(talks.parts, talks.ana.seat)


def enter(talks: Talks, invited: Invitation, *, code: str | None = None) -> object:
    return access.enter(talks.parts, invited.link, code or invited.code)


def wrong(invited: Invitation) -> str:
    return f"{(int(invited.code) + 1) % 1_000_000:06d}"


def test_link_and_code_open_the_seat(talks: Talks, invited: Invitation) -> None:
    entered = access.enter(talks.parts, invited.link, f" {invited.code} ")

    assert not isinstance(entered, Refusal)
    seat, secret = entered
    assert seat == talks.ana.seat
    assert access.seat_of(talks.parts, secret, SESSION) == talks.ana.seat


def test_a_link_opens_once(talks: Talks, invited: Invitation) -> None:
    enter(talks, invited)

    assert enter(talks, invited) == CLOSED


def test_a_wrong_code_opens_nothing_and_may_be_mended(talks: Talks, invited: Invitation) -> None:
    assert enter(talks, invited, code=wrong(invited)) == CLOSED
    assert enter(talks, invited) != CLOSED


def test_so_many_wrong_codes_close_the_link(talks: Talks, invited: Invitation) -> None:
    for _ in range(MOST_WRONG_CODES):
        assert enter(talks, invited, code=wrong(invited)) == CLOSED

    assert enter(talks, invited) == CLOSED


def test_one_wrong_code_fewer_does_not(talks: Talks, invited: Invitation) -> None:
    for _ in range(MOST_WRONG_CODES - 1):
        enter(talks, invited, code=wrong(invited))

    assert enter(talks, invited) != CLOSED


@pytest.mark.parametrize(("early", "opens"), [(timedelta(microseconds=1), True), (timedelta(), False)])
def test_a_link_is_open_for_a_week(talks: Talks, invited: Invitation, early: timedelta, *, opens: bool) -> None:
    talks.clock.advance((LINK_LIFE - early).total_seconds())

    assert (enter(talks, invited) != CLOSED) is opens


@pytest.mark.parametrize("link", ["", "nothing", "\0", "\ud800", "é" * 1000])
def test_no_other_link_opens_anything(talks: Talks, invited: Invitation, link: str) -> None:
    assert enter(talks, replace(invited, link=link)) == CLOSED


@pytest.mark.parametrize("code", ["", "\ud800", "é", "١٢٣٤٥٦", "0" * 1000])
def test_no_other_code_opens_anything(talks: Talks, invited: Invitation, code: str) -> None:
    assert access.enter(talks.parts, invited.link, code) == CLOSED


def test_a_code_belongs_to_its_link(talks: Talks, invited: Invitation) -> None:
    other = access.invite(talks.parts, talks.ana.seat)

    assert enter(talks, Invitation(invited.link, other.code)) == CLOSED


def test_a_session_lasts_half_a_day(talks: Talks, invited: Invitation) -> None:
    entered = access.enter(talks.parts, invited.link, invited.code)
    assert not isinstance(entered, Refusal)
    _, secret = entered

    talks.clock.advance(SESSION_LIFE.total_seconds() - 1)
    before = access.seat_of(talks.parts, secret, SESSION)
    talks.clock.advance(1)

    assert before == talks.ana.seat
    assert access.seat_of(talks.parts, secret, SESSION) is None


def test_signing_out_ends_the_session(talks: Talks, invited: Invitation) -> None:
    entered = access.enter(talks.parts, invited.link, invited.code)
    assert not isinstance(entered, Refusal)
    _, secret = entered

    access.sign_out(talks.parts, secret)
    access.sign_out(talks.parts, secret)

    assert access.seat_of(talks.parts, secret, SESSION) is None


def test_a_token_opens_for_a_year(talks: Talks) -> None:
    token = access.give_token(talks.parts, talks.mo.seat)
    now = access.seat_of(talks.parts, token, BEARER)
    talks.clock.advance(BEARER_LIFE.total_seconds())

    assert now == talks.mo.seat
    assert access.seat_of(talks.parts, token, BEARER) is None


def test_a_secret_opens_what_it_is_for(talks: Talks, invited: Invitation) -> None:
    token = access.give_token(talks.parts, talks.mo.seat)

    assert access.seat_of(talks.parts, token, SESSION) is None
    assert access.seat_of(talks.parts, token, LINK) is None
    assert access.seat_of(talks.parts, invited.link, SESSION) is None
    assert access.enter(talks.parts, token, "") == CLOSED
    assert access.seat_of(talks.parts, token, BEARER) == talks.mo.seat


def test_no_secret_is_kept(talks: Talks, invited: Invitation) -> None:
    entered = access.enter(talks.parts, invited.link, invited.code)
    assert not isinstance(entered, Refusal)
    _, secret = entered
    token = access.give_token(talks.parts, talks.mo.seat)
    again = access.invite(talks.parts, talks.ana.seat)

    kept = repr(vars(talks.parts.store))

    assert not [word for word in (secret, token, again.link, again.code) if word in kept]


def test_coming_in_is_noticed_in_no_room(talks: Talks, invited: Invitation) -> None:
    before = talks.ana.page(), talks.bo.page(), talks.mo.page()

    enter(talks, invited)

    assert (talks.ana.page(), talks.bo.page(), talks.mo.page()) == before
