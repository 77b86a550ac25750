"""`entremise analyse`, as a person types it: no Django, no data folder."""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import pytest
from defusedxml import ElementTree

from entremise.analysis.problems import Issue, Party, Problem
from entremise.cli import main
from entremise.commands import analysing

HOUSE = """issue,option,party,value
Rent,900,Ana,10
Rent,1000,Ana,4
Rent,1100,Ana,0
Rent,900,Bo,0
Rent,1000,Bo,8
Rent,1100,Bo,12
Move-in,May,Ana,0
Move-in,June,Ana,6
Move-in,May,Bo,3
Move-in,June,Bo,0
,(disagreement),Ana,5
,(disagreement),Bo,4
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "house.csv").write_text(HOUSE)
    return tmp_path / "house.csv"


def test_json_tells_the_frontier_and_the_points(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyse", str(house), "--json", "--frontier", "--points", "nash,ks"]) == 0

    told = json.loads(capsys.readouterr().out)

    assert told["outcomes"] == "6"
    assert told["parties"] == ["Ana", "Bo"]
    assert told["frontier"] == {
        "exact": True,
        "truncated": False,
        "size": 2,
        "utilities": [[10.0, 8.0], [6.0, 12.0]],
        "packages": [["1000", "June"], ["1100", "June"]],
    }
    assert {kind: (p["utilities"], p["package"], p["gap"]) for kind, p in told["points"].items()} == {
        "nash": ([10.0, 8.0], ["1000", "June"], 0),
        "ks": ([10.0, 8.0], ["1000", "June"], 0),
    }


def test_people_are_told_in_words(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyse", str(house), "--trades", "900,May"]) == 0

    told = capsys.readouterr().out

    assert told.startswith("house: 2 issues, 6 packages\n2 parties: Ana, Bo\n")
    assert "Bo gives Move-in: June instead of May; it costs Bo 3, it is worth 6 to Ana" in told


def test_the_picture_can_be_read(house: Path, tmp_path: Path) -> None:
    assert main(["analyse", str(house), "--plot", str(tmp_path / "a.svg")]) == 0
    assert main(["analyse", str(house), "--plot", str(tmp_path / "a.png")]) == 0

    drawn = ElementTree.fromstring((tmp_path / "a.svg").read_text())
    words = {child.tag.partition("}")[2]: child.text for child in drawn if child.text}
    assert drawn.attrib["role"] == "img"
    assert words["desc"].startswith("2 packages that no other package beats for all, from Ana's best to Bo's best.")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nowhere"], "nowhere: expected a file or a folder, found nothing"),
        (["{house}", "--points", "fair"], "--points: one or more of nash"),
        (["{house}", "--plot", "a.gif"], "--plot: a file ending in .svg or .png"),
        (["{house}", "--trades", "900"], "one option for each of 2 issues, not 1"),
        (["{house}", "--party", "Ana"], "2 to 8 parties are wanted, 1 are there: Ana"),
        (["{house}", "--party", "Cy"], "no party is called 'Cy'"),
    ],
)
def test_bad_input_is_one_clear_line(
    house: Path, capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    assert main(["analyse", *(word.format(house=house) for word in words)]) == 2

    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert says in told.err


def test_an_interrupted_result_is_marked() -> None:
    made = Problem((Issue("1", ("a", "b")),), (Party("A", ((0, 1),)), Party("B", ((1, 0),))))
    options = argparse.Namespace(frontier=True, points="", trades="", plot=None)

    found = analysing.as_json(made, analysing.compute(made, options, ["nash"], lambda: True))

    assert (found["partial"], found["left_out"], found["frontier"]["exact"]) == (True, ["nash"], False)


def test_neither_django_nor_a_solver_is_loaded(house: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from entremise.cli import main; main(['analyse', sys.argv[1], '--json']);"
        "print([n for n in ('django','ortools','scipy','moocore','openpyxl','PIL') if n in sys.modules],"
        "file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(house)], capture_output=True, text=True, cwd=tmp_path, check=True
    )

    assert "django" not in ran.stderr
    assert not [name for name in ("ortools", "scipy", "moocore", "openpyxl", "PIL") if name in ran.stderr]
    assert [path.name for path in tmp_path.iterdir()] == ["house.csv"]
