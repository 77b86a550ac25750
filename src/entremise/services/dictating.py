"""The low-tech lane: a party is served by telephone or on paper, with the same leave and the same read-back.

The desk writes by its own log alone, so that it can take down what a closed room's party says.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from entremise.domain import agenda, asking, dates, dictating, mandate
from entremise.domain.agenda import Proposing, ShownIn, fitting
from entremise.domain.asking import Asks, Question
from entremise.domain.dates import RoomDates
from entremise.domain.dictating import AcceptanceSaid, Call, Dictation, Paper, ViewSaid, WordSaid
from entremise.domain.door import asking as asking_door
from entremise.domain.door import dictating as door
from entremise.domain.door import entries
from entremise.domain.door.asking import By
from entremise.domain.door.entries import checked_reason
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events import Said
from entremise.domain.events.asking import Reply
from entremise.domain.events.dates import DATES, Availability, Dates, DatesAskedInto, DatesTold
from entremise.domain.events.seconding import EnterBy
from entremise.domain.ids import DeskId, Label, Mark
from entremise.domain.leave import Leave, LeaveForm, checked
from entremise.domain.mandate import MOST_MANDATE_CHARACTERS, Acceptance, digest_of
from entremise.domain.roles import Act
from entremise.domain.rooms import Room, Seat
from entremise.domain.rules import reaches, widens
from entremise.domain.terms import MessageType, Role, Taken
from entremise.domain.views import EntryKind, EntryView, desk_entries
from entremise.domain.words import plain
from entremise.services.acts import load_room_from_desk, needs, once, room_of, while_it_stands
from entremise.services.agenda import at_desk
from entremise.services.asking import AnsweredAs, PointAnswer
from entremise.services.consents import answered_by, asked_of_room
from entremise.services.dates import DESK_LINES, MOST_ANSWERS
from entremise.services.guarding import Gives, Leaving, asks_second, unless_repeats
from entremise.services.mandate import told
from entremise.services.ports import Parts
from entremise.services.speaking import Done, Written

MOST_BROUGHT: Final = 40
"""Entries of a room among which one is chosen that its party accepts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToPaper:
    """What a party's words can be on paper, as the desk knows that room."""

    items: tuple[ShownIn, ...]
    """What it was told of the agenda."""
    brought: tuple[tuple[EntryView, str], ...]
    """What came into the room last, the newest first, each with the digest of its words."""
    acceptances: tuple[Acceptance, ...]
    """Those that wait for an authority's word."""


def to_paper(parts: Parts, seat: Seat, mark: str) -> ToPaper | Refusal:
    """What can be chosen where words are taken down; absent where there is no such room. Four statements."""
    room = room_of(parts.store, seat.place, mark)
    if isinstance(room, Refusal):
        return room
    desk, known = DeskId(seat.place), Mark(mark)
    found = desk_entries(parts.store.series(desk, known, limit=MOST_BROUGHT, newest=True))
    return ToPaper(
        items=at_desk(parts, desk).told(known),
        brought=tuple((one, _digest(one)) for one in reversed(found) if one.kind is not EntryKind.SAID),
        acceptances=tuple(one for one in _acceptances(parts, desk, known) if one.final is None),
    )


@needs(Act.DICTATE)
@asks_second
def take_down(
    parts: Parts, seat: Seat, mark: str, dictation: Dictation, *, why: str | None = None, key: str | None = None
) -> Written | Refusal:
    """Take down what a party says, in its own room's log. Until it was read back it is held in confidence.

    With a paper it is as well a proposal for the agenda, a view of an item, an acceptance or an authority's word.
    `why` words are taken down for its own that repeat another room's confidence.
    """
    room_id = room_of(parts.store, seat.place, mark)
    if isinstance(room_id, Refusal):
        return Refusal(Code.ROOM_MISSING)
    now = parts.clock.now()

    def act() -> Written | Refusal:
        room, reason = load_room_from_desk(parts.store, seat.place, room_id), checked_reason(why)
        if isinstance(reason, Refusal):
            return reason
        if dictation.reply_to is not None and dictation.reply_to.series != mark:
            # The desk does not know how many notes a delegation has.
            return Refusal(Code.REPLY_UNKNOWN, {"source": str(dictation.reply_to)})
        desk = DeskId(seat.place)
        made = _as_paper(parts, desk, Mark(mark), dictation)
        if isinstance(made, Refusal):
            return made
        whole, number, acceptance = made
        said = dictating.take_down(room, seat, whole, now=now)
        if isinstance(said, Refusal):
            return said
        appends = [*entries.tell(room, desk, said, seat=seat, why=reason)]
        if whole.paper is not None:
            appends += door.tell_paper(room, desk, said, whole.paper, number=number, acceptance=acceptance)
        read, gives = _read_in(room, [said], besides=_in_paper(whole.paper))
        passed = unless_repeats(parts, seat, EnterBy.TAKE_DOWN, read, appends=appends, why=reason, gives=gives)
        if isinstance(passed, Refusal):
            return passed
        parts.store.append(passed, at=now)
        return Written(said.label, now)

    missing = Refusal(Code.ROOM_MISSING)
    places, done = (seat.place, room_id), while_it_stands(parts, room_id, act, otherwise=missing)
    return once(parts, seat, done, places=places, result=Written, key=key, asked=("take_down", mark, dictation, why))


@needs(Act.DICTATE)
@asks_second
def agree(
    parts: Parts,
    seat: Seat,
    label: Label,
    call: Call,
    *,
    leave: Leave,
    why: str | None = None,
    key: str | None = None,
) -> Written | Refusal:
    """Take down that the words of an entry were read back and agreed, with this leave from now on.

    Where the case requires a second seat, one agrees to a wider leave, and `why` says how the party gave it.
    """
    room_id = room_of(parts.store, seat.place, label.series)
    if isinstance(room_id, Refusal):
        return room_id
    now = parts.clock.now()

    def act() -> Written | Refusal:
        room, desk = load_room_from_desk(parts.store, seat.place, room_id), DeskId(seat.place)
        entry, reason = _entry(parts, desk, label), checked_reason(why)
        if entry is None or entry.kind is not EntryKind.SAID:
            return ABSENT
        if isinstance(reason, Refusal):
            return reason
        whole = Refusal(Code.ALREADY_TOLD) if leave.form is LeaveForm.OWN else checked(leave, now=now)
        if isinstance(whole, Refusal):
            return whole
        taken = dictating.agreed(call, seat, said=entry.at, taken=entry.taken, now=now)
        if isinstance(taken, Refusal):
            return taken
        by = By(seat=None, role=call.who, shown=True, taken=taken, taken_by=seat.id)
        asked = asked_of_room(parts.store, desk, Mark(label.series))
        told = door.tell_agreed(room, desk, label, whole, seat=seat, taken=taken, why=reason)
        closed = answered_by(asked, room, label, before=entry.leave, leave=whole, by=by, now=now)
        condition = (whole.condition,) if whole.condition else ()
        read = Leaving(into=(room.mark,), texts=condition, besides=(entry.text,), leave=whole)
        wider = entry.leave is None or widens(entry.leave, whole)
        gives = Gives(mark=room.mark, of=label) if wider else None
        appends = (*told, *closed)
        passed = unless_repeats(parts, seat, EnterBy.AGREE, [read], appends=appends, why=reason, gives=gives)
        if isinstance(passed, Refusal):
            return passed
        parts.store.append(passed, at=now)
        return Written(label, now)

    places, done = (seat.place, room_id), while_it_stands(parts, room_id, act, otherwise=ABSENT)
    return once(parts, seat, done, places=places, result=Written, key=key, asked=("agree", label, leave, call, why))


@needs(Act.DICTATE)
def read_out(parts: Parts, seat: Seat, label: Label, call: Call, *, key: str | None = None) -> Done | Refusal:
    """Take down that what was brought into a room was read to its party. Repeating it changes nothing."""
    room_id = room_of(parts.store, seat.place, label.series)
    if isinstance(room_id, Refusal):
        return room_id
    now = parts.clock.now()

    def act() -> Done | Refusal:
        room, desk = load_room_from_desk(parts.store, seat.place, room_id), DeskId(seat.place)
        entry = _entry(parts, desk, label)
        if entry is None or entry.kind is not EntryKind.BROUGHT:
            return ABSENT
        if entry.opened is not None:
            return Done(entry.opened)
        taken = dictating.heard(call, seat, now=now)
        if isinstance(taken, Refusal):
            return taken
        if dictating.comes_before(call, entry.at):
            return Refusal(Code.TAKEN_LATER)
        parts.store.append(door.read_out(room, desk, label, seat=seat, taken=taken), at=now)
        return Done(now)

    places, done = (seat.place, room_id), while_it_stands(parts, room_id, act, otherwise=ABSENT)
    return once(parts, seat, done, places=places, result=Done, key=key, asked=("read_out", label, call))


@needs(Act.DICTATE)
@asks_second
def answer_summary(
    parts: Parts,
    seat: Seat,
    mark: str,
    number: int,
    *,
    points: Sequence[PointAnswer],
    call: Call,
    why: str | None = None,
    key: str | None = None,
) -> AnsweredAs | Refusal:
    """Take down a party's answer to each point of a summary, which was read to it; what is not struck is an entry.

    `why` other words are taken down for its own, if they repeat another room's confidence.
    """
    room_id = room_of(parts.store, seat.place, mark)
    if isinstance(room_id, Refusal):
        return room_id
    now = parts.clock.now()

    def act() -> AnsweredAs | Refusal:
        room, desk = load_room_from_desk(parts.store, seat.place, room_id), DeskId(seat.place)
        question, reason = (
            _summary(asked_of_room(parts.store, desk, Mark(mark)), number, points, now=now),
            checked_reason(why),
        )
        if isinstance(question, Refusal):
            return question
        if isinstance(reason, Refusal):
            return reason
        taken = _answered(call, question.at, seat, now=now)
        if isinstance(taken, Refusal):
            return taken
        made = _points(room, question.points, points, call=call, seat=seat, now=now)
        if isinstance(made, Refusal):
            return made
        all_said = [said for said in made if said is not None]
        labels = tuple(said.label if said is not None else None for said in made)
        by = By(seat=None, role=call.who, shown=True, taken=taken, taken_by=seat.id, why=reason)
        reply = Reply.YES if any(label is not None for label in labels) else Reply.NO
        appends = [one for said in all_said for one in entries.tell(room, desk, said, seat=seat, why=reason)]
        appends += asking_door.answer(room, desk, number, reply, by=by, labels=labels)
        read, gives = _read_in(room, all_said)
        passed = unless_repeats(parts, seat, EnterBy.TAKE_ANSWER, read, appends=appends, why=reason, gives=gives)
        if isinstance(passed, Refusal):
            return passed
        parts.store.append(passed, at=now)
        return AnsweredAs(now, labels)

    places, what = (seat.place, room_id), ("answer_summary", mark, number, tuple(points), call, why)
    done = while_it_stands(parts, room_id, act, otherwise=ABSENT)
    return once(parts, seat, done, places=places, result=AnsweredAs, key=key, asked=what)


def _summary(
    asked: Sequence[Question], number: int, points: Sequence[PointAnswer], *, now: datetime
) -> Question | Refusal:
    """The summary with this number, if it is open and each of its points is answered."""
    question = next((one for one in asked if one.number == number and one.asks is Asks.SUMMARY), None)
    refusal = asking.unless_open(question, now=now)
    if question is None or refusal is not None:
        return refusal or ABSENT
    if len(points) != len(question.points):
        return Refusal(Code.POINTS_UNANSWERED, {"count": len(question.points), "given": len(points)})
    return question


def dates_asked(parts: Parts, seat: Seat, mark: str, number: int) -> Dates | None:
    """The question for dates with this number at the desk, as that room was asked it last; None if it was not."""
    last = None
    for line in parts.store.topic(seat.place, DATES, limit=DESK_LINES):
        if isinstance(line.event, DatesAskedInto) and (line.event.mark, line.event.number) == (mark, number):
            last = line.event.dates
    return last


@needs(Act.DICTATE)
def answer_dates(
    parts: Parts,
    seat: Seat,
    mark: str,
    number: int,
    *,
    answers: Sequence[Availability],
    call: Call,
    key: str | None = None,
) -> Done | Refusal:
    """Take down which dates suit a party; `number` is the question's at the desk. A later answer replaces it."""
    room_id = room_of(parts.store, seat.place, mark)
    if isinstance(room_id, Refusal):
        return room_id
    now = parts.clock.now()

    def act() -> Done | Refusal:
        room, desk = load_room_from_desk(parts.store, seat.place, room_id), DeskId(seat.place)
        lines = parts.store.topic(desk, DATES, limit=DESK_LINES)
        asked = [
            line
            for line in lines
            if isinstance(line.event, DatesAskedInto) and (line.event.mark, line.event.number) == (mark, number)
        ]
        last = asked[-1].event if asked else None
        if not isinstance(last, DatesAskedInto):
            return ABSENT
        checked_answers = dates.answered(RoomDates(now=last.dates, words=None, at=now, answers=None), answers)
        if isinstance(checked_answers, Refusal):
            return checked_answers
        taken = _answered(call, asked[0].at, seat, now=now)
        if isinstance(taken, Refusal):
            return taken
        own = [line.event for line in lines if isinstance(line.event, DatesTold) and line.event.mark == mark]
        if sum(one.number == last.dates.number for one in own) >= MOST_ANSWERS:
            return Refusal(Code.PAPER_FULL, {"most": MOST_ANSWERS})
        parts.store.append(
            door.tell_dates(room, desk, last.dates.number, checked_answers, seat=seat, taken=taken), at=now
        )
        return Done(now)

    places, what = (seat.place, room_id), ("answer_dates_taken", mark, number, tuple(answers), call)
    done = while_it_stands(parts, room_id, act, otherwise=ABSENT)
    return once(parts, seat, done, places=places, result=Done, key=key, asked=what)


def _as_paper(  # noqa: PLR0911 – a case for each paper
    parts: Parts, desk: DeskId, mark: Mark, dictation: Dictation
) -> tuple[Dictation, int, Acceptance | None] | Refusal:
    """What is taken down, made whole by its paper; its number there; the acceptance that is settled. By the desk's log.

    Refused where the paper is as full as its room could make it. Two statements or three where there is a paper.
    """
    full = _unless_full(parts, desk, mark, dictation.paper)
    if full is not None:
        return full
    match dictation.paper:
        case None:
            return dictation, 0, None
        case Proposing(title=title, words=words, kind=kind):
            fit = fitting(title, words)
            if isinstance(fit, Refusal):
                return fit
            proposing = Proposing(title=fit[0], words=fit[1], kind=kind)
            number = sum(one.mark == mark for one in at_desk(parts, desk).proposals) + 1
            whole = replace(dictation, paper=proposing, text=proposing.text, type=MessageType.DEMAND, binding=False)
            return whole, number, None
        case ViewSaid(item=item):
            if item not in {one.number for one in at_desk(parts, desk).told(mark)}:
                return Refusal(Code.ITEM_UNKNOWN, {"number": item})
            return replace(dictation, type=MessageType.ANSWER, binding=False), 0, None
        case AcceptanceSaid() as accepted:
            return _acceptance(parts, desk, mark, dictation, accepted=accepted)
        case WordSaid() as word:
            return _word(parts, desk, mark, dictation, word=word)


def _unless_full(parts: Parts, desk: DeskId, mark: Mark, paper: Paper | None) -> Refusal | None:
    match paper:
        case None:
            return None
        case Proposing() | ViewSaid():
            return agenda.unless_full_by(at_desk(parts, desk), mark)
        case AcceptanceSaid() | WordSaid():
            return mandate.unless_full_by(told(parts, desk), mark)


def _acceptance(
    parts: Parts, desk: DeskId, mark: Mark, dictation: Dictation, *, accepted: AcceptanceSaid
) -> tuple[Dictation, int, None] | Refusal:
    entry = _entry(parts, desk, accepted.of) if accepted.of.series == mark else None
    if entry is None or entry.kind is EntryKind.SAID:
        return Refusal(Code.NOT_ACCEPTABLE, {"source": str(accepted.of)})
    if accepted.digest != _digest(entry):
        return Refusal(Code.ACCEPTED_DIFFER, {"source": str(accepted.of)})
    office = plain(accepted.authority, most=MOST_MANDATE_CHARACTERS)
    if isinstance(office, Refusal):
        return office
    paper = replace(accepted, authority=office)
    whole = replace(dictation, paper=paper, type=MessageType.ANSWER, binding=False, reply_to=accepted.of)
    return whole, len(_acceptances(parts, desk, mark)) + 1, None


def _word(
    parts: Parts, desk: DeskId, mark: Mark, dictation: Dictation, *, word: WordSaid
) -> tuple[Dictation, int, Acceptance] | Refusal:
    acceptance = next((one for one in _acceptances(parts, desk, mark) if one.number == word.number), None)
    if acceptance is None:
        return ABSENT
    if acceptance.final is not None:
        return Refusal(Code.ALREADY_SETTLED)
    if word.digest != acceptance.digest:
        return Refusal(Code.ACCEPTED_DIFFER, {"source": str(acceptance.of)})
    if dictation.agreed_by is not None and dictation.agreed_by is not Role.HEAD:
        # Which seat was named for it stands in the room alone: by telephone the head says it.
        return Refusal(Code.NOT_AUTHORITY)
    whole = replace(dictation, type=MessageType.ANSWER, binding=word.final, reply_to=acceptance.label)
    return whole, word.number, acceptance


def _answered(call: Call, asked: datetime, seat: Seat, *, now: datetime) -> Taken | Refusal:
    """How an answer to what was asked then was taken down."""
    if dictating.comes_before(call, asked):
        return Refusal(Code.TAKEN_LATER)
    return dictating.heard(call, seat, agreed_by=call.who, agreed=call.at, now=now)


def _digest(entry: EntryView) -> str:
    return digest_of(entry.text, entry.document.digest if entry.document is not None else None)


def _acceptances(parts: Parts, desk: DeskId, mark: Mark) -> list[Acceptance]:
    return [one for one in told(parts, desk).acceptances if one.mark == mark]


def _points(
    room: Room,
    written: Sequence[str],
    points: Sequence[PointAnswer],
    *,
    call: Call,
    seat: Seat,
    now: datetime,
) -> list[Said | None] | Refusal:
    """For each point the entry that it becomes; None where it is struck."""
    made: list[Said | None] = []
    for text, point in zip(written, points, strict=True):
        if point.leave is None:
            made.append(None)
            continue
        words = text if point.text is None else point.text
        dictation = Dictation(text=words, call=call, leave=point.leave, agreed_by=call.who, agreed=call.at)
        said = dictating.take_down(room, seat, dictation, now=now)
        if isinstance(said, Refusal):
            return said
        made.append(said)
        room = replace(room, last_shared=said.label.number)
    return made


def _read_in(
    room: Room, all_said: Sequence[Said], *, besides: tuple[str, ...] = ()
) -> tuple[list[Leaving], Gives | None]:
    """What a room would read by what is taken down for it, for the guard; and what may be carried of it."""
    read = [
        Leaving(
            into=(room.mark,),
            texts=(said.text, *besides, *((said.leave.condition,) if said.leave.condition else ())),
            leave=said.leave,
        )
        for said in all_said
    ]
    texts = tuple(said.text for said in all_said if reaches(said.leave))
    return read, Gives(mark=room.mark, texts=texts) if texts else None


def _in_paper(paper: Paper | None) -> tuple[str, ...]:
    """What of a paper is not in the entry's words."""
    return (paper.authority,) if isinstance(paper, AcceptanceSaid) else ()


def _entry(parts: Parts, desk: DeskId, label: Label) -> EntryView | None:
    found = desk_entries(parts.store.about(desk, [label]))
    return next((entry for entry in found if entry.label == label), None)
