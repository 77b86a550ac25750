"""A document crosses as a copy: stripped, with the leave of its entry, under an id, a name and a key of its own."""

from dataclasses import replace

import pytest

from entremise.documents.sealing import Streams
from entremise.domain.copies import Trace
from entremise.domain.errors import Code
from entremise.domain.ids import Label
from entremise.domain.leave import Leave
from entremise.domain.terms import CarryForm
from entremise.services import carrying, documents, enclosing
from tests.cast import (
    CONFIDENCE,
    IDEA,
    ONLY_IF,
    OWN,
    SUBSTANCE,
    VERBATIM,
    Talks,
    granted,
    in_memory,
    open_talks,
    refusal,
)
from tests.documents import files
from tests.services.test_documents import LETTER, document, read

HELD = 30


def told(talks: Talks, content: bytes = LETTER, *, leave: Leave = VERBATIM, name: str = "Secret draft.txt") -> Label:
    return talks.ana.says("See the letter.", leave=leave, document=talks.ana.gives(content, name))


def carried(talks: Talks, label: Label, document: str, *, form: CarryForm = CarryForm.VERBATIM, hold: int = 0) -> Label:
    """The label in Bo's room of what entered, or of the carry that is held."""
    done = talks.mo.carries(
        "See the letter.", into="B", sources=[label], form=form, document=document, hold=hold, why="Agreed."
    )
    return done.entered or done.carry


def test_a_copy_enters_with_its_message(talks: Talks) -> None:
    label = told(talks)
    entered = carried(talks, label, talks.mo.copies(label).id)

    assert read(talks.bo, entered) == LETTER + b"\n"
    assert read(talks.mo, entered) == LETTER + b"\n"


def test_nothing_of_the_original_stands_in_the_copy() -> None:
    """Not its id, its name, its key, its size, nor its digest."""
    parts = in_memory()
    talks = open_talks(replace(parts, files=replace(parts.files, seals=Streams())))
    label = told(talks, files.jpeg(), name="From Jane at the ministry.jpg")
    original = document(talks.ana, label)
    copy = document(talks.bo, carried(talks, label, talks.mo.copies(label).id))

    assert not files.has_canary(read(talks.bo, Label("B", 1)))
    assert copy.name == "Document.jpg"
    assert copy.place is None
    for field in ("id", "key", "size", "digest"):
        assert getattr(copy, field) != getattr(original, field)


def test_the_original_stays_in_its_room(talks: Talks) -> None:
    label = told(talks)
    carried(talks, label, talks.mo.copies(label).id)

    assert read(talks.ana, label) == LETTER
    assert read(talks.mo, label) == LETTER


def test_the_mediator_chooses_the_name(talks: Talks) -> None:
    label = told(talks)

    assert talks.mo.copies(label, name="../Annex 1").document.name == "Annex 1.txt"


def test_what_was_removed_is_told_at_the_desk(talks: Talks) -> None:
    copy = talks.mo.copies(told(talks, files.gif()))

    assert (copy.known.removed, copy.known.source) == ((Trace.REMARK,), Label("A", 1))


@pytest.mark.parametrize(
    ("leave", "code"),
    [
        (CONFIDENCE, Code.IN_CONFIDENCE),
        (SUBSTANCE, Code.DOCUMENT_VERBATIM),
        (ONLY_IF, Code.CONDITION_NOT_MET),
    ],
)
def test_without_leave_for_its_words_no_copy_is_made(talks: Talks, leave: Leave, code: Code) -> None:
    """A copy is the entry's very words, so leave to carry their substance is not enough."""
    assert refusal(talks.mo.copies, told(talks, leave=leave)).code is code


def test_as_the_mediators_idea_a_copy_enters_with_nobodys_name(talks: Talks) -> None:
    label = told(talks, leave=IDEA)
    entered = carried(talks, label, talks.mo.copies(label).id, form=CarryForm.IDEA)

    assert talks.bo.entry(entered).attribution is None
    assert read(talks.bo, entered) == LETTER + b"\n"


def test_a_leave_that_is_narrowed_stops_the_document_too(talks: Talks) -> None:
    label = told(talks)
    carry = carried(talks, label, talks.mo.copies(label).id, hold=HELD)
    talks.ana.changes_leave(label, CONFIDENCE)
    talks.waits(HELD)

    assert talks.mo.carry(carry).stop_code is Code.IN_CONFIDENCE
    assert talks.bo.sees() == []


def test_a_leave_that_is_narrowed_stops_a_copy_made_before(talks: Talks) -> None:
    label = told(talks)
    copy = talks.mo.copies(label)
    talks.ana.changes_leave(label, CONFIDENCE)

    assert refusal(carried, talks, label, copy.id).code is Code.IN_CONFIDENCE


def test_a_copy_goes_with_its_entry_and_no_other(talks: Talks) -> None:
    copy = talks.mo.copies(told(talks))
    other = talks.ana.says("See the letter.", leave=VERBATIM)

    assert refusal(carried, talks, other, copy.id).code is Code.DOCUMENT_NOT_QUOTED


def test_what_is_held_is_read_at_the_desk_and_nowhere_else(talks: Talks) -> None:
    label = told(talks)
    carry = carried(talks, label, talks.mo.copies(label).id, hold=HELD)

    assert read(talks.mo, carry) == LETTER + b"\n"
    assert documents.document_at(talks.parts, talks.bo.seat, Label("B", 1)) is None
    talks.waits(HELD)
    assert read(talks.bo, Label("B", 1)) == read(talks.mo, carry) == LETTER + b"\n"


def test_a_copy_goes_once(talks: Talks) -> None:
    label = told(talks)
    copy = talks.mo.copies(label)
    carried(talks, label, copy.id)

    assert refusal(carried, talks, label, copy.id).code is Code.DOCUMENT_UNFINISHED


def test_a_copy_of_a_stopped_message_can_go_with_the_next(talks: Talks) -> None:
    label = told(talks)
    carry = carried(talks, label, talks.mo.copies(label, name="Annex").id, hold=HELD)
    talks.mo.stops(carry)
    again = enclosing.take_back_stopped(talks.parts, talks.mo.seat, talks.mo.carry(carry))
    assert again is not None

    assert (again.document.name, again.known.source, again.known.words) == ("Annex.txt", label, LETTER.decode() + "\n")
    assert read(talks.bo, carried(talks, label, again.id)) == LETTER + b"\n"


def test_a_message_that_was_not_stopped_gives_nothing_back(talks: Talks) -> None:
    label = told(talks)
    carry = carried(talks, label, talks.mo.copies(label).id, hold=HELD)

    assert enclosing.take_back_stopped(talks.parts, talks.mo.seat, talks.mo.carry(carry)) is None


def test_the_desk_encloses_papers_of_its_own(talks: Talks) -> None:
    """They are stripped like all others, and need no source."""
    paper = talks.mo.gives(files.gif(), "Ours.gif")
    copy = granted(enclosing.copy_own(talks.parts, talks.mo.seat, paper, name="Map"))
    done = talks.mo.carries("A map.", into="B", form=CarryForm.IDEA, document=copy.id)
    assert done.entered is not None

    assert document(talks.bo, done.entered).name == "Map.png"
    assert documents.attached(talks.parts, talks.mo.seat, paper) is None


def test_only_copies_leave(talks: Talks) -> None:
    paper = talks.mo.gives(LETTER)
    asked = carrying.Carrying(into="B", form=CarryForm.IDEA, text="x", hold_seconds=0, document=paper)

    assert refusal(granted, carrying.carry(talks.parts, talks.mo.seat, asked)).code is Code.DOCUMENT_UNFINISHED


def test_a_file_of_which_no_copy_can_be_made_stays(talks: Talks) -> None:
    assert refusal(talks.mo.copies, told(talks, b"MZ\0\0", name="tool.exe")).code is Code.DOCUMENT_STAYS


def test_the_guard_warns_of_words_in_a_copy() -> None:
    """A figure given in confidence in one room is found in a document of another."""
    talks = open_talks(parties=3)
    talks.bo.says("Between us, our last price is 417 million.")
    label = told(talks, b"They would sell for 417 million, we hear.")
    copy = talks.mo.copies(label)
    asked = carrying.Carrying(
        into="C", form=CarryForm.VERBATIM, text="See the letter.", sources=(label,), hold_seconds=0, document=copy.id
    )
    refused = refusal(granted, carrying.carry(talks.parts, talks.mo.seat, asked))

    assert (refused.code, refused.facts) == (Code.REPEATS_CONFIDENCE, {"source": "B-01"})


def test_and_of_words_in_its_name() -> None:
    """The desk names a copy, and the room reads that name."""
    talks = open_talks(parties=3)
    talks.bo.says("Between us, our last price is 417 million.")
    label = told(talks)
    copy = talks.mo.copies(label, name="They would take 417 million")
    asked = carrying.Carrying(
        into="C", form=CarryForm.VERBATIM, text="See the letter.", sources=(label,), hold_seconds=0, document=copy.id
    )
    refused = refusal(granted, carrying.carry(talks.parts, talks.mo.seat, asked))

    assert (refused.code, refused.facts) == (Code.REPEATS_CONFIDENCE, {"source": "B-01"})


def test_what_the_guard_cannot_read_is_known(talks: Talks) -> None:
    assert talks.mo.copies(told(talks, files.gif())).known.words is None


def test_a_repeated_request_encloses_once(talks: Talks) -> None:
    label = told(talks)
    copy = talks.mo.copies(label)
    asked = carrying.Carrying(
        into="B", form=CarryForm.VERBATIM, text="See the letter.", sources=(label,), hold_seconds=0, document=copy.id
    )
    first = granted(carrying.carry(talks.parts, talks.mo.seat, asked, key="once"))

    assert granted(carrying.carry(talks.parts, talks.mo.seat, asked, key="once")) == first
    assert talks.bo.sees() == ["See the letter."]


def test_a_repeated_request_gets_its_copy_when_the_leave_is_narrowed_since(talks: Talks) -> None:
    parts, label = talks.parts, told(talks)
    first = granted(enclosing.copy_told(parts, talks.mo.seat, label, key="once"))

    talks.ana.changes_leave(label, CONFIDENCE)

    assert granted(enclosing.copy_told(parts, talks.mo.seat, label, key="once")).id == first.id
    assert refusal(talks.mo.copies, label).code is Code.IN_CONFIDENCE


def test_a_party_makes_no_copies(talks: Talks) -> None:
    label = told(talks)
    refused = enclosing.copy_told(talks.parts, talks.ana.seat, label)

    assert refusal(granted, refused).code is Code.ROLE_MAY_NOT


def test_room_b_cannot_tell_what_files_room_a_has() -> None:
    """Its pages, ids, files and refusals are the same whatever A has given, kept, left for the mediator or given up."""
    assert seen_by_bo(busy=True) == seen_by_bo(busy=False)


def seen_by_bo(*, busy: bool) -> list[object]:
    """All that Bo is answered in a story of the desk's and his own, beside which A is busy with files or silent."""
    talks = open_talks()
    if busy:
        told(talks, files.pdf())
        told(talks, files.jpeg(), leave=CONFIDENCE)
        talks.ana.says("For us.", leave=OWN, document=talks.ana.gives(LETTER))
        documents.begin(talks.parts, talks.ana.seat, "Long.bin", 9)
        enclosing.copy_told(talks.parts, talks.mo.seat, Label("A", 1))
    own = talks.bo.says("Ours.", document=talks.bo.gives(LETTER, "Ours.txt"))
    paper = granted(enclosing.copy_own(talks.parts, talks.mo.seat, talks.mo.gives(files.gif()), name="Map"))
    entered = talks.mo.carries("A map.", into="B", form=CarryForm.IDEA, document=paper.id).entered
    assert entered is not None
    talks.clock.advance(documents.LIFE.total_seconds() + 1)
    documents.sweep(talks.parts)
    tried = [documents.document_at(talks.parts, talks.bo.seat, Label(*label)) for label in (("A", 1), ("N", 1))]
    return [
        talks.bo.page(),
        [document(talks.bo, label) for label in (own, entered)],
        [read(talks.bo, label) for label in (own, entered)],
        refusal(talks.bo.says, "x", document="a file of A's"),
        documents.begin(talks.parts, talks.bo.seat, "Long.bin", 9),
        tried,
    ]
