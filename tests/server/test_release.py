"""What is due enters at its time, once, whoever else is at it and whatever failed before."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from entremise.domain.errors import Conflict
from entremise.domain.terms import CarryForm
from entremise.server.release import Releaser
from tests.cast import Talks


def until(true: Callable[[], bool], *, seconds: float = 20) -> bool:
    """Whether it became true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.01)
    return true()


@pytest.fixture
def held(talks: Talks) -> Talks:
    """Talks in which a message waits 30 seconds at B's door."""
    talks.mo.carries("A third flag.", into="B", form=CarryForm.IDEA, hold=30)
    return talks


def test_a_message_enters_when_it_is_due_and_not_before(held: Talks) -> None:
    releaser = Releaser(held.parts)
    releaser.start()
    try:
        time.sleep(0.1)
        assert held.bo.sees() == []
        held.clock.advance(30)
        assert until(lambda: held.bo.sees() == ["A third flag."])
    finally:
        releaser.stop()


def test_what_became_due_while_nobody_ran_enters_at_the_start(held: Talks) -> None:
    """Law 5: after a crash nothing that was accepted is lost."""
    held.clock.advance(3600)

    releaser = Releaser(held.parts)
    releaser.start()
    try:
        assert until(lambda: held.bo.sees() == ["A third flag."])
    finally:
        releaser.stop()


def test_several_releasers_let_it_in_once(held: Talks) -> None:
    releasers = [Releaser(held.parts) for _ in range(4)]
    held.clock.advance(30)
    for releaser in releasers:
        releaser.start()
    assert until(lambda: held.bo.sees() != [])
    for releaser in releasers:
        releaser.stop()

    assert held.bo.sees() == ["A third flag."]


def test_it_ends_when_it_is_told_to(held: Talks) -> None:
    releaser = Releaser(held.parts)
    releaser.start()
    begun = time.monotonic()
    releaser.stop()

    assert time.monotonic() - begun < 1.5
    held.clock.advance(60)
    time.sleep(0.05)
    assert held.bo.sees() == []


@pytest.mark.parametrize("error", [Conflict("quicker"), RuntimeError("Kestrel"), OSError("disk full")])
def test_it_goes_on_after_a_failure(held: Talks, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    store: Any = held.parts.store
    due, failures = store.due, [error]

    def failing(*arguments: Any, **named: Any) -> Any:
        if failures:
            raise failures.pop()
        return due(*arguments, **named)

    monkeypatch.setattr(store, "due", failing)
    held.clock.advance(30)
    releaser = Releaser(held.parts)
    releaser.start()
    try:
        assert until(lambda: held.bo.sees() == ["A third flag."])
    finally:
        releaser.stop()
