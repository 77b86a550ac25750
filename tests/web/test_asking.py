"""Questions to a room on pages: asked at the desk, answered in the room."""

import pytest

from entremise.domain.asking import State
from entremise.domain.events.asking import Reply
from entremise.domain.leave import LeaveForm
from entremise.domain.terms import CarryForm, Role
from entremise.services import asking, cases, drafts
from entremise.services.asking import CarryQuestion, LeaveQuestion, SummaryQuestion
from tests.cast import CONFIDENCE, Talks, granted
from tests.web.contract import SeatedPage, Spec
from tests.web.people import Form, Person, person

WORDS = "They might accept seven."
ASKING: Form = {
    "sources": ["A-1"],
    "text": WORDS,
    "form": "substance",
    "type": "information",
    "into": "B",
    "named": "1",
    "hours": "24",
    "ask": "1",
}


def asked(talks: Talks) -> None:
    label = talks.ana.says("We would take seven.", leave=CONFIDENCE)
    question = CarryQuestion(into="B", form=CarryForm.SUBSTANCE, text=WORDS, sources=(label,))
    granted(asking.ask_carry(talks.parts, talks.mo.seat, question))


def agreed(talks: Talks) -> None:
    asked(talks)
    granted(asking.answer(talks.parts, talks.ana.seat, 1, Reply.YES))


def summed_up(talks: Talks, *points: str) -> None:
    granted(asking.ask_summary(talks.parts, talks.mo.seat, SummaryQuestion(mark="A", points=points)))


class TestAsked(SeatedPage):
    spec = Spec(methods=("GET", "HEAD"), done=200)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        asked(talks)
        return "asked"


class TestAnswer(SeatedPage):
    spec = Spec(form={"reply": "yes"}, desk=False)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        asked(talks)
        return "asked/1/answer"


class TestTakeBack(SeatedPage):
    spec = Spec(desk=False)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        agreed(talks)
        return "asked/1/take-back"


class TestAskCarry(SeatedPage):
    spec = Spec(seat="mo", methods=("GET", "POST"), desk=True, form=ASKING)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        talks.ana.says("We would take seven.", leave=CONFIDENCE)
        return "ask/carry"


class TestAskLeave(SeatedPage):
    spec = Spec(seat="mo", methods=("GET", "POST"), desk=True, form={"form": "idea", "hours": "4", "ask": "1"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        talks.ana.says("We would take seven.", leave=CONFIDENCE)
        return "entries/A-1/ask"


class TestSummary(SeatedPage):
    spec = Spec(seat="mo", methods=("GET", "POST"), desk=True, form={"point": ["One.", ""], "ask": "1"})

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "rooms/A/summary"


class TestWithdraw(SeatedPage):
    spec = Spec(seat="mo", desk=True)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        asked(talks)
        return "rooms/A/asked/1/withdraw"


class TestOnSheet(SeatedPage):
    spec = Spec(seat="mo", desk=True)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        agreed(talks)
        return "rooms/A/asked/1/sheet"


# Read-back --------------------------------------------------------------------------------------------------


def test_the_corridor_leads_to_the_question(talks: Talks, mo: Person) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    sheet: Form = {"was": "B", "to": "B", "sources": ["A-1"], "text": WORDS, "form": "substance", "ask": "1"}

    told = mo.sends("corridor", sheet)
    page = mo.sees("ask/carry?to=B")

    assert (told.status, told.location) == (303, mo.address("ask/carry?to=B"))
    assert WORDS in page.text
    assert "Ask room A: Arvend" in page.text
    assert page.status == 200


def test_the_way_from_the_question_to_the_other_room(talks: Talks, mo: Person, ana: Person) -> None:
    """Asked, agreed to with changes, put on the sheet, carried."""
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    mo.sends("ask/carry", ASKING)
    room, question = ana.sees().text, ana.sees("asked").text
    ana.sends("asked/1/answer", {"reply": "changed", "text": "They could live with seven."})
    mo.sends("rooms/A/asked/1/sheet")
    sheet = mo.sees("?to=B").text
    talks.mo.carries("They could live with seven.", into="B", sources=[talks.ana.page().thread.entries[0].label])

    for shown in (room, question):
        assert "May I carry exactly this into the room of: Belmark?" in shown
        assert WORDS in shown
        assert "In substance" in shown
    assert "They could live with seven." in sheet
    assert talks.bo.sees() == ["They could live with seven."]


def test_a_question_shows_as_what_the_words_would_be_brought(talks: Talks, mo: Person, ana: Person) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    sheet: Form = {"to": "B", "sources": ["A-1"], "text": WORDS, "form": "substance", "type": "warning", "ask": "1"}
    mo.sends("corridor", sheet)
    page = mo.sees("ask/carry?to=B")

    mo.sends("ask/carry", {**ASKING, "type": "warning"})
    question, call = ana.sees("asked"), mo.sees("rooms/A/asked/1/said")
    ana.sends("asked/1/answer", {"reply": "yes"})
    mo.sends("rooms/A/asked/1/sheet")

    assert '<option value="warning" selected>' in page.text
    for shown in (question, call):
        assert '<span class="badge">Warning</span>' in shown.text
    kept = drafts.read_draft(talks.parts, talks.mo.seat, "B")
    assert kept is not None
    assert kept.fields["type"] == "warning"


@pytest.mark.parametrize(
    ("drafted", "replaced"),
    [
        ({"text": "Another message, half written."}, False),
        ({"text": "", "sources": ["A-1"]}, False),
        ({"text": " ", "sources": []}, True),
        ({"text": WORDS, "sources": []}, True),
    ],
)
def test_agreed_words_do_not_take_the_place_of_a_draft(
    talks: Talks, mo: Person, drafted: dict[str, str | list[str]], *, replaced: bool
) -> None:
    """They may be carried alone only, so they are not put under it either."""
    agreed(talks)
    drafts.keep_draft(talks.parts, talks.mo.seat, "B", drafted)

    told = mo.sends("rooms/A/asked/1/sheet")

    kept = drafts.read_draft(talks.parts, talks.mo.seat, "B")
    assert kept is not None
    assert told.status == (303 if replaced else 409)
    assert (kept.fields == drafted) is not replaced
    assert ("would be lost" in told.text) is not replaced


def test_the_sheet_does_not_warn_of_what_was_agreed_to_exactly(talks: Talks, mo: Person, ana: Person) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    mo.sends("ask/carry", ASKING)
    own = "The eastern pier could open on 14 March for 4,100 barrels."
    ana.sends("asked/1/answer", {"reply": "changed", "text": own})
    sheet: Form = {"to": "B", "sources": ["A-1"], "text": own, "form": "substance", "type": "information"}

    shown = []
    for kind in ("information", "demand"):
        mo.sends("corridor", {**sheet, "type": kind, "check": "1"})
        shown.append("agreed to in its own words" in mo.sees("?to=B").text)

    assert shown == [False, True]


@pytest.mark.parametrize(("reply", "state"), [("yes", State.AGREED), ("no", State.DECLINED)])
def test_an_answer_reaches_the_desk(talks: Talks, ana: Person, mo: Person, reply: str, state: State) -> None:
    asked(talks)

    told = ana.sends("asked/1/answer", {"reply": reply})

    page = asking.asked_page(talks.parts, talks.mo.seat)
    assert (told.status, told.location) == (303, ana.address("asked#q-1"))
    assert [one.state for one in (*page.standing, *page.past)] == [state]
    assert mo.sees("asked").status == 200


def test_enter_answers_nothing(talks: Talks, ana: Person) -> None:
    """What was typed stays on the page."""
    asked(talks)

    told = ana.sends("asked/1/answer", {"save": "draft", "text": "They could live with seven.", "reply": "yes"})
    silent = ana.sends("asked/1/answer", {"text": "They could live with seven."})

    assert (told.status, silent.status) == (200, 200)
    assert "They could live with seven." in told.text
    assert asking.asked_page(talks.parts, talks.ana.seat).open != ()


def test_what_cannot_be_agreed_to_is_said(talks: Talks, ana: Person) -> None:
    asked(talks)

    told = ana.sends("asked/1/answer", {"reply": "changed", "text": " "})

    assert told.status == 422
    assert "This was not answered" in told.text


def test_the_question_says_another_room_where_no_name_may_be_known(talks: Talks, mo: Person, ana: Person) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)

    mo.sends("ask/carry", {**ASKING, "named": ""})

    page = ana.sees("asked").text
    assert "May I carry exactly this into another room?" in page
    assert "Belmark" not in page


def test_a_refusal_stands_at_the_field(talks: Talks, mo: Person) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    talks.bo.says("Our reserve stands at 4,100 barrels per day.", leave=CONFIDENCE)

    told = mo.sends("ask/carry", {**ASKING, "text": "Their reserve stands at 4,100 barrels per day, we hear."})

    assert told.status == 409
    assert "Nothing was asked" in told.text
    assert 'name="why"' in told.text


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("ask/carry", {**ASKING, "text": "Twelve frigates after Easter would do."}),
        ("rooms/A/summary", {"point": ["Twelve frigates after Easter would do."], "hours": "24", "ask": "1"}),
    ],
)
def test_what_another_room_gave_in_confidence_is_shown_above_the_words(
    talks: Talks, mo: Person, path: str, form: Form
) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)
    talks.bo.says("We would take twelve frigates after Easter.", leave=CONFIDENCE)

    page = mo.sends(path, form).page

    (theirs,) = (one for one in page.root.tags("dd") if one.text.startswith("We would take twelve"))
    assert [mark.text for mark in theirs.tags("mark")] == ["twelve frigates after Easter"]


def test_without_sources_there_is_nothing_to_ask(mo: Person) -> None:
    page = mo.sees("ask/carry")

    assert page.status == 200
    assert "There is no source yet." in page.text


def test_a_reader_sees_a_question_and_no_form(talks: Talks) -> None:
    asked(talks)
    seat = granted(cases.give_seat(talks.parts, talks.ana.seat.place, Role.OBSERVER))

    page = person(talks.parts, seat).sees("asked").text

    assert WORDS in page
    assert "Whoever may tell the mediator answers." in page
    assert "asked/1/answer" not in page


def test_consent_is_taken_back(talks: Talks, ana: Person) -> None:
    agreed(talks)

    told = ana.sends("asked/1/take-back")

    assert told.status == 303
    assert [one.state for one in asking.asked_page(talks.parts, talks.mo.seat).past] == [State.TAKEN_BACK]
    assert ana.sends("asked/1/take-back").status == 409


# Requests for leave and summaries ---------------------------------------------------------------------------


def test_a_request_for_leave_is_answered_in_the_room(talks: Talks, ana: Person, ada: Person) -> None:
    label = talks.ana.says("We would take seven.", leave=CONFIDENCE)
    granted(asking.ask_leave(talks.parts, talks.mo.seat, LeaveQuestion(label=label, form=LeaveForm.SUBSTANCE)))

    adviser, head = ada.sees("asked").text, ana.sees("asked").text
    ana.sends("asked/1/answer", {"reply": "yes"})

    assert "Would you give leave for A-01?" in head
    assert "Give this leave" in head
    assert "Give this leave" not in adviser
    entry = talks.mo.entry(label)
    assert entry.leave is not None
    assert entry.leave.form is LeaveForm.SUBSTANCE


def test_a_summary_is_put_and_answered(talks: Talks, mo: Person, ana: Person) -> None:
    mo.sends("rooms/A/summary", {"point": ["You would take seven.", "", "You like it here."], "ask": "1"})
    page = ana.sees("asked").text
    told = ana.sends(
        "asked/1/answer",
        {
            "point": ["We would take seven.", "You like it here."],
            "point-leave": ["substance", "struck"],
            "reply": "yes",
        },
    )

    assert "You would take seven." in page
    assert (told.status, told.location) == (303, ana.address("#A-01"))
    assert talks.mo.sees("A") == ["We would take seven."]


def test_a_summary_has_room_for_more_points(mo: Person) -> None:
    told = mo.sends("rooms/A/summary", {"point": ["One."] * 4, "more": "1"})

    assert told.text.count('name="point"') == 7


def test_points_stay_on_the_page_when_one_is_refused(talks: Talks, ana: Person) -> None:
    summed_up(talks, "You would take seven.", "You will not say why.")
    form: Form = {"point": ["Seven.", " "], "point-leave": ["idea", "substance"], "reply": "yes"}

    told = ana.sends("asked/1/answer", form)

    assert told.status == 422
    assert "Seven." in told.text
    assert talks.ana.sees() == []


@pytest.mark.parametrize("hours", ["2", "x", "1000"])
def test_what_no_page_offers_is_refused(talks: Talks, mo: Person, hours: str) -> None:
    talks.ana.says("We would take seven.", leave=CONFIDENCE)

    assert mo.sends("ask/carry", {**ASKING, "hours": hours}).status == 400
