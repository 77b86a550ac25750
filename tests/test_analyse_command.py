"""`entremise analyse`, as a person types it: no Django, no data folder."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Final

import pytest
from defusedxml import ElementTree

from entremise.analysis.formats import tables
from entremise.analysis.problems import Issue, Party, Problem, forbid
from entremise.cli import main
from entremise.commands import waiting

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


def test_prices_payments_and_other_definitions_are_told(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--prices", "--payments", "--compat", "negmas", "--rounded", "100"]

    assert main(["analyse", str(house), "--json", *asked]) == 0
    told = json.loads(capsys.readouterr().out)
    assert main(["analyse", str(house), *asked]) == 0
    words = capsys.readouterr().out

    assert [(p["issue"], p["costs"], p["gives"]) for p in told["prices"]] == [
        ("Rent", 6.0, 8.0),
        ("Rent", 4.0, 4.0),
        ("Move-in", 6.0, 3.0),
    ]
    assert told["hull"] == [[16.0, 0.0], [10.0, 8.0], [6.0, 12.0], [0.0, 15.0]]
    assert told["payments"] == {"package": ["1000", "June"], "payments": [-0.5, 0.5], "gain": 4.5, "gap": 0.0}
    assert told["compat"]["nash"] == [[10.0, 8.0]]
    assert "Rent: 1000 instead of 900: 6 for 8" in words
    assert "Ana pays 0.5, Bo receives 0.5; each then has 4.5 more than without agreement" in words


def test_the_gap_of_a_grid_is_that_to_the_numbers_between(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    issue = '<issue index="1" name="Price" type="real" vtype="real" lowerbound="0" upperbound="1">'
    for name, slope, offset in (("d", 0, 0), ("a", 1, 0), ("b", -1, 1)):
        rule = f'<evaluator ftype="linear" slope="{slope}" offset="{offset}"/>' if name != "d" else ""
        tag = "negotiation_template" if name == "d" else "utility_space"
        inner = f"<utility_space>{issue}</issue></utility_space>" if name == "d" else f"{issue}{rule}</issue>"
        weight = '<weight index="1" value="1"/>' if name != "d" else ""
        (tmp_path / f"{name}.xml").write_text(f"<{tag}>{inner}{weight}</{tag}>")

    assert main(["analyse", str(tmp_path), "--json", "--points", "nash,ks"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert main(["analyse", str(tmp_path), "--points", "nash,ks"]) == 0

    points = told["points"]
    assert (told["grid"], told["between_grid"]) == (True, [0.005, 0.005])
    assert (points["nash"]["proven"], points["nash"]["gap"]) == (True, 0)
    assert (points["ks"]["proven"], points["ks"]["gap"] > 0) == (False, True)
    words = capsys.readouterr().out
    assert "Nash (proven)" in words
    assert "better, numbers between those of the grid included)" in words


CROSS: Final = re.compile(r'<path d="M[\d. ]+H[\d. ]+M[\d. ]+V[\d. ]+" ')
LOOSE: Final = """issue,option,party,value,give_or_take
Rent,900,Ana,10,2
Rent,1000,Ana,4,
Rent,900,Bo,0,0
Rent,1000,Bo,8,3.5
,(disagreement),Ana,1,0
"""


def test_values_that_may_be_off_are_told_and_drawn_with_crosses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ana's 10 for 900 is 8 to 12, Bo's 8 for 1000 is 4.5 to 11.5; what says nothing is as it stands."""
    (tmp_path / "loose.csv").write_text(LOOSE)
    asked = ["analyse", str(tmp_path / "loose.csv"), "--plot"]

    assert main([*asked, str(tmp_path / "a.svg"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert main([*asked, str(tmp_path / "a.png")]) == 0

    assert told["frontier"]["between"] == [[[8, 12], [0, 0]], [[4, 4], [4.5, 11.5]]]
    assert told["points"]["nash"]["between"] == [[4, 4], [4.5, 11.5]]
    assert "each between 4.0000 and 4.0000  4.5000 and 11.5000" in capsys.readouterr().out
    drawn = (tmp_path / "a.svg").read_text()
    assert len(CROSS.findall(drawn)) == len(told["frontier"]["utilities"]) + len(told["points"])
    assert "Crosses show from where to where a worth may lie." in drawn


def test_values_as_they_stand_are_drawn_without_crosses(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\n".join(line.rpartition(",")[0] for line in LOOSE.splitlines()))

    assert main(["analyse", str(tmp_path / "a.csv"), "--plot", str(tmp_path / "a.svg")]) == 0

    drawn = (tmp_path / "a.svg").read_text()
    assert CROSS.findall(drawn) == []
    assert "Crosses" not in drawn


@pytest.mark.parametrize("spoilt", ["Rent,900,Ana,10,-2", ",(disagreement),Ana,1,4", "Rent,900,Ana,10,some"])
def test_give_or_take_is_a_number_beside_a_value(
    spoilt: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "loose.csv").write_text(f"issue,option,party,value,give_or_take\n{spoilt}\n")

    assert main(["analyse", str(tmp_path / "loose.csv")]) == 2
    assert "loose.csv, line 2: expected" in capsys.readouterr().err


def test_more_ties_than_are_listed_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = tuple((0, 0) for _ in range(8))
    made = Problem(tuple(Issue(f"i{n}", ("a", "b")) for n in range(8)), (Party("A", rows), Party("B", rows)))
    path = str(tables.write_csv(made, tmp_path / "same.csv")[0])

    assert main(["analyse", path, "--json", "--points", "egalitarian"]) == 0
    told = json.loads(capsys.readouterr().out)["points"]["egalitarian"]
    assert main(["analyse", path, "--points", "egalitarian"]) == 0

    assert (len(told["ties"][0]["packages"]), told["more_ties"]) == (100, True)
    assert "and 99 or more other packages equally good" in capsys.readouterr().out


def test_beyond_merging_the_points_are_told_and_why_the_rest_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three parties, ten bound issues: no frontier, no trades, and both are said; asked for by name it is refused."""
    pytest.importorskip("ortools")
    issues = tuple(Issue(f"i{n}", tuple("abcde")) for n in range(10))
    values = [tuple(tuple(range(p, p + 5)) for _ in issues) for p in range(3)]
    made = Problem(
        issues,
        tuple(Party(f"P{p}", rows) for p, rows in enumerate(values)),
        constraints=(forbid(*((n, 4) for n in range(10))),),
    )
    path = str(tables.write_csv(made, tmp_path / "bound.csv")[0])

    assert main(["analyse", path, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert main(["analyse", path, "--json", "--trades", ",".join("a" * 10)]) == 0
    noted = json.loads(capsys.readouterr().out)["notes"]
    assert main(["analyse", path, "--frontier"]) == 2

    assert (sorted(told["points"]), "frontier" in told) == (
        ["egalitarian", "ks", "nash", "utilitarian", "welfare"],
        False,
    )
    assert [note.partition(":")[0] for note in told["notes"]] == ["frontier"]
    assert [note.partition(":")[0] for note in noted] == ["trades"]


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


STARTED = """
import sys
from entremise.cli import main
from entremise.commands import analysing
print("ready", file=sys.stderr, flush=True)
sys.exit(main(sys.argv[1:]))
"""


def interrupted(*words: str, after: float = 3.0, twice: bool = False) -> tuple[int, str, float]:
    """The command on its own, a real Ctrl-C after so many seconds: its code, what it printed, how long it then took."""
    ran = subprocess.Popen(
        [sys.executable, "-c", STARTED, "analyse", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert ran.stderr is not None
    assert ran.stderr.readline() == "ready\n"
    time.sleep(after)
    ran.send_signal(signal.SIGINT)
    began = time.monotonic()
    if twice:
        time.sleep(0.1)
        ran.send_signal(signal.SIGINT)
    out, _ = ran.communicate(timeout=60)
    return ran.returncode, out, time.monotonic() - began


def written(made: Problem, path: Path) -> str:
    """Eight parties, fifteen issues in conflict: longer than anybody waits."""
    return str(tables.write_csv(made, path)[0])


def eight() -> Problem:
    chance = Random(7)
    issues = tuple(Issue(f"i{n}", tuple("abcdefghij")) for n in range(15))
    return Problem(
        issues,
        tuple(
            Party(
                f"P{p}",
                tuple(
                    tuple(sorted((chance.randrange(9999) for _ in range(10)), reverse=(p + n) % 2 == 1))
                    for n in range(15)
                ),
                disagreement=0,
            )
            for p in range(8)
        ),
    )


@pytest.mark.parametrize("asked", [("--frontier",), ("--points", "egalitarian,ks")])
def test_ctrl_c_leaves_what_there_is(asked: tuple[str, ...], tmp_path: Path) -> None:
    """Valid JSON, marked, in about a second; generous here for a machine that has other work.

    What was interrupted is left out, or, where it had come to a point at which it could end, said to be inexact.
    """
    path = written(eight(), tmp_path / "eight.csv")

    code, out, seconds = interrupted(path, "--json", *asked)

    told = json.loads(out)
    assert (code, told["partial"]) == (130, True)
    assert told["left_out"] or not told.get("frontier", {"exact": True})["exact"]
    assert told["parties"] == [f"P{n}" for n in range(8)]
    assert seconds < 10


def test_ctrl_c_reaches_the_solver(tmp_path: Path) -> None:
    """What CP-SAT has until then is told with its gap, or as not found; nothing is told as proven."""
    pytest.importorskip("ortools")
    path = written(eight(), tmp_path / "eight.csv")
    with Path(path).open("a", encoding="utf-8") as file:
        file.writelines(f"i{m},a,(constraint {n}),is not\n" for n in range(14) for m in (n, n + 1))

    code, out, seconds = interrupted(path, "--json", "--points", "utilitarian,egalitarian", after=6.0)

    told = json.loads(out)
    assert (code, told["partial"]) == (130, True)
    assert not told["points"].get("egalitarian", {"proven": False})["proven"]
    assert seconds < 10


def test_a_second_ctrl_c_ends_at_once(tmp_path: Path) -> None:
    code, out, _ = interrupted(written(eight(), tmp_path / "eight.csv"), "--json", "--frontier", twice=True)

    assert (code, out) == (130, "")


def test_a_step_that_does_not_end_is_given_up() -> None:
    """After a grace it is left out, with nothing of it."""

    def endless() -> str:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)
        return "late"

    with waiting.working() as work:
        found = work.step("first", endless)

    assert (found, work.is_interrupted(), work.given_up) == (None, True, ["first"])


def test_work_over_a_second_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    work, shown = waiting.Work(), [""]

    def slow() -> None:
        shown.append(work.bar())
        monkeypatch.setattr(waiting, "PATIENCE_SECONDS", 0.0)
        shown.append(work.bar())
        work.tell(5, 10)
        shown.append(work.bar())

    work.step("frontier", slow)

    assert shown == ["", "", "frontier: 0 s", "[###############...............] frontier: 5 of 10"]
    assert work.bar() == ""


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


def test_a_letter_that_no_picture_holds_leaves_it_whole(house: Path, tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text(house.read_text().replace("Ana", "A\x0bna\uffff"))

    assert main(["analyse", str(tmp_path / "odd.csv"), "--plot", str(tmp_path / "a.svg")]) == 0

    drawn = "".join(ElementTree.fromstring((tmp_path / "a.svg").read_text()).itertext())
    assert "A\ufffdna\ufffd" in drawn


@pytest.mark.parametrize("plot", ["missing/x.svg", "folder.svg"])
def test_a_plot_that_cannot_be_written_is_told_before_anything_is_computed(
    plot: str, house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder.svg").mkdir()

    assert main(["analyse", str(house), "--plot", str(tmp_path / plot)]) == 2

    told = capsys.readouterr()
    assert (told.out, told.err) == (
        "",
        f"entremise: --plot: a file that can be written is wanted, {tmp_path / plot} cannot\n",
    )


def test_what_a_file_holds_steers_no_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line, whatever stands in the file."""
    (tmp_path / "bad.csv").write_text("\x1b[2Jissue\x07,option\n")

    assert main(["analyse", str(tmp_path / "bad.csv")]) == 2

    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert told.rstrip("\n").isprintable()
