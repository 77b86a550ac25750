"""Cases, places, seats and what opens them, in SQL."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from entremise.domain.ids import AccessId, CaseId, DeskId, InnerId, Mark, PlaceId, PlaceKind, RoomId, SeatId
from entremise.domain.rooms import Seat
from entremise.domain.terms import Role
from entremise.services.ports import Credential, CredentialKind, PlaceRow
from entremise.storage.sql.database import Database, Row, micros, moment

_SEAT: Final = "s.id, s.place, s.mark, s.role, s.shown, s.account"
_CREDENTIAL: Final = "c.digest, c.kind, c.seat, c.expires, c.code_digest, c.failures, c.given, c.private"


class PlacesInSql(Database):
    """See `services.ports.Places`."""

    def open_place(self, row: PlaceRow) -> None:
        """See `Places.open_place`."""
        self._heads()
        self._insert("place", [(row.place, row.case, row.mark or "", row.kind, row.within or "")])

    def place(self, place: PlaceId) -> PlaceRow | None:
        """See `Places.place`."""
        rows = self._places("WHERE id = %s", [place])
        return rows[0] if rows else None

    def places(self) -> list[PlaceRow]:
        """See `Places.places`."""
        return self._places("", [])

    def places_within(self, place: PlaceId) -> list[PlaceRow]:
        """See `Places.places_within`."""
        return self._places("WHERE within = %s", [place])

    def places_of(self, case: CaseId) -> list[PlaceRow]:
        """See `Places.places_of`."""
        return self._places("WHERE case_id = %s", [case])

    def mark_destroyed(self, place: PlaceId, *, at: datetime) -> None:
        """See `Places.mark_destroyed`."""
        self._change("UPDATE place SET destroyed = %s WHERE id = %s", [micros(at), place])
        self._forget()

    def keep_seat(self, seat: Seat) -> None:
        """See `Places.keep_seat`."""
        self._change("DELETE FROM seat WHERE id = %s", [seat.id])
        self._insert("seat", [(seat.id, seat.place, seat.mark or "", seat.role, seat.shown, seat.account or "")])

    def drop_seat(self, seat: SeatId) -> bool:
        """See `Places.drop_seat`."""
        for table in ("credential", "passkey", "notice", "mail", "detail", "member", "draft", "answer"):
            self._change(f"DELETE FROM {table} WHERE seat = %s", [seat])
        self._change("DELETE FROM keyholder WHERE id = %s", [f"seat-{seat}"])
        self._change("DELETE FROM wrap WHERE holder = %s", [f"seat-{seat}"])
        return self._change("DELETE FROM seat WHERE id = %s", [seat]) == 1

    def seat(self, seat: SeatId) -> Seat | None:
        """See `Places.seat`."""
        rows = self._rows(f"SELECT {_SEAT} FROM seat s WHERE s.id = %s", [seat])
        return _seat(rows[0]) if rows else None

    def seats(self, place: PlaceId) -> list[Seat]:
        """See `Places.seats`."""
        rows = self._rows(f"SELECT {_SEAT} FROM seat s WHERE s.place = %s ORDER BY s.id", [place])
        return [_seat(row) for row in rows]

    def seats_of_account(self, account: str) -> list[Seat]:
        """See `Places.seats_of_account`."""
        rows = self._rows(f"SELECT {_SEAT} FROM seat s WHERE s.account = %s ORDER BY s.id", [account])
        return [_seat(row) for row in rows]

    def keep_detail(self, seat: Seat, body: bytes) -> None:
        """See `Places.keep_detail`."""
        self._change("DELETE FROM detail WHERE seat = %s", [seat.id])
        self._insert("detail", [(seat.id, self._cipher.seal(seat.place, f"detail|{seat.id}", body))])

    def detail(self, seat: Seat) -> bytes | None:
        """See `Places.detail`."""
        rows = self._rows("SELECT body FROM detail WHERE seat = %s", [seat.id])
        return self._cipher.open(seat.place, f"detail|{seat.id}", bytes(rows[0][0])) if rows else None

    def admit(self, inner: PlaceId, seat: SeatId) -> None:
        """See `Places.admit`."""
        self._change("DELETE FROM member WHERE place = %s AND seat = %s", [inner, seat])
        self._insert("member", [(inner, seat)])

    def dismiss(self, inner: PlaceId, seat: SeatId) -> bool:
        """See `Places.dismiss`."""
        return self._change("DELETE FROM member WHERE place = %s AND seat = %s", [inner, seat]) == 1

    def members(self, inner: PlaceId) -> list[SeatId]:
        """See `Places.members`."""
        rows = self._rows("SELECT seat FROM member WHERE place = %s ORDER BY seat", [inner])
        return [SeatId(row[0]) for row in rows]

    def inner_of(self, seat: SeatId) -> list[PlaceId]:
        """See `Places.inner_of`."""
        rows = self._rows("SELECT place FROM member WHERE seat = %s ORDER BY place", [seat])
        return [InnerId(row[0]) for row in rows]

    def keep_credential(self, credential: Credential) -> None:
        """See `Places.keep_credential`."""
        self._change("DELETE FROM credential WHERE digest = %s", [credential.digest])
        given = 0 if credential.given is None else micros(credential.given)
        row = (
            credential.digest,
            credential.kind,
            credential.seat,
            micros(credential.expires),
            credential.code_digest,
            credential.failures,
            given,
            credential.private,
        )
        self._insert("credential", [row])

    def credential(self, digest: bytes) -> tuple[Credential, Seat] | None:
        """See `Places.credential`."""
        rows = self._rows(
            f"SELECT {_CREDENTIAL}, {_SEAT} FROM credential c JOIN seat s ON s.id = c.seat WHERE c.digest = %s",
            [digest],
        )
        return (_credential(rows[0]), _seat(rows[0][8:])) if rows else None

    def credentials(self, seat: SeatId) -> list[Credential]:
        """See `Places.credentials`."""
        rows = self._rows(
            f"SELECT {_CREDENTIAL} FROM credential c WHERE c.seat = %s ORDER BY c.given, c.digest", [seat]
        )
        return [_credential(row) for row in rows]

    def drop_credential(self, digest: bytes) -> bool:
        """See `Places.drop_credential`."""
        return self._change("DELETE FROM credential WHERE digest = %s", [digest]) == 1

    def _places(self, where: str, values: list[object]) -> list[PlaceRow]:
        rows = self._rows(f"SELECT id, case_id, mark, kind, within, destroyed FROM place {where} ORDER BY id", values)
        return [_place(row) for row in rows]


def _place(row: Row) -> PlaceRow:
    identity, case, mark, kind, within, destroyed = row
    return PlaceRow(
        _PLACE[PlaceKind(kind)](identity),
        CaseId(case),
        Mark(mark) if mark else None,
        PlaceKind(kind),
        within or None,
        None if destroyed is None else moment(destroyed),
    )


_PLACE: Final[Mapping[PlaceKind, Callable[[str], PlaceId]]] = MappingProxyType(
    {PlaceKind.ROOM: RoomId, PlaceKind.DESK: DeskId, PlaceKind.INNER: InnerId, PlaceKind.ACCESS: AccessId}
)


def _seat(row: Row) -> Seat:
    identity, place, mark, role, shown, account = row
    return Seat(
        id=SeatId(identity),
        place=RoomId(place) if mark else DeskId(place),
        mark=Mark(mark) if mark else None,
        role=Role(role),
        shown=bool(shown),
        account=account or None,
    )


def _credential(row: Row) -> Credential:
    digest, kind, seat, expires, code_digest, failures, given, private = row[:8]
    return Credential(
        digest=bytes(digest),
        kind=CredentialKind(kind),
        seat=SeatId(seat),
        expires=moment(expires),
        code_digest=None if code_digest is None else bytes(code_digest),
        failures=failures,
        given=moment(given) if given else None,
        private=None if private is None else bytes(private),
    )
