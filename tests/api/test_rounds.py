"""Rounds, dates, tracks and calendars for programs."""

from typing import Any, ClassVar, Final

import icalendar
import pytest

from tests.api.contract import DeskActContract, OperationContract, RoomActContract
from tests.api.programs import Answered, Programs

MUSCAT: Final = {"name": "Muscat"}
BOTH: Final = {"rooms": ["A", "B"], "words": "We meet in Muscat."}
ROUND: Final[dict[str, Any]] = {
    "title": "First round",
    "city": MUSCAT,
    "starts": {"local": "2026-12-06T10:00"},
    "confirmed": True,
    "tell": BOTH,
}
DATES: Final[dict[str, Any]] = {
    "title": "Next round",
    "city": MUSCAT,
    "slots": [{"local": "2026-12-17T15:00"}],
    "tell": BOTH,
}
TRACK: Final[dict[str, Any]] = {"title": "Detainees", "city": {"name": "Doha"}, "steps": [{"text": "Four are moved."}]}
ARRIVES: Final[dict[str, Any]] = {"room": "A", "at": {"local": "2026-12-06T09:40"}, "entrance": "East"}


def done(answer: Answered) -> Answered:
    assert answer.status in {200, 201}, answer.json
    return answer


class TestSetting(DeskActContract):
    BODY: ClassVar[object] = ROUND

    @property
    def path(self) -> str:
        return "/rounds"

    # Rooms read theirs at the same address.
    NOT_FOR: ClassVar[tuple[str, ...]] = ()

    def test_each_room_reads_its_own_copy(self, api: Programs) -> None:
        assert self.asks(api).json["number"] == 1
        for program in (api.ana, api.bo):
            (one,) = program.gets("/rounds").json["rounds"]
            assert (one["number"], one["state"], one["starts"]) == (1, "confirmed", "2026-12-06T06:00:00Z")
            assert one["words"] == "We meet in Muscat."


class TestMoving(DeskActContract):
    BODY: ClassVar[object] = {"starts": {"local": "2026-12-06T11:00"}, "reason": "Kestrel."}
    NOT_YOURS: ClassVar[tuple[tuple[str, str], ...]] = ()

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        done(api.mo.posts("/rounds", ROUND))

    @property
    def path(self) -> str:
        return "/rounds/1/move"

    def test_every_room_that_knows_of_it_reads_the_old_time_and_the_new(self, api: Programs) -> None:
        self.asks(api)

        for program in (api.ana, api.bo):
            told = program.gets("/rounds")
            (one,) = told.json["rounds"]
            assert (one["before"], one["starts"]) == ("2026-12-06T06:00:00Z", "2026-12-06T07:00:00Z")
            assert b"Kestrel" not in told.told.body


class TestAnswering(RoomActContract):
    BODY: ClassVar[object] = {"answers": ["if-needed"]}

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        done(api.mo.posts("/dates", DATES))

    @property
    def path(self) -> str:
        return "/dates/1/answer"

    def test_the_desk_reads_it_and_no_other_room(self, api: Programs) -> None:
        before = api.bo.gets("/dates").bytes

        self.asks(api)

        assert api.bo.gets("/dates").bytes == before
        (asked,) = api.mo.gets("/dates").json["dates"]
        assert asked["asked"] == [{"room": "A", "answers": ["if-needed"]}, {"room": "B", "answers": None}]


class TestCalendar(OperationContract):
    METHOD, SEAT = "GET", "ana"
    # Each place reads its own at the same address.
    NOT_FOR: ClassVar[tuple[str, ...]] = ()

    @property
    def path(self) -> str:
        return "/calendar"

    def test_the_desk_has_its_own(self, api: Programs) -> None:
        done(api.mo.posts("/rounds", ROUND))

        uids = [
            str(icalendar.Calendar.from_ical(program.gets("/calendar").told.body).walk("VEVENT")[0]["UID"])
            for program in (api.ana, api.bo, api.mo)
        ]

        assert len({*uids}) == len(uids)

    def test_it_is_what_the_room_was_told(self, api: Programs) -> None:
        done(api.mo.posts("/rounds", ROUND))

        for path in ("/calendar", "/rounds/1/invitation"):
            (event,) = icalendar.Calendar.from_ical(api.ana.gets(path).told.body).walk("VEVENT")
            assert str(event["STATUS"]) == "CONFIRMED"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/rounds", {**ROUND, "starts": {"local": "noon"}}, 422),
        ("/rounds", {**ROUND, "city": {"name": "Nowhere"}}, 422),
        ("/rounds", {**ROUND, "tell": {"rooms": ["C"]}}, 422),
        ("/rounds", {**ROUND, "city": {"name": "Brussels"}, "starts": {"local": "2027-03-28T02:30"}}, 422),
        ("/rounds", {**ROUND, "track": 9}, 422),
        ("/rounds/9/move", {}, 404),
        ("/rounds/x/tell", BOTH, 404),
        ("/rounds/1/state", {"to": "held"}, 409),
        ("/rounds/1/state", {"to": "burnt"}, 422),
        ("/rounds/1/arrivals", {"arrivals": [{"room": "A", "at": {"local": "x"}, "entrance": "E"}]}, 422),
        ("/rounds/9/arrivals", {"arrivals": []}, 404),
        ("/rounds/1/arrivals", {"arrivals": [ARRIVES, ARRIVES]}, 404),
        ("/rounds/1/arrivals", {"arrivals": [{**ARRIVES, "room": "H"}]}, 404),
        ("/dates", {**DATES, "slots": []}, 422),
        ("/dates/9/close", None, 404),
        ("/tracks", {**TRACK, "links": [{"track": 9}]}, 422),
        ("/tracks", {**TRACK, "items": [9]}, 422),
        ("/rounds", {**ROUND, "items": [9]}, 422),
        ("/rounds", {**ROUND, "starts": {"local": "2026-12-06T10:00:30"}}, 422),
        ("/rounds", {**ROUND, "starts": {"local": "2026-W49-1T10:00"}}, 422),
        ("/tracks/9", TRACK, 404),
        ("/tracks", {**TRACK, "people": [{"room": "H", "roles": []}]}, 404),
        ("/tracks/9/tell", {"tell": BOTH}, 404),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(api: Programs, path: str, body: object, status: int) -> None:
    done(api.mo.posts("/rounds", ROUND))
    kept = api.kept

    assert api.mo.posts(path, body).status == status
    assert api.kept == kept


def test_a_round_from_its_setting_to_its_end(api: Programs) -> None:
    done(api.mo.posts("/cities", {"cities": [{"name": "Muscat"}, {"name": "Tehran"}]}))
    done(api.mo.posts("/rounds", ROUND))
    for path, body in (
        ("arrivals", {"arrivals": [{"room": r, "at": {"local": "2026-12-06T09:30"}, "entrance": "E"} for r in "AB"]}),
        ("state", {"to": "under-way", "tell": {"rooms": None, "meeting": True}}),
        ("state", {"to": "suspended", "resumes": {"local": "2026-12-06T14:00"}, "tell": {"rooms": None}}),
        ("state", {"to": "held"}),
        ("conclusion", {"outcome": "None.", "again": {"where": "Vienna", "rooms": ["A"]}, "tell": {"rooms": None}}),
        ("tell", {"rooms": ["A"], "own": [{"room": "A", "words": "As agreed."}]}),
    ):
        done(api.mo.posts(f"/rounds/1/{path}", body))

    (desk,) = api.mo.gets("/rounds").json["rounds"]
    (room,) = api.ana.gets("/rounds").json["rounds"]

    assert (desk["state"], desk["outcome"], desk["told"]) == ("held", "None.", ["A", "B"])
    assert [one["entrance"] for one in desk["encounters"]] == ["E", ""]
    assert (room["state"], room["again_where"], room["words"]) == ("held", "Vienna", "As agreed.")
    assert "outcome" not in room


def test_a_track_is_opened_told_and_set_anew(api: Programs) -> None:
    done(api.mo.posts("/tracks", TRACK))
    done(api.mo.posts("/tracks/1", {**TRACK, "steps": [{"text": "Four are moved.", "done": True}]}))
    done(api.mo.posts("/tracks/1/tell", {"tell": {"rooms": ["B"]}}))

    assert api.ana.gets("/tracks").json == {"tracks": []}
    (track,) = api.bo.gets("/tracks").json["tracks"]
    assert track["steps"] == [{"number": 1, "text": "Four are moved.", "done": True}]
    assert api.mo.gets("/tracks").json["tracks"][0]["told"] == ["B"]


def test_a_track_has_items_people_and_rounds_and_each_place_its_own_numbers(api: Programs) -> None:
    for title in ("The coast", "Who is moved"):
        done(api.mo.posts("/agenda/items", {"title": title}))
    done(
        api.mo.posts(
            "/agenda/items/2/tell", {"room": "B", "title": "Who is moved", "state": "other-track", "track": "Detainees"}
        )
    )
    done(api.mo.posts("/tracks", {**TRACK, "items": [1, 2], "people": [{"room": "B", "roles": []}]}))
    done(api.mo.posts("/tracks/1/tell", {"tell": {"rooms": ["B"]}}))
    done(api.mo.posts("/rounds", {**ROUND, "tell": {"rooms": []}}))
    done(api.mo.posts("/rounds", {**ROUND, "track": 1, "tell": {"rooms": ["B"]}}))

    (at_desk,), (in_room,) = (program.gets("/tracks").json["tracks"] for program in (api.mo, api.bo))
    assert (at_desk["items"], at_desk["rounds"], at_desk["people"]) == ([1, 2], [2], [{"room": "B", "roles": []}])
    assert (in_room["items"], in_room["rounds"], in_room["number"]) == ([1], [1], 1)
    assert api.mo.posts("/tracks/1/tell", {"tell": {"rooms": ["A"]}}).code == "outside-track"
    assert api.mo.posts("/rounds/2/tell", {"rooms": ["A"]}).code == "outside-track"


def test_a_round_changed_since_it_was_read_is_not_changed_again(api: Programs) -> None:
    done(api.mo.posts("/rounds", ROUND))
    seen = api.mo.gets("/rounds").json["rounds"][0]["changes"]
    done(api.mo.posts("/rounds/1/move", {"starts": {"local": "2026-12-06T11:00"}, "seen": seen}))

    late = api.mo.posts("/rounds/1/move", {"starts": {"local": "2026-12-06T12:00"}, "seen": seen})

    assert (late.status, late.code) == (409, "changed-meanwhile")


def test_a_question_is_closed(api: Programs) -> None:
    done(api.mo.posts("/dates", DATES))

    done(api.mo.posts("/dates/1/close"))

    assert api.ana.gets("/dates").json["dates"][0]["closed"] is True
    assert api.ana.posts("/dates/1/answer", {"answers": ["yes"]}).code == "dates-closed"
