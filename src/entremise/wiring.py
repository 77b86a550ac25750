"""The one place where parts are joined: which store, clock and source of ids this process uses.

`joined()` is what the program runs with. Tests and rehearsals make their own with `in_memory()` or by hand, and put
them in use with `using()`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from entremise.services.guarding import Guard
from entremise.services.hub import Hub
from entremise.services.ports import Clock, Ids, Parts
from entremise.storage.memory import MemoryStore
from entremise.storage.system import RandomIds, SystemClock


@dataclass(frozen=True, slots=True)
class House:
    """The parts of a running program, and who listens in it."""

    parts: Parts
    hub: Hub


_in_use: list[House] = []


def joined() -> House:
    """The house in use; made of the database in Django's settings at the first call."""
    if not _in_use:
        _in_use.append(on_database())
    return _in_use[-1]


def on_database(*, clock: Clock | None = None, ids: Ids | None = None) -> House:
    """A house on the database in Django's settings."""
    from entremise.storage.sql import SqlStore  # noqa: PLC0415 – Django is set up first

    hub = Hub()
    return House(Parts(SqlStore(hub), clock or SystemClock(), ids or RandomIds(), Guard()), hub)


def in_memory(*, clock: Clock | None = None, ids: Ids | None = None) -> House:
    """A house that keeps nothing after the process."""
    hub = Hub()
    return House(Parts(MemoryStore(hub), clock or SystemClock(), ids or RandomIds(), Guard()), hub)


@contextmanager
def using(house: House) -> Iterator[House]:
    """Within the block, `joined()` answers `house`."""
    _in_use.append(house)
    try:
        yield house
    finally:
        _in_use.remove(house)
