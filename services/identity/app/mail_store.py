"""What the application needs of its store for mails, password resets and log-ins from elsewhere."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.identity.domain.mail import Mail, MailKind, MailRequest
from services.identity.domain.notice import NoticeSettings
from services.identity.domain.password_reset import PasswordReset


class MailTable(Protocol):
    """The outbox, and requests for mails that are not looked into yet."""

    async def add(self, mails: Sequence[Mail]) -> None:
        """New mails, sent by whoever claims them after this transaction. An id that is there stays as it is."""

    async def withdraw(self, person_id: UUID, kind: MailKind) -> None:
        """Drops the person's mails of the kind that were not sent: a newer one says what is true."""

    async def get(self, mail_id: UUID, *, keep: bool = False) -> Mail | None:
        """With `keep` nobody else changes it before this transaction ends."""

    async def page(self, after: UUID | None, size: int) -> Sequence[Mail]:
        """Newest first, from the mail after `after`."""

    async def claim_due(self, now: datetime) -> Mail | None:
        """The waiting mail that has been due longest and that no other transaction has claimed; invitations last."""

    async def sealed(self, after: UUID | None, size: int) -> Sequence[Mail]:
        """By id, those whose link is kept; nobody else changes them before this transaction ends."""

    async def save(self, mail: Mail) -> None:
        """Replaces its state; nothing if it is gone."""

    async def request(self, request: MailRequest) -> None:
        """Costs the same for every address."""

    async def take_requests(self, size: int) -> Sequence[MailRequest]:
        """Gets and removes the oldest that no other transaction has taken."""


class NoticeSettingsTable(Protocol):
    """What people want to be told."""

    async def get(self, person_id: UUID) -> NoticeSettings:
        """Everything, where nothing was said."""

    async def put(self, person_id: UUID, settings: NoticeSettings) -> None:
        """Replaces them; nothing if the person is gone."""


class ResetTable(Protocol):
    """Password reset links not yet used."""

    async def put(self, reset: PasswordReset) -> None:
        """Replaces the person's earlier one."""

    async def get(self, digest: bytes) -> PasswordReset | None:
        """The link's, if it was neither used nor replaced."""

    async def take(self, digest: bytes) -> PasswordReset | None:
        """Gets and removes it: of several at once, one gets it."""

    async def drop(self, person_id: UUID) -> None:
        """Voids the person's link, if there is one."""


class KnownAddressTable(Protocol):
    """From where accounts were logged in to."""

    async def has(self, account: bytes, address: bytes) -> bool:
        """Whether the account was logged in to from there."""

    async def of_account(self, account: bytes) -> Sequence[bytes]:
        """Every address that the account was logged in to from."""

    async def note(self, account: bytes, address: bytes, now: datetime) -> None:
        """It was, just now."""


class OidcLinkTable(Protocol):
    """Who people are at the OpenID Connect provider."""

    async def person(self, issuer: str, subject: str) -> UUID | None:
        """Who logged in so before."""

    async def subject(self, issuer: str, person_id: UUID) -> str | None:
        """As whom the person logged in before."""

    async def put(self, issuer: str, subject: str, person_id: UUID, now: datetime) -> None:
        """Nothing if it is so already."""

    async def drop(self, person_id: UUID) -> None:
        """The next log-in links anew."""
