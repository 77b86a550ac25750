"""The trees over the logs, in SQL: leaves beside their lines, and the roots of complete tiles."""

from entremise.domain.ids import PlaceId
from entremise.domain.record import SALT_BYTES
from entremise.services.ports import SaltedLine
from entremise.storage.sql.database import Database, context


class RecordsInSql(Database):
    """See `services.ports.Records`."""

    def nodes(self, place: PlaceId, level: int, first: int, count: int) -> list[bytes]:
        """See `Records.nodes`."""
        return self._nodes(place, level, first, count)

    def salted(self, place: PlaceId, *, after: int, limit: int) -> list[SaltedLine]:
        """See `Records.salted`."""
        rows = self._rows(
            "SELECT number, at, kind, version, body FROM entry WHERE place = %s AND number > %s"
            " ORDER BY number LIMIT %s",
            [place, after, limit],
        )
        lines = []
        for number, at, kind, version, body in rows:
            plain = self._cipher.open(place, context(number, kind), bytes(body))
            lines.append(SaltedLine(number, at, kind, version, plain[:SALT_BYTES], plain[SALT_BYTES:]))
        return lines
