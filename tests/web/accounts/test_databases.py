"""The same on both databases: a life of an account, from enrolling to a new password."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.postgres import Cluster

DONE = [[200, 200], 200, 302, 404, [200, 200, 200]]


def lived(data: Path, **environment: str) -> object:
    """What is answered on this database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ENTREMISE", "DJANGO", "PG"))}
    done = subprocess.run(
        [sys.executable, "-m", "tests.web.accounts.life", data],
        env={**kept, **environment},
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


def test_on_sqlite(tmp_path: Path) -> None:
    assert lived(tmp_path) == DONE


@pytest.mark.postgres
def test_on_postgresql(tmp_path: Path, postgres: Cluster) -> None:
    with postgres.database() as address:
        assert lived(tmp_path, ENTREMISE_DATABASE=address) == DONE
