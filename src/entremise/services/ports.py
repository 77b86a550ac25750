"""What the services ask of the world: a store, a clock, a source of ids. Docstrings here are promises.

The store's promises are kept by one contract test that every store passes.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from typing import Protocol

from entremise.domain.copies import Copy
from entremise.domain.errors import Refusal
from entremise.domain.finding import Found as FoundOnPaper
from entremise.domain.finding import Query
from entremise.domain.guard import NOTHING_ITSELF, Itself
from entremise.domain.ids import CaseId, DeskId, DocumentId, Label, Mark, PlaceId, PlaceKind, RoomId, SeatId
from entremise.domain.log import Append, Line
from entremise.domain.notices import MailKind
from entremise.domain.repetition import Repetition
from entremise.domain.rooms import Seat
from entremise.domain.rules import Source


class Clock(Protocol):
    """Time."""

    def now(self) -> datetime:
        """The present moment, in UTC."""


class Ids(Protocol):
    """Randomness. What is drawn for one place never depends on what was drawn for another."""

    def fresh(self, place: str) -> str:
        """A new id of at least 60 random bits, safe in an address."""

    def secret(self, place: str) -> str:
        """A new secret of at least 128 random bits, safe in an address."""

    def code(self, place: str) -> str:
        """A new code of six digits, to be given by another way than the link."""


class CredentialKind(StrEnum):
    """What a secret opens."""

    LINK = "link"
    """One sign-in, together with its code."""
    SESSION = "session"
    """A browser's session."""
    BEARER = "bearer"
    """A program's access to the API."""
    FEED = "feed"
    """A calendar program's access to the rounds of the seat's place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A secret that opens a seat, kept as hashes only."""

    digest: bytes
    """SHA-256 of the secret, which has 128 random bits and so needs no slower hash."""
    kind: CredentialKind
    seat: SeatId
    expires: datetime
    code_digest: bytes | None = None
    """With a link: keyed hash of its code."""
    failures: int = 0
    """With a link: how many wrong codes were given."""
    given: datetime | None = None
    """When it was given."""
    private: bytes | None = None
    """The person's private key, sealed under this very secret."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an act answered, kept so that a repeated request gets the same."""

    digest: bytes
    """What was asked; the same key with another digest is refused."""
    result: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """Unsent words of one seat towards one destination."""

    body: bytes
    saved: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A message at a door, as the release needs it."""

    desk: DeskId
    carry: Label
    into: RoomId
    due: datetime


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place of a case."""

    place: PlaceId
    case: CaseId
    mark: Mark | None
    """Of a room and what lies within it; None at the desk."""
    kind: PlaceKind = PlaceKind.ROOM
    within: PlaceId | None = None
    """Of an inner room or an access log: the place that it belongs to."""
    destroyed: datetime | None = None
    """Since when its keys are erased; its log is noise from then on."""


class Logs(Protocol):
    """The logs, one for each place. Each read costs what it returns, however old the log."""

    def opening(self, place: PlaceId) -> Line | None:
        """Line 1, or None if there is no such place."""

    def head(self, place: PlaceId) -> int:
        """Number of the last line; 0 if there is none."""

    def lasts(self, place: PlaceId, *series: str) -> tuple[int, ...]:
        """For each series the last number given in this log; 0 if none was."""

    def page(
        self, place: PlaceId, *, after: int = 0, before: int | None = None, limit: int, newest: bool = False
    ) -> list[Line]:
        """Lines that bring an entry, with line numbers between `after` and `before`, both excluded.

        At most `limit`; the first ones, or with `newest` the last ones. Always in the log's order.
        """

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
        """As `page`, within one series and by the numbers in it."""

    def lines(self, place: PlaceId, *, after: int, limit: int) -> list[Line]:
        """Lines of every kind after line number `after`, at most `limit`, in the log's order."""

    def topic(self, place: PlaceId, topic: str, *, limit: int) -> list[Line]:
        """The last `limit` lines filed under `topic`, in the log's order."""

    def topics(self, place: PlaceId, topics: Collection[str], *, limit: int) -> dict[str, list[Line]]:
        """For each of `topics` what `topic` gives, at once. Costs what it returns."""

    def about(self, place: PlaceId, labels: Collection[Label]) -> list[Line]:
        """Lines that bring one of `labels` or refer to one, in the log's order."""

    def append(self, appends: Iterable[Append], *, at: datetime) -> None:
        """Write each event at the end of its log. Raises Conflict if a label stands there already."""


class AtDoor(Protocol):
    """Messages at a door. A mirror of the desk's log that makes the due ones quick to find."""

    def hold(self, held: Held) -> None:
        """Remember a message until `unhold`."""

    def unhold(self, desk: DeskId, carry: Label) -> bool:
        """Forget it; whether it was there. Of two acts on one message, exactly one is told True."""

    def at_door(self, desk: DeskId) -> list[Held]:
        """The desk's messages at a door, the one due first at the head."""

    def due(self, now: datetime, *, limit: int) -> list[Held]:
        """Messages due at `now` or before, the oldest first."""

    def next_due(self) -> datetime | None:
        """When the next one is due."""


class Places(Protocol):
    """Cases, their places, and the seats in them."""

    def open_place(self, row: PlaceRow) -> None:
        """Give a place its log."""

    def place(self, place: PlaceId) -> PlaceRow | None:
        """The place, or None."""

    def places(self) -> list[PlaceRow]:
        """Every place there is; for the command line."""

    def places_within(self, place: PlaceId) -> list[PlaceRow]:
        """The inner rooms and access logs that belong to a place."""

    def places_of(self, case: CaseId) -> list[PlaceRow]:
        """The places of one case."""

    def mark_destroyed(self, place: PlaceId, *, at: datetime) -> None:
        """Remember that the place's keys are erased."""

    def keep_seat(self, seat: Seat) -> None:
        """Remember a seat, or replace the one with the same id."""

    def drop_seat(self, seat: SeatId) -> bool:
        """Forget a seat, and with it all that opens it, its detail and its memberships; whether it was there."""

    def keep_detail(self, seat: Seat, body: bytes) -> None:
        """Remember what the seat's own place knows of it, sealed for that place."""

    def detail(self, seat: Seat) -> bytes | None:
        """What the seat's own place knows of it, or None."""

    def seats_of_account(self, account: str) -> list[Seat]:
        """The seats that a staff account holds."""

    def admit(self, inner: PlaceId, seat: SeatId) -> None:
        """Make a seat a member of an inner room."""

    def dismiss(self, inner: PlaceId, seat: SeatId) -> bool:
        """End a membership; whether there was one."""

    def members(self, inner: PlaceId) -> list[SeatId]:
        """The members of an inner room."""

    def inner_of(self, seat: SeatId) -> list[PlaceId]:
        """The inner rooms that a seat is a member of."""

    def seat(self, seat: SeatId) -> Seat | None:
        """The seat, or None."""

    def seats(self, place: PlaceId) -> list[Seat]:
        """The seats of one place."""

    def keep_credential(self, credential: Credential) -> None:
        """Remember a credential, or replace the one with the same digest."""

    def credential(self, digest: bytes) -> tuple[Credential, Seat] | None:
        """The credential with its seat, or None."""

    def credentials(self, seat: SeatId) -> list[Credential]:
        """Everything that opens a seat, the newest last."""

    def drop_credential(self, digest: bytes) -> bool:
        """Forget a credential; whether it was there. Of two acts, exactly one is told True."""


@dataclass(frozen=True, slots=True)
class SaltedLine:
    """A line as its place's tree commits to it."""

    number: int
    at: int
    """Microseconds since 1970, UTC."""
    kind: str
    version: int
    salt: bytes
    body: bytes
    """The event, encoded: these very bytes are what the commitment is made of."""


class Records(Protocol):
    """The trees over the logs: one for each place (RFC 9162)."""

    def nodes(self, place: PlaceId, level: int, first: int, count: int) -> list[bytes]:
        """Hashes of the place's tree, as `domain.record.Nodes` asks for them; fewer if there are no more."""

    def salted(self, place: PlaceId, *, after: int, limit: int) -> list[SaltedLine]:
        """Lines of every kind after line number `after`, at most `limit`, as the tree commits to them."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A closed case."""

    case: CaseId
    closed: datetime
    destroy: datetime | None
    """When it is destroyed by itself."""
    reminded: int | None = None
    """Of how many days its places were last reminded."""

    @property
    def order(self) -> tuple[bool, datetime, CaseId]:
        """By when it is destroyed; what is kept for ever comes last."""
        return self.destroy is None, self.destroy or self.closed, self.case


@dataclass(frozen=True, slots=True)
class Passkey:
    """A WebAuthn credential with which somebody returns to a seat."""

    id: bytes
    """As the authenticator named it."""
    seat: SeatId
    body: bytes
    """Its public key and state; nothing secret."""


class Passkeys(Protocol):
    """Passkeys of seats, and the challenges that were put to authenticators and are not answered yet."""

    def keep_passkey(self, passkey: Passkey) -> None:
        """Remember a passkey, or replace the one with the same id."""

    def passkey(self, identity: bytes) -> Passkey | None:
        """The passkey, or None."""

    def passkeys(self, seat: SeatId) -> list[Passkey]:
        """The passkeys of a seat, in the order of their ids."""

    def drop_passkey(self, seat: SeatId, identity: bytes) -> bool:
        """Forget a passkey of this seat; whether it was there."""

    def keep_challenge(self, digest: bytes, body: bytes, *, expires: datetime, now: datetime) -> None:
        """Remember a challenge by the hash of its name, in place of the one there; those that ended are forgotten."""

    def take_challenge(self, digest: bytes, *, now: datetime) -> bytes | None:
        """The challenge, which is forgotten; None if there is none that is still open. Of two acts, one is told it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """That a seat asked for notices, or is about to. What it asked for is sealed apart from this."""

    seat: SeatId
    place: PlaceId
    by_house: bool = False
    """Whether the house can read it though the place is closed."""
    rings: bool = False
    """Whether a ring is mailed at once. Only where the address is confirmed, as `next`."""
    next: datetime | None = None
    """When it is next looked whether something waits; None: never."""
    seen: int = 0
    """Number of the place's last line when the seat last looked."""
    told: int = 0
    """Number of the place's last line when a notice was last made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail that is to be sent. To whom stands with the seat's notices, sealed."""

    id: str
    """Random; the message's name, so that a mail sent twice can be told for one."""
    seat: SeatId
    kind: MailKind
    at: datetime
    """The time that it bears."""
    upto: int = 0
    """Number of the place's last line when it was made: whoever looked since needs it no more."""
    tries: int = 0
    next: datetime
    """When it is tried next."""


class Notices(Protocol):
    """Who asked to be told by mail that something waits, and the mails that are on their way."""

    def keep_notice(self, row: NoticeRow, body: bytes) -> None:
        """Remember what a seat asked for, sealed for its place, or for the house if that may read it."""

    def notice(self, seat: SeatId) -> NoticeRow | None:
        """What is known of it in clear, or None."""

    def notice_body(self, row: NoticeRow) -> bytes | None:
        """What the seat asked for, or None. Raises Shut if it is sealed for a place that nobody has open."""

    def drop_notice(self, seat: SeatId) -> bool:
        """Forget it, and the mails on their way to the seat; whether it was there."""

    def notices_of(self, place: PlaceId) -> list[NoticeRow]:
        """Those of a place's seats."""

    def notices_due(self, now: datetime, *, limit: int) -> list[NoticeRow]:
        """Those whose next time is `now` or before."""

    def pass_notice(self, row: NoticeRow, *, next: datetime, told: int) -> bool:  # noqa: A002 – the row's own word
        """Put off a row to its next time, if nobody else has; whether this act did. Of two, one is told True."""

    def look(self, seat: SeatId, line: int) -> None:
        """Remember that the seat looked when its place's log ended at this line."""

    def came(self, place: PlaceId, kinds: Collection[str], *, after: int) -> bool:
        """Whether an event of one of these kinds stands in the log after line number `after`. Opens nothing."""

    def keep_mail(self, mail: Mail) -> None:
        """Remember a mail to be sent."""

    def mails_due(self, now: datetime, *, limit: int) -> list[Mail]:
        """Mails to be tried at `now` or before, in the order of their times and names."""

    def put_off_mail(self, mail: Mail, *, next: datetime) -> bool:  # noqa: A002 – the row's own word
        """Count a try and put the mail off, if nobody else has; whether this act did. Of two, one is told True."""

    def drop_mail(self, mail: str) -> bool:
        """Forget a mail: it is sent, or given up; whether it was there."""

    def mails_waiting(self) -> int:
        """How many mails were tried, and are still to be sent."""


class Endings(Protocol):
    """Closed cases. A mirror of the desks' logs by which the days that are over are found."""

    def keep_ending(self, file: CaseFile) -> None:
        """Remember that a case is closed, or replace what was remembered of it."""

    def drop_ending(self, case: CaseId) -> bool:
        """Forget it: the case is open again, or destroyed; whether it was there."""

    def ending(self, case: CaseId) -> CaseFile | None:
        """The closed case, or None."""

    def endings(self, *, before: datetime | None = None) -> list[CaseFile]:
        """The closed cases, the one destroyed first at the head, those kept for ever at the end.

        With `before`, those alone that are destroyed by themselves at that moment or earlier.
        """


@dataclass(frozen=True, slots=True)
class Wrap:
    """A place's key of one epoch, as one holder's wrap keeps it."""

    place: PlaceId
    epoch: int
    holder: str
    """`host`, `seat-…` or `account-…`."""
    body: bytes


@dataclass(frozen=True, slots=True)
class Keyholder:
    """A person's key pair, as it is kept: both halves covered with the host key."""

    id: str
    public: bytes
    body: bytes


class Covered(StrEnum):
    """What is covered with the host key."""

    WRAP = "wrap"
    """Of a place, an epoch, a holder."""
    EPOCH_PUBLIC = "epoch-public"
    """Of a place, an epoch."""
    HOLDER_PUBLIC = "holder-public"
    """Of a holder."""
    HOLDER_LOCK = "holder-lock"
    """Of a holder."""
    HOUSE = "house"
    """By its name."""


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """That a case was destroyed: all that is known of it then."""

    case: CaseId
    at: datetime
    text: str


class Certificates(Protocol):
    """What is left of destroyed cases."""

    def keep_certificate(self, certificate: CertificateRow) -> None:
        """Remember that a case was destroyed."""

    def certificate(self, case: CaseId) -> CertificateRow | None:
        """The certificate, or None."""

    def certificates(self) -> list[CertificateRow]:
        """All of them, the newest first."""


class KeyRows(Protocol):
    """What is kept of keys. Nothing in it opens anything without the host key; `Keys` alone reads and writes it."""

    def epoch(self, place: PlaceId) -> int:
        """Number of the place's last epoch; 0 if it has no keys."""

    def add_epoch(self, place: PlaceId, epoch: int, public: bytes) -> None:
        """Begin an epoch, with the public half of its pair."""

    def epoch_public(self, place: PlaceId, epoch: int) -> bytes | None:
        """The public half of an epoch's pair, or None."""

    def wrap(self, place: PlaceId, epoch: int, holder: str) -> bytes | None:
        """One wrap, or None."""

    def wraps(self, place: PlaceId, *, holder: str | None = None) -> list[Wrap]:
        """The place's wraps, in the order of epochs and holders; of one holder, if named."""

    def keep_wraps(self, wraps: Iterable[Wrap]) -> None:
        """Remember wraps, or replace those of the same place, epoch and holder."""

    def drop_wraps(self, place: PlaceId, holder: str) -> None:
        """Forget a holder's wraps of a place."""

    def keyholder(self, holder: str) -> Keyholder | None:
        """The key pair, or None."""

    def keep_keyholder(self, keyholder: Keyholder) -> None:
        """Remember a key pair, or replace the holder's older one."""

    def drop_keyholder(self, holder: str) -> None:
        """Forget a key pair and every wrap for it."""

    def house(self, name: str) -> bytes | None:
        """What the house keeps under this name, or None. Inside `writing` nobody changes it until the end."""

    def keep_house(self, name: str, body: bytes) -> None:
        """Remember something of the house, or replace it."""

    def erase_keys(self, places: Collection[PlaceId]) -> None:
        """Forget every wrap and epoch of these places."""

    def recover(self, cover: Callable[[Covered, tuple[str, ...], bytes], bytes]) -> None:
        """Replace all that is covered with the host key by what `cover` makes of it, given what it is of which row."""

    def scrub(self) -> None:
        """Leave no copy of what was erased in the database's files, as far as they can be told. Not in `writing`."""

    def tell_withdrawn(self, place: PlaceId) -> None:
        """Have the house's other processes hear that a place is shut, once the transaction is kept."""

    def tell_taken_back(self, by: str) -> None:
        """Likewise that a session lends nothing any more."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A file that is coming in, or has come and hangs on no entry yet."""

    place: PlaceId
    id: DocumentId
    seat: SeatId
    """Who gave it, and alone knows of it."""
    begun: datetime
    size: int
    """Bytes kept so far."""
    finished: bool
    body: bytes
    """What is known of it, encoded. Kept sealed for its place."""


class Documents(Protocol):
    """Files in sealed chunks. Once a file hangs on an entry, nothing is kept of it but its chunks."""

    def keep_pending(self, pending: Pending) -> None:
        """Remember a file that hangs on no entry, or replace what is known of it."""

    def pending(self, place: PlaceId, document: DocumentId) -> Pending | None:
        """What is known of a file that hangs on no entry; None if there is none by this id."""

    def pending_of(self, place: PlaceId, seat: SeatId) -> list[Pending]:
        """A seat's files that hang on no entry, the oldest first."""

    def claim(self, place: PlaceId, document: DocumentId) -> bool:
        """Forget that a file hangs on no entry; whether it was so. Of two acts, exactly one is told True."""

    def add_chunks(self, place: PlaceId, document: DocumentId, first: int, chunks: Sequence[bytes]) -> None:
        """Keep sealed chunks under the numbers from `first` on. Raises Conflict if one stands there already."""

    def chunks(self, place: PlaceId, document: DocumentId, first: int, count: int) -> list[bytes]:
        """At most `count` sealed chunks from number `first` on, in their order."""

    def last_chunks(self, files: Sequence[tuple[PlaceId, DocumentId, int]]) -> list[list[bytes]]:
        """Of each file all sealed chunks from a number on, in their order. One statement, for at most 500 files."""

    def drop_document(self, place: PlaceId, document: DocumentId) -> None:
        """Forget a file: its chunks, and that it hangs on no entry."""

    def forgotten(self, before: datetime, *, limit: int) -> list[tuple[PlaceId, DocumentId]]:
        """Files begun before a moment that hang on no entry, at most `limit`, the oldest first."""

    def erase_documents(self, places: Collection[PlaceId]) -> None:
        """Forget every file of these places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StampRow:
    """A checkpoint that is to be stamped with the time, or has been."""

    place: PlaceId
    size: int
    """Of the checkpoint."""
    asked: datetime
    body: bytes
    """The checkpoint and what proves its time, encoded by `services.stamping`. Tells nothing of the words."""
    stamped: datetime | None = None
    """The time that the stamp tells; None: it waits."""


class Stamps(Protocol):
    """Checkpoints stamped with the time by somebody else's clock, and those that wait for it."""

    def keep_stamp(self, stamp: StampRow) -> None:
        """Remember a stamp, or replace the one of the same place and size."""

    def drop_waiting(self, place: PlaceId) -> None:
        """Forget what waits of a place: a newer checkpoint takes its turn."""

    def waiting(self, *, limit: int) -> list[StampRow]:
        """What waits, at most `limit`, those that were asked for first."""

    def last_stamp(self, place: PlaceId) -> StampRow | None:
        """The stamped one with the most lines, or None."""


class Drafts(Protocol):
    """Unsent words: one draft for each seat and destination, replaced at each saving."""

    def keep_draft(self, seat: Seat, destination: str, draft: Draft) -> None:
        """Remember a draft."""

    def draft(self, seat: Seat, destination: str) -> Draft | None:
        """The draft, or None."""

    def drop_draft(self, seat: Seat, destination: str) -> None:
        """Forget a draft."""

    def drafts_of(self, seat: Seat) -> list[tuple[str, Draft]]:
        """The seat's drafts with their destinations, in the order of these."""


class Answers(Protocol):
    """Answers to acts, for retried requests."""

    def answer(self, seat: Seat, key: str) -> Answer | None:
        """What this seat was answered under this key, or None."""

    def keep_answer(self, seat: Seat, key: str, answer: Answer) -> None:
        """Remember an answer."""


class Store(
    Logs,
    Records,
    Stamps,
    AtDoor,
    Places,
    Passkeys,
    Notices,
    Endings,
    Documents,
    Drafts,
    Answers,
    KeyRows,
    Certificates,
    Protocol,
):
    """Everything that is kept."""

    @property
    def keys(self) -> "Keys":
        """Who can open what is kept."""

    def writing(self, *places: PlaceId) -> AbstractContextManager[None]:
        """One transaction that writes; alone in `places` until it ends.

        All of it is kept at the end, durably, or none if an exception leaves the block. After the end, whoever
        listens to a place with new lines is told. Every method that writes is called inside.
        """

    def together(self) -> AbstractContextManager[None]:
        """Within the block, this thread's transactions are kept durably at its end, and told of then.

        Each is still whole or nothing. Who asked for one may be answered only after the block; if an exception leaves
        it, none is kept.
        """


@dataclass(frozen=True, slots=True)
class Holder:
    """A person whose private key is at hand, because the passphrase was given."""

    id: str
    """`seat-…` or `account-…`."""
    private: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class LockedHolder:
    """A key pair whose private half a passphrase has locked; to be kept."""

    holder: Holder
    public: bytes
    lock: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class HolderView:
    """Somebody to whom a place's key is wrapped, as the place may see it."""

    holder: str
    fingerprint: str
    """Of the public key, in groups of four letters; the same wherever this holder is shown."""


LENT_SECONDS = 15 * 60.0
"""How long a closed place stays open after a member's last request."""


class Keys(Protocol):
    """The keys of places and people. Each place's words open with a key of its own, and each epoch's with another.

    The host opens a place unless the place is closed; then only its holders do, who gave a passphrase.
    """

    forgets: list[Callable[[PlaceId], object]]
    """Told of each place that is shut from now on, so that nothing of it stays in memory."""

    # People -------------------------------------------------------------------------------------------------

    def drawn(self, holder: str, passphrase: str) -> LockedHolder | Refusal:
        """A new key pair, or why the passphrase cannot be chosen. About 0.3 s: not inside `Store.writing`."""

    def locked(self, holder: Holder, passphrase: str) -> LockedHolder | Refusal:
        """The same key pair under another passphrase, or why that cannot be chosen. About 0.3 s: as `drawn`."""

    def unlocked(self, holder: str, passphrase: str) -> Holder | None:
        """The holder whose passphrase this is; None if it is wrong or there is no such holder, after the same work.

        About 0.3 s: as `drawn`.
        """

    def keep(self, locked: LockedHolder) -> None:
        """Remember a key pair. A new pair takes the older one's place, whose wraps are forgotten."""

    def forget(self, holder: str) -> None:
        """Forget a key pair, and every wrap for it."""

    def sealed_for(self, holder: Holder, secret: str) -> bytes:
        """The private key, sealed under a session's secret (`Credential.private`)."""

    def opened_from(self, holder: str, sealed: bytes, secret: str) -> Holder | None:
        """The holder whose session has this secret, or None."""

    # Places -------------------------------------------------------------------------------------------------

    def begin(self, place: PlaceId) -> None:
        """Give a new place its first key. `Store.open_place` does it."""

    def admit(self, place: PlaceId, holder: str) -> None:
        """Wrap the keys of the place and of its access log, of every epoch, for the holder, if it has a key pair.

        Raises Shut if the place is closed and nobody has it open.
        """

    def exclude(self, place: PlaceId, holder: str) -> int:
        """A new epoch of the place and its access log, which the holder cannot open; its number. Its wraps are gone."""

    def rotate(self, place: PlaceId) -> int:
        """A new epoch of the place and its access log, for the same holders; its number."""

    def holders(self, place: PlaceId) -> list[HolderView]:
        """Who besides the host opens what is written in the place now."""

    def is_closed(self, place: PlaceId) -> bool:
        """Whether the host has given up its own wraps of the place's keys."""

    def is_last(self, place: PlaceId, holder: str, *, among: Collection[str] | None = None) -> bool:
        """Whether the place would be lost with this holder: it is closed, and nobody else holds all its keys.

        With `among`, only these count.
        """

    def is_held(self, place: PlaceId, *, among: Collection[str] | None = None) -> bool:
        """Whether somebody besides the host, of `among` if given, holds every key of the place and its access log."""

    def close(self, place: PlaceId, *, among: Collection[str] | None = None) -> None:
        """Give up the host's wraps of the place and its access log: it is opened by its holders only.

        A new epoch begins, so that older copies of the wraps open nothing that is written from then on.
        Raises Broken unless it `is_held`: nobody would open it again.
        """

    def reopen(self, place: PlaceId) -> None:
        """Wrap the keys for the host again. Raises Shut if nobody has the place open."""

    def lend(self, place: PlaceId, holder: Holder, *, by: str = "", seconds: float = LENT_SECONDS) -> bool:
        """Have a closed place and its access log open for so long from now, if the holder has wraps of its keys.

        Whether it was shut before.

        `by` is the session that lends them: see `take_back`. Where the place is not closed, nothing need be done, and
        next to nothing is.
        """

    def take_back(self, by: str) -> None:
        """Forget what this session lent, unless another one lends it too."""

    def withdraw(self, place: PlaceId) -> None:
        """Forget what was lent of a place and its access log, and all that this process remembers of their keys."""

    def hear_withdrawn(self, place: PlaceId) -> None:
        """Forget all that this process remembers of a place's keys: another process has shut it."""

    def hear_taken_back(self, by: str) -> None:
        """As `take_back`, after another process has; from now on this session lends nothing here."""

    def hear_again(self) -> None:
        """Forget every key in memory: until now, what other processes told may have been missed."""

    def sweep(self) -> None:
        """Forget what has not been used for its time. Called every second."""

    # The house ----------------------------------------------------------------------------------------------

    @property
    def fingerprint(self) -> bytes:
        """Of the host key: 16 octets that tell nothing of it."""

    def house(self, name: str) -> bytes:
        """32 random bytes of the house, drawn once and kept. Not inside `Store.writing`."""

    def destroy(self, places: Collection[PlaceId], also: Callable[[], None]) -> None:
        """Erase the keys of places, and change the host key, so that no copy of the wraps opens them any more.

        `also` is done in the same transaction, before. Not inside `Store.writing` or `Store.together`. Whatever
        interrupts it: at the next start it has happened, or has not.
        """

    def rewrap(self) -> None:
        """Change the host key, and cover every wrap with the new one; no entry is touched. As `destroy`."""


class Guards(Protocol):
    """Compares what is about to leave with what was given in confidence."""

    def repeated_in(
        self,
        parts: "Parts",
        desk: DeskId,
        text: str,
        *,
        into: Mark,
        sources: Sequence[Source],
        itself: Itself = NOTHING_ITSELF,
        entered_by: Mark | None = None,
    ) -> tuple[Repetition, ...]:
        """What `text` repeats of what the desk holds and room `into` may not have, but what is told `itself`.

        With `entered_by`, only of what that room entered.
        """

    def read_ahead(self, parts: "Parts", desk: DeskId) -> None:
        """Read what the desk was told since, before an act that compares words takes the lock of a room.

        Else a room would wait the longer, the more others have said.
        """

    def unread(self, desk: DeskId) -> tuple[Label, ...]:
        """The entries whose documents it compares nothing with, because it keeps no more in mind; the oldest first.

        As of when it was last asked to compare, which is before each act. Costs nothing.
        """

    def kept_back(self, parts: "Parts", desk: DeskId, *, into: Mark) -> tuple[Label, ...]:
        """The told entries of other rooms that room `into` may not have, or not as whose they are; the oldest first.

        However old they are. Costs one statement and the lines that came since.
        """


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that a search found."""

    label: Label
    later: Label | None
    """The entry a few places after it; None: the log ends before."""


class Searches(Protocol):
    """Finds words in the log of one place."""

    def find(
        self, store: Store, place: PlaceId, query: Query, *, series: str | None, before: Label | None, limit: int
    ) -> list[Found]:
        """The last `limit` entries that `query` asks for, newest first: of one series, before one entry, if named.

        The first search in a place reads its whole log; later ones cost by what came since and what is found.
        """

    def on_papers(
        self, store: Store, place: PlaceId, query: Query, *, series: str | None, limit: int
    ) -> list[FoundOnPaper]:
        """The `limit` things on the place's papers that `query` asks for, newest first: of one room, if named."""

    def forget(self, place: PlaceId) -> None:
        """Keep none of the place's words in memory: its key is gone."""


class Budget(StrEnum):
    """What a seat can do so often and no oftener, each counted for itself. Names are part of the settings."""

    READ = "read"
    ACT = "act"
    SAVE = "save"
    """Drafts saved while somebody writes."""
    SEARCH = "search"
    UPLOAD = "upload"
    """Parts of a document."""
    LOOK = "look"
    """Documents shown, and copies made of them."""
    EXPORT = "export"
    PROGRAM_READ = "program-read"
    PROGRAM_ACT = "program-act"


class Tried(StrEnum):
    """What a code or passphrase is tried at; each kind is remembered for itself."""

    LINK = "link"
    SEAT = "seat"


class Limits(Protocol):
    """Counts what is asked for, by seat and by place, and attempts at what has a code or passphrase."""

    def take(self, budget: Budget, seat: str, place: str) -> int:
        """0, and one is taken from the seat's and its place's budget; or in how many seconds there will be one."""

    def attempt(self, what: Tried, given: str) -> int:
        """0, and an attempt at `given` is counted; or after how many seconds the next may be made."""

    def succeeded(self, what: Tried, given: str) -> None:
        """Forget the attempts at `given`."""


class Reads(Protocol):
    """Which seats have read in which places in the hour that runs, as far as this process knows."""

    def first(self, place: PlaceId, seat: SeatId, at: datetime) -> bool:
        """Whether this is the seat's first reading there in the clock hour (UTC); remembered from now on."""

    def forget(self, place: PlaceId, seat: SeatId) -> None:
        """Forget the reading: it could not be written down."""


class Notary(Protocol):
    """Signs checkpoints with the one key of the house."""

    @property
    def name(self) -> str:
        """The key's name, which every record's origin begins with."""

    def key(self) -> str:
        """The public half, in the form by which others check (c2sp.org/signed-note). Not inside `Store.writing`."""

    def sign(self, text: str) -> str:
        """`text` as a signed note; always the same for the same text. Not inside `Store.writing`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Some pages of a file, as PNG; or its text."""

    pages: tuple[bytes, ...] = ()
    count: int = 1
    """How many pages there are in all."""
    text: str | None = None
    """Of a plain text, its beginning."""


class Sealer(Protocol):
    """Seals a file that is not there all at once."""

    def take(self, piece: bytes) -> list[bytes]:
        """The chunks that are whole by now."""

    def end(self) -> bytes:
        """The last chunk."""


class Seals(Protocol):
    """Seals files in chunks, each file under a key of its own."""

    @property
    def chunk_bytes(self) -> int:
        """Bytes of a file in each chunk but the last."""

    def draw(self) -> bytes:
        """A key for one file, and one sealing of it."""

    def sealer(self, place: PlaceId, document: DocumentId, key: bytes) -> Sealer:
        """What seals a file from its beginning to its end."""

    def chunk(
        self, place: PlaceId, document: DocumentId, key: bytes, plain: bytes, *, number: int, last: bool
    ) -> bytes:
        """One sealed chunk. No number is ever sealed twice with other bytes."""

    def opened(
        self, place: PlaceId, document: DocumentId, key: bytes, chunks: Iterable[bytes], *, size: int
    ) -> Iterator[bytes]:
        """The file, chunk by chunk. Raises Broken at the first that is not the one it should be."""


class Converter(Protocol):
    """Looks into files that may have been made to do harm, without harm. Each call takes up to a minute and a half.

    A few run at once; others wait, and of the places that wait the one comes next that has the fewest running (`of`).
    """

    def kind(self, content: Iterable[bytes], *, of: str = "") -> str:
        """The media type of the file, by its content; `application/octet-stream` for what is not known."""

    def strip(self, content: Iterable[bytes], *, of: str = "", as_pictures: bool = False) -> Copy | Refusal:
        """The file's copy as it may leave, or why none can be made. `as_pictures`: each page of a PDF as one."""

    def preview(self, content: Iterable[bytes], *, of: str = "", first: int = 0, most: int = 5) -> Preview | Refusal:
        """At most `most` pages from number `first` (0, 1 …), or the text; or why the file cannot be shown."""

    def words(self, content: Iterable[bytes], *, of: str = "") -> str | Refusal | None:
        """The file's words as far as they can be read; None for a kind that is not read."""


MOST_UPLOAD_BYTES = 50_000_000
"""The largest file that is kept, unless the host says otherwise."""


@dataclass(frozen=True, slots=True)
class Files:
    """What is done with files."""

    seals: Seals
    converter: Converter
    most_bytes: int
    """The largest file that is kept."""


class Stamper(Protocol):
    """Somebody else's clock, which signs that it was shown some bytes (RFC 3161)."""

    def stamp(self, data: bytes) -> tuple[bytes, datetime]:
        """The answer, which proves it, and the time that it tells. Raises Unstamped if there is none."""


class Post(Protocol):
    """A mail server."""

    def send(self, message: bytes, *, sender: str, to: str) -> None:
        """Hand it over. Raises Unsent if it was not taken; `final` if it never will be."""

    def check(self) -> None:
        """Connect, sign in and leave again. Raises Unsent if that cannot be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """What the house sends by mail."""

    sender: str = ""
    """The address that it comes from."""
    times: tuple[time, ...] = ()
    """The times of day at which notices are sent, by each seat's own clock."""
    post: Post | None = None
    """None: the house sends none."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts that a service works with."""

    store: Store
    clock: Clock
    ids: Ids
    guard: Guards
    search: Searches
    limits: Limits
    reads: Reads
    notary: Notary
    files: Files
    mailing: Mailing = Mailing()

    @property
    def keys(self) -> Keys:
        """The keys of the store's places and people."""
        return self.store.keys
