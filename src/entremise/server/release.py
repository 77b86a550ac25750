"""Letting in what is due, at its time: one thread in each process, which may all do it at once."""

import threading
from typing import Final

from entremise.domain.errors import Conflict
from entremise.services.carrying import release_due
from entremise.services.faults import tell_fault
from entremise.services.ports import Parts

LONGEST_SLEEP: Final = 1.0
"""Seconds; another process may have put a message at a door meanwhile."""
_SHORTEST_SLEEP: Final = 0.005


class Releaser:
    """A thread that lets in due messages from `start` to `stop`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="release", daemon=True)

    def start(self) -> None:
        """Begin; what became due while no process ran enters now."""
        self._thread.start()

    def stop(self) -> None:
        """End after the message in hand."""
        self._over.set()
        self._thread.join(timeout=2)

    def _run(self) -> None:
        while not self._over.wait(self._pause()):
            pass

    def _pause(self) -> float:
        """Let in what is due; how long to sleep then."""
        try:
            release_due(self._parts)
            next_due = self._parts.store.next_due()
        except Conflict:
            return _SHORTEST_SLEEP
        except Exception as error:  # noqa: BLE001 – whatever it is, what is due tomorrow must still enter
            tell_fault(error)
            return LONGEST_SLEEP
        if next_due is None:
            return LONGEST_SLEEP
        wait = (next_due - self._parts.clock.now()).total_seconds()
        return min(max(wait, _SHORTEST_SLEEP), LONGEST_SLEEP)
