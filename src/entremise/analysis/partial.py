"""What is only partly known: orders, a few weights and comparisons instead of numbers; and what to ask next.

Value orders alone leave exactly a simplex of increments (`views`), which is sampled without error by exponentials;
every further fact is linear in them. Each sample is a whole problem, for which the exact frontier and points are found:
how often a package is the Nash point, stands on the frontier, or is acceptable to all, and how much the issues weigh
where it is the Nash point (SMAA). What a red line or a constraint forbids is recommended by none of it.

Sources: Lahdelma, Hokkanen, Salminen, SMAA, EJOR 106 (1998); Tervonen, Lahdelma, EJOR 178 (2007), on sampling;
Smith, Operations Research 32 (1984), on walks along random lines, where facts leave no pair of increments to move;
Chajewska, Koller, Parr, AAAI 2000, on the expected value of a question; Keeney, Raiffa (1976), on swings.
"""

import importlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, islice, product
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from entremise.analysis.errors import AnalysisError, SolverMissing
from entremise.analysis.frontier import frontier
from entremise.analysis.points import solve
from entremise.analysis.problems import Package, Party, Problem
from entremise.analysis.views import (
    Fact,
    Vector,
    View,
    bindings,
    differing,
    matters_more,
    prefers,
)
from entremise.analysis.worlds import nash_of_pairs

SCALE = 10**6
"""Points into which the whole range of a sampled party is divided."""
CANDIDATES = 60
ENOUGH = 0.02
"""Samples are drawn one by one while at least such a share keeps all facts."""
SWEEPS = 6
LINES = 5
"""Where facts fix some sums, how many times as many steps are taken: random lines mix more slowly than pairs."""
TINY = 1e-12
"""What is smaller is rounding."""
MOST_TIES = 64
"""Nash packages of one world that are told."""
PAIR = (0, 1)
"""Two parties, for whom many worlds are solved at once."""


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
    """Walks from a point inside: in each step all chains go along one line, each as far as its own chance takes it."""
    inside = _robust().inside(view)
    size = len(inside.point)
    weights, least = _facts(view)
    # What every possible value keeps exactly bounds no step: steps keep it by their direction.
    rows = np.vstack([np.eye(size)[~inside.zeros], weights[~inside.equal]])
    bounds = np.concatenate([np.zeros(int((~inside.zeros).sum())), least[~inside.equal]])
    fixed = np.vstack([np.ones(size), np.eye(size)[inside.zeros], weights[inside.equal]])
    free = _null_space(fixed)
    now = np.repeat(inside.point[None, :], count, axis=0)
    if free.shape[1] == 0:
        return now
    is_simple = len(fixed) == 1
    slack = now @ rows.T - bounds
    for step in range(SWEEPS * size * (1 if is_simple else LINES)):
        pair = np.zeros(size)
        pair[chance.choice(size, 2, replace=False)] = 1.0, -1.0
        # In turn lines near the axes, which are quick, and any lines, which leave no corner out.
        is_near = is_simple or step % 2
        along = free @ (free.T @ pair if is_near else chance.normal(size=free.shape[1]))
        turn = rows @ along
        near = np.flatnonzero(np.abs(turn) > TINY)
        if len(near) == 0:
            continue
        ends = -slack[:, near] / turn[near]
        low = np.where(turn[near] > 0, ends, -np.inf).max(axis=1)
        high = np.where(turn[near] < 0, ends, np.inf).min(axis=1)
        moved = np.where(high > low, low + (high - low) * chance.random(count), 0.0)
        now += moved[:, None] * along
        slack[:, near] += moved[:, None] * turn[near]
    return np.asarray(np.maximum(now, 0.0))


def _null_space(rows: Vector) -> Vector:
    """Directions, as orthonormal columns, along which no row changes."""
    _, sizes, right = np.linalg.svd(rows)
    rank = int((sizes > 1e-9 * max(1.0, float(sizes.max(initial=0.0)))).sum())
    return np.asarray(right[rank:].T)


@dataclass(frozen=True)
class Standing:
    """How a package stands over all samples."""

    package: Package
    nash: float
    """Share of samples in which it is a Nash point."""
    acceptable: float
    """Share in which nobody has less than without agreement."""
    frontier: float
    """Share in which it stands on the frontier."""
    worth: tuple[tuple[float, float, float], ...]
    """For each party: 5th percentile, mean and 95th percentile of its worth."""
    central: tuple[tuple[float, ...], ...]
    """For each party and issue the mean weight over the samples in which it is a Nash point."""


@dataclass(frozen=True)
class Survey:
    """Many possible worlds, each solved exactly."""

    views: tuple[View, ...]
    samples: tuple[Vector, ...]
    packages: tuple[Package, ...]
    counts: tuple[int, ...]
    """In how many worlds each package is a Nash point, or has the largest sum where nobody can gain. Ties count for
    each, so that these may add up to more than there are worlds."""
    chosen: NDArray[np.bool_]
    """In which; array of shape (n_samples, n_packages)."""
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

    @cached_property
    def frontier_shares(self) -> tuple[float, ...]:
        """For each package the share of worlds in which it stands on the frontier. Costs a whole frontier a world."""
        held = np.zeros(len(self.packages), dtype=np.int64)
        for increments in zip(*self.samples, strict=True):
            world = world_of(self.views, increments)
            there = {tuple(points) for points in frontier(world).points.tolist()}
            held += [world.points(package) in there for package in self.packages]
        return tuple((held / len(self.samples[0])).tolist())

    def _central(self, number: int) -> tuple[tuple[float, ...], ...]:
        rows = self.chosen[:, number]
        return tuple(
            tuple(float((samples[rows] @ view.swing(issue)).mean()) for issue in range(len(view.issues)))
            for view, samples in zip(self.views, self.samples, strict=True)
        )

    def standings(self) -> list[Standing]:
        """All packages that are a Nash point of some world, most often first. Costs a whole frontier for each world."""
        total = len(self.samples[0])
        fine = np.logical_and.reduce([gains >= -1e-9 for gains in self.gains]).mean(axis=0)
        spans = [np.percentile(worths, [5, 50, 95], axis=0) for worths in self.worths]
        means = [worths.mean(axis=0) for worths in self.worths]
        return [
            Standing(
                package,
                count / total,
                float(fine[number]),
                self.frontier_shares[number],
                tuple(
                    (float(span[0, number]), float(mean[number]), float(span[2, number]))
                    for span, mean in zip(spans, means, strict=True)
                ),
                self._central(number),
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
    if count < 1:
        raise AnalysisError(f"{count} worlds: at least 1 is wanted")
    drawn = [sample(view, count, chance) for view in views]
    return surveyed(views, [samples for samples, _ in drawn], is_exact=all(exact for _, exact in drawn))


def surveyed(views: Sequence[View], samples: Sequence[Vector], *, is_exact: bool) -> Survey:
    """Worlds that were drawn otherwise, such as around estimates, each solved exactly."""
    nash = _nash_packages(views, samples)
    common = Counter(package for there in nash for package in there).most_common()
    packages = tuple(package for package, _ in common)
    place = {package: number for number, package in enumerate(packages)}
    chosen = np.zeros((len(nash), len(packages)), dtype=bool)
    for world, there in enumerate(nash):
        chosen[world, [place[package] for package in there]] = True
    return Survey(tuple(views), tuple(samples), packages, tuple(count for _, count in common), chosen, is_exact)


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
        parties.append(Party(view.name, tuple(rows), scale=SCALE, disagreement=fallback, red_lines=view.red_lines))
    return Problem(views[0].issues, tuple(parties), bindings(views))


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
    issues: tuple[int, int] | None = None
    """The issues of such a question."""
    packages: tuple[Package, Package] | None = None
    """The packages of any other, of which it says what differs."""


def next_question(found: Survey, *, least_value: float = 1e-4) -> Question | None:
    """The question whose answer is expected to improve the recommendation most; None if none is worth asking.

    Swing questions (which of two issues matters more) come first while they are worth half as much as the best
    comparison of packages, since people answer them more surely.
    """
    least = least_value * max(found.best()[1], 1e-12)
    chosen = np.argsort([-count for count in found.counts], kind="stable")[:CANDIDATES]
    best: list[tuple[float, Question]] = []
    for number, view in enumerate(found.views):
        others = [np.maximum(g[:, chosen].mean(axis=0), 0.0) for k, g in enumerate(found.gains) if k != number]
        rest = np.prod(others, axis=0)
        swings = _swings(view)
        pairs = list(combinations([found.packages[c] for c in chosen], 2))
        facts = [matters_more(view, one, other) for one, other in swings]
        if facts:
            value, row = _most_telling(found.gains[number][:, chosen], rest, found.samples[number], facts)
            best.append((value * 2.0, _of_swing(view, swings[row], facts[row], value)))
        facts = [prefers(view, one, other) for one, other in pairs]
        if facts:
            value, row = _most_telling(found.gains[number][:, chosen], rest, found.samples[number], facts)
            best.append((value, _of_packages(view, pairs[row], facts[row], value)))
    worth_asking = [pair for pair in best if pair[1].value > least]
    return max(worth_asking, key=lambda pair: pair[0])[1] if worth_asking else None


def _swings(view: View) -> list[tuple[int, int]]:
    return list(combinations([issue for issue in range(len(view.issues)) if len(view.orders[issue]) > 1], 2))


def _most_telling(gains: Vector, rest: Vector, samples: Vector, facts: list[Fact]) -> tuple[float, int]:
    """By how much knowing a fact would raise the best product, and the number of the fact; all at once."""
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
    return float(worth[number]), number


def _of_swing(view: View, issues: tuple[int, int], fact: Fact, value: float) -> Question:
    one, other = (view.issues[issue].name for issue in issues)
    text = f"{view.name}, which would matter more to you: the best on {one}, or the best on {other}?"
    return Question(view.name, text, value, fact, _opposite(fact), between=(one, other), is_swing=True, issues=issues)


def _of_packages(view: View, packages: tuple[Package, Package], fact: Fact, value: float) -> Question:
    one, other = differing(view, *packages), differing(view, *packages[::-1])
    text = f"{view.name}, all else equal, which would you rather have: {one}; or {other}?"
    return Question(view.name, text, value, fact, _opposite(fact), between=(one, other), packages=packages)


def _opposite(fact: Fact) -> Fact:
    return Fact(f"not so: {fact.text}", tuple(-weight for weight in fact.weights), -fact.least)


def _nash_packages(views: Sequence[View], samples: Sequence[Vector]) -> list[tuple[Package, ...]]:
    """The Nash packages of each world; where nobody can gain, those of the largest sum."""
    if len(views) != len(PAIR) or any(view.red_lines or view.constraints for view in views):
        return [_nash(world_of(views, increments)) for increments in zip(*samples, strict=True)]
    begins = np.cumsum([0, *(len(issue.options) for issue in views[0].issues[:-1])]).tolist()
    # Of options that are alike to both whatever the values, the first.
    different = []
    for begin, *steps in zip(begins, *(view.steps for view in views), strict=True):
        alike = list(zip(*steps, strict=True))
        different.append([begin + option for option, there in enumerate(alike) if alike.index(there) == option])
    tables = [_points(view, sizes) for view, sizes in zip(views, samples, strict=True)]
    floors = np.stack([_floor(view, sizes) for view, sizes in zip(views, samples, strict=True)], axis=1)
    found = nash_of_pairs(tables[0], tables[1], floors, different)
    candidates = list(dict.fromkeys(same for package in found if package for same in _alike(views, package)))
    if not candidates:
        return [_nash(world_of(views, increments)) for increments in zip(*samples, strict=True)]
    rows = np.array(candidates) + begins
    gains = [np.maximum(table[:, rows].sum(axis=2) - floors[:, [k]], 0) for k, table in enumerate(tables)]
    products = gains[0] * gains[1]
    best = products == products.max(axis=1, keepdims=True)
    return [
        tuple(candidates[number] for number in np.flatnonzero(best[world])[:MOST_TIES].tolist())
        if package
        else _nash(world_of(views, increments))
        for world, (package, increments) in enumerate(zip(found, zip(*samples, strict=True), strict=True))
    ]


def _alike(views: Sequence[View], package: Package) -> Sequence[Package]:
    """The package, and all that are worth the same to everybody whatever the values."""
    rows = []
    for issue, option in enumerate(package):
        steps = [view.steps[issue] for view in views]
        rows.append([o for o in range(len(steps[0])) if all(there[o] == there[option] for there in steps)])
    return list(islice(product(*rows), MOST_TIES))


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


def _nash(problem: Problem) -> tuple[Package, ...]:
    """The Nash packages; where nobody can gain, those of the largest sum."""
    found = solve(problem, ["nash", "welfare"])
    point = found["nash"] or found["welfare"]
    if point is None:
        raise AnalysisError("red lines and constraints leave no package")
    return tuple(package for tie in point.ties for package in tie.packages)[:MOST_TIES] or (point.package,)


def _robust() -> Any:  # noqa: ANN401 – a module
    try:
        return importlib.import_module("entremise.analysis.robust")
    except ImportError:
        raise SolverMissing("SciPy", "solvers") from None
