"""What passes of values: issues that a room is asked to value, and the numbers that it gives.

Numbers for the engine alone do not pass: the desk is told that they were given.
"""

from collections.abc import Sequence

from entremise.domain.events.analysis import (
    ValuesAsked,
    ValuesGiven,
    ValuesSealed,
    ValuesTakenBack,
    ValuesTold,
    ValuesWanted,
    ValuesWithdrawn,
    Wanted,
)
from entremise.domain.ids import DeskId
from entremise.domain.log import Append
from entremise.domain.rooms import Room, Seat


def ask_values(
    desk: DeskId,
    room: Room,
    issues: Sequence[Wanted],
    *,
    numbers: Sequence[int],
    number: int,
    seat: Seat,
    why: str | None = None,
) -> tuple[Append, Append]:
    """What a room is asked to value, in its own numbers; the desk keeps which of its issues they are."""
    return (
        Append(room.id, ValuesWanted(number=number, issues=tuple(issues), role=seat.role)),
        Append(desk, ValuesAsked(mark=room.mark, number=number, issues=tuple(numbers), role=seat.role, why=why)),
    )


def give_values(room: Room, desk: DeskId, given: ValuesGiven) -> tuple[Append, Append]:
    """A room's numbers: told to the desk, or of sealed ones that they were given. Never by which seat."""
    told = (
        ValuesSealed(mark=room.mark, number=given.number)
        if given.sealed
        else ValuesTold(mark=room.mark, number=given.number, values=given.values, without=given.without)
    )
    return Append(room.id, given), Append(desk, told)


def withdraw_values(room: Room, desk: DeskId, withdrawn: ValuesWithdrawn) -> tuple[Append, Append]:
    """That a room took its numbers back."""
    return Append(room.id, withdrawn), Append(desk, ValuesTakenBack(mark=room.mark, number=withdrawn.number))
