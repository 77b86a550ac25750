"""The store on PostgreSQL."""

from contextlib import suppress

import psycopg
import pytest
from django.db import DatabaseError, connections

from entremise.domain.log import Append
from entremise.services.ports import Store
from tests.cast import NOON
from tests.domain.samples import room_opened, said
from tests.storage.contract import OTHER, ROOM, StopError, a, append
from tests.storage.sql_contract import SqlContract

pytestmark = pytest.mark.postgres


class TestPostgresStore(SqlContract):
    @pytest.fixture
    def alias(self, postgres_alias: str) -> str:
        return postgres_alias

    def test_other_processes_hear_of_what_is_kept(self, store: Store) -> None:
        """A place and a number, when the act is kept and never before; nothing that anyone wrote."""
        with listening() as connection:
            append(store, ROOM, room_opened(), said(a(1)))
            with suppress(StopError), store.writing(OTHER):
                store.append([Append(OTHER, room_opened("B"))], at=NOON)
                raise StopError
            first = list(connection.notifies(timeout=10, stop_after=1))
            heard = [(note.channel, note.payload) for note in (*first, *connection.notifies(timeout=0.3))]

        assert heard == [("entremise", "room A:2")]

    def test_entries_are_not_truncated(self, store: Store) -> None:
        append(store, ROOM, room_opened(), said(a(1)))

        with pytest.raises(DatabaseError, match="never changed or removed"):
            self.rows("TRUNCATE entry")

    def test_a_lost_connection_is_found_again(self, store: Store) -> None:
        append(store, ROOM, room_opened())
        with listening() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

        with pytest.raises(psycopg.OperationalError):
            store.head(ROOM)

        append(store, ROOM, said(a(1)))
        assert store.head(ROOM) == 2


def listening() -> psycopg.Connection[tuple[object, ...]]:
    """A connection of its own to the test's database, that hears what is notified."""
    parameters = connections[SqlContract.ALIAS].get_connection_params()
    connection = psycopg.connect(
        host=parameters["host"],
        port=parameters["port"],
        user=parameters["user"],
        dbname=parameters["dbname"],
        autocommit=True,
    )
    connection.execute("LISTEN entremise")
    return connection
