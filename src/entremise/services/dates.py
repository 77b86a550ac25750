"""Dates that the desk proposes, and what each room answers to the desk alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from entremise.domain import dates
from entremise.domain.door import rounds as door
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.dates import DATES, Availability, Dates, DatesAnswered, DatesKept
from entremise.domain.events.rounds import City, when
from entremise.domain.events.seconding import EnterBy
from entremise.domain.guard import Itself
from entremise.domain.ids import DeskId, Mark
from entremise.domain.log import Append, Line
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.services.acts import desk_of, needs, once
from entremise.services.guarding import Leaving, asks_second, unless_repeats
from entremise.services.ports import Parts
from entremise.services.speaking import Done
from entremise.services.telling import PAPERS, Telling, all_rooms, leaving, rooms_told

MOST_QUESTIONS: Final = 40
"""Of one room: what one was asked takes no place of what another is."""
MOST_ANSWERS: Final = 20
"""How often a delegation may answer one question."""
ROOM_LINES: Final = MOST_QUESTIONS * (MOST_ANSWERS + 10)
DESK_LINES: Final = 8 * ROOM_LINES
"""What a room answers never takes the place of what another does: so many lines are read."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A question for dates stands under this number."""

    number: int
    at: datetime


@needs(Act.SET_ROUNDS)
@asks_second
def propose(
    parts: Parts,
    seat: Seat,
    title: str,
    slots: Sequence[datetime],
    *,
    city: City,
    telling: Telling,
    key: str | None = None,
) -> Proposed | Refusal:
    """Ask rooms which of these dates suit them, each by itself."""
    now = parts.clock.now()

    def act() -> Proposed | Refusal:
        lines = parts.store.topic(seat.place, DATES, limit=DESK_LINES)
        number = len(dates.desk_dates(lines)) + 1
        asked = dates.question(title, slots, city, number=number, now=now)
        if isinstance(asked, Refusal):
            return asked
        appends = _asked(parts, seat, asked, telling, lines=lines)
        if isinstance(appends, Refusal):
            return appends
        if not appends:
            return Refusal(Code.ROOM_MISSING)
        parts.store.append([Append(seat.place, DatesKept(dates=asked, seat=seat.id, role=seat.role)), *appends], at=now)
        return Proposed(number, now)

    places = (seat.place, *all_rooms(parts, seat))
    asked_for = ("propose_dates", title, tuple(slots), city, telling)
    return once(parts, seat, act, places=places, result=Proposed, key=key, asked=asked_for)


@needs(Act.SET_ROUNDS)
def close(parts: Parts, seat: Seat, number: int, *, key: str | None = None) -> Proposed | Refusal:
    """Wait for no more answers; every room that was asked reads so."""
    now = parts.clock.now()

    def act() -> Proposed | Refusal:
        lines = parts.store.topic(seat.place, DATES, limit=DESK_LINES)
        found = next((one for one in dates.desk_dates(lines) if one.now.number == number), None)
        if found is None:
            return ABSENT
        if found.now.closed:
            return Refusal(Code.DATES_CLOSED)
        closed = replace(found.now, closed=True)
        appends = _asked(parts, seat, closed, Telling(marks=None), lines=lines)
        if isinstance(appends, Refusal):
            return appends
        kept = DatesKept(dates=closed, seat=seat.id, role=seat.role)
        parts.store.append([Append(seat.place, kept), *appends], at=now)
        return Proposed(number, now)

    places = (seat.place, *all_rooms(parts, seat))
    return once(parts, seat, act, places=places, result=Proposed, key=key, asked=("close_dates", number))


@needs(Act.ANSWER_DATES)
def answer(
    parts: Parts, seat: Seat, number: int, answers: Sequence[Availability], *, key: str | None = None
) -> Done | Refusal:
    """Say which dates suit the delegation; a later answer replaces it. The desk learns the answer, and no seat."""
    now = parts.clock.now()
    desk = desk_of(parts.store, seat.place)

    def act() -> Done | Refusal:
        lines = parts.store.topic(seat.place, DATES, limit=ROOM_LINES)
        known = next((one for one in dates.room_dates(lines) if one.now.number == number), None)
        checked = dates.answered(known, answers)
        if isinstance(checked, Refusal):
            return checked
        given = sum(isinstance(line.event, DatesAnswered) and line.event.number == number for line in lines)
        if given >= MOST_ANSWERS:
            return Refusal(Code.PAPER_FULL, {"most": MOST_ANSWERS})
        parts.store.append(door.answer_dates(desk, seat, number, checked), at=now)
        return Done(now)

    places = (seat.place, desk)
    asked = ("answer_dates", number, tuple(answers))
    return once(parts, seat, act, places=places, result=Done, key=key, asked=asked)


def _asked(
    parts: Parts, seat: Seat, asked: Dates, telling: Telling, *, lines: Sequence[Line]
) -> tuple[Append, ...] | Refusal:
    """What is appended where rooms are asked, each under its own number; and where they read that it is over."""
    found = next((one for one in dates.desk_dates(lines) if one.now.number == asked.number), None)
    known: dict[Mark, int] = {one.mark: one.number for one in found.asked} if found is not None else {}
    rooms = rooms_told(parts, seat, telling, tuple(known))
    if isinstance(rooms, Refusal):
        return rooms
    appends: list[Append] = []
    read: list[Leaving] = []
    for room in rooms:
        words = telling.said_in(room.mark)
        if isinstance(words, Refusal):
            return words
        texts = [text for text in (words, asked.title, asked.city.name) if text]
        slots = [when(slot, asked.city) for slot in asked.slots]
        itself = Itself(topics=PAPERS, texts=asked.texts(), about=frozenset({(DATES, asked.number)}))
        if not asked.closed:
            read.append(leaving(room.mark, texts, itself=itself, besides=slots))
        number = known.get(room.mark) or dates.next_number(lines, room.mark)
        if number > MOST_QUESTIONS:
            return Refusal(Code.PAPER_FULL, {"most": MOST_QUESTIONS})
        appends += door.ask_dates(
            DeskId(seat.place), room, asked, number=number, words=words, why=telling.why, seat=seat
        )
    return unless_repeats(parts, seat, EnterBy.ASK_DATES, read, appends=appends, why=telling.why)
