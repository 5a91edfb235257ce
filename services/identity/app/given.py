"""What is injected so that tests decide it: time, ids and secrets."""

import hashlib
from collections.abc import Callable, Sequence
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
        """At least 128 random bits, to be written on paper."""

    def pairing_code(self) -> str:
        """60 random bits in `domain.kiosk`'s characters, to be typed."""

    def successors(self, token: str) -> Sequence[str]:
        """The refresh token that replaces this one: always the same one, and known to nobody without our key.

        One for each key, newest first; the first is the one to use.
        """


def digest(secret: str) -> bytes:
    """What is stored of a random secret: SHA-256. Enough, since 32 random bytes cannot be guessed, unlike passwords."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
