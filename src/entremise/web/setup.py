"""Setting Django up for a data folder or a database address, with an SQLite that is safe to write to.

SQLite before 3.51.3 can corrupt a write-ahead log that two connections reset at once; most systems still link such
a one. The program brings its own, and refuses to start on an old one.
"""

import os
import sys
from pathlib import Path

SAFE_SQLITE = (3, 51, 3)


def use_own_sqlite() -> None:
    """Make `sqlite3` the SQLite that this program brings. Call before Django is imported."""
    import pysqlite3  # noqa: PLC0415
    from pysqlite3 import dbapi2  # noqa: PLC0415

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = dbapi2


def set_up(*, data: Path | None = None, database: str | None = None) -> None:
    """Set Django up on this data folder (made if it is missing) or database address.

    Raises RuntimeError if SQLite is one with the WAL-reset fault.
    """
    use_own_sqlite()
    import sqlite3  # noqa: PLC0415

    if sqlite3.sqlite_version_info < SAFE_SQLITE:
        wanted, given = ".".join(map(str, SAFE_SQLITE)), sqlite3.sqlite_version
        raise RuntimeError(f"SQLite {wanted} or newer is needed, {given} was found: install pysqlite3")
    data = data or Path(os.environ.get("ENTREMISE_DATA", ".data"))
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ["ENTREMISE_DATA"] = str(data)
    if database is not None:
        os.environ["ENTREMISE_DATABASE"] = database
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entremise.web.settings")
    import django  # noqa: PLC0415

    django.setup()


def database_errors() -> type[Exception]:
    """What Django raises when the database cannot be used."""
    from django.db import Error  # noqa: PLC0415

    return Error


def migrate() -> None:
    """Bring the database to today's tables. A few milliseconds when it already has them."""
    if pending_migrations():
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0, interactive=False)


def pending_migrations() -> list[str]:
    """What this program knows of and the database has not been through, as `storage.0001_initial`."""
    return sorted(set(known_migrations()) - set(applied_migrations()))


def unknown_migrations() -> list[str]:
    """What the database has been through and this program does not know of: a newer one was here."""
    return sorted(set(applied_migrations()) - set(known_migrations()))


def applied_migrations() -> list[str]:
    """What the database has been through; nothing where it is empty."""
    from django.db import Error, connection  # noqa: PLC0415

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            return sorted(f"{app}.{name}" for app, name in cursor.fetchall())
    except Error:
        # No table of migrations: an empty database.
        return []


def known_migrations() -> list[str]:
    """What this program knows of."""
    from django.apps import apps  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    with_tables = [app for app in apps.get_app_configs() if settings.MIGRATION_MODULES.get(app.label, "") is not None]
    return sorted(
        f"{app.label}.{file.stem}" for app in with_tables for file in (Path(app.path) / "migrations").glob("[0-9]*.py")
    )
