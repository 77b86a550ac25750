"""POST /carries."""

from typing import Any, ClassVar

import pytest

from tests.api.contract import DeskActContract
from tests.api.programs import Programs
from tests.cast import CONFIDENCE, ONLY_IF, SUBSTANCE, VERBATIM

IDEA = {"into": "B", "form": "idea", "text": "A third flag."}
FROM_A = {"into": "B", "form": "substance", "text": "They offer nine."}


def sourced(*numbers: int) -> dict[str, Any]:
    return {**FROM_A, "sources": [{"room": "A", "number": number} for number in numbers]}


class TestCarrying(DeskActContract):
    BODY: ClassVar[object] = {**IDEA, "hold_seconds": 0}

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        api.talks.ana.says("Nine frigates.", leave=SUBSTANCE)
        api.talks.ana.says("Only three are seaworthy.", leave=CONFIDENCE)
        api.talks.ana.says("Exactly nine.", leave=VERBATIM)
        api.talks.ana.says("We withdraw.", leave=ONLY_IF)

    @property
    def path(self) -> str:
        return "/carries"

    def test_it_waits_at_the_door_until_it_is_due(self, api: Programs) -> None:
        carried = api.mo.posts("/carries", sourced(1))

        assert carried.status == 201
        assert carried.json == {
            "id": 1,
            "state": "held",
            "due": "2026-11-22T12:00:30Z",
            "entered_as": None,
            "stop_code": None,
            "document": None,
        }
        assert api.bo.gets("/entries").json["entries"] == []

    def test_with_no_hold_it_enters_at_once(self, api: Programs) -> None:
        carried = api.mo.posts("/carries", {**sourced(1), "hold_seconds": 0}).json

        assert (carried["state"], carried["entered_as"]) == ("entered", "B-01")
        assert api.bo.gets("/entries").json["entries"][0]["text"] == "They offer nine."

    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            (sourced(2), 409, "in-confidence"),
            (sourced(3), 409, "words-differ"),
            (sourced(4), 409, "condition-not-met"),
            ({**sourced(1), "form": "verbatim"}, 409, "leave-narrower"),
            ({**sourced(1), "into": "A"}, 409, "own-room"),
            (FROM_A, 409, "source-missing"),
            ({**sourced(1), "binding": True}, 409, "not-binding"),
            (sourced(99), 409, "source-unknown"),
            ({**FROM_A, "sources": [{"room": "B", "number": 1}]}, 409, "source-unknown"),
            ({**IDEA, "text": "But only three are seaworthy now."}, 409, "repeats-confidence"),
            ({**IDEA, "hold_seconds": 601}, 422, "hold-out-of-range"),
            ({**IDEA, "hold_seconds": -1}, 422, "hold-out-of-range"),
            ({**IDEA, "into": "C"}, 422, "room-missing"),
            ({**IDEA, "into": "Z"}, 422, "malformed"),
            ({**IDEA, "form": "aloud"}, 422, "malformed"),
            ({**IDEA, "hold_seconds": "30"}, 422, "malformed"),
            ({**IDEA, "hold_seconds": 10**18}, 422, "hold-out-of-range"),
            (sourced(*range(1, 23)), 409, "source-unknown"),
        ],
    )
    def test_what_may_not_be_carried_is_refused(self, api: Programs, body: object, status: int, code: str) -> None:
        kept = api.kept

        refused = api.mo.posts("/carries", body)

        assert (refused.status, refused.code) == (status, code)
        assert api.kept == kept

    def test_a_refusal_never_holds_what_was_written(self, api: Programs) -> None:
        """Law 9: it may be logged and sent."""
        bodies = [sourced(2), sourced(3), {**IDEA, "text": "But only three are seaworthy now."}]

        told = [api.mo.posts("/carries", body).told.body.lower() for body in bodies]

        assert not [body for body in told for word in (b"seaworthy", b"exactly nine", b"offer nine") if word in body]

    def test_a_kept_wording_is_carried_with_its_reason(self, api: Programs) -> None:
        body = {**IDEA, "text": "But only three are seaworthy now.", "why": "It is in the papers."}

        assert api.mo.posts("/carries", body).status == 201
