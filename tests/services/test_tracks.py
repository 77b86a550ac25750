"""Tracks: beside the main talks, each room under its own numbers, links only where both ends are known."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest

from entremise.domain.agenda import Keeping
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.rounds import City, RoundState
from entremise.domain.events.tracks import TRACKS, TrackLink, TrackNotice, TrackPeople, TrackStep
from entremise.domain.ids import Mark
from entremise.domain.rounds import Amend, Move, Setting
from entremise.domain.terms import Role
from entremise.domain.tracks import MOST_STEPS, DeskTrack, Track
from entremise.services import agenda, rounds, tracks
from entremise.services.rounds import DeskRoundsPage, RoomRoundsPage, rounds_page
from entremise.services.telling import KEPT, Telling
from tests.cast import CONFIDENCE, Delegate, Talks, granted

DOHA: Final = City(name="Doha", zone="Asia/Qatar")
MUSCAT: Final = City(name="Muscat", zone="Asia/Muscat")
MAIN: Final = Track(title="Main talks", city=MUSCAT, steps=(("A text is drafted.", False),))
DETAINEES: Final = Track(
    title="Detainees",
    city=DOHA,
    matters=("Who is moved, and where",),
    people=(TrackPeople(mark=Mark("A"), roles=(Role.COUNSEL,)), TrackPeople(mark=Mark("B"), roles=(Role.EXPERT,))),
    steps=(("Four people are moved to house arrest.", True), ("Five return.", False)),
)
NOT_BEFORE: Final = TrackLink(step=1, track=2, after=1)
"""Step 1 of track 1 comes not before step 1 of track 2."""
A: Final = Telling(marks=("A",))
B: Final = Telling(marks=("B",))
BOTH: Final = Telling(marks=("A", "B"))


def known(talks: Talks, member: Delegate) -> tuple[TrackNotice, ...]:
    page = rounds_page(talks.parts, member.seat)
    assert isinstance(page, RoomRoundsPage)
    return page.tracks


def at_desk(talks: Talks) -> tuple[DeskTrack, ...]:
    page = rounds_page(talks.parts, talks.mo.seat)
    assert isinstance(page, DeskRoundsPage)
    return page.tracks


def code(answer: object) -> Code:
    assert isinstance(answer, Refusal)
    return answer.code


@pytest.fixture
def two(talks: Talks) -> Talks:
    """The main talks and the track in Doha, linked; nobody is told."""
    mo = talks.mo.seat
    granted(tracks.keep_track(talks.parts, mo, MAIN))
    granted(tracks.keep_track(talks.parts, mo, DETAINEES))
    granted(tracks.keep_track(talks.parts, mo, replace(MAIN, links=(NOT_BEFORE,)), number=1))
    return talks


def test_a_room_sees_the_tracks_it_was_told_of_under_its_own_numbers(two: Talks) -> None:
    granted(tracks.tell_track(two.parts, two.mo.seat, 2, B))
    granted(tracks.tell_track(two.parts, two.mo.seat, 1, A))
    granted(tracks.tell_track(two.parts, two.mo.seat, 2, A))

    assert [(one.number, one.title) for one in known(two, two.ana)] == [(1, "Main talks"), (2, "Detainees")]
    assert [(one.number, one.title) for one in known(two, two.bo)] == [(1, "Detainees")]


def test_a_room_reads_which_of_its_own_people_are_meant(two: Talks) -> None:
    granted(tracks.tell_track(two.parts, two.mo.seat, 2, BOTH))

    assert [known(two, one)[0].roles for one in (two.ana, two.bo)] == [(Role.COUNSEL,), (Role.EXPERT,)]


def test_a_room_reads_the_steps_chosen_for_it_and_their_numbers_leave_no_gap(two: Talks) -> None:
    granted(tracks.tell_track(two.parts, two.mo.seat, 2, B, steps=[2]))
    assert known(two, two.bo)[0].steps == (TrackStep(number=1, text="Five return."),)

    granted(tracks.tell_track(two.parts, two.mo.seat, 2, B, steps=[1]))

    assert [(step.number, step.text) for step in known(two, two.bo)[0].steps] == [
        (1, "Five return."),
        (2, "Four people are moved to house arrest."),
    ]


def test_a_link_is_read_only_where_both_ends_are_known(two: Talks) -> None:
    """“Not before step 1 of track 2”, in the room's own numbers."""
    granted(tracks.tell_track(two.parts, two.mo.seat, 1, BOTH, links=True))
    assert [known(two, one)[0].links for one in (two.ana, two.bo)] == [(), ()]

    granted(tracks.tell_track(two.parts, two.mo.seat, 2, A))
    granted(tracks.tell_track(two.parts, two.mo.seat, 1, BOTH, links=True))
    assert [known(two, one)[0].links for one in (two.ana, two.bo)] == [(NOT_BEFORE,), ()]

    granted(tracks.tell_track(two.parts, two.mo.seat, 1, BOTH, links=False))
    assert known(two, two.ana)[0].links == ()


def test_a_round_stands_in_its_track_where_the_room_knows_it(two: Talks) -> None:
    granted(tracks.tell_track(two.parts, two.mo.seat, 2, B))
    setting = Setting(title="In Doha", city=DOHA, starts=datetime(2026, 2, 10, 9, tzinfo=UTC), track=2)

    granted(rounds.set_round(two.parts, two.mo.seat, setting, telling=BOTH))

    pages = [rounds_page(two.parts, one.seat) for one in (two.ana, two.bo)]
    assert [page.rounds[0].now.track for page in pages] == [None, 1]


# Agenda, people ----------------------------------------------------------------------------------------------


def puts(talks: Talks, *titles: str) -> None:
    """Items on the desk's agenda."""
    for title in titles:
        granted(agenda.keep_item(talks.parts, talks.mo.seat, Keeping(title=title)))


def shows(talks: Talks, item: int, mark: str) -> None:
    granted(agenda.show(talks.parts, talks.mo.seat, agenda.Telling(item=item, into=mark, title=f"Item {item}")))


def test_a_room_reads_the_items_of_a_track_that_are_on_its_own_agenda_by_its_own_numbers(two: Talks) -> None:
    puts(two, "The coast", "Who is moved", "Who returns")
    for item, mark in ((1, "A"), (2, "A"), (3, "B")):
        shows(two, item, mark)
    granted(tracks.keep_track(two.parts, two.mo.seat, replace(DETAINEES, items=(3, 2)), number=2))

    granted(tracks.tell_track(two.parts, two.mo.seat, 2, BOTH))

    assert at_desk(two)[1].now.items == (2, 3)
    assert [known(two, one)[0].items for one in (two.ana, two.bo)] == [(2,), (1,)]


def test_an_item_told_later_is_news_of_its_track_where_both_are_known(two: Talks) -> None:
    puts(two, "Who is moved")
    granted(tracks.keep_track(two.parts, two.mo.seat, replace(DETAINEES, items=(1,)), number=2))
    granted(tracks.tell_track(two.parts, two.mo.seat, 2, BOTH))
    before = two.parts.store.topic(two.bo.seat.place, TRACKS, limit=99)

    shows(two, 1, "A")

    assert [at_desk(two)[1].is_behind(Mark(mark)) for mark in "AB"] == [True, False]
    granted(tracks.tell_track(two.parts, two.mo.seat, 2, BOTH))
    assert [known(two, one)[0].items for one in (two.ana, two.bo)] == [(1,), ()]
    assert two.parts.store.topic(two.bo.seat.place, TRACKS, limit=99) == before


def test_an_item_taken_off_a_rooms_agenda_is_told_no_more_in_its_track(two: Talks) -> None:
    puts(two, "Who is moved")
    shows(two, 1, "A")
    granted(tracks.keep_track(two.parts, two.mo.seat, replace(DETAINEES, items=(1,)), number=2))
    granted(tracks.tell_track(two.parts, two.mo.seat, 2, A))

    granted(agenda.take_off(two.parts, two.mo.seat, 1, "A"))

    granted(tracks.tell_track(two.parts, two.mo.seat, 2, A))
    assert known(two, two.ana)[0].items == ()


def test_an_item_is_in_one_track_at_most(two: Talks) -> None:
    puts(two, "Who is moved")
    parts, mo = two.parts, two.mo.seat
    granted(tracks.keep_track(parts, mo, replace(DETAINEES, items=(1, 1)), number=2))

    twice = tracks.keep_track(parts, mo, replace(MAIN, items=(1,)), number=1)

    assert twice == Refusal(Code.ITEM_IN_TRACK, {"number": 1, "track": 2})
    assert code(tracks.keep_track(parts, mo, replace(MAIN, items=(9,)), number=1)) is Code.ITEM_UNKNOWN
    granted(tracks.keep_track(parts, mo, DETAINEES, number=2))
    granted(tracks.keep_track(parts, mo, replace(MAIN, items=(1,)), number=1))


def test_a_room_that_takes_no_part_is_told_neither_of_the_track_nor_of_its_rounds(two: Talks) -> None:
    parts, mo = two.parts, two.mo.seat
    only_b = replace(DETAINEES, people=(TrackPeople(mark=Mark("B"), roles=()),))
    granted(tracks.keep_track(parts, mo, only_b, number=2))
    setting = Setting(title="In Doha", city=DOHA, starts=datetime(2026, 2, 10, 9, tzinfo=UTC), track=2)
    before = parts.store.head(two.ana.seat.place)

    refused = Refusal(Code.OUTSIDE_TRACK, {"mark": Mark("A")})
    assert tracks.tell_track(parts, mo, 2, BOTH) == rounds.set_round(parts, mo, setting, telling=BOTH) == refused
    granted(tracks.tell_track(parts, mo, 2, B))
    granted(rounds.set_round(parts, mo, setting, telling=B))

    assert parts.store.head(two.ana.seat.place) == before
    assert [one.title for one in known(two, two.bo)] == ["Detainees"]


def test_a_round_that_a_room_knows_is_postponed_for_it_too_when_it_is_moved_to_a_track(two: Talks) -> None:
    """Whoever was told to come is told not to; of the track such a room reads nothing."""
    parts, mo = two.parts, two.mo.seat
    granted(tracks.keep_track(parts, mo, replace(DETAINEES, people=DETAINEES.people[1:]), number=2))
    setting = Setting(title="First", city=MUSCAT, starts=datetime(2026, 2, 10, 9, tzinfo=UTC))
    granted(rounds.set_round(parts, mo, setting, telling=BOTH))
    granted(rounds.change_round(parts, mo, 1, Amend(title="First", track=2)))

    granted(rounds.change_round(parts, mo, 1, Move()))

    page = rounds_page(parts, two.ana.seat)
    assert (page.rounds[0].now.state, page.rounds[0].now.track) == (RoundState.POSTPONED, None)


def test_a_step_is_done_and_told(two: Talks) -> None:
    granted(tracks.tell_track(two.parts, two.mo.seat, 2, A))
    done = replace(DETAINEES, steps=((DETAINEES.steps[0][0], True), ("Five return.", True)))

    granted(tracks.keep_track(two.parts, two.mo.seat, done, number=2))

    assert [step.done for step in known(two, two.ana)[0].steps] == [True, False]
    granted(tracks.tell_track(two.parts, two.mo.seat, 2, A))
    assert [step.done for step in known(two, two.ana)[0].steps] == [True, True]


def test_what_cannot_stand_is_refused(two: Talks) -> None:
    parts, mo = two.parts, two.mo.seat
    lost = replace(MAIN, links=(TrackLink(step=None, track=9, after=None),))
    missing = replace(MAIN, links=(TrackLink(step=None, track=2, after=9),))

    assert [code(tracks.keep_track(parts, mo, one, number=1)) for one in (lost, missing)] == [Code.STEP_UNKNOWN] * 2
    assert code(tracks.keep_track(parts, mo, replace(DETAINEES, steps=()), number=2)) is Code.STEPS_FEWER
    assert code(tracks.keep_track(parts, mo, replace(MAIN, matters=("x",) * (MOST_STEPS + 1)))) is Code.PAPER_FULL
    assert code(tracks.tell_track(parts, mo, 2, A, steps=[9])) is Code.STEP_UNKNOWN
    assert code(tracks.tell_track(parts, mo, 2, KEPT)) is Code.ROOM_MISSING
    assert code(tracks.keep_track(parts, two.ana.seat, MAIN)) is Code.ROLE_MAY_NOT
    assert tracks.tell_track(parts, mo, 9, A) == tracks.keep_track(parts, mo, MAIN, number=9) == ABSENT


@pytest.mark.parametrize("marks", ["Z", "AA"])
def test_people_are_of_a_room_of_this_case_and_stand_once(talks: Talks, marks: str) -> None:
    people = tuple(TrackPeople(mark=Mark(mark), roles=(Role.COUNSEL,)) for mark in marks)

    assert tracks.keep_track(talks.parts, talks.mo.seat, replace(MAIN, people=people)) == ABSENT
    assert at_desk(talks) == ()


def test_a_role_stands_once(talks: Talks) -> None:
    people = (TrackPeople(mark=Mark("A"), roles=(Role.COUNSEL,) * 9),)

    granted(tracks.keep_track(talks.parts, talks.mo.seat, replace(MAIN, people=people)))

    assert at_desk(talks)[0].now.people == (TrackPeople(mark=Mark("A"), roles=(Role.COUNSEL,)),)


@pytest.mark.parametrize(
    "track", [replace(MAIN, venue="Villa Rosalinda"), replace(MAIN, city=City(name="Villa Rosalinda", zone="UTC"))]
)
def test_all_that_a_room_reads_is_compared_with_what_another_said(talks: Talks, track: Track) -> None:
    talks.ana.says("We could only ever come to Villa Rosalinda.", leave=CONFIDENCE)
    granted(tracks.keep_track(talks.parts, talks.mo.seat, track))

    assert code(tracks.tell_track(talks.parts, talks.mo.seat, 1, B)) is Code.REPEATS_CONFIDENCE


def test_a_step_that_is_held_back_is_not_told_in_other_words(two: Talks) -> None:
    telling = replace(B, words="Four people are moved to house arrest, we hear.")

    assert code(tracks.tell_track(two.parts, two.mo.seat, 2, telling, steps=[2])) is Code.REPEATS_CONFIDENCE


def test_a_room_gets_no_line_for_people_of_another(two: Talks) -> None:
    granted(tracks.tell_track(two.parts, two.mo.seat, 2, BOTH))
    before = two.parts.store.head(two.bo.seat.place)
    people = (replace(DETAINEES.people[0], roles=(Role.EXPERT,)), DETAINEES.people[1])
    granted(tracks.keep_track(two.parts, two.mo.seat, replace(DETAINEES, people=people), number=2))
    assert [at_desk(two)[1].is_behind(Mark(mark)) for mark in "AB"] == [True, False]

    granted(tracks.tell_track(two.parts, two.mo.seat, 2, BOTH))

    assert two.parts.store.head(two.bo.seat.place) == before
    assert known(two, two.ana)[0].roles == (Role.EXPERT,)
    assert not at_desk(two)[1].is_behind(Mark("A"))


# What waits --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "link",
    [
        TrackLink(step=1, track=1, after=1),
        TrackLink(step=None, track=1, after=None),
        TrackLink(step=None, track=1, after=1),
        TrackLink(step=1, track=1, after=None),
    ],
)
def test_tracks_that_would_wait_for_each_other_in_a_ring_are_refused(two: Talks, link: TrackLink) -> None:
    before = at_desk(two)

    answer = tracks.keep_track(two.parts, two.mo.seat, replace(DETAINEES, links=(link,)), number=2)

    assert code(answer) is Code.TRACK_RING
    assert at_desk(two) == before


def test_a_ring_over_three_tracks_is_one_too_and_what_only_crosses_is_none(two: Talks) -> None:
    mo = two.mo.seat
    third = replace(MAIN, title="Port", links=(TrackLink(step=1, track=1, after=1),))
    granted(tracks.keep_track(two.parts, mo, third))

    ring = tracks.keep_track(
        two.parts, mo, replace(DETAINEES, links=(TrackLink(step=1, track=3, after=None),)), number=2
    )
    crosses = tracks.keep_track(
        two.parts, mo, replace(DETAINEES, links=(TrackLink(step=2, track=3, after=1),)), number=2
    )

    assert code(ring) is Code.TRACK_RING
    granted(crosses)


def test_a_step_is_done_before_what_it_waits_for_when_it_is_said_why(two: Talks) -> None:
    mo = two.mo.seat
    opened = replace(DETAINEES, steps=(("Four people are moved to house arrest.", False), ("Five return.", False)))
    granted(tracks.keep_track(two.parts, mo, opened, number=2))
    early = replace(MAIN, steps=(("A text is drafted.", True),), links=(NOT_BEFORE,))

    refused = tracks.keep_track(two.parts, mo, early, number=1)

    assert refused == Refusal(Code.STEP_WAITS, {"step": 1, "track": 2})
    granted(tracks.keep_track(two.parts, mo, replace(early, reason="Zubrowka asked for it."), number=1))
    # It is done: nobody is asked again, and no room reads why.
    granted(tracks.keep_track(two.parts, mo, early, number=1))
    granted(tracks.tell_track(two.parts, mo, 1, BOTH))
    assert "Zubrowka" not in repr(known(two, two.bo))


def test_a_step_whose_predecessor_is_done_asks_for_no_reason(two: Talks) -> None:
    early = replace(MAIN, steps=(("A text is drafted.", True),), links=(NOT_BEFORE,))

    granted(tracks.keep_track(two.parts, two.mo.seat, early, number=1))
