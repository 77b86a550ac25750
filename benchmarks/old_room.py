"""What a page costs as its room grows old: rooms of 100 and of 100,000 entries, the same page, side by side.

Prints JSON: median milliseconds of the room's page, the desk's page and the API's first and last slice, and how much
dearer the old room's is. Each pair is measured in alternation, so that whatever else the machine does hits both.

    python benchmarks/old_room.py [--entries 100000] [--rounds 60]
"""

import argparse
from collections.abc import Callable

from case import aged, done, opened, page, show_ageing

from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.rooms import Seat, Writing
from entremise.domain.terms import Role
from entremise.services.access import give_token
from entremise.services.cases import give_seat
from entremise.services.ports import Parts
from entremise.services.speaking import write

TOLD = Leave(form=LeaveForm.SUBSTANCE)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args()
    show_ageing(built, entries=options.entries, rounds=options.rounds)


def built(parts: Parts, entries: int) -> dict[str, Callable[[], object]]:
    """A case whose room A has this many entries, each told; and what is to be measured of it."""
    case = opened(parts)
    desk = done(give_seat(parts, case.desk, Role.MEDIATOR))
    ana = done(give_seat(parts, case.rooms[0].room, Role.HEAD))

    def tell(number: int) -> None:
        done(write(parts, ana, Writing(text=f"Sentence {number} of a long afternoon.", leave=TOLD)))

    aged(parts, entries, tell)
    last = str(entries - 31)
    return {
        "room_page": page(parts, ana),
        "desk_page": page(parts, desk),
        "api_first": api(parts, ana, {}),
        "api_last": api(parts, ana, {"after": last}),
        "api_desk_last": api(parts, desk, {"room": "A", "after": last}),
    }


def api(parts: Parts, seat: Seat, query: dict[str, str]) -> Callable[[], object]:
    """How a program of this seat reads a slice."""
    from entremise.api.app import answer  # noqa: PLC0415 – Django is set up first
    from entremise.api.messages import Request  # noqa: PLC0415

    headers = {"authorization": f"Bearer {give_token(parts, seat)}"}
    request = Request(method="GET", path="/entries", query=query, headers=headers)
    return lambda: answer(parts, request)


if __name__ == "__main__":
    main()
