"""What the application needs of its store: tables inside one transaction."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.common.principal import Role
from services.identity.app.device_store import DeviceKeyTable, KioskTable
from services.identity.app.mail_store import (
    KnownAddressTable,
    MailTable,
    NoticeSettingsTable,
    OidcLinkTable,
    ResetTable,
)
from services.identity.app.passkey_store import PasskeyTable
from services.identity.app.push_store import PushTable
from services.identity.domain.activation import Activation
from services.identity.domain.attempts import Attempts
from services.identity.domain.audit import AuditEntry
from services.identity.domain.change import Change, Position
from services.identity.domain.guardian import GuardianRequest
from services.identity.domain.login import Login, RefreshToken
from services.identity.domain.person import ConsentRecord, Person
from services.identity.domain.revocation import Revocation
from services.identity.domain.signing import SigningKey


@dataclass(frozen=True)
class PeopleFilter:
    """Whom a list shows."""

    words: tuple[str, ...] = ()  # folded; each must be part of the name, the e-mail address or the student number
    role: Role | None = None


@dataclass(frozen=True)
class ListPlace:
    """Where a page of people ended: the next one begins after it."""

    sort_name: str
    person_id: UUID


class PeopleTable(Protocol):
    """People and the numbered changes to them."""

    async def hold_writers(self) -> None:
        """Waits until no other transaction writes people. First statement of every one that does."""

    async def get(self, person_id: UUID, *, keep: bool = False) -> Person | None:
        """With `keep` nobody can change or delete the person before this transaction ends."""

    async def by_email(self, email: str) -> Person | None:
        """Expects the normal spelling."""

    async def administrators(self) -> Sequence[Person]:
        """All of them, oldest first."""

    async def page(self, wanted: PeopleFilter, after: ListPlace | None, size: int, skip: int = 0) -> Sequence[Person]:
        """In the order of their names, then ids, without the first `skip`; nobody beyond the end."""

    async def count(self, wanted: PeopleFilter) -> int:
        """How many people all pages together show."""

    async def claim_request(self, request_id: UUID, person_id: UUID, now: datetime) -> UUID:
        """The person that the request makes: `person_id`, or whom it made already."""

    async def add(self, person: Person) -> None:
        """AlreadyTaken names the field that somebody else has; the transaction is then void."""

    async def save(self, person: Person) -> None:
        """Replaces all of it, as the next change; AlreadyTaken as `add`."""

    async def remove(self, person_id: UUID, now: datetime) -> None:
        """Deletes the person with everything of theirs, as the next change; their logins end as in `revoke_all`."""

    async def record_consent(self, person: Person, now: datetime) -> None:
        """Adds the person's consent as it is now to its history."""

    async def consents(self, person_id: UUID, size: int) -> Sequence[ConsentRecord]:
        """Its history, newest first, at most `size` of it."""

    async def changes(self, after: int, size: int) -> tuple[Sequence[Change], Position]:
        """The first `size` changes after the number, and how far they reach. Misses none that is committed."""


class PasswordTable(Protocol):
    """Hashes of passwords."""

    async def get(self, person_id: UUID, *, keep: bool = False) -> str | None:
        """With `keep` nobody can change it before this transaction ends."""

    async def put(self, person_id: UUID, password_hash: str) -> None:
        """Sets or replaces it."""


class ActivationTable(Protocol):
    """Activation links not yet used."""

    async def put(self, activation: Activation) -> None:
        """Replaces the person's earlier one."""

    async def get(self, digest: bytes) -> Activation | None:
        """The link's, if it was neither used nor replaced."""

    async def take(self, digest: bytes) -> Activation | None:
        """Gets and removes it: of several at once, one gets it."""

    async def of_person(self, person_id: UUID) -> Activation | None:
        """The one that is out."""

    async def drop(self, person_id: UUID) -> bool:
        """Voids the person's link; False if there was none."""


class GuardianTable(Protocol):
    """Links with which guardians confirm consent, not yet used."""

    async def put(self, request: GuardianRequest) -> None:
        """Replaces the person's earlier one."""

    async def get(self, digest: bytes) -> GuardianRequest | None:
        """The link's, if it was neither used nor replaced."""

    async def of_person(self, person_id: UUID) -> GuardianRequest | None:
        """The one that is out."""

    async def drop(self, person_id: UUID) -> None:
        """Voids the person's link, if there is one."""


class AttemptTable(Protocol):
    """Attempts to log in, by account."""

    async def get(self, account: bytes) -> Attempts | None:
        """Others who ask for the same account wait until this transaction ends."""

    async def put(self, account: bytes, attempts: Attempts) -> None:
        """Sets or replaces them."""

    async def clear(self, *accounts: bytes) -> None:
        """Forgets them."""


class LoginTable(Protocol):
    """Logins and their refresh tokens."""

    async def add(self, login: Login, token: RefreshToken) -> None:
        """A new login with its first token."""

    async def find(self, digest: bytes) -> tuple[Login, RefreshToken] | None:
        """By token; others who ask for the same login wait until this transaction ends."""

    async def token(self, digest: bytes) -> RefreshToken | None:
        """The token, without waiting for anybody."""

    async def rotate(self, digest: bytes, successor: RefreshToken, expire_time: datetime) -> None:
        """Uses the token up at the time its successor is created; the login then expires at `expire_time`."""

    async def note_proof(self, login_id: UUID, now: datetime) -> bool:
        """Somebody has shown whose login it is; False when there is none that goes on."""

    async def get(self, login_id: UUID) -> Login | None:
        """Ended ones included."""

    async def of_person(self, person_id: UUID, now: datetime, size: int) -> Sequence[Login]:
        """Those that go on, newest first."""

    async def revoke(self, login_id: UUID, now: datetime) -> None:
        """Ends one login, unless it has ended, and tells those who follow revocations."""

    async def revoke_all(self, person_id: UUID, now: datetime, *, but: UUID | None = None) -> int:
        """Ends all of a person's but the one, and tells of each; how many there were."""


class RevocationTable(Protocol):
    """Logins and device keys that have ended; written by whatever ends them."""

    async def since(self, after: int, size: int) -> tuple[Sequence[Revocation], Position]:
        """The first `size` after the number, and how far they reach. Misses none that is committed."""


class SigningKeyTable(Protocol):
    """Keys that sign access tokens."""

    async def hold(self) -> None:
        """Others who hold wait until this transaction ends, so that replicas make one key, not one each."""

    async def all(self) -> Sequence[SigningKey]:
        """Every key still kept."""

    async def add(self, key: SigningKey) -> None:
        """A new key."""

    async def replace(self, key: SigningKey) -> None:
        """The same key, sealed otherwise."""

    async def remove(self, key_id: str) -> None:
        """Forgets it for good."""


class AuditTable(Protocol):
    """The record of writes that change access; only ever added to."""

    async def add(self, entry: AuditEntry) -> None:
        """Records it if this transaction commits."""


class Upkeep(Protocol):
    """What nobody needs any more."""

    async def drop_expired(self, now: datetime) -> None:
        """Logins and links past their time."""

    async def drop_attempts(self, before: datetime) -> None:
        """Attempts without another since."""

    async def drop_mails(self, before: datetime) -> None:
        """Mails, whatever became of them."""

    async def drop_push_messages(self, before: datetime) -> None:
        """Those created before then, whatever became of them."""

    async def drop_known_addresses(self, before: datetime) -> None:
        """Addresses without a log-in since."""

    async def drop_revocations(self, before: datetime) -> None:
        """Revocations of that time; followers who have not read them start afresh."""

    async def drop_kiosk_tokens(self, before: datetime) -> None:
        """Tokens of kiosks that were replaced at that time."""

    async def drop_audit(self, before: datetime) -> None:
        """Audit entries of that time, but none younger than thirty days."""

    async def compact(self, before: datetime) -> None:
        """Deletions and creation requests of that time; followers who have not read the deletions start afresh."""


class Transaction(Protocol):
    """All tables, changed together or not at all."""

    @property
    def people(self) -> PeopleTable: ...
    @property
    def passwords(self) -> PasswordTable: ...
    @property
    def activations(self) -> ActivationTable: ...
    @property
    def guardians(self) -> GuardianTable: ...
    @property
    def attempts(self) -> AttemptTable: ...
    @property
    def logins(self) -> LoginTable: ...
    @property
    def device_keys(self) -> DeviceKeyTable: ...
    @property
    def kiosks(self) -> KioskTable: ...
    @property
    def revocations(self) -> RevocationTable: ...
    @property
    def passkeys(self) -> PasskeyTable: ...
    @property
    def signing_keys(self) -> SigningKeyTable: ...
    @property
    def audit(self) -> AuditTable: ...
    @property
    def mails(self) -> MailTable: ...
    @property
    def notice_settings(self) -> NoticeSettingsTable: ...
    @property
    def push(self) -> PushTable: ...
    @property
    def resets(self) -> ResetTable: ...
    @property
    def known_addresses(self) -> KnownAddressTable: ...
    @property
    def oidc_links(self) -> OidcLinkTable: ...
    @property
    def upkeep(self) -> Upkeep: ...


class Store(Protocol):
    """Where identity keeps what it knows."""

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Committed when the block ends, undone when it raises."""
