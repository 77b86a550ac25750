"""One's own seat: the ways back to it and its sessions; and the page at which one comes back.

That page is the same for every seat, whether there is one or not.
"""

from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from entremise.domain.errors import Code, Refusal, Shut
from entremise.domain.events import CaseOpened, RoomOpened
from entremise.domain.rooms import Seat
from entremise.services import returning, seats
from entremise.services.ports import Parts
from entremise.services.returning import WRONG
from entremise.web.busy import SEATS, narrow
from entremise.web.sessions import seats_here, session_secret
from entremise.web.values import Composer
from entremise.web.views.access import at_seat
from entremise.web.views.common import band, fields_of, problem, seated, status_of, waiting
from entremise.wiring import joined


@seated("GET", "HEAD")
def own_seat(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    return _shown(request, parts, seat)


@partial(narrow, way=SEATS)
@seated("POST", desk=False)
def passphrase(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """Set the passphrase with which one returns, or another one."""
    fields = fields_of(request)
    if fields.get("passphrase", "") != fields.get("again", ""):
        return _shown(request, parts, seat, field="again")
    secret = session_secret(seat.id, request.headers.get("Cookie", ""), tls=settings.TLS)
    done = returning.set_passphrase(
        parts, seat, secret, fields.get("passphrase", ""), current=fields.get("current") or None
    )
    if isinstance(done, Refusal):
        wrong = done.code in {Code.SIGN_IN_WRONG, Code.TOO_SOON}
        return _shown(request, parts, seat, refusal=done, field="current" if wrong else "passphrase")
    return _to_own(seat)


@seated("POST", desk=False)
def add_passkey(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """Keep the passkey that the browser has made."""
    made = _passkeys().made(parts, seat.id, request.POST.get("credential", ""), **_where(request))
    if made is None:
        return _shown(request, parts, seat, refusal=Refusal(Code.PASSKEY_WRONG), field="passkey")
    identity, data, count = made
    secret = session_secret(seat.id, request.headers.get("Cookie", ""), tls=settings.TLS)
    done = returning.add_passkey(parts, seat, secret, identity, data=data, count=count)
    if isinstance(done, Refusal):
        return _shown(request, parts, seat, refusal=done, field="passkey")
    return _to_own(seat)


@seated("POST", desk=False)
def remove_passkey(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    returning.remove_passkey(parts, seat, request.POST.get("passkey", ""))
    return _to_own(seat)


@seated("POST")
def end_sessions(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """End one session of the seat, or all but this one."""
    named = request.POST.get("session", "")
    if named:
        returning.end_session(parts, seat, named)
    else:
        secret = session_secret(seat.id, request.headers.get("Cookie", ""), tls=settings.TLS)
        returning.end_other_sessions(parts, seat, secret)
    return _to_own(seat)


@partial(narrow, way=SEATS)
def come_back(request: HttpRequest, seat: str) -> HttpResponse:
    """Coming back to a seat by its passphrase. Looking at the page asks nothing of the store.

    Anybody may try any seat, there or not, and each attempt stretches a passphrase: all go the narrow way.
    """
    if request.method in {"GET", "HEAD"}:
        return _return_page(request, seat)
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    parts = joined().parts
    came = returning.come_back(parts, seat, request.POST.get("passphrase", ""), **_who(request, parts))
    return _come_back(request, seat, came)


def come_back_by_passkey(request: HttpRequest, seat: str) -> HttpResponse:
    """What to ask of the browser, and coming back by what it answers."""
    parts = joined().parts
    if request.method == "GET":
        return JsonResponse({"request_options": _passkeys().ask_for_one(parts, seat, **_where(request))})
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "POST"])
    used = _passkeys().used(parts, seat, request.POST.get("credential", ""), **_where(request))
    if used is None:
        return _come_back(request, seat, WRONG)
    return _come_back(request, seat, returning.come_back_by_passkey(parts, seat, used, **_who(request, parts)))


def _come_back(request: HttpRequest, seat: str, came: tuple[Seat, str] | Refusal) -> HttpResponse:
    if not isinstance(came, Refusal):
        return at_seat(*came)
    return _return_page(request, seat, came)


def _return_page(request: HttpRequest, seat: str, refusal: Refusal | None = None) -> HttpResponse:
    context = {"seat": seat, "refusal": refusal, "place": reverse("return", kwargs={"seat": seat})}
    status = 200 if refusal is None else status_of(refusal)
    return waiting(render(request, "pages/return.html", context, status=status), refusal)


def _shown(
    request: HttpRequest, parts: Parts, seat: Seat, *, refusal: Refusal | None = None, field: str = ""
) -> HttpResponse:
    try:
        page = seats.people_page(parts, seat)
    except Shut:
        if seat.at_desk:
            raise
        return _shown_shut(request, parts, seat, refusal=refusal, field=field)
    secret = session_secret(seat.id, request.headers.get("Cookie", ""), tls=settings.TLS)
    own = next((view for view in page.people if view.own), None)
    if own is None:
        return problem(request, None)
    status = 422 if field == "again" else 200 if refusal is None else status_of(refusal)
    context = {
        "band": band(parts, page, room=page.opened if isinstance(page.opened, RoomOpened) else None),
        "own": own,
        "ways": returning.ways_back(parts, seat, secret),
        "address": request.build_absolute_uri(reverse("return", kwargs={"seat": seat.id})),
        "passkey_options": None if seat.at_desk else _options(request, parts, seat, _title(page.opened)),
        "composer": Composer(refusal=refusal, field=field),
        "unlike": field == "again",
    }
    return waiting(render(request, "pages/own_seat.html", context, status=status), refusal)


def _options(request: HttpRequest, parts: Parts, seat: Seat, name: str) -> object:
    known = parts.store.passkeys(seat.id)
    return {"creation_options": _passkeys().ask_to_make(parts, seat.id, known, name=name, **_where(request))}


def _shown_shut(request: HttpRequest, parts: Parts, seat: Seat, *, refusal: Refusal | None, field: str) -> HttpResponse:
    """The seat's page while nobody has its room open: nothing of the room, and the passphrase."""
    secret = session_secret(seat.id, request.headers.get("Cookie", ""), tls=settings.TLS)
    context = {
        "seat": seat.id,
        "ways": returning.ways_back(parts, seat, secret),
        "address": reverse("return", kwargs={"seat": seat.id}),
        "composer": Composer(refusal=refusal, field=field),
        "unlike": field == "again",
    }
    status = 422 if field == "again" else 200 if refusal is None else status_of(refusal)
    return waiting(render(request, "pages/shut.html", context, status=status), refusal)


def _title(opened: RoomOpened | CaseOpened) -> str:
    """What a device may call the passkey: the codename, the only name that leaves a place."""
    return opened.terms.codename


def _who(request: HttpRequest, parts: Parts) -> dict[str, Any]:
    """Who asks to come in: the account that is signed in, and the seats at which this browser is."""
    account = getattr(request, "account", None)
    return {
        "account": account.pk if account is not None else None,
        "here": seats_here(parts, request.headers.get("Cookie", ""), tls=settings.TLS),
        "rehearsal": settings.REHEARSAL,
    }


def _where(request: HttpRequest) -> dict[str, str]:
    """The name and the origin under which this server was reached."""
    scheme = "https" if settings.TLS else request.scheme
    return {"host": request.get_host().partition(":")[0], "origin": f"{scheme}://{request.get_host()}"}


def _to_own(seat: Seat) -> HttpResponse:
    return HttpResponseRedirect(reverse("own-seat", kwargs={"seat": seat.id}), status=303)


def _passkeys() -> ModuleType:
    """Loaded when first needed: the library reads a list of all public suffixes as it starts."""
    return import_module("entremise.web.passkeys")
