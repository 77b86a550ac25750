"""Papers: what a place keeps beside its entries, such as the agenda. One subject a file in this folder.

A line of a paper brings no label, so that it never stands among the entries; a few change the state of one
(`Paper.refers_to`). It is found by its topic, and what it is about has a number that counts in that topic of that log
alone.
"""

from dataclasses import dataclass
from typing import ClassVar

from entremise.domain.ids import Label, Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A line of a paper."""

    TOPIC: ClassVar[str]
    """Under what it is found in its log (`Logs.topic`), unless `topic` says more."""

    @property
    def topic(self) -> str:
        """Under what this line is found."""
        return self.TOPIC

    def refers_to(self) -> tuple[Label, ...]:
        """The earlier entries whose state it changes, in its own log."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPaper(Paper):
    """A line of a paper in a party's room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPaper(Paper):
    """A line of a paper at the desk."""

    def confidences(self) -> tuple[str, ...]:
        """Words that no room may read unless it has them otherwise; the guard compares what leaves with them."""
        return ()

    def to_tell(self) -> tuple[str, ...]:
        """Words that rooms can be told as they are, and that are a confidence to each until it was told."""
        return ()

    def about(self) -> tuple[str, int] | None:
        """By what those are known again when it is told: a topic and a number in it, the same in every version."""
        return None

    def rests_on(self) -> tuple[Label, ...]:
        """Entries that these words put in the desk's own; where a room may have all of them, it may have the words."""
        return ()

    def known_to(self) -> tuple[tuple[Mark, str], ...]:
        """Words that a room has by this line; there the guard does not warn of them."""
        return ()
