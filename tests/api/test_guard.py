"""POST /guard: a program at the desk asks what a message would repeat before it carries it."""

from typing import Any, ClassVar

from tests.api.contract import OperationContract
from tests.api.programs import Programs
from tests.cast import CONFIDENCE, SUBSTANCE

SECRET = "Between us: 4,100 centrifuges stand in the second hall."
REPEATS = {"into": "B", "form": "idea", "text": "Suppose that 4,100 centrifuges stood idle."}


class TestGuard(OperationContract):
    METHOD = "POST"
    SEAT = "mo"
    NOT_FOR: ClassVar[tuple[str, ...]] = ("ana", "bo")
    BODY: ClassVar[dict[str, Any]] = REPEATS
    path = "/guard"


def test_it_tells_both_wordings_and_who_may_not_have_them(api: Programs) -> None:
    label = api.talks.ana.says(SECRET, leave=CONFIDENCE)

    told = api.mo.posts("/guard", REPEATS)

    (one,) = told.json["repeated"]
    assert told.status == 200
    assert (one["room"], one["source"], one["here"], one["there"]) == (
        "B",
        str(label),
        "Suppose that 4,100 centrifuges stood idle.",
        "Between us: 4,100 centrifuges stand in the second …",
    )


def test_it_has_nothing_to_say_of_what_the_giver_may_read(api: Programs) -> None:
    api.talks.ana.says(SECRET, leave=CONFIDENCE)

    assert api.mo.posts("/guard", {**REPEATS, "into": "A"}).json == {"repeated": [], "unread": []}


def test_what_may_be_carried_is_no_repetition(api: Programs) -> None:
    label = api.talks.ana.says(SECRET, leave=SUBSTANCE)
    asked = {**REPEATS, "form": "substance", "sources": [{"room": "A", "number": label.number}]}

    assert api.mo.posts("/guard", asked).json == {"repeated": [], "unread": []}


def test_it_changes_nothing(api: Programs) -> None:
    api.talks.ana.says(SECRET, leave=CONFIDENCE)
    before = api.mo.gets("/place").json

    api.mo.posts("/guard", REPEATS)

    assert api.mo.gets("/place").json == before


def test_rooms_sources_and_copies_that_are_not_there_are_told(api: Programs) -> None:
    answers = [
        api.mo.posts("/guard", {**REPEATS, **wrong})
        for wrong in ({"into": "H"}, {"sources": [{"room": "A", "number": 7}]}, {"document": "gone"})
    ]

    assert [(answer.status, answer.code) for answer in answers] == [
        (422, "room-missing"),
        (409, "source-unknown"),
        (409, "document-unfinished"),
    ]
