"""How much of what is scarce each seat and place has in use just now, so that no room takes what others need.

A share is refused or waited for by what the seat's own place uses, and by nothing else.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from entremise.domain.ids import PlaceId
from entremise.domain.rooms import Seat


@dataclass(frozen=True, slots=True)
class Shares:
    """So many at once for a seat, and for all seats of a place together. Used in the event loop."""

    seat: int
    place: int
    using: Counter[str] = field(default_factory=Counter)
    """By seat and place; those with none are not in it."""

    @contextmanager
    def taken(self, seat: Seat) -> Iterator[bool]:
        """Within the block, whether there is one for the seat; if not, none is taken."""
        names = (f"seat {seat.id}", f"place {seat.place}")
        room = all(self.using[name] < most for name, most in zip(names, (self.seat, self.place), strict=True))
        if not room:
            yield False
            return
        self.using.update(names)
        try:
            yield True
        finally:
            self.using.subtract(names)
            for name in names:
                if not self.using[name]:
                    del self.using[name]


@dataclass(frozen=True, slots=True)
class Turns:
    """One at once for each place; its others wait. Used in the event loop."""

    locks: dict[PlaceId, asyncio.Lock] = field(default_factory=dict)
    wanting: Counter[PlaceId] = field(default_factory=Counter)

    @asynccontextmanager
    async def taken(self, place: PlaceId) -> AsyncIterator[None]:
        """Within the block it is the place's turn."""
        lock = self.locks.setdefault(place, asyncio.Lock())
        self.wanting[place] += 1
        try:
            async with lock:
                yield
        finally:
            self.wanting[place] -= 1
            if not self.wanting[place]:
                del self.wanting[place], self.locks[place]
