"""All that can happen in a place, in the past tense. Frozen; never changed once written.

A room's log holds the first group and nothing else; the desk's log holds the second. The events of the crossing
group exist only because something came through the door (`domain.door` alone makes them).

Here are entries, and what becomes of them; papers (the agenda, rounds, …) have a file each beside this one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from entremise.domain.errors import Code
from entremise.domain.events.agenda import AgendaDeskEvent, AgendaRoomEvent
from entremise.domain.events.analysis import AnalysisDeskEvent, AnalysisRoomEvent
from entremise.domain.events.asking import AskingDeskEvent, AskingRoomEvent
from entremise.domain.events.dates import DatesDeskEvent, DatesRoomEvent
from entremise.domain.events.hotline import HotlineDeskEvent, HotlineRoomEvent
from entremise.domain.events.mandate import MandateDeskEvent, MandateRoomEvent
from entremise.domain.events.notes import NotesDeskEvent
from entremise.domain.events.papers import Paper
from entremise.domain.events.points import PointsDeskEvent
from entremise.domain.events.positions import PositionsDeskEvent, PositionsRoomEvent
from entremise.domain.events.rounds import RoundsDeskEvent, RoundsRoomEvent
from entremise.domain.events.seconding import SecondDeskEvent
from entremise.domain.events.tracks import TracksDeskEvent, TracksRoomEvent
from entremise.domain.ids import DeskId, Label, Mark, RoomId, SeatId
from entremise.domain.leave import Leave
from entremise.domain.terms import CarryForm, Disclosure, Document, MessageType, Outcome, PartyRoom, Role, Taken, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatGiven:
    """A person was given a seat in this place."""

    seat: SeatId
    role: Role
    shown: bool
    """Whether the desk may know the role. Other rooms never do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DestructionNear:
    """The house reminds, by the clock, that this place is destroyed in so many days."""

    days: int
    destroy: datetime


# In a party's room ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomOpened:
    """The room was opened for a party; always the first line of its log."""

    desk: DeskId
    mark: Mark
    party: str
    title: str
    """What the case is called in this room."""
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A seat wrote an entry, or the desk took down what the party said."""

    label: Label
    """In the room's series if the mediator is told it, among the notes if not."""
    seat: SeatId | None
    """None: no seat of this room wrote it; `taken` says how it came."""
    role: Role
    text: str
    type: MessageType
    binding: bool
    leave: Leave
    marked: bool
    """Whether the writer chose the leave; if not, the regime did."""
    reply_to: Label | None = None
    origin: Label | None = None
    """The internal note that this entry tells, if it was one before."""
    document: Document | None = None
    taken: Taken | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveChanged:
    """Who may know an entry was narrowed or widened, for what follows."""

    label: Label
    seat: SeatId | None
    role: Role
    leave: Leave
    taken: Taken | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The delegation said that it has read what was brought, or the desk that it was read to it."""

    label: Label
    seat: SeatId | None
    role: Role
    taken: Taken | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """The mediator spoke in this room."""

    label: Label
    role: Role
    text: str
    reply_to: Label | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """The mediator brought a message into this room. Nothing in it says where, when or by whom it was first written."""

    label: Label
    form: CarryForm
    type: MessageType
    binding: bool
    attribution: str | None
    """The party named as the words' author; None for an idea or a supposal."""
    text: str
    document: Document | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """The desk announced something here; other rooms may have received a copy."""

    label: Label
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conveyed:
    """The mediator confirmed that an entry of this room was conveyed: that it was, and nothing else."""

    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionMet:
    """The mediator said that the condition set for an entry is met."""

    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """A member of a delegation, as far as another room is told."""

    role: Role | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduced:
    """The desk told this room who takes part for another party, as far as that one allows."""

    party: str
    members: tuple[Introduction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TalksClosed:
    """The desk closed the talks: from now on nothing is written here. How they came out stands at the desk only."""

    role: Role
    """Of the mediators’ seat that closed them."""
    destroy: datetime | None
    """When this room is destroyed by itself; None: it is kept until somebody destroys it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TalksReopened:
    """The desk opened the talks again."""

    role: Role


# At the desk ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened:
    """The case was opened; always the first line of the desk's log."""

    terms: Terms
    rooms: tuple[PartyRoom, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The mediator was told an entry of a room."""

    label: Label
    """The same label as in its room."""
    role: Role | None
    """None: a member of the delegation, which says no more."""
    text: str
    type: MessageType
    binding: bool
    leave: Leave
    marked: bool
    reply_to: Label | None = None
    document: Document | None = None
    taken: Taken | None = None
    taken_by: SeatId | None = None
    """The desk's seat that took it down."""
    why: str | None = None
    """Why words were taken down although they repeat words given in confidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveTold:
    """The mediator was told that the leave of an entry changed."""

    label: Label
    leave: Leave
    taken: Taken | None = None
    taken_by: SeatId | None = None
    why: str | None = None
    """Why it was taken down although the guard warned, or a second seat had to agree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenInto:
    """What the mediator said in a room, as the desk keeps it."""

    label: Label
    role: Role
    text: str
    reply_to: Label | None = None
    why: str | None = None
    """Why the words were kept although they repeat words given in confidence."""
    seat: SeatId | None = None
    """Whose words they are; None in lines of before it was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedInto:
    """A room's copy of an announcement, as the desk keeps it."""

    label: Label
    text: str
    why: str | None = None
    """Why the words were kept although they repeat words given in confidence."""
    seat: SeatId | None = None
    """Whose words they are; None in lines of before it was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryHeld:
    """A message was put at the door of a room. Nobody there can see it yet."""

    carry: Label
    into: Mark
    form: CarryForm
    type: MessageType
    binding: bool
    attribution: str | None
    text: str
    sources: tuple[Label, ...]
    due: datetime
    """When it enters, unless it is stopped."""
    seat: SeatId
    role: Role
    why: str | None = None
    """Why the wording was kept although it repeats words given in confidence."""
    document: Document | None = None
    """The copy that enters with it."""
    document_of: Label | None = None
    """The source whose document it is a copy of; None: one of the desk's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryStopped:
    """The message at the door was stopped. It has not entered and will not."""

    carry: Label
    role: Role | None
    """Who stopped it; None: the house, because the leave no longer stood when it was due."""
    code: Code | None = None
    """With the house: which rule refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The message entered the room."""

    label: Label
    """Its label in the room it entered."""
    carry: Label
    form: CarryForm
    type: MessageType
    binding: bool
    attribution: str | None
    text: str
    sources: tuple[Label, ...]
    document: Document | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """The room said that it has read what was brought, or it was read to the room."""

    label: Label
    taken: Taken | None = None
    taken_by: SeatId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConveyanceConfirmed:
    """The mediator confirmed to an entry's room that it was conveyed."""

    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionDeclared:
    """The mediator marked an entry's condition as met."""

    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberTold:
    """The desk was told of a member of a delegation, as far as the delegation allows it to know, or no longer does."""

    mark: Mark
    member: int
    """1, 2, 3 … for each room, in the order in which the desk was told of them. Says nothing of the seat."""
    shown: Disclosure
    """How much the desk may know from now on."""
    onward: Disclosure
    """How much of it the desk may tell other rooms from now on."""
    role: Role | None = None
    name: str | None = None
    left: bool = False
    """Whether the member has left the delegation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntroducedInto:
    """What a room was told of another's members, as the desk keeps it."""

    mark: Mark
    """The room that was told."""
    of: Mark
    members: tuple[Introduction, ...]
    role: Role
    """Of the desk's seat that told it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed:
    """The desk closed the case, and said how the talks came out."""

    outcome: Outcome
    settled: bool
    began: date
    """By the clock of the case's city, as is `ended`."""
    ended: date
    attended: tuple[Mark, ...]
    """The rooms whose party took part, in the order of their marks."""
    retention_days: int | None
    """None: kept until somebody destroys it."""
    destroy: datetime | None
    """When it is destroyed by itself."""
    seat: SeatId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReopened:
    """The desk opened the case again."""

    seat: SeatId
    role: Role


# In an inner room -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class InnerOpened:
    """A room within a delegation was opened for some of its seats; always the first line of its log."""

    room: RoomId
    """The party's room that it lies in."""
    mark: Mark
    title: str
    seat: SeatId
    """Who opened it."""
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomDestroyed:
    """A room's keys were erased; what stands in its log opens for nobody."""

    mark: Mark
    seat: SeatId | None
    """Whose act it was; None: whoever runs the host."""
    role: Role
    certificate: str
    """Signed with the key of the house."""


# In an access log ------------------------------------------------------------------------------------------


class Access(StrEnum):
    """What an access log tells of."""

    READ = "read"
    """A seat read here, for the first time in this hour."""
    JOINED = "joined"
    """A seat was taken by its link and code."""
    RETURNED = "returned"
    """A seat signed in again."""
    SIGNED_OUT = "signed-out"
    EXPORTED = "exported"
    SUBJECT_EXPORTED = "subject-exported"
    """A seat took a copy of what is kept about it."""
    REPORTED = "reported"
    """At the desk: the mediator’s report was taken."""
    INVITED = "invited"
    INVITATION_WITHDRAWN = "invitation-withdrawn"
    REPLACED = "replaced"
    """A lost device: every session and passkey of the seat ended, and a new link was given."""
    REMOVED = "removed"
    DISCLOSED = "disclosed"
    """What others may learn of a seat was decided anew."""
    WAY_BACK_SET = "way-back-set"
    """A passphrase or a passkey was set, with which one returns to the seat."""
    WAY_BACK_REMOVED = "way-back-removed"
    INNER_OPENED = "inner-opened"
    ADMITTED = "admitted"
    """A seat of the delegation became a member of an inner room."""
    DISMISSED = "dismissed"
    BEARER_GIVEN = "bearer-given"
    """A program was let act as a seat."""
    BEARER_ENDED = "bearer-ended"
    """No program may act as the seat any more."""
    FEED_GIVEN = "feed-given"
    """A calendar program was let read when rounds are."""
    FEED_ENDED = "feed-ended"
    """No calendar program may read it any more."""
    KEY_ROTATED = "key-rotated"
    KEY_REWRAPPED = "key-rewrapped"
    CLOSED = "closed"
    """The host's hold on the key was given up: only members open the room from now on."""
    REOPENED = "reopened"
    BACKED_UP = "backed-up"
    RESTORED = "restored"
    ACCOUNT_CLOSED = "account-closed"
    """The host closed the staff account that held the seat, and nobody holds it now."""
    ACCOUNT_ENROLLED_ANEW = "account-enrolled-anew"
    """The host let the staff account that held the seat be entered with a new password; nobody holds the seat now."""
    SECOND_FACTOR_REMOVED = "second-factor-removed"
    """The host took away the second factor of the staff account that holds the seat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accessed:
    """Somebody came to this place, read in it, or changed who can."""

    what: Access
    seat: SeatId | None = None
    """Whom it is about; None: the place as a whole."""
    role: Role | None = None
    """The role of that seat."""
    by: Role | None = None
    """In what capacity it was done, where it was not done by that seat itself."""
    name: str | None = None
    """What that seat's own place calls the person, where it does."""
    mark: Mark | None = None
    """At the desk, of a head of delegation: the room. The desk does not know the seat."""


AccessEvent: TypeAlias = Accessed
"""What an access log can hold."""

RoomEvent: TypeAlias = (
    RoomOpened
    | SeatGiven
    | Said
    | LeaveChanged
    | Opened
    | Spoken
    | Brought
    | Announced
    | Conveyed
    | ConditionMet
    | Introduced
    | TalksClosed
    | TalksReopened
    | DestructionNear
    | AgendaRoomEvent
    | AskingRoomEvent
    | PositionsRoomEvent
    | MandateRoomEvent
    | HotlineRoomEvent
    | AnalysisRoomEvent
    | RoundsRoomEvent
    | DatesRoomEvent
    | TracksRoomEvent
)
"""What a room's log can hold."""

InnerEvent: TypeAlias = InnerOpened | Said
"""What the log of an inner room can hold."""

DeskEvent: TypeAlias = (
    CaseOpened
    | SeatGiven
    | Told
    | LeaveTold
    | SpokenInto
    | AnnouncedInto
    | CarryHeld
    | CarryStopped
    | Carried
    | Delivered
    | ConveyanceConfirmed
    | ConditionDeclared
    | MemberTold
    | IntroducedInto
    | CaseClosed
    | CaseReopened
    | DestructionNear
    | RoomDestroyed
    | PointsDeskEvent
    | NotesDeskEvent
    | SecondDeskEvent
    | AgendaDeskEvent
    | AskingDeskEvent
    | PositionsDeskEvent
    | MandateDeskEvent
    | HotlineDeskEvent
    | AnalysisDeskEvent
    | RoundsDeskEvent
    | DatesDeskEvent
    | TracksDeskEvent
)
"""What the desk's log can hold."""

Event: TypeAlias = RoomEvent | DeskEvent | InnerEvent | AccessEvent


def name_of(event: Event) -> Label | None:
    """The label that the event brings into its log; None if it brings none."""
    match event:
        case Said() | Spoken() | Brought() | Announced():
            return event.label
        case Told() | SpokenInto() | AnnouncedInto() | Carried():
            return event.label
        case CarryHeld():
            return event.carry
        case (
            RoomOpened()
            | SeatGiven()
            | LeaveChanged()
            | Opened()
            | Conveyed()
            | ConditionMet()
            | CaseOpened()
            | LeaveTold()
            | CarryStopped()
            | Delivered()
            | ConveyanceConfirmed()
            | ConditionDeclared()
            | Introduced()
            | MemberTold()
            | IntroducedInto()
            | InnerOpened()
            | TalksClosed()
            | TalksReopened()
            | CaseClosed()
            | CaseReopened()
            | DestructionNear()
            | RoomDestroyed()
            | Accessed()
            | Paper()
        ):
            return None


def refers_to(event: Event) -> tuple[Label, ...]:
    """The labels of earlier entries whose state the event changes, in its own log."""
    match event:
        case (
            LeaveChanged()
            | Opened()
            | Conveyed()
            | ConditionMet()
            | LeaveTold()
            | Delivered()
            | ConveyanceConfirmed()
            | ConditionDeclared()
        ):
            return (event.label,)
        case CarryStopped():
            return (event.carry,)
        case Carried():
            return (event.carry, *event.sources)
        case Said():
            return (event.origin,) if event.origin else ()
        case (
            RoomOpened()
            | SeatGiven()
            | Spoken()
            | Brought()
            | Announced()
            | CaseOpened()
            | Told()
            | SpokenInto()
            | AnnouncedInto()
            | CarryHeld()
            | Introduced()
            | MemberTold()
            | IntroducedInto()
            | InnerOpened()
            | TalksClosed()
            | TalksReopened()
            | CaseClosed()
            | CaseReopened()
            | DestructionNear()
            | RoomDestroyed()
            | Accessed()
        ):
            return ()
        case Paper() as paper:
            return paper.refers_to()


CONDITIONS = "condition"
"""Topic of a room's lines that set a condition."""

ENDING = "ending"
"""Topic of the lines by which a case is closed and opened again, and of the reminders after."""

PEOPLE = "people"
"""Topic of the lines that tell who belongs to a place, and what others were told of it."""

RETURNS = "returns"
"""Topic of an access log's lines that tell when somebody came in."""

DESTROYED = "destroyed"
"""Topic of the desk's lines by which a room was destroyed."""

_TOPICS: Mapping[type[Event], str] = MappingProxyType(
    {
        Brought: "brought",
        Conveyed: "conveyed",
        RoomDestroyed: DESTROYED,
        **dict.fromkeys((TalksClosed, TalksReopened, CaseClosed, CaseReopened, DestructionNear), ENDING),
        **dict.fromkeys((Introduced, MemberTold, IntroducedInto), PEOPLE),
    }
)
_ACCESS_TOPICS: Mapping[Access, str] = MappingProxyType(
    {
        Access.JOINED: RETURNS,
        Access.RETURNED: RETURNS,
        **dict.fromkeys(
            (
                Access.INVITED,
                Access.INVITATION_WITHDRAWN,
                Access.REPLACED,
                Access.REMOVED,
                Access.DISCLOSED,
                Access.INNER_OPENED,
                Access.ADMITTED,
                Access.DISMISSED,
                Access.BEARER_GIVEN,
            ),
            PEOPLE,
        ),
    }
)


def topic_of(event: Event) -> str | None:
    """Under what the event's log can be searched besides its label, such as the conditions that a party set."""
    match event:
        case Said() | LeaveChanged() if event.leave.condition is not None:
            return CONDITIONS
        case Accessed():
            return _ACCESS_TOPICS.get(event.what)
        case Paper():
            return event.topic
        case _:
            return _TOPICS.get(type(event))
