"""Searching one place: a room's seat its own room, the desk what it holds. Nothing searches two places.

The words of a place are read once into an index in this process's memory, and each search reads on from there. No
index is kept on disk. What is not asked for longest is forgotten first; a place's index goes with its key.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from entremise.domain.errors import ABSENT, Broken, Refusal
from entremise.domain.events import CaseOpened, InnerOpened, RoomOpened, name_of
from entremise.domain.finding import Found as FoundOnPaper
from entremise.domain.finding import Index, Piece, Query, extract, texts_of
from entremise.domain.ids import Label, PlaceId
from entremise.domain.log import Line
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.terms import Terms
from entremise.domain.views import EntryView, desk_entries, room_entries
from entremise.domain.written import OnPaper
from entremise.services.acts import needs, room_of, room_opened
from entremise.services.ports import Found, Parts, Store

PAGE: Final = 20
"""Entries of one answer, unless asked otherwise."""
MOST: Final = 100
"""Entries of one answer, at most."""
MOST_PAPERS: Final = 20
"""Things on papers in one answer, at most."""
MOST_PLACES: Final = 64
"""Indexes kept at once."""
MOST_WORDS: Final = 20_000_000
"""Words in all of them together, about 300 MB; the one in use is kept whatever its size."""
BELOW: Final = 3
"""Entries below the one found on the page that a result leads to."""
_PAGE: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """An entry that was found."""

    entry: EntryView
    extract: tuple[Piece, ...]
    before: Label | None
    """The page that ends before this entry shows the one found, with a few below it; None: the last page does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperResult:
    """Something on a paper of the place that was found."""

    thing: OnPaper
    item: int | None
    """In a room: the agenda item with whose page it stands; 0: the talks as a whole; None: with none on the agenda."""
    at: datetime
    """When it was written so."""
    extract: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What was found, newest first."""

    entries: tuple[Result, ...]
    earlier: Label | None
    """Search on before this entry; None: there is no more."""
    papers: tuple[PaperResult, ...] = ()
    """What the place's papers hold of it, newest first, and `MOST_PAPERS` at most; none where a search goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """A place, for the head of a page in it."""

    seat: Seat
    opened: RoomOpened | CaseOpened
    """Of an inner room: how its delegation's room was opened."""
    now: datetime
    head: int
    inner: str | None = None
    """An inner room's title."""

    @property
    def terms(self) -> Terms:
        """The case's terms, as this place was told them."""
        return self.opened.terms


@dataclass(slots=True)
class _Known:
    lock: threading.Lock = field(default_factory=threading.Lock)
    index: Index = field(default_factory=Index)
    last: Line | None = None


class Search:
    """See `services.ports.Searches`. One for each store; used from any thread. Places do not wait for each other."""

    def __init__(self, *, most_places: int = MOST_PLACES, most_words: int = MOST_WORDS) -> None:
        self._most_places = most_places
        self._most_words = most_words
        self._places: OrderedDict[PlaceId, _Known] = OrderedDict()
        self._lock = threading.Lock()

    def find(
        self, store: Store, place: PlaceId, query: Query, *, series: str | None, before: Label | None, limit: int
    ) -> list[Found]:
        """See `Searches.find`."""
        with self._read(store, place) as index:
            labels = index.find(query, series=series, before=before, limit=limit)
            return [Found(label, index.after(label, entries=BELOW + 1, series=series)) for label in labels]

    def on_papers(
        self, store: Store, place: PlaceId, query: Query, *, series: str | None, limit: int
    ) -> list[FoundOnPaper]:
        """See `Searches.on_papers`."""
        with self._read(store, place) as index:
            return index.on_papers(query, series=series, limit=limit)

    @contextmanager
    def _read(self, store: Store, place: PlaceId) -> Iterator[Index]:
        """The place's index, read on to the end of its log, for this thread alone."""
        with self._lock:
            known = self._places.pop(place, None) or _Known()
            self._places[place] = known
        with known.lock:
            try:
                if not _read_on(store, place, known):
                    known.index, known.last = Index(), None
                    _read_on(store, place, known)
            except BaseException:
                # The place may have been closed or destroyed: its words are kept no longer than its key.
                self.forget(place)
                known.index, known.last = Index(), None
                raise
            self._make_room()
            yield known.index

    def forget(self, place: PlaceId) -> None:
        """See `Searches.forget`."""
        with self._lock:
            self._places.pop(place, None)

    def _make_room(self) -> None:
        with self._lock:
            while len(self._places) > 1 and (
                len(self._places) > self._most_places
                or sum(one.index.size for one in self._places.values()) > self._most_words
            ):
                self._places.popitem(last=False)


@needs(Act.SEARCH)
def search(
    parts: Parts,
    seat: Seat,
    text: str,
    *,
    room: str | None = None,
    before: Label | None = None,
    limit: int = PAGE,
) -> Results | Refusal:
    """What the seat's own place holds of the words in `text`, entries and papers; at the desk in one `room`, or all.

    A room's seat that names a room is told that it is absent. The first search in a place reads all of its log.
    """
    if room is not None and (not seat.at_desk or isinstance(room_of(parts.store, seat.place, room), Refusal)):
        return ABSENT
    query = Query.parse(text)
    if isinstance(query, Refusal):
        return query
    limit = min(limit, MOST)
    found = parts.search.find(parts.store, seat.place, query, series=room, before=before, limit=limit + 1)
    return Results(
        entries=_results(parts, seat, found[:limit], query),
        earlier=found[limit - 1].label if len(found) > limit else None,
        papers=_papers(parts, seat, query, room=room) if before is None else (),
    )


def search_page(parts: Parts, seat: Seat) -> SearchPage:
    """The place that is searched: the seat's own, or the inner room in which it acts."""
    line = parts.store.opening(seat.place)
    opened, inner = (line.event if line is not None else None), None
    if isinstance(opened, InnerOpened):
        opened, inner = room_opened(parts.store, opened.room), opened.title
    if not isinstance(opened, RoomOpened | CaseOpened):
        raise Broken("a seat points to a place that was never opened")
    return SearchPage(seat=seat, opened=opened, now=parts.clock.now(), head=parts.store.head(seat.place), inner=inner)


def _results(parts: Parts, seat: Seat, found: list[Found], query: Query) -> tuple[Result, ...]:
    """The entries found, as the place shows them, with the words around what was looked for."""
    lines = parts.store.about(seat.place, [one.label for one in found])
    texts = {label: texts_of(line.event) for line in lines if (label := name_of(line.event)) is not None}
    views = {view.label: view for view in (desk_entries if seat.at_desk else room_entries)(lines)}
    return tuple(
        Result(entry=views[one.label], extract=extract(texts[one.label], query), before=one.later) for one in found
    )


def _papers(parts: Parts, seat: Seat, query: Query, *, room: str | None) -> tuple[PaperResult, ...]:
    found = parts.search.on_papers(parts.store, seat.place, query, series=room, limit=MOST_PAPERS)
    return tuple(
        PaperResult(
            thing=one.written.thing,
            item=one.written.item,
            at=one.at,
            extract=extract(one.written.texts, query),
        )
        for one in found
    )


def _read_on(store: Store, place: PlaceId, known: _Known) -> bool:
    """Read the lines that came since; False if the last one read is no longer there.

    A transaction in which it was read may have failed. So each reading begins with it.
    """
    while True:
        after = known.last.number - 1 if known.last is not None else 0
        lines = store.lines(place, after=after, limit=_PAGE)
        if known.last is not None and lines[:1] != [known.last]:
            return False
        for line in lines if known.last is None else lines[1:]:
            known.index.read(line)
        if lines:
            known.last = lines[-1]
        if len(lines) < _PAGE:
            return True
