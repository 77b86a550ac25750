"""Starting and stopping the server. Open streams end at once when it is told to stop."""

import asyncio
import fcntl
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final, Protocol, cast

import uvicorn
from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from entremise.server.edge import MOST_MOVING_IN_PLACE, Edge
from entremise.server.lane import ThreadLane, TogetherLane
from entremise.server.notices import Notifying
from entremise.server.release import Releaser
from entremise.server.retention import Retention
from entremise.services.faults import tell_all_faults
from entremise.services.keeping import destroy_case
from entremise.wiring import House

GRACE_SECONDS: Final = 3
"""What an open request is given to end in."""
THREADS: Final = 8
"""Synchronous requests at once; each thread has its own database connection."""
THREADS_FOR_FILES: Final = 4 * MOST_MOVING_IN_PLACE
"""Files that move at once; each may take as long as its sender. Four places may move as many as they may."""
THREADS_ASIDE: Final = 4
"""On SQLite, for programs' requests that take long, one of each place; all others go one after the other."""
TICK_SECONDS: Final = 1.0


def serve(house: House, *, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until told to stop; `ready` gets the address once requests are answered. Port 0: a free one."""
    tell_all_faults()
    listening = _bound(host, port)
    address = f"http://{host}:{listening.getsockname()[1]}"
    several = bool(os.environ.get("ENTREMISE_DATABASE"))
    lane = ThreadLane(THREADS) if several else TogetherLane(house.parts.store.together)
    # Three libraries, three spellings of the same two standards.
    django = cast("Any", get_wsgi_application())
    pages: Any = WSGIMiddleware(django, workers=THREADS)
    files: Any = WSGIMiddleware(django, workers=THREADS_FOR_FILES)
    aside = lane if several else ThreadLane(THREADS_ASIDE)
    edge: Any = Edge(house=house, pages=pages, files=files, lane=lane, aside=aside, tls=settings.TLS)
    config = uvicorn.Config(
        edge,
        loop="uvloop",
        http="httptools",
        ws="none",
        # Its loggers go the way of all others (web/settings.py); an access log would hold addresses.
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=settings.TLS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=75,
    )
    with nullcontext() if several else _alone(settings.DATA):
        _Server(config, house, lambda: ready(address)).run(sockets=[listening])
    lane.close()
    if aside is not lane:
        aside.close()


class Beside(Protocol):
    """Something that runs beside the server."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """End."""


class _Server(uvicorn.Server):
    """Uvicorn, with what runs beside it."""

    def __init__(self, config: uvicorn.Config, house: House, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._house = house
        self._ready = ready
        self._beside: list[Beside] = [Releaser(house.parts), Retention(house.parts, destroy_case)]
        if house.parts.mailing.post is not None:
            self._beside.append(Notifying(house.parts))
        address = os.environ.get("ENTREMISE_DATABASE")
        if address:
            # A quarter of the start-up time on SQLite, which needs none of it.
            from entremise.server.listen import NewsListener  # noqa: PLC0415

            self._beside.append(NewsListener(address, house.hub, house.parts.keys))
        self._ticking: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._house.hub.bind(asyncio.get_running_loop())
        self._ticking = asyncio.ensure_future(self._tick())
        await super().startup(sockets)
        for other in self._beside:
            other.start()
        if self.started:
            # In a thread: it may ask the store, and the loop's own must never wait for a database.
            await asyncio.get_running_loop().run_in_executor(None, self._ready)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._house.hub.close()
        await super().shutdown(sockets)
        if self._ticking is not None:
            self._ticking.cancel()
        self._house.hub.bind(None)
        for other in self._beside:
            other.stop()

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self._house.hub.tick(loop.time())
            # In a thread: it may wait for whoever reads a place's words at this moment.
            await loop.run_in_executor(None, self._house.parts.keys.sweep)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the data folder: two servers on one embedded database would not hear each other's news.

    Raises RuntimeError if another process holds it.
    """
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RuntimeError(
                f"a data folder of its own is wanted; another server serves {folder}: stop it, or name another"
            ) from None
        yield


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        raise OSError(f"{host}:{port} cannot be listened on ({error.strerror}): choose another --port") from None
    return listening
