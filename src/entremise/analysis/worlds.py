"""The Nash package of very many small problems between two parties: the same issues, other values in each.

Multipliers bound the product: with λ = 1 ÷ gains of a good package, AM–GM gives Π gains ≤ (λ · gains ÷ 2)² times that
package's product, and λ · gains falls apart into issues. So of the sums joined issue by issue only those stay that can
still reach 2: a narrow corridor, in which the best package lies. Good packages of all worlds are found at once.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from entremise.analysis.filters import staircase
from entremise.analysis.problems import Package

Whole = NDArray[np.int64]
Real = NDArray[np.float64]

DIRECTIONS = 12
"""Weights of the first party for which a best package is taken to begin with."""
TURNS = 2
"""How often the best so far points to a better one."""
SLACK = 1e-9
SHORT = 24
"""Sums of which the beaten ones are not looked for: that takes longer than joining them."""


def nash_of_pairs(
    first: Whole, second: Whole, floors: Whole, different: Sequence[Sequence[int]]
) -> list[Package | None]:
    """For each world the package with the largest product of gains.

    None where nobody can be better off with all, or where another package may have the same product: such a world is
    to be solved by itself.

    Args:
        first: worth of every option of every issue to the first party, array of shape (n_worlds, n_options).
        second: the same to the second.
        floors: worth without agreement, array of shape (n_worlds, 2).
        different: for each issue the columns of its options; of options that are worth the same to both whatever the
            world, one.
    """
    counts = np.array([len(columns) for columns in different])
    # Issues as rows of one length: short ones repeat their last option.
    places = np.array([[*columns, *[columns[-1]] * (counts.max() - len(columns))] for columns in different])
    tables = np.stack([first[:, places], second[:, places]], axis=1)
    gains = _good(tables, floors)
    firsts = np.array([columns[0] for columns in different])
    found: list[Package | None] = []
    for world in range(len(first)):
        if (gains[world] <= 0).any():
            found.append(None)
            continue
        best = _in_corridor(tables[world], floors[world], gains[world], counts)
        chosen = None if best is None else places[np.arange(len(places)), best] - firsts
        found.append(None if chosen is None else tuple(chosen.tolist()))
    return found


def _good(tables: Whole, floors: Whole) -> Whole:
    """For each world the gains of a good package."""
    worlds = np.arange(len(tables))
    shares = np.linspace(0.02, 0.98, DIRECTIONS)
    best_gains = np.zeros((len(tables), 2), dtype=np.int64)
    product = np.full(len(tables), -np.inf)
    directions = [np.tile([share, 1 - share], (len(tables), 1)) for share in shares]
    for turn in range(DIRECTIONS + TURNS):
        weights = directions[turn] if turn < DIRECTIONS else 1.0 / np.maximum(best_gains, 1)
        chosen = np.einsum("wp,wpio->wio", weights, tables).argmax(axis=2)
        worths = np.take_along_axis(tables, chosen[:, None, :, None], axis=3)[..., 0].sum(axis=2)
        gains = worths - floors
        value = np.where((gains > 0).all(axis=1), gains.astype(np.float64).prod(axis=1), -np.inf)
        better = worlds[value > product]
        best_gains[better], product[better] = gains[better], value[better]
    return best_gains


def _in_corridor(table: Whole, floor: Whole, gains: Whole, counts: Whole) -> NDArray[np.int64] | None:
    """The options of the best package of one world; None where another may be as good."""
    weights: Real = 1.0 / gains
    along = weights[0] * table[0] + weights[1] * table[1]
    tops = along.max(axis=1)
    # The issues that decide most come first, so that most falls early.
    order = np.argsort(along.min(axis=1) - tops)
    least = 2.0 - SLACK + float(weights @ floor) - np.append(np.cumsum(tops[order][::-1])[::-1][1:], 0.0)
    one, other = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
    steps = []
    for number, issue in enumerate(order.tolist()):
        before = one, other
        sums = (one[:, None] + table[0, issue, : counts[issue]]).ravel()
        others = (other[:, None] + table[1, issue, : counts[issue]]).ravel()
        rows = np.flatnonzero(weights[0] * sums + weights[1] * others >= least[number])
        if len(rows) == 0:
            return None
        one, other = sums[rows], others[rows]
        if len(rows) > SHORT:
            stay = staircase(one, other)
            rows, one, other = rows[stay], one[stay], other[stay]
        steps.append((*before, rows))
    products = np.maximum(one - floor[0], 0).astype(np.float64) * np.maximum(other - floor[1], 0)
    row = int(products.argmax())
    if (products == products[row]).sum() > 1:
        return None
    package = np.zeros(len(order), dtype=np.int64)
    reached = one[row], other[row]
    for (one, other, rows), issue in zip(reversed(steps), reversed(order.tolist()), strict=True):
        choices = table[:, issue, : counts[issue]]
        ways = (one[:, None] + choices[0] == reached[0]) & (other[:, None] + choices[1] == reached[1])
        if np.count_nonzero(ways) > 1:
            # The same sum is come to by another package.
            return None
        row, package[issue] = divmod(int(rows[row]), int(counts[issue]))
        reached = one[row], other[row]
    return package
