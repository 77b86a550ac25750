"""A place's keys: who holds them, new ones, closing a room to the host, and destroying a room or the case."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from entremise.domain.errors import Code, Refusal
from entremise.domain.events import RoomOpened
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.services import keeping
from entremise.services.keeping import KeysPage
from entremise.services.ports import Parts
from entremise.services.speaking import Done
from entremise.web.values import Composer
from entremise.web.views.common import band, fields_of, key_of, problem, seated, status_of

FIELDS: Final = {Code.NOT_CONFIRMED: "codename", Code.ROOM_MISSING: "what", Code.WAITS_AT_DOOR: "what"}
"""Which field of the form that destroys a refusal is about."""


@seated("GET", "HEAD")
def keys(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    return _show(request, parts, seat)


@seated("POST", needs=Act.ROTATE)
def rotate(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    return _done(request, parts, seat, keeping.rotate)


@seated("POST", desk=False, needs=Act.CLOSE_ROOM)
def close(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    return _done(request, parts, seat, keeping.close_room)


@seated("POST", desk=False, needs=Act.CLOSE_ROOM)
def reopen(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    return _done(request, parts, seat, keeping.reopen_room)


@seated("GET", "HEAD", desk=True)
def certificate(request: HttpRequest, parts: Parts, seat: Seat, mark: str) -> HttpResponse:
    """The certificate of a destroyed room, to be printed."""
    page = keeping.keys_page(parts, seat)
    found = next((one for one in page.certificates if one.mark == mark), None)
    if found is None:
        return problem(request, None)
    return render(request, "pages/certificate.html", {"band": band(parts, page), "certificate": found})


@seated("GET", "HEAD", "POST", desk=True, needs=Act.DESTROY)
def destroy(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """The form by which a room or the case is destroyed; then the certificate."""
    page = keeping.keys_page(parts, seat)
    if request.method != "POST":
        return _show_form(request, parts, page)
    fields = fields_of(request)
    what = fields.get("what", "")
    done = keeping.destroy(parts, seat, what, codename=fields.get("codename", ""))
    if isinstance(done, Refusal):
        return _show_form(request, parts, page, what=what, refusal=done)
    if done.mark is not None:
        where = reverse("certificate", kwargs={"seat": seat.id, "mark": done.mark})
        return HttpResponseRedirect(where, status=303)
    # The seat is gone with its desk: this is the last page that it is shown.
    return render(request, "pages/certificate.html", {"certificate": done})


def _show(request: HttpRequest, parts: Parts, seat: Seat, *, refusal: Refusal | None = None) -> HttpResponse:
    page = keeping.keys_page(parts, seat)
    room = page.opened if isinstance(page.opened, RoomOpened) else None
    context = {"band": band(parts, page, room=room), "page": page, "composer": Composer(refusal=refusal)}
    return render(request, "pages/keys.html", context, status=200 if refusal is None else status_of(refusal))


def _show_form(
    request: HttpRequest, parts: Parts, page: KeysPage, *, what: str = "", refusal: Refusal | None = None
) -> HttpResponse:
    context = {
        "band": band(parts, page),
        "page": page,
        "what": what,
        "composer": Composer(refusal=refusal, field=FIELDS.get(refusal.code, "") if refusal is not None else ""),
    }
    return render(request, "pages/destroy.html", context, status=200 if refusal is None else status_of(refusal))


def _done(request: HttpRequest, parts: Parts, seat: Seat, act: Callable[..., Done | Refusal]) -> HttpResponse:
    done = act(parts, seat, key=key_of(fields_of(request)))
    if isinstance(done, Refusal):
        return _show(request, parts, seat, refusal=done)
    return HttpResponseRedirect(reverse("keys", kwargs={"seat": seat.id}), status=303)
