"""One instant in several cities: the rows of a table, and the drawing beside it. Nothing here decides anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from entremise.domain.calendars import at_night
from entremise.domain.events.rounds import City

SHOWN: Final = 24
"""Hours that the drawing spans."""
AHEAD: Final = timedelta(hours=8)
"""How far before the time it begins."""
LEFT: Final = 112
WIDTH: Final = 260
TOP: Final = 34
ROW: Final = 40
BAR: Final = 20
_STEP: Final = timedelta(minutes=15)
_MOST_LETTERS: Final = 13
"""Of a city's name beside its bar; the table has all of it."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the drawing."""

    x: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HourRow:
    """One city."""

    city: str
    short: str
    now: datetime
    """By its clock."""
    before: datetime | None
    other_day: bool
    """Whether it is another day there than in the first city."""
    is_night: bool
    nights: tuple[Span, ...]
    y: int

    @property
    def text_y(self) -> int:
        """Where its words stand."""
        return self.y + 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The table and the drawing."""

    rows: tuple[HourRow, ...]
    x: float
    """Where the time stands."""
    before_x: float | None
    """Where the time stood that was set before, if the drawing reaches so far."""

    @property
    def moved(self) -> bool:
        """Whether a time was set before."""
        return any(row.before is not None for row in self.rows)

    @property
    def label_x(self) -> float:
        """Where “set for” ends: before both lines."""
        return min(self.x, self.before_x) if self.before_x is not None else self.x

    @property
    def night(self) -> tuple[str, ...]:
        """The cities in which it is night then."""
        return tuple(row.city for row in self.rows if row.is_night)

    @property
    def height(self) -> int:
        """Of the drawing."""
        return TOP + len(self.rows) * ROW + 8

    @property
    def foot(self) -> int:
        """Where the lines end."""
        return self.height - 22

    @property
    def key_y(self) -> int:
        """Where it is said what is shaded."""
        return self.height - 18

    @property
    def key_text_y(self) -> int:
        """The same, of its words."""
        return self.height - 7


def hours(cities: Sequence[City], at: datetime, before: datetime | None) -> Hours:
    """The moment `at` in each of these cities, and the one set before, if there was one."""
    begins = _whole_hour(at - AHEAD, cities[0])
    first = at.astimezone(ZoneInfo(cities[0].zone))
    rows = []
    for index, city in enumerate(cities):
        zone = ZoneInfo(city.zone)
        local = at.astimezone(zone)
        rows.append(
            HourRow(
                city=city.name,
                short=city.name if len(city.name) <= _MOST_LETTERS else f"{city.name[: _MOST_LETTERS - 1]}…",
                now=local,
                before=before.astimezone(zone) if before is not None else None,
                other_day=local.date() != first.date(),
                is_night=at_night(at, city),
                nights=_nights(begins, city),
                y=TOP + index * ROW,
            )
        )
    inside = before is not None and begins <= before <= begins + timedelta(hours=SHOWN)
    return Hours(rows=tuple(rows), x=_x(at, begins), before_x=_x(before, begins) if inside and before else None)


def _whole_hour(at: datetime, city: City) -> datetime:
    return at.astimezone(ZoneInfo(city.zone)).replace(minute=0, second=0, microsecond=0).astimezone(UTC)


def _x(at: datetime, begins: datetime) -> float:
    return round(LEFT + (at - begins) / timedelta(hours=SHOWN) * WIDTH, 1)


def _nights(begins: datetime, city: City) -> tuple[Span, ...]:
    """The stretches in which it is night there."""
    steps = range(int(timedelta(hours=SHOWN) / _STEP))
    found: list[tuple[int, int]] = []
    for step in steps:
        if at_night(begins + step * _STEP, city):
            if found and found[-1][1] == step:
                found[-1] = found[-1][0], step + 1
            else:
                found.append((step, step + 1))
    width = WIDTH / len(steps)
    return tuple(Span(round(LEFT + first * width, 1), round((last - first) * width, 1)) for first, last in found)
