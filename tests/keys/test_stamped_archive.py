"""An exported record with a time-stamp, checked offline."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from entremise.domain import record
from entremise.keys.archive import NoArchive, NotWhole, check
from entremise.keys.note import Signer
from entremise.keys.stamps import TimeServer, roots_in
from entremise.services.archives import ANSWER, STAMP, Part, stamp_written
from tests.keys.archives import ORIGIN, Kept, changed, kept, part, zipped
from tests.support.tsa import MISSING, TimeStamping, time_stamping

pytestmark = pytest.mark.skipif(MISSING, reason="openssl makes the server")

SALT = bytes(range(16))
room = kept(5)


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeStamping]:
    with time_stamping(tmp_path_factory.mktemp("tsa")) as made:
        yield made


def stamped(clock: TimeStamping, of: Kept, size: int) -> list[Part]:
    """A stamp over the first lines of a record, which stood second of four in the tree that was stamped."""
    checkpoint = of.checkpoint(size)
    leaves = [record.leaf_hash(bytes([number])) for number in range(4)]
    leaves[1] = record.leaf_hash(SALT + checkpoint.encode())
    path = [leaves[0], record.node_hash(leaves[2], leaves[3])]
    token, _ = TimeServer(clock.url).stamp(record.root_of(leaves))
    return [part(STAMP, stamp_written(checkpoint, SALT, 1, path)), part(ANSWER, token)]


def test_the_time_is_told_and_whether_its_signature_was_checked(clock: TimeStamping) -> None:
    archive = zipped([*room.parts(), *stamped(clock, room, 3)])

    (unchecked,) = check(archive)
    (checked,) = check(archive, roots=roots_in(clock.root))
    assert unchecked.stamp is not None
    assert checked.stamp == replace(unchecked.stamp, trusted=True)
    assert (unchecked.stamp.size, unchecked.stamp.trusted) == (3, False)
    assert abs(unchecked.stamp.at - datetime.now(UTC)) < timedelta(minutes=1)


def test_lines_that_were_rewritten_later_do_not_fit_the_stamp(clock: TimeStamping) -> None:
    """Even by the house itself, which can sign anew but cannot turn back somebody else's clock."""
    after = replace(changed(room, 1, body=b"{}"), files={}, contents={})

    with pytest.raises(NotWhole, match="a line up to 3 was changed after the time-stamp"):
        check(zipped([*after.parts(), *stamped(clock, room, 3)]))


def test_a_stamp_over_more_lines_than_there_are_is_told(clock: TimeStamping) -> None:
    with pytest.raises(NotWhole, match="the time-stamp has 5 lines, and it has 3"):
        check(zipped([*kept(3).parts(), *stamped(clock, kept(5), 5)]))


@pytest.mark.parametrize(
    ("of", "told"),
    [
        (replace(room, origin=f"{ORIGIN}2"), "the checkpoint that was stamped is not one of this record"),
        (replace(room, signer=Signer("x", bytes(32))), "the checkpoint that was stamped is not good"),
    ],
)
def test_a_stamp_of_another_record_is_told(clock: TimeStamping, of: Kept, told: str) -> None:
    with pytest.raises(NotWhole, match=told):
        check(zipped([*room.parts(), *stamped(clock, of, 3)]))


@pytest.mark.parametrize(
    "made",
    [
        stamp_written(room.checkpoint(3), SALT, 0, [bytes(32), bytes(32)]),
        stamp_written(room.checkpoint(3), bytes(16), 1, []),
        stamp_written(room.checkpoint(3), SALT, -1, [bytes(32)] * 500),
    ],
)
def test_a_stamp_that_does_not_lead_to_what_was_stamped_is_told(clock: TimeStamping, made: bytes) -> None:
    _, token = stamped(clock, room, 3)

    with pytest.raises(NotWhole, match="the time-stamp is not good: it is a stamp of something else"):
        check(zipped([*room.parts(), part(STAMP, made), token]))


@pytest.mark.parametrize("made", [b"", b"[]", b"{}", b'{"format":"entremise stamp 2"}', b"[" * 100_000])
def test_what_is_no_stamp_is_said_to_be_none(clock: TimeStamping, made: bytes) -> None:
    with pytest.raises(NoArchive):
        check(zipped([*room.parts(), part(STAMP, made), part(ANSWER, b"")]))


def test_a_stamp_without_its_answer_is_no_stamp(clock: TimeStamping) -> None:
    with pytest.raises(NoArchive, match="a part of it is missing"):
        check(zipped([*room.parts(), stamped(clock, room, 3)[0]]))
