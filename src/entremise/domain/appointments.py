"""What has a time: each round, its sessions, when they go on and, at the desk, arrivals; by a place's own log."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from entremise.domain.events.rounds import Notice, RoundKept, RoundState, RoundTold, Session, SessionTold
from entremise.domain.ids import Mark
from entremise.domain.log import Line

RESUMES: Final = "resumes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """Something that has or had a time."""

    round: int
    part: str
    """Empty for the round itself; `session-1` for its session 1, `arrival-A` for when room A comes.

    With `-resumes` after it, or that alone, when the session or the round goes on.
    """
    titles: tuple[str, ...]
    """What it is called: the round, and what in it."""
    places: tuple[str, ...]
    """Where it is, the nearest first."""
    starts: datetime
    first: datetime
    """When the first delegation comes, where that is earlier; of a session or an arrival, when it begins."""
    ends: datetime | None
    provisional: bool
    off: bool
    """Whether it was put off, not held or taken away; the time is then the one that was set last."""
    at: datetime
    """When it was changed last."""
    changes: int = 0
    """How often it was changed."""


def appointments(lines: Iterable[Line]) -> tuple[Appointment, ...]:
    """All that the place knows, by round: what is off too, under the time that it had. One pass over the lines.

    A change that an appointment does not show, such as what came of a round, does not count as its change.
    """
    found: dict[int, dict[str, Appointment]] = {}
    for line in lines:
        match line.event:
            case RoundKept() as one:
                _set(found, one, _at_desk(one, line.at), at=line.at)
            case RoundTold(notice=one):
                _set(found, one, _of(one, line.at), at=line.at)
            case _:
                pass
    return tuple(one for number in sorted(found) for one in found[number].values())


def _set(
    found: dict[int, dict[str, Appointment]], one: RoundKept | Notice, now: Iterable[Appointment], *, at: datetime
) -> None:
    known = found.setdefault(one.number, {})
    came = set(_gone_on(one))
    gone = {part: was if part in came else replace(was, off=True, at=at) for part, was in known.items()}
    known |= {part: _counted(new, known.get(part)) for part, new in (gone | {new.part: new for new in now}).items()}


def _gone_on(one: RoundKept | Notice) -> Iterator[str]:
    """What went on again: that it did is over, and not off."""
    on = {RoundState.UNDER_WAY, RoundState.HELD}
    if one.state in on:
        yield RESUMES
    yield from (f"session-{session.number}-{RESUMES}" for session in one.sessions if session.state in on)


def _counted(now: Appointment, was: Appointment | None) -> Appointment:
    if was is None:
        return now
    same = replace(now, at=was.at, changes=was.changes)
    return was if same == was else replace(now, changes=was.changes + 1)


def _of(one: RoundKept | Notice, at: datetime) -> Iterator[Appointment]:
    """The round and its sessions, and when they go on; none while it has no time."""
    if one.starts is None:
        return
    arrivals = [one.arrival] if isinstance(one, Notice) else [arrival.at for arrival in one.arrivals]
    whole = Appointment(
        round=one.number,
        part="",
        titles=(one.title,),
        places=_places(one, one.venue),
        starts=one.starts,
        first=min([one.starts, *(came for came in arrivals if came is not None)]),
        ends=one.ends,
        provisional=one.state is RoundState.PROVISIONAL,
        off=one.state is RoundState.NOT_HELD,
        at=at,
    )
    yield whole
    yield from _going_on(whole, one.resumes, ends=one.ends)
    for session in one.sessions:
        sitting = _sitting(whole, one, session)
        yield sitting
        yield from _going_on(sitting, session.resumes, ends=session.ends)


def _sitting(whole: Appointment, one: RoundKept | Notice, session: Session | SessionTold) -> Appointment:
    venue = one.venue
    if isinstance(session, Session) and session.marks is not None and len(session.marks) == 1:
        venue = _venue(one, session.marks[0])
    return replace(
        whole,
        part=f"session-{session.number}",
        titles=(one.title, session.title),
        places=_places(one, venue),
        starts=session.starts,
        first=session.starts,
        ends=session.ends,
        off=whole.off or session.state is RoundState.NOT_HELD,
    )


def _going_on(held: Appointment, resumes: datetime | None, *, ends: datetime | None) -> Iterator[Appointment]:
    if resumes is None:
        return
    part = f"{held.part}-{RESUMES}" if held.part else RESUMES
    until = ends if ends is not None and ends > resumes else None
    yield replace(held, part=part, starts=resumes, first=resumes, ends=until)


def _at_desk(kept: RoundKept, at: datetime) -> Iterator[Appointment]:
    """The same, and when each delegation comes."""
    shown = list(_of(kept, at))
    yield from shown
    for arrival in kept.arrivals if shown else ():
        yield replace(
            shown[0],
            part=f"arrival-{arrival.mark}",
            titles=(kept.title, str(arrival.mark)),
            places=(arrival.entrance, *_places(kept, _venue(kept, arrival.mark))),
            starts=arrival.at,
            first=arrival.at,
            ends=arrival.leaves,
        )


def _venue(one: RoundKept | Notice, mark: Mark) -> str | None:
    """Where this delegation is to be."""
    own = one.venues if isinstance(one, RoundKept) else ()
    return next((venue.venue for venue in own if venue.mark == mark), one.venue)


def _places(one: RoundKept | Notice, venue: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (venue, one.city.name)))
