"""The drawing of positions: one row for the opening and for each round, one mark a side. Geometry only.

Places are the mediator's judgement from 0 to 100. The page says the same in words and in a table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from entremise.domain.ids import Mark
from entremise.domain.positions import Standing

WIDTH: Final = 272
"""Of the drawing, in its own units."""
_START: Final = 74
"""Where the line begins, after the row's name."""
_MARGIN: Final = 10
"""From the line's ends to the middle of a mark at 0 and at 100."""
_ROW: Final = 34
_LANE: Final = 20
"""How much lower a mark stands that another would cover."""
_TOP: Final = 14
_SIZE: Final = 18
_HATCH: Final = 5
MOST_ROWS: Final = 6
"""Rows drawn: the opening and the last ones; the table has all."""
_SHAPES: Final[dict[str, tuple[tuple[float, float], ...]]] = {
    "C": ((50, -8), (108, 100), (-8, 100)),
    "D": ((25, 0), (75, 0), (104, 50), (75, 100), (25, 100), (-4, 50)),
    "E": ((50, -8), (100, 34), (100, 100), (0, 100), (0, 34)),
    "G": ((18, 0), (106, 0), (82, 100), (-6, 100)),
    "H": (
        *((22, -4), (78, -4), (78, 20), (104, 20), (104, 80), (78, 80)),
        *((78, 104), (22, 104), (22, 80), (-4, 80), (-4, 20), (22, 20)),
    ),
}
"""The shapes of the rooms' marks in a square of 100; A is a square, B a circle, F has a round head."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A side's mark in a row."""

    mark: Mark
    x: float
    y: float
    points: str
    """Of its shape; empty for a square, a circle and a round head."""

    @property
    def left(self) -> float:
        """Of the square that it fills."""
        return _rounded(self.x - _SIZE / 2)

    @property
    def top(self) -> float:
        """Of the square that it fills."""
        return _rounded(self.y - _SIZE / 2)

    @property
    def letter_y(self) -> float:
        """Where its letter stands."""
        return self.y + (6.5 if self.mark == "C" else 4.5)


@dataclass(frozen=True, slots=True)
class Row:
    """The opening, or a round."""

    name: str
    y: float
    dots: tuple[Dot, ...]

    @property
    def name_y(self) -> float:
        """Where its name stands."""
        return self.y + 5


@dataclass(frozen=True, slots=True)
class Way:
    """The line from a side's mark in one row to that in the next."""

    mark: Mark
    path: str


@dataclass(frozen=True, slots=True)
class Band:
    """Where the mediator sees room, in the last row."""

    x: float
    y: float
    width: float
    hatch: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A drawing, ready to be written down."""

    height: float
    rows: tuple[Row, ...]
    grid: str
    ways: tuple[Way, ...]
    zone: Band | None

    @property
    def caption_y(self) -> float:
        """Where the words under it stand."""
        return self.height - 4


def gap(standing: Standing, named: Callable[[int], str]) -> Gap | None:
    """The drawing of an item's positions; `named` calls a stage by its name. None if no place was judged."""
    stages = standing.stages
    shown = stages if len(stages) <= MOST_ROWS else (stages[0], *stages[1 - MOST_ROWS :])
    placed = {
        stage: [
            (mark, found.place)
            for mark in standing.marks
            if (found := standing.at(mark, stage)) is not None and found.place is not None
        ]
        for stage in shown
    }
    rows: list[Row] = []
    top: float = _TOP
    for stage in shown:
        dots = _dots(placed[stage], y=top)
        rows.append(Row(named(stage), top, dots))
        top += _ROW + max((dot.y - top for dot in dots), default=0)
    if not any(row.dots for row in rows):
        return None
    return Gap(
        height=top + 2,
        rows=tuple(rows),
        grid="".join(f"M{_START} {row.y}H{WIDTH}" for row in rows),
        ways=_ways(rows),
        zone=_zone(standing, y=rows[-1].y),
    )


def _dots(placed: Sequence[tuple[Mark, int]], *, y: float) -> tuple[Dot, ...]:
    """The marks of a row; one that would cover another stands a lane lower."""
    ends: list[float] = []
    dots = []
    for mark, place in sorted(placed, key=lambda one: (one[1], one[0])):
        x = _x(place)
        lane = next((lane for lane, end in enumerate(ends) if x - end >= _SIZE + 2), len(ends))
        ends[lane : lane + 1] = [x]
        at = y + lane * _LANE
        shape = _SHAPES.get(mark, ())
        left, top = x - _SIZE / 2, at - _SIZE / 2
        points = " ".join(f"{_rounded(left + a * _SIZE / 100)},{_rounded(top + b * _SIZE / 100)}" for a, b in shape)
        dots.append(Dot(mark, x, at, points))
    return tuple(sorted(dots, key=lambda one: one.mark))


def _ways(rows: Sequence[Row]) -> tuple[Way, ...]:
    paths: dict[Mark, str] = {}
    for dot in (dot for row in rows for dot in row.dots):
        paths[dot.mark] = paths.get(dot.mark, "") + f"{'L' if dot.mark in paths else 'M'}{dot.x} {dot.y}"
    return tuple(Way(mark, path) for mark, path in sorted(paths.items()) if "L" in path)


def _zone(standing: Standing, *, y: float) -> Band | None:
    zone = standing.zone
    if zone is None or zone.low is None or zone.high is None:
        return None
    x, end = _x(zone.low), _x(zone.high)
    width = max(end - x, _HATCH)
    hatch = "".join(f"M{_rounded(x + step)} {y - _SIZE / 2}v{_SIZE}" for step in range(_HATCH, round(width), _HATCH))
    return Band(x, y - _SIZE / 2, _rounded(width), hatch)


def _x(place: int) -> float:
    return _rounded(_START + _MARGIN + (WIDTH - _START - 2 * _MARGIN) * place / 100)


def _rounded(number: float) -> float:
    return round(number, 1)
