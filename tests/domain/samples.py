"""Places, seats and one event of every kind, for tests that need no talks."""

from datetime import timedelta
from typing import Final, get_args

from entremise.domain.errors import Code
from entremise.domain.events import (
    Access,
    Accessed,
    AccessEvent,
    Announced,
    AnnouncedInto,
    Brought,
    Carried,
    CarryHeld,
    CarryStopped,
    CaseClosed,
    CaseOpened,
    CaseReopened,
    ConditionDeclared,
    ConditionMet,
    ConveyanceConfirmed,
    Conveyed,
    Delivered,
    DeskEvent,
    DestructionNear,
    Event,
    InnerEvent,
    InnerOpened,
    Introduced,
    IntroducedInto,
    Introduction,
    LeaveChanged,
    LeaveTold,
    MemberTold,
    Opened,
    RoomDestroyed,
    RoomEvent,
    RoomOpened,
    Said,
    SeatGiven,
    Spoken,
    SpokenInto,
    TalksClosed,
    TalksReopened,
    Told,
)
from entremise.domain.events.agenda import (
    AgendaSequenced,
    AgendaSequencedIn,
    AgendaShown,
    AgendaShownInto,
    AgendaTakenOff,
    AgendaTakenOffIn,
    ItemKept,
    ItemKind,
    ItemProposed,
    ItemsOrdered,
    ItemState,
    ProposalTold,
    Stance,
    StanceNoted,
    ViewGiven,
    ViewTold,
)
from entremise.domain.events.analysis import (
    IssueDropped,
    IssueNamed,
    PackageKept,
    Preference,
    PreferenceDropped,
    PreferenceKind,
    PreferenceNoted,
    ValuesAsked,
    ValuesEstimated,
    ValuesGiven,
    ValuesSealed,
    ValuesTakenBack,
    ValuesTold,
    ValuesWanted,
    ValuesWithdrawn,
    Wanted,
    Worths,
)
from entremise.domain.events.asking import (
    Answered,
    AnswerTold,
    CarryAsked,
    CarryAskedInto,
    ConsentWithdrawn,
    ConsentWithdrawnTold,
    LeaveAsked,
    LeaveAskedInto,
    QuestionWithdrawn,
    QuestionWithdrawnInto,
    Reply,
    SummaryAsked,
    SummaryAskedInto,
    WordingAsked,
    WordingAskedInto,
)
from entremise.domain.events.dates import (
    Availability,
    Dates,
    DatesAnswered,
    DatesAsked,
    DatesAskedInto,
    DatesKept,
    DatesTold,
)
from entremise.domain.events.hotline import (
    DeskRang,
    DeskRangInto,
    DeskRingSeen,
    DeskRingSeenTold,
    RoomRang,
    RoomRangTold,
    RoomRingSeen,
    RoomRingSeenInto,
)
from entremise.domain.events.mandate import (
    AcceptanceSettled,
    AcceptanceSettledTold,
    AcceptanceTold,
    AcceptedAdReferendum,
    AuthoritiesNamed,
    Authority,
    ConsultationSet,
    ConsultationTold,
    MandateSet,
    OutsideMandate,
    Reach,
)
from entremise.domain.events.notes import DeskNoteKept, DeskNoteStruck
from entremise.domain.events.points import PointDissolved, PointKept
from entremise.domain.events.positions import PositionSet, StandKept, StandKind, ZoneSet
from entremise.domain.events.rounds import (
    Again,
    Arrival,
    CitiesChosen,
    City,
    DeskCitiesChosen,
    Notice,
    RoomVenue,
    RoundKept,
    RoundState,
    RoundTold,
    RoundToldInto,
    Session,
    SessionTold,
    Worded,
)
from entremise.domain.events.seconding import (
    EnterBy,
    Entering,
    Leaf,
    SecondAnswered,
    SecondAsked,
    SecondEndAsked,
    SecondRequired,
    SecondUsed,
    SecondWithdrawn,
)
from entremise.domain.events.tracks import (
    TrackKept,
    TrackLink,
    TrackNotice,
    TrackPeople,
    TrackStep,
    TrackTold,
    TrackToldInto,
)
from entremise.domain.facts import Kind as FactKind
from entremise.domain.ids import CARRIES, NOTES, DeskId, Label, Mark, RoomId, SeatId
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.repetition import Piece, Repeated, Repetition
from entremise.domain.rooms import Desk, Room, Seat
from entremise.domain.rules import Source
from entremise.domain.terms import Came, CarryForm, Disclosure, MessageType, Outcome, PartyRoom, Regime, Role, Taken
from tests.cast import CONFIDENCE, NOON, ONLY_IF, SUBSTANCE, terms

KINDS: Final[tuple[type[Event], ...]] = tuple(
    dict.fromkeys((*get_args(RoomEvent), *get_args(DeskEvent), *get_args(InnerEvent), AccessEvent))
)
"""Every kind of event there is."""

DESK_ID: Final = DeskId("desk")
HEAD: Final = SeatId("ana")
A1, A2, A3, B1, N1, C1 = (
    Label("A", 1),
    Label("A", 2),
    Label("A", 3),
    Label("B", 1),
    Label(NOTES, 1),
    Label(CARRIES, 1),
)


def room_id(mark: str) -> RoomId:
    return RoomId(f"room {mark}")


def room(mark: str = "A", *, last_shared: int = 0, last_note: int = 0, regime: Regime = Regime.SEALED) -> Room:
    """A party's room in which so much was written."""
    return Room(
        id=room_id(mark),
        desk=DESK_ID,
        mark=Mark(mark),
        terms=terms(regime),
        last_shared=last_shared,
        last_note=last_note,
    )


def room_opened(mark: str = "A") -> RoomOpened:
    """The first line of a room."""
    return RoomOpened(desk=DESK_ID, mark=Mark(mark), party=f"Party {mark}", title="Talks", terms=terms())


def desk(*, marks: str = "AB", last_carry: int = 0) -> Desk:
    """A desk with these rooms."""
    rooms = tuple(PartyRoom(room=room_id(mark), mark=Mark(mark), party=f"Party {mark}") for mark in marks)
    return Desk(id=DESK_ID, opened=CaseOpened(terms=terms(), rooms=rooms), last_carry=last_carry)


def seat(role: Role = Role.HEAD, *, mark: str | None = "A", shown: bool = False) -> Seat:
    """A seat in a room, or with no mark at the desk."""
    place = DESK_ID if mark is None else room_id(mark)
    return Seat(id=HEAD, place=place, mark=Mark(mark) if mark else None, role=role, shown=shown)


def source(
    label: Label = A1,
    text: str = "Nine frigates.",
    *,
    leave: Leave = SUBSTANCE,
    binding: bool = False,
    met: bool = False,
) -> Source:
    """What the desk holds of a told entry."""
    return Source(label=label, text=text, binding=binding, leave=leave, met=met)


def said(
    label: Label = A1,
    text: str = "Nine frigates.",
    *,
    leave: Leave = SUBSTANCE,
    reply_to: Label | None = None,
    origin: Label | None = None,
) -> Said:
    """An entry of a room."""
    return Said(
        label=label,
        seat=HEAD,
        role=Role.HEAD,
        text=text,
        type=MessageType.OFFER,
        binding=False,
        leave=leave,
        marked=True,
        reply_to=reply_to,
        origin=origin,
    )


def told(label: Label = A1, text: str = "Nine frigates.", *, leave: Leave = SUBSTANCE) -> Told:
    """An entry of a room, told at the desk."""
    return Told(
        label=label,
        role=None,
        text=text,
        type=MessageType.OFFER,
        binding=False,
        leave=leave,
        marked=True,
    )


def held(
    carry: Label = C1,
    text: str = "They offer nine.",
    *,
    into: str = "B",
    form: CarryForm = CarryForm.SUBSTANCE,
    sources: tuple[Label, ...] = (A1,),
    binding: bool = False,
) -> CarryHeld:
    """A message at a room's door, due after half a minute."""
    return CarryHeld(
        carry=carry,
        into=Mark(into),
        form=form,
        type=MessageType.OFFER,
        binding=binding,
        attribution="Party A",
        text=text,
        sources=sources,
        due=NOON + timedelta(seconds=30),
        seat=SeatId("mo"),
        role=Role.MEDIATOR,
    )


def brought(label: Label = B1, text: str = "They offer nine.") -> Brought:
    """A message that entered a room."""
    return Brought(
        label=label,
        form=CarryForm.SUBSTANCE,
        type=MessageType.OFFER,
        binding=False,
        attribution="Party A",
        text=text,
    )


def carried(
    label: Label = B1,
    text: str = "They offer nine.",
    *,
    carry: Label = C1,
    sources: tuple[Label, ...] = (A1,),
) -> Carried:
    """A message that entered a room, as the desk keeps it."""
    return Carried(
        label=label,
        carry=carry,
        form=CarryForm.SUBSTANCE,
        type=MessageType.OFFER,
        binding=False,
        attribution="Party A",
        text=text,
        sources=sources,
    )


def case_closed(*, days: int | None = 30, attended: str = "AB") -> CaseClosed:
    """The closing of a case that was settled at noon."""
    return CaseClosed(
        outcome=Outcome.HELD,
        settled=True,
        began=NOON.date(),
        ended=NOON.date(),
        attended=tuple(map(Mark, attended)),
        retention_days=days,
        destroy=None if days is None else NOON + timedelta(days=days),
        seat=SeatId("mo"),
        role=Role.MEDIATOR,
    )


WORTHS: Final = (Worths(issue=1, points=(3, 0), give_or_take=1, rests_on=(A1,)),)
EXPIRING: Final = Leave(form=LeaveForm.VERBATIM, expires=NOON + timedelta(microseconds=1))

WHEN: Final = NOON + timedelta(days=2)
MUSCAT: Final = City(name="Muscat", zone="Asia/Muscat")
NOTICE: Final = Notice(
    number=1,
    track=1,
    title="First round",
    state=RoundState.CONFIRMED,
    starts=WHEN,
    ends=WHEN + timedelta(hours=2),
    city=MUSCAT,
    venue="The palace",
    sessions=(SessionTold(title="Opening", starts=WHEN, number=1),),
    arrival=WHEN,
    leaves=None,
    entrance="East door",
    resumes=None,
    again=Again(day=NOON.date(), where="Muscat"),
    words="As agreed.",
    uid="x" * 22,
    sequence=3,
    role=Role.MEDIATOR,
)
ROUND: Final = RoundKept(
    number=1,
    track=1,
    title="First round",
    state=RoundState.CONFIRMED,
    starts=WHEN,
    ends=None,
    city=MUSCAT,
    venue=None,
    items=(1, 3),
    sessions=(Session(title="Opening", starts=WHEN, number=2, marks=(Mark("A"),)),),
    arrivals=(Arrival(mark=Mark("A"), at=WHEN, entrance="East door", leaves=WHEN + timedelta(hours=3)),),
    resumes=None,
    reason="A asked for an hour.",
    outcome=None,
    assessment="Room on the order of steps.",
    again=None,
    seat=SeatId("mo"),
    role=Role.MEDIATOR,
    venues=(RoomVenue(mark=Mark("A"), venue="The old hotel"),),
    agreed=(Mark("A"),),
)
DATES: Final = Dates(number=1, title="Next round", slots=(WHEN, WHEN + timedelta(days=1)), city=MUSCAT)
TRACK: Final = TrackKept(
    number=2,
    title="Detainees",
    city=City(name="Doha", zone="Asia/Qatar"),
    venue=None,
    matters=("Who is to be moved",),
    people=(TrackPeople(mark=Mark("A"), roles=(Role.COUNSEL,)),),
    steps=(TrackStep(number=1, text="Four people are moved.", done=True),),
    links=(TrackLink(step=None, track=1, after=1),),
    seat=SeatId("mo"),
    role=Role.MEDIATOR,
    items=(2, 5),
)
TRACK_NOTICE: Final = TrackNotice(
    number=1,
    title="Detainees",
    city=TRACK.city,
    venue=None,
    matters=TRACK.matters,
    roles=(Role.COUNSEL,),
    steps=TRACK.steps,
    links=(),
    words="Step 1 is done.",
    role=Role.MEDIATOR,
    items=(1,),
)

BY_TELEPHONE: Final = Taken(
    how=Came.TELEPHONE, said_by=Role.HEAD, said=NOON, by=Role.SECRETARIAT, agreed_by=Role.HEAD, agreed=NOON
)

ASKING_EVENTS: Final[tuple[Event, ...]] = (
    CarryAsked(
        number=1,
        role=Role.MEDIATOR,
        text="They might accept seven.",
        form=CarryForm.SUBSTANCE,
        into=None,
        sources=(A1,),
        until=NOON + timedelta(days=1),
    ),
    LeaveAsked(
        number=2, role=Role.MEDIATOR, label=A1, form=LeaveForm.IDEA, into="Party B", until=NOON + timedelta(days=1)
    ),
    SummaryAsked(number=3, role=Role.MEDIATOR, points=("Seven.", "Why."), until=NOON + timedelta(days=1)),
    WordingAsked(
        number=4,
        role=Role.MEDIATOR,
        round=1,
        state=RoundState.POSTPONED,
        text="It is put off at the wish of both.",
        alone=False,
        until=NOON + timedelta(days=1),
    ),
    Answered(number=3, seat=None, role=Role.HEAD, reply=Reply.YES, labels=(A2, None), taken=BY_TELEPHONE),
    ConsentWithdrawn(number=1, seat=HEAD, role=Role.ADVISER),
    QuestionWithdrawn(number=2, role=Role.MEDIATOR),
    CarryAskedInto(
        mark=Mark("A"),
        number=1,
        seat=SeatId("mo"),
        role=Role.MEDIATOR,
        text="They might accept seven.",
        form=CarryForm.SUBSTANCE,
        into=Mark("B"),
        named=False,
        sources=(A1,),
        until=NOON + timedelta(days=1),
        why="From the press.",
    ),
    LeaveAskedInto(
        mark=Mark("A"),
        number=2,
        seat=SeatId("mo"),
        role=Role.MEDIATOR,
        label=A1,
        form=LeaveForm.IDEA,
        into=None,
        named=True,
        until=NOON + timedelta(days=1),
    ),
    SummaryAskedInto(
        mark=Mark("A"),
        number=3,
        seat=SeatId("mo"),
        role=Role.MEDIATOR,
        points=("Seven.", "Why."),
        until=NOON + timedelta(days=1),
    ),
    WordingAskedInto(
        mark=Mark("A"),
        number=4,
        seat=SeatId("mo"),
        role=Role.MEDIATOR,
        round=2,
        state=RoundState.POSTPONED,
        text="It is put off at the wish of both.",
        alone=False,
        until=NOON + timedelta(days=1),
        why="It is public.",
    ),
    AnswerTold(mark=Mark("A"), number=1, role=None, reply=Reply.CHANGED, text="Seven, perhaps."),
    ConsentWithdrawnTold(mark=Mark("A"), number=1, role=None),
    QuestionWithdrawnInto(mark=Mark("A"), number=2, seat=SeatId("mo"), role=Role.MEDIATOR),
)
"""One event of each kind that is about a question."""

EVENTS: Final[tuple[Event, ...]] = (
    *ASKING_EVENTS,
    RoundTold(notice=NOTICE),
    CitiesChosen(cities=(MUSCAT,), seat=HEAD, role=Role.HEAD),
    ROUND,
    RoundToldInto(
        mark=Mark("A"), round=1, notice=NOTICE, sessions=((2, 1),), why="It is public.", worded=Worded.DIFFERS
    ),
    DeskCitiesChosen(cities=(MUSCAT, TRACK.city), seat=SeatId("mo"), role=Role.MEDIATOR),
    DatesAsked(dates=DATES, words="Which?", role=Role.MEDIATOR),
    DatesAnswered(number=1, answers=(Availability.YES, Availability.NO), seat=HEAD, role=Role.HEAD),
    DatesKept(dates=DATES, seat=SeatId("mo"), role=Role.MEDIATOR),
    DatesAskedInto(mark=Mark("A"), number=1, dates=DATES, words="Which?"),
    DatesTold(mark=Mark("A"), number=1, answers=(Availability.IF_NEEDED, Availability.NO)),
    TRACK,
    TrackTold(notice=TRACK_NOTICE),
    TrackToldInto(mark=Mark("A"), track=2, notice=TRACK_NOTICE, steps=((1, 1),)),
    room_opened(),
    SeatGiven(seat=HEAD, role=Role.HEAD, shown=True),
    said(A2, leave=ONLY_IF, reply_to=A1, origin=N1),
    LeaveChanged(label=A1, seat=HEAD, role=Role.ADVISER, leave=EXPIRING),
    Opened(label=B1, seat=HEAD, role=Role.HEAD),
    Spoken(label=A2, role=Role.MEDIATOR, text="سلام", reply_to=A1),
    brought(),
    Announced(label=A1, text="We meet at noon.\nAll of us."),
    Conveyed(label=A1),
    ConditionMet(label=A1),
    TalksClosed(role=Role.MEDIATOR, destroy=NOON + timedelta(days=30)),
    TalksReopened(role=Role.CO_MEDIATOR),
    DestructionNear(days=7, destroy=NOON + timedelta(days=7)),
    Introduced(party="Party B", members=(Introduction(role=Role.COUNSEL, name="A. Person"), Introduction())),
    InnerOpened(room=room_id("A"), mark=Mark("A"), title="Principals", seat=HEAD, role=Role.HEAD),
    Accessed(what=Access.REPLACED, seat=HEAD, role=Role.HEAD, by=Role.MEDIATOR, name="A. Person", mark=Mark("A")),
    desk().opened,
    told(A1, leave=CONFIDENCE),
    LeaveTold(label=A1, leave=SUBSTANCE),
    SpokenInto(label=A2, role=Role.MEDIATOR, text="And you?", reply_to=A1),
    AnnouncedInto(label=A1, text="We meet at noon."),
    held(sources=(A1, A2)),
    CarryStopped(carry=C1, role=None, code=Code.LEAVE_EXPIRED),
    carried(sources=(A1, A2)),
    Delivered(label=B1),
    ConveyanceConfirmed(label=A1),
    ConditionDeclared(label=A1),
    case_closed(),
    CaseReopened(seat=SeatId("mo"), role=Role.MEDIATOR),
    MemberTold(mark=Mark("A"), member=1, shown=Disclosure.ROLE, onward=Disclosure.MEMBER, role=Role.COUNSEL),
    RoomDestroyed(mark=Mark("B"), seat=SeatId("mo"), role=Role.MEDIATOR, certificate="destroyed\n\n— house x\n"),
    IntroducedInto(mark=Mark("B"), of=Mark("A"), members=(Introduction(),), role=Role.MEDIATOR),
    ItemProposed(number=1, label=A1, kind=ItemKind.SCOPE, title="Nothing outside the accord.", words=""),
    ViewGiven(item=1, label=A2, stance=Stance.REFUSES, words="Not a subject of these talks."),
    AgendaShown(
        number=1,
        kind=ItemKind.ITEM,
        title="Missiles",
        words="Range.",
        state=ItemState.OTHER_TRACK,
        track="Doha",
        raised_by="Party B",
        refused_by=("Party C",),
        proposal=1,
        after=(2,),
    ),
    AgendaTakenOff(number=1),
    AgendaSequenced(order=(2, 1)),
    ProposalTold(mark=Mark("A"), number=1, label=A1, kind=ItemKind.ITEM, title="Missiles", words="Range."),
    ViewTold(mark=Mark("A"), number=1, label=A2, stance=Stance.ASKS, words="What is meant?"),
    ItemKept(
        number=1,
        kind=ItemKind.ITEM,
        title="Missiles",
        words="",
        state=ItemState.CONTESTED,
        track="",
        after=(2,),
        sources=(A1,),
        seat=SeatId("mo"),
        role=Role.MEDIATOR,
    ),
    ItemsOrdered(order=(2, 1), seat=SeatId("mo"), role=Role.MEDIATOR),
    StanceNoted(item=1, mark=Mark("B"), stance=None, seat=SeatId("mo"), role=Role.MEDIATOR),
    AgendaShownInto(
        mark=Mark("B"),
        number=1,
        item=3,
        kind=ItemKind.ITEM,
        title="Missiles",
        words="",
        state=ItemState.CONTESTED,
        track="",
        raised_by="Party A",
        refused_by=(),
        after=(2,),
        form=CarryForm.SUBSTANCE,
        sources=(A1,),
        named=(A2,),
        why="Both know.",
        seat=SeatId("mo"),
        role=Role.MEDIATOR,
    ),
    AgendaTakenOffIn(mark=Mark("B"), number=1, item=3, seat=SeatId("mo"), role=Role.MEDIATOR),
    AgendaSequencedIn(mark=Mark("B"), order=(2, 1), seat=SeatId("mo"), role=Role.MEDIATOR),
    StandKept(number=1, item=0, kind=StandKind.RED_LINE, words="No visits.", seat=HEAD, role=Role.HEAD),
    PositionSet(
        item=1,
        stage=0,
        mark=Mark("A"),
        words="Limits first.",
        point=13,
        sources=(A1,),
        seat=SeatId("mo"),
        role=Role.MEDIATOR,
    ),
    ZoneSet(item=1, low=40, high=60, remark="On the order.", caption="Step 1", seat=SeatId("mo"), role=Role.MEDIATOR),
    MandateSet(item=1, reach=Reach.NEEDS_CAPITAL, words="Ask first.", seat=HEAD, role=Role.HEAD),
    AuthoritiesNamed(chain=(Authority(office="Minister", seat=HEAD),), seat=HEAD, role=Role.HEAD),
    OutsideMandate(item=1, why="Time is short.", label=Label("A", 4), seat=HEAD, role=Role.HEAD),
    ConsultationSet(until=NOON, words="The council meets.", told=True, seat=HEAD, role=Role.HEAD),
    AcceptedAdReferendum(number=1, of=A1, digest="00ff", authority="Minister", label=A2),
    AcceptanceSettled(number=1, final=True, label=A3, accepted=A2),
    ConsultationTold(mark=Mark("A"), until=NOON),
    AcceptanceTold(mark=Mark("A"), number=1, of=A1, digest="00ff", authority=None, label=A2),
    AcceptanceSettledTold(mark=Mark("A"), number=1, final=False, label=A3, accepted=A2),
    PointKept(number=1, words="Frigates.", entries=(A1, B1), item=2, seat=SeatId("mo"), role=Role.MEDIATOR),
    PointDissolved(number=1, seat=SeatId("mo"), role=Role.MEDIATOR),
    DeskNoteKept(number=1, text="They hesitate.", mark=Mark("A"), seat=SeatId("mo"), role=Role.MEDIATOR),
    DeskNoteStruck(number=1, seat=SeatId("mo"), role=Role.MEDIATOR),
    SecondRequired(on=True, seat=SeatId("mo"), role=Role.MEDIATOR),
    SecondEndAsked(until=NOON, seat=SeatId("mo"), role=Role.MEDIATOR),
    SecondAsked(
        number=1,
        entering=Entering(
            by=EnterBy.CARRY,
            leaves=(Leaf(into=(Mark("B"),), text="Twelve frigates."),),
            form=CarryForm.IDEA,
            type=MessageType.INFORMATION,
            sources=(A1,),
            document="map.pdf",
            digest=b"digest",
        ),
        repeated=(
            Repeated(
                Mark("B"),
                Repetition(
                    source=A1,
                    topic="entry",
                    number=1,
                    kinds=(FactKind.FIGURE,),
                    here=(Piece("Twelve", shared=True), Piece(" frigates.")),
                    there=(Piece("12", shared=True),),
                ),
            ),
        ),
        why="They named it in public.",
        until=NOON,
        seat=SeatId("mo"),
        role=Role.MEDIATOR,
    ),
    SecondAnswered(number=1, agrees=True, words=None, until=NOON, seat=SeatId("co"), role=Role.CO_MEDIATOR),
    SecondWithdrawn(number=1, seat=SeatId("mo"), role=Role.MEDIATOR),
    SecondUsed(number=1, seat=SeatId("mo"), role=Role.MEDIATOR),
    ValuesWanted(number=1, issues=(Wanted(issue=1, title="Port", options=("Open", "Shut")),), role=Role.MEDIATOR),
    ValuesGiven(number=1, values=WORTHS, without=2, sealed=True, seat=HEAD, role=Role.HEAD),
    ValuesWithdrawn(number=1, seat=HEAD, role=Role.HEAD),
    IssueNamed(number=1, title="Port", options=("Open", "Shut"), item=2),
    IssueDropped(number=1),
    ValuesEstimated(mark=Mark("A"), values=WORTHS, without=2, seat=SeatId("mo"), role=Role.MEDIATOR),
    PreferenceNoted(
        number=1,
        mark=Mark("A"),
        preference=Preference(kind=PreferenceKind.AT_LEAST, better=((1, 0),), worse=((1, 1),)),
        seat=SeatId("mo"),
        role=Role.MEDIATOR,
    ),
    PreferenceDropped(number=1),
    PackageKept(number=1, options=((1, 0),)),
    ValuesAsked(mark=Mark("A"), number=1, issues=(1,), role=Role.MEDIATOR, why="Agreed."),
    ValuesTold(mark=Mark("A"), number=1, values=WORTHS, without=2),
    ValuesSealed(mark=Mark("A"), number=1),
    ValuesTakenBack(mark=Mark("A"), number=1),
    DeskRang(role=Role.MEDIATOR),
    DeskRingSeen(role=Role.ADVISER, seat=SeatId("seat")),
    RoomRang(role=Role.HEAD, seat=SeatId("seat")),
    RoomRingSeen(role=Role.MEDIATOR),
    DeskRangInto(mark=Mark("A"), role=Role.MEDIATOR),
    DeskRingSeenTold(mark=Mark("A"), role=None),
    RoomRangTold(mark=Mark("A"), role=Role.HEAD),
    RoomRingSeenInto(mark=Mark("A"), role=Role.MEDIATOR),
)
"""One event of each kind."""
