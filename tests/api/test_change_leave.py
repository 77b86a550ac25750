"""POST /entries/{number}/leave."""

from typing import ClassVar

import pytest

from tests.api.contract import RoomActContract
from tests.api.programs import Programs
from tests.cast import SUBSTANCE


class TestChangingLeave(RoomActContract):
    BODY: ClassVar[object] = {"form": "confidence"}
    NOT_YOURS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("/entries/B-01/leave", "/entries/C-01/leave"),
        ("/entries/3/leave", "/entries/9/leave"),
    )

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        api.talks.ana.says("One.", leave=SUBSTANCE)
        api.talks.ana.notes("Ours.")
        for _ in range(3):
            api.talks.bo.says("Theirs.")

    @property
    def path(self) -> str:
        return "/entries/1/leave"

    def test_the_desk_is_told_the_new_leave(self, api: Programs) -> None:
        assert self.asks(api).json["label"] == "A-01"
        assert api.mo.gets("/entries", room="A").json["entries"][0]["leave"]["form"] == "confidence"

    def test_a_widened_note_becomes_a_new_entry(self, api: Programs) -> None:
        told = api.ana.posts("/entries/N-1/leave", {"form": "substance"})

        assert (told.status, told.json["label"]) == (200, "A-02")

    def test_what_was_told_cannot_be_untold(self, api: Programs) -> None:
        refused = api.ana.posts("/entries/1/leave", {"form": "own"})

        assert (refused.status, refused.code) == (409, "already-told")

    def test_only_its_writer_or_the_head_changes_it(self, api: Programs) -> None:
        refused = api.ada.posts("/entries/1/leave", self.BODY)

        assert (refused.status, refused.code) == (409, "not-writer")
