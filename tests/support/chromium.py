"""The system's Chromium, driven by Playwright; nothing is downloaded.

In a conftest:

    @pytest.fixture(scope="session")
    def browser() -> Iterator[Browser]:
        with chromium() as started:
            yield started
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# A browser under test speaks to the server under test and to nobody else.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


class NoBrowserError(RuntimeError):
    """Chromium is not installed."""


def find_chromium() -> str:
    """The path of the system's Chromium."""
    for name in NAMES:
        found = shutil.which(name)
        if found is not None:
            return found
    raise NoBrowserError(
        f"no browser in PATH, looked for {', '.join(NAMES)}; on Debian: apt-get install chromium",
    )


def arguments() -> list[str]:
    """What the browser is started with; root must give up the sandbox."""
    return [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else [*QUIET]


@contextmanager
def chromium(*, language: str = "en") -> Iterator[Browser]:
    """A headless browser; its folder is new each time, and each `new_context()` a new person."""
    executable = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=[*arguments(), f"--lang={language}"],
        )
        try:
            yield browser
        finally:
            browser.close()
