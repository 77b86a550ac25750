"""A house whose room A is destroyed, by a process that may be killed: `python -m tests.storage.destroying ACT DATA`.

open       open talks in which everybody has said something, and print the case's id
destroy    destroy room A
part, next, commit, rename   the same, and be killed: while the new host key is written, when it is written,
           when the database has changed, when the new file has its name
"""

import os
import sys
from pathlib import Path
from typing import Any, Final

from entremise.domain.rooms import Seat
from entremise.domain.terms import Role
from entremise.keys import ring
from entremise.keys.host import NoOuter, open_host
from entremise.services import keeping
from entremise.services.cases import list_cases
from entremise.services.ports import LockedHolder, Parts
from entremise.services.seats import holder_of
from entremise.web.setup import migrate, set_up
from tests.cast import granted, open_talks, parts_on

PASSPHRASE: Final = "correct horse battery"


def main(act: str, data: Path) -> None:
    """Do the act."""
    set_up(data=data)
    migrate()
    from entremise.storage.sql.keys import sealed_with  # noqa: PLC0415 – Django is set up first
    from entremise.storage.sql.store import SqlStore  # noqa: PLC0415 – and here too

    host = open_host(data / "host.key", NoOuter(), may_create=sealed_with() is None, draw=os.urandom)
    store = SqlStore(host=host)
    store.keys.settle()
    parts = parts_on(store)
    if act == "open":
        opens(parts)
    else:
        dies_at(act)
        seated = [seat for case in list_cases(parts) for seat in parts.store.seats(case.desk)]
        mo = next(seat for seat in seated if seat.role is Role.MEDIATOR)
        granted(keeping.destroy_room(parts, mo, "A"))


def opens(parts: Parts) -> None:
    """Talks in which everybody has said something, and Ana has a passphrase."""
    talks = open_talks(parts)
    talks.ana.says("Nine.")
    talks.ana.notes("Nine and a half.")
    talks.bo.says("Eight.")
    gives_passphrase(parts, talks.ana.seat)


def gives_passphrase(parts: Parts, seat: Seat) -> None:
    """A key pair for the seat, and the keys of its place."""
    locked = parts.keys.drawn(holder_of(seat), PASSPHRASE)
    assert isinstance(locked, LockedHolder)
    with parts.store.writing(seat.place):
        parts.keys.keep(locked)
        parts.keys.admit(seat.place, locked.holder.id)


def dies_at(step: str) -> None:
    """Be killed when that step is reached."""

    def die(*_: Any, **__: Any) -> None:
        os.kill(os.getpid(), 9)

    steps: dict[str, tuple[object, str]] = {
        "part": (os, "fsync"),
        "next": (ring, "fingerprint_of"),
        "commit": (Path, "replace"),
    }
    if step in steps:
        setattr(*steps[step], die)
    if step == "rename":
        replace = Path.replace

        def replaced(self: Path, target: Path) -> None:
            replace(self, target)
            die()

        Path.replace = replaced  # type: ignore[assignment, method-assign]


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
