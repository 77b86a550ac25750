"""POST /search: a program looks for words in its seat's own place."""

from typing import Any, ClassVar

import pytest

from entremise.domain.notes import FREE
from entremise.services import ledger
from tests.api.contract import OperationContract
from tests.api.programs import Programs
from tests.cast import CONFIDENCE, SUBSTANCE, granted


class TestSearch(OperationContract):
    METHOD = "POST"
    SEAT = "ana"
    BODY: ClassVar[dict[str, Any]] = {"text": "frigates"}
    path = "/search"


def test_it_tells_the_entries_with_the_words_marked(api: Programs) -> None:
    api.talks.ana.says("We keep nine frigates.", leave=SUBSTANCE)

    told = api.ana.posts("/search", {"text": "frig"}).json

    assert told == {
        "entries": [
            {
                "number": 1,
                "label": "A-01",
                "at": "2026-11-22T12:00:00Z",
                "kind": "said",
                "role": "head-of-delegation",
                "extract": [
                    {"text": "We keep nine ", "marked": False},
                    {"text": "frigates", "marked": True},
                    {"text": ".", "marked": False},
                ],
            }
        ],
        "earlier": None,
        "papers": [],
    }


def test_it_tells_what_stands_on_papers(api: Programs) -> None:
    granted(ledger.keep_note(api.talks.parts, api.talks.mo.seat, "Kestrels.", FREE))

    told = api.mo.posts("/search", {"text": "kestrels"}).json["papers"]

    assert told == [
        {
            "kind": "note",
            "number": 1,
            "room": None,
            "item": None,
            "at": "2026-11-22T12:00:00Z",
            "extract": [{"text": "Kestrels", "marked": True}, {"text": ".", "marked": False}],
        }
    ]
    assert api.ana.posts("/search", {"text": "kestrels"}).json["papers"] == []


def test_it_goes_on_before_an_entry(api: Programs) -> None:
    for _ in range(3):
        api.talks.ana.says("Oil.")

    first = api.ana.posts("/search", {"text": "oil", "limit": 2}).json
    second = api.ana.posts("/search", {"text": "oil", "limit": 2, "before": first["earlier"]}).json

    assert [entry["number"] for entry in first["entries"]] == [3, 2]
    assert first["earlier"] == "A-02"
    assert [entry["number"] for entry in second["entries"]] == [1]
    assert second["earlier"] is None


def test_the_desk_names_a_room_or_none(api: Programs) -> None:
    api.talks.ana.says("Oil.", leave=CONFIDENCE)
    api.talks.bo.says("Oil.", leave=CONFIDENCE)

    everywhere = api.mo.posts("/search", {"text": "oil"}).json
    in_a = api.mo.posts("/search", {"text": "oil", "room": "A"}).json

    assert [entry["label"] for entry in everywhere["entries"]] == ["B-01", "A-01"]
    assert [entry["label"] for entry in in_a["entries"]] == ["A-01"]


@pytest.mark.parametrize(("who", "room"), [("ana", "A"), ("ana", "B"), ("mo", "H")])
def test_a_room_that_is_not_the_seats_to_name_is_absent(api: Programs, who: str, room: str) -> None:
    api.talks.bo.says("Oil.")

    refused = api.at[who].posts("/search", {"text": "oil", "room": room})

    assert (refused.status, refused.code) == (404, "absent")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": "  "}, "query-empty"),
        ({"text": "oil " * 100}, "text-too-long"),
        ({"text": "oil", "limit": 0}, "malformed"),
        ({"text": "oil", "limit": 101}, "malformed"),
        ({"text": "oil", "before": "12"}, "malformed"),
        ({"text": 7}, "malformed"),
        ({}, "malformed"),
    ],
)
def test_what_cannot_be_looked_for_is_refused(api: Programs, body: dict[str, Any], code: str) -> None:
    refused = api.ana.posts("/search", body)

    assert (refused.status, refused.code) == (422, code)


def test_nobody_finds_another_rooms_words(api: Programs) -> None:
    api.talks.ana.says("Kestrel.", leave=CONFIDENCE)

    assert api.bo.posts("/search", {"text": "kestrel"}).json == {"entries": [], "earlier": None, "papers": []}
    assert api.zed.posts("/search", {"text": "kestrel"}).json == {"entries": [], "earlier": None, "papers": []}
