"""Logging in with a password, and staying logged in."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.common.errors import InvalidInput
from services.identity.app.given import Clock, NewId, Secrets, digest
from services.identity.app.minting import USER_AUDIENCE, AccessToken, Minter
from services.identity.app.second_factor import Challenge, PasskeyAnswer, RecoveryAnswer, SecondFactor
from services.identity.app.slow_down import SlowDown
from services.identity.app.store import Store, Transaction
from services.identity.domain.audit import Action, AuditEntry
from services.identity.domain.errors import CredentialRefused, LoginEnded
from services.identity.domain.login import (
    LOGIN_LIFETIME,
    UNKNOWN_CLIENT,
    Client,
    Login,
    Refresh,
    RefreshToken,
    judge_refresh,
)
from services.identity.domain.mail import MailKind, MailRequest
from services.identity.domain.password import CHARACTERS_MAX, checked_password, normal_password
from services.identity.domain.person import Person, normal_email


@dataclass(frozen=True)
class Verdict:
    """What became of a password that was compared with a hash."""

    matches: bool
    outdated: bool = False  # hashed with other parameters than today's: hash it again


class PasswordHasher(Protocol):
    """Slow on purpose, and away from the event loop. TooBusy when too many wait."""

    async def hash(self, password: str) -> str:
        """The hash with its parameters and salt."""

    async def verify(self, password_hash: str | None, password: str) -> Verdict:
        """Takes as long without a hash, and then never matches."""


@dataclass(frozen=True)
class Session:
    """A person who is logged in."""

    access: AccessToken
    refresh_token: str


@dataclass(frozen=True)
class Begun:
    """A login and the refresh token that it goes on with."""

    login_id: UUID
    refresh_token: str


class Logins:
    """Every password check counts against the account before it is made."""

    def __init__(
        self,
        store: Store,
        hasher: PasswordHasher,
        minter: Minter,
        slow_down: SlowDown,
        second_factor: SecondFactor,
        secrets: Secrets,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._store = store
        self._hasher = hasher
        self._minter = minter
        self._slow_down = slow_down
        self._second_factor = second_factor
        self._secrets = secrets
        self._clock = clock
        self._new_id = new_id

    async def with_password(self, email: str, password: str, client: Client = UNKNOWN_CLIENT) -> Session | Challenge:
        """CredentialRefused whatever was wrong; TooManyAttempts when the account is tried too often."""
        address = spelling(email)
        async with self._slow_down.attempt(address, client.address):
            async with self._store.transaction() as tx:
                person = await tx.people.by_email(address)
                known = await tx.passwords.get(person.person_id) if person else None
            # one who is shut out takes as long as one who is not
            hash_now = await self._verified(known, password)
            if person is None or known is None or hash_now is None:
                raise CredentialRefused
            async with self._store.transaction() as tx:
                # both may have changed while the password was being checked
                person = await tx.people.get(person.person_id, keep=True)
                if person is None or not person.can_log_in:
                    raise CredentialRefused
                if await tx.passwords.get(person.person_id, keep=True) != known:
                    raise CredentialRefused
                if hash_now != known:
                    await tx.passwords.put(person.person_id, hash_now)
                begun = await self._begin_or_ask(tx, person.person_id, client)
        return begun if isinstance(begun, Challenge) else await self.session(person, begun)

    async def after_first_factor(self, person_id: UUID, client: Client = UNKNOWN_CLIENT) -> Session | Challenge:
        """Logs in whom another proof than a password has shown to be the person; CredentialRefused if they may not."""
        async with self._store.transaction() as tx:
            person = await tx.people.get(person_id, keep=True)
            if person is None or not person.can_log_in:
                raise CredentialRefused
            begun = await self._begin_or_ask(tx, person_id, client)
        return begun if isinstance(begun, Challenge) else await self.session(person, begun)

    async def after_second_factor(
        self, challenge_token: str, answer: PasskeyAnswer | RecoveryAnswer, client: Client = UNKNOWN_CLIENT
    ) -> tuple[Session, int]:
        """The login and how many recovery codes are left. SecondFactorRefused; TooManyAttempts after many of those."""
        asked = await self._second_factor.take(challenge_token)
        slowed = self._slow_down.attempt(f"second factor of {asked.person_id}")
        async with slowed, self._store.transaction() as tx:
            person = await tx.people.get(asked.person_id, keep=True)
            if person is None or not person.can_log_in:
                raise CredentialRefused
            codes_left = await self._second_factor.check_in(tx, asked, answer)
            begun = await self.begin_in(tx, asked.person_id, client)
        return await self.session(person, begun), codes_left

    async def proven(self, person_id: UUID, password: str, client: Client = UNKNOWN_CLIENT) -> Person:
        """The person, whose password it is; CredentialRefused if it is not."""
        async with self._store.transaction() as tx:
            person = await tx.people.get(person_id)
            known = await tx.passwords.get(person_id)
        if person is None or not person.can_log_in:
            raise CredentialRefused
        async with self._slow_down.attempt(person.details.email, client.address):
            if await self._verified(known, password) is None:
                raise CredentialRefused
        return person

    async def change_password(
        self, person_id: UUID, current: str, new: str, client: Client = UNKNOWN_CLIENT
    ) -> Session:
        """Ends every login of the person and begins a new one. CredentialRefused if `current` is wrong."""
        async with self._store.transaction() as tx:
            person = await tx.people.get(person_id)
            known = await tx.passwords.get(person_id)
        if person is None or not person.can_log_in:
            raise CredentialRefused
        details = person.details
        async with self._slow_down.attempt(details.email, client.address):
            if await self._verified(known, current) is None:
                raise CredentialRefused
        fit = checked_password(new, display_name=details.display_name, email=details.email, field="new_password")
        password_hash = await self._hasher.hash(fit)
        now = self._clock()
        async with self._store.transaction() as tx:
            person = await tx.people.get(person_id, keep=True)
            if person is None or not person.can_log_in or await tx.passwords.get(person_id, keep=True) != known:
                raise CredentialRefused
            await tx.passwords.put(person_id, password_hash)
            await tx.logins.revoke_all(person_id, now)
            await tx.audit.add(AuditEntry(now, str(person_id), Action.PASSWORD_CHANGED, str(person_id)))
            # the owner is told, who may not have been the one who did it
            await tx.mails.request(MailRequest(MailKind.PASSWORD_CHANGED, details.email, "", now))
            begun = await self.begin_in(tx, person_id, client)
        return await self.session(person, begun)

    async def refresh(self, token: str) -> Session:
        """The next refresh token and a fresh access token. LoginEnded, and a token used twice ends its login."""
        now = self._clock()
        next_token = self._secrets.successor(token)
        async with self._store.transaction() as tx:
            found = await tx.logins.find(digest(token))
            if found is None:
                raise LoginEnded
            login, presented = found
            person = await tx.people.get(login.person_id)
            successor = await tx.logins.token(digest(next_token))
            decision = judge_refresh(login, presented, successor, now)
            if person is None or not person.can_log_in:
                decision = Refresh.ENDED
            if decision is Refresh.ROTATE:
                await tx.logins.rotate(digest(token), RefreshToken(digest(next_token), login.login_id, now))
            elif decision is Refresh.REUSED:
                await tx.logins.revoke(login.login_id, now)
                subject = str(login.person_id)
                await tx.audit.add(AuditEntry(now, subject, Action.REFRESH_TOKEN_REUSED, subject, str(login.login_id)))
        # after the commit: raising inside would undo the revocation
        if person is None or decision not in (Refresh.ROTATE, Refresh.REPEAT):
            raise LoginEnded
        return await self.session(person, Begun(login.login_id, next_token))

    async def end(self, token: str) -> None:
        """Ends the login that the refresh token belongs to, if any."""
        async with self._store.transaction() as tx:
            found = await tx.logins.find(digest(token))
            if found is not None:
                await tx.logins.revoke(found[0].login_id, self._clock())

    async def _begin_or_ask(self, tx: Transaction, person_id: UUID, client: Client) -> Begun | Challenge:
        return await self._second_factor.challenge_in(tx, person_id) or await self.begin_in(tx, person_id, client)

    async def begin_in(self, tx: Transaction, person_id: UUID, client: Client = UNKNOWN_CLIENT) -> Begun:
        """A new login as part of a larger write."""
        now = self._clock()
        token = self._secrets.new()
        login = Login(self._new_id(), person_id, now, now + LOGIN_LIFETIME, client=client, last_use_time=now)
        await tx.logins.add(login, RefreshToken(digest(token), login.login_id, now))
        subject = str(person_id)
        await tx.audit.add(AuditEntry(now, subject, Action.LOGIN_BEGAN, subject, client.address))
        return Begun(login.login_id, token)

    async def session(self, person: Person, begun: Begun) -> Session:
        """The person's tokens."""
        access = await self._minter.mint(str(person.person_id), person.details.role, USER_AUDIENCE, str(begun.login_id))
        return Session(access, begun.refresh_token)

    async def _verified(self, known: str | None, password: str) -> str | None:
        """The hash to keep from now on if the password is right, else None."""
        # What no password can be is cut off before it costs hashing time, and still costs as much as a wrong one.
        given = normal_password(password[: 4 * CHARACTERS_MAX])
        verdict = await self._hasher.verify(known, given)
        if not verdict.matches:
            return None
        return await self._hasher.hash(given) if verdict.outdated else known


def spelling(email: str) -> str:
    """The stored spelling; for what is no address at all a spelling that no account has."""
    try:
        return normal_email(email)
    except InvalidInput:
        return email.strip().lower()
