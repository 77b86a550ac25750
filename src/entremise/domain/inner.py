"""Rooms within a delegation: for its principals only, for counsel only. Nobody else sees anything of one.

A seat acts in an inner room under the same id, at another place. What is written there stays there: it is a note in a
log of its own, which nobody who is no member reads, counts or learns of. To tell the mediator, one writes it anew in
the delegation's room.
"""

from dataclasses import dataclass, replace

from entremise.domain.errors import Code, Refusal
from entremise.domain.events import InnerOpened, Said
from entremise.domain.ids import NOTES, InnerId, Label, RoomId
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.rooms import Seat
from entremise.domain.terms import MessageType
from entremise.domain.words import MOST_CHARACTERS_A_LINE, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class InnerRoom:
    """An inner room at the moment of an act."""

    id: InnerId
    opened: InnerOpened
    last_note: int


def within(seat: Seat, inner: InnerId) -> Seat:
    """The same seat, acting in an inner room."""
    return replace(seat, place=inner)


def open_inner(seat: Seat, room: RoomId, title: str) -> InnerOpened | Refusal:
    """The first line of a new inner room of the seat's delegation, or why it cannot be called so."""
    called = plain(" ".join(title.split()), most=MOST_CHARACTERS_A_LINE)
    if isinstance(called, Refusal):
        return called
    if seat.mark is None:
        return Refusal(Code.ABSENT)
    return InnerOpened(room=room, mark=seat.mark, title=called, seat=seat.id, role=seat.role)


def note(inner: InnerRoom, seat: Seat, text: str) -> Said | Refusal:
    """What enters the inner room's log when a member writes, or why it cannot be kept."""
    kept = plain(text)
    if isinstance(kept, Refusal):
        return kept
    return Said(
        label=Label(NOTES, inner.last_note + 1),
        seat=seat.id,
        role=seat.role,
        text=kept,
        type=MessageType.INFORMATION,
        binding=False,
        leave=Leave(form=LeaveForm.OWN),
        marked=True,
    )
