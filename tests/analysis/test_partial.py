"""What is only partly known: samples that keep every fact, statements that hold whatever the values, questions."""

from dataclasses import replace

import numpy as np
import pytest

from entremise.analysis.errors import AnalysisError, Inconsistent
from entremise.analysis.partial import (
    View,
    accepts,
    matters_more,
    next_question,
    prefers,
    sample,
    survey,
    weighs,
)
from entremise.analysis.problems import Issue

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


def test_worlds_are_solved_and_the_next_question_is_asked() -> None:
    asked = survey([OWNER, TENANT], 200, chance())

    question = next_question(asked)

    assert sum(asked.counts) == 200
    assert {standing.package for standing in asked.standings()} <= {(r, d) for r in range(3) for d in range(2)}
    assert question is not None
    assert question.text.endswith("which would matter more to you: the best on Rent, or the best on Days?")


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
