"""CSV and XLSX in long form: `issue,option,party,value`, a line for each value; for people.

Three more kinds of line, told by words in the column `option`: `(disagreement)` with the issue left empty, a value
for each party; `(red line)` as a value; a missing line counts as worth nothing and is told.
"""

import csv
import io
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from entremise.analysis.errors import AnalysisError, Unreadable
from entremise.analysis.formats.parts import Profile, assemble
from entremise.analysis.formats.texts import decimal, number, read_text
from entremise.analysis.problems import Issue, Problem

HEADER = ("issue", "option", "party", "value")
DISAGREEMENT = "(disagreement)"
RED_LINE = "(red line)"
MOST_ROWS = 1_000_000

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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        for line, row in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
            words = ["" if cell is None else str(cell) for cell in row]
            if any(word.strip() for word in words):
                yield line, words
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise Unreadable(path, None, "an XLSX workbook", type(error).__name__) from None
    except Exception as error:  # noqa: BLE001 – zip, XML and style faults have no common root
        raise Unreadable(path, None, "an XLSX workbook", type(error).__name__) from None


def _problem(path: Path, rows: Iterator[Row]) -> Problem:
    line, header = next(rows, (1, []))
    names = [word.strip().lower() for word in header]
    if any(name not in names for name in HEADER):
        raise Unreadable(path, line, f"the header {','.join(HEADER)}", ",".join(names)[:60])
    columns = [names.index(name) for name in HEADER]
    held = _Held()
    for line, row in rows:
        if line > MOST_ROWS:
            raise Unreadable(path, line, f"at most {MOST_ROWS} lines")
        if len(row) <= max(columns):
            raise Unreadable(path, line, "four columns", f"{len(row)}")
        _take(held, [row[column].strip() for column in columns], path, line)
    if not held.options:
        raise Unreadable(path, 2, "at least one line with a value")
    try:
        issues = [Issue(name, tuple(options)) for name, options in held.options.items()]
    except AnalysisError as error:
        raise Unreadable(path, None, "issues with options", str(error)) from None
    profiles = [
        Profile(party, path, dict(values), held.fallbacks.get(party), red_lines=held.lines.get(party, []))
        for party, values in held.values.items()
    ]
    return assemble(issues, profiles, name=path.stem, path=path)


@dataclass
class _Held:
    """What the lines read so far say."""

    options: dict[str, dict[str, None]] = field(default_factory=dict)
    values: dict[str, dict[str, dict[str, Fraction]]] = field(default_factory=dict)
    fallbacks: dict[str, Fraction] = field(default_factory=dict)
    lines: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def _take(held: _Held, words: list[str], path: Path, line: int) -> None:
    issue, option, party, stated = words
    if not party:
        raise Unreadable(path, line, "the name of a party")
    if option == DISAGREEMENT:
        held.fallbacks[party] = number(stated, path, line, "the disagreement")
        return
    if not issue or not option:
        raise Unreadable(path, line, "an issue and an option")
    held.options.setdefault(issue, {})[option] = None
    known = held.values.setdefault(party, {}).setdefault(issue, {})
    if option in known:
        raise Unreadable(path, line, f"one value for {issue!r}: {option!r} of {party!r}", "a second")
    if stated == RED_LINE:
        held.lines.setdefault(party, []).append((issue, option))
    known[option] = Fraction(0) if stated == RED_LINE else number(stated, path, line, f"{issue!r}: {option!r}")


def rows_of(problem: Problem) -> Iterator[tuple[str, str, str, str]]:
    """The lines of the long form, header first."""
    if not problem.is_additive or problem.constraints:
        raise AnalysisError("this format holds additive values without constraints only")
    yield HEADER
    for index, issue in enumerate(problem.issues):
        for place, option in enumerate(issue.options):
            for party in problem.parties:
                is_line = (index, place) in party.red_lines
                worth = decimal(Fraction(party.values[index][place], party.scale))
                yield issue.name, option, party.name, RED_LINE if is_line else worth
    for party, fallback in zip(problem.parties, problem.disagreement, strict=True):
        if party.disagreement is not None:
            # A constant is the same with and without agreement; the long form has none.
            yield "", DISAGREEMENT, party.name, decimal(Fraction(fallback - party.constant, party.scale))


def write_csv(problem: Problem, path: Path) -> list[Path]:
    """One table; the file written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(_inert(row) for row in rows_of(problem))
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


def _inert(row: Sequence[str]) -> list[str]:
    """A row whose names no spreadsheet takes for a formula."""
    return [f"'{word}" if word.startswith(("=", "@", "+")) and not _is_number(word) else word for word in row]


def _is_number(word: str) -> bool:
    return word.lstrip("+-").replace(".", "", 1).isdigit()
