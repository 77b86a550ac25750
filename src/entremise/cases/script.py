"""A case as a script in TOML: its terms, parties and seats, and what happens in it, step by step.

A file holds `opened`, `[terms]`, `[[parties]]` (the first has room A), `[seats.NICKNAME]` and, in the order
of time, `[[steps]]`. Times without an offset are by the clock of the terms' city. Each step says when (`at`),
what (`do`) and by which seat (`by`); with `refused` it is an attempt that the house is to refuse with that
code. Entries, items, rounds, tracks, questions and points are called by names that the script gives
them, never by labels or numbers.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from importlib import resources
from typing import Any, Final, TypeAlias, get_args
from zoneinfo import ZoneInfo

import msgspec

from entremise.domain.errors import Code, EntremiseError
from entremise.domain.events.agenda import ItemKind, ItemState
from entremise.domain.events.asking import Reply
from entremise.domain.events.rounds import RoundState
from entremise.domain.ids import MARKS
from entremise.domain.leave import Leave, LeaveForm
from entremise.domain.terms import CarryForm, MessageType, Role, Terms
from entremise.services.cases import Party

DESK: Final = "desk"
"""The desk, where a script names a place; a room is named by its mark."""


class ScriptError(EntremiseError):
    """A script that cannot be read or played: where, what was wanted, what was found, what to do."""

    def __init__(self, where: str, *, wanted: str, got: str, remedy: str) -> None:
        self.where, self.wanted, self.got, self.remedy = where, wanted, got, remedy
        super().__init__(f"{where}: wanted {wanted}; got {got}. {remedy}")


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do"):
    """What every step says."""

    at: datetime
    by: str
    """Nickname of the seat that acts."""
    refused: Code | None = None
    """With an attempt: the code with which the house is to refuse it."""

    def gives(self) -> str | None:
        """The name under which later steps know what this one brings."""
        return None

    def needs(self) -> tuple[str, ...]:
        """The names, given before, that this step refers to."""
        return ()


class _WithLeave(Step, frozen=True, kw_only=True):
    condition: str | None = None
    becomes: LeaveForm | None = None
    expires: datetime | None = None

    def _given(self, form: LeaveForm) -> Leave:
        return Leave(form=form, condition=self.condition, becomes=self.becomes, expires=self.expires)


class Write(_WithLeave, frozen=True, kw_only=True, tag="write"):
    """A delegation writes in its room."""

    text: str
    name: str | None = None
    type: MessageType = MessageType.INFORMATION
    binding: bool = False
    leave: LeaveForm | None = None
    """None: the regime decides."""
    reply_to: str | None = None

    def __post_init__(self) -> None:
        if self.leave is None and (self.condition or self.becomes or self.expires):
            raise ValueError("`condition`, `becomes` and `expires` stand only beside `leave`")

    def given(self) -> Leave | None:
        """The leave as the house takes it."""
        return None if self.leave is None else self._given(self.leave)

    def gives(self) -> str | None:
        """See `Step.gives`."""
        return self.name

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return _named(self.reply_to)


class ChangeLeave(_WithLeave, frozen=True, kw_only=True, tag="change-leave"):
    """A delegation narrows or widens who may know an entry. A note that is told keeps its name."""

    entry: str
    leave: LeaveForm

    def given(self) -> Leave:
        """The leave as the house takes it."""
        return self._given(self.leave)

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.entry,)


class Acknowledge(Step, frozen=True, kw_only=True, tag="acknowledge"):
    """A delegation says that it has read what was brought."""

    entry: str

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.entry,)


class Carry(Step, frozen=True, kw_only=True, tag="carry"):
    """The mediator puts a message at a room's door."""

    into: str
    form: CarryForm
    text: str | None = None
    """None: the sources' own words."""
    sources: tuple[str, ...] = ()
    name: str | None = None
    """What the message is called in the room that it enters."""
    type: MessageType | None = None
    binding: bool = False
    hold: int = 30
    why: str | None = None

    def __post_init__(self) -> None:
        if not (self.text or self.sources):
            raise ValueError("`text`, where there are no `sources`, is missing")

    def gives(self) -> str | None:
        """See `Step.gives`."""
        return self.name

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return self.sources


class Stop(Step, frozen=True, kw_only=True, tag="stop"):
    """The mediator stops a message at the door."""

    carry: str

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.carry,)


class Confirm(Step, frozen=True, kw_only=True, tag="confirm"):
    """The mediator confirms to an entry's room that it was conveyed."""

    entry: str

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.entry,)


class DeclareMet(Step, frozen=True, kw_only=True, tag="declare-met"):
    """The mediator marks an entry's condition as met."""

    entry: str

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.entry,)


class Speak(Step, frozen=True, kw_only=True, tag="speak"):
    """The mediator speaks in one room."""

    into: str
    text: str
    name: str | None = None
    reply_to: str | None = None

    def gives(self) -> str | None:
        """See `Step.gives`."""
        return self.name

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return _named(self.reply_to)


class Announce(Step, frozen=True, kw_only=True, tag="announce"):
    """The desk announces something, a copy in each room."""

    text: str
    into: tuple[str, ...] | None = None
    """None: in every room."""


class KeepItem(Step, frozen=True, kw_only=True, tag="keep-item"):
    """The desk puts an item on its agenda, or writes the one that `item` names anew. No room is told."""

    title: str
    name: str | None = None
    item: str | None = None
    kind: ItemKind = ItemKind.ITEM
    words: str = ""
    state: ItemState = ItemState.TO_CLARIFY
    track: str = ""
    sources: tuple[str, ...] = ()

    def gives(self) -> str | None:
        """See `Step.gives`."""
        return self.name

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (*_named(self.item), *self.sources)


class ShowItem(Step, frozen=True, kw_only=True, tag="show-item"):
    """The mediator tells a room of an item."""

    item: str
    into: str
    title: str
    words: str = ""
    state: ItemState = ItemState.TO_CLARIFY
    track: str = ""
    form: CarryForm = CarryForm.IDEA
    unnamed: bool = False
    sources: tuple[str, ...] = ()

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.item, *self.sources)


class SetPosition(Step, frozen=True, kw_only=True, tag="set-position"):
    """The desk writes down where a side stands on an item: 0 at the opening, then after each round."""

    item: str
    mark: str
    stage: int
    words: str
    place: int | None = None
    sources: tuple[str, ...] = ()

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.item, *self.sources)


class SetRound(Step, frozen=True, kw_only=True, tag="set-round"):
    """The desk sets a round, and tells rooms of it."""

    name: str
    title: str
    starts: datetime
    ends: datetime | None = None
    venue: str | None = None
    track: str | None = None
    items: tuple[str, ...] = ()
    confirmed: bool = True
    tell: tuple[str, ...] = ()
    words: str = ""

    def gives(self) -> str | None:
        """See `Step.gives`."""
        return self.name

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (*_named(self.track), *self.items)


class MoveRound(Step, frozen=True, kw_only=True, tag="move-round"):
    """The desk gives a round another time. Every room that knows of it is told."""

    round: str
    starts: datetime
    ends: datetime | None = None
    reason: str | None = None
    words: str = ""

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.round,)


class TurnRound(Step, frozen=True, kw_only=True, tag="turn-round"):
    """The desk says that a round is under way, suspended, or was held."""

    round: str
    to: RoundState
    reason: str | None = None
    words: str = ""

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.round,)


class ConcludeRound(Step, frozen=True, kw_only=True, tag="conclude-round"):
    """The desk writes down what came of a round, the mediator's assessment, and that it was agreed to meet again."""

    round: str
    outcome: str | None = None
    assessment: str | None = None
    again: bool = False
    again_where: str | None = None
    words: str = ""

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.round,)


class KeepTrack(Step, frozen=True, kw_only=True, tag="keep-track"):
    """The desk sets a track, or the one that `track` names anew; and tells rooms of it."""

    title: str
    city: str
    zone: str
    name: str | None = None
    track: str | None = None
    venue: str | None = None
    matters: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    """The items of the agenda that are talked about in it."""
    people: dict[str, tuple[Role, ...]] = {}
    """The rooms that take part, each with whom; none where it is for all."""
    done: tuple[str, ...] = ()
    """What is done of what is to be done, in its order."""
    to_do: tuple[str, ...] = ()
    """What is still to be done, after that."""
    tell: tuple[str, ...] = ()
    words: str = ""
    why: str | None = None

    def gives(self) -> str | None:
        """See `Step.gives`."""
        return self.name

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (*_named(self.track), *self.items)


class AskCarry(Step, frozen=True, kw_only=True, tag="ask-carry"):
    """The mediator reads back: may I carry exactly this?"""

    name: str
    into: str
    form: CarryForm
    text: str
    sources: tuple[str, ...]

    def gives(self) -> str | None:
        """See `Step.gives`."""
        return self.name

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return self.sources


class AnswerCarry(Step, frozen=True, kw_only=True, tag="answer-carry"):
    """A delegation answers what was read back."""

    question: str
    reply: Reply

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.question,)


class AskSummary(Step, frozen=True, kw_only=True, tag="ask-summary"):
    """The mediator closes a caucus: what of this may I take across, what must stay?"""

    name: str
    room: str
    points: tuple[str, ...]

    def gives(self) -> str | None:
        """See `Step.gives`."""
        return self.name


class AnswerSummary(Step, frozen=True, kw_only=True, tag="answer-summary"):
    """A delegation says of each point who may know it."""

    question: str
    leaves: tuple[LeaveForm, ...]

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (self.question,)


class KeepPoint(Step, frozen=True, kw_only=True, tag="keep-point"):
    """The desk makes a point of its ledger: entries on one matter."""

    name: str
    words: str
    entries: tuple[str, ...]
    item: str | None = None
    round: str | None = None

    def gives(self) -> str | None:
        """See `Step.gives`."""
        return self.name

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (*self.entries, *_named(self.item), *_named(self.round))


class KeepNote(Step, frozen=True, kw_only=True, tag="keep-note"):
    """The desk writes a note for itself."""

    text: str
    point: str | None = None

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return _named(self.point)


RoomStep: TypeAlias = Write | ChangeLeave | Acknowledge | AnswerCarry | AnswerSummary
"""What a delegation does."""
PaperStep: TypeAlias = (
    KeepItem
    | ShowItem
    | SetPosition
    | SetRound
    | MoveRound
    | TurnRound
    | ConcludeRound
    | KeepTrack
    | AskCarry
    | AskSummary
    | KeepPoint
    | KeepNote
)
"""What the desk does on its papers."""
DeskStep: TypeAlias = Carry | Stop | Confirm | DeclareMet | Speak | Announce
"""What the desk does towards rooms' logs."""
AnyStep: TypeAlias = RoomStep | DeskStep | PaperStep
"""Every kind of step."""

KINDS: Final = tuple(str(kind.__struct_config__.tag) for kind in get_args(AnyStep))
"""What a step can `do`."""


class SeatRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A seat of the script."""

    place: str
    """`desk`, or a room's mark."""
    role: Role
    shown: bool = False
    """Whether the desk may know the role."""


class _Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    opened: datetime
    terms: Terms
    parties: tuple[Party, ...]
    seats: dict[str, SeatRow]
    steps: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A script that was read and checked: every name a step refers to was given before."""

    file: str
    opened: datetime
    terms: Terms
    parties: tuple[Party, ...]
    seats: Mapping[str, SeatRow]
    steps: tuple[AnyStep, ...]
    lines: tuple[int, ...]
    """Where each step begins in the file."""

    def where(self, index: int) -> str:
        """How a person finds a step: file, line, number, kind."""
        kind = self.steps[index].__struct_config__.tag
        return f"{_where(self.file, self.lines, index)} ({kind})"


def load(name: str) -> Script:
    """The script of this name that comes with the program. Raises ScriptError."""
    folder = resources.files(__package__)
    found = sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))
    if name not in found:
        raise ScriptError(
            "the scripts that come with the program",
            wanted=" or ".join(found),
            got=repr(name),
            remedy="Name one of them.",
        )
    file = f"{name}.toml"
    return read(folder.joinpath(file).read_text(encoding="utf-8"), file=file)


def read(text: str, *, file: str) -> Script:
    """The script that `text` holds. Raises ScriptError, which names the place in `file`."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScriptError(file, wanted="TOML", got=str(error), remedy="Correct that line.") from error
    head = _convert(
        _in_utc(raw, _zone(raw, file=file)),
        _Head,
        where=file,
        what="`opened`, [terms], [[parties]], [seats] and [[steps]]",
    )
    _known(raw["terms"], Terms, where=f"{file}, [terms]")
    for party in raw["parties"]:
        _known(party, Party, where=f"{file}, [[parties]]")
    lines = tuple(number for number, line in enumerate(text.splitlines(), start=1) if line.strip() == "[[steps]]")
    script = Script(
        file=file,
        opened=head.opened,
        terms=head.terms,
        parties=head.parties,
        seats=head.seats,
        steps=tuple(
            _convert(step, AnyStep, where=_where(file, lines, index), what=f"one of {', '.join(KINDS)}")
            for index, step in enumerate(head.steps)
        ),
        lines=lines,
    )
    _check(script)
    return script


def _check(script: Script) -> None:
    """Seats in places that there are; then each step in its turn."""
    places = (DESK, *MARKS[: len(script.parties)])
    for nickname, seat in script.seats.items():
        if seat.place not in places:
            raise ScriptError(
                f"{script.file}, [seats.{nickname}]",
                wanted=f"a place: {', '.join(places)}",
                got=repr(seat.place),
                remedy="Name one of them, or add a party.",
            )
    names: set[str] = set()
    before = script.opened
    for index, step in enumerate(script.steps):
        for wanted, got, remedy in _faults(script, step, names, before):
            raise ScriptError(script.where(index), wanted=wanted, got=got, remedy=remedy)
        before = step.at
        name = step.gives()
        if name is not None and step.refused is None:
            names.add(name)


def _faults(script: Script, step: AnyStep, names: set[str], before: datetime) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a step: what was wanted, what was found, what to do."""
    if step.at < before:
        yield (
            f"a time from {before:%Y-%m-%d %H:%M:%S} UTC on",
            f"{step.at:%Y-%m-%d %H:%M:%S}",
            "Put the steps in order of time.",
        )
    seat = script.seats.get(step.by)
    if seat is None:
        yield f"a seat: {', '.join(script.seats)}", repr(step.by), "Give that seat, or name another."
    elif (seat.place == DESK) is isinstance(step, RoomStep):
        kind = "in a party's room" if isinstance(step, RoomStep) else "at the desk"
        yield f"a seat {kind}", f"{step.by!r}, which is in {seat.place!r}", "Name another seat."
    for name in step.needs():
        if name not in names:
            yield "a name that an earlier step gave", repr(name), "Correct the name, or move the step."
    if step.gives() in names:
        yield "a name of its own", f"{step.gives()!r}, given before", "Choose another name."


def _zone(raw: Mapping[str, Any], *, file: str) -> ZoneInfo:
    terms = raw.get("terms")
    name = terms.get("zone") if isinstance(terms, dict) else None
    try:
        return ZoneInfo(str(name))
    except (ValueError, OSError, LookupError) as error:
        raise ScriptError(
            f"{file}, [terms]",
            wanted="an IANA time zone as `zone`",
            got=repr(name),
            remedy="Write one such as Asia/Muscat.",
        ) from error


def _in_utc(value: Any, zone: ZoneInfo) -> Any:  # noqa: ANN401 – whatever TOML holds
    """The same, with every moment in UTC; one without an offset is by the clock of `zone`."""
    match value:
        case dict():
            return {key: _in_utc(one, zone) for key, one in value.items()}
        case list():
            return [_in_utc(one, zone) for one in value]
        case datetime():
            local = value if value.tzinfo is not None else value.replace(tzinfo=zone)
            return local.astimezone(UTC)
        case _:
            return value


def _convert(value: object, wanted: Any, *, where: str, what: str) -> Any:  # noqa: ANN401 – a union is no type
    try:
        return msgspec.convert(value, wanted)
    except msgspec.ValidationError as error:
        remedy = "Correct it; cases/script.py lists every field."
        raise ScriptError(where, wanted=what, got=f"a fault: {error}", remedy=remedy) from error


def _known(table: Mapping[str, object], wanted: type[Any], *, where: str) -> None:
    """Nothing but the fields of a dataclass, which alone would let a misspelt one pass."""
    allowed = [field.name for field in fields(wanted)]
    for key in table:
        if key not in allowed:
            raise ScriptError(where, wanted=f"only {', '.join(allowed)}", got=repr(key), remedy="Correct or remove it.")


def _where(file: str, lines: Sequence[int], index: int) -> str:
    line = f" line {lines[index]}," if index < len(lines) else ""
    return f"{file},{line} step {index + 1}"


def _named(name: str | None) -> tuple[str, ...]:
    return () if name is None else (name,)
