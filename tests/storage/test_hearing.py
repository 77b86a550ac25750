"""Two processes on one PostgreSQL database: what one shuts or takes back, the other hears of and forgets."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final

import pytest
from django.db import connections

from entremise.domain.errors import Shut
from entremise.domain.ids import PlaceId
from entremise.keys.ring import REMEMBERED_SECONDS
from entremise.server.listen import NewsListener
from entremise.services.hub import Hub
from entremise.services.ports import LENT_SECONDS
from entremise.storage.sql.store import SqlStore
from tests.storage.contract import OTHER, ROOM, StopError
from tests.storage.test_keys import LOG, closes, gives, make, store

__all__ = ["make", "store"]

pytestmark = pytest.mark.postgres
PATIENCE: Final = 20.0
"""Seconds that news may take on a busy machine; it takes milliseconds."""

Make = Callable[[], SqlStore]


@pytest.fixture
def alias(postgres_alias: str) -> str:
    return postgres_alias


@pytest.fixture
def clock() -> list[float]:
    """It stands still: nothing is forgotten by time."""
    return [0.0]


@pytest.fixture
def heard() -> list[PlaceId]:
    """The places that the other process was told to forget."""
    return []


@pytest.fixture
def other(store: SqlStore, make: Make, alias: str, heard: list[PlaceId]) -> Iterator[SqlStore]:
    """The store of another process, which listens."""
    made = make()
    made.keys.forgets.append(heard.append)
    listener = NewsListener(address(alias), Hub(), made.keys)
    made.opening(OTHER)
    listener.start()
    # It begins with forgetting what it may have missed: then it is there.
    assert soon(lambda: OTHER in heard)
    yield made
    listener.stop()


def address(alias: str) -> str:
    parameters = connections[alias].get_connection_params()
    return "postgresql://{user}@{host}:{port}/{dbname}".format(**parameters)


def soon(holds: Callable[[], bool]) -> bool:
    """Whether it comes to hold while the test has patience."""
    until = time.monotonic() + PATIENCE
    while not holds() and time.monotonic() < until:
        time.sleep(0.01)
    return holds()


def is_shut(process: SqlStore, place: PlaceId = ROOM) -> bool:
    try:
        process.opening(place)
    except Shut:
        return True
    return False


def test_a_room_that_one_process_closes_is_shut_in_the_other_at_once(store: SqlStore, other: SqlStore) -> None:
    gives(store, "seat-ana")
    assert not is_shut(other)

    closes(store)

    assert soon(lambda: is_shut(other))
    assert not is_shut(other, OTHER)


def test_a_session_that_ends_in_one_process_lends_no_more_in_the_other(
    store: SqlStore, other: SqlStore, heard: list[PlaceId]
) -> None:
    ana = gives(store, "seat-ana")
    closes(store)
    # What is lent before the news of the closing has come goes with it.
    assert soon(lambda: ROOM in heard)
    other.keys.lend(ROOM, ana, by="session")
    assert not is_shut(other)

    with store.writing(ROOM):
        store.keys.take_back("session")

    assert soon(lambda: is_shut(other))


def test_a_request_that_was_under_way_lends_nothing_afterwards(store: SqlStore, other: SqlStore) -> None:
    """It had found the session before it ended."""
    ana = gives(store, "seat-ana")
    closes(store)
    with store.writing(ROOM):
        store.keys.take_back("session")
    assert soon(lambda: not other.keys.lend(ROOM, ana, by="session") and not other.keys.is_lent(ROOM))

    assert other.keys.lend(ROOM, ana, by="another")


def test_an_ending_that_is_not_kept_is_not_heard(store: SqlStore, other: SqlStore, heard: list[PlaceId]) -> None:
    ana = gives(store, "seat-ana")
    closes(store)
    assert soon(lambda: ROOM in heard)
    other.keys.lend(ROOM, ana, by="session")

    with suppress(StopError), store.writing(ROOM):
        store.keys.take_back("session")
        raise StopError
    with store.writing(ROOM):
        store.keys.take_back("another session, which is heard")

    assert soon(lambda: "another session, which is heard" in other.keys._over)  # noqa: SLF001
    assert other.keys.is_lent(ROOM)


def test_a_destroyed_place_is_forgotten_with_all_that_was_read_of_it(store: SqlStore, other: SqlStore) -> None:
    other.opening(OTHER)
    forgotten: list[PlaceId] = []
    other.keys.forgets.append(forgotten.append)

    store.keys.destroy([ROOM, LOG], lambda: None)

    assert soon(lambda: is_shut(other))
    assert soon(lambda: set(forgotten) == {ROOM, LOG})


def test_whoever_could_not_listen_forgets_everything_when_it_can_again(
    store: SqlStore, other: SqlStore, heard: list[PlaceId], alias: str
) -> None:
    ana = gives(store, "seat-ana")
    closes(store)
    assert soon(lambda: ROOM in heard)
    other.keys.lend(ROOM, ana, by="session")

    store._rows(  # noqa: SLF001 – as the server does when it is started anew
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%%' AND datname = %s",
        [connections[alias].get_connection_params()["dbname"]],
    )

    assert soon(lambda: not other.keys.is_lent(ROOM))


def test_a_session_is_remembered_as_ended_for_as_long_as_it_could_lend(
    store: SqlStore, other: SqlStore, clock: list[float]
) -> None:
    with store.writing(ROOM):
        store.keys.take_back("session")
    assert soon(lambda: "session" in other.keys._over)  # noqa: SLF001

    clock[0] += LENT_SECONDS + REMEMBERED_SECONDS
    other.keys.sweep()

    assert other.keys._over == {}  # noqa: SLF001
