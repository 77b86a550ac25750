"""What is only partly known of the parties' values: what holds all the same, what contradicts, what to ask next.

Of sealed numbers nothing is said here and nothing is asked.
"""

import importlib
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from types import ModuleType
from typing import Any, Final

import numpy as np

from entremise.analysis.errors import AnalysisError, Inconsistent
from entremise.analysis.partial import Question as Asked
from entremise.analysis.partial import next_question, surveyed
from entremise.analysis.problems import Package, Problem
from entremise.analysis.spans import least_regret
from entremise.analysis.views import Fact, View
from entremise.domain.events.analysis import Preference, PreferenceKind
from entremise.domain.ids import Mark
from entremise.services.findings import Ask, Contradiction, Holds, Known, Order, Weighed
from entremise.services.leeway import (
    WHOLE,
    WORLDS,
    besides,
    is_open,
    orders_of,
    spans_of,
    spread,
    view_of,
    width,
    within,
    worlds_around,
)
from entremise.services.turns import Clock

LEAST_WORLDS: Final = 30
MOST_STEPS: Final = 240
"""Steps between options, of all parties: of more a page does not find what holds whatever the values are."""
MOST_ORDERED: Final = 6
"""Packages, those kept last, of which it is told how they stand to each other."""
SOMETHING: Final = "something matters to it"
"""What is true of every party: else shares that add up to more than the whole would all be shares of nothing."""
LEAST_SHARE: Final = 1e-4
FOR_SAFEST: Final = 0.4
"""Of what is left of the budget, for the package that is safest for all."""
FOR_MODEST: Final = 0.6
"""Of what is left after that, for the one that is least to regret."""


def _noted(parties: Sequence[Known]) -> list[Known]:
    """Those of whom something is noted that could be untrue."""
    return [party for party in parties if party.preferences and not party.is_sealed and width(party)]


def contradictions(problem: Problem, parties: Sequence[Known]) -> tuple[Contradiction, ...]:
    """What the desk noted that cannot all be true, by itself or together with its estimate."""
    noted = _noted(parties)
    robust = _robust() if noted else None
    if robust is None:
        return ()
    found = []
    for party in noted:
        view = within(party, problem.issues, most=spread(party))
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
    if is_open(parties) or _noted(parties):
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
    robust = _robust() if is_open(parties) else None
    if robust is None:
        return None
    if sum(len(order) - 1 for party in parties for order in orders_of(party)) > MOST_STEPS or clock.is_late():
        return None
    # One share is as much of its own range to each party, so that shares of several compare.
    wide = max(spread(party) / width(party) for party in parties)
    views = [within(party, problem.issues, most=wide * width(party)) for party in parties]
    surest = _in_time(robust.robust_agreement, views, seconds=FOR_SAFEST * clock.left())
    if surest is None:
        clock.has_cut = True
        return None
    modest = _modest(robust, parties, views, wide=wide, seconds=FOR_MODEST * clock.left())
    clock.has_cut = clock.has_cut or modest is None or not surest.is_proven
    count = len(problem.issues)
    return Holds(
        agreement=tell(surest.package[:count]),
        # Without a sign before nothing.
        least=round(WHOLE * wide * surest.value, 1) + 0.0,
        is_surest=surest.is_proven,
        modest=tell(modest[0][:count]) if modest is not None else None,
        most=round(WHOLE * wide * modest[1], 1) + 0.0 if modest is not None else 0.0,
        orders=tuple(_orders(robust, parties, views, packages, clock=clock)),
    )


def _modest(
    robust: ModuleType, parties: Sequence[Known], views: Sequence[View], *, wide: float, seconds: float
) -> tuple[Package, float] | None:
    """The package of least regret, and that; None if it was not proven in time."""
    if all(one.kind is PreferenceKind.ORDER for party in parties for _, one in party.preferences):
        return least_regret([spans_of(party, most=wide * width(party)) for party in parties])
    found = _in_time(robust.minimax_regret, views, seconds=seconds)
    return (found.package, found.value) if found is not None and found.is_proven else None


def _orders(
    robust: ModuleType, parties: Sequence[Known], views: Sequence[View], packages: Sequence[Package], *, clock: Clock
) -> Iterator[Order]:
    """How the packages kept last stand to each other for each party, as far as the time reaches."""
    shown = [(number, (*package, *besides(len(package)))) for number, package in enumerate(packages)][-MOST_ORDERED:]
    for party, view in zip(parties, views, strict=True):
        for one, other in combinations(shown, 2):
            if clock.is_late():
                return
            yield from _ordered(robust, view, party.mark, (one, other))


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
    if not is_open(parties):
        return None
    # The same page asks the same question.
    chance = np.random.default_rng(0)
    views = [view_of(party, problem.issues) for party in parties]
    try:
        samples = [worlds_around(party, view, chance) for party, view in zip(parties, views, strict=True)]
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
