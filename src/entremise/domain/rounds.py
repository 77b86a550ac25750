"""Rounds: which state may follow which, how one is set, moved and concluded, and what a place knows of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from entremise.domain.calendars import far
from entremise.domain.door.rounds import notice_of
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.rounds import (
    Again,
    Arrival,
    CitiesChosen,
    City,
    DeskCitiesChosen,
    Notice,
    RoundKept,
    RoundState,
    RoundTold,
    RoundToldInto,
    Session,
)
from entremise.domain.ids import Mark
from entremise.domain.log import Line
from entremise.domain.rooms import Seat
from entremise.domain.words import MOST_CHARACTERS, MOST_CHARACTERS_A_LINE, plain

LINES: Final = 2000
"""Lines of a paper that are read at once, and so the most that it may have."""
MOST_SESSIONS: Final = 20
MOST_ITEMS: Final = 50
MOST_SAID: Final = 3
"""Of the words told with a round, how many are shown; all stand in the log."""
APART: Final = timedelta(minutes=15)
"""Closer than this, two delegations at one entrance may meet."""

_S: Final = RoundState
NEXT: Final[Mapping[RoundState, frozenset[RoundState]]] = MappingProxyType(
    {
        _S.PROVISIONAL: frozenset({_S.CONFIRMED, _S.POSTPONED, _S.NOT_HELD}),
        _S.CONFIRMED: frozenset({_S.UNDER_WAY, _S.POSTPONED, _S.NOT_HELD}),
        _S.UNDER_WAY: frozenset({_S.SUSPENDED, _S.HELD}),
        _S.SUSPENDED: frozenset({_S.UNDER_WAY, _S.POSTPONED, _S.HELD}),
        _S.POSTPONED: frozenset({_S.PROVISIONAL, _S.CONFIRMED, _S.NOT_HELD}),
        _S.HELD: frozenset(),
        _S.NOT_HELD: frozenset(),
    }
)
"""Which state may follow which."""
OPEN: Final = frozenset({_S.PROVISIONAL, _S.CONFIRMED, _S.UNDER_WAY, _S.SUSPENDED, _S.POSTPONED})
"""States of a round that is still to come, or to end."""
MOVABLE: Final = frozenset({_S.PROVISIONAL, _S.CONFIRMED, _S.SUSPENDED, _S.POSTPONED})
"""States in which another time may be set."""
TIMED: Final = frozenset({_S.CONFIRMED, _S.UNDER_WAY, _S.SUSPENDED, _S.HELD})
"""States of a round that has a time."""


# What the desk does ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A round as the desk sets it, or sets it right: everything but its state and what came of it."""

    title: str
    city: City
    starts: datetime | None = None
    ends: datetime | None = None
    venue: str | None = None
    track: int | None = None
    items: tuple[int, ...] = ()
    sessions: tuple[Session, ...] = ()
    confirmed: bool = False
    """With a new round: whether it is confirmed at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend:
    """Another title, venue, track, agenda, or other sessions. The time stays: moving it is an act of its own."""

    title: str
    venue: str | None = None
    track: int | None = None
    items: tuple[int, ...] = ()
    sessions: tuple[Session, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Another time; without one the round is put off."""

    starts: datetime | None = None
    ends: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Another state."""

    to: RoundState
    reason: str | None = None
    resumes: datetime | None = None
    """With `suspended`: when it goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclude:
    """How it came out, and what the mediator makes of it: for the desk; that it was agreed to meet again."""

    outcome: str | None = None
    assessment: str | None = None
    again: Again | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrive:
    """When each delegation comes, and by which door."""

    arrivals: tuple[Arrival, ...]


Change: TypeAlias = Amend | Move | Turn | Conclude | Arrive
"""What can become of a round."""


def begin(setting: Setting, *, number: int, items: Collection[int], seat: Seat, now: datetime) -> RoundKept | Refusal:
    """A new round. `items` are those of the desk's agenda."""
    state = _S.CONFIRMED if setting.confirmed else _S.PROVISIONAL
    kept = RoundKept(
        number=number,
        track=setting.track,
        title=setting.title,
        state=state,
        starts=setting.starts,
        ends=setting.ends,
        city=setting.city,
        venue=setting.venue,
        items=setting.items,
        sessions=setting.sessions,
        arrivals=(),
        resumes=None,
        reason=None,
        outcome=None,
        assessment=None,
        again=None,
        seat=seat.id,
        role=seat.role,
    )
    return _off_agenda(setting.items, items) or _whole(kept, now=now)


def change(kept: RoundKept, asked: Change, *, items: Collection[int], seat: Seat, now: datetime) -> RoundKept | Refusal:
    """The round after `asked`, or why that cannot follow. `items` are those of the desk's agenda."""
    if isinstance(asked, Amend):
        refusal = _off_agenda(asked.items, (*items, *kept.items))
        if refusal is not None:
            return refusal
    by = replace(kept, seat=seat.id, role=seat.role)
    changed = _changed(by, asked)
    return changed if isinstance(changed, Refusal) else _whole(changed, now=now)


def _off_agenda(asked: Sequence[int], items: Collection[int]) -> Refusal | None:
    unknown = next((item for item in asked if item not in items), None)
    return Refusal(Code.ITEM_UNKNOWN, {"number": unknown}) if unknown is not None else None


def _changed(by: RoundKept, asked: Change) -> RoundKept | Refusal:
    match asked:
        case Amend():
            return replace(
                by,
                title=asked.title,
                venue=asked.venue,
                track=asked.track,
                items=asked.items,
                sessions=asked.sessions,
            )
        case Move():
            return _moved(by, asked)
        case Turn():
            return _turned(by, asked)
        case Conclude():
            return replace(by, outcome=asked.outcome, assessment=asked.assessment, again=asked.again)
        case Arrive():
            return replace(by, arrivals=asked.arrivals)


def _moved(kept: RoundKept, asked: Move) -> RoundKept | Refusal:
    if kept.state not in MOVABLE or (asked.starts is None and _S.POSTPONED not in NEXT[kept.state]):
        return Refusal(Code.STATE_NOT_NEXT)
    if asked.starts is None:
        # All that hangs on the hour moves with it; without an hour nothing of it stands.
        return replace(
            kept,
            state=_S.POSTPONED,
            starts=None,
            ends=asked.ends,
            resumes=None,
            reason=asked.reason,
            sessions=(),
            arrivals=(),
        )
    state = kept.state if kept.state is _S.CONFIRMED else _S.PROVISIONAL
    return replace(
        kept,
        state=state,
        starts=asked.starts,
        ends=asked.ends,
        resumes=None,
        reason=asked.reason,
        sessions=tuple(_moved_session(one, kept, to=asked.starts) for one in kept.sessions),
        arrivals=tuple(_moved_arrival(one, kept, to=asked.starts) for one in kept.arrivals),
    )


def _turned(kept: RoundKept, asked: Turn) -> RoundKept | Refusal:
    if asked.to not in NEXT[kept.state]:
        return Refusal(Code.STATE_NOT_NEXT)
    resumes = asked.resumes if asked.to is _S.SUSPENDED else None
    turned = replace(kept, state=asked.to, reason=asked.reason, resumes=resumes)
    if asked.to is _S.POSTPONED:
        return replace(turned, starts=None, ends=None, sessions=(), arrivals=())
    return turned


def _moved_session(session: Session, kept: RoundKept, *, to: datetime) -> Session:
    starts = _along(session.starts, kept, to=to)
    ends = starts + (session.ends - session.starts) if session.ends is not None else None
    return replace(session, starts=starts, ends=ends)


def _moved_arrival(arrival: Arrival, kept: RoundKept, *, to: datetime) -> Arrival:
    at = _along(arrival.at, kept, to=to)
    leaves = at + (arrival.leaves - arrival.at) if arrival.leaves is not None else None
    return replace(arrival, at=at, leaves=leaves)


def _along(at: datetime, kept: RoundKept, *, to: datetime) -> datetime:
    """The moment that lies to the new beginning as `at` to the old one, by the city's clock.

    Ten o’clock on the second day stays ten o’clock, whether or not the clocks were changed between the days.
    """
    zone = ZoneInfo(kept.city.zone)
    was, new, shown = (one.astimezone(zone).replace(tzinfo=None) for one in (kept.starts or to, to, at))
    return (shown + (new - was)).replace(tzinfo=zone).astimezone(UTC)


def _whole(kept: RoundKept, *, now: datetime) -> RoundKept | Refusal:
    """The round with its words made plain, or what is wrong with it."""
    refusal = _mistimed(kept, now=now)
    if refusal is not None:
        return refusal
    if len(kept.sessions) > MOST_SESSIONS or len(kept.items) > MOST_ITEMS:
        return Refusal(Code.PAPER_FULL, {"most": MOST_SESSIONS})
    title = plain(kept.title, most=MOST_CHARACTERS_A_LINE)
    lines = [line_or_none(text) for text in (kept.venue, kept.again.where if kept.again else None)]
    texts = [text_or_none(text) for text in (kept.reason, kept.outcome, kept.assessment)]
    titles = [plain(one.title, most=MOST_CHARACTERS_A_LINE) for one in kept.sessions]
    doors = [plain(one.entrance, most=MOST_CHARACTERS_A_LINE) for one in kept.arrivals]
    refused = next((one for one in (title, *lines, *texts, *titles, *doors) if isinstance(one, Refusal)), None)
    if refused is not None:
        return refused
    again = replace(kept.again, where=_said(lines[1])) if kept.again is not None else None
    return replace(
        kept,
        title=str(title),
        venue=_said(lines[0]),
        again=again,
        reason=_said(texts[0]),
        outcome=_said(texts[1]),
        assessment=_said(texts[2]),
        sessions=tuple(replace(one, title=str(words)) for one, words in zip(kept.sessions, titles, strict=True)),
        arrivals=tuple(replace(one, entrance=str(words)) for one, words in zip(kept.arrivals, doors, strict=True)),
    )


def _mistimed(kept: RoundKept, *, now: datetime) -> Refusal | None:
    if kept.starts is None and (kept.state in TIMED or kept.ends is not None or kept.sessions or kept.arrivals):
        return Refusal(Code.TIME_NEEDED)
    spans = [
        (kept.starts, kept.ends),
        *((one.starts, one.ends) for one in kept.sessions),
        *((one.at, one.leaves) for one in kept.arrivals),
    ]
    if any(begins is not None and ends is not None and ends <= begins for begins, ends in spans):
        return Refusal(Code.ENDS_FIRST)
    if any(far(at, now=now) for span in (*spans, (kept.resumes, None)) for at in span):
        return Refusal(Code.TIME_FAR)
    return None


def _said(text: str | Refusal | None) -> str | None:
    return text if isinstance(text, str) else None


def text_or_none(text: str | None, *, most: int = MOST_CHARACTERS) -> str | Refusal | None:
    """The text made plain; None where nothing was written."""
    return plain(text, most=most) if text and text.strip() else None


def line_or_none(text: str | None) -> str | Refusal | None:
    """As `text_or_none`, of one line."""
    return text_or_none(text, most=MOST_CHARACTERS_A_LINE)


@dataclass(frozen=True, slots=True)
class Encounter:
    """Two delegations that may meet at a door."""

    first: Mark
    second: Mark
    entrance: str
    at: datetime


def encounters(arrivals: Sequence[Arrival], *, apart: timedelta = APART) -> tuple[Encounter, ...]:
    """Where two delegations come or go by one entrance in less than `apart`. For the desk alone."""
    passing = sorted(
        (at, str(one.mark), one.entrance) for one in arrivals for at in (one.at, one.leaves) if at is not None
    )
    return tuple(
        Encounter(Mark(first), Mark(second), entrance, later)
        for index, (earlier, first, entrance) in enumerate(passing)
        for later, second, other in passing[index + 1 :]
        if first != second and entrance.casefold() == other.casefold() and later - earlier < apart
    )


# What a place knows ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRound:
    """A round as its room knows it, by all that it was told."""

    now: Notice
    at: datetime
    """When it was told last."""
    before: datetime | None = None
    """The time that was set before the present one."""
    said: tuple[tuple[datetime, str], ...] = ()
    """What the desk said with it, and when, the newest first; `MOST_SAID` at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRound:
    """A round as the desk knows it."""

    now: RoundKept
    at: datetime
    """When it was changed last."""
    before: datetime | None = None
    """The time that was set before the present one."""
    changes: int = 0
    """How often it was changed since it was set."""
    told: tuple[tuple[Mark, RoomRound], ...] = ()
    """What each room was told of it."""
    strand: tuple[tuple[Mark, int], ...] = ()
    """Its track, by its number in each room that was told of the track."""

    @property
    def next_states(self) -> tuple[RoundState, ...]:
        """Which states may follow, in the order of the table."""
        return tuple(state for state in RoundState if state in NEXT[self.now.state])

    @property
    def is_open(self) -> bool:
        """Whether it is still to come, or to end."""
        return self.now.state in OPEN

    @property
    def is_movable(self) -> bool:
        """Whether another time may be set."""
        return self.now.state in MOVABLE

    @property
    def encounters(self) -> tuple[Encounter, ...]:
        """Where two delegations may meet at a door."""
        return encounters(self.now.arrivals)

    def told_to(self, mark: Mark) -> RoomRound | None:
        """What this room was told of it."""
        return next((known for room, known in self.told if room == mark), None)

    def is_behind(self, mark: Mark) -> bool:
        """Whether the room would read anything else of it now than it was told last."""
        known = self.told_to(mark)
        if known is None:
            return False
        notice = notice_of(
            self.now,
            mark,
            number=known.now.number,
            track=dict(self.strand).get(mark),
            uid=known.now.uid,
            sequence=known.now.sequence,
            words=None,
            role=known.now.role,
        )
        return is_news(notice, known)


def is_news(notice: Notice, known: RoomRound | None) -> bool:
    """Whether a room reads anything in it that it does not know; who tells it, and how often, is nothing new."""
    if known is None or notice.words is not None:
        return True
    return replace(notice, words=known.now.words, sequence=known.now.sequence, role=known.now.role) != known.now


def room_rounds(lines: Iterable[Line]) -> tuple[RoomRound, ...]:
    """The rounds that a room was told of, in the order of their numbers."""
    found: dict[int, RoomRound] = {}
    for line in lines:
        if isinstance(line.event, RoundTold):
            _tell(found, line.event.notice, line.at)
    return tuple(found[number] for number in sorted(found))


def desk_rounds(lines: Iterable[Line], strands: Sequence[tuple[int, Mark, int]] = ()) -> tuple[DeskRound, ...]:
    """The rounds that the desk keeps, in the order of their numbers, each with what the rooms were told of it.

    `strands` are tracks by their numbers at the desk, each with a room that was told of it, and its number there.
    """
    found: dict[int, DeskRound] = {}
    told: dict[int, dict[Mark, dict[int, RoomRound]]] = {}
    for line in lines:
        match line.event:
            case RoundKept() as kept:
                was = found.get(kept.number)
                before = _before(kept.starts, was.now.starts, was.before) if was is not None else None
                changes = was.changes + 1 if was is not None else 0
                found[kept.number] = DeskRound(now=kept, at=line.at, before=before, changes=changes)
            case RoundToldInto(mark=mark, round=number, notice=notice):
                _tell(told.setdefault(number, {}).setdefault(mark, {}), notice, line.at)
            case _:
                pass
    return tuple(
        replace(
            found[number],
            told=tuple(
                (mark, known) for mark, rounds in sorted(told.get(number, {}).items()) for known in rounds.values()
            ),
            strand=tuple((mark, own) for track, mark, own in strands if track == found[number].now.track),
        )
        for number in sorted(found)
    )


def next_number(lines: Iterable[Line], mark: Mark) -> int:
    """The number that the next round has in this room, by the desk's own lines."""
    given = (
        line.event.notice.number for line in lines if isinstance(line.event, RoundToldInto) and line.event.mark == mark
    )
    return max(given, default=0) + 1


def cities_of(lines: Iterable[Line]) -> tuple[City, ...]:
    """The cities that the place chose; none where it did not."""
    chosen: tuple[City, ...] = ()
    for line in lines:
        if isinstance(line.event, CitiesChosen | DeskCitiesChosen):
            chosen = line.event.cities
    return chosen


def find(rounds: Sequence[DeskRound], number: int) -> DeskRound | Refusal:
    """The round with this number, or that it is absent."""
    return next((one for one in rounds if one.now.number == number), ABSENT)


def _tell(found: dict[int, RoomRound], notice: Notice, at: datetime) -> None:
    was = found.get(notice.number)
    before = _before(notice.starts, was.now.starts, was.before) if was is not None else None
    said = ((at, notice.words),) if notice.words is not None else ()
    earlier = was.said if was is not None else ()
    found[notice.number] = RoomRound(now=notice, at=at, before=before, said=(*said, *earlier)[:MOST_SAID])


def _before(now: datetime | None, was: datetime | None, earlier: datetime | None) -> datetime | None:
    """The time that was set last before the present one."""
    return was if was is not None and was != now else (earlier if earlier != now else None)
