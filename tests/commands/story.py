"""A process of its own on a house of its own: `python -m tests.commands.story ACT DATA`.

tell    talks with words in every place, a message at a door, a link and a session; prints the session's secret
read    prints as JSON what stands in each log, and what waits at a door
destroy erases the first of the two cases
older   as `tell`, on tables as they were one change before today's
"""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from entremise.domain.events import CaseOpened
from entremise.domain.ids import DeskId, PlaceKind
from entremise.domain.terms import CarryForm, Role
from entremise.services import access, keeping
from entremise.services.cases import list_cases
from entremise.web.setup import migrate, set_up
from entremise.wiring import House, on_database
from tests.cast import CONFIDENCE, SUBSTANCE, FakeClock, granted, open_talks

WORDS = ("Kestrel leaves at dawn.", "Nine frigates, no more.", "Between us: eleven would do.")
BEFORE = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
"""When it happened: before any day on which it is looked at."""
LINES = 300
"""More than one tile of a tree."""


def main(act: str, data: Path) -> None:
    os.umask(0o077)
    set_up(data=data)
    migrate()
    house = on_database(clock=FakeClock(BEFORE))
    {"tell": tell, "older": older, "read": read, "destroy": destroy}[act](house)


def tell(house: House) -> None:
    talks = open_talks(house.parts)
    offer = talks.ana.says(WORDS[1], leave=SUBSTANCE)
    talks.ana.notes(WORDS[2])
    talks.bo.says(WORDS[0], leave=CONFIDENCE)
    talks.mo.carries("They offer nine.", into="B", sources=[offer])
    talks.mo.carries("A third flag.", into="B", form=CarryForm.IDEA, hold=600)
    with house.parts.store.together():
        for number in range(LINES):
            talks.ana.says(f"Point {number}.")
    invitation = access.invite(house.parts, talks.ana.seat)
    _, secret = granted(access.enter(house.parts, invitation.link, invitation.code))
    say(secret)


def older(house: House) -> None:
    from django.core.management import call_command  # noqa: PLC0415 – Django is set up first

    tell(house)
    call_command("migrate", "mfa", "0002", verbosity=0)


def destroy(house: House) -> None:
    case = next(case for case in list_cases(house.parts) if codename(house, case.desk) == "Copper Lantern")
    granted(keeping.destroy_case(house.parts, case.id, by=Role.ADMINISTRATOR, at=house.parts.clock.now()))


def codename(house: House, desk: DeskId) -> str:
    line = house.parts.store.opening(desk)
    assert line is not None
    assert isinstance(line.event, CaseOpened)
    return line.event.terms.codename


def read(house: House) -> None:
    store = house.parts.store
    rows = [row for row in store.places() if row.destroyed is None]
    logs = {row.place: [repr(line.event) for line in store.lines(row.place, after=0, limit=10_000)] for row in rows}
    desks = [DeskId(row.place) for row in rows if row.kind is PlaceKind.DESK]
    at_door = sum(len(store.at_door(desk)) for desk in desks)
    say(json.dumps({"logs": logs, "at_door": at_door, "kinds": {row.place: row.kind for row in rows}}))


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
