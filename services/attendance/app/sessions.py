"""Opening and closing sessions, and a teacher's word about a mark."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from services.attendance.app.register import RegisterStore, RegisterTransaction, resettle
from services.attendance.domain.coverage import watched_enough, watched_share
from services.attendance.domain.errors import (
    CourseNotFound,
    InvalidInput,
    MarkChanged,
    NotOnRoster,
    RoomNotFound,
    SessionAlreadyOpen,
    SessionNotFound,
)
from services.attendance.domain.mark import (
    MAX_NOTE_CHARACTERS,
    TEACHERS_WORDS,
    Cause,
    ChangeReason,
    Mark,
    MarkChange,
    MarkStatus,
    give_back,
    say,
)
from services.attendance.domain.session import NewSession, Session, check_late_after
from services.attendance.domain.text import check_text

Clock = Callable[[], datetime]
NewId = Callable[[], UUID]


class Sessions:
    """What people do with sessions; the caller has been authorized."""

    def __init__(self, store: RegisterStore, clock: Clock, new_id: NewId) -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id

    async def start(
        self, course_id: UUID, room_id: UUID, started_by: UUID, request_id: UUID, late_after: timedelta | None
    ) -> Session:
        """A new open session with a frozen roster, or the one this request opened before."""
        late_after = check_late_after(late_after)
        async with self._store.transaction() as transaction:
            room_exists = await transaction.lock_room(room_id)
            earlier = await transaction.session_of_request(request_id)
            if earlier is not None:
                return _same(earlier, course_id, room_id)
            if not room_exists:
                raise RoomNotFound(str(room_id))
            if not await transaction.course_exists(course_id):
                raise CourseNotFound(str(course_id))
            already = await transaction.open_session_in(room_id)
            if already is not None:
                raise SessionAlreadyOpen(str(room_id), str(already))
            now = self._clock()
            new = NewSession(self._new_id(), course_id, room_id, started_by, now, late_after, request_id)
            await transaction.open_session(new)
            session = await _locked(transaction, new.session_id)
            # whoever stood in the picture when it opened has been reported already
            await resettle(transaction, session, session.standing(False), Cause(ChangeReason.SIGHTING), now)
        return await self.get(new.session_id)

    async def end(self, session_id: UUID) -> Session:
        """The session, closed now or before; students never seen are absent or unconfirmed."""
        async with self._store.transaction() as transaction:
            session = await _locked(transaction, session_id)
            if session.end_time is None:
                now = max(self._clock(), session.start_time)
                await transaction.close_session(session_id, now)
                closed = replace(session, end_time=now)
                share = await share_watched(transaction, closed)
                cause = Cause(ChangeReason.SESSION_CLOSED, watched_share=share)
                await resettle(transaction, closed, closed.standing(watched_enough(share)), cause, now)
        return await self.get(session_id)

    async def get(self, session_id: UUID) -> Session:
        """The session as it is now; SessionNotFound."""
        session = await self._store.session(session_id)
        if session is None:
            raise SessionNotFound(str(session_id))
        return session

    async def set_mark(
        self,
        session_id: UUID,
        student_id: UUID,
        status: MarkStatus,
        *,
        teacher_id: UUID,
        revision: int,
        request_id: UUID,
        note: str,
    ) -> Mark:
        """The mark as the teacher says; NOT_SEEN gives it back to the cameras. MarkChanged when `revision` is old."""
        note = check_text("note", note, MAX_NOTE_CHARACTERS, may_be_empty=True)
        if status is not MarkStatus.NOT_SEEN and status not in TEACHERS_WORDS:
            raise InvalidInput("status", "must be present, late, absent or excused, or not be set")
        async with self._store.transaction() as transaction:
            session = await _locked(transaction, session_id)
            done = await transaction.mark_of_request(request_id)
            if done is not None:
                if (done.session_id, done.student_id) != (session_id, student_id):
                    raise InvalidInput("request_id", "was used for another mark")
                return done
            before = next(iter(await transaction.marks(session_id, [student_id])), None)
            if before is None:
                raise NotOnRoster(str(student_id))
            if before.revision != revision:
                raise MarkChanged(str(student_id), before.revision)
            if status is MarkStatus.NOT_SEEN:
                share = await share_watched(transaction, session)
                after = give_back(before, note, session.standing(watched_enough(share)))
                cause = Cause(ChangeReason.GIVEN_BACK, teacher_id, request_id, watched_share=share)
            else:
                after = say(before, status, teacher_id, note)
                cause = Cause(ChangeReason.TEACHER, teacher_id, request_id)
            return (await transaction.write(session_id, [MarkChange(before, after, cause)], self._clock()))[0]


async def share_watched(transaction: RegisterTransaction, session: Session) -> float:
    """Share of a closed session in which its room was watched; 0 while it is open, when nobody is absent yet."""
    if session.span is None:
        return 0.0
    return watched_share(session.span, await transaction.watched(session.session_id))


async def _locked(transaction: RegisterTransaction, session_id: UUID) -> Session:
    session = await transaction.lock_session(session_id)
    if session is None:
        raise SessionNotFound(str(session_id))
    return session


def _same(session: Session, course_id: UUID, room_id: UUID) -> Session:
    if (session.course_id, session.room_id) != (course_id, room_id):
        raise InvalidInput("request_id", "was used for another session")
    return session
