"""Positions: where the desk understands each side to stand on an item, and what a delegation keeps of its own.

A place on the line is the mediator's judgement. Nothing here is measured, and nothing of the desk's is told to a room.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from entremise.domain.errors import Code, Refusal
from entremise.domain.events import positions as events
from entremise.domain.events.positions import StandKind
from entremise.domain.ids import Label, Mark
from entremise.domain.log import Line
from entremise.domain.rooms import Seat
from entremise.domain.rules import MOST_SOURCES
from entremise.domain.terms import Role
from entremise.domain.words import MOST_CHARACTERS_A_LINE, plain

LEAST_PLACE: Final = 0
MOST_PLACE: Final = 100
MOST_STAGES: Final = 60
"""The last round after which a position can be written down."""
MOST_POSITION_CHARACTERS: Final = 2_000
MOST_OF_DESK: Final = 5_000
"""Lines of positions at the desk, at most."""
MOST_OF_ROOM: Final = 2_000
"""Lines of a room's own papers, at most."""
OPENING: Final = 0
"""The stage before any round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A position as the desk wants to write it down."""

    item: int
    mark: Mark
    stage: int = OPENING
    words: str = ""
    place: int | None = None
    sources: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Zoning:
    """Where the mediator sees room for progress, with a remark; for the desk only."""

    item: int
    low: int | None = None
    high: int | None = None
    remark: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a side stands on an item at one stage, as the desk understands it."""

    mark: Mark
    stage: int
    words: str
    place: int | None
    sources: tuple[Label, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """The mediator's own view of an item."""

    low: int | None
    high: int | None
    remark: str
    caption: str


class Movement(StrEnum):
    """Whether anybody moved, by the places that the desk wrote down."""

    UNKNOWN = "unknown"
    """There is one stage, or none."""
    UNCHANGED = "unchanged"
    FIRST = "first-exchange"
    """Somebody moved between the opening and the first stage after it, and that is all there is."""
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All that the desk wrote down on one item."""

    item: int
    positions: tuple[Position, ...] = ()
    """By side, then stage."""
    zone: Zone | None = None

    @property
    def stages(self) -> tuple[int, ...]:
        """The stages at which anything was written down, first first."""
        return tuple(sorted({one.stage for one in self.positions}))

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The sides of which anything was written down."""
        return tuple(sorted({one.mark for one in self.positions}))

    def at(self, mark: str, stage: int) -> Position | None:
        """Where a side stood then: as it was written down then, or at the last stage before."""
        known = [one for one in self.positions if one.mark == mark and one.stage <= stage]
        return max(known, key=lambda one: one.stage, default=None)

    @property
    def current(self) -> tuple[Position, ...]:
        """The last known position of each side."""
        return tuple(found for mark in self.marks if (found := self.at(mark, MOST_STAGES)) is not None)

    @property
    def movement(self) -> Movement:
        """Whether anybody moved from the opening to the last stage."""
        stages = self.stages
        if len(stages) < 2:
            return Movement.UNKNOWN
        rows = [[found.place for stage in stages if (found := self.at(mark, stage)) is not None] for mark in self.marks]
        if all(len(set(row)) <= 1 for row in rows):
            return Movement.UNCHANGED
        return Movement.FIRST if len(stages) == 2 and stages[0] == OPENING else Movement.MOVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A position, an interest or a red line that a delegation keeps for itself."""

    number: int
    item: int
    kind: StandKind
    words: str
    role: Role
    at: datetime


def set_position(setting: Setting, *, lines: int, seat: Seat) -> events.PositionSet | Refusal:
    """What is written at the desk, or why it cannot be; `lines` stand there already.

    Without words and place, what was written down is taken back.
    """
    if lines >= MOST_OF_DESK:
        return Refusal(Code.PAPER_FULL, {"most": MOST_OF_DESK})
    if not _on_line(setting.place) or not OPENING <= setting.stage <= MOST_STAGES:
        return _out_of_range()
    taken_back = not setting.words.strip() and setting.place is None
    words = "" if taken_back else plain(setting.words, most=MOST_POSITION_CHARACTERS)
    if isinstance(words, Refusal):
        return words
    refusal = _resting(setting)
    if refusal is not None:
        return refusal
    return events.PositionSet(
        item=setting.item,
        stage=setting.stage,
        mark=setting.mark,
        words=words,
        point=setting.place,
        sources=tuple(dict.fromkeys(setting.sources)),
        seat=seat.id,
        role=seat.role,
    )


def set_zone(zoning: Zoning, *, lines: int, seat: Seat) -> events.ZoneSet | Refusal:
    """What is written at the desk of the mediator's own view, or why it cannot be."""
    if lines >= MOST_OF_DESK:
        return Refusal(Code.PAPER_FULL, {"most": MOST_OF_DESK})
    low, high = zoning.low, zoning.high
    crossed = (low is None) is not (high is None) or (low is not None and high is not None and low > high)
    if crossed or not _on_line(low) or not _on_line(high):
        return _out_of_range()
    remark = plain(zoning.remark, most=MOST_POSITION_CHARACTERS) if zoning.remark.strip() else ""
    caption = plain(zoning.caption, most=MOST_CHARACTERS_A_LINE) if zoning.caption.strip() else ""
    if isinstance(remark, Refusal):
        return remark
    if isinstance(caption, Refusal):
        return caption
    return events.ZoneSet(
        item=zoning.item,
        low=low,
        high=high,
        remark=remark,
        caption=" ".join(caption.split()),
        seat=seat.id,
        role=seat.role,
    )


def keep_stand(
    stands: Iterable[Stand], *, number: int | None, item: int, kind: StandKind, words: str, lines: int, seat: Seat
) -> events.StandKept | Refusal:
    """What a delegation keeps for itself, anew with `number`; without words it is kept no more."""
    if lines >= MOST_OF_ROOM:
        return Refusal(Code.PAPER_FULL, {"most": MOST_OF_ROOM})
    kept = plain(words, most=MOST_POSITION_CHARACTERS) if number is None or words.strip() else ""
    if isinstance(kept, Refusal):
        return kept
    before = next((one for one in stands if one.number == number), None)
    if number is not None and before is None:
        return Refusal(Code.ITEM_UNKNOWN, {"number": number})
    own = number if number is not None else lines + 1
    return events.StandKept(number=own, item=item, kind=kind, words=kept, seat=seat.id, role=seat.role)


def standings(lines: Iterable[Line]) -> dict[int, Standing]:
    """What the desk wrote down, by item, of all lines of its topic."""
    found: dict[tuple[int, Mark, int], Position] = {}
    zones: dict[int, Zone] = {}
    for line in lines:
        match line.event:
            case events.PositionSet() as event:
                key = event.item, event.mark, event.stage
                found.pop(key, None)
                if event.words:
                    found[key] = Position(
                        mark=event.mark,
                        stage=event.stage,
                        words=event.words,
                        place=event.point,
                        sources=event.sources,
                        at=line.at,
                    )
            case events.ZoneSet() as event:
                zones[event.item] = Zone(low=event.low, high=event.high, remark=event.remark, caption=event.caption)
            case _:
                pass
    items = {item for item, _, _ in found} | set(zones)
    return {
        item: Standing(
            item=item,
            positions=tuple(found[key] for key in sorted(found) if key[0] == item),
            zone=zones.get(item),
        )
        for item in sorted(items)
    }


def stands(lines: Iterable[Line]) -> tuple[Stand, ...]:
    """What a delegation keeps for itself, oldest first, of all lines of its topic."""
    found: dict[int, Stand] = {}
    for line in lines:
        match line.event:
            case events.StandKept() as event if event.words:
                found[event.number] = Stand(
                    number=event.number,
                    item=event.item,
                    kind=event.kind,
                    words=event.words,
                    role=event.role,
                    at=line.at,
                )
            case events.StandKept() as event:
                found.pop(event.number, None)
            case _:
                pass
    return tuple(found[number] for number in sorted(found))


def _resting(setting: Setting) -> Refusal | None:
    if len(setting.sources) > MOST_SOURCES:
        return Refusal(Code.SOURCES_TOO_MANY, {"most": MOST_SOURCES, "count": len(setting.sources)})
    strange = next((label for label in setting.sources if label.series != setting.mark), None)
    return Refusal(Code.SOURCE_UNKNOWN, {"source": str(strange)}) if strange is not None else None


def _on_line(place: int | None) -> bool:
    return place is None or LEAST_PLACE <= place <= MOST_PLACE


def _out_of_range() -> Refusal:
    return Refusal(Code.PLACE_OUT_OF_RANGE, {"least": LEAST_PLACE, "most": MOST_PLACE})
