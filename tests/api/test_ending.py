"""GET /ending, POST /ending/close, POST /ending/reopen, GET /report, GET /subject: how talks end."""

import io
import json
import zipfile
from typing import ClassVar

import pytest

from entremise.domain.endings import Closing
from entremise.domain.terms import CarryForm, Outcome
from entremise.services import endings
from tests.api.contract import DeskActContract, OperationContract
from tests.api.programs import Programs
from tests.cast import granted

CLOSING = {"outcome": "held", "settled": True, "attended": ["A"], "retention_days": 30}


def closed(api: Programs) -> None:
    granted(endings.close_case(api.talks.parts, api.talks.mo.seat, Closing(outcome=Outcome.HELD, settled=True)))


class TestEnding(OperationContract):
    METHOD: ClassVar[str] = "GET"
    SEAT: ClassVar[str] = "ana"

    @property
    def path(self) -> str:
        return "/ending"


class TestClose(DeskActContract):
    BODY: ClassVar[object] = CLOSING
    OTHER: ClassVar[tuple[str, object]] = ("/ending/reopen", None)

    @property
    def path(self) -> str:
        return "/ending/close"

    def test_keys_of_two_seats_do_not_meet(self, api: Programs) -> None:
        """In a closed case the other seat's act is to open it again."""
        self.asks(api, key="a-key")

        assert api.at[self.FELLOW].posts(*self.OTHER, key="a-key").status == 200


class TestReopen(DeskActContract):
    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        closed(api)

    @property
    def path(self) -> str:
        return "/ending/reopen"


class TestReport(OperationContract):
    METHOD: ClassVar[str] = "GET"
    SEAT: ClassVar[str] = "mo"
    NOT_FOR: ClassVar[tuple[str, ...]] = ("ana", "bo")

    @property
    def path(self) -> str:
        return "/report"


class TestSubject(OperationContract):
    METHOD: ClassVar[str] = "GET"
    SEAT: ClassVar[str] = "ana"

    @property
    def path(self) -> str:
        return "/subject"


def test_open_talks_say_what_was_agreed(api: Programs) -> None:
    assert api.ana.gets("/ending").json == {
        "retention_days": None,
        "closed": None,
        "by": None,
        "destroy": None,
        "reminded": [],
        "outcome": None,
    }


def test_closing_is_seen_in_each_place_and_how_at_the_desk_only(api: Programs) -> None:
    assert api.mo.posts("/ending/close", CLOSING).status == 200

    told: dict[str, object] = {
        "retention_days": None,
        "closed": "2026-11-22T12:00:00Z",
        "by": "mediator",
        "destroy": "2026-12-22T12:00:00Z",
        "reminded": [],
    }
    outcome = {
        "outcome": "held",
        "settled": True,
        "began": "2026-11-22",
        "ended": "2026-11-22",
        "attended": ["A"],
    }
    assert api.ana.gets("/ending").json == api.bo.gets("/ending").json == {**told, "outcome": None}
    assert api.mo.gets("/ending").json == {**told, "outcome": outcome}


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"retention_days": 0}, 422, "retention-out-of-range"),
        ({"ended": "2026-11-23"}, 422, "dates-crossed"),
        ({"outcome": "not-held"}, 422, "settled-unheld"),
        ({"attended": ["C"]}, 422, "room-missing"),
        ({"outcome": "won"}, 422, "malformed"),
        ({"words": "They said nine."}, 422, "malformed"),
    ],
)
def test_what_cannot_be_taken_changes_nothing(api: Programs, change: dict[str, object], status: int, code: str) -> None:
    kept = api.kept

    refused = api.mo.posts("/ending/close", {**CLOSING, **change})

    assert (refused.status, refused.code) == (status, code)
    assert api.kept == kept


def test_a_message_at_a_door_comes_first(api: Programs) -> None:
    api.talks.mo.carries("An idea.", into="B", form=CarryForm.IDEA, hold=60)

    refused = api.mo.posts("/ending/close", CLOSING)

    assert (refused.status, refused.code) == (409, "waits-at-door")


def test_in_a_closed_case_programs_read_and_write_no_more(api: Programs) -> None:
    closed(api)

    assert api.ana.gets("/entries").status == 200
    writing = [api.ana.posts("/entries", {"text": "Nine."}), api.mo.posts("/announcements", {"text": "At three."})]
    assert [(refused.status, refused.code) for refused in writing] == [(409, "case-closed")] * 2


def test_opened_again_they_write(api: Programs) -> None:
    closed(api)

    assert api.mo.posts("/ending/reopen").status == 200
    assert api.ana.posts("/entries", {"text": "Nine."}).status == 201


def test_open_talks_are_not_opened(api: Programs) -> None:
    refused = api.mo.posts("/ending/reopen")

    assert (refused.status, refused.code) == (409, "case-open")


def test_the_report_has_the_fields_that_may_be_reported(api: Programs) -> None:
    api.mo.posts("/ending/close", CLOSING)

    assert api.mo.gets("/report").json == {
        "codename": "Copper Lantern",
        "mediator": "Ministry of Bridges",
        "day": "2026-11-22",
        "began": "2026-11-22",
        "ended": "2026-11-22",
        "outcome": "held",
        "settled": True,
        "attendance": [
            {"party": "Arvend", "attended": True, "people": []},
            {"party": "Belmark", "attended": False, "people": []},
        ],
    }


def test_a_seat_takes_what_the_house_holds_about_it(api: Programs) -> None:
    api.talks.ana.says("What Ana said.")
    api.talks.ada.says("What Ada said.")

    told = api.ana.gets("/subject")

    assert (told.status, told.type) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(told.told.body)) as archive:
        deeds = json.loads(archive.read("subject.json"))["deeds"]
    assert [deed["text"] for deed in deeds] == [None, "What Ana said."]
