"""What a role may not do, its program may not either."""

from typing import Final

import pytest

from entremise.api.messages import Problem
from entremise.api.openapi import document
from entremise.domain.terms import Role
from entremise.services import access, cases
from tests.api.programs import Program, Programs
from tests.cast import SUBSTANCE, granted

CARRY: Final = {"into": "B", "form": "idea", "text": "Words.", "hold_seconds": 0}
MAY_NOT: Final = [
    (Role.OBSERVER, "A", "/entries", {"text": "Words."}),
    (Role.OBSERVER, "A", "/entries", {"text": "Words.", "leave": {"form": "own"}}),
    (Role.EXPERT, "A", "/entries", {"text": "Words.", "leave": {"form": "substance"}}),
    (Role.NOTE_TAKER, "A", "/entries/1/leave", {"form": "confidence"}),
    (Role.INTERPRETER, "A", "/entries/2/opened", None),
    (Role.SECRETARIAT, None, "/entries", {"text": "Words.", "room": "A"}),
    (Role.SECRETARIAT, None, "/carries", CARRY),
    (Role.SECRETARIAT, None, "/rooms/A/entries/1/conveyed", None),
    (Role.SECRETARIAT, None, "/rooms/A/entries/1/met", {"condition": "They stop."}),
    (Role.INTERPRETER, None, "/announcements", {"text": "Words."}),
    (Role.INTERPRETER, None, "/carries/1/stop", None),
]


def program(api: Programs, mark: str | None, role: Role) -> Program:
    seat = granted(cases.give_seat(api.talks.parts, api.talks.place(mark), role))
    return Program(api.application, access.give_token(api.talks.parts, seat))


@pytest.mark.parametrize(("role", "mark", "path", "body"), MAY_NOT)
def test_it_is_refused(api: Programs, role: Role, mark: str | None, path: str, body: object) -> None:
    api.talks.ana.says("Nine frigates.", leave=SUBSTANCE)
    asking = program(api, mark, role)
    kept = api.kept

    refused = asking.posts(path, body, key="a-key-of-its-own")

    assert (refused.status, refused.code) == (403, "role-may-not")
    assert Problem(**refused.json).given == f"The role of this seat may not: {role}."
    assert api.kept == kept


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.EXPERT])
def test_it_reads(api: Programs, role: Role) -> None:
    api.talks.ana.says("Nine frigates.", leave=SUBSTANCE)

    (entry,) = program(api, "A", role).gets("/entries").json["entries"]

    assert entry["text"] == "Nine frigates."


def test_an_expert_notes(api: Programs) -> None:
    written = program(api, "A", Role.EXPERT).posts("/entries", {"text": "Words.", "leave": {"form": "own"}})

    assert written.status == 201


def test_every_operation_says_that_it_may_be_refused_to_a_role() -> None:
    told = [one["responses"] for path in document()["paths"].values() for one in path.values()]

    assert {"403" in responses for responses in told if "404" in responses} == {True}
