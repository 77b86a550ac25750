"""The desk's appointments: each round, its sessions and its arrivals, by the desk's own log."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from entremise.domain.events.rounds import RoundKept, RoundState
from entremise.domain.log import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """Something at the desk that has or had a time."""

    round: int
    part: str
    """Empty for the round itself; `session-1` for its first session, `arrival-A` for when room A comes."""
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
    """All that the desk has set, by round: what is off too, under the time that it had. One pass over the lines.

    A change that an appointment does not show, such as what came of a round, does not count as its change.
    """
    found: dict[int, dict[str, Appointment]] = {}
    for line in lines:
        if isinstance(line.event, RoundKept):
            known = found.setdefault(line.event.number, {})
            gone = {part: replace(one, off=True, at=line.at) for part, one in known.items()}
            known |= {
                part: _counted(one, known.get(part))
                for part, one in (gone | {one.part: one for one in _of(line.event, line.at)}).items()
            }
    return tuple(one for number in sorted(found) for one in found[number].values())


def _counted(now: Appointment, was: Appointment | None) -> Appointment:
    if was is None:
        return now
    same = replace(now, at=was.at, changes=was.changes)
    return was if same == was else replace(now, changes=was.changes + 1)


def _of(kept: RoundKept, at: datetime) -> Iterator[Appointment]:
    """The round, its sessions and its arrivals; none while it has no time."""
    if kept.starts is None:
        return
    places = tuple(filter(None, (kept.venue, kept.city.name)))
    whole = Appointment(
        round=kept.number,
        part="",
        titles=(kept.title,),
        places=places,
        starts=kept.starts,
        first=min([kept.starts, *(one.at for one in kept.arrivals)]),
        ends=kept.ends,
        provisional=kept.state is RoundState.PROVISIONAL,
        off=kept.state is RoundState.NOT_HELD,
        at=at,
    )
    yield whole
    for number, session in enumerate(kept.sessions, 1):
        yield replace(
            whole,
            part=f"session-{number}",
            titles=(kept.title, session.title),
            starts=session.starts,
            first=session.starts,
            ends=session.ends,
        )
    for arrival in kept.arrivals:
        yield replace(
            whole,
            part=f"arrival-{arrival.mark}",
            titles=(kept.title, str(arrival.mark)),
            places=(arrival.entrance, *places),
            starts=arrival.at,
            first=arrival.at,
            ends=arrival.leaves,
        )
