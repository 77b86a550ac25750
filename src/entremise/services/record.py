"""The record as a place's members see it: its checkpoint, and proof that it was only added to since an older one.

Nothing here opens an entry: all of it is computed from the leaves, which tell nothing of the words.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from entremise.domain import record
from entremise.domain.errors import ABSENT, Broken, Code, Refusal, Shut
from entremise.domain.events import CaseOpened, InnerOpened, RoomOpened, name_of
from entremise.domain.ids import Label, PlaceId, access_log
from entremise.domain.record import Checkpoint
from entremise.domain.roles import Act, may
from entremise.domain.rooms import Seat
from entremise.domain.terms import Terms
from entremise.services.acts import needs
from entremise.services.ports import Parts
from entremise.services.stamping import LastStamp, last_stamp
from entremise.services.trees import Tree, checkpoint_of

OWN: Final = ""
ACCESS: Final = "access/"


@dataclass(frozen=True, slots=True)
class Record:
    """A record that a seat can read."""

    folder: str
    """Its name among them, and its folder in an archive: empty for the seat's own place, `access/`, `inner-1/` …"""
    place: PlaceId
    title: str | None = None
    """Of an inner room."""

    @property
    def is_access(self) -> bool:
        """Whether it is the record of who read and who came and went."""
        return self.folder.endswith(ACCESS)


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record as it stands."""

    record: Record
    checkpoint: Checkpoint
    note: str
    """The checkpoint, signed."""
    stamp: LastStamp | None
    """Its newest time-stamp."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """The records that a seat can read, its own place's first."""

    seat: Seat
    opened: RoomOpened | CaseOpened
    now: datetime
    head: int
    key: str
    """With which all of them are signed, as others check it."""
    records: tuple[RecordView, ...]

    @property
    def terms(self) -> Terms:
        """The case's terms, as this place was told them."""
        return self.opened.terms


@dataclass(frozen=True, slots=True)
class Consistency:
    """Proof that the first `old` lines of a record are what they were."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: Checkpoint
    note: str


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Proof that an entry stands in a record."""

    index: int
    """0 for the first line."""
    leaf: bytes
    proof: tuple[bytes, ...]
    checkpoint: Checkpoint
    note: str


def records_of(parts: Parts, seat: Seat) -> tuple[Record, ...]:
    """The records that the seat can read: of its place, of the inner rooms it is a member of, and who read there."""
    found = [Record(OWN, seat.place)]
    for number, inner in enumerate(parts.store.inner_of(seat.id), start=1):
        try:
            opening = parts.store.opening(inner)
        except Shut:
            # It opens to its members' passphrases alone, and this one has given none today.
            continue
        if opening is not None and isinstance(opening.event, InnerOpened):
            found.append(Record(f"inner-{number}/", inner, opening.event.title))
    if may(seat.role, Act.SEE_ACCESS):
        found += [Record(one.folder + ACCESS, access_log(one.place), one.title) for one in found]
    return tuple(sorted(found, key=lambda one: one.folder))


@needs(Act.READ)
def record_page(parts: Parts, seat: Seat) -> RecordPage:
    """The records that the seat can read, each with its checkpoint."""
    line = parts.store.opening(seat.place)
    if line is None or not isinstance(line.event, RoomOpened | CaseOpened):
        raise Broken("a seat points to a place that was never opened")
    return RecordPage(
        seat=seat,
        opened=line.event,
        now=parts.clock.now(),
        head=parts.store.head(seat.place),
        key=parts.notary.key(),
        records=tuple(_view(parts, one) for one in records_of(parts, seat)),
    )


@needs(Act.READ)
def view(parts: Parts, seat: Seat, folder: str = OWN) -> RecordView | Refusal:
    """One record with its signed checkpoint, or that it is absent."""
    found = _found(parts, seat, folder)
    return ABSENT if found is None else _view(parts, found)


@needs(Act.READ)
def consistency(parts: Parts, seat: Seat, old: int, folder: str = OWN) -> Consistency | Refusal:
    """Proof that the first `old` lines are what they were, or that the record has not so many."""
    found = _found(parts, seat, folder)
    if found is None:
        return ABSENT
    now = checkpoint_of(parts, found.place)
    if not 0 <= old <= now.size:
        return Refusal(Code.RECORD_SHORTER, {"size": now.size, "asked": old})
    proof = record.consistency(Tree(parts.store, found.place), old, now.size)
    return Consistency(old, proof, now, parts.notary.sign(now.text))


@needs(Act.READ)
def inclusion(parts: Parts, seat: Seat, label: Label) -> Inclusion | Refusal:
    """Proof that the entry stands in the record of the seat's own place, or that it is absent."""
    lines = parts.store.about(seat.place, [label])
    number = next((line.number for line in lines if name_of(line.event) == label), None)
    if number is None:
        return ABSENT
    now, tree = checkpoint_of(parts, seat.place), Tree(parts.store, seat.place)
    (leaf,) = tree.nodes(0, number - 1, 1)
    proof = record.inclusion(tree, number - 1, now.size)
    return Inclusion(number - 1, leaf, proof, now, parts.notary.sign(now.text))


def _found(parts: Parts, seat: Seat, folder: str) -> Record | None:
    return next((one for one in records_of(parts, seat) if one.folder == folder), None)


def _view(parts: Parts, one: Record) -> RecordView:
    checkpoint = checkpoint_of(parts, one.place)
    return RecordView(one, checkpoint, parts.notary.sign(checkpoint.text), last_stamp(parts, one.place))
