"""A narrow way for what costs much and can be asked for by strangers: trying a password.

A few at a time, a few more wait, all others are told so at once. A flood of attempts then keeps its own kind waiting,
and the rooms are answered as before.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import BoundedSemaphore
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

View = Callable[..., HttpResponseBase]


class Way:
    """For so many at once, and so many who wait. Used from any thread."""

    def __init__(self, *, at_once: int, waiting: int) -> None:
        self._within = BoundedSemaphore(at_once + waiting)
        self._running = BoundedSemaphore(at_once)

    @contextmanager
    def taken(self) -> Iterator[bool]:
        """Within the block, whether there is room; if not, at once."""
        if not self._within.acquire(blocking=False):
            yield False
            return
        try:
            with self._running:
                yield True
        finally:
            self._within.release()


STAFF: Final = Way(at_once=2, waiting=1)
"""For accounts' passwords."""
SEATS: Final = Way(at_once=2, waiting=1)
"""For seats' passphrases. Both ways together take six of a process's eight threads, and of its memory 256 MiB: a flood
at one leaves the other free, and the pages too."""


def narrow(view: View, *, way: Way) -> View:
    """`view`, whose forms go this narrow way."""

    @wraps(view)
    def entered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with way.taken() as room:
            if room:
                return view(request, *args, **kwargs)
        answer = render(request, "pages/busy.html", status=503)
        answer.headers["Retry-After"] = "2"
        return answer

    return entered
