"""A log's line and what is to be added to one. A log only grows; each place has its own."""

from dataclasses import dataclass
from datetime import datetime

from entremise.domain.events import Event
from entremise.domain.ids import PlaceId


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a place's log, as it was written and will stay."""

    place: PlaceId
    number: int
    """1, 2, 3 … in this log alone. Never shown outside the place: labels are."""
    at: datetime
    """When it was written, in UTC."""
    event: Event


@dataclass(frozen=True, slots=True)
class Append:
    """One event to be written at the end of one log."""

    place: PlaceId
    event: Event
