"""What CP-SAT finds where merging would be too much: the same as brute force, with its proof."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from entremise.analysis.points import solve
from entremise.analysis.problems import Party, Problem, Rectangle
from tests.analysis.small import all_points, problem, problems, rational_points, undominated

solving = pytest.importorskip("entremise.analysis.solving")
FEW = settings(max_examples=15)


@pytest.mark.parametrize("kind", ["utilitarian", "welfare", "nash", "egalitarian", "ks"])
@FEW
@given(made=problems(parties=(2, 3), bound=True))
def test_a_point_is_worth_as_much_as_merging_finds(kind: str, made: Problem) -> None:
    made = replace(made, parties=tuple(replace(party, scale=1) for party in made.parties))
    exact = solve(made, [kind])[kind]
    if kind == "nash" and exact is None:
        return

    found = solving.solve(made, kind)

    assert (found is None) == (exact is None)
    if found is not None and exact is not None:
        assert found.value == pytest.approx(exact.value)
        assert found.gap == 0
        assert made.is_allowed(found.package)


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

    assert solving.split_payments(made) == ((1,), (-5.0, 5.0))
    assert max(map(sum, all_points(made).values())) == 10
