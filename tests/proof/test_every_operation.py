"""The same over the API: what is A's or the desk's is to everybody else as absent as what there is not.

Read off the table of operations, so that a new one cannot be forgotten.
"""

import re
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import pytest

from entremise.api.operations import OPERATIONS
from entremise.api.operations.calls import Operation
from entremise.services.hub import Hub
from entremise.wiring import House, using
from tests.api.programs import Answered, Program, Programs
from tests.proof.furnished import furnish

OBJECTS: Final[Mapping[str, tuple[str, str]]] = {
    "number": ("A-1", "A-99"),
    "question": ("1", "99"),
    "id": ("1", "99"),
    "room": ("A", "H"),
    "document": ("1", "99"),
    "seat": ("1", "99"),
    "at": ("0", "0"),
}
"""By the name of a path's parameter: one of A's or the desk's of that kind, and one that there is not."""

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
BODIES: Final[tuple[Mapping[str, str] | None, ...]] = (
    None,
    {},
    {"room": "A"},
    {"into": "A", "form": "idea", "text": "x"},
    {"text": "x", "room": "A"},
)
QUERIES: Final[tuple[Mapping[str, str], ...]] = ({}, {"room": "A"}, {"after": "A-1"})
ABSENT_QUERIES: Final[tuple[Mapping[str, str], ...]] = ({}, {"room": "H"}, {"after": "A-99"})


def lived() -> Programs:
    """The case after some work, with an answer for each question of before."""
    programs = Programs()
    furnish(programs.talks)
    return programs


def parameters(operation: Operation) -> list[str]:
    return re.findall(r"\{(\w+)\}", operation.path)


def path(operation: Operation, *, absent: bool) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: OBJECTS[found[1]][absent], operation.path)


def everything(program: Program, operation: Operation, *, absent: bool) -> list[Answered]:
    """The operation asked for in many ways, about what is A's or about what there is not."""
    queries = ABSENT_QUERIES if absent else QUERIES
    return [
        _asked(program, method, path(operation, absent=absent), body=_other(body, absent=absent), query=query)
        for method in METHODS
        for body in BODIES
        for query in queries
    ]


def _asked(
    program: Program, method: str, address: str, *, body: Mapping[str, str] | None, query: Mapping[str, object]
) -> Answered:
    more: dict[str, Any] = dict(query)
    return program.asks(method, address, body, **more)


def _other(body: Mapping[str, str] | None, *, absent: bool) -> Mapping[str, str] | None:
    """The same body about a room that there is not."""
    if body is None or not absent:
        return body
    return {name: "H" if value == "A" else value for name, value in body.items()}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: f"{operation.method} {operation.path}")
@pytest.mark.parametrize("who", ["bo", "zed", "stranger"])
def test_what_is_of_others_is_as_absent_as_what_there_is_not(who: str, operation: Operation) -> None:
    there, nowhere = (everything(getattr(lived(), who), operation, absent=absent) for absent in (False, True))

    assert [answer.bytes for answer in there] == [answer.bytes for answer in nowhere]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: f"{operation.method} {operation.path}")
def test_a_removed_seat_is_a_stranger(operation: Operation) -> None:
    programs = lived()
    seat = programs.talks.ana.seat
    with programs.talks.parts.store.writing(seat.place):
        assert programs.talks.parts.store.drop_seat(seat.id)

    answers = everything(programs.ana, operation, absent=False)

    assert [answer.bytes for answer in answers] == [
        answer.bytes for answer in everything(programs.stranger, operation, absent=False)
    ]


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("administrator", [False, True])
def test_whoever_is_signed_in_to_an_account_is_a_stranger(*, administrator: bool) -> None:
    """A browser's cookies open nothing here, those of an administrator neither."""
    # Once Django is set up.
    people = import_module("tests.web.accounts.people")
    programs = lived()
    with using(House(programs.talks.parts, Hub())), people.accounts():
        member = people.signed_in("Eve", administrator=administrator)
        cookie = "; ".join(f"{name}={one.value}" for name, one in member.browser.cookies.items())
        assert member.asks("GET", "/account/").status == 200
        for operation in OPERATIONS:
            address = path(operation, absent=False)
            as_member = programs.stranger.asks(operation.method, address, headers={"cookie": cookie})
            assert as_member.bytes == programs.stranger.asks(operation.method, address).bytes


def test_every_parameter_of_a_path_is_tried() -> None:
    assert {name for operation in OPERATIONS for name in parameters(operation)} <= OBJECTS.keys()
