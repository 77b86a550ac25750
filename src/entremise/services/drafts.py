"""Drafts: unsent words, one for each seat and destination. Sealed like entries, and never part of a log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from entremise.domain.rooms import Seat
from entremise.services.ports import Draft, Parts

Fields = Mapping[str, str | list[str]]
"""A form as it was filled in."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it was saved."""

    fields: Fields
    saved: datetime


def keep_draft(parts: Parts, seat: Seat, destination: str, fields: Fields) -> datetime:
    """Save a draft in place of the one before; when it was saved."""
    now = parts.clock.now()
    with parts.store.writing(seat.place):
        parts.store.keep_draft(seat, destination, Draft(msgspec.json.encode(fields), now))
    return now


def read_draft(parts: Parts, seat: Seat, destination: str) -> Kept | None:
    """The seat's draft for this destination, or None."""
    draft = parts.store.draft(seat, destination)
    if draft is None:
        return None
    return Kept(msgspec.json.decode(draft.body, type=dict[str, str | list[str]]), draft.saved)


def drop_draft(parts: Parts, seat: Seat, destination: str) -> None:
    """Forget the draft, if there is one."""
    if parts.store.draft(seat, destination) is not None:
        with parts.store.writing(seat.place):
            parts.store.drop_draft(seat, destination)
