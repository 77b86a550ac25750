"""Small bargaining problems for Hypothesis, and the slow answers that the quick ones must equal."""

from itertools import product

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
    """Additive problems of up to four issues and four options; with `bound`, also constraints, groups, rectangles."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    count = draw(st.integers(*parties))
    issues = tuple(Issue(f"issue {i}", tuple(f"option {o}" for o in range(size))) for i, size in enumerate(sizes))
    points = st.integers(-most, most)
    made = []
    for number in range(count):
        values = tuple(tuple(draw(points) for _ in range(size)) for size in sizes)
        fallback = draw(st.none() | points | st.tuples(*(st.integers(0, size - 1) for size in sizes)))
        lines = draw(st.frozensets(_options(sizes), max_size=1))
        made.append(
            Party(
                f"party {number}",
                values,
                scale=draw(st.sampled_from([1, 2, 10])),
                disagreement=fallback,
                constant=draw(points),
                red_lines=lines,
                rectangles=tuple(draw(st.lists(_rectangles(sizes), max_size=2))) if bound else (),
                groups=tuple(draw(st.lists(_groups(sizes), max_size=1))) if bound else (),
            )
        )
    literals = st.tuples(_options(sizes), st.booleans()).map(lambda pair: (*pair[0], pair[1]))
    clauses = st.lists(st.lists(literals, min_size=1, max_size=3).map(tuple).map(Clause), max_size=2)
    return Problem(issues, tuple(made), tuple(draw(clauses)) if bound else ())


def _options(sizes: list[int]) -> st.SearchStrategy[tuple[int, int]]:
    return st.sampled_from([(issue, option) for issue, size in enumerate(sizes) for option in range(size)])


def _rectangles(sizes: list[int]) -> st.SearchStrategy[Rectangle]:
    ranges = [
        st.tuples(st.just(i), st.integers(0, size - 1), st.integers(0, size - 1)).map(
            lambda r: (r[0], min(r[1:]), max(r[1:]))
        )
        for i, size in enumerate(sizes)
    ]
    some = st.lists(st.one_of(ranges), min_size=1, max_size=2).map(tuple)
    return st.builds(Rectangle, st.integers(-9, 9), some, st.lists(st.one_of(ranges), max_size=1).map(tuple))


@st.composite
def _groups(draw: st.DrawFn, sizes: list[int]) -> Group:
    issues = tuple(draw(st.lists(st.integers(0, len(sizes) - 1), min_size=1, max_size=2, unique=True)))
    combinations = list(product(*(range(sizes[issue]) for issue in issues)))
    return Group(issues, draw(st.dictionaries(st.sampled_from(combinations), st.integers(-9, 9), max_size=4)))


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
