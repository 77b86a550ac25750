"""`entremise analyse`: what could all parties accept, from a file or a folder. Sets no Django up."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from entremise.analysis import formats, pictures
from entremise.analysis.errors import AnalysisError, OutOfTime, SolverMissing, one_line
from entremise.analysis.frontier import Frontier
from entremise.analysis.payments import Split, split_payments
from entremise.analysis.points import KINDS, compatible, is_mergeable, solve, whole_frontier
from entremise.analysis.problems import Package, Problem, check_parties
from entremise.analysis.solutions import Point
from entremise.analysis.trades import Price, Trade, Trades, explain, hull, prices, say, trades
from entremise.commands.waiting import Work, working

SHOWN = 12
ALIASES = {"kalai": "egalitarian", "leximin": "egalitarian", "kalai-smorodinsky": "ks"}


@dataclass
class Answer:
    """What was found of what was asked for."""

    whole: Frontier | None = None
    points: dict[str, Point | None] = field(default_factory=dict)
    not_found: list[str] = field(default_factory=list)
    """Points of which nothing was found in time: whether there is one is not known."""
    table: Package = ()
    trades: Trades | None = None
    prices: list[Price] | None = None
    hull: list[tuple[float, float]] = field(default_factory=list)
    payments: Split | None = None
    is_split: bool = False
    compatible: dict[str, list[tuple[int, ...]]] | None = None
    notes: list[str] = field(default_factory=list)
    """What could not be told, and why."""
    left_out: list[str] = field(default_factory=list)
    """What an interruption left undone."""
    is_partial: bool = False


def analyse(options: argparse.Namespace) -> int:
    """Read, compute, print. 0: done; 2: the input is none; 130: interrupted, with what there was until then."""
    try:
        kinds = _kinds(options.points)
        _check_plot(options.plot)
        problem = formats.read(options.path)
        problem = problem.chosen(options.party) if options.party else problem
        problem = problem.rounded(options.rounded) if options.rounded else problem
        check_parties(problem)
        with working() as work:
            found = compute(problem, options, kinds, work)
            work.hide()
            if options.plot is not None:
                _plot(options.plot, found)
            # Still within: Ctrl-C cuts no line of JSON in two.
            print(json.dumps(as_json(problem, found)) if options.json else _as_text(problem, found), flush=True)
    except (AnalysisError, OSError) as error:
        print(f"entremise: {one_line(error)}", file=sys.stderr)
        return 2
    except MemoryError:
        print("entremise: the problem is too large for this machine's memory", file=sys.stderr)
        return 2
    return 130 if found.is_partial else 0


def _kinds(stated: str) -> list[str]:
    kinds = [ALIASES.get(kind.strip(), kind.strip()) for kind in stated.split(",") if kind.strip()]
    if any(kind not in KINDS for kind in kinds):
        raise AnalysisError(f"--points: one or more of {', '.join(KINDS)} is wanted")
    return kinds


def _check_plot(path: Path | None) -> None:
    if path is not None and path.suffix.lower() not in {".svg", ".png"}:
        raise AnalysisError(f"--plot: a file ending in .svg or .png is wanted, {path.name!r} was given")
    if path is not None and (path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK)):
        raise AnalysisError(f"--plot: a file that can be written is wanted, {path} cannot")


def compute(problem: Problem, options: argparse.Namespace, kinds: list[str], work: Work) -> Answer:
    """All that was asked for, step by step, until it is done or interrupted."""
    asked = (options.frontier, kinds, options.trades, options.prices, options.payments, options.compat)
    by_default = not any(asked) or options.plot is not None
    found = Answer()
    do = partial(_step, found, work)
    ask: Callable[[], Any]
    table = _stated_package(problem, options.trades)
    if options.frontier or by_default or options.compat:
        # Asked for by name it must be had; otherwise the rest is told without it.
        is_wanted = bool(options.frontier or options.plot or options.compat)
        ask = partial(whole_frontier, problem, progress=work.tell, stop=work.is_interrupted)
        found.whole = do("frontier", ask, is_wanted=is_wanted)
    for kind in kinds or (KINDS if by_default else ()):
        ask = partial(solve, problem, [kind], given=found.whole, stop=work.is_interrupted)
        found.points |= do(kind, ask, is_wanted=bool(kinds)) or {}
    if options.trades and table is None:
        kind = ALIASES.get(options.trades, options.trades)
        ask = partial(solve, problem, [kind], given=found.whole, stop=work.is_interrupted)
        start = (found.points if kind in found.points else do(kind, ask, is_wanted=True) or {}).get(kind)
        if start is None and not work.is_interrupted():
            raise AnalysisError(f"--trades: there is no {kind} point to start from")
        table = start.package if start else None
    if options.trades and table is not None:
        found.table = table
        ask = partial(trades, problem, table, stop=work.is_interrupted)
        found.trades = do("trades", ask, is_wanted=is_mergeable(problem))
    if options.prices:
        found.prices = do("prices", partial(prices, problem), is_wanted=True)
        found.hull = do("hull", partial(hull, problem), is_wanted=True) or []
    if options.payments:
        found.payments = do("payments", partial(split_payments, problem, stop=work.is_interrupted), is_wanted=True)
        found.is_split = not work.is_interrupted()
    if options.compat and found.whole is not None:
        found.compatible = compatible(found.whole, compat=options.compat)
    found.is_partial = work.is_interrupted()
    return found


def _step(found: Answer, work: Work, name: str, act: Callable[[], Any], *, is_wanted: bool) -> Any:  # noqa: ANN401 – as act
    """What `act` finds, unless somebody interrupted; what cannot be done is noted, or refused if it was asked for."""
    if work.is_interrupted():
        found.left_out.append(name)
        return None
    try:
        answer = work.step(name, act)
    except OutOfTime:
        (found.left_out if work.is_interrupted() else found.not_found).append(name)
    except SolverMissing:
        raise
    except AnalysisError as error:
        if is_wanted:
            raise
        found.notes.append(f"{name}: {error}")
    else:
        if name in work.given_up:
            found.left_out.append(name)
        return answer
    return None


def _stated_package(problem: Problem, stated: str) -> Package | None:
    """A package as a JSON list or as `option,option,…`; None for the name of a point."""
    if not stated or stated in KINDS or stated in ALIASES:
        return None
    try:
        names = json.loads(stated) if stated.lstrip().startswith("[") else stated.split(",")
    except json.JSONDecodeError:
        raise AnalysisError("--trades: a JSON list of option names is wanted") from None
    return problem.numbered([str(name).strip() for name in names])


def as_json(problem: Problem, found: Answer) -> dict[str, Any]:
    """What was found, as the command prints it."""
    whole = found.whole
    answer: dict[str, Any] = {
        "name": problem.name,
        "issues": [{"name": issue.name, "options": list(issue.options)} for issue in problem.issues],
        "outcomes": str(problem.outcomes),
        "parties": [party.name for party in problem.parties],
        "disagreement": list(problem.utilities(problem.disagreement)),
        "rounded": any(party.is_rounded for party in problem.parties),
        "grid": problem.is_sampled,
        "notes": [*problem.notes, *found.notes],
    }
    if whole is not None:
        answer["frontier"] = {
            "exact": whole.is_exact,
            "truncated": whole.is_truncated,
            "size": len(whole),
            "utilities": whole.utilities().tolist(),
            "packages": [list(problem.named(package)) for package in whole.packages()],
        }
    if found.points or found.left_out or found.not_found:
        answer["points"] = {kind: None if p is None else _point(problem, p) for kind, p in found.points.items()}
    if found.not_found:
        answer["not_found_in_time"] = found.not_found
    if found.trades is not None:
        answer["trades"] = {
            "from": list(problem.named(found.table)),
            "truncated": found.trades.is_truncated,
            "by_changes": {
                str(most): [_trade(problem, found.table, t) for t in there] for most, there in found.trades.items()
            },
        }
    if found.prices is not None:
        answer["prices"] = [_price(price) for price in found.prices]
        answer["hull"] = [list(corner) for corner in found.hull]
    if found.is_split:
        answer["payments"] = None if found.payments is None else _split(problem, found.payments)
    if found.compatible is not None:
        answer["compat"] = {
            name: [list(problem.utilities(points)) for points in ties] for name, ties in found.compatible.items()
        }
    if found.is_partial:
        answer |= {"partial": True, "left_out": found.left_out}
    return answer


def _point(problem: Problem, point: Point) -> dict[str, Any]:
    return {
        "utilities": list(problem.utilities(point.points)),
        "package": list(problem.named(point.package)),
        "value": point.value,
        "bound": point.bound,
        "gap": point.gap or 0,
        "proven": point.is_proven,
        # What is proven of a grid is not proven of the numbers between.
        "exact": point.is_proven and not problem.is_sampled,
        "ties": [
            {"utilities": list(problem.utilities(t.points)), "packages": [list(problem.named(p)) for p in t.packages]}
            for t in point.ties
        ],
        "more_ties": point.has_more,
    }


def _price(price: Price) -> dict[str, Any]:
    return {
        "issue": price.issue,
        "from": price.before,
        "to": price.after,
        "costs": float(price.costs),
        "gives": float(price.gives),
        "rate": float(price.rate),
    }


def _split(problem: Problem, split: Split) -> dict[str, Any]:
    return {
        "package": list(problem.named(split.package)),
        "payments": list(split.payments),
        "gain": split.gain,
        "gap": split.gap,
    }


def _trade(problem: Problem, table: Package, trade: Trade) -> dict[str, Any]:
    return {
        "package": list(problem.named(trade.package)),
        "gains": list(trade.gains),
        "changes": trade.changes,
        "words": say(problem, explain(problem, table, trade.package)),
    }


def _as_text(problem: Problem, found: Answer) -> str:
    names = [party.name for party in problem.parties]
    lines = [
        f"{problem.name or 'problem'}: {len(problem.issues)} issues, {_count(problem.outcomes)} packages",
        f"{len(names)} parties: {', '.join(names)}",
        *(f"note: {note}" for note in (*problem.notes[:SHOWN], *found.notes)),
    ]
    whole = found.whole
    if whole is not None:
        sort = "exact" if whole.is_exact else "NOT COMPLETE" if whole.is_truncated else "on a grid of the real issues"
        lines += ["", f"frontier ({sort}): {len(whole)} points"]
        rows = zip(whole.utilities()[:SHOWN].tolist(), whole.packages()[:SHOWN], strict=True)
        lines += [f"  {_worth(worth)}   {', '.join(problem.named(package))}" for worth, package in rows]
        lines += [f"  … and {len(whole) - SHOWN} more (--json tells all)"] if len(whole) > SHOWN else []
    for kind, point in found.points.items():
        lines += ["", *_point_text(problem, kind, point)]
    for kind in found.not_found:
        lines += ["", f"{pictures.NAMES.get(kind, kind)}: not found in time; whether there is one is not known"]
    if found.trades is not None and found.trades.is_truncated:
        lines += ["", "trades: NOT COMPLETE, there may be others and better ones"]
    for most, there in (found.trades or {}).items():
        lines += ["", f"trades with at most {most} changed: {len(there)}"]
        for trade in there[:3]:
            lines += [f"  gains {_worth(trade.gains)}"]
            lines += [f"    {sentence}" for sentence in say(problem, explain(problem, found.table, trade.package))]
    lines += _more_text(problem, found)
    if found.is_partial:
        lines += [
            "",
            "interrupted: this is a PARTIAL result" + "".join(f"; {kind} left out" for kind in found.left_out),
        ]
    return "\n".join(lines)


def _more_text(problem: Problem, found: Answer) -> list[str]:
    lines: list[str] = []
    names = [party.name for party in problem.parties]
    if found.prices is not None:
        lines += ["", f"prices: what {names[0]} gives up, and what {names[1]} has of it, cheapest first"]
        lines += [
            f"  {price.issue}: {price.after} instead of {price.before}: {float(price.costs):.4g} for "
            f"{float(price.gives):.4g}"
            for price in found.prices
        ]
    if found.is_split:
        lines += ["", *_split_text(problem, found.payments)]
    for name, ties in (found.compatible or {}).items():
        shown = "; ".join(_worth(problem.utilities(points)) for points in ties[:SHOWN])
        lines += ["", f"{name}, as NegMAS defines it: {shown or 'none'}"]
    return lines


def _split_text(problem: Problem, split: Split | None) -> list[str]:
    if split is None:
        return ["side payments: none, no package has anything to share"]
    proof = "proven" if split.gap == 0 else f"not proven: at most {split.gap:.3g} more to share"
    paid = ", ".join(
        f"{party.name} {'receives' if sum_ >= 0 else 'pays'} {abs(sum_):.4g}"
        for party, sum_ in zip(problem.parties, split.payments, strict=True)
    )
    return [
        f"side payments ({proof}): {', '.join(problem.named(split.package))}",
        f"  {paid}; each then has {split.gain:.4g} more than without agreement",
    ]


def _point_text(problem: Problem, kind: str, point: Point | None) -> list[str]:
    name = pictures.NAMES[kind]
    if point is None:
        return [f"{name}: none, no package is better than no agreement for all"]
    ties = sum(len(tie.packages) for tie in point.ties)
    more = " or more" if point.has_more else ""
    also = f", and {ties - 1}{more} other packages equally good" if ties > 1 else ""
    worth = _worth(problem.utilities(point.points))
    return [f"{name} ({_proof(problem, point)}{also})", f"  {worth}   {', '.join(problem.named(point.package))}"]


def _proof(problem: Problem, point: Point) -> str:
    if point.gap:
        return f"not proven: at most {point.gap:.3g} better"
    if not point.is_proven:
        return "not proven: the least is, what follows it is not"
    return "proven on the grid of the real issues" if problem.is_sampled else "proven"


def _worth(values: tuple[float, ...] | list[float]) -> str:
    return "  ".join(f"{value:.4f}" for value in values)


def _count(number: int) -> str:
    return f"{number}" if number < 10**9 else f"{number / 10 ** (len(str(number)) - 1):.2f}·10^{len(str(number)) - 1}"


def _plot(path: Path, found: Answer) -> None:
    if found.whole is None:
        return
    if path.suffix.lower() == ".svg":
        path.write_text(pictures.svg(found.whole, found.points), encoding="utf-8")
    else:
        path.write_bytes(pictures.png(found.whole, found.points))
