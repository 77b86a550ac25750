"""What always holds of agendas, on whatever row of acts.

A room's is made of what it was told, nothing comes after itself, and nobody is named without leave.
"""

from collections.abc import Sequence
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from entremise.domain.agenda import Keeping, Proposing, in_ring, room_agenda
from entremise.domain.errors import Refusal
from entremise.domain.events.agenda import AGENDA, AgendaSequenced, AgendaShown, AgendaTakenOff, ItemState, Stance
from entremise.domain.ids import Label, Mark
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.rooms import Seat
from entremise.domain.terms import CarryForm
from entremise.services import agenda
from entremise.services.agenda import Telling
from tests.cast import PARTIES, Talks, open_talks

MARKS: Final = ("A", "B", "C")
LEAVES: Final = (LeaveForm.CONFIDENCE, LeaveForm.SUBSTANCE, LeaveForm.VERBATIM, LeaveForm.IDEA)
Number = st.integers(1, 5)

ACTS: Final = st.one_of(
    st.tuples(st.just("propose"), st.sampled_from(MARKS), st.sampled_from(LEAVES)),
    st.tuples(st.just("keep"), st.none() | Number, st.lists(Number, max_size=2), st.lists(Number, max_size=2)),
    st.tuples(
        st.just("tell"),
        Number,
        st.sampled_from(MARKS),
        st.sampled_from(CarryForm),
        st.sampled_from(ItemState),
        st.lists(Number, max_size=1),
    ),
    st.tuples(st.just("off"), Number, st.sampled_from(MARKS)),
    st.tuples(st.just("move"), Number, st.booleans()),
    st.tuples(st.just("sequence"), st.sampled_from(MARKS)),
    st.tuples(st.just("view"), st.sampled_from(MARKS), Number, st.sampled_from(LEAVES)),
)


class Runner:
    """Does the acts; what the house refuses is not done."""

    def __init__(self) -> None:
        self.talks: Talks = open_talks(parties=3)
        self.told: list[Label] = []
        self.refused = 0

    def does(self, act: tuple[object, ...]) -> None:
        answer = getattr(self, str(act[0]))(*act[1:])
        self.refused += isinstance(answer, Refusal)

    def _labels(self, chosen: Sequence[int]) -> tuple[Label, ...]:
        return tuple(self.told[one % len(self.told)] for one in chosen) if self.told else ()

    def _head(self, mark: str) -> Seat:
        return self.talks.heads[MARKS.index(mark)].seat

    def propose(self, mark: str, form: LeaveForm) -> object:
        written = agenda.propose(
            self.talks.parts,
            self._head(mark),
            Proposing(title="Fish"),
            leave=Leave(form=form),
        )
        if not isinstance(written, Refusal):
            self.told.append(written.label)
        return written

    def keep(self, number: int | None, after: list[int], sources: list[int]) -> object:
        keeping = Keeping(title="Fish", after=tuple(after), sources=self._labels(sources))
        return agenda.keep_item(self.talks.parts, self.talks.mo.seat, keeping, number=number)

    def tell(self, number: int, mark: str, form: CarryForm, state: ItemState, sources: list[int]) -> object:
        telling = Telling(item=number, into=mark, title="Fish", state=state, form=form, sources=self._labels(sources))
        return agenda.show(self.talks.parts, self.talks.mo.seat, telling)

    def off(self, number: int, mark: str) -> object:
        return agenda.take_off(self.talks.parts, self.talks.mo.seat, number, mark)

    def move(self, number: int, earlier: bool) -> object:  # noqa: FBT001 – drawn
        return agenda.move(self.talks.parts, self.talks.mo.seat, number, earlier=earlier)

    def sequence(self, mark: str) -> object:
        return agenda.sequence(self.talks.parts, self.talks.mo.seat, mark)

    def view(self, mark: str, item: int, form: LeaveForm) -> object:
        return agenda.give_view(
            self.talks.parts,
            self._head(mark),
            item,
            stance=Stance.REFUSES,
            words="No fish.",
            leave=Leave(form=form),
        )


def run(acts: Sequence[tuple[object, ...]]) -> Runner:
    runner = Runner()
    for act in acts:
        runner.does(act)
    return runner


PROGRAMS: Final = st.lists(ACTS, max_size=15).map(run)


@settings(deadline=None)
@given(PROGRAMS)
def test_a_rooms_agenda_is_a_function_of_what_it_was_told(runner: Runner) -> None:
    """The same as folded a second time here, of the lines by which the room was told; and the desk knows the same."""
    at_desk = agenda.at_desk(runner.talks.parts, runner.talks.mo.seat.place)
    for mark, head in zip(MARKS, runner.talks.heads, strict=True):
        last: dict[int, AgendaShown] = {}
        order: tuple[int, ...] = ()
        for line in runner.talks.parts.store.topic(head.seat.place, AGENDA, limit=1000):
            match line.event:
                case AgendaShown() as shown:
                    last[shown.number] = shown
                case AgendaTakenOff() as off:
                    del last[off.number]
                case AgendaSequenced() as sequenced:
                    order = sequenced.order
                case _:
                    pass
        expected = [*(one for one in order if one in last), *sorted(set(last) - set(order))]
        found = agenda.in_room(runner.talks.parts, head.seat.place).items
        assert [one.number for one in found] == expected
        assert {(one.number, one.title, one.state) for one in found} == {
            (one.number, one.title, one.state) for one in last.values()
        }
        assert {one.number for one in at_desk.told(mark) if not one.off} == set(last)


@settings(deadline=None)
@given(PROGRAMS)
def test_rooms_number_what_they_were_told_without_gaps(runner: Runner) -> None:
    for mark in MARKS:
        told = agenda.at_desk(runner.talks.parts, runner.talks.mo.seat.place).told(mark)
        assert [one.number for one in told] == list(range(1, len(told) + 1))


@settings(deadline=None)
@given(PROGRAMS)
def test_nothing_comes_after_itself(runner: Runner) -> None:
    after = {item.number: item.after for item in agenda.at_desk(runner.talks.parts, runner.talks.case.desk).items}
    rooms = [
        {item.number: item.after for item in agenda.in_room(runner.talks.parts, head.seat.place).items}
        for head in runner.talks.heads
    ]

    assert not any(in_ring(known, number) for known in (after, *rooms) for number in known)


@settings(deadline=None)
@given(PROGRAMS)
def test_nobody_is_named_who_gave_no_leave_for_it(runner: Runner) -> None:
    """Of whom no entry with leave in substance or word for word was told, no other room reads the name."""
    willing = {
        label.series
        for label in runner.told
        if runner.talks.mo.entry(label).leave in (Leave(form=LeaveForm.SUBSTANCE), Leave(form=LeaveForm.VERBATIM))
    }
    named = {
        item.raised_by
        for head in runner.talks.heads
        for item in agenda.in_room(runner.talks.parts, head.seat.place).items
    }

    assert named <= {None, *(PARTIES[MARKS.index(mark)] for mark in willing)}


@settings(deadline=None)
@given(st.lists(ACTS, max_size=20), st.lists(ACTS, max_size=5))
def test_the_fold_of_a_longer_log_begins_with_that_of_a_shorter(
    acts: list[tuple[object, ...]], more: list[tuple[object, ...]]
) -> None:
    """What a room was told is there at every line: reading twice, or in the middle, changes nothing."""
    runner = run(acts)
    store, place = runner.talks.parts.store, runner.talks.bo.seat.place
    early = store.topic(place, AGENDA, limit=1000)
    before = room_agenda(early)
    for act in more:
        runner.does(act)

    assert room_agenda(store.topic(place, AGENDA, limit=1000)[: len(early)]) == before
    assert Mark("B") not in {one.mark for one in before.proposals}
