"""GET /record/checkpoint, /record/consistency, /record/inclusion, /record/export."""

import io
from base64 import b64decode

import pytest

from entremise.domain import record as tree
from entremise.domain.record import Checkpoint
from entremise.keys.archive import check
from entremise.keys.note import Verifier, opened
from entremise.services.trees import checkpoint_of
from tests.api.contract import OperationContract
from tests.api.programs import Answered, Programs
from tests.cast import OWN
from tests.services.test_record import inner_room


def kept(told: Answered) -> Checkpoint:
    checkpoint = Checkpoint.read(told.json["checkpoint"])
    assert checkpoint is not None
    return checkpoint


def proof(told: Answered) -> list[bytes]:
    return [b64decode(one) for one in told.json["proof"]]


class TestCheckpoint(OperationContract):
    METHOD, SEAT = "GET", "ana"

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        inner_room(api.talks)

    @property
    def path(self) -> str:
        return "/record/checkpoint"

    @pytest.mark.parametrize("who", ["ana", "bo", "mo"])
    def test_it_is_of_the_seats_own_place_and_signed(self, api: Programs, who: str) -> None:
        told = api.at[who].gets(self.path)

        seat = getattr(api.talks, who).seat
        assert kept(told) == checkpoint_of(api.talks.parts, seat.place)
        assert opened(told.json["checkpoint"], Verifier.read(told.json["key"])) == kept(told).text

    def test_an_inner_rooms_is_absent_for_who_is_no_member(self, api: Programs) -> None:
        there, nowhere = (api.ada.gets(self.path, of=f"inner-{number}/") for number in (1, 2))
        assert api.ana.gets(self.path, of="inner-1/").status == 200
        assert (there.status, there.bytes) == (404, nowhere.bytes)

    def test_who_read_has_one_of_its_own(self, api: Programs) -> None:
        assert kept(api.ana.gets(self.path, of="access/")).origin == f"{kept(api.ana.gets(self.path)).origin}.access"


class TestConsistency(OperationContract):
    METHOD, SEAT = "GET", "mo"

    @property
    def path(self) -> str:
        return "/record/consistency"

    def test_it_proves_that_nothing_before_was_changed(self, api: Programs) -> None:
        before = kept(api.ana.gets("/record/checkpoint"))
        for number in range(5):
            api.talks.ana.says(f"Entry {number}.")

        told = api.ana.gets(self.path, **{"from": before.size})
        now = kept(told)
        assert told.json["lines"] == before.size
        assert tree.is_consistent(proof(told), old=before.size, old_root=before.root, new=now.size, new_root=now.root)

    def test_a_record_that_has_fewer_lines_is_told(self, api: Programs) -> None:
        told = api.ana.gets(self.path, **{"from": 1000})

        assert (told.status, told.code) == (409, "record-shorter")

    @pytest.mark.parametrize("given", ["-1", "x", "1" * 16, ""])
    def test_what_is_no_number_is_malformed(self, api: Programs, given: str) -> None:
        told = api.ana.gets(self.path, **{"from": given})

        assert (told.status, told.code) == (400, "malformed")


class TestInclusion(OperationContract):
    METHOD, SEAT = "GET", "ana"
    NOT_YOURS = (("/record/inclusion?entry=B-1", "/record/inclusion?entry=B-99"),)

    @pytest.fixture(autouse=True)
    def arranged(self, api: Programs) -> None:
        api.talks.ana.says("Nine frigates.")
        api.talks.bo.says("Ours.")

    @property
    def path(self) -> str:
        return "/record/inclusion?entry=1"

    def test_it_proves_that_an_entry_stands_there(self, api: Programs) -> None:
        told = api.ana.gets(self.path)

        now = kept(told)
        assert tree.is_included(
            b64decode(told.json["leaf"]), proof(told), index=told.json["index"], size=now.size, root=now.root
        )

    def test_a_note_is_named_by_its_series(self, api: Programs) -> None:
        api.talks.ana.says("Between us.", leave=OWN)

        assert api.ana.gets("/record/inclusion", entry="N-1").status == 200

    @pytest.mark.parametrize(("entry", "status"), [("x", 400), ("99", 404), ("0", 404)])
    def test_what_is_no_entry_is_told(self, api: Programs, entry: str, status: int) -> None:
        assert api.ana.gets("/record/inclusion", entry=entry).status == status


class TestExport(OperationContract):
    METHOD, SEAT = "GET", "mo"

    @property
    def path(self) -> str:
        return "/record/export"

    @pytest.mark.parametrize("who", ["ana", "mo"])
    def test_it_is_an_archive_that_verifies(self, api: Programs, who: str) -> None:
        api.talks.ana.says("Nine frigates.")

        told = api.at[who].gets(self.path)
        assert (told.status, told.type, told.told.header("content-length")) == (200, "application/zip", None)
        (own, _) = check(io.BytesIO(told.told.body), key=Verifier.read(api.talks.parts.notary.key()))
        assert own.checkpoint == checkpoint_of(api.talks.parts, getattr(api.talks, who).seat.place)
