"""The desk's own papers: what each holds in confidence, for which room, and until when."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest

from entremise.domain.events import DeskEvent
from entremise.domain.events.agenda import (
    AGENDA,
    AgendaSequencedIn,
    AgendaShownInto,
    AgendaTakenOffIn,
    ItemKept,
    ItemKind,
    ItemsOrdered,
    ItemState,
    ProposalTold,
    StanceNoted,
    ViewTold,
)
from entremise.domain.events.analysis import (
    IssueDropped,
    IssueNamed,
    PackageKept,
    PreferenceDropped,
    PreferenceNoted,
    ValuesAsked,
    ValuesEstimated,
    ValuesSealed,
    ValuesTakenBack,
    ValuesTold,
)
from entremise.domain.events.asking import (
    AnswerTold,
    ConsentWithdrawnTold,
    LeaveAskedInto,
    QuestionWithdrawnInto,
    Reply,
    SummaryAskedInto,
)
from entremise.domain.events.dates import Dates, DatesAskedInto, DatesKept, DatesTold
from entremise.domain.events.hotline import DeskRangInto, DeskRingSeenTold, RoomRangTold, RoomRingSeenInto
from entremise.domain.events.mandate import AcceptanceSettledTold, AcceptanceTold, ConsultationTold
from entremise.domain.events.notes import DeskNoteStruck
from entremise.domain.events.papers import DeskPaper
from entremise.domain.events.points import PointDissolved, PointKept
from entremise.domain.events.positions import PositionSet, ZoneSet
from entremise.domain.events.rounds import (
    Again,
    Arrival,
    City,
    DeskCitiesChosen,
    Notice,
    RoundKept,
    RoundState,
    RoundToldInto,
    Session,
    SessionTold,
)
from entremise.domain.events.seconding import (
    SecondAnswered,
    SecondAsked,
    SecondEndAsked,
    SecondRequired,
    SecondUsed,
    SecondWithdrawn,
)
from entremise.domain.guard import NOTHING_ITSELF, Confidences, Itself
from entremise.domain.ids import DeskId, Label, Mark, SeatId
from entremise.domain.leave import CONFIDENCE, Leave, LeaveForm
from entremise.domain.log import Line
from entremise.domain.terms import CarryForm, Role
from tests.domain.samples import EVENTS
from tests.domain.test_guard import SUBSTANCE, A, B, line, opened, told

NOW: Final = datetime(2026, 2, 6, 8, tzinfo=UTC)
MUSCAT: Final = City(name="Muscat", zone="Asia/Muscat")
SEAT: Final = SeatId("mo")

HOLDS_NOTHING: Final[Mapping[type[DeskPaper], str]] = {
    AcceptanceSettledTold: "final or not, and an entry, which is held as one",
    AgendaSequencedIn: "numbers",
    AgendaTakenOffIn: "numbers",
    ConsentWithdrawnTold: "that it was, without a word",
    DatesTold: "yes or no to dates, which are held as the desk proposed them",
    DeskCitiesChosen: "by whose clocks a person reads times",
    DeskNoteStruck: "a number; the note is held",
    DeskRangInto: "that it was, without a word",
    DeskRingSeenTold: "that it was, without a word",
    IssueDropped: "a number; the issue is held",
    ItemsOrdered: "numbers",
    LeaveAskedInto: "an entry, which is held as one",
    PackageKept: "numbers; the issues are held",
    PointDissolved: "a number; the point is held",
    ProposalTold: "an entry, which is held as one",
    PreferenceDropped: "a number",
    PreferenceNoted: "numbers of issues and options, which are held",
    QuestionWithdrawnInto: "a number",
    RoomRangTold: "that it was, without a word",
    RoomRingSeenInto: "that it was, without a word",
    SecondAnswered: "what is said of words that were warned of: an agreement to them would not hold if it warned anew",
    SecondAsked: "what is said of words that were warned of: an agreement to them would not hold if it warned anew",
    SecondEndAsked: "that it be off",
    SecondRequired: "on or off",
    SecondUsed: "a number",
    SecondWithdrawn: "a number",
    StanceNoted: "one of four words",
    ValuesEstimated: "points, which are figures without a unit: they stand in any text",
    ValuesSealed: "that numbers were given, and none of them",
    ValuesTakenBack: "a number",
    ValuesTold: "points, which are figures without a unit: they stand in any text",
    ViewTold: "an entry, which is held as one",
}
"""Papers of the desk of which the guard holds nothing, and why."""


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    """In January, by Muscat's clock."""
    return datetime(2026, 1, day, hour, minute, tzinfo=UTC) - timedelta(hours=4)


ROUND: Final = RoundKept(
    number=3,
    track=None,
    title="Consultations on the enrichment halls",
    state=RoundState.CONFIRMED,
    starts=moment(13, 9),
    ends=moment(13, 17, 45),
    city=MUSCAT,
    venue="Bustan guest wing",
    items=(),
    sessions=(Session(number=1, title="The experts on centrifuges", starts=moment(13, 13, 20)),),
    arrivals=(Arrival(mark=A, at=moment(13, 8, 10), entrance="the garden gate", leaves=moment(13, 19, 5)),),
    resumes=moment(14, 10, 25),
    reason=None,
    outcome=None,
    assessment=None,
    again=Again(day=date(2026, 1, 22), where="Salzburg"),
    seat=SEAT,
    role=Role.MEDIATOR,
)
DATES: Final = Dates(number=2, title="A further sitting", slots=(moment(27, 9), moment(29, 9)), city=MUSCAT)
ITEM: Final = ItemKept(
    number=4,
    kind=ItemKind.ITEM,
    title="Storage at Piranshahr",
    words="At most 640 kg are to be stored there.",
    state=ItemState.PARKED,
    track="",
    after=(),
    sources=(),
    seat=SEAT,
    role=Role.MEDIATOR,
)
POSITION: Final = PositionSet(
    item=4,
    stage=0,
    mark=A,
    words="They would settle for a token presence of inspectors.",
    point=None,
    sources=(Label("A", 1),),
    seat=SEAT,
    role=Role.MEDIATOR,
)
POINT: Final = PointKept(
    number=1, words="Ceiling on stored material at the mountain site", entries=(), seat=SEAT, role=Role.MEDIATOR
)
ZONE: Final = ZoneSet(
    item=4,
    low=30,
    high=60,
    remark="",
    caption="Both moved toward a token inspection presence",
    seat=SEAT,
    role=Role.MEDIATOR,
)
SUMMARY: Final = SummaryAskedInto(
    mark=A,
    number=1,
    seat=SEAT,
    role=Role.MEDIATOR,
    points=("You could live with a token presence.", "Your minister doubts the calendar of withdrawals."),
    until=NOW,
)

AUTHORITY: Final = AcceptanceTold(
    mark=A, number=1, of=Label("A", 1), digest="", authority="The Shura of Kharg", label=Label("A", 2)
)


def notice() -> Notice:
    """The round as room B is told it."""
    return Notice(
        number=1,
        track=None,
        title=ROUND.title,
        state=ROUND.state,
        starts=ROUND.starts,
        ends=ROUND.ends,
        city=MUSCAT,
        venue=ROUND.venue,
        sessions=(SessionTold(number=1, title="The experts on centrifuges", starts=moment(13, 13, 20)),),
        arrival=None,
        leaves=None,
        entrance=None,
        resumes=ROUND.resumes,
        again=ROUND.again,
        words=None,
        uid="uid",
        sequence=0,
        role=Role.MEDIATOR,
    )


def known(*events: DeskEvent | Line) -> Confidences:
    """A desk that has these lines."""
    confidences = Confidences()
    confidences.read(opened())
    for number, event in enumerate(events, start=2):
        confidences.read(event if isinstance(event, Line) else line(event, number))
    return confidences


def warned(text: str, *events: DeskEvent | Line, into: Mark = B, itself: Itself = NOTHING_ITSELF) -> list[str]:
    """What a draft for a room is warned of."""
    found = known(*events).repeated_in(text, into=into, sources=(), now=NOW, itself=itself)
    return [one.topic for one in found]


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("The experts on centrifuges sit at 13:20.", ROUND),
        ("They sit at twenty past one? At 13:20, I hear.", ROUND),
        ("The experts on centrifuges sit later.", ROUND),
        ("It was agreed to meet again on 22 January.", ROUND),
        ("We shall see each other in Salzburg.", ROUND),
        ("It ends at 17:45.", ROUND),
        ("These are consultations on the enrichment halls.", ROUND),
        ("It goes on at 10:25.", ROUND),
        ("They leave at 19:05.", ROUND),
        ("Could it be the 29 January?", DatesKept(dates=DATES, seat=SEAT, role=Role.MEDIATOR)),
        ("They consult until 21:40.", ConsultationTold(mark=A, until=moment(20, 21, 40))),
        ("There is the matter of Piranshahr.", ITEM),
        ("Could it be 640 kg?", ITEM),
        ("They would settle for a token presence, I believe.", POSITION),
        ("A ceiling on stored material at the mountain site is thinkable.", POINT),
        ("Both moved toward a token inspection presence.", ZONE),
        ("I hear their minister doubts the calendar of withdrawals.", SUMMARY),
        ("It waits for the Shura of Kharg.", AUTHORITY),
        ("Is the Fordow hall to be sealed?", IssueNamed(number=1, title="The Fordow hall", options=("open", "sealed"))),
    ],
)
def test_what_the_desk_keeps_is_a_confidence(text: str, paper: DeskPaper) -> None:
    """Meeting times, an agenda, judgements: what room B was not told is warned of there."""
    lines = (told(1, "Let few of them come.", CONFIDENCE), line(paper))  # type: ignore[arg-type]  # a paper of the desk

    assert warned(text, *lines) == [paper.TOPIC if paper is not SUMMARY else "summary"]


@pytest.mark.parametrize(
    ("text", "paper", "telling"),
    [
        ("It ends at 17:45.", ROUND, RoundToldInto(mark=B, round=3, notice=notice())),
        ("The experts on centrifuges sit at 13:20.", ROUND, RoundToldInto(mark=B, round=3, notice=notice())),
        ("Again on 22 January in Salzburg.", ROUND, RoundToldInto(mark=B, round=3, notice=notice())),
        (
            "Could it be the 29 January?",
            DatesKept(dates=DATES, seat=SEAT, role=Role.MEDIATOR),
            DatesAskedInto(mark=B, number=2, dates=DATES, words=None),
        ),
        (
            "Storage at Piranshahr, then: 640 kg.",
            ITEM,
            AgendaShownInto(
                mark=B,
                number=1,
                item=4,
                kind=ItemKind.ITEM,
                title=ITEM.title,
                words=ITEM.words,
                state=ItemState.PARKED,
                track="",
                raised_by=None,
                refused_by=(),
                after=(),
                form=CarryForm.IDEA,
                sources=(),
                named=(),
                why=None,
                seat=SEAT,
                role=Role.MEDIATOR,
            ),
        ),
        (
            "Is the Fordow hall to be sealed?",
            IssueNamed(number=1, title="The Fordow hall", options=("open", "sealed")),
            ValuesAsked(mark=B, number=1, issues=(1,), role=Role.MEDIATOR),
        ),
    ],
)
def test_what_a_room_was_told_is_none_there(text: str, paper: DeskEvent, telling: DeskEvent) -> None:
    """And is one elsewhere."""
    assert warned(text, paper, telling) == []
    assert warned(text, paper, telling, into=A) != []


def test_how_a_delegation_consults_it_knows_itself() -> None:
    assert warned("You consult until 21:40.", ConsultationTold(mark=A, until=moment(20, 21, 40)), into=A) == []


def test_to_tell_something_is_not_to_repeat_how_it_was_kept_before() -> None:
    """A title that was changed by a word is the same item's still; another item's is not."""
    before = replace(ITEM, title="Storage of the material at Piranshahr")
    itself = Itself(topics=frozenset({AGENDA}), texts=(ITEM.title, ITEM.words), about=frozenset({(AGENDA, 4)}))

    assert warned("Storage of the material at Piranshahr: 640 kg", before, ITEM, itself=itself) == []
    assert warned("Storage of the material at Piranshahr", replace(before, number=5), itself=itself) == [AGENDA]


@pytest.mark.parametrize(("leave", "warns"), [(CONFIDENCE, True), (SUBSTANCE, False)])
def test_the_desks_wording_is_as_free_as_what_it_rests_on(leave: Leave, *, warns: bool) -> None:
    """Where a room may have the substance of an entry, it may have it in the desk's words."""
    lines = (told(1, "Let few of them come.", leave), POSITION)

    assert bool(warned("They would settle for a token presence.", *lines)) is warns


@pytest.mark.parametrize(("form", "warns"), [(LeaveForm.CONFIDENCE, True), (LeaveForm.SUBSTANCE, False)])
def test_a_point_of_a_summary_has_the_leave_that_it_was_given(form: LeaveForm, *, warns: bool) -> None:
    """The one that was struck out stays a confidence."""
    answer = AnswerTold(mark=A, number=1, role=None, reply=Reply.YES, labels=(Label("A", 1), None))
    lines = (SUMMARY, told(1, "We could live with a token presence.", Leave(form=form)), answer)

    assert bool(warned("They could live with a token presence.", *lines)) is warns
    assert warned("The minister doubts the calendar of withdrawals.", *lines) == ["summary"]


def test_every_paper_of_the_desk_is_held_or_holds_nothing_for_a_reason() -> None:
    """A new one is to say of itself what no room may read."""
    papers = [event for event in (*EVENTS, AUTHORITY) if isinstance(event, DeskPaper)]
    held = {type(paper) for paper in papers if _is_held(paper)}

    assert {type(paper) for paper in papers} - held == set(HOLDS_NOTHING)


def _is_held(paper: DeskPaper) -> bool:
    confidences = Confidences()
    confidences.read(Line(DeskId("desk"), 1, NOW, paper))  # type: ignore[arg-type]  # a paper of the desk
    return bool(confidences.held or confidences.heard)
