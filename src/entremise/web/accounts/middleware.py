"""The way in for accounts: only an account's own pages, and the taking of a seat, look at who is signed in.

All other pages pass by: they cost nothing more, and set no cookie. What is needed here is imported when it is needed.
"""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from entremise.web.accounts.gate import Handler, Mending

ACCOUNTS: Final = "/account/"
SEATS: Final = "/enter/"


def with_account(handle: "Handler") -> "Handler":
    """Pass requests that concern accounts through sessions, sign-in and the second factor; all others go on."""

    @cache
    def door() -> "tuple[Handler, Mending]":
        gate = import_module("entremise.web.accounts.gate")
        built: tuple[Handler, Mending] = gate.build(handle, pages=ACCOUNTS)
        return built

    def concerned(request: HttpRequest) -> bool:
        here = request.path_info
        return here.startswith(ACCOUNTS) or (here.startswith(SEATS) and settings.SESSION_COOKIE_NAME in request.COOKIES)

    def chosen(request: HttpRequest) -> HttpResponse:
        return door()[0](request) if concerned(request) else handle(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return door()[1](request, exception) if concerned(request) else None

    entered: Any = chosen
    entered.process_exception = process_exception
    passing: Handler = entered
    return passing
