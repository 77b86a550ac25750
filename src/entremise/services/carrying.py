"""Carrying: to the door, stopped there, or in. The release of held messages is exactly once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from entremise.domain.door import entries as door
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events import CarryHeld, CarryStopped
from entremise.domain.events.seconding import EnterBy, Entering, Leaf
from entremise.domain.ids import CARRIES, DeskId, Label, Mark, PlaceKind
from entremise.domain.log import Append
from entremise.domain.repetition import Repeated, Repetition
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.rules import Source
from entremise.domain.terms import CarryForm, MessageType
from entremise.domain.views import CarryView, EntryKind, EntryView, carries, desk_entries
from entremise.services import documents
from entremise.services.acts import load_desk, load_room_from_desk, needs, once, room_of, standing_room_of
from entremise.services.consents import as_given, consented
from entremise.services.documents import Attached
from entremise.services.guarding import asks_second, made_plain, unless_kept
from entremise.services.ports import Held, Parts
from entremise.services.speaking import Done


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrying:
    """What the mediator asks to be carried."""

    into: str
    """The room's mark."""
    form: CarryForm
    text: str
    type: MessageType | None = None
    """None: the first source's, or information."""
    binding: bool = False
    sources: tuple[Label, ...] = ()
    hold_seconds: int = 30
    why: str | None = None
    document: str | None = None
    """The copy that goes along, as the seat made it (`services.enclosing`)."""


@dataclass(frozen=True, slots=True)
class AtTheDoor:
    """A message was accepted for carrying."""

    carry: Label
    due: datetime
    entered: Label | None
    """With a hold of 0: its label in the room; None while it waits at the door."""


@needs(Act.CARRY)
@asks_second
def carry(parts: Parts, seat: Seat, carrying: Carrying, *, key: str | None = None) -> AtTheDoor | Refusal:
    """Put a message at a room's door, or straight into it with a hold of 0; or why it may not be carried."""
    now = parts.clock.now()
    # Whether it stands still is asked within the act: a repeated key gets the first answer whatever came after.
    room_id = room_of(parts.store, seat.place, carrying.into)
    if isinstance(room_id, Refusal):
        return Refusal(Code.ROOM_MISSING)

    def act() -> AtTheDoor | Refusal:
        desk = load_desk(parts.store, seat.place)
        gone = isinstance(standing_room_of(parts.store, seat.place, carrying.into), Refusal)
        asked = Refusal(Code.ROOM_MISSING) if gone else _asked(parts, seat, carrying)
        if isinstance(asked, Refusal):
            return asked
        message, enclosed = asked
        held = door.hold(desk, message, seat=seat, hold_seconds=carrying.hold_seconds, now=now)
        if isinstance(held, Refusal):
            return held
        kept = unless_kept(
            parts,
            seat,
            _entering(message, enclosed),
            lambda: (Repeated(message.into, one) for one in repetitions(parts, seat, message, enclosed)),
            why=carrying.why,
        )
        if isinstance(kept, Refusal):
            return kept
        if enclosed is not None:
            parts.store.claim(desk.id, enclosed.id)
        at_door = Append(desk.id, held)
        if carrying.hold_seconds:
            parts.store.append([at_door, *kept], at=now)
            parts.store.hold(Held(desk.id, held.carry, room_id, held.due))
            return AtTheDoor(held.carry, held.due, None)
        room = load_room_from_desk(parts.store, desk.id, room_id)
        copied = documents.crossing(parts, desk.id, room_id)
        crossing = door.enter(desk.id, room, held, sources=message.sources, now=now, copied=copied)
        parts.store.append([at_door, *kept, *crossing], at=now)
        return AtTheDoor(held.carry, held.due, room.next_label)

    places = (seat.place, room_id) if carrying.hold_seconds == 0 else (seat.place,)
    return once(parts, seat, act, places=places, result=AtTheDoor, key=key, asked=("carry", carrying))


@needs(Act.CARRY)
def check(parts: Parts, seat: Seat, carrying: Carrying) -> tuple[Repeated, ...] | Refusal:
    """What the guard says of this message as things stand; empty: nothing. Or which room or source there is not.

    Nothing is changed, and whether the sources' leave allows the message is not asked. Cost: as that of a carry.
    """
    room = standing_room_of(parts.store, seat.place, carrying.into)
    asked = Refusal(Code.ROOM_MISSING) if isinstance(room, Refusal) else _asked(parts, seat, carrying)
    if isinstance(asked, Refusal):
        return asked
    message, enclosed = asked
    return tuple(Repeated(message.into, one) for one in repetitions(parts, seat, message, enclosed))


def _asked(parts: Parts, seat: Seat, carrying: Carrying) -> tuple[door.Message, Attached | None] | Refusal:
    """The message with its sources as the desk holds them, and the copy that goes along."""
    entries = told_entries(parts, seat, carrying.sources)
    if isinstance(entries, Refusal):
        return entries
    message = message_of(carrying, entries)
    if not carrying.document:
        return message, None
    enclosed = documents.attached(parts, seat, carrying.document)
    if enclosed is None or not enclosed.known.copy:
        return Refusal(Code.DOCUMENT_UNFINISHED)
    return replace(message, document=enclosed.document, document_of=enclosed.known.source), enclosed


@needs(Act.STOP)
def stop(parts: Parts, seat: Seat, label: Label, *, key: str | None = None) -> Done | Refusal:
    """Stop a message at the door: from now on it does not enter. Or that it has entered, or is absent."""
    now = parts.clock.now()

    def act() -> Done | Refusal:
        view = carry_view(parts, seat, label)
        if view is None:
            return ABSENT
        if view.entered is not None:
            return Refusal(Code.ALREADY_ENTERED)
        if view.stopped is not None or not parts.store.unhold(DeskId(seat.place), label):
            return Refusal(Code.ALREADY_STOPPED)
        parts.store.append([Append(seat.place, CarryStopped(carry=label, role=seat.role))], at=now)
        return Done(now)

    return once(parts, seat, act, places=(seat.place,), result=Done, key=key, asked=("stop", label))


def release_due(parts: Parts, *, limit: int = 100) -> int:
    """Let in every message that is due, each exactly once whoever else is releasing; how many were dealt with.

    A message whose leave no longer stands is stopped instead. Safe to call from several processes, at any time,
    and again after a crash: what was due meanwhile enters then. One that fails holds up no other; the first failure is
    raised when all have been tried.
    """
    dealt_with, failures = 0, []
    for held in parts.store.due(parts.clock.now(), limit=limit):
        try:
            dealt_with += _release(parts, held)
        except Exception as error:  # noqa: BLE001 – raised below
            failures.append(error)
    if failures:
        raise failures[0]
    return dealt_with


def stop_all(parts: Parts, why: Refusal) -> int:
    """Stop every message at a door, by the house and for this reason; how many that were."""
    stopped = 0
    desks = [DeskId(row.place) for row in parts.store.places() if row.kind is PlaceKind.DESK]
    for held in [held for desk in desks for held in parts.store.at_door(desk)]:
        with parts.store.writing(held.desk):
            if parts.store.unhold(held.desk, held.carry):
                event = CarryStopped(carry=held.carry, role=None, code=why.code)
                parts.store.append([Append(held.desk, event)], at=parts.clock.now())
                stopped += 1
    return stopped


@needs(Act.CONFIRM)
def confirm_conveyance(parts: Parts, seat: Seat, label: Label, *, key: str | None = None) -> Done | Refusal:
    """Confirm to an entry's room that it was conveyed, and say nothing else. Repeating it changes nothing."""
    now = parts.clock.now()
    room_id = room_of(parts.store, seat.place, label.series)
    if isinstance(room_id, Refusal):
        return room_id

    def act() -> Done | Refusal:
        standing = standing_room_of(parts.store, seat.place, label.series)
        if isinstance(standing, Refusal):
            return standing
        entries = told_entries(parts, seat, [label])
        if isinstance(entries, Refusal):
            return ABSENT
        (entry,) = entries
        if entry.conveyed is not None:
            return Done(entry.conveyed)
        desk, room = DeskId(seat.place), load_room_from_desk(parts.store, seat.place, room_id)
        appends = door.confirm(desk, room, label, carried=bool(entry.carried))
        if isinstance(appends, Refusal):
            return appends
        parts.store.append(appends, at=now)
        return Done(now)

    places = (seat.place, room_id)
    return once(parts, seat, act, places=places, result=Done, key=key, asked=("confirm", label))


@needs(Act.DECLARE_MET)
def declare_met(
    parts: Parts, seat: Seat, label: Label, *, condition: str | None = None, key: str | None = None
) -> Done | Refusal:
    """Mark the condition of an entry as met; its room is told.

    `condition` is the one that was read: if its giver has set another since, that one is not met by it.
    """
    now = parts.clock.now()
    room_id = room_of(parts.store, seat.place, label.series)
    if isinstance(room_id, Refusal):
        return room_id

    def act() -> Done | Refusal:
        standing = standing_room_of(parts.store, seat.place, label.series)
        if isinstance(standing, Refusal):
            return standing
        entries = told_entries(parts, seat, [label])
        if isinstance(entries, Refusal):
            return ABSENT
        (entry,) = entries
        desk, room = DeskId(seat.place), load_room_from_desk(parts.store, seat.place, room_id)
        asked_now = entry.leave.condition if entry.leave is not None else None
        if None not in (condition, asked_now) and condition != asked_now:
            return Refusal(Code.CONDITION_CHANGED, {"source": str(label)})
        appends = door.declare_met(desk, room, entry.source())
        if isinstance(appends, Refusal):
            return appends
        parts.store.append(appends, at=now)
        return Done(now)

    places = (seat.place, room_id)
    return once(parts, seat, act, places=places, result=Done, key=key, asked=("declare_met", label, condition))


def repetitions(
    parts: Parts, seat: Seat, message: door.Message, enclosed: Attached | None = None
) -> tuple[Repetition, ...]:
    """What the guard finds in the message's words, as they would be read, and in those of the copy that goes along."""
    desk, into, sources = DeskId(seat.place), message.into, message.sources
    form, kind, now = message.form, message.type, parts.clock.now()
    given, itself = as_given(sources, message.text, form=form, kind=kind, into=into, now=now)
    found = parts.guard.repeated_in(parts, desk, message.text, into=into, sources=given, itself=itself)
    if enclosed is None:
        return found
    return (*found, *documents.repeated(parts, desk, enclosed, into=into, sources=sources))


def _entering(message: door.Message, enclosed: Attached | None) -> Entering:
    """What a second seat's agreement to keep the words is to."""
    return Entering(
        by=EnterBy.CARRY,
        leaves=(Leaf(into=(message.into,), text=made_plain(message.text)),),
        form=message.form,
        type=message.type,
        binding=message.binding,
        sources=tuple(source.label for source in message.sources),
        document=enclosed.document.name if enclosed is not None else None,
        digest=enclosed.document.digest if enclosed is not None else None,
    )


def told_entries(parts: Parts, seat: Seat, labels: Sequence[Label]) -> list[EntryView] | Refusal:
    """The told entries with these labels, in their order, as the desk holds them; or which one it was not told."""
    if not labels:
        return []
    found = {entry.label: entry for entry in desk_entries(parts.store.about(seat.place, labels))}
    entries: list[EntryView] = []
    for label in dict.fromkeys(labels):
        entry = found.get(label)
        if entry is None or entry.kind is not EntryKind.SAID:
            return Refusal(Code.SOURCE_UNKNOWN, {"source": str(label)})
        entries.append(entry)
    return consented(parts.store, seat.place, entries)


def carry_view(parts: Parts, seat: Seat, label: Label) -> CarryView | None:
    """One carry as it stands, or None if the desk has none of that number."""
    views = carries(parts.store.about(seat.place, [Label(CARRIES, label.number)]))
    return views[0] if views else None


def message_of(carrying: Carrying, entries: Sequence[EntryView]) -> door.Message:
    """The message that is asked to be carried, with its sources as the desk holds them."""
    default = entries[0].type if entries else MessageType.INFORMATION
    return door.Message(
        into=Mark(carrying.into),
        form=carrying.form,
        text=carrying.text,
        type=carrying.type or default,
        binding=carrying.binding,
        sources=tuple(entry.source() for entry in entries),
        why=carrying.why,
    )


def _release(parts: Parts, held: Held) -> bool:
    with parts.store.writing(held.desk, held.into):
        if not parts.store.unhold(held.desk, held.carry):
            return False
        now, room = parts.clock.now(), load_room_from_desk(parts.store, held.desk, held.into)
        event = _held_event(parts, held)
        sources = _sources(parts, held.desk, event.sources)
        copied = documents.crossing(parts, held.desk, held.into)
        parts.store.append(door.enter(held.desk, room, event, sources=sources, now=now, copied=copied), at=now)
        return True


def _held_event(parts: Parts, held: Held) -> CarryHeld:
    lines = parts.store.about(held.desk, [held.carry])
    return next(line.event for line in lines if isinstance(line.event, CarryHeld))


def _sources(parts: Parts, desk: DeskId, labels: Sequence[Label]) -> list[Source]:
    said = [entry for entry in desk_entries(parts.store.about(desk, labels)) if entry.kind is EntryKind.SAID]
    found = {entry.label: entry.source() for entry in consented(parts.store, desk, said)}
    return [found[label] for label in labels]
