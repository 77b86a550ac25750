"""GET and POST /seats, and what is done to one of them."""

from typing import Any, ClassVar

import pytest

from entremise.domain.terms import Role
from entremise.services import access, seats
from entremise.services.ports import CredentialKind
from entremise.services.seats import Invited
from tests.api.contract import OperationContract, RoomActContract
from tests.api.programs import Programs
from tests.cast import granted


class TestListing(OperationContract):
    METHOD: ClassVar[str] = "GET"
    SEAT: ClassVar[str] = "ana"

    @property
    def path(self) -> str:
        return "/seats"

    def test_it_tells_who_belongs_to_the_place(self, api: Programs) -> None:
        granted(seats.give(api.talks.parts, api.talks.ana.seat, Role.COUNSEL, name="Eve"))

        told = self.asks(api, "ada").json["seats"]

        assert [(one["role"], one["name"], one["own"]) for one in told] == [
            ("head-of-delegation", None, False),
            ("adviser", None, True),
            ("counsel", "Eve", False),
        ]

    def test_the_desk_has_its_own(self, api: Programs) -> None:
        assert [one["role"] for one in self.asks(api, "mo").json["seats"]] == ["mediator", "co-mediator"]


class TestGiving(RoomActContract):
    NOT_FOR: ClassVar[tuple[str, ...]] = ()
    BODY: ClassVar[object] = {"role": "counsel", "name": "Eve", "days": 3}

    @property
    def path(self) -> str:
        return "/seats"

    def test_a_repeated_request_gets_the_first_answer(self, api: Programs) -> None:
        """The same seat; the link is a new one, since none is kept that could be told again."""
        first, again = (self.asks(api, key="a-key") for _ in range(2))

        assert (first.status, again.status) == (201, 201)
        assert first.json["seat"] == again.json["seat"]
        assert len(api.talks.parts.store.seats(api.talks.place("A"))) == 3

    def test_link_and_code_open_it(self, api: Programs) -> None:
        told = self.asks(api).json

        entered = access.enter(api.talks.parts, told["link"].removeprefix("/enter/"), told["code"])
        assert granted(entered)[0].id == told["seat"]

    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            ({"role": "mediator"}, 422, "role-not-seated"),
            ({"role": "head-of-delegation"}, 409, "head-there"),
            ({"role": "counsel", "days": 99}, 422, "days-out-of-range"),
            ({"role": "counsel", "name": "a\u202eb"}, 422, "character-forbidden"),
            ({"role": "wizard"}, 422, "malformed"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, api: Programs, body: Any, status: int, code: str) -> None:
        refused = api.ana.posts("/seats", body)

        assert (refused.status, refused.code) == (status, code)

    def test_it_is_not_for_an_adviser(self, api: Programs) -> None:
        assert self.asks(api, "ada").status == 403


class OfASeat(RoomActContract):
    """An act on the seat that Eve was invited to."""

    NOT_FOR: ClassVar[tuple[str, ...]] = ()
    ACT: ClassVar[str]

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        self.eve: Invited = granted(seats.give(api.talks.parts, api.talks.ana.seat, Role.COUNSEL, name="Eve"))

    @property
    def path(self) -> str:
        return f"/seats/{self.eve.seat}/{self.ACT}"

    def test_a_seat_elsewhere_is_absent(self, api: Programs) -> None:
        answers = [api.ana.posts(f"/seats/{seat}/{self.ACT}") for seat in (api.talks.bo.seat.id, "nobody")]

        assert {answer.status for answer in answers} == {404}
        assert len({answer.bytes for answer in answers}) == 1


class OfItsLink(OfASeat):
    """An act that gives a new link."""

    def test_a_repeated_request_gets_the_first_answer(self, api: Programs) -> None:
        """A new link each time, since none is kept that could be told again."""
        told = [self.asks(api, key="a-key") for _ in range(2)]

        assert [one.status for one in told] == [200, 200]
        assert told[0].json["seat"] == told[1].json["seat"]

    def test_a_key_is_good_for_one_act(self, api: Programs) -> None:
        """It is not remembered here: repeating the act does no harm."""
        assert self.asks(api, key="a-key").status == 200

    def test_the_link_before_opens_nothing(self, api: Programs) -> None:
        told = self.asks(api).json
        parts, first = api.talks.parts, self.eve.invitation

        assert not isinstance(access.enter(parts, first.link, first.code), tuple)
        assert granted(access.enter(parts, told["link"].removeprefix("/enter/"), told["code"]))[0].id == self.eve.seat


class TestInviting(OfItsLink):
    ACT: ClassVar[str] = "invite"
    BODY: ClassVar[object] = {"days": 1}


class TestReplacing(OfItsLink):
    ACT: ClassVar[str] = "replace"


class TestWithdrawing(OfASeat):
    ACT: ClassVar[str] = "withdraw"

    def test_the_link_opens_nothing(self, api: Programs) -> None:
        assert self.asks(api).status == 200

        first = self.eve.invitation
        assert not isinstance(access.enter(api.talks.parts, first.link, first.code), tuple)
        assert (self.asks(api).status, self.asks(api).code) == (409, "not-pending")


class TestRemoving(OfASeat):
    ACT: ClassVar[str] = "remove"

    def test_its_program_is_a_stranger_from_then_on(self, api: Programs) -> None:
        seat = api.talks.parts.store.seat(self.eve.seat)
        assert seat is not None
        token = access.give_token(api.talks.parts, seat)

        assert self.asks(api).status == 200
        assert access.seat_of(api.talks.parts, token, CredentialKind.BEARER) is None

    def test_not_its_own(self, api: Programs) -> None:
        refused = api.ana.posts(f"/seats/{api.talks.ana.seat.id}/remove")

        assert (refused.status, refused.code) == (409, "own-seat")
