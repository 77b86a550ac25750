"""The keys in use: which place opens with which, for whom, and for how long this process remembers it.

Nothing is drawn and remembered in one step: a key that a transaction drew is read back from its wrap when it is needed,
so that what was not kept is not remembered. Processes tell each other which places were shut and which sessions lend
no more; what is remembered is asked for again after a minute all the same, should that not be heard.
"""

import os
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Protocol

from entremise.domain.errors import Broken, Refusal, Shut
from entremise.domain.ids import PlaceId, access_log
from entremise.keys import holder as people
from entremise.keys import scheme
from entremise.keys.boxes import KEY_BYTES, Draw, public_of
from entremise.keys.host import Host, fingerprint_of
from entremise.keys.passwords import ORDINARY, Cost
from entremise.keys.scheme import HOST, DataKey, EpochKey, PublicHolder, cover, uncover, wrap_of
from entremise.services.ports import LENT_SECONDS, Covered, Holder, HolderView, Keyholder, KeyRows, LockedHolder, Wrap

REMEMBERED_SECONDS: Final = 60.0
"""How long a key that the host opened is used before its wrap is looked for again."""
MOST_REMEMBERED: Final = 10_000
"""Keys in memory; more, and all are opened anew."""

FINGERPRINT: Final = "key"
"""Name in the table `host` under which the host key's fingerprint stands, uncovered."""


class Rows(KeyRows, Protocol):
    """What the ring stands on."""

    def writing(self, *places: PlaceId) -> AbstractContextManager[None]:
        """See `services.ports.Store.writing`."""

    def must_be_alone(self) -> None:
        """Raises Broken inside `writing` or `together`: what follows must be kept at once."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """A key in memory."""

    key: DataKey
    until: float


@dataclass(slots=True)
class _Lent:
    """A closed place that members have open: its keys by their epochs."""

    keys: dict[int, DataKey]
    by: Mapping[str, float]
    """By sessions: until when each lends it. Replaced and never changed, since threads read it."""

    @property
    def until(self) -> float:
        return max(self.by.values(), default=0.0)


@dataclass(slots=True)
class Keyring:
    """See `services.ports.Keys`. Made once for a store; used from any thread."""

    rows: Rows
    host: Host
    draw: Draw = os.urandom
    now: Callable[[], float] = time.monotonic
    cost: Cost = ORDINARY
    forgets: list[Callable[[PlaceId], object]] = field(default_factory=list)
    """Told of each place that is shut from now on, so that nothing of it stays in memory."""
    _opened: dict[tuple[PlaceId, int], _Opened] = field(default_factory=dict, init=False, repr=False)
    _lent: dict[PlaceId, _Lent] = field(default_factory=dict, init=False, repr=False)
    _publics: dict[tuple[PlaceId, int], EpochKey] = field(default_factory=dict, init=False, repr=False)
    _not_closed: dict[PlaceId, float] = field(default_factory=dict, init=False, repr=False)
    """Places that need not be lent, and until when that is taken for granted."""
    _over: dict[str, float] = field(default_factory=dict, init=False, repr=False)
    """Sessions that ended, and until when a request of theirs may still be under way."""

    # Sealing ------------------------------------------------------------------------------------------------

    def seal(self, place: PlaceId, context: str, plain: bytes) -> bytes:
        """`plain`, sealed for the place's epoch of now. Raises Shut if the place has no keys."""
        epoch = self.rows.epoch(place)
        if not epoch:
            raise Shut("a place without keys")
        try:
            key = self.key(place, epoch)
        except Shut:
            return scheme.seal_unread(self._public(place, epoch), context, plain)
        return scheme.seal(key, context, plain, draw=self.draw)

    def unseal(self, place: PlaceId, context: str, sealed: bytes) -> bytes:
        """What was sealed. Raises Shut if the key cannot be had here, Broken if it was sealed elsewhere."""
        return scheme.unseal(self.key(place, scheme.epoch_of(sealed)), context, sealed)

    def key(self, place: PlaceId, epoch: int) -> DataKey:
        """The place's key of an epoch. Raises Shut if neither the host nor a member here can open it."""
        now = self.now()
        lent = self._lent.get(place)
        if lent is not None and lent.until > now and epoch in lent.keys:
            return lent.keys[epoch]
        opened = self._opened.get((place, epoch))
        if opened is not None and opened.until > now:
            return opened.key
        secret = self._uncovered(lambda: self.rows.wrap(place, epoch, HOST), Covered.WRAP, wrap_of(place, epoch, HOST))
        if secret is None:
            self._opened.pop((place, epoch), None)
            self._not_closed.pop(place, None)
            raise Shut("a place whose key the host does not have")
        if len(self._opened) >= MOST_REMEMBERED:
            self._opened.clear()
        key = DataKey(place, epoch, secret)
        self._opened[place, epoch] = _Opened(key, now + REMEMBERED_SECONDS)
        return key

    # People -------------------------------------------------------------------------------------------------

    def drawn(self, holder: str, passphrase: str) -> LockedHolder | Refusal:
        """See `Keys.drawn`."""
        return self.locked(Holder(holder, self.draw(KEY_BYTES)), passphrase)

    def locked(self, holder: Holder, passphrase: str) -> LockedHolder | Refusal:
        """See `Keys.locked`."""
        chosen = people.chosen(passphrase)
        if isinstance(chosen, Refusal):
            return chosen
        lock = people.lock(holder, chosen, draw=self.draw, cost=self.cost)
        return LockedHolder(holder, public_of(holder.private), lock)

    def unlocked(self, holder: str, passphrase: str) -> Holder | None:
        """See `Keys.unlocked`."""
        given = people.prepared(passphrase)
        lock = self._uncovered(lambda: self._lock_of(holder), Covered.HOLDER_LOCK, (holder,))
        return None if isinstance(given, Refusal) else people.unlock(holder, lock, given, cost=self.cost)

    def keep(self, locked: LockedHolder) -> None:
        """See `Keys.keep`."""
        self._must_fit()
        holder, public = locked.holder.id, locked.public
        known = self._public_of(holder)
        if known is not None and known.public != public:
            self.rows.drop_keyholder(holder)
        self.rows.keep_keyholder(
            Keyholder(
                holder,
                self._covered(Covered.HOLDER_PUBLIC, (holder,), public),
                self._covered(Covered.HOLDER_LOCK, (holder,), locked.lock),
            )
        )

    def forget(self, holder: str) -> None:
        """See `Keys.forget`."""
        self.rows.drop_keyholder(holder)

    def sealed_for(self, holder: Holder, secret: str) -> bytes:
        """See `Keys.sealed_for`."""
        return people.seal_for_session(holder, secret, draw=self.draw)

    def opened_from(self, holder: str, sealed: bytes, secret: str) -> Holder | None:
        """See `Keys.opened_from`."""
        return people.open_in_session(holder, sealed, secret)

    # Places -------------------------------------------------------------------------------------------------

    def begin(self, place: PlaceId) -> None:
        """See `Keys.begin`."""
        self._must_fit()
        self._begin(place, 1, holders=(), by_host=True)

    def admit(self, place: PlaceId, holder: str) -> None:
        """See `Keys.admit`."""
        self._must_fit()
        public = self._public_of(holder)
        if public is None:
            return
        for one in self._with_log(place):
            keys = [self.key(one, epoch) for epoch in range(1, self.rows.epoch(one) + 1)]
            self.rows.keep_wraps(self._wrap(key, public) for key in keys)

    def exclude(self, place: PlaceId, holder: str) -> int:
        """See `Keys.exclude`."""
        for one in self._with_log(place):
            self.rows.drop_wraps(one, holder)
        return self.rotate(place)

    def rotate(self, place: PlaceId) -> int:
        """See `Keys.rotate`."""
        self._must_fit()
        for one in self._with_log(place):
            last = self.rows.epoch(one)
            holders = {wrap.holder for wrap in self.rows.wraps(one) if wrap.epoch == last}
            self._begin(one, last + 1, holders=sorted(holders - {HOST}), by_host=HOST in holders)
        return self.rows.epoch(place)

    def holders(self, place: PlaceId) -> list[HolderView]:
        """See `Keys.holders`."""
        last = self.rows.epoch(place)
        holders = [wrap.holder for wrap in self.rows.wraps(place) if wrap.epoch == last and wrap.holder != HOST]
        publics = [self._public_of(holder) for holder in holders]
        return [HolderView(public.id, _shown(public.public)) for public in publics if public is not None]

    def is_closed(self, place: PlaceId) -> bool:
        """See `Keys.is_closed`."""
        return self.rows.epoch(place) > 0 and not self._opens(place)

    def is_last(self, place: PlaceId, holder: str, *, among: Collection[str] | None = None) -> bool:
        """See `Keys.is_last`."""
        if not self.is_closed(place):
            return False
        return any(self._whole_holders(one, among) == {holder} for one in self._with_log(place))

    def is_held(self, place: PlaceId, *, among: Collection[str] | None = None) -> bool:
        """See `Keys.is_held`."""
        return all(self._whole_holders(one, among) for one in self._with_log(place))

    def close(self, place: PlaceId, *, among: Collection[str] | None = None) -> None:
        """See `Keys.close`."""
        if not self.is_held(place, among=among):
            raise Broken("a place was to be closed that nobody could open again")
        for one in self._with_log(place):
            self.rows.drop_wraps(one, HOST)
        # What an older copy of the wraps opens ends here.
        self.rotate(place)
        self.withdraw(place)

    def reopen(self, place: PlaceId) -> None:
        """See `Keys.reopen`."""
        self._must_fit()
        for one in self._with_log(place):
            keys = [self.key(one, epoch) for epoch in range(1, self.rows.epoch(one) + 1)]
            self.rows.keep_wraps(
                Wrap(one, key.epoch, HOST, scheme.wrap_for_host(key, self.host.key, draw=self.draw)) for key in keys
            )

    def lend(self, place: PlaceId, holder: Holder, *, by: str = "", seconds: float = LENT_SECONDS) -> bool:
        """See `Keys.lend`."""
        now = self.now()
        if self._not_closed.get(place, 0.0) > now:
            return False
        opened = False
        until = now + min(LENT_SECONDS, seconds)
        shut = [one for one in self._with_log(place) if not self._opens(one)]
        if not shut:
            self._not_closed[place] = now + REMEMBERED_SECONDS
        for one in shut:
            last, lent = self.rows.epoch(one), self._lent.get(one)
            if lent is not None and lent.until > now and last in lent.keys:
                if self.rows.wrap(one, last, holder.id) is not None:
                    lent.by = {**lent.by, by: until}
            elif keys := self._unwrapped(one, holder):
                self._lent[one] = _Lent(keys, {by: until})
                opened = True
        if by in self._over:
            # Looked at last: the session may have ended while its keys were opened.
            self._take_back(by)
            return False
        return opened

    def take_back(self, by: str) -> None:
        """See `Keys.take_back`."""
        self.rows.tell_taken_back(by)
        self._take_back(by)

    def hear_taken_back(self, by: str) -> None:
        """See `Keys.hear_taken_back`."""
        # First: a request that found the session before it ended may be about to lend, and looks here after it has.
        self._over[by] = self.now() + LENT_SECONDS
        self._take_back(by)

    def _take_back(self, by: str) -> None:
        now = self.now()
        for place, lent in list(self._lent.items()):
            if by in lent.by:
                lent.by = {other: until for other, until in lent.by.items() if other != by and until > now}
                if not lent.by:
                    self._forget(place)

    def is_lent(self, place: PlaceId) -> bool:
        """Whether a member has this closed place open."""
        lent = self._lent.get(place)
        return lent is not None and lent.until > self.now()

    def withdraw(self, place: PlaceId) -> None:
        """See `Keys.withdraw`."""
        for one in self._with_log(place):
            self.rows.tell_withdrawn(one)
            self._forget(one)

    def hear_withdrawn(self, place: PlaceId) -> None:
        """See `Keys.hear_withdrawn`."""
        self._forget(place)

    def hear_again(self) -> None:
        """See `Keys.hear_again`."""
        for place in {*self._lent, *(place for place, _ in list(self._opened))}:
            self._forget(place)
        self.forget_unkept()

    def sweep(self) -> None:
        """See `Keys.sweep`."""
        now = self.now()
        for key, opened in list(self._opened.items()):
            if opened.until <= now:
                self._opened.pop(key, None)
        for place, until in list(self._not_closed.items()):
            if until <= now:
                self._not_closed.pop(place, None)
        for session, until in list(self._over.items()):
            if until <= now:
                self._over.pop(session, None)
        for place, lent in list(self._lent.items()):
            if lent.until <= now:
                self._forget(place)

    def forget_unkept(self) -> None:
        """Forget what was read in a transaction that was not kept."""
        self._opened.clear()
        self._publics.clear()
        self._not_closed.clear()

    # The house ----------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Use the host key that the database was sealed with. Raises HostKeyUnfit if it is not here.

        A change of the key that was interrupted is finished, or undone.
        """
        wanted = self.rows.house(FINGERPRINT)
        if wanted is not None:
            self.host.settle(wanted)

    @property
    def fingerprint(self) -> bytes:
        """See `Keys.fingerprint`."""
        return self.host.fingerprint

    def house(self, name: str) -> bytes:
        """See `Keys.house`."""
        known = self._uncovered(lambda: self.rows.house(name), Covered.HOUSE, (name,))
        if known is not None:
            return known
        with self.rows.writing():
            self._must_fit()
            known = self._uncovered(lambda: self.rows.house(name), Covered.HOUSE, (name,))
            if known is None:
                known = self.draw(KEY_BYTES)
                self.rows.keep_house(name, self._covered(Covered.HOUSE, (name,), known))
        return known

    def destroy(self, places: Collection[PlaceId], also: Callable[[], None]) -> None:
        """See `Keys.destroy`."""
        self.rows.must_be_alone()
        with self.host.changing(self._known_fingerprint, draw=self.draw) as new:
            old = self.host.key

            def covered_anew(what: Covered, of: tuple[str, ...], covered: bytes) -> bytes:
                return cover(new, what, of, uncover(old, what, of, covered), draw=self.draw)

            with self.rows.writing(*places):
                # First, so that whoever is about to cover something waits, and then finds the new key.
                self.rows.keep_house(FINGERPRINT, fingerprint_of(new))
                also()
                for place in places:
                    self.rows.tell_withdrawn(place)
                self.rows.erase_keys(places)
                self.rows.recover(covered_anew)
        for place in places:
            self._forget(place)
        self.rows.scrub()

    def rewrap(self) -> None:
        """See `Keys.rewrap`."""
        self.destroy((), lambda: None)

    # --------------------------------------------------------------------------------------------------------

    def _begin(self, place: PlaceId, epoch: int, *, holders: Collection[str], by_host: bool) -> None:
        key = scheme.draw_key(place, epoch, draw=self.draw)
        public = scheme.public_half(key).public
        self.rows.add_epoch(place, epoch, self._covered(Covered.EPOCH_PUBLIC, (place, str(epoch)), public))
        publics = [self._public_of(holder) for holder in holders]
        wraps = [self._wrap(key, public) for public in publics if public is not None]
        if by_host:
            wraps.append(Wrap(place, epoch, HOST, scheme.wrap_for_host(key, self.host.key, draw=self.draw)))
        self.rows.keep_wraps(wraps)

    def _wrap(self, key: DataKey, holder: PublicHolder) -> Wrap:
        return Wrap(key.place, key.epoch, holder.id, scheme.wrap_for_holder(key, holder, self.host.key, draw=self.draw))

    def _unwrapped(self, place: PlaceId, holder: Holder) -> dict[int, DataKey]:
        """The keys of a place that a holder's wraps give, by their epochs."""

        def opened() -> dict[int, DataKey]:
            return {
                wrap.epoch: scheme.unwrap_by_holder(place, wrap.epoch, wrap.body, holder=holder, host=self.host.key)
                for wrap in self.rows.wraps(place, holder=holder.id)
            }

        try:
            return opened()
        except Broken:
            self._look_again()
            return opened()

    def _opens(self, place: PlaceId) -> bool:
        """Whether the host has its own wrap of what is written now."""
        return self.rows.wrap(place, self.rows.epoch(place), HOST) is not None

    def _whole_holders(self, place: PlaceId, among: Collection[str] | None) -> set[str]:
        """Who besides the host, of `among` if given, holds every key of the place."""
        epochs = set(range(1, self.rows.epoch(place) + 1))
        held = defaultdict(set)
        for wrap in self.rows.wraps(place):
            held[wrap.holder].add(wrap.epoch)
        whole = {holder for holder, known in held.items() if known == epochs and holder != HOST}
        return whole if among is None else whole.intersection(among)

    def _with_log(self, place: PlaceId) -> tuple[PlaceId, ...]:
        """The place and its access log, if it has one: they open together."""
        log = access_log(place)
        return (place, log) if self.rows.epoch(log) else (place,)

    def _forget(self, place: PlaceId) -> None:
        self._lent.pop(place, None)
        self._not_closed.pop(place, None)
        for known in (self._opened, self._publics):
            for key in [key for key in list(known) if key[0] == place]:
                known.pop(key, None)
        for forget in self.forgets:
            forget(place)

    def _public(self, place: PlaceId, epoch: int) -> EpochKey:
        public = self._publics.get((place, epoch))
        if public is None:
            of = (place, str(epoch))
            octets = self._uncovered(lambda: self.rows.epoch_public(place, epoch), Covered.EPOCH_PUBLIC, of)
            if octets is None:
                raise Shut("a place without keys")
            public = self._publics[place, epoch] = EpochKey(place, epoch, octets)
        return public

    def _public_of(self, holder: str) -> PublicHolder | None:
        def read() -> bytes | None:
            row = self.rows.keyholder(holder)
            return None if row is None else row.public

        octets = self._uncovered(read, Covered.HOLDER_PUBLIC, (holder,))
        return None if octets is None else PublicHolder(holder, octets)

    def _lock_of(self, holder: str) -> bytes | None:
        row = self.rows.keyholder(holder)
        return None if row is None else row.body

    def _covered(self, what: Covered, of: tuple[str, ...], plain: bytes) -> bytes:
        return cover(self.host.key, what, of, plain, draw=self.draw)

    def _uncovered(self, read: Callable[[], bytes | None], what: Covered, of: tuple[str, ...]) -> bytes | None:
        """What `read` finds, uncovered; None if it finds nothing. Raises Broken if it was changed.

        Another process may change the host key between reading and opening: then both are read again.
        """
        covered = read()
        if covered is None:
            return None
        try:
            return uncover(self.host.key, what, of, covered)
        except Broken:
            self._look_again()
        covered = read()
        return None if covered is None else uncover(self.host.key, what, of, covered)

    def _look_again(self) -> None:
        """Use the host key that the database has by now."""
        wanted = self.rows.house(FINGERPRINT)
        if wanted is not None and wanted != self.host.fingerprint:
            self.host.settle(wanted)

    def _must_fit(self) -> None:
        """See to it that the host key is the database's, and stays so until this transaction ends."""
        wanted = self.rows.house(FINGERPRINT)
        if wanted is None:
            self.rows.keep_house(FINGERPRINT, self.host.fingerprint)
        elif wanted != self.host.fingerprint:
            self.host.settle(wanted)

    def _known_fingerprint(self) -> bytes:
        return self.rows.house(FINGERPRINT) or self.host.fingerprint


def _shown(public: bytes) -> str:
    digest = sha256(public).hexdigest()[:16]
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))
