"""Delegates: simple programs that negotiate for a party in a rehearsal. They know their own values only.

boulware, linear, conceder   a target that falls with time, late, evenly or early (Faratin, Sierra, Jennings 1998)
tit-for-tat                  concedes as much as the other side's offers did for it (Axelrod 1984)
micro                        a new offer, next best, for each new one heard (de Jonge, IJCAI 2022)
frequency                    falls with time; of equally good offers, the one most like what was heard
random                       anything better than no agreement
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from entremise.analysis.errors import AnalysisError
from entremise.analysis.problems import Package, Problem, worth

MOST_RUNGS = 20_000
SLACK = 0.03
"""Share of the range within which two offers count as equally good for the one who makes them."""


@dataclass(frozen=True)
class Ladder:
    """A party's best packages, best first, down to no agreement, and their worth from 0 to 1."""

    packages: NDArray[np.int32]
    worths: NDArray[np.float64]
    low: int
    high: int

    def worth(self, points: int) -> float:
        """Points on this ladder's range: 0 for no agreement, 1 for the best."""
        return (points - self.low) / max(1, self.high - self.low)

    def package(self, rung: int) -> Package:
        """The package on a rung."""
        return tuple(self.packages[rung].tolist())

    def down_to(self, worth: float) -> int:
        """How many rungs are worth at least so much; never none."""
        return max(1, int(np.searchsorted(-self.worths, -worth + 1e-12, side="right")))


def ladder(problem: Problem, party: int, *, most: int = MOST_RUNGS) -> Ladder:
    """The best packages of one party: a package among the best `most` has parts among the best `most` of theirs."""
    sums = np.array([problem.parties[party].constant], dtype=np.int64)
    chosen = np.zeros((1, len(problem.issues)), dtype=np.int32)
    for block in problem.blocks:
        added = block.points[:, party]
        every = (sums[:, None] + added[None, :]).ravel()
        rows = np.argsort(-every, kind="stable")[:most]
        sums = every[rows]
        chosen = chosen[rows // len(added)]
        chosen[:, block.issues] = block.options[rows % len(added)]
    low = problem.disagreement[party]
    if len(sums) == 0 or sums[0] < low:
        raise AnalysisError(f"nothing is acceptable to {problem.parties[party].name}")
    kept = sums >= low
    high = int(sums[0])
    return Ladder(chosen[kept], (sums[kept] - low) / max(1, high - low), low, high)


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


@dataclass
class Conceding:
    """A target that falls from 1 to 0 as time^(1/e)."""

    problem: Problem
    party: int
    chance: Generator
    exponent: float = 1.0
    rungs: Ladder = field(init=False)

    def __post_init__(self) -> None:
        self.rungs = ladder(self.problem, self.party)

    def target(self, time: float) -> float:
        """The worth it asks for."""
        return 1.0 - float(min(1.0, time) ** (1.0 / self.exponent))

    def worth(self, package: Package) -> float:
        """What a package is worth to it, on its ladder."""
        return self.rungs.worth(worth(self.problem.parties[self.party], package))

    def propose(self, time: float) -> Package:
        """One of the offers just above the target."""
        target = self.target(time)
        last, first = self.rungs.down_to(target), self.rungs.down_to(target + SLACK)
        return self.rungs.package(self.choose(min(first, last) - 1, last))

    def choose(self, first: int, last: int) -> int:
        """A rung from `first` up to, not including, `last`."""
        return int(self.chance.integers(first, max(last, first + 1)))

    def hear(self, package: Package) -> None:
        """Does not matter to it."""

    def accepts(self, package: Package, time: float) -> bool:
        """As soon as it meets the target."""
        return self.worth(package) >= max(0.0, self.target(time)) - 1e-12


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

    def propose(self, time: float) -> Package:  # noqa: ARG002 – time does not matter to it
        """The next rung if it has not made more offers than it heard; otherwise one of the old."""
        if self.made <= len(self.heard) and self.made < len(self.rungs.worths):
            self.made += 1
            return self.rungs.package(self.made - 1)
        return self.rungs.package(int(self.chance.integers(0, max(1, self.made))))

    def hear(self, package: Package) -> None:
        """Counts different offers."""
        self.heard.add(package)

    def accepts(self, package: Package, time: float) -> bool:  # noqa: ARG002 – as above
        """What is at least as good as the offer it would make next."""
        following = min(self.made if self.made <= len(self.heard) else self.made - 1, len(self.rungs.worths) - 1)
        return self.worth(package) >= float(self.rungs.worths[max(0, following)]) - 1e-12


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

    def choose(self, first: int, last: int) -> int:
        """The rung whose options were heard most often."""
        if not self.seen:
            return first
        liked = np.zeros(max(last, first + 1) - first)
        for issue, counter in enumerate(self.seen):
            table = np.zeros(len(self.problem.issues[issue].options))
            table[list(counter)] = list(counter.values())
            liked += table[self.rungs.packages[first : max(last, first + 1), issue]]
        return first + int(liked.argmax())


@dataclass
class Anything(Conceding):
    """Whatever is better than no agreement."""

    def target(self, time: float) -> float:  # noqa: ARG002 – time does not matter to it
        """No agreement."""
        return 0.0

    def propose(self, time: float) -> Package:  # noqa: ARG002 – as above
        """Any rung."""
        return self.rungs.package(int(self.chance.integers(0, len(self.rungs.worths))))


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
