"""A bargaining problem: issues with options, parties with values in whole points, and what binds them.

Shapes used throughout: `n` parties, `I` issues, `V_i` options of issue i. A package is a tuple of I option numbers.
Values are integers (points), so that two packages are worth the same exactly when their numbers are the same. A
party's `scale` says how many points make one unit of the scale on which its values were stated.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Self

import numpy as np
from numpy.typing import NDArray

from entremise.analysis.errors import AnalysisError, TooLarge

Package = tuple[int, ...]
"""The number of the chosen option, for each issue."""
Points = NDArray[np.int64]
"""Array of shape (n_packages, n_parties): worth in points; larger is better."""

MOST_PARTIES = 8
MOST_OPTIONS = 100_000
ROUNDING = 1e-13
"""By how much of the size of its terms a sum of floats may be off."""
MOST_POINTS = 2**61
"""Sums of a party's points stay below this, so that 64 bits hold them."""
MOST_COMBINATIONS = 1_000_000
"""Bound issues are merged into one while together they have no more combinations than this."""


@dataclass(frozen=True, slots=True)
class Issue:
    """What is decided by choosing one of its options."""

    name: str
    options: tuple[str, ...]
    """Named, in the order of the file; numbers as text where the issue is a number."""
    numbers: tuple[Fraction, ...] | None = None
    """The options as numbers, where the issue is an integer or a real one."""
    is_real: bool = False
    """The options are only a grid: anything between them is possible too."""

    def __post_init__(self) -> None:
        if not self.options:
            raise AnalysisError(f"issue {self.name!r} has no options: at least one is wanted")
        if len(self.options) > MOST_OPTIONS:
            raise TooLarge(f"issue {self.name!r} has {len(self.options)} options: at most {MOST_OPTIONS} are read")
        if len(set(self.options)) < len(self.options):
            raise AnalysisError(f"issue {self.name!r} names an option twice: each once is wanted")

    @classmethod
    def whole(cls, name: str, low: int, high: int, *, step: int = 1) -> Self:
        """An issue decided by a whole number from `low` to `high`."""
        if step < 1 or high < low:
            raise AnalysisError(f"issue {name!r} runs from {low} to {high} by {step}: low, high and a step are wanted")
        if (high - low) // step >= MOST_OPTIONS:
            raise TooLarge(
                f"issue {name!r} has {(high - low) // step + 1} whole numbers: at most {MOST_OPTIONS} are read"
            )
        numbers = range(low, high + 1, step)
        return cls(name, tuple(map(str, numbers)), tuple(map(Fraction, numbers)))

    @classmethod
    def real(cls, name: str, low: Fraction, high: Fraction, *, steps: int = 100) -> Self:
        """An issue decided by any number from `low` to `high`, seen at `steps` + 1 evenly spaced ones."""
        if high < low or steps < 1:
            raise AnalysisError(f"issue {name!r} runs from {low} to {high}: low before high is wanted")
        if low == high:
            return cls(name, (_decimal(low),), (low,), is_real=True)
        numbers = tuple(low + (high - low) * k / steps for k in range(steps + 1))
        return cls(name, tuple(_decimal(number) for number in numbers), numbers, is_real=True)


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Points for every package whose option numbers lie in given ranges (ANAC 2014's hyper-rectangles)."""

    points: int
    ranges: tuple[tuple[int, int, int], ...]
    """(issue, lowest, highest): the option number is within, both ends included."""
    outside: tuple[tuple[int, int, int], ...] = ()
    """(issue, lowest, highest): the option number is not within."""

    def holds(self, package: Package) -> bool:
        """Whether `package` gets the points."""
        return all(low <= package[issue] <= high for issue, low, high in self.ranges) and not any(
            low <= package[issue] <= high for issue, low, high in self.outside
        )

    def issues(self) -> tuple[int, ...]:
        """The issues it looks at."""
        return tuple(sorted({issue for issue, _, _ in (*self.ranges, *self.outside)}))


@dataclass(frozen=True, slots=True)
class Group:
    """Points for the options of some issues taken together (generalised additive values)."""

    issues: tuple[int, ...]
    points: Mapping[Package, int]
    """For option numbers of these issues, in this order; combinations left out are worth nothing."""

    def __hash__(self) -> int:
        return hash((self.issues, frozenset(self.points.items())))


@dataclass(frozen=True, slots=True)
class Party:
    """Who must agree, what each option is worth to it, and what it has without agreement."""

    name: str
    values: tuple[tuple[int, ...], ...]
    """Points for each option of each issue."""
    scale: int = 1
    """Points that make one unit on the scale of the file."""
    disagreement: int | Package | None = None
    """Points without agreement, or the package it would then have; None: any package is better than none."""
    constant: int = 0
    """Points that every package has."""
    rectangles: tuple[Rectangle, ...] = ()
    groups: tuple[Group, ...] = ()
    red_lines: frozenset[tuple[int, int]] = frozenset()
    """(issue, option) that it never accepts."""
    is_rounded: bool = False
    """The file's numbers did not fit whole points; each value was rounded to the nearest."""
    loose: tuple[tuple[int, ...], ...] = ()
    """For each option of each issue by how many points its value may be off, either way; none: all are as stated."""
    slack: int | None = None
    """By how many points, at most, a package between the options of real issues is worth more than the nearest one that
    has only options; None: what lies between two options is worth what lies on the straight line between theirs."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Of these (issue, option, stands) at least one must be so. Every constraint between options is made of clauses."""

    literals: tuple[tuple[int, int, bool], ...]

    def holds(self, package: Package) -> bool:
        """Whether `package` keeps it."""
        return any((package[issue] == option) == stands for issue, option, stands in self.literals)


def forbid(*options: tuple[int, int]) -> Clause:
    """The clause that these (issue, option) never stand all together."""
    return Clause(tuple((issue, option, False) for issue, option in options))


def require(given: tuple[int, int], *one_of: tuple[int, int]) -> Clause:
    """The clause that where `given` stands, one of `one_of` stands too."""
    return Clause(((*given, False), *((issue, option, True) for issue, option in one_of)))


@dataclass(frozen=True, slots=True)
class Block:
    """Issues that can be chosen for themselves, with every combination that is allowed."""

    issues: tuple[int, ...]
    options: NDArray[np.int32]
    """Array of shape (n_combinations, n_issues of the block): option numbers."""
    points: Points
    """Array of shape (n_combinations, n_parties)."""


@dataclass(frozen=True)
class Problem:
    """Issues, parties, and constraints. Frozen; what is derived is computed once."""

    issues: tuple[Issue, ...]
    parties: tuple[Party, ...]
    constraints: tuple[Clause, ...] = ()
    name: str = ""
    notes: tuple[str, ...] = field(default=(), compare=False)
    """What a reader left out or mended, in words."""

    def __post_init__(self) -> None:
        for names, what in ((self.issues, "issues"), (self.parties, "parties")):
            if not names:
                raise AnalysisError(f"a problem without {what}: at least one is wanted")
            if len({thing.name for thing in names}) < len(names):
                raise AnalysisError(f"two {what} have one name: different names are wanted")
        if sum(len(issue.options) for issue in self.issues) > MOST_OPTIONS:
            raise TooLarge(f"the issues have more than {MOST_OPTIONS} options together")
        for party in self.parties:
            _check(party, self.issues)
        self._check_clauses()

    def _check_clauses(self) -> None:
        for clause in self.constraints:
            for issue, option, _ in clause.literals:
                if not (0 <= issue < len(self.issues) and 0 <= option < len(self.issues[issue].options)):
                    raise AnalysisError(f"a constraint names option {option} of issue {issue}, which is not there")

    @property
    def outcomes(self) -> int:
        """How many packages there are, constraints and red lines aside."""
        return math.prod(len(issue.options) for issue in self.issues)

    @property
    def is_additive(self) -> bool:
        """Whether no party's value of an option depends on another issue."""
        return not any(party.rectangles or party.groups for party in self.parties)

    @property
    def is_sampled(self) -> bool:
        """Whether a real issue is only seen on a grid."""
        return any(issue.is_real for issue in self.issues)

    @property
    def is_loose(self) -> bool:
        """Whether a party's values may be off."""
        return any(any(map(any, party.loose)) for party in self.parties)

    @cached_property
    def allowed(self) -> tuple[tuple[int, ...], ...]:
        """For each issue the options on no party's red line."""
        banned = frozenset[tuple[int, int]]().union(*(party.red_lines for party in self.parties))
        return tuple(
            tuple(option for option in range(len(issue.options)) if (number, option) not in banned)
            for number, issue in enumerate(self.issues)
        )

    def points(self, package: Package) -> tuple[int, ...]:
        """What `package` is worth to each party, in points."""
        return tuple(worth(party, package) for party in self.parties)

    def utilities(self, points: Iterable[int]) -> tuple[float, ...]:
        """Points of each party on the scale of the file."""
        return tuple(int(value) / party.scale for value, party in zip(points, self.parties, strict=True))

    def is_allowed(self, package: Package) -> bool:
        """Whether `package` crosses no red line and keeps every constraint."""
        return all(option in allowed for option, allowed in zip(package, self.allowed, strict=True)) and all(
            clause.holds(package) for clause in self.constraints
        )

    def named(self, package: Package) -> tuple[str, ...]:
        """The names of a package's options."""
        return tuple(issue.options[option] for issue, option in zip(self.issues, package, strict=True))

    def numbered(self, names: Sequence[str]) -> Package:
        """The package that chooses these options, one for each issue."""
        if len(names) != len(self.issues):
            raise AnalysisError(f"a package names one option for each of {len(self.issues)} issues, not {len(names)}")
        return tuple(_option(issue, name) for issue, name in zip(self.issues, names, strict=True))

    @cached_property
    def disagreement(self) -> tuple[int, ...]:
        """What each party has without agreement, in points; its worst possible package where it said nothing.

        The worst is exact for additive values and a bound from below otherwise.
        """
        return tuple(
            worth(party, party.disagreement)
            if isinstance(party.disagreement, tuple)
            else _worst(party)
            if party.disagreement is None
            else party.disagreement
            for party in self.parties
        )

    def chosen(self, parties: Sequence[str | int]) -> Self:
        """The same problem between these parties only."""
        names = {party.name: party for party in self.parties}
        unknown = [name for name in parties if isinstance(name, str) and name not in names]
        if unknown:
            raise AnalysisError(f"no party is called {unknown[0]!r}: one of {', '.join(names)} is wanted")
        return replace(self, parties=tuple(names[p] if isinstance(p, str) else self.parties[p] for p in parties))

    def rounded(self, levels: int) -> Self:
        """Integer mode: the same problem with additive values rounded to about `levels` points for each party.

        Answers are then exact for the rounded values. Nobody means a value more exactly than to one in a thousand.
        """
        if levels < 1:
            raise AnalysisError(f"{levels} levels: at least 1 is wanted")
        return replace(self, parties=tuple(_round(party, levels) for party in self.parties))

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Issues that nothing binds, each alone; bound ones merged, with the combinations that are allowed.

        Raises TooLarge where bound issues have more than MOST_COMBINATIONS combinations.
        """
        return tuple(_block(self, issues) for issues in _bound_together(self))


def check_parties(problem: Problem, *, at_least: int = 2) -> None:
    """Raise unless the number of parties is one that the methods here are made for."""
    if not at_least <= len(problem.parties) <= MOST_PARTIES:
        names = ", ".join(party.name for party in problem.parties)
        raise AnalysisError(
            f"{at_least} to {MOST_PARTIES} parties are wanted, {len(problem.parties)} are there: {names}"
        )


def worth(party: Party, package: Package) -> int:
    """What `package` is worth to `party`, in points."""
    additive = sum(values[option] for values, option in zip(party.values, package, strict=True))
    rectangles = sum(rectangle.points for rectangle in party.rectangles if rectangle.holds(package))
    groups = sum(group.points.get(tuple(package[i] for i in group.issues), 0) for group in party.groups)
    return party.constant + additive + rectangles + groups


def reach(party: Party, package: Package) -> tuple[int, int]:
    """The least and the most that `package` may be worth to `party`, by how far its values may be off."""
    have = worth(party, package)
    off = sum(loose[option] for loose, option in zip(party.loose, package, strict=True)) if party.loose else 0
    return have - off, have + off


def packages(problem: Problem) -> Iterable[Package]:
    """Every allowed package, one after the other."""
    return (package for package in product(*problem.allowed) if all(c.holds(package) for c in problem.constraints))


def additive(
    name: str,
    values: Sequence[Sequence[Fraction]],
    *,
    disagreement: Fraction | Package | None,
    constant: Fraction,
    loose: Sequence[Sequence[Fraction]] = (),
    slack: Fraction | None = None,
) -> Party:
    """A party with these values in whole points, exactly where their common denominator allows it."""
    single = [constant] if disagreement is None or isinstance(disagreement, tuple) else [constant, disagreement]
    reach = sum((max(map(abs, row), default=Fraction(0)) for row in values), sum(map(abs, single), Fraction(0)))
    stated = [value for row in (*values, *loose) for value in row]
    scale = common_scale([*stated, *single, slack or Fraction(0)], reach=reach)
    rounded = any((value * scale).denominator != 1 for row in values for value in row)
    return Party(
        name=name,
        values=tuple(tuple(round(value * scale) for value in row) for row in values),
        scale=scale,
        disagreement=math.ceil(disagreement * scale) if isinstance(disagreement, Fraction) else disagreement,
        constant=round(constant * scale),
        is_rounded=rounded,
        loose=tuple(tuple(math.ceil(value * scale) for value in row) for row in loose),
        slack=None if slack is None else math.ceil(slack * scale),
    )


def common_scale(numbers: Iterable[Fraction], *, reach: Fraction, most: int = MOST_POINTS) -> int:
    """How many points make one unit: the least common denominator, or a power of ten where that would not fit.

    Args:
        numbers: what must become whole.
        reach: the largest sum of them that can occur.
        most: what that sum must stay below, in points.
    """
    scale = 1
    for denominator in {number.denominator for number in numbers}:
        scale = math.lcm(scale, denominator)
        if scale * max(reach, Fraction(1)) >= most:
            # Twelve digits are more than anybody states; fewer where the numbers are large.
            digits = min(12, len(str(int(most / max(reach, Fraction(1))))) - 2)
            if digits < 0:
                raise TooLarge(f"values that sum to {float(reach):.3g} are too large for points")
            return int(10**digits)
    return scale


def _check(party: Party, issues: tuple[Issue, ...]) -> None:
    _check_values(party, issues)
    _check_groups(party, issues)
    reach = abs(party.constant) + sum(max(map(abs, row)) for row in party.values)
    reach += sum(abs(rectangle.points) for rectangle in party.rectangles)
    reach += sum(max(map(abs, group.points.values()), default=0) for group in party.groups)
    if reach >= MOST_POINTS:
        raise TooLarge(f"party {party.name!r} has values that sum to {reach} points: less than {MOST_POINTS} is wanted")


def _check_values(party: Party, issues: tuple[Issue, ...]) -> None:
    if tuple(map(len, party.values)) != tuple(len(issue.options) for issue in issues):
        raise AnalysisError(f"party {party.name!r} has not one value for each option of each issue")
    if party.loose and (
        tuple(map(len, party.loose)) != tuple(map(len, party.values)) or min(map(min, party.loose)) < 0
    ):
        raise AnalysisError(f"party {party.name!r} has not by how much each value may be off, from 0")
    if isinstance(party.disagreement, tuple) and not (
        len(party.disagreement) == len(issues)
        and all(0 <= o < len(issue.options) for o, issue in zip(party.disagreement, issues, strict=True))
    ):
        raise AnalysisError(f"party {party.name!r} falls back on a package that is none of this problem")
    if party.scale < 1:
        raise AnalysisError(f"party {party.name!r} has the scale {party.scale}: a whole number from 1 is wanted")


def _check_groups(party: Party, issues: tuple[Issue, ...]) -> None:
    for rectangle in party.rectangles:
        if not rectangle.issues() or not all(0 <= issue < len(issues) for issue in rectangle.issues()):
            raise AnalysisError(f"party {party.name!r} has a rectangle over issues that are not there")
    if not all(group.issues and all(0 <= issue < len(issues) for issue in group.issues) for group in party.groups):
        raise AnalysisError(f"party {party.name!r} has a group of issues that are not there")


def _option(issue: Issue, name: str) -> int:
    try:
        return issue.options.index(name)
    except ValueError:
        raise AnalysisError(
            f"issue {issue.name!r} has no option {name!r}: one of {', '.join(issue.options[:12])} is wanted"
        ) from None


def _worst(party: Party) -> int:
    return (
        party.constant
        + sum(map(min, party.values))
        + sum(min(0, rectangle.points) for rectangle in party.rectangles)
        + sum(min(0, *group.points.values()) for group in party.groups if group.points)
    )


def highest(party: Party) -> int:
    """A bound from above on what any package is worth to a party; what the best is worth, where values add up."""
    return (
        party.constant
        + sum(map(max, party.values))
        + sum(max(0, rectangle.points) for rectangle in party.rectangles)
        + sum(max(0, *group.points.values()) for group in party.groups if group.points)
    )


def _round(party: Party, levels: int) -> Party:
    spread = sum(max(row) - min(row) for row in party.values)
    if party.rectangles or party.groups or spread <= levels:
        return party
    if levels * party.scale < spread:
        return _coarsened(party, -(-spread // levels))
    scale = round(Fraction(levels * party.scale, spread))
    ratio = Fraction(scale, party.scale)
    if ratio >= 1:
        return party
    fallback = party.disagreement
    return replace(
        party,
        values=tuple(tuple(round(value * ratio) for value in row) for row in party.values),
        scale=scale,
        disagreement=math.ceil(fallback * ratio) if isinstance(fallback, int) else fallback,
        constant=round(party.constant * ratio),
        is_rounded=True,
        loose=tuple(tuple(math.ceil(value * ratio) for value in row) for row in party.loose),
        slack=None if party.slack is None else math.ceil(party.slack * ratio),
    )


def _coarsened(party: Party, step: int) -> Party:
    """Where a level is more than a unit of the file: values become multiples of `step`, and the scale stays.

    What every package has, and what no agreement is worth, stay as they are.
    """
    return replace(
        party,
        values=tuple(tuple(round(Fraction(value, step)) * step for value in row) for row in party.values),
        is_rounded=True,
        loose=tuple(tuple(-(-value // step) * step for value in row) for row in party.loose),
        slack=None if party.slack is None else -(-party.slack // step) * step,
    )


def _bound_together(problem: Problem) -> list[list[int]]:
    """Issues in the smallest sets such that no constraint, rectangle or group reaches over two of them."""
    home = list(range(len(problem.issues)))

    def root(issue: int) -> int:
        while home[issue] != issue:
            home[issue] = home[home[issue]]
            issue = home[issue]
        return issue

    ties = [tuple(issue for issue, _, _ in clause.literals) for clause in problem.constraints]
    ties += [thing.issues() for party in problem.parties for thing in party.rectangles]
    ties += [group.issues for party in problem.parties for group in party.groups]
    for tie in ties:
        for issue in tie[1:]:
            home[root(issue)] = root(tie[0])
    sets: dict[int, list[int]] = {}
    for issue in range(len(problem.issues)):
        sets.setdefault(root(issue), []).append(issue)
    return list(sets.values())


def _block(problem: Problem, issues: list[int]) -> Block:
    allowed = [problem.allowed[issue] for issue in issues]
    if len(issues) == 1 and not problem.constraints and problem.is_additive:
        # The usual case, and the quick one.
        rows = [[party.values[issues[0]][option] for option in allowed[0]] for party in problem.parties]
        return Block(tuple(issues), np.array(allowed[0], dtype=np.int32)[:, None], np.array(rows, dtype=np.int64).T)
    size = math.prod(map(len, allowed))
    if size > MOST_COMBINATIONS:
        names = ", ".join(problem.issues[issue].name for issue in issues[:6])
        raise TooLarge(f"bound issues ({names}, …) have {size} combinations, more than {MOST_COMBINATIONS}")
    grids = np.meshgrid(*(np.array(options, dtype=np.int32) for options in allowed), indexing="ij")
    options = np.stack([grid.ravel() for grid in grids], axis=1)
    place = {issue: column for column, issue in enumerate(issues)}
    keep = np.ones(len(options), dtype=bool)
    for clause in problem.constraints:
        if clause.literals and clause.literals[0][0] in place:
            keep &= np.logical_or.reduce([(options[:, place[i]] == o) == stands for i, o, stands in clause.literals])
        elif not clause.literals:
            keep[:] = False
    options = options[keep]
    columns = [_worth_in_block(party, options, place) for party in problem.parties]
    return Block(tuple(issues), options, np.stack(columns, axis=1))


def _worth_in_block(party: Party, options: NDArray[np.int32], place: Mapping[int, int]) -> NDArray[np.int64]:
    total = np.zeros(len(options), dtype=np.int64)
    for issue, column in place.items():
        total += np.array(party.values[issue], dtype=np.int64)[options[:, column]]
    for rectangle in party.rectangles:
        if any(issue in place for issue in rectangle.issues()):
            inside = np.ones(len(options), dtype=bool)
            for issue, low, high in rectangle.ranges:
                inside &= (options[:, place[issue]] >= low) & (options[:, place[issue]] <= high)
            for issue, low, high in rectangle.outside:
                inside &= (options[:, place[issue]] < low) | (options[:, place[issue]] > high)
            total += rectangle.points * inside
    for group in party.groups:
        if any(issue in place for issue in group.issues):
            columns = [place[issue] for issue in group.issues]
            for combination, points in group.points.items():
                total[(options[:, columns] == combination).all(axis=1)] += points
    return total


def _decimal(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else f"{float(number):.10g}"
