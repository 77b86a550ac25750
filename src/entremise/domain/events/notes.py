"""What can happen to the desk's own notes. Lines of the desk alone: no room's log has any of them."""

from dataclasses import dataclass
from typing import ClassVar, Final, TypeAlias

from entremise.domain.events.papers import DeskPaper
from entremise.domain.ids import Mark, SeatId
from entremise.domain.terms import Role

DESK_NOTES: Final = "notes"
"""Topic of all lines about the desk's notes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskNoteKept(DeskPaper):
    """The desk wrote a note for itself, or changed it: this is how it stands from now on."""

    TOPIC: ClassVar[str] = DESK_NOTES
    number: int
    """1, 2, 3 … at this desk."""
    text: str
    item: int | None = None
    """The agenda item that it is about; of `item`, `point` and `mark` at most one is named."""
    point: int | None = None
    mark: Mark | None = None
    """The party that it is about, by its room's mark."""
    seat: SeatId
    role: Role

    def confidences(self) -> tuple[str, ...]:
        """A note is for no room, whatever it is about."""
        return (self.text,)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskNoteStruck(DeskPaper):
    """The desk struck a note out."""

    TOPIC: ClassVar[str] = DESK_NOTES
    number: int
    seat: SeatId
    role: Role


NotesDeskEvent: TypeAlias = DeskNoteKept | DeskNoteStruck
"""Lines of the desk."""
