"""Steps of the agenda and of positions: proposals and views of rooms, the desk's list, a side's own papers."""

from typing import ClassVar

from entremise.cases.stage import Answer, Stage
from entremise.cases.steps.base import Named, Step, Where, named
from entremise.domain.agenda import Keeping, Proposing
from entremise.domain.errors import Refusal
from entremise.domain.events.agenda import ItemKind, ItemState, Stance
from entremise.domain.events.positions import StandKind
from entremise.domain.ids import Mark
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.positions import Setting, Zoning
from entremise.domain.rooms import Seat
from entremise.domain.terms import CarryForm
from entremise.services import agenda, positions
from entremise.services.agenda import Kept, Telling
from entremise.services.speaking import Done


class ProposeItem(Named, frozen=True, kw_only=True, tag="propose-item"):
    """A delegation proposes an item or a scope line to the mediator. Its name is of the entry that this is."""

    WHERE: ClassVar = Where.ROOM

    title: str
    kind: ItemKind = ItemKind.ITEM
    words: str = ""
    leave: LeaveForm | None = None
    """None: the regime decides."""

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        leave = Leave(form=self.leave) if self.leave is not None else None
        proposing = Proposing(title=self.title, kind=self.kind, words=self.words)
        return agenda.propose(stage.parts, seat, proposing, leave=leave)


class GiveView(Named, frozen=True, kw_only=True, tag="give-view"):
    """A delegation says what it thinks of an item that it was told of. Its name is of the entry that this is."""

    WHERE: ClassVar = Where.ROOM

    item: str
    stance: Stance
    words: str
    leave: LeaveForm | None = None
    """None: the regime decides."""

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.item,)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        leave, number = Leave(form=self.leave) if self.leave is not None else None, stage.number_in(seat, self.item)
        return agenda.give_view(stage.parts, seat, number, stance=self.stance, words=self.words, leave=leave)


class KeepItem(Named, frozen=True, kw_only=True, tag="keep-item"):
    """The desk puts an item on its agenda, or writes the one that `item` names anew. No room is told."""

    title: str
    item: str | None = None
    kind: ItemKind = ItemKind.ITEM
    words: str = ""
    state: ItemState = ItemState.TO_CLARIFY
    track: str = ""
    after: tuple[str, ...] = ()
    """The items that come before it."""
    sources: tuple[str, ...] = ()

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (*named(self.item), *self.after, *self.sources)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        keeping = Keeping(
            title=self.title,
            kind=self.kind,
            words=self.words,
            state=self.state,
            track=self.track,
            after=stage.numbers_of(self.after),
            sources=stage.labels_of(self.sources),
        )
        return agenda.keep_item(stage.parts, seat, keeping, number=stage.number_or_none(self.item))


class OrderItems(Step, frozen=True, kw_only=True, tag="order-items"):
    """The desk puts its items in an order, and tells rooms to take theirs in it."""

    items: tuple[str, ...]
    tell: tuple[str, ...] = ()

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return self.items

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        answer = agenda.order(stage.parts, seat, stage.numbers_of(self.items))
        for mark in self.tell:
            if isinstance(answer, Refusal):
                break
            answer = agenda.sequence(stage.parts, seat, mark)
        return answer


class NoteStance(Step, frozen=True, kw_only=True, tag="note-stance"):
    """The desk notes what it understands a side to think of an item."""

    item: str
    mark: str
    stance: Stance

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.item,)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        return agenda.note_stance(stage.parts, seat, stage.number(self.item), self.mark, stance=self.stance)


class ShowItem(Step, frozen=True, kw_only=True, tag="show-item"):
    """The mediator tells a room of an item."""

    item: str
    into: str
    title: str
    words: str = ""
    state: ItemState = ItemState.TO_CLARIFY
    track: str = ""
    form: CarryForm = CarryForm.IDEA
    unnamed: bool = False
    sources: tuple[str, ...] = ()
    disputed_by: tuple[str, ...] = ()
    """The entries of other rooms by whose leave they are named as disputing it."""

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.item, *self.sources, *self.disputed_by)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        telling = Telling(
            item=stage.number(self.item),
            into=self.into,
            title=self.title,
            words=self.words,
            state=self.state,
            track=self.track,
            form=self.form,
            unnamed=self.unnamed,
            sources=stage.labels_of(self.sources),
            named=stage.labels_of(self.disputed_by),
        )
        answer = agenda.show(stage.parts, seat, telling)
        if isinstance(answer, Kept):
            stage.shown[self.item, self.into] = answer.number
        return answer


class SetPosition(Step, frozen=True, kw_only=True, tag="set-position"):
    """The desk writes down where a side stands on an item: at the opening, or after a round."""

    item: str
    mark: str
    words: str
    after: str | None = None
    """The round; None: at the opening."""
    place: int | None = None
    """From 0 to 100 on a line between the sides."""
    sources: tuple[str, ...] = ()

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.item, *named(self.after), *self.sources)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        setting = Setting(
            item=stage.number(self.item),
            mark=Mark(self.mark),
            stage=stage.number_or_none(self.after) or 0,
            words=self.words,
            place=self.place,
            sources=stage.labels_of(self.sources),
        )
        return positions.set_position(stage.parts, seat, setting)


class HoldPositions(Step, frozen=True, kw_only=True, tag="hold-positions"):
    """The desk writes down that after a round every side stands on these items where it stood."""

    items: tuple[str, ...]
    after: str

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (*self.items, self.after)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        known, after = positions.standings(stage.parts, seat.place), stage.number(self.after)
        answer: Done | Refusal = Done(stage.clock.now())
        for item in stage.numbers_of(self.items):
            for one in known[item].current if item in known else ():
                if isinstance(answer, Refusal):
                    return answer
                held = Setting(
                    item=item, mark=one.mark, stage=after, words=one.words, place=one.place, sources=one.sources
                )
                answer = positions.set_position(stage.parts, seat, held)
        return answer


class SetZone(Step, frozen=True, kw_only=True, tag="set-zone"):
    """The mediator marks where progress on an item looks possible. No room is told."""

    item: str
    low: int | None = None
    high: int | None = None
    remark: str = ""
    caption: str = ""

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.item,)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        item = stage.number(self.item)
        zoning = Zoning(item=item, low=self.low, high=self.high, remark=self.remark, caption=self.caption)
        return positions.set_zone(stage.parts, seat, zoning)


class KeepStand(Named, frozen=True, kw_only=True, tag="keep-stand"):
    """A delegation keeps a position, an interest or a red line for itself."""

    WHERE: ClassVar = Where.ROOM

    kind: StandKind
    words: str
    item: str | None = None
    """None: on the talks as a whole."""

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return named(self.item)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        item = stage.number_in(seat, self.item)
        return positions.keep_stand(stage.parts, seat, item=item, kind=self.kind, words=self.words)
