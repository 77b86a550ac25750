"""What is taken down of what a party says by telephone or on paper."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from entremise.api.schema import EntryLabel, EntryRef, LeaveIn, Words
from entremise.api.schema.agenda import AcceptableOut, AcceptanceOut, ItemNumber, Line
from entremise.api.schema.asking import SummaryPointIn
from entremise.domain.dates import MOST_SLOTS
from entremise.domain.events.agenda import ItemKind, Stance
from entremise.domain.events.asking import Reply
from entremise.domain.events.dates import Availability
from entremise.domain.terms import Came, MessageType, Role

Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="Of the words, as GET /rooms/{room}/taken has it.")]


class CallIn(Struct, frozen=True, forbid_unknown_fields=True):
    """How something came from a party, or reached it."""

    how: Came
    who: Role
    at: datetime | None = None
    """With a time zone; None: now."""


class TakenIn(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How words came from a party, and what it agreed to when they were read back."""

    call: CallIn
    leave: LeaveIn | None = None
    """More than confidence only with `agreed_by`."""
    agreed_by: Role | None = None
    """Who agreed to the words when they were read back."""
    agreed: datetime | None = None
    """With a time zone; None: now."""
    why: str | None = None
    """Why the words are taken down although they repeat another room's confidence."""


class TakeDownIn(TakenIn, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a party said, word for word."""

    text: Words
    kind: MessageType = MessageType.INFORMATION
    binding: bool = False
    reply_to: EntryRef | None = None


class ProposalSaidIn(TakenIn, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An item that a party proposes."""

    title: Line
    kind: ItemKind = ItemKind.ITEM
    words: Words = ""


class ViewSaidIn(TakenIn, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a party thinks of an item that it was told."""

    item: ItemNumber
    """Its number in that room."""
    stance: Stance
    words: Words


class AcceptanceSaidIn(TakenIn, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An acceptance subject to the word of an authority; needs `agreed_by`."""

    of: EntryLabel
    digest: Digest
    authority: Line
    words: Words


class WordSaidIn(TakenIn, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An authority's word on an acceptance; `agreed_by` is the head of the delegation."""

    digest: Digest
    final: bool
    words: Words


class ItemSaidOut(Struct, frozen=True):
    """An item of which a party's view can be taken down."""

    number: int
    """In that room."""
    title: str


class ToPaperOut(Struct, frozen=True):
    """As what a party's words can stand on its papers too, as the desk knows that room."""

    items: list[ItemSaidOut]
    brought: list[AcceptableOut]
    """What came into the room last, the newest first."""
    acceptances: list[AcceptanceOut]
    """Those that wait for an authority's word."""


class ReadBackIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Who agreed to an entry's words when they were read back, and with which leave."""

    call: CallIn
    leave: LeaveIn
    why: str | None = None
    """How they gave it: asked where a second seat is required and the leave is wider; or as elsewhere."""


class SaidIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A party's answer to a read-back, by telephone."""

    reply: Reply
    call: CallIn
    text: str | None = None
    why: str | None = None
    """Why other words are taken down although they repeat another room's confidence."""


class PointsSaidIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A party's answer to a summary that was read to it: one for each point, in their order."""

    call: CallIn
    points: list[SummaryPointIn]
    why: str | None = None
    """Why words are taken down although they repeat another room's confidence."""


class DatesSaidIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Which dates suit a party: one answer for each, in their order."""

    call: CallIn
    answers: Annotated[list[Availability], Meta(max_length=MOST_SLOTS)]
