"""The ledger: who knows what, its points, the card before entering a room, and the desk's own notes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.ids import Label, Mark
from entremise.domain.ledger import Show
from entremise.domain.notes import MOST_TEXT, About, DeskNote
from entremise.domain.points import MOST_ENTRIES, MOST_WORDS, Grouping
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.services import ledger
from entremise.services.ledger import Asked, Kept, NotesPage, PointPage
from entremise.services.ports import Parts
from entremise.web.views.common import Tampered, band, choice, fields_of, key_of, problem, seated, status_of

MOST_DIGITS: Final = 6
"""Of the number of a point, a note, an item or a round in an address or a form."""
LAST_ROUND: Final = 999
FILTERS: Final = ("show", "side", "item", "round")
ON_POINT: Final[Mapping[Code, str]] = {
    Code.TEXT_EMPTY: "words",
    Code.TEXT_TOO_LONG: "words",
    Code.WORD_TOO_LONG: "words",
    Code.CHARACTER_FORBIDDEN: "words",
    Code.POINT_EMPTY: "entries",
    Code.POINT_FULL: "entries",
}
"""Which part of a point's form a refusal is about."""
ON_NOTE: Final[Mapping[Code, str]] = {
    Code.TEXT_EMPTY: "text",
    Code.TEXT_TOO_LONG: "text",
    Code.WORD_TOO_LONG: "text",
    Code.CHARACTER_FORBIDDEN: "text",
}
"""Which part of a note's form a refusal is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointForm:
    """A point's form, as it was last filled in."""

    words: str = ""
    entries: tuple[Label, ...] = ()
    item: int | None = None
    round: int | None = None
    refusal: Refusal | None = None
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteForm:
    """A note's form, as it was last filled in."""

    text: str = ""
    about: str = ""
    """`item-3`, `point-7`, `room-A`, or empty."""
    refusal: Refusal | None = None
    field: str = ""


# Reading ----------------------------------------------------------------------------------------------------


@seated("GET", "HEAD", desk=True)
def show(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """The ledger, and beside it the card of the side that is asked for."""
    asked = _asked(request.GET)
    page = ledger.ledger_page(parts, seat, asked)
    card = ledger.card_page(parts, seat, asked.side) if asked.side is not None else None
    if isinstance(page, Refusal):
        return problem(request, page, seat=seat)
    query = QueryDict(mutable=True)
    for name in FILTERS:
        if request.GET.get(name):
            query[name] = request.GET[name]
    context = {
        "band": band(parts, page),
        "page": page,
        "aside": None if isinstance(card, Refusal) else card,
        "shows": list(Show),
        "filter": query.urlencode(),
        "no_item": 0,
    }
    return render(request, "pages/ledger.html", context)


@seated("GET", "HEAD", desk=True)
def card(request: HttpRequest, parts: Parts, seat: Seat, mark: str) -> HttpResponse:
    """What to have in mind before entering a room; it prints on one page."""
    page = ledger.card_page(parts, seat, mark)
    if isinstance(page, Refusal):
        return problem(request, page, seat=seat)
    return render(request, "pages/card.html", {"band": band(parts, page), "page": page})


# Points -----------------------------------------------------------------------------------------------------


@seated("GET", "HEAD", "POST", desk=True, needs=Act.KEEP_LEDGER)
def new_point(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """The form by which a point is made of the entries chosen, or the way to the one into which they are put."""
    if request.method == "POST":
        return _keep(request, parts, seat, None)
    into = request.GET.get("into", "")
    if into:
        query = QueryDict(mutable=True)
        query.setlist("entry", request.GET.getlist("entry"))
        address = reverse("point", kwargs={"seat": seat.id, "number": _number(into) or 0})
        return HttpResponseRedirect(f"{address}?{query.urlencode()}", status=303)
    return _edit(request, parts, seat, None)


@seated("GET", "HEAD", "POST", desk=True)
def point(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    """One point: who knows what of it, how it was worded, and the form by which it is changed."""
    which = _number(number)
    if which is None:
        return problem(request, ABSENT)
    return (_keep if request.method == "POST" else _edit)(request, parts, seat, which)


@seated("POST", desk=True, needs=Act.KEEP_LEDGER)
def dissolve(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    which = _number(number)
    done = ABSENT if which is None else ledger.dissolve_point(parts, seat, which)
    if isinstance(done, Refusal) and done.code is not Code.POINT_DISSOLVED:
        return problem(request, done, seat=seat)
    return _to("point", seat, number=which)


def _edit(request: HttpRequest, parts: Parts, seat: Seat, number: int | None) -> HttpResponse:
    adding = _labels(request.GET.getlist("entry"))
    page = ledger.point_page(parts, seat, number, adding=adding)
    if isinstance(page, Refusal):
        return problem(request, page, seat=seat)
    known = page.point
    form = PointForm(
        words=known.words if known is not None else _suggested(page),
        entries=page.entries,
        item=known.item if known is not None else None,
        round=known.round if known is not None else None,
    )
    return _show_point(request, parts, page, form)


def _keep(request: HttpRequest, parts: Parts, seat: Seat, number: int | None) -> HttpResponse:
    fields = fields_of(request)
    form = PointForm(
        words=fields.get("words", ""),
        entries=_labels(request.POST.getlist("entry")),
        item=_number_in(fields, "item"),
        round=_number_in(fields, "round"),
    )
    done: Kept | Refusal | None = None
    if not fields.get("save"):
        grouping = Grouping(words=form.words, entries=form.entries, item=form.item, round=form.round)
        done = ledger.keep_point(parts, seat, grouping, number=number, key=key_of(fields))
    if isinstance(done, Kept):
        return _to("point", seat, number=done.number)
    # Enter in a field: what was filled in stays on the page, and nothing is kept.
    page = ledger.point_page(parts, seat, number, adding=form.entries[:MOST_ENTRIES])
    if isinstance(page, Refusal):
        return problem(request, page, seat=seat)
    filled = replace(form, refusal=done, field=ON_POINT.get(done.code, "") if done is not None else "")
    if done is not None and done.code in {Code.ABSENT, Code.ROLE_MAY_NOT}:
        return problem(request, done, seat=seat)
    return _show_point(request, parts, page, filled, status=200 if done is None else status_of(done))


def _show_point(
    request: HttpRequest, parts: Parts, page: PointPage, form: PointForm, *, status: int = 200
) -> HttpResponse:
    context = {"band": band(parts, page), "page": page, "composer": form, "most": MOST_WORDS}
    return render(request, "pages/point.html", context, status=status)


def _suggested(page: PointPage) -> str:
    """A short entry's own words, to begin from."""
    words = page.row.words if page.row is not None else ""
    return words if len(words) <= MOST_WORDS else ""


# Notes ------------------------------------------------------------------------------------------------------


@seated("GET", "HEAD", "POST", desk=True)
def notes(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """The desk's own notes, and the form by which one is written."""
    return _noted(request, parts, seat, None)


@seated("GET", "HEAD", "POST", desk=True, needs=Act.NOTE_AT_DESK)
def note(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    """One note, in the form by which it is changed."""
    which = _number(number)
    return problem(request, ABSENT) if which is None else _noted(request, parts, seat, which)


@seated("POST", desk=True, needs=Act.NOTE_AT_DESK)
def strike(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    which = _number(number)
    done = ABSENT if which is None else ledger.strike_note(parts, seat, which)
    return problem(request, done, seat=seat) if isinstance(done, Refusal) else _to("notes", seat)


def _noted(request: HttpRequest, parts: Parts, seat: Seat, number: int | None) -> HttpResponse:
    page = ledger.notes_page(parts, seat)
    if isinstance(page, Refusal):
        return problem(request, page, seat=seat)
    known = next((one for one in page.notes if one.number == number), None)
    if number is not None and known is None:
        return problem(request, ABSENT)
    fields = fields_of(request)
    form = _filled_in(fields) if request.method == "POST" else _blank(request.GET.get("about", ""), page, known)
    done: Kept | Refusal | None = None
    if request.method == "POST" and not fields.get("save"):
        done = ledger.keep_note(parts, seat, form.text, _about(form.about), number=number, key=key_of(fields))
    if isinstance(done, Kept):
        return _to("notes", seat, anchor=f"note-{done.number}")
    if done is not None and done.code in {Code.ABSENT, Code.ROLE_MAY_NOT}:
        return problem(request, done, seat=seat)
    filled = replace(form, refusal=done, field=ON_NOTE.get(done.code, "") if done is not None else "")
    context = {"band": band(parts, page), "page": page, "composer": filled, "known": known, "most": MOST_TEXT}
    return render(request, "pages/notes.html", context, status=200 if done is None else status_of(done))


def _filled_in(fields: Mapping[str, str]) -> NoteForm:
    return NoteForm(text=fields.get("text", ""), about=fields.get("about", ""))


def _blank(about: str, page: NotesPage, known: DeskNote | None) -> NoteForm:
    """The form as it is first shown: the note to be changed, or one about what the address names."""
    return NoteForm(about=_named(about, page)) if known is None else NoteForm(text=known.text, about=_about_of(known))


def _about(text: str) -> About:
    """What a form's `about` names. Raises Tampered for what no page of ours offers."""
    kind, _, name = text.partition("-")
    number = _number(name)
    if not text:
        return About()
    if kind == "room" and len(name) == 1:
        return About(mark=Mark(name))
    if number is None or kind not in {"item", "point"}:
        raise Tampered("about")
    return About(item=number) if kind == "item" else About(point=number)


def _about_of(note: DeskNote) -> str:
    """The same, as the form names it."""
    about = note.about
    if about.mark is not None:
        return f"room-{about.mark}"
    if about.point is not None:
        return f"point-{about.point}"
    return f"item-{about.item}" if about.item is not None else ""


def _named(text: str, page: NotesPage) -> str:
    """What the address asks a new note to be about, if that is there."""
    there = {
        *(f"room-{room.mark}" for room in page.opened.rooms),
        *(f"point-{one.number}" for one in page.points),
        *(f"item-{item.number}" for item in page.items),
    }
    return text if text in there else ""


# Forms and addresses ----------------------------------------------------------------------------------------


def _asked(query: QueryDict) -> Asked:
    """What the address asks for. Raises Tampered for what no page of ours offers."""
    fields = {name: value for name, value in query.items() if isinstance(value, str)}
    before = fields.get("before", "")
    label = Label.parse(before, series="") if before else None
    if before and label is None:
        raise Tampered("before")
    return Asked(
        show=choice(fields, "show", Show, Show.EVERYTHING),
        side=fields.get("side") or None,
        item=_number_in(fields, "item"),
        round=_number_in(fields, "round"),
        after=_number_in(fields, "after"),
        before=label,
    )


def _labels(given: list[str]) -> tuple[Label, ...]:
    """The entries that a form or an address names. Raises Tampered for what is no label of a room."""
    labels = tuple(dict.fromkeys(Label.parse(text, series="") for text in given))
    if any(label is None or not label.series for label in labels):
        raise Tampered("entry")
    return tuple(label for label in labels if label is not None)


def _number_in(fields: Mapping[str, str], name: str) -> int | None:
    """A field's number; None where it is empty. Raises Tampered for another word."""
    given = fields.get(name, "").strip()
    number = _number(given)
    if given and (number is None or (name == "round" and number > LAST_ROUND)):
        raise Tampered(name)
    return number


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def _to(name: str, seat: Seat, *, number: int | None = None, anchor: str = "") -> HttpResponse:
    """To a page of the ledger, after an act."""
    address = reverse(name, kwargs={"seat": seat.id} if number is None else {"seat": seat.id, "number": number})
    return HttpResponseRedirect(f"{address}{'#' if anchor else ''}{anchor}", status=303)
