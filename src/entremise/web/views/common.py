"""What every view does: find the seat, read the form, say what is wrong."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from entremise.domain.errors import ABSENT, Code, Conflict, Refusal
from entremise.domain.events import RoomOpened
from entremise.domain.rooms import Seat
from entremise.domain.terms import PartyRoom, Terms
from entremise.services.ports import Parts
from entremise.services.reading import DeskPage, RoomPage, SpeakingPage
from entremise.web.sessions import seat_in_browser
from entremise.web.values import Band
from entremise.wiring import joined

P = ParamSpec("P")
E = TypeVar("E", bound=StrEnum)
View = Callable[..., HttpResponse]
TRIES: Final = 5
STATUS_ABSENT: Final = 404
MALFORMED: Final = frozenset(
    {
        Code.TEXT_EMPTY,
        Code.TEXT_TOO_LONG,
        Code.WORD_TOO_LONG,
        Code.CHARACTER_FORBIDDEN,
        Code.CONDITION_MISSING,
        Code.CONDITION_UNUSED,
        Code.EXPIRY_PAST,
        Code.EXPIRY_FAR,
        Code.HOLD_OUT_OF_RANGE,
        Code.SOURCES_TOO_MANY,
        Code.ROOM_MISSING,
        Code.REPLY_UNKNOWN,
        Code.LINK_INVALID,
    }
)
"""Refusals of what cannot be read; all others are refusals of a rule."""


class Tampered(Exception):
    """A form holds what no page of ours offers."""


def seated(
    *methods: str, desk: bool | None = None
) -> Callable[[Callable[Concatenate[HttpRequest, Parts, Seat, P], HttpResponse]], View]:
    """A view for the seat that the address names and the browser holds; for anyone else it is absent.

    `desk` says whether it is a view of the desk or of a room; at the other it is as absent as if it did not exist.
    """

    def decorate(view: Callable[Concatenate[HttpRequest, Parts, Seat, P], HttpResponse]) -> View:
        @wraps(view)
        def checked(request: HttpRequest, seat: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            parts = joined().parts
            found = seat_in_browser(parts, seat, request.headers.get("Cookie", ""), tls=settings.TLS)
            if found is None or desk not in {None, found.at_desk}:
                return problem(request, ABSENT)
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            return _tried(lambda: view(request, parts, found, *args, **kwargs), request)

        return checked

    return decorate


def _tried(act: Callable[[], HttpResponse], request: HttpRequest) -> HttpResponse:
    for attempt in range(TRIES):
        try:
            return act()
        except Conflict:
            if attempt == TRIES - 1:
                raise
        except Tampered:
            return problem(request, ABSENT, status=400)
    raise AssertionError("a loop that always returns or raises has ended")


def problem(
    request: HttpRequest, refusal: Refusal | None, *, status: int | None = None, seat: Seat | None = None
) -> HttpResponse:
    """The page that says no, with the way back to `seat`'s place if an act of it was refused.

    The same bytes for all that is absent and all that is not yours, whoever asks.
    """
    status = status or status_of(refusal)
    back = seat.id if seat is not None and status != STATUS_ABSENT else None
    context = {"refusal": refusal, "status": status, "back": back}
    return render(request, "pages/problem.html", context, status=status)


def status_of(refusal: Refusal | None) -> int:
    """The status that goes with a refusal: 404 absent, 422 malformed, 409 a rule."""
    if refusal is None or refusal.code is Code.ABSENT:
        return STATUS_ABSENT
    return 422 if refusal.code in MALFORMED else 409


def band(parts: Parts, page: RoomPage | DeskPage | SpeakingPage, *, room: PartyRoom | RoomOpened | None = None) -> Band:
    """The band at the top: where one is, who can be here, by whose clock."""
    terms, seat = page.terms, page.seat
    if room is None:
        name, who = _("The desk"), _("Mediator: %(mediator)s") % {"mediator": terms.mediator}
    else:
        name = _("Room %(mark)s: %(party)s") % {"mark": room.mark, "party": room.party}
        who = _("Only this delegation and the mediator can be here")
    if isinstance(room, RoomOpened):
        who = _("Only your delegation and the mediator can be here")
    return Band(
        seat=seat.id,
        mark=room.mark if room is not None else "desk",
        name=name,
        who=who,
        role=seat.role,
        now=page.now.astimezone(ZoneInfo(terms.zone)),
        city=terms.city,
        title=room.title if isinstance(room, RoomOpened) else terms.codename,
        note=terms.note,
        head=page.head,
        key=parts.ids.fresh(seat.place),
    )


def to_place(seat: Seat, *, query: Mapping[str, str] | None = None, anchor: str = "") -> HttpResponse:
    """Back to the seat's own place, after an act."""
    address = reverse("place", kwargs={"seat": seat.id})
    fields = QueryDict(mutable=True)
    fields.update({name: value for name, value in (query or {}).items() if value})
    question = f"?{fields.urlencode()}" if fields else ""
    return HttpResponseRedirect(f"{address}{question}{'#' if anchor else ''}{anchor}", status=303)


def choice(fields: Mapping[str, str], name: str, values: type[E], default: E) -> E:
    """The field's value among `values`; `default` where it is empty. Raises Tampered for anything else."""
    given = fields.get(name, "")
    try:
        return values(given) if given else default
    except ValueError:
        raise Tampered(name) from None


def key_of(fields: Mapping[str, str]) -> str | None:
    """The form's idempotency key, if it looks like one of ours."""
    key = fields.get("key", "")
    return key if 8 <= len(key) <= 100 and key.isascii() and key.isprintable() else None


def moment(text: str, terms: Terms) -> datetime | None:
    """A `datetime-local` field's moment by the case's clock, in UTC; None where it is empty. Raises Tampered."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(terms.zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Tampered("expires") from None


def local(at: datetime | None, terms: Terms) -> str:
    """A moment as a `datetime-local` field holds it, by the case's clock."""
    return "" if at is None else at.astimezone(ZoneInfo(terms.zone)).strftime("%Y-%m-%dT%H:%M")


def saved(at: datetime, terms: Terms) -> HttpResponse:
    """The answer to a draft saved in the background: nothing, and when, by the case's clock."""
    answer = HttpResponse(status=204)
    answer.headers["X-Saved"] = time_format(at.astimezone(ZoneInfo(terms.zone)), "H:i")
    return answer


def in_background(request: HttpRequest) -> bool:
    """Whether a script asks, which stays on its page."""
    return request.headers.get("X-Autosave") == "1" or request.headers.get("HX-Request") == "true"


def fields_of(request: HttpRequest) -> dict[str, Any]:
    """The form's single fields, last value each."""
    return {name: values[-1] for name, values in request.POST.lists() if values}
