"""Closing a case and opening it again, its days until destruction, and the mediator's report.

What a seat may take with it of what is kept about it is in `services/subject.py`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from entremise.domain import endings
from entremise.domain.door import endings as door
from entremise.domain.endings import REMINDERS, Closing, Ending, MediatorsReport
from entremise.domain.errors import Broken, Code, Refusal
from entremise.domain.events import (
    Access,
    CaseOpened,
    CaseReopened,
    DestructionNear,
    Introduction,
    RoomOpened,
    Told,
)
from entremise.domain.ids import CaseId, DeskId, Mark, PlaceKind, RoomId, access_log
from entremise.domain.log import Append
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.seats import told_of
from entremise.domain.terms import Disclosure, Role, Terms
from entremise.services.acts import accessed, ending_of, load_desk, needs, once
from entremise.services.ports import CaseFile, Parts, PlaceRow
from entremise.services.seats import members_known
from entremise.services.speaking import Done

SEEN: Final = 30
"""Entries of a room among which the desk looks for one that its party wrote."""


class Destroys(Protocol):
    """Destroys a case: `services.keeping.destroy_case`."""

    def __call__(self, parts: Parts, case: CaseId, *, by: Role | None, at: datetime) -> object:
        """Erase its keys and forget its seats; `by` None: the house, because its days are over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingPage:
    """How a place stands: open or closed, and how long it is kept."""

    seat: Seat
    opened: RoomOpened | CaseOpened
    began: datetime
    """When the case was opened."""
    now: datetime
    head: int
    ending: Ending | None
    took_part: tuple[Mark, ...] = ()
    """At the desk, while the case is open: the rooms whose party has told the mediator something."""

    @property
    def terms(self) -> Terms:
        """The case's terms, as this place was told them."""
        return self.opened.terms


@needs(Act.CLOSE_CASE)
def close_case(parts: Parts, seat: Seat, closing: Closing, *, key: str | None = None) -> Done | Refusal:
    """Close the seat's case: every place of it is told, and from now on nothing is written there.

    Refused while a message is at a door. What is closed can be opened again while it is kept.
    """
    now = parts.clock.now()
    rooms = _rooms(parts, seat)

    def act() -> Done | Refusal:
        desk, opening = load_desk(parts.store, seat.place), parts.store.opening(seat.place)
        waiting = parts.store.at_door(desk.id)
        if waiting:
            return Refusal(Code.WAITS_AT_DOOR, {"count": len(waiting)})
        opened = opening.at if opening is not None else now
        closed = endings.close(desk, seat, closing, opened=opened, now=now)
        if isinstance(closed, Refusal):
            return closed
        copies = [door.tell_closed(closed, room) for room in rooms]
        parts.store.append([Append(seat.place, closed), *copies], at=now)
        parts.store.keep_ending(CaseFile(_case(parts, seat), now, closed.destroy))
        return Done(now)

    asked = ("close_case", closing)
    return once(parts, seat, act, places=(seat.place, *rooms), result=Done, key=key, asked=asked)


@needs(Act.CLOSE_CASE)
def reopen_case(parts: Parts, seat: Seat, *, key: str | None = None) -> Done | Refusal:
    """Open the seat's closed case again, in every place of it; or that the days for which it is kept are over."""
    now = parts.clock.now()
    rooms = _rooms(parts, seat)

    def act() -> Done | Refusal:
        ending = ending_of(parts.store, seat.place)
        if ending is None:
            return Refusal(Code.CASE_OPEN)
        if ending.destroy is not None and ending.destroy <= now:
            return Refusal(Code.RETENTION_OVER)
        reopened = CaseReopened(seat=seat.id, role=seat.role)
        copies = [door.tell_reopened(reopened, room) for room in rooms]
        parts.store.append([Append(seat.place, reopened), *copies], at=now)
        parts.store.drop_ending(_case(parts, seat))
        return Done(now)

    places = (seat.place, *rooms)
    return once(parts, seat, act, places=places, result=Done, key=key, asked="reopen_case", still=True)


def ending_page(parts: Parts, seat: Seat) -> EndingPage:
    """How the seat's place stands, by its own log."""
    line = parts.store.opening(seat.place)
    if line is None or not isinstance(line.event, RoomOpened | CaseOpened):
        raise Broken("a seat points to a place that was never opened")
    ending = ending_of(parts.store, seat.place)
    took_part = _took_part(parts, seat, line.event) if isinstance(line.event, CaseOpened) and ending is None else ()
    return EndingPage(
        seat=seat,
        opened=line.event,
        began=line.at,
        now=parts.clock.now(),
        head=parts.store.head(seat.place),
        ending=ending,
        took_part=took_part,
    )


# The days until destruction ---------------------------------------------------------------------------------


def run_retention(parts: Parts, destroy: Destroys) -> tuple[int, int]:
    """Remind what is to be reminded now, and destroy what is kept no longer; how many cases of each.

    Safe to call from several processes, at any time, and again after a crash. A case that fails holds up no other;
    the first failure is raised when all have been tried.
    """
    now, reminded, destroyed, failures = parts.clock.now(), 0, 0, []
    for file in parts.store.endings(before=now + timedelta(days=max(REMINDERS))):
        try:
            if file.destroy is not None and file.destroy <= now:
                destroyed += _destroy(parts, file, destroy, now)
            else:
                reminded += _remind(parts, file.case, now)
        except Exception as error:  # noqa: BLE001 – raised below
            failures.append(error)
    if failures:
        raise failures[0]
    return reminded, destroyed


def _destroy(parts: Parts, file: CaseFile, destroy: Destroys, now: datetime) -> bool:
    destroy(parts, file.case, by=None, at=now)
    if any(row.destroyed is None for row in parts.store.places_of(file.case)):
        return False
    with parts.store.writing():
        parts.store.drop_ending(file.case)
    return True


def _remind(parts: Parts, case: CaseId, now: datetime) -> bool:
    """Write the reminder that is due into each place of the case, once whoever else is doing it."""
    places = [row.place for row in parts.store.places_of(case) if _has_ending(row)]
    with parts.store.writing(*places):
        file = parts.store.ending(case)
        if file is None or file.destroy is None:
            return False
        days = endings.reminder(file.closed, file.destroy, now=now)
        if days is None or (file.reminded is not None and file.reminded <= days):
            return False
        near = DestructionNear(days=days, destroy=file.destroy)
        parts.store.append([Append(place, near) for place in places], at=now)
        parts.store.keep_ending(CaseFile(case, file.closed, file.destroy, days))
        return True


def _has_ending(row: PlaceRow) -> bool:
    return row.kind in {PlaceKind.ROOM, PlaceKind.DESK} and row.destroyed is None


# The mediator's report --------------------------------------------------------------------------------------


@needs(Act.REPORT)
def report(parts: Parts, seat: Seat) -> MediatorsReport | Refusal:
    """What may be reported of the seat's case today. Of people only what their delegation lets the desk pass on."""
    opening = parts.store.opening(seat.place)
    if opening is None or not isinstance(opening.event, CaseOpened):
        raise Broken("a seat points to a desk that was never opened")
    ending = ending_of(parts.store, seat.place)
    closed = ending.said if ending is not None else None
    people = _people(parts, DeskId(seat.place)) if closed is not None else {}
    return endings.report(opening.event, closed, people=people, at=opening.at, now=parts.clock.now())


@needs(Act.REPORT)
def take_report(parts: Parts, seat: Seat) -> MediatorsReport | Refusal:
    """The report, to be taken out of the house: the desk's access log tells that it was."""
    made = report(parts, seat)
    if isinstance(made, Refusal):
        return made
    with parts.store.writing(access_log(seat.place)):
        parts.store.append([accessed(seat.place, Access.REPORTED, seat)], at=parts.clock.now())
    return made


def _people(parts: Parts, desk: DeskId) -> Mapping[Mark, Sequence[Introduction]]:
    """The people of each party, as far as the desk may tell of them; none of whom it may say no more than that."""
    people: defaultdict[Mark, list[Introduction]] = defaultdict(list)
    for member in members_known(parts, desk):
        if member.onward in {Disclosure.ROLE, Disclosure.NAME}:
            people[member.mark].append(told_of(member.role, member.name, member.onward))
    return people


def _took_part(parts: Parts, seat: Seat, opened: CaseOpened) -> tuple[Mark, ...]:
    """The rooms of whose first entries, as the desk knows them, the party wrote one. A suggestion, no finding."""
    first = ((room.mark, parts.store.series(seat.place, room.mark, limit=SEEN)) for room in opened.rooms)
    return tuple(mark for mark, lines in first if any(isinstance(line.event, Told) for line in lines))


def _rooms(parts: Parts, seat: Seat) -> tuple[RoomId, ...]:
    """The rooms of the seat's case that are not destroyed."""
    rows = parts.store.places_of(_case(parts, seat))
    return tuple(RoomId(row.place) for row in rows if row.kind is PlaceKind.ROOM and row.destroyed is None)


def _case(parts: Parts, seat: Seat) -> CaseId:
    row = parts.store.place(seat.place)
    if row is None:
        raise Broken("a seat points to a place that there is not")
    return row.case
