"""The teacher's side of the code: showing it, taking it away, and following who checks in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from services.attendance.app.check_in.store import CheckInStore, Overview, Window
from services.attendance.domain.check_in.code import NewSecret, ShownCode, code_at
from services.attendance.domain.check_in.errors import CodesNotAllowed, SessionClosed
from services.attendance.domain.check_in.pace import KEPT
from services.attendance.domain.errors import SessionNotFound
from services.common.hourly import Done, hourly

Clock = Callable[[], datetime]

SECRETS_KEPT = timedelta(days=7)  # after a session's end: as long as it may yet be opened again for a correction

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("check_in")


@dataclass(frozen=True)
class Shown:
    """What a teacher sees; `code` is None while none is shown."""

    code: ShownCode | None
    overview: Overview


class CodeWindows:
    """The caller has been authorized."""

    def __init__(self, store: CheckInStore, clock: Clock, secret: NewSecret) -> None:
        self._store = store
        self._clock = clock
        self._secret = secret

    async def open(self, session_id: UUID, opened_by: UUID) -> ShownCode:
        """The code, shown from now on or before; SessionClosed, CodesNotAllowed, SessionNotFound."""
        async with self._store.transaction() as transaction:
            session = await transaction.register.lock_session(session_id)
            if session is None:
                raise SessionNotFound(str(session_id))
            if session.end_time is not None:
                raise SessionClosed(str(session_id))
            if (await transaction.rules(session.room_id)).codes_off:
                raise CodesNotAllowed(str(session_id))
            now = self._clock()
            window = await transaction.window(session_id)
            if window is None or window.close_time is not None:
                window = Window(session_id, window.secret if window else self._secret(), now)
                await transaction.open_window(window, opened_by)
        return code_at(window.secret, now)

    async def close(self, session_id: UUID) -> None:
        """No code is taken any more."""
        async with self._store.transaction() as transaction:
            if await transaction.register.lock_session(session_id) is None:
                raise SessionNotFound(str(session_id))
            await transaction.close_window(session_id, self._clock())

    async def current(self, session_id: UUID) -> Shown:
        """The code of this moment and who has checked in; SessionNotFound."""
        overview = await self._store.overview(session_id)
        if overview is None:
            raise SessionNotFound(str(session_id))
        window = overview.window
        if window is None or window.close_time is not None or not overview.codes_allowed:
            return Shown(None, overview)
        return Shown(code_at(window.secret, self._clock()), overview)

    async def keep_tidy(self) -> None:
        """Drops what nobody needs any more, once an hour, until cancelled; several processes may do it at once."""
        await hourly("old check-in codes", self._forget, _log)

    async def _forget(self) -> Done:
        now = self._clock()
        await self._store.forget(now - SECRETS_KEPT, now - KEPT)
        return Done()
