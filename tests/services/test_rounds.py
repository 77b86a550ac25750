"""Rounds: set at the desk, told in rooms, moved for all of them in one act."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.domain.agenda import Keeping
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.rounds import Again, Arrival, City, Notice, RoomVenue, RoundState, Session, SessionTold
from entremise.domain.ids import Mark
from entremise.domain.roles import Act
from entremise.domain.rounds import (
    MOVABLE,
    NEXT,
    Amend,
    Arrive,
    Change,
    Conclude,
    DeskRound,
    Encounter,
    Move,
    RoomRound,
    Setting,
    Turn,
    TurnSession,
)
from entremise.domain.terms import Role
from entremise.domain.tracks import Track
from entremise.services import agenda, rounds, tracks
from entremise.services.rounds import DeskRoundsPage, RoomRoundsPage, rounds_page
from entremise.services.telling import KEPT, Telling
from tests.cast import CONFIDENCE, Delegate, Talks, granted, open_talks

MUSCAT: Final = City(name="Muscat", zone="Asia/Muscat")
TEN: Final = datetime(2026, 2, 6, 6, tzinfo=UTC)
"""10:00 in Muscat."""
HOUR: Final = timedelta(hours=1)
FIRST: Final = Setting(title="First round", city=MUSCAT, starts=TEN, venue="The palace", confirmed=True)
BOTH: Final = Telling(marks=("A", "B"), words="We meet in Muscat.")
BOTH_SILENT: Final = Telling(marks=("A", "B"))


def at_desk(talks: Talks) -> tuple[DeskRound, ...]:
    page = rounds_page(talks.parts, talks.mo.seat)
    assert isinstance(page, DeskRoundsPage)
    return page.rounds


def known(talks: Talks, member: Delegate) -> tuple[RoomRound, ...]:
    page = rounds_page(talks.parts, member.seat)
    assert isinstance(page, RoomRoundsPage)
    return page.rounds


def sets(talks: Talks, setting: Setting = FIRST, telling: Telling = KEPT) -> int:
    return granted(rounds.set_round(talks.parts, talks.mo.seat, setting, telling=telling)).number


def changes(talks: Talks, asked: Change, telling: Telling = KEPT, *, number: int = 1) -> DeskRound:
    granted(rounds.change_round(talks.parts, talks.mo.seat, number, asked, telling=telling))
    return at_desk(talks)[number - 1]


def no(answer: object) -> Refusal:
    """The refusal that was answered."""
    assert isinstance(answer, Refusal)
    return answer


# What rooms know ---------------------------------------------------------------------------------------------


def test_a_round_stays_at_the_desk_until_a_room_is_told(talks: Talks) -> None:
    sets(talks)

    assert [one.now.title for one in at_desk(talks)] == ["First round"]
    assert (known(talks, talks.ana), known(talks, talks.bo)) == ((), ())


def test_each_room_is_told_under_its_own_number_and_uid(talks: Talks) -> None:
    sets(talks)
    sets(talks, telling=Telling(marks=("A",)))
    sets(talks, telling=BOTH)

    ana, bo = known(talks, talks.ana), known(talks, talks.bo)

    assert [one.now.number for one in ana] == [1, 2]
    assert [one.now.number for one in bo] == [1]
    assert len({one.now.uid for one in (*ana, *bo)}) == 3


def test_a_room_is_told_nothing_that_the_desk_keeps(talks: Talks) -> None:
    """Reason, outcome, assessment and the other's arrival stand at the desk alone."""
    sets(talks, telling=BOTH)
    changes(talks, Arrive(arrivals=(Arrival(mark=Mark("A"), at=TEN, entrance="East door"),)), BOTH)
    changes(talks, Turn(to=RoundState.UNDER_WAY, reason="Kestrel one."), BOTH)
    changes(talks, Turn(to=RoundState.HELD, reason="Kestrel two."), BOTH)
    changes(talks, Conclude(outcome="Kestrel three.", assessment="Kestrel four."), BOTH)

    told = known(talks, talks.bo)[0].now

    assert "Kestrel" not in repr(told)
    assert (told.arrival, told.entrance) == (None, None)
    assert known(talks, talks.ana)[0].now.entrance == "East door"


def test_each_room_reads_the_words_agreed_with_it(talks: Talks) -> None:
    sets(talks, telling=replace(BOTH, own=(("B", "By agreement, a pause."),)))

    assert [known(talks, one)[0].now.words for one in (talks.ana, talks.bo)] == [
        "We meet in Muscat.",
        "By agreement, a pause.",
    ]


def test_words_that_repeat_a_confidence_are_refused_until_it_is_said_why(talks: Talks) -> None:
    talks.ana.says("Eleven frigates may yet be taken before spring.", leave=CONFIDENCE)
    repeating = replace(BOTH, words="We talk of eleven frigates that may yet be taken.")

    refused = no(rounds.set_round(talks.parts, talks.mo.seat, FIRST, telling=repeating))

    assert refused.code is Code.REPEATS_CONFIDENCE
    assert sets(talks, telling=replace(repeating, why="A said so in public.")) == 1


VILLA: Final = "Villa Rosalinda"


@pytest.mark.parametrize(
    "setting",
    [
        replace(FIRST, venue=f"At {VILLA}"),
        replace(FIRST, city=City(name=VILLA, zone="Europe/Zurich")),
        replace(FIRST, sessions=(Session(title=f"Opening, {VILLA}", starts=TEN),)),
    ],
)
def test_all_that_a_room_reads_is_compared_with_what_another_said(talks: Talks, setting: Setting) -> None:
    talks.ana.says(f"We could only ever come to {VILLA}.", leave=CONFIDENCE)

    refused = no(rounds.set_round(talks.parts, talks.mo.seat, setting, telling=Telling(marks=("B",))))

    assert refused == Refusal(Code.REPEATS_CONFIDENCE, {"source": "A-01"})
    assert sets(talks, setting, Telling(marks=("A",))) == 1


@pytest.mark.parametrize(
    "asked",
    [
        Arrive(arrivals=(Arrival(mark=Mark("B"), at=TEN, entrance=f"{VILLA}, east door"),)),
        Conclude(again=Again(where=VILLA)),
    ],
)
def test_so_are_a_rooms_entrance_and_where_it_is_to_meet_again(talks: Talks, asked: Change) -> None:
    talks.ana.says(f"We could only ever come to {VILLA}.", leave=CONFIDENCE)
    sets(talks, telling=BOTH)

    refused = no(rounds.change_round(talks.parts, talks.mo.seat, 1, asked, telling=Telling(marks=("B",))))

    assert refused.code is Code.REPEATS_CONFIDENCE


def test_what_stands_below_long_words_is_compared_too(talks: Talks) -> None:
    talks.ana.says(f"We could only ever come to {VILLA}.", leave=CONFIDENCE)
    telling = Telling(marks=("B",), words="We meet. " * 2200)

    refused = no(rounds.set_round(talks.parts, talks.mo.seat, replace(FIRST, venue=VILLA), telling=telling))

    assert refused.code is Code.REPEATS_CONFIDENCE


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        (Conclude(assessment="They give way on 14 March."), "We may know more on 14 March."),
        (Conclude(outcome="They would stop at 83 percent."), "What of 83 percent?"),
        (Conclude(assessment="Count Zubrowka decides for them."), "We think of Count Zubrowka."),
        (Arrive(arrivals=(Arrival(mark=Mark("A"), at=TEN, entrance="Porte Zubrowka"),)), "Not by Porte Zubrowka."),
    ],
)
def test_what_the_desk_keeps_of_a_round_is_no_part_of_its_telling(talks: Talks, kept: Change, words: str) -> None:
    sets(talks, telling=BOTH)
    changes(talks, kept)

    refused = no(rounds.tell_round(talks.parts, talks.mo.seat, 1, Telling(marks=("B",), words=words)))

    assert refused == Refusal(Code.REPEATS_CONFIDENCE, {"source": refused.facts["source"]})
    assert str(refused.facts["source"]).startswith("rounds-")


def test_when_and_where_a_round_is_and_ones_own_arrival_may_be_told_with_it(talks: Talks) -> None:
    sets(talks, replace(FIRST, venue=VILLA))
    changes(talks, Arrive(arrivals=(Arrival(mark=Mark("B"), at=TEN, entrance="Porte Zubrowka"),)))
    words = f"We meet on 6 February 2026 at 10:00 at {VILLA}. Come by Porte Zubrowka."

    granted(rounds.tell_round(talks.parts, talks.mo.seat, 1, Telling(marks=("B",), words=words)))

    assert known(talks, talks.bo)[0].now.words == words


# What one room alone reads -----------------------------------------------------------------------------------

WITH_A: Final = Session(title="With room A", starts=TEN + HOUR / 3, ends=TEN + HOUR, marks=(Mark("A"),))
TOGETHER: Final = Session(title="All together", starts=TEN + HOUR, marks=(Mark("A"), Mark("B")))
ALONE: Final = Session(title="Of the desk", starts=TEN, marks=())
APART: Final = replace(
    FIRST, sessions=(WITH_A, ALONE, TOGETHER), venues=(RoomVenue(mark=Mark("A"), venue="Hotel Zubrowka"),)
)


def test_a_session_and_a_place_of_one_room_are_read_in_it_alone(talks: Talks) -> None:
    sets(talks, APART, BOTH)

    ana, bo = (known(talks, one)[0].now for one in (talks.ana, talks.bo))

    assert ana.sessions == (
        SessionTold(title="With room A", starts=TEN + HOUR / 3, ends=TEN + HOUR, number=1),
        SessionTold(title="All together", starts=TEN + HOUR, number=2),
    )
    assert bo.sessions == (SessionTold(title="All together", starts=TEN + HOUR, number=1),)
    assert (ana.venue, bo.venue) == ("Hotel Zubrowka", "The palace")


def test_what_is_anothers_alone_may_not_be_told_with_the_round(talks: Talks) -> None:
    sets(talks, APART)
    telling = Telling(marks=("B",), words="They sit in the Hotel Zubrowka.")

    assert no(rounds.tell_round(talks.parts, talks.mo.seat, 1, telling)).code is Code.REPEATS_CONFIDENCE
    granted(rounds.tell_round(talks.parts, talks.mo.seat, 1, replace(telling, marks=("A",))))


def test_a_session_of_another_room_is_no_news(talks: Talks) -> None:
    """B has no new line, and no gap in its numbers, when the desk sits with A."""
    sets(talks, replace(FIRST, sessions=(TOGETHER,)), BOTH)
    before = known(talks, talks.bo), talks.parts.store.head(talks.bo.seat.place)
    kept = at_desk(talks)[0].now

    changes(
        talks,
        Amend(
            title=kept.title,
            venue=kept.venue,
            sessions=(*kept.sessions, WITH_A),
            venues=(RoomVenue(mark=Mark("A"), venue="Hotel Zubrowka"),),
        ),
        BOTH_SILENT,
    )
    changes(talks, TurnSession(session=2, to=RoundState.UNDER_WAY), BOTH_SILENT)

    assert (known(talks, talks.bo), talks.parts.store.head(talks.bo.seat.place)) == before
    assert [one.state for one in known(talks, talks.ana)[0].now.sessions] == [
        RoundState.CONFIRMED,
        RoundState.UNDER_WAY,
    ]


def test_that_it_was_agreed_to_meet_again_is_read_by_those_with_whom_it_was(talks: Talks) -> None:
    sets(talks, telling=BOTH)

    changes(talks, Conclude(again=Again(where="Vienna"), agreed=(Mark("A"),)), BOTH_SILENT)

    assert [known(talks, one)[0].now.again for one in (talks.ana, talks.bo)] == [Again(where="Vienna"), None]


@pytest.mark.parametrize(
    "setting",
    [
        replace(FIRST, sessions=(replace(WITH_A, marks=(Mark("Z"),)),)),
        replace(FIRST, venues=(RoomVenue(mark=Mark("Z"), venue="x"),)),
        replace(FIRST, venues=(RoomVenue(mark=Mark("A"), venue="x"),) * 2),
    ],
)
def test_rooms_that_are_named_are_of_this_case_and_stand_once(talks: Talks, setting: Setting) -> None:
    assert no(rounds.set_round(talks.parts, talks.mo.seat, setting)) == ABSENT


# Sessions ----------------------------------------------------------------------------------------------------


def test_a_session_goes_on_and_ends_by_itself(talks: Talks) -> None:
    sets(talks, replace(FIRST, sessions=(TOGETHER, ALONE)), BOTH)
    states = []

    for to, resumes in (
        (RoundState.UNDER_WAY, None),
        (RoundState.SUSPENDED, TEN + 3 * HOUR),
        (RoundState.UNDER_WAY, None),
        (RoundState.HELD, None),
    ):
        changes(talks, TurnSession(session=1, to=to, resumes=resumes), BOTH_SILENT)
        (told,) = known(talks, talks.bo)[0].now.sessions
        states.append((told.state, told.resumes))

    assert states == [
        (RoundState.UNDER_WAY, None),
        (RoundState.SUSPENDED, TEN + 3 * HOUR),
        (RoundState.UNDER_WAY, None),
        (RoundState.HELD, None),
    ]
    kept = at_desk(talks)[0].now
    assert (kept.state, [one.state for one in kept.sessions]) == (
        RoundState.CONFIRMED,
        [RoundState.HELD, RoundState.CONFIRMED],
    )


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (TurnSession(session=1, to=RoundState.HELD), Refusal(Code.STATE_NOT_NEXT)),
        (TurnSession(session=1, to=RoundState.POSTPONED), Refusal(Code.STATE_NOT_NEXT)),
        (TurnSession(session=9, to=RoundState.UNDER_WAY), ABSENT),
        (Amend(title="x", sessions=(replace(TOGETHER, number=9),)), ABSENT),
    ],
)
def test_a_session_goes_the_ways_of_the_table(talks: Talks, asked: Change, refusal: Refusal) -> None:
    sets(talks, replace(FIRST, sessions=(TOGETHER,)))

    assert no(rounds.change_round(talks.parts, talks.mo.seat, 1, asked)) == refusal


def test_a_session_keeps_its_number_and_its_state_when_others_come_and_go(talks: Talks) -> None:
    sets(talks, replace(FIRST, sessions=(TOGETHER, ALONE)))
    changes(talks, TurnSession(session=2, to=RoundState.NOT_HELD))
    second = replace(ALONE, number=2, title="Of us")

    changes(talks, Amend(title="x", sessions=(second,)))
    kept = changes(talks, Amend(title="x", sessions=(WITH_A, second)))

    assert [(one.number, one.title, one.state) for one in kept.now.sessions] == [
        (3, "With room A", RoundState.CONFIRMED),
        (2, "Of us", RoundState.NOT_HELD),
    ]


# What is nothing new -----------------------------------------------------------------------------------------

SILENT: Final = Telling(marks=None)


@pytest.mark.parametrize(
    "asked",
    [
        Arrive(arrivals=(Arrival(mark=Mark("A"), at=TEN, entrance="East door"),)),
        Amend(title="First round", venue="The palace", items=(1, 2)),
        Conclude(outcome="Neither side moved.", assessment="A is tired."),
    ],
)
@pytest.mark.parametrize("telling", [SILENT, Telling(marks=("A", "B"))])
def test_a_room_gets_no_line_for_what_does_not_concern_it(talks: Talks, asked: Change, telling: Telling) -> None:
    """No new line, time or sequence in B: nothing of which it could infer that something changed elsewhere."""
    for title in ("The coast", "The river"):
        granted(agenda.keep_item(talks.parts, talks.mo.seat, Keeping(title=title)))
    sets(talks, telling=BOTH)
    before = known(talks, talks.bo), talks.parts.store.head(talks.bo.seat.place)
    talks.clock.advance(60)

    kept = changes(talks, asked, telling)

    assert (known(talks, talks.bo), talks.parts.store.head(talks.bo.seat.place)) == before
    assert not kept.is_behind(Mark("B"))


def test_the_room_that_it_concerns_is_told(talks: Talks) -> None:
    sets(talks, telling=BOTH)

    kept = changes(talks, Arrive(arrivals=(Arrival(mark=Mark("A"), at=TEN, entrance="East door"),)))
    assert [kept.is_behind(Mark(mark)) for mark in "AB"] == [True, False]

    granted(rounds.tell_round(talks.parts, talks.mo.seat, 1, SILENT))

    assert [known(talks, one)[0].now.sequence for one in (talks.ana, talks.bo)] == [1, 0]
    assert not at_desk(talks)[0].is_behind(Mark("A"))


def test_words_are_told_though_nothing_else_is_new(talks: Talks) -> None:
    sets(talks, telling=BOTH)

    granted(rounds.tell_round(talks.parts, talks.mo.seat, 1, Telling(marks=("B",), words="It stands.")))

    assert [len(known(talks, one)[0].said) for one in (talks.ana, talks.bo)] == [1, 2]


def test_a_track_that_a_room_knows_now_is_news_of_its_round(talks: Talks) -> None:
    granted(tracks.keep_track(talks.parts, talks.mo.seat, Track(title="Detainees", city=MUSCAT)))
    sets(talks, replace(FIRST, track=1), BOTH)
    assert not at_desk(talks)[0].is_behind(Mark("B"))

    granted(tracks.tell_track(talks.parts, talks.mo.seat, 1, Telling(marks=("B",))))

    assert [at_desk(talks)[0].is_behind(Mark(mark)) for mark in "AB"] == [False, True]


# Moving and states -------------------------------------------------------------------------------------------


def test_a_round_moved_by_an_hour_is_moved_for_all_rooms_in_one_act(talks: Talks) -> None:
    """10:00 Muscat becomes 11:00: the old time stays to be struck."""
    sets(talks, telling=BOTH)

    moved = changes(talks, Move(starts=TEN + HOUR, reason="A asked for it."))

    assert (moved.now.state, moved.now.starts, moved.before) == (RoundState.CONFIRMED, TEN + HOUR, TEN)
    for member in (talks.ana, talks.bo):
        (one,) = known(talks, member)
        assert (one.now.starts, one.before, one.now.sequence) == (TEN + HOUR, TEN, 1)


def test_what_hangs_on_the_hour_moves_with_it(talks: Talks) -> None:
    sets(talks, replace(FIRST, sessions=(Session(title="Opening", starts=TEN, ends=TEN + HOUR),)), BOTH)
    changes(talks, Arrive(arrivals=(Arrival(mark=Mark("B"), at=TEN - HOUR, entrance="West door"),)))

    moved = changes(talks, Move(starts=TEN + HOUR))

    assert moved.now.sessions == (Session(title="Opening", starts=TEN + HOUR, ends=TEN + 2 * HOUR, number=1),)
    assert known(talks, talks.bo)[0].now.arrival == TEN


def test_a_postponement_without_a_new_time_is_told_everywhere(talks: Talks) -> None:
    sets(talks, telling=BOTH)

    off = changes(talks, Move(reason="No reason is given to anybody."))

    assert (off.now.state, off.now.starts, off.before) == (RoundState.POSTPONED, None, TEN)
    assert [known(talks, one)[0].now.state for one in (talks.ana, talks.bo)] == [RoundState.POSTPONED] * 2


def test_a_consultation_pause_says_when_it_goes_on(talks: Talks) -> None:
    sets(talks, telling=BOTH)
    changes(talks, Turn(to=RoundState.UNDER_WAY))

    changes(talks, Turn(to=RoundState.SUSPENDED, resumes=TEN + HOUR), Telling(marks=None))

    told = known(talks, talks.bo)[0].now
    assert (told.state, told.resumes) == (RoundState.SUSPENDED, TEN + HOUR)


def test_the_agreement_to_meet_again_is_told_the_outcome_is_not(talks: Talks) -> None:
    sets(talks, telling=BOTH)
    changes(talks, Turn(to=RoundState.UNDER_WAY))
    changes(talks, Turn(to=RoundState.HELD))

    changes(talks, Conclude(outcome="Neither side moved.", again=Again(day=date(2026, 2, 17))), Telling(marks=None))

    assert known(talks, talks.ana)[0].now.again == Again(day=date(2026, 2, 17))
    assert not {field.name for field in fields(Notice)} & {"outcome", "assessment", "reason", "items"}


STATES = st.lists(st.sampled_from([*RoundState, "move", "off"]), max_size=8)


@given(STATES)
def test_a_round_goes_the_ways_of_the_table_and_no_other(wanted: list[RoundState | str]) -> None:
    """Every permitted path is gone, every other is refused and changes nothing."""
    talks = open_talks()
    sets(talks, replace(FIRST, confirmed=False), BOTH)
    state, timed = RoundState.PROVISIONAL, True
    for step in wanted:
        asked = Turn(to=step) if isinstance(step, RoundState) else Move(starts=TEN + HOUR if step == "move" else None)
        answer = rounds.change_round(talks.parts, talks.mo.seat, 1, asked, telling=Telling(marks=None))
        if isinstance(step, RoundState):
            timeless = step in {RoundState.CONFIRMED, RoundState.UNDER_WAY, RoundState.HELD} and not timed
            if step in NEXT[state] and not timeless:
                state, timed = step, timed and step is not RoundState.POSTPONED
        elif state in MOVABLE:
            timed = step == "move"
            kept = state if state in {RoundState.CONFIRMED, RoundState.PROVISIONAL} else RoundState.PROVISIONAL
            state = kept if timed else RoundState.POSTPONED
        assert at_desk(talks)[0].now.state is state, answer
        assert {known(talks, one)[0].now.state for one in (talks.ana, talks.bo)} == {state}


def test_every_state_can_be_reached_and_two_are_the_end() -> None:
    assert set(NEXT) == set(RoundState)
    assert {state for state, following in NEXT.items() if not following} == {RoundState.HELD, RoundState.NOT_HELD}


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        (replace(FIRST, starts=None), Code.TIME_NEEDED),
        (replace(FIRST, ends=TEN), Code.ENDS_FIRST),
        (replace(FIRST, starts=TEN.replace(year=2060)), Code.TIME_FAR),
        (replace(FIRST, title=" "), Code.TEXT_EMPTY),
        (replace(FIRST, track=1), Code.TRACK_UNKNOWN),
        (replace(FIRST, sessions=(Session(title="x", starts=TEN),) * 21), Code.PAPER_FULL),
    ],
)
def test_a_round_that_cannot_stand_is_refused(talks: Talks, setting: Setting, code: Code) -> None:
    assert no(rounds.set_round(talks.parts, talks.mo.seat, setting)).code is code
    assert at_desk(talks) == ()


def test_a_round_that_is_over_is_not_moved(talks: Talks) -> None:
    sets(talks)
    changes(talks, Turn(to=RoundState.NOT_HELD))

    assert no(rounds.change_round(talks.parts, talks.mo.seat, 1, Move(starts=TEN))).code is Code.STATE_NOT_NEXT


def test_a_round_that_was_held_is_not_postponed(talks: Talks) -> None:
    sets(talks, telling=BOTH)
    changes(talks, Turn(to=RoundState.UNDER_WAY), BOTH)
    changes(talks, Turn(to=RoundState.HELD), BOTH)
    before = [known(talks, one) for one in (talks.ana, talks.bo)]

    for asked in (Move(), Move(starts=TEN + HOUR), Turn(to=RoundState.POSTPONED)):
        assert no(rounds.change_round(talks.parts, talks.mo.seat, 1, asked)).code is Code.STATE_NOT_NEXT

    assert [known(talks, one) for one in (talks.ana, talks.bo)] == before


def test_what_was_put_off_is_not_put_off_again(talks: Talks) -> None:
    """Two who postpone at once: the second is told how it stands, and the rooms read it once."""
    sets(talks, telling=BOTH)
    changes(talks, Move(), BOTH)
    before = known(talks, talks.bo)

    assert no(rounds.change_round(talks.parts, talks.mo.seat, 1, Move(), telling=BOTH)).code is Code.STATE_NOT_NEXT

    assert known(talks, talks.bo) == before


def test_of_two_who_move_it_at_once_the_second_is_told_so(talks: Talks) -> None:
    sets(talks, telling=BOTH)
    (seen,) = {one.changes for one in at_desk(talks)}
    granted(rounds.change_round(talks.parts, talks.mo.seat, 1, Move(starts=TEN + HOUR), seen=seen, key="k"))
    late = Move(starts=TEN + 2 * HOUR)

    assert no(rounds.change_round(talks.parts, talks.mo.seat, 1, late, seen=seen)).code is Code.CHANGED_MEANWHILE

    assert known(talks, talks.bo)[0].now.starts == TEN + HOUR
    # The first, sent again, is answered as it was.
    granted(rounds.change_round(talks.parts, talks.mo.seat, 1, Move(starts=TEN + HOUR), seen=seen, key="k"))


def test_ten_oclock_on_the_second_day_stays_ten_oclock_when_the_clocks_are_changed(talks: Talks) -> None:
    brussels = City(name="Brussels", zone="Europe/Brussels")
    saturday, sunday = datetime(2026, 10, 24, 8, tzinfo=UTC), datetime(2026, 10, 25, 9, tzinfo=UTC)
    second = Session(title="Second day", starts=sunday, ends=sunday + HOUR)
    sets(talks, replace(FIRST, city=brussels, starts=saturday, sessions=(second,)))
    week = timedelta(days=7)

    moved = changes(talks, Move(starts=saturday + week + HOUR))

    assert moved.now.sessions == (replace(second, number=1, starts=sunday + week, ends=sunday + week + HOUR),)


def test_a_round_is_for_items_of_the_agenda(talks: Talks) -> None:
    assert no(rounds.set_round(talks.parts, talks.mo.seat, replace(FIRST, items=(1,)))).code is Code.ITEM_UNKNOWN


# Who may, and twice ------------------------------------------------------------------------------------------


def test_a_room_sets_no_round(talks: Talks) -> None:
    refused = no(rounds.set_round(talks.parts, talks.ana.seat, FIRST))

    assert (refused.code, refused.facts["act"]) == (Code.ROLE_MAY_NOT, Act.SET_ROUNDS)


def test_what_there_is_not_is_absent(talks: Talks) -> None:
    assert no(rounds.change_round(talks.parts, talks.mo.seat, 9, Move())) == ABSENT
    assert no(rounds.tell_round(talks.parts, talks.mo.seat, 9, BOTH)) == ABSENT
    sets(talks)
    assert no(rounds.tell_round(talks.parts, talks.mo.seat, 1, Telling(marks=("H",)))).code is Code.ROOM_MISSING
    assert no(rounds.tell_round(talks.parts, talks.mo.seat, 1, KEPT)).code is Code.ROOM_MISSING


def test_the_same_key_does_it_once(talks: Talks) -> None:
    first, again = (
        granted(rounds.set_round(talks.parts, talks.mo.seat, FIRST, telling=BOTH, key="k")) for _ in range(2)
    )

    assert first == again
    assert len(known(talks, talks.bo)) == 1


def test_the_desk_sees_who_was_not_told_of_the_last_change(talks: Talks) -> None:
    sets(talks, telling=BOTH)
    talks.clock.advance(60)

    behind = changes(talks, Amend(title="The first round", venue="The palace"), Telling(marks=("A",)))

    assert [behind.is_behind(Mark(mark)) for mark in "AB"] == [False, True]


@pytest.mark.parametrize("marks", ["Z", "AA"])
def test_an_arrival_is_of_a_room_of_this_case_and_stands_once(talks: Talks, marks: str) -> None:
    sets(talks)
    arrivals = tuple(Arrival(mark=Mark(mark), at=TEN, entrance="East door") for mark in marks)

    assert no(rounds.change_round(talks.parts, talks.mo.seat, 1, Arrive(arrivals=arrivals))) == ABSENT
    assert at_desk(talks)[0].now.arrivals == ()


# Arrivals ----------------------------------------------------------------------------------------------------


def test_two_delegations_at_one_door_within_a_quarter_of_an_hour_are_shown_to_the_desk(talks: Talks) -> None:
    sets(talks)
    minutes = timedelta(minutes=1)
    first = Arrival(mark=Mark("A"), at=TEN, entrance="East door", leaves=TEN + HOUR)

    close = changes(
        talks, Arrive(arrivals=(first, Arrival(mark=Mark("B"), at=TEN + 10 * minutes, entrance="east door")))
    )
    going = changes(
        talks, Arrive(arrivals=(first, Arrival(mark=Mark("B"), at=TEN + 50 * minutes, entrance="East door")))
    )
    apart = changes(
        talks, Arrive(arrivals=(first, Arrival(mark=Mark("B"), at=TEN + 15 * minutes, entrance="East door")))
    )
    other = changes(talks, Arrive(arrivals=(first, Arrival(mark=Mark("B"), at=TEN, entrance="West door"))))

    assert [sum(one.entrance != "" for one in kept.encounters) for kept in (close, going, apart, other)] == [1, 1, 0, 0]


def coming(mark: str, at: datetime, entrance: str = "East door", leaves: datetime | None = None) -> Arrival:
    return Arrival(mark=Mark(mark), at=at, entrance=entrance, leaves=leaves)


def test_an_entrance_is_one_however_it_is_written(talks: Talks) -> None:
    sets(talks)

    kept = changes(talks, Arrive(arrivals=(coming("A", TEN), coming("B", TEN, "  EAST   door "))))

    assert [one.entrance for one in kept.encounters if one.entrance] == ["East door"]


def test_at_one_round_an_entrance_of_one_name_is_shown_though_the_places_differ(talks: Talks) -> None:
    sets(talks, replace(FIRST, venues=(RoomVenue(mark=Mark("B"), venue="The hotel of B"),)))

    kept = changes(talks, Arrive(arrivals=(coming("A", TEN), coming("B", TEN))))

    assert kept.encounters == (Encounter(Mark("A"), Mark("B"), "East door", TEN),)


def test_who_is_in_the_house_at_the_same_time_is_shown_to_the_desk(talks: Talks) -> None:
    sets(talks)

    apart = changes(talks, Arrive(arrivals=(coming("A", TEN, leaves=TEN + HOUR), coming("B", TEN + HOUR, "West"))))
    both = changes(
        talks,
        Arrive(
            arrivals=(
                coming("A", TEN, leaves=TEN + 2 * HOUR),
                coming("B", TEN + HOUR, "West", leaves=TEN + 3 * HOUR),
            )
        ),
    )
    assert apart.encounters == ()
    assert both.encounters == (Encounter(Mark("A"), Mark("B"), "", TEN + HOUR, TEN + 2 * HOUR),)


def test_delegations_of_two_rounds_may_meet_too(talks: Talks) -> None:
    sets(talks)
    sets(talks, replace(FIRST, title="Of the prisoners", venue=None))
    changes(talks, Arrive(arrivals=(coming("A", TEN),)))
    changes(talks, Arrive(arrivals=(coming("B", TEN),)), number=2)

    assert [one.encounters for one in at_desk(talks)] == [
        (Encounter(Mark("A"), Mark("B"), "East door", TEN, None, 2),),
        (Encounter(Mark("A"), Mark("B"), "East door", TEN, None, 1),),
    ]


@pytest.mark.parametrize(
    "second",
    [
        replace(FIRST, venue="Another house"),
        replace(FIRST, city=City(name="Geneva", zone="Europe/Zurich")),
        replace(FIRST, venues=(RoomVenue(mark=Mark("B"), venue="The hotel of B"),)),
        replace(FIRST, starts=TEN + timedelta(days=3)),
    ],
)
def test_in_other_houses_and_on_other_days_nobody_meets(talks: Talks, second: Setting) -> None:
    sets(talks)
    sets(talks, second)
    changes(talks, Arrive(arrivals=(coming("A", TEN),)))
    assert second.starts is not None
    changes(talks, Arrive(arrivals=(coming("B", second.starts),)), number=2)

    assert [one.encounters for one in at_desk(talks)] == [(), ()]


def test_a_room_is_told_of_a_meeting_at_a_door_after_the_desk_said_that_it_may_be(talks: Talks) -> None:
    sets(talks, telling=BOTH)
    both = Arrive(arrivals=(coming("A", TEN), coming("B", TEN)))

    refused = no(rounds.change_round(talks.parts, talks.mo.seat, 1, both, telling=Telling(marks=("B",))))

    assert refused == Refusal(Code.MAY_MEET, {"first": Mark("A"), "second": Mark("B")})
    assert at_desk(talks)[0].now.arrivals == ()
    changes(talks, both, Telling(marks=("B",), meeting=True))
    assert known(talks, talks.bo)[0].now.arrival == TEN
    # What B knows is no news to it, so that it is not asked again.
    changes(talks, Turn(to=RoundState.UNDER_WAY), Telling(marks=("B",)))


# Cities ------------------------------------------------------------------------------------------------------


def test_each_place_reads_by_the_cities_it_chose_and_nobody_else_learns_of_it(talks: Talks) -> None:
    before = rounds_page(talks.parts, talks.bo.seat), rounds_page(talks.parts, talks.mo.seat)

    granted(rounds.choose_cities(talks.parts, talks.ana.seat, [("Washington", ""), ("Muscat", "")]))

    assert [one.name for one in rounds_page(talks.parts, talks.ada.seat).cities] == ["Washington", "Muscat"]
    assert (rounds_page(talks.parts, talks.bo.seat), rounds_page(talks.parts, talks.mo.seat)) == before


def test_cities_are_chosen_by_those_who_may(talks: Talks) -> None:
    observer = replace(talks.ana.seat, role=Role.OBSERVER)

    assert no(rounds.choose_cities(talks.parts, observer, [("Muscat", "")])).code is Code.ROLE_MAY_NOT
    assert no(rounds.choose_cities(talks.parts, talks.mo.seat, [("Nowhere", "")])).code is Code.CITY_UNKNOWN
