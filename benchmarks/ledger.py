"""What the ledger costs as the case grows old: 100 entries and 10,000, the same pages, side by side.

Prints JSON: median milliseconds of the ledger's page, of a filter that finds nothing, of a card and of a point, and how
much dearer the old case's are. One entry in ten is carried, one in twenty stands in a point (at most 500).

    python benchmarks/ledger.py [--entries 10000] [--rounds 20]
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from old_room import compared

from entremise.domain.errors import Refusal
from entremise.web.setup import migrate, set_up

T = TypeVar("T")
YOUNG = 100
BATCH = 500
IN_A_POINT = 20
CARRIED = 10
MOST_POINTS = 500


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=20)
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
    """A case of three rooms with this many entries told by two of them; and what is to be measured of it."""
    from django.conf import settings  # noqa: PLC0415 – Django is set up first
    from django.test import Client  # noqa: PLC0415

    from entremise.domain.leave import Leave, LeaveForm  # noqa: PLC0415
    from entremise.domain.points import Grouping  # noqa: PLC0415
    from entremise.domain.rooms import Writing  # noqa: PLC0415
    from entremise.domain.terms import CarryForm, Regime, Role, Terms  # noqa: PLC0415
    from entremise.services.access import enter, invite  # noqa: PLC0415
    from entremise.services.carrying import Carrying, carry  # noqa: PLC0415
    from entremise.services.cases import Party, give_seat, open_case  # noqa: PLC0415
    from entremise.services.ledger import keep_point  # noqa: PLC0415
    from entremise.services.speaking import write  # noqa: PLC0415
    from entremise.wiring import joined  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["testserver"]
    parts = joined().parts
    terms = Terms(
        codename="Old",
        regime=Regime.MUST_SHARE,
        fact_confidential=True,
        mediator="M",
        city="Muscat",
        zone="Asia/Muscat",
    )
    case = done(open_case(parts, terms, [Party(name=name) for name in ("One", "Two", "Three")]))
    desk = done(give_seat(parts, case.desk, Role.MEDIATOR))
    heads = [done(give_seat(parts, room.room, Role.HEAD)) for room in case.rooms[:2]]
    forms = (LeaveForm.SUBSTANCE, LeaveForm.CONFIDENCE, LeaveForm.VERBATIM)
    for start in range(0, entries, BATCH):
        with parts.store.together():
            for number in range(start, min(start + BATCH, entries)):
                leave = Leave(form=forms[number % 3])
                writing = Writing(text=f"Sentence {number} of a long afternoon.", leave=leave)
                label = done(write(parts, heads[number % 2], writing)).label
                if number % CARRIED == 0 and leave.form is LeaveForm.SUBSTANCE:
                    message = Carrying(
                        into="C",
                        form=CarryForm.SUBSTANCE,
                        text=f"Carried {number}.",
                        sources=(label,),
                        hold_seconds=0,
                        why="Measured.",
                    )
                    done(carry(parts, desk, message))
                if number % IN_A_POINT == 0 and number < IN_A_POINT * MOST_POINTS:
                    done(keep_point(parts, desk, Grouping(words=f"Point {number}.", entries=(label,))))

    def page(path: str) -> Callable[[], object]:
        invitation = invite(parts, desk)
        seat, secret = done(enter(parts, invitation.link, invitation.code, rehearsal=True))
        client = Client(headers={"cookie": f"seat-{seat.id}={secret}"})

        def read() -> object:
            answer = client.get(f"/at/{seat.id}/{path}")
            return answer if answer.status_code == 200 else sys.exit(f"{path}: {answer.status_code}")

        return read

    return {
        "ledger": page("ledger"),
        "ledger_finding_nothing": page("ledger?show=expired"),
        "ledger_of_a_side": page("ledger?side=C"),
        "card": page("ledger/cards/C"),
        "point": page("points/1"),
    }


if __name__ == "__main__":
    main()
