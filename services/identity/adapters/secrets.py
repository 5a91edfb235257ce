"""Tokens that nobody can guess."""

import base64
import hmac
import secrets
from collections.abc import Sequence

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from services.identity.domain.kiosk import CODE_CHARACTERS, CODE_LENGTH

BYTES = 32
_PURPOSE = b"presence identity refresh tokens"
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


class KeyedSecrets:
    """Random tokens, and refresh tokens derived from the one before with a key of this installation."""

    def __init__(self, encryption_keys: Sequence[bytes]) -> None:
        """Each 32 bytes, newest first."""
        self._keys = [HKDF(SHA256(), BYTES, salt=None, info=_PURPOSE).derive(key) for key in encryption_keys]

    def new(self) -> str:
        """32 random bytes, URL-safe."""
        return secrets.token_urlsafe(BYTES)

    def recovery_code(self) -> str:
        """140 random bits in base32, seven groups of four: enough that a plain digest of one can be stored."""
        return "-".join("".join(secrets.choice(_BASE32) for _ in range(4)) for _ in range(7))

    def pairing_code(self) -> str:
        """60 random bits: nobody guesses them in the minutes in which they are good."""
        return "".join(secrets.choice(CODE_CHARACTERS) for _ in range(CODE_LENGTH))

    def successors(self, token: str) -> Sequence[str]:
        """HMAC-SHA256 of the token by each key, URL-safe."""
        macs = [hmac.digest(key, token.encode(), "sha256") for key in self._keys]
        return [base64.urlsafe_b64encode(mac).rstrip(b"=").decode() for mac in macs]
