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
from services.identity.domain.errors import (
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
    ) -> None:
        self._store = store
        self._authenticators = authenticators
        self._secrets = secrets
        self._clock = clock
        self._new_id = new_id

    async def challenge_in(self, tx: Transaction, person_id: UUID) -> Challenge | None:
        """None for who has no passkey."""
        known = await tx.passkeys.of_person(person_id)
        if not known:
            return None
        able = self._authenticators.available
        asked = self._authenticators.ask_to_log_in(known) if able else Asked(b"", "")
        token, expire_time = await self._remember(tx, person_id, Purpose.LOG_IN, asked)
        return Challenge(token, asked.options_json, expire_time)

    async def take(self, token: str) -> PasskeyChallenge:
        """Uses the log-in's challenge up; SecondFactorRefused when it is unknown, used or too old."""
        async with self._store.transaction() as tx:
            found = await tx.passkeys.take_challenge(digest(token), Purpose.LOG_IN)
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

    async def begin(self, person: Person) -> tuple[str, str]:
        """A ticket and the browser's options, for somebody whose password was just checked."""
        if not self._authenticators.available:
            raise PasskeysNeedAName
        async with self._store.transaction() as tx:
            known = await tx.passkeys.of_person(person.person_id)
            if len(known) >= PASSKEYS_MAX:
                raise TooManyPasskeys
            asked = self._authenticators.ask_to_add(person, known)
            token, _ = await self._remember(tx, person.person_id, Purpose.ADD, asked)
        return token, asked.options_json

    async def finish(
        self, person_id: UUID, ticket: str, credential_json: str, label: str
    ) -> tuple[Passkey, Sequence[str]]:
        """The passkey and, with the first, recovery codes. InvalidInput when the answer does not check out."""
        text = " ".join(label.split())
        if len(text) > LABEL_CHARACTERS_MAX:
            raise InvalidInput("label", f"must have at most {LABEL_CHARACTERS_MAX} characters")
        async with self._store.transaction() as tx:
            asked = await tx.passkeys.take_challenge(digest(ticket), Purpose.ADD)
        now = self._clock()
        if asked is None or asked.expire_time <= now or asked.person_id != person_id:
            raise PasskeyTicketNotFound
        try:
            credential = self._authenticators.added(credential_json, asked.challenge)
        except AnswerRefused:
            raise InvalidInput("credential_json", "does not check out; try again") from None
        passkey = Passkey(self._new_id(), person_id, text, credential, now)
        async with self._store.transaction() as tx:
            await tx.passkeys.hold(person_id)
            known = await tx.passkeys.of_person(person_id)
            if len(known) >= PASSKEYS_MAX:
                raise TooManyPasskeys
            if not await tx.passkeys.add(passkey):
                raise InvalidInput("credential_json", "is a passkey that is in use already")
            await tx.audit.add(AuditEntry(now, str(person_id), Action.PASSKEY_ADDED, str(person_id), text))
            codes = await self._new_codes(tx, person_id) if not known else ()
        return passkey, codes

    async def list(self, person_id: UUID) -> tuple[Sequence[Passkey], int]:
        """The person's passkeys, oldest first, and how many recovery codes are left."""
        async with self._store.transaction() as tx:
            return await tx.passkeys.of_person(person_id), await tx.passkeys.codes_left(person_id)

    async def delete(self, passkey_id: UUID, by: UUID, *, anybodys: bool) -> None:
        """Without the last passkey the recovery codes go too. None having the id is no error.

        PasskeyNotFound when it is somebody else's, unless `anybodys` may be removed.
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
                await tx.passkeys.put_codes(passkey.person_id, ())
            subject = str(passkey.person_id)
            await tx.audit.add(AuditEntry(self._clock(), str(by), Action.PASSKEY_REMOVED, subject, passkey.label))

    async def renew_codes(self, person_id: UUID) -> Sequence[str]:
        """New codes in place of the old, for somebody whose password was just checked. NoPasskey without one."""
        async with self._store.transaction() as tx:
            await tx.passkeys.hold(person_id)
            if not await tx.passkeys.of_person(person_id):
                raise NoPasskey
            subject = str(person_id)
            await tx.audit.add(AuditEntry(self._clock(), subject, Action.RECOVERY_CODES_RENEWED, subject))
            return await self._new_codes(tx, person_id)

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
