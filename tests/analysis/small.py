"""Small bargaining problems for Hypothesis, and the slow answers that the quick ones must equal."""

from itertools import product
from random import Random

from hypothesis import strategies as st

from entremise.analysis.problems import Clause, Group, Issue, Package, Party, Problem, Rectangle, packages


def problem(*values: list[list[int]], disagreement: tuple[int | None, ...] = (), scale: int = 1) -> Problem:
    """Parties A, B, … with these values for options a, b, … of issues 1, 2, …."""
    sizes = [len(row) for row in values[0]]
    fallbacks = disagreement or (None,) * len(values)
    return Problem(
        issues=tuple(Issue(str(i + 1), tuple("abcdefghij"[:size])) for i, size in enumerate(sizes)),
        parties=tuple(
            Party("ABCDEFGH"[p], tuple(map(tuple, rows)), scale=scale, disagreement=fallbacks[p])
            for p, rows in enumerate(values)
        ),
    )


@st.composite
def problems(draw: st.DrawFn, *, parties: tuple[int, int] = (2, 4), bound: bool = False, most: int = 12) -> Problem:
    """Additive problems of up to four issues and four options; with `bound`, also constraints, groups, rectangles.

    Hypothesis chooses how large; the numbers are drawn from a seed, which is much quicker than asking for each.
    """
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    count = draw(st.integers(*parties))
    chance = Random(draw(st.integers(0, 2**32)))
    return Problem(
        issues=tuple(Issue(f"issue {i}", tuple(f"option {o}" for o in range(size))) for i, size in enumerate(sizes)),
        parties=tuple(_party(f"party {p}", sizes, chance, bound=bound, most=most) for p in range(count)),
        constraints=tuple(_clause(sizes, chance) for _ in range(chance.randrange(3))) if bound else (),
    )


@st.composite
def transfers(draw: st.DrawFn, *, parties: tuple[int, int] = (2, 4)) -> Problem:
    """Much of what one party has another lacks, as where a price moves; little is left when all of it is summed."""
    count = draw(st.integers(*parties))
    chance = Random(draw(st.integers(0, 2**32)))
    sizes = [chance.randint(2, 3) for _ in range(chance.randint(2, 3))]
    rows = [[[chance.randint(0, 30) for _ in range(size)] for size in sizes] for _ in range(count)]
    much, scale = 10 ** chance.randint(3, 15), chance.choice([1, 10, 100])
    for issue in range(chance.randint(1, len(sizes))):
        receives, pays = chance.sample(range(count), 2)
        for option in range(sizes[issue]):
            price = chance.randint(much // 2, much)
            rows[receives][issue][option] += price
            rows[pays][issue][option] -= price
    fallbacks = tuple(chance.choice([None, 0, -much, -2 * len(sizes) * much]) for _ in range(count))
    return problem(*rows, disagreement=fallbacks, scale=scale)


def _party(name: str, sizes: list[int], chance: Random, *, bound: bool, most: int) -> Party:
    fallback = chance.choice([None, chance.randint(-most, most), tuple(chance.randrange(size) for size in sizes)])
    return Party(
        name,
        values=tuple(tuple(chance.randint(-most, most) for _ in range(size)) for size in sizes),
        scale=chance.choice([1, 2, 10, 9_000]),
        disagreement=fallback,
        constant=chance.randint(-most, most),
        red_lines=frozenset({_option(sizes, chance)}) if chance.random() < 0.2 else frozenset(),
        rectangles=tuple(_rectangle(sizes, chance) for _ in range(chance.randrange(3))) if bound else (),
        groups=(_group(sizes, chance),) if bound and chance.random() < 0.5 else (),
    )


def _option(sizes: list[int], chance: Random) -> tuple[int, int]:
    issue = chance.randrange(len(sizes))
    return issue, chance.randrange(sizes[issue])


def _clause(sizes: list[int], chance: Random) -> Clause:
    return Clause(tuple((*_option(sizes, chance), chance.random() < 0.5) for _ in range(chance.randint(1, 3))))


def _range(sizes: list[int], chance: Random) -> tuple[int, int, int]:
    issue, one = _option(sizes, chance)
    other = chance.randrange(sizes[issue])
    return issue, min(one, other), max(one, other)


def _rectangle(sizes: list[int], chance: Random) -> Rectangle:
    ranges = tuple(_range(sizes, chance) for _ in range(chance.randint(1, 2)))
    return Rectangle(chance.randint(-9, 9), ranges, tuple(_range(sizes, chance) for _ in range(chance.randrange(2))))


def _group(sizes: list[int], chance: Random) -> Group:
    issues = tuple(chance.sample(range(len(sizes)), min(len(sizes), 2)))
    combinations = list(product(*(range(sizes[issue]) for issue in issues)))
    return Group(issues, {chance.choice(combinations): chance.randint(-9, 9) for _ in range(3)})


def all_points(made: Problem) -> dict[Package, tuple[int, ...]]:
    """Every allowed package and what it is worth to each party."""
    return {package: made.points(package) for package in packages(made)}


def rational_points(made: Problem) -> dict[Package, tuple[int, ...]]:
    """Those that leave nobody worse off than without agreement."""
    fallback = made.disagreement
    return {
        package: points
        for package, points in all_points(made).items()
        if all(have >= least for have, least in zip(points, fallback, strict=True))
    }


def dominates(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return one != other and all(a >= b for a, b in zip(one, other, strict=True))


def undominated(points: set[tuple[int, ...]]) -> set[tuple[int, ...]]:
    return {one for one in points if not any(dominates(other, one) for other in points)}
