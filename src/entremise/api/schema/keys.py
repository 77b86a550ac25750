"""A place's keys, and what was destroyed."""

from datetime import datetime

from msgspec import Struct

from entremise.domain.terms import Role


class KeyholderOut(Struct, frozen=True, kw_only=True):
    """Somebody with a passphrase, whose key opens the place."""

    seat: str
    role: Role
    name: str | None
    fingerprint: str
    own: bool
    """Whether it is the program's seat."""


class CertificateOut(Struct, frozen=True, kw_only=True):
    """That a room or the case was destroyed."""

    at: datetime
    room: str | None
    """Null: the case."""
    text: str
    """A signed note, to be kept."""


class KeysOut(Struct, frozen=True, kw_only=True):
    """The keys of a place, as its members see them."""

    closed: bool
    """Whether the host cannot open the place."""
    epoch: int
    """How many keys were drawn for it so far."""
    held_by: list[KeyholderOut]
    certificates: list[CertificateOut]
    """At the desk: of the rooms that were destroyed, newest first."""


class DestroyIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What is destroyed for good."""

    what: str
    """The letter of a room, or `case`."""
    codename: str
    """The case's, as it stands: so that it is not done by mistake."""
