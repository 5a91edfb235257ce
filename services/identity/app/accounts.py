"""Where people are logged in, and how they end it."""

from collections.abc import Sequence
from uuid import UUID

from services.identity.app.given import Clock
from services.identity.app.store import Store
from services.identity.domain.audit import Action, AuditEntry
from services.identity.domain.errors import LoginNotFound
from services.identity.domain.login import Login

LOGINS_MAX = 100  # shown


class Accounts:
    """Who may look at whose log-ins is decided before."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def logins(self, person_id: UUID) -> Sequence[Login]:
        """Those that go on, newest first."""
        async with self._store.transaction() as tx:
            return await tx.logins.of_person(person_id, self._clock(), LOGINS_MAX)

    async def end(self, login_id: UUID, by: UUID, *, anybodys: bool) -> None:
        """Ends a log-in, unless it has ended; LoginNotFound when it is not the caller's, unless `anybodys` may be."""
        now = self._clock()
        async with self._store.transaction() as tx:
            login = await tx.logins.get(login_id)
            if login is None or (login.person_id != by and not anybodys):
                raise LoginNotFound(str(login_id))
            if login.goes_on(now):
                await tx.logins.revoke(login_id, now)
                await tx.audit.add(AuditEntry(now, str(by), Action.LOGINS_ENDED, str(login.person_id)))

    async def end_all(self, person_id: UUID, by: UUID, *, but: UUID | None) -> int:
        """Ends all of the person's but the one; how many there were."""
        now = self._clock()
        async with self._store.transaction() as tx:
            ended = await tx.logins.revoke_all(person_id, now, but=but)
            if ended:
                await tx.audit.add(AuditEntry(now, str(by), Action.LOGINS_ENDED, str(person_id), str(ended)))
            return ended
