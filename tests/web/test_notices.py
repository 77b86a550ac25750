"""A seat's notices by mail, and the hotline between a room and the desk."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from entremise.services import notices
from entremise.services.ports import Mailing
from entremise.wiring import House, in_memory, using
from tests.cast import FakeClock, FakeIds, Talks
from tests.services.test_notices import SENDER, FakePost, code_in
from tests.web.contract import SeatedPage, Spec
from tests.web.people import Person, Told

HERS = "ana@arvend.example"
WISH = {"address": HERS, "zone": "Asia/Muscat", "daily": "1", "rings": "1"}


@pytest.fixture
def post() -> FakePost:
    return FakePost()


@pytest.fixture
def house(data: Path, post: FakePost) -> Iterator[House]:
    """A house that sends mail."""
    made = in_memory(clock=FakeClock(), ids=FakeIds())
    mailing = Mailing(sender=SENDER, times=(time(8), time(18)), post=post)
    with using(replace(made, parts=replace(made.parts, mailing=mailing))) as house:
        yield house


def asks(somebody: Person, **other: str) -> Told:
    return somebody.sends("own/notices", {**WISH, **other})


def confirmed(talks: Talks, post: FakePost, somebody: Person, **other: str) -> None:
    """Somebody asked for notices, and typed the code."""
    address = other.get("address", HERS)
    assert asks(somebody, **other).status == 303
    notices.send_due(talks.parts)
    assert somebody.sends("own/notices/confirm", {"code": code_in(post.told(address)[-1])}).status == 303
    post.taken.clear()


class TestNotices(SeatedPage):
    spec = Spec(methods=("GET", "HEAD", "POST"), form=WISH)

    @pytest.fixture
    def path(self) -> str:
        return "own/notices"

    def test_the_clock_that_is_offered_is_the_cases(self, ana: Person) -> None:
        assert '<option value="Asia/Muscat" selected>Muscat (Asia)</option>' in ana.sees("own/notices").text

    def test_it_is_off_until_the_code_is_typed(self, talks: Talks, post: FakePost, ana: Person) -> None:
        assert "As it stands" not in ana.sees("own/notices").page.text
        asks(ana)
        assert "To be confirmed" in ana.sees("own/notices").page.text
        confirmed(talks, post, ana)
        assert "Confirmed" in ana.sees("own/notices").page.text

    def test_a_wrong_code_is_told_at_its_field(self, ana: Person) -> None:
        asks(ana)
        told = ana.sends("own/notices/confirm", {"code": "no"})
        assert told.status == 422
        assert 'id="e-code"' in told.text

    def test_what_is_no_address_is_told_at_its_field_and_stays_there(self, ana: Person) -> None:
        told = asks(ana, address="ana at arvend")
        assert told.status == 422
        assert 'id="e-address"' in told.text
        assert 'value="ana at arvend"' in told.text

    def test_the_same_is_answered_whatever_the_address(self, ana: Person, ada: Person, bo: Person) -> None:
        answers = [asks(one, address=address) for one, address in ((ana, HERS), (ada, "no@no.example"), (bo, HERS))]
        assert [(told.status, told.body) for told in answers] == [(303, b"")] * 3

    def test_enter_in_a_field_asks_for_nothing(self, ana: Person) -> None:
        ana.sends("own/notices", {**WISH, "save": "1"})
        assert "As it stands" not in ana.sees("own/notices").page.text

    def test_it_is_withdrawn_at_once(self, talks: Talks, post: FakePost, ana: Person) -> None:
        confirmed(talks, post, ana)
        ana.sends("own/notices/withdraw")
        assert HERS not in ana.sees("own/notices").text
        talks.mo.speaks("A word.", into="A")
        talks.clock.advance(24 * 3600)
        notices.make_due(talks.parts)
        notices.send_due(talks.parts)
        assert post.taken == []

    def test_the_rest_of_the_delegation_does_not_see_the_address(
        self, talks: Talks, post: FakePost, ana: Person, ada: Person
    ) -> None:
        confirmed(talks, post, ana)
        for path in ("own/notices", "own", "delegation", "", "access"):
            assert HERS not in ada.sees(path).text

    def test_looking_at_the_room_is_looking(self, talks: Talks, post: FakePost, ana: Person) -> None:
        confirmed(talks, post, ana)
        talks.mo.speaks("A word.", into="A")
        ana.sees()
        talks.clock.advance(24 * 3600)
        notices.make_due(talks.parts)
        assert notices.send_due(talks.parts).sent == 0

    def test_looking_at_another_page_is_not(self, talks: Talks, post: FakePost, ana: Person) -> None:
        confirmed(talks, post, ana)
        talks.mo.speaks("A word.", into="A")
        ana.sees("delegation")
        talks.clock.advance(24 * 3600)
        notices.make_due(talks.parts)
        assert notices.send_due(talks.parts).sent == 1


class TestHotline:
    def test_a_room_asks_for_the_mediator(self, ana: Person, bo: Person, mo: Person) -> None:
        assert ana.sends("ring").status == 303
        assert "We asked for the mediator" in ana.sees().page.text
        assert "Room A, Arvend, asks for the mediator." in mo.sees().page.text
        assert "asked for the mediator" not in bo.sees().page.text

        mo.sends("rooms/A/ring/seen")
        assert "asks for the mediator" not in mo.sees().page.text
        assert "Seen" in ana.sees().page.text

    def test_the_desk_asks_a_room_to_call(self, ana: Person, ada: Person, bo: Person, mo: Person) -> None:
        assert mo.sends("rooms/A/ring").status == 303
        assert "You asked this room to call" in mo.sees("rooms/A/").page.text
        assert "The mediator asks to be called." in ada.sees().page.text
        assert "asks to be called" not in bo.sees().page.text

        ada.sends("ring/seen")
        assert "asks to be called" not in ana.sees().page.text
        assert "Seen" in mo.sees("rooms/A/").page.text

    def test_one_side_rings_once_in_a_quarter_of_an_hour(self, talks: Talks, ana: Person, mo: Person) -> None:
        assert [ana.sends("ring").status, ana.sends("ring").status] == [303, 409]
        assert [mo.sends("rooms/A/ring").status, mo.sends("rooms/B/ring").status] == [303, 303]
        talks.clock.advance(15 * 60)
        assert ana.sends("ring").status == 303

    def test_an_adviser_rings_nobody(self, ada: Person) -> None:
        assert ada.sends("ring").status == 403
        assert 'action="/at/' + ada.address("ring")[4:] not in ada.sees().text

    def test_there_is_nothing_to_see_where_nobody_rang(self, ana: Person, mo: Person) -> None:
        assert ana.sends("ring/seen").status == 409
        assert mo.sends("rooms/A/ring/seen").status == 409

    def test_a_room_does_not_ring_another(self, ana: Person, mo: Person) -> None:
        assert [ana.sends("rooms/B/ring").status, ana.sends("rooms/A/ring").status] == [404, 404]
        assert [mo.sends("rooms/C/ring").status, mo.sends("ring").status] == [404, 404]
