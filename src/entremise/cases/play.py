"""Playing a script: each step through the services that a person would use, by a clock that the script sets.

Messages wait at the door as long as they were held, and enter at the moment they are due. An attempt that the
house is to refuse must be refused, with that code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import assert_never

from entremise.cases.script import DESK, Script
from entremise.cases.stage import Answer, ScriptError, Stage, SteppingClock
from entremise.cases.steps import AnyStep
from entremise.domain.errors import Refusal
from entremise.domain.ids import Label, PlaceId
from entremise.domain.rooms import Seat
from entremise.services.agenda import Kept as Itemized
from entremise.services.asking import AnsweredAs, AskedAs
from entremise.services.calendars import Feed
from entremise.services.carrying import AtTheDoor
from entremise.services.cases import Case, give_seat, open_case
from entremise.services.dates import Proposed
from entremise.services.ledger import Kept as Pointed
from entremise.services.ports import Parts
from entremise.services.rounds import Kept
from entremise.services.speaking import Done, Written
from entremise.services.valuing import Numbered


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
    """Items, rounds, tracks, points, questions and acceptances by the script's names."""
    shown: Mapping[tuple[str, str], int]
    """Items by the mark of a room that was told of them: their numbers there."""


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
    stage = Stage(parts=parts, terms=script.terms, clock=clock, seats=_seats(parts, script, case))
    for index, step in enumerate(script.steps):
        stage.where = script.where(index)
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
        shown=MappingProxyType(stage.shown),
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


def _answer(stage: Stage, step: AnyStep) -> Answer:
    """What the house answered, which is what the script expects."""
    answer = step.act(stage, stage.seats[step.by])
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


def _note(stage: Stage, step: AnyStep, answer: Answer) -> None:
    """Remember under which labels and numbers later steps find what this one brought."""
    name = step.gives()
    match answer:
        case Written(label=label) if name is not None:
            stage.labels[name] = label
        case AtTheDoor(carry=carry, due=due, entered=entered):
            stage.last_due = max(due, stage.last_due or due)
            if name is None:
                return
            stage.carries[name] = carry
            if entered is None:
                stage.waiting[name] = (carry, stage.seats[step.by])
            else:
                stage.labels[name] = entered
        case Kept() | Pointed() | Itemized() | Proposed() | AskedAs() | Numbered() if name is not None:
            stage.numbers[name] = answer.number
        case Written() | Kept() | Pointed() | Itemized() | Proposed() | AskedAs() | Numbered():
            pass
        case Done() | AnsweredAs() | Feed() | Refusal():
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
