"""What the services ask of the world: a store, a clock, a source of ids. Docstrings here are promises.

The store's promises are kept by one contract test that every store passes.
"""

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from entremise.domain.guard import Repetition
from entremise.domain.ids import CaseId, DeskId, Label, Mark, PlaceId, SeatId
from entremise.domain.log import Append, Line
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
    into: PlaceId
    due: datetime


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place of a case."""

    place: PlaceId
    case: CaseId
    mark: Mark | None
    """None at the desk."""


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

    def places(self) -> list[PlaceRow]:
        """Every place there is; for the command line."""

    def keep_seat(self, seat: Seat) -> None:
        """Remember a seat."""

    def seat(self, seat: SeatId) -> Seat | None:
        """The seat, or None."""

    def seats(self, place: PlaceId) -> list[Seat]:
        """The seats of one place."""

    def keep_credential(self, credential: Credential) -> None:
        """Remember a credential, or replace the one with the same digest."""

    def credential(self, digest: bytes) -> tuple[Credential, Seat] | None:
        """The credential with its seat, or None."""

    def drop_credential(self, digest: bytes) -> bool:
        """Forget a credential; whether it was there. Of two acts, exactly one is told True."""


class Drafts(Protocol):
    """Unsent words: one draft for each seat and destination, replaced at each saving."""

    def keep_draft(self, seat: Seat, destination: str, draft: Draft) -> None:
        """Remember a draft."""

    def draft(self, seat: Seat, destination: str) -> Draft | None:
        """The draft, or None."""

    def drop_draft(self, seat: Seat, destination: str) -> None:
        """Forget a draft."""


class Answers(Protocol):
    """Answers to acts, for retried requests."""

    def answer(self, seat: Seat, key: str) -> Answer | None:
        """What this seat was answered under this key, or None."""

    def keep_answer(self, seat: Seat, key: str, answer: Answer) -> None:
        """Remember an answer."""


class Store(Logs, AtDoor, Places, Drafts, Answers, Protocol):
    """Everything that is kept."""

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


class Guards(Protocol):
    """Compares what is about to leave with what was given in confidence."""

    def repeated_in(
        self, parts: "Parts", desk: DeskId, text: str, *, into: Mark, sources: Sequence[Source]
    ) -> tuple[Repetition, ...]:
        """What `text` repeats of entries that rooms other than `into` gave and that may not be carried."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts that a service works with."""

    store: Store
    clock: Clock
    ids: Ids
    guard: Guards
