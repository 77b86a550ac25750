"""Messages at a door, in SQL: a mirror of the desks' logs that makes the due ones quick to find."""

from datetime import datetime

from entremise.domain.ids import CARRIES, DeskId, Label, RoomId
from entremise.services.ports import Held
from entremise.storage.sql.database import Database, micros, moment


class AtDoorInSql(Database):
    """See `services.ports.AtDoor`."""

    def hold(self, held: Held) -> None:
        """See `AtDoor.hold`."""
        self._heads()
        self._insert("held", [(held.desk, held.carry.number, held.into, micros(held.due))])

    def unhold(self, desk: DeskId, carry: Label) -> bool:
        """See `AtDoor.unhold`."""
        return self._change("DELETE FROM held WHERE desk = %s AND carry = %s", [desk, carry.number]) == 1

    def at_door(self, desk: DeskId) -> list[Held]:
        """See `AtDoor.at_door`."""
        return self._held("WHERE desk = %s ORDER BY due, carry", [desk])

    def due(self, now: datetime, *, limit: int) -> list[Held]:
        """See `AtDoor.due`."""
        return self._held("WHERE due <= %s ORDER BY due, desk, carry LIMIT %s", [micros(now), limit])

    def next_due(self) -> datetime | None:
        """See `AtDoor.next_due`."""
        (row,) = self._rows("SELECT MIN(due) FROM held", [])
        return None if row[0] is None else moment(row[0])

    def _held(self, where: str, values: list[object]) -> list[Held]:
        rows = self._rows(f"SELECT desk, carry, into_place, due FROM held {where}", values)
        return [Held(DeskId(row[0]), Label(CARRIES, row[1]), RoomId(row[2]), moment(row[3])) for row in rows]
