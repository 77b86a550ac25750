"""`entremise analyse`: what could all parties accept, from a file or a folder. Sets no Django up."""

import argparse
import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from entremise.analysis import formats, pictures
from entremise.analysis.errors import AnalysisError
from entremise.analysis.frontier import Frontier
from entremise.analysis.points import KINDS, Point, solve, whole_frontier
from entremise.analysis.problems import Package, Problem, check_parties
from entremise.analysis.trades import Trade, explain, say, trades

PATIENCE_SECONDS = 1.0
SHOWN = 12
ALIASES = {"kalai": "egalitarian", "leximin": "egalitarian", "kalai-smorodinsky": "ks"}


def analyse(options: argparse.Namespace) -> int:
    """Read, compute, print. 0: done; 2: the input is none; 130: interrupted, with what there was until then."""
    try:
        kinds = _kinds(options.points)
        _check_plot(options.plot)
        problem = formats.read(options.path)
        problem = problem.chosen(options.party) if options.party else problem
        check_parties(problem)
        with _interruptible() as is_interrupted:
            found = compute(problem, options, kinds, is_interrupted)
            if options.plot is not None and found["_frontier"] is not None:
                _plot(options.plot, found)
            print(json.dumps(as_json(problem, found)) if options.json else _as_text(problem, found))
            return 130 if is_interrupted() else 0
    except (AnalysisError, OSError) as error:
        print(f"entremise: {str(error).splitlines()[0]}", file=sys.stderr)
        return 2
    except MemoryError:
        print("entremise: the problem is too large for this machine's memory", file=sys.stderr)
        return 2


def _kinds(stated: str) -> list[str]:
    kinds = [ALIASES.get(kind.strip(), kind.strip()) for kind in stated.split(",") if kind.strip()]
    if any(kind not in KINDS for kind in kinds):
        raise AnalysisError(f"--points: one or more of {', '.join(KINDS)} is wanted")
    return kinds


def _check_plot(path: Path | None) -> None:
    if path is not None and path.suffix.lower() not in {".svg", ".png"}:
        raise AnalysisError(f"--plot: a file ending in .svg or .png is wanted, {path.name!r} was given")


def compute(
    problem: Problem, options: argparse.Namespace, kinds: list[str], is_interrupted: Callable[[], bool]
) -> dict[str, Any]:
    """All that was asked for; a key with a line before it is not told."""
    nothing_asked = not (options.frontier or kinds or options.trades)
    wants_frontier = options.frontier or nothing_asked or options.plot is not None
    whole: Frontier | None = None
    if wants_frontier:
        whole = whole_frontier(problem, progress=_progress(), stop=is_interrupted)
    points: dict[str, Point | None] = {}
    left_out: list[str] = []
    for kind in kinds or (KINDS if nothing_asked or options.plot is not None else ()):
        if is_interrupted():
            left_out.append(kind)
        else:
            points |= solve(problem, [kind], given=whole)
    found: dict[str, Any] = {"_frontier": whole, "points": points, "left_out": left_out, "trades": None}
    if options.trades and not is_interrupted():
        table = _package(problem, options.trades, points)
        found |= {"table": table, "trades": trades(problem, table)}
    return found | {"partial": is_interrupted()}


def _package(problem: Problem, stated: str, points: dict[str, Point | None]) -> Package:
    """A package as a JSON list, as `option,option,…`, or as the name of a point."""
    if stated in KINDS or stated in ALIASES:
        kind = ALIASES.get(stated, stated)
        point = points.get(kind) or solve(problem, [kind])[kind]
        if point is None:
            raise AnalysisError(f"--trades: there is no {kind} point to start from")
        return point.package
    try:
        names = json.loads(stated) if stated.lstrip().startswith("[") else stated.split(",")
    except json.JSONDecodeError:
        raise AnalysisError("--trades: a JSON list of option names is wanted") from None
    return problem.numbered([str(name).strip() for name in names])


def as_json(problem: Problem, found: dict[str, Any]) -> dict[str, Any]:
    """What was found, as the command prints it."""
    whole: Frontier | None = found["_frontier"]
    answer: dict[str, Any] = {
        "name": problem.name,
        "issues": [{"name": issue.name, "options": list(issue.options)} for issue in problem.issues],
        "outcomes": str(problem.outcomes),
        "parties": [party.name for party in problem.parties],
        "disagreement": list(problem.utilities(problem.disagreement)),
        "rounded": any(party.is_rounded for party in problem.parties),
        "notes": list(problem.notes),
    }
    if whole is not None:
        answer["frontier"] = {
            "exact": whole.is_exact,
            "truncated": whole.is_truncated,
            "size": len(whole),
            "utilities": whole.utilities().tolist(),
            "packages": [list(problem.named(package)) for package in whole.packages()],
        }
    if found["points"] or found["left_out"]:
        answer["points"] = {kind: None if p is None else _point(problem, p) for kind, p in found["points"].items()}
    if found["trades"] is not None:
        table = found["table"]
        answer["trades"] = {
            "from": list(problem.named(table)),
            "by_changes": {
                str(most): [_trade(problem, table, t) for t in there] for most, there in found["trades"].items()
            },
        }
    if found["partial"]:
        answer |= {"partial": True, "left_out": found["left_out"]}
    return answer


def _point(problem: Problem, point: Point) -> dict[str, Any]:
    return {
        "utilities": list(problem.utilities(point.points)),
        "package": list(problem.named(point.package)),
        "value": point.value,
        "bound": point.bound,
        "gap": point.gap or 0,
        "ties": [
            {"utilities": list(problem.utilities(t.points)), "packages": [list(problem.named(p)) for p in t.packages]}
            for t in point.ties
        ],
    }


def _trade(problem: Problem, table: Package, trade: Trade) -> dict[str, Any]:
    return {
        "package": list(problem.named(trade.package)),
        "gains": list(trade.gains),
        "changes": trade.changes,
        "words": say(problem, explain(problem, table, trade.package)),
    }


def _as_text(problem: Problem, found: dict[str, Any]) -> str:
    names = [party.name for party in problem.parties]
    lines = [
        f"{problem.name or 'problem'}: {len(problem.issues)} issues, {_count(problem.outcomes)} packages",
        f"{len(names)} parties: {', '.join(names)}",
        *(f"note: {note}" for note in problem.notes[:SHOWN]),
    ]
    whole: Frontier | None = found["_frontier"]
    if whole is not None:
        sort = "exact" if whole.is_exact else "NOT COMPLETE" if whole.is_truncated else "on a grid of the real issues"
        lines += ["", f"frontier ({sort}): {len(whole)} points"]
        rows = zip(whole.utilities()[:SHOWN].tolist(), whole.packages()[:SHOWN], strict=True)
        lines += [f"  {_worth(worth)}   {', '.join(problem.named(package))}" for worth, package in rows]
        lines += [f"  … and {len(whole) - SHOWN} more (--json tells all)"] if len(whole) > SHOWN else []
    for kind, point in found["points"].items():
        lines += ["", *_point_text(problem, kind, point)]
    for most, there in (found["trades"] or {}).items():
        lines += ["", f"trades with at most {most} changed: {len(there)}"]
        for trade in there[:3]:
            lines += [f"  gains {_worth(trade.gains)}"]
            lines += [f"    {sentence}" for sentence in say(problem, explain(problem, found["table"], trade.package))]
    if found["partial"]:
        lines += [
            "",
            "interrupted: this is a PARTIAL result" + "".join(f"; {kind} left out" for kind in found["left_out"]),
        ]
    return "\n".join(lines)


def _point_text(problem: Problem, kind: str, point: Point | None) -> list[str]:
    name = pictures.NAMES[kind]
    if point is None:
        return [f"{name}: none, no package is better than no agreement for all"]
    proof = "proven" if point.gap == 0 else f"not proven: at most {point.gap:.3g} better"
    ties = sum(len(tie.packages) for tie in point.ties)
    also = f", and {ties - 1} more packages equally good" if ties > 1 else ""
    worth = _worth(problem.utilities(point.points))
    return [f"{name} ({proof}{also})", f"  {worth}   {', '.join(problem.named(point.package))}"]


def _worth(values: tuple[float, ...] | list[float]) -> str:
    return "  ".join(f"{value:.4f}" for value in values)


def _count(number: int) -> str:
    return f"{number}" if number < 10**9 else f"{number / 10 ** (len(str(number)) - 1):.2f}·10^{len(str(number)) - 1}"


def _plot(path: Path, found: dict[str, Any]) -> None:
    if path.suffix.lower() == ".svg":
        path.write_text(pictures.svg(found["_frontier"], found["points"]), encoding="utf-8")
    else:
        path.write_bytes(pictures.png(found["_frontier"], found["points"]))


def _progress() -> Callable[[int, int], None]:
    """A bar on the error stream, for people, once a second has passed."""
    began = time.monotonic()

    def tell(done: int, of: int) -> None:
        if sys.stderr.isatty() and time.monotonic() - began > PATIENCE_SECONDS:
            full = 30 * done // of
            end = "\n" if done == of else ""
            print(
                f"\r[{'#' * full}{'.' * (30 - full)}] {done} of {of} issues joined",
                end=end,
                file=sys.stderr,
                flush=True,
            )

    return tell


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """The first Ctrl-C asks for what there is; a second one ends at once."""
    asked: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)
        print("\nentremise: finishing with what there is; once more to end now", file=sys.stderr)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGINT, before)
