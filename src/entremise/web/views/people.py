"""The people of a place: seats, invitations, lost devices, and what others may learn of them."""

from collections.abc import Callable, Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from entremise.domain.errors import Code, Refusal
from entremise.domain.events import RoomOpened
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.seats import INVITATION_DAYS
from entremise.domain.terms import Disclosure, Role
from entremise.services import inner, seats
from entremise.services.ports import Parts
from entremise.services.seats import Invited
from entremise.web.values import Composer
from entremise.web.views.common import Tampered, band, choice, fields_of, key_of, problem, seated, status_of

DAYS: Final = (1, 3, 7, 14, 30)
"""How long an invitation can be open, as the pages offer it."""
MOST_DIGITS: Final = 9
"""Of a member's number, at most."""
FIELDS: Final[Mapping[Code, str]] = {
    Code.ROLE_NOT_SEATED: "role",
    Code.HEAD_THERE: "role",
    Code.ROLE_HIGHER: "role",
    Code.TEXT_TOO_LONG: "name",
    Code.WORD_TOO_LONG: "name",
    Code.CHARACTER_FORBIDDEN: "name",
    Code.DAYS_OUT_OF_RANGE: "days",
}
"""Which field of the form that gives a seat a refusal is about."""


def show(
    request: HttpRequest,
    parts: Parts,
    seat: Seat,
    *,
    refusal: Refusal | None = None,
    field: str = "",
    filled: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The page; with what was refused, if anything was."""
    page = seats.people_page(parts, seat)
    room = page.opened if isinstance(page.opened, RoomOpened) else None
    context = {
        "band": band(parts, page, room=room),
        "page": page,
        "inner": () if seat.at_desk else inner.inner_rooms(parts, seat),
        "days": DAYS,
        "filled": filled or {},
        "composer": Composer(refusal=refusal, field=field),
    }
    return render(request, "pages/people.html", context, status=200 if refusal is None else status_of(refusal))


@seated("GET", "HEAD", desk=False)
def delegation(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    return show(request, parts, seat)


@seated("GET", "HEAD", desk=True)
def people(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    return show(request, parts, seat)


@seated("POST", needs=Act.INVITE)
def give(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """Give a seat, and show the way in to it once."""
    fields = fields_of(request)
    role = choice(fields, "role", Role, Role.ADVISER)
    given = seats.give(parts, seat, role, name=fields.get("name"), days=_days(fields), key=key_of(fields))
    if isinstance(given, Refusal):
        return show(request, parts, seat, refusal=given, field=FIELDS.get(given.code, ""), filled=fields)
    return _way_in(request, parts, seat, given)


@seated("POST", needs=Act.INVITE)
def invite(request: HttpRequest, parts: Parts, seat: Seat, target: str) -> HttpResponse:
    return _invited(request, parts, seat, seats.invite_again(parts, seat, target, days=_days(fields_of(request))))


@seated("POST", needs=Act.REPLACE)
def replace(request: HttpRequest, parts: Parts, seat: Seat, target: str) -> HttpResponse:
    return _invited(request, parts, seat, seats.replace_device(parts, seat, target, days=_days(fields_of(request))))


@seated("POST", desk=True, needs=Act.INVITE_HEAD)
def invite_head(request: HttpRequest, parts: Parts, seat: Seat, mark: str) -> HttpResponse:
    return _invited(request, parts, seat, seats.invite_head(parts, seat, mark, days=_days(fields_of(request))))


@seated("POST", needs=Act.WITHDRAW)
def withdraw(request: HttpRequest, parts: Parts, seat: Seat, target: str) -> HttpResponse:
    return _done(request, parts, seat, lambda: seats.withdraw(parts, seat, target))


@seated("POST", needs=Act.REMOVE)
def remove(request: HttpRequest, parts: Parts, seat: Seat, target: str) -> HttpResponse:
    return _done(request, parts, seat, lambda: seats.remove(parts, seat, target))


@seated("POST", desk=False, needs=Act.DISCLOSE)
def describe(request: HttpRequest, parts: Parts, seat: Seat, target: str) -> HttpResponse:
    """What the delegation calls a member, and what others may learn of it."""
    fields = fields_of(request)
    shown = choice(fields, "shown", Disclosure, Disclosure.NOTHING)
    onward = choice(fields, "onward", Disclosure, Disclosure.NOTHING)
    return _done(
        request,
        parts,
        seat,
        lambda: seats.describe(
            parts, seat, target, name=fields.get("name"), shown=shown, onward=onward, key=key_of(fields)
        ),
        anchor=f"seat-{target}",
    )


@seated("POST", desk=True, needs=Act.INTRODUCE)
def introduce(request: HttpRequest, parts: Parts, seat: Seat, mark: str) -> HttpResponse:
    """Tell a room who takes part for another party."""
    fields = fields_of(request)
    given = (one for one in request.POST.getlist("member") if one.isascii() and one.isdecimal())
    chosen = [int(one) for one in given if len(one) <= MOST_DIGITS]
    return _done(
        request,
        parts,
        seat,
        lambda: seats.introduce(parts, seat, mark, chosen, into=fields.get("into", ""), key=key_of(fields)),
        anchor=f"room-{mark}",
    )


@seated("POST", desk=False, needs=Act.OPEN_INNER)
def open_inner(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """Open a room within the delegation, and go there."""
    fields = fields_of(request)
    members = request.POST.getlist("member")
    opened = inner.open_inner(parts, seat, fields.get("title", ""), members, key=key_of(fields))
    if isinstance(opened, Refusal):
        return show(request, parts, seat, refusal=opened, field="title", filled=fields)
    address = reverse("inner", kwargs={"seat": seat.id, "inner": opened})
    return HttpResponseRedirect(address, status=303)


def address_of(seat: Seat) -> str:
    """Where the people of the seat's place are shown."""
    return reverse("people" if seat.at_desk else "delegation", kwargs={"seat": seat.id})


def _done(
    request: HttpRequest, parts: Parts, seat: Seat, act: Callable[[], object], *, anchor: str = ""
) -> HttpResponse:
    done = act()
    if isinstance(done, Refusal) and done.code is Code.ABSENT:
        return problem(request, done)
    if isinstance(done, Refusal):
        return show(request, parts, seat, refusal=done)
    return HttpResponseRedirect(f"{address_of(seat)}{'#' if anchor else ''}{anchor}", status=303)


def _invited(request: HttpRequest, parts: Parts, seat: Seat, invited: Invited | Refusal) -> HttpResponse:
    if isinstance(invited, Refusal):
        return _done(request, parts, seat, lambda: invited)
    return _way_in(request, parts, seat, invited)


def _way_in(request: HttpRequest, parts: Parts, seat: Seat, invited: Invited) -> HttpResponse:
    """Link and code, which stand on this page and are kept nowhere."""
    page = seats.people_page(parts, seat)
    room = page.opened if isinstance(page.opened, RoomOpened) else None
    link = request.build_absolute_uri(reverse("enter", kwargs={"link": invited.invitation.link}))
    context = {"band": band(parts, page, room=room), "invited": invited, "link": link, "back": address_of(seat)}
    return render(request, "pages/invitation.html", context)


def _days(fields: Mapping[str, str]) -> int:
    """For how long the invitation is open. Raises Tampered for what no page offers and no rule can refuse."""
    text = fields.get("days", "7")
    if not (text.isascii() and text.isdecimal() and len(text) < len(str(INVITATION_DAYS[1])) + 3):
        raise Tampered("days")
    return int(text)
