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

    found = nash_of_pairs(one, other, np.array([[5, 5]]), [2])

    assert found == [None]
