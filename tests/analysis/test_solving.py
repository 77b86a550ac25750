"""What CP-SAT finds where merging would be too much: the same as brute force, with its proof."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from entremise.analysis.errors import OutOfTime, TooLarge
from entremise.analysis.payments import Split, split_payments
from entremise.analysis.points import KINDS, solve
from entremise.analysis.problems import Party, Problem, Rectangle
from tests.analysis.small import all_points, problem, problems, rational_points, undominated
from tests.analysis.test_points import by_hand

solving = pytest.importorskip("entremise.analysis.solving")
FEW = settings(max_examples=15)


@pytest.mark.parametrize("kind", KINDS)
@FEW
@given(made=problems(parties=(2, 4), bound=True))
def test_a_point_is_what_brute_force_finds(kind: str, made: Problem) -> None:
    """Every package that is as good, for whatever scales and disagreement, and a proof."""
    best, points = by_hand(made, kind)

    found = solving.solve(made, kind)

    if best is None:
        assert found is None
    else:
        everything = (all_points(made) if kind == "welfare" else rational_points(made)).items()
        assert {package for tie in found.ties for package in tie.packages} == {
            p for p, have in everything if have in points
        }
        assert all(made.points(package) == tie.points for tie in found.ties for package in tie.packages)
        assert (found.gap, found.has_more, found.is_proven) == (0, False, True)


@pytest.mark.parametrize("kind", KINDS)
@FEW
@given(made=problems(parties=(2, 4), bound=True))
def test_a_point_is_the_one_that_merging_finds(kind: str, made: Problem) -> None:
    exact, found = solve(made, [kind])[kind], solving.solve(made, kind)

    assert (found is None) == (exact is None)
    if found is not None and exact is not None:
        assert found.ties == exact.ties
        assert found.value == pytest.approx(exact.value)


@pytest.mark.parametrize("kind", ["egalitarian", "ks"])
def test_large_scales_hide_no_point(kind: str) -> None:
    made = problem([[4_000, 9_000]], [[9_000, 5_000]], disagreement=(0, 0), scale=10_000)

    found = solving.solve(made, kind)

    assert found == solve(made, [kind])[kind]
    assert found.points == (9_000, 5_000)


def test_shares_closer_than_any_grid_are_told_apart() -> None:
    """Units without a common multiple that fits: the grid's answer is bettered until nothing is."""
    scales = (10**13 + 37, 10**13 + 51)
    plain = problem([[10**7 + 3, 10**7 + 5]], [[10**8, 10**7 + 9]], disagreement=(0, 0))
    made = replace(plain, parties=tuple(replace(p, scale=s) for p, s in zip(plain.parties, scales, strict=True)))

    found = solving.solve(made, "egalitarian")

    assert (found.points, found.is_proven) == ((10**7 + 5, 10**7 + 9), True)


def test_it_goes_on_to_the_second_least_on_the_scales_of_the_file() -> None:
    """Both packages give the least 0.5; a gives the other 1.5 more, b 1, though b's points are more."""
    made = problem([[500, 1_000]], [[3, 1]], disagreement=(0, 0))
    made = replace(made, parties=tuple(replace(p, scale=s) for p, s in zip(made.parties, (1_000, 2), strict=True)))

    assert solving.solve(made, "egalitarian").points == (500, 3)


def test_nobody_can_gain() -> None:
    """An ideal without a gain: no agreement is all there is, and everybody's share of it is whole."""
    made = problem([[1, 0]], [[1, 3]], disagreement=(1, 1))

    assert solving.solve(made, "ks").points == (1, 1)
    assert solving.solve(made, "nash") is None


def test_more_ties_than_are_listed_are_told() -> None:
    made = problem(*([[0, 0] for _ in range(8)] for _ in range(2)), disagreement=(0, 0))

    found, merged = solving.solve(made, "egalitarian"), solve(made, ["egalitarian"])["egalitarian"]

    assert found is not None
    assert merged is not None
    told = [(sum(len(tie.packages) for tie in one.ties), one.has_more) for one in (found, merged)]
    assert told == [(100, True), (100, True)]


def test_out_of_time_is_not_none() -> None:
    """What was not found in time is no proof that there is nothing."""
    made = problem([[0, 1]], [[1, 0]], disagreement=(0, 0))

    with pytest.raises(OutOfTime, match="whether there is one is not known"):
        solving.solve(made, "egalitarian", seconds=0)
    with pytest.raises(OutOfTime):
        solving.solve(made, "nash", stop=lambda: True)


def test_values_too_large_for_the_solver_are_refused() -> None:
    made = problem([[1, 2**59, 2**60]], [[2**60, 2**59, 1]], disagreement=(0, 0))

    with pytest.raises(TooLarge, match="round"):
        solving.solve(made, "nash")


@FEW
@given(problems(parties=(2, 2), bound=True))
def test_the_front_is_what_brute_force_finds(made: Problem) -> None:
    found = solving.front(made)

    assert {tuple(row) for row in found.points.tolist()} == undominated(set(rational_points(made).values()))
    assert [made.points(package) for package in found.packages] == [tuple(row) for row in found.points.tolist()]
    assert not found.is_truncated


def test_forty_issues_bound_together_are_solved() -> None:
    """10^40 packages in one piece: merging refuses, the solver proves."""
    chance = np.random.default_rng(5)

    def boxes() -> tuple[Rectangle, ...]:
        return tuple(
            Rectangle(int(chance.integers(1, 50)), ((int(i), 0, int(chance.integers(2, 7))), (int(j), 4, 9)))
            for i, j in (chance.choice(40, 2, replace=False) for _ in range(20))
        )

    plain = problem(*([[0] * 10 for _ in range(40)] for _ in range(2)))
    made = replace(
        plain, parties=tuple(Party(p.name, p.values, disagreement=0, rectangles=boxes()) for p in plain.parties)
    )

    point = solve(made, ["utilitarian"])["utilitarian"]

    assert point is not None
    assert point.gap == 0
    assert made.points(point.package) == point.points


def test_money_makes_gains_equal() -> None:
    made = problem([[0, 10]], [[4, 0]], disagreement=(0, 0))

    assert split_payments(made) == Split((1,), (-5.0, 5.0), 5.0, 0.0)
    assert max(map(sum, all_points(made).values())) == 10


def test_money_that_moves_is_counted_to_the_cent() -> None:
    """Of two hundred millions that one pays the other, 5.7 are left to share."""
    buyer, seller = [[-2_000_000_003, -4_000_000_003], [25, 1]], [[2_000_000_020, 4_000_000_009], [15, 17]]
    made = problem(buyer, seller, disagreement=(-3_000_000_000, 3_000_000_000), scale=10)

    assert split_payments(made) == Split((0, 0), (-99_999_999.35, 99_999_999.35), 2.85, 0.0)
