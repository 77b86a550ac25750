"""Real issues: what their grids leave open.

A real issue is seen at some of its numbers. Whatever number is agreed on, a number of the grid is near; δₚ is by how
much, over all real issues, a party can have more between the grid's numbers than at the nearest. So whatever is agreed
on, there is a package of the grid that would be as good for all if everything were worth δₚ more to each. What no
package of that raised problem reaches, no number between reaches either.

Source: the usual bound of a maximum by its values on a grid and how steep it is: Piyavskii, An algorithm for finding
the absolute extremum of a function (1972); Shubert, SIAM Journal on Numerical Analysis 9 (1972).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from entremise.analysis.problems import Party, Problem
from entremise.analysis.solutions import Point

LEXIMIN = {"egalitarian", "ks"}
"""Kinds of points whose rule has more steps than one."""


def excess(numbers: Sequence[Fraction], worth: Callable[[Fraction], Fraction], peak: Fraction | None) -> Fraction:
    """By how much a number between two of these can be worth more than the nearer one.

    Args:
        numbers: rising.
        worth: of any number; it rises up to `peak` and falls from there, or only does one of both.
        peak: None where it only does one of both.
    """
    most = Fraction(0)
    for low, high in pairwise(numbers):
        middle = (low + high) / 2
        for near, far in ((low, middle), (high, middle)):
            between = [far] if peak is None or not min(near, far) <= peak <= max(near, far) else [far, peak]
            most = max(most, *(worth(number) - worth(near) for number in between))
    return most


def slack(problem: Problem) -> tuple[int, ...]:
    """δ of each party, in points; 0 where nothing is real."""
    return tuple(_slack(problem, party) for party in problem.parties)


def _slack(problem: Problem, party: Party) -> int:
    real = {number for number, issue in enumerate(problem.issues) if issue.is_real and len(issue.options) > 1}
    steps = (max(abs(b - a) for a, b in pairwise(party.values[issue])) for issue in real)
    additive = math.ceil(Fraction(sum(steps), 2)) if party.slack is None else party.slack
    # What is bound may stand between two numbers of the grid and at neither.
    rectangles = sum(abs(box.points) for box in party.rectangles if real.intersection(box.issues()))
    groups = (
        max(0, *group.points.values()) - min(0, *group.points.values())
        for group in party.groups
        if group.points and real.intersection(group.issues)
    )
    return additive + rectangles + sum(groups)


def raised(problem: Problem) -> Problem:
    """The problem in which each package is worth its party's δ more, and disagreement is not; `freed` as well."""
    free = freed(problem)
    pairs = zip(free.parties, slack(problem), strict=True)
    return replace(free, parties=tuple(replace(party, constant=party.constant + more) for party, more in pairs))


def freed(problem: Problem) -> Problem:
    """The problem without red lines and constraints on real issues: beside the numbers they name anything is possible.

    What each party has without agreement stays.
    """
    real = {number for number, issue in enumerate(problem.issues) if issue.is_real}
    return replace(
        problem,
        parties=tuple(
            replace(
                party,
                disagreement=without,
                red_lines=frozenset((issue, option) for issue, option in party.red_lines if issue not in real),
            )
            for party, without in zip(problem.parties, problem.disagreement, strict=True)
        ),
        constraints=tuple(
            clause for clause in problem.constraints if real.isdisjoint(issue for issue, _, _ in clause.literals)
        ),
    )


def is_straight(problem: Problem) -> bool:
    """Whether each party's worth runs straight between each two numbers of a grid.

    Then a sum of worths, however weighed, is largest at a number of the grid: what bounds such sums bounds all between.
    """
    real = {number for number, issue in enumerate(problem.issues) if issue.is_real}
    bound = [box.issues() for party in problem.parties for box in party.rectangles]
    bound += [group.issues for party in problem.parties for group in party.groups]
    return all(party.slack is None for party in problem.parties) and all(map(real.isdisjoint, bound))


def certified(point: Point, limit: float, *, is_exact: bool) -> Point:
    """A point of the grid with what its rule could reach between, at most; `is_exact`: nothing lies between."""
    bound = max(point.value, point.bound, limit)
    # Nothing that follows the first step of a rule is proven by it.
    is_proven = bound == point.value and (is_exact or point.kind not in LEXIMIN)
    return replace(point, bound=bound, is_proven=point.is_proven and is_proven)


def certified_shares(problem: Problem, point: Point, above: Point, ideals: Sequence[tuple[int, int]]) -> Point:
    """The same of shares of the ideal gains, of which is known between what they lie.

    The value is the least share that the package has whatever the ideals are; `above` has its shares of the largest.
    """
    value, ratio = 1.0, 1.0
    for have, (low, high), without in zip(point.points, ideals, problem.disagreement, strict=True):
        if high > without:
            value = min(value, (have - without) / (high - without))
            # Of who may gain nothing at all every share is whole.
            ratio = max(ratio, (high - without) / (low - without) if low > without else math.inf)
    bound = max(value, 1.0 if math.isinf(ratio) else min(1.0, above.bound * ratio))
    is_proven = bound == value and not any(slack(problem))
    return replace(point, value=value, bound=bound, is_proven=point.is_proven and is_proven)
