"""Seats at desks: taken by an account, and opened from it."""

from collections.abc import Callable

import pytest
from django.test import override_settings

from entremise.domain.events import Access, Accessed
from entremise.domain.ids import access_log
from entremise.domain.rooms import Seat
from entremise.domain.terms import Role
from entremise.services import access
from entremise.services.cases import give_seat
from entremise.services.ports import CredentialKind
from entremise.web.accounts import life
from entremise.web.accounts.models import Account
from tests.cast import Talks, granted
from tests.web.accounts.people import Member, invited, signed_in
from tests.web.people import METHODS, Person


def enters(somebody: Person, talks: Talks, seat: Seat) -> tuple[int, str]:
    invitation = invited(talks, seat)
    told = somebody.asks("POST", f"/enter/{invitation.link}", {"code": invitation.code})
    return told.status, told.text


def test_it_works(talks: Talks, mo: Member) -> None:
    invitation = invited(talks, talks.mo.seat)

    told = mo.asks("POST", f"/enter/{invitation.link}", {"code": invitation.code})

    kept = talks.parts.store.seat(talks.mo.seat.id)
    assert kept is not None
    assert (told.status, kept.account) == (303, mo.account.id)
    assert mo.asks("GET", told.location).status == 200


def test_without_an_account_one_signs_in_first_and_comes_back(talks: Talks, mo: Member) -> None:
    somewhere, invitation = mo.elsewhere(), invited(talks, talks.mo.seat)
    form = {"code": invitation.code}

    refused = somewhere.asks("POST", f"/enter/{invitation.link}", form)
    (onward,) = [link.get("href") for link in refused.page.root.tags("a") if "sign-in" in link.get("href")]
    somewhere.asks("POST", onward, {"login": "Mo", "password": mo.password})
    back = somewhere.gives_code()

    assert (refused.status, onward) == (409, f"/account/sign-in?next=/enter/{invitation.link}")
    assert "Your seat was not opened" in refused.text
    assert back.location == f"/enter/{invitation.link}"
    assert somewhere.asks("POST", back.location, form).status == 303


def test_a_wrong_code_does_not_say_that_it_is_a_desks(talks: Talks, stranger: Person) -> None:
    desk, room = invited(talks, talks.mo.seat), invited(talks, talks.ana.seat)

    told = [stranger.asks("POST", f"/enter/{link}", {"code": "wrong"}) for link in (desk.link, room.link, "x" * 32)]

    links = (desk.link, room.link, "x" * 32)
    assert len({answer.text.replace(link, "LINK") for answer, link in zip(told, links, strict=True)}) == 1


def test_in_a_rehearsal_the_link_is_enough(talks: Talks, stranger: Person) -> None:
    with override_settings(REHEARSAL=True):
        assert enters(stranger, talks, talks.mo.seat)[0] == 303


def test_a_delegations_seat_needs_no_account(talks: Talks, stranger: Person) -> None:
    assert enters(stranger, talks, talks.ana.seat)[0] == 303


def test_nobody_sits_in_two_places_of_a_case(talks: Talks, mo: Member) -> None:
    mo.takes(invited(talks, talks.mo.seat))

    status, told = enters(mo, talks, talks.ana.seat)

    assert status == 409
    assert "You hold a seat in another place of this case." in told


def test_the_link_stays_open_for_whom_it_is_meant(talks: Talks, mo: Member, stranger: Person) -> None:
    mo.takes(invited(talks, talks.mo.seat))
    invitation = invited(talks, talks.ana.seat)
    form = {"code": invitation.code}

    assert mo.asks("POST", f"/enter/{invitation.link}", form).status == 409
    assert stranger.asks("POST", f"/enter/{invitation.link}", form).status == 303


def test_one_sits_in_several_cases(talks: Talks, mo: Member) -> None:
    mo.takes(invited(talks, talks.mo.seat))

    assert enters(mo, talks, talks.zed.seat)[0] == 303


def test_two_seats_at_one_desk_are_one_place(talks: Talks, mo: Member) -> None:
    mo.takes(invited(talks, talks.mo.seat))
    second = granted(give_seat(talks.parts, talks.case.desk, Role.SECRETARIAT))

    assert enters(mo, talks, second)[0] == 303


def test_whoever_takes_a_seat_puts_the_one_before_out(talks: Talks, mo: Member) -> None:
    place = mo.takes(invited(talks, talks.mo.seat))
    token = access.give_token(talks.parts, talks.mo.seat)
    ona = signed_in("Ona")

    ona.takes(invited(talks, talks.mo.seat))

    assert (mo.asks("GET", place).status, ona.asks("GET", place).status) == (404, 200)
    assert access.seat_of(talks.parts, token, CredentialKind.BEARER) is None
    assert mo.asks("POST", f"/account/seats/{talks.mo.seat.id}/open").status == 404


# The account's page --------------------------------------------------------------------------


def test_seats_are_listed_by_codename(talks: Talks, mo: Member) -> None:
    mo.takes(invited(talks, talks.mo.seat))

    page = mo.asks("GET", "/account/").page

    assert [item.text for item in page.of_class("list")[0].tags("li")] == [
        "M Copper Lantern Mediator Open Copper Lantern"
    ]
    assert not any(name in page.text for name in ("Arvend", "Belmark"))


def test_without_a_seat_the_page_says_how_one_comes(mo: Member) -> None:
    page = mo.asks("GET", "/account/").page

    assert "This account holds no seat yet." in page.of_class("empty")[0].text


def test_a_seat_is_opened_from_it(talks: Talks, mo: Member) -> None:
    mo.takes(invited(talks, talks.mo.seat))
    somewhere = mo.elsewhere().signs_in()
    form = somewhere.asks("GET", "/account/").page.form_to("/open")

    told = somewhere.asks("POST", form.get("action"))

    assert (told.status, told.location) == (303, f"/at/{talks.mo.seat.id}/")
    assert somewhere.asks("GET", told.location).status == 200


@pytest.mark.parametrize("seat", ["mo", "ana", "unknown"])
def test_another_ones_seat_is_absent(talks: Talks, mo: Member, seat: str) -> None:
    signed_in("Ona").takes(invited(talks, talks.mo.seat))
    named = getattr(talks, seat).seat.id if seat != "unknown" else "unknown"

    for method in METHODS:
        told = mo.asks(method, f"/account/seats/{named}/open")
        assert told.status == (404 if method == "POST" else 405)


def test_a_closed_account_opens_nothing(talks: Talks, mo: Member) -> None:
    place = mo.takes(invited(talks, talks.mo.seat))

    life.close(mo.account)

    assert mo.asks("GET", place).status == 404
    assert mo.asks("POST", f"/account/seats/{talks.mo.seat.id}/open").location.startswith("/account/sign-in")


@pytest.mark.parametrize(
    ("act", "what"), [(life.enrolling, Access.ACCOUNT_ENROLLED_ANEW), (life.close, Access.ACCOUNT_CLOSED)]
)
def test_whoever_takes_over_an_account_takes_no_seat(
    talks: Talks, mo: Member, act: Callable[[Account], object], what: Access
) -> None:
    """Its places are told, nothing that was given for its seats opens them, and a colleague must invite anew."""
    life.make("Una", administrator=True)
    mo.takes(invited(talks, talks.mo.seat))
    token = access.give_token(talks.parts, talks.mo.seat)
    keys = talks.parts.keys
    before = [one.holder for one in keys.holders(talks.case.desk)]

    act(mo.account)

    kept = talks.parts.store.seat(talks.mo.seat.id)
    assert kept is not None
    assert kept.account is None
    assert access.seat_of(talks.parts, token, CredentialKind.BEARER) is None
    assert talks.parts.store.credentials(talks.mo.seat.id) == []
    assert (before, keys.holders(talks.case.desk)) == ([f"account-{mo.account.pk}"], [])
    assert last_told(talks) == Accessed(what=what, seat=kept.id, role=kept.role, by=Role.ADMINISTRATOR)


def test_the_place_is_told_that_a_second_factor_was_taken_away(talks: Talks, mo: Member) -> None:
    mo.takes(invited(talks, talks.mo.seat))

    life.remove_second_factor(mo.account)

    seat = talks.mo.seat
    told = Accessed(what=Access.SECOND_FACTOR_REMOVED, seat=seat.id, role=seat.role, by=Role.ADMINISTRATOR)
    assert last_told(talks) == told


def last_told(talks: Talks) -> object:
    log = access_log(talks.case.desk)
    (line,) = talks.parts.store.lines(log, after=talks.parts.store.head(log) - 1, limit=1)
    return line.event


def test_the_pages_of_a_place_do_not_look_at_accounts(talks: Talks, mo: Member, ana: Person) -> None:
    """Nor do they change with one: the same bytes, the same cookies."""
    place = ana.address()
    before = ana.asks("GET", place)
    ana.browser.cookies["account"] = mo.browser.cookies["account"].value
    after = ana.asks("GET", place)

    assert "Vary" not in after.headers
    assert not after.cookies
    assert len(after.body) == len(before.body)
