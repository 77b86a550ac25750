"""The desk's ledger by the API: GET /ledger, its cards, points and notes."""

from collections.abc import Mapping
from typing import Any, ClassVar

import pytest

from entremise.domain.notes import FREE
from entremise.domain.points import Grouping
from entremise.services import ledger
from tests.api.contract import DeskActContract, OperationContract
from tests.api.programs import Programs
from tests.cast import CONFIDENCE, SUBSTANCE, granted

POINT: Mapping[str, object] = {"words": "Frigates.", "entries": ["A-1"], "round": 2}
NOON = "2026-11-22T12:00:00Z"


def offered(api: Programs) -> None:
    api.talks.ana.says("Nine frigates.", leave=SUBSTANCE)


def kept(api: Programs) -> None:
    offered(api)
    entry = ledger.ledger_page(api.talks.parts, api.talks.mo.seat, ledger.Asked())
    grouping = Grouping(words="Frigates.", entries=(granted(entry).alone[0].label,))
    granted(ledger.keep_point(api.talks.parts, api.talks.mo.seat, grouping))


def noted(api: Programs) -> None:
    granted(ledger.keep_note(api.talks.parts, api.talks.mo.seat, "They hesitate.", FREE))


class DeskReading(OperationContract):
    METHOD: ClassVar[str] = "GET"
    SEAT: ClassVar[str] = "mo"
    NOT_FOR: ClassVar[tuple[str, ...]] = ("ana", "bo")


class TestLedger(DeskReading):
    path = "/ledger"


class TestCard(DeskReading):
    path = "/ledger/cards/A"
    NOT_YOURS = (("/ledger/cards/C", "/ledger/cards/H"),)


class TestReadPoint(DeskReading):
    path = "/ledger/points/1"

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        kept(api)


class TestNotes(DeskReading):
    path = "/ledger/notes"


class TestMakePoint(DeskActContract):
    BODY: ClassVar[object] = POINT
    path = "/ledger/points"

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        offered(api)


class TestChangePoint(DeskActContract):
    BODY: ClassVar[object] = {**POINT, "words": "Ships."}
    path = "/ledger/points/1"

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        kept(api)


class TestDissolvePoint(DeskActContract):
    path = "/ledger/points/1/dissolve"

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        kept(api)


class TestWriteNote(DeskActContract):
    BODY: ClassVar[object] = {"text": "They hesitate.", "room": "A"}
    path = "/ledger/notes"


class TestChangeNote(DeskActContract):
    BODY: ClassVar[object] = {"text": "They agree."}
    path = "/ledger/notes/1"

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        noted(api)


class TestStrikeNote(DeskActContract):
    path = "/ledger/notes/1/strike"

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        noted(api)


def read(api: Programs, path: str, **query: object) -> dict[str, Any]:
    found: dict[str, Any] = api.mo.asks("GET", path, **query).json  # type: ignore[arg-type]
    return found


def test_a_point_says_who_knows_what(api: Programs) -> None:
    kept(api)
    api.talks.mo.carries(
        "They offer nine.", into="B", sources=[api.talks.mo.page("A").columns[0].thread.entries[0].label]
    )
    (row,) = read(api, "/ledger")["points"]

    assert (row["point"], row["words"]) == (1, "Frigates.")
    assert row["rooms"] == [
        {
            "room": "A",
            "facts": [
                {
                    "how": "said",
                    "label": "A-01",
                    "at": NOON,
                    "text": "Nine frigates.",
                    "kind": "information",
                    "carry": None,
                    "leave": [],
                }
            ],
            "gaps": [],
        },
        {
            "room": "B",
            "facts": [
                {
                    "how": "substance",
                    "label": "B-01",
                    "at": NOON,
                    "text": "They offer nine.",
                    "kind": "information",
                    "carry": 1,
                    "leave": ["A-01"],
                }
            ],
            "gaps": [],
        },
    ]


def test_an_entry_says_why_a_room_was_not_told(api: Programs) -> None:
    api.talks.ana.says("Not a word.", leave=CONFIDENCE)
    (row,) = read(api, "/ledger", show="confidence", room="A")["entries"]

    assert (row["point"], row["label"], row["holds"][0]["leave"]) == (None, "A-01", "confidence")
    assert [(gap["why"], gap["source"]) for gap in row["rooms"][1]["gaps"]] == [("confidence", "A-01")]


def test_the_card_of_a_room(api: Programs) -> None:
    api.talks.ana.says("Not a word.", leave=CONFIDENCE)
    card = read(api, "/ledger/cards/B")

    assert [(line["words"], line["why"]) for line in card["slip"]["lines"]] == [("Not a word.", "confidence")]
    assert (card["room"], card["since"], card["known"]) == ("B", None, {"lines": [], "more": 0})


def test_a_point_has_a_history(api: Programs) -> None:
    kept(api)
    api.mo.posts("/ledger/points/1", {**POINT, "words": "Ships."})
    api.mo.posts("/ledger/points/1/dissolve")
    point = read(api, "/ledger/points/1")

    assert [(one["words"], one["dissolved"]) for one in point["history"]] == [
        ("Frigates.", False),
        ("Ships.", False),
        ("Ships.", True),
    ]
    assert point["dissolved"]


def test_notes_are_listed(api: Programs) -> None:
    api.mo.posts("/ledger/notes", {"text": "They hesitate.", "room": "A"})
    (note,) = read(api, "/ledger/notes")["notes"]

    assert (note["number"], note["text"], note["room"], note["role"]) == (1, "They hesitate.", "A", "mediator")


@pytest.mark.parametrize(
    "query", [{"show": "x"}, {"item": "x"}, {"round": "-1"}, {"after_point": "1234567"}, {"before_entry": "x"}]
)
def test_a_query_that_cannot_be_read_is_refused(api: Programs, query: dict[str, str]) -> None:
    refused = api.mo.asks("GET", "/ledger", **query)  # type: ignore[arg-type]

    assert (refused.status, refused.code) == (400, "malformed")


def test_a_note_about_two_things_is_refused(api: Programs) -> None:
    assert api.mo.posts("/ledger/notes", {"text": "x", "room": "A", "point": 1}).code == "malformed"
    assert api.mo.posts("/ledger/notes/1", {"text": "x", "room": "A", "point": 1}).code == "malformed"


@pytest.mark.parametrize("path", ["points/x", "points/9", "points/x/dissolve", "notes/x/strike", "notes/9/strike"])
def test_what_there_is_not_is_absent(api: Programs, path: str) -> None:
    method = "POST" if path.endswith(("dissolve", "strike")) else "GET"

    assert api.mo.asks(method, f"/ledger/{path}").status == 404
    assert api.mo.posts("/ledger/points/x", dict(POINT)).status == 404
    assert api.mo.posts("/ledger/notes/x", {"text": "x"}).status == 404


def test_a_point_of_what_the_desk_does_not_have_is_refused(api: Programs) -> None:
    assert api.mo.posts("/ledger/points", dict(POINT)).code == "point-entry-unknown"
