"""Multipliers that bound what any package can reach, and packages that come close: the search behind `points`.

For λ > 0 and gains g (shape (n_parties,)): Σ log g_p ≤ λ·g − n − Σ log λ_p, and min_p g_p · Σλ ≤ λ·g. The right sides
are linear in the package, so their maximum falls apart into one choice for each block. The least such bound is found
with the few packages visited so far (Kelley's cutting planes; a Newton step on a barrier for the small problem).

Sources: Geoffrion, Lagrangean relaxation for integer programming (1974); Boyd, Vandenberghe, Convex optimization,
chapter 11.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entremise.analysis.problems import ROUNDING, Problem

Vector = NDArray[np.float64]
Score = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Worth of gains, array of shape (…, n_parties) to (…): larger is better."""

ROUNDS = 80
FAR = 1e-6
"""A share of a party's reach so small that only multipliers nobody needs are larger than its inverse."""
TINY = 1e-300
CUTS = 12
PAIRS = 1200
"""Up to so many options, every pair of changes is tried too."""


@dataclass(frozen=True)
class Options:
    """All combinations of all blocks in one table, in units in which parties are compared."""

    gains: Vector
    """Array of shape (n_rows, n_parties)."""
    start: NDArray[np.intp]
    """The first row of each block."""
    block: NDArray[np.intp]
    """The block of each row."""
    base: Vector
    """What every package has, less the floor; array of shape (n_parties,)."""

    def best(self, weights: Vector) -> tuple[float, NDArray[np.intp]]:
        """The largest weights · gains of any package, and the rows of a package that has it."""
        along = self.gains @ weights
        highest = np.maximum.reduceat(along, self.start)
        reach = np.flatnonzero(along >= highest[self.block])
        _, first = np.unique(self.block[reach], return_index=True)
        return float(highest.sum() + self.base @ weights), reach[first]

    def size(self, weights: Vector) -> float:
        """How large the terms of weights · gains may be before they cancel: what rounding is a share of."""
        terms = np.maximum.reduceat(np.abs(self.gains) @ np.abs(weights), self.start)
        return float(terms.sum() + np.abs(self.base) @ np.abs(weights))

    def total(self, rows: NDArray[np.intp]) -> Vector:
        """The gains of the package made of these rows, one for each block."""
        return np.asarray(self.gains[rows].sum(axis=0) + self.base)


def options_of(problem: Problem, units: Vector, floor: NDArray[np.int64]) -> Options:
    """A problem's options as gains over `floor` (points), times `units` (for each party)."""
    sizes = np.array([len(block.points) for block in problem.blocks])
    constant = np.array([party.constant for party in problem.parties], dtype=np.int64)
    return Options(
        gains=np.concatenate([block.points for block in problem.blocks]) * units,
        start=np.concatenate([[0], np.cumsum(sizes)[:-1]]),
        block=np.repeat(np.arange(len(sizes)), sizes),
        base=(constant - floor) * units,
    )


def climb(options: Options, rows: NDArray[np.intp], score: Score) -> tuple[float, NDArray[np.intp]]:
    """A package that no change of one block makes better (of two blocks, where these are few), from `rows` on."""
    rows = rows.copy()
    value = float(score(options.total(rows)))
    for pairs in (False, True) if len(options.gains) <= PAIRS else (False,):
        while True:
            moved = options.gains - options.gains[rows][options.block]
            total = options.total(rows)
            if pairs:
                values = score(total + moved[:, None, :] + moved[None, :, :])
                values[options.block[:, None] == options.block[None, :]] = -np.inf
                first, second = np.unravel_index(int(values.argmax()), values.shape)
                change = [int(first), int(second)]
                found = float(values[first, second])
            else:
                values = score(total + moved)
                change = [int(values.argmax())]
                found = float(values[change[0]])
            if not found > value + 1e-12 * abs(value):
                break
            rows[options.block[change]] = change
            value = found
    return value, rows


def least_bound(
    options: Options, known: NDArray[np.intp], *, logs: bool
) -> tuple[float, Vector, list[NDArray[np.intp]]]:
    """Multipliers whose bound is nearly the least, that bound, and the packages visited.

    Args:
        options: gains, in the units compared.
        known: rows of a package, the best known so far.
        logs: bound Σ log g (the Nash product) rather than min g (egalitarian).

    Returns:
        (bound, multipliers, rows of packages). The multipliers, array of shape (n, n_parties), are all that were
        tried, the best last. For min g each sums to one; for Σ log g they are scaled so that the bound is
        max λ·g − n − Σ log λ. It is −inf if λ·g is nowhere above zero.
    """
    parties = options.gains.shape[1]
    reach = np.maximum.reduceat(np.abs(options.gains), options.start).sum(axis=0) + np.abs(options.base) + 1e-300
    if logs and (reach < 1e-299).any():
        # Somebody's gain is nothing whatever is chosen: the multipliers would have no bound.
        return -np.inf, np.ones((1, parties)), [known]
    # The bound on min g is found above zero: everything is lifted until the known package is well above it.
    lift = 0.0 if logs else float(reach.max() - options.total(known).min())
    level = float(parties) if logs else 1.0
    starts = [*(np.eye(parties) / reach), 1.0 / reach]
    visited = [known, *(options.best(weights + 1e-9 / reach)[1] for weights in starts)]
    tried: list[tuple[float, Vector]] = []
    for _ in range(ROUNDS):
        vertices = np.array([options.total(rows) for rows in visited]) + lift
        weights = _multipliers(np.vstack([vertices, np.diag(reach * FAR)]), level=level, logs=logs)
        if not logs:
            weights /= weights.sum()
        top, rows = options.best(weights)
        if logs:
            noise = ROUNDING * options.size(weights)
            if top < -noise:
                return -np.inf, weights[None, :], visited
            # What is nothing but for rounding may be a little above it.
            weights *= parties / max(top, noise, TINY)
        tried.append((-float(np.log(weights).sum()) if logs else top, weights))
        if any((rows == seen).all() for seen in visited):
            break
        visited.append(rows)
    tried.sort(key=lambda pair: -pair[0])
    return tried[-1][0], np.array([weights for _, weights in tried[-CUTS:]]), visited


def _multipliers(vertices: Vector, *, level: float, logs: bool) -> Vector:
    """The λ > 0 with vertices · λ ≤ level and the largest Σ log λ (with `logs`) or Σ λ. Newton on a barrier.

    Near is enough: any λ > 0 gives a true bound.
    """
    size = np.abs(vertices).max(axis=0) + 1e-300
    scaled = vertices / size
    weights = np.full(vertices.shape[1], level / (2 * vertices.shape[1]))
    wish = np.zeros_like(size) if logs else size.min() / size
    barrier = 1.0
    while barrier > 1e-9:
        for _ in range(20):
            pull = scaled / (level - scaled @ weights)[:, None]
            own = 1.0 if logs else barrier
            gradient = wish + own / weights - barrier * pull.sum(axis=0)
            try:
                step = np.linalg.solve(np.diag(own / weights**2) + barrier * pull.T @ pull, gradient)
            except np.linalg.LinAlgError:
                return np.asarray(weights / size)
            length = 1.0
            while length > 1e-9 and not _is_inside(weights + length * step, scaled, level):
                length *= 0.5
            if length <= 1e-9:
                break
            weights = weights + length * step
            if float(gradient @ step) < 1e-2 * barrier:
                break
        barrier *= 0.1
    return np.asarray(weights / size)


def _is_inside(weights: Vector, scaled: Vector, level: float) -> bool:
    return bool((weights > 0).all() and (scaled @ weights < level).all())


def box_bound(options: Options, along: Vector, *, rounds: int = 150) -> tuple[float, Vector, list[NDArray[np.intp]]]:
    """A bound on along · gains over packages whose gains are nowhere below zero, as `least_bound` gives it.

    Any multipliers ≥ along bound it; they are found by steps against what the bound's own package lacks.
    """
    size = np.maximum.reduceat(np.abs(options.gains), options.start).sum(axis=0) + np.abs(options.base) + 1e-300
    lowest = along * size
    best, step = lowest, float(lowest.max())
    bound, rows = options.best(best / size)
    found, visited = [(bound, best / size)], [rows]
    tried = best
    for _ in range(rounds):
        lacks = options.total(rows) / size
        if (lacks >= 0).all() and (tried <= lowest).all():
            break
        tried = np.maximum(lowest, best - step * lacks / (float(np.abs(lacks).max()) + 1e-300))
        value, rows = options.best(tried / size)
        visited.append(rows)
        if value < bound:
            bound, best = value, tried
            found.append((value, tried / size))
            step *= 1.1
        else:
            step *= 0.8
    return bound, np.array([weights for _, weights in found[-CUTS:]]), visited


def least_of_sum(options: Options, weights: Vector, *, rounds: int = 30) -> Vector:
    """Multipliers, shares of one, whose bound on these options is near the least, by steps down from `weights`.

    Args:
        options: the gains still to come; their base is what is there already.
        weights: where to begin.
        rounds: how many steps. Each costs one look at every option.
    """
    best, bound, step = weights, np.inf, 0.05
    tried = weights
    for _ in range(rounds):
        top, rows = options.best(tried)
        if top < bound:
            best, bound = tried, top
        slope = options.total(rows)
        slope -= slope.mean()
        tried = best - step * float(best.max()) * slope / (float(np.abs(slope).max()) + 1e-300)
        tried = np.maximum(tried, 1e-6)
        tried /= tried.sum()
        step *= 0.85
    return best
