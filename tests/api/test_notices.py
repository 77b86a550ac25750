"""GET and POST /notices, /hotline: to be told by mail, and to ask the other side to call."""

from typing import ClassVar

from tests.api.contract import OperationContract
from tests.api.programs import Programs

WISH = {"address": "ana@arvend.example", "zone": "Asia/Muscat"}


class TestNotices(OperationContract):
    METHOD: ClassVar[str] = "GET"
    SEAT: ClassVar[str] = "ana"

    @property
    def path(self) -> str:
        return "/notices"

    def test_none_are_asked_for(self, api: Programs) -> None:
        told = self.asks(api).json

        assert (told["offered"], told["address"], told["confirmed"]) == (False, None, None)

    def test_a_house_without_mail_says_so(self, api: Programs) -> None:
        told = api.at["ana"].posts("/notices", WISH)

        assert (told.status, told.json["code"]) == (409, "no-mail")


class TestHotline(OperationContract):
    METHOD: ClassVar[str] = "GET"
    SEAT: ClassVar[str] = "ana"

    @property
    def path(self) -> str:
        return "/hotline"

    def test_both_sides_see_who_rang_and_that_it_was_seen(self, api: Programs) -> None:
        assert api.at["mo"].posts("/hotline/ring", {"room": "A"}).status == 200
        assert api.at["ana"].posts("/hotline/ring", None).status == 200
        assert api.at["ada"].posts("/hotline/seen", None).status == 200

        (own,) = self.asks(api).json["hotlines"]
        rooms = self.asks(api, "mo").json["hotlines"]
        assert own["from_desk"]["seen"] is not None
        assert own["from_room"]["seen"] is None
        assert rooms[0] == own
        assert (rooms[1]["from_desk"], rooms[1]["from_room"]) == (None, None)

    def test_other_rooms_are_told_nothing(self, api: Programs) -> None:
        before = self.asks(api, "bo").json
        api.at["mo"].posts("/hotline/ring", {"room": "A"})

        assert self.asks(api, "bo").json == before

    def test_a_second_ring_waits(self, api: Programs) -> None:
        api.at["ana"].posts("/hotline/ring", None)
        told = api.at["ana"].posts("/hotline/ring", None)

        assert (told.status, told.json["code"]) == (409, "rang-lately")

    def test_a_room_rings_the_desk_alone(self, api: Programs) -> None:
        assert api.at["ana"].posts("/hotline/ring", {"room": "B"}).status == 404
        assert api.at["ana"].posts("/hotline/seen", {"room": "A"}).status == 404
        assert api.at["mo"].posts("/hotline/ring", None).status == 404
