"""What a store on a database promises besides: to keep, to share, to seal, and to let nobody rewrite."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any, Final

import pytest
from django.db import DatabaseError, connections

from entremise.domain.errors import Broken, Conflict, Refusal
from entremise.domain.ids import Label
from entremise.domain.log import Append
from entremise.services import carrying
from entremise.services.ports import Draft, Store
from entremise.storage.sql.store import SqlStore
from tests.cast import NOON, SUBSTANCE, VERBATIM, Talks, open_talks, parts_on
from tests.domain.samples import room_opened, said
from tests.keys.draws import CHEAP, a_host
from tests.storage.contract import OTHER, ROOM, FakeNotifier, StopError, StoreContract, a, append

CANARY: Final = "Kestrel"


class SqlContract(StoreContract):
    """The promises of a store on a database. A subclass says where `alias` leads."""

    ALIAS = "tests"

    def leave_thread(self) -> None:
        connections[self.ALIAS].close()

    @pytest.fixture
    def make(self, alias: str) -> Callable[..., Store]:
        return partial(SqlStore, alias=alias, host=a_host(), cost=CHEAP)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What the database itself answers."""
        with connections[self.ALIAS].cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []

    def talks(self, make: Callable[..., Store]) -> Talks:
        return open_talks(parts_on(make()))

    # Sharing -----------------------------------------------------------------------------------------------

    def test_what_one_store_keeps_another_reads(self, make: Callable[..., Store], store: Store) -> None:
        append(store, ROOM, room_opened(), said(a(1)))

        other = make()

        assert (other.opening(ROOM), other.page(ROOM, limit=9)) == (
            store.opening(ROOM),
            store.page(ROOM, limit=9),
        )

    def test_a_place_opened_elsewhere_is_found(self, make: Callable[..., Store], store: Store) -> None:
        other = make()
        before = other.opening(ROOM)

        append(store, ROOM, room_opened())

        assert (before, other.opening(ROOM)) == (None, store.opening(ROOM))

    def test_nobody_reads_what_is_not_kept(self, make: Callable[..., Store], store: Store) -> None:
        """Not another thread of the same store, nor another store."""
        other = make()
        append(store, ROOM, room_opened())

        with store.writing(ROOM):
            store.append([Append(ROOM, said(a(1)))], at=NOON)
            seen = self.in_threads(lambda index: (store, other)[index].head(ROOM), count=2)

        assert seen == [1, 1]

    def test_two_stores_release_once(self, make: Callable[..., Store]) -> None:
        talks = self.talks(make)
        source = talks.ana.says("Nine.", leave=SUBSTANCE)
        for number in range(5):
            talks.mo.carries(f"Nine, {number}.", into="B", sources=[source], hold=10)
        talks.clock.advance(10)
        houses = [talks.parts, parts_on(make(), clock=talks.clock, ids=talks.parts.ids)] * 2

        dealt = self.in_threads(lambda index: carrying.release_due(houses[index]), count=4)

        assert sum(dealt) == 5
        assert sorted(talks.bo.sees()) == [f"Nine, {number}." for number in range(5)]

    def test_a_stop_and_a_release_never_both_happen(self, make: Callable[..., Store]) -> None:
        talks = self.talks(make)
        source = talks.ana.says("Nine.", leave=SUBSTANCE)
        other = parts_on(make(), clock=talks.clock, ids=talks.parts.ids)
        carries = [talks.mo.carries("Nine.", into="B", sources=[source], hold=1).carry for _ in range(5)]
        talks.clock.advance(1)

        def act(index: int) -> int:
            if index == 0:
                return carrying.release_due(other)
            answers = [carrying.stop(talks.parts, talks.mo.seat, carry) for carry in carries]
            return sum(not isinstance(answer, Refusal) for answer in answers)

        released, stopped = self.in_threads(act, count=2)

        views = [talks.mo.carry(carry) for carry in carries]
        assert released + stopped == 5
        assert (sum(view.entered is not None for view in views), len(talks.bo.sees())) == (released, released)
        assert sum(view.stopped is not None for view in views) == stopped

    def test_writers_in_two_stores_wait_for_each_other(self, make: Callable[..., Store], store: Store) -> None:
        append(store, ROOM, room_opened())
        stores = [store, make()]

        def write(index: int) -> None:
            mine = stores[index % 2]
            for _ in range(10):
                with mine.writing(ROOM):
                    (last,) = mine.lasts(ROOM, "A")
                    mine.append([Append(ROOM, said(a(last + 1)))], at=NOON)

        self.in_threads(write, count=4)

        assert (store.head(ROOM), store.lasts(ROOM, "A")) == (41, (40,))

    def test_the_same_key_at_the_same_time_is_one_act(self, make: Callable[..., Store]) -> None:
        talks = self.talks(make)

        labels = self.in_threads(lambda _: talks.ana.says("Nine.", key="k"), count=4)

        assert labels == [a(1)] * 4
        assert talks.ana.sees() == ["Nine."]

    # Several acts kept together ----------------------------------------------------------------------------

    def test_acts_that_fail_together_are_not_kept(self, store: Store, notifier: FakeNotifier) -> None:
        append(store, ROOM, room_opened())

        with suppress(StopError), store.together():
            append(store, ROOM, said(a(1)))
            raise StopError

        append(store, ROOM, said(a(1)))
        assert (store.head(ROOM), notifier.told) == (2, [{ROOM: 1}, {ROOM: 2}])

    def test_nobody_reads_acts_together_before_their_end(self, store: Store, notifier: FakeNotifier) -> None:
        append(store, ROOM, room_opened())

        with store.together():
            append(store, ROOM, said(a(1)))
            seen = self.in_threads(lambda _: store.head(ROOM), count=2)
            assert notifier.told == [{ROOM: 1}]

        assert (seen, store.head(ROOM)) == ([1, 1], 2)

    # Sealing -----------------------------------------------------------------------------------------------

    def test_no_word_is_kept_unsealed(self, make: Callable[..., Store]) -> None:
        talks = self.talks(make)
        source = talks.ana.says(f"{CANARY} said.", leave=VERBATIM, key="k1")
        talks.ana.notes(f"{CANARY} noted.", key="k2")
        talks.mo.carries(f"{CANARY} said.", into="B", sources=[source], hold=30, why=f"{CANARY} why", key="k3")
        talks.mo.speaks(f"{CANARY} spoke.", into="A")
        talks.mo.announces(f"{CANARY} announced.")
        self.keep_draft(talks)
        talks.waits(30)

        tables = connections[self.ALIAS].introspection.table_names()
        kept = {table: b"|".join(flat(self.rows(f'SELECT * FROM "{table}"'))) for table in tables}  # noqa: S608

        assert {"entry", "reference", "draft", "answer", "seat", "held"} <= set(kept)
        for word in (CANARY, "Arvend", "Copper Lantern"):
            assert [table for table, bytes_ in kept.items() if word.encode() in bytes_] == []
        assert f"{CANARY} said." in talks.bo.sees()
        assert talks.parts.store.draft(talks.ana.seat, "A") is not None

    def keep_draft(self, talks: Talks) -> None:
        with talks.parts.store.writing():
            talks.parts.store.keep_draft(talks.ana.seat, "A", Draft(CANARY.encode(), NOON))

    def test_a_row_moved_elsewhere_is_not_opened(self, store: Store) -> None:
        append(store, ROOM, room_opened(), said(a(1)))
        self.rows(
            "INSERT INTO entry (place, number, at, kind, version, series, series_number, topic, body, leaf)"
            " SELECT 'room B', number, at, kind, version, series, series_number, topic, body, leaf FROM entry"
        )

        with pytest.raises(Broken):
            store.page(OTHER, limit=9)

    # Nobody rewrites ---------------------------------------------------------------------------------------

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE entry SET body = body",
            "UPDATE entry SET number = number + 100",
            "DELETE FROM entry",
            "DELETE FROM entry WHERE number = 2",
        ],
    )
    def test_an_entry_is_never_changed_or_removed(self, store: Store, statement: str) -> None:
        append(store, ROOM, room_opened(), said(a(1)))

        with pytest.raises(DatabaseError, match="never changed or removed"):
            self.rows(statement)

        assert store.page(ROOM, limit=9)[0].event == said(a(1))

    # Old and new rows --------------------------------------------------------------------------------------

    @pytest.mark.parametrize(("kind", "version"), [("Shouted", 1), ("Said", 99)])
    def test_what_newer_code_wrote_is_not_guessed_at(self, store: Store, kind: str, version: int) -> None:
        assert isinstance(store, SqlStore)
        sealed = store.keys.seal(ROOM, f"entry|1|{kind}", bytes(16))
        with connections[self.ALIAS].cursor() as cursor:
            cursor.execute(
                "INSERT INTO entry (place, number, at, kind, version, series, series_number, body, leaf)"
                " VALUES ('room A', 1, 0, %s, %s, 'A', 1, %s, %s)",
                [kind, version, sealed, b""],
            )

        with pytest.raises(Broken, match=kind):
            store.page(ROOM, limit=9)

    # When a thread's act is interrupted --------------------------------------------------------------------

    def test_a_thread_that_failed_does_not_stand_in_the_way(self, store: Store) -> None:
        append(store, ROOM, room_opened())

        def fail(_: int) -> None:
            with suppress(RuntimeError), store.writing(ROOM):
                store.append([Append(ROOM, said(a(1)))], at=NOON)
                raise RuntimeError

        self.in_threads(fail, count=3)
        append(store, ROOM, said(a(1)))

        assert store.head(ROOM) == 2

    def test_readers_read_while_a_writer_writes(self, store: Store) -> None:
        append(store, ROOM, room_opened())
        going = threading.Event()
        done = threading.Event()

        def act(index: int) -> bool:
            if index == 0:
                with store.writing(ROOM):
                    store.append([Append(ROOM, said(a(1)))], at=NOON + timedelta(seconds=1))
                    going.set()
                    return done.wait(10)
            going.wait(10)
            read = store.head(ROOM) == 1
            done.set()
            return read

        assert self.in_threads(act, count=2) == [True, True]

    def test_a_conflict_of_two_acts_is_told_as_one(self, store: Store) -> None:
        """Whoever writes without having locked the place may be told that another came first."""
        append(store, ROOM, room_opened(), said(a(1)))

        with pytest.raises(Conflict, match="try again"), store.writing():
            store.append([Append(ROOM, said(Label("A", 1)))], at=NOON)


def flat(rows: list[tuple[Any, ...]]) -> list[bytes]:
    """Every value of every row, as bytes."""
    return [
        bytes(value) if isinstance(value, (bytes, bytearray, memoryview)) else str(value).encode()
        for row in rows
        for value in row
    ]
