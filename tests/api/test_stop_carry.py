"""POST /carries/{id}/stop."""

import pytest

from entremise.domain.terms import CarryForm
from tests.api.contract import DeskActContract
from tests.api.programs import Programs


class TestStopping(DeskActContract):
    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        api.talks.mo.carries("A third flag.", into="B", form=CarryForm.IDEA, hold=30)

    @property
    def path(self) -> str:
        return "/carries/1/stop"

    def test_it_does_not_enter(self, api: Programs) -> None:
        assert self.asks(api).status == 200
        api.talks.waits(60)
        assert api.mo.gets("/carries/1").json["state"] == "stopped"
        assert api.bo.gets("/entries").json["entries"] == []

    def test_what_has_entered_cannot_be_stopped(self, api: Programs) -> None:
        api.talks.waits(30)

        refused = self.asks(api)

        assert (refused.status, refused.code) == (409, "already-entered")

    def test_it_is_stopped_once(self, api: Programs) -> None:
        self.asks(api)

        assert self.asks(api).code == "already-stopped"

    @pytest.mark.parametrize("number", ["2", "0", "x", "B-01"])
    def test_what_there_is_not_is_absent(self, api: Programs, number: str) -> None:
        assert api.mo.posts(f"/carries/{number}/stop").status == 404
