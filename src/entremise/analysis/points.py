"""Points that bargaining theory singles out, each with all its ties and a certificate.

Definitions on a finite set of packages; d is the disagreement, gains are u − d on the scale of the file, and a package
is rational when no gain is below zero.

    nash           the largest product of gains, among packages better than d for all (none if there is none)
    egalitarian    leximin of the gains: the least as large as can be, then the second least, …
    ks             Kalai–Smorodinsky: leximin of gain ÷ ideal gain, the ideal being the party's best rational package
    utilitarian    the largest sum of utilities of rational packages
    welfare        the largest sum of utilities of all packages, rational or not

Where the whole frontier is cheap it is scanned. Otherwise Lagrangian multipliers bound the value, a climb finds a
package near the bound, and only packages between the two are searched, which is exact: a better one would lie there.
What falls short of a proof carries its gap. Of real issues the gap is that to the numbers between those of their grid.

Sources: Nash, The bargaining problem, Econometrica 18 (1950); Kalai, Smorodinsky, Econometrica 43 (1975); Kalai,
Econometrica 45 (1977); Imai, Econometrica 51 (1983), for leximin; Nagahisa, Tanaka, Social Choice and Welfare 19
(2002), for finite sets.
"""

import importlib
import math
import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entremise.analysis import duals, grids
from entremise.analysis.duals import Options, Vector
from entremise.analysis.errors import AnalysisError, SolverMissing, TooLarge
from entremise.analysis.frontier import Cut, Frontier, frontier
from entremise.analysis.problems import MOST_POINTS, ROUNDING, Package, Points, Problem, check_parties, highest
from entremise.analysis.solutions import TIES, Point, Tie

KINDS = ("nash", "egalitarian", "ks", "utilitarian", "welfare")
CHEAP = 200_000
"""Frontiers of two parties up to this many points are computed whole."""
CORRIDOR = 400_000
"""Most sums kept at once in a search between value and bound."""
NEAR = 1e-9
"""Relative difference below which floats are compared again as fractions."""
CLOSE = 1e-8
"""Relative difference that multipliers, which are found in floats, do not tell from none."""
LOWEST = -(2**61)
NEVER = 1e12
"""Taken off the worth of what does not qualify."""

Key = Callable[[tuple[int, ...]], tuple[Fraction, ...]]


@dataclass(frozen=True)
class Rule:
    """A solution's order of points: exact for the last decision, in floats for the search."""

    kind: str
    exact: Key
    rough: Callable[[Points], NDArray[np.float64]]
    """Array of shape (n_points,): never more than NEAR from the exact key's first part."""
    is_strict: bool = False


def solve(
    problem: Problem,
    kinds: Iterable[str] = KINDS,
    *,
    given: Frontier | None = None,
    seconds: float = 30.0,
    stop: Callable[[], bool] = lambda: False,
) -> dict[str, Point | None]:
    """The points of these kinds; None where no package qualifies (of real issues: none of the grid).

    Args:
        problem: with two to eight parties.
        kinds: of KINDS.
        given: the exact frontier of the rational packages, where it is known already.
        seconds: how long CP-SAT may take for a point, where bound issues are too many to merge.
        stop: asked by CP-SAT all the while; once true, a point is what was found so far.

    Raises OutOfTime where CP-SAT found no package in time.
    """
    check_parties(problem)
    kinds = list(dict.fromkeys(kinds))
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise AnalysisError(f"no point is called {unknown[0]!r}: one of {', '.join(KINDS)} is wanted")
    if not problem.is_sampled:
        find = _finder(problem, given, seconds=seconds, stop=stop)
        return {kind: find(kind) for kind in kinds}
    raised = grids.raised(problem)
    find = _finder(problem, given, seconds=seconds, stop=stop)
    beyond = _finder(raised, None, seconds=seconds, stop=stop)
    return {kind: _certified(problem, raised, find(kind), beyond(kind)) for kind in kinds}


def _finder(
    problem: Problem, given: Frontier | None, *, seconds: float, stop: Callable[[], bool]
) -> Callable[[str], Point | None]:
    if is_mergeable(problem):
        return _searched(problem, given).find
    return partial(solver().solve, problem, seconds=seconds, stop=stop)


def _searched(problem: Problem, given: Frontier | None = None) -> "_Search":
    if given is None and len(problem.parties) == 2:
        given = frontier(problem, limit=CHEAP)
    whole = given if given is not None and not given.is_truncated and not any(given.epsilon) else None
    return _Search(problem, whole)


def _certified(problem: Problem, raised: Problem, point: Point | None, beyond: Point | None) -> Point | None:
    """A point of a grid with what is proven of all that lies between; what `beyond` reaches in `raised` bounds it."""
    if point is None or beyond is None:
        return point
    can_merge = is_mergeable(problem) and is_mergeable(raised)
    if point.kind == "ks":
        least = _searched(problem).ideals(is_least=True) if can_merge else list(point.points)
        most = _searched(raised).ideals() if can_merge else [highest(party) for party in raised.parties]
        return grids.certified_shares(problem, point, beyond, list(zip(least, most, strict=True)))
    limit = beyond.bound
    if can_merge and grids.is_straight(problem):
        limit = min(limit, _Search(grids.freed(problem), None).bound(point))
    return grids.certified(point, limit, is_exact=not any(grids.slack(problem)))


def compatible(whole: Frontier, *, compat: str = "negmas") -> dict[str, list[tuple[int, ...]]]:
    """Points as another program defines them, for comparison only: all ties, in points, out of a whole frontier.

    NegMAS 0.16's `kalai` is the largest least gain without going on to the second; its `ks` is the smallest spread of
    gain ÷ ideal gain, which on a finite set may leave both parties worse off than another point.
    """
    if compat != "negmas":
        raise AnalysisError(f"compat={compat!r}: only 'negmas' is known")
    if len(whole) == 0:
        return {"nash": [], "kalai": [], "ks": [], "max_welfare": []}
    least = np.array(whole.problem.disagreement)
    gains = (whole.points - least) / np.array([party.scale for party in whole.problem.parties])
    shares = gains / np.where(gains.max(axis=0) > 0, gains.max(axis=0), 1.0)
    judged = {
        "nash": gains.prod(axis=1),
        "kalai": gains.min(axis=1),
        "ks": -np.ptp(shares, axis=1),
        "max_welfare": gains.sum(axis=1),
    }
    return {
        name: [tuple(row) for row in whole.points[values >= values.max() - 1e-12].tolist()]
        for name, values in judged.items()
    }


def is_mergeable(problem: Problem) -> bool:
    """Whether bound issues have so few combinations that the exact methods without a solver apply."""
    try:
        return bool(problem.blocks)
    except TooLarge:
        return False


def solver() -> Any:  # noqa: ANN401 – a module
    """The module `solving`, imported when first needed."""
    try:
        return importlib.import_module("entremise.analysis.solving")
    except ImportError:
        raise SolverMissing("OR-tools", "solvers") from None


def whole_frontier(
    problem: Problem,
    *,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
    stop: Callable[[], bool] = lambda: False,
    seconds: float = 120.0,
) -> Frontier:
    """The frontier by whichever method fits: merging, or a solver point by point."""
    if is_mergeable(problem):
        return frontier(problem, progress=progress, stop=stop)
    found = solver().front(problem, seconds=seconds, stop=stop)
    return Frontier(problem, found.points, (), (), found.is_truncated, known=found.packages)


def nash_rule(problem: Problem) -> Rule:
    """Larger products of gains first."""
    least = np.array(problem.disagreement)

    def exact(points: tuple[int, ...]) -> tuple[Fraction, ...]:
        gains = [have - low for have, low in zip(points, problem.disagreement, strict=True)]
        return (Fraction(math.prod(gains)),) if min(gains) > 0 else (Fraction(-1),)

    def rough(points: Points) -> NDArray[np.float64]:
        gains = (points - least).astype(np.float64)
        positive = (gains > 0).all(axis=1)
        return np.where(positive, np.log(np.where(gains > 0, gains, 1.0)).sum(axis=1), -np.inf)

    return Rule("nash", exact, rough, is_strict=True)


def leximin_rule(problem: Problem, ideals: Sequence[int] | None) -> Rule:
    """Larger least gains first, or shares of the ideal gains where given; a party with none to gain is full."""
    least = problem.disagreement
    whole = (
        [party.scale for party in problem.parties]
        if ideals is None
        else [ideal - low for ideal, low in zip(ideals, least, strict=True)]
    )

    def exact(points: tuple[int, ...]) -> tuple[Fraction, ...]:
        gains = [have - low for have, low in zip(points, least, strict=True)]
        return tuple(
            sorted(Fraction(gain, unit) if unit else Fraction(1) for gain, unit in zip(gains, whole, strict=True))
        )

    def rough(points: Points) -> NDArray[np.float64]:
        units = np.array([unit or 1 for unit in whole], dtype=np.float64)
        shares = (points - np.array(least)) / units
        shares[:, [unit == 0 for unit in whole]] = 1.0
        return np.asarray(shares.min(axis=1))

    return Rule("egalitarian" if ideals is None else "ks", exact, rough)


def sum_rule(problem: Problem, kind: str) -> Rule:
    """Larger sums of utilities first."""
    whole = math.lcm(*(party.scale for party in problem.parties))
    times = [whole // party.scale for party in problem.parties]

    def exact(points: tuple[int, ...]) -> tuple[Fraction, ...]:
        return (Fraction(sum(map(operator.mul, points, times)), whole),)

    def rough(points: Points) -> NDArray[np.float64]:
        # In whole numbers, since what cancels in floats leaves their noise.
        fits = sum(times) * int(np.abs(points).max(initial=0)) < MOST_POINTS
        sums = points @ np.array(times) if fits else points.astype(object) @ np.array(times, dtype=object)
        return np.asarray(sums / whole, dtype=np.float64)

    return Rule(kind, exact, rough)


def _gains(points: Sequence[int], floor: Iterable[int], units: Iterable[int]) -> list[Fraction]:
    """What each party has over `floor`, in its unit."""
    return [Fraction(have - low, unit) for have, low, unit in zip(points, floor, units, strict=True)]


def _value(climbed: tuple[float, NDArray[np.intp]]) -> float:
    return climbed[0]


def _raised(bound: float, rounding: float) -> float:
    """A bound that holds in spite of rounding; as it was where that is less than is told of."""
    return bound if rounding <= NEAR * max(1.0, abs(bound)) else bound + rounding


def _cut_at(
    gain: Vector | float,
    weights: Vector,
    floor: NDArray[np.int64],
    sharper: Callable[[Sequence[Points], Points], tuple[Vector, float]] | None = None,
) -> Cut:
    """Only packages whose weights · (points − floor) come to so much, but for the rounding of floats."""
    terms = np.abs(weights) @ np.abs(floor).astype(np.float64) + np.abs(gain)
    return Cut(weights, gain + weights @ floor - ROUNDING * terms, sharper)


class _Search:
    """Finds points one after the other; what one needs of another is found once."""

    def __init__(self, problem: Problem, whole: Frontier | None) -> None:
        self.problem, self.whole = problem, whole
        self.floor = np.array(problem.disagreement, dtype=np.int64)
        self.scales = np.array([party.scale for party in problem.parties], dtype=np.float64)
        self.table = np.concatenate([block.points for block in problem.blocks])
        self._rational: NDArray[np.intp] | None = None
        self._egalitarian: Point | None = None
        self._is_hopeless = any(len(block.points) == 0 for block in problem.blocks)

    def find(self, kind: str) -> Point | None:
        if self._is_hopeless:
            return None
        if kind == "welfare":
            return self._welfare()
        if self.whole is not None:
            rule = self._rule(kind)
            return self._pick(rule, self.whole, bound=None)
        if kind == "nash":
            return self.nash()
        if kind == "utilitarian":
            return self._utilitarian()
        return self.egalitarian() if kind == "egalitarian" else self.ks()

    def _rule(self, kind: str) -> Rule:
        if kind == "nash":
            return nash_rule(self.problem)
        if kind == "utilitarian":
            return sum_rule(self.problem, kind)
        return leximin_rule(self.problem, self.ideals() if kind == "ks" else None)

    def rational(self) -> NDArray[np.intp] | None:
        """Rows of a rational package; None if there is none."""
        if self._rational is None:
            options = duals.options_of(self.problem, 1 / self.scales, self.floor)
            start = options.best(np.ones(len(self.scales)))[1]
            _, rows = duals.climb(options, start, lambda gains: gains.min(axis=-1))
            if self._is_rational(rows):
                self._rational = rows
            else:
                # Climbing has not found one; the search finds it or proves that there is none.
                self.egalitarian()
        return self._rational

    def ideals(self, *, is_least: bool = False) -> list[int]:
        """The most that each party has in any rational package; where that is not found, no less, or no more."""
        if self.whole is not None:
            return self.whole.points.max(axis=0).tolist() if len(self.whole) else list(self.problem.disagreement)
        return [self._ideal(number, is_least=is_least) for number in range(len(self.scales))]

    def bound(self, point: Point) -> float:
        """What the multipliers alone prove of a rule's value; what is CLOSE to a known point's value is it."""
        is_sum, ones = point.kind in {"utilitarian", "welfare"}, np.ones(len(self.scales))
        base = np.zeros_like(self.floor) if point.kind == "welfare" else self.floor
        options = duals.options_of(self.problem, 1 / self.scales, base)
        if is_sum:
            most = options.best(ones)[0] if point.kind == "welfare" else duals.box_bound(options, ones)[0]
            most += float((base / self.scales).sum())
        else:
            is_product = point.kind == "nash"
            most = duals.least_bound(options, self._rows(point.package), logs=is_product)[0]
            most = math.exp(most) if is_product else most
        return point.value if most <= point.value + CLOSE * abs(point.value) else most

    def egalitarian(self) -> Point | None:
        """The leximin of gains; found first, since the others start from it."""
        if self._egalitarian is None:
            every = np.ones(len(self.scales), dtype=bool)
            self._egalitarian = self._leximin(leximin_rule(self.problem, None), self._units(), every)
            if self._egalitarian is not None and self._egalitarian.value >= 0:
                self._rational = self._rows(self._egalitarian.package)
        found = self._egalitarian
        return found if found is not None and found.value >= 0 else None

    def ks(self) -> Point | None:
        if self.rational() is None:
            return None
        ideals = self.ideals()
        whole = [ideal - low for ideal, low in zip(ideals, self.problem.disagreement, strict=True)]
        active = np.array([unit > 0 for unit in whole])
        if not active.any():
            # Nobody can gain: what leaves everybody where it is gives everybody its whole share.
            found = self.egalitarian()
            return None if found is None else replace(found, kind="ks", value=1.0, bound=1.0)
        units = [unit if unit > 0 else party.scale for unit, party in zip(whole, self.problem.parties, strict=True)]
        return self._leximin(leximin_rule(self.problem, ideals), units, active)

    def _rows(self, package: Package) -> NDArray[np.intp]:
        """The rows of a package in the table of options."""
        rows, start = [], 0
        for block in self.problem.blocks:
            chosen = [package[issue] for issue in block.issues]
            rows.append(start + int(np.flatnonzero((block.options == chosen).all(axis=1))[0]))
            start += len(block.options)
        return np.array(rows)

    def _total(self, rows: NDArray[np.intp]) -> tuple[int, ...]:
        """The points of the package made of these rows of the table of options."""
        return tuple((self.table[rows].sum(axis=0) + [party.constant for party in self.problem.parties]).tolist())

    def _is_rational(self, rows: NDArray[np.intp]) -> bool:
        return all(have >= low for have, low in zip(self._total(rows), self.problem.disagreement, strict=True))

    def _leximin(self, rule: Rule, whole: Sequence[int], active: NDArray[np.bool_]) -> Point | None:
        """Over `active` parties, whose gains are counted in the points of `whole`.

        Who has nothing to gain is full whatever is chosen, but must not lose.
        """
        units = 1 / np.array(whole, dtype=np.float64)
        options = duals.options_of(self.problem, units, self.floor)
        judged = Options(options.gains[:, active], options.start, options.block, options.base[active])

        def score(gains: NDArray[np.float64]) -> NDArray[np.float64]:
            least, idle = gains[..., active].min(axis=-1), gains[..., ~active].min(axis=-1, initial=0.0)
            return np.asarray(np.where(idle < -NEAR, idle - NEVER, least))

        start = options.best(np.ones(len(units)))[1] if self._rational is None else self._rational
        value, rows = duals.climb(options, start, score)
        _, weights, visited = duals.least_bound(judged, rows, logs=False)
        for tried in visited[-3:]:
            value, rows = max((value, rows), duals.climb(options, tried, score), key=_value)
        bound = _raised(judged.best(weights[-1])[0], ROUNDING * judged.size(weights[-1]))
        along = np.zeros((len(weights), len(units)))
        along[:, active] = weights * units[active]
        gains = _gains(self._total(rows), self.problem.disagreement, whole)
        loses = min((gain for gain, counts in zip(gains, active, strict=True) if not counts), default=Fraction(0)) < 0
        least = min(gain for gain, counts in zip(gains, active, strict=True) if counts)
        least = Fraction(-NEVER) if loses else least
        # Nothing that is as good leaves anybody less than this package does, in the units compared.
        floor = [
            low + (math.ceil(least * unit) if counts else 0)
            for low, unit, counts in zip(self.problem.disagreement, whole, active, strict=True)
        ]
        if least < 0:
            floor = [LOWEST] * len(whole)
        cut = _cut_at(float(least), along, self.floor, self._sharper(units, active, weights[-1], float(least)))
        return self._corridor(rule, cut, bound, floor=floor)

    def _sharper(
        self, units: Vector, active: NDArray[np.bool_], weights: Vector, value: float
    ) -> Callable[[Sequence[Points], Points], tuple[Vector, float]]:
        """For a cut: closer multipliers for what is still to come after some sum (see `duals.least_of_sum`)."""

        def sharper(coming: Sequence[Points], chosen: Points) -> tuple[Vector, float]:
            sizes = np.array([len(points) for points in coming])
            options = Options(
                gains=(np.concatenate(coming) * units)[:, active],
                start=np.concatenate([[0], np.cumsum(sizes)[:-1]]),
                block=np.repeat(np.arange(len(sizes)), sizes),
                base=((chosen - self.floor) * units)[active],
            )
            along = np.zeros(len(units))
            along[active] = duals.least_of_sum(options, weights) * units[active]
            return along, float(_cut_at(value, along, self.floor).least)

        return sharper

    def nash(self) -> Point | None:
        options = duals.options_of(self.problem, 1 / self.scales, self.floor)

        def score(gains: NDArray[np.float64]) -> NDArray[np.float64]:
            lowest = gains.min(axis=-1)
            safe = np.where((lowest > 0)[..., None], gains, 1.0)
            return np.asarray(np.where(lowest > 0, np.log(safe).sum(axis=-1), lowest - NEVER))

        start = options.best(np.ones(len(self.scales)))[1] if self._rational is None else self._rational
        found, rows = duals.climb(options, start, score)
        bound, weights, visited = duals.least_bound(options, rows, logs=True)
        if bound == -np.inf:
            return None
        climbs = [(found, rows), *(duals.climb(options, tried, score) for tried in visited[-3:])]
        gains = _gains(self._total(max(climbs, key=_value)[1]), self.problem.disagreement, self._units())
        # Where nothing better than the disagreement for all was found, it may still be there, however slightly.
        slightly = -float(np.log(self.scales).sum()) - 1
        value = sum(map(math.log, gains)) if min(gains) > 0 else slightly
        # Multipliers are scaled so that the bound is λ·g − n − Σ log λ.
        least = value + len(self.scales) + np.log(weights).sum(axis=1)
        return self._corridor(nash_rule(self.problem), _cut_at(least, weights / self.scales, self.floor), bound)

    def _welfare(self) -> Point | None:
        nothing, ones = np.zeros_like(self.floor), np.ones(len(self.scales))
        options = duals.options_of(self.problem, 1 / self.scales, nothing)
        bound, rows = options.best(ones)
        value = float(sum(_gains(self._total(rows), nothing.tolist(), self._units())))
        cut = _cut_at(value, (ones / self.scales)[None, :], nothing)
        bound = _raised(bound, ROUNDING * options.size(ones))
        return self._corridor(sum_rule(self.problem, "welfare"), cut, bound, floor=[LOWEST] * len(ones))

    def _utilitarian(self) -> Point | None:
        if self.rational() is None:
            return None
        ones = np.ones(len(self.scales))
        options = duals.options_of(self.problem, 1 / self.scales, self.floor)
        bound, weights, visited = duals.box_bound(options, ones)
        rows = self._climb_within(options, ones, visited)
        value = float(sum(_gains(self._total(rows), self.problem.disagreement, self._units())))
        floor = list(self.problem.disagreement)
        shown = bound + float(sum(_gains(floor, [0] * len(floor), self._units())))
        shown = _raised(shown, ROUNDING * options.size(weights[-1]))
        cut = _cut_at(value, weights / self.scales, self.floor)
        return self._corridor(sum_rule(self.problem, "utilitarian"), cut, shown, floor=floor)

    def _units(self) -> list[int]:
        return [party.scale for party in self.problem.parties]

    def _ideal(self, number: int, *, is_least: bool = False) -> int:
        units = 1 / self.scales
        options = duals.options_of(self.problem, units, self.floor)
        only = np.eye(len(units))[number]
        bound, weights, visited = duals.box_bound(options, only)
        floor = list(self.problem.disagreement)
        rows = self._climb_within(options, only, visited)
        if self._is_rational(rows):
            floor[number] = self._total(rows)[number]
        gain = float(_gains(floor, self.problem.disagreement, self._units())[number])
        cut = _cut_at(gain, weights * units, self.floor)
        found = frontier(self.problem, cut=cut, limit=CORRIDOR, floor=floor)
        if is_least and found.is_truncated:
            return floor[number]
        if found.is_truncated or len(found) == 0:
            # A bound from above keeps shares on the safe side: nobody's is shown too large.
            most = bound + NEAR + ROUNDING * options.size(weights[-1])
            return math.floor(float(most * self.scales[number])) + self.problem.disagreement[number]
        return int(found.points[:, number].max())

    def _climb_within(self, options: Options, along: Vector, visited: list[NDArray[np.intp]]) -> NDArray[np.intp]:
        """Rows of the best rational package found for along · gains, where one is known; else of any."""

        def score(gains: NDArray[np.float64]) -> NDArray[np.float64]:
            short = np.minimum(gains, 0.0).sum(axis=-1)
            return np.asarray(np.where(short < -NEAR, short - NEVER, gains @ along))

        starts = visited[-2:] + ([] if self._rational is None else [self._rational])
        rows = max((duals.climb(options, rows, score) for rows in starts), key=_value)[1]
        return rows if self._rational is None or self._is_rational(rows) else self._rational

    def _corridor(self, rule: Rule, cut: Cut, bound: float, *, floor: list[int] | None = None) -> Point | None:
        """Everything between the value found and its bound, searched."""
        found = frontier(self.problem, cut=cut, limit=CORRIDOR, floor=floor)
        return self._pick(rule, found, bound=bound if found.is_truncated else None)

    def _pick(self, rule: Rule, found: Frontier, *, bound: float | None) -> Point | None:
        if len(found) == 0:
            return None
        rough = rule.rough(found.points)
        best = float(rough.max())
        if best == -np.inf:
            return None
        near = np.flatnonzero(rough >= best - NEAR * max(1.0, abs(best)))
        keys = {int(row): rule.exact(tuple(found.points[row].tolist())) for row in near}
        top = max(keys.values())
        rows = [row for row, key in keys.items() if key == top]
        value = self._shown(rule, top)
        listed = [found.all_packages(row, most=TIES + 1) for row in rows[:TIES]]
        ties = tuple(
            Tie(tuple(found.points[row].tolist()), tuple(sorted(packages)[:TIES]))
            for row, packages in zip(rows, listed, strict=False)
        )
        limit = value if bound is None else max(value, math.exp(bound) if rule.is_strict else bound)
        return Point(
            rule.kind,
            ties,
            value,
            limit,
            has_more=bound is not None or len(rows) > TIES or any(len(packages) > TIES for packages in listed),
            # Where a search was cut, its value can still be proven, but no second step of the rule.
            is_proven=bound is None or (limit == value and len(top) == 1),
        )

    def _shown(self, rule: Rule, key: tuple[Fraction, ...]) -> float:
        """The value on the scale of the file."""
        scale = math.prod(party.scale for party in self.problem.parties) if rule.is_strict else 1
        return float(key[0] / scale)
