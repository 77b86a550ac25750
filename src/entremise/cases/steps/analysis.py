"""Steps of the analysis: the desk's issues, what it takes their options to be worth, and packages that it keeps."""

import msgspec

from entremise.cases.stage import Answer, Stage
from entremise.cases.steps.base import Named, Step, named
from entremise.domain.events.analysis import Worths
from entremise.domain.rooms import Seat
from entremise.services import valuing


class NameIssue(Named, frozen=True, kw_only=True, tag="name-issue"):
    """The desk names an issue with its options, in their order."""

    name: str
    title: str
    options: tuple[str, ...]
    item: str | None = None

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return named(self.item)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        return valuing.name_issue(stage.parts, seat, self.title, self.options, item=stage.number_or_none(self.item))


class Worth(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the options of one issue are taken to be worth, in their order, and the entries that this rests on."""

    issue: str
    points: tuple[int, ...]
    give_or_take: int = 0
    rests_on: tuple[str, ...] = ()


class Estimate(Step, frozen=True, kw_only=True, tag="estimate"):
    """The desk writes down what it takes a party's values to be; `without` is what no agreement is worth to it."""

    room: str
    values: tuple[Worth, ...]
    without: int

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return tuple(name for one in self.values for name in (one.issue, *one.rests_on))

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        values = [
            Worths(
                issue=stage.number(one.issue),
                points=one.points,
                give_or_take=one.give_or_take,
                rests_on=stage.labels_of(one.rests_on),
            )
            for one in self.values
        ]
        return valuing.estimate(stage.parts, seat, self.room, values, without=self.without)


class KeepPackage(Named, frozen=True, kw_only=True, tag="keep-package"):
    """The desk keeps a package: for each issue the place of an option, from 0."""

    options: dict[str, int]

    def needs(self) -> tuple[str, ...]:
        """See `Step.needs`."""
        return tuple(self.options)

    def act(self, stage: Stage, seat: Seat) -> Answer:
        """See `Step.act`."""
        options = {stage.number(name): place for name, place in self.options.items()}
        return valuing.keep_package(stage.parts, seat, options)
