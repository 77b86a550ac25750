"""What papers told rooms, what they hold that a room was not told, and what waits for a room's answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from entremise.domain.events import Event
from entremise.domain.events.agenda import (
    AgendaShownInto,
    AgendaTakenOffIn,
    ItemKept,
    ItemKind,
    ItemState,
    ProposalTold,
    Stance,
    ViewTold,
)
from entremise.domain.events.asking import AnswerTold, CarryAskedInto, LeaveAskedInto, QuestionWithdrawnInto, Reply
from entremise.domain.events.dates import Availability, Dates, DatesAskedInto, DatesTold
from entremise.domain.events.notes import DeskNoteKept, DeskNoteStruck
from entremise.domain.events.positions import PositionSet
from entremise.domain.events.rounds import City, Notice, RoundKept, RoundState, RoundToldInto
from entremise.domain.events.tracks import TrackNotice, TrackStep, TrackToldInto
from entremise.domain.ids import DeskId, Label, Mark, SeatId
from entremise.domain.leave import LeaveForm
from entremise.domain.log import Line
from entremise.domain.terms import CarryForm, Role
from entremise.domain.told import (
    KeptPaper,
    Matter,
    Noticed,
    items_of_entries,
    kept,
    noticed,
    open_proposals,
    round_at,
    rounds_begun,
    waiting,
)
from tests.cast import NOON

A, B = Mark("A"), Mark("B")
A1, A2 = Label("A", 1), Label("A", 2)
MUSCAT = City(name="Muscat", zone="Asia/Muscat")
MO = SeatId("mo")
TEN = datetime(2026, 2, 6, 6, 0, tzinfo=UTC)

ITEM = ItemKept(
    number=1,
    kind=ItemKind.ITEM,
    title="Missiles",
    words="Range and number.",
    state=ItemState.CONTESTED,
    track="",
    after=(),
    sources=(),
    seat=MO,
    role=Role.MEDIATOR,
)
SHOWN = AgendaShownInto(
    mark=B,
    number=1,
    item=1,
    kind=ItemKind.ITEM,
    title="Missiles",
    words="",
    state=ItemState.CONTESTED,
    track="",
    raised_by=None,
    refused_by=(),
    after=(),
    form=CarryForm.SUBSTANCE,
    sources=(A1,),
    named=(),
    why=None,
    seat=MO,
    role=Role.MEDIATOR,
)
ROUND = RoundKept(
    number=4,
    track=None,
    title="Fourth round",
    state=RoundState.CONFIRMED,
    starts=TEN,
    ends=None,
    city=MUSCAT,
    venue=None,
    items=(),
    sessions=(),
    arrivals=(),
    resumes=None,
    reason=None,
    outcome=None,
    assessment=None,
    again=None,
    seat=MO,
    role=Role.MEDIATOR,
)
NOTICE = Notice(
    number=1,
    track=None,
    title="Fourth round",
    state=RoundState.CONFIRMED,
    starts=TEN,
    ends=None,
    city=MUSCAT,
    venue=None,
    sessions=(),
    arrival=None,
    leaves=None,
    entrance=None,
    resumes=None,
    again=None,
    words=None,
    uid="u",
    sequence=0,
    role=Role.MEDIATOR,
)
TRACK = TrackNotice(
    number=1,
    title="Detainees",
    city=City(name="Doha", zone="Asia/Qatar"),
    venue=None,
    matters=(),
    roles=(),
    steps=(TrackStep(number=1, text="Lists", done=True), TrackStep(number=2, text="Release")),
    links=(),
    words=None,
    role=Role.MEDIATOR,
)
DATES = DatesAskedInto(mark=B, number=3, dates=Dates(number=1, title="Round five", slots=(TEN,), city=MUSCAT), words="")
READ_BACK = CarryAskedInto(
    mark=A,
    number=1,
    seat=MO,
    role=Role.MEDIATOR,
    text="They offer nine.",
    form=CarryForm.SUBSTANCE,
    into=B,
    named=True,
    sources=(A1,),
    until=NOON + timedelta(hours=1),
)
FOR_LEAVE = LeaveAskedInto(
    mark=A,
    number=2,
    seat=MO,
    role=Role.MEDIATOR,
    label=A2,
    form=LeaveForm.SUBSTANCE,
    into=None,
    named=False,
    until=NOON + timedelta(hours=1),
)
NOTE = DeskNoteKept(number=1, text="They hesitate.", seat=MO, role=Role.MEDIATOR)
POSITION = PositionSet(
    item=1, stage=0, mark=A, words="Will not move.", point=None, sources=(A1,), seat=MO, role=Role.MEDIATOR
)


def log(*events: Event) -> list[Line]:
    """One line a minute from noon on."""
    desk = DeskId("desk")
    return [Line(desk, number, NOON + timedelta(minutes=number), event) for number, event in enumerate(events)]


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


# What was told ----------------------------------------------------------------------------------------------


def test_each_paper_says_what_a_room_was_told() -> None:
    told = noticed(
        log(
            SHOWN, RoundToldInto(mark=B, round=4, notice=NOTICE), TrackToldInto(mark=B, track=2, notice=TRACK, steps=())
        )
    )

    assert told == (
        Noticed(
            room=B,
            matter=Matter.ITEM,
            number=1,
            at=at(0),
            words="Missiles",
            item=ItemState.CONTESTED,
            labels=(A1,),
        ),
        Noticed(
            room=B,
            matter=Matter.ROUND,
            number=4,
            at=at(1),
            words="Fourth round",
            round=RoundState.CONFIRMED,
            starts=TEN,
            city=MUSCAT,
        ),
        Noticed(room=B, matter=Matter.TRACK, number=2, at=at(2), words="Detainees", steps=2, done=("Lists",)),
    )


def test_what_a_room_was_asked_it_was_told() -> None:
    told = noticed(log(DATES, READ_BACK))

    assert told == (
        Noticed(room=B, matter=Matter.DATES, number=3, at=at(0), words="Round five", dates=1),
        Noticed(
            room=A,
            matter=Matter.CARRY,
            number=1,
            at=at(1),
            words="They offer nine.",
            until=READ_BACK.until,
            labels=(A1,),
        ),
    )


def test_what_was_told_anew_stands_as_it_was_told_last() -> None:
    later = replace(NOTICE, starts=TEN + timedelta(hours=1))
    told = noticed(
        log(RoundToldInto(mark=B, round=4, notice=NOTICE), SHOWN, RoundToldInto(mark=B, round=4, notice=later))
    )

    assert [(one.matter, one.starts) for one in told] == [(Matter.ITEM, None), (Matter.ROUND, later.starts)]


def test_what_the_desk_keeps_was_told_to_nobody() -> None:
    assert noticed(log(ITEM, ROUND, NOTE, POSITION)) == ()


def test_what_was_taken_off_or_back_has_ended() -> None:
    off = AgendaTakenOffIn(mark=B, number=1, item=1, seat=MO, role=Role.MEDIATOR)
    back = QuestionWithdrawnInto(mark=A, number=1, seat=MO, role=Role.MEDIATOR)

    assert [(one.matter, one.ended, one.at) for one in noticed(log(SHOWN, READ_BACK, off, back))] == [
        (Matter.ITEM, True, at(2)),
        (Matter.CARRY, True, at(3)),
    ]


# What waits for an answer -----------------------------------------------------------------------------------


def test_questions_and_dates_wait_for_an_answer() -> None:
    lines = log(READ_BACK, FOR_LEAVE, DATES)

    assert [one.matter for one in waiting(lines, A, now=at(5))] == [Matter.CARRY, Matter.LEAVE]
    assert [one.matter for one in waiting(lines, B, now=at(5))] == [Matter.DATES]


def test_what_was_answered_waits_no_more() -> None:
    """Nor does a question that has ended."""
    lines = log(
        READ_BACK,
        FOR_LEAVE,
        DATES,
        AnswerTold(mark=A, number=1, role=None, reply=Reply.NO),
        DatesTold(mark=B, number=1, answers=(Availability.YES,)),
    )

    assert [one.matter for one in waiting(lines, A, now=at(5))] == [Matter.LEAVE]
    assert waiting(lines, B, now=at(5)) == ()
    assert waiting(lines, A, now=at(90)) == ()


# What must not be let slip ----------------------------------------------------------------------------------


def test_a_note_must_not_be_let_slip() -> None:
    """One on a party stands on that party's card by itself; one that was struck out is gone."""
    assert kept(log(NOTE), B, ()) == (KeptPaper(matter=Matter.NOTE, number=1, at=at(0), words=("They hesitate.",)),)
    assert kept(log(replace(NOTE, mark=A)), B, ()) == ()
    assert kept(log(NOTE, DeskNoteStruck(number=1, seat=MO, role=Role.MEDIATOR)), B, ()) == ()


def test_what_the_mediator_makes_of_a_round_must_not_be_let_slip() -> None:
    """And its hour, until the room was told it; told by another hour, it is the new one that is not known."""
    held = replace(ROUND, assessment="Neither moved.")
    told = RoundToldInto(mark=B, round=4, notice=NOTICE)
    (untold,), (known,) = kept(log(held), B, ()), kept(log(held, told), B, ())
    moved = kept(log(told, replace(ROUND, starts=TEN + timedelta(hours=1))), B, ())

    assert (untold.name, untold.words, untold.times) == ("Fourth round", ("Neither moved.",), (TEN,))
    assert (known.words, known.times) == (("Neither moved.",), ())
    assert [one.times for one in moved] == [(TEN + timedelta(hours=1),)]
    assert kept(log(ROUND, told), B, ()) == ()


def test_an_item_that_was_not_shown_must_not_be_let_slip() -> None:
    shown = replace(SHOWN, words=ITEM.words)

    assert [(one.name, one.words) for one in kept(log(ITEM), B, ())] == [("Missiles", ("Range and number.",))]
    assert kept(log(ITEM, shown), B, ()) == ()
    assert [one.name for one in kept(log(ITEM, shown), A, ())] == ["Missiles"]


def test_a_position_says_on_which_item_it_is() -> None:
    """By the item's name of today; one whose item the list does not hold has none."""
    renamed = replace(ITEM, title="Missiles and drones", words="")

    assert [(one.matter, one.name) for one in kept(log(POSITION, ITEM, renamed), B, (A1,))] == [
        (Matter.POSITION, "Missiles and drones"),
        (Matter.ITEM, "Missiles and drones"),
    ]
    assert [one.name for one in kept(log(POSITION), B, (A1,))] == [""]


def test_words_that_rest_on_what_a_room_may_have_are_no_secret() -> None:
    """Where the desk put in its own words what it may carry."""
    assert [one.words for one in kept(log(POSITION), B, (A1,))] == [("Will not move.",)]
    assert kept(log(POSITION), B, (A2,)) == ()


# By item and by round ---------------------------------------------------------------------------------------


def test_an_entry_is_on_the_item_of_its_agenda_line() -> None:
    view = ViewTold(mark=B, number=1, label=Label("B", 5), stance=Stance.REFUSES, words="")
    found = items_of_entries(log(replace(ITEM, number=2, sources=(A2,)), view, SHOWN, POSITION))

    assert found == {A1: {1}, A2: {2}, Label("B", 5): {1}}


def test_a_proposal_that_nobody_took_up_is_open() -> None:
    proposed = ProposalTold(mark=A, number=1, label=A1, kind=ItemKind.ITEM, title="Detainees", words="")

    assert open_proposals(log(proposed), A) == (proposed,)
    assert open_proposals(log(proposed), B) == ()
    assert open_proposals(log(proposed, replace(ITEM, sources=(A1,))), A) == ()


def test_a_moment_is_in_the_round_that_had_begun_last() -> None:
    """A round that was put off, and one without a time, begins nothing."""
    next_one = replace(ROUND, number=5, starts=TEN + timedelta(days=7))
    off = replace(ROUND, number=6, starts=TEN + timedelta(days=1), state=RoundState.NOT_HELD)
    begun = rounds_begun(log(next_one, ROUND, off, replace(ROUND, number=7, starts=None)))

    assert [one.number for one in begun] == [4, 5]
    assert [round_at(begun, TEN + timedelta(days=day)) for day in (-1, 0, 2, 8)] == [None, 4, 4, 5]
