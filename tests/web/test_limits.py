"""Who asks too often is told how long to wait; nobody else notices."""

import pytest

from entremise.services.limiting import RATES
from entremise.services.ports import Budget
from entremise.wiring import in_memory, using
from tests.cast import FakeClock, FakeIds, Talks, open_talks
from tests.web.people import Person, Told, nobody, person

ACTS = RATES[Budget.ACT]
WRITTEN = {"text": "Oil.", "leave": "confidence", "give": "1"}


def writes(somebody: Person, times: int) -> list[Told]:
    return [somebody.sends("write", WRITTEN) for _ in range(times)]


def test_a_seat_that_acts_too_often_is_told_how_long_to_wait(talks: Talks, ana: Person) -> None:
    told = writes(ana, ACTS.seat + 1)

    assert {one.status for one in told[:-1]} == {303}
    assert told[-1].status == 429
    assert told[-1].headers["Retry-After"] == "1"
    assert "Wait 1 seconds, then do it again. Nothing was done." in told[-1].text
    assert talks.parts.store.lasts(talks.place("A"), "A") == (ACTS.seat,)


def test_who_waits_goes_on(talks: Talks, ana: Person) -> None:
    told = writes(ana, ACTS.seat + 1)

    talks.clock.advance(int(told[-1].headers["Retry-After"]))

    assert [one.status for one in writes(ana, 1)] == [303]


def test_who_may_not_act_may_still_read_and_save(ana: Person) -> None:
    """Nobody loses words by writing much."""
    writes(ana, ACTS.seat + 1)

    assert ana.sees().status == 200
    saved = ana.browser.post(
        ana.address("write"), "text=Unfinished.&save=draft", content_type="application/x-www-form-urlencoded"
    )
    assert saved.status_code == 303


def test_the_seats_of_a_room_share_what_the_room_may(talks: Talks, ada: Person) -> None:
    seats = [f"seat {number}" for number in range(ACTS.place // ACTS.seat)]
    for seat in seats:
        for _ in range(ACTS.seat):
            talks.parts.limits.take(Budget.ACT, seat, talks.place("A"))

    assert [one.status for one in writes(ada, 1)] == [429]


@pytest.mark.usefixtures("data")
def test_one_room_that_asks_much_changes_nothing_for_another() -> None:
    """Law 1: room B and the desk are answered byte for byte as if room A had been silent."""
    assert answered(busy=True) == answered(busy=False)


def answered(*, busy: bool) -> list[tuple[int, object, bytes]]:
    """What Bo is answered, up to being told to wait; in a world where Ana asks too much, or nothing."""
    with using(in_memory(clock=FakeClock(), ids=FakeIds())) as house:
        talks = open_talks(house.parts, shown=True)
        ana, bo = person(talks.parts, talks.ana.seat), person(talks.parts, talks.bo.seat)
        if busy:
            told = [*writes(ana, ACTS.seat + 20), *(ana.sends("search", {"text": "oil"}) for _ in range(40))]
            assert {one.status for one in told} == {303, 200, 429}
        answers = [bo.sees(), *writes(bo, ACTS.seat + 2), bo.sends("search", {"text": "oil"}), bo.sees()]
        assert [one.status for one in answers[-4:]] == [429, 429, 200, 200]
        return [(one.status, one.headers, one.body) for one in answers]


def test_a_stranger_is_answered_as_ever(talks: Talks, ana: Person) -> None:
    """Whether the seat is there, is busy, or was never given: it is absent, however often it is asked for."""
    writes(ana, ACTS.seat + 1)

    known = {nobody().asks("POST", ana.address("write"), WRITTEN).status for _ in range(ACTS.seat + 5)}
    unknown = {nobody().asks("POST", "/at/nobody/write", WRITTEN).status for _ in range(ACTS.seat + 5)}

    assert known == unknown == {404}
