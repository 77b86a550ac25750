"""The staff, over a house in memory; their accounts stand in the tests' own database."""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from entremise.web.setup import set_up
from entremise.wiring import House

if not settings.configured:
    # Accounts are Django's models, and those are classes only once it is set up: before these tests are read.
    folder = Path(tempfile.mkdtemp(prefix="entremise-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    set_up(data=folder)

from tests.web.accounts.people import Member, accounts, enrolled, signed_in


@pytest.fixture(autouse=True)
def _accounts(house: House) -> Iterator[None]:
    with accounts():
        yield


@pytest.fixture
def mo() -> Member:
    """A mediator, signed in with a second factor."""
    return signed_in("Mo")


@pytest.fixture
def eve() -> Member:
    """An administrator, signed in with a second factor."""
    return signed_in("Eve", administrator=True)


@pytest.fixture
def new() -> Member:
    """A mediator who has a password and no second factor yet."""
    return enrolled("Nur")
