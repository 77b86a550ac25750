"""Names of things, each with a type of its own, so that a room cannot be mistaken for a desk."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NewType, Self, TypeAlias

CaseId = NewType("CaseId", str)
RoomId = NewType("RoomId", str)
DeskId = NewType("DeskId", str)
SeatId = NewType("SeatId", str)
InnerId = NewType("InnerId", str)
AccessId = NewType("AccessId", str)
DocumentId = NewType("DocumentId", str)

PlaceId: TypeAlias = RoomId | DeskId | InnerId | AccessId
"""Whatever has a log. Ids are random; nobody can count anything by them."""


class PlaceKind(StrEnum):
    """What a place is."""

    ROOM = "room"
    """A party's room."""
    DESK = "desk"
    """The mediators' desk."""
    INNER = "inner"
    """A room within a delegation, for some of its seats."""
    ACCESS = "access"
    """The access log of one of the others: who read, who came and went, what became of its keys."""


def access_log(place: PlaceId) -> AccessId:
    """The access log of a room, of the desk or of an inner room."""
    return AccessId(f"{place}.access")


Mark = NewType("Mark", str)
"""The letter of a room: A to H."""

MARKS: Final = tuple(Mark(letter) for letter in "ABCDEFGH")
"""Room marks in the order in which parties are admitted; eight parties at most."""

NOTES: Final = "N"
"""Series of a delegation's internal notes: the desk never sees a member of it, nor a gap where one stood."""

CARRIES: Final = "carry"
"""Series of the desk's carries; seen at the desk only."""


_LABEL: Final = re.compile(r"(?:(?P<series>[A-Z]|carry)-)?(?P<number>[0-9]{1,9})")


@dataclass(frozen=True, slots=True, order=True)
class Label:
    """The name of an entry, made of a series and a number in it, such as A-12.

    A series counts only what everyone who can see a member of it can see.
    """

    series: str
    """A room's mark for what the delegation and the desk both see, `NOTES`, or `CARRIES`."""
    number: int
    """1, 2, 3 … without gaps within the series."""

    def __str__(self) -> str:
        return f"{self.series}-{self.number:02d}"

    @classmethod
    def parse(cls, text: str, *, series: str) -> Self | None:
        """The label that `text` names, or None: `12` is read within `series`, `N-4` and `A-12` as they stand.

        >>> Label.parse("12", series="A"), Label.parse("N-04", series="A"), Label.parse("x", series="A")
        (Label(series='A', number=12), Label(series='N', number=4), None)
        """
        match = _LABEL.fullmatch(text)
        if match is None or int(match["number"]) == 0:
            return None
        return cls(match["series"] or series, int(match["number"]))
