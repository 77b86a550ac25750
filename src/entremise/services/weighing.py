"""The engine: what the analysis finds in issues and values. The one module of the services that calls the analysis.

Numbers that a party gave for the engine alone go in here and do not come out: of such a party, what is found holds no
worth, no cost and no interval, and packages stand in an order that says nothing of it.

What is found is kept in memory by a digest of all that went in, so that a page read again costs nothing; what the clock
cut short is kept for a minute, and then tried again. At most two are weighed at a time, one of each desk, and each
within a budget; what does not fit is left to the command line, and said so.
"""

import hashlib
import importlib
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from types import ModuleType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from entremise.analysis.errors import AnalysisError, Inconsistent
from entremise.analysis.frontier import Frontier, frontier
from entremise.analysis.partial import Question as Asked
from entremise.analysis.partial import next_question, sample, surveyed
from entremise.analysis.points import solve
from entremise.analysis.problems import Issue, Package, Party, Problem
from entremise.analysis.trades import Trade, Trades, explain, trades
from entremise.analysis.views import Fact, View, accepts, matters_more, prefers, weighs
from entremise.domain.events.analysis import Preference, PreferenceKind
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
FOR_TRADES: Final = 0.4
"""Of the budget: trades need no frontier, and are looked for first."""
WAIT_SECONDS: Final = 1.5
"""How long a page waits for its turn: longer than a turn lasts, so that the first in the line has it in time."""
TRIED: Final = 40
"""Times as many worlds are drawn as are wanted, where preferences throw some away."""
MOST_STEPS: Final = 240
"""Steps between options, of all parties: of more a page does not find what holds whatever the values are."""
MOST_ORDERED: Final = 6
"""Packages, those kept last, of which it is told how they stand to each other."""
WHOLE: Final = 100
FOR_SAFEST: Final = 0.4
"""Of what is left of the budget, for the package that is safest for all."""
FOR_MODEST: Final = 0.6
"""Of what is left after that, for the one that is least to regret."""
CUT_SECONDS: Final = 60.0
"""How long what the clock cut short is told before it is tried again."""
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
    preferences: tuple[tuple[int, Preference], ...] = ()
    """What else is known, under its number; issues by their places."""


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
    on_frontier: bool | None
    """No other package is at least as good for all and better for one; and nobody has less than without agreement.
    None: not known."""
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
    yes: Preference
    """What an answer for the first of the two says; issues by their places."""
    no: Preference
    """For the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How two of the packages that were asked about stand to each other for a party."""

    mark: Mark
    better: int
    """Its place among them, from 0."""
    worse: int
    is_sure: bool
    """At least as good whatever the values are; otherwise that is open, and `better` is the first of the two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holds:
    """What holds whatever the values are, within what the estimates and preferences leave open."""

    agreement: Weighed
    """The package whose least gain over no agreement is largest at the worst values."""
    least: float
    """That gain, in hundredths of what the party's packages range over; below zero where no package is safe for all."""
    is_surest: bool
    """Proven; otherwise there may be a better one."""
    modest: Weighed | None
    """The package that any other could beat by least, in the sum of all; None: not found in time."""
    most: float
    """By how much, in the same hundredths."""
    orders: tuple[Order, ...]

    @property
    def shortfall(self) -> float:
        """How far below no agreement somebody may be, at worst."""
        return max(0.0, -self.least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """What is known of a party cannot all be true."""

    mark: Mark
    preferences: tuple[int, ...]
    """The numbers of those that contradict each other."""
    and_estimate: bool
    """Together with the estimate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the analysis found."""

    outcomes: int
    """How many packages there are."""
    size: int
    """How many stand on the frontier; where it is not exact, how many packages were found in its stead."""
    is_exact: bool
    frontier: tuple[Weighed, ...]
    """At most MOST_SHOWN of them."""
    points: tuple[Weighed, ...]
    """Those that are a point of some kind."""
    packages: tuple[Weighed, ...]
    """Those that were asked about, in their order."""
    trades: tuple[Exchange, ...]
    trades_are_cut: bool
    """Not all changes were tried: there may be other trades, and better ones."""
    ask: Ask | None
    holds: Holds | None = None
    contradictions: tuple[Contradiction, ...] = ()
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
class _Clock:
    """How long there is, and whether anything was cut short by it."""

    until: float
    has_cut: bool = False

    def is_late(self) -> bool:
        """Whether to stop; whoever asks stops."""
        late = time.monotonic() > self.until
        self.has_cut = self.has_cut or late
        return late

    def left(self) -> float:
        """Seconds."""
        return max(0.0, self.until - time.monotonic())

    def share(self, part: float) -> Callable[[], bool]:
        """The same for something that may take so much of what is left."""
        first = _Clock(time.monotonic() + part * self.left())

        def is_late() -> bool:
            late = first.is_late()
            self.has_cut = self.has_cut or late
            return late

        return is_late


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
    if not _MEMORY.turns.take(desk):
        return TooLong(problem.outcomes, is_busy=True)
    clock = _Clock(time.monotonic() + budget)
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
    problem: Problem, parties: Sequence[Known], packages: Sequence[Package], table: Package | None, *, clock: _Clock
) -> Findings | None:
    """What is found, or None where the time did not suffice for anything."""
    changed = _changed(problem, table, stop=clock.share(FOR_TRADES)) if table is not None else Trades()
    limit = MOST_KEPT if len(parties) == len(_AXES) else MOST_KEPT_OF_MORE
    whole = frontier(problem, limit=limit, stop=clock.is_late)
    if not len(whole) and whole.is_truncated and not any(changed.values()):
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
    kinds = {package: tuple(there) for package, there in points.items()}
    seen = _Seen(problem, parties, whole, kinds, limit, clock)
    drawn = not any(parties[number].is_sealed for number in _AXES)
    contradictions = _contradictions(problem, parties)
    # Before the question, which takes as many worlds as there is time for.
    holds = _holds(problem, parties, packages, seen) if not contradictions else None
    return Findings(
        outcomes=problem.outcomes,
        size=len(whole),
        is_exact=whole.is_exact,
        frontier=tuple(seen.found(package) for package in _in_order(shown, parties)),
        points=tuple(seen.found(package) for package in points),
        packages=tuple(seen.weighed(package) for package in packages),
        trades=_exchanges(problem, table, changed, seen) if table is not None else (),
        trades_are_cut=changed.is_truncated,
        ask=_ask(problem, parties, clock=clock) if whole.is_exact and not contradictions else None,
        holds=holds,
        contradictions=contradictions,
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
    limit: int
    clock: _Clock

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


def _reach(party: Known) -> tuple[int, int]:
    return sum(map(min, party.points)), sum(map(max, party.points))


# What is only partly known ---------------------------------------------------------------------------------


def _is_open(parties: Sequence[Known]) -> bool:
    """Whether anything is left open that may be told: of sealed numbers nothing is asked and nothing said."""
    is_sealed = any(party.is_sealed for party in parties)
    is_unsure = any(any(party.give_or_take) for party in parties)
    return is_unsure and not is_sealed and all(low < high for low, high in map(_reach, parties))


def _orders(party: Known) -> tuple[tuple[frozenset[int], ...], ...]:
    """For each issue its options from worst to best: as the party was said to order them, else by their points."""
    told = {one.issues[0]: one.order for _, one in party.preferences if one.kind is PreferenceKind.ORDER}
    return tuple(
        tuple(frozenset({option}) for option in reversed(told[issue]))
        if issue in told
        else tuple(frozenset(o for o, worth in enumerate(row) if worth == level) for level in sorted(set(row)))
        for issue, row in enumerate(party.points)
    )


def _levels(party: Known, orders: tuple[tuple[frozenset[int], ...], ...]) -> list[NDArray[np.float64]]:
    """For each issue what its options are worth, from worst to best."""
    return [
        np.array([row[min(tier)] for tier in order], dtype=np.float64)
        for row, order in zip(party.points, orders, strict=True)
    ]


def _view(party: Known, issues: tuple[Issue, ...]) -> View:
    """What is known of a party: orders, and what the desk noted."""
    low, high = _reach(party)
    fallback = min(1.0, max(0.0, (party.without - low) / (high - low)))
    view = View(party.name, issues, _orders(party), fallback=fallback)
    return view.told(*(fact for number, one in party.preferences for fact in _facts(view, number, one)))


def _facts(view: View, number: int, one: Preference) -> tuple[Fact, ...]:
    """A preference as the analysis takes it, with its number as its text. An order stands in the view itself."""
    facts: tuple[Fact, ...] = ()
    match one.kind:
        case PreferenceKind.WEIGHT:
            facts = weighs(view, one.issues[0], low=one.low / WHOLE, high=one.high / WHOLE)
        case PreferenceKind.SWING:
            facts = (matters_more(view, *one.issues),)
        case PreferenceKind.AT_LEAST:
            nothing = [0] * len(view.issues)
            facts = (prefers(view, _chosen(nothing, one.better), _chosen(nothing, one.worse)),)
        case PreferenceKind.ACCEPTS:
            # A package that was kept before another issue was named says nothing of that.
            if len(one.better) == len(view.issues):
                facts = (accepts(view, _chosen([0] * len(view.issues), one.better)),)
        case PreferenceKind.ORDER:
            pass
    return tuple(replace(fact, text=str(number)) for fact in facts)


def _chosen(package: Sequence[int], options: Sequence[tuple[int, int]]) -> Package:
    there = dict(options)
    return tuple(there.get(issue, option) for issue, option in enumerate(package))


def _estimated(view: View, party: Known) -> tuple[Fact, ...] | None:
    """Within what an estimate lies, step by step: each is as large as its ends may be apart, within what all may be.

    None: no values are both near it and in order.
    """
    least, most = [], []
    for levels, loose in zip(_levels(party, view.orders), party.give_or_take, strict=True):
        gaps = np.diff(levels)
        least.append(np.maximum(gaps - 2 * loose, 0))
        most.append(np.maximum(gaps, 0) + 2 * loose)
    low, high = np.concatenate(least), np.concatenate(most)
    if not high.any():
        return None
    facts = []
    for step, row in enumerate(np.eye(len(low))):
        facts.append(Fact("", tuple(row.tolist()), float(low[step] / high.sum())))
        if high[step] < low.sum():
            facts.append(Fact("", tuple((-row).tolist()), -float(high[step] / low.sum())))
    return tuple(facts)


def _near(view: View, party: Known) -> View:
    """The view with its estimate, as far as there is one that fits."""
    return view.told(*(_estimated(view, party) or ()))


def _contradictions(problem: Problem, parties: Sequence[Known]) -> tuple[Contradiction, ...]:
    """What the desk noted that cannot all be true, by itself or together with its estimate."""
    robust = _robust()
    found = []
    for party in parties:
        low, high = _reach(party)
        if robust is None or not party.preferences or party.is_sealed or low == high:
            continue
        view = _view(party, problem.issues)
        estimated = _estimated(view, party)
        if estimated is None:
            orders = tuple(n for n, one in party.preferences if one.kind is PreferenceKind.ORDER)
            found.append(Contradiction(mark=party.mark, preferences=orders, and_estimate=True))
            continue
        try:
            robust.check(view.told(*estimated))
        except Inconsistent as error:
            numbers = tuple(sorted({int(text) for text in error.statements if text}))
            found.append(Contradiction(mark=party.mark, preferences=numbers, and_estimate="" in error.statements))
    return tuple(found)


def _robust() -> ModuleType | None:
    """What needs a solver; None where none is installed."""
    try:
        return importlib.import_module("entremise.analysis.robust")
    except ImportError:
        return None


def _holds(problem: Problem, parties: Sequence[Known], packages: Sequence[Package], seen: _Seen) -> Holds | None:
    """What holds whatever the values are; None where all is known, or it is too much for a page."""
    robust = _robust()
    if robust is None or not _is_open(parties):
        return None
    views = [
        view.told(*(_estimated(view, party) or ())) for party in parties for view in (_view(party, problem.issues),)
    ]
    if sum(view.starts[-1] for view in views) > MOST_STEPS or seen.clock.is_late():
        return None
    surest = _in_time(robust.robust_agreement, views, seconds=FOR_SAFEST * seen.clock.left())
    modest = _in_time(robust.minimax_regret, views, seconds=FOR_MODEST * seen.clock.left())
    if surest is None or modest is None or not (surest.is_proven and modest.is_proven):
        seen.clock.has_cut = True
    if surest is None:
        return None
    shown = list(enumerate(packages))[-MOST_ORDERED:]
    orders = [
        order
        for party, view in zip(parties, views, strict=True)
        for one, other in combinations(shown, 2)
        if not seen.clock.is_late()
        for order in _ordered(robust, view, party.mark, (one, other))
    ]
    return Holds(
        agreement=seen.weighed(surest.package),
        # Without a sign before nothing.
        least=round(WHOLE * surest.value, 1) + 0.0,
        is_surest=surest.is_proven,
        modest=seen.weighed(modest.package) if modest is not None and modest.is_proven else None,
        most=round(WHOLE * modest.value, 1) + 0.0 if modest is not None else 0.0,
        orders=tuple(orders),
    )


def _in_time(find: Callable[..., Any], views: Sequence[View], *, seconds: float) -> Any:  # noqa: ANN401 – see _robust
    """What a method of the solver finds, or None: contradictions were told before, so that the time was over."""
    try:
        return find(views, seconds=seconds)
    except AnalysisError:
        return None


def _ordered(
    robust: ModuleType, view: View, mark: Mark, pair: tuple[tuple[int, Package], tuple[int, Package]]
) -> tuple[Order, ...]:
    one, other = pair
    found = [
        Order(mark=mark, better=first[0], worse=second[0], is_sure=True)
        for first, second in ((one, other), (other, one))
        if robust.is_necessary(view, first[1], second[1])
    ]
    return tuple(found) or (Order(mark=mark, better=one[0], worse=other[0], is_sure=False),)


# What to ask next ------------------------------------------------------------------------------------------


def _ask(problem: Problem, parties: Sequence[Known], *, clock: _Clock) -> Ask | None:
    """The question that is worth most, where estimates are uncertain; of sealed numbers nothing is asked."""
    if not _is_open(parties):
        return None
    # The same page asks the same question.
    chance = np.random.default_rng(0)
    views = [_view(party, problem.issues) for party in parties]
    try:
        samples = [_around(party, view, chance) for party, view in zip(parties, views, strict=True)]
    except AnalysisError:
        return None
    began = time.monotonic()
    surveyed(views, [drawn[:1] for drawn in samples], is_exact=True)
    count = min(WORLDS, int((clock.until - began) / max(time.monotonic() - began, 1e-6)))
    if count < LEAST_WORLDS:
        clock.has_cut = True
        return None
    question = next_question(surveyed(views, [drawn[:count] for drawn in samples], is_exact=True))
    return None if question is None else _asked(question, parties)


def _asked(question: Asked, parties: Sequence[Known]) -> Ask:
    mark = next(party.mark for party in parties if party.name == question.party)
    if question.issues is not None:
        yes = Preference(kind=PreferenceKind.SWING, issues=question.issues)
        no = Preference(kind=PreferenceKind.SWING, issues=question.issues[::-1])
    else:
        one, other = question.packages or ((), ())
        differing = [issue for issue, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        better = tuple((issue, one[issue]) for issue in differing)
        worse = tuple((issue, other[issue]) for issue in differing)
        yes = Preference(kind=PreferenceKind.AT_LEAST, better=better, worse=worse)
        no = Preference(kind=PreferenceKind.AT_LEAST, better=worse, worse=better)
    return Ask(mark=mark, between=question.between, is_swing=question.is_swing, yes=yes, no=no)


def _around(party: Known, view: View, chance: np.random.Generator) -> NDArray[np.float64]:
    """Worlds around an estimate: each worth drawn evenly within give or take, the order of options kept.

    All that the desk noted is kept as well; where hardly any such world does, worlds come from all that is possible.
    """
    count = WORLDS * TRIED if view.facts else WORLDS
    columns = []
    for levels, loose in zip(_levels(party, view.orders), party.give_or_take, strict=True):
        drawn = levels + chance.uniform(-loose, loose, size=(count, len(levels)))
        columns.append(np.diff(np.sort(drawn, axis=1), axis=1))
    increments = np.concatenate(columns, axis=1)
    total = increments.sum(axis=1, keepdims=True)
    drawn = increments[total[:, 0] > 0] / total[total[:, 0] > 0]
    for fact in view.facts:
        drawn = drawn[drawn @ np.array(fact.weights) >= fact.least]
    if len(drawn) >= WORLDS:
        return np.asarray(drawn[:WORLDS])
    return sample(_near(view, party), WORLDS, chance)[0]
