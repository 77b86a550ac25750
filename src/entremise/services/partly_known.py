"""What is only partly known of the parties' values: what holds all the same, what contradicts, what to ask next.

Of sealed numbers nothing is said here and nothing is asked.
"""

import importlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from types import ModuleType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from entremise.analysis.errors import AnalysisError, Inconsistent
from entremise.analysis.partial import Question as Asked
from entremise.analysis.partial import next_question, sample, surveyed
from entremise.analysis.problems import Issue, Package, Problem
from entremise.analysis.views import Fact, View, accepts, matters_more, prefers
from entremise.domain.events.analysis import Preference, PreferenceKind
from entremise.domain.ids import Mark
from entremise.services.findings import Ask, Contradiction, Holds, Known, Order, Weighed
from entremise.services.turns import Clock

WORLDS: Final = 120
LEAST_WORLDS: Final = 30
TRIED: Final = 40
"""Times as many worlds are drawn as are wanted, where preferences throw some away."""
MOST_STEPS: Final = 240
"""Steps between options, of all parties: of more a page does not find what holds whatever the values are."""
MOST_ORDERED: Final = 6
"""Packages, those kept last, of which it is told how they stand to each other."""
WHOLE: Final = 100
SOMETHING: Final = "something matters to it"
"""What is true of every party: else shares that add up to more than the whole would all be shares of nothing."""
LEAST_SHARE: Final = 1e-4
FOR_SAFEST: Final = 0.4
"""Of what is left of the budget, for the package that is safest for all."""
FOR_MODEST: Final = 0.6
"""Of what is left after that, for the one that is least to regret."""


def reach(party: Known) -> tuple[int, int]:
    """The least and the most that any package is worth to it."""
    return sum(map(min, party.points)), sum(map(max, party.points))


def _range(party: Known) -> int:
    """How many points lie between these, by its estimate."""
    low, high = reach(party)
    return high - low


def _is_open(parties: Sequence[Known]) -> bool:
    """Whether anything is left open that may be told: of sealed numbers nothing is asked and nothing said."""
    is_sealed = any(party.is_sealed for party in parties)
    is_unsure = any(any(party.give_or_take) for party in parties)
    return is_unsure and not is_sealed and all(map(_range, parties))


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
    fallback = min(1.0, max(0.0, (party.without - reach(party)[0]) / _range(party)))
    view = View(party.name, issues, _orders(party), fallback=fallback)
    return view.told(*(fact for number, one in party.preferences for fact in _facts(view, number, one)))


def _facts(view: View, number: int, one: Preference, besides: Package = ()) -> tuple[Fact, ...]:
    """A preference as the analysis takes it, with its number as its text. An order stands in the view itself.

    `besides`: the options chosen in the issues that the view has after those that the preference knows.
    """
    count = len(view.issues) - len(besides)
    facts: tuple[Fact, ...] = ()
    match one.kind:
        case PreferenceKind.WEIGHT:
            whole = sum(map(view.swing, range(count)), np.zeros(view.starts[-1]))
            above = view.swing(one.issues[0]) - one.low / WHOLE * whole
            below = one.high / WHOLE * whole - view.swing(one.issues[0])
            facts = (Fact("", tuple(above.tolist())), Fact("", tuple(below.tolist())))
        case PreferenceKind.SWING:
            facts = (matters_more(view, *one.issues),)
        case PreferenceKind.AT_LEAST:
            better, worse = ((*_chosen([0] * count, options), *besides) for options in (one.better, one.worse))
            facts = (prefers(view, better, worse),)
        case PreferenceKind.ACCEPTS:
            # A package that was kept before another issue was named says nothing of that.
            if len(one.better) == count:
                facts = (accepts(view, (*_chosen([0] * count, one.better), *besides)),)
        case PreferenceKind.ORDER:
            pass
    return tuple(replace(fact, text=str(number)) for fact in facts)


def _chosen(package: Sequence[int], options: Sequence[tuple[int, int]]) -> Package:
    there = dict(options)
    return tuple(there.get(issue, option) for issue, option in enumerate(package))


BESIDE: Final = Issue("", ("without", "with"))
"""An issue that no page shows, of which one option alone may be chosen."""


def _besides(count: int) -> Package:
    """What is chosen in the issues that stand after `count` real ones: each base, and not the rest."""
    return (1,) * count + (0,)


def _spread(party: Known) -> int:
    """How many points there can be between the least and the most that a package is worth to it, give or take."""
    return _range(party) + 2 * sum(party.give_or_take)


def _within(party: Known, issues: tuple[Issue, ...], *, most: float) -> View:
    """What a party's values may be, in shares of `most` points: its estimate, give or take, and all that is noted.

    Shares add up to one, as a view wants, and are of fixed points all the same: after the issues stand one for the
    base of each, which is how much its worst option is worth above the least that this may be, and one for the rest.
    So every package has all bases and no rest, and what no agreement is worth is no other share in another world.
    """
    count, orders = len(issues), _orders(party)
    least = [max(0, min(row) - loose) for row, loose in zip(party.points, party.give_or_take, strict=True)]
    forced = _besides(count)
    view = View(
        party.name,
        (*issues, *(BESIDE for _ in forced)),
        (*orders, *((frozenset({0}), frozenset({1})) for _ in forced)),
        fallback=(party.without - sum(least)) / most,
        red_lines=frozenset((count + place, 1 - option) for place, option in enumerate(forced)),
    )
    known = []
    for issue, levels in enumerate(_levels(party, orders)):
        base = view.swing(count + issue)
        for step, level in enumerate(levels):
            row = base.copy()
            row[view.starts[issue] : view.starts[issue] + step] = 1.0
            low = max(0.0, level - party.give_or_take[issue]) - least[issue]
            high = level + party.give_or_take[issue] - least[issue]
            known += [Fact("", tuple(row.tolist()), low / most), Fact("", tuple((-row).tolist()), -high / most)]
    noted = (fact for number, one in party.preferences for fact in _facts(view, number, one, forced))
    return view.told(*known, *noted)


def _spans(robust: ModuleType, party: Known, *, most: float) -> list[Any]:
    """The same issue by issue, in the same shares, where nothing that is noted ties one to another."""
    orders = _orders(party)
    spans = []
    for order, levels, loose in zip(orders, _levels(party, orders), party.give_or_take, strict=True):
        low = np.maximum.accumulate(np.maximum(levels - loose, 0.0)) / most
        high = np.minimum.accumulate((levels + loose)[::-1])[::-1] / most
        steps = {option: step for step, tier in enumerate(order) for option in tier}
        spans.append(
            robust.Span(
                steps=tuple(steps[option] for option in range(len(steps))),
                low=tuple(low.tolist()),
                high=tuple(high.tolist()),
            )
        )
    return spans


def _noted(parties: Sequence[Known]) -> list[Known]:
    """Those of whom something is noted that could be untrue."""
    return [party for party in parties if party.preferences and not party.is_sealed and _range(party)]


def contradictions(problem: Problem, parties: Sequence[Known]) -> tuple[Contradiction, ...]:
    """What the desk noted that cannot all be true, by itself or together with its estimate."""
    noted = _noted(parties)
    robust = _robust() if noted else None
    if robust is None:
        return ()
    found = []
    for party in noted:
        view = _within(party, problem.issues, most=_spread(party))
        swings = sum(map(view.swing, range(len(problem.issues))), np.zeros(view.starts[-1]))
        try:
            robust.check(view.told(Fact(SOMETHING, tuple(swings.tolist()), LEAST_SHARE)))
        except Inconsistent as error:
            named = {int(text) for text in error.statements if text.isdecimal()}
            # The estimate fits itself; where nothing else is named, it is an order that does not fit it.
            orders = {number for number, one in party.preferences if one.kind is PreferenceKind.ORDER}
            numbers = tuple(sorted(named or orders))
            found.append(Contradiction(mark=party.mark, preferences=numbers, and_estimate="" in error.statements))
    return tuple(found)


def load(parties: Sequence[Known]) -> None:
    """Import the solver, if these values need one: the first time that takes longer than a page may."""
    if _is_open(parties) or _noted(parties):
        _robust()


def _robust() -> ModuleType | None:
    """What needs a solver; None where none is installed."""
    try:
        return importlib.import_module("entremise.analysis.robust")
    except ImportError:
        return None


def holds(
    problem: Problem,
    parties: Sequence[Known],
    packages: Sequence[Package],
    *,
    tell: Callable[[Package], Weighed],
    clock: Clock,
) -> Holds | None:
    """What holds whatever the values are; None where all is known, or it is too much for a page."""
    robust = _robust() if _is_open(parties) else None
    if robust is None:
        return None
    if sum(len(order) - 1 for party in parties for order in _orders(party)) > MOST_STEPS or clock.is_late():
        return None
    # One share is as much of its own range to each party, so that shares of several compare.
    wide = max(_spread(party) / _range(party) for party in parties)
    views = [_within(party, problem.issues, most=wide * _range(party)) for party in parties]
    count = len(problem.issues)
    surest = _in_time(robust.robust_agreement, views, seconds=FOR_SAFEST * clock.left())
    if any(one.kind is not PreferenceKind.ORDER for party in parties for _, one in party.preferences):
        modest = _in_time(robust.minimax_regret, views, seconds=FOR_MODEST * clock.left())
    else:
        modest = robust.separate_regret([_spans(robust, party, most=wide * _range(party)) for party in parties])
    if surest is None or modest is None or not (surest.is_proven and modest.is_proven):
        clock.has_cut = True
    if surest is None:
        return None
    shown = list(enumerate(packages))[-MOST_ORDERED:]
    orders = [
        order
        for party, view in zip(parties, views, strict=True)
        for one, other in combinations([(number, (*package, *_besides(count))) for number, package in shown], 2)
        if not clock.is_late()
        for order in _ordered(robust, view, party.mark, (one, other))
    ]
    return Holds(
        agreement=tell(surest.package[:count]),
        # Without a sign before nothing.
        least=round(WHOLE * wide * surest.value, 1) + 0.0,
        is_surest=surest.is_proven,
        modest=tell(modest.package[:count]) if modest is not None and modest.is_proven else None,
        most=round(WHOLE * wide * modest.value, 1) + 0.0 if modest is not None else 0.0,
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


def ask(problem: Problem, parties: Sequence[Known], *, clock: Clock) -> Ask | None:
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
        drawn = np.maximum(levels + chance.uniform(-loose, loose, size=(count, len(levels))), 0.0)
        columns.append(np.diff(np.sort(drawn, axis=1), axis=1))
    increments = np.concatenate(columns, axis=1)
    total = increments.sum(axis=1, keepdims=True)
    drawn = increments[total[:, 0] > 0] / total[total[:, 0] > 0]
    for fact in view.facts:
        drawn = drawn[drawn @ np.array(fact.weights) >= fact.least]
    if len(drawn) >= WORLDS:
        return np.asarray(drawn[:WORLDS])
    within = _within(party, view.issues, most=_spread(party))
    drawn = sample(within, WORLDS, chance)[0][:, : view.starts[-1]]
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))
