"""Rehearsals: each delegate keeps its manner, each run can be repeated, each outcome is measured."""

import errno
import json
import math
import os
import signal
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from entremise.analysis import formats, rehearsal
from entremise.analysis.delegates import DELEGATES, FIRST_RUNGS, SLACK, ladder, levels
from entremise.analysis.errors import AnalysisError
from entremise.analysis.formats import tables
from entremise.analysis.problems import Problem, forbid
from entremise.analysis.rehearsal import MEDIATORS, rehearse, run, sweep, sweep_on_ray
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


LARGE = problem([list(range(0, 100, 10))] * 10, [list(range(90, -10, -10))] * 10, disagreement=(0, 0))
"""10^10 packages in conflict: too many to list."""


@given(problems(parties=(2, 2), bound=True), st.floats(0, 1), st.floats(0, 1), st.integers(1, 20))
def test_what_is_drawn_by_worth_is_between(made: Problem, low: float, more: float, steps: int) -> None:
    """Whatever the steps: within the worth asked for where there is such a package, else the nearest above."""
    fine = {package: points[0] for package, points in all_points(made).items() if points[0] >= made.disagreement[0]}
    if not fine:
        return
    counted = levels(made, 0, most=steps)

    drawn = [tuple(row) for row in counted.between(low, low + more, 5, np.random.default_rng(1)).tolist()]

    least = counted.range.low + low * (counted.range.high - counted.range.low)
    assert 1 <= len(drawn) <= 5
    assert all(fine[package] >= least - 1e-6 for package in drawn)


def test_every_package_of_a_worth_is_as_likely() -> None:
    counted = levels(MADE, 0)
    fine = [package for package, points in all_points(MADE).items() if points[0] >= 2]

    drawn = Counter(tuple(row) for row in counted.between(0.0, 1.0, 20_000, np.random.default_rng(1)).tolist())

    assert set(drawn) == set(fine)
    assert max(drawn.values()) < 1.3 * min(drawn.values())


@pytest.mark.parametrize("name", ["boulware", "linear", "conceder", "frequency"])
def test_delegates_concede_where_packages_are_too_many_to_list(name: str) -> None:
    delegate = DELEGATES[name](LARGE, 0, np.random.default_rng(1))

    for now in (0.0, 0.5, 0.9, 1.0):
        target = delegate.target(now)  # type: ignore[attr-defined]
        assert target <= LARGE.points(delegate.propose(now))[0] / 900 <= target + SLACK


def test_random_is_random_over_all_that_is_acceptable() -> None:
    delegate = DELEGATES["random"](LARGE, 0, np.random.default_rng(1))

    worths = [LARGE.points(delegate.propose(0.0))[0] for _ in range(200)]

    assert 430 < np.mean(worths) < 470
    assert np.std(worths) == pytest.approx(math.sqrt(10 * 825), rel=0.2)


def test_micro_goes_down_as_far_as_it_is_answered() -> None:
    micro, rungs = DELEGATES["micro"](LARGE, 0, np.random.default_rng(1)), ladder(LARGE, 0)

    made = []
    for number in range(2 * FIRST_RUNGS + 1):
        made.append(micro.propose(0.0))
        micro.hear(rungs.package(number))

    assert made == [rungs.package(number) for number in range(2 * FIRST_RUNGS + 1)]


@pytest.mark.parametrize("name", sorted(DELEGATES))
def test_nobody_takes_less_than_no_agreement(name: str) -> None:
    delegate = DELEGATES[name](MADE, 0, np.random.default_rng(1))
    bad = [package for package, points in all_points(MADE).items() if points[0] < 2]

    assert not any(delegate.accepts(package, time) for package in bad for time in (0.0, 0.5, 1.0))
    assert all(MADE.points(delegate.propose(time))[0] >= 2 for time in (0.0, 0.5, 1.0))


@pytest.mark.parametrize("name", sorted(DELEGATES))
def test_a_hair_less_than_no_agreement_is_less(name: str) -> None:
    made = problem([[10**13, -1]], [[-5, 10]], disagreement=(0, 0))

    assert not DELEGATES[name](made, 0, np.random.default_rng(1)).accepts((1,), 1.0)


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


@pytest.mark.parametrize("mediator", ["random", "hill"])
def test_a_single_text_ends_when_its_delegates_take_it(mediator: str) -> None:
    """Who gives in late keeps the talk going; who does not at all has no agreement; the rounds are those played."""
    rounds = {
        name: rehearse(LARGE, [name, name], mediator=mediator, seed=1).rounds for name in ("conceder", "boulware")
    }

    assert 1 < rounds["conceder"] < 50 < rounds["boulware"] < 200
    assert rehearse(LARGE, ["micro", "micro"], mediator=mediator, seed=1).package is None


def test_what_was_cut_short_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rehearse(MADE, ["linear", "linear"], mediator="exact").notes == ()

    monkeypatch.setattr(rehearsal, "MOST_SUMS", 2)

    told = rehearse(MADE, ["linear", "linear"], mediator="exact").notes
    assert told == ("the mediator's frontier is not whole: more than 2 sums",)


def test_bound_issues_that_are_too_many_to_merge_are_refused() -> None:
    plain = problem(*([[0, 1, 2, 3, 4] for _ in range(10)] for _ in range(2)), disagreement=(0, 0))
    bound = replace(plain, constraints=(forbid(*((issue, 1) for issue in range(10))),))

    with pytest.raises(AnalysisError, match=r"bound issues .* have 9765625 combinations, more than 1000000"):
        rehearse(bound, ["linear", "linear"])


def test_a_mediator_who_knows_ends_on_the_frontier() -> None:
    ended = rehearse(MADE, ["linear", "linear"], mediator="exact")

    assert ended.is_undominated
    assert ended.nash_share > 0.9


@settings(max_examples=20)
@given(problems(parties=(3, 3), bound=True), st.sampled_from(MEDIATORS))
def test_three_parties_talk_too(made: Problem, mediator: str) -> None:
    """Bound issues, constraints and red lines included, wherever each has something to accept."""
    assume(all(any(p[n] >= made.disagreement[n] for p in all_points(made).values()) for n in range(3)))

    ended = rehearse(made, ["linear", "micro", "random"], mediator=mediator, rounds=20)

    assert ended.rounds <= 20


@pytest.mark.parametrize(
    ("delegates", "wishes", "says"),
    [
        (["linear"], {}, "2 parties want as many delegates, 1 are named"),
        (["linear", "kind"], {}, "no delegate is called 'kind'"),
        (["linear", "linear"], {"mediator": "wise"}, "no mediator is called 'wise'"),
        (["linear", "linear"], {"rounds": 0}, "0 rounds"),
        (["linear", "linear"], {"seed": -1}, "the seed -1: a whole number from 0 on is wanted"),
    ],
    ids=["too few", "unknown", "mediator", "rounds", "seed"],
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


def test_machines_give_the_same_as_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ray on this machine: the same results from the same seed, and a bad file's error in its place."""
    pytest.importorskip("ray", reason="Ray is not installed (extra `ray`)")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    paths = [tables.write_csv(MADE, tmp_path / f"{name}.csv")[0] for name in "ab"] + [tmp_path / "none.csv"]

    on_ray = list(sweep_on_ray(paths, ["boulware", "random"], mediator="exact", rounds=50, seed=4))
    here = list(sweep(paths, ["boulware", "random"], mediator="exact", rounds=50, seed=4, workers=2))

    assert on_ray[:2] == here[:2]
    assert [str(done) for done in on_ray[2:]] == [str(done) for done in here[2:]]


def test_a_file_that_may_not_be_read_ends_no_sweep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(path: Path) -> Problem:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(formats, "read", denied)

    assert (
        str(run((tmp_path / "a.csv", ("linear", "linear"), "none", 5, 1))) == f"{tmp_path / 'a.csv'}: Permission denied"
    )


def test_ctrl_c_ends_a_sweep_and_what_was_told_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the first of three; nothing is told twice, and the code says so."""
    paths = [str(tables.write_csv(MADE, tmp_path / f"{name}.csv")[0]) for name in "abc"]

    def interrupted(job: rehearsal.Job) -> rehearsal.Rehearsed | AnalysisError:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.2)
        return run(job)

    monkeypatch.setattr(rehearsal, "run", interrupted)

    assert main(["rehearse", *paths, "--json"]) == 130
    assert [json.loads(line)["domain"] for line in capsys.readouterr().out.splitlines()] == ["a"]
