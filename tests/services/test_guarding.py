"""The guard at work: at the door, when the mediator speaks, when the desk announces."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, cast

import pytest

from entremise import wiring
from entremise.domain.errors import Code, Refusal
from entremise.domain.events import Told
from entremise.domain.events.seconding import EnterBy
from entremise.domain.folding import fold
from entremise.domain.guard import NOTHING_ITSELF, Itself, Language
from entremise.domain.ids import DeskId, Label, Mark
from entremise.domain.log import Append
from entremise.domain.repetition import Repetition
from entremise.domain.rules import Source
from entremise.domain.terms import CarryForm, MessageType
from entremise.services import carrying, guarding, keeping, speaking
from entremise.services.acts import desk_of
from entremise.services.carrying import Carrying
from entremise.services.guarding import Guard, Leaving
from entremise.services.ports import Parts
from entremise.services.stemming import Stems
from tests.cast import CONFIDENCE, NOON, SUBSTANCE, VERBATIM, FakeClock, Talks, granted, open_talks
from tests.documents import files

SECRET = "Between us: a phased order would do if the first phase is short."
SAYS_IT = "They might live with it if the first phase is short."


def test_a_carry_that_repeats_a_confidence_is_refused(talks: Talks) -> None:
    label = talks.ana.says(SECRET, leave=CONFIDENCE)
    source = talks.ana.says("We are ready to speak of relief.", leave=SUBSTANCE)
    asked = Carrying(into="B", form=CarryForm.SUBSTANCE, text=SAYS_IT, sources=(source,))

    refused = carrying.carry(talks.parts, talks.mo.seat, asked)

    assert refused == Refusal(Code.REPEATS_CONFIDENCE, {"source": str(label)})
    assert talks.bo.sees() == []


def test_a_reason_lets_it_pass_and_is_recorded_at_the_desk(talks: Talks) -> None:
    """The guard warns; the mediator decides and says why."""
    talks.ana.says(SECRET, leave=CONFIDENCE)
    source = talks.ana.says("We are ready to speak of relief.", leave=SUBSTANCE)
    asked = Carrying(into="B", form=CarryForm.SUBSTANCE, text=SAYS_IT, sources=(source,), why="Said in public since.")

    done = carrying.carry(talks.parts, talks.mo.seat, asked)

    assert not isinstance(done, Refusal)
    view = carrying.carry_view(talks.parts, talks.mo.seat, done.carry)
    assert view is not None
    assert view.why == "Said in public since."


@pytest.mark.parametrize("why", ["", "   "])
def test_an_empty_reason_is_none(talks: Talks, why: str) -> None:
    talks.ana.says(SECRET, leave=CONFIDENCE)

    refused = speaking.speak(talks.parts, talks.mo.seat, "B", SAYS_IT, why=why)

    assert isinstance(refused, Refusal)
    assert refused.code is Code.REPEATS_CONFIDENCE


def test_what_the_mediator_says_is_guarded_as_well(talks: Talks) -> None:
    """To speak is no way around leave; in the giver's own room the words may be said."""
    talks.ana.says(SECRET, leave=CONFIDENCE)

    in_b = speaking.speak(talks.parts, talks.mo.seat, "B", SAYS_IT)
    in_a = speaking.speak(talks.parts, talks.mo.seat, "A", SAYS_IT)

    assert isinstance(in_b, Refusal)
    assert not isinstance(in_a, Refusal)


def test_an_announcement_is_guarded_for_each_room_that_reads_it(talks: Talks) -> None:
    talks.ana.says(SECRET, leave=CONFIDENCE)

    everywhere = speaking.announce(talks.parts, talks.mo.seat, SAYS_IT)
    at_home = speaking.announce(talks.parts, talks.mo.seat, SAYS_IT, into=["A"])

    assert isinstance(everywhere, Refusal)
    assert not isinstance(at_home, Refusal)
    assert talks.bo.sees() == []


def test_a_guard_that_comes_later_knows_as_much(talks: Talks) -> None:
    """What it knows is read from the desk's log; a new process forgets nothing."""
    talks.ana.says(SECRET, leave=CONFIDENCE)
    parts = replace(talks.parts, guard=Guard())

    assert isinstance(speaking.speak(parts, talks.mo.seat, "B", SAYS_IT), Refusal)


def test_a_line_that_was_not_kept_is_not_remembered(talks: Talks) -> None:
    """The guard may look within a transaction that fails afterwards: what it read there was never said."""
    parts, desk = talks.parts, DeskId(talks.mo.seat.place)
    never_said = Told(
        label=Label("A", 1),
        role=None,
        text=SECRET,
        type=MessageType.INFORMATION,
        binding=False,
        leave=CONFIDENCE,
        marked=True,
    )

    def fail() -> None:
        with parts.store.writing(desk):
            parts.store.append([Append(desk, never_said)], at=parts.clock.now())
            assert parts.guard.repeated_in(parts, desk, SAYS_IT, into=Mark("B"), sources=())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert parts.guard.repeated_in(parts, desk, SAYS_IT, into=Mark("B"), sources=()) == ()


def test_a_guard_forgets_a_desk_whose_keys_are_gone() -> None:
    """Words are kept no longer than what they are sealed with."""
    talks = open_talks(wiring.in_memory(clock=FakeClock(NOON)).parts)
    desk = DeskId(talks.mo.seat.place)
    talks.ana.says(SECRET, leave=CONFIDENCE)
    assert talks.parts.guard.repeated_in(talks.parts, desk, SAYS_IT, into=Mark("B"), sources=())

    granted(keeping.destroy_case(talks.parts, talks.case.id, by=None, at=NOON))

    assert isinstance(talks.parts.guard, Guard)
    assert desk not in talks.parts.guard.desks()


def test_desks_do_not_wait_for_each_other(talks: Talks) -> None:
    """While one desk's log is read, the words at another are compared."""
    parts, desk, other = talks.parts, DeskId(talks.mo.seat.place), desk_of(talks.parts.store, talks.zed.seat.place)
    guard, compared, waited = Guard(), [], []

    class Slow:
        """A clock that has the guard asked for the other desk from another thread, while it is asked itself."""

        def now(self) -> datetime:
            asked = threading.Thread(target=compare)
            asked.start()
            asked.join(timeout=5)
            waited.append(asked.is_alive())
            return NOON

    def compare() -> None:
        compared.append(guard.repeated_in(parts, other, SAYS_IT, into=Mark("B"), sources=()))

    guard.repeated_in(replace(parts, clock=Slow()), desk, SAYS_IT, into=Mark("B"), sources=())

    assert (compared, waited) == ([()], [False])


def test_words_for_several_rooms_are_compared_for_each(talks: Talks) -> None:
    """Whoever has words enter rooms asks for all of them at once; each thing is named once."""
    label = talks.ana.says(SECRET, leave=CONFIDENCE)

    def ask(*marks: str, why: str | None = None) -> object:
        leaving = Leaving(into=tuple(map(Mark, marks)), texts=(SAYS_IT,))
        return guarding.unless_repeats(talks.parts, talks.mo.seat, EnterBy.ANNOUNCE, [leaving], appends=(), why=why)

    assert ask("A", "B") == Refusal(Code.REPEATS_CONFIDENCE, {"source": str(label)})
    assert ask("A") == ()
    assert ask("A", "B", why="Said in public since.") == ()


def test_a_room_does_not_wait_while_others_words_are_read(talks: Talks) -> None:
    """What came since is read before the act is alone in a room; within, there is nothing left to read."""
    talks.ana.says(SECRET, leave=CONFIDENCE)
    seen: list[int] = []
    guard = Guard()

    class Ahead:
        """A guard that says how many of the desk's lines it had read when it was asked to compare."""

        def read_ahead(self, parts: Parts, desk: DeskId) -> None:
            guard.read_ahead(parts, desk)
            seen.append(parts.store.head(desk))

        def repeated_in(
            self,
            parts: Parts,
            desk: DeskId,
            text: str,
            *,
            into: Mark,
            sources: Sequence[Source],
            itself: Itself = NOTHING_ITSELF,
            entered_by: Mark | None = None,
        ) -> tuple[Repetition, ...]:
            seen.append(-parts.store.head(desk))
            return guard.repeated_in(
                parts, desk, text, into=into, sources=sources, itself=itself, entered_by=entered_by
            )

        def unread(self, desk: DeskId) -> tuple[Label, ...]:
            return guard.unread(desk)

        def kept_back(self, parts: Parts, desk: DeskId, *, into: Mark) -> tuple[Label, ...]:
            return guard.kept_back(parts, desk, into=into)

    parts = replace(talks.parts, guard=Ahead())
    head = parts.store.head(talks.mo.seat.place)

    speaking.speak(parts, talks.mo.seat, "B", SAYS_IT)

    assert seen == [head, -head]


LETTER: Final = "From the annex: the eastern gallery stays shut until the inspectors have left Qeshm.\n"


@pytest.mark.parametrize(
    "content",
    [
        LETTER.encode(),
        files.docx(f"<w:p><w:r><w:t>{LETTER}</w:t></w:r></w:p>"),
        files.odt(f"<text:p>{LETTER}</text:p>"),
    ],
)
def test_what_a_document_says_is_a_confidence_as_its_entry_is(talks: Talks, content: bytes) -> None:
    """In its giver's own room it may be said; after a start as before."""
    label = talks.ana.says("See the annex.", leave=CONFIDENCE, document=talks.ana.gives(content))
    says_it = "Could the eastern gallery stay shut?"
    later = replace(talks.parts, guard=Guard())

    for parts in (talks.parts, later):
        assert speaking.speak(parts, talks.mo.seat, "B", says_it) == Refusal(
            Code.REPEATS_CONFIDENCE, {"source": str(label)}
        )
    assert not isinstance(speaking.speak(talks.parts, talks.mo.seat, "A", says_it), Refusal)


def test_a_document_is_as_free_as_its_entry(talks: Talks) -> None:
    """Leave that is given for the entry holds for what hangs on it."""
    talks.ana.says("See the annex.", leave=SUBSTANCE, document=talks.ana.gives(LETTER.encode()))

    assert not isinstance(speaking.speak(talks.parts, talks.mo.seat, "B", "The eastern gallery stays shut."), Refusal)


def test_what_went_along_as_a_copy_its_room_has(talks: Talks) -> None:
    """When its leave ends, the room that read it is not warned of; another would be."""
    label = talks.ana.says("See the annex.", leave=VERBATIM, document=talks.ana.gives(LETTER.encode()))
    talks.mo.carries(
        "See the annex.",
        into="B",
        sources=[label],
        form=CarryForm.VERBATIM,
        document=talks.mo.copies(label).id,
        hold=0,
    )
    talks.ana.changes_leave(label, CONFIDENCE)

    assert not isinstance(speaking.speak(talks.parts, talks.mo.seat, "B", "The eastern gallery stays shut."), Refusal)


def test_a_copy_is_compared_with_what_other_documents_say(talks: Talks) -> None:
    """The words of what is about to leave with a message are no way around leave either."""
    label = talks.ana.says("See the annex.", leave=CONFIDENCE, document=talks.ana.gives(LETTER.encode()))
    given = talks.ana.says("This may go.", leave=VERBATIM, document=talks.ana.gives(f"Annex 2. {LETTER}".encode()))
    copy = talks.mo.copies(given)
    asked = Carrying(into="B", form=CarryForm.VERBATIM, text="This may go.", sources=(given,), document=copy.id)

    refused = carrying.carry(talks.parts, talks.mo.seat, asked)

    assert refused == Refusal(Code.REPEATS_CONFIDENCE, {"source": str(label)})


def annexes(talks: Talks, *texts: str) -> list[Label]:
    """Entries in confidence, each with a document."""
    return [
        talks.ana.says("See the annex.", leave=CONFIDENCE, document=talks.ana.gives(text.encode())) for text in texts
    ]


ANNEXES: Final = (
    "The red harbour lamps stay lit.\n",
    "Blue barges wait at Salalah.\n",
    "Green masts are felled by order.\n",
)


def test_beyond_its_ceiling_it_reads_no_document_and_says_which(talks: Talks) -> None:
    """One that does not fit whole is not read; a shorter one after it is. What people write it reads all the same."""
    long = "Grey cranes are sold abroad.\n" * 9
    red, grey, blue, green = annexes(talks, ANNEXES[0], long, *ANNEXES[1:])
    after = talks.ana.says(SECRET, leave=CONFIDENCE)
    guard = Guard(most_of_documents=sum(map(len, ANNEXES[:2])) + 5)
    parts = replace(talks.parts, guard=guard)

    for text, label in ((ANNEXES[0], red), (ANNEXES[1], blue)):
        refused = speaking.speak(parts, talks.mo.seat, "B", text)
        assert refused == Refusal(Code.REPEATS_CONFIDENCE, {"source": str(label)})
    assert speaking.speak(parts, talks.mo.seat, "B", SAYS_IT) == Refusal(
        Code.REPEATS_CONFIDENCE, {"source": str(after)}
    )
    assert guard.unread(DeskId(talks.mo.seat.place)) == (grey, green)


def test_documents_are_opened_a_few_at_once(talks: Talks) -> None:
    """However many came since; each keeps its own words."""
    labels = annexes(talks, *(f"From annex {number}: gallery Q{number} stays shut.\n" for number in range(40)))
    store, asked = talks.parts.store, []

    class Noting:
        def __getattr__(self, name: str) -> Any:
            return getattr(store, name)

        def last_chunks(self, files: Sequence[Any]) -> Any:
            asked.append(len(files))
            return store.last_chunks(files)

    parts = replace(talks.parts, store=cast("Any", Noting()), guard=Guard())
    found = parts.guard.repeated_in(
        parts, DeskId(talks.mo.seat.place), "Gallery Q39 stays shut.", into=Mark("B"), sources=()
    )

    assert asked == [16, 16, 8]
    assert found[0].source == labels[39]


def test_a_desk_not_asked_for_longest_gives_way_to_others_documents(talks: Talks) -> None:
    annexes(talks, *ANNEXES)
    other = open_talks()
    annexes(other, *ANNEXES)
    guard = Guard(most_of_all=sum(map(len, ANNEXES)))

    for one in (talks, other):
        guard.read_ahead(one.parts, DeskId(one.mo.seat.place))

    assert guard.desks() == (other.mo.seat.place,)


def test_of_a_room_that_was_destroyed_no_document_is_read(talks: Talks) -> None:
    """Its chunks are gone, and its words with them."""
    talks.ana.says("See the annex.", leave=CONFIDENCE, document=talks.ana.gives(LETTER.encode()))
    with talks.parts.store.writing(talks.ana.seat.place):
        talks.parts.store.erase_documents([talks.ana.seat.place])
    parts = replace(talks.parts, guard=Guard())

    assert not isinstance(speaking.speak(parts, talks.mo.seat, "B", "The eastern gallery stays shut."), Refusal)


def test_what_the_guard_says_reaches_no_room(talks: Talks) -> None:
    """A refusal stands nowhere: neither room's log nor the desk's has a line more."""
    talks.ana.says(SECRET, leave=CONFIDENCE)
    places = [talks.ana.seat.place, talks.bo.seat.place, talks.mo.seat.place]
    heads = [talks.parts.store.head(place) for place in places]

    speaking.speak(talks.parts, talks.mo.seat, "B", SAYS_IT)

    assert [talks.parts.store.head(place) for place in places] == heads


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        (Language.LATIN, "phased", "phases"),
        (Language.LATIN, "sanctions", "sanction"),
        (Language.LATIN, "levées", "levée"),
        (Language.ARABIC, "مفتشون", "مفتشين"),
        (Language.ARABIC, "السدود", "سدود"),
        (Language.PERSIAN, "تحریم‌ها", "تحریم"),
        (Language.PERSIAN, "پاسگاه‌های", "پاسگاه"),
    ],
)
def test_forms_of_a_word_have_one_stem(language: Language, one: str, other: str) -> None:
    stems = Stems()

    assert fold(stems(one, language)) == fold(stems(other, language))


def test_a_guard_made_by_the_house_reads_over_endings(talks: Talks) -> None:
    label = talks.ana.says("We would take phased orders, the first phases being short.", leave=CONFIDENCE)

    refused = speaking.speak(talks.parts, talks.mo.seat, "B", "A phased order whose first phase is short?")

    assert refused == Refusal(Code.REPEATS_CONFIDENCE, {"source": str(label)})
