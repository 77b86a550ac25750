"""What programs say and are told of notices by mail and of the hotline."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct


class NoticesIn(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a seat asks to be told of, and where."""

    address: Annotated[str, Meta(max_length=1000, description="A new one is mailed a code first.")]
    zone: Annotated[str, Meta(max_length=100, description="By whose clock, such as Asia/Muscat.")]
    daily: bool = True
    """At the times of day that the house has set, if something came since the seat last looked."""
    rings: bool = False
    """At once, when the other side asks to be called."""
    house_may_read: bool = False
    """Where the room is closed to the house: that it can read this address."""


class CodeIn(Struct, frozen=True, forbid_unknown_fields=True):
    """The code that was mailed."""

    code: Annotated[str, Meta(max_length=100)]


class NoticesOut(Struct, frozen=True, kw_only=True):
    """A seat's own notices."""

    offered: bool
    """Whether the house sends mail."""
    times: list[str]
    """The times of day that the house has set."""
    address: str | None
    """Null: none are asked for."""
    zone: str | None
    daily: bool
    rings: bool
    confirmed: datetime | None
    """Null: nothing is sent yet."""
    rests: bool
    """Whether nothing is sent because the room was closed to the house, which cannot read the address."""


class RingIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Which room; at the desk only."""

    room: Annotated[str, Meta(max_length=10)] | None = None


class RingOut(Struct, frozen=True):
    """The last ring of one side."""

    at: datetime
    seen: datetime | None


class HotlineOut(Struct, frozen=True, kw_only=True):
    """The hotline between a room and the desk."""

    room: str
    from_desk: RingOut | None
    """When the mediator last asked to be called."""
    from_room: RingOut | None
    """When the room last asked for the mediator."""


class HotlinesOut(Struct, frozen=True):
    """The own room's, or at the desk those of all rooms."""

    hotlines: list[HotlineOut]
