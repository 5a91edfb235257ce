"""Opening and closing sessions, and a teacher's word about a mark."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID, uuid5

from services.attendance.app.register import RegisterStore, RegisterTransaction, reasoned, resettle, standing_of
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
    Cause,
    ChangeReason,
    Mark,
    MarkChange,
    MarkStatus,
)
from services.attendance.domain.policy.check import check_settings
from services.attendance.domain.policy.facts import Word, WordVia
from services.attendance.domain.policy.inherit import Place, PolicyChange, PolicySettings, Scope
from services.attendance.domain.policy.marks import said
from services.attendance.domain.policy.policy import Policy
from services.attendance.domain.session import NewSession, Session
from services.attendance.domain.text import check_text
from services.attendance.domain.timetable.plan import Plan

Clock = Callable[[], datetime]
NewId = Callable[[], UUID]


class Plans(Protocol):
    """The timetable, asked by whoever starts a session by hand."""

    async def current(self, course_id: UUID, room_id: UUID, now: datetime) -> Plan | None:
        """The course's class that is held there now, or will be soon, and has no session yet."""
        ...

    async def holds(self, person_id: UUID, course_id: UUID, room_id: UUID, now: datetime) -> bool:
        """Whether the course's class that is held there now, or will be soon, is the person's own."""
        ...


class Sessions:
    """What people do with sessions; the caller has been authorized."""

    def __init__(self, store: RegisterStore, clock: Clock, new_id: NewId, plans: Plans | None = None) -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id
        self._plans = plans

    async def stands_in(self, person_id: UUID, course_id: UUID, room_id: UUID) -> bool:
        """Whether the person holds the course's class that is there now: a substitute may start it, too."""
        return self._plans is not None and await self._plans.holds(person_id, course_id, room_id, self._clock())

    async def start(
        self, course_id: UUID, room_id: UUID, started_by: UUID, request_id: UUID, late_after: timedelta | None
    ) -> Session:
        """A new open session with a frozen roster, or the one this request opened before."""
        own = check_settings(PolicySettings(late_after=late_after))
        plan = await self._plans.current(course_id, room_id, self._clock()) if self._plans else None
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
            new_id = self._new_id()
            lineage = await transaction.policy_changes(course_id)
            change = _own_policy(new_id, own, started_by, now)
            if change is not None:
                lineage = replace(lineage, session=change)
            version_id, policy = await transaction.keep_policy(lineage, now), lineage.policy()
            new = NewSession(
                new_id, course_id, room_id, started_by, now, policy.late_after, request_id, version_id, plan
            )
            await transaction.open_session(new)
            if change is not None:
                await transaction.add_policy_change(change)
            session = await _locked(transaction, new_id)
            # whoever stood in the picture when it opened has been reported already
            await resettle(transaction, session, Cause(ChangeReason.SIGHTING), now)
        return await self.get(new_id)

    async def end(self, session_id: UUID) -> Session:
        """The session, closed now or before; students never seen are absent or unconfirmed."""
        async with self._store.transaction() as transaction:
            session = await _locked(transaction, session_id)
            if session.end_time is None:
                now = max(self._clock(), session.start_time)
                await transaction.close_session(session_id, now)
                await resettle(transaction, replace(session, end_time=now), Cause(ChangeReason.SESSION_CLOSED), now)
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
        status_code: str = "",
    ) -> Mark:
        """The mark as the teacher says, by kind or by a code of the session's policy.

        NOT_SEEN without a code gives it back to the evidence. MarkChanged when `revision` is old.
        """
        note = check_text("note", note, MAX_NOTE_CHARACTERS, may_be_empty=True)
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
            now, word = self._clock(), None
            if status_code or status is not MarkStatus.NOT_SEEN:
                policy = await transaction.policy(session)
                word = word_for(policy, status, status_code, said_by=teacher_id, said_time=now, note=note)
            reason = ChangeReason.GIVEN_BACK if word is None else ChangeReason.TEACHER
            return await say(transaction, session, before, word, Cause(reason, teacher_id, request_id), now, note=note)


def word_for(
    policy: Policy,
    status: MarkStatus,
    code: str,
    *,
    said_by: UUID,
    said_time: datetime,
    note: str,
    via: WordVia = "teacher",
) -> Word:
    """A person's word in the terms of the policy; InvalidInput when it is not theirs to say."""
    wanted = policy.status(code or status.value.upper())
    if wanted is None or not wanted.teachers_may_set:
        may = ", ".join(one.label_en.lower() for one in policy.statuses if one.teachers_may_set)
        raise InvalidInput("status_code" if code else "status", f"must be one of {may}, or not be set")
    return Word(wanted.code, said_by, said_time, note, via, wanted.kind)


async def say(
    transaction: RegisterTransaction,
    session: Session,
    before: Mark,
    word: Word | None,
    cause: Cause,
    now: datetime,
    *,
    note: str,
) -> Mark:
    """The mark of the locked session with a person's word, or as it would be had nobody ever said one."""
    standing, policy = await standing_of(transaction, session), await transaction.policy(session)
    ((after, why),) = await reasoned(transaction, session.session_id, [said(before, word, note)], standing, policy)
    cause = replace(cause, watched_share=standing.watched_share if standing.closed else None)
    return (await transaction.write(session.session_id, [MarkChange(before, after, cause, why)], now))[0]


async def decide_by_newest(transaction: RegisterTransaction, session: Session, now: datetime) -> Session:
    """The locked session, decided from now on by the policy in force for it."""
    lineage = await transaction.policy_changes(session.course_id, session.session_id)
    policy, version_id = lineage.policy(), await transaction.keep_policy(lineage, now)
    if version_id != session.policy_version_id:
        await transaction.decide_by(session, version_id, policy)
    return replace(session, policy_version_id=version_id, late_after=policy.late_after)


def _own_policy(session_id: UUID, settings: PolicySettings, author: UUID, now: datetime) -> PolicyChange | None:
    """What a session wanted from its opening on, if anything."""
    if settings == PolicySettings():
        return None
    change_id = uuid5(session_id, "policy of its opening")
    place = Place(Scope.SESSION, session_id=session_id)
    return PolicyChange(change_id, place, 1, settings, author, now, "", change_id)


async def _locked(transaction: RegisterTransaction, session_id: UUID) -> Session:
    session = await transaction.lock_session(session_id)
    if session is None:
        raise SessionNotFound(str(session_id))
    return session


def _same(session: Session, course_id: UUID, room_id: UUID) -> Session:
    if (session.course_id, session.room_id) != (course_id, room_id):
        raise InvalidInput("request_id", "was used for another session")
    return session
