"""The low-tech lane: what a party says by telephone or on paper is taken down at the desk, and read back to it.

Until the words were read back and agreed to, they are held in confidence.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from entremise.domain.agenda import Proposing
from entremise.domain.errors import Code, Refusal
from entremise.domain.events import Said
from entremise.domain.events.agenda import Stance
from entremise.domain.ids import Label
from entremise.domain.leave import CONFIDENCE, Leave, LeaveForm
from entremise.domain.roles import Act, may, unless_may
from entremise.domain.rooms import Room, Seat, Writing, write
from entremise.domain.terms import ROOM_ROLES, Came, MessageType, Role, Taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """How something came from a party, or reached it: by whom, when."""

    how: Came
    who: Role
    at: datetime | None = None
    """None: when it is taken down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewSaid:
    """That it is what the party thinks of an item."""

    item: int
    """Its number in that room."""
    stance: Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceSaid:
    """That it accepts an entry, *ad referendum*."""

    of: Label
    digest: str
    """Of the words that were read to the party."""
    authority: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordSaid:
    """That it is an authority's word on an acceptance."""

    number: int
    """Of the acceptance, among those of that room."""
    digest: str
    final: bool


Paper: TypeAlias = Proposing | ViewSaid | AcceptanceSaid | WordSaid
"""As what a party's words stand on its papers too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictation:
    """What a party said, as the desk took it down."""

    text: str
    call: Call
    type: MessageType = MessageType.INFORMATION
    binding: bool = False
    leave: Leave | None = None
    """None: the party said nothing of it."""
    reply_to: Label | None = None
    agreed_by: Role | None = None
    """Who agreed to the words when they were read back; None: they have not been read back."""
    agreed: datetime | None = None
    """None: when it is taken down."""
    paper: Paper | None = None
    """None: an entry and no more."""


def take_down(room: Room, seat: Seat, dictation: Dictation, *, now: datetime) -> Said | Refusal:
    """What enters the room's log; `seat` is the desk's. Nothing wider than confidence without read-back."""
    agreed = dictation.agreed_by is not None
    taken = heard(dictation.call, seat, agreed_by=dictation.agreed_by, agreed=dictation.agreed, now=now)
    if isinstance(taken, Refusal):
        return taken
    wider = dictation.leave is not None and dictation.leave.form is not LeaveForm.CONFIDENCE
    accepts = isinstance(dictation.paper, AcceptanceSaid | WordSaid)
    if not agreed and (wider or dictation.binding or accepts):
        return Refusal(Code.NOT_READ_BACK)
    if dictation.leave is not None and dictation.leave.form is LeaveForm.OWN:
        return Refusal(Code.ALREADY_TOLD)
    writing = Writing(
        text=dictation.text,
        type=dictation.type,
        binding=dictation.binding,
        # Before it is read back, not even the regime makes more of it.
        leave=dictation.leave if agreed else CONFIDENCE,
        reply_to=dictation.reply_to,
    )
    said = write(room, seat, writing, now=now)
    if isinstance(said, Refusal):
        return said
    marked = dictation.leave is not None or not agreed
    return replace(said, seat=None, role=dictation.call.who, marked=marked, taken=taken)


def heard(
    call: Call, seat: Seat, *, now: datetime, agreed_by: Role | None = None, agreed: datetime | None = None
) -> Taken | Refusal:
    """How the desk took it down, or why it cannot have come so.

    Who agreed must be somebody who could have told the mediator so in the room.
    """
    if call.who not in ROOM_ROLES:
        return Refusal(Code.ROLE_NOT_SEATED, {"role": call.who})
    refusal = unless_may(agreed_by, Act.TELL) if agreed_by is not None else None
    if refusal is not None:
        return refusal
    said, read_back = call.at or now, (agreed or now) if agreed_by is not None else None
    if not said <= (read_back or said) <= now:
        return Refusal(Code.TAKEN_LATER)
    return Taken(how=call.how, said_by=call.who, said=said, by=seat.role, agreed_by=agreed_by, agreed=read_back)


def agreed(call: Call, seat: Seat, *, said: datetime, taken: Taken | None, now: datetime) -> Taken | Refusal:
    """How an entry's words were read back to a party and agreed; `taken` is how the entry itself came.

    Of words that were taken down, whoever may tell the mediator can agree; of what a seat wrote, a head alone.
    """
    if taken is None and may(call.who, Act.TELL) and not may(call.who, Act.CHANGE_ANY_LEAVE):
        return Refusal(Code.NOT_WRITER)
    if comes_before(call, said if taken is None else taken.said):
        return Refusal(Code.TAKEN_LATER)
    return heard(call, seat, agreed_by=call.who, agreed=call.at, now=now)


def comes_before(call: Call, what: datetime) -> bool:
    """Whether the call came before something that it is about. By the minute: people write down no seconds."""
    return call.at is not None and call.at < what.replace(second=0, microsecond=0)
