"""The one door. Whatever passes between a room and the desk passes through a function of this file.

Five things cross: an entry that its writer left for the mediator goes to the desk; what the mediator carries or says
goes into a room; what the desk announces goes into the rooms it names, a copy each; what a delegation lets be known of
its members goes to the desk, and from there on; and the desk invites a delegation's head. (The sixth, the declared
outcome of a sealed instrument, comes with the instruments.) From party to party nothing passes: no function here takes
two rooms, except `announce`, which takes what the desk says and a row of rooms.

Each function decides and returns what is to be written in which log; it writes nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from entremise.domain.errors import Code, Refusal
from entremise.domain.events import (
    Access,
    Accessed,
    Announced,
    AnnouncedInto,
    Brought,
    Carried,
    CarryHeld,
    CarryStopped,
    CaseClosed,
    CaseReopened,
    ConditionDeclared,
    ConditionMet,
    ConveyanceConfirmed,
    Conveyed,
    Delivered,
    Introduced,
    IntroducedInto,
    LeaveChanged,
    LeaveTold,
    MemberTold,
    Opened,
    Said,
    Spoken,
    SpokenInto,
    TalksClosed,
    TalksReopened,
    Told,
)
from entremise.domain.ids import DeskId, Label, Mark, RoomId, access_log
from entremise.domain.leave import LeaveForm
from entremise.domain.log import Append
from entremise.domain.rooms import Desk, Room, Seat
from entremise.domain.rules import (
    MOST_SOURCES,
    NAMELESS,
    Carriage,
    Source,
    may_carry,
    may_hold,
)
from entremise.domain.seats import Detail, Member, told_of
from entremise.domain.terms import CarryForm, Disclosure, Document, MessageType, PartyRoom
from entremise.domain.words import MOST_CHARACTERS_A_LINE, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What the mediator wants to carry: exact words, form, destination, sources."""

    into: Mark
    form: CarryForm
    text: str
    type: MessageType = MessageType.INFORMATION
    binding: bool = False
    sources: tuple[Source, ...] = ()
    why: str | None = None
    """Why the wording is kept although the guard warns."""
    document: Document | None = None
    """The copy that goes along, as it lies at the desk."""
    document_of: Label | None = None
    """The source whose document it is a copy of; None: one of the desk's own."""


# (a) An entry left for the mediator goes to the desk -------------------------------------------------------


def tell(room: Room, desk: DeskId, said: Said, *, seat: Seat) -> tuple[Append, Append]:
    """An entry with a leave for the mediator: in the room's log, and told at the desk.

    The desk learns the words, the leave, and the role as far as the seat allows; never the seat.
    """
    told = Told(
        label=said.label,
        role=said.role if seat.shown else None,
        text=said.text,
        type=said.type,
        binding=said.binding,
        leave=said.leave,
        marked=said.marked,
        reply_to=said.reply_to if said.reply_to and said.reply_to.series == room.mark else None,
        document=replace(said.document, place=room.id) if said.document is not None else None,
    )
    return Append(room.id, said), Append(desk, told)


def tell_leave(room: Room, desk: DeskId, changed: LeaveChanged) -> tuple[Append, Append]:
    """A told entry's leave, narrowed or widened for what follows."""
    told = LeaveTold(label=changed.label, leave=changed.leave)
    return Append(room.id, changed), Append(desk, told)


def acknowledge(room: Room, desk: DeskId, label: Label, *, seat: Seat) -> tuple[Append, Append]:
    """The delegation says that it has read what was brought; the desk learns that it has, not who."""
    return (
        Append(room.id, Opened(label=label, seat=seat.id, role=seat.role)),
        Append(desk, Delivered(label=label)),
    )


# (b) What the mediator carries or says goes into a room ----------------------------------------------------


def hold(desk: Desk, message: Message, *, seat: Seat, hold_seconds: int, now: datetime) -> CarryHeld | Refusal:
    """The message at the door, due after the hold, or why it may not be carried."""
    text = plain(message.text)
    if isinstance(text, Refusal):
        return text
    why = checked_reason(message.why)
    if isinstance(why, Refusal):
        return why
    if desk.room(message.into) is None:
        return Refusal(Code.ROOM_MISSING)
    if len(message.sources) > MOST_SOURCES:
        return Refusal(Code.SOURCES_TOO_MANY, {"most": MOST_SOURCES, "count": len(message.sources)})
    refusal = may_hold(hold_seconds) or may_carry(_carriage(message, text), now=now)
    if refusal is not None:
        return refusal
    return CarryHeld(
        carry=desk.next_carry,
        into=message.into,
        form=message.form,
        type=message.type,
        binding=message.binding,
        attribution=_attribution(desk, message),
        text=text,
        sources=tuple(source.label for source in message.sources),
        due=now + timedelta(seconds=hold_seconds),
        seat=seat.id,
        role=seat.role,
        why=why,
        document=message.document,
        document_of=message.document_of,
    )


def enter(
    desk: DeskId,
    room: Room,
    held: CarryHeld,
    *,
    sources: Sequence[Source],
    now: datetime,
    copied: Callable[[Document], Document] | None = None,
) -> tuple[Append, ...]:
    """The crossing: the held message enters the room, if every leave still stands at `now`.

    If one was narrowed or has expired while the message was at the door, it is stopped instead: a carry without
    leave never happens, whatever the order of acts. `copied` lays a copy of what was enclosed into the room, under an
    id and a key of its own.
    """
    carriage = Carriage(
        into=held.into,
        form=held.form,
        type=held.type,
        binding=held.binding,
        text=held.text,
        sources=tuple(sources),
        document_of=held.document_of,
    )
    refusal = may_carry(carriage, now=now)
    if refusal is not None:
        return (Append(desk, CarryStopped(carry=held.carry, role=None, code=refusal.code)),)
    label = room.next_label
    document = copied(held.document) if held.document is not None and copied is not None else None
    carried = Carried(
        label=label,
        carry=held.carry,
        form=held.form,
        type=held.type,
        binding=held.binding,
        attribution=held.attribution,
        text=held.text,
        sources=held.sources,
        document=replace(document, place=room.id) if document is not None else None,
    )
    brought = Brought(
        label=label,
        form=held.form,
        type=held.type,
        binding=held.binding,
        attribution=held.attribution,
        text=held.text,
        document=document,
    )
    return Append(desk, carried), Append(room.id, brought)


def speak(
    desk: DeskId, room: Room, *, seat: Seat, text: str, reply_to: Label | None = None, why: str | None = None
) -> tuple[Append, Append] | Refusal:
    """The mediator's own words, said in one room."""
    kept, reason = plain(text), checked_reason(why)
    if isinstance(kept, Refusal):
        return kept
    if isinstance(reason, Refusal):
        return reason
    label = room.next_label
    return (
        Append(room.id, Spoken(label=label, role=seat.role, text=kept, reply_to=reply_to)),
        Append(desk, SpokenInto(label=label, role=seat.role, text=kept, reply_to=reply_to, why=reason)),
    )


def confirm(desk: DeskId, room: Room, label: Label, *, carried: bool) -> tuple[Append, Append] | Refusal:
    """The giver's content-free receipt: that the entry was conveyed, when the mediator chooses to say so."""
    if not carried:
        return Refusal(Code.NOT_CARRIED, {"source": str(label)})
    return Append(desk, ConveyanceConfirmed(label=label)), Append(room.id, Conveyed(label=label))


def declare_met(desk: DeskId, room: Room, source: Source) -> tuple[Append, Append] | Refusal:
    """The mediator says that a condition is met: from now on the entry may be carried in the form it turns into."""
    if source.leave.form is not LeaveForm.CONDITIONAL:
        return Refusal(Code.NOT_CONDITIONAL, {"source": str(source.label)})
    if source.met:
        return Refusal(Code.ALREADY_MET, {"source": str(source.label)})
    return (
        Append(desk, ConditionDeclared(label=source.label)),
        Append(room.id, ConditionMet(label=source.label)),
    )


# (c) What the desk announces goes into the rooms it names, a copy each -------------------------------------


def announce(desk: DeskId, rooms: Sequence[Room], *, text: str, why: str | None = None) -> tuple[Append, ...] | Refusal:
    """The same words into each of `rooms`. No copy says how many there are, nor where."""
    kept, reason = plain(text), checked_reason(why)
    if isinstance(kept, Refusal):
        return kept
    if isinstance(reason, Refusal):
        return reason
    if not rooms:
        return Refusal(Code.ROOM_MISSING)
    return tuple(
        append
        for room in rooms
        for append in (
            Append(room.id, Announced(label=room.next_label, text=kept)),
            Append(desk, AnnouncedInto(label=room.next_label, text=kept, why=reason)),
        )
    )


def tell_closed(closed: CaseClosed, room: RoomId) -> Append:
    """A room's copy of the closing: that the talks are closed, and how long the room is kept. Not how they came out."""
    return Append(room, TalksClosed(role=closed.role, destroy=closed.destroy))


def tell_reopened(reopened: CaseReopened, room: RoomId) -> Append:
    """A room's copy of the reopening."""
    return Append(room, TalksReopened(role=reopened.role))


# (d) What a delegation lets be known of its members, and the way in that the desk gives to its head --------


def tell_member(desk: DeskId, seat: Seat, detail: Detail) -> tuple[Append, ...]:
    """What the desk may know of a seat from now on, and tell on.

    The desk learns as much as the delegation lets it, under a number that says nothing of the seat. Of a member without
    a number it never was told, and is told nothing.
    """
    if seat.mark is None or detail.member is None:
        return ()
    known = told_of(seat.role, detail.name, detail.shown)
    told = MemberTold(
        mark=seat.mark,
        member=detail.member,
        shown=detail.shown,
        onward=detail.onward,
        role=known.role,
        name=known.name,
    )
    return (Append(desk, told),)


def tell_left(desk: DeskId, seat: Seat, detail: Detail) -> tuple[Append, ...]:
    """That a member whom the desk knows of has left the delegation; of any other it is told nothing."""
    nothing = Disclosure.NOTHING
    if seat.mark is None or detail.member is None or detail.shown is nothing:
        return ()
    left = MemberTold(mark=seat.mark, member=detail.member, shown=nothing, onward=nothing, left=True)
    return (Append(desk, left),)


def introduce(
    desk: DeskId, room: Room, of: PartyRoom, members: Sequence[Member], *, seat: Seat
) -> tuple[Append, Append] | Refusal:
    """Who takes part for another party, told in a room as far as that party lets it be told on; a copy in each log."""
    if not members or of.mark == room.mark or not all(one.may_be_told_on and one.mark == of.mark for one in members):
        return Refusal(Code.NOBODY_TO_INTRODUCE)
    told = tuple(told_of(one.role, one.name, one.onward) for one in members)
    return (
        Append(room.id, Introduced(party=of.party, members=told)),
        Append(desk, IntroducedInto(mark=room.mark, of=of.mark, members=told, role=seat.role)),
    )


def invite_head(desk: DeskId, room: RoomId, head: Seat, *, by: Seat, replaced: bool) -> tuple[Append, Append]:
    """The desk gives the head of a delegation a new way in: told in the room's access log, and in the desk's own.

    The room learns whether it `replaced` what opened the seat before; the desk does not learn whether anything did.
    """
    what = Access.REPLACED if replaced else Access.INVITED
    return (
        Append(access_log(room), Accessed(what=what, seat=head.id, role=head.role, by=by.role)),
        Append(access_log(desk), Accessed(what=Access.INVITED, role=head.role, by=by.role, mark=head.mark)),
    )


def checked_reason(why: str | None) -> str | Refusal | None:
    """Why words are kept although they repeat a confidence: a line, or None; or why it cannot be recorded."""
    return plain(why, most=MOST_CHARACTERS_A_LINE) if why and why.strip() else None


def _carriage(message: Message, text: str) -> Carriage:
    return Carriage(
        into=message.into,
        form=message.form,
        type=message.type,
        binding=message.binding,
        text=text,
        sources=message.sources,
        document_of=message.document_of,
    )


def _attribution(desk: Desk, message: Message) -> str | None:
    if message.form in NAMELESS or not message.sources:
        return None
    giver = desk.room(message.sources[0].label.series)
    return giver.party if giver is not None else None
