"""Rounds: set, moved, postponed, turned and concluded at the desk, and told in rooms; the cities of each place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from entremise.domain import asking, dates, rounds, tracks
from entremise.domain.agenda import Item, RoomItem
from entremise.domain.asking import Question
from entremise.domain.calendars import cities
from entremise.domain.dates import DeskDates, RoomDates
from entremise.domain.door import rounds as door
from entremise.domain.errors import Broken, Code, Refusal
from entremise.domain.events import CaseOpened, RoomOpened
from entremise.domain.events.asking import asked_of
from entremise.domain.events.dates import DATES
from entremise.domain.events.rounds import (
    ROUNDS,
    CitiesChosen,
    City,
    DeskCitiesChosen,
    Notice,
    RoundKept,
    RoundState,
    RoundTold,
    Worded,
)
from entremise.domain.events.seconding import EnterBy
from entremise.domain.events.tracks import TRACKS, TrackNotice
from entremise.domain.guard import Itself
from entremise.domain.ids import DeskId, Mark
from entremise.domain.log import Append, Line
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.rounds import LINES, Change, DeskRound, Move, RoomRound, Setting, Turn
from entremise.domain.terms import PartyRoom, Terms
from entremise.domain.tracks import DeskTrack
from entremise.services import agenda
from entremise.services.acts import load_desk, needs, once
from entremise.services.consents import asked_in, asked_of_rooms
from entremise.services.dates import DESK_LINES, ROOM_LINES
from entremise.services.guarding import Leaving, asks_second, unless_repeats
from entremise.services.ports import CredentialKind, Parts
from entremise.services.speaking import Done
from entremise.services.telling import KEPT, PAPERS, Telling, all_rooms, leaving, other_rooms, rooms_told

MOST_CHOICES: Final = 200
"""How often a place may choose its cities."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Something stands on a paper under this number."""

    number: int
    at: datetime


# At the desk -------------------------------------------------------------------------------------------------


@needs(Act.SET_ROUNDS)
@asks_second
def set_round(
    parts: Parts, seat: Seat, setting: Setting, *, telling: Telling = KEPT, key: str | None = None
) -> Kept | Refusal:
    """Set a new round; rooms are told of it only if `telling` names them."""
    now = parts.clock.now()

    def act() -> Kept | Refusal:
        lines = parts.store.topic(seat.place, ROUNDS, limit=LINES)
        number = len(rounds.desk_rounds(lines)) + 1
        kept = rounds.begin(setting, number=number, items=_items(parts, seat), seat=seat, now=now)
        if isinstance(kept, Refusal):
            return kept
        return _written(parts, seat, kept, telling, lines=lines, before=(), now=now)

    places = (seat.place, *all_rooms(parts, seat))
    return once(parts, seat, act, places=places, result=Kept, key=key, asked=("set_round", setting, telling))


@needs(Act.SET_ROUNDS)
@asks_second
def change_round(
    parts: Parts,
    seat: Seat,
    number: int,
    asked: Change,
    *,
    telling: Telling = KEPT,
    seen: int | None = None,
    key: str | None = None,
) -> Kept | Refusal:
    """Change a round, and tell rooms of it. With `seen`, only if nobody changed it since it had so many changes.

    Another time, and a postponement, are told in one act to every room that knows of the round, whatever is said
    about whom to tell; a room that is to hear of them in words of its own has them in `telling`.
    """
    now = parts.clock.now()

    def act() -> Kept | Refusal:
        lines = parts.store.topic(seat.place, ROUNDS, limit=LINES)
        found = rounds.find(rounds.desk_rounds(lines), number)
        if isinstance(found, Refusal):
            return found
        if seen is not None and seen != found.changes:
            return Refusal(Code.CHANGED_MEANWHILE)
        kept = rounds.change(found, asked, items=_items(parts, seat), seat=seat, now=now)
        if isinstance(kept, Refusal):
            return kept
        before = tuple(mark for mark, _ in found.told)
        all_told = _told_all(telling, asked, before)
        return _written(parts, seat, kept, all_told, lines=lines, before=before, now=now)

    places = (seat.place, *all_rooms(parts, seat))
    asked_for = ("change_round", number, asked, telling, seen)
    return once(parts, seat, act, places=places, result=Kept, key=key, asked=asked_for)


@needs(Act.SET_ROUNDS)
@asks_second
def tell_round(parts: Parts, seat: Seat, number: int, telling: Telling, *, key: str | None = None) -> Kept | Refusal:
    """Tell rooms of a round as it stands now: for the first time, or anew.

    A room that would read nothing new gets no line, here and wherever rooms are told.
    """
    now = parts.clock.now()

    def act() -> Kept | Refusal:
        lines = parts.store.topic(seat.place, ROUNDS, limit=LINES)
        found = rounds.find(rounds.desk_rounds(lines), number)
        if isinstance(found, Refusal):
            return found
        before = tuple(mark for mark, _ in found.told)
        told = _told(parts, seat, found.now, telling, lines=lines, before=before)
        if isinstance(told, Refusal):
            return told
        if not (before if telling.marks is None else telling.marks):
            return Refusal(Code.ROOM_MISSING)
        if told:
            parts.store.append(told, at=now)
        return Kept(number, now)

    places = (seat.place, *all_rooms(parts, seat))
    return once(parts, seat, act, places=places, result=Kept, key=key, asked=("tell_round", number, telling))


def _told_all(telling: Telling, asked: Change, before: Sequence[Mark]) -> Telling:
    """The telling; of a move or a postponement, to every room that knows of the round."""
    off = isinstance(asked, Move) or (isinstance(asked, Turn) and asked.to is RoundState.POSTPONED)
    if not off or telling.marks is None:
        return telling
    marks = tuple(dict.fromkeys((*telling.marks, *map(str, before))))
    return replace(telling, marks=marks)


def _written(
    parts: Parts,
    seat: Seat,
    kept: RoundKept,
    telling: Telling,
    *,
    lines: Sequence[Line],
    before: Sequence[Mark],
    now: datetime,
) -> Kept | Refusal:
    """The round at the desk and in the rooms that are told of it, in one act."""
    for named in _rooms_named(kept):
        refusal = other_rooms(parts, seat, named)
        if refusal is not None:
            return refusal
    if kept.track is not None:
        there = tracks.desk_tracks(parts.store.topic(seat.place, TRACKS, limit=LINES))
        if kept.track not in {one.now.number for one in there}:
            return Refusal(Code.TRACK_UNKNOWN)
    told = _told(parts, seat, kept, telling, lines=lines, before=before)
    if isinstance(told, Refusal):
        return told
    appends = [Append(seat.place, kept), *told]
    if len(lines) + len(appends) > LINES:
        return Refusal(Code.PAPER_FULL, {"most": LINES})
    parts.store.append(appends, at=now)
    return Kept(kept.number, now)


def _rooms_named(kept: RoundKept) -> Iterator[Sequence[Mark]]:
    """The rooms that are named in a round: each list of rooms of the case, once each."""
    yield [one.mark for one in kept.arrivals]
    yield [one.mark for one in kept.venues]
    yield kept.agreed or ()
    yield from (one.marks or () for one in kept.sessions)


def _told(
    parts: Parts, seat: Seat, kept: RoundKept, telling: Telling, *, lines: Sequence[Line], before: Sequence[Mark]
) -> tuple[Append, ...] | Refusal:
    """What is appended where rooms are told of the round as it stands: a copy each, under each room's own number."""
    rooms = rooms_told(parts, seat, telling, before)
    if isinstance(rooms, Refusal):
        return rooms
    if len(lines) + len(rooms) > LINES:
        return Refusal(Code.PAPER_FULL, {"most": LINES})
    strands = tracks.desk_tracks(parts.store.topic(seat.place, TRACKS, limit=LINES)) if kept.track and rooms else ()
    strand = next((one for one in strands if one.now.number == kept.track), None)
    all_kept = rounds.desk_rounds(lines)
    found = next((one for one in all_kept if one.now.number == kept.number), None)
    meetings = rounds.encounters(kept, [one.now for one in all_kept])
    said = _said(parts, seat, kept, telling, into=[room.mark for room in rooms], lines=lines)
    if isinstance(said, Refusal):
        return said
    appends: list[Append] = []
    read: list[Leaving] = []
    for room in rooms:
        known, here = found.told_to(room.mark) if found is not None else None, said[room.mark]
        if known is None and strand is not None and not strand.is_for(room.mark):
            return Refusal(Code.OUTSIDE_TRACK, {"mark": room.mark})
        own = _in_room(parts, room, kept, found=found, strand=strand, lines=lines)
        notice = door.notice_of(kept, room.mark, own, words=here.words, role=seat.role)
        if not rounds.is_news(notice, known):
            continue
        meeting = rounds.meets(room.mark, notice, known, meetings)
        if meeting is not None and not telling.meeting:
            return Refusal(Code.MAY_MEET, {"first": meeting.first, "second": meeting.second})
        read.append(_read(room.mark, notice, kept, here))
        desk = DeskId(seat.place)
        appends += door.tell_round(
            desk, room, kept.number, notice, sessions=own.sessions, why=telling.why, worded=here.worded
        )
    return unless_repeats(parts, seat, EnterBy.TELL_ROUND, read, appends=appends, why=telling.why)


def _in_room(
    parts: Parts,
    room: PartyRoom,
    kept: RoundKept,
    *,
    found: DeskRound | None,
    strand: DeskTrack | None,
    lines: Sequence[Line],
) -> door.InRoom:
    """By which numbers the room knows the round, or is to know it."""
    known = found.told_to(room.mark) if found is not None else None
    into = strand.told_to(room.mark) if strand is not None else None
    numbers = dict(found.numbers) if found is not None else {}
    return door.InRoom(
        number=known.now.number if known is not None else rounds.next_number(lines, room.mark),
        track=into.notice.number if into is not None else None,
        uid=known.now.uid if known is not None else parts.ids.secret(room.room),
        sequence=known.now.sequence + 1 if known is not None else 0,
        sessions=rounds.sessions_told(kept, room.mark, numbers.get(room.mark, ())),
    )


def _read(mark: Mark, notice: Notice, kept: RoundKept, said: "_Said") -> Leaving:
    """What the guard reads of it."""
    itself = Itself(topics=PAPERS, texts=notice.itself(), about=frozenset({kept.about(), *said.answers}))
    return leaving(mark, notice.texts(), itself=itself, besides=notice.itself())


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said to a room with a round."""

    words: str | None = None
    worded: Worded | None = None
    answers: frozenset[tuple[str, int]] = frozenset()
    """The answers by which a room gave them, taken down or not: of themselves they are no repetition."""


def _said(
    parts: Parts, seat: Seat, kept: RoundKept, telling: Telling, *, into: Sequence[Mark], lines: Sequence[Line]
) -> dict[Mark, _Said] | Refusal:
    """What each room reads with it, and whether that room had agreed to it. One statement, where anything is said."""
    words: dict[Mark, str | None] = {}
    for mark in into:
        said = telling.said_in(mark)
        if isinstance(said, Refusal):
            return said
        words[mark] = said
    if not any(words.values()):
        return {mark: _Said() for mark in words}
    marks = [room.mark for room in load_desk(parts.store, seat.place).opened.rooms]
    asked, now = asked_of_rooms(parts.store, seat.place, marks), parts.clock.now()
    return {mark: _said_in(mark, words, asked, kept, lines=lines, now=now) for mark in words}


def _said_in(
    mark: Mark,
    words: Mapping[Mark, str | None],
    asked: Mapping[Mark, Sequence[Question]],
    kept: RoundKept,
    *,
    lines: Sequence[Line],
    now: datetime,
) -> _Said:
    said = words[mark]
    if said is None:
        return _Said()

    def worded(questions: Sequence[Question], *, others: bool) -> Worded:
        return asking.worded(questions, said, round=kept.number, says=kept.state, others=others, at=now)

    others = any(one == said for room, one in words.items() if room != mark)
    beside = others or rounds.heard_beside(lines, kept.number, mark, said)
    answers = frozenset(
        (asked_of(room), one.number)
        for room, questions in asked.items()
        for one in questions
        if one.changed == said and worded([one], others=True) is Worded.AGREED
    )
    return _Said(said, worded(asked[mark], others=beside), answers)


def _items(parts: Parts, seat: Seat) -> frozenset[int]:
    """The numbers of the desk's agenda."""
    return frozenset(item.number for item in agenda.items(parts, DeskId(seat.place)))


# The cities of a place ---------------------------------------------------------------------------------------


def choose_cities(
    parts: Parts, seat: Seat, named: Sequence[tuple[str, str]], *, key: str | None = None
) -> Done | Refusal:
    """By whose clocks the seat's place reads times, the first one first. Each a name, and a time zone if needed."""
    return _choose_desk(parts, seat, named, key=key) if seat.at_desk else _choose(parts, seat, named, key=key)


@needs(Act.ANSWER_DATES)
def _choose(parts: Parts, seat: Seat, named: Sequence[tuple[str, str]], *, key: str | None) -> Done | Refusal:
    return _chosen(parts, seat, named, key=key)


@needs(Act.SET_ROUNDS)
def _choose_desk(parts: Parts, seat: Seat, named: Sequence[tuple[str, str]], *, key: str | None) -> Done | Refusal:
    return _chosen(parts, seat, named, key=key)


def _chosen(parts: Parts, seat: Seat, named: Sequence[tuple[str, str]], *, key: str | None) -> Done | Refusal:
    now = parts.clock.now()

    def act() -> Done | Refusal:
        found = cities(named)
        if isinstance(found, Refusal):
            return found
        lines = parts.store.topic(seat.place, ROUNDS, limit=2 * LINES)
        if sum(isinstance(line.event, CitiesChosen | DeskCitiesChosen) for line in lines) >= MOST_CHOICES:
            return Refusal(Code.PAPER_FULL, {"most": MOST_CHOICES})
        chosen = DeskCitiesChosen if seat.at_desk else CitiesChosen
        parts.store.append([Append(seat.place, chosen(cities=found, seat=seat.id, role=seat.role))], at=now)
        return Done(now)

    asked = ("choose_cities", tuple(named))
    return once(parts, seat, act, places=(seat.place,), result=Done, key=key, asked=asked)


# Reading -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRoundsPage:
    """What a room knows of rounds, dates and tracks, by its own log."""

    seat: Seat
    opened: RoomOpened
    now: datetime
    head: int
    rounds: tuple[RoomRound, ...]
    dates: tuple[RoomDates, ...]
    tracks: tuple[TrackNotice, ...]
    items: tuple[RoomItem, ...]
    """Of its own agenda."""
    cities: tuple[City, ...]
    """Those by whose clocks the delegation reads times, its own first; the case's city where it chose none."""
    chosen: tuple[City, ...]
    """Those that it chose."""
    feed_until: datetime | None
    """Until when a calendar program may read for this seat; None: none may."""

    @property
    def terms(self) -> Terms:
        """The case's."""
        return self.opened.terms


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRoundsPage:
    """All that the desk keeps of rounds, dates and tracks."""

    seat: Seat
    opened: CaseOpened
    now: datetime
    head: int
    rounds: tuple[DeskRound, ...]
    dates: tuple[DeskDates, ...]
    tracks: tuple[DeskTrack, ...]
    items: tuple[Item, ...]
    """Of the desk's agenda."""
    cities: tuple[City, ...]
    chosen: tuple[City, ...]
    feed_until: datetime | None
    """Until when a calendar program may read for this seat; None: none may."""

    @property
    def terms(self) -> Terms:
        """The case's."""
        return self.opened.terms


RoundsPage = RoomRoundsPage | DeskRoundsPage


def rounds_page(parts: Parts, seat: Seat) -> RoundsPage:
    """What the seat's place knows of rounds, dates and tracks."""
    opening = parts.store.opening(seat.place)
    opened = opening.event if opening is not None else None
    now, head = parts.clock.now(), parts.store.head(seat.place)
    set_, asked, strands = (
        parts.store.topic(seat.place, topic, limit=most)
        for topic, most in (
            (ROUNDS, 2 * LINES),
            (DATES, DESK_LINES if seat.at_desk else ROOM_LINES),
            (TRACKS, LINES),
        )
    )
    chosen = rounds.cities_of(set_)
    match opened:
        case RoomOpened():
            return RoomRoundsPage(
                seat=seat,
                opened=opened,
                now=now,
                head=head,
                rounds=rounds.room_rounds(set_, _asked_of_words(parts, seat, set_)),
                dates=dates.room_dates(asked),
                tracks=tracks.room_tracks(strands),
                items=agenda.in_room(parts, seat.place).items,
                cities=chosen or (_case_city(opened.terms),),
                chosen=chosen,
                feed_until=feed_until(parts, seat),
            )
        case CaseOpened():
            kept = tracks.desk_tracks(strands, agenda.at_desk(parts, seat.place))
            own = [(one.now.number, mark, into.notice.number) for one in kept for mark, into in one.told]
            return DeskRoundsPage(
                seat=seat,
                opened=opened,
                now=now,
                head=head,
                rounds=rounds.desk_rounds(set_, own),
                dates=dates.desk_dates(asked),
                tracks=kept,
                items=agenda.items(parts, DeskId(seat.place)),
                cities=chosen or (_case_city(opened.terms),),
                chosen=chosen,
                feed_until=feed_until(parts, seat),
            )
        case _:
            raise Broken("a seat points to a place that was never opened")


def _asked_of_words(parts: Parts, seat: Seat, lines: Sequence[Line]) -> list[Question]:
    """The room's questions; none where no words were told with a round, which is answered without a statement."""
    told = (line.event for line in lines if isinstance(line.event, RoundTold))
    return asked_in(parts.store, seat.place) if any(one.notice.words is not None for one in told) else []


def aside(parts: Parts, seat: Seat) -> RoundsPage:
    """What stands beside the agenda: the same as on the page of rounds, of which the part shows the latest."""
    return rounds_page(parts, seat)


def feed_until(parts: Parts, seat: Seat) -> datetime | None:
    """Until when a calendar program may read for the seat; None: none may."""
    now = parts.clock.now()
    feeds = [one for one in parts.store.credentials(seat.id) if one.kind is CredentialKind.FEED and one.expires > now]
    return feeds[-1].expires if feeds else None


def _case_city(terms: Terms) -> City:
    return City(name=terms.city, zone=terms.zone)
