"""Nothing acknowledged is lost, and nothing is done twice, whenever a process is killed."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from entremise.domain.ids import CARRIES, Label
from entremise.services import reading
from entremise.storage.sql.store import SqlStore
from tests.cast import Delegate, FakeIds, Mediator, parts_on
from tests.keys.draws import a_host
from tests.storage import crashing
from tests.storage.sql_contract import SqlContract
from tests.support.databases import described

ROOT: Final = Path(__file__).parents[2]


@contextmanager
def process(act: str, data: Path, *, seconds: float = 0) -> Iterator[subprocess.Popen[str]]:
    """A process that does the act; killed with SIGKILL at the end of the block, if it still lives."""
    command = [sys.executable, "-m", "tests.storage.crashing", act, str(data), str(seconds)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as started:
        try:
            yield started
        finally:
            started.kill()


def read(started: subprocess.Popen[str]) -> str:
    """The next line that the process says."""
    assert started.stdout is not None
    return started.stdout.readline().strip()


def finished(act: str, data: Path, *, seconds: float = 0) -> str:
    """What the process said, when it had ended well."""
    with process(act, data, seconds=seconds) as started:
        said, _ = started.communicate(timeout=60)
        assert started.returncode == 0
        return said.strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder in which talks are open."""
    finished("open", tmp_path)
    return tmp_path


@pytest.fixture
def cast(data: Path, folder: Path, tmp_path: Path) -> Iterator[tuple[Delegate, Delegate, Mediator]]:
    """Ana, Bo and Mo, in this process."""
    with described(SqlContract.ALIAS, {"NAME": folder / "entremise.sqlite3"}) as alias:
        parts = parts_on(SqlStore(alias=alias, host=a_host()), ids=FakeIds("after"))
        yield crashing.people(parts, folder)


def test_what_is_held_enters_once_at_its_time(folder: Path, cast: tuple[Delegate, Delegate, Mediator]) -> None:
    """The process that held it is killed; others let it in, all at once, and it enters once."""
    _, bo, mo = cast
    with process("hold", folder) as holding:
        assert read(holding) == "held"
    assert holding.returncode == -9

    early = finished("release", folder, seconds=29.9)
    with process("release", folder, seconds=30) as one, process("release", folder, seconds=31) as other:
        dealt = [read(one), read(other)]

    assert (early, sorted(dealt)) == ("0", ["0", "1"])
    assert finished("release", folder, seconds=600) == "0"
    assert bo.sees() == ["They offer nine."]
    assert mo.carry(Label(CARRIES, 1)).entered_as == Label("B", 1)


@pytest.mark.parametrize("acknowledged", [1, 20, 60])
def test_what_was_acknowledged_is_there_and_a_retry_changes_nothing(
    folder: Path, cast: tuple[Delegate, Delegate, Mediator], acknowledged: int
) -> None:
    ana, _, mo = cast
    with process("write", folder) as writing:
        for number in range(1, acknowledged + 1):
            assert read(writing) == str(number)
    assert writing.returncode == -9

    kept = texts(ana)
    again = [ana.says(f"Point {number}.", key=f"key {number}") for number in range(1, len(kept) + 2)]

    assert len(kept) >= acknowledged
    assert kept == [f"Point {number}." for number in range(1, len(kept) + 1)]
    assert again == [Label("A", number) for number in range(1, len(kept) + 2)]
    assert texts(ana) == [*kept, f"Point {len(kept) + 1}."]
    assert len(mo.page("A").columns[0].thread.entries) == min(len(kept) + 1, reading.PAGE)


def test_a_copy_of_the_files_of_a_killed_process_is_whole(folder: Path, tmp_path: Path) -> None:
    """What lies on the disk when the process is gone is a database that opens, write-ahead log and all."""
    with process("write", folder) as writing:
        for _ in range(30):
            read(writing)
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in folder.glob("*.*"):
        if file.is_file():
            shutil.copy(file, copy)

    assert finished("release", copy) == "0"


def texts(person: Delegate) -> list[str]:
    """All that stands in the room, from its first entry."""
    found: list[str] = []
    after = None
    while True:
        some = reading.own_entries(person.parts, person.seat, after=after, limit=reading.MOST)
        found += [entry.text for entry in some.entries]
        if some.later is None:
            return found
        after = some.later
