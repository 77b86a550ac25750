"""Steps of rounds, dates and tracks: when and where the talks go on, and what each room is told of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar

import msgspec

from entremise.cases.stage import Answer, Stage
from entremise.cases.steps.base import Named, Step, Where, named
from entremise.domain.dates import desk_dates
from entremise.domain.errors import ABSENT, Refusal
from entremise.domain.events.dates import DATES, Availability
from entremise.domain.events.rounds import Again, Arrival, City, RoomVenue, RoundState, Session
from entremise.domain.events.tracks import TrackLink, TrackPeople
from entremise.domain.ids import Mark
from entremise.domain.rooms import Seat
from entremise.domain.rounds import Amend, Arrive, Change, Conclude, Move, Setting, Turn, TurnSession
from entremise.domain.terms import Role
from entremise.domain.tracks import Track
from entremise.services import calendars, dates, rounds, tracks
from entremise.services.acts import desk_of
from entremise.services.dates import DESK_LINES
from entremise.services.telling import Telling

Number = Annotated[int, msgspec.Meta(ge=1)]
"""1, 2, 3 …, as the desk counts."""


class ChooseCities(Step, frozen=True, kw_only=True, tag="choose-cities"):
    """A place says by whose clocks it reads times, its own first."""

    WHERE: ClassVar = Where.BOTH

    cities: tuple[str, ...]

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        return rounds.choose_cities(stage.parts, seat, [(name, "") for name in self.cities])


class GiveFeed(Step, frozen=True, kw_only=True, tag="give-feed"):
    """A seat lets its calendar program read the rounds of its place."""

    WHERE: ClassVar = Where.BOTH

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        return calendars.give_feed(stage.parts, seat)


# Rounds ------------------------------------------------------------------------------------------------------


class SetRound(Named, frozen=True, kw_only=True, tag="set-round"):
    """The desk sets a round, and tells rooms of it."""

    name: str
    title: str
    starts: datetime
    ends: datetime | None = None
    venue: str | None = None
    venues: dict[str, str] = msgspec.field(default_factory=dict)
    """By the mark of a room: where its delegation is to be that is not where the others are."""
    track: str | None = None
    items: tuple[str, ...] = ()
    confirmed: bool = True
    tell: tuple[str, ...] = ()
    words: str = ""

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (*named(self.track), *self.items)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        setting = Setting(
            title=self.title,
            city=City(name=stage.terms.city, zone=stage.terms.zone),
            starts=self.starts,
            ends=self.ends,
            venue=self.venue,
            venues=_venues(self.venues),
            track=stage.number_or_none(self.track),
            items=stage.numbers_of(self.items),
            confirmed=self.confirmed,
        )
        return rounds.set_round(stage.parts, seat, setting, telling=Telling(marks=self.tell, words=self.words))


class ChangesRound(Step, frozen=True, kw_only=True):
    """The desk changes a round."""

    round: str
    tell: bool = True
    """Whether every room that knows of it is told."""
    words: str = ""

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.round,)

    def change(self, stage: Stage) -> Change:
        """What becomes of it."""
        raise NotImplementedError

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        telling = Telling(marks=None if self.tell else (), words=self.words)
        return rounds.change_round(stage.parts, seat, stage.number(self.round), self.change(stage), telling=telling)


def _venues(venues: Mapping[str, str]) -> tuple[RoomVenue, ...]:
    return tuple(RoomVenue(mark=Mark(mark), venue=venue) for mark, venue in sorted(venues.items()))


class MoveRound(ChangesRound, frozen=True, kw_only=True, tag="move-round"):
    """The desk gives a round another time."""

    starts: datetime
    ends: datetime | None = None
    reason: str | None = None

    def change(self, stage: Stage) -> Change:  # noqa: ARG002 – see ChangesRound
        """See `ChangesRound.change`."""
        return Move(starts=self.starts, ends=self.ends, reason=self.reason)


class TurnRound(ChangesRound, frozen=True, kw_only=True, tag="turn-round"):
    """The desk says that a round is under way, suspended, or was held."""

    to: RoundState
    reason: str | None = None
    resumes: datetime | None = None
    """With `suspended`: when it goes on."""

    def change(self, stage: Stage) -> Change:  # noqa: ARG002 – see ChangesRound
        """See `ChangesRound.change`."""
        return Turn(to=self.to, reason=self.reason, resumes=self.resumes)


class Sitting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A session of a round."""

    title: str
    starts: datetime
    ends: datetime | None = None
    marks: tuple[str, ...] | None = None
    """The rooms that sit in it; None: every room that is told of the round."""


class AmendRound(ChangesRound, frozen=True, kw_only=True, tag="amend-round"):
    """The desk writes a round anew, but for its time and what came of it; its sessions are 1, 2, 3 … from then on."""

    title: str
    venue: str | None = None
    venues: dict[str, str] = msgspec.field(default_factory=dict)
    """By the mark of a room, as in `SetRound`."""
    track: str | None = None
    items: tuple[str, ...] = ()
    sessions: tuple[Sitting, ...] = ()

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.round, *named(self.track), *self.items)

    def change(self, stage: Stage) -> Change:
        """See `ChangesRound.change`."""
        sessions = (
            Session(
                title=one.title,
                starts=one.starts,
                ends=one.ends,
                marks=tuple(map(Mark, one.marks)) if one.marks is not None else None,
            )
            for one in self.sessions
        )
        return Amend(
            title=self.title,
            venue=self.venue,
            venues=_venues(self.venues),
            track=stage.number_or_none(self.track),
            items=stage.numbers_of(self.items),
            sessions=tuple(sessions),
        )


class TurnSitting(ChangesRound, frozen=True, kw_only=True, tag="turn-session"):
    """The desk says that a session is under way, suspended, or was held."""

    session: Number
    to: RoundState
    resumes: datetime | None = None

    def change(self, stage: Stage) -> Change:  # noqa: ARG002 – see ChangesRound
        """See `ChangesRound.change`."""
        return TurnSession(session=self.session, to=self.to, resumes=self.resumes)


class Coming(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a delegation comes, by which door, and when it leaves."""

    at: datetime
    entrance: str
    leaves: datetime | None = None


class PlanArrivals(ChangesRound, frozen=True, kw_only=True, tag="plan-arrivals"):
    """The desk says when each delegation comes, so that none meets another. Each room is told its own."""

    arrivals: dict[str, Coming]
    """By the rooms' marks."""

    def change(self, stage: Stage) -> Change:  # noqa: ARG002 – see ChangesRound
        """See `ChangesRound.change`."""
        comings = sorted(self.arrivals.items())
        return Arrive(
            arrivals=tuple(
                Arrival(mark=Mark(mark), at=one.at, entrance=one.entrance, leaves=one.leaves) for mark, one in comings
            )
        )


class ConcludeRound(ChangesRound, frozen=True, kw_only=True, tag="conclude-round"):
    """The desk writes down what came of a round, the mediator's assessment, and that it was agreed to meet again."""

    outcome: str | None = None
    assessment: str | None = None
    again: bool = False
    again_where: str | None = None

    def change(self, stage: Stage) -> Change:  # noqa: ARG002 – see ChangesRound
        """See `ChangesRound.change`."""
        again = Again(where=self.again_where) if self.again else None
        return Conclude(outcome=self.outcome, assessment=self.assessment, again=again)


# Dates -------------------------------------------------------------------------------------------------------


class ProposeDates(Named, frozen=True, kw_only=True, tag="propose-dates"):
    """The desk asks rooms which of these dates suit them, each by itself."""

    name: str
    title: str
    slots: tuple[datetime, ...]
    tell: tuple[str, ...]
    words: str = ""

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        city = City(name=stage.terms.city, zone=stage.terms.zone)
        telling = Telling(marks=self.tell, words=self.words)
        return dates.propose(stage.parts, seat, self.title, self.slots, city=city, telling=telling)


class AnswerDates(Step, frozen=True, kw_only=True, tag="answer-dates"):
    """A delegation says which dates suit it; the mediator learns it, and nobody else."""

    WHERE: ClassVar = Where.ROOM

    dates: str
    answers: tuple[Availability, ...]

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.dates,)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        lines = stage.parts.store.topic(desk_of(stage.parts.store, seat.place), DATES, limit=DESK_LINES)
        number = stage.number(self.dates)
        asked = [one for dates in desk_dates(lines) if dates.now.number == number for one in dates.asked]
        own = next((one.number for one in asked if one.mark == seat.mark), None)
        return ABSENT if own is None else dates.answer(stage.parts, seat, own, self.answers)


class CloseDates(Step, frozen=True, kw_only=True, tag="close-dates"):
    """The desk waits for no more answers."""

    dates: str

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.dates,)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        return dates.close(stage.parts, seat, stage.number(self.dates))


# Tracks ------------------------------------------------------------------------------------------------------


class Link(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That something in a track comes not before something in another."""

    track: str
    """The other one."""
    after: Number | None = None
    """Which of its steps comes first; None: all of it."""
    step: Number | None = None
    """Which step of this track waits; None: all of it."""


class KeepTrack(Named, frozen=True, kw_only=True, tag="keep-track"):
    """The desk sets a track, or the one that `track` names anew; and tells rooms of it, its links with it."""

    title: str
    city: str
    zone: str
    track: str | None = None
    venue: str | None = None
    matters: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    """The items of the agenda that are talked about in it."""
    people: dict[str, tuple[Role, ...]] = msgspec.field(default_factory=dict)
    """The rooms that take part, each with whom; none where it is for all."""
    done: tuple[str, ...] = ()
    """What is done of what is to be done, in its order."""
    to_do: tuple[str, ...] = ()
    """What is still to be done, after that."""
    links: tuple[Link, ...] = ()
    tell: tuple[str, ...] = ()
    words: str = ""
    why: str | None = None

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (*named(self.track), *self.items, *(link.track for link in self.links))

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        asked = Track(
            title=self.title,
            city=City(name=self.city, zone=self.zone),
            venue=self.venue,
            matters=self.matters,
            items=stage.numbers_of(self.items),
            people=tuple(TrackPeople(mark=Mark(mark), roles=roles) for mark, roles in sorted(self.people.items())),
            steps=(*((text, True) for text in self.done), *((text, False) for text in self.to_do)),
            links=tuple(TrackLink(step=one.step, track=stage.number(one.track), after=one.after) for one in self.links),
        )
        kept = tracks.keep_track(stage.parts, seat, asked, number=stage.number_or_none(self.track))
        if isinstance(kept, Refusal) or not self.tell:
            return kept
        telling = Telling(marks=self.tell, words=self.words, why=self.why)
        return tracks.tell_track(stage.parts, seat, kept.number, telling, links=bool(self.links))
