"""The desk."""

import pytest

from entremise.domain.terms import CarryForm
from tests.cast import CONFIDENCE, SUBSTANCE, Talks, open_talks
from tests.web.contract import SeatedPage, Spec, assert_absent
from tests.web.html import Page, fields
from tests.web.people import Person, person


class TestDesk(SeatedPage):
    spec = Spec(seat="mo", methods=("GET", "HEAD"), done=200)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        talks.ana.says("We can meet on Monday.", leave=SUBSTANCE)
        return ""


def test_an_empty_desk_says_how_to_begin(mo: Person) -> None:
    page = mo.sees().page

    assert page.of_class("empty")[1].text == (
        "The corridor is empty. Choose “Quote” beside an entry in one of the rooms to begin a message. "
        "Without a source, only the mediator’s own idea or a supposal can be carried."
    )
    assert page.id("body-A").text.startswith("Nothing has been told from this room yet.")


def test_the_page_says_where_one_is(mo: Person) -> None:
    page = mo.sees().page

    assert page.root.tags("title")[0].text == "The desk. Copper Lantern"
    assert page.of_class("place")[0].text == (
        "M The desk Mediator: Ministry of Bridges Mediator Sun 22 Nov. 2026, 16:00 Muscat"
    )


def test_it_shows_what_each_room_told(talks: Talks, mo: Person) -> None:
    talks.ana.says("From A.", leave=CONFIDENCE)
    talks.ana.notes("Between us.")
    talks.bo.says("From B.", leave=SUBSTANCE)

    page = mo.sees().page

    assert words(page, "A") == ["From A."]
    assert words(page, "B") == ["From B."]
    assert "Between us." not in page.text


def words(page: Page, mark: str) -> list[str]:
    """What people said in a room's column."""
    return [quote.text for quote in page.id(f"room-{mark}").tags("blockquote")]


def test_no_door_is_chosen_for_the_mediator(mo: Person) -> None:
    form = mo.sees().page.form_to("/corridor")

    assert "to" not in fields(form)
    assert fields(form)["was"] == [""]


def test_a_door_can_be_asked_for(mo: Person) -> None:
    form = mo.asks("GET", mo.address() + "?to=B").page.form_to("/corridor")

    assert fields(form)["to"] == ["B"]


@pytest.mark.parametrize("query", ["?to=C", "?to=", "?to=%00", "?to=desk"])
def test_a_door_that_is_not_there_is_not_chosen(mo: Person, query: str) -> None:
    assert "to" not in fields(mo.asks("GET", mo.address() + query).page.form_to("/corridor"))


@pytest.mark.parametrize("query", ["?left=C", "?left=A&right=Z", "?left=%C3%A9"])
def test_a_room_that_is_not_there_is_absent(mo: Person, query: str) -> None:
    assert mo.asks("GET", mo.address() + query).status == 404


def test_the_page_shows_two_of_several_rooms(talks: Talks) -> None:
    case = open_talks(talks.parts, parties=4)
    mo = person(talks.parts, case.mo.seat)

    first = mo.sees().page
    other = mo.asks("GET", mo.address() + "?left=D&right=B").page

    assert [room.get("id") for room in first.of_class("room")] == ["room-A", "room-B"]
    assert [room.get("id") for room in other.of_class("room")] == ["room-D", "room-B"]
    assert {"left": ["D"], "right": ["B"]}.items() <= fields(other.form_to("/corridor")).items()
    assert len(other.id("doors").tags("label")) == 4


def test_the_same_room_does_not_stand_at_both_sides(mo: Person) -> None:
    page = mo.asks("GET", mo.address() + "?left=A&right=A").page

    assert [room.get("id") for room in page.of_class("room")] == ["room-A"]


def test_a_message_at_the_door_can_be_stopped(talks: Talks, mo: Person) -> None:
    offer = talks.ana.says("We can meet on Monday.", leave=SUBSTANCE)
    talks.mo.carries("They can meet.", into="B", sources=[offer], hold=30)

    page = mo.sees().page

    assert page.of_class("held")[0].get("data-due") == "2026-11-22T12:00:30+00:00"
    assert page.id("h-held").tags("span")[0].text == "Enters at 16:00:30, Muscat"
    assert page.id("stop").text == "Stop and keep as a draft"
    assert "At the door. Room B cannot see this yet." in page.id("room-B").text


def test_what_waits_longer_can_be_stopped_too(talks: Talks, mo: Person) -> None:
    for hold in (30, 60):
        talks.mo.carries("An idea.", into="B", form=CarryForm.IDEA, hold=hold)

    page = mo.sees().page

    assert [form.get("action")[-14:] for form in page.forms() if form.get("action").endswith("/stop")] == [
        "carries/1/stop",
        "carries/2/stop",
    ]
    assert "Carry 2 At the door of room B: Belmark. Enters at 16:01:00, Muscat" in page.id("corridor-state").text


def test_what_has_just_entered_is_said_for_a_minute(talks: Talks, mo: Person) -> None:
    talks.mo.carries("An idea.", into="B", form=CarryForm.IDEA, hold=30)
    talks.waits(30)
    entered = mo.sees().page.id("corridor-state").text
    talks.clock.advance(61)

    assert "It has entered. It entered at 16:00:30, Muscat. It cannot be taken back" in entered
    assert mo.sees().page.id("corridor-state").text == ""


def test_a_leave_that_fell_away_is_said(talks: Talks, mo: Person) -> None:
    offer = talks.ana.says("We can meet on Monday.", leave=SUBSTANCE)
    talks.mo.carries("They can meet.", into="B", sources=[offer], hold=30)
    talks.ana.changes_leave(offer, CONFIDENCE)
    talks.waits(30)

    assert "It did not enter at 16:00:30: the leave it rests on no longer stands." in mo.sees().page.text


def test_days_before_today_are_named(talks: Talks, mo: Person) -> None:
    talks.ana.says("We can meet on Monday.", leave=SUBSTANCE)
    talks.clock.advance(24 * 3600)
    later = person(talks.parts, talks.mo.seat).sees().page

    assert later.of_class("day")[0].text == "Sunday 22 November 2026"


def test_a_day_begins_when_it_begins_in_the_city(talks: Talks) -> None:
    """20:00 in London is the next day in Muscat."""
    talks.clock.advance(8 * 3600)
    talks.ana.says("Good morning.", leave=SUBSTANCE)

    page = person(talks.parts, talks.mo.seat).sees().page

    assert page.of_class("day")[0].text == "Monday 23 November 2026"
    assert "00:00" in page.id("A-01").text


def test_a_delegation_has_no_desk(ana: Person, mo: Person) -> None:
    assert_absent(ana, "GET", mo.address())


def test_an_id_stands_once(talks: Talks, mo: Person) -> None:
    offer = talks.ana.says("We can meet on Monday.", leave=SUBSTANCE)
    talks.mo.carries("They can meet.", into="B", sources=[offer], hold=30)
    mo.sends("quote", {"source": "A-01"})
    ids = mo.sees().page.ids()

    assert sorted(ids) == sorted(set(ids))
