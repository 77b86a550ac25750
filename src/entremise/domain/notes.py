"""The desk's own notes: written at the desk, read at the desk, part of nothing that crosses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from entremise.domain.errors import ABSENT, Broken, Code, Refusal
from entremise.domain.events.notes import DeskNoteKept, DeskNoteStruck
from entremise.domain.ids import Mark
from entremise.domain.log import Line
from entremise.domain.rooms import Seat
from entremise.domain.terms import Role
from entremise.domain.words import plain

MOST_TEXT: Final = 4000
"""Longest note, in characters."""
MOST_NOTES: Final = 500
"""Notes that stand at once, at most."""
MOST_CHANGES: Final = 2000
"""Lines about notes in the life of a case, after which none is written or changed; one can still be taken off."""
LINES: Final = MOST_CHANGES + MOST_NOTES
"""Lines that there can be: all of them are read for each page that shows notes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a note is about: an agenda item, a point, a party, or nothing of these."""

    item: int | None = None
    point: int | None = None
    mark: Mark | None = None

    def __post_init__(self) -> None:
        """Raises Broken if it is about more than one."""
        if sum(one is not None for one in (self.item, self.point, self.mark)) > 1:
            raise Broken("a note is about one thing at most")


FREE: Final = About()
"""About nothing of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskNote:
    """A note as it stands."""

    number: int
    text: str
    about: About
    made: datetime
    changed: datetime
    role: Role
    """Who wrote it last."""


def notes(lines: Iterable[Line]) -> dict[int, DeskNote | None]:
    """The notes by their numbers, None where one was struck out, from the lines of their topic in the log's order."""
    found: dict[int, DeskNote | None] = {}
    for line in lines:
        match line.event:
            case DeskNoteKept() as kept:
                before = found.get(kept.number)
                found[kept.number] = DeskNote(
                    number=kept.number,
                    text=kept.text,
                    about=About(item=kept.item, point=kept.point, mark=kept.mark),
                    made=before.made if before is not None else line.at,
                    changed=line.at,
                    role=kept.role,
                )
            case DeskNoteStruck() as struck if struck.number in found:
                found[struck.number] = None
            case _:
                pass
    return found


def keep(
    known: Mapping[int, DeskNote | None], text: str, about: About, seat: Seat, *, number: int | None, changes: int
) -> DeskNoteKept | Refusal:
    """What writes a note, or changes the one with this number; one that was struck out is absent."""
    words = plain(text, most=MOST_TEXT)
    if isinstance(words, Refusal):
        return words
    if number is not None and known.get(number) is None:
        return ABSENT
    if number is None and sum(note is not None for note in known.values()) >= MOST_NOTES:
        return Refusal(Code.LIST_FULL, {"most": MOST_NOTES})
    if changes >= MOST_CHANGES:
        return Refusal(Code.CHANGES_FULL, {"most": MOST_CHANGES})
    return DeskNoteKept(
        number=max(known, default=0) + 1 if number is None else number,
        text=words,
        item=about.item,
        point=about.point,
        mark=about.mark,
        seat=seat.id,
        role=seat.role,
    )


def strike(known: Mapping[int, DeskNote | None], number: int, seat: Seat) -> DeskNoteStruck | Refusal:
    """What strikes a note out; one that was struck out is absent."""
    return ABSENT if known.get(number) is None else DeskNoteStruck(number=number, seat=seat.id, role=seat.role)
