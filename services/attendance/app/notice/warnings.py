"""Looks at sessions that ended or changed, and writes down who was absent and who fell across a threshold."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias
from uuid import UUID

import structlog

from services.attendance.app.student.given import HeldMark, Plans, Policies, term_days
from services.attendance.app.student.records import record_of, versions_in
from services.attendance.domain.notice.crossing import (
    Situation,
    WarningState,
    after,
    is_crossed,
    notices_of,
)
from services.attendance.domain.notice.notice import Notice, absence_notice
from services.attendance.domain.policy.policy import Policy, WarningRule
from services.attendance.domain.student.bounds import bounds_of
from services.attendance.domain.student.rate import absences_in_a_row, rate_of, scores_of
from services.common.stepping import keep_stepping

# What changes about a session of longer ago is history: it still counts, but nobody is written to because of it.
LOOKED_AT_FOR = timedelta(days=30)
# A teacher looks through the register once the class has left: what is put right by then is told to nobody.
LOOKED_AT_AFTER = timedelta(minutes=10)
SESSIONS_AT_ONCE = 20

Clock = Callable[[], datetime]
StateKey: TypeAlias = tuple[UUID, WarningRule, int]  # student, rule, threshold
_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("warnings")


@dataclass(frozen=True)
class ChangedSession:
    """Closed, and not looked at since its `revision`."""

    session_id: UUID
    course_id: UUID
    revision: int


class WarningTransaction(Protocol):
    """One course, which nobody else looks at meanwhile."""

    async def marks(self, session_id: UUID, start: datetime, end: datetime) -> Mapping[UUID, Sequence[HeldMark]]:
        """Of the session's students, in all of the course's sessions that began from `start` to before `end`."""
        ...

    async def absentees(self, session_id: UUID) -> Sequence[UUID]:
        """Students who count as absent in the session now."""
        ...

    async def teachers(self) -> tuple[UUID, ...]:
        """Who teaches the course now."""
        ...

    async def states(self, student_ids: Collection[UUID]) -> Mapping[StateKey, WarningState]:
        """Those that were kept."""
        ...

    async def keep(self, states: Mapping[StateKey, WarningState], notices: Sequence[Notice], now: datetime) -> None:
        """States are replaced; a notice that is there already stays as it is."""
        ...

    async def take_back(self, session_id: UUID, absentees: Collection[UUID]) -> None:
        """Absences in the session that wait to be told, of anybody else: they were put right."""
        ...

    async def looked_at(self, session: ChangedSession) -> None:
        """The session need not be looked at again before it changes."""
        ...


class WarningStore(Protocol):
    """Where it is kept."""

    async def changed(self, since: datetime, ended_before: datetime, size: int) -> Sequence[ChangedSession]:
        """Of those that began since the one time and are over since the other, oldest first."""
        ...

    def course(self, course_id: UUID) -> AbstractAsyncContextManager[WarningTransaction]:
        """All or nothing; others who look at the course wait."""
        ...


class Warnings:
    """One task a replica; the same fall looked at twice is the same notice."""

    def __init__(
        self, store: WarningStore, plans: Plans, policies: Policies, clock: Clock, *, poll_seconds: float
    ) -> None:
        self._store = store
        self._plans = plans
        self._policies = policies
        self._clock = clock
        self._poll_seconds = poll_seconds

    async def run(self) -> None:
        """Without end."""
        await keep_stepping("looking for warnings", self.step, lambda: self._poll_seconds, _log)

    async def step(self) -> bool:
        """Looks at some sessions; False when there were none."""
        now = self._clock()
        changed = await self._store.changed(now - LOOKED_AT_FOR, now - LOOKED_AT_AFTER, SESSIONS_AT_ONCE)
        for session in changed:
            await self._look(session)
        return bool(changed)

    async def _look(self, session: ChangedSession) -> None:
        now = self._clock()
        institution = await self._plans.institution()
        term = await term_days(self._plans, None, institution.day_of(now))
        start, end = bounds_of(term.days, institution.zone)
        policy = (await self._policies.of_courses([session.course_id]))[session.course_id]
        async with self._store.course(session.course_id) as transaction:
            absentees = await transaction.absentees(session.session_id)
            absences = [absence_notice(session.session_id, session.course_id, student) for student in absentees]
            await transaction.keep({}, absences, now)
            await transaction.take_back(session.session_id, absentees)
            if policy.warnings:
                marks = await transaction.marks(session.session_id, start, end)
                await self._judge(transaction, session.course_id, marks, policy, now)
            await transaction.looked_at(session)

    async def _judge(
        self,
        transaction: WarningTransaction,
        course_id: UUID,
        marks: Mapping[UUID, Sequence[HeldMark]],
        policy: Policy,
        now: datetime,
    ) -> None:
        versions = await self._policies.versions({one for held in marks.values() for one in versions_in(held)})
        teachers, before = await transaction.teachers(), await transaction.states(marks.keys())
        states: dict[StateKey, WarningState] = {}
        notices: list[Notice] = []
        for student_id, held in marks.items():
            situation = situation_of(held, versions, policy)
            for level in policy.warnings:
                key = (student_id, level.rule, level.threshold)
                earlier = before.get(key, WarningState())
                state = after(earlier, is_crossed(level, situation))
                if state != earlier:
                    states[key] = state
                if state.crossings > earlier.crossings:
                    notices += notices_of(level, course_id, student_id, situation, state.crossings, teachers)
        if states:
            await transaction.keep(states, notices, now)


def situation_of(marks: Sequence[HeldMark], versions: Mapping[UUID, Policy], policy: Policy) -> Situation:
    """A student's in one course: each session by its own policy, forgiven by the one in force now."""
    records = [record_of(mark, versions) for mark in marks]
    rate = rate_of(scores_of(records), policy.free_absences)
    return Situation(rate.value, rate.counted, absences_in_a_row(records))
