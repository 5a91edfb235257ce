"""AES-GCM for secrets that must be stored until they are used."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12


class AesGcmSealer:
    """A key of its own, derived from the installation's."""

    def __init__(self, encryption_key: bytes) -> None:
        """32 bytes."""
        self._cipher = AESGCM(HKDF(SHA256(), 32, salt=None, info=b"presence identity sealed").derive(encryption_key))

    def seal(self, secret: str, bound_to: str) -> bytes:
        """Opens with the same `bound_to` only: copied over another row it opens no more."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret.encode(), bound_to.encode())

    def open(self, sealed: bytes, bound_to: str) -> str | None:
        """None when it was not sealed here, or not for this."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to.encode()).decode()
        except (InvalidTag, ValueError):
            return None
