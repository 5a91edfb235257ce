"""The store that the unit tests use keeps the contract that PostgreSQL keeps."""

import pytest

from tests.fakes.identity_store import MemoryStore
from tests.fakes.identity_store_contract import StoreContract


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store(self) -> MemoryStore:
        return MemoryStore()
