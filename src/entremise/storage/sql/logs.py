"""The logs in SQL. Each read costs what it returns, through an index that begins with the place."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from entremise.domain.events import name_of, refers_to, topic_of
from entremise.domain.ids import Label, PlaceId
from entremise.domain.log import Append, Line
from entremise.domain.record import SALT_BYTES, WIDTH, completed, leaf
from entremise.keys.scheme import HEAD_BYTES
from entremise.services.hub import Notifier
from entremise.storage import codec
from entremise.storage.sql.database import Database, Row, context, micros, moment, random_salt

_LINE: Final = "place, number, at, kind, version, body"
_MOST_OPENINGS: Final = 4096
_LINE_OF_E: Final = "e.place, e.number, e.at, e.kind, e.version, e.body"


class LogsInSql(Database):
    """See `services.ports.Logs`."""

    def __init__(
        self,
        notifier: Notifier | None = None,
        *,
        alias: str = "default",
        salt: Callable[[PlaceId], bytes] = random_salt,
    ) -> None:
        super().__init__(notifier, alias=alias, salt=salt)
        self._openings: dict[PlaceId, _Opening] = {}

    def _forget(self) -> None:
        super()._forget()
        self._openings.clear()

    def opening(self, place: PlaceId) -> Line | None:
        """See `Logs.opening`. Remembered, since line 1 of a log never changes, and shown while its key is at hand."""
        known = self._openings.get(place)
        if known is not None:
            self._cipher.must_open(place, known.sealed)
            return known.line
        rows = self._rows(f"SELECT {_LINE} FROM entry WHERE place = %s AND number = 1", [place])
        if not rows:
            return None
        line = self._line(rows[0])
        if len(self._openings) >= _MOST_OPENINGS:
            self._openings.clear()
        self._openings[place] = _Opening(line, bytes(rows[0][-1])[:HEAD_BYTES])
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

    def topics(self, place: PlaceId, topics: Collection[str], *, limit: int) -> dict[str, list[Line]]:
        """See `Logs.topics`. One statement."""
        found: dict[str, list[Line]] = {topic: [] for topic in topics}
        if not found:
            return found
        # Each in its own brackets, so that each is read through the index from its end.
        one = f"SELECT * FROM (SELECT {_LINE}, topic FROM entry WHERE place = %s AND topic = %s"
        one += " ORDER BY number DESC LIMIT %s) AS last"
        values = [value for topic in found for value in (place, topic, limit)]
        for *row, topic in self._rows(" UNION ALL ".join([one] * len(found)) + " ORDER BY number", values):
            found[topic].append(self._line(tuple(row)))
        return found

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
        lines, references, grown = [], [], []
        for append in appends:
            place, event = append.place, append.event
            number = heads[place] = heads[place] + 1
            kind, version, body = codec.encode(event)
            salt, written = self._salt(place), micros(at)
            hashed = leaf(salt, number=number, at_micros=written, kind=kind, version=version, body=body)
            sealed = self._cipher.seal(place, context(number, kind), salt + body)
            name = name_of(event)
            series, series_number = (name.series, name.number) if name else (None, None)
            lines.append(
                (place, number, written, kind, version, series, series_number, topic_of(event), sealed, hashed)
            )
            references += [(place, label.series, label.number, number) for label in dict.fromkeys(refers_to(event))]
            if number % WIDTH == 0:
                grown.append((place, number, hashed))
        self._insert("entry", lines)
        self._insert("reference", references)
        for place, size, hashed in grown:
            tiles = completed(_Tree(self._nodes, place), hashed, size)
            self._insert("tile", [(place, tile.level, tile.index, tile.root) for tile in tiles])

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

    def _line(self, row: Row) -> Line:
        place, number, at, kind, version, body = row
        plain = self._cipher.open(place, context(number, kind), bytes(body))
        return Line(place, number, moment(at), codec.decode(kind, version, plain[SALT_BYTES:]))

    def _read_heads(self, places: Collection[PlaceId]) -> dict[PlaceId, int]:
        if not places:
            return {}
        one = "(SELECT COALESCE(MAX(number), 0) FROM entry WHERE place = %s)"
        (row,) = self._rows("SELECT " + ", ".join([one] * len(places)), list(places))
        return dict(zip(places, map(int, row), strict=True))


@dataclass(frozen=True, slots=True)
class _Opening:
    """Line 1 of a log, and the head of its sealed form, which says with which key it opens."""

    line: Line
    sealed: bytes


@dataclass(frozen=True, slots=True)
class _Tree:
    """One place's tree, as `domain.record` reads it."""

    read: Callable[[PlaceId, int, int, int], list[bytes]]
    place: PlaceId

    def nodes(self, level: int, first: int, count: int) -> list[bytes]:
        """See `domain.record.Nodes`."""
        return self.read(self.place, level, first, count)
