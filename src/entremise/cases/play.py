"""Playing a script: each step through the services that a person would use, by a clock that the script sets.

Messages wait at the door as long as they were held, and enter at the moment they are due. An attempt that the
house is to refuse must be refused, with that code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import assert_never

from entremise.cases.script import (
    DESK,
    Acknowledge,
    Announce,
    AnyStep,
    Carry,
    ChangeLeave,
    Confirm,
    DeclareMet,
    DeskStep,
    RoomStep,
    Script,
    ScriptError,
    Speak,
    Stop,
    Write,
)
from entremise.domain.errors import Refusal
from entremise.domain.ids import Label, PlaceId
from entremise.domain.rooms import Seat, Writing
from entremise.services import carrying, speaking
from entremise.services.carrying import AtTheDoor, Carrying
from entremise.services.cases import Case, give_seat, open_case
from entremise.services.ports import Parts
from entremise.services.speaking import Done, Written

Answer = Written | AtTheDoor | Done | Refusal


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
    answer = _in_room(stage, seat, step) if isinstance(step, RoomStep) else _at_desk(stage, seat, step)
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
        case Done() | Refusal():
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
