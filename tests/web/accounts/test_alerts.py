"""Alerts by mail: constant words, no place, nobody's name; and none that stops what it tells of."""

from collections.abc import Iterator

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.test import override_settings

from entremise.web.accounts import life
from tests.cast import Talks
from tests.web.accounts.people import OTHER_PASSWORD, PASSWORD, Member, invited

ADDRESS = "mo@ministry.example"
ENDS = "\n\nIf it was not you, tell your administrator.\n"


class Broken(BaseEmailBackend):
    """A mail server that is not there."""

    def send_messages(self, messages: object) -> int:
        raise ConnectionRefusedError


@pytest.fixture
def outbox() -> Iterator[list[EmailMessage]]:
    """What was sent."""
    mail.outbox = []
    with override_settings(
        ALERTS=True,
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        DEFAULT_FROM_EMAIL="house@house.example",
    ):
        yield mail.outbox


@pytest.fixture
def told(mo: Member) -> Member:
    """Mo, who has given an address."""
    mo.asks("POST", "/account/alerts", {"address": ADDRESS})
    return mo


def words(outbox: list[EmailMessage]) -> list[str]:
    return [str(message.body).removesuffix(ENDS) for message in outbox]


def test_a_sign_in_is_told(outbox: list[EmailMessage], told: Member) -> None:
    told.elsewhere().signs_in()

    (message,) = outbox
    assert (message.to, message.subject) == ([ADDRESS], "Your account")
    assert message.body == f"Somebody signed in to your account.{ENDS}"


def test_a_password_alone_is_not_told(outbox: list[EmailMessage], told: Member) -> None:
    told.elsewhere().gives_password()

    assert outbox == []


def test_each_change_is_told(outbox: list[EmailMessage], told: Member, eve: Member) -> None:
    told.asks("POST", "/account/second-factor/codes/new")
    told.asks(
        "POST", "/account/password", {"oldpassword": PASSWORD, "password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD}
    )
    life.remove_second_factor(told.account)
    life.enrolling(told.account)

    assert words(outbox) == [
        "New recovery codes were drawn for your account.",
        "The password of your account was changed.",
        "A second factor of your account was removed.",
        "A new enrolment link was made for your account, and its old password was taken away.",
    ]


def test_nothing_is_said_of_where_with_what_or_in_which_case(
    outbox: list[EmailMessage], talks: Talks, told: Member
) -> None:
    somewhere = told.elsewhere().signs_in()
    somewhere.takes(invited(talks, talks.mo.seat))

    (message,) = outbox
    whole = message.message().as_string()
    assert not any(word in whole for word in ("127.0.0.1", "Mo\n", "Copper Lantern", "Mozilla", "localhost", "/at/"))
    assert message.message()["Message-ID"].endswith("@house.example>")


def test_two_mails_differ_in_nothing_but_their_numbers(outbox: list[EmailMessage], told: Member) -> None:
    told.elsewhere().signs_in()
    somewhere = told.elsewhere()
    somewhere.gives_password()
    somewhere.gives_code(told.recovery[0])

    assert len({(str(message.body), message.subject, tuple(message.to)) for message in outbox}) == 1
    assert len({len(message.message().as_bytes()) for message in outbox}) == 1


def test_without_an_address_none_is_sent(outbox: list[EmailMessage], mo: Member) -> None:
    mo.elsewhere().signs_in()

    assert outbox == []


def test_without_a_server_none_is_sent(told: Member) -> None:
    assert "This house has no mail server, so none is sent." in told.asks("GET", "/account/alerts").text
    told.elsewhere().signs_in()


def test_a_mail_that_fails_stops_nothing(told: Member) -> None:
    with override_settings(ALERTS=True, EMAIL_BACKEND=f"{__name__}.{Broken.__name__}"):
        told.elsewhere().signs_in()


def test_the_address_is_sealed(told: Member) -> None:
    from django.db import connection  # noqa: PLC0415 – Django is set up first

    with connection.cursor() as cursor:
        cursor.execute("SELECT address, name FROM account")
        (row,) = cursor.fetchall()

    assert told.account.address == ADDRESS
    assert not any(word.encode() in bytes(row[0]) + bytes(row[1]) for word in ("mo@", "ministry", "Mo"))


def test_it_is_taken_away(told: Member) -> None:
    told.asks("POST", "/account/alerts", {"address": ""})

    assert told.account.address is None


@pytest.mark.parametrize("address", ["x", "x@", "a@b@c", "a@ministry.example\nBcc: z@else.example", "x" * 255])
def test_what_is_no_address_is_refused(mo: Member, address: str) -> None:
    answer = mo.asks("POST", "/account/alerts", {"address": address})

    assert answer.status == 422
    assert mo.account.address is None
