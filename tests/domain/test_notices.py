"""When a notice is due, what it says, and to whom it may go."""

from datetime import UTC, datetime, time, timedelta
from email.headerregistry import Address
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.domain import notices
from entremise.domain.errors import Refusal
from entremise.domain.events import DeskEvent, RoomEvent
from entremise.domain.notices import (
    CONFIRMS,
    LONGEST_PAUSE,
    NEWS_AT_DESK,
    NEWS_IN_ROOM,
    WAITS,
    MailKind,
    cities,
    last_time,
    message,
    next_time,
    pause,
    times_from,
)
from tests.domain.samples import EVENTS

TIMES = (time(8), time(13), time(18))
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001 – a zone follows


@pytest.mark.parametrize(
    ("after", "zone", "due"),
    [
        ("2026-11-22T12:00", "Asia/Muscat", "2026-11-22T14:00"),
        ("2026-11-22T14:00", "Asia/Muscat", "2026-11-23T04:00"),
        ("2026-11-22T12:00", "Europe/Brussels", "2026-11-22T17:00"),
        # Clocks go forward on the 29th: eight o'clock comes an hour sooner.
        ("2026-03-28T17:30", "Europe/Brussels", "2026-03-29T06:00"),
        ("2026-10-24T17:30", "Europe/Brussels", "2026-10-25T07:00"),
    ],
)
def test_it_is_due_at_a_time_of_the_house_by_the_seats_own_clock(after: str, zone: str, due: str) -> None:
    assert next_time(TIMES, zone, after=_at(after)) == _at(due)


def test_a_time_that_clocks_skip_is_later_and_one_shown_twice_counts_once() -> None:
    night = (time(2, 30),)
    assert next_time(night, "Europe/Brussels", after=_at("2026-03-28T12:00")) == _at("2026-03-29T01:30")
    assert next_time(night, "Europe/Brussels", after=_at("2026-10-24T12:00")) == _at("2026-10-25T00:30")
    assert next_time(night, "Europe/Brussels", after=_at("2026-10-25T00:30")) == _at("2026-10-26T01:30")


@given(st.lists(st.times(), min_size=1, max_size=12), st.sampled_from(cities()), MOMENTS)
def test_the_next_time_is_after_and_the_last_is_not(times: list[time], zone: str, at: datetime) -> None:
    assert last_time(times, zone, until=at) <= at < next_time(times, zone, after=at)
    assert next_time(times, zone, after=at) - at <= timedelta(days=2)


def test_a_message_is_what_mail_programs_read_and_its_size_is_that_of_the_address() -> None:
    made = [
        message(kind, sender="n@house.example", to=to, name=name, at=at)
        for kind, to, name, at in (
            (MailKind.WAITS, "a@b.example", "x" * 32, _at("2026-11-22T14:00")),
            (MailKind.RUNG, "c@d.example", "y" * 32, _at("2027-02-01T04:11")),
        )
    ]
    assert len(made[0]) == len(made[1])
    assert made[0].partition(b"\r\n\r\n")[2] == made[1].partition(b"\r\n\r\n")[2]
    assert all(line.isascii() and len(line) < 200 for line in made[0].partition(b"\r\n\r\n")[0].splitlines())


def test_all_codes_make_mails_of_one_size() -> None:
    sizes = {len(CONFIRMS.format(code=code)) for code in ("000000", "999999")}
    assert len(sizes) == 1


@pytest.mark.parametrize("text", [WAITS, CONFIRMS])
def test_no_line_is_longer_than_mail_allows(text: str) -> None:
    assert all(len(line.encode()) < 200 for line in text.splitlines())


def test_dates_are_in_the_form_of_mail() -> None:
    made = message(MailKind.WAITS, sender="n@house.example", to="a@b.example", name="x", at=_at("2026-11-22T14:00"))
    date = next(line for line in made.decode().splitlines() if line.startswith("Date: "))
    assert parsedate_to_datetime(date.removeprefix("Date: ")) == _at("2026-11-22T14:00")


@given(st.emails())
def test_what_is_taken_for_an_address_is_one(text: str) -> None:
    taken = notices.address(text)
    if not isinstance(taken, Refusal):
        assert Address(addr_spec=taken).addr_spec == taken


@given(st.text(alphabet='a@.\r\n ,;:<>"\\é-_', max_size=20))
def test_no_address_brings_a_header_along(text: str) -> None:
    taken = notices.address(text)
    assert isinstance(taken, Refusal) or not set(taken) & set('\r\n ,;:<>"\\é')


def test_pauses_grow_to_an_hour() -> None:
    assert [pause(tries) for tries in (1, 2, 3)] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert {pause(tries) for tries in range(7, 20)} == {LONGEST_PAUSE}


def test_times_are_sorted_and_told_once() -> None:
    assert times_from("18:00 08:00 08:00") == (time(8), time(18))


def test_news_are_events_of_their_place() -> None:
    """What a room's own delegation did is none of them, nor what the desk did itself."""
    kinds = {type(event) for event in EVENTS}
    assert kinds >= NEWS_IN_ROOM | NEWS_AT_DESK
    assert all(issubclass(kind, RoomEvent) for kind in NEWS_IN_ROOM)
    assert all(issubclass(kind, DeskEvent) for kind in NEWS_AT_DESK)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
