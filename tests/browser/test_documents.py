"""A document's way in real browsers: given in parts with its progress, looked at, copied, and received."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Scene
from tests.browser.people import PHONE, does_not_scroll_sideways, entry
from tests.documents import files

pytestmark = pytest.mark.browser

BIG = 3_000_000


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """A PDF with traces of its writer."""
    path = tmp_path / "From Jane at the ministry.pdf"
    path.write_bytes(files.pdf())
    return path


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """A file that comes in three parts."""
    path = tmp_path / "Long.txt"
    path.write_bytes(b"0123456789\n" * (BIG // 11))
    return path


def test_the_way_of_a_document(scene: Scene, letter: Path) -> None:
    ana, bo, mo = scene.ana(), scene.bo(), scene.mediator()
    room = ana.page
    room.get_by_label("Attach a document").set_input_files(letter)
    expect(room.locator("#attach [data-given]")).to_contain_text("From Jane at the ministry.pdf")
    room.get_by_label("Write in this room").fill("See the letter.")
    room.locator("input[name=leave][value=verbatim]").check()
    room.locator("#write button[name=give]").click()
    expect(entry(room, "A-01")).to_contain_text("From Jane at the ministry.pdf")
    expect(room.locator("#attach [data-given]")).to_be_hidden()

    entry(room, "A-01").get_by_role("link", name="Look at it").click()
    frame = room.frame_locator("iframe.framed")
    expect(frame.locator("img")).to_have_count(2)
    expect(frame.get_by_alt_text("Page 1")).to_be_visible()
    assert room.evaluate("document.querySelector('iframe').contentDocument") is None

    desk = mo.page
    expect(entry(desk, "A-01")).to_contain_text("From Jane at the ministry.pdf")
    entry(desk, "A-01").get_by_role("button", name="Quote A-01").click()
    desk.get_by_role("link", name="Have its document go along").click()
    desk.get_by_label("What it will be called").fill("Annex 1")
    desk.get_by_role("button", name="Make the copy").click()
    expect(desk.locator(".carried")).to_contain_text("Names of authors and organisations")
    expect(desk.frame_locator("iframe.framed").locator("img")).to_have_count(2)
    desk.get_by_role("button", name="Have it go along").click()
    expect(desk.locator("#enclosed")).to_contain_text("Annex 1.pdf")
    desk.get_by_label("Held at the door").select_option("10")
    desk.locator("#sheet button[name=carry]").click()
    expect(desk.locator(".held")).to_be_visible()

    received = entry(bo.page, "B-01")
    expect(received).to_contain_text("Annex 1.pdf", timeout=20_000)
    with bo.page.expect_download() as saved:
        received.get_by_role("link", name="Annex 1.pdf").click()
    assert saved.value.suggested_filename == "Annex 1.pdf"
    assert not files.has_canary(Path(saved.value.path()).read_bytes())


def test_after_a_lost_connection_a_file_goes_on(scene: Scene, long: Path) -> None:
    """The second part does not come through at first; the first is not sent again."""
    ana = scene.ana()
    ana.may_be_cut_off = True
    sent: list[str] = []

    def cut(route: Route) -> None:
        at = route.request.url.rpartition("/")[2]
        if route.request.method == "POST":
            sent.append(at)
        if at != "0" and sent.count(at) == 1 and route.request.method == "POST":
            route.abort("connectionreset")
        else:
            route.continue_()

    ana.page.route("**/documents/*/parts/*", cut)
    ana.page.get_by_label("Attach a document").set_input_files(long)
    expect(ana.page.locator("#attach [data-told]")).to_contain_text("The connection was lost.")

    expect(ana.page.locator("#attach [data-given]")).to_contain_text("Long.txt", timeout=30_000)
    assert sent == ["0", "1048576", "1048576", "2097152", "2097152"]
    ana.page.get_by_label("Write in this room").fill("The long one.")
    ana.page.locator("input[name=leave][value=own]").check()
    ana.page.locator("#write button[name=give]").click()
    with ana.page.expect_download() as saved:
        entry(ana.page, "N-01").get_by_role("link", name="Long.txt").click()
    assert Path(saved.value.path()).read_bytes() == long.read_bytes()


def test_what_is_given_waits_for_its_file(scene: Scene, long: Path) -> None:
    """Pressed while the file still comes, the button gives both."""
    ana = scene.ana()
    ana.page.get_by_label("Write in this room").fill("The long one.")
    ana.page.locator("input[name=leave][value=own]").check()
    ana.page.get_by_label("Attach a document").set_input_files(long)
    ana.page.locator("#write button[name=give]").click()

    expect(entry(ana.page, "N-01")).to_contain_text("Long.txt", timeout=20_000)


def test_a_file_is_stopped_and_taken_out(scene: Scene, long: Path, letter: Path) -> None:
    ana = scene.ana()
    ana.may_be_cut_off = True
    ana.page.route("**/documents/*/parts/1048576", lambda route: route.abort())
    ana.page.get_by_label("Attach a document").set_input_files(long)
    expect(ana.page.locator("#attach [data-told]")).to_contain_text("The connection was lost.")
    ana.page.get_by_role("button", name="Stop", exact=True).click()
    expect(ana.page.get_by_label("Attach a document")).to_be_visible(timeout=20_000)

    ana.page.get_by_label("Attach a document").set_input_files(letter)
    ana.page.get_by_role("button", name="Remove the file").click()
    expect(ana.page.get_by_label("Attach a document")).to_be_focused()
    ana.page.reload()
    expect(ana.page.get_by_label("Attach a document")).to_be_visible()


def test_a_file_that_is_too_large_is_told_before_it_is_sent(scene: Scene, tmp_path: Path) -> None:
    ana, large = scene.ana(), tmp_path / "large.bin"
    with large.open("wb") as written:
        written.truncate(50_000_001)
    ana.page.get_by_label("Attach a document").set_input_files(large)

    expect(ana.page.locator("#attach [data-problem]")).to_contain_text("at most 50 megabytes")


def test_a_draft_keeps_its_file(scene: Scene, letter: Path) -> None:
    ana = scene.ana()
    with ana.page.expect_response(lambda one: bool(re.search("document=[^&]", one.request.post_data or ""))):
        ana.page.get_by_label("Attach a document").set_input_files(letter)
        expect(ana.page.locator("#attach [data-given]")).to_be_visible()
    ana.page.reload()

    expect(ana.page.locator("#attach [data-given]")).to_contain_text("From Jane at the ministry.pdf")


def test_without_a_script_the_form_sends_it_whole(scene: Scene, letter: Path) -> None:
    ana = scene.ana(java_script_enabled=False)
    ana.page.get_by_label("Attach a document").set_input_files(letter)
    ana.page.get_by_label("Write in this room").fill("See the letter.")
    ana.page.locator("input[name=leave][value=own]").check()
    ana.page.locator("#write button[name=give]").click()

    expect(entry(ana.page, "N-01")).to_contain_text("From Jane at the ministry.pdf")


def test_on_a_telephone_everything_has_room(scene: Scene, letter: Path) -> None:
    ana = scene.ana(viewport=PHONE, has_touch=True)
    ana.page.get_by_label("Attach a document").set_input_files(letter)
    expect(ana.page.locator("#attach [data-given]")).to_contain_text("From Jane at the ministry.pdf")
    assert does_not_scroll_sideways(ana.page)
    ana.page.get_by_label("Write in this room").fill("See the letter.")
    ana.page.locator("#write button[name=give]").click()
    entry(ana.page, "A-01").get_by_role("link", name="Look at it").click()
    expect(ana.page.frame_locator("iframe.framed").locator("img")).to_have_count(2)
    assert does_not_scroll_sideways(ana.page)
