"""The life of an account: made by an administrator, enrolled by its person, closed.

An administrator never learns a password, and a new link takes the old one away together with the person's key: what
was closed to the host stays closed to whoever runs it.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from entremise.domain.errors import Broken, Refusal
from entremise.domain.events import Access
from entremise.domain.terms import Role
from entremise.services import accesses, staff
from entremise.web.accounts import keyring, sign_ins
from entremise.web.accounts.alerts import Alert, alert
from entremise.web.accounts.models import Account, Enrolment
from entremise.web.accounts.sealing import login_digest
from entremise.wiring import joined

LINK_LIFE: Final = timedelta(days=7)
MOST_WRONG_CODES: Final = 5


@dataclass(frozen=True, slots=True)
class Enrolling:
    """What a person needs to set a password. The two are given by different ways."""

    link: str
    code: str


def make(name: str, *, administrator: bool = False) -> Account | None:
    """A new account, which nobody can sign in to yet; None if there is, or was, one of that name."""
    account = Account(name=name, login=login_digest(name), administrator=administrator, made=_now())
    account.set_unusable_password()
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        return None
    return account


def unless_last(account: Account) -> Refusal | None:
    """None, unless a closed desk would be lost with the account's key: to be asked before it is taken away."""
    return staff.unless_last(joined().parts, account.pk)


def enrolling(account: Account) -> Enrolling:
    """A new link and code for the account; the old password, key and sign-ins are gone from now on.

    So are its seats: whoever uses the link may be somebody else, and is invited by those who know. Raises Broken where
    `unless_last` refuses.
    """
    _must_not_be_last(account)
    given = Enrolling(secrets.token_urlsafe(24), f"{secrets.randbelow(1_000_000):06d}")
    had = account.has_usable_password()
    with transaction.atomic():
        account.set_unusable_password()
        account.save()
        kept = {
            "digest": _digest(given.link),
            "code_digest": _code_digest(given.link, given.code),
            "expires": _now() + LINK_LIFE,
            "failures": 0,
        }
        Enrolment.objects.update_or_create(account=account, defaults=kept)
    staff.release_seats(joined().parts, account.pk, Access.ACCOUNT_ENROLLED_ANEW)
    keyring.forget(account)
    sign_ins.end_all(account)
    if had:
        alert(account, Alert.ENROLMENT)
    return given


def enrol(link: str, code: str, password: str) -> Account | None:
    """The account whose password is `password` from now on; None for a link and code that open none.

    Unknown, used, expired and wrong answer alike. After five wrong codes a link opens nothing.
    """
    digest, given = _digest(link), _code_digest(link, code)
    with transaction.atomic():
        found = Enrolment.objects.select_for_update().select_related("account").filter(digest=digest).first()
        right = hmac.compare_digest(given, bytes(found.code_digest) if found is not None else bytes(len(given)))
        if found is None:
            return None
        account = found.account
        if not (right and found.expires > _now() and found.failures < MOST_WRONG_CODES and account.is_active):
            found.failures += 1
            found.save()
            return None
        found.delete()
        account.set_password(password)
        account.save()
    return account


def close(account: Account) -> bool:
    """Close it for good; whether it was done: the last administrator's account stays. Raises as `enrolling` does."""
    _must_not_be_last(account)
    if account.administrator and not _other_administrators(account):
        return False
    account.closed = _now()
    account.set_unusable_password()
    account.save()
    Enrolment.objects.filter(account=account).delete()
    Authenticator.objects.filter(user_id=account.pk).delete()
    staff.release_seats(joined().parts, account.pk, Access.ACCOUNT_CLOSED)
    keyring.forget(account)
    sign_ins.end_all(account)
    return True


def remove_second_factor(account: Account) -> None:
    """Take away every second factor of the account, and end its sign-ins; the next one sets a new one up."""
    Authenticator.objects.filter(user_id=account.pk).delete()
    accesses.tell_of_account(joined().parts, account.pk, Access.SECOND_FACTOR_REMOVED, by=Role.ADMINISTRATOR)
    sign_ins.end_all(account)
    alert(account, Alert.FACTOR_REMOVED)


def named(name: str) -> Account | None:
    """The account with this login name, open or closed."""
    return Account.objects.filter(login=login_digest(name)).first()


def with_id(account: str) -> Account | None:
    """The account with this id, open or closed."""
    return Account.objects.filter(id=account).first()


def every() -> list[Account]:
    """Every account, by name; closed ones last."""
    return sorted(Account.objects.all(), key=lambda one: (not one.is_active, str(one.name).casefold()))


def _must_not_be_last(account: Account) -> None:
    if unless_last(account) is not None:
        raise Broken("a closed desk was to be lost with an account")


def _now() -> datetime:
    return joined().parts.clock.now()


def _other_administrators(account: Account) -> bool:
    return Account.objects.filter(administrator=True, closed=None).exclude(id=account.id).exists()


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _code_digest(link: str, code: str) -> bytes:
    return hmac.digest(link.encode("utf-8", "surrogatepass"), code.strip().encode("utf-8", "surrogatepass"), "sha256")
