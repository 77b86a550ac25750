"""What goes into the engine and what comes out of it: values, and what the analysis found in them.

Of a party whose numbers are for the engine alone, what is found holds no worth, no cost and no interval.
"""

from dataclasses import dataclass

from entremise.analysis.problems import Package
from entremise.domain.events.analysis import Preference
from entremise.domain.ids import Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A party's values, for each issue in order."""

    mark: Mark
    name: str
    points: tuple[tuple[int, ...], ...]
    give_or_take: tuple[int, ...]
    without: int
    is_sealed: bool
    preferences: tuple[tuple[int, Preference], ...] = ()
    """What else is known, under its number; issues by their places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What a package is worth to a party; None where its numbers are for the engine alone."""

    mark: Mark
    points: int | None
    low: int | None
    high: int | None
    above: bool | None
    """Whether it is at least as good as no agreement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A package and what it is worth."""

    options: Package
    worths: tuple[Worth, ...]
    on_frontier: bool | None
    """No other package is at least as good for all and better for one; and nobody has less than without agreement.
    None: not known."""
    kinds: tuple[str, ...] = ()
    """Which points it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One issue's change in a trade."""

    issue: int
    """Its place, from 0."""
    before: int
    after: int
    gains: tuple[int | None, ...]
    """For each party; None where they are sealed."""

    @property
    def is_blind(self) -> bool:
        """Whether somebody's gain is not told."""
        return None in self.gains


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A package that makes nobody worse and somebody better, by so few changes."""

    changes: tuple[Change, ...]
    result: Weighed


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """The question whose answer would tell most."""

    mark: Mark
    between: tuple[str, str]
    is_swing: bool
    yes: Preference
    """What an answer for the first of the two says; issues by their places."""
    no: Preference
    """For the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How two of the packages that were asked about stand to each other for a party."""

    mark: Mark
    better: int
    """Its place among them, from 0."""
    worse: int
    is_sure: bool
    """At least as good whatever the values are; otherwise that is open, and `better` is the first of the two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holds:
    """What holds whatever the values are, within what the estimates and preferences leave open."""

    agreement: Weighed
    """The package whose least gain over no agreement is largest at the worst values."""
    least: float
    """That gain, in hundredths of what the party's packages range over; below zero where no package is safe for all."""
    is_surest: bool
    """Proven; otherwise there may be a better one."""
    modest: Weighed | None
    """The package that any other could beat by least, in the sum of all; None: not found in time."""
    most: float
    """By how much, in the same hundredths."""
    orders: tuple[Order, ...]

    @property
    def shortfall(self) -> float:
        """How far below no agreement somebody may be, at worst."""
        return max(0.0, -self.least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """What is known of a party cannot all be true."""

    mark: Mark
    preferences: tuple[int, ...]
    """The numbers of those that contradict each other."""
    and_estimate: bool
    """Together with the estimate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the analysis found."""

    outcomes: int
    """How many packages there are."""
    size: int
    """How many stand on the frontier; where it is not exact, how many packages were found in its stead."""
    is_exact: bool
    frontier: tuple[Weighed, ...]
    """At most MOST_SHOWN of them."""
    points: tuple[Weighed, ...]
    """Those that are a point of some kind."""
    packages: tuple[Weighed, ...]
    """Those that were asked about, in their order."""
    trades: tuple[Exchange, ...]
    trades_are_cut: bool
    """Not all changes were tried: there may be other trades, and better ones."""
    ask: Ask | None
    ask_is_cut: bool = False
    """There was no time to look for a question."""
    holds: Holds | None = None
    holds_are_cut: bool = False
    """There was no time to find out what holds whatever the values are."""
    contradictions: tuple[Contradiction, ...] = ()
    curve: tuple[tuple[int, int], ...] = ()
    """The frontier's points for the first two parties, if none is sealed."""
    reach: tuple[tuple[int, int], ...] = ()
    """For each of the first two parties the least and most that any package is worth, if none is sealed."""
    without: tuple[int, ...] = ()
    """What the first two parties have without agreement, if none is sealed."""


@dataclass(frozen=True, slots=True)
class TooLong:
    """It did not fit into the page's budget, or its turn did not come; the command line takes what it takes."""

    outcomes: int
    is_busy: bool
    """Its turn did not come: the same may be asked again in a moment."""
