"""The record: its checkpoints, proof that it was only added to, and a copy of it to take along."""

from base64 import b64encode
from functools import partial

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, gettext, override

from entremise.domain.errors import Code, Refusal
from entremise.domain.events import CaseOpened
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.services import exports
from entremise.services import record as records
from entremise.services.ports import Budget, Parts
from entremise.web.templatetags.endings import ACCESS
from entremise.web.views.common import Tampered, band, problem, seated

MOST_DIGITS = 15
"""Of a number of lines in an address: as many as a script counts exactly."""


@seated("GET", "HEAD")
def record(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    page = records.record_page(parts, seat)
    if isinstance(page, Refusal):
        return problem(request, page, seat=seat)
    opened = page.opened
    context = {"band": band(parts, page, room=None if isinstance(opened, CaseOpened) else opened), "page": page}
    return render(request, "pages/record.html", context)


@seated("GET", "HEAD")
def checkpoint(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    found = records.view(parts, seat, request.GET.get("of", ""))
    if isinstance(found, Refusal):
        return problem(request, found, seat=seat)
    answer = HttpResponse(found.note, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="checkpoint-{found.checkpoint.size}.txt"'
    return answer


@seated("GET", "HEAD")
def consistency(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    found = records.consistency(parts, seat, _size(request.GET.get("from", "0")), request.GET.get("of", ""))
    if isinstance(found, Refusal) and found.code is Code.RECORD_SHORTER:
        return JsonResponse({"size": found.facts["size"]}, status=409)
    if isinstance(found, Refusal):
        return problem(request, found, seat=seat)
    return JsonResponse({"checkpoint": found.note, "proof": [b64encode(one).decode() for one in found.proof]})


@seated("POST", needs=Act.EXPORT, spends=Budget.EXPORT)
def export(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponseBase:
    language = get_language() or "en"
    access = {what: str(words) for what, words in ACCESS.items()}
    archive = exports.export(parts, seat, say=partial(_said, language), language=language, access=access)
    if isinstance(archive, Refusal):
        return problem(request, archive, seat=seat)
    answer = StreamingHttpResponse(archive, content_type="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="record.zip"'
    return answer


def _said(language: str, sentence: str) -> str:
    """The sentence in this language, also when the request is over and its archive is still on its way."""
    with override(language):
        return gettext(sentence)


def _size(given: str) -> int:
    if not given.isascii() or not given.isdecimal() or len(given) > MOST_DIGITS:
        raise Tampered("from")
    return int(given)
