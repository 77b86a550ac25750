"""What holds for every value that is still possible: intervals, necessary and possible preference, robust agreement.

Needs the extra `solvers` (SciPy's HiGHS); imported when first needed.

Sources: Greco, Mousseau, Słowiński, Ordinal regression revisited, EJOR 191 (2008); Boutilier, Patrascu, Poupart,
Schuurmans, Artificial Intelligence 170 (2006), for minimax regret; Bertsimas, Sim, Operations Research 52 (2004), for
the dual of the inner program.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from entremise.analysis.errors import AnalysisError, Inconsistent
from entremise.analysis.partial import Fact, View
from entremise.analysis.problems import Package

Vector = NDArray[np.float64]
NOISE = 1e-9


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


def inside(view: View) -> Vector:
    """Increments well inside all that is possible: the largest margin to every bound."""
    size = view.starts[-1]
    weights, least = _rows(view, view.facts)
    norms = np.abs(weights).max(axis=1, initial=0.0)
    upper = np.vstack([np.hstack([-weights, norms[:, None]]), np.hstack([-np.eye(size), np.ones((size, 1))])])
    found = linprog(
        np.append(np.zeros(size), -1.0),
        A_ub=upper,
        b_ub=np.append(-least, np.zeros(size)),
        A_eq=np.append(np.ones(size), 0.0)[None, :],
        b_eq=[1.0],
        bounds=[(0, 1)] * size + [(0, 1)],
    )
    if not found.success:
        check(view)
        raise AnalysisError(f"nothing inside what is known of {view.name}")
    return np.asarray(found.x, dtype=np.float64)[:size]


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

    Value and rival are generated one by one, until no rival is worse than those already faced.
    """
    for view in views:
        check(view)
    faced: list[tuple[Vector, ...]] = []
    values: list[float] = []
    package: Package = tuple(0 for _ in views[0].issues)
    bound, worst = 0.0, np.inf
    for _ in range(rounds):
        worst, increments, rival = _worst_rival(views, package, seconds)
        if worst <= bound + 1e-7:
            return Robust(package, worst, is_proven=True)
        faced.append(increments)
        values.append(sum(float(view.row(rival) @ d) for view, d in zip(views, increments, strict=True)))
        program = _Program(views)
        program.wish("regret", 0.0, np.inf, cost=1.0)
        for drawn, value in zip(faced, values, strict=True):
            terms = [(program.at["regret"], 1.0)]
            for view, sizes in zip(views, drawn, strict=True):
                terms += [(program.start + k, w) for k, w in program.worth(view, sizes)]
            program.require(terms, value)
        answer = program.solve(seconds, sign=1.0)
        package, bound = answer.package, answer.value
    return Robust(package, worst, is_proven=False)


def _worst_rival(views: Sequence[View], package: Package, seconds: float) -> tuple[float, tuple[Vector, ...], Package]:
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
    return answer.value, increments, answer.package


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
            options={"time_limit": seconds, "mip_rel_gap": 0.0},
        )
        if found.x is None:
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
