"""Django is set up for what is tried here."""

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def _django(data: Path) -> Iterator[None]:
    """Django is set up before any test of this folder, whichever comes first.

    Here everything happens in one thread, the loop's too: a server would ask its database in another.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield
