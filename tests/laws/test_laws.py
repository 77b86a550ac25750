"""The laws of the house (docs: design, §2), on whatever programs of acts Hypothesis can think of.

Each law is a function of its own; all of them are looked at on each program, since performing it is what costs.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from hypothesis import given, note, settings

from entremise.domain.errors import Code
from entremise.domain.events import Brought, CarryHeld, CarryStopped, name_of
from entremise.domain.ids import CARRIES, NOTES, PlaceId, RoomId
from entremise.domain.log import Append, Line
from entremise.services import reading
from entremise.services.ports import Held, Parts
from entremise.storage.memory import MemoryStore
from tests.cast import Delegate, Mediator
from tests.laws.programs import Program, Runner, carried, programs, run, stopped_by_house

WORD: Final = re.compile(r"w\d{4}x")


class Growing:
    """Law 4: after each act every log begins with what it was before."""

    def __init__(self) -> None:
        self._before: dict[PlaceId, list[Line]] = {}

    def check(self, runner: Runner) -> None:
        now = runner.logs()
        for place, lines in self._before.items():
            assert now[place][: len(lines)] == lines
        self._before = now


def lines_are_numbered_and_in_order(runner: Runner) -> None:
    """Law 4: lines are 1, 2, 3 …, and none was written before the one above it."""
    for lines in runner.logs().values():
        assert [line.number for line in lines] == list(range(1, len(lines) + 1))
        assert [line.at for line in lines] == sorted(line.at for line in lines)


def a_page_is_a_function_of_its_own_log(runner: Runner) -> None:
    """Law 1: a place's page can be made from a store in which only that place's lines were ever written."""
    talks = runner.talks
    marks = [room.mark for room in talks.case.rooms]

    for person in (*talks.heads, talks.ada):
        alone = only(runner, person.seat.place)
        assert Delegate(alone, person.seat).page() == person.page()
        assert reading.own_entries(alone, person.seat) == reading.own_entries(talks.parts, person.seat)
    desk = Mediator(only(runner, talks.case.desk), talks.mo.seat)
    assert desk.page(*marks) == talks.mo.page(*marks)


def only(runner: Runner, place: PlaceId) -> Parts:
    """A house in which nothing was ever written but the lines of one place."""
    store = MemoryStore()
    with store.writing(place):
        for line in runner.log(place):
            store.append([Append(place, line.event)], at=line.at)
            if isinstance(line.event, CarryHeld) and line.event.carry in runner.at_door:
                into = RoomId(runner.talks.place(line.event.into))
                store.hold(Held(runner.talks.case.desk, line.event.carry, into, line.event.due))
    return replace(runner.talks.parts, store=store)


def nothing_is_seen_elsewhere_unless_carried(runner: Runner) -> None:
    """Laws 2 and 7: every word in a place was written there, told there, carried, said or announced there."""
    for place, lines in runner.logs().items():
        assert set(WORD.findall(repr(lines))) == runner.may_hold[place]
    for person in (*runner.talks.heads, runner.talks.ada):
        assert set(WORD.findall(repr(person.page()))) <= runner.may_hold[person.seat.place]
    assert len(runner.log(runner.talks.zed.seat.place)) == 2


def notes_never_reach_the_desk(runner: Runner) -> None:
    """Law 2: not their words, not their labels, not their number."""
    untold = {note.text for note in runner.notes.values()} - {e.text for e in runner.entries.values()}
    desk = repr(runner.log(runner.talks.case.desk))

    assert not untold & set(WORD.findall(desk))
    assert f"Label(series='{NOTES}'" not in desk


def nothing_is_carried_without_leave(runner: Runner) -> None:
    """What enters is exactly what every leave permits at the moment of entry, whatever the order of acts.

    The runner decides by itself whether each carry is permitted, when it is asked for and again when it is due.
    """
    logs = runner.logs()
    entered = carried(logs[runner.talks.case.desk])
    brought = [line.event for lines in logs.values() for line in lines if isinstance(line.event, Brought)]

    assert {carry: (event.label.series, event.text) for carry, event in entered.items()} == {
        carry: (sheet.into, sheet.text) for carry, sheet in runner.entered.items()
    }
    assert sorted((b.label, b.text) for b in brought) == sorted((c.label, c.text) for c in entered.values())


def every_message_at_the_door_is_accounted_for(runner: Runner) -> None:
    """What was put at the door waits, has entered, or was stopped; exactly one of these."""
    desk = runner.talks.case.desk
    events = [line.event for line in runner.log(desk)]
    held = [event.carry for event in events if isinstance(event, CarryHeld)]
    stopped = [event.carry for event in events if isinstance(event, CarryStopped)]
    waiting = [one.carry for one in runner.store.at_door(desk)]

    assert sorted([*carried(runner.log(desk)), *stopped, *waiting]) == sorted(held)
    assert set(waiting) == set(runner.at_door)


def every_series_counts_without_gaps(runner: Runner) -> None:
    """Labels are 1, 2, 3 … in each series; the desk knows each entry by the label that its room knows."""
    series: dict[PlaceId, defaultdict[str, list[int]]] = {}
    for place, lines in runner.logs().items():
        found = series[place] = defaultdict(list)
        for line in lines:
            if (label := name_of(line.event)) is not None:
                found[label.series].append(label.number)

    desk = series.pop(runner.talks.case.desk)
    for found in (desk, *series.values()):
        assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in found.values())
    for room in runner.talks.case.rooms:
        own = series[room.room]
        assert set(own) <= {room.mark, NOTES}
        assert own.get(room.mark, []) == desk.get(room.mark, [])
    assert set(desk) <= {CARRIES, *(room.mark for room in runner.talks.case.rooms)}


def what_is_asked_again_is_done_once(runner: Runner) -> None:
    """Law 5: at the end every act that was granted is asked for again: same answers, and nothing changes."""
    before = runner.logs()

    answers = [ask() for ask, _ in runner.answered]

    assert answers == [answer for _, answer in runner.answered]
    assert runner.logs() == before


LAWS: Final[tuple[Callable[[Runner], None], ...]] = (
    lines_are_numbered_and_in_order,
    a_page_is_a_function_of_its_own_log,
    nothing_is_seen_elsewhere_unless_carried,
    notes_never_reach_the_desk,
    nothing_is_carried_without_leave,
    every_message_at_the_door_is_accounted_for,
    every_series_counts_without_gaps,
    what_is_asked_again_is_done_once,
)


@given(programs)
def test_the_laws_hold(program: Program) -> None:
    """After each act logs have only grown; at the end every law holds."""
    note(str(program))
    runner = run(program, after_each=Growing().check)

    for law in LAWS:
        law(runner)


def test_programs_come_to_everything() -> None:
    """The laws are not kept because nothing happens."""
    happened: set[str | None] = set()

    @settings(max_examples=200, derandomize=True, database=None)
    @given(programs)
    def look(program: Program) -> None:
        runner = run(program)
        happened.update(runner.happened, stopped_by_house(runner))

    look()

    assert happened >= {
        "entered",
        "released",
        "quoted",
        "stopped by hand",
        "narrowed",
        "note told",
        "met",
        "asked again",
        Code.LEAVE_EXPIRED,
        Code.IN_CONFIDENCE,
        Code.LEAVE_NARROWER,
    }
