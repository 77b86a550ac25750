"""Keys on a database that several processes share: each has a store, a ring and a host key of its own."""

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from django.db import connections

from entremise.domain.errors import Broken, Shut
from entremise.domain.ids import CaseId, Mark, access_log
from entremise.keys.host import NoOuter, open_host
from entremise.keys.ring import REMEMBERED_SECONDS
from entremise.services.ports import LENT_SECONDS, Credential, CredentialKind, Draft, Holder, LockedHolder, PlaceRow
from entremise.storage.memory_keys import CHEAP
from entremise.storage.sql.keys import sealed_with
from entremise.storage.sql.store import SqlStore
from tests.cast import NOON
from tests.domain.samples import room_opened, said, seat
from tests.storage.contract import OTHER, ROOM, StopError, a, append

LOG: Final = access_log(ROOM)
WORDS: Final = "correct horse battery"

Make = Callable[[], SqlStore]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def alias(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_alias"))


@pytest.fixture
def clock() -> list[float]:
    return [0.0]


@pytest.fixture
def make(alias: str, tmp_path: Path, clock: list[float]) -> Make:
    """The store of one more process."""

    def made() -> SqlStore:
        fresh = sealed_with(alias) is None
        host = open_host(tmp_path / "host.key", NoOuter(), may_create=fresh, draw=os.urandom)
        store = SqlStore(alias=alias, host=host, now=lambda: clock[0], cost=CHEAP)
        store.keys.settle()
        return store

    return made


@pytest.fixture
def store(make: Make) -> SqlStore:
    made = make()
    with made.writing():
        for place, mark in ((ROOM, "A"), (LOG, "A"), (OTHER, "B")):
            made.open_place(PlaceRow(place, CaseId("case"), Mark(mark)))
    append(made, ROOM, room_opened(), said(a(1)))
    append(made, OTHER, room_opened("B"))
    return made


def gives(store: SqlStore, holder: str) -> Holder:
    locked = store.keys.drawn(holder, WORDS)
    assert isinstance(locked, LockedHolder)
    with store.writing(ROOM, LOG):
        store.keys.keep(locked)
        store.keys.admit(ROOM, holder)
    return locked.holder


def closes(store: SqlStore) -> None:
    with store.writing(ROOM, LOG):
        store.keys.close(ROOM)


def test_every_process_opens_what_one_sealed(store: SqlStore, make: Make) -> None:
    assert make().page(ROOM, limit=9) == store.page(ROOM, limit=9)


def test_every_process_writes_in_the_newest_epoch(store: SqlStore, make: Make) -> None:
    other = make()
    append(other, ROOM, said(a(2)))
    with store.writing(ROOM, LOG):
        store.keys.rotate(ROOM)

    append(other, ROOM, said(a(3)))

    assert len(store.page(ROOM, limit=9)) == 3
    assert store.keys.key(ROOM, 2) == other.keys.key(ROOM, 2)


def test_a_key_drawn_in_an_act_that_failed_is_not_used(store: SqlStore, make: Make) -> None:
    with suppress(StopError), store.writing(ROOM, LOG):
        store.keys.rotate(ROOM)
        raise StopError

    append(store, ROOM, said(a(2)))

    assert store.epoch(ROOM) == 1
    assert len(make().page(ROOM, limit=9)) == 2


def test_an_act_among_others_that_fails_takes_its_key_with_it(store: SqlStore, make: Make) -> None:
    with store.together():
        with suppress(StopError), store.writing(ROOM, LOG):
            store.keys.rotate(ROOM)
            raise StopError
        append(store, ROOM, said(a(2)))

    assert (store.epoch(ROOM), len(make().page(ROOM, limit=9))) == (1, 2)


def test_line_1_is_not_shown_from_memory_when_a_room_is_closed(store: SqlStore) -> None:
    store.opening(ROOM)
    gives(store, "seat-ana")

    closes(store)

    with pytest.raises(Shut):
        store.opening(ROOM)


def test_another_process_stops_showing_it_within_a_minute(store: SqlStore, make: Make, clock: list[float]) -> None:
    other = make()
    other.opening(ROOM)
    gives(store, "seat-ana")
    closes(store)

    clock[0] += REMEMBERED_SECONDS

    with pytest.raises(Shut):
        other.opening(ROOM)


def test_a_closed_room_is_read_where_it_is_lent(store: SqlStore, make: Make, clock: list[float]) -> None:
    ana = gives(store, "seat-ana")
    closes(store)
    append(store, ROOM, said(a(2)))

    store.keys.lend(ROOM, ana)

    assert [line.event for line in store.page(ROOM, limit=9)] == [said(a(1)), said(a(2))]
    with pytest.raises(Shut):
        make().page(ROOM, limit=9)
    clock[0] += LENT_SECONDS
    with pytest.raises(Shut):
        store.page(ROOM, limit=9)


def test_drafts_and_names_are_shut_with_the_room(store: SqlStore) -> None:
    mine = seat()
    gives(store, "seat-ana")
    with store.writing(ROOM):
        store.keep_draft(mine, "A", Draft(b"words", NOON))
        store.keep_detail(mine, b"name")

    closes(store)

    for read in (lambda: store.draft(mine, "A"), lambda: store.detail(mine)):
        with pytest.raises(Shut):
            read()


def test_a_process_with_the_older_host_key_finds_the_newer(store: SqlStore, make: Make, clock: list[float]) -> None:
    other = make()

    store.keys.rewrap()
    clock[0] += REMEMBERED_SECONDS

    assert len(other.page(ROOM, limit=9)) == 1
    assert gives(other, "seat-ana") == make().keys.unlocked("seat-ana", WORDS)
    with other.writing(), pytest.raises(Broken):
        other.keys.rewrap()


def test_keys_change_while_others_write(store: SqlStore, make: Make, alias: str) -> None:
    """Nothing that is written meanwhile is lost, whichever host key it met."""
    stores = [store, make(), make()]
    failures: list[BaseException] = []

    def work(index: int) -> None:
        mine = stores[index]
        try:
            for number in range(6):
                if index == 0:
                    mine.keys.rewrap()
                else:
                    place = ROOM if index == 1 else OTHER
                    with mine.writing(place):
                        mine.keys.rotate(place)
                        mine.append([], at=NOON + timedelta(seconds=number))
        except BaseException as error:  # noqa: BLE001 – raised below, in the test's own thread
            failures.append(error)
        finally:
            connections[alias].close()

    threads = [threading.Thread(target=work, args=(index,)) for index in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    last = make()
    assert {last.keys.key(ROOM, epoch).epoch for epoch in range(1, 8)} == set(range(1, 8))
    assert {last.keys.key(OTHER, epoch).epoch for epoch in range(1, 8)} == set(range(1, 8))


def test_a_removed_seat_takes_its_wraps_along(store: SqlStore) -> None:
    with store.writing(ROOM):
        store.keep_seat(seat())
        store.keep_credential(
            Credential(digest=b"x", kind=CredentialKind.SESSION, seat=seat().id, expires=NOON, private=b"p")
        )
    holder = gives(store, f"seat-{seat().id}").id

    with store.writing(ROOM):
        store.drop_seat(seat().id)

    assert (store.keyholder(holder), store.wraps(ROOM, holder=holder), store.wraps(LOG, holder=holder)) == (
        None,
        [],
        [],
    )
