"""The frontier equals what comparing everything with everything finds."""

import importlib
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.analysis import filters
from entremise.analysis.frontier import Cut, Frontier, frontier
from entremise.analysis.problems import Points, Problem
from tests.analysis.small import all_points, problem, problems, rational_points, undominated

LAPTOP = problem([[0, 40], [0, 35], [25, 0]], [[30, 0], [45, 0], [0, 25]])


def found(made: Frontier) -> set[tuple[int, ...]]:
    return set(map(tuple, made.points.tolist()))


def test_a_frontier_by_hand() -> None:
    """Of the eight ways to share three issues, six are undominated."""
    made = frontier(LAPTOP)

    assert made.points.tolist() == [[100, 0], [75, 25], [65, 45], [40, 70], [25, 75], [0, 100]]
    assert made.package(2) == (1, 0, 0)
    assert made.is_exact


@given(problems(bound=True))
def test_it_is_what_brute_force_finds(made: Problem) -> None:
    fast = frontier(made)

    assert found(fast) == undominated(set(rational_points(made).values()))
    assert len(found(fast)) == len(fast)


@given(problems(bound=True))
def test_its_packages_are_worth_its_points(made: Problem) -> None:
    fast = frontier(made)

    assert [made.points(package) for package in fast.packages()] == [tuple(row) for row in fast.points.tolist()]
    assert [fast.package(number) for number in range(len(fast))] == fast.packages()
    assert all(made.is_allowed(package) for package in fast.packages())


@given(problems(bound=True, most=3))
def test_all_packages_of_a_point_are_told(made: Problem) -> None:
    fast = frontier(made)
    everything = all_points(made)

    for number, points in enumerate(fast.points.tolist()):
        assert sorted(fast.all_packages(number)) == sorted(p for p, have in everything.items() if have == tuple(points))


@given(problems(parties=(4, 5), bound=True, most=4))
def test_what_is_left_to_the_last_block_changes_nothing(made: Problem) -> None:
    """Of very many sums those before the last block are not all compared."""
    plain = frontier(made)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(importlib.import_module("entremise.analysis.frontier"), "COSTLY", 0)
        late = frontier(made)

    assert late.points.tolist() == plain.points.tolist()
    assert [made.points(package) for package in late.packages()] == [tuple(row) for row in late.points.tolist()]
    for number in range(len(late)):
        assert sorted(late.all_packages(number)) == sorted(plain.all_packages(number))


@given(problems(parties=(2, 3)), st.randoms())
def test_the_order_of_issues_and_options_changes_nothing(made: Problem, chance: Random) -> None:
    orders = [list(range(len(issue.options))) for issue in made.issues]
    numbers = list(range(len(orders)))
    for row in (*orders, numbers):
        chance.shuffle(row)
    plain = replace(made, parties=tuple(replace(p, disagreement=-(10**6), red_lines=frozenset()) for p in made.parties))
    mixed = Problem(
        issues=tuple(plain.issues[i] for i in numbers),
        parties=tuple(
            replace(p, values=tuple(tuple(p.values[i][o] for o in orders[i]) for i in numbers)) for p in plain.parties
        ),
    )

    assert found(frontier(mixed)) == found(frontier(plain))


@given(problems(), st.integers(1, 5), st.integers(-9, 9))
def test_other_units_for_a_party_change_nothing(made: Problem, times: int, more: int) -> None:
    first = made.parties[0]
    fallback = made.disagreement[0]
    other = replace(
        first,
        values=tuple(tuple(value * times for value in row) for row in first.values),
        constant=first.constant * times + more,
        disagreement=fallback * times + more,
    )

    moved = frontier(replace(made, parties=(other, *made.parties[1:])))

    assert moved.packages() == frontier(made).packages()


@given(problems(parties=(2, 3)), st.integers(0, 20), st.lists(st.integers(1, 5), min_size=3, max_size=3))
def test_a_cut_loses_nothing_above_it(made: Problem, least: int, weights: list[int]) -> None:
    along = np.array([weights[: len(made.parties)]], dtype=np.float64)

    kept = found(frontier(made, cut=Cut(along, np.array([float(least)]))))

    assert kept == {row for row in found(frontier(made)) if (along @ row)[0] >= least}


def test_too_many_points_are_thinned_and_it_is_said() -> None:
    made = problem(*[[[0, 2**k] for k in range(8)], [[2**k, 0] for k in range(8)]])

    cut = frontier(made, limit=20)

    assert (len(frontier(made)), len(cut), cut.is_truncated, cut.is_exact) == (256, 20, True, False)
    assert [made.points(package) for package in cut.packages()] == [tuple(row) for row in cut.points.tolist()]


def test_where_nothing_is_left_there_is_nothing_to_stop() -> None:
    """Each party refuses what the other takes."""
    made = problem([[1, 0]], [[0, 1]])
    barred = tuple(replace(party, red_lines=frozenset({(0, 1 - o)})) for o, party in enumerate(made.parties))

    found = frontier(replace(made, parties=barred), stop=lambda: True)

    assert (len(found), found.is_truncated, found.packages()) == (0, True, [])


def test_what_was_stopped_holds_real_packages_and_says_so() -> None:
    answers = iter([False, True])

    cut = frontier(LAPTOP, stop=lambda: next(answers))

    assert cut.is_truncated
    assert [LAPTOP.points(package) for package in cut.packages()] == [tuple(row) for row in cut.points.tolist()]


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []

    frontier(LAPTOP, progress=lambda done, of: told.append((done, of)))

    assert told == [(1, 3), (2, 3), (3, 3)]


@given(
    problems(parties=(2, 4)),
    st.lists(st.integers(0, 8), min_size=4, max_size=4),
    st.one_of(st.none(), st.lists(st.integers(-20, 20), min_size=4, max_size=4)),
)
def test_a_cover_keeps_its_bound(made: Problem, cells: list[int], floors: list[int] | None) -> None:
    """Whatever package there is above the floor, some member is worse by at most epsilon for everybody.

    Epsilon is within the cell, and no member is below the floor by more.
    """
    count = len(made.parties)
    cell, floor = cells[:count], None if floors is None else floors[:count]
    whole = found(frontier(made, floor=floor))
    cover = frontier(made, cell=cell, floor=floor)

    assert all(have <= wanted for have, wanted in zip(cover.epsilon, cell, strict=True))
    assert all(
        any(all(m >= w - e for m, w, e in zip(member, point, cover.epsilon, strict=True)) for member in found(cover))
        for point in whole
    )
    least = made.disagreement if floor is None else floor
    assert all(m >= low - e for row in found(cover) for m, low, e in zip(row, least, cover.epsilon, strict=True))
    assert [made.points(package) for package in cover.packages()] == [tuple(row) for row in cover.points.tolist()]


def test_no_agreement_is_an_empty_frontier() -> None:
    made = frontier(problem([[0, 1]], [[1, 0]], disagreement=(1, 1)))

    assert (len(made), made.packages(), made.is_exact) == (0, [], True)


ARRAYS = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(st.integers(-5, 5), min_size=width, max_size=width), min_size=1, max_size=60)
)


@given(ARRAYS)
@pytest.mark.parametrize("way", ["undominated", "by_numpy", "by_moocore", "all_pairs"])
def test_each_filter_keeps_each_undominated_point_once(way: str, rows: list[list[int]]) -> None:
    points: Points = np.array(rows, dtype=np.int64)
    if way == "by_moocore" and (filters.moocore() is None or points.shape[1] < 2):
        return

    kept = [tuple(row) for row in points[getattr(filters, way)(points)].tolist()]

    assert sorted(kept) == sorted(undominated(set(map(tuple, rows))))


def test_large_numbers_lose_nothing_in_the_filter() -> None:
    """Two points that a float cannot tell apart."""
    points: Points = np.array([[2**60, 0, 5], [2**60 + 1, 0, 5], [0, 1, 0]] * 200, dtype=np.int64)

    assert sorted(map(tuple, points[filters.undominated(points)].tolist())) == [(0, 1, 0), (2**60 + 1, 0, 5)]


@pytest.mark.parametrize("columns", [2, 3, 4])
def test_long_lists_are_filtered_alike(columns: int) -> None:
    points = np.random.default_rng(7).integers(0, 40, (1000, columns))
    expected = undominated(set(map(tuple, points.tolist())))

    assert {tuple(row) for row in points[filters.undominated(points)].tolist()} == expected
    if columns > 2:
        assert {tuple(row) for row in points[filters.by_numpy(points)].tolist()} == expected


def test_the_table_and_the_sort_agree() -> None:
    """Few values in the first column are joined in a table; many are sorted; the same points come out."""
    rng = np.random.default_rng(3)
    first, second = rng.integers(0, 30, (2, 12, 5)).tolist()
    wide = [[value * 10**6 for value in row] for row in first]

    in_table = frontier(problem(first, second)).points * [10**6, 1]

    assert in_table.tolist() == frontier(problem(wide, second)).points.tolist()
