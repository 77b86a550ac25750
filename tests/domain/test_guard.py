"""The guard: words that repeat a confidence are found, and nothing else is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.domain.events import (
    AnnouncedInto,
    Carried,
    CaseOpened,
    ConditionDeclared,
    DeskEvent,
    LeaveTold,
    MemberTold,
    SpokenInto,
    Told,
)
from entremise.domain.events.notes import DeskNoteKept
from entremise.domain.facts import Kind
from entremise.domain.guard import MOST, Confidences, Language
from entremise.domain.ids import DeskId, Label, Mark, RoomId, SeatId
from entremise.domain.leave import CONFIDENCE, Leave, LeaveForm
from entremise.domain.log import Line
from entremise.domain.repetition import Piece, Repetition
from entremise.domain.rules import Source
from entremise.domain.terms import CarryForm, Disclosure, MessageType, PartyRoom, Regime, Role, Terms

NOW = datetime(2026, 2, 6, 8, tzinfo=UTC)
A, B = Mark("A"), Mark("B")
PHASED = "Between us: we could accept a phased order if the first phase is short."
SUBSTANCE = Leave(form=LeaveForm.SUBSTANCE)
IDEA = Leave(form=LeaveForm.IDEA)


def stem(word: str, _: Language) -> str:
    """As much of a stemmer as these tests need."""
    return word.lower().removesuffix("s").removesuffix("d")


def told(number: int, text: str, leave: Leave = CONFIDENCE, *, room: str = "A") -> Line:
    event = Told(
        label=Label(room, number),
        role=None,
        text=text,
        type=MessageType.INFORMATION,
        binding=False,
        leave=leave,
        marked=True,
    )
    return Line(DeskId("desk"), number, NOW, event)


def line(event: DeskEvent, number: int = 90) -> Line:
    return Line(DeskId("desk"), number, NOW, event)


def opened(*, codename: str = "Sandgrouse", parties: int = 2) -> Line:
    terms = Terms(
        codename=codename,
        regime=Regime.SEALED,
        fact_confidential=True,
        mediator="M",
        city="Muscat",
        zone="Asia/Muscat",
    )
    names = ("Ruritania", "Borduria", "Syldavia")[:parties]
    rooms = tuple(
        PartyRoom(room=RoomId(mark), mark=Mark(mark), party=party) for mark, party in zip("ABC", names, strict=False)
    )
    return line(CaseOpened(terms=terms, rooms=rooms), 1)


def check(text: str, *lines: Line, into: Mark = B, sources: tuple[Source, ...] = ()) -> tuple[Repetition, ...]:
    known = Confidences(stem)
    for one in lines:
        known.read(one)
    return known.repeated_in(text, into=into, sources=sources, now=NOW)


def found(text: str, *lines: Line, into: Mark = B, sources: tuple[Source, ...] = ()) -> list[str]:
    return [one.id for one in check(text, *lines, into=into, sources=sources)]


def source(number: int, text: str, leave: Leave = SUBSTANCE) -> Source:
    return Source(label=Label("A", number), text=text, binding=False, leave=leave, met=False)


def test_both_wordings_are_shown_around_the_words_they_share() -> None:
    """The mediator sees the sheet's words and the entry's, one above the other."""
    sheet = "They would speak of relief, alongside monitoring, if the first phase is short."
    assert check(sheet, told(12, PHASED)) == (
        Repetition(
            source=Label("A", 12),
            topic="entry",
            number=12,
            kinds=(Kind.PHRASE,),
            here=(
                Piece("… of relief, alongside monitoring, "),
                Piece("if the first phase is short", shared=True),
                Piece("."),
            ),
            there=(
                Piece("… accept a phased order "),
                Piece("if the first phase is short", shared=True),
                Piece("."),
            ),
        ),
    )


@pytest.mark.parametrize(
    "text",
    [
        "IF THE FIRST PHASE IS SHORT",
        "if — the «first» phase, is short",
        "Íf thé fìrst phasé is shört",
        "They say: if the first phase is brief",
    ],
)
def test_case_accents_and_signs_hide_nothing(text: str) -> None:
    """The same words are the same, however they are written."""
    assert found(text, told(12, PHASED)) == ["A-12"]


@pytest.mark.parametrize(
    ("said", "repeated"),
    [
        ("یک مرحلهٔ کوتاه پیش از کاهش", "یک مرحله کوتاه پيش از كاهش"),
        ("مرحلة أولى قصيرة قبل التخفيف", "مَرحلة أولى قصيرة قبل التخفيف"),
    ],
)
def test_persian_and_arabic_are_read_too(said: str, repeated: str) -> None:
    """Letter variants, vowel marks and joiners hide nothing."""
    assert found(repeated, told(1, said)) == ["A-01"]


@pytest.mark.parametrize(
    ("text", "shared"),
    [
        ("They say: if the fi-\nrst phase is sh-\nort.", "if the fi-\nrst phase is sh-\nort"),
        ("They say: if_the_first_phase_is_short.", "if_the_first_phase_is_short"),
        ("They say: if the ｆｉｒｓｔ 𝐩𝐡𝐚𝐬𝐞𝐬 is short.", "if the ｆｉｒｓｔ 𝐩𝐡𝐚𝐬𝐞𝐬 is short"),
        ("They say: if the first рhаsеs is shоrt.", "if the first рhаsеs is shоrt"),
    ],
)
def test_what_is_marked_is_shown_as_it_was_written(text: str, shared: str) -> None:
    """Line ends, underlines and letters that look alike hide nothing, and stay where they are."""
    (one,) = check(text, told(12, PHASED))

    assert [piece.text for piece in one.here if piece.shared] == [shared]
    assert "".join(piece.text for piece in one.here) == text


@pytest.mark.parametrize(
    ("said", "repeated"),
    [
        ("We would sell 50 % of the cranes.", "They would sell half of them."),
        ("We would sell half of the cranes.", "They would sell 50 percent."),
        ("Pay into CH9300762011623852957.", "It goes to CH93 0076 2011 6238 5295 7."),
        ("We leave on 17 February at 15:40.", "They leave on 17/02."),
        ("We leave on 17 February at 15:40.", "They leave at 3.40 pm."),
    ],
)
def test_a_fact_is_found_in_another_form(said: str, repeated: str) -> None:
    assert found(repeated, told(3, said)) == ["A-03"]


def test_two_halves_of_two_things_are_no_repetition() -> None:
    assert found("Half of the interpreters are late.", told(3, "We would sell half of the cranes.")) == []


@pytest.mark.parametrize("text", ["7.5 percent", "7,5 % at most", "about 7.5% a year"])
def test_a_figure_with_its_unit_is_enough(text: str) -> None:
    """A floor is told by two words."""
    assert found(f"They could live with {text}.", told(3, "Our floor is 7.5 percent and no lower.")) == ["A-03"]


@pytest.mark.parametrize(
    "text",
    [
        "We are ready to meet in the week after the next.",
        "What was agreed in 2015 binds both.",
        "They could live with 7.6 percent.",
    ],
)
def test_common_words_years_and_other_figures_are_not(text: str) -> None:
    """A guard that always warns is not heard."""
    confidences = (
        told(1, "We are ready to meet, but do not say so."),
        told(2, "The accord of 2015 binds us less than we say."),
        told(3, "Our floor is 7.5 percent and no lower."),
        told(4, PHASED),
    )
    assert found(text, *confidences) == []


def test_what_a_room_gave_may_return_to_it() -> None:
    """The room entered knows its own words."""
    assert found("if the first phase is short", told(12, PHASED), into=A) == []


def test_words_that_may_be_carried_are_no_confidence() -> None:
    assert found("if the first phase is short", told(12, PHASED, SUBSTANCE)) == []


def test_words_that_a_source_with_leave_holds_too_are_allowed() -> None:
    """Leave for these words was given, though they were said in confidence as well."""
    given = source(14, PHASED)

    assert found("if the first phase is short", told(12, PHASED), sources=(given,)) == []


def test_narrowing_makes_a_confidence_of_it() -> None:
    """From then on its words are guarded."""
    narrowed = Line(DeskId("desk"), 13, NOW, LeaveTold(label=Label("A", 12), leave=CONFIDENCE))

    assert found("if the first phase is short", told(12, PHASED, SUBSTANCE), narrowed) == ["A-12"]


def test_a_condition_guards_until_it_is_met() -> None:
    only_if = Leave(form=LeaveForm.CONDITIONAL, condition="name the agenda", becomes=LeaveForm.SUBSTANCE)
    met = Line(DeskId("desk"), 13, NOW, ConditionDeclared(label=Label("A", 12)))

    assert found("if the first phase is short", told(12, PHASED, only_if)) == ["A-12"]
    assert found("if the first phase is short", told(12, PHASED, only_if), met) == []


def test_an_expired_leave_is_a_confidence_again() -> None:
    ended = Leave(form=LeaveForm.SUBSTANCE, expires=NOW - timedelta(seconds=1))

    assert found("if the first phase is short", told(12, PHASED, ended)) == ["A-12"]


def test_the_longest_repetition_comes_first() -> None:
    """Each entry once, the gravest above."""
    lines = (told(1, "A short first phase would be ours to offer."), told(12, PHASED))

    assert found("A short first phase would do, if the first phase is short enough for us.", *lines) == [
        "A-12",
        "A-01",
    ]


@pytest.mark.parametrize("text", ["", "…", "short", "first phase is"])
def test_too_few_words_repeat_nothing(text: str) -> None:
    assert found(text, told(12, PHASED)) == []


@pytest.mark.parametrize("body", [" ".join(f"word{i}x" for i in range(1500)), "offer " * 3300, "12 % " * 3900])
def test_a_long_page_repeated_whole_is_one_repetition(body: str) -> None:
    """Each word is gone over once for each entry: a pasted page stalls nobody."""
    assert found(body[:20_000], told(1, body[:20_000])) == ["A-01"]


# What is found, however it is written ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "They would take a phased order, the first phases being short.",
        "The first of the phases will be short, as to the order.",
    ],
)
def test_endings_and_order_hide_nothing(text: str) -> None:
    """The same words near each other, in whatever form, are the same words."""
    assert found(text, told(12, PHASED)) == ["A-12"]


@pytest.mark.parametrize(
    ("said", "repeated"),
    [
        ("We can pay six billion dollars.", "They mention $6bn."),
        ("We can pay six billion dollars.", "يتحدثون عن ستة مليارات دولار."),
        ("Our delegation leaves on 6 February 2026.", "They leave on ۱۷ بهمن ۱۴۰۴."),
        ("Our delegation leaves on 6 February 2026.", "Départ le six février."),
        ("We meet the others at 10:00.", "On se voit à dix heures."),
        ("The papers lie in Geneva.", "Les papiers sont à Genève."),
        ("The papers lie in Geneva.", "پرونده در ژنو است."),
        ("It was written by Mr Araghchi.", "C’est de la main de M. Araghtchi."),
        ("It was written by Mr Araghchi.", "این را آقای عراقچی نوشت."),
        ("این را آقای عراقچی نوشت.", "Did Araqchi write it?"),
        ("این را آقای عراقچی نوشت.", "متن از عراقچی است."),
    ],
)
def test_facts_are_found_in_any_language(said: str, repeated: str) -> None:
    """Figures, dates, times and names are the same in English, French, Arabic and Persian."""
    assert found(repeated, told(3, said)) == ["A-03"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("They could live with 7,5 %.", (Kind.FIGURE,)),
        ("They leave on the fourth of March.", (Kind.DATE,)),
        ("They leave at 10:30.", (Kind.TIME,)),
        ("They leave for Vienna.", (Kind.NAME,)),
        ("They would accept a phased order.", (Kind.PHRASE,)),
        ("We could accept a phased order if the first phase is short.", (Kind.QUOTE,)),
        ("Short is the phase that comes first in the order.", (Kind.WORDS,)),
        ("To Vienna, or at 10:30.", (Kind.TIME, Kind.NAME)),
    ],
)
def test_each_warning_says_what_is_repeated(text: str, kinds: tuple[Kind, ...]) -> None:
    secret = f"{PHASED} Our floor is 7.5 percent. We leave on 4 March at 10:30 for Vienna."

    (one,) = check(text, told(12, secret))

    assert one.kinds == kinds


# Who has what ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "event",
    [
        SpokenInto(label=Label("B", 1), role=Role.MEDIATOR, text="What if the first phase is short?"),
        AnnouncedInto(label=Label("B", 1), text="What if the first phase is short?"),
        Carried(
            label=Label("B", 1),
            carry=Label("carry", 1),
            form=CarryForm.IDEA,
            type=MessageType.QUESTION,
            binding=False,
            attribution=None,
            text="What if the first phase is short?",
            sources=(),
        ),
        Told(
            label=Label("B", 1),
            role=None,
            text="What if the first phase is short?",
            type=MessageType.QUESTION,
            binding=False,
            leave=CONFIDENCE,
            marked=True,
        ),
    ],
)
def test_what_the_reader_has_already_does_not_warn(event: DeskEvent) -> None:
    """Nothing is let out that the room was told before, or said itself."""
    assert found("if the first phase is short", told(12, PHASED), line(event)) == []
    assert found("if the first phase is short", told(12, PHASED), line(event), into=Mark("C")) != []


def test_the_desks_notes_are_for_no_room() -> None:
    noted = line(
        DeskNoteKept(
            number=1,
            text="I think that they bluff about walking out.",
            seat=SeatId("seat"),
            role=Role.MEDIATOR,
        ),
        4,
    )

    for room in (A, B):
        (one,) = check("Nobody believes that they bluff about walking out.", noted, into=room)
        assert (one.source, one.topic) == (None, "notes")


def test_the_codename_stays_outside_the_rooms() -> None:
    assert [one.kinds for one in check("The Sandgrouse file is thin.", opened())] == [(Kind.CODENAME,)]


def test_a_member_is_not_named_who_was_told_to_the_desk_alone() -> None:
    """A delegation says how far a name may go."""
    member = MemberTold(
        mark=A, member=1, shown=Disclosure.NAME, onward=Disclosure.ROLE, role=Role.COUNSEL, name="Parviz Ahmadzadeh"
    )
    onward = MemberTold(mark=A, member=1, shown=Disclosure.NAME, onward=Disclosure.NAME, name="Parviz Ahmadzadeh")
    text = "Mr Ahmadzadeh asked me to say this."

    assert found(text, opened(), line(member)) == ["member-A-1"]
    assert found(text, opened(), line(member), into=A) == []
    assert found(text, opened(), line(member), line(onward)) == []


def test_a_third_party_is_not_named_where_the_talks_are_confidential() -> None:
    """With two rooms, each knows of the other; with three, it need not know of the third."""
    assert found("Syldavia would agree.", opened(parties=3)) == ["parties-3"]
    assert found("Syldavia would agree.", opened(parties=3), into=Mark("C")) == []
    assert found("Ruritania would agree.", opened()) == []


# Ideas -----------------------------------------------------------------------------------------------------

JOINT = "A regional consortium could own the conversion plant together with the bank."


def test_an_idea_is_floated_in_other_words_and_without_its_party() -> None:
    """What may be the mediator's own idea is not said in its giver's words, nor with its giver's name."""
    idea = source(6, JOINT, IDEA)
    lines = (opened(), told(6, JOINT, IDEA))

    assert found("Several banks might hold such a plant.", *lines, sources=(idea,)) == []
    assert found(JOINT, *lines, sources=(idea,)) == ["A-06"]
    assert found("What if, as Ruritania thinks, a bank held it?", *lines, sources=(idea,)) == ["parties-1"]


def test_an_idea_that_was_not_carried_there_is_held() -> None:
    carried = Carried(
        label=Label("B", 1),
        carry=Label("carry", 1),
        form=CarryForm.IDEA,
        type=MessageType.OFFER,
        binding=False,
        attribution=None,
        text="Several banks might hold such a plant.",
        sources=(Label("A", 6),),
    )

    assert found("Could a regional consortium own the plant?", told(6, JOINT, IDEA)) == ["A-06"]
    assert found("Could a regional consortium own the plant?", told(6, JOINT, IDEA), line(carried)) == []


def test_a_condition_is_a_confidence_as_well() -> None:
    only_if = Leave(form=LeaveForm.CONDITIONAL, condition="they free the captain", becomes=LeaveForm.SUBSTANCE)

    assert found("Perhaps they free the captain first.", told(12, "Yes.", only_if)) == ["A-12"]


def test_what_everybody_names_fills_no_pages() -> None:
    lines = [told(number, f"We ask for 12 percent, and number {number}.") for number in range(1, 3 * MOST)]

    assert len(check("They ask for 12 %.", *lines)) == MOST


def test_what_one_room_entered_is_found_however_much_others_did() -> None:
    """Asked of that room's entries alone, as where it gives leave by new words."""
    others = [told(number, f"We ask for 12 percent, and number {number}.") for number in range(1, 3 * MOST)]
    known = Confidences(stem)
    for one in (told(1, "12 percent, between us.", room="C"), *others):
        known.read(one)

    seen = known.repeated_in("12 %.", into=Mark(""), sources=(), now=NOW, entered_by=Mark("C"))

    assert [one.id for one in seen] == ["C-01"]


# Laws ------------------------------------------------------------------------------------------------------

SAID = (
    "phase phases order short first inspectors Fordow Muscat مسقط 10 % ten percent six billion 6 February فوریه دلار "
    "we could accept a the if is and . relief sanctions تحریم مرحله قصيرة at o’clock Araghchi عراقچی nuclear plant"
)
WORDS = st.sampled_from(SAID.split())
TEXTS = st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=60)


@given(text=st.text(max_size=200) | TEXTS, held=st.lists(TEXTS, max_size=4))
def test_the_guard_never_stops_and_answers_alike(text: str, held: list[str]) -> None:
    """Whatever is written, it answers; the same words, the same answer."""
    lines = [told(number, one) for number, one in enumerate(held, start=1)]

    assert check(text, *lines) == check(text, *lines)


@given(text=TEXTS, held=st.lists(TEXTS, max_size=4))
def test_what_a_room_said_itself_does_not_warn_there(text: str, held: list[str]) -> None:
    lines = [told(number, one) for number, one in enumerate(held, start=1)]

    assert found(text, *lines, told(1, text, room="B")) == []


@given(text=TEXTS, held=st.lists(TEXTS, max_size=4))
def test_what_has_no_word_in_common_adds_no_warning(text: str, held: list[str]) -> None:
    """More that is held, and has nothing to do with the draft, changes nothing."""
    lines = [told(number, one) for number, one in enumerate(held, start=1)]
    unrelated = told(77, "Zebras graze quietly beneath umbrella acacias.")

    assert found(text, *lines, unrelated) == found(text, *lines)


@given(held=TEXTS)
def test_a_figure_that_was_given_in_confidence_is_found(held: str) -> None:
    assert "A-01" in found("They would take 417 million.", told(1, f"{held}. We want 417 million."))


@given(text=TEXTS, held=st.lists(TEXTS, max_size=4))
def test_both_wordings_are_words_of_both(text: str, held: list[str]) -> None:
    """What is marked stands in the draft, and in what is held."""
    lines = [told(number, one) for number, one in enumerate(held, start=1)]

    for one in check(text, *lines):
        assert all(piece.text in text for piece in one.here if piece.shared)
        assert all(piece.text in held[one.number - 1] for piece in one.there if piece.shared)
        assert any(piece.shared for piece in one.here)
        assert any(piece.shared for piece in one.there)
