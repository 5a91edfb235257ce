"""Recent proof: what is sensitive is done by who has just shown whose login it is."""

from uuid import UUID

from services.identity.app.given import Clock
from services.identity.app.password_check import PasswordCheck
from services.identity.app.store import Store, Transaction
from services.identity.domain.audit import Action, AuditEntry
from services.identity.domain.login_errors import LoginNotFound, ProofNeeded


class Proofs:
    """Logging in is a proof, and so is the password given again."""

    def __init__(self, store: Store, check: PasswordCheck, clock: Clock) -> None:
        self._store = store
        self._check = check
        self._clock = clock

    async def confirm(self, person_id: UUID, login_id: UUID, password: str) -> None:
        """Proves the login anew. CredentialRefused if the password is wrong; TooManyAttempts after many of those."""
        await self._check.proven(person_id, password)
        now = self._clock()
        async with self._store.transaction() as tx:
            if not await tx.logins.note_proof(login_id, now):
                raise LoginNotFound(str(login_id))
            subject = str(person_id)
            await tx.audit.add(AuditEntry(now, subject, Action.LOGIN_PROVEN, subject))

    async def need(self, login_id: UUID | None) -> None:
        """ProofNeeded unless the login was proven a moment ago."""
        async with self._store.transaction() as tx:
            await self.need_in(tx, login_id)

    async def need_in(self, tx: Transaction, login_id: UUID | None) -> None:
        """As part of a larger write."""
        login = await tx.logins.get(login_id) if login_id is not None else None
        if login is None or not login.proven(self._clock()):
            raise ProofNeeded
