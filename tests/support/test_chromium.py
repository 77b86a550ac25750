"""The tests' own browser shows pages, and every context is a new person."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.chromium import NoBrowserError, chromium, find_chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for this file."""
    with chromium() as started:
        yield started


@pytest.mark.browser
def test_shows_a_page(browser: Browser) -> None:
    with browser.new_context() as person:
        page = person.new_page()
        page.set_content("<button onclick=\"this.textContent = 'سلام'\">-</button>")
        page.get_by_role("button").click()

        assert page.get_by_role("button").text_content() == "سلام"


@pytest.mark.browser
def test_every_context_is_a_new_person(browser: Browser) -> None:
    with browser.new_context() as first, browser.new_context() as second:
        first.add_cookies([{"name": "who", "value": "ana", "url": "http://localhost"}])

        assert second.cookies() == []


def test_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NoBrowserError, match="apt-get install chromium"):
        find_chromium()
