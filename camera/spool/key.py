"""What kept frames are sealed with: a key drawn from the camera's own, or one in a file of its own."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from services.common.sealer import AesGcmSealer

KEY_BYTES = 32
_PURPOSE = b"presence camera spool"


class KeyFileUnsafe(Exception):
    """The key file cannot be used; the text is for the person at the terminal."""


class SpoolKey:
    """AES-256-GCM; `key_id` tells one key from another and tells nothing of it."""

    def __init__(self, secret: bytes) -> None:
        self.key_id = hashlib.sha256(b"presence spool key id" + secret).digest()[:8]
        self._sealer = AesGcmSealer([hashlib.sha256(secret).digest()], purpose=_PURPOSE)

    def seal(self, picture: bytes, place: str) -> bytes:
        """Opens for the same place only."""
        return self._sealer.seal(picture, place)

    def open(self, sealed: bytes, place: str) -> bytes | None:
        """None when it was not sealed with this key, or for another place."""
        return self._sealer.open(sealed, place)


def key_of_device(credential: str) -> SpoolKey:
    """Drawn from the camera's key: what lies on a stolen disk cannot be read without it."""
    return SpoolKey(credential.encode())


def key_of_file(path: Path) -> SpoolKey:
    """The key in that file, which only its owner may read; made there when there is none. Raises KeyFileUnsafe."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    except OSError as error:
        raise KeyFileUnsafe(f"{path}: {error.strerror}") from None
    else:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
    try:
        if path.stat().st_mode & 0o077:
            raise KeyFileUnsafe(f"{path} can be read by others: chmod 600 it")
        secret = path.read_bytes()
    except OSError as error:
        raise KeyFileUnsafe(f"{path}: {error.strerror}") from None
    if len(secret) < KEY_BYTES:
        raise KeyFileUnsafe(f"{path} holds {len(secret)} bytes, a key has {KEY_BYTES}")
    return SpoolKey(secret)
