"""The ledger says that a room was told what its own log holds, and nothing else; on whatever program of acts."""

from collections.abc import Iterator, Sequence
from typing import Final

from hypothesis import given, note
from hypothesis import strategies as st

from entremise.domain.events import Announced, Brought, Carried, Said, Spoken
from entremise.domain.ids import NOTES, Label
from entremise.domain.leave import LeaveForm
from entremise.domain.ledger import DUE, Row, Why
from entremise.domain.points import Grouping
from entremise.domain.terms import CarryForm
from entremise.services import ledger
from entremise.services.ledger import Asked
from tests.cast import granted
from tests.laws.programs import Program, Runner, programs, run

Known = set[tuple[Label, str, str]]
"""A label, how it was come to know, and the words."""

HOW: Final = {
    CarryForm.SUBSTANCE: "substance",
    CarryForm.VERBATIM: "verbatim",
    CarryForm.IDEA: "idea",
    CarryForm.HYPOTHETICAL: "hypothetical",
}


def in_its_own_log(runner: Runner, mark: str) -> Known:
    """What a room knows, as the door wrote it into that room's log; its notes are nobody else's."""
    known: Known = set()
    for line in runner.log(runner.talks.place(mark)):
        match line.event:
            case Brought() as brought:
                known.add((brought.label, HOW[brought.form], brought.text))
            case Spoken() as spoken:
                known.add((spoken.label, "spoken", spoken.text))
            case Announced() as announced:
                known.add((announced.label, "announced", announced.text))
            case Said() as said if said.label.series != NOTES:
                known.add((said.label, "said", said.text))
            case _:
                pass
    return known


def pages(runner: Runner) -> Iterator[Row]:
    """Every row of the ledger, page after page."""
    talks = runner.talks
    first = granted(ledger.ledger_page(talks.parts, talks.mo.seat, Asked()))
    yield from (row for group in first.groups for row in group.rows)
    yield from first.alone
    further, earlier = first.further, first.earlier
    while further is not None:
        page = granted(ledger.ledger_page(talks.parts, talks.mo.seat, Asked(after=further)))
        yield from (row for group in page.groups for row in group.rows)
        further = page.further
    while earlier is not None:
        page = granted(ledger.ledger_page(talks.parts, talks.mo.seat, Asked(before=earlier)))
        yield from page.alone
        earlier = page.earlier


def in_the_ledger(rows: Sequence[Row], mark: str) -> Known:
    return {(fact.label, fact.how.value, fact.text) for row in rows for fact in row.cell(mark).facts}


def group(runner: Runner, chosen: Sequence[tuple[int, ...]]) -> None:
    """Put entries into points, as far as there are any."""
    talks = runner.talks
    labels = [
        label
        for mark in (room.mark for room in talks.case.rooms)
        for line in talks.parts.store.series(talks.case.desk, mark, limit=1000)
        if isinstance(label := getattr(line.event, "label", None), Label)
    ]
    for indices in chosen:
        entries = tuple(labels[index % len(labels)] for index in indices if labels)
        if entries:
            granted(ledger.keep_point(talks.parts, talks.mo.seat, Grouping(words="A matter.", entries=entries)))


def it_says_what_each_rooms_own_log_says(runner: Runner, rows: Sequence[Row]) -> None:
    """And what was carried names the carry by which it came."""
    for room in runner.talks.case.rooms:
        assert in_the_ledger(rows, room.mark) == in_its_own_log(runner, room.mark)
    carried = {(fact.label, fact.carry) for row in rows for cell in row.cells for fact in cell.facts if fact.carry}
    assert carried == {
        (line.event.label, line.event.carry)
        for line in runner.log(runner.talks.case.desk)
        if isinstance(line.event, Carried)
    }


def it_says_why_a_room_was_not_told(runner: Runner, rows: Sequence[Row]) -> None:
    """By the leave as the runner keeps it, in its own words; and a room that was told of an entry has no gap for it."""
    for cell in (cell for row in rows for cell in row.cells):
        rests_on = {source for fact in cell.told for source in fact.sources}
        for gap in cell.gaps:
            stands = runner.entries[gap.source].stands_as(runner.now)
            may = stands not in {None, LeaveForm.CONFIDENCE, LeaveForm.CONDITIONAL}
            assert gap.source.series != cell.room
            assert gap.source not in rests_on
            if gap.why is not Why.AT_DOOR:
                assert (gap.why in DUE) is may
                assert gap.form == (stands if may else None)


def it_holds_what_parties_said(runner: Runner, rows: Sequence[Row]) -> None:
    """All of it, as its leave stands."""
    held = {hold.label: hold.standing(now=runner.now) for row in rows for hold in row.holds}

    assert held.keys() == runner.entries.keys()
    for label, standing in held.items():
        stands = runner.entries[label].stands_as(runner.now)
        assert (standing if isinstance(standing, LeaveForm) else None) == (None if stands in UNSAID else stands)


UNSAID: Final = {None, LeaveForm.CONFIDENCE}


@given(programs, st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=4).map(tuple), max_size=3))
def test_the_ledger_is_true(program: Program, chosen: list[tuple[int, ...]]) -> None:
    """Whatever was done, and whatever is grouped."""
    note(str((program, chosen)))
    runner = run(program)
    group(runner, chosen)

    rows = list(pages(runner))

    it_says_what_each_rooms_own_log_says(runner, rows)
    it_says_why_a_room_was_not_told(runner, rows)
    it_holds_what_parties_said(runner, rows)
