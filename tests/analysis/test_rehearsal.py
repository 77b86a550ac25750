"""Rehearsals: each delegate keeps its manner, each run can be repeated, each outcome is measured."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from entremise.analysis.delegates import DELEGATES, ladder
from entremise.analysis.errors import AnalysisError
from entremise.analysis.formats import tables
from entremise.analysis.problems import Problem
from entremise.analysis.rehearsal import MEDIATORS, rehearse
from entremise.cli import main
from tests.analysis.small import all_points, problem, problems

MADE = problem([[0, 3, 5], [4, 2, 0], [0, 2, 6]], [[6, 4, 0], [0, 1, 3], [4, 3, 0]], disagreement=(2, 2))


@given(problems(parties=(2, 2)))
def test_a_ladder_is_all_acceptable_packages_best_first(made: Problem) -> None:
    fine = sorted((p[0] for p in all_points(made).values() if p[0] >= made.disagreement[0]), reverse=True)
    if not fine:
        with pytest.raises(AnalysisError, match="nothing is acceptable"):
            ladder(made, 0)
        return

    rungs = ladder(made, 0)

    assert [made.points(rungs.package(rung))[0] for rung in range(len(rungs.worths))] == fine


def test_a_cut_ladder_holds_the_best() -> None:
    whole, best = ladder(MADE, 0), ladder(MADE, 0, most=5)

    assert best.worths.tolist() == whole.worths[:5].tolist()


@pytest.mark.parametrize("name", sorted(DELEGATES))
def test_nobody_takes_less_than_no_agreement(name: str) -> None:
    delegate = DELEGATES[name](MADE, 0, np.random.default_rng(1))
    bad = [package for package, points in all_points(MADE).items() if points[0] < 2]

    assert not any(delegate.accepts(package, time) for package in bad for time in (0.0, 0.5, 1.0))
    assert all(MADE.points(delegate.propose(time))[0] >= 2 for time in (0.0, 0.5, 1.0))


def test_targets_fall_late_evenly_or_early() -> None:
    halfway = {name: DELEGATES[name](MADE, 0, np.random.default_rng(1)) for name in ("boulware", "linear", "conceder")}

    assert {name: round(made.target(0.5), 2) for name, made in halfway.items()} == {  # type: ignore[attr-defined]
        "boulware": 0.97,
        "linear": 0.5,
        "conceder": 0.13,
    }


def test_micro_goes_down_one_rung_for_each_new_offer() -> None:
    micro, rungs = DELEGATES["micro"](MADE, 0, np.random.default_rng(1)), ladder(MADE, 0)

    made = [micro.propose(0.0)]
    micro.hear((0, 0, 0))
    made.append(micro.propose(0.0))

    assert made == [rungs.package(0), rungs.package(1)]


@pytest.mark.parametrize("mediator", MEDIATORS)
@pytest.mark.parametrize("other", sorted(DELEGATES))
def test_a_run_repeats_from_its_seed(mediator: str, other: str) -> None:
    first, second = (rehearse(MADE, ["boulware", other], mediator=mediator, seed=5) for _ in range(2))

    assert first == second
    assert 0 <= first.nash_share <= 1
    assert first.package is None or min(first.utilities) >= 2


def test_a_mediator_who_knows_ends_on_the_frontier() -> None:
    ended = rehearse(MADE, ["linear", "linear"], mediator="exact")

    assert ended.is_undominated
    assert ended.nash_share > 0.9


@settings(max_examples=20)
@given(problems(parties=(3, 3)))
def test_three_parties_talk_too(made: Problem) -> None:
    try:
        ended = rehearse(made, ["linear", "micro", "random"], rounds=20)
    except AnalysisError:
        return

    assert ended.rounds <= 20


@pytest.mark.parametrize(
    ("delegates", "wishes", "says"),
    [
        (["linear"], {}, "2 parties want as many delegates, 1 are named"),
        (["linear", "kind"], {}, "no delegate is called 'kind'"),
        (["linear", "linear"], {"mediator": "wise"}, "no mediator is called 'wise'"),
        (["linear", "linear"], {"rounds": 0}, "0 rounds"),
    ],
    ids=["too few", "unknown", "mediator", "rounds"],
)
def test_it_refuses(delegates: list[str], wishes: dict[str, str | int], says: str) -> None:
    with pytest.raises(AnalysisError, match=says):
        rehearse(MADE, delegates, **wishes)  # type: ignore[arg-type]


def test_the_command_rehearses_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each domain a line; a bad one is told, and the others go on."""
    good = tables.write_csv(MADE, tmp_path / "good.csv")[0]

    code = main(["rehearse", str(good), str(tmp_path / "none.csv"), "--a", "linear", "--b", "micro", "--json"])

    told = capsys.readouterr()
    assert code == 2
    assert [json.loads(line)["domain"] for line in told.out.splitlines()] == ["good"]
    assert told.err.count("\n") == 1


def test_processes_give_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [str(tables.write_csv(MADE, tmp_path / f"{name}.csv")[0]) for name in "ab"]

    main(["rehearse", *paths, "--b", "random", "--json"])
    alone = capsys.readouterr().out
    main(["rehearse", *paths, "--b", "random", "--json", "--workers", "2"])

    assert capsys.readouterr().out == alone
