"""The page of the record, a checkpoint to keep, and the proof that the browser asks for."""

import io
import json
import zipfile
from base64 import b64decode

import pytest

from entremise.domain import record as tree
from entremise.domain.ids import access_log
from entremise.domain.record import Checkpoint
from entremise.domain.terms import Role
from entremise.keys.archive import check
from entremise.keys.note import Verifier, opened
from entremise.services import cases
from tests.cast import Talks, granted
from tests.services.test_record import inner_room
from tests.web.contract import SeatedPage, Spec
from tests.web.people import Person, Told, person


class TestRecord(SeatedPage):
    """What every page of a seat does."""

    spec = Spec(methods=("GET", "HEAD"), done=200)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "record"


class TestCheckpoint(SeatedPage):
    """The same of the file to keep."""

    spec = Spec(methods=("GET", "HEAD"), done=200)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "record/checkpoint"


class TestConsistency(SeatedPage):
    """The same of the proof."""

    spec = Spec(seat="mo", methods=("GET", "HEAD"), done=200)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "record/consistency"


class TestExport(SeatedPage):
    """The same of the copy to take along."""

    spec = Spec(done=200)

    @pytest.fixture
    def path(self, talks: Talks) -> str:
        return "record/export"


def kept(told: Told) -> Checkpoint:
    checkpoint = Checkpoint.read(told.text)
    assert checkpoint is not None
    return checkpoint


def test_it_shows_the_checkpoint_and_the_key_that_signed_it(talks: Talks, ana: Person) -> None:
    talks.ana.says("Nine frigates.")

    page = ana.sees("record").page
    shown = ["".join(one.pieces).strip(" ") for one in page.of_class("checkpoint")]
    checkpoints, key = [one for one in shown if one.startswith("entremise/record/")], Verifier.read(shown[-1])
    assert [opened(one, key).splitlines()[0] for one in checkpoints[:2]] == [
        f"entremise/record/{talks.ana.seat.place}",
        f"entremise/record/{access_log(talks.ana.seat.place)}",
    ]


def test_a_checkpoint_is_kept_as_a_file_that_names_nobody(ana: Person) -> None:
    told = ana.sees("record/checkpoint")

    assert told.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert told.headers["Content-Disposition"] == f'attachment; filename="checkpoint-{kept(told).size}.txt"'


def test_the_proof_shows_that_nothing_before_was_changed(talks: Talks, mo: Person) -> None:
    before = kept(mo.sees("record/checkpoint"))
    for number in range(5):
        talks.mo.speaks(f"Something of number {number}.", into="A")

    told = json.loads(mo.sees(f"record/consistency?from={before.size}").text)
    now = Checkpoint.read(told["checkpoint"])
    assert now is not None
    assert tree.is_consistent(
        [b64decode(one) for one in told["proof"]],
        old=before.size,
        old_root=before.root,
        new=now.size,
        new_root=now.root,
    )


def test_a_first_visit_needs_no_proof(ana: Person) -> None:
    told = json.loads(ana.sees("record/consistency").text)

    assert (Checkpoint.read(told["checkpoint"]), told["proof"]) == (kept(ana.sees("record/checkpoint")), [])


def test_a_record_with_fewer_lines_than_were_seen_says_so(ana: Person) -> None:
    size = kept(ana.sees("record/checkpoint")).size

    told = ana.sees(f"record/consistency?from={size + 1}")
    assert (told.status, json.loads(told.text)) == (409, {"size": size})


@pytest.mark.parametrize("given", ["x", "-1", "1.5", "9" * 16, "٣", ""])
def test_a_number_that_no_script_of_ours_sends_is_refused(ana: Person, given: str) -> None:
    assert ana.sees(f"record/consistency?from={given}").status == 400


@pytest.mark.parametrize("page", ["record/checkpoint?of=", "record/consistency?of="])
def test_the_record_of_an_inner_room_is_absent_for_who_is_no_member(
    talks: Talks, ana: Person, ada: Person, page: str
) -> None:
    inner_room(talks)

    assert ana.sees(f"{page}inner-1/").status == 200
    there, nowhere = (ada.sees(f"{page}inner-{number}/") for number in (1, 9))
    assert (there.status, nowhere.status) == (404, 404)
    assert there.text.replace("inner-1", "inner-9") == nowhere.text
    assert "Principals" in ana.sees("record").text
    assert "Principals" not in ada.sees("record").text


def test_every_page_of_a_seat_leads_to_it(ana: Person, mo: Person) -> None:
    for somebody, where in [(ana, ""), (mo, ""), (mo, "announce"), (ana, "search")]:
        links = somebody.sees(where).page.root.tags("a")
        assert somebody.address("record") in [link.get("href") for link in links]


def test_a_copy_is_one_archive_in_the_readers_language(talks: Talks, ana: Person) -> None:
    talks.ana.says("Nine frigates.")

    told = ana.speaks("fr").sends("record/export")
    assert told.headers["Content-Type"] == "application/zip"
    assert told.headers["Content-Disposition"] == 'attachment; filename="record.zip"'
    (own, _) = check(io.BytesIO(told.body))
    assert own.checkpoint == kept(ana.sees("record/checkpoint"))
    with zipfile.ZipFile(io.BytesIO(told.body)) as archive:
        page = archive.read("record.html").decode()
    assert '<html lang="fr">' in page
    assert "Chef de délégation" in page
    assert "Nine frigates." in page


def test_a_seat_whose_role_may_not_take_one_is_offered_none(talks: Talks) -> None:
    observer = person(talks.parts, granted(cases.give_seat(talks.parts, talks.ana.seat.place, Role.OBSERVER)))

    forms = observer.sees("record").page.forms()
    assert observer.address("record/export") not in [form.get("action") for form in forms]
    assert observer.sends("record/export").status == 403
