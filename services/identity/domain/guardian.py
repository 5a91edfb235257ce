"""The single-use link with which a guardian speaks for a minor."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

GUARDIAN_LINK_LIFETIME = timedelta(days=14)
ASKED_AGAIN_AFTER = timedelta(minutes=10)  # nobody's mailbox is filled by a student's button


@dataclass(frozen=True)
class GuardianRequest:
    """What is kept of a link; a person has one at most, so a new one voids the old."""

    person_id: UUID
    digest: bytes  # SHA-256 of the token in the link
    text_version: str  # of the text that the guardian is shown
    expire_time: datetime

    @property
    def ask_time(self) -> datetime:
        """When it was mailed."""
        return self.expire_time - GUARDIAN_LINK_LIFETIME
