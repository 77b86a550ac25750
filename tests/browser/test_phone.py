"""On a phone: one place at a time, and the tabs between them."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Scene
from tests.browser.people import PHONE, entry

pytestmark = pytest.mark.browser


def test_the_desk_shows_one_place_at_a_time(scene: Scene) -> None:
    ana = scene.ana()
    ana.sends("write", text="We can meet in May.", leave="substance", give="1")
    mo = scene.mediator(viewport=PHONE, has_touch=True, is_mobile=True)
    page = mo.page
    rooms = {name: page.locator(f"#{name}") for name in ("room-A", "corridor", "room-B")}
    tabs = page.get_by_role("navigation", name="Places")

    expect(rooms["corridor"]).to_be_visible()
    expect(rooms["room-A"]).to_be_hidden()
    tabs.get_by_role("link", name="Arvend").tap()
    expect(rooms["room-A"]).to_be_visible()
    expect(rooms["corridor"]).to_be_hidden()
    expect(tabs.get_by_role("link", name="Arvend")).to_have_attribute("aria-current", "true")

    entry(page, "A-01").get_by_role("button", name="Quote A-01").tap()

    expect(rooms["corridor"]).to_be_visible()
    expect(page.locator("#sheet .sources")).to_contain_text("We can meet in May.")
    expect(page.locator("#wording")).to_be_focused()
    tabs.get_by_role("link", name="Belmark").tap()
    expect(rooms["room-B"]).to_be_visible()


def test_without_script_the_tabs_work_too(scene: Scene) -> None:
    mo = scene.mediator(viewport=PHONE, java_script_enabled=False)

    mo.page.get_by_role("navigation", name="Places").get_by_role("link", name="Belmark").click()

    expect(mo.page.locator("#room-B")).to_be_visible()
    expect(mo.page.locator("#corridor")).to_be_hidden()


def test_who_may_know_is_one_line_with_change(scene: Scene) -> None:
    page = scene.ana(viewport=PHONE).page
    expect(page.locator("input[name=leave][value=substance]")).to_be_hidden()

    page.locator(".who-may > summary").click()
    page.locator("input[name=leave][value=substance]").check()

    expect(page.locator(".who-may > summary")).to_contain_text("May be carried: in substance")
    expect(page.get_by_role("button", name="Give, to be carried in substance", exact=True)).to_be_visible()


def test_everything_to_press_is_big_enough(scene: Scene) -> None:
    """44 points high, links within sentences and hidden buttons excepted."""
    ana = scene.ana(viewport=PHONE)
    ana.sends("write", text="We can meet in May.", leave="substance", give="1")
    ana.reads()

    small = ana.page.evaluate(
        """() => [...document.querySelectorAll('button, select, .input, .btn, summary, .choice, .tick')]
            .filter((one) => one.checkVisibility() && !one.classList.contains('vh'))
            .filter((one) => !one.closest('.foot'))
            .map((one) => [one.getBoundingClientRect().height, one.outerHTML.slice(0, 80)])
            .filter(([height]) => height < 43.9)"""
    )

    assert small == []
