"""Who read in a place, as its own members read it."""

import re

import pytest

from entremise.domain.events import Access
from entremise.domain.ids import access_log
from entremise.domain.terms import Role
from entremise.services import accesses
from entremise.web.templatetags.endings import ACCESS
from tests.cast import Talks
from tests.services.test_record import inner_room
from tests.web.contract import SeatedPage, Spec
from tests.web.people import Person, Told, person


class TestAccess(SeatedPage):
    spec = Spec(methods=("GET", "HEAD"), done=200)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "access"


def shown(told: Told) -> list[str]:
    """The page's lines, without the hour."""
    return [re.sub(r"^\d\d:\d\d ", "", line.text) for line in told.page.of_class("access")]


def readings(told: Told) -> list[str]:
    return [line for line in shown(told) if line.endswith("Read here")]


def test_it_tells_who_read(ana: Person, ada: Person) -> None:
    """A page that shows the list is told in the list from the next time on."""
    ana.sees()
    ada.sees()

    assert readings(ada.sees("access")) == ["Adviser You Read here", "Head of delegation Read here"]


@pytest.mark.parametrize("path", ["", "search", "record", "access", "ending"])
def test_every_page_of_a_place_is_a_reading(ana: Person, path: str) -> None:
    assert ana.sees(path).status == 200

    assert readings(ana.sees("access")) == ["Head of delegation You Read here"]


def test_a_search_is_a_reading(ana: Person) -> None:
    assert ana.sends("search", {"text": "frigates"}).status == 200

    assert readings(ana.sees("access")) == ["Head of delegation You Read here"]


def test_what_is_absent_or_refused_is_no_reading(talks: Talks, ana: Person) -> None:
    log = access_log(talks.ana.seat.place)
    before = talks.parts.store.head(log)

    answers = [ana.sees("entries/A-99/leave"), ana.sees("announce"), ana.sends("write", {"text": "", "give": "1"})]

    assert [told.status for told in answers] == [404, 404, 422]
    assert talks.parts.store.head(log) == before


def test_the_mediator_reads_at_the_desk_and_stands_in_its_list_alone(ana: Person, mo: Person) -> None:
    """Law 7: what the mediator reads of room A, and when, is seen at the desk only."""
    mo.sees()
    mo.sees("rooms/A/")

    assert readings(ana.sees("access")) == []
    assert readings(mo.sees("access")) == ["Mediator You Read here"]


def test_another_room_is_not_in_it(talks: Talks, ana: Person, bo: Person) -> None:
    bo.sees()

    assert readings(ana.sees("access")) == []


def test_a_line_says_by_whom_it_was_done(talks: Talks, ana: Person) -> None:
    accesses.tell_all(talks.parts, Access.BACKED_UP, by=Role.ADMINISTRATOR)

    assert shown(ana.sees("access"))[0] == "This place The house was backed up by: Administrator"


def test_an_empty_list_says_what_will_stand_there(talks: Talks, ana: Person) -> None:
    told = ana.asks("GET", ana.address("access?before=1"))

    assert shown(told) == []
    assert "Nothing stands here yet." in told.page.of_class("empty")[0].text


def test_one_leafs_back_to_its_beginning(talks: Talks, ana: Person) -> None:
    for _ in range(accesses.PAGE + 5):
        talks.clock.advance(3600)
        accesses.read(talks.parts, talks.ana.seat)

    first = ana_again(talks, ana)
    (more,) = first.page.of_class("more")
    second = ana.asks("GET", ana.address("access") + more.tags("a")[0].get("href").removeprefix(ana.address("access")))

    assert len(shown(first)) == accesses.PAGE
    assert len(shown(first)) + len(shown(second)) == talks.parts.store.head(access_log(talks.ana.seat.place))
    assert second.page.of_class("more") == []


def ana_again(talks: Talks, ana: Person) -> Told:
    """Ana, whose session has ended meanwhile, comes in anew and looks."""
    again = person(talks.parts, talks.ana.seat)
    ana.browser = again.browser
    return ana.sees("access")


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "%00", ""])
def test_an_address_that_makes_no_sense_shows_the_last_lines(ana: Person, before: str) -> None:
    ana.sees()

    assert readings(ana.asks("GET", ana.address(f"access?before={before}"))) == ["Head of delegation You Read here"]


def test_an_inner_room_has_a_list_that_its_members_read(talks: Talks, ana: Person, ada: Person, bo: Person) -> None:
    inner = inner_room(talks, talks.ana.seat)
    accesses.read(talks.parts, talks.ana.seat, place=inner)

    told = ana.asks("GET", ana.address(f"access?inner={inner}"))

    assert readings(told) == ["Head of delegation You Read here"]
    assert told.page.root.tags("h1")[0].text.startswith("Who read in ")
    assert told.page.text.count("What the house holds about you") == 0
    for somebody in (ada, bo):
        absent = [somebody.asks("GET", somebody.address(f"access?inner={one}")) for one in (inner, "nowhere")]
        assert [one.status for one in absent] == [404, 404]
        assert absent[0].body.replace(inner.encode(), b"nowhere") == absent[1].body


def test_every_kind_of_line_has_its_words() -> None:
    assert set(ACCESS) == set(Access)
