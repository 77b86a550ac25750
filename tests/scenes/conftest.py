"""The Oman channel, played once for all that only read it."""

import pytest

from entremise.cases.play import play
from entremise.cases.script import load
from entremise.storage.memory import MemoryStore
from tests.cast import FakeIds, parts_on
from tests.scenes.places import Scene


@pytest.fixture(scope="session")
def scene() -> Scene:
    """The whole of it, in memory."""
    parts = parts_on(MemoryStore(), ids=FakeIds("oman"))
    return Scene(parts, play(parts, load("oman")))
