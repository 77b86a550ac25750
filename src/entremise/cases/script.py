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
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from entremise.cases.stage import ScriptError
from entremise.cases.steps import KINDS, AnyStep
from entremise.cases.steps.base import Where
from entremise.domain.ids import MARKS
from entremise.domain.terms import Role, Terms
from entremise.services.cases import Party

DESK: Final = "desk"
"""The desk, where a script names a place; a room is named by its mark."""


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
    elif step.WHERE not in {Where.BOTH, Where.DESK if seat.place == DESK else Where.ROOM}:
        yield f"a seat {step.WHERE}", f"{step.by!r}, which is in {seat.place!r}", "Name another seat."
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
        remedy = "Correct it; cases/steps lists every kind and its fields."
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
