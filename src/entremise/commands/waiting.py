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

    def interrupt(self, _number: int, _frame: FrameType | None) -> None:
        """What Ctrl-C calls."""
        if self._asked is not None:
            raise KeyboardInterrupt
        self._asked = time.monotonic()
        print("\nentremise: finishing with what there is; once more to end now", file=sys.stderr)


@contextmanager
def working() -> Iterator[Work]:
    """Within: Ctrl-C is heard, and long steps show a bar to people."""
    work, is_over = Work(), Event()
    before = signal.signal(signal.SIGINT, work.interrupt)
    if sys.stderr.isatty():
        Thread(target=_show, args=(work, is_over), daemon=True).start()
    try:
        yield work
    finally:
        is_over.set()
        signal.signal(signal.SIGINT, before)


def _show(work: Work, is_over: Event) -> None:
    widest = 0
    while not is_over.wait(0.2):
        bar = work.bar()
        if bar or widest:
            print(f"\r{bar:<{widest}}", end="" if bar else "\r", file=sys.stderr, flush=True)
        widest = max(widest, len(bar)) if bar else 0
