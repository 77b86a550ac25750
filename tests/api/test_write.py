"""POST /entries."""

from typing import ClassVar

import pytest

from tests.api.contract import ActContract, RoomActContract
from tests.api.programs import Programs


class TestWriting(RoomActContract):
    BODY: ClassVar[object] = {"text": "Nine frigates.", "leave": {"form": "substance"}}
    NOT_FOR: ClassVar[tuple[str, ...]] = ()

    @property
    def path(self) -> str:
        return "/entries"

    def test_an_entry_is_kept_and_told(self, api: Programs) -> None:
        written = self.asks(api)

        assert written.status == 201
        assert written.json == {"number": 1, "label": "A-01", "at": "2026-11-22T12:00:00Z"}
        assert api.mo.gets("/entries", room="A").json["entries"][0]["text"] == "Nine frigates."

    def test_with_no_leave_the_regime_decides(self, api: Programs) -> None:
        api.ana.posts("/entries", {"text": "Hush."})

        leave = api.ana.gets("/entries").json["entries"][0]["leave"]
        assert (leave["form"], leave["marked"]) == ("confidence", False)

    def test_a_note_is_told_nobody(self, api: Programs) -> None:
        written = api.ana.posts("/entries", {"text": "Ours.", "leave": {"form": "own"}})

        assert written.json["number"] == "N-01"
        assert api.mo.gets("/entries", room="A").json["entries"] == []

    def test_outside_the_mandate_it_needs_a_reason(self, api: Programs) -> None:
        """The delegation's own mandate is looked up where it says which item it goes on about."""
        assert api.ana.posts("/mandate/reach", {"reach": "outside"}).status == 200

        assert api.ana.posts("/entries", {"text": "Yes.", "on": {"item": 0}}).code == "outside-mandate"
        assert api.ana.posts("/entries", {"text": "Yes.", "on": {"item": 0, "why": "They press."}}).status == 201
        assert api.ana.posts("/entries", {"text": "Yes.", "on": {"item": 7}}).code == "item-unknown"
        assert api.mo.posts("/entries", {"text": "Yes.", "room": "A", "on": {"item": 0}}).status == 404

    @pytest.mark.parametrize("room", ["A", "B", "H"])
    def test_a_party_writes_in_no_room_but_its_own(self, api: Programs, room: str) -> None:
        refused = api.ana.posts("/entries", {"text": "Hello.", "room": room})

        assert refused.bytes == api.ana.gets("/nothing").bytes

    @pytest.mark.parametrize("reply_to", [1, "N-01", "B-01", 999_999_999])
    def test_a_reply_names_an_entry_of_ones_own(self, api: Programs, reply_to: object) -> None:
        """What stands in another room is as unknown as what stands nowhere."""
        api.talks.bo.says("Theirs.")
        kept = api.kept

        refused = api.ana.posts("/entries", {"text": "Yes.", "reply_to": reply_to})

        assert refused.status == 422
        assert api.kept == kept

    @pytest.mark.parametrize(
        ("leave", "status", "code"),
        [
            ({"form": "conditional"}, 422, "condition-missing"),
            ({"form": "substance", "condition": "they stop"}, 422, "condition-unused"),
            ({"form": "substance", "expires": "2020-01-01T00:00:00Z"}, 422, "expiry-past"),
            ({"form": "substance", "expires": "2027-01-01T00:00:00"}, 400, "malformed"),
            ({"form": "substance", "expires": "soon"}, 422, "malformed"),
            ({"form": "verbally"}, 422, "malformed"),
            ({"form": "conditional", "condition": "x" * 401}, 422, "text-too-long"),
            ({"form": "conditional", "condition": "a\u202eb"}, 422, "character-forbidden"),
            ({}, 422, "malformed"),
        ],
    )
    def test_a_leave_that_cannot_stand_is_refused(self, api: Programs, leave: object, status: int, code: str) -> None:
        kept = api.kept

        refused = api.ana.posts("/entries", {"text": "Yes.", "leave": leave})

        assert (refused.status, refused.code) == (status, code)
        assert api.kept == kept


class TestSpeaking(ActContract):
    SEAT, FELLOW = "mo", "co"
    BODY: ClassVar[object] = {"text": "Welcome.", "room": "B"}
    OTHER: ClassVar[tuple[str, object]] = ("/entries", {"text": "Something else.", "room": "B"})

    @property
    def path(self) -> str:
        return "/entries"

    def test_the_mediator_speaks_in_the_room_named(self, api: Programs) -> None:
        assert self.asks(api).json["label"] == "B-01"
        assert api.bo.gets("/entries").json["entries"][0]["text"] == "Welcome."
        assert api.ana.gets("/entries").json["entries"] == []

    @pytest.mark.parametrize(("body", "status"), [({"text": "Hm."}, 422), ({"text": "Hm.", "room": "C"}, 422)])
    def test_and_in_no_room_that_there_is_not(self, api: Programs, body: object, status: int) -> None:
        kept = api.kept

        assert api.mo.posts("/entries", body).status == status
        assert api.kept == kept
