"""Staff accounts: make one, show them, give a new enrolment link, close one."""

import argparse
import sys
from typing import Final

from django.core.exceptions import ValidationError

from entremise.web.accounts import life
from entremise.web.accounts.forms import one_line
from entremise.web.accounts.models import Account
from entremise.web.accounts.second_factor import has_second_factor

LAST: Final = (
    "another account is wanted at each closed desk at which this one sits; with this one's key alone, its desk would be"
    " lost: seat another first"
)
NO_SUCH: Final = "a login name is wanted, as `entremise account show` lists it; no open account has the one given"


def account_new(options: argparse.Namespace) -> int:
    """Make an account; print its enrolment link and code."""
    try:
        name = one_line(options.name)
    except ValidationError as error:
        return _unknown(str(error.message))
    account = life.make(name, administrator=options.administrator)
    if account is None:
        return _unknown("a login name of its own is wanted; there is, or was, an account of this one")
    _print_link(options.url, account)
    return 0


def account_show(options: argparse.Namespace) -> int:  # noqa: ARG001
    """Print every account and how far it is."""
    accounts = life.every()
    if not accounts:
        print("No account is kept here. `entremise account new NAME --administrator` makes the first.")
    for account in accounts:
        role = "administrator" if account.administrator else "staff"
        print(f"{account.name!s:<32} {role:<14} {_state(account)}")
    return 0


def account_link(options: argparse.Namespace) -> int:
    """Print a new enrolment link and code; the old password, key and sign-ins are gone."""
    account = _open(options.name)
    if account is None:
        return _unknown(NO_SUCH)
    if life.unless_last(account) is not None:
        return _unknown(LAST)
    if options.second_factor:
        life.remove_second_factor(account)
    _print_link(options.url, account)
    return 0


def account_close(options: argparse.Namespace) -> int:
    """Close an account for good."""
    account = _open(options.name)
    if account is None:
        return _unknown(NO_SUCH)
    if life.unless_last(account) is not None:
        return _unknown(LAST)
    if not life.close(account):
        return _unknown("another administrator is wanted first; this account is the only one")
    print(f"closed: {account.name}")
    return 0


def _open(name: str) -> Account | None:
    account = life.named(name)
    return account if account is not None and account.is_active else None


def _state(account: Account) -> str:
    if not account.is_active:
        return "closed"
    if not account.has_usable_password():
        return "not enrolled"
    return "in use" if has_second_factor(account) else "no second factor yet"


def _print_link(url: str, account: Account) -> None:
    given = life.enrolling(account)
    print(f"link  {url}/account/enrol/{given.link}")
    print(f"code  {given.code}    give it by another way than the link")


def _unknown(told: str) -> int:
    print(f"entremise: {told}", file=sys.stderr)
    return 2
