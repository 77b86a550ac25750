"""The record as its members see it: what it is, that it was only added to, and whose it is."""

import pytest

from entremise.domain import record as tree
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.ids import InnerId, Label, access_log
from entremise.domain.record import EMPTY, Checkpoint
from entremise.domain.rooms import Seat
from entremise.keys.note import Verifier, opened
from entremise.services import access, inner, record, returning
from entremise.services.ports import CredentialKind
from tests.cast import SUBSTANCE, Talks, granted


def inner_room(talks: Talks, *others: Seat, title: str = "Principals") -> InnerId:
    """A room within room A, for Ana and some other seats of her delegation."""
    return granted(inner.open_inner(talks.parts, talks.ana.seat, title, [other.id for other in others]))


def test_a_checkpoint_is_of_the_whole_log_and_signed(talks: Talks) -> None:
    """What the page shows is what the house can be held to."""
    talks.ana.says("Nine frigates.", leave=SUBSTANCE)

    page = granted(record.record_page(talks.parts, talks.ana.seat))
    own = page.records[0]
    leaves = talks.parts.store.nodes(talks.ana.seat.place, 0, 0, 100)
    assert own.checkpoint == Checkpoint(f"entremise/record/{talks.ana.seat.place}", page.head, tree.root_of(leaves))
    assert len(leaves) == page.head
    assert opened(own.note, Verifier.read(page.key)) == own.checkpoint.text


def test_a_room_and_the_desk_have_a_record_each(talks: Talks) -> None:
    texts = {
        seat.id: granted(record.view(talks.parts, seat)).checkpoint.origin
        for seat in (talks.ana.seat, talks.bo.seat, talks.mo.seat, talks.zed.seat)
    }

    assert len(set(texts.values())) == 4


def test_colleagues_see_the_same_checkpoint(talks: Talks) -> None:
    assert record.view(talks.parts, talks.ana.seat) == record.view(talks.parts, talks.ada.seat)


def test_what_happens_elsewhere_changes_nothing(talks: Talks) -> None:
    """The size of one room's record says nothing of another's."""
    before = record.record_page(talks.parts, talks.bo.seat)

    talks.ana.says("Nine frigates.")
    talks.mo.speaks("A pause.", into="A")
    assert record.record_page(talks.parts, talks.bo.seat) == before


def test_every_size_is_proved_a_beginning_of_today(talks: Talks) -> None:
    seat = talks.ana.seat
    kept = [granted(record.view(talks.parts, seat)).checkpoint]
    for number in range(12):
        talks.ana.says(f"Entry {number}.")
        kept.append(granted(record.view(talks.parts, seat)).checkpoint)

    for old in kept:
        proved = granted(record.consistency(talks.parts, seat, old.size))
        now = proved.checkpoint
        assert now == kept[-1]
        assert tree.is_consistent(proved.proof, old=old.size, old_root=old.root, new=now.size, new_root=now.root)


def test_nothing_is_the_beginning_of_everything(talks: Talks) -> None:
    proved = granted(record.consistency(talks.parts, talks.ana.seat, 0))

    now = proved.checkpoint
    assert tree.is_consistent(proved.proof, old=0, old_root=EMPTY, new=now.size, new_root=now.root)


@pytest.mark.parametrize("more", [1, 10**20])
def test_a_record_that_has_fewer_lines_says_so(talks: Talks, more: int) -> None:
    seat = talks.ana.seat
    size = granted(record.view(talks.parts, seat)).checkpoint.size

    assert record.consistency(talks.parts, seat, size + more) == Refusal(
        Code.RECORD_SHORTER, {"size": size, "asked": size + more}
    )
    assert record.consistency(talks.parts, seat, -1) == Refusal(Code.RECORD_SHORTER, {"size": size, "asked": -1})


def test_every_entry_is_proved_to_stand_in_it(talks: Talks) -> None:
    labels = [talks.ana.says(f"Entry {number}.") for number in range(5)]

    for label in labels:
        proved = granted(record.inclusion(talks.parts, talks.ada.seat, label))
        now = proved.checkpoint
        assert tree.is_included(proved.leaf, proved.proof, index=proved.index, size=now.size, root=now.root)


def test_an_entry_of_another_room_is_absent(talks: Talks) -> None:
    label = talks.ana.says("Nine frigates.")

    assert record.inclusion(talks.parts, talks.bo.seat, label) == ABSENT
    assert record.inclusion(talks.parts, talks.bo.seat, Label("B", 99)) == ABSENT


def test_who_read_is_a_record_too(talks: Talks) -> None:
    page = granted(record.record_page(talks.parts, talks.ana.seat))

    assert [(one.record.folder, one.record.place) for one in page.records] == [
        ("", talks.ana.seat.place),
        ("access/", access_log(talks.ana.seat.place)),
    ]


def test_an_inner_room_has_a_record_for_its_members_alone(talks: Talks) -> None:
    principals = inner_room(talks)

    records = {
        seat.id: [one.record.folder for one in granted(record.record_page(talks.parts, seat)).records]
        for seat in (talks.ana.seat, talks.ada.seat, talks.bo.seat, talks.mo.seat)
    }
    assert records == {
        talks.ana.seat.id: ["", "access/", "inner-1/", "inner-1/access/"],
        talks.ada.seat.id: ["", "access/"],
        talks.bo.seat.id: ["", "access/"],
        talks.mo.seat.id: ["", "access/"],
    }
    assert granted(record.view(talks.parts, talks.ana.seat, "inner-1/")).record == record.Record(
        "inner-1/", principals, "Principals"
    )
    assert record.view(talks.parts, talks.ada.seat, "inner-1/") == ABSENT
    assert record.consistency(talks.parts, talks.ada.seat, 0, "inner-1/") == ABSENT


def test_a_closed_inner_room_is_passed_over_until_somebody_opens_it(talks: Talks) -> None:
    """A member who gave no passphrase reads the rest of the record meanwhile."""
    principals, secret = inner_room(talks, talks.ada.seat), access.open_session(talks.parts, talks.ada.seat)
    granted(returning.set_passphrase(talks.parts, talks.ada.seat, secret, "heron lantern gravel spoon"))
    with talks.parts.store.writing(principals, access_log(principals)):
        talks.parts.store.keys.close(principals)

    before = [one.folder for one in record.records_of(talks.parts, talks.ana.seat)]
    access.seat_of(talks.parts, secret, CredentialKind.SESSION)
    after = [one.folder for one in record.records_of(talks.parts, talks.ana.seat)]
    assert (before, after) == (["", "access/"], ["", "access/", "inner-1/", "inner-1/access/"])


@pytest.mark.parametrize("folder", ["access", "inner-2/", "../", "access/access/"])
def test_a_record_that_there_is_not_is_absent(talks: Talks, folder: str) -> None:
    assert record.view(talks.parts, talks.ana.seat, folder) == ABSENT
