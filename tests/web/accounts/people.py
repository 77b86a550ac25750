"""Members of staff at their browsers: enrolling, signing in, giving a second factor."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.apps import apps
from django.test import override_settings

from entremise.domain.rooms import Seat
from entremise.keys.passwords import Cost
from entremise.services import access
from entremise.services.access import Invitation
from entremise.web.accounts import life
from entremise.web.accounts.hashers import Argon2id
from entremise.web.accounts.life import Enrolling
from entremise.web.accounts.models import Account
from tests.cast import Talks
from tests.web.people import Person, Told, nobody

PASSWORD = "nine quiet lanterns"
OTHER_PASSWORD = "nine loud lanterns"


class QuickArgon2id(Argon2id):
    """The same, at the least cost there is."""

    cost = Cost(iterations=1, kibibytes=8)


@dataclass
class Member(Person):
    """Somebody of the staff, at one browser."""

    name: str = ""
    password: str = PASSWORD
    key: str = ""
    """Of the app that shows codes."""
    recovery: list[str] = field(default_factory=list)
    _given: set[int] = field(default_factory=set)

    @property
    def account(self) -> Account:
        """The account, as it is kept."""
        found = life.named(self.name)
        assert found is not None
        return found

    def code(self) -> str:
        """A code of the app that was not given before."""
        now = int(time.time()) // 30
        step = next(step for step in (now, now + 1, now - 1) if step not in self._given)
        self._given.add(step)
        shown: str = format_hotp_value(hotp_value(self.key, step))
        return shown

    def enrols(self, given: Enrolling, **form: str) -> Told:
        whole = {"code": given.code, "password": self.password, "again": self.password, **form}
        return self.asks("POST", f"/account/enrol/{given.link}", whole)

    def sets_up_the_app(self) -> Told:
        page = self.asks("GET", "/account/second-factor/app").page
        self.key = page.of_class("secret")[0].text
        told = self.asks("POST", "/account/second-factor/app", {"code": self.code()})
        shown = self.asks("GET", told.location)
        self.recovery = [item.text for item in shown.page.of_class("codes")[0].tags("li")]
        return shown

    def gives_password(self, **form: str) -> Told:
        return self.asks("POST", "/account/sign-in", {"login": self.name, "password": self.password, **form})

    def gives_code(self, code: str = "") -> Told:
        return self.asks("POST", "/account/second-factor/give", {"code": code or self.code()})

    def confirms(self) -> Told:
        """The password once more."""
        return self.asks("POST", "/account/confirm", {"password": self.password})

    def takes(self, invitation: Invitation) -> str:
        """The seat that the link and its code open; the address of its place."""
        told = self.asks("POST", f"/enter/{invitation.link}", {"code": invitation.code})
        assert told.status == 303, told.text
        return told.location

    def signs_in(self) -> "Member":
        self.gives_password()
        told = self.gives_code()
        assert told.location == "/account/", told.text
        return self

    def elsewhere(self) -> "Member":
        """The same person at another browser."""
        return Member(None, nobody().browser, self.name, self.password, self.key, self.recovery, self._given)

    def tries(self, name: str, password: str) -> Told:
        return self.asks("POST", "/account/sign-in", {"login": name, "password": password})


@contextmanager
def accounts() -> Iterator[None]:
    """Within the block there is no account yet, and passwords are hashed quickly; afterwards none is left."""
    with override_settings(PASSWORD_HASHERS=["tests.web.accounts.people.QuickArgon2id"]):
        yield
    for label in ("mfa", "accounts"):
        for model in reversed(list(apps.get_app_config(label).get_models())):
            # Row by row it would look for what hangs on them in tables that are not made.
            model._default_manager.all()._raw_delete("default")  # noqa: SLF001


def enrolled(name: str, *, administrator: bool = False) -> Member:
    """A new member of staff who has set a password, and nothing more."""
    account = life.make(name, administrator=administrator)
    assert account is not None
    member = Member(None, name=name)
    assert member.enrols(life.enrolling(account)).status == 302
    return member


def signed_in(name: str, *, administrator: bool = False) -> Member:
    """A new member of staff, signed in with a second factor."""
    member = enrolled(name, administrator=administrator)
    member.sets_up_the_app()
    return member


def invited(talks: Talks, seat: Seat) -> Invitation:
    """A link to the seat, and its code."""
    return access.invite(talks.parts, seat)


def without_name(told: Told, *names: str) -> str:
    """The page, without what was typed into it."""
    text = told.text
    for name in names:
        text = re.sub(re.escape(name), "NAME", text)
    return text
