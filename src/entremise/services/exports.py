"""A copy of the record to take along: what the seat can read, and what proves it, in one archive.

It holds the seat's own place, who read there, and the inner rooms that the seat is a member of. The same record gives
the same bytes; when and by whom it was taken stands in the access log and nowhere in the archive.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

import msgspec

from entremise.domain.errors import N_, Broken, Refusal
from entremise.domain.events import Access, CaseOpened, RoomOpened, name_of
from entremise.domain.ids import PlaceId, access_log
from entremise.domain.log import Line
from entremise.domain.record import Checkpoint
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.terms import Document
from entremise.domain.views import CarryView, EntryView, carries, desk_entries, room_entries
from entremise.services import readable
from entremise.services.acts import accessed, needs
from entremise.services.archives import (
    ANSWER,
    CHECKPOINT,
    FILES,
    RECORD,
    STAMP,
    STAMPED,
    Part,
    packed,
    stamp_written,
    written,
)
from entremise.services.documents import content
from entremise.services.ports import Parts, SaltedLine
from entremise.services.readable import Entry, Hand, Say
from entremise.services.record import Record, records_of
from entremise.services.stamping import Stamp, last_stamp
from entremise.services.trees import checkpoint_of

README: Final = "README.txt"
PAGE: Final = "record.html"
_PAGE: Final = 200
"""Lines that are in memory at once."""
_NAME: Final = 80
"""Longest part of a document's own name in the archive, in characters."""

Bytes: TypeAlias = Callable[[PlaceId, Document], Iterable[bytes] | None]
"""The bytes of a document that stands in a place, in pieces; None if they are kept no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copy:
    """One record, as far as it went when the archive was begun."""

    record: Record
    checkpoint: Checkpoint
    note: str
    fold: Callable[[Iterable[Line]], Sequence[EntryView | CarryView]]
    """What its lines bring."""
    stamp: Stamp | None
    """Its newest time-stamp."""


def _as_it_stands(sentence: str) -> str:
    return sentence


@needs(Act.EXPORT)
def export(
    parts: Parts,
    seat: Seat,
    *,
    say: Say = _as_it_stands,
    language: str = "en",
    access: Mapping[Access, str] = readable.ACCESSES,
) -> Iterator[bytes] | Refusal:
    """The archive, in pieces, of what the seat can read now. The access logs tell that it was taken.

    Its readable page is in `language`: `say` gives a sentence in it, `access` the sentence for a line of an access log.
    Costs by the length of the logs and documents, and no more memory than a few hundred lines.
    """
    key, records = parts.notary.key(), records_of(parts, seat)
    places = [one.place for one in records if not one.is_access]
    with parts.store.writing(*map(access_log, places)):
        told = [accessed(place, Access.EXPORTED, seat) for place in places]
        parts.store.append(told, at=parts.clock.now())
    copies = [_copied(parts, one, at_desk=seat.at_desk) for one in records]
    line = parts.store.opening(seat.place)
    if line is None or not isinstance(line.event, RoomOpened | CaseOpened):
        raise Broken("a seat points to a place that was never opened")
    hand = Hand(say, language, ZoneInfo(line.event.terms.zone), access)
    return packed(_parts(parts, copies, line.event, key=key, hand=hand, documents=partial(content, parts)))


def _copied(parts: Parts, one: Record, *, at_desk: bool) -> _Copy:
    checkpoint, stamped = checkpoint_of(parts, one.place), last_stamp(parts, one.place)
    # One that was put on while the archive was begun may cover more lines than it holds.
    fits = stamped is not None and stamped.size <= checkpoint.size
    return _Copy(
        record=one,
        checkpoint=checkpoint,
        note=parts.notary.sign(checkpoint.text),
        fold=_at_desk if at_desk else room_entries,
        stamp=stamped.stamp if stamped is not None and fits else None,
    )


def _parts(
    parts: Parts, copies: list[_Copy], opened: RoomOpened | CaseOpened, *, key: str, hand: Hand, documents: Bytes
) -> Iterator[Part]:
    page = readable.page(
        hand, _title(hand, opened), _facts(hand, opened, copies[0], key), _page(parts, copies, hand, documents)
    )
    yield Part(README, lambda: [_explained(hand, copies[0], key).encode()])
    yield Part(PAGE, lambda: page)
    for copy in copies:
        yield from _files_of(parts, copy, key=key, documents=documents)


def _files_of(parts: Parts, copy: _Copy, *, key: str, documents: Bytes) -> Iterator[Part]:
    """A record, its checkpoint, and its documents in the order of their lines."""
    place, folder = copy.record.place, copy.record.folder
    found: list[tuple[str, Document]] = []

    def lines() -> Iterator[tuple[SaltedLine, str | None]]:
        for line in _salted(parts, copy):
            document = msgspec.json.decode(line.body, type=_Bearer).document
            if document is None or documents(place, document) is None:
                yield line, None
            else:
                found.append((_file(line.number, document), document))
                yield line, found[-1][0]

    yield Part(folder + RECORD, lambda: written(copy.checkpoint.origin, key, lines()))
    yield Part(folder + CHECKPOINT, lambda: [copy.note.encode()])
    if copy.stamp is not None:
        stamp = copy.stamp
        written_down = stamp_written(stamp.checkpoint, stamp.salt, stamp.index, stamp.path)
        for name, data in ((STAMP, written_down), (STAMPED, stamp.root), (ANSWER, stamp.token)):
            yield Part(folder + name, partial(_whole, data))
    for name, document in found:
        yield Part(folder + name, partial(_bytes_of, documents, place, document))


def _whole(data: bytes) -> Iterable[bytes]:
    return [data]


def _bytes_of(documents: Bytes, place: PlaceId, document: Document) -> Iterable[bytes]:
    return documents(place, document) or []


def _salted(parts: Parts, copy: _Copy) -> Iterator[SaltedLine]:
    """Each line as the tree commits to it."""
    for after in range(0, copy.checkpoint.size, _PAGE):
        limit = min(_PAGE, copy.checkpoint.size - after)
        yield from parts.store.salted(copy.record.place, after=after, limit=limit)


def _lines(parts: Parts, copy: _Copy) -> Iterator[Line]:
    """Each line as an event."""
    for after in range(0, copy.checkpoint.size, _PAGE):
        limit = min(_PAGE, copy.checkpoint.size - after)
        yield from parts.store.lines(copy.record.place, after=after, limit=limit)


class _Bearer(msgspec.Struct):
    """An event, as far as a document hangs on it."""

    document: Document | None = None


def _file(number: int, document: Document) -> str:
    """The document's name in the archive: with its line's number, so that none hides another."""
    own = "".join(letter if letter.isalnum() or letter in " .-_()" else "_" for letter in document.name)
    return f"{FILES}{number:06d} {own[-_NAME:].strip()}"


# The readable page ----------------------------------------------------------------------------------------


def _title(hand: Hand, opened: RoomOpened | CaseOpened) -> str:
    if isinstance(opened, RoomOpened):
        return hand.say(N_("%(title)s: record of room %(mark)s")) % {"title": opened.title, "mark": opened.mark}
    return hand.say(N_("%(title)s: record of the desk")) % {"title": opened.terms.codename}


def _facts(hand: Hand, opened: RoomOpened | CaseOpened, copy: _Copy, key: str) -> list[tuple[str, str]]:
    terms, own = opened.terms, copy.checkpoint
    facts = [(hand.say(N_("Party")), opened.party)] if isinstance(opened, RoomOpened) else []
    return [
        *facts,
        (hand.say(N_("Mediator")), terms.mediator),
        (hand.say(N_("Times")), hand.say(N_("by the clock of %(city)s")) % {"city": terms.city}),
        (hand.say(N_("Lines")), str(own.size)),
        (hand.say(N_("Checkpoint")), " ".join(own.text.split("\n")[2:]).strip()),
        (hand.say(N_("Key of this house")), key),
    ]


def _page(parts: Parts, copies: list[_Copy], hand: Hand, documents: Bytes) -> Iterator[str]:
    for copy in copies:
        if copy.record.is_access:
            title = hand.say(N_("Who read here, and who came and went"))
            if copy.record.title is not None:
                title = hand.say(N_("Who read in %(title)s, and who came and went")) % {"title": copy.record.title}
            rows = (readable.access(hand, line) for line in _lines(parts, copy))
            yield from readable.section(title, rows, nothing=hand.say(N_("Nothing is recorded here.")))
        else:
            title = copy.record.title or hand.say(N_("Entries"))
            rows = (readable.entry(hand, one) for one in _entries(parts, copy, documents))
            yield from readable.section(title, rows, nothing=hand.say(N_("Nothing has been written here.")))
            others = filter(None, (readable.otherwise(hand, line) for line in _lines(parts, copy)))
            yield from readable.section(
                hand.say(N_("What else is recorded")), others, nothing=hand.say(N_("Nothing is recorded here."))
            )


def _entries(parts: Parts, copy: _Copy, documents: Bytes) -> Iterator[Entry]:
    """What the place's log brings, each with all that later lines say of it, up to the checkpoint."""
    after, size, store = 0, copy.checkpoint.size, parts.store
    while lines := store.page(copy.record.place, after=after, before=size + 1, limit=_PAGE):
        labels = [label for line in lines if (label := name_of(line.event)) is not None]
        about = [line for line in store.about(copy.record.place, labels) if line.number <= size]
        views = {view.label: view for view in copy.fold(about)}
        for line, label in zip(lines, labels, strict=True):
            document = getattr(line.event, "document", None)
            if isinstance(document, Document):
                kept = documents(copy.record.place, document) is not None
                file = copy.record.folder + _file(line.number, document) if kept else None
                yield Entry(views[label], file, document.name)
            else:
                yield Entry(views[label])
        after = lines[-1].number


def _at_desk(lines: Iterable[Line]) -> list[EntryView | CarryView]:
    """What the desk's log brings: entries as the desk knows them, and carries."""
    found = list(lines)
    return [*desk_entries(found), *carries(found)]


def _explained(hand: Hand, copy: _Copy, key: str) -> str:
    """What stands in the archive and how it is checked, for whoever opens it in ten years."""
    return "\n\n".join(
        [
            hand.say(N_("This is a copy of a record of talks. It holds what one seat of these talks could read.")),
            hand.say(N_("record.html is for reading. It proves nothing.")),
            hand.say(
                N_(
                    "record.json is the record: every line of the log with its salt and its leaf. checkpoint.txt binds"
                    " all of them, and is signed. Folders hold further records of the same form."
                )
            ),
            hand.say(N_("To check it, on any computer and without the server that made it:")),
            f"    entremise verify FILE.zip --key {key}",
            hand.say(
                N_(
                    "Compare this key with the one that the record's page shows, or that you noted earlier: an archive"
                    " cannot vouch for itself. With an older checkpoint, --since shows that nothing before it was"
                    " changed. The program is free software; its docs/record.md describes the form, so that other"
                    " people's tools can check it, too."
                )
            ),
            f"{copy.checkpoint.origin}\n",
        ]
    )
