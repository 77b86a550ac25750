"""The ledger: who knows what. A fold of the desk's own log, from which each row and each card is made.

What a room was told is what entered it: nothing here says “told” without a `Carried`, `SpokenInto` or `AnnouncedInto`,
or a line of a paper (`domain/told.py`), each of which the door wrote together with the line in that room's own log.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from unicodedata import east_asian_width

from entremise.domain.errors import Code
from entremise.domain.events import (
    AnnouncedInto,
    Carried,
    CarryHeld,
    CarryStopped,
    ConditionDeclared,
    ConveyanceConfirmed,
    LeaveTold,
    SpokenInto,
    Told,
)
from entremise.domain.ids import Label, Mark
from entremise.domain.leave import Leave, LeaveForm, standing
from entremise.domain.log import Line
from entremise.domain.points import Point
from entremise.domain.rules import is_owed
from entremise.domain.terms import CarryForm, MessageType, Regime
from entremise.domain.told import KeptPaper, Noticed


class How(StrEnum):
    """How a room comes to know something."""

    SAID = "said"
    """Its own party said it."""
    VERBATIM = "verbatim"
    SUBSTANCE = "substance"
    IDEA = "idea"
    HYPOTHETICAL = "hypothetical"
    SPOKEN = "spoken"
    """The mediator said it there."""
    ANNOUNCED = "announced"


class Why(StrEnum):
    """Why a room was not told what another said."""

    AT_DOOR = "at-door"
    """It waits at the room's door."""
    UNTOLD = "untold"
    """There is leave; it was not carried yet."""
    OWED = "owed"
    """There is leave, and under the case's regime the desk owes it."""
    AGREED = "agreed"
    """There is no leave, but the giver agreed to exact words for this room."""
    CONDITION = "condition"
    """The giver's condition is not met."""
    EXPIRED = "expired"
    """The leave has ended."""
    CONFIDENCE = "confidence"
    """There is no leave."""


class Show(StrEnum):
    """Which rows are shown."""

    EVERYTHING = "everything"
    UNTOLD = "untold"
    """Said, and not told to somebody although there is leave."""
    OWED = "owed"
    FLOATED = "floated"
    """Told as the mediator's own idea, or as a supposal."""
    CONFIDENCE = "confidence"
    CONDITION = "condition"
    EXPIRED = "expired"


FORMS: Final[Mapping[CarryForm, How]] = MappingProxyType(
    {
        CarryForm.SUBSTANCE: How.SUBSTANCE,
        CarryForm.VERBATIM: How.VERBATIM,
        CarryForm.IDEA: How.IDEA,
        CarryForm.HYPOTHETICAL: How.HYPOTHETICAL,
    }
)
NO_LEAVE: Final[Mapping[Code, Why]] = MappingProxyType(
    {
        Code.IN_CONFIDENCE: Why.CONFIDENCE,
        Code.CONDITION_NOT_MET: Why.CONDITION,
        Code.LEAVE_EXPIRED: Why.EXPIRED,
    }
)
KEPT_BACK: Final = frozenset(NO_LEAVE.values())
"""Reasons for which a room must not be told."""
DUE: Final = frozenset({Why.UNTOLD, Why.OWED, Why.AGREED})
"""Reasons that leave it to the desk to carry."""
FLOATED: Final = frozenset({How.IDEA, How.HYPOTHETICAL})
_GIVEN: Final[Mapping[Show, Why]] = MappingProxyType(
    {Show.CONFIDENCE: Why.CONFIDENCE, Show.CONDITION: Why.CONDITION, Show.EXPIRED: Why.EXPIRED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that a room said or was told."""

    how: How
    label: Label
    """As that room names it."""
    at: datetime
    text: str
    type: MessageType = MessageType.INFORMATION
    carry: Label | None = None
    """By which carry it came."""
    sources: tuple[Label, ...] = ()
    """With whose leave: the entries that it rests on."""
    reply_to: Label | None = None
    """With `spoken`: to which entry the mediator replied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that a room was not told, and why."""

    why: Why
    source: Label
    form: LeaveForm | None = None
    """With leave: the form in which it may be carried."""
    carry: Label | None = None
    """At the door: which message."""
    due: datetime | None = None
    """At the door: when it enters."""
    agreed: CarryForm | None = None
    """In which form the giver agreed to exact words for this room."""
    agreed_until: datetime | None = None
    """Until when that stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A giver's consent to exact words, for one room, until then."""

    source: Label
    into: Mark
    form: CarryForm
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What a party said, as the desk holds it now."""

    label: Label
    at: datetime
    text: str
    type: MessageType
    leave: Leave
    met: datetime | None = None
    """When its condition was marked as met."""
    conveyed: datetime | None = None
    """When its room was told that it was conveyed."""

    def standing(self, *, now: datetime) -> LeaveForm | Code:
        """The form in which it may be carried at `now`, or why not."""
        return standing(self.leave, met=self.met is not None, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one room knows of a row."""

    room: Mark
    facts: tuple[Fact, ...] = ()
    """What it said or was told, the first first."""
    gaps: tuple[Gap, ...] = ()
    """What it was not told."""

    @property
    def told(self) -> tuple[Fact, ...]:
        """What came into the room."""
        return tuple(fact for fact in self.facts if fact.how is not How.SAID)

    @property
    def answered(self) -> frozenset[Label]:
        """The room's entries to which the mediator replied there."""
        return frozenset(fact.reply_to for fact in self.facts if fact.reply_to is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A point, or an entry that stands as one of its own."""

    point: Point | None
    label: Label
    """Of the last entry in it, by which a row without a point is named."""
    words: str
    """The point's wording, or the entry's words."""
    at: datetime
    """When the last of it was said or told."""
    holds: tuple[Holding, ...]
    """What parties said in it; none where the words are the desk's own."""
    cells: tuple[Cell, ...]
    """One for each room, in the order of their marks."""

    def cell(self, mark: str) -> Cell:
        """What this room knows."""
        return next(cell for cell in self.cells if cell.room == mark)


@dataclass(frozen=True, slots=True)
class _Given:
    """Something that entered a room."""

    room: Mark
    fact: Fact


class Ledger:
    """What lines of the desk's log say of who knows what. Reads each line once, in the log's order.

    The lines are those that bring the entries asked for and those that refer to them, and those of messages at doors.
    """

    def __init__(self, lines: Iterable[Line], agreements: Iterable[Agreement] = ()) -> None:
        self._agreed = {(one.source, one.into): one for one in agreements}
        self._held: dict[Label, Holding] = {}
        self._given: dict[Label, _Given] = {}
        self._resting: defaultdict[Label, list[Label]] = defaultdict(list)
        """For each source what entered resting on it."""
        self._waiting: dict[Label, CarryHeld] = {}
        for line in lines:
            self._read(line)

    def __contains__(self, label: Label) -> bool:
        return label in self._held or label in self._given

    def holding(self, label: Label) -> Holding | None:
        """What a party said under this label; None where no party did."""
        return self._held.get(label)

    def sources(self, label: Label) -> tuple[Label, ...]:
        """What an entry rests on; nothing where it is nobody's but the desk's or its party's own."""
        return self._given[label].fact.sources if label in self._given else ()

    def row(
        self,
        labels: Sequence[Label],
        rooms: Sequence[Mark],
        regime: Regime,
        *,
        now: datetime,
        point: Point | None = None,
    ) -> Row | None:
        """What is known of these entries; None where there is none of them."""
        holds = tuple(sorted((self._held[label] for label in labels if label in self._held), key=_by_time))
        given = {label: self._given[label] for label in labels if label in self._given}
        for label in labels:
            given |= {entered: self._given[entered] for entered in self._resting.get(label, ())}
        said = [_Given(Mark(hold.label.series), _said(hold)) for hold in holds]
        known = sorted([*said, *given.values()], key=lambda one: (one.fact.at, one.fact.label))
        if not known:
            return None
        named = next((one.fact for one in reversed(known) if one.fact.label in labels), known[-1].fact)
        return Row(
            point=point,
            label=named.label,
            words=point.words if point is not None else named.text,
            at=max(one.fact.at for one in known),
            holds=holds,
            cells=tuple(
                Cell(
                    room=room,
                    facts=tuple(one.fact for one in known if one.room == room),
                    gaps=tuple(self._gaps(holds, room, regime, now=now)),
                )
                for room in rooms
            ),
        )

    def _gaps(self, holds: Iterable[Holding], room: Mark, regime: Regime, *, now: datetime) -> Iterator[Gap]:
        for hold in holds:
            reached = {self._given[entered].room for entered in self._resting.get(hold.label, ())}
            if hold.label.series == room or room in reached:
                continue
            waiting = next(
                (one for one in self._waiting.values() if one.into == room and hold.label in one.sources), None
            )
            if waiting is not None:
                yield Gap(why=Why.AT_DOOR, source=hold.label, carry=waiting.carry, due=waiting.due)
            else:
                yield self._untold(hold, room, regime, now=now)

    def _untold(self, hold: Holding, room: Mark, regime: Regime, *, now: datetime) -> Gap:
        form, agreed = hold.standing(now=now), self._agreed.get((hold.label, room))
        if agreed is not None and agreed.until <= now:
            agreed = None
        if isinstance(form, Code):
            gap = Gap(why=NO_LEAVE[form] if agreed is None else Why.AGREED, source=hold.label)
        else:
            owed = is_owed(hold.leave, met=hold.met is not None, regime=regime, now=now)
            gap = Gap(why=Why.OWED if owed else Why.UNTOLD, source=hold.label, form=form)
        return gap if agreed is None else replace(gap, agreed=agreed.form, agreed_until=agreed.until)

    def _read(self, line: Line) -> None:
        match line.event:
            case Told() as told:
                self._held[told.label] = Holding(
                    label=told.label,
                    at=line.at,
                    text=told.text,
                    type=told.type,
                    leave=told.leave,
                )
            case LeaveTold() as changed:
                self._note(changed.label, leave=changed.leave, met=None)
            case ConditionDeclared() as declared:
                self._note(declared.label, met=line.at)
            case ConveyanceConfirmed() as confirmed:
                self._note(confirmed.label, conveyed=line.at)
            case CarryHeld() as held:
                self._waiting[held.carry] = held
            case CarryStopped() as stopped:
                self._waiting.pop(stopped.carry, None)
            case Carried() as carried:
                self._waiting.pop(carried.carry, None)
                self._enter(carried.label, _carried(carried, line))
                for source in carried.sources:
                    self._resting[source].append(carried.label)
            case SpokenInto() as spoken:
                self._enter(spoken.label, _own(How.SPOKEN, spoken, line))
            case AnnouncedInto() as announced:
                self._enter(announced.label, _own(How.ANNOUNCED, announced, line))
            case _:
                pass

    def _enter(self, label: Label, fact: Fact) -> None:
        self._given[label] = _Given(Mark(label.series), fact)

    def _note(self, label: Label, **state: object) -> None:
        """What a later line says of an entry; nothing, when the entry is not among those asked for."""
        if label in self._held:
            self._held[label] = replace(self._held[label], **state)  # type: ignore[arg-type]


def stands_alone(line: Line) -> Label | None:
    """The entry that the line brings, if it is a row of its own while no point holds it; else None.

    What was carried from an entry is shown in that entry's row.
    """
    match line.event:
        case Told() | SpokenInto() | AnnouncedInto():
            return line.event.label
        case Carried() if not line.event.sources:
            return line.event.label
        case _:
            return None


def fits(row: Row, show: Show, *, side: str | None, now: datetime) -> bool:
    """Whether the row is among those to be shown; with a side, what is shown of that side.

    What a side knows, is owed or was not told is read in its own cell; a confidence, a condition, an ended leave is
    its own where it said it.
    """
    cells = [cell for cell in row.cells if side in {None, cell.room}]
    match show:
        case Show.EVERYTHING:
            return side is None or any(cell.facts for cell in cells)
        case Show.UNTOLD:
            return any(gap.why in DUE for cell in cells for gap in cell.gaps)
        case Show.OWED:
            return any(gap.why is Why.OWED for cell in cells for gap in cell.gaps)
        case Show.FLOATED:
            return any(fact.how in FLOATED for cell in cells for fact in cell.facts)
        case Show.CONFIDENCE | Show.CONDITION | Show.EXPIRED:
            mine = [hold.standing(now=now) for hold in row.holds if side in {None, hold.label.series}]
            return any(isinstance(form, Code) and NO_LEAVE[form] is _GIVEN[show] for form in mine)


# The card before entering a room ----------------------------------------------------------------------------

MOST_ON_CARD: Final = 120
"""Characters of an entry on a card; where it is longer, it is read in the ledger."""
CARD_LINES: Final = 44
"""Lines of a card, at most: so that it prints on one page."""
_A_LINE: Final = 68
"""Characters of a printed line, wide ones counted twice. Fewer than it holds, so that a card is rather too short."""
_AFTER: Final = 40
"""Characters that stand after the words: a label, and the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """A line of a card."""

    words: str
    cut: bool
    """Whether the words go on."""
    labels: tuple[Label, ...]
    """The entries that it is about."""
    point: int | None = None
    how: How | None = None
    """With what they know: how they came to know it."""
    why: Why | None = None
    """With what they do not know: why not."""
    form: LeaveForm | None = None
    """With leave: the form in which it may be carried."""
    told: Noticed | None = None
    """Where a paper told it, or asked it."""
    kept: KeptPaper | None = None
    """Where a paper of the desk holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardList:
    """One of the lists of a card."""

    lines: tuple[CardLine, ...]
    more: int
    """How many more stand in the ledger, or on the desk's papers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What to have in mind before entering a room."""

    room: Mark
    slip: CardList
    """What must not be let slip there."""
    asked: CardList
    """What they asked and nobody answered."""
    untold: CardList
    """What they do not know yet, although there is leave."""
    known: CardList
    """What they know."""
    told: CardList
    """What they told in confidence, or on a condition."""
    papers: CardList
    """What the desk's papers hold that they were not told."""
    waiting: CardList
    """What the desk asked of them that they have not answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPapers:
    """What papers say of a room; in each the newest last."""

    told: tuple[Noticed, ...] = ()
    kept: tuple[KeptPaper, ...] = ()
    waiting: tuple[Noticed, ...] = ()
    proposed: tuple[tuple[Label, str], ...] = ()
    """What they proposed for the agenda that nobody took up: the entry, and what it is called."""


NO_PAPERS: Final = OnPapers()


def card(
    rows: Sequence[Row],
    mark: Mark,
    *,
    now: datetime,
    most: int = CARD_LINES,
    papers: OnPapers = NO_PAPERS,
    older: int = 0,
) -> Card:
    """The card for a room, from rows whose last come last. The newest lines stand first in each list.

    `older`: how many entries that must not be let slip are in none of the rows.
    """
    newest = sorted(rows, key=lambda row: (row.at, row.label), reverse=True)
    lists = [
        list(_slips(newest, mark)),
        [_kept(one) for one in reversed(papers.kept)],
        list(_asked(newest, mark, papers.proposed)),
        [_noticed(one) for one in reversed(papers.waiting)],
        list(_untold(newest, mark)),
        _known(newest, mark, papers.told),
        list(_confided(newest, mark, now=now)),
    ]
    slip, kept, asked, waits, untold, known, told = _fitted(lists, most=most)
    return Card(
        room=mark,
        slip=replace(slip, more=slip.more + older),
        papers=kept,
        asked=asked,
        waiting=waits,
        untold=untold,
        known=known,
        told=told,
    )


def _slips(rows: Iterable[Row], mark: Mark) -> Iterator[CardLine]:
    """What they must not hear; and of what may come as the mediator's idea alone, that it is another's."""
    for row in rows:
        gaps = row.cell(mark).gaps
        kept = [gap for gap in gaps if gap.why in KEPT_BACK]
        for why in dict.fromkeys(gap.why for gap in kept):
            yield _line(row, [gap.source for gap in kept if gap.why is why], why=why)
        ideas = [gap.source for gap in gaps if gap.form is LeaveForm.IDEA]
        if ideas:
            yield _line(row, ideas, why=Why.UNTOLD, form=LeaveForm.IDEA)


def _kept(one: KeptPaper) -> CardLine:
    words = ": ".join(filter(None, (one.name, " · ".join(one.words))))
    return CardLine(words=_beginning(words), cut=_is_long(words), labels=(), kept=one)


def _noticed(one: Noticed) -> CardLine:
    words = ": ".join(filter(None, (one.words, " · ".join(one.done))))
    return CardLine(words=_beginning(words), cut=_is_long(words), labels=one.labels, told=one)


def _untold(rows: Iterable[Row], mark: Mark) -> Iterator[CardLine]:
    for row in rows:
        lacking = [gap for gap in row.cell(mark).gaps if gap.why not in KEPT_BACK]
        for why, form in dict.fromkeys((gap.why, gap.form) for gap in lacking):
            alike = [gap.source for gap in lacking if (gap.why, gap.form) == (why, form)]
            yield _line(row, alike, why=why, form=form)


def _known(rows: Iterable[Row], mark: Mark, papers: Iterable[Noticed]) -> list[CardLine]:
    told = ((row, row.cell(mark).told) for row in rows)
    entered = [(facts[-1].at, _line(row, [facts[-1].label], how=facts[-1].how)) for row, facts in told if facts]
    read = [(one.at, replace(_noticed(one), labels=())) for one in papers if one.room == mark]
    return [line for _, line in sorted([*entered, *reversed(read)], key=lambda one: one[0], reverse=True)]


def _confided(rows: Iterable[Row], mark: Mark, *, now: datetime) -> Iterator[CardLine]:
    for row in rows:
        for hold in row.holds:
            form = hold.standing(now=now)
            if hold.label.series == mark and isinstance(form, Code):
                yield _line(row, [hold.label], why=NO_LEAVE[form])


def _asked(rows: Iterable[Row], mark: Mark, proposed: Iterable[tuple[Label, str]]) -> Iterator[CardLine]:
    """Questions of the room to which nothing came in: neither a reply of the mediator, nor anything on their point.

    And what it proposed for the agenda, first.
    """
    for label, words in proposed:
        yield CardLine(words=_beginning(words), cut=_is_long(words), labels=(label,))
    rows = list(rows)
    answered = {label for row in rows for label in row.cell(mark).answered}
    for row in rows:
        told = row.cell(mark).told
        for hold in row.holds:
            asks = hold.label.series == mark and hold.type is MessageType.QUESTION
            if asks and hold.label not in answered and not any(fact.at > hold.at for fact in told):
                yield replace(_line(row, [hold.label]), words=_beginning(hold.text), cut=_is_long(hold.text))


def _line(
    row: Row, labels: Sequence[Label], *, how: How | None = None, why: Why | None = None, form: LeaveForm | None = None
) -> CardLine:
    return CardLine(
        words=_beginning(row.words),
        cut=_is_long(row.words),
        labels=tuple(labels),
        point=row.point.number if row.point is not None else None,
        how=how,
        why=why,
        form=form,
    )


def _fitted(lists: Sequence[Sequence[CardLine]], *, most: int) -> list[CardList]:
    """As many lines of each list as the card has room for: the first list has half of it, then each in turn."""
    taken, left = [0] * len(lists), most
    for least in (most // 2, 0):
        turn = [0] if least else [*range(len(lists))]
        while turn:
            at = turn.pop(0)
            cost = _cost(lists[at][taken[at]]) if taken[at] < len(lists[at]) else most
            if taken[at] < len(lists[at]) and left - cost >= least:
                taken[at] += 1
                left -= cost
                turn.append(at)
    return [
        CardList(lines=tuple(lines[:count]), more=len(lines) - count) for lines, count in zip(lists, taken, strict=True)
    ]


def _cost(line: CardLine) -> int:
    """Lines of print that it takes, with its label and the reason after its words."""
    wide = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in line.words)
    return 1 + (wide + _AFTER) // _A_LINE


def _is_long(text: str) -> bool:
    return len(" ".join(text.split())) > MOST_ON_CARD


def _beginning(text: str) -> str:
    """The words as far as a card has room for them, to the end of a word where there is one."""
    one_line = " ".join(text.split())
    if len(one_line) <= MOST_ON_CARD:
        return one_line
    cut = one_line[:MOST_ON_CARD]
    return cut.rsplit(" ", 1)[0] if " " in cut else cut


def _said(hold: Holding) -> Fact:
    return Fact(how=How.SAID, label=hold.label, at=hold.at, text=hold.text, type=hold.type)


def _carried(carried: Carried, line: Line) -> Fact:
    return Fact(
        how=FORMS[carried.form],
        label=carried.label,
        at=line.at,
        text=carried.text,
        type=carried.type,
        carry=carried.carry,
        sources=carried.sources,
    )


def _own(how: How, event: SpokenInto | AnnouncedInto, line: Line) -> Fact:
    reply_to = event.reply_to if isinstance(event, SpokenInto) else None
    return Fact(how=how, label=event.label, at=line.at, text=event.text, reply_to=reply_to)


def _by_time(hold: Holding) -> tuple[datetime, Label]:
    return hold.at, hold.label
