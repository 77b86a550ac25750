"""The person's own key: opened with the password, kept under the browser's secret, lost with a reset."""

from base64 import b64encode

import pytest

from entremise.domain.errors import Broken
from entremise.domain.terms import Role
from entremise.services.cases import give_seat
from entremise.services.holding import holder_of
from entremise.services.ports import Holder
from entremise.web.accounts import life
from entremise.web.accounts.models import Session
from entremise.wiring import House
from tests.cast import Talks, granted
from tests.web.accounts.people import OTHER_PASSWORD, PASSWORD, Member, invited, signed_in

WORDS = "Eleven lamps burn at the desk."


def opened(house: House, member: Member, password: str = PASSWORD) -> Holder | None:
    return house.parts.keys.unlocked(holder_of(member.account.pk), password)


def changes(member: Member) -> None:
    form = {"oldpassword": PASSWORD, "password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD}
    assert member.asks("POST", "/account/password", form).status == 302


@pytest.fixture
def closed(talks: Talks, mo: Member) -> str:
    """The address of the desk, at which Mo sits; it holds words, and the host has given up its hold on it."""
    place = mo.takes(invited(talks, talks.mo.seat))
    talks.mo.announces(WORDS)
    with talks.parts.store.writing(talks.case.desk):
        talks.parts.keys.close(talks.case.desk)
    return place


def reads(member: Member, place: str) -> bool:
    """Whether the desk's words can be read there."""
    return WORDS in member.asks("GET", place).text


def forgets_the_desk(talks: Talks) -> None:
    """The process has the desk open no longer, as after a quarter of an hour."""
    talks.parts.keys.withdraw(talks.case.desk)


def test_it_is_made_with_the_first_password(house: House, mo: Member) -> None:
    assert opened(house, mo) is not None


def test_another_password_does_not_open_it(house: House, mo: Member) -> None:
    assert opened(house, mo, OTHER_PASSWORD) is None


def test_it_is_the_same_at_each_sign_in(house: House, mo: Member) -> None:
    before = opened(house, mo)
    mo.elsewhere().signs_in()

    assert opened(house, mo) == before


def test_it_passes_through_the_second_factors_stage_unread(house: House, mo: Member) -> None:
    """Between the two, the database holds neither the password nor what it opened."""
    key = opened(house, mo)
    assert key is not None
    mo.elsewhere().gives_password()

    kept = "".join(Session.objects.values_list("session_data", flat=True))
    assert b64encode(key.private).decode() not in kept
    assert PASSWORD not in kept


def test_a_change_of_password_keeps_it(house: House, mo: Member) -> None:
    before = opened(house, mo)
    changes(mo)

    assert opened(house, mo, OTHER_PASSWORD) == before
    assert opened(house, mo, PASSWORD) is None


def test_a_seat_is_opened_for_it(talks: Talks, house: House, mo: Member) -> None:
    mo.takes(invited(talks, talks.mo.seat))

    holders = {view.holder for view in house.parts.keys.holders(talks.case.desk)}
    assert holders == {holder_of(mo.account.pk)}


def test_a_closed_desk_is_read_by_whoever_gave_the_password(talks: Talks, mo: Member, closed: str) -> None:
    forgets_the_desk(talks)

    assert reads(mo, closed)


def test_it_is_read_from_the_accounts_page_too(talks: Talks, mo: Member, closed: str) -> None:
    somewhere = mo.elsewhere().signs_in()
    somewhere.asks("POST", f"/account/seats/{talks.mo.seat.id}/open")
    forgets_the_desk(talks)

    assert reads(somewhere, closed)


def test_it_is_read_after_a_change_of_password(talks: Talks, mo: Member, closed: str) -> None:
    changes(mo)
    mo.password = OTHER_PASSWORD
    somewhere = mo.elsewhere().signs_in()
    somewhere.asks("POST", f"/account/seats/{talks.mo.seat.id}/open")
    forgets_the_desk(talks)

    assert reads(somewhere, closed)


def test_an_administrator_who_resets_a_password_reads_nothing(
    talks: Talks, mo: Member, eve: Member, closed: str
) -> None:
    """GlobaLeaks #1800. Eve takes the password and the second factor away, and enrols as Mo herself."""
    assert reads(mo, closed)
    seats_another(talks)
    eve.confirms()
    for act in ("second-factor", "link"):
        eve.asks("POST", f"/account/administration/{mo.account.pk}/{act}")
    shown = eve.asks("GET", "/account/administration/").page.of_class("given")[0]
    link, code = (element.text for element in shown.tags("code"))
    thief = Member(None, name="Mo", password=OTHER_PASSWORD)
    thief.enrols(life.Enrolling(link.rpartition("/")[2], code))
    thief.sets_up_the_app()

    thief.asks("POST", f"/account/seats/{talks.mo.seat.id}/open")
    forgets_the_desk(talks)

    assert not reads(thief, closed)
    assert holder_of(mo.account.pk) not in {view.holder for view in talks.parts.keys.holders(talks.case.desk)}


@pytest.mark.parametrize("act", ["link", "close"])
def test_a_closed_desk_is_not_lost_with_the_last_account_that_opens_it(
    talks: Talks, mo: Member, eve: Member, closed: str, act: str
) -> None:
    """Refused, until somebody else's key opens it too."""
    eve.confirms()

    refused = eve.asks("POST", f"/account/administration/{mo.account.pk}/{act}")
    assert (refused.status, "open the room to the host again" in refused.text) == (409, True)
    assert reads(mo, closed)

    seats_another(talks)
    assert eve.asks("POST", f"/account/administration/{mo.account.pk}/{act}").status == 303


def test_nor_by_whoever_does_not_ask(talks: Talks, mo: Member, closed: str) -> None:
    for act in (life.enrolling, life.close):
        with pytest.raises(Broken):
            act(mo.account)

    assert reads(mo, closed)


def seats_another(talks: Talks) -> None:
    """Ona, with a key of hers, at the closed desk, while Mo has it open."""
    seat = granted(give_seat(talks.parts, talks.case.desk, Role.SECRETARIAT))
    signed_in("Ona").takes(invited(talks, seat))


def test_a_closed_account_has_none(house: House, mo: Member) -> None:
    life.close(mo.account)

    assert house.parts.store.keyholder(holder_of(mo.account.pk)) is None
