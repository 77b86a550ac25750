"""Positions at the desk, and what a delegation keeps of its own."""

import pytest

from entremise.domain.agenda import Keeping
from entremise.domain.errors import Code, Refusal
from entremise.domain.events.positions import StandKind
from entremise.domain.ids import DeskId, Label, Mark
from entremise.domain.positions import Movement, Position, Setting, Standing, Zone, Zoning
from entremise.domain.terms import Role
from entremise.services import agenda, positions
from entremise.services.speaking import Done
from tests.cast import CONFIDENCE, NOON, Talks, granted

A, B = Mark("A"), Mark("B")


@pytest.fixture
def item(talks: Talks) -> int:
    return granted(agenda.keep_item(talks.parts, talks.mo.seat, Keeping(title="Enrichment"))).number


def sets(talks: Talks, setting: Setting) -> Done | Refusal:
    return positions.set_position(talks.parts, talks.mo.seat, setting)


def standing(talks: Talks, item: int) -> Standing:
    return positions.standings(talks.parts, talks.mo.seat.place)[item]


def test_a_position_stands_at_the_desk_with_what_it_rests_on(talks: Talks, item: int) -> None:
    label = talks.ana.says("Limits first.")

    granted(sets(talks, Setting(item=item, mark=A, words="Limits first.", place=13, sources=(label,))))

    expected = Position(mark=A, stage=0, words="Limits first.", place=13, sources=(label,), at=NOON)
    assert standing(talks, item) == Standing(item=item, positions=(expected,))


def test_no_room_sees_it(talks: Talks, item: int) -> None:
    before = [who.page() for who in (talks.ana, talks.bo)]

    granted(sets(talks, Setting(item=item, mark=A, words="Limits first.", place=13)))
    granted(positions.set_zone(talks.parts, talks.mo.seat, Zoning(item=item, low=40, high=60, remark="On the order.")))

    assert [who.page() for who in (talks.ana, talks.bo)] == before
    assert standing(talks, item).zone == Zone(low=40, high=60, remark="On the order.", caption="")


def test_a_side_stands_where_it_stood_until_something_else_is_known(talks: Talks, item: int) -> None:
    for stage, place in ((0, 10), (2, 30)):
        granted(sets(talks, Setting(item=item, mark=A, stage=stage, words=f"{place}", place=place)))

    found = standing(talks, item)

    assert [found.at("A", stage).place for stage in (0, 1, 2, 3)] == [10, 10, 30, 30]  # type: ignore[union-attr]
    assert [one.words for one in found.current] == ["30"]


@pytest.mark.parametrize(
    ("places", "movement"),
    [
        ({0: 10}, Movement.UNKNOWN),
        ({0: 10, 1: 10}, Movement.UNCHANGED),
        ({0: 10, 1: 20}, Movement.FIRST),
        ({0: 10, 1: 10, 2: 20}, Movement.MOVED),
        ({1: 10, 2: 20}, Movement.MOVED),
    ],
)
def test_the_drawing_says_whether_anybody_moved(
    talks: Talks, item: int, places: dict[int, int], movement: Movement
) -> None:
    for stage, place in places.items():
        granted(sets(talks, Setting(item=item, mark=A, stage=stage, words="Here.", place=place)))
        granted(sets(talks, Setting(item=item, mark=B, stage=stage, words="There.", place=90)))

    assert standing(talks, item).movement is movement


def test_what_was_written_down_is_taken_back(talks: Talks, item: int) -> None:
    granted(sets(talks, Setting(item=item, mark=A, words="Limits first.", place=13)))
    granted(sets(talks, Setting(item=item, mark=A)))

    assert positions.standings(talks.parts, talks.mo.seat.place) == {}


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        (Setting(item=2, mark=A, words="x"), Code.ITEM_UNKNOWN),
        (Setting(item=1, mark=Mark("C"), words="x"), Code.ROOM_MISSING),
        (Setting(item=1, mark=A, words="x", place=101), Code.PLACE_OUT_OF_RANGE),
        (Setting(item=1, mark=A, words="x", stage=-1), Code.PLACE_OUT_OF_RANGE),
        (Setting(item=1, mark=A, place=5), Code.TEXT_EMPTY),
        (Setting(item=1, mark=A, words="x", sources=(Label("B", 1),)), Code.SOURCE_UNKNOWN),
        (Setting(item=1, mark=A, words="x", sources=(Label("A", 9),)), Code.SOURCE_UNKNOWN),
    ],
)
def test_what_cannot_be_written_down_is_refused(talks: Talks, item: int, setting: Setting, code: Code) -> None:
    answer = sets(talks, setting)

    assert item == 1
    assert isinstance(answer, Refusal)
    assert answer.code is code


@pytest.mark.parametrize(("low", "high"), [(60, 40), (10, None), (None, 10), (0, 101)])
def test_a_zone_has_two_ends(talks: Talks, item: int, low: int | None, high: int | None) -> None:
    answer = positions.set_zone(talks.parts, talks.mo.seat, Zoning(item=item, low=low, high=high))

    assert answer == Refusal(Code.PLACE_OUT_OF_RANGE, {"least": 0, "most": 100})


# In a room ------------------------------------------------------------------------------------------------


def test_a_delegations_own_papers_stay_with_it(talks: Talks) -> None:
    before = talks.mo.page(), talks.bo.page(), positions.standings(talks.parts, talks.mo.seat.place)

    kept = granted(
        positions.keep_stand(talks.parts, talks.ada.seat, item=0, kind=StandKind.RED_LINE, words="No visits.")
    )

    (stand,) = positions.stands(talks.parts, talks.ana.seat.place)
    assert (stand.number, stand.kind, stand.words, stand.role) == (
        kept.number,
        StandKind.RED_LINE,
        "No visits.",
        Role.ADVISER,
    )
    assert (talks.mo.page(), talks.bo.page(), positions.standings(talks.parts, talks.mo.seat.place)) == before


def test_a_paper_is_written_anew_and_dropped(talks: Talks) -> None:
    def keep(words: str, number: int | None = None) -> int:
        kept = positions.keep_stand(
            talks.parts, talks.ana.seat, item=0, kind=StandKind.INTEREST, words=words, number=number
        )
        return granted(kept).number

    number = keep("Trade.")
    keep("Open trade.", number)
    anew = [one.words for one in positions.stands(talks.parts, talks.ana.seat.place)]
    keep("", number)

    assert (anew, positions.stands(talks.parts, talks.ana.seat.place)) == (["Open trade."], ())


def test_a_paper_is_of_an_item_that_the_room_was_told(talks: Talks) -> None:
    answer = positions.keep_stand(talks.parts, talks.ana.seat, item=1, kind=StandKind.POSITION, words="Ours.")

    assert answer == Refusal(Code.ITEM_UNKNOWN, {"number": 1})


def test_the_desks_words_on_a_side_are_not_taken_for_words_that_the_side_had(talks: Talks, item: int) -> None:
    """What B said in confidence stays guarded in A, though the desk noted the same as where A stands."""
    talks.bo.says("Eleven frigates may yet be taken before spring.", leave=CONFIDENCE)
    granted(
        sets(talks, Setting(item=item, mark=A, words="A knows of eleven frigates that may be taken before spring."))
    )

    desk = DeskId(talks.mo.seat.place)
    said = "Eleven frigates may yet be taken before spring."
    found = talks.parts.guard.repeated_in(talks.parts, desk, said, into=A, sources=())

    assert "B-01" in {one.id for one in found}
