"""Who is listening to which place, in this process. A listener is told “there is news, up to line n”, and no more."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from entremise.domain.ids import PlaceId

Listener = Callable[[int | None], None]
"""Called with the number of the last line; with None when the program is ending."""


class Hub:
    """See `news.Notifier`. Listeners are called in whichever thread brings the news and must return at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: dict[PlaceId, set[Listener]] = {}
        self._closed = False

    @contextmanager
    def listening(self, place: PlaceId, listener: Listener) -> Iterator[None]:
        """Within the block, `listener` is told of every news of `place`; at once of the end, if that has come."""
        with self._lock:
            self._listeners.setdefault(place, set()).add(listener)
            closed = self._closed
        if closed:
            listener(None)
        try:
            yield
        finally:
            with self._lock:
                listeners = self._listeners[place]
                listeners.discard(listener)
                if not listeners:
                    del self._listeners[place]

    def news(self, heads: Mapping[PlaceId, int]) -> None:
        """See `Notifier.news`."""
        for place, head in heads.items():
            for listener in self._of(place):
                listener(head)

    def close(self) -> None:
        """Tell everyone that the program is ending."""
        with self._lock:
            self._closed = True
            listeners = [listener for some in self._listeners.values() for listener in some]
        for listener in listeners:
            listener(None)

    def _of(self, place: PlaceId) -> list[Listener]:
        with self._lock:
            return list(self._listeners.get(place, ()))
