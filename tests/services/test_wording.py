"""Words about a round, read back: what a room is asked, what its yes binds to, and what the record keeps of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from entremise.domain.asking import State
from entremise.domain.dictating import Call
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.asking import Reply, WordingAsked
from entremise.domain.events.rounds import City, RoundState, Worded
from entremise.domain.rounds import Move, SaidOf, Setting, Turn
from entremise.domain.terms import Came, Role
from entremise.services import asking, rounds
from entremise.services.asking import AskedAs, WordingQuestion
from entremise.services.rounds import DeskRoundsPage, RoomRoundsPage, rounds_page
from entremise.services.telling import Telling
from tests.cast import CONFIDENCE, Delegate, Talks, granted

TEN: Final = datetime(2026, 2, 6, 6, tzinfo=UTC)
WORDS: Final = "By common wish the round is put off."
OTHER: Final = "The round is put off for reasons of travel."
PUT_OFF: Final = Turn(to=RoundState.POSTPONED)


def question(mark: str = "A", **given: object) -> WordingQuestion:
    asked = WordingQuestion(mark=mark, round=1, state=RoundState.POSTPONED, text=WORDS)
    return replace(asked, **given)  # type: ignore[arg-type]  # each test gives one field in its own type


def sets(talks: Talks, *marks: str) -> None:
    setting = Setting(title="First round", city=City(name="Muscat", zone="Asia/Muscat"), starts=TEN, confirmed=True)
    granted(rounds.set_round(talks.parts, talks.mo.seat, setting, telling=Telling(marks=marks or ("A", "B"))))


def asks(talks: Talks, asked: WordingQuestion | None = None) -> AskedAs:
    return granted(asking.ask_wording(talks.parts, talks.mo.seat, asked or question()))


def answers(who: Delegate, reply: Reply = Reply.YES, *, number: int = 1, text: str | None = None) -> None:
    granted(asking.answer(who.parts, who.seat, number, reply, text=text))


def puts_off(talks: Talks, words: str = WORDS, *marks: str, **own: str) -> dict[str, Worded | None]:
    """The round is put off in these words; whether each room had agreed to those that it read."""
    telling = Telling(marks=marks, words=words, own=tuple(own.items()))
    granted(rounds.change_round(talks.parts, talks.mo.seat, 1, PUT_OFF, telling=telling))
    return recorded(talks)


def recorded(talks: Talks) -> dict[str, Worded | None]:
    page = rounds_page(talks.parts, talks.mo.seat)
    assert isinstance(page, DeskRoundsPage)
    return {str(mark): told.said[0].worded for mark, told in page.rounds[0].told if told.said}


def code(answer: object) -> Code | None:
    return answer.code if isinstance(answer, Refusal) else None


def read_by(who: Delegate) -> tuple[SaidOf, ...]:
    page = rounds_page(who.parts, who.seat)
    assert isinstance(page, RoomRoundsPage)
    return page.rounds[0].said


# Asking ------------------------------------------------------------------------------------------------------


def test_a_room_reads_the_words_the_state_its_own_number_and_until_when(talks: Talks) -> None:
    sets(talks, "B")
    sets(talks)

    asks(talks, question(round=2, hours=2))

    (shown,) = asking.asked_page(talks.parts, talks.ana.seat).open
    asked = shown.question
    assert (asked.text, asked.says, asked.round, asked.alone) == (WORDS, RoundState.POSTPONED, 1, False)
    assert asked.until == talks.clock.now() + timedelta(hours=2)


def test_the_line_in_the_room_says_nothing_of_another_room(talks: Talks) -> None:
    """It is the same whether the round was told to that room alone or to two, and whether another was asked."""
    sets(talks, "A")
    asks(talks)
    granted(rounds.tell_round(talks.parts, talks.mo.seat, 1, Telling(marks=("B",))))
    asks(talks, question("B"))
    answers(talks.bo)
    asks(talks)

    lines = talks.parts.store.topic(talks.ana.seat.place, "asked", limit=9)
    first, second = (line.event for line in lines)

    assert isinstance(first, WordingAsked)
    assert second == replace(first, number=2)


def test_nothing_of_it_stands_in_a_room_that_was_not_asked(talks: Talks) -> None:
    sets(talks)
    before = talks.parts.store.head(talks.bo.seat.place)

    asks(talks)
    answers(talks.ana, Reply.CHANGED, text=OTHER)

    assert talks.parts.store.head(talks.bo.seat.place) == before


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        (question("B"), Refusal(Code.ROUND_NOT_TOLD, {"mark": "B"})),
        (question("H"), Refusal(Code.ROOM_MISSING)),
        (question(round=2), ABSENT),
        (question(state=RoundState.HELD), Refusal(Code.STATE_NOT_NEXT)),
        (question(hours=0), Refusal(Code.HOURS_OUT_OF_RANGE, {"least": 1, "most": 168, "hours": 0})),
        (question(text=" "), Refusal(Code.TEXT_EMPTY)),
    ],
)
def test_what_a_room_cannot_be_asked(talks: Talks, asked: WordingQuestion, refused: Refusal) -> None:
    sets(talks, "A")

    assert asking.ask_wording(talks.parts, talks.mo.seat, asked) == refused


def test_a_question_is_compared_with_what_another_room_said(talks: Talks) -> None:
    talks.bo.says("Our minister would rather hunt with falcons near Samarkand.", leave=CONFIDENCE)
    sets(talks)
    asked = question(text="Their minister hunts with falcons near Samarkand.")

    assert code(asking.ask_wording(talks.parts, talks.mo.seat, asked)) is Code.REPEATS_CONFIDENCE
    asks(talks, replace(asked, why="He said so in public."))


# What the record keeps ---------------------------------------------------------------------------------------


def test_the_record_says_of_each_room_whether_it_agreed_to_these_words(talks: Talks) -> None:
    sets(talks)
    asks(talks)
    answers(talks.ana)
    asks(talks, question("B"))
    answers(talks.bo, Reply.NO)

    assert puts_off(talks) == {"A": Worded.AGREED, "B": Worded.DECLINED}


def test_words_that_no_room_was_asked_about_may_be_told_and_it_is_kept(talks: Talks) -> None:
    sets(talks)
    asks(talks)

    assert puts_off(talks) == {"A": Worded.ASKED, "B": Worded.NOT_ASKED}


def test_one_character_more_is_something_else(talks: Talks) -> None:
    sets(talks)
    asks(talks)
    answers(talks.ana)

    assert puts_off(talks, f"{WORDS}!")["A"] is Worded.DIFFERS


def test_so_is_another_state(talks: Talks) -> None:
    sets(talks)
    asks(talks)
    answers(talks.ana)
    telling = Telling(words=WORDS)

    granted(rounds.change_round(talks.parts, talks.mo.seat, 1, Turn(to=RoundState.UNDER_WAY), telling=Telling()))
    granted(rounds.tell_round(talks.parts, talks.mo.seat, 1, replace(telling, marks=("A",))))

    assert recorded(talks) == {"A": Worded.DIFFERS}


def test_a_room_that_agreed_to_words_of_its_own_did_not_agree_to_the_mediators(talks: Talks) -> None:
    sets(talks)
    asks(talks)
    answers(talks.ana, Reply.CHANGED, text=OTHER)

    assert puts_off(talks, WORDS, A=OTHER) == {"A": Worded.AGREED, "B": Worded.NOT_ASKED}
    granted(rounds.tell_round(talks.parts, talks.mo.seat, 1, Telling(marks=("A",), words=WORDS)))
    assert recorded(talks)["A"] is Worded.DIFFERS


def test_a_consent_for_one_room_alone_is_not_for_two(talks: Talks) -> None:
    sets(talks)
    asks(talks, question(alone=True))
    answers(talks.ana)

    assert puts_off(talks)["A"] is Worded.DIFFERS


def test_nor_for_words_that_another_room_was_told_before(talks: Talks) -> None:
    sets(talks)
    asks(talks, question(alone=True))
    answers(talks.ana)
    puts_off(talks, "", B=WORDS)

    granted(rounds.tell_round(talks.parts, talks.mo.seat, 1, Telling(marks=("A",), words=WORDS)))

    assert recorded(talks)["A"] is Worded.DIFFERS


def test_a_consent_for_one_room_alone_is_for_that_one(talks: Talks) -> None:
    sets(talks)
    asks(talks, question(alone=True))
    answers(talks.ana)

    assert puts_off(talks, "", A=WORDS) == {"A": Worded.AGREED}


def test_a_consent_that_was_taken_back_is_none(talks: Talks) -> None:
    sets(talks)
    asks(talks)
    answers(talks.ana)
    granted(asking.take_back_consent(talks.parts, talks.ana.seat, 1))

    assert puts_off(talks)["A"] is Worded.DECLINED


def test_nor_one_that_ended(talks: Talks) -> None:
    sets(talks)
    asks(talks, question(hours=1))
    answers(talks.ana)
    talks.clock.at += timedelta(hours=1)

    assert puts_off(talks)["A"] is Worded.ENDED


def test_what_was_recorded_stays_when_a_consent_is_taken_back_later(talks: Talks) -> None:
    sets(talks)
    asks(talks)
    answers(talks.ana)
    puts_off(talks)
    talks.clock.at += timedelta(minutes=1)
    granted(asking.take_back_consent(talks.parts, talks.ana.seat, 1))

    assert recorded(talks)["A"] is Worded.AGREED
    assert read_by(talks.ana)[0].worded is Worded.AGREED


def test_a_question_that_was_taken_back_was_not_asked(talks: Talks) -> None:
    sets(talks)
    asks(talks)
    granted(asking.take_back_question(talks.parts, talks.mo.seat, "A", 1))

    assert puts_off(talks)["A"] is Worded.NOT_ASKED


def test_a_later_no_to_the_same_words_takes_a_yes_back(talks: Talks) -> None:
    sets(talks)
    asks(talks)
    answers(talks.ana)
    asks(talks)
    answers(talks.ana, Reply.NO, number=2)

    assert [one.state for one in asking.asked_page(talks.parts, talks.ana.seat).past] == [
        State.DECLINED,
        State.TAKEN_BACK,
    ]
    assert puts_off(talks)["A"] is Worded.DECLINED


def test_a_round_that_is_told_without_words_has_nothing_to_agree_to(talks: Talks) -> None:
    sets(talks)
    asks(talks)

    assert puts_off(talks, "") == {}


def test_a_move_is_recorded_alike(talks: Talks) -> None:
    sets(talks)
    asks(talks, question(state=RoundState.CONFIRMED))
    answers(talks.ana)
    move = Move(starts=TEN + timedelta(days=1))

    granted(rounds.change_round(talks.parts, talks.mo.seat, 1, move, telling=Telling(words=WORDS)))

    assert recorded(talks) == {"A": Worded.AGREED, "B": Worded.NOT_ASKED}


def test_an_answer_by_telephone_counts(talks: Talks) -> None:
    sets(talks)
    asks(talks)
    call = Call(how=Came.TELEPHONE, who=Role.HEAD)
    granted(asking.answer_by_telephone(talks.parts, talks.mo.seat, "A", 1, reply=Reply.YES, call=call))

    assert puts_off(talks)["A"] is Worded.AGREED


def test_words_of_a_room_that_it_gave_for_all_are_no_confidence_of_it(talks: Talks) -> None:
    """Its own words were given to be said to whoever is told; words for itself alone are warned of elsewhere."""
    falcons = "Our falconers leave for Samarkand, and so we asked for a pause."
    sets(talks)
    asks(talks)
    answers(talks.ana, Reply.CHANGED, text=falcons)
    assert puts_off(talks, falcons) == {"A": Worded.AGREED, "B": Worded.NOT_ASKED}

    moors = "The moorland hens of Kamchatka are to be counted before we travel."
    asks(talks, question(alone=True))
    answers(talks.ana, Reply.CHANGED, number=2, text=moors)
    told = Telling(marks=("B",), words=moors)
    assert code(rounds.tell_round(talks.parts, talks.mo.seat, 1, told)) is Code.REPEATS_CONFIDENCE


# What a room reads -------------------------------------------------------------------------------------------


def test_a_room_reads_whether_it_agreed_and_nothing_of_who_else_was_told(talks: Talks) -> None:
    """To the desk a consent for one room alone differs once two read the words; the room cannot know of the other."""
    sets(talks)
    asks(talks, question(alone=True))
    answers(talks.ana)
    assert puts_off(talks)["A"] is Worded.DIFFERS

    assert read_by(talks.ana) == (SaidOf(talks.clock.now(), WORDS, Worded.AGREED),)
    assert read_by(talks.bo) == (SaidOf(talks.clock.now(), WORDS, Worded.NOT_ASKED),)


def test_words_that_were_taken_down_for_a_room_are_guarded_when_the_round_is_told(talks: Talks) -> None:
    """What the desk wrote down for a room is no way round the guard; the answer itself is no repetition of itself."""
    secret, mo = "Forty-one turbines may leave by the southern pier.", talks.mo.seat
    sets(talks)
    talks.ana.says(secret, leave=CONFIDENCE)
    asks(talks)
    talks.clock.advance(1)
    call, why = Call(how=Came.TELEPHONE, who=Role.HEAD), "They said it so."
    granted(asking.answer_by_telephone(talks.parts, mo, "A", 1, reply=Reply.CHANGED, call=call, text=secret, why=why))

    told = rounds.change_round(talks.parts, mo, 1, PUT_OFF, telling=Telling(marks=("A", "B"), words=secret))

    assert told == Refusal(Code.REPEATS_CONFIDENCE, {"source": "A-01"})
