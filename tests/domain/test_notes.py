"""The desk's own notes."""

from datetime import timedelta

import pytest

from entremise.domain import notes
from entremise.domain.errors import ABSENT, Broken, Code, Refusal
from entremise.domain.events.notes import DeskNoteKept, DeskNoteStruck
from entremise.domain.ids import Mark
from entremise.domain.log import Line
from entremise.domain.notes import FREE, MOST_CHANGES, MOST_NOTES, MOST_TEXT, About, DeskNote, keep, strike
from entremise.domain.terms import Role
from tests.cast import NOON
from tests.domain.samples import DESK_ID, HEAD, seat

MO = seat(Role.MEDIATOR, mark=None)
A = Mark("A")
NOTE = DeskNote(number=1, text="They hesitate.", about=About(mark=A), made=NOON, changed=NOON, role=Role.MEDIATOR)


def kept(text: str = "They hesitate.") -> DeskNoteKept:
    return DeskNoteKept(number=1, text=text, mark=A, seat=HEAD, role=Role.MEDIATOR)


def test_a_note_stands_as_it_was_last_kept() -> None:
    later = NOON + timedelta(minutes=5)
    lines = [Line(DESK_ID, 2, NOON, kept()), Line(DESK_ID, 3, later, kept("They agree."))]

    assert notes.notes(lines) == {
        1: DeskNote(number=1, text="They agree.", about=About(mark=A), made=NOON, changed=later, role=Role.MEDIATOR)
    }


def test_a_note_that_was_struck_out_is_gone() -> None:
    struck = DeskNoteStruck(number=1, seat=HEAD, role=Role.MEDIATOR)

    assert notes.notes([Line(DESK_ID, 2, NOON, kept()), Line(DESK_ID, 3, NOON, struck)]) == {1: None}


def test_a_new_note_has_the_next_number() -> None:
    """A number that was struck out is given to no other."""
    made = keep({2: None}, " On grain. ", About(item=4), MO, number=None, changes=2)

    assert made == DeskNoteKept(number=3, text="On grain.", item=4, seat=HEAD, role=Role.MEDIATOR)


@pytest.mark.parametrize(
    ("text", "known", "number", "changes", "refusal"),
    [
        ("", {}, None, 0, Refusal(Code.TEXT_EMPTY)),
        ("x " * MOST_TEXT, {}, None, 0, Refusal(Code.TEXT_TOO_LONG, {"most": 4000, "length": 7999})),
        ("x", {}, 1, 0, ABSENT),
        ("x", {1: None}, 1, 0, ABSENT),
        ("x", dict.fromkeys(range(MOST_NOTES), NOTE), None, 0, Refusal(Code.LIST_FULL, {"most": 500})),
        ("x", {1: NOTE}, 1, MOST_CHANGES, Refusal(Code.CHANGES_FULL, {"most": 2000})),
    ],
)
def test_what_is_not_kept(
    text: str, known: dict[int, DeskNote | None], number: int | None, changes: int, refusal: Refusal
) -> None:
    assert keep(known, text, FREE, MO, number=number, changes=changes) == refusal


def test_a_note_is_struck_out_once() -> None:
    assert strike({1: NOTE}, 1, MO) == DeskNoteStruck(number=1, seat=HEAD, role=Role.MEDIATOR)
    assert strike({1: None}, 1, MO) == ABSENT


def test_a_note_is_about_one_thing_at_most() -> None:
    with pytest.raises(Broken):
        About(item=1, mark=A)
