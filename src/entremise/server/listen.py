"""News from other processes, over PostgreSQL's LISTEN: one connection in each process, for nothing else.

What is heard is which places have new lines, which are shut, and which sessions lend no keys any more.
"""

import logging
import threading
from typing import Final

import psycopg

from entremise.domain.ids import RoomId
from entremise.services.hub import Hub
from entremise.services.ports import Keys

NEWS: Final = "entremise"
"""Where a place and the number of its last line are told."""
KEYS: Final = "entremise_keys"
"""Where it is told what is to be forgotten."""
_log: Final = logging.getLogger("entremise.listen")


class NewsListener:
    """A thread that passes other processes' news on to this process's streams and keys, from `start` to `stop`."""

    def __init__(self, address: str, hub: Hub, keys: Keys) -> None:
        self._address = address
        self._hub = hub
        self._keys = keys
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
            connection.execute(f"LISTEN {NEWS}; LISTEN {KEYS}")
            self._keys.hear_again()
            while not self._over.is_set():
                for notice in connection.notifies(timeout=0.5):
                    self._pass_on(notice)

    def _pass_on(self, notice: psycopg.Notify) -> None:
        what, _, more = notice.payload.partition(":")
        if notice.channel == NEWS:
            self._hub.news({RoomId(what): int(more)})
        elif what == "session":
            self._keys.hear_taken_back(more)
        else:
            self._keys.hear_withdrawn(RoomId(more))
