"""What is written and said in rooms: entries and their leave, the mediator's words, announcements, acknowledgements."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from entremise.domain import rooms
from entremise.domain.door import entries as door
from entremise.domain.door.asking import By
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events import LeaveChanged, Said
from entremise.domain.events.seconding import EnterBy
from entremise.domain.ids import NOTES, DeskId, Label
from entremise.domain.leave import Leave, LeaveForm, checked
from entremise.domain.log import Append
from entremise.domain.mandate import OnItem
from entremise.domain.roles import Act, unless_may
from entremise.domain.rooms import Room, Seat, Writing
from entremise.domain.rules import may_change_leave
from entremise.domain.views import EntryKind, EntryView, room_entries
from entremise.services import documents
from entremise.services.acts import (
    desk_of,
    is_standing,
    load_desk,
    load_room,
    load_room_from_desk,
    needs,
    once,
    room_of,
    while_it_stands,
)
from entremise.services.consents import answered_by, asked_in
from entremise.services.guarding import Leaving, asks_second, unless_repeats
from entremise.services.ports import Parts
from entremise.services.reach import beyond


@dataclass(frozen=True, slots=True)
class Written:
    """An entry stands in a log."""

    label: Label
    at: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """An act is done."""

    at: datetime


def write(
    parts: Parts,
    seat: Seat,
    writing: Writing,
    *,
    document: str | None = None,
    on: OnItem | None = None,
    key: str | None = None,
) -> Written | Refusal:
    """Write in the seat's own room; the mediator is told, unless the leave is the delegation's own.

    `document` names a file that the seat has given and that hangs on nothing yet: it hangs on the entry from then on.
    `on`: on which item of the room's agenda it is, so that it is compared with the mandate.
    """
    own = writing.leave is not None and writing.leave.form is LeaveForm.OWN
    refusal = unless_may(seat.role, Act.NOTE if own else Act.TELL)
    if refusal is not None:
        return refusal
    now = parts.clock.now()
    desk_id = desk_of(parts.store, seat.place)

    def act() -> Written | Refusal:
        room = load_room(parts.store, seat.place)
        said = rooms.write(room, seat, writing, now=now)
        if isinstance(said, Refusal):
            return said
        if document:
            claimed = documents.claim(parts, seat, document)
            if isinstance(claimed, Refusal):
                return claimed
            said = replace(said, document=claimed)
        outside = beyond(parts, seat, on, label=said.label)
        if isinstance(outside, Refusal):
            return outside
        parts.store.append([*_placed(room, said, seat), *outside], at=now)
        return Written(said.label, now)

    places = (seat.place,) if own else (seat.place, desk_id)
    return once(parts, seat, act, places=places, result=Written, key=key, asked=("write", writing, document, on))


@needs(Act.CHANGE_LEAVE)
def change_leave(parts: Parts, seat: Seat, label: Label, leave: Leave, *, key: str | None = None) -> Written | Refusal:
    """Narrow or widen who may know an entry, for what follows.

    An internal note that is widened becomes a new entry that the mediator is told, and whose label is answered.
    """
    now = parts.clock.now()

    def act() -> Written | Refusal:
        room = load_room(parts.store, seat.place)
        entry = _entry(parts, room, label)
        if entry is None or entry.kind is not EntryKind.SAID:
            return ABSENT
        whole = checked(leave, now=now)
        if isinstance(whole, Refusal):
            return whole
        refusal = may_change_leave(
            writer=entry.seat, asking=seat.id, role=seat.role, told=not entry.is_note, leave=whole
        )
        if refusal is not None:
            return refusal
        if entry.is_note:
            return _tell_note(parts, room, entry, whole, seat=seat, now=now)
        if whole == entry.leave and entry.met is None:
            return Written(label, entry.at)
        changed = LeaveChanged(label=label, seat=seat.id, role=seat.role, leave=whole)
        told = door.tell_leave(room, room.desk, changed)
        asked, by = asked_in(parts.store, room.id), By(seat=seat.id, role=seat.role, shown=seat.shown)
        answered = answered_by(asked, room, label, before=entry.leave, leave=whole, by=by, now=now)
        parts.store.append([*told, *answered], at=now)
        return Written(label, now)

    places = (seat.place, desk_of(parts.store, seat.place))
    asked = ("change_leave", label, leave)
    return once(parts, seat, act, places=places, result=Written, key=key, asked=asked)


@needs(Act.ACKNOWLEDGE)
def acknowledge(parts: Parts, seat: Seat, label: Label, *, key: str | None = None) -> Done | Refusal:
    """The delegation says that it has read what was brought; the desk learns that, and not from whom."""
    now = parts.clock.now()

    def act() -> Done | Refusal:
        room = load_room(parts.store, seat.place)
        entry = _entry(parts, room, label)
        if entry is None or entry.kind is not EntryKind.BROUGHT:
            return ABSENT
        if entry.opened is not None:
            return Done(entry.opened)
        parts.store.append(door.acknowledge(room, room.desk, label, seat=seat), at=now)
        return Done(now)

    places = (seat.place, desk_of(parts.store, seat.place))
    return once(parts, seat, act, places=places, result=Done, key=key, asked=("acknowledge", label))


@needs(Act.SPEAK)
@asks_second
def speak(
    parts: Parts,
    seat: Seat,
    mark: str,
    text: str,
    *,
    reply_to: Label | None = None,
    why: str | None = None,
    key: str | None = None,
) -> Written | Refusal:
    """The mediator's own words in one room; `why` they are kept, if they repeat another room's confidence."""
    now = parts.clock.now()
    room_id, missing = room_of(parts.store, seat.place, mark), Refusal(Code.ROOM_MISSING)
    if isinstance(room_id, Refusal):
        return missing

    def act() -> Written | Refusal:
        desk, room = DeskId(seat.place), load_room_from_desk(parts.store, seat.place, room_id)
        if reply_to is not None and not 1 <= reply_to.number <= _last_in(room, reply_to):
            return Refusal(Code.REPLY_UNKNOWN, {"source": str(reply_to)})
        appends = door.speak(desk, room, seat=seat, text=text, reply_to=reply_to, why=why)
        if isinstance(appends, Refusal):
            return appends
        leaving = Leaving(into=(room.mark,), texts=(text,))
        passed = unless_repeats(parts, seat, EnterBy.SPEAK, [leaving], appends=appends, why=why)
        if isinstance(passed, Refusal):
            return passed
        parts.store.append(passed, at=now)
        return Written(room.next_label, now)

    asked = ("speak", mark, text, reply_to)
    places, done = (seat.place, room_id), while_it_stands(parts, room_id, act, otherwise=missing)
    return once(parts, seat, done, places=places, result=Written, key=key, asked=asked)


@needs(Act.ANNOUNCE)
@asks_second
def announce(
    parts: Parts,
    seat: Seat,
    text: str,
    *,
    into: Sequence[str] | None = None,
    why: str | None = None,
    key: str | None = None,
) -> Done | Refusal:
    """The same words into each room named by its mark, a copy each; into every room that is not destroyed with None.

    `why` they are kept, if they repeat what a room gave in confidence, and another would read them.
    """
    now = parts.clock.now()
    desk = load_desk(parts.store, seat.place)
    named_marks = list(dict.fromkeys(into)) if into is not None else [room.mark for room in desk.opened.rooms]
    known = {str(room.mark): room.room for room in desk.opened.rooms}
    if not known.keys() >= {*named_marks}:
        return Refusal(Code.ROOM_MISSING)
    rooms_named = {mark: known[mark] for mark in named_marks}

    def act() -> Done | Refusal:
        # Which of them stand is asked within the act: a repeated key gets the first answer whatever came after.
        marks = [mark for mark, room_id in rooms_named.items() if is_standing(parts.store, room_id)]
        if into is not None and len(marks) < len(rooms_named):
            return Refusal(Code.ROOM_MISSING)
        named = [load_room_from_desk(parts.store, desk.id, rooms_named[mark]) for mark in sorted(marks)]
        appends = door.announce(desk.id, named, text=text, seat=seat, why=why)
        if isinstance(appends, Refusal):
            return appends
        leaving = Leaving(into=tuple(sorted(room.mark for room in named)), texts=(text,))
        passed = unless_repeats(parts, seat, EnterBy.ANNOUNCE, [leaving], appends=appends, why=why)
        if isinstance(passed, Refusal):
            return passed
        parts.store.append(passed, at=now)
        return Done(now)

    places = (seat.place, *rooms_named.values())
    return once(parts, seat, act, places=places, result=Done, key=key, asked=("announce", named_marks, text))


def _placed(room: Room, said: Said, seat: Seat) -> tuple[Append, ...]:
    if said.label.series == NOTES:
        return rooms.keep_note(room, said)
    return door.tell(room, room.desk, said, seat=seat)


def _tell_note(
    parts: Parts, room: Room, note: EntryView, leave: Leave, *, seat: Seat, now: datetime
) -> Written | Refusal:
    if note.told_as is not None:
        return Refusal(Code.NOTE_TOLD, {"source": str(note.told_as)})
    if leave.form is LeaveForm.OWN:
        return Written(note.label, note.at)
    writing = Writing(
        text=note.text,
        type=note.type,
        binding=note.binding,
        leave=leave,
        reply_to=note.reply_to,
        document=note.document,
    )
    said = rooms.write(room, seat, writing, now=now)
    if isinstance(said, Refusal):
        return said
    told = replace(said, origin=note.label)
    parts.store.append(_placed(room, told, seat), at=now)
    return Written(told.label, now)


def _entry(parts: Parts, room: Room, label: Label) -> EntryView | None:
    entries = room_entries(parts.store.about(room.id, [label]))
    return next((entry for entry in entries if entry.label == label), None)


def _last_in(room: Room, label: Label) -> int:
    return room.last_shared if label.series == room.mark else 0
