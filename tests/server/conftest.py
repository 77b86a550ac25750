"""Django is set up for what is tried here."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def _django(data: Path) -> None:
    """Django is set up before any test of this folder, whichever comes first."""
