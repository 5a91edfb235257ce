"""Opening a closed session again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.attendance.app.register import RegisterStore, resettle
from services.attendance.domain.errors import InvalidInput, SessionAlreadyOpen, SessionNotFound
from services.attendance.domain.mark import MAX_NOTE_CHARACTERS, Cause, ChangeReason
from services.attendance.domain.session import Reopening, Session
from services.attendance.domain.text import check_text

Clock = Callable[[], datetime]


class Reopenings:
    """What reopens sessions; the caller has been authorized."""

    def __init__(self, store: RegisterStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def reopen(self, session_id: UUID, reason: str, *, reopened_by: UUID, request_id: UUID) -> Session:
        """The session, open again; as it is where it is open, or where this request opened it before.

        SessionAlreadyOpen when another has the room.
        """
        reason = check_text("reason", reason, MAX_NOTE_CHARACTERS)
        room_id = (await self._get(session_id)).room_id
        async with self._store.transaction() as transaction:
            await transaction.lock_room(room_id)
            session = await transaction.lock_session(session_id)
            assert session is not None  # sessions are never deleted
            done = await transaction.session_of_reopening(request_id)
            if done is not None and done != session_id:
                raise InvalidInput("request_id", "was used for another session")
            if done is None and session.end_time is not None:
                already = await transaction.open_session_in(room_id)
                if already is not None:
                    raise SessionAlreadyOpen(str(room_id), str(already))
                now = max(self._clock(), session.end_time)
                reopening = Reopening(request_id, session_id, session.end_time, now, reopened_by, reason)
                await transaction.reopen_session(reopening)
                # not by request id: that is one entry's, and this may write one for each student
                cause = Cause(ChangeReason.REOPENED, reopened_by, evidence={"reason": reason})
                await resettle(transaction, replace(session, end_time=None), cause, now)
        return await self._get(session_id)

    async def _get(self, session_id: UUID) -> Session:
        session = await self._store.session(session_id)
        if session is None:
            raise SessionNotFound(str(session_id))
        return session
