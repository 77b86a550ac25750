"""Files in sealed chunks, in SQL; what is known of one before it hangs on an entry is sealed for its place."""

from collections.abc import Collection, Sequence
from datetime import datetime

from entremise.domain.ids import DocumentId, PlaceId, SeatId
from entremise.services.ports import Pending
from entremise.storage.sql.database import Database, Row, micros, moment

_PENDING = "place, id, seat, begun, size, finished, body"


class DocumentsInSql(Database):
    """See `services.ports.Documents`."""

    def keep_pending(self, pending: Pending) -> None:
        """See `Documents.keep_pending`."""
        self.claim(pending.place, pending.id)
        body = self._cipher.seal(pending.place, _context(pending.id), pending.body)
        begun, finished = micros(pending.begun), pending.finished
        row = (pending.place, pending.id, pending.seat, begun, pending.size, finished, body)
        self._insert("document", [row])

    def pending(self, place: PlaceId, document: DocumentId) -> Pending | None:
        """See `Documents.pending`."""
        rows = self._rows(f"SELECT {_PENDING} FROM document WHERE place = %s AND id = %s", [place, document])
        return self._pending(rows[0]) if rows else None

    def pending_of(self, place: PlaceId, seat: SeatId) -> list[Pending]:
        """See `Documents.pending_of`."""
        statement = f"SELECT {_PENDING} FROM document WHERE place = %s AND seat = %s ORDER BY begun, id"
        return [self._pending(row) for row in self._rows(statement, [place, seat])]

    def claim(self, place: PlaceId, document: DocumentId) -> bool:
        """See `Documents.claim`."""
        return self._change("DELETE FROM document WHERE place = %s AND id = %s", [place, document]) == 1

    def add_chunks(self, place: PlaceId, document: DocumentId, first: int, chunks: Sequence[bytes]) -> None:
        """See `Documents.add_chunks`."""
        self._heads()
        self._insert("chunk", [(place, document, number, body) for number, body in enumerate(chunks, start=first)])

    def chunks(self, place: PlaceId, document: DocumentId, first: int, count: int) -> list[bytes]:
        """See `Documents.chunks`."""
        statement = (
            "SELECT body FROM chunk WHERE place = %s AND document = %s AND number >= %s AND number < %s ORDER BY number"
        )
        return [bytes(row[0]) for row in self._rows(statement, [place, document, first, first + count])]

    def last_chunks(self, files: Sequence[tuple[PlaceId, DocumentId, int]]) -> list[list[bytes]]:
        """See `Documents.last_chunks`."""
        if not files:
            return []
        wanted = ", ".join(["(%s, %s, %s)"] * len(files))
        statement = (
            f"WITH wanted (place, document, first) AS (VALUES {wanted}) "
            "SELECT chunk.place, chunk.document, chunk.body FROM wanted JOIN chunk ON chunk.place = wanted.place "
            "AND chunk.document = wanted.document AND chunk.number >= wanted.first ORDER BY chunk.number"
        )
        found: dict[tuple[str, str], list[bytes]] = {(place, document): [] for place, document, _ in files}
        for row in self._rows(statement, [value for file in files for value in file]):
            found[row[0], row[1]].append(bytes(row[2]))
        return [found[place, document] for place, document, _ in files]

    def drop_document(self, place: PlaceId, document: DocumentId) -> None:
        """See `Documents.drop_document`."""
        self.claim(place, document)
        self._change("DELETE FROM chunk WHERE place = %s AND document = %s", [place, document])

    def forgotten(self, before: datetime, *, limit: int) -> list[tuple[PlaceId, DocumentId]]:
        """See `Documents.forgotten`."""
        statement = "SELECT place, id FROM document WHERE begun < %s ORDER BY begun, place, id LIMIT %s"
        return [(row[0], DocumentId(row[1])) for row in self._rows(statement, [micros(before), limit])]

    def erase_documents(self, places: Collection[PlaceId]) -> None:
        """See `Documents.erase_documents`."""
        for place in places:
            self._change("DELETE FROM document WHERE place = %s", [place])
            self._change("DELETE FROM chunk WHERE place = %s", [place])

    def _pending(self, row: Row) -> Pending:
        place, document, seat, begun, size, finished, body = row
        opened = self._cipher.open(place, _context(document), bytes(body))
        return Pending(place, DocumentId(document), SeatId(seat), moment(begun), size, bool(finished), opened)


def _context(document: str) -> str:
    return f"document|{document}"
