"""CSV and XLSX in long form: `issue,option,party,value`, a line for each value; for people.

More kinds of line, told by words in brackets; a missing value counts as worth nothing and is told.

    ,(disagreement),A,5             what A has without agreement
    ,(constant),A,2                 what A has of every package
    Rent,900,A,(disagreement)       the package A falls back on: a line for each issue
    Rent,900,A,(red line)           an option that A never accepts; its value may stand on a line of its own
    Rent,900,(constraint 1),is not
    Garden,Bo,(constraint 1),is     of the lines of one constraint at least one is so

A fifth column, `give_or_take`, may say by how much a value may be off, either way: 5 give or take 2 is 3 to 7.

A name that a spreadsheet would take for a formula is written with an apostrophe before it, and read without.
"""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from entremise.analysis.errors import AnalysisError, Unreadable
from entremise.analysis.formats.parts import Profile, assemble, check_holds
from entremise.analysis.formats.texts import MOST_BYTES, decimal, number, read_text
from entremise.analysis.problems import Clause, Issue, Party, Problem

HEADER = ("issue", "option", "party", "value")
GIVE_OR_TAKE = "give_or_take"
DISAGREEMENT = "(disagreement)"
RED_LINE = "(red line)"
CONSTANT = "(constant)"
CONSTRAINT = re.compile(r"\(constraint\b.*\)")
STANDS = {"is": True, "is not": False}
FORMULA = re.compile(r"'*[=+@-]")
NUMBER = re.compile(r"[+-]?\d+(\.\d*)?")
MOST_ROWS = 1_000_000
MOST_UNPACKED = 4 * MOST_BYTES

Row = tuple[int, list[str]]


def read(path: Path) -> Problem:
    """A whole problem out of one table."""
    return _problem(path, _csv_rows(path) if path.suffix.lower() != ".xlsx" else _xlsx_rows(path))


def is_table(path: Path) -> bool:
    """Whether a file's first line is the header of the long form."""
    try:
        first = next(_csv_rows(path) if path.suffix.lower() != ".xlsx" else _xlsx_rows(path))[1]
    except (StopIteration, Unreadable):
        return False
    return tuple(word.strip().lower() for word in first[:4]) == HEADER


def _csv_rows(path: Path) -> Iterator[Row]:
    text = read_text(path)
    first = text.partition("\n")[0]
    between = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=between)
    try:
        for row in reader:
            if any(word.strip() for word in row):
                yield reader.line_num, row
    except csv.Error as error:
        raise Unreadable(path, reader.line_num, "CSV", str(error)) from None


def _xlsx_rows(path: Path) -> Iterator[Row]:
    # Slow to import, and needed for this alone.
    import openpyxl  # noqa: PLC0415

    try:
        _check_size(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        for line, row in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
            words = ["" if cell is None else str(cell) for cell in row]
            if any(word.strip() for word in words):
                yield line, words
    except Unreadable:
        raise
    except Exception as error:  # noqa: BLE001 – zip, XML and style faults have no common root
        raise Unreadable(path, None, "an XLSX workbook", type(error).__name__) from None


def _check_size(path: Path) -> None:
    """Refuse a workbook that unpacks to more than it should; what an archive does not declare is not unpacked."""
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > MOST_UNPACKED:
        raise Unreadable(path, None, f"a workbook of at most {MOST_UNPACKED} bytes unpacked", f"{unpacked}")


def _problem(path: Path, rows: Iterator[Row]) -> Problem:
    line, header = next(rows, (1, []))
    names = [word.strip().lower() for word in header]
    if any(name not in names for name in HEADER):
        raise Unreadable(path, line, f"the header {','.join(HEADER)}", ",".join(names)[:60])
    columns = [names.index(name) for name in HEADER]
    beside = names.index(GIVE_OR_TAKE) if GIVE_OR_TAKE in names else None
    held = _Held()
    for line, row in rows:
        if line > MOST_ROWS:
            raise Unreadable(path, line, f"at most {MOST_ROWS} lines")
        if len(row) <= max(columns):
            raise Unreadable(path, line, "four columns", f"{len(row)}")
        words = [_plain(row[column].strip()) for column in columns]
        is_value = _take(held, words, path, line)
        if beside is not None and beside < len(row) and (loose := row[beside].strip()):
            off = number(loose, path, line, GIVE_OR_TAKE)
            if off < 0 or (off and not is_value):
                raise Unreadable(path, line, f"{GIVE_OR_TAKE} of at least 0, beside a value", decimal(off))
            held.be_loose(words, off)
    return _assembled(held, path)


def _assembled(held: "_Held", path: Path) -> Problem:
    if not held.options:
        raise Unreadable(path, 2, "at least one line with a value")
    try:
        issues = [Issue(name, tuple(options)) for name, options in held.options.items()]
    except AnalysisError as error:
        raise Unreadable(path, None, "issues with options", str(error)) from None
    held.check_parties(path)
    profiles = [
        Profile(
            party,
            path,
            dict(values),
            held.packages.get(party, held.fallbacks.get(party)),
            held.constants.get(party, Fraction(0)),
            red_lines=held.lines.get(party, []),
            loose=held.loose.get(party, {}),
        )
        for party, values in held.values.items()
    ]
    return assemble(issues, profiles, name=path.stem, path=path, constraints=held.clauses(issues, path))


@dataclass
class _Held:
    """What the lines read so far say."""

    options: dict[str, dict[str, None]] = field(default_factory=dict)
    values: dict[str, dict[str, dict[str, Fraction]]] = field(default_factory=dict)
    loose: dict[str, dict[str, dict[str, Fraction]]] = field(default_factory=dict)
    fallbacks: dict[str, Fraction] = field(default_factory=dict)
    constants: dict[str, Fraction] = field(default_factory=dict)
    packages: dict[str, dict[str, str]] = field(default_factory=dict)
    lines: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    literals: dict[str, list[tuple[int, str, str, bool]]] = field(default_factory=dict)
    """Of each constraint: line, issue, option, and whether it stands."""
    at: dict[str, int] = field(default_factory=dict)
    """A line that names each party besides its values."""

    def be_loose(self, words: Sequence[str], off: Fraction) -> None:
        """Take in by how much the value of a line may be off."""
        issue, option, party, _ = words
        if off:
            self.loose.setdefault(party, {}).setdefault(issue, {})[option] = off

    def check_parties(self, path: Path) -> None:
        """Refuse a line for somebody without a value, and two ways to fall back; fill in what needs no value."""
        for party, line in self.at.items():
            if party not in self.values:
                raise Unreadable(path, line, "a party with a value somewhere", repr(party))
            if party in self.packages and party in self.fallbacks:
                raise Unreadable(path, line, f"one disagreement of {party!r}", "a number and a package")
        for party, lines in self.lines.items():
            for issue, option in lines:
                # Whoever never accepts an option need not say what it is worth.
                self.values[party][issue].setdefault(option, Fraction(0))

    def clauses(self, issues: Sequence[Issue], path: Path) -> list[Clause]:
        """The constraints, by numbers of issues and options."""
        place = {issue.name: number for number, issue in enumerate(issues)}
        found = []
        for lines in self.literals.values():
            for line, issue, option, _ in lines:
                if issue not in place or option not in issues[place[issue]].options:
                    raise Unreadable(path, line, "an issue and an option that have a value", f"{issue!r}: {option!r}")
            found.append(
                Clause(tuple((place[i], issues[place[i]].options.index(o), stands) for _, i, o, stands in lines))
            )
        return found


def _take(held: _Held, words: list[str], path: Path, line: int) -> bool:
    """Take a line in; whether it says what an option is worth."""
    issue, option, party, stated = words
    if not party:
        raise Unreadable(path, line, "the name of a party")
    if not issue and option in {DISAGREEMENT, CONSTANT}:
        single = held.fallbacks if option == DISAGREEMENT else held.constants
        if party in single:
            raise Unreadable(path, line, f"one {option} of {party!r}", "a second")
        single[party] = number(stated, path, line, f"the {option.strip('()')}")
        held.at[party] = line
        return False
    if not issue or not option:
        raise Unreadable(path, line, "an issue and an option")
    if CONSTRAINT.fullmatch(party):
        if stated not in STANDS:
            raise Unreadable(path, line, "is or is not, for a constraint", repr(stated[:40]))
        held.literals.setdefault(party, []).append((line, issue, option, STANDS[stated]))
        return False
    if stated == DISAGREEMENT:
        package = held.packages.setdefault(party, {})
        if issue in package:
            raise Unreadable(path, line, f"one option of {issue!r} that {party!r} falls back on", "a second")
        package[issue] = option
        held.at[party] = line
        return False
    held.options.setdefault(issue, {})[option] = None
    known = held.values.setdefault(party, {}).setdefault(issue, {})
    if stated == RED_LINE:
        held.lines.setdefault(party, []).append((issue, option))
        return False
    if option in known:
        raise Unreadable(path, line, f"one value for {issue!r}: {option!r} of {party!r}", "a second")
    known[option] = number(stated, path, line, f"{issue!r}: {option!r}")
    return True


def rows_of(problem: Problem) -> Iterator[tuple[str, ...]]:
    """The lines of the long form, header first; with a fifth column where values may be off."""
    check_holds(problem, "The long form", also=("red lines", "constraints", "values that may be off"))
    for party in problem.parties:
        if CONSTRAINT.fullmatch(party.name):
            raise AnalysisError(f"The long form holds no party called {party.name!r}: that is a constraint there")
    is_loose = problem.is_loose
    yield (*HEADER, GIVE_OR_TAKE) if is_loose else HEADER
    for index, issue in enumerate(problem.issues):
        for place, option in enumerate(issue.options):
            for party in problem.parties:
                is_line = (index, place) in party.red_lines
                if is_line:
                    yield issue.name, option, party.name, RED_LINE
                value = decimal(Fraction(party.values[index][place], party.scale))
                off = Fraction(party.loose[index][place] if party.loose else 0, party.scale)
                yield issue.name, option, party.name, value, *([decimal(off)] if is_loose else [])
    for party in problem.parties:
        yield from _fallback_rows(problem, party)
    for number_of, clause in enumerate(problem.constraints, 1):
        for index, place, stands in clause.literals:
            issue = problem.issues[index]
            yield issue.name, issue.options[place], f"(constraint {number_of})", "is" if stands else "is not"


def _fallback_rows(problem: Problem, party: Party) -> Iterator[tuple[str, str, str, str]]:
    if party.constant:
        yield "", CONSTANT, party.name, decimal(Fraction(party.constant, party.scale))
    if isinstance(party.disagreement, tuple):
        for issue, option in zip(problem.issues, problem.named(party.disagreement), strict=True):
            yield issue.name, option, party.name, DISAGREEMENT
    elif party.disagreement is not None:
        yield "", DISAGREEMENT, party.name, decimal(Fraction(party.disagreement, party.scale))


def write_csv(problem: Problem, path: Path) -> list[Path]:
    """One table; the file written."""
    rows = [_inert(row) for row in rows_of(problem)]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return [path]


def write_xlsx(problem: Problem, path: Path) -> list[Path]:
    """One workbook with one sheet; the file written."""
    import openpyxl  # noqa: PLC0415 – as in _xlsx_rows

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("values")
    for row in rows_of(problem):
        sheet.append(list(_inert(row)))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return [path]


def _inert(row: Iterable[str]) -> list[str]:
    """A row whose names no spreadsheet takes for a formula."""
    return [f"'{word}" if FORMULA.match(word) and not NUMBER.fullmatch(word) else word for word in row]


def _plain(word: str) -> str:
    """A name without the apostrophe that keeps it from being a formula."""
    return word[1:] if word.startswith("'") and FORMULA.match(word) else word
