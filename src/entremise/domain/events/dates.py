"""Dates that are proposed for a meeting, and what each room answers. No room is told what another answered."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final, TypeAlias

from entremise.domain.events.papers import DeskPaper, RoomPaper
from entremise.domain.events.rounds import City, when
from entremise.domain.ids import Mark, SeatId
from entremise.domain.terms import Role, Taken

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

    def texts(self) -> tuple[str, ...]:
        """What it is called, and when and where it could be, as the guard compares it."""
        return (self.title, self.city.name, *(when(slot, self.city) for slot in self.slots))


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
    seat: SeatId | None
    """None: no seat of this room; the desk took the answer down."""
    role: Role
    taken: Taken | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesKept(DeskPaper):
    """A question for dates as the desk keeps it from now on."""

    TOPIC: ClassVar[str] = DATES
    dates: Dates
    seat: SeatId
    role: Role

    def to_tell(self) -> tuple[str, ...]:
        """What it is called, and which dates in which city."""
        return self.dates.texts()

    def about(self) -> tuple[str, int]:
        """The question."""
        return DATES, self.dates.number


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

    def known_to(self) -> tuple[tuple[Mark, str], ...]:
        """The dates, and what was said with them."""
        return tuple((self.mark, text) for text in (*self.dates.texts(), self.words) if text)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesTold(DeskPaper):
    """The desk was told which dates suit a room."""

    TOPIC: ClassVar[str] = DATES
    mark: Mark
    number: int
    """By its number in that room."""
    answers: tuple[Availability, ...]
    taken: Taken | None = None
    taken_by: SeatId | None = None


DatesRoomEvent: TypeAlias = DatesAsked | DatesAnswered
"""What a room's log can hold of it."""

DatesDeskEvent: TypeAlias = DatesKept | DatesAskedInto | DatesTold
"""What the desk's log can hold of it."""
