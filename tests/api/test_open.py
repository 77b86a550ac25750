"""POST /entries/{number}/opened."""

from typing import ClassVar

import pytest

from entremise.domain.terms import CarryForm
from tests.api.contract import RoomActContract
from tests.api.programs import Programs


class TestOpening(RoomActContract):
    NOT_YOURS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("/entries/B-01/opened", "/entries/C-01/opened"),
        ("/entries/2/opened", "/entries/9/opened"),
    )

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        api.talks.mo.carries("A third flag.", into="A", form=CarryForm.IDEA)
        api.talks.mo.carries("A third flag.", into="B", form=CarryForm.IDEA)
        api.talks.mo.carries("A fourth flag.", into="B", form=CarryForm.IDEA)

    @property
    def path(self) -> str:
        return "/entries/1/opened"

    def test_the_desk_learns_that_it_was_read(self, api: Programs) -> None:
        assert self.asks(api).json == {"at": "2026-11-22T12:00:00Z"}
        assert api.mo.gets("/entries", room="A").json["entries"][0]["opened_at"] == "2026-11-22T12:00:00Z"

    def test_without_a_key_it_is_still_done_once(self, api: Programs) -> None:
        first = self.asks(api)
        kept = api.kept
        api.talks.clock.advance(5)

        assert self.asks(api).bytes == first.bytes
        assert api.kept == kept

    def test_only_what_was_brought_can_be_read_so(self, api: Programs) -> None:
        api.talks.ana.says("Ours.")

        assert api.ana.posts("/entries/2/opened").status == 404
