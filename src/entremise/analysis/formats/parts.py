"""What all formats are read into before it becomes a problem: issues, and profiles that value their options."""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from unicodedata import category

from entremise.analysis.errors import AnalysisError, Unreadable
from entremise.analysis.formats.texts import safe_name
from entremise.analysis.grids import excess
from entremise.analysis.problems import (
    Clause,
    Group,
    Issue,
    Package,
    Party,
    Problem,
    Rectangle,
    additive,
    common_scale,
)

UNHELD = {"Cc", "Cs"}
"""Kinds of letters that no file holds for certain: controls, and halves of letters."""
NO_LETTERS = {"\ufffe", "\uffff"}
"""What XML has no place for beside these."""


@dataclass(frozen=True)
class Curve:
    """A rule for the numbers of an issue: it rises up to its peak and falls from there, or is a straight line."""

    worth: Callable[[Fraction], Fraction]
    peak: Fraction | None = None
    """None for a straight line."""
    line: int | None = None
    """Of the file."""


Values = Mapping[str, Fraction] | Curve
"""Worth of each option by its name, or of each number."""


@dataclass(frozen=True)
class Box:
    """A hyper-rectangle, its ranges still by issue name and number."""

    worth: Fraction
    ranges: Sequence[tuple[str, Fraction, Fraction]]
    outside: Sequence[tuple[str, Fraction, Fraction]] = ()


@dataclass(frozen=True)
class Table:
    """Worth of the options of several issues together, by name."""

    issues: Sequence[str]
    worth: Mapping[tuple[str, ...], Fraction]


@dataclass(frozen=True)
class Profile:
    """One party, as a file states it."""

    name: str
    path: Path
    values: Mapping[str, Values]
    """By issue name; weights are already in."""
    disagreement: Fraction | Mapping[str, str] | None = None
    constant: Fraction = Fraction(0)
    boxes: Sequence[Box] = ()
    tables: Sequence[Table] = ()
    red_lines: Sequence[tuple[str, str]] = ()
    loose: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    """By issue and option by how much a value may be off, where that is stated."""
    notes: Sequence[str] = ()
    issues: Sequence[Issue] = field(default=())
    """The issues as this file describes them, where it does."""


def assemble(
    issues: Sequence[Issue],
    profiles: Sequence[Profile],
    *,
    name: str,
    path: Path,
    notes: Sequence[str] = (),
    constraints: Sequence[Clause] = (),
) -> Problem:
    """The problem of these issues between these profiles; those that value other issues are left out, with a note."""
    said = list(notes)
    parties: list[Party] = []
    for profile in profiles:
        missing = [issue.name for issue in issues if issue.name not in _named(profile)]
        if len(missing) * 2 > len(issues):
            said.append(f"{profile.path.name}: left out, it values other issues")
            continue
        try:
            parties.append(_party(profile, issues, said, taken={party.name for party in parties}))
        except AnalysisError as error:
            if isinstance(error, Unreadable):
                raise
            raise Unreadable(profile.path, None, "values for the issues of the problem", str(error)) from None
        said += [f"{profile.path.name}: {note}" for note in profile.notes]
    if not parties:
        raise Unreadable(path, None, "at least one party's values for these issues", "; ".join(said[:3]))
    try:
        return Problem(tuple(issues), tuple(parties), tuple(constraints), name=name, notes=tuple(said))
    except AnalysisError as error:
        raise Unreadable(path, None, "a bargaining problem", str(error)) from None


def _named(profile: Profile) -> set[str]:
    over = {issue for box in profile.boxes for issue, _, _ in (*box.ranges, *box.outside)}
    return {*profile.values, *over, *(issue for table in profile.tables for issue in table.issues)} | {
        # What a nonlinear profile lists without valuing it is worth nothing to it.
        issue.name
        for issue in profile.issues
        if profile.boxes
    }


def _party(profile: Profile, issues: Sequence[Issue], said: list[str], *, taken: set[str]) -> Party:
    rows = [_row(profile, issue, said) for issue in issues]
    fallback = profile.disagreement
    place = {issue.name: number for number, issue in enumerate(issues)}
    package = _package(fallback, issues, profile) if isinstance(fallback, Mapping) else None
    name = profile.name
    while name in taken:
        name += "′"
    if profile.boxes or profile.tables:
        return _bound(profile, name, rows, place, issues, package)
    single = fallback if isinstance(fallback, Fraction) else package
    slack, is_straight = _slack(profile, issues, rows)
    stated = profile.loose
    loose = [[stated.get(i.name, {}).get(option, Fraction(0)) for option in i.options] for i in issues if stated]
    made = additive(name, rows, disagreement=single, constant=profile.constant, loose=loose, slack=slack)
    return _with_lines(replace(made, slack=None) if is_straight else made, profile, place, issues)


def _with_lines(party: Party, profile: Profile, place: Mapping[str, int], issues: Sequence[Issue]) -> Party:
    lines = frozenset((place[issue], issues[place[issue]].options.index(option)) for issue, option in profile.red_lines)
    return Party(**{**{name: getattr(party, name) for name in party.__slots__}, "red_lines": lines})


def _row(profile: Profile, issue: Issue, said: list[str]) -> list[Fraction]:
    values = profile.values.get(issue.name)
    if values is None:
        if not (profile.boxes or profile.tables):
            said.append(f"{profile.path.name}: nothing on {issue.name}; counted as worth nothing")
        return [Fraction(0)] * len(issue.options)
    if isinstance(values, Curve):
        if issue.numbers is None:
            raise Unreadable(
                profile.path, values.line, f"numbers as options of {issue.name!r}, for which a rule is stated"
            )
        return [values.worth(number) for number in issue.numbers]
    known = {key.strip(): value for key, value in values.items()}
    absent = [option for option in issue.options if option.strip() not in known]
    if absent and len(absent) == len(issue.options):
        raise Unreadable(profile.path, None, f"values for the options of {issue.name!r}", f"only {list(known)[:4]}")
    if absent:
        said.append(f"{profile.path.name}: nothing on {issue.name}: {', '.join(absent[:4])}; counted as worth nothing")
    return [known.get(option.strip(), Fraction(0)) for option in issue.options]


def _slack(profile: Profile, issues: Sequence[Issue], rows: Sequence[Sequence[Fraction]]) -> tuple[Fraction, bool]:
    """By how much a package between the options of real issues may be worth more, and if all lines are straight."""
    most, is_straight = Fraction(0), True
    for issue, row in zip(issues, rows, strict=True):
        values = profile.values.get(issue.name)
        if issue.is_real and isinstance(values, Curve) and values.peak is not None and issue.numbers is not None:
            is_straight = False
            most += excess(issue.numbers, values.worth, values.peak)
        elif issue.is_real:
            most += max((abs(b - a) / 2 for a, b in pairwise(row)), default=Fraction(0))
    return most, is_straight


def _package(stated: Mapping[str, str], issues: Sequence[Issue], profile: Profile) -> Package:
    try:
        return tuple(issue.options.index(stated[issue.name]) for issue in issues)
    except (KeyError, ValueError):
        raise Unreadable(profile.path, None, "a reservation bid with an option for each issue") from None


def _bound(  # noqa: PLR0917 – the pieces of one party, called once
    profile: Profile,
    name: str,
    rows: list[list[Fraction]],
    place: Mapping[str, int],
    issues: Sequence[Issue],
    package: Package | None,
) -> Party:
    """A party whose values do not simply add up."""
    fallback = profile.disagreement if isinstance(profile.disagreement, Fraction) else None
    numbers = [value for row in rows for value in row] + [profile.constant]
    numbers += [box.worth for box in profile.boxes] + [v for table in profile.tables for v in table.worth.values()]
    reach = sum(map(abs, numbers), abs(fallback or Fraction(0)))
    scale = common_scale([*numbers], reach=reach)
    return Party(
        name=name,
        values=tuple(tuple(round(value * scale) for value in row) for row in rows),
        scale=scale,
        disagreement=math.ceil(fallback * scale) if fallback is not None else package,
        constant=round(profile.constant * scale),
        rectangles=tuple(
            Rectangle(
                round(box.worth * scale),
                tuple(_range(r, place, issues) for r in box.ranges),
                tuple(_range(r, place, issues) for r in box.outside),
            )
            for box in profile.boxes
        ),
        groups=tuple(_group(table, place, issues, scale=scale) for table in profile.tables),
        is_rounded=any((value * scale).denominator != 1 for value in numbers),
    )


def _group(table: Table, place: Mapping[str, int], issues: Sequence[Issue], *, scale: int) -> Group:
    numbers = tuple(place[issue] for issue in table.issues)

    def options(combination: Sequence[str]) -> tuple[int, ...]:
        return tuple(issues[at].options.index(name) for at, name in zip(numbers, combination, strict=True))

    return Group(numbers, {options(one): round(value * scale) for one, value in table.worth.items()})


def _range(
    stated: tuple[str, Fraction, Fraction], place: Mapping[str, int], issues: Sequence[Issue]
) -> tuple[int, int, int]:
    name, low, high = stated
    numbers = issues[place[name]].numbers
    if numbers is None:
        raise AnalysisError(f"a range on {name!r}, whose options are not numbers")
    inside = [option for option, value in enumerate(numbers) if low <= value <= high]
    # An empty range holds nowhere: option numbers start at 0.
    return (place[name], inside[0], inside[-1]) if inside else (place[name], -1, -1)


def check_holds(problem: Problem, format_name: str, *, also: Collection[str] = ()) -> None:
    """Refuse what a format has no place for, rather than lose it: said of each writer by what it holds also.

    All hold additive values of named options. `also` may name "red lines", "constraints" and "values that may be off".
    """
    for what, is_there in (
        ("values that do not add up", not problem.is_additive),
        ("constraints", bool(problem.constraints)),
        ("red lines", any(party.red_lines for party in problem.parties)),
        ("real issues, of which there is only a grid", problem.is_sampled),
        ("values that may be off", problem.is_loose),
    ):
        if is_there and what not in also:
            raise AnalysisError(f"{format_name} holds no {what}: CSV or XLSX holds red lines and constraints")
    if not all(clause.literals for clause in problem.constraints):
        raise AnalysisError(f"{format_name} holds no constraint that nothing can meet")
    names = [issue.name for issue in problem.issues] + [party.name for party in problem.parties]
    check_names((*names, *(option for issue in problem.issues for option in issue.options)), format_name)


def check_names(names: Iterable[str], format_name: str) -> None:
    """Refuse names that would be read back as others, or as more than a name."""
    for name in names:
        if not name or name != name.strip() or any(map(is_unheld, name)):
            raise AnalysisError(f"{format_name} holds no name like {name!r}: letters are wanted, without outer spaces")


def is_unheld(letter: str) -> bool:
    """Whether some file would not hold the letter."""
    return letter in NO_LETTERS or category(letter) in UNHELD


def party_files(problem: Problem, folder: Path, pattern: str) -> dict[str, Path]:
    """A file for each party, by its name, in this folder; refuses names that would be one file."""
    files = {party.name: folder / pattern.format(safe_name(party.name)) for party in problem.parties}
    if len({file.name.casefold() for file in files.values()}) < len(files):
        raise AnalysisError("two parties' names make one file name: different ones are wanted")
    return files
