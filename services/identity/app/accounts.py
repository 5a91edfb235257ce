"""Where people are logged in, and how they end it."""

from collections.abc import Sequence
from uuid import UUID

from services.identity.app.given import Clock
from services.identity.app.proofs import Proofs
from services.identity.app.store import Store
from services.identity.domain.audit import Action, AuditEntry
from services.identity.domain.login import Login
from services.identity.domain.login_errors import LoginNotFound

LOGINS_MAX = 100  # shown


class Accounts:
    """Who may look at whose log-ins is decided before."""

    def __init__(self, store: Store, proofs: Proofs, clock: Clock) -> None:
        self._store = store
        self._proofs = proofs
        self._clock = clock

    async def logins(self, person_id: UUID) -> Sequence[Login]:
        """Those that go on, newest first."""
        async with self._store.transaction() as tx:
            return await tx.logins.of_person(person_id, self._clock(), LOGINS_MAX)

    async def end(self, login_id: UUID, by: UUID, *, current: UUID | None, anybodys: bool) -> None:
        """Ends a log-in, unless it has ended; LoginNotFound when it is not the caller's, unless `anybodys` may be.

        Another one of the caller's own than `current`, in which they ask: ProofNeeded.
        """
        now = self._clock()
        async with self._store.transaction() as tx:
            login = await tx.logins.get(login_id)
            if login is None or (login.person_id != by and not anybodys):
                raise LoginNotFound(str(login_id))
            if login.person_id == by and login_id != current:
                await self._proofs.need_in(tx, current)
            if login.goes_on(now):
                await tx.logins.revoke(login_id, now)
                await tx.audit.add(AuditEntry(now, str(by), Action.LOGINS_ENDED, str(login.person_id)))

    async def end_all(self, person_id: UUID, by: UUID, *, but: UUID | None) -> int:
        """Ends all of the person's but the one that asks; how many there were. ProofNeeded for one's own."""
        now = self._clock()
        async with self._store.transaction() as tx:
            if person_id == by:
                await self._proofs.need_in(tx, but)
            ended = await tx.logins.revoke_all(person_id, now, but=but)
            if ended:
                await tx.audit.add(AuditEntry(now, str(by), Action.LOGINS_ENDED, str(person_id), str(ended)))
            return ended
