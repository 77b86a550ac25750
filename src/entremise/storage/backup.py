"""Copies of the database: what is kept, and apart from it the keys that open it.

On SQLite a copy is made by its online backup, on PostgreSQL by `pg_dump`; both while the house is open, of one
moment. The rows of the key tables are left out of it, and read by themselves. Either is put back into an empty
database only.
"""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final, Protocol

from django.conf import settings
from django.db import connection, transaction

from entremise.domain import record
from entremise.storage.sql.database import moment
from entremise.storage.sql.keys import KEY_TABLES, sealed_with

Rows = Mapping[str, tuple[Sequence[str], Sequence[Sequence[Any]]]]
"""For each table its columns and its rows."""
SIGN_INS: Final = ("credential", "challenge", "account_session", "opened_seat", "enrolment")
"""The tables of what lets somebody in without a passphrase, a password or a passkey."""
WRITTEN_TO: Final = ("notice", "mail")
"""The tables of who asked to be mailed: some may have withdrawn it since."""
_PASSED_ON: Final = ("sslmode", "sslrootcert", "sslcert", "sslkey", "service")


class CopyFailed(RuntimeError):
    """A copy could not be made or put back. The text says what was wanted, what happened, what to do."""


class Readable(Protocol):
    """Something to read from."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""


class Copies:
    """Copies of the database in Django's settings."""

    @property
    def kind(self) -> str:
        """Which database it is: `sqlite` or `postgresql`."""
        return str(connection.vendor)

    def is_empty(self) -> bool:
        """Whether it has no table at all."""
        if self.kind == "sqlite" and not _file().exists():
            # Asking would make it.
            return True
        return not connection.introspection.table_names()

    @contextmanager
    def copy_data(self) -> Iterator[Readable]:
        """All that is kept but the keys, as it stands at one moment, while others go on writing.

        Raises CopyFailed if it cannot be made whole, at the latest where its end is read.
        """
        with _copy_of_file() if self.kind == "sqlite" else _dump() as copy:
            yield copy

    def put_data_back(self, copy: Path) -> None:
        """Fill the empty database with a copy, whole or not at all. Raises CopyFailed if that cannot be done."""
        if not self.is_empty():
            raise CopyFailed("an empty database is wanted; this one holds something: name another folder or database")
        if self.kind == "sqlite":
            _put_file_back(copy)
        else:
            _load(copy)

    def take_data_back(self) -> bool:
        """Undo `put_data_back`, and whether that was done: PostgreSQL's own tools do it."""
        connection.close()
        if self.kind == "sqlite":
            for file in _files():
                file.unlink(missing_ok=True)
        return self.kind == "sqlite"

    def read_keys(self) -> Rows:
        """The keys, all of them covered with the host key."""
        tables = {}
        with transaction.atomic(), connection.cursor() as cursor:
            for table in KEY_TABLES:
                cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 – one of our own names
                columns = [column[0] for column in cursor.description]
                tables[table] = (columns, [tuple(map(_plain, row)) for row in cursor.fetchall()])
        return tables

    def put_keys_back(self, tables: Rows) -> None:
        """Fill the tables of keys, which are empty."""
        with transaction.atomic(), connection.cursor() as cursor:
            for table in KEY_TABLES:
                columns, rows = tables[table]
                marks, names = ", ".join(["%s"] * len(columns)), ", ".join(columns)
                statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 – names of our own
                cursor.executemany(statement, rows)

    def end_sign_ins(self) -> int:
        """Forget every link, code, session and token, of seats and of accounts; how many there were.

        And who asked to be told by mail: somebody may have withdrawn it after the copy was made.
        """
        with transaction.atomic(), connection.cursor() as cursor:
            ended = 0
            for table in SIGN_INS:
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 – one of our own names
                ended += cursor.rowcount
            for table in WRITTEN_TO:
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 – the same
        return ended

    def host_key(self) -> bytes | None:
        """The fingerprint of the host key that covers the keys, or None."""
        return sealed_with()

    def last_moment(self) -> datetime | None:
        """When the newest line of all was written, or None."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT MAX(at) FROM entry")
            (at,) = cursor.fetchone()
        return None if at is None else moment(at)

    def size(self) -> int:
        """Bytes that the database takes on its disk."""
        if self.kind == "sqlite":
            return sum(file.stat().st_size for file in _files() if file.exists())
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])

    def version(self) -> str:
        """The database's own version."""
        if self.kind == "sqlite":
            return sqlite3.sqlite_version
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return str(cursor.fetchone()[0])

    def loose_settings(self) -> list[str]:
        """By which of its settings the database might lose what was acknowledged, or tell words to its log."""
        wanted = _SQLITE_WANTED if self.kind == "sqlite" else _POSTGRESQL_WANTED
        loose = []
        with connection.cursor() as cursor:
            for statement, safe in wanted.items():
                cursor.execute(statement)
                (given,) = cursor.fetchone()
                if str(given) not in safe:
                    loose.append(f"{statement.split()[-1]} is {given}, and should be {safe[0]}")
        return loose

    def faults(self) -> list[str]:
        """What is wrong with the database itself; nothing where all is well. Reads all of it.

        SQLite's integrity check, and each place's tree, whose tiles are computed anew from its leaves (RFC 9162).
        """
        found = []
        with connection.cursor() as cursor:
            if self.kind == "sqlite":
                cursor.execute("PRAGMA integrity_check")
                found = [f"SQLite: {line}" for (line,) in cursor.fetchall() if line != "ok"]
                cursor.execute("PRAGMA foreign_key_check")
                found += ["SQLite: a row points to one that is not there" for _ in cursor.fetchall()]
            cursor.execute("SELECT id FROM place ORDER BY id")
            places = [place for (place,) in cursor.fetchall()]
            broken = sum(not _tree_stands(cursor, place) for place in places)
        if broken:
            found.append(f"the records of {broken} of {len(places)} places are not whole: lines are missing or changed")
        return found


_SQLITE_WANTED: Final = {
    "PRAGMA journal_mode": ("wal",),
    "PRAGMA synchronous": ("2", "3"),
    "PRAGMA secure_delete": ("1",),
}
_POSTGRESQL_WANTED: Final = {
    "SHOW fsync": ("on",),
    "SHOW full_page_writes": ("on",),
    "SHOW synchronous_commit": ("on", "remote_write", "remote_apply"),
    "SHOW log_parameter_max_length_on_error": ("0",),
}


def _tree_stands(cursor: Any, place: str) -> bool:  # noqa: ANN401 – Django's cursor
    """Whether the place's lines are numbered without a gap, and its tiles are those of its leaves."""
    cursor.execute("SELECT number, leaf FROM entry WHERE place = %s ORDER BY number", [place])
    level: list[bytes] = []
    for expected, (number, leaf) in enumerate(iter(cursor.fetchone, None), 1):
        if number != expected:
            return False
        level.append(bytes(leaf))
    cursor.execute("SELECT level, position, digest FROM tile WHERE place = %s", [place])
    kept = {(height, position): bytes(digest) for height, position, digest in cursor.fetchall()}
    found: dict[tuple[int, int], bytes] = {}
    height = 1
    while len(level) >= record.WIDTH:
        starts = range(0, len(level) // record.WIDTH * record.WIDTH, record.WIDTH)
        level = [record.root_of(level[start : start + record.WIDTH]) for start in starts]
        found |= {(height, position): root for position, root in enumerate(level)}
        height += 1
    return kept == found


# SQLite ---------------------------------------------------------------------------------------------------


def _file() -> Path:
    return Path(settings.DATABASES["default"]["NAME"])


def _files() -> list[Path]:
    return [_file().with_name(f"{_file().name}{end}") for end in ("", "-wal", "-shm")]


@contextmanager
def _copy_of_file() -> Iterator[Readable]:
    """A copy beside the database, on the same disk and for the same eyes, gone when the block ends."""
    connection.ensure_connection()
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=_file().parent) as folder:
        path = Path(folder) / "copy"
        copy = sqlite3.connect(path, isolation_level=None)
        try:
            source: Any = connection.connection
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            # What is removed is overwritten, and the file written anew: no key stays in an unused page.
            copy.execute("PRAGMA secure_delete = ON")
            for table in KEY_TABLES:
                if copy.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchone():
                    copy.execute(f"DELETE FROM {table}")  # noqa: S608 – one of our own names
            copy.execute("VACUUM")
        except sqlite3.Error as error:
            raise CopyFailed(
                f"a copy of the database is wanted; SQLite could not make it ({error}): is there room on the disk?"
            ) from None
        finally:
            copy.close()
        with path.open("rb") as file:
            yield file


def _put_file_back(copy: Path) -> None:
    checked = sqlite3.connect(f"file:{copy}?mode=ro", uri=True)
    try:
        (answer,) = checked.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.Error as error:
        answer = str(error)
    finally:
        checked.close()
    if answer != "ok":
        raise CopyFailed(f"a whole database is wanted; SQLite says of this one: {answer}: take another backup")
    connection.close()
    for leftover in _files():
        leftover.unlink(missing_ok=True)
    copy.chmod(0o600)
    copy.replace(_file())


# PostgreSQL -----------------------------------------------------------------------------------------------


class _Dump:
    """What `pg_dump` writes; its end is an error if the program failed."""

    def __init__(self, process: "subprocess.Popen[bytes]", errors: IO[bytes]) -> None:
        self._process = process
        self._errors = errors

    def read(self, size: int) -> bytes:
        """See `Readable.read`."""
        output: Any = self._process.stdout
        piece: bytes = output.read(size)
        if not piece and self._process.wait():
            raise CopyFailed(f"a dump of the database is wanted; pg_dump failed: {_reason(self._errors)}")
        return piece


@contextmanager
def _dump() -> Iterator[Readable]:
    left_out = [f"--exclude-table-data={table}" for table in KEY_TABLES]
    command = [_program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", "--no-password", *left_out]
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(  # noqa: S603 – found in PATH, with words of our own
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, env=_environment()
        ) as process,
    ):
        try:
            yield _Dump(process, errors)
        finally:
            process.kill()


def _load(copy: Path) -> None:
    command = [_program("pg_restore"), "--no-owner", "--no-privileges", "--no-password", "--single-transaction"]
    command += ["--exit-on-error", f"--dbname={settings.DATABASES['default']['NAME']}", str(copy)]
    connection.close()
    with tempfile.TemporaryFile() as errors:
        done = subprocess.run(  # noqa: S603 – found in PATH, with words of our own
            command, stdin=subprocess.DEVNULL, stderr=errors, env=_environment(), check=False
        )
        if done.returncode:
            raise CopyFailed(f"the dump is to be loaded; pg_restore failed: {_reason(errors)}: nothing was kept")


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise CopyFailed(
            f"{name} is wanted, in the version of the PostgreSQL server or a newer one; none is in PATH:"
            " install PostgreSQL's client programs (Debian: apt-get install postgresql-client)"
        )
    return found


def _environment() -> dict[str, str]:
    """How the programs find the database: no password stands among their arguments, where others could see it."""
    given = settings.DATABASES["default"]
    wanted = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    options = given.get("OPTIONS", {})
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("PG")},
        **{name: str(given[key]) for name, key in wanted.items() if given.get(key)},
        **{f"PG{name.upper()}": str(options[name]) for name in _PASSED_ON if name in options},
    }


def _reason(errors: IO[bytes]) -> str:
    """The first line in which the program says what failed: later ones may quote rows."""
    errors.seek(0)
    lines = errors.read(64 * 1024).decode(errors="replace").splitlines()
    said = [line.partition("error:")[2].strip() for line in lines if "error:" in line]
    return (said or lines or ["it does not say why"])[0].rstrip(".")


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value
