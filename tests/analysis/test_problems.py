"""The model: whole points, scales, red lines, constraints, and what is refused."""

from fractions import Fraction

import pytest
from hypothesis import given

from entremise.analysis.errors import AnalysisError, TooLarge
from entremise.analysis.problems import (
    Clause,
    Issue,
    Party,
    Problem,
    Rectangle,
    additive,
    common_scale,
    forbid,
    packages,
    require,
)
from tests.analysis.small import all_points, problem, problems


def test_decimals_become_whole_points_exactly() -> None:
    values = [[Fraction("0.1"), Fraction("0.25")], [Fraction(1, 3), Fraction(0)]]

    party = additive("A", values, disagreement=Fraction("0.3"), constant=Fraction(0))

    assert (party.values, party.scale, party.disagreement) == (((6, 15), (20, 0)), 60, 18)
    assert not party.is_rounded


def test_numbers_without_a_common_denominator_are_rounded_and_it_is_said() -> None:
    values = [[Fraction(1, prime) for prime in (10007, 10009, 10037, 10039, 10061, 10067)]]

    party = additive("A", values, disagreement=None, constant=Fraction(0))

    assert party.scale == 10**12
    assert party.is_rounded


def test_a_scale_fits_the_largest_sum() -> None:
    assert common_scale([Fraction(1, 3), Fraction(1, 4)], reach=Fraction(1)) == 12
    with pytest.raises(TooLarge):
        common_scale([Fraction(10**30)], reach=Fraction(10**30))


def test_whole_numbers_are_options() -> None:
    issue = Issue.whole("Days", 10, 30, step=10)

    assert issue.options == ("10", "20", "30")


def test_a_real_issue_is_seen_on_a_grid() -> None:
    issue = Issue.real("Price", Fraction(0), Fraction(1), steps=4)

    assert issue.options == ("0", "0.25", "0.5", "0.75", "1")
    assert issue.is_real


def test_a_thousand_million_whole_numbers_are_refused() -> None:
    with pytest.raises(TooLarge, match="1000000001 whole numbers: at most 100000 are read"):
        Issue.whole("Barrels", 0, 10**9)


def test_a_red_line_takes_the_option_from_the_table() -> None:
    made = Problem(
        issues=(Issue("1", ("a", "b")), Issue("2", ("a", "b"))),
        parties=(Party("A", ((0, 1), (0, 1)), red_lines=frozenset({(0, 1)})), Party("B", ((1, 0), (1, 0)))),
    )

    assert list(packages(made)) == [(0, 0), (0, 1)]


def test_clauses_forbid_and_require() -> None:
    assert [forbid((0, 1), (1, 1)).holds(p) for p in [(0, 0), (0, 1), (1, 1)]] == [True, True, False]
    assert [require((0, 1), (1, 0)).holds(p) for p in [(0, 1), (1, 0), (1, 1)]] == [True, True, False]


def test_a_fallback_may_be_a_package() -> None:
    made = problem([[0, 5], [0, 7]], [[5, 0], [7, 0]])
    party = Party("A", made.parties[0].values, disagreement=(1, 0))

    assert Problem(made.issues, (party, made.parties[1])).disagreement == (5, 0)


def test_names_and_numbers_of_a_package() -> None:
    made = problem([[0, 5], [0, 7]], [[5, 0], [7, 0]], scale=10)

    assert made.named((1, 0)) == ("b", "a")
    assert made.numbered(("b", "a")) == (1, 0)
    assert made.utilities(made.points((1, 0))) == (0.5, 0.7)
    with pytest.raises(AnalysisError, match=r"issue '1' has no option 'z': one of a, b is wanted"):
        made.numbered(("z", "a"))


def test_integer_mode_rounds_and_says_so() -> None:
    made = problem([[0, 500_000], [0, 250_004]], [[1, 0], [1, 0]], scale=1_000_000)

    rounded = made.rounded(1000)

    assert rounded.parties[0].values == ((0, 666), (0, 333))
    assert rounded.parties[0].is_rounded
    assert rounded.parties[1] == made.parties[1]


def test_integer_mode_rounds_money_as_well() -> None:
    """A level of a thousand units: the unit stays, and so does what no agreement is worth."""
    made = problem([[400_000, 450_400, 500_000]], [[7, 3, 0]], disagreement=(449_999, 1))

    rounded = made.rounded(100)

    assert rounded.parties[0].values == ((400_000, 450_000, 500_000),)
    assert (rounded.parties[0].is_rounded, rounded.parties[0].scale) == (True, 1)
    assert rounded.disagreement == (449_999, 1)
    with pytest.raises(AnalysisError, match="0 levels: at least 1 is wanted"):
        made.rounded(0)


@given(problems(bound=True))
def test_blocks_hold_the_allowed_packages_and_their_worth(made: Problem) -> None:
    """Summing one combination of each block gives every allowed package with its points, once."""
    found = {(0,) * len(made.issues): tuple(party.constant for party in made.parties)}
    for block in made.blocks:
        rows = list(zip(block.options.tolist(), block.points.tolist(), strict=True))
        found = {
            tuple(dict(zip(block.issues, options, strict=True)).get(i, p) for i, p in enumerate(package)): tuple(
                a + b for a, b in zip(before, points, strict=True)
            )
            for package, before in found.items()
            for options, points in rows
        }

    assert found == all_points(made)


@pytest.mark.parametrize(
    ("parties", "says"),
    [
        ((Party("A", ((1, 2, 3),)),), "one value for each option"),
        ((Party("A", ((1, 2),), disagreement=(5,)),), "none of this problem"),
        ((Party("A", ((1, 2**61),)),), "less than"),
        ((Party("A", ((1, 2),), scale=0),), "a whole number from 1"),
        ((Party("A", ((1, 2),)), Party("A", ((1, 2),))), "two parties have one name"),
        ((Party("A", ((1, 2),), rectangles=(Rectangle(5, ()),)),), "issues that are not there"),
        ((), "without parties"),
    ],
)
def test_it_refuses_what_makes_no_problem(parties: tuple[Party, ...], says: str) -> None:
    with pytest.raises(AnalysisError, match=says):
        Problem((Issue("1", ("a", "b")),), parties)


def test_it_refuses_a_constraint_on_nothing() -> None:
    with pytest.raises(AnalysisError, match="option 2 of issue 0"):
        Problem((Issue("1", ("a", "b")),), (Party("A", ((1, 2),)),), (Clause(((0, 2, True),)),))
