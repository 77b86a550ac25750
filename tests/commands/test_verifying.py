"""`entremise verify`, as somebody types it who has the archive and nothing else."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from entremise.cli import main
from entremise.keys.note import Signer
from tests.keys.archives import ORIGIN, SIGNER, WORDS, Kept, changed, kept, zipped

room = kept(5)
KEY = str(SIGNER.verifier)
ROOT = room.checkpoint().splitlines()[2]


def downloaded(folder: Path, record: Kept = room, *, checkpoint: str | None = None) -> str:
    file = folder / "record.zip"
    file.write_bytes(zipped(record.parts(checkpoint=checkpoint)).getvalue())
    return str(file)


def noted(folder: Path, checkpoint: str) -> str:
    file = folder / "older.txt"
    file.write_text(checkpoint, encoding="utf-8")
    return str(file)


def test_it_says_what_was_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    older = noted(tmp_path, room.checkpoint(3))

    assert main(["verify", downloaded(tmp_path), "--key", KEY, "--since", older]) == 0
    assert capsys.readouterr().out == (
        f"Whole: {ORIGIN}\n"
        "  5 lines from 2026-02-06 08:01 to 2026-02-06 08:05 UTC, each as it was recorded\n"
        f"  root {ROOT}\n"
        "  the older checkpoint's 3 lines are unchanged at its beginning\n"
        "  1 document, each as it was recorded\n"
        f"\nSigned by the key that was given: {KEY}\n"
    )


def test_it_says_that_an_archive_cannot_vouch_for_its_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", downloaded(tmp_path, replace(kept(1), files={}, contents={}))]) == 0

    told = capsys.readouterr().out
    assert "  1 line from" in told
    assert f"Signed by the key that the archive names: {KEY}\nThis shows that the archive is whole, not whose" in told


def test_it_says_which_documents_are_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", downloaded(tmp_path, replace(room, files={}, contents={}))]) == 0
    assert "  1 document named in it and not in the archive\n" in capsys.readouterr().out


def test_it_names_the_line_that_was_changed_and_quotes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cut = replace(room, lines=(*room.lines[:2], *room.lines[3:]))

    assert main(["verify", downloaded(tmp_path, cut, checkpoint=room.checkpoint())]) == 1
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "entremise: the record is not whole: line 3 is missing\n")


def test_a_rewritten_past_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    older = noted(tmp_path, room.checkpoint(4))

    assert main(["verify", downloaded(tmp_path, changed(room, 2, body=b"{}")), "--since", older]) == 1
    assert "a line up to 4 was changed after the older checkpoint" in capsys.readouterr().err


def test_another_houses_key_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = Signer("elsewhere.example", bytes(32))

    assert main(["verify", downloaded(tmp_path), "--key", str(other.verifier)]) == 1
    assert "it is not signed by this key" in capsys.readouterr().err


def test_what_is_no_archive_is_said_to_be_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text(WORDS, encoding="utf-8")

    assert main(["verify", str(letter)]) == 2
    assert capsys.readouterr().err == ("entremise: this is no exported record: it is no ZIP file, or a damaged one\n")


@pytest.mark.parametrize("more", [["--key", "nonsense"], ["--since", "nowhere"], ["--since", "."]])
def test_what_it_cannot_check_against_is_said(
    more: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", downloaded(tmp_path), *more]) == 2
    assert capsys.readouterr().err.startswith("entremise: it cannot be checked: ")


def test_an_archive_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path / "nowhere.zip")]) == 2
    assert capsys.readouterr().err == "entremise: it cannot be checked: No such file or directory\n"


def test_it_needs_neither_django_nor_a_data_folder(tmp_path: Path) -> None:
    """The other side's lawyer checks it on a laptop, years after the house is gone."""
    program = (
        "import sys; from entremise.cli import main; done = main(sys.argv[1:]);"
        "print(sorted({'django', 'pysqlite3', 'uvicorn'} & set(sys.modules))); sys.exit(done)"
    )
    checked = subprocess.run(
        [sys.executable, "-c", program, "verify", downloaded(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.endswith("\n[]\n")
    assert [file.name for file in tmp_path.iterdir()] == ["record.zip"]
