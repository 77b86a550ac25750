"""A record for people: one page of HTML that needs nothing else and holds no script, to be read and printed.

It proves nothing: what does stands beside it in `record.json`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from types import MappingProxyType
from typing import Final, Self, TypeAlias
from urllib.parse import quote
from zoneinfo import ZoneInfo

from entremise.domain.errors import N_
from entremise.domain.events import (
    Access,
    Accessed,
    CaseClosed,
    CaseOpened,
    CaseReopened,
    DestructionNear,
    Event,
    InnerOpened,
    Introduced,
    IntroducedInto,
    Introduction,
    MemberTold,
    RoomDestroyed,
    RoomOpened,
    SeatGiven,
    TalksClosed,
    TalksReopened,
)
from entremise.domain.events.agenda import (
    AgendaSequenced,
    AgendaSequencedIn,
    AgendaShown,
    AgendaShownInto,
    AgendaTakenOff,
    AgendaTakenOffIn,
    ItemKept,
    ItemProposed,
    ItemsOrdered,
    ItemState,
    ProposalTold,
    StanceNoted,
    ViewGiven,
    ViewTold,
)
from entremise.domain.events.asking import (
    Answered,
    AnswerTold,
    AskingPaper,
    CarryAsked,
    CarryAskedInto,
    ConsentWithdrawn,
    ConsentWithdrawnTold,
    LeaveAsked,
    LeaveAskedInto,
    QuestionWithdrawn,
    QuestionWithdrawnInto,
    Reply,
    SummaryAsked,
    SummaryAskedInto,
    WordingAsked,
    WordingAskedInto,
)
from entremise.domain.events.dates import (
    Availability,
    DatesAnswered,
    DatesAsked,
    DatesAskedInto,
    DatesKept,
    DatesTold,
)
from entremise.domain.events.hotline import (
    DeskRang,
    DeskRangInto,
    DeskRingSeen,
    DeskRingSeenTold,
    RoomRang,
    RoomRangTold,
    RoomRingSeen,
    RoomRingSeenInto,
)
from entremise.domain.events.mandate import (
    AcceptanceSettled,
    AcceptanceSettledTold,
    AcceptanceTold,
    AcceptedAdReferendum,
    AuthoritiesNamed,
    ConsultationSet,
    ConsultationTold,
    MandateSet,
    OutsideMandate,
)
from entremise.domain.events.notes import DeskNoteKept, DeskNoteStruck
from entremise.domain.events.points import PointDissolved, PointKept
from entremise.domain.events.positions import PositionSet, StandKept, ZoneSet
from entremise.domain.events.rounds import (
    CitiesChosen,
    DeskCitiesChosen,
    Notice,
    RoundKept,
    RoundState,
    RoundTold,
    RoundToldInto,
    Worded,
)
from entremise.domain.events.seconding import (
    SecondAnswered,
    SecondAsked,
    SecondEndAsked,
    SecondRequired,
    SecondUsed,
    SecondWithdrawn,
)
from entremise.domain.events.tracks import TrackKept, TrackNotice, TrackTold, TrackToldInto
from entremise.domain.leave import LeaveForm
from entremise.domain.log import Line
from entremise.domain.terms import Came, CarryForm, MessageType, Outcome, Role, Taken
from entremise.domain.views import CarryView, EntryKind, EntryView

Say: TypeAlias = Callable[[str], str]
"""A sentence in the reader's language."""

ROLES: Final[Mapping[Role, str]] = MappingProxyType(
    {
        Role.HEAD: N_("Head of delegation"),
        Role.ADVISER: N_("Adviser"),
        Role.COUNSEL: N_("Counsel"),
        Role.EXPERT: N_("Expert"),
        Role.INTERPRETER: N_("Interpreter"),
        Role.NOTE_TAKER: N_("Note-taker"),
        Role.OBSERVER: N_("Observer"),
        Role.MEDIATOR: N_("Mediator"),
        Role.CO_MEDIATOR: N_("Co-mediator"),
        Role.SECRETARIAT: N_("Secretariat"),
        Role.ADMINISTRATOR: N_("Administrator"),
    }
)
LEAVES: Final[Mapping[LeaveForm, str]] = MappingProxyType(
    {
        LeaveForm.OWN: N_("Our delegation only"),
        LeaveForm.CONFIDENCE: N_("For the mediator, in confidence"),
        LeaveForm.SUBSTANCE: N_("May be carried: in substance"),
        LeaveForm.VERBATIM: N_("May be carried: word for word"),
        LeaveForm.IDEA: N_("May be floated as the mediator’s own idea"),
        LeaveForm.CONDITIONAL: N_("Only if they …"),
    }
)
FORMS: Final[Mapping[CarryForm, str]] = MappingProxyType(
    {
        CarryForm.SUBSTANCE: N_("In substance"),
        CarryForm.VERBATIM: N_("Word for word"),
        CarryForm.IDEA: N_("As the mediator’s own idea"),
        CarryForm.HYPOTHETICAL: N_("As a supposal"),
    }
)
TYPES: Final[Mapping[MessageType, str]] = MappingProxyType(
    {
        MessageType.INFORMATION: N_("Information"),
        MessageType.OFFER: N_("Offer"),
        MessageType.QUESTION: N_("Question"),
        MessageType.ANSWER: N_("Answer"),
        MessageType.DEMAND: N_("Demand"),
        MessageType.WARNING: N_("Warning"),
        MessageType.CLARIFICATION: N_("Clarification"),
    }
)
ACCESSES: Final[Mapping[Access, str]] = MappingProxyType(
    {
        Access.READ: N_("Read here"),
        Access.JOINED: N_("Took the seat"),
        Access.RETURNED: N_("Signed in again"),
        Access.SIGNED_OUT: N_("Signed out"),
        Access.EXPORTED: N_("Took a copy of the record"),
        Access.SUBJECT_EXPORTED: N_("Took a copy of what the house holds about this seat"),
        Access.REPORTED: N_("Took the mediator’s report"),
        Access.INVITED: N_("Was given a link"),
        Access.INVITATION_WITHDRAWN: N_("The link was withdrawn"),
        Access.REPLACED: N_("A lost device was replaced: all that opened the seat was ended, and a new link given"),
        Access.REMOVED: N_("Was removed"),
        Access.DISCLOSED: N_("It was decided anew what others may learn of this seat"),
        Access.WAY_BACK_SET: N_("A passphrase or a device to return with was added"),
        Access.WAY_BACK_REMOVED: N_("A passphrase or a device to return with was removed"),
        Access.INNER_OPENED: N_("Opened this room within the delegation"),
        Access.ADMITTED: N_("Became a member of this room"),
        Access.DISMISSED: N_("Is no longer a member of this room"),
        Access.BEARER_GIVEN: N_("A program was let act as this seat"),
        Access.BEARER_ENDED: N_("Programs may act as this seat no more"),
        Access.FEED_GIVEN: N_("A calendar program was let read when rounds are"),
        Access.FEED_ENDED: N_("Calendar programs may read it no more"),
        Access.KEY_ROTATED: N_("A new key was drawn for what follows"),
        Access.KEY_REWRAPPED: N_("The keys were locked anew"),
        Access.CLOSED: N_("The room was closed to the host: its members alone can open it"),
        Access.REOPENED: N_("The room was opened to the host again"),
        Access.BACKED_UP: N_("The house was backed up"),
        Access.RESTORED: N_("The house was restored from a backup"),
        Access.ACCOUNT_CLOSED: N_("The staff account that held the seat was closed"),
        Access.ACCOUNT_ENROLLED_ANEW: N_("The staff account that held the seat was given a new enrolment link"),
        Access.SECOND_FACTOR_REMOVED: N_("The second factor of the staff account that holds the seat was taken away"),
    }
)
"""What each line of an access log says, after whom it is about."""
_OUTCOMES: Final[Mapping[Outcome, str]] = MappingProxyType(
    {
        Outcome.HELD: N_("They took place"),
        Outcome.TERMINATED: N_("They took place, and ended before their time"),
        Outcome.NOT_HELD: N_("They did not take place"),
    }
)
_RINGS: Final[Mapping[type[Event], str]] = MappingProxyType(
    {
        DeskRang: N_("The mediator asked to be called"),
        DeskRingSeen: N_("We said that we have seen it"),
        RoomRang: N_("We asked for the mediator"),
        RoomRingSeen: N_("The mediator has seen it"),
        DeskRangInto: N_("Room %(mark)s was asked to call"),
        DeskRingSeenTold: N_("Room %(mark)s has seen it"),
        RoomRangTold: N_("Room %(mark)s asked for the mediator"),
        RoomRingSeenInto: N_("Room %(mark)s was told that it was seen"),
    }
)
STATES: Final[Mapping[RoundState, str]] = MappingProxyType(
    {
        RoundState.PROVISIONAL: N_("Provisional"),
        RoundState.CONFIRMED: N_("Confirmed"),
        RoundState.UNDER_WAY: N_("Under way"),
        RoundState.SUSPENDED: N_("Suspended"),
        RoundState.POSTPONED: N_("Postponed"),
        RoundState.HELD: N_("Held"),
        RoundState.NOT_HELD: N_("Not held"),
    }
)
WORDED: Final[Mapping[Worded, str]] = MappingProxyType(
    {
        Worded.AGREED: N_("The room had agreed to these words"),
        Worded.NOT_ASKED: N_("The room was not asked about these words"),
        Worded.ASKED: N_("The room was asked and had not answered"),
        Worded.DECLINED: N_("The room had declined these words"),
        Worded.DIFFERS: N_("The room was asked about something else than it was told"),
        Worded.ENDED: N_("The room had agreed to these words, and its consent had ended"),
    }
)
"""Whether a room had agreed to the words that it was told of a round."""
FOR_ONE: Final = N_("to this room alone")
FOR_ALL: Final = N_("to whoever is told of the round")
AVAILABLE: Final[Mapping[Availability, str]] = MappingProxyType(
    {Availability.YES: N_("Yes"), Availability.IF_NEEDED: N_("If it must be"), Availability.NO: N_("No")}
)
REPLIES: Final[Mapping[Reply, str]] = MappingProxyType(
    {Reply.YES: N_("Yes"), Reply.CHANGED: N_("Yes, with changes"), Reply.NO: N_("No")}
)
CAME: Final[Mapping[Came, str]] = MappingProxyType(
    {Came.TELEPHONE: N_("By telephone"), Came.PAPER: N_("On paper"), Came.IN_PERSON: N_("In person")}
)

WHY_KEPT: Final = N_("Why the wording was kept")
KEPT: Final = (
    AgendaShownInto,
    AnswerTold,
    CarryAskedInto,
    DatesAskedInto,
    LeaveAskedInto,
    RoundToldInto,
    SummaryAskedInto,
    TrackToldInto,
    WordingAskedInto,
)
"""Lines of the desk that say why words entered a room, or were taken down, although the guard warned."""

ITEM_STATES: Final[Mapping[ItemState, str]] = MappingProxyType(
    {
        ItemState.AGREED: N_("Agreed item"),
        ItemState.CONTESTED: N_("Contested"),
        ItemState.PARKED: N_("Parked"),
        ItemState.OTHER_TRACK: N_("Separate track"),
        ItemState.TO_CLARIFY: N_("To be clarified"),
    }
)

STYLE: Final = """
:root { color-scheme: light dark; --line: light-dark(#d8d4c9, #393d40); --quiet: light-dark(#4c4d50, #b9b7b0); }
body { margin: 2rem auto; padding: 0 1rem; max-width: 46rem; background: light-dark(#fffffd, #1a1d1f);
  color: light-dark(#1b1c1e, #eceae4); font: 1rem/1.5 "Source Sans 3", system-ui, sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.2; } h2 { font-size: 1.2rem; margin-block: 2rem .5rem; }
ol { list-style: none; margin: 0; padding: 0; } li { padding-block: .6rem; border-block-start: 1px solid var(--line); }
p { margin: 0; } .head, .foot, dt { color: var(--quiet); font-size: .9rem; } .head b { color: CanvasText; }
blockquote { margin: .2rem 0; font: 1.0625rem/1.5 "Source Serif 4", Charter, Georgia, serif; white-space: pre-line;
  overflow-wrap: anywhere; } dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .2rem 1rem; }
dd { margin: 0; overflow-wrap: anywhere; } time { font-variant-numeric: tabular-nums; }
.own { border-inline-start: 3px double; padding-inline-start: .6rem; }
@page { margin: 18mm 16mm; }
@media print { :root { color-scheme: light; } body { margin: 0; max-width: none; } li, dl { break-inside: avoid; }
  h1, h2 { break-after: avoid; } a { color: inherit; } }
"""


@dataclass(frozen=True, slots=True)
class Hand:
    """In which language, and by whose clock, a page is written."""

    say: Say
    language: str
    zone: ZoneInfo
    access: Mapping[Access, str] = field(default_factory=dict)
    """What is said of each kind of line in an access log, where it is not said by the kind's own name."""

    @classmethod
    def in_english(cls, zone: str) -> Self:
        """A page in English, by the clock of this time zone."""
        return cls(str, "en", ZoneInfo(zone), ACCESSES)

    def told(self, sentence: str, **facts: object) -> str:
        """The sentence with its facts, in the page's language, as HTML."""
        return escape(self.say(sentence) % {name: str(fact) for name, fact in facts.items()})

    def time(self, at: datetime) -> str:
        """`2026-02-06 11:24`, by the case's clock."""
        local = at.astimezone(self.zone)
        return f'<time datetime="{local.isoformat(timespec="seconds")}">{local:%Y-%m-%d %H:%M}</time>'


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that a place's log brings, and the name of its document in the archive."""

    view: EntryView | CarryView
    file: str | None = None
    document: str | None = None
    """What the document is called."""


def page(hand: Hand, title: str, facts: Sequence[tuple[str, str]], parts: Iterable[str]) -> Iterator[bytes]:
    """The page, in pieces: its title, facts about the record as pairs of words, and parts that are HTML already."""
    yield (
        f'<!DOCTYPE html>\n<html lang="{hand.language}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>\n"
        f"<dl>{''.join(f'<dt>{escape(name)}</dt><dd>{escape(fact)}</dd>' for name, fact in facts)}</dl>\n"
    ).encode()
    for part in parts:
        yield part.encode()
    yield b"</body>\n</html>\n"


def section(title: str, rows: Iterable[str], *, nothing: str) -> Iterator[str]:
    """A part of the page: a heading and a list, or what is said where there is nothing."""
    yield f"<h2>{escape(title)}</h2>\n<ol>\n"
    empty = True
    for row in rows:
        empty = False
        yield row
    yield f"</ol>\n<p>{escape(nothing)}</p>\n" if empty else "</ol>\n"


def entry(hand: Hand, one: Entry) -> str:
    """An entry, or at the desk a carry, with all that later lines say of it."""
    view = one.view
    head, foot = _carry(hand, view) if isinstance(view, CarryView) else _entry(hand, view)
    if one.document is not None:
        name = f"<bdi>{escape(one.document)}</bdi>"
        linked = name if one.file is None else f'<a href="{escape(quote(one.file))}">{name}</a>'
        foot.append(f"{hand.told(N_('Document'))}: {linked}")
    own = ' class="own"' if isinstance(view, EntryView) and view.is_note else ""
    below = f'<p class="foot">{_row(foot)}</p>\n' if foot else ""
    return (
        f'<li{own}><p class="head"><b>{view.label}</b> {hand.time(view.at)} {_row(head)}</p>\n'
        f'<blockquote dir="auto">{escape(view.text)}</blockquote>\n{below}</li>\n'
    )


def access(hand: Hand, line: Line) -> str:
    """A line of an access log."""
    told = line.event
    if not isinstance(told, Accessed):
        return ""
    who = [_role(hand, told.role)] if told.role is not None else []
    who += [f"<bdi>{escape(told.name)}</bdi>"] if told.name else []
    who += [hand.told(N_("by: %(role)s"), role=hand.say(ROLES[told.by]))] if told.by is not None else []
    return f"<li><p>{hand.time(line.at)} {_row([escape(hand.access.get(told.what, told.what)), *who])}</p></li>\n"


def otherwise(hand: Hand, line: Line) -> str:
    """A line that brings no entry and says nothing of one: who came in, what was opened and closed."""
    told = _otherwise(hand, line.event)
    if told and isinstance(line.event, KEPT) and line.event.why is not None:
        told = _row([told, *_reasons(hand, (WHY_KEPT, line.event.why))])
    return f"<li><p>{hand.time(line.at)} {told}</p></li>\n" if told else ""


def _otherwise(hand: Hand, event: Event) -> str:  # noqa: PLR0911 – a sentence for each event
    match event:
        case RoomOpened():
            return hand.told(N_("The room was opened for %(party)s"), party=event.party)
        case CaseOpened():
            return hand.told(N_("The case was opened"))
        case InnerOpened():
            return hand.told(N_("The room was opened by: %(role)s"), role=hand.say(ROLES[event.role]))
        case SeatGiven():
            return hand.told(N_("A seat was given: %(role)s"), role=hand.say(ROLES[event.role]))
        case Introduced():
            return (
                f"{hand.told(N_('The desk told us of %(party)s'), party=event.party)} {_members(hand, event.members)}"
            )
        case IntroducedInto():
            told = hand.told(N_("Room %(mark)s was told of room %(of)s"), mark=event.mark, of=event.of)
            return f"{told} {_members(hand, event.members)}"
        case MemberTold():
            told = (
                N_("Room %(mark)s, member %(number)s has left")
                if event.left
                else N_("Room %(mark)s, member %(number)s")
            )
            member = _members(hand, [Introduction(role=event.role, name=event.name)])
            return f"{hand.told(told, mark=event.mark, number=event.member)} {member}"
        case TalksClosed() | CaseClosed() | TalksReopened() | CaseReopened() | RoomDestroyed() | DestructionNear():
            return _ended(hand, event)
        case DeskRang() | DeskRingSeen() | RoomRang() | RoomRingSeen():
            return hand.told(_RINGS[type(event)])
        case DeskRangInto() | DeskRingSeenTold() | RoomRangTold() | RoomRingSeenInto():
            return hand.told(_RINGS[type(event)], mark=event.mark)
        case PointKept() | PointDissolved() | DeskNoteKept() | DeskNoteStruck():
            return _ledger(hand, event)
        case _:
            told = _arranged(hand, event) or _question(hand, event) or _agenda(hand, event)
            return told or _mandate(hand, event) or _second(hand, event)


def _ended(
    hand: Hand, event: TalksClosed | CaseClosed | TalksReopened | CaseReopened | RoomDestroyed | DestructionNear
) -> str:
    """How talks end, and what becomes of what is kept."""
    match event:
        case TalksClosed() | CaseClosed():
            return _closed(hand, event)
        case TalksReopened() | CaseReopened():
            return hand.told(N_("The talks were opened again by: %(role)s"), role=hand.say(ROLES[event.role]))
        case RoomDestroyed():
            return hand.told(N_("Room %(mark)s was destroyed"), mark=event.mark) + _words(event.certificate)
        case DestructionNear():
            return hand.told(N_("What is kept here is destroyed in %(days)s days"), days=event.days)


def _closed(hand: Hand, event: TalksClosed | CaseClosed) -> str:
    """Who closed the talks, until when the place is kept, and at the desk how they came out."""
    told = [hand.told(N_("The talks were closed by: %(role)s"), role=hand.say(ROLES[event.role]))]
    if isinstance(event, CaseClosed):
        told.append(hand.told(_OUTCOMES[event.outcome]))
        told.append(hand.told(N_("They were settled") if event.settled else N_("They were not settled")))
        told.append(hand.told(N_("From %(began)s to %(ended)s"), began=event.began, ended=event.ended))
        if event.attended:
            told.append(hand.told(N_("Those of rooms %(marks)s took part"), marks=", ".join(event.attended)))
    if event.destroy is not None:
        told.append(f"{hand.told(N_('What is kept here is destroyed on'))} {hand.time(event.destroy)}")
    return _row(told)


def _ledger(hand: Hand, event: PointKept | PointDissolved | DeskNoteKept | DeskNoteStruck) -> str:
    """A point of the desk's ledger, or one of its own notes."""
    match event:
        case PointKept():
            point, labels = f"K-{event.number:02d}", ", ".join(map(str, event.entries))
            sentence = N_("The desk kept point %(point)s, which holds %(labels)s")
            return f"{hand.told(sentence, point=point, labels=labels)}{_words(event.words)}"
        case PointDissolved():
            return hand.told(N_("The desk dissolved point %(point)s"), point=f"K-{event.number:02d}")
        case DeskNoteKept():
            return f"{hand.told(N_('Note %(number)s of the desk'), number=event.number)}{_words(event.text)}"
        case DeskNoteStruck():
            return hand.told(N_("Note %(number)s of the desk was struck out"), number=event.number)


def _second(hand: Hand, event: Event) -> str:  # noqa: PLR0911 – a sentence for each event
    """What a second seat at the desk was asked about words that the guard warned of, and what became of it."""
    match event:
        case SecondRequired():
            return hand.told(
                N_("From here words that the guard warns of are kept with a second seat’s agreement")
                if event.on
                else N_("From here words that the guard warns of are kept without a second seat’s agreement")
            )
        case SecondEndAsked():
            return hand.told(N_("It was asked that no second seat be required any more"))
        case SecondAsked():
            told = hand.told(N_("Request %(number)s: may these words be kept?"), number=event.number)
            leaves = "".join(
                f" {hand.told(N_('For rooms: %(marks)s'), marks=', '.join(leaf.into))}{_words(leaf.text)}"
                for leaf in event.entering.leaves
            )
            return f"{told}{leaves} {_row(_reasons(hand, (WHY_KEPT, event.why)))}"
        case SecondAnswered():
            sentence = (
                N_("Request %(number)s was agreed to by: %(role)s")
                if event.agrees
                else N_("Request %(number)s was refused by: %(role)s")
            )
            told = hand.told(sentence, number=event.number, role=hand.say(ROLES[event.role]))
            return told + (_words(event.words) if event.words else "")
        case SecondWithdrawn():
            return hand.told(N_("Request %(number)s was withdrawn"), number=event.number)
        case SecondUsed():
            return hand.told(N_("Request %(number)s was used: the words were kept"), number=event.number)
        case _:
            return ""


def _question(hand: Hand, event: Event) -> str:  # noqa: PLR0911 – a sentence for each event
    """A question of the mediator, or what became of it, with its words; nothing for what is about something else."""
    match event:
        case CarryAsked() | CarryAskedInto():
            told = hand.told(N_("Question %(number)s: may I carry exactly this?"), number=_numbered(event))
            return f"{told} {hand.told(FORMS[event.form])}, {hand.told(TYPES[event.type])}{_words(event.text)}"
        case LeaveAsked() | LeaveAskedInto():
            sentence = N_("Question %(number)s: would you give leave for %(label)s?")
            told = hand.told(sentence, number=_numbered(event), label=event.label)
            return f"{told} {hand.told(LEAVES[event.form])}"
        case SummaryAsked() | SummaryAskedInto():
            sentence = N_("Question %(number)s: what of this may I take across, what must stay?")
            return hand.told(sentence, number=_numbered(event)) + "".join(map(_words, event.points))
        case WordingAsked() | WordingAskedInto():
            sentence = N_("Question %(number)s: may I say exactly this of round %(round)s?")
            told = hand.told(sentence, number=_numbered(event), round=event.round)
            reach = hand.told(FOR_ONE if event.alone else FOR_ALL)
            return f"{told} {hand.told(STATES[event.state])}, {reach}{_words(event.text)}"
        case Answered() | AnswerTold():
            told = hand.told(N_("Question %(number)s was answered"), number=_numbered(event))
            words = _words(event.text) if event.text is not None else ""
            return f"{told}: {hand.told(REPLIES[event.reply])}{_taken(hand, event.taken)}{words}"
        case ConsentWithdrawn() | ConsentWithdrawnTold():
            return hand.told(N_("The consent to question %(number)s was taken back"), number=_numbered(event))
        case QuestionWithdrawn() | QuestionWithdrawnInto():
            return hand.told(N_("The mediator took question %(number)s back"), number=_numbered(event))
        case _:
            return ""


def _arranged(hand: Hand, event: Event) -> str:
    """A round, a track, dates, or the cities of a place; nothing for what is about something else."""
    match event:
        case RoundKept() | RoundTold() | RoundToldInto() | CitiesChosen() | DeskCitiesChosen():
            return _round(hand, event)
        case TrackKept() | TrackTold() | TrackToldInto():
            return _track(hand, event)
        case DatesKept() | DatesAsked() | DatesAskedInto() | DatesAnswered() | DatesTold():
            return _dates(hand, event)
        case _:
            return ""


def _agenda(hand: Hand, event: Event) -> str:  # noqa: PLR0911 – a sentence for each event
    """A line of the agenda or of positions; nothing for what is about something else.

    Proposals and views are entries, and stand among them in their words.
    """
    match event:
        case ItemProposed() | ProposalTold():
            return hand.told(N_("%(label)s proposes an item of the agenda"), label=event.label)
        case ViewGiven() | ViewTold():
            sentence = N_("%(label)s says what is thought of item %(number)s")
            number = event.item if isinstance(event, ViewGiven) else event.number
            return hand.told(sentence, label=event.label, number=number)
        case ItemKept():
            return hand.told(N_("Item %(number)s was kept at the desk"), number=event.number) + _on_item(hand, event)
        case AgendaShown():
            return hand.told(N_("We were told of item %(number)s"), number=event.number) + _on_item(hand, event)
        case AgendaShownInto():
            sentence = N_("Room %(mark)s was told of item %(item)s, its own item %(number)s")
            told = hand.told(sentence, mark=event.mark, item=event.item, number=event.number)
            return told + _on_item(hand, event)
        case AgendaTakenOff():
            return hand.told(N_("Item %(number)s was taken off our agenda"), number=event.number)
        case AgendaTakenOffIn():
            return hand.told(N_("Item %(item)s was taken off room %(mark)s’s agenda"), item=event.item, mark=event.mark)
        case ItemsOrdered() | AgendaSequenced() | AgendaSequencedIn():
            order = ", ".join(map(str, event.order))
            return hand.told(N_("The items are taken in this order: %(order)s"), order=order)
        case StanceNoted():
            return hand.told(N_("Noted of room %(mark)s, item %(number)s"), mark=event.mark, number=event.item)
        case _:
            return _position(hand, event)


def _position(hand: Hand, event: Event) -> str:
    match event:
        case PositionSet():
            told = hand.told(N_("Position of room %(mark)s on item %(number)s"), mark=event.mark, number=event.item)
            return told + (_words(event.words) if event.words else "")
        case ZoneSet():
            told = hand.told(N_("What the desk makes of item %(number)s"), number=event.item)
            return told + (_words(event.remark) if event.remark else "")
        case StandKept():
            told = hand.told(N_("Our own paper %(number)s"), number=event.number)
            return told + (_words(event.words) if event.words else "")
        case _:
            return ""


def _on_item(hand: Hand, event: ItemKept | AgendaShown | AgendaShownInto) -> str:
    state = hand.told(ITEM_STATES[event.state])
    return f": <bdi>{escape(event.title)}</bdi> · {state}" + (_words(event.words) if event.words else "")


def _mandate(hand: Hand, event: Event) -> str:  # noqa: PLR0911 – a sentence for each event
    """A line of a mandate; nothing for what is about something else. Acceptances are entries as well."""
    match event:
        case MandateSet():
            told = hand.told(N_("How far our mandate goes was written down"))
            return told + (_words(event.words) if event.words else "")
        case OutsideMandate(why=why):
            return hand.told(N_("Our delegation went on outside its mandate")) + _words(why)
        case AuthoritiesNamed():
            offices = ", ".join(one.office for one in event.chain)
            return hand.told(N_("Who confirms what we accept: %(offices)s"), offices=offices)
        case ConsultationSet(until=until) | ConsultationTold(until=until) if until is not None:
            return f"{hand.told(N_('Consulting until'))} {hand.time(until)}"
        case ConsultationSet() | ConsultationTold():
            return hand.told(N_("The consultation is over"))
        case AcceptedAdReferendum() | AcceptanceTold():
            return hand.told(N_("%(label)s accepts %(of)s, ad referendum"), label=event.label, of=event.of)
        case AcceptanceSettled() | AcceptanceSettledTold():
            sentence = N_("%(label)s: it is final") if event.final else N_("%(label)s: it is not given")
            return hand.told(sentence, label=event.label)
        case _:
            return ""


def _round(hand: Hand, event: RoundKept | RoundTold | RoundToldInto | CitiesChosen | DeskCitiesChosen) -> str:
    """A round as it was kept or told, or the cities by whose clocks a place reads times."""
    match event:
        case CitiesChosen() | DeskCitiesChosen():
            names = ", ".join(one.name for one in event.cities)
            return hand.told(N_("Times are read by the clocks of: %(cities)s"), cities=names)
        case RoundKept():
            told = hand.told(N_("Round %(number)s was kept"), number=event.number)
            mine = (event.reason, event.outcome, event.assessment)
            return f"{told}: {_set_for(hand, event)}" + "".join(_words(text) for text in mine if text)
        case RoundTold(notice=notice):
            told = hand.told(N_("We were told of round %(number)s"), number=notice.number)
            return f"{told}: {_set_for(hand, notice)}" + (_words(notice.words) if notice.words else "")
        case RoundToldInto(notice=notice):
            sentence = N_("Room %(mark)s was told of round %(round)s, its own round %(number)s")
            told = hand.told(sentence, mark=event.mark, round=event.round, number=notice.number)
            said = _words(notice.words) if notice.words else ""
            worded = f" {hand.told(WORDED[event.worded])}" if event.worded is not None else ""
            return f"{told}: {_set_for(hand, notice)}{said}{worded}"


def _set_for(hand: Hand, one: Notice | RoundKept) -> str:
    """What a round is called, how it stands, when and where it is."""
    when = [hand.time(one.starts)] if one.starts is not None else []
    place = ", ".join(filter(None, (one.venue, one.city.name)))
    sittings = (
        _row([f"<bdi>{escape(sitting.title)}</bdi>", hand.told(STATES[sitting.state]), hand.time(sitting.starts)])
        for sitting in one.sessions
    )
    own = (
        [f"{venue.mark}: <bdi>{escape(venue.venue)}</bdi>" for venue in one.venues]
        if isinstance(one, RoundKept)
        else []
    )
    head = [f"<bdi>{escape(one.title)}</bdi>", hand.told(STATES[one.state]), *when, f"<bdi>{escape(place)}</bdi>", *own]
    return _row(head) + "".join(sittings)


def _track(hand: Hand, event: TrackKept | TrackTold | TrackToldInto) -> str:
    """A track as it was kept or told, with its steps."""
    match event:
        case TrackKept():
            told = hand.told(N_("Track %(number)s was kept"), number=event.number)
            return f"{told}: {_steps(hand, event)}" + (_words(event.reason) if event.reason else "")
        case TrackTold():
            told = hand.told(N_("We were told of track %(number)s"), number=event.notice.number)
            return f"{told}: {_steps(hand, event.notice)}"
        case TrackToldInto():
            sentence = N_("Room %(mark)s was told of track %(track)s")
            told = hand.told(sentence, mark=event.mark, track=event.track)
            return f"{told}: {_steps(hand, event.notice)}"


def _steps(hand: Hand, one: TrackKept | TrackNotice) -> str:
    items = ", ".join(map(str, one.items))
    about = f" {hand.told(N_('Agenda items: %(items)s'), items=items)}" if items else ""
    steps = "".join(_words(f"{step.number}. {step.text}") for step in one.steps)
    words = _words(one.words) if isinstance(one, TrackNotice) and one.words else ""
    return f"<bdi>{escape(one.title)}</bdi>, <bdi>{escape(one.city.name)}</bdi>{about}{words}{steps}"


def _dates(hand: Hand, event: DatesKept | DatesAsked | DatesAskedInto | DatesAnswered | DatesTold) -> str:
    """Dates that were proposed, or what was answered."""
    match event:
        case DatesKept(dates=dates) | DatesAsked(dates=dates):
            told = hand.told(N_("Dates proposed: question %(number)s"), number=dates.number)
            return f"{told} <bdi>{escape(dates.title)}</bdi> {_row(hand.time(slot) for slot in dates.slots)}"
        case DatesAskedInto():
            sentence = N_("Room %(mark)s was asked about dates: question %(number)s")
            return hand.told(sentence, mark=event.mark, number=event.number)
        case DatesAnswered():
            told = hand.told(N_("Dates answered: question %(number)s"), number=event.number)
            return f"{told}: {_said_of(hand, event.answers)}"
        case DatesTold():
            sentence = N_("Room %(mark)s answered about dates: its question %(number)s")
            told = hand.told(sentence, mark=event.mark, number=event.number)
            return f"{told}: {_said_of(hand, event.answers)}"


def _said_of(hand: Hand, answers: Iterable[Availability]) -> str:
    return _row(hand.told(AVAILABLE[one]) for one in answers)


def _numbered(event: Event) -> str:
    """A question's number; at the desk with the room that was asked."""
    number = getattr(event, "number", "")
    return f"{event.mark}-{number}" if isinstance(event, AskingPaper) else str(number)


def _words(text: str) -> str:
    return f'<blockquote dir="auto">{escape(text)}</blockquote>'


def _taken(hand: Hand, taken: Taken | None) -> str:
    """How something came, where the desk took it down."""
    if taken is None:
        return ""
    told = [
        hand.told(CAME[taken.how]),
        hand.told(N_("said by: %(role)s"), role=hand.say(ROLES[taken.said_by])),
        hand.told(N_("taken down by: %(role)s"), role=hand.say(ROLES[taken.by])),
    ]
    if taken.agreed_by is not None and taken.agreed is not None:
        agreed = hand.told(N_("read back, and agreed by: %(role)s"), role=hand.say(ROLES[taken.agreed_by]))
        told.append(f"{agreed} {hand.time(taken.agreed)}")
    return f" ({', '.join(told)})"


def _members(hand: Hand, members: Iterable[Introduction]) -> str:
    return _row(
        " ".join([_role(hand, one.role), *([f"<bdi>{escape(one.name)}</bdi>"] if one.name else [])]) for one in members
    )


def _entry(hand: Hand, view: EntryView) -> tuple[list[str], list[str]]:
    head = [_who(hand, view), hand.told(TYPES[view.type])]
    if view.attribution is not None:
        head.append(hand.told(N_("from: %(party)s"), party=view.attribution))
    if view.form is not None:
        head.append(hand.told(FORMS[view.form]))
    if view.binding:
        head.append(hand.told(N_("Binding")))
    if view.reply_to is not None:
        head.append(hand.told(N_("In reply to %(label)s"), label=view.reply_to))
    foot = []
    if view.leave is not None:
        foot.append(hand.told(LEAVES[view.leave.form]))
        if view.leave.condition:
            foot.append(f"<bdi>{escape(view.leave.condition)}</bdi>")
        if view.leave.becomes is not None:
            foot.append(hand.told(N_("Then: %(then)s"), then=hand.say(LEAVES[view.leave.becomes])))
        if view.leave.expires is not None:
            foot.append(f"{hand.told(N_('This leave ends'))} {hand.time(view.leave.expires)}")
    foot += _reasons(hand, (WHY_KEPT, view.why), (N_("Why the leave was taken down"), view.leave_why))
    came = (view.taken, view.leave_taken, view.read_out)
    foot += [_taken(hand, taken).strip() for taken in came if taken is not None]
    if view.told_as is not None:
        foot.append(hand.told(N_("Told as %(label)s"), label=view.told_as))
    for words, at in ((N_("Read"), view.opened), (N_("Conveyed"), view.conveyed), (N_("Condition met"), view.met)):
        if at is not None:
            foot.append(f"{hand.told(words)} {hand.time(at)}")
    foot += [
        f"{hand.told(N_('Carried as %(label)s'), label=one.label)} {hand.time(one.at)}, {hand.told(FORMS[one.form])}"
        for one in view.carried
    ]
    return head, foot


def _carry(hand: Hand, view: CarryView) -> tuple[list[str], list[str]]:
    head = [_role(hand, view.role), hand.told(N_("to room %(mark)s"), mark=view.into), hand.told(FORMS[view.form])]
    if view.attribution is not None:
        head.append(hand.told(N_("from: %(party)s"), party=view.attribution))
    foot = [hand.told(N_("Rests on %(labels)s"), labels=", ".join(map(str, view.sources)))] if view.sources else []
    foot += _reasons(hand, (WHY_KEPT, view.why))
    if view.entered is not None:
        foot.append(f"{hand.told(N_('Entered as %(label)s'), label=view.entered_as)} {hand.time(view.entered)}")
    if view.stopped is not None:
        foot.append(f"{hand.told(N_('Stopped'))} {hand.time(view.stopped)}")
    return head, foot


def _reasons(hand: Hand, *given: tuple[str, str | None]) -> list[str]:
    """Why something was done, for each that has a reason."""
    return [f"{hand.told(words)}: <bdi>{escape(why)}</bdi>" for words, why in given if why is not None]


def _who(hand: Hand, view: EntryView) -> str:
    if view.kind is EntryKind.BROUGHT:
        return hand.told(N_("Brought by the mediator"))
    if view.kind is EntryKind.ANNOUNCED:
        return hand.told(N_("Announced by the desk"))
    return _role(hand, view.role)


def _role(hand: Hand, role: Role | None) -> str:
    return hand.told(N_("A member of the delegation") if role is None else ROLES[role])


def _row(pieces: Iterable[str]) -> str:
    return " · ".join(pieces)
