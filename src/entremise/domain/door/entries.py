"""What passes in words: entries told, messages carried, what the mediator says and announces."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from entremise.domain.errors import Code, Refusal
from entremise.domain.events import (
    Announced,
    AnnouncedInto,
    Brought,
    Carried,
    CarryHeld,
    CarryStopped,
    ConditionDeclared,
    ConditionMet,
    ConveyanceConfirmed,
    Conveyed,
    Delivered,
    LeaveChanged,
    LeaveTold,
    Opened,
    Said,
    Spoken,
    SpokenInto,
    Told,
)
from entremise.domain.ids import DeskId, Label, Mark, SeatId
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
from entremise.domain.terms import CarryForm, Document, MessageType
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


def tell(room: Room, desk: DeskId, said: Said, *, seat: Seat, why: str | None = None) -> tuple[Append, Append]:
    """An entry with a leave for the mediator: in the room's log, and told at the desk.

    The desk learns the words, the leave, and the role as far as the seat allows; never the seat. Of an entry that the
    desk took down itself, `seat` is the desk's, and `why` it kept words that the guard warned of.
    """
    told = Told(
        label=said.label,
        role=said.role if seat.shown or said.taken is not None else None,
        text=said.text,
        type=said.type,
        binding=said.binding,
        leave=said.leave,
        marked=said.marked,
        reply_to=said.reply_to if said.reply_to and said.reply_to.series == room.mark else None,
        document=replace(said.document, place=room.id) if said.document is not None else None,
        taken=said.taken,
        taken_by=seat.id if said.taken is not None else None,
        why=why,
    )
    return Append(room.id, said), Append(desk, told)


def tell_leave(
    room: Room, desk: DeskId, changed: LeaveChanged, *, taken_by: SeatId | None = None, why: str | None = None
) -> tuple[Append, Append]:
    """A told entry's leave, narrowed or widened for what follows."""
    told = LeaveTold(label=changed.label, leave=changed.leave, taken=changed.taken, taken_by=taken_by, why=why)
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
        Append(desk, SpokenInto(label=label, role=seat.role, text=kept, reply_to=reply_to, why=reason, seat=seat.id)),
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


def announce(
    desk: DeskId, rooms: Sequence[Room], *, text: str, seat: Seat, why: str | None = None
) -> tuple[Append, ...] | Refusal:
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
            Append(desk, AnnouncedInto(label=room.next_label, text=kept, why=reason, seat=seat.id)),
        )
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
