"""The way of a message, from one room through the desk into the other, as people at browsers see it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Scene
from tests.browser.people import Person, entry

pytestmark = pytest.mark.browser

CONFIDENCE = "We might accept eleven frigates before the spring comes."
OFFER = "We can meet in Muscat on the third of May."
SHEET = "They are ready to meet in Muscat early in May."


def writes(somebody: Person, words: str, leave: str) -> None:
    """Write in a room, and give it."""
    page = somebody.page
    page.get_by_label("Write in this room").fill(words)
    page.locator(f"input[name=leave][value={leave}]").check()
    page.locator("#write button[name=give]").click()
    expect(page.locator("li.entry", has_text=words)).to_be_visible()


def quotes(page: Page, label: str) -> None:
    """Quote an entry at the desk."""
    entry(page, label).get_by_role("button", name=f"Quote {label}").click()
    expect(page.locator(f"#sheet input[name=sources][value={label}]")).to_be_attached()


def carries(page: Page, *, hold: str = "10") -> None:
    page.get_by_label("Held at the door").select_option(hold)
    page.locator("#sheet button[name=carry]").click()
    expect(page.locator(".held")).to_be_visible()


def test_the_way_of_a_message(scene: Scene) -> None:  # noqa: PLR0915 – one story, told to its end
    ana, bo, mo = scene.ana(), scene.bo(), scene.mediator()
    writes(ana, CONFIDENCE, "confidence")
    writes(ana, OFFER, "substance")

    # The desk tries to carry the confidence, and is told why not.
    desk = mo.page
    expect(entry(desk, "A-02")).to_be_visible()
    quotes(desk, "A-01")
    desk.locator("#wording").fill("They are more flexible than they say.")
    desk.locator("#sheet button[name=carry]").click()
    expect(desk.locator("#guard")).to_be_focused()
    expect(desk.locator("#guard")).to_contain_text("This was not carried")
    expect(desk.locator("#guard")).to_contain_text("A-01")
    expect(desk.locator("#wording")).to_have_value("They are more flexible than they say.")

    # Its words are not carried either, and both wordings are shown.
    desk.get_by_role("button", name="Remove A-01").click()
    expect(desk.locator("#sheet input[name=sources]")).to_have_count(0)
    desk.locator("#form").select_option("idea")
    desk.locator("#wording").fill("What if they might accept eleven frigates before summer?")
    desk.locator("#sheet button[name=carry]").click()
    expect(desk.locator("#guard mark")).to_have_text(
        ["might accept eleven frigates before", "might accept eleven frigates before"]
    )

    # In substance, and from what may be carried: it waits at the door. It is stopped there, by hand and by Escape.
    quotes(desk, "A-02")
    desk.locator("#form").select_option("substance")
    desk.locator("#wording").fill(SHEET)
    expect(desk.locator("#sheet")).to_contain_text("What room B, Belmark, will read")
    carries(desk)
    expect(desk.get_by_role("button", name="Stop and keep as a draft")).to_be_focused()
    desk.get_by_role("button", name="Stop and keep as a draft").click()
    expect(desk.locator(".after")).to_contain_text("It was stopped.")
    expect(desk.locator("#wording")).to_have_value(SHEET)
    carries(desk)
    expect(desk.get_by_text("or press Escape")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator(".after")).to_contain_text("It was stopped.")
    carries(desk)

    # Meanwhile somebody writes in the other room; the page is not loaded anew, and nobody is interrupted.
    room = bo.page
    room.evaluate("window.sameDocument = true")
    room.get_by_label("Write in this room").fill("Half-written")
    room.get_by_label("Write in this room").press_sequentially(" words")
    expect(room.locator("li.entry")).to_have_count(0)

    expect(entry(room, "B-01")).to_be_visible(timeout=20_000)
    expect(entry(room, "B-01").locator(".reads")).to_have_text(
        re.compile(rf"^\s*The mediator conveys, in substance, from: Arvend\s*{re.escape(SHEET)}\s*$")
    )
    expect(room.locator("body")).not_to_contain_text("third of May")
    expect(room.get_by_label("Write in this room")).to_have_value("Half-written words")
    expect(room.get_by_label("Write in this room")).to_be_focused()
    assert room.evaluate("window.sameDocument") is True
    expect(desk.locator(".after")).to_contain_text("It has entered.")

    # The receipt goes back to the desk, and the desk's word to the giver.
    entry(room, "B-01").get_by_role("button", name="We have read this").click()
    expect(entry(room, "B-01")).to_contain_text("The mediator has been told.")
    expect(entry(desk, "B-01")).to_contain_text(re.compile(r"Read \d\d:\d\d"))
    entry(desk, "A-02").get_by_role("button", name="Confirm to room A that it was conveyed").click()
    expect(entry(ana.page, "A-02")).to_contain_text(re.compile(r"Conveyed \d\d:\d\d"))

    # The giver narrows who may know; the desk reads it at once.
    entry(ana.page, "A-02").get_by_role("link", name="Change who may know").click()
    ana.page.locator("input[name=leave][value=confidence]").check()
    ana.page.get_by_role("button", name="Change who may know").click()
    expect(entry(ana.page, "A-02")).to_contain_text("For the mediator, in confidence")
    expect(entry(desk, "A-02")).to_contain_text("For the mediator, in confidence")

    # An announcement is read in both rooms.
    desk.get_by_role("link", name="Announce").click()
    desk.get_by_label("What each of these rooms will read").fill("We go on at three.")
    desk.get_by_role("button", name="Announce in these rooms").click()
    expect(entry(ana.page, "A-03")).to_contain_text("We go on at three.")
    expect(entry(room, "B-02")).to_contain_text("We go on at three.")
    expect(room.get_by_label("Write in this room")).to_have_value("Half-written words")


def test_the_way_of_a_message_without_script(scene: Scene) -> None:
    ana, bo, mo = (come(java_script_enabled=False) for come in (scene.ana, scene.bo, scene.mediator))
    writes(ana, CONFIDENCE, "confidence")
    writes(ana, OFFER, "substance")

    desk = mo.reads()
    quotes(desk, "A-01")
    desk.locator("#wording").fill("They are more flexible than they say.")
    desk.locator("#sheet button[name=carry]").click()
    expect(desk.locator("#guard")).to_contain_text("This was not carried")
    desk.get_by_role("button", name="Remove A-01").click()
    quotes(desk, "A-02")
    desk.locator("#form").select_option("substance")
    desk.locator("#wording").fill(SHEET)
    carries(desk)
    expect(desk.locator("#h-held")).to_contain_text(re.compile(r"Enters at \d\d:\d\d:\d\d, Muscat"))
    desk.get_by_role("button", name="Stop and keep as a draft").click()
    expect(desk.locator(".after")).to_contain_text("It was stopped.")
    expect(desk.locator("#wording")).to_have_value(SHEET)
    carries(desk)

    room = bo.reads()
    expect(room.locator("li.entry")).to_have_count(0)
    for _ in range(60):
        desk.get_by_role("link", name="Look again").click()
        if desk.locator(".after").count():
            break
        desk.wait_for_timeout(250)
    expect(desk.locator(".after")).to_contain_text("It has entered.")

    room = bo.reads()
    expect(entry(room, "B-01").locator("blockquote")).to_have_text(SHEET)
    entry(room, "B-01").get_by_role("button", name="We have read this").click()
    expect(entry(room, "B-01")).to_contain_text("The mediator has been told.")
    entry(room, "B-01").get_by_role("link", name="Reply B-01").click()
    expect(room.locator("[data-replied]")).to_have_text("B-01")
    writes(bo, "May suits us.", "verbatim")

    desk = mo.reads()
    expect(entry(desk, "B-02")).to_contain_text("In reply to B-01")
    entry(desk, "A-02").get_by_role("button", name="Confirm to room A that it was conveyed").click()
    entry(ana.reads(), "A-02").get_by_role("link", name="Change who may know").click()
    ana.page.locator("input[name=leave][value=confidence]").check()
    ana.page.get_by_role("button", name="Change who may know").click()
    expect(entry(ana.page, "A-02")).to_contain_text("For the mediator, in confidence")

    desk.get_by_role("link", name="Announce").click()
    desk.get_by_label("What each of these rooms will read").fill("We go on at three.")
    desk.get_by_role("button", name="Announce in these rooms").click()
    expect(entry(ana.reads(), "A-03")).to_contain_text("We go on at three.")
    expect(entry(bo.reads(), "B-03")).to_contain_text("We go on at three.")
    ana.page.get_by_role("button", name="Sign out").click()
    expect(ana.page.get_by_role("heading", name="Indirect talks")).to_be_visible()


def test_what_is_written_is_kept_while_it_is_written(scene: Scene) -> None:
    ana = scene.ana()
    ana.page.get_by_label("Write in this room").fill("Unfinished.")
    expect(ana.page.locator("[data-saved]")).to_have_text(re.compile(r"Saved \d\d:\d\d"))

    ana.page.reload()

    expect(ana.page.get_by_label("Write in this room")).to_have_value("Unfinished.")


def test_turning_to_the_other_room_turns_the_sheet_and_keeps_each_rooms_words(scene: Scene) -> None:
    mo = scene.mediator()
    mo.sends("corridor", to="A", was="A", form="idea", text="For A.", save="draft")
    desk = mo.reads("?to=B")
    desk.locator("#form").select_option("idea")
    desk.locator("#wording").fill("For B.")

    desk.locator("#to-A").check()
    expect(desk.locator("#wording")).to_have_value("For A.")
    expect(desk.locator("#sheet button[name=carry]")).to_have_text(re.compile("Carry into room A: Arvend"))
    desk.locator("#to-B").check()

    expect(desk.locator("#wording")).to_have_value("For B.")
