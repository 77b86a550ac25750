"""Who is told that a place has new lines: that it has, and up to which; never what."""

from collections.abc import Mapping
from typing import Protocol

from entremise.domain.ids import PlaceId


class Notifier(Protocol):
    """Told after lines are kept."""

    def news(self, heads: Mapping[PlaceId, int]) -> None:
        """These places have lines up to these numbers. Must not raise, and returns at once."""


class Nobody:
    """Nobody listens."""

    def news(self, heads: Mapping[PlaceId, int]) -> None:
        """Nothing happens."""
