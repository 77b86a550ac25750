"""Rounds: meetings of the talks, as the desk keeps them and as each room was told."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Final, TypeAlias
from zoneinfo import ZoneInfo

from entremise.domain.events.papers import DeskPaper, RoomPaper
from entremise.domain.ids import Mark, SeatId
from entremise.domain.terms import Role

ROUNDS: Final = "rounds"
"""Topic of the lines that set rounds and tell of them, and of the cities that a place reads its times by."""


class RoundState(StrEnum):
    """How a round stands."""

    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    UNDER_WAY = "under-way"
    SUSPENDED = "suspended"
    """Interrupted, such as for a consultation."""
    POSTPONED = "postponed"
    """Put off, and no new time is set."""
    HELD = "held"
    NOT_HELD = "not-held"


class Worded(StrEnum):
    """Whether a room had agreed to the very words that it was told of a round."""

    AGREED = "agreed"
    """To these words, of this state, for all who were told them; and its consent stood."""
    NOT_ASKED = "not-asked"
    ASKED = "asked"
    """And it has not answered."""
    DECLINED = "declined"
    """Or it took its consent back."""
    DIFFERS = "differs"
    """It was asked about other words or another state, for itself alone, or agreed to words of its own instead."""
    ENDED = "ended"
    """It agreed to them, and the time was over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A city by whose clock a time is read."""

    name: str
    zone: str
    """IANA time zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One sitting within a round, as the desk keeps it."""

    title: str
    starts: datetime
    ends: datetime | None = None
    number: int = 0
    """1, 2, 3 … in its round, and never given again; 0: none is given yet."""
    marks: tuple[Mark, ...] | None = None
    """The rooms that sit in it, and so may read it; None: every room that is told of the round."""
    state: RoundState = RoundState.CONFIRMED
    resumes: datetime | None = None
    """With a suspended session: when it goes on."""

    def is_for(self, mark: Mark) -> bool:
        """Whether the room may read of it."""
        return self.marks is None or mark in self.marks


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTold:
    """One sitting within a round, as a room was told it: of who else sits in it nothing."""

    title: str
    starts: datetime
    ends: datetime | None = None
    number: int
    """1, 2, 3 … of this round in this room alone."""
    state: RoundState = RoundState.CONFIRMED
    resumes: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomVenue:
    """Where one delegation is to be, where that is not where all are."""

    mark: Mark
    venue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """That it was agreed to meet again, as far as it was agreed when and where."""

    day: date | None = None
    where: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """When a delegation comes, and by which door."""

    mark: Mark
    at: datetime
    entrance: str
    leaves: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A round as one room was told it."""

    number: int
    """1, 2, 3 … in this room alone."""
    track: int | None
    """The track it belongs to, by its number in this room; None: the main talks, or a track it was not told of."""
    title: str
    state: RoundState
    starts: datetime | None
    ends: datetime | None
    city: City
    """Where it is held, and by whose clock it was set."""
    venue: str | None
    sessions: tuple[SessionTold, ...]
    """Those in which this delegation sits."""
    arrival: datetime | None
    """When this delegation comes."""
    leaves: datetime | None
    entrance: str | None
    resumes: datetime | None
    """With a suspended round: when it goes on."""
    again: Again | None
    words: str | None
    """What the desk said with it, in this room."""
    uid: str
    """By which calendar programs know it: drawn for this room, so that no other room has the same."""
    sequence: int
    """How often it was told anew."""
    role: Role
    """Of the desk's seat that told it."""

    def texts(self) -> tuple[str, ...]:
        """All that was written by hand and that the room reads in it."""
        return tuple(filter(None, (self.words, *self._places(), *(session.title for session in self.sessions))))

    def itself(self) -> tuple[str, ...]:
        """What it is called, where and when it is, and when the delegation comes, as the desk's own lines write it."""
        comings = (when(at, self.city) for at in (self.arrival, self.leaves))
        door = f"{self.entrance}, {_hour(self.arrival, self.city)}" if self.arrival is not None else ""
        return tuple(filter(None, (*_told_alike(self), *comings, self.entrance, door)))

    def _places(self) -> tuple[str | None, ...]:
        where = self.again.where if self.again is not None else None
        return (self.title, self.city.name, self.venue, self.entrance, where)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundTold(RoomPaper):
    """The room was told of a round, or that something about it is new."""

    TOPIC: ClassVar[str] = ROUNDS
    notice: Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class CitiesChosen(RoomPaper):
    """A delegation chose the cities by whose clocks it reads times. Only its own room knows."""

    TOPIC: ClassVar[str] = ROUNDS
    cities: tuple[City, ...]
    seat: SeatId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundKept(DeskPaper):
    """A round as the desk keeps it from now on. Later lines with the same number replace it."""

    TOPIC: ClassVar[str] = ROUNDS
    number: int
    """1, 2, 3 … at the desk."""
    track: int | None
    """By its number at the desk; None: the main talks."""
    title: str
    state: RoundState
    starts: datetime | None
    ends: datetime | None
    city: City
    venue: str | None
    """Where all are, but for the rooms that have a place of their own."""
    items: tuple[int, ...]
    """The agenda's items that it is for, by their numbers at the desk."""
    sessions: tuple[Session, ...]
    arrivals: tuple[Arrival, ...]
    resumes: datetime | None
    reason: str | None
    """Why it stands so, in the mediator's own words. No room is told it."""
    outcome: str | None
    """How it came out, for the desk."""
    assessment: str | None
    """What the mediator makes of it, for the desk."""
    again: Again | None
    seat: SeatId
    role: Role
    venues: tuple[RoomVenue, ...] = ()
    """Where a delegation is to be that is not where the others are."""
    agreed: tuple[Mark, ...] | None = None
    """The rooms with which it was agreed to meet again; None: every room that is told of the round."""

    def confidences(self) -> tuple[str, ...]:
        """What the mediator makes of it, and when and by which door each delegation comes and when it leaves."""
        doors = (f"{one.entrance}, {_hour(one.at, self.city)}" for one in self.arrivals)
        comings = (when(at, self.city) for one in self.arrivals for at in (one.at, one.leaves))
        apart = (text for one in self.sessions if one.marks is not None for text in _of_session(one, self.city))
        venues = (one.venue for one in self.venues)
        agreed = _of_again(self.again) if self.agreed is not None else ()
        texts = (self.reason, self.outcome, self.assessment, *doors, *comings, *apart, *venues, *agreed)
        return tuple(filter(None, texts))

    def to_tell(self) -> tuple[str, ...]:
        """What it is called, when and where it and the sessions of all are, and when it is to go on."""
        again = self.again if self.agreed is None else None
        return _told_alike(
            replace(self, sessions=tuple(one for one in self.sessions if one.marks is None), again=again)
        )

    def about(self) -> tuple[str, int]:
        """The round."""
        return ROUNDS, self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundToldInto(DeskPaper):
    """What a room was told of a round, as the desk keeps it."""

    TOPIC: ClassVar[str] = ROUNDS
    mark: Mark
    round: int
    """By its number at the desk."""
    notice: Notice
    sessions: tuple[tuple[int, int], ...] = ()
    """Of each session ever told: its number at the desk, and its number in the room."""
    why: str | None = None
    """Why the words were kept although they repeat words given in confidence."""
    worded: Worded | None = None
    """Whether the room had agreed to the words told with it; None: none were."""

    def known_to(self) -> tuple[tuple[Mark, str], ...]:
        """When and where the room is to be, and all else that it read."""
        return tuple((self.mark, text) for text in (*self.notice.itself(), *self.notice.texts()))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskCitiesChosen(DeskPaper):
    """The desk chose the cities by whose clocks it reads times."""

    TOPIC: ClassVar[str] = ROUNDS
    cities: tuple[City, ...]
    seat: SeatId
    role: Role


def _told_alike(held: RoundKept | Notice) -> tuple[str, ...]:
    """Of a round what every room that is told of it reads alike, as the guard compares it."""
    sessions = (text for one in held.sessions for text in _of_session(one, held.city))
    whens = (when(at, held.city) for at in (held.starts, held.ends, held.resumes))
    texts = (held.title, held.city.name, held.venue, *whens, *sessions, *_of_again(held.again))
    return tuple(filter(None, texts))


def _of_session(one: Session | SessionTold, city: City) -> tuple[str, ...]:
    return (one.title, *(when(at, city) for at in (one.starts, one.ends, one.resumes)))


def _of_again(again: Again | None) -> tuple[str, ...]:
    if again is None:
        return ()
    return (f"{again.day:%d %B %Y}" if again.day is not None else "", again.where or "")


def when(at: datetime | None, city: City) -> str:
    """The moment by the city's clock, as the guard compares it; empty for none."""
    return f"{at.astimezone(ZoneInfo(city.zone)):%d %B %Y}, {_hour(at, city)}" if at is not None else ""


def _hour(at: datetime, city: City) -> str:
    return f"{at.astimezone(ZoneInfo(city.zone)):%H:%M}"


RoundsRoomEvent: TypeAlias = RoundTold | CitiesChosen
"""What a room's log can hold of it."""

RoundsDeskEvent: TypeAlias = RoundKept | RoundToldInto | DeskCitiesChosen
"""What the desk's log can hold of it."""
