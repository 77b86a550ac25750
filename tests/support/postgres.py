"""A PostgreSQL server of the tests' own: made in a temporary folder, gone when they are done.

In a conftest:

    @pytest.fixture(scope="session")
    def postgres() -> Iterator[Cluster]:
        with cluster() as made:
            yield made
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

HOST = "127.0.0.1"
USER = "entremise"
START_SECONDS = 30
STOP_SECONDS = 60
PORTS_TRIED = 3


class NoServerError(RuntimeError):
    """PostgreSQL is not installed, or does not start."""


@dataclass(frozen=True)
class Cluster:
    """A running server; anyone on this machine may enter, as USER, without a password."""

    folder: Path
    port: int

    def url(self, database: str = "postgres") -> str:
        """The address over TCP, for libpq and for settings alike."""
        return f"postgresql://{USER}@{HOST}:{self.port}/{database}"

    def socket_url(self, database: str = "postgres") -> str:
        """The address over the Unix socket."""
        return f"postgresql://{USER}@/{database}?host={self.folder}&port={self.port}"

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of an empty database, which is dropped afterwards."""
        name = f"test_{uuid4().hex}"
        self._run(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield self.url(name)
        finally:
            self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def shut_down(self) -> None:
        """End the server as an operator does, so that its files rest; with the cluster's own end it is gone."""
        kept = self.folder / "data" / "postmaster.pid"
        os.kill(int(kept.read_text().partition("\n")[0]), signal.SIGINT)
        end = time.monotonic() + STOP_SECONDS
        while kept.exists():
            if time.monotonic() > end:
                raise NoServerError(f"PostgreSQL did not stop:\n{(self.folder / 'log').read_text()}")
            time.sleep(0.05)

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def cluster(*, fsync: bool = False) -> Iterator[Cluster]:
    """A server that nobody else uses; with `fsync` a commit reaches the disk, as in real use."""
    initdb, postgres = (find_program(name) for name in ("initdb", "postgres"))
    with tempfile.TemporaryDirectory(prefix="entremise-pg-") as name:
        folder = Path(name)
        account = _server_account()
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
        _make(initdb, folder, account)
        process, port = _start(postgres, folder, account, fsync=fsync)
        try:
            yield Cluster(folder, port)
        finally:
            _stop(process)


def find_program(name: str) -> str:
    """The path of one of PostgreSQL's programs; Debian keeps the server's out of PATH."""
    by_version = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: float(folder.parent.name),
        reverse=True,
    )
    places = [*map(str, by_version), os.environ.get("PATH", "")]
    found = shutil.which(name, path=os.pathsep.join(places))
    if found is None:
        raise NoServerError(
            f"PostgreSQL's {name} is neither in PATH nor in /usr/lib/postgresql/*/bin; "
            "on Debian: apt-get install postgresql",
        )
    return found


def _server_account() -> pwd.struct_passwd | None:
    """Whom to run the server as; PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
    return accounts.get("postgres") or accounts["nobody"]


def _spawn(command: list[str], folder: Path, account: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    """The command, started in the folder as that account, writing to the folder's log."""
    settings = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=settings,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            user=account and account.pw_uid,
            group=account and account.pw_gid,
            extra_groups=account and [],
        )


def _make(initdb: str, folder: Path, account: pwd.struct_passwd | None) -> None:
    command = [initdb, "--no-sync", "--auth=trust", f"--username={USER}"]
    command += ["--encoding=UTF8", "--locale=C.UTF-8", f"--pgdata={folder / 'data'}"]
    if _spawn(command, folder, account).wait() != 0:
        raise NoServerError(f"initdb failed:\n{(folder / 'log').read_text()}")


def _start(
    postgres: str, folder: Path, account: pwd.struct_passwd | None, *, fsync: bool
) -> tuple[subprocess.Popen[bytes], int]:
    """The running server and its port; another program may snatch a port we saw free."""
    for _ in range(PORTS_TRIED):
        port = _free_port()
        options = {
            "listen_addresses": HOST,
            "port": port,
            "unix_socket_directories": folder,
            "fsync": "on" if fsync else "off",
            "synchronous_commit": "on" if fsync else "off",
            "full_page_writes": "on" if fsync else "off",
        }
        settings = [f"--{name}={value}" for name, value in options.items()]
        process = _spawn([postgres, "-D", str(folder / "data"), *settings], folder, account)
        if _answers(process, Cluster(folder, port)):
            return process, port
        _stop(process)
    raise NoServerError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")


def _answers(process: subprocess.Popen[bytes], server: Cluster) -> bool:
    """Whether the server lets us in before it dies or the time is up."""
    end = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            psycopg.connect(server.url(), connect_timeout=START_SECONDS).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return process.poll() is None
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop at once: nothing in there is worth a last checkpoint."""
    process.send_signal(signal.SIGQUIT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
