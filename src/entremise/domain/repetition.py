"""What the guard tells of: words that stand in what is about to leave, and in what the desk holds, one above the other.

A value by itself, so that lines of the desk's log can hold what a seat was shown.
"""

from dataclasses import dataclass

from entremise.domain.facts import Kind
from entremise.domain.ids import Label, Mark


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a wording, and whether both wordings have it."""

    text: str
    shared: bool = False


Excerpt = tuple[Piece, ...]
"""The words around what is shared, so that both wordings can be shown one above the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """What stands in the sheet and in something that the desk holds and the reader may not have."""

    source: Label | None
    """The entry; None: something of the desk's own."""
    topic: str
    """What it is: `entry`, `member-A`, the case's `terms` or `parties`, or the topic of one of the desk's papers."""
    number: int
    """Which of these; counts at the desk alone."""
    kinds: tuple[Kind, ...]
    """What is repeated, the gravest first."""
    here: Excerpt
    """As the sheet has it."""
    there: Excerpt
    """As the desk has it."""

    @property
    def id(self) -> str:
        """Its name at the desk: A-12, or notes-3."""
        return str(self.source) if self.source is not None else f"{self.topic}-{self.number}"


@dataclass(frozen=True, slots=True)
class Repeated:
    """A repetition, and the room that may not have it."""

    into: Mark
    what: Repetition
