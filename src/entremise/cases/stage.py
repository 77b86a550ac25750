"""What a play has come to: the store, the clock that the script sets, and under which names its steps find things."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from entremise.domain.errors import EntremiseError, Refusal
from entremise.domain.ids import Label
from entremise.domain.rooms import Seat
from entremise.domain.terms import Terms
from entremise.services import carrying
from entremise.services.agenda import Kept as Itemized
from entremise.services.asking import AnsweredAs, AskedAs
from entremise.services.calendars import Feed
from entremise.services.carrying import AtTheDoor
from entremise.services.dates import Proposed
from entremise.services.ledger import Kept as Pointed
from entremise.services.ports import Parts
from entremise.services.rounds import Kept
from entremise.services.speaking import Done, Written
from entremise.services.valuing import Numbered

Answer = (
    Written | AtTheDoor | Done | Kept | Pointed | Itemized | Proposed | AskedAs | AnsweredAs | Numbered | Feed | Refusal
)
"""What the house answers to a step."""


class ScriptError(EntremiseError):
    """A script that cannot be read or played: where, what was wanted, what was found, what to do."""

    def __init__(self, where: str, *, wanted: str, got: str, remedy: str) -> None:
        self.where, self.wanted, self.got, self.remedy = where, wanted, got, remedy
        super().__init__(f"{where}: wanted {wanted}; got {got}. {remedy}")


class SteppingClock:
    """See `services.ports.Clock`. Stands still until it is set, and never goes back."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """The moment last set."""
        return self._now

    def set(self, moment: datetime) -> None:
        """Go on to `moment`, or stay if it has passed."""
        self._now = max(self._now, moment)


@dataclass(slots=True, kw_only=True)
class Stage:
    """What the play has come to. What a step names must be there by now: else ScriptError."""

    parts: Parts
    terms: Terms
    clock: SteppingClock
    seats: Mapping[str, Seat]
    where: str = ""
    """Where the script says what is being played."""
    labels: dict[str, Label] = field(default_factory=dict)
    carries: dict[str, Label] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    """Of items, rounds, tracks, points, issues and questions for dates, as the desk counts them.

    Of anything else, as its room does.
    """
    shown: dict[tuple[str, str], int] = field(default_factory=dict)
    """Items by the mark of a room that was told of them: their numbers there."""
    waiting: dict[str, tuple[Label, Seat]] = field(default_factory=dict)
    """Named carries at the door, each with the seat that put it there."""
    last_due: datetime | None = None

    def advance(self, moment: datetime) -> None:
        """Let time pass until `moment`; what is due meanwhile enters when it is due."""
        while (due := self.parts.store.next_due()) is not None and due <= moment:
            self.clock.set(due)
            carrying.release_due(self.parts)
        self.clock.set(moment)
        for name, (carry, seat) in list(self.waiting.items()):
            view = carrying.carry_view(self.parts, seat, carry)
            if view is not None and not view.at_door:
                del self.waiting[name]
                if view.entered_as is not None:
                    self.labels[name] = view.entered_as

    def label(self, name: str) -> Label:
        """The label of what the script calls `name`."""
        if name in self.labels:
            return self.labels[name]
        raise self.fault(
            wanted=f"{name!r} in its room",
            got="a message that has not entered it",
            remedy="Let more time pass, or name another entry.",
        )

    def label_or_none(self, name: str | None) -> Label | None:
        """The same; None where nothing is named."""
        return None if name is None else self.label(name)

    def labels_of(self, names: Iterable[str]) -> tuple[Label, ...]:
        """The labels of several."""
        return tuple(map(self.label, names))

    def number(self, name: str) -> int:
        """The number of the item, round, track, point, question or acceptance that the script calls `name`."""
        if name in self.numbers:
            return self.numbers[name]
        raise self.fault(
            wanted="the name of an item, a round, a track, a point or a question",
            got=repr(name),
            remedy="Name that, not an entry.",
        )

    def number_or_none(self, name: str | None) -> int | None:
        """The same; None where nothing is named."""
        return None if name is None else self.number(name)

    def numbers_of(self, names: Iterable[str]) -> tuple[int, ...]:
        """The numbers of several."""
        return tuple(map(self.number, names))

    def number_in(self, seat: Seat, item: str | None) -> int:
        """The number that an item has in the seat's own room; 0 with none: the talks as a whole."""
        if item is None:
            return 0
        if (item, str(seat.mark)) in self.shown:
            return self.shown[item, str(seat.mark)]
        raise self.fault(
            wanted="an item that the seat's room was told of",
            got=repr(item),
            remedy="Show it there first, with show-item.",
        )

    def carry(self, name: str) -> Label:
        """The carry that the script calls `name`."""
        if name in self.carries:
            return self.carries[name]
        raise self.fault(
            wanted="the name of a message that was carried",
            got=repr(name),
            remedy="Name the message, not an entry.",
        )

    def fault(self, *, wanted: str, got: str, remedy: str) -> ScriptError:
        """What is wrong with the step that is being played."""
        return ScriptError(self.where, wanted=wanted, got=got, remedy=remedy)
