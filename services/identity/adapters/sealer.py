"""AES-GCM for secrets that must be stored until they are used."""

import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
_PURPOSE = b"presence identity sealed"


class AesGcmSealer:
    """Keys of its own, derived from the installation's: the newest seals, and any opens."""

    def __init__(self, encryption_keys: Sequence[bytes]) -> None:
        """Each 32 bytes, newest first."""
        self._ciphers = [AESGCM(HKDF(SHA256(), 32, salt=None, info=_PURPOSE).derive(key)) for key in encryption_keys]

    def seal(self, secret: str, bound_to: str) -> bytes:
        """Opens with the same `bound_to` only: copied over another row it opens no more."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._ciphers[0].encrypt(nonce, secret.encode(), bound_to.encode())

    def open(self, sealed: bytes, bound_to: str) -> str | None:
        """None when it was not sealed here, or not for this."""
        opened = (_opened(cipher, sealed, bound_to) for cipher in self._ciphers)
        return next((secret for secret in opened if secret is not None), None)

    def resealed(self, sealed: bytes, bound_to: str) -> bytes | None:
        """The same secret sealed with the newest key; None when it is already, or no key opens it."""
        if _opened(self._ciphers[0], sealed, bound_to) is not None:
            return None
        secret = self.open(sealed, bound_to)
        return self.seal(secret, bound_to) if secret is not None else None


def _opened(cipher: AESGCM, sealed: bytes, bound_to: str) -> str | None:
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to.encode()).decode()
    except (InvalidTag, ValueError):
        return None
