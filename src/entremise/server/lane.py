"""Where synchronous work is done, so that the event loop never waits for a database.

On SQLite one thread does the API's work, taking whatever has come meanwhile together: one wait for the disk and one
crossing between threads serve all of it. Several threads would only take the interpreter and the one writer's place
from each other (docs/decisions/0003 has the figures). On PostgreSQL each request waits for the server, so threads help.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol, TypeVar

T = TypeVar("T")
MOST_TOGETHER: Final = 32
"""Requests kept together, at most."""


class Lane(Protocol):
    """Does work in another thread."""

    async def do(self, work: Callable[[], T]) -> T:
        """What `work` returns or raises."""

    def close(self) -> None:
        """End after the work in hand."""


class ThreadLane:
    """Each piece of work in one of several threads."""

    def __init__(self, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="api")

    async def do(self, work: Callable[[], T]) -> T:
        """See `Lane.do`."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """See `Lane.close`."""
        self._threads.shutdown()


_Job = tuple[Callable[[], Any], "asyncio.Future[Any]"]
_Outcome = tuple["asyncio.Future[Any]", Any, BaseException | None]


class TogetherLane:
    """All work in one thread, in groups that are kept together."""

    def __init__(self, together: Callable[[], AbstractContextManager[None]]) -> None:
        self._together = together
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="api", daemon=True)
        self._thread.start()

    async def do(self, work: Callable[[], T]) -> T:
        """See `Lane.do`. Answered when the whole group is kept."""
        future = asyncio.get_running_loop().create_future()
        self._jobs.put((work, future))
        done: T = await future
        return done

    def close(self) -> None:
        """See `Lane.close`."""
        self._jobs.put(None)
        self._thread.join(timeout=5)

    def _run(self) -> None:
        over = False
        while not over:
            jobs, over = self._gathered()
            if jobs:
                outcomes = self._done(jobs)
                jobs[0][1].get_loop().call_soon_threadsafe(_tell, outcomes)

    def _gathered(self) -> tuple[list[_Job], bool]:
        job = self._jobs.get()
        jobs: list[_Job] = []
        while job is not None:
            jobs.append(job)
            if len(jobs) == MOST_TOGETHER:
                return jobs, False
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return jobs, False
        return jobs, True

    def _done(self, jobs: list[_Job]) -> list[_Outcome]:
        try:
            with self._together():
                return [_outcome(*job) for job in jobs]
        except BaseException as error:  # noqa: BLE001 – whoever asked is told, in its own task
            return [(future, None, error) for _, future in jobs]


def _outcome(work: Callable[[], Any], future: "asyncio.Future[Any]") -> _Outcome:
    try:
        return future, work(), None
    except BaseException as error:  # noqa: BLE001 – whoever asked is told, in its own task
        return future, None, error


def _tell(outcomes: list[_Outcome]) -> None:
    for future, result, error in outcomes:
        if future.cancelled():
            continue
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)
