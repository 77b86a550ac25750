"""From a package on the table: what would make nobody worse and somebody better, by how many issues change.

A third column, one point lost for each changed issue, is carried through the joining of issues, so that the best joint
gains with 1, 2, 3 … changes come out exactly, all at once. `explain` says a change issue by issue; `prices` are the
exchanges of the lottery hull: per issue the concave chain of two parties' values, its edges sorted by rate.

Sources: Raiffa, The art and science of negotiation (1982), on trades; Brams, Taylor, Fair division (1996), on rates.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from entremise.analysis.errors import AnalysisError
from entremise.analysis.frontier import LIMIT, frontier
from entremise.analysis.problems import Package, Party, Problem, check_parties, worth

COUNTER = "(issues left as they are)"


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
) -> dict[int, list[Trade]]:
    """For each number of changed issues up to `changes`, the undominated joint gains with at most so many.

    The largest least gain comes first. Only additive problems count issue by issue; bound issues count as one.
    `limit` and `stop` are those of `frontier`: what is cut short still makes nobody worse, and may not be the best.
    """
    check_parties(problem)
    if not problem.is_allowed(table):
        raise AnalysisError("the package on the table crosses a red line or a constraint")
    counted = _with_counter(problem, table, changes)
    found = frontier(counted, floor=[*problem.points(table), -changes], limit=limit, stop=stop)
    packages = found.packages()
    answer: dict[int, list[Trade]] = {}
    for most in range(1, changes + 1):
        rows = [row for row in range(len(packages)) if 0 < -int(found.points[row, -1]) <= most]
        answer[most] = _undominated([_trade(problem, table, packages[row]) for row in rows])
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


def _with_counter(problem: Problem, table: Package, changes: int) -> Problem:
    rows = tuple(
        tuple(0 if option == table[number] else -1 for option in range(len(issue.options)))
        for number, issue in enumerate(problem.issues)
    )
    counter = Party(COUNTER, rows, disagreement=-changes)
    return Problem(problem.issues, (*problem.parties, counter), problem.constraints)


def _trade(problem: Problem, table: Package, package: Package) -> Trade:
    points = problem.points(package)
    gains = tuple(
        (have - had) / party.scale
        for have, had, party in zip(points, problem.points(table), problem.parties, strict=True)
    )
    return Trade(package, points, gains, sum(a != b for a, b in zip(package, table, strict=True)))


def _undominated(found: list[Trade]) -> list[Trade]:
    points = np.array([trade.points for trade in found], dtype=np.int64)
    best = [
        trade
        for number, trade in enumerate(found)
        if not ((points >= points[number]).all(axis=1) & (points > points[number]).any(axis=1)).any()
    ]
    fewest: dict[tuple[int, ...], Trade] = {}
    for trade in sorted(best, key=lambda trade: trade.changes):
        fewest.setdefault(trade.points, trade)
    return sorted(fewest.values(), key=lambda trade: (-min(trade.gains), -sum(trade.gains), trade.package))


def _sentence(names: Sequence[str], move: Move) -> str:
    givers = [f"{name} gives" for name, gain in zip(names, move.gains, strict=True) if gain < 0]
    costs = [f"it costs {name} {_plain(-gain)}" for name, gain in zip(names, move.gains, strict=True) if gain < 0]
    worths = [f"it is worth {_plain(gain)} to {name}" for name, gain in zip(names, move.gains, strict=True) if gain > 0]
    change = f"{move.issue}: {move.after} instead of {move.before}"
    head = f"{' and '.join(givers)} {change}" if givers else change
    return f"{head}; {', '.join([*costs, *worths]) or 'it is all the same to everybody'}"


def _plain(number: float) -> str:
    return f"{number:.4g}"
