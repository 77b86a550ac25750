"""Reminding of what is kept no longer, destroying it at its time, and sweeping files that hang on nothing.

One thread in each process, like the release.
"""

import threading
from typing import Final

from entremise.services.documents import sweep
from entremise.services.endings import Destroys, run_retention
from entremise.services.faults import tell_fault
from entremise.services.ports import Parts

PAUSE: Final = 60.0
"""Seconds between two rounds. A case is kept for days: so much later than said is soon enough."""


class Retention:
    """A thread that looks after closed cases from `start` to `stop`."""

    def __init__(self, parts: Parts, destroy: Destroys, *, pause: float = PAUSE) -> None:
        self._parts = parts
        self._destroy = destroy
        self._pause = pause
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="retention", daemon=True)

    def start(self) -> None:
        """Begin; what fell due while no process ran is dealt with now."""
        self._thread.start()

    def stop(self) -> None:
        """End after the case in hand."""
        self._over.set()
        self._thread.join(timeout=2)

    def _run(self) -> None:
        while True:
            try:
                run_retention(self._parts, self._destroy)
                sweep(self._parts)
            except Exception as error:  # noqa: BLE001 – whatever it is, what is due tomorrow must still be dealt with
                tell_fault(error)
            if self._over.wait(self._pause):
                return
