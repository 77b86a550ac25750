"""What a place of a played case holds, read as the place itself would read it, and as its log holds it."""

from dataclasses import dataclass

from entremise.cases.play import Played
from entremise.domain.events import Event
from entremise.domain.ids import CARRIES, NOTES, Label, PlaceId
from entremise.domain.log import Line
from entremise.domain.rooms import Seat
from entremise.domain.views import CarryView, EntryView
from entremise.services import carrying, reading
from entremise.services.ports import Parts
from tests.cast import granted

MANY = 10_000
HEADS = {"A": "us-head", "B": "ir-head"}
"""Who leads each delegation in the Oman channel."""


@dataclass(frozen=True)
class Scene:
    """A case that was played, and the house in which it was."""

    parts: Parts
    played: Played

    def place(self, mark: str) -> PlaceId:
        """The room with this mark; the desk with any other word."""
        rooms = {str(room.mark): room.room for room in self.played.case.rooms}
        return rooms.get(mark, self.played.case.desk)

    def seat(self, nickname: str) -> Seat:
        """A seat by the script's nickname."""
        return self.played.seats[nickname]

    def all_of(self, mark: str) -> list[Event]:
        """Every event in the place's log, papers among them."""
        return [line.event for line in self.parts.store.lines(self.place(mark), after=0, limit=MANY)]

    def log(self, mark: str) -> list[Line]:
        """Every line of the place's log that brings an entry or changes one, and its first."""
        store, place = self.parts.store, self.place(mark)
        lasts = {series: store.lasts(place, series)[0] for series in (*"ABCDEFGH", NOTES, CARRIES)}
        labels = [Label(series, number + 1) for series, last in lasts.items() for number in range(last)]
        opening = store.opening(place)
        assert opening is not None
        return [opening, *store.about(place, labels)]

    def entries(self, nickname: str) -> list[EntryView]:
        """All entries of the seat's own room, read page after page."""
        seat = self.played.seats[nickname]
        entries: list[EntryView] = []
        page = reading.own_entries(self.parts, seat, limit=7)
        while True:
            entries += page.entries
            if page.later is None:
                return entries
            page = reading.own_entries(self.parts, seat, after=page.later, limit=7)

    def column(self, mark: str, *, nickname: str = "mediator") -> list[EntryView]:
        """A room's entries as the desk knows them."""
        seat = self.played.seats[nickname]
        return list(granted(reading.room_entries_at_desk(self.parts, seat, mark, limit=MANY)).entries)

    def told(self, name: str) -> EntryView:
        """One entry as the desk knows it."""
        entry = reading.entry_at(self.parts, self.played.seats["mediator"], self.played.labels[name])
        assert entry is not None
        return entry

    def carry(self, name: str) -> CarryView:
        """One carry."""
        view = carrying.carry_view(self.parts, self.played.seats["mediator"], self.played.carries[name])
        assert view is not None
        return view

    def about(self, mark: str, name: str) -> list[str]:
        """What happened to an entry in that place, by the names of the events, in their order."""
        label = self.played.labels[name]
        lines = self.parts.store.about(self.place(mark), [label])
        return [type(line.event).__name__ for line in lines]

    def names(self, entries: list[EntryView], *, room: str) -> list[str]:
        """What the script calls each entry; its kind for those that it gives no name."""
        named = {label: name for name, label in self.played.labels.items() if label.series == room}
        return [named.get(entry.label, entry.kind.value) for entry in entries]


def everything(lines: list[Line]) -> str:
    """All that the lines hold, as one text in which words can be looked for."""
    return "\n".join(repr(line) for line in lines)


def runs(text: str, *, length: int) -> set[tuple[str, ...]]:
    """Every run of so many words in `text`, without punctuation and capitals."""
    words = "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}
