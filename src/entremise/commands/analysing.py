"""`entremise analyse`: what could all parties accept, from a file or a folder. Sets no Django up."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from entremise.analysis import formats, pictures
from entremise.analysis.errors import AnalysisError, OutOfTime, SolverMissing, one_line
from entremise.analysis.frontier import Frontier
from entremise.analysis.grids import slack
from entremise.analysis.payments import Split, split_payments
from entremise.analysis.points import KINDS, compatible, is_mergeable, solve, whole_frontier
from entremise.analysis.problems import Package, Problem, check_parties, reach
from entremise.analysis.solutions import Point
from entremise.analysis.trades import Price, Trade, Trades, explain, hull, prices, say, trades
from entremise.commands.waiting import Work, working

Found = TypeVar("Found")
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
    asked = _Asked(problem, options, kinds, _stated_package(problem, options.trades), work, Answer())
    for find in STEPS:
        find(asked)
    asked.found.is_partial = work.is_interrupted()
    return asked.found


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked for of a problem, and what was found of it so far."""

    problem: Problem
    options: argparse.Namespace
    kinds: Sequence[str]
    table: Package | None
    """Stated for `--trades`."""
    work: Work
    found: Answer

    @property
    def is_by_default(self) -> bool:
        """Nothing is asked for by name, or a picture of everything is: the frontier and all points."""
        asked = self.options
        named = (asked.frontier, self.kinds, asked.trades, asked.prices, asked.payments, asked.compat)
        return not any(named) or asked.plot is not None

    def look(self, name: str, act: Callable[[], Found], *, is_wanted: bool = True) -> Found | None:
        """What `act` finds, unless somebody interrupted; what cannot be done is noted, or refused if it is wanted."""
        found, work = self.found, self.work
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

    def point(self, kind: str, *, is_wanted: bool) -> dict[str, Point | None]:
        """A point by its kind; empty where it was not found."""
        act = partial(solve, self.problem, [kind], given=self.found.whole, stop=self.work.is_interrupted)
        return self.look(kind, act, is_wanted=is_wanted) or {}


def _find_frontier(asked: _Asked) -> None:
    """Asked for by name it must be had; otherwise the rest is told without it."""
    options, work = asked.options, asked.work
    if options.frontier or asked.is_by_default or options.compat:
        act = partial(whole_frontier, asked.problem, progress=work.tell, stop=work.is_interrupted)
        is_wanted = bool(options.frontier or options.plot or options.compat)
        asked.found.whole = asked.look("frontier", act, is_wanted=is_wanted)


def _find_points(asked: _Asked) -> None:
    for kind in asked.kinds or (KINDS if asked.is_by_default else ()):
        asked.found.points |= asked.point(kind, is_wanted=bool(asked.kinds))


def _find_trades(asked: _Asked) -> None:
    table = _start(asked) if asked.options.trades else None
    if table is not None:
        asked.found.table = table
        act = partial(trades, asked.problem, table, stop=asked.work.is_interrupted)
        asked.found.trades = asked.look("trades", act, is_wanted=is_mergeable(asked.problem))


def _start(asked: _Asked) -> Package | None:
    """The package stated, or that of the point named; None where that was not found before an interruption."""
    if asked.table is not None:
        return asked.table
    kind = ALIASES.get(asked.options.trades, asked.options.trades)
    points = asked.found.points
    start = (points if kind in points else asked.point(kind, is_wanted=True)).get(kind)
    if start is None and not asked.work.is_interrupted():
        raise AnalysisError(f"--trades: there is no {kind} point to start from")
    return start.package if start else None


def _find_prices(asked: _Asked) -> None:
    if asked.options.prices:
        asked.found.prices = asked.look("prices", partial(prices, asked.problem))
        asked.found.hull = asked.look("hull", partial(hull, asked.problem)) or []


def _find_payments(asked: _Asked) -> None:
    if asked.options.payments:
        act = partial(split_payments, asked.problem, stop=asked.work.is_interrupted)
        asked.found.payments = asked.look("payments", act)
        asked.found.is_split = not asked.work.is_interrupted()


def _find_compatible(asked: _Asked) -> None:
    if asked.options.compat and asked.found.whole is not None:
        asked.found.compatible = compatible(asked.found.whole, compat=asked.options.compat)


STEPS = (_find_frontier, _find_points, _find_trades, _find_prices, _find_payments, _find_compatible)
"""Later ones start from what earlier ones found."""


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
    return {name: told for section in SECTIONS for name, told in section(problem, found).items()}


def _problem(problem: Problem, found: Answer) -> dict[str, Any]:
    return {
        "name": problem.name,
        "issues": [{"name": issue.name, "options": list(issue.options)} for issue in problem.issues],
        "outcomes": str(problem.outcomes),
        "parties": [party.name for party in problem.parties],
        "disagreement": list(problem.utilities(problem.disagreement)),
        "rounded": any(party.is_rounded for party in problem.parties),
        "grid": problem.is_sampled,
        **({"between_grid": list(problem.utilities(slack(problem)))} if problem.is_sampled else {}),
        "notes": [*problem.notes, *found.notes],
    }


def _frontier(problem: Problem, found: Answer) -> dict[str, Any]:
    whole = found.whole
    if whole is None:
        return {}
    told = {
        "exact": whole.is_exact,
        "truncated": whole.is_truncated,
        "size": len(whole),
        "utilities": whole.utilities().tolist(),
        "packages": [list(problem.named(package)) for package in whole.packages()],
    }
    if problem.is_loose:
        told["between"] = [_between(problem, package) for package in whole.packages()]
    return {"frontier": told}


def _between(problem: Problem, package: Package) -> list[list[float]]:
    """For each party from where to where a package's worth may lie."""
    return [[end / party.scale for end in reach(party, package)] for party in problem.parties]


def _points(problem: Problem, found: Answer) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if found.points or found.left_out or found.not_found:
        told["points"] = {kind: None if p is None else _point(problem, p) for kind, p in found.points.items()}
    if found.not_found:
        told["not_found_in_time"] = found.not_found
    return told


def _trades(problem: Problem, found: Answer) -> dict[str, Any]:
    if found.trades is None:
        return {}
    told = {
        "from": list(problem.named(found.table)),
        "truncated": found.trades.is_truncated,
        "by_changes": {
            str(most): [_trade(problem, found.table, trade) for trade in there] for most, there in found.trades.items()
        },
    }
    return {"trades": told}


def _prices(_: Problem, found: Answer) -> dict[str, Any]:
    if found.prices is None:
        return {}
    return {"prices": [_price(price) for price in found.prices], "hull": [list(corner) for corner in found.hull]}


def _payments(problem: Problem, found: Answer) -> dict[str, Any]:
    return {"payments": found.payments and _split(problem, found.payments)} if found.is_split else {}


def _compatible(problem: Problem, found: Answer) -> dict[str, Any]:
    if found.compatible is None:
        return {}
    told = {name: [list(problem.utilities(points)) for points in ties] for name, ties in found.compatible.items()}
    return {"compat": told}


def _partial(_: Problem, found: Answer) -> dict[str, Any]:
    return {"partial": True, "left_out": found.left_out} if found.is_partial else {}


SECTIONS = (_problem, _frontier, _points, _trades, _prices, _payments, _compatible, _partial)
"""What JSON tells, in this order; each leaves out what was not asked for."""


def _point(problem: Problem, point: Point) -> dict[str, Any]:
    return {
        "utilities": list(problem.utilities(point.points)),
        **({"between": _between(problem, point.package)} if problem.is_loose else {}),
        "package": list(problem.named(point.package)),
        "value": point.value,
        "bound": point.bound,
        "gap": point.gap or 0,
        "proven": point.is_proven,
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
    return "\n".join(line for paragraph in PARAGRAPHS for line in paragraph(problem, found))


def _problem_text(problem: Problem, found: Answer) -> list[str]:
    names = [party.name for party in problem.parties]
    return [
        f"{problem.name or 'problem'}: {len(problem.issues)} issues, {_count(problem.outcomes)} packages",
        f"{len(names)} parties: {', '.join(names)}",
        *(f"note: {note}" for note in (*problem.notes[:SHOWN], *found.notes)),
    ]


def _frontier_text(problem: Problem, found: Answer) -> list[str]:
    whole = found.whole
    if whole is None:
        return []
    sort = "exact" if whole.is_exact else "NOT COMPLETE" if whole.is_truncated else "on a grid of the real issues"
    rows = zip(whole.utilities()[:SHOWN].tolist(), whole.packages()[:SHOWN], strict=True)
    return [
        *("", f"frontier ({sort}): {len(whole)} points"),
        *(f"  {_worth(worth)}   {', '.join(problem.named(package))}" for worth, package in rows),
        *([f"  … and {len(whole) - SHOWN} more (--json tells all)"] if len(whole) > SHOWN else []),
    ]


def _points_text(problem: Problem, found: Answer) -> list[str]:
    lines: list[str] = []
    for kind, point in found.points.items():
        lines += ["", *_point_text(problem, kind, point)]
    for kind in found.not_found:
        lines += ["", f"{pictures.NAMES.get(kind, kind)}: not found in time; whether there is one is not known"]
    return lines


def _trades_text(problem: Problem, found: Answer) -> list[str]:
    if found.trades is None:
        return []
    is_truncated = found.trades.is_truncated
    lines = ["", "trades: NOT COMPLETE, there may be others and better ones"] if is_truncated else []
    for most, there in found.trades.items():
        lines += ["", f"trades with at most {most} changed: {len(there)}"]
        for trade in there[:3]:
            lines += [f"  gains {_worth(trade.gains)}"]
            lines += [f"    {sentence}" for sentence in say(problem, explain(problem, found.table, trade.package))]
    return lines


def _prices_text(problem: Problem, found: Answer) -> list[str]:
    if found.prices is None:
        return []
    first, second = (party.name for party in problem.parties)
    return [
        *("", f"prices: what {first} gives up, and what {second} has of it, cheapest first"),
        *(
            f"  {price.issue}: {price.after} instead of {price.before}: {_amount(price.costs)} for "
            f"{_amount(price.gives)}"
            for price in found.prices
        ),
    ]


def _payments_text(problem: Problem, found: Answer) -> list[str]:
    return ["", *_split_text(problem, found.payments)] if found.is_split else []


def _compatible_text(problem: Problem, found: Answer) -> list[str]:
    lines: list[str] = []
    for name, ties in (found.compatible or {}).items():
        shown = "; ".join(_worth(problem.utilities(points)) for points in ties[:SHOWN])
        lines += ["", f"{name}, as NegMAS defines it: {shown or 'none'}"]
    return lines


def _partial_text(_: Problem, found: Answer) -> list[str]:
    left_out = "".join(f"; {name} left out" for name in found.left_out)
    return ["", f"interrupted: this is a PARTIAL result{left_out}"] if found.is_partial else []


PARAGRAPHS = (
    _problem_text,
    _frontier_text,
    _points_text,
    _trades_text,
    _prices_text,
    _payments_text,
    _compatible_text,
    _partial_text,
)
"""What people are told, in this order."""


def _split_text(problem: Problem, split: Split | None) -> list[str]:
    if split is None:
        return ["side payments: none, no package has anything to share"]
    proof = "proven" if split.gap == 0 else f"not proven: at most {split.gap:.3g} more to share"
    paid = ", ".join(
        f"{party.name} {'receives' if sum_ >= 0 else 'pays'} {_amount(abs(sum_))}"
        for party, sum_ in zip(problem.parties, split.payments, strict=True)
    )
    return [
        f"side payments ({proof}): {', '.join(problem.named(split.package))}",
        f"  {paid}; each then has {_amount(split.gain)} more than without agreement",
    ]


def _amount(sum_: Fraction | float) -> str:
    """As much of it as is paid, not a round number near it."""
    return f"{float(sum_):.15g}"


def _point_text(problem: Problem, kind: str, point: Point | None) -> list[str]:
    name = pictures.NAMES[kind]
    if point is None:
        sort = "package of the grid" if problem.is_sampled else "package"
        why = "is allowed" if kind == "welfare" else "is better than no agreement for all"
        return [f"{name}: none, no {sort} {why}"]
    ties = sum(len(tie.packages) for tie in point.ties)
    more = " or more" if point.has_more else ""
    also = f", and {ties - 1}{more} other packages equally good" if ties > 1 else ""
    worth = _worth(problem.utilities(point.points))
    return [
        f"{name} ({_proof(problem, point)}{also})",
        f"  {worth}   {', '.join(problem.named(point.package))}",
        *([f"  each between {_ends(problem, point.package)}"] if problem.is_loose else []),
    ]


def _ends(problem: Problem, package: Package) -> str:
    return "  ".join(f"{low:.4f} and {high:.4f}" for low, high in _between(problem, package))


def _proof(problem: Problem, point: Point) -> str:
    if point.gap:
        between = ", numbers between those of the grid included" if problem.is_sampled else ""
        return f"not proven: at most {point.gap:.3g} better{between}"
    if not point.is_proven:
        return "not proven: the least is, what follows it is not"
    return "proven"


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
