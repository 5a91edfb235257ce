"""Errors the caller can understand. Imports nothing of gRPC, so that domain and app may raise them.

A domain error is a dataclass whose fields say what went wrong and whose `__str__` is the sentence the caller reads:

    @dataclass
    class SessionAlreadyOpen(DomainError):
        room_id: str

        def __str__(self) -> str:
            return f"room {self.room_id} already has an open session"

Not frozen: the interpreter writes `__traceback__` and `__cause__` on a raised exception.
"""

import dataclasses
import re
from dataclasses import dataclass


class DomainError(Exception):
    """Base of every error whose text the caller may see."""

    def __str__(self) -> str:
        return error_reason(self).replace("_", " ").lower()


def error_reason(error: DomainError) -> str:
    """The class name in UPPER_SNAKE_CASE: the machine-readable reason sent to the caller."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", type(error).__name__).upper()


def error_fields(error: DomainError) -> dict[str, str]:
    """The error's dataclass fields as text, in the order they were declared."""
    if not dataclasses.is_dataclass(error):
        return {}
    return {field.name: str(getattr(error, field.name)) for field in dataclasses.fields(error)}


@dataclass
class InvalidInput(DomainError):
    """A value the caller sent cannot be used; `reason` reads on from the field's name."""

    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.field} {self.reason}"


@dataclass
class NotAllowed(DomainError):
    """The caller is known and may not do this; `what` is a verb phrase such as "start a session"."""

    what: str

    def __str__(self) -> str:
        return f"you may not {self.what}"


@dataclass
class Unauthenticated(DomainError):
    """The caller is not known; `reason` reads on from "log in again:"."""

    reason: str

    def __str__(self) -> str:
        return f"log in again: {self.reason}"


@dataclass
class DatabaseUnavailable(DomainError):
    """The database cannot be reached just now; the same call works again when it is back."""

    def __str__(self) -> str:
        return "the database does not answer; try again"


@dataclass
class PeerUnavailable(DomainError):
    """A process this one depends on cannot be reached just now."""

    def __str__(self) -> str:
        return "a part of Presence that is needed for this does not answer; try again"
