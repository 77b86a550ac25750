"""The OpenAPI 3.1 document, read off the table of operations."""

import re
from functools import lru_cache
from typing import Any, Final

import msgspec

from entremise import __version__
from entremise.api.messages import PROBLEM, Problem
from entremise.api.operations import OPERATIONS
from entremise.api.operations.calls import Operation

_REF: Final = "#/components/schemas/{name}"
_PROBLEMS: Final = {
    "400": "The request cannot be read",
    "401": "No seat is known by this token",
    "403": "The role of this seat may not do this",
    "404": "There is nothing here for this seat",
    "405": "This address takes another method",
    "409": "A rule of the house refuses",
    "413": "The request is larger than 256 KiB, or a part of a file than 1 MiB; or the file is larger than one may be",
    "415": "The request is not JSON",
    "422": "The request cannot be taken",
    "429": "Too many requests: wait as many seconds as Retry-After says",
}
_QUERY: Final[dict[str, dict[str, Any]]] = {
    "from": {
        "description": "How many lines the record had.",
        "schema": {"type": "integer", "minimum": 0, "maximum": 999_999_999_999_999, "default": 0},
    },
    "of": {
        "description": "Which record: none for the seat's own place, “access/” for who read there, “inner-1/” for an"
        " inner room, “inner-1/access/” for who read there.",
        "schema": {"type": "string"},
    },
    "before": {
        "description": "Lines before this number.",
        "schema": {"type": "integer", "minimum": 0, "maximum": 999_999_999_999_999},
    },
    "inner": {"description": "The id of an inner room.", "schema": {"type": "string"}},
    "entry": {"description": "The entry's number, such as 12 or N-4.", "schema": {"type": "string"}},
    "room": {"description": "Desk only: the room's letter.", "schema": {"type": "string"}},
    "after": {"description": "Entries after this number, such as 12 or N-4.", "schema": {"type": "string"}},
    "show": {
        "description": "Which rows: everything, untold, owed, floated, confidence, condition, expired.",
        "schema": {"type": "string", "default": "everything"},
    },
    "item": {
        "description": "Points under this agenda item; 0: under none.",
        "schema": {"type": "integer", "minimum": 0, "maximum": 999_999},
    },
    "round": {
        "description": "Points of this round.",
        "schema": {"type": "integer", "minimum": 0, "maximum": 999_999},
    },
    "after_point": {
        "description": "The points that follow this one; no entries then.",
        "schema": {"type": "integer", "minimum": 0, "maximum": 999_999},
    },
    "before_entry": {
        "description": "Entries before this one, such as A-12 or carry-7; no points then.",
        "schema": {"type": "string"},
    },
    "limit": {
        "description": "At most so many.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": 30},
    },
}


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The whole document, with every schema, status and header."""
    types = [Problem, *(o.gives for o in OPERATIONS if o.gives), *(o.takes for o in OPERATIONS if o.takes)]
    references, schemas = msgspec.json.schema_components(types, ref_template=_REF)
    schema_of = dict(zip(types, references, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schema_of)
    paths["/stream"] = {"get": _stream()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Entremise",
            "version": __version__,
            "summary": "Indirect talks: a mediator carries messages between rooms that never meet.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"seat": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"seat": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(operation: Operation, schema_of: dict[Any, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": f"{operation.method.lower()}-{re.sub(r'[^a-z]+', '-', operation.path.lower()).strip('-')}",
        "summary": operation.says,
        "description": operation.does.__doc__,
        "parameters": _parameters(operation),
        "responses": {
            str(operation.status): _response(
                "Done", operation.media, schema_of[operation.gives] if operation.gives else {}
            ),
            **{status: _response(text, PROBLEM, schema_of[Problem]) for status, text in _PROBLEMS.items()},
        },
    }
    told["responses"]["429"]["headers"] = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}}}
    if operation.takes is not None:
        content = {"application/json": {"schema": schema_of[operation.takes]}}
        told["requestBody"] = {"required": not operation.bare, "content": content}
    if operation.takes_bytes:
        told["requestBody"] = {"required": True, "content": {"application/octet-stream": {"schema": {}}}}
    return told


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"\{(\w+)\}", operation.path)
    ]
    parameters += [{"name": name, "in": "query", **_QUERY[name]} for name in operation.query]
    if operation.method == "POST":
        parameters.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "description": "A repeated request with the same key gets the first answer and does nothing more.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
            }
        )
    return parameters


def _response(description: str, content_type: str, schema: object) -> dict[str, Any]:
    return {"description": description, "content": {content_type: {"schema": schema}}}


def _stream() -> dict[str, Any]:
    return {
        "operationId": "get-stream",
        "summary": "Server-sent events: this place has news",
        "description": "Each event says that the seat's own place has news, and nothing more; its id is where to"
        " resume. A comment every 15 seconds shows that the line is open.",
        "parameters": [
            {"name": "Last-Event-ID", "in": "header", "schema": {"type": "string"}},
            {"name": "after", "in": "query", "schema": {"type": "string"}},
        ],
        "responses": {
            "200": {
                "description": "The stream",
                "content": {"text/event-stream": {"schema": {"type": "string"}}},
            }
        },
    }
