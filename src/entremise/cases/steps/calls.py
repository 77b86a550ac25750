"""Steps between rounds: the telephone lane, the hotline, a notice by mail."""

from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from entremise.cases.stage import Answer, Stage
from entremise.cases.steps.base import Step, Where, named
from entremise.domain.dictating import Call, Dictation
from entremise.domain.errors import Refusal
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.rooms import Seat
from entremise.domain.terms import Came, MessageType, Role
from entremise.services import dictating, hotline, notices
from entremise.services.notices import Wish
from entremise.services.ports import Mailing


class Called(Step, frozen=True, kw_only=True):
    """How something came from a party, or reached it."""

    who: Role
    """Of the delegation."""
    how: Came = Came.TELEPHONE
    when: datetime | None = None
    """None: when it is taken down."""

    def call(self) -> Call:
        """The same as the house takes it."""
        return Call(how=self.how, who=self.who, at=self.when)


class TakeDown(Called, frozen=True, kw_only=True, tag="take-down"):
    """The desk takes down what a party says. It is not read back yet, and so held in confidence."""

    room: str
    text: str
    name: str | None = None
    type: MessageType = MessageType.INFORMATION
    reply_to: str | None = None

    def gives(self) -> str | None:
        """See `Step.gives`."""
        return self.name

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return named(self.reply_to)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        reply_to = stage.label_or_none(self.reply_to)
        dictation = Dictation(text=self.text, call=self.call(), type=self.type, reply_to=reply_to)
        return dictating.take_down(stage.parts, seat, self.room, dictation)


class ReadBack(Called, frozen=True, kw_only=True, tag="read-back"):
    """The desk takes down that an entry's words were read back and agreed, with this leave."""

    entry: str
    leave: LeaveForm

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.entry,)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        leave = Leave(form=self.leave)
        return dictating.agree(stage.parts, seat, stage.label(self.entry), self.call(), leave=leave)


class ReadOut(Called, frozen=True, kw_only=True, tag="read-out"):
    """The desk takes down that what was brought into a room was read to its party."""

    entry: str

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.entry,)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        return dictating.read_out(stage.parts, seat, stage.label(self.entry), self.call())


class Ring(Step, frozen=True, kw_only=True, tag="ring"):
    """One side asks the other to call, without a word."""

    WHERE: ClassVar = Where.BOTH

    room: str | None = None
    """From the desk: the mark of the room that is rung."""

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        return hotline.ring(stage.parts, seat, self.room)


class SeeRing(Step, frozen=True, kw_only=True, tag="see-ring"):
    """The other side says that it has seen it."""

    WHERE: ClassVar = Where.BOTH

    room: str | None = None
    """At the desk: the mark of the room that rang."""

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        return hotline.see(stage.parts, seat, self.room)


class AskNotices(Step, frozen=True, kw_only=True, tag="ask-notices"):
    """A seat asks to be told by mail that something waits, and confirms the address by the code mailed to it.

    In a play no mail leaves the house: it is asked for as if the house sent some, at no time of day.
    """

    WHERE: ClassVar = Where.BOTH

    address: str
    zone: str

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        parts = replace(stage.parts, mailing=Mailing(sender="notices@house.invalid", post=Unposted()))
        asked = notices.ask(parts, seat, Wish(address=self.address, zone=self.zone))
        kept = notices.page(parts, seat).kept
        if isinstance(asked, Refusal) or kept is None:
            return asked
        return notices.confirm(parts, seat, kept.code)


class Unposted:
    """See `services.ports.Post`. Hands nothing over."""

    def send(self, message: bytes, *, sender: str, to: str) -> None:
        """Nothing leaves the house."""

    def check(self) -> None:
        """There is no server."""
