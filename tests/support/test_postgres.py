"""The tests' own PostgreSQL comes, keeps databases apart, and goes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.support.postgres import Cluster, NoServerError, cluster, find_program

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """One server for this file."""
    with cluster() as made:
        yield made


@pytest.mark.parametrize("address", [Cluster.url, Cluster.socket_url])
def test_answers(server: Cluster, address: Callable[[Cluster], str]) -> None:
    with psycopg.connect(address(server)) as connection:
        row = connection.execute("SELECT current_user, 'سلام'").fetchone()

    assert row == ("entremise", "سلام")


def test_gives_each_test_an_empty_database(server: Cluster) -> None:
    with server.database() as first, server.database() as second:
        with psycopg.connect(first) as connection:
            connection.execute("CREATE TABLE said (words text)")
        with psycopg.connect(second) as connection:
            row = connection.execute("SELECT to_regclass('said')").fetchone()

    assert row == (None,)


def test_can_be_as_careful_as_in_real_use() -> None:
    with cluster(fsync=True) as server, psycopg.connect(server.url()) as connection:
        row = connection.execute("SHOW fsync").fetchone()

    assert row == ("on",)
    assert not server.folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url())


def test_its_files_rest_once_it_is_shut_down() -> None:
    """What was written is in them, and nothing changes them any more."""
    with cluster() as server:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute("CREATE TABLE word AS SELECT 'quincunx' AS text")
        server.shut_down()

        tables = (server.folder / "data" / "base").rglob("*")
        assert any(b"quincunx" in file.read_bytes() for file in tables if file.is_file())
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(server.url())


def test_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NoServerError, match="pg_missing is neither"):
        find_program("pg_missing")
