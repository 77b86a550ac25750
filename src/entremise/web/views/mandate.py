"""A delegation's mandate desk: how far the mandate goes, who confirms, until when it consults, what it accepted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from entremise.domain.door.mandate import Accepting
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.mandate import Authority, Reach
from entremise.domain.ids import Label, SeatId
from entremise.domain.mandate import MOST_MANDATE_CHARACTERS, MOST_OFFICES
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.views import EntryKind
from entremise.domain.words import MOST_CHARACTERS, MOST_CHARACTERS_A_LINE
from entremise.services import agenda_pages, mandate
from entremise.services.ports import Parts
from entremise.services.reach import reaches
from entremise.services.reading import entry_at
from entremise.web.values import Composer
from entremise.web.views.agenda import Filled, Texts, field_of, number_in, room_item, to_item
from entremise.web.views.common import band, choice, fields_of, key_of, moment, problem, seated, status_of
from entremise.web.views.reach import on_item
from entremise.web.views.room import FIELDS, composer_in, leave_in, preselected

ON_FORM: Final[Mapping[Code, str]] = {
    **FIELDS,
    Code.UNTIL_PAST: "until",
    Code.AUTHORITY_UNKNOWN: "authority",
    Code.ACCEPTED_DIFFER: "text",
    Code.LEAVE_UNTOLD: "text",
    Code.OUTSIDE_MANDATE: "outside",
}
"""Which field a refusal is about."""
_REACH: Final[Texts] = (("words", "mandate-words", MOST_MANDATE_CHARACTERS),)
_TEXTS: Final[Mapping[str, Texts]] = {
    "consultation": (("words", "consult-words", MOST_MANDATE_CHARACTERS),),
    "authorities": tuple((f"office-{at}", f"office-{at}", MOST_CHARACTERS_A_LINE) for at in range(1, MOST_OFFICES + 1)),
}


@seated("GET", "HEAD", desk=False)
def show(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """The mandate desk."""
    return _show(request, parts, seat, Filled())


@seated("POST", desk=False, needs=Act.SET_MANDATE)
def set_mandate(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    fields, wanted = fields_of(request), number_in(number)
    reach = choice(fields, "reach", Reach, Reach.NEEDS_CAPITAL)
    done = mandate.set_mandate(parts, seat, wanted, reach=reach, words=fields.get("words", ""), key=key_of(fields))
    if not isinstance(done, Refusal):
        return to_item(seat, wanted, "mandate")
    filled = Filled(form="mandate", given=fields, refusal=done, field=field_of(done, fields, _REACH, otherwise={}))
    return room_item(request, parts, seat, wanted, filled=filled, status=status_of(done))


@seated("POST", desk=False, needs=Act.SET_MANDATE)
def name_authorities(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    fields = fields_of(request)
    chain = [
        Authority(office=fields.get(f"office-{at}", ""), seat=SeatId(fields.get(f"seat-{at}", "")) or None)
        for at in range(1, MOST_OFFICES + 1)
        if fields.get(f"office-{at}", "").strip()
    ]
    done = mandate.name_authorities(parts, seat, chain, key=key_of(fields))
    return _after(request, parts, seat, done, form="authorities", fields=fields)


@seated("POST", desk=False, needs=Act.SET_MANDATE)
def consult(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    fields = fields_of(request)
    terms = agenda_pages.room_agenda_page(parts, seat).terms
    until = None if fields.get("end") else moment(fields.get("until", ""), terms)
    if until is None and not fields.get("end"):
        return _after(request, parts, seat, Refusal(Code.UNTIL_PAST), form="consultation", fields=fields)
    done = mandate.consult(
        parts, seat, until, words=fields.get("words", ""), told=fields.get("told") == "yes", key=key_of(fields)
    )
    return _after(request, parts, seat, done, form="consultation", fields=fields)


@seated("GET", "POST", desk=False, needs=Act.TELL)
def accept(request: HttpRequest, parts: Parts, seat: Seat, label: str) -> HttpResponse:
    """The form in which a delegation accepts what was brought, subject to an authority."""
    parsed = Label.parse(label, series=seat.mark or "")
    entry = entry_at(parts, seat, parsed) if parsed is not None else None
    if parsed is None or entry is None or entry.kind is EntryKind.SAID:
        return problem(request, ABSENT)
    page = agenda_pages.room_agenda_page(parts, seat)
    fields, status = fields_of(request), 200
    composer = Composer(leave=preselected(page.terms))
    if request.method == "POST":
        leave = leave_in(fields, page.terms)
        refusal: Refusal | None = None
        if not fields.get("save"):
            done = mandate.accept(
                parts,
                seat,
                parsed,
                Accepting(
                    digest=fields.get("digest", ""),
                    authority=fields.get("authority", ""),
                    words=fields.get("text", ""),
                    name_authority=bool(fields.get("name")),
                    leave=leave,
                ),
                on=on_item(fields),
                key=key_of(fields),
            )
            if not isinstance(done, Refusal):
                return _to_mandate(seat, "acceptances")
            refusal = done
        composer = composer_in(fields, page.terms, refusal=refusal)
        composer = replace(composer, field=ON_FORM.get(refusal.code, "") if refusal is not None else "")
        status = 200 if refusal is None else status_of(refusal)
    context = {
        "band": band(parts, page, room=page.opened),
        "page": page,
        "entry": entry,
        "digest": agenda_pages.digest_of_entry(entry),
        "composer": composer,
        "given": fields,
        "reaches": reaches(page.agenda, page.mandate),
    }
    return render(request, "pages/accept.html", context, status=status)


@seated("POST", desk=False, needs=Act.TELL)
def settle(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    fields, wanted = fields_of(request), number_in(number)
    if fields.get("save"):
        return _show(request, parts, seat, Filled(form=f"settle-{wanted}", given=fields))
    done = mandate.settle(
        parts,
        seat,
        wanted,
        digest=fields.get("digest", ""),
        final=fields.get("final") == "yes",
        words=fields.get("words", ""),
        key=key_of(fields),
    )
    return _after(request, parts, seat, done, form=f"settle-{wanted}", fields=fields)


def _after(
    request: HttpRequest, parts: Parts, seat: Seat, done: object, *, form: str, fields: Mapping[str, Any]
) -> HttpResponse:
    if not isinstance(done, Refusal):
        return _to_mandate(seat, "acceptances" if form.startswith("settle") else form)
    if done.code is Code.ABSENT:
        return problem(request, done)
    texts = _TEXTS.get(form, (("words", f"{form}-words", MOST_CHARACTERS),))
    name = field_of(done, fields, texts, otherwise=ON_FORM)
    if name == "text":
        name = f"{form}-words"
    return _show(
        request, parts, seat, Filled(form=form, given=fields, refusal=done, field=name), status=status_of(done)
    )


def _show(request: HttpRequest, parts: Parts, seat: Seat, filled: Filled, *, status: int = 200) -> HttpResponse:
    found = agenda_pages.mandate_page(parts, seat)
    page = found.page
    roles = {person.seat: person for person in found.people.people}
    chain = [(one, roles.get(one.seat) if one.seat else None) for one in page.mandate.chain]
    context = {
        "band": band(parts, page, room=page.opened),
        "page": page,
        "found": found,
        "chain": chain,
        "slots": _slots(page.mandate.chain, filled),
        "acceptances": [
            (one, found.accepted.get(one.of), one.may_be_settled_by(seat, seated=roles), f"settle-{one.number}")
            for one in reversed(page.mandate.acceptances)
        ],
        "composer": filled,
        "filled": filled,
    }
    return render(request, "pages/mandate.html", context, status=status)


def _slots(chain: Sequence[Authority], filled: Filled) -> list[tuple[int, str, str]]:
    """The fields for offices: how many, and what stands in each, as it was filled in or as it is kept."""
    count = range(1, min(MOST_OFFICES, len(chain) + 2) + 1)
    if filled.form == "authorities":
        return [(at, filled.given.get(f"office-{at}", ""), filled.given.get(f"seat-{at}", "")) for at in count]
    kept = [(one.office, one.seat or "") for one in chain] + [("", "")] * MOST_OFFICES
    return [(at, *kept[at - 1]) for at in count]


def _to_mandate(seat: Seat, anchor: str) -> HttpResponse:
    address = reverse("mandate", kwargs={"seat": seat.id})
    return HttpResponseRedirect(f"{address}#{anchor}", status=303)
