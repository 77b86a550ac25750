"""The house's words for rounds, dates and tracks; Persian and Hijri dates; the hours in several cities."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django import template
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from hijridate import Gregorian
from persiantools.jdatetime import JalaliDate

from entremise.domain.agenda import Item, RoomItem
from entremise.domain.events.dates import Availability
from entremise.domain.events.rounds import City, Notice, RoundKept, RoundState, Worded
from entremise.domain.events.tracks import TrackNotice
from entremise.domain.ids import Mark
from entremise.domain.rounds import OPEN, DeskRound, RoomRound
from entremise.domain.tracks import DeskTrack, tracks_of_items
from entremise.services import readable
from entremise.web.hours import Hours, hours

register = template.Library()

STATES: Final[Mapping[RoundState, Promise]] = {state: _(words) for state, words in readable.STATES.items()}
TURNS: Final[Mapping[RoundState, Promise]] = {
    RoundState.PROVISIONAL: _("It is provisional again"),
    RoundState.CONFIRMED: _("It is confirmed"),
    RoundState.UNDER_WAY: _("It is under way"),
    RoundState.SUSPENDED: _("It is suspended, such as for a consultation"),
    RoundState.POSTPONED: _("It is postponed, and no new time is set"),
    RoundState.HELD: _("It was held"),
    RoundState.NOT_HELD: _("It is not held"),
}
SHAPES: Final[Mapping[RoundState, str]] = {
    RoundState.PROVISIONAL: "wait",
    RoundState.CONFIRMED: "set",
    RoundState.UNDER_WAY: "half",
    RoundState.SUSPENDED: "bars",
    RoundState.POSTPONED: "wait",
    RoundState.HELD: "done",
    RoundState.NOT_HELD: "off",
}
"""By which shape a state is drawn; its word always stands beside."""
WORDED: Final[Mapping[Worded, Promise]] = {one: _(words) for one, words in readable.WORDED.items()}
WORDED_SHAPES: Final[Mapping[Worded, str]] = {Worded.AGREED: "done", Worded.ASKED: "wait"}
ANSWERS: Final[Mapping[Availability, Promise]] = {
    Availability.YES: _("Suits us"),
    Availability.IF_NEEDED: _("If it must be"),
    Availability.NO: _("Does not suit us"),
}
SAID: Final[Mapping[Availability, Promise]] = {one: _(words) for one, words in readable.AVAILABLE.items()}
_PERSIAN: Final = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_ARABIC: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@register.filter
def round_words(state: RoundState) -> str:
    return str(STATES[state])


@register.filter
def is_over(state: RoundState) -> bool:
    return state not in OPEN


@register.filter
def turn_words(state: RoundState) -> str:
    """The state as something that is said of a round."""
    return str(TURNS[state])


@register.filter
def state_shape(state: RoundState) -> str:
    return SHAPES[state]


@register.filter
def worded_words(worded: Worded | None) -> str:
    """Whether a room had agreed to the words that it was told."""
    return str(WORDED[worded]) if worded is not None else ""


@register.filter
def worded_shape(worded: Worded | None) -> str:
    return WORDED_SHAPES.get(worded, "off") if worded is not None else ""


@register.filter
def answer_words(answer: Availability) -> str:
    """An answer, as a delegation gives it."""
    return str(ANSWERS[answer])


@register.filter
def said_words(answer: Availability) -> str:
    """An answer, as the desk reads it."""
    return str(SAID[answer])


@register.simple_tag
def availabilities() -> tuple[Availability, ...]:
    return tuple(Availability)


@register.simple_tag
def city_hours(
    cities: Sequence[City], at: datetime, before: datetime | None = None, there: City | None = None
) -> Hours:
    """The moment in each of these cities, and `there`, where it is, if no clock of theirs is set alike."""
    zones = {city.zone for city in cities}
    return hours([*cities, there] if there is not None and there.zone not in zones else cities, at, before)


@register.simple_tag
def local_time(at: datetime, city: City) -> datetime:
    """The moment by the city's clock."""
    return at.astimezone(ZoneInfo(city.zone))


@register.simple_tag
def time_in(at: datetime, city: City) -> str:
    """`15:00`, by the city's clock."""
    return date_format(at.astimezone(ZoneInfo(city.zone)), "H:i")


@register.simple_tag
def day_in(at: datetime, city: City) -> str:
    """`Fri 6 Feb 2026`, by the city's clock."""
    return date_format(at.astimezone(ZoneInfo(city.zone)), "D j N Y")


@register.simple_tag
def iso_day(at: datetime, city: City) -> str:
    """`2026-02-06`, by the city's clock, as a field for a day wants it."""
    return at.astimezone(ZoneInfo(city.zone)).date().isoformat()


@register.simple_tag
def iso_time(at: datetime, city: City) -> str:
    """`15:00`, by the city's clock, as a field for a time wants it."""
    return f"{at.astimezone(ZoneInfo(city.zone)):%H:%M}"


@register.filter
def plain_day(day: date) -> str:
    """`Tue 17 Feb 2026`."""
    return date_format(day, "D j N Y")


@register.filter
def persian_day(local: datetime) -> str:
    """`۱۷ بهمن ۱۴۰۴`: the same day in the Persian calendar."""
    day = JalaliDate(local.date())  # type: ignore[no-untyped-call]  # its own functions have no types
    return f"{day.day} {day.strftime('%B', locale='fa')} {day.year}".translate(_PERSIAN)


@register.filter
def hijri_day(local: datetime) -> str:
    """`١٨ شعبان ١٤٤٧`: the same day in the calendar of Umm al-Qura; empty for a year that its tables do not have."""
    try:
        day = Gregorian.fromdate(local.date()).to_hijri()
    except (OverflowError, ValueError):
        return ""
    return f"{day.day} {day.month_name('ar')} {day.year}".translate(_ARABIC)


@register.filter
def told_to(known: DeskRound | DeskTrack, mark: str) -> object:
    """What a room was told of a round or a track; None: nothing."""
    return known.told_to(Mark(mark))


@register.filter
def is_behind(known: DeskRound | DeskTrack, mark: str) -> bool:
    """Whether the room would read anything else of it now than it was told last."""
    return known.is_behind(Mark(mark))


@register.filter
def is_for(known: DeskTrack, mark: str) -> bool:
    """Whether a room takes part in the track, or may."""
    return known.is_for(Mark(mark))


@register.simple_tag
def items_in(items: Sequence[Item | RoomItem], numbers: Collection[int]) -> list[Item | RoomItem]:
    """The items of the place's agenda that have these numbers, in the order in which they are taken."""
    return [item for item in items if item.number in numbers]


@register.simple_tag
def rounds_in(rounds: Sequence[RoomRound | DeskRound], track: int) -> list[Notice | RoundKept]:
    """The rounds of a track, in the order of their numbers."""
    return [one.now for one in rounds if one.now.track == track]


@register.simple_tag
def track_of(tracks: Sequence[DeskTrack], item: int) -> int | None:
    """The number of the track in which an item of the desk's agenda stands; None: the main talks."""
    return tracks_of_items(tracks).get(item)


@register.simple_tag
def track_told(tracks: Sequence[TrackNotice], item: int) -> TrackNotice | None:
    """The track that the room was told of in which an item of its agenda stands; None: it was told of none."""
    return next((one for one in tracks if item in one.items), None)


@register.filter
def value_of(form: Mapping[str, str] | str, name: str) -> str:
    """What a form holds under a name; empty where it has not been filled in."""
    return form.get(name, "") if isinstance(form, Mapping) else ""


@register.simple_tag
def track_named(tracks: Sequence[TrackNotice | DeskTrack], number: int | None) -> str:
    """The title of the track with this number; empty for none."""
    notices = [one.now if isinstance(one, DeskTrack) else one for one in tracks]
    return next((one.title for one in notices if one.number == number), "")


@register.simple_tag
def step_text(tracks: Sequence[TrackNotice | DeskTrack], number: int, step: int | None) -> str:
    """The words of a step of a track; empty for none."""
    notices = [one.now if isinstance(one, DeskTrack) else one for one in tracks]
    return next(
        (known.text for one in notices if one.number == number for known in one.steps if known.number == step), ""
    )


@register.filter
def newest(rounds: Sequence[RoomRound | DeskRound]) -> list[RoomRound | DeskRound]:
    """The same rounds, the newest first."""
    return list(reversed(rounds))
