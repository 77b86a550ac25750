"""A place's calendar: to be taken along, or fetched by a calendar program with a name and a password of its own."""

import base64

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from entremise.domain.errors import Refusal, Shut
from entremise.domain.rooms import Seat
from entremise.services import calendars
from entremise.services.calendars import MEDIA_TYPE
from entremise.services.limiting import allowed
from entremise.services.ports import Budget, Parts
from entremise.web.views.common import problem, seated, waiting
from entremise.web.views.rounds import number_of, shown, to_rounds
from entremise.wiring import joined

MOST_BYTES: int = 512
"""Of a name and password; ours have fewer."""
AGAIN_SECONDS = 900
"""When a program asks again for what is shut now."""


def feed(request: HttpRequest) -> HttpResponse:
    """What a calendar program fetches. No name, a wrong name and a wrong password answer alike.

    Nothing of it stands in the address: the name and the password come in a header (RFC 7617).
    """
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    parts = joined().parts
    name, password = _given(request.headers.get("Authorization", ""))
    seat = calendars.seat_fetching(parts, name, password)
    if seat is None:
        answer = HttpResponse(status=401, content_type="text/plain; charset=utf-8")
        answer.headers["WWW-Authenticate"] = 'Basic realm="calendar", charset="UTF-8"'
        return answer
    refusal = allowed(parts, seat, Budget.READ)
    if refusal is not None:
        return waiting(HttpResponse(status=429, content_type="text/plain; charset=utf-8"), refusal)
    try:
        written = calendars.fetched(parts, seat)
    except Shut:
        # A program keeps what it has, and asks again.
        answer = HttpResponse(status=503, content_type="text/plain; charset=utf-8")
        answer.headers["Retry-After"] = str(AGAIN_SECONDS)
        return answer
    return HttpResponse(written, content_type=MEDIA_TYPE)


@seated("GET", "HEAD")
def take(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:  # noqa: ARG001
    """All rounds, as one file."""
    return _file(calendars.fetched(parts, seat), "calendar.ics")


@seated("GET", "HEAD")
def take_one(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    """One round, as an invitation or as its cancellation."""
    written = calendars.invitation(parts, seat, number_of(number))
    return problem(request, written) if isinstance(written, Refusal) else _file(written, "invitation.ics")


@seated("POST")
def let_in(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """A name and a password for a calendar program, which this page alone shows, once."""
    given = calendars.give_feed(parts, seat)
    if isinstance(given, Refusal):
        return problem(request, given, seat=seat)
    return shown(request, parts, seat, given=given)


@seated("POST")
def end(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """Let no calendar program read any more."""
    done = calendars.end_feed(parts, seat)
    return problem(request, done, seat=seat) if isinstance(done, Refusal) else to_rounds(seat)


def _given(header: str) -> tuple[str, str]:
    """The name and the password of a Basic header; empty where there is none, or none that can be read."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic" or len(encoded) > MOST_BYTES:
        return "", ""
    try:
        name, _, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:
        # No base64, no ASCII at all, or no UTF-8 within.
        return "", ""
    return name, password


def _file(written: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(written, content_type=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
