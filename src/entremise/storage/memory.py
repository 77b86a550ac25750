"""A store in memory, for tests and rehearsals: the same promises, nothing kept after the process."""

import copy
import os
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from entremise.domain.errors import Broken, Conflict, Shut
from entremise.domain.events import name_of, refers_to, topic_of
from entremise.domain.ids import CaseId, DeskId, DocumentId, Label, PlaceId, SeatId
from entremise.domain.log import Append, Line
from entremise.domain.record import SALT_BYTES, WIDTH, completed, leaf, micros
from entremise.domain.rooms import Seat
from entremise.keys.boxes import KEY_BYTES
from entremise.keys.host import Host
from entremise.keys.passwords import Cost
from entremise.keys.ring import Keyring
from entremise.keys.scheme import HostKey
from entremise.services.hub import Nobody, Notifier
from entremise.services.ports import (
    Answer,
    CaseFile,
    CertificateRow,
    Credential,
    Draft,
    Held,
    Mail,
    NoticeRow,
    Passkey,
    Pending,
    PlaceRow,
    SaltedLine,
    StampRow,
)
from entremise.storage import codec
from entremise.storage.addresses import opened_notice, sealed_notice
from entremise.storage.memory_keys import CHEAP, KeptKeys, KeysInMemory


@dataclass
class _Kept:
    """All that is kept; copied at the start of a transaction, dropped if it fails."""

    logs: dict[PlaceId, list[Line]] = field(default_factory=dict)
    salted: dict[PlaceId, list[SaltedLine]] = field(default_factory=dict)
    nodes: dict[tuple[PlaceId, int], list[bytes]] = field(default_factory=dict)
    details: dict[SeatId, bytes] = field(default_factory=dict)
    members: dict[tuple[PlaceId, SeatId], None] = field(default_factory=dict)
    labels: dict[PlaceId, dict[Label, list[Line]]] = field(default_factory=dict)
    held: dict[tuple[DeskId, Label], Held] = field(default_factory=dict)
    places: dict[PlaceId, PlaceRow] = field(default_factory=dict)
    seats: dict[SeatId, Seat] = field(default_factory=dict)
    credentials: dict[bytes, Credential] = field(default_factory=dict)
    drafts: dict[tuple[SeatId, str], Draft] = field(default_factory=dict)
    answers: dict[tuple[SeatId, str], Answer] = field(default_factory=dict)
    certificates: dict[CaseId, CertificateRow] = field(default_factory=dict)
    stamps: dict[tuple[PlaceId, int], StampRow] = field(default_factory=dict)
    endings: dict[CaseId, CaseFile] = field(default_factory=dict)
    passkeys: dict[bytes, Passkey] = field(default_factory=dict)
    notices: dict[SeatId, tuple[NoticeRow, bytes]] = field(default_factory=dict)
    mails: dict[str, Mail] = field(default_factory=dict)
    challenges: dict[bytes, tuple[datetime, bytes]] = field(default_factory=dict)
    pending: dict[tuple[PlaceId, DocumentId], Pending] = field(default_factory=dict)
    chunks: dict[tuple[PlaceId, DocumentId], tuple[bytes, ...]] = field(default_factory=dict)

    def snapshot(self) -> "_Kept":
        """A copy that shares only what never changes."""
        return _Kept(
            logs={place: list(lines) for place, lines in self.logs.items()},
            salted={place: list(lines) for place, lines in self.salted.items()},
            nodes={at: list(nodes) for at, nodes in self.nodes.items()},
            labels={
                place: {label: list(lines) for label, lines in labels.items()} for place, labels in self.labels.items()
            },
            **{
                name: copy.copy(getattr(self, name))
                for name in (
                    *("details", "members", "held", "places", "seats", "stamps"),
                    *("credentials", "drafts", "answers", "endings", "passkeys", "challenges", "pending", "chunks"),
                    *("certificates", "notices", "mails"),
                )
            },
        )


def _no_salt(place: PlaceId) -> bytes:  # noqa: ARG001
    """What is kept nowhere needs no salt."""
    return bytes(SALT_BYTES)


class MemoryStore(KeysInMemory):
    """See `services.ports.Store`."""

    def __init__(
        self,
        notifier: Notifier | None = None,
        *,
        salt: Callable[[PlaceId], bytes] = _no_salt,
        now: Callable[[], float] = time.monotonic,
        cost: Cost = CHEAP,
    ) -> None:
        self._kept = _Kept()
        self._kept_keys = KeptKeys()
        self._ring = Keyring(self, Host(HostKey(os.urandom(KEY_BYTES))), now=now, cost=cost)
        self._salt = salt
        self._notifier = notifier or Nobody()
        self._lock = threading.RLock()
        self._writing = False
        self._heads: dict[PlaceId, int] = {}

    @contextmanager
    def writing(self, *places: PlaceId) -> Iterator[None]:  # noqa: ARG002 – all of them
        """See `Store.writing`. One writer at a time, whatever the places."""
        with self._lock:
            if self._writing:
                raise Broken("a transaction was opened inside another")
            before, keys, self._writing, self._heads = self._kept.snapshot(), self._kept_keys.snapshot(), True, {}
            try:
                yield
            except BaseException:
                self._kept, self._kept_keys = before, keys
                self._ring.forget_unkept()
                raise
            finally:
                self._writing = False
            heads = self._heads
        if heads:
            self._notifier.news(heads)

    @contextmanager
    def together(self) -> Iterator[None]:
        """See `Store.together`. Memory has nothing to wait for: each transaction is kept when it ends."""
        yield

    @property
    def keys(self) -> Keyring:
        """See `Store.keys`."""
        return self._ring

    # Notices -----------------------------------------------------------------------------------------------

    def keep_notice(self, row: NoticeRow, body: bytes) -> None:
        """See `Notices.keep_notice`."""
        self._must_write()
        self._kept.notices[row.seat] = row, sealed_notice(self._ring, row, body)

    def notice(self, seat: SeatId) -> NoticeRow | None:
        """See `Notices.notice`."""
        row, _ = self._kept.notices.get(seat, (None, b""))
        return row

    def notice_body(self, row: NoticeRow) -> bytes | None:
        """See `Notices.notice_body`."""
        kept = self._kept.notices.get(row.seat)
        return opened_notice(self._ring, *kept) if kept is not None else None

    def drop_notice(self, seat: SeatId) -> bool:
        """See `Notices.drop_notice`."""
        self._must_write()
        kept = self._kept
        kept.mails = {key: one for key, one in kept.mails.items() if one.seat != seat}
        return kept.notices.pop(seat, None) is not None

    def notices_of(self, place: PlaceId) -> list[NoticeRow]:
        """See `Notices.notices_of`."""
        rows = [row for row, _ in self._kept.notices.values() if row.place == place]
        return sorted(rows, key=lambda row: row.seat)

    def notices_due(self, now: datetime, *, limit: int) -> list[NoticeRow]:
        """See `Notices.notices_due`."""
        rows = [(row.next, row.seat, row) for row, _ in self._kept.notices.values() if row.next is not None]
        return [row for due, _, row in sorted(rows, key=lambda one: one[:2]) if due <= now][:limit]

    def pass_notice(self, row: NoticeRow, *, next: datetime, told: int) -> bool:  # noqa: A002
        """See `Notices.pass_notice`."""
        self._must_write()
        kept = self._kept.notices.get(row.seat)
        if kept is None or kept[0].next != row.next:
            return False
        self._kept.notices[row.seat] = replace(kept[0], next=next, told=told), kept[1]
        return True

    def look(self, seat: SeatId, line: int) -> None:
        """See `Notices.look`."""
        self._must_write()
        kept = self._kept.notices.get(seat)
        if kept is not None:
            self._kept.notices[seat] = replace(kept[0], seen=max(line, kept[0].seen)), kept[1]

    def came(self, place: PlaceId, kinds: Collection[str], *, after: int) -> bool:
        """See `Notices.came`."""
        return any(type(line.event).__name__ in kinds for line in self._kept.logs.get(place, ())[after:])

    def keep_mail(self, mail: Mail) -> None:
        """See `Notices.keep_mail`."""
        self._must_write()
        self._kept.mails[mail.id] = mail

    def mails_due(self, now: datetime, *, limit: int) -> list[Mail]:
        """See `Notices.mails_due`."""
        due = [mail for mail in self._kept.mails.values() if mail.next <= now]
        return sorted(due, key=lambda mail: (mail.next, mail.id))[:limit]

    def put_off_mail(self, mail: Mail, *, next: datetime) -> bool:  # noqa: A002
        """See `Notices.put_off_mail`."""
        self._must_write()
        kept = self._kept.mails.get(mail.id)
        if kept is None or kept.tries != mail.tries:
            return False
        self._kept.mails[mail.id] = replace(kept, tries=kept.tries + 1, next=next)
        return True

    def drop_mail(self, mail: str) -> bool:
        """See `Notices.drop_mail`."""
        self._must_write()
        return self._kept.mails.pop(mail, None) is not None

    def mails_waiting(self) -> int:
        """See `Notices.mails_waiting`."""
        return sum(mail.tries > 0 for mail in self._kept.mails.values())

    # Logs --------------------------------------------------------------------------------------------------

    def opening(self, place: PlaceId) -> Line | None:
        """See `Logs.opening`."""
        lines = self._open(place)
        return lines[0] if lines else None

    def head(self, place: PlaceId) -> int:
        """See `Logs.head`."""
        return len(self._kept.logs.get(place, ()))

    def lasts(self, place: PlaceId, *series: str) -> tuple[int, ...]:
        """See `Logs.lasts`."""
        labels = self._kept.labels.get(place, {})
        return tuple(
            max(
                (label.number for label in labels if label.series == one and _named(labels[label], label)),
                default=0,
            )
            for one in series
        )

    def page(
        self, place: PlaceId, *, after: int = 0, before: int | None = None, limit: int, newest: bool = False
    ) -> list[Line]:
        """See `Logs.page`."""
        lines = [
            line
            for line in self._open(place)
            if name_of(line.event) is not None and line.number > after and (before is None or line.number < before)
        ]
        return lines[max(len(lines) - limit, 0) :] if newest else lines[:limit]

    def series(
        self,
        place: PlaceId,
        series: str,
        *,
        after: int = 0,
        before: int | None = None,
        limit: int,
        newest: bool = False,
    ) -> list[Line]:
        """See `Logs.series`."""
        lines = [
            line
            for line in self._open(place)
            if (label := name_of(line.event)) is not None
            and label.series == series
            and label.number > after
            and (before is None or label.number < before)
        ]
        return lines[max(len(lines) - limit, 0) :] if newest else lines[:limit]

    def lines(self, place: PlaceId, *, after: int, limit: int) -> list[Line]:
        """See `Logs.lines`."""
        return self._open(place)[after : after + limit]

    def topic(self, place: PlaceId, topic: str, *, limit: int) -> list[Line]:
        """See `Logs.topic`."""
        lines = [line for line in self._open(place) if topic_of(line.event) == topic]
        return lines[max(len(lines) - limit, 0) :]

    def topics(self, place: PlaceId, topics: Collection[str], *, limit: int) -> dict[str, list[Line]]:
        """See `Logs.topics`."""
        return {topic: self.topic(place, topic, limit=limit) for topic in topics}

    def about(self, place: PlaceId, labels: Collection[Label]) -> list[Line]:
        """See `Logs.about`."""
        self._open(place)
        known = self._kept.labels.get(place, {})
        lines = {line.number: line for label in labels for line in known.get(label, ())}
        return [lines[number] for number in sorted(lines)]

    def append(self, appends: Iterable[Append], *, at: datetime) -> None:
        """See `Logs.append`."""
        self._must_write()
        for append in appends:
            if append.place in self._kept.places and not self.epoch(append.place):
                raise Shut("a place without keys")
            log = self._kept.logs.setdefault(append.place, [])
            labels = self._kept.labels.setdefault(append.place, {})
            line = Line(append.place, len(log) + 1, at, append.event)
            name = name_of(append.event)
            if name is not None and any(name_of(other.event) == name for other in labels.get(name, ())):
                raise Conflict(f"{name} stands in this log already")
            log.append(line)
            self._grow(line)
            for label in {*((name,) if name else ()), *refers_to(append.event)}:
                labels.setdefault(label, []).append(line)
            self._heads[append.place] = line.number

    def _grow(self, line: Line) -> None:
        kind, version, body = codec.encode(line.event)
        salt, at = self._salt(line.place), micros(line.at)
        salted = SaltedLine(line.number, at, kind, version, salt, body)
        self._kept.salted.setdefault(line.place, []).append(salted)
        hashed = leaf(salt, number=line.number, at_micros=at, kind=kind, version=version, body=body)
        self._kept.nodes.setdefault((line.place, 0), []).append(hashed)
        if line.number % WIDTH == 0:
            for tile in completed(_Tree(self, line.place), hashed, line.number):
                self._kept.nodes.setdefault((line.place, tile.level), []).append(tile.root)

    def nodes(self, place: PlaceId, level: int, first: int, count: int) -> list[bytes]:
        """See `Records.nodes`."""
        return self._kept.nodes.get((place, level), [])[first : first + count]

    def keep_stamp(self, stamp: StampRow) -> None:
        """See `Stamps.keep_stamp`."""
        self._must_write()
        self._kept.stamps[stamp.place, stamp.size] = stamp

    def drop_waiting(self, place: PlaceId) -> None:
        """See `Stamps.drop_waiting`."""
        self._must_write()
        kept = self._kept
        kept.stamps = {key: one for key, one in kept.stamps.items() if one.place != place or one.stamped is not None}

    def waiting(self, *, limit: int) -> list[StampRow]:
        """See `Stamps.waiting`."""
        found = [stamp for stamp in self._kept.stamps.values() if stamp.stamped is None]
        return sorted(found, key=lambda one: (one.asked, one.place))[:limit]

    def last_stamp(self, place: PlaceId) -> StampRow | None:
        """See `Stamps.last_stamp`."""
        own = [one for one in self._kept.stamps.values() if one.place == place and one.stamped is not None]
        return max(own, key=lambda one: one.size, default=None)

    def salted(self, place: PlaceId, *, after: int, limit: int) -> list[SaltedLine]:
        """See `Records.salted`."""
        self._open(place)
        return self._kept.salted.get(place, [])[after : after + limit]

    # At the door -------------------------------------------------------------------------------------------

    def hold(self, held: Held) -> None:
        """See `AtDoor.hold`."""
        self._must_write()
        self._kept.held[held.desk, held.carry] = held

    def unhold(self, desk: DeskId, carry: Label) -> bool:
        """See `AtDoor.unhold`."""
        self._must_write()
        return self._kept.held.pop((desk, carry), None) is not None

    def at_door(self, desk: DeskId) -> list[Held]:
        """See `AtDoor.at_door`."""
        return [held for held in self._by_due() if held.desk == desk]

    def due(self, now: datetime, *, limit: int) -> list[Held]:
        """See `AtDoor.due`."""
        return [held for held in self._by_due() if held.due <= now][:limit]

    def next_due(self) -> datetime | None:
        """See `AtDoor.next_due`."""
        return min((held.due for held in self._kept.held.values()), default=None)

    # Places ------------------------------------------------------------------------------------------------

    def open_place(self, row: PlaceRow) -> None:
        """See `Places.open_place`."""
        self._must_write()
        self._kept.places[row.place] = row
        self._ring.begin(row.place)

    def place(self, place: PlaceId) -> PlaceRow | None:
        """See `Places.place`."""
        return self._kept.places.get(place)

    def places(self) -> list[PlaceRow]:
        """See `Places.places`."""
        return sorted(self._kept.places.values(), key=lambda row: row.place)

    def places_within(self, place: PlaceId) -> list[PlaceRow]:
        """See `Places.places_within`."""
        return [row for row in self.places() if row.within == place]

    def places_of(self, case: CaseId) -> list[PlaceRow]:
        """See `Places.places_of`."""
        return [row for row in self.places() if row.case == case]

    def mark_destroyed(self, place: PlaceId, *, at: datetime) -> None:
        """See `Places.mark_destroyed`."""
        self._must_write()
        self._kept.places[place] = replace(self._kept.places[place], destroyed=at)

    def keep_seat(self, seat: Seat) -> None:
        """See `Places.keep_seat`."""
        self._must_write()
        self._kept.seats[seat.id] = seat

    def drop_seat(self, seat: SeatId) -> bool:
        """See `Places.drop_seat`."""
        self._must_write()
        kept = self._kept
        kept.credentials = {key: one for key, one in kept.credentials.items() if one.seat != seat}
        kept.members = {key: None for key in kept.members if key[1] != seat}
        kept.drafts = {key: one for key, one in kept.drafts.items() if key[0] != seat}
        kept.answers = {key: one for key, one in kept.answers.items() if key[0] != seat}
        kept.passkeys = {key: one for key, one in kept.passkeys.items() if one.seat != seat}
        kept.details.pop(seat, None)
        self.drop_notice(seat)
        self.drop_keyholder(f"seat-{seat}")
        return kept.seats.pop(seat, None) is not None

    def seats_of_account(self, account: str) -> list[Seat]:
        """See `Places.seats_of_account`."""
        return sorted((seat for seat in self._kept.seats.values() if seat.account == account), key=lambda s: s.id)

    def keep_detail(self, seat: Seat, body: bytes) -> None:
        """See `Places.keep_detail`."""
        self._must_write()
        self._kept.details[seat.id] = body

    def detail(self, seat: Seat) -> bytes | None:
        """See `Places.detail`."""
        return self._kept.details.get(seat.id)

    def admit(self, inner: PlaceId, seat: SeatId) -> None:
        """See `Places.admit`."""
        self._must_write()
        self._kept.members[inner, seat] = None

    def dismiss(self, inner: PlaceId, seat: SeatId) -> bool:
        """See `Places.dismiss`."""
        self._must_write()
        return self._kept.members.pop((inner, seat), 0) is None

    def members(self, inner: PlaceId) -> list[SeatId]:
        """See `Places.members`."""
        return sorted(seat for place, seat in self._kept.members if place == inner)

    def inner_of(self, seat: SeatId) -> list[PlaceId]:
        """See `Places.inner_of`."""
        return sorted(place for place, member in self._kept.members if member == seat)

    def seat(self, seat: SeatId) -> Seat | None:
        """See `Places.seat`."""
        return self._kept.seats.get(seat)

    def seats(self, place: PlaceId) -> list[Seat]:
        """See `Places.seats`."""
        return sorted((s for s in self._kept.seats.values() if s.place == place), key=lambda s: s.id)

    def keep_credential(self, credential: Credential) -> None:
        """See `Places.keep_credential`."""
        self._must_write()
        self._kept.credentials[credential.digest] = credential

    def credential(self, digest: bytes) -> tuple[Credential, Seat] | None:
        """See `Places.credential`."""
        credential = self._kept.credentials.get(digest)
        if credential is None:
            return None
        return credential, self._kept.seats[credential.seat]

    def credentials(self, seat: SeatId) -> list[Credential]:
        """See `Places.credentials`."""
        own = [credential for credential in self._kept.credentials.values() if credential.seat == seat]
        return sorted(own, key=lambda one: (micros(one.given) if one.given else 0, one.digest))

    def drop_credential(self, digest: bytes) -> bool:
        """See `Places.drop_credential`."""
        self._must_write()
        return self._kept.credentials.pop(digest, None) is not None

    # Endings -----------------------------------------------------------------------------------------------

    def keep_ending(self, file: CaseFile) -> None:
        """See `Endings.keep_ending`."""
        self._must_write()
        self._kept.endings[file.case] = file

    def drop_ending(self, case: CaseId) -> bool:
        """See `Endings.drop_ending`."""
        self._must_write()
        return self._kept.endings.pop(case, None) is not None

    def ending(self, case: CaseId) -> CaseFile | None:
        """See `Endings.ending`."""
        return self._kept.endings.get(case)

    def endings(self, *, before: datetime | None = None) -> list[CaseFile]:
        """See `Endings.endings`."""
        files = sorted(self._kept.endings.values(), key=lambda file: file.order)
        return [file for file in files if before is None or (file.destroy is not None and file.destroy <= before)]

    # Passkeys ----------------------------------------------------------------------------------------------

    def keep_passkey(self, passkey: Passkey) -> None:
        """See `Passkeys.keep_passkey`."""
        self._must_write()
        self._kept.passkeys[passkey.id] = passkey

    def passkey(self, identity: bytes) -> Passkey | None:
        """See `Passkeys.passkey`."""
        return self._kept.passkeys.get(identity)

    def passkeys(self, seat: SeatId) -> list[Passkey]:
        """See `Passkeys.passkeys`."""
        return sorted((one for one in self._kept.passkeys.values() if one.seat == seat), key=lambda one: one.id)

    def drop_passkey(self, seat: SeatId, identity: bytes) -> bool:
        """See `Passkeys.drop_passkey`."""
        self._must_write()
        found = self._kept.passkeys.get(identity)
        return found is not None and found.seat == seat and self._kept.passkeys.pop(identity, None) is not None

    def keep_challenge(self, digest: bytes, body: bytes, *, expires: datetime, now: datetime) -> None:
        """See `Passkeys.keep_challenge`."""
        self._must_write()
        self._kept.challenges = {key: one for key, one in self._kept.challenges.items() if one[0] > now}
        self._kept.challenges[digest] = expires, body

    def take_challenge(self, digest: bytes, *, now: datetime) -> bytes | None:
        """See `Passkeys.take_challenge`."""
        self._must_write()
        found = self._kept.challenges.pop(digest, None)
        return found[1] if found is not None and found[0] > now else None

    # Documents ---------------------------------------------------------------------------------------------

    def keep_pending(self, pending: Pending) -> None:
        """See `Documents.keep_pending`."""
        self._must_write()
        self._kept.pending[pending.place, pending.id] = pending

    def pending(self, place: PlaceId, document: DocumentId) -> Pending | None:
        """See `Documents.pending`."""
        return self._kept.pending.get((place, document))

    def pending_of(self, place: PlaceId, seat: SeatId) -> list[Pending]:
        """See `Documents.pending_of`."""
        own = [one for one in self._kept.pending.values() if (one.place, one.seat) == (place, seat)]
        return sorted(own, key=lambda one: (one.begun, one.id))

    def claim(self, place: PlaceId, document: DocumentId) -> bool:
        """See `Documents.claim`."""
        self._must_write()
        return self._kept.pending.pop((place, document), None) is not None

    def add_chunks(self, place: PlaceId, document: DocumentId, first: int, chunks: Sequence[bytes]) -> None:
        """See `Documents.add_chunks`."""
        self._must_write()
        kept = self._kept.chunks.get((place, document), ())
        if first != len(kept):
            raise Conflict("another part came first: read again and try again")
        self._kept.chunks[place, document] = (*kept, *chunks)

    def chunks(self, place: PlaceId, document: DocumentId, first: int, count: int) -> list[bytes]:
        """See `Documents.chunks`."""
        return list(self._kept.chunks.get((place, document), ())[first : first + count])

    def last_chunks(self, files: Sequence[tuple[PlaceId, DocumentId, int]]) -> list[list[bytes]]:
        """See `Documents.last_chunks`."""
        return [list(self._kept.chunks.get((place, document), ())[first:]) for place, document, first in files]

    def drop_document(self, place: PlaceId, document: DocumentId) -> None:
        """See `Documents.drop_document`."""
        self.claim(place, document)
        self._kept.chunks.pop((place, document), None)

    def forgotten(self, before: datetime, *, limit: int) -> list[tuple[PlaceId, DocumentId]]:
        """See `Documents.forgotten`."""
        old = [one for one in self._kept.pending.values() if one.begun < before]
        old.sort(key=lambda one: (one.begun, one.place, one.id))
        return [(one.place, one.id) for one in old[:limit]]

    def erase_documents(self, places: Collection[PlaceId]) -> None:
        """See `Documents.erase_documents`."""
        self._must_write()
        self._kept.pending = {key: one for key, one in self._kept.pending.items() if key[0] not in places}
        self._kept.chunks = {key: one for key, one in self._kept.chunks.items() if key[0] not in places}

    # What is left of destroyed cases -----------------------------------------------------------------------

    def keep_certificate(self, certificate: CertificateRow) -> None:
        """See `Certificates.keep_certificate`."""
        self._must_write()
        self._kept.certificates[certificate.case] = certificate

    def certificate(self, case: CaseId) -> CertificateRow | None:
        """See `Certificates.certificate`."""
        return self._kept.certificates.get(case)

    def certificates(self) -> list[CertificateRow]:
        """See `Certificates.certificates`."""
        kept = sorted(self._kept.certificates.values(), key=lambda one: one.case)
        return sorted(kept, key=lambda one: one.at, reverse=True)

    # Drafts and answers ------------------------------------------------------------------------------------

    def keep_draft(self, seat: Seat, destination: str, draft: Draft) -> None:
        """See `Drafts.keep_draft`."""
        self._must_write()
        self._kept.drafts[seat.id, destination] = draft

    def draft(self, seat: Seat, destination: str) -> Draft | None:
        """See `Drafts.draft`."""
        return self._kept.drafts.get((seat.id, destination))

    def drop_draft(self, seat: Seat, destination: str) -> None:
        """See `Drafts.drop_draft`."""
        self._must_write()
        self._kept.drafts.pop((seat.id, destination), None)

    def drafts_of(self, seat: Seat) -> list[tuple[str, Draft]]:
        """See `Drafts.drafts_of`."""
        own = [(key[1], draft) for key, draft in self._kept.drafts.items() if key[0] == seat.id]
        return sorted(own, key=lambda one: one[0])

    def answer(self, seat: Seat, key: str) -> Answer | None:
        """See `Answers.answer`."""
        return self._kept.answers.get((seat.id, key))

    def keep_answer(self, seat: Seat, key: str, answer: Answer) -> None:
        """See `Answers.keep_answer`."""
        self._must_write()
        self._kept.answers[seat.id, key] = answer

    def _by_due(self) -> list[Held]:
        return sorted(self._kept.held.values(), key=lambda held: (held.due, held.desk, held.carry))

    def _open(self, place: PlaceId) -> list[Line]:
        """The place's log. Raises Shut if its words could not be opened on a disk."""
        epoch = self.epoch(place)
        if epoch or place in self._kept.places:
            self._ring.key(place, epoch)
        return self._kept.logs.get(place, [])


@dataclass(frozen=True, slots=True)
class _Tree:
    """One place's tree, as `domain.record` reads it."""

    store: MemoryStore
    place: PlaceId

    def nodes(self, level: int, first: int, count: int) -> list[bytes]:
        """See `domain.record.Nodes`."""
        return self.store.nodes(self.place, level, first, count)


def _named(lines: list[Line], label: Label) -> bool:
    return any(name_of(line.event) == label for line in lines)
