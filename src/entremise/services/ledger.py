"""The desk's ledger: who knows what, its points, the card before entering a room, and the desk's own notes.

Read at the desk only, from the desk's own log. Each page reads the points (all lines of their topic, which are
bounded) and a bounded number of entries, so that its cost does not grow with the age of the case.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from entremise.domain import notes, points, told
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events import AnnouncedInto, CaseOpened, name_of
from entremise.domain.events.notes import DESK_NOTES
from entremise.domain.events.points import POINTS
from entremise.domain.events.rounds import ROUNDS
from entremise.domain.ids import CARRIES, DeskId, Label, Mark
from entremise.domain.ledger import Agreement, Card, Ledger, OnPapers, Row, Show, card, fits, stands_alone
from entremise.domain.log import Append, Line
from entremise.domain.notes import About, DeskNote
from entremise.domain.points import Grouping, Point, Wording
from entremise.domain.roles import Act
from entremise.domain.rooms import Desk, Seat
from entremise.domain.rounds import LINES as ROUND_LINES
from entremise.domain.rounds import desk_rounds
from entremise.domain.terms import PartyRoom, Terms
from entremise.domain.told import QUESTIONS, Begun, Matter, Noticed
from entremise.services import agenda
from entremise.services.acts import load_desk, needs, once
from entremise.services.consents import asked_of_rooms
from entremise.services.ports import Parts

PAGE: Final = 20
"""Points on a page, and as many entries that no point holds."""
MOST_POINTS_READ: Final = 100
"""Points whose entries are read for one page, at most, when a filter leaves some out."""
BATCH: Final = 60
"""Lines read at once in search of entries that no point holds."""
MOST_LINES_READ: Final = 240
"""Of these, at most for one page."""
ON_CARD: Final = 300
"""Lines that a card goes back; and points, a fifth of them."""
MOST_OLD: Final = 60
"""Entries that must not be let slip and are older than those lines, on a card."""
ON_PAPERS: Final = 600
"""Lines of each of the desk's papers that a page goes back."""
MOST_NOTICED: Final = 40
"""Matters on papers on one page of the ledger."""
_COPIES: Final = 9
"""Lines back in which the copies of one announcement stand: one for each room, and one more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be shown of the ledger."""

    show: Show = Show.EVERYTHING
    side: str | None = None
    """A room's mark."""
    item: int | None = None
    """The desk's number of an agenda item; 0: points without one."""
    round: int | None = None
    after: int | None = None
    """Points after the one with this number, as they stand on the page; no entries then."""
    before: Label | None = None
    """Entries before this one; no points then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Titled:
    """An agenda item, as the ledger names it."""

    number: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A round, as the ledger names it."""

    number: int
    title: str = ""
    """Empty: the desk keeps no round of this number."""
    starts: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Points of one agenda item."""

    item: Titled | None
    """None: of none."""
    rows: tuple[Row, ...]
    notes: tuple[DeskNote, ...] = ()
    """The desk's notes on the item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """What every page of the ledger holds."""

    seat: Seat
    opened: CaseOpened
    now: datetime
    head: int
    items: tuple[Titled, ...] = ()
    """The agenda."""

    @property
    def terms(self) -> Terms:
        """The case's terms."""
        return self.opened.terms


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticedRow:
    """A matter on a paper, and what rooms were told of it."""

    matter: Matter
    number: int
    """At the desk; of a question, in the room that was asked."""
    words: str
    """As it was told last."""
    at: datetime
    cells: tuple[tuple[Mark, Noticed | None], ...]
    """For each room what it was told last; None: nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPage(_Place):
    """Who knows what."""

    asked: Asked
    groups: tuple[Group, ...]
    """Points, by agenda item."""
    noticed: tuple[NoticedRow, ...]
    """What papers told rooms, the newest first; on the first page only."""
    noticed_more: int
    """How many more there are."""
    alone: tuple[Row, ...]
    """Entries that no point holds, the newest first."""
    further: int | None
    """Ask `after` this point for those that follow; None: there are none."""
    earlier: Label | None
    """Ask `before` this entry for what came earlier; None: nothing did."""
    rounds: tuple[Meeting, ...]
    """Those of the desk, and those that points name."""
    points: tuple[Point, ...] = ()
    """All points that stand, so that an entry can be put into one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointPage(_Place):
    """One point, or one about to be made."""

    point: Point | None
    row: Row | None
    """Of its entries and those to be added; None while there is none."""
    entries: tuple[Label, ...]
    """Those of the point, and after them those to be added."""
    rounds: tuple[Meeting, ...] = ()
    """Those of the desk, and the point's own."""
    history: tuple[Wording, ...] = ()
    notes: tuple[DeskNote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPage(_Place):
    """What to have in mind before entering a room."""

    room: PartyRoom
    card: Card
    since: datetime | None
    """Older entries that no point holds are not on it, unless they must not be let slip; None: it goes back to the
    beginning."""
    notes: tuple[DeskNote, ...]
    """The desk's notes on this party."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesPage(_Place):
    """The desk's own notes."""

    notes: tuple[DeskNote, ...]
    """The newest first."""
    points: tuple[Point, ...]
    """Those that stand, so that a note can be about one."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A point or a note stands."""

    number: int
    at: datetime


# Reading ----------------------------------------------------------------------------------------------------


@needs(Act.READ)
def ledger_page(parts: Parts, seat: Seat, asked: Asked) -> LedgerPage | Refusal:
    """The ledger: points by agenda item, then entries that no point holds; or that a room asked for is absent."""
    desk, now = load_desk(parts.store, seat.place), parts.clock.now()
    if asked.side is not None and desk.room(asked.side) is None:
        return ABSENT
    if asked.before is not None and asked.before.series not in {CARRIES, *_marks(desk)}:
        return ABSENT
    known = standing_points(parts, seat)
    items = items_of(parts, desk)
    lines = _paper_lines(parts, desk)
    reading = _Reading(parts, desk, asked, now, _agreements(parts, desk, now), _Belongs.of(asked, lines))
    ordered = _ordered(known, items, asked)
    rows, further = ((), None) if asked.before is not None else reading.points(ordered)
    grouped = {label for point in known for label in point.entries}
    alone, earlier = reading.alone(grouped) if asked.after is None else ((), None)
    first = asked.after is None and asked.before is None
    found = _noticed_rows(desk, asked, lines, reading.belongs) if first else []
    return LedgerPage(
        seat=seat,
        opened=desk.opened,
        now=now,
        head=parts.store.head(desk.id),
        items=items,
        asked=asked,
        groups=_grouped(rows, items, _notes(parts, desk, lambda about: about.item is not None)),
        noticed=tuple(found[:MOST_NOTICED]),
        noticed_more=max(0, len(found) - MOST_NOTICED),
        alone=alone,
        further=further,
        earlier=earlier,
        rounds=_all_rounds(rounds_of(parts, desk), known),
        points=known,
    )


@needs(Act.READ)
def point_page(parts: Parts, seat: Seat, number: int | None, *, adding: Sequence[Label] = ()) -> PointPage | Refusal:
    """One point with its history, its notes, and entries about to be added; with None, a point about to be made."""
    desk, now = load_desk(parts.store, seat.place), parts.clock.now()
    lines = parts.store.topic(desk.id, POINTS, limit=points.LINES)
    point = points.points(lines).get(number) if number is not None else None
    if number is not None and point is None:
        return ABSENT
    if len(adding) > points.MOST_ENTRIES:
        return Refusal(Code.POINT_FULL, {"most": points.MOST_ENTRIES, "count": len(adding)})
    held = _ledger(parts, desk, adding)
    added = _as_sources(held, adding, desk)
    if isinstance(added, Refusal):
        return ABSENT
    entries = tuple(dict.fromkeys((*(point.entries if point is not None else ()), *added)))
    found = _ledger(parts, desk, entries, _agreements(parts, desk, now))
    row = found.row(entries, _marks(desk), desk.opened.terms.regime, now=now, point=point)
    return PointPage(
        seat=seat,
        opened=desk.opened,
        now=now,
        head=parts.store.head(desk.id),
        items=items_of(parts, desk),
        point=point,
        row=row,
        entries=entries,
        rounds=_rounds_to_choose(rounds_of(parts, desk), point),
        history=points.history(lines, number) if number is not None else (),
        notes=_notes(parts, desk, lambda about: number is not None and about.point == number),
    )


@needs(Act.READ)
def card_page(parts: Parts, seat: Seat, mark: str) -> CardPage | Refusal:
    """What they know, what not yet, what must not be let slip: before entering the room with this mark."""
    desk, now = load_desk(parts.store, seat.place), parts.clock.now()
    room = desk.room(mark)
    if room is None:
        return ABSENT
    known = standing_points(parts, seat)
    latest = sorted(known, key=lambda point: (point.changed, point.number))[-(ON_CARD // 5) :]
    lines = parts.store.page(desk.id, limit=ON_CARD + 1, newest=True)
    since = lines[1].at if len(lines) > ON_CARD else None
    grouped = {label for point in known for label in point.entries}
    alone = [label for label in map(stands_alone, lines[-ON_CARD:]) if label is not None and label not in grouped]
    labels = {label for point in latest for label in point.entries}.union(alone)
    kept_back = parts.guard.kept_back(parts, DeskId(desk.id), into=room.mark)
    unread = [label for label in kept_back if label not in labels]
    old = unread[-MOST_OLD:]
    labels.update(old)
    ledger = _ledger(parts, desk, labels, _agreements(parts, desk, now))
    marks, regime = _marks(desk), desk.opened.terms.regime
    rows = [
        *(ledger.row(point.entries, marks, regime, now=now, point=point) for point in latest),
        *(ledger.row([label], marks, regime, now=now) for label in (*old, *alone)),
    ]
    on_papers = _on_papers(_paper_lines(parts, desk), room.mark, frozenset(kept_back), now=now)
    return CardPage(
        seat=seat,
        opened=desk.opened,
        now=now,
        head=parts.store.head(desk.id),
        room=room,
        card=card(
            [row for row in rows if row is not None],
            room.mark,
            now=now,
            papers=on_papers,
            older=len(unread) - len(old),
        ),
        since=since,
        notes=_notes(parts, desk, lambda about: about.mark == mark),
    )


@needs(Act.READ)
def notes_page(parts: Parts, seat: Seat) -> NotesPage | Refusal:
    """The desk's own notes, the newest first."""
    desk = load_desk(parts.store, seat.place)
    return NotesPage(
        seat=seat,
        opened=desk.opened,
        now=parts.clock.now(),
        head=parts.store.head(desk.id),
        items=items_of(parts, desk),
        notes=_notes(parts, desk, lambda _: True),
        points=standing_points(parts, seat),
    )


def standing_points(parts: Parts, seat: Seat) -> tuple[Point, ...]:
    """The points that stand, by their numbers. One statement."""
    known = points.points(parts.store.topic(seat.place, POINTS, limit=points.LINES))
    return tuple(point for _, point in sorted(known.items()) if not point.dissolved)


def items_of(parts: Parts, desk: Desk) -> tuple[Titled, ...]:
    """The agenda's items, in the order in which they are taken. One statement."""
    return tuple(Titled(number=item.number, title=item.title) for item in agenda.items(parts, desk.id))


def rounds_of(parts: Parts, desk: Desk) -> tuple[Meeting, ...]:
    """The desk's rounds, by their numbers. One statement."""
    kept = (one.now for one in desk_rounds(parts.store.topic(desk.id, ROUNDS, limit=2 * ROUND_LINES)))
    return tuple(Meeting(number=one.number, title=one.title, starts=one.starts) for one in kept)


# Acting -----------------------------------------------------------------------------------------------------


@needs(Act.KEEP_LEDGER)
def keep_point(
    parts: Parts, seat: Seat, grouping: Grouping, *, number: int | None = None, key: str | None = None
) -> Kept | Refusal:
    """Make a point, or change the one with this number; one that was dissolved stands again.

    In place of an entry that was carried from others, those are in it: what was carried is shown beside them.
    """
    now = parts.clock.now()

    def act() -> Kept | Refusal:
        desk = load_desk(parts.store, seat.place)
        lines = parts.store.topic(desk.id, POINTS, limit=points.LINES)
        if len(grouping.entries) > points.MOST_ENTRIES:
            return Refusal(Code.POINT_FULL, {"most": points.MOST_ENTRIES, "count": len(grouping.entries)})
        entries = _as_sources(_ledger(parts, desk, grouping.entries), grouping.entries, desk)
        if isinstance(entries, Refusal):
            return entries
        unknown = _unless_item(parts, desk, grouping.item)
        if unknown is not None:
            return unknown
        whole = Grouping(words=grouping.words, entries=entries, item=grouping.item, round=grouping.round)
        kept = points.keep(points.points(lines), whole, seat, number=number, changes=len(lines))
        if isinstance(kept, Refusal):
            return kept
        parts.store.append([Append(desk.id, kept)], at=now)
        return Kept(kept.number, now)

    asked = ("keep_point", number, grouping)
    return once(parts, seat, act, places=(seat.place,), result=Kept, key=key, asked=asked)


@needs(Act.KEEP_LEDGER)
def dissolve_point(parts: Parts, seat: Seat, number: int, *, key: str | None = None) -> Kept | Refusal:
    """Dissolve a point: its entries stand by themselves again, and its wording stays in its history."""
    now = parts.clock.now()

    def act() -> Kept | Refusal:
        known = points.points(parts.store.topic(seat.place, POINTS, limit=points.LINES))
        gone = points.dissolve(known, number, seat)
        if isinstance(gone, Refusal):
            return gone
        parts.store.append([Append(seat.place, gone)], at=now)
        return Kept(number, now)

    asked = ("dissolve_point", number)
    return once(parts, seat, act, places=(seat.place,), result=Kept, key=key, asked=asked)


@needs(Act.NOTE_AT_DESK)
def keep_note(
    parts: Parts, seat: Seat, text: str, about: About, *, number: int | None = None, key: str | None = None
) -> Kept | Refusal:
    """Write a note of the desk's own, or change the one with this number."""
    now = parts.clock.now()

    def act() -> Kept | Refusal:
        desk = load_desk(parts.store, seat.place)
        unknown = _unless_there(parts, seat, desk, about)
        if unknown is not None:
            return unknown
        lines = parts.store.topic(desk.id, DESK_NOTES, limit=notes.LINES)
        kept = notes.keep(notes.notes(lines), text, about, seat, number=number, changes=len(lines))
        if isinstance(kept, Refusal):
            return kept
        parts.store.append([Append(desk.id, kept)], at=now)
        return Kept(kept.number, now)

    asked = ("keep_note", number, text, about)
    return once(parts, seat, act, places=(seat.place,), result=Kept, key=key, asked=asked)


@needs(Act.NOTE_AT_DESK)
def strike_note(parts: Parts, seat: Seat, number: int, *, key: str | None = None) -> Kept | Refusal:
    """Strike a note out. The record keeps that it was written."""
    now = parts.clock.now()

    def act() -> Kept | Refusal:
        known = notes.notes(parts.store.topic(seat.place, DESK_NOTES, limit=notes.LINES))
        struck = notes.strike(known, number, seat)
        if isinstance(struck, Refusal):
            return struck
        parts.store.append([Append(seat.place, struck)], at=now)
        return Kept(number, now)

    asked = ("strike_note", number)
    return once(parts, seat, act, places=(seat.place,), result=Kept, key=key, asked=asked)


def _unless_item(parts: Parts, desk: Desk, item: int | None) -> Refusal | None:
    return None if item is None or item in {one.number for one in items_of(parts, desk)} else ABSENT


def _unless_there(parts: Parts, seat: Seat, desk: Desk, about: About) -> Refusal | None:
    """None where what the note is about is there."""
    if about.mark is not None:
        return None if desk.room(about.mark) is not None else ABSENT
    if about.point is not None:
        return None if about.point in {point.number for point in standing_points(parts, seat)} else ABSENT
    return _unless_item(parts, desk, about.item)


# Papers -----------------------------------------------------------------------------------------------------


def _paper_lines(parts: Parts, desk: Desk) -> list[Line]:
    """The last lines of the desk's papers, in the log's order. One statement."""
    return told.in_order(parts.store.topics(desk.id, told.topics(_marks(desk)), limit=ON_PAPERS))


def _on_papers(lines: Sequence[Line], mark: Mark, kept_back: Collection[Label], *, now: datetime) -> OnPapers:
    return OnPapers(
        told=told.noticed(lines),
        kept=told.kept(lines, mark, kept_back),
        waiting=told.waiting(lines, mark, now=now),
        proposed=tuple((one.label, one.title) for one in reversed(told.open_proposals(lines, mark))),
    )


@dataclass(frozen=True, slots=True)
class _Belongs:
    """Which entries and matters are of the item and the round asked for."""

    item: int | None = None
    round: int | None = None
    items: dict[Label, frozenset[int]] = field(default_factory=dict)
    begun: tuple[Begun, ...] = ()

    @classmethod
    def of(cls, asked: Asked, lines: Sequence[Line]) -> "_Belongs":
        """By the agenda's lines, and by when rounds begin."""
        return cls(asked.item, asked.round, told.items_of_entries(lines), told.rounds_begun(lines))

    def has(self, labels: Collection[Label], at: datetime) -> bool:
        """Whether entries of that moment are."""
        return self._in_round(at) and self._on_item({item for label in labels for item in self.items.get(label, ())})

    def has_matter(self, one: Noticed) -> bool:
        """Whether what a paper told is."""
        items = {item for label in one.labels for item in self.items.get(label, ())}
        if one.matter is Matter.ITEM:
            items = {one.number}
        own_round = one.matter is Matter.ROUND
        return (one.number == self.round if own_round and self.round else self._in_round(one.at)) and (
            self._on_item(items)
        )

    def _in_round(self, at: datetime) -> bool:
        return self.round is None or told.round_at(self.begun, at) == self.round

    def _on_item(self, items: Collection[int]) -> bool:
        return self.item is None or (self.item in items if self.item else not items)


def _noticed_rows(desk: Desk, asked: Asked, lines: Sequence[Line], belongs: _Belongs) -> list[NoticedRow]:
    """What papers told rooms, the newest first: a row for each matter, a question in the row of its own room."""
    if asked.show is not Show.EVERYTHING:
        return []
    rows: dict[tuple[Matter, int, Mark | None], dict[Mark, Noticed]] = {}
    for one in told.noticed(lines):
        if belongs.has_matter(one):
            own = one.room if one.matter in QUESTIONS else None
            rows.setdefault((one.matter, one.number, own), {})[one.room] = one
    made = [
        NoticedRow(
            matter=matter,
            number=number,
            words=max(of.values(), key=lambda one: one.at).words,
            at=max(one.at for one in of.values()),
            cells=tuple((mark, of.get(mark)) for mark in _marks(desk)),
        )
        for (matter, number, _), of in rows.items()
        if asked.side is None or asked.side in of
    ]
    return sorted(made, key=lambda row: row.at, reverse=True)


# Rows -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Reading:
    """One reading of the ledger."""

    parts: Parts
    desk: Desk
    asked: Asked
    now: datetime
    agreements: tuple[Agreement, ...]
    belongs: _Belongs

    def points(self, ordered: Sequence[Point]) -> tuple[tuple[Row, ...], int | None]:
        """The rows of the first points that fit, and after which one to ask for more."""
        rows: list[Row] = []
        looked = ordered[:MOST_POINTS_READ]
        for start in range(0, len(looked), PAGE):
            batch = looked[start : start + PAGE]
            ledger = self._ledger({label for point in batch for label in point.entries})
            for at, point in enumerate(batch, start):
                row = self._row(ledger, point.entries, point)
                if row is None:
                    continue
                rows.append(row)
                if len(rows) == PAGE:
                    return tuple(rows), point.number if at + 1 < len(ordered) else None
        return tuple(rows), looked[-1].number if len(ordered) > len(looked) else None

    def alone(self, grouped: Collection[Label]) -> tuple[tuple[Row, ...], Label | None]:
        """The rows of the last entries that no point holds, newest first, and before which one to ask for more."""
        store, before = self.parts.store, self._before()
        rows: list[Row] = []
        last: Label | None = None
        for _ in range(MOST_LINES_READ // BATCH):
            batch = store.page(self.desk.id, before=before, limit=BATCH, newest=True)
            lines = [*self._copies(batch), *batch]
            if not lines:
                return tuple(rows), None
            entries = [
                entry
                for entry in _entries(lines)
                if not set(entry.labels) <= set(grouped) and self.belongs.has(entry.labels, entry.at)
            ]
            ledger = self._ledger({label for entry in entries for label in entry.labels})
            for entry in reversed(entries):
                row = self._row(ledger, [label for label in entry.labels if label not in grouped], None)
                if row is None:
                    continue
                rows.append(row)
                if len(rows) == PAGE:
                    first = entry.number == lines[0].number and len(batch) < BATCH
                    return tuple(rows), None if first else entry.labels[0]
            before, last = lines[0].number, name_of(lines[0].event)
            if len(batch) < BATCH:
                return tuple(rows), None
        return tuple(rows), last

    def _row(self, ledger: Ledger, labels: Sequence[Label], point: Point | None) -> Row | None:
        row = ledger.row(labels, _marks(self.desk), self.desk.opened.terms.regime, now=self.now, point=point)
        if row is None or not fits(row, self.asked.show, side=self.asked.side, now=self.now):
            return None
        return row

    def _ledger(self, labels: Collection[Label]) -> Ledger:
        return _ledger(self.parts, self.desk, labels, self.agreements)

    def _before(self) -> int | None:
        """The number of the line that brings the entry asked for; 1 where none does, before which is nothing."""
        label = self.asked.before
        if label is None:
            return None
        found = [line.number for line in self.parts.store.about(self.desk.id, [label]) if name_of(line.event) == label]
        return found[0] if found else 1

    def _copies(self, batch: Sequence[Line]) -> list[Line]:
        """Copies of the announcement that the batch begins with, which stand before it in the log."""
        if not batch or not isinstance(batch[0].event, AnnouncedInto):
            return []
        first = batch[0]
        before = self.parts.store.page(self.desk.id, before=first.number, limit=_COPIES, newest=True)
        return [line for line in before if _is_copy(line, first)]


@dataclass(frozen=True, slots=True)
class _Entry:
    """Lines that make one row: an entry, or an announcement's copies."""

    number: int
    """Of the first of its lines."""
    at: datetime
    labels: tuple[Label, ...]


def _entries(lines: Iterable[Line]) -> list[_Entry]:
    """The entries that could stand alone, the first first."""
    found: list[_Entry] = []
    last: Line | None = None
    for line in lines:
        label = stands_alone(line)
        if label is None:
            continue
        if last is not None and _is_copy(line, last):
            found[-1] = _Entry(found[-1].number, found[-1].at, (*found[-1].labels, label))
        else:
            found.append(_Entry(line.number, line.at, (label,)))
        last = line
    return found


def _is_copy(one: Line, other: Line) -> bool:
    """Whether two lines are copies of one announcement."""
    first, second = one.event, other.event
    if not isinstance(first, AnnouncedInto) or not isinstance(second, AnnouncedInto):
        return False
    return (one.at, first.text) == (other.at, second.text) and first.label.series != second.label.series


def _ledger(parts: Parts, desk: Desk, labels: Collection[Label], agreements: Iterable[Agreement] = ()) -> Ledger:
    """What the desk's log says of these entries, and of the messages at doors. Two statements."""
    waiting = [held.carry for held in parts.store.at_door(desk.id)]
    return Ledger(parts.store.about(desk.id, {*labels, *waiting}), agreements)


def _agreements(parts: Parts, desk: Desk, now: datetime) -> tuple[Agreement, ...]:
    """To which exact words givers agreed. One statement."""
    asked = [one for asked in asked_of_rooms(parts.store, desk.id, _marks(desk)).values() for one in asked]
    return tuple(
        Agreement(source=source, into=one.into, form=one.form, until=one.until)
        for one in asked
        if one.stands(now) and one.into is not None and one.form is not None
        for source in one.sources
    )


def _as_sources(ledger: Ledger, labels: Sequence[Label], desk: Desk) -> tuple[Label, ...] | Refusal:
    """The entries, and in place of what was carried from others those; or that one of them is not at the desk."""
    marks = _marks(desk)
    for label in labels:
        if label not in ledger or label.series not in marks:
            return Refusal(Code.POINT_ENTRY_UNKNOWN, {"source": str(label)})
    return tuple(dict.fromkeys(one for label in labels for one in ledger.sources(label) or (label,)))


def _marks(desk: Desk) -> tuple[Mark, ...]:
    return tuple(room.mark for room in desk.opened.rooms)


def _ordered(known: Iterable[Point], items: Sequence[Titled], asked: Asked) -> list[Point]:
    """The points asked for, by agenda item and number, after the one that is named."""
    places = {item.number: at for at, item in enumerate(items)}
    wanted = [point for point in known if asked.item in {None, point.item or 0} and asked.round in {None, point.round}]
    ordered = sorted(wanted, key=lambda point: (places.get(point.item or 0, len(places)), point.number))
    numbers = [point.number for point in ordered]
    return ordered[numbers.index(asked.after) + 1 :] if asked.after in numbers else ordered


def _named_rounds(known: Sequence[Meeting], numbers: Collection[int | None]) -> tuple[Meeting, ...]:
    """The rounds with these numbers, by their numbers; one that the desk does not keep has no title."""
    named = {meeting.number: meeting for meeting in known}
    wanted = sorted(number for number in numbers if number is not None)
    return tuple(named.get(number, Meeting(number=number)) for number in wanted)


def _all_rounds(known: Sequence[Meeting], named: Iterable[Point]) -> tuple[Meeting, ...]:
    return _named_rounds(known, {meeting.number for meeting in known} | {point.round for point in named})


def _rounds_to_choose(known: Sequence[Meeting], point: Point | None) -> tuple[Meeting, ...]:
    numbers = {meeting.number for meeting in known}
    return _named_rounds(known, numbers if point is None else numbers | {point.round})


def _grouped(rows: Iterable[Row], items: Sequence[Titled], noted: Sequence[DeskNote]) -> tuple[Group, ...]:
    titled = {item.number: item for item in items}
    groups: dict[int | None, list[Row]] = {}
    for row in rows:
        item = row.point.item if row.point is not None and row.point.item in titled else None
        groups.setdefault(item, []).append(row)
    return tuple(
        Group(
            item=titled[item] if item is not None else None,
            rows=tuple(of),
            notes=tuple(note for note in noted if item is not None and note.about.item == item),
        )
        for item, of in groups.items()
    )


def _notes(parts: Parts, desk: Desk, wanted: Callable[[About], bool]) -> tuple[DeskNote, ...]:
    found = notes.notes(parts.store.topic(desk.id, DESK_NOTES, limit=notes.LINES)).values()
    return tuple(
        sorted(
            (note for note in found if note is not None and wanted(note.about)),
            key=lambda note: note.number,
            reverse=True,
        )
    )
