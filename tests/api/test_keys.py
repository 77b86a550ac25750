"""GET /keys, POST /keys/rotate, /keys/close, /keys/reopen, POST /destroy: the rules are those of the pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

import pytest

from entremise.domain.ids import access_log
from entremise.keys.ring import Keyring
from entremise.server.edge import Edge
from entremise.services import keeping
from entremise.services.hub import Hub
from entremise.services.ports import LockedHolder
from entremise.services.seats import holder_of
from entremise.wiring import House
from tests.api.contract import OperationContract
from tests.api.programs import Program, Programs
from tests.cast import granted
from tests.two_worlds.asgi import InlineLane

T = TypeVar("T")
WORDS = "heron lantern gravel spoon"


def held(api: Programs) -> None:
    """A passphrase of Ana's, which opens room A."""
    seat, keys = api.talks.ana.seat, api.talks.parts.keys
    locked = keys.drawn(holder_of(seat), WORDS)
    assert isinstance(locked, LockedHolder)
    with api.talks.parts.store.writing(seat.place, access_log(seat.place)):
        keys.keep(locked)
        keys.admit(seat.place, locked.holder.id)


class TestKeys(OperationContract):
    METHOD: ClassVar[str] = "GET"
    SEAT: ClassVar[str] = "ana"

    @property
    def path(self) -> str:
        return "/keys"

    def test_it_tells_who_holds_them(self, api: Programs) -> None:
        held(api)

        told = self.asks(api).json

        assert (told["closed"], told["epoch"], told["certificates"]) == (False, 1, [])
        assert [(one["role"], one["own"]) for one in told["held_by"]] == [("head-of-delegation", True)]


class TestRotate(OperationContract):
    METHOD: ClassVar[str] = "POST"
    SEAT: ClassVar[str] = "ana"

    @property
    def path(self) -> str:
        return "/keys/rotate"

    def test_it_is_done_once(self, api: Programs) -> None:
        for _ in range(2):
            assert self.asks(api, key="k").status == 200

        assert api.ana.gets("/keys").json["epoch"] == 2
        assert self.asks(api, "ada").status == 403


class TestClose(OperationContract):
    METHOD: ClassVar[str] = "POST"
    SEAT: ClassVar[str] = "ana"
    NOT_FOR: ClassVar[tuple[str, ...]] = ("mo",)

    @property
    def path(self) -> str:
        return "/keys/close"

    def test_somebody_must_hold_its_key(self, api: Programs) -> None:
        refused = self.asks(api)
        assert (refused.status, refused.code) == (409, "no-keyholder")

        held(api)
        assert self.asks(api).status == 200
        assert api.talks.parts.keys.is_closed(api.talks.place("A"))

    def test_it_is_not_for_an_adviser(self, api: Programs) -> None:
        assert self.asks(api, "ada").status == 403


class TestReopen(OperationContract):
    METHOD: ClassVar[str] = "POST"
    SEAT: ClassVar[str] = "ana"
    NOT_FOR: ClassVar[tuple[str, ...]] = ("mo",)

    @property
    def path(self) -> str:
        return "/keys/reopen"

    def test_a_program_has_no_key_and_does_not_open_it(self, api: Programs) -> None:
        """Where none of its members is there: as on the page."""
        held(api)
        granted(keeping.close_room(api.talks.parts, api.talks.ana.seat))

        refused = self.asks(api)

        assert (refused.status, refused.code) == (409, "room-shut")


class TestDestroy(OperationContract):
    METHOD: ClassVar[str] = "POST"
    SEAT: ClassVar[str] = "mo"
    NOT_FOR: ClassVar[tuple[str, ...]] = ("ana", "bo")
    BODY: ClassVar[object] = {"what": "A", "codename": "Copper Lantern"}

    @property
    def path(self) -> str:
        return "/destroy"

    def test_its_certificate_is_told_and_told_again(self, api: Programs) -> None:
        first, again = self.asks(api), self.asks(api)

        assert (first.status, again.bytes) == (200, first.bytes)
        assert "Certificate of destruction" in first.json["text"]
        assert [one["room"] for one in api.mo.gets("/keys").json["certificates"]] == ["A"]
        assert api.ana.gets("/keys").status == 401

    def test_the_case_takes_the_programs_seat_with_it(self, api: Programs) -> None:
        told = api.mo.posts("/destroy", {"what": "case", "codename": "Copper Lantern"})

        assert (told.status, told.json["room"]) == (200, None)
        assert api.mo.gets("/keys").status == 401

    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            ({"what": "A", "codename": "copper lantern"}, 409, "not-confirmed"),
            ({"what": "H", "codename": "Copper Lantern"}, 422, "room-missing"),
            ({"what": "A"}, 422, "malformed"),
        ],
    )
    def test_it_is_not_done_by_mistake(self, api: Programs, body: object, status: int, code: str) -> None:
        refused = api.mo.posts("/destroy", body)

        assert (refused.status, refused.code) == (status, code)
        assert api.ana.gets("/keys").status == 200


@dataclass
class Grouped(InlineLane):
    """Keeps what it does together with others' acts, as the lane on SQLite does."""

    within: bool = False

    async def do(self, work: Callable[[], T]) -> T:
        self.within = True
        try:
            return work()
        finally:
            self.within = False


def test_it_is_not_kept_together_with_others_acts(api: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within such a group the host key cannot change (tests/storage/test_destruction.py): it is done aside."""
    grouped, destroy, found = Grouped(), Keyring.destroy, list[bool]()

    def destroys(ring: Keyring, *given: Any) -> None:
        found.append(grouped.within)
        destroy(ring, *given)

    monkeypatch.setattr(Keyring, "destroy", destroys)
    edge = Edge(house=House(api.talks.parts, Hub()), pages=nowhere, lane=grouped, aside=InlineLane())

    told = Program(edge, api.mo.token).posts("/destroy", TestDestroy.BODY)

    assert (told.status, found) == (200, [False])


async def nowhere(*_: object) -> None:
    """No page is asked for."""
