"""The OpenAPI document: complete, valid, and the one that is published. Generated requests are answered as it says."""

import re
from collections import Counter
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core import NOT_SET
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from entremise.api.openapi import document
from entremise.api.operations import OPERATIONS
from entremise.domain.errors import Code
from entremise.domain.terms import CarryForm
from tests.api.programs import BASE, Programs
from tests.cast import ONLY_IF, SUBSTANCE

PUBLISHED: Final = Path(__file__).parents[2] / "docs" / "openapi.json"
WRITE: Final = (
    "python -c 'import json; from entremise.api.openapi import document;"
    " print(json.dumps(document(), indent=2, ensure_ascii=False))' > docs/openapi.json"
)
REQUESTS: Final = 40
"""Generated requests for each operation and seat."""


def live() -> Any:
    """The document as the API tells it."""
    return Programs().stranger.gets("/openapi.json").json


def test_it_is_told_to_anybody(api: Programs) -> None:
    """It holds nothing of any case."""
    assert api.stranger.gets("/openapi.json").bytes == api.ana.gets("/openapi.json").bytes


def test_it_is_valid_openapi_3_1() -> None:
    assert [str(error) for error in OPENAPI_31_VALIDATOR.iter_errors(live())] == []


def test_every_operation_stands_in_it() -> None:
    told = {(method.upper(), path) for path, methods in live()["paths"].items() for method in methods}

    assert told == {(operation.method, operation.path) for operation in OPERATIONS} | {("GET", "/stream")}


def test_operations_have_names_of_their_own() -> None:
    names = Counter(one["operationId"] for methods in live()["paths"].values() for one in methods.values())

    assert set(names.values()) == {1}


def test_every_operation_says_what_can_be_answered() -> None:
    for operation in OPERATIONS:
        answers = live()["paths"][operation.path][operation.method.lower()]["responses"]
        assert {str(operation.status), "400", "401", "404"} <= set(answers)


def test_every_reference_leads_somewhere() -> None:
    told = msgspec.json.encode(live()).decode()
    schemas = live()["components"]["schemas"]

    assert {name for name in re.findall(r"#/components/schemas/(\w+)", told) if name not in schemas} == set()


def test_the_published_document_is_the_live_one() -> None:
    assert PUBLISHED.exists(), f"write it: {WRITE}"
    assert msgspec.json.decode(PUBLISHED.read_bytes()) == live(), f"write it anew: {WRITE}"


def test_codes_keep_their_names() -> None:
    """Programs compare them: a code may come, none may go or change."""
    assert {"absent", "in-confidence", "leave-narrower", "repeats-confidence", "key-reused", "text-empty"} <= {
        str(code) for code in Code
    }


def validator(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    """Checks what is told against a schema of the document."""
    return jsonschema_rs.Draft202012Validator({**schema, "components": document()["components"]})


@pytest.mark.parametrize("who", ["ana", "mo"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: f"{operation.method} {operation.path}")
def test_generated_requests_are_answered_as_it_says(operation: Any, who: str) -> None:
    """Schemathesis draws requests from the document; each is answered with a status and a body that stand in it."""
    api = Programs()
    api.talks.ana.says("Nine frigates.", leave=SUBSTANCE)
    api.talks.ana.says("We withdraw.", leave=ONLY_IF)
    api.talks.mo.carries("A third flag.", into="A", form=CarryForm.IDEA)
    api.talks.mo.carries("A third flag.", into="B", form=CarryForm.IDEA, hold=30)
    schema = schemathesis.openapi.from_dict(document())
    described = schema[operation.path][operation.method]
    near: st.SearchStrategy[Any] = st.sampled_from(["1", "2", "3", "N-1", "A", "B"])

    @settings(
        max_examples=REQUESTS, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True
    )
    @given(case=described.as_strategy(), hits=st.booleans(), number=near, room=near)
    def look(case: Any, hits: bool, number: str, room: str) -> None:  # noqa: FBT001 – drawn
        path = case.formatted_path
        if hits:
            counted = dict.fromkeys(("number", "question", "id", "seat"), number)
            given = {**counted, "room": room, "document": "1", "at": "0"}
            path = re.sub(r"\{(\w+)\}", lambda found: given[found[1]], operation.path)
        # A body that need not come may be drawn as none.
        bare = operation.takes is None or case.body is NOT_SET
        raw = None if bare else msgspec.json.encode(case.body)
        key = (case.headers or {}).get("Idempotency-Key")
        told = api.at[who].asks(operation.method, path.removeprefix(BASE), raw=raw, key=key, **(case.query or {}))

        answers = document()["paths"][operation.path][operation.method.lower()]["responses"]
        assert str(told.status) in answers, (told.status, told.told.body)
        ((content_type, content),) = answers[str(told.status)]["content"].items()
        assert told.type == content_type
        if told.type.endswith("json"):
            validator(content["schema"]).validate(told.json)

    look()
