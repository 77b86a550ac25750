"""Who asked to be told by mail, and the mails on their way, in SQL."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from entremise.domain.ids import DeskId, PlaceId, SeatId
from entremise.domain.notices import MailKind
from entremise.keys.ring import Keyring
from entremise.services.ports import Mail, NoticeRow
from entremise.storage.addresses import opened_notice, sealed_notice
from entremise.storage.sql.database import Database, Row, micros, moment

_NOTICE: Final = "seat, place, by_house, rings, next, seen, told"
_MAIL: Final = "id, seat, kind, at, upto, tries, next"


class NoticesInSql(Database):
    """See `services.ports.Notices`."""

    _ring: Keyring

    def keep_notice(self, row: NoticeRow, body: bytes) -> None:
        """See `Notices.keep_notice`."""
        sealed = sealed_notice(self._ring, row, body)
        self._change("DELETE FROM notice WHERE seat = %s", [row.seat])
        due = None if row.next is None else micros(row.next)
        self._insert("notice", [(row.seat, row.place, row.by_house, row.rings, due, row.seen, row.told, sealed)])

    def notice(self, seat: SeatId) -> NoticeRow | None:
        """See `Notices.notice`."""
        rows = self._rows(f"SELECT {_NOTICE} FROM notice WHERE seat = %s", [seat])
        return _notice(rows[0]) if rows else None

    def notice_body(self, row: NoticeRow) -> bytes | None:
        """See `Notices.notice_body`."""
        rows = self._rows(f"SELECT {_NOTICE}, body FROM notice WHERE seat = %s", [row.seat])
        return opened_notice(self._ring, _notice(rows[0][:7]), bytes(rows[0][7])) if rows else None

    def drop_notice(self, seat: SeatId) -> bool:
        """See `Notices.drop_notice`."""
        self._change("DELETE FROM mail WHERE seat = %s", [seat])
        return self._change("DELETE FROM notice WHERE seat = %s", [seat]) == 1

    def notices_of(self, place: PlaceId) -> list[NoticeRow]:
        """See `Notices.notices_of`."""
        rows = self._rows(f"SELECT {_NOTICE} FROM notice WHERE place = %s ORDER BY seat", [place])
        return [_notice(row) for row in rows]

    def notices_due(self, now: datetime, *, limit: int) -> list[NoticeRow]:
        """See `Notices.notices_due`."""
        statement = f"SELECT {_NOTICE} FROM notice WHERE next <= %s ORDER BY next, seat LIMIT %s"
        return [_notice(row) for row in self._rows(statement, [micros(now), limit])]

    def pass_notice(self, row: NoticeRow, *, next: datetime, told: int) -> bool:  # noqa: A002
        """See `Notices.pass_notice`."""
        was = None if row.next is None else micros(row.next)
        statement = "UPDATE notice SET next = %s, told = %s WHERE seat = %s AND next = %s"
        return self._change(statement, [micros(next), told, row.seat, was]) == 1

    def look(self, seat: SeatId, line: int) -> None:
        """See `Notices.look`."""
        self._change("UPDATE notice SET seen = %s WHERE seat = %s AND seen < %s", [line, seat, line])

    def came(self, place: PlaceId, kinds: Collection[str], *, after: int) -> bool:
        """See `Notices.came`."""
        marks = ", ".join(["%s"] * len(kinds))
        statement = f"SELECT 1 FROM entry WHERE place = %s AND number > %s AND kind IN ({marks}) LIMIT 1"
        return bool(self._rows(statement, [place, after, *sorted(kinds)]))

    def keep_mail(self, mail: Mail) -> None:
        """See `Notices.keep_mail`."""
        self._change("DELETE FROM mail WHERE id = %s", [mail.id])
        row = (mail.id, mail.seat, mail.kind, micros(mail.at), mail.upto, mail.tries, micros(mail.next))
        self._insert("mail", [row])

    def mails_due(self, now: datetime, *, limit: int) -> list[Mail]:
        """See `Notices.mails_due`."""
        statement = f"SELECT {_MAIL} FROM mail WHERE next <= %s ORDER BY next, id LIMIT %s"
        return [_mail(row) for row in self._rows(statement, [micros(now), limit])]

    def put_off_mail(self, mail: Mail, *, next: datetime) -> bool:  # noqa: A002
        """See `Notices.put_off_mail`."""
        statement = "UPDATE mail SET tries = tries + 1, next = %s WHERE id = %s AND tries = %s"
        return self._change(statement, [micros(next), mail.id, mail.tries]) == 1

    def drop_mail(self, mail: str) -> bool:
        """See `Notices.drop_mail`."""
        return self._change("DELETE FROM mail WHERE id = %s", [mail]) == 1

    def mails_waiting(self) -> int:
        """See `Notices.mails_waiting`."""
        return int(self._rows("SELECT COUNT(*) FROM mail WHERE tries > 0", [])[0][0])


def _notice(row: Row) -> NoticeRow:
    seat, place, by_house, rings, due, seen, told = row
    return NoticeRow(
        seat=SeatId(seat),
        place=DeskId(place),
        by_house=bool(by_house),
        rings=bool(rings),
        next=None if due is None else moment(due),
        seen=seen,
        told=told,
    )


def _mail(row: Row) -> Mail:
    identity, seat, kind, at, upto, tries, due = row
    return Mail(
        id=identity, seat=SeatId(seat), kind=MailKind(kind), at=moment(at), upto=upto, tries=tries, next=moment(due)
    )
