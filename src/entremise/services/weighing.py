"""The engine: what the analysis finds in issues and values. It calls the analysis, with `partly_known` and `leeway`.

Numbers that a party gave for the engine alone go in here and do not come out: of such a party, what is found holds no
worth, no cost and no interval, and packages stand in an order that says nothing of it.

What is found is kept in memory by a digest of all that went in, so that a page read again costs nothing; what the clock
cut short is kept for a minute, and then tried again. At most two are weighed at a time, one of each desk, and each
within a budget; what does not fit is left to the command line, and said so.
"""

import hashlib
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from entremise.analysis.errors import AnalysisError
from entremise.analysis.frontier import Frontier, frontier
from entremise.analysis.points import solve
from entremise.analysis.problems import Issue, Package, Party, Problem
from entremise.analysis.trades import Trade, Trades, explain, trades
from entremise.domain.ids import PlaceId
from entremise.services import leeway, partly_known
from entremise.services.findings import Change, Exchange, Findings, Known, TooLong, Weighed, Worth
from entremise.services.turns import Clock, Turns

KINDS: Final = ("nash", "egalitarian", "ks", "utilitarian")
MOST_KEPT: Final = 20_000
"""Sums that the joining of two parties keeps at once: as many as there can be."""
MOST_KEPT_OF_MORE: Final = 1500
"""The same of more parties."""
MOST_SHOWN: Final = 60
"""Packages of the frontier that are told, evenly spread over it."""
BUDGET_SECONDS: Final = 1.0
FOR_TRADES: Final = 0.4
"""Of the budget: trades need no frontier, and are looked for first."""
WAIT_SECONDS: Final = 1.5
"""How long a page waits for its turn: longer than a turn lasts, so that the first in the line has it in time."""
CUT_SECONDS: Final = 60.0
"""How long what the clock cut short is told before it is tried again."""
MOST_REMEMBERED: Final = 64
TRADES_SHOWN: Final = 1
"""For each number of changes."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was found, how long it may be told, and for how large a budget."""

    found: Findings
    budget: float
    until: float


@dataclass(slots=True)
class _Memory:
    found: OrderedDict[bytes, _Kept] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    turns: Turns = field(default_factory=Turns)


_MEMORY: Final = _Memory()
AXES: Final = 2
"""The first so many parties are those that the picture is drawn of."""


def weigh(
    issues: Sequence[tuple[str, tuple[str, ...]]],
    parties: Sequence[Known],
    *,
    desk: PlaceId,
    packages: Sequence[Package] = (),
    table: Package | None = None,
    budget: float = BUDGET_SECONDS,
) -> Findings | TooLong:
    """What is found in these issues (title and options) and values; `table` is the package that trades begin with.

    Two parties or more, each of whose values cover every issue, and packages that do. Takes the budget at most, and a
    little for the step under way.
    """
    digest = hashlib.sha256(repr((issues, parties, packages, table)).encode("utf-8", "surrogatepass")).digest()
    problem = Problem(
        tuple(Issue(title, options) for title, options in issues),
        tuple(Party(party.name, party.points, disagreement=party.without) for party in parties),
    )
    with _MEMORY.lock:
        known = _MEMORY.found.get(digest)
        if known is not None and time.monotonic() < known.until and budget <= known.budget:
            _MEMORY.found.move_to_end(digest)
            return known.found
    partly_known.load(parties)
    if not _MEMORY.turns.take(desk, seconds=WAIT_SECONDS):
        return TooLong(problem.outcomes, is_busy=True)
    clock = Clock(time.monotonic() + budget)
    try:
        found = _weighed(problem, parties, packages, table, clock=clock)
    finally:
        _MEMORY.turns.give_back(desk)
    if found is None:
        return TooLong(problem.outcomes, is_busy=False)
    kept = _Kept(found, budget, time.monotonic() + CUT_SECONDS) if clock.has_cut else _Kept(found, math.inf, math.inf)
    with _MEMORY.lock:
        _MEMORY.found[digest] = kept
        while len(_MEMORY.found) > MOST_REMEMBERED:
            _MEMORY.found.popitem(last=False)
    return found


def forget() -> None:
    """Forget all that is remembered."""
    with _MEMORY.lock:
        _MEMORY.found.clear()


def _weighed(
    problem: Problem, parties: Sequence[Known], packages: Sequence[Package], table: Package | None, *, clock: Clock
) -> Findings | None:
    """What is found, or None where the time did not suffice for anything."""
    changed = _changed(problem, table, stop=clock.share(FOR_TRADES)) if table is not None else Trades()
    limit = MOST_KEPT if len(parties) == AXES else MOST_KEPT_OF_MORE
    whole = frontier(problem, limit=limit, stop=clock.is_late)
    if not len(whole) and whole.is_truncated and not any(changed.values()):
        return None
    seen = _Seen(problem, parties, whole, _kinds(problem, whole), limit, clock)
    contradictions = partly_known.contradictions(problem, parties)
    # Each with a clock of its own that stops with the first: so it is known which of them was cut short.
    holding, asking = Clock(clock.until), Clock(clock.until)
    holds = (
        partly_known.holds(problem, parties, packages, tell=seen.weighed, clock=holding) if not contradictions else None
    )
    # The question comes last, since it takes as many worlds as there is time for.
    ask = partly_known.ask(problem, parties, clock=asking) if whole.is_exact and not contradictions else None
    clock.has_cut = clock.has_cut or holding.has_cut or asking.has_cut
    axes = _axes(parties)
    return Findings(
        outcomes=problem.outcomes,
        size=len(whole),
        is_exact=whole.is_exact,
        frontier=tuple(seen.found(package) for package in _in_order(_shown(whole), parties)),
        points=tuple(seen.found(package) for package in seen.kinds),
        packages=tuple(seen.weighed(package) for package in packages),
        trades=_exchanges(problem, table, changed, seen) if table is not None else (),
        trades_are_cut=changed.is_truncated,
        ask=ask,
        ask_is_cut=ask is None and asking.has_cut,
        holds=holds,
        holds_are_cut=holds is None and holding.has_cut,
        contradictions=contradictions,
        curve=tuple((int(a), int(b)) for a, b in whole.points[:, :2].tolist()) if axes else (),
        reach=tuple(leeway.reach(party) for party in axes),
        without=tuple(party.without for party in axes),
    )


def _kinds(problem: Problem, whole: Frontier) -> dict[Package, tuple[str, ...]]:
    """Which points the packages are that are one. Of a frontier that is not whole none is taken: it might not be it."""
    try:
        found = solve(problem, KINDS, given=whole) if whole.is_exact else {}
    except AnalysisError:
        return {}
    kinds: dict[Package, tuple[str, ...]] = {}
    for kind, point in found.items():
        if point is not None:
            kinds[point.package] = (*kinds.get(point.package, ()), kind)
    return kinds


def _axes(parties: Sequence[Known]) -> Sequence[Known]:
    """The parties that the picture is drawn of; none where one of them has sealed numbers."""
    axes = parties[:AXES]
    return [] if any(party.is_sealed for party in axes) else axes


def _shown(whole: Frontier) -> list[Package]:
    """All of the frontier, or MOST_SHOWN evenly spread over it with both ends."""
    last, most = len(whole) - 1, MOST_SHOWN - 1
    rows = range(len(whole)) if last <= most else sorted({round(k * last / most) for k in range(MOST_SHOWN)})
    return [whole.package(row) for row in rows]


def _in_order(packages: Sequence[Package], parties: Sequence[Known]) -> list[Package]:
    """From the first party's best on; where numbers are sealed by the options alone, which tells nothing."""
    return sorted(packages) if any(party.is_sealed for party in parties) else list(packages)


@dataclass(frozen=True)
class _Seen:
    """Packages as they may be told."""

    problem: Problem
    parties: Sequence[Known]
    whole: Frontier
    kinds: Mapping[Package, tuple[str, ...]]
    limit: int
    clock: Clock

    def weighed(self, package: Package) -> Weighed:
        """Any package, and whether it stands on the frontier."""
        return self._told(package, on_frontier=self._stands(np.array(self.problem.points(package))))

    def found(self, package: Package) -> Weighed:
        """A package of those that were found; of a frontier that is not exact nobody knows whether it stands there."""
        return self._told(package, on_frontier=True if self.whole.is_exact else None)

    def _told(self, package: Package, *, on_frontier: bool | None) -> Weighed:
        points = self.problem.points(package)
        return Weighed(
            options=package,
            worths=tuple(_worth(party, package, have) for party, have in zip(self.parties, points, strict=True)),
            on_frontier=on_frontier,
            kinds=self.kinds.get(package, ()),
        )

    def _stands(self, points: NDArray[np.int64]) -> bool | None:
        if (points < np.array(self.problem.disagreement)).any():
            return False
        if self.whole.is_exact:
            return bool((self.whole.points == points).all(axis=1).any())
        if _is_beaten(points, self.whole):
            return False
        # Far fewer packages are at least as good for all as this one than there are on the whole frontier.
        better = frontier(self.problem, floor=points.tolist(), limit=self.limit, stop=self.clock.is_late)
        if _is_beaten(points, better):
            return False
        return True if better.is_exact else None


def _is_beaten(points: NDArray[np.int64], by: Frontier) -> bool:
    return bool(((by.points >= points).all(axis=1) & (by.points > points).any(axis=1)).any())


def _worth(party: Known, package: Package, points: int) -> Worth:
    if party.is_sealed:
        return Worth(mark=party.mark, points=None, low=None, high=None, above=None)
    low = high = 0
    for option, row, loose in zip(package, party.points, party.give_or_take, strict=True):
        low += max(0, row[option] - loose)
        high += row[option] + loose
    return Worth(mark=party.mark, points=points, low=low, high=high, above=points >= party.without)


def _changed(problem: Problem, table: Package, *, stop: Callable[[], bool]) -> Trades:
    """What changes of one, two and three issues give."""
    try:
        return trades(problem, table, limit=MOST_KEPT_OF_MORE, stop=stop)
    except AnalysisError:
        # Nothing was tried, so that nothing can be said of them.
        cut = Trades()
        cut.is_truncated = True
        return cut


def _exchanges(problem: Problem, table: Package, by_changes: Trades, seen: _Seen) -> tuple[Exchange, ...]:
    """The best joint gains with one, two and three changes: for each number the best, if it is another."""
    best: dict[Package, Trade] = {}
    for found in by_changes.values():
        for trade in found[:TRADES_SHOWN]:
            best.setdefault(trade.package, trade)
    return tuple(_exchange(problem, table, trade, seen) for trade in best.values())


def _exchange(problem: Problem, table: Package, trade: Trade, seen: _Seen) -> Exchange:
    changed = [number for number, (was, now) in enumerate(zip(table, trade.package, strict=True)) if was != now]
    moves = explain(problem, table, trade.package)
    return Exchange(
        changes=tuple(
            Change(
                issue=number,
                before=table[number],
                after=trade.package[number],
                gains=tuple(
                    None if party.is_sealed else round(gain)
                    for party, gain in zip(seen.parties, move.gains, strict=True)
                ),
            )
            for number, move in zip(changed, moves, strict=True)
        ),
        result=seen.weighed(trade.package),
    )
