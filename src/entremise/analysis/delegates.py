"""Delegates: simple programs that negotiate for a party in a rehearsal. They know their own values only.

boulware, linear, conceder   a target that falls with time, late, evenly or early (Faratin, Sierra, Jennings 1998)
tit-for-tat                  concedes as much as the other side's offers did for it (Axelrod 1984)
micro                        a new offer, next best, for each new one heard (de Jonge, IJCAI 2022)
frequency                    falls with time; of equally good offers, the one most like what was heard
random                       anything better than no agreement

Up to MOST_RUNGS packages are listed, best first. Of more, offers are drawn by their worth: how many packages have each
worth is counted block by block, so that every package of a worth asked for is as likely as any other (the counting of
knapsack solutions, Dyer, STOC 2003).
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from entremise.analysis.errors import AnalysisError
from entremise.analysis.problems import Block, Package, Problem, worth

MOST_RUNGS = 20_000
LEVELS = 4_000
"""Steps of worth in which packages are counted where they are too many to list."""
SLACK = 0.03
"""Share of the range within which two offers count as equally good for the one who makes them."""
LIKED = 60
"""Offers among which the most liked is looked for."""
TRIES = 16
"""More offers are drawn than are wanted: counting is in steps, so some fall just beside the worth asked for."""
FIRST_RUNGS = 1_000
"""Listed for a delegate that goes down one by one; as many again whenever it needs more."""

Packages = NDArray[np.int32]
"""Array of shape (n_packages, n_issues): option numbers."""


@dataclass(frozen=True)
class Range:
    """A party's worths: 0 for no agreement, 1 for its best package."""

    low: int
    high: int

    def worth(self, points: int) -> float:
        """Points on this range."""
        return (points - self.low) / max(1, self.high - self.low)


class Offers(Protocol):
    """All packages that a party accepts, to be drawn by their worth."""

    @property
    def range(self) -> Range:
        """Of what they are worth."""
        ...

    def between(self, low: float, high: float, most: int, chance: Generator) -> Packages:
        """Some packages worth from `low` to `high`, at least one: where there is none, the nearest above."""
        ...


@dataclass(frozen=True)
class Ladder:
    """A party's best packages, best first, down to no agreement, and their worth from 0 to 1."""

    packages: Packages
    worths: NDArray[np.float64]
    range: Range
    is_whole: bool
    """There are no more that it accepts."""

    def package(self, rung: int) -> Package:
        """The package on a rung."""
        return tuple(self.packages[rung].tolist())

    def down_to(self, worth: float) -> int:
        """How many rungs are worth at least so much; never none."""
        return max(1, int(np.searchsorted(-self.worths, -worth + 1e-12, side="right")))

    def between(self, low: float, high: float, most: int, chance: Generator) -> Packages:
        """As Offers says, best first; all of them where they are at most `most`."""
        last, first = self.down_to(low), self.down_to(high)
        rungs = np.arange(min(first, last) - 1, last)
        kept = rungs if len(rungs) <= most else np.sort(chance.choice(rungs, most, replace=False))
        return self.packages[kept]


def ladder(problem: Problem, party: int, *, most: int = MOST_RUNGS) -> Ladder:
    """The best packages of one party: a package among the best `most` has parts among the best `most` of theirs."""
    sums = np.array([problem.parties[party].constant], dtype=np.int64)
    chosen = np.zeros((1, len(problem.issues)), dtype=np.int32)
    is_whole = True
    for block in problem.blocks:
        added = block.points[:, party]
        every = (sums[:, None] + added[None, :]).ravel()
        rows = np.argsort(-every, kind="stable")
        is_whole &= len(rows) <= most
        rows = rows[:most]
        sums = every[rows]
        chosen = chosen[rows // len(added)]
        chosen[:, block.issues] = block.options[rows % len(added)]
    low = problem.disagreement[party]
    if len(sums) == 0 or sums[0] < low:
        raise _nothing(problem, party)
    kept = sums >= low
    held = Range(low, int(sums[0]))
    return Ladder(chosen[kept], (sums[kept] - low) / max(1, held.high - low), held, is_whole or not bool(kept.all()))


@dataclass(frozen=True)
class Steps:
    """One block's combinations by how many steps of worth they add."""

    issues: tuple[int, ...]
    options: Packages
    """Sorted by their steps."""
    points: NDArray[np.int64]
    steps: NDArray[np.int64]
    """Different numbers of steps, rising."""
    starts: NDArray[np.intp]
    """Where in `options` those of each number begin; one more at the end."""


@dataclass(frozen=True)
class Levels:
    """Packages counted by worth, where they are too many to list."""

    range: Range
    constant: int
    """Points that every package has."""
    base: int
    """Points of what has no steps: the least of each block, and the constant."""
    size: int
    """Points of a step."""
    blocks: tuple[Steps, ...]
    counts: tuple[NDArray[np.float64], ...]
    """For each block, by steps: the logarithm of how many ways it and the blocks after it can add so many."""

    def between(self, low: float, high: float, most: int, chance: Generator) -> Packages:
        """As Offers says. Each package between is as likely, but for those within a step of the ends."""
        least = self.range.low + math.ceil(low * (self.range.high - self.range.low) - 1e-9)
        top = self.range.low + math.floor(high * (self.range.high - self.range.low) + 1e-9)
        drawn, worths = self._drawn(least, max(least, top), 2 * most + TRIES, chance)
        good = np.flatnonzero((worths >= least) & (worths <= top))
        if len(good):
            return drawn[good[:most]]
        above = np.flatnonzero(worths >= least)
        row = int(above[worths[above].argmin()]) if len(above) else int(worths.argmax())
        return self._lifted(drawn[row], int(worths[row]), least)[None, :]

    def _drawn(self, least: int, top: int, count: int, chance: Generator) -> tuple[Packages, NDArray[np.int64]]:
        ways = self.counts[0]
        first, last = (max(0, min(len(ways) - 1, (points - self.base) // self.size)) for points in (least, top))
        there = np.flatnonzero(np.isfinite(ways))
        wanted = there[(there >= first) & (there <= last)]
        if len(wanted) == 0:
            wanted = there[there >= first][:1] if there[-1] >= first else there[-1:]
        rest = wanted[_chosen(np.broadcast_to(ways[wanted], (count, len(wanted))), chance)]
        packages = np.zeros((count, sum(len(block.issues) for block in self.blocks)), dtype=np.int32)
        worths = np.full(count, self.constant, dtype=np.int64)
        for block, after in zip(self.blocks, [*self.counts[1:], np.zeros(1)], strict=True):
            left = rest[:, None] - block.steps[None, :]
            fits = (left >= 0) & (left < len(after))
            ways_on = np.where(fits, after[np.where(fits, left, 0)], -np.inf)
            picked = _chosen(ways_on + np.log(np.diff(block.starts)), chance)
            rest = left[np.arange(count), picked]
            rows = chance.integers(block.starts[picked], block.starts[picked + 1])
            packages[:, block.issues] = block.options[rows]
            worths += block.points[rows]
        return packages, worths

    def _lifted(self, package: NDArray[np.int32], points: int, least: int) -> NDArray[np.int32]:
        """The package changed, by as little worth as can be, until it is worth at least so much."""
        package = package.copy()
        while points < least:
            moves = []
            for block in self.blocks:
                row = int(np.flatnonzero((block.options == package[list(block.issues)]).all(axis=1))[0])
                more = block.points - block.points[row]
                enough = np.flatnonzero(more >= least - points)
                to = int(enough[more[enough].argmin()]) if len(enough) else int(more.argmax())
                moves.append((int(more[to]), block, to))
            enough_of = [move for move in moves if move[0] >= least - points]
            more_of, block, to = min(enough_of, key=_more) if enough_of else max(moves, key=_more)
            if more_of <= 0:
                break
            package[list(block.issues)] = block.options[to]
            points += more_of
        return package


def _more(move: tuple[int, Steps, int]) -> int:
    return move[0]


def _chosen(logs: NDArray[np.float64], chance: Generator) -> NDArray[np.intp]:
    """For each row a column, as likely as the exponential of what stands there (the Gumbel–max way)."""
    return np.asarray((logs + chance.gumbel(size=logs.shape)).argmax(axis=1))


def levels(problem: Problem, party: int, *, most: int = LEVELS) -> Levels:
    """All packages of one party counted by worth, in about so many steps.

    Cost: options × steps. A package's worth is off by at most half a step for each block.
    """
    columns = [block.points[:, party] for block in problem.blocks]
    low = problem.disagreement[party]
    if any(len(column) == 0 for column in columns):
        raise _nothing(problem, party)
    base = problem.parties[party].constant + sum(int(column.min()) for column in columns)
    high = problem.parties[party].constant + sum(int(column.max()) for column in columns)
    if high < low:
        raise _nothing(problem, party)
    size = max(1, -(-(high - base) // most))
    blocks = tuple(_steps(block, column, size) for block, column in zip(problem.blocks, columns, strict=True))
    counts: list[NDArray[np.float64]] = []
    after = np.zeros(1)
    for block in reversed(blocks):
        ways = np.full(len(after) + int(block.steps[-1]), -np.inf)
        for steps, size_of in zip(block.steps.tolist(), np.diff(block.starts).tolist(), strict=True):
            there = ways[steps : steps + len(after)]
            np.logaddexp(there, after + math.log(size_of), out=there)
        counts.insert(0, ways)
        after = ways
    return Levels(Range(low, high), problem.parties[party].constant, base, size, blocks, tuple(counts))


def _steps(block: Block, column: NDArray[np.int64], size: int) -> Steps:
    steps = (column - column.min() + size // 2) // size
    order = np.argsort(steps, kind="stable")
    different, starts = np.unique(steps[order], return_index=True)
    ends = np.append(starts, len(order))
    return Steps(block.issues, block.options[order], column[order], different, ends)


def offers(problem: Problem, party: int) -> Offers:
    """A party's packages: listed where they are few, counted where they are many."""
    few = math.prod(len(block.points) for block in problem.blocks) <= MOST_RUNGS
    return ladder(problem, party) if few else levels(problem, party)


def _nothing(problem: Problem, party: int) -> AnalysisError:
    return AnalysisError(f"nothing is acceptable to {problem.parties[party].name}")


class Delegate(Protocol):
    """What a rehearsal asks of a delegate. Time runs from 0 to 1."""

    def propose(self, time: float) -> Package:
        """Its next offer."""
        ...

    def hear(self, package: Package) -> None:
        """Another party's offer."""
        ...

    def accepts(self, package: Package, time: float) -> bool:
        """Whether it takes this."""
        ...

    def votes(self, tried: Package, standing: Package | None, time: float) -> bool:
        """Whether a mediator's text may become this, from the one that stands."""
        ...


@dataclass
class Conceding:
    """A target that falls from 1 to 0 as time^(1/e)."""

    problem: Problem
    party: int
    chance: Generator
    exponent: float = 1.0
    offers: Offers = field(init=False)

    def __post_init__(self) -> None:
        self.offers = offers(self.problem, self.party)

    def target(self, time: float) -> float:
        """The worth it asks for."""
        return 1.0 - float(min(1.0, time) ** (1.0 / self.exponent))

    def worth(self, package: Package) -> float:
        """What a package is worth to it: 0 as no agreement, 1 as its best."""
        return self.offers.range.worth(worth(self.problem.parties[self.party], package))

    def propose(self, time: float) -> Package:
        """One of the offers just above the target."""
        target = self.target(time)
        return _package(self.offers.between(target, target + SLACK, 1, self.chance)[0])

    def hear(self, package: Package) -> None:
        """Does not matter to it."""

    def accepts(self, package: Package, time: float) -> bool:
        """As soon as it meets the target."""
        worth = self.worth(package)
        return worth >= 0.0 and worth >= self.target(time) - 1e-12

    def votes(self, tried: Package, standing: Package | None, time: float) -> bool:
        """What is better for it than the text that stands, and whatever it would take now."""
        before = 0.0 if standing is None else self.worth(standing)
        return self.worth(tried) > before or self.accepts(tried, time)


@dataclass
class TitForTat(Conceding):
    """Concedes what it was conceded, and a little to begin with."""

    heard: list[float] = field(default_factory=list)

    def target(self, time: float) -> float:  # noqa: ARG002 – time does not matter to it
        """One, less how much better the best offer heard is than the first."""
        return 1.0 if not self.heard else max(0.0, 1.0 - SLACK - (max(self.heard) - self.heard[0]))

    def hear(self, package: Package) -> None:
        """Remembers what it is worth."""
        self.heard.append(self.worth(package))


@dataclass
class Micro(Conceding):
    """As many different offers as it has heard, and one more, best first."""

    heard: set[Package] = field(default_factory=set)
    made: int = 0
    rungs: Ladder = field(init=False)

    def __post_init__(self) -> None:
        # It goes down one by one: the best are listed, and more of them when they are needed.
        self.rungs = ladder(self.problem, self.party, most=FIRST_RUNGS)
        self.offers = self.rungs

    def propose(self, time: float) -> Package:  # noqa: ARG002 – time does not matter to it
        """The next rung if it has not made more offers than it heard; otherwise one of the old."""
        if self.made <= len(self.heard) and self._reaches(self.made):
            self.made += 1
            return self.rungs.package(self.made - 1)
        return self.rungs.package(int(self.chance.integers(0, max(1, self.made))))

    def hear(self, package: Package) -> None:
        """Counts different offers."""
        self.heard.add(package)

    def accepts(self, package: Package, time: float) -> bool:  # noqa: ARG002 – as above
        """What is at least as good as the offer it would make next."""
        following = self.made if self.made <= len(self.heard) else self.made - 1
        rung = following if self._reaches(following) else len(self.rungs.worths) - 1
        return self.worth(package) >= float(self.rungs.worths[max(0, rung)]) - 1e-12

    def _reaches(self, rung: int) -> bool:
        """Whether there is such a rung; lists more where it may be among those not listed yet."""
        while rung >= len(self.rungs.worths) and not self.rungs.is_whole:
            self.rungs = ladder(self.problem, self.party, most=2 * len(self.rungs.worths))
        return rung < len(self.rungs.worths)


@dataclass
class Frequency(Conceding):
    """Falls with time, but of equally good offers makes the one that the others seem to like."""

    seen: list[Counter[int]] = field(default_factory=list)

    def hear(self, package: Package) -> None:
        """Counts how often each option was offered."""
        if not self.seen:
            self.seen = [Counter() for _ in package]
        for counter, option in zip(self.seen, package, strict=True):
            counter[option] += 1

    def propose(self, time: float) -> Package:
        """Of offers just above the target the one whose options were heard most often."""
        target = self.target(time)
        found = self.offers.between(target, target + SLACK, LIKED, self.chance)
        liked = np.zeros(len(found))
        for issue, counter in enumerate(self.seen):
            table = np.zeros(len(self.problem.issues[issue].options))
            table[list(counter)] = list(counter.values())
            liked += table[found[:, issue]]
        return _package(found[int(liked.argmax())])


@dataclass
class Anything(Conceding):
    """Whatever is better than no agreement."""

    def target(self, time: float) -> float:  # noqa: ARG002 – time does not matter to it
        """No agreement."""
        return 0.0

    def propose(self, time: float) -> Package:  # noqa: ARG002 – as above
        """Any package that it accepts, each as likely as another."""
        return _package(self.offers.between(0.0, 1.0, 1, self.chance)[0])


def _package(row: NDArray[np.int32]) -> Package:
    return tuple(row.tolist())


Maker = Callable[[Problem, int, Generator], Delegate]

DELEGATES: Mapping[str, Maker] = {
    "boulware": partial(Conceding, exponent=0.2),
    "linear": partial(Conceding, exponent=1.0),
    "conceder": partial(Conceding, exponent=5.0),
    "tit-for-tat": TitForTat,
    "micro": Micro,
    "frequency": partial(Frequency, exponent=0.5),
    "random": Anything,
}
"""By name."""
