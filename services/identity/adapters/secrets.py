"""Tokens that nobody can guess."""

import base64
import hmac
import secrets

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

BYTES = 32


class KeyedSecrets:
    """Random tokens, and refresh tokens derived from the one before with a key of this installation."""

    def __init__(self, encryption_key: bytes) -> None:
        self._key = HKDF(SHA256(), BYTES, salt=None, info=b"presence identity refresh tokens").derive(encryption_key)

    def new(self) -> str:
        """32 random bytes, URL-safe."""
        return secrets.token_urlsafe(BYTES)

    def recovery_code(self) -> str:
        """120 random bits in base32, six groups of four: enough that a plain digest of one can be stored."""
        letters = base64.b32encode(secrets.token_bytes(15)).decode()
        return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))

    def successor(self, token: str) -> str:
        """HMAC-SHA256 of the token, URL-safe."""
        mac = hmac.digest(self._key, token.encode(), "sha256")
        return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
