"""What a place shows, as values that pages and the API render. Each costs what it shows, however old the log."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from entremise.domain.errors import ABSENT, Refusal
from entremise.domain.events import CONDITIONS, CaseOpened, RoomOpened, name_of, refers_to
from entremise.domain.ids import CARRIES, Label, Mark, PlaceId
from entremise.domain.log import Line
from entremise.domain.rooms import Desk, Seat
from entremise.domain.rules import is_owed
from entremise.domain.terms import PartyRoom, Terms
from entremise.domain.views import CarryView, EntryView, carries, desk_entries, room_entries
from entremise.services.acts import load_desk, room_of, room_opened
from entremise.services.ports import Parts

PAGE = 30
"""Entries on a page, unless asked otherwise."""
MOST = 200
"""Entries of one reading, at most."""
ASIDE = 8
"""Lines of a list beside the thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Some entries of a place, oldest first, and where to go on."""

    entries: tuple[EntryView, ...]
    earlier: Label | None
    """Read before this entry for what came earlier; None: nothing did."""
    later: Label | None
    """Read after this entry for what came later; None: nothing did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPage:
    """A party's room."""

    seat: Seat
    opened: RoomOpened
    now: datetime
    head: int
    """Number of the log's last line, by which the live stream resumes."""
    thread: Slice
    brought: tuple[EntryView, ...]
    """The last messages brought, newest first."""
    conveyed: tuple[EntryView, ...]
    """The last entries whose conveyance was confirmed, newest first."""
    conditions: tuple[EntryView, ...]
    """The last entries with a condition, newest first."""

    @property
    def terms(self) -> Terms:
        """The case's terms, as this room was told them."""
        return self.opened.terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A room as the desk sees it."""

    room: PartyRoom
    thread: Slice


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPage:
    """The mediators' desk: the rooms shown, what is at a door, and what last entered or was stopped."""

    seat: Seat
    opened: CaseOpened
    now: datetime
    head: int
    columns: tuple[Column, ...]
    at_door: tuple[CarryView, ...]
    """Due first, first."""
    recent: tuple[CarryView, ...]
    """The last carries that entered or were stopped, newest first."""

    @property
    def terms(self) -> Terms:
        """The case's terms."""
        return self.opened.terms


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakingPage:
    """A room that the mediator has entered, as the desk sees it."""

    seat: Seat
    opened: CaseOpened
    now: datetime
    head: int
    column: Column

    @property
    def terms(self) -> Terms:
        """The case's terms."""
        return self.opened.terms


def room_page(parts: Parts, seat: Seat, *, before: Label | None = None) -> RoomPage:
    """The seat's own room: its last entries, or those before an entry."""
    opened = room_opened(parts.store, seat.place)
    return RoomPage(
        seat=seat,
        opened=opened,
        now=parts.clock.now(),
        head=parts.store.head(seat.place),
        thread=own_entries(parts, seat, before=before, newest=True),
        brought=_filed(parts, seat.place, "brought"),
        conveyed=_filed(parts, seat.place, "conveyed"),
        conditions=tuple(entry for entry in _filed(parts, seat.place, CONDITIONS) if entry.is_conditional),
    )


def desk_page(parts: Parts, seat: Seat, marks: Sequence[str]) -> DeskPage | Refusal:
    """The desk with these rooms beside the corridor; the first two with none named."""
    desk = load_desk(parts.store, seat.place)
    named = marks or [room.mark for room in desk.opened.rooms[:2]]
    columns = []
    for mark in dict.fromkeys(named):
        column = _column(parts, seat, desk, mark)
        if isinstance(column, Refusal):
            return column
        columns.append(column)
    at_door, recent = _carries(parts, desk)
    return DeskPage(
        seat=seat,
        opened=desk.opened,
        now=parts.clock.now(),
        head=parts.store.head(desk.id),
        columns=tuple(columns),
        at_door=at_door,
        recent=recent,
    )


def speaking_page(parts: Parts, seat: Seat, mark: str, *, before: Label | None = None) -> SpeakingPage | Refusal:
    """One room as the mediator sees it on entering."""
    desk = load_desk(parts.store, seat.place)
    column = _column(parts, seat, desk, mark, before=before)
    if isinstance(column, Refusal):
        return column
    return SpeakingPage(
        seat=seat,
        opened=desk.opened,
        now=parts.clock.now(),
        head=parts.store.head(desk.id),
        column=column,
    )


def own_entries(
    parts: Parts,
    seat: Seat,
    *,
    after: Label | None = None,
    before: Label | None = None,
    limit: int = PAGE,
    newest: bool = False,
) -> Slice:
    """Entries of the seat's own room, notes among them, by their order in its log."""
    place, window = seat.place, _Window(after, before, min(limit, MOST), newest)
    lines = parts.store.page(
        place,
        after=_line(parts, place, after) or 0,
        before=_line(parts, place, before),
        limit=window.limit + 1,
        newest=newest,
    )
    return _slice(parts, place, lines, window, fold=room_entries)


def room_entries_at_desk(
    parts: Parts,
    seat: Seat,
    mark: str,
    *,
    after: Label | None = None,
    before: Label | None = None,
    limit: int = PAGE,
    newest: bool = False,
) -> Slice | Refusal:
    """Entries of a room as the desk knows them, by their numbers; or that the room is absent."""
    if isinstance(room_of(parts.store, seat.place, mark), Refusal):
        return ABSENT
    window = _Window(after, before, min(limit, MOST), newest)
    lines = parts.store.series(
        seat.place,
        mark,
        after=after.number if after else 0,
        before=before.number if before else None,
        limit=window.limit + 1,
        newest=newest,
    )
    return _slice(parts, seat.place, lines, window, fold=desk_entries)


def entry_at(parts: Parts, seat: Seat, label: Label) -> EntryView | None:
    """One entry of the seat's own place, or None."""
    fold = desk_entries if seat.at_desk else room_entries
    entries = fold(parts.store.about(seat.place, [label]))
    return next((entry for entry in entries if entry.label == label), None)


def owed(entry: EntryView, opened: CaseOpened, *, now: datetime) -> tuple[Mark, ...]:
    """The rooms to which the desk still owes this entry at `now`: what waits at a door is owed until it enters."""
    regime = opened.terms.regime
    if entry.leave is None or not is_owed(entry.leave, met=entry.met is not None, regime=regime, now=now):
        return ()
    reached = {entry.label.series} | {carrying.label.series for carrying in entry.carried}
    return tuple(room.mark for room in opened.rooms if room.mark not in reached)


def _column(parts: Parts, seat: Seat, desk: Desk, mark: str, *, before: Label | None = None) -> Column | Refusal:
    thread = room_entries_at_desk(parts, seat, mark, before=before, newest=True)
    room = desk.room(mark)
    if room is None or isinstance(thread, Refusal):
        return ABSENT
    return Column(room=room, thread=thread)


def _carries(parts: Parts, desk: Desk) -> tuple[tuple[CarryView, ...], tuple[CarryView, ...]]:
    waiting = [held.carry for held in parts.store.at_door(desk.id)]
    latest = parts.store.series(desk.id, CARRIES, limit=ASIDE, newest=True)
    labels = {*waiting, *(Label(CARRIES, desk.last_carry - i) for i in range(len(latest)))}
    views = {view.label: view for view in carries(parts.store.about(desk.id, labels))}
    at_door = tuple(views[label] for label in waiting if views[label].at_door)
    recent = sorted((view for view in views.values() if not view.at_door), key=_by_label, reverse=True)
    return at_door, tuple(recent)


def _by_label(view: CarryView) -> Label:
    return view.label


def _line(parts: Parts, place: PlaceId, label: Label | None) -> int | None:
    """The number of the line that brings `label`; past the end if nothing does; None for none."""
    if label is None:
        return None
    brings = (line.number for line in parts.store.about(place, [label]) if name_of(line.event) == label)
    return next(brings, parts.store.head(place) + 1)


@dataclass(frozen=True, slots=True)
class _Window:
    """Which entries are asked for."""

    after: Label | None
    before: Label | None
    limit: int
    newest: bool

    def trimmed(self, lines: list[Line]) -> list[Line]:
        """The lines wanted, of which one more than `limit` may have been read."""
        return lines[-self.limit :] if self.newest else lines[: self.limit]

    def goes_on(self, *, more: bool) -> tuple[bool, bool]:
        """Whether there are earlier entries and later ones, when there is `more` in the direction read."""
        earlier = self.after is not None or (more and self.newest)
        later = self.before is not None or (more and not self.newest)
        return earlier, later


def _slice(
    parts: Parts,
    place: PlaceId,
    lines: list[Line],
    window: _Window,
    *,
    fold: Callable[[Iterable[Line]], list[EntryView]],
) -> Slice:
    labels = [label for line in window.trimmed(lines) if (label := name_of(line.event)) is not None]
    if not labels:
        return Slice(entries=(), earlier=None, later=None)
    found = {entry.label: entry for entry in fold(parts.store.about(place, labels))}
    earlier, later = window.goes_on(more=len(lines) > window.limit)
    return Slice(
        entries=tuple(found[label] for label in labels),
        earlier=labels[0] if earlier else None,
        later=labels[-1] if later else None,
    )


def _filed(parts: Parts, place: PlaceId, topic: str) -> tuple[EntryView, ...]:
    """The entries that the last lines of a topic bring or refer to, newest first."""
    lines = parts.store.topic(place, topic, limit=ASIDE)
    labels = [label for line in lines for label in _subjects(line)]
    if not labels:
        return ()
    found = {entry.label: entry for entry in room_entries(parts.store.about(place, labels))}
    return tuple(found[label] for label in dict.fromkeys(reversed(labels)) if label in found)


def _subjects(line: Line) -> tuple[Label, ...]:
    name = name_of(line.event)
    return (name,) if name is not None else refers_to(line.event)
