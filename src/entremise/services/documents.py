"""Files: given by a seat, hung on an entry of its place, read there, and swept away where they hang on nothing.

A file is sealed as it comes, under a key of its own; it is never whole in memory but for a moment, and never on a disk.
Its name, kind and key stand in the entry that it hangs on. Until then one seat knows of it, and the house for a day.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

import msgspec

from entremise.domain.copies import Hidden, Trace
from entremise.domain.errors import Broken, Code, Refusal
from entremise.domain.ids import CARRIES, DeskId, DocumentId, Label, Mark, PlaceId, RoomId
from entremise.domain.names import display_name
from entremise.domain.repetition import Repetition
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.rules import Source
from entremise.domain.terms import Document
from entremise.domain.views import carries
from entremise.services import reading
from entremise.services.acts import needs, once, unless_closed
from entremise.services.ports import Parts, Pending, Preview

LIFE: Final = timedelta(days=1)
"""How long a file is kept that hangs on nothing."""
MOST_PENDING: Final = 10
"""Of one seat in one place; of more, the oldest are forgotten."""
BATCH: Final = 16
"""Chunks that are kept or read at once: a megabyte."""
PART_BYTES: Final = 1024 * 1024
"""The longest part of a file that comes in parts."""
_MEGABYTE: Final = 1_000_000
MOST_READ: Final = 60_000
"""Characters of a document that the guard reads: some twenty-five pages."""
_GUARDED: Final = 18_000
"""Characters of a copy that the guard compares at once."""
_OVERLAP: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a file until an entry tells it; kept sealed for its place."""

    name: str
    key: bytes = field(repr=False)
    total: int | None = None
    """How long it is to be; None: as long as it comes."""
    media_type: str = ""
    digest: bytes = b""
    copy: bool = False
    """Whether it is a copy without traces, which may leave."""
    source: Label | None = None
    """Of a copy: the entry with whose document it was made."""
    removed: tuple[Trace, ...] = ()
    hidden: tuple[tuple[Hidden, int], ...] = ()
    words: str | None = None
    """Of a copy: what could be read of it; None: nothing can."""
    read: int = 0
    """See `Document.words`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file that has come whole and hangs on nothing yet, as its seat knows it."""

    document: Document
    known: Known

    @property
    def id(self) -> DocumentId:
        """Its id, by which its seat names it."""
        return self.document.id


@dataclass(frozen=True, slots=True)
class Begun:
    """A file that is coming in."""

    id: DocumentId
    kept: int
    """Bytes kept so far: the next part begins there."""
    total: int | None


# Giving ----------------------------------------------------------------------------------------------------


@needs(Act.UPLOAD)
def begin(parts: Parts, seat: Seat, name: str, size: int, *, key: str | None = None) -> Begun | Refusal:
    """Begin a file of `size` bytes that comes in parts; or why it cannot be kept."""
    refusal = _unfit(parts, size)
    if refusal is not None:
        return refusal

    def act() -> Begun:
        return _begin(parts, seat, Known(name=display_name(name), key=parts.files.seals.draw(), total=size))

    asked = ("begin", name, size)
    return once(parts, seat, act, places=(seat.place,), result=Begun, key=key, asked=asked)


@needs(Act.UPLOAD)
def add(parts: Parts, seat: Seat, document: str, part: bytes, *, at: int) -> Begun | Refusal:
    """Keep the next part of a file, which begins at byte `at`; how far it has come.

    A part is as long as a chunk or several; the last may be shorter. One that does not begin where the last one kept
    ended is refused, with where that is: so a sender that lost its connection goes on.
    """
    with parts.store.writing(seat.place):
        pending = _own(parts, seat, document)
        if pending is None or pending.finished:
            return Refusal(Code.DOCUMENT_UNFINISHED)
        known = _known(pending)
        total = known.total or 0
        end, chunk = pending.size + len(part), parts.files.seals.chunk_bytes
        if at != pending.size or not part or end > total or (len(part) % chunk and end != total):
            return Refusal(Code.DOCUMENT_PART, {"kept": pending.size})
        first = pending.size // chunk
        plain = [part[start : start + chunk] for start in range(0, len(part), chunk)]
        sealed = [
            parts.files.seals.chunk(
                seat.place, pending.id, known.key, piece, number=number, last=(number + 1) * chunk >= total
            )
            for number, piece in enumerate(plain, start=first)
        ]
        parts.store.add_chunks(seat.place, pending.id, first, sealed)
        parts.store.keep_pending(replace(pending, size=end))
        return Begun(pending.id, end, total)


@needs(Act.UPLOAD)
def progress(parts: Parts, seat: Seat, document: str) -> Begun | Refusal:
    """How far a file has come."""
    pending = _own(parts, seat, document)
    if pending is None or pending.finished:
        return Refusal(Code.DOCUMENT_UNFINISHED)
    return Begun(pending.id, pending.size, _known(pending).total)


@needs(Act.UPLOAD)
def finish(parts: Parts, seat: Seat, document: str) -> Attached | Refusal:
    """The file, which has come whole: its kind by its content, and its digest. Asked again, it answers the same."""
    pending = _own(parts, seat, document)
    if pending is None:
        return Refusal(Code.DOCUMENT_UNFINISHED)
    known = _known(pending)
    if pending.finished:
        return _attached(pending)
    if not pending.size or pending.size != (known.total or pending.size):
        return Refusal(Code.DOCUMENT_UNFINISHED)
    looked = _looked_into(parts, seat, pending, known)
    with parts.store.writing(seat.place):
        # Another request may have finished or dropped it meanwhile, or an entry claimed it.
        standing = _own(parts, seat, document)
        if standing is None or looked is None:
            return Refusal(Code.DOCUMENT_UNFINISHED)
        if standing.finished:
            return _attached(standing)
        known, words = looked
        whole = replace(pending, finished=True, body=_encoded(known))
        parts.store.keep_pending(whole)
        _keep_words(parts, seat.place, _attached(whole).document, words)
    return _attached(whole)


@needs(Act.UPLOAD)
def receive(parts: Parts, seat: Seat, name: str) -> "Receiving | Refusal":
    """A file that comes in one request; or why none can."""
    return unless_closed(parts.store, seat.place) or Receiving(parts, seat, name)


class Receiving:
    """A file that comes in one request, piece by piece, and how long it is only shows at its end."""

    def __init__(self, parts: Parts, seat: Seat, name: str) -> None:
        self._parts, self._seat = parts, seat
        self._known = Known(name=display_name(name), key=parts.files.seals.draw())
        with parts.store.writing(seat.place):
            self._begun = _begin(parts, seat, self._known)
        self._sealer = parts.files.seals.sealer(seat.place, self._begun.id, self._known.key)
        self._waiting: list[bytes] = []
        self._kept = 0
        self._size = 0

    def take(self, piece: bytes) -> Refusal | None:
        """Keep a piece; or that the file is larger than one may be, and it is forgotten."""
        self._size += len(piece)
        if self._size > self._parts.files.most_bytes:
            self.give_up()
            return _unfit(self._parts, self._size)
        self._waiting += self._sealer.take(piece)
        if len(self._waiting) >= BATCH:
            self._keep()
        return None

    def end(self) -> Attached | Refusal:
        """The file, which has come whole; or that it was empty."""
        if not self._size:
            self.give_up()
            return Refusal(Code.DOCUMENT_EMPTY)
        self._waiting.append(self._sealer.end())
        self._keep()
        return finish(self._parts, self._seat, self._begun.id)

    def give_up(self) -> None:
        """Forget the file."""
        with self._parts.store.writing(self._seat.place):
            self._parts.store.drop_document(self._seat.place, self._begun.id)

    def _keep(self) -> None:
        place, store = self._seat.place, self._parts.store
        with store.writing(place):
            store.add_chunks(place, self._begun.id, self._kept, self._waiting)
            pending = store.pending(place, self._begun.id)
            if pending is None:
                raise Broken("a file was forgotten while it came")
            store.keep_pending(replace(pending, size=self._size))
        self._kept += len(self._waiting)
        self._waiting = []


def attached(parts: Parts, seat: Seat, document: str) -> Attached | None:
    """The seat's own file that has come whole and hangs on nothing; None if there is none by this id."""
    pending = _own(parts, seat, document) if document else None
    return _attached(pending) if pending is not None and pending.finished else None


def drop(parts: Parts, seat: Seat, document: str) -> None:
    """Forget a file of this seat that hangs on nothing."""
    with parts.store.writing(seat.place):
        if _own(parts, seat, document) is not None:
            parts.store.drop_document(seat.place, DocumentId(document))


def claim(parts: Parts, seat: Seat, document: str) -> Document | Refusal:
    """The file, which hangs on an entry from now on; inside the act that writes it. Copies hang on none here."""
    found = attached(parts, seat, document)
    if found is None or found.known.copy or not parts.store.claim(seat.place, found.id):
        return Refusal(Code.DOCUMENT_UNFINISHED)
    return found.document


def sweep(parts: Parts, *, limit: int = 100) -> int:
    """Forget files that have hung on nothing for a day, or never came whole; how many."""
    swept = 0
    for place, document in parts.store.forgotten(parts.clock.now() - LIFE, limit=limit):
        with parts.store.writing(place):
            parts.store.drop_document(place, document)
        swept += 1
    return swept


# Reading ---------------------------------------------------------------------------------------------------


def document_at(parts: Parts, seat: Seat, label: Label) -> tuple[PlaceId, Document] | None:
    """The document of an entry that the seat can read, or of a carry at the desk; and where its bytes lie."""
    if seat.at_desk and label.series == CARRIES:
        views = carries(parts.store.about(seat.place, [label]))
        document = views[0].document if views else None
    else:
        entry = reading.entry_at(parts, seat, label)
        document = entry.document if entry is not None else None
    return None if document is None else (document.place or seat.place, document)


def content(parts: Parts, place: PlaceId, document: Document) -> Iterator[bytes] | None:
    """The bytes of a document of an entry in `place`, in pieces; None if they are kept no more."""
    where = document.place or place
    return _read(parts, where, document) if parts.store.chunks(where, document.id, 0, 1) else None


def preview(parts: Parts, place: PlaceId, document: Document, *, first: int = 0, most: int = 5) -> Preview | Refusal:
    """What the document looks like; for a kind without pages, its words as text."""
    pieces = content(parts, place, document)
    if pieces is None:
        return Refusal(Code.DOCUMENT_UNFINISHED)
    shown = parts.files.converter.preview(pieces, of=place, first=first, most=most)
    if not isinstance(shown, Refusal) or shown.code is not Code.DOCUMENT_STAYS:
        return shown
    words = parts.files.converter.words(_read(parts, document.place or place, document), of=place)
    return Preview(text=words) if isinstance(words, str) else words or shown


def words_of(parts: Parts, place: PlaceId, hung: Sequence[Document]) -> list[str]:
    """The words of documents of entries in `place`, as the guard reads them; empty where there are none, or no more.

    One statement, for at most 500. Raises Broken if they were changed, or some are missing.
    """
    read = [one for one in hung if one.words]
    files = [(one.place or place, one.id, _chunk_count(parts, one.size)) for one in read]
    found: dict[DocumentId, str] = {}
    for one, (where, _, _), sealed in zip(read, files, parts.store.last_chunks(files) if files else [], strict=True):
        if sealed:
            opened = parts.files.seals.opened(where, _words_id(one), one.key, sealed, size=one.words)
            found[one.id] = b"".join(opened).decode()
    return [found.get(one.id, "") for one in hung]


# Crossing --------------------------------------------------------------------------------------------------


def crossing(parts: Parts, desk: DeskId, room: RoomId) -> Callable[[Document], Document]:
    """Lays a copy that lies at the desk into the room, under an id and a key of its own; inside the act that enters.

    The desk then reads it there: its own bytes go.
    """

    def copied(document: Document) -> Document:
        seals, store = parts.files.seals, parts.store
        copy = replace(document, id=DocumentId(parts.ids.fresh(room)), key=seals.draw(), place=None)
        sealer = seals.sealer(room, copy.id, copy.key)
        chunks: list[bytes] = []
        kept = 0
        for piece in _read(parts, desk, document):
            chunks += sealer.take(piece)
            if len(chunks) >= BATCH:
                store.add_chunks(room, copy.id, kept, chunks)
                kept, chunks = kept + len(chunks), []
        store.add_chunks(room, copy.id, kept, [*chunks, sealer.end()])
        _keep_words(parts, room, copy, words_of(parts, desk, [document])[0].encode())
        store.drop_document(desk, document.id)
        return copy

    return copied


def repeated(
    parts: Parts, desk: DeskId, found: Attached, *, into: Mark, sources: tuple[Source, ...]
) -> tuple[Repetition, ...]:
    """What the guard finds in the name of a copy and in its words, one repetition of each entry."""
    words = found.known.words or ""
    once: dict[str, Repetition] = {}
    parts_of_it = (words[max(0, start - _OVERLAP) : start + _GUARDED] for start in range(0, len(words), _GUARDED))
    for part in (found.document.name, *parts_of_it):
        for one in parts.guard.repeated_in(parts, desk, part, into=into, sources=sources):
            once.setdefault(one.id, one)
    return tuple(once.values())


def keep_copy(parts: Parts, seat: Seat, known: Known, made: bytes) -> DocumentId:
    """Keep a copy as a file of this seat that hangs on nothing yet; inside the act that makes it."""
    begun = _begin(parts, seat, known)
    sealer = parts.files.seals.sealer(seat.place, begun.id, known.key)
    chunks = [*sealer.take(made), sealer.end()]
    words = _to_read(known.words)
    whole = replace(known, digest=hashlib.sha256(made).digest(), read=len(words))
    for first in range(0, len(chunks), BATCH):
        parts.store.add_chunks(seat.place, begun.id, first, chunks[first : first + BATCH])
    now, body = parts.clock.now(), _encoded(whole)
    pending = Pending(seat.place, begun.id, seat.id, now, len(made), finished=True, body=body)
    parts.store.keep_pending(pending)
    _keep_words(parts, seat.place, _attached(pending).document, words)
    return begun.id


def take_back(parts: Parts, seat: Seat, document: Document, known: Known) -> Attached:
    """Have a document that lies in the seat's place be a file of this seat again that hangs on nothing."""
    with parts.store.writing(seat.place):
        body = _encoded(known)
        pending = Pending(seat.place, document.id, seat.id, parts.clock.now(), document.size, finished=True, body=body)
        parts.store.keep_pending(pending)
    return _attached(pending)


# -----------------------------------------------------------------------------------------------------------


def _unfit(parts: Parts, size: int) -> Refusal | None:
    if size <= 0:
        return Refusal(Code.DOCUMENT_EMPTY)
    most = parts.files.most_bytes
    if size <= most:
        return None
    return Refusal(Code.DOCUMENT_TOO_LARGE, {"most": most // _MEGABYTE, "size": -(-size // _MEGABYTE)})


def _begin(parts: Parts, seat: Seat, known: Known) -> Begun:
    document = DocumentId(parts.ids.fresh(seat.place))
    for old in parts.store.pending_of(seat.place, seat.id)[: 1 - MOST_PENDING]:
        parts.store.drop_document(seat.place, old.id)
    now, body = parts.clock.now(), _encoded(known)
    parts.store.keep_pending(Pending(seat.place, document, seat.id, now, 0, finished=False, body=body))
    return Begun(document, 0, known.total)


def _looked_into(parts: Parts, seat: Seat, pending: Pending, known: Known) -> tuple[Known, bytes] | None:
    """What is known of a file that has come whole, its kind and digest too; and its words. None if it was dropped."""
    bare = Document(id=pending.id, name=known.name, media_type="", size=pending.size, key=known.key)
    digest = hashlib.sha256()
    try:
        for piece in _read(parts, seat.place, bare):
            digest.update(piece)
        media_type = parts.files.converter.kind(_read(parts, seat.place, bare), of=seat.place)
        found = parts.files.converter.words(_read(parts, seat.place, bare), of=seat.place)
    except Broken:
        if _own(parts, seat, pending.id) is not None:
            raise
        return None
    words = _to_read(found if isinstance(found, str) else None)
    return replace(known, media_type=media_type, digest=digest.digest(), read=len(words)), words


def _to_read(words: str | None) -> bytes:
    """As much of a document's words as the guard reads, as they are kept."""
    return (words or "").strip()[:MOST_READ].encode("utf-8", "replace")


def _keep_words(parts: Parts, place: PlaceId, document: Document, words: bytes) -> None:
    """Keep a document's words behind its chunks, under the same key for another name; with them they are forgotten."""
    if words:
        sealer = parts.files.seals.sealer(place, _words_id(document), document.key)
        sealed = [*sealer.take(words), sealer.end()]
        parts.store.add_chunks(place, document.id, _chunk_count(parts, document.size), sealed)


def _words_id(document: Document) -> DocumentId:
    """As what its words are sealed: neither can be taken for the other."""
    return DocumentId(f"{document.id} words")


def _chunk_count(parts: Parts, size: int) -> int:
    return max(1, -(-size // parts.files.seals.chunk_bytes))


def _own(parts: Parts, seat: Seat, document: str) -> Pending | None:
    pending = parts.store.pending(seat.place, DocumentId(document))
    return pending if pending is not None and pending.seat == seat.id else None


def _attached(pending: Pending) -> Attached:
    known = _known(pending)
    document = Document(
        id=pending.id,
        name=known.name,
        media_type=known.media_type,
        size=pending.size,
        key=known.key,
        digest=known.digest,
        words=known.read,
    )
    return Attached(document=document, known=known)


def _read(parts: Parts, place: PlaceId, document: Document) -> Iterator[bytes]:
    """The bytes of a document that lie in `place`. Raises Broken if they were changed, or some are missing."""
    chunks = _chunks(parts, place, document.id, _chunk_count(parts, document.size))
    return parts.files.seals.opened(place, document.id, document.key, chunks, size=document.size)


def _chunks(parts: Parts, place: PlaceId, document: DocumentId, count: int) -> Iterator[bytes]:
    first = 0
    while first < count and (chunks := parts.store.chunks(place, document, first, min(BATCH, count - first))):
        yield from chunks
        first += len(chunks)


def _encoded(known: Known) -> bytes:
    return msgspec.msgpack.encode(known)


def _known(pending: Pending) -> Known:
    return msgspec.msgpack.decode(pending.body, type=Known)
