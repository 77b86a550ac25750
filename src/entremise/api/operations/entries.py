"""Entries: read, written, their leave, that they were read."""

from datetime import UTC, datetime
from typing import Final

from entremise.api.operations.calls import Call, Malformed, Operation, Result, done, label_in, limit_in, number_of
from entremise.api.operations.documents import told
from entremise.api.schema import (
    CarriedOut,
    DoneOut,
    EntriesOut,
    EntryIn,
    EntryOut,
    LeaveIn,
    LeaveOut,
    OnItemIn,
    ReferendumOut,
    TakenOut,
    WrittenOut,
)
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events import CaseOpened
from entremise.domain.ids import NOTES, Label
from entremise.domain.leave import Leave
from entremise.domain.mandate import OnItem
from entremise.domain.rooms import Writing
from entremise.domain.terms import Taken
from entremise.domain.views import EntryView
from entremise.services import reading, speaking
from entremise.services.acts import load_desk
from entremise.services.speaking import Written


def entries(call: Call) -> Result:
    """Entries after a number, oldest first. At the desk `room` is needed; a party gives none."""
    limit = limit_in(call.query.get("limit"))
    if isinstance(limit, Malformed):
        return limit
    return _told(call, limit) if call.seat.at_desk else _own(call, limit)


def _own(call: Call, limit: int) -> Result:
    """Of the seat's own room, notes among them."""
    after = label_in(call.query.get("after"), series=call.seat.mark or "")
    if "room" in call.query:
        return ABSENT
    if isinstance(after, Malformed):
        return after
    return _listed(call, reading.own_entries(call.parts, call.seat, after=after, limit=limit), case=None)


def _told(call: Call, limit: int) -> Result:
    """Of one room, as the desk knows them."""
    mark = call.query.get("room")
    if mark is None:
        return Malformed("the query parameter “room”", "none")
    after = label_in(call.query.get("after"), series=mark)
    if isinstance(after, Malformed):
        return after
    found = reading.room_entries_at_desk(call.parts, call.seat, mark, after=after, limit=limit)
    if isinstance(found, Refusal):
        return found
    return _listed(call, found, case=load_desk(call.parts.store, call.seat.place).opened)


def _listed(call: Call, found: reading.Slice, *, case: CaseOpened | None) -> Result:
    now = call.parts.clock.now()
    listed = [_entry(entry, case, now=now) for entry in found.entries]
    return 200, EntriesOut(listed, number_of(found.later) if found.later else None)


def write(call: Call) -> Result:
    """Write in the seat's own room; or, at the desk, say the mediator's words in the room named."""
    asked: EntryIn = call.body
    mark = call.seat.mark or asked.room
    if mark is None:
        return Refusal(Code.ROOM_MISSING)
    reply_to = label_in(str(asked.reply_to) if asked.reply_to else None, series=mark)
    if isinstance(reply_to, Malformed):
        return reply_to
    others = (asked.document, asked.on) if call.seat.at_desk else (asked.room, asked.why)
    if any(field is not None for field in others):
        return ABSENT
    if call.seat.at_desk:
        spoken = speaking.speak(call.parts, call.seat, mark, asked.text, reply_to=reply_to, why=asked.why, key=call.key)
        return written(spoken)
    leave = leave_given(asked.leave) if asked.leave else None
    if isinstance(leave, Malformed):
        return leave
    writing = Writing(text=asked.text, type=asked.kind, binding=asked.binding, leave=leave, reply_to=reply_to)
    on = on_item(asked.on)
    return written(speaking.write(call.parts, call.seat, writing, document=asked.document, on=on, key=call.key))


def change_leave(call: Call) -> Result:
    """Narrow or widen who may know an entry, for what follows. A widened note answers with its new entry."""
    label, leave = _own_label(call), leave_given(call.body)
    if isinstance(leave, Malformed):
        return leave
    if label is None:
        return ABSENT
    return written(speaking.change_leave(call.parts, call.seat, label, leave, key=call.key), status=200)


def open_(call: Call) -> Result:
    """Say that what was brought has been read; the desk is told that it was, not by whom."""
    label = _own_label(call)
    if label is None:
        return ABSENT
    return done(speaking.acknowledge(call.parts, call.seat, label, key=call.key))


ENTRIES: Final = (
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
)


def on_item(asked: OnItemIn | None) -> OnItem | None:
    """The item that a delegation goes on about, if it names one."""
    return OnItem(item=asked.item, why=asked.why) if asked is not None else None


def leave_given(asked: LeaveIn) -> Leave | Malformed:
    """The leave that a request gives, or what cannot be read in it."""
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


def written(done: Written | Refusal, *, status: int = 201) -> Result:
    """What a program is told of a new entry."""
    if isinstance(done, Refusal):
        return done
    return status, WrittenOut(number_of(done.label), str(done.label), done.at)


def _entry(entry: EntryView, case: CaseOpened | None, *, now: datetime) -> EntryOut:
    """The entry as it is told at `now`: with `case`, as the desk sees it."""
    return EntryOut(
        number=number_of(entry.label),
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
        owed=list(reading.owed(entry, case, now=now)) if case else None,
        document=told(entry.document) if entry.document else None,
        taken=taken_out(entry.taken),
        read_back=taken_out(entry.read_back),
        read_out=taken_out(entry.read_out),
        ad_referendum=ReferendumOut(entry.referendum.authority, entry.referendum.final) if entry.referendum else None,
    )


def _leave_out(entry: EntryView) -> LeaveOut | None:
    leave = entry.leave
    if leave is None:
        return None
    return LeaveOut(leave.form, leave.condition, leave.becomes, leave.expires, entry.marked)


def taken_out(taken: Taken | None) -> TakenOut | None:
    """How something came, as it is told; None where a seat wrote it."""
    if taken is None:
        return None
    return TakenOut(taken.how, taken.said_by, taken.said, taken.by, taken.agreed_by, taken.agreed)
