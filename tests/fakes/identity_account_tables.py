"""Passwords, links, attempts and logins in memory; they pass the same contract suite as PostgreSQL."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.identity.domain.activation import Activation
from services.identity.domain.attempts import Attempts
from services.identity.domain.guardian import GuardianRequest
from services.identity.domain.login import Login, RefreshToken
from tests.fakes.identity_state import Part, record_revocations


class Passwords(Part):
    async def get(self, person_id: UUID, *, keep: bool = False) -> str | None:
        return self._state.passwords.get(person_id)

    async def put(self, person_id: UUID, password_hash: str) -> None:
        self._state.passwords[person_id] = password_hash


class Activations(Part):
    async def put(self, activation: Activation) -> None:
        self._state.activations[activation.person_id] = activation

    async def get(self, digest: bytes) -> Activation | None:
        return next((found for found in self._state.activations.values() if found.digest == digest), None)

    async def take(self, digest: bytes) -> Activation | None:
        found = await self.get(digest)
        if found is not None:
            del self._state.activations[found.person_id]
        return found

    async def of_person(self, person_id: UUID) -> Activation | None:
        return self._state.activations.get(person_id)

    async def drop(self, person_id: UUID) -> bool:
        return self._state.activations.pop(person_id, None) is not None


class Guardians(Part):
    async def put(self, request: GuardianRequest) -> None:
        self._state.guardians[request.person_id] = request

    async def get(self, digest: bytes) -> GuardianRequest | None:
        return next((found for found in self._state.guardians.values() if found.digest == digest), None)

    async def of_person(self, person_id: UUID) -> GuardianRequest | None:
        return self._state.guardians.get(person_id)

    async def drop(self, person_id: UUID) -> None:
        self._state.guardians.pop(person_id, None)


class AttemptsPart(Part):
    async def get(self, account: bytes) -> Attempts | None:
        return self._state.attempts.get(account)

    async def put(self, account: bytes, attempts: Attempts) -> None:
        self._state.attempts[account] = attempts

    async def clear(self, *accounts: bytes) -> None:
        for account in accounts:
            self._state.attempts.pop(account, None)


class Logins(Part):
    async def add(self, login: Login, token: RefreshToken) -> None:
        self._state.logins[login.login_id] = login
        self._state.tokens[token.digest] = token

    async def find(self, digest: bytes) -> tuple[Login, RefreshToken] | None:
        token = self._state.tokens.get(digest)
        return (self._state.logins[token.login_id], token) if token else None

    async def token(self, digest: bytes) -> RefreshToken | None:
        return self._state.tokens.get(digest)

    async def rotate(self, digest: bytes, successor: RefreshToken, expire_time: datetime) -> None:
        self._state.tokens[digest] = replace(self._state.tokens[digest], use_time=successor.create_time)
        self._state.tokens[successor.digest] = successor
        login = self._state.logins[successor.login_id]
        self._state.logins[login.login_id] = replace(
            login, last_use_time=successor.create_time, expire_time=expire_time
        )

    async def note_proof(self, login_id: UUID, now: datetime) -> bool:
        login = self._state.logins.get(login_id)
        if login is None or not login.goes_on(now):
            return False
        self._state.logins[login_id] = replace(login, prove_time=now)
        return True

    async def get(self, login_id: UUID) -> Login | None:
        return self._state.logins.get(login_id)

    async def of_person(self, person_id: UUID, now: datetime, size: int) -> Sequence[Login]:
        found = [one for one in self._state.logins.values() if one.person_id == person_id and one.goes_on(now)]
        return sorted(found, key=lambda one: (-one.create_time.timestamp(), one.login_id))[:size]

    async def revoke(self, login_id: UUID, now: datetime) -> None:
        login = self._state.logins.get(login_id)
        if login is not None and login.revoke_time is None:
            self._state.logins[login_id] = replace(login, revoke_time=now)
            record_revocations(self._state, [login_id], now)

    async def revoke_all(self, person_id: UUID, now: datetime, *, but: UUID | None = None) -> int:
        own = [login for login in self._state.logins.values() if login.person_id == person_id]
        ended = [login for login in own if login.revoke_time is None and login.login_id != but]
        for login in ended:
            await self.revoke(login.login_id, now)
        return len(ended)
