"""Failures of the shared contract suite show their values too."""

import pytest

pytest.register_assert_rewrite("tests.fakes.identity_store_contract")
