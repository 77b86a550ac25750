"""People at real browsers, and what goes wrong on their pages."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

DESKTOP: Final = {"width": 1440, "height": 900}
PHONE: Final = {"width": 390, "height": 844}
ANSWERED: Final = re.compile(r"the server responded with a status of 4\d\d")
"""What a browser says of a form that was refused; the page says so too."""
CUT_OFF: Final = re.compile(r"net::ERR_|Failed to fetch")
"""What it says of a server that is away."""

expect.set_options(timeout=10_000)


@dataclass
class Person:
    """Somebody at a browser, and the page in front of them."""

    page: Page
    faults: list[str] = field(default_factory=list)
    """What the browser complained of: scripts that failed, and what the policy forbade."""
    may_be_cut_off: bool = False
    """Whether the server is away for a while in this scene."""

    @property
    def address(self) -> str:
        """The address of this person's place."""
        found = re.match(r".*/at/[^/]+/", self.page.url)
        assert found is not None
        return found[0]

    def watch(self) -> None:
        self.page.on("console", self._told)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def enters(self, link: str, code: str) -> "Person":
        """Take the seat."""
        self.page.goto(link)
        self.page.get_by_label("The code given with your link").fill(code)
        self.page.get_by_role("button", name="Open the seat").click()
        self.page.wait_for_url("**/at/*/")
        return self

    def sends(self, path: str, **form: str) -> int:
        """Send a form without its page, for what a scene needs beforehand; how it was answered."""
        answer = self.page.request.post(self.address + path, form=form, max_redirects=0)  # type: ignore[arg-type]
        return answer.status

    def reads(self, path: str = "") -> Page:
        """Open a page of this seat."""
        self.page.goto(self.address + path)
        return self.page

    def _told(self, message: ConsoleMessage) -> None:
        if message.type != "error" or ANSWERED.search(message.text):
            return
        if not (self.may_be_cut_off and CUT_OFF.search(message.text)):
            self.faults.append(message.text)


@dataclass
class Company:
    """Everybody in a scene."""

    browser: Browser
    people: list[Person] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def comes(self, **settings: Any) -> Person:
        """One more person, with a browser of their own."""
        context = self.browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB", **settings})
        self.contexts.append(context)
        somebody = Person(context.new_page())
        somebody.watch()
        self.people.append(somebody)
        return somebody


@contextmanager
def company(browser: Browser) -> Iterator[Company]:
    """The people of one scene; no page of theirs may have failed."""
    made = Company(browser)
    try:
        yield made
        assert [fault for somebody in made.people for fault in somebody.faults] == []
    finally:
        for context in made.contexts:
            context.close()


def entry(page: Page, label: str) -> Any:
    """An entry on the page."""
    return page.locator(f"li.entry#{label}")


def does_not_scroll_sideways(page: Page) -> bool:
    """Whether the page is no wider than its window."""
    wide: bool = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    return wide
