"""The second factor: passkeys are added, asked for after the password, and replaced by recovery codes when lost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.common.errors import InvalidInput
from services.identity.app.given import Clock, NewId, Secrets, digest
from services.identity.app.store import Store, Transaction
from services.identity.domain.audit import Action, AuditEntry
from services.identity.domain.errors import PersonNotFound
from services.identity.domain.login_errors import (
    LastPasskey,
    NoPasskey,
    PasskeyNotFound,
    PasskeysNeedAName,
    PasskeyTicketNotFound,
    SecondFactorRefused,
    TooManyPasskeys,
)
from services.identity.domain.passkey import (
    CHALLENGE_LIFETIME,
    LABEL_CHARACTERS_MAX,
    PASSKEYS_MAX,
    RECOVERY_CODES,
    SECOND_FACTOR_ROLES,
    Credential,
    Passkey,
    PasskeyChallenge,
    Purpose,
    normal_code,
)
from services.identity.domain.person import Person


@dataclass(frozen=True)
class Asked:
    """What a browser is asked to sign."""

    challenge: bytes
    options_json: str


class Authenticators(Protocol):
    """WebAuthn for this installation's address. An answer that does not check out is AnswerRefused."""

    @property
    def available(self) -> bool:
        """False where the address has no name, which WebAuthn needs."""

    def ask_to_add(self, person: Person, known: Sequence[Passkey]) -> Asked:
        """For a new credential, on an authenticator that has none of the known ones."""

    def added(self, credential_json: str, challenge: bytes) -> Credential:
        """The new credential."""

    def ask_to_log_in(self, known: Sequence[Passkey]) -> Asked:
        """For a signature with one of the known ones."""

    def credential_id(self, credential_json: str) -> bytes:
        """Which one an answer claims to be signed with."""

    def signed(self, credential_json: str, challenge: bytes, credential: Credential) -> Credential:
        """The credential with its count as of this signature."""


class AnswerRefused(Exception):
    """What the browser sent does not check out."""


@dataclass(frozen=True)
class Challenge:
    """What somebody must answer before they are logged in."""

    token: str
    options_json: str  # empty: only a recovery code will do
    expire_time: datetime
    enrol: bool = False  # there is no passkey yet: one must be added first


@dataclass(frozen=True)
class PasskeyAnswer:
    """The browser's PublicKeyCredential."""

    credential_json: str


@dataclass(frozen=True)
class RecoveryAnswer:
    """A recovery code as typed."""

    code: str


class SecondFactor:
    """A challenge is used up by its first answer, right or wrong."""

    def __init__(
        self,
        store: Store,
        authenticators: Authenticators,
        secrets: Secrets,
        clock: Clock,
        new_id: NewId,
        *,
        required: bool = False,
    ) -> None:
        """`required` of those who may have one; the authenticators must then be available."""
        self._store = store
        self._authenticators = authenticators
        self._secrets = secrets
        self._clock = clock
        self._new_id = new_id
        self._required = required

    async def challenge_in(self, tx: Transaction, person: Person) -> Challenge | None:
        """None for who has no passkey and needs none."""
        known = await tx.passkeys.of_person(person.person_id)
        if not known:
            return await self._enrolment(tx, person) if self._required_of(person) else None
        able = self._authenticators.available
        asked = self._authenticators.ask_to_log_in(known) if able else Asked(b"", "")
        token, expire_time = await self._remember(tx, person.person_id, Purpose.LOG_IN, asked)
        return Challenge(token, asked.options_json, expire_time)

    async def lacking_in(self, tx: Transaction, person: Person) -> bool:
        """Whether the person has no passkey though one is required of them."""
        return self._required_of(person) and not await tx.passkeys.of_person(person.person_id)

    async def take(self, token: str, purpose: Purpose) -> PasskeyChallenge:
        """Uses a log-in's challenge up; SecondFactorRefused when it is unknown, used or too old."""
        async with self._store.transaction() as tx:
            found = await tx.passkeys.take_challenge(digest(token), purpose)
        if found is None or found.expire_time <= self._clock():
            raise SecondFactorRefused
        return found

    async def check_in(self, tx: Transaction, asked: PasskeyChallenge, answer: PasskeyAnswer | RecoveryAnswer) -> int:
        """How many recovery codes are left once the answer is accepted; SecondFactorRefused if it is wrong."""
        now = self._clock()
        subject = str(asked.person_id)
        if isinstance(answer, RecoveryAnswer):
            if not await tx.passkeys.take_code(asked.person_id, digest(normal_code(answer.code))):
                raise SecondFactorRefused
            await tx.audit.add(AuditEntry(now, subject, Action.RECOVERY_CODE_USED, subject))
            return await tx.passkeys.codes_left(asked.person_id)
        if not asked.challenge:  # there was nothing to sign
            raise SecondFactorRefused
        try:
            wanted = self._authenticators.credential_id(answer.credential_json)
            # of several answers with one count, the second waits here and sees the first one's
            known = await tx.passkeys.by_credential(wanted)
            if known is None or known.person_id != asked.person_id:
                raise SecondFactorRefused
            credential = self._authenticators.signed(answer.credential_json, asked.challenge, known.credential)
        except AnswerRefused:
            raise SecondFactorRefused from None
        await tx.passkeys.save(replace(known, credential=credential, last_use_time=now))
        return await tx.passkeys.codes_left(asked.person_id)

    async def enrol_in(
        self, tx: Transaction, asked: PasskeyChallenge, credential_json: str, label: str
    ) -> Sequence[str]:
        """Adds the first passkey during a log-in; its recovery codes. SecondFactorRefused if there is one by now."""
        passkey = self._made(asked, credential_json, _checked_label(label))
        await tx.passkeys.hold(asked.person_id)
        if await tx.passkeys.of_person(asked.person_id):
            raise SecondFactorRefused
        return await self._keep(tx, passkey, first=True)

    async def begin(self, person_id: UUID) -> tuple[str, str]:
        """A ticket and the browser's options, for somebody who has just proven themselves."""
        if not self._authenticators.available:
            raise PasskeysNeedAName
        async with self._store.transaction() as tx:
            person = await tx.people.get(person_id)
            if person is None:
                raise PersonNotFound(str(person_id))
            known = await tx.passkeys.of_person(person_id)
            if len(known) >= PASSKEYS_MAX:
                raise TooManyPasskeys
            asked = self._authenticators.ask_to_add(person, known)
            token, _ = await self._remember(tx, person.person_id, Purpose.ADD, asked)
        return token, asked.options_json

    async def finish(
        self, person_id: UUID, ticket: str, credential_json: str, label: str
    ) -> tuple[Passkey, Sequence[str]]:
        """The passkey and, with the first, recovery codes. InvalidInput when the answer does not check out."""
        text = _checked_label(label)
        async with self._store.transaction() as tx:
            asked = await tx.passkeys.take_challenge(digest(ticket), Purpose.ADD)
        if asked is None or asked.expire_time <= self._clock() or asked.person_id != person_id:
            raise PasskeyTicketNotFound
        passkey = self._made(asked, credential_json, text)
        async with self._store.transaction() as tx:
            await tx.passkeys.hold(person_id)
            known = await tx.passkeys.of_person(person_id)
            if len(known) >= PASSKEYS_MAX:
                raise TooManyPasskeys
            codes = await self._keep(tx, passkey, first=not known)
        return passkey, codes

    async def list(self, person_id: UUID) -> tuple[Sequence[Passkey], int]:
        """The person's passkeys, oldest first, and how many recovery codes are left."""
        async with self._store.transaction() as tx:
            return await tx.passkeys.of_person(person_id), await tx.passkeys.codes_left(person_id)

    async def delete(self, passkey_id: UUID, by: UUID, *, anybodys: bool) -> None:
        """Without the last passkey the recovery codes go too. None having the id is no error.

        PasskeyNotFound when it is somebody else's, unless `anybodys` may be removed; LastPasskey when the owner must
        have one. Who loses theirs by somebody else's hand adds a new one at the next log-in.
        """
        async with self._store.transaction() as tx:
            passkey = await tx.passkeys.get(passkey_id)
            if passkey is None:
                return
            if passkey.person_id != by and not anybodys:
                raise PasskeyNotFound(str(passkey_id))
            await tx.passkeys.hold(passkey.person_id)
            await tx.passkeys.remove(passkey_id)
            if not await tx.passkeys.of_person(passkey.person_id):
                owner = await tx.people.get(by) if passkey.person_id == by else None
                if owner is not None and self._required_of(owner):
                    raise LastPasskey
                await tx.passkeys.put_codes(passkey.person_id, ())
            subject = str(passkey.person_id)
            await tx.audit.add(AuditEntry(self._clock(), str(by), Action.PASSKEY_REMOVED, subject, passkey.label))

    async def renew_codes(self, person_id: UUID) -> Sequence[str]:
        """New codes in place of the old, for somebody who has just proven themselves. NoPasskey without one."""
        async with self._store.transaction() as tx:
            await tx.passkeys.hold(person_id)
            if not await tx.passkeys.of_person(person_id):
                raise NoPasskey
            subject = str(person_id)
            await tx.audit.add(AuditEntry(self._clock(), subject, Action.RECOVERY_CODES_RENEWED, subject))
            return await self._new_codes(tx, person_id)

    def _required_of(self, person: Person) -> bool:
        return self._required and person.details.role in SECOND_FACTOR_ROLES

    async def _enrolment(self, tx: Transaction, person: Person) -> Challenge:
        asked = self._authenticators.ask_to_add(person, ())
        token, expire_time = await self._remember(tx, person.person_id, Purpose.ENROL, asked)
        return Challenge(token, asked.options_json, expire_time, enrol=True)

    def _made(self, asked: PasskeyChallenge, credential_json: str, label: str) -> Passkey:
        try:
            credential = self._authenticators.added(credential_json, asked.challenge)
        except AnswerRefused:
            raise InvalidInput("credential_json", "does not check out; try again") from None
        return Passkey(self._new_id(), asked.person_id, label, credential, self._clock())

    async def _keep(self, tx: Transaction, passkey: Passkey, *, first: bool) -> Sequence[str]:
        if not await tx.passkeys.add(passkey):
            raise InvalidInput("credential_json", "is a passkey that is in use already")
        subject = str(passkey.person_id)
        await tx.audit.add(AuditEntry(passkey.create_time, subject, Action.PASSKEY_ADDED, subject, passkey.label))
        return await self._new_codes(tx, passkey.person_id) if first else ()

    async def _new_codes(self, tx: Transaction, person_id: UUID) -> Sequence[str]:
        codes = tuple(self._secrets.recovery_code() for _ in range(RECOVERY_CODES))
        await tx.passkeys.put_codes(person_id, [digest(normal_code(code)) for code in codes])
        return codes

    async def _remember(self, tx: Transaction, person_id: UUID, purpose: Purpose, asked: Asked) -> tuple[str, datetime]:
        token = self._secrets.new()
        expire_time = self._clock() + CHALLENGE_LIFETIME
        await tx.passkeys.put_challenge(
            PasskeyChallenge(digest(token), person_id, purpose, asked.challenge, expire_time)
        )
        return token, expire_time


def _checked_label(label: str) -> str:
    text = " ".join(label.split())
    if len(text) > LABEL_CHARACTERS_MAX:
        raise InvalidInput("label", f"must have at most {LABEL_CHARACTERS_MAX} characters")
    return text
