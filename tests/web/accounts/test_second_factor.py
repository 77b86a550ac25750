"""The second factor: nothing is reached without one, and how it is set up and taken away."""

import json

import pytest
from allauth.mfa.models import Authenticator

from entremise.web.accounts import life
from tests.cast import Talks
from tests.web.accounts.people import Member, invited
from tests.web.people import METHODS

RESPONSE = ("clientDataJSON", "authenticatorData", "signature", "userHandle", "attestationObject")
BEHIND = (
    "/account/",
    "/account/seats/x/open",
    "/account/alerts",
    "/account/password",
    "/account/sign-ins/",
    "/account/sign-ins/end-others",
    "/account/sign-ins/x/end",
    "/account/second-factor/app/remove",
    "/account/second-factor/codes/new",
    "/account/passkeys/",
    "/account/passkeys/1/name",
    "/account/passkeys/1/remove",
    "/account/administration/",
    "/account/administration/new",
    "/account/administration/x/close",
    "/account/nothing",
)


@pytest.mark.parametrize("address", BEHIND)
def test_nothing_is_reached_before_there_is_one(new: Member, address: str) -> None:
    told = {method: new.asks(method, address) for method in METHODS}

    assert {answer.location for answer in told.values()} == {"/account/second-factor/"}


def test_an_administrator_is_no_exception(eve: Member) -> None:
    life.remove_second_factor(eve.account)
    somewhere = eve.elsewhere()
    somewhere.gives_password()

    assert somewhere.asks("GET", "/account/administration/").location == "/account/second-factor/"


def test_a_seat_at_the_desk_is_not_taken_without_one(talks: Talks, new: Member) -> None:
    """Signed in by password alone is not signed in."""
    invitation = invited(talks, talks.mo.seat)

    told = new.asks("POST", f"/enter/{invitation.link}", {"code": invitation.code})

    assert told.status == 409
    assert "A staff account, signed in" not in told.text
    assert "Sign in, then give the code again. The link stays open." in told.text


def test_the_first_page_says_what_to_do(new: Member) -> None:
    page = new.asks("GET", "/account/second-factor/").page

    assert page.root.tags("h1")[0].text == "Set up a second factor"
    assert [link.text for link in page.root.tags("a") if "btn" in link.classes] == ["Set up an app", "Add a passkey"]


def test_an_app_is_set_up(new: Member) -> None:
    shown = new.sets_up_the_app()

    assert shown.page.root.tags("h1")[0].text == "Recovery codes"
    assert new.asks("GET", "/account/").status == 200


def test_a_wrong_code_sets_up_nothing(new: Member) -> None:
    new.asks("GET", "/account/second-factor/app")

    told = new.asks("POST", "/account/second-factor/app", {"code": "000000"})

    assert "This code is not right, or no longer." in told.text
    assert not Authenticator.objects.exists()


def test_the_picture_needs_nothing_inline(new: Member) -> None:
    """The policy allows pictures from data; no script or style stands in the page."""
    page = new.asks("GET", "/account/second-factor/app").page

    (picture,) = page.root.tags("img")
    assert picture.get("src").startswith("data:image/svg+xml;base64,")
    assert [tag.get("src") for tag in page.root.tags("script") if not tag.has("src")] == []
    assert page.root.tags("style") == []
    assert page.root.all(lambda element: element.has("style")) == []


def test_recovery_codes_are_shown_once(new: Member) -> None:
    new.sets_up_the_app()

    again = new.asks("GET", "/account/second-factor/codes")

    assert len(set(new.recovery)) == 10
    assert not any(code in again.text for code in new.recovery)
    assert "10 are left. They were shown when they were drawn." in again.page.text


def test_new_codes_take_the_old_ones_place(mo: Member) -> None:
    mo.asks("POST", "/account/second-factor/codes/new")
    page = mo.asks("GET", "/account/second-factor/codes").page
    drawn = [item.text for item in page.of_class("codes")[0].tags("li")]
    somewhere = mo.elsewhere()
    somewhere.gives_password()

    assert somewhere.gives_code(mo.recovery[0]).location == ""
    assert somewhere.gives_code(drawn[0]).location == "/account/"


def test_the_only_one_is_not_removed(mo: Member) -> None:
    told = mo.asks("POST", "/account/second-factor/app/remove")

    assert "This is your only second factor." in told.text
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


def test_the_only_passkey_is_not_removed(mo: Member) -> None:
    Authenticator.objects.all().delete()
    passkey = Authenticator.objects.create(
        user=mo.account, type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": {}}
    )

    told = mo.asks("POST", f"/account/passkeys/{passkey.pk}/remove")

    assert told.location == "/account/second-factor/"
    assert Authenticator.objects.filter(pk=passkey.pk).exists()


def test_one_of_two_is_removed(mo: Member) -> None:
    Authenticator.objects.create(
        user=mo.account, type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": {}}
    )

    told = mo.asks("POST", "/account/second-factor/app/remove")

    assert told.location == "/account/second-factor/"
    assert not Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


@pytest.mark.parametrize("what", ["name", "remove"])
def test_another_ones_passkey_is_absent(mo: Member, eve: Member, what: str) -> None:
    """SEC-01-001: nobody changes the second factor of somebody else by its number."""
    theirs = Authenticator.objects.create(
        user=eve.account, type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": {}}
    )
    mo.confirms()

    told = [mo.asks(method, f"/account/passkeys/{theirs.pk}/{what}", {"name": "Mine"}) for method in ("GET", "POST")]

    assert {answer.status for answer in told} == {404}
    assert Authenticator.objects.get(pk=theirs.pk).data["name"] == "Key"


def test_what_the_database_keeps_signs_nobody_in(mo: Member) -> None:
    """The app's key and the recovery codes are sealed."""
    kept = json.dumps([one.data for one in Authenticator.objects.all()])

    assert mo.key not in kept
    assert not any(code in kept for code in mo.recovery)


@pytest.mark.parametrize(
    "credential",
    [
        *("", "x", "1", "null", "[]", "{}", '{"id": 1}', '{"response": 1}', '{"response": {"userHandle": 5}}'),
        json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": dict.fromkeys(RESPONSE, "AA")}),
        json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": dict.fromkeys(RESPONSE, "/w")}),
    ],
)
def test_a_passkey_that_cannot_be_read_is_refused(mo: Member, credential: str) -> None:
    somewhere = mo.elsewhere()
    somewhere.gives_password()

    answers = [
        mo.elsewhere().asks("POST", "/account/passkeys/sign-in", {"credential": credential}),
        somewhere.asks("POST", "/account/second-factor/give", {"credential": credential}),
        mo.asks("POST", "/account/passkeys/add", {"credential": credential, "name": "Key"}),
        mo.asks("POST", "/account/passkeys/confirm", {"credential": credential}),
    ]

    assert {told.status for told in answers} <= {200, 302}
    assert Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).count() == 0
    assert somewhere.asks("GET", "/account/").status == 303


def test_what_matters_asks_once_more(mo: Member) -> None:
    somewhere = mo.elsewhere().signs_in()

    for address in ("/account/second-factor/codes/new", "/account/second-factor/app/remove", "/account/passkeys/add",
                    "/account/alerts"):  # fmt: skip
        assert somewhere.asks("GET", address).location.startswith("/account/confirm?next="), address


def test_the_password_once_more_opens_it(mo: Member) -> None:
    somewhere = mo.elsewhere().signs_in()
    asked = somewhere.asks("GET", "/account/alerts")

    told = somewhere.asks("POST", asked.location, {"password": somewhere.password})

    assert told.location == "/account/alerts"
    assert somewhere.asks("GET", "/account/alerts").status == 200


def test_a_code_once_more_opens_it(mo: Member) -> None:
    somewhere = mo.elsewhere().signs_in()

    somewhere.asks("POST", "/account/second-factor/confirm", {"code": mo.recovery[0]})

    assert somewhere.asks("GET", "/account/alerts").status == 200


def test_a_wrong_password_opens_nothing(mo: Member) -> None:
    somewhere = mo.elsewhere().signs_in()

    told = somewhere.asks("POST", "/account/confirm", {"password": "nine loud lanterns"})

    assert "This is not the account’s password." in told.text
    assert somewhere.asks("GET", "/account/alerts").status == 302


def test_a_sign_in_that_began_before_the_factor_ends_when_it_is_set_up(new: Member) -> None:
    elsewhere = new.elsewhere()
    elsewhere.gives_password()

    new.sets_up_the_app()

    assert new.asks("GET", "/account/").status == 200
    assert elsewhere.asks("GET", "/account/").location.startswith("/account/sign-in")


def test_a_session_that_never_gave_the_factor_counts_as_none(new: Member) -> None:
    """However the account came by it."""
    Authenticator.objects.create(
        user=new.account, type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": {}}
    )

    told = [new.asks("GET", address).location for address in ("/account/", "/account/passkeys/add")]

    assert [address.partition("?")[0] for address in told] == ["/account/sign-in"] * 2
