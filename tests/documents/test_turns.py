"""A few processes at once for all files, and each place in its turn."""

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread

from entremise.documents.turns import MOST_AT_ONCE, Turns, at_once

SECONDS = 10


class Asking:
    """Somebody of a place who takes a turn and keeps it until `done`."""

    def __init__(self, turns: Turns, place: str, order: list[str]) -> None:
        self.begun, self.done = Event(), Event()
        self._thread = Thread(target=self._asks, args=(turns, place, order), daemon=True)
        self._thread.start()

    def _asks(self, turns: Turns, place: str, order: list[str]) -> None:
        with turns.taken(place):
            order.append(place)
            self.begun.set()
            self.done.wait(timeout=SECONDS)

    def ends(self) -> None:
        self.done.set()
        self._thread.join(timeout=SECONDS)


def waits(turns: Turns, many: int) -> Callable[[], bool]:
    return lambda: len(turns._waiting) == many  # noqa: SLF001


def settled(condition: Callable[[], bool]) -> None:
    for _ in range(1000):
        if condition():
            return
        Event().wait(timeout=0.01)
    raise AssertionError("it did not come to it")


def test_no_more_run_at_once_than_the_machine_carries() -> None:
    turns, order = Turns(2), list[str]()
    first = [Asking(turns, "A", order) for _ in range(3)]
    settled(waits(turns, 1))

    assert sum(one.begun.is_set() for one in first) == 2

    for one in first:
        one.ends()
    assert order == ["A"] * 3


def test_a_place_that_asks_much_does_not_keep_others_from_their_turn() -> None:
    """Room A has both and eight more wait; B, who comes last, is next as soon as one is free."""
    turns, order = Turns(2), list[str]()
    a = [Asking(turns, "A", order) for _ in range(10)]
    settled(waits(turns, 8))
    b = Asking(turns, "B", order)
    settled(waits(turns, 9))

    next(one for one in a if one.begun.is_set()).ends()

    assert b.begun.wait(timeout=SECONDS)
    assert order == ["A", "A", "B"]
    for one in [b, *a]:
        one.done.set()
    for one in [b, *a]:
        one.ends()


def test_a_turn_is_free_again_after_a_fault() -> None:
    turns = Turns(1)
    for _ in range(2):
        with suppress(KeyError), turns.taken("A"):
            raise KeyError("no such chunk")

    with turns.taken("B"):
        assert turns._running.total() == 1  # noqa: SLF001


def test_how_many_there_are_follows_from_the_machine() -> None:
    assert 1 <= at_once() <= MOST_AT_ONCE
