"""Playing a script: each step through the services that a person would use, by a clock that the script sets.

Messages wait at the door as long as they were held, and enter at the moment they are due. An attempt that the
house is to refuse must be refused, with that code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import assert_never

from entremise.cases.script import (
    DESK,
    Acknowledge,
    Announce,
    AnswerCarry,
    AnswerSummary,
    AnyStep,
    AskCarry,
    AskSummary,
    Carry,
    ChangeLeave,
    ConcludeRound,
    Confirm,
    DeclareMet,
    DeskStep,
    KeepItem,
    KeepNote,
    KeepPoint,
    KeepTrack,
    MoveRound,
    PaperStep,
    RoomStep,
    Script,
    ScriptError,
    SetPosition,
    SetRound,
    ShowItem,
    Speak,
    Stop,
    TurnRound,
    Write,
)
from entremise.domain.agenda import Keeping
from entremise.domain.errors import Refusal
from entremise.domain.events.rounds import Again, City
from entremise.domain.events.tracks import TrackPeople
from entremise.domain.ids import Label, Mark, PlaceId
from entremise.domain.leave import Leave
from entremise.domain.notes import About
from entremise.domain.points import Grouping
from entremise.domain.positions import Setting as Standing
from entremise.domain.rooms import Seat, Writing
from entremise.domain.rounds import Change, Conclude, Move, Setting, Turn
from entremise.domain.tracks import Track
from entremise.services import agenda, asking, carrying, ledger, positions, rounds, speaking, tracks
from entremise.services.agenda import Kept as Itemized
from entremise.services.agenda import Telling as Showing
from entremise.services.asking import AnsweredAs, AskedAs, CarryQuestion, PointAnswer, SummaryQuestion
from entremise.services.carrying import AtTheDoor, Carrying
from entremise.services.cases import Case, give_seat, open_case
from entremise.services.ledger import Kept as Pointed
from entremise.services.ports import Parts
from entremise.services.rounds import Kept
from entremise.services.speaking import Done, Written
from entremise.services.telling import Telling

Answer = Written | AtTheDoor | Done | Kept | Pointed | Itemized | AskedAs | AnsweredAs | Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A case that was played, and how to find one's way in it."""

    case: Case
    seats: Mapping[str, Seat]
    """Seats by the script's nicknames."""
    labels: Mapping[str, Label]
    """Labels by the script's names; of a message, the one under which it entered."""
    carries: Mapping[str, Label]
    """Carries by the script's names, those that were stopped among them."""
    numbers: Mapping[str, int]
    """Items, rounds, tracks, points and questions by the script's names."""


class SteppingClock:
    """See `services.ports.Clock`. Stands still until it is set, and never goes back."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """The moment last set."""
        return self._now

    def set(self, moment: datetime) -> None:
        """Go on to `moment`, or stay if it has passed."""
        self._now = max(self._now, moment)


@dataclass(slots=True, kw_only=True)
class _Stage:
    """What the play has come to."""

    script: Script
    parts: Parts
    clock: SteppingClock
    seats: Mapping[str, Seat]
    labels: dict[str, Label] = field(default_factory=dict)
    carries: dict[str, Label] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    """Of items, rounds, tracks and points, as the desk counts them; of questions, as their room does."""
    waiting: dict[str, tuple[Label, Seat]] = field(default_factory=dict)
    """Named carries at the door, each with the seat that put it there."""
    last_due: datetime | None = None
    index: int = 0
    """Of the step that is being played."""

    @property
    def where(self) -> str:
        """Where the script says what is being played."""
        return self.script.where(self.index)

    def advance(self, moment: datetime) -> None:
        """Let time pass until `moment`; what is due meanwhile enters when it is due."""
        while (due := self.parts.store.next_due()) is not None and due <= moment:
            self.clock.set(due)
            carrying.release_due(self.parts)
        self.clock.set(moment)
        for name, (carry, seat) in list(self.waiting.items()):
            view = carrying.carry_view(self.parts, seat, carry)
            if view is not None and not view.at_door:
                del self.waiting[name]
                if view.entered_as is not None:
                    self.labels[name] = view.entered_as

    def label(self, name: str) -> Label:
        """The label of what the script calls `name`, which must stand in a log by now."""
        if name in self.labels:
            return self.labels[name]
        raise ScriptError(
            self.where,
            wanted=f"{name!r} in its room",
            got="a message that has not entered it",
            remedy="Let more time pass, or name another entry.",
        )

    def number(self, name: str) -> int:
        """The number of the item, round, track, point or question that the script calls `name`."""
        if name in self.numbers:
            return self.numbers[name]
        raise ScriptError(
            self.where,
            wanted="the name of an item, a round, a track, a point or a question",
            got=repr(name),
            remedy="Name that, not an entry.",
        )

    def number_or_none(self, name: str | None) -> int | None:
        """The same; None where nothing is named."""
        return None if name is None else self.number(name)

    def carry(self, name: str) -> Label:
        """The carry that the script calls `name`."""
        if name in self.carries:
            return self.carries[name]
        raise ScriptError(
            self.where,
            wanted="the name of a message that was carried",
            got=repr(name),
            remedy="Name the message, not an entry.",
        )

    def words(self, step: Carry) -> str:
        """What the message says: the script's words, or the sources' own."""
        if step.text is not None:
            return step.text
        texts = {
            entry.name: entry.text for entry in self.script.steps if isinstance(entry, Write) and entry.refused is None
        }
        return "\n".join(texts[name] for name in step.sources if name in texts)


def play(parts: Parts, script: Script) -> Played:
    """Open the script's case in this store and play it to its end; nothing is left at a door.

    Whether a case of this codename stands there already is the caller's to ask. Raises ScriptError where the
    house answers otherwise than the script says; what was played until then stays.
    """
    clock = SteppingClock(script.opened)
    parts = replace(parts, clock=clock)
    case = open_case(parts, script.terms, script.parties)
    if isinstance(case, Refusal):
        raise _refused(f"{script.file}, [terms]", case)
    stage = _Stage(script=script, parts=parts, clock=clock, seats=_seats(parts, script, case))
    for stage.index, step in enumerate(script.steps):
        stage.advance(step.at)
        _note(stage, step, _answer(stage, step))
    if stage.last_due is not None:
        stage.advance(stage.last_due)
    return Played(
        case=case,
        seats=MappingProxyType(stage.seats),
        labels=MappingProxyType(stage.labels),
        carries=MappingProxyType(stage.carries),
        numbers=MappingProxyType(stage.numbers),
    )


def _seats(parts: Parts, script: Script, case: Case) -> Mapping[str, Seat]:
    places: dict[str, PlaceId] = {DESK: case.desk, **{str(room.mark): room.room for room in case.rooms}}
    seats = {}
    for nickname, row in script.seats.items():
        seat = give_seat(parts, places[row.place], row.role, shown=row.shown)
        if isinstance(seat, Refusal):
            raise _refused(f"{script.file}, [seats.{nickname}]", seat)
        seats[nickname] = seat
    return seats


def _answer(stage: _Stage, step: AnyStep) -> Answer:
    """What the house answered, which is what the script expects."""
    seat = stage.seats[step.by]
    if isinstance(step, RoomStep):
        answer = _in_room(stage, seat, step)
    elif isinstance(step, PaperStep):
        answer = _on_paper(stage, seat, step)
    else:
        answer = _at_desk(stage, seat, step)
    code = answer.code if isinstance(answer, Refusal) else None
    if code is step.refused:
        return answer
    if isinstance(answer, Refusal) and step.refused is None:
        raise _refused(stage.where, answer)
    raise ScriptError(
        stage.where,
        wanted=f"a refusal with {step.refused}",
        got=f"one with {code}" if code else "none: the house did it",
        remedy="Correct the script, or the house.",
    )


def _in_room(stage: _Stage, seat: Seat, step: RoomStep) -> Answer:
    match step:
        case Write():
            writing = Writing(
                text=step.text,
                type=step.type,
                binding=step.binding,
                leave=step.given(),
                reply_to=None if step.reply_to is None else stage.label(step.reply_to),
            )
            return speaking.write(stage.parts, seat, writing)
        case ChangeLeave():
            return speaking.change_leave(stage.parts, seat, stage.label(step.entry), step.given())
        case Acknowledge():
            return speaking.acknowledge(stage.parts, seat, stage.label(step.entry))
        case AnswerCarry():
            return asking.answer(stage.parts, seat, stage.number(step.question), step.reply)
        case AnswerSummary():
            points = [PointAnswer(leave=Leave(form=form)) for form in step.leaves]
            return asking.answer_summary(stage.parts, seat, stage.number(step.question), points)
        case _:
            assert_never(step)


def _at_desk(stage: _Stage, seat: Seat, step: DeskStep) -> Answer:
    match step:
        case Carry():
            return carrying.carry(stage.parts, seat, _carrying(stage, step))
        case Stop():
            return carrying.stop(stage.parts, seat, stage.carry(step.carry))
        case Confirm():
            return carrying.confirm_conveyance(stage.parts, seat, stage.label(step.entry))
        case DeclareMet():
            return carrying.declare_met(stage.parts, seat, stage.label(step.entry))
        case Speak():
            reply_to = None if step.reply_to is None else stage.label(step.reply_to)
            return speaking.speak(stage.parts, seat, step.into, step.text, reply_to=reply_to)
        case Announce():
            return speaking.announce(stage.parts, seat, step.text, into=step.into)
        case _:
            assert_never(step)


def _on_paper(stage: _Stage, seat: Seat, step: PaperStep) -> Answer:
    """What the desk does on its papers."""
    parts = stage.parts
    match step:
        case KeepItem() | ShowItem() | SetPosition():
            return _on_agenda(stage, seat, step)
        case SetRound() | MoveRound() | TurnRound() | ConcludeRound():
            return _of_round(stage, seat, step)
        case KeepTrack():
            return _of_track(stage, seat, step)
        case AskCarry() | AskSummary():
            return _asked(stage, seat, step)
        case KeepPoint():
            grouping = Grouping(
                words=step.words,
                entries=_labels(stage, step.entries),
                item=stage.number_or_none(step.item),
                round=stage.number_or_none(step.round),
            )
            return ledger.keep_point(parts, seat, grouping)
        case KeepNote():
            return ledger.keep_note(parts, seat, step.text, About(point=stage.number_or_none(step.point)))
        case _:
            assert_never(step)


def _asked(stage: _Stage, seat: Seat, step: AskCarry | AskSummary) -> Answer:
    if isinstance(step, AskSummary):
        return asking.ask_summary(stage.parts, seat, SummaryQuestion(mark=step.room, points=step.points))
    sources = _labels(stage, step.sources)
    question = CarryQuestion(into=step.into, form=step.form, text=step.text, sources=sources)
    return asking.ask_carry(stage.parts, seat, question)


def _on_agenda(stage: _Stage, seat: Seat, step: KeepItem | ShowItem | SetPosition) -> Answer:
    sources = _labels(stage, step.sources)
    match step:
        case KeepItem():
            keeping = Keeping(
                title=step.title,
                kind=step.kind,
                words=step.words,
                state=step.state,
                track=step.track,
                sources=sources,
            )
            return agenda.keep_item(stage.parts, seat, keeping, number=stage.number_or_none(step.item))
        case ShowItem():
            showing = Showing(
                item=stage.number(step.item),
                into=step.into,
                title=step.title,
                words=step.words,
                state=step.state,
                track=step.track,
                form=step.form,
                unnamed=step.unnamed,
                sources=sources,
            )
            return agenda.show(stage.parts, seat, showing)
        case SetPosition():
            standing = Standing(
                item=stage.number(step.item),
                mark=Mark(step.mark),
                stage=step.stage,
                words=step.words,
                place=step.place,
                sources=sources,
            )
            return positions.set_position(stage.parts, seat, standing)
        case _:
            assert_never(step)


def _of_round(stage: _Stage, seat: Seat, step: SetRound | MoveRound | TurnRound | ConcludeRound) -> Answer:
    terms = stage.script.terms
    change: Change
    match step:
        case SetRound():
            setting = Setting(
                title=step.title,
                city=City(name=terms.city, zone=terms.zone),
                starts=step.starts,
                ends=step.ends,
                venue=step.venue,
                track=stage.number_or_none(step.track),
                items=tuple(map(stage.number, step.items)),
                confirmed=step.confirmed,
            )
            return rounds.set_round(stage.parts, seat, setting, telling=Telling(marks=step.tell, words=step.words))
        case MoveRound():
            change = Move(starts=step.starts, ends=step.ends, reason=step.reason)
        case TurnRound():
            change = Turn(to=step.to, reason=step.reason)
        case ConcludeRound():
            again = Again(where=step.again_where) if step.again else None
            change = Conclude(outcome=step.outcome, assessment=step.assessment, again=again)
        case _:
            assert_never(step)
    telling = Telling(marks=None, words=step.words)
    return rounds.change_round(stage.parts, seat, stage.number(step.round), change, telling=telling)


def _of_track(stage: _Stage, seat: Seat, step: KeepTrack) -> Answer:
    track = Track(
        title=step.title,
        city=City(name=step.city, zone=step.zone),
        venue=step.venue,
        matters=step.matters,
        items=tuple(map(stage.number, step.items)),
        people=tuple(TrackPeople(mark=Mark(mark), roles=roles) for mark, roles in sorted(step.people.items())),
        steps=(*((text, True) for text in step.done), *((text, False) for text in step.to_do)),
    )
    kept = tracks.keep_track(stage.parts, seat, track, number=stage.number_or_none(step.track))
    if isinstance(kept, Refusal) or not step.tell:
        return kept
    telling = Telling(marks=step.tell, words=step.words, why=step.why)
    told = tracks.tell_track(stage.parts, seat, kept.number, telling)
    return told if isinstance(told, Refusal) else kept


def _labels(stage: _Stage, names: Sequence[str]) -> tuple[Label, ...]:
    return tuple(map(stage.label, names))


def _carrying(stage: _Stage, step: Carry) -> Carrying:
    return Carrying(
        into=step.into,
        form=step.form,
        text=stage.words(step),
        type=step.type,
        binding=step.binding,
        sources=tuple(stage.label(name) for name in step.sources),
        hold_seconds=step.hold,
        why=step.why,
    )


def _note(stage: _Stage, step: AnyStep, answer: Answer) -> None:
    """Remember under which labels later steps find what this one brought."""
    match answer:
        case Written(label=label):
            # A note that is told is from now on the entry that the mediator knows.
            name = step.entry if isinstance(step, ChangeLeave) else step.gives()
            if name is not None:
                stage.labels[name] = label
        case AtTheDoor(carry=carry, due=due, entered=entered):
            stage.last_due = max(due, stage.last_due or due)
            name = step.gives()
            if name is not None:
                stage.carries[name] = carry
                if entered is None:
                    stage.waiting[name] = (carry, stage.seats[step.by])
                else:
                    stage.labels[name] = entered
        case Kept(number=number) | Pointed(number=number) | Itemized(number=number) | AskedAs(number=number):
            name = step.gives()
            if name is not None:
                stage.numbers[name] = number
        case Done() | AnsweredAs() | Refusal():
            pass
        case _:
            assert_never(answer)


def _refused(where: str, refusal: Refusal) -> ScriptError:
    return ScriptError(
        where,
        wanted=refusal.wanted.rstrip("."),
        got=f"{refusal.code}: {refusal.given.rstrip('.')}",
        remedy=f'{refusal.remedy} Or write `refused = "{refusal.code}"` if it is to be so.',
    )
