"""Tracks at the desk: set, set anew, and told in rooms."""

import re
from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from entremise.domain.calendars import city
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.tracks import TrackLink, TrackPeople
from entremise.domain.ids import Mark
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.terms import ROOM_ROLES, Role
from entremise.domain.tracks import DeskTrack, Track
from entremise.services import drafts, tracks
from entremise.services.ports import Parts
from entremise.services.rounds import DeskRoundsPage, Kept, rounds_page
from entremise.services.telling import Telling
from entremise.web.views.common import Tampered, fields_of, key_of, problem, seated, status_of
from entremise.web.views.rounds import (
    FIELDS,
    FORGET,
    Filled,
    about,
    context_of,
    forget_form,
    held_back,
    items_of,
    kept_form,
    lists_of,
    number_of,
)

NEW: Final = "new"
"""In an address: the track that there is not yet."""
_DONE: Final = re.compile(r"\[(?P<mark>[ xX])\]\s*")
_LINK: Final = re.compile(r"(?P<step>\d{1,3})?\s*>\s*(?P<track>\d{1,3})(?:\.(?P<after>\d{1,3}))?")
_ON_TRACK: Final[Mapping[Code, str]] = {
    **FIELDS,
    Code.STEPS_FEWER: "steps",
    Code.STEP_UNKNOWN: "links",
    Code.TRACK_RING: "links",
    Code.STEP_WAITS: "reason",
}
_PART: Final = "part"
"""In a form: that a room takes part, whichever of its people."""


@seated("GET", "HEAD", "POST", desk=True, needs=Act.SET_ROUNDS)
def track(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    """A track at the desk, or the form in which a new one is set."""
    found = _found(parts, seat, number)
    if found is None and number != NEW:
        return problem(request, ABSENT)
    if request.method != "POST":
        return _shown(request, parts, seat, number)
    fields = fields_of(request)
    if fields.get("save"):
        return _shown(request, parts, seat, number, filled=_filled("track", request))
    asked = _asked(request)
    if isinstance(asked, Refusal):
        done: object = asked
    else:
        known = found.now.number if found is not None else None
        done = tracks.keep_track(parts, seat, asked, number=known, key=key_of(fields))
    if isinstance(done, Refusal):
        return _shown(request, parts, seat, number, filled=_filled("track", request, done), status=status_of(done))
    return _to(seat, done.number if isinstance(done, Kept) else 0)


@seated("POST", desk=True, needs=Act.SET_ROUNDS)
def tell(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    """Tell rooms of a track as it stands."""
    found = _found(parts, seat, number)
    if found is None:
        return problem(request, ABSENT)
    fields = fields_of(request)
    if fields.get("save") == FORGET:
        drafts.drop_draft(parts, seat, _draft_of(found))
        return _to(seat, found.now.number)
    if fields.get("save"):
        return _shown(request, parts, seat, number, filled=_filled("tell", request))
    telling = Telling(
        marks=tuple(request.POST.getlist("told")), words=fields.get("words", ""), why=fields.get("why") or None
    )
    steps = [number_of(step) for step in request.POST.getlist("step")]
    done = tracks.tell_track(
        parts,
        seat,
        found.now.number,
        telling,
        steps=steps,
        links=fields.get("links") == "yes",
        key=key_of(fields),
    )
    if isinstance(done, Refusal):
        filled = held_back(parts, seat, _draft_of(found), _filled("tell", request, done))
        return _shown(request, parts, seat, number, filled=filled, status=status_of(done))
    forget_form(parts, seat, _draft_of(found), "tell")
    return _to(seat, found.now.number)


def _draft_of(found: DeskTrack) -> str:
    return f"track-{found.now.number}"


def _to(seat: Seat, number: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("track", kwargs={"seat": seat.id, "number": number}), status=303)


def _found(parts: Parts, seat: Seat, number: str) -> DeskTrack | None:
    page = rounds_page(parts, seat)
    known = page.tracks if isinstance(page, DeskRoundsPage) else ()
    return next((one for one in known if one.now.number == number_of(number)), None)


def _shown(
    request: HttpRequest, parts: Parts, seat: Seat, number: str, *, filled: Filled | None = None, status: int = 200
) -> HttpResponse:
    page, found = rounds_page(parts, seat), _found(parts, seat, number)
    filled = filled or (kept_form(parts, seat, _draft_of(found)) if found is not None else Filled())
    form = {**_as_kept(found), **(filled.values if filled.act == "track" else {})}
    context = {
        **context_of(parts, page),
        "known": found,
        "number": number,
        "composer": filled,
        "form": form if filled.act == "track" or found is not None else {"city": page.cities[0].name},
        "roles": ROOM_ROLES,
        "people": _people_form(request, found) if filled.act == "track" else _people(found),
        "items": filled.items if filled.act == "track" else found.now.items if found is not None else (),
        "steps": [number_of(step) for step in filled.lists.get("step", ())] if filled.act == "tell" else None,
    }
    return render(request, "pages/track.html", context, status=status)


def _filled(act: str, request: HttpRequest, refusal: Refusal | None = None) -> Filled:
    name = about(request, refusal, _ON_TRACK)
    return Filled(
        act=act,
        lists=lists_of(request),
        refusal=refusal,
        field=f"{act}-{name}" if name else "",
    )


def _asked(request: HttpRequest) -> Track | Refusal:
    """What the form says. Raises Tampered for what no browser sends."""
    fields = fields_of(request)
    where = city(fields.get("city", ""), fields.get("zone", ""))
    if isinstance(where, Refusal):
        return where
    links = [_link(line) for line in _lines(fields, "links")]
    if None in links:
        return Refusal(Code.STEP_UNKNOWN)
    return Track(
        title=fields.get("title", ""),
        city=where,
        venue=fields.get("venue") or None,
        matters=tuple(_lines(fields, "matters")),
        people=tuple(_chosen(request)),
        steps=tuple(_step(line) for line in _lines(fields, "steps")),
        links=tuple(link for link in links if link is not None),
        items=items_of(request),
        reason=fields.get("reason") or None,
    )


def _lines(fields: Mapping[str, str], name: str) -> list[str]:
    return [line.strip() for line in fields.get(name, "").splitlines() if line.strip()]


def _step(line: str) -> tuple[str, bool]:
    """The step of a line such as `[x] Four people are moved`, and whether it is done."""
    read = _DONE.match(line)
    return (line[read.end() :], read["mark"] in "xX") if read is not None else (line, False)


def _link(line: str) -> TrackLink | None:
    """The link of a line such as `1 > 2.1`: step 1 here comes not before step 1 of track 2."""
    read = _LINK.fullmatch(line)
    if read is None:
        return None
    step, after = (int(read[name]) if read[name] else None for name in ("step", "after"))
    return TrackLink(step=step, track=int(read["track"]), after=after)


def _chosen(request: HttpRequest) -> list[TrackPeople]:
    found = []
    for name in sorted(request.POST):
        mark = name.removeprefix("people-")
        if mark != name:
            try:
                roles = tuple(Role(one) for one in request.POST.getlist(name) if one != _PART)
            except ValueError:
                raise Tampered("role") from None
            found.append(TrackPeople(mark=Mark(mark), roles=tuple(role for role in ROOM_ROLES if role in roles)))
    return found


def _people(found: DeskTrack | None) -> dict[str, tuple[Role, ...]]:
    return {str(one.mark): one.roles for one in found.now.people} if found is not None else {}


def _people_form(request: HttpRequest, found: DeskTrack | None) -> dict[str, tuple[Role, ...]]:
    try:
        return {str(one.mark): one.roles for one in _chosen(request)}
    except Tampered:
        return _people(found)


def _as_kept(found: DeskTrack | None) -> dict[str, str]:
    """The form, as the track stands."""
    if found is None:
        return {}
    kept = found.now
    return {
        "title": kept.title,
        "city": kept.city.name,
        "zone": kept.city.zone,
        "venue": kept.venue or "",
        "matters": "\n".join(kept.matters),
        "steps": "\n".join(f"[{'x' if step.done else ' '}] {step.text}" for step in kept.steps),
        "links": "\n".join(
            f"{link.step or ''} > {link.track}{f'.{link.after}' if link.after is not None else ''}".strip()
            for link in kept.links
        ),
    }
