"""From a package on the table: what would make nobody worse and somebody better, by how many issues change.

Gains over the table are joined issue by issue, kept apart by how many issues have changed, so that the best joint gains
with 1, 2, 3 … changes come out exactly, all at once. `explain` says a change issue by issue; `prices` are the exchanges
of the lottery hull: per issue the concave chain of two parties' values, its edges sorted by rate.

Sources: Raiffa, The art and science of negotiation (1982), on trades; Brams, Taylor, Fair division (1996), on rates.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from entremise.analysis.errors import AnalysisError
from entremise.analysis.filters import undominated
from entremise.analysis.frontier import LIMIT
from entremise.analysis.problems import Block, Package, Points, Problem, check_parties, worth

CHEAP: Final = 3
"""Of so many parties the beaten sums are sorted out after every issue; of more only where there are too many."""
FEW: Final = 256
"""So many are never too many."""
CROWD: Final = 4
"""More than so many times the limit are cut without being sorted out first: that would take too long."""


@dataclass(frozen=True, slots=True)
class Move:
    """One issue's change, and what it is worth to each party, on the scale of the file."""

    issue: str
    before: str
    after: str
    gains: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Trade:
    """A package that makes nobody worse than the one on the table."""

    package: Package
    points: tuple[int, ...]
    gains: tuple[float, ...]
    """Over the package on the table, on the scale of the file."""
    changes: int


class Trades(dict[int, list[Trade]]):
    """For each number of changed issues the joint gains with at most so many, the largest least gain first."""

    is_truncated = False
    """The search was cut short: these are real, but there may be others and better ones."""


@dataclass(frozen=True, slots=True)
class Price:
    """An exchange of the hull: what the first party gives up for each unit that the second gains."""

    issue: str
    before: str
    after: str
    costs: Fraction
    """To the first party."""
    gives: Fraction
    """To the second."""

    @property
    def rate(self) -> Fraction:
        """Given for each unit of cost."""
        return self.gives / self.costs


def trades(
    problem: Problem,
    table: Package,
    *,
    changes: int = 3,
    limit: int = LIMIT,
    stop: Callable[[], bool] = lambda: False,
) -> Trades:
    """For each number of changed issues up to `changes`, the undominated joint gains with at most so many.

    The largest least gain comes first. Of more than `limit` sums with one number of changes those with the largest
    least gain are kept; once `stop` is true, the issues that are left stay as they are on the table. Either way the
    answer says that it was cut short.

    Cost: with V options of I issues (I · V) to the power of `changes` additions at most, for each party; what can no
    longer make up for its losses is dropped on the way.
    """
    check_parties(problem)
    if not problem.is_allowed(table):
        raise AnalysisError("the package on the table crosses a red line or a constraint")
    search = _Search(problem, table, changes, limit)
    for number in range(len(search.steps)):
        if stop() or not search.join(number, stop):
            search.is_truncated = True
            break
    found = search.found()
    answer = Trades()
    for most in range(1, changes + 1):
        answer[most] = _undominated([trade for trade in found if trade.changes <= most])
    answer.is_truncated = search.is_truncated
    return answer


def explain(problem: Problem, before: Package, after: Package) -> list[Move]:
    """A change issue by issue; for values that add up, the gains add up to the whole."""
    moves = []
    for number, issue in enumerate(problem.issues):
        if before[number] != after[number]:
            one = (*before[:number], after[number], *before[number + 1 :])
            gains = tuple((worth(p, one) - worth(p, before)) / p.scale for p in problem.parties)
            moves.append(Move(issue.name, issue.options[before[number]], issue.options[after[number]], gains))
    return moves


def say(problem: Problem, moves: Sequence[Move]) -> list[str]:
    """One sentence for each move: who gives what, what it costs it, and whom it serves."""
    return [_sentence([party.name for party in problem.parties], move) for move in moves]


def prices(problem: Problem) -> list[Price]:
    """Two parties' exchanges from the first's best package to the second's, cheapest for the first at the beginning.

    Applied in this order they walk the upper hull of the frontier: what lotteries, or dividing an issue, could reach.
    """
    if len(problem.parties) != 2 or not problem.is_additive or problem.constraints:
        raise AnalysisError("prices of trades are for two parties whose values add up")
    barred = [issue.name for issue, options in zip(problem.issues, problem.allowed, strict=True) if not options]
    if barred:
        raise AnalysisError(f"red lines leave no option of {barred[0]!r}: there is no package, and no price")
    first, second = (party.scale for party in problem.parties)
    found = []
    for number, issue in enumerate(problem.issues):
        chain = _chain(
            [
                (problem.parties[0].values[number][o], problem.parties[1].values[number][o], o)
                for o in problem.allowed[number]
            ]
        )
        for (a0, b0, before), (a1, b1, after) in pairwise(chain):
            costs, gives = Fraction(a0 - a1, first), Fraction(b1 - b0, second)
            found.append(Price(issue.name, issue.options[before], issue.options[after], costs, gives))
    return sorted(found, key=lambda price: (-price.rate, price.issue))


def hull(problem: Problem) -> list[tuple[float, float]]:
    """Corners of the lottery hull of two parties' packages, from the first's best to the second's, in utilities."""
    exchanges = prices(problem)
    start = [Fraction(party.constant, party.scale) for party in problem.parties]
    for number in range(len(problem.issues)):
        best = max(
            (problem.parties[0].values[number][o], problem.parties[1].values[number][o])
            for o in problem.allowed[number]
        )
        start = [have + Fraction(more, p.scale) for have, more, p in zip(start, best, problem.parties, strict=True)]
    corners = [(float(start[0]), float(start[1]))]
    for number, price in enumerate(exchanges):
        start = [start[0] - price.costs, start[1] + price.gives]
        if number + 1 == len(exchanges) or exchanges[number + 1].rate != price.rate:
            corners.append((float(start[0]), float(start[1])))
    return corners


def _chain(points: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The upper concave chain, by the first value descending, from the largest first to the largest second."""
    chain: list[tuple[int, int, int]] = []
    for point in sorted(points, key=lambda p: (-p[0], -p[1], p[2])):
        if chain and point[1] <= chain[-1][1]:
            continue
        while len(chain) > 1 and _is_below(chain[-2], chain[-1], point):
            chain.pop()
        chain.append(point)
    return chain


def _is_below(left: tuple[int, int, int], middle: tuple[int, int, int], right: tuple[int, int, int]) -> bool:
    """Whether the way over `middle` lies on or under the straight one."""
    return (middle[1] - left[1]) * (left[0] - right[0]) <= (right[1] - left[1]) * (left[0] - middle[0])


@dataclass(frozen=True, slots=True)
class _Step:
    """A block of issues, seen from the table: for each number of changes its combinations and what they gain."""

    issues: tuple[int, ...]
    options: dict[int, NDArray[np.int32]]
    gains: dict[int, Points]


@dataclass(slots=True)
class _Sums:
    """Changes of the issues so far that have one number of changes."""

    gains: Points
    packages: NDArray[np.int32]

    def keep(self, rows: NDArray[np.intp]) -> None:
        self.gains, self.packages = self.gains[rows], self.packages[rows]


class _Search:
    def __init__(self, problem: Problem, table: Package, changes: int, limit: int) -> None:
        self.problem, self.table, self.changes, self.limit = problem, table, changes, limit
        self.scale = np.array([party.scale for party in problem.parties], dtype=np.float64)
        self.is_truncated = False
        self.steps = [_step(block, table, changes) for block in problem.blocks]
        self.rest = self._look_ahead()
        nothing = np.zeros((1, len(problem.parties)), dtype=np.int64)
        self.sums = {0: _Sums(nothing, np.array([table], dtype=np.int32))}

    def _look_ahead(self) -> list[dict[int, Points]]:
        """For each step and number of changes the most that the steps after it can still give each party."""
        ahead = {k: np.zeros(len(self.problem.parties), dtype=np.int64) for k in range(self.changes + 1)}
        rest = [ahead]
        for step in reversed(self.steps[1:]):
            most = {k: gains.max(axis=0) for k, gains in step.gains.items()}
            ahead = {
                k: np.max([gain + ahead[k - used] for used, gain in most.items() if used <= k], axis=0) for k in ahead
            }
            rest.append(ahead)
        return rest[::-1]

    def join(self, number: int, stop: Callable[[], bool]) -> bool:
        """Take one step more; False, with nothing taken, where it was stopped."""
        step, rest = self.steps[number], self.rest[number]
        parts: dict[int, list[_Sums]] = {}
        for had, sums in self.sums.items():
            for used, gains in step.gains.items():
                if had + used > self.changes:
                    continue
                least = -rest[self.changes - had - used]
                for options, gain in zip(step.options[used], gains, strict=True):
                    if stop():
                        return False
                    joined = sums.gains + gain
                    rows = np.flatnonzero((joined >= least).all(axis=1))
                    if len(rows):
                        packages = sums.packages[rows]
                        packages[:, step.issues] = options
                        parts.setdefault(had + used, []).append(_Sums(joined[rows], packages))
        self.sums = {k: self._fewer(there) for k, there in parts.items()}
        return True

    def _fewer(self, parts: list[_Sums]) -> _Sums:
        sums = _Sums(np.concatenate([p.gains for p in parts]), np.concatenate([p.packages for p in parts]))
        enough = FEW if len(self.scale) <= CHEAP else max(FEW, self.limit)
        if enough < len(sums.gains) <= CROWD * self.limit:
            sums.keep(undominated(sums.gains))
        if len(sums.gains) > self.limit:
            least = (sums.gains / self.scale).min(axis=1)
            sums.keep(np.sort(np.argpartition(-least, self.limit - 1)[: self.limit]))
            self.is_truncated = True
        return sums

    def found(self) -> list[Trade]:
        """All joint gains that are left, none of them beaten by another with as many changes."""
        trades_found = []
        for changes, sums in sorted(self.sums.items()):
            better = np.flatnonzero((sums.gains >= 0).all(axis=1) & (sums.gains > 0).any(axis=1))
            if changes == 0 or len(better) == 0:
                continue
            best = better[undominated(sums.gains[better])]
            trades_found += [
                _trade(self.problem, self.table, tuple(package)) for package in sums.packages[best].tolist()
            ]
        return trades_found


def _step(block: Block, table: Package, changes: int) -> _Step:
    here = np.array([table[issue] for issue in block.issues], dtype=np.int32)
    used = (block.options != here).sum(axis=1)
    gains = block.points - block.points[int(np.flatnonzero(used == 0)[0])]
    options, by_changes = {}, {}
    for k in range(changes + 1):
        rows = np.flatnonzero(used == k)
        if len(rows):
            rows = rows[undominated(gains[rows])]
            options[k], by_changes[k] = block.options[rows], gains[rows]
    return _Step(block.issues, options, by_changes)


def _trade(problem: Problem, table: Package, package: Package) -> Trade:
    points = problem.points(package)
    gains = tuple(
        (have - had) / party.scale
        for have, had, party in zip(points, problem.points(table), problem.parties, strict=True)
    )
    return Trade(package, points, gains, sum(a != b for a, b in zip(package, table, strict=True)))


def _undominated(found: list[Trade]) -> list[Trade]:
    if not found:
        return []
    fewest: dict[tuple[int, ...], Trade] = {}
    for trade in sorted(found, key=lambda trade: trade.changes):
        fewest.setdefault(trade.points, trade)
    there = list(fewest.values())
    best = [there[row] for row in undominated(np.array(list(fewest), dtype=np.int64))]
    return sorted(best, key=lambda trade: (-min(trade.gains), -sum(trade.gains), trade.package))


def _sentence(names: Sequence[str], move: Move) -> str:
    givers = [f"{name} gives" for name, gain in zip(names, move.gains, strict=True) if gain < 0]
    costs = [f"it costs {name} {_plain(-gain)}" for name, gain in zip(names, move.gains, strict=True) if gain < 0]
    worths = [f"it is worth {_plain(gain)} to {name}" for name, gain in zip(names, move.gains, strict=True) if gain > 0]
    change = f"{move.issue}: {move.after} instead of {move.before}"
    head = f"{' and '.join(givers)} {change}" if givers else change
    return f"{head}; {', '.join([*costs, *worths]) or 'it is all the same to everybody'}"


def _plain(number: float) -> str:
    return f"{number:.4g}"
