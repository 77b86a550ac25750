"""What a second seat at the desk is asked: may these words be kept, although the guard warns? And the setting."""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from entremise.domain.errors import ABSENT, Refusal
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.services import seconding
from entremise.services.ports import Parts
from entremise.web.views.common import Tampered, band, fields_of, key_of, problem, seated, status_of

MOST_DIGITS: Final = 9
ANSWERS: Final = {"agree": True, "refuse": False}
"""What each of the two buttons says."""


@seated("GET", "HEAD", desk=True)
def second(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """All that waits for a second seat, what was agreed, what is over, and how the case is set."""
    return _show(request, parts, seat)


@seated("POST", desk=True, needs=Act.SET_SECOND)
def require(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    fields = fields_of(request)
    wanted = fields.get("require", "")
    if wanted not in {"yes", "no"}:
        raise Tampered("require")
    return _after(request, parts, seat, seconding.require(parts, seat, on=wanted == "yes", key=key_of(fields)))


@seated("POST", desk=True, needs=Act.AGREE_SECOND)
def answer(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    fields = fields_of(request)
    found = _number(number)
    if found is None:
        return problem(request, ABSENT)
    if fields.get("answer", "") not in ANSWERS:
        raise Tampered("answer")
    agrees = ANSWERS[fields["answer"]]
    words = fields.get("words", "")
    done = seconding.answer(parts, seat, found, agrees=agrees, words=words, key=key_of(fields))
    return _after(request, parts, seat, done, number=found, words=words)


@seated("POST", desk=True, needs=Act.DRAFT)
def withdraw(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    found = _number(number)
    if found is None:
        return problem(request, ABSENT)
    done = seconding.withdraw(parts, seat, found, key=key_of(fields_of(request)))
    return _after(request, parts, seat, done, number=found)


def _after(
    request: HttpRequest, parts: Parts, seat: Seat, done: object, *, number: int = 0, words: str = ""
) -> HttpResponse:
    """Back to the page; or the page again, with what was refused."""
    if isinstance(done, Refusal):
        if done == ABSENT:
            return problem(request, ABSENT)
        return _show(request, parts, seat, refusal=done, number=number, words=words)
    return HttpResponseRedirect(reverse("second", kwargs={"seat": seat.id}), status=303)


def _show(
    request: HttpRequest,
    parts: Parts,
    seat: Seat,
    *,
    refusal: Refusal | None = None,
    number: int = 0,
    words: str = "",
) -> HttpResponse:
    page = seconding.second_page(parts, seat)
    context = {"band": band(parts, page), "page": page, "refusal": refusal, "number": number, "words": words}
    return render(request, "pages/second.html", context, status=200 if refusal is None else status_of(refusal))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None
