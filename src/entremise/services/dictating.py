"""The low-tech lane: a party is served by telephone or on paper, with the same leave and the same read-back.

The desk writes by its own log alone, so that it can take down what a closed room's party says.
"""

from entremise.domain import dictating
from entremise.domain.dictating import Call, Dictation
from entremise.domain.door import dictating as door
from entremise.domain.door import entries
from entremise.domain.door.asking import By
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.ids import DeskId, Label, Mark
from entremise.domain.leave import Leave, LeaveForm, checked
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.views import EntryKind, EntryView, desk_entries
from entremise.services.acts import load_room_from_desk, needs, once, room_of, while_it_stands
from entremise.services.consents import answered_by, asked_of_room
from entremise.services.ports import Parts
from entremise.services.speaking import Done, Written


@needs(Act.DICTATE)
def take_down(
    parts: Parts, seat: Seat, mark: str, dictation: Dictation, *, key: str | None = None
) -> Written | Refusal:
    """Take down what a party says, in its own room's log. Until it was read back it is held in confidence."""
    room_id = room_of(parts.store, seat.place, mark)
    if isinstance(room_id, Refusal):
        return Refusal(Code.ROOM_MISSING)
    now = parts.clock.now()

    def act() -> Written | Refusal:
        room = load_room_from_desk(parts.store, seat.place, room_id)
        if dictation.reply_to is not None and dictation.reply_to.series != mark:
            # The desk does not know how many notes a delegation has.
            return Refusal(Code.REPLY_UNKNOWN, {"source": str(dictation.reply_to)})
        said = dictating.take_down(room, seat, dictation, now=now)
        if isinstance(said, Refusal):
            return said
        parts.store.append(entries.tell(room, DeskId(seat.place), said, seat=seat), at=now)
        return Written(said.label, now)

    missing = Refusal(Code.ROOM_MISSING)
    places, done = (seat.place, room_id), while_it_stands(parts, room_id, act, otherwise=missing)
    return once(parts, seat, done, places=places, result=Written, key=key, asked=("take_down", mark, dictation))


@needs(Act.DICTATE)
def agree(
    parts: Parts, seat: Seat, label: Label, call: Call, *, leave: Leave, key: str | None = None
) -> Written | Refusal:
    """Take down that the words of an entry were read back and agreed, with this leave from now on."""
    room_id = room_of(parts.store, seat.place, label.series)
    if isinstance(room_id, Refusal):
        return room_id
    now = parts.clock.now()

    def act() -> Written | Refusal:
        room, desk = load_room_from_desk(parts.store, seat.place, room_id), DeskId(seat.place)
        entry = _entry(parts, desk, label)
        if entry is None or entry.kind is not EntryKind.SAID:
            return ABSENT
        whole = Refusal(Code.ALREADY_TOLD) if leave.form is LeaveForm.OWN else checked(leave, now=now)
        if isinstance(whole, Refusal):
            return whole
        taken = dictating.agreed(call, seat, said=entry.at, taken=entry.taken, now=now)
        if isinstance(taken, Refusal):
            return taken
        by = By(seat=None, role=call.who, shown=True, taken=taken, taken_by=seat.id)
        asked = asked_of_room(parts.store, desk, Mark(label.series))
        told = door.tell_agreed(room, desk, label, whole, seat=seat, taken=taken)
        closed = answered_by(asked, room, label, before=entry.leave, leave=whole, by=by, now=now)
        parts.store.append([*told, *closed], at=now)
        return Written(label, now)

    places, done = (seat.place, room_id), while_it_stands(parts, room_id, act, otherwise=ABSENT)
    return once(parts, seat, done, places=places, result=Written, key=key, asked=("agree", label, leave, call))


@needs(Act.DICTATE)
def read_out(parts: Parts, seat: Seat, label: Label, call: Call, *, key: str | None = None) -> Done | Refusal:
    """Take down that what was brought into a room was read to its party. Repeating it changes nothing."""
    room_id = room_of(parts.store, seat.place, label.series)
    if isinstance(room_id, Refusal):
        return room_id
    now = parts.clock.now()

    def act() -> Done | Refusal:
        room, desk = load_room_from_desk(parts.store, seat.place, room_id), DeskId(seat.place)
        entry = _entry(parts, desk, label)
        if entry is None or entry.kind is not EntryKind.BROUGHT:
            return ABSENT
        if entry.opened is not None:
            return Done(entry.opened)
        taken = dictating.heard(call, seat, now=now)
        if isinstance(taken, Refusal):
            return taken
        if dictating.comes_before(call, entry.at):
            return Refusal(Code.TAKEN_LATER)
        parts.store.append(door.read_out(room, desk, label, seat=seat, taken=taken), at=now)
        return Done(now)

    places, done = (seat.place, room_id), while_it_stands(parts, room_id, act, otherwise=ABSENT)
    return once(parts, seat, done, places=places, result=Done, key=key, asked=("read_out", label, call))


def _entry(parts: Parts, desk: DeskId, label: Label) -> EntryView | None:
    found = desk_entries(parts.store.about(desk, [label]))
    return next((entry for entry in found if entry.label == label), None)
