"""What goes in and out of the agenda, positions and mandates."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from entremise.api.schema import EntryLabel, LeaveIn, MarkLetter, OnItemIn, Words
from entremise.domain.agenda import MOST_ITEMS
from entremise.domain.events.agenda import ItemKind, ItemState, Stance
from entremise.domain.events.mandate import Reach
from entremise.domain.events.positions import StandKind
from entremise.domain.mandate import MOST_OFFICES
from entremise.domain.positions import MOST_STAGES, Movement
from entremise.domain.rules import MOST_SOURCES
from entremise.domain.terms import CarryForm, Role

ItemNumber = Annotated[int, Meta(ge=1, le=10**6, description="An item's number, in the seat's own place.")]
OwnItem = Annotated[int, Meta(ge=0, le=10**6, description="An item's number in the room; 0: the talks as a whole.")]
Place = Annotated[int, Meta(ge=0, le=100, description="A place on the line: the mediator's judgement.")]
Labels = Annotated[list[EntryLabel], Meta(max_length=MOST_SOURCES)]
Line = Annotated[str, Meta(description="At most 400 characters.")]


class KeptOut(Struct, frozen=True):
    """Something stands on a paper."""

    number: int
    at: datetime


class ItemIn(Struct, frozen=True, forbid_unknown_fields=True):
    """An item or a scope line, as the desk keeps it."""

    title: Line
    kind: ItemKind = ItemKind.ITEM
    words: Words = ""
    state: ItemState = ItemState.TO_CLARIFY
    track: Line = ""
    """With another track: which, in words."""
    after: Annotated[list[ItemNumber], Meta(max_length=MOST_ITEMS)] = []
    """The items that come before it."""
    sources: Labels = []
    """The told entries that it rests on, proposals among them."""


class OrderIn(Struct, frozen=True, forbid_unknown_fields=True):
    """The desk's items in the order in which they are taken: each, once."""

    order: Annotated[list[ItemNumber], Meta(max_length=MOST_ITEMS)]


class StanceIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What a side is understood to think of an item."""

    room: MarkLetter
    stance: Stance | None = None
    """None: the note is taken back."""


class PositionIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a side is understood to stand. Without words it is taken back."""

    room: MarkLetter
    stage: Annotated[int, Meta(ge=0, le=MOST_STAGES, description="0: the opening; n: after round n.")] = 0
    words: Words = ""
    place: Place | None = None
    sources: Labels = []


class ZoneIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the mediator sees room, with a remark; for the desk only."""

    low: Place | None = None
    high: Place | None = None
    remark: Words = ""
    caption: Line = ""


class TellItemIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What a room is to be told of an item."""

    room: MarkLetter
    title: Line
    words: Words = ""
    state: ItemState = ItemState.TO_CLARIFY
    track: Line = ""
    form: CarryForm = CarryForm.IDEA
    unnamed: bool = False
    """With a form that names a party: whether it is named all the same not."""
    sources: Labels = []
    """The entries of other rooms with whose leave it is told, among those that the item rests on."""
    named: Labels = []
    """The entries of other rooms by whose leave they are named as disputing it."""
    sequence: bool = True
    why: str | None = None
    """Why the words are kept although they repeat words given in confidence."""


class RoomIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A room."""

    room: MarkLetter


class ProposalIn(Struct, frozen=True, forbid_unknown_fields=True):
    """An item that the delegation proposes."""

    title: Line
    kind: ItemKind = ItemKind.ITEM
    words: Words = ""
    leave: LeaveIn | None = None
    """None: the case's regime decides."""


class ViewIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What the delegation thinks of an item that it was told."""

    item: ItemNumber
    stance: Stance
    words: Words
    leave: LeaveIn | None = None


class PaperIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A position, an interest or a red line that the delegation keeps for itself."""

    kind: StandKind
    words: Words = ""
    """Empty, with a number: it is kept no more."""
    item: OwnItem = 0
    number: Annotated[int, Meta(ge=1, le=10**6)] | None = None
    """The paper that is written anew."""


class ReachIn(Struct, frozen=True, forbid_unknown_fields=True):
    """How far the mandate goes on an item."""

    reach: Reach
    item: OwnItem = 0
    words: Words = ""


class AuthorityIn(Struct, frozen=True, forbid_unknown_fields=True):
    """An office that confirms what the delegation accepts."""

    office: Line
    seat: str | None = None
    """The seat that records its word; None: the head of delegation."""


class AuthoritiesIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Who confirms, nearest first."""

    chain: Annotated[list[AuthorityIn], Meta(max_length=MOST_OFFICES)]


class ConsultationIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Until when the delegation consults."""

    until: datetime | None = None
    """With a time zone; None: it consults no more."""
    words: Words = ""
    """For the delegation only."""
    told: bool = False
    """Whether the mediator is told until when."""


class AcceptIn(Struct, frozen=True, forbid_unknown_fields=True):
    """An acceptance subject to the word of an authority."""

    digest: Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="Of the words accepted, as GET /mandate has it.")]
    authority: Line
    words: Words
    name_authority: bool = False
    leave: LeaveIn | None = None
    on: OnItemIn | None = None
    """The item that is accepted."""


class SettleIn(Struct, frozen=True, forbid_unknown_fields=True):
    """The authority's word on an acceptance."""

    digest: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    final: bool
    words: Words


class SideViewOut(Struct, frozen=True):
    """What a side thinks of an item, as far as the desk knows."""

    room: str
    stance: Stance
    words: str
    entry: str | None


class ShownOut(Struct, frozen=True):
    """An item as a room was told of it last."""

    room: str
    number: int
    title: str
    words: str
    state: ItemState
    track: str
    raised_by: str | None
    refused_by: list[str]
    after: list[int]
    at: datetime
    off: bool


class PositionOut(Struct, frozen=True):
    """Where a side stands, as the desk understands it."""

    room: str
    stage: int
    words: str
    place: int | None
    sources: list[str]
    at: datetime


class ItemOut(Struct, frozen=True):
    """An item at the desk."""

    number: int
    kind: ItemKind
    title: str
    words: str
    state: ItemState
    track: str
    after: list[int]
    sources: list[str]
    at: datetime
    raised_by: list[str]
    refused_by: list[str]
    views: list[SideViewOut]
    shown: list[ShownOut]
    positions: list[PositionOut]
    movement: Movement
    low: int | None
    high: int | None
    remark: str


class ProposalOut(Struct, frozen=True):
    """What a delegation proposed."""

    number: int
    entry: str
    kind: ItemKind
    title: str
    words: str
    at: datetime
    item: int | None
    room: str | None = None
    """At the desk."""


class ConsultationToldOut(Struct, frozen=True):
    """Until when a delegation said that it consults."""

    room: str
    until: datetime


class AcceptanceOut(Struct, frozen=True):
    """An acceptance subject to the word of an authority."""

    number: int
    of: str
    digest: str
    authority: str | None
    entry: str
    at: datetime
    final: bool | None
    settled_in: str | None
    settled: datetime | None
    room: str | None = None
    """At the desk."""


class DeskAgendaOut(Struct, frozen=True):
    """All that the desk keeps of the agenda, positions and mandates."""

    items: list[ItemOut]
    proposals: list[ProposalOut]
    consultations: list[ConsultationToldOut]
    acceptances: list[AcceptanceOut]


class OwnViewOut(Struct, frozen=True):
    """What the delegation said of an item."""

    stance: Stance
    words: str
    entry: str


class RoomItemOut(Struct, frozen=True):
    """An item as the room was told of it."""

    number: int
    kind: ItemKind
    title: str
    words: str
    state: ItemState
    track: str
    raised_by: str | None
    refused_by: list[str]
    proposal: int | None
    after: list[int]
    at: datetime
    view: OwnViewOut | None


class RoomAgendaOut(Struct, frozen=True):
    """The room's agenda."""

    items: list[RoomItemOut]
    proposals: list[ProposalOut]


class PaperOut(Struct, frozen=True):
    """A paper that the delegation keeps for itself."""

    number: int
    item: int
    kind: StandKind
    words: str
    role: Role
    at: datetime


class PapersOut(Struct, frozen=True):
    """The delegation's own papers."""

    papers: list[PaperOut]


class ReachOut(Struct, frozen=True):
    """How far the mandate goes on an item."""

    item: int
    reach: Reach
    words: str
    role: Role
    at: datetime


class AuthorityOut(Struct, frozen=True):
    """An office that confirms."""

    office: str
    seat: str | None


class ConsultationOut(Struct, frozen=True):
    """Until when the delegation consults."""

    until: datetime
    words: str
    told: bool
    at: datetime


class AcceptableOut(Struct, frozen=True):
    """Something that came from the mediator, with the digest of its words."""

    entry: str
    text: str
    digest: str


class MandateOut(Struct, frozen=True):
    """The delegation's mandate desk."""

    mandates: list[ReachOut]
    chain: list[AuthorityOut]
    consultation: ConsultationOut | None
    acceptances: list[AcceptanceOut]
    acceptable: list[AcceptableOut]
