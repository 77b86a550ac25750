"""Whoever reads the disk reads no word: unlikely words are planted everywhere, and looked for in every file."""

import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.storage.planting import MARK, WORDS, word
from tests.support.postgres import cluster

ROOT: Final = Path(__file__).parents[2]


def planted(data: Path, database: str = "") -> None:
    """The words, planted by a process that is gone; what it logged stands beside."""
    environment = {**os.environ, "ENTREMISE_DATABASE": database}
    command = [sys.executable, "-m", "tests.storage.planting", str(data)]
    with (data / "log").open("wb") as log:
        assert subprocess.run(command, cwd=ROOT, env=environment, stderr=log, check=False).returncode == 0, (
            data / "log"
        ).read_text()


def spelled(text: str) -> Iterator[bytes]:
    """The ways in which a word could stand in a file."""
    yield from (text.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
    yield text.lower().encode()
    yield text.encode().hex().encode()
    # However base64 happens to fall on it, its middle reads so.
    yield from (b64encode(bytes(shift) + text.encode())[4:-4] for shift in range(3))


def found_in(folder: Path) -> list[tuple[str, str]]:
    """Which words stand in which files."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert files
    forms = [form for what in WORDS for form in spelled(word(what))]
    return [
        (str(file.relative_to(folder)), form.decode(errors="replace"))
        for file in files
        if any(form in (body := file.read_bytes()) for form in forms)
        for form in forms
        if form in body
    ]


def test_the_words_are_planted_and_can_be_found(tmp_path: Path) -> None:
    """The search itself: it finds each of them in a file that holds them."""
    (tmp_path / "file").write_text(" ".join(map(word, WORDS)))

    assert len(found_in(tmp_path)) == len(WORDS)
    assert MARK in word("entry")


def test_no_word_is_in_the_files_of_sqlite(tmp_path: Path) -> None:
    """Not in the database, its write-ahead log, a backup of the data or of the keys, or the log."""
    planted(tmp_path)

    kept = {file.name for file in tmp_path.iterdir()}
    assert {"entremise.sqlite3", "entremise.sqlite3-wal", "backup", "keys", "log", "host.key"} <= kept
    assert found_in(tmp_path) == []
    assert "ValueError at planting.py" in (tmp_path / "log").read_text()


@pytest.mark.postgres
def test_no_word_is_in_the_files_of_postgresql(tmp_path: Path) -> None:
    """Nor in anything of the server, once it rests: tables, write-ahead log, its own log."""
    with cluster() as server:
        planted(tmp_path, server.url())
        server.shut_down()

        assert found_in(tmp_path) == []
        assert found_in(server.folder) == []
