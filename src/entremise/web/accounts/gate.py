"""What an account's request passes: its session, who it is, and whether the second factor has been given."""

from collections.abc import Callable
from typing import Any, cast

from allauth.account.middleware import AccountMiddleware
from django.contrib.auth import logout
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from entremise.web.accounts import sign_ins
from entremise.web.accounts.models import Account
from entremise.web.accounts.second_factor import OPEN_WITHOUT, PROVED, has_second_factor

Handler = Callable[[HttpRequest], HttpResponse]
Mending = Callable[[HttpRequest, Exception], HttpResponse | None]


def build(handle: Handler, *, pages: str) -> tuple[Handler, Mending]:
    """The handler that requests pass, and what mends an exception on the way; accounts' pages begin with `pages`."""
    signing_in: Any = AccountMiddleware(_second_factor_first(handle, pages))
    way = SessionMiddleware(cast("Any", AuthenticationMiddleware(signing_in)))
    return cast("Handler", way), signing_in.process_exception


def _second_factor_first(handle: Handler, pages: str) -> Handler:
    """Nothing of an account is reached before it has a second factor, but what sets one up.

    Elsewhere `request.account` says who is signed in with one. A sign-in in which the account's second factor was
    never given is ended: it began before there was one.
    """

    def checked(request: HttpRequest) -> HttpResponse:
        account = request.user if isinstance(request.user, Account) else None
        ready = account is not None and has_second_factor(account)
        if ready and not request.session.get(PROVED):
            sign_ins.end_this(request)
            logout(request)
            account, ready = None, False
        request.account = account if ready else None  # type: ignore[attr-defined]
        here = request.path_info
        if account is None or ready or not here.startswith(pages):
            return handle(request)
        if here in {reverse(name) for name in OPEN_WITHOUT}:
            return handle(request)
        return HttpResponseRedirect(reverse("mfa_index"), status=303)

    return checked
