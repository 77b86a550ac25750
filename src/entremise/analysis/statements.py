"""What parties say on condition: “we do X if others do Y and Z”.

Acts have levels, from 1. A condition of acts and of `AtLeast` is monotone: the more is done, the more of it holds.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Done:
    """That an act is carried out, at least at this level."""

    act: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class AtLeast:
    """That so many of these hold."""

    count: int
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """That this does not hold."""

    part: "Condition"


Condition = Done | AtLeast | Not


def all_of(*parts: Condition) -> AtLeast:
    """That every one of these holds; of none: always."""
    return AtLeast(len(parts), parts)


def any_of(*parts: Condition) -> AtLeast:
    """That one of these holds."""
    return AtLeast(1, parts)


ALWAYS: Final = all_of()


@dataclass(frozen=True, slots=True)
class Statement:
    """A party's sealed word: these acts, if that is done."""

    name: str
    party: str
    acts: tuple[Done, ...]
    condition: Condition = ALWAYS
