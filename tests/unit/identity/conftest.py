"""Failures of the shared contract suite show their values too."""

import pytest

pytest.register_assert_rewrite(
    "tests.fakes.identity_people_contract",
    "tests.fakes.identity_accounts_contract",
    "tests.fakes.identity_mail_contract",
    "tests.fakes.identity_passkeys_contract",
    "tests.fakes.identity_push_contract",
)
