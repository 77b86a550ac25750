"""Rules of `entremise.domain.rooms`."""

import pytest

from entremise.domain.errors import Code, Refusal
from entremise.domain.events import Said
from entremise.domain.ids import CARRIES, NOTES, Label
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.log import Append
from entremise.domain.rooms import Writing, keep_note, write
from entremise.domain.terms import MessageType, PartyRoom, Regime, Role
from tests.cast import CONFIDENCE, NOON, ONLY_IF, OWN, SUBSTANCE
from tests.domain.samples import HEAD, desk, room, room_id, said, seat


def test_writing_makes_an_entry() -> None:
    """An entry is what was written, by whom, with which leave, under the next number."""
    writing = Writing(
        text=" Nine. ",
        type=MessageType.OFFER,
        binding=True,
        leave=SUBSTANCE,
        reply_to=Label("A", 7),
    )

    entry = write(room(last_shared=7, last_note=2), seat(Role.COUNSEL), writing, now=NOON)

    assert entry == Said(
        label=Label("A", 8),
        seat=HEAD,
        role=Role.COUNSEL,
        text="Nine.",
        type=MessageType.OFFER,
        binding=True,
        leave=SUBSTANCE,
        marked=True,
        reply_to=Label("A", 7),
    )


def test_a_note_counts_among_the_notes() -> None:
    """What is the delegation's own takes no number of which the desk would see the gap."""
    entry = write(room(last_shared=7, last_note=2), seat(), Writing(text="Ten.", leave=OWN), now=NOON)

    assert isinstance(entry, Said)
    assert entry.label == Label(NOTES, 3)


@pytest.mark.parametrize("leave", [form for form in LeaveForm if form is not LeaveForm.OWN])
def test_everything_else_counts_in_the_rooms_series(leave: LeaveForm) -> None:
    """Whatever the mediator is told has a number in the room's own series."""
    given = Leave(form=leave, condition=ONLY_IF.condition if leave == ONLY_IF.form else None)

    entry = write(room("C"), seat(mark="C"), Writing(text="Ten.", leave=given), now=NOON)

    assert isinstance(entry, Said)
    assert entry.label == Label("C", 1)


@pytest.mark.parametrize("regime", Regime)
def test_silence_is_decided_by_the_regime(regime: Regime) -> None:
    """A writer who marks nothing gets the regime's leave, and the entry says so."""
    entry = write(room(regime=regime), seat(), Writing(text="Ten."), now=NOON)

    assert isinstance(entry, Said)
    assert (entry.leave, entry.marked) == (CONFIDENCE if regime is Regime.SEALED else SUBSTANCE, False)


def test_an_entry_needs_words() -> None:
    """What cannot be kept is refused before anything is written."""
    assert write(room(), seat(), Writing(text=" "), now=NOON) == Refusal(Code.TEXT_EMPTY)


def test_an_entry_needs_a_whole_leave() -> None:
    """A leave that cannot be given is refused."""
    writing = Writing(text="Ten.", leave=Leave(form=LeaveForm.CONDITIONAL))

    assert write(room(), seat(), writing, now=NOON) == Refusal(Code.CONDITION_MISSING)


@pytest.mark.parametrize("label", [Label("A", 1), Label("A", 7), Label(NOTES, 2)])
def test_a_reply_names_an_entry_of_the_room(label: Label) -> None:
    """One may reply to any entry of one's own room, notes among them."""
    entry = write(room(last_shared=7, last_note=2), seat(), Writing(text="Ten.", reply_to=label), now=NOON)

    assert isinstance(entry, Said)
    assert entry.reply_to == label


@pytest.mark.parametrize(
    "label",
    [Label("A", 8), Label("A", 0), Label("A", -1), Label(NOTES, 3), Label("B", 1), Label(CARRIES, 1)],
)
def test_a_reply_names_nothing_else(label: Label) -> None:
    """What is not in this room cannot be replied to, whether or not it exists elsewhere."""
    writing = Writing(text="Ten.", reply_to=label)

    assert write(room(last_shared=7, last_note=2), seat(), writing, now=NOON) == Refusal(
        Code.REPLY_UNKNOWN, {"source": str(label)}
    )


def test_a_note_stays_in_its_room() -> None:
    """A note is written in one log and in no other."""
    note = said(Label(NOTES, 1), leave=OWN)

    assert keep_note(room(), note) == (Append(room_id("A"), note),)


def test_a_room_numbers_its_entries() -> None:
    """Entries and notes are counted apart."""
    place = room("B", last_shared=3, last_note=5)

    assert (place.next_label, place.next_note_label) == (Label("B", 4), Label(NOTES, 6))


def test_a_desk_numbers_its_carries() -> None:
    """Carries are counted at the desk alone."""
    assert desk(last_carry=2).next_carry == Label(CARRIES, 3)


@pytest.mark.parametrize("mark", ["D", "a", "", "desk", "N"])
def test_a_desk_knows_its_rooms(mark: str) -> None:
    """A mark names a room of the case, or nothing."""
    place = desk(marks="ABC")

    assert place.room("C") == PartyRoom(room=room_id("C"), mark=place.opened.rooms[2].mark, party="Party C")
    assert place.room(mark) is None


def test_a_seat_without_mark_is_at_the_desk() -> None:
    """Seats are in a room or at the desk."""
    assert seat(mark=None).at_desk
    assert not seat(mark="A").at_desk
