"""Read-back, requests for leave, and the summary at the end of a caucus."""

from dataclasses import replace
from datetime import timedelta

import pytest

from entremise.domain.asking import MOST_A_WEEK, MOST_POINTS, State
from entremise.domain.dictating import Call
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.asking import Reply
from entremise.domain.ids import Label
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.roles import Act, may
from entremise.domain.rooms import Seat
from entremise.domain.terms import Came, CarryForm, MessageType, Role
from entremise.services import asking, carrying, cases, dictating, keeping
from entremise.services.asking import AskedAs, AskedPage, CarryQuestion, LeaveQuestion, PointAnswer, SummaryQuestion
from tests.cast import CONFIDENCE, NOON, SUBSTANCE, VERBATIM, Delegate, Talks, granted, open_talks, refusal

WORDS = "They might accept seven."
A1, A2 = Label("A", 1), Label("A", 2)


def carry_question(
    *sources: Label, text: str = WORDS, form: CarryForm = CarryForm.SUBSTANCE, into: str = "B", hours: int = 24
) -> CarryQuestion:
    return CarryQuestion(into=into, form=form, text=text, sources=sources or (A1,), hours=hours)


def asks(talks: Talks, question: CarryQuestion | None = None) -> AskedAs:
    """The mediator asks whether it may carry what room A gave in confidence."""
    return granted(asking.ask_carry(talks.parts, talks.mo.seat, question or carry_question()))


def answers(who: Delegate, reply: Reply = Reply.YES, *, number: int = 1, text: str | None = None) -> None:
    granted(asking.answer(who.parts, who.seat, number, reply, text=text))


def agreed(talks: Talks) -> Label:
    """Room A has agreed that its confidence be carried in these words."""
    label = talks.ana.says("We would take seven.", leave=CONFIDENCE)
    asks(talks)
    answers(talks.ana)
    return label


def page(who: Delegate | Talks) -> AskedPage:
    seat = who.mo.seat if isinstance(who, Talks) else who.seat
    return asking.asked_page(who.parts, seat)


def answered(talks: Talks, seat: Seat, number: int, reply: Reply) -> object:
    return asking.answer(talks.parts, seat, number, reply)


# Read-back --------------------------------------------------------------------------------------------------


def test_the_giver_sees_the_exact_words_the_form_the_room_and_until_when(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)

    asks(talks, replace(carry_question(hours=2), named=True))

    (shown,) = page(talks.ana).open
    question = shown.question
    assert (question.text, question.form, question.party, question.into) == (
        WORDS,
        CarryForm.SUBSTANCE,
        "Belmark",
        None,
    )
    assert (question.until, question.role) == (NOON + timedelta(hours=2), Role.MEDIATOR)
    assert [entry.label for entry in shown.entries] == [A1]


def test_what_was_agreed_to_may_be_carried_without_any_other_leave(talks: Talks) -> None:
    agreed(talks)

    talks.mo.carries(WORDS, into="B", sources=[A1])

    assert talks.bo.sees() == [WORDS]


@pytest.mark.parametrize(
    ("text", "form", "code"),
    [
        (WORDS + "!", CarryForm.SUBSTANCE, Code.IN_CONFIDENCE),
        (WORDS.replace(" might", ""), CarryForm.SUBSTANCE, Code.IN_CONFIDENCE),
        (WORDS, CarryForm.IDEA, Code.IN_CONFIDENCE),
        (WORDS, CarryForm.VERBATIM, Code.IN_CONFIDENCE),
    ],
)
def test_one_character_more_may_not_go(talks: Talks, text: str, form: CarryForm, code: Code) -> None:
    agreed(talks)

    refused = refusal(talks.mo.carries, text, into="B", sources=[A1], form=form)

    assert refused.code is code
    assert talks.bo.sees() == []


def test_a_consent_is_for_one_room() -> None:
    talks = open_talks(parties=3)
    agreed(talks)

    assert refusal(talks.mo.carries, WORDS, into="C", sources=[A1]).code is Code.IN_CONFIDENCE


def test_a_consent_is_for_the_entries_that_were_named(talks: Talks) -> None:
    agreed(talks)
    other = talks.ana.says("Not a word of eight.", leave=CONFIDENCE)

    assert refusal(talks.mo.carries, WORDS, into="B", sources=[A1, other]).code is Code.IN_CONFIDENCE


def test_without_an_answer_nothing_goes(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    asks(talks)

    assert refusal(talks.mo.carries, WORDS, into="B", sources=[A1]).code is Code.IN_CONFIDENCE


def test_a_no_is_no(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    asks(talks)
    answers(talks.ana, Reply.NO)

    assert refusal(talks.mo.carries, WORDS, into="B", sources=[A1]).code is Code.IN_CONFIDENCE
    assert [one.state for one in page(talks).past] == [State.DECLINED]


def test_with_changes_the_rooms_words_are_what_may_be_carried(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    asks(talks)
    answers(talks.ana, Reply.CHANGED, text="They could live with seven.")

    refused = refusal(talks.mo.carries, WORDS, into="B", sources=[A1])
    talks.mo.carries("They could live with seven.", into="B", sources=[A1])

    assert refused.code is Code.IN_CONFIDENCE
    assert talks.bo.sees() == ["They could live with seven."]
    (shown,) = page(talks).standing
    assert (shown.question.reply, shown.question.agreed) == (Reply.CHANGED, "They could live with seven.")


def test_changes_that_change_nothing_are_a_yes(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    asks(talks)
    answers(talks.ana, Reply.CHANGED, text=f" {WORDS}\n")

    assert page(talks).standing[0].question.reply is Reply.YES


def test_words_agreed_word_for_word_need_not_be_the_entrys(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=SUBSTANCE)
    asks(talks, carry_question(text="Seven is possible.", form=CarryForm.VERBATIM))
    answers(talks.ana)

    talks.mo.carries("Seven is possible.", into="B", sources=[A1], form=CarryForm.VERBATIM)

    assert talks.bo.sees() == ["Seven is possible."]


def test_a_consent_makes_no_other_words_binding(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=VERBATIM, binding=True)
    asks(talks, carry_question(text="Seven is possible.", form=CarryForm.VERBATIM))
    answers(talks.ana)

    refused = refusal(
        talks.mo.carries, "Seven is possible.", into="B", sources=[A1], form=CarryForm.VERBATIM, binding=True
    )

    assert refused.code is Code.NOT_BINDING


def test_a_consent_ends(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    asks(talks, carry_question(hours=1))
    answers(talks.ana)
    talks.clock.advance(3600)

    assert refusal(talks.mo.carries, WORDS, into="B", sources=[A1]).code is Code.IN_CONFIDENCE
    assert [one.state for one in page(talks.ana).past] == [State.ENDED]


def test_a_consent_that_ends_at_the_door_stops_the_message(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    asks(talks, carry_question(hours=1))
    answers(talks.ana)
    talks.clock.advance(3590)
    held = talks.mo.carries(WORDS, into="B", sources=[A1], hold=30)

    talks.waits(30)

    assert talks.bo.sees() == []
    assert talks.mo.carry(held.carry).stop_code is Code.IN_CONFIDENCE


def test_a_consent_taken_back_at_the_door_stops_the_message(talks: Talks) -> None:
    agreed(talks)
    held = talks.mo.carries(WORDS, into="B", sources=[A1], hold=30)

    granted(asking.take_back_consent(talks.parts, talks.ada.seat, 1))
    talks.waits(30)

    assert talks.bo.sees() == []
    assert talks.mo.carry(held.carry).stop_code is Code.IN_CONFIDENCE


def test_who_takes_a_consent_back_does_not_learn_whether_it_was_used(talks: Talks) -> None:
    agreed(talks)
    before = page(talks.ana)
    talks.mo.carries(WORDS, into="B", sources=[A1])

    assert page(talks.ana) == before
    assert granted(asking.take_back_consent(talks.parts, talks.ana.seat, 1)).at == NOON


def test_a_consent_is_taken_back_once(talks: Talks) -> None:
    agreed(talks)
    granted(asking.take_back_consent(talks.parts, talks.ana.seat, 1))

    again = asking.take_back_consent(talks.parts, talks.ana.seat, 1)

    assert isinstance(again, Refusal)
    assert again.code is Code.CONSENT_MISSING


def test_the_desk_can_take_back_a_question(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    asks(talks)

    granted(asking.take_back_question(talks.parts, talks.mo.seat, "A", 1))

    assert [one.state for one in page(talks.ana).past] == [State.WITHDRAWN]
    assert refusal(answers, talks.ana).code is Code.QUESTION_WITHDRAWN


def test_an_answer_is_given_once(talks: Talks) -> None:
    agreed(talks)

    assert refusal(answers, talks.ada, Reply.NO).code is Code.QUESTION_ANSWERED


def test_an_answer_comes_in_time(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    asks(talks, carry_question(hours=1))
    talks.clock.advance(3600)

    assert refusal(answers, talks.ana).code is Code.QUESTION_ENDED


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (CarryQuestion(into="B", form=CarryForm.IDEA, text="x", sources=()), Code.SOURCE_MISSING),
        (carry_question(text=" "), Code.TEXT_EMPTY),
        (carry_question(into="A"), Code.OWN_ROOM),
        (carry_question(into="H"), Code.ROOM_MISSING),
        (carry_question(Label("A", 9)), Code.SOURCE_UNKNOWN),
        (carry_question(Label("H", 1)), Code.SOURCE_UNKNOWN),
        (carry_question(hours=0), Code.HOURS_OUT_OF_RANGE),
        (carry_question(hours=169), Code.HOURS_OUT_OF_RANGE),
    ],
)
def test_what_cannot_be_asked_is_not(talks: Talks, question: CarryQuestion, code: Code) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)

    assert refusal(asks, talks, question).code is code
    assert page(talks.ana).open == ()


def test_words_of_two_rooms_are_asked_about_in_none() -> None:
    talks = open_talks(parties=3)
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    talks.heads[2].says("We would take eight.", leave=CONFIDENCE)

    assert refusal(asks, talks, carry_question(A1, Label("C", 1))).code is Code.SEVERAL_GIVERS


def test_a_question_must_not_show_what_another_room_gave_in_confidence(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    talks.bo.says("Our reserve stands at 4,100 barrels per day.", leave=CONFIDENCE)
    leaking = carry_question(text="Their reserve stands at 4,100 barrels per day, we hear.")

    refused = refusal(asks, talks, leaking)
    kept = asks(talks, replace(leaking, why="They know it from the press."))

    assert refused.code is Code.REPEATS_CONFIDENCE
    assert kept.number == 1
    assert page(talks).open[0].question.why == "They know it from the press."
    assert page(talks.ana).open[0].question.why is None


# What ends a consent, and of what it is ----------------------------------------------------------------------


@pytest.mark.parametrize("reply", [Reply.NO, Reply.CHANGED])
def test_a_later_answer_to_the_same_words_undoes_a_yes(talks: Talks, reply: Reply) -> None:
    agreed(talks)
    held = talks.mo.carries(WORDS, into="B", sources=[A1], hold=30)
    asks(talks)

    answers(talks.ada, reply, number=2, text="Eight, at most." if reply is Reply.CHANGED else None)
    talks.waits(30)

    assert talks.bo.sees() == []
    assert talks.mo.carry(held.carry).stop_code is Code.IN_CONFIDENCE
    assert refusal(talks.mo.carries, WORDS, into="B", sources=[A1]).code is Code.IN_CONFIDENCE
    for place in (talks, talks.ana):
        assert [one.state for one in page(place).past if one.question.number == 1] == [State.TAKEN_BACK]


def test_taking_one_consent_back_takes_back_each_to_the_same_words(talks: Talks) -> None:
    agreed(talks)
    asks(talks)
    answers(talks.ana, number=2)

    granted(asking.take_back_consent(talks.parts, talks.ana.seat, 1))

    assert refusal(talks.mo.carries, WORDS, into="B", sources=[A1]).code is Code.IN_CONFIDENCE
    assert page(talks).standing == page(talks.ana).standing == ()


def test_a_narrower_leave_ends_a_consent(talks: Talks) -> None:
    """In both logs, and for a message at the door."""
    talks.ana.says("We would take seven.", leave=SUBSTANCE)
    asks(talks, carry_question(form=CarryForm.VERBATIM))
    answers(talks.ana)
    held = talks.mo.carries(WORDS, into="B", sources=[A1], form=CarryForm.VERBATIM, hold=30)

    talks.ana.changes_leave(A1, CONFIDENCE)
    talks.waits(30)

    assert talks.bo.sees() == []
    assert talks.mo.carry(held.carry).stop_code is Code.IN_CONFIDENCE
    for place in (talks, talks.ana):
        assert [one.state for one in page(place).past] == [State.TAKEN_BACK]


def test_a_wider_leave_ends_no_consent(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    asks(talks, carry_question(form=CarryForm.VERBATIM))
    answers(talks.ana)

    talks.ana.changes_leave(A1, SUBSTANCE)
    talks.mo.carries(WORDS, into="B", sources=[A1], form=CarryForm.VERBATIM)

    assert talks.bo.sees() == [WORDS]


def test_a_leave_that_is_narrowed_by_telephone_ends_a_consent(talks: Talks) -> None:
    agreed(talks)
    call = Call(how=Came.TELEPHONE, who=Role.HEAD)

    granted(dictating.agree(talks.parts, talks.mo.seat, A1, call, leave=CONFIDENCE))

    assert page(talks).standing == page(talks.ana).standing == ()


def test_a_consent_serves_as_often_as_it_stands(talks: Talks) -> None:
    agreed(talks)

    for _ in range(2):
        talks.mo.carries(WORDS, into="B", sources=[A1])

    assert talks.bo.sees() == [WORDS, WORDS]


def test_a_consent_is_to_one_type(talks: Talks) -> None:
    """Agreed to as information, it is no demand."""
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    asks(talks, replace(carry_question(), type=MessageType.CLARIFICATION))
    answers(talks.ana)

    refused = refusal(talks.mo.carries, WORDS, into="B", sources=[A1], type=MessageType.DEMAND)
    talks.mo.carries(WORDS, into="B", sources=[A1], type=MessageType.CLARIFICATION)

    assert refused.code is Code.IN_CONFIDENCE
    assert page(talks.ana).standing[0].question.type is MessageType.CLARIFICATION
    assert talks.bo.sees() == [WORDS]


def test_where_nothing_else_is_said_it_is_the_first_sources_type(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE, type=MessageType.OFFER)

    asks(talks)

    assert page(talks.ana).open[0].question.type is MessageType.OFFER


# Words of the room's own, and the guard ---------------------------------------------------------------------

OWN = "The eastern pier could open on 14 March for 4,100 barrels."


def changed() -> Talks:
    """Room A agreed to words of its own, into B."""
    talks = open_talks(parties=3)
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    asks(talks)
    answers(talks.ana, Reply.CHANGED, text=OWN)
    return talks


def test_the_rooms_own_words_are_held_for_the_others() -> None:
    """They were given for one room: in a third nobody says them unnoticed."""
    talks = changed()

    for mark in ("B", "C"):
        assert refusal(talks.mo.speaks, OWN, into=mark).code is Code.REPEATS_CONFIDENCE
    talks.mo.speaks(OWN, into="A")

    assert OWN in talks.ana.sees()


def test_what_was_agreed_to_exactly_goes_without_a_warning() -> None:
    talks = changed()

    talks.mo.carries(OWN, into="B", sources=[A1])

    assert talks.bo.sees() == [OWN]


def test_what_was_agreed_to_in_other_words_is_warned_of() -> None:
    """Where the leave alone would do, the room's own words are no more the mediator's than before."""
    talks = changed()
    talks.ana.changes_leave(A1, SUBSTANCE)

    for words, into in ((OWN + " They say.", "B"), (OWN, "C")):
        assert refusal(talks.mo.carries, words, into=into, sources=[A1]).code is Code.REPEATS_CONFIDENCE


# Which room it is -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("parties", [2, 3])
@pytest.mark.parametrize(("named", "party"), [(None, None), (True, "Belmark"), (False, None)])
def test_a_room_is_told_which_room_where_the_mediator_says_so(
    parties: int,
    named: bool | None,  # noqa: FBT001
    party: str | None,
) -> None:
    """Where it is confidential that talks take place; and it is the same however many parties there are.

    With three parties the guard warns of a name that the room was not told: the mediator says why.
    """
    talks = open_talks(parties=parties)
    talks.ana.says("We would take seven.", leave=CONFIDENCE)

    asks(talks, replace(carry_question(), named=named, why="They agreed to it."))
    wants(talks, into="B", named=named, why="They agreed to it.")

    assert [one.question.party for one in page(talks.ana).open] == [party, party]


@pytest.mark.parametrize("parties", [2, 3])
@pytest.mark.parametrize(("named", "party"), [(None, "Belmark"), (True, "Belmark"), (False, None)])
def test_where_talks_are_no_secret_it_is_told_unless_the_mediator_leaves_it_out(
    parties: int,
    named: bool | None,  # noqa: FBT001
    party: str | None,
) -> None:
    talks = open_talks(parties=parties, fact_confidential=False)
    talks.ana.says("We would take seven.", leave=CONFIDENCE)

    asks(talks, replace(carry_question(), named=named))
    wants(talks, into="B", named=named)

    assert [one.question.party for one in page(talks.ana).open] == [party, party]


def test_another_room_sees_nothing_of_it(talks: Talks) -> None:
    before = talks.bo.page(), page(talks.bo), page(talks.zed)

    agreed(talks)

    assert (talks.bo.page(), page(talks.bo), page(talks.zed)) == before


def test_questions_are_numbered_in_their_room_alone(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    talks.bo.says("We would give six.", leave=CONFIDENCE)

    numbers = [
        asks(talks).number,
        asks(talks).number,
        asks(talks, carry_question(Label("B", 1), into="A")).number,
    ]

    assert numbers == [1, 2, 1]


def test_a_room_is_not_asked_without_end(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    for _ in range(MOST_A_WEEK):
        asks(talks, carry_question(hours=1))

    refused = refusal(asks, talks)
    talks.clock.advance(7 * 86400)

    assert refused.code is Code.ASKED_TOO_OFTEN
    assert asks(talks).number == MOST_A_WEEK + 1


# By role ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.MEDIATOR, Role.CO_MEDIATOR, Role.SECRETARIAT, Role.INTERPRETER])
def test_who_may_ask(talks: Talks, role: Role) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    seat = granted(cases.give_seat(talks.parts, talks.case.desk, role))

    asked = asking.ask_carry(talks.parts, seat, carry_question())

    assert isinstance(asked, AskedAs) is may(role, Act.ASK) is (role in {Role.MEDIATOR, Role.CO_MEDIATOR})


@pytest.mark.parametrize("role", [Role.HEAD, Role.ADVISER, Role.COUNSEL, Role.EXPERT, Role.OBSERVER])
def test_whoever_may_tell_the_mediator_may_answer(talks: Talks, role: Role) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    asks(talks)
    seat = granted(cases.give_seat(talks.parts, talks.ana.seat.place, role))

    answer = answered(talks, seat, 1, Reply.YES)

    assert isinstance(answer, Refusal) is not may(role, Act.TELL)


def test_the_desk_knows_who_answered_as_far_as_the_seat_allows() -> None:
    for shown, role in ((True, Role.ADVISER), (False, None)):
        talks = open_talks(shown=shown)
        talks.ana.says("We would take seven.", leave=CONFIDENCE)
        asks(talks)
        answers(talks.ada)

        assert page(talks).standing[0].question.by == role
        assert page(talks.ana).standing[0].question.by is Role.ADVISER


def test_other_rooms_questions_are_absent(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    asks(talks)

    assert answered(talks, talks.bo.seat, 1, Reply.YES) == ABSENT
    assert asking.take_back_consent(talks.parts, talks.bo.seat, 1) == ABSENT
    assert asking.answer_summary(talks.parts, talks.bo.seat, 1, []) == ABSENT
    assert asking.question_at_desk(talks.parts, talks.mo.seat, "H", 1) is None


def test_an_act_is_done_once(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)

    first = asking.ask_carry(talks.parts, talks.mo.seat, carry_question(), key="a-key")
    again = asking.ask_carry(talks.parts, talks.mo.seat, carry_question(), key="a-key")

    assert first == again
    assert len(page(talks.ana).open) == 1


def test_a_repeated_act_gets_its_first_answer_when_the_room_is_destroyed(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    parts, seat = talks.parts, talks.mo.seat
    call = Call(how=Came.TELEPHONE, who=Role.HEAD)
    leave = LeaveQuestion(label=A1, form=LeaveForm.SUBSTANCE)
    summary = SummaryQuestion(mark="A", points=("Seven.",))

    def acts(suffix: str) -> list[object]:
        return [
            asking.ask_carry(parts, seat, carry_question(), key=f"carry{suffix}"),
            asking.answer_by_telephone(parts, seat, "A", 1, reply=Reply.NO, call=call, key=f"said{suffix}"),
            asking.ask_leave(parts, seat, leave, key=f"leave{suffix}"),
            asking.ask_summary(parts, seat, summary, key=f"summary{suffix}"),
            asking.take_back_question(parts, seat, "A", 2, key=f"back{suffix}"),
        ]

    first = acts("")
    granted(keeping.destroy_room(parts, seat, "A"))

    assert not any(isinstance(one, Refusal) for one in first)
    assert acts("") == first
    assert acts("-new") == [
        Refusal(Code.SOURCE_UNKNOWN, {"source": "A-01"}),
        ABSENT,
        ABSENT,
        Refusal(Code.ROOM_MISSING),
        ABSENT,
    ]


# Requests for leave -----------------------------------------------------------------------------------------


def wants(
    talks: Talks,
    form: LeaveForm = LeaveForm.SUBSTANCE,
    *,
    into: str | None = None,
    named: bool | None = None,
    why: str | None = None,
) -> AskedAs:
    wanted = LeaveQuestion(label=A1, form=form, into=into, named=named, why=why)
    return granted(asking.ask_leave(talks.parts, talks.mo.seat, wanted))


def test_a_request_for_leave_names_the_entry_and_the_form(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)

    wants(talks, into="B", named=True)

    (shown,) = page(talks.ana).open
    assert (shown.question.label, shown.question.wanted, shown.question.party) == (A1, LeaveForm.SUBSTANCE, "Belmark")


@pytest.mark.parametrize(
    ("leave", "reply"),
    [(SUBSTANCE, Reply.YES), (VERBATIM, Reply.YES), (Leave(form=LeaveForm.IDEA), Reply.CHANGED)],
)
def test_a_change_of_leave_answers_it(talks: Talks, leave: Leave, reply: Reply) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    wants(talks)

    talks.ana.changes_leave(A1, leave)

    (shown,) = page(talks).past
    assert (shown.state, shown.question.reply) == (State.GIVEN, reply)
    assert page(talks.ana).open == ()
    assert talks.mo.entry(A1).leave == leave


def test_it_can_be_given_where_it_is_asked(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    wants(talks)

    answers(talks.ana)

    assert talks.mo.entry(A1).leave == SUBSTANCE
    assert page(talks.ana).open == ()


def test_only_the_writer_or_the_head_gives_leave(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    wants(talks)

    assert refusal(answers, talks.ada).code is Code.NOT_WRITER


def test_it_can_be_declined(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    wants(talks)

    answers(talks.ada, Reply.NO)

    assert talks.mo.entry(A1).leave == CONFIDENCE
    assert [one.state for one in page(talks).past] == [State.DECLINED]


def test_leave_is_not_asked_for_what_is_no_leave_or_stands(talks: Talks) -> None:
    talks.ana.says("We would take seven.", leave=VERBATIM)

    assert refusal(wants, talks, LeaveForm.CONFIDENCE).code is Code.LEAVE_NOT_ASKED
    assert refusal(wants, talks, LeaveForm.SUBSTANCE).code is Code.LEAVE_THERE
    assert refusal(wants, talks, LeaveForm.IDEA, into="A").code is Code.OWN_ROOM
    assert refusal(wants, talks, LeaveForm.IDEA, into="H").code is Code.ROOM_MISSING


# The summary ------------------------------------------------------------------------------------------------


def sums_up(talks: Talks, *points: str) -> AskedAs:
    return granted(asking.ask_summary(talks.parts, talks.mo.seat, SummaryQuestion(mark="A", points=points)))


def test_each_point_answered_becomes_an_entry_with_its_leave(talks: Talks) -> None:
    talks.ana.says("Good morning.")
    sums_up(talks, "You would take seven.", "You will not say why.", "You like the hotel.")

    done = granted(
        asking.answer_summary(
            talks.parts,
            talks.ada.seat,
            1,
            [
                PointAnswer(leave=SUBSTANCE, text="We would take seven, not six."),
                PointAnswer(leave=CONFIDENCE),
                PointAnswer(leave=None),
            ],
        )
    )

    assert done.labels == (Label("A", 2), Label("A", 3), None)
    assert talks.mo.sees("A") == ["Good morning.", "We would take seven, not six.", "You will not say why."]
    assert [talks.mo.entry(label).leave for label in (A2, Label("A", 3))] == [SUBSTANCE, CONFIDENCE]
    assert page(talks.ana).past[0].state is State.GIVEN
    talks.mo.carries("They would take seven.", into="B", sources=[A2])


def test_a_summary_is_answered_once_and_whole(talks: Talks) -> None:
    sums_up(talks, "You would take seven.", "You will not say why.")
    answer = [PointAnswer(leave=SUBSTANCE), PointAnswer(leave=SUBSTANCE)]

    def says(*points: PointAnswer, key: str | None = None) -> object:
        return asking.answer_summary(talks.parts, talks.ana.seat, 1, list(points), key=key)

    too_few, own = says(answer[0]), says(answer[0], PointAnswer(leave=Leave(form=LeaveForm.OWN)))
    bad = says(answer[0], PointAnswer(leave=SUBSTANCE, text=" "))
    assert [one.code for one in (too_few, own, bad) if isinstance(one, Refusal)] == [
        Code.POINTS_UNANSWERED,
        Code.ALREADY_TOLD,
        Code.TEXT_EMPTY,
    ]
    assert talks.ana.sees() == []
    first, same, again = says(*answer, key="a-key"), says(*answer, key="a-key"), says(*answer)
    assert first == same
    assert isinstance(again, Refusal)
    assert again.code is Code.QUESTION_ANSWERED
    assert len(talks.ana.sees()) == 2


def test_a_summary_of_which_all_is_struck_is_declined(talks: Talks) -> None:
    sums_up(talks, "You would take seven.")
    granted(asking.answer_summary(talks.parts, talks.ana.seat, 1, [PointAnswer(leave=None)]))

    assert talks.ana.sees() == []
    assert page(talks).past[0].state is State.DECLINED


def test_a_summary_has_points(talks: Talks) -> None:
    assert refusal(sums_up, talks, " ", "").code is Code.POINTS_OUT_OF_RANGE
    assert refusal(sums_up, talks, *["x"] * (MOST_POINTS + 1)).code is Code.POINTS_OUT_OF_RANGE
    assert refusal(sums_up, talks, "x" * 400 + " " + "y" * 400 + " z" * 1000).code is Code.TEXT_TOO_LONG
    assert sums_up(talks, *["x"] * MOST_POINTS).number == 1


def test_a_yes_does_not_answer_a_summary(talks: Talks) -> None:
    sums_up(talks, "You would take seven.")

    assert refusal(answers, talks.ana).code is Code.POINTS_UNANSWERED


# The sheet --------------------------------------------------------------------------------------------------


def test_the_desk_knows_to_what_an_entry_was_agreed(talks: Talks) -> None:
    agreed(talks)

    (entry,) = granted(carrying.told_entries(talks.parts, talks.mo.seat, [A1]))

    assert [consent.form for consent in entry.consents] == [CarryForm.SUBSTANCE]
