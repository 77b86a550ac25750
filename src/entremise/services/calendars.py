"""Calendars: a room's rounds as iCalendar (RFC 5545, RFC 5546), to be taken along or fetched by a calendar program.

What is written is the room's own: no other delegation, no organiser who can be reached, no count. Where the fact of
talks is confidential, only the codename and the time are. The same log gives the same bytes, whoever asks and when.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from entremise.domain.errors import ABSENT, Refusal
from entremise.domain.events import Access, RoomOpened
from entremise.domain.events.rounds import City, RoundState
from entremise.domain.ids import access_log
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.rounds import RoomRound
from entremise.services.access import digest_of, seat_of
from entremise.services.acts import accessed, needs, once
from entremise.services.ports import Credential, CredentialKind, Parts
from entremise.services.rounds import RoomRoundsPage, rounds_page
from entremise.services.speaking import Done

FEED_LIFE: Final = timedelta(days=180)
"""How long a calendar program may read before it is let in anew."""
MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
PRODUCT: Final = "-//Calendar//Appointments 1.0//EN"
"""What made the file, in words that say nothing of talks."""
ORGANIZER: Final = "mailto:calendar@calendar.invalid"
ATTENDEE: Final = "mailto:room@calendar.invalid"
"""Addresses that RFC 5546 wants in an invitation. Names under .invalid lead nowhere (RFC 2606): no answer is sent."""
_MARGIN: Final = timedelta(days=400)
"""How far beyond its appointments a time zone is described: over a year, so that both changes of clocks are in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """With what a calendar program fetches; the password is shown once."""

    name: str
    password: str
    expires: datetime


def calendar(page: RoomRoundsPage) -> bytes:
    """All the rounds that the room was told of and that have or had a time."""
    return _written(page, [one for one in page.rounds if _starts(one) is not None], method=None)


def invitation(parts: Parts, seat: Seat, number: int) -> bytes | Refusal:
    """One round as an invitation, or as its cancellation where it was put off; absent where it never had a time."""
    page = rounds_page(parts, seat)
    if not isinstance(page, RoomRoundsPage):
        return ABSENT
    found = next((one for one in page.rounds if one.now.number == number), None)
    if found is None or _starts(found) is None:
        return ABSENT
    return _written(page, [found], method="CANCEL" if is_cancelled(found) else "REQUEST")


def is_cancelled(known: RoomRound) -> bool:
    """Whether the appointment is off."""
    return known.now.starts is None or known.now.state is RoundState.NOT_HELD


# What calendar programs fetch --------------------------------------------------------------------------------


@needs(Act.READ)
def give_feed(parts: Parts, seat: Seat) -> Feed | Refusal:
    """A name and a password with which a calendar program reads the seat's rounds; one given before opens no more."""
    if seat.at_desk:
        return ABSENT
    now = parts.clock.now()
    with parts.store.writing(seat.place, access_log(seat.place)):
        if parts.store.seat(seat.id) is None:
            return ABSENT
        _drop(parts, seat)
        feed = Feed(name=parts.ids.fresh(seat.place), password=parts.ids.secret(seat.place), expires=now + FEED_LIFE)
        parts.store.keep_credential(
            Credential(
                digest=digest_of(_joined(feed.name, feed.password)),
                kind=CredentialKind.FEED,
                seat=seat.id,
                expires=feed.expires,
                given=now,
            )
        )
        parts.store.append([accessed(seat.place, Access.FEED_GIVEN, seat)], at=now)
        return feed


@needs(Act.READ)
def end_feed(parts: Parts, seat: Seat) -> Done | Refusal:
    """Let no calendar program read the seat's rounds any more."""
    now = parts.clock.now()

    def act() -> Done | Refusal:
        if _drop(parts, seat):
            parts.store.append([accessed(seat.place, Access.FEED_ENDED, seat)], at=now)
        return Done(now)

    places = (seat.place, access_log(seat.place))
    return once(parts, seat, act, places=places, result=Done, key=None, asked="end_feed", still=True)


def seat_fetching(parts: Parts, name: str, password: str) -> Seat | None:
    """The seat for which a calendar program asks; None for a wrong name, a wrong password and what has ended."""
    return seat_of(parts, _joined(name, password), CredentialKind.FEED)


def fetched(parts: Parts, seat: Seat) -> bytes | None:
    """What a calendar program is given."""
    page = rounds_page(parts, seat)
    return calendar(page) if isinstance(page, RoomRoundsPage) else None


def _joined(name: str, password: str) -> str:
    return f"{name}:{password}"


def _drop(parts: Parts, seat: Seat) -> bool:
    feeds = [one for one in parts.store.credentials(seat.id) if one.kind is CredentialKind.FEED]
    return sum(parts.store.drop_credential(one.digest) for one in feeds) > 0


# Writing -----------------------------------------------------------------------------------------------------


def _written(page: RoomRoundsPage, rounds: Iterable[RoomRound], *, method: str | None) -> bytes:
    whole = Calendar()
    whole.add("prodid", PRODUCT)
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    if method is not None:
        whole.add("method", method)
    city = _city(page)
    events = [_event(one, page.opened, city, method=method) for one in rounds]
    moments = [at for one in rounds for at in (_starts(one), one.now.ends) if at is not None]
    if city is not None and moments:
        first, last = min(moments) - _MARGIN, max(moments) + _MARGIN
        zone = Timezone.from_tzid(city.zone, first_date=first.date(), last_date=last.date())
        # It says between which days it holds, in English.
        zone.pop("COMMENT", None)
        whole.add_component(zone)
    for event in events:
        whole.add_component(event)
    return bytes(whole.to_ical())


def _event(known: RoomRound, opened: RoomOpened, city: City | None, *, method: str | None) -> Event:
    told, event = known.now, Event()
    event.add("uid", told.uid)
    event.add("sequence", told.sequence)
    event.add("dtstamp", known.at.astimezone(UTC).replace(microsecond=0))
    starts = _starts(known)
    if starts is not None:
        event.add("dtstart", _local(starts, city))
        if told.ends is not None and told.ends > starts:
            event.add("dtend", _local(told.ends, city))
    event.add("status", _status(known))
    event.add("class", "PRIVATE")
    if opened.terms.fact_confidential:
        event.add("summary", opened.terms.codename)
    else:
        event.add("summary", f"{opened.title}: {told.title}")
        place = ", ".join(filter(None, (told.entrance, told.venue, told.city.name)))
        event.add("location", place)
    if method is not None:
        # RFC 5546 wants both; neither names anybody.
        event.add("organizer", vCalAddress(ORGANIZER))
        attendee = vCalAddress(ATTENDEE)
        attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
        attendee.params["RSVP"] = vText("FALSE")
        event.add("attendee", attendee)
    return event


def _starts(known: RoomRound) -> datetime | None:
    """When the delegation is to be there; of what was put off, when it was to begin."""
    told = known.now
    if told.starts is None:
        return known.before
    return min(told.arrival, told.starts) if told.arrival is not None else told.starts


def _status(known: RoomRound) -> str:
    if is_cancelled(known):
        return "CANCELLED"
    return "TENTATIVE" if known.now.state is RoundState.PROVISIONAL else "CONFIRMED"


def _city(page: RoomRoundsPage) -> City | None:
    """By whose clock appointments are written: the delegation's own first city.

    None: universal time, where it chose none and even the city of the talks would tell of them.
    """
    if page.chosen:
        return page.chosen[0]
    return None if page.terms.fact_confidential else page.cities[0]


def _local(at: datetime, city: City | None) -> datetime:
    local = at.astimezone(ZoneInfo(city.zone) if city is not None else UTC)
    return local.replace(second=0, microsecond=0)
