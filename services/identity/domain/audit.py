"""The record of writes that change who may do what."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

OPERATOR = "operator"  # whoever holds the bootstrap secret


class Action(StrEnum):
    """What was done; stored by its value."""

    PERSON_CREATED = "person_created"
    PERSON_UPDATED = "person_updated"
    ROLE_CHANGED = "role_changed"
    PERSON_SHUT_OUT = "person_shut_out"
    PERSON_LET_IN = "person_let_in"
    PERSON_DELETED = "person_deleted"
    ACTIVATION_ISSUED = "activation_issued"
    ACCOUNT_ACTIVATED = "account_activated"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of an action
    REFRESH_TOKEN_REUSED = "refresh_token_reused"  # noqa: S105 - the name of an action
    CONSENT_GRANTED = "consent_granted"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    DEVICE_KEY_ISSUED = "device_key_issued"
    DEVICE_KEY_REVOKED = "device_key_revoked"


@dataclass(frozen=True)
class AuditEntry:
    """One write, in the same transaction as what it records."""

    time: datetime
    actor: str  # a person's id, or OPERATOR
    action: Action
    subject: str  # id of the person or key it was done to
    note: str = ""  # never a secret
