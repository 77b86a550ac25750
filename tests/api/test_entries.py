"""GET /entries."""

import pytest

from entremise.domain.terms import CarryForm
from tests.api.contract import OperationContract
from tests.api.programs import Programs
from tests.cast import SUBSTANCE


class TestEntries(OperationContract):
    METHOD, SEAT = "GET", "ana"

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        api.talks.ana.says("One.", leave=SUBSTANCE)
        api.talks.ana.notes("Ours.")
        api.talks.ada.says("Two.")
        api.talks.bo.says("Theirs.")

    @property
    def path(self) -> str:
        return "/entries"

    def test_a_room_reads_its_own(self, api: Programs) -> None:
        told = api.ana.gets("/entries").json

        assert [(entry["number"], entry["text"]) for entry in told["entries"]] == [
            (1, "One."),
            ("N-01", "Ours."),
            (2, "Two."),
        ]
        assert told["next"] is None
        assert [entry["carried"] for entry in told["entries"]] == [None] * 3

    def test_the_desk_reads_what_it_was_told(self, api: Programs) -> None:
        told = api.mo.gets("/entries", room="A").json

        assert [(entry["number"], entry["text"]) for entry in told["entries"]] == [(1, "One."), (2, "Two.")]
        assert [entry["role"] for entry in told["entries"]] == [None, None]

    def test_the_desk_names_the_room(self, api: Programs) -> None:
        assert api.mo.gets("/entries").code == "malformed"

    @pytest.mark.parametrize("room", ["C", "desk", "a", "", "AA", "\u00e9"])
    def test_a_room_that_there_is_not_is_absent(self, api: Programs, room: str) -> None:
        assert api.mo.gets("/entries", room=room).status == 404

    @pytest.mark.parametrize("room", ["A", "B", "C"])
    def test_a_party_names_no_room(self, api: Programs, room: str) -> None:
        """Not even its own: a room's program is one place's program."""
        assert api.ana.gets("/entries", room=room).bytes == api.ana.gets("/nothing").bytes

    def test_it_is_read_page_by_page(self, api: Programs) -> None:
        read, after = [], "0"
        while after is not None:
            told = api.ana.gets("/entries", limit=1, after=after).json
            read += [entry["label"] for entry in told["entries"]]
            after = told["next"]

        assert read == ["A-01", "N-01", "A-02"]

    @pytest.mark.parametrize("limit", ["0", "201", "-1", "abc", "", "1.5", "1e2", "\u0663", "9" * 40, " 1"])
    def test_a_limit_is_from_1_to_200(self, api: Programs, limit: str) -> None:
        refused = api.ana.gets("/entries", limit=limit)

        assert (refused.status, refused.code) == (400, "malformed")

    @pytest.mark.parametrize("limit", ["1", "200"])
    def test_a_limit_within_that_is_kept(self, api: Programs, limit: str) -> None:
        assert len(api.ana.gets("/entries", limit=limit).json["entries"]) == min(int(limit), 3)

    @pytest.mark.parametrize("after", ["999999", "3", "B-1", "Z-9", "N-2", "carry-1"])
    def test_after_what_is_not_here_comes_nothing(self, api: Programs, after: str) -> None:
        """The same for an entry of another room as for one of none."""
        told = api.ana.gets("/entries", after=after)

        assert (told.status, told.json) == (200, {"entries": [], "next": None})

    @pytest.mark.parametrize("after", ["x", "-1", "", "1.5", "\u0661", "9" * 40, "1 OR 1=1"])
    def test_after_is_the_number_of_an_entry(self, api: Programs, after: str) -> None:
        assert api.ana.gets("/entries", after=after).code == "malformed"

    def test_what_is_brought_names_no_source(self, api: Programs) -> None:
        source = api.talks.ana.says("Nine frigates.", leave=SUBSTANCE)
        api.talks.mo.carries("They offer nine.", into="B", sources=[source], form=CarryForm.SUBSTANCE)

        brought = api.bo.gets("/entries").json["entries"][-1]

        assert brought == {
            "number": 2,
            "label": "B-02",
            "at": "2026-11-22T12:00:00Z",
            "kind": "brought",
            "type": "information",
            "text": "They offer nine.",
            "binding": False,
            "role": None,
            "leave": None,
            "reply_to": None,
            "form": "substance",
            "attribution": "Arvend",
            "told_as": None,
            "met_at": None,
            "opened_at": None,
            "conveyed_at": None,
            "carried": None,
            "owed": None,
            "document": None,
            "taken": None,
            "read_back": None,
            "read_out": None,
            "ad_referendum": None,
        }
