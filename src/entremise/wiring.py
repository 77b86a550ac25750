"""The one place where parts are joined: which store, clock and source of ids this process uses.

`joined()` is what the program runs with. Tests and rehearsals make their own with `in_memory()` or by hand, and put
them in use with `using()`.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from entremise.documents.converting import Worker
from entremise.documents.sealing import Streams
from entremise.keys.host import Host, open_host, outer_named
from entremise.keys.note import HouseNotary
from entremise.services.accesses import ReadHours
from entremise.services.guarding import Guard
from entremise.services.hub import Hub
from entremise.services.limiting import RATES, Limits, Rate, rates_from
from entremise.services.ports import MOST_UPLOAD_BYTES, Budget, Clock, Files, Ids, Mailing, Parts, Store
from entremise.services.searching import Search
from entremise.storage.memory import MemoryStore
from entremise.storage.post import mailing_from
from entremise.storage.system import RandomIds, SystemClock

if TYPE_CHECKING:
    from entremise.storage.backup import Copies


@dataclass(frozen=True, slots=True)
class House:
    """The parts of a running program, and who listens in it."""

    parts: Parts
    hub: Hub


RECORD: Final = "record"
"""Under which name the house keeps the key that signs its records."""

NO_MAIL: Final = Mailing()

_in_use: list[House] = []


def joined() -> House:
    """The house in use; made of the database in Django's settings at the first call."""
    if not _in_use:
        _in_use.append(on_database())
    return _in_use[-1]


def on_database(*, clock: Clock | None = None, ids: Ids | None = None, host: Host | None = None) -> House:
    """A house on the database in Django's settings, with the host key that they name, or with `host`.

    Raises HostKeyUnfit if that is not the one with which the database is sealed.
    """
    from django.conf import settings  # noqa: PLC0415 – Django is set up first,

    from entremise.storage.sql.store import SqlStore  # noqa: PLC0415 – and here too

    hub = Hub()
    store = SqlStore(hub, host=host or host_key())
    store.keys.settle()
    # Drawn now, so that no request finds itself the first.
    store.keys.house(RECORD)
    rates = rates_from(settings.LIMITS)
    parts = _parts(store, clock, ids, rates, most_bytes=settings.MOST_UPLOAD_BYTES, mailed=mailing())
    return House(parts, hub)


def host_key() -> Host:
    """The host key that the settings name; a new one if nothing is sealed yet.

    Raises HostKeyUnfit if it cannot be had.
    """
    from django.conf import settings  # noqa: PLC0415 – as above

    from entremise.storage.sql.keys import sealed_with  # noqa: PLC0415 – as above

    outer = outer_named(settings.HOST_KEY_OUTER, os.environ)
    return open_host(settings.HOST_KEY, outer, may_create=sealed_with() is None, draw=os.urandom)


def mailing() -> Mailing:
    """What the house sends by mail, as the settings say. Raises ValueError if they cannot be."""
    from django.conf import settings  # noqa: PLC0415 – as above

    return mailing_from(settings.MAIL, sender=settings.DEFAULT_FROM_EMAIL, times=settings.NOTICE_TIMES)


def copies() -> "Copies":
    """How the database in Django's settings is copied and put back."""
    from entremise.storage.backup import Copies  # noqa: PLC0415 – as above

    return Copies()


def in_memory(*, clock: Clock | None = None, ids: Ids | None = None) -> House:
    """A house that keeps nothing after the process."""
    hub = Hub()
    return House(_parts(MemoryStore(hub), clock, ids, RATES), hub)


@contextmanager
def using(house: House) -> Iterator[House]:
    """Within the block, `joined()` answers `house`."""
    _in_use.append(house)
    try:
        yield house
    finally:
        _in_use.remove(house)


def _parts(
    store: Store,
    clock: Clock | None,
    ids: Ids | None,
    rates: Mapping[Budget, Rate],
    *,
    most_bytes: int = MOST_UPLOAD_BYTES,
    mailed: Mailing = NO_MAIL,
) -> Parts:
    clock, guard, search = clock or SystemClock(), Guard(), Search()
    store.keys.forgets += [guard.forget, search.forget]
    return Parts(
        store=store,
        clock=clock,
        ids=ids or RandomIds(),
        guard=guard,
        search=search,
        limits=Limits(clock, rates),
        reads=ReadHours(),
        notary=HouseNotary(lambda: store.keys.house(RECORD)),
        files=Files(Streams(), Worker(), most_bytes),
        mailing=mailed,
    )
