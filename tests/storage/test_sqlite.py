"""The store on SQLite."""

import sqlite3
from collections.abc import Callable

import pytest
from django.db import DatabaseError

from entremise.services.ports import Store
from tests.domain.samples import room_opened, said
from tests.storage.contract import ROOM, a, append
from tests.storage.sql_contract import SqlContract


class TestSqliteStore(SqlContract):
    @pytest.fixture
    def alias(self, sqlite_alias: str) -> str:
        return sqlite_alias

    def test_an_act_that_ended_is_on_the_disk(self, store: Store) -> None:
        """A write-ahead log that is flushed at every commit."""
        assert self.rows("PRAGMA journal_mode") == [("wal",)]
        assert self.rows("PRAGMA synchronous") == [(2,)]

    def test_every_thread_is_as_careful(self, store: Store) -> None:
        modes = self.in_threads(lambda _: self.rows("PRAGMA synchronous"), count=2)

        assert modes == [[(2,)], [(2,)]]

    def test_it_is_an_sqlite_without_the_wal_reset_fault(self, store: Store) -> None:
        assert sqlite3.sqlite_version_info >= (3, 51, 3)
        assert self.rows("SELECT sqlite_version()") == [(sqlite3.sqlite_version,)]

    def test_an_entry_is_never_replaced(self, store: Store) -> None:
        append(store, ROOM, room_opened(), said(a(1)))

        with pytest.raises(DatabaseError):
            self.rows(
                "INSERT OR REPLACE INTO entry (place, number, at, kind, version, body)"
                " SELECT place, number, at + 1, kind, version, body FROM entry"
            )

        assert len(store.page(ROOM, limit=9)) == 1

    def test_reads_cost_what_they_return(self, make: Callable[..., Store], store: Store) -> None:
        """Every statement of the hot path goes through an index that begins with the place."""
        reads = (
            "series IS NOT NULL AND number > 5 ORDER BY number DESC LIMIT 9",
            "series = 'A' AND series_number > 5 ORDER BY series_number ASC LIMIT 9",
            "topic = 't' ORDER BY number DESC LIMIT 9",
            "number = 1",
        )
        query = "EXPLAIN QUERY PLAN SELECT body FROM entry WHERE place = 'x' AND "

        for read in reads:
            steps = [row[-1] for row in self.rows(query + read)]
            assert all(step.startswith("SEARCH") and "place=?" in step for step in steps), steps
