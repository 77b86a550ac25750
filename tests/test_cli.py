"""The command line, as a person types it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from entremise import __version__
from entremise.cli import main

NEW = ("case", "new", "Lantern", "--party", "Arvend", "--party", "Belmark", "--mediator", "The Secretariat")


def typed(*words: str, data: Path) -> subprocess.CompletedProcess[str]:
    """What the command answers, in a process and a folder of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ENTREMISE", "DJANGO"))}
    return subprocess.run(
        [sys.executable, "-m", "entremise.cli", *words, "--data", str(data)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_case_is_opened_and_shown(tmp_path: Path) -> None:
    """A desk, a room for each party, a first seat in each, and a link and a code for every seat."""
    opened = typed(*NEW, data=tmp_path)
    shown = typed("case", "show", data=tmp_path)

    seats = re.findall(r"^(.+?)\s{2,}(\S+)\s+(http://\S+/enter/\S{32})   code (\d{6})$", opened.stdout, re.MULTILINE)
    assert [(place, role) for place, role, _, _ in seats] == [
        ("The desk", "mediator"),
        ("Room A: Arvend", "head-of-delegation"),
        ("Room B: Belmark", "head-of-delegation"),
    ]
    assert shown.stdout.startswith("Lantern  sealed, mediator: The Secretariat\n")
    assert len(shown.stdout.splitlines()) == 4


def test_a_seat_gets_a_new_link_and_a_token(tmp_path: Path) -> None:
    typed(*NEW, data=tmp_path)
    seat = typed("case", "show", data=tmp_path).stdout.split()[-1]

    link = typed("seat", "link", seat, "--url", "https://talks.example", data=tmp_path)
    token = typed("seat", "token", seat, data=tmp_path)

    assert re.fullmatch(
        r"link  https://talks\.example/enter/\S{32}\ncode  \d{6}    give it by another way than the link\n", link.stdout
    )
    assert re.fullmatch(r"\S{32}\n", token.stdout)


def test_only_its_owner_reads_the_data_folder(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    typed("case", "show", data=folder)

    modes = {path.name: path.stat().st_mode & 0o777 for path in [folder, *folder.iterdir()]}
    assert modes == {"new": 0o700, **dict.fromkeys(modes.keys() - {"new"}, 0o600)}


def test_an_empty_folder_says_how_to_begin(tmp_path: Path) -> None:
    assert typed("case", "show", data=tmp_path).stdout == "No case is kept here. `entremise case new` opens one.\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((*NEW[:5], "--mediator", "M"), "Two to eight parties. 1 were given. Name two to eight parties."),
        ((*NEW, "--zone", "Mars/X"), "A time zone such as Asia/Muscat."),
        (("seat", "link", "nobody"), "no seat has the one given"),
    ],
)
def test_what_cannot_be_done_is_said_and_exits_with_2(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    answer = typed(*words, data=tmp_path)

    assert answer.returncode == 2
    assert answer.stdout == ""
    assert answer.stderr.startswith("entremise: ")
    assert told in answer.stderr


@pytest.mark.parametrize("words", [["--help"], ["demo", "--help"], ["case", "new", "--help"]])
def test_help_teaches(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)

    assert ended.value.code == 0
    assert "entremise" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["sing"], ["serve", "--port", "70000"], ["case", "new"]])
def test_what_is_not_understood_exits_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)

    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: entremise")


def test_it_knows_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["version"]) == 0
    assert capsys.readouterr().out == f"entremise {__version__}\n"
