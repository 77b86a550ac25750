"""What is kept of keys, in memory. Nothing there is sealed with them, and yet a closed place is shut."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from entremise.domain.errors import Broken
from entremise.domain.ids import PlaceId
from entremise.keys.passwords import Cost
from entremise.keys.ring import FINGERPRINT
from entremise.services.ports import Covered, Keyholder, Wrap

CHEAP = Cost(iterations=1, kibibytes=64)
"""What a passphrase costs whose lock is gone with the process."""


@dataclass
class KeptKeys:
    """The key tables."""

    wraps: dict[tuple[PlaceId, int, str], bytes] = field(default_factory=dict)
    epochs: dict[tuple[PlaceId, int], bytes] = field(default_factory=dict)
    holders: dict[str, Keyholder] = field(default_factory=dict)
    house: dict[str, bytes] = field(default_factory=dict)

    def snapshot(self) -> "KeptKeys":
        """A copy."""
        return KeptKeys(dict(self.wraps), dict(self.epochs), dict(self.holders), dict(self.house))


class KeysInMemory:
    """See `services.ports.KeyRows`."""

    _kept_keys: KeptKeys
    _writing: bool

    def epoch(self, place: PlaceId) -> int:
        """See `KeyRows.epoch`."""
        return max((number for known, number in self._kept_keys.epochs if known == place), default=0)

    def add_epoch(self, place: PlaceId, epoch: int, public: bytes) -> None:
        """See `KeyRows.add_epoch`."""
        self._must_write()
        self._kept_keys.epochs[place, epoch] = public

    def epoch_public(self, place: PlaceId, epoch: int) -> bytes | None:
        """See `KeyRows.epoch_public`."""
        return self._kept_keys.epochs.get((place, epoch))

    def wrap(self, place: PlaceId, epoch: int, holder: str) -> bytes | None:
        """See `KeyRows.wrap`."""
        return self._kept_keys.wraps.get((place, epoch, holder))

    def wraps(self, place: PlaceId, *, holder: str | None = None) -> list[Wrap]:
        """See `KeyRows.wraps`."""
        return [
            Wrap(known, epoch, held, body)
            for (known, epoch, held), body in sorted(self._kept_keys.wraps.items())
            if known == place and holder in {None, held}
        ]

    def keep_wraps(self, wraps: Iterable[Wrap]) -> None:
        """See `KeyRows.keep_wraps`."""
        self._must_write()
        self._kept_keys.wraps |= {(wrap.place, wrap.epoch, wrap.holder): wrap.body for wrap in wraps}

    def drop_wraps(self, place: PlaceId, holder: str) -> None:
        """See `KeyRows.drop_wraps`."""
        self._keep_wraps_if(lambda known, held: (known, held) != (place, holder))

    def keyholder(self, holder: str) -> Keyholder | None:
        """See `KeyRows.keyholder`."""
        return self._kept_keys.holders.get(holder)

    def keep_keyholder(self, keyholder: Keyholder) -> None:
        """See `KeyRows.keep_keyholder`."""
        self._must_write()
        self._kept_keys.holders[keyholder.id] = keyholder

    def drop_keyholder(self, holder: str) -> None:
        """See `KeyRows.drop_keyholder`."""
        self._keep_wraps_if(lambda _, held: held != holder)
        self._kept_keys.holders.pop(holder, None)

    def house(self, name: str) -> bytes | None:
        """See `KeyRows.house`."""
        return self._kept_keys.house.get(name)

    def keep_house(self, name: str, body: bytes) -> None:
        """See `KeyRows.keep_house`."""
        self._must_write()
        self._kept_keys.house[name] = body

    def erase_keys(self, places: Collection[PlaceId]) -> None:
        """See `KeyRows.erase_keys`."""
        self._keep_wraps_if(lambda known, _: known not in places)
        kept = self._kept_keys
        kept.epochs = {key: public for key, public in kept.epochs.items() if key[0] not in places}

    def recover(self, cover: Callable[[Covered, tuple[str, ...], bytes], bytes]) -> None:
        """See `KeyRows.recover`."""
        self._must_write()
        kept = self._kept_keys
        kept.wraps = {
            (place, epoch, holder): cover(Covered.WRAP, (place, str(epoch), holder), body)
            for (place, epoch, holder), body in kept.wraps.items()
        }
        kept.epochs = {
            (place, epoch): cover(Covered.EPOCH_PUBLIC, (place, str(epoch)), public)
            for (place, epoch), public in kept.epochs.items()
        }
        kept.holders = {
            holder: Keyholder(
                holder,
                cover(Covered.HOLDER_PUBLIC, (holder,), row.public),
                cover(Covered.HOLDER_LOCK, (holder,), row.body),
            )
            for holder, row in kept.holders.items()
        }
        kept.house |= {
            name: cover(Covered.HOUSE, (name,), body) for name, body in kept.house.items() if name != FINGERPRINT
        }

    def scrub(self) -> None:
        """See `KeyRows.scrub`."""

    def tell_withdrawn(self, place: PlaceId) -> None:
        """See `KeyRows.tell_withdrawn`. There is no other process."""

    def tell_taken_back(self, by: str) -> None:
        """See `KeyRows.tell_taken_back`. There is no other process."""

    def must_be_alone(self) -> None:
        """See `keys.ring.Rows.must_be_alone`."""
        if self._writing:
            raise Broken("what must be kept at once was asked for within a transaction")

    def _keep_wraps_if(self, keeps: Callable[[PlaceId, str], bool]) -> None:
        self._must_write()
        kept = self._kept_keys
        kept.wraps = {key: body for key, body in kept.wraps.items() if keeps(key[0], key[2])}

    def _must_write(self) -> None:
        if not self._writing:
            raise Broken("something was to be written outside a transaction")
