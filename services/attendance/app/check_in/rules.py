"""Whether and from where codes are taken, of the institution or of one room."""

from collections.abc import Sequence
from uuid import UUID

from services.attendance.app.check_in.store import CheckInStore
from services.attendance.domain.check_in.rules import Rules, networks_from
from services.attendance.domain.revision import ANY


class CheckInRules:
    """The caller has been authorized."""

    def __init__(self, store: CheckInStore) -> None:
        self._store = store

    async def get(self, room_id: UUID | None) -> Rules:
        """The room's own, or the institution's."""
        return await self._store.rules_of(room_id)

    async def set(
        self, room_id: UUID | None, networks: Sequence[str], *, codes_off: bool, revision: int = ANY
    ) -> Rules:
        """Replaces them; StaleRevision, RoomNotFound, InvalidInput."""
        return await self._store.set_rules(room_id, Rules(networks_from(networks), codes_off, revision))
