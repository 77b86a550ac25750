"""What goes in and what comes out, as typed structures. Unknown fields are refused."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from entremise.domain.copies import Hidden, Trace
from entremise.domain.events import Access
from entremise.domain.leave import LeaveForm
from entremise.domain.seats import USUAL_DAYS
from entremise.domain.terms import Came, CarryForm, Disclosure, MessageType, Outcome, Regime, Role
from entremise.domain.views import EntryKind
from entremise.domain.written import PaperKind

Number = Annotated[int, Meta(ge=1, description="Number in the room's series, which the desk sees too.")]
NoteLabel = Annotated[str, Meta(pattern=r"^[A-Z]-[0-9]{1,9}$", description="An internal note, such as N-4.")]
EntryRef = Number | NoteLabel
EntryLabel = Annotated[str, Meta(pattern=r"^[A-Z]-[0-9]{1,9}$", description="An entry, such as A-12 or N-4.")]
MarkLetter = Annotated[str, Meta(pattern="^[A-H]$", description="A room's letter.")]
Words = Annotated[str, Meta(description="At most 20,000 characters, no word over 500.")]


class LeaveIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Who may know an entry."""

    form: LeaveForm
    condition: str | None = None
    """With `conditional`: what they must do first."""
    becomes: LeaveForm | None = None
    """With `conditional`: the form it turns into; substance unless said."""
    expires: datetime | None = None
    """With a time zone."""


class OnItemIn(Struct, frozen=True, forbid_unknown_fields=True):
    """On which item a delegation goes on: its mandate for it is looked up, and the desk is told nothing of that."""

    item: Annotated[int, Meta(ge=0)]
    """Its number in this room; 0: the talks as a whole."""
    why: str = ""
    """Why it goes on although the item is outside its mandate; without it, it is refused there."""


class EntryIn(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry to be written: in the seat's own room, or by the desk in the room it names."""

    text: Words
    kind: MessageType = MessageType.INFORMATION
    leave: LeaveIn | None = None
    """None: the case's regime decides."""
    reply_to: EntryRef | None = None
    binding: bool = False
    room: MarkLetter | None = None
    """Desk only, and needed there."""
    why: str | None = None
    """Desk only: why the words are kept although they repeat a confidence."""
    document: str | None = None
    """Rooms only: the id of a file that this seat has brought in, and that hangs on the entry from then on."""
    on: OnItemIn | None = None
    """Rooms only: the item that the entry is about."""


class SourceIn(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry that the desk was told."""

    room: MarkLetter
    number: EntryRef


class CarryIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A message to be carried."""

    into: MarkLetter
    form: CarryForm
    text: Words
    type: MessageType | None = None
    """None: the first source's."""
    binding: bool = False
    sources: list[SourceIn] = []
    hold_seconds: int = 30
    why: str | None = None
    """Why the wording is kept although it repeats words given in confidence."""
    document: str | None = None
    """The id of a copy that goes along."""


class CheckIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A message as it might be carried, for the guard to look at."""

    into: MarkLetter
    form: CarryForm
    text: Words
    type: MessageType | None = None
    """None: the first source's."""
    sources: list[SourceIn] = []
    document: str | None = None
    """The id of a copy that would go along."""


class DocumentIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A file that is to come in parts."""

    name: Annotated[str, Meta(max_length=4096, description="As people will read it; folders in it are left out.")]
    size: Annotated[int, Meta(ge=-(2**53), le=2**53)]
    """Bytes."""


class CopyIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Of what a copy is to be made: of a told entry's document, or of a file that this seat has brought in."""

    source: SourceIn | None = None
    document: str | None = None
    name: Annotated[str, Meta(max_length=4096)] = ""
    """What it will be called; empty: “Document”. Its ending says what it is."""
    as_pictures: bool = False
    """Of a PDF: pictures of its pages, so that nothing is in it that is not seen."""


class DocumentOut(Struct, frozen=True):
    """A file that hangs on an entry."""

    name: str
    media_type: str
    """By its content."""
    size: int
    """Bytes."""


class ComingOut(Struct, frozen=True):
    """A file that comes in parts."""

    id: str
    kept: int
    """Bytes: the next part begins there."""
    total: int | None
    document: DocumentOut | None = None
    """Once it has come whole."""


class HiddenOut(Struct, frozen=True):
    """What a copy still holds that is not seen at once."""

    what: Hidden
    count: int


class CopyOut(Struct, frozen=True):
    """A copy as it will leave."""

    id: str
    document: DocumentOut
    removed: list[Trace]
    """What was taken off."""
    hidden: list[HiddenOut]
    read: bool
    """Whether the guard can read its words."""


class MetIn(Struct, frozen=True, forbid_unknown_fields=True):
    """That a condition is met."""

    condition: str
    """The condition as it was read: if its giver has set another since, that one is not met by it."""


class AnnouncementIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Words for several rooms, a copy each."""

    text: Words
    into: list[MarkLetter] | None = None
    """None: every room."""
    why: str | None = None
    """Why the words are kept although they repeat a confidence."""


class SearchIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What to look for. In the body, so that nobody's words stand in an address."""

    text: Annotated[str, Meta(description="Words, beginnings of words, and “words in a row” in quotation marks.")]
    room: MarkLetter | None = None
    """Desk only: in this room alone."""
    before: EntryLabel | None = None
    """Only what came before this entry, as an answer's `earlier` says."""
    limit: Annotated[int, Meta(ge=1, le=100)] = 20


class PieceOut(Struct, frozen=True):
    """A part of an extract."""

    text: str
    marked: bool
    """Whether it is what was looked for."""


class FoundOut(Struct, frozen=True, kw_only=True):
    """An entry that was found."""

    number: EntryRef
    label: str
    at: datetime
    kind: EntryKind
    role: Role | None
    extract: list[PieceOut]


class FoundOnPaperOut(Struct, frozen=True, kw_only=True):
    """Something on a paper of the place that was found."""

    kind: PaperKind
    number: int
    """What it is known by on its paper; 0 where there is one alone."""
    room: str | None
    """Desk only: the room that it concerns; null: none alone."""
    item: int | None
    """In a room: the agenda item that it belongs to; 0: the talks as a whole."""
    at: datetime
    """When it was written so."""
    extract: list[PieceOut]


class ResultsOut(Struct, frozen=True):
    """What was found, newest first."""

    entries: list[FoundOut]
    earlier: str | None
    """Search on `before` this entry; null: there is no more."""
    papers: list[FoundOnPaperOut] = []
    """What the papers of the place hold, at most 20; none where `before` is given."""


class GiveIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A seat to be given."""

    role: Role
    name: str | None = None
    """What the place calls the person; read in this place alone unless its delegation lets it be known."""
    days: int = USUAL_DAYS
    """For how long the invitation is open."""


class InviteIn(Struct, frozen=True, forbid_unknown_fields=True):
    """An invitation to a seat that there is."""

    days: int = USUAL_DAYS


class InvitedOut(Struct, frozen=True, kw_only=True):
    """The way in to a seat. Link and code are told this once."""

    seat: str
    role: Role
    name: str | None
    link: str
    """After the server's own address."""
    code: str
    """To be given by another way than the link."""
    expires: datetime


class SeatOut(Struct, frozen=True, kw_only=True):
    """A seat, as its own place knows it."""

    seat: str
    role: Role
    name: str | None
    own: bool
    """Whether it is the program's."""
    joined: datetime | None
    last_came: datetime | None
    invited_until: datetime | None
    desk_may_know: Disclosure
    desk_may_tell: Disclosure
    """What the desk may tell other rooms."""


class SeatsOut(Struct, frozen=True):
    """The seats of a place, by their roles."""

    seats: list[SeatOut]


class RoomOut(Struct, frozen=True):
    """A room of the case, as the desk lists it."""

    room: str
    party: str


class PlaceOut(Struct, frozen=True):
    """The seat's own place."""

    place: str
    """`desk`, or the room's letter."""
    role: Role
    party: str | None
    title: str
    codename: str
    regime: Regime
    fact_of_talks_confidential: bool
    mediator: str
    city: str
    zone: str
    note: str | None
    rooms: list[RoomOut] | None
    """Desk only."""


class LeaveOut(Struct, frozen=True):
    """Who may know an entry now."""

    form: LeaveForm
    condition: str | None
    becomes: LeaveForm | None
    expires: datetime | None
    marked: bool
    """Whether the writer chose it, or the regime."""


class CarriedOut(Struct, frozen=True):
    """Where an entry was carried. Desk only."""

    label: str
    form: CarryForm
    at: datetime


class TakenOut(Struct, frozen=True):
    """How the desk took something down."""

    how: Came
    said_by: Role
    said: datetime
    by: Role
    agreed_by: Role | None = None
    agreed: datetime | None = None


class ReferendumOut(Struct, frozen=True):
    """How an acceptance *ad referendum* stands."""

    authority: str | None
    """The office whose word it waits for; null where the desk was not told."""
    final: bool | None
    """null: it waits for that word; false: it was not given."""


class EntryOut(Struct, frozen=True):
    """One entry, as the seat's place sees it."""

    number: EntryRef
    label: str
    at: datetime
    kind: EntryKind
    type: MessageType
    text: str
    binding: bool
    role: Role | None
    """None: a member of the delegation, or the other room."""
    leave: LeaveOut | None
    reply_to: str | None
    form: CarryForm | None
    attribution: str | None
    told_as: str | None
    met_at: datetime | None
    opened_at: datetime | None
    conveyed_at: datetime | None
    carried: list[CarriedOut] | None
    """Desk only."""
    owed: list[str] | None
    """Desk only: the rooms to which it is still owed, where the regime is `must-share`."""
    document: DocumentOut | None = None
    """Read at `/entries/{number}/document`."""
    taken: TakenOut | None = None
    """How it came, where the desk took it down."""
    read_back: TakenOut | None = None
    """How its words were read back and agreed, where they were taken down."""
    read_out: TakenOut | None = None
    """Of what was brought: how it was read to the party."""
    ad_referendum: ReferendumOut | None = None
    """Of an acceptance that is subject to the word of an authority."""


class EntriesOut(Struct, frozen=True):
    """Some entries, oldest first."""

    entries: list[EntryOut]
    next: EntryRef | None
    """Read `after` this number for more; None: there is no more."""


class WrittenOut(Struct, frozen=True):
    """An entry stands in the log."""

    number: EntryRef
    label: str
    at: datetime


class DoneOut(Struct, frozen=True):
    """An act is done."""

    at: datetime


class CarryOut(Struct, frozen=True):
    """A carry as it stands."""

    id: int
    state: str
    """`held`, `entered` or `stopped`."""
    due: datetime
    entered_as: str | None
    """Its label in the room."""
    stop_code: str | None = None
    """With `stopped` by the house: why."""
    document: DocumentOut | None = None
    """The copy that goes along; read at `/entries/carry-{id}/document`."""


class CheckpointOut(Struct, frozen=True):
    """What a record is now."""

    checkpoint: str
    """Origin, size and root, signed: a C2SP signed note (c2sp.org/tlog-checkpoint)."""
    key: str
    """The house's key, in the form NAME+ID+BASE64 (c2sp.org/signed-note)."""


class ConsistencyOut(Struct, frozen=True):
    """Proof that the first lines of a record are what they were (RFC 9162, section 2.1.4)."""

    lines: int
    """How many."""
    proof: list[str]
    """Hashes in base64; empty for no lines, and for all of them."""
    checkpoint: str
    """What the record is now, signed."""


class InclusionOut(Struct, frozen=True):
    """Proof that an entry stands in a record (RFC 9162, section 2.1.3)."""

    index: int
    """Of its leaf; 0 for the first line."""
    leaf: str
    """Hash of the leaf, in base64."""
    proof: list[str]
    """Hashes in base64."""
    checkpoint: str
    """What the record is now, signed."""


class AccessOut(Struct, frozen=True):
    """A line of an access log."""

    number: int
    """Number in this log."""
    at: datetime
    what: Access
    role: Role | None
    """Of the seat that it is about; null: the place as a whole."""
    name: str | None
    """What the place calls that person, where it does."""
    own: bool
    """Whether it is about the asking seat."""
    by: Role | None
    """In what capacity it was done, where that seat did not do it itself."""


class AccessesOut(Struct, frozen=True):
    """Some lines of an access log, newest first."""

    lines: list[AccessOut]
    earlier: int | None
    """Read `before` this number for what came earlier; null: nothing did."""


class ClosingIn(Struct, frozen=True, forbid_unknown_fields=True):
    """How the talks came out, and how long the case stays."""

    outcome: Outcome
    settled: bool
    attended: Annotated[list[MarkLetter], Meta(description="The rooms whose party took part.")] = []
    began: date | None = None
    """Null: the day on which the case was opened, by the clock of its city."""
    ended: date | None = None
    """Null: today."""
    retention_days: Annotated[int, Meta(description="1 to 3650; null: as agreed, or until it is destroyed.")] | None = (
        None
    )


class OutcomeOut(Struct, frozen=True):
    """How the talks came out. Desk only."""

    outcome: Outcome
    settled: bool
    began: date
    ended: date
    attended: list[str]
    """The rooms whose party took part."""


class ReminderOut(Struct, frozen=True):
    """The house reminded that the place is destroyed."""

    at: datetime
    days: int
    """Before the destruction."""


class EndingOut(Struct, frozen=True, kw_only=True):
    """Whether the talks are closed, and how long they stay."""

    retention_days: int | None
    """Agreed when the case was opened; null: decided at the closing."""
    closed: datetime | None = None
    """Null: they are open."""
    by: Role | None = None
    destroy: datetime | None = None
    """When all of it is destroyed by itself; null: on no set day."""
    reminded: list[ReminderOut] = []
    outcome: OutcomeOut | None = None
    """Desk only."""


class AttendeeOut(Struct, frozen=True):
    """Somebody who took part, as far as the delegation lets it be told."""

    role: Role | None
    name: str | None


class AttendanceOut(Struct, frozen=True):
    """A party, and whether it took part."""

    party: str
    attended: bool
    people: list[AttendeeOut]


class ReportOut(Struct, frozen=True, kw_only=True):
    """The mediator's report."""

    codename: str
    mediator: str
    day: date
    """Of the report."""
    began: date
    ended: date | None
    """Null: under way; then outcome and settled are null, and attendance is empty."""
    outcome: Outcome | None
    settled: bool | None
    attendance: list[AttendanceOut]
