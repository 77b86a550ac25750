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
from entremise.domain.ids import DeskId, Label, Mark
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
    if isinstance(fit, Refusal):
        return fit
    reason = checked_reason(showing.why)
    if isinstance(reason, Refusal):
        return reason
    title, words, named_track = fit
    track = named_track if showing.state is ItemState.OTHER_TRACK else ""
    text = "\n".join(part for part in (title, words, track) if part)
    number = agenda.number_in(room.mark, item)
    after = _after(agenda, room.mark, item) if showing.sequence else ()
    refusal = _may_show(room, item, showing, text=text, now=now)
    refusal = refusal or _full(agenda, room.mark) or _ring(agenda, room.mark, item, number=number, after=after)
    if refusal is not None:
        return refusal
    shown = AgendaShown(
        number=number,
        kind=item.kind,
        title=title,
        words=words,
        state=showing.state,
        track=track,
        raised_by=_raised_by(desk, showing),
        refused_by=_refused_by(desk, showing),
        proposal=_proposal(agenda, room.mark, item),
        after=after,
    )
    return Append(room.id, shown), Append(desk.id, _shown_into(room.mark, shown, item, showing, why=reason, seat=seat))


def take_off(
    desk: DeskId, room: Room, agenda: DeskAgenda, item: Item, *, seat: Seat
) -> tuple[Append, Append] | Refusal:
    """An item leaves a room's agenda. What the room read of it stays in its record."""
    seen = item.shown_in(room.mark)
    if seen is None or seen.off:
        return Refusal(Code.ITEM_UNKNOWN, {"number": item.number})
    full = _full(agenda, room.mark)
    if full is not None:
        return full
    kept = AgendaTakenOffIn(mark=room.mark, number=seen.number, item=item.number, seat=seat.id, role=seat.role)
    return Append(room.id, AgendaTakenOff(number=seen.number)), Append(desk, kept)


def sequence(desk: DeskId, room: Room, agenda: DeskAgenda, *, seat: Seat) -> tuple[Append, Append] | Refusal:
    """A room is told to take its items in the desk's order; it learns the order of its own items and no other."""
    full = _full(agenda, room.mark)
    if full is not None:
        return full
    shown = (item.shown_in(room.mark) for item in agenda.items)
    order = tuple(one.number for one in shown if one is not None and not one.off)
    kept = AgendaSequencedIn(mark=room.mark, order=order, seat=seat.id, role=seat.role)
    return Append(room.id, AgendaSequenced(order=order)), Append(desk, kept)


def _full(agenda: DeskAgenda, mark: Mark) -> Refusal | None:
    """Why the room may be told no more of the agenda: it has been told as often as a room can be."""
    if agenda.into.get(mark, 0) >= MOST_INTO_ROOM:
        return Refusal(Code.PAPER_FULL, {"most": MOST_INTO_ROOM})
    return None


def _after(agenda: DeskAgenda, mark: Mark, item: Item) -> tuple[int, ...]:
    """Which of the items on the room's agenda come before this one, by the room's numbers."""
    numbers = {one.number: seen.number for one in agenda.items if (seen := one.shown_in(mark)) and not seen.off}
    return tuple(sorted(numbers[one] for one in item.after if one in numbers))


def _ring(agenda: DeskAgenda, mark: Mark, item: Item, *, number: int, after: tuple[int, ...]) -> Refusal | None:
    """Why the room cannot be told this order: an item of its agenda would come before itself."""
    before = {one.number: one.after for one in agenda.told(mark) if not one.off}
    return Refusal(Code.AGENDA_RING, {"number": item.number}) if in_ring({**before, number: after}, number) else None


def _raised_by(desk: Desk, showing: Showing) -> str | None:
    """The party that the room reads as having raised the item; None where it is told of nobody."""
    if showing.unnamed or showing.form in NAMELESS or not showing.sources:
        return None
    giver = desk.room(showing.sources[0].label.series)
    return giver.party if giver is not None else None


def _refused_by(desk: Desk, showing: Showing) -> tuple[str, ...]:
    """The parties that the room reads as disputing the item, in the order of their marks."""
    refusing = (desk.room(mark) for mark in sorted({source.label.series for source in showing.named}))
    return tuple(room.party for room in refusing if room is not None)


def _proposal(agenda: DeskAgenda, mark: Mark, item: Item) -> int | None:
    """The room's own proposal on which the item rests, by its number."""
    return next((one.number for one in agenda.proposals if one.mark == mark and one.label in item.sources), None)


def _shown_into(
    mark: Mark, shown: AgendaShown, item: Item, showing: Showing, *, why: str | None, seat: Seat
) -> AgendaShownInto:
    """What the desk keeps of what a room was told: the same, and with whose leave and why."""
    return AgendaShownInto(
        mark=mark,
        number=shown.number,
        item=item.number,
        kind=shown.kind,
        title=shown.title,
        words=shown.words,
        state=shown.state,
        track=shown.track,
        raised_by=shown.raised_by,
        refused_by=shown.refused_by,
        after=shown.after,
        form=showing.form,
        sources=tuple(source.label for source in showing.sources),
        named=tuple(source.label for source in showing.named),
        why=why,
        seat=seat.id,
        role=seat.role,
    )


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
