"""Nothing acknowledged is lost, and nothing is done twice, whenever a process is killed."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest

from entremise.domain.events.rounds import RoundTold
from entremise.domain.ids import CARRIES, Label
from entremise.services import documents, reading
from entremise.services.rounds import rounds_page
from entremise.storage.sql.store import SqlStore
from tests.cast import Delegate, FakeIds, Mediator, granted, parts_on
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
def folder(sqlite_template: Path, tmp_path: Path) -> Path:
    """A data folder in which talks are open."""
    shutil.copyfile(sqlite_template, tmp_path / "entremise.sqlite3")
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


@pytest.mark.parametrize("acknowledged", [1, 30])
def test_a_file_goes_on_from_the_last_part_that_was_acknowledged(
    folder: Path, cast: tuple[Delegate, Delegate, Mediator], acknowledged: int
) -> None:
    ana = cast[0]
    with process("upload", folder) as sending:
        for number in range(1, acknowledged + 1):
            assert read(sending) == str(number)
    document = (folder / "document.txt").read_text()

    kept, chunk = granted(documents.progress(ana.parts, ana.seat, document)).kept, ana.parts.files.seals.chunk_bytes
    for number in range(kept // chunk, crashing.PARTS):
        granted(documents.add(ana.parts, ana.seat, document, crashing.part(ana.parts, number), at=number * chunk))
    whole = granted(documents.finish(ana.parts, ana.seat, document))

    assert kept % chunk == 0
    assert kept // chunk >= acknowledged
    digest = sha256(b"".join(crashing.part(ana.parts, number) for number in range(crashing.PARTS)))
    assert (whole.document.size, whole.known.digest) == (crashing.PARTS * chunk, digest.digest())


@pytest.mark.parametrize("acknowledged", [1, 8, 25])
def test_an_act_in_many_rooms_happened_in_all_of_them_or_in_none(
    folder: Path, cast: tuple[Delegate, Delegate, Mediator], acknowledged: int
) -> None:
    """A round is moved at the desk and in each room that knows of it: nobody travels to where it is no more."""
    ana, bo, mo = cast
    with process("move", folder) as moving:
        for number in range(1, acknowledged + 1):
            assert read(moving) == str(number)
    assert moving.returncode == -9

    moved = starts_of(mo)[0]
    assert moved >= acknowledged
    assert starts_of(ana) == starts_of(bo) == starts_of(mo) == [moved]

    for number in range(1, moved + 2):
        crashing.moved(mo, number)
    assert starts_of(ana) == starts_of(bo) == starts_of(mo) == [moved + 1]
    assert copies(ana) == copies(bo) == moved + 2


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


def starts_of(person: Delegate | Mediator) -> list[int]:
    """How many hours after their first time the rounds that a seat knows of begin."""
    starts = [one.now.starts for one in rounds_page(person.parts, person.seat).rounds]
    return [(one - crashing.FIRST) // timedelta(hours=1) for one in starts if one is not None]


def copies(person: Delegate) -> int:
    """How often the room was told of a round."""
    lines = person.parts.store.lines(person.seat.place, after=0, limit=10_000)
    return sum(isinstance(line.event, RoundTold) for line in lines)


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
