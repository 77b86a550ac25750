"""Passwords, hashed with Argon2id (RFC 9106) in the PHC string format, which carries salt and cost."""

import re
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

MOST_BYTES: Final = 4096
"""Longest password that is hashed, in UTF-8: the work must not grow with what a stranger sends."""

_LENGTH: Final = 32
# With several lanes, two threads that hash at once wait for each other for ever (cryptography 50.0, OpenSSL 4.0).
_ONE_LANE: Final = re.compile(r"\$argon2id\$v=19\$m=\d+,t=\d+,p=1\$")


@dataclass(frozen=True, slots=True)
class Cost:
    """How much work one password is."""

    iterations: int = 3
    kibibytes: int = 64 * 1024


ORDINARY: Final = Cost()
"""The memory and the passes of RFC 9106, section 4, second recommended option: about a third of a second."""


def hashed(password: str, *, salt: bytes, cost: Cost = ORDINARY) -> str:
    """The PHC string of `password`. Raises ValueError if it is longer than `MOST_BYTES`, or the salt under 8 bytes."""
    given = password.encode("utf-8", "surrogatepass")
    if len(given) > MOST_BYTES:
        raise ValueError(f"a password of at most {MOST_BYTES} bytes is wanted, {len(given)} were given")
    return _argon2(salt, cost).derive_phc_encoded(given)


def matches(password: str, phc: str) -> bool:
    """Whether `phc` was made of `password`, by the cost that it names; False too for what cannot be read.

    False, too, for a hash of several lanes, which is never made here.
    """
    given = password.encode("utf-8", "surrogatepass")
    if len(given) > MOST_BYTES or not _ONE_LANE.match(phc):
        return False
    try:
        Argon2id.verify_phc_encoded(given, phc)
    except (InvalidKey, ValueError):
        return False
    return True


def _argon2(salt: bytes, cost: Cost) -> Argon2id:
    return Argon2id(salt=salt, length=_LENGTH, iterations=cost.iterations, lanes=1, memory_cost=cost.kibibytes)
