"""A room within a delegation: its notes, and its members. Absent for whoever is none."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from entremise.domain.errors import Code, Refusal
from entremise.domain.ids import NOTES, Label
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.services import drafts, inner
from entremise.services.ports import Parts
from entremise.web.values import Composer
from entremise.web.views.common import (
    band,
    fields_of,
    in_background,
    key_of,
    problem,
    saved,
    seated,
    status_of,
)

DESTINATION = "inner"
"""Beginning of the name of an inner room's draft; the room's own id follows, as far as there is space."""


@seated("GET", "HEAD", desk=False, inner=True)
def show(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """The inner room's page."""
    kept = drafts.read_draft(parts, seat, _destination(seat))
    text = str(kept.fields.get("text", "")) if kept is not None else ""
    return _shown(request, parts, seat, Composer(text=text, saved=kept.saved if kept is not None else None))


@seated("POST", desk=False, inner=True, needs=Act.NOTE)
def write(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    fields = fields_of(request)
    text = fields.get("text", "")
    if fields.get("save"):
        at = drafts.keep_draft(parts, seat, _destination(seat), {"text": text})
        page = inner.inner_page(parts, seat)
        if isinstance(page, Refusal):
            return problem(request, page)
        return saved(at, page.terms) if in_background(request) else _back(seat, "text")
    written = inner.note(parts, seat, text, key=key_of(fields))
    if isinstance(written, Refusal):
        return _shown(request, parts, seat, Composer(text=text, refusal=written, field="text"))
    drafts.drop_draft(parts, seat, _destination(seat))
    return _back(seat, str(written.label))


@seated("POST", desk=False, inner=True, needs=Act.OPEN_INNER)
def admit(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    return _done(request, seat, inner.admit(parts, seat, request.POST.get("member", "")))


@seated("POST", desk=False, inner=True, needs=Act.OPEN_INNER)
def dismiss(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    return _done(request, seat, inner.dismiss(parts, seat, request.POST.get("member", "")))


def _shown(request: HttpRequest, parts: Parts, seat: Seat, composer: Composer) -> HttpResponse:
    before = Label.parse(request.GET.get("before", ""), series=NOTES)
    page = inner.inner_page(parts, seat, before=before)
    if isinstance(page, Refusal):
        return problem(request, page)
    context = {
        "band": band(parts, page, room=page.opened, inner=page.inner.title),
        "page": page,
        "inner": seat.place,
        "composer": composer,
    }
    status = 200 if composer.refusal is None else status_of(composer.refusal)
    return render(request, "pages/inner.html", context, status=status)


def _done(request: HttpRequest, seat: Seat, done: object) -> HttpResponse:
    if isinstance(done, Refusal):
        return problem(request, done, seat=seat if done.code is not Code.ABSENT else None)
    return _back(seat, "members")


def _back(seat: Seat, anchor: str) -> HttpResponse:
    address = reverse("inner", kwargs={"seat": seat.id, "inner": seat.place})
    return HttpResponseRedirect(f"{address}#{anchor}", status=303)


def _destination(seat: Seat) -> str:
    return f"{DESTINATION}-{seat.place}"[:16]
