"""The way of a message through the pages, from one room to the other and back, on a database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from entremise.wiring import on_database, using
from tests.cast import FakeClock, FakeIds, Talks, open_talks
from tests.web.html import fields
from tests.web.people import Person, Told


@pytest.fixture
def talks(request: pytest.FixtureRequest, data: Path) -> Iterator[Talks]:
    """Talks on SQLite."""
    with using(on_database(clock=FakeClock(), ids=FakeIds(salt=request.node.nodeid))) as house:
        yield open_talks(house.parts, shown=True)


def fills(somebody: Person, address: str, end: str, **values: str) -> Told:
    """Read a page, fill its form in, send it, and follow where it leads."""
    form = somebody.asks("GET", address).page.form_to(end)
    told = somebody.asks("POST", form.get("action"), {**fields(form), **values})
    return somebody.asks("GET", told.location) if told.status == 303 else told


def test_the_way_of_a_message(talks: Talks, ana: Person, bo: Person, mo: Person) -> None:
    fills(ana, ana.address(), "/write", text="We could wait until the spring comes.", leave="confidence", give="1")
    fills(ana, ana.address(), "/write", text="We can meet on Monday.", leave="substance", give="1")

    sheet = mo.asks("GET", mo.sends("quote", {"source": "A-01"}).location)
    refused = fills(mo, mo.address(), "/corridor", to="B", text="They can wait.", form="substance", carry="1")
    assert (sheet.status, refused.status) == (200, 409)
    mo.sends("corridor", {"to": "B", "drop": "A-01", "sources": "A-01"})
    mo.sends("quote", {"source": "A-02", "to": "B"})
    held = fills(mo, mo.address(), "/corridor", to="B", text="They can meet soon.", hold_seconds="10", carry="1")
    assert held.page.of_class("held")[0].get("data-held") == "10"
    stopped = mo.asks("GET", mo.sends("carries/1/stop").location)
    assert "It was stopped." in stopped.text
    fills(mo, mo.address(), "/corridor", hold_seconds="10", carry="1")
    assert bo.sees().page.of_class("entry") == []
    assert talks.waits(10) == 1

    assert bo.sees().page.id("B-01").tags("blockquote")[0].text == "They can meet soon."
    bo.sends("entries/B-01/opened")
    fills(bo, bo.address(), "/write", text="Monday suits us.", leave="verbatim", reply_to="B-01", give="1")
    mo.sends("quote", {"source": "B-02"})
    fills(mo, mo.address() + "?to=A", "/corridor", hold_seconds="10", carry="1")
    mo.sends("entries/A-02/conveyed")
    talks.waits(10)

    page = ana.sees().page
    assert "The mediator conveys, word for word, from: Belmark Monday suits us." in page.id("A-03").text
    assert "Conveyed 16:00" in page.id("A-02").text


def test_what_is_absent_and_what_is_not_yours_are_the_same(ana: Person, bo: Person) -> None:
    told, unknown = (ana.asks("GET", address) for address in (bo.address(), "/at/nobody/"))

    assert told.body.replace(bo.address().encode(), b"/at/nobody/") == unknown.body


def test_a_room_within_a_delegation(talks: Talks, ana: Person, ada: Person, bo: Person, mo: Person) -> None:
    """Opened, written in, left, closed to the host and opened again by its members; absent for everybody else."""
    opened = fills(ana, ana.address("delegation"), "/inner", title="Principals", member=talks.ada.seat.id)
    (found,) = talks.parts.store.inner_of(talks.ana.seat.id)
    room = f"inner/{found}/"
    assert opened.status == 200

    fills(ana, ana.address(room), "/write", text="Nine frigates at most.")
    assert "Nine frigates at most." in ada.sees(room).text
    for other in (bo, mo):
        theirs = other.asks("GET", other.address(room))
        assert theirs.status == 404
        assert "Principals" not in theirs.text
    assert "Nine frigates at most." not in ana.sees().text + mo.sees().text

    held = {"passphrase": "heron lantern gravel spoon", "again": "heron lantern gravel spoon"}
    for one in (ana, ada):
        assert one.sends("own/passphrase", held).status == 303
    assert ana.sends("keys/close").status == 303
    assert talks.parts.keys.is_closed(found)
    assert "Nine frigates at most." in ada.sees(room).text

    ana.sends(f"{room}dismiss", {"member": talks.ada.seat.id})
    assert ada.sees(room).status == 404
    assert ana.sends("keys/reopen").status == 303
    assert "Nine frigates at most." in ana.sees(room).text
