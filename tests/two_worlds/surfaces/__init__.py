"""What each subject adds to the programs of the two worlds; one subject a file."""

from typing import Final

from tests.two_worlds.acts import Surface

SURFACES: Final[tuple[Surface, ...]] = ()
"""Every subject's surface."""
