"""Rules of `entremise.services.accesses`: what an access log tells, to whom, and what it costs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Final, cast

import msgspec
import pytest

from entremise.domain.errors import ABSENT
from entremise.domain.events import Access
from entremise.domain.ids import InnerId, PlaceId, PlaceKind, access_log
from entremise.domain.rooms import Seat
from entremise.domain.seats import Detail
from entremise.domain.terms import Role
from entremise.services import access, accesses, cases
from entremise.services.accesses import AccessPage, AccessView, ReadHours
from entremise.services.ports import PlaceRow, Store
from entremise.storage.memory import MemoryStore
from tests.cast import NOON, Talks, granted, open_talks

HOUR: Final = timedelta(hours=1)
MOST: Final = accesses.MOST


@pytest.fixture
def talks() -> Talks:
    return open_talks()


def reads(talks: Talks, seat: Seat, *, after: timedelta = timedelta()) -> None:
    talks.clock.advance(after.total_seconds())
    accesses.read(talks.parts, seat)


def told(talks: Talks, seat: Seat) -> list[tuple[Access, Role | None, bool]]:
    """What the seat reads in its access log, newest first, without the acts by which the talks began."""
    page = granted(accesses.access_page(talks.parts, seat))
    return [(line.what, line.role, line.own) for line in page.lines if line.what is Access.READ]


def log_of(talks: Talks, place: PlaceId) -> int:
    return talks.parts.store.head(access_log(place))


def test_the_log_tells_who_read(talks: Talks) -> None:
    """By role; one's own lines are marked."""
    reads(talks, talks.ana.seat)
    reads(talks, talks.ada.seat, after=timedelta(minutes=1))

    assert told(talks, talks.ana.seat) == [(Access.READ, Role.ADVISER, False), (Access.READ, Role.HEAD, True)]
    assert told(talks, talks.ada.seat) == [(Access.READ, Role.ADVISER, True), (Access.READ, Role.HEAD, False)]


def test_reading_again_in_the_same_hour_is_told_once(talks: Talks) -> None:
    """The hour is the clock's: it begins anew at one, not an hour after the first reading."""
    reads(talks, talks.ana.seat, after=timedelta(minutes=50))
    reads(talks, talks.ana.seat, after=timedelta(minutes=9))
    before = log_of(talks, talks.ana.seat.place)
    reads(talks, talks.ana.seat, after=timedelta(minutes=1))

    assert log_of(talks, talks.ana.seat.place) == before + 1
    assert len(told(talks, talks.ana.seat)) == 2


def test_a_second_reading_asks_nothing_of_the_store(talks: Talks) -> None:
    """What was told is remembered in this process, so that a page costs no more for it."""
    reads(talks, talks.ana.seat)
    nothing = cast("Store", object())

    accesses.read(replace(talks.parts, store=nothing), talks.ana.seat)


def test_another_process_does_no_harm(talks: Talks) -> None:
    """Each process tells of the first reading it sees; the page shows one."""
    reads(talks, talks.ana.seat)
    accesses.read(replace(talks.parts, reads=ReadHours()), talks.ana.seat)

    assert told(talks, talks.ana.seat) == [(Access.READ, Role.HEAD, True)]


def test_a_reading_that_could_not_be_told_is_told_the_next_time(talks: Talks) -> None:
    class Full(MemoryStore):
        @contextmanager
        def writing(self, *_: PlaceId) -> Iterator[None]:
            raise OSError("no space left")
            yield

    with pytest.raises(OSError, match="no space left"):
        accesses.read(replace(talks.parts, store=Full()), talks.ana.seat)
    reads(talks, talks.ana.seat)

    assert told(talks, talks.ana.seat) == [(Access.READ, Role.HEAD, True)]


def test_what_the_mediator_reads_stands_at_the_desk_only(talks: Talks) -> None:
    """Law 7: no room learns when another place reads, also not when it reads what that room told it."""
    talks.ana.says("Nine frigates.")
    rooms = [log_of(talks, room.room) for room in talks.case.rooms]

    reads(talks, talks.mo.seat)

    assert [log_of(talks, room.room) for room in talks.case.rooms] == rooms
    assert told(talks, talks.mo.seat) == [(Access.READ, Role.MEDIATOR, True)]


def test_a_room_learns_of_its_own_seats_only(talks: Talks) -> None:
    for seat in (talks.bo.seat, talks.mo.seat, talks.zed.seat):
        reads(talks, seat)

    assert told(talks, talks.ana.seat) == []


def test_a_person_is_named_where_the_place_wrote_a_name_down(talks: Talks) -> None:
    with talks.parts.store.writing(talks.ana.seat.place):
        talks.parts.store.keep_detail(talks.ana.seat, msgspec.json.encode(Detail(name="A. Person")))
    reads(talks, talks.ana.seat)
    reads(talks, talks.ada.seat)

    page = granted(accesses.access_page(talks.parts, talks.ada.seat))

    assert [line.name for line in page.lines if line.what is Access.READ] == [None, "A. Person"]


def test_a_removed_seat_is_still_told_of(talks: Talks) -> None:
    """By the role that it had then."""
    reads(talks, talks.ada.seat)
    with talks.parts.store.writing():
        talks.parts.store.drop_seat(talks.ada.seat.id)

    assert told(talks, talks.ana.seat) == [(Access.READ, Role.ADVISER, False)]


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.NOTE_TAKER, Role.EXPERT])
def test_every_member_of_a_place_may_read_its_log(talks: Talks, role: Role) -> None:
    seat = granted(cases.give_seat(talks.parts, talks.place("A"), role))

    assert isinstance(accesses.access_page(talks.parts, seat), AccessPage)


# What is done to the place ----------------------------------------------------------------------------------


def test_what_the_administrator_does_to_the_house_is_told_in_every_place(talks: Talks) -> None:
    places: list[PlaceId] = [talks.case.desk, *(room.room for room in talks.case.rooms), talks.other.desk]
    before = [log_of(talks, place) for place in places]

    count = accesses.tell_all(talks.parts, Access.BACKED_UP, by=Role.ADMINISTRATOR)

    assert count == len([row for row in talks.parts.store.places() if row.kind is PlaceKind.ACCESS])
    assert [log_of(talks, place) for place in places] == [number + 1 for number in before]
    (last, *_) = granted(accesses.access_page(talks.parts, talks.bo.seat)).lines
    assert last == AccessView(
        number=before[2] + 1,
        at=NOON,
        what=Access.BACKED_UP,
        role=None,
        name=None,
        own=False,
        by=Role.ADMINISTRATOR,
    )


def test_what_is_done_to_an_account_is_told_where_it_holds_a_seat(talks: Talks) -> None:
    with talks.parts.store.writing(talks.case.desk):
        talks.parts.store.keep_seat(replace(talks.mo.seat, account="7"))
    rooms = [log_of(talks, room.room) for room in talks.case.rooms]

    accesses.tell_of_account(talks.parts, "7", Access.ACCOUNT_CLOSED, by=Role.ADMINISTRATOR)

    (last, *_) = granted(accesses.access_page(talks.parts, talks.mo.seat)).lines
    assert (last.what, last.role, last.own, last.by) == (
        Access.ACCOUNT_CLOSED,
        Role.MEDIATOR,
        True,
        Role.ADMINISTRATOR,
    )
    assert [log_of(talks, room.room) for room in talks.case.rooms] == rooms


def test_tokens_that_are_ended_are_told(talks: Talks) -> None:
    access.give_token(talks.parts, talks.ana.seat)

    ended = [access.close_tokens(talks.parts, talks.ana.seat) for _ in range(2)]

    whats = [line.what for line in granted(accesses.access_page(talks.parts, talks.ana.seat)).lines]
    assert ended == [1, 0]
    assert whats == [Access.BEARER_ENDED, Access.BEARER_GIVEN]


def test_a_destroyed_place_is_told_nothing(talks: Talks) -> None:
    log = access_log(talks.place("A"))
    before = talks.parts.store.head(log)
    with talks.parts.store.writing(log):
        talks.parts.store.mark_destroyed(log, at=NOON)

    accesses.tell_all(talks.parts, Access.BACKED_UP, by=Role.ADMINISTRATOR)

    assert talks.parts.store.head(log) == before


# Pages ------------------------------------------------------------------------------------------------------


def grown(talks: Talks, *, hours: int) -> None:
    for _ in range(hours):
        reads(talks, talks.ana.seat, after=HOUR)


def test_one_pages_through_all_of_it_newest_first(talks: Talks) -> None:
    grown(talks, hours=7)
    total = log_of(talks, talks.ana.seat.place)
    seen: list[int] = []
    before: int | None = None

    while True:
        page = granted(accesses.access_page(talks.parts, talks.ana.seat, before=before, limit=3))
        seen += [line.number for line in page.lines]
        before = page.earlier
        if before is None:
            break

    assert seen == list(range(total, 0, -1))


@pytest.mark.parametrize(("before", "lines"), [(0, 0), (1, 0), (-5, 0), (10**12, 7)])
def test_a_number_that_there_is_not_is_the_nearest(talks: Talks, before: int, lines: int) -> None:
    grown(talks, hours=7)

    page = granted(accesses.access_page(talks.parts, talks.ana.seat, before=before))

    assert len([line for line in page.lines if line.what is Access.READ]) == lines


def test_a_page_costs_what_it_shows(talks: Talks) -> None:
    """However old the log: two questions, for as many lines as fit on the page."""
    grown(talks, hours=30)
    asked: list[tuple[int, int]] = []

    class Watched(MemoryStore):
        def lines(self, place: PlaceId, *, after: int, limit: int) -> list:  # type: ignore[type-arg]
            asked.append((after, limit))
            return cast("MemoryStore", talks.parts.store).lines(place, after=after, limit=limit)

        def head(self, place: PlaceId) -> int:
            return talks.parts.store.head(place)

    accesses.access_page(replace(talks.parts, store=Watched()), talks.ana.seat, limit=10)
    accesses.access_page(replace(talks.parts, store=Watched()), talks.ana.seat, limit=10**9)

    total = log_of(talks, talks.ana.seat.place)
    assert asked == [(total - 10, 10), (max(total - MOST, 0), min(total, MOST))]


# Inner rooms ------------------------------------------------------------------------------------------------


@pytest.fixture
def inner(talks: Talks) -> InnerId:
    """A room within the delegation of A, with Ana alone in it."""
    place, row = InnerId("principals"), talks.parts.store.place(talks.ana.seat.place)
    assert row is not None
    with talks.parts.store.writing():
        cases.open_with_log(talks.parts.store, PlaceRow(place, row.case, row.mark, PlaceKind.INNER, row.place))
        talks.parts.store.admit(place, talks.ana.seat.id)
    return place


def test_an_inner_room_has_a_log_of_its_own(talks: Talks, inner: InnerId) -> None:
    """Its members read it, and nobody of the delegation besides."""
    accesses.read(talks.parts, talks.ana.seat, place=inner)

    page = granted(accesses.access_page(talks.parts, talks.ana.seat, inner=inner))

    assert [(line.what, line.role) for line in page.lines] == [(Access.READ, Role.HEAD)]
    assert told(talks, talks.ana.seat) == []


def test_for_whoever_is_no_member_an_inner_room_is_absent(talks: Talks, inner: InnerId) -> None:
    for seat in (talks.ada.seat, talks.bo.seat, talks.mo.seat, talks.zed.seat):
        assert accesses.access_page(talks.parts, seat, inner=inner) == ABSENT
        assert accesses.access_page(talks.parts, seat, inner=InnerId("nowhere")) == ABSENT
