"""The public page “Who may do what”, read off the table in `domain/roles.py`.

python scripts/who_may.py      write docs/who-may-do-what.md
"""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from entremise.domain.roles import DESK_ACTS, HOST_ACTS, MAY, ROOM_ACTS, SAYS, Act
from entremise.domain.terms import DESK_ROLES, ROOM_ROLES, Role

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "who-may-do-what.md"
NAMES: Final = {
    Role.HEAD: "Head of delegation",
    Role.NOTE_TAKER: "Note-taker",
    Role.CO_MEDIATOR: "Co-mediator",
}
"""Roles whose name is not their word with a capital."""

HEAD: Final = """# Who may do what

Everybody who takes part has one seat in one place, with one role.
The role says what the seat may do, and only in its own place; nothing on this page lets anybody reach another's.
What a role may not do is not offered on its pages, and is refused where it is asked for all the same.

This page is written by `scripts/who_may.py` from the table that the program itself asks.
"""
ADMINISTRATOR: Final = """
## The administrator

The administrator runs the host, sits in no place, and reads no content.

"""


def page() -> str:
    """The page, in Markdown."""
    runs = "".join(f"- {SAYS[act]}\n" for act in Act if act in HOST_ACTS)
    rooms = _grid("In a party’s room", ROOM_ROLES, ROOM_ACTS)
    desk = _grid("At the desk", DESK_ROLES, DESK_ACTS)
    return HEAD + rooms + desk + ADMINISTRATOR + runs


def _grid(title: str, roles: Sequence[Role], acts: Collection[Act]) -> str:
    names = [NAMES.get(role, role.capitalize()) for role in roles]
    lines = [f"| | {' | '.join(names)} |", f"|---|{':-:|' * len(roles)}"]
    for act in (act for act in Act if act in acts):
        marks = ("yes" if act in MAY[role] else "–" for role in roles)
        lines.append(f"| {SAYS[act]} | {' | '.join(marks)} |")
    return f"\n## {title}\n\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
