"""What rooms were told by papers, what papers hold that a room may not read, and what waits for a room's answer.

Folds of lines of the desk's papers, for the ledger and the card. A room was told what a line says that the door wrote
together with the line in that room's own log: an item shown, a round, a track, dates asked for, a question.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from entremise.domain.events.agenda import (
    AGENDA,
    AgendaShownInto,
    AgendaTakenOffIn,
    ItemKept,
    ItemState,
    ProposalTold,
    ViewTold,
)
from entremise.domain.events.asking import (
    AnswerTold,
    AskingPaper,
    CarryAskedInto,
    LeaveAskedInto,
    QuestionWithdrawnInto,
    SummaryAskedInto,
    WordingAskedInto,
    asked_of,
)
from entremise.domain.events.dates import DATES, DatesAskedInto, DatesTold
from entremise.domain.events.notes import DESK_NOTES, DeskNoteKept, DeskNoteStruck
from entremise.domain.events.papers import DeskPaper
from entremise.domain.events.positions import POSITIONS, PositionSet, ZoneSet
from entremise.domain.events.rounds import ROUNDS, City, RoundKept, RoundState, RoundToldInto
from entremise.domain.events.tracks import TRACKS, TrackKept, TrackToldInto
from entremise.domain.ids import Label, Mark
from entremise.domain.log import Line


class Matter(StrEnum):
    """What a paper is about."""

    ITEM = "item"
    ROUND = "round"
    TRACK = "track"
    DATES = "dates"
    CARRY = "carry"
    """A read-back."""
    LEAVE = "leave"
    """A request for leave."""
    SUMMARY = "summary"
    WORDING = "wording"
    """Words about a round, read back."""
    NOTE = "note"
    """A note of the desk's own."""
    POSITION = "position"
    """Where the desk takes a side to stand, or where it sees room for progress."""


QUESTIONS: Final = frozenset({Matter.CARRY, Matter.LEAVE, Matter.SUMMARY, Matter.WORDING})
"""Their numbers count in the room that was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """What a room was told last of one matter, by a paper."""

    room: Mark
    matter: Matter
    number: int
    """At the desk; of a question, in that room."""
    at: datetime
    words: str
    """As the room reads it: what the matter is called, or what was asked."""
    item: ItemState | None = None
    """Of an item: how it stands."""
    round: RoundState | None = None
    """Of a round: how it stands."""
    starts: datetime | None = None
    city: City | None = None
    """By whose clock it begins."""
    steps: int = 0
    """Of a track: how many the room was told of."""
    done: tuple[str, ...] = ()
    """Of a track: which of these are done."""
    dates: int = 0
    """How many were proposed."""
    until: datetime | None = None
    """Of a question: when it ends."""
    labels: tuple[Label, ...] = ()
    """The entries on which it rests."""
    ended: bool = False
    """Whether it was taken off, closed or taken back since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPaper:
    """What a paper of the desk holds that a room was not told."""

    matter: Matter
    number: int
    """At the desk; of a position, the item's."""
    at: datetime
    name: str = ""
    """What it is called, which the room may know; of a position, what its item is called."""
    words: tuple[str, ...]
    times: tuple[datetime, ...] = ()
    city: City | None = None
    """By whose clock the times are."""


def topics(marks: Iterable[Mark]) -> tuple[str, ...]:
    """The topics of the desk's log from which this is told."""
    return (AGENDA, ROUNDS, TRACKS, DATES, POSITIONS, DESK_NOTES, *(asked_of(mark) for mark in marks))


def in_order(found: Mapping[str, Sequence[Line]]) -> list[Line]:
    """The lines of several topics, in the log's order."""
    return sorted((line for lines in found.values() for line in lines), key=lambda line: line.number)


def noticed(lines: Iterable[Line]) -> tuple[Noticed, ...]:
    """What each room was told last of each matter, what was told last coming last."""
    told: dict[tuple[Mark, Matter, int], Noticed] = {}
    for line in lines:
        match line.event:
            case AgendaTakenOffIn(mark=mark, item=item):
                _end(told, (mark, Matter.ITEM, item), line.at)
            case QuestionWithdrawnInto(mark=mark, number=number):
                for matter in sorted(QUESTIONS):
                    _end(told, (mark, matter, number), line.at)
            case DeskPaper() as paper:
                one = _notice(paper, line.at)
                if one is not None:
                    told.pop((one.room, one.matter, one.number), None)
                    told[one.room, one.matter, one.number] = one
            case _:
                pass
    return tuple(told.values())


def _end(told: dict[tuple[Mark, Matter, int], Noticed], key: tuple[Mark, Matter, int], at: datetime) -> None:
    if key in told:
        told[key] = replace(told.pop(key), ended=True, at=at)


def _notice(paper: DeskPaper, at: datetime) -> Noticed | None:
    match paper:
        case AgendaShownInto() as shown:
            return Noticed(
                room=shown.mark,
                matter=Matter.ITEM,
                number=shown.item,
                at=at,
                words=shown.title,
                item=shown.state,
                labels=(*shown.sources, *shown.named),
            )
        case RoundToldInto(notice=notice) as moved:
            return Noticed(
                room=moved.mark,
                matter=Matter.ROUND,
                number=moved.round,
                at=at,
                words=notice.title,
                round=notice.state,
                starts=notice.starts,
                city=notice.city,
            )
        case TrackToldInto(notice=strand) as track:
            return Noticed(
                room=track.mark,
                matter=Matter.TRACK,
                number=track.track,
                at=at,
                words=strand.title,
                steps=len(strand.steps),
                done=tuple(step.text for step in strand.steps if step.done),
            )
        case DatesAskedInto(dates=dates) as asked:
            return Noticed(
                room=asked.mark,
                matter=Matter.DATES,
                number=asked.number,
                at=at,
                words=dates.title,
                dates=len(dates.slots),
                ended=dates.closed,
            )
        case AskingPaper():
            return _question(paper, at)
        case _:
            return None


def _question(paper: AskingPaper, at: datetime) -> Noticed | None:
    match paper:
        case CarryAskedInto():
            matter, words, labels = Matter.CARRY, paper.text, paper.sources
        case LeaveAskedInto():
            matter, words, labels = Matter.LEAVE, "", (paper.label,)
        case SummaryAskedInto():
            matter, words, labels = Matter.SUMMARY, " ".join(paper.points), ()
        case WordingAskedInto():
            matter, words, labels = Matter.WORDING, paper.text, ()
        case _:
            return None
    return Noticed(
        room=paper.mark, matter=matter, number=paper.number, at=at, words=words, until=paper.until, labels=labels
    )


def waiting(lines: Sequence[Line], mark: Mark, *, now: datetime) -> tuple[Noticed, ...]:
    """What the desk asked of a room that it did not answer: questions that have not ended, and dates; newest last."""
    answered: set[tuple[bool, int]] = set()
    asked_dates: dict[int, int] = {}
    for line in lines:
        match line.event:
            case AnswerTold(mark=room, number=number) if room == mark:
                answered.add((True, number))
            case DatesAskedInto(mark=room) as asked if room == mark:
                asked_dates[asked.dates.number] = asked.number
            case DatesTold(mark=room, number=number) if room == mark:
                answered.add((False, asked_dates.get(number, 0)))
            case _:
                pass
    return tuple(
        one
        for one in noticed(lines)
        if one.room == mark
        and (one.matter in QUESTIONS or one.matter is Matter.DATES)
        and not one.ended
        and (one.until is None or one.until > now)
        and (one.matter in QUESTIONS, one.number) not in answered
    )


def kept(lines: Iterable[Line], mark: Mark, kept_back: Collection[Label]) -> tuple[KeptPaper, ...]:
    """What papers hold that this room was not told, as they stand now; what was written last comes last.

    Words that rest on entries stand here as long as the room may not have one of these (`kept_back`).
    """
    held: dict[tuple[object, ...], tuple[KeptPaper, tuple[Label, ...]]] = {}
    heard: set[str] = set()
    titles: dict[int, str] = {}
    told_starts: dict[int, datetime | None] = {}
    for line in lines:
        match line.event:
            case DeskNoteStruck(number=number):
                held.pop((Matter.NOTE, number), None)
            case DeskPaper() as paper:
                heard |= {text for room, text in paper.known_to() if room == mark}
                if isinstance(paper, RoundToldInto) and paper.mark == mark:
                    told_starts[paper.round] = paper.notice.starts
                if isinstance(paper, ItemKept):
                    titles[paper.number] = paper.title
                found = _held(paper, mark, line.at)
                if found is not None:
                    key, one = found
                    held.pop(key, None)
                    held[key] = (one, paper.rests_on())
            case _:
                pass
    made = (
        _untold(one, heard, told_starts)
        for one, rests_on in held.values()
        if not rests_on or any(label in kept_back for label in rests_on)
    )
    left = (one for one in made if one.words or one.times or (one.name and one.name not in heard))
    return tuple(
        replace(one, name=titles.get(one.number, "")) if one.matter is Matter.POSITION else one for one in left
    )


def _held(paper: DeskPaper, mark: Mark, at: datetime) -> tuple[tuple[object, ...], KeptPaper] | None:
    match paper:
        case DeskNoteKept(number=number, text=text):
            # One on a party stands on the card of that party by itself.
            words = (text,) if paper.mark is None else ()
            return (Matter.NOTE, number), KeptPaper(matter=Matter.NOTE, number=number, at=at, words=words)
        case RoundKept(number=number) as one:
            return (Matter.ROUND, number), _round(one, mark, at)
        case TrackKept(number=number):
            return (Matter.TRACK, number), KeptPaper(
                matter=Matter.TRACK, number=number, at=at, name=paper.title, words=paper.confidences()
            )
        case ItemKept(number=number, words=words):
            return (Matter.ITEM, number), KeptPaper(
                matter=Matter.ITEM, number=number, at=at, name=paper.title, words=(words,)
            )
        case PositionSet(item=item) | ZoneSet(item=item):
            side = paper.mark if isinstance(paper, PositionSet) else None
            return (Matter.POSITION, item, side), KeptPaper(
                matter=Matter.POSITION, number=item, at=at, words=paper.confidences()
            )
        case _:
            return None


def _round(one: RoundKept, mark: Mark, at: datetime) -> KeptPaper:
    """What is not for the room in a round: what the mediator makes of it, and when and where the others come."""
    others = [coming for coming in one.arrivals if coming.mark != mark]
    apart = [session for session in one.sessions if not session.is_for(mark)]
    moments = (
        one.starts,
        *(moment for coming in others for moment in (coming.at, coming.leaves)),
        *(session.starts for session in apart),
    )
    return KeptPaper(
        matter=Matter.ROUND,
        number=one.number,
        at=at,
        name=one.title,
        words=(
            *filter(None, (one.assessment, one.reason, one.outcome)),
            *(session.title for session in apart),
            *(venue.venue for venue in one.venues if venue.mark != mark),
            *(coming.entrance for coming in others),
        ),
        times=tuple(moment for moment in moments if moment is not None),
        city=one.city,
    )


def _untold(one: KeptPaper, heard: Collection[str], told_starts: Mapping[int, datetime | None]) -> KeptPaper:
    """Without what the room was told."""
    starts = told_starts.get(one.number) if one.matter is Matter.ROUND else None
    return replace(
        one,
        words=tuple(dict.fromkeys(text for text in one.words if text and text not in heard)),
        times=tuple(sorted({moment for moment in one.times if moment != starts})),
    )


def items_of_entries(lines: Iterable[Line]) -> dict[Label, frozenset[int]]:
    """For each entry the agenda items that it is on: as what was proposed, thought of one, or told of one by its leave.

    By the desk's numbers of the items. What no line of the agenda or of a position names is on none.
    """
    here: dict[tuple[Mark, int], int] = {}
    found: dict[Label, set[int]] = {}
    views: list[ViewTold] = []
    for line in lines:
        for label, item in _on_item(line, here, views):
            found.setdefault(label, set()).add(item)
    for view in views:
        if (view.mark, view.number) in here:
            found.setdefault(view.label, set()).add(here[view.mark, view.number])
    return {label: frozenset(items) for label, items in found.items()}


def _on_item(line: Line, here: dict[tuple[Mark, int], int], views: list[ViewTold]) -> Iterator[tuple[Label, int]]:
    match line.event:
        case ItemKept(sources=sources, number=item):
            yield from ((label, item) for label in sources)
        case AgendaShownInto(item=item) as shown:
            here[shown.mark, shown.number] = item
            yield from ((label, item) for label in (*shown.sources, *shown.named))
        case PositionSet(sources=sources, item=item):
            yield from ((label, item) for label in sources)
        case ViewTold() as view:
            views.append(view)
        case _:
            pass


def open_proposals(lines: Sequence[Line], mark: Mark) -> tuple[ProposalTold, ...]:
    """What a room proposed for the agenda that rests in no item of the desk's; newest last."""
    taken = {label for line in lines if isinstance(line.event, ItemKept) for label in line.event.sources}
    proposed = (line.event for line in lines if isinstance(line.event, ProposalTold))
    return tuple(one for one in proposed if one.mark == mark and one.label not in taken)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A round, and when it began."""

    number: int
    starts: datetime


def rounds_begun(lines: Iterable[Line]) -> tuple[Begun, ...]:
    """The rounds that have a time and were not put off, the first first."""
    standing: dict[int, RoundKept] = {}
    for line in lines:
        if isinstance(line.event, RoundKept):
            standing[line.event.number] = line.event
    off = {RoundState.POSTPONED, RoundState.NOT_HELD}
    begun = (
        Begun(number=one.number, starts=one.starts)
        for one in standing.values()
        if one.starts is not None and one.state not in off
    )
    return tuple(sorted(begun, key=lambda one: (one.starts, one.number)))


def round_at(begun: Sequence[Begun], at: datetime) -> int | None:
    """The round that had begun last then; None before the first."""
    return next((one.number for one in reversed(begun) if one.starts <= at), None)
