"""Words that the guard warns of, kept with a second seat's agreement: exactly these, once, for a day."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final, cast

import pytest

from entremise.domain.agenda import Keeping
from entremise.domain.errors import Code, Refusal
from entremise.domain.events.agenda import ItemState
from entremise.domain.events.rounds import City
from entremise.domain.events.seconding import EnterBy, SecondRequired
from entremise.domain.ids import DeskId, Label, PlaceId
from entremise.domain.leave import LeaveForm
from entremise.domain.rooms import Seat
from entremise.domain.rounds import Setting
from entremise.domain.seconding import MOST_A_DAY, STANDS, SecondState
from entremise.domain.terms import CarryForm, Role
from entremise.domain.tracks import Track
from entremise.services import (
    agenda,
    asking,
    carrying,
    cases,
    dates,
    guarding,
    rounds,
    seats,
    seconding,
    speaking,
    tracks,
    valuing,
)
from entremise.services.asking import CarryQuestion, LeaveQuestion, SummaryQuestion
from entremise.services.carrying import Carrying
from entremise.services.cases import Party
from entremise.services.ports import Parts
from entremise.services.seconding import Waiting
from entremise.services.telling import Telling
from tests.cast import CONFIDENCE, IDEA, NOON, SUBSTANCE, Talks, granted, in_memory, open_talks, terms

SECRET = "Between us: a phased order would do if the first phase is short."
SAYS_IT = "They might live with it if the first phase is short."
WHY = "They said so in public since."
MUSCAT: Final = City(name="Muscat", zone="Asia/Muscat")


@dataclass(frozen=True)
class Desk:
    """A desk that requires a second seat, with two who may agree and a secretary."""

    talks: Talks
    mo: Seat
    co: Seat
    secretary: Seat

    def says(self, text: str = SAYS_IT, *, into: str = "B", why: str | None = WHY, seat: Seat | None = None) -> object:
        """The mediator speaks in a room."""
        return speaking.speak(self.talks.parts, seat or self.mo, into, text, why=why)

    def announces(self, *, into: tuple[str, ...] = ("A", "B"), seat: Seat | None = None) -> object:
        """The desk announces the same words."""
        return speaking.announce(self.talks.parts, seat or self.mo, SAYS_IT, into=into, why=WHY)

    def agrees(self, number: int = 1, *, seat: Seat | None = None) -> None:
        """The second seat agrees."""
        granted(seconding.answer(self.talks.parts, seat or self.co, number, agrees=True))

    def states(self) -> dict[int, SecondState]:
        """Where each request stands."""
        page = seconding.second_page(self.talks.parts, self.mo)
        return {one.second.number: one.state for one in (*page.open, *page.standing, *page.past)}


def asked(number: int = 1) -> Refusal:
    """That a second seat was asked."""
    return Refusal(Code.SECOND_ASKED, {"number": number})


def held_by_one(talks: Talks, *held: Seat) -> list[Seat]:
    """The seats, held by one staff account."""
    found = [replace(seat, account="one") for seat in held]
    with talks.parts.store.writing(talks.mo.seat.place):
        for seat in found:
            talks.parts.store.keep_seat(seat)
    return found


def refused(done: object) -> Refusal:
    """The refusal with which the house answered."""
    assert isinstance(done, Refusal)
    return done


def desk_of(talks: Talks) -> Desk:
    co, secretary = (
        granted(cases.give_seat(talks.parts, talks.place(None), role)) for role in (Role.CO_MEDIATOR, Role.SECRETARIAT)
    )
    granted(seconding.require(talks.parts, talks.mo.seat, on=True))
    talks.ana.says(SECRET, leave=CONFIDENCE)
    return Desk(talks, talks.mo.seat, co, secretary)


def carries(desk: Desk, *, hold: int = 0) -> object:
    words = Carrying(into="B", form=CarryForm.IDEA, text=SAYS_IT, hold_seconds=hold, why=WHY)
    return carrying.carry(desk.talks.parts, desk.mo, words)


@pytest.fixture
def desk(talks: Talks) -> Desk:
    return desk_of(talks)


# The setting ------------------------------------------------------------------------------------------------


def test_it_is_off_until_somebody_switches_it_on(talks: Talks) -> None:
    talks.ana.says(SECRET, leave=CONFIDENCE)

    assert not seconding.second_page(talks.parts, talks.mo.seat).known.required
    granted(speaking.speak(talks.parts, talks.mo.seat, "B", SAYS_IT, why=WHY))


def test_a_desk_with_one_who_may_agree_does_not_switch_it_on(talks: Talks) -> None:
    """A secretary cannot agree; without a second who can, nothing could be kept."""
    granted(cases.give_seat(talks.parts, talks.place(None), Role.SECRETARIAT))

    assert seconding.require(talks.parts, talks.mo.seat, on=True) == Refusal(Code.SECOND_MISSING)


def test_two_seats_of_one_person_are_one(talks: Talks) -> None:
    """As far as the house can know: both are held by one staff account."""
    second = granted(cases.give_seat(talks.parts, talks.place(None), Role.CO_MEDIATOR))
    held_by_one(talks, talks.mo.seat, second)

    assert seconding.require(talks.parts, talks.mo.seat, on=True) == Refusal(Code.SECOND_MISSING)


def test_a_case_can_be_opened_so() -> None:
    parts = in_memory()
    case = granted(cases.open_case(parts, terms(), [Party(name="Arvend"), Party(name="Belmark")], second=True))
    mo = granted(cases.give_seat(parts, case.desk, Role.MEDIATOR))

    known = seconding.second_page(parts, mo).known
    (line,) = parts.store.topic(case.desk, "second", limit=9)
    assert (known.required, known.by) == (True, None)
    assert line.event == SecondRequired(on=True, seat=None, role=None)


def ends(desk: Desk, *by: Seat) -> list[bool]:
    """Each seat sets that no second one is required: whether one still is."""
    return [granted(seconding.require(desk.talks.parts, seat, on=False)).required for seat in by]


def test_switched_off_by_two_a_reason_is_enough_again(desk: Desk) -> None:
    assert ends(desk, desk.mo, desk.co) == [True, False]

    assert not isinstance(desk.says(), Refusal)
    assert desk.talks.bo.sees() == [SAYS_IT]


def test_one_person_does_not_end_it(desk: Desk) -> None:
    """However often that seat asks, and whichever of its seats."""
    mo, own = held_by_one(
        desk.talks, desk.mo, granted(cases.give_seat(desk.talks.parts, desk.mo.place, Role.CO_MEDIATOR))
    )

    assert ends(desk, mo, mo) == [True, True]
    assert seconding.require(desk.talks.parts, own, on=False) == Refusal(Code.SECOND_OWN)
    assert desk.says(seat=mo) == asked()


def test_alone_at_the_desk_it_is_not_ended(desk: Desk) -> None:
    """Neither by asking then, nor by what was asked before the other seat was taken away."""
    assert ends(desk, desk.co) == [True]
    granted(seats.remove(desk.talks.parts, desk.mo, desk.co.id))

    assert seconding.require(desk.talks.parts, desk.mo, on=False) == Refusal(Code.SECOND_MISSING)
    assert seconding.second_page(desk.talks.parts, desk.mo).known.required


def test_the_wish_to_end_it_ends_after_a_day(desk: Desk) -> None:
    assert ends(desk, desk.mo) == [True]
    desk.talks.clock.advance(STANDS.total_seconds())

    assert seconding.second_page(desk.talks.parts, desk.co).ending is None
    assert ends(desk, desk.co, desk.mo) == [True, False]


@pytest.mark.parametrize("who", ["mo", "co"])
def test_required_anew_the_wish_is_dropped(desk: Desk, who: str) -> None:
    """By whoever asked, or by whoever was to agree."""
    ends(desk, desk.mo)
    granted(seconding.require(desk.talks.parts, getattr(desk, who), on=True))

    assert seconding.second_page(desk.talks.parts, desk.co).ending is None
    assert ends(desk, desk.co) == [True]


def test_each_seat_is_told_what_it_can_do_about_the_end(desk: Desk) -> None:
    ends(desk, desk.mo)

    shown = [seconding.second_page(desk.talks.parts, seat) for seat in (desk.mo, desk.co, desk.secretary)]
    assert [page.ends for page in shown] == [False, True, False]
    assert [seconding.waiting(desk.talks.parts, seat).ends for seat in (desk.mo, desk.co, desk.secretary)] == [
        False,
        True,
        False,
    ]
    assert {page.ending is not None and page.ending.role for page in shown} == {Role.MEDIATOR}


def test_as_it_is_already_nothing_is_written(desk: Desk) -> None:
    before = desk.talks.parts.store.head(desk.mo.place)

    granted(seconding.require(desk.talks.parts, desk.co, on=True))

    assert desk.talks.parts.store.head(desk.mo.place) == before


# Asking -----------------------------------------------------------------------------------------------------


def test_a_reason_alone_asks_a_second_seat(desk: Desk) -> None:
    assert desk.says() == asked()

    (shown,) = seconding.second_page(desk.talks.parts, desk.co).open
    request = shown.second.asked
    assert (shown.answers, shown.own) == (True, False)
    assert (request.entering.by, request.entering.leaves[0].into, request.entering.leaves[0].text) == (
        EnterBy.SPEAK,
        ("B",),
        SAYS_IT,
    )
    assert (request.why, [one.what.id for one in request.repeated]) == (WHY, ["A-01"])
    assert desk.talks.bo.sees() == []


def test_words_that_repeat_nothing_need_nobody(desk: Desk) -> None:
    assert not isinstance(desk.says("Good morning."), Refusal)
    assert desk.states() == {}


def test_without_a_reason_nobody_is_asked(desk: Desk) -> None:
    assert desk.says(why=None) == Refusal(Code.REPEATS_CONFIDENCE, {"source": "A-01"})
    assert desk.states() == {}


def test_the_same_is_asked_once(desk: Desk) -> None:
    assert [desk.says(), desk.says()] == [asked(), asked()]
    assert desk.states() == {1: SecondState.OPEN}


def test_the_desk_is_told_what_concerns_each_seat(desk: Desk) -> None:
    desk.says()

    def waits(seat: Seat) -> Waiting:
        return seconding.waiting(desk.talks.parts, seat)

    assert waits(desk.mo) == Waiting(required=True, open=1)
    assert waits(desk.co) == Waiting(required=True, for_it=1)
    assert waits(desk.secretary) == Waiting(required=True)
    desk.agrees()
    assert waits(desk.mo) == Waiting(required=True, agreed=1)
    assert waits(desk.co) == Waiting(required=True)


def test_no_more_is_asked_in_a_day_than_may_be(desk: Desk) -> None:
    for number in range(MOST_A_DAY - 1):
        desk.says(f"{SAYS_IT} {number} apples.")

    assert desk.says() == Refusal(Code.SECOND_OFTEN, {"most": MOST_A_DAY})
    desk.talks.clock.advance(STANDS.total_seconds())
    assert desk.says() == asked(MOST_A_DAY)


# Answering --------------------------------------------------------------------------------------------------


def test_an_agreement_lets_exactly_this_pass_once(desk: Desk) -> None:
    """While the message waits at the door, the room has not got the words yet: so the guard warns again."""
    carries(desk, hold=600)
    desk.agrees()

    assert not isinstance(carries(desk, hold=600), Refusal)
    assert desk.states() == {1: SecondState.USED}
    assert carries(desk, hold=600) == asked(2)


@pytest.mark.parametrize(
    "otherwise",
    [
        lambda desk: desk.says(f"{SAYS_IT} Please."),
        lambda desk: desk.announces(into=("B",)),
        lambda desk: desk.says(seat=desk.co),
    ],
    ids=["other words", "another act", "another seat"],
)
def test_an_agreement_is_to_nothing_else(desk: Desk, otherwise: Callable[[Desk], object]) -> None:
    desk.says()
    desk.agrees()

    assert otherwise(desk) == asked(2)
    assert desk.talks.bo.sees() == []


def test_it_is_to_these_rooms_alone() -> None:
    desk = desk_of(open_talks(parties=3))
    desk.announces(into=("A", "B"))
    desk.agrees()

    assert desk.announces(into=("A", "C")) == asked(2)
    assert desk.announces(into=("A", "B", "C")) == asked(3)
    assert not isinstance(desk.announces(into=("B", "A")), Refusal)


def test_it_covers_what_was_shown_and_no_more(desk: Desk) -> None:
    """New confidences came in meanwhile: the second seat has not seen what is repeated now."""
    desk.says()
    desk.agrees()
    desk.talks.ana.says("Mind you, the first phase is short in our view.", leave=CONFIDENCE)

    assert desk.says() == asked(2)
    page = seconding.second_page(desk.talks.parts, desk.co)
    assert [one.what.id for one in page.open[0].second.asked.repeated] == ["A-01", "A-02"]


def test_a_request_that_was_shown_less_gives_way(desk: Desk) -> None:
    desk.says()
    desk.talks.ana.says("Mind you, the first phase is short in our view.", leave=CONFIDENCE)

    assert desk.says() == asked(2)
    assert desk.states() == {1: SecondState.WITHDRAWN, 2: SecondState.OPEN}


def test_less_than_was_shown_is_covered(desk: Desk) -> None:
    """What the giver has let go of since is no reason to ask again."""
    late = desk.talks.ana.says("Mind you, the first phase is short in our view.", leave=CONFIDENCE)
    desk.says()
    desk.agrees()
    desk.talks.ana.changes_leave(late, SUBSTANCE)

    assert not isinstance(desk.says(), Refusal)


@pytest.mark.parametrize(("when", "ends"), [(STANDS.total_seconds() - 1, False), (STANDS.total_seconds(), True)])
def test_an_agreement_ends_after_a_day(desk: Desk, when: float, ends: bool) -> None:  # noqa: FBT001 – a case
    desk.says()
    desk.agrees()
    desk.talks.clock.advance(when)

    assert isinstance(desk.says(), Refusal) is ends


def test_a_request_ends_after_a_day(desk: Desk) -> None:
    desk.says()
    desk.talks.clock.advance(STANDS.total_seconds())

    assert desk.states() == {1: SecondState.ENDED}
    assert refused(seconding.answer(desk.talks.parts, desk.co, 1, agrees=True)).code is Code.SECOND_SETTLED


def test_nobody_agrees_with_itself(desk: Desk) -> None:
    desk.says()

    assert refused(seconding.answer(desk.talks.parts, desk.mo, 1, agrees=True)) == Refusal(Code.SECOND_OWN)


def test_nobody_agrees_with_itself_from_another_seat(desk: Desk) -> None:
    mo, co = held_by_one(desk.talks, desk.mo, desk.co)
    desk.says(seat=mo)

    assert refused(seconding.answer(desk.talks.parts, co, 1, agrees=True)) == Refusal(Code.SECOND_OWN)


def test_a_secretary_asks_and_does_not_answer(desk: Desk) -> None:
    assert desk.announces(seat=desk.secretary) == asked()
    desk.says()

    assert refused(seconding.answer(desk.talks.parts, desk.secretary, 2, agrees=True)).code is Code.ROLE_MAY_NOT
    desk.agrees(seat=desk.mo)
    assert not isinstance(desk.announces(seat=desk.secretary), Refusal)


def test_a_refusal_says_why_and_lets_nothing_pass(desk: Desk) -> None:
    desk.says()

    assert refused(seconding.answer(desk.talks.parts, desk.co, 1, agrees=False)).code is Code.TEXT_EMPTY
    granted(seconding.answer(desk.talks.parts, desk.co, 1, agrees=False, words="It would show who told us."))
    assert desk.states() == {1: SecondState.REFUSED}
    assert desk.says() == asked(2)


def test_what_was_answered_is_not_answered_again(desk: Desk) -> None:
    desk.says()
    desk.agrees()

    for agrees in (True, False):
        told = refused(seconding.answer(desk.talks.parts, desk.co, 1, agrees=agrees, words="No."))
        assert told == Refusal(Code.SECOND_SETTLED)


@pytest.mark.parametrize("agreed", [False, True])
def test_the_asking_seat_takes_its_request_back(desk: Desk, agreed: bool) -> None:  # noqa: FBT001 – a case
    desk.says()
    if agreed:
        desk.agrees()

    assert refused(seconding.withdraw(desk.talks.parts, desk.co, 1)).code is Code.ABSENT
    granted(seconding.withdraw(desk.talks.parts, desk.mo, 1))
    assert desk.states() == {1: SecondState.WITHDRAWN}
    assert desk.says() == asked(2)


def test_the_agreement_of_a_seat_that_is_gone_counts_no_more(desk: Desk) -> None:
    desk.says()
    desk.agrees()
    granted(seats.remove(desk.talks.parts, desk.mo, desk.co.id))

    assert desk.says() == asked(2)


# Every act --------------------------------------------------------------------------------------------------


def test_a_carry_is_agreed_to_with_what_it_rests_on(desk: Desk) -> None:
    """The line above the words may name whose they are, and what a source holds is not warned of."""
    source = desk.talks.ana.says("We are ready to speak of relief.", leave=IDEA)

    def carried(*sources: Label) -> object:
        words = Carrying(into="B", form=CarryForm.HYPOTHETICAL, text=SAYS_IT, sources=sources, why=WHY)
        return carrying.carry(desk.talks.parts, desk.mo, words)

    assert carried() == asked()
    desk.agrees()
    assert carried(source) == asked(2)
    assert not isinstance(carried(), Refusal)


def sums_up(desk: Desk) -> object:
    question = SummaryQuestion(mark="B", points=("We met.", SAYS_IT), why=WHY)
    return asking.ask_summary(desk.talks.parts, desk.mo, question)


def prepares(desk: Desk) -> None:
    """What there is to ask about and to tell of."""
    desk.talks.bo.says("We have nothing to add.", leave=CONFIDENCE)
    granted(agenda.keep_item(desk.talks.parts, desk.mo, Keeping(title="The order")))
    granted(tracks.keep_track(desk.talks.parts, desk.mo, Track(title="Main talks", city=MUSCAT)))
    granted(valuing.name_issue(desk.talks.parts, desk.mo, "If the first phase is short", ("Yes", "No")))


def asks_giver(desk: Desk) -> object:
    question = CarryQuestion(into="A", form=CarryForm.SUBSTANCE, text=SAYS_IT, sources=(Label("B", 1),), why=WHY)
    return asking.ask_carry(desk.talks.parts, desk.mo, question)


def shows_item(desk: Desk) -> object:
    telling = agenda.Telling(item=1, into="B", title="The order", words=SAYS_IT, why=WHY)
    return agenda.show(desk.talks.parts, desk.mo, telling)


TOLD: Final = Telling(marks=("A", "B"), words=SAYS_IT, why=WHY)


def tells_round(desk: Desk) -> object:
    first = Setting(title="First round", city=MUSCAT, starts=NOON + timedelta(days=2), confirmed=True)
    return rounds.set_round(desk.talks.parts, desk.mo, first, telling=TOLD)


def tells_track(desk: Desk) -> object:
    return tracks.tell_track(desk.talks.parts, desk.mo, 1, TOLD)


def asks_dates(desk: Desk) -> object:
    slots = [NOON + timedelta(days=day) for day in (2, 3)]
    return dates.propose(desk.talks.parts, desk.mo, "Next round", slots, city=MUSCAT, telling=TOLD)


def asks_values(desk: Desk) -> object:
    return valuing.ask(desk.talks.parts, desk.mo, "B", why=WHY)


def test_an_answer_is_agreed_to_as_an_answer_to_that(desk: Desk) -> None:
    prepares(desk)
    desk.talks.bo.says("Do they lie?", leave=CONFIDENCE)

    def answers(number: int) -> object:
        return speaking.speak(desk.talks.parts, desk.mo, "B", SAYS_IT, reply_to=Label("B", number), why=WHY)

    assert answers(1) == asked()
    desk.agrees()
    assert answers(2) == asked(2)


def test_a_question_is_agreed_to_with_where_it_goes(desk: Desk) -> None:
    prepares(desk)
    asks_giver(desk)
    desk.agrees()
    question = CarryQuestion(
        into="A", form=CarryForm.SUBSTANCE, text=SAYS_IT, sources=(Label("B", 1),), named=True, why=WHY
    )

    assert asking.ask_carry(desk.talks.parts, desk.mo, question) == asked(2)


def test_an_item_is_agreed_to_as_it_is_shown(desk: Desk) -> None:
    """Not only its words: agreed or disputed is told too."""
    prepares(desk)
    shows_item(desk)
    desk.agrees()
    telling = agenda.Telling(item=1, into="B", title="The order", words=SAYS_IT, state=ItemState.CONTESTED, why=WHY)

    assert agenda.show(desk.talks.parts, desk.mo, telling) == asked(2)


def test_an_agreement_to_a_track_is_to_where_it_is(desk: Desk) -> None:
    prepares(desk)
    tells_track(desk)
    desk.agrees()
    changed = Track(title="Main talks", city=City(name="Rome", zone="Europe/Rome"))
    granted(tracks.keep_track(desk.talks.parts, desk.mo, changed, number=1))

    assert tells_track(desk) == asked(2)


def test_a_party_that_is_not_to_be_known_of_is_named_as_words_are() -> None:
    """In a question for leave nothing else is written by hand: the guard reads whom it names."""
    talks = open_talks(parties=3)
    label = talks.bo.says("Nine frigates.", leave=CONFIDENCE)

    def asks(*, named: bool, why: str | None = None) -> object:
        question = LeaveQuestion(label=label, form=LeaveForm.SUBSTANCE, into="C", named=named, why=why)
        return asking.ask_leave(talks.parts, talks.mo.seat, question)

    assert refused(asks(named=True)).code is Code.REPEATS_CONFIDENCE
    assert not isinstance(asks(named=True, why="They met last week."), Refusal)
    assert not isinstance(asks(named=False), Refusal)


@pytest.mark.parametrize("act", [Desk.says, asks_giver, sums_up, asks_dates])
def test_what_is_said_meanwhile_makes_it_no_other_act(desk: Desk, act: Callable[[Desk], object]) -> None:
    """Numbers and times differ whenever else it is done: the agreement holds all the same."""
    prepares(desk)
    assert act(desk) == asked()
    desk.agrees()
    desk.talks.bo.says("One moment.", leave=CONFIDENCE)
    granted(speaking.speak(desk.talks.parts, desk.mo, "B", "Yes?"))
    desk.talks.clock.advance(60)

    assert not isinstance(act(desk), Refusal)


def test_an_agreement_to_a_round_is_to_its_hour(desk: Desk) -> None:
    """Told on another day, the same words are asked about anew."""
    tells_round(desk)
    desk.agrees()
    later = Setting(title="First round", city=MUSCAT, starts=NOON + timedelta(days=3), confirmed=True)

    assert rounds.set_round(desk.talks.parts, desk.mo, later, telling=TOLD) == asked(2)


def test_required_no_more_the_reason_is_enough_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it was switched off between the refusal and the asking: nothing is asked, and it stays off."""
    ask: Callable[..., Refusal | None] = getattr(guarding, "_ask_second")  # noqa: B009 – between the two acts

    def switched_off_before(*given: Any) -> Refusal | None:
        assert ends(desk, desk.mo, desk.co) == [True, False]
        return ask(*given)

    monkeypatch.setattr(guarding, "_ask_second", switched_off_before)

    assert not isinstance(desk.says(), Refusal)
    page = seconding.second_page(desk.talks.parts, desk.mo)
    assert (page.known.required, desk.states()) == (False, {})


ACTS: Final = (
    carries,
    Desk.says,
    Desk.announces,
    asks_giver,
    sums_up,
    shows_item,
    tells_round,
    tells_track,
    asks_dates,
    asks_values,
)


@pytest.mark.parametrize("act", ACTS)
def test_the_guard_has_read_before_a_room_waits_for_it(desk: Desk, act: Callable[[Desk], object]) -> None:
    """What came since the guard last read it reads while no room is locked."""
    prepares(desk)
    guard, store = desk.talks.parts.guard, desk.talks.parts.store
    seen: list[str] = []

    class Noting:
        def __getattr__(self, name: str) -> Any:
            return getattr(guard, name)

        def read_ahead(self, parts: Parts, place: DeskId) -> None:
            seen.append("read ahead")
            guard.read_ahead(parts, place)

    class Locking:
        def __getattr__(self, name: str) -> Any:
            return getattr(store, name)

        def writing(self, *places: PlaceId) -> AbstractContextManager[None]:
            seen.append("locked")
            return store.writing(*places)

    parts = replace(desk.talks.parts, guard=cast("Any", Noting()), store=cast("Any", Locking()))
    act(replace(desk, talks=replace(desk.talks, parts=parts)))

    assert seen[:2] == ["read ahead", "locked"]


@pytest.mark.parametrize(
    ("by", "act"),
    [
        (EnterBy.CARRY, carries),
        (EnterBy.SPEAK, Desk.says),
        (EnterBy.ANNOUNCE, Desk.announces),
        (EnterBy.ASK_CARRY, asks_giver),
        (EnterBy.ASK_SUMMARY, sums_up),
        (EnterBy.SHOW_ITEM, shows_item),
        (EnterBy.TELL_ROUND, tells_round),
        (EnterBy.TELL_TRACK, tells_track),
        (EnterBy.ASK_DATES, asks_dates),
        (EnterBy.ASK_VALUES, asks_values),
    ],
)
def test_every_act_that_the_guard_warns_at_asks_alike(desk: Desk, by: EnterBy, act: Callable[[Desk], object]) -> None:
    prepares(desk)
    before = desk.talks.parts.store.head(desk.talks.place("B"))

    assert act(desk) == asked()
    assert desk.talks.parts.store.head(desk.talks.place("B")) == before
    (shown,) = seconding.second_page(desk.talks.parts, desk.co).open
    assert shown.second.asked.entering.by is by
    desk.agrees()
    assert not isinstance(act(desk), Refusal)
    assert desk.states() == {1: SecondState.USED}


def test_no_room_has_a_line_of_it(desk: Desk) -> None:
    """All of it stands at the desk: a room's log is the same whether a second seat was asked or not."""
    heads = {mark: desk.talks.parts.store.head(desk.talks.place(mark)) for mark in ("A", "B")}
    desk.says()
    desk.agrees()
    granted(seconding.withdraw(desk.talks.parts, desk.mo, 1))
    granted(seconding.require(desk.talks.parts, desk.mo, on=False))

    assert {mark: desk.talks.parts.store.head(desk.talks.place(mark)) for mark in ("A", "B")} == heads


def test_what_is_asked_is_no_confidence_of_its_own(desk: Desk) -> None:
    """The words asked about are the mediator's own: the guard does not warn of them a second time."""
    desk.says("They might live with it if the first phase is short, and with a lighthouse on the northern cape.")

    assert not isinstance(desk.says("A lighthouse on the northern cape would be welcome there.", why=None), Refusal)
