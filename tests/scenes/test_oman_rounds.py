"""Rounds, dates and tracks in the Oman channel: an hour later in every city, and in every calendar."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from entremise.cases.play import play
from entremise.cases.script import load
from entremise.cases.steps.rounds import MoveRound
from entremise.domain.asking import Asks
from entremise.domain.dates import desk_dates
from entremise.domain.events.asking import Reply
from entremise.domain.events.dates import DATES, Availability
from entremise.domain.events.rounds import RoundState, Worded
from entremise.domain.events.tracks import TrackLink
from entremise.domain.rounds import RoomRound, encounters
from entremise.domain.terms import Role
from entremise.services import asking, calendars, rounds
from entremise.services.dates import DESK_LINES
from entremise.services.rounds import DeskRoundsPage, RoomRoundsPage
from entremise.storage.memory import MemoryStore
from tests.cast import FakeIds, parts_on
from tests.scenes.places import HEADS, Scene

MUSCAT, BRUSSELS = ZoneInfo("Asia/Muscat"), ZoneInfo("Europe/Brussels")
TEN = datetime(2026, 2, 6, 10, tzinfo=MUSCAT)
ELEVEN = datetime(2026, 2, 6, 11, tzinfo=MUSCAT)
SEVEN_IN_BRUSSELS = datetime(2026, 2, 6, 7, tzinfo=BRUSSELS)
EIGHT_IN_BRUSSELS = datetime(2026, 2, 6, 8, tzinfo=BRUSSELS)
OWN_ZONE = {"A": "America/New_York", "B": "Asia/Tehran"}


@pytest.fixture(scope="module")
def before_the_move() -> Scene:
    """The same, up to the moment at which the last round is moved."""
    script = load("oman")
    moved = next(index for index, step in enumerate(script.steps) if isinstance(step, MoveRound))
    parts = parts_on(MemoryStore(), ids=FakeIds("oman"))
    return Scene(parts, play(parts, replace(script, steps=script.steps[:moved], lines=())))


def room_page(scene: Scene, mark: str) -> RoomRoundsPage:
    page = rounds.rounds_page(scene.parts, scene.seat(HEADS[mark]))
    assert isinstance(page, RoomRoundsPage)
    return page


def desk_page(scene: Scene) -> DeskRoundsPage:
    page = rounds.rounds_page(scene.parts, scene.seat("mediator"))
    assert isinstance(page, DeskRoundsPage)
    return page


def last_round(scene: Scene, mark: str) -> RoomRound:
    return max(room_page(scene, mark).rounds, key=lambda one: one.now.number)


def in_calendar(scene: Scene, nickname: str) -> dict[str, Event]:
    """The appointments by their names, in the bytes that a calendar program of this seat fetches."""
    held = calendars.calendar(scene.parts, rounds.rounds_page(scene.parts, scene.seat(nickname)))
    calendar = Calendar.from_ical(held)
    assert isinstance(calendar, Calendar)
    return {str(event.uid): event for event in calendar.events}


# An hour later -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["A", "B"])
def test_ten_in_muscat_is_seven_in_brussels_and_becomes_eleven_and_eight(scene: Scene, mark: str) -> None:
    """The room reads the new time and keeps the old one."""
    last = last_round(scene, mark)

    assert (last.before, last.now.starts, last.now.state) == (TEN, ELEVEN, RoundState.HELD)
    assert (last.before, last.now.starts) == (SEVEN_IN_BRUSSELS, EIGHT_IN_BRUSSELS)
    assert [one.now.number for one in room_page(scene, mark).rounds] == [1, 2, 3, 4]


@pytest.mark.parametrize("mark", ["A", "B"])
def test_a_room_is_told_both_times_in_words(scene: Scene, mark: str) -> None:
    held = repr(scene.all_of(mark))
    assert "Ten in Muscat is seven in Brussels." in held
    assert "It begins an hour later, at eleven in Muscat, eight in Brussels." in held


@pytest.mark.parametrize("mark", ["A", "B"])
def test_a_rooms_calendar_holds_the_old_time_and_then_the_new(scene: Scene, before_the_move: Scene, mark: str) -> None:
    """One appointment of the room's own, an hour later under the same name, by the clock of the room's own city."""
    uid = last_round(scene, mark).now.uid
    old, new = (in_calendar(one, HEADS[mark])[uid] for one in (before_the_move, scene))
    comes = {"A": timedelta(minutes=30), "B": timedelta(hours=1)}[mark]

    assert (old.start, new.start) == (TEN - comes, ELEVEN - comes)
    assert isinstance(new.start, datetime)
    assert new.start.tzinfo == ZoneInfo(OWN_ZONE[mark])
    assert new.sequence > old.sequence
    assert (str(new["summary"]), "location" in new) == ("Lantern", False)


def test_the_desks_calendar_holds_the_old_time_and_then_the_new(scene: Scene, before_the_move: Scene) -> None:
    """From when the first delegation comes."""
    old, new = (in_calendar(one, "secretariat") for one in (before_the_move, scene))
    hour = timedelta(hours=1)
    (uid,) = [name for name, event in old.items() if event.start == TEN - hour]
    assert new[uid].start == ELEVEN - hour
    assert new[uid].sequence > old[uid].sequence


@pytest.mark.parametrize("mark", ["A", "B"])
def test_a_calendar_names_no_other_side_and_no_count(scene: Scene, mark: str) -> None:
    page = rounds.rounds_page(scene.parts, scene.seat(HEADS[mark]))
    held = calendars.calendar(scene.parts, page).decode()
    for word in ("Iran", "United States", "Oman channel", "gate", "house", "ATTENDEE", "ORGANIZER", "Differences"):
        assert word not in held


def test_the_rounds_of_two_rooms_have_no_name_in_common(scene: Scene) -> None:
    uids = {mark: {one.now.uid for one in room_page(scene, mark).rounds} for mark in "AB"}
    assert uids["A"] & uids["B"] == set()


def test_each_place_reads_by_its_own_cities(scene: Scene) -> None:
    assert [one.name for one in room_page(scene, "A").cities] == ["Washington", "Muscat", "Brussels"]
    assert [one.name for one in room_page(scene, "B").cities] == ["Tehran", "Muscat", "Brussels"]
    assert [one.name for one in desk_page(scene).cities] == ["Muscat", "Tehran", "Brussels", "Washington"]
    assert "Tehran" not in repr(scene.all_of("A"))


# The day -------------------------------------------------------------------------------------------------


def test_the_delegations_meet_at_no_door(scene: Scene) -> None:
    """Each is told its own house and arrival, which moved with the round, and not the other's."""
    kept = next(one.now for one in desk_page(scene).rounds if one.now.number == scene.played.numbers["round-4"])
    assert encounters(kept) == ()
    north, garden = ("The north house", "Street gate"), ("The garden house", "Sea gate")
    for mark, (venue, entrance), other in (("A", north, garden), ("B", garden, north)):
        own = last_round(scene, mark).now
        assert (own.venue, own.entrance) == (venue, entrance)
        assert not [words for words in other if words in repr(scene.all_of(mark))]
    assert last_round(scene, "A").now.arrival == ELEVEN - timedelta(minutes=30)
    assert last_round(scene, "B").now.arrival == ELEVEN - timedelta(hours=1)


def test_a_sitting_is_held_and_a_pause_says_when_it_goes_on(scene: Scene) -> None:
    """The reason of the pause is the mediator's; the rooms read the hour."""
    for mark in "AB":
        assert [(one.title, one.state) for one in last_round(scene, mark).now.sessions] == [
            ("First sitting", RoundState.HELD)
        ]
        held = repr(scene.all_of(mark))
        assert "It goes on at half past two." in held
        assert "consults its capital" not in held
    assert "consults its capital" in repr(scene.all_of("desk"))


def test_both_delegations_had_agreed_to_the_words_that_end_the_round(scene: Scene) -> None:
    """Each was asked by itself, and reads of its own answer alone."""
    words = "It is agreed to meet again. The day and the place will be announced."
    last = next(one for one in desk_page(scene).rounds if one.now.number == scene.played.numbers["round-4"])

    said = {mark: told.said[0] for mark, told in last.told}

    assert {mark: (one.words, one.worded) for mark, one in said.items()} == dict.fromkeys("AB", (words, Worded.AGREED))
    for mark in "AB":
        page = asking.asked_page(scene.parts, scene.seat(HEADS[mark]))
        asked = [one.question for one in (*page.open, *page.standing, *page.past)]
        assert [(one.text, one.reply) for one in asked if one.asks is Asks.WORDING] == [(words, Reply.YES)]


def test_it_is_agreed_to_meet_again_and_the_assessment_stays_at_the_desk(scene: Scene) -> None:
    kept = next(one.now for one in desk_page(scene).rounds if one.now.number == scene.played.numbers["round-4"])
    assert kept.assessment == (
        "The talks were very serious. Positions are clearer, and there are points on which work can go on."
    )
    assert kept.outcome == "Neither side left its opening position. Both will meet again."
    for mark in "AB":
        assert last_round(scene, mark).now.again is not None
        held = repr(scene.all_of(mark))
        for words in (kept.assessment, kept.outcome, "Differences about the agenda"):
            assert words not in held


def test_dates_are_asked_and_no_room_learns_what_the_other_answered(scene: Scene) -> None:
    desk = scene.place("desk")
    asked = desk_dates(scene.parts.store.topic(desk, DATES, limit=DESK_LINES))
    yes, need, no = Availability.YES, Availability.IF_NEEDED, Availability.NO

    assert [(one.now.closed, [of.answers for of in one.asked]) for one in asked] == [
        (True, [(yes, yes), (need, no)]),
        (False, [(yes, need), None]),
    ]
    answers = {mark: [one.answers for one in room_page(scene, mark).dates] for mark in "AB"}
    assert answers == {"A": [(yes, yes), (yes, need)], "B": [(need, no), None]}


# Tracks --------------------------------------------------------------------------------------------------


def test_the_first_step_of_the_other_track_is_done(scene: Scene) -> None:
    for mark in "AB":
        track, _ = room_page(scene, mark).tracks
        assert (track.title, track.city.name) == ("Detainees", "Doha")
        assert [(step.text, step.done) for step in track.steps] == [("Four people are under house arrest", True)]
        assert track.roles == ((Role.COUNSEL,) if mark == "A" else (Role.HEAD,))


def test_the_talks_in_muscat_wait_for_the_first_step_in_doha(scene: Scene) -> None:
    """A link between two tracks, in each room by that room's own numbers."""
    for mark in "AB":
        detainees, understandings = room_page(scene, mark).tracks
        assert (understandings.title, understandings.links) == (
            "Understandings",
            (TrackLink(step=1, track=detainees.number, after=1),),
        )


def test_the_item_on_the_detainees_belongs_to_their_track(scene: Scene) -> None:
    detainees, _ = desk_page(scene).tracks
    assert detainees.now.items == (scene.played.numbers["people"],)
