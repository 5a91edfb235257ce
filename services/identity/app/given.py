"""What is injected so that tests decide it: time, ids and secrets."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID

Clock = Callable[[], datetime]  # aware, UTC
NewId = Callable[[], UUID]


class Secrets(Protocol):
    """Tokens that nobody can guess."""

    def new(self) -> str:
        """32 random bytes, URL-safe."""

    def recovery_code(self) -> str:
        """80 random bits, to be written on paper."""

    def successor(self, token: str) -> str:
        """The refresh token that replaces this one: always the same one, and known to nobody without our key."""


def digest(secret: str) -> bytes:
    """What is stored of a random secret: SHA-256. Enough, since 32 random bytes cannot be guessed, unlike passwords."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
