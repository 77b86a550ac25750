"""What stands on a place's papers, and in which words: read off each line, for the search within that place.

A later line about the same thing replaces the earlier, as it does on the paper itself; words that were said with it
and a reason that was given stand, whatever follows. Words that stand as an entry too, such as a proposal's or a view's,
are found there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from entremise.domain.events import Event
from entremise.domain.events.agenda import AgendaShown, AgendaShownInto, AgendaTakenOff, AgendaTakenOffIn, ItemKept
from entremise.domain.events.asking import (
    Answered,
    AnswerTold,
    CarryAsked,
    CarryAskedInto,
    SummaryAsked,
    SummaryAskedInto,
    WordingAsked,
    WordingAskedInto,
)
from entremise.domain.events.dates import DatesAsked, DatesAskedInto, DatesKept
from entremise.domain.events.mandate import AuthoritiesNamed, ConsultationSet, MandateSet, OutsideMandate
from entremise.domain.events.notes import DeskNoteKept, DeskNoteStruck
from entremise.domain.events.points import PointDissolved, PointKept
from entremise.domain.events.positions import PositionSet, StandKept, ZoneSet
from entremise.domain.events.rounds import Notice, RoundKept, RoundTold, RoundToldInto
from entremise.domain.events.tracks import TrackKept, TrackNotice, TrackTold, TrackToldInto
from entremise.domain.log import Line


class PaperKind(StrEnum):
    """What something on a paper is."""

    QUESTION = "question"
    """What the mediator asked of a room."""
    ANSWER = "answer"
    """The changes with which a room agreed."""
    ITEM = "item"
    SHOWN = "shown"
    """At the desk: an item as a room was told of it."""
    STAND = "stand"
    """What a delegation keeps for itself: a position, an interest, a red line."""
    POSITION = "position"
    """At the desk: where a side is understood to stand."""
    ZONE = "zone"
    """At the desk: where the mediator sees room."""
    MANDATE = "mandate"
    OUTSIDE = "outside"
    """Why a delegation went on although its mandate does not reach so far."""
    AUTHORITIES = "authorities"
    CONSULTATION = "consultation"
    POINT = "point"
    NOTE = "note"
    """At the desk: a note of the desk's own."""
    ROUND = "round"
    TRACK = "track"
    DATES = "dates"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPaper:
    """One thing on a paper, by which a later line about it is known."""

    kind: PaperKind
    number: int = 0
    series: str = ""
    """At the desk: the mark of the room that it concerns; empty where it concerns none alone."""
    stage: int = 0
    """Of a position: after which round."""
    line: int = 0
    """Of words that later ones do not replace: the line that says them."""


@dataclass(frozen=True, slots=True)
class Written:
    """How a thing stands on its paper from a line on."""

    thing: OnPaper
    texts: tuple[str, ...]
    """Its words; none: it stands there no more."""
    item: int | None = None
    """In a room: the agenda item that it belongs to; 0: the talks as a whole."""


def written(line: Line) -> tuple[Written, ...]:
    """What a line writes on papers: how a thing stands from now on, and what was said with it. Most write nothing."""
    found = (read(line.event) for read in (_question, _agenda, _side, _desk_paper, _meeting))
    return tuple(one for one in (*found, _said(line)) if one is not None)


def _question(event: Event) -> Written | None:  # noqa: PLR0911 – a case for each event
    match event:
        case CarryAsked():
            return _thing(PaperKind.QUESTION, event.number, event.text)
        case WordingAsked():
            return _thing(PaperKind.QUESTION, event.number, event.text)
        case SummaryAsked():
            return _thing(PaperKind.QUESTION, event.number, *event.points)
        case Answered():
            return _thing(PaperKind.ANSWER, event.number, event.text)
        case CarryAskedInto():
            return _thing(PaperKind.QUESTION, event.number, event.text, mark=event.mark)
        case WordingAskedInto():
            return _thing(PaperKind.QUESTION, event.number, event.text, mark=event.mark)
        case SummaryAskedInto():
            return _thing(PaperKind.QUESTION, event.number, *event.points, mark=event.mark)
        case AnswerTold():
            return _thing(PaperKind.ANSWER, event.number, event.text, mark=event.mark)
        case _:
            return None


def _agenda(event: Event) -> Written | None:
    match event:
        case AgendaShown():
            return _thing(PaperKind.ITEM, event.number, event.title, event.words, event.track)
        case AgendaTakenOff():
            return _thing(PaperKind.ITEM, event.number)
        case ItemKept():
            return _thing(PaperKind.ITEM, event.number, event.title, event.words, event.track)
        case AgendaShownInto():
            return _thing(PaperKind.SHOWN, event.item, event.title, event.words, event.track, mark=event.mark)
        case AgendaTakenOffIn():
            return _thing(PaperKind.SHOWN, event.item, mark=event.mark)
        case _:
            return None


def _side(event: Event) -> Written | None:  # noqa: PLR0911 – a case for each event
    """Positions and mandate."""
    match event:
        case StandKept():
            return Written(OnPaper(kind=PaperKind.STAND, number=event.number), _words(event.words), event.item)
        case MandateSet():
            return Written(OnPaper(kind=PaperKind.MANDATE, number=event.item), _words(event.words), event.item)
        case AuthoritiesNamed():
            return _thing(PaperKind.AUTHORITIES, 0, *(one.office for one in event.chain))
        case ConsultationSet():
            return _thing(PaperKind.CONSULTATION, 0, event.words if event.until is not None else None)
        case PositionSet():
            thing = OnPaper(kind=PaperKind.POSITION, number=event.item, series=event.mark, stage=event.stage)
            return Written(thing, _words(event.words))
        case ZoneSet():
            return _thing(PaperKind.ZONE, event.item, event.remark, event.caption)
        case _:
            return None


def _desk_paper(event: Event) -> Written | None:
    match event:
        case PointKept():
            return _thing(PaperKind.POINT, event.number, event.words)
        case PointDissolved():
            return _thing(PaperKind.POINT, event.number)
        case DeskNoteKept():
            return _thing(PaperKind.NOTE, event.number, event.text)
        case DeskNoteStruck():
            return _thing(PaperKind.NOTE, event.number)
        case _:
            return None


def _meeting(event: Event) -> Written | None:
    """Rounds, tracks and dates."""
    match event:
        case RoundTold():
            return _thing(PaperKind.ROUND, event.notice.number, *_of_round(event.notice))
        case RoundKept():
            said = (event.reason, event.outcome, event.assessment)
            return _thing(PaperKind.ROUND, event.number, *_of_round(event), *said)
        case TrackTold():
            return _thing(PaperKind.TRACK, event.notice.number, *_of_track(event.notice))
        case TrackKept():
            return _thing(PaperKind.TRACK, event.number, *_of_track(event))
        case DatesAsked() | DatesKept():
            return _thing(PaperKind.DATES, event.dates.number, event.dates.title)
        case _:
            return None


def _said(line: Line) -> Written | None:
    """What a line says besides: the page shows it with all that was said before."""
    match line.event:
        case RoundTold(notice=told):
            found = PaperKind.ROUND, told.number, "", told.words
        case RoundToldInto(mark=mark, round=number, notice=told):
            found = PaperKind.ROUND, number, mark, told.words
        case TrackTold(notice=heard):
            found = PaperKind.TRACK, heard.number, "", heard.words
        case TrackToldInto(mark=mark, track=number, notice=heard):
            found = PaperKind.TRACK, number, mark, heard.words
        case DatesAsked(dates=dates, words=words):
            found = PaperKind.DATES, dates.number, "", words
        case DatesAskedInto(mark=mark, number=number, words=words):
            found = PaperKind.DATES, number, mark, words
        case OutsideMandate(item=item, why=why):
            found = PaperKind.OUTSIDE, item, "", why
        case _:
            return None
    kind, number, series, words = found
    if not words:
        return None
    thing = OnPaper(kind=kind, number=number, series=series, line=line.number)
    return Written(thing, (words,), number if kind is PaperKind.OUTSIDE else None)


def _thing(kind: PaperKind, number: int, *texts: str | None, mark: str = "") -> Written:
    return Written(OnPaper(kind=kind, number=number, series=mark), _words(*texts))


def _words(*texts: str | None) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _of_round(known: Notice | RoundKept) -> Iterable[str | None]:
    """What both the desk's round and a room's notice of one have in words."""
    where = known.again.where if known.again is not None else None
    doors = (known.entrance,) if isinstance(known, Notice) else tuple(one.venue for one in known.venues)
    return (known.title, known.city.name, known.venue, *(one.title for one in known.sessions), where, *doors)


def _of_track(known: TrackNotice | TrackKept) -> Iterable[str | None]:
    return (known.title, known.city.name, known.venue, *known.matters, *(step.text for step in known.steps))
