"""The code on the teacher's screen: TOTP (RFC 6238, SHA-256), six digits, a new one every ten seconds."""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP_SECONDS = 10
DIGITS = 6
SECRET_BYTES = 32
# Replicas' clocks differ: the step after this one is taken, too, which nobody can know who was not shown it.
STEPS_AHEAD = 1
STEPS_BEHIND = 1
# As long as somebody may have looked at a code before typing it: told that it is over, rather than wrong.
STEPS_REMEMBERED = 30

NewSecret = Callable[[], bytes]


class Judged(StrEnum):
    """What a code that somebody typed is."""

    RIGHT = "right"
    OVER = "over"  # shown in the last five minutes, and no more
    WRONG = "wrong"


@dataclass(frozen=True)
class ShownCode:
    """A code and the moment at which the next one takes its place."""

    code: str
    show_time: datetime
    expire_time: datetime


def new_secret() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(SECRET_BYTES)


def code_at(secret: bytes, now: datetime) -> ShownCode:
    """What is shown at that moment."""
    step = _step(now)
    return ShownCode(_code(secret, step), now, datetime.fromtimestamp((step + 1) * STEP_SECONDS, UTC))


def judge(secret: bytes, given: str, now: datetime, shown_since: datetime) -> Judged:
    """Whether the code is of this step or the one before; spaces in it do not matter.

    Steps that ended before `shown_since` were never shown: their codes are as wrong as any.
    """
    typed = "".join(given.split()).encode()
    first, step = _step(shown_since), _step(now)
    found = Judged.WRONG
    for one in range(max(first, step - STEPS_REMEMBERED), step + STEPS_AHEAD + 1):
        if hmac.compare_digest(_code(secret, one).encode(), typed):
            found = Judged.RIGHT if one >= step - STEPS_BEHIND else Judged.OVER
    return found


def _step(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP_SECONDS


def _code(secret: bytes, step: int) -> str:
    # drawn for each step, and so by any clock: TOTP itself keeps none
    return TOTP(secret, DIGITS, SHA256(), STEP_SECONDS).generate(step * STEP_SECONDS).decode()
