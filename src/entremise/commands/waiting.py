"""Long work at the command line: a bar on the error stream after a second, and what Ctrl-C does to it."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from types import FrameType
from typing import TypeVar

PATIENCE_SECONDS = 1.0
"""Work shorter than this has no bar."""
GRACE_SECONDS = 1.0
"""A step that was asked to end, and has not, is given up after this."""
LOOK_SECONDS = 0.05
WIDTH = 30

Found = TypeVar("Found")


class Work:
    """Steps one after the other. The first Ctrl-C asks for what there is, a second one ends the program."""

    def __init__(self) -> None:
        self.given_up: list[str] = []
        """Steps of which there is nothing."""
        self._asked: float | None = None
        self._is_over, self._shower = Event(), Thread(target=self._draw, daemon=True)
        self._name, self._began, self._part = "", 0.0, (0, 0)

    def is_interrupted(self) -> bool:
        """Whether to end with what there is."""
        return self._asked is not None

    def tell(self, done: int, of: int) -> None:
        """How much of a step is done."""
        self._part = (done, of)

    def step(self, name: str, act: Callable[[], Found]) -> Found | None:
        """What `act` finds, or raises; None where it was given up. It should ask `is_interrupted` now and then.

        It runs in a thread of its own: no library, however long a call takes, keeps this one from hearing Ctrl-C.
        """
        self._name, self._began, self._part = name, time.monotonic(), (0, 0)
        found: list[Found] = []
        raised: list[BaseException] = []

        def run() -> None:
            try:
                found.append(act())
            except BaseException as error:  # noqa: BLE001 – raised where it was asked for
                raised.append(error)

        thread = Thread(target=run, daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(LOOK_SECONDS)
            if self._asked is not None and time.monotonic() > self._asked + GRACE_SECONDS and thread.is_alive():
                self.given_up.append(name)
                self._name = ""
                return None
        self._name = ""
        if raised:
            raise raised[0]
        return found[0]

    def bar(self) -> str:
        """The bar as it should be now; empty where nothing has taken long."""
        seconds, (done, of) = time.monotonic() - self._began, self._part
        if not self._name or seconds < PATIENCE_SECONDS:
            return ""
        if not of:
            return f"{self._name}: {seconds:.0f} s"
        full = WIDTH * done // of
        return f"[{'#' * full}{'.' * (WIDTH - full)}] {self._name}: {done} of {of}"

    def show(self) -> None:
        """Draw the bar from now on."""
        self._shower.start()

    def hide(self) -> None:
        """Take the bar away for good, so that what is printed stands alone; Ctrl-C is heard as before."""
        self._is_over.set()
        if self._shower.ident is not None:
            self._shower.join()

    def _draw(self) -> None:
        """The bar over itself, and an empty line when there is none."""
        drawn = 0
        while True:
            is_at_end = self._is_over.wait(LOOK_SECONDS * 4)
            bar = "" if is_at_end else self.bar()
            if bar or drawn:
                print(f"\r{bar:<{drawn}}", end="" if bar else "\r", file=sys.stderr, flush=True)
            drawn = len(bar)
            if is_at_end:
                return

    def interrupt(self, _number: int, _frame: FrameType | None) -> None:
        """What Ctrl-C calls."""
        if self._asked is not None:
            raise KeyboardInterrupt
        self._asked = time.monotonic()
        print("\nentremise: finishing with what there is; once more to end now", file=sys.stderr)


@contextmanager
def working() -> Iterator[Work]:
    """Within: Ctrl-C is heard, and long steps show a bar to people."""
    work = Work()
    before = signal.signal(signal.SIGINT, work.interrupt)
    if sys.stderr.isatty():
        work.show()
    try:
        yield work
    finally:
        work.hide()
        signal.signal(signal.SIGINT, before)
