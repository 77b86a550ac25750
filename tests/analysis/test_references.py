"""The answers that come with public domains: NegoLog's specs.json, and specials.json of the ANL 2023 domains.

Both state no reservation in their answers, so that everybody starts from nothing here too. What both call Kalai is
neither the largest least gain nor Kalai–Smorodinsky in all cases, so it is held to be no better than those.
"""

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from entremise import analysis
from tests.analysis.public import FOLDER

NEAR: Final = 1e-6
NEGOLOG: Final = sorted(FOLDER.glob("negolog/*/specs.json"))
ANL: Final = sorted(FOLDER.glob("geniusweb-anl2023/*/specials.json"))
ABSENT: Final = [pytest.param(None, marks=pytest.mark.skip(reason="the public domains are not on this machine"))]


def folder(path: Path) -> str:
    return path.parent.name


def read(path: Path) -> tuple[analysis.Problem, dict[str, Any]]:
    problem = analysis.read(path.parent)
    from_nothing = tuple(replace(party, disagreement=0) for party in problem.parties)
    return replace(problem, parties=from_nothing), json.loads(path.read_text(encoding="utf-8"))


def worth(problem: analysis.Problem, kind: str) -> tuple[float, ...]:
    point = analysis.solve(problem, [kind])[kind]
    assert point is not None
    return problem.utilities(point.points)


@pytest.mark.parametrize("path", NEGOLOG or ABSENT, ids=folder if NEGOLOG else None)
def test_negolog_says_the_same(path: Path) -> None:
    problem, said = read(path)

    nash = worth(problem, "nash")

    assert problem.outcomes == said["NumberOfBids"]
    assert nash == pytest.approx((said["Nash_A"], said["Nash_B"]), abs=NEAR)
    if "Nash Product" in said:
        assert math.prod(nash) == pytest.approx(said["Nash Product"], abs=NEAR)
        assert sum(worth(problem, "welfare")) == pytest.approx(said["Social Welfare"], abs=NEAR)
    assert min(worth(problem, "egalitarian")) >= min(said["Kalai_A"], said["Kalai_B"]) - NEAR


@pytest.mark.parametrize("path", ANL or ABSENT, ids=folder if ANL else None)
def test_anl_says_the_same_of_points_and_of_the_whole_frontier(path: Path) -> None:
    problem, said = read(path)

    front = analysis.frontier(problem).utilities().tolist()

    stated = {tuple(round(worth, 6) for worth in one["utility"]) for one in said["pareto_front"]}
    assert {tuple(round(worth, 6) for worth in row) for row in front} == stated
    assert worth(problem, "nash") == pytest.approx(said["nash"]["utility"], abs=NEAR)
    assert sum(worth(problem, "welfare")) == pytest.approx(sum(said["social_welfare"]["utility"]), abs=NEAR)
    assert min(worth(problem, "egalitarian")) >= min(said["kalai"]["utility"]) - NEAR
