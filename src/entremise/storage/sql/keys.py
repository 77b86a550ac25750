"""What is kept of keys, in SQL. All of it is covered with the host key but the host key's own fingerprint."""

import os
import time
from collections.abc import Callable, Collection, Iterable
from typing import Final

from django.db import OperationalError, ProgrammingError, connections

from entremise.domain.errors import Broken
from entremise.domain.ids import PlaceId
from entremise.keys.boxes import Draw
from entremise.keys.host import Host
from entremise.keys.passwords import ORDINARY, Cost
from entremise.keys.ring import FINGERPRINT, Keyring
from entremise.services.hub import Notifier
from entremise.services.ports import Covered, Keyholder, Wrap
from entremise.storage.cipher import RoomCipher
from entremise.storage.sql.database import Database, random_salt

KEY_TABLES: Final = ("wrap", "epoch", "keyholder", "host")
"""What a copy of the data leaves out, and a copy of the keys is."""


def sealed_with(alias: str = "default") -> bytes | None:
    """The fingerprint of the host key with which the database is sealed; None if nothing is sealed yet."""
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT body FROM host WHERE name = %s", [FINGERPRINT])
            row = cursor.fetchone()
    except (OperationalError, ProgrammingError):
        # No such table: an empty database.
        return None
    return None if row is None else bytes(row[0])


class KeysInSql(Database):
    """See `services.ports.KeyRows`. Holds the ring, and with it the cipher through which all other subjects go."""

    def __init__(
        self,
        notifier: Notifier | None = None,
        *,
        host: Host,
        alias: str = "default",
        salt: Callable[[PlaceId], bytes] = random_salt,
        draw: Draw = os.urandom,
        now: Callable[[], float] = time.monotonic,
        cost: Cost = ORDINARY,
    ) -> None:
        super().__init__(notifier, alias=alias, salt=salt)
        self._ring = Keyring(self, host, draw=draw, now=now, cost=cost)
        self._cipher = RoomCipher(self._ring)

    @property
    def keys(self) -> Keyring:
        """See `Store.keys`."""
        return self._ring

    def _forget(self) -> None:
        super()._forget()
        self._ring.forget_unkept()

    def epoch(self, place: PlaceId) -> int:
        """See `KeyRows.epoch`. Read once in each transaction."""
        known = self._here.epochs
        if known is None:
            return self._last_epoch(place)
        if place not in known:
            known[place] = self._last_epoch(place)
        return known[place]

    def add_epoch(self, place: PlaceId, epoch: int, public: bytes) -> None:
        """See `KeyRows.add_epoch`."""
        self._heads()
        self._insert("epoch", [(place, epoch, public)])
        (self._here.epochs or {})[place] = epoch

    def epoch_public(self, place: PlaceId, epoch: int) -> bytes | None:
        """See `KeyRows.epoch_public`."""
        rows = self._rows("SELECT public FROM epoch WHERE place = %s AND number = %s", [place, epoch])
        return bytes(rows[0][0]) if rows else None

    def wrap(self, place: PlaceId, epoch: int, holder: str) -> bytes | None:
        """See `KeyRows.wrap`."""
        rows = self._rows(
            "SELECT body FROM wrap WHERE place = %s AND epoch = %s AND holder = %s", [place, epoch, holder]
        )
        return bytes(rows[0][0]) if rows else None

    def wraps(self, place: PlaceId, *, holder: str | None = None) -> list[Wrap]:
        """See `KeyRows.wraps`."""
        where, values = ("", []) if holder is None else (" AND holder = %s", [holder])
        rows = self._rows(
            f"SELECT epoch, holder, body FROM wrap WHERE place = %s{where} ORDER BY epoch, holder", [place, *values]
        )
        return [Wrap(place, epoch, held, bytes(body)) for epoch, held, body in rows]

    def keep_wraps(self, wraps: Iterable[Wrap]) -> None:
        """See `KeyRows.keep_wraps`."""
        rows = [(wrap.place, wrap.epoch, wrap.holder, wrap.body) for wrap in wraps]
        for row in rows:
            self._change("DELETE FROM wrap WHERE place = %s AND epoch = %s AND holder = %s", row[:3])
        self._insert("wrap", rows)

    def drop_wraps(self, place: PlaceId, holder: str) -> None:
        """See `KeyRows.drop_wraps`."""
        self._change("DELETE FROM wrap WHERE place = %s AND holder = %s", [place, holder])

    def keyholder(self, holder: str) -> Keyholder | None:
        """See `KeyRows.keyholder`."""
        rows = self._rows("SELECT public, body FROM keyholder WHERE id = %s", [holder])
        return Keyholder(holder, bytes(rows[0][0]), bytes(rows[0][1])) if rows else None

    def keep_keyholder(self, keyholder: Keyholder) -> None:
        """See `KeyRows.keep_keyholder`."""
        self._change("DELETE FROM keyholder WHERE id = %s", [keyholder.id])
        self._insert("keyholder", [(keyholder.id, keyholder.public, keyholder.body)])

    def drop_keyholder(self, holder: str) -> None:
        """See `KeyRows.drop_keyholder`."""
        self._change("DELETE FROM keyholder WHERE id = %s", [holder])
        self._change("DELETE FROM wrap WHERE holder = %s", [holder])

    def house(self, name: str) -> bytes | None:
        """See `KeyRows.house`."""
        held = "" if self._sqlite or self._here.heads is None else " FOR SHARE"
        rows = self._rows(f"SELECT body FROM host WHERE name = %s{held}", [name])
        return bytes(rows[0][0]) if rows else None

    def keep_house(self, name: str, body: bytes) -> None:
        """See `KeyRows.keep_house`."""
        if not self._change("UPDATE host SET body = %s WHERE name = %s", [body, name]):
            self._insert("host", [(name, body)])

    def erase_keys(self, places: Collection[PlaceId]) -> None:
        """See `KeyRows.erase_keys`."""
        for place in places:
            self._change("DELETE FROM wrap WHERE place = %s", [place])
            self._change("DELETE FROM epoch WHERE place = %s", [place])
            (self._here.epochs or {}).pop(place, None)

    def recover(self, cover: Callable[[Covered, tuple[str, ...], bytes], bytes]) -> None:
        """See `KeyRows.recover`."""
        for place, epoch, holder, body in self._rows("SELECT place, epoch, holder, body FROM wrap", []):
            made = cover(Covered.WRAP, (place, str(epoch), holder), bytes(body))
            row = [made, place, epoch, holder]
            self._change("UPDATE wrap SET body = %s WHERE place = %s AND epoch = %s AND holder = %s", row)
        for place, epoch, public in self._rows("SELECT place, number, public FROM epoch", []):
            made = cover(Covered.EPOCH_PUBLIC, (place, str(epoch)), bytes(public))
            self._change("UPDATE epoch SET public = %s WHERE place = %s AND number = %s", [made, place, epoch])
        for holder, public, body in self._rows("SELECT id, public, body FROM keyholder", []):
            made = cover(Covered.HOLDER_PUBLIC, (holder,), bytes(public))
            lock = cover(Covered.HOLDER_LOCK, (holder,), bytes(body))
            self._change("UPDATE keyholder SET public = %s, body = %s WHERE id = %s", [made, lock, holder])
        for name, body in self._rows("SELECT name, body FROM host WHERE name <> %s", [FINGERPRINT]):
            self.keep_house(name, cover(Covered.HOUSE, (name,), bytes(body)))

    def scrub(self) -> None:
        """See `KeyRows.scrub`.

        SQLite overwrites what is deleted (`secure_delete`), and the write-ahead log is emptied here; a reader that
        stays in the way for long leaves it for the next time. On PostgreSQL the key tables are written anew.
        """
        self.must_be_alone()
        if self._sqlite:
            self._rows("PRAGMA wal_checkpoint(TRUNCATE)", [])
        else:
            self._execute(f"VACUUM (FULL) {', '.join(KEY_TABLES)}")

    def tell_withdrawn(self, place: PlaceId) -> None:
        """See `KeyRows.tell_withdrawn`."""
        self._tell_of_keys(f"place:{place}")

    def tell_taken_back(self, by: str) -> None:
        """See `KeyRows.tell_taken_back`."""
        self._tell_of_keys(f"session:{by}")

    def _tell_of_keys(self, what: str) -> None:
        if not self._sqlite:
            self._rows("SELECT pg_notify('entremise_keys', %s)", [what])

    def must_be_alone(self) -> None:
        """See `keys.ring.Rows.must_be_alone`."""
        if self._here.heads is not None or self._here.ending is not None:
            raise Broken("what must be kept at once was asked for within a transaction")

    def _last_epoch(self, place: PlaceId) -> int:
        (row,) = self._rows("SELECT COALESCE(MAX(number), 0) FROM epoch WHERE place = %s", [place])
        return int(row[0])
