"""The restore drill: what was backed up comes back whole, on both databases, and what does not fit is refused."""

import io
import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from entremise.keys.age import decrypt, identities_in
from entremise.storage.sql.keys import KEY_TABLES
from tests.commands.story import LINES, WORDS
from tests.support.postgres import Cluster

pytestmark = pytest.mark.timeout(180)
DATABASES: Final = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@dataclass
class Host:
    """A computer with a data folder, and a database of its own."""

    data: Path
    environment: dict[str, str] = field(default_factory=dict)

    def runs(self, *command: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ENTREMISE", "DJANGO", "PG"))}
        return subprocess.run(
            [sys.executable, *command],
            env={**kept, **self.environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def types(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """What the command answers."""
        return self.runs("-m", "entremise.cli", *map(str, words), "--data", str(self.data))

    def does(self, *words: str | Path) -> str:
        """The command, which must succeed."""
        done = self.types(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def lives(self, act: str) -> str:
        done = self.runs("-m", "tests.commands.story", act, str(self.data))
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def read(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.lives("read"))
        return told


@dataclass
class Drill:
    """A host, another that is empty, and an identity that neither has."""

    first: Host
    second: Host
    folder: Path
    recipient: str = ""

    @property
    def identity(self) -> Path:
        return self.folder / "identity"

    @property
    def copies(self) -> tuple[Path, Path]:
        return self.folder / "data.age", self.folder / "keys.age"

    def backs_up(self) -> str:
        data, keys = self.copies
        return self.first.does("backup", data, "--keys", keys, "--to", self.recipient)

    def hands_over_the_host_key(self) -> None:
        shutil.copy2(self.first.data / "host.key", self.second.data / "host.key")

    def restores(self, **changed: Path) -> subprocess.CompletedProcess[str]:
        data, keys = self.copies
        named = {"data": data, "keys": keys, "identity": self.identity, **changed}
        return self.second.types("restore", named["data"], "--keys", named["keys"], "--identity", named["identity"])

    def plain(self, copy: Path) -> tuple[dict[str, Any], bytes]:
        """Head and payload of an encrypted copy."""
        held = io.BytesIO()
        decrypt(io.BytesIO(copy.read_bytes()), held, identities_in(self.identity))
        head, _, payload = held.getvalue().partition(b"\n")
        return json.loads(head), payload


def hosts(folder: Path, *environments: dict[str, str]) -> Drill:
    made = []
    for number, environment in enumerate(environments):
        data = folder / f"host {number}"
        data.mkdir(mode=0o700)
        made.append(Host(data, environment))
    pair = made[0].runs("-m", "entremise.cli", "key", "pair").stdout
    (folder / "identity").write_text(pair)
    return Drill(made[0], made[1], folder, pair.split()[3])


@pytest.fixture(params=DATABASES)
def drill(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Drill]:
    """On both databases."""
    if request.param == "sqlite":
        yield hosts(tmp_path, {}, {})
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    with ExitStack() as stack:
        urls = [stack.enter_context(cluster.database()) for _ in range(2)]
        yield hosts(tmp_path, *({"ENTREMISE_DATABASE": url} for url in urls))


@pytest.fixture(scope="module")
def backed_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drill on SQLite, as far as the backup."""
    folder = tmp_path_factory.mktemp("backed-up") / "drill"
    folder.mkdir()
    drill = hosts(folder, {}, {})
    drill.first.lives("tell")
    drill.backs_up()
    return folder


@pytest.fixture
def on_sqlite(tmp_path: Path, backed_up: Path) -> Drill:
    """On SQLite only, where the database makes no difference: backed up, and with the host key handed over."""
    folder = tmp_path / "drill"
    shutil.copytree(backed_up, folder)
    drill = Drill(Host(folder / "host 0"), Host(folder / "host 1"), folder)
    drill.recipient = drill.identity.read_text().split()[3]
    drill.hands_over_the_host_key()
    return drill


def nothing_was_made(host: Host) -> bool:
    return not list(host.data.glob("entremise.sqlite3*")) and not list(host.data.glob(".restore-*"))


def test_the_drill(drill: Drill) -> None:
    """Everything is back, word for word; what was at a door is stopped; nobody is still signed in."""
    drill.first.lives("tell")
    told = drill.backs_up()
    before = drill.first.read()
    drill.hands_over_the_host_key()

    restored = drill.restores()

    assert restored.returncode == 0, restored.stderr
    after = drill.second.read()
    rooms = [place for place, kind in before["kinds"].items() if kind == "room"]
    logs = [place for place, kind in before["kinds"].items() if kind == "access"]
    assert {room: after["logs"][room] for room in rooms} == {room: before["logs"][room] for room in rooms}
    assert all(len(after["logs"][log]) == len(before["logs"][log]) + 1 for log in logs), "each is told of it"
    assert all("RESTORED" in after["logs"][log][-1] for log in logs)
    assert (before["at_door"], after["at_door"]) == (1, 0)
    assert "Done in" in told
    assert "places and" in restored.stdout
    assert "1 messages waited at a door and were stopped" in restored.stdout
    assert "links, sessions and tokens were ended" in restored.stdout


def test_the_copies_are_for_one_pair_of_eyes_and_say_nothing(drill: Drill) -> None:
    drill.first.lives("tell")
    drill.backs_up()

    for copy in drill.copies:
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        content = copy.read_bytes()
        assert content.startswith(b"age-encryption.org/v1\n")
        assert not [word for word in WORDS if word.encode() in content]


def test_keys_stand_apart_from_the_data(drill: Drill) -> None:
    """Not one wrap is in the copy of the data, nor in a page that is no longer used; and no word in either."""
    drill.first.lives("tell")
    drill.backs_up()
    head, data = drill.plain(drill.copies[0])
    keys_head, keys = drill.plain(drill.copies[1])
    host_key = (drill.first.data / "host.key").read_bytes()

    import msgspec  # noqa: PLC0415

    tables = msgspec.msgpack.decode(keys)["tables"]
    wraps = [value for _, rows in tables.values() for row in rows for value in row if isinstance(value, bytes)]

    assert (head["part"], keys_head["part"]) == ("data", "keys")
    assert set(tables) == set(KEY_TABLES)
    assert len(wraps) > 10
    assert not [wrap for wrap in wraps if wrap in data or wrap.hex().encode() in data]
    assert json.loads(host_key)["secret"].encode() not in data + keys
    assert not [word for word in WORDS if word.encode() in data or word.encode() in keys]


def test_the_copy_of_sqlite_is_a_database_without_keys(on_sqlite: Drill, tmp_path: Path) -> None:
    file = tmp_path / "copy.sqlite3"
    file.write_bytes(on_sqlite.plain(on_sqlite.copies[0])[1])

    copy = sqlite3.connect(file)
    counts = {table: copy.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in KEY_TABLES}  # noqa: S608
    lines = copy.execute("SELECT COUNT(*) FROM entry").fetchone()[0]
    copy.close()

    assert counts == dict.fromkeys(KEY_TABLES, 0)
    assert lines > LINES


def test_older_tables_are_brought_up_to_date(drill: Drill) -> None:
    """A backup made before an update is restored after it."""
    drill.first.lives("older")
    drill.backs_up()
    drill.hands_over_the_host_key()

    restored = drill.restores()

    assert restored.returncode == 0, restored.stderr
    assert len(drill.plain(drill.copies[0])[0]["migrations"]) < len(_migrations(drill.second))


def test_what_was_destroyed_stays_destroyed(drill: Drill) -> None:
    """Data from before, and the newest keys: not a word of it opens. Nor do older keys, without the older host key."""
    drill.first.lives("tell")
    drill.backs_up()
    drill.first.lives("destroy")
    newest = drill.folder / "newest.age"
    drill.first.does("backup", "--keys", newest, "--to", drill.recipient)
    drill.hands_over_the_host_key()

    older = drill.restores()
    restored = drill.restores(keys=newest)

    assert older.returncode == 1
    assert "another one was found" in older.stderr
    assert restored.returncode == 0, restored.stderr
    assert re.search(r"^6 places were destroyed, and open no more\.$", restored.stdout, re.MULTILINE)
    left = drill.second.read()["logs"]
    assert len(left) == 6
    assert not [word for word in WORDS if word in json.dumps(left)]


def _migrations(host: Host) -> list[str]:
    code = (
        "import sys; from pathlib import Path; from entremise.web.setup import *; set_up(data=Path(sys.argv[1]));"
        "print(*applied_migrations())"
    )
    return host.runs("-c", code, str(host.data)).stdout.split()


def test_a_backup_does_not_bring_tables_up_to_date(tmp_path: Path) -> None:
    """It is what one makes before an update."""
    drill = hosts(tmp_path, {}, {})
    drill.first.lives("older")
    before = _migrations(drill.first)

    told = drill.backs_up()

    assert _migrations(drill.first) == before
    assert "an update of the tables is pending" in told


# What is refused ------------------------------------------------------------------------------------------


def test_only_an_empty_host_is_filled(drill: Drill) -> None:
    drill.first.lives("tell")
    drill.backs_up()
    drill.second.lives("tell")
    before = drill.second.read()

    refused = drill.restores()

    assert refused.returncode == 1
    assert "an empty data folder or database is wanted" in refused.stderr
    assert drill.second.read() == before


def test_another_identity_opens_nothing(on_sqlite: Drill) -> None:
    stranger = on_sqlite.folder / "stranger"
    stranger.write_text(on_sqlite.first.runs("-m", "entremise.cli", "key", "pair").stdout)

    refused = on_sqlite.restores(identity=stranger)

    assert refused.returncode == 1
    assert "another was given" in refused.stderr
    assert nothing_was_made(on_sqlite.second)


@pytest.mark.parametrize("which", [0, 1])
def test_a_part_of_a_copy_is_refused(on_sqlite: Drill, which: int) -> None:
    """Whichever of the two was cut short; nothing is left behind."""
    copy = on_sqlite.copies[which]
    copy.write_bytes(copy.read_bytes()[:-50])

    refused = on_sqlite.restores()

    assert refused.returncode == 1
    assert "cut short or changed" in refused.stderr
    assert nothing_was_made(on_sqlite.second)


def test_a_plain_copy_cut_short_is_refused(on_sqlite: Drill) -> None:
    """It is not authenticated; the database itself is looked through."""
    data, keys = on_sqlite.folder / "data", on_sqlite.folder / "keys"
    on_sqlite.first.does("backup", data, "--keys", keys, "--plain")
    data.write_bytes(data.read_bytes()[:-5000])

    refused = on_sqlite.second.types("restore", data, "--keys", keys)

    assert refused.returncode == 1
    assert "a whole database is wanted" in refused.stderr
    assert nothing_was_made(on_sqlite.second)


def test_keys_and_data_are_not_mixed_up(on_sqlite: Drill) -> None:
    refused = on_sqlite.restores(data=on_sqlite.copies[1])
    other = on_sqlite.restores(keys=on_sqlite.copies[0])

    assert [refused.returncode, other.returncode] == [1, 1]
    assert "a copy of the data is wanted" in refused.stderr
    assert "a copy of the keys is wanted" in other.stderr
    assert nothing_was_made(on_sqlite.second)


def test_the_host_key_must_be_there_first(on_sqlite: Drill) -> None:
    """Else one would find out when nothing can be read."""
    (on_sqlite.second.data / "host.key").unlink()

    missing = on_sqlite.restores()
    other = Host(on_sqlite.folder / "third")
    other.does("case", "new", "Lantern", "--party", "A", "--party", "B", "--mediator", "M")
    shutil.copy2(other.data / "host.key", on_sqlite.second.data / "host.key")
    wrong = on_sqlite.restores()

    assert [missing.returncode, wrong.returncode] == [1, 1]
    assert "the host key is wanted at" in missing.stderr
    assert "another one was found" in wrong.stderr
    assert nothing_was_made(on_sqlite.second)


def test_a_file_of_something_else_is_refused(on_sqlite: Drill) -> None:
    other = on_sqlite.folder / "other"
    other.write_bytes(b"SQLite format 3\0" + bytes(500_000))

    refused = on_sqlite.restores(data=other)

    assert refused.returncode == 1
    assert "a file that `entremise` made is wanted" in refused.stderr
    assert nothing_was_made(on_sqlite.second)


def test_a_copy_of_a_newer_program_is_refused(on_sqlite: Drill) -> None:
    data, keys = on_sqlite.folder / "data", on_sqlite.folder / "keys"
    on_sqlite.first.does("backup", data, "--keys", keys, "--plain")
    head, _, payload = data.read_bytes().partition(b"\n")
    newer = json.loads(head)
    newer["migrations"].append("storage.9999_later")
    data.write_bytes(json.dumps(newer).encode() + b"\n" + payload)

    refused = on_sqlite.second.types("restore", data, "--keys", keys)

    assert refused.returncode == 1
    assert "an older one is wanted" in refused.stderr
    assert nothing_was_made(on_sqlite.second)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "a file to write is wanted"),
        (("data",), "an age recipient is wanted"),
        (("data", "--to", "age1nobody"), "an age recipient such as age1… is wanted"),
        (("data", "--to", "age1nobody", "--plain"), "choose one"),
    ],
)
def test_a_backup_is_not_made_plain_by_mistake(on_sqlite: Drill, words: tuple[str, ...], told: str) -> None:
    asked = words or ("--plain",)

    refused = on_sqlite.first.types(
        "backup", *(on_sqlite.folder / "data" if word == "data" else word for word in asked)
    )

    assert refused.returncode == 2
    assert told in refused.stderr
    assert not (on_sqlite.folder / "data").exists()


def test_a_backup_overwrites_nothing(on_sqlite: Drill) -> None:
    before = on_sqlite.copies[0].read_bytes()

    refused = on_sqlite.first.types("backup", on_sqlite.copies[0], "--to", on_sqlite.recipient)

    assert refused.returncode == 1
    assert "a new file is wanted" in refused.stderr
    assert on_sqlite.copies[0].read_bytes() == before


def test_where_nothing_is_kept_there_is_nothing_to_back_up(on_sqlite: Drill) -> None:
    refused = on_sqlite.second.types("backup", on_sqlite.folder / "data", "--plain")

    assert refused.returncode == 1
    assert "nothing is kept here" in refused.stderr
    assert nothing_was_made(on_sqlite.second)


# The host key ---------------------------------------------------------------------------------------------


def test_custodians_bring_the_host_key_back(on_sqlite: Drill) -> None:
    """The computer is lost; copies of data and keys, and the custodians' file, are all there is."""
    kept = on_sqlite.folder / "host-key.age"
    on_sqlite.first.does("key", "export", kept, "--to", on_sqlite.recipient)
    before = on_sqlite.first.read()
    shutil.rmtree(on_sqlite.first.data)
    (on_sqlite.second.data / "host.key").unlink()

    on_sqlite.second.does("key", "import", kept, "--identity", on_sqlite.identity)
    restored = on_sqlite.restores()

    assert restored.returncode == 0, restored.stderr
    assert stat.S_IMODE((on_sqlite.second.data / "host.key").stat().st_mode) == 0o600
    assert on_sqlite.second.read()["logs"].keys() == before["logs"].keys()


def test_a_host_key_is_not_overwritten(on_sqlite: Drill) -> None:
    kept = on_sqlite.folder / "host-key.age"
    on_sqlite.first.does("key", "export", kept, "--to", on_sqlite.recipient)

    refused = on_sqlite.first.types("key", "import", kept, "--identity", on_sqlite.identity)

    assert refused.returncode == 1
    assert "a place without a host key is wanted" in refused.stderr


def test_a_credential_goes_with_the_host_key(tmp_path: Path) -> None:
    """It opens on one computer only, so that without it nobody could move."""
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "entremise").write_bytes(b"0123456789abcdef0123456789abcdef")
    outer = {"ENTREMISE_KEY_OUTER": "credential", "CREDENTIALS_DIRECTORY": str(credentials)}
    drill = hosts(tmp_path, outer, outer)
    drill.first.lives("tell")
    kept = tmp_path / "host-key.age"
    drill.first.does("key", "export", kept, "--to", drill.recipient)

    told = drill.second.does("key", "import", kept, "--identity", drill.identity)

    beside = drill.second.data / "host.key.credential"
    assert beside.read_bytes() == (credentials / "entremise").read_bytes()
    assert f"systemd-creds encrypt --name=entremise {beside}" in told
