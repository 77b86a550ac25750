"""Times by the clock of a city: those that there are, those passed over, those that come twice."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.domain.calendars import ZONES, at_night, cities, city, moment, zones
from entremise.domain.errors import Code, Refusal
from entremise.domain.events.rounds import City
from tests.cast import NOON, granted

MUSCAT = City(name="Muscat", zone="Asia/Muscat")
BRUSSELS = City(name="Brussels", zone="Europe/Brussels")
WASHINGTON = City(name="Washington", zone="America/New_York")
TEHRAN = City(name="Tehran", zone="Asia/Tehran")


def at(local: str, where: City = BRUSSELS, *, second: bool | None = None) -> datetime | Code:
    found = moment(local, where, now=NOON, second=second)
    return found.code if isinstance(found, Refusal) else found


def test_ten_in_muscat_is_one_instant_in_four_cities() -> None:
    """6 February 2026: 10:00 Muscat, 07:00 Brussels, 09:30 Tehran, 01:00 Washington."""
    instants = {
        at("2026-02-06T10:00", MUSCAT),
        at("2026-02-06T07:00", BRUSSELS),
        at("2026-02-06T09:30", TEHRAN),
        at("2026-02-06T01:00", WASHINGTON),
    }

    assert instants == {datetime(2026, 2, 6, 6, tzinfo=UTC)}


def test_a_time_that_the_clocks_pass_over_is_refused() -> None:
    """On 29 March 2026 Brussels goes from 02:00 to 03:00."""
    assert at("2026-03-29T02:30") is Code.TIME_SKIPPED
    assert at("2026-03-29T02:30", second=True) is Code.TIME_SKIPPED
    assert at("2026-03-29T03:00") == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_of_a_time_that_comes_twice_it_is_asked_which() -> None:
    """On 25 October 2026 Brussels shows 02:30 twice."""
    assert at("2026-10-25T02:30") is Code.TIME_DOUBLED
    assert at("2026-10-25T02:30", second=False) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert at("2026-10-25T02:30", second=True) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


RUBBISH = (
    "2026-W06-5T10:00",
    "20260206T1000",
    "2026-02-06T10:00:30",
    "2026-02-06T10:00:00.5",
    "2026-02-06T25:00",
    "٢٠٢٦-٠٢-٠٦T١٠:٠٠",
    "2026-02-06 10:00",
    " 2026-02-06T10:00",
    "-026-02-06T10:00",
)


@pytest.mark.parametrize(
    "local", ["", "10:00", "2026-02-06T", "2026-02-06T10:00+04:00", "2026-02-30T10:00", "x", *RUBBISH]
)
def test_what_is_no_day_and_time_is_refused(local: str) -> None:
    assert at(local) is Code.TIME_UNREADABLE


def test_a_time_farther_than_ten_years_is_refused() -> None:
    assert (at("2037-01-01T10:00"), at("0001-01-01T00:00"), at("9999-12-31T23:59")) == (Code.TIME_FAR,) * 3


@given(
    st.sampled_from(["Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "Asia/Tehran", "Africa/Casablanca"]),
    st.datetimes(min_value=datetime(2017, 1, 1), max_value=datetime(2035, 1, 1)).map(  # noqa: DTZ001 – what a clock shows has no zone
        lambda shown: shown.replace(second=0, microsecond=0)
    ),
    st.booleans(),
)
def test_a_moment_is_shown_again_as_it_was_set(zone: str, shown: datetime, second: bool) -> None:  # noqa: FBT001
    """Whatever the zone and the day: what is taken is what the clocks there show."""
    found = moment(shown.isoformat(timespec="minutes"), City(name="x", zone=zone), now=NOON, second=second)

    if isinstance(found, Refusal):
        assert found.code is Code.TIME_SKIPPED
    else:
        assert found.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == shown


def test_a_city_has_the_zone_known_for_it_or_the_one_said() -> None:
    assert granted(city("Washington")) == WASHINGTON
    assert granted(city(" Nizwa ", "Asia/Muscat")) == City(name="Nizwa", zone="Asia/Muscat")


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "America", "localtime", "\0"])
def test_a_city_without_a_zone_is_refused(zone: str) -> None:
    found = city("Olympus Mons", zone)

    assert isinstance(found, Refusal)
    assert found.code is Code.CITY_UNKNOWN


def test_every_city_known_has_a_zone_that_there_is() -> None:
    assert set(ZONES.values()) <= zones()
    assert all(name == name.casefold() for name in ZONES)


def test_a_place_reads_by_one_to_eight_cities() -> None:
    assert granted(cities([("Muscat", ""), ("Muscat", ""), ("Tehran", "")])) == (MUSCAT, TEHRAN)
    for named in ([], [(f"City {number}", "UTC") for number in range(9)]):
        found = cities(named)
        assert isinstance(found, Refusal)
        assert found.code is Code.CITIES_OUT_OF_RANGE


def test_it_is_night_from_nine_to_seven() -> None:
    midnight = datetime(2026, 2, 6, tzinfo=UTC)
    nights = [hour for hour in range(24) if at_night(midnight + timedelta(hours=hour), City(name="x", zone="UTC"))]

    assert nights == [0, 1, 2, 3, 4, 5, 6, 21, 22, 23]
