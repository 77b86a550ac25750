"""Telling rooms of what the desk keeps on a paper: which rooms, in which words, and the guard before it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.dates import DATES
from entremise.domain.events.rounds import ROUNDS
from entremise.domain.events.tracks import TRACKS
from entremise.domain.guard import Itself
from entremise.domain.ids import Mark, RoomId
from entremise.domain.rooms import Seat
from entremise.domain.rounds import text_or_none
from entremise.domain.terms import PartyRoom
from entremise.domain.words import MOST_CHARACTERS
from entremise.services.acts import load_desk
from entremise.services.guarding import Leaving
from entremise.services.ports import Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Whom the desk tells of an act, and in which words."""

    marks: tuple[str, ...] | None = ()
    """The rooms; None: every room that was told of it before."""
    words: str = ""
    """What is said with it, where a room has no words of its own."""
    own: tuple[tuple[str, str], ...] = ()
    """The words agreed with a room, by its mark."""
    why: str | None = None
    """Why words are kept that repeat another room's confidence."""
    meeting: bool = False
    """Whether a room is told when it comes although it may meet another delegation at a door."""

    def said_in(self, mark: str) -> str | Refusal | None:
        """What this room reads with it, made plain."""
        return text_or_none(dict(self.own).get(mark) or self.words)


KEPT: Final = Telling()
"""Nobody is told: it stays at the desk."""


def rooms_told(parts: Parts, seat: Seat, telling: Telling, before: Collection[Mark]) -> tuple[PartyRoom, ...] | Refusal:
    """The rooms to be told, in the order of their marks; those told `before` and destroyed since are passed over."""
    desk = load_desk(parts.store, seat.place)
    rows = {room.mark: parts.store.place(room.room) for room in desk.opened.rooms}
    there = {mark for mark, row in rows.items() if row is not None and row.destroyed is None}
    marks = [str(mark) for mark in before if mark in there] if telling.marks is None else list(telling.marks)
    if not {*marks} <= {*map(str, there)}:
        return Refusal(Code.ROOM_MISSING)
    return tuple(room for room in desk.opened.rooms if str(room.mark) in marks)


def all_rooms(parts: Parts, seat: Seat) -> tuple[RoomId, ...]:
    """Every room of the desk's case, to be locked: an act that tells some is alone in all."""
    return tuple(room.room for room in load_desk(parts.store, seat.place).opened.rooms)


def other_rooms(parts: Parts, seat: Seat, marks: Sequence[Mark]) -> Refusal | None:
    """That a mark is of no room of the desk's case, or stands twice."""
    known = {room.mark for room in load_desk(parts.store, seat.place).opened.rooms}
    return ABSENT if len({*marks}) < len(marks) or not {*marks} <= known else None


PAPERS: Final = frozenset({DATES, ROUNDS, TRACKS})
"""The desk's papers that hold when and where something is."""


def leaving(mark: Mark, texts: Iterable[str], *, itself: Itself, besides: Iterable[str] = ()) -> Leaving:
    """The texts that the room reads, for the guard.

    What is told `itself`, the when and where of this very round or the words of this very track, is no repetition of
    the desk's own rounds, dates and tracks. It may be one of what another room said.
    """
    return Leaving(into=(mark,), texts=tuple(_sheets(texts)), itself=itself, besides=tuple(_sheets(besides)))


def _sheets(texts: Iterable[str]) -> list[str]:
    """The texts one below the other, on sheets of which the guard reads all."""
    sheets: list[str] = []
    for text in texts:
        if sheets and len(sheets[-1]) + 1 + len(text) <= MOST_CHARACTERS:
            sheets[-1] += f"\n{text}"
        else:
            sheets.append(text)
    return sheets
