"""What the mediator asks of a room, and what it answers: read-back, words about a round, leave, a caucus's summary.

The desk asks by its own log alone, so that a closed room can be asked; a room answers by its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeVar

from entremise.domain import asking, rooms, rounds
from entremise.domain.asking import READ_BACK, USUAL_HOURS, Asks, Question, State
from entremise.domain.dictating import Call, comes_before, heard
from entremise.domain.door import asking as door
from entremise.domain.door import entries
from entremise.domain.door.asking import Asking, By
from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events import CaseOpened, LeaveChanged, RoomOpened
from entremise.domain.events.asking import Answered, Reply
from entremise.domain.events.rounds import ROUNDS, Notice, RoundState
from entremise.domain.events.seconding import EnterBy
from entremise.domain.guard import Itself
from entremise.domain.ids import DeskId, Label, Mark
from entremise.domain.leave import Leave, LeaveForm, checked
from entremise.domain.log import Append
from entremise.domain.mandate import OnItem
from entremise.domain.roles import Act
from entremise.domain.rooms import Room, Seat, Writing
from entremise.domain.rounds import LINES as ROUND_LINES
from entremise.domain.rules import may_change_leave
from entremise.domain.terms import CarryForm, MessageType, PartyRoom, Terms
from entremise.domain.views import EntryView, desk_entries, room_entries
from entremise.domain.words import plain
from entremise.services import carrying
from entremise.services.acts import (
    desk_of,
    load_desk,
    load_room,
    load_room_from_desk,
    needs,
    once,
    room_of,
    room_opened,
    standing_room_of,
    while_it_stands,
)
from entremise.services.consents import answered_by, asked_in, asked_of_room, asked_of_rooms
from entremise.services.guarding import Gives, Leaving, asks_second, unless_repeats
from entremise.services.ports import Parts
from entremise.services.reach import beyond
from entremise.services.speaking import Done
from entremise.services.telling import PAPERS, leaving

R = TypeVar("R")
SHOWN: Final = 50
"""Questions of a room on a page: those that are open or agreed, and the last ones besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryQuestion:
    """May I carry exactly this?"""

    into: str
    """The mark of the room that it would enter."""
    form: CarryForm
    text: str
    sources: tuple[Label, ...]
    type: MessageType | None = None
    """None: the first source's."""
    hours: int = USUAL_HOURS
    named: bool | None = None
    """Whether the room is told which room that is; None: where the terms let it be known."""
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingQuestion:
    """May I say exactly this of the round?"""

    mark: str
    round: int
    """By its number at the desk."""
    state: RoundState
    """How the words say that it stands."""
    text: str
    alone: bool = False
    """Whether this room alone would read them; else each room that is told of the round may."""
    hours: int = USUAL_HOURS
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveQuestion:
    """Would you give leave for this entry?"""

    label: Label
    form: LeaveForm
    into: str | None = None
    """The mark of the room that it would enter, if that is said."""
    named: bool | None = None
    hours: int = USUAL_HOURS
    why: str | None = None
    """Why that room's party is named although the guard warns of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryQuestion:
    """What of this may I take across, what must stay?"""

    mark: str
    points: tuple[str, ...]
    hours: int = USUAL_HOURS
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PointAnswer:
    """What a room says to one point of a summary."""

    leave: Leave | None
    """None: it is struck, and becomes no entry."""
    text: str | None = None
    """The point in the room's own words; None: as the mediator wrote it."""


@dataclass(frozen=True, slots=True)
class AskedAs:
    """A question was asked."""

    room: str
    number: int
    until: datetime


@dataclass(frozen=True, slots=True)
class AnsweredAs:
    """A question was answered."""

    at: datetime
    labels: tuple[Label | None, ...] = ()
    """Of a summary: what each point has become."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A question on a page."""

    question: Question
    state: State
    room: PartyRoom | None
    """At the desk: who was asked."""
    into: PartyRoom | None
    """At the desk: the room that the words would enter."""
    entries: tuple[EntryView, ...]
    """The entries that it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPage:
    """The questions in a place: what is open, the first to end first; what stands and what was, newest first."""

    seat: Seat
    opened: RoomOpened | CaseOpened
    now: datetime
    head: int
    open: tuple[Shown, ...]
    standing: tuple[Shown, ...]
    past: tuple[Shown, ...]

    @property
    def terms(self) -> Terms:
        """The case's terms, as this place was told them."""
        return self.opened.terms


# The desk asks ----------------------------------------------------------------------------------------------


@needs(Act.ASK)
@asks_second
def ask_carry(parts: Parts, seat: Seat, asked: CarryQuestion, *, key: str | None = None) -> AskedAs | Refusal:
    """Ask the room whose entries the words rest on: may I carry exactly this? Or why it cannot be asked."""
    givers = [label.series for label in asked.sources]
    if not givers:
        return Refusal(Code.SOURCE_MISSING)
    unknown = Refusal(Code.SOURCE_UNKNOWN, {"source": str(asked.sources[0])})
    room_id = room_of(parts.store, seat.place, givers[0])
    if isinstance(room_id, Refusal):
        return unknown
    now, mark = parts.clock.now(), Mark(givers[0])

    def act() -> AskedAs | Refusal:
        desk = load_desk(parts.store, seat.place)
        into = desk.room(asked.into)
        told = carrying.told_entries(parts, seat, asked.sources)
        if isinstance(told, Refusal):
            return told
        if into is None:
            return Refusal(Code.ROOM_MISSING)
        words = asking.about(asked.text, into.mark, [entry.source() for entry in told])
        if isinstance(words, Refusal):
            return words
        begun = _begun(parts, seat, mark, hours=asked.hours, why=asked.why)
        if isinstance(begun, Refusal):
            return begun
        kind = asked.type or told[0].type
        named = asking.may_name(desk.opened.terms) if asked.named is None else asked.named
        appends = door.ask_carry(
            desk,
            load_room_from_desk(parts.store, desk.id, room_id),
            begun,
            text=words,
            form=asked.form,
            kind=kind,
            into=into.mark,
            named=named,
            sources=[entry.label for entry in told],
        )
        read = Leaving(into=(mark,), texts=(words, into.party) if named else (words,))
        by = EnterBy.ASK_CARRY
        passed = unless_repeats(parts, seat, by, [read], appends=appends, why=asked.why, form=asked.form, kind=kind)
        return _put(parts, mark, begun, passed, now=now)

    places, done = (seat.place, room_id), while_it_stands(parts, room_id, act, otherwise=unknown)
    return once(parts, seat, done, places=places, result=AskedAs, key=key, asked=("ask_carry", asked))


@needs(Act.ASK)
@asks_second
def ask_leave(parts: Parts, seat: Seat, asked: LeaveQuestion, *, key: str | None = None) -> AskedAs | Refusal:
    """Ask an entry's room for leave to carry it so."""
    room_id = room_of(parts.store, seat.place, asked.label.series)
    if isinstance(room_id, Refusal):
        return room_id
    now, mark = parts.clock.now(), Mark(asked.label.series)

    def act() -> AskedAs | Refusal:
        desk = load_desk(parts.store, seat.place)
        told = carrying.told_entries(parts, seat, [asked.label])
        if isinstance(told, Refusal):
            return ABSENT
        into = desk.room(asked.into) if asked.into else None
        if asked.into and into is None:
            return Refusal(Code.ROOM_MISSING)
        own = into is not None and into.mark == mark
        refusal = Refusal(Code.OWN_ROOM, {"source": str(asked.label), "room": mark}) if own else None
        refusal = refusal or asking.wanted(asked.form, told[0].source(), now=now)
        if refusal is not None:
            return refusal
        begun = _begun(parts, seat, mark, hours=asked.hours, why=asked.why)
        if isinstance(begun, Refusal):
            return begun
        room = load_room_from_desk(parts.store, desk.id, room_id)
        named = asking.may_name(desk.opened.terms) if asked.named is None else asked.named
        appends = door.ask_leave(
            desk,
            room,
            begun,
            label=asked.label,
            form=asked.form,
            into=into.mark if into is not None else None,
            named=named,
        )
        read = [Leaving(into=(mark,), texts=(into.party,))] if into is not None and named else []
        passed = unless_repeats(parts, seat, EnterBy.ASK_LEAVE, read, appends=appends, why=asked.why)
        return _put(parts, mark, begun, passed, now=now)

    places, done = (seat.place, room_id), while_it_stands(parts, room_id, act, otherwise=ABSENT)
    return once(parts, seat, done, places=places, result=AskedAs, key=key, asked=("ask_leave", asked))


@needs(Act.ASK)
@asks_second
def ask_summary(parts: Parts, seat: Seat, asked: SummaryQuestion, *, key: str | None = None) -> AskedAs | Refusal:
    """Close a caucus: put a summary to the room, point by point."""
    room_id = room_of(parts.store, seat.place, asked.mark)
    if isinstance(room_id, Refusal):
        return Refusal(Code.ROOM_MISSING)
    now, mark = parts.clock.now(), Mark(asked.mark)

    def act() -> AskedAs | Refusal:
        desk = DeskId(seat.place)
        points = asking.summed_up(asked.points)
        if isinstance(points, Refusal):
            return points
        begun = _begun(parts, seat, mark, hours=asked.hours, why=asked.why)
        if isinstance(begun, Refusal):
            return begun
        # One by one: the guard reads no further than the longest text.
        leaving = Leaving(into=(mark,), texts=points)
        room = load_room_from_desk(parts.store, desk, room_id)
        appends = door.ask_summary(desk, room, begun, points=points)
        passed = unless_repeats(parts, seat, EnterBy.ASK_SUMMARY, [leaving], appends=appends, why=asked.why)
        return _put(parts, mark, begun, passed, now=now)

    places, done = (seat.place, room_id), while_it_stands(parts, room_id, act, otherwise=Refusal(Code.ROOM_MISSING))
    return once(parts, seat, done, places=places, result=AskedAs, key=key, asked=("ask_summary", asked))


@needs(Act.ASK)
@asks_second
def ask_wording(parts: Parts, seat: Seat, asked: WordingQuestion, *, key: str | None = None) -> AskedAs | Refusal:
    """Ask a room that was told of a round: may I say exactly this of it?"""
    room_id = room_of(parts.store, seat.place, asked.mark)
    if isinstance(room_id, Refusal):
        return Refusal(Code.ROOM_MISSING)
    now, mark = parts.clock.now(), Mark(asked.mark)

    def act() -> AskedAs | Refusal:
        told = _round_told(parts, seat, mark, asked)
        if isinstance(told, Refusal):
            return told
        words, begun = plain(asked.text), _begun(parts, seat, mark, hours=asked.hours, why=asked.why)
        if isinstance(words, Refusal):
            return words
        if isinstance(begun, Refusal):
            return begun
        itself = Itself(topics=PAPERS, texts=told.itself())
        read = leaving(mark, [words], itself=itself)
        appends = door.ask_wording(
            DeskId(seat.place),
            load_room_from_desk(parts.store, seat.place, room_id),
            begun,
            round=(asked.round, told.number),
            state=asked.state,
            text=words,
            alone=asked.alone,
        )
        passed = unless_repeats(parts, seat, EnterBy.ASK_WORDING, [read], appends=appends, why=asked.why)
        return _put(parts, mark, begun, passed, now=now)

    places, done = (seat.place, room_id), while_it_stands(parts, room_id, act, otherwise=Refusal(Code.ROOM_MISSING))
    return once(parts, seat, done, places=places, result=AskedAs, key=key, asked=("ask_wording", asked))


@needs(Act.ASK)
def take_back_question(parts: Parts, seat: Seat, mark: str, number: int, *, key: str | None = None) -> Done | Refusal:
    """Take back a question that has not been answered."""
    room_id = room_of(parts.store, seat.place, mark)
    if isinstance(room_id, Refusal):
        return room_id
    now = parts.clock.now()

    def act() -> Done | Refusal:
        refusal = asking.unless_open(_numbered(asked_of_room(parts.store, seat.place, Mark(mark)), number), now=now)
        if refusal is not None:
            return refusal
        desk, room = DeskId(seat.place), load_room_from_desk(parts.store, seat.place, room_id)
        parts.store.append(door.take_back_question(desk, room, number, seat=seat), at=now)
        return Done(now)

    places, asked = (seat.place, room_id), ("take_back_question", mark, number)
    done = while_it_stands(parts, room_id, act, otherwise=ABSENT)
    return once(parts, seat, done, places=places, result=Done, key=key, asked=asked)


# The room answers -------------------------------------------------------------------------------------------


@needs(Act.TELL)
def answer(
    parts: Parts,
    seat: Seat,
    number: int,
    reply: Reply,
    *,
    text: str | None = None,
    leave: Leave | None = None,
    on: OnItem | None = None,
    key: str | None = None,
) -> AnsweredAs | Refusal:
    """Answer a question in the seat's own room: yes, no, or yes with these changes.

    To a request for leave, yes changes the entry's leave to the one asked for, or to `leave`. `on`: on which item of
    the room's agenda a yes is, so that it is compared with the mandate.
    """
    now, by = parts.clock.now(), _in_person(seat)

    def act() -> AnsweredAs | Refusal:
        room = load_room(parts.store, seat.place)
        asked = asked_in(parts.store, seat.place)
        question = _numbered(asked, number)
        refusal = asking.unless_open(question, now=now)
        if question is None or refusal is not None:
            return refusal or ABSENT
        if question.asks is Asks.LEAVE and reply is not Reply.NO:
            return _give(parts, room, asked, question, leave=leave, seat=seat, now=now)
        appends = _answered(room, question, reply, text, by=by)
        if isinstance(appends, Refusal):
            return appends
        outside = beyond(parts, seat, on, question=number) if reply is not Reply.NO else ()
        if isinstance(outside, Refusal):
            return outside
        parts.store.append([*appends, *outside], at=now)
        return AnsweredAs(now)

    places = (seat.place, desk_of(parts.store, seat.place))
    what = ("answer", number, reply, text, leave, on)
    return once(parts, seat, act, places=places, result=AnsweredAs, key=key, asked=what)


@needs(Act.TELL)
def answer_summary(
    parts: Parts, seat: Seat, number: int, points: Sequence[PointAnswer], *, key: str | None = None
) -> AnsweredAs | Refusal:
    """Answer each point of a summary: each that is not struck becomes an entry in the words agreed, all at once."""
    now = parts.clock.now()

    def act() -> AnsweredAs | Refusal:
        room = load_room(parts.store, seat.place)
        question = _numbered(asked_in(parts.store, seat.place), number)
        refusal = asking.unless_open(question, now=now)
        if question is None or refusal is not None:
            return refusal or ABSENT
        if question.asks is not Asks.SUMMARY:
            return ABSENT
        if len(points) != len(question.points):
            return Refusal(Code.POINTS_UNANSWERED, {"count": len(question.points), "given": len(points)})
        told = _told(room, question, points, seat=seat, now=now)
        if isinstance(told, Refusal):
            return told
        labels, appends = told
        reply = Reply.YES if any(label is not None for label in labels) else Reply.NO
        answered = door.answer(room, room.desk, number, reply, by=_in_person(seat), labels=labels)
        parts.store.append([*appends, *answered], at=now)
        return AnsweredAs(now, labels)

    places = (seat.place, desk_of(parts.store, seat.place))
    what = ("answer_summary", number, tuple(points))
    return once(parts, seat, act, places=places, result=AnsweredAs, key=key, asked=what)


@needs(Act.TELL)
def take_back_consent(parts: Parts, seat: Seat, number: int, *, key: str | None = None) -> Done | Refusal:
    """Take back a consent: a message that rests on it and has not entered will not enter.

    The answer is the same whether anything has entered: the room learns that when the mediator says so.
    """
    now = parts.clock.now()

    def act() -> Done | Refusal:
        question = _numbered(asked_in(parts.store, seat.place), number)
        if question is None:
            return ABSENT
        if not question.stands(now):
            return Refusal(Code.CONSENT_MISSING)
        room = load_room(parts.store, seat.place)
        parts.store.append(door.take_back_consent(room, room.desk, number, by=_in_person(seat)), at=now)
        return Done(now)

    places = (seat.place, desk_of(parts.store, seat.place))
    return once(parts, seat, act, places=places, result=Done, key=key, asked=("take_back_consent", number))


@needs(Act.DICTATE)
@asks_second
def answer_by_telephone(  # noqa: PLR0913 – all that was said, and why
    parts: Parts,
    seat: Seat,
    mark: str,
    number: int,
    *,
    reply: Reply,
    call: Call,
    text: str | None = None,
    why: str | None = None,
    key: str | None = None,
) -> AnsweredAs | Refusal:
    """Take down a party's answer to a read-back, or that it declined: the question was read to it.

    Where the case requires a second seat, one agrees to a yes by which words may be carried, and `why` says how the
    party gave it; else `why` other words are taken down for its own, if they repeat another room's confidence.
    """
    room_id = room_of(parts.store, seat.place, mark)
    if isinstance(room_id, Refusal):
        return room_id
    now = parts.clock.now()

    def act() -> AnsweredAs | Refusal:  # noqa: PLR0911 – each reason why not
        question = _numbered(asked_of_room(parts.store, seat.place, Mark(mark)), number)
        refusal = asking.unless_open(question, now=now)
        if question is None or refusal is not None:
            return refusal or ABSENT
        if question.asks not in READ_BACK and reply is not Reply.NO:
            # A leave and the points of a summary are taken down as entries are.
            return ABSENT
        if comes_before(call, question.at):
            return Refusal(Code.TAKEN_LATER)
        taken = heard(call, seat, agreed_by=call.who, agreed=call.at, now=now)
        if isinstance(taken, Refusal):
            return taken
        reason = entries.checked_reason(why)
        if isinstance(reason, Refusal):
            return reason
        by = By(seat=None, role=call.who, shown=True, taken=taken, taken_by=seat.id, why=reason)
        appends = _answered(load_room_from_desk(parts.store, seat.place, room_id), question, reply, text, by=by)
        if isinstance(appends, Refusal):
            return appends
        read = Leaving(into=(Mark(mark),), texts=_own_words(appends), besides=(question.text,))
        # Who agrees that words be carried gives leave for what they rest on.
        of = question.sources[0] if question.sources and reply is not Reply.NO else None
        gives = Gives(mark=Mark(mark), of=of) if of is not None else None
        passed = unless_repeats(parts, seat, EnterBy.TAKE_ANSWER, [read], appends=appends, why=reason, gives=gives)
        if isinstance(passed, Refusal):
            return passed
        parts.store.append(passed, at=now)
        return AnsweredAs(now)

    places, what = (seat.place, room_id), ("answer_by_telephone", mark, number, reply, call, text, why)
    done = while_it_stands(parts, room_id, act, otherwise=ABSENT)
    return once(parts, seat, done, places=places, result=AnsweredAs, key=key, asked=what)


# What a place shows -----------------------------------------------------------------------------------------


def asked_page(parts: Parts, seat: Seat) -> AskedPage:
    """The questions in the seat's own place: in a room those to it, at the desk those to every room."""
    now, store = parts.clock.now(), parts.store
    opened = load_desk(store, seat.place).opened if seat.at_desk else room_opened(store, seat.place)
    shown = _at_desk(parts, seat, opened, now) if isinstance(opened, CaseOpened) else _in_room(parts, seat, now)
    return AskedPage(
        seat=seat,
        opened=opened,
        now=now,
        head=store.head(seat.place),
        open=tuple(sorted((one for one in shown if one.state is State.OPEN), key=_by_end)),
        standing=tuple(one for one in shown if one.state is State.AGREED),
        past=tuple(one for one in shown if one.state not in {State.OPEN, State.AGREED}),
    )


def open_questions(parts: Parts, seat: Seat) -> tuple[Question, ...]:
    """The questions in the seat's own room that wait for an answer, the one that ends first, first."""
    now = parts.clock.now()
    waiting = (one for one in asked_in(parts.store, seat.place) if one.is_open(now))
    return tuple(sorted(waiting, key=lambda one: (one.until, one.number)))


def asked_about_round(parts: Parts, seat: Seat, number: int) -> tuple[Shown, ...]:
    """What rooms were asked about words of the desk's round, newest first. Costs as `asked_page` does."""
    shown = _at_desk(parts, seat, load_desk(parts.store, seat.place).opened, parts.clock.now())
    return tuple(one for one in shown if one.question.round == number)


def question_at_desk(parts: Parts, seat: Seat, mark: str, number: int) -> Question | None:
    """One question to a room, as the desk knows it; None if there is none."""
    if isinstance(standing_room_of(parts.store, seat.place, mark), Refusal):
        return None
    return _numbered(asked_of_room(parts.store, seat.place, Mark(mark)), number)


def _by_end(shown: Shown) -> tuple[datetime, datetime, int]:
    """What ends first, first."""
    return shown.question.until, shown.question.at, shown.question.number


def _in_room(parts: Parts, seat: Seat, now: datetime) -> list[Shown]:
    asked = _last(asked_in(parts.store, seat.place), now)
    found = {entry.label: entry for entry in room_entries(parts.store.about(seat.place, _labels(asked)))}
    return [Shown(question=one, state=one.state(now), room=None, into=None, entries=_of(one, found)) for one in asked]


def _at_desk(parts: Parts, seat: Seat, opened: CaseOpened, now: datetime) -> list[Shown]:
    of_rooms = asked_of_rooms(parts.store, seat.place, [room.mark for room in opened.rooms])
    asked = [(room, one) for room in opened.rooms for one in _last(of_rooms[room.mark], now)]
    labels = _labels(one for _, one in asked)
    found = {entry.label: entry for entry in desk_entries(parts.store.about(seat.place, labels))}
    marks = {room.mark: room for room in opened.rooms}
    shown = [
        Shown(
            question=one,
            state=one.state(now),
            room=room,
            into=marks.get(one.into) if one.into is not None else None,
            entries=_of(one, found),
        )
        for room, one in asked
    ]
    return sorted(shown, key=lambda one: one.question.at, reverse=True)


def _last(asked: Sequence[Question], now: datetime) -> list[Question]:
    """Newest first: all that are open or agreed, and the last ones besides."""
    live = [one for one in asked if one.state(now) in {State.OPEN, State.AGREED}]
    rest = [one for one in asked if one.state(now) not in {State.OPEN, State.AGREED}]
    return sorted([*live, *rest[-SHOWN:]], key=lambda one: one.number, reverse=True)


def _labels(asked: Iterable[Question]) -> set[Label]:
    return {label for one in asked for label in (*one.sources, one.label, *one.labels) if label is not None}


def _of(question: Question, found: dict[Label, EntryView]) -> tuple[EntryView, ...]:
    labels = (question.label, *question.sources)
    return tuple(found[label] for label in labels if label is not None and label in found)


# What they have in common -----------------------------------------------------------------------------------


def _round_told(parts: Parts, seat: Seat, mark: Mark, asked: WordingQuestion) -> Notice | Refusal:
    """The round as the room was told it, if it can be asked about these words of it."""
    known = rounds.find(rounds.desk_rounds(parts.store.topic(seat.place, ROUNDS, limit=ROUND_LINES)), asked.round)
    if isinstance(known, Refusal):
        return known
    told = known.told_to(mark)
    if told is None:
        return Refusal(Code.ROUND_NOT_TOLD, {"mark": mark})
    return told.now if asked.state in rounds.may_say(known) else Refusal(Code.STATE_NOT_NEXT)


def _begun(parts: Parts, seat: Seat, mark: Mark, *, hours: int, why: str | None = None) -> Asking | Refusal:
    """The room's next question."""
    now = parts.clock.now()
    reason = entries.checked_reason(why)
    number = asking.next_number(asked_of_room(parts.store, seat.place, mark), now=now)
    until = asking.until(hours, now=now)
    if isinstance(reason, Refusal):
        return reason
    if isinstance(until, Refusal):
        return until
    if isinstance(number, Refusal):
        return number
    return Asking(number=number, seat=seat, until=until, why=reason)


def _put(
    parts: Parts, mark: Mark, begun: Asking, passed: tuple[Append, ...] | Refusal, *, now: datetime
) -> AskedAs | Refusal:
    """The question goes to the room, with what passed the guard."""
    if isinstance(passed, Refusal):
        return passed
    parts.store.append(passed, at=now)
    return AskedAs(mark, begun.number, begun.until)


def _answered(
    room: Room, question: Question, reply: Reply, text: str | None, *, by: By
) -> tuple[Append, ...] | Refusal:
    """The answer to a read-back; of other questions, that the room declines."""
    if question.asks is Asks.SUMMARY and reply is not Reply.NO:
        return Refusal(Code.POINTS_UNANSWERED, {"count": len(question.points), "given": 0})
    words = asking.agreed_words(question, reply, text)
    if isinstance(words, Refusal):
        return words
    said = Reply.YES if reply is Reply.CHANGED and words is None else reply
    labels = tuple(None for _ in question.points)
    return door.answer(room, room.desk, question.number, said, by=by, text=words, labels=labels)


def _own_words(appends: Iterable[Append]) -> tuple[str, ...]:
    """The words to which a room agreed instead of those it was asked about, if there are such."""
    return tuple(one.event.text for one in appends if isinstance(one.event, Answered) and one.event.text)


def _give(
    parts: Parts,
    room: Room,
    asked: Sequence[Question],
    question: Question,
    *,
    leave: Leave | None,
    seat: Seat,
    now: datetime,
) -> AnsweredAs | Refusal:
    """The leave that was asked for, or another, as if it were changed on the entry itself."""
    label, form = question.label, question.wanted
    if label is None or form is None:
        return ABSENT
    found = {entry.label: entry for entry in room_entries(parts.store.about(room.id, [label]))}.get(label)
    whole = checked(leave or Leave(form=form), now=now)
    if found is None:
        return ABSENT
    if isinstance(whole, Refusal):
        return whole
    refusal = may_change_leave(writer=found.seat, asking=seat.id, role=seat.role, told=True, leave=whole)
    if refusal is not None:
        return refusal
    changed = LeaveChanged(label=label, seat=seat.id, role=seat.role, leave=whole)
    appends = entries.tell_leave(room, room.desk, changed)
    closed = answered_by(asked, room, label, before=found.leave, leave=whole, by=_in_person(seat), now=now)
    parts.store.append([*appends, *closed], at=now)
    return AnsweredAs(now)


def _told(
    room: Room, question: Question, points: Sequence[PointAnswer], *, seat: Seat, now: datetime
) -> tuple[tuple[Label | None, ...], list[Append]] | Refusal:
    labels: list[Label | None] = []
    appends: list[Append] = []
    for written, point in zip(question.points, points, strict=True):
        if point.leave is None:
            labels.append(None)
            continue
        if point.leave.form is LeaveForm.OWN:
            return Refusal(Code.ALREADY_TOLD)
        text = written if point.text is None else point.text
        said = rooms.write(room, seat, Writing(text=text, leave=point.leave), now=now)
        if isinstance(said, Refusal):
            return said
        labels.append(said.label)
        appends += entries.tell(room, room.desk, said, seat=seat)
        room = replace(room, last_shared=said.label.number)
    return tuple(labels), appends


def _in_person(seat: Seat) -> By:
    return By(seat=seat.id, role=seat.role, shown=seat.shown)


def _numbered(asked: Iterable[Question], number: int) -> Question | None:
    return next((one for one in asked if one.number == number), None)
