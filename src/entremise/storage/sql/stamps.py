"""Stamped checkpoints, and those that wait for a stamp, in SQL."""

from typing import Final

from entremise.domain.ids import PlaceId
from entremise.services.ports import StampRow
from entremise.storage.sql.database import Database, Row, micros, moment

_COLUMNS: Final = "place, size, asked, body, stamped"


class StampsInSql(Database):
    """See `services.ports.Stamps`."""

    def keep_stamp(self, stamp: StampRow) -> None:
        """See `Stamps.keep_stamp`."""
        self._change("DELETE FROM stamp WHERE place = %s AND size = %s", [stamp.place, stamp.size])
        stamped = None if stamp.stamped is None else micros(stamp.stamped)
        self._insert("stamp", [(stamp.place, stamp.size, micros(stamp.asked), stamp.body, stamped)])

    def drop_waiting(self, place: PlaceId) -> None:
        """See `Stamps.drop_waiting`."""
        self._change("DELETE FROM stamp WHERE place = %s AND stamped IS NULL", [place])

    def waiting(self, *, limit: int) -> list[StampRow]:
        """See `Stamps.waiting`."""
        rows = self._rows(f"SELECT {_COLUMNS} FROM stamp WHERE stamped IS NULL ORDER BY asked, place LIMIT %s", [limit])
        return [_stamp(row) for row in rows]

    def last_stamp(self, place: PlaceId) -> StampRow | None:
        """See `Stamps.last_stamp`."""
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM stamp WHERE place = %s AND stamped IS NOT NULL ORDER BY size DESC LIMIT 1", [place]
        )
        return _stamp(rows[0]) if rows else None


def _stamp(row: Row) -> StampRow:
    place, size, asked, body, stamped = row
    return StampRow(
        place=place,
        size=size,
        asked=moment(asked),
        body=bytes(body),
        stamped=None if stamped is None else moment(stamped),
    )
