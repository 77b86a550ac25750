"""News from other processes, over PostgreSQL's LISTEN: one connection in each process, for nothing else."""

import logging
import threading
from typing import Final

import psycopg

from entremise.domain.ids import RoomId
from entremise.services.hub import Hub

_log: Final = logging.getLogger("entremise.listen")


class NewsListener:
    """A thread that passes other processes' news on to this process's streams, from `start` to `stop`."""

    def __init__(self, address: str, hub: Hub) -> None:
        self._address = address
        self._hub = hub
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listen", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Listen no more."""
        self._over.set()
        self._thread.join(timeout=2)

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                self._listen()
            except psycopg.Error as error:
                _log.warning("no news from other processes, trying again: %s", type(error).__name__)
                self._over.wait(1)

    def _listen(self) -> None:
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute("LISTEN entremise")
            while not self._over.is_set():
                for notice in connection.notifies(timeout=0.5):
                    place, _, head = notice.payload.partition(":")
                    self._hub.news({RoomId(place): int(head)})
