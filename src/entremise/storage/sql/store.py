"""The store on SQLite or PostgreSQL: its subjects, joined."""

from entremise.services.ports import PlaceRow
from entremise.storage.sql.documents import DocumentsInSql
from entremise.storage.sql.door import AtDoorInSql
from entremise.storage.sql.drafts import DraftsInSql
from entremise.storage.sql.endings import EndingsInSql
from entremise.storage.sql.keys import KeysInSql
from entremise.storage.sql.logs import LogsInSql
from entremise.storage.sql.notices import NoticesInSql
from entremise.storage.sql.passkeys import PasskeysInSql
from entremise.storage.sql.places import PlacesInSql
from entremise.storage.sql.records import RecordsInSql
from entremise.storage.sql.stamps import StampsInSql


class SqlStore(
    KeysInSql,
    LogsInSql,
    RecordsInSql,
    StampsInSql,
    AtDoorInSql,
    PlacesInSql,
    PasskeysInSql,
    NoticesInSql,
    DocumentsInSql,
    DraftsInSql,
    EndingsInSql,
):
    """See `services.ports.Store`. Made once; used from any thread, each with its own connection."""

    def open_place(self, row: PlaceRow) -> None:
        """See `Places.open_place`."""
        super().open_place(row)
        self.keys.begin(row.place)
