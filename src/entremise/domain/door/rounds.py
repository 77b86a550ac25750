"""What passes of rounds and of dates: a room's own copy, under its own number, and its answer."""

from dataclasses import replace

from entremise.domain.events.dates import Availability, Dates, DatesAnswered, DatesAsked, DatesAskedInto, DatesTold
from entremise.domain.events.rounds import Notice, RoundKept, RoundTold, RoundToldInto
from entremise.domain.ids import DeskId, Mark
from entremise.domain.log import Append
from entremise.domain.rooms import Seat
from entremise.domain.terms import PartyRoom, Role


def notice_of(
    kept: RoundKept,
    mark: Mark,
    *,
    number: int,
    track: int | None,
    uid: str,
    sequence: int,
    words: str | None,
    role: Role,
) -> Notice:
    """The round as one room reads it: of what the desk keeps neither reason, outcome, assessment nor agenda.

    Of arrivals it reads its own. `number` and `track` are those of the room.
    """
    own = next((one for one in kept.arrivals if one.mark == mark), None)
    return Notice(
        number=number,
        track=track,
        title=kept.title,
        state=kept.state,
        starts=kept.starts,
        ends=kept.ends,
        city=kept.city,
        venue=kept.venue,
        sessions=kept.sessions,
        arrival=own.at if own is not None else None,
        leaves=own.leaves if own is not None else None,
        entrance=own.entrance if own is not None else None,
        resumes=kept.resumes,
        again=kept.again,
        words=words,
        uid=uid,
        sequence=sequence,
        role=role,
    )


def tell_round(desk: DeskId, into: PartyRoom, number: int, notice: Notice, *, why: str | None) -> tuple[Append, Append]:
    """What a room is told of the desk's round `number`; a copy in each log."""
    return (
        Append(into.room, RoundTold(notice=notice)),
        Append(desk, RoundToldInto(mark=into.mark, round=number, notice=notice, why=why)),
    )


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
