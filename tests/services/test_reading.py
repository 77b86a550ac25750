"""What a place shows."""

from dataclasses import replace
from datetime import timedelta

import pytest

from entremise.domain.errors import ABSENT, Refusal
from entremise.domain.events import Conveyed
from entremise.domain.ids import CARRIES, NOTES, Label
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.ledger import Show
from entremise.domain.log import Append
from entremise.domain.terms import CarryForm, MessageType, Regime
from entremise.services import ledger, reading
from entremise.services.ledger import Asked
from entremise.services.reading import ASIDE, MOST, PAGE, Slice
from tests.cast import CONFIDENCE, NOON, ONLY_IF, SUBSTANCE, VERBATIM, Talks, granted, open_talks


def numbers(some: Slice) -> list[int]:
    return [entry.label.number for entry in some.entries]


def at(number: int) -> Label:
    return Label("A", number)


@pytest.fixture
def long(talks: Talks) -> Talks:
    """Talks in which Ana wrote so much that a page does not hold it."""
    for number in range(1, PAGE + 6):
        talks.ana.says(f"Point {number}.")
    return talks


# Pages of a room -------------------------------------------------------------------------------------------


def test_an_empty_room_has_an_empty_page(talks: Talks) -> None:
    assert talks.ana.page().thread == Slice(entries=(), earlier=None, later=None)
    assert reading.own_entries(talks.parts, talks.ana.seat) == talks.ana.page().thread


def test_a_page_shows_the_last_entries(long: Talks) -> None:
    thread = long.ana.page().thread

    assert numbers(thread) == list(range(6, PAGE + 6))
    assert (thread.earlier, thread.later) == (at(6), None)


def test_a_page_goes_back(long: Talks) -> None:
    thread = long.ana.page(before=at(6)).thread

    assert numbers(thread) == [1, 2, 3, 4, 5]
    assert (thread.earlier, thread.later) == (None, at(5))


def test_a_page_that_just_fits_has_nothing_before(talks: Talks) -> None:
    for number in range(PAGE):
        talks.ana.says(f"Point {number}.")

    assert (talks.ana.page().thread.earlier, len(talks.ana.page().thread.entries)) == (None, PAGE)


def test_reading_goes_forward(long: Talks) -> None:
    first = reading.own_entries(long.parts, long.ana.seat, limit=3)
    second = reading.own_entries(long.parts, long.ana.seat, after=first.later, limit=3)

    assert (numbers(first), first.earlier, first.later) == ([1, 2, 3], None, at(3))
    assert (numbers(second), second.earlier, second.later) == ([4, 5, 6], at(4), at(6))


def test_reading_between_two_entries_says_what_lies_outside(long: Talks) -> None:
    own = reading.own_entries(long.parts, long.ana.seat, after=at(3), before=at(6))
    newest = reading.own_entries(long.parts, long.ana.seat, after=at(3), before=at(6), newest=True)

    assert numbers(own) == numbers(newest) == [4, 5]
    assert (own.earlier, own.later) == (newest.earlier, newest.later) == (at(4), at(5))


def test_reading_on_from_an_entry_that_is_not_there(long: Talks) -> None:
    """Past the end there is nothing; before it, everything."""
    own = reading.own_entries(long.parts, long.ana.seat, before=at(99), limit=MOST)
    desk = reading.room_entries_at_desk(long.parts, long.mo.seat, "A", before=at(99), limit=MOST)
    after = reading.own_entries(long.parts, long.ana.seat, after=at(99))

    assert isinstance(desk, Slice)
    assert numbers(own) == numbers(desk) == list(range(1, PAGE + 6))
    assert after.entries == ()


def test_no_reading_is_longer_than_the_most(talks: Talks) -> None:
    for number in range(MOST + 1):
        talks.ana.says(f"Point {number}.")

    some = reading.own_entries(talks.parts, talks.ana.seat, limit=10 * MOST)

    assert (len(some.entries), some.later) == (MOST, at(MOST))


def test_a_page_shows_notes_among_entries(talks: Talks) -> None:
    labels = [talks.ana.says("One."), talks.ana.notes("Two."), talks.ana.says("Three.")]

    assert [entry.label for entry in talks.ana.page().thread.entries] == labels


def test_an_entry_on_a_page_says_what_became_of_it(long: Talks) -> None:
    long.ana.changes_leave(at(1), SUBSTANCE)
    long.mo.carries("Point one.", into="B", sources=[at(1)])
    long.mo.confirms(at(1))

    shown = long.ana.page(before=at(2)).thread.entries

    assert shown == (long.ana.entry(at(1)),)
    assert (shown[0].leave, shown[0].conveyed) == (SUBSTANCE, NOON)


# Lists beside the thread -----------------------------------------------------------------------------------


def test_the_last_messages_brought_stand_aside(talks: Talks) -> None:
    brought = [
        talks.mo.carries(f"Idea {number}?", into="A", form=CarryForm.IDEA).entered for number in range(ASIDE + 2)
    ]

    assert [entry.label for entry in talks.ana.page().brought] == brought[: -ASIDE - 1 : -1]
    assert talks.bo.page().brought == ()


def test_the_last_receipts_stand_aside(talks: Talks) -> None:
    sources = [talks.ana.says(f"Point {number}.", leave=SUBSTANCE) for number in range(3)]
    talks.mo.carries("Points.", into="B", sources=sources)
    for source in reversed(sources):
        talks.mo.confirms(source)

    assert [entry.label for entry in talks.ana.page().conveyed] == sources


def test_the_last_conditions_stand_aside(talks: Talks) -> None:
    first, second = talks.ana.says("Then nine.", leave=ONLY_IF), talks.ada.says("Then ten.", leave=ONLY_IF)

    assert [entry.label for entry in talks.ana.page().conditions] == [second, first]
    assert talks.bo.page().conditions == ()


def test_a_condition_taken_back_stands_aside_no_more(talks: Talks) -> None:
    """The list is of entries with a condition; this one has none any more."""
    label = talks.ana.says("Then nine.", leave=ONLY_IF)
    talks.ana.changes_leave(label, CONFIDENCE)

    assert talks.ana.page().conditions == ()


def test_a_condition_set_later_stands_aside_once(talks: Talks) -> None:
    label = talks.ana.says("Nine.")
    for _ in range(3):
        talks.ana.changes_leave(label, ONLY_IF)

    assert [entry.label for entry in talks.ana.page().conditions] == [label]


# The desk --------------------------------------------------------------------------------------------------


def test_the_desk_shows_two_rooms_unless_asked() -> None:
    talks = open_talks(parties=4)

    assert [column.room.mark for column in talks.mo.page().columns] == ["A", "B"]
    assert [column.room.mark for column in talks.mo.page("D", "A", "D").columns] == ["D", "A"]


@pytest.mark.parametrize("mark", ["C", "a", "", "desk"])
def test_the_desk_shows_no_other_room(talks: Talks, mark: str) -> None:
    assert reading.desk_page(talks.parts, talks.mo.seat, ["A", mark]) == ABSENT
    assert reading.speaking_page(talks.parts, talks.mo.seat, mark) == ABSENT
    assert reading.room_entries_at_desk(talks.parts, talks.mo.seat, mark) == ABSENT


def test_a_column_shows_the_last_entries_and_goes_back(long: Talks) -> None:
    long.bo.says("Five.")

    column = reading.speaking_page(long.parts, long.mo.seat, "A", before=at(6))

    assert not isinstance(column, Refusal)
    assert numbers(column.column.thread) == [1, 2, 3, 4, 5]
    assert numbers(long.mo.page("A").columns[0].thread) == list(range(6, PAGE + 6))


def test_the_desk_shows_what_is_at_the_door_due_first(talks: Talks) -> None:
    for hold in (60, 10, 30):
        talks.mo.carries(f"In {hold}?", into="B", form=CarryForm.IDEA, hold=hold)

    assert [view.text for view in talks.mo.page().at_door] == ["In 10?", "In 30?", "In 60?"]
    assert talks.mo.page().recent == ()


def test_the_desk_shows_what_last_entered_or_was_stopped(talks: Talks) -> None:
    for hold in (60, 10, 30, 0):
        talks.mo.carries(f"In {hold}?", into="B", form=CarryForm.IDEA, hold=hold)
    talks.waits(10)
    talks.mo.stops(Label(CARRIES, 3))

    page = talks.mo.page()

    assert [view.label.number for view in page.at_door] == [1]
    assert [view.label.number for view in page.recent] == [4, 3, 2]


def test_an_old_message_at_the_door_is_shown_however_much_came_after(talks: Talks) -> None:
    talks.mo.carries("Later?", into="B", form=CarryForm.IDEA, hold=600)
    for number in range(ASIDE + 2):
        talks.mo.carries(f"Now {number}?", into="B", form=CarryForm.IDEA)

    page = talks.mo.page()

    assert [view.text for view in page.at_door] == ["Later?"]
    assert [view.label.number for view in page.recent] == list(range(ASIDE + 3, 3, -1))


# One entry -------------------------------------------------------------------------------------------------


def test_an_entry_is_found_in_its_own_place(talks: Talks) -> None:
    label, note = talks.ana.says("Nine."), talks.ana.notes("Seven.")

    assert talks.ana.entry(label).text == talks.mo.entry(label).text == "Nine."
    assert talks.ana.entry(note).text == "Seven."
    for person, wanted in ((talks.mo, note), (talks.bo, label), (talks.zed, label), (talks.bo, note)):
        assert reading.entry_at(person.parts, person.seat, wanted) is None


@pytest.mark.parametrize("label", [at(9), at(0), Label(NOTES, 1), Label(CARRIES, 1), Label("", 1)])
def test_what_is_not_there_is_not_found(talks: Talks, label: Label) -> None:
    talks.ana.says("Nine.")
    talks.mo.carries("Wait?", into="B", form=CarryForm.IDEA)

    assert reading.entry_at(talks.parts, talks.ana.seat, label) is None
    assert reading.entry_at(talks.parts, talks.mo.seat, label) is None


# What is owed ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("regime", "marks"), [(Regime.SEALED, ()), (Regime.SHAREABLE, ()), (Regime.MUST_SHARE, ("B", "C"))]
)
def test_the_desk_owes_where_it_must_share(regime: Regime, marks: tuple[str, ...]) -> None:
    talks = open_talks(regime=regime, parties=3)
    fact = talks.mo.entry(talks.ana.says("It rained.", leave=SUBSTANCE))

    assert reading.owed(fact, talks.mo.page().opened, now=NOON) == marks


def test_what_was_carried_is_owed_no_more() -> None:
    talks = open_talks(regime=Regime.MUST_SHARE, parties=3)
    label = talks.ana.says("It rained.")
    talks.mo.carries("It rained there.", into="B", sources=[label])

    assert reading.owed(talks.mo.entry(label), talks.mo.page().opened, now=NOON) == ("C",)


@pytest.mark.parametrize("leave", [CONFIDENCE, ONLY_IF, Leave(form=LeaveForm.IDEA), VERBATIM, SUBSTANCE])
def test_only_what_may_be_carried_in_substance_is_owed(leave: Leave) -> None:
    talks = open_talks(regime=Regime.MUST_SHARE)
    entry = talks.mo.entry(talks.ana.says("It rained.", leave=leave))

    owed = reading.owed(entry, talks.mo.page().opened, now=NOON)

    assert owed == (("B",) if leave in (VERBATIM, SUBSTANCE) else ())


def test_what_the_ledger_calls_owed_is_owed() -> None:
    """Of an ended leave, and of a condition that is met or not, the desk's column and the ledger say the same."""
    talks = open_talks(regime=Regime.MUST_SHARE)
    ends = Leave(form=LeaveForm.SUBSTANCE, expires=NOON + timedelta(hours=1))
    labels = [talks.ana.says("It rained.", leave=leave) for leave in (ends, SUBSTANCE, ONLY_IF, ONLY_IF)]
    talks.mo.declares_met(labels[3])
    talks.waits(7200)

    now, opened = talks.parts.clock.now(), talks.mo.page().opened
    found = granted(ledger.ledger_page(talks.parts, talks.mo.seat, Asked(show=Show.OWED)))

    in_column = [label for label in labels if reading.owed(talks.mo.entry(label), opened, now=now)]
    assert in_column == [labels[1], labels[3]] == sorted(row.label for row in found.alone)


def test_what_the_mediator_said_is_owed_to_nobody() -> None:
    talks = open_talks(regime=Regime.MUST_SHARE)
    talks.ana.says("An offer.", type=MessageType.OFFER)
    spoken = talks.mo.entry(talks.mo.speaks("So?", into="A"))

    assert reading.owed(spoken, talks.mo.page().opened, now=NOON) == ()


# A page is its log -----------------------------------------------------------------------------------------


def test_a_page_says_up_to_which_line_it_goes(talks: Talks) -> None:
    before = talks.ana.page().head
    label = talks.ana.says("Nine.")
    store = talks.parts.store

    with store.writing(talks.place("A")):
        store.append([Append(talks.place("A"), Conveyed(label=label))], at=NOON + timedelta(seconds=1))

    assert talks.ana.page().head == before + 2
    assert replace(talks.ana.page(), head=before).head == before


def test_a_page_knows_its_terms(talks: Talks) -> None:
    assert talks.ana.page().terms == talks.mo.page().terms
    speaking = reading.speaking_page(talks.parts, talks.mo.seat, "B")
    assert not isinstance(speaking, Refusal)
    assert (speaking.terms, speaking.column.room.mark) == (talks.mo.page().terms, "B")
