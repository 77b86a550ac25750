"""More databases than the one in the settings, each under an alias of its own."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections


@contextmanager
def described(alias: str, description: dict[str, Any]) -> Iterator[str]:
    """Within the block, Django has a database under this alias."""
    connections.databases[alias] = {**connections.databases["default"], **description}
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]


def description(address: str) -> dict[str, Any]:
    """What the settings make of a database's address."""
    settings = importlib.import_module("entremise.web.settings")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ENTREMISE_DATABASE", address)
        made: dict[str, Any] = settings.database()
    return made
