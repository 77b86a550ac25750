"""POST /rooms/{room}/entries/{number}/met."""

from dataclasses import replace
from typing import ClassVar

import pytest

from entremise.domain.ids import Label
from tests.api.contract import DeskActContract
from tests.api.programs import Programs
from tests.cast import ONLY_IF, SUBSTANCE

READ = {"condition": ONLY_IF.condition}
"""What a mediator declares met: the condition as it was read."""


class TestDeclaringMet(DeskActContract):
    BODY: ClassVar[object] = READ
    NOT_YOURS: ClassVar[tuple[tuple[str, str], ...]] = (("/rooms/A/entries/B-1/met", "/rooms/A/entries/C-1/met"),)

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        api.talks.ana.says("We withdraw.", leave=ONLY_IF)
        api.talks.ana.says("Nine frigates.", leave=SUBSTANCE)

    @property
    def path(self) -> str:
        return "/rooms/A/entries/1/met"

    def test_the_room_is_told(self, api: Programs) -> None:
        assert self.asks(api).status == 200
        assert api.ana.gets("/entries").json["entries"][0]["met_at"] == "2026-11-22T12:00:00Z"

    def test_it_is_met_once(self, api: Programs) -> None:
        self.asks(api)

        assert self.asks(api).code == "already-met"

    def test_a_condition_set_since_it_was_read_is_not_met_by_it(self, api: Programs) -> None:
        api.talks.ana.changes_leave(Label("A", 1), replace(ONLY_IF, condition="They stop for good."))

        assert api.mo.posts(self.path, READ).code == "condition-changed"
        assert api.mo.posts(self.path, {"condition": "They stop for good."}).status == 200

    def test_it_is_said_what_is_met(self, api: Programs) -> None:
        assert api.mo.posts(self.path).status == 400
        assert not api.ana.gets("/entries").json["entries"][0]["met_at"]

    def test_only_a_condition_can_be_met(self, api: Programs) -> None:
        assert api.mo.posts("/rooms/A/entries/2/met", READ).code == "not-conditional"

    @pytest.mark.parametrize("path", ["/rooms/C/entries/1", "/rooms/A/entries/9", "/rooms/A/entries/N-1"])
    def test_what_there_is_not_is_absent(self, api: Programs, path: str) -> None:
        assert api.mo.posts(f"{path}/met", READ).bytes == api.mo.gets("/nothing").bytes
