"""The browser checks the record at every visit, and says so loudly when it is another one."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from entremise.domain.record import Checkpoint
from entremise.keys.note import Signer
from tests.browser.conftest import Scene
from tests.browser.people import PHONE, Person, does_not_scroll_sideways

pytestmark = pytest.mark.browser

FORGER = Signer("entremise/record", bytes(32))


def outcome(page: Page) -> Any:
    """What is said of the room's own record."""
    return page.locator("main section[data-record]").first.locator("[data-outcome]")


def note(somebody: Person) -> str:
    """The checkpoint as it is now."""
    return str(somebody.page.request.get(somebody.address + "record/checkpoint").text())


def read(text: str) -> Checkpoint:
    found = Checkpoint.read(text)
    assert found is not None
    return found


def forged(somebody: Person, *, more: int = 0, root: bytes = bytes(32)) -> str:
    """A checkpoint of the same record, as a house would sign it that tells another story."""
    now = read(note(somebody))
    return FORGER.sign(Checkpoint(now.origin, now.size + more, root).text)


def shows(somebody: Person, checkpoint: str, *proof: str) -> None:
    """From now on the house answers so."""

    def answer(route: Route) -> None:
        route.fulfill(status=200, body=json.dumps({"checkpoint": checkpoint, "proof": proof}))

    somebody.page.route("**/record/consistency*", answer)


def test_each_visit_is_checked_against_the_last(scene: Scene) -> None:
    ana = scene.ana()
    page = ana.reads("record")
    before = read(note(ana)).size
    expect(outcome(page)).to_be_visible()

    ana.sends("write", text="Nine frigates.", leave="confidence", give="1")
    ana.reads("record")
    after = read(note(ana)).size

    expect(outcome(page)).to_have_text(
        f"Unchanged: the {before} lines that this browser saw before are the beginning of these {after}."
    )
    expect(page.locator("#record-changed")).to_be_hidden()


def test_a_checkpoint_of_any_age_is_proved(scene: Scene) -> None:
    mo = scene.mediator()
    notes = [note(mo)]
    for number in range(9):
        mo.sends("announce", text=f"Announcement {number}.", into="A", send="1")
        notes.append(note(mo))
    assert len({read(one).size for one in notes}) > 5

    page = mo.reads("record")
    for older in notes:
        page.evaluate("([name, note]) => localStorage.setItem(name, note)", [kept_as(page), older])
        page.reload()
        expect(page.locator("main section[data-record]").first).to_have_attribute(
            "data-found", r"grown" if older != notes[-1] else "same"
        )


def kept_as(page: Page) -> str:
    """Under which name the browser keeps the record's checkpoint."""
    name = page.locator("main section[data-record]").first.get_attribute("data-name")
    return f"entremise record {name}"


@pytest.mark.parametrize(("more", "proof"), [(0, []), (5, []), (5, ["A" * 43 + "="])])
def test_another_record_is_told_on_every_page(scene: Scene, more: int, proof: list[str]) -> None:
    """Whatever the house signs and whatever proof it shows: what was seen does not begin it."""
    ana = scene.ana()
    expect(ana.page.locator(".mast [data-found]")).to_have_attribute("data-found", "first")
    seen = note(ana)
    shows(ana, forged(ana, more=more), *proof)

    page = ana.reads()
    expect(page.locator("#record-changed")).to_contain_text("not the one that this browser saw before")
    page.locator("#record-changed a").click()
    expect(outcome(page)).to_contain_text("Changed: what this browser saw before is not the beginning")
    expect(page.locator("[data-alarm] pre").first).to_have_text(seen)


def test_a_record_that_became_shorter_is_told(scene: Scene) -> None:
    ana = scene.ana()
    ana.reads("record")
    expect(outcome(ana.page)).to_be_visible()
    longer = forged(ana, more=1)
    ana.page.evaluate("([name, note]) => localStorage.setItem(name, note)", [kept_as(ana.page), longer])

    ana.page.reload()
    expect(ana.page.locator("#record-changed")).to_be_visible()
    expect(outcome(ana.page)).to_contain_text("Changed")


def test_one_goes_on_from_the_new_record_when_one_chooses_to(scene: Scene) -> None:
    """After a restored backup, and after the older checkpoint was kept elsewhere."""
    ana = scene.ana()
    expect(ana.page.locator(".mast [data-found]")).to_have_attribute("data-found", "first")
    shows(ana, forged(ana))
    page = ana.reads("record")

    page.get_by_role("button", name="Check against the record as it is now").first.click()

    expect(page.locator("#record-changed")).to_be_hidden()
    expect(outcome(page)).to_contain_text("Unchanged")


def test_it_fits_on_a_phone(scene: Scene) -> None:
    ana = scene.ana(viewport=PHONE)

    assert does_not_scroll_sideways(ana.reads("record"))


def test_without_script_it_says_nothing_of_a_check(scene: Scene) -> None:
    ana = scene.ana(java_script_enabled=False)
    page = ana.reads("record")

    expect(outcome(page)).to_be_hidden()
    expect(page.locator("#record-changed")).to_be_hidden()
    expect(page.locator("dl pre.checkpoint").first).to_contain_text("entremise/record/")
