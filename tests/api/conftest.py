"""The cast's programs."""

from pathlib import Path

import pytest

from tests.api.programs import Programs


@pytest.fixture
def api() -> Programs:
    """Two parties in sealed talks, each seat with a program of its own."""
    return Programs()


@pytest.fixture(scope="session", autouse=True)
def _django(data: Path) -> None:
    """Django is set up before any test of this folder, whichever comes first."""
