"""What packages could be worth to whom: the issues of the analysis, each party's values, packages that are kept.

A party's values are the desk's estimate, or what the party gave for the desk to see, or numbers for the engine alone;
whatever came last counts. An issue is never changed once it stands, since values hang on its options: it is taken off
and named anew. Pure: what is decided here is appended elsewhere.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from entremise.domain.errors import ABSENT, Code, Refusal
from entremise.domain.events.analysis import (
    IssueDropped,
    IssueNamed,
    PackageKept,
    Preference,
    PreferenceDropped,
    PreferenceKind,
    PreferenceNoted,
    RoomsValues,
    ValuesAsked,
    ValuesEstimated,
    ValuesGiven,
    ValuesSealed,
    ValuesTakenBack,
    ValuesTold,
    ValuesWanted,
    ValuesWithdrawn,
    Wanted,
    Worths,
)
from entremise.domain.ids import MARKS, Label, Mark
from entremise.domain.log import Line
from entremise.domain.rooms import Seat
from entremise.domain.words import MOST_CHARACTERS_A_LINE, plain

MOST_ISSUES: Final = 20
MOST_OPTIONS: Final = 12
MOST_PACKAGES: Final = 30
MOST_PREFERENCES: Final = 60
MOST_QUESTIONS: Final = 20
"""That one room is asked."""
MOST_GIVEN: Final = 50
"""Times that a room gives numbers to one question. Taking them back is bounded by that, and never refused."""
WHOLE: Final = 100
"""What all issues weigh together, in hundredths."""
PAIR: Final = 2
MOST_POINTS: Final = 1000
"""That an option can be worth, or be off, or that no agreement can be worth."""
MOST_REST_ON: Final = 12
"""Entries that the estimate of one issue names."""
MOST_LINES: Final = 2000
"""Of the desk's own; after them it takes issues off, and nothing more. What rooms give does not count."""
DESK_LINES: Final = MOST_LINES + len(MARKS) + MOST_ISSUES
"""All of the desk's own: what comes last before the bound can be a table with an estimate of each room, and after it
each issue that stands can be taken off, once."""
ROOM_LINES: Final = MOST_QUESTIONS * (1 + 2 * MOST_GIVEN)
"""All of one room, in its log and at the desk: each question is asked once, and whatever was given is taken back once
at most."""
MOST_TABLE_CHARACTERS: Final = 200_000
HEADER: Final = ("issue", "option", "party", "value")
GIVE_OR_TAKE: Final = "give_or_take"
"""A fifth column that a table may have."""
NO_AGREEMENT: Final = "(disagreement)"
"""In the column of options: what the party has without agreement."""


class Origin(StrEnum):
    """Where a party's values come from."""

    ESTIMATE = "estimate"
    """The desk's own."""
    TOLD = "told"
    """The party gave them to the desk."""
    SEALED = "sealed"
    """The party gave them for the engine alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueView:
    """An issue on the table of the analysis."""

    number: int
    title: str
    options: tuple[str, ...]
    item: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesView:
    """What the desk holds of a party's values."""

    mark: Mark
    origin: Origin
    at: datetime
    values: Mapping[int, Worths] = field(default_factory=dict)
    """By the desk's numbers of issues; empty where they are sealed."""
    without: int = 0
    question: int | None = None
    """The room's question that was answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageView:
    """A package that the desk keeps."""

    number: int
    options: Mapping[int, int]
    """The option's place, by the issue's number; an issue that was named later is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceView:
    """A preference that the desk noted, all of whose issues stand."""

    number: int
    mark: Mark
    at: datetime
    preference: Preference

    @property
    def issues(self) -> frozenset[int]:
        """The numbers of the issues that it is about."""
        preference = self.preference
        return frozenset((*preference.issues, *(issue for issue, _ in (*preference.better, *preference.worse))))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedView:
    """What a room was asked."""

    number: int
    at: datetime
    issues: tuple[int, ...]
    """The desk's numbers, in the order in which the room reads them."""


@dataclass(frozen=True, slots=True)
class DeskValues:
    """The whole paper as the desk has it."""

    issues: tuple[IssueView, ...] = ()
    parties: Mapping[Mark, ValuesView] = field(default_factory=dict)
    packages: tuple[PackageView, ...] = ()
    asked: Mapping[Mark, tuple[AskedView, ...]] = field(default_factory=dict)
    last_issue: int = 0
    reviewed: datetime | None = None
    """When an estimate was last written down."""
    lines: int = 0
    """Of the desk's own."""
    preferences: tuple[PreferenceView, ...] = ()
    last_preference: int = 0

    def preference(self, number: int) -> PreferenceView | None:
        """The preference, if it stands."""
        return next((preference for preference in self.preferences if preference.number == number), None)

    def issue(self, number: int) -> IssueView | None:
        """The issue, if it stands."""
        return next((issue for issue in self.issues if issue.number == number), None)

    def package(self, number: int) -> PackageView | None:
        """The package, if it is kept."""
        return next((package for package in self.packages if package.number == number), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a room was asked, and what it gave."""

    number: int
    at: datetime
    issues: tuple[Wanted, ...]
    given: ValuesGiven | None = None
    """As it stands; None: nothing was given, or it was taken back."""
    given_at: datetime | None = None
    times: int = 0
    """How often numbers were given."""


def at_desk(lines: Iterable[Line]) -> DeskValues:
    """The paper, of the desk's lines in their order: its own and those of all rooms."""
    issues: dict[int, IssueView] = {}
    parties: dict[Mark, ValuesView] = {}
    packages: list[PackageView] = []
    asked: dict[Mark, tuple[AskedView, ...]] = {}
    last, count, reviewed = 0, 0, None
    lines = tuple(lines)
    preferences, last_preference = _preferences(lines)
    for line in lines:
        event = line.event
        count += not isinstance(event, RoomsValues)
        match event:
            case IssueNamed():
                last = event.number
                issues[last] = IssueView(number=last, title=event.title, options=event.options, item=event.item)
            case IssueDropped():
                issues.pop(event.number, None)
            case PackageKept():
                packages.append(PackageView(number=event.number, options=dict(event.options)))
            case ValuesAsked():
                one = AskedView(number=event.number, at=line.at, issues=event.issues)
                asked[event.mark] = (*asked.get(event.mark, ()), one)
            case ValuesEstimated():
                reviewed = line.at
                parties[event.mark] = _estimated(event, line.at)
            case ValuesTold() | ValuesSealed():
                given = _given(event, asked.get(event.mark, ()), line.at)
                parties.pop(event.mark, None)
                if given is not None:
                    parties[event.mark] = given
            case ValuesTakenBack():
                held = parties.get(event.mark)
                if held is not None and held.question == event.number:
                    del parties[event.mark]
            case _:
                pass
    return DeskValues(
        tuple(issues.values()),
        parties,
        tuple(packages),
        asked,
        last,
        reviewed,
        count,
        preferences,
        last_preference,
    )


def _preferences(lines: Sequence[Line]) -> tuple[tuple[PreferenceView, ...], int]:
    """Those that stand, and the number of the last there was; one about an issue that was taken off went with it."""
    held: dict[int, PreferenceView] = {}
    last = 0
    for line in lines:
        event = line.event
        match event:
            case IssueDropped():
                held = {number: one for number, one in held.items() if event.number not in one.issues}
            case PreferenceNoted():
                last = event.number
                held[last] = PreferenceView(number=last, mark=event.mark, at=line.at, preference=event.preference)
            case PreferenceDropped():
                held.pop(event.number, None)
            case _:
                pass
    return tuple(held.values()), last


def in_room(lines: Iterable[Line]) -> tuple[Question, ...]:
    """What the room was asked and gave, of its own lines in their order."""
    questions: dict[int, Question] = {}
    for line in lines:
        event = line.event
        match event:
            case ValuesWanted():
                questions[event.number] = Question(number=event.number, at=line.at, issues=event.issues)
            case ValuesGiven() | ValuesWithdrawn():
                was = questions.get(event.number)
                if was is not None:
                    given = event if isinstance(event, ValuesGiven) else None
                    times = was.times + (given is not None)
                    questions[event.number] = replace(was, given=given, given_at=line.at, times=times)
            case _:
                pass
    return tuple(questions.values())


# What is decided -------------------------------------------------------------------------------------------


def name_issue(held: DeskValues, title: str, options: Sequence[str], *, item: int | None) -> IssueNamed | Refusal:
    """A new issue, or why it cannot be."""
    if len(held.issues) >= MOST_ISSUES or held.lines >= MOST_LINES:
        return Refusal(Code.LIST_FULL, {"most": MOST_ISSUES})
    kept = plain(title, most=MOST_CHARACTERS_A_LINE)
    if isinstance(kept, Refusal):
        return kept
    named = []
    for option in options:
        word = plain(option, most=MOST_CHARACTERS_A_LINE)
        if isinstance(word, Refusal):
            return word
        named.append(word)
    if not 2 <= len(named) <= MOST_OPTIONS or len(set(named)) < len(named):
        return Refusal(Code.OPTIONS_OUT_OF_RANGE, {"most": MOST_OPTIONS, "count": len(set(named))})
    if any(issue.title == kept for issue in held.issues):
        return Refusal(Code.ISSUE_NAMED)
    return IssueNamed(number=held.last_issue + 1, title=kept, options=tuple(named), item=item)


def estimate(
    held: DeskValues, mark: Mark, values: Sequence[Worths], *, without: int, seat: Seat
) -> ValuesEstimated | Refusal:
    """The desk's estimate of a party, or why it cannot be."""
    if held.lines >= MOST_LINES:
        return Refusal(Code.LIST_FULL, {"most": MOST_LINES})
    counts = {issue.number: len(issue.options) for issue in held.issues}
    refusal = _unless_whole(values, counts, without)
    if refusal is not None:
        return refusal
    if any(len(one.rests_on) > MOST_REST_ON for one in values):
        return Refusal(Code.SOURCES_TOO_MANY, {"most": MOST_REST_ON, "count": max(len(o.rests_on) for o in values)})
    return ValuesEstimated(mark=mark, values=tuple(values), without=without, seat=seat.id, role=seat.role)


def note_preference(held: DeskValues, mark: Mark, preference: Preference, *, seat: Seat) -> PreferenceNoted | Refusal:
    """Something known of a party's values to note, or why it cannot be."""
    if len(held.preferences) >= MOST_PREFERENCES or held.lines >= MOST_LINES:
        return Refusal(Code.LIST_FULL, {"most": MOST_PREFERENCES})
    if not _is_whole(held, preference):
        return Refusal(Code.PREFERENCE_UNCLEAR)
    return PreferenceNoted(
        number=held.last_preference + 1, mark=mark, preference=preference, seat=seat.id, role=seat.role
    )


def drop_preference(held: DeskValues, number: int) -> PreferenceDropped | Refusal:
    """A preference to take off, or why it cannot be."""
    if held.preference(number) is None:
        return ABSENT
    if held.lines >= MOST_LINES:
        return Refusal(Code.LIST_FULL, {"most": MOST_LINES})
    return PreferenceDropped(number=number)


def _is_whole(held: DeskValues, preference: Preference) -> bool:
    """Whether a preference says what its kind needs, of issues and options that there are, and nothing else."""
    counts = {issue.number: len(issue.options) for issue in held.issues}
    better, worse = dict(preference.better), dict(preference.worse)
    chosen = [*preference.better, *preference.worse]
    if not set(preference.issues) <= set(counts) or any(
        not 0 <= place < counts.get(issue, 0) for issue, place in chosen
    ):
        return False
    if (len(better), len(worse)) != (len(preference.better), len(preference.worse)):
        return False
    is_told, need = False, preference
    match preference.kind:
        case PreferenceKind.ORDER:
            need = Preference(kind=preference.kind, issues=preference.issues, order=preference.order)
            is_told = len(preference.issues) == 1 and sorted(preference.order) == list(
                range(counts[preference.issues[0]])
            )
        case PreferenceKind.WEIGHT:
            need = Preference(kind=preference.kind, issues=preference.issues, low=preference.low, high=preference.high)
            is_told = len(preference.issues) == 1 and 0 <= preference.low <= preference.high <= WHOLE
        case PreferenceKind.SWING:
            need = Preference(kind=preference.kind, issues=preference.issues)
            is_told = len(set(preference.issues)) == len(preference.issues) == PAIR
        case PreferenceKind.AT_LEAST:
            need = Preference(kind=preference.kind, better=preference.better, worse=preference.worse)
            is_told = bool(better) and set(better) == set(worse) and better != worse
        case PreferenceKind.ACCEPTS:
            need = Preference(kind=preference.kind, better=preference.better)
            is_told = set(better) == set(counts) and bool(counts)
    return is_told and preference == need


def keep_package(held: DeskValues, options: Mapping[int, int]) -> PackageKept | Refusal:
    """A package to keep, or why it cannot be."""
    if len(held.packages) >= MOST_PACKAGES or held.lines >= MOST_LINES:
        return Refusal(Code.LIST_FULL, {"most": MOST_PACKAGES})
    if not held.issues or any(not 0 <= options.get(issue.number, -1) < len(issue.options) for issue in held.issues):
        return Refusal(Code.PACKAGE_INCOMPLETE)
    chosen = tuple((issue.number, options[issue.number]) for issue in held.issues)
    number = max((package.number for package in held.packages), default=0) + 1
    return PackageKept(number=number, options=chosen)


def wanted(held: DeskValues) -> tuple[Wanted, ...]:
    """The issues as they stand, as a room that is asked reads them: numbered from 1, without the desk's numbers."""
    return tuple(
        Wanted(issue=place, title=issue.title, options=issue.options) for place, issue in enumerate(held.issues, 1)
    )


def give(
    question: Question, values: Sequence[Worths], *, without: int, sealed: bool, seat: Seat
) -> ValuesGiven | Refusal:
    """A room's numbers, or why they cannot be given."""
    if question.times >= MOST_GIVEN:
        return Refusal(Code.GIVEN_TOO_OFTEN, {"most": MOST_GIVEN})
    counts = {one.issue: len(one.options) for one in question.issues}
    refusal = _unless_whole(values, counts, without)
    if refusal is not None:
        return refusal
    if {one.issue for one in values} != set(counts):
        return Refusal(Code.VALUE_OUT_OF_RANGE, {"most": MOST_POINTS})
    return ValuesGiven(
        number=question.number, values=tuple(values), without=without, sealed=sealed, seat=seat.id, role=seat.role
    )


def by_desk_numbers(values: Iterable[Worths], asked: AskedView) -> dict[int, Worths]:
    """What a room gave, by the desk's numbers of the issues it was asked about."""
    found = {}
    for one in values:
        if 1 <= one.issue <= len(asked.issues):
            number = asked.issues[one.issue - 1]
            found[number] = Worths(issue=number, points=one.points, give_or_take=one.give_or_take)
    return found


def whole(words: str) -> int | Refusal:
    """Points as they are typed: a whole number from 0."""
    stripped = words.strip()
    if not (stripped.isascii() and stripped.isdecimal() and len(stripped) <= 6 and int(stripped) <= MOST_POINTS):
        return Refusal(Code.VALUE_OUT_OF_RANGE, {"most": MOST_POINTS})
    return int(stripped)


# Tables ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of values, read: issues with their options in order, and for each party what was stated."""

    issues: Mapping[str, tuple[str, ...]]
    points: Mapping[str, Mapping[tuple[str, str], int]]
    """By party, then by (issue, option)."""
    give_or_take: Mapping[str, Mapping[str, int]]
    """By party, then by issue: the largest stated."""
    without: Mapping[str, int]


@dataclass(slots=True)
class _Reading:
    issues: dict[str, list[str]] = field(default_factory=dict)
    points: dict[str, dict[tuple[str, str], int]] = field(default_factory=dict)
    loose: dict[str, dict[str, int]] = field(default_factory=dict)
    without: dict[str, int] = field(default_factory=dict)


def read_table(text: str) -> Sheet | Refusal:
    """The sheet that a CSV text holds, or in which line and column it cannot be read."""
    if len(text) > MOST_TABLE_CHARACTERS:
        return Refusal(Code.TEXT_TOO_LONG, {"most": MOST_TABLE_CHARACTERS, "length": len(text)})
    clean = text.removeprefix("\ufeff")
    between = max(",;\t", key=clean.partition("\n")[0].count)
    rows = csv.reader(io.StringIO(clean), delimiter=between, strict=True)
    try:
        names = [name.strip().lower() for name in next(rows, [])]
        missing = next((name for name in HEADER if name not in names), None)
        if missing is not None:
            return _unread(1, missing)
        held = _Reading()
        for row in rows:
            if any(cell.strip() for cell in row):
                refusal = _take(held, dict(zip(names, (cell.strip() for cell in row), strict=False)), rows.line_num)
                if refusal is not None:
                    return refusal
    except csv.Error:
        return _unread(rows.line_num, "issue")
    if not held.points:
        return _unread(2, "value")
    issues = {title: tuple(options) for title, options in held.issues.items()}
    return Sheet(issues, held.points, held.loose, held.without)


def _take(held: _Reading, row: Mapping[str, str], line: int) -> Refusal | None:
    """Take one line in; or the refusal that says what cannot be read."""
    title, option, party = (row.get(name, "") for name in HEADER[:3])
    value = whole(row.get("value", ""))
    if not party or isinstance(value, Refusal):
        return _unread(line, "value" if party else "party")
    if option == NO_AGREEMENT:
        held.without[party] = value
        return None
    points = held.points.setdefault(party, {})
    if not title or not option or (title, option) in points:
        return _unread(line, "option" if title else "issue")
    loose = whole(row.get(GIVE_OR_TAKE, "") or "0")
    if isinstance(loose, Refusal):
        return _unread(line, GIVE_OR_TAKE)
    options = held.issues.setdefault(title, [])
    if option not in options:
        options.append(option)
    points[title, option] = value
    most = held.loose.setdefault(party, {})
    most[title] = max(most.get(title, 0), loose)
    return None


def _unread(line: int, column: str) -> Refusal:
    return Refusal(Code.TABLE_UNREAD, {"line": line, "column": column, "most": MOST_POINTS})


def values_of(sheet: Sheet, party: str, held: DeskValues) -> tuple[Worths, ...] | Refusal:
    """What a table says of a party, on the issues as they stand; what it leaves out is worth nothing."""
    points, loose = sheet.points.get(party, {}), sheet.give_or_take.get(party, {})
    options = {(issue.title, option) for issue in held.issues for option in issue.options}
    if not set(points) <= options:
        return Refusal(Code.TABLE_OPTION_UNKNOWN)
    return tuple(
        Worths(
            issue=issue.number,
            points=tuple(points.get((issue.title, option), 0) for option in issue.options),
            give_or_take=loose.get(issue.title, 0),
        )
        for issue in held.issues
    )


def _unless_whole(values: Sequence[Worths], counts: Mapping[int, int], without: int) -> Refusal | None:
    """None where every number is in range and each issue's options are all valued, once."""
    numbers = [without, *(number for one in values for number in (*one.points, one.give_or_take))]
    fits = all(len(one.points) == counts.get(one.issue) for one in values)
    is_single = len({one.issue for one in values}) == len(values)
    if fits and is_single and all(0 <= number <= MOST_POINTS for number in numbers):
        return None
    return Refusal(Code.VALUE_OUT_OF_RANGE, {"most": MOST_POINTS})


def _estimated(event: ValuesEstimated, at: datetime) -> ValuesView:
    values = {one.issue: one for one in event.values}
    return ValuesView(mark=event.mark, origin=Origin.ESTIMATE, at=at, values=values, without=event.without)


def _given(event: ValuesTold | ValuesSealed, asked: Sequence[AskedView], at: datetime) -> ValuesView | None:
    """What a room gave; None where it was not asked so."""
    if isinstance(event, ValuesSealed):
        return ValuesView(mark=event.mark, origin=Origin.SEALED, at=at, question=event.number)
    question = next((one for one in asked if one.number == event.number), None)
    if question is None:
        return None
    return ValuesView(
        mark=event.mark,
        origin=Origin.TOLD,
        at=at,
        values=by_desk_numbers(event.values, question),
        without=event.without,
        question=event.number,
    )


def rests(text: str, mark: Mark) -> tuple[Label, ...] | Refusal:
    """The labels of a room's entries that a line of text names: `A-12 A-14`, or `12, 14`."""
    labels = []
    for word in text.replace(",", " ").replace(";", " ").split():
        label = Label.parse(word, series=mark)
        if label is None or label.series != mark:
            return Refusal(Code.SOURCE_UNKNOWN, {"source": f"{mark}-?"})
        labels.append(label)
    return tuple(dict.fromkeys(labels))
