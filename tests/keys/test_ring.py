"""The keys in use: who opens what, before and after each change, and what is remembered of it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

import pytest

from entremise.domain.errors import Broken, Code, Refusal, Shut
from entremise.domain.ids import CaseId, PlaceId, PlaceKind, access_log
from entremise.keys.boxes import post, public_of
from entremise.keys.host import Host, HostKeyUnfit
from entremise.keys.ring import FINGERPRINT, REMEMBERED_SECONDS, Keyring
from entremise.keys.scheme import HOST, HostKey
from entremise.services.ports import LENT_SECONDS, Covered, Holder, Keyholder, LockedHolder, PlaceRow
from entremise.storage.memory import MemoryStore
from entremise.storage.memory_keys import CHEAP
from tests.domain.samples import room_id
from tests.keys.draws import a_host

ROOM: Final = room_id("A")
LOG: Final = access_log(ROOM)
OTHER: Final = room_id("B")
ANA, BO = "seat-ana", "seat-bo"
WORDS: Final = "correct horse battery"
ENTRY: Final = "entry|2|Said"


class StopError(Exception):
    """Something went wrong in the middle."""


@dataclass
class House:
    """A ring over rows in memory, a host key without a file, and a clock that is set by hand."""

    at: float = 0.0
    host: Host = field(default_factory=a_host)
    store: MemoryStore = field(default_factory=MemoryStore)
    shut: list[PlaceId] = field(default_factory=list)
    ring: Keyring = field(init=False)

    def __post_init__(self) -> None:
        self.ring = self.store._ring = self.another()  # noqa: SLF001 – the store tells its own of what was not kept

    def another(self, host: Host | None = None) -> Keyring:
        """The ring of another process on the same rows."""
        return Keyring(self.store, host or self.host, now=lambda: self.at, cost=CHEAP, forgets=[self.shut.append])

    @contextmanager
    def writing(self) -> Iterator[Keyring]:
        with self.store.writing():
            yield self.ring

    def opens_places(self) -> None:
        with self.writing() as ring:
            for place in (ROOM, LOG, OTHER):
                ring.begin(place)

    def gives(self, holder: str, *places: PlaceId, passphrase: str = WORDS) -> Holder:
        """A key pair for the holder, and the keys of these places."""
        locked = self.ring.drawn(holder, passphrase)
        assert isinstance(locked, LockedHolder)
        with self.writing() as ring:
            ring.keep(locked)
            for place in places:
                ring.admit(place, holder)
        return locked.holder

    def closes(self, place: PlaceId = ROOM) -> None:
        with self.writing() as ring:
            ring.close(place)


@pytest.fixture
def house() -> House:
    made = House()
    made.opens_places()
    return made


# Sealing --------------------------------------------------------------------------------------------------


def test_what_is_sealed_for_a_place_opens_there(house: House) -> None:
    sealed = house.ring.seal(ROOM, ENTRY, b"Nine.")

    assert house.ring.unseal(ROOM, ENTRY, sealed) == b"Nine."
    assert b"Nine" not in sealed


@pytest.mark.parametrize(("place", "context"), [(OTHER, ENTRY), (LOG, ENTRY), (ROOM, "entry|3|Said")])
def test_it_opens_nowhere_else(house: House, place: PlaceId, context: str) -> None:
    sealed = house.ring.seal(ROOM, ENTRY, b"Nine.")

    with pytest.raises(Broken):
        house.ring.unseal(place, context, sealed)


def test_a_place_without_keys_is_shut(house: House) -> None:
    with pytest.raises(Shut):
        house.ring.seal(room_id("C"), ENTRY, b"Nine.")


def test_another_process_opens_it_with_the_same_host_key(house: House) -> None:
    sealed = house.ring.seal(ROOM, ENTRY, b"Nine.")

    assert house.another(a_host()).unseal(ROOM, ENTRY, sealed) == b"Nine."


def test_another_host_key_opens_nothing(house: House) -> None:
    sealed = house.ring.seal(ROOM, ENTRY, b"Nine.")

    with pytest.raises(HostKeyUnfit):
        house.another(Host(HostKey(bytes(32)))).unseal(ROOM, ENTRY, sealed)


def test_another_host_key_begins_nothing(house: House) -> None:
    """Two processes with two keys on one database: the second is refused, not mixed in."""
    other = house.another(Host(HostKey(bytes(32))))

    with pytest.raises(HostKeyUnfit), house.store.writing():
        other.begin(room_id("C"))


def test_what_was_not_kept_is_not_remembered(house: House) -> None:
    with suppress(StopError), house.writing() as ring:
        ring.rotate(ROOM)
        ring.seal(ROOM, ENTRY, b"lost")
        raise StopError
    with house.store.writing():
        house.another().rotate(ROOM)

    sealed = house.ring.seal(ROOM, ENTRY, b"Nine.")

    assert house.another().unseal(ROOM, ENTRY, sealed) == b"Nine."


# People ---------------------------------------------------------------------------------------------------


def test_a_passphrase_opens_its_key_pair(house: House) -> None:
    ana = house.gives(ANA)

    assert house.ring.unlocked(ANA, WORDS) == ana


@pytest.mark.parametrize(
    ("holder", "passphrase"), [(ANA, WORDS[::-1]), (BO, WORDS), (ANA, ""), (ANA, "\0"), (ANA, "x" * 1025)]
)
def test_nothing_else_opens_it(house: House, holder: str, passphrase: str) -> None:
    house.gives(ANA)

    assert house.ring.unlocked(holder, passphrase) is None


def test_a_short_passphrase_is_refused(house: House) -> None:
    assert house.ring.drawn(ANA, "short") == Refusal(Code.PASSPHRASE_SHORT, {"least": 12, "length": 5})


def test_a_passphrase_is_changed_and_the_keys_stay(house: House) -> None:
    ana = house.gives(ANA, ROOM)
    locked = house.ring.locked(ana, "another long one")
    assert isinstance(locked, LockedHolder)

    with house.writing() as ring:
        ring.keep(locked)

    assert house.ring.unlocked(ANA, "another long one") == ana
    assert house.ring.unlocked(ANA, WORDS) is None
    assert [view.holder for view in house.ring.holders(ROOM)] == [ANA]


def test_a_new_key_pair_has_none_of_the_old_one_s_wraps(house: House) -> None:
    house.gives(ANA, ROOM)

    house.gives(ANA)

    assert house.ring.holders(ROOM) == []


def test_a_forgotten_holder_is_nobody(house: House) -> None:
    house.gives(ANA, ROOM)

    with house.writing() as ring:
        ring.forget(ANA)

    assert (house.ring.unlocked(ANA, WORDS), house.ring.holders(ROOM)) == (None, [])


def test_a_session_carries_the_private_key(house: House) -> None:
    ana = house.gives(ANA)

    sealed = house.ring.sealed_for(ana, "s" * 32)

    assert house.ring.opened_from(ANA, sealed, "s" * 32) == ana
    assert house.ring.opened_from(ANA, sealed, "t" * 32) is None
    assert ana.private not in sealed


def test_a_public_key_put_in_by_another_is_not_believed(house: House) -> None:
    """Who can write to the database and lacks the host key cannot have a room's key wrapped for themselves."""
    house.gives(ANA)
    mine = public_of(bytes(range(32)))
    with house.store.writing():
        house.store.keep_keyholder(Keyholder(ANA, post(mine, ("x",), mine), b""))

    with pytest.raises(Broken), house.writing() as ring:
        ring.admit(ROOM, ANA)


# Holders --------------------------------------------------------------------------------------------------


def test_a_holder_is_told_by_a_fingerprint(house: House) -> None:
    house.gives(ANA, ROOM, OTHER)
    house.gives(BO, OTHER)

    (ana,), others = house.ring.holders(ROOM), house.ring.holders(OTHER)

    assert [view.holder for view in others] == [ANA, BO]
    assert others[0] == ana
    assert (len(ana.fingerprint), ana.fingerprint == others[1].fingerprint) == (19, False)


def test_nobody_is_admitted_without_a_key_pair(house: House) -> None:
    with house.writing() as ring:
        ring.admit(ROOM, ANA)

    assert house.ring.holders(ROOM) == []


def test_who_is_admitted_later_reads_from_the_beginning(house: House) -> None:
    early = house.ring.seal(ROOM, ENTRY, b"early")
    with house.writing() as ring:
        ring.rotate(ROOM)
    ana = house.gives(ANA, ROOM)
    late = house.ring.seal(ROOM, "entry|3|Said", b"late")
    house.closes()

    house.ring.lend(ROOM, ana)

    assert house.ring.unseal(ROOM, ENTRY, early) == b"early"
    assert house.ring.unseal(ROOM, "entry|3|Said", late) == b"late"


# Epochs ---------------------------------------------------------------------------------------------------


def test_a_new_epoch_seals_with_another_key(house: House) -> None:
    before = house.ring.key(ROOM, 1)
    with house.writing() as ring:
        number = ring.rotate(ROOM)

    assert (number, house.ring.key(ROOM, 2).secret == before.secret) == (2, False)


def test_what_was_sealed_before_still_opens(house: House) -> None:
    sealed = house.ring.seal(ROOM, ENTRY, b"Nine.")

    with house.writing() as ring:
        ring.rotate(ROOM)

    assert house.ring.unseal(ROOM, ENTRY, sealed) == b"Nine."
    assert house.another().unseal(ROOM, ENTRY, sealed) == b"Nine."


def test_the_access_log_changes_its_key_with_its_place(house: House) -> None:
    with house.writing() as ring:
        ring.rotate(ROOM)

    assert (house.store.epoch(ROOM), house.store.epoch(LOG), house.store.epoch(OTHER)) == (2, 2, 1)


def test_a_removed_holder_opens_nothing_new(house: House) -> None:
    """Though it kept its private key, and a copy of every wrap there ever was."""
    ana, bo = house.gives(ANA, ROOM), house.gives(BO, ROOM)
    old = house.store.wraps(ROOM, holder=BO)

    with house.writing() as ring:
        ring.exclude(ROOM, BO)
    with house.store.writing():
        house.store.keep_wraps(old)
    new = house.ring.seal(ROOM, ENTRY, b"new")
    house.closes()

    house.ring.lend(ROOM, bo)
    with pytest.raises(Shut):
        house.ring.unseal(ROOM, ENTRY, new)
    house.ring.withdraw(ROOM)
    house.ring.lend(ROOM, ana)
    assert house.ring.unseal(ROOM, ENTRY, new) == b"new"


def test_a_holder_s_wraps_go_with_it(house: House) -> None:
    house.gives(ANA, ROOM, OTHER)

    with house.writing() as ring:
        ring.exclude(ROOM, ANA)

    assert house.store.wraps(ROOM, holder=ANA) == house.store.wraps(LOG, holder=ANA) == []
    assert [view.holder for view in house.ring.holders(OTHER)] == [ANA]


def test_a_process_that_remembers_the_old_epoch_writes_in_the_new_one(house: House) -> None:
    other = house.another()
    other.seal(ROOM, ENTRY, b"warm")

    with house.writing() as ring:
        ring.rotate(ROOM)

    assert other.seal(ROOM, ENTRY, b"Nine.")[:5] == b"\1\0\0\0\2"


# Closed places --------------------------------------------------------------------------------------------


def test_a_place_is_not_closed_while_nobody_else_holds_it(house: House) -> None:
    house.gives(ANA)

    with pytest.raises(Broken):
        house.closes()

    assert (house.ring.is_held(ROOM), house.ring.is_closed(ROOM)) == (False, False)


def test_who_holds_some_of_the_keys_is_not_enough(house: House) -> None:
    """Closing would lose what the others open."""
    house.gives(ANA, ROOM)
    with house.writing() as ring:
        ring.exclude(ROOM, ANA)
    house.gives(BO)
    with house.store.writing():
        last = house.ring.key(ROOM, 2)
        public = house.ring._public_of(BO)  # noqa: SLF001 – to hold one key of two, which no act brings about
        assert public is not None
        house.store.keep_wraps([house.ring._wrap(last, public)])  # noqa: SLF001

    assert not house.ring.is_held(ROOM)


def test_a_closed_place_opens_for_nobody_at_the_host(house: House) -> None:
    sealed = house.ring.seal(ROOM, ENTRY, b"Nine.")
    house.gives(ANA, ROOM)

    assert house.ring.is_held(ROOM)
    house.closes()

    assert house.ring.is_closed(ROOM)
    assert house.store.wrap(ROOM, 1, HOST) is None
    with pytest.raises(Shut):
        house.ring.unseal(ROOM, ENTRY, sealed)
    assert house.shut == [ROOM, LOG]


def test_only_that_place_is_closed(house: House) -> None:
    sealed = house.ring.seal(OTHER, ENTRY, b"Nine.")
    house.gives(ANA, ROOM, OTHER)

    house.closes()

    assert house.ring.unseal(OTHER, ENTRY, sealed) == b"Nine."
    assert not house.ring.is_closed(OTHER)


def test_others_write_into_a_closed_place_and_cannot_read_it(house: House) -> None:
    ana = house.gives(ANA, ROOM)
    house.closes()

    sealed = house.ring.seal(ROOM, ENTRY, b"Brought.")

    with pytest.raises(Shut):
        house.ring.unseal(ROOM, ENTRY, sealed)
    house.ring.lend(ROOM, ana)
    assert house.ring.unseal(ROOM, ENTRY, sealed) == b"Brought."


def test_a_closed_place_is_open_while_a_member_uses_it(house: House) -> None:
    ana = house.gives(ANA, ROOM)
    sealed = house.ring.seal(ROOM, ENTRY, b"Nine.")
    log = house.ring.seal(LOG, ENTRY, b"Came.")
    house.closes()

    house.ring.lend(ROOM, ana)
    house.at += LENT_SECONDS - 1
    house.ring.lend(ROOM, ana)
    house.at += LENT_SECONDS - 1

    assert (house.ring.unseal(ROOM, ENTRY, sealed), house.ring.unseal(LOG, ENTRY, log)) == (b"Nine.", b"Came.")


def test_it_shuts_fifteen_minutes_after_a_member_s_last_use(house: House) -> None:
    """Others' reading does not keep it open."""
    ana = house.gives(ANA, ROOM)
    sealed = house.ring.seal(ROOM, ENTRY, b"Nine.")
    house.closes()
    house.ring.lend(ROOM, ana)
    house.at += LENT_SECONDS - 1
    house.ring.unseal(ROOM, ENTRY, sealed)
    house.at += 1

    with pytest.raises(Shut):
        house.ring.unseal(ROOM, ENTRY, sealed)


def test_it_shuts_when_the_last_session_that_lends_it_ends(house: House) -> None:
    ana, bo = house.gives(ANA, ROOM), house.gives(BO, ROOM)
    sealed = house.ring.seal(ROOM, ENTRY, b"Nine.")
    house.closes()
    house.ring.lend(ROOM, ana, by="one")
    house.ring.lend(ROOM, ana, by="two")
    house.ring.lend(ROOM, bo, by="three")

    house.ring.take_back("one")
    house.ring.take_back("three")
    assert house.ring.unseal(ROOM, ENTRY, sealed) == b"Nine."
    house.shut.clear()
    house.ring.take_back("two")

    with pytest.raises(Shut):
        house.ring.unseal(ROOM, ENTRY, sealed)
    assert (remembered(house.ring), house.shut) == (set(), [ROOM, LOG])


def test_a_session_that_lent_it_long_ago_keeps_it_open_no_more(house: House) -> None:
    ana, bo = house.gives(ANA, ROOM), house.gives(BO, ROOM)
    house.closes()
    house.ring.lend(ROOM, ana, by="long ago")
    house.at += LENT_SECONDS - 1
    house.ring.lend(ROOM, bo, by="now")
    house.at += 1

    house.ring.take_back("now")

    assert not house.ring.is_lent(ROOM)


def test_it_is_open_no_longer_than_the_session(house: House) -> None:
    ana = house.gives(ANA, ROOM)
    house.closes()
    house.ring.lend(ROOM, ana, by="one", seconds=60)
    house.at += 60

    assert not house.ring.is_lent(ROOM)


def test_nothing_of_it_stays_in_memory(house: House) -> None:
    ana = house.gives(ANA, ROOM)
    house.closes()
    house.ring.lend(ROOM, ana)
    secret = house.ring.key(ROOM, 1).secret
    assert secret in remembered(house.ring)
    house.shut.clear()
    house.at += LENT_SECONDS

    house.ring.sweep()

    assert secret not in remembered(house.ring)
    assert house.shut == [ROOM, LOG]
    assert not house.ring.is_lent(ROOM)


def remembered(ring: Keyring) -> set[bytes]:
    """The data keys that the process has in memory."""
    lent = {key.secret for one in ring._lent.values() for key in one.keys.values()}  # noqa: SLF001 – no other way to see
    return lent | {one.key.secret for one in ring._opened.values()}  # noqa: SLF001 – the same


def test_who_holds_nothing_of_it_opens_nothing(house: House) -> None:
    house.gives(ANA, ROOM)
    bo = house.gives(BO, OTHER)
    sealed = house.ring.seal(ROOM, ENTRY, b"Nine.")
    house.closes()

    house.ring.lend(ROOM, bo)

    with pytest.raises(Shut):
        house.ring.unseal(ROOM, ENTRY, sealed)


def test_who_was_removed_does_not_keep_it_open(house: House) -> None:
    ana, bo = house.gives(ANA, ROOM), house.gives(BO, ROOM)
    house.closes()
    house.ring.lend(ROOM, ana)
    with house.writing() as ring:
        ring.exclude(ROOM, BO)
    house.ring.lend(ROOM, ana)
    house.at += LENT_SECONDS - 1

    house.ring.lend(ROOM, bo)
    house.at += 1

    assert not house.ring.is_lent(ROOM)


def test_another_process_notices_within_a_minute(house: House) -> None:
    house.gives(ANA, ROOM)
    sealed = house.ring.seal(ROOM, ENTRY, b"Nine.")
    other = house.another()
    other.unseal(ROOM, ENTRY, sealed)

    house.closes()
    house.at += REMEMBERED_SECONDS

    with pytest.raises(Shut):
        other.unseal(ROOM, ENTRY, sealed)


def test_a_place_that_is_not_closed_need_not_be_lent(house: House) -> None:
    ana = house.gives(ANA, ROOM)

    house.ring.lend(ROOM, ana)

    assert not house.ring.is_lent(ROOM)
    assert house.ring.unseal(ROOM, ENTRY, house.ring.seal(ROOM, ENTRY, b"x")) == b"x"


def test_a_closed_place_changes_its_key_without_anybody_there(house: House) -> None:
    """A lost device is removed by the desk, which cannot read the room."""
    ana = house.gives(ANA, ROOM)
    house.gives(BO, ROOM)
    house.closes()

    with house.writing() as ring:
        ring.exclude(ROOM, BO)

    sealed = house.ring.seal(ROOM, ENTRY, b"Nine.")
    assert house.ring.is_closed(ROOM)
    house.ring.lend(ROOM, ana)
    assert house.ring.unseal(ROOM, ENTRY, sealed) == b"Nine."


def test_somebody_is_admitted_to_a_closed_place_by_a_member_only(house: House) -> None:
    ana = house.gives(ANA, ROOM)
    house.closes()
    with pytest.raises(Shut):
        house.gives(BO, ROOM)

    house.ring.lend(ROOM, ana)
    house.gives(BO, ROOM)

    assert [view.holder for view in house.ring.holders(ROOM)] == [ANA, BO]


def test_a_place_is_opened_for_the_host_again(house: House) -> None:
    ana = house.gives(ANA, ROOM)
    sealed = [house.ring.seal(ROOM, ENTRY, b"1")]
    house.closes()
    with house.writing() as ring:
        ring.rotate(ROOM)
    sealed.append(house.ring.seal(ROOM, ENTRY, b"2"))
    with pytest.raises(Shut), house.writing() as ring:
        ring.reopen(ROOM)

    house.ring.lend(ROOM, ana)
    with house.writing() as ring:
        ring.reopen(ROOM)

    other = house.another()
    assert [other.unseal(ROOM, ENTRY, one) for one in sealed] == [b"1", b"2"]
    assert not other.is_closed(ROOM)


# The house ------------------------------------------------------------------------------------------------


def test_a_secret_of_the_house_is_drawn_once(house: House) -> None:
    secret = house.ring.house("record")

    assert (house.ring.house("record"), house.another(a_host()).house("record")) == (secret, secret)
    assert house.ring.house("other") != secret
    assert (len(secret), secret in (house.store.house("record") or b"")) == (32, False)


def covered(house: House) -> list[tuple[Covered, tuple[str, ...], bytes]]:
    """What each covered row is, and its octets."""
    seen: list[tuple[Covered, tuple[str, ...], bytes]] = []

    def see(what: Covered, of: tuple[str, ...], body: bytes) -> bytes:
        seen.append((what, of, body))
        return body

    with house.store.writing():
        house.store.recover(see)
    return seen


def everything(house: House) -> list[bytes]:
    """All that is kept of keys."""
    return [body for _, _, body in covered(house)]


def test_a_changed_host_key_covers_everything_anew(house: House) -> None:
    house.gives(ANA, ROOM)
    house.ring.house("record")
    before, fingerprint = everything(house), house.host.fingerprint

    house.ring.rewrap()

    assert len(before) == 3 + 3 + 2 + 2 + 1
    assert not set(before) & set(everything(house))
    assert house.store.house(FINGERPRINT) == house.host.fingerprint != fingerprint


def test_everything_opens_under_the_changed_host_key(house: House) -> None:
    ana, secret = house.gives(ANA, ROOM), house.ring.house("record")
    sealed = house.ring.seal(ROOM, ENTRY, b"Nine.")
    house.closes()

    house.ring.rewrap()

    other = house.another()
    assert (other.unlocked(ANA, WORDS), other.house("record")) == (ana, secret)
    other.lend(ROOM, ana)
    assert other.unseal(ROOM, ENTRY, sealed) == b"Nine."
    assert other.unseal(ROOM, ENTRY, other.seal(ROOM, ENTRY, b"Ten.")) == b"Ten."


def test_destroyed_places_open_for_nobody(house: House) -> None:
    ana = house.gives(ANA, ROOM, OTHER)
    lost, kept = house.ring.seal(ROOM, ENTRY, b"Nine."), house.ring.seal(OTHER, ENTRY, b"Ten.")

    house.ring.destroy([ROOM, LOG], lambda: None)
    house.ring.lend(ROOM, ana)

    with pytest.raises(Shut):
        house.ring.unseal(ROOM, ENTRY, lost)
    with pytest.raises(Shut):
        house.ring.seal(ROOM, ENTRY, b"more")
    assert house.ring.unseal(OTHER, ENTRY, kept) == b"Ten."
    assert house.shut == [ROOM, LOG]


def test_older_wraps_open_nothing_after_a_destruction(house: House) -> None:
    """Not with today's host key, and not with a holder's passphrase besides."""
    ana = house.gives(ANA, ROOM)
    sealed = house.ring.seal(ROOM, ENTRY, b"Nine.")
    wraps, public = house.store.wraps(ROOM), house.store.epoch_public(ROOM, 1)
    assert public is not None

    house.ring.destroy([ROOM, LOG], lambda: None)
    with house.store.writing():
        house.store.add_epoch(ROOM, 1, public)
        house.store.keep_wraps(wraps)

    with pytest.raises(Broken):
        house.ring.unseal(ROOM, ENTRY, sealed)
    with house.store.writing():
        house.store.drop_wraps(ROOM, HOST)
    with pytest.raises(Broken):
        house.ring.lend(ROOM, ana)


def test_they_open_for_whoever_kept_the_old_host_key(house: House) -> None:
    """The limit that docs/keys.md tells of."""
    sealed, wraps = house.ring.seal(ROOM, ENTRY, b"Nine."), house.store.wraps(ROOM)

    house.ring.destroy([ROOM, LOG], lambda: None)
    with house.store.writing():
        house.store.add_epoch(ROOM, 1, b"")
        house.store.keep_wraps(wraps)

    thief = House(store=house.store).ring
    assert thief.unseal(ROOM, ENTRY, sealed) == b"Nine."


def test_what_else_is_done_with_it_is_kept_with_it(house: House) -> None:
    def also() -> None:
        house.store.keep_house("note", b"x")
        raise StopError

    with pytest.raises(StopError):
        house.ring.destroy([ROOM, LOG], also)

    assert (house.store.house("note"), house.ring.key(ROOM, 1).epoch) == (None, 1)
    assert house.store.house(FINGERPRINT) == house.host.fingerprint


def test_it_is_not_done_in_the_middle_of_another_act(house: House) -> None:
    with pytest.raises(Broken), house.store.writing():
        house.ring.rewrap()


@pytest.mark.parametrize("what", Covered)
def test_all_that_is_kept_of_keys_is_covered(house: House, what: Covered) -> None:
    house.gives(ANA, ROOM)
    house.ring.house("record")
    of: dict[Covered, tuple[str, ...]] = {
        Covered.WRAP: (ROOM, "1", HOST),
        Covered.EPOCH_PUBLIC: (ROOM, "1"),
        Covered.HOLDER_PUBLIC: (ANA,),
        Covered.HOLDER_LOCK: (ANA,),
        Covered.HOUSE: ("record",),
    }

    assert (what, of[what]) in [(found, row) for found, row, _ in covered(house)]


def test_opening_a_place_in_a_store_gives_it_keys() -> None:
    store = MemoryStore()

    with store.writing():
        store.open_place(PlaceRow(ROOM, CaseId("case"), None, PlaceKind.ROOM))

    assert store.keys.key(ROOM, 1).place == ROOM
