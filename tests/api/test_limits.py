"""A program that asks too often is told how long to wait; no other program notices."""

from entremise.services.limiting import RATES
from entremise.services.ports import Budget
from tests.api.programs import Answered, Programs

ACTS = RATES[Budget.PROGRAM_ACT]
SEARCHES = RATES[Budget.SEARCH]


def spend(api: Programs, budget: Budget, times: int) -> None:
    seat = api.talks.ana.seat
    for _ in range(times):
        assert api.talks.parts.limits.take(budget, seat.id, seat.place) == 0


def write(api: Programs, who: str = "ana") -> Answered:
    return api.at[who].posts("/entries", {"text": "Oil."})


def test_it_is_told_how_long_to_wait_and_nothing_is_done(api: Programs) -> None:
    spend(api, Budget.PROGRAM_ACT, ACTS.seat)
    kept = api.kept

    refused = write(api)

    assert (refused.status, refused.code) == (429, "too-many")
    assert refused.told.header("retry-after") == "1"
    assert refused.json["remedy"] == "Wait 1 seconds, then do it again. Nothing was done."
    assert api.kept == kept


def test_who_waits_goes_on(api: Programs) -> None:
    spend(api, Budget.PROGRAM_ACT, ACTS.seat)
    api.talks.clock.advance(1)

    assert write(api).status == 201


def test_another_room_and_the_desk_are_answered_as_ever(api: Programs) -> None:
    quiet = Programs()
    spend(api, Budget.PROGRAM_ACT, ACTS.seat)
    assert write(api).status == 429

    for who in ("bo", "mo", "zed"):
        asked = [program.at[who].gets("/place").bytes for program in (api, quiet)]
        assert asked[0] == asked[1]
    assert write(api, "bo").bytes == write(quiet, "bo").bytes


def test_searches_have_a_budget_of_their_own(api: Programs) -> None:
    spend(api, Budget.SEARCH, SEARCHES.seat)

    assert api.ana.posts("/search", {"text": "oil"}).status == 429
    assert write(api).status == 201


def test_a_stream_is_opened_so_often_and_no_oftener(api: Programs) -> None:
    spend(api, Budget.READ, RATES[Budget.READ].seat)

    refused = api.ana.gets("/stream")

    assert (refused.status, refused.code) == (429, "too-many")
    assert refused.told.header("retry-after") == "1"


def test_a_token_that_is_not_known_is_never_told_to_wait(api: Programs) -> None:
    """It has no seat, and so no budget."""
    answers = {api.stranger.posts("/entries", {"text": "Oil."}).bytes for _ in range(50)}

    assert [status for status, _, _ in answers] == [401]
