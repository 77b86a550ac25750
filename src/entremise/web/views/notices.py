"""A seat's notices by mail, and the hotline between a room and the desk."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from entremise.domain.errors import Code, Refusal
from entremise.domain.events import RoomOpened
from entremise.domain.notices import cities
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.services import endings, hotline, notices
from entremise.services.notices import Kept, Wish
from entremise.services.ports import Parts
from entremise.web.values import Composer
from entremise.web.views.common import band, fields_of, key_of, problem, seated, status_of, to_place
from entremise.web.views.desk import to_room

ON_FORM: Final[Mapping[Code, str]] = {
    Code.ADDRESS_UNFIT: "address",
    Code.CODES_TOO_MANY: "address",
    Code.ZONE_UNKNOWN: "zone",
    Code.HOUSE_MAY_NOT_READ: "house",
    Code.MAIL_CODE_WRONG: "code",
}
"""Which field a refusal is about."""


@seated("GET", "HEAD", "POST")
def own_notices(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """What the seat asked for; and asking for it."""
    if request.method != "POST":
        return _show(request, parts, seat)
    fields = fields_of(request)
    if fields.get("save"):
        # Enter in a field: nothing is asked for.
        return _to_own(seat)
    wish = Wish(
        address=fields.get("address", ""),
        zone=fields.get("zone", ""),
        daily=bool(fields.get("daily")),
        rings=bool(fields.get("rings")),
        house_may_read=bool(fields.get("house")),
    )
    done = notices.ask(parts, seat, wish, key=key_of(fields))
    return _show(request, parts, seat, wish=wish, refusal=done) if isinstance(done, Refusal) else _to_own(seat)


@seated("POST")
def confirm(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """The code that was mailed."""
    done = notices.confirm(parts, seat, fields_of(request).get("code", ""))
    return _show(request, parts, seat, refusal=done) if isinstance(done, Refusal) else _to_own(seat)


@seated("POST")
def withdraw(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:  # noqa: ARG001
    """Nothing more is sent."""
    notices.withdraw(parts, seat)
    return _to_own(seat)


@seated("POST", needs=Act.RING)
def ring(request: HttpRequest, parts: Parts, seat: Seat, mark: str | None = None) -> HttpResponse:
    """Ask the mediator to call, or a room."""
    done = hotline.ring(parts, seat, mark, key=key_of(fields_of(request)))
    return _after(request, seat, mark, done)


@seated("POST", needs=Act.SEE_RING)
def seen(request: HttpRequest, parts: Parts, seat: Seat, mark: str | None = None) -> HttpResponse:
    """Say that the other side's ring has been seen."""
    done = hotline.see(parts, seat, mark)
    return problem(request, done, seat=seat) if isinstance(done, Refusal) else to_place(seat)


def _after(request: HttpRequest, seat: Seat, mark: str | None, done: object) -> HttpResponse:
    if isinstance(done, Refusal):
        return problem(request, done, seat=seat)
    return to_place(seat) if mark is None else to_room(seat, mark)


def _show(
    request: HttpRequest, parts: Parts, seat: Seat, *, wish: Wish | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    place = endings.ending_page(parts, seat)
    page = notices.page(parts, seat)
    context = {
        "band": band(parts, place, room=place.opened if isinstance(place.opened, RoomOpened) else None),
        "page": page,
        "wish": wish or _as_kept(page.kept, place.terms.zone),
        "cities": [(name, _city(name)) for name in cities()],
        "times": [f"{one:%H:%M}" for one in page.times],
        "composer": Composer(refusal=refusal, field=ON_FORM.get(refusal.code, "") if refusal is not None else ""),
    }
    return render(request, "pages/notices.html", context, status=200 if refusal is None else status_of(refusal))


def _as_kept(kept: Kept | None, zone: str) -> Wish:
    if kept is None:
        return Wish(address="", zone=zone)
    return Wish(address=kept.address, zone=kept.zone, daily=kept.daily, rings=kept.rings)


def _city(zone: str) -> str:
    """`Muscat (Asia)`, for `Asia/Muscat`."""
    area, _, city = zone.replace("_", " ").partition("/")
    return f"{city} ({area})"


def _to_own(seat: Seat) -> HttpResponse:
    return HttpResponseRedirect(reverse("notices", kwargs={"seat": seat.id}), status=303)
