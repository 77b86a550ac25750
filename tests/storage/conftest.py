"""Databases that begin empty in each test, quickly: copies of one whose tables are made."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.core.management import call_command
from psycopg import sql

from tests.storage.sql_contract import SqlContract
from tests.support.databases import described, description
from tests.support.postgres import Cluster


@pytest.fixture
def sqlite_alias(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """Django's name of an empty SQLite database."""
    database = tmp_path / "entremise.sqlite3"
    shutil.copyfile(sqlite_template, database)
    with described(SqlContract.ALIAS, {"NAME": database}) as alias:
        yield alias


@pytest.fixture(scope="session")
def postgres_template(data: Path, postgres: Cluster) -> Iterator[str]:
    """The name of a PostgreSQL database with its tables made."""
    with postgres.database() as address:
        with described("template", description(address)) as alias:
            call_command("migrate", database=alias, verbosity=0, interactive=False)
        yield address.rpartition("/")[2]


@pytest.fixture
def postgres_alias(postgres: Cluster, postgres_template: str) -> Iterator[str]:
    """Django's name of an empty PostgreSQL database."""
    with (
        copied(postgres, postgres_template) as address,
        described(SqlContract.ALIAS, description(address)) as alias,
    ):
        yield alias


@contextmanager
def copied(postgres: Cluster, template: str) -> Iterator[str]:
    """The address of a copy of the database, which is dropped afterwards."""
    name = f"test_{uuid4().hex}"
    make = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
    drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(make)
        yield postgres.url(name)
        connection.execute(drop)
