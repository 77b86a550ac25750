"""Writing: what is read back is what was written."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entremise.analysis.errors import AnalysisError, Unreadable
from entremise.analysis.formats import genius, geniusweb, negmas, read, tables
from entremise.analysis.frontier import frontier
from entremise.analysis.problems import Issue, Package, Party, Problem, forbid, packages, reach
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


TABLES = pytest.mark.parametrize(
    ("write", "name"), [(tables.write_csv, "a.csv"), (tables.write_xlsx, "a.xlsx")], ids=["csv", "xlsx"]
)
FEW = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)


def additive_part(made: Problem) -> Problem:
    return replace(made, parties=tuple(replace(party, rectangles=(), groups=()) for party in made.parties))


@TABLES
@FEW
@given(made=problems(bound=True))
def test_any_table_comes_back_whole(write: Writer, name: str, tmp_path: Path, made: Problem) -> None:
    """Issues, parties, values, constants, what each falls back on, red lines and constraints."""
    made = additive_part(made)

    back = read(write(made, tmp_path / name)[0])

    assert [(issue.name, issue.options) for issue in back.issues] == [(i.name, i.options) for i in made.issues]
    assert back.constraints == made.constraints
    for there, party in zip(back.parties, made.parties, strict=True):
        assert (there.name, there.red_lines) == (party.name, party.red_lines)
        assert isinstance(there.disagreement, tuple) == isinstance(party.disagreement, tuple)
    for got, wanted in zip(utilities(back), utilities(made), strict=True):
        assert got == pytest.approx(wanted)
    assert back.utilities(back.disagreement) == pytest.approx(made.utilities(made.disagreement))


@TABLES
def test_by_how_much_values_may_be_off_comes_back(write: Writer, name: str, tmp_path: Path) -> None:
    loose = tuple(tuple(place for place, _ in enumerate(row)) for row in MADE.parties[0].values)
    made = replace(MADE, parties=(replace(MADE.parties[0], loose=loose), MADE.parties[1]))

    back = read(write(made, tmp_path / name)[0])

    for there, party in zip(back.parties, made.parties, strict=True):
        ends = [reach(party, package) for package in packages(made)]
        assert [tuple(end / there.scale for end in reach(there, package)) for package in packages(made)] == [
            tuple(end / party.scale for end in pair) for pair in ends
        ]


@pytest.mark.parametrize("write", FOLDERS, ids=["genius", "geniusweb", "negolog", "negmas"])
@FEW
@given(made=problems())
def test_any_folder_comes_back_with_its_gains_or_is_refused(write: Writer, tmp_path: Path, made: Problem) -> None:
    """Nothing is lost in silence: what each gains by each package is what it was, or the file is not written."""
    folder = tmp_path / str(uuid4())
    try:
        write(made, folder)
    except AnalysisError:
        assert any(party.red_lines for party in made.parties) or (
            write is geniusweb.write and any(isinstance(party.disagreement, int) for party in made.parties)
        )
        return

    back = read(folder)

    assert [(issue.name, issue.options) for issue in back.issues] == [(i.name, i.options) for i in made.issues]
    for package in packages(made):
        assert gains(back, package) == pytest.approx(gains(made, package), abs=1e-7)


@pytest.mark.parametrize("write", FOLDERS, ids=["genius", "geniusweb", "negolog", "negmas"])
def test_what_is_just_acceptable_stays_so(write: Writer, tmp_path: Path) -> None:
    """A third or a seventh of the largest value has no short decimal: it is held as it is, not as a share."""
    issue = Issue("Price", ("a", "b", "c"))
    parties = (Party("Ana", ((778_349, 319_111, 0),), disagreement=319_111), Party("Bo", ((0, 5, 1),), disagreement=5))
    made = Problem((issue,), tuple(replace(p, disagreement=(1,)) if write is geniusweb.write else p for p in parties))

    write(made, tmp_path)

    assert frontier(read(tmp_path)).packages() == [(1,)]


@pytest.mark.parametrize("word", ["oN", "tRUE", "nULL", "yEs"])
def test_what_only_looks_like_a_word_of_yaml_is_a_name(word: str, tmp_path: Path) -> None:
    made = Problem((Issue(word, (word, "b")),), (Party("Ana", ((1, 2),)), Party("Bo", ((2, 1),))))

    negmas.write(made, tmp_path)

    assert read(tmp_path).issues == made.issues


def gains(made: Problem, package: Package) -> list[float]:
    worth, without = made.utilities(made.points(package)), made.utilities(made.disagreement)
    return [have - low for have, low in zip(worth, without, strict=True)]


LETTERS = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
NAMES = st.text(LETTERS, min_size=1, max_size=6).filter(lambda n: n == n.strip())
ODD = st.one_of(
    NAMES, st.sampled_from(["=1+1", "+a", "-2+3", "@c", "'=x", "''-y", "-5", "+5", "'", "a\u00a0b", '"q"', ";,"])
)


@TABLES
@FEW
@given(names=st.lists(ODD, min_size=5, max_size=5, unique_by=str.casefold))
def test_any_names_come_back(write: Writer, name: str, tmp_path: Path, names: list[str]) -> None:
    first, second, third, fourth, fifth = names
    made = Problem((Issue(first, (second, third)),), (Party(fourth, ((1, 2),)), Party(fifth, ((2, 1),))))
    if tables.CONSTRAINT.fullmatch(fourth) or tables.CONSTRAINT.fullmatch(fifth):
        return

    back = read(write(made, tmp_path / name)[0])

    assert (back.issues, [party.name for party in back.parties]) == (made.issues, [fourth, fifth])


@pytest.mark.parametrize("write", FOLDERS, ids=["genius", "geniusweb", "negolog", "negmas"])
def test_what_a_format_cannot_hold_is_refused(write: Writer, tmp_path: Path) -> None:
    lined = replace(MADE.parties[0], red_lines=frozenset({(0, 0)}))
    loose = replace(MADE.parties[0], loose=tuple(tuple(1 for _ in row) for row in MADE.parties[0].values))

    for spoilt, says in (
        (replace(MADE, constraints=(forbid((0, 0), (1, 1)),)), "holds no constraints"),
        (replace(MADE, parties=(lined, MADE.parties[1])), "holds no red lines"),
        (replace(MADE, issues=(MADE.issues[0], replace(MADE.issues[1], is_real=True))), "holds no real issues"),
        (replace(MADE, parties=(loose, MADE.parties[1])), "holds no values that may be off"),
        (replace(MADE, issues=(MADE.issues[0], Issue(" Days", ("10", "20")))), "holds no name like ' Days'"),
        (replace(MADE, issues=(MADE.issues[0], Issue("D\uffff", ("10", "20")))), "holds no name like"),
    ):
        with pytest.raises(AnalysisError, match=says):
            write(spoilt, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", FOLDERS, ids=["genius", "geniusweb", "negolog", "negmas"])
def test_names_lead_out_of_no_folder(write: Writer, tmp_path: Path) -> None:
    out = replace(
        MADE, name="../x", parties=tuple(replace(p, name=f"../{p.name}", disagreement=None) for p in MADE.parties)
    )
    same = replace(MADE, parties=tuple(replace(p, name=n) for p, n in zip(MADE.parties, ("a/b", "a b"), strict=True)))

    assert {file.parent for file in write(out, tmp_path / "in")} == {tmp_path / "in"}
    with pytest.raises(AnalysisError, match="one file name"):
        write(replace(same, parties=tuple(replace(p, disagreement=None) for p in same.parties)), tmp_path / "in")


def test_geniusweb_holds_a_number_as_a_package_worth_it(tmp_path: Path) -> None:
    """Thirty is worth days 20, rent low to Arvend; thirty-one is worth no package."""
    geniusweb.write(MADE, tmp_path)

    assert read(tmp_path).utilities(read(tmp_path).disagreement) == (0.3, 0.0)
    with pytest.raises(AnalysisError, match="none is found that is worth Arvend's exactly"):
        geniusweb.write(replace(MADE, parties=(replace(MADE.parties[0], disagreement=31), MADE.parties[1])), tmp_path)


def test_a_spreadsheet_finds_no_formula(tmp_path: Path) -> None:
    made = replace(MADE, issues=(Issue("=cmd()", ("-2+3", "high", "none")), MADE.issues[1]))

    assert "\n'=cmd(),'-2+3,Arvend,0" in tables.write_csv(made, tmp_path / "a.csv")[0].read_text()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (",(disagreement),Nobody,3", "a party with a value somewhere, found 'Nobody'"),
        (",(disagreement),A,3\n,(disagreement),A,4", r"one \(disagreement\) of 'A', found a second"),
        (",(constant),A,3\n,(constant),A,4", r"one \(constant\) of 'A', found a second"),
        (",(disagreement),A,3\nx,y,A,(disagreement)", "one disagreement of 'A', found a number and a package"),
        ("x,y,A,(disagreement)\nx,y,A,(disagreement)", "one option of 'x' that 'A' falls back on, found a second"),
        ("x,z,(constraint 1),is", "an issue and an option that have a value, found 'x': 'z'"),
        ("x,y,(constraint 1),maybe", "is or is not, for a constraint, found 'maybe'"),
    ],
)
def test_a_line_that_means_nothing_is_refused(line: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"issue,option,party,value\nx,y,A,1\n{line}\n")

    with pytest.raises(Unreadable, match=says):
        read(tmp_path / "a.csv")
