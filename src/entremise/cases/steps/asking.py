"""Steps of questions: what the mediator asks of a room, and what the room answers."""

from typing import ClassVar

from entremise.cases.stage import Answer, Stage
from entremise.cases.steps.base import Named, Step, Where
from entremise.domain.events.asking import Reply
from entremise.domain.events.rounds import RoundState
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.rooms import Seat
from entremise.domain.terms import CarryForm
from entremise.services import asking
from entremise.services.asking import CarryQuestion, LeaveQuestion, PointAnswer, SummaryQuestion, WordingQuestion


class AskCarry(Named, frozen=True, kw_only=True, tag="ask-carry"):
    """The mediator reads back: may I carry exactly this?"""

    name: str
    into: str
    form: CarryForm
    text: str
    sources: tuple[str, ...]

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return self.sources

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        sources = stage.labels_of(self.sources)
        asked = CarryQuestion(into=self.into, form=self.form, text=self.text, sources=sources)
        return asking.ask_carry(stage.parts, seat, asked)


class AskLeave(Named, frozen=True, kw_only=True, tag="ask-leave"):
    """The mediator asks a delegation for leave to carry an entry so."""

    name: str
    entry: str
    form: LeaveForm
    into: str | None = None
    """The mark of the room that it would enter, if that is said."""

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.entry,)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        asked = LeaveQuestion(label=stage.label(self.entry), form=self.form, into=self.into)
        return asking.ask_leave(stage.parts, seat, asked)


class AnswerQuestion(Step, frozen=True, kw_only=True, tag="answer"):
    """A delegation answers a read-back, or a request for leave: yes changes the entry's leave."""

    WHERE: ClassVar = Where.ROOM

    question: str
    reply: Reply

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.question,)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        return asking.answer(stage.parts, seat, stage.number(self.question), self.reply)


class AskWording(Named, frozen=True, kw_only=True, tag="ask-wording"):
    """The mediator asks a room: may I say exactly this of the round?"""

    name: str
    room: str
    round: str
    state: RoundState
    text: str
    alone: bool = False

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.round,)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        asked = WordingQuestion(
            mark=self.room, round=stage.number(self.round), state=self.state, text=self.text, alone=self.alone
        )
        return asking.ask_wording(stage.parts, seat, asked)


class AskSummary(Named, frozen=True, kw_only=True, tag="ask-summary"):
    """The mediator closes a caucus: what of this may I take across, what must stay?"""

    name: str
    room: str
    points: tuple[str, ...]

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        return asking.ask_summary(stage.parts, seat, SummaryQuestion(mark=self.room, points=self.points))


class AnswerSummary(Step, frozen=True, kw_only=True, tag="answer-summary"):
    """A delegation says of each point who may know it."""

    WHERE: ClassVar = Where.ROOM

    question: str
    leaves: tuple[LeaveForm, ...]

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.question,)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        points = [PointAnswer(leave=Leave(form=form)) for form in self.leaves]
        return asking.answer_summary(stage.parts, seat, stage.number(self.question), points)
