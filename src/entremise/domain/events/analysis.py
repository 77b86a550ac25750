"""Lines of the values: what is to be decided, what each option is worth to each party, packages that the desk keeps.

At the desk: issues, the desk's estimates, preferences that it noted, packages, what a room was asked and what it gave.
In a room: what the desk asked it to value, and the numbers it gave. Numbers that are for the engine alone stand in the
room's log and in no other; the desk's log says that they were given.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final, TypeAlias

from entremise.domain.events.papers import DeskPaper, RoomPaper
from entremise.domain.ids import Label, Mark, SeatId
from entremise.domain.terms import Role

VALUES: Final = "values"
"""Topic of all of them; of the desk's lines of one room, with the room's mark (`values_of`)."""


def values_of(mark: Mark) -> str:
    """Topic of the desk's lines of what one room was asked and gave: a busy room pushes nothing out of a reading."""
    return f"{VALUES}-{mark}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Worths:
    """What the options of one issue are worth to a party, in points."""

    issue: int
    """The issue's number, in the log that this stands in."""
    points: tuple[int, ...]
    """For each option, in the issue's order."""
    give_or_take: int = 0
    """How far each of the points may be off."""
    rests_on: tuple[Label, ...] = ()
    """At the desk: told entries that the estimate rests on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An issue that a room is asked to value, in the words that it reads."""

    issue: int
    """1, 2, 3 … on this question alone."""
    title: str
    options: tuple[str, ...]


# In a party's room -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesWanted(RoomPaper):
    """The desk asked this room what options are worth to it."""

    TOPIC: ClassVar[str] = VALUES
    number: int
    """1, 2, 3 … of what this room was asked."""
    issues: tuple[Wanted, ...]
    role: Role
    """Of the desk's seat that asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesGiven(RoomPaper):
    """The delegation gave its numbers; a later line for the same question replaces the earlier."""

    TOPIC: ClassVar[str] = VALUES
    number: int
    values: tuple[Worths, ...]
    without: int
    """Points without agreement."""
    sealed: bool
    """Whether they are for the engine alone."""
    seat: SeatId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesWithdrawn(RoomPaper):
    """The delegation took its numbers back."""

    TOPIC: ClassVar[str] = VALUES
    number: int
    seat: SeatId
    role: Role


# At the desk -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueNamed(DeskPaper):
    """The desk put an issue with its options on the table of the analysis."""

    TOPIC: ClassVar[str] = VALUES
    number: int
    title: str
    options: tuple[str, ...]
    item: int | None = None
    """The agenda item it was taken from."""

    def to_tell(self) -> tuple[str, ...]:
        """What it is called, and what can be decided of it."""
        return (self.title, *self.options)

    def about(self) -> tuple[str, int]:
        """The issue."""
        return VALUES, self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueDropped(DeskPaper):
    """The desk took an issue off again, and with it what was said of it."""

    TOPIC: ClassVar[str] = VALUES
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesEstimated(DeskPaper):
    """The desk wrote down what it takes a party's values to be; replaces what was there for the party."""

    TOPIC: ClassVar[str] = VALUES
    mark: Mark
    values: tuple[Worths, ...]
    without: int
    seat: SeatId
    role: Role


class PreferenceKind(StrEnum):
    """What sort of thing is known of a party's values."""

    ORDER = "order"
    """How it orders the options of an issue."""
    WEIGHT = "weight"
    """Between which shares of the whole an issue weighs."""
    SWING = "swing"
    """That the best on one issue matters at least as much to it as the best on another."""
    AT_LEAST = "at-least"
    """That some options together are at least as good as others, all else equal."""
    ACCEPTS = "accepts"
    """That a package is at least as good as no agreement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """Something known of a party's values that is no number of points; what the kind does not need is empty."""

    kind: PreferenceKind
    issues: tuple[int, ...] = ()
    """Numbers: the one ordered or weighed; or the one that matters more, and the other."""
    order: tuple[int, ...] = ()
    """Places of the options, from 0, best first."""
    better: tuple[tuple[int, int], ...] = ()
    """(issue's number, option's place): what is at least as good, or acceptable."""
    worse: tuple[tuple[int, int], ...] = ()
    """The same of what it is compared with, on the same issues."""
    low: int = 0
    """In hundredths."""
    high: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceNoted(DeskPaper):
    """The desk noted something that it knows of a party's values, as from an answer to a question."""

    TOPIC: ClassVar[str] = VALUES
    number: int
    mark: Mark
    preference: Preference
    seat: SeatId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceDropped(DeskPaper):
    """The desk took a preference off again."""

    TOPIC: ClassVar[str] = VALUES
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageKept(DeskPaper):
    """The desk kept a package: one option for each issue."""

    TOPIC: ClassVar[str] = VALUES
    number: int
    options: tuple[tuple[int, int], ...]
    """(issue's number, option's place from 0)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomsValues(DeskPaper):
    """A line of a question to one room, as the desk keeps it."""

    TOPIC: ClassVar[str] = VALUES
    mark: Mark
    number: int
    """As in the room."""

    @property
    def topic(self) -> str:
        """The questions to one room are filed by themselves."""
        return values_of(self.mark)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesAsked(RoomsValues):
    """The desk asked a room what options are worth to it."""

    issues: tuple[int, ...]
    """The desk's numbers of the issues, in the order in which the room reads them."""
    role: Role
    why: str | None = None
    """Why the words were kept although they repeat words given in confidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesTold(RoomsValues):
    """A room gave its numbers for the desk to see."""

    values: tuple[Worths, ...]
    """By the numbers of the room's question."""
    without: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesSealed(RoomsValues):
    """A room gave its numbers for the engine alone. They do not stand here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesTakenBack(RoomsValues):
    """A room took its numbers back."""


AnalysisRoomEvent: TypeAlias = ValuesWanted | ValuesGiven | ValuesWithdrawn
"""Lines of a room."""

AnalysisDeskEvent: TypeAlias = (
    IssueNamed
    | IssueDropped
    | ValuesEstimated
    | PreferenceNoted
    | PreferenceDropped
    | PackageKept
    | ValuesAsked
    | ValuesTold
    | ValuesSealed
    | ValuesTakenBack
)
"""Lines of the desk."""
