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
    RoomOpened,
    SeatGiven,
    TalksClosed,
    TalksReopened,
)
from entremise.domain.leave import LeaveForm
from entremise.domain.log import Line
from entremise.domain.terms import CarryForm, MessageType, Role
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
@media print { body { margin: 0; max-width: none; } li { break-inside: avoid; } }
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
        return cls(str, "en", ZoneInfo(zone))

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
        case TalksClosed() | CaseClosed():
            return hand.told(N_("The talks were closed"))
        case TalksReopened() | CaseReopened():
            return hand.told(N_("The talks were opened again"))
        case DestructionNear():
            return hand.told(N_("What is kept here is destroyed in %(days)s days"), days=event.days)
        case _:
            return ""


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
    if view.why is not None:
        foot.append(f"{hand.told(N_('Why the wording was kept'))}: <bdi>{escape(view.why)}</bdi>")
    if view.entered is not None:
        foot.append(f"{hand.told(N_('Entered as %(label)s'), label=view.entered_as)} {hand.time(view.entered)}")
    if view.stopped is not None:
        foot.append(f"{hand.told(N_('Stopped'))} {hand.time(view.stopped)}")
    return head, foot


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
