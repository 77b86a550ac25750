"""What is only partly known: orders, a few weights and comparisons instead of numbers; and what to ask next.

A party's unknown values are increments d ≥ 0 between its options from worst to best, one for each step of each issue,
with Σ d = 1: the worst package is worth 0, the best 1. Value orders alone leave exactly a simplex, which is sampled
without error by exponentials. Every further statement is linear in d (a `Fact`). Each sample is a whole problem, for
which the exact frontier and points are found: how often a package is the Nash point, or acceptable to all (SMAA).

Sources: Lahdelma, Hokkanen, Salminen, SMAA, EJOR 106 (1998); Tervonen, Lahdelma, EJOR 178 (2007), on sampling;
Chajewska, Koller, Parr, AAAI 2000, on the expected value of a question; Keeney, Raiffa (1976), on swings.
"""

import importlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from entremise.analysis.errors import AnalysisError, SolverMissing
from entremise.analysis.points import solve
from entremise.analysis.problems import Issue, Package, Party, Problem
from entremise.analysis.worlds import nash_of_pairs

Vector = NDArray[np.float64]

SCALE = 10**6
"""Points into which the whole range of a sampled party is divided."""
CANDIDATES = 60
ENOUGH = 0.02
"""Samples are drawn one by one while at least such a share keeps all facts."""
SWEEPS = 6
PAIR = (0, 1)
"""Two parties, for whom many worlds are solved at once."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known of a party's values: weights · increments ≥ least."""

    text: str
    weights: tuple[float, ...]
    least: float = 0.0


@dataclass(frozen=True)
class View:
    """What is known of one party: how it orders the options of each issue, and facts."""

    name: str
    issues: tuple[Issue, ...]
    orders: tuple[tuple[frozenset[int], ...], ...]
    """For each issue its option numbers from worst to best; equally good ones in one set."""
    facts: tuple[Fact, ...] = ()
    fallback: Package | float = 0.0
    """The package it has without agreement, or its worth from 0 (worst package) to 1 (best)."""

    def __post_init__(self) -> None:
        for issue, order in zip(self.issues, self.orders, strict=True):
            named = sorted(option for tier in order for option in tier)
            if named != list(range(len(issue.options))):
                raise AnalysisError(f"the order of {issue.name!r} names each option once, from worst to best")

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The first increment of each issue, and at the end how many there are."""
        return tuple(np.cumsum([0, *(len(order) - 1 for order in self.orders)]).tolist())

    @cached_property
    def steps(self) -> tuple[tuple[int, ...], ...]:
        """For each issue and option, how many of the issue's increments it has."""
        return tuple(
            tuple(next(t for t, tier in enumerate(order) if option in tier) for option in range(len(issue.options)))
            for issue, order in zip(self.issues, self.orders, strict=True)
        )

    def row(self, package: Package) -> Vector:
        """The increments that a package has: its worth is row · increments."""
        row = np.zeros(self.starts[-1])
        for issue, option in enumerate(package):
            row[self.starts[issue] : self.starts[issue] + self.steps[issue][option]] = 1.0
        return row

    def swing(self, issue: int) -> Vector:
        """The increments of one issue, from worst to best: its weight."""
        row = np.zeros(self.starts[-1])
        row[self.starts[issue] : self.starts[issue + 1]] = 1.0
        return row

    def floor(self, samples: Vector) -> Vector:
        """Worth without agreement, for each sample."""
        if isinstance(self.fallback, tuple):
            return np.asarray(samples @ self.row(self.fallback))
        return np.full(len(samples), self.fallback)

    def told(self, *facts: Fact) -> "View":
        """The same with more known."""
        return replace(self, facts=(*self.facts, *facts))


def prefers(view: View, better: Package, worse: Package) -> Fact:
    """The fact that one package is at least as good as another."""
    text = f"{view.name}: {_differing(view, better, worse)} at least as good as {_differing(view, worse, better)}"
    return Fact(text, tuple((view.row(better) - view.row(worse)).tolist()))


def matters_more(view: View, issue: int, other: int) -> Fact:
    """The fact that moving one issue from worst to best matters at least as much as moving another."""
    text = f"{view.name}: {view.issues[issue].name} matters at least as much as {view.issues[other].name}"
    return Fact(text, tuple((view.swing(issue) - view.swing(other)).tolist()))


def weighs(view: View, issue: int, *, low: float = 0.0, high: float = 1.0) -> tuple[Fact, Fact]:
    """The facts that an issue's weight lies between `low` and `high`."""
    if not 0 <= low <= high <= 1:
        raise AnalysisError(f"a weight between {low} and {high}: 0 ≤ low ≤ high ≤ 1 is wanted")
    name, row = f"{view.name}: {view.issues[issue].name}", view.swing(issue)
    return (
        Fact(f"{name} weighs at least {low:g}", tuple(row.tolist()), low),
        Fact(f"{name} weighs at most {high:g}", tuple((-row).tolist()), -high),
    )


def accepts(view: View, package: Package) -> Fact:
    """The fact that a package is acceptable: at least as good as no agreement."""
    row = view.row(package)
    text = f"{view.name} accepts {', '.join(_names(view, package))}"
    if isinstance(view.fallback, tuple):
        return Fact(text, tuple((row - view.row(view.fallback)).tolist()))
    return Fact(text, tuple(row.tolist()), view.fallback)


def sample(view: View, count: int, chance: Generator) -> tuple[Vector, bool]:
    """Increments drawn evenly from all that is possible, array of shape (count, n_increments); and whether exactly so.

    Independent draws, thrown away where a fact fails, are exact. Where nearly all would be thrown away, many chains
    move mass between pairs of increments from a point inside instead (Gibbs), which comes as near as they are long.
    """
    size = view.starts[-1]
    if size == 0:
        return np.zeros((count, 0)), True
    weights, least = _facts(view)
    kept: list[Vector] = []
    tried = found = 0
    while found < count:
        drawn = chance.dirichlet(np.ones(size), size=max(count, 4096))
        good = drawn[(drawn @ weights.T >= least).all(axis=1)]
        kept.append(good)
        tried, found = tried + len(drawn), found + len(good)
        if tried >= 10 * 4096 and found < ENOUGH * tried:
            return _chains(view, count, chance), False
    return np.concatenate(kept)[:count], True


def _facts(view: View) -> tuple[Vector, Vector]:
    weights = np.array([fact.weights for fact in view.facts], dtype=np.float64).reshape(-1, view.starts[-1])
    return weights, np.array([fact.least for fact in view.facts], dtype=np.float64)


def _chains(view: View, count: int, chance: Generator) -> Vector:
    weights, least = _facts(view)
    now = np.repeat(_robust().inside(view)[None, :], count, axis=0)
    slack = now @ weights.T - least
    size = now.shape[1]
    for _ in range(SWEEPS * size):
        one, other = chance.choice(size, 2, replace=False)
        # Move s from `other` to `one`: both stay above zero, and each fact's slack does.
        turn = weights[:, one] - weights[:, other]
        ends = np.divide(-slack, turn, out=np.full_like(slack, np.inf), where=turn != 0)
        low = np.maximum(-now[:, one], np.where(turn > 0, ends, -np.inf).max(axis=1, initial=-np.inf))
        high = np.minimum(now[:, other], np.where(turn < 0, ends, np.inf).min(axis=1, initial=np.inf))
        moved = np.where(high > low, low + (high - low) * chance.random(count), 0.0)
        now[:, one] += moved
        now[:, other] -= moved
        slack += moved[:, None] * turn
    return np.asarray(np.maximum(now, 0.0))


@dataclass(frozen=True)
class Standing:
    """How a package stands over all samples."""

    package: Package
    nash: float
    """Share of samples in which it is the Nash point."""
    acceptable: float
    """Share in which nobody has less than without agreement."""
    worth: tuple[tuple[float, float, float], ...]
    """For each party: 5th percentile, mean and 95th percentile of its worth."""


@dataclass(frozen=True)
class Survey:
    """Many possible worlds, each solved exactly."""

    views: tuple[View, ...]
    samples: tuple[Vector, ...]
    packages: tuple[Package, ...]
    counts: tuple[int, ...]
    """In how many worlds each package is the Nash point."""
    is_exact: bool
    """All samples are independent and even."""

    @cached_property
    def worths(self) -> tuple[Vector, ...]:
        """For each party an array of shape (n_samples, n_packages)."""
        return tuple(
            np.asarray(samples @ np.array([view.row(package) for package in self.packages]).T)
            for view, samples in zip(self.views, self.samples, strict=True)
        )

    @cached_property
    def gains(self) -> tuple[Vector, ...]:
        """Worths over what each party has without agreement."""
        return tuple(
            worths - view.floor(samples)[:, None]
            for view, worths, samples in zip(self.views, self.worths, self.samples, strict=True)
        )

    def standings(self) -> list[Standing]:
        """All packages that are the Nash point of some world, most often first."""
        total = len(self.samples[0])
        fine = np.logical_and.reduce([gains >= -1e-9 for gains in self.gains]).mean(axis=0)
        spans = [np.percentile(worths, [5, 50, 95], axis=0) for worths in self.worths]
        means = [worths.mean(axis=0) for worths in self.worths]
        return [
            Standing(
                package,
                count / total,
                float(fine[number]),
                tuple(
                    (float(span[0, number]), float(mean[number]), float(span[2, number]))
                    for span, mean in zip(spans, means, strict=True)
                ),
            )
            for number, (package, count) in enumerate(zip(self.packages, self.counts, strict=True))
        ]

    def best(self) -> tuple[Package, float]:
        """The package with the largest product of mean gains, and that product."""
        product = np.prod([np.maximum(gains.mean(axis=0), 0.0) for gains in self.gains], axis=0)
        number = int(product.argmax())
        return self.packages[number], float(product[number])


def survey(views: Sequence[View], count: int, chance: Generator) -> Survey:
    """Draw `count` worlds and solve each exactly. Cost: about a millisecond a world for two parties and 15 issues."""
    drawn = [sample(view, count, chance) for view in views]
    return surveyed(views, [samples for samples, _ in drawn], is_exact=all(exact for _, exact in drawn))


def surveyed(views: Sequence[View], samples: Sequence[Vector], *, is_exact: bool) -> Survey:
    """Worlds that were drawn otherwise, such as around estimates, each solved exactly."""
    common = Counter(_nash_packages(views, samples)).most_common()
    return Survey(
        tuple(views),
        tuple(samples),
        tuple(package for package, _ in common),
        tuple(count for _, count in common),
        is_exact,
    )


def world_of(views: Sequence[View], increments: Sequence[Vector]) -> Problem:
    """The problem if these were everybody's increments."""
    parties = []
    for view, sizes in zip(views, increments, strict=True):
        rows = []
        for issue, steps in enumerate(view.steps):
            levels = np.concatenate([[0.0], np.cumsum(sizes[view.starts[issue] : view.starts[issue + 1]])])
            whole = np.rint(levels * SCALE).astype(np.int64).tolist()
            rows.append(tuple(whole[step] for step in steps))
        fallback = view.fallback if isinstance(view.fallback, tuple) else round(view.fallback * SCALE)
        parties.append(Party(view.name, tuple(rows), scale=SCALE, disagreement=fallback))
    return Problem(views[0].issues, tuple(parties))


@dataclass(frozen=True)
class Question:
    """What to ask a party next, aloud."""

    party: str
    text: str
    value: float
    """By how much the answer is expected to raise the product of mean gains."""
    yes: Fact
    no: Fact
    between: tuple[str, str] = ("", "")
    """The two issues, or parts of packages, between which it asks."""
    is_swing: bool = False
    """Whether it asks which of two issues matters more."""


def next_question(found: Survey, *, least_value: float = 1e-4) -> Question | None:
    """The question whose answer is expected to improve the recommendation most; None if none is worth asking.

    Swing questions (which of two issues matters more) come first while they are worth half as much as the best
    comparison of packages, since people answer them more surely.
    """
    chosen = np.argsort([-count for count in found.counts], kind="stable")[:CANDIDATES]
    best: list[tuple[float, Question]] = []
    for number, view in enumerate(found.views):
        others = [np.maximum(g[:, chosen].mean(axis=0), 0.0) for k, g in enumerate(found.gains) if k != number]
        rest = np.prod(others, axis=0)
        for is_swing, facts in ((True, _swings(view)), (False, _pairs(view, [found.packages[c] for c in chosen]))):
            if facts:
                value, fact = _most_telling(found.gains[number][:, chosen], rest, found.samples[number], facts)
                weight = 2.0 if is_swing else 1.0
                best.append((value * weight, _question(view, fact, value, is_swing=is_swing)))
    if not best:
        return None
    question = max(best, key=lambda pair: pair[0])[1]
    return question if question.value > least_value * max(found.best()[1], 1e-12) else None


def _swings(view: View) -> list[Fact]:
    numbers = [issue for issue in range(len(view.issues)) if len(view.orders[issue]) > 1]
    return [matters_more(view, one, other) for one, other in combinations(numbers, 2)]


def _pairs(view: View, packages: Sequence[Package]) -> list[Fact]:
    return [prefers(view, one, other) for one, other in combinations(packages, 2)]


def _most_telling(gains: Vector, rest: Vector, samples: Vector, facts: list[Fact]) -> tuple[float, Fact]:
    """The fact whose truth, once known, would raise the best product most; all at once."""
    weights = np.array([fact.weights for fact in facts])
    true = (samples @ weights.T >= 0).astype(np.float64)
    yes = true.sum(axis=0)
    no = len(samples) - yes
    sums = true.T @ gains
    total = gains.sum(axis=0)
    # Shares and means fall together: share · mean gain = sum ÷ all.
    after = np.maximum(sums * rest, 0).max(axis=1) + np.maximum((total - sums) * rest, 0).max(axis=1)
    worth = after / len(samples) - max(float((total * rest).max()) / len(samples), 0.0)
    worth[(yes == 0) | (no == 0)] = 0.0
    number = int(worth.argmax())
    return float(worth[number]), facts[number]


def _question(view: View, fact: Fact, value: float, *, is_swing: bool) -> Question:
    opposite = Fact(f"not so: {fact.text}", tuple(-weight for weight in fact.weights), -fact.least)
    body = fact.text.partition(": ")[2]
    if is_swing:
        one, _, other = body.partition(" matters at least as much as ")
        text = f"{view.name}, which would matter more to you: the best on {one}, or the best on {other}?"
    else:
        one, _, other = body.partition(" at least as good as ")
        text = f"{view.name}, all else equal, which would you rather have: {one}; or {other}?"
    return Question(view.name, text, value, fact, opposite, (one, other), is_swing)


def _differing(view: View, package: Package, other: Package) -> str:
    pairs = zip(view.issues, package, other, strict=True)
    return ", ".join(f"{issue.name} {issue.options[a]}" for issue, a, b in pairs if a != b) or "the same"


def _names(view: View, package: Package) -> list[str]:
    return [issue.options[option] for issue, option in zip(view.issues, package, strict=True)]


def _nash_packages(views: Sequence[View], samples: Sequence[Vector]) -> list[Package]:
    """A Nash package of each world; where nobody can gain, the package of the largest sum."""
    found: list[Package | None] = [None] * len(samples[0])
    if len(views) == len(PAIR):
        counts = [len(issue.options) for issue in views[0].issues]
        first, second = (_points(view, sizes) for view, sizes in zip(views, samples, strict=True))
        floors = np.stack([_floor(view, sizes) for view, sizes in zip(views, samples, strict=True)], axis=1)
        found = nash_of_pairs(first, second, floors, counts)
    return [
        package or _nash(world_of(views, increments))
        for package, increments in zip(found, zip(*samples, strict=True), strict=True)
    ]


def _points(view: View, samples: Vector) -> NDArray[np.int64]:
    """Worth of every option of every issue in points, array of shape (n_samples, n_options)."""
    rows = []
    for issue, steps in enumerate(view.steps):
        for step in steps:
            row = np.zeros(view.starts[-1])
            row[view.starts[issue] : view.starts[issue] + step] = 1.0
            rows.append(row)
    return np.rint(samples @ np.array(rows).T * SCALE).astype(np.int64)


def _floor(view: View, samples: Vector) -> NDArray[np.int64]:
    """Points without agreement, for each sample."""
    if not isinstance(view.fallback, tuple):
        return np.full(len(samples), round(view.fallback * SCALE), dtype=np.int64)
    parts = [
        np.rint(samples[:, view.starts[issue] : view.starts[issue] + view.steps[issue][option]].sum(axis=1) * SCALE)
        for issue, option in enumerate(view.fallback)
    ]
    return np.asarray(np.sum(parts, axis=0), dtype=np.int64)


def _nash(problem: Problem) -> Package:
    """A Nash package; where nobody can gain, the package of the largest sum."""
    found = solve(problem, ["nash", "welfare"])
    point = found["nash"] or found["welfare"]
    assert point is not None  # noqa: S101 – without constraints there always is a largest sum
    return point.package


def _robust() -> Any:  # noqa: ANN401 – a module
    try:
        return importlib.import_module("entremise.analysis.robust")
    except ImportError:
        raise SolverMissing("SciPy", "solvers") from None
