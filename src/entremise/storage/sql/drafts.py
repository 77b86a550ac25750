"""Drafts, and answers to acts, in SQL; both sealed for the place of their seat."""

from hashlib import sha256

import msgspec

from entremise.domain.rooms import Seat
from entremise.services.ports import Answer, Draft
from entremise.storage.sql.database import Database, micros, moment


class DraftsInSql(Database):
    """See `services.ports.Drafts` and `services.ports.Answers`."""

    def keep_draft(self, seat: Seat, destination: str, draft: Draft) -> None:
        """See `Drafts.keep_draft`."""
        self.drop_draft(seat, destination)
        body = self._cipher.seal(seat.place, f"draft|{seat.id}|{destination}", draft.body)
        self._insert("draft", [(seat.id, destination, micros(draft.saved), body)])

    def draft(self, seat: Seat, destination: str) -> Draft | None:
        """See `Drafts.draft`."""
        rows = self._rows("SELECT saved, body FROM draft WHERE seat = %s AND destination = %s", [seat.id, destination])
        if not rows:
            return None
        context = f"draft|{seat.id}|{destination}"
        return Draft(self._cipher.open(seat.place, context, bytes(rows[0][1])), moment(rows[0][0]))

    def drop_draft(self, seat: Seat, destination: str) -> None:
        """See `Drafts.drop_draft`."""
        self._change("DELETE FROM draft WHERE seat = %s AND destination = %s", [seat.id, destination])

    def drafts_of(self, seat: Seat) -> list[tuple[str, Draft]]:
        """See `Drafts.drafts_of`."""
        rows = self._rows("SELECT destination FROM draft WHERE seat = %s ORDER BY destination", [seat.id])
        found = ((row[0], self.draft(seat, row[0])) for row in rows)
        return [(destination, draft) for destination, draft in found if draft is not None]

    def answer(self, seat: Seat, key: str) -> Answer | None:
        """See `Answers.answer`."""
        rows = self._rows("SELECT body FROM answer WHERE seat = %s AND key = %s", [seat.id, _hashed(key)])
        if not rows:
            return None
        body = self._cipher.open(seat.place, f"answer|{seat.id}|{key}", bytes(rows[0][0]))
        return msgspec.msgpack.decode(body, type=Answer)

    def keep_answer(self, seat: Seat, key: str, answer: Answer) -> None:
        """See `Answers.keep_answer`."""
        self._heads()
        body = msgspec.msgpack.encode(answer)
        sealed = self._cipher.seal(seat.place, f"answer|{seat.id}|{key}", body)
        self._insert("answer", [(seat.id, _hashed(key), sealed)])


def _hashed(key: str) -> str:
    """A key as it is found by: a program may have put words into it."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
