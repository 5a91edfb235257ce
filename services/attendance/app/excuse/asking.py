"""Asking to be excused: a request is made, changed and taken back until somebody decides."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from services.attendance.app.excuse.access import Caller, check_asks
from services.attendance.app.excuse.store import ExcuseStore, ExcuseTransaction
from services.attendance.app.institution import Today
from services.attendance.app.people import People
from services.attendance.domain.errors import CourseNotFound, InvalidInput, StudentNotFound
from services.attendance.domain.excuse.errors import ExcuseChanged
from services.attendance.domain.excuse.excuse import (
    Content,
    Excuse,
    Limits,
    State,
    check_content,
    check_near,
)
from services.attendance.domain.person import PersonRole
from services.attendance.domain.timetable.days import Days
from services.common.principal import Role

Clock = Callable[[], datetime]
NewId = Callable[[], UUID]


class Asking:
    """What whoever asks does; that they may ask for the student has been checked."""

    def __init__(
        self,
        store: ExcuseStore,
        people: People,
        today: Today,
        clock: Clock,
        new_id: NewId,
        limits: Limits,
    ) -> None:
        self._store = store
        self._people = people
        self._today = today
        self._clock = clock
        self._new_id = new_id
        self._limits = limits

    async def ask(self, caller: Caller, student_id: UUID, content: Content, request_id: UUID) -> UUID:
        """The id of a new excuse, or of the one this request asked for before."""
        content = check_content(content)
        person = (await self._people.find([student_id])).get(student_id)
        if person is None or person.role is not PersonRole.STUDENT:
            raise StudentNotFound(str(student_id))
        today = await self._today()  # not in the transaction: whoever holds a connection waits for no other
        async with self._store.transaction() as transaction:
            earlier = await transaction.of_request(request_id)
            if earlier is not None:
                return _same(earlier, student_id, caller)
            await self._check_place(transaction, caller, student_id, content, today)
            excuse = Excuse(
                self._new_id(), student_id, caller.person_id, self._clock(), content, State.REQUESTED, revision=1
            )
            if not await transaction.add(excuse, request_id):
                earlier = await transaction.of_request(request_id)
                assert earlier is not None  # else it had been added
                return _same(earlier, student_id, caller)
        return excuse.excuse_id

    async def change(self, caller: Caller, excuse_id: UUID, content: Content, revision: int) -> None:
        """Replace what it says. A retry that finds its own words there changes nothing."""
        today = await self._today()
        async with self._store.transaction() as transaction:
            excuse = check_asks(caller, await transaction.lock(excuse_id), excuse_id)
            content = check_content(content)
            excuse.check_open()
            if excuse.content == content:
                return
            if excuse.revision != revision:
                raise ExcuseChanged(str(excuse_id), excuse.revision)
            await self._check_place(transaction, caller, excuse.student_id, content, today)
            await transaction.save(replace(excuse, content=content, revision=revision + 1))

    async def withdraw(self, caller: Caller, excuse_id: UUID) -> None:
        """Take it back."""
        async with self._store.transaction() as transaction:
            excuse = check_asks(caller, await transaction.lock(excuse_id), excuse_id)
            if excuse.state is State.WITHDRAWN:
                return
            excuse.check_open()
            await transaction.save(replace(excuse, state=State.WITHDRAWN, revision=excuse.revision + 1))

    async def _check_place(
        self, transaction: ExcuseTransaction, caller: Caller, student_id: UUID, content: Content, today: date
    ) -> None:
        """That the course and the sessions are the student's, and near enough for a student to ask about."""
        if content.course_id is not None and not await transaction.studies(student_id, content.course_id):
            raise CourseNotFound(str(content.course_id))
        dates = content.dates
        if content.session_ids:
            days = await transaction.session_days(student_id, content.session_ids)
            if len(days) < len(content.session_ids):
                raise InvalidInput("session_ids", "must be sessions on whose roster the student is")
            dates = Days(min(days), max(days))
        if dates is not None and caller.role is Role.STUDENT:
            check_near(dates, today, self._limits)


def _same(earlier: Excuse, student_id: UUID, caller: Caller) -> UUID:
    if (earlier.student_id, earlier.asked_by) != (student_id, caller.person_id):
        raise InvalidInput("request_id", "was used for another excuse")
    return earlier.excuse_id
