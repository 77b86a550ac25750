"""Every address that shows a page has a row among the pages that axe-core looks at."""

import re
from collections.abc import Mapping
from typing import Final

from django.urls import URLPattern

from entremise.web.urls import urlpatterns
from tests.browser.test_axe import PAGES, SEEN
from tests.web.people import Person

METHOD_NOT_ALLOWED: Final = 405
SLOT: Final = re.compile(r"<(int|str):\w+>")

NO_PAGE: Final[Mapping[str, str]] = {
    "language": "POST alone",
    "calendar-feed": "a file for calendars",
    "calendar": "a file for calendars",
    "invitation-file": "a file for calendars",
    "document": "a download",
    "document-part": "how far an upload has come, for a script",
    "document-shown": "a document in its frame, as its writer made it",
    "copy-file": "a download",
    "copy-shown": "a document in its frame, as its writer made it",
    "certificate": "a download",
    "record-checkpoint": "a file",
    "record-consistency": "a proof, for a script",
    "return-by-passkey": "a challenge, for a script",
    "stream": "live news",
    "speak": "the page of room-at-desk",
}
"""What shows no page of its own, and why."""


def answers_get(somebody: Person, route: str) -> bool:
    """Whether a seat's address can be opened in a browser, whatever then stands there."""
    path = SLOT.sub(lambda slot: "1" if slot[1] == "int" else "A", route.removeprefix("at/<str:seat>/"))
    return somebody.asks("GET", somebody.address(path)).status != METHOD_NOT_ALLOWED


def test_every_page_is_seen_by_axe(ana: Person, mo: Person) -> None:
    """A view of the other place is absent here, so an address answers GET when it does so at both."""
    routes = {one.name: str(one.pattern) for one in urlpatterns if isinstance(one, URLPattern)}
    shown = {
        name
        for name, route in routes.items()
        if not route.startswith("at/") or (answers_get(ana, route) and answers_get(mo, route))
    }
    within = {name for name in shown if name is not None and name.startswith("inner-") and name != "inner-search"}

    assert shown - within == SEEN.keys() | NO_PAGE.keys()


def test_each_is_seen_in_a_row_that_is_there() -> None:
    assert set(SEEN.values()) <= PAGES.keys()
