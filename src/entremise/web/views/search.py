"""Searching a place. What is looked for comes in the body of a request, so that it stands in no address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from entremise.domain.errors import ABSENT, Refusal
from entremise.domain.events import CaseOpened
from entremise.domain.finding import MOST_CHARACTERS
from entremise.domain.ids import Label
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.services import searching
from entremise.services.ports import Budget, Parts
from entremise.web.views.common import band, fields_of, problem, seated, status_of


def _searched(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    page = searching.search_page(parts, seat)
    opened = page.opened
    desk, room = (opened, None) if isinstance(opened, CaseOpened) else (None, opened)
    fields = fields_of(request)
    before = Label.parse(fields.get("before", ""), series="") if fields.get("before") else None
    found: searching.Results | Refusal | None = None
    if request.method == "POST":
        found = searching.search(parts, seat, fields.get("text", ""), room=fields.get("room") or None, before=before)
    if found == ABSENT:
        return problem(request, ABSENT)
    refusal = found if isinstance(found, Refusal) else None
    context = {
        "band": band(parts, page, room=room, inner=page.inner),
        "inner": seat.place if page.inner is not None else None,
        "rooms": desk.rooms if desk is not None else (),
        "text": fields.get("text", ""),
        "room": fields.get("room", ""),
        "before": before,
        "most": MOST_CHARACTERS,
        "found": None if refusal is not None else found,
        "refusal": refusal,
    }
    return render(request, "pages/search.html", context, status=200 if refusal is None else status_of(refusal))


METHODS = ("GET", "HEAD", "POST")
search = seated(*METHODS, needs=Act.SEARCH, spends=Budget.SEARCH)(_searched)
search_inner = seated(*METHODS, desk=False, inner=True, needs=Act.SEARCH, spends=Budget.SEARCH)(_searched)
