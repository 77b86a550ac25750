"""What an operation is, and what every operation does: read a label or a limit, tell what was done."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from entremise.api.messages import JSON
from entremise.api.schema import DoneOut
from entremise.domain.errors import Refusal
from entremise.domain.ids import NOTES, Label
from entremise.domain.rooms import Seat
from entremise.services.ports import Budget, Parts
from entremise.services.reading import MOST, PAGE
from entremise.services.speaking import Done

MOST_DIGITS: Final = 9
"""Of a number in an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, read: who asks, for what."""

    parts: Parts
    seat: Seat
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    key: str | None


@dataclass(frozen=True, slots=True)
class Malformed:
    """A query or an address that cannot be read."""

    wanted: str
    given: str


@dataclass(frozen=True, slots=True)
class Pieces:
    """A body that is no JSON and comes in pieces."""

    pieces: Iterator[bytes]


Result = tuple[int, Any] | Pieces | Refusal | Malformed


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One row of the table."""

    method: str
    path: str
    does: Callable[[Call], Result]
    says: str
    takes: type[msgspec.Struct] | None = None
    bare: bool = False
    """Whether it may come without a body, which then says nothing."""
    takes_bytes: bool = False
    """Whether its body is no JSON, and taken as it stands."""
    gives: type[msgspec.Struct] | None
    """None: a body that is no JSON, of the type `media`."""
    media: str = JSON
    status: int = 200
    desk: bool | None = None
    """True: for the desk only. False: for rooms only. None: for both."""
    query: tuple[str, ...] = ()
    spends: Budget | None = None
    """None: the programs' budget for reading, or that for acts."""


def label_in(text: str | None, *, series: str) -> Label | Malformed | None:
    """The entry that a parameter names, within `series` if it is a bare number; None for none or 0."""
    if text is None or text == "0":
        return None
    return Label.parse(text, series=series) or Malformed("the number of an entry, such as 12 or N-4", "another word")


def number_in(text: str) -> int | None:
    """The number that an address names; None for what no number can be."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def moment_in(at: datetime | None) -> datetime | Malformed | None:
    """A moment that a program names, in UTC; None for none."""
    if at is None:
        return None
    if at.tzinfo is None:
        return Malformed("a moment with its time zone", "a moment without one")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return Malformed("a moment within the calendar", "one outside it")


def limit_in(text: str | None) -> int | Malformed:
    """How many entries a parameter asks for, or the usual number."""
    if text is None:
        return PAGE
    if text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= MOST and len(text) < 9:
        return int(text)
    return Malformed(f"a limit from 1 to {MOST}", "another value")


def number_of(label: Label) -> int | str:
    """An entry's number as programs know it: a note keeps its series."""
    return str(label) if label.series == NOTES else label.number


def done(act: Done | Refusal, *, status: int = 200) -> Result:
    """What a program is told of an act that brings nothing but its time."""
    return act if isinstance(act, Refusal) else (status, DoneOut(act.at))
