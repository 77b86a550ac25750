"""Coming in by link and code, and by secret."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from entremise.domain.errors import Code, Refusal
from entremise.domain.events import Access, Accessed
from entremise.domain.ids import access_log
from entremise.domain.terms import Role
from entremise.services import access
from entremise.services.access import BEARER_LIFE, LINK_LIFE, MOST_WRONG_CODES, SESSION_LIFE, Invitation
from entremise.services.limiting import LONGEST_DELAY
from entremise.services.ports import CredentialKind, Store
from tests.api.programs import Counted
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
    talks.clock.advance(1)
    assert enter(talks, invited) != CLOSED


def test_so_many_wrong_codes_close_the_link(talks: Talks, invited: Invitation) -> None:
    for _ in range(MOST_WRONG_CODES):
        assert enter(talks, invited, code=wrong(invited)) == CLOSED
        talks.clock.advance(LONGEST_DELAY)

    assert enter(talks, invited) == CLOSED


def test_one_wrong_code_fewer_does_not(talks: Talks, invited: Invitation) -> None:
    for _ in range(MOST_WRONG_CODES - 1):
        enter(talks, invited, code=wrong(invited))
        talks.clock.advance(LONGEST_DELAY)

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
    other = access.invite(talks.parts, talks.bo.seat)

    assert enter(talks, replace(invited, code=other.code)) == CLOSED


def test_inviting_anew_ends_the_link_given_before(talks: Talks, invited: Invitation) -> None:
    again = access.invite(talks.parts, talks.ana.seat)

    assert enter(talks, invited) == CLOSED
    assert enter(talks, again) != CLOSED


def test_attempts_at_a_link_wait_for_each_other(talks: Talks, invited: Invitation) -> None:
    """Whether there is such a link or not; the right code must wait, too."""
    unknown = replace(invited, link="x" * 32)
    told = []
    for link in (invited, unknown):
        enter(talks, link, code=wrong(invited))
        told.append((enter(talks, link), enter(talks, link)))

    assert told[0] == told[1]
    assert told[0][0] == Refusal(Code.TOO_SOON, {"seconds": 1})


def test_a_right_code_forgives_the_wrong_ones(talks: Talks, invited: Invitation) -> None:
    enter(talks, invited, code=wrong(invited))
    talks.clock.advance(1)
    enter(talks, invited)

    assert enter(talks, invited) == CLOSED


def test_every_wrong_link_and_code_is_looked_up_alike(talks: Talks, invited: Invitation) -> None:
    """The same questions of the store, and as much written, whatever is wrong."""
    used, old = (access.invite(talks.parts, talks.bo.seat), access.invite(talks.parts, talks.mo.seat, days=1))
    access.enter(talks.parts, used.link, used.code)
    token = access.give_token(talks.parts, talks.ana.seat)
    talks.clock.advance(24 * 3600)
    tries = {
        "unknown": ("x" * 32, "123456"),
        "wrong": (invited.link, wrong(invited)),
        "used": (used.link, used.code),
        "expired": (old.link, old.code),
        "a token": (token, "123456"),
    }

    asked = {}
    for name, (link, code) in tries.items():
        counted = Counted(talks.parts.store)
        parts = replace(talks.parts, store=cast("Store", counted))
        assert access.enter(parts, link, code) == CLOSED
        asked[name] = counted.asked

    assert len({tuple(sorted(one.items())) for one in asked.values()}) == 1


def test_nobody_takes_a_seat_in_two_rooms_of_a_case(talks: Talks, invited: Invitation) -> None:
    """The link stays open for its own person, and nothing is told of it anywhere."""
    heads = [talks.parts.store.head(access_log(talks.place(mark))) for mark in (None, "A", "B")]

    for elsewhere in (talks.bo.seat, talks.mo.seat):
        refused = access.enter(talks.parts, invited.link, invited.code, here=[elsewhere])
        assert refused == Refusal(Code.TWO_PLACES)

    assert [talks.parts.store.head(access_log(talks.place(mark))) for mark in (None, "A", "B")] == heads
    assert enter(talks, invited) != CLOSED


def test_who_knows_the_link_but_not_the_code_does_not_learn_whose_room_it_is(talks: Talks, invited: Invitation) -> None:
    assert access.enter(talks.parts, invited.link, wrong(invited), here=[talks.bo.seat]) == CLOSED


@pytest.mark.parametrize("elsewhere", ["zed", "ada", "ana"])
def test_one_may_sit_in_several_cases_and_twice_in_a_room(talks: Talks, invited: Invitation, elsewhere: str) -> None:
    here = [getattr(talks, elsewhere).seat]

    assert not isinstance(access.enter(talks.parts, invited.link, invited.code, here=here), Refusal)


def test_in_a_rehearsal_anybody_sits_everywhere(talks: Talks, invited: Invitation) -> None:
    entered = access.enter(talks.parts, invited.link, invited.code, here=[talks.bo.seat], rehearsal=True)

    assert not isinstance(entered, Refusal)


def test_coming_and_going_stand_in_the_access_log(talks: Talks, invited: Invitation) -> None:
    entered = access.enter(talks.parts, invited.link, invited.code)
    assert not isinstance(entered, Refusal)
    access.sign_out(talks.parts, entered[1])
    access.give_token(talks.parts, talks.ana.seat, by=Role.ADMINISTRATOR)

    lines = talks.parts.store.lines(access_log(talks.place("A")), after=0, limit=10)

    def of_ana(what: Access, by: Role | None = None) -> Accessed:
        return Accessed(what=what, seat=talks.ana.seat.id, role=Role.HEAD, by=by)

    assert [line.event for line in lines] == [
        of_ana(Access.INVITED),
        of_ana(Access.JOINED),
        of_ana(Access.SIGNED_OUT),
        of_ana(Access.BEARER_GIVEN, Role.ADMINISTRATOR),
    ]


def test_closing_tokens_leaves_sessions(talks: Talks, invited: Invitation) -> None:
    entered = access.enter(talks.parts, invited.link, invited.code)
    assert not isinstance(entered, Refusal)
    tokens = [access.give_token(talks.parts, talks.ana.seat) for _ in range(2)]

    assert access.close_tokens(talks.parts, talks.ana.seat) == 2
    assert [access.seat_of(talks.parts, token, BEARER) for token in tokens] == [None, None]
    assert access.seat_of(talks.parts, entered[1], SESSION) == talks.ana.seat


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
