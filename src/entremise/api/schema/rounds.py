"""What goes in and out of rounds, dates, tracks and calendars."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from entremise.api.schema import MarkLetter, Words
from entremise.domain.calendars import MOST_CITIES
from entremise.domain.dates import MOST_SLOTS
from entremise.domain.events.dates import Availability
from entremise.domain.events.rounds import RoundState, Worded
from entremise.domain.rounds import MOST_ITEMS, MOST_SESSIONS
from entremise.domain.terms import Role
from entremise.domain.tracks import MOST_LINKS, MOST_STEPS

Line = Annotated[str, Meta(description="At most 400 characters.")]
PaperNumber = Annotated[int, Meta(ge=1, le=10**6, description="A number in the seat's own place.")]
Shown = Annotated[
    str, Meta(max_length=40, description="What the city's clock shows: YYYY-MM-DDTHH:MM, without a time zone.")
]


Seen = Annotated[
    Annotated[int, Meta(ge=0, le=10**6)] | None,
    Meta(description="How many changes the round had when it was read: it is refused if there is one more since."),
]


class RoundKeptOut(Struct, frozen=True):
    """Something stands under this number, in the seat's own place."""

    number: int
    at: datetime


class CityIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A city."""

    name: Line
    zone: Annotated[str, Meta(max_length=60)] = ""
    """Its IANA time zone; empty: the one that the house knows for it."""


class CitiesIn(Struct, frozen=True, forbid_unknown_fields=True):
    """The cities by whose clocks the place reads times, its own first."""

    cities: Annotated[list[CityIn], Meta(max_length=MOST_CITIES)]


class TimeIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A time as a city's clock shows it."""

    local: Shown
    second: bool | None = None
    """Where the clocks are put back and show it twice: whether the second is meant."""


class OwnWordsIn(Struct, frozen=True, forbid_unknown_fields=True):
    """The words agreed with one room."""

    room: MarkLetter
    words: Words


class TellingIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Whom the desk tells, and in which words."""

    rooms: Annotated[list[MarkLetter], Meta(max_length=8)] | None = []
    """None: every room that was told of it before."""
    words: Words = ""
    own: Annotated[list[OwnWordsIn], Meta(max_length=8)] = []
    why: str | None = None
    """Why the words are kept although they repeat what another room gave in confidence."""
    meeting: bool = False
    """Of a round: whether a room is told when it comes although it may meet another delegation at a door."""


class SessionIn(Struct, frozen=True, forbid_unknown_fields=True):
    """One sitting."""

    title: Line
    starts: TimeIn
    ends: TimeIn | None = None
    rooms: Annotated[list[MarkLetter], Meta(max_length=8)] | None = []
    """The rooms that sit in it, and so may read of it; None: every room that is told of the round."""
    number: PaperNumber | None = None
    """Of a session that there is; None: a new one."""


class VenueIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Where one delegation is to be, where that is not where the others are."""

    room: MarkLetter
    venue: Line


class RoundIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A new round."""

    title: Line
    city: CityIn
    starts: TimeIn | None = None
    ends: TimeIn | None = None
    venue: Line | None = None
    track: PaperNumber | None = None
    items: Annotated[list[PaperNumber], Meta(max_length=MOST_ITEMS)] = []
    sessions: Annotated[list[SessionIn], Meta(max_length=MOST_SESSIONS)] = []
    venues: Annotated[list[VenueIn], Meta(max_length=8)] = []
    confirmed: bool = False
    tell: TellingIn = TellingIn()


class AmendIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything of a round but its time and its state, as it is from now on: what is left out is taken away."""

    title: Line
    venue: Line | None = None
    track: PaperNumber | None = None
    items: Annotated[list[PaperNumber], Meta(max_length=MOST_ITEMS)] = []
    sessions: Annotated[list[SessionIn], Meta(max_length=MOST_SESSIONS)] = []
    venues: Annotated[list[VenueIn], Meta(max_length=8)] = []
    tell: TellingIn = TellingIn()
    seen: Seen = None


class SessionTurnIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Another state of one session."""

    session: PaperNumber
    to: RoundState
    resumes: TimeIn | None = None
    tell: TellingIn = TellingIn()
    seen: Seen = None


class MoveIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Another time; without one, the round is put off. Every room that knows of it is told."""

    starts: TimeIn | None = None
    ends: TimeIn | None = None
    reason: Words | None = None
    tell: TellingIn = TellingIn()
    seen: Seen = None


class TurnIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Another state."""

    to: RoundState
    reason: Words | None = None
    resumes: TimeIn | None = None
    tell: TellingIn = TellingIn()
    seen: Seen = None


class AgainIn(Struct, frozen=True, forbid_unknown_fields=True):
    """That it was agreed to meet again."""

    day: date | None = None
    where: Line | None = None
    rooms: Annotated[list[MarkLetter], Meta(max_length=8)] | None = []
    """The rooms with which it was agreed; None: every room that is told of the round."""


class ConcludeIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What came of it: outcome and assessment for the desk, the agreement to meet again for whoever is told."""

    outcome: Words | None = None
    assessment: Words | None = None
    again: AgainIn | None = None
    tell: TellingIn = TellingIn()
    seen: Seen = None


class ArrivalIn(Struct, frozen=True, forbid_unknown_fields=True):
    """When a delegation comes and goes, and by which door."""

    room: MarkLetter
    at: TimeIn
    entrance: Line
    leaves: TimeIn | None = None


class ArrivalsIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Every delegation's arrival; what is left out is taken away."""

    arrivals: Annotated[list[ArrivalIn], Meta(max_length=8)]
    tell: TellingIn = TellingIn()
    seen: Seen = None


class SessionOut(Struct, frozen=True, omit_defaults=True):
    """One sitting."""

    number: int
    title: str
    state: RoundState
    starts: datetime
    ends: datetime | None
    resumes: datetime | None = None
    rooms: list[str] | None = None
    """Desk only; None: every room that is told of the round."""


class ArrivalOut(Struct, frozen=True):
    """When a delegation comes and goes."""

    room: str
    at: datetime
    entrance: str
    leaves: datetime | None


class VenueOut(Struct, frozen=True):
    """Where one delegation is to be."""

    room: str
    venue: str


class EncounterOut(Struct, frozen=True, omit_defaults=True):
    """Two delegations that may meet."""

    rooms: list[str]
    entrance: str
    """By which door both pass; empty: they are in one house at the same time."""
    at: datetime
    until: datetime | None = None
    """For how long both are in the house."""
    round: int | None = None
    """The other round, where one of them comes for another."""


class WordedOut(Struct, frozen=True):
    """Words that a room was told with a round, and whether it had agreed to exactly these."""

    room: str
    at: datetime
    words: str
    worded: Worded | None


class RoundOut(Struct, frozen=True, omit_defaults=True):
    """A round, as the seat's place knows it."""

    number: int
    title: str
    state: RoundState
    city: str
    zone: str
    starts: datetime | None = None
    ends: datetime | None = None
    before: datetime | None = None
    """The time that was set before."""
    venue: str | None = None
    track: int | None = None
    sessions: list[SessionOut] = []
    resumes: datetime | None = None
    agreed_again: bool = False
    again_day: date | None = None
    again_where: str | None = None
    words: str | None = None
    """Rooms: what the desk said with it last."""
    words_agreed: bool | None = None
    """Rooms: whether this delegation had agreed to exactly these words."""
    arrival: datetime | None = None
    """Rooms: when this delegation comes."""
    leaves: datetime | None = None
    entrance: str | None = None
    reason: str | None = None
    """Desk only, as all that follows."""
    outcome: str | None = None
    assessment: str | None = None
    items: list[int] = []
    arrivals: list[ArrivalOut] = []
    venues: list[VenueOut] = []
    agreed_with: list[str] | None = None
    """The rooms with which it was agreed to meet again; None: every room that is told of the round."""
    encounters: list[EncounterOut] = []
    told: list[str] = []
    """The rooms that know of it."""
    changes: int | None = None
    """How often it was changed since it was set."""
    worded: list[WordedOut] = []
    """What was said with it in each room, the last first."""


class RoundsOut(Struct, frozen=True):
    """Rounds, and the cities by whose clocks the place reads times."""

    rounds: list[RoundOut]
    cities: list[CityIn]


class DatesIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A question for dates."""

    title: Line
    city: CityIn
    slots: Annotated[list[TimeIn], Meta(max_length=MOST_SLOTS)]
    tell: TellingIn


class AnswerIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Which dates suit the delegation: one answer for each, in their order."""

    answers: Annotated[list[Availability], Meta(max_length=MOST_SLOTS)]


class RoomAnswerOut(Struct, frozen=True):
    """What a room answered."""

    room: str
    answers: list[Availability] | None


class DatesOut(Struct, frozen=True, omit_defaults=True):
    """A question for dates."""

    number: int
    title: str
    city: str
    slots: list[datetime]
    closed: bool = False
    words: str | None = None
    answers: list[Availability] | None = None
    """Rooms: the delegation's own answer."""
    asked: list[RoomAnswerOut] = []
    """Desk only."""


class AllDatesOut(Struct, frozen=True):
    """Every question for dates."""

    dates: list[DatesOut]


class StepIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be done in a track."""

    text: Line
    done: bool = False


class LinkIn(Struct, frozen=True, forbid_unknown_fields=True):
    """That a step, or with None the track, comes not before a step of another track, or with None that track."""

    track: PaperNumber
    step: PaperNumber | None = None
    after: PaperNumber | None = None


class PeopleIn(Struct, frozen=True, forbid_unknown_fields=True):
    """That a room takes part in a track, and with whom. Where none takes part, the track is for all."""

    room: MarkLetter
    roles: list[Role]


class TrackIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A track as the desk keeps it. Steps keep their places; new ones come at the end."""

    title: Line
    city: CityIn
    venue: Line | None = None
    matters: Annotated[list[Line], Meta(max_length=MOST_STEPS)] = []
    people: Annotated[list[PeopleIn], Meta(max_length=8)] = []
    steps: Annotated[list[StepIn], Meta(max_length=MOST_STEPS)] = []
    links: Annotated[list[LinkIn], Meta(max_length=MOST_LINKS)] = []
    items: Annotated[list[PaperNumber], Meta(max_length=MOST_ITEMS)] = []
    """The items of the agenda that are talked about in it; each is in one track, or in the main talks."""
    reason: Line | None = None
    """Why a step is done before what it waits for; without one that is refused."""


class TrackTellIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What rooms are told of a track."""

    tell: TellingIn
    steps: Annotated[list[PaperNumber], Meta(max_length=MOST_STEPS)] | None = None
    """None: all of them."""
    links: bool = False


class StepOut(Struct, frozen=True):
    """A step."""

    number: int
    text: str
    done: bool


class LinkOut(Struct, frozen=True):
    """That something waits for another track."""

    track: int
    step: int | None
    after: int | None


class TrackOut(Struct, frozen=True, omit_defaults=True):
    """A track, as the seat's place knows it."""

    number: int
    title: str
    city: str
    venue: str | None = None
    matters: list[str] = []
    steps: list[StepOut] = []
    links: list[LinkOut] = []
    roles: list[Role] = []
    """Rooms: whom of this delegation it is for."""
    items: list[int] = []
    """Of the place's own agenda."""
    rounds: list[int] = []
    """Of the place's own rounds."""
    words: str | None = None
    people: list[PeopleIn] = []
    """Desk only."""
    told: list[str] = []


class TracksOut(Struct, frozen=True):
    """The tracks that the place knows of."""

    tracks: list[TrackOut]
