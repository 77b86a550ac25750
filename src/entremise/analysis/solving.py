"""Problems whose bound issues are too many to merge: hyper-rectangles, groups and constraints, by CP-SAT.

Needs the extra `solvers`; imported when first needed. One Boolean for each option, order-encoded where a rectangle
asks for a range, so that a rectangle is a conjunction of a few literals; points are whole numbers and stay so. Every
answer says whether it is proven, and carries the solver's bound where it is not.

Source: Perron, Didier, CP-SAT, https://developers.google.com/optimization; ε-constraint: Haimes, Lasdon, Wismer,
IEEE Transactions on Systems, Man and Cybernetics 1 (1971).
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from threading import Thread

import numpy as np
from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import CpSolverStatus, Literal

from entremise.analysis.errors import AnalysisError, OutOfTime, TooLarge
from entremise.analysis.problems import Package, Party, Points, Problem, Rectangle, check_parties
from entremise.analysis.solutions import TIES, Point, Tie

WORKERS = 2
LARGEST_PRODUCT = 2**62
LARGEST_TERM = 2**57
"""Shares are compared as whole multiples below this, where the scales have a common one; else on a grid, and then
exactly."""
STEPS = 10**6
"""Of that grid, for a whole share."""
TIE_SECONDS = 5.0
"""Longest search for packages that are as good as the one found."""
LOOK_SECONDS = 0.05
"""How often a search is asked whether it is to end."""
LATE_SECONDS = 0.5
"""How long it then has."""

Stop = Callable[[], bool]


@dataclass(frozen=True)
class Front:
    """Undominated points of two parties found one by one, and packages worth them."""

    points: Points
    packages: tuple[Package, ...]
    is_truncated: bool
    """Time ran out: more may follow, but these are undominated."""


@dataclass(frozen=True)
class Found:
    """The best package of a search, or that there is none."""

    package: Package | None
    value: int = 0
    bound: float = 0.0
    """No package has a larger value."""
    is_proven: bool = True


def solve(problem: Problem, kind: str, *, seconds: float = 30.0, stop: Stop = lambda: False) -> Point | None:
    """The point of this kind (nash, egalitarian, ks, utilitarian, welfare); None if it is proven that there is none.

    Raises OutOfTime where no package was found in so many seconds, or before `stop` said so. One that was found is
    told, proven or with its gap.
    """
    check_parties(problem)
    return _Model(problem, time.monotonic() + seconds, stop).point(kind)


def front(problem: Problem, *, seconds: float = 120.0, stop: Stop = lambda: False) -> Front:
    """The frontier of two parties' rational packages, from the first's best to the second's: two solves for a point."""
    if len(problem.parties) != 2:
        raise AnalysisError("a frontier beyond merging is found for two parties only")
    model = _Model(problem, time.monotonic() + seconds, stop)
    rows: list[tuple[int, int]] = []
    packages: list[Package] = []
    is_truncated = False
    while True:
        best = model.most(0)
        if best is None or not best.is_proven:
            is_truncated = True
            break
        if best.package is None:
            break
        second = model.most(1, given=(0, best.value))
        if second is None or second.package is None or not second.is_proven:
            is_truncated = True
            break
        rows.append((problem.points(second.package)[0], problem.points(second.package)[1]))
        packages.append(second.package)
        model.model.add(model.worths[1] >= rows[-1][1] + 1)
    points = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return Front(points, tuple(packages), is_truncated)


class _Listing(cp_model.CpSolverSolutionCallback):
    """Packages as the solver finds them, until there are so many."""

    def __init__(self, chosen: Sequence[Sequence[cp_model.IntVar]], most: int) -> None:
        super().__init__()
        self.chosen, self.most = chosen, most
        self.packages: set[Package] = set()

    def on_solution_callback(self) -> None:
        self.packages.add(tuple(next(o for o, t in enumerate(row) if self.boolean_value(t)) for row in self.chosen))
        if len(self.packages) > self.most:
            self.stop_search()


class _Model:
    """A problem as a CP-SAT model."""

    def __init__(self, problem: Problem, until: float, stop: Stop) -> None:
        self.problem, self.model, self.until, self.stop = problem, cp_model.CpModel(), until, stop
        self.is_rational = False
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

    def most(self, party: int, *, given: tuple[int, int] | None = None) -> Found | None:
        """The most a rational package gives a party, of those giving another so much; None if time ran out before."""
        if not self.is_rational:
            self.be_rational()
        with self.aside():
            if given is not None:
                self.model.add(self.worths[given[0]] == given[1])
            return self.best(self.worths[party])

    def be_rational(self) -> None:
        """From here on only packages that leave nobody worse than without agreement."""
        self.is_rational = True
        for worth, low in zip(self.worths, self.problem.disagreement, strict=True):
            self.model.add(worth >= low)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is added within is forgotten after: constraints cannot be taken back, so a copy is thrown away."""
        whole = self.model
        self.model = whole.clone()
        try:
            yield
        finally:
            self.model = whole

    def best(self, wish: cp_model.LinearExprT | None, *, near: Package | None = None) -> Found | None:
        """The package of the largest wish, or any; None if time ran out before one was found."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]  # OR-tools left it untyped
        for row, option in zip(self.chosen, near or (), strict=False):
            self.model.add_hint(row[option], value=True)
        if wish is None:
            self.model.clear_objective()  # type: ignore[no-untyped-call]  # OR-tools left it untyped
        else:
            self.model.maximize(wish)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = WORKERS
        status = self._run(solver, self.until)
        if status == cp_model.INFEASIBLE:
            return Found(None)
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return None
        package = tuple(next(o for o, t in enumerate(row) if solver.boolean_value(t)) for row in self.chosen)
        if wish is None:
            return Found(package)
        # Asked of the expression, the value is a whole number; the objective is a float.
        value = solver.value(wish)
        is_proven = status == cp_model.OPTIMAL
        return Found(package, value, value if is_proven else max(value, solver.best_objective_bound), is_proven)

    def _run(self, solver: cp_model.CpSolver, until: float, listing: _Listing | None = None) -> CpSolverStatus:
        """A search that ends when it is done, at its time, or when it is told to, whichever is first."""
        left = until - time.monotonic()
        if left <= 0 or self.stop():
            return cp_model.UNKNOWN
        solver.parameters.max_time_in_seconds = left
        # The caller hears an interruption, and says so by `stop`.
        solver.parameters.catch_sigint_signal = False
        status: list[CpSolverStatus] = []
        search = Thread(target=lambda: status.append(solver.solve(self.model, listing)), daemon=True)
        search.start()
        late = math.inf
        while search.is_alive() and time.monotonic() < late:
            search.join(LOOK_SECONDS)
            if self.stop():
                # Not heard at once while the solver prepares; what it is at then is not waited for.
                solver.stop_search()
                late = min(late, time.monotonic() + LATE_SECONDS)
        if not status:
            return cp_model.UNKNOWN
        if status[0] == cp_model.MODEL_INVALID:
            raise TooLarge("the values are too large for the solver: round them first (integer mode)")
        return status[0]

    def point(self, kind: str) -> Point | None:
        """One point; sums, least gains and products as linear or multiplied whole numbers."""
        if kind != "welfare":
            self.be_rational()
        scales = [party.scale for party in self.problem.parties]
        if kind in {"utilitarian", "welfare"}:
            common = math.lcm(*scales)
            total = sum((common // scale) * worth for scale, worth in zip(scales, self.worths, strict=True))
            return self._largest(kind, total, common)
        if kind == "nash":
            product = self._product()
            return None if product is None else self._largest(kind, product, math.prod(scales))
        if kind == "egalitarian":
            return self._leximin(kind, scales)
        ideals = [self.most(party) for party in range(len(scales))]
        if any(ideal is not None and ideal.package is None for ideal in ideals):
            return None
        units = [
            self.highest(party) if ideal is None else ideal.value if ideal.is_proven else math.floor(ideal.bound)
            for party, ideal in enumerate(ideals)
        ]
        units = [unit - low for unit, low in zip(units, self.problem.disagreement, strict=True)]
        return self._leximin(kind, units, is_sure=all(ideal is not None and ideal.is_proven for ideal in ideals))

    def highest(self, party: int) -> int:
        """What no package is worth more than to a party, though perhaps less."""
        return int(self.worths[party].proto.domain[1])

    def _product(self) -> cp_model.IntVar | None:
        """The product of gains that are all above nothing; None if somebody can gain nothing."""
        gains, reach = [], 1
        for party, (worth, low) in enumerate(zip(self.worths, self.problem.disagreement, strict=True)):
            # Near bounds of each gain, the others gaining something, bound their product well and keep it small.
            ideal = self.most(party)
            high = self.highest(party) if ideal is None else math.floor(ideal.bound) if ideal.package else low
            if high <= low:
                return None
            gain = self.model.new_int_var(1, high - low, "gain")
            self.model.add(gain == worth - low)
            gains.append(gain)
            reach *= high - low
        if reach >= LARGEST_PRODUCT:
            raise TooLarge("the product of gains does not fit into 64 bits: round the values first (integer mode)")
        product = self.model.new_int_var(0, reach, "product")
        self.model.add_multiplication_equality(product, gains)
        return product

    def _largest(self, kind: str, wish: cp_model.LinearExprT, unit: int) -> Point | None:
        """The package of the largest wish, and what is as good."""
        found = self.best(wish)
        if found is None:
            raise OutOfTime
        if found.package is None:
            return None
        value = float(Fraction(found.value, unit))
        if not found.is_proven:
            bound = max(value, found.bound / unit)
            return Point(kind, self._ties({found.package}), value, bound, has_more=True, is_proven=False)
        self.model.add(wish == found.value)
        ties, has_more = self._listed(found.package)
        return Point(kind, ties, value, value, has_more=has_more)

    def _listed(self, package: Package) -> tuple[tuple[Tie, ...], bool]:
        """All packages that the model still allows, this one among them, and whether there are or may be more."""
        self.model.clear_objective()  # type: ignore[no-untyped-call]  # OR-tools left it untyped
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.enumerate_all_solutions = True
        listing = _Listing(self.chosen, TIES)
        status = self._run(solver, min(self.until, time.monotonic() + TIE_SECONDS), listing)
        packages = set(sorted(listing.packages)[:TIES])
        is_whole = status in {cp_model.OPTIMAL, cp_model.FEASIBLE} and len(listing.packages) <= TIES
        return self._ties(packages or {package}), not (is_whole and status == cp_model.OPTIMAL)

    def _ties(self, packages: set[Package]) -> tuple[Tie, ...]:
        """By the first party's worth descending, as in a frontier."""
        worth: dict[tuple[int, ...], list[Package]] = {}
        for package in sorted(packages):
            worth.setdefault(self.problem.points(package), []).append(package)
        return tuple(Tie(points, tuple(worth[points])) for points in sorted(worth, reverse=True))

    def _leximin(self, kind: str, units: Sequence[int], *, is_sure: bool = True) -> Point | None:
        """The least share as large as can be, then the second least, …: one stage for each party that has a unit.

        Without sure units (ideals that were only bounded) no share is above one, which is all that is said.
        """
        leximin = _Leximin(self, units)
        found = leximin.run()
        if found is None:
            return None
        shares = leximin.shares(found)
        value = float(shares[0]) if shares else 1.0
        bound = max(value, leximin.bound if is_sure else 1.0)
        if bound > value or not leximin.is_proven or not is_sure:
            return Point(kind, self._ties({found}), value, bound, has_more=True, is_proven=False)
        ties, has_more = self._listed(found)
        return Point(kind, ties, value, value, has_more=has_more)


@dataclass
class _Leximin:
    """Stages: at least so many parties have at least such a share, for every party fewer as large a share as can be."""

    held: _Model
    units: Sequence[int]
    """What a share of one is for each party, in points; a party with none cannot gain, and is left aside."""
    bound: float = 0.0
    """No package has a larger least share."""
    is_proven: bool = True
    active: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.active = [party for party, unit in enumerate(self.units) if unit > 0]

    def shares(self, package: Package) -> list[Fraction]:
        """Of the active parties, least first."""
        points, low = self.held.problem.points(package), self.held.problem.disagreement
        return sorted(Fraction(points[party] - low[party], self.units[party]) for party in self.active)

    def run(self) -> Package | None:
        """The package found; None if it is proven that none is rational; raises OutOfTime if none was found."""
        found = self.held.best(None)
        if found is None:
            raise OutOfTime
        package = found.package
        if package is None:
            return None
        for place in range(len(self.active)):
            package = self._raise(place, package)
            if not self.is_proven:
                break
            self._hold(place, self.shares(package)[place])
        return package

    def _gain(self, party: int) -> cp_model.LinearExprT:
        return self.held.worths[party] - self.held.problem.disagreement[party]

    def _raise(self, place: int, package: Package) -> Package:
        """A package whose share at this place, counted from the least, is the largest; says whether it is proven."""
        most = {
            p: Fraction(self.held.highest(p) - self.held.problem.disagreement[p], self.units[p]) for p in self.active
        }
        top = sorted(most.values())[place]
        whole = math.lcm(*(self.units[party] for party in self.active))
        # Whole multiples of 1 ÷ the common unit are exact; where they are too large, a grid comes near.
        is_exact = whole * max(most.values()) < LARGEST_TERM
        unit = whole if is_exact else self._grid(top)
        with self.held.aside():
            found = self.held.best(self._level(place, unit, top, is_exact=is_exact), near=package)
        if found is not None and found.package is not None:
            package = max(package, found.package, key=lambda one: self.shares(one)[place])
        is_proven = is_exact and found is not None and found.is_proven
        if not is_proven:
            package, is_proven = self._improved(place, package)
        self.is_proven = is_proven
        if place == 0:
            share = self.shares(package)[0]
            limit = top if found is None or math.isinf(found.bound) else (Fraction(found.bound) + 1 - is_exact) / unit
            self.bound = float(share if is_proven else max(share, min(top, limit)))
        return package

    def _grid(self, top: Fraction) -> int:
        """Steps for a share of one, so few that nothing grows too large."""
        largest = max(1, math.ceil(max(self.units[party] for party in self.active) * max(top, Fraction(1))))
        return max(1, min(STEPS, LARGEST_TERM // largest))

    def _level(self, place: int, unit: int, top: Fraction, *, is_exact: bool) -> cp_model.IntVar:
        """In steps of 1 ÷ unit, a share that all but `place` parties have."""
        model = self.held.model
        level = model.new_int_var(0, max(0, math.floor(top * unit)), "level")
        truths = []
        for party in self.active:
            truth = model.new_bool_var("has the level")
            gain = self._gain(party)
            # Exactly unit · gain ≥ level · units, divided by the units where these divide the unit.
            fits = (unit // self.units[party]) * gain >= level if is_exact else unit * gain >= level * self.units[party]
            model.add(fits).only_enforce_if(truth)
            truths.append(truth)
        model.add(sum(truths) >= len(self.active) - place)
        return level

    def _improved(self, place: int, package: Package) -> tuple[Package, bool]:
        """Better packages, one after the other, until there is none or no time; and whether there is none."""
        while True:
            share = self.shares(package)[place]
            with self.held.aside():
                truths = [self.held.model.new_bool_var("has more") for _ in self.active]
                for party, truth in zip(self.active, truths, strict=True):
                    least = math.floor(share * self.units[party]) + 1
                    self.held.model.add(self._gain(party) >= least).only_enforce_if(truth)
                self.held.model.add(sum(truths) >= len(self.active) - place)
                found = self.held.best(None, near=package)
            if found is None:
                return package, False
            if found.package is None:
                return package, True
            package = found.package

    def _hold(self, place: int, share: Fraction) -> None:
        """From here on all but `place` have so much. Both ways, so that each package is a solution once."""
        model = self.held.model
        truths = []
        for party in self.active:
            truth = model.new_bool_var("has the share")
            least = math.ceil(share * self.units[party])
            model.add(self._gain(party) >= least).only_enforce_if(truth)
            model.add(self._gain(party) < least).only_enforce_if(truth.negated())
            truths.append(truth)
        model.add(sum(truths) >= len(self.active) - place)
