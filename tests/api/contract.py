"""What every operation promises. A subclass says which one, for whom, and with what."""

from functools import partial
from typing import ClassVar

import pytest

from tests.api.programs import Answered, Programs

UNKNOWN = "/no-such-thing"


class OperationContract:
    """The promises of one operation."""

    METHOD: ClassVar[str]
    SEAT: ClassVar[str]
    """Whose operation it is: `ana` in room A, or `mo` at the desk."""
    NOT_FOR: ClassVar[tuple[str, ...]] = ()
    """Seats for which there is no such operation."""
    BODY: ClassVar[object] = None
    NOT_YOURS: ClassVar[tuple[tuple[str, str], ...]] = ()
    """Pairs of paths: what exists elsewhere, and what exists nowhere."""

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        """What must have happened before."""

    @property
    def path(self) -> str:
        raise NotImplementedError

    def asks(self, api: Programs, seat: str | None = None, *, path: str | None = None, **more: object) -> Answered:
        """The operation, asked for as it should be."""
        program = api.at[seat or self.SEAT]
        return program.asks(self.METHOD, path or self.path, self.BODY, **more)  # type: ignore[arg-type]

    def test_it_takes_no_other_method(self, api: Programs) -> None:
        kept = api.kept

        refused = api.at[self.SEAT].asks("DELETE", self.path)

        assert (refused.status, refused.code) == (405, "method-unknown")
        assert self.METHOD in (refused.told.header("allow") or "")
        assert api.kept == kept

    def test_it_knows_no_stranger(self, api: Programs) -> None:
        """With no token, a wrong one and a wrong scheme the answer is the same, and does not depend on the address."""
        kept = api.kept
        headers = [{}, {"authorization": "Bearer nobody"}, {"authorization": f"Basic {api.mo.token}"}]

        refused = [api.stranger.asks(self.METHOD, self.path, self.BODY, headers=given) for given in headers]
        elsewhere = api.stranger.asks(self.METHOD, UNKNOWN, self.BODY)

        assert {(answer.status, answer.code) for answer in refused} == {(401, "token-unknown")}
        assert len({answer.bytes for answer in [*refused, elsewhere]}) == 1
        assert api.kept == kept

    def test_it_is_absent_for_others(self, api: Programs) -> None:
        """Law 8: an operation of another kind of place is as absent as one that there is not."""
        kept = api.kept

        for seat in self.NOT_FOR:
            refused = self.asks(api, seat)
            assert (refused.status, refused.code) == (404, "absent")
            assert refused.bytes == self.asks(api, seat, path=UNKNOWN).bytes

        assert api.kept == kept

    def test_what_is_absent_and_what_is_not_yours_look_the_same(self, api: Programs) -> None:
        """Law 8: same status, same bytes, and the store is asked the same."""
        kept = api.kept

        for elsewhere, nowhere in self.NOT_YOURS:
            there, not_there = self.asks(api, path=elsewhere), self.asks(api, path=nowhere)
            assert (there.status, there.code) == (404, "absent")
            assert there.bytes == not_there.bytes
            costs = [api.cost(partial(self.asks, api, path=path)) for path in (elsewhere, nowhere)]
            assert costs[0] == costs[1]

        assert api.kept == kept


class ActContract(OperationContract):
    """The promises of an operation that changes something."""

    METHOD = "POST"
    OTHER: ClassVar[tuple[str, object]]
    """Another act of the same seat: a path and a body."""
    FELLOW: ClassVar[str]
    """Another seat of the same place."""

    def test_a_repeated_request_gets_the_first_answer(self, api: Programs) -> None:
        """Law 5: nothing is done twice."""
        first = self.asks(api, key="a-key")
        kept = api.kept
        api.talks.clock.advance(60)

        again = self.asks(api, key="a-key")

        assert first.status in {200, 201}
        assert again.bytes == first.bytes
        assert api.kept == kept

    def test_a_key_is_good_for_one_act(self, api: Programs) -> None:
        self.asks(api, key="a-key")
        kept = api.kept

        refused = api.at[self.SEAT].posts(*self.OTHER, key="a-key")

        assert (refused.status, refused.code) == (409, "key-reused")
        assert api.kept == kept

    def test_keys_of_two_seats_do_not_meet(self, api: Programs) -> None:
        self.asks(api, key="a-key")
        kept = api.kept

        done = api.at[self.FELLOW].posts(*self.OTHER, key="a-key")

        assert done.status == 201
        assert api.kept != kept

    @pytest.mark.parametrize("key", ["", "a b", "é", "x" * 201, "a\x7f"])
    def test_a_key_that_cannot_be_read_is_refused(self, api: Programs, key: str) -> None:
        kept = api.kept

        refused = self.asks(api, key=key)

        assert (refused.status, refused.code) == (400, "malformed")
        assert api.kept == kept


class RoomActContract(ActContract):
    """An act of a party's seat."""

    SEAT, FELLOW = "ana", "ada"
    NOT_FOR: ClassVar[tuple[str, ...]] = ("mo",)
    OTHER: ClassVar[tuple[str, object]] = ("/entries", {"text": "Something else."})


class DeskActContract(ActContract):
    """An act of the mediator."""

    SEAT, FELLOW = "mo", "co"
    NOT_FOR: ClassVar[tuple[str, ...]] = ("ana", "bo")
    OTHER: ClassVar[tuple[str, object]] = ("/entries", {"text": "Something else.", "room": "B"})
