"""Points: what the desk groups as one matter."""

from dataclasses import replace
from datetime import timedelta

from entremise.domain import points
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.points import PointDissolved, PointKept
from entremise.domain.log import Line
from entremise.domain.points import MOST_CHANGES, MOST_ENTRIES, MOST_POINTS, Grouping, Point, Wording, history, keep
from entremise.domain.terms import Role
from tests.cast import NOON
from tests.domain.samples import A1, A2, B1, DESK_ID, HEAD, seat

MO = seat(Role.MEDIATOR, mark=None)
LATER = NOON + timedelta(minutes=5)


def kept(number: int = 1, words: str = "Frigates.", *, item: int | None = None) -> PointKept:
    return PointKept(number=number, words=words, entries=(A1,), item=item, seat=HEAD, role=Role.MEDIATOR)


def point(number: int = 1, *, dissolved: bool = False) -> Point:
    return Point(
        number=number,
        words="Frigates.",
        entries=(A1,),
        item=None,
        round=None,
        made=NOON,
        changed=NOON,
        dissolved=dissolved,
    )


GONE = PointDissolved(number=1, seat=HEAD, role=Role.MEDIATOR)
LINES = (
    Line(DESK_ID, 5, NOON, kept()),
    Line(DESK_ID, 6, NOON, kept(2, "Grain.")),
    Line(DESK_ID, 7, LATER, kept(words="Nine frigates.", item=3)),
)


def test_a_point_stands_as_it_was_last_kept() -> None:
    """It remembers when it was made."""
    assert points.points(LINES) == {
        1: replace(point(), words="Nine frigates.", item=3, changed=LATER),
        2: replace(point(2), words="Grain."),
    }


def test_a_point_that_is_dissolved_is_known_as_such() -> None:
    found = points.points([*LINES, Line(DESK_ID, 8, LATER, GONE)])

    assert [number for number, one in found.items() if one.dissolved] == [1]


def test_a_point_that_is_kept_again_stands() -> None:
    lines = [*LINES, Line(DESK_ID, 8, LATER, GONE), Line(DESK_ID, 9, LATER, kept())]

    assert not points.points(lines)[1].dissolved


def test_a_point_has_a_history() -> None:
    stood = history([*LINES, Line(DESK_ID, 8, LATER, GONE)], 1)
    first = Wording(at=NOON, role=Role.MEDIATOR, words="Frigates.", entries=(A1,), item=None, round=None)
    second = replace(first, at=LATER, words="Nine frigates.", item=3)

    assert stood == (first, second, replace(second, dissolved=True))


def test_a_new_point_has_the_next_number() -> None:
    """Also after one that was dissolved: a number names one matter."""
    made = keep(
        {4: point(4, dissolved=True)}, Grouping(words=" Grain. ", entries=(A1, B1, A1)), MO, number=None, changes=1
    )

    assert made == PointKept(number=5, words="Grain.", entries=(A1, B1), seat=HEAD, role=Role.MEDIATOR)


def test_a_point_holds_something() -> None:
    assert keep({}, Grouping(words="Grain.", entries=()), MO, number=None, changes=0) == Refusal(Code.POINT_EMPTY)


def test_a_point_holds_so_many_entries_at_most() -> None:
    entries = tuple(replace(A1, number=number) for number in range(1, MOST_ENTRIES + 2))

    assert keep({}, Grouping(words="Grain.", entries=entries), MO, number=None, changes=0) == Refusal(
        Code.POINT_FULL, {"most": 40, "count": 41}
    )


def test_a_point_has_words() -> None:
    assert keep({}, Grouping(words=" ", entries=(A1,)), MO, number=None, changes=0) == Refusal(Code.TEXT_EMPTY)


def test_a_point_that_there_is_not_is_absent() -> None:
    assert keep({}, Grouping(words="Grain.", entries=(A1,)), MO, number=1, changes=0) == ABSENT


def test_so_many_points_stand_at_most() -> None:
    """One that stands can still be changed."""
    known = {number: point(number) for number in range(1, MOST_POINTS + 1)}
    grain = Grouping(words="Grain.", entries=(A2,))

    assert keep(known, grain, MO, number=None, changes=0) == Refusal(Code.LIST_FULL, {"most": 500})
    assert isinstance(keep(known, grain, MO, number=3, changes=0), PointKept)


def test_so_many_changes_are_made_at_most() -> None:
    """What stands can still be dissolved."""
    grain = Grouping(words="Grain.", entries=(A2,))

    assert keep({1: point()}, grain, MO, number=1, changes=MOST_CHANGES) == Refusal(Code.CHANGES_FULL, {"most": 2000})
    assert points.dissolve({1: point()}, 1, MO) == GONE


def test_a_point_is_dissolved_once() -> None:
    assert points.dissolve({1: point(dissolved=True)}, 1, MO) == Refusal(Code.POINT_DISSOLVED)
    assert points.dissolve({}, 1, MO) == ABSENT


def test_a_point_is_named_by_its_number() -> None:
    assert point(3).name == "K-03"
