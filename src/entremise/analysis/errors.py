"""What can go wrong here. Every text names what was wanted and what was found, and stays one line.

AnalysisError (a ValueError)
├── Unreadable       a file is not what a format asks for: which file, which line, what was expected
├── Inconsistent     statements that cannot all be true together
├── TooLarge         an exact answer would need more than the limit given
├── OutOfTime        nothing was found in the time given; whether there is something is not known
└── SolverMissing    an optional library is needed
"""

from pathlib import Path


class AnalysisError(ValueError):
    """Root of what this package raises about its input."""


class Unreadable(AnalysisError):
    """A file that cannot be read as a bargaining problem."""

    def __init__(self, path: Path | str, line: int | None, expected: str, found: str = "") -> None:
        self.path, self.line, self.expected, self.found = str(path), line, expected, found
        place = str(path) if line is None else f"{path}, line {line}"
        super().__init__(f"{place}: expected {expected}" + (f", found {found}" if found else ""))


class Inconsistent(AnalysisError):
    """Statements that cannot all be true; `statements` is a smallest set of such."""

    def __init__(self, statements: tuple[str, ...]) -> None:
        self.statements = statements
        super().__init__(f"these cannot all be true: {'; '.join(statements)}")


class TooLarge(AnalysisError):
    """An exact answer would need more work than allowed."""


class OutOfTime(AnalysisError):
    """Nothing was found before the time ended, or before somebody ended it."""

    def __init__(self) -> None:
        super().__init__("no package was found in time: whether there is one is not known")


class SolverMissing(AnalysisError):
    """An optional library is not installed."""

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(f"{library} is needed for this: pip install 'entremise[{extra}]'")


def one_line(error: BaseException) -> str:
    """An error's text for a terminal: one line, and whatever a file or its name holds cannot steer the terminal."""
    text = str(error) or type(error).__name__
    if isinstance(error, OSError) and error.strerror:
        text = error.strerror if error.filename is None else f"{error.filename}: {error.strerror}"
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
