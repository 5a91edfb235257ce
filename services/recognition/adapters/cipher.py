"""Seals photos and encodings with AES-256-GCM before they reach the database."""

import base64
import hashlib
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_FORMAT = b"\x01"
_KEY_ID_BYTES = 8
_NONCE_BYTES = 12
_HEAD_BYTES = len(_FORMAT) + _KEY_ID_BYTES + _NONCE_BYTES
KEY_BYTES = 32


class CannotUnseal(Exception):
    """Sealed with a key that is not configured, or not what was sealed."""


def parse_keys(text: str) -> tuple[bytes, ...]:
    """One or more base64 keys of 32 bytes, separated by commas; ValueError says what is wrong."""
    keys = []
    for part in text.split(","):
        try:
            key = base64.b64decode(part.strip(), validate=True)
        except ValueError:
            raise ValueError("must be 32 bytes in base64, for example from: openssl rand -base64 32") from None
        if len(key) != KEY_BYTES:
            raise ValueError(f"must be {KEY_BYTES} bytes in base64, not {len(key)}: openssl rand -base64 32")
        keys.append(key)
    return tuple(keys)


class Cipher:
    """Seals with the first key and unseals with any, so that keys can be replaced without stopping.

    A sealed value is: format (1 byte), key id (8), nonce (12), ciphertext and tag. What it belongs to is authenticated
    with it: moved to another person, sample or column it no longer opens.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = {_key_id(key): AESGCM(key) for key in keys}
        self._sealing_id = _key_id(keys[0])

    def seal(self, plain: bytes, person_id: str, sample_id: str, column: str) -> bytes:
        """For storage."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._keys[self._sealing_id].encrypt(nonce, plain, _belongs_to(person_id, sample_id, column))
        return _FORMAT + self._sealing_id + nonce + sealed

    def unseal(self, sealed: bytes, person_id: str, sample_id: str, column: str) -> bytes:
        """What was sealed; CannotUnseal."""
        key_id = sealed[len(_FORMAT) : len(_FORMAT) + _KEY_ID_BYTES]
        key = self._keys.get(key_id)
        if key is None or not sealed.startswith(_FORMAT):
            raise CannotUnseal(f"sample {sample_id} was sealed with the key {key_id.hex()}, which is not configured")
        nonce = sealed[_HEAD_BYTES - _NONCE_BYTES : _HEAD_BYTES]
        try:
            return key.decrypt(nonce, sealed[_HEAD_BYTES:], _belongs_to(person_id, sample_id, column))
        except InvalidTag:
            raise CannotUnseal(f"the {column} of sample {sample_id} is not what was sealed") from None


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"presence key id" + key).digest()[:_KEY_ID_BYTES]


def _belongs_to(person_id: str, sample_id: str, column: str) -> bytes:
    return f"{person_id}/{sample_id}/{column}".encode()
