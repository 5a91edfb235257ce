"""The single-use link with which a person who forgot their password sets a new one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

RESET_LIFETIME = timedelta(hours=1)


@dataclass(frozen=True)
class PasswordReset:
    """What is kept of a link; a person has one at most, so a new one voids the old."""

    person_id: UUID
    digest: bytes  # SHA-256 of the token in the link
    expire_time: datetime
