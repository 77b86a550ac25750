"""The store on SQLite or PostgreSQL, close to SQL, over Django's connections.

SQLite: WAL, `synchronous=FULL`, `BEGIN IMMEDIATE`, and one writer at a time in the process, because its own busy
waiting is unfair. PostgreSQL: a writer locks the rows of its places in the order of their ids, so that two acts can
never wait for each other. Each statement costs by what it returns, through an index that begins with the place.
"""

import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

import msgspec
from django.db import connections

from entremise.domain.errors import Broken, Conflict
from entremise.domain.events import name_of, refers_to, topic_of
from entremise.domain.ids import CARRIES, CaseId, DeskId, Label, Mark, PlaceId, RoomId, SeatId
from entremise.domain.log import Append, Line
from entremise.domain.rooms import Seat
from entremise.domain.terms import Role
from entremise.services.hub import Nobody, Notifier
from entremise.services.ports import Answer, Credential, CredentialKind, Draft, Held, PlaceRow
from entremise.storage import codec
from entremise.storage.cipher import CLEAR, Cipher

_LINE: Final = "place, number, at, kind, version, body"
_LINE_OF_E: Final = "e.place, e.number, e.at, e.kind, e.version, e.body"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

Row = Sequence[Any]


class _Here(threading.local):
    """What each thread has of its own."""

    connection: Any = None
    heads: dict[PlaceId, int] | None = None
    """Within a transaction: the places written to, and their last lines."""
    together: dict[PlaceId, int] | None = None
    """Within `together`: the same, over all its acts."""
    ending: ExitStack | None = None
    """Within `together`: what is done at its end."""
    begun: bool = False
    """Within `together`: whether an act has written."""


class SqlStore:
    """See `services.ports.Store`. Made once; used from any thread, each with its own connection."""

    def __init__(self, notifier: Notifier | None = None, *, cipher: Cipher = CLEAR, alias: str = "default") -> None:
        self._notifier = notifier or Nobody()
        self._cipher = cipher
        self._alias = alias
        self._sqlite = connections[alias].vendor == "sqlite"
        self._dialect = _with_question_marks if self._sqlite else _as_it_stands
        self._one_writer = threading.Lock()
        driver: Any = connections[alias]
        self._integrity_error = driver.Database.IntegrityError
        self._here = _Here()
        self._openings = lru_cache(maxsize=4096)(self._read_opening)

    @contextmanager
    def writing(self, *places: PlaceId) -> Iterator[None]:
        """See `Store.writing`."""
        here = self._here
        if here.heads is not None:
            raise Broken("a transaction was opened inside another")
        heads: dict[PlaceId, int] = {}
        here.heads = heads
        try:
            with self._outer() if here.ending is None else self._inner(here.ending):
                self._lock(places)
                yield
                self._tell_others(heads)
        except self._integrity_error as error:
            raise Conflict("another act came first: read again and try again") from error
        finally:
            here.heads = None
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

    # Logs --------------------------------------------------------------------------------------------------

    def opening(self, place: PlaceId) -> Line | None:
        """See `Logs.opening`. Remembered, since line 1 of a log never changes."""
        line = self._openings(place)
        if line is None:
            self._openings.cache_clear()
        return line

    def head(self, place: PlaceId) -> int:
        """See `Logs.head`."""
        (row,) = self._rows("SELECT COALESCE(MAX(number), 0) FROM entry WHERE place = %s", [place])
        return int(row[0])

    def lasts(self, place: PlaceId, *series: str) -> tuple[int, ...]:
        """See `Logs.lasts`."""
        one = "(SELECT COALESCE(MAX(series_number), 0) FROM entry WHERE place = %s AND series = %s)"
        wanted = [value for name in series for value in (place, name)]
        (row,) = self._rows("SELECT " + ", ".join([one] * len(series)), wanted)
        return tuple(int(value) for value in row)

    def page(
        self, place: PlaceId, *, after: int = 0, before: int | None = None, limit: int, newest: bool = False
    ) -> list[Line]:
        """See `Logs.page`."""
        return self._ordered(
            f"SELECT {_LINE} FROM entry WHERE place = %s AND series IS NOT NULL AND number > %s",
            [place, after],
            column="number",
            before=before,
            limit=limit,
            newest=newest,
        )

    def series(
        self,
        place: PlaceId,
        series: str,
        *,
        after: int = 0,
        before: int | None = None,
        limit: int,
        newest: bool = False,
    ) -> list[Line]:
        """See `Logs.series`."""
        return self._ordered(
            f"SELECT {_LINE} FROM entry WHERE place = %s AND series = %s AND series_number > %s",
            [place, series, after],
            column="series_number",
            before=before,
            limit=limit,
            newest=newest,
        )

    def lines(self, place: PlaceId, *, after: int, limit: int) -> list[Line]:
        """See `Logs.lines`."""
        rows = self._rows(
            f"SELECT {_LINE} FROM entry WHERE place = %s AND number > %s ORDER BY number LIMIT %s",
            [place, after, limit],
        )
        return [self._line(row) for row in rows]

    def topic(self, place: PlaceId, topic: str, *, limit: int) -> list[Line]:
        """See `Logs.topic`."""
        return self._ordered(
            f"SELECT {_LINE} FROM entry WHERE place = %s AND topic = %s",
            [place, topic],
            column="number",
            before=None,
            limit=limit,
            newest=True,
        )

    def about(self, place: PlaceId, labels: Collection[Label]) -> list[Line]:
        """See `Logs.about`."""
        if not labels:
            return []
        marks = ", ".join(["(%s, %s)"] * len(labels))
        pairs = [value for label in labels for value in (label.series, label.number)]
        # CROSS JOIN fixes SQLite's order of tables: without statistics it would walk the whole place instead.
        rows = self._rows(
            f"WITH wanted(series, series_number) AS (VALUES {marks}), found(number) AS ("
            " SELECT e.number FROM wanted w CROSS JOIN entry e"
            " WHERE e.place = %s AND e.series = w.series AND e.series_number = w.series_number"
            " UNION SELECT r.number FROM wanted w CROSS JOIN reference r"
            " WHERE r.place = %s AND r.series = w.series AND r.series_number = w.series_number)"
            f" SELECT {_LINE_OF_E} FROM found f CROSS JOIN entry e WHERE e.place = %s AND e.number = f.number"
            " ORDER BY e.number",
            [*pairs, place, place, place],
        )
        return [self._line(row) for row in rows]

    def append(self, appends: Iterable[Append], *, at: datetime) -> None:
        """See `Logs.append`."""
        heads = self._heads()
        appends = tuple(appends)
        heads.update(self._read_heads(dict.fromkeys(append.place for append in appends)))
        lines, references = [], []
        for append in appends:
            place, event = append.place, append.event
            number = heads[place] = heads[place] + 1
            kind, version, body = codec.encode(event)
            sealed = self._cipher.seal(place, _context(number, kind), body)
            name = name_of(event)
            series, series_number = (name.series, name.number) if name else (None, None)
            lines.append((place, number, _micros(at), kind, version, series, series_number, topic_of(event), sealed))
            references += [(place, label.series, label.number, number) for label in dict.fromkeys(refers_to(event))]
        self._insert("entry", 9, lines)
        self._insert("reference", 4, references)

    # At the door -------------------------------------------------------------------------------------------

    def hold(self, held: Held) -> None:
        """See `AtDoor.hold`."""
        self._heads()
        self._insert("held", 4, [(held.desk, held.carry.number, held.into, _micros(held.due))])

    def unhold(self, desk: DeskId, carry: Label) -> bool:
        """See `AtDoor.unhold`."""
        return self._change("DELETE FROM held WHERE desk = %s AND carry = %s", [desk, carry.number]) == 1

    def at_door(self, desk: DeskId) -> list[Held]:
        """See `AtDoor.at_door`."""
        return self._held("WHERE desk = %s ORDER BY due, carry", [desk])

    def due(self, now: datetime, *, limit: int) -> list[Held]:
        """See `AtDoor.due`."""
        return self._held("WHERE due <= %s ORDER BY due, desk, carry LIMIT %s", [_micros(now), limit])

    def next_due(self) -> datetime | None:
        """See `AtDoor.next_due`."""
        (row,) = self._rows("SELECT MIN(due) FROM held", [])
        return None if row[0] is None else _moment(row[0])

    # Places ------------------------------------------------------------------------------------------------

    def open_place(self, row: PlaceRow) -> None:
        """See `Places.open_place`."""
        self._heads()
        self._insert("place", 3, [(row.place, row.case, row.mark or "")])

    def places(self) -> list[PlaceRow]:
        """See `Places.places`."""
        return [
            PlaceRow(_place(row[0], row[2]), CaseId(row[1]), _mark(row[2]))
            for row in self._rows("SELECT id, case_id, mark FROM place ORDER BY id", [])
        ]

    def keep_seat(self, seat: Seat) -> None:
        """See `Places.keep_seat`."""
        self._heads()
        self._insert("seat", 5, [(seat.id, seat.place, seat.mark or "", seat.role, seat.shown)])

    def seat(self, seat: SeatId) -> Seat | None:
        """See `Places.seat`."""
        rows = self._rows("SELECT id, place, mark, role, shown FROM seat WHERE id = %s", [seat])
        return _seat(rows[0]) if rows else None

    def seats(self, place: PlaceId) -> list[Seat]:
        """See `Places.seats`."""
        rows = self._rows("SELECT id, place, mark, role, shown FROM seat WHERE place = %s ORDER BY id", [place])
        return [_seat(row) for row in rows]

    def keep_credential(self, credential: Credential) -> None:
        """See `Places.keep_credential`."""
        self._change("DELETE FROM credential WHERE digest = %s", [credential.digest])
        self._insert(
            "credential",
            6,
            [
                (
                    credential.digest,
                    credential.kind,
                    credential.seat,
                    _micros(credential.expires),
                    credential.code_digest,
                    credential.failures,
                )
            ],
        )

    def credential(self, digest: bytes) -> tuple[Credential, Seat] | None:
        """See `Places.credential`."""
        rows = self._rows(
            "SELECT s.id, s.place, s.mark, s.role, s.shown, c.kind, c.expires, c.code_digest, c.failures"
            " FROM credential c JOIN seat s ON s.id = c.seat WHERE c.digest = %s",
            [digest],
        )
        if not rows:
            return None
        seat = _seat(rows[0][:5])
        kind, expires, code_digest, failures = rows[0][5:]
        credential = Credential(
            digest=digest,
            kind=CredentialKind(kind),
            seat=seat.id,
            expires=_moment(expires),
            code_digest=None if code_digest is None else bytes(code_digest),
            failures=failures,
        )
        return credential, seat

    def drop_credential(self, digest: bytes) -> bool:
        """See `Places.drop_credential`."""
        return self._change("DELETE FROM credential WHERE digest = %s", [digest]) == 1

    # Drafts and answers ------------------------------------------------------------------------------------

    def keep_draft(self, seat: Seat, destination: str, draft: Draft) -> None:
        """See `Drafts.keep_draft`."""
        self.drop_draft(seat, destination)
        body = self._cipher.seal(seat.place, f"draft|{seat.id}|{destination}", draft.body)
        self._insert("draft", 4, [(seat.id, destination, _micros(draft.saved), body)])

    def draft(self, seat: Seat, destination: str) -> Draft | None:
        """See `Drafts.draft`."""
        rows = self._rows("SELECT saved, body FROM draft WHERE seat = %s AND destination = %s", [seat.id, destination])
        if not rows:
            return None
        context = f"draft|{seat.id}|{destination}"
        return Draft(self._cipher.open(seat.place, context, bytes(rows[0][1])), _moment(rows[0][0]))

    def drop_draft(self, seat: Seat, destination: str) -> None:
        """See `Drafts.drop_draft`."""
        self._change("DELETE FROM draft WHERE seat = %s AND destination = %s", [seat.id, destination])

    def answer(self, seat: Seat, key: str) -> Answer | None:
        """See `Answers.answer`."""
        rows = self._rows("SELECT body FROM answer WHERE seat = %s AND key = %s", [seat.id, key])
        if not rows:
            return None
        body = self._cipher.open(seat.place, f"answer|{seat.id}|{key}", bytes(rows[0][0]))
        return msgspec.msgpack.decode(body, type=Answer)

    def keep_answer(self, seat: Seat, key: str, answer: Answer) -> None:
        """See `Answers.keep_answer`."""
        self._heads()
        body = msgspec.msgpack.encode(answer)
        sealed = self._cipher.seal(seat.place, f"answer|{seat.id}|{key}", body)
        self._insert("answer", 3, [(seat.id, key, sealed)])

    # -------------------------------------------------------------------------------------------------------

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
        self._openings.cache_clear()
        if self._here.connection.connection is not None:
            for statement in statements:
                self._execute(statement)

    def _must_be_whole(self) -> None:
        if self._here.connection.connection is None:
            raise Broken("the transaction was lost with its connection; nothing of it is kept")

    def _rows(self, statement: str, values: Sequence[object]) -> list[Row]:
        rows: list[Row] = self._execute(statement, values).fetchall()
        return rows

    def _change(self, statement: str, values: Sequence[object]) -> int:
        self._heads()
        return int(self._execute(statement, values).rowcount)

    def _insert(self, table: str, columns: int, rows: Sequence[Sequence[object]]) -> None:
        if rows:
            self._execute(_insertion(table, columns, len(rows)), [value for row in rows for value in row])

    def _ordered(
        self,
        statement: str,
        values: list[object],
        *,
        column: str,
        before: int | None,
        limit: int,
        newest: bool,
    ) -> list[Line]:
        if before is not None:
            statement += f" AND {column} < %s"
            values = [*values, before]
        statement += f" ORDER BY {column} {'DESC' if newest else 'ASC'} LIMIT %s"
        lines = [self._line(row) for row in self._rows(statement, [*values, limit])]
        return lines[::-1] if newest else lines

    def _held(self, where: str, values: list[object]) -> list[Held]:
        rows = self._rows(f"SELECT desk, carry, into_place, due FROM held {where}", values)
        return [Held(DeskId(row[0]), Label(CARRIES, row[1]), RoomId(row[2]), _moment(row[3])) for row in rows]

    def _read_opening(self, place: PlaceId) -> Line | None:
        rows = self._rows(f"SELECT {_LINE} FROM entry WHERE place = %s AND number = 1", [place])
        return self._line(rows[0]) if rows else None

    def _line(self, row: Row) -> Line:
        place, number, at, kind, version, body = row
        plain = self._cipher.open(place, _context(number, kind), bytes(body))
        return Line(place, number, _moment(at), codec.decode(kind, version, plain))

    def _read_heads(self, places: Collection[PlaceId]) -> dict[PlaceId, int]:
        if not places:
            return {}
        one = "(SELECT COALESCE(MAX(number), 0) FROM entry WHERE place = %s)"
        (row,) = self._rows("SELECT " + ", ".join([one] * len(places)), list(places))
        return dict(zip(places, map(int, row), strict=True))

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


_COLUMNS: Final = {
    "entry": "place, number, at, kind, version, series, series_number, topic, body",
    "reference": "place, series, series_number, number",
    "held": "desk, carry, into_place, due",
    "place": "id, case_id, mark",
    "seat": "id, place, mark, role, shown",
    "credential": "digest, kind, seat, expires, code_digest, failures",
    "draft": "seat, destination, saved, body",
    "answer": "seat, key, body",
}


@lru_cache(maxsize=64)
def _insertion(table: str, columns: int, rows: int) -> str:
    one = "(" + ", ".join(["%s"] * columns) + ")"
    return f"INSERT INTO {table} ({_COLUMNS[table]}) VALUES " + ", ".join([one] * rows)


@lru_cache(maxsize=256)
def _with_question_marks(statement: str) -> str:
    """The statement with SQLite's placeholders."""
    return statement.replace("%s", "?")


def _as_it_stands(statement: str) -> str:
    return statement


def _context(number: int, kind: str) -> str:
    return f"entry|{number}|{kind}"


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def _moment(micros: int) -> datetime:
    return _EPOCH + micros * _MICROSECOND


def _mark(mark: str) -> Mark | None:
    return Mark(mark) if mark else None


def _place(place: str, mark: str) -> PlaceId:
    return RoomId(place) if mark else DeskId(place)


def _seat(row: Row) -> Seat:
    identity, place, mark, role, shown = row
    return Seat(
        id=SeatId(identity),
        place=_place(place, mark),
        mark=_mark(mark),
        role=Role(role),
        shown=bool(shown),
    )
