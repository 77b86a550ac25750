"""Time as people set it: by the clock of a city, on a day. Local times that do not exist or come twice are refused."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from entremise.domain.errors import Code, Refusal
from entremise.domain.events.rounds import City
from entremise.domain.words import MOST_CHARACTERS_A_LINE, plain

MOST_CITIES: Final = 8
"""By whose clocks a place reads times at once."""
FARTHEST: Final = timedelta(days=3653)
"""How far from now a time can be set, either way."""
_SHOWN: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:00)?", re.ASCII)
"""Of the forms of ISO 8601, the one that is taken; some browsers add seconds."""
NIGHT: Final = (21, 7)
"""From which hour to which it is night, as rulers of hours show it."""

ZONES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "abu dhabi": "Asia/Dubai",
        "addis ababa": "Africa/Addis_Ababa",
        "algiers": "Africa/Algiers",
        "amman": "Asia/Amman",
        "ankara": "Europe/Istanbul",
        "baghdad": "Asia/Baghdad",
        "beijing": "Asia/Shanghai",
        "beirut": "Asia/Beirut",
        "berlin": "Europe/Berlin",
        "bern": "Europe/Zurich",
        "brussels": "Europe/Brussels",
        "cairo": "Africa/Cairo",
        "canberra": "Australia/Sydney",
        "delhi": "Asia/Kolkata",
        "doha": "Asia/Qatar",
        "geneva": "Europe/Zurich",
        "helsinki": "Europe/Helsinki",
        "islamabad": "Asia/Karachi",
        "istanbul": "Europe/Istanbul",
        "jakarta": "Asia/Jakarta",
        "jerusalem": "Asia/Jerusalem",
        "kabul": "Asia/Kabul",
        "kuwait city": "Asia/Kuwait",
        "kyiv": "Europe/Kyiv",
        "london": "Europe/London",
        "madrid": "Europe/Madrid",
        "manama": "Asia/Bahrain",
        "moscow": "Europe/Moscow",
        "muscat": "Asia/Muscat",
        "nairobi": "Africa/Nairobi",
        "new delhi": "Asia/Kolkata",
        "new york": "America/New_York",
        "nicosia": "Asia/Nicosia",
        "oslo": "Europe/Oslo",
        "ottawa": "America/Toronto",
        "paris": "Europe/Paris",
        "riyadh": "Asia/Riyadh",
        "rome": "Europe/Rome",
        "sana’a": "Asia/Aden",
        "seoul": "Asia/Seoul",
        "stockholm": "Europe/Stockholm",
        "tehran": "Asia/Tehran",
        "the hague": "Europe/Amsterdam",
        "tokyo": "Asia/Tokyo",
        "tunis": "Africa/Tunis",
        "vienna": "Europe/Vienna",
        "washington": "America/New_York",
        "zurich": "Europe/Zurich",
    }
)
"""Cities whose time zone need not be said, in small letters."""


def city(name: str, zone: str = "") -> City | Refusal:
    """The city of this name, in the time zone named, or in the one that is known for it."""
    kept = plain(name, most=MOST_CHARACTERS_A_LINE)
    if isinstance(kept, Refusal):
        return kept
    meant = zone.strip() or ZONES.get(kept.casefold(), "")
    return City(name=kept, zone=meant) if meant in zones() else Refusal(Code.CITY_UNKNOWN)


@cache
def zones() -> frozenset[str]:
    """Every time zone there is."""
    return frozenset(available_timezones()) - {"localtime", "Factory"}


def cities(named: Sequence[tuple[str, str]]) -> tuple[City, ...] | Refusal:
    """The cities by whose clocks a place reads times: one at least, each once."""
    found: list[City] = []
    for name, zone in named:
        known = city(name, zone)
        if isinstance(known, Refusal):
            return known
        if known not in found:
            found.append(known)
    if not 1 <= len(found) <= MOST_CITIES:
        return Refusal(Code.CITIES_OUT_OF_RANGE, {"most": MOST_CITIES, "count": len(found)})
    return tuple(found)


def moment(local: str, where: City, *, now: datetime, second: bool | None = None) -> datetime | Refusal:
    """The moment at which the clocks of the city show `local` (`YYYY-MM-DDTHH:MM`), in UTC.

    A time that they pass over in spring is refused. Of one that they show twice in autumn, `second` says which; it is
    refused while that is not said.
    """
    shown = _shown(local)
    if shown is None:
        return Refusal(Code.TIME_UNREADABLE)
    if abs(shown - now.replace(tzinfo=None)) > FARTHEST:
        return Refusal(Code.TIME_FAR)
    zone = ZoneInfo(where.zone)
    first, last = (shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None) != shown:
        return Refusal(Code.TIME_SKIPPED, {"zone": where.zone})
    if first != last and second is None:
        return Refusal(Code.TIME_DOUBLED, {"zone": where.zone})
    return last if second else first


def _shown(local: str) -> datetime | None:
    try:
        return datetime.fromisoformat(local) if _SHOWN.fullmatch(local) else None
    except ValueError:
        return None


def far(at: datetime | None, *, now: datetime) -> bool:
    """Whether a moment is farther from now than anything can be set."""
    return at is not None and abs(at - now) > FARTHEST


def at_night(moment_: datetime, where: City) -> bool:
    """Whether it is night in the city."""
    hour = moment_.astimezone(ZoneInfo(where.zone)).hour
    return hour >= NIGHT[0] or hour < NIGHT[1]
