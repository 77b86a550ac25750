"""Rounds: which state may follow which, how one is set, moved and concluded, and what a place knows of it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, count, product
from types import MappingProxyType
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from entremise.domain.asking import Question, worded
from entremise.domain.calendars import far
from entremise.domain.door.rounds import InRoom, notice_of
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.rounds import (
    Again,
    Arrival,
    CitiesChosen,
    City,
    DeskCitiesChosen,
    Notice,
    RoomVenue,
    RoundKept,
    RoundState,
    RoundTold,
    RoundToldInto,
    Session,
    Worded,
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
A_DAY: Final = timedelta(days=1)
"""Rounds that begin farther apart are not looked at together."""

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
SESSION_NEXT: Final[Mapping[RoundState, frozenset[RoundState]]] = MappingProxyType(
    {state: NEXT[state] - {_S.POSTPONED} for state in (_S.CONFIRMED, _S.UNDER_WAY, _S.SUSPENDED, _S.HELD, _S.NOT_HELD)}
)
"""The same of a session: another time of it is set with the round's sessions."""
Numbers: TypeAlias = tuple[tuple[int, int], ...]
"""Of sessions: their numbers at the desk, each with the one in a room."""


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
    venues: tuple[RoomVenue, ...] = ()
    """Where a delegation is to be that is not where the others are."""
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
    """With its number a session that there is, whose state stays; without, a new one. Others are taken away."""
    venues: tuple[RoomVenue, ...] = ()


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
class TurnSession:
    """Another state of one session."""

    session: int
    to: RoundState
    resumes: datetime | None = None
    """With `suspended`: when it goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclude:
    """How it came out, and what the mediator makes of it: for the desk; that it was agreed to meet again."""

    outcome: str | None = None
    assessment: str | None = None
    again: Again | None = None
    agreed: tuple[Mark, ...] | None = None
    """The rooms with which it was agreed to meet again; None: every room that is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrive:
    """When each delegation comes, and by which door."""

    arrivals: tuple[Arrival, ...]


Change: TypeAlias = Amend | Move | Turn | TurnSession | Conclude | Arrive
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
        sessions=_numbered(setting.sessions, after=0),
        arrivals=(),
        resumes=None,
        reason=None,
        outcome=None,
        assessment=None,
        again=None,
        seat=seat.id,
        role=seat.role,
        venues=setting.venues,
    )
    return _off_agenda(setting.items, items) or _whole(kept, now=now)


def change(
    known: "DeskRound", asked: Change, *, items: Collection[int], seat: Seat, now: datetime
) -> RoundKept | Refusal:
    """The round after `asked`, or why that cannot follow. `items` are those of the desk's agenda."""
    if isinstance(asked, Amend):
        refusal = _off_agenda(asked.items, (*items, *known.now.items))
        if refusal is not None:
            return refusal
    by = replace(known.now, seat=seat.id, role=seat.role)
    changed = _changed(by, asked, last=known.last_session)
    return changed if isinstance(changed, Refusal) else _whole(changed, now=now)


def _off_agenda(asked: Sequence[int], items: Collection[int]) -> Refusal | None:
    unknown = next((item for item in asked if item not in items), None)
    return Refusal(Code.ITEM_UNKNOWN, {"number": unknown}) if unknown is not None else None


def _changed(by: RoundKept, asked: Change, *, last: int) -> RoundKept | Refusal:
    match asked:
        case Amend():
            return _amended(by, asked, last=last)
        case Move():
            return _moved(by, asked)
        case Turn():
            return _turned(by, asked)
        case TurnSession():
            return _turned_session(by, asked)
        case Conclude():
            agreed = asked.agreed if asked.again is not None else None
            return replace(by, outcome=asked.outcome, assessment=asked.assessment, again=asked.again, agreed=agreed)
        case Arrive():
            return replace(by, arrivals=asked.arrivals)


def _numbered(sessions: Iterable[Session], *, after: int) -> tuple[Session, ...]:
    """The sessions, those without a number under the next ones."""
    free = count(after + 1)
    return tuple(one if one.number else replace(one, number=next(free)) for one in sessions)


def _amended(kept: RoundKept, asked: Amend, *, last: int) -> RoundKept | Refusal:
    known = {one.number: one for one in kept.sessions}
    named = [one.number for one in asked.sessions if one.number]
    if len({*named}) < len(named) or not {*named} <= {*known}:
        return ABSENT
    stand = (
        replace(one, state=known[one.number].state, resumes=known[one.number].resumes) if one.number else one
        for one in asked.sessions
    )
    return replace(
        kept,
        title=asked.title,
        venue=asked.venue,
        track=asked.track,
        items=asked.items,
        sessions=_numbered(stand, after=last),
        venues=asked.venues,
    )


def _turned_session(kept: RoundKept, asked: TurnSession) -> RoundKept | Refusal:
    found = next((one for one in kept.sessions if one.number == asked.session), None)
    if found is None:
        return ABSENT
    if asked.to not in SESSION_NEXT[found.state]:
        return Refusal(Code.STATE_NOT_NEXT)
    resumes = asked.resumes if asked.to is _S.SUSPENDED else None
    turned = replace(found, state=asked.to, resumes=resumes)
    return replace(kept, sessions=tuple(turned if one is found else one for one in kept.sessions))


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
    resumes = _along(session.resumes, kept, to=to) if session.resumes is not None else None
    return replace(session, starts=starts, ends=ends, resumes=resumes)


def _moved_arrival(arrival: Arrival, kept: RoundKept, *, to: datetime) -> Arrival:
    at = _along(arrival.at, kept, to=to)
    leaves = at + (arrival.leaves - arrival.at) if arrival.leaves is not None else None
    return replace(arrival, at=at, leaves=leaves)


def _along(at: datetime, kept: RoundKept, *, to: datetime) -> datetime:
    """The moment that lies to the new beginning as `at` to the old one, by the city's clock.

    Ten o’clock on the second day stays ten o’clock, whether or not the clocks were changed between the days. A time
    that the clocks pass over on the new day is as much later as they leave out.
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
    venues = [plain(one.venue, most=MOST_CHARACTERS_A_LINE) for one in kept.venues]
    refused = next((one for one in (title, *lines, *texts, *titles, *doors, *venues) if isinstance(one, Refusal)), None)
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
        venues=tuple(replace(one, venue=str(words)) for one, words in zip(kept.venues, venues, strict=True)),
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
    pauses = (kept.resumes, *(one.resumes for one in kept.sessions))
    if any(far(at, now=now) for span in (*spans, pauses) for at in span):
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
    """Two delegations that may meet: at a door, or in one house at the same time."""

    first: Mark
    second: Mark
    entrance: str
    """By which both pass; empty: they are in the house together."""
    at: datetime
    until: datetime | None = None
    """For how long they are in the house together."""
    round: int | None = None
    """The other round, where one of them comes for another."""


@dataclass(frozen=True, slots=True)
class _Stay:
    """A delegation in a house, for one round."""

    round: int
    arrival: Arrival
    house: tuple[str, str]
    until: datetime


def encounters(kept: RoundKept, others: Iterable[RoundKept] = (), *, apart: timedelta = APART) -> tuple[Encounter, ...]:
    """Where two delegations may meet that come for this round, or one for it and one for another. For the desk alone.

    They may where both come or go by one entrance of a house in less than `apart`, or are in it at the same time.
    Names are compared without regard to capitals and spaces; of a house without a name it is
    taken that it is any house of its city. Quadratic in the arrivals of the rounds.
    """
    ours = _stays(kept)
    theirs = [stay for one in others if one.number != kept.number for stay in _stays(one)]
    pairs = [*combinations(ours, 2), *((one, other) for one in ours for other in theirs)]
    pairs = [(one, other) for one, other in pairs if one.arrival.mark != other.arrival.mark]
    # Of one round, an entrance of the same name is looked at wherever the delegations are to be: rather once too often.
    at_doors = [(one, other) for one, other in pairs if one.round == other.round or _one_house(one, other)]
    doors = {found for one, other in at_doors for found in _at_a_door(one, other, apart=apart)}
    inside = {found for one, other in pairs if _one_house(one, other) and (found := _inside(one, other)) is not None}
    return tuple(sorted({*doors, *inside}, key=lambda one: (one.at, one.entrance == "", one.first, one.second)))


def _stays(kept: RoundKept) -> list[_Stay]:
    """Who is in the house for a round; until its end, where it is not said when somebody leaves."""
    if kept.starts is None or kept.state is _S.NOT_HELD:
        return []
    venues = {one.mark: one.venue for one in kept.venues}
    return [
        _Stay(
            kept.number,
            one,
            (_folded(kept.city.name), _folded(venues.get(one.mark, kept.venue) or "")),
            one.leaves or max(one.at, kept.ends or kept.starts),
        )
        for one in kept.arrivals
    ]


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _one_house(one: _Stay, other: _Stay) -> bool:
    (city, house), (other_city, other_house) = one.house, other.house
    return city == other_city and (house == other_house or not house or not other_house)


def _at_a_door(one: _Stay, other: _Stay, *, apart: timedelta) -> Iterator[Encounter]:
    if _folded(one.arrival.entrance) != _folded(other.arrival.entrance):
        return
    passings = product((one.arrival.at, one.arrival.leaves), (other.arrival.at, other.arrival.leaves))
    for ours, theirs in passings:
        if ours is not None and theirs is not None and abs(ours - theirs) < apart:
            yield _encounter(one, other, one.arrival.entrance, max(ours, theirs))


def _inside(one: _Stay, other: _Stay) -> Encounter | None:
    begins, ends = max(one.arrival.at, other.arrival.at), min(one.until, other.until)
    return _encounter(one, other, "", begins, until=ends) if begins < ends else None


def _encounter(one: _Stay, other: _Stay, entrance: str, at: datetime, *, until: datetime | None = None) -> Encounter:
    first, second = sorted((one.arrival.mark, other.arrival.mark))
    return Encounter(first, second, entrance, at, until, other.round if other.round != one.round else None)


# What a place knows ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SaidOf:
    """Words that a room was told with a round."""

    at: datetime
    words: str
    worded: Worded | None = None
    """Whether the room had agreed to them, by the log in which this is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRound:
    """A round as its room knows it, by all that it was told."""

    now: Notice
    at: datetime
    """When it was told last."""
    before: datetime | None = None
    """The time that was set before the present one."""
    said: tuple[SaidOf, ...] = ()
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
    last_session: int = 0
    """The highest number that a session of it ever had."""
    numbers: tuple[tuple[Mark, Numbers], ...] = ()
    """The sessions that each room was told of."""
    encounters: tuple[Encounter, ...] = ()
    """Where two delegations may meet, of which one at least comes for this round."""

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

    def told_to(self, mark: Mark) -> RoomRound | None:
        """What this room was told of it."""
        return next((known for room, known in self.told if room == mark), None)

    def is_behind(self, mark: Mark) -> bool:
        """Whether the room would read anything else of it now than it was told last."""
        known = self.told_to(mark)
        return known is not None and is_news(self.would_read(mark), known)

    def would_read(self, mark: Mark, kept: RoundKept | None = None) -> Notice:
        """What the room would read, were it told of the round now, or as it were `kept`, without a word with it."""
        kept, known = kept or self.now, self.told_to(mark)
        own = InRoom(
            number=known.now.number if known is not None else 0,
            track=dict(self.strand).get(mark),
            uid=known.now.uid if known is not None else "",
            sequence=known.now.sequence if known is not None else 0,
            sessions=sessions_told(kept, mark, dict(self.numbers).get(mark, ())),
        )
        return notice_of(kept, mark, own, words=None, role=known.now.role if known is not None else kept.role)


def sessions_told(kept: RoundKept, mark: Mark, before: Numbers) -> Numbers:
    """The sessions that the room knows once it is told: each keeps the number under which it was told first."""
    known = dict(before)
    for one in kept.sessions:
        if one.is_for(mark):
            known.setdefault(one.number, max(known.values(), default=0) + 1)
    return tuple(known.items())


def meets(mark: Mark, notice: Notice, known: RoomRound | None, found: Sequence[Encounter]) -> Encounter | None:
    """Of the encounters found, the first at a door that this room would walk into by what it is told newly."""
    was = known.now if known is not None else None
    if was is not None and (was.arrival, was.leaves, was.entrance) == (notice.arrival, notice.leaves, notice.entrance):
        return None
    return next((one for one in found if one.entrance and mark in {one.first, one.second}), None)


def is_news(notice: Notice, known: RoomRound | None) -> bool:
    """Whether a room reads anything in it that it does not know; who tells it, and how often, is nothing new."""
    if known is None or notice.words is not None:
        return True
    return replace(notice, words=known.now.words, sequence=known.now.sequence, role=known.now.role) != known.now


def may_say(known: DeskRound) -> tuple[RoundState, ...]:
    """As what a round may come to stand next, or stands: of what a room can be asked to agree to words."""
    moved = {_S.PROVISIONAL} if known.is_movable else set()
    return tuple(state for state in RoundState if state in NEXT[known.now.state] | moved | {known.now.state})


def heard_beside(lines: Iterable[Line], number: int, mark: Mark, words: str) -> bool:
    """Whether another room than this was told these words of the desk's round before."""
    told = (line.event for line in lines if isinstance(line.event, RoundToldInto))
    return any(one.round == number and one.mark != mark and one.notice.words == words for one in told)


def room_rounds(lines: Iterable[Line], asked: Sequence[Question] = ()) -> tuple[RoomRound, ...]:
    """The rounds that a room was told of, in the order of their numbers. `asked`: the questions in that room."""
    found: dict[int, RoomRound] = {}
    for line in lines:
        if isinstance(line.event, RoundTold):
            notice = line.event.notice
            agreed = (
                worded(asked, notice.words, round=notice.number, says=notice.state, at=line.at)
                if notice.words is not None
                else None
            )
            _tell(found, notice, line.at, agreed)
    return tuple(found[number] for number in sorted(found))


def desk_rounds(lines: Iterable[Line], strands: Sequence[tuple[int, Mark, int]] = ()) -> tuple[DeskRound, ...]:
    """The rounds that the desk keeps, in the order of their numbers, each with what the rooms were told of it.

    `strands` are tracks by their numbers at the desk, each with a room that was told of it, and its number there.
    """
    found: dict[int, DeskRound] = {}
    told: dict[int, dict[Mark, dict[int, RoomRound]]] = {}
    numbers: dict[int, dict[Mark, Numbers]] = {}
    for line in lines:
        match line.event:
            case RoundKept() as kept:
                was = found.get(kept.number)
                before = _before(kept.starts, was.now.starts, was.before) if was is not None else None
                changes = was.changes + 1 if was is not None else 0
                last = max((was.last_session if was is not None else 0, *(one.number for one in kept.sessions)))
                found[kept.number] = DeskRound(now=kept, at=line.at, before=before, changes=changes, last_session=last)
            case RoundToldInto(mark=mark, round=number, notice=notice):
                numbers.setdefault(number, {})[mark] = line.event.sessions
                _tell(told.setdefault(number, {}).setdefault(mark, {}), notice, line.at, line.event.worded)
            case _:
                pass
    beside = _on_one_day([one.now for one in found.values()])
    return tuple(
        replace(
            found[number],
            told=tuple(
                (mark, known) for mark, rounds in sorted(told.get(number, {}).items()) for known in rounds.values()
            ),
            strand=tuple((mark, own) for track, mark, own in strands if track == found[number].now.track),
            numbers=tuple(sorted(numbers.get(number, {}).items())),
            encounters=encounters(found[number].now, beside[number]),
        )
        for number in sorted(found)
    )


def _on_one_day(kept: Sequence[RoundKept]) -> Mapping[int, list[RoundKept]]:
    """Of each round the others with arrivals that begin within a day of it."""
    there = [one for one in kept if one.arrivals]
    return {
        one.number: [
            other
            for other in (there if one.arrivals else ())
            if one.starts is not None and other.starts is not None and abs(other.starts - one.starts) <= A_DAY
        ]
        for one in kept
    }


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


def _tell(found: dict[int, RoomRound], notice: Notice, at: datetime, agreed: Worded | None) -> None:
    was = found.get(notice.number)
    before = _before(notice.starts, was.now.starts, was.before) if was is not None else None
    said = (SaidOf(at, notice.words, agreed),) if notice.words is not None else ()
    earlier = was.said if was is not None else ()
    found[notice.number] = RoomRound(now=notice, at=at, before=before, said=(*said, *earlier)[:MOST_SAID])


def _before(now: datetime | None, was: datetime | None, earlier: datetime | None) -> datetime | None:
    """The time that was set last before the present one."""
    return was if was is not None and was != now else (earlier if earlier != now else None)
