"""/analysis and /values: the desk's analysis, and what a room is asked to value and gives."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, Final

import pytest

from entremise.services import valuing, weighing
from tests.api.contract import DeskActContract, OperationContract, RoomActContract
from tests.api.programs import Programs
from tests.cast import granted
from tests.services.test_valuing import SECRET, SWING, TABLE, noted, unsure

WORTHS: Final[list[dict[str, Any]]] = [{"issue": 1, "points": [731, 419]}, {"issue": 2, "points": [307, 577]}]
ISSUE: Final = {"title": "Port", "options": ["Open", "Shut"]}


def tabled(api: Programs) -> None:
    granted(valuing.take_table(api.talks.parts, api.talks.mo.seat, TABLE))


def asked(api: Programs) -> None:
    tabled(api)
    granted(valuing.ask(api.talks.parts, api.talks.mo.seat, "A"))


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else the machine does, there is time to find all."""
    monkeypatch.setattr(weighing, "weigh", partial(weighing.weigh, budget=60))


class TestAnalysis(OperationContract):
    METHOD: ClassVar[str] = "GET"
    SEAT: ClassVar[str] = "mo"
    NOT_FOR: ClassVar[tuple[str, ...]] = ("ana", "bo")

    @property
    def path(self) -> str:
        return "/analysis"


class TestNameIssue(DeskActContract):
    BODY: ClassVar[object] = ISSUE

    @property
    def path(self) -> str:
        return "/analysis/issues"


class TestDropIssue(DeskActContract):
    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        tabled(api)

    @property
    def path(self) -> str:
        return "/analysis/issues/1/drop"


class TestTable(DeskActContract):
    BODY: ClassVar[object] = {"table": TABLE}

    @property
    def path(self) -> str:
        return "/analysis/table"


class TestEstimate(DeskActContract):
    BODY: ClassVar[object] = {"values": WORTHS, "without": 3}

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        tabled(api)

    @property
    def path(self) -> str:
        return "/analysis/values/A"


class TestAsk(DeskActContract):
    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        tabled(api)

    @property
    def path(self) -> str:
        return "/analysis/values/A/ask"


class TestNotePreference(DeskActContract):
    BODY: ClassVar[object] = {"kind": "swing", "issues": [1, 2]}

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        tabled(api)

    @property
    def path(self) -> str:
        return "/analysis/values/A/preferences"


class TestDropPreference(DeskActContract):
    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        tabled(api)
        noted(api.talks, SWING)

    @property
    def path(self) -> str:
        return "/analysis/preferences/1/drop"


class TestKeepPackage(DeskActContract):
    BODY: ClassVar[object] = {"options": {"1": 0, "2": 1}}

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        tabled(api)

    @property
    def path(self) -> str:
        return "/analysis/packages"


class TestValues(OperationContract):
    METHOD: ClassVar[str] = "GET"
    SEAT: ClassVar[str] = "ana"
    NOT_FOR: ClassVar[tuple[str, ...]] = ("mo",)

    @property
    def path(self) -> str:
        return "/values"


class TestGive(RoomActContract):
    BODY: ClassVar[object] = {"values": WORTHS, "sealed": True, "without": 3}

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        asked(api)

    @property
    def path(self) -> str:
        return "/values/1"


class TestWithdraw(RoomActContract):
    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        asked(api)
        body: Any = {"values": WORTHS, "sealed": True}
        assert api.ana.posts("/values/1", body).status == 200

    @property
    def path(self) -> str:
        return "/values/1/withdraw"


def test_sealed_numbers_are_weighed_and_not_told(api: Programs) -> None:
    asked(api)
    given = api.ana.posts("/values/1", {"values": WORTHS, "sealed": True, "without": 3})

    told = api.mo.asks("GET", "/analysis")

    assert (given.status, told.status) == (200, 200)
    assert told.json["parties"][0] == {
        "room": "A", "origin": "sealed", "at": told.json["parties"][0]["at"], "values": [], "without": None,
    }  # fmt: skip
    assert told.json["size"] > 0
    worths = [worth for one in told.json["frontier"] for worth in one["worths"]]
    assert {worth["points"] for worth in worths if worth["room"] == "A"} == {None}
    assert not [number for number in SECRET if str(number).encode() in told.bytes]


def test_what_was_given_is_read_in_its_own_room(api: Programs) -> None:
    asked(api)
    api.ana.posts("/values/1", {"values": WORTHS, "sealed": True, "without": 3})

    (question,) = api.ana.asks("GET", "/values").json["questions"]

    assert (question["sealed"], [one["points"] for one in question["values"]]) == (True, [[731, 419], [307, 577]])
    assert api.bo.asks("GET", "/values").json["questions"] == []


def test_a_question_that_was_not_asked_is_absent(api: Programs) -> None:
    refused = [api.ana.posts(path, {"values": WORTHS, "sealed": True}) for path in ("/values/1", "/values/x")]

    assert [answer.status for answer in refused] == [404, 404]


@pytest.mark.parametrize("number", [10**6, 2**63, 2**80])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/analysis/issues", lambda number: ISSUE | {"item": number}),
        ("/analysis/values/A", lambda number: {"values": [WORTHS[0] | {"issue": number}]}),
        ("/analysis/values/A", lambda number: {"values": [WORTHS[0] | {"rests_on": [number]}, WORTHS[1]]}),
        ("/analysis/packages", lambda number: {"options": {str(number): 0}}),
        ("/analysis/packages", lambda number: {"options": {"1": number}}),
    ],
    ids=["item", "issue", "rests on", "issue of a package", "option of a package"],
)
def test_a_number_beyond_any_is_refused(
    api: Programs, path: str, body: Callable[[int], dict[str, Any]], number: int
) -> None:
    tabled(api)

    assert api.mo.posts(path, body(number)).status == 422


def test_a_trade_tells_its_changes_what_they_cost_and_says_them(api: Programs) -> None:
    tabled(api)
    granted(valuing.keep_package(api.talks.parts, api.talks.mo.seat, {1: 0, 2: 0}))

    told = api.mo.asks("GET", "/analysis").json

    (trade,) = told["trades"]
    assert (told["trades_truncated"], told["ask_truncated"], told["holds_truncated"]) == (False, False, False)
    assert trade["changes"] == [
        {
            "issue": 1,
            "before": 0,
            "after": 1,
            "gains": {"A": -6, "B": 12},
            "words": "Monitoring: In four weeks instead of In two weeks; costs Arvend 6; worth 12 to Belmark",
        },
        {
            "issue": 2,
            "before": 0,
            "after": 1,
            "gains": {"A": 6, "B": -9},
            "words": "Relief: After instead of Before; costs Belmark 9; worth 6 to Arvend",
        },
    ]
    assert trade["result"]["options"] == {"1": 1, "2": 1}


@pytest.mark.usefixtures("patience")
def test_the_question_is_told_with_what_to_send_for_either_answer(api: Programs) -> None:
    unsure(api.talks)

    ask = api.mo.asks("GET", "/analysis").json["ask"]
    noted_as = api.mo.posts(f"/analysis/values/{ask['room']}/preferences", ask["yes"])

    assert (ask["room"], ask["swing"]) == ("A", True)
    assert ask["words"].startswith("Arvend: Which would matter more to you")
    assert noted_as.status == 201
    told = api.mo.asks("GET", "/analysis").json
    assert [(one["room"], one["kind"], one["issues"]) for one in told["preferences"]] == [
        ("A", "swing", ask["yes"]["issues"])
    ]
    assert [order for order in told["holds"]["orders"] if order["room"] == "A"] == [
        {"room": "A", "better": 1, "worse": 2, "sure": True}
    ]
