"""The agenda: what is talked about, what is not, and in which order. Values, decisions, and the folds of its lines.

The desk keeps one list and tells each room of it what it chooses, in the words and with the state that it chooses for
that room. A room's agenda is a fold of its own log: its items are numbered by what that room was told.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from entremise.domain.errors import Code, Refusal
from entremise.domain.events import agenda as events
from entremise.domain.events.agenda import ItemKind, ItemState, Stance
from entremise.domain.ids import Label, Mark
from entremise.domain.log import Line
from entremise.domain.rooms import Seat
from entremise.domain.rules import MOST_SOURCES
from entremise.domain.words import MOST_CHARACTERS_A_LINE, plain

MOST_ITEM_CHARACTERS: Final = 2_000
"""What is said of an item, at most."""
MOST_ITEMS: Final = 100
"""Items and scope lines at the desk, at most."""
MOST_OF_ROOM: Final = 500
"""Lines that a room may write to its agenda. Counted in each room by itself: none can use up another's."""
MOST_INTO_ROOM: Final = 500
"""Lines that the desk may write to a room's agenda."""
MOST_OF_DESK: Final = 3_000
"""Lines that the desk may write for itself."""
ROOM_LINES: Final = MOST_OF_ROOM + MOST_INTO_ROOM
"""All lines that a room's agenda can have."""
DESK_LINES: Final = MOST_OF_DESK + 8 * ROOM_LINES
"""All lines that the desk's agenda can have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """An item as the desk wants to keep it."""

    title: str
    kind: ItemKind = ItemKind.ITEM
    words: str = ""
    state: ItemState = ItemState.TO_CLARIFY
    track: str = ""
    """With another track: which, in words."""
    after: tuple[int, ...] = ()
    sources: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposing:
    """An item as a delegation proposes it."""

    title: str
    kind: ItemKind = ItemKind.ITEM
    words: str = ""

    @property
    def text(self) -> str:
        """The words of the entry that the proposal is."""
        return f"{self.title}\n\n{self.words}" if self.words else self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class SideView:
    """What a side thinks of an item, as far as the desk knows."""

    mark: Mark
    stance: Stance
    words: str = ""
    """In its own words, where it told the desk."""
    label: Label | None = None
    """The entry in which it told the desk; None: noted at the desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownIn:
    """An item as a room was told of it last."""

    mark: Mark
    number: int
    title: str
    words: str
    state: ItemState
    track: str
    raised_by: str | None
    refused_by: tuple[str, ...]
    after: tuple[int, ...]
    at: datetime
    off: bool = False
    """Whether it was taken off that room's agenda again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item or a scope line, as the desk keeps it."""

    number: int
    kind: ItemKind
    title: str
    words: str
    state: ItemState
    track: str
    after: tuple[int, ...]
    sources: tuple[Label, ...]
    at: datetime
    """When it was written so."""
    raised_by: tuple[Mark, ...] = ()
    """The sides whose proposal it takes up, or of whom the desk noted that they raised it."""
    views: tuple[SideView, ...] = ()
    """One for each side that the desk knows one of, by its mark."""
    told: tuple[Label, ...] = ()
    """The entries in which sides told the desk last what they think of it."""
    shown: tuple[ShownIn, ...] = ()
    """One for each room that was told of it, by its mark."""

    @property
    def refused_by(self) -> tuple[Mark, ...]:
        """The sides that do not want it on the agenda, as far as the desk knows."""
        return tuple(view.mark for view in self.views if view.stance is Stance.REFUSES)

    def shown_in(self, mark: str) -> ShownIn | None:
        """As that room was told of it last; None: it never was."""
        return next((one for one in self.shown if one.mark == mark), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a delegation proposed. In its own room `mark` is its own, and `item` a number of that room."""

    mark: Mark | None
    number: int
    label: Label
    kind: ItemKind
    title: str
    words: str
    at: datetime
    item: int | None = None
    """The item that takes it up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskAgenda:
    """All that the desk knows of the agenda."""

    items: tuple[Item, ...]
    """In the order in which they are taken."""
    proposals: tuple[Proposal, ...]
    """By room and number."""
    written: int
    """Lines that the desk wrote for itself."""
    into: Mapping[Mark, int]
    """Lines that the desk wrote to each room's agenda."""
    by_rooms: Mapping[Mark, int]
    """Lines that each room wrote to its own: all of them are told."""

    def item(self, number: int) -> Item | None:
        """The item with this number."""
        return next((item for item in self.items if item.number == number), None)

    def told(self, mark: str) -> tuple[ShownIn, ...]:
        """What a room was told, by its own numbers."""
        shown = (item.shown_in(mark) for item in self.items)
        return tuple(sorted((one for one in shown if one is not None), key=lambda one: one.number))

    def number_in(self, mark: str, item: Item) -> int:
        """The number that `item` has in that room, or will have."""
        shown = item.shown_in(mark)
        return shown.number if shown is not None else len(self.told(mark)) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnView:
    """What the delegation said of an item."""

    stance: Stance
    words: str
    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomItem:
    """An item as a room was told of it."""

    number: int
    kind: ItemKind
    title: str
    words: str
    state: ItemState
    track: str
    raised_by: str | None
    refused_by: tuple[str, ...]
    proposal: int | None
    after: tuple[int, ...]
    at: datetime
    view: OwnView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomAgenda:
    """A room's agenda: what it was told and what it proposed."""

    items: tuple[RoomItem, ...]
    """In the order in which they are taken."""
    proposals: tuple[Proposal, ...]
    written: int
    """Lines that the room wrote."""

    def item(self, number: int) -> RoomItem | None:
        """The item with this number, unless it was taken off."""
        return next((item for item in self.items if item.number == number), None)


# Deciding -------------------------------------------------------------------------------------------------


def keep(agenda: DeskAgenda, keeping: Keeping, *, number: int | None, seat: Seat) -> events.ItemKept | Refusal:
    """What is written at the desk for a new item, or with `number` for one that is there; or why it cannot be."""
    fit = fitting(keeping.title, keeping.words, keeping.track)
    if isinstance(fit, Refusal):
        return fit
    title, words, track = fit
    own = number if number is not None else max((item.number for item in agenda.items), default=0) + 1
    after = tuple(sorted(set(keeping.after)))
    refusal = _room_for(agenda, number) or _ordered_so(agenda, own, after)
    if refusal is not None:
        return refusal
    if len(keeping.sources) > MOST_SOURCES:
        return Refusal(Code.SOURCES_TOO_MANY, {"most": MOST_SOURCES, "count": len(keeping.sources)})
    return events.ItemKept(
        number=own,
        kind=keeping.kind,
        title=title,
        words=words,
        state=keeping.state,
        track=track if keeping.state is ItemState.OTHER_TRACK else "",
        after=after,
        sources=tuple(dict.fromkeys(keeping.sources)),
        seat=seat.id,
        role=seat.role,
    )


def order(agenda: DeskAgenda, numbers: Sequence[int], *, seat: Seat) -> events.ItemsOrdered | Refusal:
    """The desk's items in another order: each of them, once."""
    if sorted(numbers) != sorted(item.number for item in agenda.items):
        return Refusal(Code.ORDER_DIFFERS, {"count": len(agenda.items)})
    return events.ItemsOrdered(order=tuple(numbers), seat=seat.id, role=seat.role)


def moved(agenda: DeskAgenda, number: int, *, earlier: bool) -> tuple[int, ...] | Refusal:
    """The order in which one item stands one place earlier, or later, among those of its kind."""
    item = agenda.item(number)
    if item is None:
        return Refusal(Code.ITEM_UNKNOWN, {"number": number})
    numbers = [one.number for one in agenda.items]
    alike = [one.number for one in agenda.items if one.kind is item.kind]
    at = alike.index(number) + (-1 if earlier else 1)
    if 0 <= at < len(alike):
        here, there = numbers.index(number), numbers.index(alike[at])
        numbers[here], numbers[there] = numbers[there], numbers[here]
    return tuple(numbers)


def fitting(title: str, words: str, track: str = "") -> tuple[str, str, str] | Refusal:
    """Title, further words and track as they are kept; or why they cannot be."""
    kept = plain(title, most=MOST_CHARACTERS_A_LINE)
    further = plain(words, most=MOST_ITEM_CHARACTERS) if words.strip() else ""
    where = plain(track, most=MOST_CHARACTERS_A_LINE) if track.strip() else ""
    for one in (kept, further, where):
        if isinstance(one, Refusal):
            return one
    return " ".join(str(kept).split()), str(further), " ".join(str(where).split())


def in_ring(after: Mapping[int, Collection[int]], start: int) -> bool:
    """Whether an item comes, by however many steps, after itself."""
    seen: set[int] = set()
    ahead = list(after.get(start, ()))
    while ahead:
        number = ahead.pop()
        if number == start:
            return True
        if number not in seen:
            seen.add(number)
            ahead += after.get(number, ())
    return False


def _room_for(agenda: DeskAgenda, number: int | None) -> Refusal | None:
    if number is None:
        return Refusal(Code.PAPER_FULL, {"most": MOST_ITEMS}) if len(agenda.items) >= MOST_ITEMS else None
    return None if agenda.item(number) is not None else Refusal(Code.ITEM_UNKNOWN, {"number": number})


def _ordered_so(agenda: DeskAgenda, number: int, after: Sequence[int]) -> Refusal | None:
    unknown = [one for one in after if agenda.item(one) is None]
    if unknown:
        return Refusal(Code.ITEM_UNKNOWN, {"number": unknown[0]})
    known = {item.number: item.after for item in agenda.items}
    return Refusal(Code.AGENDA_RING, {"number": number}) if in_ring({**known, number: after}, number) else None


# Folding --------------------------------------------------------------------------------------------------


def desk_agenda(lines: Iterable[Line]) -> DeskAgenda:
    """The desk's agenda, of all lines of its topic."""
    fold = _Desk()
    for line in lines:
        fold.read(line)
    return fold.done()


def room_agenda(lines: Iterable[Line]) -> RoomAgenda:
    """A room's agenda, of all lines of its topic: of what the room itself was told and wrote, and of nothing else."""
    items: dict[int, RoomItem] = {}
    proposals: dict[int, Proposal] = {}
    off: set[int] = set()
    sequence: tuple[int, ...] = ()
    written = 0
    for line in lines:
        match line.event:
            case events.ItemProposed() as event:
                written += 1
                proposals[event.number] = _proposal(event, None, line.at)
            case events.ViewGiven() as event:
                written += 1
                view = OwnView(stance=event.stance, words=event.words, label=event.label)
                items[event.item] = replace(items[event.item], view=view)
            case events.AgendaShown() as event:
                off.discard(event.number)
                before = items.get(event.number)
                items[event.number] = _room_item(event, line.at, view=before.view if before is not None else None)
            case events.AgendaTakenOff() as event:
                off.add(event.number)
            case events.AgendaSequenced() as event:
                sequence = event.order
            case _:
                pass
    taken = {item.proposal: item.number for item in items.values() if item.proposal is not None}
    return RoomAgenda(
        items=tuple(items[number] for number in _ordered(items, sequence) if number not in off),
        proposals=tuple(replace(one, item=taken.get(one.number)) for one in proposals.values()),
        written=written,
    )


class _Desk:
    """The fold of the desk's lines."""

    def __init__(self) -> None:
        self._kept: dict[int, Item] = {}
        self._proposals: dict[tuple[Mark, int], Proposal] = {}
        self._told: dict[tuple[Mark, int], tuple[int, SideView]] = {}
        self._noted: dict[tuple[int, Mark], tuple[int, SideView | None]] = {}
        self._shown: dict[tuple[int, Mark], ShownIn] = {}
        self._order: tuple[int, ...] = ()
        self._written = 0
        self._into: dict[Mark, int] = {}
        self._by_rooms: dict[Mark, int] = {}

    def read(self, line: Line) -> None:
        match line.event:
            case events.ProposalTold() as event:
                self._by_rooms[event.mark] = self._by_rooms.get(event.mark, 0) + 1
                self._proposals[event.mark, event.number] = _proposal(event, event.mark, line.at)
            case events.ViewTold() as event:
                self._by_rooms[event.mark] = self._by_rooms.get(event.mark, 0) + 1
                view = SideView(mark=event.mark, stance=event.stance, words=event.words, label=event.label)
                self._told[event.mark, event.number] = line.number, view
            case events.ItemKept() as event:
                self._written += 1
                self._kept[event.number] = _item(event, line.at)
            case events.ItemsOrdered() as event:
                self._written += 1
                self._order = event.order
            case events.StanceNoted() as event:
                self._written += 1
                noted = None if event.stance is None else SideView(mark=event.mark, stance=event.stance)
                self._noted[event.item, event.mark] = line.number, noted
            case events.AgendaShownInto() as event:
                self._into[event.mark] = self._into.get(event.mark, 0) + 1
                self._shown[event.item, event.mark] = _shown(event, line.at)
            case events.AgendaTakenOffIn() as event:
                self._into[event.mark] = self._into.get(event.mark, 0) + 1
                key = event.item, event.mark
                self._shown[key] = replace(self._shown[key], off=True)
            case events.AgendaSequencedIn() as event:
                self._into[event.mark] = self._into.get(event.mark, 0) + 1
            case _:
                pass

    def done(self) -> DeskAgenda:
        items = tuple(self._whole(self._kept[number]) for number in _ordered(self._kept, self._order))
        taken = {label: item.number for item in items for label in item.sources}
        return DeskAgenda(
            items=items,
            proposals=tuple(
                replace(self._proposals[key], item=taken.get(self._proposals[key].label))
                for key in sorted(self._proposals)
            ),
            written=self._written,
            into=self._into,
            by_rooms=self._by_rooms,
        )

    def _whole(self, item: Item) -> Item:
        shown = tuple(one for (number, _), one in sorted(self._shown.items()) if number == item.number)
        raised = {one.mark for one in self._proposals.values() if one.label in item.sources and one.mark is not None}
        found: dict[Mark, tuple[int, SideView]] = {mark: (0, _raises(mark)) for mark in raised}
        for one in shown:
            told = self._told.get((one.mark, one.number))
            if told is not None:
                found[one.mark] = told
        views_told = tuple(view.label for _, view in found.values() if view.label is not None)
        for (number, mark), (line, noted) in self._noted.items():
            if number == item.number and noted is not None and line > found.get(mark, (0, None))[0]:
                found[mark] = line, noted
                raised |= {mark} if noted.stance is Stance.RAISES else set()
        views = tuple(view for _, (_, view) in sorted(found.items()))
        return replace(item, raised_by=tuple(sorted(raised)), views=views, told=views_told, shown=shown)


def unless_full_by(agenda: DeskAgenda, mark: Mark) -> Refusal | None:
    """None while that room's agenda has room for another line of its delegation."""
    return None if agenda.by_rooms.get(mark, 0) < MOST_OF_ROOM else Refusal(Code.PAPER_FULL, {"most": MOST_OF_ROOM})


def _raises(mark: Mark) -> SideView:
    return SideView(mark=mark, stance=Stance.RAISES)


def _ordered(numbers: Iterable[int], sequence: Sequence[int]) -> list[int]:
    """The numbers as last ordered; those that came later follow."""
    there = list(numbers)
    return [*(one for one in sequence if one in there), *sorted(one for one in there if one not in sequence)]


def _proposal(event: events.ItemProposed | events.ProposalTold, mark: Mark | None, at: datetime) -> Proposal:
    return Proposal(
        mark=mark,
        number=event.number,
        label=event.label,
        kind=event.kind,
        title=event.title,
        words=event.words,
        at=at,
    )


def _item(event: events.ItemKept, at: datetime) -> Item:
    return Item(
        number=event.number,
        kind=event.kind,
        title=event.title,
        words=event.words,
        state=event.state,
        track=event.track,
        after=event.after,
        sources=event.sources,
        at=at,
    )


def _shown(event: events.AgendaShownInto, at: datetime) -> ShownIn:
    return ShownIn(
        mark=event.mark,
        number=event.number,
        title=event.title,
        words=event.words,
        state=event.state,
        track=event.track,
        raised_by=event.raised_by,
        refused_by=event.refused_by,
        after=event.after,
        at=at,
    )


def _room_item(event: events.AgendaShown, at: datetime, *, view: OwnView | None) -> RoomItem:
    return RoomItem(
        number=event.number,
        kind=event.kind,
        title=event.title,
        words=event.words,
        state=event.state,
        track=event.track,
        raised_by=event.raised_by,
        refused_by=event.refused_by,
        proposal=event.proposal,
        after=event.after,
        at=at,
        view=view,
    )
