"""Everything that identity stores, as the store in memory keeps it."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from services.identity.domain.activation import Activation
from services.identity.domain.attempts import Attempts
from services.identity.domain.audit import AuditEntry
from services.identity.domain.device_key import DeviceKey
from services.identity.domain.guardian import GuardianRequest
from services.identity.domain.kiosk import KioskPairing, KioskToken
from services.identity.domain.login import Login, RefreshToken
from services.identity.domain.mail import Mail, MailRequest
from services.identity.domain.notice import NoticeSettings
from services.identity.domain.passkey import Passkey, PasskeyChallenge
from services.identity.domain.password_reset import PasswordReset
from services.identity.domain.person import Consent, Person
from services.identity.domain.push import PushKey, PushMessage, PushSubscription
from services.identity.domain.revocation import Revocation
from services.identity.domain.signing import SigningKey


@dataclass
class State:
    """Everything stored; values are frozen, so copying the containers copies it all."""

    epoch: UUID = field(default_factory=uuid4)
    number: int = 0
    compacted_through: int = 0
    people: dict[UUID, Person] = field(default_factory=dict)
    people_numbers: dict[UUID, int] = field(default_factory=dict)
    deleted: dict[UUID, tuple[int, datetime]] = field(default_factory=dict)
    requests: dict[UUID, tuple[UUID, datetime]] = field(default_factory=dict)
    consents: list[tuple[UUID, Consent, datetime]] = field(default_factory=list)
    passwords: dict[UUID, str] = field(default_factory=dict)
    activations: dict[UUID, Activation] = field(default_factory=dict)
    guardians: dict[UUID, GuardianRequest] = field(default_factory=dict)
    attempts: dict[bytes, Attempts] = field(default_factory=dict)
    logins: dict[UUID, Login] = field(default_factory=dict)
    tokens: dict[bytes, RefreshToken] = field(default_factory=dict)
    device_keys: dict[UUID, DeviceKey] = field(default_factory=dict)
    kiosk_pairings: dict[UUID, KioskPairing] = field(default_factory=dict)
    kiosk_tokens: dict[bytes, KioskToken] = field(default_factory=dict)
    signing_keys: dict[str, SigningKey] = field(default_factory=dict)
    passkeys: dict[UUID, Passkey] = field(default_factory=dict)
    challenges: dict[bytes, PasskeyChallenge] = field(default_factory=dict)
    codes: frozenset[tuple[UUID, bytes]] = frozenset()
    revocation_epoch: UUID = field(default_factory=uuid4)
    revocations_through: int = 0  # compacted
    revocation_number: int = 0
    revocations: list[Revocation] = field(default_factory=list)
    audit: list[AuditEntry] = field(default_factory=list)
    mails: dict[UUID, Mail] = field(default_factory=dict)
    mail_requests: list[MailRequest] = field(default_factory=list)
    notice_settings: dict[UUID, NoticeSettings] = field(default_factory=dict)
    push_key: PushKey | None = None
    push_subscriptions: dict[UUID, PushSubscription] = field(default_factory=dict)
    push_messages: dict[UUID, PushMessage] = field(default_factory=dict)
    resets: dict[UUID, PasswordReset] = field(default_factory=dict)
    known_addresses: dict[tuple[bytes, bytes], datetime] = field(default_factory=dict)
    oidc_links: dict[tuple[str, str], UUID] = field(default_factory=dict)

    def draft(self) -> "State":
        """A copy that can be changed without changing this."""
        return State(**{name: copy.copy(value) for name, value in vars(self).items()})


class Part:
    """One table over a draft."""

    def __init__(self, state: State) -> None:
        self._state = state


def record_revocations(state: State, login_ids: Sequence[UUID], now: datetime) -> None:
    """Numbers the ends of logins or device keys for followers."""
    for login_id in login_ids:
        state.revocation_number += 1
        state.revocations.append(Revocation(state.revocation_number, login_id, now))


def drop_logins(state: State, logins: Sequence[Login]) -> None:
    """With their refresh tokens."""
    gone = {login.login_id for login in logins}
    state.logins = {id_: login for id_, login in state.logins.items() if id_ not in gone}
    state.tokens = {digest: token for digest, token in state.tokens.items() if token.login_id not in gone}
