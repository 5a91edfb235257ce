"""Tokens and codes that nobody can guess."""

import base64

from services.identity.adapters.secrets import KeyedSecrets

KEY = bytes(range(32))


def test_every_token_is_256_random_bits() -> None:
    secrets = KeyedSecrets((KEY,))
    tokens = {secrets.new() for _ in range(100)}
    assert len(tokens) == 100
    assert {len(base64.urlsafe_b64decode(token + "=")) for token in tokens} == {32}


def test_a_recovery_code_is_long_enough_to_be_kept_as_a_plain_digest() -> None:
    codes = {KeyedSecrets((KEY,)).recovery_code() for _ in range(100)}
    assert len(codes) == 100
    letters = [code.replace("-", "") for code in codes]
    assert {5 * len(one) for one in letters} == {140}  # bits: each letter is one of 32
    assert set("".join(letters)) == set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    assert {len(group) for code in codes for group in code.split("-")} == {4}


def test_a_refresh_tokens_successor_is_known_to_whoever_holds_the_key_alone() -> None:
    token = KeyedSecrets((KEY,)).new()
    (successor,) = KeyedSecrets((KEY,)).successors(token)
    assert KeyedSecrets((KEY,)).successors(token) == [successor]
    assert successor != token
    (other,) = KeyedSecrets((bytes(32),)).successors(token)
    assert KeyedSecrets((bytes(32), KEY)).successors(token) == [other, successor]
    assert other != successor
