"""Calendars: a place's rounds as iCalendar (RFC 5545, RFC 5546), to be taken along or fetched by a calendar program.

What is written is the place's own. A room's has no other delegation, no organiser who can be reached, no count. The
desk's has its sessions and arrivals too, and no party by name: it lies in a telephone. Where the fact of talks is
confidential, only the codename and the time are. The same log gives the same bytes, whoever asks and when.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from entremise.domain.appointments import Appointment, appointments
from entremise.domain.errors import ABSENT, Refusal
from entremise.domain.events import Access, CaseOpened, RoomOpened
from entremise.domain.events.rounds import ROUNDS, City, RoundState
from entremise.domain.ids import PlaceId, access_log
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.rounds import LINES, RoomRound
from entremise.services.access import digest_of, seat_of
from entremise.services.acts import accessed, needs, once
from entremise.services.ports import Credential, CredentialKind, Parts
from entremise.services.rounds import RoomRoundsPage, RoundsPage, rounds_page
from entremise.services.speaking import Done

FEED_LIFE: Final = timedelta(days=180)
"""How long a calendar program may read before it is let in anew."""
MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
PRODUCT: Final = "-//Calendar//Appointments 1.0//EN"
"""What made the file, in words that say nothing of talks."""
ORGANIZER: Final = "mailto:calendar@calendar.invalid"
ATTENDEE: Final = "mailto:room@calendar.invalid"
"""Addresses that RFC 5546 wants in an invitation. Names under .invalid lead nowhere (RFC 2606): no answer is sent."""
_CANCELLED: Final = "CANCELLED"
_MARGIN: Final = timedelta(days=400)
"""How far beyond its appointments a time zone is described: over a year, so that both changes of clocks are in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """With what a calendar program fetches; the password is shown once."""

    name: str
    password: str
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What stands in a calendar under one UID."""

    round: int
    uid: str
    sequence: int
    stamp: datetime
    """When the place learned of it, or changed it, last."""
    starts: datetime
    ends: datetime | None
    status: str
    summary: str
    location: str | None


def calendar(parts: Parts, page: RoundsPage) -> bytes:
    """All the rounds of the page's place that have or had a time."""
    return _written(page, entries_of(parts, page), method=None)


def invitation(parts: Parts, seat: Seat, number: int) -> bytes | Refusal:
    """One round as an invitation, or as its cancellation where it was put off; absent where it never had a time."""
    page = rounds_page(parts, seat)
    found = next((one for one in entries_of(parts, page) if one.round == number), None)
    if found is None:
        return ABSENT
    return _written(page, [found], method="CANCEL" if found.status == _CANCELLED else "REQUEST")


# What calendar programs fetch --------------------------------------------------------------------------------


@needs(Act.READ)
def give_feed(parts: Parts, seat: Seat) -> Feed | Refusal:
    """A name and a password with which a calendar program reads the seat's rounds; one given before opens no more."""
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


def fetched(parts: Parts, seat: Seat) -> bytes:
    """What a calendar program is given: the rounds of the seat's place."""
    return calendar(parts, rounds_page(parts, seat))


def _joined(name: str, password: str) -> str:
    return f"{name}:{password}"


def _drop(parts: Parts, seat: Seat) -> bool:
    feeds = [one for one in parts.store.credentials(seat.id) if one.kind is CredentialKind.FEED]
    return sum(parts.store.drop_credential(one.digest) for one in feeds) > 0


# What stands in it -------------------------------------------------------------------------------------------


def entries_of(parts: Parts, page: RoundsPage) -> tuple[Entry, ...]:
    """What stands in the calendar of the page's place."""
    place = page.seat.place
    kept = appointments(parts.store.topic(place, ROUNDS, limit=2 * LINES))
    if isinstance(page, RoomRoundsPage):
        found = (_of_room(one, page.opened) for one in page.rounds)
        known = {one.now.number: one for one in page.rounds}
        sittings = (_in_round(one, known[one.round], page.opened) for one in kept if one.part)
        return (*(one for one in found if one is not None), *sittings)
    if page.terms.fact_confidential:
        # Arrivals of their own would count the delegations, and tell that they are not to meet.
        kept = tuple(one for one in kept if not one.part.startswith("arrival"))
    return tuple(_of_desk(one, page.opened, place) for one in kept)


def _of_room(known: RoomRound, opened: RoomOpened) -> Entry | None:
    """A round as its room was told it; None where it never had a time."""
    told, starts = known.now, _starts(known)
    if starts is None:
        return None
    hidden = opened.terms.fact_confidential
    off = told.starts is None or told.state is RoundState.NOT_HELD
    return Entry(
        round=told.number,
        uid=told.uid,
        sequence=told.sequence,
        stamp=known.at,
        starts=starts,
        ends=told.ends,
        status=_status(off=off, provisional=told.state is RoundState.PROVISIONAL),
        summary=opened.terms.codename if hidden else f"{opened.title}: {told.title}",
        location=None if hidden else ", ".join(filter(None, (told.entrance, told.venue, told.city.name))),
    )


def _in_round(kept: Appointment, known: RoomRound, opened: RoomOpened) -> Entry:
    """A session in which the delegation sits, or when it or the round goes on, by a UID that is this room's alone."""
    hidden = opened.terms.fact_confidential
    return Entry(
        round=kept.round,
        uid=sha256(f"calendar|{known.now.uid}|{kept.part}".encode()).hexdigest()[:32],
        sequence=kept.changes,
        stamp=kept.at,
        starts=kept.starts,
        ends=kept.ends,
        status=_status(off=kept.off, provisional=kept.provisional),
        summary=opened.terms.codename if hidden else f"{opened.title}: {', '.join(kept.titles)}",
        location=None if hidden else ", ".join(kept.places),
    )


def _of_desk(kept: Appointment, opened: CaseOpened, desk: PlaceId) -> Entry:
    """An appointment of the desk: begun, where the fact is confidential, when the first delegation comes."""
    codename, hidden = opened.terms.codename, opened.terms.fact_confidential
    return Entry(
        round=kept.round,
        uid=sha256(f"calendar|{desk}|{kept.round}|{kept.part}".encode()).hexdigest()[:32],
        sequence=kept.changes,
        stamp=kept.at,
        starts=kept.first if hidden else kept.starts,
        ends=kept.ends,
        status=_status(off=kept.off, provisional=kept.provisional),
        summary=codename if hidden else ": ".join(filter(None, (codename, _unnamed(kept.titles, opened)))),
        location=None if hidden else _unnamed(kept.places, opened) or None,
    )


def _unnamed(words: Sequence[str], opened: CaseOpened) -> str:
    """The words, without those in which a party's name stands."""
    parties = [room.party.casefold() for room in opened.rooms]
    return ", ".join(text for text in words if not any(party in text.casefold() for party in parties))


def _starts(known: RoomRound) -> datetime | None:
    """When the delegation is to be there; of what was put off, when it was to begin."""
    told = known.now
    if told.starts is None:
        return known.before
    return min(told.arrival, told.starts) if told.arrival is not None else told.starts


def _status(*, off: bool, provisional: bool) -> str:
    if off:
        return _CANCELLED
    return "TENTATIVE" if provisional else "CONFIRMED"


# Writing -----------------------------------------------------------------------------------------------------


def _written(page: RoundsPage, entries: Sequence[Entry], *, method: str | None) -> bytes:
    whole = Calendar()
    whole.add("prodid", PRODUCT)
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    if method is not None:
        whole.add("method", method)
    city = _city(page)
    moments = [at for one in entries for at in (one.starts, one.ends) if at is not None]
    if city is not None and moments:
        first, last = min(moments) - _MARGIN, max(moments) + _MARGIN
        zone = Timezone.from_tzid(city.zone, first_date=first.date(), last_date=last.date())
        # It says between which days it holds, in English.
        zone.pop("COMMENT", None)
        _set_onsets(zone)
        whole.add_component(zone)
    for one in entries:
        whole.add_component(_event(one, city, method=method))
    return bytes(whole.to_ical())


def _set_onsets(zone: Timezone) -> None:
    """Say when clocks are put forward as they show it just before (RFC 5545, 3.6.5); the library says it as after.

    Each further time stands on a line of its own: of several on one line some programs read the first alone.
    """
    for part in zone.subcomponents:
        forward = max(part.TZOFFSETTO - part.TZOFFSETFROM, timedelta(0))
        onsets = [at - forward for at, *_ in part.rdates]
        part.DTSTART -= forward
        part.pop("RDATE", None)
        for at in onsets:
            part.add("rdate", at)


def _event(entry: Entry, city: City | None, *, method: str | None) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", _local(entry.starts, city))
    if entry.ends is not None and entry.ends > entry.starts:
        event.add("dtend", _local(entry.ends, city))
    event.add("status", entry.status)
    event.add("class", "PRIVATE")
    event.add("summary", entry.summary)
    if entry.location is not None:
        event.add("location", entry.location)
    if method is not None:
        # RFC 5546 wants both; neither names anybody.
        event.add("organizer", vCalAddress(ORGANIZER))
        attendee = vCalAddress(ATTENDEE)
        attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
        attendee.params["RSVP"] = vText("FALSE")
        event.add("attendee", attendee)
    return event


def _city(page: RoundsPage) -> City | None:
    """By whose clock appointments are written: the place's own first city.

    None: universal time, where it chose none and even the city of the talks would tell of them.
    """
    if page.chosen:
        return page.chosen[0]
    return None if page.terms.fact_confidential else page.cities[0]


def _local(at: datetime, city: City | None) -> datetime:
    local = at.astimezone(ZoneInfo(city.zone) if city is not None else UTC).replace(second=0, microsecond=0)
    # Of an hour that the clocks show twice, some programs read the first and some the second.
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return local.astimezone(UTC) if twice else local
