"""What a kiosk shows and passes on.

Whom it cannot tell may say a student number: a request to the teacher, since anybody can type one.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.attendance.app.check_in.store import CheckInStore, Kiosk
from services.attendance.domain.check_in.errors import NoSessionAtCamera, TooManyClaims
from services.attendance.domain.check_in.pace import KIOSK, more
from services.attendance.domain.errors import CameraNotFound
from services.attendance.domain.text import check_text

Clock = Callable[[], datetime]

MAX_NUMBER_CHARACTERS = 50


class KioskClaims:
    """The caller has been authorized."""

    def __init__(self, store: CheckInStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def shown(self, camera_id: UUID) -> Kiosk:
        """Where the kiosk stands and whose class runs there; CameraNotFound."""
        kiosk = await self._store.kiosk(camera_id)
        if kiosk is None:
            raise CameraNotFound(str(camera_id))
        return kiosk

    async def claim(self, camera_id: UUID, student_number: str) -> None:
        """Tell the teacher, where there is such a student; NoSessionAtCamera, TooManyClaims."""
        number = check_text("student_number", student_number, MAX_NUMBER_CHARACTERS)
        session_id = await self._store.open_session_at(camera_id)
        if session_id is None:
            raise NoSessionAtCamera(str(camera_id))
        now, key = self._clock(), hashlib.sha256(f"kiosk {camera_id}".encode()).digest()
        async with self._store.transaction() as transaction:
            so_far = (await transaction.lock_failures([key], now))[key]
            wait = so_far.wait(now, KIOSK)
            if wait:
                raise TooManyClaims(round(wait.total_seconds(), 3))
            await transaction.put_failures({key: more(so_far, 1, now, KIOSK)})
        await self._store.claim(session_id, number, camera_id, now)

    async def dismiss(self, session_id: UUID, student_id: UUID) -> None:
        """The teacher does not believe it."""
        await self._store.dismiss_claim(session_id, student_id, self._clock())
