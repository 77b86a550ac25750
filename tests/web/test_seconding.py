"""The page of what waits for a second seat, and the corridor where one is required."""

import pytest

from entremise.domain.seconding import SecondState
from entremise.domain.terms import Role
from entremise.services import cases, seconding, speaking
from tests.cast import CONFIDENCE, Talks, granted
from tests.web.contract import SeatedPage, Spec
from tests.web.people import Form, Person, person

WHY = "Said in public."
SECRET = "Between us: a phased order would do if the first phase is short."
SAYS_IT = "They might live with it if the first phase is short."
SHEET: Form = {
    "to": "B",
    "form": "idea",
    "text": SAYS_IT,
    "hold_seconds": "30",
    "kept": ["A-01"],
    "why": WHY,
}


def required(talks: Talks) -> Person:
    """The second seat, at a desk that requires it."""
    co = granted(cases.give_seat(talks.parts, talks.place(None), Role.CO_MEDIATOR))
    granted(seconding.require(talks.parts, talks.mo.seat, on=True))
    talks.ana.says(SECRET, leave=CONFIDENCE)
    return person(talks.parts, co)


@pytest.fixture
def co(talks: Talks) -> Person:
    return required(talks)


def asks(talks: Talks) -> None:
    speaking.speak(talks.parts, talks.mo.seat, "B", SAYS_IT, why=WHY)


def states(talks: Talks) -> list[SecondState]:
    page = seconding.second_page(talks.parts, talks.mo.seat)
    return [one.state for one in (*page.open, *page.standing, *page.past)]


class TestSecond(SeatedPage):
    spec = Spec(seat="mo", methods=("GET", "HEAD"), done=200, desk=True)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        required(talks)
        asks(talks)
        return "second"


class TestRequire(SeatedPage):
    spec = Spec(seat="mo", desk=True, form={"require": "yes"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        granted(cases.give_seat(talks.parts, talks.place(None), Role.CO_MEDIATOR))
        return "second/require"


class TestAnswer(SeatedPage):
    spec = Spec(seat="mo", desk=True, form={"answer": "agree"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        co = required(talks)
        assert co.seat is not None
        speaking.speak(talks.parts, co.seat, "B", SAYS_IT, why=WHY)
        return "second/1/answer"


class TestWithdraw(SeatedPage):
    spec = Spec(seat="mo", desk=True)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        required(talks)
        asks(talks)
        return "second/1/withdraw"


def test_from_the_corridor_to_the_room(talks: Talks, mo: Person, co: Person) -> None:
    """Asked, read with both wordings, agreed, and carried by the seat that asked."""
    warned = mo.sends("corridor", {**SHEET, "kept": [], "why": "", "carry": "1"})
    assert "Keep it: ask a second seat" in warned.text
    told = mo.sends("corridor", {**SHEET, "carry": "1"})
    assert (told.status, "It was asked for its agreement now, as request 1." in told.text) == (409, True)

    desk = co.sees().text
    assert "1 wording waits for your agreement." in desk
    page = co.sees("second").page.id("second-1")
    assert SAYS_IT in page.text
    assert "Said in public." in page.text
    assert [mark.text for mark in page.tags("mark")] == ["if the first phase is short", "if the first phase is short"]

    assert co.sends("second/1/answer", {"answer": "agree"}).status == 303
    assert "A second seat agreed to 1 wording of yours" in mo.sees().text
    assert mo.sends("corridor", {**SHEET, "carry": "1"}).status == 303
    assert states(talks) == [SecondState.USED]


def test_it_takes_two_to_end_it(talks: Talks, mo: Person, co: Person) -> None:
    assert mo.sends("second/require", {"require": "no"}).status == 303

    own, other = mo.sees("second").text, co.sees("second").text
    assert ("Take that back, and keep requiring it" in own, "Agree: require it no more" in own) == (True, False)
    assert ("Keep requiring it" in other, "Agree: require it no more" in other) == (True, True)
    assert "asks that no second seat be required any more" in co.sees().text
    assert "A second seat is required." in own

    assert co.sends("second/require", {"require": "no"}).status == 303
    assert "A second seat is not required." in mo.sees("second").text


def test_the_asking_seat_is_offered_no_answer(talks: Talks, mo: Person, co: Person) -> None:
    asks(talks)

    own, other = mo.sees("second"), co.sees("second")
    assert ("Take the request back" in own.text, "Agree to exactly this" in own.text) == (True, False)
    assert ("Take the request back" in other.text, "Agree to exactly this" in other.text) == (False, True)
    assert mo.sends("second/1/answer", {"answer": "agree"}).status == 409


def test_a_no_without_a_word_is_put_again(talks: Talks, co: Person) -> None:
    asks(talks)

    assert co.sends("second/1/answer", {"answer": "refuse", "words": ""}).status == 422
    assert co.sends("second/1/answer", {"answer": "refuse", "words": "It shows who told us."}).status == 303
    assert states(talks) == [SecondState.REFUSED]


def test_a_desk_of_one_is_told_what_it_lacks(mo: Person) -> None:
    told = mo.sends("second/require", {"require": "yes"})

    assert (told.status, "It has fewer." in told.text) == (409, True)


@pytest.mark.parametrize(
    ("path", "form"),
    [("second/require", {"require": "x"}), ("second/1/answer", {"answer": "x"})],
)
def test_what_no_page_offers_is_malformed(mo: Person, path: str, form: dict[str, str]) -> None:
    assert mo.sends(path, form).status == 400


@pytest.mark.parametrize("number", ["9", "x", "1" * 12])
def test_what_there_is_not_is_absent(mo: Person, number: str) -> None:
    assert mo.sends(f"second/{number}/withdraw").status == 404
    assert mo.sends(f"second/{number}/answer", {"answer": "agree"}).status == 404


def test_what_was_said_when_a_second_seat_was_asked_is_kept(talks: Talks, mo: Person, co: Person) -> None:
    """The words stand in the draft, so that they can be said when it has agreed."""
    told = mo.sends("rooms/B/speak", {"text": SAYS_IT, "why": WHY, "say": "1"})

    assert (told.status, 'name="why"' in told.text) == (409, True)
    assert SAYS_IT in mo.sees("rooms/B/").text
    assert co.sends("second/1/answer", {"answer": "agree"}).status == 303
    assert mo.sends("rooms/B/speak", {"text": SAYS_IT, "why": WHY, "say": "1"}).status == 303
    assert talks.bo.sees() == [SAYS_IT]


def test_where_none_is_required_the_desk_says_nothing_of_it(mo: Person, talks: Talks) -> None:
    talks.ana.says(SECRET, leave=CONFIDENCE)

    assert (
        "second seat"
        not in mo.sends("corridor", {**SHEET, "kept": [], "why": "", "carry": "1"}).text.lower().split("<main")[1]
    )
