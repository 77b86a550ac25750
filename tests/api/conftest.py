"""The cast's programs."""

import pytest

from tests.api.programs import Programs


@pytest.fixture
def api() -> Programs:
    """Two parties in sealed talks, each seat with a program of its own."""
    return Programs()
