"""The list of sign-ins: what is kept of them, and ending them with the seats they opened."""

from datetime import timedelta

from entremise.web.accounts.models import OpenedSeat, Session, SignIn
from entremise.wiring import House
from tests.cast import FakeClock, Talks
from tests.web.accounts.people import Member, invited, signed_in

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def listed(member: Member) -> list[str]:
    page = member.asks("GET", "/account/sign-ins/").page
    return [item.text for item in page.of_class("list")[0].tags("li")]


def test_it_says_when_how_and_in_which_kind_of_browser(mo: Member) -> None:
    somewhere = mo.elsewhere()
    somewhere.gives_password()
    somewhere.asks("POST", "/account/second-factor/give", {"code": mo.code()}, **{"User-Agent": FIREFOX})

    assert "22 November 2026, 12:00 UTC with the password and the app, Firefox This one" in listed(somewhere)


def test_it_says_how_each_time(mo: Member) -> None:
    somewhere = mo.elsewhere()
    somewhere.gives_password()
    somewhere.gives_code(mo.recovery[0])

    assert "22 November 2026, 12:00 UTC with the password and a recovery code This one" in listed(somewhere)


def test_no_address_and_no_description_of_a_browser_is_kept(mo: Member) -> None:
    somewhere = mo.elsewhere()
    somewhere.gives_password()
    somewhere.asks("POST", "/account/second-factor/give", {"code": mo.code()}, **{"User-Agent": FIREFOX})

    kept = repr([list(model.objects.values_list()) for model in (SignIn, Session, OpenedSeat)])
    assert not any(word in kept for word in ("127.0.0.1", "Linux", "Gecko", "Mozilla", "140"))
    assert "Firefox" in kept


def test_only_ones_own_are_listed(mo: Member) -> None:
    signed_in("Ona")

    assert len(listed(mo)) == 1


def test_they_are_kept_for_thirty_days(mo: Member, house: House) -> None:
    assert isinstance(house.parts.clock, FakeClock)
    house.parts.clock.advance(timedelta(days=30, seconds=1).total_seconds())
    later = mo.elsewhere().signs_in()

    assert len(listed(later)) == 1
    assert SignIn.objects.count() == 1


def test_one_is_ended(mo: Member) -> None:
    somewhere = mo.elsewhere().signs_in()
    page = mo.asks("GET", "/account/sign-ins/").page
    (form,) = [form for form in page.forms() if form.get("action").endswith("/end")]

    told = mo.asks("POST", form.get("action"))

    assert told.location == "/account/sign-ins/"
    assert somewhere.asks("GET", "/account/").status == 303
    assert "The sign-in and the seats it had opened were ended." in mo.asks("GET", told.location).text


def test_all_others_are_ended(mo: Member) -> None:
    one, other = mo.elsewhere().signs_in(), mo.elsewhere()
    other.gives_password()
    other.gives_code(mo.recovery[0])

    mo.asks("POST", "/account/sign-ins/end-others")

    assert [somebody.asks("GET", "/account/").status for somebody in (mo, one, other)] == [200, 303, 303]


def test_nobody_ends_another_ones(mo: Member) -> None:
    ona = signed_in("Ona")
    hers = SignIn.objects.get(account=ona.account).id

    assert mo.asks("POST", f"/account/sign-ins/{hers}/end").status == 404
    assert ona.asks("GET", "/account/").status == 200


def test_one_that_is_not_there_is_absent(mo: Member) -> None:
    assert mo.asks("POST", "/account/sign-ins/unknown/end").status == 404


def test_ending_it_ends_the_seats_that_it_opened(talks: Talks, mo: Member) -> None:
    somewhere = mo.elsewhere().signs_in()
    place = somewhere.takes(invited(talks, talks.mo.seat))
    assert somewhere.asks("GET", place).status == 200

    mo.asks("POST", "/account/sign-ins/end-others")

    assert somewhere.asks("GET", place).status == 404


def test_signing_out_ends_the_seats_that_it_opened(talks: Talks, mo: Member) -> None:
    place = mo.takes(invited(talks, talks.mo.seat))

    mo.asks("POST", "/account/sign-out")

    assert mo.asks("GET", place).status == 404


def test_a_seat_that_another_sign_in_opened_stays(talks: Talks, mo: Member) -> None:
    place = mo.takes(invited(talks, talks.mo.seat))
    somewhere = mo.elsewhere().signs_in()
    somewhere.asks("POST", f"/account/seats/{talks.mo.seat.id}/open")

    somewhere.asks("POST", "/account/sign-out")

    assert (mo.asks("GET", place).status, somewhere.asks("GET", place).status) == (200, 404)
