"""What passes of words that the desk took down, or read to a party. `entries.tell` tells the entry itself."""

from entremise.domain.door.entries import tell_leave
from entremise.domain.events import Delivered, LeaveChanged, Opened
from entremise.domain.ids import DeskId, Label
from entremise.domain.leave import Leave
from entremise.domain.log import Append
from entremise.domain.rooms import Room, Seat
from entremise.domain.terms import Taken


def tell_agreed(
    room: Room, desk: DeskId, label: Label, leave: Leave, *, seat: Seat, taken: Taken
) -> tuple[Append, Append]:
    """The words were read back, and this leave was given for them. `seat` is the desk's."""
    changed = LeaveChanged(label=label, seat=None, role=taken.said_by, leave=leave, taken=taken)
    return tell_leave(room, desk, changed, taken_by=seat.id)


def read_out(room: Room, desk: DeskId, label: Label, *, seat: Seat, taken: Taken) -> tuple[Append, Append]:
    """What was brought into the room was read to its party. `seat` is the desk's."""
    return (
        Append(room.id, Opened(label=label, seat=None, role=taken.said_by, taken=taken)),
        Append(desk, Delivered(label=label, taken=taken, taken_by=seat.id)),
    )
