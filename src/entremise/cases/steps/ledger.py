"""Steps of the ledger: the desk's points and its notes to itself."""

from entremise.cases.stage import Answer, Stage
from entremise.cases.steps.base import Named, Step, named
from entremise.domain.notes import About
from entremise.domain.points import Grouping
from entremise.domain.rooms import Seat
from entremise.services import ledger


class KeepPoint(Named, frozen=True, kw_only=True, tag="keep-point"):
    """The desk makes a point of its ledger: entries on one matter."""

    name: str
    words: str
    entries: tuple[str, ...]
    item: str | None = None
    round: str | None = None

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return (*self.entries, *named(self.item, self.round))

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        grouping = Grouping(
            words=self.words,
            entries=stage.labels_of(self.entries),
            item=stage.number_or_none(self.item),
            round=stage.number_or_none(self.round),
        )
        return ledger.keep_point(stage.parts, seat, grouping)


class KeepNote(Step, frozen=True, kw_only=True, tag="keep-note"):
    """The desk writes a note for itself."""

    text: str
    point: str | None = None

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return named(self.point)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        return ledger.keep_note(stage.parts, seat, self.text, About(point=stage.number_or_none(self.point)))
