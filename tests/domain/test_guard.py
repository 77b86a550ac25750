"""The guard: words that repeat a confidence are found, and nothing else is."""

from datetime import UTC, datetime, timedelta

import pytest

from entremise.domain.events import ConditionDeclared, LeaveTold, Told
from entremise.domain.guard import Confidences, Excerpt, Repetition
from entremise.domain.ids import DeskId, Label, Mark
from entremise.domain.leave import CONFIDENCE, Leave, LeaveForm
from entremise.domain.log import Line
from entremise.domain.rules import Source
from entremise.domain.terms import MessageType

NOW = datetime(2026, 2, 6, 8, tzinfo=UTC)
A, B = Mark("A"), Mark("B")
PHASED = "Between us: we could accept a phased order if the first phase is short."
SUBSTANCE = Leave(form=LeaveForm.SUBSTANCE)


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


def found(text: str, *lines: Line, into: Mark = B, sources: tuple[Source, ...] = ()) -> list[str]:
    known = Confidences()
    for line in lines:
        known.read(line)
    return [str(one.source) for one in known.repeated_in(text, into=into, sources=sources, now=NOW)]


def test_both_wordings_are_shown_around_the_words_they_share() -> None:
    """The mediator sees the sheet's words and the entry's, one above the other."""
    known = Confidences()
    known.read(told(12, PHASED))

    sheet = "They would speak of relief, alongside monitoring, if the first phase is short."
    assert known.repeated_in(sheet, into=B, sources=(), now=NOW) == (
        Repetition(
            source=Label("A", 12),
            here=Excerpt("… of relief, alongside monitoring, ", "if the first phase is short", "."),
            there=Excerpt("… accept a phased order ", "if the first phase is short", "."),
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
        "the first of the phases will be short",
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
    source = Source(label=Label("A", 14), text=PHASED, binding=False, leave=SUBSTANCE, met=False)

    assert found("if the first phase is short", told(12, PHASED), sources=(source,)) == []


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
