"""Writing: what is read back is what was written."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from entremise.analysis.errors import AnalysisError
from entremise.analysis.formats import genius, geniusweb, negmas, read, tables
from entremise.analysis.problems import Issue, Party, Problem, forbid, packages
from tests.analysis.small import problems

MADE = Problem(
    (Issue("Rent & deposit", ("low", "high: 20 %", "ünder")), Issue("Days", ("10", "20"))),
    (
        Party("Arvend", ((0, 25, 40), (60, 30)), scale=100, disagreement=30),
        Party("Belmark", ((50, 12, 0), (0, 50)), scale=100, disagreement=0),
    ),
    name="flat",
)

Writer = Callable[[Problem, Path], list[Path]]
FOLDERS: list[Writer] = [genius.write, geniusweb.write, geniusweb.write_negolog, negmas.write]


def utilities(made: Problem) -> list[tuple[float, ...]]:
    return [made.utilities(made.points(package)) for package in packages(made)]


@pytest.mark.parametrize("write", FOLDERS, ids=["genius", "geniusweb", "negolog", "negmas"])
def test_a_folder_is_read_back(write: Writer, tmp_path: Path) -> None:
    write(MADE, tmp_path)

    back = read(tmp_path)

    assert [issue.options for issue in back.issues] == [issue.options for issue in MADE.issues]
    assert utilities(back) == utilities(MADE)


@pytest.mark.parametrize(
    ("write", "name"), [(tables.write_csv, "a.csv"), (tables.write_xlsx, "a.xlsx")], ids=["csv", "xlsx"]
)
def test_a_table_is_read_back(write: Writer, name: str, tmp_path: Path) -> None:
    lines = replace(MADE.parties[0], red_lines=frozenset({(1, 0)}), values=((0, 25, 40), (0, 30)))
    made = replace(MADE, parties=(lines, MADE.parties[1]))

    back = read(write(made, tmp_path / name)[0])

    assert (utilities(back), back.parties[0].red_lines) == (utilities(made), made.parties[0].red_lines)
    assert [p.scale * d for p, d in zip(made.parties, back.disagreement, strict=True)] == [
        p.scale * d for p, d in zip(back.parties, made.disagreement, strict=True)
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(problems())
def test_any_table_comes_back_whole(tmp_path: Path, made: Problem) -> None:
    plain = replace(made, parties=tuple(replace(party, red_lines=frozenset(), constant=0) for party in made.parties))

    back = read(tables.write_csv(plain, tmp_path / "any.csv")[0])

    assert utilities(back) == utilities(plain)


@pytest.mark.parametrize("write", FOLDERS, ids=["genius", "geniusweb", "negolog", "negmas"])
def test_what_a_format_cannot_hold_is_refused(write: Writer, tmp_path: Path) -> None:
    with pytest.raises(AnalysisError, match="additive values without constraints only"):
        write(replace(MADE, constraints=(forbid((0, 0), (1, 1)),)), tmp_path)


def test_a_spreadsheet_finds_no_formula(tmp_path: Path) -> None:
    made = replace(MADE, issues=(Issue("=cmd()", ("low", "high", "none")), MADE.issues[1]))

    assert "\n'=cmd(),low,Arvend,0" in tables.write_csv(made, tmp_path / "a.csv")[0].read_text()
