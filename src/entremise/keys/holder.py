"""A person's key pair: the private key is sealed under a passphrase that is kept nowhere.

    passphrase  prepared as RFC 8265 prepares an OpaqueString, in UTF-8
    key         Argon2id(passphrase, salt = 16 random octets, m = 64 MiB, t = 3, p = 1), 32 octets     RFC 9106
    lock        0x01 | memory in KiB (4 octets) | passes (1) | lanes (1) | salt (16) | box under that key

Memory and passes are those of RFC 9106's second recommended option, three times OWASP's least memory. There is one
lane: with several, the library's threads wait for each other for ever when two people sign in at once, and whoever
guesses would gain from them more than a server can.
"""

import re
import unicodedata
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from entremise.domain.errors import Broken, Code, Refusal
from entremise.keys.boxes import KEY_BYTES, NONCE_BYTES, Binding, Draw, box, unbox
from entremise.keys.passwords import ORDINARY, Cost
from entremise.services.ports import Holder

LEAST_CHARACTERS: Final = 12
"""Shortest passphrase that can be chosen."""
MOST_CHARACTERS: Final = 1024
"""Longest passphrase; a longer one is refused before anything is computed of it."""

LOCK: Final = "entremise/1/lock"
SESSION: Final = "entremise/1/session"

_FORM: Final = 1
_SALT_BYTES: Final = 16
_HEAD_BYTES: Final = 7 + _SALT_BYTES
_MOST_KIBIBYTES: Final = 2**20
"""A lock that asks for more was not made here: it would use up the memory."""

# RFC 8264, 9.11 and 9.13 with unicodedata: controls, what cannot be seen, private use, surrogates, the unassigned.
_FORBIDDEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_IGNORABLE: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# RFC 8264, 9.9: the conjoining letters of old Hangul.
_OLD_HANGUL: Final = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")
# RFC 5892, A.1 and A.2 allow them by the letters around; taken as they stand, since Persian is spelt with them.
_JOINERS: Final = frozenset("\u200c\u200d")


def draw_holder(identity: str, *, draw: Draw) -> Holder:
    """A new key pair."""
    return Holder(identity, draw(KEY_BYTES))


def chosen(passphrase: str) -> bytes | Refusal:
    """A passphrase that somebody chooses, prepared; or why it cannot be one. Costs next to nothing."""
    made = prepared(passphrase)
    if isinstance(made, Refusal):
        return made
    length = len(made.decode())
    if length < LEAST_CHARACTERS:
        return Refusal(Code.PASSPHRASE_SHORT, {"least": LEAST_CHARACTERS, "length": length})
    return made


def prepared(passphrase: str) -> bytes | Refusal:
    """A passphrase as it is hashed, so that every keyboard gives the same; or why it is none.

    RFC 8265, 4.2.2: every space becomes U+0020, then NFC; case and width stay as they are. Refused are what nobody can
    see or type, and more than `MOST_CHARACTERS`. Two joiners are kept that the RFC keeps in some places only.
    """
    if len(passphrase) > MOST_CHARACTERS:
        return Refusal(Code.TEXT_TOO_LONG, {"most": MOST_CHARACTERS, "length": len(passphrase)})
    if not passphrase:
        return Refusal(Code.TEXT_EMPTY)
    spaced = "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in passphrase)
    made = unicodedata.normalize("NFC", spaced)
    for position, letter in enumerate(made, start=1):
        if _is_forbidden(letter):
            return Refusal(Code.CHARACTER_FORBIDDEN, {"character": f"U+{ord(letter):04X}", "position": position})
    return made.encode()


def lock(holder: Holder, passphrase: bytes, *, draw: Draw, cost: Cost = ORDINARY) -> bytes:
    """The private key, sealed under a prepared passphrase. About 0.3 s and 64 MiB, by `cost`."""
    salt = draw(_SALT_BYTES)
    head = _head(cost, salt)
    key = stretched(passphrase, salt, cost)
    return head + box(key, _bound(holder.id, head), holder.private, draw=draw)


def unlock(identity: str, locked: bytes | None, passphrase: bytes, *, cost: Cost = ORDINARY) -> Holder | None:
    """The holder whose lock a prepared passphrase opens; None if it is wrong, or there is no such holder.

    Costs the same in all three cases, if `cost` is what locks are made at. Raises Broken if this one was not made here.
    """
    head, sealed = _read(_no_lock(cost) if locked is None else locked)
    asked = Cost(kibibytes=int.from_bytes(head[1:5]), iterations=head[5])
    key = stretched(passphrase, head[7:], asked)
    try:
        private = unbox(key, _bound(identity, head), sealed)
    except Broken:
        return None
    return None if locked is None else Holder(identity, private)


def stretched(passphrase: bytes, salt: bytes, cost: Cost) -> bytes:
    """32 octets made of a passphrase, at a cost: Argon2id with one lane."""
    function = Argon2id(salt=salt, length=KEY_BYTES, iterations=cost.iterations, lanes=1, memory_cost=cost.kibibytes)
    return function.derive(passphrase)


def seal_for_session(holder: Holder, secret: str, *, draw: Draw) -> bytes:
    """The private key, sealed under a session's secret of at least 128 random bits, of which only a hash is kept."""
    return box(secret.encode(), (SESSION, holder.id), holder.private, draw=draw)


def open_in_session(identity: str, sealed: bytes, secret: str) -> Holder | None:
    """The holder whose session has this secret, or None."""
    try:
        return Holder(identity, unbox(secret.encode("utf-8", "surrogatepass"), (SESSION, identity), sealed))
    except Broken:
        return None


def _read(locked: bytes) -> tuple[bytes, bytes]:
    head, sealed = locked[:_HEAD_BYTES], locked[_HEAD_BYTES:]
    usable = len(head) == _HEAD_BYTES and head[0] == _FORM and head[5] > 0 and head[6] == 1
    if not usable or not 8 <= int.from_bytes(head[1:5]) <= _MOST_KIBIBYTES:
        raise Broken("a lock that was not made here")
    return head, sealed


def _bound(identity: str, head: bytes) -> Binding:
    return (LOCK, identity, head.hex())


def _is_forbidden(letter: str) -> bool:
    if letter in _JOINERS:
        return False
    if unicodedata.category(letter) in _FORBIDDEN:
        return True
    return bool(_IGNORABLE.match(letter) or _OLD_HANGUL.match(letter))


def _no_lock(cost: Cost) -> bytes:
    """What an unknown holder's passphrase is tried on, so that it costs what a wrong one costs."""
    return _head(cost, bytes(_SALT_BYTES)) + bytes(NONCE_BYTES + KEY_BYTES + 16)


def _head(cost: Cost, salt: bytes) -> bytes:
    return bytes((_FORM,)) + cost.kibibytes.to_bytes(4) + bytes((cost.iterations, 1)) + salt
