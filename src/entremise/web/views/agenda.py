"""The agenda: the desk's list with positions, what each room is told of it, and a room's own page of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from entremise.domain.agenda import MOST_ITEM_CHARACTERS, Item, Keeping, Proposing, ShownIn
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.agenda import ItemKind, ItemState, Stance
from entremise.domain.events.positions import StandKind
from entremise.domain.ids import Label, Mark
from entremise.domain.positions import MOST_POSITION_CHARACTERS, Setting, Standing, Zoning
from entremise.domain.repetition import Repetition
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.rules import NAMELESS, permitted_forms
from entremise.domain.terms import CarryForm, PartyRoom
from entremise.domain.words import MOST_CHARACTERS_A_LINE, plain
from entremise.services import agenda, agenda_pages, positions, rounds
from entremise.services.agenda import Telling
from entremise.services.agenda_pages import DeskAgendaPage, DeskItemPage, RoomAgendaPage
from entremise.services.guarding import shown_by
from entremise.services.ports import Parts
from entremise.web.gap import Gap, gap
from entremise.web.values import Composer
from entremise.web.views.common import Tampered, band, choice, fields_of, key_of, problem, seated, status_of
from entremise.web.views.room import composer_in, leave_in, preselected

MOST_DIGITS: Final = 6
FIELDS: Final[Mapping[Code, str]] = {
    Code.TEXT_EMPTY: "title",
    Code.TEXT_TOO_LONG: "title",
    Code.WORD_TOO_LONG: "title",
    Code.CHARACTER_FORBIDDEN: "title",
    Code.AGENDA_RING: "after",
    Code.SOURCE_UNKNOWN: "sources",
    Code.SOURCES_TOO_MANY: "sources",
    Code.ITEM_LEAVE_MISSING: "sources",
    Code.IN_CONFIDENCE: "sources",
    Code.LEAVE_EXPIRED: "sources",
    Code.LEAVE_NARROWER: "form",
    Code.CONDITION_NOT_MET: "sources",
    Code.WORDS_DIFFER: "title",
    Code.SOURCE_MISSING: "sources",
    Code.SEVERAL_GIVERS: "sources",
    Code.REPEATS_CONFIDENCE: "title",
    Code.SECOND_ASKED: "title",
    Code.PLACE_OUT_OF_RANGE: "place",
    Code.CONDITION_MISSING: "condition",
    Code.EXPIRY_PAST: "expires",
    Code.EXPIRY_FAR: "expires",
    Code.LEAVE_UNTOLD: "words",
}
"""Which field a refusal is about."""
_WORDING: Final = frozenset({Code.TEXT_EMPTY, Code.TEXT_TOO_LONG, Code.WORD_TOO_LONG, Code.CHARACTER_FORBIDDEN})
"""Refusals of words, in whichever field they stand."""
Texts: TypeAlias = tuple[tuple[str, str, int], ...]
"""The fields of a form that hold words: the name and id of each, and its longest text."""
_ITEM: Final[Texts] = (
    ("title", "title", MOST_CHARACTERS_A_LINE),
    ("words", "words", MOST_ITEM_CHARACTERS),
    ("track", "track", MOST_CHARACTERS_A_LINE),
)
TEXTS: Final[Mapping[str, Texts]] = {
    "keep": _ITEM,
    "tell": _ITEM,
    "propose": _ITEM[:2],
    "position": (("words", "p-words", MOST_POSITION_CHARACTERS),),
    "zone": (
        ("remark", "z-remark", MOST_POSITION_CHARACTERS),
        ("caption", "z-caption", MOST_CHARACTERS_A_LINE),
    ),
}
"""By the forms of the agenda's pages."""
_NAMING: Final = tuple(form for form in CarryForm if form not in NAMELESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form as it was last filled in."""

    form: str = ""
    """Which of the page's forms it is."""
    given: Mapping[str, Any] = field(default_factory=dict)
    refusal: Refusal | None = None
    field: str = ""
    why: str = ""
    """Why words are kept that repeat what a room may not have."""
    repetitions: tuple[Repetition, ...] = ()
    """What the guard found in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An item on the desk's page."""

    item: Item
    standing: Standing
    gap: Gap | None
    stages: tuple[str, ...]
    """The names of the stages, for the table."""
    table: tuple[tuple[Mark, tuple[Any, ...]], ...]
    """For each side, where it stood at each stage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceChoice:
    """A told entry with whose leave an item can be told."""

    label: Label
    text: str
    forms: tuple[CarryForm, ...]
    """In which forms; empty: in none."""
    chosen: bool


@seated("GET", "HEAD")
def show(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """The agenda of the seat's own place."""
    if not seat.at_desk:
        page = agenda_pages.room_agenda_page(parts, seat)
        context = {"band": band(parts, page, room=page.opened), "page": page, "aside": rounds.aside(parts, seat)}
        return render(request, "pages/room_agenda.html", context)
    desk = agenda_pages.desk_page(parts, seat)
    rows = [_row(desk, item) for item in desk.agenda.items]
    context = {
        "band": band(parts, desk),
        "page": desk,
        "rows": [row for row in rows if row.item.kind is ItemKind.ITEM],
        "lines": [row for row in rows if row.item.kind is ItemKind.SCOPE],
        "waiting": [one for one in desk.agenda.proposals if one.item is None],
        "aside": rounds.aside(parts, seat),
    }
    return render(request, "pages/agenda.html", context)


@seated("GET", "HEAD")
def item(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    """One item: at the desk with positions and rooms, in a room with what the delegation says and keeps of it."""
    wanted = number_in(number)
    if seat.at_desk:
        return _desk_item(request, parts, seat, wanted, filled=Filled())
    return room_item(request, parts, seat, wanted)


# At the desk ------------------------------------------------------------------------------------------------


@seated("GET", "POST", desk=True, needs=Act.ARRANGE)
def new_item(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """The form for a new item, filled in from a proposal where one is named."""
    page = agenda_pages.desk_page(parts, seat)
    filled, status = Filled(given=_proposed(page, request.GET.get("proposal", ""))), 200
    if request.method == "POST":
        fields = fields_of(request)
        kept = _kept(parts, seat, request, number=None) if not fields.get("save") else None
        if kept is not None and not isinstance(kept, Refusal):
            return to_item(seat, kept.number)
        filled = _refused("keep", request, kept)
        status = 200 if kept is None else status_of(kept)
    context = {"band": band(parts, page), "page": page, "composer": filled, "given": filled.given, "item": None}
    return render(request, "pages/agenda_new.html", context, status=status)


@seated("POST", desk=True, needs=Act.ARRANGE)
def keep_item(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    wanted = number_in(number)
    kept = _kept(parts, seat, request, number=wanted)
    return _after(request, parts, seat, number=wanted, form="keep", done=kept)


@seated("POST", desk=True, needs=Act.ARRANGE)
def move_item(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    wanted, fields = number_in(number), fields_of(request)
    done = agenda.move(parts, seat, wanted, earlier=fields.get("to") == "earlier", key=key_of(fields))
    return problem(request, done, seat=seat) if isinstance(done, Refusal) else to_agenda(seat, f"item-{wanted}")


@seated("POST", desk=True, needs=Act.ARRANGE)
def note_stance(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    wanted, fields = number_in(number), fields_of(request)
    stance = choice(fields, "stance", Stance, Stance.ASKS) if fields.get("stance") else None
    done = agenda.note_stance(parts, seat, wanted, fields.get("mark", ""), stance=stance, key=key_of(fields))
    return _after(request, parts, seat, number=wanted, form="stance", done=done)


@seated("POST", desk=True, needs=Act.ARRANGE)
def set_position(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    wanted, fields = number_in(number), fields_of(request)
    sources = _labels(fields.get("sources", ""), series=fields.get("mark", ""))
    place, stage = _whole(fields.get("place", "")), _whole(fields.get("stage", "") or "0")
    done: object
    if isinstance(sources, Refusal):
        done = sources
    elif isinstance(place, Refusal) or not isinstance(stage, int):
        done = _off_line()
    else:
        setting = Setting(
            item=wanted,
            mark=Mark(fields.get("mark", "")),
            stage=stage,
            words=fields.get("words", ""),
            place=place,
            sources=sources,
        )
        done = positions.set_position(parts, seat, setting, key=key_of(fields))
    return _after(request, parts, seat, number=wanted, form="position", done=done)


@seated("POST", desk=True, needs=Act.ARRANGE)
def set_zone(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    wanted, fields = number_in(number), fields_of(request)
    low, high = _whole(fields.get("low", "")), _whole(fields.get("high", ""))
    if isinstance(low, Refusal) or isinstance(high, Refusal):
        return _after(request, parts, seat, number=wanted, form="zone", done=_off_line())
    zoning = Zoning(item=wanted, low=low, high=high, remark=fields.get("remark", ""), caption=fields.get("caption", ""))
    done = positions.set_zone(parts, seat, zoning, key=key_of(fields))
    return _after(request, parts, seat, number=wanted, form="zone", done=done)


@seated("GET", "POST", desk=True, needs=Act.SHOW_AGENDA)
def tell_item(request: HttpRequest, parts: Parts, seat: Seat, *, number: str, mark: str) -> HttpResponse:
    """The sheet on which a room is told of an item."""
    found = agenda_pages.desk_item_page(parts, seat, number_in(number))
    if isinstance(found, Refusal):
        return problem(request, found)
    room = next((one for one in found.page.opened.rooms if one.mark == mark), None)
    if room is None:
        return problem(request, ABSENT)
    filled, status = Filled(given=_told_before(found, mark)), 200
    if request.method == "POST":
        fields = fields_of(request)
        telling = Telling(
            item=found.item.number,
            into=mark,
            title=fields.get("title", ""),
            words=fields.get("words", ""),
            state=choice(fields, "state", ItemState, ItemState.TO_CLARIFY),
            track=fields.get("track", ""),
            form=choice(fields, "form", CarryForm, CarryForm.IDEA),
            unnamed=bool(fields.get("unnamed")),
            sources=_chosen(request, "source"),
            named=_chosen(request, "named"),
            sequence=bool(fields.get("sequence")),
            why=fields.get("why") or None,
        )
        done = agenda.show(parts, seat, telling, key=key_of(fields)) if not fields.get("save") else None
        if done is not None and not isinstance(done, Refusal):
            return to_item(seat, found.item.number, "rooms")
        filled = _refused("tell", request, done)
        filled = replace(
            filled,
            given={**filled.given, "chosen": telling.sources, "naming": telling.named},
            why=fields.get("why", ""),
            repetitions=shown_by(parts, seat, filled.refusal),
        )
        status = 200 if done is None else status_of(done)
    return _sheet(request, parts, found, room, filled=filled, status=status)


@seated("POST", desk=True, needs=Act.SHOW_AGENDA)
def take_off_item(request: HttpRequest, parts: Parts, seat: Seat, *, number: str, mark: str) -> HttpResponse:
    wanted = number_in(number)
    done = agenda.take_off(parts, seat, wanted, mark, key=key_of(fields_of(request)))
    return problem(request, done, seat=seat) if isinstance(done, Refusal) else to_item(seat, wanted, "rooms")


@seated("POST", desk=True, needs=Act.SHOW_AGENDA)
def sequence(request: HttpRequest, parts: Parts, seat: Seat, mark: str) -> HttpResponse:
    done = agenda.sequence(parts, seat, mark, key=key_of(fields_of(request)))
    return problem(request, done, seat=seat) if isinstance(done, Refusal) else to_agenda(seat, "rooms")


# In a party's room ------------------------------------------------------------------------------------------


@seated("GET", "POST", desk=False, needs=Act.TELL)
def propose(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """The form in which a delegation proposes an item to the mediator."""
    page = agenda_pages.room_agenda_page(parts, seat)
    fields, status = fields_of(request), 200
    composer = Composer(leave=preselected(page.terms))
    if request.method == "POST":
        proposing = Proposing(
            title=fields.get("title", ""),
            words=fields.get("words", ""),
            kind=choice(fields, "kind", ItemKind, ItemKind.ITEM),
        )
        leave = leave_in(fields, page.terms)
        done = (
            agenda.propose(parts, seat, proposing, leave=leave, key=key_of(fields)) if not fields.get("save") else None
        )
        if done is not None and not isinstance(done, Refusal):
            return to_agenda(seat, "proposals")
        composer = _composer(fields, page, done)
        status = 200 if done is None else status_of(done)
    context = {"band": band(parts, page, room=page.opened), "page": page, "composer": composer, "given": fields}
    return render(request, "pages/propose.html", context, status=status)


@seated("POST", desk=False, needs=Act.TELL)
def give_view(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    page, fields, wanted = agenda_pages.room_agenda_page(parts, seat), fields_of(request), number_in(number)
    stance, leave = choice(fields, "stance", Stance, Stance.ASKS), leave_in(fields, page.terms)
    refusal: Refusal | None = None
    if not fields.get("save"):
        done = agenda.give_view(
            parts, seat, wanted, stance=stance, words=fields.get("words", ""), leave=leave, key=key_of(fields)
        )
        if not isinstance(done, Refusal):
            return to_item(seat, wanted)
        refusal = done
    composer = replace(_composer(fields, page, refusal), text=fields.get("words", ""))
    if composer.field == "title":
        composer = replace(composer, field="words")
    status = 200 if refusal is None else status_of(refusal)
    return room_item(request, parts, seat, wanted, composer=composer, stance=stance, status=status)


@seated("POST", desk=False, needs=Act.NOTE)
def keep_stand(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    fields, wanted = fields_of(request), number_in(number)
    paper = fields.get("number", "")
    kept = positions.keep_stand(
        parts,
        seat,
        item=wanted,
        kind=choice(fields, "kind", StandKind, StandKind.POSITION),
        words="" if fields.get("drop") else fields.get("words", ""),
        number=number_in(paper) if paper else None,
        key=key_of(fields),
    )
    if not isinstance(kept, Refusal):
        return to_item(seat, wanted, "papers")
    # A paper that is kept no more has no field: what was typed for it stands in that for another.
    form = f"stand-{paper}" if paper and kept.code is not Code.ITEM_UNKNOWN else "stand-words"
    at_fault = form if kept.code in _WORDING else ""
    filled = Filled(form=form, given=fields, refusal=kept, field=at_fault)
    return room_item(request, parts, seat, wanted, filled=filled, status=status_of(kept))


def room_item(
    request: HttpRequest,
    parts: Parts,
    seat: Seat,
    number: int,
    *,
    composer: Composer | None = None,
    stance: Stance = Stance.ASKS,
    filled: Filled | None = None,
    status: int = 200,
) -> HttpResponse:
    """A room's page of one item, or with 0 of the talks as a whole.

    What was typed for an item that has been taken off meanwhile stands on the page of the talks as a whole.
    """
    page = agenda_pages.room_agenda_page(parts, seat)
    found = agenda_pages.room_item(page, number)
    if isinstance(found, Refusal):
        if request.method != "POST" or (composer is None and filled is None):
            return problem(request, found)
        found, number = None, 0
        if filled is None and composer is not None:
            given = {"words": composer.text}
            filled, composer = Filled(form="stand-words", given=given, refusal=composer.refusal), None
    context = {
        "band": band(parts, page, room=page.opened),
        "page": page,
        "item": found,
        "number": number,
        "before": [one for one in page.agenda.items if found is not None and one.number in found.after],
        "stands": [one for one in page.stands if one.item == number],
        "mandate": page.mandate.mandate(number),
        "composer": composer or Composer(leave=preselected(page.terms)),
        "stance": stance,
        "filled": filled,
    }
    return render(request, "pages/room_item.html", context, status=status)


# Parts ------------------------------------------------------------------------------------------------------


def number_in(text: str) -> int:
    """The number that an address or a form names. Raises Tampered for another word."""
    if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS:
        return int(text)
    raise Tampered("number")


def to_agenda(seat: Seat, anchor: str = "") -> HttpResponse:
    """Back to the agenda, after an act."""
    address = reverse("agenda", kwargs={"seat": seat.id})
    return HttpResponseRedirect(f"{address}{'#' if anchor else ''}{anchor}", status=303)


def to_item(seat: Seat, number: int, anchor: str = "") -> HttpResponse:
    """Back to an item, after an act."""
    address = reverse("agenda-item", kwargs={"seat": seat.id, "number": number})
    return HttpResponseRedirect(f"{address}{'#' if anchor else ''}{anchor}", status=303)


def _after(request: HttpRequest, parts: Parts, seat: Seat, *, number: int, form: str, done: object) -> HttpResponse:
    if not isinstance(done, Refusal):
        return to_item(seat, number, form)
    filled = _refused(form, request, done)
    return _desk_item(request, parts, seat, number, filled=filled, status=status_of(done))


def _desk_item(
    request: HttpRequest, parts: Parts, seat: Seat, number: int, *, filled: Filled, status: int = 200
) -> HttpResponse:
    found = agenda_pages.desk_item_page(parts, seat, number)
    if isinstance(found, Refusal):
        return problem(request, found)
    page, entry = found.page, found.item
    named = _stage_names(page)
    given = filled.given if filled.form == "keep" else _given(entry)
    context = {
        "band": band(parts, page),
        "page": page,
        "item": entry,
        "row": _row(page, entry),
        "found": found,
        "others": [one for one in page.agenda.items if one.number != entry.number],
        "stages": [(stage, named(stage)) for stage in sorted({0, *page.rounds, *found.standing.stages})],
        "rooms": [(room, entry.shown_in(room.mark)) for room in page.opened.rooms],
        "composer": filled,
        "given": given,
        "filled": filled,
    }
    return render(request, "pages/agenda_item.html", context, status=status)


def _row(page: DeskAgendaPage, entry: Item) -> Row:
    standing = page.standings.get(entry.number, Standing(item=entry.number))
    named = _stage_names(page)
    return Row(
        item=entry,
        standing=standing,
        gap=gap(standing, named),
        stages=tuple(named(stage) for stage in standing.stages),
        table=tuple((mark, tuple(standing.at(mark, stage) for stage in standing.stages)) for mark in standing.marks),
    )


def _stage_names(page: DeskAgendaPage) -> Callable[[int], str]:
    zone = ZoneInfo(page.terms.zone)

    def named(stage: int) -> str:
        starts: datetime | None = page.rounds.get(stage)
        if stage == 0:
            return _("Opening")
        if starts is None:
            return _("Round %(number)s") % {"number": stage}
        return date_format(starts.astimezone(zone), "j N")

    return named


def _proposed(page: DeskAgendaPage, label: str) -> dict[str, Any]:
    found = next((one for one in page.agenda.proposals if str(one.label) == label), None)
    if found is None:
        return {"after": (), "sources": ""}
    return {
        "title": found.title,
        "words": found.words,
        "kind": found.kind,
        "sources": str(found.label),
        "after": (),
    }


def _given(entry: Item) -> dict[str, Any]:
    return {
        "title": entry.title,
        "words": entry.words,
        "kind": entry.kind,
        "state": entry.state,
        "track": entry.track,
        "after": entry.after,
        "sources": " ".join(map(str, entry.sources)),
    }


def _told_before(found: DeskItemPage, mark: str) -> dict[str, Any]:
    """What the sheet holds at first: what the room was told last, else what the desk keeps; nobody is named."""
    last: Item | ShownIn = found.item.shown_in(mark) or found.item
    given = [entry.source() for entry in found.sources if entry.label.series != mark]
    free = [source for source in given if permitted_forms([source], now=found.page.now)]
    forms = permitted_forms(free[:1], now=found.page.now)
    return {
        "title": last.title,
        "words": last.words,
        "state": last.state,
        "track": last.track,
        "form": next(form for form in CarryForm if form in forms) if free else CarryForm.IDEA,
        "unnamed": "1",
        "sequence": "1",
        "chosen": tuple(source.label for source in free[:1]),
        "naming": (),
    }


def _kept(parts: Parts, seat: Seat, request: HttpRequest, *, number: int | None) -> agenda.Kept | Refusal:
    fields = fields_of(request)
    sources = _labels(fields.get("sources", ""), series="")
    if isinstance(sources, Refusal):
        return sources
    keeping = Keeping(
        title=fields.get("title", ""),
        kind=choice(fields, "kind", ItemKind, ItemKind.ITEM),
        words=fields.get("words", ""),
        state=choice(fields, "state", ItemState, ItemState.TO_CLARIFY),
        track=fields.get("track", ""),
        after=tuple(number_in(one) for one in request.POST.getlist("after")),
        sources=sources,
    )
    return agenda.keep_item(parts, seat, keeping, number=number, key=key_of(fields))


def _refused(form: str, request: HttpRequest, refusal: object) -> Filled:
    fields = fields_of(request)
    after = tuple(number_in(one) for one in request.POST.getlist("after"))
    found = refusal if isinstance(refusal, Refusal) else None
    name = field_of(found, fields, TEXTS.get(form, ()), otherwise=FIELDS)
    if form in {"position", "zone"}:
        name = {"sources": "p-sources", "place": "p-place" if form == "position" else "z-low"}.get(name, name)
    return Filled(form=form, given={**fields, "after": after}, refusal=found, field=name)


def field_of(refusal: Refusal | None, fields: Mapping[str, Any], texts: Texts, *, otherwise: Mapping[Code, str]) -> str:
    """The id of the field that a refusal is about: of those with words, the one that is refused so by itself."""
    if refusal is None:
        return ""
    if refusal.code not in _WORDING:
        return otherwise.get(refusal.code, "")
    kept = ((ident, plain(fields.get(name, ""), most=most)) for name, ident, most in texts)
    at_fault = (ident for ident, text in kept if isinstance(text, Refusal) and text.code is refusal.code)
    return next(at_fault, otherwise.get(refusal.code, ""))


def _composer(fields: Mapping[str, Any], page: RoomAgendaPage, done: object) -> Composer:
    refusal = done if isinstance(done, Refusal) else None
    composer = composer_in(fields, page.terms, refusal=refusal)
    return replace(composer, field=field_of(refusal, fields, TEXTS["propose"], otherwise=FIELDS))


def _sheet(
    request: HttpRequest, parts: Parts, found: DeskItemPage, room: PartyRoom, *, filled: Filled, status: int
) -> HttpResponse:
    chosen, naming = filled.given.get("chosen", ()), filled.given.get("naming", ())
    now = found.page.now

    def choices(entries: Sequence[Any], picked: Sequence[Label]) -> list[SourceChoice]:
        return [
            SourceChoice(
                label=entry.label,
                text=entry.text,
                forms=tuple(form for form in CarryForm if form in permitted_forms([entry.source()], now=now)),
                chosen=entry.label in picked,
            )
            for entry in entries
            if entry.label.series != room.mark
        ]

    context = {
        "band": band(parts, found.page),
        "page": found.page,
        "item": found.item,
        "room": room,
        "shown": found.item.shown_in(room.mark),
        "sources": choices(found.sources, chosen),
        "viewed": choices(found.viewed, naming),
        "ours": any(label.series == room.mark for label in found.item.sources),
        "forms": list(CarryForm),
        "composer": filled,
        "given": filled.given,
    }
    return render(request, "pages/agenda_tell.html", context, status=status)


def _chosen(request: HttpRequest, name: str) -> tuple[Label, ...]:
    labels = [Label.parse(text, series="") for text in request.POST.getlist(name)]
    if any(label is None for label in labels):
        raise Tampered(name)
    return tuple(label for label in labels if label is not None)


def _labels(text: str, *, series: str) -> tuple[Label, ...] | Refusal:
    """The entries named in a field, such as “A-12 B-4”; or the first word that names none."""
    labels = []
    for word in text.replace(",", " ").split():
        label = Label.parse(word.upper(), series=series)
        if label is None:
            return Refusal(Code.SOURCE_UNKNOWN, {"source": word[:12] if word[:12].isalnum() else "?"})
        labels.append(label)
    return tuple(labels)


def _whole(text: str) -> int | Refusal | None:
    if not text.strip():
        return None
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else _off_line()


def _off_line() -> Refusal:
    return Refusal(Code.PLACE_OUT_OF_RANGE, {"least": 0, "most": 100})
