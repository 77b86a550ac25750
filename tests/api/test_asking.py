"""GET /asked, and the acts on questions and on what is taken down."""

from typing import ClassVar

import pytest

from entremise.domain.events.asking import Reply
from entremise.domain.ids import Label
from entremise.domain.terms import CarryForm
from entremise.services import asking
from entremise.services.asking import CarryQuestion
from tests.api.contract import DeskActContract, OperationContract, RoomActContract
from tests.api.programs import Programs
from tests.cast import CONFIDENCE, SUBSTANCE, granted

WORDS = "They might accept seven."
SOURCE = {"room": "A", "number": 1}
CARRY = {"into": "B", "form": "substance", "text": WORDS, "sources": [SOURCE]}
CALL = {"how": "telephone", "who": "head-of-delegation"}


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


class TestSaid(DeskActContract):
    BODY: ClassVar[object] = {"reply": "yes", "call": CALL}

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        asked(api)

    @property
    def path(self) -> str:
        return "/rooms/A/asked/1/said"


class TestTakeDown(DeskActContract):
    BODY: ClassVar[object] = {"text": "We would take seven.", "call": CALL}

    @property
    def path(self) -> str:
        return "/rooms/A/taken"


class TestReadBack(DeskActContract):
    BODY: ClassVar[object] = {"call": CALL, "leave": {"form": "substance"}}

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        told(api)

    @property
    def path(self) -> str:
        return "/rooms/A/entries/1/read-back"


class TestReadOut(DeskActContract):
    BODY: ClassVar[object] = CALL

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        api.talks.mo.carries("What if they waited?", into="A", form=CarryForm.IDEA)

    @property
    def path(self) -> str:
        return "/rooms/A/entries/1/read-out"


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


def test_a_summary_is_answered_by_points(api: Programs) -> None:
    api.mo.posts("/asked/summaries", {"room": "A", "points": ["Seven.", "You like it here."]})

    answered = api.ana.posts(
        "/asked/1/answer", {"reply": "yes", "points": [{"leave": {"form": "substance"}, "text": "Seven it is."}, {}]}
    )

    assert answered.json["labels"] == ["A-01", None]
    assert api.talks.mo.entry(Label("A", 1)).leave == SUBSTANCE


def test_an_entry_says_how_it_came(api: Programs) -> None:
    body = {"text": "Seven.", "call": CALL, "leave": {"form": "substance"}, "agreed_by": "counsel"}

    taken = api.mo.posts("/rooms/A/taken", body)
    (entry,) = api.ana.gets("/entries").json["entries"]

    assert taken.json["label"] == "A-01"
    assert (entry["taken"]["how"], entry["taken"]["by"], entry["read_back"]["agreed_by"]) == (
        "telephone",
        "mediator",
        "counsel",
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": "Seven.", "call": CALL, "leave": {"form": "substance"}}, "not-read-back"),
        ({"text": "Seven.", "call": {**CALL, "at": "2999-01-01T00:00:00Z"}}, "taken-later"),
        ({"text": "Seven.", "call": {**CALL, "at": "2026-01-01T00:00:00"}}, "malformed"),
        ({"text": "Seven.", "call": {**CALL, "who": "mediator"}}, "role-not-seated"),
    ],
)
def test_what_cannot_have_been_said_so_is_refused(api: Programs, body: dict[str, object], code: str) -> None:
    assert api.mo.posts("/rooms/A/taken", body).code == code


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
