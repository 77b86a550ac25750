"""What an administrator does: accounts, and nothing of what is said."""

import re

import pytest

from entremise.web.accounts import life
from entremise.web.accounts.models import Account
from tests.cast import Talks
from tests.web.accounts.people import Member, enrolled, invited, signed_in
from tests.web.contract import assert_absent
from tests.web.every_page import lived_in
from tests.web.people import METHODS, Told

PAGE = "/account/administration/"
ACTS = ("link", "second-factor", "close")


def act(eve: Member, what: str, on: Account) -> Told:
    eve.confirms()
    return eve.asks("POST", f"{PAGE}{on.id}/{what}")


def states(eve: Member) -> dict[str, str]:
    """The accounts listed, and what is said of each."""
    page = eve.asks("GET", PAGE).page
    rows = [row for row in page.of_class("row") if row.tags("b")]
    return {row.tags("b")[0].text: _state(row.text) for row in rows}


def _state(text: str) -> str:
    return next(state for state in ("Closed", "Not enrolled", "No second factor yet", "In use") if text.endswith(state))


def given(eve: Member) -> tuple[str, str]:
    """The link and the code that are shown."""
    page = eve.asks("GET", PAGE).page
    link, code = (element.text for element in page.of_class("given")[0].tags("code"))
    return link, code


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}new", *(f"{PAGE}x/{what}" for what in ACTS)])
def test_it_is_absent_for_everybody_else(mo: Member, address: str) -> None:
    for method in METHODS:
        assert_absent_signed_in(mo, method, address)


def assert_absent_signed_in(member: Member, method: str, address: str) -> None:
    """As an address that does not exist, for somebody who is signed in."""
    told, unknown = (member.asks(method, where) for where in (address, "/account/nothing"))
    assert (told.status, unknown.status) == (404, 404)
    assert told.body.replace(address.encode(), b"/account/nothing") == unknown.body


def test_an_account_is_made(eve: Member) -> None:
    eve.confirms()
    told = eve.asks("POST", f"{PAGE}new", {"name": "Ona"})
    link, code = given(eve)

    assert told.location == PAGE
    assert re.fullmatch(r"http://127\.0\.0\.1/account/enrol/\S{32}", link)
    assert Member(None, name="Ona").enrols(life.Enrolling(link.rpartition("/")[2], code)).status == 302
    assert states(eve) == {"Eve": "In use", "Ona": "No second factor yet"}


def test_the_link_is_shown_once(eve: Member) -> None:
    eve.confirms()
    eve.asks("POST", f"{PAGE}new", {"name": "Ona"})
    given(eve)

    assert eve.asks("GET", PAGE).page.of_class("given") == []


@pytest.mark.parametrize("name", ["Eve", "eve", " EVE "])
def test_a_name_is_given_once(eve: Member, name: str) -> None:
    eve.confirms()
    told = eve.asks("POST", f"{PAGE}new", {"name": name})

    assert told.status == 422
    assert "There is, or was, an account of this name." in told.text


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 65, "a\u202eb", "\u200b"])
def test_a_name_is_one_line_that_can_be_read(eve: Member, name: str) -> None:
    eve.confirms()

    assert eve.asks("POST", f"{PAGE}new", {"name": name}).status == 422
    assert Account.objects.count() == 1


def test_another_administrator_is_made(eve: Member) -> None:
    eve.confirms()
    eve.asks("POST", f"{PAGE}new", {"name": "Ona", "administrator": "on"})

    ona = life.named("Ona")
    assert ona is not None
    assert ona.administrator


@pytest.mark.parametrize("what", ACTS)
def test_each_act_asks_once_more(eve: Member, mo: Member, what: str) -> None:
    somewhere = eve.elsewhere().signs_in()

    told = somewhere.asks("POST", f"{PAGE}{mo.account.id}/{what}")

    assert told.location.startswith("/account/confirm?next=")
    assert states(eve)["Mo"] == "In use"


def test_after_that_it_is_done_without_being_asked_for_again(eve: Member, mo: Member) -> None:
    somewhere = eve.elsewhere().signs_in()
    asked = somewhere.asks("POST", f"{PAGE}{mo.account.id}/close")

    told = somewhere.asks("POST", asked.location, {"password": eve.password})

    assert told.location == PAGE
    assert states(eve)["Mo"] == "Closed"


def test_a_new_link_takes_the_old_password_away(eve: Member, mo: Member) -> None:
    act(eve, "link", mo.account)

    assert mo.asks("GET", "/account/").status == 303
    assert mo.elsewhere().gives_password().location == ""
    assert states(eve)["Mo"] == "Not enrolled"


def test_whoever_enrols_anew_still_needs_the_second_factor(eve: Member, mo: Member) -> None:
    act(eve, "link", mo.account)
    link, code = given(eve)

    told = mo.elsewhere().enrols(life.Enrolling(link.rpartition("/")[2], code))

    assert told.location == "/account/second-factor/give"


def test_a_second_factor_is_removed(eve: Member, mo: Member) -> None:
    act(eve, "second-factor", mo.account)
    somewhere = mo.elsewhere()

    assert mo.asks("GET", "/account/").status == 303
    assert somewhere.gives_password().location == "/account/"
    assert somewhere.asks("GET", "/account/").location == "/account/second-factor/"


def test_an_account_is_closed(eve: Member, mo: Member) -> None:
    act(eve, "close", mo.account)

    assert mo.asks("GET", "/account/").status == 303
    assert mo.elsewhere().gives_password().location == ""
    assert states(eve) == {"Eve": "In use", "Mo": "Closed"}


@pytest.mark.parametrize("what", ACTS)
def test_nobody_administers_their_own(eve: Member, what: str) -> None:
    assert act(eve, what, eve.account).status == 404
    assert states(eve) == {"Eve": "In use"}


@pytest.mark.parametrize("what", ACTS)
def test_a_closed_account_stays_closed(eve: Member, mo: Member, what: str) -> None:
    life.close(mo.account)

    assert act(eve, what, mo.account).status == 404


def test_the_last_administrator_stays(eve: Member) -> None:
    assert not life.close(eve.account)
    assert life.close(signed_in("Ona", administrator=True).account)


def test_of_cases_only_codenames_marks_and_roles_are_shown(talks: Talks, eve: Member) -> None:
    lived_in(talks)

    page = eve.asks("GET", PAGE).page

    cases = [item for item in page.root.tags("li") if item.tags("h3")]
    assert [case.text for case in cases] == [
        "Copper Lantern M Desk: Mediator A Room A: Head of delegation, Adviser B Room B: Head of delegation",
        "Quiet Harbour M Desk: no seat A Room A: Head of delegation B Room B: no seat",
    ]


def test_no_word_no_party_and_no_name_is_shown(talks: Talks, eve: Member) -> None:
    """Whatever stands in the rooms, whatever the administrator opens."""
    lived_in(talks)
    words = ("Aleph", "Beth", "Gimel", "frigates", "Zayin", "Heth", "Teth", "Arvend", "Belmark", "Ministry of Bridges")

    shown = [eve.asks("GET", address).text for address in (PAGE, "/account/", "/account/sign-ins/")]

    assert not any(word in page for word in words for page in shown)


@pytest.mark.parametrize("method", METHODS)
def test_an_administrator_enters_no_place(talks: Talks, eve: Member, method: str) -> None:
    for seat in (talks.ana.seat, talks.mo.seat):
        for path in ("", "write", "corridor", "announce", "search"):
            assert_absent(eve, method, f"/at/{seat.id}/{path}")


def test_an_administrator_may_hold_a_seat_like_anybody(talks: Talks, eve: Member) -> None:
    """Running the host opens nothing; a link that was given does."""
    assert eve.asks("GET", eve.takes(invited(talks, talks.mo.seat))).status == 200


def test_who_is_not_ready_is_listed_so(eve: Member) -> None:
    life.make("Ona")
    enrolled("Nur")

    assert states(eve) == {"Eve": "In use", "Nur": "No second factor yet", "Ona": "Not enrolled"}
