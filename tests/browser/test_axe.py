"""No page has a fault that axe-core can find, in either light, at either size; and none is wider than its window."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import resolve
from playwright.sync_api import Browser, Page, ViewportSize, expect

from entremise.web.setup import set_up
from tests.browser.people import DESKTOP, PHONE, Company, Person, company, does_not_scroll_sideways
from tests.browser.server import Server
from tests.documents import files

pytestmark = pytest.mark.browser

ALL: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BY_LIGHT: Final = ["color-contrast"]
"""Of all rules, the one whose answer hangs on the light."""
IDEA: Final = {"to": "B", "was": "B", "form": "idea", "text": "Perhaps each side begins alone.", "hold_seconds": "600"}


NARROWEST: Final = 320
FOUND_THERE: Final = 303


class Everybody:
    """The demo's people, each in their seat."""

    def __init__(self, demo: Server, people: Company) -> None:
        self.demo = demo
        self.nobody = people.comes()
        self.ana, self.bo, self.mo = (
            self._seated(people, place, role)
            for place, role in (("A", "head-of-delegation"), ("B", "head-of-delegation"), ("desk", "mediator"))
        )

        self._people = people
        self._closed: tuple[Person, Person] | None = None

    def closed(self, *, at_desk: bool) -> Person:
        """Somebody of a case of its own, which is closed and destroyed in six days."""
        if self._closed is None:
            (mo, ana, _) = (self._people.comes().enters(*way) for way in self.demo.new_case("Arvend", "Belmark"))
            assert mo.sends("ending/close", outcome="held", settled="no", retention="6") == FOUND_THERE
            self._closed = mo, ana
        return self._closed[not at_desk]

    def _seated(self, people: Company, place: str, role: str) -> Person:
        link, _, code = self.demo.link(place, role).partition("?code=")
        return people.comes().enters(link, code)


@pytest.fixture(scope="module")
def everybody(demo: Server, browser: Browser) -> Iterator[Everybody]:
    with company(browser) as people:
        yield Everybody(demo, people)


def at_home(all_: Everybody) -> Page:
    all_.nobody.page.goto(all_.demo.url)
    return all_.nobody.page


def coming_in(all_: Everybody) -> Page:
    all_.nobody.page.goto(f"{all_.demo.url}/enter/unknown")
    return all_.nobody.page


def refused_at_the_door(all_: Everybody) -> Page:
    page = coming_in(all_)
    page.locator("#code").fill("1")
    page.get_by_role("button", name="Open the seat").click()
    expect(page.locator(".problem")).to_be_visible()
    return page


def nothing_here(all_: Everybody) -> Page:
    all_.nobody.page.goto(f"{all_.demo.url}/nothing")
    return all_.nobody.page


def room_refused(all_: Everybody) -> Page:
    page = all_.ana.reads()
    page.get_by_label("Write in this room").fill("")
    page.locator("#write button[name=give]").click()
    expect(page.locator(".problem")).to_be_focused()
    return page


def leave(all_: Everybody) -> Page:
    page = all_.ana.reads()
    page.get_by_role("link", name="Change who may know").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Who may know")
    return page


def with_sources(all_: Everybody) -> Page:
    page = all_.mo.reads()
    page.locator("#room-A .quote button").last.click()
    expect(page.locator("#sheet .sources")).to_be_visible()
    return page


def desk_refused(all_: Everybody) -> Page:
    page = with_sources(all_)
    page.locator("#wording").fill("")
    page.locator("#sheet button[name=carry]").click()
    expect(page.locator("#guard")).to_be_focused()
    return page


def desk_warned(all_: Everybody) -> Page:
    page = all_.mo.reads("?to=B")
    sources = page.locator("#sheet .sources button")
    for left in reversed(range(sources.count())):
        sources.first.click()
        expect(sources).to_have_count(left)
    confidence = page.locator("#room-A li.entry:has([data-perm=confidence]) blockquote").last.text_content()
    page.locator("#form").select_option("idea")
    page.locator("#wording").fill(f"What if {confidence}")
    page.locator("#sheet button[name=carry]").click()
    expect(page.locator("#guard mark").first).to_be_visible()
    return page


def held(all_: Everybody) -> Page:
    page = all_.mo.reads()
    for _ in range(2 - page.locator(".held, .waiting").count()):
        all_.mo.sends("corridor", **IDEA, carry="1")
    page.reload()
    expect(page.locator(".held")).to_be_visible()
    return page


def stopped(all_: Everybody) -> Page:
    page = held(all_)
    while page.locator(".held").count():
        page.locator("#stop").click()
        page.wait_for_load_state()
    expect(page.locator(".after")).to_be_visible()
    return page


def record(all_: Everybody) -> Page:
    page = all_.ana.reads("record")
    expect(page.locator("[data-outcome]").first).to_be_visible()
    return page


def record_changed(all_: Everybody) -> Page:
    page = record(all_)
    kept = f"entremise record {page.locator('main section[data-record]').first.get_attribute('data-name')}"
    other = f"another/record\n3\n{'A' * 43}=\n\n— a signature\n"
    page.evaluate("([name, note]) => localStorage.setItem(name, note)", [kept, other])
    page.reload()
    expect(page.locator("[data-alarm]").first).to_be_visible()
    return page


def not_closed(all_: Everybody) -> Page:
    page = all_.mo.reads("ending")
    page.locator("#retention").fill("0")
    page.get_by_role("button", name="Close the talks").click()
    expect(page.locator(".problem")).to_be_focused()
    return page


def unfolded(all_: Everybody, path: str, *, at_desk: bool = False) -> Page:
    """A page with all that can be opened on it open."""
    page = (all_.mo if at_desk else all_.ana).reads(path)
    page.evaluate("() => document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    return page


def way_in(all_: Everybody) -> Page:
    page = all_.ana.reads("delegation")
    page.get_by_label("Name, for this delegation").last.fill("Samekh")
    page.get_by_role("button", name="Give the seat").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The way in")
    return page


def no_seat_given(all_: Everybody) -> Page:
    page = all_.ana.reads("delegation")
    page.get_by_label("Name, for this delegation").last.fill("x" * 401)
    page.evaluate("() => { document.querySelector('#name').value = 'x'.repeat(401); }")
    page.get_by_role("button", name="Give the seat").click()
    expect(page.locator(".problem")).to_be_focused()
    return page


def not_returned(all_: Everybody) -> Page:
    all_.nobody.page.goto(f"{all_.demo.url}/at/nobody/return")
    all_.nobody.page.get_by_label("Your passphrase").fill("x")
    all_.nobody.page.get_by_role("button", name="Open the seat").click()
    expect(all_.nobody.page.locator(".problem")).to_be_focused()
    return all_.nobody.page


def inner_room(all_: Everybody) -> Page:
    page = all_.ana.reads("delegation")
    page.get_by_text("Open a room for some of us").click()
    page.get_by_label("What it is called").fill("Principals")
    page.locator("[name=member]").first.check()
    page.get_by_role("button", name="Open it").click()
    page.get_by_label("Write for the members").fill("Between us.")
    page.get_by_role("button", name="Write it here").click()
    expect(page.get_by_text("Between us.")).to_be_visible()
    return page


def with_document(all_: Everybody) -> Page:
    """The page of a document that Ana has given."""
    page = all_.ana.reads()
    page.get_by_label("Attach a document").set_input_files(
        {"name": "Letter.pdf", "mimeType": "application/pdf", "buffer": files.pdf()}
    )
    expect(page.locator("#attach [data-given]")).to_be_visible()
    page.get_by_label("Write in this room").fill("See the letter.")
    page.locator("input[name=leave][value=verbatim]").check()
    page.locator("#write button[name=give]").click()
    page.get_by_role("link", name="Look at it").last.click()
    expect(page.locator("iframe.framed")).to_be_visible()
    return page


def enclosing(all_: Everybody) -> Page:
    with_document(all_)
    page = all_.mo.reads()
    label = page.locator("#room-A li.entry:has(.document)").last.get_attribute("id")
    return all_.mo.reads(f"enclose?to=B&source={label}")


def copied(all_: Everybody) -> Page:
    page = enclosing(all_)
    page.get_by_role("button", name="Make the copy").click()
    expect(page.locator("iframe.framed")).to_be_visible()
    return page


def not_copied(all_: Everybody) -> Page:
    page = all_.mo.reads("enclose?to=B")
    page.get_by_role("button", name="Make the copy").click()
    expect(page.locator(".problem")).to_be_visible()
    return page


def point(all_: Everybody) -> Page:
    all_.mo.sends("points", words="The first step.", entry="A-02", round="1", keep="1")
    return all_.mo.reads("points/1?entry=B-02")


def point_refused(all_: Everybody) -> Page:
    page = point(all_)
    page.locator("#words").fill("")
    page.locator("button[name=keep]").click()
    expect(page.locator(".problem")).to_be_focused()
    return page


def notes(all_: Everybody) -> Page:
    all_.mo.sends("notes", text="They hesitate.", about="room-A", keep="1")
    return all_.mo.reads("notes")


def note(all_: Everybody) -> Page:
    notes(all_)
    return all_.mo.reads("notes/1")


def searched(all_: Everybody) -> Page:
    page = all_.ana.reads("search")
    page.locator("#text").fill("meet")
    page.locator("#text").press("Enter")
    expect(page.locator("#found")).to_be_visible()
    return page


def searched_within(all_: Everybody) -> Page:
    """The search of the inner room that Ana opened."""
    page = inner_room(all_)
    page.goto(f"{page.url.partition('#')[0]}search")
    return page


def reached(page: Page, route: str) -> Page:
    """The page behind the first link to such an address."""
    page.locator(f"main a[href*='{route}']").first.click()
    page.wait_for_url(f"**{route}**")
    return page


def accepting(all_: Everybody) -> Page:
    return reached(unfolded(all_, "mandate"), "/mandate/accept/")


def reading_out(all_: Everybody) -> Page:
    return reached(all_.mo.reads("rooms/A/"), "/read-out")


def reading_back(all_: Everybody) -> Page:
    """The words of an entry that Mo took down, and that nobody has agreed to yet."""
    page = all_.mo.reads("rooms/A/take-down")
    page.locator("#text").fill("We could meet on the second day.")
    page.locator("button[name=take]").click()
    return reached(page, "/read-back")


def dates_said(all_: Everybody) -> Page:
    return reached(all_.mo.reads("rounds"), "/said")


def answered_by_telephone(all_: Everybody) -> Page:
    """What A answered to a summary, which Mo put to it."""
    page = all_.mo.reads("rooms/A/summary")
    page.locator("[name=point]").first.fill("The second day suits you.")
    page.locator("button[name=ask]").click()
    return reached(page, "/said")


PAGES: Final[Mapping[str, Callable[[Everybody], Page]]] = {
    "home": at_home,
    "enter": coming_in,
    "enter, refused": refused_at_the_door,
    "problem": nothing_here,
    "room": lambda all_: all_.bo.reads(),
    "room, refused": room_refused,
    "leave": leave,
    "desk": lambda all_: all_.mo.reads(),
    "desk, with sources": with_sources,
    "desk, refused": desk_refused,
    "desk, warned": desk_warned,
    "desk, held": held,
    "desk, after": stopped,
    "entered": lambda all_: all_.mo.reads("rooms/B/"),
    "ledger": lambda all_: all_.mo.reads("ledger?side=B"),
    "card": lambda all_: all_.mo.reads("ledger/cards/B"),
    "point": point,
    "point, refused": point_refused,
    "notes": notes,
    "agenda": lambda all_: unfolded(all_, "agenda", at_desk=True),
    "agenda, in a room": lambda all_: unfolded(all_, "agenda"),
    "mandate": lambda all_: unfolded(all_, "mandate"),
    "accept": accepting,
    "rounds": lambda all_: unfolded(all_, "rounds", at_desk=True),
    "rounds, in a room": lambda all_: unfolded(all_, "rounds"),
    "questions": lambda all_: unfolded(all_, "asked", at_desk=True),
    "questions, in a room": lambda all_: unfolded(all_, "asked"),
    "ask for leave": lambda all_: unfolded(all_, "entries/A-02/ask", at_desk=True),
    "summary": lambda all_: unfolded(all_, "rooms/A/summary", at_desk=True),
    "take down": lambda all_: unfolded(all_, "rooms/A/take-down", at_desk=True),
    "read back": reading_back,
    "read out": reading_out,
    "dates, said by telephone": dates_said,
    "answered by telephone": answered_by_telephone,
    "analysis": lambda all_: unfolded(all_, "analysis", at_desk=True),
    "analysis, to prepare": lambda all_: unfolded(all_, "analysis/prepare", at_desk=True),
    "values": lambda all_: unfolded(all_, "values"),
    "values of one side": lambda all_: unfolded(all_, "analysis/values/A", at_desk=True),
    "agenda, one item": lambda all_: unfolded(all_, "agenda/items/1", at_desk=True),
    "agenda, one item in a room": lambda all_: unfolded(all_, "agenda/items/1"),
    "agenda, a new item": lambda all_: unfolded(all_, "agenda/new", at_desk=True),
    "agenda, to tell a room": lambda all_: unfolded(all_, "agenda/items/1/rooms/A", at_desk=True),
    "agenda, to propose": lambda all_: unfolded(all_, "agenda/propose"),
    "one round": lambda all_: unfolded(all_, "rounds/1", at_desk=True),
    "track": lambda all_: unfolded(all_, "tracks/1", at_desk=True),
    "track, new": lambda all_: unfolded(all_, "tracks/new", at_desk=True),
    "keys": lambda all_: unfolded(all_, "keys"),
    "keys, at the desk": lambda all_: unfolded(all_, "keys", at_desk=True),
    "destroy": lambda all_: unfolded(all_, "destroy", at_desk=True),
    "search": lambda all_: all_.mo.reads("search"),
    "search, found": searched,
    "search, in an inner room": searched_within,
    "second": lambda all_: unfolded(all_, "second", at_desk=True),
    "ask to carry": lambda all_: unfolded(all_, "ask/carry", at_desk=True),
    "point, new": lambda all_: all_.mo.reads("points"),
    "note": note,
    "notices": lambda all_: all_.ana.reads("own/notices"),
    "return": lambda all_: all_.ana.reads("return"),
    "announce": lambda all_: all_.mo.reads("announce"),
    "record": record,
    "record, changed": record_changed,
    "delegation": lambda all_: unfolded(all_, "delegation"),
    "delegation, refused": no_seat_given,
    "people": lambda all_: unfolded(all_, "people", at_desk=True),
    "the way in": way_in,
    "own seat": lambda all_: all_.ana.reads("own"),
    "return, refused": not_returned,
    "inner room": inner_room,
    "access": lambda all_: all_.ana.reads("access"),
    "ending": lambda all_: all_.ana.reads("ending"),
    "ending, to close": lambda all_: all_.mo.reads("ending"),
    "ending, refused": not_closed,
    "report": lambda all_: all_.mo.reads("report"),
    "document": with_document,
    "document, to go along": enclosing,
    "document, copied": copied,
    "document, refused": not_copied,
    "closed, the room": lambda all_: all_.closed(at_desk=False).reads(),
    "closed, the desk": lambda all_: all_.closed(at_desk=True).reads(),
    "closed, in the room": lambda all_: all_.closed(at_desk=False).reads("ending"),
    "closed, at the desk": lambda all_: all_.closed(at_desk=True).reads("ending"),
    "closed, the report": lambda all_: all_.closed(at_desk=True).reads("report"),
}


SEEN: Final[Mapping[str, str]] = {
    "home": "home",
    "enter": "enter",
    "place": "room",
    "leave": "leave",
    "room-at-desk": "entered",
    "asked": "questions",
    "ask-carry": "ask to carry",
    "ask-leave": "ask for leave",
    "summary": "summary",
    "take-down": "take down",
    "read-back": "read back",
    "read-out": "read out",
    "dates-said": "dates, said by telephone",
    "answered-by-telephone": "answered by telephone",
    "announce": "announce",
    "second": "second",
    "document-look": "document",
    "enclose": "document, to go along",
    "copy": "document, copied",
    "search": "search",
    "ledger": "ledger",
    "card": "card",
    "new-point": "point, new",
    "point": "point",
    "notes": "notes",
    "note": "note",
    "agenda": "agenda",
    "new-item": "agenda, a new item",
    "propose-item": "agenda, to propose",
    "agenda-item": "agenda, one item",
    "tell-item": "agenda, to tell a room",
    "mandate": "mandate",
    "accept": "accept",
    "rounds": "rounds",
    "round": "one round",
    "track": "track",
    "record": "record",
    "access": "access",
    "ending": "ending",
    "report": "report",
    "keys": "keys",
    "destroy": "destroy",
    "delegation": "delegation",
    "people": "people",
    "inner": "inner room",
    "inner-search": "search, in an inner room",
    "own-seat": "own seat",
    "notices": "notices",
    "return": "return",
    "analysis": "analysis",
    "prepare-analysis": "analysis, to prepare",
    "estimate": "values of one side",
    "values": "values",
}
"""For each address that shows a page: a row that opens it. `tests/web/test_seen_by_axe.py` asks for all of them."""


@pytest.fixture(scope="module")
def _addresses(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Django is set up as far as addresses are looked up: beside the browser's event loop it asks no database."""
    if not settings.configured:
        set_up(data=tmp_path_factory.mktemp("data"))


@pytest.mark.usefixtures("_addresses")
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(everybody: Everybody, name: str) -> None:
    page = PAGES[name](everybody)
    if name in SEEN.values():
        assert SEEN[resolve(urlsplit(page.url).path).url_name or ""] == name
    found: list[str] = []
    for width in (DESKTOP["width"], PHONE["width"], NARROWEST):
        page.set_viewport_size(ViewportSize(width=width, height=900))
        if not does_not_scroll_sideways(page):
            found.append(f"{width}: it scrolls sideways")
        if width == NARROWEST:
            continue
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        found += [f"light {width}: {fault}" for fault in faults(page, "tag", ALL)]
        page.emulate_media(color_scheme="dark")
        found += [f"dark {width}: {fault}" for fault in faults(page, "rule", BY_LIGHT)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(ViewportSize(width=DESKTOP["width"], height=DESKTOP["height"]))

    assert found == []


def faults(page: Page, kind: str, rules: list[str]) -> list[str]:
    """What axe-core finds against these rules."""
    options = {"resultTypes": ["violations"], "runOnly": {"type": kind, "values": rules}}
    violations = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in violations]


def test_no_french_page_scrolls_sideways(everybody: Everybody) -> None:
    """Its words are longer."""
    wide: list[str] = []
    for name in ("home", "enter", "problem", "room", "leave", "desk", "entered", "announce"):
        page = PAGES[name](everybody)
        page.context.add_cookies([{"name": "language", "value": "fr", "url": everybody.demo.url}])
        page.reload()
        expect(page.locator("html")).to_have_attribute("lang", "fr")
        for width in (PHONE["width"], NARROWEST):
            page.set_viewport_size(ViewportSize(width=width, height=844))
            wide += [] if does_not_scroll_sideways(page) else [f"{name} at {width}"]
        page.context.clear_cookies(name="language")
        page.set_viewport_size(ViewportSize(width=DESKTOP["width"], height=DESKTOP["height"]))

    assert wide == []
