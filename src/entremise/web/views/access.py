"""Coming in and going out; the language; the pages that say no."""

from importlib import import_module

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.rooms import Seat
from entremise.services import access
from entremise.services.ports import Parts
from entremise.web.middleware import LANGUAGE_COOKIE
from entremise.web.sessions import MAX_AGE, cookie_name, seats_here
from entremise.web.views.common import problem, seated, status_of, waiting
from entremise.wiring import joined

YEAR = 365 * 24 * 3600


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, for somebody without a link."""
    return render(request, "pages/home.html")


def enter(request: HttpRequest, link: str) -> HttpResponse:
    """Taking a seat: the link in the address, its code in the form. Looking at the page uses nothing up."""
    if request.method in {"GET", "HEAD"}:
        code = request.GET.get("code", "") if settings.REHEARSAL else ""
        return render(request, "pages/enter.html", {"link": link, "code": code, "refusal": None})
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "POST"])
    account = getattr(request, "account", None)
    code = request.POST.get("code", "")
    held_by = account.pk if account is not None else None
    parts = joined().parts
    here = seats_here(parts, request.headers.get("Cookie", ""), tls=settings.TLS)
    entered = access.enter(parts, link, code, account=held_by, here=here, rehearsal=settings.REHEARSAL)
    if isinstance(entered, Refusal):
        context = {"link": link, "code": "", "refusal": entered, "sign_in": entered.code is Code.ACCOUNT_NEEDED}
        return waiting(render(request, "pages/enter.html", context, status=status_of(entered)), entered)
    if account is not None:
        # Loaded by now: it is what said who is signed in. Without an account nothing of it is needed.
        import_module("entremise.web.accounts.seating").begun(request, account, entered[1])
    # Who has no account sets a way back first: the link opens the seat this once.
    return at_seat(*entered, to="place" if entered[0].at_desk or settings.REHEARSAL else "own-seat")


def at_seat(seat: Seat, secret: str, *, to: str = "place") -> HttpResponse:
    """To the seat's place, or another of its pages, with its session in the browser."""
    answer = HttpResponseRedirect(reverse(to, kwargs={"seat": seat.id}), status=303)
    answer.set_cookie(
        cookie_name(seat.id, tls=settings.TLS),
        secret,
        max_age=MAX_AGE,
        secure=settings.TLS,
        httponly=True,
        samesite="Strict",
    )
    return answer


@seated("POST")
def sign_out(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    name = cookie_name(seat.id, tls=settings.TLS)
    access.sign_out(parts, request.COOKIES.get(name, ""))
    answer = HttpResponseRedirect(reverse("home"), status=303)
    answer.delete_cookie(name, samesite="Strict")
    return answer


def language(request: HttpRequest) -> HttpResponse:
    """Answer in another language from now on, and go back to where one was."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    onward = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(onward, {request.get_host()}) and onward.startswith("/")
    answer = HttpResponseRedirect(onward if here else reverse("home"), status=303)
    chosen = request.POST.get("language", "")
    if chosen in {code for code, _ in settings.LANGUAGES}:
        answer.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR, secure=settings.TLS, httponly=True, samesite="Lax")
    return answer


def absent(request: HttpRequest, exception: Exception | None = None, **_: object) -> HttpResponse:  # noqa: ARG001
    """The answer for an address that does not exist: the same as for one that is not yours."""
    return problem(request, ABSENT)


def malformed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """The answer to a request that cannot be read."""
    return problem(request, ABSENT, status=400)


def failed(request: HttpRequest) -> HttpResponse:
    """The answer when the mistake is ours."""
    return problem(request, None, status=500)
