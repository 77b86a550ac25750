"""What passes of rounds and of dates: a room's own copy, under its own number, and its answer."""

from dataclasses import dataclass, replace

from entremise.domain.events.dates import Availability, Dates, DatesAnswered, DatesAsked, DatesAskedInto, DatesTold
from entremise.domain.events.rounds import (
    Notice,
    RoundKept,
    RoundTold,
    RoundToldInto,
    SessionTold,
    Worded,
)
from entremise.domain.ids import DeskId, Mark
from entremise.domain.log import Append
from entremise.domain.rooms import Seat
from entremise.domain.terms import PartyRoom, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class InRoom:
    """By which numbers one room knows a round."""

    number: int
    track: int | None
    uid: str
    sequence: int
    sessions: tuple[tuple[int, int], ...]
    """Of each session: its number at the desk, and its number in the room."""


def notice_of(kept: RoundKept, mark: Mark, known: InRoom, *, words: str | None, role: Role) -> Notice:
    """The round as one room reads it: of what the desk keeps neither reason, outcome, assessment nor agenda.

    Of arrivals it reads its own, of sessions those in which it sits, of places its own before the common one, and
    that it was agreed to meet again where it is one with which it was.
    """
    own = next((one for one in kept.arrivals if one.mark == mark), None)
    numbers = dict(known.sessions)
    return Notice(
        number=known.number,
        track=known.track,
        title=kept.title,
        state=kept.state,
        starts=kept.starts,
        ends=kept.ends,
        city=kept.city,
        venue=next((one.venue for one in kept.venues if one.mark == mark), kept.venue),
        sessions=tuple(
            SessionTold(
                title=one.title,
                starts=one.starts,
                ends=one.ends,
                number=numbers[one.number],
                state=one.state,
                resumes=one.resumes,
            )
            for one in kept.sessions
            if one.is_for(mark)
        ),
        arrival=own.at if own is not None else None,
        leaves=own.leaves if own is not None else None,
        entrance=own.entrance if own is not None else None,
        resumes=kept.resumes,
        again=kept.again if kept.agreed is None or mark in kept.agreed else None,
        words=words,
        uid=known.uid,
        sequence=known.sequence,
        role=role,
    )


def tell_round(
    desk: DeskId,
    into: PartyRoom,
    number: int,
    notice: Notice,
    *,
    sessions: tuple[tuple[int, int], ...],
    why: str | None,
    worded: Worded | None,
) -> tuple[Append, Append]:
    """What a room is told of the desk's round `number`; a copy in each log. Of each session, its number here and there.

    The desk's copy alone has the numbers of the desk, and whether the room had agreed to the words: that can hang on
    who else is told them.
    """
    kept = RoundToldInto(mark=into.mark, round=number, notice=notice, sessions=sessions, why=why, worded=worded)
    return Append(into.room, RoundTold(notice=notice)), Append(desk, kept)


def ask_dates(
    desk: DeskId, into: PartyRoom, dates: Dates, *, number: int, words: str | None, why: str | None, seat: Seat
) -> tuple[Append, Append]:
    """A room is asked which of the dates suit it, under its own `number`; a copy in each log."""
    asked = replace(dates, number=number)
    return (
        Append(into.room, DatesAsked(dates=asked, words=words, role=seat.role)),
        Append(desk, DatesAskedInto(mark=into.mark, number=dates.number, dates=asked, words=words, why=why)),
    )


def answer_dates(desk: DeskId, seat: Seat, number: int, answers: tuple[Availability, ...]) -> tuple[Append, ...]:
    """A delegation's answer, in its room and at the desk. The desk learns no seat."""
    told = [DatesTold(mark=seat.mark, number=number, answers=answers)] if seat.mark is not None else []
    return (
        Append(seat.place, DatesAnswered(number=number, answers=answers, seat=seat.id, role=seat.role)),
        *(Append(desk, one) for one in told),
    )
