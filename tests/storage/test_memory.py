"""The store in memory keeps every promise but durability."""

from collections.abc import Callable

import pytest

from entremise.services.ports import Store
from entremise.storage.memory import MemoryStore
from tests.storage.contract import StoreContract


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def make(self) -> Callable[..., Store]:
        return MemoryStore
