"""The access log of a place: who read in it, who came and went, what became of its keys. Its own members read it.

A place's log tells of that place alone. What the mediators read at their desk stands in the desk's access log and in
no room's, even where it is what that room told them: nobody learns when another place reads.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from entremise.domain.errors import ABSENT, Refusal
from entremise.domain.events import Access, Accessed, InnerOpened
from entremise.domain.ids import InnerId, Mark, PlaceId, PlaceKind, SeatId, access_log
from entremise.domain.log import Line
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.seats import Detail
from entremise.domain.terms import Role
from entremise.services.acts import accessed, needs
from entremise.services.ports import Parts

PAGE: Final = 50
"""Lines on a page, unless asked otherwise."""
MOST: Final = 200
"""Lines of one reading, at most."""


class ReadHours:
    """See `services.ports.Reads`. One for each store; used from any thread. Memory: one entry a seat and place."""

    def __init__(self) -> None:
        self._hour = 0
        self._seen: set[tuple[PlaceId, SeatId]] = set()
        self._lock = threading.Lock()

    def first(self, place: PlaceId, seat: SeatId, at: datetime) -> bool:
        """See `Reads.first`."""
        hour = hour_of(at)
        with self._lock:
            if hour != self._hour:
                self._hour, self._seen = hour, set()
            if (place, seat) in self._seen:
                return False
            self._seen.add((place, seat))
            return True

    def forget(self, place: PlaceId, seat: SeatId) -> None:
        """See `Reads.forget`."""
        with self._lock:
            self._seen.discard((place, seat))


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessView:
    """One line of an access log, as the place's members read it."""

    number: int
    """Number in this log, by which one pages."""
    at: datetime
    what: Access
    role: Role | None
    """Of the seat that it is about; None: the place as a whole."""
    name: str | None
    """What the place calls that person, where it does."""
    own: bool
    """Whether it is about the reader's own seat."""
    by: Role | None
    """In what capacity it was done, where that seat did not do it itself."""
    mark: Mark | None = None
    """At the desk, of a head of delegation: the room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessPage:
    """Some lines of an access log, newest first, and where to go on."""

    lines: tuple[AccessView, ...]
    earlier: int | None
    """Read before this number for what came earlier; None: nothing did."""
    title: str | None = None
    """Of an inner room."""


def read(parts: Parts, seat: Seat, *, place: PlaceId | None = None) -> None:
    """The seat has read in its own place, or in an inner room: told once for each clock hour.

    Costs nothing where this process has told it in this hour. Another process may tell it, too; a page shows one.
    """
    where, now = place or seat.place, parts.clock.now()
    if not parts.reads.first(where, seat.id, now):
        return
    try:
        with parts.store.writing(access_log(where)):
            parts.store.append([accessed(where, Access.READ, seat, name=name_of_person(parts, seat))], at=now)
    except BaseException:
        parts.reads.forget(where, seat.id)
        raise


def name_of_person(parts: Parts, seat: Seat) -> str | None:
    """What the seat's own place calls the person who sits there, if it wrote a name down."""
    detail = parts.store.detail(seat)
    return msgspec.json.decode(detail, type=Detail).name if detail is not None else None


def tell(parts: Parts, place: PlaceId, what: Access, seat: Seat | None = None, *, by: Role | None = None) -> None:
    """Tell the place's access log of something that changes nothing else."""
    with parts.store.writing(access_log(place)):
        parts.store.append([accessed(place, what, seat, by=by)], at=parts.clock.now())


def tell_of_account(parts: Parts, account: str, what: Access, *, by: Role) -> None:
    """Tell each place in which a staff account holds a seat of what was done to the account."""
    for seat in parts.store.seats_of_account(account):
        tell(parts, seat.place, what, seat, by=by)


def tell_all(parts: Parts, what: Access, *, by: Role) -> int:
    """Tell every place's access log of what was done to the whole house; how many there are.

    Each is told in a transaction of its own, so that no act waits for all of them.
    """
    logs = [row for row in parts.store.places() if row.kind is PlaceKind.ACCESS and row.destroyed is None]
    for row in logs:
        if row.within is not None:
            tell(parts, row.within, what, by=by)
    return len(logs)


@needs(Act.SEE_ACCESS)
def access_page(
    parts: Parts, seat: Seat, *, inner: InnerId | None = None, before: int | None = None, limit: int = PAGE
) -> AccessPage | Refusal:
    """The last lines of the access log of the seat's own place, or of an inner room that it is a member of.

    With `before`, those before that line. Costs what it shows.
    """
    if inner is not None and seat.id not in parts.store.members(inner):
        return ABSENT
    log = access_log(seat.place if inner is None else inner)
    last = parts.store.head(log)
    end = last if before is None else min(before - 1, last)
    start = max(end - min(limit, MOST), 0)
    lines = parts.store.lines(log, after=start, limit=end - start) if end > start else []
    title = None if inner is None else _title(parts, inner)
    return AccessPage(lines=views_of(lines, seat), earlier=start + 1 if start else None, title=title)


def _title(parts: Parts, inner: InnerId) -> str | None:
    line = parts.store.opening(inner)
    return line.event.title if line is not None and isinstance(line.event, InnerOpened) else None


def views_of(lines: Iterable[Line], seat: Seat) -> tuple[AccessView, ...]:
    """The lines, newest first; of one seat's readings in one hour the first alone."""
    views: dict[object, AccessView] = {}
    for line in lines:
        event = line.event
        if isinstance(event, Accessed):
            views.setdefault(_once(line.number, line.at, event), _view(line, event, seat))
    return tuple(reversed(views.values()))


def _once(number: int, at: datetime, event: Accessed) -> object:
    """What a line is told but once for."""
    return (event.seat, hour_of(at)) if event.what is Access.READ else number


def _view(line: Line, event: Accessed, seat: Seat) -> AccessView:
    return AccessView(
        number=line.number,
        at=line.at,
        what=event.what,
        role=event.role,
        name=event.name,
        own=event.seat == seat.id,
        by=event.by,
        mark=event.mark,
    )


def hour_of(at: datetime) -> int:
    """The clock hour (UTC), counted from 1970."""
    return int(at.timestamp()) // 3600
