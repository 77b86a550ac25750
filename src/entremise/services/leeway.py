"""Between which values a party's may lie: its estimate, give or take, and all that is noted, as the analysis takes it.

In two ways. A view of shares of all that the party's packages range over is what worlds are drawn for and what is
asked of. A view in points, within which no agreement is worth the same in every world, is for what is to hold whatever
the values are.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from entremise.analysis.partial import sample
from entremise.analysis.problems import Issue, Package
from entremise.analysis.spans import Span
from entremise.analysis.views import Fact, View, accepts, matters_more, prefers
from entremise.domain.events.analysis import Preference, PreferenceKind
from entremise.services.findings import Known

WORLDS: Final = 120
TRIED: Final = 40
"""Times as many worlds are drawn as are wanted, where preferences throw some away."""
WHOLE: Final = 100
BESIDE: Final = Issue("", ("without", "with"))
"""An issue that no page shows, of which one option alone may be chosen."""


def reach(party: Known) -> tuple[int, int]:
    """The least and the most that any package is worth to it."""
    return sum(map(min, party.points)), sum(map(max, party.points))


def width(party: Known) -> int:
    """How many points lie between these, by its estimate."""
    low, high = reach(party)
    return high - low


def is_open(parties: Sequence[Known]) -> bool:
    """Whether anything is left open that may be told: of sealed numbers nothing is asked and nothing said."""
    is_sealed = any(party.is_sealed for party in parties)
    is_unsure = any(any(party.give_or_take) for party in parties)
    return is_unsure and not is_sealed and all(map(width, parties))


def orders_of(party: Known) -> tuple[tuple[frozenset[int], ...], ...]:
    """For each issue its options from worst to best: as the party was said to order them, else by their points."""
    told = {one.issues[0]: one.order for _, one in party.preferences if one.kind is PreferenceKind.ORDER}
    return tuple(
        tuple(frozenset({option}) for option in reversed(told[issue]))
        if issue in told
        else tuple(frozenset(o for o, worth in enumerate(row) if worth == level) for level in sorted(set(row)))
        for issue, row in enumerate(party.points)
    )


def levels_of(party: Known, orders: tuple[tuple[frozenset[int], ...], ...]) -> list[NDArray[np.float64]]:
    """For each issue what its options are worth, from worst to best."""
    return [
        np.array([row[min(tier)] for tier in order], dtype=np.float64)
        for row, order in zip(party.points, orders, strict=True)
    ]


def view_of(party: Known, issues: tuple[Issue, ...]) -> View:
    """What is known of a party: orders, and what the desk noted."""
    fallback = min(1.0, max(0.0, (party.without - reach(party)[0]) / width(party)))
    view = View(party.name, issues, orders_of(party), fallback=fallback)
    return view.told(*(fact for number, one in party.preferences for fact in _facts(view, number, one)))


def _facts(view: View, number: int, one: Preference, forced: Package = ()) -> tuple[Fact, ...]:
    """A preference as the analysis takes it, with its number as its text. An order stands in the view itself.

    `forced`: the options chosen in the issues that the view has after those that the preference knows.
    """
    count = len(view.issues) - len(forced)
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
            better, worse = ((*_chosen([0] * count, options), *forced) for options in (one.better, one.worse))
            facts = (prefers(view, better, worse),)
        case PreferenceKind.ACCEPTS:
            # A package that was kept before another issue was named says nothing of that.
            if len(one.better) == count:
                facts = (accepts(view, (*_chosen([0] * count, one.better), *forced)),)
        case PreferenceKind.ORDER:
            pass
    return tuple(replace(fact, text=str(number)) for fact in facts)


def _chosen(package: Sequence[int], options: Sequence[tuple[int, int]]) -> Package:
    there = dict(options)
    return tuple(there.get(issue, option) for issue, option in enumerate(package))


def besides(count: int) -> Package:
    """What is chosen in the issues that stand after `count` real ones: each base, and not the rest."""
    return (1,) * count + (0,)


def spread(party: Known) -> int:
    """How many points there can be between the least and the most that a package is worth to it, give or take."""
    return width(party) + 2 * sum(party.give_or_take)


def within(party: Known, issues: tuple[Issue, ...], *, most: float) -> View:
    """What a party's values may be, in shares of `most` points: its estimate, give or take, and all that is noted.

    Shares add up to one, as a view wants, and are of fixed points all the same: after the issues stand one for the
    base of each, which is how much its worst option is worth above the least that this may be, and one for the rest.
    So every package has all bases and no rest, and what no agreement is worth is no other share in another world.
    """
    count, orders = len(issues), orders_of(party)
    least = [max(0, min(row) - loose) for row, loose in zip(party.points, party.give_or_take, strict=True)]
    forced = besides(count)
    view = View(
        party.name,
        (*issues, *(BESIDE for _ in forced)),
        (*orders, *((frozenset({0}), frozenset({1})) for _ in forced)),
        fallback=(party.without - sum(least)) / most,
        red_lines=frozenset((count + place, 1 - option) for place, option in enumerate(forced)),
    )
    known = []
    for issue, levels in enumerate(levels_of(party, orders)):
        base = view.swing(count + issue)
        for step, level in enumerate(levels):
            row = base.copy()
            row[view.starts[issue] : view.starts[issue] + step] = 1.0
            low = max(0.0, level - party.give_or_take[issue]) - least[issue]
            high = level + party.give_or_take[issue] - least[issue]
            known += [Fact("", tuple(row.tolist()), low / most), Fact("", tuple((-row).tolist()), -high / most)]
    noted = (fact for number, one in party.preferences for fact in _facts(view, number, one, forced))
    return view.told(*known, *noted)


def spans_of(party: Known, *, most: float) -> list[Span]:
    """The same issue by issue, in the same shares, where nothing that is noted ties one to another."""
    orders = orders_of(party)
    spans = []
    for order, levels, loose in zip(orders, levels_of(party, orders), party.give_or_take, strict=True):
        low = np.maximum.accumulate(np.maximum(levels - loose, 0.0)) / most
        high = np.minimum.accumulate((levels + loose)[::-1])[::-1] / most
        steps = {option: step for step, tier in enumerate(order) for option in tier}
        spans.append(
            Span(
                steps=tuple(steps[option] for option in range(len(steps))),
                low=tuple(low.tolist()),
                high=tuple(high.tolist()),
            )
        )
    return spans


def worlds_around(party: Known, view: View, chance: np.random.Generator) -> NDArray[np.float64]:
    """Worlds around an estimate: each worth drawn evenly within give or take, the order of options kept.

    All that the desk noted is kept as well; where hardly any such world does, worlds come from all that is possible.
    """
    count = WORLDS * TRIED if view.facts else WORLDS
    columns = []
    for levels, loose in zip(levels_of(party, view.orders), party.give_or_take, strict=True):
        drawn = np.maximum(levels + chance.uniform(-loose, loose, size=(count, len(levels))), 0.0)
        columns.append(np.diff(np.sort(drawn, axis=1), axis=1))
    increments = np.concatenate(columns, axis=1)
    total = increments.sum(axis=1, keepdims=True)
    drawn = increments[total[:, 0] > 0] / total[total[:, 0] > 0]
    for fact in view.facts:
        drawn = drawn[drawn @ np.array(fact.weights) >= fact.least]
    if len(drawn) >= WORLDS:
        return np.asarray(drawn[:WORLDS])
    drawn = sample(within(party, view.issues, most=spread(party)), WORLDS, chance)[0][:, : view.starts[-1]]
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))
