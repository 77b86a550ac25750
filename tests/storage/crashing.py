"""What a process does that is to be killed: `python -m tests.storage.crashing ACT DATA SECONDS`.

open      open talks and print the ids of the cast's seats
hold      put a message at B's door for half a minute, say so, and wait to be killed
release   let in what is due so many seconds after the beginning, and print how many that were
write     write entry after entry, each with a key, and say so after each
upload    give a file part by part, and say so after each
move      set a round, tell both rooms, and move it again and again, each time with a key, and say so after each
"""

import json
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Final

from entremise.domain.events.rounds import City
from entremise.domain.rounds import Move, Setting
from entremise.services import documents, rounds
from entremise.services.carrying import release_due
from entremise.services.ports import Parts
from entremise.services.telling import Telling
from entremise.web.setup import migrate, set_up
from tests.cast import NOON, SUBSTANCE, Delegate, Mediator, granted, open_talks, parts_on
from tests.keys.draws import a_host

FIRST: Final = NOON + timedelta(days=7)
"""When the round begins, as it is set."""
PARTS: Final = 100
"""Of the file."""


def main(act: str, data: Path, seconds: float) -> None:
    """Do the act."""
    set_up(data=data)
    parts = on_database()
    parts.clock.advance(seconds)  # type: ignore[attr-defined]
    {"open": opens, "hold": holds, "release": releases, "write": writes, "upload": uploads, "move": moves}[act](
        parts, data
    )


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


def uploads(parts: Parts, data: Path) -> None:
    ana, _, _ = people(parts, data)
    given = granted(documents.begin(parts, ana.seat, "Long.bin", PARTS * parts.files.seals.chunk_bytes))
    (data / "document.txt").write_text(given.id)
    for number in range(PARTS):
        granted(documents.add(parts, ana.seat, given.id, part(parts, number), at=len(part(parts, 0)) * number))
        tell(str(number + 1))


def part(parts: Parts, number: int) -> bytes:
    """One part of the file: a chunk."""
    return bytes([number]) * parts.files.seals.chunk_bytes


def moves(parts: Parts, data: Path) -> None:
    _, _, mo = people(parts, data)
    setting = Setting(title="First round", city=City(name="Muscat", zone="Asia/Muscat"), starts=FIRST)
    granted(rounds.set_round(parts, mo.seat, setting, telling=Telling(marks=("A", "B"))))
    for number in range(1, 1_000):
        moved(mo, number)
        tell(str(number))


def moved(mo: Mediator, number: int) -> None:
    """Move the round, as it is moved for the time of this number: in both rooms and at the desk, in one act."""
    asked = Move(starts=FIRST + timedelta(hours=number))
    granted(rounds.change_round(mo.parts, mo.seat, 1, asked, key=f"key {number}"))


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))
