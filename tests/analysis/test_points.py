"""Points: books' examples, brute force, certificates."""

import importlib
import math
from dataclasses import replace
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from entremise.analysis.errors import AnalysisError
from entremise.analysis.frontier import frontier
from entremise.analysis.points import KINDS, compatible, solve
from entremise.analysis.problems import Party, Problem
from entremise.analysis.solutions import Point
from tests.analysis.small import all_points, problem, problems, rational_points, transfers


def by_hand(made: Problem, kind: str) -> tuple[tuple[Fraction, ...] | None, set[tuple[int, ...]]]:
    """The best key and the points that have it, of every package there is."""
    everything = set((all_points(made) if kind == "welfare" else rational_points(made)).values())
    gains = {p: [a - d for a, d in zip(p, made.disagreement, strict=True)] for p in everything}
    scales = [party.scale for party in made.parties]
    keys: dict[tuple[int, ...], tuple[Fraction, ...]]
    if kind == "nash":
        keys = {p: (Fraction(math.prod(g)),) for p, g in gains.items() if min(g) > 0}
    elif kind in {"utilitarian", "welfare"}:
        keys = {p: (sum(map(Fraction, p, scales), Fraction(0)),) for p in everything}
    else:
        units = (
            scales
            if kind == "egalitarian"
            else [max(column, default=0) for column in zip(*gains.values(), strict=True)]
        )
        keys = {
            p: tuple(sorted(Fraction(a, unit) if unit else Fraction(1) for a, unit in zip(g, units, strict=True)))
            for p, g in gains.items()
        }
    best = max(keys.values(), default=None)
    return best, {p for p, key in keys.items() if key == best}


def undominated_only(points: set[tuple[int, ...]]) -> set[tuple[int, ...]]:
    return {p for p in points if not any(q != p and all(a >= b for a, b in zip(q, p, strict=True)) for q in points)}


def test_nash_divides_a_cake_by_its_product() -> None:
    """Ten slices; A's worth is linear, B's is the root: B takes less, since less satisfies it (Nash 1950)."""
    slices = range(11)
    made = problem([[100 * s for s in slices[:10]]], [[round(100 * math.sqrt(10 - s)) for s in slices[:10]]])

    point = solve(replace(made, parties=tuple(replace(p, disagreement=0) for p in made.parties)), ["nash"])["nash"]

    assert point is not None
    assert point.package == (7,)


def test_kalai_smorodinsky_looks_at_what_each_could_have() -> None:
    """A could have 100, B 50: the point nearest to equal shares of these, not to equal gains."""
    made = problem([[100, 70, 50, 0]], [[0, 20, 25, 50]], disagreement=(0, 0))

    found = solve(made, ["ks", "egalitarian"])

    assert {kind: point and point.points for kind, point in found.items()} == {"ks": (50, 25), "egalitarian": (50, 25)}


def test_egalitarian_goes_on_to_the_second_least() -> None:
    made = problem([[3, 3, 9]], [[3, 7, 2]], disagreement=(0, 0))

    point = solve(made, ["egalitarian"])["egalitarian"]

    assert point is not None
    assert point.points == (3, 7)


def test_all_ties_are_told() -> None:
    """Two mirrored packages have one product; each is had in one way, the middle in two."""
    made = problem([[0, 2], [0, 2]], [[2, 0], [2, 0]], disagreement=(0, 0))
    mirrored = problem([[1, 2]], [[2, 1]], disagreement=(0, 0))

    first, second = solve(made, ["nash"])["nash"], solve(mirrored, ["nash"])["nash"]

    assert first is not None
    assert second is not None
    assert [tie.packages for tie in first.ties] == [((0, 1), (1, 0))]
    assert [tie.points for tie in second.ties] == [(2, 1), (1, 2)]


def test_without_agreement_there_is_no_point() -> None:
    found = solve(problem([[0, 1]], [[1, 0]], disagreement=(1, 1)))

    assert {kind: point is None for kind, point in found.items()} == {
        "nash": True,
        "egalitarian": True,
        "ks": True,
        "utilitarian": True,
        "welfare": False,
    }


@pytest.mark.parametrize("kind", KINDS)
@given(made=problems(parties=(2, 5), bound=True))
def test_points_are_what_brute_force_finds(kind: str, made: Problem) -> None:
    best, points = by_hand(made, kind)

    found = solve(made, [kind])[kind]

    if best is None:
        assert found is None
    else:
        assert isinstance(found, Point)
        assert {tie.points for tie in found.ties} == undominated_only(points)
        assert found.gap == 0
        assert all(made.points(package) == tie.points for tie in found.ties for package in tie.packages)


@pytest.mark.parametrize("kind", KINDS)
@given(made=transfers())
def test_what_cancels_loses_no_point(kind: str, made: Problem) -> None:
    """All ties, and a proof that is one: the noise of large numbers is more than what is left when they are summed."""
    best, points = by_hand(made, kind)

    found = solve(made, [kind])[kind]
    again = solve(made, [kind], given=frontier(made))[kind]

    if found is None:
        assert best is None
        return
    assert found.is_proven
    assert {tie.points for tie in found.ties} == undominated_only(points)
    assert again is not None
    assert {tie.points for tie in again.ties} == undominated_only(points)


def test_a_sum_is_compared_in_whole_numbers() -> None:
    """50 and 20 are left of 2^60, which floats hold to 256."""
    much = 2**60
    made = problem([[much + 100, much + 140]], [[-much - 50, -much - 120]])

    found = solve(made, ["utilitarian", "welfare"])

    assert {kind: point and (point.package, point.value) for kind, point in found.items()} == {
        "utilitarian": ((0,), 50.0),
        "welfare": ((0,), 50.0),
    }


@pytest.mark.parametrize("kind", KINDS)
@given(made=problems(parties=(2, 2)))
def test_search_and_frontier_agree(kind: str, made: Problem) -> None:
    """With a third party that does not care, the frontier of two is not used; the answer stays."""
    if kind in {"egalitarian", "nash"}:
        third = Party("idle", tuple(tuple(0 for _ in issue.options) for issue in made.issues), disagreement=-(10**3))
    else:
        third = Party("idle", tuple(tuple(0 for _ in issue.options) for issue in made.issues), disagreement=0)

    two, three = solve(made, [kind])[kind], solve(replace(made, parties=(*made.parties, third)), [kind])[kind]

    assert (two is None) == (three is None)
    if two is not None and three is not None:
        assert [tie.points for tie in two.ties] == [tie.points[:2] for tie in three.ties]


def test_who_can_gain_nothing_at_all_leaves_no_nash_point() -> None:
    made = problem([[1, 1]], [[0, 2]], [[2, 0]], disagreement=(1, 0, 0))

    assert solve(made, ["nash"])["nash"] is None


def test_an_unknown_point_is_refused() -> None:
    with pytest.raises(AnalysisError, match="no point is called 'fair': one of nash, egalitarian"):
        solve(problem([[0, 1]], [[1, 0]]), ["fair"])


def test_what_negmas_calls_ks_can_be_worse_for_both() -> None:
    """The smallest spread of shares picks a package that another beats on the least share (ANAC 2021, domain 38)."""
    made = problem([[0, 511, 507, 506, 1000]], [[1000, 352, 762, 866, 0]], disagreement=(0, 0))
    evened = problem([[0, 400, 600, 1000]], [[1000, 400, 399, 0]], disagreement=(0, 0))

    theirs, ours = compatible(frontier(evened)), solve(evened, ["ks"])["ks"]

    assert theirs["ks"] == [(400, 400)]
    assert ours is not None
    assert ours.points == (400, 400)
    assert compatible(frontier(made))["nash"] == [(506, 866)]


@pytest.mark.parametrize("seed", range(12))
def test_a_sharpened_bound_loses_no_point(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sharpened after every sum: the same points as out of the whole frontier."""
    monkeypatch.setattr(importlib.import_module("entremise.analysis.frontier"), "MANY", 1)
    drawn = np.random.default_rng(seed).integers(0, 1000, (3 + seed % 3, 6, 4)).tolist()
    made = problem(*drawn, disagreement=(1500,) * len(drawn))

    searched, scanned = solve(made, ["egalitarian", "ks"]), solve(made, ["egalitarian", "ks"], given=frontier(made))

    assert {kind: point and point.points for kind, point in searched.items()} == {
        kind: point and point.points for kind, point in scanned.items()
    }


def tied(made: Problem, kind: str) -> set[frozenset[tuple[str, str]]] | None:
    """The packages of a point, by the names of issues and options."""
    found = solve(made, [kind])[kind]
    if found is None:
        return None
    names = [issue.name for issue in made.issues]
    return {frozenset(zip(names, made.named(package), strict=True)) for tie in found.ties for package in tie.packages}


def settled(made: Problem) -> Problem:
    """The same, with what each party has without agreement as a number."""
    pairs = zip(made.parties, made.disagreement, strict=True)
    return replace(made, parties=tuple(replace(party, disagreement=low) for party, low in pairs))


@pytest.mark.parametrize("kind", KINDS)
@given(made=problems(parties=(2, 4)), chance=st.randoms())
def test_the_order_of_parties_issues_and_options_changes_no_point(kind: str, made: Problem, chance: Random) -> None:
    made = settled(replace(made, parties=tuple(replace(party, red_lines=frozenset()) for party in made.parties)))
    orders = [list(range(len(issue.options))) for issue in made.issues]
    numbers, parties = list(range(len(orders))), list(made.parties)
    for order in (*orders, numbers):
        chance.shuffle(order)
    chance.shuffle(parties)
    mixed = Problem(
        tuple(replace(made.issues[i], options=tuple(made.issues[i].options[o] for o in orders[i])) for i in numbers),
        tuple(replace(p, values=tuple(tuple(p.values[i][o] for o in orders[i]) for i in numbers)) for p in parties),
    )

    assert tied(mixed, kind) == tied(made, kind)


@pytest.mark.parametrize("kind", KINDS)
@given(
    made=problems(parties=(2, 4)),
    units=st.lists(st.tuples(st.integers(1, 5), st.integers(-9, 9)), min_size=4, max_size=4),
)
def test_other_units_change_no_point(kind: str, made: Problem, units: list[tuple[int, int]]) -> None:
    """Nash and Kalai–Smorodinsky compare no utilities between parties; the others do, on the scale of the file."""
    made = settled(made)

    def moved(party: Party, times: int, more: int) -> Party:
        assert isinstance(party.disagreement, int)
        return replace(
            party,
            values=tuple(tuple(value * times for value in row) for row in party.values),
            scale=party.scale if kind in {"nash", "ks"} else party.scale * times,
            constant=party.constant * times + more,
            disagreement=party.disagreement * times + more,
        )

    other = replace(made, parties=tuple(moved(p, *unit) for p, unit in zip(made.parties, units, strict=False)))

    assert tied(other, kind) == tied(made, kind)


@pytest.mark.parametrize("kind", [*KINDS, "frontier"])
@given(made=problems(parties=(2, 4)), chance=st.randoms())
def test_a_dominated_option_changes_nothing(kind: str, made: Problem, chance: Random) -> None:
    """An option that is worse for somebody and better for nobody than another is as if it were not there."""
    made = settled(made)
    issue = chance.randrange(len(made.issues))
    like = chance.choice(made.allowed[issue]) if made.allowed[issue] else 0
    worse = [chance.choice([0, 0, 1, 5]) for _ in made.parties]
    worse[chance.randrange(len(worse))] += 1
    more = replace(
        made,
        issues=tuple(
            replace(one, options=(*one.options, "worse")) if number == issue else one
            for number, one in enumerate(made.issues)
        ),
        parties=tuple(
            replace(
                party,
                values=tuple(
                    (*row, row[like] - less) if number == issue else row for number, row in enumerate(party.values)
                ),
            )
            for party, less in zip(made.parties, worse, strict=True)
        ),
    )
    assume(made.allowed[issue])

    if kind == "frontier":
        assert frontier(more).points.tolist() == frontier(made).points.tolist()
    else:
        assert tied(more, kind) == tied(made, kind)
