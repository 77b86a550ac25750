"""How a case ends: closed with its outcome, kept as long as was agreed, then destroyed; and what may be reported of it.

A place learns that it is closed from its own log. Days are counted from the closing, by the clock; dates are those
of the case's city.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Final
from zoneinfo import ZoneInfo

from entremise.domain.errors import Code, Refusal
from entremise.domain.events import (
    CaseClosed,
    CaseOpened,
    CaseReopened,
    DestructionNear,
    Introduction,
    TalksClosed,
    TalksReopened,
)
from entremise.domain.ids import Mark
from entremise.domain.log import Line
from entremise.domain.roles import Act
from entremise.domain.rooms import Desk, Seat
from entremise.domain.terms import Outcome, Role, Terms

LEAST_RETENTION_DAYS: Final = 1
MOST_RETENTION_DAYS: Final = 3650
"""Ten years."""
REMINDERS: Final = (30, 7, 1)
"""Days before the destruction at which every place of the case is reminded."""
STILL: Final = frozenset(
    {
        *(Act.READ, Act.SEARCH, Act.SEE_ACCESS, Act.EXPORT, Act.REPORT, Act.CLOSE_CASE, Act.DESTROY),
        *(Act.WITHDRAW, Act.REPLACE, Act.REMOVE, Act.ROTATE, Act.CLOSE_ROOM),
    }
)
"""What is still done in a closed case: reading and taking copies, reopening or ending it, and what keeps others out.

Somebody who loses a device, or leaves, must not keep a way in for as long as the case is kept.
"""
LINES: Final = 1 + len(REMINDERS)
"""So many of the last lines on the subject hold the last closing or reopening: after one come reminders only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What the desk says when it closes a case."""

    outcome: Outcome
    settled: bool
    attended: tuple[Mark, ...] = ()
    """The rooms whose party took part."""
    began: date | None = None
    """None: the day on which the case was opened."""
    ended: date | None = None
    """None: today."""
    retention_days: int | None = None
    """None: as agreed when the case was opened; and kept until somebody destroys it, if nothing was agreed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A closed place, as it stands in its own log."""

    closed: datetime
    role: Role
    """Of the mediators' seat that closed it."""
    destroy: datetime | None
    """When it is destroyed by itself; None: it is kept until somebody destroys it."""
    said: CaseClosed | None = None
    """At the desk: how the talks came out."""
    reminded: tuple[tuple[datetime, int], ...] = ()
    """When the house reminded, and of how many days; oldest first."""

    def days_left(self, now: datetime) -> int | None:
        """Days until it is destroyed, a part counted as a whole; None if it is not destroyed by itself."""
        return None if self.destroy is None else max(0, ceil((self.destroy - now) / timedelta(days=1)))

    def is_near(self, now: datetime) -> bool:
        """Whether a reminder is due or was given."""
        return self.destroy is not None and reminder(self.closed, self.destroy, now=now) is not None


def close(desk: Desk, seat: Seat, closing: Closing, *, opened: datetime, now: datetime) -> CaseClosed | Refusal:
    """What is written at the desk when `seat` closes a case that was `opened` then; or why it cannot be closed so."""
    terms = desk.opened.terms
    today, first = _day(now, terms), closing.began or _day(opened, terms)
    last = closing.ended or today
    if not first <= last <= today:
        return Refusal(Code.DATES_CROSSED)
    if closing.settled and closing.outcome is Outcome.NOT_HELD:
        return Refusal(Code.SETTLED_UNHELD)
    if any(desk.room(mark) is None for mark in closing.attended):
        return Refusal(Code.ROOM_MISSING)
    days = agreed(terms.retention_days, closing.retention_days)
    if isinstance(days, Refusal):
        return days
    return CaseClosed(
        outcome=closing.outcome,
        settled=closing.settled,
        began=first,
        ended=last,
        attended=tuple(sorted(set(closing.attended))),
        retention_days=days,
        destroy=None if days is None else now + timedelta(days=days),
        seat=seat.id,
        role=seat.role,
    )


def agreed(opened_with: int | None, asked: int | None) -> int | Refusal | None:
    """For how many days the case is kept after its closing; what was agreed when it was opened stands."""
    if opened_with is not None and asked not in {None, opened_with}:
        return Refusal(Code.RETENTION_AGREED, {"days": opened_with})
    return retention(opened_with if asked is None else asked)


def retention(days: int | None) -> int | Refusal | None:
    """`days`, or that a case cannot be kept for so many."""
    if days is None or LEAST_RETENTION_DAYS <= days <= MOST_RETENTION_DAYS:
        return days
    return Refusal(Code.RETENTION_OUT_OF_RANGE, {"least": LEAST_RETENTION_DAYS, "most": MOST_RETENTION_DAYS})


def ending(lines: Iterable[Line]) -> Ending | None:
    """How a place is closed, from the last lines of its log on the subject, in their order; None if it is open."""
    closed: Ending | None = None
    reminded: tuple[tuple[datetime, int], ...] = ()
    for line in lines:
        match line.event:
            case TalksClosed() | CaseClosed() as told:
                said = told if isinstance(told, CaseClosed) else None
                closed, reminded = Ending(closed=line.at, role=told.role, destroy=told.destroy, said=said), ()
            case TalksReopened() | CaseReopened():
                closed, reminded = None, ()
            case DestructionNear(days=days):
                reminded = (*reminded, (line.at, days))
            case _:
                pass
    if closed is None:
        return None
    return Ending(closed=closed.closed, role=closed.role, destroy=closed.destroy, said=closed.said, reminded=reminded)


def reminder(closed: datetime, destroy: datetime, *, now: datetime) -> int | None:
    """The last reminder, in days, whose moment has come since the closing; None before the first, and after the end."""
    if now >= destroy:
        return None
    moments = ((days, destroy - timedelta(days=days)) for days in REMINDERS)
    return min((days for days, moment in moments if closed < moment <= now), default=None)


# What may be reported ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """A party, and whether it took part."""

    party: str
    attended: bool
    people: tuple[Introduction, ...] = ()
    """Those of whom more may be known than that the party took part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediatorsReport:
    """The mediator's report to whoever may ask for one: a court, an authority, an employer.

    Whether the mediation occurred or has terminated, whether a settlement was reached, attendance (Uniform Mediation
    Act §7(b)(1)), and the days on which it began and ended, by which limitation periods are counted (Directive
    2008/52/EC, article 8). There is no field for anything else: what is not there cannot be reported.
    """

    codename: str
    """The case's neutral name."""
    mediator: str
    """The mediator's institution."""
    day: date
    """Of the report."""
    began: date
    ended: date | None
    """None: the mediation is under way, and the four fields of its end are not filled in."""
    outcome: Outcome | None
    settled: bool | None
    attendance: tuple[Attendance, ...]


def report(
    opened: CaseOpened,
    closed: CaseClosed | None,
    *,
    people: Mapping[Mark, Sequence[Introduction]],
    at: datetime,
    now: datetime,
) -> MediatorsReport:
    """The report on a case that was opened `at`, with those `people` of each party of whom it may be known."""
    return MediatorsReport(
        codename=opened.terms.codename,
        mediator=opened.terms.mediator,
        day=_day(now, opened.terms),
        began=closed.began if closed is not None else _day(at, opened.terms),
        ended=closed.ended if closed is not None else None,
        outcome=closed.outcome if closed is not None else None,
        settled=closed.settled if closed is not None else None,
        attendance=() if closed is None else _attendance(opened, closed, people),
    )


def _attendance(
    opened: CaseOpened, closed: CaseClosed, people: Mapping[Mark, Sequence[Introduction]]
) -> tuple[Attendance, ...]:
    return tuple(
        Attendance(
            party=room.party,
            attended=room.mark in closed.attended,
            people=tuple(people.get(room.mark, ())) if room.mark in closed.attended else (),
        )
        for room in opened.rooms
    )


def _day(at: datetime, terms: Terms) -> date:
    """The day of the case's city."""
    return at.astimezone(ZoneInfo(terms.zone)).date()
