"""Comparing passwords with their hashes: slowly, and counted against the account before it is done."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.identity.app.slow_down import SlowDown
from services.identity.app.store import Store
from services.identity.domain.login_errors import CredentialRefused
from services.identity.domain.password import CHARACTERS_MAX, normal_password
from services.identity.domain.person import Person


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
class ProvenPassword:
    """Whose password it is, and the hash that it was compared with."""

    person: Person
    password_hash: str


class PasswordCheck:
    """For those who are known already; CredentialRefused says no more than that."""

    def __init__(self, store: Store, hasher: PasswordHasher, slow_down: SlowDown) -> None:
        self._store = store
        self._hasher = hasher
        self._slow_down = slow_down

    async def proven(self, person_id: UUID, password: str) -> ProvenPassword:
        """CredentialRefused unless it is theirs; TooManyAttempts when the account is tried too often."""
        async with self._store.transaction() as tx:
            person = await tx.people.get(person_id)
            known = await tx.passwords.get(person_id)
        if person is None or not person.can_log_in:
            raise CredentialRefused
        async with self._slow_down.attempt(person.details.email, apart="password given again"):
            if known is None or await self.hash_if_right(known, password) is None:
                raise CredentialRefused
        return ProvenPassword(person, known)

    async def hash_if_right(self, known: str | None, password: str) -> str | None:
        """The hash to keep from now on if the password is right, else None; as slow without a hash."""
        # What no password can be is cut off before it costs hashing time, and still costs as much as a wrong one.
        given = normal_password(password[: 4 * CHARACTERS_MAX])
        verdict = await self._hasher.verify(known, given)
        if not verdict.matches:
            return None
        return await self._hasher.hash(given) if verdict.outdated else known
