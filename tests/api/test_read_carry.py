"""GET /carries/{id}."""

from typing import ClassVar

import pytest

from entremise.domain.terms import CarryForm
from tests.api.contract import OperationContract
from tests.api.programs import Programs
from tests.cast import CONFIDENCE, SUBSTANCE


class TestReadingACarry(OperationContract):
    METHOD, SEAT = "GET", "mo"
    NOT_FOR: ClassVar[tuple[str, ...]] = ("ana", "bo", "zed")
    NOT_YOURS: ClassVar[tuple[tuple[str, str], ...]] = (("/carries/B-01", "/carries/C-01"),)

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        api.talks.mo.carries("A third flag.", into="B", form=CarryForm.IDEA, hold=30)

    @property
    def path(self) -> str:
        return "/carries/1"

    def test_it_is_held_then_entered(self, api: Programs) -> None:
        assert api.mo.gets("/carries/1").json["state"] == "held"
        api.talks.waits(30)
        assert api.mo.gets("/carries/1").json["state"] == "entered"
        assert api.mo.gets("/carries/1").json["entered_as"] == "B-01"

    def test_it_says_why_the_house_stopped_it(self, api: Programs) -> None:
        source = api.talks.ana.says("Nine frigates.", leave=SUBSTANCE)
        api.talks.mo.carries("They offer nine.", into="B", sources=[source], hold=30)
        api.talks.ana.changes_leave(source, CONFIDENCE)
        api.talks.waits(30)

        told = api.mo.gets("/carries/2").json
        assert (told["state"], told["stop_code"]) == ("stopped", "in-confidence")

    @pytest.mark.parametrize("number", ["2", "0", "x", "-1", "999999999", "9999999999", "1.0", "\u0661", "01x"])
    def test_what_there_is_not_is_absent(self, api: Programs, number: str) -> None:
        assert api.mo.gets(f"/carries/{number}").status == 404
