"""The exact frontier: every package that no other beats for all, out of 10^100 where values add up.

Block by block (an issue, or issues bound together), the undominated sums so far are joined with the block's options
and filtered again. A sum that is beaten stays beaten whatever is added, so nothing is lost; each sum remembers what it
was made of, so that packages can be told. For two parties this is the Nemhauser–Ullmann list (1969).

The number of points can grow exponentially for adversarial values. `limit` and `stop` bound the work; an answer that
was cut short says so (`is_truncated`) and still holds only real packages.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from entremise.analysis.filters import Rows, not_clearly_beaten, staircase, undominated
from entremise.analysis.problems import ROUNDING, Package, Points, Problem, check_parties

LIMIT = 2_000_000
"""Most sums that are kept at once."""
DENSE = 4
"""Sums are put into a table by their first value where it is at most so many times as long as their list."""
COSTLY = 200_000
"""Of more sums for four parties and more, those before the last block are not all compared."""
MANY = 200
"""A cut is sharpened while so many sums are left."""
SHARPER = 5
"""How often for each block."""
KEPT = 20
"""How many of the sharper ones are tried on later blocks."""
GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True, slots=True)
class Layer:
    """How the sums after one block were made: of which sum before it, and which of the block's combinations."""

    parent: NDArray[np.int32]
    choice: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Frontier:
    """Undominated points, by the first party's worth descending, and the packages behind them."""

    problem: Problem
    points: Points
    """Array of shape (n_points, n_parties)."""
    order: tuple[int, ...]
    """In which order the problem's blocks were joined."""
    layers: tuple[Layer, ...]
    is_truncated: bool = False
    """Some undominated packages may be missing, and some of these may be beaten by them."""
    epsilon: tuple[int, ...] = ()
    """For a cover: no package is better than some member by more than this, in points of each party."""
    known: tuple[Package, ...] = ()
    """Packages of the points, where a solver found them one by one and there are no layers."""

    def __len__(self) -> int:
        return len(self.points)

    @property
    def is_exact(self) -> bool:
        """Whether this is the whole frontier, point for point."""
        return not self.is_truncated and not any(self.epsilon) and not self.problem.is_sampled

    def package(self, number: int) -> Package:
        """A package worth `points[number]`; the same one every time."""
        if self.known:
            return self.known[number]
        chosen = [0] * len(self.problem.issues)
        for block, layer in zip(reversed(self.order), reversed(self.layers), strict=True):
            combination = self.problem.blocks[block].options[layer.choice[number]]
            for issue, option in zip(self.problem.blocks[block].issues, combination, strict=True):
                chosen[issue] = int(option)
            number = int(layer.parent[number])
        return tuple(chosen)

    def packages(self) -> list[Package]:
        """One package for each point."""
        if self.known:
            return list(self.known)
        rows: Rows = np.arange(len(self.points))
        chosen = np.zeros((len(rows), len(self.problem.issues)), dtype=np.int32)
        for block, layer in zip(reversed(self.order), reversed(self.layers), strict=True):
            chosen[:, self.problem.blocks[block].issues] = self.problem.blocks[block].options[layer.choice[rows]]
            rows = layer.parent[rows].astype(np.intp)
        return [tuple(row) for row in chosen.tolist()]

    def all_packages(self, number: int, *, most: int = 1000) -> list[Package]:
        """Every package worth exactly `points[number]`, at most so many.

        A part of an undominated package is itself undominated, so the sums kept on the way lead to all of them. After
        a truncation some may be missing; of packages that a solver found, one is known.
        """
        return [self.known[number]] if self.known else list(islice(self._ways(number), most))

    def _ways(self, number: int) -> Iterator[Package]:
        blocks = [self.problem.blocks[block] for block in self.order]
        sums: list[Points] = [_start(self.problem)]
        for block, layer in zip(blocks, self.layers, strict=True):
            sums.append(sums[-1][layer.parent] + block.points[layer.choice])
        # Loop instead of recursion: a case may have more issues than Python has frames.
        pending = [(len(blocks), tuple(self.points[number].tolist()), dict[int, int]())]
        where = [{tuple(row): True for row in level.tolist()} for level in sums]
        while pending:
            depth, target, chosen = pending.pop()
            if depth == 0:
                yield tuple(chosen[issue] for issue in range(len(self.problem.issues)))
                continue
            block = blocks[depth - 1]
            for combination, points in zip(block.options.tolist(), block.points.tolist(), strict=True):
                before = tuple(t - p for t, p in zip(target, points, strict=True))
                if before in where[depth - 1]:
                    pending.append((depth - 1, before, chosen | dict(zip(block.issues, combination, strict=True))))

    def utilities(self) -> NDArray[np.float64]:
        """The points on the scales of the file. Array of shape (n_points, n_parties)."""
        return self.points / np.array([party.scale for party in self.problem.parties], dtype=np.float64)


@dataclass(frozen=True)
class Cut:
    """Only packages with weights · points ≥ least are wanted, for each row of weights."""

    weights: NDArray[np.float64]
    """Array of shape (n_cuts, n_parties)."""
    least: NDArray[np.float64]
    """Array of shape (n_cuts,)."""
    sharper: Callable[[Sequence[Points], Points], tuple[NDArray[np.float64], float]] | None = None
    """From the points of the blocks still to come and a sum so far: weights that bound closely what can become of it,
    and their least. Any answer must hold for every wanted package; how close it is only saves work."""


@dataclass(frozen=True, slots=True)
class Barrier:
    """One row of a cut, and the most that the blocks after each one can still add along it."""

    weights: NDArray[np.float64]
    least: float
    rest: NDArray[np.float64]
    """Array of shape (n_blocks,)."""


def frontier(
    problem: Problem,
    *,
    floor: Sequence[int] | None = None,
    cut: Cut | None = None,
    limit: int = LIMIT,
    cell: Sequence[int] | None = None,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
    stop: Callable[[], bool] = lambda: False,
) -> Frontier:
    """The undominated packages of a problem for two to eight parties.

    Args:
        problem: whose bound issues must have few combinations (see Problem.blocks).
        floor: the least that each party must have, in points; the disagreement if not given.
        cut: a further linear condition; what cannot meet it is dropped early.
        limit: most sums kept at once; more are thinned, and the answer says so.
        cell: for each party, how many points count as the same; the answer is then a cover: for every package above the
            floor some member is worse by at most `epsilon` for anybody, and may lie below the floor by as much.
        progress: told after each block how many are done, and of how many.
        stop: asked before each block; once true, what is left is filled in greedily and the answer says so.

    Cost: sorting (options × points kept) for each block; two parties, 10^30 outcomes: milliseconds.
    """
    check_parties(problem, at_least=1)
    return _Merging(problem, floor=floor, cut=cut, limit=limit).run(cell=cell, progress=progress, stop=stop)


class _Merging:
    def __init__(self, problem: Problem, *, floor: Sequence[int] | None, cut: Cut | None, limit: int) -> None:
        self.problem, self.cut, self.limit = problem, cut, limit
        self.floor = np.array(problem.disagreement if floor is None else floor, dtype=np.int64)
        # Narrow blocks first keep the lists short for longer.
        spread = [np.ptp(block.points, axis=0).sum() if len(block.points) else 0 for block in problem.blocks]
        # With a cut the widest come first: what falls below it falls early.
        order = np.argsort(spread, kind="stable")
        self.order = tuple(order[:: 1 if cut is None else -1].tolist())
        self.blocks = [problem.blocks[block] for block in self.order]
        self.points = _start(problem)
        self.layers: list[Layer] = []
        self.lost = np.zeros(len(problem.parties), dtype=np.int64)
        self.is_truncated = False
        if any(len(block.points) == 0 for block in self.blocks):
            self.points = self.points[:0]
        else:
            self._look_ahead()

    def _look_ahead(self) -> None:
        """The most that the blocks still to come can add, for each party and along the cut."""
        best = np.array([block.points.max(axis=0) for block in self.blocks], dtype=np.int64)
        self.rest = np.concatenate([np.cumsum(best[::-1], axis=0)[::-1][1:], np.zeros_like(best[:1])])
        if self.cut is not None:
            self.table = np.concatenate([block.points for block in self.blocks]).astype(np.float64)
            self.starts = np.cumsum([0, *(len(block.points) for block in self.blocks[:-1])])
            terms = np.maximum.reduceat(np.abs(self.table), self.starts)
            self.size = terms.sum(axis=0) + np.abs(self.points[0].astype(np.float64))
            pairs = zip(self.cut.weights, self.cut.least.tolist(), strict=True)
            self.barriers = [self._barrier(weights, least) for weights, least in pairs]

    def _barrier(self, weights: NDArray[np.float64], least: float) -> Barrier:
        highest = np.maximum.reduceat(self.table @ weights, self.starts)
        rest = np.concatenate([np.cumsum(highest[::-1])[::-1][1:], [0.0]])
        # Rounding of floats must not lose a package that lies on the cut, however large the terms that cancel there.
        margin = 1e-9 * (1 + abs(least)) + ROUNDING * float(self.size @ np.abs(weights))
        return Barrier(weights, least - margin, rest)

    def run(
        self, *, cell: Sequence[int] | None, progress: Callable[[int, int], None], stop: Callable[[], bool]
    ) -> Frontier:
        budget = None if cell is None else np.array(cell, dtype=np.int64)
        floor = self.floor
        if budget is not None:
            # What stands for a package may lie below the floor by as much as it may be worse.
            self.floor = floor - budget
        for number in range(len(self.blocks)):
            if stop():
                self._fill_in(number)
                break
            self._join(number)
            if budget is not None:
                self._coarsen(number, budget)
            if len(self.points) > self.limit:
                self._thin()
            progress(number + 1, len(self.blocks))
        keep = (self.points >= floor - self.lost).all(axis=1)
        if len(self.points) and not keep.all():
            self._keep(np.flatnonzero(keep))
        return Frontier(
            problem=self.problem,
            points=self.points,
            order=self.order if self.layers else (),
            layers=tuple(self.layers),
            is_truncated=self.is_truncated,
            epsilon=() if cell is None else tuple(self.lost.tolist()),
        )

    def _join(self, number: int) -> None:
        points = self.blocks[number].points
        options = undominated(points) if len(points) > 1 else np.zeros(len(points), dtype=np.intp)
        added = points[options]
        if len(self.points) == 0:
            self._remember(np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp), self.points)
            return
        if self.points.shape[1] == 2:
            rows, first, second = _join_two(self.points, added)
            joined = np.stack([first, second], axis=1)
            hopeful = self._hopeful(joined, number)
            rows, joined = rows[hopeful], joined[hopeful]
        else:
            every = (added[:, None, :] + self.points[None, :, :]).reshape(-1, self.points.shape[1])
            hopeful = self._hopeful(every, number)
            rows = hopeful[self._standing(every[hopeful], number)]
            joined = every[rows]
        self._remember(rows % len(self.points), options[rows // len(self.points)], joined)

    def _standing(self, points: Points, number: int) -> Rows:
        """Rows of the sums that no other beats; before the last block, of very many, some others as well."""
        if number + 2 == len(self.blocks) and len(points) > COSTLY and points.shape[1] > 3:
            # What is beaten costs less to carry on than to find: the last block's filter strikes it out.
            rows = not_clearly_beaten(points)
            if len(rows) <= self.limit:
                return rows
        return undominated(points)

    def _hopeful(self, points: Points, number: int) -> Rows:
        """Rows of the sums that may still become a wanted package with what is to come."""
        rows = np.flatnonzero((points >= self.floor - self.rest[number]).all(axis=1))
        if self.cut is None:
            return rows
        sums = points[rows].astype(np.float64)
        for barrier in self.barriers:
            rows, sums = _above(barrier, number, rows, sums)
        if self.cut.sharper is not None and number + 1 < len(self.blocks):
            coming = [block.points for block in self.blocks[number + 1 :]]
            for turn in range(SHARPER):
                if len(rows) < MANY:
                    break
                # Spread over the list, never the same place twice.
                chosen = points[rows[int(len(rows) * (turn * GOLDEN % 1))]]
                barrier = self._barrier(*self.cut.sharper(coming, chosen))
                self.barriers.append(barrier)
                rows, sums = _above(barrier, number, rows, sums)
            known = len(self.cut.least)
            self.barriers = self.barriers[:known] + self.barriers[known:][-KEPT:]
        return rows

    def _remember(self, parent: Rows, choice: Rows, points: Points) -> None:
        self.layers.append(Layer(parent.astype(np.int32), choice.astype(np.int32)))
        self.points = points

    def _keep(self, rows: Rows) -> None:
        if not self.layers:
            self.points = self.points[rows]
            return
        last = self.layers.pop()
        self.layers.append(Layer(last.parent[rows], last.choice[rows]))
        self.points = self.points[rows]

    def _thin(self) -> None:
        self._keep(np.linspace(0, len(self.points) - 1, self.limit).astype(np.intp))
        self.is_truncated = True

    def _coarsen(self, number: int, budget: NDArray[np.int64]) -> None:
        """One sum for each cell of a grid, a share of the budget for each block still to come."""
        width = (budget - self.lost) // (len(self.blocks) - number) + 1
        if len(self.points) < 2 or (width <= 1).all():
            return
        # Within a cell the least is less than a width below the most: so much is lost at most, each time.
        cells = np.floor_divide(self.points, width)
        rows = undominated(cells)
        if len(rows) < len(self.points):
            self._keep(rows)
            self.lost += width - 1

    def _fill_in(self, number: int) -> None:
        self.is_truncated = True
        if len(self.points) == 0:
            # Red lines or constraints leave no package, however long one looks.
            self.layers = []
            return
        scale = np.array([party.scale for party in self.problem.parties], dtype=np.float64)
        for block in self.blocks[number:]:
            choice = int((block.points / scale).sum(axis=1).argmax())
            rows = np.arange(len(self.points))
            self._remember(rows, np.full(len(rows), choice), self.points + block.points[choice])


def _above(barrier: Barrier, number: int, rows: Rows, sums: NDArray[np.float64]) -> tuple[Rows, NDArray[np.float64]]:
    keep = sums @ barrier.weights >= barrier.least - barrier.rest[number]
    return (rows, sums) if keep.all() else (rows[keep], sums[keep])


def _start(problem: Problem) -> Points:
    return np.array([[party.constant for party in problem.parties]], dtype=np.int64)


def _join_two(points: Points, added: Points) -> tuple[Rows, NDArray[np.int64], NDArray[np.int64]]:
    """Undominated sums of two lists in two columns: their numbers in the table of all sums, and the sums."""
    low = int(points[-1, 0] + added[:, 0].min())
    span = int(points[0, 0] + added[:, 0].max()) - low + 1
    if span <= DENSE * len(points) * len(added) and len(points) > 64:
        return _join_in_table(points, added, low=low, span=span)
    first = (added[:, 0, None] + points[None, :, 0]).ravel()
    second = (added[:, 1, None] + points[None, :, 1]).ravel()
    rows = staircase(first, second)
    return rows, first[rows], second[rows]


def _join_in_table(
    points: Points, added: Points, *, low: int, span: int
) -> tuple[Rows, NDArray[np.int64], NDArray[np.int64]]:
    """As _join_two, with a table over all values of the first column: no sorting where these are few."""
    best = np.full(span, np.iinfo(np.int64).min, dtype=np.int64)
    origin = np.zeros(span, dtype=np.intp)
    rows = np.arange(len(points))
    for number, (first, second) in enumerate(added.tolist()):
        place = points[:, 0] + (first - low)
        offered = points[:, 1] + second
        better = offered > best[place]
        place = place[better]
        best[place] = offered[better]
        origin[place] = rows[better] + number * len(points)
    # From the largest first value down, keep what rises.
    downwards = best[::-1]
    running = np.maximum.accumulate(downwards)
    rises = np.empty(span, dtype=bool)
    rises[0] = downwards[0] > np.iinfo(np.int64).min
    np.greater(downwards[1:], running[:-1], out=rises[1:])
    found = np.flatnonzero(rises)
    return origin[::-1][found], low + span - 1 - found, downwards[found]
