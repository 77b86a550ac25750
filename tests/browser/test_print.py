"""A room on paper: what stands in it, and nothing to press."""

import io
import subprocess
import unicodedata
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from entremise.documents.kinds import Kind
from entremise.documents.words import words_in
from entremise.services import exports
from tests.browser.conftest import Scene
from tests.browser.people import entry
from tests.cast import granted, open_talks

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


def test_a_card_is_printed_on_one_page(scene: Scene) -> None:
    """However much there is that must not be let slip; alone, in whatever script, and the notes stay off it."""
    ana, bo, mo = scene.ana(), scene.bo(), scene.mediator()
    for number in range(12):
        ana.sends("write", text=f"Nobody knows that WWW {number} " + "mmm WWW " * 30, leave="confidence", give="1")
        ana.sends("write", text=f"{number} " + "双方同意" * 40, leave="substance", give="1")
        bo.sends("write", text=f"{number} " + "ما این را می‌گوییم " * 20, leave="confidence", give="1")
        mo.sends("corridor", to="B", form="idea", text=f"{number} " + "of ours " * 20, hold_seconds="10", carry="1")
    mo.sends("notes", text="They hesitate.", about="room-B", keep="1")

    for path in ("ledger/cards/B", "ledger?side=B"):
        page = mo.reads(path)
        page.emulate_media(media="print")
        assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
        expect(page.locator(".slip")).to_be_visible()
        for left_out in (".place", ".mast nav", ".btn", ".desk-note", ".book", ".filters"):
            for one in page.locator(left_out).all():
                expect(one).to_be_hidden()
        page.emulate_media(media="screen")


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


def test_a_record_is_printed_in_every_script(scene: Scene, tmp_path: Path) -> None:
    """The readable page of a copy, as PDF: each word can be read back, and no line is torn apart."""
    talks = open_talks()
    written = ["We can meet in May.", "نستطيع أن نلتقي في أيار", "ما این را می‌گوییم", "Мы можем"]
    for number, words in enumerate(written * 12, start=1):
        talks.ana.notes(f"{number}. {words}")
    archive = b"".join(granted(exports.export(talks.parts, talks.ana.seat)))
    with zipfile.ZipFile(io.BytesIO(archive)) as made:
        file = tmp_path / "record.html"
        file.write_bytes(made.read("record.html"))

    page = scene.ana().reads().context.new_page()
    page.emulate_media(color_scheme="dark")
    page.goto(file.as_uri())
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    page.emulate_media(media="print", color_scheme="dark")

    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 28, 30)"
    assert pdf.count(b"/Type /Page\n") > 1
    read = words_in(pdf, Kind.PDF)
    assert read is not None
    assert "Мы можем" in read
    assert all(f"{number}. We can meet in May." in read for number in range(1, 48, 4))
    if subprocess.run(["fc-list", ":lang=ar"], capture_output=True, check=False).stdout:
        assert any("\u0600" <= letter <= "\u06ff" for letter in unicodedata.normalize("NFKC", read))
