"""Steps of a delegation's mandate: how far it goes, who confirms, until when it consults, what it accepts so."""

from datetime import datetime
from typing import ClassVar

from entremise.cases.stage import Answer, Stage
from entremise.cases.steps.base import Named, Step, Where, named
from entremise.domain.door.mandate import Accepting
from entremise.domain.errors import ABSENT, Refusal
from entremise.domain.events.mandate import Authority, Reach
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.mandate import digest_of
from entremise.domain.rooms import Seat
from entremise.services import mandate, reach, reading
from entremise.services.agenda import Kept


class SetMandate(Step, frozen=True, kw_only=True, tag="set-mandate"):
    """A delegation writes down how far its mandate goes on an item. The desk is told nothing."""

    WHERE: ClassVar = Where.ROOM

    reach: Reach
    item: str | None = None
    """None: on the talks as a whole."""
    words: str = ""

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return named(self.item)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        item = stage.number_in(seat, self.item)
        return mandate.set_mandate(stage.parts, seat, item, reach=self.reach, words=self.words)


class NameAuthorities(Step, frozen=True, kw_only=True, tag="name-authorities"):
    """A delegation names who confirms what it accepts, nearest first. The desk is told nothing."""

    WHERE: ClassVar = Where.ROOM

    offices: tuple[str, ...]

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        return mandate.name_authorities(stage.parts, seat, [Authority(office=office) for office in self.offices])


class Consult(Step, frozen=True, kw_only=True, tag="consult"):
    """A delegation says until when it consults, or with no `until` that it does no more."""

    WHERE: ClassVar = Where.ROOM

    until: datetime | None = None
    words: str = ""
    """For the delegation alone."""
    told: bool = False
    """Whether the mediator is told until when."""

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        return mandate.consult(stage.parts, seat, self.until, words=self.words, told=self.told)


class Accept(Named, frozen=True, kw_only=True, tag="accept"):
    """A delegation accepts what was brought, *ad referendum*. Its name is of the acceptance, and of its entry."""

    WHERE: ClassVar = Where.ROOM

    name: str
    entry: str
    authority: str
    words: str
    name_authority: bool = False
    """Whether the mediator is told whose word it waits for."""
    leave: LeaveForm | None = None
    """None: the regime decides."""

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.entry,)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        label = stage.label(self.entry)
        entry = reading.entry_at(stage.parts, seat, label)
        if entry is None:
            return ABSENT
        accepting = Accepting(
            digest=digest_of(entry.text),
            authority=self.authority,
            words=self.words,
            name_authority=self.name_authority,
            leave=Leave(form=self.leave) if self.leave is not None else None,
        )
        answer = mandate.accept(stage.parts, seat, label, accepting)
        if isinstance(answer, Kept):
            accepted = reach.in_room_desk(stage.parts, seat.place).acceptance(answer.number)
            stage.labels |= {self.name: accepted.label} if accepted is not None else {}
        return answer


class Settle(Named, frozen=True, kw_only=True, tag="settle"):
    """The authority's word on an acceptance: final, or not given. Its name is of the entry in which it is told."""

    WHERE: ClassVar = Where.ROOM

    acceptance: str
    final: bool
    words: str

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.acceptance,)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        number = stage.number(self.acceptance)
        accepted = reach.in_room_desk(stage.parts, seat.place).acceptance(number)
        if accepted is None:
            return ABSENT
        digest = accepted.digest
        answer = mandate.settle(stage.parts, seat, number, digest=digest, final=self.final, words=self.words)
        settled = reach.in_room_desk(stage.parts, seat.place).acceptance(number)
        label = settled.settled_by if settled is not None else None
        if not isinstance(answer, Refusal) and self.name is not None and label is not None:
            stage.labels[self.name] = label
        return answer
