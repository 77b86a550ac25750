"""Dates that are proposed for a meeting, and what each room answers. No room is told what another answered."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final, TypeAlias

from entremise.domain.events.papers import DeskPaper, RoomPaper
from entremise.domain.events.rounds import City
from entremise.domain.ids import Mark, SeatId
from entremise.domain.terms import Role

DATES: Final = "dates"
"""Topic of the lines that propose dates and answer."""


class Availability(StrEnum):
    """What a delegation says of a date."""

    YES = "yes"
    IF_NEEDED = "if-needed"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """A question for dates, as one place knows it."""

    number: int
    """1, 2, 3 … in this place alone."""
    title: str
    slots: tuple[datetime, ...]
    """When it could begin."""
    city: City
    """By whose clock the times were set."""
    closed: bool = False
    """Whether no answer is waited for any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesAsked(RoomPaper):
    """The room was asked which of these dates suit it, or told that no answer is waited for any more."""

    TOPIC: ClassVar[str] = DATES
    dates: Dates
    words: str | None
    role: Role
    """Of the desk's seat that asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesAnswered(RoomPaper):
    """The delegation said which dates suit it."""

    TOPIC: ClassVar[str] = DATES
    number: int
    answers: tuple[Availability, ...]
    """One for each date, in their order."""
    seat: SeatId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesKept(DeskPaper):
    """A question for dates as the desk keeps it from now on."""

    TOPIC: ClassVar[str] = DATES
    dates: Dates
    seat: SeatId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesAskedInto(DeskPaper):
    """What a room was asked, as the desk keeps it."""

    TOPIC: ClassVar[str] = DATES
    mark: Mark
    number: int
    """By its number at the desk."""
    dates: Dates
    """As the room knows it."""
    words: str | None
    why: str | None = None
    """Why the words were kept although they repeat words given in confidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesTold(DeskPaper):
    """The desk was told which dates suit a room."""

    TOPIC: ClassVar[str] = DATES
    mark: Mark
    number: int
    """By its number in that room."""
    answers: tuple[Availability, ...]


DatesRoomEvent: TypeAlias = DatesAsked | DatesAnswered
"""What a room's log can hold of it."""

DatesDeskEvent: TypeAlias = DatesKept | DatesAskedInto | DatesTold
"""What the desk's log can hold of it."""
