"""What every view does: find the seat, read the form, say what is wrong."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, Protocol, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from entremise.domain.endings import STILL
from entremise.domain.errors import ABSENT, SHUT, Code, Conflict, Refusal, Shut
from entremise.domain.events import RoomOpened
from entremise.domain.roles import MAY, Act, unless_may
from entremise.domain.rooms import Seat
from entremise.domain.terms import PartyRoom, Terms
from entremise.services import accesses
from entremise.services.acts import ending_of, unless_closed
from entremise.services.endings import EndingPage
from entremise.services.inner import member_at
from entremise.services.limiting import allowed
from entremise.services.ports import Budget, Parts
from entremise.web.sessions import seat_in_browser
from entremise.web.uploads import Sealing
from entremise.web.values import Band
from entremise.wiring import joined

P = ParamSpec("P")
E = TypeVar("E", bound=StrEnum)
View = Callable[..., HttpResponseBase]
TRIES: Final = 5
MULTIPART: Final = "multipart/form-data"
STATUS_SHOWN: Final = 200
STATUS_ABSENT: Final = 404
STATUS_MAY_NOT: Final = 403
STATUS_WAIT: Final = 429
WAIT: Final = frozenset({Code.TOO_MANY, Code.TOO_SOON})
"""Refusals that name how many seconds to wait."""
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
        Code.HOURS_OUT_OF_RANGE,
        Code.POINTS_OUT_OF_RANGE,
        Code.POINTS_UNANSWERED,
        Code.LEAVE_NOT_ASKED,
        Code.TAKEN_LATER,
        Code.LINK_INVALID,
        Code.NOT_CONFIRMED,
        Code.QUERY_EMPTY,
        Code.DOCUMENT_EMPTY,
        Code.DOCUMENT_TOO_LARGE,
        Code.DAYS_OUT_OF_RANGE,
        Code.ROLE_NOT_SEATED,
        Code.PASSPHRASE_SHORT,
        Code.PASSPHRASE_PLAIN,
        Code.SIGN_IN_WRONG,
        Code.PASSKEY_WRONG,
        Code.NOBODY_TO_INTRODUCE,
        Code.CITY_UNKNOWN,
        Code.CITIES_OUT_OF_RANGE,
        Code.TIME_UNREADABLE,
        Code.TIME_SKIPPED,
        Code.TIME_DOUBLED,
        Code.TIME_FAR,
        Code.TIME_NEEDED,
        Code.ENDS_FIRST,
        Code.SLOTS_OUT_OF_RANGE,
        Code.ANSWERS_MISSING,
        Code.STEPS_FEWER,
        Code.STEP_UNKNOWN,
        Code.TRACK_UNKNOWN,
        Code.ITEM_IN_TRACK,
        Code.OUTSIDE_TRACK,
        Code.TRACK_RING,
        Code.ADDRESS_UNFIT,
        Code.MAIL_CODE_WRONG,
        Code.HOUSE_MAY_NOT_READ,
        Code.ITEM_UNKNOWN,
        Code.ORDER_DIFFERS,
        Code.LEAVE_UNTOLD,
        Code.PLACE_OUT_OF_RANGE,
        Code.AUTHORITY_UNKNOWN,
        Code.NOT_ACCEPTABLE,
        Code.UNTIL_PAST,
        Code.DATES_CROSSED,
        Code.SETTLED_UNHELD,
        Code.RETENTION_OUT_OF_RANGE,
        Code.OPTIONS_OUT_OF_RANGE,
        Code.VALUE_OUT_OF_RANGE,
        Code.PACKAGE_INCOMPLETE,
        Code.PREFERENCE_UNCLEAR,
        Code.TABLE_UNREAD,
    }
)
"""Refusals of what cannot be read; all others are refusals of a rule."""


class Tampered(Exception):
    """A form holds what no page of ours offers."""


def seated(
    *methods: str,
    desk: bool | None = None,
    inner: bool = False,
    needs: Act = Act.READ,
    spends: Budget | None = None,
    takes_file: bool = False,
) -> Callable[[Callable[Concatenate[HttpRequest, Parts, Seat, P], HttpResponseBase]], View]:
    """A view for the seat that the address names and the browser holds; for anyone else it is absent.

    `desk` says whether it is a view of the desk or of a room; at the other it is as absent as if it did not exist. So
    is an `inner` room, named in the address, to whoever is no member; the view's seat acts there.
    To a seat whose role may not do what the view `needs`, it says so, and to any when the case is closed; to one that
    has asked too often, how long to wait. A view `spends` from its own budget, or from that for reading, for acts or
    for saving drafts. The place's access log tells that the seat has read. A view that `takes_file` finds what became
    of it with `uploads.taken`.
    """

    def decorate(view: Callable[Concatenate[HttpRequest, Parts, Seat, P], HttpResponseBase]) -> View:
        @wraps(view)
        def checked(request: HttpRequest, seat: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            parts = joined().parts
            found = _found(request, parts, seat, desk=desk)
            acting = member_at(parts, found, str(kwargs.pop("inner"))) if inner and found is not None else found
            if found is None or acting is None:
                return problem(request, ABSENT)
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            refusal = allowed(parts, acting, spends or _budget(request)) or _forbidden(request, parts, found, needs)
            if refusal is not None:
                return problem(request, refusal, seat=found)
            if takes_file and request.content_type == MULTIPART:
                request.upload_handlers = [Sealing(request, parts, found)]
            answer = _tried(lambda: view(request, parts, acting, *args, **kwargs), request)
            if answer.status_code == STATUS_SHOWN and _reads(request, spends):
                accesses.read(parts, found, place=acting.place)
            return answer

        return _unless_shut(checked)

    return decorate


def _found(request: HttpRequest, parts: Parts, seat: str, *, desk: bool | None) -> Seat | None:
    """The seat the address names, if this browser holds it and it sits where the view is: at the desk, or in a room."""
    found = seat_in_browser(parts, seat, request.headers.get("Cookie", ""), tls=settings.TLS)
    return None if found is None or desk not in {None, found.at_desk} else found


def _forbidden(request: HttpRequest, parts: Parts, found: Seat, needs: Act) -> Refusal | None:
    """Why this seat may not do what the view needs: its role may not, or it is an act in a closed case."""
    refusal = unless_may(found.role, needs)
    if refusal is None and request.method == "POST" and needs not in STILL:
        return unless_closed(parts.store, found.place)
    return refusal


def _reads(request: HttpRequest, spends: Budget | None) -> bool:
    """Whether what is asked is to read: a search is, though its words are sent and stand in no address."""
    return request.method != "POST" or spends is Budget.SEARCH


def _unless_shut(view: View) -> View:
    """The view; where the place's words cannot be opened, a page that says so."""

    @wraps(view)
    def told(request: HttpRequest, seat: str, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 – a view's own
        try:
            return view(request, seat, *args, **kwargs)
        except Shut:
            # Raised of what the browser's own seat may read.
            return problem(request, SHUT, shut=seat)

    return told


def _budget(request: HttpRequest) -> Budget:
    if request.method != "POST":
        return Budget.READ
    if request.content_type == MULTIPART:
        # Reading it takes in the file that comes with it: that may follow only when all has been asked.
        return Budget.ACT
    return Budget.SAVE if request.POST.get("save") else Budget.ACT


def _tried(act: Callable[[], HttpResponseBase], request: HttpRequest) -> HttpResponseBase:
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
    request: HttpRequest,
    refusal: Refusal | None,
    *,
    status: int | None = None,
    seat: Seat | None = None,
    shut: str | None = None,
) -> HttpResponse:
    """The page that says no, with the way back to `seat`'s place if an act of it was refused.

    `shut` is a seat whose place cannot be opened now: the page leads to where its passphrase is set.

    The same bytes for all that is absent and all that is not yours, whoever asks.
    """
    status = status or status_of(refusal)
    back = seat.id if seat is not None and status != STATUS_ABSENT else None
    context = {"refusal": refusal, "status": status, "back": back, "shut": shut}
    return waiting(render(request, "pages/problem.html", context, status=status), refusal)


def waiting(answer: HttpResponse, refusal: Refusal | None) -> HttpResponse:
    """The answer, saying to programs too how long to wait, if that is what it is about."""
    if refusal is not None and refusal.code in WAIT:
        answer.headers["Retry-After"] = str(refusal.facts["seconds"])
    return answer


def status_of(refusal: Refusal | None) -> int:
    """The status of a refusal: 404 absent, 403 not for this role, 422 malformed, 429 too often, 409 a rule."""
    if refusal is None or refusal.code is Code.ABSENT:
        return STATUS_ABSENT
    if refusal.code is Code.ROLE_MAY_NOT:
        return STATUS_MAY_NOT
    if refusal.code in WAIT:
        return STATUS_WAIT
    return 422 if refusal.code in MALFORMED else 409


class Shown(Protocol):
    """What every page of a place holds."""

    @property
    def seat(self) -> Seat:
        """The reader's."""

    @property
    def terms(self) -> Terms:
        """The case's."""

    @property
    def now(self) -> datetime:
        """When it was read."""

    @property
    def head(self) -> int:
        """Number of the last line of the place's log."""


def band(parts: Parts, page: Shown, *, room: PartyRoom | RoomOpened | None = None, inner: str | None = None) -> Band:
    """The band at the top: where one is, who can be here, by whose clock. `inner` is an inner room's title."""
    terms, seat = page.terms, page.seat
    ending = page.ending if isinstance(page, EndingPage) else ending_of(parts.store, seat.place)
    if room is None:
        name, who = _("The desk"), _("Mediator: %(mediator)s") % {"mediator": terms.mediator}
    else:
        name = _("Room %(mark)s: %(party)s") % {"mark": room.mark, "party": room.party}
        who = _("Only this delegation and the mediator can be here")
    if isinstance(room, RoomOpened):
        who = _("Only your delegation and the mediator can be here")
    if inner is not None:
        name, who = inner, _("Within your delegation: only the members listed here can be here")
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
        key=parts.ids.fresh(seat.id),
        may=MAY[seat.role] if ending is None else MAY[seat.role] & STILL,
        ending=ending,
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
    """A `datetime-local` field's moment by the case's clock, in UTC; None where it is empty.

    Of a time that the clock shows twice it is the first, so that nothing is permitted for longer than was meant; one
    that it passes over is so much later. Raises Tampered for what no such field holds, a time with an offset included.
    """
    if not text:
        return None
    try:
        shown = datetime.fromisoformat(text)
        if shown.tzinfo is not None:
            raise Tampered("expires")
        return shown.replace(tzinfo=ZoneInfo(terms.zone)).astimezone(UTC)
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
