"""Take the handbook's pictures anew: the demo's desk and rooms, into docs/screenshots.

The demo runs on a folder that is gone afterwards. Each picture is of what a person sees after acting as a person
would, so a page that no longer works takes no picture.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page, expect

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.people import DESKTOP, PHONE, Company, Person, company  # noqa: E402 – the root is named first
from tests.browser.server import Server  # noqa: E402
from tests.support.chromium import chromium  # noqa: E402

PICTURES: Final = ROOT / "docs" / "screenshots"
QUOTED: Final = "The stock of enriched material matters more to us"
SHEET: Final = "They care most about the stock of enriched material, and less about how many machines there are."
REPEATED: Final = "They would settle for less: they ask for a pause of ten years, and three would do."
NOTE: Final = "Between us: two further sites are as far as we go today."
REPLY: Final = "We could discuss how much is kept, and where, if oil sales are part of the same step."


def main() -> int:
    """Take every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as demo, chromium() as browser:
        with company(browser) as people:
            at_the_desk(demo, people)
            on_paper(demo, people)
            in_a_room(demo, people)
        for picture in sorted(PICTURES.glob("*.png")):
            print(f"{picture.relative_to(ROOT)}  {picture.stat().st_size // 1024} KB")
    return 0


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """The demo, until the block ends."""
    server = Server(folder)
    try:
        yield server.start()
    finally:
        server.stop()


def at_the_desk(demo: Server, people: Company) -> None:
    """A message quoted and written; one that the guard warns of; one at the door."""
    desk = seated(demo, people, "desk", "mediator").page
    desk.locator("#room-A li.entry", has_text=QUOTED).get_by_role("button", name="Quote").click()
    desk.locator("#form").select_option("substance")
    writes(desk, "#wording", SHEET)
    desk.reload()
    expect(desk.locator("#h-guard")).to_be_visible()
    take(desk, "desk")

    desk.emulate_media(color_scheme="dark")
    take(desk, "desk-dark")
    desk.emulate_media(color_scheme="light")

    phone = seated(demo, people, "desk", "co-mediator", viewport=PHONE, is_mobile=True, has_touch=True).page
    phone.get_by_role("navigation", name="Places").get_by_role("link", name="United States").tap()
    phone.locator("#room-A li.entry", has_text=QUOTED).get_by_role("button", name="Quote").tap()
    writes(phone, "#wording", SHEET)
    phone.evaluate("scrollTo(0, 0)")
    take(phone, "desk-phone")

    desk.locator("#wording").fill(REPEATED)
    desk.locator("#sheet button[name=carry]").click()
    expect(desk.locator("#guard mark").first).to_be_visible()
    take(desk, "desk-guard")

    desk.locator("#wording").fill(SHEET)
    desk.get_by_label("Held at the door").select_option("120")
    desk.locator("#sheet button[name=carry]").click()
    expect(desk.locator(".held")).to_be_visible()
    take(desk, "desk-held")


def on_paper(demo: Server, people: Company) -> None:
    """What the desk looks things up in between two rooms."""
    clerk = seated(demo, people, "desk", "secretariat")
    for name in ("ledger", "agenda", "rounds", "analysis"):
        page = clerk.reads(name)
        expect(page.locator("main h1")).to_be_visible()
        take(page, name)


def in_a_room(demo: Server, people: Company) -> None:
    """A delegation writes; the same room in French, and another seat of it on a phone."""
    head = seated(demo, people, "B", "head-of-delegation")
    room = head.page
    room.get_by_label("Write in this room").fill(NOTE)
    room.locator("input[name=leave][value=own]").check()
    room.locator("#write button[name=give]").click()
    expect(room.locator("li.entry[data-own]", has_text=NOTE)).to_be_visible()
    room.get_by_label("Write in this room").fill(REPLY)
    room.locator("input[name=leave][value=conditional]").check()
    writes(room, "#condition", "say that oil sales are part of it")
    head.reads()
    take(room, "room")
    room.get_by_role("button", name="Français").click()
    expect(room.locator("html")).to_have_attribute("lang", "fr")
    take(room, "room-fr")
    phone = seated(demo, people, "B", "adviser", viewport=PHONE, is_mobile=True, has_touch=True).page
    phone.get_by_role("link", name="To the latest entry").tap()
    take(phone, "room-phone")


def seated(
    demo: Server,
    people: Company,
    place: str,
    role: str,
    **settings: Any,  # noqa: ANN401 – what Playwright takes
) -> Person:
    """Somebody of the demo in their seat."""
    link, _, code = demo.link(place, role).partition("?code=")
    return people.comes(**{"viewport": DESKTOP, "reduced_motion": "reduce", **settings}).enters(link, code)


def writes(page: Page, field: str, words: str) -> None:
    """Fill a field in, and wait until the draft is kept."""
    with page.expect_response(lambda answer: "x-autosave" in answer.request.headers):
        page.locator(field).fill(words)


def take(page: Page, name: str) -> None:
    """Keep what the window shows, once its letters are there."""
    page.evaluate("document.fonts.ready")
    page.screenshot(path=PICTURES / f"{name}.png", caret="hide")


if __name__ == "__main__":
    sys.exit(main())
