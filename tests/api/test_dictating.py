"""The low-tech lane: what a party says by telephone or on paper, taken down by a program."""

from datetime import timedelta
from typing import ClassVar, Final

import pytest

from entremise.domain.agenda import Keeping
from entremise.domain.events.agenda import Stance
from entremise.domain.events.asking import Reply
from entremise.domain.events.rounds import City
from entremise.domain.ids import Label
from entremise.domain.mandate import digest_of
from entremise.domain.terms import CarryForm, Role
from entremise.services import agenda, asking, cases, dates, seconding
from entremise.services.agenda import Telling
from entremise.services.asking import CarryQuestion, SummaryQuestion
from entremise.services.reach import in_room_desk
from entremise.services.telling import Telling as Asking
from tests.api.contract import DeskActContract, OperationContract
from tests.api.programs import Programs
from tests.cast import CONFIDENCE, NOON, SUBSTANCE, granted

CALL = {"how": "telephone", "who": "head-of-delegation"}
READ_BACK = {"call": CALL, "agreed_by": "head-of-delegation"}
NINE = digest_of("Nine.")
ACCEPTED: Final = {**READ_BACK, "of": "A-1", "digest": NINE, "authority": "Minister", "words": "Agreed."}


def told(api: Programs) -> Label:
    return api.talks.ana.says("We would take seven.", leave=CONFIDENCE)


def asked(api: Programs) -> None:
    question = CarryQuestion(into="B", form=CarryForm.SUBSTANCE, text="Seven.", sources=(told(api),))
    granted(asking.ask_carry(api.talks.parts, api.talks.mo.seat, question))


def shown(api: Programs) -> None:
    """Room A is told of an item."""
    number = granted(agenda.keep_item(api.talks.parts, api.talks.mo.seat, Keeping(title="Sea"))).number
    granted(agenda.show(api.talks.parts, api.talks.mo.seat, Telling(item=number, into="A", title="Sea")))


def brought(api: Programs) -> None:
    """A-1: something that can be accepted."""
    api.talks.mo.carries("Nine.", into="A", form=CarryForm.IDEA)


def accepted(api: Programs) -> None:
    brought(api)
    api.mo.posts("/rooms/A/taken/acceptances", ACCEPTED)


def summed(api: Programs) -> None:
    """Room A is asked about a summary of two points."""
    summary = SummaryQuestion(mark="A", points=("Seven.", "You like it here."))
    granted(asking.ask_summary(api.talks.parts, api.talks.mo.seat, summary))


def dated(api: Programs) -> None:
    """Room A is asked which of two dates suit it."""
    slots = [NOON + timedelta(days=1), NOON + timedelta(days=2)]
    city, telling = City(name="Muscat", zone="Asia/Muscat"), Asking(marks=("A",))
    granted(dates.propose(api.talks.parts, api.talks.mo.seat, "Next", slots, city=city, telling=telling))


class TestToPaper(OperationContract):
    METHOD: ClassVar[str] = "GET"
    SEAT: ClassVar[str] = "mo"
    NOT_FOR: ClassVar[tuple[str, ...]] = ("ana", "bo")

    @property
    def path(self) -> str:
        return "/rooms/A/taken"


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


class TestTakeProposal(DeskActContract):
    BODY: ClassVar[object] = {"title": "Sea", "call": CALL}

    @property
    def path(self) -> str:
        return "/rooms/A/taken/proposals"


class TestTakeView(DeskActContract):
    BODY: ClassVar[object] = {"item": 1, "stance": "refuses", "words": "Not here.", "call": CALL}

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        shown(api)

    @property
    def path(self) -> str:
        return "/rooms/A/taken/views"


class TestTakeAcceptance(DeskActContract):
    BODY: ClassVar[object] = ACCEPTED

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        brought(api)

    @property
    def path(self) -> str:
        return "/rooms/A/taken/acceptances"


class TestTakeWord(DeskActContract):
    BODY: ClassVar[object] = {**READ_BACK, "digest": NINE, "final": True, "words": "The Minister confirms."}

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        accepted(api)

    @property
    def path(self) -> str:
        return "/rooms/A/taken/acceptances/1/word"


class TestSaidOfPoints(DeskActContract):
    BODY: ClassVar[object] = {"call": CALL, "points": [{"leave": {"form": "substance"}}, {}]}

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        summed(api)

    @property
    def path(self) -> str:
        return "/rooms/A/asked/1/points"


class TestSaidOfDates(DeskActContract):
    BODY: ClassVar[object] = {"call": CALL, "answers": ["yes", "no"]}

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        dated(api)

    @property
    def path(self) -> str:
        return "/rooms/A/dates/1/said"


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


def test_what_can_be_chosen_is_what_the_desk_knows_of_that_room(api: Programs) -> None:
    shown(api)
    accepted(api)
    told(api)

    found = api.mo.gets("/rooms/A/taken").json

    assert found["items"] == [{"number": 1, "title": "Sea"}]
    assert found["brought"] == [{"entry": "A-01", "text": "Nine.", "digest": NINE}]
    assert [(one["number"], one["of"], one["digest"], one["final"]) for one in found["acceptances"]] == [
        (1, "A-01", NINE, None)
    ]
    assert api.mo.gets("/rooms/B/taken").json == {"items": [], "brought": [], "acceptances": []}
    assert api.mo.gets("/rooms/H/taken").status == 404


def test_each_paper_is_taken_down_with_its_leave_and_how_it_came(api: Programs) -> None:
    """A proposal, a view, an acceptance and the authority's word: in the room's log and at the desk."""
    shown(api)
    brought(api)
    given = {**READ_BACK, "leave": {"form": "substance"}}

    labels = [
        api.mo.posts(f"/rooms/A/taken/{path}", {**given, **body}).json["label"]
        for path, body in (
            ("proposals", {"title": "Grain", "kind": "scope", "words": "After the sea."}),
            ("views", {"item": 1, "stance": "refuses", "words": "Not here."}),
            ("acceptances", {"of": "A-1", "digest": NINE, "authority": "Minister", "words": "Agreed."}),
            ("acceptances/1/word", {"digest": NINE, "final": True, "words": "The Minister confirms."}),
        )
    ]

    assert labels == ["A-02", "A-03", "A-04", "A-05"]
    entries = [api.talks.ana.entry(Label("A", number)) for number in (2, 3, 4, 5)]
    assert [(one.text, one.leave, one.seat) for one in entries] == [
        ("Grain\n\nAfter the sea.", SUBSTANCE, None),
        ("Not here.", SUBSTANCE, None),
        ("Agreed.", SUBSTANCE, None),
        ("The Minister confirms.", SUBSTANCE, None),
    ]
    assert [one.taken is not None and one.taken.agreed_by for one in entries] == ["head-of-delegation"] * 4
    own = agenda.in_room(api.talks.parts, api.talks.ana.seat.place)
    assert [(one.title, one.kind) for one in own.proposals] == [("Grain", "scope")]
    assert [one.view is not None and one.view.stance for one in own.items] == [Stance.REFUSES]
    assert [one.final for one in in_room_desk(api.talks.parts, api.talks.ana.seat.place).acceptances] == [True]


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("proposals", {"title": "", "call": CALL}, "text-empty"),
        ("views", {"item": 7, "stance": "asks", "words": "Seven.", "call": CALL}, "item-unknown"),
        ("acceptances", {**ACCEPTED, "call": {**CALL, "at": "2999-01-01T00:00:00Z"}}, "taken-later"),
        ("acceptances", {**ACCEPTED, "agreed_by": None}, "not-read-back"),
        ("acceptances", {**ACCEPTED, "digest": "0" * 64}, "accepted-differ"),
        ("acceptances", {**ACCEPTED, "of": "B-1"}, "not-acceptable"),
        ("acceptances", {**ACCEPTED, "digest": "nine"}, "malformed"),
        ("acceptances/9/word", TestTakeWord.BODY, "absent"),
        ("acceptances/x/word", TestTakeWord.BODY, "absent"),
    ],
)
def test_a_paper_that_cannot_be_so_is_refused(api: Programs, path: str, body: dict[str, object], code: str) -> None:
    brought(api)

    assert api.mo.posts(f"/rooms/A/taken/{path}", body).code == code


def test_a_summary_is_answered_for_a_party_by_points(api: Programs) -> None:
    summed(api)

    done = api.mo.posts("/rooms/A/asked/1/points", TestSaidOfPoints.BODY)

    assert done.json["labels"] == ["A-01", None]
    assert api.talks.ana.entry(Label("A", 1)).leave == SUBSTANCE
    assert api.ana.gets("/asked").json["questions"][0]["reply"] == Reply.YES


def test_dates_are_answered_for_a_party(api: Programs) -> None:
    dated(api)

    assert api.mo.posts("/rooms/A/dates/1/said", {"call": CALL, "answers": ["yes"]}).code == "answers-missing"
    assert api.mo.posts("/rooms/A/dates/x/said", TestSaidOfDates.BODY).status == 404
    assert api.mo.posts("/rooms/A/dates/1/said", TestSaidOfDates.BODY).status == 200
    assert api.ana.gets("/dates").json["dates"][0]["answers"] == ["yes", "no"]
    assert api.mo.gets("/dates").json["dates"][0]["asked"] == [{"room": "A", "answers": ["yes", "no"]}]


def test_words_of_another_room_are_taken_down_with_a_reason(api: Programs) -> None:
    secret = "Forty-one turbines may leave by the southern pier."
    api.talks.ana.says(secret, leave=CONFIDENCE)
    body = {"call": CALL, "text": secret}

    refused = api.mo.posts("/rooms/B/taken", body)

    assert (refused.status, refused.json["code"]) == (409, "repeats-confidence")
    assert api.mo.posts("/rooms/B/taken", {**body, "why": "They said so."}).status == 201


def test_a_wider_leave_that_needs_a_second_seat_says_so(api: Programs) -> None:
    told(api)
    granted(cases.give_seat(api.talks.parts, api.talks.place(None), Role.CO_MEDIATOR))
    granted(seconding.require(api.talks.parts, api.talks.mo.seat, on=True))
    path, body = "/rooms/A/entries/1/read-back", {"call": CALL, "leave": {"form": "substance"}}

    assert api.mo.posts(path, body).code == "second-leave"
    assert api.mo.posts(path, {**body, "why": "They said so on the telephone."}).code == "second-asked"
    assert api.talks.ana.entry(Label("A", 1)).leave == CONFIDENCE
