"""Who read in a place, how talks end, the mediator's report, and what the house holds about a seat."""

from typing import Final

from entremise.api.operations.calls import Call, Malformed, Operation, Pieces, Result, done, limit_in
from entremise.api.schema import (
    AccessesOut,
    AccessOut,
    AttendanceOut,
    AttendeeOut,
    ClosingIn,
    DoneOut,
    EndingOut,
    OutcomeOut,
    ReminderOut,
    ReportOut,
)
from entremise.domain.endings import Closing, Ending
from entremise.domain.errors import Refusal
from entremise.domain.events import CaseClosed
from entremise.domain.ids import InnerId, Mark
from entremise.services import accesses, endings
from entremise.services.ports import Budget
from entremise.services.readable import Hand
from entremise.services.subject import archive, take_subject

MOST_DIGITS: Final = 15
"""Of the number of a line."""


def access(call: Call) -> Result:
    """Who read in the seat's own place, or in an inner room that it is a member of, newest first."""
    limit = limit_in(call.query.get("limit"))
    before = _before(call.query.get("before"))
    if isinstance(limit, Malformed):
        return limit
    if isinstance(before, Malformed):
        return before
    inner = call.query.get("inner")
    page = accesses.access_page(
        call.parts, call.seat, inner=InnerId(inner) if inner is not None else None, before=before, limit=limit
    )
    if isinstance(page, Refusal):
        return page
    lines = [AccessOut(line.number, line.at, line.what, line.role, line.name, line.own, line.by) for line in page.lines]
    return 200, AccessesOut(lines, page.earlier)


def ending(call: Call) -> Result:
    """Whether the talks are closed, and how long the seat's own place stays; at the desk, how they came out."""
    page = endings.ending_page(call.parts, call.seat)
    return 200, _ending(page.ending, agreed=page.terms.retention_days)


def close(call: Call) -> Result:
    """Close the talks: from then on nothing is written, said or carried, here and in every room."""
    asked: ClosingIn = call.body
    closing = Closing(
        outcome=asked.outcome,
        settled=asked.settled,
        attended=tuple(Mark(mark) for mark in asked.attended),
        began=asked.began,
        ended=asked.ended,
        retention_days=asked.retention_days,
    )
    return done(endings.close_case(call.parts, call.seat, closing, key=call.key))


def reopen(call: Call) -> Result:
    """Open closed talks again, while they are there."""
    return done(endings.reopen_case(call.parts, call.seat, key=call.key))


def report(call: Call) -> Result:
    """The mediator's report: what may be reported and nothing else. The desk's access log tells that it was taken."""
    made = endings.take_report(call.parts, call.seat)
    if isinstance(made, Refusal):
        return made
    attendance = [
        AttendanceOut(one.party, one.attended, [AttendeeOut(person.role, person.name) for person in one.people])
        for one in made.attendance
    ]
    return 200, ReportOut(
        codename=made.codename,
        mediator=made.mediator,
        day=made.day,
        began=made.began,
        ended=made.ended,
        outcome=made.outcome,
        settled=made.settled,
        attendance=attendance,
    )


def subject(call: Call) -> Result:
    """What the house holds about the seat: a page to read, in English, and the same for programs."""
    zone = endings.ending_page(call.parts, call.seat).terms.zone
    return Pieces(archive(take_subject(call.parts, call.seat), Hand.in_english(zone)))


ENDINGS: Final = (
    Operation(
        method="GET",
        path="/access",
        does=access,
        gives=AccessesOut,
        says="Who read, and who came and went",
        query=("before", "limit", "inner"),
    ),
    Operation(
        method="GET",
        path="/subject",
        does=subject,
        gives=None,
        media="application/zip",
        says="What the house holds about the seat",
        spends=Budget.EXPORT,
    ),
    Operation(method="GET", path="/ending", does=ending, gives=EndingOut, says="Whether the talks are closed"),
    Operation(
        method="POST",
        path="/ending/close",
        does=close,
        takes=ClosingIn,
        gives=DoneOut,
        desk=True,
        says="Close the talks",
    ),
    Operation(
        method="POST",
        path="/ending/reopen",
        does=reopen,
        gives=DoneOut,
        desk=True,
        says="Open the talks again",
    ),
    Operation(
        method="GET",
        path="/report",
        does=report,
        gives=ReportOut,
        desk=True,
        says="The mediator's report",
        spends=Budget.EXPORT,
    ),
)


def _ending(found: Ending | None, *, agreed: int | None) -> EndingOut:
    if found is None:
        return EndingOut(retention_days=agreed)
    return EndingOut(
        retention_days=agreed,
        closed=found.closed,
        by=found.role,
        destroy=found.destroy,
        reminded=[ReminderOut(at, days) for at, days in found.reminded],
        outcome=None if found.said is None else _outcome(found.said),
    )


def _outcome(said: CaseClosed) -> OutcomeOut:
    return OutcomeOut(said.outcome, said.settled, said.began, said.ended, [str(mark) for mark in said.attended])


def _before(text: str | None) -> int | Malformed | None:
    if text is None:
        return None
    if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS:
        return int(text)
    return Malformed("the number of a line in “before”", "another word")
