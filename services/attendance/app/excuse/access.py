"""Who may ask for whom, who sees an excuse, and who decides."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.attendance.app.access import person_of
from services.attendance.app.excuse.store import ExcuseStore, Whose
from services.attendance.domain.errors import NotAllowed
from services.attendance.domain.excuse.errors import ExcuseNotFound
from services.attendance.domain.excuse.excuse import Excuse, State
from services.attendance.domain.policy.policy import ExcuseDecider, Policy
from services.common.principal import Principal, Role


@dataclass(frozen=True)
class Caller:
    """Somebody who looks at excuses; `courses` are those whose excuses they decide as a teacher."""

    person_id: UUID
    role: Role
    courses: frozenset[UUID] = frozenset()

    def may_decide(self, excuse: Excuse) -> bool:
        """Whether the decision is theirs: an excuse of all courses is for administrators."""
        return self.role is Role.ADMIN or (bool(excuse.concerns) and excuse.concerns <= self.courses)

    def may_ask(self, excuse: Excuse) -> bool:
        """Whether what it says is theirs to say: the student's, of who asked for them, and of administrators."""
        return self.role is Role.ADMIN or self.person_id in (excuse.student_id, excuse.asked_by)

    def may_see(self, excuse: Excuse) -> bool:
        """Whoever asked or may decide; it is often of somebody's health, so nobody else."""
        return self.may_ask(excuse) or self.may_decide(excuse)

    def may_edit(self, excuse: Excuse) -> bool:
        """Now."""
        return excuse.state is State.REQUESTED and not excuse.erased and self.may_ask(excuse)

    def whose(self, student_id: UUID | None, states: frozenset[State]) -> Whose:
        """What a list of theirs is limited to."""
        if self.role is Role.ADMIN:
            return Whose(student_id, states=states)
        if self.role is Role.STUDENT:
            return Whose(self.person_id, states=states)
        return Whose(student_id, self.person_id, self.courses, states)


class CoursePolicies(Protocol):
    """Who decides, course by course."""

    async def of_courses(self, course_ids: Collection[UUID]) -> Mapping[UUID, Policy]:
        """What is in force now."""
        ...


class ExcuseAccess:
    """Checks the caller against excuses and students."""

    def __init__(self, store: ExcuseStore, policies: CoursePolicies) -> None:
        self._store = store
        self._policies = policies

    async def caller(self, principal: Principal) -> Caller:
        """Administrators, teachers and students; NotAllowed."""
        if principal.role not in (Role.ADMIN, Role.TEACHER, Role.STUDENT):
            raise NotAllowed("see excuses")
        person_id = person_of(principal)
        teacher = principal.role is Role.TEACHER
        courses = await self._courses_to_decide(person_id) if teacher else frozenset[UUID]()
        return Caller(person_id, principal.role, courses)

    async def _courses_to_decide(self, teacher_id: UUID) -> frozenset[UUID]:
        policies = await self._policies.of_courses(await self._store.taught(teacher_id))
        teachers_may = (
            course_id for course_id, policy in policies.items() if policy.excuses_decided_by is ExcuseDecider.TEACHER
        )
        return frozenset(teachers_may)

    async def check_asking(self, caller: Caller, student_id: UUID) -> None:
        """NotAllowed unless the caller may ask for that student."""
        if caller.role is Role.ADMIN or caller.person_id == student_id:
            return
        if caller.role is Role.TEACHER and await self._store.teaches_student(caller.person_id, student_id):
            return
        raise NotAllowed("ask for an excuse of this student's")


def check_sees(caller: Caller, excuse: Excuse | None, excuse_id: UUID) -> Excuse:
    """The excuse; ExcuseNotFound when there is none for the caller."""
    if excuse is None or not caller.may_see(excuse):
        raise ExcuseNotFound(str(excuse_id))
    return excuse


def check_asks(caller: Caller, excuse: Excuse | None, excuse_id: UUID) -> Excuse:
    """The excuse, whose content is the caller's; ExcuseNotFound, NotAllowed."""
    if not caller.may_ask(seen := check_sees(caller, excuse, excuse_id)):
        raise NotAllowed("change what somebody else asked")
    return seen
