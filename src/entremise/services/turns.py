"""Whose page is weighed, and for how long: a line that lets no desk keep another waiting, and a clock."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from entremise.domain.ids import PlaceId

AT_ONCE: Final = 2
"""Desks that are weighed for; each has one turn at a time, and stands behind all others after it."""


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """A page in the line, itself and no other."""

    desk: PlaceId


@dataclass(slots=True)
class Turns:
    """Who is weighed for, and who waits for it."""

    taken: set[PlaceId] = field(default_factory=set)
    line: list[Waiting] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def take(self, desk: PlaceId, *, seconds: float) -> bool:
        """Take the desk's turn, waiting for it so long; whether it came."""
        waiting = Waiting(desk)
        with self.changed:
            self.line.append(waiting)
            came = self.changed.wait_for(lambda: self._next() is waiting, timeout=seconds)
            self.line.remove(waiting)
            if came:
                self.taken.add(desk)
            # Whoever is the next now may be let in as well.
            self.changed.notify_all()
            return came

    def _next(self) -> Waiting | None:
        free = (waiting for waiting in self.line if waiting.desk not in self.taken)
        return next(free, None) if len(self.taken) < AT_ONCE else None

    def give_back(self, desk: PlaceId) -> None:
        """The desk is weighed for no more; what else it waits for is behind all others now."""
        with self.changed:
            self.taken.discard(desk)
            self.line.sort(key=lambda waiting: waiting.desk == desk)
            self.changed.notify_all()


@dataclass(slots=True)
class Clock:
    """How long there is, and whether anything was cut short by it."""

    until: float
    has_cut: bool = False

    def is_late(self) -> bool:
        """Whether to stop; whoever asks stops."""
        late = time.monotonic() > self.until
        self.has_cut = self.has_cut or late
        return late

    def left(self) -> float:
        """Seconds."""
        return max(0.0, self.until - time.monotonic())

    def share(self, part: float) -> Callable[[], bool]:
        """The same for something that may take so much of what is left."""
        first = Clock(time.monotonic() + part * self.left())

        def is_late() -> bool:
            late = first.is_late()
            self.has_cut = self.has_cut or late
            return late

        return is_late
