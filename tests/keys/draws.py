"""Randomness that is none, so that what is sealed can be compared with what was written down."""

from collections.abc import Callable
from itertools import count

from entremise.keys.host import Host
from entremise.keys.passwords import Cost
from entremise.keys.scheme import HostKey

CHEAP = Cost(iterations=1, kibibytes=64)
"""What a test can afford to pay for a passphrase."""


def fixed(*values: bytes) -> Callable[[int], bytes]:
    """Draws these values, in their order."""
    left = list(values)

    def draw(size: int) -> bytes:
        value = left.pop(0)
        assert len(value) == size
        return value

    return draw


def counting() -> Callable[[int], bytes]:
    """Draws 0, 1, 2 …, each filled up to its size."""
    numbers = count()
    return lambda size: next(numbers).to_bytes(size)


def a_host() -> Host:
    """The host key of every test that needs one, without a file."""
    return Host(HostKey(bytes(range(0x80, 0xA0))))
