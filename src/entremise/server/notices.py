"""Making notices at their times, and sending what is to be sent. One thread in each process, like the release."""

import logging
import threading
from typing import Final

from entremise.services.faults import tell_fault
from entremise.services.notices import make_due, send_due
from entremise.services.ports import Parts

PAUSE: Final = 5.0
"""Seconds between two rounds: so much later than its time a mail goes at most, if the server takes it."""

_log: Final = logging.getLogger("entremise.notices")


class Notifying:
    """A thread that sends notices from `start` to `stop`."""

    def __init__(self, parts: Parts, *, pause: float = PAUSE) -> None:
        self._parts = parts
        self._pause = pause
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="notices", daemon=True)

    def start(self) -> None:
        """Begin; what fell due while no process ran is dealt with now."""
        self._thread.start()

    def stop(self) -> None:
        """End after the mail in hand."""
        self._over.set()
        self._thread.join(timeout=2)

    def _run(self) -> None:
        while True:
            try:
                make_due(self._parts)
                done = send_due(self._parts)
                if done.failed or done.given_up:
                    # How many, and nothing else: neither to whom nor why, which a server may put an address into.
                    _log.warning("mails not taken: %d, tried again later; %d given up", done.failed, done.given_up)
            except Exception as error:  # noqa: BLE001 – whatever it is, what is due later must still be sent
                tell_fault(error)
            if self._over.wait(self._pause):
                return
