"""Many worlds at once: the same Nash packages as one by one, with certificate."""

import numpy as np
import pytest

from entremise.analysis import partial
from entremise.analysis.points import solve
from entremise.analysis.problems import Issue
from entremise.analysis.views import View
from entremise.analysis.worlds import nash_of_pairs


@pytest.mark.parametrize("least", [0.0, 0.3, (0, 1, 0)])
@pytest.mark.parametrize("seed", range(4))
def test_every_world_is_solved_as_by_itself(seed: int, least: float | tuple[int, ...]) -> None:
    issues = tuple(Issue(f"i{number}", tuple(map(str, range(size)))) for number, size in enumerate((4, 2, 5)))
    chance = np.random.default_rng(seed)
    views = [
        View(
            name,
            issues,
            tuple(tuple(frozenset({int(o)}) for o in chance.permutation(len(issue.options))) for issue in issues),
            fallback=least,
        )
        for name in ("Ana", "Bo")
    ]
    samples = [partial.sample(view, 40, chance)[0] for view in views]

    found = partial.surveyed(views, samples, is_exact=True)

    best = []
    for increments in zip(*samples, strict=True):
        world = partial.world_of(views, increments)
        point = solve(world, ["nash"])["nash"] or solve(world, ["welfare"])["welfare"]
        assert point is not None
        best.append(point.package)
    assert dict(zip(found.packages, found.counts, strict=True)) == {one: best.count(one) for one in set(best)}


def test_where_nobody_can_gain_there_is_none() -> None:
    one, other = np.array([[5, 0]]), np.array([[0, 5]])

    found = nash_of_pairs(one, other, np.array([[5, 5]]), [[0, 1]])

    assert found == [None]


def test_two_packages_of_one_product_are_both_told() -> None:
    """Their splits mirror each other: one alone would favour a party."""
    issues = tuple(Issue(name, ("a", "b")) for name in "XYZ")
    up, down = (frozenset({1}), frozenset({0})), (frozenset({0}), frozenset({1}))
    views = [View("Ana", issues, (up,) * 3), View("Bo", issues, (down,) * 3)]
    samples = [np.array([[1, 1, 3]]) / 5, np.array([[1, 3, 1]]) / 5]

    found = partial.surveyed(views, samples, is_exact=True)

    assert dict(zip(found.packages, found.counts, strict=True)) == {(0, 1, 0): 1, (1, 1, 0): 1}


@pytest.mark.parametrize("seed", range(20))
def test_worlds_of_few_different_steps_are_solved_as_each_by_itself(seed: int) -> None:
    """Ties are the rule there, of equal sums on the way and of equal products at the end."""
    chance = np.random.default_rng(seed)
    issues = tuple(Issue(f"i{n}", tuple("abcd"[: chance.integers(2, 5)])) for n in range(4))
    orders = [tuple(frozenset({int(o)}) for o in chance.permutation(len(issue.options))) for issue in issues]
    views = [View("Ana", issues, tuple(orders)), View("Bo", issues, tuple(order[::-1] for order in orders))]
    steps = [chance.integers(1, 4, (30, view.starts[-1])) for view in views]
    samples = [drawn / drawn.sum(axis=1, keepdims=True) for drawn in steps]

    found = partial._nash_packages(views, samples)  # noqa: SLF001 – what each world's are, before they are counted

    each = [partial._nash(partial.world_of(views, drawn)) for drawn in zip(*samples, strict=True)]  # noqa: SLF001
    assert list(map(set, found)) == list(map(set, each))
