"""What is destroyed stays destroyed, whatever is restored; and nothing else is lost, whenever a process is killed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from django.db import connections

from entremise.domain.errors import Broken, Shut
from entremise.domain.events import Said
from entremise.domain.ids import PlaceId, PlaceKind, access_log
from entremise.keys.host import Host, HostKeyUnfit, NoOuter, open_host
from entremise.keys.ring import FINGERPRINT
from entremise.keys.scheme import HostKey
from entremise.services import keeping
from entremise.services.ports import Parts
from entremise.storage.sql.keys import KEY_TABLES
from entremise.storage.sql.store import SqlStore
from tests.cast import NOON, Talks, granted, open_talks, parts_on
from tests.storage.conftest import copied
from tests.storage.destroying import PASSPHRASE, gives_passphrase
from tests.support.databases import described, description
from tests.support.postgres import Cluster

ROOT: Final = Path(__file__).parents[2]
KEPT: Final = ("place", "entry", "reference", "tile", "seat", "detail", "draft", "answer", "credential", "casefile")
"""What a backup of the data holds of these talks."""

Rows = dict[str, list[tuple[Any, ...]]]


@contextmanager
def another(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[str]:
    """Django's name of one more empty database of that kind."""
    with ExitStack() as stack:
        if kind == "sqlite":
            file = tmp_path / "restored.sqlite3"
            file.write_bytes(request.getfixturevalue("sqlite_template").read_bytes())
            yield stack.enter_context(described("restored", {"NAME": file}))
        else:
            cluster: Cluster = request.getfixturevalue("postgres")
            address = stack.enter_context(copied(cluster, request.getfixturevalue("postgres_template")))
            yield stack.enter_context(described("restored", description(address)))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def alias(request: pytest.FixtureRequest, kind: str) -> str:
    return str(request.getfixturevalue(f"{kind}_alias"))


@pytest.fixture
def restored(request: pytest.FixtureRequest, kind: str, alias: str, tmp_path: Path) -> Iterator[str]:
    with another(request, kind, tmp_path) as name:
        yield name


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return open_host(tmp_path / "host.key", NoOuter(), may_create=True, draw=os.urandom)


@pytest.fixture
def house(alias: str, host: Host) -> Talks:
    """Talks on a database, in which everybody has said something and Ana has a passphrase."""
    talks = open_talks(parts_on(SqlStore(alias=alias, host=host)))
    talks.ana.says("Nine.")
    talks.bo.says("Eight.")
    gives_passphrase(talks.parts, talks.ana.seat)
    return talks


def taken(alias: str, *tables: str) -> Rows:
    """A backup of these tables."""
    rows: Rows = {}
    with connections[alias].cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 – one of ours
            rows[table] = [tuple(map(plain, row)) for row in cursor.fetchall()]
    return rows


def put(alias: str, rows: Rows) -> None:
    """Restore a backup into an empty database."""
    with connections[alias].cursor() as cursor:
        for table, lines in rows.items():
            for line in lines:
                marks = ", ".join(["%s"] * len(line))
                cursor.execute(f"INSERT INTO {table} VALUES ({marks})", line)  # noqa: S608 – one of ours


def plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def said(parts: Parts, place: PlaceId) -> list[str]:
    """What was said in a place."""
    return [line.event.text for line in parts.store.lines(place, after=0, limit=99) if isinstance(line.event, Said)]


# Keys change, words stay ----------------------------------------------------------------------------------


def test_no_entry_is_written_anew_when_keys_change(house: Talks, alias: str) -> None:
    """Byte for byte: a new epoch, a closed room, one opened again and a new host key leave entries as they are."""
    before = taken(alias, "entry")["entry"]

    granted(keeping.rotate(house.parts, house.ana.seat))
    granted(keeping.close_room(house.parts, house.ana.seat))
    holder = house.parts.keys.unlocked(f"seat-{house.ana.seat.id}", PASSPHRASE)
    assert holder is not None
    house.parts.keys.lend(house.place("A"), holder)
    granted(keeping.reopen_room(house.parts, house.ana.seat))
    house.parts.keys.rewrap()

    after = {tuple(row[:2]): row for row in taken(alias, "entry")["entry"]}
    assert [after[tuple(row[:2])] for row in before] == before
    assert house.ana.sees() == ["Nine."]


def test_no_wrap_survives_a_new_host_key(house: Talks, alias: str) -> None:
    before = taken(alias, *KEY_TABLES)

    house.parts.keys.rewrap()

    after = taken(alias, *KEY_TABLES)
    for table in KEY_TABLES:
        bodies = {value for row in before[table] for value in row if isinstance(value, bytes)}
        assert not bodies & {value for row in after[table] for value in row if isinstance(value, bytes)}
        assert len(before[table]) == len(after[table])


# Backups --------------------------------------------------------------------------------------------------


def test_older_data_with_today_s_keys_open_everything_but_the_destroyed(
    house: Talks, alias: str, restored: str, host: Host
) -> None:
    data = taken(alias, *KEPT)
    granted(keeping.destroy_room(house.parts, house.mo.seat, "A"))
    put(restored, data)
    put(restored, taken(alias, *KEY_TABLES))

    parts = parts_on(SqlStore(alias=restored, host=Host(host.key)))

    with pytest.raises(Shut):
        said(parts, house.place("A"))
    assert [parts.store.epoch(place) for place in (house.place("A"), access_log(house.place("A")))] == [0, 0]
    assert said(parts, house.place("B")) == ["Eight."]
    assert parts.store.opening(house.place(None)) == house.parts.store.opening(house.place(None))
    assert said(parts, house.zed.seat.place) == []
    assert keeping.reconcile(parts) == 2
    assert parts.store.seats(house.place("A")) == []


def test_older_keys_open_nothing_with_today_s_host_key(house: Talks, alias: str, restored: str, host: Host) -> None:
    """Not by the host, and not by Ana, who has her passphrase and her private key in an older session."""
    ana = house.parts.keys.unlocked(f"seat-{house.ana.seat.id}", PASSPHRASE)
    assert ana is not None
    put(restored, taken(alias, *KEPT, *KEY_TABLES))
    granted(keeping.destroy_room(house.parts, house.mo.seat, "A"))

    ring = SqlStore(alias=restored, host=Host(host.key)).keys

    with pytest.raises(HostKeyUnfit):
        ring.settle()
    with connections[restored].cursor() as cursor:
        cursor.execute("UPDATE host SET body = %s WHERE name = %s", [host.fingerprint, FINGERPRINT])
        cursor.execute("DELETE FROM wrap WHERE holder = 'host' AND place = %s", [house.place("A")])
    ring.settle()
    with pytest.raises(Broken):
        ring.key(house.place("B"), 1)
    with pytest.raises(Broken):
        ring.lend(house.place("A"), ana)
    with pytest.raises(Broken):
        ring.unlocked(ana.id, PASSPHRASE)


def test_older_keys_open_with_an_older_host_key(house: Talks, alias: str, restored: str, host: Host) -> None:
    """The limit that docs/keys.md tells of: whoever kept both."""
    kept = host.key
    put(restored, taken(alias, *KEPT, *KEY_TABLES))
    granted(keeping.destroy_room(house.parts, house.mo.seat, "A"))

    thief = parts_on(SqlStore(alias=restored, host=Host(HostKey(kept))))

    assert said(thief, house.place("A")) == ["Nine."]


def test_nothing_of_the_keys_stays_in_the_files(house: Talks, kind: str, alias: str) -> None:
    """SQLite overwrites what is deleted, and the write-ahead log is empty; PostgreSQL writes the tables anew."""
    if kind != "sqlite":
        pytest.skip("a cluster's write-ahead log keeps what it was written: docs/keys.md says so")
    wraps = {row[-1] for row in taken(alias, "wrap")["wrap"]}
    file = Path(connections[alias].settings_dict["NAME"])

    granted(keeping.destroy_room(house.parts, house.mo.seat, "A"))

    bytes_kept = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
    assert [wrap for wrap in wraps if wrap in bytes_kept] == []


def test_a_destroyed_case_leaves_no_row_that_opens(house: Talks, alias: str) -> None:
    places = [row.place for row in house.parts.store.places_of(house.case.id)]

    granted(keeping.destroy_case(house.parts, house.case.id, by=None, at=NOON))

    rows = taken(alias, "wrap", "epoch", "seat", "draft", "answer", "keyholder")
    assert not {row[0] for table in ("wrap", "epoch") for row in rows[table]} & set(places)
    assert {row[1] for row in rows["seat"]} & set(places) == set()
    assert rows["keyholder"] == []


def test_older_wraps_of_a_closed_room_open_what_was_written_before(
    house: Talks, alias: str, restored: str, host: Host
) -> None:
    """And nothing after; a changed host key ends that, too."""
    wraps, head = taken(alias, "wrap"), house.parts.store.head(house.place("A"))
    granted(keeping.close_room(house.parts, house.ana.seat))
    house.mo.speaks("And now?", into="A")
    put(restored, taken(alias, *KEPT, "epoch", "keyholder", "host"))
    put(restored, wraps)

    older = SqlStore(alias=restored, host=Host(host.key))
    with pytest.raises(Shut):
        older.keys.key(house.place("A"), 2)
    opened = older.lines(house.place("A"), after=0, limit=head)
    house.parts.keys.rewrap()

    assert [line.event.text for line in opened if isinstance(line.event, Said)] == ["Nine."]
    with pytest.raises(HostKeyUnfit):
        SqlStore(alias=restored, host=Host(host.key)).keys.key(house.place("A"), 1)


# A process is killed --------------------------------------------------------------------------------------


def run(act: str, data: Path) -> int:
    command = [sys.executable, "-m", "tests.storage.destroying", act, str(data)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which talks are open."""
    folder = tmp_path_factory.mktemp("opened")
    assert run("open", folder) == 0
    return folder


@pytest.mark.parametrize(
    ("step", "destroyed"), [("part", False), ("next", False), ("commit", True), ("rename", True), ("destroy", True)]
)
def test_a_killed_destruction_has_happened_or_has_not(
    data: Path, opened: Path, tmp_path: Path, step: str, *, destroyed: bool
) -> None:
    shutil.copytree(opened, tmp_path, dirs_exist_ok=True)
    assert run(step, tmp_path) == (0 if step == "destroy" else -9)

    with described("tests", {"NAME": tmp_path / "entremise.sqlite3"}) as alias:
        host = open_host(tmp_path / "host.key", NoOuter(), may_create=False, draw=os.urandom)
        store = SqlStore(alias=alias, host=host)
        store.keys.settle()
        (desk,) = [row for row in store.places() if row.kind is PlaceKind.DESK and store.seats(row.place)]
        rooms = {str(row.mark): row for row in store.places_of(desk.case) if row.kind is PlaceKind.ROOM}
        parts, (mo,) = parts_on(store), store.seats(desk.place)

        assert (rooms["A"].destroyed is not None) == destroyed
        assert sorted(path.name for path in tmp_path.glob("host.key*") if path.suffix in {".key", ".next"}) == [
            "host.key"
        ]
        assert said(parts, rooms["B"].place) == ["Eight."]
        if not destroyed:
            assert said(parts, rooms["A"].place) == ["Nine.", "Nine and a half."]
            granted(keeping.destroy_room(parts, mo, "A"))
        with pytest.raises(Shut):
            said(parts, rooms["A"].place)
