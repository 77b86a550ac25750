"""The agenda, positions, papers and the mandate desk, by the API."""

from typing import ClassVar

import pytest

from entremise.domain.agenda import Keeping
from entremise.domain.door.mandate import Accepting
from entremise.domain.mandate import digest_of
from entremise.domain.terms import CarryForm
from entremise.services import agenda, mandate
from entremise.services.agenda import Telling
from tests.api.contract import DeskActContract, OperationContract, RoomActContract
from tests.api.programs import Programs
from tests.cast import granted

OFFER = "We propose nine frigates."


def kept(api: Programs, title: str = "Missiles") -> int:
    return granted(agenda.keep_item(api.talks.parts, api.talks.mo.seat, Keeping(title=title))).number


def told(api: Programs, into: str = "A") -> int:
    number = kept(api)
    granted(agenda.show(api.talks.parts, api.talks.mo.seat, Telling(item=number, into=into, title="Missiles")))
    return number


def offered(api: Programs) -> None:
    api.talks.mo.carries(OFFER, into="A", form=CarryForm.IDEA)


class TestOwnAgenda(OperationContract):
    METHOD: ClassVar[str] = "GET"
    SEAT: ClassVar[str] = "ana"
    NOT_FOR: ClassVar[tuple[str, ...]] = ("mo",)
    path = "/agenda"


class TestDeskAgenda(OperationContract):
    METHOD: ClassVar[str] = "GET"
    SEAT: ClassVar[str] = "mo"
    NOT_FOR: ClassVar[tuple[str, ...]] = ("ana", "bo")
    path = "/agenda/items"


class TestPropose(RoomActContract):
    BODY: ClassVar[object] = {"title": "Missiles", "leave": {"form": "substance"}}
    path = "/agenda/proposals"


class TestView(RoomActContract):
    BODY: ClassVar[object] = {"item": 1, "stance": "refuses", "words": "No."}
    path = "/agenda/views"

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        told(api)


class TestNewItem(DeskActContract):
    BODY: ClassVar[object] = {"title": "Missiles", "state": "contested"}
    path = "/agenda/items"


class TestKeepItem(DeskActContract):
    BODY: ClassVar[object] = {"title": "Rockets"}
    path = "/agenda/items/1"

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        kept(api)


class TestStance(TestKeepItem):
    BODY: ClassVar[object] = {"room": "B", "stance": "refuses"}
    path = "/agenda/items/1/stance"


class TestPosition(TestKeepItem):
    BODY: ClassVar[object] = {"room": "B", "words": "No.", "place": 90}
    path = "/agenda/items/1/position"


class TestZone(TestKeepItem):
    BODY: ClassVar[object] = {"low": 40, "high": 60, "remark": "On the order of steps."}
    path = "/agenda/items/1/zone"


class TestTell(TestKeepItem):
    BODY: ClassVar[object] = {"room": "B", "title": "Missiles"}
    path = "/agenda/items/1/tell"


class TestOrder(TestKeepItem):
    BODY: ClassVar[object] = {"order": [1]}
    path = "/agenda/order"


class TestTellOrder(TestKeepItem):
    BODY: ClassVar[object] = {"room": "B"}
    path = "/agenda/order/tell"


class TestTakeOff(DeskActContract):
    BODY: ClassVar[object] = {"room": "B"}
    path = "/agenda/items/1/take-off"

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        told(api, "B")


class TestPapers(OperationContract):
    METHOD: ClassVar[str] = "GET"
    SEAT: ClassVar[str] = "ana"
    NOT_FOR: ClassVar[tuple[str, ...]] = ("mo",)
    path = "/papers"


class TestKeepPaper(RoomActContract):
    BODY: ClassVar[object] = {"kind": "red-line", "words": "No visits."}
    path = "/papers"


class TestMandate(OperationContract):
    METHOD: ClassVar[str] = "GET"
    SEAT: ClassVar[str] = "ana"
    NOT_FOR: ClassVar[tuple[str, ...]] = ("mo",)
    path = "/mandate"


class TestReach(RoomActContract):
    BODY: ClassVar[object] = {"reach": "inside"}
    path = "/mandate/reach"


class TestAuthorities(RoomActContract):
    BODY: ClassVar[object] = {"chain": [{"office": "Minister"}]}
    path = "/mandate/authorities"


class TestConsultation(RoomActContract):
    BODY: ClassVar[object] = {"until": "2026-11-22T20:00:00Z", "told": True}
    path = "/mandate/consultation"


class TestAccept(RoomActContract):
    BODY: ClassVar[object] = {
        "digest": digest_of(OFFER),
        "authority": "Minister",
        "words": "We accept, ad referendum.",
        "leave": {"form": "verbatim"},
    }
    NOT_YOURS: ClassVar[tuple[tuple[str, str], ...]] = (("/entries/B-1/accept", "/entries/B-9/accept"),)
    path = "/entries/1/accept"

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        offered(api)
        api.talks.bo.says("Ours.")

    def test_outside_the_mandate_it_needs_a_reason(self, api: Programs) -> None:
        api.ana.posts("/mandate/reach", {"reach": "outside"})
        wanted = {**self.BODY, "on": {"item": 0}}  # type: ignore[dict-item]

        assert api.ana.posts(self.path, wanted).code == "outside-mandate"
        assert api.ana.posts(self.path, {**wanted, "on": {"item": 0, "why": "They press."}}).status == 201


class TestSettle(RoomActContract):
    BODY: ClassVar[object] = {"digest": digest_of(OFFER), "final": True, "words": "Confirmed."}
    path = "/mandate/acceptances/1/settle"

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        offered(api)
        (brought,) = (entry.label for entry in api.talks.ada.page().brought)
        granted(
            mandate.accept(
                api.talks.parts,
                api.talks.ada.seat,
                brought,
                Accepting(digest=digest_of(OFFER), authority="Minister", words="We accept."),
            )
        )


def test_a_room_reads_what_it_was_told_and_no_more(api: Programs) -> None:
    kept(api, "Hidden")
    api.mo.posts("/agenda/items/1/position", {"room": "A", "words": "Firm.", "place": 5})
    api.mo.posts("/agenda/items", {"title": "Missiles", "state": "contested", "after": [1]})
    api.mo.posts("/agenda/items/2/tell", {"room": "B", "title": "A further subject", "state": "contested"})

    assert api.bo.gets("/agenda").json == {
        "items": [
            {
                "number": 1,
                "kind": "item",
                "title": "A further subject",
                "words": "",
                "state": "contested",
                "track": "",
                "raised_by": None,
                "refused_by": [],
                "proposal": None,
                "after": [],
                "at": "2026-11-22T12:00:00Z",
                "view": None,
            }
        ],
        "proposals": [],
    }


def test_the_desk_reads_all_of_an_item(api: Programs) -> None:
    told(api, "B")
    api.bo.posts("/agenda/views", {"item": 1, "stance": "refuses", "words": "No."})
    api.mo.posts("/agenda/items/1/position", {"room": "B", "words": "No.", "place": 95})
    api.mo.posts("/agenda/items/1/zone", {"low": 40, "high": 60, "remark": "Perhaps."})

    (item,) = api.mo.gets("/agenda/items").json["items"]

    assert (item["refused_by"], item["views"]) == (
        ["B"],
        [{"room": "B", "stance": "refuses", "words": "No.", "entry": "B-01"}],
    )
    assert (item["low"], item["high"], item["remark"], item["movement"]) == (40, 60, "Perhaps.", "unknown")
    assert [(one["room"], one["number"]) for one in item["shown"]] == [("B", 1)]


def test_the_mandate_desk_says_what_can_be_accepted_with_its_digest(api: Programs) -> None:
    offered(api)

    assert api.ana.gets("/mandate").json["acceptable"] == [{"entry": "A-01", "text": OFFER, "digest": digest_of(OFFER)}]


@pytest.mark.parametrize("number", ["0", "9", "x", "٣"])
def test_an_item_that_is_not_there_is_refused(api: Programs, number: str) -> None:
    refused = api.mo.posts(f"/agenda/items/{number}/zone", {"remark": "x"})

    assert refused.status in {404, 422}


def test_a_moment_needs_its_zone(api: Programs) -> None:
    assert api.ana.posts("/mandate/consultation", {"until": "2026-11-22T20:00:00"}).status in {400, 422}
