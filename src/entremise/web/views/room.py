"""A party's room: its page, writing in it, who may know an entry, saying that one has read."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.ids import Label
from entremise.domain.leave import BECOMES, Leave, LeaveForm
from entremise.domain.roles import Act, may
from entremise.domain.rooms import Seat, Writing
from entremise.domain.rules import unmarked
from entremise.domain.terms import MessageType, Terms
from entremise.domain.views import EntryView
from entremise.services import asking, documents, drafts, hotline, inner, reading, seats, speaking
from entremise.services.acts import room_opened
from entremise.services.ports import Parts
from entremise.services.reach import reaches_in
from entremise.web.uploads import taken
from entremise.web.values import Composer
from entremise.web.views.common import (
    Tampered,
    band,
    choice,
    fields_of,
    in_background,
    key_of,
    local,
    moment,
    problem,
    saved,
    seated,
    status_of,
    to_place,
)
from entremise.web.views.reach import on_item

OWN: Final = "room"
"""Destination of the room's own draft."""
FIELDS: Final[Mapping[Code, str]] = {
    Code.OUTSIDE_MANDATE: "outside",
    Code.ITEM_UNKNOWN: "outside",
    Code.TEXT_EMPTY: "text",
    Code.TEXT_TOO_LONG: "text",
    Code.WORD_TOO_LONG: "text",
    Code.CHARACTER_FORBIDDEN: "text",
    Code.CONDITION_MISSING: "condition",
    Code.CONDITION_UNUSED: "condition",
    Code.EXPIRY_PAST: "expires",
    Code.EXPIRY_FAR: "expires",
    Code.ROOM_MISSING: "into",
    Code.REPEATS_CONFIDENCE: "text",
    Code.SECOND_ASKED: "text",
    Code.DOCUMENT_EMPTY: "file",
    Code.DOCUMENT_TOO_LARGE: "file",
    Code.DOCUMENT_UNFINISHED: "file",
}
"""Which field a refusal is about."""
KEPT: Final = ("text", "leave", "condition", "becomes", "expires", "type", "binding", "reply_to", "document")


def show(
    request: HttpRequest, parts: Parts, seat: Seat, *, composer: Composer | None = None, status: int = 200
) -> HttpResponse:
    """The room's page. With `item` in the address the mandate is beside the words to be written."""
    given = fields_of(request)
    before = Label.parse(request.GET.get("before", ""), series=seat.mark or "")
    page = reading.room_page(parts, seat, before=before)
    if composer is None:
        composer = _from_draft(parts, seat, page.terms, reply_to=request.GET.get("reply", ""))
    if not may(seat.role, Act.TELL):
        composer = replace(composer, leave=LeaveForm.OWN)
    context = {
        "band": band(parts, page, room=page.opened),
        "page": page,
        "composer": composer,
        "most": parts.files.most_bytes // 1_000_000,
        "inner": inner.inner_rooms(parts, seat),
        "latest": seats.latest(parts, seat),
        "hotline": hotline.own(parts, seat),
        "asked": asking.open_questions(parts, seat),
        "reaches": reaches_in(parts, seat.place) if "item" in request.GET or given.get("on_item") else (),
        "on_item": given.get("on_item", request.GET.get("item", "")),
        "outside": given.get("outside", ""),
    }
    return render(request, "pages/room.html", context, status=status)


@seated("POST", desk=False, needs=Act.NOTE, takes_file=True)
def write(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    terms = room_opened(parts.store, seat.place).terms
    fields = fields_of(request)
    file = taken(request)
    if file is not None and file.attached is not None:
        documents.drop(parts, seat, fields.get("document", ""))
        fields["document"] = file.attached.id
    if fields.get("detach"):
        documents.drop(parts, seat, fields.get("document", ""))
        fields["document"] = ""
    if fields.get("save") or fields.get("detach"):
        at = drafts.keep_draft(parts, seat, OWN, {name: fields.get(name, "") for name in KEPT})
        return saved(at, terms) if in_background(request) else to_place(seat, anchor="text")
    reply_to = Label.parse(fields.get("reply_to", ""), series=seat.mark or "")
    writing = Writing(
        text=fields.get("text", ""),
        type=choice(fields, "type", MessageType, MessageType.INFORMATION),
        binding=bool(fields.get("binding")),
        leave=leave_in(fields, terms),
        reply_to=reply_to,
    )
    refusal = file.refusal if file is not None else None
    written = refusal or speaking.write(
        parts, seat, writing, document=fields.get("document") or None, on=on_item(fields), key=key_of(fields)
    )
    if isinstance(written, Refusal):
        composer = _with_document(parts, seat, composer_in(fields, terms, refusal=written), fields)
        return show(request, parts, seat, composer=composer, status=status_of(written))
    drafts.drop_draft(parts, seat, OWN)
    return to_place(seat, anchor=str(written.label))


@seated("GET", "POST", desk=False, needs=Act.CHANGE_LEAVE)
def leave(request: HttpRequest, parts: Parts, seat: Seat, label: str) -> HttpResponse:
    found = _entry(parts, seat, label)
    if found is None or found.leave is None:
        return problem(request, ABSENT)
    terms = room_opened(parts.store, seat.place).terms
    status = 200
    if request.method == "POST" and request.POST.get("save"):
        # Enter in a field: what was typed stays on the page, and nothing is changed.
        composer = composer_in(fields_of(request), terms)
    elif request.method == "POST":
        fields = fields_of(request)
        changed = speaking.change_leave(parts, seat, found.label, leave_in(fields, terms), key=key_of(fields))
        if not isinstance(changed, Refusal):
            return to_place(seat, anchor=str(changed.label))
        composer, status = composer_in(fields, terms, refusal=changed), status_of(changed)
    else:
        composer = Composer(
            leave=found.leave.form,
            condition=found.leave.condition or "",
            becomes=found.leave.becomes or LeaveForm.SUBSTANCE,
            expires=local(found.leave.expires, terms),
        )
    page = reading.room_page(parts, seat)
    context = {"band": band(parts, page, room=page.opened), "entry": found, "composer": composer}
    return render(request, "pages/leave.html", context, status=status)


@seated("POST", desk=False, needs=Act.ACKNOWLEDGE)
def opened(request: HttpRequest, parts: Parts, seat: Seat, label: str) -> HttpResponse:
    parsed = Label.parse(label, series=seat.mark or "")
    if parsed is None:
        return problem(request, ABSENT)
    done = speaking.acknowledge(parts, seat, parsed, key=key_of(fields_of(request)))
    return problem(request, done, seat=seat) if isinstance(done, Refusal) else to_place(seat, anchor=str(parsed))


def _entry(parts: Parts, seat: Seat, label: str) -> EntryView | None:
    parsed = Label.parse(label, series=seat.mark or "")
    return reading.entry_at(parts, seat, parsed) if parsed is not None else None


def preselected(terms: Terms) -> LeaveForm:
    """The leave that stands chosen in an empty form: what the regime gives to every kind of entry, or confidence."""
    return unmarked(terms.regime, MessageType.OFFER).form


def leave_in(fields: Mapping[str, Any], terms: Terms) -> Leave:
    """The leave that a form gives. Raises Tampered for what no page offers."""
    form = choice(fields, "leave", LeaveForm, preselected(terms))
    conditional = form is LeaveForm.CONDITIONAL
    becomes = choice(fields, "becomes", LeaveForm, LeaveForm.SUBSTANCE)
    if becomes not in BECOMES:
        raise Tampered("becomes")
    return Leave(
        form=form,
        condition=fields.get("condition") if conditional else None,
        becomes=becomes if conditional else None,
        expires=moment(fields.get("expires", ""), terms),
    )


def _from_draft(parts: Parts, seat: Seat, terms: Terms, *, reply_to: str) -> Composer:
    kept = drafts.read_draft(parts, seat, OWN)
    reply = Label.parse(reply_to, series=seat.mark or "") if reply_to else None
    if kept is None:
        return Composer(leave=preselected(terms), reply_to=str(reply) if reply else "")
    fields = {**kept.fields, **({"reply_to": str(reply)} if reply else {})}
    return _with_document(parts, seat, composer_in(fields, terms, saved=kept.saved), fields)


def _with_document(parts: Parts, seat: Seat, composer: Composer, fields: Mapping[str, Any]) -> Composer:
    """The form with the file that was given for it, or that it is kept no more."""
    name = fields.get("document", "")
    found = documents.attached(parts, seat, name) if name else None
    return replace(composer, document=found, document_lost=bool(name) and found is None)


def composer_in(
    fields: Mapping[str, Any], terms: Terms, *, refusal: Refusal | None = None, saved: datetime | None = None
) -> Composer:
    """The form in which something is told the mediator, as it was filled in."""
    return Composer(
        text=fields.get("text", ""),
        leave=choice(fields, "leave", LeaveForm, preselected(terms)),
        condition=fields.get("condition", ""),
        becomes=choice(fields, "becomes", LeaveForm, LeaveForm.SUBSTANCE),
        expires=fields.get("expires", ""),
        type=choice(fields, "type", MessageType, MessageType.INFORMATION),
        binding=bool(fields.get("binding")),
        reply_to=fields.get("reply_to", ""),
        field=FIELDS.get(refusal.code, "") if refusal is not None else "",
        refusal=refusal,
        saved=saved,
    )
