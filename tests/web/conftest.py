"""The cast at their browsers, over a house in memory."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from entremise.wiring import House, in_memory, using
from tests.cast import FakeClock, FakeIds, Talks, open_talks
from tests.support.here import Here
from tests.web.people import Person, nobody, person


@pytest.fixture
def house(data: Path) -> Iterator[House]:
    """The house in use; Django is set up for its pages."""
    made = in_memory(clock=FakeClock(), ids=FakeIds())
    files = replace(made.parts.files, converter=Here())
    with using(replace(made, parts=replace(made.parts, files=files))) as house:
        yield house


@pytest.fixture
def talks(house: House) -> Talks:
    """Two parties in sealed talks; the desk may know the seats' roles."""
    return open_talks(house.parts, shown=True)


@pytest.fixture
def ana(talks: Talks) -> Person:
    """The head of the delegation in room A."""
    return person(talks.parts, talks.ana.seat)


@pytest.fixture
def ada(talks: Talks) -> Person:
    """An adviser in room A."""
    return person(talks.parts, talks.ada.seat)


@pytest.fixture
def bo(talks: Talks) -> Person:
    """The head of the delegation in room B."""
    return person(talks.parts, talks.bo.seat)


@pytest.fixture
def mo(talks: Talks) -> Person:
    """The mediator."""
    return person(talks.parts, talks.mo.seat)


@pytest.fixture
def zed(talks: Talks) -> Person:
    """Somebody of another case."""
    return person(talks.parts, talks.zed.seat)


@pytest.fixture
def stranger() -> Person:
    """Somebody without a seat."""
    return nobody()


@pytest.fixture(scope="session", autouse=True)
def _django(data: Path) -> None:
    """Django is set up before any test of this folder, whichever comes first."""
