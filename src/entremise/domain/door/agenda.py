"""What passes of the agenda: proposals and views to the desk, and to a room what the desk tells it of an item."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from entremise.domain import rooms
from entremise.domain.agenda import (
    MOST_INTO_ROOM,
    MOST_OF_ROOM,
    DeskAgenda,
    Item,
    Proposing,
    RoomAgenda,
    fitting,
    in_ring,
)
from entremise.domain.door.entries import checked_reason, tell
from entremise.domain.errors import Code, Refusal
from entremise.domain.events import Said
from entremise.domain.events.agenda import (
    AgendaSequenced,
    AgendaSequencedIn,
    AgendaShown,
    AgendaShownInto,
    AgendaTakenOff,
    AgendaTakenOffIn,
    ItemProposed,
    ItemState,
    ProposalTold,
    Stance,
    ViewGiven,
    ViewTold,
)
from entremise.domain.ids import DeskId, Label
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.log import Append
from entremise.domain.rooms import Desk, Room, Seat, Writing
from entremise.domain.rules import NAMELESS, Carriage, Source, may_carry
from entremise.domain.terms import CarryForm, MessageType


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """What the mediator wants to tell a room of an item."""

    title: str
    words: str
    state: ItemState
    track: str = ""
    form: CarryForm = CarryForm.IDEA
    """With a form that names somebody, the room reads who raised it, unless it is told `unnamed`."""
    unnamed: bool = False
    sources: tuple[Source, ...] = ()
    """The entries of other rooms with whose leave it is told."""
    named: tuple[Source, ...] = ()
    """The entries of other rooms by whose leave they are named as disputing it: what they said of this very item."""
    sequence: bool = True
    """Whether the room is told which of its items come before it."""
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewing:
    """What a delegation wants to say of an item that it was told."""

    item: int
    stance: Stance
    words: str


def propose(
    room: Room,
    desk: DeskId,
    agenda: RoomAgenda,
    proposing: Proposing,
    *,
    seat: Seat,
    leave: Leave | None,
    now: datetime,
) -> tuple[Append, ...] | Refusal:
    """A delegation's proposal: an entry with a leave like any other, and told at the desk as what it is."""
    fit = fitting(proposing.title, proposing.words)
    if isinstance(fit, Refusal):
        return fit
    title, words, _ = fit
    text = Proposing(title=title, words=words, kind=proposing.kind).text
    said = _said(room, agenda, text, kind=MessageType.DEMAND, seat=seat, leave=leave, now=now)
    if isinstance(said, Refusal):
        return said
    number = len(agenda.proposals) + 1
    proposed = ItemProposed(number=number, label=said.label, kind=proposing.kind, title=title, words=words)
    at_desk = ProposalTold(
        mark=room.mark, number=number, label=said.label, kind=proposing.kind, title=title, words=words
    )
    return (*tell(room, desk, said, seat=seat), Append(room.id, proposed), Append(desk, at_desk))


def give_view(
    room: Room,
    desk: DeskId,
    agenda: RoomAgenda,
    viewing: Viewing,
    *,
    seat: Seat,
    leave: Leave | None,
    now: datetime,
) -> tuple[Append, ...] | Refusal:
    """What a delegation thinks of an item that it was told: an entry with a leave, and told at the desk."""
    item, stance = viewing.item, viewing.stance
    if agenda.item(item) is None:
        return Refusal(Code.ITEM_UNKNOWN, {"number": item})
    said = _said(room, agenda, viewing.words, kind=MessageType.ANSWER, seat=seat, leave=leave, now=now)
    if isinstance(said, Refusal):
        return said
    return (
        *tell(room, desk, said, seat=seat),
        Append(room.id, ViewGiven(item=item, label=said.label, stance=stance, words=said.text)),
        Append(desk, ViewTold(mark=room.mark, number=item, label=said.label, stance=stance, words=said.text)),
    )


def show(
    desk: Desk, room: Room, agenda: DeskAgenda, showing: Showing, *, item: Item, seat: Seat, now: datetime
) -> tuple[Append, Append] | Refusal:
    """A room is told of an item, in the words and with the state chosen for it; or why it may not be told so.

    What another room gave stands under that room's leave, as with a carried message: an item that rests on others'
    entries is told with the leave of one of them, unless the room raised it itself.
    """
    fit = fitting(showing.title, showing.words, showing.track)
    reason = checked_reason(showing.why)
    if isinstance(fit, Refusal):
        return fit
    if isinstance(reason, Refusal):
        return reason
    title, words, track = fit
    refusal = _may_show(room, item, showing, text=f"{title}\n{words}", now=now)
    if refusal is not None:
        return refusal
    if agenda.into.get(room.mark, 0) >= MOST_INTO_ROOM:
        return Refusal(Code.PAPER_FULL, {"most": MOST_INTO_ROOM})
    number = agenda.number_in(room.mark, item)
    told = {one.number: one for one in agenda.told(room.mark)}
    numbers = {one.number: seen.number for one in agenda.items if (seen := one.shown_in(room.mark)) and not seen.off}
    after = tuple(sorted(numbers[one] for one in item.after if one in numbers)) if showing.sequence else ()
    if in_ring({**{one.number: one.after for one in told.values() if not one.off}, number: after}, number):
        return Refusal(Code.AGENDA_RING, {"number": item.number})
    giver = desk.room(showing.sources[0].label.series) if showing.sources and showing.form not in NAMELESS else None
    refusing = [desk.room(mark) for mark in sorted({source.label.series for source in showing.named})]
    raised_by = giver.party if giver is not None and not showing.unnamed else None
    refused_by = tuple(one.party for one in refusing if one is not None)
    track = track if showing.state is ItemState.OTHER_TRACK else ""
    own = next((one.number for one in agenda.proposals if one.mark == room.mark and one.label in item.sources), None)
    shown = AgendaShown(
        number=number,
        kind=item.kind,
        title=title,
        words=words,
        state=showing.state,
        track=track,
        raised_by=raised_by,
        refused_by=refused_by,
        proposal=own,
        after=after,
    )
    kept = AgendaShownInto(
        mark=room.mark,
        number=number,
        item=item.number,
        kind=item.kind,
        title=title,
        words=words,
        state=showing.state,
        track=track,
        raised_by=raised_by,
        refused_by=refused_by,
        after=after,
        form=showing.form,
        sources=tuple(source.label for source in showing.sources),
        named=tuple(source.label for source in showing.named),
        why=reason,
        seat=seat.id,
        role=seat.role,
    )
    return Append(room.id, shown), Append(desk.id, kept)


def take_off(
    desk: DeskId, room: Room, agenda: DeskAgenda, item: Item, *, seat: Seat
) -> tuple[Append, Append] | Refusal:
    """An item leaves a room's agenda. What the room read of it stays in its record."""
    seen = item.shown_in(room.mark)
    if seen is None or seen.off:
        return Refusal(Code.ITEM_UNKNOWN, {"number": item.number})
    if agenda.into.get(room.mark, 0) >= MOST_INTO_ROOM:
        return Refusal(Code.PAPER_FULL, {"most": MOST_INTO_ROOM})
    kept = AgendaTakenOffIn(mark=room.mark, number=seen.number, item=item.number, seat=seat.id, role=seat.role)
    return Append(room.id, AgendaTakenOff(number=seen.number)), Append(desk, kept)


def sequence(desk: DeskId, room: Room, agenda: DeskAgenda, *, seat: Seat) -> tuple[Append, Append] | Refusal:
    """A room is told to take its items in the desk's order; it learns the order of its own items and no other."""
    if agenda.into.get(room.mark, 0) >= MOST_INTO_ROOM:
        return Refusal(Code.PAPER_FULL, {"most": MOST_INTO_ROOM})
    shown = (item.shown_in(room.mark) for item in agenda.items)
    order = tuple(one.number for one in shown if one is not None and not one.off)
    kept = AgendaSequencedIn(mark=room.mark, order=order, seat=seat.id, role=seat.role)
    return Append(room.id, AgendaSequenced(order=order)), Append(desk, kept)


def _may_show(room: Room, item: Item, showing: Showing, *, text: str, now: datetime) -> Refusal | None:
    ours = any(label.series == room.mark for label in item.sources)
    foreign = [label for label in item.sources if label.series != room.mark]
    loose: set[Label] = {source.label for source in showing.sources} - set(foreign)
    loose |= {source.label for source in showing.named} - {*item.sources, *item.told}
    if loose:
        return Refusal(Code.SOURCE_UNKNOWN, {"source": str(min(loose))})
    if foreign and not ours and not showing.sources:
        return Refusal(Code.ITEM_LEAVE_MISSING, {"source": ", ".join(map(str, foreign))})
    refusal = may_carry(_carriage(room, showing.form, text, showing.sources), now=now)
    for source in showing.named:
        refusal = refusal or may_carry(_carriage(room, CarryForm.SUBSTANCE, text, [source]), now=now)
    return refusal


def _carriage(room: Room, form: CarryForm, text: str, sources: Sequence[Source]) -> Carriage:
    return Carriage(
        into=room.mark, form=form, type=MessageType.INFORMATION, binding=False, text=text, sources=tuple(sources)
    )


def _said(
    room: Room, agenda: RoomAgenda, text: str, *, kind: MessageType, seat: Seat, leave: Leave | None, now: datetime
) -> Said | Refusal:
    if leave is not None and leave.form is LeaveForm.OWN:
        return Refusal(Code.LEAVE_UNTOLD)
    if agenda.written >= MOST_OF_ROOM:
        return Refusal(Code.PAPER_FULL, {"most": MOST_OF_ROOM})
    return rooms.write(room, seat, Writing(text=text, type=kind, leave=leave), now=now)
