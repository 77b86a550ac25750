"""One program and one browser for each worker; a case and people of its own for each scene."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.people import Company, Person, company
from tests.browser.server import Server
from tests.support.chromium import chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`entremise demo`, running."""
    server = Server(tmp_path_factory.mktemp("demo"))
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture
def people(browser: Browser) -> Iterator[Company]:
    """Everybody in this scene."""
    with company(browser) as made:
        yield made


@dataclass(frozen=True)
class Scene:
    """A case of two parties, and how to take its seats."""

    people: Company
    seats: list[tuple[str, str]]

    def mediator(self, **settings: Any) -> Person:
        return self.people.comes(**settings).enters(*self.seats[0])

    def ana(self, **settings: Any) -> Person:
        """The head of the delegation in room A."""
        return self.people.comes(**settings).enters(*self.seats[1])

    def bo(self, **settings: Any) -> Person:
        """The head of the delegation in room B."""
        return self.people.comes(**settings).enters(*self.seats[2])


@pytest.fixture
def scene(demo: Server, people: Company) -> Scene:
    """A case of this scene's own."""
    return Scene(people, demo.new_case("Arvend", "Belmark"))
