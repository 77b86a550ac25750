"""Who may start a process for a file: a few at once over all, each place in its turn."""

import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from entremise.documents.confine import MOST_MEMORY

MOST_AT_ONCE: Final = 4


def at_once() -> int:
    """How many such processes half of this machine's memory carries: one at least, four at most."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return max(1, min(MOST_AT_ONCE, memory // 2 // MOST_MEMORY))


class Turns:
    """So many at once. Of those who wait, whoever's place has the fewest running comes next, then who came first.

    Used from any thread.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._changed = threading.Condition()
        self._running: Counter[str] = Counter()
        self._waiting: list[_Ticket] = []
        """One for each who waits, in the order in which they came."""

    @contextmanager
    def taken(self, place: str) -> Iterator[None]:
        """Within the block it is the place's turn."""
        mine = _Ticket(place)
        with self._changed:
            self._waiting.append(mine)
            self._changed.wait_for(lambda: self._running.total() < self._most and self._next() is mine)
            self._waiting.remove(mine)
            self._running[place] += 1
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._running[place] -= 1
                if not self._running[place]:
                    del self._running[place]
                self._changed.notify_all()

    def _next(self) -> "_Ticket":
        return min(self._waiting, key=lambda one: self._running[one.place])


class _Ticket:
    """One that waits."""

    def __init__(self, place: str) -> None:
        self.place = place
