"""What each page asks of the database: the same number of statements however old the case is."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest
from django.db import connections

from entremise.domain.ids import DeskId, Label
from entremise.domain.terms import CarryForm
from entremise.services import access
from entremise.services.guarding import Guard
from entremise.wiring import on_database, using
from tests.cast import CONFIDENCE, ONLY_IF, SUBSTANCE, FakeClock, FakeIds, Talks, open_talks
from tests.support.here import Here
from tests.web.people import Form, Person, Told, nobody, person


@pytest.fixture
def talks(request: pytest.FixtureRequest, data: Path) -> Iterator[Talks]:
    """Talks on SQLite."""
    with using(on_database(clock=FakeClock(), ids=FakeIds(salt=request.node.nodeid))) as house:
        yield open_talks(house.parts)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are run meanwhile."""
    connections["default"].ensure_connection()
    raw = connections["default"].connection
    statements: list[str] = []
    raw.set_trace_callback(statements.append)
    try:
        yield statements
    finally:
        raw.set_trace_callback(None)


@dataclass(frozen=True)
class Old:
    """A case that is as old as a test wants it, and its people at their browsers."""

    ana: Person
    bo: Person
    mo: Person
    link: str
    code: str
    given: Label
    """What A gave last."""
    brought: Label
    """What was brought into B last."""


def grown(talks: Talks, *, entries: int) -> Old:
    """The case with so many entries of each kind."""
    for number in range(entries):
        talks.ana.says(f"Something of number {number}.", leave=SUBSTANCE)
        talks.ana.says(f"A condition of number {number}.", leave=ONLY_IF)
        talks.bo.says(f"A confidence of number {number}.", leave=CONFIDENCE)
    given = talks.ana.says("The last of them.", leave=SUBSTANCE)
    brought = talks.mo.carries("What they said last.", into="B", sources=[given]).entered
    assert brought is not None
    talks.ana.notes("Between us.")
    talks.mo.carries("An idea.", into="B", form=CarryForm.IDEA, hold=600)
    ana, bo, mo = (person(talks.parts, one.seat) for one in (talks.ana, talks.bo, talks.mo))
    # The first reading in an hour is written down; see below.
    for one in (ana, bo, mo):
        assert one.sees().status == 200
    invitation = access.invite(talks.parts, talks.ana.seat)
    return Old(ana, bo, mo, invitation.link, invitation.code, given, brought)


READING: Final = 6
"""Statements by which a reading is written down: a transaction, the reader's name, the line and what its tree needs."""

Act = Callable[[Old], Told]
CLOSING: Final[Form] = {"outcome": "held", "settled": "no", "attended": ["A", "B"]}
SHEET: Final = {"to": "B", "was": "B", "form": "idea", "text": "Another idea of ours.", "hold_seconds": "30"}

COUNTS: Final[Mapping[str, tuple[int, int, Act]]] = {
    # Without a seat.
    "home": (0, 200, lambda _: nobody().asks("GET", "/")),
    "language": (0, 303, lambda _: nobody().asks("POST", "/language", {"language": "fr"})),
    "enter, to look": (0, 200, lambda old: nobody().asks("GET", f"/enter/{old.link}")),
    "enter, unknown": (6, 422, lambda _: nobody().asks("POST", "/enter/x", {"code": "1"})),
    "enter": (11, 303, lambda old: nobody().asks("POST", f"/enter/{old.link}", {"code": old.code})),
    "not yours": (0, 404, lambda old: nobody().asks("GET", old.bo.address())),
    # In a room.
    "absent": (0, 404, lambda old: old.ana.asks("GET", "/at/nobody/")),
    "room": (14, 200, lambda old: old.bo.sees()),
    "write": (12, 303, lambda old: old.ana.sends("write", {"text": "One more.", "give": "1"})),
    "write, refused": (19, 422, lambda old: old.ana.sends("write", {"text": "", "give": "1"})),
    "write, a draft": (7, 303, lambda old: old.ana.sends("write", {"text": "One", "save": "draft"})),
    "leave, to look": (10, 200, lambda old: old.ana.sees("entries/A-01/leave")),
    "leave": (15, 303, lambda old: old.ana.sends("entries/A-01/leave", {"leave": "confidence"})),
    "opened": (13, 303, lambda old: old.bo.sends(f"entries/{old.brought}/opened")),
    "asked": (4, 200, lambda old: old.ana.sees("asked")),
    "agenda, of a room": (12, 200, lambda old: old.ana.sees("agenda")),
    "mandate": (22, 200, lambda old: old.ana.sees("mandate")),
    "rounds, of a room": (8, 200, lambda old: old.ana.sees("rounds")),
    "values": (7, 200, lambda old: old.ana.sees("values")),
    "own seat, with notices": (19, 200, lambda old: old.ana.sees("own")),
    "access log": (5, 200, lambda old: old.ana.sees("access")),
    "ending, of a room": (3, 200, lambda old: old.ana.sees("ending")),
    # At the desk.
    "desk": (17, 200, lambda old: old.mo.sees()),
    "desk, turned to a room": (16, 200, lambda old: old.mo.asks("GET", old.mo.address() + "?to=A")),
    "quote": (15, 303, lambda old: old.mo.sends("quote", {"source": "A-01", "to": "B"})),
    "corridor, a draft": (10, 303, lambda old: old.mo.sends("corridor", {**SHEET, "save": "draft"})),
    "corridor, turned": (10, 303, lambda old: old.mo.sends("corridor", {**SHEET, "to": "A", "switch": "1"})),
    "corridor": (20, 303, lambda old: old.mo.sends("corridor", {**SHEET, "carry": "1"})),
    "corridor, refused": (29, 422, lambda old: old.mo.sends("corridor", {**SHEET, "text": "", "carry": "1"})),
    "stop": (14, 303, lambda old: old.mo.sends("carries/2/stop")),
    "conveyed": (16, 303, lambda old: old.mo.sends(f"entries/{old.given}/conveyed")),
    "met": (16, 303, lambda old: old.mo.sends("entries/A-02/met")),
    "entered": (9, 200, lambda old: old.mo.sees("rooms/A/")),
    "speak": (20, 303, lambda old: old.mo.sends("rooms/A/speak", {"text": "Good day.", "say": "1"})),
    "ledger": (13, 200, lambda old: old.mo.sees("ledger")),
    "card": (12, 200, lambda old: old.mo.sees("ledger/cards/B")),
    "point, kept": (13, 303, lambda old: old.mo.sends("points", {"words": "x", "entry": ["A-01"], "keep": "1"})),
    "point": (13, 200, lambda old: old.mo.sees("points/1")),
    "note, kept": (15, 303, lambda old: old.mo.sends("notes", {"text": "x", "keep": "1"})),
    "notes": (7, 200, lambda old: old.mo.sees("notes")),
    "second": (6, 200, lambda old: old.mo.sees("second")),
    "asked, at the desk": (5, 200, lambda old: old.mo.sees("asked")),
    "ask for leave, to look": (7, 200, lambda old: old.mo.sees("entries/A-01/ask")),
    "summary, to look": (5, 200, lambda old: old.mo.sees("rooms/A/summary")),
    "take down, to look": (8, 200, lambda old: old.mo.sees("rooms/A/take-down")),
    "agenda": (15, 200, lambda old: old.mo.sees("agenda")),
    "rounds": (10, 200, lambda old: old.mo.sees("rounds")),
    "analysis": (8, 200, lambda old: old.mo.sees("analysis")),
    "announce, to look": (12, 200, lambda old: old.mo.sees("announce")),
    "announce": (31, 303, lambda old: old.mo.sends("announce", {"text": "At three.", "into": ["A", "B"]})),
    "ending, to look": (5, 200, lambda old: old.mo.sees("ending")),
    "report": (6, 200, lambda old: old.mo.sees("report")),
    "report, taken": (7, 200, lambda old: old.mo.sends("report/txt")),
    "close, refused": (13, 409, lambda old: old.mo.sends("ending/close", CLOSING)),
    # The last acts of all.
    "stop, the last": (14, 303, lambda old: old.mo.sends("carries/3/stop")),
    "close": (17, 303, lambda old: old.mo.sends("ending/close", CLOSING)),
    "room, closed": (15, 200, lambda old: old.ana.sees()),
    "desk, closed": (17, 200, lambda old: old.mo.sees()),
    "write, closed": (2, 409, lambda old: old.ana.sends("write", {"text": "One more.", "give": "1"})),
    "reopen": (14, 303, lambda old: old.mo.sends("ending/reopen")),
    "sign out": (8, 303, lambda old: old.ana.sends("sign-out")),
}
"""Each page and act: how many statements it takes, BEGIN and COMMIT among them, and how it is answered."""


@pytest.mark.parametrize("entries", [1, 100])
def test_a_page_costs_the_same_however_old_the_case(talks: Talks, entries: int) -> None:
    """Once for what is remembered in the process, then counted."""
    old = grown(talks, entries=entries)
    taken: dict[str, tuple[int, int]] = {}
    for name, (_, _, act) in COUNTS.items():
        with counted() as statements:
            told = act(old)
        taken[name] = (len(statements), told.status)

    assert taken == {name: (count, status) for name, (count, status, _) in COUNTS.items()}


@pytest.mark.parametrize("entries", [1, 100])
def test_the_first_reading_in_an_hour_costs_one_line_more(talks: Talks, entries: int) -> None:
    """The line with its transaction, and the reader's name, however old the log; then nothing until the next hour."""
    old = grown(talks, entries=entries)
    costs: list[int] = []
    for minutes in (0, 60, 0):
        talks.clock.advance(60 * minutes)
        with counted() as statements:
            assert old.ana.sees().status == 200
        costs.append(len(statements))

    assert costs[1:] == [costs[0] + READING, costs[0]]


def test_documents_are_read_by_the_guard_sixteen_a_statement(talks: Talks) -> None:
    """After a start: one statement for each page of the desk's log, and one for every sixteen that hang there."""
    parts = replace(talks.parts, files=replace(talks.parts.files, converter=Here()))
    ana, desk = replace(talks.ana, parts=parts), DeskId(talks.mo.seat.place)
    costs: list[int] = []
    for more in (1, 39):
        for number in range(more):
            letter = ana.gives(f"A letter of number {number}.".encode())
            ana.says("See the letter.", leave=CONFIDENCE, document=letter)
        with counted() as statements:
            Guard().read_ahead(talks.parts, desk)
        costs.append(len(statements))

    assert costs == [1 + 1, 1 + 3]
