"""Tracks: strands of the talks with their own place, people, agenda and steps, as kept and as told."""

from dataclasses import dataclass
from typing import ClassVar, Final, TypeAlias

from entremise.domain.events.papers import DeskPaper, RoomPaper
from entremise.domain.events.rounds import City
from entremise.domain.ids import Mark, SeatId
from entremise.domain.terms import Role

TRACKS: Final = "tracks"
"""Topic of the lines that set tracks and tell of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackStep:
    """What is to be done in a track."""

    number: int
    """1, 2, 3 … in this track, as this place knows it."""
    text: str
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackLink:
    """That something here comes not before something in another track; numbers are those of the place it stands in."""

    step: int | None
    """The step of this track that waits; None: the track as a whole."""
    track: int
    """The other track."""
    after: int | None
    """The step of the other track that comes first; None: that track as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackPeople:
    """That a room takes part in a track, and with whom."""

    mark: Mark
    roles: tuple[Role, ...]
    """None named: it has not been said with whom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackNotice:
    """A track as one room was told it."""

    number: int
    """1, 2, 3 … in this room alone."""
    title: str
    city: City
    venue: str | None
    matters: tuple[str, ...]
    """Its agenda."""
    roles: tuple[Role, ...]
    """Whom of this delegation it is for."""
    steps: tuple[TrackStep, ...]
    links: tuple[TrackLink, ...]
    words: str | None
    """What the desk said with it, in this room."""
    role: Role
    """Of the desk's seat that told it."""
    items: tuple[int, ...] = ()
    """The items of this room's agenda that are talked about in it, by their numbers in this room."""

    def texts(self) -> tuple[str, ...]:
        """All that was written by hand and that the room reads in it."""
        steps = (step.text for step in self.steps)
        return tuple(filter(None, (self.words, self.title, self.city.name, self.venue, *self.matters, *steps)))


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackTold(RoomPaper):
    """The room was told of a track, or that something about it is new."""

    TOPIC: ClassVar[str] = TRACKS
    notice: TrackNotice


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackKept(DeskPaper):
    """A track as the desk keeps it from now on. Later lines with the same number replace it."""

    TOPIC: ClassVar[str] = TRACKS
    number: int
    """1, 2, 3 … at the desk."""
    title: str
    city: City
    venue: str | None
    matters: tuple[str, ...]
    people: tuple[TrackPeople, ...]
    """The rooms that take part. Where none is named, it is for all."""
    steps: tuple[TrackStep, ...]
    links: tuple[TrackLink, ...]
    seat: SeatId
    role: Role
    items: tuple[int, ...] = ()
    """The items of the desk's agenda that are talked about in it, by their numbers at the desk; each in one track."""
    reason: str | None = None
    """Why a step is done before what it waits for, in the mediator's own words. No room is told it."""

    def confidences(self) -> tuple[str, ...]:
        """What is to be done in it: rooms are told of some of its steps; and why one was done before its time."""
        return (*(step.text for step in self.steps), *filter(None, (self.reason,)))

    def to_tell(self) -> tuple[str, ...]:
        """What it is called, where it is, and what is talked about in it."""
        return tuple(filter(None, (self.title, self.city.name, self.venue, *self.matters)))

    def about(self) -> tuple[str, int]:
        """The track."""
        return TRACKS, self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackToldInto(DeskPaper):
    """What a room was told of a track, as the desk keeps it."""

    TOPIC: ClassVar[str] = TRACKS
    mark: Mark
    track: int
    """By its number at the desk."""
    notice: TrackNotice
    steps: tuple[tuple[int, int], ...]
    """Of each step told: its number at the desk, and its number in the room."""
    why: str | None = None
    """Why the words were kept although they repeat words given in confidence."""

    def known_to(self) -> tuple[tuple[Mark, str], ...]:
        """All that the room was told of it."""
        return tuple((self.mark, text) for text in self.notice.texts())


TracksRoomEvent: TypeAlias = TrackTold
"""What a room's log can hold of it."""

TracksDeskEvent: TypeAlias = TrackKept | TrackToldInto
"""What the desk's log can hold of it."""
