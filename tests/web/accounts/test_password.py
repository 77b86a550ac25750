"""Changing one's password."""

import pytest

from entremise.web.accounts.models import Account
from tests.cast import Talks
from tests.web.accounts.people import OTHER_PASSWORD, PASSWORD, Member, invited
from tests.web.people import Told


def changes(member: Member, **form: str) -> Told:
    whole = {"oldpassword": PASSWORD, "password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD, **form}
    return member.asks("POST", "/account/password", whole)


def test_it_works(mo: Member) -> None:
    told = changes(mo)

    assert told.location == "/account/second-factor/"
    assert "Your password was changed. Your other sign-ins have been ended." in mo.asks("GET", told.location).text
    assert mo.account.check_password(OTHER_PASSWORD)


def test_the_old_one_opens_nothing(mo: Member) -> None:
    changes(mo)

    assert mo.elsewhere().tries("Mo", PASSWORD).location == ""
    assert mo.elsewhere().tries("Mo", OTHER_PASSWORD).location == "/account/second-factor/give"


def test_this_sign_in_goes_on_and_others_end(talks: Talks, mo: Member) -> None:
    somewhere = mo.elsewhere().signs_in()
    place = somewhere.takes(invited(talks, talks.mo.seat))

    changes(mo)

    assert mo.asks("GET", "/account/").status == 200
    assert somewhere.asks("GET", "/account/").status == 303
    assert somewhere.asks("GET", place).status == 404


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"oldpassword": "nine other words"}, "This is not the account’s password."),
        ({"password2": "nine other words"}, "You must type the same password each time."),
        ({"password1": "short", "password2": "short"}, "at least 12 characters"),
        ({"password1": "x" * 1025, "password2": "x" * 1025}, "at most 1024 characters"),
    ],
)
def test_it_refuses(mo: Member, form: dict[str, str], why: str) -> None:
    told = changes(mo, **form)

    assert why in told.text
    assert mo.account.check_password(PASSWORD)


def test_it_is_not_tried_too_often(mo: Member) -> None:
    """Whoever sits at an open browser does not find the password out."""
    told = [changes(mo, oldpassword=f"nine other words {number}") for number in range(6)]

    assert [answer.status for answer in told] == [200] * 5 + [429]
    assert "This account has asked more often than it may." in told[-1].text


def test_no_password_is_kept_for_the_length_of_a_change(mo: Member) -> None:
    """CVE-2023-41335: nor in a session, nor in a suspended form."""
    changes(mo, oldpassword="nine other words")

    session = mo.browser.session
    assert not any(word in repr(dict(session.items())) for word in (PASSWORD, OTHER_PASSWORD, "nine other words"))
    assert PASSWORD not in repr(list(Account.objects.values()))
