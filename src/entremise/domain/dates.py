"""Dates proposed for a meeting: the question, the answers, and what each place knows of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from entremise.domain.calendars import far
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.dates import (
    Availability,
    Dates,
    DatesAnswered,
    DatesAsked,
    DatesAskedInto,
    DatesKept,
    DatesTold,
)
from entremise.domain.events.rounds import City
from entremise.domain.ids import Mark
from entremise.domain.log import Line
from entremise.domain.words import MOST_CHARACTERS_A_LINE, plain

MOST_SLOTS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomDates:
    """A question for dates as a room knows it."""

    now: Dates
    words: str | None
    at: datetime
    answers: tuple[Availability, ...] | None = None
    """The delegation's own last answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One room that was asked, for the desk alone."""

    mark: Mark
    number: int
    """In that room."""
    answers: tuple[Availability, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskDates:
    """A question for dates as the desk knows it."""

    now: Dates
    asked: tuple[Asked, ...] = ()

    @property
    def rows(self) -> tuple[tuple[datetime, tuple[Availability | None, ...], bool], ...]:
        """Of each date: when, what each room asked said of it, and whether none that was asked is against it."""
        return tuple(
            (
                slot,
                said := tuple(one.answers[index] if one.answers is not None else None for one in self.asked),
                bool(said) and all(one in {Availability.YES, Availability.IF_NEEDED} for one in said),
            )
            for index, slot in enumerate(self.now.slots)
        )


def question(title: str, slots: Sequence[datetime], city: City, *, number: int, now: datetime) -> Dates | Refusal:
    """A new question: each date once, in their order."""
    kept = plain(title, most=MOST_CHARACTERS_A_LINE)
    if isinstance(kept, Refusal):
        return kept
    once = tuple(sorted(set(slots)))
    if not 1 <= len(once) <= MOST_SLOTS:
        return Refusal(Code.SLOTS_OUT_OF_RANGE, {"most": MOST_SLOTS, "count": len(once)})
    if any(far(slot, now=now) for slot in once):
        return Refusal(Code.TIME_FAR)
    return Dates(number=number, title=kept, slots=once, city=city)


def answered(known: RoomDates | None, answers: Sequence[Availability]) -> tuple[Availability, ...] | Refusal:
    """The answers, one for each date; or why they cannot be given."""
    if known is None:
        return ABSENT
    if known.now.closed:
        return Refusal(Code.DATES_CLOSED)
    if len(answers) != len(known.now.slots):
        return Refusal(Code.ANSWERS_MISSING, {"count": len(known.now.slots)})
    return tuple(answers)


def room_dates(lines: Iterable[Line]) -> tuple[RoomDates, ...]:
    """The questions that a room was asked, in the order of their numbers."""
    found: dict[int, RoomDates] = {}
    for line in lines:
        match line.event:
            case DatesAsked(dates=dates, words=words):
                was = found.get(dates.number)
                said = was.answers if was is not None else None
                found[dates.number] = RoomDates(
                    now=dates, words=words or (was.words if was else None), at=line.at, answers=said
                )
            case DatesAnswered(number=number, answers=answers) if number in found:
                found[number] = replace(found[number], answers=answers)
            case _:
                pass
    return tuple(found[number] for number in sorted(found))


def desk_dates(lines: Iterable[Line]) -> tuple[DeskDates, ...]:
    """The desk's questions, in the order of their numbers, with what each room answered."""
    kept: dict[int, Dates] = {}
    asked: dict[tuple[Mark, int], tuple[int, Asked]] = {}
    for line in lines:
        match line.event:
            case DatesKept(dates=dates):
                kept[dates.number] = dates
            case DatesAskedInto(mark=mark, number=number, dates=dates):
                was = asked.get((mark, dates.number))
                asked[mark, dates.number] = number, was[1] if was else Asked(mark=mark, number=dates.number)
            case DatesTold(mark=mark, number=number, answers=answers) if (mark, number) in asked:
                desk_number, one = asked[mark, number]
                asked[mark, number] = desk_number, replace(one, answers=answers)
            case _:
                pass
    by_number = sorted(asked.items(), key=lambda row: row[0])
    return tuple(
        DeskDates(now=kept[number], asked=tuple(one for _, (of, one) in by_number if of == number))
        for number in sorted(kept)
    )


def next_number(lines: Iterable[Line], mark: Mark) -> int:
    """The number that the next question has in this room, by the desk's own lines."""
    given = (
        line.event.dates.number for line in lines if isinstance(line.event, DatesAskedInto) and line.event.mark == mark
    )
    return max(given, default=0) + 1
