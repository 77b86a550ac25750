"""Conditional commitments: the largest set that holds, its proofs, and what is missing."""

import sys
import time
from itertools import combinations
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from entremise.analysis.commitments import Missing, Outcome, Unfound, check, holds, missing, settle
from entremise.analysis.errors import AnalysisError, SolverMissing
from entremise.analysis.statements import ALWAYS, AtLeast, Condition, Done, Not, Statement, all_of, any_of

A, B, C = Done("a"), Done("b"), Done("c")


def word(name: str, party: str, act: Done | tuple[Done, ...], condition: Condition = ALWAYS) -> Statement:
    return Statement(name, party, act if isinstance(act, tuple) else (act,), condition)


BONN = (
    word("tariffs", "France", Done("cut tariffs"), all_of(Done("decontrol oil"), Done("expand"))),
    word("oil", "United States", Done("decontrol oil"), Done("expand")),
    word("expand", "Germany", Done("expand", 2), any_of(Done("decontrol oil"), Done("cut tariffs"))),
    word("yen", "Japan", Done("buy more"), Done("open ports")),
)


def test_nobody_goes_first_at_bonn() -> None:
    """Three statements wait for each other, and are carried out together; the fourth waits in vain."""
    outcome = settle(BONN)

    assert outcome.statements == ("tariffs", "oil", "expand")
    assert outcome.acts == (Done("cut tariffs"), Done("decontrol oil"), Done("expand", 2))
    assert outcome.certificates[1].because == (Done("expand"),)
    assert check(BONN, outcome)


def test_at_least_so_many_others() -> None:
    """Each gives if two others do: three are enough, two are not."""
    three = [word(n, n, Done(n), AtLeast(2, tuple(Done(o) for o in "abc" if o != n))) for n in "abc"]

    assert settle(three).statements == ("a", "b", "c")
    assert settle(three[:2]).statements == ()


def test_a_higher_level_does_for_a_lower_one() -> None:
    found = settle([word("x", "A", Done("a", 3)), word("y", "B", B, Done("a", 2)), word("z", "C", C, Done("a", 4))])

    assert found.statements == ("x", "y")


def test_the_smallest_missing_statement() -> None:
    assert missing(BONN, Done("buy more")) == Missing((Done("open ports"),), ("yen",))
    assert missing(BONN, Done("cut tariffs")) == Missing((), ())
    assert missing([word("x", "A", A, all_of(B, C))], A) == Missing((B, C), ("x",))


def test_three_acts_together_are_found_missing() -> None:
    """More than can be tried one by one; of what would do it is the least."""
    pytest.importorskip("ortools")
    three = all_of(B, C, Done("d"))

    assert missing([word("x", "A", A, three)], A) == Missing((B, C, Done("d")), ("x",))
    assert missing([word("x", "A", A, any_of(three, all_of(Done("e"), Done("f"))))], A) == Missing(
        (Done("e"), Done("f")), ("x",)
    )


def test_why_nothing_is_named_as_missing_is_told() -> None:
    three = [word("x", "A", A, all_of(B, C, Done("d")))]

    assert missing(BONN, Done("leave")) is Unfound.NOBODY_OFFERS
    assert missing(BONN, Done("expand", 3)) is Unfound.NOBODY_OFFERS
    assert missing([word("x", "A", A, AtLeast(2, (B,)))], A) is Unfound.NO_ACTS_DO
    assert missing([word("x", "A", A, Done("a", 2))], A) is Unfound.NO_ACTS_DO
    assert missing(three, A, most=2) is Unfound.NOT_SO_FEW
    assert missing(three, A, seconds=0) is Unfound.OUT_OF_TIME


def test_without_a_solver_few_missing_acts_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "entremise.analysis.choosing", None)

    assert missing([word("x", "A", A, all_of(B, C))], A) == Missing((B, C), ("x",))
    assert missing([word("x", "A", A, all_of(B, C, Done("d")))], A) is Unfound.NOT_SO_FEW
    with pytest.raises(SolverMissing):
        missing([word("x", "A", A, Not(B))], A)


def test_what_the_published_order_would_not_choose_does_not_do() -> None:
    """One promise makes the act possible, but two others are served rather than one; with a second one three are."""
    pytest.importorskip("ortools")
    against = [word("x", "A", A, Done("d")), word("y", "B", B, Not(A)), word("z", "C", C, Not(A))]
    more = [word(party, party, Done(party), all_of(A, Done("e"))) for party in ("v", "w")]

    assert missing(against, A) is Unfound.NO_ACTS_DO
    assert missing([*against, *more], A) == Missing((Done("d"), Done("e")), ("x", "v", "w"))


def test_unless_needs_a_choice_by_the_published_order() -> None:
    """Either two parties are served or one: two."""
    pytest.importorskip("ortools")
    found = settle([word("z", "C", C), word("x", "A", A, B), word("y", "B", B, Not(C))])

    assert (found.statements, found.is_proven) == (("x", "y"), True)


def test_of_equally_good_choices_the_earliest_statements_are_carried_out() -> None:
    pytest.importorskip("ortools")
    pairs = [word(f"{letter}{n}", f"p{n}", Done(f"{letter}{n}")) for n in range(40) for letter in "xy"]

    found = settle(pairs, exclusive=[(f"x{n}", f"y{n}") for n in range(40)])

    assert (found.statements, found.is_proven) == (tuple(f"x{n}" for n in range(40)), True)


def test_what_the_time_was_too_short_for_is_not_called_proven() -> None:
    """One end for the whole search, however many wishes the order has."""
    pytest.importorskip("ortools")
    chance = Random(3)
    names = [f"s{n}" for n in range(400)]
    offers = [
        word(name, f"p{n % 50}", Done(name), any_of(*(Done(chance.choice(names)) for _ in range(2))))
        for n, name in enumerate(names)
    ]
    exclusive = [tuple(chance.sample(names, 2)) for _ in range(400)]

    began = time.monotonic()
    found = settle(offers, exclusive=exclusive, seconds=0.05)

    assert not found.is_proven
    assert check(offers, found)
    assert time.monotonic() - began < 5
    assert settle(offers[:2], exclusive=[("s0", "s1")], seconds=0) == Outcome((), (), (), is_proven=False)


def test_of_offers_that_exclude_each_other_one_is_taken() -> None:
    pytest.importorskip("ortools")
    offers = [word("x", "A", A, C), word("y", "A", B, C), word("z", "B", C, any_of(A, B))]

    found = settle(offers, exclusive=[("x", "y")])

    assert found.statements == ("x", "z")
    assert check(offers, found)


@st.composite
def sealed(draw: st.DrawFn) -> list[Statement]:
    done = st.builds(Done, st.sampled_from("abcd"), st.integers(1, 2))
    condition: st.SearchStrategy[Condition] = st.recursive(
        done, lambda inner: st.builds(AtLeast, st.integers(0, 3), st.lists(inner, max_size=3).map(tuple)), max_leaves=4
    )
    count = draw(st.integers(1, 6))
    return [
        Statement(f"s{n}", f"p{n % 3}", tuple(draw(st.lists(done, min_size=1, max_size=2))), draw(condition))
        for n in range(count)
    ]


def by_striking(statements: list[Statement]) -> list[str]:
    """Strike out again and again whatever does not hold."""
    kept = statements
    while True:
        levels: dict[str, int] = {}
        for act in (act for statement in kept for act in statement.acts):
            levels[act.act] = max(levels.get(act.act, 0), act.level)
        left = [statement for statement in kept if holds(statement.condition, levels)]
        if left == kept:
            return [statement.name for statement in kept]
        kept = left


def by_trying(statements: list[Statement], wanted: Done) -> tuple[Done, ...] | None:
    """Every set of acts that any condition names, the smallest first, each put to the whole once more."""
    parts = [part for statement in statements for part in named(statement.condition)]
    askable = sorted(
        {d for d in parts if d.act != wanted.act or d.level < wanted.level}, key=lambda d: (d.act, d.level)
    )
    for size in range(len(askable) + 1):
        found = []
        for acts in combinations(askable, size):
            kept = by_striking([*statements, Statement("asked", "asked", acts)])
            own = [statement for statement in statements if statement.name in kept]
            if any(act.act == wanted.act and act.level >= wanted.level for s in own for act in s.acts):
                found.append((-len(own), acts))
        if found:
            return min(found, key=lambda one: one[0])[1]
    return None


def named(condition: Condition) -> list[Done]:
    match condition:
        case Done():
            return [condition]
        case Not(part):
            return named(part)
        case AtLeast(_, parts):
            return [done for part in parts for done in named(part)]


@settings(max_examples=60, deadline=None)
@given(sealed())
def test_no_fewer_acts_are_missing(statements: list[Statement]) -> None:
    pytest.importorskip("ortools")
    found = missing(statements, A)

    assert (found.acts if isinstance(found, Missing) else None) == by_trying(statements, A)


@settings(max_examples=60, deadline=None)
@given(sealed())
def test_a_missing_act_may_be_promised_on_condition_of_what_is_wanted(statements: list[Statement]) -> None:
    """Who is asked need not go first."""
    found = missing(statements, A)
    assume(isinstance(found, Missing))
    assert isinstance(found, Missing)

    answered = settle([*statements, Statement("asked", "asked", found.acts, A)])

    assert set(found.statements) <= set(answered.statements)
    assert A in {Done(act.act) for act in answered.acts}


@settings(max_examples=30, deadline=None)
@given(sealed(), st.sets(st.sampled_from(range(6)), max_size=2))
def test_no_fewer_acts_are_missing_where_there_is_a_choice(statements: list[Statement], unless: set[int]) -> None:
    """What is named is chosen by the published order, and no smaller set is."""
    pytest.importorskip("ortools")
    turned = [
        Statement(s.name, s.party, s.acts, Not(s.condition)) if n in unless else s for n, s in enumerate(statements)
    ]
    askable = sorted({d for s in turned for d in named(s.condition) if d.act != "a"}, key=lambda d: (d.act, d.level))
    does = [
        len(acts)
        for size in range(len(askable) + 1)
        for acts in combinations(askable, size)
        if any(act.act == "a" for s in chosen(turned, acts) for act in s.acts)
    ]

    found = missing(turned, A)

    assert (len(found.acts) if isinstance(found, Missing) else None) == min(does, default=None)


def chosen(statements: list[Statement], given_acts: tuple[Done, ...]) -> tuple[Statement, ...]:
    """By the published order, of every set that holds together."""
    sets = (kept for size in range(len(statements) + 1) for kept in combinations(statements, size))

    def levels(kept: tuple[Statement, ...]) -> dict[str, int]:
        found: dict[str, int] = {}
        for act in (*given_acts, *(act for s in kept for act in s.acts)):
            found[act.act] = max(found.get(act.act, 0), act.level)
        return found

    def order(kept: tuple[Statement, ...]) -> tuple[int, int, int, tuple[bool, ...]]:
        burdens = [sum(len(s.acts) for s in kept if s.party == party) for party in {s.party for s in kept}]
        return len(burdens), len(kept), -max(burdens, default=0), tuple(s in kept for s in statements)

    return max((kept for kept in sets if all(holds(s.condition, levels(kept)) for s in kept)), key=order)


@given(sealed())
def test_it_is_the_largest_set_with_true_proofs(statements: list[Statement]) -> None:
    outcome = settle(statements)

    assert list(outcome.statements) == by_striking(statements)
    assert check(statements, outcome)


@given(sealed())
def test_who_spoke_first_changes_nothing(statements: list[Statement]) -> None:
    assert set(settle(statements[::-1]).statements) == set(settle(statements).statements)


@given(sealed())
def test_one_more_statement_takes_nothing_away(statements: list[Statement]) -> None:
    assert set(settle(statements[1:]).statements) <= set(settle(statements).statements)


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        ([word("x", "A", A), word("x", "B", B)], "one name"),
        ([word("x", "A", Done("a", 0))], "levels"),
    ],
)
def test_it_refuses(statements: list[Statement], says: str) -> None:
    with pytest.raises(AnalysisError, match=says):
        settle(statements)


def test_a_condition_nested_without_end_is_refused() -> None:
    condition: Condition = A
    for _ in range(200):
        condition = any_of(condition)

    with pytest.raises(AnalysisError, match="nested more than 50 deep"):
        settle([word("x", "A", A, condition)])
