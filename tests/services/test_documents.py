"""Files: given in a place, hung on entries there, read there, and nowhere else."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

import pytest

from entremise.domain.errors import ABSENT, Broken, Code, Refusal
from entremise.domain.ids import CARRIES, DocumentId, Label
from entremise.domain.rooms import Writing
from entremise.domain.terms import Document
from entremise.services import documents, speaking
from entremise.services.documents import Attached, Begun
from entremise.services.ports import Parts, Preview
from tests.cast import OWN, SUBSTANCE, VERBATIM, Delegate, Mediator, Talks, granted, refusal
from tests.support.here import Here

LETTER: Final = b"Nine frigates leave the port."
CHUNK: Final = 64 * 1024
LONG: Final = b"0123456789abcdef" * (CHUNK // 16) * 2 + b"the end"


def read(person: Delegate | Mediator, label: Label) -> bytes:
    """The bytes of an entry's document, as this person can read them."""
    found = documents.document_at(person.parts, person.seat, label)
    assert found is not None
    pieces = documents.content(person.parts, *found)
    assert pieces is not None
    return b"".join(pieces)


def document(person: Delegate | Mediator, label: Label) -> Document:
    found = documents.document_at(person.parts, person.seat, label)
    assert found is not None
    return found[1]


def begun(person: Delegate, size: int) -> DocumentId:
    return granted(documents.begin(person.parts, person.seat, "Long.bin", size)).id


# Giving ----------------------------------------------------------------------------------------------------


def test_a_file_hangs_on_the_entry_with_which_it_was_given(talks: Talks) -> None:
    label = talks.ana.says("See the letter.", leave=OWN, document=talks.ana.gives(LETTER))
    found = document(talks.ana, label)

    assert read(talks.ana, label) == LETTER
    assert (found.name, found.media_type, found.size) == ("Letter.txt", "text/plain", len(LETTER))
    assert found.digest == hashlib.sha256(LETTER).digest()
    assert talks.ana.entry(label).document == found


def test_the_kind_is_told_by_the_content(talks: Talks) -> None:
    """Whatever its name says."""
    given = granted(documents.receive(talks.parts, talks.ana.seat, "../../invoice\u202efdp.exe"))
    given.take(b"%PDF-1.7 and so on")
    found = granted(given.end())

    assert (found.document.media_type, found.document.name) == ("application/pdf", "invoicefdp.exe")


def test_a_long_file_comes_in_parts(talks: Talks) -> None:
    parts, seat = talks.parts, talks.ana.seat
    name = begun(talks.ana, len(LONG))

    assert documents.add(parts, seat, name, LONG[:CHUNK], at=0) == Begun(name, CHUNK, len(LONG))
    assert documents.progress(parts, seat, name) == Begun(name, CHUNK, len(LONG))
    granted(documents.add(parts, seat, name, LONG[CHUNK:], at=CHUNK))
    granted(documents.finish(parts, seat, name))
    assert read(talks.ana, talks.ana.says("Here.", document=name)) == LONG


@pytest.mark.parametrize(
    ("part", "at"),
    [
        (LONG[:CHUNK], CHUNK),
        (LONG[: CHUNK - 1], 0),
        (b"", 0),
        (LONG + b"!", 0),
    ],
)
def test_another_part_than_the_next_is_refused(talks: Talks, part: bytes, at: int) -> None:
    """The refusal says where to go on: so a lost connection costs one part."""
    name = begun(talks.ana, len(LONG))

    assert documents.add(talks.parts, talks.ana.seat, name, part, at=at) == Refusal(Code.DOCUMENT_PART, {"kept": 0})


def test_a_part_is_kept_once(talks: Talks) -> None:
    name = begun(talks.ana, len(LONG))
    granted(documents.add(talks.parts, talks.ana.seat, name, LONG[:CHUNK], at=0))

    again = documents.add(talks.parts, talks.ana.seat, name, LONG[:CHUNK], at=0)
    assert again == Refusal(Code.DOCUMENT_PART, {"kept": CHUNK})


def test_a_file_that_has_not_come_whole_hangs_on_nothing(talks: Talks) -> None:
    name = begun(talks.ana, len(LONG))
    granted(documents.add(talks.parts, talks.ana.seat, name, LONG[:CHUNK], at=0))

    assert documents.finish(talks.parts, talks.ana.seat, name) == Refusal(Code.DOCUMENT_UNFINISHED)
    assert refusal(talks.ana.says, "Here.", document=name).code is Code.DOCUMENT_UNFINISHED


def test_finishing_twice_answers_the_same(talks: Talks) -> None:
    name = talks.ana.gives(LETTER)

    once = documents.finish(talks.parts, talks.ana.seat, name)
    assert isinstance(once, Attached)
    assert documents.finish(talks.parts, talks.ana.seat, name) == once


@dataclass(frozen=True)
class Meanwhile(Here):
    """Looks into a file; something else is done in the middle of it, once."""

    acts: list[Callable[[], object]] = field(default_factory=list)

    def kind(self, content: Iterable[bytes], *, of: str = "") -> str:
        while self.acts:
            self.acts.pop()()
        return super().kind(content, of=of)


def meanwhile(talks: Talks, act: Callable[[Parts, DocumentId], object]) -> tuple[Parts, DocumentId]:
    """Ana's file, which has come whole; while its kind is told, another request does `act`."""
    name = begun(talks.ana, len(LETTER))
    granted(documents.add(talks.parts, talks.ana.seat, name, LETTER, at=0))
    looks = Meanwhile(acts=[lambda: act(talks.parts, name)])
    return replace(talks.parts, files=replace(talks.parts.files, converter=looks)), name


def test_a_file_that_is_finished_twice_at_once_is_finished_once(talks: Talks) -> None:
    answers: list[object] = []

    def also(parts: Parts, name: DocumentId) -> None:
        answers.append(documents.finish(parts, talks.ana.seat, name))

    parts, name = meanwhile(talks, also)
    answers.append(documents.finish(parts, talks.ana.seat, name))

    assert isinstance(answers[0], Attached)
    assert answers[0] == answers[1] == documents.attached(talks.parts, talks.ana.seat, name)


def test_a_file_that_an_entry_claims_meanwhile_does_not_hang_on_nothing_again(talks: Talks) -> None:
    written: list[Label] = []

    def also(parts: Parts, name: DocumentId) -> None:
        granted(documents.finish(parts, talks.ana.seat, name))
        written.append(talks.ana.says("Here.", document=name))

    parts, name = meanwhile(talks, also)

    assert documents.finish(parts, talks.ana.seat, name) == Refusal(Code.DOCUMENT_UNFINISHED)
    assert documents.attached(talks.parts, talks.ana.seat, name) is None
    assert read(talks.ana, written[0]) == LETTER


def test_a_file_that_is_dropped_meanwhile_stays_dropped(talks: Talks) -> None:
    parts, name = meanwhile(talks, lambda parts, name: documents.drop(parts, talks.ana.seat, name))

    assert documents.finish(parts, talks.ana.seat, name) == Refusal(Code.DOCUMENT_UNFINISHED)
    assert talks.parts.store.pending(talks.ana.seat.place, name) is None


def test_a_file_hangs_on_one_entry(talks: Talks) -> None:
    name = talks.ana.gives(LETTER)
    talks.ana.says("Here.", document=name)

    assert refusal(talks.ana.says, "And here.", document=name).code is Code.DOCUMENT_UNFINISHED


def test_a_repeated_request_gets_the_first_answer(talks: Talks) -> None:
    name = talks.ana.gives(LETTER)

    first = talks.ana.says("Here.", document=name, key="once")
    assert talks.ana.says("Here.", document=name, key="once") == first


def test_a_refused_entry_leaves_the_file_to_be_given_again(talks: Talks) -> None:
    name = talks.ana.gives(LETTER)

    assert refusal(talks.ana.says, "", document=name).code is Code.TEXT_EMPTY
    assert read(talks.ana, talks.ana.says("Here.", document=name)) == LETTER


@pytest.mark.parametrize(
    ("size", "code"), [(0, Code.DOCUMENT_EMPTY), (-1, Code.DOCUMENT_EMPTY), (50_000_001, Code.DOCUMENT_TOO_LARGE)]
)
def test_what_is_empty_or_too_large_is_refused_before_it_comes(talks: Talks, size: int, code: Code) -> None:
    refused = documents.begin(talks.parts, talks.ana.seat, "x", size)

    assert isinstance(refused, Refusal)
    assert refused.code is code


def test_a_file_that_turns_out_too_large_is_forgotten(talks: Talks) -> None:
    parts = replace(talks.parts, files=replace(talks.parts.files, most_bytes=1_000_000))
    receiving = granted(documents.receive(parts, talks.ana.seat, "x"))

    assert receiving.take(bytes(1_500_000)) == Refusal(Code.DOCUMENT_TOO_LARGE, {"most": 1, "size": 2})
    assert parts.store.pending_of(talks.ana.seat.place, talks.ana.seat.id) == []


def test_an_empty_file_is_forgotten(talks: Talks) -> None:
    receiving = granted(documents.receive(talks.parts, talks.ana.seat, "x"))

    assert receiving.end() == Refusal(Code.DOCUMENT_EMPTY)
    assert talks.parts.store.pending_of(talks.ana.seat.place, talks.ana.seat.id) == []


def test_a_seat_that_may_not_upload_gives_nothing(talks: Talks) -> None:
    notes = replace(talks.ada.seat, role=next(role for role in type(talks.ada.seat.role) if role == "note-taker"))

    for refused in (documents.begin(talks.parts, notes, "x", 1), documents.receive(talks.parts, notes, "x")):
        assert isinstance(refused, Refusal)
        assert refused.code is Code.ROLE_MAY_NOT


def test_nobody_else_knows_of_a_file_that_hangs_on_nothing(talks: Talks) -> None:
    """Not another seat of the same delegation, and not the same id in another place."""
    name = talks.ana.gives(LETTER)

    for seat in (talks.ada.seat, talks.bo.seat, talks.mo.seat):
        assert documents.attached(talks.parts, seat, name) is None
        assert documents.progress(talks.parts, seat, name) == Refusal(Code.DOCUMENT_UNFINISHED)
        documents.drop(talks.parts, seat, name)
    assert refusal(talks.bo.says, "Here.", document=name).code is Code.DOCUMENT_UNFINISHED
    assert documents.attached(talks.parts, talks.ana.seat, name) is not None


def test_a_seat_holds_ten_files_and_no_more(talks: Talks) -> None:
    names = []
    for number in range(12):
        talks.clock.advance(1)
        names.append(talks.ana.gives(b"%d" % number))

    kept = [documents.attached(talks.parts, talks.ana.seat, name) is not None for name in names]
    assert kept == [False] * 2 + [True] * 10


def test_what_hangs_on_nothing_is_swept_after_a_day(talks: Talks) -> None:
    old, begun_ = talks.ana.gives(LETTER), begun(talks.ana, 9)
    label = talks.ana.says("Here.", document=talks.ana.gives(LETTER))
    talks.clock.advance(timedelta(days=1).total_seconds())
    assert documents.sweep(talks.parts) == 0
    new = talks.ana.gives(LETTER)
    talks.clock.advance(1)

    assert documents.sweep(talks.parts) == 2
    assert [documents.attached(talks.parts, talks.ana.seat, name) for name in (old, begun_)] == [None, None]
    assert documents.attached(talks.parts, talks.ana.seat, new) is not None
    assert read(talks.ana, label) == LETTER


# Reading ---------------------------------------------------------------------------------------------------


def test_the_desk_reads_what_it_was_told(talks: Talks) -> None:
    label = talks.ana.says("In confidence.", document=talks.ana.gives(LETTER))

    assert read(talks.mo, label) == LETTER
    assert talks.mo.entry(label).document == replace(document(talks.ana, label), place=talks.ana.seat.place)


def test_a_note_and_its_document_stay_in_the_delegation(talks: Talks) -> None:
    label = talks.ana.says("For us.", leave=OWN, document=talks.ana.gives(LETTER))

    assert read(talks.ada, label) == LETTER
    assert documents.document_at(talks.parts, talks.mo.seat, label) is None


def test_a_note_that_is_told_takes_its_document_along(talks: Talks) -> None:
    note = talks.ana.says("For us.", leave=OWN, document=talks.ana.gives(LETTER))
    told = talks.ana.changes_leave(note, SUBSTANCE)

    assert read(talks.mo, told) == LETTER


def test_another_room_reads_nothing(talks: Talks) -> None:
    """The same label, in Bo's room and in a room of other talks, names nothing."""
    label = talks.ana.says("Here.", leave=VERBATIM, document=talks.ana.gives(LETTER))

    for seat in (talks.bo.seat, talks.zed.seat):
        assert documents.document_at(talks.parts, seat, label) is None


def test_an_entry_without_a_document_has_none(talks: Talks) -> None:
    assert documents.document_at(talks.parts, talks.ana.seat, talks.ana.says("Words.")) is None
    assert documents.document_at(talks.parts, talks.mo.seat, Label(CARRIES, 9)) is None


def test_a_text_is_shown_as_it_is(talks: Talks) -> None:
    label = talks.ana.says("Here.", document=talks.ana.gives(LETTER))
    found = documents.document_at(talks.parts, talks.ana.seat, label)
    assert found is not None

    assert documents.preview(talks.parts, *found) == Preview(text=LETTER.decode())


def test_what_is_kept_no_more_says_so(talks: Talks) -> None:
    label = talks.ana.says("Here.", document=talks.ana.gives(LETTER))
    place, found = documents.document_at(talks.parts, talks.ana.seat, label) or (talks.ana.seat.place, None)
    assert found is not None
    with talks.parts.store.writing(place):
        talks.parts.store.erase_documents([place])

    assert documents.content(talks.parts, place, found) is None
    assert documents.preview(talks.parts, place, found) == Refusal(Code.DOCUMENT_UNFINISHED)


def test_a_file_lies_sealed(talks: Talks) -> None:
    """Nothing that is kept of it can be read without its entry: neither the file nor the words that the guard reads."""
    name = talks.ana.gives(LETTER)
    chunks = talks.parts.store.chunks(talks.ana.seat.place, DocumentId(name), 0, 9)

    assert len(chunks) == 2
    assert [b"frigates" in chunk for chunk in chunks] == [False, False]


def test_its_words_are_kept_behind_it_for_the_guard(talks: Talks) -> None:
    """As many of them as the guard reads; what is read of the file itself is the file."""
    long = b"Nine frigates leave the port.\n" * 4_000
    label = talks.ana.says("See the letter.", document=talks.ana.gives(long))
    words = documents.words_of(talks.parts, talks.mo.seat.place, [document(talks.mo, label)])

    assert words == [long.decode()[: documents.MOST_READ]]
    assert read(talks.mo, label) == long


def test_of_what_cannot_be_read_no_words_are_kept(talks: Talks) -> None:
    label = talks.ana.says("See this.", document=talks.ana.gives(bytes(range(256))))
    found = document(talks.mo, label)

    assert found.words == 0
    assert documents.words_of(talks.parts, talks.mo.seat.place, [found]) == [""]


def test_words_that_were_changed_are_not_taken_for_the_documents(talks: Talks) -> None:
    """Nor is a chunk of the file taken for its words."""
    label = talks.ana.says("See the letter.", document=talks.ana.gives(LETTER))
    found, place = document(talks.mo, label), talks.ana.seat.place
    store = talks.parts.store
    file, words = store.chunks(place, found.id, 0, 9)
    with store.writing(place):
        store.drop_document(place, found.id)
        store.add_chunks(place, found.id, 0, [words, file])

    with pytest.raises(Broken):
        documents.words_of(talks.parts, talks.mo.seat.place, [found])
    with pytest.raises(Broken):
        read(talks.ana, label)


def test_a_file_that_is_forgotten_leaves_no_words(talks: Talks) -> None:
    name = talks.ana.gives(LETTER)

    documents.drop(talks.parts, talks.ana.seat, name)

    assert talks.parts.store.chunks(talks.ana.seat.place, DocumentId(name), 0, 9) == []


def test_who_asks_for_another_rooms_entry_gets_what_is_absent(talks: Talks) -> None:
    """Speaking of a document that is not there costs the same words as of one that is another's."""
    name = talks.ana.gives(LETTER)

    absent = speaking.write(talks.parts, talks.bo.seat, Writing(text="x"), document="none")
    others = speaking.write(talks.parts, talks.bo.seat, Writing(text="x"), document=name)
    assert absent == others
    assert absent != ABSENT
