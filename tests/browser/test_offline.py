"""The server goes away and comes back: nothing that was written or acknowledged is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Scene
from tests.browser.people import Company, entry
from tests.browser.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A program that this scene alone may stop."""
    own = Server(tmp_path / "data")
    try:
        yield own.start()
    finally:
        own.stop()


def test_the_server_goes_away_and_comes_back(server: Server, people: Company) -> None:
    scene = Scene(people, server.new_case("Arvend", "Belmark"))
    ana, mo = scene.ana(), scene.mediator()
    for somebody in (ana, mo):
        somebody.may_be_cut_off = True
    ana.sends("write", text="Acknowledged before.", leave="confidence", give="1")
    expect(entry(mo.page, "A-01")).to_be_visible()
    mo.sends("corridor", to="A", form="idea", text="It was due while nobody served.", hold_seconds="10", carry="1")
    expect(mo.page.locator(".held")).to_be_visible()

    server.stop()

    for page in (ana.page, mo.page):
        expect(page.locator("#offline")).to_be_visible(timeout=15_000)
        expect(page.locator("#offline")).to_contain_text("No connection since")
    ana.page.get_by_label("Write in this room").fill("Written while nobody served.")
    ana.page.wait_for_timeout(1600)
    expect(ana.page.get_by_label("Write in this room")).to_have_value("Written while nobody served.")
    expect(ana.page.locator("[data-saved]")).to_have_text("")

    server.start("serve", port=server.port)

    for page in (ana.page, mo.page):
        expect(page.locator("#offline")).to_be_hidden(timeout=20_000)
    expect(entry(ana.page, "A-02")).to_contain_text("It was due while nobody served.", timeout=20_000)
    expect(entry(ana.page, "A-01")).to_contain_text("Acknowledged before.")
    expect(ana.page.get_by_label("Write in this room")).to_have_value("Written while nobody served.")
    ana.page.locator("#write button[name=give]").click()
    expect(entry(mo.page, "A-03")).to_contain_text("Written while nobody served.")
    expect(mo.page.locator(".after")).to_contain_text("It has entered.")
