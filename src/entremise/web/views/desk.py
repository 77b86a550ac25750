"""The desk: the rooms as told, the corridor between them, and what waits at a door."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events import CaseOpened
from entremise.domain.guard import Itself
from entremise.domain.ids import CARRIES, DeskId, Label, Mark
from entremise.domain.repetition import Repetition
from entremise.domain.roles import Act, unless_may
from entremise.domain.rooms import Seat
from entremise.domain.rules import Source
from entremise.domain.terms import CarryForm, MessageType
from entremise.domain.views import CarryView, EntryView
from entremise.services import carrying, documents, drafts, enclosing, hotline, reading, seconding, speaking
from entremise.services.acts import load_desk, unless_closed
from entremise.services.consents import as_given
from entremise.services.documents import Attached
from entremise.services.guarding import shown_by
from entremise.services.ports import Parts
from entremise.web.values import HOLDS, Composer, Corridor, form_choices
from entremise.web.views.common import (
    Tampered,
    band,
    choice,
    fields_of,
    in_background,
    key_of,
    problem,
    saved,
    seated,
    status_of,
    to_place,
)
from entremise.web.views.room import FIELDS

AFTER: Final = timedelta(seconds=60)
"""How long the desk says what has just entered or was stopped."""
UNDECIDED: Final = "none"
"""Destination of a draft whose room is not chosen yet."""
KEPT: Final = ("text", "form", "type", "binding", "hold_seconds", "why")
ON_SHEET: Final[Mapping[Code, str]] = {
    Code.TEXT_EMPTY: "wording",
    Code.TEXT_TOO_LONG: "wording",
    Code.WORD_TOO_LONG: "wording",
    Code.CHARACTER_FORBIDDEN: "wording",
    Code.WORDS_DIFFER: "wording",
    Code.REPEATS_CONFIDENCE: "wording",
    Code.SECOND_ASKED: "wording",
    Code.LEAVE_NARROWER: "form",
    Code.SOURCE_MISSING: "form",
    Code.HOLD_OUT_OF_RANGE: "hold",
    Code.ROOM_MISSING: "doors",
    Code.OWN_ROOM: "doors",
    Code.DOCUMENT_UNFINISHED: "enclosed",
    Code.DOCUMENT_NOT_QUOTED: "enclosed",
    Code.DOCUMENT_VERBATIM: "enclosed",
}
"""Which part of the sheet a refusal is about."""


def show(
    request: HttpRequest, parts: Parts, seat: Seat, *, corridor: Corridor | None = None, status: int = 200
) -> HttpResponse:
    """The desk's page."""
    asked = request.POST if request.method == "POST" else request.GET
    marks = [mark for mark in (asked.get("left", ""), asked.get("right", "")) if mark]
    page = reading.desk_page(parts, seat, marks)
    if isinstance(page, Refusal):
        return problem(request, page)
    if corridor is None:
        corridor = _corridor(parts, seat, page.opened, to=_destination(parts, seat, page.opened, request))
    held = page.at_door[0] if page.at_door else None
    context = {
        "band": band(parts, page),
        "page": page,
        "corridor": corridor,
        "holds": HOLDS,
        "held": held,
        "after": _after(page) if held is None else None,
        "hotlines": hotline.lines(parts, seat),
        "second": seconding.waiting(parts, seat),
        "unread": parts.guard.unread(DeskId(seat.place)),
    }
    return render(request, "pages/desk.html", context, status=status)


@seated("POST", desk=True, needs=Act.DRAFT)
def quote(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """Add an entry to the sources of the message to another room than its own."""
    label = _label(request.POST.get("source", ""))
    if label is None or isinstance(carrying.told_entries(parts, seat, [label]), Refusal):
        return problem(request, ABSENT)
    opened = load_desk(parts.store, seat.place).opened
    others = [str(room.mark) for room in opened.rooms if room.mark != label.series]
    to = request.POST.get("to", "")
    if to not in others:
        to = others[0] if len(others) == 1 else ""
    corridor = _corridor(parts, seat, opened, to=to)
    if label not in {source.label for source in corridor.sources}:
        _keep(parts, seat, _with_source(parts, seat, corridor, label))
    return to_place(seat, query=_sides(request) | {"to": to}, anchor="corridor")


@seated("POST", desk=True, needs=Act.DRAFT)
def corridor(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """The sheet's form: save it, drop a source, turn to another room, or carry."""
    opened = load_desk(parts.store, seat.place).opened
    fields = fields_of(request)
    was, to = (_mark(fields.get(name, ""), opened) for name in ("was", "to"))
    sheet = _filled_in(parts, seat, opened, request, to=to)
    query = _sides(request) | {"to": to}
    if fields.get("switch"):
        _keep(parts, seat, replace(sheet, to=was))
        return to_place(seat, query=query, anchor="corridor")
    if fields.get("ask"):
        _keep(parts, seat, sheet)
        address = reverse("ask-carry", kwargs={"seat": seat.id})
        return HttpResponseRedirect(f"{address}?{urlencode({'to': to})}", status=303)
    if fields.get("drop"):
        left = tuple(source for source in sheet.sources if str(source.label) != fields["drop"])
        of = sheet.document.known.source if sheet.document is not None else None
        # A copy goes only with the entry that it was made of.
        goes = of is not None and of not in {source.label for source in left}
        _keep(parts, seat, replace(sheet, sources=left, document=None if goes else sheet.document))
        return to_place(seat, query=query, anchor="corridor")
    if fields.get("detach"):
        documents.drop(parts, seat, fields.get("document", ""))
        _keep(parts, seat, replace(sheet, document=None))
        return to_place(seat, query=query, anchor="corridor")
    if fields.get("carry") and not fields.get("save"):
        return _carry(request, parts, seat, sheet, was=was, key=key_of(fields))
    at = _keep(parts, seat, sheet)
    return saved(at, opened.terms) if in_background(request) else to_place(seat, query=query, anchor="corridor")


@seated("POST", desk=True, needs=Act.STOP)
def stop(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    """Stop a message at the door, and keep it as the draft for that room."""
    label = Label.parse(number, series=CARRIES)
    view = carrying.carry_view(parts, seat, label) if label is not None else None
    if label is None or view is None:
        return problem(request, ABSENT)
    stopped = carrying.stop(parts, seat, label, key=key_of(fields_of(request)))
    # Too late, or pressed twice: the desk says what became of it.
    if not isinstance(stopped, Refusal):
        _keep_stopped(parts, seat, view)
    return to_place(seat, query=_sides(request) | {"to": view.into}, anchor="corridor")


@seated("POST", desk=True, needs=Act.CONFIRM)
def conveyed(request: HttpRequest, parts: Parts, seat: Seat, label: str) -> HttpResponse:
    parsed = _label(label)
    if parsed is None:
        return problem(request, ABSENT)
    done = carrying.confirm_conveyance(parts, seat, parsed, key=key_of(fields_of(request)))
    if isinstance(done, Refusal):
        return problem(request, done, seat=seat)
    return to_place(seat, query=_sides(request), anchor=str(parsed))


@seated("POST", desk=True, needs=Act.DECLARE_MET)
def met(request: HttpRequest, parts: Parts, seat: Seat, label: str) -> HttpResponse:
    parsed = _label(label)
    if parsed is None:
        return problem(request, ABSENT)
    fields = fields_of(request)
    done = carrying.declare_met(parts, seat, parsed, condition=fields.get("condition"), key=key_of(fields))
    if isinstance(done, Refusal) and done.code is not Code.ALREADY_MET:
        return problem(request, done, seat=seat)
    return to_place(seat, query=_sides(request), anchor=str(parsed))


@seated("GET", "POST", desk=True)
def room_at_desk(request: HttpRequest, parts: Parts, seat: Seat, mark: str) -> HttpResponse:
    """A room that the mediator has entered, to read further back and to speak there."""
    before = Label.parse(request.GET.get("before", ""), series=mark)
    page = reading.speaking_page(parts, seat, mark, before=before)
    if isinstance(page, Refusal):
        return problem(request, page)
    composer, status, destination = Composer(), 200, f"speak-{mark}"
    may_not = unless_may(seat.role, Act.SPEAK)
    refused = may_not or unless_closed(parts.store, seat.place) if request.method == "POST" else None
    if refused is not None:
        return problem(request, refused, seat=seat)
    if request.method == "POST":
        fields = fields_of(request)
        text = fields.get("text", "")
        if fields.get("save"):
            at = drafts.keep_draft(parts, seat, destination, {"text": text})
            return saved(at, page.terms) if in_background(request) else to_room(seat, mark)
        reply_to = Label.parse(fields.get("reply_to", ""), series=mark)
        spoken = speaking.speak(parts, seat, mark, text, reply_to=reply_to, why=fields.get("why"), key=key_of(fields))
        if not isinstance(spoken, Refusal):
            drafts.drop_draft(parts, seat, destination)
            return to_room(seat, mark, anchor=str(spoken.label))
        if spoken.code is Code.SECOND_ASKED:
            drafts.keep_draft(parts, seat, destination, {"text": text})
        repetitions = shown_by(parts, seat, spoken)
        field = FIELDS.get(spoken.code, "")
        composer = Composer(text=text, refusal=spoken, field=field, repetitions=repetitions)
        status = status_of(spoken)
    elif (kept := drafts.read_draft(parts, seat, destination)) is not None:
        composer = Composer(text=str(kept.fields.get("text", "")), saved=kept.saved)
    line = next(one for one in hotline.lines(parts, seat) if one.room.mark == page.column.room.mark)
    context = {"band": band(parts, page, room=page.column.room), "page": page, "composer": composer, "line": line}
    return render(request, "pages/speak.html", context, status=status)


@seated("GET", "POST", desk=True, needs=Act.ANNOUNCE)
def announce(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    page = reading.desk_page(parts, seat, [])
    if isinstance(page, Refusal):
        return problem(request, page)
    composer, status = Composer(), 200
    chosen = [str(room.mark) for room in page.opened.rooms]
    if request.method == "POST":
        fields, chosen = fields_of(request), request.POST.getlist("into")
        if fields.get("save"):
            at = drafts.keep_draft(parts, seat, "announce", {"text": fields.get("text", ""), "into": chosen})
            return saved(at, page.terms) if in_background(request) else to_place(seat)
        done = speaking.announce(
            parts, seat, fields.get("text", ""), into=chosen, why=fields.get("why"), key=key_of(fields)
        )
        if not isinstance(done, Refusal):
            drafts.drop_draft(parts, seat, "announce")
            return to_place(seat)
        text, field = fields.get("text", ""), FIELDS.get(done.code, "")
        if done.code is Code.SECOND_ASKED:
            drafts.keep_draft(parts, seat, "announce", {"text": text, "into": chosen})
        repetitions = shown_by(parts, seat, done)
        composer = Composer(text=text, refusal=done, field=field, repetitions=repetitions)
        status = status_of(done)
    elif (kept := drafts.read_draft(parts, seat, "announce")) is not None:
        composer = Composer(text=str(kept.fields.get("text", "")), saved=kept.saved)
        chosen = list(kept.fields.get("into", chosen))
    context = {"band": band(parts, page), "rooms": page.opened.rooms, "chosen": chosen, "composer": composer}
    return render(request, "pages/announce.html", context, status=status)


def to_room(seat: Seat, mark: str, *, anchor: str = "text") -> HttpResponse:
    """Back to the room that the mediator has entered, after an act."""
    address = reverse("room-at-desk", kwargs={"seat": seat.id, "mark": mark})
    return HttpResponseRedirect(f"{address}#{anchor}", status=303)


def _carry(
    request: HttpRequest, parts: Parts, seat: Seat, sheet: Corridor, *, was: str, key: str | None
) -> HttpResponse:
    asked = carrying.Carrying(
        into=sheet.to,
        form=sheet.form,
        text=sheet.text,
        type=sheet.type,
        binding=sheet.binding,
        sources=tuple(source.label for source in sheet.sources),
        hold_seconds=sheet.hold_seconds,
        # The reason holds for what was shown when it was given; what is repeated since is shown first.
        why=sheet.why if {one.id for one in sheet.repetitions} <= set(request.POST.getlist("kept")) else None,
        document=fields_of(request).get("document") or None,
    )
    done = carrying.carry(parts, seat, asked, key=key)
    if isinstance(done, Refusal):
        saved_at = _keep(parts, seat, sheet)
        refused = replace(sheet, refusal=done, field=ON_SHEET.get(done.code, ""), saved=saved_at)
        return show(request, parts, seat, corridor=refused, status=status_of(done))
    for destination in {was or UNDECIDED, sheet.to}:
        drafts.drop_draft(parts, seat, destination)
    return to_place(seat, query=_sides(request) | {"to": sheet.to}, anchor="corridor")


def _corridor(parts: Parts, seat: Seat, opened: CaseOpened, *, to: str) -> Corridor:
    """The sheet for room `to`, as its draft was last saved."""
    kept = drafts.read_draft(parts, seat, to or UNDECIDED)
    if kept is None and to:
        # Words begun before a room was chosen go with the room chosen; saving them there ends the other draft.
        kept = drafts.read_draft(parts, seat, UNDECIDED)
    fields: Mapping[str, Any] = kept.fields if kept is not None else {}
    labels = [label for text in fields.get("sources", []) if (label := _label(text)) is not None]
    sheet = _sheet(parts, seat, fields, opened=opened, labels=labels, to=to)
    return replace(sheet, saved=kept.saved if kept is not None else None)


def _filled_in(parts: Parts, seat: Seat, opened: CaseOpened, request: HttpRequest, *, to: str) -> Corridor:
    """The sheet as the form has it."""
    labels = [label for text in request.POST.getlist("sources") if (label := _label(text)) is not None]
    return _sheet(parts, seat, fields_of(request), opened=opened, labels=labels, to=to)


def _sheet(
    parts: Parts, seat: Seat, fields: Mapping[str, Any], *, opened: CaseOpened, labels: Sequence[Label], to: str
) -> Corridor:
    told = carrying.told_entries(parts, seat, labels)
    sources = () if isinstance(told, Refusal) else tuple(told)
    form = choice(fields, "form", CarryForm, CarryForm.SUBSTANCE if sources else CarryForm.IDEA)
    kind = choice(fields, "type", MessageType, sources[0].type if sources else MessageType.INFORMATION)
    text = fields.get("text", "")
    given, itself = as_given(
        [source.source() for source in sources], text, form=form, kind=kind, into=Mark(to), now=parts.clock.now()
    )
    repetitions = _repetitions(parts, seat, text, given, to=to, itself=itself)
    document = documents.attached(parts, seat, fields.get("document", ""))
    in_document = _in_document(parts, seat, document, sources, to=to)
    return Corridor(
        to=to,
        repetitions=(*repetitions, *in_document),
        checked=bool((fields.get("text") or document) and to),
        document=document,
        in_document=in_document,
        room=next((room for room in opened.rooms if room.mark == to), None),
        sources=sources,
        form=form,
        forms=form_choices(sources, now=parts.clock.now()),
        type=kind,
        binding=bool(fields.get("binding")),
        text=text,
        hold_seconds=_seconds(fields.get("hold_seconds", "")),
        why=fields.get("why", ""),
        giver=_giver(opened, sources),
    )


def _repetitions(
    parts: Parts, seat: Seat, text: str, sources: Sequence[Source], *, to: str, itself: Itself
) -> tuple[Repetition, ...]:
    """What the guard finds in the words as they stand, for the room they are turned to."""
    if not (text and to):
        return ()
    return parts.guard.repeated_in(parts, DeskId(seat.place), text, into=Mark(to), sources=sources, itself=itself)


def _in_document(
    parts: Parts, seat: Seat, document: Attached | None, sources: Sequence[EntryView], *, to: str
) -> tuple[Repetition, ...]:
    """What the guard finds in the words of the copy that goes along."""
    if document is None or not to:
        return ()
    held = tuple(source.source() for source in sources)
    return documents.repeated(parts, DeskId(seat.place), document, into=Mark(to), sources=held)


def sheet_for(parts: Parts, seat: Seat, *, to: str) -> Corridor:
    """The sheet for room `to`, as its draft was last saved; an empty one where there is no such room."""
    opened = load_desk(parts.store, seat.place).opened
    return _corridor(parts, seat, opened, to=_mark(to, opened))


def enclose(parts: Parts, seat: Seat, document: Attached, *, to: str) -> None:
    """Have a copy go along with the message to room `to`, and the entry that it was made of be a source of it."""
    opened = load_desk(parts.store, seat.place).opened
    sheet = _corridor(parts, seat, opened, to=to)
    label = document.known.source
    if label is not None and label not in {source.label for source in sheet.sources}:
        sheet = _with_source(parts, seat, sheet, label)
    if sheet.document is not None and sheet.document.id != document.id:
        documents.drop(parts, seat, sheet.document.id)
    _keep(parts, seat, replace(sheet, document=document))


def _with_source(parts: Parts, seat: Seat, sheet: Corridor, label: Label) -> Corridor:
    """The sheet with one more source, in a form that all of them permit if there is one.

    Words that may be carried word for word only are put on the sheet as they stand.
    """
    told = carrying.told_entries(parts, seat, [*(source.label for source in sheet.sources), label])
    if isinstance(told, Refusal):
        return sheet
    sources = tuple(told)
    permitted = [option.form for option in form_choices(sources, now=parts.clock.now()) if option.permitted]
    with_it = replace(sheet, sources=sources, form=_first_of(permitted, sheet.form))
    if len(sources) > 1:
        return with_it
    with_it = replace(with_it, type=sources[0].type)
    if CarryForm.VERBATIM not in permitted or sheet.text:
        return with_it
    return replace(with_it, form=CarryForm.VERBATIM, text=sources[0].text)


def _first_of(permitted: Sequence[CarryForm], wanted: CarryForm) -> CarryForm:
    """The form wanted if it is permitted, else the first that is; the one wanted where none is."""
    return wanted if wanted in permitted or not permitted else permitted[0]


def _keep(parts: Parts, seat: Seat, sheet: Corridor) -> datetime:
    fields: dict[str, str | list[str]] = {
        "text": sheet.text,
        "form": sheet.form,
        "type": sheet.type,
        "binding": "1" if sheet.binding else "",
        "hold_seconds": str(sheet.hold_seconds),
        "why": sheet.why,
        "document": sheet.document.id if sheet.document is not None else "",
        "sources": [str(source.label) for source in sheet.sources],
    }
    if sheet.to:
        drafts.drop_draft(parts, seat, UNDECIDED)
    return drafts.keep_draft(parts, seat, sheet.to or UNDECIDED, fields)


def _keep_stopped(parts: Parts, seat: Seat, view: CarryView) -> None:
    """The stopped message becomes the draft for its room, unless another is already being written."""
    if drafts.read_draft(parts, seat, view.into) is not None:
        return
    stopped = carrying.carry_view(parts, seat, view.label)
    document = enclosing.take_back_stopped(parts, seat, stopped) if stopped is not None else None
    fields: dict[str, str | list[str]] = {
        "text": view.text,
        "form": view.form,
        "type": view.type,
        "binding": "1" if view.binding else "",
        "why": view.why or "",
        "document": document.id if document is not None else "",
        "sources": [str(label) for label in view.sources],
    }
    drafts.keep_draft(parts, seat, view.into, fields)


def _destination(parts: Parts, seat: Seat, opened: CaseOpened, request: HttpRequest) -> str:
    """The room asked for; else the one whose draft was saved last; else none."""
    asked = _mark(request.GET.get("to", ""), opened)
    if asked:
        return asked
    kept = {str(room.mark): drafts.read_draft(parts, seat, room.mark) for room in opened.rooms}
    saved_at = {mark: draft.saved for mark, draft in kept.items() if draft is not None}
    return max(saved_at, key=lambda mark: saved_at[mark]) if saved_at else ""


def _after(page: reading.DeskPage) -> CarryView | None:
    """The carry that entered or was stopped last, while that is news."""
    ended = [(view.entered or view.stopped, view) for view in page.recent]
    fresh = [(at, view) for at, view in ended if at is not None and page.now - at <= AFTER]
    return max(fresh, key=lambda pair: pair[0])[1] if fresh else None


def _giver(opened: CaseOpened, sources: Sequence[EntryView]) -> str:
    givers = {source.label.series for source in sources}
    return next((room.party for room in opened.rooms if givers == {room.mark}), "")


def _label(text: str) -> Label | None:
    label = Label.parse(text, series="")
    return label if label is not None and len(label.series) == 1 else None


def _mark(text: str, opened: CaseOpened) -> str:
    return text if text in {room.mark for room in opened.rooms} else ""


def _seconds(text: str) -> int:
    """One of the holds that the desk offers."""
    if text in {str(seconds) for seconds in HOLDS}:
        return int(text)
    if text:
        raise Tampered("hold_seconds")
    return 30


def _sides(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("left", "right")}
