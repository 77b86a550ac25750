"""The analysis against its goals: a table of goal, ours and NegMAS's on the same work. CPU seconds, of the best run.

    benchmarks/analysis.py [SECTION …] [--negmas PYTHON] [--domains FOLDER] [--json]

Sections: frontiers, points, partly_known, commitments, public, questions, negmas; all where none is named.

Domains are made from a seed: `random` values are independent, `conflict` has the first two parties' options in opposite
order. Public domains are left out where there are none. NegMAS is never imported here: `--negmas` (ENTREMISE_NEGMAS)
names the Python of an environment of its own in which 0.16 is installed:
python -m venv /tmp/negmas && /tmp/negmas/bin/pip install "negmas==0.16.*"
"""

import argparse
import json
import os
import subprocess
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np

from entremise.analysis import formats, partial, robust
from entremise.analysis.commitments import settle
from entremise.analysis.errors import Unreadable
from entremise.analysis.frontier import frontier
from entremise.analysis.points import KINDS, is_mergeable, solve
from entremise.analysis.problems import MOST_PARTIES, Issue, Party, Problem
from entremise.analysis.statements import Done, Statement, any_of
from entremise.analysis.views import View

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data" / "domains"
OPTIONS = argparse.ArgumentParser(description="The analysis against its goals.")
OPTIONS.add_argument("sections", nargs="*")
OPTIONS.add_argument("--negmas", default=os.environ.get("ENTREMISE_NEGMAS", ""), help="a Python that has NegMAS 0.16")
OPTIONS.add_argument("--domains", type=Path, default=Path(os.environ.get("ENTREMISE_DOMAINS", BESIDE)))
OPTIONS.add_argument("--json", action="store_true", help="a line of JSON for each row instead of the table")
CHOSEN = OPTIONS.parse_args()
DOMAINS: Path = CHOSEN.domains
NEGMAS: str = CHOSEN.negmas
SCALE = 10**6
PATIENCE_SECONDS = 150
Row = dict[str, object]
"""What was measured: `work`, `goal` and `ours`, `negmas` where it did the same, and `size` or what else there is."""


def made(issues: int, options: int, parties: int, kind: str, *, least: float = 0.0) -> Problem:
    """A problem of this size, always the same."""
    chance = np.random.default_rng(issues * 1000 + options)
    weights = chance.dirichlet(np.ones(issues), size=parties)
    made_of = []
    for party in range(parties):
        values = chance.random((issues, options))
        if kind == "conflict" and party < 2:
            values = np.sort(values, axis=1)[:, :: 1 if party == 0 else -1]
        values /= values.max(axis=1, keepdims=True)
        points = np.rint(values * weights[party][:, None] * SCALE).astype(int).tolist()
        made_of.append(Party(f"P{party}", tuple(map(tuple, points)), SCALE, round(least * SCALE)))
    names = tuple(f"o{option}" for option in range(options))
    return Problem(tuple(Issue(f"i{issue}", names) for issue in range(issues)), tuple(made_of))


def seconds(act: Callable[[], object], *, times: int = 3) -> float:
    """CPU seconds of the quickest run."""
    found = []
    for _ in range(times):
        began = time.process_time()
        act()
        found.append(time.process_time() - began)
        if found[-1] > 1:
            break
    return round(min(found), 5)


def frontiers() -> list[Row]:
    """Ten options an issue: two parties 10^10, 10^30, 10^100; three 10^10, 10^20; four and five 10^10."""
    goals = {(10, 2): 0.002, (30, 2): 0.025, (100, 2): 1.0, (10, 3): 0.1, (20, 3): 3.0, (10, 4): 2.0, (10, 5): 6.0}
    rows: list[Row] = []
    for (issues, parties), goal in goals.items():
        for kind in ("random", "conflict"):
            problem = made(issues, 10, parties, kind)
            sizes: list[int] = []
            # Blocks are made anew each time, so that everything from the numbers on is counted.
            spent = seconds(
                lambda: sizes.append(len(frontier(Problem(problem.issues, problem.parties))))  # noqa: B023 – run at once
            )
            rows.append(
                {"work": f"frontier, {parties} parties, 10^{issues}, {kind}", "goal": goal, "ours": spent}
                | {"size": sizes[-1]}
            )
    rounded = made(100, 10, 2, "conflict").rounded(10_000)
    spent = seconds(lambda: frontier(Problem(rounded.issues, rounded.parties)))
    rows.append({"work": "frontier, 2 parties, 10^100, conflict, 10^4 levels", "ours": spent})
    return rows


def points() -> list[Row]:
    """Every point of 10^30 outcomes, with its gap."""
    rows: list[Row] = []
    for parties in (2, 3, 4, 5):
        problem = made(30, 10, parties, "conflict", least=0.0 if parties == 2 else 0.3)
        for kind in KINDS:
            gaps: list[float | None] = []

            def once() -> None:
                point = solve(Problem(problem.issues, problem.parties), [kind])[kind]  # noqa: B023 – run at once
                gaps.append(None if point is None else point.gap)  # noqa: B023 – run at once

            rows.append({"work": f"{kind}, {parties} parties, 10^30", "goal": 1.0, "ours": seconds(once)})
            rows[-1]["gap"] = gaps[-1]
    return rows


def public() -> list[Row]:
    """Read everything; then the frontier and five points of each additive folder's first two or three profiles."""
    folders = sorted({file.parent for file in DOMAINS.rglob("*") if file.suffix in {".xml", ".json", ".yml"}})
    began, problems = time.process_time(), []
    for folder in folders:
        try:
            problems.append(formats.read(folder))
        except Unreadable:
            continue
    reading = time.process_time() - began
    fit = [p for p in problems if is_mergeable(p) and len(p.parties) >= 2]
    fit = [p.chosen([q.name for q in p.parties[: min(len(p.parties), 3, MOST_PARTIES)]]) for p in fit]
    began = time.process_time()
    for problem in fit:
        solve(problem, given=frontier(problem))
    spent = time.process_time() - began
    return [
        {"work": f"read {len(folders)} public folders", "goal": 10.0, "ours": round(reading, 3), "size": len(problems)},
        {"work": "frontier and 5 points of all additive ones", "goal": 2.0, "ours": round(spent, 3), "size": len(fit)},
    ]


def partly_known() -> list[Row]:
    """500 worlds of 15 issues solved exactly, and the next question."""
    problem = made(15, 8, 2, "conflict")
    views = [view_of(problem, party) for party in problem.parties]
    chance = np.random.default_rng(1)
    found = partial.survey(views, 500, chance)
    wide = [view_of(made(20, 10, 2, "random"), party, least=0.3) for party in made(20, 10, 2, "random").parties]
    acts = {
        "500 samples and their Nash packages, 15x8": lambda: partial.survey(views, 500, chance),
        "the next question, 15x8": lambda: partial.next_question(found),
        "robust agreement, 20x10, 2 parties": lambda: robust.robust_agreement(wide),
    }
    return [{"work": work, "goal": 1.0, "ours": seconds(act, times=2)} for work, act in acts.items()]


def view_of(problem: Problem, party: Party, *, least: float = 0.0) -> View:
    """What is known when only the orders are."""
    orders = tuple(
        tuple(frozenset(o for o, v in enumerate(row) if v == level) for level in sorted(set(row)))
        for row in party.values
    )
    return View(party.name, problem.issues, orders, (), least)


def questions(domains: int = 8, asked: tuple[int, ...] = (0, 8, 24)) -> list[Row]:
    """Share of the true Nash product that the recommendation reaches after so many truthful answers."""
    shares: dict[int, list[float]] = {count: [] for count in asked}
    for folder in sorted((DOMAINS / "geniusweb-anl2023").iterdir())[:domains]:
        problem = formats.read(folder)
        truth = [np.array(increments(problem, party)) for party in problem.parties]
        views = [view_of(problem, party) for party in problem.parties]
        chance = np.random.default_rng(1)
        world = partial.world_of(views, truth)
        best = solve(world, ["nash"])["nash"]
        for count in range(max(asked) + 1):
            found = partial.survey(views, 120, chance)
            if count in shares and best is not None:
                shares[count].append(
                    np.prod(np.array(world.points(found.best()[0])) / np.array(best.points), dtype=float)
                )
            question = partial.next_question(found, least_value=0.0)
            if question is None:
                continue
            number = [view.name for view in views].index(question.party)
            says_yes = truth[number] @ np.array(question.yes.weights) >= 0
            views[number] = views[number].told(question.yes if says_yes else question.no)
    goals = {8: "0.90", 24: "0.95"}
    return [
        {"work": f"share of the Nash product after {count} questions"}
        | {"goal": f"at least {goals[count]}" if count in goals else "", "ours": round(float(np.mean(values)), 4)}
        for count, values in shares.items()
    ]


def increments(problem: Problem, party: Party) -> list[float]:
    """A party's true increments, as shares of its range."""
    view = view_of(problem, party)
    steps = [
        party.values[issue][min(high)] - party.values[issue][min(low)]
        for issue, order in enumerate(view.orders)
        for low, high in pairwise(order)
    ]
    return [step / sum(steps) for step in steps]


def commitments(count: int = 100_000) -> list[Row]:
    """The largest set of many statements."""
    chance = np.random.default_rng(1)
    acts = [Done(f"a{number}") for number in range(count // 2)]
    drawn = chance.integers(0, len(acts), (count, 3)).tolist()
    statements = [
        Statement(f"s{n}", f"p{n % 1000}", (acts[a],), any_of(acts[b], acts[c])) for n, (a, b, c) in enumerate(drawn)
    ]
    return [
        {"work": f"{count} commitments, and why each holds", "goal": 0.5, "ours": seconds(lambda: settle(statements))}
    ]


ON_NEGMAS = """
import json, sys, time
from negmas import make_issue
from negmas.outcomes import make_os
from negmas.preferences import LinearAdditiveUtilityFunction
from negmas.preferences.ops import ks_points, nash_points, pareto_frontier
from negmas.preferences.pareto_sampler import MOBANOSParetoSampler
from negmas.preferences.value_fun import TableFun
told = json.load(sys.stdin)
issues = [make_issue(options, name) for name, options in told["issues"]]
space = make_os(issues)
parties = [
    LinearAdditiveUtilityFunction(
        values=[TableFun(dict(zip(options, row))) for (_, options), row in zip(told["issues"], rows)],
        weights=[1.0] * len(issues), outcome_space=space, reserved_value=0.0,
    )
    for rows in told["parties"]
]
began = time.process_time()
if told["sampler"]:
    sampler = MOBANOSParetoSampler()
    sampler.init(*parties)
    found = {"size": len(sampler.pareto_outcomes())}
else:
    front, _ = pareto_frontier(parties, issues=issues, sort_by_welfare=True)
    found = {"size": len(front)}
    for name, points in (("nash", nash_points), ("ks", ks_points)):
        found[name] = sorted(list(map(float, worth)) for worth, _ in points(parties, front, outcome_space=space))
print(json.dumps({"seconds": round(time.process_time() - began, 3)} | found))
"""


def on_negmas(problem: Problem, *, sampler: bool) -> dict[str, object]:
    """What NegMAS finds and how long it takes, once it is loaded; or why it finds nothing."""
    asked = {
        "issues": [[issue.name, list(issue.options)] for issue in problem.issues],
        "parties": [[[v / party.scale for v in row] for row in party.values] for party in problem.parties],
        "sampler": sampler,
    }
    try:
        ran = subprocess.run(
            [NEGMAS, "-c", ON_NEGMAS],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"seconds": f"> {PATIENCE_SECONDS}"}
    if ran.returncode:
        return {"seconds": (ran.stderr.strip().splitlines() or ["ended"])[-1][:60]}
    return dict(json.loads(ran.stdout.splitlines()[-1]))


def negmas() -> list[Row]:
    """Ours, and NegMAS's on the same: its analysis, by enumeration, and its sampler of two parties' frontiers."""
    rows: list[Row] = []
    for issues in (4, 5, 6):
        problem = made(issues, 10, 2, "conflict")
        theirs = on_negmas(problem, sampler=False)
        ours = solve(problem, ["nash", "ks"])
        spent = seconds(lambda: solve(Problem(problem.issues, problem.parties), ["nash", "ks"]))  # noqa: B023 – run at once
        same = [
            name
            for name, point in ours.items()
            if point is not None and _is_among(problem.utilities(point.points), theirs.get(name))
        ]
        rows.append(
            {
                "work": f"frontier, Nash, KS, 2 parties, 10^{issues}, conflict",
                "ours": spent,
                "negmas": theirs["seconds"],
            }
            | {"size": len(frontier(problem)), "their_size": theirs.get("size"), "same_point": same}
        )
    for issues, kind in ((10, "random"), (30, "random"), (10, "conflict"), (20, "conflict"), (30, "conflict")):
        problem = made(issues, 10, 2, kind)
        theirs = on_negmas(problem, sampler=True)
        spent = seconds(lambda: frontier(Problem(problem.issues, problem.parties)))  # noqa: B023 – run at once
        rows.append(
            {"work": f"frontier, 2 parties, 10^{issues}, {kind} (MOBANOS)", "ours": spent, "negmas": theirs["seconds"]}
            | {"size": len(frontier(problem)), "their_size": theirs.get("size")}
        )
    return rows


def _is_among(worth: tuple[float, ...], theirs: object) -> bool:
    return isinstance(theirs, list) and any(np.allclose(worth, one, atol=1e-9) for one in theirs)


SECTIONS: dict[str, Callable[[], list[Row]]] = {
    "frontiers": frontiers,
    "points": points,
    "partly_known": partly_known,
    "commitments": commitments,
    "public": public,
    "questions": questions,
    "negmas": negmas,
}


def line(row: Row) -> str:
    """A row of the table."""
    more = ", ".join(f"{key} {value}" for key, value in row.items() if key not in {"work", "goal", "ours", "negmas"})
    return f"{row['work']!s:<58} {row.get('goal', '')!s:>13} {row['ours']!s:>9} {row.get('negmas', '')!s:>9}  {more}"


if __name__ == "__main__":
    unknown = [name for name in CHOSEN.sections if name not in SECTIONS]
    if unknown:
        OPTIONS.error(f"no section is called {unknown[0]!r}: one of {', '.join(SECTIONS)} is wanted")
    if not CHOSEN.json:
        print(f"{'':<58} {'goal':>13} {'ours':>9} {'NegMAS':>9}")
    for name in CHOSEN.sections or SECTIONS:
        if (NEGMAS or name != "negmas") and (DOMAINS.is_dir() or name not in {"public", "questions"}):
            for row in SECTIONS[name]():
                print(json.dumps({"section": name} | row) if CHOSEN.json else line(row), flush=True)
