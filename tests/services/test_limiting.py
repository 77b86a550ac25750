"""How often a seat and its place may ask, and how long to wait after wrong codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entremise.domain.errors import Code, Refusal
from entremise.services.limiting import (
    FORGOTTEN_AFTER,
    LONGEST_DELAY,
    RATES,
    Limits,
    Rate,
    allowed,
    attempt,
    rates_from,
    succeeded,
)
from entremise.services.ports import Budget, Tried
from tests.cast import FakeClock, Talks

FEW = {**RATES, Budget.ACT: Rate(3, 5)}


def limits() -> tuple[Limits, FakeClock]:
    clock = FakeClock()
    return Limits(clock, FEW), clock


def spends(kept: Limits, *seats: str, place: str = "room") -> list[int]:
    """What each of these seats is told, one after the other."""
    return [kept.take(Budget.ACT, seat, place) for seat in seats]


def test_a_seat_may_act_so_often_at_once_and_then_waits() -> None:
    kept, _ = limits()

    assert spends(kept, "ana", "ana", "ana", "ana") == [0, 0, 0, 20]


def test_a_budget_refills_evenly() -> None:
    """Three a minute: one each twenty seconds."""
    kept, clock = limits()
    spends(kept, "ana", "ana", "ana")

    clock.advance(20)

    assert spends(kept, "ana", "ana") == [0, 20]


def test_who_waits_as_told_is_not_told_to_wait_again() -> None:
    kept, clock = limits()
    spends(kept, "ana", "ana", "ana")
    clock.advance(3.7)
    (wait,) = spends(kept, "ana")

    clock.advance(wait)

    assert spends(kept, "ana") == [0]


def test_a_refusal_takes_nothing() -> None:
    """Whoever keeps asking waits no longer than who does not."""
    kept, clock = limits()
    spends(kept, *["ana"] * 50)
    clock.advance(60)

    assert spends(kept, "ana", "ana", "ana", "ana") == [0, 0, 0, 20]


def test_the_seats_of_a_place_share_what_the_place_may() -> None:
    kept, _ = limits()

    assert spends(kept, "ana", "ana", "ada", "ada", "eve", "eve") == [0, 0, 0, 0, 0, 12]


def test_no_place_takes_from_another() -> None:
    """Law 1: whatever one room asks, the other is answered the same."""
    kept, _ = limits()
    spends(kept, *(f"seat {number}" for number in range(100)), place="A")

    assert spends(kept, "bo", "bo", "bo", "bo", place="B") == [0, 0, 0, 20]


def test_each_kind_of_request_has_its_own_budget() -> None:
    """Who may write no more can still read."""
    kept, _ = limits()
    spends(kept, *["ana"] * 10)

    assert kept.take(Budget.READ, "ana", "room") == 0


@given(
    st.lists(st.tuples(st.sampled_from(["a", "b"]), st.floats(0, 40)), max_size=40),
    st.lists(st.tuples(st.sampled_from(["a", "b"]), st.floats(0, 40)), max_size=40),
)
def test_never_more_than_allowed_in_any_minute(one: list[tuple[str, float]], other: list[tuple[str, float]]) -> None:
    """At most the budget and what it refills meanwhile, and what the other place does is not seen."""
    kept, clock = limits()
    alone, alone_clock = limits()
    granted: list[float] = []
    for (seat, pause), (elsewhere, _) in zip(one, other, strict=False):
        clock.advance(pause)
        alone_clock.advance(pause)
        spends(kept, f"{elsewhere} elsewhere", place="elsewhere")
        told = spends(kept, seat)
        assert told == spends(alone, seat)
        if told == [0]:
            granted.append(clock.now().timestamp())

    for first in granted:
        assert sum(first <= at < first + 60 for at in granted) <= 2 * FEW[Budget.ACT].place


def test_honest_programs_are_not_held_up() -> None:
    """Twenty messages a second, through the whole of an hour: written in one room, carried at the desk."""
    clock = FakeClock()
    kept = Limits(clock)

    told = set()
    for _ in range(20 * 3600):
        clock.advance(1 / 20)
        told.add(kept.take(Budget.PROGRAM_ACT, "writer", "A"))
        told.add(kept.take(Budget.PROGRAM_ACT, "mediator", "desk"))

    assert told == {0}


def test_only_budgets_that_are_whole_again_are_forgotten() -> None:
    """Where very many are in use: nobody gets more by it."""
    clock = FakeClock()
    kept = Limits(clock, FEW, most_remembered=4)
    spends(kept, "ana", "ana", "ana")

    for number in range(10):
        clock.advance(1)
        spends(kept, f"seat {number}", place=f"place {number}")

    assert spends(kept, "ana") == [10]


def test_a_seat_is_refused_with_how_long_to_wait(talks: Talks) -> None:
    answers = [allowed(talks.parts, talks.ana.seat, Budget.EXPORT) for _ in range(7)]

    assert answers == [*[None] * 6, Refusal(Code.TOO_MANY, {"seconds": 10})]
    assert allowed(talks.parts, talks.bo.seat, Budget.EXPORT) is None


def test_the_host_may_set_other_limits() -> None:
    assert rates_from("act=10/20  program-act=24000/96000") == {
        **RATES,
        Budget.ACT: Rate(10, 20),
        Budget.PROGRAM_ACT: Rate(24_000, 96_000),
    }
    assert rates_from("") == RATES


@pytest.mark.parametrize("text", ["act", "act=", "act=10", "act=x/y", "act=0/0", "act=20/10", "sing=1/2", "act=-1/2"])
def test_limits_that_cannot_be_read_are_refused(text: str) -> None:
    """With what is wanted, and what was given."""
    with pytest.raises(ValueError, match="act=60/240 are wanted in ENTREMISE_LIMITS") as refused:
        rates_from(text)

    assert repr(text) in str(refused.value)


# After wrong codes ------------------------------------------------------------------------------------------


def test_the_delay_doubles_with_each_wrong_code(talks: Talks) -> None:
    """One second after the first, five minutes at most."""
    delays = []
    for _ in range(11):
        assert attempt(talks.parts, Tried.LINK, "link") is None
        refused = attempt(talks.parts, Tried.LINK, "link")
        assert isinstance(refused, Refusal)
        assert refused.code is Code.TOO_SOON
        delays.append(refused.facts["seconds"])
        talks.clock.advance(float(refused.facts["seconds"]))

    assert delays == [1, 2, 4, 8, 16, 32, 64, 128, 256, LONGEST_DELAY, LONGEST_DELAY]


def test_a_right_code_ends_the_delay(talks: Talks) -> None:
    attempt(talks.parts, Tried.LINK, "link")
    talks.clock.advance(1)
    attempt(talks.parts, Tried.LINK, "link")

    succeeded(talks.parts, Tried.LINK, "link")

    assert attempt(talks.parts, Tried.LINK, "link") is None


def test_of_many_made_at_once_one_is_looked_at(talks: Talks) -> None:
    """An attempt counts before it is known to be wrong."""
    assert [attempt(talks.parts, Tried.LINK, "link") is None for _ in range(10)] == [True, *[False] * 9]


def test_trying_while_one_must_wait_lengthens_nothing(talks: Talks) -> None:
    for _ in range(10):
        attempt(talks.parts, Tried.LINK, "link")

    talks.clock.advance(1)

    assert attempt(talks.parts, Tried.LINK, "link") is None


def test_one_link_delays_no_other(talks: Talks) -> None:
    """Nor one room's people those of another: it is counted by what was given, and by nothing else."""
    attempt(talks.parts, Tried.LINK, "link")

    assert attempt(talks.parts, Tried.LINK, "another link") is None


def test_wrong_codes_are_forgotten_after_an_hour(talks: Talks) -> None:
    for _ in range(5):
        attempt(talks.parts, Tried.LINK, "link")
        talks.clock.advance(300)
    talks.clock.advance(FORGOTTEN_AFTER)

    attempt(talks.parts, Tried.LINK, "link")

    refused = attempt(talks.parts, Tried.LINK, "link")
    assert isinstance(refused, Refusal)
    assert refused.facts == {"seconds": 1}


def test_the_oldest_of_very_many_is_forgotten(talks: Talks) -> None:
    """So that nobody fills the memory by inventing links."""
    kept = Limits(talks.clock, most_remembered=3)
    for link in ("first", "second", "third", "fourth"):
        kept.attempt(Tried.LINK, link)

    assert [kept.attempt(Tried.LINK, link) for link in ("fourth", "second", "first")] == [1, 1, 0]


def test_a_flood_of_links_makes_no_seats_delay_forgotten(talks: Talks) -> None:
    """Nor the other way about."""
    kept = Limits(talks.clock, most_remembered=3)
    kept.attempt(Tried.SEAT, "ana")
    for number in range(10):
        kept.attempt(Tried.LINK, f"link {number}")

    assert (kept.attempt(Tried.SEAT, "ana"), kept.attempt(Tried.LINK, "ana")) == (1, 0)
