"""The agenda: proposals and views of rooms, the desk's list, and what each room is told of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from entremise.domain import agenda as deciding
from entremise.domain.agenda import (
    DESK_LINES,
    MOST_OF_DESK,
    ROOM_LINES,
    DeskAgenda,
    Item,
    Keeping,
    Proposing,
    RoomAgenda,
    desk_agenda,
    room_agenda,
)
from entremise.domain.door import agenda as door
from entremise.domain.errors import Code, Refusal
from entremise.domain.events.agenda import AGENDA, ItemsOrdered, ItemState, Stance, StanceNoted
from entremise.domain.events.seconding import EnterBy
from entremise.domain.guard import Itself
from entremise.domain.ids import DeskId, Label, Mark, PlaceId
from entremise.domain.leave import Leave
from entremise.domain.log import Append
from entremise.domain.roles import Act
from entremise.domain.rooms import Seat
from entremise.domain.rules import Source
from entremise.domain.terms import CarryForm
from entremise.services.acts import (
    desk_of,
    load_desk,
    load_room,
    load_room_from_desk,
    needs,
    once,
    room_of,
    while_it_stands,
)
from entremise.services.carrying import told_entries
from entremise.services.guarding import Leaving, asks_second, unless_repeats
from entremise.services.ports import Parts
from entremise.services.speaking import Done, Written


@dataclass(frozen=True, slots=True)
class Kept:
    """Something stands on a paper."""

    number: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What the mediator asks a room to be told of an item."""

    item: int
    into: str
    """The room's mark."""
    title: str
    words: str = ""
    state: ItemState = ItemState.TO_CLARIFY
    track: str = ""
    form: CarryForm = CarryForm.IDEA
    """In which form the sources are used: in substance and word for word name the party, unless `unnamed`."""
    unnamed: bool = False
    sources: tuple[Label, ...] = ()
    """The entries of other rooms with whose leave it is told, among those that the item rests on."""
    named: tuple[Label, ...] = ()
    """The entries of other rooms by whose leave they are named as disputing it."""
    sequence: bool = True
    why: str | None = None

    @property
    def text(self) -> str:
        """What the room will read, as the guard compares it."""
        return "\n".join(part for part in (self.title, self.words, self.track) if part.strip())


def items(parts: Parts, desk: DeskId) -> tuple[Item, ...]:
    """The items and scope lines of a desk's agenda, in the order in which they are taken."""
    return at_desk(parts, desk).items


def at_desk(parts: Parts, desk: PlaceId) -> DeskAgenda:
    """All that a desk knows of the agenda."""
    return desk_agenda(parts.store.topic(desk, AGENDA, limit=DESK_LINES))


def in_room(parts: Parts, room: PlaceId) -> RoomAgenda:
    """A room's agenda, by its own log."""
    return room_agenda(parts.store.topic(room, AGENDA, limit=ROOM_LINES))


# In a party's room ----------------------------------------------------------------------------------------


@needs(Act.TELL)
def propose(
    parts: Parts, seat: Seat, proposing: Proposing, *, leave: Leave | None = None, key: str | None = None
) -> Written | Refusal:
    """Propose an item or a scope line to the mediator, as an entry with a leave; the entry's label."""
    now = parts.clock.now()
    desk_id = desk_of(parts.store, seat.place)

    def act() -> Written | Refusal:
        room, agenda = load_room(parts.store, seat.place), in_room(parts, seat.place)
        appends = door.propose(room, desk_id, agenda, proposing, seat=seat, leave=leave, now=now)
        if isinstance(appends, Refusal):
            return appends
        parts.store.append(appends, at=now)
        return Written(room.next_label, now)

    places = (seat.place, desk_id)
    return once(parts, seat, act, places=places, result=Written, key=key, asked=("propose", proposing, leave))


@needs(Act.TELL)
def give_view(
    parts: Parts,
    seat: Seat,
    item: int,
    *,
    stance: Stance,
    words: str,
    leave: Leave | None = None,
    key: str | None = None,
) -> Written | Refusal:
    """Tell the mediator what the delegation thinks of an item that it was told, as an entry with a leave."""
    now = parts.clock.now()
    desk_id = desk_of(parts.store, seat.place)

    def act() -> Written | Refusal:
        room, agenda = load_room(parts.store, seat.place), in_room(parts, seat.place)
        viewing = door.Viewing(item=item, stance=stance, words=words)
        appends = door.give_view(room, desk_id, agenda, viewing, seat=seat, leave=leave, now=now)
        if isinstance(appends, Refusal):
            return appends
        parts.store.append(appends, at=now)
        return Written(room.next_label, now)

    asked = ("give_view", item, stance, words, leave)
    return once(parts, seat, act, places=(seat.place, desk_id), result=Written, key=key, asked=asked)


# At the desk ----------------------------------------------------------------------------------------------


@needs(Act.ARRANGE)
def keep_item(
    parts: Parts, seat: Seat, keeping: Keeping, *, number: int | None = None, key: str | None = None
) -> Kept | Refusal:
    """Put an item on the desk's agenda, or write the one with this `number` anew. No room is told."""
    now = parts.clock.now()

    def act() -> Kept | Refusal:
        agenda = at_desk(parts, seat.place)
        kept = unless_full(agenda) or deciding.keep(agenda, keeping, number=number, seat=seat)
        if isinstance(kept, Refusal):
            return kept
        told = told_entries(parts, seat, kept.sources)
        if isinstance(told, Refusal):
            return told
        parts.store.append([Append(seat.place, kept)], at=now)
        return Kept(kept.number, now)

    asked = ("keep_item", keeping, number)
    return once(parts, seat, act, places=(seat.place,), result=Kept, key=key, asked=asked)


@needs(Act.ARRANGE)
def order(parts: Parts, seat: Seat, numbers: Sequence[int], *, key: str | None = None) -> Done | Refusal:
    """Put the desk's items in another order. No room is told."""
    return _ordered(parts, seat, lambda _: tuple(numbers), asked=("order", tuple(numbers)), key=key)


@needs(Act.ARRANGE)
def move(parts: Parts, seat: Seat, number: int, *, earlier: bool, key: str | None = None) -> Done | Refusal:
    """Move an item one place earlier, or later. No room is told."""
    asked = ("move", number, earlier)
    return _ordered(parts, seat, lambda agenda: deciding.moved(agenda, number, earlier=earlier), asked=asked, key=key)


@needs(Act.ARRANGE)
def note_stance(
    parts: Parts, seat: Seat, number: int, mark: str, *, stance: Stance | None, key: str | None = None
) -> Done | Refusal:
    """Note what a side is understood to think of an item; with None the note is taken back."""
    now = parts.clock.now()

    def act() -> Done | Refusal:
        agenda = at_desk(parts, seat.place)
        if agenda.item(number) is None:
            return Refusal(Code.ITEM_UNKNOWN, {"number": number})
        if load_desk(parts.store, seat.place).room(mark) is None:
            return Refusal(Code.ROOM_MISSING)
        refusal = unless_full(agenda)
        if refusal is not None:
            return refusal
        noted = StanceNoted(item=number, mark=Mark(mark), stance=stance, seat=seat.id, role=seat.role)
        parts.store.append([Append(seat.place, noted)], at=now)
        return Done(now)

    asked = ("note_stance", number, mark, stance)
    return once(parts, seat, act, places=(seat.place,), result=Done, key=key, asked=asked)


@needs(Act.SHOW_AGENDA)
@asks_second
def show(parts: Parts, seat: Seat, telling: Telling, *, key: str | None = None) -> Kept | Refusal:
    """Tell a room of an item, in these words and with this state; the item's number in that room.

    What rests on other rooms' words is told with the leave of one of them, or not at all.
    """
    now = parts.clock.now()
    room_id, missing = room_of(parts.store, seat.place, telling.into), Refusal(Code.ROOM_MISSING)
    if isinstance(room_id, Refusal):
        return missing

    def act() -> Kept | Refusal:
        desk, agenda = load_desk(parts.store, seat.place), at_desk(parts, seat.place)
        item = agenda.item(telling.item)
        if item is None:
            return Refusal(Code.ITEM_UNKNOWN, {"number": telling.item})
        told, named = _sources(parts, seat, telling.sources), _sources(parts, seat, telling.named)
        if isinstance(told, Refusal):
            return told
        if isinstance(named, Refusal):
            return named
        room = load_room_from_desk(parts.store, seat.place, room_id)
        showing = door.Showing(
            title=telling.title,
            words=telling.words,
            state=telling.state,
            track=telling.track,
            form=telling.form,
            unnamed=telling.unnamed,
            sources=told,
            named=named,
            sequence=telling.sequence,
            why=telling.why,
        )
        appends = door.show(desk, room, agenda, showing, item=item, seat=seat, now=now)
        if isinstance(appends, Refusal):
            return appends
        kept_as = (item.title, item.words, item.track)
        itself = Itself(topics=frozenset({AGENDA}), texts=kept_as, about=frozenset({(AGENDA, item.number)}))
        leaving = Leaving(into=(room.mark,), texts=(telling.text,), sources=(*told, *named), itself=itself)
        passed = unless_repeats(
            parts, seat, EnterBy.SHOW_ITEM, [leaving], appends=appends, why=telling.why, form=telling.form
        )
        if isinstance(passed, Refusal):
            return passed
        parts.store.append(passed, at=now)
        return Kept(agenda.number_in(telling.into, item), now)

    places, done = (seat.place, room_id), while_it_stands(parts, room_id, act, otherwise=missing)
    return once(parts, seat, done, places=places, result=Kept, key=key, asked=("show", telling))


@needs(Act.SHOW_AGENDA)
def take_off(parts: Parts, seat: Seat, number: int, mark: str, *, key: str | None = None) -> Done | Refusal:
    """Take an item off a room's agenda."""
    now = parts.clock.now()
    room_id, missing = room_of(parts.store, seat.place, mark), Refusal(Code.ROOM_MISSING)
    if isinstance(room_id, Refusal):
        return missing

    def act() -> Done | Refusal:
        agenda = at_desk(parts, seat.place)
        item = agenda.item(number)
        if item is None:
            return Refusal(Code.ITEM_UNKNOWN, {"number": number})
        room = load_room_from_desk(parts.store, seat.place, room_id)
        appends = door.take_off(DeskId(seat.place), room, agenda, item, seat=seat)
        if isinstance(appends, Refusal):
            return appends
        parts.store.append(appends, at=now)
        return Done(now)

    places, done = (seat.place, room_id), while_it_stands(parts, room_id, act, otherwise=missing)
    return once(parts, seat, done, places=places, result=Done, key=key, asked=("take_off", number, mark))


@needs(Act.SHOW_AGENDA)
def sequence(parts: Parts, seat: Seat, mark: str, *, key: str | None = None) -> Done | Refusal:
    """Tell a room to take its items in the desk's order."""
    now = parts.clock.now()
    room_id, missing = room_of(parts.store, seat.place, mark), Refusal(Code.ROOM_MISSING)
    if isinstance(room_id, Refusal):
        return missing

    def act() -> Done | Refusal:
        room = load_room_from_desk(parts.store, seat.place, room_id)
        appends = door.sequence(DeskId(seat.place), room, at_desk(parts, seat.place), seat=seat)
        if isinstance(appends, Refusal):
            return appends
        parts.store.append(appends, at=now)
        return Done(now)

    places, done = (seat.place, room_id), while_it_stands(parts, room_id, act, otherwise=missing)
    return once(parts, seat, done, places=places, result=Done, key=key, asked=("sequence", mark))


def unless_full(agenda: DeskAgenda) -> Refusal | None:
    """None while the desk may write another line for itself."""
    return None if agenda.written < MOST_OF_DESK else Refusal(Code.PAPER_FULL, {"most": MOST_OF_DESK})


def _ordered(
    parts: Parts,
    seat: Seat,
    numbers: Callable[[DeskAgenda], tuple[int, ...] | Refusal],
    *,
    asked: tuple[object, ...],
    key: str | None,
) -> Done | Refusal:
    now = parts.clock.now()

    def act() -> Done | Refusal:
        agenda = at_desk(parts, seat.place)
        wanted = numbers(agenda)
        if isinstance(wanted, Refusal):
            return wanted
        ordered: ItemsOrdered | Refusal = unless_full(agenda) or deciding.order(agenda, wanted, seat=seat)
        if isinstance(ordered, Refusal):
            return ordered
        parts.store.append([Append(seat.place, ordered)], at=now)
        return Done(now)

    return once(parts, seat, act, places=(seat.place,), result=Done, key=key, asked=asked)


def _sources(parts: Parts, seat: Seat, labels: Sequence[Label]) -> tuple[Source, ...] | Refusal:
    told = told_entries(parts, seat, labels)
    return told if isinstance(told, Refusal) else tuple(entry.source() for entry in told)
