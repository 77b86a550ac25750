"""POST /announcements."""

from typing import ClassVar

import pytest

from tests.api.contract import DeskActContract
from tests.api.programs import Programs


class TestAnnouncing(DeskActContract):
    BODY: ClassVar[object] = {"text": "We meet at nine."}

    @property
    def path(self) -> str:
        return "/announcements"

    def test_every_room_reads_its_own_copy(self, api: Programs) -> None:
        assert self.asks(api).status == 201
        for program, label in ((api.ana, "A-01"), (api.bo, "B-01")):
            (entry,) = program.gets("/entries").json["entries"]
            assert (entry["label"], entry["kind"], entry["text"]) == (label, "announced", "We meet at nine.")

    def test_a_room_that_is_not_named_hears_nothing(self, api: Programs) -> None:
        api.mo.posts("/announcements", {"text": "We meet at nine.", "into": ["A"]})

        assert api.bo.gets("/entries").json["entries"] == []

    @pytest.mark.parametrize(
        ("into", "status"), [(["C"], 422), (["A", "C"], 422), ([], 422), (["x"], 422), ("A", 422), ([1], 422)]
    )
    def test_it_is_for_rooms_that_there_are(self, api: Programs, into: object, status: int) -> None:
        """All of them, or nothing is said in any."""
        kept = api.kept

        assert api.mo.posts("/announcements", {"text": "We meet at nine.", "into": into}).status == status
        assert api.kept == kept
