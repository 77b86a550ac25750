"""What is written and said in rooms."""

from datetime import timedelta

import pytest

from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.ids import CARRIES, NOTES, Label
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.terms import CarryForm, MessageType, Regime, Role
from entremise.domain.views import EntryKind
from entremise.services import keeping
from tests.cast import CONFIDENCE, NOON, ONLY_IF, OWN, SUBSTANCE, VERBATIM, Talks, granted, open_talks, refusal

# Writing ---------------------------------------------------------------------------------------------------


def test_what_is_written_stands_in_the_room_and_at_the_desk(talks: Talks) -> None:
    label = talks.ana.says("Nine frigates.", leave=SUBSTANCE)

    assert label == Label("A", 1)
    assert (talks.ana.sees(), talks.ada.sees(), talks.mo.sees("A")) == (["Nine frigates."],) * 3


def test_what_is_written_is_seen_nowhere_else(talks: Talks) -> None:
    before = talks.bo.page(), talks.zed.page()

    talks.ana.says("Nine frigates.", leave=VERBATIM)

    assert (talks.bo.page(), talks.zed.page()) == before
    assert talks.mo.sees("B") == []


def test_a_note_is_seen_by_the_delegation_only(talks: Talks) -> None:
    before = talks.mo.page(), talks.bo.page()

    label = talks.ada.notes("We would take seven.")

    assert label == Label(NOTES, 1)
    assert (talks.ana.sees(), talks.ada.sees()) == (["We would take seven."],) * 2
    assert (talks.mo.page(), talks.bo.page()) == before


def test_notes_leave_no_gap(talks: Talks) -> None:
    labels = [
        talks.ana.says("One."),
        talks.ana.notes("Two."),
        talks.ada.says("Three."),
        talks.ada.notes("Four."),
    ]

    assert labels == [Label("A", 1), Label(NOTES, 1), Label("A", 2), Label(NOTES, 2)]


def test_an_unmarked_entry_is_in_confidence(talks: Talks) -> None:
    entry = talks.mo.entry(talks.ana.says("Nine."))

    assert (entry.leave, entry.marked) == (CONFIDENCE, False)


def test_the_regime_decides_for_who_is_silent() -> None:
    talks = open_talks(regime=Regime.MUST_SHARE)

    fact = talks.mo.entry(talks.ana.says("It rained."))
    offer = talks.mo.entry(talks.ana.says("Nine.", type=MessageType.OFFER))

    assert (fact.leave, offer.leave) == (SUBSTANCE, CONFIDENCE)


@pytest.mark.parametrize(("shown", "role"), [(False, None), (True, Role.ADVISER)])
def test_the_desk_knows_a_writer_by_role_if_at_all(shown: bool, role: Role | None) -> None:  # noqa: FBT001
    talks = open_talks(shown=shown)

    label = talks.ada.says("Nine.")

    assert (talks.mo.entry(label).role, talks.mo.entry(label).seat) == (role, None)
    assert (talks.ana.entry(label).role, talks.ana.entry(label).seat) == (Role.ADVISER, talks.ada.seat.id)


def test_what_cannot_be_kept_changes_nothing(talks: Talks) -> None:
    before = talks.ana.page(), talks.mo.page()

    assert refusal(talks.ana.says, " ") == Refusal(Code.TEXT_EMPTY)
    assert (talks.ana.page(), talks.mo.page()) == before


@pytest.mark.parametrize("label", [Label("A", 2), Label("A", 0), Label("B", 1), Label(NOTES, 1)])
def test_a_reply_names_an_entry_of_ones_own(talks: Talks, label: Label) -> None:
    first = talks.ana.says("Nine.")
    talks.bo.says("Five.")

    refused = refusal(talks.ana.says, "Or eight.", reply_to=label)

    assert refused == Refusal(Code.REPLY_UNKNOWN, {"source": str(label)})
    assert talks.ana.entry(talks.ana.says("Or eight.", reply_to=first)).reply_to == first


# Leave -----------------------------------------------------------------------------------------------------


def test_a_leave_is_widened_for_what_follows(talks: Talks) -> None:
    label = talks.ana.says("Nine.")
    refused = refusal(talks.mo.carries, "Nine.", into="B", sources=[label])

    talks.ana.changes_leave(label, SUBSTANCE)
    talks.mo.carries("Nine.", into="B", sources=[label])

    assert refused == Refusal(Code.IN_CONFIDENCE, {"source": "A-01"})
    assert talks.bo.sees() == ["Nine."]


def test_a_leave_is_narrowed_for_what_follows(talks: Talks) -> None:
    label = talks.ana.says("Nine.", leave=SUBSTANCE)
    talks.mo.carries("Nine.", into="B", sources=[label])

    talks.ana.changes_leave(label, CONFIDENCE)

    assert talks.bo.sees() == ["Nine."]
    assert refusal(talks.mo.carries, "Nine!", into="B", sources=[label]).code is Code.IN_CONFIDENCE


def test_the_head_changes_anyones_leave_and_an_adviser_only_her_own(talks: Talks) -> None:
    anas, adas = talks.ana.says("Nine."), talks.ada.says("Eight.")

    assert talks.ana.changes_leave(adas, SUBSTANCE) == adas
    assert talks.ada.changes_leave(adas, VERBATIM) == adas
    assert refusal(talks.ada.changes_leave, anas, SUBSTANCE) == Refusal(Code.NOT_WRITER)


def test_what_was_told_cannot_be_untold(talks: Talks) -> None:
    label = talks.ana.says("Nine.")

    assert refusal(talks.ana.changes_leave, label, OWN) == Refusal(Code.ALREADY_TOLD)


def test_a_leave_that_cannot_be_given_is_refused(talks: Talks) -> None:
    label = talks.ana.says("Nine.")

    assert refusal(talks.ana.changes_leave, label, Leave(form=LeaveForm.CONDITIONAL)) == Refusal(Code.CONDITION_MISSING)
    assert refusal(talks.ana.changes_leave, label, Leave(form=LeaveForm.IDEA, expires=NOON)) == Refusal(
        Code.EXPIRY_PAST
    )


def test_nobody_changes_what_is_not_theirs_or_not_there(talks: Talks) -> None:
    talks.ana.says("Nine.")
    spoken = talks.mo.speaks("And you?", into="A")

    assert refusal(talks.bo.changes_leave, Label("A", 1), SUBSTANCE) == ABSENT
    assert refusal(talks.ana.changes_leave, Label("A", 9), SUBSTANCE) == ABSENT
    assert refusal(talks.ana.changes_leave, spoken, SUBSTANCE) == ABSENT
    assert refusal(talks.ana.changes_leave, Label(CARRIES, 1), SUBSTANCE) == ABSENT


def test_a_note_is_told_as_a_new_entry(talks: Talks) -> None:
    note = talks.ana.notes("Seven.")

    told = talks.ana.changes_leave(note, SUBSTANCE)

    assert told == Label("A", 1)
    assert talks.ana.entry(note).told_as == told
    assert talks.mo.sees("A") == ["Seven."]
    assert talks.mo.entry(told).leave == SUBSTANCE


def test_a_note_is_told_once(talks: Talks) -> None:
    """Its leave is changed, as any told entry's, under the label by which the mediator knows it."""
    note = talks.ana.notes("Seven.")
    talks.ana.changes_leave(note, CONFIDENCE)

    assert refusal(talks.ana.changes_leave, note, SUBSTANCE) == Refusal(Code.NOTE_TOLD, {"source": "A-01"})
    assert talks.mo.sees("A") == ["Seven."]


def test_a_note_is_told_with_what_it_replies_to(talks: Talks) -> None:
    first = talks.ana.says("Nine.")
    note = talks.ada.says("Or seven?", leave=OWN, reply_to=first)

    told = talks.ada.changes_leave(note, SUBSTANCE)

    assert talks.mo.entry(told).reply_to == talks.ana.entry(told).reply_to == first


def test_a_note_that_stays_a_note_stays(talks: Talks) -> None:
    note = talks.ana.notes("Seven.")
    before = talks.ana.page(), talks.mo.page()

    assert talks.ana.changes_leave(note, OWN) == note
    assert (talks.ana.page(), talks.mo.page()) == before


def test_an_adviser_does_not_tell_the_heads_note(talks: Talks) -> None:
    note = talks.ana.notes("Seven.")

    assert refusal(talks.ada.changes_leave, note, SUBSTANCE) == Refusal(Code.NOT_WRITER)
    assert talks.mo.sees("A") == []


# Reading what was brought ----------------------------------------------------------------------------------


def test_the_desk_learns_that_a_message_was_read(talks: Talks) -> None:
    brought = talks.mo.carries("What if both wait?", into="A", form=CarryForm.IDEA).entered
    assert brought is not None
    talks.clock.advance(60)

    talks.ada.opens(brought)

    assert talks.mo.entry(brought).opened == NOON + timedelta(seconds=60)
    assert talks.ana.entry(brought).opened == NOON + timedelta(seconds=60)


def test_reading_again_answers_the_first_time(talks: Talks) -> None:
    brought = talks.mo.carries("What if both wait?", into="A", form=CarryForm.IDEA).entered
    assert brought is not None
    first = talks.ada.opens(brought)
    talks.clock.advance(60)
    before = talks.ana.page()

    assert talks.ana.opens(brought) == first == NOON
    assert talks.ana.page() == before


def test_only_what_was_brought_here_can_be_acknowledged(talks: Talks) -> None:
    said = talks.ana.says("Nine.")
    talks.mo.carries("What if both wait?", into="A", form=CarryForm.IDEA)

    assert refusal(talks.ana.opens, said) == ABSENT
    assert refusal(talks.bo.opens, Label("A", 2)) == ABSENT
    assert refusal(talks.bo.opens, Label("B", 1)) == ABSENT


# The mediator's own words ----------------------------------------------------------------------------------


def test_the_mediator_speaks_in_one_room(talks: Talks) -> None:
    asked = talks.ana.says("Nine?")

    label = talks.mo.speaks("Nine is many.", into="A", reply_to=asked)

    assert label == Label("A", 2)
    assert (talks.ana.entry(label).kind, talks.ana.entry(label).reply_to) == (EntryKind.SPOKEN, asked)
    assert talks.bo.sees() == []


@pytest.mark.parametrize("mark", ["C", "a", "", "desk", "N"])
def test_the_mediator_speaks_in_rooms_there_are(talks: Talks, mark: str) -> None:
    assert refusal(talks.mo.speaks, "Hello.", into=mark) == Refusal(Code.ROOM_MISSING)


@pytest.mark.parametrize("label", [Label("A", 2), Label("A", 0), Label("B", 1), Label(NOTES, 1)])
def test_the_mediator_replies_to_what_the_desk_knows(talks: Talks, label: Label) -> None:
    talks.ana.says("Nine?")
    talks.ana.notes("Seven.")
    talks.bo.says("Five.")

    assert refusal(talks.mo.speaks, "Hm.", into="A", reply_to=label) == Refusal(
        Code.REPLY_UNKNOWN, {"source": str(label)}
    )


def test_the_mediator_needs_words(talks: Talks) -> None:
    assert refusal(talks.mo.speaks, "", into="A") == Refusal(Code.TEXT_EMPTY)


# Announcements ---------------------------------------------------------------------------------------------


def test_an_announcement_reaches_every_room() -> None:
    talks = open_talks(parties=3)

    talks.mo.announces("We meet at noon.")

    assert [head.sees() for head in talks.heads] == [["We meet at noon."]] * 3
    assert talks.zed.sees() == []


def test_an_announcement_reaches_the_rooms_it_names() -> None:
    talks = open_talks(parties=3)

    talks.mo.announces("We meet at noon.", into=["C", "A", "C"])

    assert [head.sees() for head in talks.heads] == [["We meet at noon."], [], ["We meet at noon."]]


def test_no_copy_tells_of_the_others() -> None:
    few, many = open_talks(parties=3), open_talks(parties=3)

    few.mo.announces("We meet at noon.", into=["B"])
    many.mo.announces("We meet at noon.")

    assert few.bo.page() == many.bo.page()


def test_an_announcement_needs_words_and_rooms(talks: Talks) -> None:
    assert refusal(talks.mo.announces, " ") == Refusal(Code.TEXT_EMPTY)
    assert refusal(talks.mo.announces, "Noon.", into=[]) == Refusal(Code.ROOM_MISSING)
    assert refusal(talks.mo.announces, "Noon.", into=["A", "C"]) == Refusal(Code.ROOM_MISSING)
    assert (talks.ana.sees(), talks.bo.sees()) == ([], [])


def test_a_condition_is_told_with_the_entry(talks: Talks) -> None:
    entry = talks.mo.entry(talks.ana.says("Then nine.", leave=ONLY_IF))

    assert entry.leave == ONLY_IF
    assert entry.open_condition


def test_repeated_words_of_the_mediator_get_their_first_answer_when_the_room_is_destroyed(talks: Talks) -> None:
    def acts(suffix: str) -> list[object]:
        return [
            talks.mo.speaks("Noon.", into="A", key=f"say{suffix}"),
            talks.mo.announces("One.", into=["A", "B"], key=f"named{suffix}"),
            talks.mo.announces("Two.", key=f"all{suffix}"),
        ]

    first = acts("")
    granted(keeping.destroy_room(talks.parts, talks.mo.seat, "A"))

    assert acts("") == first
    assert refusal(talks.mo.speaks, "Noon.", into="A") == Refusal(Code.ROOM_MISSING)
    assert refusal(talks.mo.announces, "One.", into=["A", "B"]) == Refusal(Code.ROOM_MISSING)
    talks.mo.announces("Three.")
    assert talks.bo.sees() == ["One.", "Two.", "Three."]
