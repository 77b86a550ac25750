"""POST /rooms/{room}/entries/{number}/conveyed."""

from typing import ClassVar

import pytest

from tests.api.contract import DeskActContract
from tests.api.programs import Programs
from tests.cast import SUBSTANCE


class TestConfirming(DeskActContract):
    NOT_YOURS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("/rooms/A/entries/B-1/conveyed", "/rooms/A/entries/C-1/conveyed"),
    )

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        source = api.talks.ana.says("Nine frigates.", leave=SUBSTANCE)
        api.talks.mo.carries("They offer nine.", into="B", sources=[source])
        api.talks.ana.says("Not carried.", leave=SUBSTANCE)

    @property
    def path(self) -> str:
        return "/rooms/A/entries/1/conveyed"

    def test_the_giver_learns_that_it_was_and_nothing_else(self, api: Programs) -> None:
        assert self.asks(api).status == 200

        entry = api.ana.gets("/entries").json["entries"][0]
        assert entry["conveyed_at"] == "2026-11-22T12:00:00Z"
        assert (entry["carried"], entry["owed"]) == (None, None)

    def test_what_was_not_carried_was_not_conveyed(self, api: Programs) -> None:
        refused = api.mo.posts("/rooms/A/entries/2/conveyed")

        assert (refused.status, refused.code) == (409, "not-carried")

    @pytest.mark.parametrize("path", ["/rooms/C/entries/1", "/rooms/A/entries/9", "/rooms/A/entries/N-1"])
    def test_what_there_is_not_is_absent(self, api: Programs, path: str) -> None:
        assert api.mo.posts(f"{path}/conveyed").bytes == api.mo.gets("/nothing").bytes
