"""What each page asks of the database: the same number of statements however old the case is."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from django.db import connections

from entremise.domain.ids import Label
from entremise.domain.terms import CarryForm
from entremise.services import access
from entremise.wiring import on_database, using
from tests.cast import CONFIDENCE, ONLY_IF, SUBSTANCE, FakeClock, FakeIds, Talks, open_talks
from tests.web.people import Person, Told, nobody, person


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
    invitation = access.invite(talks.parts, talks.ana.seat)
    ana, bo, mo = (person(talks.parts, one.seat) for one in (talks.ana, talks.bo, talks.mo))
    return Old(ana, bo, mo, invitation.link, invitation.code, given, brought)


Act = Callable[[Old], Told]
SHEET: Final = {"to": "B", "was": "B", "form": "idea", "text": "Another idea of ours.", "hold_seconds": "30"}

COUNTS: Final[Mapping[str, tuple[int, int, Act]]] = {
    # Without a seat.
    "home": (0, 200, lambda _: nobody().asks("GET", "/")),
    "language": (0, 303, lambda _: nobody().asks("POST", "/language", {"language": "fr"})),
    "enter, to look": (0, 200, lambda old: nobody().asks("GET", f"/enter/{old.link}")),
    "enter, unknown": (3, 422, lambda _: nobody().asks("POST", "/enter/x", {"code": "1"})),
    "enter": (6, 303, lambda old: nobody().asks("POST", f"/enter/{old.link}", {"code": old.code})),
    "not yours": (0, 404, lambda old: nobody().asks("GET", old.bo.address())),
    # In a room.
    "absent": (0, 404, lambda old: old.ana.asks("GET", "/at/nobody/")),
    "room": (10, 200, lambda old: old.bo.sees()),
    "write": (8, 303, lambda old: old.ana.sends("write", {"text": "One more.", "give": "1"})),
    "write, refused": (13, 422, lambda old: old.ana.sends("write", {"text": "", "give": "1"})),
    "write, a draft": (6, 303, lambda old: old.ana.sends("write", {"text": "One", "save": "draft"})),
    "leave, to look": (11, 200, lambda old: old.ana.sees("entries/A-01/leave")),
    "leave": (10, 303, lambda old: old.ana.sends("entries/A-01/leave", {"leave": "confidence"})),
    "opened": (8, 303, lambda old: old.bo.sends(f"entries/{old.brought}/opened")),
    # At the desk.
    "desk": (13, 200, lambda old: old.mo.sees()),
    "desk, turned to a room": (12, 200, lambda old: old.mo.asks("GET", old.mo.address() + "?to=A")),
    "quote": (11, 303, lambda old: old.mo.sends("quote", {"source": "A-01", "to": "B"})),
    "corridor, a draft": (8, 303, lambda old: old.mo.sends("corridor", {**SHEET, "save": "draft"})),
    "corridor, turned": (8, 303, lambda old: old.mo.sends("corridor", {**SHEET, "to": "A", "switch": "1"})),
    "corridor": (14, 303, lambda old: old.mo.sends("corridor", {**SHEET, "carry": "1"})),
    "corridor, refused": (19, 422, lambda old: old.mo.sends("corridor", {**SHEET, "text": "", "carry": "1"})),
    "stop": (10, 303, lambda old: old.mo.sends("carries/2/stop")),
    "conveyed": (8, 303, lambda old: old.mo.sends(f"entries/{old.given}/conveyed")),
    "met": (8, 303, lambda old: old.mo.sends("entries/A-02/met")),
    "entered": (6, 200, lambda old: old.mo.sees("rooms/A/")),
    "speak": (12, 303, lambda old: old.mo.sends("rooms/A/speak", {"text": "Good day.", "say": "1"})),
    "announce, to look": (11, 200, lambda old: old.mo.sees("announce")),
    "announce": (20, 303, lambda old: old.mo.sends("announce", {"text": "At three.", "into": ["A", "B"]})),
    # The last act of all.
    "sign out": (4, 303, lambda old: old.ana.sends("sign-out")),
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
