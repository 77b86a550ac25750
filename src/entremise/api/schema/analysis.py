"""What programs say and are told of the desk's analysis, and of the values that a room gives."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from entremise.domain.events.analysis import PreferenceKind
from entremise.domain.valuing import (
    MOST_ISSUES,
    MOST_OPTIONS,
    MOST_POINTS,
    MOST_REST_ON,
    MOST_TABLE_CHARACTERS,
    WHOLE,
    Origin,
)

Points = Annotated[int, Meta(ge=0, le=MOST_POINTS)]
Number = Annotated[int, Meta(ge=1, le=999_999)]
Name = Annotated[str, Meta(max_length=1000)]
Mark = Annotated[str, Meta(pattern="^[A-H]$", description="A room's letter.")]


class IssueIn(Struct, frozen=True, forbid_unknown_fields=True):
    """An issue to be named."""

    title: Name
    options: Annotated[list[Name], Meta(max_length=MOST_OPTIONS)]
    item: Number | None = None
    """The agenda item that it was taken from."""


class WorthsIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What the options of one issue are worth."""

    issue: Number
    points: Annotated[list[Points], Meta(max_length=MOST_OPTIONS)]
    """For each option, in its order."""
    give_or_take: Points = 0
    rests_on: Annotated[list[Number], Meta(max_length=MOST_REST_ON)] = []
    """At the desk: numbers of told entries of that room."""


class EstimateIn(Struct, frozen=True, forbid_unknown_fields=True):
    """The desk's estimate of a party."""

    values: Annotated[list[WorthsIn], Meta(max_length=MOST_ISSUES)]
    without: Points = 0
    """What the party has without agreement."""


class GiveValuesIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A delegation's numbers, by the issue numbers of the question."""

    values: Annotated[list[WorthsIn], Meta(max_length=MOST_ISSUES)]
    sealed: bool
    """True: for the engine alone. False: the mediators see them."""
    without: Points = 0


class TableIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Values as CSV: issue, option, party, value and, if wanted, give_or_take."""

    table: Annotated[str, Meta(max_length=MOST_TABLE_CHARACTERS)]


Option = Annotated[int, Meta(ge=0, lt=MOST_OPTIONS)]
Side = Annotated[dict[Number, Option], Meta(max_length=MOST_ISSUES)]
Share = Annotated[int, Meta(ge=0, le=WHOLE)]


class PreferenceIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Something known of a party's values beside points; what the kind does not need stays away."""

    kind: PreferenceKind
    issues: Annotated[list[Number], Meta(max_length=2)] = []
    """The one ordered or weighed; or the one that matters at least as much, and the other."""
    order: Annotated[list[Option], Meta(max_length=MOST_OPTIONS)] = []
    """Places of all options, from 0, best first."""
    better: Side = {}
    """By issue the option: what is at least as good, or acceptable."""
    worse: Side = {}
    """The same of what it is compared with, on the same issues."""
    low: Share = 0
    high: Share = WHOLE
    """Between which shares of the whole an issue weighs, in hundredths."""


class AskValuesIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A room is asked to value the issues."""

    why: str | None = None
    """Why the words are kept although they repeat a confidence."""


class PackageIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A package: by the number of each issue the place of an option, from 0."""

    options: Annotated[dict[Number, Annotated[int, Meta(ge=0, lt=MOST_OPTIONS)]], Meta(max_length=MOST_ISSUES)]


class NumberedOut(Struct, frozen=True):
    """Something stands under a number."""

    number: int
    at: datetime


class IssueOut(Struct, frozen=True):
    """An issue with its options."""

    number: int
    title: str
    options: list[str]
    item: int | None = None


class WorthsOut(Struct, frozen=True):
    """What the options of one issue are worth."""

    issue: int
    points: list[int]
    give_or_take: int
    rests_on: list[str]


class PartyValuesOut(Struct, frozen=True, kw_only=True):
    """How far a party's values are known."""

    room: str
    origin: Origin | None
    at: datetime | None = None
    values: list[WorthsOut] = []
    """Empty where they are for the engine alone."""
    without: int | None = None


class WorthOut(Struct, frozen=True):
    """What a package is worth to a party; nothing of numbers that are for the engine alone."""

    room: str
    points: int | None
    low: int | None
    high: int | None


class PackageOut(Struct, frozen=True, kw_only=True):
    """A package and what it is worth."""

    number: int | None = None
    """Under which it is kept."""
    options: dict[int, int]
    worths: list[WorthOut]
    on_frontier: bool | None
    """None: not known."""
    points: list[str]
    """Which points it is: nash, egalitarian, ks, utilitarian."""


class ChangeOut(Struct, frozen=True, kw_only=True):
    """One issue's change in a trade."""

    issue: int
    before: int
    """The place of the option, from 0."""
    after: int
    gains: dict[str, int | None]
    """By room, below zero for what it costs; None where its numbers are for the engine alone."""
    words: str


class TradeOut(Struct, frozen=True, kw_only=True):
    """A package that makes nobody worse and somebody better than the one on the table, by so few changes."""

    changes: list[ChangeOut]
    result: PackageOut


class AskOut(Struct, frozen=True, kw_only=True):
    """The question whose answer would tell most."""

    room: str
    """Of the party to be asked."""
    between: list[str]
    """The two issues, or parts of packages, between which it asks."""
    swing: bool
    """Whether it asks which of two issues matters more."""
    words: str
    yes: PreferenceIn
    """What to note where the answer is for the first of the two."""
    no: PreferenceIn
    """For the second."""


class PreferenceOut(Struct, frozen=True, kw_only=True):
    """Something that the desk noted of a party's values."""

    number: int
    room: str
    at: datetime
    kind: PreferenceKind
    issues: list[int]
    order: list[int]
    better: dict[int, int]
    worse: dict[int, int]
    low: int
    high: int


class OrderOut(Struct, frozen=True, kw_only=True):
    """How two kept packages stand to each other for a party."""

    room: str
    better: int
    """Under which it is kept."""
    worse: int
    sure: bool
    """At least as good whatever the values are; otherwise that is open."""


class HoldsOut(Struct, frozen=True, kw_only=True):
    """What holds whatever the values are; shares in hundredths of what a party's packages range over."""

    agreement: PackageOut
    """The package whose least gain over no agreement is largest at the worst values."""
    least: float
    agreement_proven: bool
    modest: PackageOut | None
    """The package that any other could beat by least, in the sum of all; None: not found in time."""
    most: float
    orders: list[OrderOut]


class ContradictionOut(Struct, frozen=True, kw_only=True):
    """Preferences that cannot all be true."""

    room: str
    preferences: list[int]
    with_estimate: bool
    """Together with the estimate."""


class AnalysisOut(Struct, frozen=True, kw_only=True):
    """The desk's analysis."""

    issues: list[IssueOut]
    parties: list[PartyValuesOut]
    outcomes: str | None = None
    """How many packages there are, in decimal; None where nothing could be weighed."""
    exact: bool | None = None
    """Whether the frontier is whole; None where nothing was weighed."""
    size: int | None = None
    """How many packages stand on the frontier; where it is not exact, how many were found in its stead."""
    frontier: list[PackageOut] = []
    points: list[PackageOut] = []
    packages: list[PackageOut] = []
    trades: list[TradeOut] = []
    """From the package that was kept last."""
    trades_truncated: bool | None = None
    """Whether not all changes were tried, so that there may be other trades, and better ones."""
    ask: AskOut | None = None
    ask_truncated: bool | None = None
    """Whether `ask` is None because there was no time to look for it: ask again in a minute."""
    preferences: list[PreferenceOut] = []
    holds: HoldsOut | None = None
    """None where all is known, numbers are for the engine alone, or it is too much for a page."""
    holds_truncated: bool | None = None
    """Whether `holds` is None because there was no time to find it out: ask again in a minute."""
    contradictions: list[ContradictionOut] = []


class ValuesQuestionOut(Struct, frozen=True, kw_only=True):
    """What a room was asked to value, and gave."""

    id: int
    at: datetime
    issues: list[IssueOut]
    given: datetime | None = None
    sealed: bool | None = None
    values: list[WorthsOut] = []
    without: int | None = None


class ValuesQuestionsOut(Struct, frozen=True):
    """All that a room was asked to value."""

    questions: list[ValuesQuestionOut]
    may_seal: bool
