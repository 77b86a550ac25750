"""A store in memory, for tests and rehearsals: the same promises, nothing kept after the process."""

import copy
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from entremise.domain.errors import Broken, Conflict
from entremise.domain.events import name_of, refers_to, topic_of
from entremise.domain.ids import DeskId, Label, PlaceId, SeatId
from entremise.domain.log import Append, Line
from entremise.domain.rooms import Seat
from entremise.services.hub import Nobody, Notifier
from entremise.services.ports import Answer, Credential, Draft, Held, PlaceRow


@dataclass
class _Kept:
    """All that is kept; copied at the start of a transaction, dropped if it fails."""

    logs: dict[PlaceId, list[Line]] = field(default_factory=dict)
    labels: dict[PlaceId, dict[Label, list[Line]]] = field(default_factory=dict)
    held: dict[tuple[DeskId, Label], Held] = field(default_factory=dict)
    places: dict[PlaceId, PlaceRow] = field(default_factory=dict)
    seats: dict[SeatId, Seat] = field(default_factory=dict)
    credentials: dict[bytes, Credential] = field(default_factory=dict)
    drafts: dict[tuple[SeatId, str], Draft] = field(default_factory=dict)
    answers: dict[tuple[SeatId, str], Answer] = field(default_factory=dict)

    def snapshot(self) -> "_Kept":
        """A copy that shares only what never changes."""
        return _Kept(
            logs={place: list(lines) for place, lines in self.logs.items()},
            labels={
                place: {label: list(lines) for label, lines in labels.items()} for place, labels in self.labels.items()
            },
            **{
                name: copy.copy(getattr(self, name))
                for name in ("held", "places", "seats", "credentials", "drafts", "answers")
            },
        )


class MemoryStore:
    """See `services.ports.Store`."""

    def __init__(self, notifier: Notifier | None = None) -> None:
        self._kept = _Kept()
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
            before, self._writing, self._heads = self._kept.snapshot(), True, {}
            try:
                yield
            except BaseException:
                self._kept = before
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

    # Logs --------------------------------------------------------------------------------------------------

    def opening(self, place: PlaceId) -> Line | None:
        """See `Logs.opening`."""
        lines = self._kept.logs.get(place)
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
            for line in self._kept.logs.get(place, ())
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
            for line in self._kept.logs.get(place, ())
            if (label := name_of(line.event)) is not None
            and label.series == series
            and label.number > after
            and (before is None or label.number < before)
        ]
        return lines[max(len(lines) - limit, 0) :] if newest else lines[:limit]

    def lines(self, place: PlaceId, *, after: int, limit: int) -> list[Line]:
        """See `Logs.lines`."""
        return self._kept.logs.get(place, [])[after : after + limit]

    def topic(self, place: PlaceId, topic: str, *, limit: int) -> list[Line]:
        """See `Logs.topic`."""
        lines = [line for line in self._kept.logs.get(place, ()) if topic_of(line.event) == topic]
        return lines[max(len(lines) - limit, 0) :]

    def about(self, place: PlaceId, labels: Collection[Label]) -> list[Line]:
        """See `Logs.about`."""
        known = self._kept.labels.get(place, {})
        lines = {line.number: line for label in labels for line in known.get(label, ())}
        return [lines[number] for number in sorted(lines)]

    def append(self, appends: Iterable[Append], *, at: datetime) -> None:
        """See `Logs.append`."""
        self._must_write()
        for append in appends:
            log = self._kept.logs.setdefault(append.place, [])
            labels = self._kept.labels.setdefault(append.place, {})
            line = Line(append.place, len(log) + 1, at, append.event)
            name = name_of(append.event)
            if name is not None and any(name_of(other.event) == name for other in labels.get(name, ())):
                raise Conflict(f"{name} stands in this log already")
            log.append(line)
            for label in {*((name,) if name else ()), *refers_to(append.event)}:
                labels.setdefault(label, []).append(line)
            self._heads[append.place] = line.number

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

    def places(self) -> list[PlaceRow]:
        """See `Places.places`."""
        return sorted(self._kept.places.values(), key=lambda row: row.place)

    def keep_seat(self, seat: Seat) -> None:
        """See `Places.keep_seat`."""
        self._must_write()
        self._kept.seats[seat.id] = seat

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

    def drop_credential(self, digest: bytes) -> bool:
        """See `Places.drop_credential`."""
        self._must_write()
        return self._kept.credentials.pop(digest, None) is not None

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

    def answer(self, seat: Seat, key: str) -> Answer | None:
        """See `Answers.answer`."""
        return self._kept.answers.get((seat.id, key))

    def keep_answer(self, seat: Seat, key: str, answer: Answer) -> None:
        """See `Answers.keep_answer`."""
        self._must_write()
        self._kept.answers[seat.id, key] = answer

    def _by_due(self) -> list[Held]:
        return sorted(self._kept.held.values(), key=lambda held: (held.due, held.desk, held.carry))

    def _must_write(self) -> None:
        if not self._writing:
            raise Broken("something was to be written outside a transaction")


def _named(lines: list[Line], label: Label) -> bool:
    return any(name_of(line.event) == label for line in lines)
