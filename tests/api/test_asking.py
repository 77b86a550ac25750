"""GET /asked, and the acts on questions."""

from typing import ClassVar

import pytest

from entremise.domain.events.asking import Reply
from entremise.domain.events.rounds import City
from entremise.domain.ids import Label
from entremise.domain.rounds import Setting
from entremise.domain.terms import CarryForm
from entremise.services import asking, rounds
from entremise.services.asking import CarryQuestion
from entremise.services.telling import Telling
from tests.api.contract import DeskActContract, OperationContract, RoomActContract
from tests.api.programs import Programs
from tests.cast import CONFIDENCE, SUBSTANCE, granted

WORDS = "They might accept seven."
SOURCE = {"room": "A", "number": 1}
CARRY = {"into": "B", "form": "substance", "text": WORDS, "sources": [SOURCE]}


WORDING = {"room": "A", "round": 1, "state": "postponed", "text": "By common wish the round is put off."}


def sets(api: Programs) -> None:
    """A round of which both rooms were told."""
    muscat = City(name="Muscat", zone="Asia/Muscat")
    setting, telling = Setting(title="First round", city=muscat), Telling(marks=("A", "B"))
    granted(rounds.set_round(api.talks.parts, api.talks.mo.seat, setting, telling=telling))


def told(api: Programs) -> Label:
    return api.talks.ana.says("We would take seven.", leave=CONFIDENCE)


def asked(api: Programs, *, agreed: bool = False) -> None:
    question = CarryQuestion(into="B", form=CarryForm.SUBSTANCE, text=WORDS, sources=(told(api),))
    granted(asking.ask_carry(api.talks.parts, api.talks.mo.seat, question))
    if agreed:
        granted(asking.answer(api.talks.parts, api.talks.ana.seat, 1, Reply.YES))


class TestQuestions(OperationContract):
    METHOD: ClassVar[str] = "GET"
    SEAT: ClassVar[str] = "ana"

    @property
    def path(self) -> str:
        return "/asked"


class TestAskCarry(DeskActContract):
    BODY: ClassVar[object] = CARRY

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        told(api)

    @property
    def path(self) -> str:
        return "/asked/carries"


class TestAskWording(DeskActContract):
    BODY: ClassVar[object] = WORDING

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        sets(api)

    @property
    def path(self) -> str:
        return "/asked/wordings"


class TestAskLeave(DeskActContract):
    BODY: ClassVar[object] = {"source": SOURCE, "form": "substance"}

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        told(api)

    @property
    def path(self) -> str:
        return "/asked/leaves"


class TestAskSummary(DeskActContract):
    BODY: ClassVar[object] = {"room": "A", "points": ["You would take seven."]}

    @property
    def path(self) -> str:
        return "/asked/summaries"


class TestAnswer(RoomActContract):
    BODY: ClassVar[object] = {"reply": "yes"}
    NOT_YOURS: ClassVar[tuple[tuple[str, str], ...]] = (("/asked/2/answer", "/asked/99/answer"),)

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        asked(api)

    @property
    def path(self) -> str:
        return "/asked/1/answer"


class TestTakeBack(RoomActContract):
    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        asked(api, agreed=True)

    @property
    def path(self) -> str:
        return "/asked/1/take-back"


class TestWithdraw(DeskActContract):
    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        asked(api)

    @property
    def path(self) -> str:
        return "/rooms/A/asked/1/withdraw"


def test_a_program_asks_and_a_program_answers(api: Programs) -> None:
    told(api)
    made = api.mo.posts("/asked/carries", {**CARRY, "named": True}).json
    (in_room,) = api.ana.gets("/asked").json["questions"]
    api.ana.posts("/asked/1/answer", {"reply": "changed", "text": "They could live with seven."})
    (at_desk,) = api.mo.gets("/asked").json["questions"]
    carried = api.mo.posts(
        "/carries", {**CARRY, "text": "They could live with seven.", "hold_seconds": 0, "sources": [SOURCE]}
    )

    assert (made["room"], made["number"]) == ("A", 1)
    assert (in_room["text"], in_room["party"], in_room["sources"]) == (WORDS, "Belmark", ["A-01"])
    assert "into" not in in_room
    assert (at_desk["state"], at_desk["reply"], at_desk["agreed"], at_desk["into"]) == (
        "agreed",
        "changed",
        "They could live with seven.",
        "B",
    )
    assert carried.status == 201
    assert api.talks.bo.sees() == ["They could live with seven."]


def test_a_summarys_answer_is_about_no_single_item(api: Programs) -> None:
    """It is refused rather than left out: the delegation's mandate would be thought compared."""
    api.mo.posts("/asked/summaries", {"room": "A", "points": ["Seven."]})

    answer = {"reply": "yes", "points": [{"leave": {"form": "substance"}}], "on": {"item": 1}}

    assert api.ana.posts("/asked/1/answer", answer).code == "malformed"


def test_a_summary_is_answered_by_points(api: Programs) -> None:
    api.mo.posts("/asked/summaries", {"room": "A", "points": ["Seven.", "You like it here."]})

    answered = api.ana.posts(
        "/asked/1/answer", {"reply": "yes", "points": [{"leave": {"form": "substance"}, "text": "Seven it is."}, {}]}
    )

    assert answered.json["labels"] == ["A-01", None]
    assert api.talks.mo.entry(Label("A", 1)).leave == SUBSTANCE


def test_a_question_about_nothing_is_refused(api: Programs) -> None:
    told(api)

    nothing = api.mo.posts("/asked/carries", {**CARRY, "sources": []})
    unknown = api.mo.posts("/asked/carries", {**CARRY, "sources": [{"room": "A", "number": 9}]})

    assert (nothing.code, unknown.code) == ("source-missing", "source-unknown")


def test_a_question_says_as_what_the_words_would_be_brought(api: Programs) -> None:
    told(api)
    api.mo.posts("/asked/carries", {**CARRY, "type": "demand"})
    api.mo.posts("/asked/leaves", {"source": SOURCE, "form": "substance"})

    leave, carry = sorted(api.ana.gets("/asked").json["questions"], key=lambda one: one["asks"], reverse=True)

    assert carry["type"] == "demand"
    assert "type" not in leave


def test_words_of_a_round_are_asked_about_answered_told_and_kept_as_agreed(api: Programs) -> None:
    sets(api)
    made = api.mo.posts("/asked/wordings", WORDING).json
    (question,) = api.ana.gets("/asked").json["questions"]
    api.ana.posts(f"/asked/{made['number']}/answer", {"reply": "yes"})
    tell = {"rooms": [], "words": WORDING["text"]}
    api.mo.posts("/rounds/1/state", {"to": "postponed", "tell": tell})

    assert (question["asks"], question["round"], question["says"], question["alone"]) == (
        "wording",
        1,
        "postponed",
        False,
    )
    (kept,) = api.mo.gets("/rounds").json["rounds"]
    assert [(one["room"], one["words"], one["worded"]) for one in kept["worded"]] == [
        ("A", WORDING["text"], "agreed"),
        ("B", WORDING["text"], "not-asked"),
    ]
    agreed = [who.gets("/rounds").json["rounds"][0]["words_agreed"] for who in (api.ana, api.bo)]
    assert agreed == [True, False]
