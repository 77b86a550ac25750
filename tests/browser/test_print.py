"""A room on paper: what stands in it, and nothing to press."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Scene
from tests.browser.people import entry

pytestmark = pytest.mark.browser


def test_a_room_is_printed_without_what_one_presses(scene: Scene) -> None:
    ana, mo = scene.ana(), scene.mediator()
    ana.sends("write", text="We can meet in May.", leave="substance", give="1")
    mo.sends("corridor", to="A", form="idea", text="What of June?", hold_seconds="10", carry="1")
    page = ana.reads()

    page.emulate_media(media="print")

    expect(entry(page, "A-01")).to_contain_text("We can meet in May.")
    expect(page.locator(".place")).to_be_visible()
    for pressed in ("nav", ".composer", ".foot-acts", ".skip", "button", ".offline"):
        for one in page.locator(pressed).all():
            expect(one).to_be_hidden()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_a_long_room_is_printed_to_its_end(scene: Scene) -> None:
    """Nothing scrolls on paper."""
    ana = scene.ana()
    for number in range(1, 31):
        ana.sends("write", text=f"Point {number}, which is to be read on paper.", leave="confidence", give="1")
    page = ana.reads()

    page.emulate_media(media="print")

    assert page.evaluate("document.querySelector('#thread').scrollHeight") == page.evaluate(
        "document.querySelector('#thread').clientHeight"
    )
    assert page.pdf(format="A4").count(b"/Type /Page\n") > 1
