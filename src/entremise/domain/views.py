"""What a place shows: folds over lines of one log, one `case` for each event.

An entry's line comes first; whatever changes its state comes later in the same log. A fold takes the lines that bring
the entries of one page and those that refer to them, so its cost depends on the page, not on the age of the log.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from entremise.domain.errors import Broken, Code
from entremise.domain.events import (
    Announced,
    AnnouncedInto,
    Brought,
    Carried,
    CarryHeld,
    CarryStopped,
    CaseClosed,
    CaseOpened,
    CaseReopened,
    ConditionDeclared,
    ConditionMet,
    ConveyanceConfirmed,
    Conveyed,
    Delivered,
    DestructionNear,
    Event,
    InnerOpened,
    Introduced,
    IntroducedInto,
    LeaveChanged,
    LeaveTold,
    MemberTold,
    Opened,
    RoomDestroyed,
    RoomOpened,
    Said,
    SeatGiven,
    Spoken,
    SpokenInto,
    TalksClosed,
    TalksReopened,
    Told,
)
from entremise.domain.events.mandate import (
    AcceptanceSettled,
    AcceptanceSettledTold,
    AcceptanceTold,
    AcceptedAdReferendum,
)
from entremise.domain.events.papers import DeskPaper, RoomPaper
from entremise.domain.ids import NOTES, Label, Mark, SeatId
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.log import Line
from entremise.domain.rules import Consent, Source
from entremise.domain.terms import CarryForm, Document, MessageType, Role, Taken


class EntryKind(StrEnum):
    """How an entry came to be where it is."""

    SAID = "said"
    SPOKEN = "spoken"
    BROUGHT = "brought"
    ANNOUNCED = "announced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrying:
    """Where and when a told entry was carried. Desk only."""

    label: Label
    """The label of what entered; its series is the room's mark."""
    form: CarryForm
    at: datetime


@dataclass(frozen=True, slots=True)
class Referendum:
    """How an acceptance stands that is subject to the word of an authority."""

    authority: str | None
    """The office. At the desk None where the delegation does not name it."""
    final: bool | None = None
    """None: it waits. True: final. False: not given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """One entry as its place sees it, with all that later lines say of it."""

    label: Label
    line: int
    """Number of the line in the place's log; orders a page, and is never shown."""
    at: datetime
    kind: EntryKind
    text: str
    type: MessageType = MessageType.INFORMATION
    binding: bool = False
    role: Role | None = None
    """Who wrote it: None where the desk may know no more than “a member of the delegation”."""
    seat: SeatId | None = None
    """The writer's seat, in its own room only."""
    leave: Leave | None = None
    """With `said`: who may know it now."""
    marked: bool = True
    """With `said`: whether the writer chose the leave, or the regime did."""
    reply_to: Label | None = None
    form: CarryForm | None = None
    """With `brought`: the form in which it was carried."""
    attribution: str | None = None
    """With `brought`: the party whose words they are."""
    met: datetime | None = None
    """When its condition was marked as met."""
    opened: datetime | None = None
    """When the room said that it had read what was brought."""
    conveyed: datetime | None = None
    """When the mediator confirmed to its room that it was conveyed."""
    told_as: Label | None = None
    """With an internal note: the entry under which the mediator was told it."""
    carried: tuple[Carrying, ...] = ()
    """Desk only."""
    document: Document | None = None
    taken: Taken | None = None
    """How it came, where the desk took it down."""
    leave_taken: Taken | None = None
    """How its leave came last, where the desk took that down: the words were read back and agreed."""
    read_out: Taken | None = None
    """With `brought`: to whom it was read by telephone, and by whom."""
    referendum: Referendum | None = None
    """Of an acceptance *ad referendum*: how it stands, as far as its place was told."""
    why: str | None = None
    """Desk only: why its words were kept although the guard warned."""
    leave_why: str | None = None
    """Desk only: why its last leave was taken down although the guard warned, or a second seat had to agree."""
    consents: tuple[Consent, ...] = ()
    """Desk only: what its giver agreed to, as far as it was asked for (`services.consents`)."""

    @property
    def read_back(self) -> Taken | None:
        """How the words were agreed to, where the desk took them down and read them back."""
        return self.leave_taken or (self.taken if self.taken is not None and self.taken.agreed is not None else None)

    @property
    def is_note(self) -> bool:
        """Whether only the delegation knows it."""
        return self.label.series == NOTES

    @property
    def is_conditional(self) -> bool:
        """Whether its leave is “only if they …”."""
        return self.leave is not None and self.leave.form is LeaveForm.CONDITIONAL

    @property
    def open_condition(self) -> bool:
        """Whether it waits for a condition."""
        return self.is_conditional and self.met is None

    def source(self) -> Source:
        """The entry as the source of a carry. Only for what was said."""
        if self.leave is None:
            raise Broken(f"{self.label} was not said by a party and cannot be a source")
        return Source(
            label=self.label,
            text=self.text,
            binding=self.binding,
            leave=self.leave,
            met=self.met is not None,
            consents=self.consents,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryView:
    """A carry as the desk sees it: at the door, entered, or stopped."""

    label: Label
    into: Mark
    form: CarryForm
    type: MessageType
    binding: bool
    attribution: str | None
    text: str
    sources: tuple[Label, ...]
    at: datetime
    due: datetime
    role: Role
    why: str | None
    entered: datetime | None = None
    entered_as: Label | None = None
    stopped: datetime | None = None
    stopped_by: Role | None = None
    """None with `stopped`: the house stopped it, for `stop_code`."""
    stop_code: Code | None = None
    document: Document | None = None
    """The copy that goes along; once entered, as it lies in the room."""
    document_of: Label | None = None
    """The source whose document it is a copy of."""

    @property
    def at_door(self) -> bool:
        """Whether it can still be stopped."""
        return self.entered is None and self.stopped is None


Entries = dict[Label, EntryView]


def room_entries(lines: Iterable[Line]) -> list[EntryView]:
    """The entries of a party's room, oldest first, from lines of that room's log in their order."""
    entries: Entries = {}
    for line in lines:
        _read_in_room(entries, line)
    return list(entries.values())


def desk_entries(lines: Iterable[Line]) -> list[EntryView]:
    """A room's entries as the desk sees them, oldest first, from lines of the desk's log in their order."""
    entries: Entries = {}
    for line in lines:
        _read_at_desk(entries, line)
    return list(entries.values())


def carries(lines: Iterable[Line]) -> list[CarryView]:
    """Carries, oldest first, from lines of the desk's log in their order."""
    views: dict[Label, CarryView] = {}
    for line in lines:
        match line.event:
            case CarryHeld() as held:
                views[held.carry] = _carry(held, line)
            case Carried() as carried if carried.carry in views:
                views[carried.carry] = replace(
                    views[carried.carry], entered=line.at, entered_as=carried.label, document=carried.document
                )
            case CarryStopped() as stopped if stopped.carry in views:
                views[stopped.carry] = replace(
                    views[stopped.carry], stopped=line.at, stopped_by=stopped.role, stop_code=stopped.code
                )
            case _:
                pass
    return list(views.values())


def _carry(held: CarryHeld, line: Line) -> CarryView:
    return CarryView(
        label=held.carry,
        into=held.into,
        form=held.form,
        type=held.type,
        binding=held.binding,
        attribution=held.attribution,
        text=held.text,
        sources=held.sources,
        at=line.at,
        due=held.due,
        role=held.role,
        why=held.why,
        document=held.document,
        document_of=held.document_of,
    )


def _read_in_room(entries: Entries, line: Line) -> None:
    match line.event:
        case Said() as said:
            entries[said.label] = _said(said, line, seat=said.seat)
            if said.origin is not None:
                _note(entries, said.origin, told_as=said.label)
        case Spoken() as spoken:
            entries[spoken.label] = _spoken(spoken, line)
        case Brought() as brought:
            entries[brought.label] = _brought(brought, line)
        case Announced() as announced:
            entries[announced.label] = _announced(announced, line)
        case LeaveChanged() as changed:
            _note(entries, changed.label, leave=changed.leave, met=None, leave_taken=changed.taken)
        case Opened() as opened:
            _note(entries, opened.label, opened=line.at, read_out=opened.taken)
        case Conveyed() as conveyed:
            _note(entries, conveyed.label, conveyed=line.at)
        case ConditionMet() as condition:
            _note(entries, condition.label, met=line.at)
        case RoomPaper() as paper:
            _read_paper(entries, paper)
        case (
            RoomOpened()
            | SeatGiven()
            | TalksClosed()
            | TalksReopened()
            | DestructionNear()
            | Introduced()
            | InnerOpened()
        ):
            pass
        case _:
            raise _stray(line.event)


def _read_at_desk(entries: Entries, line: Line) -> None:
    match line.event:
        case Told() as told:
            entries[told.label] = replace(_said(told, line, seat=None), why=told.why)
        case SpokenInto() as spoken:
            entries[spoken.label] = replace(_spoken(spoken, line), why=spoken.why)
        case AnnouncedInto() as announced:
            entries[announced.label] = replace(_announced(announced, line), why=announced.why)
        case Carried() as carried:
            entries[carried.label] = _brought(carried, line)
            _note_carrying(entries, carried, line)
        case LeaveTold() as changed:
            _note(
                entries, changed.label, leave=changed.leave, met=None, leave_taken=changed.taken, leave_why=changed.why
            )
        case Delivered() as delivered:
            _note(entries, delivered.label, opened=line.at, read_out=delivered.taken)
        case ConveyanceConfirmed() as confirmed:
            _note(entries, confirmed.label, conveyed=line.at)
        case ConditionDeclared() as declared:
            _note(entries, declared.label, met=line.at)
        case DeskPaper() as paper:
            _read_paper(entries, paper)
        case CaseOpened() | SeatGiven() | CarryHeld() | CarryStopped():
            pass
        case CaseClosed() | CaseReopened() | DestructionNear() | RoomDestroyed() | MemberTold() | IntroducedInto():
            pass
        case _:
            raise _stray(line.event)


def _said(said: Said | Told, line: Line, *, seat: SeatId | None) -> EntryView:
    return EntryView(
        label=said.label,
        line=line.number,
        at=line.at,
        kind=EntryKind.SAID,
        text=said.text,
        type=said.type,
        binding=said.binding,
        role=said.role,
        seat=seat,
        leave=said.leave,
        marked=said.marked,
        reply_to=said.reply_to,
        document=said.document,
        taken=said.taken,
    )


def _spoken(spoken: Spoken | SpokenInto, line: Line) -> EntryView:
    return EntryView(
        label=spoken.label,
        line=line.number,
        at=line.at,
        kind=EntryKind.SPOKEN,
        text=spoken.text,
        role=spoken.role,
        reply_to=spoken.reply_to,
    )


def _brought(brought: Brought | Carried, line: Line) -> EntryView:
    return EntryView(
        label=brought.label,
        line=line.number,
        at=line.at,
        kind=EntryKind.BROUGHT,
        text=brought.text,
        type=brought.type,
        binding=brought.binding,
        form=brought.form,
        attribution=brought.attribution,
        document=brought.document,
    )


def _announced(announced: Announced | AnnouncedInto, line: Line) -> EntryView:
    return EntryView(
        label=announced.label,
        line=line.number,
        at=line.at,
        kind=EntryKind.ANNOUNCED,
        text=announced.text,
    )


def _note_carrying(entries: Entries, carried: Carried, line: Line) -> None:
    carrying = Carrying(label=carried.label, form=carried.form, at=line.at)
    for source in carried.sources:
        if source in entries:
            entries[source] = replace(entries[source], carried=(*entries[source].carried, carrying))


def _read_paper(entries: Entries, paper: RoomPaper | DeskPaper) -> None:
    match paper:
        case AcceptedAdReferendum() | AcceptanceTold():
            _note(entries, paper.label, referendum=Referendum(paper.authority))
        case AcceptanceSettled(accepted=Label() as label) | AcceptanceSettledTold(accepted=Label() as label):
            waiting = entries[label].referendum if label in entries else None
            if waiting is not None:
                _note(entries, label, referendum=replace(waiting, final=paper.final))
        case _:
            pass


def _note(entries: Entries, label: Label, **state: object) -> None:
    """What a later line says of an entry; nothing, when the entry is not on this page."""
    if label in entries:
        entries[label] = replace(entries[label], **state)  # type: ignore[arg-type]


def _stray(event: Event) -> Exception:
    return Broken(f"a {type(event).__name__} stands in a log that cannot hold it")
