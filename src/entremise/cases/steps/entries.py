"""Steps of entries: what delegations write, what the desk carries and says."""

from datetime import datetime
from typing import ClassVar

from entremise.cases.stage import Answer, Stage
from entremise.cases.steps.base import Named, Step, Where, named
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.rooms import Seat, Writing
from entremise.domain.terms import CarryForm, MessageType
from entremise.services import carrying, reading, speaking
from entremise.services.carrying import Carrying
from entremise.services.speaking import Written


class Leaves(Step, frozen=True, kw_only=True):
    """What a leave may say besides its form."""

    condition: str | None = None
    becomes: LeaveForm | None = None
    expires: datetime | None = None

    def leave_of(self, form: LeaveForm) -> Leave:
        """The leave as the house takes it."""
        return Leave(form=form, condition=self.condition, becomes=self.becomes, expires=self.expires)


class Write(Leaves, frozen=True, kw_only=True, tag="write"):
    """A delegation writes in its room."""

    WHERE: ClassVar = Where.ROOM

    text: str
    name: str | None = None
    type: MessageType = MessageType.INFORMATION
    binding: bool = False
    leave: LeaveForm | None = None
    """None: the regime decides."""
    reply_to: str | None = None

    def __post_init__(self) -> None:
        if self.leave is None and (self.condition or self.becomes or self.expires):
            raise ValueError("`condition`, `becomes` and `expires` stand only beside `leave`")

    def gives(self) -> str | None:
        """See `Step.gives`."""
        return self.name

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return named(self.reply_to)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        writing = Writing(
            text=self.text,
            type=self.type,
            binding=self.binding,
            leave=self.leave_of(self.leave) if self.leave is not None else None,
            reply_to=stage.label_or_none(self.reply_to),
        )
        return speaking.write(stage.parts, seat, writing)


class ChangeLeave(Leaves, frozen=True, kw_only=True, tag="change-leave"):
    """A delegation narrows or widens who may know an entry. A note that is told keeps its name."""

    WHERE: ClassVar = Where.ROOM

    entry: str
    leave: LeaveForm

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.entry,)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        answer = speaking.change_leave(stage.parts, seat, stage.label(self.entry), self.leave_of(self.leave))
        if isinstance(answer, Written):
            # A note that is told is from now on the entry that the mediator knows.
            stage.labels[self.entry] = answer.label
        return answer


class Acknowledge(Step, frozen=True, kw_only=True, tag="acknowledge"):
    """A delegation says that it has read what was brought."""

    WHERE: ClassVar = Where.ROOM

    entry: str

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.entry,)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        return speaking.acknowledge(stage.parts, seat, stage.label(self.entry))


class Carry(Named, frozen=True, kw_only=True, tag="carry"):
    """The mediator puts a message at a room's door; its name is of the message, in the room that it enters."""

    into: str
    form: CarryForm
    text: str | None = None
    """None: the sources' own words."""
    sources: tuple[str, ...] = ()
    type: MessageType | None = None
    binding: bool = False
    hold: int = 30
    why: str | None = None

    def __post_init__(self) -> None:
        if not (self.text or self.sources):
            raise ValueError("`text`, where there are no `sources`, is missing")

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return self.sources

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        sources = stage.labels_of(self.sources)
        told = (reading.entry_at(stage.parts, seat, label) for label in sources) if self.text is None else ()
        asked = Carrying(
            into=self.into,
            form=self.form,
            text=self.text or "\n".join(entry.text for entry in told if entry is not None),
            type=self.type,
            binding=self.binding,
            sources=sources,
            hold_seconds=self.hold,
            why=self.why,
        )
        return carrying.carry(stage.parts, seat, asked)


class Stop(Step, frozen=True, kw_only=True, tag="stop"):
    """The mediator stops a message at the door."""

    carry: str

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.carry,)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        return carrying.stop(stage.parts, seat, stage.carry(self.carry))


class Confirm(Step, frozen=True, kw_only=True, tag="confirm"):
    """The mediator confirms to an entry's room that it was conveyed."""

    entry: str

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.entry,)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        return carrying.confirm_conveyance(stage.parts, seat, stage.label(self.entry))


class DeclareMet(Step, frozen=True, kw_only=True, tag="declare-met"):
    """The mediator marks an entry's condition as met."""

    entry: str

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.entry,)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        return carrying.declare_met(stage.parts, seat, stage.label(self.entry))


class Speak(Named, frozen=True, kw_only=True, tag="speak"):
    """The mediator speaks in one room."""

    into: str
    text: str
    reply_to: str | None = None

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return named(self.reply_to)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        reply_to = stage.label_or_none(self.reply_to)
        return speaking.speak(stage.parts, seat, self.into, self.text, reply_to=reply_to)


class Announce(Step, frozen=True, kw_only=True, tag="announce"):
    """The desk announces something, a copy in each room."""

    text: str
    into: tuple[str, ...] | None = None
    """None: in every room."""

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        return speaking.announce(stage.parts, seat, self.text, into=self.into)
