"""The mediator's craft in the Oman channel: agenda, rounds, a track, a read-back, a summary, points, by role."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from entremise.cases.play import play
from entremise.cases.script import load
from entremise.domain.events import AnnouncedInto, Event
from entremise.domain.events.agenda import ItemKind, ItemState
from entremise.domain.events.rounds import RoundState
from entremise.domain.positions import Movement
from entremise.domain.rooms import Seat
from entremise.domain.terms import Role
from entremise.services import agenda, asking, ledger, positions, rounds
from entremise.services.rounds import DeskRoundsPage, RoomRoundsPage
from entremise.storage.memory import MemoryStore
from tests.cast import FakeIds, parts_on
from tests.scenes.places import Scene

ELEVEN = datetime(2026, 2, 6, 11, tzinfo=ZoneInfo("Asia/Muscat")).astimezone(UTC)
HEADS = {"A": "us-head", "B": "ir-head"}


@pytest.fixture(scope="module")
def scene() -> Scene:
    parts = parts_on(MemoryStore(), ids=FakeIds("oman"))
    return Scene(parts, play(parts, load("oman")))


def seat(scene: Scene, nickname: str) -> Seat:
    return scene.played.seats[nickname]


def room_page(scene: Scene, mark: str) -> RoomRoundsPage:
    page = rounds.rounds_page(scene.parts, seat(scene, HEADS[mark]))
    assert isinstance(page, RoomRoundsPage)
    return page


def desk_page(scene: Scene) -> DeskRoundsPage:
    page = rounds.rounds_page(scene.parts, seat(scene, "mediator"))
    assert isinstance(page, DeskRoundsPage)
    return page


def all_of(scene: Scene, mark: str) -> list[Event]:
    """Every event in the place's log, papers among them."""
    return [line.event for line in scene.parts.store.lines(scene.place(mark), after=0, limit=10_000)]


def test_a_subject_is_disputed_and_the_room_that_raised_it_is_not_told_by_whom(scene: Scene) -> None:
    items = {mark: agenda.in_room(scene.parts, scene.place(mark)).items for mark in "AB"}
    assert [
        (one.title, one.state, one.raised_by, one.refused_by) for one in items["A"] if one.kind is ItemKind.ITEM
    ] == [
        ("The nuclear programme", ItemState.AGREED, None, ()),
        ("Ballistic missiles", ItemState.CONTESTED, None, ()),
    ]
    assert [(one.title, one.state, one.raised_by) for one in items["B"]] == [
        ("The nuclear programme", ItemState.AGREED, "United States"),
        ("Ballistic missiles", ItemState.CONTESTED, "United States"),
    ]


def test_the_scope_is_known_to_the_room_that_was_told_it(scene: Scene) -> None:
    lines = [one for one in agenda.in_room(scene.parts, scene.place("A")).items if one.kind is ItemKind.SCOPE]
    assert [(one.title, one.state, one.raised_by) for one in lines] == [
        ("Nothing outside the accord of 2015", ItemState.TO_CLARIFY, "Iran")
    ]


def test_what_the_desk_alone_has_on_its_agenda_is_in_no_room(scene: Scene) -> None:
    titles = [one.title for one in agenda.items(scene.parts, scene.played.case.desk)]
    assert len(titles) == 7
    for mark in "AB":
        shown = {one.title for one in agenda.in_room(scene.parts, scene.place(mark)).items}
        assert shown & {"Armed groups in the region", "How people are treated at home", "The detainees"} == set()


def test_a_round_begins_an_hour_later_and_each_room_knows_it(scene: Scene) -> None:
    """Ten in Muscat is seven in Brussels; it became eleven, and eight."""
    for mark in "AB":
        page = room_page(scene, mark)
        last = max(page.rounds, key=lambda one: one.now.number)
        assert [one.now.number for one in page.rounds] == [1, 2, 3, 4]
        assert (last.now.starts, last.now.state) == (ELEVEN, RoundState.HELD)
        assert [at.astimezone(ZoneInfo("Europe/Brussels")).hour for at in (ELEVEN,)] == [8]
        assert any("eleven in Muscat, eight in Brussels" in words for _, words in last.said)
    said = [words for event in all_of(scene, "A") if "Ten in Muscat is seven in Brussels." in (words := repr(event))]
    assert len(said) == 1


def test_it_is_agreed_to_meet_again_and_the_assessment_stays_at_the_desk(scene: Scene) -> None:
    kept = next(one.now for one in desk_page(scene).rounds if one.now.number == scene.played.numbers["round-4"])
    assert kept.assessment is not None
    assert kept.outcome is not None
    for mark in "AB":
        last = max(room_page(scene, mark).rounds, key=lambda one: one.now.number)
        assert last.now.again is not None
        held = repr(all_of(scene, mark))
        for words in (kept.assessment, kept.outcome, "Differences about the agenda"):
            assert words not in held


def test_the_rounds_of_two_rooms_have_no_name_in_common(scene: Scene) -> None:
    uids = {mark: {one.now.uid for one in room_page(scene, mark).rounds} for mark in "AB"}
    assert uids["A"] & uids["B"] == set()


def test_the_first_step_of_the_other_track_is_done(scene: Scene) -> None:
    for mark in "AB":
        (track,) = room_page(scene, mark).tracks
        assert (track.title, track.city.name) == ("Detainees", "Doha")
        assert [(step.text, step.done) for step in track.steps] == [("Four people are under house arrest", True)]
        assert track.roles == ((Role.COUNSEL,) if mark == "A" else (Role.HEAD,))


def test_the_item_on_the_detainees_belongs_to_their_track(scene: Scene) -> None:
    (track,) = desk_page(scene).tracks
    assert track.now.items == (scene.played.numbers["people"],)


def test_nobody_moved_on_missiles(scene: Scene) -> None:
    standing = positions.standings(scene.parts, scene.played.case.desk)[scene.played.numbers["missiles"]]
    assert standing.movement is Movement.UNCHANGED
    assert standing.stages == (0, 4)
    for mark in "AB":
        assert "Not on the agenda" not in repr(all_of(scene, mark))


def test_a_sentence_was_read_back_and_is_carried_in_those_words(scene: Scene) -> None:
    question = asking.question_at_desk(scene.parts, seat(scene, "mediator"), "B", scene.played.numbers["may-again-ir"])
    assert question is not None
    assert question.text == scene.carry("again-ir").text
    assert question.answered is not None
    page = asking.asked_page(scene.parts, seat(scene, "us-head"))
    assert question.text not in [shown.question.text for shown in (*page.open, *page.standing)]


def test_the_caucus_of_one_room_is_closed_with_its_leave(scene: Scene) -> None:
    carried, kept = scene.column("A")[-2:]
    assert [entry.leave.form.value for entry in (carried, kept) if entry.leave is not None] == [
        "substance",
        "confidence",
    ]
    assert carried.text not in repr(all_of(scene, "B"))
    assert [shown.state for shown in asking.asked_page(scene.parts, seat(scene, "us-head")).open] == []


def test_the_ledger_has_points_of_the_last_round_and_no_room_has_them(scene: Scene) -> None:
    points = ledger.standing_points(scene.parts, seat(scene, "mediator"))
    assert [(one.words, one.round) for one in points] == [
        ("Which subjects are spoken of", 4),
        ("Inspections, and the waiver for civil work", 4),
        ("When to meet again", 4),
    ]
    for mark in "AB":
        assert "Which subjects are spoken of" not in repr(all_of(scene, mark))
        assert "Begin the next round" not in repr(all_of(scene, mark))


def test_papers_say_what_was_announced(scene: Scene) -> None:
    """The secretariat's words of the day stand as they did before there were papers."""
    announced = [event.text for event in all_of(scene, "desk") if isinstance(event, AnnouncedInto)]
    assert any("11:00 in Muscat, 08:00 in Brussels" in text for text in announced)
