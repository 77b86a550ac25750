"""Rounds, dates, tracks and the calendar of a place."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import wraps
from typing import Final

from msgspec import structs

from entremise.api.operations.calls import Call, Operation, Pieces, Result, done
from entremise.api.schema import DoneOut
from entremise.api.schema.rounds import (
    AllDatesOut,
    AmendIn,
    AnswerIn,
    ArrivalOut,
    ArrivalsIn,
    CitiesIn,
    CityIn,
    ConcludeIn,
    DatesIn,
    DatesOut,
    EncounterOut,
    LinkOut,
    MoveIn,
    PeopleIn,
    RoomAnswerOut,
    RoundIn,
    RoundKeptOut,
    RoundOut,
    RoundsOut,
    SessionIn,
    SessionOut,
    SessionTurnIn,
    StepOut,
    TellingIn,
    TimeIn,
    TrackIn,
    TrackOut,
    TracksOut,
    TrackTellIn,
    TurnIn,
    VenueIn,
    VenueOut,
    WordedOut,
)
from entremise.domain.calendars import city, moment
from entremise.domain.dates import DeskDates, RoomDates
from entremise.domain.errors import ABSENT, Refusal
from entremise.domain.events.rounds import Again, Arrival, City, Notice, RoomVenue, RoundKept, Session, Worded
from entremise.domain.events.tracks import TrackKept, TrackLink, TrackNotice, TrackPeople
from entremise.domain.ids import Mark
from entremise.domain.rounds import (
    Amend,
    Arrive,
    Change,
    Conclude,
    DeskRound,
    Move,
    RoomRound,
    Setting,
    Turn,
    TurnSession,
)
from entremise.domain.tracks import DeskTrack, Track
from entremise.services import calendars, dates, rounds, tracks
from entremise.services.calendars import MEDIA_TYPE
from entremise.services.dates import Proposed
from entremise.services.rounds import DeskRoundsPage, Kept, rounds_page
from entremise.services.telling import Telling

MOST_DIGITS: Final = 6


class _RefusedError(Exception):
    """Something in a body cannot be."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal


def _reading(does: Callable[[Call], Result]) -> Callable[[Call], Result]:
    """The operation; where its body names a time or a city that cannot be, the refusal."""

    @wraps(does)
    def read(call: Call) -> Result:
        try:
            return does(call)
        except _RefusedError as error:
            return error.refusal

    return read


# Rounds ------------------------------------------------------------------------------------------------------


def read_rounds(call: Call) -> Result:
    """The rounds that the seat's place knows of."""
    page = rounds_page(call.parts, call.seat)
    shown = [_desk_round(one) if isinstance(one, DeskRound) else _room_round(one) for one in page.rounds]
    return 200, RoundsOut(shown, [CityIn(one.name, one.zone) for one in page.cities])


@_reading
def set_round(call: Call) -> Result:
    """Set a round, and tell the rooms that are named of it."""
    asked: RoundIn = call.body
    where = _city(asked.city)
    setting = Setting(
        title=asked.title,
        city=where,
        starts=_at(call, asked.starts, where),
        ends=_at(call, asked.ends, where),
        venue=asked.venue,
        track=asked.track,
        items=tuple(asked.items),
        sessions=_sessions(call, asked.sessions, where),
        venues=_venues(asked.venues),
        confirmed=asked.confirmed,
    )
    telling = _telling(asked.tell)
    return _kept(rounds.set_round(call.parts, call.seat, setting, telling=telling, key=call.key), 201)


@_reading
def amend_round(call: Call) -> Result:
    """Set a round's name, place, track, agenda and sessions anew."""
    asked: AmendIn = call.body
    amend = Amend(
        title=asked.title,
        venue=asked.venue,
        track=asked.track,
        items=tuple(asked.items),
        sessions=_sessions(call, asked.sessions, _round_city(call)),
        venues=_venues(asked.venues),
    )
    return _changed(call, amend, asked)


@_reading
def turn_session(call: Call) -> Result:
    """Say how one session stands from now on."""
    asked: SessionTurnIn = call.body
    resumes = _at(call, asked.resumes, _round_city(call))
    return _changed(call, TurnSession(session=asked.session, to=asked.to, resumes=resumes), asked)


@_reading
def move_round(call: Call) -> Result:
    """Set another time, or with none put the round off; every room that knows of it is told."""
    asked: MoveIn = call.body
    where = _round_city(call)
    move = Move(starts=_at(call, asked.starts, where), ends=_at(call, asked.ends, where), reason=asked.reason)
    return _changed(call, move, asked)


@_reading
def turn_round(call: Call) -> Result:
    """Say how a round stands from now on."""
    asked: TurnIn = call.body
    turn = Turn(to=asked.to, reason=asked.reason, resumes=_at(call, asked.resumes, _round_city(call)))
    return _changed(call, turn, asked)


def conclude_round(call: Call) -> Result:
    """Keep what came of a round."""
    asked: ConcludeIn = call.body
    again = Again(day=asked.again.day, where=asked.again.where) if asked.again is not None else None
    with_ = asked.again.rooms if asked.again is not None else None
    agreed = tuple(map(Mark, with_)) if with_ is not None else None
    concluded = Conclude(outcome=asked.outcome, assessment=asked.assessment, again=again, agreed=agreed)
    return _changed(call, concluded, asked)


@_reading
def arrive(call: Call) -> Result:
    """Set when each delegation comes; the desk's rounds then tell where two may meet."""
    asked: ArrivalsIn = call.body
    where = _round_city(call)
    arrivals = (
        Arrival(
            mark=Mark(one.room),
            at=_sure(call, one.at, where),
            entrance=one.entrance,
            leaves=_at(call, one.leaves, where),
        )
        for one in asked.arrivals
    )
    return _changed(call, Arrive(arrivals=tuple(arrivals)), asked)


def tell_round(call: Call) -> Result:
    """Tell rooms of a round as it stands."""
    asked: TellingIn = call.body
    return _kept(rounds.tell_round(call.parts, call.seat, _number(call), _telling(asked), key=call.key))


def choose_cities(call: Call) -> Result:
    """By whose clocks the seat's place reads times."""
    asked: CitiesIn = call.body
    named = [(one.name, one.zone) for one in asked.cities]
    return done(rounds.choose_cities(call.parts, call.seat, named, key=call.key))


# Dates -------------------------------------------------------------------------------------------------------


def read_dates(call: Call) -> Result:
    """The questions for dates that the seat's place knows of."""
    page = rounds_page(call.parts, call.seat)
    return 200, AllDatesOut([_dates(one) for one in page.dates])


@_reading
def propose_dates(call: Call) -> Result:
    """Ask rooms which of these dates suit them."""
    asked: DatesIn = call.body
    where = _city(asked.city)
    slots = [_sure(call, slot, where) for slot in asked.slots]
    telling = _telling(asked.tell)
    return _kept(
        dates.propose(call.parts, call.seat, asked.title, slots, city=where, telling=telling, key=call.key), 201
    )


def close_dates(call: Call) -> Result:
    """Wait for no more answers."""
    return _kept(dates.close(call.parts, call.seat, _number(call), key=call.key))


def answer_dates(call: Call) -> Result:
    """Say which dates suit the delegation. The desk learns it, and nobody else."""
    asked: AnswerIn = call.body
    return done(dates.answer(call.parts, call.seat, _number(call), asked.answers, key=call.key))


# Tracks ------------------------------------------------------------------------------------------------------


def read_tracks(call: Call) -> Result:
    """The tracks that the seat's place knows of."""
    page = rounds_page(call.parts, call.seat)
    rounds_of: dict[int | None, list[int]] = {}
    for known in page.rounds:
        rounds_of.setdefault(known.now.track, []).append(known.now.number)
    shown = [
        _desk_track(one, rounds_of) if isinstance(one, DeskTrack) else _track(one, rounds_of) for one in page.tracks
    ]
    return 200, TracksOut(shown)


@_reading
def keep_track(call: Call) -> Result:
    """Set a track, or the one that is named anew. No room is told by it."""
    asked: TrackIn = call.body
    track = Track(
        title=asked.title,
        city=_city(asked.city),
        venue=asked.venue,
        matters=tuple(asked.matters),
        people=tuple(TrackPeople(mark=Mark(one.room), roles=tuple(one.roles)) for one in asked.people),
        steps=tuple((one.text, one.done) for one in asked.steps),
        links=tuple(TrackLink(step=one.step, track=one.track, after=one.after) for one in asked.links),
        items=tuple(asked.items),
        reason=asked.reason,
    )
    new = "number" not in call.path
    number = None if new else _number(call)
    return _kept(tracks.keep_track(call.parts, call.seat, track, number=number, key=call.key), 201 if new else 200)


def tell_track(call: Call) -> Result:
    """Tell rooms of a track as it stands."""
    asked: TrackTellIn = call.body
    told = tracks.tell_track(
        call.parts,
        call.seat,
        _number(call),
        _telling(asked.tell),
        steps=asked.steps,
        links=asked.links,
        key=call.key,
    )
    return _kept(told)


# The calendar ------------------------------------------------------------------------------------------------


def calendar(call: Call) -> Result:
    """The rounds of the seat's place as iCalendar."""
    return Pieces(iter([calendars.fetched(call.parts, call.seat)]))


def invitation(call: Call) -> Result:
    """One round as an invitation, or as its cancellation."""
    written = calendars.invitation(call.parts, call.seat, _number(call))
    return written if isinstance(written, Refusal) else Pieces(iter([written]))


# Reading and writing bodies ----------------------------------------------------------------------------------


def _number(call: Call) -> int:
    """The number in the address; 0, which nothing has, for anything else."""
    text = call.path["number"]
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0


def _city(asked: CityIn) -> City:
    found = city(asked.name, asked.zone)
    if isinstance(found, Refusal):
        raise _RefusedError(found)
    return found


def _round_city(call: Call) -> City:
    """The city of the round that is named."""
    page = rounds_page(call.parts, call.seat)
    known = page.rounds if isinstance(page, DeskRoundsPage) else ()
    found = next((one.now.city for one in known if one.now.number == _number(call)), None)
    if found is None:
        raise _RefusedError(ABSENT)
    return found


def _at(call: Call, asked: TimeIn | None, where: City) -> datetime | None:
    return _sure(call, asked, where) if asked is not None else None


def _sure(call: Call, asked: TimeIn, where: City) -> datetime:
    found = moment(asked.local, where, now=call.parts.clock.now(), second=asked.second)
    if isinstance(found, Refusal):
        raise _RefusedError(found)
    return found


def _sessions(call: Call, asked: list[SessionIn], where: City) -> tuple[Session, ...]:
    return tuple(
        Session(
            title=one.title,
            starts=_sure(call, one.starts, where),
            ends=_at(call, one.ends, where),
            number=one.number or 0,
            marks=tuple(map(Mark, one.rooms)) if one.rooms is not None else None,
        )
        for one in asked
    )


def _venues(asked: list[VenueIn]) -> tuple[RoomVenue, ...]:
    return tuple(RoomVenue(mark=Mark(one.room), venue=one.venue) for one in asked)


def _telling(asked: TellingIn) -> Telling:
    marks = None if asked.rooms is None else tuple(asked.rooms)
    own = tuple((one.room, one.words) for one in asked.own)
    return Telling(marks=marks, words=asked.words, own=own, why=asked.why, meeting=asked.meeting)


def _changed(
    call: Call, change: Change, asked: AmendIn | MoveIn | TurnIn | SessionTurnIn | ConcludeIn | ArrivalsIn
) -> Result:
    return _kept(
        rounds.change_round(
            call.parts,
            call.seat,
            _number(call),
            change,
            telling=_telling(asked.tell),
            seen=asked.seen,
            key=call.key,
        )
    )


def _kept(kept: Kept | Proposed | Refusal, status: int = 200) -> Result:
    return kept if isinstance(kept, Refusal) else (status, RoundKeptOut(kept.number, kept.at))


def _shown_sessions(one: Notice | RoundKept) -> list[SessionOut]:
    return [
        SessionOut(
            number=session.number,
            title=session.title,
            state=session.state,
            starts=session.starts,
            ends=session.ends,
            resumes=session.resumes,
            rooms=[*map(str, session.marks)] if isinstance(session, Session) and session.marks is not None else None,
        )
        for session in one.sessions
    ]


def _room_round(known: RoomRound) -> RoundOut:
    now = known.now
    again = now.again
    return RoundOut(
        number=now.number,
        title=now.title,
        state=now.state,
        city=now.city.name,
        zone=now.city.zone,
        starts=now.starts,
        ends=now.ends,
        before=known.before,
        venue=now.venue,
        track=now.track,
        sessions=_shown_sessions(now),
        resumes=now.resumes,
        agreed_again=again is not None,
        again_day=again.day if again is not None else None,
        again_where=again.where if again is not None else None,
        words=now.words,
        words_agreed=known.said[0].worded is Worded.AGREED if now.words is not None else None,
        arrival=now.arrival,
        leaves=now.leaves,
        entrance=now.entrance,
    )


def _desk_round(known: DeskRound) -> RoundOut:
    now = known.now
    again = now.again
    return RoundOut(
        number=now.number,
        title=now.title,
        state=now.state,
        city=now.city.name,
        zone=now.city.zone,
        starts=now.starts,
        ends=now.ends,
        before=known.before,
        venue=now.venue,
        track=now.track,
        sessions=_shown_sessions(now),
        resumes=now.resumes,
        agreed_again=again is not None,
        again_day=again.day if again is not None else None,
        again_where=again.where if again is not None else None,
        reason=now.reason,
        outcome=now.outcome,
        assessment=now.assessment,
        items=list(now.items),
        arrivals=[ArrivalOut(str(one.mark), one.at, one.entrance, one.leaves) for one in now.arrivals],
        venues=[VenueOut(str(one.mark), one.venue) for one in now.venues],
        agreed_with=[*map(str, now.agreed)] if now.agreed is not None else None,
        encounters=[
            EncounterOut([str(one.first), str(one.second)], one.entrance, one.at, one.until, one.round)
            for one in known.encounters
        ],
        told=[str(mark) for mark, _ in known.told],
        changes=known.changes,
        worded=[WordedOut(str(mark), one.at, one.words, one.worded) for mark, told in known.told for one in told.said],
    )


def _dates(known: RoomDates | DeskDates) -> DatesOut:
    now = known.now
    room = isinstance(known, RoomDates)
    return DatesOut(
        number=now.number,
        title=now.title,
        city=now.city.name,
        slots=list(now.slots),
        closed=now.closed,
        words=known.words if isinstance(known, RoomDates) else None,
        answers=list(known.answers) if isinstance(known, RoomDates) and known.answers is not None else None,
        asked=[] if room else list(_asked(known)),
    )


def _asked(known: RoomDates | DeskDates) -> Iterator[RoomAnswerOut]:
    for one in known.asked if isinstance(known, DeskDates) else ():
        yield RoomAnswerOut(str(one.mark), list(one.answers) if one.answers is not None else None)


def _track(now: TrackNotice | TrackKept, rounds_of: Mapping[int | None, list[int]]) -> TrackOut:
    return TrackOut(
        number=now.number,
        title=now.title,
        city=now.city.name,
        venue=now.venue,
        matters=list(now.matters),
        steps=[StepOut(step.number, step.text, step.done) for step in now.steps],
        links=[LinkOut(link.track, link.step, link.after) for link in now.links],
        roles=list(now.roles) if isinstance(now, TrackNotice) else [],
        items=list(now.items),
        rounds=rounds_of.get(now.number, []),
        words=now.words if isinstance(now, TrackNotice) else None,
        people=[PeopleIn(str(one.mark), list(one.roles)) for one in now.people] if isinstance(now, TrackKept) else [],
    )


def _desk_track(known: DeskTrack, rounds_of: Mapping[int | None, list[int]]) -> TrackOut:
    return structs.replace(_track(known.now, rounds_of), told=[str(mark) for mark, _ in known.told])


ROUNDS: Final = (
    Operation(method="GET", path="/rounds", does=read_rounds, gives=RoundsOut, says="Rounds, and by whose clocks"),
    Operation(
        method="POST",
        path="/rounds",
        does=set_round,
        takes=RoundIn,
        gives=RoundKeptOut,
        status=201,
        desk=True,
        says="Set a round",
    ),
    Operation(
        method="POST", path="/cities", does=choose_cities, takes=CitiesIn, gives=DoneOut, says="Choose one's cities"
    ),
    *(
        Operation(
            method="POST",
            path=f"/rounds/{{number}}/{name}",
            does=does,
            takes=takes,
            gives=RoundKeptOut,
            desk=True,
            says=says,
        )
        for name, does, takes, says in (
            ("move", move_round, MoveIn, "Set another time, or put a round off"),
            ("amendment", amend_round, AmendIn, "Set a round's name, place, agenda and sessions anew"),
            ("session", turn_session, SessionTurnIn, "Say how one session stands"),
            ("state", turn_round, TurnIn, "Say how a round stands"),
            ("conclusion", conclude_round, ConcludeIn, "Keep what came of a round"),
            ("arrivals", arrive, ArrivalsIn, "Set when each delegation comes"),
            ("tell", tell_round, TellingIn, "Tell rooms of a round"),
        )
    ),
    Operation(
        method="GET",
        path="/rounds/{number}/invitation",
        does=invitation,
        gives=None,
        media=MEDIA_TYPE,
        says="One round for a calendar",
    ),
    Operation(
        method="GET",
        path="/calendar",
        does=calendar,
        gives=None,
        media=MEDIA_TYPE,
        says="Rounds for a calendar",
    ),
    Operation(method="GET", path="/dates", does=read_dates, gives=AllDatesOut, says="Dates that were proposed"),
    Operation(
        method="POST",
        path="/dates",
        does=propose_dates,
        takes=DatesIn,
        gives=RoundKeptOut,
        status=201,
        desk=True,
        says="Propose dates",
    ),
    Operation(
        method="POST",
        path="/dates/{number}/close",
        does=close_dates,
        gives=RoundKeptOut,
        desk=True,
        says="Wait for no more answers",
    ),
    Operation(
        method="POST",
        path="/dates/{number}/answer",
        does=answer_dates,
        takes=AnswerIn,
        gives=DoneOut,
        desk=False,
        says="Say which dates suit the delegation",
    ),
    Operation(method="GET", path="/tracks", does=read_tracks, gives=TracksOut, says="Tracks"),
    Operation(
        method="POST",
        path="/tracks",
        does=keep_track,
        takes=TrackIn,
        gives=RoundKeptOut,
        status=201,
        desk=True,
        says="Open a track",
    ),
    Operation(
        method="POST",
        path="/tracks/{number}",
        does=keep_track,
        takes=TrackIn,
        gives=RoundKeptOut,
        desk=True,
        says="Set a track anew",
    ),
    Operation(
        method="POST",
        path="/tracks/{number}/tell",
        does=tell_track,
        takes=TrackTellIn,
        gives=RoundKeptOut,
        desk=True,
        says="Tell rooms of a track",
    ),
)
