"""Real issues: what is proven of a grid, and how far what lies between its numbers may go beyond it."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.analysis import formats, grids
from entremise.analysis.points import KINDS, solve
from entremise.analysis.problems import Group, Issue, Party, Problem, Rectangle, additive, forbid

Rule = tuple[Callable[[Fraction], Fraction], Fraction | None]
"""What a number is worth, and where that is most."""
TRIED: Final = 12
"""Steps of the grid that stands for all numbers: the tops of the triangles are among them."""

DOMAIN: Final = """<negotiation_template><utility_space number_of_issues="2"><objective index="0" name="any">
<issue index="1" name="Price" type="real"><range lowerbound="0" upperbound="10"/></issue>
<issue index="2" name="Move" type="discrete"><item index="1" value="May"/><item index="2" value="June"/></issue>
</objective></utility_space></negotiation_template>"""
PROFILE: Final = """<utility_space number_of_issues="2"><objective index="0" name="any">
<issue index="1" name="Price" type="real"><range lowerbound="0" upperbound="10"/>
<evaluator {rule}/></issue>
<issue index="2" name="Move" type="discrete"><item index="1" value="May" evaluation="{may}"/>
<item index="2" value="June" evaluation="{june}"/></issue>
<weight index="1" value="0.8"/><weight index="2" value="0.2"/></objective></utility_space>"""


def line(slope: int, offset: int) -> Rule:
    return lambda number: slope * number + offset, None


def triangle(left: Fraction, top: Fraction, right: Fraction, height: int) -> Rule:
    def worth(number: Fraction) -> Fraction:
        if number == top:
            return Fraction(height)
        if left < number < top:
            return height * (number - left) / (top - left)
        return height * (right - number) / (right - top) if top < number < right else Fraction(0)

    return worth, top


class Continuous:
    """Real issues from 0 to 1 and one with two options, with each party's rules and its worth of the options."""

    def __init__(self, seed: int, *, parties: int) -> None:
        chance = Random(seed)
        self.real = chance.randint(1, 2)
        self.steps = chance.choice([1, 2, 3])
        self.rules = [[self.rule(chance) for _ in range(self.real)] for _ in range(parties)]
        self.values = [[chance.randint(0, 6), chance.randint(0, 6)] for _ in range(parties)]
        self.floors = [Fraction(chance.randint(-4, 8)) for _ in range(parties)]
        self.scales = [chance.choice([1, 3, 12]) for _ in range(parties)]

    @staticmethod
    def rule(chance: Random) -> Rule:
        if chance.random() < 0.5:
            return line(chance.randint(-9, 9), chance.randint(-4, 4))
        left, top, right = sorted(Fraction(chance.randint(-2, 14), 12) for _ in range(3))
        return triangle(left, top, right, chance.randint(1, 9))

    def problem(self) -> Problem:
        """As a reader makes it."""
        issues = tuple(Issue.real(f"r{i}", Fraction(0), Fraction(1), steps=self.steps) for i in range(self.real))
        numbers = [issue.numbers or () for issue in issues]
        made = []
        for name, rules, values, floor in zip("ABC", self.rules, self.values, self.floors, strict=False):
            rows = [[worth(number) for number in row] for (worth, _), row in zip(rules, numbers, strict=True)]
            is_straight = all(peak is None for _, peak in rules)
            between = (grids.excess(row, *rule) for rule, row in zip(rules, numbers, strict=True))
            slack = None if is_straight else sum(between, Fraction(0))
            rows = [*rows, [Fraction(value) for value in values]]
            made.append(additive(name, rows, disagreement=floor, constant=Fraction(0), slack=slack))
        return Problem((*issues, Issue("two", ("a", "b"))), tuple(made))

    def packages(self) -> Iterator[list[Fraction]]:
        """What every package of a finer grid is worth."""
        numbers = [Fraction(k, TRIED) for k in range(TRIED + 1)]
        rows = [[[worth(number) for number in numbers] for worth, _ in rules] for rules in self.rules]
        for *chosen, option in product(*[range(len(numbers))] * self.real, range(2)):
            yield [
                sum((row[k] for row, k in zip(there, chosen, strict=True)), Fraction(values[option]))
                for there, values in zip(rows, self.values, strict=True)
            ]

    def best(self, kind: str) -> float | None:
        """The most that the rule can reach among them."""
        gains = [[have - low for have, low in zip(worth, self.floors, strict=True)] for worth in self.packages()]
        if kind == "welfare":
            return float(max(map(sum, gains)) + sum(self.floors))
        rational = [gain for gain in gains if min(gain) >= (0 if kind != "nash" else Fraction(1, 10**9))]
        if not rational:
            return None
        if kind == "utilitarian":
            return float(max(map(sum, rational)) + sum(self.floors))
        if kind == "nash":
            return float(max(map(math.prod, rational)))
        ideals = [max(column) if kind == "ks" else Fraction(1) for column in zip(*rational, strict=True)]
        return float(
            max(min(g / i if i else Fraction(1) for g, i in zip(gain, ideals, strict=True)) for gain in rational)
        )


@given(st.integers(0, 2**32), st.integers(2, 3))
def test_no_number_between_those_of_a_grid_goes_beyond_the_bound(seed: int, parties: int) -> None:
    continuous = Continuous(seed, parties=parties)
    made = continuous.problem()

    found = solve(made, KINDS)

    for kind, point in found.items():
        best = continuous.best(kind)
        if point is not None and best is not None:
            assert best <= point.bound + 1e-9 * abs(point.bound)
            assert not point.is_proven or best <= point.value + 1e-9 * abs(point.value)


@given(st.integers(0, 2**32), st.integers(2, 3))
def test_a_point_of_a_grid_is_that_of_the_same_options_without_numbers_between(seed: int, parties: int) -> None:
    made = Continuous(seed, parties=parties).problem()
    named = replace(made, issues=tuple(replace(issue, is_real=False) for issue in made.issues))

    found, plain = solve(made, KINDS), solve(named, KINDS)

    assert {kind: point and point.ties for kind, point in found.items()} == {
        kind: point and point.ties for kind, point in plain.items()
    }


def test_a_price_between_two_steps_is_what_the_gap_leaves_open() -> None:
    """A wants much, B little; the best least gain lies half-way between two prices of the grid."""
    price = Issue.real("Price", Fraction(0), Fraction(1), steps=3)
    sides = ([0, 1, 2, 3], [3, 2, 1, 0])
    made = Problem((price,), tuple(rising(name, row) for name, row in zip("AB", sides, strict=True)))

    point = solve(made, ["egalitarian"])["egalitarian"]

    assert point is not None
    # Half-way both have 1.5.
    assert (point.value, round(point.bound, 6), point.is_proven) == (1.0, 1.5, False)


def rising(name: str, row: Sequence[int]) -> Party:
    return additive(name, [list(map(Fraction, row))], disagreement=Fraction(0), constant=Fraction(0))


def test_multipliers_prove_what_runs_straight_between_the_numbers() -> None:
    """Half of the cake each: no number of the grid is needed for the proof that there is no better one."""
    price = Issue.real("Price", Fraction(0), Fraction(1), steps=4)
    made = Problem((price,), (rising("A", [0, 1, 2, 3, 4]), rising("B", [4, 3, 2, 1, 0])))

    found = solve(made, ["nash", "utilitarian", "welfare"])

    assert {kind: (point.value, point.gap, point.is_proven) for kind, point in found.items() if point is not None} == {
        "nash": (4.0, 0.0, True),
        "utilitarian": (4.0, 0.0, True),
        "welfare": (4.0, 0.0, True),
    }


def test_where_nobody_minds_the_number_the_proof_holds_between_too() -> None:
    price = Issue.real("Price", Fraction(0), Fraction(1))
    idle = [Fraction(4)] * len(price.options)
    made = Problem(
        (price,),
        tuple(additive(name, [idle], disagreement=Fraction(1), constant=Fraction(0)) for name in "AB"),
    )

    found = solve(made, KINDS)

    assert [(point.gap, point.is_proven) for point in found.values() if point is not None] == [(0.0, True)] * len(KINDS)


def test_values_said_by_hand_lie_on_straight_lines_between_the_options() -> None:
    price = Issue.real("Price", Fraction(0), Fraction(1), steps=2)
    party = rising("A", [0, 1, 5])

    assert grids.slack(Problem((price,), (party,))) == (2,)


def test_what_stands_on_ranges_of_numbers_may_lie_between_two_of_them() -> None:
    price = Issue.real("Price", Fraction(0), Fraction(1), steps=2)
    party = replace(
        rising("A", [0, 0, 0]),
        rectangles=(Rectangle(7, ((0, 1, 1),)), Rectangle(-2, ((0, 2, 2),))),
        groups=(Group((0,), {(1,): 5, (2,): -3}),),
    )

    assert grids.slack(Problem((price,), (party,))) == (17,)


def test_an_option_refused_binds_none_of_the_numbers_beside_it() -> None:
    """The middle price is forbidden; just beside it both may have nearly what it is worth."""
    price = Issue.real("Price", Fraction(0), Fraction(1), steps=2)
    parties = tuple(rising(name, [0, 8, 0]) for name in "AB")
    for made in (
        Problem((price,), parties, (forbid((0, 1)),)),
        Problem((price,), (replace(parties[0], red_lines=frozenset({(0, 1)})), parties[1])),
    ):
        point = solve(made, ["egalitarian"])["egalitarian"]

        assert point is not None
        assert point.value == 0.0
        assert point.bound >= 8.0


def test_bound_issues_too_many_to_merge_carry_the_same_gap() -> None:
    pytest.importorskip("ortools")
    price = Issue.real("Price", Fraction(0), Fraction(1), steps=3)
    ties = tuple(Issue(f"t{number}", tuple("abcdefgh")) for number in range(8))
    rows = [[Fraction(k % 3) for k in range(8)]] * 8
    made = Problem(
        (price, *ties),
        tuple(
            additive(name, [list(map(Fraction, row)), *rows], disagreement=Fraction(0), constant=Fraction(0))
            for name, row in (("A", [0, 1, 2, 3]), ("B", [3, 2, 1, 0]))
        ),
        (forbid(*((number + 1, 7) for number in range(8))),),
    )

    found = solve(made, ["egalitarian", "ks", "utilitarian"])

    assert [(point.gap > 0, point.is_proven) for point in found.values() if point is not None] == [(True, False)] * 3


def test_a_file_s_peak_between_two_numbers_is_counted(tmp_path: Path) -> None:
    """A likes 3.33 best, which is no number of the grid of tenths; nearest it has 0.8 · 3.3 ÷ 3.33."""
    (tmp_path / "domain.xml").write_text(DOMAIN)
    sharp = 'type="triangular" parameter0="0" parameter1="10" parameter2="3.33"'
    (tmp_path / "a.xml").write_text(PROFILE.format(rule=sharp, may=1, june=0))
    (tmp_path / "b.xml").write_text(PROFILE.format(rule='ftype="linear" slope="0.1" offset="0"', may=0, june=1))

    made = formats.read(tmp_path)
    slack = [more / party.scale for more, party in zip(grids.slack(made), made.parties, strict=True)]

    assert slack[0] == pytest.approx(0.8 * max(1 - 3.3 / 3.33, 0.05 / 3.33))
    assert slack[1] == pytest.approx(0.8 * 0.1 * 0.05)
