"""Which of many points no other beats: exact, in whole numbers, larger is better.

Cost for N points of which F stay: two columns O(N log N). From three columns on a grid first strikes out what is
clearly beaten, O(N + cells), usually all but a few more than F; the rest goes to moocore's C code where it is
installed, O(N log N) in three columns and O(N logᶜ⁻² N) in c, else in NumPy to a sweep, O(N log² N) in three columns,
or to block-wise comparison, O(N·F).

Sources: Kung, Luccio, Preparata, On finding the maxima of a set of vectors, Journal of the ACM 22 (1975); for
striking out first: Bentley, Clarkson, Levine, Fast linear expected-time algorithms for computing maxima and convex
hulls, Algorithmica 9 (1993).
"""

import importlib
import importlib.util
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entremise.analysis.problems import Points

Rows = NDArray[np.intp]

EXACT_IN_FLOATS = 2**53
FEW = 256
"""Below this many rows three comparisons of everything with everything are quickest."""
CHUNK = 2048
CELLS = 2**22
"""Most cells of the grid that strikes out what is clearly beaten."""


def undominated(points: Points) -> Rows:
    """Row numbers of the points that no other dominates; of equal points only one.

    Args:
        points: array of shape (n_points, n_columns).

    Returns:
        The rows kept, sorted by the first column, largest first.
    """
    if len(points) == 0:
        return np.zeros(0, dtype=np.intp)
    width = points.shape[1]
    if width == 1:
        return np.array([int(points[:, 0].argmax())])
    if width == 2:
        return staircase(points[:, 0], points[:, 1])
    if len(points) <= FEW:
        kept = all_pairs(points)
    else:
        hopeful = not_clearly_beaten(points)
        kept = hopeful[by_moocore(points[hopeful]) if moocore() else by_numpy(points[hopeful])]
    order = np.lexsort(tuple(-points[kept, column] for column in reversed(range(width))))
    return np.asarray(kept[order])


def staircase(first: NDArray[np.int64], second: NDArray[np.int64]) -> Rows:
    """Row numbers of the undominated points in two columns, by `first` descending. One sort and one running maximum."""
    order = _descending(first)
    ordered = second[order]
    best = np.maximum.accumulate(ordered)
    rises = np.empty(len(order), dtype=bool)
    rises[0] = True
    np.greater(ordered[1:], best[:-1], out=rises[1:])
    rows = order[rises]
    # Of points that agree in `first`, the last to rise is the best.
    values = first[rows]
    last = np.empty(len(rows), dtype=bool)
    last[-1] = True
    np.not_equal(values[1:], values[:-1], out=last[:-1])
    return np.asarray(rows[last])


def _descending(values: NDArray[np.int64]) -> Rows:
    top, low = int(values.max()), int(values.min())
    bits = len(values).bit_length()
    if len(values) < FEW or (top - low) >> (62 - bits):
        return np.argsort(-values, kind="stable")
    # Value and row in one number: sorting plain numbers is much quicker than sorting by them.
    keys = ((top - values) << bits) | np.arange(len(values))
    keys.sort()
    return keys & ((1 << bits) - 1)


@cache
def moocore() -> Any:  # noqa: ANN401 – it ships no types
    """The optional library's module, or None."""
    return importlib.import_module("moocore") if importlib.util.find_spec("moocore") else None


def not_clearly_beaten(points: Points) -> Rows:
    """Row numbers in their order, of all undominated points and some others.

    A table over all columns but the last, in steps, holds the largest last value found at or above each cell. Who finds
    as large a value a whole cell above in every other column is dominated.
    """
    axes = points.shape[1] - 1
    steps = max(2, int(min(CELLS, 2 * len(points)) ** (1 / axes)))
    cell = np.zeros(len(points), dtype=np.intp)
    for column in range(axes):
        values = points[:, column]
        low = int(values.min())
        step = ((values - low) * (steps / (int(values.max()) - low + 1))).astype(np.intp)
        # Floats may round the largest up; a margin of one cell stays empty at each end.
        cell = cell * (steps + 1) + np.minimum(step, steps - 1)
    table = np.full((steps + 1,) * axes, np.iinfo(np.int64).min, dtype=np.int64)
    flat = table.reshape(-1)
    last = points[:, -1]
    np.maximum.at(flat, cell, last)
    for axis in range(axes):
        downwards = np.flip(table, axis)
        np.maximum.accumulate(downwards, axis=axis, out=downwards)
    above = sum((steps + 1) ** axis for axis in range(axes))
    return np.flatnonzero(flat[cell + above] < last)


def by_moocore(points: Points) -> Rows:
    """As `undominated`, unsorted: moocore's filter."""
    if np.abs(points).max() < EXACT_IN_FLOATS:
        data = points.astype(np.float64)
    else:
        # Which dominates which depends on ranks alone.
        ranks = [np.unique(points[:, column], return_inverse=True)[1] for column in range(points.shape[1])]
        data = np.stack(ranks, axis=1).astype(np.float64)
    return np.flatnonzero(moocore().is_nondominated(data, maximise=True))


def by_numpy(points: Points) -> Rows:
    """As `undominated`, unsorted: without any further library."""
    order = np.lexsort(tuple(-points[:, column] for column in reversed(range(points.shape[1]))))
    ordered = points[order]
    new = np.ones(len(ordered), dtype=bool)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    order, ordered = order[new], ordered[new]
    kept = _sweep_three(ordered) if points.shape[1] == 3 else _in_chunks(ordered)
    return np.asarray(order[kept])


def all_pairs(points: Points) -> Rows:
    """As `undominated`, unsorted: everything compared with everything."""
    weak = (points[:, None, :] >= points[None, :, :]).all(axis=2)
    strict = weak & ~weak.T
    twins = weak & weak.T & (np.arange(len(points))[:, None] < np.arange(len(points))[None, :])
    return np.flatnonzero(~(strict | twins).any(axis=0))


def _sweep_three(points: Points) -> Rows:
    """Rows of different points, sorted by the first column, that none before them beats in the other two.

    Divide and conquer over the order, all pairs of halves of one size at once: within each pair sorted by the second
    column, a running maximum of the left half's third column meets each point of the right half.
    """
    size = len(points)
    levels = max(1, (size - 1).bit_length())
    # By the second column, and among equals whoever stands earlier, so that equal in the second counts as beaten.
    place = np.lexsort((np.arange(size), -points[:, 1]))
    third = np.unique(points[:, 2], return_inverse=True)[1].astype(np.int64)
    beaten = np.zeros(size, dtype=bool)
    for level in range(levels - 1, -1, -1):
        right = ((place >> level) & 1).astype(bool)
        pair = place >> (level + 1)
        # Each pair starts anew: its number lifts it above all running maxima before it.
        lift = pair * (size + 1)
        running = np.maximum.accumulate(np.where(right, lift, lift + third[place] + 1))
        losers = right & (running >= lift + third[place] + 1)
        beaten[place[losers]] = True
        # Into halves of the next size, keeping the order of the second column within each.
        if level:
            place = place[np.argsort(place >> level, kind="stable")]
    return np.flatnonzero(~beaten)


def _in_chunks(points: Points) -> Rows:
    """Rows of different points that no other dominates; the promising ones first, so that most fall early."""
    total = points.astype(np.float64).sum(axis=1)
    order = np.argsort(-total, kind="stable")
    kept = np.zeros(0, dtype=np.intp)
    for start in range(0, len(order), CHUNK):
        rows = order[start : start + CHUNK]
        for at in range(0, len(kept), CHUNK):
            rows = rows[~_beaten(points[rows], points[kept[at : at + CHUNK]])]
            if len(rows) == 0:
                break
        rows = rows[all_pairs(points[rows])] if len(rows) else rows
        kept = np.concatenate([kept, rows])
    return kept


def _beaten(points: Points, by: Points) -> NDArray[np.bool_]:
    answer = np.ones((len(points), len(by)), dtype=bool)
    for column in range(points.shape[1]):
        answer &= points[:, column, None] <= by[None, :, column]
    return np.asarray(answer.any(axis=1))
