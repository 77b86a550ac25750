"""GET /seconds, the setting, the answers, and acts that ask a second seat."""

from typing import ClassVar

import pytest

from entremise.services import seconding, speaking
from tests.api.contract import DeskActContract, OperationContract
from tests.api.programs import Programs
from tests.cast import CONFIDENCE, granted

SAYS_IT = "They might live with it if the first phase is short."
SAYING = {"text": SAYS_IT, "room": "B", "why": "Said in public."}


def required(api: Programs) -> None:
    granted(seconding.require(api.talks.parts, api.talks.mo.seat, on=True))
    api.talks.ana.says("Between us: a phased order would do if the first phase is short.", leave=CONFIDENCE)


class TestSeconds(OperationContract):
    METHOD: ClassVar[str] = "GET"
    SEAT: ClassVar[str] = "mo"
    NOT_FOR: ClassVar[tuple[str, ...]] = ("ana", "bo")

    @property
    def path(self) -> str:
        return "/seconds"


class TestRequire(DeskActContract):
    BODY: ClassVar[object] = {"required": True}

    @property
    def path(self) -> str:
        return "/seconds/required"


class TestAnswer(DeskActContract):
    BODY: ClassVar[object] = {"agrees": True}
    NOT_YOURS: ClassVar[tuple[tuple[str, str], ...]] = (("/seconds/2/answer", "/seconds/99/answer"),)

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        required(api)
        speaking.speak(api.talks.parts, api.co, "B", SAYS_IT, why="Said in public.")

    @property
    def path(self) -> str:
        return "/seconds/1/answer"


class TestWithdraw(DeskActContract):
    NOT_YOURS: ClassVar[tuple[tuple[str, str], ...]] = (("/seconds/2/withdraw", "/seconds/99/withdraw"),)

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        required(api)
        speaking.speak(api.talks.parts, api.talks.mo.seat, "B", SAYS_IT, why="Said in public.")
        speaking.speak(api.talks.parts, api.co, "B", SAYS_IT, why="Said in public.")

    @property
    def path(self) -> str:
        return "/seconds/1/withdraw"


def test_a_program_asks_and_another_agrees(api: Programs) -> None:
    required(api)
    asked = api.mo.posts("/entries", SAYING)

    assert (asked.status, asked.code) == (409, "second-asked")
    told = api.at["co"].gets("/seconds").json
    (one,) = told["requests"]
    assert told["required"] is True
    assert (one["number"], one["state"], one["by"], one["leaves"], one["why"], one["own"]) == (
        1,
        "open",
        "speak",
        [{"rooms": ["B"], "text": SAYS_IT}],
        "Said in public.",
        False,
    )
    assert [(each["room"], each["source"], each["kinds"]) for each in one["repeated"]] == [("B", "A-01", ["phrase"])]
    assert api.at["co"].posts("/seconds/1/answer", {"agrees": True}).status == 200
    assert api.mo.posts("/entries", SAYING).status == 201
    assert api.mo.gets("/seconds").json["requests"][0]["state"] == "used"


def test_two_programs_end_it(api: Programs) -> None:
    required(api)
    first = api.mo.posts("/seconds/required", {"required": False}).json
    asked = [api.at[who].gets("/seconds").json["end_asked"] for who in ("mo", "co")]
    last = api.at["co"].posts("/seconds/required", {"required": False}).json

    assert (first["required"], last["required"]) == (True, False)
    assert [(one["role"], one["own"]) for one in asked] == [("mediator", True), ("mediator", False)]
    after = api.mo.gets("/seconds").json
    assert (after["required"], after["end_asked"]) == (False, None)


def test_what_no_number_can_be_is_absent(api: Programs) -> None:
    for number in ("x", "1" * 12):
        assert api.mo.posts(f"/seconds/{number}/answer", {"agrees": True}).status == 404
        assert api.mo.posts(f"/seconds/{number}/withdraw").status == 404
