"""What the ledger costs as the case grows old: 100 entries and 10,000, the same pages, side by side.

Prints JSON: median milliseconds of the ledger's page, of a filter that finds nothing, of a card and of a point, and how
much dearer the old case's are. One entry in ten is carried, one in twenty stands in a point (at most 500).

    python benchmarks/ledger.py [--entries 10000] [--rounds 20]
"""

import argparse
from collections.abc import Callable

from case import aged, done, opened, page, show_ageing

from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.points import Grouping
from entremise.domain.rooms import Writing
from entremise.domain.terms import CarryForm, Regime, Role
from entremise.services.carrying import Carrying, carry
from entremise.services.cases import give_seat
from entremise.services.ledger import keep_point
from entremise.services.ports import Parts
from entremise.services.speaking import write

IN_A_POINT = 20
CARRIED = 10
MOST_POINTS = 500
FORMS = (LeaveForm.SUBSTANCE, LeaveForm.CONFIDENCE, LeaveForm.VERBATIM)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    show_ageing(built, entries=options.entries, rounds=options.rounds)


def built(parts: Parts, entries: int) -> dict[str, Callable[[], object]]:
    """A case of three rooms with this many entries told by two of them; and what is to be measured of it."""
    case = opened(parts, regime=Regime.MUST_SHARE, parties=3)
    desk = done(give_seat(parts, case.desk, Role.MEDIATOR))
    heads = [done(give_seat(parts, room.room, Role.HEAD)) for room in case.rooms[:2]]

    def tell(number: int) -> None:
        leave = Leave(form=FORMS[number % 3])
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

    aged(parts, entries, tell)
    return {
        "ledger": page(parts, desk, "ledger"),
        "ledger_finding_nothing": page(parts, desk, "ledger?show=expired"),
        "ledger_of_a_side": page(parts, desk, "ledger?side=C"),
        "card": page(parts, desk, "ledger/cards/C"),
        "point": page(parts, desk, "points/1"),
    }


if __name__ == "__main__":
    main()
