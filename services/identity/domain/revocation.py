"""The numbered ends of logins and device keys that followers read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

# Longer than any access token lives: afterwards nobody holds one that a revocation could void.
REVOCATIONS_KEPT_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class Revocation:
    """One login, or one device key, that has ended."""

    number: int  # in the order of commits
    login_id: UUID  # the `sid` of its access tokens
    time: datetime
