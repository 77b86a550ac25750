"""Who knows what: a fold of the desk's own log."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from entremise.domain.errors import Code
from entremise.domain.events import (
    AnnouncedInto,
    CarryStopped,
    ConditionDeclared,
    ConveyanceConfirmed,
    DeskEvent,
    LeaveTold,
    SpokenInto,
    Told,
)
from entremise.domain.ids import Label, Mark
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.ledger import (
    Agreement,
    CardLine,
    CardList,
    Cell,
    Fact,
    Gap,
    Holding,
    How,
    Ledger,
    Row,
    Show,
    Why,
    card,
    fits,
    stands_alone,
)
from entremise.domain.log import Line
from entremise.domain.points import Point
from entremise.domain.terms import CarryForm, MessageType, Regime, Role
from tests.cast import CONFIDENCE, IDEA, NOON, ONLY_IF, SUBSTANCE, VERBATIM
from tests.domain.samples import A1, A2, B1, C1, DESK_ID, EXPIRING, carried, held, told

A, B, C = Mark("A"), Mark("B"), Mark("C")
LATER = NOON + timedelta(minutes=1)
B2 = Label("B", 2)


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


NOW = at(60)


def ledger(*events: DeskEvent) -> Ledger:
    """A line a minute."""
    return Ledger(Line(DESK_ID, number, at(number - 1), event) for number, event in enumerate(events, 1))


def row(
    *events: DeskEvent,
    labels: tuple[Label, ...] = (A1,),
    rooms: tuple[Mark, ...] = (A, B),
    regime: Regime = Regime.SEALED,
    now: datetime = NOW,
    point: Point | None = None,
) -> Row:
    made = ledger(*events).row(labels, rooms, regime, now=now, point=point)
    assert made is not None
    return made


SAID = Fact(how=How.SAID, label=A1, at=NOON, text="Nine frigates.", type=MessageType.OFFER)
TOLD = Fact(
    how=How.SUBSTANCE,
    label=B1,
    at=LATER,
    text="They offer nine.",
    type=MessageType.OFFER,
    carry=C1,
    sources=(A1,),
)


def test_what_was_said_and_carried() -> None:
    """By which carry, with whose leave, when, in which words."""
    assert row(told(), carried()) == Row(
        point=None,
        label=A1,
        words="Nine frigates.",
        at=LATER,
        holds=(Holding(label=A1, at=NOON, text="Nine frigates.", type=MessageType.OFFER, leave=SUBSTANCE),),
        cells=(Cell(room=A, facts=(SAID,)), Cell(room=B, facts=(TOLD,))),
    )


@pytest.mark.parametrize(
    ("leave", "regime", "gap"),
    [
        (SUBSTANCE, Regime.SEALED, Gap(why=Why.UNTOLD, source=A1, form=LeaveForm.SUBSTANCE)),
        (VERBATIM, Regime.SHAREABLE, Gap(why=Why.UNTOLD, source=A1, form=LeaveForm.VERBATIM)),
        (IDEA, Regime.MUST_SHARE, Gap(why=Why.UNTOLD, source=A1, form=LeaveForm.IDEA)),
        (SUBSTANCE, Regime.MUST_SHARE, Gap(why=Why.OWED, source=A1, form=LeaveForm.SUBSTANCE)),
        (VERBATIM, Regime.MUST_SHARE, Gap(why=Why.OWED, source=A1, form=LeaveForm.VERBATIM)),
        (CONFIDENCE, Regime.MUST_SHARE, Gap(why=Why.CONFIDENCE, source=A1)),
        (ONLY_IF, Regime.SEALED, Gap(why=Why.CONDITION, source=A1)),
        (EXPIRING, Regime.SEALED, Gap(why=Why.EXPIRED, source=A1)),
    ],
)
def test_why_a_room_was_not_told(leave: Leave, regime: Regime, gap: Gap) -> None:
    assert row(told(leave=leave), regime=regime).cell("B") == Cell(room=B, gaps=(gap,))


def test_a_room_is_not_told_what_it_said_itself() -> None:
    assert row(told()).cell("A").gaps == ()


def test_a_condition_that_is_met_leaves_it_to_the_desk() -> None:
    known = row(told(leave=ONLY_IF), ConditionDeclared(label=A1))

    assert known.holds[0].met == LATER
    assert known.cell("B").gaps == (Gap(why=Why.UNTOLD, source=A1, form=LeaveForm.SUBSTANCE),)


def test_a_leave_that_changed_is_held_as_it_is_now() -> None:
    """And its condition, if there is one, is to be met anew."""
    known = row(told(leave=ONLY_IF), ConditionDeclared(label=A1), LeaveTold(label=A1, leave=CONFIDENCE))

    assert (known.holds[0].leave, known.holds[0].met) == (CONFIDENCE, None)
    assert known.cell("B").gaps == (Gap(why=Why.CONFIDENCE, source=A1),)


def test_what_was_told_stays_told_when_the_leave_is_narrowed() -> None:
    known = row(told(), carried(), LeaveTold(label=A1, leave=CONFIDENCE), rooms=(A, B, C))

    assert known.cell("B") == Cell(room=B, facts=(TOLD,))
    assert known.cell("C") == Cell(room=C, gaps=(Gap(why=Why.CONFIDENCE, source=A1),))


def test_what_waits_at_the_door_was_not_told() -> None:
    """In that room; a third one has leave of its own."""
    gap = Gap(why=Why.AT_DOOR, source=A1, carry=C1, due=NOON + timedelta(seconds=30))
    known = row(told(), held(), rooms=(A, B, C))

    assert known.cell("B") == Cell(room=B, gaps=(gap,))
    assert known.cell("C").gaps[0].why is Why.UNTOLD


def test_a_consent_to_exact_words_is_shown() -> None:
    """Where there is no leave it is all there is; it ends, and is for one room."""
    agreement = Agreement(source=A1, into=B, form=CarryForm.IDEA, until=at(60))
    made = Ledger([Line(DESK_ID, 1, NOON, told(leave=CONFIDENCE))], [agreement])

    def gaps(now: datetime) -> list[Gap]:
        found = made.row([A1], [A, B, C], Regime.SEALED, now=now)
        assert found is not None
        return [gap for cell in found.cells for gap in cell.gaps]

    none = Gap(why=Why.CONFIDENCE, source=A1)
    agreed = Gap(why=Why.AGREED, source=A1, agreed=CarryForm.IDEA, agreed_until=at(60))
    assert (gaps(at(59)), gaps(at(60))) == ([agreed, none], [none, none])


def test_what_was_stopped_waits_no_more() -> None:
    known = row(told(), held(), CarryStopped(carry=C1, role=Role.MEDIATOR))

    assert known.cell("B").gaps == (Gap(why=Why.UNTOLD, source=A1, form=LeaveForm.SUBSTANCE),)


def test_that_it_was_conveyed_was_confirmed() -> None:
    assert row(told(), carried(), ConveyanceConfirmed(label=A1)).holds[0].conveyed == at(2)


def test_an_idea_of_the_desks_own_stands_by_itself() -> None:
    """Nobody's leave; the other room was not told, and nothing keeps it from being told."""
    idea = replace(carried(sources=()), form=CarryForm.IDEA, attribution=None)
    known = row(idea, labels=(B1,))

    assert known.holds == ()
    assert known.cells == (Cell(room=A), Cell(room=B, facts=(replace(TOLD, how=How.IDEA, sources=(), at=NOON),)))


def test_what_the_mediator_said_and_announced() -> None:
    said = SpokenInto(label=B1, role=Role.MEDIATOR, text="And you?", reply_to=B2)
    announced = AnnouncedInto(label=A1, text="At noon.")
    known = row(said, announced, labels=(B1, A1))

    assert known.cell("B").facts == (Fact(how=How.SPOKEN, label=B1, at=NOON, text="And you?", reply_to=B2),)
    assert known.cell("A").facts == (Fact(how=How.ANNOUNCED, label=A1, at=LATER, text="At noon."),)
    assert known.cell("B").answered == {B2}


def test_a_point_puts_entries_together() -> None:
    """With the desk's wording; what was carried from one of them is in it."""
    point = Point(number=3, words="Ships.", entries=(A1, A2), item=None, round=None, made=NOON, changed=NOON)
    known = row(told(), carried(), told(A2, "Ten.", leave=CONFIDENCE), labels=(A1, A2), point=point)

    assert (known.point, known.words, known.label, known.at) == (point, "Ships.", A2, at(2))
    assert [fact.label for fact in known.cell("A").facts] == [A1, A2]
    assert known.cell("B") == Cell(room=B, facts=(TOLD,), gaps=(Gap(why=Why.CONFIDENCE, source=A2),))


def test_of_nothing_there_is_no_row() -> None:
    assert ledger(told()).row([B2], [A, B], Regime.SEALED, now=NOON) is None


def test_what_stands_alone() -> None:
    """What was carried from an entry is read with that entry."""
    events: tuple[DeskEvent, ...] = (
        told(),
        carried(),
        carried(B2, sources=()),
        held(),
        LeaveTold(label=A1, leave=IDEA),
    )

    assert [stands_alone(Line(DESK_ID, 1, NOON, event)) for event in events] == [A1, None, B2, None, None]


# Which rows are shown ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("show", "leave", "regime"),
    [
        (Show.UNTOLD, SUBSTANCE, Regime.SEALED),
        (Show.OWED, SUBSTANCE, Regime.MUST_SHARE),
        (Show.CONFIDENCE, CONFIDENCE, Regime.SEALED),
        (Show.CONDITION, ONLY_IF, Regime.SEALED),
        (Show.EXPIRED, EXPIRING, Regime.SEALED),
    ],
)
def test_a_row_is_shown_for_what_it_is(show: Show, leave: Leave, regime: Regime) -> None:
    """And for nothing else but everything, and what may be told when it is owed."""
    known = row(told(leave=leave), regime=regime)
    shown = {one for one in Show if fits(known, one, side=None, now=at(60))}

    assert shown == {Show.EVERYTHING, show} | ({Show.UNTOLD} if show is Show.OWED else set())


def test_what_was_floated_is_shown() -> None:
    known = row(told(leave=IDEA), replace(carried(), form=CarryForm.HYPOTHETICAL))

    assert [side for side in (None, "A", "B") if fits(known, Show.FLOATED, side=side, now=NOON)] == [None, "B"]


def test_a_side_is_shown_what_it_knows() -> None:
    known = row(told(), carried(), rooms=(A, B, C))

    assert [side for side in "ABC" if fits(known, Show.EVERYTHING, side=side, now=at(60))] == ["A", "B"]
    assert [side for side in "ABC" if fits(known, Show.UNTOLD, side=side, now=at(60))] == ["C"]


def test_a_confidence_is_the_side_s_that_gave_it() -> None:
    known = row(told(leave=CONFIDENCE))

    assert [side for side in "AB" if fits(known, Show.CONFIDENCE, side=side, now=NOON)] == ["A"]


# The card ---------------------------------------------------------------------------------------------------


def rows(*events: DeskEvent, labels: tuple[Label, ...]) -> list[Row]:
    made = ledger(*events)
    found = [made.row([label], [A, B], Regime.SEALED, now=at(60)) for label in labels]
    return [one for one in found if one is not None]


def line(words: str, *labels: Label, **more: object) -> CardLine:
    return replace(CardLine(words=words, cut=False, labels=labels), **more)  # type: ignore[arg-type]


def question(label: Label, text: str) -> Told:
    return replace(told(label, text, leave=SUBSTANCE), type=MessageType.QUESTION)


def test_a_card_has_its_lists() -> None:
    """Each line says of which entry; the newest first."""
    labels = (A1, A2, Label("A", 3), B2, Label("B", 3), Label("B", 4))
    made = card(
        rows(
            told(),
            carried(),
            told(A2, "Grain."),
            told(Label("A", 3), "Not a word.", leave=CONFIDENCE),
            question(B2, "When?"),
            told(Label("B", 3), "For you.", leave=CONFIDENCE),
            told(Label("B", 4), "If.", leave=ONLY_IF),
            labels=labels,
        ),
        B,
        now=at(60),
    )

    assert made.known == CardList(lines=(line("Nine frigates.", B1, how=How.SUBSTANCE),), more=0)
    assert made.untold == CardList(lines=(line("Grain.", A2, why=Why.UNTOLD, form=LeaveForm.SUBSTANCE),), more=0)
    assert made.asked == CardList(lines=(line("When?", B2),), more=0)
    assert made.slip == CardList(lines=(line("Not a word.", Label("A", 3), why=Why.CONFIDENCE),), more=0)
    assert made.told == CardList(
        lines=(line("If.", Label("B", 4), why=Why.CONDITION), line("For you.", Label("B", 3), why=Why.CONFIDENCE)),
        more=0,
    )


def test_a_question_that_was_answered_waits_no_more() -> None:
    reply = SpokenInto(label=Label("B", 3), role=Role.MEDIATOR, text="At noon.", reply_to=B2)

    assert card(rows(question(B2, "When?"), reply, labels=(B2, reply.label)), B, now=at(60)).asked.lines == ()


def test_what_came_later_on_its_point_answers_a_question() -> None:
    point = Point(number=1, words="Time.", entries=(A1, B2), item=None, round=None, made=NOON, changed=NOON)
    known = row(question(B2, "When?"), told(), carried(), labels=(A1, B2), point=point)

    assert card([known], B, now=at(60)).asked.lines == ()


def test_what_waits_at_the_door_stands_on_the_card() -> None:
    made = card([row(told(), held())], B, now=at(60))

    assert made.untold.lines == (line("Nine frigates.", A1, why=Why.AT_DOOR),)


def test_a_long_entry_is_cut_at_a_word() -> None:
    made = card([row(told(text="frigate " * 40, leave=CONFIDENCE))], B, now=at(60))

    assert made.slip.lines == (line(" ".join(["frigate"] * 15), A1, why=Why.CONFIDENCE, cut=True),)


def test_a_card_says_how_many_more_there_are() -> None:
    """What must not be let slip has half of the card, whatever else there is; then each list has a line in turn."""
    secrets = tuple(Label("A", number) for number in range(1, 31))
    known = tuple(Label("B", number) for number in range(1, 31))
    events = [told(label, f"Secret {label}.", leave=CONFIDENCE) for label in secrets]
    spoken = [SpokenInto(label=label, role=Role.MEDIATOR, text=f"Word {label}.") for label in known]
    made = card(rows(*events, *spoken, labels=(*secrets, *known)), B, now=at(90), most=20)

    assert (len(made.slip.lines), made.slip.more) == (15, 15)
    assert (len(made.known.lines), made.known.more) == (5, 25)
    assert made.slip.lines[0].labels == (Label("A", 30),)


def test_a_card_of_nothing_is_empty() -> None:
    nothing = CardList(lines=(), more=0)
    made = card([], A, now=NOON)

    assert (made.known, made.untold, made.asked, made.slip, made.told) == (nothing,) * 5


def test_every_reason_has_its_code() -> None:
    """What a leave does not permit is told by one of three codes."""
    codes = {row(told(leave=leave)).holds[0].standing(now=at(60)) for leave in (CONFIDENCE, ONLY_IF, EXPIRING)}

    assert codes == {Code.IN_CONFIDENCE, Code.CONDITION_NOT_MET, Code.LEAVE_EXPIRED}
