"""The single-use link with which a person sets their first password."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

ACTIVATION_LIFETIME = timedelta(hours=72)


@dataclass(frozen=True)
class Activation:
    """What is kept of a link; a person has one at most, so a new one voids the old."""

    person_id: UUID
    digest: bytes  # SHA-256 of the token in the link
    expire_time: datetime


@dataclass(frozen=True)
class ActivationLink:
    """The link itself, shown once."""

    url: str
    expire_time: datetime
