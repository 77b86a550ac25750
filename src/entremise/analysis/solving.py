"""Problems whose bound issues are too many to merge: hyper-rectangles, groups and constraints, by CP-SAT.

Needs the extra `solvers`; imported when first needed. One Boolean for each option, order-encoded where a rectangle
asks for a range, so that a rectangle is a conjunction of a few literals; points are whole numbers and stay so. Every
answer says whether it is proven, and carries the solver's bound where it is not.

Source: Perron, Didier, CP-SAT, https://developers.google.com/optimization; ε-constraint: Haimes, Lasdon, Wismer,
IEEE Transactions on Systems, Man and Cybernetics 1 (1971).
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import Literal

from entremise.analysis.errors import AnalysisError, TooLarge
from entremise.analysis.points import Point, Tie
from entremise.analysis.problems import Package, Party, Points, Problem, Rectangle, check_parties

WORKERS = 2
LARGEST_PRODUCT = 2**62
STEPS = 10**6
"""Shares and least gains are compared in millionths of a unit where scales differ."""


@dataclass(frozen=True)
class Front:
    """Undominated points of two parties found one by one, and packages worth them."""

    points: Points
    packages: tuple[Package, ...]
    is_truncated: bool
    """Time ran out: more may follow, but these are undominated."""


def solve(problem: Problem, kind: str, *, seconds: float = 30.0) -> Point | None:
    """The point of this kind (nash, egalitarian, ks, utilitarian, welfare), its first tie; None if there is none."""
    check_parties(problem)
    return _Model(problem).point(kind, seconds)


def front(problem: Problem, *, seconds: float = 120.0, stop: Callable[[], bool] = lambda: False) -> Front:
    """The frontier of two parties' rational packages, from the first's best to the second's: two solves for a point."""
    if len(problem.parties) != 2:
        raise AnalysisError("a frontier beyond merging is found for two parties only")
    model, until = _Model(problem), time.monotonic() + seconds
    rows: list[tuple[int, int]] = []
    packages: list[Package] = []
    is_truncated = False
    while True:
        left = until - time.monotonic()
        best = None if left <= 0 or stop() else model.most(0, seconds=left)
        if best is None or not best[2]:
            is_truncated = best is None or best[0] is not None
            break
        if best[0] is None:
            break
        second = model.most(1, seconds=max(0.1, until - time.monotonic()), given=(0, best[1]))
        if second is None or second[0] is None or not second[2]:
            is_truncated = True
            break
        rows.append((problem.points(second[0])[0], problem.points(second[0])[1]))
        packages.append(second[0])
        model.model.add(model.worths[1] >= rows[-1][1] + 1)
    points = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return Front(points, tuple(packages), is_truncated)


def split_payments(problem: Problem, *, seconds: float = 30.0) -> tuple[Package, tuple[float, ...]] | None:
    """Where money can change hands, in the unit of the file: the package of the largest sum, and what each receives.

    Payments add up to nothing and leave everybody the same gain over the disagreement. None if the sum gains nothing.
    """
    free = Problem(
        problem.issues,
        tuple(_without_fallback(party) for party in problem.parties),
        problem.constraints,
    )
    found = solve(free, "welfare", seconds=seconds)
    if found is None:
        return None
    worth = problem.utilities(found.points)
    gains = [have - low for have, low in zip(worth, problem.utilities(problem.disagreement), strict=True)]
    share = sum(gains) / len(gains)
    return None if share < 0 else (found.package, tuple(share - gain for gain in gains))


def _without_fallback(party: Party) -> Party:
    return Party(
        party.name, party.values, party.scale, None, party.constant, party.rectangles, party.groups, party.red_lines
    )


class _Model:
    """A problem as a CP-SAT model."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.model = problem, cp_model.CpModel()
        self.is_rational, self.bound = False, 0.0
        self.chosen = [
            [self.model.new_bool_var(f"{i}={o}") for o in range(len(issue.options))]
            for i, issue in enumerate(problem.issues)
        ]
        # at_least[i][o]: the option's number is o or more.
        self.at_least: dict[tuple[int, int], cp_model.IntVar] = {}
        for issue, row in enumerate(self.chosen):
            self.model.add_exactly_one(row)
            for option, truth in enumerate(row):
                if option not in problem.allowed[issue]:
                    self.model.add(truth == 0)
        for clause in problem.constraints:
            self.model.add_bool_or(
                self.chosen[i][o] if stands else self.chosen[i][o].negated() for i, o, stands in clause.literals
            )
        self.worths = [self._worth(party) for party in problem.parties]

    def _from(self, issue: int, option: int) -> cp_model.IntVar:
        key = (issue, option)
        if key not in self.at_least:
            truth = self.model.new_bool_var(f"{issue}>={option}")
            self.model.add_bool_or([*self.chosen[issue][option:], truth.negated()])
            self.model.add_bool_or([*self.chosen[issue][:option], truth])
            self.at_least[key] = truth
        return self.at_least[key]

    def _within(self, issue: int, low: int, high: int) -> list[Literal]:
        literals: list[Literal] = []
        if low > 0:
            literals.append(self._from(issue, low))
        if high + 1 < len(self.chosen[issue]):
            literals.append(self._from(issue, high + 1).negated())
        return literals

    def _holds(self, rectangle: Rectangle) -> cp_model.IntVar:
        truth = self.model.new_bool_var("rectangle")
        literals: list[Literal] = []
        for issue, low, high in rectangle.ranges:
            if high < low or high < 0:
                self.model.add(truth == 0)
                return truth
            literals += self._within(issue, low, high)
        for issue, low, high in rectangle.outside:
            if high >= 0:
                inside = self.model.new_bool_var("inside")
                self._both_ways(inside, self._within(issue, low, high))
                literals.append(inside.negated())
        self._both_ways(truth, literals)
        return truth

    def _both_ways(self, truth: cp_model.IntVar, literals: Sequence[Literal]) -> None:
        """Truth stands if and only if all of these do."""
        for literal in literals:
            self.model.add_implication(truth, literal)
        self.model.add_bool_or([*(literal.negated() for literal in literals), truth])

    def _worth(self, party: Party) -> cp_model.IntVar:
        terms: list[tuple[cp_model.IntVar, int]] = [
            (self.chosen[issue][option], points)
            for issue, row in enumerate(party.values)
            for option, points in enumerate(row)
            if points
        ]
        terms += [(self._holds(rectangle), rectangle.points) for rectangle in party.rectangles]
        for group in party.groups:
            for combination, points in group.points.items():
                truth = self.model.new_bool_var("group")
                self._both_ways(truth, [self.chosen[i][o] for i, o in zip(group.issues, combination, strict=True)])
                terms.append((truth, points))
        low = party.constant + sum(min(0, points) for _, points in terms)
        high = party.constant + sum(max(0, points) for _, points in terms)
        worth = self.model.new_int_var(low, high, party.name)
        self.model.add(worth == party.constant + sum(points * truth for truth, points in terms))
        return worth

    def most(
        self, party: int, *, seconds: float, given: tuple[int, int] | None = None
    ) -> tuple[Package | None, int, bool] | None:
        """The most a rational package gives a party, of those giving another so much: package, points, proven."""
        if not self.is_rational:
            self.be_rational()
        if given is None:
            return self._maximize(self.worths[party], seconds)
        whole = self.model
        # Constraints cannot be taken back; a copy is thrown away instead.
        self.model = whole.clone()
        self.model.add(self.worths[given[0]] == given[1])
        found = self._maximize(self.worths[party], seconds)
        self.model = whole
        return found

    def be_rational(self) -> None:
        """From here on only packages that leave nobody worse than without agreement."""
        self.is_rational = True
        for worth, low in zip(self.worths, self.problem.disagreement, strict=True):
            self.model.add(worth >= low)

    def _maximize(self, wish: cp_model.LinearExprT, seconds: float) -> tuple[Package | None, int, bool] | None:
        self.model.maximize(wish)
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = WORKERS
        status = solver.solve(self.model)
        if status == cp_model.INFEASIBLE:
            return None, 0, True
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return None
        package = tuple(next(o for o, t in enumerate(row) if solver.boolean_value(t)) for row in self.chosen)
        self.bound = solver.best_objective_bound
        return package, round(solver.objective_value), status == cp_model.OPTIMAL

    def point(self, kind: str, seconds: float) -> Point | None:
        """One point; sums, least gains and products as linear or multiplied whole numbers."""
        until = time.monotonic() + seconds
        if kind != "welfare":
            self.be_rational()
        scales = [party.scale for party in self.problem.parties]
        low = self.problem.disagreement
        if kind in {"utilitarian", "welfare"}:
            common = int(np.lcm.reduce(np.array(scales, dtype=object)))
            total = sum((common // scale) * worth for scale, worth in zip(scales, self.worths, strict=True))
            return self._as_point(kind, self._maximize(total, seconds), Fraction(1, common))
        if kind == "nash":
            return self._as_point(kind, self._maximize(self._product(), seconds), Fraction(1, math.prod(scales)))
        units = [Fraction(scale) for scale in scales]
        if kind == "ks":
            ideals = [self.most(p, seconds=max(0.1, until - time.monotonic())) for p in range(len(scales))]
            if any(ideal is None or ideal[0] is None for ideal in ideals):
                return None
            units = [Fraction(ideal[1] - d) for ideal, d in zip(ideals, low, strict=True) if ideal]
        return self._leximin(kind, units, until)

    def _product(self) -> cp_model.IntVar:
        gains, reach = [], 1
        for worth, low in zip(self.worths, self.problem.disagreement, strict=True):
            high = worth.proto.domain[1] - low
            if high < 1:
                raise AnalysisError("nobody can gain: there is no Nash point")
            gain = self.model.new_int_var(1, high, "gain")
            self.model.add(gain == worth - low)
            gains.append(gain)
            reach *= high
        if reach >= LARGEST_PRODUCT:
            raise TooLarge("the product of gains does not fit into 64 bits: round the values first (integer mode)")
        product = self.model.new_int_var(0, reach, "product")
        self.model.add_multiplication_equality(product, gains)
        return product

    def _leximin(self, kind: str, units: list[Fraction], until: float) -> Point | None:
        """The least share as large as can be, then the sum: an undominated package of the largest least share."""
        least = self.model.new_int_var(-(2**50), 2**50, "least")
        for worth, low, unit in zip(self.worths, self.problem.disagreement, units, strict=True):
            if unit > 0:
                self.model.add(least * unit.numerator <= STEPS * unit.denominator * (worth - low))
        found = self._maximize(least, max(0.1, until - time.monotonic()))
        if found is None or found[0] is None:
            return None
        bound = self.bound
        self.model.add(least >= found[1])
        refined = self._maximize(sum(self.worths), max(0.1, until - time.monotonic()))
        package = refined[0] if refined is not None and refined[0] is not None else found[0]
        points = self.problem.points(package)
        share = min(
            Fraction(have - low) / unit
            for have, low, unit in zip(points, self.problem.disagreement, units, strict=True)
            if unit > 0
        )
        limit = float(share) if found[2] else float(bound) / STEPS
        return Point(kind, (Tie(points, (package,)),), float(share), max(limit, float(share)))

    def _as_point(self, kind: str, found: tuple[Package | None, int, bool] | None, unit: Fraction) -> Point | None:
        if found is None or found[0] is None:
            return None
        points = self.problem.points(found[0])
        value = float(found[1] * unit)
        limit = value if found[2] else float(self.bound) * float(unit)
        return Point(kind, (Tie(points, (found[0],)),), value, max(limit, value))
