"""Who is listening to which place, in this process. A listener learns “there is news, up to line n”, and no more.

News may come in any thread; listeners wake in the event loop's. One crossing into the loop serves all of them.
"""

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from entremise.domain.ids import PlaceId


class Notifier(Protocol):
    """Told after lines are kept."""

    def news(self, heads: Mapping[PlaceId, int]) -> None:
        """These places have lines up to these numbers. Must not raise, and returns at once."""


class Nobody:
    """Nobody listens."""

    def news(self, heads: Mapping[PlaceId, int]) -> None:
        """Nothing happens."""


class Listener:
    """One live stream's ear: sleeps until there is something to send."""

    __slots__ = ("_future", "beat_at", "head", "over")

    def __init__(self, head: int, *, beat_at: float) -> None:
        self.head = head
        """Number of the last line that the place is known to have."""
        self.beat_at = beat_at
        """When, by the loop's clock, a sign of life is due."""
        self.over = False
        """Whether the program is ending."""
        self._future: asyncio.Future[None] | None = None

    async def changed(self) -> None:
        """Return when something may have changed. One waiter at a time."""
        self._future = asyncio.get_running_loop().create_future()
        await self._future

    def wake(self) -> None:
        """Let `changed` return. In the loop's thread only."""
        if self._future is not None and not self._future.done():
            self._future.set_result(None)


class Hub:
    """See `Notifier`. Before `bind` nobody can listen, and news goes nowhere."""

    def __init__(self) -> None:
        self._listeners: dict[PlaceId, dict[Listener, None]] = {}
        # In the order of their coming: a set's order hangs on addresses in memory, so on what other places do.
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pending: dict[PlaceId, int] = {}
        self._lock = threading.Lock()
        self._closed = False

    def bind(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """Wake listeners in this loop from now on; with None, in no loop."""
        self._loop = loop
        self._closed = False

    def news(self, heads: Mapping[PlaceId, int]) -> None:
        """See `Notifier.news`. News that comes while the loop is busy reaches it together."""
        loop = self._loop
        if loop is None:
            return
        with self._lock:
            first = not self._pending
            for place, head in heads.items():
                self._pending[place] = max(head, self._pending.get(place, 0))
        if first:
            loop.call_soon_threadsafe(self._deliver)

    @contextmanager
    def listening(self, place: PlaceId, listener: Listener) -> Iterator[None]:
        """Within the block, `listener` is woken by every news of `place`, and by the end. In the loop's thread."""
        listener.over = self._closed
        self._listeners.setdefault(place, {})[listener] = None
        try:
            yield
        finally:
            listeners = self._listeners[place]
            del listeners[listener]
            if not listeners:
                del self._listeners[place]

    def tick(self, now: float) -> None:
        """Wake the listeners whose sign of life is due at `now`. In the loop's thread."""
        for listener in self._all():
            if listener.beat_at <= now:
                listener.wake()

    def close(self) -> None:
        """End every stream. In the loop's thread."""
        self._closed = True
        for listener in self._all():
            listener.over = True
            listener.wake()

    def _deliver(self) -> None:
        with self._lock:
            pending, self._pending = self._pending, {}
        for place, head in pending.items():
            for listener in tuple(self._listeners.get(place, ())):
                listener.head = max(listener.head, head)
                listener.wake()

    def _all(self) -> list[Listener]:
        return [listener for some in self._listeners.values() for listener in some]
