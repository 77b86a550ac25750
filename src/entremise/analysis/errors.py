"""What can go wrong here. Every text names what was wanted and what was found, and stays one line.

AnalysisError (a ValueError)
├── Unreadable       a file is not what a format asks for: which file, which line, what was expected
├── Inconsistent     statements that cannot all be true together
├── TooLarge         an exact answer would need more than the limit given
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


class SolverMissing(AnalysisError):
    """An optional library is not installed."""

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(f"{library} is needed for this: pip install 'entremise[{extra}]'")
