"""Conditional commitments: the largest set that holds, its proofs, and what is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.analysis.commitments import check, holds, missing, settle
from entremise.analysis.errors import AnalysisError
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
    assert missing(BONN, Done("buy more")) == (Done("open ports"),)
    assert missing(BONN, Done("cut tariffs")) == ()
    assert missing(BONN, Done("leave")) is None
    assert missing([word("x", "A", A, all_of(B, C))], A) == (B, C)


def test_unless_needs_a_choice_by_the_published_order() -> None:
    """Either two parties are served or one: two."""
    pytest.importorskip("ortools")
    found = settle([word("z", "C", C), word("x", "A", A, B), word("y", "B", B, Not(C))])

    assert (found.statements, found.is_proven) == (("x", "y"), True)


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
