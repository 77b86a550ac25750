"""What programs say and are told of words that are kept with a second seat's agreement."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from entremise.domain.events.seconding import EnterBy
from entremise.domain.facts import Kind
from entremise.domain.leave import LeaveForm
from entremise.domain.seconding import SecondState
from entremise.domain.terms import CarryForm, MessageType, Role


class RequireIn(Struct, frozen=True, forbid_unknown_fields=True):
    """How the case is to be set."""

    required: bool


class RequiredOut(Struct, frozen=True, kw_only=True):
    """How the case is set after the act."""

    at: datetime
    required: bool
    """Still, where a second seat has yet to say that it is not."""


class EndAskedOut(Struct, frozen=True, kw_only=True):
    """That a seat asks to require it no more."""

    role: Role
    own: bool
    """Whether the own seat does."""
    at: datetime
    until: datetime


class SecondAnswerIn(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A second seat's answer."""

    agrees: bool
    words: Annotated[str, Meta(description="Needed to refuse.")] = ""


class TakenLeaveOut(Struct, frozen=True):
    """What may be done with words from now on, as a party is said to allow."""

    form: LeaveForm
    condition: str | None
    becomes: LeaveForm | None
    expires: datetime | None


class LeafOut(Struct, frozen=True, omit_defaults=True):
    """Words, and the rooms that would read them."""

    rooms: list[str]
    text: str
    leave: TakenLeaveOut | None = None
    """Of words that are taken down as a room's own."""


class RepeatedOut(Struct, frozen=True, kw_only=True):
    """What is repeated, and the room that may not have it."""

    room: str
    source: str
    """The entry's label, or the name of something of the desk's own."""
    kinds: list[Kind]
    here: str
    """As the words have it."""
    there: str
    """As the desk has it."""


class CheckedOut(Struct, frozen=True):
    """What the guard finds in a message: nothing, or what its reader may not have."""

    repeated: list[RepeatedOut]
    unread: list[str]
    """Entries with whose documents nothing was compared: the desk has more of these than the guard keeps in mind."""


class SecondOut(Struct, frozen=True, kw_only=True):
    """A request that words be kept."""

    number: int
    state: SecondState
    by: EnterBy
    """By which act they would enter."""
    leaves: list[LeafOut]
    form: CarryForm | None
    type: MessageType | None
    sources: list[str]
    """The entries that the words rest on."""
    document: str | None
    """Name of the copy that goes along."""
    repeated: list[RepeatedOut]
    why: str
    role: Role
    """Who asks."""
    own: bool
    """Whether the own seat does."""
    at: datetime
    until: datetime
    answered_by: Role | None
    answered: datetime | None
    words: str | None
    """What was said with the answer."""


class SecondsOut(Struct, frozen=True):
    """How the case is set, and the requests of the last days."""

    required: bool
    end_asked: EndAskedOut | None
    """Another person who sets the same ends it."""
    requests: list[SecondOut]
