"""What the desk does: carry, stop, announce, confirm, declare a condition met."""

from typing import Final

from entremise.api.operations.calls import Call, Operation, Result, done, label_in
from entremise.api.operations.documents import told
from entremise.api.operations.seconding import repeated_out
from entremise.api.schema import AnnouncementIn, CarryIn, CarryOut, CheckIn, DoneOut, MetIn, SourceIn
from entremise.api.schema.seconding import CheckedOut
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.ids import CARRIES, DeskId, Label
from entremise.domain.views import CarryView
from entremise.services import carrying, speaking


def carry(call: Call) -> Result:
    """Carry a message into a room: 201 with when it is due, or 409 with the refusal."""
    asked: CarryIn = call.body
    sources = _sources(asked.sources)
    if isinstance(sources, Refusal):
        return sources
    wanted = carrying.Carrying(
        into=asked.into,
        form=asked.form,
        text=asked.text,
        type=asked.type,
        binding=asked.binding,
        sources=sources,
        hold_seconds=asked.hold_seconds,
        why=asked.why,
        document=asked.document,
    )
    held = carrying.carry(call.parts, call.seat, wanted, key=call.key)
    if isinstance(held, Refusal):
        return held
    return 201, CarryOut(
        id=held.carry.number,
        state="held" if held.entered is None else "entered",
        due=held.due,
        entered_as=str(held.entered) if held.entered else None,
    )


def check(call: Call) -> Result:
    """What the guard finds in a message before it is carried: 200 with both wordings of each thing, or none."""
    asked: CheckIn = call.body
    sources = _sources(asked.sources)
    if isinstance(sources, Refusal):
        return sources
    wanted = carrying.Carrying(
        into=asked.into,
        form=asked.form,
        text=asked.text,
        type=asked.type,
        sources=sources,
        document=asked.document,
    )
    found = carrying.check(call.parts, call.seat, wanted)
    if isinstance(found, Refusal):
        return found
    unread = call.parts.guard.unread(DeskId(call.seat.place))
    return 200, CheckedOut([*map(repeated_out, found)], [*map(str, unread)])


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
    return done(carrying.stop(call.parts, call.seat, label, key=call.key))


def announce(call: Call) -> Result:
    """Announce the same words in the rooms named, or in every room."""
    asked: AnnouncementIn = call.body
    announced = speaking.announce(call.parts, call.seat, asked.text, into=asked.into, why=asked.why, key=call.key)
    return done(announced, status=201)


def confirm(call: Call) -> Result:
    """Confirm to a room that its entry was conveyed, and say nothing else."""
    label = _told_label(call)
    return ABSENT if label is None else done(carrying.confirm_conveyance(call.parts, call.seat, label, key=call.key))


def declare_met(call: Call) -> Result:
    """Mark the condition of a room's entry as met; the room is told."""
    label, asked = _told_label(call), call.body
    if label is None:
        return ABSENT
    return done(carrying.declare_met(call.parts, call.seat, label, condition=asked.condition, key=call.key))


DESK: Final = (
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
        method="POST",
        path="/guard",
        does=check,
        takes=CheckIn,
        gives=CheckedOut,
        desk=True,
        says="What a message would repeat, if it were carried",
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
        takes=MetIn,
        gives=DoneOut,
        desk=True,
        says="Mark the condition of an entry as met",
    ),
)


def _sources(asked: list[SourceIn]) -> tuple[Label, ...] | Refusal:
    """The entries named, or which of them cannot be one."""
    labels: list[Label] = []
    for source in asked:
        label = label_in(str(source.number), series=source.room)
        if not isinstance(label, Label) or label.series != source.room:
            return Refusal(Code.SOURCE_UNKNOWN, {"source": f"{source.room}-{source.number}"})
        labels.append(label)
    return tuple(labels)


def _told_label(call: Call) -> Label | None:
    label = Label.parse(call.path["number"], series=call.path["room"])
    return label if label is not None and label.series == call.path["room"] else None


def _carry(view: CarryView) -> CarryOut:
    return CarryOut(
        id=view.label.number,
        state=_state(view),
        due=view.due,
        entered_as=str(view.entered_as) if view.entered_as else None,
        stop_code=view.stop_code,
        document=told(view.document) if view.document else None,
    )


def _state(view: CarryView) -> str:
    if view.entered is not None:
        return "entered"
    return "stopped" if view.stopped is not None else "held"
