"""What a process does that is to be killed: `python -m tests.storage.crashing ACT DATA SECONDS`.

open      open talks and print the ids of the cast's seats
hold      put a message at B's door for half a minute, say so, and wait to be killed
release   let in what is due so many seconds after the beginning, and print how many that were
write     write entry after entry, each with a key, and say so after each
"""

import json
import sys
import time
from pathlib import Path

from entremise.services.carrying import release_due
from entremise.services.ports import Parts
from entremise.web.setup import migrate, set_up
from tests.cast import SUBSTANCE, Delegate, Mediator, open_talks, parts_on
from tests.keys.draws import a_host


def main(act: str, data: Path, seconds: float) -> None:
    """Do the act."""
    set_up(data=data)
    parts = on_database()
    parts.clock.advance(seconds)  # type: ignore[attr-defined]
    {"open": opens, "hold": holds, "release": releases, "write": writes}[act](parts, data)


def on_database() -> Parts:
    from entremise.storage.sql.store import SqlStore  # noqa: PLC0415 – Django is set up first

    return parts_on(SqlStore(host=a_host()))


def opens(parts: Parts, data: Path) -> None:
    migrate()
    talks = open_talks(parts)
    seats = [talks.ana.seat.id, talks.bo.seat.id, talks.mo.seat.id]
    (data / "seats.json").write_text(json.dumps(seats))


def people(parts: Parts, data: Path) -> tuple[Delegate, Delegate, Mediator]:
    """Ana, Bo and Mo, as the database knows them."""
    ana, bo, mo = [parts.store.seat(seat) for seat in json.loads((data / "seats.json").read_text())]
    assert ana is not None
    assert bo is not None
    assert mo is not None
    return Delegate(parts, ana), Delegate(parts, bo), Mediator(parts, mo)


def holds(parts: Parts, data: Path) -> None:
    ana, _, mo = people(parts, data)
    source = ana.says("Nine.", leave=SUBSTANCE)
    mo.carries("They offer nine.", into="B", sources=[source], hold=30)
    tell("held")
    time.sleep(60)


def releases(parts: Parts, data: Path) -> None:
    tell(str(release_due(parts)))


def writes(parts: Parts, data: Path) -> None:
    ana, _, _ = people(parts, data)
    for number in range(1, 100_000):
        ana.says(f"Point {number}.", key=f"key {number}")
        tell(str(number))


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))
