"""Documents: coming in by parts, handed over, shown; and at the desk the copies that go along with a message."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.ids import CARRIES, DeskId, Label, Mark, PlaceId
from entremise.domain.repetition import Repetition
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.terms import Document, PartyRoom, Terms
from entremise.domain.views import EntryView
from entremise.services import carrying, documents, enclosing
from entremise.services.acts import load_desk, room_opened
from entremise.services.documents import PART_BYTES, Attached, Begun
from entremise.services.ports import Budget, Parts
from entremise.web import inert
from entremise.web.templatetags.house import sentences
from entremise.web.uploads import taken
from entremise.web.values import Band
from entremise.web.views import desk
from entremise.web.views.common import band, fields_of, key_of, problem, seated, status_of, to_place, waiting

PAGES: Final = 5
"""Pages that are shown at once."""
_FIELDS: Final[Mapping[Code, str]] = {Code.DOCUMENT_EMPTY: "file", Code.DOCUMENT_TOO_LARGE: "file"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A document as its page shows it."""

    document: Document
    back: str
    """Address of where it hangs."""
    file: str
    """Address of the file itself."""
    frame: str
    """Address of what stands in the frame."""


# Coming in by parts, for pages with a script -------------------------------------------------------------------


@seated("POST", needs=Act.UPLOAD, spends=Budget.UPLOAD)
def begin(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """Begin a file."""
    size = request.POST.get("size", "")
    length = int(size) if size.isascii() and size.isdecimal() and len(size) < 15 else 0
    return _come(documents.begin(parts, seat, request.POST.get("name", ""), length), status=201)


@seated("GET", "POST", needs=Act.UPLOAD, spends=Budget.UPLOAD)
def part(request: HttpRequest, parts: Parts, seat: Seat, *, document: str, at: int) -> HttpResponse:
    """Keep the next part of a file, the request's body as it stands; with GET, say how far the file has come."""
    if request.method == "GET":
        return _come(documents.progress(parts, seat, document))
    come = documents.add(parts, seat, document, request.read(PART_BYTES), at=at)
    if isinstance(come, Refusal) or come.kept != come.total:
        return _come(come)
    whole = documents.finish(parts, seat, document)
    return _come(whole)


@seated("POST", needs=Act.UPLOAD, spends=Budget.UPLOAD)
def drop(request: HttpRequest, parts: Parts, seat: Seat, document: str) -> HttpResponse:  # noqa: ARG001
    documents.drop(parts, seat, document)
    return HttpResponse(status=204)


def _come(come: Begun | Attached | Refusal, *, status: int = 200) -> HttpResponse:
    """How far a file has come, as the page's script reads it."""
    if isinstance(come, Refusal):
        said = sentences(come)
        fields: dict[str, Any] = {"given": said.given, "remedy": said.remedy, "kept": come.facts.get("kept")}
        return waiting(JsonResponse(fields, status=status_of(come)), come)
    if isinstance(come, Attached):
        return JsonResponse({"id": come.id, "whole": True, "name": come.document.name})
    return JsonResponse({"id": come.id, "kept": come.kept, "total": come.total, "part": PART_BYTES}, status=status)


# Handed over and shown -----------------------------------------------------------------------------------------


@seated("GET", "HEAD")
def download(request: HttpRequest, parts: Parts, seat: Seat, label: str) -> HttpResponseBase:
    found = _found(parts, seat, label)
    pieces = documents.content(parts, *found) if found is not None else None
    if found is None or pieces is None:
        return problem(request, ABSENT)
    return inert.handed_over(pieces, found[1])


@seated("GET", "HEAD")
def look(request: HttpRequest, parts: Parts, seat: Seat, label: str) -> HttpResponse:
    found = _found(parts, seat, label)
    if found is None:
        return problem(request, ABSENT)
    names = {"seat": seat.id, "label": label}
    shown = Shown(
        document=found[1],
        back=f"{reverse('place', kwargs={'seat': seat.id})}#{label}",
        file=reverse("document", kwargs=names),
        frame=reverse("document-shown", kwargs=names),
    )
    return _framing(request, "pages/document.html", {"band": _band(parts, seat), "shown": shown})


@seated("GET", "HEAD", spends=Budget.LOOK)
def framed(request: HttpRequest, parts: Parts, seat: Seat, label: str) -> HttpResponse:
    found = _found(parts, seat, label)
    if found is None:
        return problem(request, ABSENT)
    return _pages(request, parts, *found)


# Copies that go along with a message -----------------------------------------------------------------------------


@seated("GET", "HEAD", "POST", desk=True, needs=Act.DRAFT, takes_file=True)
def enclose(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """Make a copy of a told entry's document, or of a paper of the desk's own."""
    fields: dict[str, str] = fields_of(request) if request.method == "POST" else request.GET.dict()
    to, source = fields.get("to", ""), fields.get("source", "")
    entry = _source(parts, seat, source)
    if source and entry is None:
        return problem(request, ABSENT)
    refusal = None
    if request.method == "POST":
        made = _copy(request, parts, seat, fields=fields, entry=entry)
        if isinstance(made, Attached):
            return HttpResponseRedirect(_copy_address(seat, made.id, to), status=303)
        refusal = made
    context = {
        "band": _band(parts, seat),
        "entry": entry,
        "to": to,
        "name": fields.get("name", ""),
        "as_pictures": bool(fields.get("as_pictures")),
        "refusal": refusal,
        "field": _FIELDS.get(refusal.code, "") if refusal is not None else "",
        "most": parts.files.most_bytes // 1_000_000,
    }
    return render(request, "pages/enclose.html", context, status=200 if refusal is None else status_of(refusal))


@seated("GET", "HEAD", "POST", desk=True, needs=Act.DRAFT)
def copy(request: HttpRequest, parts: Parts, seat: Seat, document: str) -> HttpResponse:
    """A copy as it will leave: looked at, then enclosed or given up."""
    found = documents.attached(parts, seat, document)
    if found is None or not found.known.copy:
        return problem(request, ABSENT)
    opened = load_desk(parts.store, seat.place).opened
    asked = request.POST if request.method == "POST" else request.GET
    to = next((one for one in opened.rooms if one.mark == asked.get("to", "")), None)
    if request.method == "POST":
        if request.POST.get("enclose"):
            desk.enclose(parts, seat, found, to=to.mark if to is not None else "")
        else:
            documents.drop(parts, seat, document)
        return to_place(seat, query={"to": to.mark if to is not None else ""}, anchor="corridor")
    names = {"seat": seat.id, "document": document}
    shown = Shown(
        document=found.document,
        back=f"{reverse('place', kwargs={'seat': seat.id})}?to={to.mark if to is not None else ''}#corridor",
        file=reverse("copy-file", kwargs=names),
        frame=reverse("copy-shown", kwargs=names),
    )
    repetitions = _repeated(parts, seat, found, to)
    context = {
        "band": _band(parts, seat),
        "shown": shown,
        "copy": found,
        "to": to,
        "repetitions": repetitions,
        "unread": parts.guard.unread(DeskId(seat.place)),
    }
    return _framing(request, "pages/copy.html", context)


@seated("GET", "HEAD", desk=True, needs=Act.DRAFT)
def copy_file(request: HttpRequest, parts: Parts, seat: Seat, document: str) -> HttpResponseBase:
    found = documents.attached(parts, seat, document)
    pieces = documents.content(parts, seat.place, found.document) if found is not None else None
    if found is None or pieces is None:
        return problem(request, ABSENT)
    return inert.handed_over(pieces, found.document)


@seated("GET", "HEAD", desk=True, needs=Act.DRAFT, spends=Budget.LOOK)
def copy_framed(request: HttpRequest, parts: Parts, seat: Seat, document: str) -> HttpResponse:
    found = documents.attached(parts, seat, document)
    if found is None:
        return problem(request, ABSENT)
    return _pages(request, parts, seat.place, found.document)


def _copy(
    request: HttpRequest, parts: Parts, seat: Seat, *, fields: Mapping[str, str], entry: EntryView | None
) -> Attached | Refusal:
    name, as_pictures, key = fields.get("name", ""), bool(fields.get("as_pictures")), key_of(fields)
    if entry is not None:
        return enclosing.copy_told(parts, seat, entry.label, name=name, as_pictures=as_pictures, key=key)
    file = taken(request)
    given = file.attached if file is not None else None
    if file is not None and file.refusal is not None:
        return file.refusal
    document = given.id if given is not None else fields.get("document", "")
    if not document:
        return Refusal(Code.DOCUMENT_EMPTY)
    return enclosing.copy_own(parts, seat, document, name=name, as_pictures=as_pictures, key=key)


def _source(parts: Parts, seat: Seat, text: str) -> EntryView | None:
    """The told entry whose document is asked for."""
    label = Label.parse(text, series="") if text else None
    entries = carrying.told_entries(parts, seat, [label]) if label is not None else []
    if isinstance(entries, Refusal) or not entries or entries[0].document is None:
        return None
    return entries[0]


def _repeated(parts: Parts, seat: Seat, found: Attached, to: PartyRoom | None) -> tuple[Repetition, ...]:
    if to is None:
        return ()
    source = _source(parts, seat, str(found.known.source or ""))
    sources = (source.source(),) if source is not None else ()
    return documents.repeated(parts, DeskId(seat.place), found, into=Mark(to.mark), sources=sources)


def _copy_address(seat: Seat, document: str, to: str) -> str:
    address = reverse("copy", kwargs={"seat": seat.id, "document": document})
    return f"{address}?to={to}" if to.isalpha() and len(to) == 1 else address


# -----------------------------------------------------------------------------------------------------------------


def _found(parts: Parts, seat: Seat, text: str) -> tuple[PlaceId, Document] | None:
    label = Label.parse(text, series=seat.mark or "")
    if label is None or (label.series == CARRIES and not seat.at_desk):
        return None
    return documents.document_at(parts, seat, label)


def _pages(request: HttpRequest, parts: Parts, place: PlaceId, document: Document) -> HttpResponse:
    first = _first(request)
    shown = documents.preview(parts, place, document, first=first, most=PAGES)
    if isinstance(shown, Refusal) and shown.code is Code.DOCUMENT_STAYS:
        return inert.told(gettext("A file of this kind cannot be shown here. Download it to look at it."))
    if isinstance(shown, Refusal):
        return inert.told(str(sentences(shown).given))
    return inert.framed(shown, first=first, most=PAGES)


def _first(request: HttpRequest) -> int:
    text = request.GET.get("from", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0


def _framing(request: HttpRequest, template: str, context: Mapping[str, object]) -> HttpResponse:
    answer = render(request, template, context)
    answer.headers["Content-Security-Policy"] = inert.FRAMING
    return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class _Here:
    """What a page of a place says of it."""

    seat: Seat
    terms: Terms
    now: datetime
    head: int


def _band(parts: Parts, seat: Seat) -> Band:
    room = None if seat.at_desk else room_opened(parts.store, seat.place)
    terms = load_desk(parts.store, seat.place).opened.terms if room is None else room.terms
    here = _Here(seat=seat, terms=terms, now=parts.clock.now(), head=parts.store.head(seat.place))
    return band(parts, here, room=room)
