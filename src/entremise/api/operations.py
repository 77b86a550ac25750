"""What the API does: a table of operations, each a few lines over one service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final

import msgspec

from entremise.api.schema import (
    AnnouncementIn,
    CarriedOut,
    CarryIn,
    CarryOut,
    DoneOut,
    EntriesOut,
    EntryIn,
    EntryOut,
    LeaveIn,
    LeaveOut,
    PlaceOut,
    RoomOut,
    WrittenOut,
)
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events import CaseOpened
from entremise.domain.ids import CARRIES, NOTES, Label
from entremise.domain.leave import Leave
from entremise.domain.rooms import Seat, Writing
from entremise.domain.views import CarryView, EntryView
from entremise.services import carrying, reading, speaking
from entremise.services.acts import load_desk, load_room
from entremise.services.ports import Parts
from entremise.services.speaking import Done, Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, read: who asks, for what."""

    parts: Parts
    seat: Seat
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    key: str | None


@dataclass(frozen=True, slots=True)
class Malformed:
    """A query or an address that cannot be read."""

    wanted: str
    given: str


Result = tuple[int, Any] | Refusal | Malformed


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One row of the table."""

    method: str
    path: str
    does: Callable[[Call], Result]
    says: str
    takes: type[msgspec.Struct] | None = None
    gives: type[msgspec.Struct]
    status: int = 200
    desk: bool | None = None
    """True: for the desk only. False: for rooms only. None: for both."""
    query: tuple[str, ...] = ()


def place(call: Call) -> Result:
    """The seat's own place, and the case's terms as told there."""
    seat = call.seat
    if seat.at_desk:
        desk = load_desk(call.parts.store, seat.place)
        terms, title, party = desk.opened.terms, desk.opened.terms.codename, None
        rooms = [RoomOut(room.mark, room.party) for room in desk.opened.rooms]
    else:
        room = load_room(call.parts.store, seat.place)
        terms, title, party, rooms = room.opened.terms, room.opened.title, room.opened.party, None
    return 200, PlaceOut(
        place=seat.mark or "desk",
        role=seat.role,
        party=party,
        title=title,
        codename=terms.codename,
        regime=terms.regime,
        fact_of_talks_confidential=terms.fact_confidential,
        mediator=terms.mediator,
        city=terms.city,
        zone=terms.zone,
        note=terms.note,
        rooms=rooms,
    )


def entries(call: Call) -> Result:
    """Entries after a number, oldest first. At the desk `room` is needed; a party gives none."""
    mark = call.seat.mark or call.query.get("room")
    if mark is None:
        return Malformed("the query parameter “room”", "none")
    if call.seat.mark is not None and "room" in call.query:
        return ABSENT
    limit = _limit(call.query.get("limit"))
    after = _label(call.query.get("after"), series=mark)
    if isinstance(limit, Malformed):
        return limit
    if isinstance(after, Malformed):
        return after
    if call.seat.at_desk:
        found = reading.room_entries_at_desk(call.parts, call.seat, mark, after=after, limit=limit)
    else:
        found = reading.own_entries(call.parts, call.seat, after=after, limit=limit)
    if isinstance(found, Refusal):
        return found
    case = load_desk(call.parts.store, call.seat.place).opened if call.seat.at_desk else None
    listed = [_entry(entry, case) for entry in found.entries]
    return 200, EntriesOut(listed, _number(found.later) if found.later else None)


def write(call: Call) -> Result:
    """Write in the seat's own room; or, at the desk, say the mediator's words in the room named."""
    asked: EntryIn = call.body
    mark = call.seat.mark or asked.room
    if mark is None:
        return Refusal(Code.ROOM_MISSING)
    reply_to = _label(str(asked.reply_to) if asked.reply_to else None, series=mark)
    if isinstance(reply_to, Malformed):
        return reply_to
    if call.seat.at_desk:
        spoken = speaking.speak(call.parts, call.seat, mark, asked.text, reply_to=reply_to, why=asked.why, key=call.key)
        return _written(spoken)
    if asked.room is not None or asked.why is not None:
        return ABSENT
    leave = _leave(asked.leave) if asked.leave else None
    if isinstance(leave, Malformed):
        return leave
    writing = Writing(text=asked.text, type=asked.kind, binding=asked.binding, leave=leave, reply_to=reply_to)
    return _written(speaking.write(call.parts, call.seat, writing, key=call.key))


def change_leave(call: Call) -> Result:
    """Narrow or widen who may know an entry, for what follows. A widened note answers with its new entry."""
    label, leave = _own_label(call), _leave(call.body)
    if isinstance(leave, Malformed):
        return leave
    if label is None:
        return ABSENT
    return _written(speaking.change_leave(call.parts, call.seat, label, leave, key=call.key), status=200)


def open_(call: Call) -> Result:
    """Say that what was brought has been read; the desk is told that it was, not by whom."""
    label = _own_label(call)
    if label is None:
        return ABSENT
    return _done(speaking.acknowledge(call.parts, call.seat, label, key=call.key))


def carry(call: Call) -> Result:
    """Carry a message into a room: 201 with when it is due, or 409 with the refusal."""
    asked: CarryIn = call.body
    sources = []
    for source in asked.sources:
        label = _label(str(source.number), series=source.room)
        if not isinstance(label, Label) or label.series != source.room:
            return Refusal(Code.SOURCE_UNKNOWN, {"source": f"{source.room}-{source.number}"})
        sources.append(label)
    wanted = carrying.Carrying(
        into=asked.into,
        form=asked.form,
        text=asked.text,
        type=asked.type,
        binding=asked.binding,
        sources=tuple(sources),
        hold_seconds=asked.hold_seconds,
        why=asked.why,
    )
    done = carrying.carry(call.parts, call.seat, wanted, key=call.key)
    if isinstance(done, Refusal):
        return done
    return 201, CarryOut(
        id=done.carry.number,
        state="held" if done.entered is None else "entered",
        due=done.due,
        entered_as=str(done.entered) if done.entered else None,
    )


def read_carry(call: Call) -> Result:
    """A carry as it stands."""
    label = Label.parse(call.path["id"], series=CARRIES)
    if label is None or label.series != CARRIES:
        return ABSENT
    view = carrying.carry_view(call.parts, call.seat, label)
    return ABSENT if view is None else (200, _carry(view))


def stop(call: Call) -> Result:
    """Stop a message at the door; 409 if it has entered."""
    label = Label.parse(call.path["id"], series=CARRIES)
    if label is None or label.series != CARRIES:
        return ABSENT
    return _done(carrying.stop(call.parts, call.seat, label, key=call.key))


def announce(call: Call) -> Result:
    """Announce the same words in the rooms named, or in every room."""
    asked: AnnouncementIn = call.body
    done = speaking.announce(call.parts, call.seat, asked.text, into=asked.into, why=asked.why, key=call.key)
    return _done(done, status=201)


def confirm(call: Call) -> Result:
    """Confirm to a room that its entry was conveyed, and say nothing else."""
    label = _told_label(call)
    return ABSENT if label is None else _done(carrying.confirm_conveyance(call.parts, call.seat, label, key=call.key))


def declare_met(call: Call) -> Result:
    """Mark the condition of a room's entry as met; the room is told."""
    label = _told_label(call)
    return ABSENT if label is None else _done(carrying.declare_met(call.parts, call.seat, label, key=call.key))


OPERATIONS: Final = (
    Operation(method="GET", path="/place", does=place, gives=PlaceOut, says="The seat's own place"),
    Operation(
        method="GET",
        path="/entries",
        does=entries,
        gives=EntriesOut,
        says="Entries, oldest first",
        query=("room", "after", "limit"),
    ),
    Operation(
        method="POST",
        path="/entries",
        does=write,
        takes=EntryIn,
        gives=WrittenOut,
        status=201,
        says="Write an entry",
    ),
    Operation(
        method="POST",
        path="/entries/{number}/leave",
        does=change_leave,
        takes=LeaveIn,
        gives=WrittenOut,
        desk=False,
        says="Change who may know an entry",
    ),
    Operation(
        method="POST",
        path="/entries/{number}/opened",
        does=open_,
        gives=DoneOut,
        desk=False,
        says="Say that what was brought has been read",
    ),
    Operation(
        method="POST",
        path="/carries",
        does=carry,
        takes=CarryIn,
        gives=CarryOut,
        status=201,
        desk=True,
        says="Carry a message into a room",
    ),
    Operation(
        method="GET",
        path="/carries/{id}",
        does=read_carry,
        gives=CarryOut,
        desk=True,
        says="A carry as it stands",
    ),
    Operation(
        method="POST",
        path="/carries/{id}/stop",
        does=stop,
        gives=DoneOut,
        desk=True,
        says="Stop a message at the door",
    ),
    Operation(
        method="POST",
        path="/announcements",
        does=announce,
        takes=AnnouncementIn,
        gives=DoneOut,
        status=201,
        desk=True,
        says="Announce in several rooms",
    ),
    Operation(
        method="POST",
        path="/rooms/{room}/entries/{number}/conveyed",
        does=confirm,
        gives=DoneOut,
        desk=True,
        says="Confirm to a room that its entry was conveyed",
    ),
    Operation(
        method="POST",
        path="/rooms/{room}/entries/{number}/met",
        does=declare_met,
        gives=DoneOut,
        desk=True,
        says="Mark the condition of an entry as met",
    ),
)
"""Every operation there is. Routing, checking and the OpenAPI document are read off this table."""


def _label(text: str | None, *, series: str) -> Label | Malformed | None:
    if text is None or text == "0":
        return None
    return Label.parse(text, series=series) or Malformed("the number of an entry, such as 12 or N-4", "another word")


def _limit(text: str | None) -> int | Malformed:
    if text is None:
        return reading.PAGE
    if text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= reading.MOST and len(text) < 9:
        return int(text)
    return Malformed(f"a limit from 1 to {reading.MOST}", "another value")


def _leave(asked: LeaveIn) -> Leave | Malformed:
    if asked.expires is not None and asked.expires.tzinfo is None:
        return Malformed("a moment with its time zone in “expires”", "a moment without one")
    try:
        expires = asked.expires.astimezone(UTC) if asked.expires else None
    except OverflowError:
        return Malformed("a moment within the calendar in “expires”", "one outside it")
    return Leave(form=asked.form, condition=asked.condition, becomes=asked.becomes, expires=expires)


def _own_label(call: Call) -> Label | None:
    label = Label.parse(call.path["number"], series=call.seat.mark or "")
    return label if label is not None and label.series in {call.seat.mark, NOTES} else None


def _told_label(call: Call) -> Label | None:
    label = Label.parse(call.path["number"], series=call.path["room"])
    return label if label is not None and label.series == call.path["room"] else None


def _number(label: Label) -> int | str:
    return str(label) if label.series == NOTES else label.number


def _written(done: Written | Refusal, *, status: int = 201) -> Result:
    if isinstance(done, Refusal):
        return done
    return status, WrittenOut(_number(done.label), str(done.label), done.at)


def _done(done: Done | Refusal, *, status: int = 200) -> Result:
    return done if isinstance(done, Refusal) else (status, DoneOut(done.at))


def _entry(entry: EntryView, case: CaseOpened | None) -> EntryOut:
    """The entry as it is told: with `case`, as the desk sees it."""
    return EntryOut(
        number=_number(entry.label),
        label=str(entry.label),
        at=entry.at,
        kind=entry.kind,
        type=entry.type,
        text=entry.text,
        binding=entry.binding,
        role=entry.role,
        leave=_leave_out(entry),
        reply_to=str(entry.reply_to) if entry.reply_to else None,
        form=entry.form,
        attribution=entry.attribution,
        told_as=str(entry.told_as) if entry.told_as else None,
        met_at=entry.met,
        opened_at=entry.opened,
        conveyed_at=entry.conveyed,
        carried=[CarriedOut(str(c.label), c.form, c.at) for c in entry.carried] if case else None,
        owed=list(reading.owed(entry, case)) if case else None,
    )


def _leave_out(entry: EntryView) -> LeaveOut | None:
    leave = entry.leave
    if leave is None:
        return None
    return LeaveOut(leave.form, leave.condition, leave.becomes, leave.expires, entry.marked)


def _carry(view: CarryView) -> CarryOut:
    return CarryOut(
        id=view.label.number,
        state=_state(view),
        due=view.due,
        entered_as=str(view.entered_as) if view.entered_as else None,
        stop_code=view.stop_code,
    )


def _state(view: CarryView) -> str:
    if view.entered is not None:
        return "entered"
    return "stopped" if view.stopped is not None else "held"
