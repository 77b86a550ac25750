"""What every test stands on: how long Hypothesis searches, and Django on a folder of the tests' own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as settings_of_django
from django.core.management import call_command
from hypothesis import settings

from entremise.web.setup import migrate, set_up, use_own_sqlite
from tests.cast import Talks, open_talks
from tests.support.databases import described
from tests.support.postgres import Cluster, cluster

# Before coverage, Hypothesis or Django can take hold of the system's.
use_own_sqlite()
pytest.register_assert_rewrite("tests.storage.contract")

EXAMPLES = int(os.environ.get("ENTREMISE_EXAMPLES", "200"))
settings.register_profile("default", max_examples=EXAMPLES, deadline=None, print_blob=True)
settings.register_profile("ci", parent=settings.get_profile("default"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.fixture
def talks() -> Talks:
    """Two parties in sealed talks, in memory."""
    return open_talks()


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder on which Django is set up for this process, with its tables made."""
    if not settings_of_django.configured:
        set_up(data=tmp_path_factory.mktemp("data"))
    migrate()
    return Path(settings_of_django.DATA)


@pytest.fixture(scope="session")
def sqlite_template(data: Path) -> Path:
    """An SQLite file with its tables made, that nobody writes to."""
    template = data / "template.sqlite3"
    with described("template", {"NAME": template}) as alias:
        call_command("migrate", database=alias, verbosity=0, interactive=False)
    return template


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server for this process's tests."""
    with cluster() as made:
        yield made
