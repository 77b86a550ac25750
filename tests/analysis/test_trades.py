"""Trades: exact by number of changes, told in words, priced by the hull."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entremise.analysis.errors import AnalysisError
from entremise.analysis.problems import Problem
from entremise.analysis.trades import explain, hull, prices, say, trades
from tests.analysis.small import all_points, dominates, problem, problems, undominated

HOUSE = problem([[0, 12], [3, 0], [0, 5]], [[3, 0], [0, 10], [6, 0]])


def test_logrolling_by_hand() -> None:
    """A cares for the first issue, B for the second: each gives what costs it 3, and both gain."""
    found = trades(HOUSE, (0, 0, 0), changes=2)

    assert {most: [trade.package for trade in there] for most, there in found.items()} == {1: [], 2: [(1, 1, 0)]}
    assert found[2][0].gains == (9, 7)


def test_a_change_is_told_in_words() -> None:
    assert say(HOUSE, explain(HOUSE, (0, 0, 0), (1, 1, 0))) == [
        "B gives 1: b instead of a; it costs B 3, it is worth 12 to A",
        "A gives 2: b instead of a; it costs A 3, it is worth 10 to B",
    ]


@given(problems(parties=(2, 3)), st.integers(0, 2**32))
def test_trades_are_what_brute_force_finds(made: Problem, seed: int) -> None:
    everything = all_points(made)
    if not everything:
        return
    table = sorted(everything)[seed % len(everything)]

    found = trades(made, table, changes=3)

    for most, there in found.items():
        near = {
            package: points
            for package, points in everything.items()
            if 0 < sum(a != b for a, b in zip(package, table, strict=True)) <= most
            and dominates(points, everything[table])
        }
        best = {points for points in near.values() if not any(dominates(q, points) for q in near.values())}
        # Changes that leave everybody where they were are told only where nothing gains.
        gaining = {trade.points for trade in there if any(trade.gains)}
        assert gaining == best
        assert all(made.points(trade.package) == trade.points for trade in there)


@given(problems(parties=(5, 8), bound=True), st.integers(0, 2**32))
@settings(max_examples=30)
def test_eight_parties_trade_as_two_do(made: Problem, seed: int) -> None:
    everything = all_points(made)
    if not everything:
        return
    table = sorted(everything)[seed % len(everything)]

    found = trades(made, table, changes=2)

    near = {
        points
        for package, points in everything.items()
        if 0 < sum(a != b for a, b in zip(package, table, strict=True)) <= 2 and dominates(points, everything[table])
    }
    assert {trade.points for trade in found[2]} == undominated(near)
    assert not found.is_truncated


def test_what_is_cut_short_says_so() -> None:
    """By a limit the largest least gain stays; stopped at once, nothing was looked for."""
    wide = problem([list(range(8))] * 4, [list(range(8, 0, -1))] * 2 + [[8, *range(7)]] + [list(range(8))])

    whole = trades(wide, (0, 0, 0, 0))
    few = trades(wide, (0, 0, 0, 0), limit=1)
    none = trades(wide, (0, 0, 0, 0), stop=lambda: True)

    assert (whole.is_truncated, few.is_truncated, none.is_truncated) == (False, True, True)
    assert few[1][0] == whole[1][0]
    assert list(none.values()) == [[], [], []]


def test_a_package_across_a_red_line_is_no_start() -> None:
    with pytest.raises(AnalysisError, match="crosses a red line"):
        trades(Problem(HOUSE.issues, HOUSE.parties, ()), (0, 0, 9))


def test_where_no_package_is_left_nothing_has_a_price() -> None:
    """One refuses an option, one the other."""
    made = problem([[5, 0]], [[0, 5]])
    barred = tuple(replace(party, red_lines=frozenset({(0, o)})) for o, party in enumerate(made.parties))

    with pytest.raises(AnalysisError, match="red lines leave no option of"):
        hull(replace(made, parties=barred))


def test_prices_walk_the_hull() -> None:
    """From A's best (20, 0) to B's best, the best exchanges first."""
    found = prices(HOUSE)

    assert [(price.issue, int(price.costs), int(price.gives)) for price in found] == [
        ("2", 3, 10),
        ("3", 5, 6),
        ("1", 12, 3),
    ]
    assert found[0].rate == Fraction(10, 3)
    assert hull(HOUSE) == [(20, 0), (17, 10), (12, 16), (0, 19)]


@given(problems(parties=(2, 2)))
def test_no_package_lies_above_the_hull(made: Problem) -> None:
    if not all(made.allowed):
        return
    corners = hull(made)

    for points in all_points(made).values():
        first, second = made.utilities(points)
        for (a0, b0), (a1, b1) in pairwise(corners):
            assert (b1 - b0) * (first - a0) - (a1 - a0) * (second - b0) <= 1e-6
