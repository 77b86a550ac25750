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
from entremise.analysis.views import Fact, View, accepts, matters_more, prefers, weighs
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
FOR_SAFEST: Final = 0.4
"""Of what is left of the budget, for the package that is safest for all."""
FOR_MODEST: Final = 0.6
"""Of what is left after that, for the one that is least to regret."""


def reach(party: Known) -> tuple[int, int]:
    """The least and the most that any package is worth to it."""
    return sum(map(min, party.points)), sum(map(max, party.points))


def _is_open(parties: Sequence[Known]) -> bool:
    """Whether anything is left open that may be told: of sealed numbers nothing is asked and nothing said."""
    is_sealed = any(party.is_sealed for party in parties)
    is_unsure = any(any(party.give_or_take) for party in parties)
    return is_unsure and not is_sealed and all(low < high for low, high in map(reach, parties))


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
    low, high = reach(party)
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


def _noted(parties: Sequence[Known]) -> list[Known]:
    """Those of whom something is noted that could be untrue."""
    return [party for party in parties if party.preferences and not party.is_sealed and len(set(reach(party))) > 1]


def contradictions(problem: Problem, parties: Sequence[Known]) -> tuple[Contradiction, ...]:
    """What the desk noted that cannot all be true, by itself or together with its estimate."""
    noted = _noted(parties)
    robust = _robust() if noted else None
    if robust is None:
        return ()
    found = []
    for party in noted:
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
    views = [_near(_view(party, problem.issues), party) for party in parties]
    if sum(view.starts[-1] for view in views) > MOST_STEPS or clock.is_late():
        return None
    surest = _in_time(robust.robust_agreement, views, seconds=FOR_SAFEST * clock.left())
    modest = _in_time(robust.minimax_regret, views, seconds=FOR_MODEST * clock.left())
    if surest is None or modest is None or not (surest.is_proven and modest.is_proven):
        clock.has_cut = True
    if surest is None:
        return None
    shown = list(enumerate(packages))[-MOST_ORDERED:]
    orders = [
        order
        for party, view in zip(parties, views, strict=True)
        for one, other in combinations(shown, 2)
        if not clock.is_late()
        for order in _ordered(robust, view, party.mark, (one, other))
    ]
    return Holds(
        agreement=tell(surest.package),
        # Without a sign before nothing.
        least=round(WHOLE * surest.value, 1) + 0.0,
        is_surest=surest.is_proven,
        modest=tell(modest.package) if modest is not None and modest.is_proven else None,
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
