"""Questions to a room, and their answers."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from entremise.api.schema import LeaveIn, MarkLetter, OnItemIn, SourceIn, TakenOut, Words
from entremise.api.schema.rounds import PaperNumber
from entremise.domain.asking import MOST_POINTS, USUAL_HOURS, Asks, State
from entremise.domain.events.asking import Reply
from entremise.domain.events.rounds import RoundState
from entremise.domain.leave import LeaveForm
from entremise.domain.terms import CarryForm, MessageType, Role

Hours = Annotated[int, Meta(description="For how many hours it stands: 1 to 168.")]
QuestionNumber = Annotated[int, Meta(ge=1, description="Counts the questions to one room.")]


class AskCarryIn(Struct, frozen=True, forbid_unknown_fields=True):
    """May I carry exactly this, in this form, as this type, into this room?"""

    into: MarkLetter
    form: CarryForm
    text: Words
    sources: list[SourceIn]
    """All of the room that is asked."""
    type: MessageType | None = None
    """As what the words would be brought; None: the first source's."""
    hours: Hours = USUAL_HOURS
    named: bool | None = None
    """Whether the room is told into which room; None: where the terms let it be known."""
    why: str | None = None


class AskLeaveIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Would you give leave for this entry?"""

    source: SourceIn
    form: LeaveForm
    into: MarkLetter | None = None
    """Where it is to go, for the room to know: the leave, once given, holds for every room."""
    named: bool | None = None
    hours: Hours = USUAL_HOURS
    why: str | None = None
    """Why that room's party is named although the guard warns of it."""


class AskWordingIn(Struct, frozen=True, forbid_unknown_fields=True):
    """May I say exactly this of the round?"""

    room: MarkLetter
    """A room that was told of the round."""
    round: PaperNumber
    state: RoundState
    """How the words say that it stands: as it does, or as it may come to."""
    text: Words
    alone: bool = False
    """Whether this room alone would read them; else whoever is told of the round."""
    hours: Hours = USUAL_HOURS
    why: str | None = None


class AskSummaryIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What of this may I take across, what must stay?"""

    room: MarkLetter
    points: Annotated[list[str], Meta(description=f"1 to {MOST_POINTS}, of at most 2,000 characters.")]
    hours: Hours = USUAL_HOURS
    why: str | None = None


class AskedAsOut(Struct, frozen=True):
    """A question was asked."""

    room: MarkLetter
    number: QuestionNumber
    until: datetime


class SummaryPointIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What the room says to one point of a summary."""

    leave: LeaveIn | None = None
    """None: it is struck."""
    text: str | None = None
    """In the room's own words; None: as the mediator wrote it."""


class RoomAnswerIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A room's answer."""

    reply: Reply
    text: str | None = None
    """With `changed`: the words to which the room agrees."""
    leave: LeaveIn | None = None
    """To a request for leave: another than the one asked for."""
    points: list[SummaryPointIn] | None = None
    """To a summary: one for each point, in their order."""
    on: OnItemIn | None = None
    """The item that a yes is about. Not with `points`: each of these is an entry of its own."""


class AnsweredOut(Struct, frozen=True):
    """A question was answered."""

    at: datetime
    labels: list[str | None]
    """Of a summary: the entry that each point has become; null where it was struck."""


class AskedQuestionOut(Struct, frozen=True, omit_defaults=True):
    """A question, as its place knows it."""

    number: QuestionNumber
    asks: Asks
    state: State
    role: Role
    at: datetime
    until: datetime
    room: MarkLetter | None = None
    """At the desk: who was asked."""
    text: str | None = None
    form: CarryForm | None = None
    type: MessageType | None = None
    """Of a carry: as what the words would be brought."""
    sources: list[str] = []
    label: str | None = None
    wanted: LeaveForm | None = None
    points: list[str] = []
    round: int | None = None
    """To words about a round: which, by its number in the place."""
    says: RoundState | None = None
    """How they say that it stands."""
    alone: bool | None = None
    """Whether the room that is asked alone would read them."""
    into: MarkLetter | None = None
    """At the desk: the room that the words would enter."""
    named: bool | None = None
    """At the desk: whether the room was told which."""
    party: str | None = None
    """In the room: whose room it is, where it was told."""
    reply: Reply | None = None
    answered: datetime | None = None
    by: Role | None = None
    agreed: str | None = None
    """The words to which the room agreed."""
    labels: list[str | None] = []
    taken: TakenOut | None = None
    why: str | None = None


class AskedQuestionsOut(Struct, frozen=True):
    """The questions in a place: open ones, then what stands, then the last before."""

    questions: list[AskedQuestionOut]
