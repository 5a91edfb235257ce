"""The record of writes that change who may do what."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

OPERATOR = "operator"  # whoever holds the bootstrap secret


class Action(StrEnum):
    """What was done; stored by its value."""

    PERSON_CREATED = "person.create"
    PERSON_UPDATED = "person.update"
    PEOPLE_IMPORTED = "people.import"
    PEOPLE_EXPORTED = "people.export"
    AUDIT_EXPORTED = "audit.export"
    ROLE_CHANGED = "person.role"
    PERSON_SHUT_OUT = "person.shut_out"
    PERSON_LET_IN = "person.let_in"
    PERSON_DELETED = "person.delete"
    PERSON_EXPORTED = "person.export"
    ACTIVATION_ISSUED = "activation.issue"
    ACTIVATION_REVOKED = "activation.revoke"
    ACCOUNT_ACTIVATED = "activation.use"
    PASSWORD_CHANGED = "password.change"  # noqa: S105 - the name of an action
    LOGIN_BEGAN = "login.begin"
    LOGIN_PROVEN = "login.prove"
    LOGINS_FAILED = "login.fail"  # once a burst, not once an attempt
    PASSWORD_RESET_ASKED = "password.reset_asked"  # noqa: S105 - the name of an action
    PASSWORD_RESET = "password.reset"  # noqa: S105 - the name of an action
    OIDC_LINKED = "login.link"
    MAIL_READ = "mail.read"
    LOGINS_ENDED = "login.end"
    PASSKEY_ADDED = "passkey.add"
    PASSKEY_REMOVED = "passkey.remove"
    RECOVERY_CODE_USED = "recovery_code.use"
    RECOVERY_CODES_RENEWED = "recovery_code.renew"
    REFRESH_TOKEN_REUSED = "login.token_reused"  # noqa: S105 - the name of an action
    CONSENT_GRANTED = "consent.grant"
    CONSENT_WITHDRAWN = "consent.withdraw"
    GUARDIAN_ASKED = "consent.guardian_asked"
    GUARDIAN_REFUSED = "consent.guardian_refused"
    DEVICE_KEY_ISSUED = "device_key.issue"
    DEVICE_KEY_REVOKED = "device_key.revoke"
    KIOSK_OFFERED = "kiosk.offer"


@dataclass(frozen=True)
class AuditEntry:
    """One write, in the same transaction as what it records."""

    time: datetime
    actor: str  # a person's id, or OPERATOR
    action: Action
    subject: str  # id of the person or key it was done to
    note: str = ""  # never a secret
