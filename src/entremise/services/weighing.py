"""The engine: what the analysis finds in issues and values. The one module of the services that calls the analysis.

Numbers that a party gave for the engine alone go in here and do not come out: of such a party, what is found holds no
worth, no cost and no interval, and packages stand in an order that says nothing of it.

What is found is kept in memory by a digest of all that went in, so that a page read again costs nothing. At most two
are weighed at a time, one of each desk, and each within a budget; what does not fit is left to the command line, and
said so.
"""

import hashlib
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
from entremise.analysis.partial import View, next_question, surveyed
from entremise.analysis.points import solve
from entremise.analysis.problems import Issue, Package, Party, Problem
from entremise.analysis.trades import Trade, explain, trades
from entremise.domain.ids import Mark, PlaceId

KINDS: Final = ("nash", "egalitarian", "ks", "utilitarian")
MOST_KEPT: Final = 20_000
"""Sums that the joining of two parties keeps at once: as many as there can be."""
MOST_KEPT_OF_MORE: Final = 1500
"""The same of more parties."""
MOST_SHOWN: Final = 60
"""Packages of the frontier that are told, evenly spread over it."""
WORLDS: Final = 120
LEAST_WORLDS: Final = 30
BUDGET_SECONDS: Final = 1.0
WAIT_SECONDS: Final = 1.5
"""How long a page waits for its turn: longer than a turn lasts, so that the first in the line has it in time."""
MOST_REMEMBERED: Final = 64
AT_ONCE: Final = 2
"""Desks that are weighed for; each has one turn at a time, and stands behind all others after it."""
TRADES_SHOWN: Final = 1
"""For each number of changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A party's values, for each issue in order."""

    mark: Mark
    name: str
    points: tuple[tuple[int, ...], ...]
    give_or_take: tuple[int, ...]
    without: int
    is_sealed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What a package is worth to a party; None where its numbers are for the engine alone."""

    mark: Mark
    points: int | None
    low: int | None
    high: int | None
    above: bool | None
    """Whether it is at least as good as no agreement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A package and what it is worth."""

    options: Package
    worths: tuple[Worth, ...]
    on_frontier: bool
    """No other package is at least as good for all and better for one; and nobody has less than without agreement."""
    kinds: tuple[str, ...] = ()
    """Which points it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One issue's change in a trade."""

    issue: int
    """Its place, from 0."""
    before: int
    after: int
    gains: tuple[int | None, ...]
    """For each party; None where they are sealed."""

    @property
    def is_blind(self) -> bool:
        """Whether somebody's gain is not told."""
        return None in self.gains


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A package that makes nobody worse and somebody better, by so few changes."""

    changes: tuple[Change, ...]
    result: Weighed


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """The question whose answer would tell most."""

    mark: Mark
    between: tuple[str, str]
    is_swing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the analysis found."""

    outcomes: int
    """How many packages there are."""
    size: int
    """How many stand on the frontier."""
    is_exact: bool
    frontier: tuple[Weighed, ...]
    """At most MOST_SHOWN of them."""
    points: tuple[Weighed, ...]
    """Those that are a point of some kind."""
    packages: tuple[Weighed, ...]
    """Those that were asked about, in their order."""
    trades: tuple[Exchange, ...]
    ask: Ask | None
    curve: tuple[tuple[int, int], ...] = ()
    """The frontier's points for the first two parties, if none is sealed."""
    reach: tuple[tuple[int, int], ...] = ()
    """For each of the first two parties the least and most that any package is worth, if none is sealed."""
    without: tuple[int, ...] = ()
    """What the first two parties have without agreement, if none is sealed."""


@dataclass(frozen=True, slots=True)
class TooLong:
    """It did not fit into the page's budget, or its turn did not come; the command line takes what it takes."""

    outcomes: int
    is_busy: bool
    """Its turn did not come: the same may be asked again in a moment."""


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    """A page in the line, itself and no other."""

    desk: PlaceId


@dataclass(slots=True)
class _Turns:
    taken: set[PlaceId] = field(default_factory=set)
    line: list[_Waiting] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def take(self, desk: PlaceId) -> bool:
        """Take the desk's turn, waiting for it a little; whether it came."""
        waiting = _Waiting(desk)
        with self.changed:
            self.line.append(waiting)
            came = self.changed.wait_for(lambda: self._next() is waiting, timeout=WAIT_SECONDS)
            self.line.remove(waiting)
            if came:
                self.taken.add(desk)
            # Whoever is the next now may be let in as well.
            self.changed.notify_all()
            return came

    def _next(self) -> _Waiting | None:
        free = (waiting for waiting in self.line if waiting.desk not in self.taken)
        return next(free, None) if len(self.taken) < AT_ONCE else None

    def give_back(self, desk: PlaceId) -> None:
        """The desk is weighed for no more; what else it waits for is behind all others now."""
        with self.changed:
            self.taken.discard(desk)
            self.line.sort(key=lambda waiting: waiting.desk == desk)
            self.changed.notify_all()


@dataclass(slots=True)
class _Memory:
    found: OrderedDict[bytes, Findings] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    turns: _Turns = field(default_factory=_Turns)


_MEMORY: Final = _Memory()
_AXES: Final = (0, 1)
"""The parties that the picture is drawn of."""


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

    Two parties or more, each of whose values cover every issue, and packages that do.
    """
    digest = hashlib.sha256(repr((issues, parties, packages, table)).encode("utf-8", "surrogatepass")).digest()
    problem = Problem(
        tuple(Issue(title, options) for title, options in issues),
        tuple(Party(party.name, party.points, disagreement=party.without) for party in parties),
    )
    with _MEMORY.lock:
        known = _MEMORY.found.get(digest)
        if known is not None:
            _MEMORY.found.move_to_end(digest)
            return known
    if not _MEMORY.turns.take(desk):
        return TooLong(problem.outcomes, is_busy=True)
    try:
        found = _weighed(problem, parties, packages, table, until=time.monotonic() + budget)
    finally:
        _MEMORY.turns.give_back(desk)
    if found is None:
        return TooLong(problem.outcomes, is_busy=False)
    with _MEMORY.lock:
        _MEMORY.found[digest] = found
        while len(_MEMORY.found) > MOST_REMEMBERED:
            _MEMORY.found.popitem(last=False)
    return found


def forget() -> None:
    """Forget all that is remembered."""
    with _MEMORY.lock:
        _MEMORY.found.clear()


def _weighed(
    problem: Problem, parties: Sequence[Known], packages: Sequence[Package], table: Package | None, *, until: float
) -> Findings | None:
    """What is found, or None where the time did not suffice."""

    def is_late() -> bool:
        return time.monotonic() > until

    limit = MOST_KEPT if len(parties) == len(_AXES) else MOST_KEPT_OF_MORE
    whole = frontier(problem, limit=limit, stop=is_late)
    if not len(whole) and whole.is_truncated:
        return None
    # Of a frontier that is not whole no point is taken: it might not be the point.
    try:
        found = solve(problem, KINDS, given=whole) if whole.is_exact else {}
    except AnalysisError:
        found = {}
    points: dict[Package, list[str]] = {}
    for kind, point in found.items():
        for package in _told(point.package if point is not None else None):
            points.setdefault(package, []).append(kind)
    shown = [whole.package(row) for row in _spread(len(whole))]
    seen = _Seen(problem, parties, whole, {package: tuple(kinds) for package, kinds in points.items()})
    exchanges = _exchanges(problem, table, seen, stop=is_late) if table is not None and whole.is_exact else ()
    drawn = not any(parties[number].is_sealed for number in _AXES)
    return Findings(
        outcomes=problem.outcomes,
        size=len(whole),
        is_exact=whole.is_exact,
        frontier=tuple(seen.weighed(package) for package in _in_order(shown, parties)),
        points=tuple(seen.weighed(package) for package in points),
        packages=tuple(seen.weighed(package) for package in packages),
        trades=exchanges,
        ask=_ask(problem, parties, until=until) if whole.is_exact else None,
        curve=tuple((int(a), int(b)) for a, b in whole.points[:, :2].tolist()) if drawn else (),
        reach=tuple(_reach(parties[number]) for number in _AXES) if drawn else (),
        without=tuple(parties[number].without for number in _AXES) if drawn else (),
    )


def _told(package: Package | None) -> tuple[Package, ...]:
    return () if package is None else (package,)


def _spread(count: int) -> list[int]:
    """Rows that are shown: all, or MOST_SHOWN evenly spread with both ends."""
    if count <= MOST_SHOWN:
        return list(range(count))
    return sorted({round(k * (count - 1) / (MOST_SHOWN - 1)) for k in range(MOST_SHOWN)})


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

    def weighed(self, package: Package) -> Weighed:
        points = self.problem.points(package)
        return Weighed(
            options=package,
            worths=tuple(_worth(party, package, have) for party, have in zip(self.parties, points, strict=True)),
            on_frontier=bool(len(self.whole)) and bool((self.whole.points == np.array(points)).all(axis=1).any()),
            kinds=self.kinds.get(package, ()),
        )


def _worth(party: Known, package: Package, points: int) -> Worth:
    if party.is_sealed:
        return Worth(mark=party.mark, points=None, low=None, high=None, above=None)
    low = high = 0
    for option, row, loose in zip(package, party.points, party.give_or_take, strict=True):
        low += max(0, row[option] - loose)
        high += row[option] + loose
    return Worth(mark=party.mark, points=points, low=low, high=high, above=points >= party.without)


def _exchanges(problem: Problem, table: Package, seen: _Seen, *, stop: Callable[[], bool]) -> tuple[Exchange, ...]:
    """The best joint gains with one, two and three changes: for each number the best, if it is another."""
    try:
        by_changes = trades(problem, table, limit=MOST_KEPT_OF_MORE, stop=stop)
    except AnalysisError:
        return ()
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


def _reach(party: Known) -> tuple[int, int]:
    return sum(map(min, party.points)), sum(map(max, party.points))


# What to ask next ------------------------------------------------------------------------------------------


def _ask(problem: Problem, parties: Sequence[Known], *, until: float) -> Ask | None:
    """The question that is worth most, where estimates are uncertain; of sealed numbers nothing is asked."""
    if any(party.is_sealed for party in parties) or not any(any(party.give_or_take) for party in parties):
        return None
    # The same page asks the same question.
    chance = np.random.default_rng(0)
    views, samples = [], []
    for party in parties:
        drawn = _around(party, problem.issues, chance)
        if drawn is None:
            return None
        views.append(drawn[0])
        samples.append(drawn[1])
    began = time.monotonic()
    surveyed(views, [drawn[:1] for drawn in samples], is_exact=True)
    count = min(WORLDS, int((until - began) / max(time.monotonic() - began, 1e-6)))
    if count < LEAST_WORLDS:
        return None
    question = next_question(surveyed(views, [drawn[:count] for drawn in samples], is_exact=True))
    if question is None:
        return None
    mark = next(party.mark for party in parties if party.name == question.party)
    return Ask(mark=mark, between=question.between, is_swing=question.is_swing)


def _around(
    party: Known, issues: tuple[Issue, ...], chance: np.random.Generator
) -> tuple[View, NDArray[np.float64]] | None:
    """Worlds around an estimate: each worth drawn evenly within give or take, the order of options kept."""
    orders, columns = [], []
    for row, loose in zip(party.points, party.give_or_take, strict=True):
        levels = sorted(set(row))
        orders.append(tuple(frozenset(o for o, worth in enumerate(row) if worth == level) for level in levels))
        drawn = np.array(levels, dtype=np.float64) + chance.uniform(-loose, loose, size=(WORLDS, len(levels)))
        columns.append(np.diff(np.sort(drawn, axis=1), axis=1))
    low, high = _reach(party)
    increments = np.concatenate(columns, axis=1)
    total = increments.sum(axis=1, keepdims=True)
    if high == low or not (total > 0).all():
        return None
    fallback = min(1.0, max(0.0, (party.without - low) / (high - low)))
    return View(party.name, issues, tuple(orders), fallback=fallback), increments / total
