"""Points: what the desk groups as one matter. Their fold, and what may be kept.

A point holds the labels of entries. What the entries say of who knows what is folded in `domain/ledger.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.points import PointDissolved, PointKept
from entremise.domain.ids import Label
from entremise.domain.log import Line
from entremise.domain.rooms import Seat
from entremise.domain.terms import Role
from entremise.domain.words import MOST_CHARACTERS_A_LINE, plain

MOST_WORDS: Final = MOST_CHARACTERS_A_LINE
"""Longest wording of a point, in characters."""
MOST_ENTRIES: Final = 40
"""Entries in a point, at most."""
MOST_POINTS: Final = 500
"""Points that stand at once, at most."""
MOST_CHANGES: Final = 2000
"""Lines about points in the life of a case, after which none is written or changed; one can still be taken off."""
LINES: Final = MOST_CHANGES + MOST_POINTS
"""Lines that there can be: all of them are read for each page that shows points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A matter, as the desk groups it now."""

    number: int
    words: str
    entries: tuple[Label, ...]
    item: int | None
    round: int | None
    made: datetime
    changed: datetime
    dissolved: bool = False

    @property
    def name(self) -> str:
        """K-03, as the desk calls it."""
        return f"K-{self.number:02d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A point as it stood from a moment on."""

    at: datetime
    role: Role
    words: str
    entries: tuple[Label, ...]
    item: int | None
    round: int | None
    dissolved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """What a point is to be."""

    words: str
    entries: tuple[Label, ...]
    item: int | None = None
    round: int | None = None


def points(lines: Iterable[Line]) -> dict[int, Point]:
    """The points by their numbers, dissolved ones among them, from the lines of their topic in the log's order."""
    found: dict[int, Point] = {}
    for line in lines:
        match line.event:
            case PointKept() as kept:
                before = found.get(kept.number)
                found[kept.number] = Point(
                    number=kept.number,
                    words=kept.words,
                    entries=kept.entries,
                    item=kept.item,
                    round=kept.round,
                    made=before.made if before is not None else line.at,
                    changed=line.at,
                )
            case PointDissolved() as gone if gone.number in found:
                found[gone.number] = replace(found[gone.number], dissolved=True, changed=line.at)
            case _:
                pass
    return found


def history(lines: Iterable[Line], number: int) -> tuple[Wording, ...]:
    """How the point stood, the first wording first; the last one is how it stands."""
    stood: list[Wording] = []
    for line in lines:
        match line.event:
            case PointKept() as kept if kept.number == number:
                stood.append(
                    Wording(
                        at=line.at,
                        role=kept.role,
                        words=kept.words,
                        entries=kept.entries,
                        item=kept.item,
                        round=kept.round,
                    )
                )
            case PointDissolved() as gone if gone.number == number and stood:
                stood.append(replace(stood[-1], at=line.at, role=gone.role, dissolved=True))
            case _:
                pass
    return tuple(stood)


def keep(
    known: Mapping[int, Point], grouping: Grouping, seat: Seat, *, number: int | None, changes: int
) -> PointKept | Refusal:
    """What makes a point, or changes the one with this number; `changes`: lines that there are already.

    The entries are taken as they come: whether the desk has them is asked before.
    """
    words = plain(grouping.words, most=MOST_WORDS)
    if isinstance(words, Refusal):
        return words
    if number is not None and number not in known:
        return ABSENT
    entries = tuple(dict.fromkeys(grouping.entries))
    refusal = _unfit(known, entries, number=number, changes=changes)
    if refusal is not None:
        return refusal
    return PointKept(
        number=max(known, default=0) + 1 if number is None else number,
        words=words,
        entries=entries,
        item=grouping.item,
        round=grouping.round,
        seat=seat.id,
        role=seat.role,
    )


def dissolve(known: Mapping[int, Point], number: int, seat: Seat) -> PointDissolved | Refusal:
    """What dissolves a point that stands. Always possible: what was made can be undone."""
    if number not in known:
        return ABSENT
    if known[number].dissolved:
        return Refusal(Code.POINT_DISSOLVED)
    return PointDissolved(number=number, seat=seat.id, role=seat.role)


def _unfit(
    known: Mapping[int, Point], entries: tuple[Label, ...], *, number: int | None, changes: int
) -> Refusal | None:
    if not entries:
        return Refusal(Code.POINT_EMPTY)
    if len(entries) > MOST_ENTRIES:
        return Refusal(Code.POINT_FULL, {"most": MOST_ENTRIES, "count": len(entries)})
    standing = sum(not point.dissolved for point in known.values())
    if (number is None or known[number].dissolved) and standing >= MOST_POINTS:
        return Refusal(Code.LIST_FULL, {"most": MOST_POINTS})
    return Refusal(Code.CHANGES_FULL, {"most": MOST_CHANGES}) if changes >= MOST_CHANGES else None
