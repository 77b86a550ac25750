"""What is only partly known: samples that keep every fact, statements that hold whatever the values, questions."""

from dataclasses import replace
from itertools import combinations_with_replacement, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.analysis.errors import AnalysisError, Inconsistent
from entremise.analysis.partial import next_question, sample, survey, world_of
from entremise.analysis.problems import Issue, require
from entremise.analysis.spans import Span, least_regret
from entremise.analysis.views import View, accepts, matters_more, prefers, weighs
from tests.analysis.small import rational_points, undominated

robust = pytest.importorskip("entremise.analysis.robust")

ISSUES = (Issue("Rent", ("low", "mid", "high")), Issue("Days", ("30", "60")))
UP = (frozenset({0}), frozenset({1}), frozenset({2}))
OWNER = View("Owner", ISSUES, (UP, (frozenset({0}), frozenset({1}))))
TENANT = View("Tenant", ISSUES, (UP[::-1], (frozenset({1}), frozenset({0}))))


def chance() -> np.random.Generator:
    return np.random.default_rng(11)


def test_orders_alone_are_sampled_evenly() -> None:
    """Three increments that sum to one: each is a third on average, and none is below zero."""
    drawn, is_exact = sample(OWNER, 20_000, chance())

    assert is_exact
    assert drawn.sum(axis=1) == pytest.approx(1)
    assert drawn.min() >= 0
    assert drawn.mean(axis=0) == pytest.approx([1 / 3] * 3, abs=0.01)


def test_every_sample_keeps_every_fact() -> None:
    view = OWNER.told(matters_more(OWNER, 1, 0), *weighs(OWNER, 0, low=0.2), prefers(OWNER, (1, 0), (0, 0)))

    drawn, is_exact = sample(view, 500, chance())

    assert is_exact
    assert all((drawn @ np.array(fact.weights) >= fact.least).all() for fact in view.facts)


def test_narrow_facts_are_sampled_by_chains() -> None:
    """Hardly any free draw keeps them; the chains' mean is the middle of what is left."""
    view = OWNER.told(*weighs(OWNER, 1, low=0.9, high=0.901))

    drawn, is_exact = sample(view, 500, chance())

    assert not is_exact
    assert all((drawn @ np.array(fact.weights) >= fact.least - 1e-9).all() for fact in view.facts)
    assert drawn.mean(axis=0) == pytest.approx([0.04975, 0.04975, 0.9005], abs=0.005)


def test_what_two_comparisons_fix_leaves_the_rest_to_move() -> None:
    """As good as, said both ways, leaves no pair of increments to move; drawn and thrown away, the middle is the same.

    A tolerance stands in for the equality there.
    """
    issues = (Issue("Rent", ("low", "mid", "high")), Issue("Days", ("30", "60", "90")), Issue("Tax", ("a", "b", "c")))
    view = View("Owner", issues, (UP, UP, UP))
    even = view.told(prefers(view, (2, 0, 0), (0, 2, 0)), prefers(view, (0, 2, 0), (2, 0, 0)))
    free = chance().dirichlet(np.ones(6), 400_000)
    kept = free[np.abs(free[:, :2].sum(axis=1) - free[:, 2:4].sum(axis=1)) < 0.005]

    drawn, is_exact = sample(even, 4000, chance())

    assert not is_exact
    assert np.abs(drawn[:, :2].sum(axis=1) - drawn[:, 2:4].sum(axis=1)).max() < 1e-9
    assert drawn.mean(axis=0) == pytest.approx(kept.mean(axis=0), abs=0.01)
    assert drawn.std(axis=0) == pytest.approx(kept.std(axis=0), abs=0.01)


def test_weights_that_are_known_leave_the_steps_within_issues() -> None:
    """Rent weighs 0.6: its two steps share that evenly at chance, and the days' one step has the rest."""
    view = OWNER.told(*weighs(OWNER, 0, low=0.6, high=0.6))

    drawn, _ = sample(view, 4000, chance())

    assert drawn.mean(axis=0) == pytest.approx([0.3, 0.3, 0.4], abs=0.01)
    assert drawn.std(axis=0) == pytest.approx([0.6 / 12**0.5, 0.6 / 12**0.5, 0], abs=0.01)


def test_what_is_known_wholly_is_drawn_as_it_is() -> None:
    view = OWNER.told(*weighs(OWNER, 1, low=1, high=1))

    drawn, _ = sample(view, 10, chance())

    assert drawn == pytest.approx(np.tile([0, 0, 1], (10, 1)))


def test_what_is_necessary_and_what_is_possible() -> None:
    """More rent is better whatever the values; whether days outweigh rent is open, until it is told."""
    told = OWNER.told(matters_more(OWNER, 1, 0))

    assert robust.is_necessary(OWNER, (2, 0), (1, 0))
    assert not robust.is_necessary(OWNER, (0, 1), (2, 0))
    assert robust.is_possible(OWNER, (0, 1), (2, 0))
    assert robust.is_necessary(told, (0, 1), (2, 0))
    assert robust.interval(told, (0, 1)) == pytest.approx((0.5, 1.0))


def test_contradictions_are_named() -> None:
    facts = (matters_more(OWNER, 0, 1), *weighs(OWNER, 1, low=0.7), *weighs(OWNER, 0, low=0.1))

    with pytest.raises(Inconsistent, match=r"Rent matters at least as much as Days; Owner: Days weighs at least 0\.7"):
        robust.check(OWNER.told(*facts))


def test_an_agreement_that_holds_whatever_the_values() -> None:
    """Owner cares for the days, tenant for the rent: low rent with long days leaves both above what they have."""
    owner = replace(OWNER.told(*weighs(OWNER, 1, low=0.6)), fallback=0.4)
    tenant = replace(TENANT.told(*weighs(TENANT, 0, low=0.7)), fallback=0.5)

    found = robust.robust_agreement([owner, tenant])

    assert (found.package, found.is_proven) == ((0, 1), True)
    assert found.value == pytest.approx(0.2)
    assert all(robust.interval(view, found.package)[0] >= least - 1e-6 for view, least in ((owner, 0.6), (tenant, 0.7)))


def test_least_regret_is_what_trying_everything_finds() -> None:
    """Against every package and every corner of what is possible."""
    views = [OWNER.told(*weighs(OWNER, 1, low=0.6)), TENANT.told(*weighs(TENANT, 0, low=0.7))]
    corners = [np.unique(np.round(sample(view, 4000, chance())[0], 6), axis=0) for view in views]

    found = robust.minimax_regret(views)

    def regret(package: tuple[int, ...]) -> float:
        rivals = [(r, d) for r in range(3) for d in range(2)]
        return max(
            sum(
                float(((view.row(rival) - view.row(package)) @ drawn.T).max())
                for view, drawn in zip(views, corners, strict=True)
            )
            for rival in rivals
        )

    assert found.is_proven
    assert found.package == min(((r, d) for r in range(3) for d in range(2)), key=regret)
    assert found.value == pytest.approx(regret(found.package), abs=0.03)


SPANS = st.lists(
    st.tuples(st.lists(st.integers(0, 9), min_size=2, max_size=3), st.integers(0, 4)), min_size=2, max_size=2
)
"""For each of two issues what its options are worth to a party, and give or take."""


def span_of(levels: list[int], loose: int) -> Span:
    """The options in the order of their numbers, those of one number in one tier."""
    tiers = sorted(set(levels))
    steps = tuple(map(tiers.index, levels))
    return Span(steps, tuple(max(0, one - loose) for one in tiers), tuple(one + loose for one in tiers))


def worlds_of(span: Span) -> list[tuple[float, ...]]:
    """Every corner of what the tiers of one issue may be worth: a better one is worth no less."""
    ends = sorted({*span.low, *span.high})
    return [
        tuple(values[step] for step in span.steps)
        for values in combinations_with_replacement(ends, len(span.low))
        if all(low <= value <= high for low, value, high in zip(span.low, values, span.high, strict=True))
    ]


@given(ana=SPANS, bo=SPANS)
def test_issues_that_nothing_ties_are_regretted_one_by_one(
    ana: list[tuple[list[int], int]], bo: list[tuple[list[int], int]]
) -> None:
    """Against every package, every rival and every corner of both parties' values."""
    count = [min(len(one[0]), len(other[0])) for one, other in zip(ana, bo, strict=True)]
    spans = [
        [span_of(levels[:options], loose) for (levels, loose), options in zip(party, count, strict=True)]
        for party in (ana, bo)
    ]
    packages = list(product(*map(range, count)))

    def lead(rival: tuple[int, ...], package: tuple[int, ...]) -> float:
        return sum(
            max(world[ahead] - world[behind] for world in worlds_of(span))
            for party in spans
            for span, ahead, behind in zip(party, rival, package, strict=True)
        )

    regrets = {package: max(lead(rival, package) for rival in packages) for package in packages}
    package, regret = least_regret(spans)

    assert regret == min(regrets.values()) == regrets[package]


def test_what_was_not_searched_to_the_end_is_not_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search for the worst rival ran out of time: that it found no worse one says nothing."""
    whole = robust._worst_rival  # noqa: SLF001 – no clock runs out in the same place twice

    def hurried(*asked: Any) -> Any:
        worst, increments, rival = whole(*asked)
        return worst, increments, replace(rival, is_proven=False)

    monkeypatch.setattr(robust, "_worst_rival", hurried)

    assert not robust.minimax_regret([OWNER, TENANT]).is_proven


def refusing() -> list[View]:
    """The owner refuses low rent, and for both long days come with high rent alone."""
    owner = replace(OWNER, red_lines=frozenset({(0, 0)}))
    return [owner, replace(TENANT, constraints=(require((1, 1), (0, 2)),))]


def test_nothing_forbidden_is_recommended() -> None:
    allowed = {(1, 0), (2, 0), (2, 1)}

    found = survey(refusing(), 100, chance())

    assert set(found.packages) <= allowed
    assert found.best()[0] in allowed
    assert robust.robust_agreement(refusing()).package in allowed
    assert robust.minimax_regret(refusing()).package in allowed


def test_where_nothing_is_allowed_nothing_is_found() -> None:
    none = [replace(OWNER, red_lines=frozenset({(1, 0), (1, 1)})), TENANT]

    for method in (robust.robust_agreement, robust.minimax_regret):
        with pytest.raises(AnalysisError, match="leave no package"):
            method(none)
    with pytest.raises(AnalysisError, match="leave no package"):
        survey(none, 5, chance())


@pytest.mark.parametrize("views", [[OWNER, TENANT], [OWNER, TENANT, replace(OWNER, name="Bank")]])
def test_standings_are_what_trying_every_package_finds(views: list[View]) -> None:
    """In each world: who is a Nash point, who stands on the frontier, and how much the issues weigh where it is one."""
    found = survey(views, 60, chance())

    worlds = [world_of(views, increments) for increments in zip(*found.samples, strict=True)]
    for number, standing in enumerate(found.standings()):
        nash, stands, weights = 0, 0, []
        for world, increments in zip(worlds, zip(*found.samples, strict=True), strict=True):
            points = rational_points(world)
            gains = {package: np.subtract(have, world.disagreement).prod() for package, have in points.items()}
            stands += world.points(standing.package) in undominated(set(points.values()))
            if max(gains.values()) > 0 and gains[standing.package] == max(gains.values()):
                nash += 1
                weights.append([view.swing(0) @ d for view, d in zip(views, increments, strict=True)])
        assert (standing.nash, standing.frontier) == (nash / 60, stands / 60)
        assert [there[0] for there in standing.central] == pytest.approx(np.mean(weights, axis=0))
        assert found.counts[number] == nash


def test_packages_that_are_as_good_to_everybody_tie() -> None:
    same = frozenset({0, 1})
    views = [
        replace(view, orders=((same, frozenset({2}))[:: 1 if view is OWNER else -1], view.orders[1]))
        for view in (OWNER, TENANT)
    ]

    found = survey(views, 50, chance())

    assert (
        dict(zip(found.packages, found.counts, strict=True))[0, 1]
        == dict(zip(found.packages, found.counts, strict=True))[1, 1]
    )


def test_worlds_are_solved_and_the_next_question_is_asked() -> None:
    asked = survey([OWNER, TENANT], 200, chance())

    question = next_question(asked)

    assert sum(asked.counts) == 200
    assert {standing.package for standing in asked.standings()} <= {(r, d) for r in range(3) for d in range(2)}
    assert question is not None
    assert question.text.endswith("which would matter more to you: the best on Rent, or the best on Days?")


def test_a_comparison_worth_asking_is_asked_where_the_swing_is_not() -> None:
    """A swing comes first while it is worth half as much; where it is worth too little, it stands in nobody's way."""
    found = []
    for seed in range(12):
        luck = np.random.default_rng(seed)
        orders = [tuple(frozenset({int(o)}) for o in luck.permutation(len(issue.options))) for issue in ISSUES]
        views = [View("Owner", ISSUES, tuple(orders)), View("Tenant", ISSUES, tuple(order[::-1] for order in orders))]
        asked = survey(views, 100, luck)
        swing = next_question(asked)
        assert swing is not None
        least = swing.value * 1.001
        found.append(next_question(asked, least_value=least / asked.best()[1]))
        assert found[-1] is None or (not found[-1].is_swing and found[-1].value > least)

    assert any(question is not None for question in found)


def test_no_worlds_are_no_survey() -> None:
    with pytest.raises(AnalysisError, match="0 worlds: at least 1 is wanted"):
        survey([OWNER, TENANT], 0, chance())


def test_names_are_asked_of_as_they_are_written() -> None:
    """Whatever words they are made of."""
    issues = (Issue("Rent: matters at least as much as before", ("low", "mid", "high")), ISSUES[1])
    views = [replace(view, name=f"{view.name}: heir", issues=issues) for view in (OWNER, TENANT)]

    question = next_question(survey(views, 200, chance()))

    assert question is not None
    assert question.between == ("Rent: matters at least as much as before", "Days")


def test_when_all_is_known_nothing_is_asked() -> None:
    sure = [
        view.told(*weighs(view, 0, low=0.5, high=0.5), accepts(view, view_best)).told(
            prefers(view, (1, 0), (1, 0)),
        )
        for view, view_best in ((OWNER, (2, 1)), (TENANT, (0, 0)))
    ]
    single = [replace(view, orders=((frozenset({0, 1, 2}),), view.orders[1]), facts=()) for view in sure]

    assert next_question(survey(single, 50, chance())) is None


def test_an_order_names_each_option_once() -> None:
    with pytest.raises(AnalysisError, match="names each option once"):
        replace(OWNER, orders=((frozenset({0}),), OWNER.orders[1]))


def test_the_same_seed_gives_the_same_survey() -> None:
    assert survey([OWNER, TENANT], 50, chance()).counts == survey([OWNER, TENANT], 50, chance()).counts
