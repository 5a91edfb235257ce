"""Staying logged in: logins begin, go on by refresh tokens, and end."""

from dataclasses import dataclass
from uuid import UUID

from services.identity.app.given import Clock, NewId, Secrets, digest
from services.identity.app.minting import USER_AUDIENCE, AccessToken, Minter
from services.identity.app.second_factor import SecondFactor
from services.identity.app.store import Store, Transaction
from services.identity.domain.audit import Action, AuditEntry
from services.identity.domain.login import (
    UNKNOWN_CLIENT,
    Client,
    Login,
    LoginLimits,
    Refresh,
    RefreshToken,
    judge_refresh,
)
from services.identity.domain.login_errors import LoginEnded
from services.identity.domain.person import Person


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


class Sessions:
    """A login is a family of refresh tokens; each is used once."""

    def __init__(
        self,
        store: Store,
        minter: Minter,
        second_factor: SecondFactor,
        secrets: Secrets,
        clock: Clock,
        new_id: NewId,
        limits: LoginLimits,
    ) -> None:
        self._store = store
        self._minter = minter
        self._second_factor = second_factor
        self._secrets = secrets
        self._clock = clock
        self._new_id = new_id
        self._limits = limits

    async def begin_in(self, tx: Transaction, person_id: UUID, client: Client = UNKNOWN_CLIENT) -> Begun:
        """A new login as part of a larger write, which has shown whose it is."""
        now = self._clock()
        token = self._secrets.new()
        end_time = now + self._limits.lifetime
        expire_time = self._limits.expire_time(end_time, now)
        login = Login(
            self._new_id(),
            person_id,
            now,
            expire_time,
            end_time,
            client=client,
            last_use_time=now,
            prove_time=now,
        )
        await tx.logins.add(login, RefreshToken(digest(token), login.login_id, now))
        subject = str(person_id)
        await tx.audit.add(AuditEntry(now, subject, Action.LOGIN_BEGAN, subject, client.address))
        return Begun(login.login_id, token)

    async def session(self, person: Person, begun: Begun) -> Session:
        """The person's tokens."""
        access = await self._minter.mint(str(person.person_id), person.details.role, USER_AUDIENCE, str(begun.login_id))
        return Session(access, begun.refresh_token)

    async def refresh(self, token: str) -> Session:
        """The next refresh token and a fresh access token. LoginEnded, and a token used twice ends its login."""
        now = self._clock()
        # one for each key of the installation, newest first: the answer that is repeated may be an earlier key's
        next_tokens = self._secrets.successors(token)
        next_token = next_tokens[0]
        async with self._store.transaction() as tx:
            found = await tx.logins.find(digest(token))
            if found is None:
                raise LoginEnded
            login, presented = found
            person = await tx.people.get(login.person_id)
            successor = None
            for candidate in next_tokens if presented.use_time is not None else ():
                successor = await tx.logins.token(digest(candidate))
                if successor is not None:
                    next_token = candidate
                    break
            decision = judge_refresh(login, presented, successor, now)
            if person is None or not person.can_log_in or await self._second_factor.lacking_in(tx, person):
                decision = Refresh.ENDED
            if decision is Refresh.ROTATE:
                expire_time = self._limits.expire_time(login.end_time, now)
                replacement = RefreshToken(digest(next_token), login.login_id, now)
                await tx.logins.rotate(digest(token), replacement, expire_time)
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
