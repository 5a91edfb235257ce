"""That somebody takes along what is stored about a person: recorded before the first byte."""

from uuid import UUID

from services.identity.app.given import Clock
from services.identity.app.store import Store
from services.identity.domain.audit import Action, AuditEntry
from services.identity.domain.errors import PersonNotFound


class DataRequests:
    """Each one is an entry of the audit log, a repeated one too."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def check(self, person_id: UUID) -> None:
        """PersonNotFound."""
        async with self._store.transaction() as tx:
            if await tx.people.get(person_id) is None:
                raise PersonNotFound(str(person_id))

    async def record(self, person_id: UUID, by: UUID) -> None:
        """PersonNotFound."""
        async with self._store.transaction() as tx:
            if await tx.people.get(person_id) is None:
                raise PersonNotFound(str(person_id))
            await tx.audit.add(AuditEntry(self._clock(), str(by), Action.PERSON_EXPORTED, str(person_id)))
