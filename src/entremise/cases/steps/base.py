"""What every kind of step has in common."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import msgspec

from entremise.cases.stage import Answer, Stage
from entremise.domain.errors import Code
from entremise.domain.rooms import Seat


class Where(StrEnum):
    """Where the seat sits that does a step."""

    ROOM = "in a party's room"
    DESK = "at the desk"
    BOTH = "in a party's room or at the desk"


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do"):
    """What every step says, and what it does."""

    WHERE: ClassVar[Where] = Where.DESK

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

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """Do it through the services, as this seat; what the house answered."""
        raise NotImplementedError


class Named(Step, frozen=True, kw_only=True):
    """A step that brings something that later steps may name."""

    name: str | None = None

    def gives(self) -> str | None:
        """See `Step.gives`."""
        return self.name


def named(*names: str | None) -> tuple[str, ...]:
    """Those that are named."""
    return tuple(name for name in names if name is not None)
