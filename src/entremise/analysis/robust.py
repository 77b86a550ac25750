"""What holds for every value that is still possible: intervals, necessary and possible preference, robust agreement.

Needs the extra `solvers` (SciPy's HiGHS); imported when first needed.

Sources: Greco, Mousseau, Słowiński, Ordinal regression revisited, EJOR 191 (2008); Boutilier, Patrascu, Poupart,
Schuurmans, Artificial Intelligence 170 (2006), for minimax regret; Bertsimas, Sim, Operations Research 52 (2004), for
the dual of the inner program.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from entremise.analysis.errors import AnalysisError, Inconsistent
from entremise.analysis.problems import Package
from entremise.analysis.views import Fact, Vector, View, bindings

NOISE = 1e-9
INFEASIBLE = 2
"""HiGHS: nothing keeps every row."""
HALF = 0.5
"""Room is 1 or 0 but for rounding."""


@dataclass(frozen=True, slots=True)
class Robust:
    """A package and a number that holds for every value still possible."""

    package: Package
    value: float
    """Robust agreement: the least gain of anybody, at worst. Regret: the most that any package could add to the sum."""
    is_proven: bool


def check(view: View) -> None:
    """Raise Inconsistent, with a smallest set of facts that contradict each other, if no values keep all of them."""
    if _feasible(view, view.facts):
        return
    needed = list(view.facts)
    for fact in view.facts:
        fewer = [other for other in needed if other is not fact]
        if not _feasible(view, fewer):
            needed = fewer
    raise Inconsistent(tuple(fact.text for fact in needed))


@dataclass(frozen=True, slots=True)
class Inside:
    """A point inside all that is possible, and what every possible value keeps exactly."""

    point: Vector
    equal: NDArray[np.bool_]
    """For each fact whether it never holds with room to spare."""
    zeros: NDArray[np.bool_]
    """For each increment whether it is always zero."""


def inside(view: View) -> Inside:
    """Increments inside all that is possible, with room to each bound that leaves any.

    One linear program: λ · increments with λ ≥ 1 has room of 1 to every bound that is not always met exactly.
    """
    size = view.starts[-1]
    weights, least = _rows(view, view.facts)
    bounds = len(weights) + size
    # Variables: λ · increments, λ, and the room to each bound.
    rows = np.vstack([np.hstack([weights, -least[:, None]]), np.hstack([np.eye(size), np.zeros((size, 1))])])
    found = linprog(
        np.concatenate([np.zeros(size + 1), -np.ones(bounds)]),
        A_ub=np.hstack([-rows, np.eye(bounds)]),
        b_ub=np.zeros(bounds),
        A_eq=np.concatenate([np.ones(size), [-1.0], np.zeros(bounds)])[None, :],
        b_eq=[0.0],
        bounds=[(0, None)] * size + [(1, None)] + [(0, 1)] * bounds,
    )
    if not found.success:
        check(view)
        raise AnalysisError(f"nothing inside what is known of {view.name}")
    room = np.asarray(found.x, dtype=np.float64)
    point = room[:size] / room[size]
    is_free = room[size + 1 :] > HALF
    return Inside(point, ~is_free[: len(weights)], ~is_free[len(weights) :])


def interval(view: View, package: Package) -> tuple[float, float]:
    """The least and the most that a package can be worth, from 0 (worst package) to 1 (best)."""
    row = view.row(package)
    return _least(view, row), -_least(view, -row)


def is_necessary(view: View, better: Package, worse: Package) -> bool:
    """Whether one package is at least as good as another whatever the values."""
    return _least(view, view.row(better) - view.row(worse)) >= -NOISE


def is_possible(view: View, better: Package, worse: Package) -> bool:
    """Whether it is for some values."""
    return -_least(view, view.row(worse) - view.row(better)) >= -NOISE


def robust_agreement(views: Sequence[View], *, seconds: float = 30.0) -> Robust:
    """The package whose least gain over no agreement, of any party, at the worst values still possible, is largest.

    Above zero, everybody can say yes to it, whatever their values are. The inner minimum is replaced by its dual, so
    that one mixed-integer program answers.
    """
    for view in views:
        check(view)
    program = _Program(views)
    program.wish("least", -np.inf, np.inf, cost=-1.0)
    for view in views:
        facts, least = _rows(view, view.facts)
        sigma = program.add(1, -np.inf, np.inf)
        duals = program.add(len(facts), 0.0, np.inf)
        # least ≤ σ + least·y; for each increment: σ + facts'·y ≤ row(package) − row(fallback).
        terms = [(program.at["least"], -1.0), (sigma, 1.0), *((duals + k, float(b)) for k, b in enumerate(least))]
        gain = 0.0 if isinstance(view.fallback, tuple) else view.fallback
        program.require(terms, gain)
        fallback = view.row(view.fallback) if isinstance(view.fallback, tuple) else np.zeros(view.starts[-1])
        for increment in range(view.starts[-1]):
            held = [(program.start + k, 1.0) for k in program.having(view, increment)]
            held += [(sigma, -1.0), *((duals + k, -float(row[increment])) for k, row in enumerate(facts))]
            program.require(held, float(fallback[increment]))
    return program.solve(seconds, sign=-1.0)


def minimax_regret(views: Sequence[View], *, seconds: float = 30.0, rounds: int = 200) -> Robust:
    """The package for which the most that any other could add to the sum of worths, at the worst values, is least.

    Value and rival are generated one by one, until no rival is worse than those already faced, for `seconds` at most.
    Proven only where each search had the time to end: a rival that was not the worst proves nothing.
    """
    until = time.monotonic() + seconds
    for view in views:
        check(view)
    faced: list[tuple[Vector, ...]] = []
    values: list[float] = []
    # Any package that is allowed, to begin with.
    package = _Program(views).solve(until - time.monotonic(), sign=1.0).package
    bound, worst, is_bound = 0.0, np.inf, True
    for _ in range(rounds):
        worst, increments, rival = _worst_rival(views, package, until - time.monotonic())
        if worst <= bound + 1e-7:
            return Robust(package, worst, is_proven=is_bound and rival.is_proven)
        faced.append(increments)
        values.append(sum(float(view.row(rival.package) @ d) for view, d in zip(views, increments, strict=True)))
        program = _Program(views)
        program.wish("regret", 0.0, np.inf, cost=1.0)
        for drawn, value in zip(faced, values, strict=True):
            terms = [(program.at["regret"], 1.0)]
            for view, sizes in zip(views, drawn, strict=True):
                terms += [(program.start + k, w) for k, w in program.worth(view, sizes)]
            program.require(terms, value)
        answer = program.solve(until - time.monotonic(), sign=1.0)
        package, bound, is_bound = answer.package, answer.value, answer.is_proven
    return Robust(package, worst, is_proven=False)


def _worst_rival(views: Sequence[View], package: Package, seconds: float) -> tuple[float, tuple[Vector, ...], Robust]:
    """The rival and the values for which the package is furthest behind in the sum."""
    program = _Program(views)
    places = []
    for view in views:
        size = view.starts[-1]
        sizes = program.add(size, 0.0, 1.0, costs=view.row(package))
        counted = program.add(size, 0.0, 1.0, costs=-np.ones(size))
        places.append(sizes)
        program.require_equal([(sizes + k, 1.0) for k in range(size)], 1.0)
        for row, least in zip(*_rows(view, view.facts), strict=True):
            program.require([(sizes + k, float(w)) for k, w in enumerate(row)], float(least))
        for k in range(size):
            # An increment counts for the rival as far as it is there and the rival has it.
            program.require([(sizes + k, 1.0), (counted + k, -1.0)], 0.0)
            having = [(program.start + j, 1.0) for j in program.having(view, k)]
            program.require([*having, (counted + k, -1.0)], 0.0)
    answer = program.solve(seconds, sign=-1.0)
    increments = tuple(
        program.solution[place : place + view.starts[-1]] for place, view in zip(places, views, strict=True)
    )
    return answer.value, increments, answer


class _Program:
    """A mixed-integer program that chooses one option for each issue."""

    def __init__(self, views: Sequence[View]) -> None:
        self.issues = views[0].issues
        self.offsets = np.cumsum([0, *(len(issue.options) for issue in self.issues)]).tolist()
        self.start, self.at = 0, dict[str, int]()
        self.solution: Vector = np.zeros(0)
        self.costs, self.lows, self.highs, self.whole = list[float](), list[float](), list[float](), list[int]()
        self.rows: list[tuple[list[tuple[int, float]], float, float]] = []
        self.add(self.offsets[-1], 0.0, 1.0, is_whole=True)
        for issue in range(len(self.issues)):
            self.require_equal([(k, 1.0) for k in range(self.offsets[issue], self.offsets[issue + 1])], 1.0)
        for issue, option in {line for view in views for line in view.red_lines}:
            self.highs[self.offsets[issue] + option] = 0.0
        for clause in bindings(views):
            # At least one of them stands: Σ stands + Σ (1 − stands not) ≥ 1.
            terms = [(self.offsets[issue] + option, 1.0 if is_so else -1.0) for issue, option, is_so in clause.literals]
            self.require(terms, 1.0 - sum(not is_so for _, _, is_so in clause.literals))

    def add(self, count: int, low: float, high: float, *, costs: Vector | None = None, is_whole: bool = False) -> int:
        """New variables; the number of the first."""
        first = len(self.costs)
        self.costs += [0.0] * count if costs is None else costs.tolist()
        self.lows += [low] * count
        self.highs += [high] * count
        self.whole += [int(is_whole)] * count
        return first

    def wish(self, name: str, low: float, high: float, *, cost: float) -> None:
        self.at[name] = self.add(1, low, high, costs=np.array([cost]))

    def require(self, terms: list[tuple[int, float]], least: float) -> None:
        self.rows.append((terms, least, np.inf))

    def require_equal(self, terms: list[tuple[int, float]], value: float) -> None:
        self.rows.append((terms, value, value))

    def having(self, view: View, increment: int) -> list[int]:
        """The options that have this increment of their issue."""
        issue = next(i for i in range(len(self.issues)) if view.starts[i] <= increment < view.starts[i + 1])
        step = increment - view.starts[issue]
        return [self.offsets[issue] + o for o, steps in enumerate(view.steps[issue]) if steps > step]

    def worth(self, view: View, sizes: Vector) -> list[tuple[int, float]]:
        """The worth of each option at these increments."""
        return [
            (self.offsets[issue] + option, float(sizes[view.starts[issue] : view.starts[issue] + step].sum()))
            for issue, steps in enumerate(view.steps)
            for option, step in enumerate(steps)
        ]

    def solve(self, seconds: float, *, sign: float) -> Robust:
        matrix = np.zeros((len(self.rows), len(self.costs)))
        for number, (terms, _, _) in enumerate(self.rows):
            for place, weight in terms:
                matrix[number, place] += weight
        found = milp(
            np.array(self.costs),
            integrality=np.array(self.whole),
            bounds=Bounds(np.array(self.lows), np.array(self.highs)),
            constraints=LinearConstraint(
                matrix, np.array([low for _, low, _ in self.rows]), np.array([high for _, _, high in self.rows])
            ),
            options={"time_limit": max(0.0, seconds), "mip_rel_gap": 0.0},
        )
        if found.x is None:
            if found.status == INFEASIBLE:
                raise AnalysisError("red lines and constraints leave no package")
            raise AnalysisError("no answer was found in the time given")
        self.solution = np.asarray(found.x, dtype=np.float64)
        package = tuple(
            int(self.solution[self.offsets[i] : self.offsets[i + 1]].argmax()) for i in range(len(self.issues))
        )
        return Robust(package, sign * float(found.fun), is_proven=found.status == 0)


def _rows(view: View, facts: Sequence[Fact]) -> tuple[Vector, Vector]:
    weights = np.array([fact.weights for fact in facts], dtype=np.float64).reshape(-1, view.starts[-1])
    return weights, np.array([fact.least for fact in facts], dtype=np.float64)


def _feasible(view: View, facts: Sequence[Fact]) -> bool:
    weights, least = _rows(view, facts)
    size = view.starts[-1]
    return bool(
        linprog(np.zeros(size), A_ub=-weights, b_ub=-least + NOISE, A_eq=np.ones((1, size)), b_eq=[1.0]).success
    )


def _least(view: View, row: Vector) -> float:
    weights, least = _rows(view, view.facts)
    found = linprog(row, A_ub=-weights, b_ub=-least, A_eq=np.ones((1, len(row))), b_eq=[1.0])
    if not found.success:
        check(view)
        raise AnalysisError(f"nothing is possible for {view.name}")
    return float(found.fun or 0.0)
