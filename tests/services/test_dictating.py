"""The low-tech lane: what a party says by telephone or on paper, taken down at the desk and read back."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from entremise.domain.agenda import MOST_OF_ROOM as MOST_OF_AGENDA
from entremise.domain.agenda import Keeping, Proposing
from entremise.domain.dates import desk_dates, room_dates
from entremise.domain.dictating import AcceptanceSaid, Call, Dictation, Paper, ViewSaid, WordSaid
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events import DeskEvent, RoomEvent, Told
from entremise.domain.events.agenda import ItemKind, ItemProposed, ProposalTold, Stance
from entremise.domain.events.asking import Reply
from entremise.domain.events.dates import DATES, Availability
from entremise.domain.events.mandate import ConsultationSet, ConsultationTold, MandateSet, Reach
from entremise.domain.events.rounds import City
from entremise.domain.ids import NOTES, Label, Mark
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.log import Append
from entremise.domain.mandate import MOST_OF_ROOM as MOST_OF_MANDATE
from entremise.domain.mandate import ROOM_LINES, digest_of
from entremise.domain.roles import Act, may
from entremise.domain.rooms import Seat
from entremise.domain.terms import Came, CarryForm, MessageType, Regime, Role, Taken
from entremise.services import agenda, asking, cases, dates, dictating, keeping, mandate, seconding
from entremise.services.agenda import Telling
from entremise.services.asking import AnsweredAs, AskedAs, CarryQuestion, LeaveQuestion, PointAnswer, SummaryQuestion
from entremise.services.reach import in_room_desk
from entremise.services.speaking import Written
from entremise.services.telling import Telling as Asking
from tests.cast import CONFIDENCE, IDEA, NOON, OWN, SUBSTANCE, Talks, granted, open_talks, refusal

A1 = Label("A", 1)
IN_A = Asking(marks=("A",))
AGO = NOON - timedelta(minutes=10)


def by_phone(who: Role = Role.HEAD, at: datetime = AGO) -> Call:
    return Call(how=Came.TELEPHONE, who=who, at=at)


def dictation(
    text: str = "We would take seven.",
    *,
    leave: Leave | None = None,
    agreed_by: Role | None = None,
    binding: bool = False,
    reply_to: Label | None = None,
) -> Dictation:
    return Dictation(
        text=text,
        call=by_phone(),
        leave=leave,
        type=MessageType.OFFER,
        binding=binding,
        reply_to=reply_to,
        agreed_by=agreed_by,
        agreed=NOON if agreed_by else None,
    )


@pytest.fixture
def sam(talks: Talks) -> Seat:
    """The secretariat."""
    return granted(cases.give_seat(talks.parts, talks.case.desk, Role.SECRETARIAT))


def takes_down(talks: Talks, seat: Seat, asked: Dictation | None = None) -> Label:
    return granted(dictating.take_down(talks.parts, seat, "A", asked or dictation())).label


def test_it_stands_in_the_room_with_how_it_came(talks: Talks, sam: Seat) -> None:
    label = takes_down(talks, sam, dictation(leave=SUBSTANCE, agreed_by=Role.HEAD))

    taken = Taken(
        how=Came.TELEPHONE, said_by=Role.HEAD, said=AGO, by=Role.SECRETARIAT, agreed_by=Role.HEAD, agreed=NOON
    )
    for entry in (talks.ana.entry(label), talks.mo.entry(label)):
        assert (entry.text, entry.role, entry.seat, entry.leave) == ("We would take seven.", Role.HEAD, None, SUBSTANCE)
        assert (entry.taken, entry.read_back) == (taken, taken)


def test_it_may_be_carried_by_the_leave_that_was_given(talks: Talks, sam: Seat) -> None:
    label = takes_down(talks, sam, dictation(leave=SUBSTANCE, agreed_by=Role.COUNSEL))

    talks.mo.carries("They might take seven.", into="B", sources=[label])

    assert talks.bo.sees() == ["They might take seven."]


@pytest.mark.parametrize("regime", Regime)
def test_before_it_is_read_back_it_is_held_in_confidence(regime: Regime) -> None:
    """Whatever the regime makes of entries without a mark."""
    talks = open_talks(regime=regime)
    label = takes_down(talks, talks.mo.seat)

    assert talks.mo.entry(label).leave == CONFIDENCE
    assert talks.mo.entry(label).read_back is None
    assert refusal(talks.mo.carries, "Seven.", into="B", sources=[label]).code is Code.IN_CONFIDENCE


@pytest.mark.parametrize(
    "asked", [dictation(leave=SUBSTANCE), dictation(leave=OWN), dictation(leave=IDEA), dictation(binding=True)]
)
def test_nothing_wider_without_read_back(talks: Talks, sam: Seat, asked: Dictation) -> None:
    assert refusal(takes_down, talks, sam, asked).code is Code.NOT_READ_BACK
    assert talks.ana.sees() == []


def test_what_was_told_cannot_be_the_delegations_own(talks: Talks, sam: Seat) -> None:
    refused = refusal(takes_down, talks, sam, dictation(leave=OWN, agreed_by=Role.HEAD))

    assert refused.code is Code.ALREADY_TOLD


def test_it_is_read_back_later(talks: Talks, sam: Seat) -> None:
    label = takes_down(talks, sam)
    talks.clock.advance(600)

    call = by_phone(Role.ADVISER, talks.clock.at)
    granted(dictating.agree(talks.parts, sam, label, call, leave=SUBSTANCE))

    entry = talks.ana.entry(label)
    assert (entry.leave, entry.taken is not None and entry.taken.agreed_by) == (SUBSTANCE, None)
    assert entry.read_back is not None
    assert (entry.read_back.agreed_by, entry.read_back.agreed) == (Role.ADVISER, talks.clock.at)
    assert talks.mo.entry(label).read_back == entry.read_back


def test_who_agrees_must_be_able_to_tell_the_mediator(talks: Talks, sam: Seat) -> None:
    assert refusal(takes_down, talks, sam, dictation(agreed_by=Role.OBSERVER)).code is Code.ROLE_MAY_NOT
    label = takes_down(talks, sam)
    agreed = dictating.agree(talks.parts, sam, label, by_phone(Role.EXPERT, NOON), leave=SUBSTANCE)
    assert isinstance(agreed, Refusal)
    assert agreed.code is Code.ROLE_MAY_NOT


def test_who_said_it_is_of_the_delegation(talks: Talks, sam: Seat) -> None:
    asked = Dictation(text="Seven.", call=by_phone(Role.MEDIATOR))

    assert refusal(takes_down, talks, sam, asked).code is Code.ROLE_NOT_SEATED


@pytest.mark.parametrize(
    ("said", "agreed"),
    [(NOON + timedelta(minutes=1), None), (AGO, NOON + timedelta(minutes=1)), (AGO, AGO - timedelta(minutes=1))],
)
def test_the_times_follow_each_other(talks: Talks, sam: Seat, said: datetime, agreed: datetime | None) -> None:
    asked = Dictation(
        text="Seven.", call=by_phone(at=said), agreed_by=Role.HEAD if agreed else None, agreed=agreed, leave=CONFIDENCE
    )

    assert refusal(takes_down, talks, sam, asked).code is Code.TAKEN_LATER


def test_only_a_head_changes_by_telephone_what_a_seat_wrote(talks: Talks, sam: Seat) -> None:
    label = talks.ada.says("We would take seven.", leave=CONFIDENCE)

    adviser = dictating.agree(talks.parts, sam, label, by_phone(Role.ADVISER, NOON), leave=SUBSTANCE)
    granted(dictating.agree(talks.parts, sam, label, by_phone(Role.HEAD, NOON), leave=SUBSTANCE))

    assert isinstance(adviser, Refusal)
    assert adviser.code is Code.NOT_WRITER
    assert talks.ana.entry(label).leave == SUBSTANCE


def test_the_room_can_narrow_and_correct_it(talks: Talks, sam: Seat) -> None:
    label = takes_down(talks, sam, dictation(leave=SUBSTANCE, agreed_by=Role.HEAD))

    talks.ana.changes_leave(label, CONFIDENCE)
    talks.ada.says("Not seven: six.", reply_to=label)

    assert talks.mo.entry(label).leave == CONFIDENCE
    assert refusal(talks.ada.changes_leave, label, SUBSTANCE).code is Code.NOT_WRITER
    assert talks.ana.entry(Label("A", 2)).reply_to == label


def test_a_reply_names_what_both_know(talks: Talks, sam: Seat) -> None:
    talks.ana.notes("Our own.")
    brought = talks.mo.speaks("And you?", into="A")

    assert refusal(takes_down, talks, sam, dictation(reply_to=Label(NOTES, 1))).code is Code.REPLY_UNKNOWN
    assert refusal(takes_down, talks, sam, dictation(reply_to=Label("A", 9))).code is Code.REPLY_UNKNOWN
    assert talks.ana.entry(takes_down(talks, sam, dictation(reply_to=brought))).reply_to == brought


def test_what_was_brought_is_read_to_them(talks: Talks, sam: Seat) -> None:
    brought = talks.mo.carries("What if they waited?", into="A", form=CarryForm.IDEA).entered
    assert brought is not None
    talks.clock.advance(30)

    done = granted(dictating.read_out(talks.parts, sam, brought, by_phone(Role.OBSERVER, NOON)))
    again = granted(dictating.read_out(talks.parts, sam, brought, by_phone(Role.HEAD, NOON)))

    assert done == again
    for entry in (talks.ana.entry(brought), talks.mo.entry(brought)):
        assert entry.opened == done.at
        assert entry.read_out is not None
        assert (entry.read_out.said_by, entry.read_out.by) == (Role.OBSERVER, Role.SECRETARIAT)


def test_nothing_is_read_to_them_before_it_came(talks: Talks, sam: Seat) -> None:
    brought = talks.mo.carries("What if they waited?", into="A", form=CarryForm.IDEA).entered
    assert brought is not None

    early = dictating.read_out(talks.parts, sam, brought, by_phone())

    assert isinstance(early, Refusal)
    assert early.code is Code.TAKEN_LATER


def test_what_there_is_not_is_absent(talks: Talks, sam: Seat) -> None:
    said = talks.ana.says("Seven.")

    assert dictating.read_out(talks.parts, sam, said, by_phone(at=NOON)) == ABSENT
    assert dictating.read_out(talks.parts, sam, Label("H", 1), by_phone(at=NOON)) == ABSENT
    assert dictating.agree(talks.parts, sam, Label("A", 9), by_phone(at=NOON), leave=SUBSTANCE) == ABSENT
    nowhere = dictating.take_down(talks.parts, sam, "H", dictation())
    assert isinstance(nowhere, Refusal)
    assert nowhere.code is Code.ROOM_MISSING


def test_a_read_back_is_answered_by_telephone(talks: Talks, sam: Seat) -> None:
    label = takes_down(talks, sam)
    question = CarryQuestion(into="B", form=CarryForm.SUBSTANCE, text="They might take seven.", sources=(label,))
    granted(asking.ask_carry(talks.parts, talks.mo.seat, question))

    early = asking.answer_by_telephone(talks.parts, sam, "A", 1, reply=Reply.YES, call=by_phone())
    granted(asking.answer_by_telephone(talks.parts, sam, "A", 1, reply=Reply.YES, call=by_phone(at=NOON)))
    talks.mo.carries("They might take seven.", into="B", sources=[label])

    assert isinstance(early, Refusal)
    assert early.code is Code.TAKEN_LATER
    assert talks.bo.sees() == ["They might take seven."]
    (shown,) = asking.asked_page(talks.parts, talks.ana.seat).standing
    assert shown.question.taken is not None
    assert (shown.question.by, shown.question.taken.by) == (Role.HEAD, Role.SECRETARIAT)


def test_leave_given_by_telephone_answers_the_request(talks: Talks, sam: Seat) -> None:
    label = takes_down(talks, sam)
    granted(asking.ask_leave(talks.parts, talks.mo.seat, LeaveQuestion(label=label, form=LeaveForm.SUBSTANCE)))

    granted(dictating.agree(talks.parts, sam, label, by_phone(at=NOON), leave=SUBSTANCE))

    assert asking.asked_page(talks.parts, talks.ana.seat).open == ()
    assert asking.asked_page(talks.parts, talks.mo.seat).past[0].question.reply is Reply.YES


def test_another_room_sees_nothing_of_it(talks: Talks, sam: Seat) -> None:
    before = talks.bo.page(), talks.zed.page()

    takes_down(talks, sam, dictation(leave=SUBSTANCE, agreed_by=Role.HEAD))

    assert (talks.bo.page(), talks.zed.page()) == before


@pytest.mark.parametrize("role", [Role.MEDIATOR, Role.CO_MEDIATOR, Role.SECRETARIAT, Role.INTERPRETER])
def test_who_may_take_down(talks: Talks, role: Role) -> None:
    seat = granted(cases.give_seat(talks.parts, talks.case.desk, role))

    done = dictating.take_down(talks.parts, seat, "A", dictation())

    assert isinstance(done, Written) is may(role, Act.DICTATE) is (role is not Role.INTERPRETER)


def test_no_seat_of_a_room_takes_down(talks: Talks) -> None:
    assert refusal(takes_down, talks, talks.ana.seat).code is Code.ROLE_MAY_NOT


def test_it_is_done_once(talks: Talks, sam: Seat) -> None:
    first, again = (dictating.take_down(talks.parts, sam, "A", dictation(), key="a-key") for _ in range(2))

    assert first == again
    assert len(talks.ana.sees()) == 1


def test_a_repeated_act_gets_its_first_answer_when_the_room_is_destroyed(talks: Talks, sam: Seat) -> None:
    parts, brought = talks.parts, talks.mo.carries("Twelve.", into="A", form=CarryForm.IDEA)
    assert brought.entered is not None
    heard = brought.entered

    def acts(suffix: str) -> list[object]:
        return [
            dictating.take_down(parts, sam, "A", dictation(), key=f"down{suffix}"),
            dictating.agree(parts, sam, Label("A", 2), by_phone(at=NOON), leave=SUBSTANCE, key=f"agree{suffix}"),
            dictating.read_out(parts, sam, heard, by_phone(at=NOON), key=f"out{suffix}"),
        ]

    first = acts("")
    granted(keeping.destroy_room(parts, talks.mo.seat, "A"))

    assert not any(isinstance(one, Refusal) for one in first)
    assert acts("") == first
    assert acts("-new") == [Refusal(Code.ROOM_MISSING), ABSENT, ABSENT]


# Papers ---------------------------------------------------------------------------------------------------


def settled(talks: Talks, paper: Paper, *, text: str = "Agreed.", agreed_by: Role | None = Role.HEAD) -> Label:
    whole = replace(dictation(text, agreed_by=agreed_by), paper=paper)
    return granted(dictating.take_down(talks.parts, talks.mo.seat, "A", whole)).label


def test_a_proposal_is_taken_down(talks: Talks) -> None:
    """It stands on the agenda of the room and of the desk, under the next number, as an entry with its leave."""
    granted(agenda.propose(talks.parts, talks.ana.seat, Proposing(title="Sea")))
    label = settled(talks, Proposing(title="Detainees", words="First of all."))
    own, desk = agenda.in_room(talks.parts, talks.ana.seat.place), agenda.at_desk(talks.parts, talks.mo.seat.place)

    assert [(one.number, one.title) for one in own.proposals] == [(1, "Sea"), (2, "Detainees")]
    assert [(one.number, one.title, one.label) for one in desk.proposals][1:] == [(2, "Detainees", label)]
    assert talks.ana.entry(label).text == "Detainees\n\nFirst of all."
    assert talks.ana.entry(label).taken is not None


def test_a_view_is_taken_down_of_an_item_that_the_room_was_told(talks: Talks) -> None:
    item = granted(agenda.keep_item(talks.parts, talks.mo.seat, Keeping(title="Sea"))).number
    view = ViewSaid(item=1, stance=Stance.REFUSES)
    before = dictating.take_down(talks.parts, talks.mo.seat, "A", replace(dictation(), paper=view))
    granted(agenda.show(talks.parts, talks.mo.seat, Telling(item=item, into="A", title="Sea")))
    label = settled(talks, view, text="Not at this table.", agreed_by=None)

    assert before == Refusal(Code.ITEM_UNKNOWN, {"number": 1})
    (known,) = agenda.at_desk(talks.parts, talks.mo.seat.place).items
    assert [(one.mark, one.stance, one.label) for one in known.views] == [("A", Stance.REFUSES, label)]


def test_an_acceptance_and_the_authoritys_word_are_taken_down(talks: Talks) -> None:
    """Each after it was read back, and for the words that were read to them; the word by the head."""
    brought = talks.mo.carries("Nine.", into="A", form=CarryForm.IDEA).entered
    assert brought is not None
    accepted = AcceptanceSaid(of=brought, digest=digest_of("Nine."), authority="Minister")
    word = WordSaid(number=1, digest=digest_of("Nine."), final=True)
    parts, seat = talks.parts, talks.mo.seat

    unread = dictating.take_down(parts, seat, "A", replace(dictation(), paper=accepted))
    other = replace(dictation(agreed_by=Role.HEAD), paper=replace(accepted, digest="0"))
    assert (unread, dictating.take_down(parts, seat, "A", other)) == (
        Refusal(Code.NOT_READ_BACK),
        Refusal(Code.ACCEPTED_DIFFER, {"source": str(brought)}),
    )
    label = settled(talks, accepted)
    adviser = replace(dictation(agreed_by=Role.ADVISER), paper=word)
    assert isinstance(dictating.take_down(parts, seat, "A", adviser), Refusal)
    final = settled(talks, word, text="The Minister confirms.")

    own = in_room_desk(parts, talks.ana.seat.place).acceptances
    assert [(one.label, one.final, one.settled_by) for one in own] == [(label, True, final)]
    assert talks.ana.entry(final).binding
    again = dictating.take_down(parts, seat, "A", replace(dictation(agreed_by=Role.HEAD), paper=word))
    assert again == Refusal(Code.ALREADY_SETTLED)


def test_a_full_agenda_takes_nothing_down(talks: Talks) -> None:
    """As full as its room could make it, whoever wrote the lines; another room's has place."""
    label = settled(talks, Proposing(title="Sea"))
    own = ItemProposed(number=1, label=label, kind=ItemKind.ITEM, title="Sea", words="")
    at_desk = ProposalTold(mark=Mark("A"), number=1, label=label, kind=ItemKind.ITEM, title="Sea", words="")
    fills(talks, own, at_desk, times=MOST_OF_AGENDA - 2)
    granted(agenda.propose(talks.parts, talks.ana.seat, Proposing(title="Grain")))
    whole = replace(dictation(agreed_by=Role.HEAD), paper=Proposing(title="Detainees"))
    parts, full = talks.parts, Refusal(Code.PAPER_FULL, {"most": MOST_OF_AGENDA})

    assert agenda.propose(parts, talks.ana.seat, Proposing(title="Detainees")) == full
    assert dictating.take_down(parts, talks.mo.seat, "A", whole) == full
    granted(dictating.take_down(parts, talks.mo.seat, "B", whole))


def test_a_full_mandate_takes_nothing_down(talks: Talks) -> None:
    """By what the desk was told: how much a delegation keeps to itself shows in no answer to the desk."""
    brought = talks.mo.carries("Nine.", into="A", form=CarryForm.IDEA).entered
    assert brought is not None
    accepted = AcceptanceSaid(of=brought, digest=digest_of("Nine."), authority="Minister")
    parts, seat, room = talks.parts, talks.mo.seat, talks.ana.seat
    kept = MandateSet(item=0, reach=Reach.INSIDE, words="Sea.", seat=room.id, role=room.role)
    with parts.store.writing(room.place):
        parts.store.append([Append(room.place, kept)] * MOST_OF_MANDATE, at=NOON)

    assert mandate.set_mandate(parts, room, 0, reach=Reach.INSIDE) == Refusal(
        Code.PAPER_FULL, {"most": MOST_OF_MANDATE}
    )
    label = settled(talks, accepted)
    consults = ConsultationTold(mark=Mark("A"), until=None)
    fills(talks, ConsultationSet(until=None, words="", told=True, seat=room.id, role=room.role), consults, times=999)

    whole = replace(dictation(agreed_by=Role.HEAD), paper=accepted)
    assert dictating.take_down(parts, seat, "A", whole) == Refusal(Code.PAPER_FULL, {"most": MOST_OF_MANDATE})
    own = in_room_desk(parts, room.place)
    assert ([one.words for one in own.mandates], [one.label for one in own.acceptances]) == (["Sea."], [label])
    assert own.written == ROOM_LINES


def fills(talks: Talks, own: RoomEvent, at_desk: DeskEvent, *, times: int) -> None:
    """The same two lines, in room A and at the desk."""
    room, desk = talks.ana.seat.place, talks.mo.seat.place
    with talks.parts.store.writing(room, desk):
        talks.parts.store.append([Append(room, own), Append(desk, at_desk)] * times, at=NOON)


def test_a_summary_is_answered_point_by_point(talks: Talks) -> None:
    """Each that is not struck is an entry as it was taken down, with its leave."""
    summary = SummaryQuestion(mark="A", points=("June.", "Nine.", "Grain."))
    granted(asking.ask_summary(talks.parts, talks.mo.seat, summary))
    talks.clock.advance(600)
    points = (
        PointAnswer(leave=SUBSTANCE),
        PointAnswer(leave=None),
        PointAnswer(leave=CONFIDENCE, text="Grain, perhaps."),
    )
    call = by_phone(at=talks.clock.now())
    done = granted(dictating.answer_summary(talks.parts, talks.mo.seat, "A", 1, points=points, call=call))

    assert done.labels == (Label("A", 1), None, Label("A", 2))
    assert [(talks.ana.entry(one).text, talks.ana.entry(one).leave) for one in done.labels if one is not None] == [
        ("June.", SUBSTANCE),
        ("Grain, perhaps.", CONFIDENCE),
    ]
    assert asking.open_questions(talks.parts, talks.ana.seat) == ()


def test_dates_are_answered_by_telephone(talks: Talks) -> None:
    """For a question that the room was asked, and as many answers as there are dates."""
    slots = (NOON + timedelta(days=1), NOON + timedelta(days=2))
    number = granted(
        dates.propose(
            talks.parts, talks.mo.seat, "Next", slots, city=City(name="Muscat", zone="Asia/Muscat"), telling=IN_A
        )
    ).number
    yes_no, call = (Availability.YES, Availability.NO), by_phone(at=NOON)
    parts, seat = talks.parts, talks.mo.seat

    assert dictating.answer_dates(parts, seat, "B", number, answers=yes_no, call=call) == ABSENT
    too_few = dictating.answer_dates(parts, seat, "A", number, answers=yes_no[:1], call=call)
    assert too_few == Refusal(Code.ANSWERS_MISSING, {"count": 2})
    granted(dictating.answer_dates(parts, seat, "A", number, answers=yes_no, call=call))
    (own,) = room_dates(parts.store.topic(talks.ana.seat.place, DATES, limit=50))
    (kept,) = desk_dates(parts.store.topic(seat.place, DATES, limit=50))
    assert (own.answers, [one.answers for one in kept.asked]) == (yes_no, [yes_no])


# The guard, and a second seat ---------------------------------------------------------------------------------

SECRET = "Forty-one turbines may leave by the southern pier."
WHY = "They said so themselves on the telephone."


def in_b(text: str, *, leave: Leave | None = None, paper: Paper | None = None) -> Dictation:
    agreed_by = Role.HEAD if leave else None
    return Dictation(text=text, call=by_phone(), leave=leave, agreed_by=agreed_by, paper=paper)


@pytest.mark.parametrize(
    "paper", [None, Proposing(title="Pier", words=SECRET, kind=ItemKind.ITEM), Proposing(title=SECRET[:49], words="")]
)
def test_words_of_another_room_are_taken_down_with_a_reason_alone(
    talks: Talks, sam: Seat, paper: Proposing | None
) -> None:
    talks.ana.says(SECRET, leave=CONFIDENCE)

    done = dictating.take_down(talks.parts, sam, "B", in_b(SECRET, paper=paper))

    assert done == Refusal(Code.REPEATS_CONFIDENCE, {"source": "A-01"})
    assert talks.bo.sees() == []
    granted(dictating.take_down(talks.parts, sam, "B", in_b(SECRET, paper=paper), why=WHY))
    told = [
        line.event
        for line in talks.parts.store.lines(talks.place(None), after=0, limit=50)
        if isinstance(line.event, Told)
    ]
    assert [(one.label, one.why) for one in told] == [(A1, None), (Label("B", 1), WHY)]


def test_points_and_an_answer_in_other_words_are_guarded_too(talks: Talks, sam: Seat) -> None:
    talks.ana.says(SECRET, leave=CONFIDENCE)
    b1 = talks.bo.says("We like it here.", leave=CONFIDENCE)
    question = CarryQuestion(into="A", form=CarryForm.SUBSTANCE, text="They like it.", sources=(b1,))
    granted(asking.ask_carry(talks.parts, talks.mo.seat, question))
    granted(asking.ask_summary(talks.parts, talks.mo.seat, SummaryQuestion(mark="B", points=("You like it.",))))
    call, points = by_phone(at=NOON), [PointAnswer(leave=CONFIDENCE, text=SECRET)]

    changed = asking.answer_by_telephone(talks.parts, sam, "B", 1, reply=Reply.CHANGED, call=call, text=SECRET)
    answered = dictating.answer_summary(talks.parts, sam, "B", 2, points=points, call=call)

    assert (changed, answered) == (Refusal(Code.REPEATS_CONFIDENCE, {"source": "A-01"}),) * 2
    granted(dictating.answer_summary(talks.parts, sam, "B", 2, points=points, call=call, why=WHY))


def test_an_answer_that_was_taken_down_carries_no_other_rooms_words(sam_of_three: tuple[Talks, Seat]) -> None:
    talks, sam = sam_of_three
    talks.ana.says(SECRET, leave=CONFIDENCE)
    b1 = talks.bo.says("We like it here.", leave=CONFIDENCE)
    question = CarryQuestion(into="C", form=CarryForm.SUBSTANCE, text="They like it.", sources=(b1,))
    granted(asking.ask_carry(talks.parts, talks.mo.seat, question))
    granted(
        asking.answer_by_telephone(
            talks.parts, sam, "B", 1, reply=Reply.CHANGED, call=by_phone(at=NOON), text=SECRET, why=WHY
        )
    )

    refused = refusal(talks.mo.carries, SECRET, into="C", sources=[b1])

    assert refused == Refusal(Code.REPEATS_CONFIDENCE, {"source": "A-01"})


def test_an_answer_that_was_taken_down_is_carried_as_it_was_agreed(sam_of_three: tuple[Talks, Seat]) -> None:
    """Where it repeats no other room, nothing warns: of itself it is no repetition."""
    talks, sam = sam_of_three
    b1 = talks.bo.says("We like it here.", leave=CONFIDENCE)
    question = CarryQuestion(into="C", form=CarryForm.SUBSTANCE, text="They like it.", sources=(b1,))
    granted(asking.ask_carry(talks.parts, talks.mo.seat, question))
    call = by_phone(at=NOON)
    granted(asking.answer_by_telephone(talks.parts, sam, "B", 1, reply=Reply.CHANGED, call=call, text=SECRET))

    talks.mo.carries(SECRET, into="C", sources=[b1])

    assert talks.mo.sees("C") == [SECRET]


@pytest.fixture
def sam_of_three() -> tuple[Talks, Seat]:
    talks = open_talks(parties=3)
    return talks, granted(cases.give_seat(talks.parts, talks.case.desk, Role.SECRETARIAT))


@pytest.fixture
def co(talks: Talks) -> Seat:
    """A co-mediator, in a case that requires a second seat."""
    seat = granted(cases.give_seat(talks.parts, talks.case.desk, Role.CO_MEDIATOR))
    granted(seconding.require(talks.parts, talks.mo.seat, on=True))
    return seat


def test_a_wider_leave_by_telephone_needs_a_second_seat(talks: Talks, sam: Seat, co: Seat) -> None:
    talks.ana.says(SECRET, leave=CONFIDENCE)
    call = Call(how=Came.TELEPHONE, who=Role.HEAD)

    def agrees(leave: Leave, why: str | None = WHY) -> Written | Refusal:
        talks.clock.advance(1)
        return dictating.agree(talks.parts, sam, A1, call, leave=leave, why=why)

    assert agrees(SUBSTANCE, None) == Refusal(Code.SECOND_LEAVE)
    assert agrees(SUBSTANCE) == Refusal(Code.SECOND_ASKED, {"number": 1})
    assert talks.ana.entry(A1).leave == CONFIDENCE
    (asked,) = seconding.second_page(talks.parts, co).open
    assert [(leaf.text, leaf.leave) for leaf in asked.second.asked.entering.leaves] == [(SECRET, SUBSTANCE)]
    granted(seconding.answer(talks.parts, co, 1, agrees=True))
    assert agrees(IDEA) == Refusal(Code.SECOND_ASKED, {"number": 2})

    granted(agrees(SUBSTANCE))

    assert (talks.ana.entry(A1).leave, talks.mo.entry(A1).leave) == (SUBSTANCE, SUBSTANCE)


def test_a_yes_by_telephone_by_which_words_may_be_carried_needs_a_second_seat(
    talks: Talks, sam: Seat, co: Seat
) -> None:
    """It is a leave like any other. One agrees to the answer to that question, and to no other of the same words."""
    talks.ana.says(SECRET, leave=CONFIDENCE)
    question = CarryQuestion(into="B", form=CarryForm.SUBSTANCE, text="Some may leave.", sources=(A1,))
    for form in (CarryForm.SUBSTANCE, CarryForm.IDEA):
        granted(asking.ask_carry(talks.parts, talks.mo.seat, replace(question, form=form)))

    def answers(number: int, reply: Reply = Reply.YES, why: str | None = WHY) -> AnsweredAs | Refusal:
        talks.clock.advance(1)
        call = Call(how=Came.TELEPHONE, who=Role.HEAD)
        return asking.answer_by_telephone(talks.parts, sam, "A", number, reply=reply, call=call, why=why)

    assert answers(1, why=None) == Refusal(Code.SECOND_LEAVE)
    assert answers(1) == Refusal(Code.SECOND_ASKED, {"number": 1})
    (asked,) = seconding.second_page(talks.parts, co).open
    assert [leaf.text for leaf in asked.second.asked.entering.leaves] == ["Some may leave."]
    granted(seconding.answer(talks.parts, co, 1, agrees=True))
    assert answers(2) == Refusal(Code.SECOND_ASKED, {"number": 2})

    granted(answers(1))
    granted(answers(2, Reply.NO, why=None))

    page = asking.asked_page(talks.parts, talks.ana.seat)
    shown = [one.question for one in (*page.open, *page.standing, *page.past)]
    assert {one.number: one.reply for one in shown} == {1: Reply.YES, 2: Reply.NO}


def test_a_question_that_names_a_party_is_agreed_to_for_its_own_entry(sam_of_three: tuple[Talks, Seat]) -> None:
    """The second seat's agreement serves for no question about another entry."""
    talks, _ = sam_of_three
    co = granted(cases.give_seat(talks.parts, talks.case.desk, Role.CO_MEDIATOR))
    granted(seconding.require(talks.parts, talks.mo.seat, on=True))
    for text in ("Nine.", "Ten."):
        talks.ana.says(text, leave=CONFIDENCE)

    def asks(label: Label) -> object:
        asked = LeaveQuestion(label=label, form=LeaveForm.SUBSTANCE, into="B", named=True, why=WHY)
        return asking.ask_leave(talks.parts, talks.mo.seat, asked)

    assert asks(A1) == Refusal(Code.SECOND_ASKED, {"number": 1})
    granted(seconding.answer(talks.parts, co, 1, agrees=True))

    assert asks(Label("A", 2)) == Refusal(Code.SECOND_ASKED, {"number": 2})
    assert isinstance(asks(A1), AskedAs)


def test_a_narrower_leave_by_telephone_needs_none(talks: Talks, sam: Seat, co: Seat) -> None:
    talks.ana.says(SECRET, leave=SUBSTANCE)

    granted(dictating.agree(talks.parts, sam, A1, by_phone(at=NOON), leave=CONFIDENCE))

    assert talks.ana.entry(A1).leave == CONFIDENCE


def test_nor_are_the_same_words_taken_down_again_with_a_wider_leave(talks: Talks, sam: Seat, co: Seat) -> None:
    talks.ana.says(SECRET, leave=CONFIDENCE)
    again = in_b(SECRET, leave=SUBSTANCE)

    assert dictating.take_down(talks.parts, sam, "A", again) == Refusal(Code.REPEATS_CONFIDENCE, {"source": "A-01"})
    assert dictating.take_down(talks.parts, sam, "A", again, why=WHY) == Refusal(Code.SECOND_ASKED, {"number": 1})
    granted(seconding.answer(talks.parts, co, 1, agrees=True))
    granted(dictating.take_down(talks.parts, sam, "A", again, why=WHY))
