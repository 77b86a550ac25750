"""Sign-ins: when, how, in which kind of browser; which are still open, and ending them with the seats they opened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest
from django.utils import timezone

from entremise.services.access import end_sessions
from entremise.web.accounts.alerts import Alert, alert
from entremise.web.accounts.models import Account, OpenedSeat, Session, SignIn
from entremise.web.accounts.sessions import SIGN_IN
from entremise.wiring import joined

KEPT: Final = timedelta(days=30)
FAMILIES: Final[Mapping[str, str]] = {
    "Firefox/": "Firefox",
    "Edg/": "Edge",
    "OPR/": "Opera",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
"""By what a browser calls itself, the first that matches: several claim to be others, too."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A sign-in, as its account's page lists it."""

    id: str
    at: datetime
    how: str
    browser: str
    is_open: bool
    is_this: bool


def begin(request: HttpRequest, account: Account) -> None:
    """Remember that the account was signed in to; older sign-ins than `KEPT` are forgotten."""
    now = joined().parts.clock.now()
    SignIn.objects.filter(at__lt=now - KEPT).delete()
    begun = SignIn.objects.create(account=account, at=now, how=_how(request, account), browser=_family(request))
    request.session[SIGN_IN] = begun.id
    alert(account, Alert.SIGNED_IN)


def listed(request: HttpRequest, account: Account) -> list[Listed]:
    """The account's sign-ins of the last 30 days, the newest first."""
    since = joined().parts.clock.now() - KEPT
    found = list(SignIn.objects.filter(account=account, at__gte=since).order_by("-at"))
    live = Session.objects.filter(sign_in__in=[one.id for one in found], expire_date__gt=timezone.now())
    is_open = set(live.values_list("sign_in", flat=True))
    this = request.session.get(SIGN_IN)
    return [Listed(one.id, one.at, one.how, one.browser, one.id in is_open, one.id == this) for one in found]


def opened(request: HttpRequest, digest: bytes) -> None:
    """Remember that a seat's session was opened from this sign-in."""
    OpenedSeat.objects.create(digest=digest, sign_in=request.session[SIGN_IN])


def end(account: Account, sign_in: str) -> bool:
    """End one of the account's sign-ins, and the seats it opened; whether it is one of the account's."""
    found = SignIn.objects.filter(account=account, id=sign_in)
    if not found.exists():
        return False
    _end([sign_in])
    return True


def end_this(request: HttpRequest) -> None:
    """End the seats that this sign-in opened; its session is ended by whoever calls."""
    this = request.session.get(SIGN_IN)
    if this:
        _end([this])


def end_others(request: HttpRequest, account: Account) -> None:
    """End all of the account's sign-ins but this one."""
    this = request.session.get(SIGN_IN)
    _end([one for one in _all(account) if one != this])


def end_all(account: Account) -> None:
    """End all of the account's sign-ins, and the seats they opened."""
    _end(_all(account))


def _all(account: Account) -> list[str]:
    return list(SignIn.objects.filter(account=account).values_list("id", flat=True))


def _end(sign_ins: Iterable[str]) -> None:
    these = list(sign_ins)
    Session.objects.filter(sign_in__in=these).delete()
    seats = OpenedSeat.objects.filter(sign_in__in=these)
    end_sessions(joined().parts, [bytes(one.digest) for one in seats])
    seats.delete()


def _how(request: HttpRequest, account: Account) -> str:
    """`passkey` alone, or what followed the password: `app`, `key`, `code`; or `password` where there is no second."""
    last = next(
        (one for one in reversed(get_authentication_records(request, account)) if one.get("method") == "mfa"), None
    )
    if last is None:
        return "password"
    if last.get("passwordless"):
        return "passkey"
    return {"totp": "app", "webauthn": "key"}.get(str(last.get("type")), "code")


def _family(request: HttpRequest) -> str:
    given = request.headers.get("User-Agent", "")
    return next((family for mark, family in FAMILIES.items() if mark in given), "")
