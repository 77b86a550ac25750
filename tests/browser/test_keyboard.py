"""With the keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Scene
from tests.browser.people import entry

pytestmark = pytest.mark.browser

FOCUSED = """() => {
  const at = document.activeElement;
  const within = at.closest('#room-A, #corridor, #room-B, #thread, #write, #aside, .tabs, .skip, .place, .mast, .foot');
  return within ? within.id || within.classList[0] : at.tagName;
}"""
RING = """() => getComputedStyle(document.activeElement).outlineStyle !== 'none' ||
  document.activeElement.matches('.reads textarea, .door input, .choice input')"""
"""Whether the focus shows: on the element, or on the frame around it."""


def areas(page: Page, *, stops: int) -> list[str]:
    """Where Tab leads, area by area, beginning at the top of the page; every stop must show."""
    found: list[str] = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        assert page.evaluate(RING), page.evaluate("document.activeElement.outerHTML")
        area = page.evaluate(FOCUSED)
        if not found or found[-1] != area:
            found.append(area)
        if area == "foot":
            break
    return found


def test_tab_leads_through_the_desk_from_left_to_right(scene: Scene) -> None:
    ana, mo = scene.ana(), scene.mediator()
    ana.sends("write", text="From A.", leave="substance", give="1")

    assert areas(mo.reads(), stops=60) == ["skip", "mast", "tabs", "room-A", "corridor", "room-B", "foot"]


def test_tab_leads_through_a_room(scene: Scene) -> None:
    ana = scene.ana()

    assert areas(ana.reads(), stops=60) == ["skip", "mast", "thread", "write", "aside", "foot"]


def test_the_first_stop_leads_past_the_head_of_the_page(scene: Scene) -> None:
    ana = scene.ana()
    ana.reads()
    ana.page.keyboard.press("Tab")
    expect(ana.page.get_by_role("link", name="Skip to the main content")).to_be_focused()

    ana.page.keyboard.press("Enter")

    expect(ana.page.locator("#main")).to_be_focused()


def test_enter_never_gives_carries_or_says(scene: Scene) -> None:
    """Nor Control and Enter."""
    ana, mo = scene.ana(), scene.mediator()
    mo.sends("corridor", to="B", was="B", form="idea", text="An idea of ours.", save="draft")
    ana.page.get_by_label("Write in this room").fill("Unfinished.")
    ana.page.locator("input[name=leave][value=conditional]").check()
    ana.page.locator("#condition").fill("stop first")
    ana.page.locator("#condition").press("Enter")
    ana.page.wait_for_load_state()
    expect(ana.page.get_by_label("Write in this room")).to_have_value("Unfinished.")
    ana.page.get_by_label("Write in this room").press("Control+Enter")
    expect(ana.page.locator("li.entry")).to_have_count(0)

    desk = mo.reads("?to=B")
    for field in ("#wording", "#form", "#hold", "#to-B"):
        desk.locator(field).press("Control+Enter")
    desk.locator("#to-B").press("Enter")
    desk.wait_for_load_state()
    expect(desk.locator("#wording")).to_have_value("An idea of ours.")
    expect(desk.locator(".held")).to_have_count(0)

    page = mo.reads("rooms/A/")
    page.get_by_label("What room A, Arvend, will read").press("Control+Enter")
    page = mo.reads("announce")
    page.locator("input[name=into]").first.press("Enter")
    page.wait_for_load_state()
    expect(ana.reads().locator("li.entry")).to_have_count(0)


def test_a_message_is_carried_with_the_keyboard(scene: Scene) -> None:
    ana, bo, mo = scene.ana(), scene.bo(), scene.mediator()
    ana.sends("write", text="We can meet in May.", leave="substance", give="1")
    desk = mo.reads()
    entry(desk, "A-01").get_by_role("button", name="Quote A-01").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#wording")).to_be_focused()

    desk.keyboard.type("They can meet soon.")
    desk.locator("#hold").focus()
    desk.keyboard.press("Home")
    expect(desk.locator("#hold")).to_have_value("10")
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("button", name="Ask the giver first")).to_be_focused()
    desk.keyboard.press("Tab")
    expect(desk.locator("#sheet button[name=carry]")).to_be_focused()
    desk.keyboard.press("Enter")

    expect(desk.get_by_role("button", name="Stop and keep as a draft")).to_be_focused()
    expect(bo.page.locator("li.entry")).to_have_count(0)
    desk.keyboard.press("Enter")
    expect(desk.locator(".after")).to_contain_text("It was stopped.")
