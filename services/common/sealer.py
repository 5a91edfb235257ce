"""AES-256-GCM for what must be stored and read again: sealed at rest, bound to where it belongs."""

import hashlib
import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
_NAMED = b"\x01"  # a format of its own: what follows is a key's id
_KEY_ID_BYTES = 8


class AesGcmSealer:
    """The newest key seals, and any opens.

    A sealed value is: nonce (12 bytes), ciphertext and tag. Before it, where keys are named: format (1), key id (8),
    so that a database can be asked what an older key sealed.
    """

    def __init__(self, keys: Sequence[bytes], *, purpose: bytes | None, named: bool = False) -> None:
        """Each of 32 bytes, newest first. With a purpose, a key of its own is derived from each by HKDF-SHA256."""
        ciphers = [AESGCM(key if purpose is None else _derived(key, purpose)) for key in keys]
        heads = [_head(key) if named else b"" for key in keys]
        self._ciphers = tuple(zip(heads, ciphers, strict=True))
        self.newest_head = heads[0]  # all that is sealed from now on begins with it

    def seal(self, secret: bytes, bound_to: str) -> bytes:
        """Opens with the same `bound_to` only: copied over another row it opens no more."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return self.newest_head + nonce + self._ciphers[0][1].encrypt(nonce, secret, bound_to.encode())

    def open(self, sealed: bytes, bound_to: str) -> bytes | None:
        """None when it was not sealed with these keys, or not for this."""
        opened = (_opened(head, cipher, sealed, bound_to) for head, cipher in self._ciphers)
        return next((secret for secret in opened if secret is not None), None)

    def resealed(self, sealed: bytes, bound_to: str) -> bytes | None:
        """The same secret sealed with the newest key; None when it is already, or no key opens it."""
        if _opened(*self._ciphers[0], sealed, bound_to) is not None:
            return None
        secret = self.open(sealed, bound_to)
        return self.seal(secret, bound_to) if secret is not None else None

    def seal_text(self, secret: str, bound_to: str) -> bytes:
        """As `seal`, of UTF-8."""
        return self.seal(secret.encode(), bound_to)

    def open_text(self, sealed: bytes, bound_to: str) -> str | None:
        """As `open`, of UTF-8."""
        secret = self.open(sealed, bound_to)
        return secret.decode() if secret is not None else None


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=purpose).derive(key)


def _head(key: bytes) -> bytes:
    return _NAMED + hashlib.sha256(b"presence key id" + key).digest()[:_KEY_ID_BYTES]


def _opened(head: bytes, cipher: AESGCM, sealed: bytes, bound_to: str) -> bytes | None:
    if not sealed.startswith(head):
        return None
    nonce, encrypted = sealed[len(head) :][:NONCE_BYTES], sealed[len(head) + NONCE_BYTES :]
    try:
        return cipher.decrypt(nonce, encrypted, bound_to.encode())
    except (InvalidTag, ValueError):  # not what was sealed, or too short for it
        return None
