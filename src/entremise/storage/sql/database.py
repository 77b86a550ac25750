"""Statements and transactions on SQLite or PostgreSQL, close to SQL, over Django's connections.

SQLite: WAL, `synchronous=FULL`, `BEGIN IMMEDIATE`, and one writer at a time in the process, because its own busy
waiting is unfair. PostgreSQL: a writer locks the rows of its places in the order of their ids, so that two acts can
never wait for each other. Each statement costs by what it returns, through an index that begins with the place.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from django.db import connections

from entremise.domain.errors import Broken, Conflict
from entremise.domain.ids import PlaceId
from entremise.domain.record import SALT_BYTES
from entremise.services.hub import Nobody, Notifier
from entremise.storage.cipher import Cipher

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)

Row = Sequence[Any]


def random_salt(place: PlaceId) -> bytes:  # noqa: ARG001 – of no place does it depend
    """A line's salt."""
    return os.urandom(SALT_BYTES)


class Here(threading.local):
    """What each thread has of its own."""

    connection: Any = None
    heads: dict[PlaceId, int] | None = None
    """Within a transaction: the places written to, and their last lines."""
    epochs: dict[PlaceId, int] | None = None
    """Within a transaction: the last epochs of the places it asked about."""
    together: dict[PlaceId, int] | None = None
    """Within `together`: the same, over all its acts."""
    ending: ExitStack | None = None
    """Within `together`: what is done at its end."""
    begun: bool = False
    """Within `together`: whether an act has written."""


class Database:
    """What every subject of the store stands on. Made once; used from any thread, each with its own connection."""

    _cipher: Cipher

    def __init__(
        self,
        notifier: Notifier | None = None,
        *,
        alias: str = "default",
        salt: Callable[[PlaceId], bytes] = random_salt,
    ) -> None:
        self._notifier = notifier or Nobody()
        self._salt = salt
        self._alias = alias
        self._sqlite = connections[alias].vendor == "sqlite"
        self._dialect = _with_question_marks if self._sqlite else _as_it_stands
        self._one_writer = threading.Lock()
        driver: Any = connections[alias]
        self._integrity_error = driver.Database.IntegrityError
        self._here = Here()

    @contextmanager
    def writing(self, *places: PlaceId) -> Iterator[None]:
        """See `Store.writing`."""
        here = self._here
        if here.heads is not None:
            raise Broken("a transaction was opened inside another")
        heads: dict[PlaceId, int] = {}
        here.heads, here.epochs = heads, {}
        try:
            with self._outer() if here.ending is None else self._inner(here.ending):
                self._lock(places)
                yield
                self._tell_others(heads)
        except self._integrity_error as error:
            raise Conflict("another act came first: read again and try again") from error
        finally:
            here.heads = here.epochs = None
        if here.together is not None:
            here.together.update(heads)
        elif heads:
            self._notifier.news(heads)

    @contextmanager
    def together(self) -> Iterator[None]:
        """See `Store.together`. The first act that writes begins the one transaction of them all."""
        here = self._here
        heads: dict[PlaceId, int] = {}
        here.together = heads
        with ExitStack() as ending:
            here.ending = ending
            try:
                yield
            finally:
                here.together = here.ending = None
        if heads:
            self._notifier.news(heads)

    def _execute(self, statement: str, values: Sequence[object] = ()) -> Any:
        """The driver's cursor after `statement`.

        Straight to the driver: Django's wrappers around it cost more than SQLite's own work (docs/decisions/0003).
        """
        connection = self._here.connection
        if connection is None:
            connection = self._here.connection = connections[self._alias]
        if connection.connection is None:
            connection.ensure_connection()
        try:
            return connection.connection.execute(self._dialect(statement), values)
        except (connection.Database.OperationalError, connection.Database.InterfaceError):
            # The server may have gone; the next statement begins on a new connection.
            connection.close()
            raise

    @contextmanager
    def _outer(self) -> Iterator[None]:
        """A transaction of its own."""
        with self._one_writer if self._sqlite else nullcontext():
            self._execute("BEGIN IMMEDIATE" if self._sqlite else "BEGIN")
            try:
                yield
                self._must_be_whole()
                self._execute("COMMIT")
            except BaseException:
                self._undo("ROLLBACK")
                raise

    @contextmanager
    def _inner(self, ending: ExitStack) -> Iterator[None]:
        """An act among others that are kept together; the first of them begins their transaction."""
        if not self._here.begun:
            ending.enter_context(self._begun())
        self._must_be_whole()
        self._execute("SAVEPOINT act")
        try:
            yield
        except BaseException:
            self._undo("ROLLBACK TO SAVEPOINT act", "RELEASE SAVEPOINT act")
            raise
        self._execute("RELEASE SAVEPOINT act")

    @contextmanager
    def _begun(self) -> Iterator[None]:
        with self._outer():
            self._here.begun = True
            try:
                yield
            finally:
                self._here.begun = False

    def _undo(self, *statements: str) -> None:
        """Undo what was not kept, and forget what was remembered of it."""
        self._forget()
        if self._here.connection.connection is not None:
            for statement in statements:
                self._execute(statement)

    def _must_be_whole(self) -> None:
        if self._here.connection.connection is None:
            raise Broken("the transaction was lost with its connection; nothing of it is kept")

    def _forget(self) -> None:
        """Forget what is remembered of what may not have been kept."""

    def _rows(self, statement: str, values: Sequence[object]) -> list[Row]:
        rows: list[Row] = self._execute(statement, values).fetchall()
        return rows

    def _change(self, statement: str, values: Sequence[object]) -> int:
        self._heads()
        return int(self._execute(statement, values).rowcount)

    def _insert(self, table: str, rows: Sequence[Sequence[object]]) -> None:
        if rows:
            self._execute(_insertion(table, len(rows)), [value for row in rows for value in row])

    def _nodes(self, place: PlaceId, level: int, first: int, count: int) -> list[bytes]:
        if level:
            statement = (
                "SELECT digest FROM tile WHERE place = %s AND level = %s AND position >= %s AND position < %s"
                " ORDER BY position"
            )
            rows = self._rows(statement, [place, level, first, first + count])
        else:
            statement = "SELECT leaf FROM entry WHERE place = %s AND number > %s AND number <= %s ORDER BY number"
            rows = self._rows(statement, [place, first, first + count])
        return [bytes(row[0]) for row in rows]

    def _lock(self, places: Sequence[PlaceId]) -> None:
        if places and not self._sqlite:
            marks = ", ".join(["%s"] * len(places))
            statement = f"SELECT id FROM place WHERE id IN ({marks}) ORDER BY id FOR UPDATE"
            self._rows(statement, sorted(places))

    def _tell_others(self, heads: dict[PlaceId, int]) -> None:
        """Other processes hear of it when, and only when, the transaction is kept."""
        if heads and not self._sqlite:
            calls = ", ".join(["pg_notify('entremise', %s)"] * len(heads))
            self._rows(f"SELECT {calls}", [f"{place}:{head}" for place, head in heads.items()])

    def _heads(self) -> dict[PlaceId, int]:
        heads = self._here.heads
        if heads is None:
            raise Broken("something was to be written outside a transaction")
        return heads


COLUMNS: Final = {
    "entry": "place, number, at, kind, version, series, series_number, topic, body, leaf",
    "reference": "place, series, series_number, number",
    "tile": "place, level, position, digest",
    "held": "desk, carry, into_place, due",
    "place": "id, case_id, mark, kind, within",
    "seat": "id, place, mark, role, shown, account",
    "detail": "seat, body",
    "member": "place, seat",
    "passkey": "id, seat, body",
    "challenge": "digest, expires, body",
    "credential": "digest, kind, seat, expires, code_digest, failures, given, private",
    "document": "place, id, seat, begun, size, finished, body",
    "chunk": "place, document, number, body",
    "draft": "seat, destination, saved, body",
    "answer": "seat, key, body",
    "wrap": "place, epoch, holder, body",
    "epoch": "place, number, public",
    "keyholder": "id, public, body",
    "host": "name, body",
    "certificate": "id, at, body",
    "stamp": "place, size, asked, body, stamped",
    "casefile": "id, closed, destroy, reminded",
    "notice": "seat, place, by_house, rings, next, seen, told, body",
    "mail": "id, seat, kind, at, upto, tries, next",
}
"""The columns of each table that rows are put into, in the order of their values."""


@lru_cache(maxsize=64)
def _insertion(table: str, rows: int) -> str:
    columns = COLUMNS[table]
    one = "(" + ", ".join(["%s"] * (columns.count(",") + 1)) + ")"
    return f"INSERT INTO {table} ({columns}) VALUES " + ", ".join([one] * rows)


@lru_cache(maxsize=256)
def _with_question_marks(statement: str) -> str:
    """The statement with SQLite's placeholders."""
    return statement.replace("%s", "?")


def _as_it_stands(statement: str) -> str:
    return statement


def context(number: int, kind: str) -> str:
    """Where an entry stands, as its seal is bound to it."""
    return f"entry|{number}|{kind}"


def micros(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - EPOCH) // MICROSECOND


def moment(at_micros: int) -> datetime:
    """The moment that `micros` gave, in UTC."""
    return EPOCH + at_micros * MICROSECOND
