"""How a place's words are sealed, and how its keys are wrapped. `docs/keys.md` shows every label, with examples.

A place has a data key of 32 random octets for each epoch. Entries, drafts, answers and names are sealed under it:

    0x01 | epoch (4 octets) | box under the data key                                       by who has the data key
    0x02 | epoch (4 octets) | letter to the epoch's public key, derived from the data key  by who has not

A data key is kept in wraps only: one for the host, one for each holder. All that is kept of keys is covered with the
host key: a stolen database opens nothing without it, and once a host key is no more, nothing that it covered opens.
"""

from dataclasses import dataclass, field
from typing import Final, NewType

from entremise.domain.errors import Broken
from entremise.domain.ids import PlaceId
from entremise.keys.boxes import KEY_BYTES, Binding, Draw, box, derived, post, public_of, unbox, unpost
from entremise.services.ports import Covered, Holder

HostKey = NewType("HostKey", bytes)
"""32 octets under which all wraps are covered; see `keys.host`."""

HOST: Final = "host"
"""The holder's name in the host's own wrap."""

ENTRY: Final = "entremise/1/entry"
LETTER: Final = "entremise/1/letter"
EPOCH_PAIR: Final = "entremise/1/epoch-pair"
WRAP_LETTER: Final = "entremise/1/wrap-letter"
COVER: Final = "entremise/1/cover"

HEAD_BYTES: Final = 5
"""Of what is sealed: its form and its epoch."""

_BOXED: Final = 1
_POSTED: Final = 2


@dataclass(frozen=True, slots=True)
class DataKey:
    """A place's key of one epoch."""

    place: PlaceId
    epoch: int
    """1, 2, 3 … in this place alone; at most 2^32 - 1."""
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PublicHolder:
    """To whom keys are wrapped."""

    id: str
    public: bytes


@dataclass(frozen=True, slots=True)
class EpochKey:
    """The public half of a place's epoch: with it one writes and cannot read."""

    place: PlaceId
    epoch: int
    public: bytes


def draw_key(place: PlaceId, epoch: int, *, draw: Draw) -> DataKey:
    """A new data key."""
    return DataKey(place, epoch, draw(KEY_BYTES))


def seal(key: DataKey, context: str, plain: bytes, *, draw: Draw) -> bytes:
    """`plain` for the key's place, 33 octets longer. `context` says where it stands; opening needs the same."""
    return _head(_BOXED, key.epoch) + box(key.secret, _bound(ENTRY, key.place, key.epoch, context), plain, draw=draw)


def seal_unread(key: EpochKey, context: str, plain: bytes) -> bytes:
    """As `seal`, without being able to open it again: 53 octets longer."""
    return _head(_POSTED, key.epoch) + post(key.public, _bound(LETTER, key.place, key.epoch, context), plain)


def unseal(key: DataKey, context: str, sealed: bytes) -> bytes:
    """What was sealed in either form. Raises Broken unless place, epoch and context are those of the sealing."""
    form, epoch = _read_head(sealed)
    if epoch != key.epoch:
        raise Broken("words sealed in another epoch")
    body = sealed[HEAD_BYTES:]
    if form == _BOXED:
        return unbox(key.secret, _bound(ENTRY, key.place, epoch, context), body)
    return unpost(_private_of(key), _bound(LETTER, key.place, epoch, context), body)


def epoch_of(sealed: bytes) -> int:
    """Which epoch's key opens it. Raises Broken if it is sealed in no form known here."""
    return _read_head(sealed)[1]


def public_half(key: DataKey) -> EpochKey:
    """What lets others write to the key's epoch. About 60 µs."""
    return EpochKey(key.place, key.epoch, public_of(_private_of(key)))


# Wraps ----------------------------------------------------------------------------------------------------


def cover(host: HostKey, what: Covered, of: tuple[str, ...], plain: bytes, *, draw: Draw) -> bytes:
    """`plain`, covered with the host key: what it is and of which row is part of it, so no row can be put elsewhere."""
    return box(host, (COVER, what, *of), plain, draw=draw)


def uncover(host: HostKey, what: Covered, of: tuple[str, ...], covered: bytes) -> bytes:
    """What was covered. Raises Broken for any other host key or row."""
    return unbox(host, (COVER, what, *of), covered)


def wrap_for_host(key: DataKey, host: HostKey, *, draw: Draw) -> bytes:
    """The data key, for the host itself."""
    return cover(host, Covered.WRAP, wrap_of(key.place, key.epoch, HOST), key.secret, draw=draw)


def unwrap_by_host(place: PlaceId, epoch: int, wrap: bytes, host: HostKey) -> DataKey:
    """The data key in the host's wrap. Raises Broken for any other place, epoch or host key."""
    return DataKey(place, epoch, uncover(host, Covered.WRAP, wrap_of(place, epoch, HOST), wrap))


def wrap_for_holder(key: DataKey, holder: PublicHolder, host: HostKey, *, draw: Draw) -> bytes:
    """The data key in a letter to the holder, covered with the host key: to open it takes both."""
    letter = post(holder.public, _bound(WRAP_LETTER, key.place, key.epoch, holder.id), key.secret)
    return cover(host, Covered.WRAP, wrap_of(key.place, key.epoch, holder.id), letter, draw=draw)


def unwrap_by_holder(place: PlaceId, epoch: int, wrap: bytes, *, holder: Holder, host: HostKey) -> DataKey:
    """The data key in a holder's wrap. Raises Broken for any other place, epoch, holder or host key."""
    letter = uncover(host, Covered.WRAP, wrap_of(place, epoch, holder.id), wrap)
    return DataKey(place, epoch, unpost(holder.private, _bound(WRAP_LETTER, place, epoch, holder.id), letter))


def wrap_of(place: PlaceId, epoch: int, holder: str) -> tuple[str, ...]:
    """Which row a wrap is."""
    return (place, str(epoch), holder)


def _private_of(key: DataKey) -> bytes:
    return derived(key.secret, (EPOCH_PAIR, key.place, str(key.epoch)))


def _bound(label: str, place: PlaceId, epoch: int, last: str) -> Binding:
    return (label, place, str(epoch), last)


def _head(form: int, epoch: int) -> bytes:
    return bytes((form,)) + epoch.to_bytes(4)


def _read_head(sealed: bytes) -> tuple[int, int]:
    if len(sealed) < HEAD_BYTES or sealed[0] not in {_BOXED, _POSTED}:
        raise Broken("words sealed in no form known here")
    return sealed[0], int.from_bytes(sealed[1:HEAD_BYTES])
