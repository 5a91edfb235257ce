"""Tokens and codes that nobody can guess."""

import base64

from services.identity.adapters.secrets import KeyedSecrets

KEY = bytes(range(32))


def test_every_token_is_256_random_bits() -> None:
    secrets = KeyedSecrets(KEY)
    tokens = {secrets.new() for _ in range(100)}
    assert len(tokens) == 100
    assert {len(base64.urlsafe_b64decode(token + "=")) for token in tokens} == {32}


def test_a_recovery_code_is_long_enough_to_be_kept_as_a_plain_digest() -> None:
    codes = {KeyedSecrets(KEY).recovery_code() for _ in range(100)}
    assert len(codes) == 100
    assert all(8 * len(base64.b32decode(code.replace("-", ""))) >= 112 for code in codes)


def test_a_refresh_tokens_successor_is_known_to_whoever_holds_the_key_alone() -> None:
    token = KeyedSecrets(KEY).new()
    assert KeyedSecrets(KEY).successor(token) == KeyedSecrets(KEY).successor(token) != token
    assert KeyedSecrets(bytes(32)).successor(token) != KeyedSecrets(KEY).successor(token)
