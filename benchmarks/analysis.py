"""The analysis against its goals, a line of JSON for each section: CPU seconds, best of a few runs, and sizes.

Sections may be named: benchmarks/analysis.py frontiers points partly_known commitments public questions negmas.

Domains are made from a seed: `random` values are independent, `conflict` has the parties' options in opposite order.
Public domains are read from the folder that ENTREMISE_DOMAINS names, and left out where there is none. NegMAS is never
imported here: ENTREMISE_NEGMAS names the Python of an environment in which it is installed, if there is one.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np

from entremise.analysis import formats, partial, robust
from entremise.analysis.commitments import Done, Statement, any_of, settle
from entremise.analysis.errors import Unreadable
from entremise.analysis.frontier import frontier
from entremise.analysis.points import KINDS, is_mergeable, solve
from entremise.analysis.problems import MOST_PARTIES, Issue, Party, Problem

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data" / "domains"
DOMAINS = Path(os.environ.get("ENTREMISE_DOMAINS", BESIDE))
SCALE = 10**6
NEGMAS = os.environ.get("ENTREMISE_NEGMAS", "")
PATIENCE_SECONDS = 150


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


def frontiers() -> list[dict[str, object]]:
    """Ten options an issue: two parties 10^10, 10^30, 10^100; three 10^10, 10^20; four 10^10. Five: 8^10."""
    goals = {(10, 2): 0.002, (30, 2): 0.025, (100, 2): 1.0, (10, 3): 0.1, (20, 3): 3.0, (10, 4): 2.0, (10, 5): 6.0}
    rows: list[dict[str, object]] = []
    for (issues, parties), goal in goals.items():
        for kind in ("random", "conflict"):
            options = 8 if parties == 5 else 10
            problem = made(issues, options, parties, kind)
            # Blocks are made anew each time, so that everything from the numbers on is counted.
            spent = seconds(lambda: frontier(Problem(problem.issues, problem.parties)))  # noqa: B023 – run at once
            rows.append(
                {"outcomes": f"{options}^{issues}", "parties": parties, "kind": kind, "seconds": spent, "goal": goal}
                | {"size": len(frontier(problem)) if spent < 3 else None}
            )
    rounded = made(100, 10, 2, "conflict").rounded(10_000)
    rows.append({"outcomes": "10^100", "kind": "conflict, 10^4 levels", "seconds": seconds(lambda: frontier(rounded))})
    return rows


def points() -> list[dict[str, object]]:
    """Every point of 10^30 outcomes, with its gap."""
    rows: list[dict[str, object]] = []
    for parties in (2, 3, 4, 5):
        problem = made(30, 10, parties, "conflict", least=0.0 if parties == 2 else 0.3)
        for kind in KINDS:
            began = time.process_time()
            point = solve(problem, [kind])[kind]
            spent = round(time.process_time() - began, 4)
            rows.append({"parties": parties, "point": kind, "seconds": spent, "gap": point and point.gap, "goal": 1.0})
    return rows


def public() -> dict[str, object]:
    """Read everything; then the frontier and five points of each additive folder's first two or three profiles."""
    folders = sorted({file.parent for file in DOMAINS.rglob("*") if file.suffix in {".xml", ".json", ".yml"}})
    began, problems, faults = time.process_time(), [], 0
    for folder in folders:
        try:
            problems.append(formats.read(folder))
        except Unreadable:
            faults += 1
    reading = time.process_time() - began
    fit = [p for p in problems if is_mergeable(p) and len(p.parties) >= 2]
    fit = [p.chosen([q.name for q in p.parties[: min(len(p.parties), 3, MOST_PARTIES)]]) for p in fit]
    began = time.process_time()
    for problem in fit:
        solve(problem, given=frontier(problem))
    spent = time.process_time() - began
    return {
        "folders": len(folders),
        "read": len(problems),
        "unreadable": faults,
        "reading_seconds": round(reading, 3),
        "additive": len(fit),
        "frontier_and_points_seconds": round(spent, 3),
    }


def partly_known() -> dict[str, object]:
    """500 worlds of 15 issues solved exactly, and the next question."""
    problem = made(15, 8, 2, "conflict")
    views = [view_of(problem, party) for party in problem.parties]
    chance = np.random.default_rng(1)
    found = partial.survey(views, 500, chance)
    wide = [view_of(made(20, 10, 2, "random"), party, least=0.3) for party in made(20, 10, 2, "random").parties]
    return {
        "survey_500_worlds_seconds": seconds(lambda: partial.survey(views, 500, chance), times=2),
        "next_question_seconds": seconds(lambda: partial.next_question(found)),
        "robust_agreement_20x10_seconds": seconds(lambda: robust.robust_agreement(wide), times=1),
    }


def view_of(problem: Problem, party: Party, *, least: float = 0.0) -> partial.View:
    """What is known when only the orders are."""
    orders = tuple(
        tuple(frozenset(o for o, v in enumerate(row) if v == level) for level in sorted(set(row)))
        for row in party.values
    )
    return partial.View(party.name, problem.issues, orders, (), least)


def questions(domains: int = 8, asked: tuple[int, ...] = (0, 8, 24)) -> dict[str, object]:
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
    return {f"after_{count}": round(float(np.mean(values)), 4) for count, values in shares.items()}


def increments(problem: Problem, party: Party) -> list[float]:
    """A party's true increments, as shares of its range."""
    view = view_of(problem, party)
    steps = [
        party.values[issue][min(high)] - party.values[issue][min(low)]
        for issue, order in enumerate(view.orders)
        for low, high in pairwise(order)
    ]
    return [step / sum(steps) for step in steps]


def commitments(count: int = 100_000) -> dict[str, object]:
    """The largest set of many statements."""
    chance = np.random.default_rng(1)
    acts = [Done(f"a{number}") for number in range(count // 2)]
    drawn = chance.integers(0, len(acts), (count, 3)).tolist()
    statements = [
        Statement(f"s{n}", f"p{n % 1000}", (acts[a],), any_of(acts[b], acts[c])) for n, (a, b, c) in enumerate(drawn)
    ]
    return {"statements": count, "settle_seconds": seconds(lambda: settle(statements), times=1), "goal": 0.5}


ON_NEGMAS = """
import json, sys, time
from negmas import make_issue
from negmas.outcomes import make_os
from negmas.preferences import LinearAdditiveUtilityFunction
from negmas.preferences.ops import nash_points, pareto_frontier
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
front, _ = pareto_frontier(parties, issues=issues, sort_by_welfare=True)
nash_points(parties, front, outcome_space=space)
print(json.dumps({"seconds": round(time.process_time() - began, 3), "size": len(front)}))
"""


def negmas() -> list[dict[str, object]]:
    """The frontier and the Nash point of 10^4, 10^5 and 10^6 outcomes: ours, and NegMAS's own analysis of the same."""
    rows = []
    for issues in (4, 5, 6):
        problem = made(issues, 10, 2, "conflict")
        asked = {
            "issues": [[issue.name, list(issue.options)] for issue in problem.issues],
            "parties": [[[v / party.scale for v in row] for row in party.values] for party in problem.parties],
        }
        command = [NEGMAS, "-c", ON_NEGMAS]
        try:
            ran = subprocess.run(
                command, input=json.dumps(asked), capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=True
            )
            theirs = json.loads(ran.stdout.splitlines()[-1])
        except subprocess.TimeoutExpired:
            theirs = {"seconds": f"more than {PATIENCE_SECONDS}"}
        spent = seconds(lambda: solve(Problem(problem.issues, problem.parties), ["nash"]))  # noqa: B023 – run at once
        rows.append({"outcomes": f"10^{issues}", "seconds": spent, "size": len(frontier(problem)), "negmas": theirs})
    return rows


SECTIONS: dict[str, Callable[[], object]] = {
    "frontiers": frontiers,
    "points": points,
    "partly_known": partly_known,
    "commitments": commitments,
    "public": public,
    "questions": questions,
    "negmas": negmas,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or SECTIONS:
        if (NEGMAS or name != "negmas") and (DOMAINS.is_dir() or name not in {"public", "questions"}):
            print(json.dumps({name: SECTIONS[name]()}), flush=True)
