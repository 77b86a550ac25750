"""/analysis and /values: the desk's analysis, and what a room is asked to value and gives."""

from collections.abc import Callable
from typing import Any, ClassVar, Final

import pytest

from entremise.services import valuing
from tests.api.contract import DeskActContract, OperationContract, RoomActContract
from tests.api.programs import Programs
from tests.cast import granted
from tests.services.test_valuing import SECRET, TABLE

WORTHS: Final[list[dict[str, Any]]] = [{"issue": 1, "points": [731, 419]}, {"issue": 2, "points": [307, 577]}]
ISSUE: Final = {"title": "Port", "options": ["Open", "Shut"]}


def tabled(api: Programs) -> None:
    granted(valuing.take_table(api.talks.parts, api.talks.mo.seat, TABLE))


def asked(api: Programs) -> None:
    tabled(api)
    granted(valuing.ask(api.talks.parts, api.talks.mo.seat, "A"))


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
