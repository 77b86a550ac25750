"""GET /place."""

from tests.api.contract import OperationContract
from tests.api.programs import Programs


class TestPlace(OperationContract):
    METHOD, SEAT = "GET", "ana"

    @property
    def path(self) -> str:
        return "/place"

    def test_a_room_is_told_its_own_terms(self, api: Programs) -> None:
        told = api.ana.gets("/place")

        assert (told.status, told.type) == (200, "application/json")
        assert told.json == {
            "place": "A",
            "role": "head-of-delegation",
            "party": "Arvend",
            "title": "Copper Lantern",
            "codename": "Copper Lantern",
            "regime": "sealed",
            "fact_of_talks_confidential": True,
            "mediator": "Ministry of Bridges",
            "city": "Muscat",
            "zone": "Asia/Muscat",
            "note": None,
            "rooms": None,
        }

    def test_the_desk_is_told_which_rooms_there_are(self, api: Programs) -> None:
        told = api.mo.gets("/place").json

        assert (told["place"], told["party"]) == ("desk", None)
        assert told["rooms"] == [{"room": "A", "party": "Arvend"}, {"room": "B", "party": "Belmark"}]
