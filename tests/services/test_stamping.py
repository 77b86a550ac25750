"""Time-stamps of every record: what is sent tells nothing, what is kept proves a time, and nothing is lost offline."""

import io
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from entremise.domain import record as tree
from entremise.domain.errors import Unstamped
from entremise.domain.ids import PlaceId, access_log
from entremise.domain.record import Checkpoint
from entremise.keys.note import text_of
from entremise.services import exports, record
from entremise.services.stamping import SLOTS, LastStamp, Stamped, last_stamp, stamp_all
from entremise.services.trees import checkpoint_of
from tests.cast import NOON, Talks, granted, open_talks


@dataclass
class FakeStamper:
    """A clock elsewhere, or nothing but silence."""

    at: datetime = NOON
    silent: bool = False
    shown: list[bytes] = field(default_factory=list)

    def stamp(self, data: bytes) -> tuple[bytes, datetime]:
        if self.silent:
            raise Unstamped("the clock that stamps cannot be reached (URLError)")
        self.shown.append(data)
        return b"stamp of " + sha256(data).digest(), self.at


def stamp_of(talks: Talks, place: PlaceId) -> LastStamp:
    found = last_stamp(talks.parts, place)
    assert found is not None
    return found


def places(talks: Talks) -> list[PlaceId]:
    """Those in which something stands."""
    return [row.place for row in talks.parts.store.places() if talks.parts.store.head(row.place)]


def test_every_place_keeps_the_proof_of_its_own_time(talks: Talks) -> None:
    clock = FakeStamper(at=NOON + timedelta(seconds=3))

    assert stamp_all(talks.parts, clock) == Stamped(len(places(talks)), 0)
    for place in places(talks):
        kept = stamp_of(talks, place)
        checkpoint = Checkpoint.read(text_of(kept.stamp.checkpoint))
        assert checkpoint == checkpoint_of(talks.parts, place)
        assert kept.at == NOON + timedelta(seconds=3)
        assert clock.shown == [kept.stamp.root]
        assert tree.is_included(
            kept.stamp.leaf, kept.stamp.path, index=kept.stamp.index, size=SLOTS, root=clock.shown[0]
        )


def test_one_root_is_sent_for_all_of_them(talks: Talks) -> None:
    """It is a hash over salted hashes, and says neither how many there are nor which were busy."""
    clock = FakeStamper()
    stamp_all(talks.parts, clock)

    assert [len(shown) for shown in clock.shown] == [32]
    assert {len(stamp_of(talks, place).stamp.path) for place in places(talks)} == {SLOTS.bit_length() - 1}


def test_a_place_of_which_nothing_is_new_is_not_stamped_again(talks: Talks) -> None:
    clock = FakeStamper()
    stamp_all(talks.parts, clock)
    clock.at += timedelta(days=1)
    talks.ana.notes("Between us.")

    assert stamp_all(talks.parts, clock) == Stamped(1, 0)
    assert stamp_of(talks, talks.ana.seat.place).at == clock.at
    assert stamp_of(talks, talks.bo.seat.place).at == NOON
    assert stamp_all(talks.parts, clock) == Stamped(0, 0)


def test_when_a_room_is_stamped_depends_on_its_own_log_alone() -> None:
    one, two = open_talks(), open_talks()
    for talks in (one, two):
        stamp_all(talks.parts, FakeStamper())
    two.ana.notes("Between us.")
    for talks in (one, two):
        stamp_all(talks.parts, FakeStamper(at=NOON + timedelta(days=1)))

    first, second = (stamp_of(talks, talks.bo.seat.place) for talks in (one, two))
    assert (first.at, first.size) == (second.at, second.size)
    assert len(first.stamp.path) == len(second.stamp.path)


def test_without_a_connection_they_wait(talks: Talks) -> None:
    silent = FakeStamper(silent=True)
    waiting = len(places(talks))

    for _ in range(2):
        told = stamp_all(talks.parts, silent)
        assert told == Stamped(0, waiting, "the clock that stamps cannot be reached (URLError)")
        talks.ana.notes("Meanwhile.")
    assert last_stamp(talks.parts, talks.ana.seat.place) is None
    assert stamp_all(talks.parts, FakeStamper()) == Stamped(waiting, 0)
    assert stamp_of(talks, talks.ana.seat.place).size == talks.parts.store.head(talks.ana.seat.place)


def test_without_a_clock_they_wait_too(talks: Talks) -> None:
    assert stamp_all(talks.parts, None) == Stamped(0, len(places(talks)), "no clock is named that stamps")


def test_who_read_is_stamped_too(talks: Talks) -> None:
    b"".join(granted(exports.export(talks.parts, talks.ana.seat)))

    stamp_all(talks.parts, FakeStamper())
    assert stamp_of(talks, access_log(talks.ana.seat.place)).size == 1


def test_the_page_shows_the_time(talks: Talks) -> None:
    stamp_all(talks.parts, FakeStamper(at=datetime(2026, 11, 23, tzinfo=UTC)))

    shown = granted(record.record_page(talks.parts, talks.ana.seat)).records[0].stamp
    assert shown == stamp_of(talks, talks.ana.seat.place)


def test_a_copy_of_the_record_holds_the_stamp(talks: Talks) -> None:
    stamp_all(talks.parts, FakeStamper())
    archive = b"".join(granted(exports.export(talks.parts, talks.ana.seat)))

    kept = stamp_of(talks, talks.ana.seat.place).stamp
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.read("stamp.tsr") == kept.token
        assert opened.read("stamp.root") == kept.root
