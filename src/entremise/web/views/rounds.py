"""Rounds and dates: what is set, by whose clock, and who is told; a room's answers; the cities of a place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from entremise.domain.asking import USUAL_HOURS
from entremise.domain.calendars import MOST_CITIES, ZONES, city, moment, zones
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.dates import Availability
from entremise.domain.events.rounds import Again, Arrival, City, RoomVenue, RoundKept, RoundState, Session
from entremise.domain.ids import Mark
from entremise.domain.repetition import Repetition
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.rounds import (
    SESSION_NEXT,
    Amend,
    Arrive,
    Change,
    Conclude,
    DeskRound,
    Move,
    Setting,
    Turn,
    TurnSession,
    encounters,
    may_say,
)
from entremise.domain.rounds import change as changed_round
from entremise.domain.words import MOST_CHARACTERS, MOST_CHARACTERS_A_LINE, plain
from entremise.services import asking, dates, drafts, rounds
from entremise.services.asking import WordingQuestion
from entremise.services.calendars import Feed
from entremise.services.guarding import shown_by
from entremise.services.ports import Parts
from entremise.services.rounds import DeskRoundsPage, RoomRoundsPage, RoundsPage, rounds_page
from entremise.services.telling import KEPT, Telling
from entremise.web.templatetags.asking import HOURS
from entremise.web.values import Band
from entremise.web.views.common import Tampered, band, choice, fields_of, key_of, problem, seated, status_of

FIELDS: Final[Mapping[Code, str]] = {
    Code.CITY_UNKNOWN: "city",
    Code.CITIES_OUT_OF_RANGE: "city",
    Code.TIME_UNREADABLE: "day",
    Code.TIME_SKIPPED: "time",
    Code.TIME_DOUBLED: "second",
    Code.TIME_FAR: "day",
    Code.TIME_NEEDED: "day",
    Code.ENDS_FIRST: "until",
    Code.SLOTS_OUT_OF_RANGE: "day",
    Code.STATE_NOT_NEXT: "to",
    Code.ROOM_MISSING: "told",
    Code.MAY_MEET: "told",
    Code.REPEATS_CONFIDENCE: "words",
    Code.SECOND_ASKED: "words",
    Code.TEXT_EMPTY: "title",
    Code.TEXT_TOO_LONG: "title",
    Code.WORD_TOO_LONG: "title",
    Code.CHARACTER_FORBIDDEN: "title",
    Code.TRACK_UNKNOWN: "track",
    Code.ITEM_UNKNOWN: "items",
    Code.ITEM_IN_TRACK: "items",
    Code.OUTSIDE_TRACK: "told",
    Code.ROUND_NOT_TOLD: "told",
}
"""Which field of a form a refusal is about."""
SLOT_ROWS: Final = 4
"""Dates that the form offers to propose."""
CITY_ROWS: Final = 4
MOST_DIGITS: Final = 6
LONGEST_NIGHT: Final = timedelta(hours=12)
"""An end by the clock that lies farther behind its beginning, on the next day, is a slip."""
_WORDED: Final = frozenset({Code.TEXT_EMPTY, Code.TEXT_TOO_LONG, Code.WORD_TOO_LONG, Code.CHARACTER_FORBIDDEN})
_LONG: Final = frozenset({"words", "reason", "outcome", "assessment"})
"""Fields of a form that take more than a line."""
_LISTED: Final = frozenset({"matters", "steps"})
"""Fields of a form that take something on each line."""
_ON_FORM: Final[Mapping[tuple[str, str], str]] = {
    ("amend", "until"): "day",
    ("amend", "time"): "day",
    ("ask", "told"): "room",
    ("arrive", "until"): "told",
    ("arrive", "time"): "told",
    ("arrive", "day"): "told",
    ("session", "day"): "resumes",
    ("session", "time"): "resumes",
    ("turn", "day"): "resumes",
    ("turn", "time"): "resumes",
    ("turn", "until"): "resumes",
}
"""What a form calls a field that other forms have: the sessions of a round, when it goes on."""
_IDS: Final[Mapping[str, str]] = {"again_where": "again-where"}
"""By which name a field is known on the page, where that is not its own."""
_UNWRITTEN: Final = frozenset(
    {"key", "act", "day", "time", "until", "city", "zone", "track", "second", "seen", "hours", "room", "to", "alone"}
)
"""Fields of a form that hold no words."""
NEW: Final = "rounds-new"
"""As what a form of the page of all rounds is kept that was held back."""
ASK: Final = "ask"
"""The form in which a room is asked about words of a round."""
FORGET: Final = "forget"
"""The button by which a form that was held back is forgotten."""
SPARE_SESSIONS: Final = 2
"""Empty rows that the form of sessions offers beside those that there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form as it was last filled in."""

    act: str = ""
    """Which form of the page."""
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """All that was filled in under each name."""
    kept: bool = False
    """Whether it was held back before, and is shown again."""
    repetitions: tuple[Repetition, ...] = ()
    """What the guard found in the words that were refused."""
    refusal: Refusal | None = None
    field: str = ""
    """The id of the field that the refusal is about."""
    look: datetime | None = None
    """The time that was filled in, to be looked at in several cities."""

    @property
    def values(self) -> Mapping[str, str]:
        """What was filled in under each name, where that is one thing."""
        return {name: values[-1] for name, values in self.lists.items() if values}

    @property
    def told(self) -> Sequence[str]:
        """The rooms that were ticked to be told."""
        return self.lists.get("told", ())

    @property
    def items(self) -> tuple[int, ...]:
        """The items of the agenda that were ticked."""
        return tuple(dict.fromkeys(map(number_of, self.lists.get("item", ()))))


@seated("GET", "HEAD")
def show(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """Rounds, dates and tracks, as the seat's place knows them."""
    return shown(request, parts, seat)


def shown(
    request: HttpRequest,
    parts: Parts,
    seat: Seat,
    *,
    filled: Filled | None = None,
    given: Feed | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with a form as it was filled in, or what a calendar program was `given`."""
    page, filled = rounds_page(parts, seat), filled or kept_form(parts, seat, NEW)
    context = {
        **context_of(parts, page),
        "composer": filled,
        "form": filled.values,
        "given": given,
        "feed_address": request.build_absolute_uri(reverse("calendar-feed")),
        "slot_rows": [str(number) for number in range(1, SLOT_ROWS + 1)],
        "city_rows": _city_rows(page.chosen, filled),
        "items": filled.items if filled.act == "set" else (),
        "venues": _venues_form(None, page, filled),
        "most_cities": MOST_CITIES,
    }
    name = "pages/desk_rounds.html" if isinstance(page, DeskRoundsPage) else "pages/rounds.html"
    return render(request, name, context, status=status)


def context_of(parts: Parts, page: RoundsPage) -> dict[str, object]:
    """What every page about rounds shows."""
    return {
        "band": _band(parts, page),
        "page": page,
        "rooms": page.opened.rooms if isinstance(page, DeskRoundsPage) else (),
        "known_cities": sorted(name.title() for name in ZONES),
        "zones": sorted(zones()),
    }


@seated("POST", desk=True, needs=Act.SET_ROUNDS)
def set_round(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """A new round; or, with Enter in a field, what was filled in by the clocks of all cities, and nothing is set."""
    fields = fields_of(request)
    if fields.get("save") == FORGET:
        return _forgotten(parts, seat, NEW)
    now = parts.clock.now()
    where = _city(fields, rounds_page(parts, seat))
    starts = _at(fields, where, now=now)
    if fields.get("save"):
        look = starts if isinstance(starts, datetime) else None
        return shown(request, parts, seat, filled=_filled("set", request, look=look))
    setting = _setting(fields, where, starts, items=items_of(request), now=now)
    if isinstance(setting, Refusal):
        done: object = setting
    else:
        telling = KEPT if fields.get("keep") else _telling(request)
        done = rounds.set_round(parts, seat, setting, telling=telling, key=key_of(fields))
    if isinstance(done, Refusal):
        filled = held_back(parts, seat, NEW, _filled("set", request, done))
        return shown(request, parts, seat, filled=filled, status=status_of(done))
    forget_form(parts, seat, NEW, "set")
    return to_rounds(seat)


@seated("GET", "HEAD", desk=True, needs=Act.SET_ROUNDS)
def one_round(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    """A round at the desk, with all that can be done with it."""
    return _shown_one(request, parts, seat, number)


@seated("POST", desk=True, needs=Act.SET_ROUNDS)
def change_round(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    """One of the forms of a round's page."""
    fields, now = fields_of(request), parts.clock.now()
    found = _found(rounds_page(parts, seat), number)
    if found is None:
        return problem(request, ABSENT)
    address = reverse("round", kwargs={"seat": seat.id, "number": found.now.number})
    if fields.get("save") == FORGET:
        drafts.drop_draft(parts, seat, _draft_of(found.now.number))
        return HttpResponseRedirect(address, status=303)
    act = fields.get("act", "")
    asked = _asked(request, act, fields, found.now, now=now)
    if fields.get("save"):
        look = None if isinstance(asked, Refusal) else asked
        return _shown_one(request, parts, seat, number, filled=_filled(act, request), look=look)
    telling = _telling(request)
    if isinstance(asked, Refusal):
        done: object = asked
    elif asked is None:
        done = rounds.tell_round(parts, seat, found.now.number, telling, key=key_of(fields))
    else:
        seen = number_of(fields["seen"]) if fields.get("seen") else None
        done = rounds.change_round(parts, seat, found.now.number, asked, telling=telling, seen=seen, key=key_of(fields))
    if isinstance(done, Refusal):
        filled = held_back(parts, seat, _draft_of(found.now.number), _filled(act, request, done))
        return _shown_one(request, parts, seat, number, filled=filled, status=status_of(done))
    forget_form(parts, seat, _draft_of(found.now.number), act)
    return HttpResponseRedirect(address, status=303)


@seated("POST", desk=True, needs=Act.ASK)
def ask_wording(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    """Ask a room: may I say exactly this of the round?"""
    fields, found = fields_of(request), _found(rounds_page(parts, seat), number)
    if found is None:
        return problem(request, ABSENT)
    address = reverse("round", kwargs={"seat": seat.id, "number": found.now.number})
    if fields.get("save") == FORGET:
        drafts.drop_draft(parts, seat, _draft_of(found.now.number))
        return HttpResponseRedirect(address, status=303)
    if fields.get("save"):
        return _shown_one(request, parts, seat, number, filled=_filled(ASK, request))
    hours = number_of(fields.get("hours", ""))
    if hours not in HOURS:
        raise Tampered("hours")
    question = WordingQuestion(
        mark=fields.get("room", ""),
        round=found.now.number,
        state=choice(fields, "to", RoundState, found.now.state),
        text=fields.get("words", ""),
        alone=fields.get("alone") == "yes",
        hours=hours,
        why=fields.get("why") or None,
    )
    done = asking.ask_wording(parts, seat, question, key=key_of(fields))
    if isinstance(done, Refusal):
        filled = held_back(parts, seat, _draft_of(found.now.number), _filled(ASK, request, done))
        return _shown_one(request, parts, seat, number, filled=filled, status=status_of(done))
    forget_form(parts, seat, _draft_of(found.now.number), ASK)
    return HttpResponseRedirect(f"{address}#wording", status=303)


@seated("POST")
def choose_cities(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    """By whose clocks the place reads times."""
    fields = fields_of(request)
    if fields.get("save"):
        return shown(request, parts, seat, filled=_filled("cities", request))
    rows = [(fields.get(f"city-{row}", ""), fields.get(f"zone-{row}", "")) for row in range(1, MOST_CITIES + 1)]
    named = [(name, zone) for name, zone in rows if name.strip()]
    done = rounds.choose_cities(parts, seat, named, key=key_of(fields))
    if isinstance(done, Refusal):
        return shown(request, parts, seat, filled=_filled("cities", request, done), status=status_of(done))
    return to_rounds(seat)


# Dates -------------------------------------------------------------------------------------------------------


@seated("POST", desk=True, needs=Act.SET_ROUNDS)
def propose_dates(request: HttpRequest, parts: Parts, seat: Seat) -> HttpResponse:
    fields, now = fields_of(request), parts.clock.now()
    if fields.get("save") == FORGET:
        return _forgotten(parts, seat, NEW)
    if fields.get("save"):
        return shown(request, parts, seat, filled=_filled("dates", request))
    where = _city(fields, rounds_page(parts, seat))
    slots = _slots(fields, where, now=now)
    if isinstance(slots, Refusal) or isinstance(where, Refusal):
        done: object = where if isinstance(where, Refusal) else slots
    else:
        title, telling = fields.get("title", ""), _telling(request)
        done = dates.propose(parts, seat, title, slots, city=where, telling=telling, key=key_of(fields))
    if isinstance(done, Refusal):
        filled = held_back(parts, seat, NEW, _filled("dates", request, done))
        return shown(request, parts, seat, filled=filled, status=status_of(done))
    forget_form(parts, seat, NEW, "dates")
    return to_rounds(seat)


@seated("POST", desk=True, needs=Act.SET_ROUNDS)
def close_dates(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    done = dates.close(parts, seat, number_of(number), key=key_of(fields_of(request)))
    return problem(request, done, seat=seat) if isinstance(done, Refusal) else to_rounds(seat)


@seated("POST", desk=False, needs=Act.ANSWER_DATES)
def answer_dates(request: HttpRequest, parts: Parts, seat: Seat, number: str) -> HttpResponse:
    fields, asked = fields_of(request), number_of(number)
    if fields.get("save"):
        return shown(request, parts, seat, filled=_filled(f"answer-{asked}", request))
    given = [fields[name] for name in sorted(fields, key=number_in) if name.startswith("slot-")]
    try:
        answers = [Availability(one) for one in given]
    except ValueError:
        raise Tampered("availability") from None
    done = dates.answer(parts, seat, asked, answers, key=key_of(fields))
    if isinstance(done, Refusal) and done is not ABSENT and done.code is not Code.ABSENT:
        filled = _filled(f"answer-{asked}", request, done)
        return shown(request, parts, seat, filled=filled, status=status_of(done))
    return problem(request, done, seat=seat) if isinstance(done, Refusal) else to_rounds(seat)


# Forms that were held back ------------------------------------------------------------------------------------


def held_back(parts: Parts, seat: Seat, destination: str, filled: Filled) -> Filled:
    """The form with both wordings, where the guard or a second seat holds it back; then it is kept as a draft.

    So that whoever waits for another's agreement need not write it again.
    """
    found = shown_by(parts, seat, filled.refusal)
    if not found:
        return filled
    written = {name: [*values] for name, values in filled.lists.items() if name != "key"}
    drafts.keep_draft(parts, seat, destination, {**written, "act": [filled.act]})
    return replace(filled, repetitions=found)


def kept_form(parts: Parts, seat: Seat, destination: str) -> Filled:
    """A form of the page that was held back, as it was filled in; an empty one where none was."""
    draft = drafts.read_draft(parts, seat, destination) if seat.at_desk else None
    if draft is None:
        return Filled()
    lists = {name: [values] if isinstance(values, str) else values for name, values in draft.fields.items()}
    return Filled(act="".join(lists.get("act", ())), lists=lists, kept=True)


def forget_form(parts: Parts, seat: Seat, destination: str, act: str) -> None:
    """Forget a form that was held back, now that it was done."""
    if kept_form(parts, seat, destination).act == act:
        drafts.drop_draft(parts, seat, destination)


def _forgotten(parts: Parts, seat: Seat, destination: str) -> HttpResponse:
    drafts.drop_draft(parts, seat, destination)
    return to_rounds(seat)


def _draft_of(number: int) -> str:
    return f"round-{number}"


# Reading forms -----------------------------------------------------------------------------------------------


def number_of(text: str) -> int:
    """The number in an address; 0, which nothing has, for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0


def number_in(name: str) -> int:
    """The number at the end of a field's name."""
    return number_of(name.rpartition("-")[2])


def items_of(request: HttpRequest) -> tuple[int, ...]:
    """The items of the agenda that are ticked in a form."""
    return tuple(dict.fromkeys(number_of(item) for item in request.POST.getlist("item")))


def about(request: HttpRequest, refusal: Refusal | None, fields: Mapping[Code, str]) -> str:
    """The field of a form that a refusal is about: of words that cannot be kept, the one in which they stand."""
    if refusal is None:
        return ""
    if refusal.code not in _WORDED:
        name = fields.get(refusal.code, "")
        return _ON_FORM.get((fields_of(request).get("act", ""), name), name)
    sent = {name: str(text) for name, text in fields_of(request).items() if name not in _UNWRITTEN}
    found = (name for name, text in sent.items() if _refused(name, text, sent) is refusal.code)
    return _IDS.get(name := next(found, ""), name)


def _refused(name: str, text: str, sent: Mapping[str, str]) -> Code | None:
    """Why what stands in this field cannot be kept; a title, and the door of an arrival, may not be empty."""
    if not text.strip():
        door, row = name.removeprefix("entrance-"), name.removesuffix("-title")
        comes = sent.get(f"arrives-{door}") if door != name else sent.get(f"{row}-from")
        wanted = name in {"title", sent.get("needs")} or bool(comes)
        return Code.TEXT_EMPTY if wanted else None
    most = MOST_CHARACTERS if name in _LONG or name.startswith("own-") else MOST_CHARACTERS_A_LINE
    lines = text.splitlines() if name in _LISTED else [text]
    kept = (plain(line, most=most) for line in lines if line.strip())
    return next((one.code for one in kept if isinstance(one, Refusal)), None)


def to_rounds(seat: Seat) -> HttpResponse:
    return HttpResponseRedirect(reverse("rounds", kwargs={"seat": seat.id}), status=303)


def _band(parts: Parts, page: RoundsPage) -> Band:
    return band(parts, page, room=page.opened if isinstance(page, RoomRoundsPage) else None)


def _city_rows(chosen: Sequence[City], filled: Filled) -> list[tuple[int, str, str]]:
    """The rows of the form in which cities are chosen: those that were, and some that are empty."""
    if filled.act == "cities":
        known = [(filled.values.get(f"city-{row}", ""), filled.values.get(f"zone-{row}", "")) for row in range(1, 9)]
    else:
        known = [(one.name, one.zone if ZONES.get(one.name.casefold()) != one.zone else "") for one in chosen]
    count = min(MOST_CITIES, max(CITY_ROWS, len([name for name, _ in known if name]) + 1))
    rows = [*known, *[("", "")] * MOST_CITIES][:count]
    return [(number, name, zone) for number, (name, zone) in enumerate(rows, 1)]


def _shown_one(
    request: HttpRequest,
    parts: Parts,
    seat: Seat,
    number: str,
    *,
    filled: Filled | None = None,
    look: Change | None = None,
    status: int = 200,
) -> HttpResponse:
    """A round's page; with `look`, what each room would read were that done, and who might meet."""
    page = rounds_page(parts, seat)
    found = _found(page, number)
    if found is None:
        return problem(request, ABSENT)
    filled = filled or kept_form(parts, seat, _draft_of(found.now.number))
    context = {
        **context_of(parts, page),
        "known": found,
        "asked": asking.asked_about_round(parts, seat, found.now.number),
        "sayable": may_say(found),
        "hours": HOURS,
        "usual_hours": USUAL_HOURS,
        "kept": found.now,
        "composer": filled,
        "form": {**_as_kept(found.now), **filled.values},
        "arrivals": _arrivals_form(found.now, page, filled),
        "sessions": _sessions_form(found.now, page, filled),
        "sittings": [(one, [to for to in RoundState if to in SESSION_NEXT[one.state]]) for one in found.now.sessions],
        "venues": _venues_form(found.now, page, filled),
        "agreed": filled.lists.get("agreed", ()) if filled.act == "conclude" else found.now.agreed or (),
        **_preview(page, found, look, seat, now=parts.clock.now()),
        "items": filled.items if filled.act == "amend" else found.now.items,
    }
    return render(request, "pages/round.html", context, status=status)


def _found(page: RoundsPage, number: str) -> DeskRound | None:
    known = page.rounds if isinstance(page, DeskRoundsPage) else ()
    return next((one for one in known if one.now.number == number_of(number)), None)


def _filled(act: str, request: HttpRequest, refusal: Refusal | None = None, *, look: datetime | None = None) -> Filled:
    name = about(request, refusal, FIELDS)
    return Filled(
        act=act,
        lists=lists_of(request),
        refusal=refusal,
        field=f"{act}-{name}" if name else "",
        look=look,
    )


def lists_of(request: HttpRequest) -> dict[str, list[str]]:
    """All that a form holds under each name."""
    return {name: [str(value) for value in values] for name, values in request.POST.lists()}


def _telling(request: HttpRequest) -> Telling:
    """Whom the form tells, and in which words."""
    fields = fields_of(request)
    own = [(name.removeprefix("own-"), str(words)) for name, words in fields.items() if name.startswith("own-")]
    return Telling(
        marks=tuple(request.POST.getlist("told")),
        words=fields.get("words", ""),
        own=tuple(sorted((mark, words) for mark, words in own if words.strip())),
        why=fields.get("why") or None,
        meeting=fields.get("meeting") == "yes",
    )


def _city(fields: Mapping[str, str], page: RoundsPage) -> City | Refusal:
    """The city that is named; the place's own first one, where none is."""
    named = fields.get("city", "").strip()
    known = next((one for one in page.cities if one.name == named), None)
    if not named:
        return page.cities[0]
    return known if known is not None and not fields.get("zone") else city(named, fields.get("zone", ""))


def _second(fields: Mapping[str, str]) -> bool | None:
    """Which of two hours with the same name is meant; None where that is not said."""
    return {"first": False, "second": True}.get(fields.get("second", ""))


def _at(fields: Mapping[str, str], where: City | Refusal, *, now: datetime) -> datetime | Refusal | None:
    """The day and time of a form; None where neither is filled in."""
    day, time = fields.get("day", ""), fields.get("time", "")
    if isinstance(where, Refusal) or not (day or time):
        return where if isinstance(where, Refusal) else None
    return moment(f"{day}T{time}", where, now=now, second=_second(fields))


def _until(
    fields: Mapping[str, str], where: City, starts: datetime | None, *, now: datetime
) -> datetime | Refusal | None:
    """When it ends: at a time of the day on which it begins, or of the next."""
    time = fields.get("until", "")
    return _after(starts, time, where, now=now, second=_second(fields)) if time and starts is not None else None


def _after(
    starts: datetime, time: str, where: City, *, now: datetime, second: bool | None = None
) -> datetime | Refusal:
    """The next moment after `starts` at which the city's clock shows `time`."""
    day = starts.astimezone(ZoneInfo(where.zone)).date()
    found = moment(f"{day.isoformat()}T{time}", where, now=now, second=second)
    if isinstance(found, datetime) and found <= starts:
        found = moment(f"{(day + timedelta(days=1)).isoformat()}T{time}", where, now=now, second=second)
        if isinstance(found, datetime) and found - starts > LONGEST_NIGHT:
            return Refusal(Code.ENDS_FIRST)
    return found


def _near(starts: datetime, time: str, where: City, *, now: datetime) -> datetime | Refusal:
    """The moment nearest to `starts` at which the city's clock shows `time`: people come before, or soon after."""
    day = starts.astimezone(ZoneInfo(where.zone)).date()
    days = (day + timedelta(days=offset) for offset in (-1, 0, 1))
    found = [moment(f"{one.isoformat()}T{time}", where, now=now, second=False) for one in days]
    there = [at for at in found if isinstance(at, datetime)]
    return min(there, key=lambda at: abs(at - starts)) if there else found[1]


def _slots(fields: Mapping[str, str], where: City | Refusal, *, now: datetime) -> tuple[datetime, ...] | Refusal:
    if isinstance(where, Refusal):
        return where
    slots = []
    for row in range(1, SLOT_ROWS + 1):
        day, time = fields.get(f"day-{row}", ""), fields.get(f"time-{row}", "")
        if day or time:
            slot = moment(f"{day}T{time}", where, now=now, second=_second(fields))
            if isinstance(slot, Refusal):
                return slot
            slots.append(slot)
    return tuple(slots)


def _setting(
    fields: Mapping[str, str],
    where: City | Refusal,
    starts: datetime | Refusal | None,
    *,
    items: tuple[int, ...],
    now: datetime,
) -> Setting | Refusal:
    if isinstance(where, Refusal):
        return where
    if isinstance(starts, Refusal):
        return starts
    ends = _until(fields, where, starts, now=now)
    if isinstance(ends, Refusal):
        return ends
    return Setting(
        title=fields.get("title", ""),
        city=where,
        starts=starts,
        ends=ends,
        venue=fields.get("venue") or None,
        track=_track(fields),
        items=items,
        venues=_venues(fields),
        confirmed=fields.get("confirmed") == "yes",
    )


def _track(fields: Mapping[str, str]) -> int | None:
    text = fields.get("track", "")
    return number_of(text) if text else None


def _asked(
    request: HttpRequest, act: str, fields: Mapping[str, str], kept: RoundKept, *, now: datetime
) -> Change | Refusal | None:
    """What a form asks for; None: that rooms are told of it as it stands. Raises Tampered for no form of ours."""
    timed: Mapping[str, Callable[..., Change | Refusal]] = {
        "move": _move,
        "turn": _turn,
        "session": _turn_session,
        "arrive": _arrive,
    }
    if act in timed:
        return timed[act](fields, kept, now=now)
    match act:
        case "tell":
            return None
        case "amend":
            return _amend(request, kept, now=now)
        case "conclude":
            return _conclude(fields, request.POST.getlist("agreed"))
        case _:
            raise Tampered("act")


def _move(fields: Mapping[str, str], kept: RoundKept, *, now: datetime) -> Move | Refusal:
    if fields.get("off"):
        return Move(reason=fields.get("reason") or None)
    starts = _at(fields, kept.city, now=now)
    if starts is None:
        return Refusal(Code.TIME_UNREADABLE)
    if isinstance(starts, Refusal):
        return starts
    ends = _until(fields, kept.city, starts, now=now)
    if isinstance(ends, Refusal):
        return ends
    return Move(starts=starts, ends=ends, reason=fields.get("reason") or None)


def _turn(fields: Mapping[str, str], kept: RoundKept, *, now: datetime) -> Turn | Refusal:
    if not fields.get("to"):
        return Refusal(Code.STATE_NOT_NEXT)
    resumes: datetime | Refusal | None = None
    if fields.get("resumes"):
        resumes = moment(fields["resumes"], kept.city, now=now, second=_second(fields))
    if isinstance(resumes, Refusal):
        return resumes
    to = choice(fields, "to", RoundState, RoundState.CONFIRMED)
    return Turn(to=to, reason=fields.get("reason") or None, resumes=resumes)


def _turn_session(fields: Mapping[str, str], kept: RoundKept, *, now: datetime) -> TurnSession | Refusal:
    """What the form of sessions says: `1 held`, the session's number and how it stands from now on."""
    number, _, to = fields.get("to", "").partition(" ")
    if not to:
        return Refusal(Code.STATE_NOT_NEXT)
    if to not in {*RoundState}:
        raise Tampered("to")
    resumes: datetime | Refusal | None = None
    if fields.get("resumes"):
        resumes = moment(fields["resumes"], kept.city, now=now, second=_second(fields))
    if isinstance(resumes, Refusal):
        return resumes
    return TurnSession(session=number_of(number), to=RoundState(to), resumes=resumes)


def _amend(request: HttpRequest, kept: RoundKept, *, now: datetime) -> Amend | Refusal:
    fields = fields_of(request)
    sessions: list[Session] = []
    for row in _session_rows(fields):
        session = _session(row, fields, request.POST.getlist(f"{row}-room"), kept, now=now)
        if isinstance(session, Refusal):
            return session
        sessions.append(session)
    return Amend(
        title=fields.get("title", ""),
        venue=fields.get("venue") or None,
        track=_track(fields),
        items=items_of(request),
        sessions=tuple(sessions),
        venues=_venues(fields),
    )


def _session_rows(fields: Mapping[str, str]) -> list[str]:
    """The rows of the form in which a session is written: those with a title or an hour."""
    rows = {name.rpartition("-")[0] for name in fields if name.startswith("session-")}
    written = (row for row in rows if fields.get(f"{row}-title", "").strip() or fields.get(f"{row}-from"))
    return sorted(written, key=number_in)


def _session(
    row: str, fields: Mapping[str, str], rooms: Sequence[str], kept: RoundKept, *, now: datetime
) -> Session | Refusal:
    """A session as its row has it; where no day is named, on the round's."""
    if kept.starts is None:
        return Refusal(Code.TIME_NEEDED)
    day = fields.get(f"{row}-day") or kept.starts.astimezone(ZoneInfo(kept.city.zone)).date().isoformat()
    starts = moment(f"{day}T{fields.get(f'{row}-from', '')}", kept.city, now=now, second=False)
    if isinstance(starts, Refusal):
        return starts
    until = fields.get(f"{row}-to", "")
    ends = _after(starts, until, kept.city, now=now, second=False) if until else None
    if isinstance(ends, Refusal):
        return ends
    return Session(
        title=fields.get(f"{row}-title", ""),
        starts=starts,
        ends=ends,
        number=number_of(fields.get(f"{row}-number", "")),
        marks=tuple(map(Mark, rooms)),
    )


def _venues(fields: Mapping[str, str]) -> tuple[RoomVenue, ...]:
    """Where a delegation is to be that is not where the others are."""
    return tuple(
        RoomVenue(mark=Mark(name.removeprefix("venue-")), venue=text)
        for name, text in sorted(fields.items())
        if name.startswith("venue-") and text.strip()
    )


def _arrive(fields: Mapping[str, str], kept: RoundKept, *, now: datetime) -> Arrive | Refusal:
    if kept.starts is None:
        return Refusal(Code.TIME_NEEDED)
    found: list[Arrival] = []
    for name in sorted(fields):
        mark = name.removeprefix("arrives-")
        if mark == name or not fields[name]:
            continue
        at = _near(kept.starts, fields[name], kept.city, now=now)
        if isinstance(at, Refusal):
            return at
        goes = fields.get(f"leaves-{mark}", "")
        leaves = _after(at, goes, kept.city, now=now, second=False) if goes else None
        if isinstance(leaves, Refusal):
            return leaves
        found.append(Arrival(mark=Mark(mark), at=at, entrance=fields.get(f"entrance-{mark}", ""), leaves=leaves))
    return Arrive(arrivals=tuple(found))


def _conclude(fields: Mapping[str, str], agreed: Sequence[str]) -> Conclude | Refusal:
    again = None
    if fields.get("again") == "yes":
        try:
            day = datetime.fromisoformat(fields["again_day"]).date() if fields.get("again_day") else None
        except ValueError:
            return Refusal(Code.TIME_UNREADABLE)
        again = Again(day=day, where=fields.get("again_where") or None)
    return Conclude(
        outcome=fields.get("outcome") or None,
        assessment=fields.get("assessment") or None,
        again=again,
        agreed=tuple(map(Mark, agreed)),
    )


def _as_kept(kept: RoundKept) -> dict[str, str]:
    """The forms of a round's page, as the round stands."""
    zone = ZoneInfo(kept.city.zone)
    starts = kept.starts.astimezone(zone) if kept.starts is not None else None
    again = kept.again
    return {
        "title": kept.title,
        "venue": kept.venue or "",
        "track": str(kept.track or ""),
        "day": starts.date().isoformat() if starts is not None else "",
        "time": f"{starts:%H:%M}" if starts is not None else "",
        "until": f"{kept.ends.astimezone(zone):%H:%M}" if kept.ends is not None else "",
        "outcome": kept.outcome or "",
        "assessment": kept.assessment or "",
        "again": "yes" if again is not None else "",
        "again_day": again.day.isoformat() if again is not None and again.day is not None else "",
        "again_where": (again.where or "") if again is not None else "",
    }


def _sessions_form(kept: RoundKept, page: RoundsPage, filled: Filled) -> list[dict[str, object]]:
    """A row for each session, and some that are empty: its number, title, day, hours and rooms."""
    rows: list[dict[str, object]]
    if filled.act == "amend":
        rows = [
            {
                **{name: filled.values.get(f"{row}-{name}", "") for name in ("number", "title", "day", "from", "to")},
                "rooms": filled.lists.get(f"{row}-room", ()),
            }
            for row in _session_rows(filled.values)
        ]
    else:
        marks = [room.mark for room in page.opened.rooms] if isinstance(page, DeskRoundsPage) else []
        rows = [_session_row(one, kept, marks) for one in kept.sessions]
    empty: dict[str, object] = {"number": "", "title": "", "day": "", "from": "", "to": "", "rooms": ()}
    spare = [empty] * SPARE_SESSIONS if kept.starts is not None else []
    return [{**row, "row": f"session-{place}"} for place, row in enumerate([*rows, *spare], 1)]


def _session_row(one: Session, kept: RoundKept, marks: Sequence[Mark]) -> dict[str, object]:
    local = one.starts.astimezone(ZoneInfo(kept.city.zone))
    return {
        "number": str(one.number),
        "title": one.title,
        "day": local.date().isoformat(),
        "from": f"{local:%H:%M}",
        "to": f"{one.ends.astimezone(ZoneInfo(kept.city.zone)):%H:%M}" if one.ends is not None else "",
        "rooms": [str(mark) for mark in marks if one.is_for(mark)],
    }


def _venues_form(kept: RoundKept | None, page: RoundsPage, filled: Filled) -> list[dict[str, str]]:
    """One row for each room: its letter and party, and its own place where it has one."""
    own = {one.mark: one.venue for one in kept.venues} if kept is not None else {}
    drawn = filled.act in {"amend", "set"}
    return [
        {
            "mark": str(room.mark),
            "party": room.party,
            "venue": filled.values.get(f"venue-{room.mark}", "") if drawn else own.get(room.mark, ""),
        }
        for room in (page.opened.rooms if isinstance(page, DeskRoundsPage) else ())
    ]


def _preview(
    page: RoundsPage, known: DeskRound, look: Change | None, seat: Seat, *, now: datetime
) -> dict[str, object]:
    """What each room reads were it told now; with `look`, were that done first, and who might meet then."""
    if not isinstance(page, DeskRoundsPage):
        return {}
    items = [item.number for item in page.items]
    changed = changed_round(known, look, items=items, seat=seat, now=now) if look is not None else known.now
    kept = known.now if isinstance(changed, Refusal) else changed
    rows = [(room, known.told_to(room.mark), known.would_read(room.mark, kept)) for room in page.opened.rooms]
    return {
        "previews": rows,
        "looked": kept is not known.now,
        "may_meet": encounters(kept, [one.now for one in page.rounds]) if kept is not known.now else (),
    }


def _arrivals_form(kept: RoundKept, page: RoundsPage, filled: Filled) -> list[dict[str, str]]:
    """One row for each room: its letter and party, when it comes and goes, and by which door."""
    zone = ZoneInfo(kept.city.zone)
    known = {one.mark: one for one in kept.arrivals}
    rows = []
    for room in page.opened.rooms if isinstance(page, DeskRoundsPage) else ():
        one = known.get(room.mark)
        leaves = one.leaves.astimezone(zone) if one is not None and one.leaves is not None else None
        row = {
            "arrives": f"{one.at.astimezone(zone):%H:%M}" if one is not None else "",
            "leaves": f"{leaves:%H:%M}" if leaves is not None else "",
            "entrance": one.entrance if one is not None else "",
        }
        if filled.act == "arrive":
            row = {name: filled.values.get(f"{name}-{room.mark}", "") for name in row}
        rows.append({**row, "mark": str(room.mark), "party": room.party})
    return rows
