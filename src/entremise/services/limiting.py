"""How often a seat, and its place as a whole, may ask; and how long to wait after wrong codes.

Budgets belong to one seat and to one place, never to the house: what one room asks changes nothing of what another
is answered. Each refills evenly (GCRA, ITU-T I.371): so many at once, then one each time the budget's share of a
minute has passed. A budget in use is one number in this process's memory; several processes count each for itself.

Whoever has no seat here has no budget: what is absent stays absent, however often it is asked for.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType
from typing import Final

from entremise.domain.errors import Code, Refusal
from entremise.domain.record import micros
from entremise.domain.rooms import Seat
from entremise.services.ports import Budget, Clock, Parts, Tried

SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
"""In microseconds: sums of whole numbers do not drift."""
LONGEST_DELAY: Final = 300
"""Seconds. Long enough to make guessing hopeless; short enough to wait for, should somebody guess at one's seat."""
FORGOTTEN_AFTER: Final = 3600
"""Seconds after which wrong codes no longer count."""
MOST_REMEMBERED: Final = 20_000
"""Budgets in use that are remembered at once, links given wrong codes for, and seats: so many of each."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How often, a minute."""

    seat: int
    place: int
    """All seats of a place together."""


RATES: Final[Mapping[Budget, Rate]] = MappingProxyType(
    {
        Budget.READ: Rate(1800, 7200),
        Budget.ACT: Rate(60, 240),
        Budget.SAVE: Rate(180, 720),
        Budget.SEARCH: Rate(30, 120),
        Budget.UPLOAD: Rate(600, 1800),
        Budget.LOOK: Rate(60, 240),
        Budget.EXPORT: Rate(6, 20),
        Budget.PROGRAM_READ: Rate(6000, 24_000),
        Budget.PROGRAM_ACT: Rate(2400, 9600),
    }
)
"""What is allowed where the host says nothing else. A page that shows a busy room reads it anew at each news; a
program that relays twenty messages a second acts 1,200 times a minute."""


def rates_from(text: str) -> Mapping[Budget, Rate]:
    """`RATES`, with those that `text` names replaced: `act=60/240 program-act=24000/96000`, seat and place a minute.

    Raises ValueError for what cannot be read, with what is wanted.
    """
    rates = dict(RATES)
    for word in text.split():
        name, _, given = word.partition("=")
        seat, _, place = given.partition("/")
        if name not in list(Budget) or not (seat.isdecimal() and place.isdecimal()) or not 0 < int(seat) <= int(place):
            raise ValueError(
                "limits such as act=60/240 are wanted in ENTREMISE_LIMITS, a seat's and its place's a minute,"
                f" for {', '.join(Budget)}; {word!r} was given: correct it, or leave it out"
            )
        rates[Budget(name)] = Rate(int(seat), int(place))
    return MappingProxyType(rates)


class Limits:
    """See `services.ports.Limits`. One for each process; used from any thread."""

    def __init__(
        self, clock: Clock, rates: Mapping[Budget, Rate] = RATES, *, most_remembered: int = MOST_REMEMBERED
    ) -> None:
        self._clock = clock
        self._rates = rates
        self._most = most_remembered
        self._full_at: dict[tuple[Budget, str], int] = {}
        """When each budget in use is whole again; one that is not here is whole."""
        self._wrong: Mapping[Tried, OrderedDict[bytes, tuple[int, int]]] = {what: OrderedDict() for what in Tried}
        """By what was given: how many attempts failed, and when the next may be made. A flood of made-up links makes
        no seat's delay forgotten."""
        self._lock = threading.Lock()

    def take(self, budget: Budget, seat: str, place: str) -> int:
        """See `Limits.take`."""
        rate, now = self._rates[budget], micros(self._clock.now())
        with self._lock:
            if len(self._full_at) > self._most:
                self._full_at = {key: full for key, full in self._full_at.items() if full > now}
            taken = [((budget, f"seat {seat}"), rate.seat), ((budget, f"place {place}"), rate.place)]
            full = [max(self._full_at.get(key, now), now) + MINUTE // most for key, most in taken]
            wait = max(full) - now - MINUTE
            if wait > 0:
                return ceil(wait / SECOND)
            self._full_at.update({key: at for (key, _), at in zip(taken, full, strict=True)})
            return 0

    def attempt(self, what: Tried, given: str) -> int:
        """See `Limits.attempt`."""
        name, now, wrong = _name(given), micros(self._clock.now()), self._wrong[what]
        with self._lock:
            failures, until = wrong.pop(name, (0, 0))
            if now < until:
                wrong[name] = failures, until
                return ceil((until - now) / SECOND)
            failures = failures + 1 if now < until + FORGOTTEN_AFTER * SECOND else 1
            # Counted before it is known to be wrong: of many made at once, one is looked at.
            wrong[name] = failures, now + min(2 ** (failures - 1), LONGEST_DELAY) * SECOND
            if len(wrong) > self._most:
                wrong.popitem(last=False)
            return 0

    def succeeded(self, what: Tried, given: str) -> None:
        """See `Limits.succeeded`."""
        with self._lock:
            self._wrong[what].pop(_name(given), None)


def allowed(parts: Parts, seat: Seat, budget: Budget) -> Refusal | None:
    """None, and one is taken from the budget; or that the seat must wait, and nothing is."""
    wait = parts.limits.take(budget, seat.id, seat.place)
    return Refusal(Code.TOO_MANY, {"seconds": wait}) if wait else None


def attempt(parts: Parts, what: Tried, given: str) -> Refusal | None:
    """None where a code or passphrase for `given`, a link's secret or a seat's id, may be tried now; else the refusal.

    Asked before anything is looked up, and alike for what exists and what does not. Each attempt counts as wrong
    until `succeeded` is called: the delay is 1, 2, 4 … seconds, at most five minutes.
    """
    wait = parts.limits.attempt(what, given)
    return Refusal(Code.TOO_SOON, {"seconds": wait}) if wait else None


def succeeded(parts: Parts, what: Tried, given: str) -> None:
    """The attempt for `given` was right: those before it count no more."""
    parts.limits.succeeded(what, given)


def _name(given: str) -> bytes:
    """What was given, at a fixed size, and not as it was given."""
    return hashlib.sha256(given.encode("utf-8", "surrogatepass")).digest()
