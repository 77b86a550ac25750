"""What went wrong elsewhere: docs/checklist.md says of each finding how it is kept here, and names tests that exist."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from tests.test_promises import NAMED, ROOT, functions_of

FINDINGS: Final = 32
ROW: Final = re.compile(
    r"^\| (?P<number>\d+) \| (?P<wrong>[^|]+) \| (?P<kept>[^|]+) \| (?P<proved>[^|]+) \|$", re.MULTILINE
)
LEAST_WORDS: Final = 5
"""Of a sentence that says something."""
BEGINS: Final = "test_"


@dataclass(frozen=True)
class Finding:
    """A row of the table."""

    number: int
    wrong: str
    kept: str
    proved: str


@cache
def text() -> str:
    return (ROOT / "docs" / "checklist.md").read_text(encoding="utf-8")


def findings() -> list[Finding]:
    """The table's rows, without its heads and rules."""
    rows = [found.groupdict() for found in ROW.finditer(text())]
    return [Finding(int(row["number"]), row["wrong"], row["kept"], row["proved"]) for row in rows]


ROWS: Final = findings()
IDS: Final = [str(row.number) for row in ROWS]


def test_every_finding_is_there_once_and_in_order() -> None:
    assert [row.number for row in ROWS] == list(range(1, FINDINGS + 1))


def test_no_row_is_passed_over_for_its_form() -> None:
    written = [line for line in text().splitlines() if re.match(r"\|\s*\d", line)]

    assert len(written) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_it_says_what_went_wrong_and_how_it_is_kept(row: Finding) -> None:
    assert len(row.wrong.split()) >= LEAST_WORDS
    assert len(row.kept.split()) >= LEAST_WORDS


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_it_is_proved_by_tests_or_says_why_not(row: Finding) -> None:
    named = NAMED.findall(row.proved)
    assert named or len(row.proved.split()) >= LEAST_WORDS
    for file, function in named:
        assert Path(file).parts[0] == "tests"
        assert function.startswith(BEGINS)
        assert function in functions_of(ROOT / file), f"{file} has no {function}"


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_whatever_looks_like_a_test_is_named_in_full(row: Finding) -> None:
    assert row.proved.count("`") == 2 * len(NAMED.findall(row.proved))
