"""Passkeys of seats, and challenges, in SQL."""

from datetime import datetime

from entremise.domain.ids import SeatId
from entremise.services.ports import Passkey
from entremise.storage.sql.database import Database, Row, micros


class PasskeysInSql(Database):
    """See `services.ports.Passkeys`."""

    def keep_passkey(self, passkey: Passkey) -> None:
        """See `Passkeys.keep_passkey`."""
        self._change("DELETE FROM passkey WHERE id = %s", [passkey.id])
        self._insert("passkey", [(passkey.id, passkey.seat, passkey.body)])

    def passkey(self, identity: bytes) -> Passkey | None:
        """See `Passkeys.passkey`."""
        rows = self._rows("SELECT id, seat, body FROM passkey WHERE id = %s", [identity])
        return _passkey(rows[0]) if rows else None

    def passkeys(self, seat: SeatId) -> list[Passkey]:
        """See `Passkeys.passkeys`."""
        rows = self._rows("SELECT id, seat, body FROM passkey WHERE seat = %s ORDER BY id", [seat])
        return [_passkey(row) for row in rows]

    def drop_passkey(self, seat: SeatId, identity: bytes) -> bool:
        """See `Passkeys.drop_passkey`."""
        return self._change("DELETE FROM passkey WHERE id = %s AND seat = %s", [identity, seat]) == 1

    def keep_challenge(self, digest: bytes, body: bytes, *, expires: datetime, now: datetime) -> None:
        """See `Passkeys.keep_challenge`."""
        self._change("DELETE FROM challenge WHERE expires <= %s OR digest = %s", [micros(now), digest])
        self._insert("challenge", [(digest, micros(expires), body)])

    def take_challenge(self, digest: bytes, *, now: datetime) -> bytes | None:
        """See `Passkeys.take_challenge`."""
        rows = self._rows("SELECT body FROM challenge WHERE digest = %s AND expires > %s", [digest, micros(now)])
        gone = self._change("DELETE FROM challenge WHERE digest = %s", [digest]) == 1
        return bytes(rows[0][0]) if rows and gone else None


def _passkey(row: Row) -> Passkey:
    identity, seat, body = row
    return Passkey(bytes(identity), SeatId(seat), bytes(body))
