"""The two kinds of place, as far as an act needs to know them, and what happens within one room."""

from dataclasses import dataclass
from datetime import datetime

from entremise.domain.errors import Code, Refusal
from entremise.domain.events import CaseOpened, Said
from entremise.domain.ids import CARRIES, NOTES, DeskId, InnerId, Label, Mark, RoomId, SeatId
from entremise.domain.leave import Leave, LeaveForm, checked
from entremise.domain.log import Append
from entremise.domain.rules import unmarked
from entremise.domain.terms import Document, MessageType, PartyRoom, Role, Terms
from entremise.domain.words import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One person's place in a room or at the desk."""

    id: SeatId
    place: RoomId | DeskId | InnerId
    """Where it acts: in its own place, or in an inner room that it is a member of (`domain.inner.within`)."""
    mark: Mark | None
    """The room's mark; None at the desk."""
    role: Role
    shown: bool
    """Whether the desk may know the role."""
    account: str | None = None
    """The staff account that holds it; None: nobody yet, or a person without one."""

    @property
    def at_desk(self) -> bool:
        """Whether this is one of the mediators' own seats."""
        return self.mark is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A party's room at the moment of an act."""

    id: RoomId
    desk: DeskId
    mark: Mark
    terms: Terms
    last_shared: int
    """Last number given in the series that the delegation and the desk both see."""
    last_note: int
    """Last number given to an internal note."""

    @property
    def next_label(self) -> Label:
        """The label of the next entry that the desk, too, will see."""
        return Label(self.mark, self.last_shared + 1)

    @property
    def next_note_label(self) -> Label:
        """The label of the delegation's next internal note."""
        return Label(NOTES, self.last_note + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The mediators' desk at the moment of an act."""

    id: DeskId
    opened: CaseOpened
    last_carry: int
    """Last number given to a carry."""

    @property
    def next_carry(self) -> Label:
        """The label of the next carry."""
        return Label(CARRIES, self.last_carry + 1)

    def room(self, mark: str) -> PartyRoom | None:
        """The room with this mark, or None if the case has none."""
        return next((room for room in self.opened.rooms if room.mark == mark), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What a seat wants to write in its room."""

    text: str
    type: MessageType = MessageType.INFORMATION
    binding: bool = False
    leave: Leave | None = None
    """None: the writer chose none, and the regime decides."""
    reply_to: Label | None = None
    document: Document | None = None
    """A file that hangs on it."""


def write(room: Room, seat: Seat, writing: Writing, *, now: datetime) -> Said | Refusal:
    """What enters the room's own log when `seat` writes, or why it cannot be kept."""
    text = plain(writing.text)
    if isinstance(text, Refusal):
        return text
    leave = checked(writing.leave or unmarked(room.terms.regime, writing.type), now=now)
    if isinstance(leave, Refusal):
        return leave
    if writing.reply_to is not None and not _known(room, writing.reply_to):
        return Refusal(Code.REPLY_UNKNOWN, {"source": str(writing.reply_to)})
    own = leave.form is LeaveForm.OWN
    return Said(
        label=room.next_note_label if own else room.next_label,
        seat=seat.id,
        role=seat.role,
        text=text,
        type=writing.type,
        binding=writing.binding,
        leave=leave,
        marked=writing.leave is not None,
        reply_to=writing.reply_to,
        document=writing.document,
    )


def keep_note(room: Room, said: Said) -> tuple[Append, ...]:
    """The delegation's internal note, which stays in its own log and is known nowhere else."""
    return (Append(room.id, said),)


def _known(room: Room, label: Label) -> bool:
    last = {NOTES: room.last_note, room.mark: room.last_shared}.get(label.series, 0)
    return 1 <= label.number <= last
