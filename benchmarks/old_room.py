"""What a page costs as its room grows old: rooms of 100 and of 100,000 entries, the same page, side by side.

Prints JSON: median milliseconds of the room's page, the desk's page and the API's first and last slice, and how much
dearer the old room's is. Each pair is measured in alternation, so that whatever else the machine does hits both.

    python benchmarks/old_room.py [--entries 100000] [--rounds 60]
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from entremise.domain.errors import Refusal
from entremise.web.setup import migrate, set_up

T = TypeVar("T")
YOUNG = 100
BATCH = 500


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        set_up(data=Path(data))
        migrate()
        young, old = built(YOUNG), built(options.entries)
        result = {name: compared(young[name], old[name], rounds=options.rounds) for name in young}
    print(json.dumps({"entries": [YOUNG, options.entries], **result}, indent=2))


def done(answer: T | Refusal) -> T:
    """What the house did; the measuring stops if it refused."""
    if isinstance(answer, Refusal):
        sys.exit(f"the house refused: {answer}")
    return answer


def built(entries: int) -> dict[str, Callable[[], object]]:
    """A case whose room A has this many entries, each told; and what is to be measured of it."""
    from django.conf import settings  # noqa: PLC0415 – Django is set up first
    from django.test import Client  # noqa: PLC0415

    from entremise.api.app import answer  # noqa: PLC0415
    from entremise.api.messages import Request  # noqa: PLC0415
    from entremise.domain.leave import Leave, LeaveForm  # noqa: PLC0415
    from entremise.domain.rooms import Writing  # noqa: PLC0415
    from entremise.domain.terms import Regime, Role, Terms  # noqa: PLC0415
    from entremise.services.access import enter, give_token, invite  # noqa: PLC0415
    from entremise.services.cases import Party, give_seat, open_case  # noqa: PLC0415
    from entremise.services.speaking import write  # noqa: PLC0415
    from entremise.wiring import joined  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["testserver"]
    parts = joined().parts
    terms = Terms(
        codename="Old",
        regime=Regime.SEALED,
        fact_confidential=True,
        mediator="M",
        city="Muscat",
        zone="Asia/Muscat",
    )
    case = done(open_case(parts, terms, [Party(name="One"), Party(name="Two")]))
    seats = {
        "desk": done(give_seat(parts, case.desk, Role.MEDIATOR)),
        "A": done(give_seat(parts, case.rooms[0].room, Role.HEAD)),
    }
    leave = Leave(form=LeaveForm.SUBSTANCE)
    for start in range(0, entries, BATCH):
        with parts.store.together():
            for number in range(start, min(start + BATCH, entries)):
                write(parts, seats["A"], Writing(text=f"Sentence {number} of a long afternoon.", leave=leave))

    def page(place: str) -> Callable[[], object]:
        invitation = invite(parts, seats[place])
        seat, secret = done(enter(parts, invitation.link, invitation.code, rehearsal=True))
        client = Client(headers={"cookie": f"seat-{seat.id}={secret}"})
        return lambda: client.get(f"/at/{seat.id}/")

    def api(place: str, query: dict[str, str]) -> Callable[[], object]:
        headers = {"authorization": f"Bearer {give_token(parts, seats[place])}"}
        request = Request(method="GET", path="/entries", query=query, headers=headers)
        return lambda: answer(parts, request)

    return {
        "room_page": page("A"),
        "desk_page": page("desk"),
        "api_first": api("A", {}),
        "api_last": api("A", {"after": str(entries - 31)}),
        "api_desk_last": api("desk", {"room": "A", "after": str(entries - 31)}),
    }


def compared(young: Callable[[], object], old: Callable[[], object], *, rounds: int) -> dict[str, float]:
    """Median milliseconds of each, measured in turn, and their ratio."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for which, act in enumerate((young, old)):
            begun = time.perf_counter()
            act()
            times[which].append((time.perf_counter() - begun) * 1000)
    first, second = (statistics.median(some) for some in times)
    return {"young_ms": round(first, 2), "old_ms": round(second, 2), "ratio": round(second / first, 3)}


if __name__ == "__main__":
    main()
