"""Closed cases, in SQL: a mirror of the desks' logs by which the days that are over are found."""

from datetime import datetime
from typing import Final

from entremise.domain.ids import CaseId
from entremise.services.ports import CaseFile, CertificateRow
from entremise.storage.sql.database import Database, Row, micros, moment

_COLUMNS: Final = "id, closed, destroy, reminded"


class EndingsInSql(Database):
    """See `services.ports.Endings` and `services.ports.Certificates`."""

    def keep_ending(self, file: CaseFile) -> None:
        """See `Endings.keep_ending`."""
        self._change("DELETE FROM casefile WHERE id = %s", [file.case])
        destroy = None if file.destroy is None else micros(file.destroy)
        self._insert("casefile", [(file.case, micros(file.closed), destroy, file.reminded)])

    def drop_ending(self, case: CaseId) -> bool:
        """See `Endings.drop_ending`."""
        return self._change("DELETE FROM casefile WHERE id = %s", [case]) == 1

    def ending(self, case: CaseId) -> CaseFile | None:
        """See `Endings.ending`."""
        rows = self._rows(f"SELECT {_COLUMNS} FROM casefile WHERE id = %s", [case])
        return _file(rows[0]) if rows else None

    def endings(self, *, before: datetime | None = None) -> list[CaseFile]:
        """See `Endings.endings`."""
        where, values = ("WHERE destroy <= %s", [micros(before)]) if before is not None else ("", [])
        rows = self._rows(f"SELECT {_COLUMNS} FROM casefile {where}", values)
        return sorted(map(_file, rows), key=lambda file: file.order)

    def keep_certificate(self, certificate: CertificateRow) -> None:
        """See `Certificates.keep_certificate`."""
        self._change("DELETE FROM certificate WHERE id = %s", [certificate.case])
        self._insert("certificate", [(certificate.case, micros(certificate.at), certificate.text)])

    def certificate(self, case: CaseId) -> CertificateRow | None:
        """See `Certificates.certificate`."""
        rows = self._rows("SELECT id, at, body FROM certificate WHERE id = %s", [case])
        return _certificate(rows[0]) if rows else None

    def certificates(self) -> list[CertificateRow]:
        """See `Certificates.certificates`."""
        return [
            _certificate(row) for row in self._rows("SELECT id, at, body FROM certificate ORDER BY at DESC, id", [])
        ]


def _certificate(row: Row) -> CertificateRow:
    case, at, text = row
    return CertificateRow(CaseId(case), moment(at), text)


def _file(row: Row) -> CaseFile:
    case, closed, destroy, reminded = row
    return CaseFile(CaseId(case), moment(closed), None if destroy is None else moment(destroy), reminded)
