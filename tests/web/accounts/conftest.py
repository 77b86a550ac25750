"""The staff, over a house in memory; their accounts stand in the tests' own database."""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.test import override_settings

from entremise.web.setup import set_up
from entremise.wiring import House

if not settings.configured:
    # Accounts are Django's models, and those are classes only once it is set up: before these tests are read.
    folder = Path(tempfile.mkdtemp(prefix="entremise-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    set_up(data=folder)

from tests.web.accounts.people import Member, enrolled, signed_in

QUICK = "tests.web.accounts.people.QuickArgon2id"


@pytest.fixture(autouse=True)
def _accounts(house: House) -> Iterator[None]:
    """No account yet, and passwords that are hashed quickly."""
    with override_settings(PASSWORD_HASHERS=[QUICK]):
        yield
    for label in ("mfa", "accounts"):
        for model in reversed(list(apps.get_app_config(label).get_models())):
            # Row by row it would look for what hangs on them in tables that are not made.
            model._default_manager.all()._raw_delete("default")  # noqa: SLF001


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
